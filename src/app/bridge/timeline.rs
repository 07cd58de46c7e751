//! From the run to the timeline: the seconds that are shown and the marks among them.

use crate::app::browser::paint::timeline::{Mark, MarkKind, Second, Timeline};
use crate::app::view::LogView;
use crate::editor::{Course, Session};
use crate::engine::What;

/// How much of the run the timeline shows, in seconds of virtual time.
const SHOWN_S: f64 = 90.0;

/// What the timeline shows now.
pub fn timeline(session: &Session, log: &[LogView]) -> Timeline {
    let run = session.simulation().run();
    let now_s = run.now().as_seconds();
    let until_s = now_s.max(SHOWN_S);
    let from_s = until_s - SHOWN_S;
    let rows = run
        .rows()
        .rev()
        .take_while(|row| row.end.as_seconds() >= from_s);
    let mut seconds: Vec<Second> = rows
        .map(|row| Second {
            end_s: row.end.as_seconds(),
            served: row.served_share(),
            degraded: row.degraded_share(),
            p99_ms: row.latency.quantile_ms(0.99),
        })
        .collect();
    seconds.reverse();
    let marks = log.iter().rev().take_while(|entry| entry.at_s >= from_s);
    let marks = marks.filter_map(|entry| {
        Some(Mark {
            at_s: entry.at_s,
            kind: entry.mark?,
        })
    });
    Timeline {
        from_s,
        until_s,
        seconds,
        marks: marks.collect(),
        expected: session.course().map(Course::expected).unwrap_or_default(),
    }
}

/// Which mark an entry of the log leaves on the timeline, if it leaves one.
pub const fn mark_kind(what: &What) -> Option<MarkKind> {
    match what {
        What::Killed | What::Crashed | What::Cut | What::Isolated => Some(MarkKind::Kill),
        What::Slowed { .. }
        | What::Errs { .. }
        | What::Emptied
        | What::Drained
        | What::Loses { .. }
        | What::Lags { .. } => Some(MarkKind::Ailment),
        What::Revived { .. }
        | What::Restarted
        | What::Rejoins
        | What::SplitBrainEnds { writes: 0 } => Some(MarkKind::Revive),
        What::OutOfRotation { .. }
        | What::InRotation { .. }
        | What::PromotionStarts { .. }
        | What::StepsDown
        | What::BreakerOpens { .. }
        | What::BreakerCloses { .. }
        | What::SendsToAll { .. }
        | What::SendsToHealthy { .. }
        | What::Ejected { .. }
        | What::EjectionOver
        | What::StaysOut => Some(MarkKind::Notice),
        What::Promoted | What::TakesBack => Some(MarkKind::Failover),
        // The writes in conflict are what is left of a split brain.
        What::WritesLost { .. } | What::SplitBrain | What::SplitBrainEnds { writes: 1.. } => {
            Some(MarkKind::Harm)
        }
        What::Said { .. } => Some(MarkKind::Said),
        What::RateSet { .. }
        | What::RateRamps { .. }
        | What::RotationEmpty
        | What::CannotResolve
        | What::NoPrimary
        | What::NoQuorum
        | What::AnswersLack { .. }
        | What::InFullAgain { .. }
        | What::FailuresStart { .. }
        | What::AllServedAgain { .. } => None,
    }
}
