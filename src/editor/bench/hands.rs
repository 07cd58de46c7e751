//! What hands do in a large drawing frame after frame, as the page measures its frames by (`?bench`).

use super::drawing::Drawing;
use crate::editor::input::{Button, Device, Modifiers, PointerEvent, PointerKind};
use crate::editor::{Command, Session};
use crate::model::{ComponentId, Point, Rect, Target};

/// Frames after which a motion turns round.
const TURN: usize = 30;

/// What goes on while frames are measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Motion {
    /// Only the run.
    Running,
    /// The view is panned.
    Panning,
    /// The view is zoomed.
    Zooming,
    /// A card is dragged.
    Dragging,
    /// A tenth of the drawing is killed and revived, twice a second.
    Killing,
}

impl Motion {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Running,
        Self::Panning,
        Self::Zooming,
        Self::Dragging,
        Self::Killing,
    ];

    /// What a person reads.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Panning => "panning",
            Self::Zooming => "zooming",
            Self::Dragging => "dragging",
            Self::Killing => "killing",
        }
    }
}

/// From how far a drawing is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// All of it at once.
    Whole,
    /// Its middle, at 100 %.
    Near,
}

/// Opens a drawing and looks at it.
pub fn open(session: &mut Session, drawing: Drawing, seen: Seen) {
    // It is sound.
    let _ = session.begin(drawing.scenario());
    // Every part and every link is drawn: behind the cards of stacks there would be little left to measure.
    session.open_stacks();
    session.simulate(|simulation| simulation.set_playing(true));
    if seen == Seen::Near {
        let middle = session.document().content().map(Rect::centre);
        let view = session.view_mut();
        view.zoom_by(1.0 / view.camera().zoom);
        view.look_at(middle.unwrap_or_default());
    }
}

/// One frame's share of a motion, `frame` frames after its start.
pub fn act(session: &mut Session, motion: Motion, frame: usize, at_ms: f64) {
    let there = (frame / TURN).is_multiple_of(2);
    let sign = if there { 1.0 } else { -1.0 };
    match motion {
        Motion::Panning => session.view_mut().pan(14.0 * sign, 9.0 * sign),
        Motion::Zooming => session.view_mut().zoom_by(f64::powf(1.02, sign)),
        Motion::Dragging => drag(session, frame, at_ms),
        Motion::Killing if frame % TURN == TURN / 2 => {
            let parts = session.document().scenario().components.iter();
            let tenth: Vec<Target> = parts.step_by(10).map(|c| Target::Component(c.id)).collect();
            session.document_mut().select(tenth);
            let command = if session.can(Command::Kill) {
                Command::Kill
            } else {
                Command::Revive
            };
            session.perform(command);
        }
        Motion::Running | Motion::Killing => {}
    }
}

/// Ends a motion.
pub fn end(session: &mut Session, motion: Motion) {
    if motion == Motion::Dragging {
        session.cancel_gesture();
    }
}

fn drag(session: &mut Session, frame: usize, at_ms: f64) {
    let Some(id) = nearest_to_the_middle(session).filter(|_| frame == 0) else {
        let turn = frame as f64 / 12.0;
        let open = session.view().camera().open().centre();
        let at = Point::new(open.x + 90.0 * turn.sin(), open.y + 60.0 * turn.cos());
        return session.pointer(pointer(PointerKind::Move, at, at_ms));
    };
    if let Some(card) = session.document().component(id).map(|c| c.at) {
        let at = session.view().camera().view_from_world(card);
        session.pointer(pointer(PointerKind::Down, at, at_ms));
    }
}

fn nearest_to_the_middle(session: &Session) -> Option<ComponentId> {
    let middle = session.view().camera().centre();
    let far = |p: Point| (p.x - middle.x).hypot(p.y - middle.y);
    let parts = session.document().scenario().components.iter();
    let nearest = parts.min_by(|a, b| far(a.at).total_cmp(&far(b.at)));
    nearest.map(|c| c.id)
}

fn pointer(kind: PointerKind, at: Point, at_ms: f64) -> PointerEvent {
    PointerEvent {
        kind,
        id: 1,
        at,
        at_ms,
        button: Button::Primary,
        modifiers: Modifiers::default(),
        device: Device::Mouse,
        hit: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::{Gesture, Insets};

    #[test]
    fn each_motion_does_what_it_says_and_ends_as_it_began() {
        let [drawing, ..] = Drawing::ALL;
        let mut session = Session::new(drawing.scenario());
        let view = session.view_mut();
        view.set_viewport(1_280.0, 800.0, Insets::default());
        open(&mut session, drawing, Seen::Near);
        let camera = *session.view().camera();
        assert_eq!(camera.zoom, 1.0);
        for motion in Motion::ALL {
            for frame in 0..40 {
                act(&mut session, motion, frame, frame as f64 * 16.0);
            }
            let now = *session.view().camera();
            match motion {
                Motion::Running => assert_eq!(now, camera),
                Motion::Panning => assert_ne!(now.offset, camera.offset),
                Motion::Zooming => assert!(now.zoom > 1.2, "{}", now.zoom),
                Motion::Dragging => {
                    assert!(matches!(session.gesture(), Gesture::Dragging(_)));
                }
                Motion::Killing => assert!(session.simulation().dead().len() > 5),
            }
            end(&mut session, motion);
            assert!(matches!(session.gesture(), Gesture::Idle));
        }
        assert_eq!(session.document().history().len(), 0);
    }
}
