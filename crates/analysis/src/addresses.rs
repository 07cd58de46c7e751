//! What a client gets: the addresses that names give, or fixed ones, and the share of its requests that is served there.

use super::choices::{Answer, Named, Pick, Seen};
use super::choose;
use super::plan::{Check, ClientPart, Name, Part, Plan};
use super::serve::State;
use topple_model::Policy;

impl Plan {
    /// The share of a client's requests in this environment that is served.
    pub(super) fn share(&self, state: &State, client: &ClientPart, environment: usize) -> f64 {
        if client.names.is_empty() {
            return self.fixed(state, client, environment);
        }
        if !client.finds_nothing(self) {
            return self.asked(state, client, environment);
        }
        // A try that found no address is over, and the next one asks anew.
        let mut empty = Pick::default();
        for name in Self::answering(state, client) {
            empty.add(1.0, f64::from(u8::from(self.is_without_addresses(name))));
        }
        let mut share = 0.0;
        for tries in 1..=client.tries {
            share =
                self.asked(state, &client.with_tries(tries), environment) + empty.chance() * share;
        }
        share
    }

    /// What a client gets that finds addresses at the first try, or not at all.
    fn asked(&self, state: &State, client: &ClientPart, environment: usize) -> f64 {
        let mut asked = Pick::default();
        for name in Self::answering(state, client) {
            asked.add(1.0, self.by_name(state, client, name, environment));
        }
        asked.chance()
    }

    /// The name servers that answer a client.
    fn answering<'a>(state: &'a State, client: &'a ClientPart) -> impl Iterator<Item = &'a Name> {
        let answers = |name: &&Name| state.is_open(name.link) && !state.dead[name.dns];
        client.names.iter().filter(answers)
    }

    /// Whether a name server has no address to give.
    pub(super) fn is_without_addresses(&self, name: &Name) -> bool {
        match &self.parts[name.dns] {
            Part::Dns { members, .. } => members.is_empty(),
            Part::Client(_)
            | Part::Balancer(_)
            | Part::Server { .. }
            | Part::Database
            | Part::Cache => false,
        }
    }

    /// The addresses that a name server has in rotation, by their places in its list; all if none is.
    pub(super) fn rotation(&self, state: &State, dns: usize) -> Vec<usize> {
        let Part::Dns { check, members, .. } = &self.parts[dns] else {
            return Vec::new();
        };
        let passing = |&place: &usize| self.passes(state, *check, &members[place]);
        let rotation: Vec<usize> = (0..members.len()).filter(passing).collect();
        if rotation.is_empty() {
            (0..members.len()).collect()
        } else {
            rotation
        }
    }

    fn by_name(&self, state: &State, client: &ClientPart, name: &Name, environment: usize) -> f64 {
        let Part::Dns {
            policy,
            check,
            members,
        } = &self.parts[name.dns]
        else {
            return 0.0;
        };
        let mut answer = Named::new(*policy);
        for place in name.order(*policy, members.len()) {
            let member = &members[place];
            let seen = Seen {
                // No request travels the link from a name server to an address: the client goes there itself.
                connects: client.reaches(state, member.to),
                ..self.see(state, member, *check, environment)
            };
            answer.add(client, member.weight, &seen);
        }
        answer.chance(client)
    }

    fn fixed(&self, state: &State, client: &ClientPart, environment: usize) -> f64 {
        let mut lists = Vec::new();
        for group in client.groups.iter().filter(|group| group.required) {
            let mut list = Answer::new(Policy::Multivalue);
            let wanted = &self.environments[environment];
            for member in group
                .members
                .iter()
                .filter(|m| Self::of_shard(wanted, group.slot, m.set))
            {
                let seen = self.see(state, member, Check::Off, environment);
                if seen.carries {
                    list.add(client, member.weight, seen.connects.then_some(seen.serves));
                }
            }
            if let Answer::List(list) = list {
                lists.push(list);
            }
        }
        down_lists(&lists, client)
    }
}

impl ClientPart {
    /// Whether it has tries left where a name server has no address to give.
    pub(super) fn finds_nothing(&self, plan: &Plan) -> bool {
        self.tries > 1
            && self
                .names
                .iter()
                .any(|name| plan.is_without_addresses(name))
    }

    /// The same with so many tries.
    pub(super) fn with_tries(&self, tries: usize) -> Self {
        Self {
            tries,
            ..self.clone()
        }
    }

    /// Whether an address that a name gave is reached: it is alive, and not isolated from the client.
    pub(super) fn reaches(&self, state: &State, address: usize) -> bool {
        !state.dead[address] && !state.now.borders.part(self.component, address)
    }
}

/// The chance of a client that needs one address of each of these lists.
pub(super) fn down_lists(lists: &[Vec<f64>], client: &ClientPart) -> f64 {
    match lists {
        [] => 0.0,
        [list] => choose::down_a_list(list, client.tries),
        several => choose::down_lists(several, client.tries),
    }
}
