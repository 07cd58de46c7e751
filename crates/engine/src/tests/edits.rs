use std::collections::BTreeMap;

use super::*;
use topple_model::fields::{self, Field, Shape, Value};
use topple_model::{Component, Edit, On, Settings};

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

/// What some requests can do without, names for a server, restarts, and queues with mirrors.
pub(super) const LATE: &str = "
    users-1 -> lb-1 -> web-1 web-2 -> dns-1 dns-2 -> shop-1 shop-2
    users-2 -> web-3 ads-1
    web-1 web-2 web-3 -> queue-1 queue-2
    web-1 web-2 -> db-1
    web-3 -> cache-1
    queue-1 -> queue-2 -> queue-3
    queue-1 queue-2 -> work-1 work-2
    queue-2 queue-3 -> lb-2 -> mail-1
    work-1 -> dns-2
    shop-1: service=shop restart_s=1
    shop-2: service=shop
    ads-1: service=ads
    work-1: service=work restart_s=0.5 workers=2
    work-2: service=work
    mail-1: service=mail
    dns-1: ttl_s=1
    dns-2: ttl_s=0.5
    web-1>dns-1: required=off
    web-1>dns-2: required=off
    web-2>db-1: on=reads required=off
    users-2>ads-1: required=off
    web-3>queue-1: on=all required=off
    users-1: rate_rps=150 reads=0.5 retries=1
    users-2: rate_rps=100 reads=0.5
    queue-1: capacity=40 when_full=drop_oldest restart_s=1 prefetch=2
    queue-2: redeliver_s=0.5 max_deliveries=3
    west = queue-1 work-1 shop-1
    edge ~ queue-2 work-2
";

/// A balancer of databases, whose calls a standby takes when it is primary.
const POOL: &str = "
    users -> lb-1 -> web-1 web-2 -> lb-2 -> db-1
    lb-2 -> db-2
    db-1 -> db-2
    db-2: role=standby
    db-1: detect_s=0.2 promote_s=0.1 workers=2 read_ms=20 write_ms=20
    db-2: workers=2 read_ms=20 write_ms=20
    users: rate_rps=200 reads=0.5
    lb-2: algorithm=least_connections
";

/// A value that a person might set: the bounds, and some in between that keep a run of seconds short.
fn any_value(chance: &mut u64, field: &Field) -> Value {
    match field.shape {
        Shape::Optional { .. } if next(chance).is_multiple_of(2) => Value::Nothing,
        Shape::Number { min, max, .. } | Shape::Optional { min, max, .. } => {
            let numbers = [min, 0.0, 1.0, 2.0, 20.0, 300.0];
            Value::Number(numbers[next(chance) % numbers.len()].clamp(min, max))
        }
        Shape::Switch => Value::Switch(next(chance).is_multiple_of(2)),
        Shape::Choice(choices) => Value::Choice(choices[next(chance) % choices.len()].0),
        Shape::Label => Value::Label(Some("a".to_owned())),
    }
}

/// Sets one of its settings.
fn any_setting(chance: &mut u64, component: &Component) -> Edit {
    let mut changed = component.clone();
    let fields = fields::of_kind(changed.kind());
    let field = &fields[next(chance) % fields.len()];
    let value = any_value(chance, field);
    (field.set)(&mut changed, &value);
    Edit::SetComponent(Box::new(changed))
}

/// The places to wait in that a component has.
fn places(component: &Component) -> u32 {
    match &component.settings {
        Settings::Server(server) => server.queue,
        Settings::Database(_) | Settings::Cache(_) => topple_model::settings::BACKLOG,
        Settings::Client(_) | Settings::Dns(_) | Settings::LoadBalancer(_) | Settings::Queue(_) => {
            0
        }
    }
}

/// No number of any component is one that could not be. `most_places`: the most that each has had so far.
fn is_possible(run: &Run, most_places: &mut BTreeMap<ComponentId, u32>) {
    for component in &run.scenario().components {
        let most = most_places.entry(component.id).or_default();
        *most = places(component).max(*most);
        let numbers = run.snapshot_numbers(component.id).unwrap();
        let means = (numbers.utilisation_mean, numbers.queue_mean);
        let seconds = run.component_rows(component.id);
        let seconds = seconds.map(|row| (f64::from(row.utilisation), f64::from(row.queue)));
        for (utilisation, queue) in seconds.chain([means]) {
            assert!(
                (0.0..=1.000_001).contains(&utilisation),
                "{component:?}: {utilisation}"
            );
            assert!(
                (0.0..=f64::from(*most) * 1.000_001).contains(&queue),
                "{component:?}: {queue}"
            );
        }
        assert!(numbers.queue <= u64::from(*most) && numbers.queue <= numbers.in_flight);
    }
}

/// Whatever is taken away, added, changed or broken while it runs: requests are conserved and every count is the number
/// of what it counts (asserted in the engine), what is measured is possible, and nothing panics.
#[test]
fn random_edits_while_it_runs_keep_every_request_accounted_for() {
    for seed in 0..12u64 {
        random_edits(BUSY, seed);
        random_edits(POOL, seed);
        random_edits(LATE, seed);
    }
}

#[test]
#[ignore = "long"]
fn many_more_edits_while_it_runs() {
    for seed in 100..2_000 {
        random_edits(BUSY, seed);
        random_edits(POOL, seed);
        random_edits(LATE, seed);
    }
}

/// Sets whether a request fails without what a link leads to, or which requests make its call.
fn any_need(chance: &mut u64, link: &topple_model::Link) -> Edit {
    let mut changed = link.clone();
    let ons = [None, Some(On::All), Some(On::Reads), Some(On::Writes)];
    match next(chance) % 2 {
        0 => changed.required = [None, Some(true), Some(false)][next(chance) % 3],
        _ => changed.on = ons[next(chance) % 4],
    }
    Edit::SetLink(Box::new(changed))
}

/// Sets after how long it is started again.
fn any_restart(chance: &mut u64, component: &Component) -> Edit {
    let mut changed = component.clone();
    changed.restart_s = [None, Some(0.0), Some(0.3), Some(2.0)][next(chance) % 4];
    Edit::SetComponent(Box::new(changed))
}

fn random_edits(text: &str, seed: u64) {
    let mut chance = seed + 1;
    let mut scenario = sketch(text);
    let mut run = Run::new(&scenario);
    let mut undo: Vec<Vec<Edit>> = Vec::new();
    let mut most_places = BTreeMap::new();
    for step in 1..=60 {
        run.to(f64::from(step) * 0.1);
        is_possible(&run, &mut most_places);
        let parts = scenario.components.len();
        if parts == 0 {
            break;
        }
        let part = &scenario.components[next(&mut chance) % parts];
        let target = Target::Component(part.id);
        let edits = match next(&mut chance) % 11 {
            0 => scenario.removal_of(&[target]),
            1 if !scenario.links.is_empty() => {
                let link = &scenario.links[next(&mut chance) % scenario.links.len()];
                vec![Edit::RemoveLink(link.id())]
            }
            9 if !scenario.links.is_empty() => {
                let link = &scenario.links[next(&mut chance) % scenario.links.len()];
                vec![any_need(&mut chance, link)]
            }
            10 => vec![any_restart(&mut chance, part)],
            2..=4 => vec![any_setting(&mut chance, part)],
            5 | 6 => undo.pop().unwrap_or_default(),
            7 => {
                run.act(super::recovery::wound(&mut chance, target));
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
    is_possible(&run, &mut most_places);
    run.rewind(seconds(1.0)).unwrap();
    assert_eq!(run.to(12.0).log_hash(), hash, "seed {seed}");
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
