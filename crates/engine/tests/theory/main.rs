//! The engine against queueing theory. Each row is played in twenty independent runs; theory must lie in the 99.9 %
//! confidence interval of their mean, and the interval must be narrower than 2 % of the value, so that it can fail.
//! Values are those of `docs/queueing.md` or follow from the formulas beside them. Times are in mean service times.
//!
//! The rows that need few requests for that run with every test; all of them with `cargo test --profile sweep --test
//! theory -- --ignored`.
#![cfg(not(target_arch = "wasm32"))]

mod closed;
mod play;

use closed::constant_arrivals;
use play::{
    Measured, Population, Queue, Service, check, choices, evenly, hit_share, messages, population,
    tandem,
};

/// Single stations: workers, places to wait in, load per worker; what is measured, theory, requests per run.
macro_rules! rows {
    ($($(#[$long:meta])? $name:ident: $queue:expr, $($measured:ident = $theory:expr),+; $requests:expr;)*) => {$(
        #[test]
        $(#[$long])?
        fn $name() {
            check(&$queue, &[$((Measured::$measured, $theory)),+], $requests);
        }
    )*};
}

const ENDLESS: u32 = 1_000_000;

const fn queue(workers: u32, places: u32, offered: f64, service: Service) -> Queue {
    Queue {
        workers,
        places,
        offered,
        service,
    }
}

use Service::{Constant, Exponential, Lognormal2};

rows! {
    one_worker_half_busy_waits_as_long_as_it_works:
        queue(1, ENDLESS, 0.5, Exponential), Sojourn = 2.0, InSystem = 1.0; 90_000;
    four_workers_at_seventy_per_cent_follow_erlang_c:
        queue(4, ENDLESS, 2.8, Exponential), Sojourn = 1.357_212; 180_000;
    sixteen_workers_at_seventy_per_cent_follow_erlang_c:
        queue(16, ENDLESS, 11.2, Exponential), Sojourn = 1.027_016; 40_000;
    eight_workers_without_a_queue_refuse_as_erlang_b_says:
        queue(8, 0, 8.0, Exponential), Refused = 0.235_570; 100_000;
    ten_places_of_an_overloaded_worker_refuse_a_fifth:
        queue(1, 9, 1.2, Exponential), Refused = 0.192_586; 240_000;
    constant_work_waits_half_as_long:
        queue(1, ENDLESS, 0.5, Constant), Sojourn = 1.5; 40_000;

    #[ignore = "long"] the_slowest_hundredth_is_exponential_too:
        queue(1, ENDLESS, 0.5, Exponential), P99 = 9.210_340; 1_000_000;
    #[ignore = "long"] one_worker_at_eighty_per_cent:
        queue(1, ENDLESS, 0.8, Exponential), Sojourn = 5.0, InSystem = 4.0, P99 = 23.025_851; 2_000_000;
    #[ignore = "long"] one_worker_at_ninety_five_per_cent:
        queue(1, ENDLESS, 0.95, Exponential), Sojourn = 20.0, InSystem = 19.0; 20_000_000;
    #[ignore = "long"] four_workers_at_ninety_per_cent:
        queue(4, ENDLESS, 3.6, Exponential), Sojourn = 2.969_383; 3_000_000;
    #[ignore = "long"] sixteen_workers_at_ninety_per_cent:
        queue(16, ENDLESS, 14.4, Exponential), Sojourn = 1.369_590; 2_000_000;
    #[ignore = "long"] eight_workers_half_loaded_without_a_queue:
        queue(8, 0, 4.0, Exponential), Refused = 0.030_420; 1_500_000;
    #[ignore = "long"] eight_workers_at_three_quarters_without_a_queue:
        queue(8, 0, 6.0, Exponential), Refused = 0.121_876; 500_000;
    #[ignore = "long"] five_places_and_one_worker:
        queue(1, 4, 0.8, Exponential), Refused = 0.088_819; 500_000;
    #[ignore = "long"] twelve_places_and_four_workers:
        queue(4, 8, 3.6, Exponential), Refused = 0.048_805; 2_000_000;
    #[ignore = "long"] constant_work_at_eighty_per_cent:
        queue(1, ENDLESS, 0.8, Constant), Sojourn = 3.0; 1_000_000;
    #[ignore = "long"] constant_work_at_ninety_per_cent:
        queue(1, ENDLESS, 0.9, Constant), Sojourn = 5.5; 4_000_000;
    #[ignore = "long"] exponential_work_at_ninety_per_cent:
        queue(1, ENDLESS, 0.9, Exponential), Sojourn = 10.0; 8_000_000;
    #[ignore = "long"] lognormal_work_half_busy:
        queue(1, ENDLESS, 0.5, Lognormal2), Sojourn = 3.5; 4_000_000;
    #[ignore = "long"] lognormal_work_at_eighty_per_cent:
        queue(1, ENDLESS, 0.8, Lognormal2), Sojourn = 11.0; 16_000_000;
    #[ignore = "ten minutes"] lognormal_work_at_ninety_per_cent:
        queue(1, ENDLESS, 0.9, Lognormal2), Sojourn = 23.5; 60_000_000;
}

#[test]
fn two_choices_are_far_better_than_one() {
    choices("two_choices", 400, 0.7, 1.614_454, 60_000);
}

#[test]
#[ignore = "long"]
fn random_choice_among_many_is_each_alone() {
    choices("random", 400, 0.7, 3.333_333, 600_000);
}

#[test]
#[ignore = "long"]
fn two_choices_at_ninety_and_ninety_five_per_cent() {
    choices("two_choices", 400, 0.9, 2.614_057, 1_000_000);
    // The theory is the limit of infinitely many; at this load 400 are half a per cent away from it.
    choices("two_choices", 1_900, 0.95, 3.383_046, 3_000_000);
}

#[test]
#[ignore = "long"]
fn two_stations_in_a_row_are_each_alone() {
    tandem(7.5, 1_500_000);
}

/// M/M/c: sojourn and number in the system are those of Erlang C, the waiting before the consumers being that of the queue.
#[test]
fn a_queue_before_sixteen_consumers_follows_erlang_c() {
    messages(16, 11.2, 1.027_016, 40_000);
}

#[test]
#[ignore = "long"]
fn a_queue_before_any_number_of_consumers_follows_erlang_c() {
    messages(1, 0.5, 2.0, 90_000);
    messages(4, 2.8, 1.357_212, 180_000);
}

#[test]
#[ignore = "long"]
fn a_queue_before_four_busy_consumers_follows_erlang_c() {
    messages(4, 3.6, 2.969_383, 3_000_000);
}

#[test]
fn a_cache_holds_what_che_says() {
    for (skew, capacity, expected) in [(0.9, 1_000, 0.5565), (0.99, 3_000, 0.8175)] {
        hit_share(skew, capacity, expected);
    }
}

#[test]
#[ignore = "long"]
fn a_cache_of_any_size_holds_what_che_says() {
    for (skew, capacity, expected) in [
        (0.9, 100, 0.2612),
        (0.9, 3_000, 0.7460),
        (0.99, 100, 0.3769),
        (0.99, 1_000, 0.6641),
    ] {
        hit_share(skew, capacity, expected);
    }
}

#[test]
fn users_who_wait_for_one_worker_are_the_machine_repairman_model() {
    for (users, think) in [(1, 2.0), (4, 3.0), (10, 8.0)] {
        let of = Population {
            users,
            workers: 1,
            think,
        };
        population(&of, 60_000, 0.02);
    }
}

#[test]
fn users_who_wait_for_several_workers_follow_the_same() {
    let of = Population {
        users: 12,
        workers: 4,
        think: 2.0,
    };
    population(&of, 60_000, 0.02);
}

/// To three places: the interval is narrower than a thousandth.
#[test]
#[ignore = "long"]
fn closed_populations_follow_the_machine_repairman_model_to_three_places() {
    for (users, workers, think) in [
        (1, 1, 2.0),
        (4, 1, 3.0),
        (10, 1, 8.0),
        (30, 1, 20.0),
        (12, 4, 2.0),
        (100, 16, 6.0),
    ] {
        let of = Population {
            users,
            workers,
            think,
        };
        population(&of, 12_000_000, 0.001);
    }
}

#[test]
fn constant_arrivals_wait_as_in_d_m_1() {
    evenly(0.5, constant_arrivals(0.5), 60_000, 0.02);
}

#[test]
#[ignore = "long"]
fn constant_arrivals_wait_as_in_d_m_1_at_any_load() {
    evenly(0.5, constant_arrivals(0.5), 8_000_000, 0.001);
    evenly(0.8, constant_arrivals(0.8), 8_000_000, 0.005);
    evenly(0.9, constant_arrivals(0.9), 16_000_000, 0.01);
}
