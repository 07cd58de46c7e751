//! How long frames take in large drawings: the page itself, with hands at work on it.

use super::super::browser::frames::{Frames, Motion as Next};
use super::super::browser::sheet::Sheet;
use super::super::{mount_drawing, rest};
use crate::app::bridge::Bridge;
use crate::editor::bench::drawing::Drawing;
use crate::editor::bench::hands::{self, Motion, Seen};
use crate::editor::bench::quantile;

/// How long a drawing is left alone once it is opened, in milliseconds; never longer than it is measured.
const SETTLES_MS: f64 = 1_000.0;

/// What is measured, all of it in this order.
#[derive(Clone, Copy)]
struct Step {
    drawing: Drawing,
    seen: Seen,
    motion: Motion,
}

/// Of all drawings, or of the one of so many parts.
fn steps(parts: Option<usize>) -> Vec<Step> {
    let wanted =
        |drawing: &Drawing| parts.is_none_or(|parts| drawing.scenario().components.len() == parts);
    let drawings = Drawing::ALL
        .into_iter()
        .filter(wanted)
        .flat_map(|drawing| [Seen::Whole, Seen::Near].map(|seen| (drawing, seen)));
    drawings
        .flat_map(|(drawing, seen)| {
            Motion::ALL.map(|motion| Step {
                drawing,
                seen,
                motion,
            })
        })
        .collect()
}

/// Measures the frames that browser and page show, of all drawings or of the one of so many parts, and adds them to the
/// text of the sheet.
pub async fn measure(sheet: Sheet, mut text: String, measured_ms: f64, parts: Option<usize>) {
    let Ok(rest) = rest::fetch().await else {
        return sheet.show(&text, "failed");
    };
    text += "\nthe page's frames                  p50, ms       p95, ms   longest, ms\n";
    let bridge = mount_drawing(rest);
    let mut measuring = Measuring {
        bridge,
        sheet,
        text,
        measured_ms,
        steps: steps(parts).into_iter(),
        now: None,
    };
    // The page is there for nothing else: this goes on as long as it is open.
    let frames = Frames::new(move |at_ms| measuring.frame(at_ms));
    frames.wake();
    Box::leak(Box::new(frames));
}

struct Measuring {
    bridge: Bridge,
    sheet: Sheet,
    text: String,
    measured_ms: f64,
    steps: std::vec::IntoIter<Step>,
    now: Option<Taking>,
}

struct Taking {
    step: Step,
    since_ms: f64,
    last_ms: f64,
    frame: usize,
    times_ms: Vec<f64>,
}

impl Measuring {
    fn frame(&mut self, at_ms: f64) -> Next {
        let Some(taking) = &mut self.now else {
            let Some(step) = self.steps.next() else {
                self.sheet.cover();
                self.sheet.show(&self.text, "done");
                return Next::Still;
            };
            self.bridge
                .change(|session| hands::open(session, step.drawing, step.seen));
            self.now = Some(Taking {
                step,
                since_ms: at_ms,
                last_ms: at_ms,
                frame: 0,
                times_ms: Vec::new(),
            });
            return Next::Moving;
        };
        let took_ms = at_ms - std::mem::replace(&mut taking.last_ms, at_ms);
        let motion = taking.step.motion;
        let since_ms = at_ms - taking.since_ms - self.measured_ms.min(SETTLES_MS);
        if since_ms < 0.0 {
            return Next::Moving;
        }
        if taking.frame > 0 {
            taking.times_ms.push(took_ms);
        }
        if since_ms < self.measured_ms || taking.times_ms.len() < 3 {
            let frame = taking.frame;
            taking.frame += 1;
            self.bridge
                .change(|session| hands::act(session, motion, frame, at_ms));
            return Next::Moving;
        }
        self.bridge.change(|session| hands::end(session, motion));
        if let Some(taken) = self.now.take() {
            self.text += &taken.line();
        }
        Next::Moving
    }
}

impl Taking {
    fn line(self) -> String {
        let Step {
            drawing,
            seen,
            motion,
        } = self.step;
        let scenario = drawing.scenario();
        let parts = scenario.components.len();
        let seen = match seen {
            Seen::Whole => "whole",
            Seen::Near => "100 %",
        };
        let name = format!("{} {parts} parts, {seen}", motion.words());
        let [half, most, longest] =
            [0.5, 0.95, 1.0].map(|share| quantile(self.times_ms.clone(), share));
        format!("{name:<34}{half:>14.1}{most:>14.1}{longest:>14.1}\n")
    }
}
