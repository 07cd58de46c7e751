//! Whatever happens to a run: requests are conserved, it plays what is drawn, and going back and playing again is the
//! same story.

use topple_engine::{Chaos, Micros, Run, Totals};
use topple_model::Scenario;

use super::choices::Choices;
use super::edits::{action, some_edits};

/// Events that an input may cost.
const EVENTS: u64 = 6_000;

/// Plays a system while it is killed, slowed, cut, revived, edited, put into chaos and taken back.
pub fn run(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let mut document = choices.system();
    let mut run = Run::new(&document);
    run.set_sample_rate(20);
    let mut events = 0;
    while !choices.is_over() && events < EVENTS {
        match choices.below(12) {
            0..=4 => {
                let span = choices.pick(&[1, 1_000, 50_000, 300_000, 1_000_000, 10_000_000]);
                events += run.advance(run.now() + Micros(span), 1_000).events;
            }
            5..=7 => {
                if let Some(action) = action(&mut choices, &document) {
                    run.act(action);
                }
            }
            8 | 9 => {
                let edits = some_edits(&mut choices, &document);
                if document.take(edits).is_ok() {
                    run.apply_scenario(&document);
                }
            }
            10 => go_back(&mut choices, &mut run, &document),
            _ => run.set_chaos(chaos(&mut choices)),
        }
        hold(&run, &document);
    }
}

fn chaos(choices: &mut Choices<'_>) -> Option<Chaos> {
    choices.flag().then(|| Chaos {
        mean_time_to_failure_s: choices.number(),
        mean_time_to_repair_s: choices.number(),
        seed: u64::from(choices.byte()),
        cuts_links: choices.flag(),
        isolates_regions: choices.flag(),
        kills_groups: false,
    })
}

/// As the editor does: it goes back, and on with the document as it is now.
fn go_back(choices: &mut Choices<'_>, run: &mut Run, document: &Scenario) {
    let to = Micros(run.now().0 / 256 * u64::from(choices.byte()));
    if run.rewind(to).is_ok() {
        assert_eq!(run.now(), to);
        run.apply_scenario(document);
    }
}

/// What holds at every moment.
fn hold(run: &Run, document: &Scenario) {
    assert!(run.scenario() == document, "the run plays what is drawn");
    conserved(&run.totals(), "in all");
    for component in &document.components {
        let numbers = run.snapshot_numbers(component.id).expect("it is played");
        conserved(&numbers.totals, component.id.as_str());
        assert!(
            numbers.queue <= numbers.in_flight,
            "{}: {numbers:?}",
            component.id
        );
        assert!(numbers.queue_mean.is_finite() && numbers.utilisation_mean.is_finite());
        for row in run.component_rows(component.id) {
            assert!(
                (0.0..=1e7).contains(&row.queue),
                "{}: {row:?}",
                component.id
            );
            assert!(
                (0.0..=1.001).contains(&row.utilisation),
                "{}: {row:?}",
                component.id
            );
        }
    }
}

fn conserved(totals: &Totals, whose: &str) {
    assert!(
        totals.started == totals.served + totals.failed_in_all() + totals.in_flight,
        "{whose}: {totals:?}"
    );
}
