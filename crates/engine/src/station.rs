//! Workers and a bounded queue before them: what a server, a database and a cache have in common.

use std::collections::VecDeque;

use super::Micros;
use super::calls::Handle;

/// What a station says to somebody who arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Admission {
    /// A worker is free and now theirs.
    Worker,
    /// They wait.
    Place,
    /// No worker, no place.
    Refused,
}

/// Workers, those who wait for one, and how much of both there was over time.
#[derive(Clone, Debug, Default)]
pub(super) struct Station {
    pub workers: u32,
    pub places: u32,
    busy: u32,
    waiting: VecDeque<Handle>,
    /// Busy workers × microseconds, and waiting × microseconds, up to `since`.
    busy_area: u64,
    waiting_area: u64,
    since: Micros,
}

impl Station {
    pub fn busy(&self) -> u32 {
        self.busy
    }

    pub fn waiting(&self) -> u32 {
        self.waiting.len() as u32
    }

    /// Brings the areas up to `now`.
    #[inline]
    fn settle(&mut self, now: Micros) {
        let span = now.since(self.since).0;
        self.busy_area += u64::from(self.busy) * span;
        self.waiting_area += self.waiting.len() as u64 * span;
        self.since = now;
    }

    /// Busy workers × microseconds and waiting × microseconds since the start.
    pub fn areas(&self, now: Micros) -> (u64, u64) {
        let span = now.since(self.since).0;
        (
            self.busy_area + u64::from(self.busy) * span,
            self.waiting_area + self.waiting.len() as u64 * span,
        )
    }

    /// Somebody arrives.
    #[inline]
    pub fn admit(&mut self, call: Handle, now: Micros) -> Admission {
        self.settle(now);
        if self.busy < self.workers {
            self.busy += 1;
            Admission::Worker
        } else if self.waiting() < self.places {
            self.waiting.push_back(call);
            Admission::Place
        } else {
            Admission::Refused
        }
    }

    /// A worker is done with somebody; who waited longest gets it.
    #[inline]
    pub fn release(&mut self, now: Micros) -> Option<Handle> {
        self.settle(now);
        self.busy -= 1;
        self.next()
    }

    /// Whoever waited longest, if a worker is free: it is theirs now.
    pub fn next(&mut self) -> Option<Handle> {
        if self.busy >= self.workers {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.busy += 1;
        Some(next)
    }

    /// Everybody in it is gone.
    pub fn clear(&mut self, now: Micros) {
        self.settle(now);
        self.busy = 0;
        self.waiting.clear();
    }

    /// Bytes that it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.waiting.capacity() * size_of::<Handle>()
    }
}

#[cfg(test)]
mod tests {
    use super::Admission::{Place, Refused, Worker};
    use super::*;

    #[test]
    fn first_come_first_served_and_one_too_many_is_refused() {
        let mut station = Station {
            workers: 1,
            places: 2,
            ..Station::default()
        };
        let call = Handle::new;
        let admitted: Vec<_> = (0..4)
            .map(|i| station.admit(call(i, 1), Micros(0)))
            .collect();
        assert_eq!(admitted, [Worker, Place, Place, Refused]);
        assert_eq!(station.release(Micros(10)), Some(call(1, 1)));
        assert_eq!(station.release(Micros(20)), Some(call(2, 1)));
        assert_eq!(station.release(Micros(25)), None);
        assert_eq!(station.areas(Micros(30)), (25, 20 + 10));
    }
}
