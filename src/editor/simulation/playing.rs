//! Play, pause, step, speed: how wall time drives the run.

use super::Simulation;
use super::transport::FRAME_EVENTS;
use crate::editor::document::Document;
use crate::engine::Micros;

/// The speeds that the transport offers, in seconds of virtual time per second.
pub const SPEEDS: &[f64] = &[0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];
/// What one step plays, in seconds of virtual time.
pub const STEP_S: f64 = 0.1;
/// Events of one step at most: a tenth of a second at a million a second.
const STEP_EVENTS: u64 = 2_000_000;
/// The longest time between two frames that the run makes up for, in milliseconds: a tab that was hidden does not race.
const LONGEST_FRAME_MS: f64 = 100.0;
/// How often numbers are told to have changed, in milliseconds of wall time.
const NUMBERS_MS: f64 = 100.0;
/// How often it is told what is served now, which is read out.
const SITUATION_MS: f64 = 1_000.0;

impl Simulation {
    /// Whether the run goes on by itself.
    pub fn is_playing(&self) -> bool {
        self.transport.playing
    }

    /// Lets the run go on, or holds it.
    pub fn set_playing(&mut self, playing: bool) {
        self.transport.playing = playing;
        self.transport.last_frame_ms = None;
        self.changes.transport = true;
    }

    /// Holds the run and plays a tenth of a second of it.
    pub fn step(&mut self) {
        self.set_playing(false);
        self.arrive();
        let until = self.run.now() + Micros::from_seconds(STEP_S);
        self.run.advance(until, STEP_EVENTS);
        self.traffic.play(&self.run, STEP_S * 1_000.0, 1.0);
        self.changes.numbers = true;
        self.changes.situation = true;
    }

    /// Seconds of virtual time per second.
    pub fn speed(&self) -> f64 {
        self.transport.speed
    }

    /// Sets the speed, 0.1 to 60.
    pub fn set_speed(&mut self, speed: f64) {
        if speed.is_finite() {
            self.transport.speed = speed.clamp(0.1, 60.0);
            self.sample();
            self.changes.transport = true;
        }
    }

    /// The next of the offered speeds, up or down.
    pub fn change_speed(&mut self, up: bool) {
        let now = self.speed();
        let next = if up {
            SPEEDS.iter().find(|speed| **speed > now)
        } else {
            SPEEDS.iter().rev().find(|speed| **speed < now)
        };
        if let Some(speed) = next {
            self.set_speed(*speed);
        }
    }

    /// Whether the machine cannot keep up with the speed: the run is slower than asked for, and no less exact.
    pub fn is_late(&self) -> bool {
        self.transport.late
    }

    /// A frame at this time, in milliseconds of a clock that never goes back: the run goes on, dots move.
    pub(in crate::editor) fn frame(&mut self, document: &Document, now_ms: f64) {
        self.play(now_ms);
        self.raise_walls(document);
    }

    fn play(&mut self, now_ms: f64) {
        let transport = &mut self.transport;
        transport.left_events = FRAME_EVENTS;
        let last_ms = transport.last_frame_ms.replace(now_ms).unwrap_or(now_ms);
        let elapsed_ms = (now_ms - last_ms).clamp(0.0, LONGEST_FRAME_MS);
        let playing = transport.playing;
        let speed = if playing {
            self.slow_motion.speed(transport.speed, elapsed_ms)
        } else {
            transport.speed
        };
        if transport.heading.is_some() {
            self.follow_heading();
        } else if playing && elapsed_ms > 0.0 {
            let until = self.run.now() + Micros::from_ms(elapsed_ms * speed);
            let progress = self.run.advance(until, FRAME_EVENTS);
            transport.left_events = FRAME_EVENTS.saturating_sub(progress.events);
            transport.late = progress.reached < until;
            if now_ms - transport.numbers_ms >= NUMBERS_MS {
                transport.numbers_ms = now_ms;
                self.changes.numbers = true;
            }
            if now_ms - transport.situation_ms >= SITUATION_MS {
                transport.situation_ms = now_ms;
                self.changes.situation = true;
            }
            self.traffic.play(&self.run, elapsed_ms, speed);
        } else {
            self.traffic.age(elapsed_ms);
        }
    }

    /// Whether something moves by itself, so that every frame has to be told.
    pub fn moves(&self) -> bool {
        self.is_playing() || self.transport.heading.is_some() || self.traffic.is_dying()
    }
}
