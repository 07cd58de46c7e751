//! The log: what happened, who noticed and when; each entry can be told as a plain sentence.

mod brakes;
mod undone;
use std::collections::VecDeque;
use std::sync::Arc;

use topple_model::{Component, ComponentId, RegionId, Role, Scenario, Target};

use super::random::{hash_of, mix};
use super::{Micros, Reason};
pub use undone::Undone;
/// Entries that the log keeps; older ones are forgotten.
pub const LOG_ENTRIES: usize = 4_096;

/// Something that happened in a run and that a person may want to read.
#[derive(Clone, PartialEq, Debug)]
pub struct LogEvent {
    /// When.
    pub at: Micros,
    /// Who noticed or decided it; `None`: a hand, the script or chaos did it, or it is about the whole.
    pub by: Option<ComponentId>,
    /// What it is about; `None`: the whole system.
    pub about: Option<Target>,
    /// What happened.
    pub what: What,
}

/// What can happen.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// The machine is gone.
    Killed,
    /// The process is gone.
    Crashed,
    /// It answers `factor` times later from now on.
    Slowed {
        /// How much.
        factor: f64,
    },
    /// It answers with errors from now on.
    Errs {
        /// Share of answers that are errors.
        share: f64,
        /// Whether they come at once, rather than after its usual work.
        fast: bool,
    },
    /// It answers without addresses from now on.
    Emptied,
    /// It gets no new connection from now on.
    Drained,
    /// The link is cut.
    Cut,
    /// The link loses messages from now on.
    Loses {
        /// Share of messages lost.
        share: f64,
    },
    /// The link takes `factor` times as long from now on.
    Lags {
        /// How much.
        factor: f64,
    },
    /// Nothing crosses the border of the region from now on.
    Isolated,
    /// Every fault of it is undone.
    Revived {
        /// Which it had.
        undone: Undone,
    },
    /// The same, some time after it had died: something watches over it.
    Restarted,
    /// The client's rate is another from now on.
    RateSet {
        /// Requests per second.
        rate_rps: f64,
    },
    /// The client's rate is on its way to another.
    RateRamps {
        /// Requests per second now.
        from_rps: f64,
        /// Requests per second at the end.
        rate_rps: f64,
        /// Seconds until then.
        over_s: f64,
    },
    /// So many calls of `by` to a service failed in a row: it makes no more for now.
    BreakerOpens {
        /// What it called.
        service: Arc<str>,
        /// How many in a row failed.
        failures: u32,
    },
    /// A call of `by` to the service succeeded: it makes them again.
    BreakerCloses {
        /// What it calls.
        service: Arc<str>,
    },
    /// Too few members of `by` are healthy: it sends to all of them.
    SendsToAll {
        /// How many are.
        healthy: u32,
        /// Of how many that are not drained.
        of: u32,
    },
    /// Enough members of `by` are healthy again: it sends to them alone.
    SendsToHealthy {
        /// How many are.
        healthy: u32,
        /// Of how many that are not drained.
        of: u32,
    },
    /// Requests that `by` sent to it failed: no more traffic for it from there for a while.
    Ejected {
        /// How many in a row failed.
        failures: u32,
        /// For how many seconds.
        for_s: f64,
    },
    /// That while is over.
    EjectionOver,
    /// Checks failed: no more traffic for it from `by`.
    OutOfRotation {
        /// How many in a row failed.
        failures: u32,
    },
    /// Checks succeeded: it gets traffic from `by` again.
    InRotation {
        /// How many in a row succeeded.
        successes: u32,
    },
    /// No member of `by` is in rotation.
    RotationEmpty,
    /// The first of a row of requests that could not resolve.
    CannotResolve,
    /// A set has no primary, and none is being promoted.
    NoPrimary,
    /// A set lost its majority: no node may be primary.
    NoQuorum,
    /// It was noticed that there is no primary; this node is being promoted.
    PromotionStarts {
        /// Whether the primary is dead, rather than out of sight.
        is_gone: bool,
    },
    /// This node is primary now.
    Promoted,
    /// This node is no longer primary.
    StepsDown,
    /// This node takes its role as primary back.
    TakesBack,
    /// This node was replaced as primary, or had stayed out, and gets the writes of a primary now.
    Rejoins,
    /// This node meets a primary and has no way to catch up with it.
    StaysOut,
    /// Acknowledged writes that had not been shipped are gone.
    WritesLost {
        /// How many.
        writes: u64,
    },
    /// This node is primary, and so is another that lives, cut off from it.
    SplitBrain,
    /// Two sides meet again: this node gives way to `by`.
    SplitBrainEnds {
        /// Writes that it had taken and `by` does not have.
        writes: u64,
    },
    /// The script says something. Nothing happens to the system.
    Said {
        /// The sentence.
        text: Arc<str>,
    },
    /// After a while in which none did, answers lack a service that they can do without.
    AnswersLack {
        /// The service.
        service: Arc<str>,
    },
    /// For some time now no answer has lacked it.
    InFullAgain {
        /// The service.
        service: Arc<str>,
        /// Answers that lacked it meanwhile.
        answers: u64,
    },
    /// After a while without failures, requests fail.
    FailuresStart {
        /// Why the first of them failed.
        reason: Reason,
    },
    /// For some time now, all requests have been served.
    AllServedAgain {
        /// Requests that failed since the failures began.
        failed: u64,
    },
}

impl What {
    /// The word that files use.
    pub const fn key(&self) -> &'static str {
        match self {
            What::Killed => "killed",
            What::Crashed => "crashed",
            What::Slowed { .. } => "slowed",
            What::Errs { .. } => "errs",
            What::Emptied => "emptied",
            What::Drained => "drained",
            What::Cut => "cut",
            What::Loses { .. } => "loses",
            What::Lags { .. } => "lags",
            What::Isolated => "isolated",
            What::Revived { .. } => "revived",
            What::Restarted => "restarted",
            What::RateSet { .. } => "rate_set",
            What::RateRamps { .. } => "rate_ramps",
            What::BreakerOpens { .. } => "breaker_opens",
            What::BreakerCloses { .. } => "breaker_closes",
            What::SendsToAll { .. } => "sends_to_all",
            What::SendsToHealthy { .. } => "sends_to_healthy",
            What::Ejected { .. } => "ejected",
            What::EjectionOver => "ejection_over",
            What::OutOfRotation { .. } => "out_of_rotation",
            What::InRotation { .. } => "in_rotation",
            What::RotationEmpty => "rotation_empty",
            What::CannotResolve => "cannot_resolve",
            What::NoPrimary => "no_primary",
            What::NoQuorum => "no_quorum",
            What::PromotionStarts { .. } => "promotion_starts",
            What::Promoted => "promoted",
            What::StepsDown => "steps_down",
            What::TakesBack => "takes_back",
            What::Rejoins => "rejoins",
            What::StaysOut => "stays_out",
            What::WritesLost { .. } => "writes_lost",
            What::SplitBrain => "split_brain",
            What::SplitBrainEnds { .. } => "split_brain_ends",
            What::Said { .. } => "said",
            What::AnswersLack { .. } => "answers_lack",
            What::InFullAgain { .. } => "in_full_again",
            What::FailuresStart { .. } => "failures_start",
            What::AllServedAgain { .. } => "all_served_again",
        }
    }

    /// A number of its own for the hash of the log; the data follows it.
    pub(super) fn words(&self) -> [u64; 2] {
        match *self {
            What::Killed => [1, 0],
            What::Crashed => [2, 0],
            What::Slowed { factor } => [3, factor.to_bits()],
            What::Errs { share, fast: false } => [4, share.to_bits()],
            What::Errs { share, fast: true } => [29, share.to_bits()],
            What::Cut => [5, 0],
            What::Revived { .. } => [6, 0],
            What::Restarted => [50, 0],
            What::RateSet { rate_rps } => [7, rate_rps.to_bits()],
            What::OutOfRotation { failures } => [8, u64::from(failures)],
            What::InRotation { successes } => [9, u64::from(successes)],
            What::RotationEmpty => [10, 0],
            What::CannotResolve => [11, 0],
            What::NoPrimary => [12, 0],
            What::NoQuorum => [13, 0],
            What::PromotionStarts { is_gone } => [14, u64::from(is_gone)],
            What::Promoted => [15, 0],
            What::StepsDown => [16, 0],
            What::TakesBack => [17, 0],
            What::WritesLost { writes } => [18, writes],
            What::SplitBrain => [19, 0],
            What::SplitBrainEnds { writes } => [20, writes],
            What::FailuresStart { reason } => [21, reason as u64],
            What::AllServedAgain { failed } => [22, failed],
            What::Emptied => [23, 0],
            What::Drained => [24, 0],
            What::Loses { share } => [25, share.to_bits()],
            What::Lags { factor } => [26, factor.to_bits()],
            What::Isolated => [27, 0],
            What::Rejoins => [40, 0],
            What::StaysOut => [41, 0],
            What::Said { ref text } => [28, hash_of(text)],
            What::RateRamps {
                rate_rps, over_s, ..
            } => [50, mix(rate_rps.to_bits()) ^ over_s.to_bits()],
            What::BreakerOpens { ref service, .. } => [51, hash_of(service)],
            What::BreakerCloses { ref service } => [52, hash_of(service)],
            What::SendsToAll { healthy, of } => [53, u64::from(healthy) << 32 | u64::from(of)],
            What::SendsToHealthy { healthy, of } => [54, u64::from(healthy) << 32 | u64::from(of)],
            What::Ejected { failures, .. } => [55, u64::from(failures)],
            What::EjectionOver => [56, 0],
            What::AnswersLack { ref service } => [57, hash_of(service)],
            What::InFullAgain {
                ref service,
                answers,
            } => [58, hash_of(service) ^ answers],
        }
    }
}

fn out_of_rotation(by: &str, about: &str, failures: u32, is_dns: bool) -> String {
    let checks = checks(failures);
    if is_dns {
        format!("{by} stops answering with {about}, {checks} failed")
    } else {
        format!("{by} takes {about} out of rotation, {checks} failed")
    }
}

fn in_rotation(by: &str, about: &str, successes: u32, is_dns: bool) -> String {
    let checks = checks(successes);
    if is_dns {
        format!("{by} answers with {about} again, {checks} succeeded")
    } else {
        format!("{by} takes {about} back into rotation, {checks} succeeded")
    }
}

impl LogEvent {
    /// The entry as a sentence, without its time and without a full stop: "lb-1 takes web-2 out of rotation, 3 checks failed".
    pub fn text(&self, scenario: &Scenario) -> String {
        let about = self
            .about
            .map_or_else(|| "the system".to_owned(), |t| name(scenario, t));
        let by = self
            .by
            .map_or_else(String::new, |id| name(scenario, Target::Component(id)));
        let is_dns = self.is_by_dns(scenario);
        match self.what {
            What::Killed => format!("{about} is killed"),
            What::Crashed => format!("{about} crashes"),
            What::Slowed { factor } | What::Lags { factor } if factor <= 1.0 => {
                format!("{about} is at normal speed again")
            }
            What::Slowed { factor } => format!("{about} is {factor} times slower from now on"),
            What::Errs { share, fast } => errs(&about, share, fast),
            What::Emptied => format!("{about} answers without addresses"),
            What::Drained => format!("{about} is drained: it gets no new requests"),
            What::Cut => format!("{about} is cut"),
            What::Loses { share } if share <= 0.0 => Undone::Loss.text(&about),
            What::Loses { share } => {
                format!("{about} loses {:.0} % of its messages", share * 100.0)
            }
            What::Lags { factor } => format!("{about} takes {factor} times as long"),
            What::Isolated => format!("{about} is cut off from the rest"),
            What::Revived { undone } => undone.text(&about),
            What::Restarted => format!("{about} is started again"),
            What::RateSet { rate_rps } => format!("{about} now sends {rate_rps} requests a second"),
            What::RateRamps {
                from_rps,
                rate_rps,
                over_s,
            } => brakes::ramps(&about, from_rps, rate_rps, over_s),
            What::BreakerOpens {
                ref service,
                failures,
            } => brakes::opens(&by, service, failures),
            What::BreakerCloses { ref service } => brakes::closes(&by, service),
            What::SendsToAll { healthy, of } => brakes::sends_to_all(&by, healthy, of),
            What::SendsToHealthy { healthy, of } => brakes::sends_to_healthy(&by, healthy, of),
            What::Ejected { failures, for_s } => brakes::ejected(&by, &about, failures, for_s),
            What::EjectionOver => brakes::is_back(&by, &about),
            What::OutOfRotation { failures } => out_of_rotation(&by, &about, failures, is_dns),
            What::InRotation { successes } => in_rotation(&by, &about, successes, is_dns),
            What::RotationEmpty if is_dns => {
                format!("{by} finds no address healthy and answers with all of them")
            }
            What::RotationEmpty => format!("{by} has no healthy member left"),
            What::CannotResolve => {
                format!(
                    "{about} cannot resolve the name: no name server gives an address, and none is cached"
                )
            }
            What::NoPrimary => format!("{about} has no primary, and no node takes over"),
            What::NoQuorum => format!("{about} has lost its majority: no node may be primary"),
            What::PromotionStarts { is_gone: true } => promoted(&about, "the primary is gone"),
            What::PromotionStarts { is_gone: false } => promoted(&about, "it sees no primary"),
            What::Promoted => format!("{about} is primary now"),
            What::StepsDown => format!("{about} steps down"),
            What::TakesBack => format!("{about} is primary again"),
            What::Rejoins => format!("{about} rejoins as a {}", self.role_drawn(scenario)),
            What::StaysOut => {
                format!("{about} stays out: it cannot catch up, as no primary replicates to it")
            }
            What::WritesLost { writes } => lost(&about, writes),
            What::SplitBrain => format!("split brain: {about} is primary too"),
            What::SplitBrainEnds { writes } => in_conflict(&by, &about, writes),
            What::Said { ref text } => text.to_string(),
            What::AnswersLack { ref service } => {
                format!("answers are degraded: they come without {service}")
            }
            What::InFullAgain {
                ref service,
                answers,
            } => format!(
                "no answer lacks {service} any more; {answers} {} degraded",
                were(answers, "answer")
            ),
            What::FailuresStart { reason } => match self.about {
                Some(_) => format!("requests fail at {about}: {}", self.why(reason, scenario)),
                None => format!("requests fail: {}", reason.words()),
            },
            What::AllServedAgain { failed } => {
                format!(
                    "all requests are served again; {failed} {} lost",
                    were(failed, "request")
                )
            }
        }
    }

    /// Why requests fail there: who has nobody to call says that.
    fn why(&self, reason: Reason, scenario: &Scenario) -> &'static str {
        let Some(Target::Component(id)) = self.about else {
            return reason.words();
        };
        let row = scenario.component(id).map(|c| c.kind().row());
        match (reason, row) {
            _ if scenario.links.iter().any(|link| link.from == id) => reason.words(),
            (Reason::Refused, Some(row)) if row.asks() => "there is no address to call",
            (Reason::NoHealthyBackend, Some(row)) if row.passes_on() => {
                "it has no member in its pool yet"
            }
            (Reason::DependencyFailed, _) => "it answers with errors",
            _ => reason.words(),
        }
    }

    /// Whether a name server noticed it.
    fn is_by_dns(&self, scenario: &Scenario) -> bool {
        let by = self.by.and_then(|id| scenario.component(id));
        by.is_some_and(|c| c.kind().row().names_addresses())
    }

    /// What the database that it is about is drawn as, where that is no primary.
    fn role_drawn(&self, scenario: &Scenario) -> &'static str {
        let component = match self.about {
            Some(Target::Component(id)) => scenario.component(id),
            Some(Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_))
            | None => None,
        };
        match component.and_then(Component::database).map(|d| d.role) {
            Some(Role::ReadReplica) => "read replica",
            Some(Role::Primary | Role::Standby) | None => "standby",
        }
    }
}

fn promoted(about: &str, why: &str) -> String {
    format!("{about} is being promoted, {why}")
}

fn lost(about: &str, writes: u64) -> String {
    let (they, were) = (
        if writes == 1 { "it" } else { "they" },
        were(writes, "write"),
    );
    format!("{writes} acknowledged {were} lost: {they} had not reached {about}")
}

fn in_conflict(stays: &str, rejoins: &str, writes: u64) -> String {
    let (noun, are) = (
        plural(writes, "write"),
        if writes == 1 { "is" } else { "are" },
    );
    format!(
        "the split brain ends, {stays} stays primary: {writes} {noun} of {rejoins} {are} in conflict"
    )
}

fn errs(about: &str, share: f64, fast: bool) -> String {
    let percent = share * 100.0;
    match fast {
        _ if share <= 0.0 => format!("{about} answers without errors again"),
        true => format!("{about} answers {percent:.0} % with an error, at once"),
        false => format!("{about} answers {percent:.0} % with an error"),
    }
}

fn name(scenario: &Scenario, target: Target) -> String {
    let region = |id: RegionId| scenario.region(id).map(|r| r.display_name().to_owned());
    match target {
        Target::Component(id) => scenario.component(id).map(|c| c.display_name().to_owned()),
        Target::Region(id) => region(id),
        Target::Group(id) => scenario.group(id).map(|g| g.display_name().to_owned()),
        Target::Link(id) => Some(format!(
            "the link from {} to {}",
            name(scenario, Target::Component(id.from)),
            name(scenario, Target::Component(id.to))
        )),
        Target::Note(_) => None,
    }
    .unwrap_or_else(|| target.to_string())
}

fn plural(count: u64, noun: &str) -> String {
    if count == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}

fn were(count: u64, noun: &str) -> String {
    format!(
        "{} {}",
        plural(count, noun),
        if count == 1 { "was" } else { "were" }
    )
}

fn checks(count: u32) -> String {
    format!("{count} {}", plural(u64::from(count), "check"))
}

/// A bounded log. Every entry has a number; a cursor is the number of the next entry to read.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    // Shared, so that a snapshot of a run does not copy its log.
    kept: VecDeque<Arc<LogEvent>>,
    forgotten: u64,
}

impl Log {
    pub fn push(&mut self, event: LogEvent) {
        if self.kept.len() == LOG_ENTRIES {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        self.kept.push_back(Arc::new(event));
    }

    /// The number that the next entry will have.
    pub fn end(&self) -> u64 {
        self.forgotten + self.kept.len() as u64
    }

    /// The entries from this number on that are still kept.
    pub fn since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &LogEvent> {
        let skip = cursor
            .saturating_sub(self.forgotten)
            .min(self.kept.len() as u64) as usize;
        self.kept.range(skip..).map(AsRef::as_ref)
    }
}
