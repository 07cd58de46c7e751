//! Walls on the ways: the borders of isolated regions, where what dies on its way dies.

use super::{Traffic, Way};
use crate::engine::Fate;
use crate::model::ComponentId;

impl Traffic {
    /// At which share of a way its wall stands.
    pub(super) fn wall(&self, way: usize) -> Option<f64> {
        self.ways.get(way).and_then(|way| way.wall)
    }

    /// The ways that do not know yet whether a wall stands on them are told; with `anew` all of them are. What is on its
    /// way to a wall that was not there goes no further than that.
    pub(in crate::editor::simulation) fn raise_walls(
        &mut self,
        anew: bool,
        wall: impl Fn(ComponentId, ComponentId) -> Option<f64>,
    ) {
        let first = if anew {
            0
        } else {
            self.walled.min(self.ways.len())
        };
        let mut is_new = Vec::new();
        for (i, way) in self.ways.iter_mut().enumerate().skip(first) {
            let Way { from, to, .. } = *way;
            let before = std::mem::replace(&mut way.wall, wall(from, to));
            if before.is_none() && way.wall.is_some() {
                is_new.push(i);
            }
        }
        self.walled = self.ways.len();
        if anew {
            self.stop_at(&is_new);
        }
    }

    /// What flies towards these walls will die at them, and what its request would have done later is not seen.
    fn stop_at(&mut self, walls: &[usize]) {
        let (ways, clock_ms) = (&self.ways, self.clock_ms);
        let wall = |way: usize| {
            let is_new = walls.binary_search(&way).is_ok();
            ways.get(way).and_then(|way| way.wall).filter(|_| is_new)
        };
        let leads_there = |from, to| {
            let way = self.way_of.get(&(from, to));
            way.is_some_and(|way| walls.binary_search(way).is_ok())
        };
        for shown in self.requests.values_mut() {
            let share = |f: &super::Flight| (clock_ms - f.start_ms) / f.duration_ms;
            if let Some(flight) = shown.flight.as_mut()
                && wall(flight.way).is_some_and(|wall| share(flight) < wall)
            {
                flight.fate = Fate::Dies;
                shown.pending.clear();
            }
            shown.end_at(leads_there, |_| false);
        }
        for flight in &mut self.singles {
            if wall(flight.way).is_some() {
                flight.fate = Fate::Dies;
            }
        }
    }
}
