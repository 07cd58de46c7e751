//! From a scenario to a world: queues, what mirrors tie together, and to whom they deliver.

use std::collections::BTreeMap;

use super::super::Micros;
use super::super::random::hash_of;
use super::super::world::{BrokerPlan, ConsumerPlan, DeliveredTo, QueuePlan};
use super::Compiler;
use topple_model::link::LinkRole;
use topple_model::{Queue, Service};

/// Nodes that mirrors tie together; what is tied to more mirrors nothing.
const MIRRORED: usize = 64;

impl Compiler<'_> {
    pub fn queue(&mut self, part: usize, queue: &Queue) -> usize {
        self.world.queues.push(QueuePlan {
            part: part as u32,
            broker: 0,
            place: 0,
            capacity: u64::from(queue.capacity),
            when_full: queue.when_full,
            redeliver: self.delays.delay(Micros::from_seconds(queue.redeliver_s)),
            max_deliveries: queue.max_deliveries.clamp(1, 1_000) as u16,
            prefetch: queue.prefetch,
            write_us: queue.write_ms * 1e3,
            consumers: Vec::new(),
            mirrors: Vec::new(),
        });
        self.world.queues.len()
    }

    /// Ties queues together, once all parts have their numbers.
    pub fn brokers(&mut self) {
        let mut known: BTreeMap<u32, (u32, u8)> = BTreeMap::new();
        for slot in 0..self.world.queues.len() {
            let part = self.world.queues[slot].part;
            if known.contains_key(&part) {
                continue;
            }
            let tied = self.topology.mirrors_of(part as usize);
            let mut nodes: Vec<u32> = tied.iter().map(|node| *node as u32).collect();
            if nodes.iter().position(|node| *node == part) >= Some(MIRRORED) {
                nodes = vec![part];
            }
            nodes.truncate(MIRRORED);
            let broker = self.world.brokers.len() as u32;
            for (place, node) in (0u8..).zip(&nodes) {
                known.insert(*node, (broker, place));
            }
            let services = self.delivered_to(&nodes);
            self.world.brokers.push(BrokerPlan { nodes, services });
        }
        for slot in 0..self.world.queues.len() {
            let part = self.world.queues[slot].part as usize;
            let (broker, place) = known.get(&(part as u32)).copied().unwrap_or_default();
            let services = &self.world.brokers[broker as usize].services;
            let mut consumers = Vec::new();
            for (service, links) in self.topology.deliveries(part) {
                let at = services.iter().position(|s| s.service == *service);
                consumers.extend(links.into_iter().map(|link| ConsumerPlan {
                    link: link as u32,
                    service: at.unwrap_or_default() as u16,
                }));
            }
            let tied = self.topology.out[part]
                .iter()
                .chain(&self.topology.into[part]);
            let tied = tied.filter(|link| self.topology.roles[**link] == Some(LinkRole::Mirrors));
            let ends = tied.filter_map(|&link| Some((link, self.topology.ends[link]?)));
            let mirrors = ends.filter_map(|(link, (a, b))| {
                let other = if a == part { b } else { a };
                let (of, place) = known.get(&(other as u32))?;
                (*of == broker).then_some((link as u32, *place))
            });
            let mirrors = mirrors.collect();
            let plan = &mut self.world.queues[slot];
            (plan.broker, plan.place) = (broker, place);
            (plan.consumers, plan.mirrors) = (consumers, mirrors);
        }
    }

    /// The services that some of these nodes deliver to, in the order drawn.
    fn delivered_to(&self, nodes: &[u32]) -> Vec<DeliveredTo> {
        let mut services: Vec<DeliveredTo> = Vec::new();
        for &node in nodes {
            for (service, _) in self.topology.deliveries(node as usize) {
                if services.iter().all(|s| s.service != *service) {
                    let service: Service = service.clone();
                    let name = hash_of(&service.label) ^ u64::from(service.kind.row().number);
                    services.push(DeliveredTo { service, name });
                }
            }
        }
        services
    }
}
