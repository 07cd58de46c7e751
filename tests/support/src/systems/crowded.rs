//! Copies of what is there, so that some parts are alike.

use topple_model::{ComponentId, Kind, Scenario, validate};

use crate::Chance;

/// The scenario with about `more` copies of name servers, balancers, servers and caches, each with all links of what it
/// is a copy of. It stays sound. The same seed adds the same.
pub fn crowded(seed: u64, mut scenario: Scenario, more: usize) -> Scenario {
    let mut chance = Chance(seed ^ 0x00c0_91e5);
    let mut of = None;
    for n in 0..more {
        let may_be = scenario.components.iter().enumerate().filter(|(_, c)| {
            matches!(
                c.kind(),
                Kind::Dns | Kind::LoadBalancer | Kind::Server | Kind::Cache
            )
        });
        let places: Vec<usize> = may_be.map(|(place, _)| place).collect();
        if places.is_empty() {
            break;
        }
        // Many of one sort, more often than one of each.
        let place = match of {
            Some(place) if chance.happens(0.6) => place,
            _ => chance.pick(&places),
        };
        let mut grown = scenario.clone();
        let id = ComponentId::new(&format!("copy-{n}")).expect("an id");
        let original = grown.components[place].id;
        let mut copy = grown.components[place].clone();
        copy.id = id;
        grown.components.push(copy);
        for mut link in scenario.links.clone() {
            if link.from != original && link.to != original {
                continue;
            }
            let end = if link.from == original {
                &mut link.from
            } else {
                &mut link.to
            };
            *end = id;
            let at = chance.below(grown.links.len() + 1);
            grown.links.insert(at, link);
        }
        if validate::problems(&grown).is_empty() {
            scenario = grown;
            of = Some(place);
        }
    }
    scenario
}
