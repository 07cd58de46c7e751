//! The same deaths in the engine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use topple::engine::{Cargo, Fate, Hop, LogEvent, Micros, Reason, Run, What};
use topple::model::sketch::sketch;
use topple::model::{Action, ComponentId, Scenario, Target};

use crate::formula::{Death, RATE_RPS, SERVICE_MS, Setting};
use crate::measured::{Course, Measured, all};

/// Engine runs of each death of each setting, each with a seed of its own.
pub const RUNS: usize = 100;

pub static SIMULATED: LazyLock<BTreeMap<(&str, Death), Vec<Course>>> = LazyLock::new(|| {
    let courses = |(m, death): (&'static Measured, Death)| {
        let runs = (1..=RUNS as u64)
            .map(|seed| simulate(&m.setting, death, seed))
            .collect();
        ((m.setting.name.as_str(), death), runs)
    };
    all().map(courses).collect()
});

pub fn simulated(m: &Measured, death: Death) -> &'static [Course] {
    let found = SIMULATED
        .iter()
        .find(|((name, d), _)| *name == m.setting.name && *d == death);
    found.expect("all were played").1
}

pub fn scenario(setting: &Setting, seed: u64) -> Scenario {
    let Setting {
        inter_ms,
        fall,
        rise,
        balance,
        connect_timeout_ms,
        ..
    } = setting;
    let retries = setting.tries_of_others();
    let algorithm = match balance.as_str() {
        "roundrobin" => "round_robin",
        "leastconn" => "least_connections",
        "uri" => "source_hash",
        other => panic!("{other} is not one of the balances measured"),
    };
    let mut text = String::from("users -> lb-1 -> web-1 web-2 web-3\n");
    let _ = writeln!(text, "users: rate_rps={RATE_RPS} reads=1 timeout_ms=2000");
    let _ = writeln!(
        text,
        "lb-1: algorithm={algorithm} retries={retries} connect_timeout_ms={connect_timeout_ms}"
    );
    let _ = writeln!(
        text,
        "lb-1: health_check.interval_s={} health_check.deep=off",
        inter_ms / 1000.0
    );
    let _ = writeln!(
        text,
        "lb-1: health_check.timeout_s={}",
        setting.check_timeout_ms() / 1000.0
    );
    let _ = writeln!(
        text,
        "lb-1: health_check.fall={fall} health_check.rise={rise}"
    );
    let _ = writeln!(text, "users>lb-1: latency_ms=0");
    for web in ["web-1", "web-2", "web-3"] {
        let _ = writeln!(
            text,
            "{web}: workers=100 service_ms={SERVICE_MS} service_distribution=constant"
        );
        let _ = writeln!(text, "lb-1>{web}: latency_ms=0");
    }
    let mut scenario = sketch(&text);
    scenario.seed = seed;
    scenario
}

pub fn id(text: &str) -> ComponentId {
    ComponentId::new(text).unwrap()
}

/// Plays until the log tells it of the victim, and says when that was.
pub fn advance_until(run: &mut Run, until: Micros, is_it: fn(&LogEvent) -> bool) -> Micros {
    let cursor = run.events_end();
    run.advance(until, u64::MAX);
    let found = run
        .events_since(cursor)
        .find(|event| is_it(event))
        .map(|event| event.at);
    found.expect("it is noticed in time")
}

pub fn simulate(setting: &Setting, death: Death, seed: u64) -> Course {
    let victim = id("web-2");
    let mut run = Run::new(&scenario(setting, seed));
    // Every request is a sample, so that the hops tell who was sent where.
    run.set_sample_rate(1_000_000);
    let killed = Micros::from_ms(1000.0 + setting.inter_ms);
    run.advance(killed, u64::MAX);
    run.act(match death {
        Death::Crash => Action::Crash(victim),
        Death::Silent => Action::Kill(Target::Component(victim)),
    });
    // The way back begins at another phase in every run.
    let stays_dead =
        setting.detection(death).to + 1200.0 + setting.inter_ms * (seed as f64 * 0.618_034).fract();
    let revived = killed + Micros::from_ms(stays_dead);
    let out = advance_until(&mut run, revived, |e| {
        matches!(e.what, What::OutOfRotation { .. })
    });
    let no_connection = |run: &Run| run.totals().failed[Reason::NoHealthyBackend.index()];
    let failed_by_then = no_connection(&run);
    run.act(Action::Revive(Target::Component(victim)));
    let end = revived + Micros::from_ms(setting.return_to_rotation(death).to + 1200.0);
    let back = advance_until(&mut run, end, |e| matches!(e.what, What::InRotation { .. }));
    assert_eq!(
        no_connection(&run),
        failed_by_then,
        "no request is sent to it in vain after the return"
    );
    let hops = |from, to, fate| {
        let is_request = move |h: &&Hop| {
            h.what == Cargo::Read && (h.from, h.to, h.fate) == (id(from), id(to), fate)
        };
        let exposed = move |h: &&Hop| (killed..out).contains(&h.depart);
        run.hops_since(0).filter(is_request).filter(exposed).count() as f64
    };
    let failed = run.totals().failed;
    let no_connection = failed[Reason::NoHealthyBackend.index()] as f64;
    Course {
        death,
        out_ms: out.since(killed).as_ms(),
        back_after_ms: back.since(revived).as_ms(),
        exposed: hops("users", "lb-1", Fate::Arrives),
        met_the_dead: hops("lb-1", "web-2", Fate::Dies),
        no_connection,
        lost_in_flight: failed.iter().sum::<u64>() as f64 - no_connection,
    }
}
