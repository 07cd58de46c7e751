//! Bounds that are drawn.

use topple_analysis::availability::{Expected, carried, carried_of_states, drawn};
use topple_analysis::{Availability, Failed, availability, bench};
use topple_model::Scenario;
use topple_model::sketch::sketch;
use topple_testing::Chance;
use topple_testing::systems::{crowded, furnished, layered, wired};

use crate::troubled::troubled;

const TENTH_OF_A_NINE: f64 = 1.26;

fn is_narrow(Expected { low, high }: Expected) -> bool {
    1.0 - low <= TENTH_OF_A_NINE * (1.0 - high) + 1e-12
}

/// A random system, people's or any, with parts alike or without, as reliable as `ups` say.
fn system(seed: u64, ups: &[f64]) -> Scenario {
    let mut scenario = match seed % 3 {
        0 => furnished(seed, wired(seed, 4 + (seed % 13) as usize)),
        1 => furnished(seed, layered(seed, 0.25)),
        _ => crowded(
            seed,
            furnished(seed, layered(seed, 0.0)),
            2 + (seed % 6) as usize,
        ),
    };
    let mut chance = Chance(seed ^ 0x5AA5);
    for component in &mut scenario.components {
        component.availability = Some(chance.pick(ups));
    }
    for region in &mut scenario.regions {
        region.availability = Some(chance.pick(ups));
    }
    for group in &mut scenario.groups {
        group.availability = Some(chance.pick(ups));
    }
    scenario
}

#[derive(Default)]
struct Tally {
    compared: usize,
    messages: usize,
    outside: Vec<String>,
    narrow: usize,
}

impl Tally {
    fn add(&mut self, seed: u64, exact: &Availability, drawn: &Availability) {
        for (row, drawn) in exact.classes.iter().zip(&drawn.classes) {
            let Some(exact) = row.expected.exact() else {
                continue;
            };
            let Expected { low, high } = drawn.expected;
            // Of messages whole states are drawn, which leaves more open.
            if row.class.delivers.is_none() {
                self.compared += 1;
                self.narrow += usize::from(is_narrow(drawn.expected));
            } else {
                self.messages += usize::from(high - low < 0.1);
            }
            if exact < low - 1e-12 || high + 1e-12 < exact {
                let class = &row.class;
                let told = format!("seed {seed}: {class} is {exact}, not {low} to {high}");
                self.outside.push(told);
            }
        }
    }
}

#[test]
fn what_is_exact_lies_within_what_is_drawn() {
    let mut tally = Tally::default();
    for seed in 0..400 {
        let ups: &[f64] = match seed % 4 {
            0 => &[0.5, 0.7, 0.9, 0.99],
            _ => &[0.97, 0.99, 0.995, 0.999, 1.0],
        };
        let (scenario, failed) = troubled(seed, system(seed, ups));
        let exact = availability(&scenario, &failed);
        tally.add(seed, &exact, &drawn(&scenario, &failed));
    }
    assert_eq!(tally.outside, [""; 0]);
    assert!(tally.compared > 1_100, "only {}", tally.compared);
    assert!(tally.messages > 50, "only {} of messages", tally.messages);
    let (narrow, all) = (tally.narrow, tally.compared);
    assert!(100 * narrow > 98 * all, "{narrow} of {all} are narrow");
}

#[test]
fn what_is_exact_of_two_hundred_unlike_parts_in_pools_lies_within_what_is_drawn() {
    let mut scenario = bench::pools(200);
    for (place, component) in scenario.components.iter_mut().enumerate() {
        component.availability = Some(component.availability() - 1e-5 * place as f64);
    }
    let exact = availability(&scenario, &Failed::nothing());
    let found = drawn(&scenario, &Failed::nothing());
    let mut tally = Tally::default();
    tally.add(0, &exact, &found);
    assert_eq!(tally.outside, [""; 0]);
    assert!(tally.compared >= 2);
    let whole = exact.all.exact().expect("pools are exact");
    assert!((found.all.low..=found.all.high).contains(&whole));
}

#[test]
fn systems_of_any_size_without_likeness_are_told_within_a_tenth_of_a_nine() {
    for parts in [99, 199, 600, 1_000, 2_000] {
        let found = drawn(&bench::system(parts), &Failed::nothing());
        let told = format!("{parts} parts: {:?}", found.all);
        assert!(is_narrow(found.all), "{told}");
        assert!(found.classes.iter().all(|row| is_narrow(row.expected)));
        // Each web server calls stores of its own, so that the share does not hang on their number.
        assert!((0.9998..0.9999).contains(&found.all.low), "{told}");
        assert!(found.drawn > 0 && found.all.exact().is_none());
    }
}

#[test]
fn what_was_drawn_is_said_to_be_and_what_is_proven_is_not_drawn() {
    let found = availability(&bench::system(150), &Failed::nothing());
    assert!(found.drawn > 0 && found.importance.is_empty());
    assert!(is_narrow(found.all), "{:?}", found.all);
    let caveat = found.caveat().expect("it is not exact");
    assert!(caveat.contains("drawn at random") && caveat.contains("not proven"));
    let again = availability(&bench::system(150), &Failed::nothing());
    assert_eq!(found, again);

    let small = availability(&bench::system(60), &Failed::nothing());
    assert!(small.drawn == 0 && small.all.exact().is_none());
    let caveat = small.caveat().expect("it is not exact");
    assert!(!caveat.contains("drawn"), "{caveat}");
}

#[test]
fn who_meets_nobody_that_can_fail_is_always_served_and_who_is_cut_off_never() {
    let scenario = sketch("users -> web-1\nweb-1: availability=1");
    let found = drawn(&scenario, &Failed::nothing());
    assert_eq!(found.all.exact(), Some(1.0));
    let failed = Failed::nothing().with(scenario.target("web-1").expect("it is there"));
    let found = drawn(&scenario, &failed);
    assert!(
        found.all.low == 0.0 && found.all.high < 1e-2,
        "{:?}",
        found.all
    );
}

/// A pool that is too small for its load while too many are down, and a store behind it that may be.
fn busy(seed: u64) -> Scenario {
    let mut chance = Chance(seed);
    let servers = chance.between(2, 6);
    let pool: Vec<String> = (0..servers).map(|n| format!("web-{n}")).collect();
    let mut lines = vec![format!(
        "users -> lb-1 -> {} -> db-1\nusers: rate_rps={} reads=1 retries={}\ndb-1: workers=1 read_ms={}",
        pool.join(" "),
        chance.between(50, 100 * servers),
        chance.below(3),
        chance.pick(&[1, 4, 12]),
    )];
    for web in &pool {
        let up = chance.pick(&["0.8", "0.9", "0.99"]);
        lines.push(format!("{web}: workers=1 service_ms=10 availability={up}"));
    }
    sketch(&lines.join("\n"))
}

#[test]
fn what_is_exact_within_capacity_lies_within_what_is_drawn() {
    let mut tally = Tally::default();
    let mut drawn = 0;
    for seed in 0..150 {
        let scenario = busy(seed);
        let exact = carried(&scenario, &Failed::nothing());
        let found = carried_of_states(&scenario, &Failed::nothing(), 1 + (seed % 4) as usize);
        drawn += usize::from(found.drawn > 0);
        tally.add(seed, &exact, &found);
    }
    assert_eq!(tally.outside, [""; 0]);
    assert!(tally.compared >= 150 && drawn > 80, "{drawn} were drawn");
}

#[test]
fn a_large_system_is_not_said_to_serve_nothing_within_capacity() {
    let scenario = bench::system(300);
    let found = carried(&scenario, &Failed::nothing());
    assert!(found.drawn > 0 && found.all.low > 0.99, "{:?}", found.all);
    let plain = drawn(&scenario, &Failed::nothing());
    let words = |share: Expected| format!("{:.3}", share.low);
    let told = plain.within_capacity(&found, &words).expect("it is open");
    assert!(told.contains("drawn at random") && told.contains("not proven"));
}
