//! What clients get, for all states at once: see [`crate::addresses`].

use std::collections::BTreeMap;
use std::rc::Rc;

use super::diagram::Top;
use super::states::{Result, States, each};
use super::values::Is;
use crate::addresses;
use crate::choices::{Answer, Named, Pick, Seen};
use crate::choose::Needed;
use crate::plan::{Check, ClientPart, Flow, Leads, Member, Name, Of, Part, Plan};
use topple_model::Policy;

impl States {
    /// The share of a flow's requests that is served, for one of its environments, or what else is asked for.
    pub(super) fn share(&mut self, flow: &Flow, environment: usize, of: Of) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let Part::Client(client) = &plan.parts[flow.client] else {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        };
        if client.names.is_empty() {
            return self.fixed(client, environment, of);
        }
        if !client.finds_nothing(&plan) {
            return self.asked(client, environment, of);
        }
        // A try that found no address is over, and the next one asks anew.
        let empty = self.without_addresses(client)?;
        let mut share = self.diagrams.constant(Is::Serves(0.0));
        for tries in 1..=client.tries {
            let asked = self.asked(&client.with_tries(tries), environment, of)?;
            let again = self.product(empty, share)?;
            share = self.sum(asked, again)?;
        }
        Ok(share)
    }

    /// The share of the name servers that answer which have no address to give.
    fn without_addresses(&mut self, client: &ClientPart) -> Result<Top> {
        let (plan, base) = (Rc::clone(&self.plan), Rc::clone(&self.base));
        let mut empty = self.diagrams.constant(Is::Pick(Pick::default()));
        let twins = Rc::clone(&base.twins);
        let heard = client.names.iter().filter(|n| base.state.is_open(n.link));
        for name in heard.filter(|name| twins.is_first(name.dns)) {
            let chance = f64::from(u8::from(plan.is_without_addresses(name)));
            let answering = self.answering(name)?;
            empty = self
                .diagrams
                .join(empty, answering, &mut |empty, answering| {
                    let Is::Pick(mut pick) = empty.clone() else {
                        return empty.clone();
                    };
                    (0..answering.count()).for_each(|_| pick.add(1.0, chance));
                    Is::Pick(pick)
                })?;
        }
        self.picked(empty)
    }

    /// Diagrams of how many name servers answer, of those that are like this one.
    fn answering(&mut self, name: &Name) -> Result<Top> {
        if let Some(count) = self.count(name.dns) {
            return Ok(count);
        }
        let alive = self.alive[name.dns];
        self.diagrams
            .map(alive, |alive| Is::Count(usize::from(alive.so())))
    }

    /// What one gets who finds addresses at the first try, or not at all.
    pub(super) fn asked(&mut self, client: &ClientPart, environment: usize, of: Of) -> Result<Top> {
        let mut tops: BTreeMap<usize, (Top, Top)> = BTreeMap::new();
        for name in &client.names {
            if let Part::Dns { members, .. } = &self.plan.parts[name.dns] {
                for address in self.firsts(members).into_iter().map(|m| m.to) {
                    let serves = self.serves[address][environment];
                    let yields = self.yields(address, environment, of);
                    tops.insert(address, (serves, yields));
                }
            }
        }
        self.asks(client, &|address| tops[&address])
    }

    /// The same, given what each address yields.
    pub(super) fn asks(
        &mut self,
        client: &ClientPart,
        yields: &dyn Fn(usize) -> (Top, Top),
    ) -> Result<Top> {
        let base = Rc::clone(&self.base);
        let mut asked = self.diagrams.constant(Is::Pick(Pick::default()));
        let twins = Rc::clone(&base.twins);
        let heard = client.names.iter().filter(|n| base.state.is_open(n.link));
        for name in heard.filter(|name| twins.is_first(name.dns)) {
            let by_name = self.by_name(client, name, yields)?;
            let answering = self.answering(name)?;
            let heard = self
                .diagrams
                .join(answering, by_name, &mut |answering, by_name| {
                    let mut pick = Pick::default();
                    (0..answering.count()).for_each(|_| pick.add(1.0, by_name.serves()));
                    Is::Pick(pick)
                })?;
            asked = self
                .diagrams
                .join(asked, heard, &mut |asked, heard| match (asked, heard) {
                    (Is::Pick(asked), Is::Pick(heard)) => Is::Pick(asked.with(*heard)),
                    _ => asked.clone(),
                })?;
        }
        self.picked(asked)
    }

    fn by_name(
        &mut self,
        client: &ClientPart,
        name: &Name,
        yields: &dyn Fn(usize) -> (Top, Top),
    ) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let Part::Dns {
            policy,
            check,
            members,
        } = &plan.parts[name.dns]
        else {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        };
        let order = name.order(*policy, members.len()).into_iter();
        let answer = self.gather(
            Is::Named(Named::new(*policy)),
            order.map(|place| members[place]),
            &mut |states, member, alive| {
                debug_assert!(member.leads == Leads::There);
                let passes = states.passes(*check, member, alive)?;
                let borders = &states.base.state.now.borders;
                let parted = borders.part(client.component, member.to);
                let there = states.diagrams.map(alive, |alive| {
                    Is::Seen(Seen {
                        carries: true,
                        connects: alive.so() && !parted,
                        passes: false,
                        serves: 0.0,
                        yields: 0.0,
                    })
                })?;
                states.with_service(there, passes, yields(member.to))
            },
            &mut |answer, member, seen| {
                let Is::Named(mut named) = answer else {
                    return answer;
                };
                each(seen).for_each(|seen| named.add(client, member.weight, seen));
                named.sort();
                Is::Named(named)
            },
        )?;
        self.diagrams.map(answer, |answer| match answer {
            Is::Named(named) => Is::Serves(named.chance(client)),
            other => other.clone(),
        })
    }

    fn fixed(&mut self, client: &ClientPart, environment: usize, of: Of) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let wanted = &plan.environments[environment];
        let asked = plan.asked_for(of);
        let mut lists = self.diagrams.constant(Is::Lists(Vec::new()));
        let mut any = false;
        for group in client.groups.of(wanted.operation) {
            if client.skips(group) || (of == Of::Serves && !group.required) {
                continue;
            }
            any = true;
            let of_shard = |m: &&Member| Plan::of_shard(wanted, group.slot, m.set);
            let list = self.gather(
                Is::List(Answer::new(Policy::Multivalue)),
                group.members.iter().filter(of_shard).copied(),
                &mut |states, member, alive| {
                    let serves = states.serves[member.to][environment];
                    let yields = (serves, states.yields(member.to, environment, of));
                    states.see((member, alive), Check::Off, environment, yields)
                },
                &mut |list, member, seen| {
                    let Is::List(mut answer) = list else {
                        return list;
                    };
                    for seen in each(seen).filter(|seen| seen.carries) {
                        answer.add(client, member.weight, seen.met());
                    }
                    answer.sort();
                    Is::List(answer)
                },
            )?;
            lists = self
                .diagrams
                .join(lists, list, &mut |lists, list| match (lists, list) {
                    (Is::Lists(lists), Is::List(Answer::List(list))) => {
                        let mut lists = lists.clone();
                        lists.push(Needed {
                            required: group.required,
                            list: list.clone(),
                        });
                        Is::Lists(lists)
                    }
                    _ => lists.clone(),
                })?;
        }
        if !any {
            let has_any = !client.groups.of(wanted.operation).is_empty();
            let yields = client.without_lists(has_any, asked);
            return Ok(self.diagrams.constant(Is::Serves(yields)));
        }
        self.diagrams.map(lists, |lists| match lists {
            Is::Lists(lists) => Is::Serves(addresses::down_lists(lists, client, asked)),
            other => other.clone(),
        })
    }
}
