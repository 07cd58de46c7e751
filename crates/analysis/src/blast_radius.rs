//! The blast radius of an element: which parts that are in use now would not be without it.

use std::collections::BTreeSet;

use super::base::Base;
use super::classes::Operation;
use super::elements::Options;
use super::failed::Failed;
use super::plan::{Check, ClientPart, Member, Part, Plan};
use super::serve::State;
use topple_model::{Policy, Scenario, Target};

/// The components and links that carry requests that are served now and would not with `element` dead too.
///
/// The canvas highlights it when a person points at a verdict, before anything is killed.
pub fn blast_radius(scenario: &Scenario, failed: &Failed, element: Target) -> BTreeSet<Target> {
    let base = Base::new(scenario, failed, Options::default());
    blast_radius_of(&base, &[element])
}

/// The same of several elements, one after the other: what each takes down that the ones before it have left.
pub(super) fn blast_radius_of(base: &Base, elements: &[Target]) -> BTreeSet<Target> {
    let plan = &base.plan;
    let mut failed = base.failed.clone();
    let mut left = in_use(plan, &base.state);
    let mut down = BTreeSet::new();
    for &element in elements {
        failed.insert(element);
        let after = in_use(plan, &State::of(plan, &failed));
        down.extend(left.difference(&after));
        left = after;
    }
    down
}

/// The components and links on the way of some request that is served.
pub(super) fn in_use(plan: &Plan, state: &State) -> BTreeSet<Target> {
    let mut in_use = InUse {
        plan,
        state,
        seen: vec![false; plan.parts.len() * plan.environments.len()],
        found: BTreeSet::new(),
    };
    for flow in &plan.flows {
        let Part::Client(client) = &plan.parts[flow.client] else {
            continue;
        };
        for (share, &environment) in flow.shares.clone().zip(&flow.environments) {
            if state.shares[share] > 0.0 {
                in_use.start(flow.client, client, environment);
            }
        }
    }
    in_use.found
}

struct InUse<'a> {
    plan: &'a Plan,
    state: &'a State,
    seen: Vec<bool>,
    found: BTreeSet<Target>,
}

impl InUse<'_> {
    fn start(&mut self, component: usize, client: &ClientPart, environment: usize) {
        self.found.insert(Target::Component(
            self.plan.scenario().components[component].id,
        ));
        self.ask(client, environment);
        let wanted = &self.plan.environments[environment];
        for group in client.groups.of(wanted.operation) {
            if !client.skips(group) {
                self.any_of(&group.members, group.slot, Check::Off, environment);
            }
        }
    }

    /// The names that one who asks goes by.
    fn ask(&mut self, client: &ClientPart, environment: usize) {
        for name in &client.names {
            if !self.state.is_open(name.link) || self.state.dead[name.dns] {
                continue;
            }
            let addresses = self.answered(name.dns, &name.nearest);
            let serving: Vec<Member> = addresses
                .into_iter()
                .filter(|m| client.reaches(self.state, m.to) && self.serves(m, environment))
                .collect();
            if !serving.is_empty() {
                self.travel(name.link, name.dns);
            }
            for member in serving {
                self.travel(member.link, member.to);
                self.arrive(member.to, environment);
            }
        }
    }

    fn answered(&self, dns: usize, nearest: &[usize]) -> Vec<Member> {
        let Part::Dns {
            policy, members, ..
        } = &self.plan.parts[dns]
        else {
            return Vec::new();
        };
        let rotation = self.plan.rotation(self.state, dns);
        let places = match policy {
            Policy::Multivalue | Policy::Weighted => rotation,
            Policy::Failover => rotation.into_iter().take(1).collect(),
            Policy::Nearest => nearest
                .iter()
                .copied()
                .filter(|p| rotation.contains(p))
                .take(1)
                .collect(),
        };
        places.into_iter().map(|place| members[place]).collect()
    }

    fn serves(&self, member: &Member, environment: usize) -> bool {
        self.state.serves[member.to * self.plan.environments.len() + environment] > 0.0
    }

    fn travel(&mut self, link: usize, to: usize) {
        self.found
            .insert(Target::Link(self.plan.scenario().links[link].id()));
        self.found
            .insert(Target::Component(self.plan.scenario().components[to].id));
    }

    fn arrive(&mut self, component: usize, environment: usize) {
        let place = component * self.plan.environments.len() + environment;
        if std::mem::replace(&mut self.seen[place], true) {
            return;
        }
        match &self.plan.parts[component] {
            Part::Balancer(balancer) => {
                let check = self.plan.effective(self.state, balancer);
                for store in &balancer.stores {
                    self.any_of(&store.members, store.slot, check, environment);
                }
            }
            Part::Server { groups } => {
                let write = self.plan.environments[environment].operation == Operation::Write;
                for group in groups.of(self.plan.environments[environment].operation) {
                    if write && group.service.kind.row().is_shortcut {
                        continue;
                    }
                    if let Some(asker) = &group.by_name {
                        self.ask(asker, environment);
                        continue;
                    }
                    self.any_of(&group.members, group.slot, Check::Off, environment);
                }
            }
            Part::Queue(queue) => {
                for consumed in &queue.services {
                    let deliverer = Plan::deliverer(self.state, component, queue, consumed);
                    let Some(place) = deliverer else { continue };
                    for environment in self.plan.delivered(environment).to_vec() {
                        let consumers = &consumed.consumers[place];
                        self.any_of(consumers, None, Check::Off, environment);
                    }
                }
            }
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => {}
        }
    }

    fn any_of(
        &mut self,
        members: &[Member],
        slot: Option<usize>,
        check: Check,
        environment: usize,
    ) {
        let wanted = &self.plan.environments[environment];
        for member in members {
            let usable = Plan::of_shard(wanted, slot, member.set)
                && self.plan.connects(self.state, member, wanted.operation)
                && self.plan.carries(self.state, member, wanted.operation)
                && self.plan.passes(self.state, check, member)
                && self.serves(member, environment);
            if usable {
                for end in self.plan.ends(self.state, member) {
                    // A path that is not drawn is shown as the link that it is taken for.
                    let link = end.link.unwrap_or(member.link);
                    if !self.state.cut[link] {
                        self.travel(link, end.node);
                    }
                    self.arrive(end.node, environment);
                }
            }
        }
    }
}
