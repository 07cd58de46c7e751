//! What clients get, for all states at once: see [`crate::addresses`].

use std::rc::Rc;

use super::diagram::Top;
use super::states::{Result, States};
use super::values::Is;
use crate::addresses;
use crate::choices::{Answer, Named, Pick, Seen};
use crate::plan::{Check, ClientPart, Flow, Leads, Name, Part, Plan};
use topple_model::Policy;

impl States {
    /// The share of a flow's requests that is served, for one of its environments.
    pub(super) fn share(&mut self, flow: &Flow, environment: usize) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let Part::Client(client) = &plan.parts[flow.client] else {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        };
        if client.names.is_empty() {
            return self.fixed(client, environment);
        }
        if !client.finds_nothing(&plan) {
            return self.asked(client, environment);
        }
        // A try that found no address is over, and the next one asks anew.
        let empty = self.without_addresses(client)?;
        let mut share = self.diagrams.constant(Is::Serves(0.0));
        for tries in 1..=client.tries {
            let asked = self.asked(&client.with_tries(tries), environment)?;
            let again = self.diagrams.join(empty, share, &mut |a, b| {
                Is::Serves(a.serves() * b.serves())
            })?;
            share = self.diagrams.join(asked, again, &mut |a, b| {
                Is::Serves(a.serves() + b.serves())
            })?;
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

    /// What a client gets that finds addresses at the first try, or not at all.
    fn asked(&mut self, client: &ClientPart, environment: usize) -> Result<Top> {
        let base = Rc::clone(&self.base);
        let mut asked = self.diagrams.constant(Is::Pick(Pick::default()));
        for name in client
            .names
            .iter()
            .filter(|name| base.state.is_open(name.link))
        {
            let by_name = self.by_name(client, name, environment)?;
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

    fn by_name(&mut self, client: &ClientPart, name: &Name, environment: usize) -> Result<Top> {
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
                })
            })?;
            let seen = self.with_service(there, passes, self.serves[member.to][environment])?;
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

    fn fixed(&mut self, client: &ClientPart, environment: usize) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let wanted = &plan.environments[environment];
        let mut lists = self.diagrams.constant(Is::Lists(Vec::new()));
        for group in client.groups.iter().filter(|group| group.required) {
            let mut list = self
                .diagrams
                .constant(Is::List(Answer::new(Policy::Multivalue)));
            for member in group
                .members
                .iter()
                .filter(|m| Plan::of_shard(wanted, group.slot, m.set))
            {
                let seen = self.see(member, Check::Off, environment)?;
                list = self.diagrams.join(list, seen, &mut |list, seen| {
                    let (Is::List(answer), seen) = (list, seen.seen()) else {
                        return list.clone();
                    };
                    let mut answer = answer.clone();
                    if seen.carries {
                        answer.add(client, member.weight, seen.connects.then_some(seen.serves));
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
                        lists.push(list.clone());
                        Is::Lists(lists)
                    }
                    _ => lists.clone(),
                })?;
        }
        self.diagrams.map(lists, |lists| match lists {
            Is::Lists(lists) => Is::Serves(addresses::down_lists(lists, client)),
            other => other.clone(),
        })
    }
}
