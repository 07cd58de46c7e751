//! What answers that are not in full are missing.

use std::collections::BTreeSet;

use super::losses::Hurt;
use super::plan::{ClientPart, Of, Part, Plan};
use super::serve::State;

/// The services that requests of these classes are answered without: of optional calls on their way, those that serve
/// less than before. By label.
pub(super) fn missing(plan: &Plan, before: &State, after: &State, hurt: &[Hurt]) -> Vec<String> {
    let starts = hurt.iter().map(|h| plan.flows[h.flow].client);
    let reached: BTreeSet<usize> = starts
        .flat_map(|c| plan.topology().reached_from(c))
        .collect();
    let mut found = Vec::new();
    let environments = hurt.iter().flat_map(|h| {
        let flow = &plan.flows[h.flow];
        let delivered = flow.delivery.is_some();
        let all = if delivered {
            (0..plan.environments.len()).collect()
        } else {
            flow.environments.clone()
        };
        all.into_iter()
    });
    let environments: BTreeSet<usize> = environments.collect();
    for component in reached.into_iter().filter(|&c| !after.dead[c]) {
        let (Part::Server { groups } | Part::Client(ClientPart { groups, .. })) =
            &plan.parts[component]
        else {
            continue;
        };
        for &environment in &environments {
            let called = groups.of(plan.environments[environment].operation);
            for group in called.iter().filter(|group| !group.required) {
                let serves = |state| plan.need(state, group, environment, Of::Serves);
                if serves(after) < serves(before) {
                    found.push(&group.service);
                }
            }
        }
    }
    Plan::labels(found.into_iter())
}
