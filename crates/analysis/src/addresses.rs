//! What a client gets: the addresses that names give, or fixed ones, and the share of its requests that is served there.

use super::choices::{Answer, Named, Pick, Seen};
use super::choose::{self, Asked, Needed};
use super::plan::{Check, ClientPart, Group, More, Name, Of, Part, Plan};
use super::serve::State;
use topple_model::Policy;

impl Plan {
    /// What a client's requests in this environment yield: the share that is served, or what else is asked for.
    pub(super) fn share(
        &self,
        state: &State,
        client: &ClientPart,
        environment: usize,
        of: Of,
    ) -> f64 {
        if client.names.is_empty() {
            return self.fixed(state, client, environment, of);
        }
        if !client.finds_nothing(self) {
            return self.asked(state, client, environment, of);
        }
        // A try that found no address is over, and the next one asks anew.
        let mut empty = Pick::default();
        for name in Self::answering(state, client) {
            empty.add(1.0, f64::from(u8::from(self.is_without_addresses(name))));
        }
        let mut share = 0.0;
        for tries in 1..=client.tries {
            share = self.asked(state, &client.with_tries(tries), environment, of)
                + empty.chance() * share;
        }
        share
    }

    /// What one gets who finds addresses at the first try, or not at all.
    pub(super) fn asked(
        &self,
        state: &State,
        client: &ClientPart,
        environment: usize,
        of: Of,
    ) -> f64 {
        self.asks(state, client, of, &|(component, of)| {
            self.yields(state, component, environment, of)
        })
    }

    /// The same, given what each address yields.
    pub(super) fn asks(
        &self,
        state: &State,
        client: &ClientPart,
        of: Of,
        yields: &dyn Fn((usize, Of)) -> f64,
    ) -> f64 {
        let mut asked = Pick::default();
        for name in Self::answering(state, client) {
            asked.add(1.0, self.by_name(state, client, name, of, yields));
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
            | Part::Queue(_)
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

    fn by_name(
        &self,
        state: &State,
        client: &ClientPart,
        name: &Name,
        of: Of,
        yields: &dyn Fn((usize, Of)) -> f64,
    ) -> f64 {
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
                carries: true,
                passes: self.passes(state, *check, member),
                serves: yields((member.to, Of::Serves)),
                yields: yields((member.to, of)),
            };
            answer.add(client, member.weight, &seen);
        }
        answer.chance(client)
    }

    fn fixed(&self, state: &State, client: &ClientPart, environment: usize, of: Of) -> f64 {
        let mut lists = Vec::new();
        let wanted = &self.environments[environment];
        for group in client.groups.of(wanted.operation) {
            let mut list = Answer::new(Policy::Multivalue);
            if client.skips(group) || (of == Of::Serves && !group.required) {
                continue;
            }
            for member in group
                .members
                .iter()
                .filter(|m| Self::of_shard(wanted, group.slot, m.set))
            {
                let seen = self.see(state, member, Check::Off, environment, of);
                if seen.carries {
                    list.add(client, member.weight, seen.met());
                }
            }
            if let Answer::List(list) = list {
                let required = group.required;
                lists.push(Needed { required, list });
            }
        }
        if lists.is_empty() {
            let has_any = !client.groups.of(wanted.operation).is_empty();
            return client.without_lists(has_any, self.asked_for(of));
        }
        down_lists(&lists, client, self.asked_for(of))
    }

    /// How what is asked for comes together of what several addresses yield; `None`: it is the chance to serve.
    pub(super) fn asked_for(&self, of: Of) -> Option<Asked> {
        match of {
            Of::Serves => None,
            Of::More(which) if self.more[which] == More::Full => Some(Asked::Together),
            Of::More(_) => Some(Asked::Sum),
        }
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

    /// Whether it passes this group over: a shortcut that it does not need.
    #[allow(clippy::unused_self, reason = "asked like all else about a client")]
    pub(super) fn skips(&self, group: &Group) -> bool {
        group.service.kind.row().is_shortcut && !group.required
    }

    /// What a client gets that has no list to go down: where it calls anything at all, it can do without.
    #[allow(clippy::unused_self, reason = "asked like all else about a client")]
    pub(super) fn without_lists(&self, has_any: bool, asked: Option<Asked>) -> f64 {
        match asked {
            Some(Asked::Sum) => 0.0,
            None | Some(Asked::Together) => f64::from(u8::from(has_any)),
        }
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

/// What a client gets that needs one address of each of these lists.
pub(super) fn down_lists(lists: &[Needed], client: &ClientPart, asked: Option<Asked>) -> f64 {
    let Some(asked) = asked else {
        let serves = |needed: &Needed| needed.list.iter().map(|met| met.serves).collect();
        let lists: Vec<Vec<f64>> = lists.iter().map(serves).collect();
        return match lists.as_slice() {
            [] => 0.0,
            [list] => choose::down_a_list(list, client.tries),
            several => choose::down_lists(several, client.tries),
        };
    };
    match lists {
        [
            Needed {
                required: true,
                list,
            },
        ] => choose::yield_of_a_list(list, client.tries),
        several => choose::yield_of_lists(several, client.tries, asked),
    }
}
