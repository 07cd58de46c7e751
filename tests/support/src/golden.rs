//! Runs whose hashes are frozen: the same seed tells the same story on every machine, natively and in the browser.

use topple_engine::{Chaos, Micros, Run};
use topple_formats::json;
use topple_model::sketch::sketch;
use topple_model::{Action, Scenario};

/// The first line of the frozen file.
const HEAD: &str =
    "# Hashes of runs after 40 seconds; tests/support/src/golden.rs says of which.\n";

const FROZEN: &str = include_str!("../../golden_hashes.txt");

macro_rules! scenarios {
    ($($name:literal),*) => {
        &[$(($name, include_str!(concat!("../../scenarios/", $name, ".json")))),*]
    };
}

const SCENARIOS: &[(&str, &str)] = scenarios![
    "one-server",
    "read-replica",
    "sharding",
    "standby",
    "two-balancers",
    "two-regions",
    "two-servers-one-balancer"
];

/// Something of everything: names, pools, caches, shards, replicas, loss, retries.
const EVERYTHING: &str = "
    users-1 -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 web-3
    users-2 -> web-4
    web-1 web-2 web-3 -> cache-1 cache-2
    web-1 web-2 web-3 -> db-1 db-3
    web-4 -> lb-3 -> cache-3
    web-4 -> db-1 db-3
    db-1 -> db-2
    db-1: shard=a
    db-2: shard=a role=standby
    db-3: shard=b
    lb-1: algorithm=two_choices
    lb-2: algorithm=least_connections
    dns-2: policy=weighted ttl_s=5
    users-1: rate_rps=200 retries=2
    web-2: service_distribution=lognormal service_cv=2
    web-4: service=files
    lb-1>web-1: loss=0.01
    west = lb-1 web-1 db-1
";

/// How a run is cut into calls, as pages at different frame rates and speeds would, and one that is paused now and then.
/// None of it may matter.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// In one go.
    AtOnce,
    /// Sixty frames a second, at most so many events in each.
    Frames {
        /// Events in one frame.
        budget: u64,
    },
    /// 144 frames a second at ten times the speed.
    Fast,
    /// A thousandth of the speed for a while, then all the rest.
    SlowThenSkip,
    /// Frames of ever other lengths, in between paused: called again and again without getting on.
    Paused,
    /// Goes back five seconds every ten, and on again.
    Rewound,
}

impl Pace {
    /// All of them.
    pub const ALL: [Pace; 7] = [
        Pace::AtOnce,
        Pace::Frames { budget: u64::MAX },
        Pace::Frames { budget: 777 },
        Pace::Fast,
        Pace::SlowThenSkip,
        Pace::Paused,
        Pace::Rewound,
    ];

    /// The next length of a frame in microseconds, and the events that it may process.
    fn frame(self, n: u64) -> (u64, u64) {
        match self {
            Pace::AtOnce => (u64::MAX >> 8, u64::MAX),
            Pace::Frames { budget } => (16_683, budget),
            Pace::Fast => (69_444, u64::MAX),
            Pace::SlowThenSkip => (if n < 1_000 { 17 } else { 30_000_000 }, u64::MAX),
            Pace::Paused => (
                n * n % 40_009,
                if n.is_multiple_of(3) { 0 } else { n % 500 },
            ),
            Pace::Rewound => (1_000_000, u64::MAX),
        }
    }

    /// Plays on to a moment.
    pub fn play(self, run: &mut Run, end: Micros) {
        let mut n = 0;
        let mut turned = Micros::ZERO;
        while run.now() < end {
            let (length, budget) = self.frame(n);
            n += 1;
            let until = (run.now() + Micros(length)).min(end);
            // A frame that ran out of events is gone on with in the next: the page does the same.
            run.advance(until, budget);
            if matches!(self, Pace::Rewound) && run.now().0 >= turned.0 + 10_000_000 {
                turned = run.now();
                run.rewind(Micros(turned.0 - 5_000_000))
                    .expect("it is remembered");
            }
        }
    }
}

/// Every pace, and the hash that a run of everything, with chaos and a kill by hand, has at it.
pub fn hashes_at_every_pace() -> Vec<(Pace, u64)> {
    let hash = |pace: Pace| {
        let scenario = sketch(EVERYTHING);
        let mut run = chaotic(&scenario);
        pace.play(&mut run, Micros::from_seconds(13.37));
        run.act(Action::Kill(scenario.target("lb-2").expect("it is drawn")));
        pace.play(&mut run, Micros::from_seconds(40.0));
        run.log_hash()
    };
    Pace::ALL.map(|pace| (pace, hash(pace))).to_vec()
}

/// The name of every run, and its hash after 40 seconds.
pub fn hashes() -> Vec<(String, u64)> {
    let shared = SCENARIOS.iter().map(|(name, text)| {
        let scenario = json::read(text).expect("a sound scenario");
        let target = scenario.components[scenario.components.len() / 2].id;
        let mut run = Run::new(&scenario);
        run.advance(Micros::from_seconds(10.0), u64::MAX);
        run.act(Action::Crash(target));
        ((*name).to_owned(), finish(run))
    });
    let everything = finish(chaotic(&sketch(EVERYTHING)));
    let all = shared.chain([
        ("everything".to_owned(), everything),
        ("at-any-pace".to_owned(), hashes_at_every_pace()[0].1),
    ]);
    all.collect()
}

fn chaotic(scenario: &Scenario) -> Run {
    let mut run = Run::new(scenario);
    run.set_chaos(Some(Chaos {
        mean_time_to_failure_s: 15.0,
        mean_time_to_repair_s: 5.0,
        seed: 4,
        cuts_links: false,
        isolates_regions: false,
        kills_groups: false,
    }));
    run
}

/// Plays on in slices of odd length.
fn finish(mut run: Run) -> u64 {
    Pace::Frames { budget: 777 }.play(&mut run, Micros::from_seconds(40.0));
    run.log_hash()
}

/// The hashes as the frozen file is to have them.
pub fn as_text(hashes: &[(String, u64)]) -> String {
    let lines = hashes
        .iter()
        .map(|(name, hash)| format!("{name} {hash:016x}\n"));
    HEAD.to_owned() + &lines.collect::<String>()
}

/// The hashes as the frozen file has them.
pub fn frozen() -> Vec<(String, u64)> {
    let line = |line: &str| {
        let (name, hash) = line.split_once(' ')?;
        Some((name.to_owned(), u64::from_str_radix(hash.trim(), 16).ok()?))
    };
    FROZEN
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(line)
        .collect()
}
