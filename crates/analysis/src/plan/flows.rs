//! Whose requests there are, of which sort, and for which shards.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Environment, Flow, Plan};
use crate::classes::Operation;
use crate::shards::Sharded;
use topple_model::order;

impl Plan {
    pub(super) fn find_flows(&mut self, sharded: &Sharded) {
        let mut known: BTreeMap<Environment, usize> = BTreeMap::new();
        let mut beyond = Vec::new();
        let mut shares = 0;
        let sound = Arc::clone(&self.sound);
        for (component, drawn) in sound.scenario().components.iter().enumerate() {
            let Some(client) = drawn.client() else {
                continue;
            };
            let start = self.flows.len();
            let combinations = sharded.combinations(sound.topology(), component);
            self.combinations_cut |= combinations.cut;
            let rates = [
                (Operation::Read, client.offered_rps() * client.reads),
                (
                    Operation::Write,
                    client.offered_rps() * (1.0 - client.reads),
                ),
            ];
            for (operation, rate_rps) in rates.into_iter().filter(|(_, rate)| *rate > 0.0) {
                let environments = combinations.shards.iter().map(|shards| {
                    let environment = Environment {
                        operation,
                        shards: shards.clone(),
                        beyond: combinations.beyond.iter().map(|(slot, _)| *slot).collect(),
                    };
                    let next = known.len();
                    *known.entry(environment).or_insert_with(|| {
                        beyond.push(combinations.beyond.clone());
                        next
                    })
                });
                let environments: Vec<usize> = environments.collect();
                let end = shares + environments.len();
                let labels = combinations.labels.clone();
                let flow = Flow {
                    client: component,
                    delivery: None,
                    operation,
                    rate_rps,
                    shares: shares..end,
                    environments,
                    labels,
                };
                self.flows.push(flow);
                shares = end;
            }
            self.flows_of[component] = start..self.flows.len();
        }
        let mut environments: Vec<_> = known.into_iter().collect();
        order::sort_by_key(&mut environments, |(_, place)| *place);
        self.beyond = beyond;
        self.environments = environments
            .into_iter()
            .map(|(environment, _)| environment)
            .collect();
    }
}
