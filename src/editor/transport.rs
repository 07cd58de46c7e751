//! Play, pause, step, speed: how wall time drives the run.

use super::messages::Severity;
use super::session::Session;
use super::traffic::Traffic;
use crate::engine::Micros;

/// The speeds that the transport offers, in seconds of virtual time per second.
pub const SPEEDS: &[f64] = &[0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0];
/// What one step plays, in seconds of virtual time.
pub const STEP_S: f64 = 0.1;
/// Events that are played in one frame at most: what a slow machine does in half of it.
const FRAME_EVENTS: u64 = 40_000;
/// Events of one step at most: a tenth of a second at a million a second.
const STEP_EVENTS: u64 = 2_000_000;
/// The longest time between two frames that the run makes up for, in milliseconds: a tab that was hidden does not race.
const LONGEST_FRAME_MS: f64 = 100.0;
/// How often numbers are told to have changed, in milliseconds of wall time.
const NUMBERS_MS: f64 = 100.0;

/// How wall time drives the run.
#[derive(Clone, Debug)]
pub struct Transport {
    playing: bool,
    speed: f64,
    last_frame_ms: Option<f64>,
    numbers_ms: f64,
    late: bool,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            playing: true,
            speed: 1.0,
            last_frame_ms: None,
            numbers_ms: f64::MIN,
            late: false,
        }
    }
}

impl Transport {
    /// Seconds of virtual time per second.
    pub fn speed(&self) -> f64 {
        self.speed
    }
}

impl Session {
    /// Whether the run goes on by itself.
    pub fn is_playing(&self) -> bool {
        self.live.transport.playing
    }

    /// Lets the run go on.
    pub fn play(&mut self) {
        self.set_playing(true);
    }

    /// Holds the run.
    pub fn pause(&mut self) {
        self.set_playing(false);
    }

    fn set_playing(&mut self, playing: bool) {
        self.live.transport.playing = playing;
        self.live.transport.last_frame_ms = None;
        self.changes.transport = true;
    }

    /// Holds the run and plays a tenth of a second of it.
    pub fn step(&mut self) {
        self.pause();
        let until = self.live.run.now() + Micros::from_seconds(STEP_S);
        self.live.run.advance(until, STEP_EVENTS);
        self.live
            .traffic
            .play(&self.live.run, STEP_S * 1_000.0, 1.0);
        self.changes.numbers = true;
        self.run_changed();
    }

    /// Seconds of virtual time per second.
    pub fn speed(&self) -> f64 {
        self.live.transport.speed
    }

    /// Sets the speed, 0.1 to 60.
    pub fn set_speed(&mut self, speed: f64) {
        if speed.is_finite() {
            self.live.transport.speed = speed.clamp(0.1, 60.0);
            self.live.sample();
            self.changes.transport = true;
        }
    }

    /// Goes back to a moment of the run, in seconds of its time. It goes on from there with the document as it is now: the
    /// run never takes an edit again, nor back. What was done to the system later is done again only if the document
    /// of that moment meant the same. Returns whether it could.
    pub fn rewind(&mut self, at_s: f64) -> bool {
        let gone_back = self.live.run.rewind(Micros::from_seconds(at_s));
        if let Err(error) = gone_back {
            self.say(Severity::Note, error.to_string());
            return false;
        }
        self.live.run.apply_scenario(&self.document);
        self.live.sample();
        self.live.traffic = Traffic::from_now(&self.live.run);
        self.changes.numbers = true;
        self.changes.log = true;
        self.run_changed();
        true
    }

    /// Goes to a moment of the run, back as [`Session::rewind`] does or on by playing: for a hand on the timeline. How far
    /// it came on is bounded by what one frame may cost.
    pub fn seek(&mut self, at_s: f64) {
        let to = Micros::from_seconds(at_s.max(0.0));
        if to < self.live.run.now() {
            self.rewind(at_s.max(0.0));
        } else if to > self.live.run.now() {
            self.live.run.advance(to, STEP_EVENTS);
            self.live.traffic = Traffic::from_now(&self.live.run);
            self.changes.numbers = true;
            self.run_changed();
        }
    }

    /// Whether the machine cannot keep up with the speed: the run is slower than asked for, and no less exact.
    pub fn is_late(&self) -> bool {
        self.live.transport.late
    }

    /// A frame at this time, in milliseconds of a clock that never goes back: the run goes on, dots move, a resting
    /// finger opens the menu. Then ask for changes and requests, and for the dots.
    pub fn frame(&mut self, now_ms: f64) {
        self.long_press(now_ms);
        let transport = &mut self.live.transport;
        let last_ms = transport.last_frame_ms.replace(now_ms).unwrap_or(now_ms);
        let elapsed_ms = (now_ms - last_ms).clamp(0.0, LONGEST_FRAME_MS);
        let (playing, speed) = (transport.playing, transport.speed);
        if playing && elapsed_ms > 0.0 {
            let until = self.live.run.now() + Micros::from_ms(elapsed_ms * speed);
            let progress = self.live.run.advance(until, FRAME_EVENTS);
            self.live.transport.late = progress.reached < until;
            self.live.traffic.play(&self.live.run, elapsed_ms, speed);
            if now_ms - self.live.transport.numbers_ms >= NUMBERS_MS {
                self.live.transport.numbers_ms = now_ms;
                self.changes.numbers = true;
            }
            self.run_changed();
        } else {
            self.live.traffic.age(elapsed_ms);
        }
    }

    /// Whether something moves by itself, so that [`Session::frame`] must be called for each frame.
    pub fn wants_frame(&self) -> bool {
        self.is_playing()
            || self.live.traffic.is_dying()
            || self.waits_for_long_press()
            || self.is_thinking()
    }
}
