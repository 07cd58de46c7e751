//! The loads by which the analysis' speed is measured, natively by `benches/analysis.rs` and in the browser by the page
//! itself, so that what is measured is what is shipped.

use topple_model::{
    Component, ComponentId, Kind, Link, Point, Rect, Region, RegionId, Role, Scenario, Settings,
};

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

/// A system of pools of about `parts` parts, up to what a scenario may have: two name servers, and in each of four
/// regions two balancers before a pool of web servers, two before one of application servers, caches, and sharded
/// databases with standbys.
pub fn pools(parts: usize) -> Scenario {
    const REGIONS: usize = 4;
    let mut scenario = Scenario::default();
    let four = parts.saturating_sub(3) / REGIONS;
    let shards = (parts / 120).clamp(1, 8);
    let users = add(&mut scenario, Kind::Client, "users", 1, None);
    let dns = add(&mut scenario, Kind::Dns, "dns", 2, None);
    wire(&mut scenario, &users, &dns, usize::MAX);
    let servers = four.saturating_sub(8 + 2 * shards).max(2);
    // As many links as there may be: each application server has one to every shard.
    let links_of = |apps: usize| REGIONS * (4 * (servers - apps) + apps * (3 + shards));
    let most = (1..servers).rev().find(|&apps| links_of(apps) <= 9_900);
    let apps = (servers * 6 / 11).max(1).min(most.unwrap_or(1));
    for n in 0..REGIONS {
        let region = RegionId::new(&format!("region-{n}")).expect("an id");
        let frame = Rect::new(0.0, 0.0, 400.0, 300.0);
        scenario.regions.push(Region::new(region, frame));
        let before = scenario.components.len();
        let mut some = |kind, stem: &str, count, service: Option<&str>| {
            add(&mut scenario, kind, &format!("{stem}-{n}"), count, service)
        };
        let fronts = some(Kind::LoadBalancer, "lb", 2, None);
        let web = some(Kind::Server, "web", servers - apps, None);
        let inner = some(Kind::LoadBalancer, "inner", 2, None);
        let app = some(Kind::Server, "app", apps, Some("app"));
        let caches = some(Kind::Cache, "cache", 4, None);
        let store = format!("store-{n}");
        let primaries = some(Kind::Database, "db", shards, Some(&store));
        let standbys = some(Kind::Database, "standby", shards, Some(&store));
        for (calls, to, each) in [
            (&dns, &fronts, usize::MAX),
            (&fronts, &web, usize::MAX),
            (&web, &inner, usize::MAX),
            (&inner, &app, usize::MAX),
            (&app, &caches, 1),
            (&app, &primaries, usize::MAX),
        ] {
            wire(&mut scenario, calls, to, each);
        }
        for (shard, (primary, standby)) in primaries.iter().zip(&standbys).enumerate() {
            scenario.links.push(Link::new(*primary, *standby));
            for (id, role) in [(primary, Role::Primary), (standby, Role::Standby)] {
                let component = scenario.components.iter_mut().find(|c| c.id == *id);
                if let Settings::Database(database) = &mut component.expect("added").settings {
                    database.shard = Some(format!("shard-{shard}"));
                    database.role = role;
                }
            }
        }
        for component in &mut scenario.components[before..] {
            component.region = Some(region);
        }
    }
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
    fn pools_of_every_size_are_sound_up_to_the_largest_that_may_be() {
        for parts in [100, 300, 1_000, 2_000] {
            let scenario = pools(parts);
            assert_eq!(validate::problems(&scenario), [], "{parts}");
            let n = scenario.components.len();
            assert!(n.abs_diff(parts) <= 20, "{n} for {parts}");
        }
        let links = pools(2_000).links.len();
        assert!((9_500..=10_000).contains(&links), "{links} links");
    }

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
