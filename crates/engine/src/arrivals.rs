//! When clients start requests: at random, evenly, or as users who wait for their answers; at a rate that may change
//! evenly meanwhile.
//!
//! A rate is integrated: a Poisson request is due when the integral of the rate since the last one has come to an
//! exponential draw of mean 1 (the inversion method; Devroye, *Non-Uniform Random Variate Generation*, 1986, VI.1), one of
//! constant arrivals when it has come to 1. So a ramp is exact, and it needs no event of its own.

use topple_model::Arrivals;

use super::Micros;
use super::event::{EventKind, numbered};
use super::state::State;
use super::state::client::{Client, Ramp};
use super::world::{ClientPlan, World};

/// No population starts more than a request per microsecond, however little it thinks.
const LEAST_GAP_US: f64 = 1.0;

impl State {
    /// Schedules the first request of a client, or the one after the one that starts now.
    pub fn schedule_start(&mut self, w: &World, slot: usize) {
        let plan = &w.clients[slot];
        let client = &mut self.clients[slot];
        match plan.arrivals {
            Arrivals::Poisson if client.ramp.is_none() => {
                // Neither does what is not a number.
                if client.rate_rps.is_nan() || client.rate_rps <= 0.0 {
                    return;
                }
                let gap = client.arrivals.exponential() * 1e6 / client.rate_rps + client.carry;
                self.start_after_us(slot, gap);
            }
            Arrivals::Poisson => self.next_on_a_ramp(slot),
            Arrivals::Constant => {
                client.end_ramp(self.now);
                (client.owed, client.owed_since) = (1.0, self.now);
                self.start_after(slot, 1.0);
            }
            Arrivals::Closed => self.next_of_those_who_think(plan, slot),
        }
    }

    /// The next Poisson request while the rate changes, or has just stopped to.
    #[cold]
    fn next_on_a_ramp(&mut self, slot: usize) {
        let client = &mut self.clients[slot];
        client.end_ramp(self.now);
        if client.is_silent() {
            return;
        }
        let amount = client.arrivals.exponential();
        self.start_after(slot, amount);
    }

    /// The next request starts when the integral of the rate has come to `amount` more.
    #[inline]
    fn start_after(&mut self, slot: usize, amount: f64) {
        let client = &mut self.clients[slot];
        let gap = client.us_until(self.now, amount) + client.carry;
        self.start_after_us(slot, gap);
    }

    #[inline]
    fn start_after_us(&mut self, slot: usize, gap: f64) {
        let client = &mut self.clients[slot];
        let whole = gap.floor();
        // Of a gap that has no end, nothing is left.
        client.carry = if whole.is_finite() { gap - whole } else { 0.0 };
        let what = EventKind::Start.about(numbered(slot as u32, client.generation));
        client.next_start = self.now + Micros::from_us(whole);
        if client.next_start < Micros::NEVER {
            self.queue.at(client.next_start, what);
        }
    }

    /// The start that is scheduled is void.
    fn forget_start(&mut self, slot: usize) {
        let client = &mut self.clients[slot];
        client.generation = (client.generation + 1) & 0x07ff_ffff;
        client.next_start = Micros::NEVER;
    }

    /// From now on the client sends at this rate, or, where that takes a while, gets there evenly. Poisson arrivals have no
    /// memory: the next one is drawn anew. Of constant ones, what has gone by of a gap counts. A closed population has
    /// no rate. What the rate was, if it is another now.
    pub fn set_rate(&mut self, w: &World, slot: usize, rate_rps: f64, over: Micros) -> Option<f64> {
        let plan = &w.clients[slot];
        if plan.arrivals == Arrivals::Closed {
            return None;
        }
        let now = self.now;
        let client = &mut self.clients[slot];
        let from_rps = client.rate_at(now);
        let owed = client.owed - client.requests_between(client.owed_since, now);
        client.ramp = (over > Micros::ZERO).then(|| Ramp {
            from_rps,
            at: now,
            until: now + over,
        });
        // What is not a number is none.
        client.rate_rps = rate_rps.max(0.0);
        self.forget_start(slot);
        if plan.arrivals == Arrivals::Constant {
            let client = &mut self.clients[slot];
            (client.owed, client.owed_since) = (owed.clamp(0.0, 1.0), now);
            client.carry = 0.0;
            self.start_after(slot, owed.clamp(0.0, 1.0));
        } else {
            self.schedule_start(w, slot);
        }
        Some(from_rps)
    }

    /// An edit may have changed when a client starts requests. A rate that was set by hand stays until it touches that.
    pub fn arrivals_edited(&mut self, w: &World, slot: usize, before: &ClientPlan) {
        let plan = &w.clients[slot];
        let has_other_rate = before.rate_rps.to_bits() != plan.rate_rps.to_bits();
        if plan.arrivals != before.arrivals {
            let client = &mut self.clients[slot];
            if has_other_rate {
                (client.rate_rps, client.ramp) = (plan.rate_rps, None);
            }
            client.carry = 0.0;
            self.forget_start(slot);
            self.schedule_start(w, slot);
        } else if plan.arrivals == Arrivals::Closed {
            let client = &mut self.clients[slot];
            if has_other_rate {
                (client.rate_rps, client.ramp) = (plan.rate_rps, None);
            }
            let population = |p: &ClientPlan| (p.users, p.think_us.to_bits());
            if population(plan) != population(before) {
                self.forget_start(slot);
                self.schedule_start(w, slot);
            }
        } else if has_other_rate {
            self.set_rate(w, slot, plan.rate_rps, Micros::ZERO);
        }
    }

    /// Thinking is exponential and has no memory: of those who think, the first to ask comes after an exponential time,
    /// so many times shorter. So one event stands for all of them.
    #[cold]
    fn next_of_those_who_think(&mut self, plan: &ClientPlan, slot: usize) {
        let client = &mut self.clients[slot];
        client.next_start = Micros::NEVER;
        let thinking = plan.users.saturating_sub(client.in_flight.get());
        if thinking == 0 {
            return;
        }
        let mean = (plan.think_us / f64::from(thinking)).max(LEAST_GAP_US);
        let gap = client.arrivals.exponential() * mean + client.carry;
        self.start_after_us(slot, gap);
    }

    /// A request of a client has ended. In a closed population its user thinks, and may be the next to ask.
    #[inline]
    pub fn user_has_answer(&mut self, w: &World, slot: usize) {
        let plan = &w.clients[slot];
        if plan.arrivals == Arrivals::Closed {
            self.user_thinks(plan, slot);
        }
    }

    #[cold]
    fn user_thinks(&mut self, plan: &ClientPlan, slot: usize) {
        let client = &mut self.clients[slot];
        if client.in_flight.get() >= plan.users {
            // There are fewer users than there were.
            return;
        }
        let thinks = client.arrivals.exponential() * plan.think_us.max(LEAST_GAP_US);
        let asks = self.now + Micros::from_us(thinks.round());
        if asks < client.next_start {
            self.forget_start(slot);
            let client = &mut self.clients[slot];
            client.next_start = asks;
            let what = EventKind::Start.about(numbered(slot as u32, client.generation));
            self.queue.at(asks, what);
        }
    }
}

impl Client {
    /// Whether no request will start.
    #[inline]
    fn is_silent(&self) -> bool {
        self.ramp.is_none() && (self.rate_rps.is_nan() || self.rate_rps <= 0.0)
    }

    /// Forgets a ramp that is over.
    #[inline]
    fn end_ramp(&mut self, now: Micros) {
        if self.ramp.is_some_and(|ramp| ramp.until <= now) {
            self.ramp = None;
        }
    }

    /// Requests per second at a moment that is not before the last change.
    pub fn rate_at(&self, at: Micros) -> f64 {
        let ramp = self.ramp.filter(|ramp| at < ramp.until);
        ramp.map_or(self.rate_rps, |ramp| {
            let done = at.since(ramp.at).0 as f64 / ramp.until.since(ramp.at).0 as f64;
            ramp.from_rps + (self.rate_rps - ramp.from_rps) * done
        })
    }

    /// The integral of the rate between two moments that are not before the last change.
    fn requests_between(&self, from: Micros, to: Micros) -> f64 {
        let end = self.ramp.map_or(from, |ramp| ramp.until.min(to).max(from));
        let ramped = (self.rate_at(from) + self.rate_at(end)) * end.since(from).as_seconds() / 2.0;
        ramped + self.rate_rps * to.since(end).as_seconds()
    }

    /// Microseconds from now until the integral of the rate has come to `amount`; no end, where it never does.
    #[inline]
    fn us_until(&self, now: Micros, amount: f64) -> f64 {
        match self.ramp {
            None if self.rate_rps > 0.0 => amount * 1e6 / self.rate_rps,
            None => f64::INFINITY,
            Some(ramp) => self.us_until_on(ramp, now, amount),
        }
    }

    #[cold]
    fn us_until_on(&self, ramp: Ramp, now: Micros, amount: f64) -> f64 {
        let left_s = ramp.until.since(now).as_seconds();
        let (from, to) = (self.rate_at(now), self.rate_rps);
        let on_ramp = (from + to) * left_s / 2.0;
        if amount < on_ramp {
            // The root of from·t + slope·t²/2 = amount, in the form that loses no digits where the slope is small.
            let slope = (to - from) / left_s;
            let root = libm::sqrt((from * from + 2.0 * slope * amount).max(0.0));
            2.0 * amount / (from + root) * 1e6
        } else if to > 0.0 {
            (left_s + (amount - on_ramp) / to) * 1e6
        } else {
            f64::INFINITY
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::LANES;
    use topple_model::Sound;
    use topple_model::sketch::sketch;

    fn client(rate_rps: f64, ramp: Option<Ramp>) -> Client {
        let w = World::new(&Sound::unchecked(sketch("users -> web-1")), None, LANES);
        Client {
            rate_rps,
            ramp,
            ..Client::new(&w, &w.clients[0])
        }
    }

    #[test]
    fn a_ramp_is_integrated_and_its_integral_inverted() {
        let ramp = |from_rps, seconds: f64| Ramp {
            from_rps,
            at: Micros::SECOND,
            until: Micros::SECOND + Micros::from_seconds(seconds),
        };
        let at = Micros::from_seconds;
        for (client, whole) in [
            (client(100.0, Some(ramp(0.0, 10.0))), 500.0),
            (client(0.0, Some(ramp(100.0, 10.0))), 500.0),
            (client(50.0, Some(ramp(50.0, 10.0))), 500.0),
            (client(300.0, Some(ramp(100.0, 10.0))), 2_000.0),
        ] {
            assert!((client.requests_between(at(1.0), at(11.0)) - whole).abs() < 1e-9);
            for now in [1.0, 2.5, 8.0] {
                for share in [0.0, 0.001, 0.3, 0.999] {
                    let amount = share * client.requests_between(at(now), at(11.0));
                    let us = client.us_until(at(now), amount);
                    let then = at(now + us / 1e6);
                    let got = client.requests_between(at(now), then);
                    assert!((got - amount).abs() < 1e-3, "{got} for {amount}");
                }
            }
        }
        let ended = client(0.0, Some(ramp(100.0, 10.0)));
        assert_eq!(ended.us_until(at(1.0), 501.0), f64::INFINITY);
        let goes_on = client(100.0, Some(ramp(0.0, 10.0)));
        assert!((goes_on.us_until(at(1.0), 600.0) - 11e6).abs() < 1e-3);
    }
}
