//! What is asked for beside whether a request is served: whether it is in full, and what becomes of messages.

use std::collections::BTreeSet;

use super::{Environment, Flow, Member, Plan};
use crate::classes::Operation;
use topple_model::link::LinkRole;
use topple_model::settings::{Queue, WhenFull};
use topple_model::{Kind, Scenario, Service, Topology};

/// What is asked of a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Of {
    /// The chance that it serves.
    Serves,
    /// What stands at this place of [`Plan::more`].
    More(usize),
}

/// What is asked for beside whether a request is served: on average, for each request that comes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum More {
    /// The chance that it is served in full.
    Full,
    /// How many messages are published to the queue of this delivery.
    Published(usize),
    /// How many of them are taken by the service of this delivery.
    Taken(usize),
    /// How many of them in full.
    TakenInFull(usize),
}

/// What a queue delivers to a service.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Delivery {
    /// The label of the queue.
    pub(crate) queue: String,
    pub(crate) service: Service,
    /// The nodes of the queue.
    pub(crate) nodes: Vec<usize>,
}

/// What all queues deliver.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Deliveries {
    pub(crate) all: Vec<Delivery>,
}

impl Deliveries {
    pub(super) fn new(scenario: &Scenario, topology: &Topology) -> Self {
        let mut all: Vec<Delivery> = Vec::new();
        for (node, component) in scenario.components.iter().enumerate() {
            let Some(queue) = topology.services[node].as_ref() else {
                continue;
            };
            if component.kind() != Kind::Queue {
                continue;
            }
            for (service, _) in topology.deliveries(node) {
                if !all
                    .iter()
                    .any(|d| d.queue == queue.label && d.service == *service)
                {
                    let of_queue = |&n: &usize| topology.services[n].as_ref() == Some(queue);
                    all.push(Delivery {
                        queue: queue.label.clone(),
                        service: service.clone(),
                        nodes: (0..scenario.components.len()).filter(of_queue).collect(),
                    });
                }
            }
        }
        Self { all }
    }
}

/// One node of a queue.
#[derive(Clone, Debug)]
pub(crate) struct QueuePart {
    /// The label of its queue.
    pub(crate) queue: String,
    pub(crate) refuses: bool,
    /// Who may deliver what it takes: itself first, then those that mirrors tie to it, in the order drawn.
    pub(crate) tied: Vec<usize>,
    /// What each of the tied mirrors with each, by link.
    pub(crate) mirrors: Vec<(usize, usize, usize)>,
    /// The services that it or a tied node is linked to: the place of each delivery, and of each tied node the consumers.
    pub(crate) services: Vec<Consumed>,
    /// How often each of the tied delivers a message at most.
    pub(crate) most: Vec<usize>,
    /// By tied node: whether its messages, where nobody takes them, fill this one as well. It is published to, as drawn,
    /// and holds no fewer.
    pub(crate) fills: Vec<bool>,
}

/// A service that takes what a queue holds.
#[derive(Clone, Debug)]
pub(crate) struct Consumed {
    /// Place among [`Deliveries::all`].
    pub(crate) delivery: usize,
    /// By tied node: the consumers that it is linked to.
    pub(crate) consumers: Vec<Vec<Member>>,
}

impl Plan {
    pub(super) fn queue(&self, component: usize, queue: &Queue) -> QueuePart {
        let (scenario, topology) = (self.scenario(), self.topology());
        let mut tied = vec![component];
        tied.extend(
            topology
                .mirrors_of(component)
                .into_iter()
                .filter(|&n| n != component),
        );
        let mirrors = (0..scenario.links.len()).filter_map(|link| {
            let (a, b) = topology.ends[link]?;
            let is_mirror = topology.roles[link] == Some(LinkRole::Mirrors);
            (is_mirror && tied.contains(&a)).then_some((a, b, link))
        });
        let label = topology.services[component]
            .as_ref()
            .map_or(String::new(), |s| s.label.clone());
        let mut services: Vec<Consumed> = Vec::new();
        for (place, delivery) in self.deliveries.all.iter().enumerate() {
            if delivery.queue != label {
                continue;
            }
            let of = |&node: &usize| -> Vec<Member> {
                let drawn = topology.deliveries(node);
                let links = drawn.into_iter().find(|(s, _)| **s == delivery.service);
                let links = links.map_or(Vec::new(), |(_, links)| links);
                links.into_iter().filter_map(|l| self.member(l)).collect()
            };
            let consumers: Vec<Vec<Member>> = tied.iter().map(of).collect();
            if consumers.iter().any(|of_node| !of_node.is_empty()) {
                services.push(Consumed {
                    delivery: place,
                    consumers,
                });
            }
        }
        let most = |&node: &usize| match &scenario.components[node].settings {
            topple_model::Settings::Queue(queue) => queue.max_deliveries as usize,
            _ => 1,
        };
        let fills = |&node: &usize| {
            let holds_enough = scenario.components[node]
                .queue()
                .is_some_and(|other| other.capacity >= queue.capacity);
            holds_enough && self.published_to.get(node) == Some(&true)
        };
        QueuePart {
            queue: label,
            fills: tied.iter().map(fills).collect(),
            refuses: queue.when_full == WhenFull::Refuse,
            mirrors: mirrors.collect(),
            most: tied.iter().map(most).collect(),
            tied,
            services,
        }
    }

    /// Which parts some request comes to as drawn, whatever fails on its way: of nodes of a queue, those that are published
    /// to. Asked for where there are mirrors, and empty where there are none.
    pub(super) fn find_published_to(&mut self) {
        let (scenario, topology) = (self.scenario(), self.topology());
        if !topology.roles.contains(&Some(LinkRole::Mirrors)) {
            return;
        }
        // By part, what comes to it: reads, writes.
        let mut come = vec![[false; 2]; scenario.components.len()];
        let mut due: Vec<(usize, bool)> = Vec::new();
        for (client, component) in scenario.components.iter().enumerate() {
            let Some(settings) = component.client().filter(|c| c.offered_rps() > 0.0) else {
                continue;
            };
            due.extend((settings.reads > 0.0).then_some((client, false)));
            due.extend((settings.reads < 1.0).then_some((client, true)));
        }
        while let Some((from, writes)) = due.pop() {
            if std::mem::replace(&mut come[from][usize::from(writes)], true) {
                continue;
            }
            let links = topology.out[from].iter().copied();
            let taken = links.filter(|&link| match topology.roles[link] {
                Some(LinkRole::Calls | LinkRole::Resolves) => {
                    topology.on(scenario, link).covers(writes)
                }
                Some(LinkRole::Names) => true,
                Some(LinkRole::Delivers | LinkRole::Mirrors | LinkRole::Replicates) | None => false,
            });
            due.extend(taken.filter_map(|link| Some((topology.to(link)?, writes))));
            if scenario.components[from].kind() == Kind::Queue {
                let tied = topology.mirrors_of(from).into_iter();
                let links = tied.flat_map(|node| topology.out_by(node, LinkRole::Delivers));
                due.extend(links.filter_map(|link| Some((topology.to(link)?, true))));
            }
        }
        self.published_to = come.into_iter().map(|[r, w]| r || w).collect();
    }

    /// A node of a queue looks at what its mirrors deliver to: these come after it, and their news reach it.
    pub(super) fn look_at_mirrors(&mut self) {
        let count = self.scenario().components.len();
        let mut beyond: Vec<Vec<usize>> = vec![Vec::new(); count];
        let sound = std::sync::Arc::clone(&self.sound);
        let mut any = false;
        for (node, component) in sound.scenario().components.iter().enumerate() {
            if component.kind() != Kind::Queue {
                continue;
            }
            let topology = sound.topology();
            let others = topology.mirrors_of(node).into_iter().filter(|&n| n != node);
            let others: Vec<usize> = others.collect();
            any |= !others.is_empty();
            for other in others {
                let links = topology.out_by(other, LinkRole::Delivers);
                beyond[node].extend(links.filter_map(|link| topology.to(link)));
                self.callers[other].push(node);
            }
        }
        if !any {
            return;
        }
        for (node, consumers) in beyond.iter().enumerate() {
            for &consumer in consumers {
                self.callers[consumer].push(node);
            }
        }
        // Each after all who look at it; where these form a circle, as drawn.
        let looked = |to: usize| -> Vec<usize> {
            let callers = self.callers[to].iter().copied();
            let tied = |from: usize| {
                let kind = |c: usize| self.scenario().components[c].kind();
                kind(from) == Kind::Queue && kind(to) == Kind::Queue
            };
            callers.filter(|&from| !tied(from)).collect()
        };
        let mut order = Vec::with_capacity(count);
        let mut done = vec![false; count];
        while order.len() < count {
            let ready = |&&c: &&usize| !done[c] && looked(c).iter().all(|&from| done[from]);
            let next = self.order.iter().find(ready);
            let next = next.or_else(|| self.order.iter().find(|&&c| !done[c]));
            let Some(&next) = next else { break };
            done[next] = true;
            order.push(next);
        }
        self.order = order;
    }

    /// What is asked for in this drawing.
    pub(super) fn find_more(&mut self) {
        let needs = |part: &super::Part| match part {
            super::Part::Server { groups }
            | super::Part::Client(super::ClientPart { groups, .. }) => {
                let of = [Operation::Read, Operation::Write];
                let mut all = of.iter().flat_map(|o| groups.of(*o));
                all.any(|group| !group.required && !group.service.kind.row().is_shortcut)
            }
            _ => false,
        };
        let is_full = !self.parts.iter().any(needs);
        if !is_full {
            self.more.push(More::Full);
        }
        if self.environments.is_empty() {
            return;
        }
        let all = self.deliveries.all.clone();
        for (place, delivery) in all.iter().enumerate() {
            self.more
                .extend([More::Published(place), More::Taken(place)]);
            if !is_full {
                self.more.push(More::TakenInFull(place));
            }
            let shares = self.shares();
            self.flows.push(Flow {
                client: delivery.nodes[0],
                delivery: Some(place),
                operation: Operation::Write,
                rate_rps: 0.0,
                shares: shares..shares + 1,
                environments: vec![self.delivered(0)[0]],
                labels: Vec::new(),
            });
        }
    }

    /// The place of what is asked for.
    pub(crate) fn place_of(&self, more: More) -> Option<usize> {
        self.more.iter().position(|m| *m == more)
    }

    /// Whether it is asked for what is served in full: where some call is optional.
    pub(crate) fn has_full(&self) -> bool {
        self.more.first() == Some(&More::Full)
    }

    /// The environments in which the messages of requests of this one are delivered, each as likely as the others.
    pub(crate) fn delivered(&self, environment: usize) -> &[usize] {
        let delivered = self.delivered.get(environment);
        delivered.map_or(&[], Vec::as_slice)
    }

    /// Those environments, added where they are not there yet.
    pub(super) fn find_delivered(&mut self) {
        if self.deliveries.all.is_empty() {
            return;
        }
        let drawn = self.environments.len();
        let mut delivered = Vec::with_capacity(drawn);
        for place in 0..drawn {
            let environment = self.environments[place].clone();
            let mut shards = vec![environment.shards.clone()];
            for &(slot, ref sets) in &self.beyond[place] {
                let with = |shards: &Vec<Option<usize>>| {
                    let mut shards = shards.clone();
                    sets.iter()
                        .map(move |&set| {
                            shards[slot] = Some(set);
                            shards.clone()
                        })
                        .collect::<Vec<_>>()
                };
                if shards.len() * sets.len() <= crate::shards::COMBINATIONS {
                    shards = shards.iter().flat_map(with).collect();
                }
            }
            let places: Vec<usize> = shards
                .into_iter()
                .map(|shards| {
                    let wanted = Environment {
                        operation: Operation::Write,
                        shards,
                        beyond: Vec::new(),
                    };
                    let known = self.environments.iter().position(|e| *e == wanted);
                    known.unwrap_or_else(|| {
                        self.environments.push(wanted);
                        self.environments.len() - 1
                    })
                })
                .collect();
            delivered.push(places);
        }
        // What is delivered may publish itself: to the same shards.
        for place in drawn..self.environments.len() {
            delivered.push(vec![place]);
        }
        self.delivered = delivered;
    }

    /// The nodes of queues.
    pub(crate) fn queues(&self) -> impl Iterator<Item = (usize, &QueuePart)> {
        let parts = self.parts.iter().enumerate();
        parts.filter_map(|(i, part)| match part {
            super::Part::Queue(queue) => Some((i, queue)),
            _ => None,
        })
    }

    /// The services that are to be had without some of it: by label.
    pub(crate) fn labels<'a>(services: impl Iterator<Item = &'a Service>) -> Vec<String> {
        let labels: BTreeSet<&str> = services.map(|s| s.label.as_str()).collect();
        labels.into_iter().map(str::to_owned).collect()
    }
}
