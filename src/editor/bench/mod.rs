//! What a hand costs in a large drawing: the loads by which it is measured, natively by `benches/hands.rs` and in the
//! browser by the page itself (`?bench`), so that what is measured is what is shipped.
//!
//! A task is prepared untimed and finished timed. What is timed is everything that the page does before it may draw again:
//! the document with its rules, the run, the verdicts, and what is told to the view.

pub mod drawing;
pub mod hands;

use super::input::{Button, Device, Modifiers, PointerEvent, PointerKind};
use super::view::camera::Insets;
use super::view::hit::Hit;
use super::{Command, Session, view};
use crate::analysis::bench::system;
use crate::model::fields::Value;
use crate::model::{ComponentId, Kind, Point, Target};

/// Milliseconds from one frame to the next.
const FRAME_MS: f64 = 1_000.0 / 60.0;
/// Frames that are played before anything is measured: the system is under load then.
const WARM_UP: u32 = 60;
/// How far a card is dragged, in view pixels.
const DRAGGED: f64 = 12.0;

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// Sets how long a server works for a request.
    Edit,
    /// Kills a server, or revives it the next time.
    Kill,
    /// Lets go of a card that was dragged.
    Drop,
    /// Kills a tenth of the system at once, or revives it the next time.
    KillMany,
}

impl Task {
    /// All of them.
    pub const ALL: [Task; 4] = [Task::Edit, Task::Kill, Task::Drop, Task::KillMany];

    /// What a person reads.
    pub const fn words(self) -> &'static str {
        match self {
            Task::Edit => "an edit",
            Task::Kill => "a kill",
            Task::Drop => "a drop",
            Task::KillMany => "a kill of a tenth",
        }
    }
}

/// A session on a system under load, and a hand.
#[derive(Debug)]
pub struct Trial {
    session: Session,
    servers: Vec<ComponentId>,
    /// Tasks done so far.
    done: usize,
    now_ms: f64,
}

impl Trial {
    /// A system of about `parts` parts and three times as many links, played for a second.
    pub fn new(parts: usize) -> Self {
        let scenario = system(parts);
        let servers = scenario.components.iter();
        let servers = servers.filter(|c| c.kind() == Kind::Server).map(|c| c.id);
        let mut trial = Self {
            servers: servers.collect(),
            session: Session::new(scenario),
            done: 0,
            now_ms: 0.0,
        };
        let view = trial.session.view_mut();
        view.set_viewport(1_280.0, 800.0, Insets::default());
        for _ in 0..WARM_UP {
            trial.frame();
        }
        trial
    }

    /// The session, to see what was done.
    pub fn session(&self) -> &Session {
        &self.session
    }

    fn frame(&mut self) {
        self.now_ms += FRAME_MS;
        self.session.frame(self.now_ms);
        self.session.think();
        self.session.take_changes();
    }

    /// The part that it is the turn of: each twice in a row, so that what was killed is revived.
    fn server(&self) -> Option<ComponentId> {
        let turn = self.done / 2 % self.servers.len().max(1);
        self.servers.get(turn).copied()
    }

    /// Everything up to the task itself, and a frame before it.
    pub fn prepare(&mut self, task: Task) {
        self.frame();
        self.done += 1;
        let Some(id) = self.server() else { return };
        match task {
            Task::Edit | Task::Kill => {}
            Task::KillMany => {
                let tenth = self.servers.iter().step_by(6).copied();
                let tenth = tenth.map(Target::Component).collect::<Vec<_>>();
                self.session.document_mut().select(tenth);
            }
            Task::Drop => {
                self.point(PointerKind::Down, id, 0.0);
                self.point(PointerKind::Move, id, DRAGGED);
                self.session.take_changes();
            }
        }
    }

    /// The task itself, and what the page is told of it.
    pub fn finish(&mut self, task: Task) {
        let Some(id) = self.server() else { return };
        match task {
            Task::Edit => {
                let work_ms = Value::Number(20.0 + (self.done % 7) as f64);
                // It is in its range.
                let _ = self.session.set_field(&[id], "service_ms", &work_ms);
            }
            Task::Kill => self.session.toggle_power(Target::Component(id)),
            Task::KillMany if self.session.can(Command::Kill) => {
                self.session.perform(Command::Kill);
            }
            Task::KillMany => self.session.perform(Command::Revive),
            Task::Drop => self.point(PointerKind::Up, id, DRAGGED),
        }
        self.session.take_changes();
    }

    fn point(&mut self, kind: PointerKind, id: ComponentId, moved: f64) {
        let Some(card) = view::place_of(self.session.document(), Target::Component(id)) else {
            return;
        };
        let centre = self.session.view().camera().view_from_world(card.centre());
        self.session.pointer(PointerEvent {
            kind,
            id: 1,
            at: Point::new(centre.x + moved, centre.y),
            at_ms: self.now_ms,
            button: Button::Primary,
            // It must come to lie elsewhere, whatever is near.
            modifiers: Modifiers {
                command: kind != PointerKind::Down,
                ..Modifiers::default()
            },
            device: Device::Mouse,
            hit: Some(Hit::Card(id)),
        });
    }
}

/// The time that this share of all measurements stays within, from 0 to 1.
pub fn quantile(mut times_ms: Vec<f64>, share: f64) -> f64 {
    times_ms.sort_by(f64::total_cmp);
    let last = times_ms.len().saturating_sub(1);
    let place = (share * last as f64).ceil() as usize;
    times_ms.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::work;

    fn work_of(trial: &mut Trial, task: Task) -> work::Work {
        trial.prepare(task);
        work::of(|| trial.finish(task)).1
    }

    #[test]
    fn each_task_does_what_it_says() {
        let mut trial = Trial::new(60);
        let steps = |trial: &Trial| trial.session.document().history().len();
        work_of(&mut trial, Task::Edit);
        assert_eq!(steps(&trial), 1);
        work_of(&mut trial, Task::Drop);
        assert_eq!(steps(&trial), 2);
        work_of(&mut trial, Task::Kill);
        assert_eq!(trial.session.simulation().dead().len(), 1);
        work_of(&mut trial, Task::KillMany);
        assert!(trial.session.simulation().dead().len() > 4);
        work_of(&mut trial, Task::KillMany);
        assert!(trial.session.simulation().dead().len() <= 1);
    }

    #[test]
    fn an_edit_costs_one_copy_and_one_topology_for_document_run_verdicts_and_history_together() {
        let mut trial = Trial::new(60);
        let edit = work_of(&mut trial, Task::Edit);
        assert_eq!((edit.copies, edit.topologies), (1, 1));
        let kill = work_of(&mut trial, Task::Kill);
        assert_eq!((kill.copies, kill.topologies), (0, 0));
        let many = work_of(&mut trial, Task::KillMany);
        assert_eq!((many.copies, many.topologies), (0, 0));
        let drop = work_of(&mut trial, Task::Drop);
        assert_eq!(drop.topologies, 0);
    }

    #[test]
    fn a_quantile_is_a_measurement() {
        let times: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(quantile(times.clone(), 0.95), 96.0);
        assert_eq!(quantile(times, 0.0), 1.0);
        assert_eq!(quantile(Vec::new(), 0.5), 0.0);
    }
}
