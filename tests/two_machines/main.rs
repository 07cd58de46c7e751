//! Two machines, one meaning: the engine plays a system request by request, the analysis reads it as a function of what
//! is dead. Over random systems and every single fault in each, the share at which the run settles is the share that
//! the analysis tells. Where they disagree, `docs/meaning.md` decides which one is wrong.
#![cfg(not(target_arch = "wasm32"))]

mod differ;
mod measured;
mod settle;
mod shrink;
mod standing;
mod system;

use topple::analysis::Failed;
use topple::formats::json;
use topple::model::sketch::sketch;
use topple_testing::sweep;

use settle::Disagreement;
use system::System;

/// Plays these systems; a disagreement is made as small as it will get, and told with all that it takes to see it again.
fn hold_against_each_other(draw: fn(u64) -> System, seeds: impl Iterator<Item = u64>) {
    let (mut systems, mut faults) = (0, 0);
    let mut differing = Vec::new();
    for seed in seeds {
        systems += 1;
        let system = draw(seed);
        match settle::disagreements(&system) {
            Ok(count) => faults += count,
            Err(found) => {
                let (smaller, found) = shrink::shrink(system, *found);
                let told = tell(seed, &smaller, &found);
                eprintln!("{told}");
                differing.push(told);
            }
        }
    }
    assert!(
        differing.is_empty(),
        "{} of {systems} systems: {}",
        differing.len(),
        differing.join("\n")
    );
    assert!(
        faults > 5 * systems,
        "too few faults of {systems} systems: {faults}"
    );
}

fn tell(seed: u64, system: &System, found: &Disagreement) -> String {
    format!(
        "seed {seed}: {found}\ndead from the start: {:?}\n{}",
        system.failed,
        json::write(&system.scenario)
    )
}

/// A quarter of them in each, so that they play side by side.
macro_rules! quarters {
    ($($name:ident: $quarter:expr;)*) => {$(
        #[test]
        fn $name() {
            hold_against_each_other(system::pooled, $quarter * 50..($quarter + 1) * 50);
        }
    )*};
}

quarters! {
    every_fault_settles_where_the_analysis_says_first_quarter: 0;
    every_fault_settles_where_the_analysis_says_second_quarter: 1;
    every_fault_settles_where_the_analysis_says_third_quarter: 2;
    every_fault_settles_where_the_analysis_says_last_quarter: 3;
}

#[test]
#[ignore = "long: two thousand systems"]
fn every_fault_of_two_thousand_more_systems_settles_where_the_analysis_says() {
    hold_against_each_other(system::pooled, sweep(1_000..3_000));
}

#[test]
fn every_fault_of_systems_that_once_told_the_two_apart_settles_where_the_analysis_says() {
    let systems = [
        // A list goes on after the address that it used last, also where that served and a later service failed.
        "users -> lb-1 lb-2 lb-3 lb-4
         lb-1 lb-2 -> web-1
         lb-3 lb-4 -> api-1
         api-1: service=api
         users: retries=1 tries_next_address=off connect_timeout_ms=50",
        // Balancers in front of caches are picked by weight, not by key.
        "users -> web-1 -> lb-1 lb-2
         lb-1 -> cache-1
         lb-2 -> cache-2
         web-1>lb-1: required
         web-1>lb-2: required weight=0
         lb-1: health_check.interval_s=0.2 health_check.timeout_s=0.1
         lb-2: health_check.interval_s=0.2 health_check.timeout_s=0.1",
        // A balancer in front of read replicas alone is no target of a write, also through another balancer.
        "users -> web-1 -> db-1 lb-1
         lb-1 -> lb-2 -> db-2
         db-1 -> db-2
         db-2: role=read_replica
         users: reads=0",
        // Another try of the same request may hash elsewhere, and so may a call from elsewhere.
        "users -> lb-1 -> web-1 web-2
         web-1 -> db-1
         web-2 -> db-1
         lb-1: algorithm=source_hash health_check=off retries=0
         users: retries=1",
        // A deep check asks for a service over any of its links, whichever requests take them.
        "users -> lb-1 -> web-1 -> lb-2 web-2
         lb-2 -> web-2
         web-1>lb-2: on=writes required=off weight=0
         lb-1: health_check.deep=on retries=0
         users: reads=0.5",
        // Which service a read calls first goes by the links of reads: this one publishes before it asks for its shard.
        "users -> web-1 -> db-1 queue-1
         web-1 -> queue-2 db-2
         queue-2 -> mail-1 -> queue-1 -> audit-1
         db-1: shard=a
         db-2: shard=b
         web-1>db-1: on=writes
         web-1>queue-2: on=reads
         queue-1: capacity=150 prefetch=1000
         queue-2: capacity=150 prefetch=1000
         web-1: workers=1000
         mail-1: workers=1000
         users: reads=0.5",
        // What nobody takes at one node of a queue fills the one that mirrors it.
        "users -> web-1 -> web-2 -> queue-1 -> queue-2 -> mail-1
         queue-1 -> mail-2
         web-1 -> queue-2
         web-2: service=api
         mail-1: service=mail
         mail-2: service=mail
         web-1>queue-2: on=reads required=off
         queue-1: capacity=150 prefetch=1000
         queue-2: capacity=150 prefetch=1000
         web-1: workers=1000
         web-2: workers=1000
         mail-1: workers=1000
         mail-2: workers=1000
         users: reads=0.5",
        // One store of a pool is of its own, the other a shard: of another than the request's it answers nothing.
        "web-3 -> db-1
         users -> web-1 -> lb-1 -> db-2 db-1
         users -> web-2 -> db-3
         web-2: service=api
         db-3: shard=b
         users>web-2: required=off
         users: reads=0.5",
        // Reads that need no database keep a cache warm for others, which then publish.
        "users -> web-1 web-2 -> cache-1
         web-1 -> db-1 queue-1
         queue-1 -> mail-1
         mail-1: service=mail
         web-1>queue-1: on=reads
         cache-1: ttl_s=1000
         queue-1: capacity=150 prefetch=1000
         users: reads=0.5",
        // A balancer in front of read replicas alone is no target of a write of a client with fixed addresses either.
        "users -> lb-1 lb-2
         lb-1 -> db-1
         lb-2 -> db-2
         db-1 -> db-2
         db-2: role=read_replica
         users: reads=0.5 tries_next_address=off",
    ];
    for text in systems {
        let system = System {
            scenario: sketch(text),
            failed: Failed::nothing(),
        };
        let told = settle::disagreements(&system).map_err(|found| found.to_string());
        assert!(
            told.as_ref().is_ok_and(|faults| *faults > 5),
            "{told:?}\n{text}"
        );
    }
}

#[test]
fn every_fault_of_systems_as_people_draw_them_settles_where_the_analysis_says() {
    hold_against_each_other(system::layered, 0..60);
}

#[test]
fn every_fault_of_systems_wired_at_random_settles_where_the_analysis_says() {
    hold_against_each_other(system::wired, 0..100);
}

#[test]
#[ignore = "long: two thousand systems"]
fn every_fault_of_two_thousand_systems_wired_at_random_settles_where_the_analysis_says() {
    hold_against_each_other(system::wired, sweep(1_000..3_000));
}

#[test]
#[ignore = "long: two thousand systems"]
fn every_fault_of_two_thousand_systems_as_people_draw_them_settles_where_the_analysis_says() {
    hold_against_each_other(system::layered, sweep(1_000..3_000));
}

#[test]
fn every_fault_of_systems_with_what_few_draw_settles_where_the_analysis_says() {
    hold_against_each_other(system::furnished, 0..10);
}

#[test]
fn every_fault_of_systems_wired_with_what_few_draw_settles_where_the_analysis_says() {
    hold_against_each_other(system::wired_and_furnished, 0..15);
}

#[test]
#[ignore = "long: two thousand systems"]
fn every_fault_of_two_thousand_systems_with_what_few_draw_settles_where_the_analysis_says() {
    hold_against_each_other(system::furnished, sweep(1_000..3_000));
}

#[test]
#[ignore = "long: two thousand systems"]
fn every_fault_of_two_thousand_systems_wired_with_what_few_draw_settles_where_the_analysis_says() {
    hold_against_each_other(system::wired_and_furnished, sweep(1_000..3_000));
}
