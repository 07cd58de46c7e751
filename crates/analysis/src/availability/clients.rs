//! What clients get, for all states at once: see [`crate::addresses`].

use std::collections::BTreeMap;
use std::rc::Rc;

use super::diagram::Top;
use super::states::{Result, States};
use super::values::Is;
use crate::addresses;
use crate::choices::{Answer, Named, Pick, Seen};
use crate::choose::Needed;
use crate::plan::{Check, ClientPart, Flow, Leads, Name, Of, Part, Plan};
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
        for name in client.names.iter().filter(|n| base.state.is_open(n.link)) {
            let chance = f64::from(u8::from(plan.is_without_addresses(name)));
            empty = self
                .diagrams
                .join(empty, self.alive[name.dns], &mut |empty, alive| {
                    let Is::Pick(mut pick) = empty.clone() else {
                        return empty.clone();
                    };
                    if alive.so() {
                        pick.add(1.0, chance);
                    }
                    Is::Pick(pick)
                })?;
        }
        self.picked(empty)
    }

    /// What one gets who finds addresses at the first try, or not at all.
    pub(super) fn asked(&mut self, client: &ClientPart, environment: usize, of: Of) -> Result<Top> {
        let mut tops: BTreeMap<usize, (Top, Top)> = BTreeMap::new();
        for name in &client.names {
            if let Part::Dns { members, .. } = &self.plan.parts[name.dns] {
                for address in members.iter().map(|m| m.to) {
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
        for name in client
            .names
            .iter()
            .filter(|name| base.state.is_open(name.link))
        {
            let by_name = self.by_name(client, name, yields)?;
            let answers = self.alive[name.dns];
            let heard = self
                .diagrams
                .join(answers, by_name, &mut |answers, by_name| {
                    if answers.so() {
                        by_name.clone()
                    } else {
                        Is::So(false)
                    }
                })?;
            asked = self
                .diagrams
                .join(asked, heard, &mut |asked, heard| match (asked, heard) {
                    (Is::Pick(asked), Is::Serves(chance)) => {
                        let mut asked = *asked;
                        asked.add(1.0, *chance);
                        Is::Pick(asked)
                    }
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
        let mut answer = self.diagrams.constant(Is::Named(Named::new(*policy)));
        for place in name.order(*policy, members.len()) {
            let member = &members[place];
            debug_assert!(member.leads == Leads::There);
            let passes = self.passes(*check, member)?;
            let parted = self
                .base
                .state
                .now
                .borders
                .part(client.component, member.to);
            let there = self.diagrams.map(self.alive[member.to], |alive| {
                Is::Seen(Seen {
                    carries: true,
                    connects: alive.so() && !parted,
                    passes: false,
                    serves: 0.0,
                    yields: 0.0,
                })
            })?;
            let seen = self.with_service(there, passes, yields(member.to))?;
            answer = self.diagrams.join(answer, seen, &mut |answer, seen| {
                let Is::Named(named) = answer else {
                    return answer.clone();
                };
                let mut named = named.clone();
                named.add(client, member.weight, &seen.seen());
                named.sort();
                Is::Named(named)
            })?;
        }
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
            let mut list = self
                .diagrams
                .constant(Is::List(Answer::new(Policy::Multivalue)));
            for member in group
                .members
                .iter()
                .filter(|m| Plan::of_shard(wanted, group.slot, m.set))
            {
                let serves = self.serves[member.to][environment];
                let yields = (serves, self.yields(member.to, environment, of));
                let seen = self.see(member, Check::Off, environment, yields)?;
                list = self.diagrams.join(list, seen, &mut |list, seen| {
                    let (Is::List(answer), seen) = (list, seen.seen()) else {
                        return list.clone();
                    };
                    let mut answer = answer.clone();
                    if seen.carries {
                        answer.add(client, member.weight, seen.met());
                        answer.sort();
                    }
                    Is::List(answer)
                })?;
            }
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
