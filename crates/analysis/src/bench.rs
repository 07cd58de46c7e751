//! The loads by which the analysis' speed is measured, natively by `benches/analysis.rs` and in the browser by the page
//! itself, so that what is measured is what is shipped.

use topple_model::{Component, ComponentId, Kind, Link, Point, Role, Scenario, Settings};

/// How many parts the loads have, about.
pub const SIZES: [usize; 5] = [30, 100, 300, 1_000, 3_000];

/// A system of about `parts` parts and three times as many links: name servers, balancers, and servers that each
/// call a cache and two services with a database and its standby.
pub fn system(parts: usize) -> Scenario {
    let mut scenario = Scenario::default();
    let tenth = parts / 10;
    let users = add(&mut scenario, Kind::Client, "users", 1, None);
    let dns = add(&mut scenario, Kind::Dns, "dns", 2, None);
    let balancers = add(
        &mut scenario,
        Kind::LoadBalancer,
        "lb",
        tenth.clamp(2, 20),
        None,
    );
    let web = add(&mut scenario, Kind::Server, "web", tenth * 4, None);
    let search = add(
        &mut scenario,
        Kind::Server,
        "search",
        tenth * 2,
        Some("search"),
    );
    let caches = add(&mut scenario, Kind::Cache, "cache", tenth, None);
    wire(&mut scenario, &users, &dns, usize::MAX);
    wire(&mut scenario, &dns, &balancers, usize::MAX);
    wire(
        &mut scenario,
        &balancers,
        &web,
        (parts * 6 / 5 / balancers.len()).min(web.len()),
    );
    wire(&mut scenario, &web, &search, 2);
    wire(&mut scenario, &web, &caches, 1);
    let left = parts.saturating_sub(scenario.components.len()) / 2;
    let primaries = add(&mut scenario, Kind::Database, "db", left, None);
    let standbys = add(&mut scenario, Kind::Database, "standby", left, None);
    for (n, (primary, standby)) in primaries.iter().zip(&standbys).enumerate() {
        for id in [primary, standby] {
            let component = scenario
                .components
                .iter_mut()
                .find(|c| c.id == *id)
                .expect("added");
            component.service = Some(format!("store-{}", n % 12));
            if let Settings::Database(database) = &mut component.settings {
                database.shard = Some(format!("shard-{}", n / 12));
                database.role = if id == standby {
                    Role::Standby
                } else {
                    Role::Primary
                };
                if n >= 12 {
                    // Shards would multiply the classes: beyond the first, they are services of their own.
                    component.service = Some(format!("store-{n}"));
                }
            }
        }
        scenario.links.push(Link::new(*primary, *standby));
    }
    wire(&mut scenario, &search, &primaries, 2);
    wire(&mut scenario, &web, &primaries, 1);
    scenario
}

fn add(
    scenario: &mut Scenario,
    kind: Kind,
    stem: &str,
    count: usize,
    service: Option<&str>,
) -> Vec<ComponentId> {
    let ids = (0..count).map(|n| ComponentId::new(&format!("{stem}-{n}")).expect("an id"));
    let ids: Vec<ComponentId> = ids.collect();
    for &id in &ids {
        let mut component = Component::new(id, kind, Point::default());
        component.service = service.map(str::to_owned);
        scenario.components.push(component);
    }
    ids
}

/// Every one of `from` calls the next `each` of `to`, going round.
fn wire(scenario: &mut Scenario, from: &[ComponentId], to: &[ComponentId], each: usize) {
    for (n, &caller) in from.iter().enumerate() {
        for k in 0..each.min(to.len()) {
            scenario.links.push(Link::new(
                caller,
                to[(n * each.min(to.len()) + k) % to.len()],
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topple_model::validate;

    #[test]
    fn systems_of_every_size_are_sound_and_have_three_links_a_part() {
        for parts in [30, 100, 1_000] {
            let scenario = system(parts);
            assert_eq!(validate::problems(&scenario), [], "{parts}");
            let (n, links) = (scenario.components.len(), scenario.links.len());
            assert!(n.abs_diff(parts) <= parts / 10, "{n} for {parts}");
            assert!(
                (2 * parts..=4 * parts).contains(&links),
                "{links} links of {parts} parts"
            );
        }
    }
}
