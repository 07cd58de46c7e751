//! Why: the way from a client to where its requests fail, and a sentence about it.
//!
//! The way is found by comparing the settled state before with the one after: from the client on, into whatever
//! served better before, until a need is met that no target is left to fill (a single point of failure), or someone
//! who goes on choosing what no longer serves (a leak).

use std::fmt;

use super::classes::Operation;
use super::elements::Element;
use super::ending::{Ending, What};
use super::losses::Hurt;
use super::plan::{
    BalancerPart, Check, ClientPart, Group, Leads, Member, More, Of, Part, Plan, QueuePart, Store,
};
use super::serve::State;
use super::verdict_kind::VerdictKind;
use super::words;
use topple_model::Target;

/// Why an element has its verdict. [`Display`](fmt::Display) says it in a sentence for students.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    text: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The two states that are compared, for one class.
pub(super) struct Walk<'a> {
    pub(super) plan: &'a Plan,
    before: &'a State,
    after: &'a State,
    environment: usize,
    /// What is compared: whether requests are served, or whether they are in full.
    of: Of,
    path: Vec<Target>,
}

/// The reason for a verdict, and the way from a client to where its requests fail.
pub(super) fn why(
    plan: &Plan,
    (before, after): (&State, &State),
    element: &Element,
    hurt: &[Hurt],
    (kind, without): (VerdictKind, &[String]),
) -> (Reason, Vec<Target>) {
    let of = match kind {
        VerdictKind::Degrades => Of::More(0),
        VerdictKind::SinglePointOfFailure | VerdictKind::Leak => Of::Serves,
    };
    let walked = |(flow, place): (usize, usize)| {
        let flow = &plan.flows[flow];
        let mut walk = Walk {
            plan,
            before,
            after,
            environment: flow.environments[place],
            of,
            path: Vec::new(),
        };
        let ending = match flow.delivery {
            Some(delivery) => walk.at_delivery(delivery),
            None => walk.at_client(flow.client),
        };
        (ending, walk.path)
    };
    if kind == VerdictKind::Degrades {
        let places = hurt.iter().flat_map(|h| places(plan, *h)).take(PLACES);
        let longest = places.map(walked).map(|(_, path)| path);
        let path = longest.max_by_key(Vec::len).unwrap_or_default();
        let text = words::degraded(plan, after, element, hurt, without);
        return (Reason { text }, path);
    }
    // What clients lose is told before what becomes of messages.
    let of_clients = |h: &&Hurt| plan.flows[h.flow].delivery.is_none();
    let clients: Vec<Hurt> = hurt.iter().filter(of_clients).copied().collect();
    let hurt = if clients.is_empty() { hurt } else { &clients };
    let worst = hurt
        .iter()
        .find_map(|h| worst_place(plan, *h, before, after));
    let Some(worst) = worst else {
        let text = String::new();
        return (Reason { text }, Vec::new());
    };
    // That checks make it worse than it is says more than what is broken.
    let by_checks = |(ending, _): &(Ending, _)| matches!(ending, Ending::Unrotated { .. });
    let others = hurt.iter().flat_map(|h| places(plan, *h)).take(PLACES);
    let (ending, path) = others
        .map(walked)
        .find(by_checks)
        .unwrap_or_else(|| walked(worst));
    let text = words::sentence(plan, before, after, element, hurt, &ending);
    (Reason { text }, path)
}

/// Combinations of shards that are looked at for what checks have to do with it.
const PLACES: usize = 16;

/// The combinations of shards of a class.
fn places(plan: &Plan, hurt: Hurt) -> impl Iterator<Item = (usize, usize)> {
    let all = 0..plan.flows[hurt.flow].environments.len();
    let places = hurt.combination.map_or(all, |c| c..c + 1);
    places.map(move |place| (hurt.flow, place))
}

/// The combination of shards of a class that loses most.
fn worst_place(plan: &Plan, hurt: Hurt, before: &State, after: &State) -> Option<(usize, usize)> {
    let flow = &plan.flows[hurt.flow];
    let fall = |&place: &usize| {
        let share = flow.shares.start + place;
        before.shares[share] - after.shares[share]
    };
    let places = hurt
        .combination
        .map_or(0..flow.environments.len(), |c| c..c + 1);
    let worst = places.rev().max_by(|a, b| fall(a).total_cmp(&fall(b)))?;
    Some((hurt.flow, worst))
}

/// A target that may be chosen, before and after.
struct Candidate {
    member: Member,
    was: f64,
    /// `None`: it does not connect any more.
    is: Option<f64>,
    /// Whether its chooser may still choose it.
    chosen: bool,
}

impl Walk<'_> {
    fn operation(&self) -> Operation {
        self.plan.environments[self.environment].operation
    }

    fn serves(&self, state: &State, component: usize) -> f64 {
        let of = self.of;
        self.plan.yields(state, component, self.environment, of)
    }

    fn visit(&mut self, component: usize) {
        self.path.push(Target::Component(
            self.plan.scenario().components[component].id,
        ));
    }

    fn follow(&mut self, link: usize) {
        self.path
            .push(Target::Link(self.plan.scenario().links[link].id()));
    }

    fn candidate(&self, member: &Member, chosen: bool) -> Candidate {
        let operation = self.operation();
        let connected = self.plan.connects(self.before, member, operation)
            && self.plan.carries(self.before, member, operation);
        let connects = self.plan.connects(self.after, member, operation);
        Candidate {
            member: *member,
            was: if connected {
                self.serves(self.before, member.to)
            } else {
                0.0
            },
            is: connects.then(|| self.serves(self.after, member.to)),
            chosen,
        }
    }

    fn at_client(&mut self, client: usize) -> Ending {
        self.visit(client);
        let Part::Client(part) = &self.plan.parts[client] else {
            return Ending::Unclear;
        };
        if part.names.is_empty() {
            return self.at_addresses(client, part);
        }
        self.at_names(client, part)
    }

    /// Whether what is compared depends on this group.
    fn counts(&self, group: &Group) -> bool {
        let needed = group.required || self.of != Of::Serves;
        needed && !Plan::passes_over(group, self.operation())
    }

    /// Where what a queue delivers is lost: nothing is published, or nobody takes it.
    fn at_delivery(&mut self, delivery: usize) -> Ending {
        let plan = self.plan;
        let published = |state: &State| plan.sum_of(state, More::Published(delivery)) > 0.0;
        if !published(self.after) {
            return Ending::NotPublished { delivery };
        }
        let taking = plan.queues().find_map(|(node, queue)| {
            let consumed = queue.services.iter().find(|c| c.delivery == delivery)?;
            let of = |state: &State| {
                let place = Plan::deliverer(state, node, queue, consumed)?;
                (!state.dead[node]).then_some(place)
            };
            Some((node, queue, consumed, of(self.before)?))
        });
        let Some((node, queue, consumed, place)) = taking else {
            return Ending::Unclear;
        };
        self.visit(node);
        let consumers = consumed.consumers[place].iter();
        let candidates: Vec<Candidate> = consumers.map(|m| self.candidate(m, true)).collect();
        let what = What::Service(plan.deliveries.all[delivery].service.clone());
        self.choose(queue.tied[place], what, &candidates, true)
    }

    /// Where a node of a queue refuses: it is full, for nobody takes what it holds.
    fn at_queue(&mut self, component: usize, queue: &QueuePart) -> Ending {
        let was_full = self.plan.is_full(self.before, queue);
        match self.plan.filled_by(self.after, queue) {
            Some(taker) if queue.refuses && !was_full => Ending::Full {
                node: component,
                taker,
            },
            _ => Ending::Unclear,
        }
    }

    /// Where one ends who asks name servers: a client, or a server that looks addresses up.
    fn at_names(&mut self, client: usize, part: &ClientPart) -> Ending {
        let asked = |state: &State| {
            let answers = part
                .names
                .iter()
                .filter(|n| state.is_open(n.link) && !state.dead[n.dns]);
            answers.map(|n| (n.link, n.dns)).collect::<Vec<_>>()
        };
        let (before, after) = (asked(self.before), asked(self.after));
        if after.is_empty() {
            for (link, dns) in &before {
                self.follow(*link);
                self.visit(*dns);
            }
            let lost = before.into_iter().map(|(_, dns)| dns).collect();
            return Ending::NoName {
                caller: client,
                drawn: part.names.len(),
                lost,
            };
        }
        for (link, dns) in after {
            let length = self.path.len();
            self.follow(link);
            self.visit(dns);
            let ending = self.at_name((client, part), dns);
            if !matches!(ending, Ending::Unclear) {
                return ending;
            }
            self.path.truncate(length);
        }
        Ending::Unclear
    }

    fn at_name(&mut self, (client, part): (usize, &ClientPart), dns: usize) -> Ending {
        let Part::Dns { members, check, .. } = &self.plan.parts[dns] else {
            return Ending::Unclear;
        };
        let rotation = self.plan.rotation(self.after, dns);
        let address = |(place, member): (usize, &Member)| {
            let to = member.to;
            let alive = |state: &State| part.reaches(state, to);
            Candidate {
                member: *member,
                was: if alive(self.before) {
                    self.serves(self.before, to)
                } else {
                    0.0
                },
                is: alive(self.after).then(|| self.serves(self.after, to)),
                chosen: rotation.contains(&place),
            }
        };
        let candidates: Vec<Candidate> = members.iter().enumerate().map(address).collect();
        // A client that tries the next address, or a name that is checked, passes over the dead.
        let blind = *check == Check::Off;
        let chooser = if blind { dns } else { client };
        let passes_over = !blind || part.tries_next_address;
        self.choose(chooser, What::Named { by: dns }, &candidates, passes_over)
    }

    fn at_addresses(&mut self, client: usize, part: &ClientPart) -> Ending {
        let groups = part.groups.of(self.operation()).iter();
        for group in groups {
            if !self.counts(group) {
                continue;
            }
            let candidates = self.of_group(group);
            let passes_over = part.tries_next_address;
            let ending = self.choose(client, What::Address, &candidates, passes_over);
            if !matches!(ending, Ending::Unclear) {
                return ending;
            }
        }
        Ending::Unclear
    }

    fn of_group(&self, group: &Group) -> Vec<Candidate> {
        let environment = &self.plan.environments[self.environment];
        let of_shard = |m: &&Member| Plan::of_shard(environment, group.slot, m.set);
        group
            .members
            .iter()
            .filter(of_shard)
            .map(|m| self.candidate(m, true))
            .collect()
    }

    fn at_component(&mut self, component: usize) -> Ending {
        match &self.plan.parts[component] {
            Part::Balancer(balancer) => {
                for store in &balancer.stores {
                    let ending = self.at_store(component, balancer, store);
                    if !matches!(ending, Ending::Unclear) {
                        return ending;
                    }
                }
                Ending::Unclear
            }
            Part::Server { groups } => {
                let called = groups.of(self.operation()).iter();
                for group in called {
                    if !self.counts(group) {
                        continue;
                    }
                    if let Some(asker) = &group.by_name {
                        let ending = self.at_names(component, asker);
                        if !matches!(ending, Ending::Unclear) {
                            return ending;
                        }
                        continue;
                    }
                    let candidates = self.of_group(group);
                    let what = What::Service(group.service.clone());
                    let ending = self.choose(component, what, &candidates, true);
                    if !matches!(ending, Ending::Unclear) {
                        return ending;
                    }
                }
                Ending::Unclear
            }
            Part::Queue(queue) => self.at_queue(component, queue),
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => Ending::Unclear,
        }
    }

    fn at_store(&mut self, component: usize, balancer: &BalancerPart, store: &Store) -> Ending {
        let check = self.plan.effective(self.after, balancer);
        let chosen = |m: &Member| self.after_passes(check, m);
        let members = store.members.iter();
        let candidates: Vec<Candidate> = members.map(|m| self.candidate(m, chosen(m))).collect();
        let Some(service) = self.plan.topology().services[component].clone() else {
            return Ending::Unclear;
        };
        let passes_over = check != Check::Off;
        self.choose(component, What::Service(service), &candidates, passes_over)
    }

    fn after_passes(&self, check: Check, member: &Member) -> bool {
        self.plan.passes(self.after, check, member)
            && self.plan.carries(self.after, member, self.operation())
    }

    /// Where no target is chosen any more that still takes connections: checks that look too deep, or what these have seen.
    fn out_of_rotation(
        &mut self,
        chooser: usize,
        what: &What,
        usable: &[&Candidate],
        serving: bool,
    ) -> Option<Ending> {
        if serving || usable.iter().any(|c| c.chosen) {
            return None;
        }
        let able = usable.iter().find(|c| c.is.is_some_and(|is| is > 0.0));
        if able.is_some() {
            return Some(Ending::Unrotated {
                chooser,
                what: what.clone(),
            });
        }
        let stuck = usable.iter().find(|c| c.is.is_some())?;
        self.follow(stuck.member.link);
        self.visit(stuck.member.to);
        Some(self.at_component(stuck.member.to))
    }

    /// What has become of a choice: no target left, or one chosen that serves worse than before.
    fn choose(
        &mut self,
        chooser: usize,
        what: What,
        candidates: &[Candidate],
        passes_over: bool,
    ) -> Ending {
        let usable: Vec<&Candidate> = candidates.iter().filter(|c| c.was > 0.0).collect();
        if usable.is_empty() {
            return Ending::Unclear;
        }
        let serving = candidates
            .iter()
            .any(|c| c.chosen && c.is.is_some_and(|is| is > 0.0));
        let broken = usable
            .iter()
            .find(|c| c.chosen && c.is.is_some_and(|is| is < c.was));
        if let Some(broken) = broken {
            self.follow(broken.member.link);
            self.visit(broken.member.to);
            let beneath = self.at_component(broken.member.to);
            let chosen = broken.member.to;
            return if serving && !matches!(beneath, Ending::Broken { .. } | Ending::Dead { .. }) {
                Ending::Broken { chooser, chosen }
            } else {
                beneath
            };
        }
        if let Some(ending) = self.out_of_rotation(chooser, &what, &usable, serving) {
            return ending;
        }
        let dead: Vec<&Candidate> = usable.iter().copied().filter(|c| c.is.is_none()).collect();
        let Some(first) = dead.first() else {
            return Ending::Unclear;
        };
        if serving {
            if passes_over {
                return Ending::Unclear;
            }
            self.follow(first.member.link);
            self.visit(first.member.to);
            return Ending::Dead {
                chooser,
                chosen: first.member.to,
            };
        }
        let endpoint = dead.iter().find_map(|c| match c.member.leads {
            Leads::Endpoint(place) => Some(&self.plan.endpoints[place]),
            Leads::Replica(_) | Leads::There => None,
        });
        for candidate in &dead {
            self.follow(candidate.member.link);
            self.visit(candidate.member.to);
        }
        match endpoint {
            Some(of) if self.after.sets[of.set].has_primary() => Ending::OutOfReach {
                caller: chooser,
                set: of.set,
            },
            Some(of) => Ending::NoPrimary {
                caller: chooser,
                set: of.set,
            },
            None => Ending::NoneLeft {
                caller: chooser,
                what,
                drawn: candidates.len(),
                lost: dead.iter().map(|c| c.member.to).collect(),
            },
        }
    }
}
