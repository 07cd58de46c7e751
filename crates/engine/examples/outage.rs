//! Plays an outage and prints its log: `cargo run -p topple-engine --example outage`.
//!
//! A primary database dies and its standby takes over; while the old one is still down, the machine of one of the servers
//! goes too.

use topple_engine::{Micros, Run};
use topple_model::sketch::sketch;
use topple_model::{Action, ScriptEntry};

fn main() {
    let mut scenario = sketch(
        "users -> lb-1 -> web-1 web-2 -> db-1 -> db-2
         users: rate_rps=100 retries=1
         db-2: role=standby",
    );
    for (at_s, name) in [(10.0, "db-1"), (15.0, "web-2")] {
        let target = scenario.target(name).expect("it is drawn above");
        let action = Action::Kill(target);
        scenario.script.push(ScriptEntry::act(at_s, action));
    }

    let mut run = Run::new(&scenario);
    run.advance(Micros::from_seconds(60.0), u64::MAX);

    for event in run.events_since(0) {
        println!("{:>9}  {}", event.at.to_string(), event.text(&scenario));
    }
    let totals = run.totals();
    println!(
        "\n{} requests started, {} served, {} failed, {} acknowledged writes lost",
        totals.started,
        totals.served,
        totals.failed_in_all(),
        totals.lost_writes
    );
}
