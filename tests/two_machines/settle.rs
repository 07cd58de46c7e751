//! Where a run settles, and whether that is where the analysis says.

use std::collections::BTreeMap;
use std::fmt;

use topple::analysis::{Failed, Operation, classes};
use topple::engine::{Micros, Run};
use topple::model::{Action, Component, Kind, Scenario, Target, Topology};

use super::differ::{drops_what_is_new, goes_by_load, is_met_twice_in_turn};
use super::measured::Measured;
use super::standing::Standing;
use super::system::{ROOM_FOR_EVER, System, keep_for_ever};

/// Seconds before the fault strikes, in which caches fill.
const BEFORE: f64 = 2.0;
/// Seconds after which all checks, promotions and times to live have run out: checks of checks of checks included.
const SETTLED: f64 = 8.0;
/// Seconds that are looked at.
const WINDOW: f64 = 8.0;
/// Seconds after which a queue that nobody takes from is full, too (`brisk` makes it small).
const SETTLED_QUEUES: f64 = 70.0;
/// So often it is looked at whether one is filling up: it holds more than what is on its way.
const LOOK: f64 = 2.0;
const ON_THE_WAY: u64 = 10;
/// Where those were too few to tell, so many times more are looked at, with another seed.
const LONGER: f64 = 40.0;
/// 99.99 % of a normal distribution lies within so many deviations.
const DEVIATIONS: f64 = 3.891;

/// A share that the two machines see differently.
#[derive(Clone, PartialEq, Debug)]
pub struct Disagreement {
    pub fault: Option<Target>,
    /// How things stood then.
    then: Failed,
    of: Measured,
    analysis: f64,
    served: u64,
    finished: u64,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = self
            .fault
            .map_or("nothing more".to_owned(), |t| t.to_string());
        let Self {
            then,
            of,
            analysis,
            served,
            finished,
            ..
        } = self;
        write!(
            f,
            "after {fault}, with {then:?}, of {of} the analysis says {analysis}, the run has {served} of {finished}"
        )
    }
}

/// Plays every single fault of a system. How many there were, or the first disagreement.
pub fn disagreements(system: &System) -> Result<usize, Box<Disagreement>> {
    let alive = system
        .elements()
        .into_iter()
        .filter(|e| system.failed != system.failed.with(*e));
    let mut faults: Vec<Option<Target>> = alive.map(Some).collect();
    faults.push(None);
    for &fault in &faults {
        if let Some(found) = disagreement(system, fault) {
            return Err(Box::new(found));
        }
    }
    Ok(faults.len())
}

/// What the two machines see differently with one fault, if anything.
pub fn disagreement(system: &System, fault: Option<Target>) -> Option<Disagreement> {
    let first = compare(system, fault, Look::Short);
    // By chance, one in ten thousand lies outside: look again, longer, at another run.
    first.and_then(|_| compare(system, fault, Look::Long))
}

/// How a run is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Look {
    /// As soon as no queue is filling up any more.
    Short,
    /// Once more, after any queue must be full, and longer.
    Long,
}

fn compare(system: &System, fault: Option<Target>, look: Look) -> Option<Disagreement> {
    let again = u64::from(look == Look::Long);
    let mut scenario = Scenario {
        seed: system.scenario.seed + again * 1_000_003,
        ..system.scenario.clone()
    };
    keep_for_ever(&mut scenario);
    let by_load = goes_by_load(&system.scenario) || is_met_twice_in_turn(&system.scenario);
    let looks = shares_by_run(&scenario, system, fault, look).into_iter();
    looks.into_iter().find_map(|(then, played)| {
        let standing = Standing::new(&system.scenario, &then);
        let expected = shares_by_analysis(&system.scenario, &then);
        let is_silent = |node| played[&Measured::Published(node)].0 == 0;
        expected.into_iter().find_map(|(of, analysis)| {
            let (served, finished) = played[&of];
            let judge = Judge {
                by_load: by_load || standing.is_in_step(&of),
                may_serve_more: standing.is_kept_warm(&of)
                    || standing.is_spared_by_silence(&of, is_silent),
                drops_what_is_new: drops_what_is_new(&scenario),
            };
            let agree = match of {
                Measured::Served(client) | Measured::Full(client) => {
                    let client = scenario.component(client).and_then(Component::client);
                    let tries_again = client.is_some_and(|client| client.retries > 0);
                    judge.agrees(analysis, (served, finished), tries_again)
                }
                // Nothing was published: nobody could, or a full queue refused it.
                Measured::Delivered { .. } if finished < FEW => true,
                Measured::Published(_) => true,
                Measured::Delivered { .. } => {
                    judge.delivers(analysis, served, finished)
                        || (judge.may_serve_more && served > 0)
                        || (judge.drops_what_is_new && served > 0 && served < finished)
                }
            };
            (!agree).then(|| Disagreement {
                fault,
                then: then.clone(),
                of,
                analysis,
                served,
                finished,
            })
        })
    })
}

/// What must be known of a system to judge a share.
struct Judge {
    by_load: bool,
    may_serve_more: bool,
    drops_what_is_new: bool,
}

impl Judge {
    /// As [`agrees`](Self::agrees), where what was published and what was delivered are not the same messages.
    fn delivers(&self, analysis: f64, delivered: u64, published: u64) -> bool {
        const EXACT: f64 = 1e-9;
        if analysis < EXACT {
            return delivered == 0;
        }
        let n = published as f64;
        let share = delivered as f64 / n;
        if self.by_load {
            return !(0.2..=0.8).contains(&analysis) || (delivered > 0 && share < 0.999);
        }
        let deviation = (analysis * (1.0 - analysis) / n).sqrt();
        (share - analysis).abs() <= DEVIATIONS * deviation + UNDER_WAY / n
    }

    fn agrees(&self, analysis: f64, (served, finished): (u64, u64), tries_again: bool) -> bool {
        const EXACT: f64 = 1e-9;
        let n = finished as f64;
        let share = served as f64 / n;
        if analysis > 1.0 - EXACT {
            return served == finished;
        }
        let deviation = (analysis * (1.0 - analysis) / n).sqrt();
        let margin = if analysis < EXACT {
            0.0
        } else {
            DEVIATIONS * deviation + 1.0 / n
        };
        if self.by_load && analysis > EXACT {
            // Such algorithms settle elsewhere, within the same verdict. A share may be too near to 0 or 1 to be seen,
            // but not where the analysis has it far from both. Who tries again may hardly ever fail: the one that fails it
            // slowly has more under way, and is picked less.
            let far = (0.2..=0.8).contains(&analysis);
            return !far || (served > 0 && (served < finished || tries_again));
        }
        share >= analysis - margin && (self.may_serve_more || share <= analysis + margin)
    }
}

/// Messages of which a share is not told.
const FEW: u64 = 20;
/// Messages that are on their way at the beginning or the end of what is looked at.
const UNDER_WAY: f64 = 20.0;

fn shares_by_analysis(scenario: &Scenario, failed: &Failed) -> BTreeMap<Measured, f64> {
    let mut shares: BTreeMap<Measured, f64> = BTreeMap::new();
    for report in classes(scenario, failed) {
        if !report.class.shards.is_empty() {
            continue;
        }
        if let Some((queue, service)) = report.class.delivers {
            shares.insert(Measured::Delivered { queue, service }, report.served);
            continue;
        }
        let client = scenario.component(report.class.client);
        let client = client.and_then(Component::client).expect("a client");
        let part = match report.class.operation {
            Operation::Read => client.reads,
            Operation::Write => 1.0 - client.reads,
        };
        let of = report.class.client;
        *shares.entry(Measured::Served(of)).or_default() += part * report.served;
        *shares.entry(Measured::Full(of)).or_default() += part * report.full;
    }
    shares
}

/// How many, of how many, while the run was looked at: requests of those that finished, messages of those published.
type Counts = BTreeMap<Measured, (u64, u64)>;

/// What a run serves after a fault, and once it is undone: roles have moved meanwhile. Each with how things stand then.
fn shares_by_run(
    scenario: &Scenario,
    system: &System,
    fault: Option<Target>,
    look: Look,
) -> Vec<(Failed, Counts)> {
    let mut run = Run::new(scenario);
    let failed = &system.failed;
    let components = failed.components.iter().map(|id| Target::Component(*id));
    let regions = failed.regions.iter().map(|id| Target::Region(*id));
    let groups = failed.groups.iter().map(|id| Target::Group(*id));
    for target in components
        .chain(regions)
        .chain(groups)
        .chain(failed.links.iter().map(|id| Target::Link(*id)))
    {
        run.act(strike(target));
    }
    for &region in &failed.isolated {
        run.act(Action::Isolate(region));
    }
    run.advance(Micros::from_seconds(BEFORE), u64::MAX);
    let Some(target) = fault else {
        return vec![(failed.clone(), settled(&mut run, look))];
    };
    run.act(strike(target));
    let struck = (failed.with(target), settled(&mut run, look));
    run.act(Action::Revive(target));
    let counted = settled(&mut run, look);
    let mut back = Failed {
        roles: run.roles(),
        ..failed.clone()
    };
    if let Target::Region(region) = target {
        // Whatever was wrong with the region is undone.
        back.isolated.remove(&region);
    }
    vec![struck, (back, counted)]
}

/// What is served once the run has settled.
fn settled(run: &mut Run, look: Look) -> Counts {
    let full_by = run.now() + Micros::from_seconds(SETTLED_QUEUES);
    advance(run, SETTLED - LOOK);
    let mut before = depths(run);
    advance(run, LOOK);
    if look == Look::Long && !before.is_empty() {
        run.advance(full_by, u64::MAX);
    }
    while run.now() < full_by {
        let now = depths(run);
        let fills = |(was, is): (&u64, &u64)| is != was && *is > ON_THE_WAY;
        if !before.iter().zip(&now).any(fills) {
            break;
        }
        before = now;
        advance(run, LOOK);
    }
    let before = counts(run);
    advance(
        run,
        match look {
            Look::Short => WINDOW,
            Look::Long => WINDOW * LONGER,
        },
    );
    let after = counts(run).into_iter();
    after
        .map(|(of, (s, f))| {
            let (s0, f0) = before.get(&of).copied().unwrap_or_default();
            (of, (s - s0, f - f0))
        })
        .collect()
}

fn advance(run: &mut Run, seconds: f64) {
    run.advance(run.now() + Micros::from_seconds(seconds), u64::MAX);
}

/// What each node of a queue holds that is going to be full, and is not.
fn depths(run: &Run) -> Vec<u64> {
    let nodes = run.scenario().components.iter().filter_map(|component| {
        let capacity = component.queue()?.capacity;
        let depth = run.snapshot_numbers(component.id)?.messages?.depth;
        Some(if depth < u64::from(capacity) && capacity < ROOM_FOR_EVER {
            depth
        } else {
            0
        })
    });
    nodes.collect()
}

fn strike(target: Target) -> Action {
    match target {
        Target::Link(link) => Action::Cut(link),
        Target::Component(_) | Target::Region(_) | Target::Group(_) | Target::Note(_) => {
            Action::Kill(target)
        }
    }
}

fn counts(run: &Run) -> Counts {
    let scenario = run.scenario();
    let mut counts = Counts::new();
    for client in scenario
        .components
        .iter()
        .filter(|c| c.kind() == Kind::Client)
    {
        let totals = run.snapshot_numbers(client.id).unwrap().totals;
        let finished = totals.served + totals.failed_in_all();
        counts.insert(Measured::Served(client.id), (totals.served, finished));
        let full = totals.served - totals.degraded;
        counts.insert(Measured::Full(client.id), (full, finished));
    }
    let topology = Topology::new(scenario);
    let queues =
        (0..scenario.components.len()).filter(|&i| scenario.components[i].kind() == Kind::Queue);
    let mut published: BTreeMap<String, u64> = BTreeMap::new();
    let mut delivered: BTreeMap<(String, String), u64> = BTreeMap::new();
    for node in queues {
        let label = topology.services[node].as_ref().unwrap().label.clone();
        let messages = run.snapshot_numbers(scenario.components[node].id);
        let messages = messages.and_then(|n| n.messages).unwrap();
        *published.entry(label.clone()).or_default() += messages.published;
        let of_node = Measured::Published(scenario.components[node].id);
        counts.insert(of_node, (messages.published, 0));
        // What a service took is told of all that mirrors tie together.
        let is_first = topology.mirrors_of(node).iter().all(|&other| node <= other);
        for to in messages.services {
            let of = (label.clone(), to.service.label);
            *delivered.entry(of).or_default() += if is_first { to.delivered } else { 0 };
        }
    }
    for ((queue, service), taken) in delivered {
        let of = published[&queue];
        counts.insert(Measured::Delivered { queue, service }, (taken, of));
    }
    counts
}
