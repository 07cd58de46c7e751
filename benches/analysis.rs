//! How long the analysis takes, by the number of parts. `cargo bench --bench analysis`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use topple::analysis::{Failed, Options, analyse, availability, pairs};
use topple::model::{Component, ComponentId, Kind, Link, Point, Role, Scenario, Settings};

/// A system of about `parts` parts and three times as many links: name servers, balancers, and servers that each
/// call a cache and two services with a database and its standby.
fn system(parts: usize) -> Scenario {
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

/// The median of repeated runs, for about half a second.
fn median(mut run: impl FnMut()) -> Duration {
    let start = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || (start.elapsed() < Duration::from_millis(500) && times.len() < 2_000) {
        let begin = Instant::now();
        run();
        times.push(begin.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}

fn main() {
    println!(
        "{:>6} {:>6} {:>12} {:>12} {:>12}",
        "parts", "links", "verdicts", "with links", "pairs"
    );
    for parts in [30, 100, 300, 1_000, 3_000] {
        let scenario = system(parts);
        let failed = Failed::nothing();
        let verdicts = median(|| {
            black_box(analyse(
                black_box(&scenario),
                &failed,
                Options { links: false },
            ));
        });
        let with_links = median(|| {
            black_box(analyse(
                black_box(&scenario),
                &failed,
                Options { links: true },
            ));
        });
        let in_pairs = (parts <= 1_000).then(|| {
            median(|| {
                black_box(pairs(
                    black_box(&scenario),
                    &failed,
                    Options { links: false },
                ));
            })
        });
        let nines = (parts <= 300).then(|| {
            median(|| {
                black_box(availability(black_box(&scenario), &failed));
            })
        });
        println!(
            "{:>6} {:>6} {verdicts:>12.2?} {with_links:>12.2?} {:>12.2?} {:>12.2?}",
            scenario.components.len(),
            scenario.links.len(),
            in_pairs.unwrap_or_default(),
            nines.unwrap_or_default(),
        );
    }
}
