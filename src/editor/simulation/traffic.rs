//! Moving traffic: sampled requests of the run, replayed slowly enough for the eye.
//!
//! A dot is a request that the engine really played. Its hops take at least [`HOP_MS`] each on the screen, one after
//! the other, so that order and place are kept; the screen lags behind the run by at most about [`LAG_MS`], for which
//! hops of a long way are shown faster, and where that is not enough whole requests are left out. When something
//! dies, what is on its way to or from it on the screen dies there, and what was inside it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::flow::Flow;
use crate::engine::{Cargo, Fate, Hop, Micros, Run};
use crate::model::{ComponentId, LinkId, Target};

/// How long a hop is seen at least, at speed 1, in milliseconds.
pub const HOP_MS: f64 = 350.0;
/// How far the screen may lag behind the run, in milliseconds.
pub const LAG_MS: f64 = 1_500.0;
/// How long a dying dot is seen.
pub const DEATH_MS: f64 = 450.0;
/// A hop is never faster than this, or it could not be followed.
const FASTEST_HOP_MS: f64 = 90.0;
/// Most requests that are shown at once.
pub const REQUESTS: usize = 5_000;
/// Most probes and replicated writes that are shown at once.
const SINGLES: usize = 1_000;
/// Most deaths that are shown at once.
const DEATHS: usize = 1_000;
/// Ways that are remembered before all is begun anew.
const WAYS: usize = 16_384;
/// How long a request may rest (wait for a worker, or for its client to try again) before it is left out.
const REST_MS: f64 = 5_000.0;

/// What a dot says of what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Load {
    /// What it carries.
    pub cargo: Cargo,
    /// Whether it is a message that a queue delivers, or belongs to what is done with one.
    pub is_of_delivery: bool,
    /// Whether it is tried again.
    pub again: bool,
}

impl Load {
    fn of(hop: &Hop) -> Self {
        Self {
            cargo: hop.what,
            is_of_delivery: hop.is_of_delivery(),
            again: hop.again,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    pub way: usize,
    pub load: Load,
    fate: Fate,
    start_ms: f64,
    duration_ms: f64,
}

#[derive(Clone, Copy, Debug)]
struct Pending {
    hop: Hop,
    /// When it would start on a screen that does not lag.
    due_ms: f64,
}

#[derive(Clone, Debug)]
struct ShownRequest {
    flight: Option<Flight>,
    pending: VecDeque<Pending>,
    /// Where it is between two flights, and since when.
    rests: Option<ComponentId>,
    since_ms: f64,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum DeathPlace {
    /// On a way, at this share of it.
    Way(usize, f64),
    /// Inside a component.
    Inside(ComponentId),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Death {
    pub place: DeathPlace,
    pub load: Load,
    age_ms: f64,
}

/// From whom to whom a dot flies, and when one last did.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub from: ComponentId,
    pub to: ComponentId,
    /// The share of it at which the border of an isolated region stands: what dies on it dies there.
    wall: Option<f64>,
    used_ms: f64,
}

/// All that moves. Time here is that of the screen, and stands still while the run is held.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    clock_ms: f64,
    cursor: u64,
    /// The highest number seen of a client's request, and of a delivery: a later hop of one that was left out is left
    /// out too.
    newest: [u64; 2],
    requests: BTreeMap<u64, ShownRequest>,
    singles: Vec<Flight>,
    pub(super) deaths: Vec<Death>,
    pub(super) ways: Vec<Way>,
    /// How many of the ways know whether a wall stands on them.
    walled: usize,
    way_of: BTreeMap<(ComponentId, ComponentId), usize>,
    pub(super) flow: Flow,
}

impl Traffic {
    /// Nothing is seen of what the run has told so far.
    pub(super) fn from_now(run: &Run) -> Self {
        Self {
            cursor: run.hops_end(),
            ..Self::default()
        }
    }

    /// The run was played for `elapsed_ms` of wall time at this speed: takes its new hops and moves everything.
    pub(super) fn play(&mut self, run: &Run, elapsed_ms: f64, speed: f64) {
        self.clock_ms += elapsed_ms;
        if self.ways.len() > WAYS {
            *self = Self {
                clock_ms: self.clock_ms,
                newest: self.newest,
                cursor: self.cursor,
                ..Self::default()
            };
        }
        self.flow.fade(elapsed_ms);
        for hop in run.hops_since(self.cursor) {
            let is_first = !hop.is_of_delivery() && hop.request > self.newest[0];
            self.flow.count(hop, is_first);
            self.take(hop, run.now(), speed);
        }
        self.cursor = run.hops_end();
        self.fly(speed);
        self.age(elapsed_ms);
    }

    /// The run is held: dots stand still, what dies goes on dying.
    pub(super) fn age(&mut self, elapsed_ms: f64) {
        for death in &mut self.deaths {
            death.age_ms += elapsed_ms;
        }
        self.deaths.retain(|death| death.age_ms < DEATH_MS);
    }

    /// Whether something dies on the screen.
    pub(super) fn is_dying(&self) -> bool {
        !self.deaths.is_empty()
    }

    /// How many requests are shown.
    #[cfg(test)]
    pub fn shown(&self) -> usize {
        self.requests.len()
    }

    /// Takes one hop of a run that is at `now`.
    fn take(&mut self, hop: &Hop, now: Micros, speed: f64) {
        let due_ms = self.clock_ms - now.since(hop.depart).as_ms() / speed;
        let pending = Pending { hop: *hop, due_ms };
        let number = hop.request;
        let sort = usize::from(hop.is_of_delivery());
        if number == 0 {
            if self.singles.len() < SINGLES {
                let flight = self.flight(
                    &pending,
                    pending.due_ms,
                    HOP_MS / speed.max(1.0).sqrt(),
                    speed,
                );
                self.singles.push(flight);
            }
        } else if let Some(shown) = self.requests.get_mut(&number) {
            shown.pending.push_back(pending);
        } else if number > self.newest[sort] && self.requests.len() < REQUESTS {
            let since_ms = pending.due_ms;
            let rests = Some(pending.hop.from);
            let shown = ShownRequest {
                flight: None,
                pending: VecDeque::from([pending]),
                rests,
                since_ms,
            };
            self.requests.insert(number, shown);
        }
        self.newest[sort] = self.newest[sort].max(number);
    }

    fn flight(&mut self, pending: &Pending, start_ms: f64, least_ms: f64, speed: f64) -> Flight {
        let Hop {
            from,
            to,
            fate,
            depart,
            arrive,
            ..
        } = pending.hop;
        let real_ms = arrive.since(depart).as_ms() / speed;
        let way = self.way(from, to, start_ms);
        Flight {
            way,
            load: Load::of(&pending.hop),
            fate,
            start_ms,
            duration_ms: real_ms.max(least_ms),
        }
    }

    fn way(&mut self, from: ComponentId, to: ComponentId, used_ms: f64) -> usize {
        let ways = &mut self.ways;
        let way = *self.way_of.entry((from, to)).or_insert_with(|| {
            ways.push(Way {
                from,
                to,
                wall: None,
                used_ms,
            });
            ways.len() - 1
        });
        if let Some(way) = self.ways.get_mut(way) {
            way.used_ms = used_ms;
        }
        way
    }

    /// Ends flights that are over and starts the next of each request.
    fn fly(&mut self, speed: f64) {
        let mut requests = std::mem::take(&mut self.requests);
        requests.retain(|_, shown| self.fly_one(shown, speed));
        self.requests = requests;
        let singles = std::mem::take(&mut self.singles);
        let (over, flying) = singles
            .into_iter()
            .partition(|f| self.end_ms(f) <= self.clock_ms);
        self.singles = flying;
        for flight in over {
            self.end(&flight);
        }
    }

    /// Moves one request on; `false` once it is over.
    fn fly_one(&mut self, shown: &mut ShownRequest, speed: f64) -> bool {
        loop {
            if let Some(flight) = &shown.flight {
                let end_ms = self.end_ms(flight);
                if end_ms > self.clock_ms {
                    return true;
                }
                shown.since_ms = end_ms;
                shown.rests = self.end(flight);
                shown.flight = None;
            }
            let Some(next) = shown.pending.pop_front() else {
                return self.clock_ms - shown.since_ms < REST_MS;
            };
            let start_ms = next.due_ms.max(shown.since_ms);
            let lag_ms = start_ms - next.due_ms;
            if lag_ms > 2.0 * LAG_MS {
                return false;
            }
            let ahead = shown.pending.len() as f64 + 1.0;
            let slow_ms = HOP_MS / speed.max(1.0).sqrt();
            let least_ms = ((LAG_MS - lag_ms) / ahead).min(slow_ms).max(FASTEST_HOP_MS);
            shown.flight = Some(self.flight(&next, start_ms, least_ms, speed));
        }
    }

    /// A flight is over: where its request rests now; nowhere if it died.
    fn end(&mut self, flight: &Flight) -> Option<ComponentId> {
        match flight.fate {
            Fate::Arrives => self.ways.get(flight.way).map(|way| way.to),
            Fate::Dies => {
                let share = self.wall(flight.way).unwrap_or(1.0);
                self.die(DeathPlace::Way(flight.way, share), flight.load);
                None
            }
        }
    }

    /// When a flight is over: what dies goes no further than to the wall on its way.
    fn end_ms(&self, flight: &Flight) -> f64 {
        let share = match flight.fate {
            Fate::Arrives => 1.0,
            Fate::Dies => self.wall(flight.way).unwrap_or(1.0),
        };
        flight.start_ms + flight.duration_ms * share
    }

    fn die(&mut self, place: DeathPlace, load: Load) {
        if self.deaths.len() < DEATHS {
            self.deaths.push(Death {
                place,
                load,
                age_ms: 0.0,
            });
        }
    }

    /// These died: what is on its way to them or from them, or in them, dies where it is seen.
    pub(super) fn strike(&mut self, died: &BTreeSet<Target>) {
        if died.is_empty() {
            return;
        }
        let dead = |id: ComponentId| died.contains(&Target::Component(id));
        let cut = |from, to| {
            let link = |from, to| died.contains(&Target::Link(LinkId { from, to }));
            link(from, to) || link(to, from)
        };
        let hit = |from: ComponentId, to: ComponentId| dead(from) || dead(to) || cut(from, to);
        let hits: BTreeSet<usize> = (0..self.ways.len())
            .filter(|&i| hit(self.ways[i].from, self.ways[i].to))
            .collect();
        let mut requests = std::mem::take(&mut self.requests);
        requests.retain(|_, shown| {
            if let Some(flight) = shown.flight.filter(|f| hits.contains(&f.way)) {
                self.strike_flight(&flight);
                return false;
            }
            let inside = shown
                .rests
                .filter(|_| shown.flight.is_none())
                .filter(|id| dead(*id));
            if let (Some(id), Some(load)) = (inside, shown.load()) {
                self.die(DeathPlace::Inside(id), load);
                return false;
            }
            shown.end_at(hit, dead);
            true
        });
        self.requests = requests;
        let singles = std::mem::take(&mut self.singles);
        let (struck, flying) = singles.into_iter().partition(|f| hits.contains(&f.way));
        self.singles = flying;
        for flight in struck {
            self.strike_flight(&flight);
        }
    }

    fn strike_flight(&mut self, flight: &Flight) {
        let share = self.share(flight);
        self.die(DeathPlace::Way(flight.way, share), flight.load);
    }

    /// All flights under way.
    pub(super) fn flights(&self) -> impl Iterator<Item = Flight> + '_ {
        let requests = self.requests.values().filter_map(|shown| shown.flight);
        let flights = requests.chain(self.singles.iter().copied());
        flights.filter(|flight| flight.start_ms <= self.clock_ms)
    }

    /// The ways that were used of late.
    pub(super) fn ways_of_late(&self, within_ms: f64) -> impl Iterator<Item = &Way> + '_ {
        self.ways
            .iter()
            .filter(move |way| self.clock_ms - way.used_ms < within_ms)
    }

    /// How far along its way a flight is, 0 to 1.
    pub(super) fn share(&self, flight: &Flight) -> f64 {
        ((self.clock_ms - flight.start_ms) / flight.duration_ms).clamp(0.0, 1.0)
    }
}

impl Death {
    /// How far gone it is, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        (self.age_ms / DEATH_MS).clamp(0.0, 1.0)
    }
}

impl ShownRequest {
    /// What it carried last, or is about to carry.
    fn load(&self) -> Option<Load> {
        let next = || self.pending.front().map(|next| Load::of(&next.hop));
        let read = Load {
            cargo: Cargo::Read,
            is_of_delivery: false,
            again: false,
        };
        self.flight.map(|f| f.load).or_else(next).or(Some(read))
    }

    /// Its way led through something that has died meanwhile: on the screen it ends there.
    fn end_at(
        &mut self,
        hit: impl Fn(ComponentId, ComponentId) -> bool,
        dead: impl Fn(ComponentId) -> bool,
    ) {
        let Some(at) = self.pending.iter().position(|p| hit(p.hop.from, p.hop.to)) else {
            return;
        };
        let leaves_the_dead = self.pending.get(at).is_some_and(|p| dead(p.hop.from));
        self.pending
            .truncate(if leaves_the_dead { at } else { at + 1 });
        if let Some(last) = self.pending.back_mut() {
            last.hop.fate = Fate::Dies;
        }
    }
}

mod walls;

#[cfg(test)]
mod tests;
