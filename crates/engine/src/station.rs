//! Workers and a bounded queue before them: what a server, a database and a cache have in common.

use std::collections::VecDeque;

use super::Micros;
use super::calls::Handle;
use super::count::Count;

/// What a station says to a call that arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Admission {
    /// A worker is free and takes it.
    Worker,
    /// It waits.
    Place,
    /// No worker, no place.
    Refused,
}

/// What there was over time: numbers × microseconds since the start. (64 bits hold a million of each for half a year.)
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Areas {
    /// Busy workers.
    pub busy: u64,
    /// Workers, among them those who are to go once they are done.
    pub staff: u64,
    /// Those who wait.
    pub waiting: u64,
}

impl Areas {
    /// What there was since an earlier moment.
    pub fn since(self, earlier: Areas) -> Areas {
        Areas {
            busy: self.busy - earlier.busy,
            staff: self.staff - earlier.staff,
            waiting: self.waiting - earlier.waiting,
        }
    }

    /// The share of the workers' time in which they were busy.
    pub fn utilisation(self) -> f64 {
        self.busy as f64 / self.staff.max(1) as f64
    }
}

/// Workers, those who wait for one, and how much of both there was over time.
#[derive(Clone, Debug, Default)]
pub(super) struct Station {
    workers: u32,
    places: u32,
    busy: Count,
    waiting: VecDeque<Handle>,
    /// Up to `since`.
    areas: Areas,
    since: Micros,
}

impl Station {
    pub fn workers(&self) -> u32 {
        self.workers
    }

    pub fn busy(&self) -> u32 {
        self.busy.get()
    }

    pub fn waiting(&self) -> u32 {
        self.waiting.len() as u32
    }

    /// Brings the areas up to `now`. Whatever changes busy, waiting or workers does this first.
    #[inline]
    fn settle(&mut self, now: Micros) {
        self.areas = self.areas(now);
        self.since = now;
    }

    /// What there was from the start to `now`.
    #[inline]
    pub fn areas(&self, now: Micros) -> Areas {
        let span = now.since(self.since).0;
        let busy = self.busy.get();
        Areas {
            busy: self.areas.busy + u64::from(busy) * span,
            staff: self.areas.staff + u64::from(self.workers.max(busy)) * span,
            waiting: self.areas.waiting + self.waiting.len() as u64 * span,
        }
    }

    /// From now on it has so many workers and places. Who works or waits is left to go on.
    pub fn resize(&mut self, workers: u32, places: u32, now: Micros) {
        self.settle(now);
        (self.workers, self.places) = (workers, places);
    }

    /// A call arrives.
    #[inline]
    pub fn admit(&mut self, call: Handle, now: Micros) -> Admission {
        self.settle(now);
        if self.busy() < self.workers {
            self.busy.up();
            Admission::Worker
        } else if self.waiting() < self.places {
            self.waiting.push_back(call);
            Admission::Place
        } else {
            Admission::Refused
        }
    }

    /// A worker is done with a call; the one that waited longest gets it.
    #[inline]
    pub fn release(&mut self, now: Micros) -> Option<Handle> {
        self.settle(now);
        self.busy.down();
        self.take_next()
    }

    /// The call that waited longest, if a worker is free: it is theirs now.
    pub fn next(&mut self, now: Micros) -> Option<Handle> {
        self.settle(now);
        self.take_next()
    }

    #[inline]
    fn take_next(&mut self) -> Option<Handle> {
        if self.busy() >= self.workers {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.busy.up();
        Some(next)
    }

    /// All calls in it are gone.
    pub fn clear(&mut self, now: Micros) {
        self.settle(now);
        self.busy = Count::NONE;
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
        let mut station = Station::default();
        station.resize(1, 2, Micros(0));
        let call = Handle::new;
        let admitted: Vec<_> = (0..4)
            .map(|i| station.admit(call(i, 1), Micros(0)))
            .collect();
        assert_eq!(admitted, [Worker, Place, Place, Refused]);
        assert_eq!(station.release(Micros(10)), Some(call(1, 1)));
        assert_eq!(station.release(Micros(20)), Some(call(2, 1)));
        assert_eq!(station.release(Micros(25)), None);
        let areas = Areas {
            busy: 25,
            staff: 30,
            waiting: 20 + 10,
        };
        assert_eq!(station.areas(Micros(30)), areas);
    }

    #[test]
    fn what_was_before_a_change_of_workers_is_counted_by_what_there_was_then() {
        let mut station = Station::default();
        station.resize(1, 5, Micros(0));
        (0..3).for_each(|i| {
            station.admit(Handle::new(i, 1), Micros(0));
        });
        station.resize(3, 5, Micros(10));
        assert!(station.next(Micros(10)).is_some() && station.next(Micros(10)).is_some());
        station.resize(1, 5, Micros(20));
        let areas = Areas {
            busy: 10 + 3 * 10 + 3 * 10,
            staff: 10 + 3 * 10 + 3 * 10,
            waiting: 2 * 10,
        };
        assert_eq!(station.areas(Micros(30)), areas);
    }
}
