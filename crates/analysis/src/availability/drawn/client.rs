//! Whether a client's request is served: the rules of [`crate::addresses`], by one choice instead of a mean.

use super::picks::List;
use super::request::Request;
use super::walk::Walk;
use crate::base::Base;
use crate::plan::{Check, ClientPart, Group, Member, Name, Part, Plan};
use topple_model::Policy;

/// Sends one request of a client and says whether it is served, given after how much hazard the `first` that it meets is
/// down.
pub(super) fn is_served(
    (base, walk): (&Base, &mut Walk),
    client: &ClientPart,
    environment: usize,
    first: f64,
) -> bool {
    walk.set_out(first);
    let served = Request { base, walk }.share(client, environment);
    walk.come_back(base);
    served
}

impl Request<'_> {
    /// Whether a client's request is served.
    fn share(&mut self, client: &ClientPart, environment: usize) -> bool {
        if client.names.is_empty() {
            self.fixed(client, environment)
        } else {
            let asks_anew = client.finds_nothing(self.plan());
            self.asked(client, environment, asks_anew)
        }
    }

    /// Whether one is served who looks names up; who may ask anew has lost a try where there was no address.
    pub(super) fn asked(
        &mut self,
        client: &ClientPart,
        environment: usize,
        asks_anew: bool,
    ) -> bool {
        let plan = self.plan();
        let mut tries = client.tries;
        while tries > 0 {
            let names = &client.names;
            let even = self.walk.heaviest;
            let name = self.pick_place(names.len(), &|_| even, &mut |request, place| {
                let name = &names[place];
                request.walk.state.is_open(name.link) && request.walk.lives(name.dns)
            });
            let Some(name) = name.map(|place| &names[place]) else {
                return false;
            };
            if !(asks_anew && plan.is_without_addresses(name)) {
                return self.by_name(client, tries, name, environment);
            }
            tries -= 1;
        }
        false
    }

    fn reaches(&mut self, client: &ClientPart, address: usize) -> bool {
        self.walk.lives(address) && !(self.walk.state.now.borders).part(client.component, address)
    }

    fn by_name(
        &mut self,
        client: &ClientPart,
        tries: usize,
        name: &Name,
        environment: usize,
    ) -> bool {
        let Part::Dns {
            policy,
            check,
            members,
        } = &self.plan().parts[name.dns]
        else {
            return false;
        };
        let one = match policy {
            Policy::Multivalue => {
                let served = self.down_members(client, tries, (members, *check), environment);
                return served.unwrap_or_else(|| {
                    // Where none is in rotation all are.
                    !members.iter().any(|m| self.passes(*check, m))
                        && self
                            .down_members(client, tries, (members, Check::Off), environment)
                            .unwrap_or(false)
                });
            }
            Policy::Weighted => {
                let rotation =
                    self.pick_member(members, &mut |request, m| request.passes(*check, m));
                rotation.or_else(|| self.pick_member(members, &mut |_, _| true))
            }
            Policy::Failover | Policy::Nearest => {
                let order = name.order(*policy, members.len());
                let mut places = order.iter().map(|&place| &members[place]);
                let first = places.find(|m| self.passes(*check, m));
                first.or_else(|| order.first().map(|&place| &members[place]))
            }
        };
        one.is_some_and(|m| {
            self.reaches(client, m.to) && (0..tries).any(|_| self.serves(m.to, environment))
        })
    }

    /// Goes down a list of addresses in rotation; `None`: it is empty.
    fn down_members(
        &mut self,
        client: &ClientPart,
        tries: usize,
        (members, check): (&[Member], Check),
        environment: usize,
    ) -> Option<bool> {
        let mut list = List::new(members.len());
        for _ in 0..tries {
            let next = list.next(self, &mut |request, place| {
                let m = &members[place];
                request.passes(check, m)
                    && (!client.tries_next_address || request.reaches(client, m.to))
            });
            let to = members[next?].to;
            if self.reaches(client, to) && self.serves(to, environment) {
                return Some(true);
            }
        }
        Some(false)
    }

    fn fixed(&mut self, client: &ClientPart, environment: usize) -> bool {
        let plan = self.plan();
        let wanted = &plan.environments[environment];
        let operation = wanted.operation;
        let called = client.groups.of(operation);
        let is_needed = |group: &&Group| group.required && !client.skips(group);
        let needed: Vec<&Group> = called.iter().filter(is_needed).collect();
        if needed.is_empty() {
            return client.without_lists(!called.is_empty(), None) > 0.0;
        }
        let new = |group: &&Group| List::new(group.members.len());
        let mut lists: Vec<List> = needed.iter().map(new).collect();
        for _ in 0..client.tries {
            let mut served = true;
            for (group, list) in needed.iter().zip(&mut lists) {
                let next = list.next(self, &mut |request, place| {
                    let m = &group.members[place];
                    Plan::of_shard(wanted, group.slot, m.set)
                        && request.carries(m, operation)
                        && (!client.tries_next_address || request.connects(m, operation))
                });
                let Some(place) = next else {
                    return false;
                };
                let m = &group.members[place];
                served = self.connects(m, operation) && self.serves(m.to, environment);
                if !served {
                    break;
                }
            }
            if served {
                return true;
            }
        }
        false
    }
}
