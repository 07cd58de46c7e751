//! Failovers of real systems that were reported in public (`tests/scenarios/reported`), played: who is primary when, who is
//! served meanwhile, and what is lost.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use topple::engine::{Micros, Reason, Run, Totals};
use topple::formats::json;
use topple::model::{
    Action, ComponentId, Deed, Failback, RegionId, Scenario, ScriptEntry, Settings,
};

fn reported(name: &str) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/reported");
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    json::read(&text).unwrap()
}

fn id(text: &str) -> ComponentId {
    ComponentId::new(text).unwrap()
}

fn to(run: &mut Run, second: f64) -> Totals {
    run.advance(Micros::from_seconds(second), u64::MAX);
    run.totals()
}

/// What was served and what failed of a client between two seconds.
fn between(run: &mut Run, client: &str, from: f64, until: f64) -> (u64, u64) {
    let mut at = |second| {
        to(run, second);
        let totals = run.snapshot_numbers(id(client)).unwrap().totals;
        (totals.served, totals.failed_in_all())
    };
    let ((served, failed), (served_after, failed_after)) = (at(from), at(until));
    (served_after - served, failed_after - failed)
}

/// Who acts as primary where that is not as drawn.
fn primaries(run: &Run) -> Vec<String> {
    run.roles()
        .primaries
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[track_caller]
fn tells(run: &Run, line: &str) {
    let told: Vec<String> = run
        .events_since(0)
        .map(|e| format!("{}: {}", e.at, e.text(run.scenario())))
        .collect();
    assert!(
        told.iter().any(|l| l == line),
        "{line:?} is not in {told:#?}"
    );
}

#[test]
fn an_old_primary_that_returns_stays_a_standby_and_nothing_more_is_lost() {
    let mut run = Run::new(&reported("old-primary-returns"));
    let promoted = to(&mut run, 18.5);
    tells(&run, "18.0 s: db-2 is primary now");
    // What was unshipped at 10 s: a tenth of a second of 50 writes a second.
    assert!(
        (1..=15).contains(&promoted.lost_writes),
        "{}",
        promoted.lost_writes
    );
    let (served, failed) = between(&mut run, "users", 19.0, 120.0);
    assert_eq!(failed, 0);
    assert!(served > 4_500);
    tells(&run, "60.0 s: db-1 rejoins as a standby");
    assert_eq!(primaries(&run), ["db-2"]);
    assert_eq!(run.totals().lost_writes, promoted.lost_writes);
    assert_eq!(run.totals().conflicting_writes, 0);
}

#[test]
fn an_old_primary_takes_its_role_back_once_it_has_caught_up_where_that_is_asked_for() {
    let mut scenario = reported("old-primary-returns");
    for component in &mut scenario.components {
        if let Settings::Database(database) = &mut component.settings {
            database.failback = Failback::Return;
        }
    }
    let mut run = Run::new(&scenario);
    let promoted = to(&mut run, 60.05);
    assert_eq!(primaries(&run), ["db-2"]);
    to(&mut run, 120.0);
    tells(&run, "60.1 s: db-1 is primary again");
    assert!(run.roles().are_as_drawn());
    assert_eq!(run.totals().lost_writes, promoted.lost_writes);
}

#[test]
fn after_a_failover_across_the_continent_every_call_pays_the_way() {
    let mut untouched = reported("failover-across-the-continent");
    untouched.script.clear();
    let mut near = Run::new(&untouched);
    let near = to(&mut near, 120.0).latency;
    let mut far = untouched;
    far.script = vec![ScriptEntry::act(
        0.0,
        Action::Kill(topple::model::Target::Component(id("db-east"))),
    )];
    let mut run = Run::new(&far);
    let far = to(&mut run, 120.0).latency;
    assert_eq!(primaries(&run), ["db-west"]);
    for share in [0.5, 0.99] {
        let more = far.quantile_ms(share).unwrap() - near.quantile_ms(share).unwrap();
        assert!((36.0..44.0).contains(&more), "at {share}: {more} ms more");
    }
}

/// What came of the partition, and what was lost by it.
fn partition(scenario: &Scenario) -> (Totals, [(u64, u64); 3]) {
    let mut run = Run::new(scenario);
    let east = |run: &mut Run, from, until| between(run, "users-east", from, until);
    let before = east(&mut run, 1.0, 19.0);
    // Until it notices, the primary that is cut off takes writes still: they are lost with its role.
    let unnoticed = east(&mut run, 20.0, 24.5);
    let after = east(&mut run, 26.0, 120.0);
    tells(&run, "25.0 s: db-east steps down");
    tells(&run, "28.0 s: db-west is primary now");
    assert_eq!(primaries(&run), ["db-west"]);
    let (served, failed) = between(&mut run, "users-west", 121.0, 130.0);
    assert!(
        served > 400 && failed == 0,
        "{served} served, {failed} failed"
    );
    (run.totals(), [before, unnoticed, after])
}

#[test]
fn the_minority_side_of_a_partition_writes_nothing_until_it_is_mended() {
    let scenario = reported("minority-side-of-a-partition");
    let (cut, [before, unnoticed, after]) = partition(&scenario);
    assert!(before.1 == 0 && unnoticed.1 == 0);
    assert_eq!(after.0, 0, "the east writes on");
    assert!(after.1 > 4_000);
    assert!((200..300).contains(&cut.lost_writes), "{}", cut.lost_writes);
    assert_eq!(cut.conflicting_writes, 0);

    let mut alone = scenario;
    alone
        .script
        .retain(|entry| matches!(entry.deed, Deed::Say(_)));
    let east = RegionId::new("east").unwrap();
    alone
        .script
        .push(ScriptEntry::act(20.0, Action::Isolate(east)));
    let (isolated, shares) = partition(&alone);
    assert_eq!(shares, [before, unnoticed, after]);
    assert_eq!(isolated.failed, cut.failed, "{:?}", Reason::ALL);
    assert_eq!(isolated.lost_writes, cut.lost_writes);
}

#[test]
fn a_partition_that_is_mended_serves_the_east_again() {
    let mut scenario = reported("minority-side-of-a-partition");
    let cuts: Vec<Action> = scenario
        .script
        .iter()
        .filter_map(ScriptEntry::action)
        .collect();
    for cut in cuts {
        let mend = Action::Revive(cut.target());
        scenario.script.push(ScriptEntry::act(60.0, mend));
    }
    let mut run = Run::new(&scenario);
    let (_, failed) = between(&mut run, "users-east", 62.0, 90.0);
    assert_eq!(failed, 0);
    tells(&run, "60.0 s: db-east rejoins as a standby");
    assert_eq!(primaries(&run), ["db-west"]);
}
