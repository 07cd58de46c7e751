//! What a hand costs the engine: `cargo bench --bench edits`. One setting edited, parts killed, going back; a thousand
//! parts and three thousand links, in the midst of 50,000 requests a second.

use std::time::Instant;

use topple_engine::bench::Load;
use topple_engine::{Micros, Run};
use topple_model::{Action, Kind, Scenario, Settings, Target};

/// How often what is quick is done; the median counts.
const TIMES: usize = 41;

fn main() {
    let scenario = Load::Thousand.scenario();
    let mut run = Run::new(&scenario);
    run.advance(Micros::from_seconds(2.0), u64::MAX);
    println!(
        "{} parts, {} links, {} requests in flight",
        scenario.components.len(),
        scenario.links.len(),
        run.totals().in_flight
    );
    let servers = targets(&scenario, |kind| kind == Kind::Server);
    let all = targets(&scenario, |kind| kind != Kind::Client);

    let mut edited = scenario.clone();
    tell(
        "one setting edited",
        median(&run, |run| {
            toggle_workers(&mut edited);
            run.apply_scenario(&edited);
        }),
    );
    tell(
        "one part moved",
        median(&run, |run| {
            let mut moved = scenario.clone();
            moved.components[7].at.x += 20.0;
            run.apply_scenario(&moved);
        }),
    );
    tell(
        "one part killed",
        median(&run, |run| kill(run, &servers[..1])),
    );
    tell(
        "290 parts killed",
        median(&run, |run| kill(run, &servers[..290])),
    );
    tell("everything killed", median(&run, |run| kill(run, &all)));
    rewind();
}

/// Goes back over two minutes of a hundred parts, to the moments farthest from a snapshot.
fn rewind() {
    let mut run = Load::Hundred.run();
    run.advance(Micros::from_seconds(120.0), u64::MAX);
    let moments: Vec<Micros> = run.checkpoints().collect();
    let spacing = moments[1] - moments[0];
    let start = Instant::now();
    let before = run.events_processed();
    run.rewind(moments[moments.len() / 2] + spacing - Micros(1))
        .expect("it lies in the past");
    tell("going back", start.elapsed().as_secs_f64() * 1e3);
    println!(
        "{:>24} {} snapshots of {:.1} MB, {} s apart; {before} events so far",
        "",
        moments.len(),
        run.checkpoint_bytes() as f64 / moments.len() as f64 / 1e6,
        spacing.as_seconds(),
    );
}

fn targets(scenario: &Scenario, is_one: impl Fn(Kind) -> bool) -> Vec<Target> {
    let parts = scenario.components.iter();
    parts
        .filter(|c| is_one(c.kind()))
        .map(|c| Target::Component(c.id))
        .collect()
}

fn toggle_workers(scenario: &mut Scenario) {
    let server = scenario
        .components
        .iter_mut()
        .find_map(|c| match &mut c.settings {
            Settings::Server(server) => Some(server),
            _ => None,
        });
    let server = server.expect("the load has servers");
    server.workers = if server.workers == 8 { 9 } else { 8 };
}

fn kill(run: &mut Run, targets: &[Target]) {
    let kills: Vec<Action> = targets.iter().map(|t| Action::Kill(*t)).collect();
    run.act_all(&kills);
}

/// Milliseconds of the median of some trials, each on a copy of the run.
fn median(run: &Run, mut trial: impl FnMut(&mut Run)) -> f64 {
    let mut took: Vec<f64> = (0..TIMES)
        .map(|_| {
            let mut run = run.clone();
            let start = Instant::now();
            trial(&mut run);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[TIMES / 2]
}

fn tell(what: &str, ms: f64) {
    println!("{what:>24} {ms:>10.3} ms");
}
