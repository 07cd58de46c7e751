use super::*;
use topple_model::Kind;

/// Everything that can be wounded: components other than clients, regions, links.
fn targets(scenario: &Scenario) -> Vec<Target> {
    let components = scenario.components.iter();
    let mortal = components.filter(|c| c.kind() != Kind::Client);
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let links = scenario.links.iter().map(|l| Target::Link(l.id()));
    mortal
        .map(|c| Target::Component(c.id))
        .chain(regions)
        .chain(links)
        .collect()
}

/// One of all the things that can be done to a target.
pub(super) fn wound(chance: &mut u64, target: Target) -> Action {
    match target {
        Target::Note(_) => unreachable!("a note is no part of the system"),
        Target::Link(target) => match next(chance) % 3 {
            0 => Action::Cut(target),
            1 => Action::Loss { target, share: 0.3 },
            _ => Action::Latency {
                target,
                factor: 1.0 + (next(chance) % 400) as f64,
            },
        },
        Target::Group(_) => Action::Kill(target),
        Target::Region(region) => match next(chance) % 2 {
            0 => Action::Kill(target),
            _ => Action::Isolate(region),
        },
        Target::Component(id) => match next(chance) % 8 {
            0 => Action::Kill(target),
            1 => Action::Crash(id),
            2 | 3 => Action::Errors {
                target: id,
                share: 0.5,
                fast: next(chance).is_multiple_of(2),
            },
            4 => Action::Drain(id),
            5 => Action::Empty(id),
            // Slow is what makes calls wait for their fate: twice as often as the rest.
            _ => Action::Slow {
                target: id,
                factor: 1.0 + (next(chance) % 400) as f64,
            },
        },
    }
}

/// Wounds at random for ten seconds, a little at a time, then heals everything and plays on to `until`.
fn wounded_and_healed(text: &str, seed: u64, until: f64) -> Run {
    let mut run = run_of(text);
    let targets = targets(run.scenario());
    let mut chance = seed;
    for step in 1..=100 {
        run.to(f64::from(step) * 0.1);
        let target = targets[next(&mut chance) % targets.len()];
        run.act(if next(&mut chance).is_multiple_of(3) {
            Action::Revive(target)
        } else {
            wound(&mut chance, target)
        });
    }
    for target in targets {
        run.act(Action::Revive(target));
    }
    run.to(until);
    run
}

/// Systems with something of everything, and far from any limit once they are whole.
const SYSTEMS: [&str; 5] = [
    "users -> lb-1 -> web-1",
    "users -> lb-1 lb-2 -> web-1 web-2
     users: rate_rps=60 retries=2
     lb-1: algorithm=least_connections
     lb-2: algorithm=two_choices max_connections=40",
    "users-1 -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 web-3 -> cache-1 cache-2
     web-1 web-2 web-3 -> db-1 db-3
     db-1 -> db-2
     db-1: shard=a
     db-2: shard=a role=standby
     db-3: shard=b
     dns-1: ttl_s=5
     dns-2: ttl_s=5
     west = lb-1 web-1 db-1",
    "users -> lb-1 -> web-1 web-2 -> lb-2 -> api-1 api-2
     api-1: service=api
     api-2: service=api
     web-1 web-2 -> lb-3 -> db-1 db-2
     db-1 -> db-2
     db-2: role=standby
     users: rate_rps=40",
    "users -> lb-1 -> web-1 web-2 -> dns-1 -> shop-1 shop-2
     web-1 web-2 -> queue-1 queue-2
     web-1 web-2 -> recs-1
     web-1>recs-1: required=off
     web-2>recs-1: on=reads
     queue-1 -> queue-2
     queue-1 queue-2 -> work-1 work-2
     shop-1: service=shop restart_s=2
     shop-2: service=shop
     recs-1: service=recs
     work-1: service=work
     work-2: service=work restart_s=1
     dns-1: ttl_s=2
     users: rate_rps=40 reads=0.5",
];

#[test]
fn a_slow_balancer_that_dies_holds_nothing_when_it_is_back() {
    for how in [
        Action::Kill as fn(Target) -> Action,
        |target| match target {
            Target::Component(id) => Action::Crash(id),
            other => Action::Kill(other),
        },
    ] {
        let mut run = run_of("users -> lb-1 -> web-1");
        let lb = id("lb-1");
        run.to(1.0).act(Action::Slow {
            target: lb,
            factor: 50.0,
        });
        run.to(3.0).act(how(Target::Component(lb)));
        run.to(8.0).revive("lb-1");
        assert_eq!(run.share(12.0, 30.0), 1.0, "{:?}", run.story());
    }
}

#[test]
fn whatever_was_done_to_a_system_it_serves_everything_once_it_is_whole_again() {
    for text in SYSTEMS {
        for seed in 0..12 {
            let mut run = wounded_and_healed(text, seed, 90.0);
            assert_eq!(run.share(90.0, 100.0), 1.0, "seed {seed}: {text}");
        }
    }
}

#[test]
#[ignore = "long"]
fn many_more_wounds_heal_too() {
    for text in SYSTEMS {
        for seed in 100..2_000 {
            let mut run = wounded_and_healed(text, seed, 90.0);
            assert_eq!(run.share(90.0, 100.0), 1.0, "seed {seed}: {text}");
        }
    }
}
