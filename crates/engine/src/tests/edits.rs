use super::*;
use topple_model::{Algorithm, Edit, Settings};

/// A small generator of chance for edits.
fn next(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

const BUSY: &str = "
    users-1 -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 web-3
    users-2 -> web-4 web-5
    users-2 -> shop-1
    web-1 web-2 web-3 -> cache-1 cache-2
    web-1 web-2 web-3 web-4 -> db-1 db-3
    web-5 -> lb-3 -> cache-3
    shop-1 -> db-1 db-3
    db-1 -> db-2
    db-1: shard=a
    db-2: shard=a role=standby
    db-3: shard=b
    users-1: rate_rps=400 retries=2
    users-2: rate_rps=200
    shop-1: service=shop
    web-1: workers=2
    west = lb-1 web-1 db-1
";

/// Whatever is taken away, added, changed or broken while it runs: requests are conserved (asserted after every
/// event), and nothing panics.
#[test]
fn random_edits_while_it_runs_keep_every_request_accounted_for() {
    for seed in 0..12u64 {
        let mut chance = seed + 1;
        let mut scenario = sketch(BUSY);
        let mut run = Run::new(&scenario);
        let mut undo: Vec<Vec<Edit>> = Vec::new();
        for step in 1..=60 {
            run.to(f64::from(step) * 0.1);
            let parts = scenario.components.len();
            if parts == 0 {
                break;
            }
            let part = &scenario.components[next(&mut chance) % parts];
            let target = Target::Component(part.id);
            let mut changed = part.clone();
            let edits = match next(&mut chance) % 7 {
                0 | 1 => scenario.removal_of(&[target]),
                2 if !scenario.links.is_empty() => {
                    let link = &scenario.links[next(&mut chance) % scenario.links.len()];
                    vec![Edit::RemoveLink(link.id())]
                }
                3 => {
                    match &mut changed.settings {
                        Settings::Client(client) => client.rate_rps = 300.0,
                        Settings::LoadBalancer(b) => {
                            b.health_check = None;
                            b.algorithm = Algorithm::LeastConnections;
                        }
                        Settings::Server(server) => server.workers = 1 + server.workers % 5,
                        Settings::Database(database) => database.promotable = true,
                        Settings::Cache(cache) => cache.capacity_keys = 5,
                        Settings::Dns(dns) => dns.ttl_s = 0.0,
                    }
                    vec![Edit::SetComponent(Box::new(changed))]
                }
                4 => undo.pop().unwrap_or_default(),
                5 => {
                    run.act(Action::Kill(target));
                    vec![]
                }
                _ => {
                    run.act(Action::Revive(target));
                    vec![]
                }
            };
            if let Ok(inverse) = scenario.take(edits) {
                undo.push(inverse);
                run.apply_scenario(&scenario);
            }
        }
        let hash = run.to(12.0).log_hash();
        run.rewind(seconds(1.0)).unwrap();
        assert_eq!(run.to(12.0).log_hash(), hash, "seed {seed}");
    }
}

#[test]
fn what_only_a_person_sees_does_not_disturb_the_run() {
    let mut scenario = sketch(BUSY);
    let mut plain = Run::new(&scenario);
    let hash = plain.to(5.0).log_hash();
    let mut run = Run::new(&scenario);
    run.to(2.0);
    scenario.components[3].name = Some("the first balancer".to_owned());
    scenario.components[3].at.x += 100.0;
    run.apply_scenario(&scenario);
    assert_eq!(run.to(5.0).log_hash(), hash);
}
