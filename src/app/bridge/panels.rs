//! From the session to what the panels show: transport, log, live numbers; and who is told what.

use super::Bridge;
use super::badges::role_view;
use super::judged::verdicts;
use super::publish::{set, set_differing};
use super::timeline::mark_kind;
use crate::app::figures::{count, milliseconds, per_cent, per_second};
use crate::app::view::{CardLive, Inspected, LogView, RoleView, Tone, TransportView};
use crate::editor::{Changes, Detail, LogLine, Session};
use crate::engine::{ComponentNumbers, RoleNow, What};
use crate::model::kinds::Task;
use crate::model::{ComponentId, Target};

/// Entries of the log that the page shows: older ones are left out.
const LOG_SHOWN: usize = 400;

impl Bridge {
    /// Everything about the run and the analysis.
    pub(super) fn publish_panels(self, changes: &Changes) {
        if changes.verdicts || changes.document {
            set(self.verdicts, self.read(verdicts));
            set(
                self.counts_links,
                self.read(|session| session.findings().counts_links()),
            );
        }
        if changes.findings || changes.verdicts || changes.document {
            self.publish_findings();
        }
        if changes.costs || changes.faults || changes.numbers || changes.lists {
            self.publish_costs();
        }
        if let Some(rest) = self.rest().filter(|_| changes.lesson) {
            (rest.publish_lesson)(self);
        }
        if changes.log {
            self.publish_log();
        }
        if changes.transport {
            set(
                self.speed,
                self.read(|session| session.simulation().speed()),
            );
        }
        if changes.transport || changes.numbers {
            set(self.transport, self.read(transport));
        }
        if changes.numbers || changes.camera || changes.faults || changes.lists {
            self.publish_card_numbers();
        }
        if changes.numbers || changes.selection {
            self.publish_live_numbers();
        }
        // At the same moments as the figures of the transport, which say the same.
        let of_figures = changes.transport || changes.numbers;
        if changes.situation || changes.faults || of_figures || changes.document {
            self.publish_situation();
        }
    }

    pub(super) fn publish_findings(self) {
        if let Some(rest) = self.rest() {
            let findings = self.read(rest.findings);
            set(self.unsure, findings.unsure.clone());
            set(self.findings, findings);
            set(self.preview, self.read(rest.preview));
        }
    }

    pub(super) fn publish_costs(self) {
        if let Some(rest) = self.rest() {
            set(self.costs, self.read(rest.costs));
        }
    }

    pub(super) fn publish_situation(self) {
        if let Some(rest) = self.rest() {
            set(self.situation, self.read(rest.situation));
        }
    }

    pub(super) fn publish_live_numbers(self) {
        if let Some(rest) = self.rest() {
            set(self.live_numbers, self.read(rest.live_numbers));
            set(self.detail, self.read(rest.detail));
        }
    }

    /// The numbers of the cards that can be seen; where they cannot be read, only what the databases are.
    fn publish_card_numbers(self) {
        let inner = self.inner();
        let session = inner.session.borrow();
        let camera = session.view().camera();
        let (visible, readable) = (camera.visible(), camera.is_readable());
        let components = &session.document().scenario().components;
        let cards = session.view().cards(session.document()).into_iter();
        let seen = cards
            .filter(|(_, card)| visible.touches(*card))
            .filter_map(|(i, _)| components.get(i))
            .filter(|c| readable || c.database().is_some());
        let news: Vec<(ComponentId, CardLive, Option<RoleView>)> = seen
            .filter_map(|c| {
                let numbers = session.simulation().numbers(c.id)?;
                let role = numbers.database.map(|now| role_view(&session, c.id, &now));
                let capacity = c.queue().map_or(1, |queue| queue.capacity);
                let stack = session.view().stack_of(session.document(), c.id);
                let live = match stack {
                    Some(stack) => {
                        let members = stack.members.iter();
                        let members = members.filter_map(|id| session.simulation().numbers(*id));
                        card_live(&members.collect::<Vec<_>>(), capacity)
                    }
                    None => CardLive {
                        starts_again_in: session.simulation().starts_again_in(&numbers),
                        ..card_live(&[numbers], capacity)
                    },
                };
                Some((c.id, live, role))
            })
            .collect();
        drop(session);
        let mut turned = Vec::new();
        for (id, live, role) in news {
            let signals = inner.cards.borrow().get(&id).cloned();
            let Some(signals) = signals else { continue };
            set_differing(&signals.live, live);
            if let Some(before) = set_differing(&signals.role, role) {
                turned.push((id, before));
            }
        }
        self.fly_badges(&turned);
    }

    fn publish_log(self) {
        let read = &self.inner().log_read;
        let end = self.read(|session| session.simulation().run().events_end());
        // A log that ends before what was read is that of a run that began anew.
        let next = read.replace(end);
        let next = if end < next { 0 } else { next };
        let news: Vec<LogView> = self.read(|session| {
            let lines = session.simulation().log_since(next).into_iter();
            // While the first parts are drawn, that nothing answers is no news.
            let is_begun = session.simulation().nobody_asks().is_none();
            let told = lines.filter(|line| is_begun || !is_of_missing_parts(&line.event.what));
            told.map(log_view).collect()
        });
        self.tell_log(&news);
        self.say_aloud(&news);
        self.log.update(|log| {
            if next == 0 {
                log.clear();
            }
            log.extend(news);
            log.drain(..log.len().saturating_sub(LOG_SHOWN));
        });
    }
}

/// Whether an entry tells of what fails for want of something to answer.
const fn is_of_missing_parts(what: &What) -> bool {
    matches!(
        what,
        What::CannotResolve
            | What::RotationEmpty
            | What::FailuresStart { .. }
            | What::AllServedAgain { .. }
    )
}

fn log_view(line: LogLine) -> LogView {
    LogView {
        number: line.number,
        at_s: line.at_s,
        text: line.text,
        about: line.event.about.or(line.event.by.map(Target::Component)),
        tone: tone(&line.event.what),
        mark: mark_kind(&line.event.what),
    }
}

fn transport(session: &Session) -> TransportView {
    let run = session.simulation().run();
    let last = run.rows().next_back();
    TransportView {
        playing: session.simulation().is_playing(),
        late: session.simulation().is_late(),
        tenths: (run.now().as_seconds() * 10.0) as u64,
        served: session.simulation().served_now(),
        degraded: session.simulation().degraded(),
        p99_ms: last.and_then(|row| row.latency.quantile_ms(0.99)),
        chaos: session.simulation().chaos().is_some(),
    }
}

/// What a card shows of a part, or of those that stand in a stack together.
fn card_live(parts: &[ComponentNumbers], capacity: u32) -> CardLive {
    let load = |numbers: &ComponentNumbers| {
        if let Some(messages) = &numbers.messages {
            fullness(messages.depth, capacity)
        } else if numbers.workers == 0 {
            0.0
        } else {
            f64::from(numbers.last_second.utilisation).clamp(0.0, 1.0)
        }
    };
    let waiting = |n: &ComponentNumbers| n.messages.as_ref().map_or(n.queue, |m| m.depth);
    let started = parts.iter().map(|n| f64::from(n.last_second.started));
    let all_loads: f64 = parts.iter().map(load).sum();
    CardLive {
        figure: per_second(started.sum()),
        load_percent: (all_loads / parts.len().max(1) as f64 * 100.0).round() as u8,
        waiting: parts.iter().map(waiting).sum(),
        starts_again_in: None,
    }
}

/// How full a queue looks: by the logarithm, for a hundred messages of a hundred thousand are to be seen.
fn fullness(depth: u64, capacity: u32) -> f64 {
    let decades = |n: f64| (1.0 + n).log10();
    (decades(depth as f64) / decades(f64::from(capacity))).clamp(0.0, 1.0)
}

/// What there is to say of the one component that is inspected, if one is.
pub fn detail(session: &Session) -> Detail {
    match super::publish::inspected(session) {
        Inspected::Component(id) => session.simulation().detail(id),
        Inspected::Scenario
        | Inspected::Region(_)
        | Inspected::Group(_)
        | Inspected::Link(_)
        | Inspected::Note(_)
        | Inspected::Many(_) => Detail::default(),
    }
}

/// The live numbers of the one component that is inspected, if one is.
pub fn live_numbers(session: &Session) -> Vec<(&'static str, String)> {
    let Inspected::Component(id) = super::publish::inspected(session) else {
        return Vec::new();
    };
    let (Some(component), Some(numbers)) = (
        session.document().component(id),
        session.simulation().numbers(id),
    ) else {
        return Vec::new();
    };
    let second = numbers.last_second;
    let mut shown = vec![
        ("requests", per_second(f64::from(second.started))),
        ("failed", per_second(f64::from(second.failed))),
    ];
    match component.kind().row().task {
        Task::Asks => {
            let p99 = numbers.totals.latency.quantile_ms(0.99);
            shown.push(("p99", p99.map_or_else(|| "–".to_owned(), milliseconds)));
            shown.push(("in flight", count(numbers.in_flight as f64)));
        }
        Task::Names | Task::PassesOn(_) => {
            let healthy = numbers
                .members
                .iter()
                .filter(|member| member.in_rotation)
                .count();
            shown.push((
                "in rotation",
                format!("{healthy} of {}", numbers.members.len()),
            ));
            shown.push(("checks failed", count(numbers.checks_failed as f64)));
        }
        Task::Keeps(_) => {
            if let Some(messages) = &numbers.messages {
                let age = messages.oldest.map(|age| age.as_seconds() * 1_000.0);
                shown.push(("held", count(messages.depth as f64)));
                shown.push(("oldest", age.map_or_else(|| "–".to_owned(), milliseconds)));
                shown.push(("delivered", count(messages.delivered as f64)));
                shown.push(("again", count(messages.redelivered as f64)));
                shown.push(("dead letters", count(messages.dead_letters as f64)));
                shown.push(("dropped", count(messages.dropped as f64)));
            }
        }
        Task::Works(_) => shown.extend(at_work(&numbers)),
    }
    shown
}

/// What is to be seen of what works: of a cache whether it hits, of a database what it is, of all others who waits.
fn at_work(numbers: &ComponentNumbers) -> [(&'static str, String); 2] {
    let busy = ("busy", per_cent(f64::from(numbers.last_second.utilisation)));
    match (numbers.keys, numbers.database) {
        (Some(keys), _) => [
            (
                "hits",
                numbers.hit_share.map_or_else(|| "–".to_owned(), per_cent),
            ),
            ("keys", count(keys as f64)),
        ],
        (None, Some(now)) => [busy, ("is now", role_words(now.role).to_owned())],
        (None, None) => [busy, ("waiting", count(numbers.queue as f64))],
    }
}

const fn role_words(role: RoleNow) -> &'static str {
    match role {
        RoleNow::Primary => "primary",
        RoleNow::Promoted => "primary (promoted)",
        RoleNow::StandingDown => "standing down",
        RoleNow::NotPrimary => "not primary",
        RoleNow::Noticing => "noticing",
        RoleNow::BeingPromoted => "taking over",
        RoleNow::CatchingUp => "catching up",
        RoleNow::Standby => "standby",
        RoleNow::ReadReplica => "replica",
        RoleNow::Out => "out",
        RoleNow::NoData => "no data",
    }
}

const fn tone(what: &What) -> Tone {
    match what {
        What::Killed
        | What::Crashed
        | What::Slowed { .. }
        | What::Errs { .. }
        | What::Emptied
        | What::Drained
        | What::Cut
        | What::Loses { .. }
        | What::Lags { .. }
        | What::Isolated
        | What::OutOfRotation { .. }
        | What::RotationEmpty
        | What::CannotResolve
        | What::NoPrimary
        | What::NoQuorum
        | What::WritesLost { .. }
        | What::SplitBrain
        | What::SplitBrainEnds { writes: 1.. }
        | What::StaysOut
        | What::BreakerOpens { .. }
        | What::SendsToAll { .. }
        | What::Ejected { .. }
        | What::AnswersLack { .. }
        | What::FailuresStart { .. } => Tone::Bad,
        What::Revived { .. }
        | What::Restarted
        | What::InRotation { .. }
        | What::Promoted
        | What::TakesBack
        | What::Rejoins
        | What::SplitBrainEnds { writes: 0 }
        | What::BreakerCloses { .. }
        | What::SendsToHealthy { .. }
        | What::EjectionOver
        | What::InFullAgain { .. }
        | What::AllServedAgain { .. } => Tone::Good,
        What::RateSet { .. }
        | What::RateRamps { .. }
        | What::PromotionStarts { .. }
        | What::StepsDown
        | What::Said { .. } => Tone::Plain,
    }
}
