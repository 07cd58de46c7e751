//! Scrubbing: while a pointer holds the timeline the run goes to where the pointer is, and on from there when it lets go.

use super::Bridge;
use crate::app::browser::paint::timeline::Timeline;
use crate::app::browser::{PointerEvent, pointer};

/// A hand that holds the timeline.
pub struct Scrub {
    /// The timeline as it was when the pointer was pressed: it stays while the run goes back in it.
    pub timeline: Timeline,
    /// How far the run had come.
    furthest_s: f64,
    /// Whether it was playing.
    was_playing: bool,
    /// Where the pointer is, until the run has followed it there.
    wanted_s: Option<f64>,
}

impl Bridge {
    /// A pointer is pressed on the timeline: the run is held, and goes where the pointer is.
    pub fn scrub_begin(self, event: &PointerEvent) {
        if !pointer::is_primary(event) {
            return;
        }
        pointer::capture(event);
        let inner = self.inner();
        let timeline = self
            .log
            .with_untracked(|log| self.read(|session| super::timeline::timeline(session, log)));
        let scrub = self.read(|session| Scrub {
            furthest_s: session.simulation().run().now().as_seconds(),
            was_playing: session.simulation().is_playing(),
            timeline,
            wanted_s: None,
        });
        inner.painter.borrow_mut().scrub = Some(scrub);
        self.change(|session| session.simulate(|simulation| simulation.set_playing(false)));
        self.scrub_to(event);
    }

    /// The pointer moves. The run follows with the next frame.
    pub fn scrub_to(self, event: &PointerEvent) {
        let Some(share) = pointer::share_across(event) else {
            return;
        };
        let inner = self.inner();
        if let Some(scrub) = &mut inner.painter.borrow_mut().scrub {
            let span_s = scrub.timeline.until_s - scrub.timeline.from_s;
            let at_s = scrub.timeline.from_s + share * span_s;
            scrub.wanted_s = Some(at_s.clamp(0.0, scrub.furthest_s));
        }
        self.wake_frames();
    }

    /// The pointer is lifted: the run goes on from there, if it was playing.
    pub fn scrub_end(self) {
        self.follow_scrub();
        let scrub = self.inner().painter.borrow_mut().scrub.take();
        if let Some(scrub) = scrub {
            self.change(|session| {
                if scrub.was_playing {
                    session.simulate(|s| s.set_playing(true));
                }
            });
            self.new_inks();
        }
    }

    /// The run goes to where the pointer is.
    pub(super) fn follow_scrub(self) {
        let wanted_s = {
            let inner = self.inner();
            let mut painter = inner.painter.borrow_mut();
            painter
                .scrub
                .as_mut()
                .and_then(|scrub| scrub.wanted_s.take())
        };
        if let Some(at_s) = wanted_s {
            self.change(|session| session.seek(at_s));
        }
    }

    /// Goes so many seconds forth (or back) in the run, by key.
    pub fn seek_by(self, seconds: f64) {
        self.change(|session| {
            session.seek(session.simulation().run().now().as_seconds() + seconds)
        });
    }
}
