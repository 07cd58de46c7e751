//! Who is dead by itself alone, and when that began.

use std::collections::BTreeMap;

use topple_model::ComponentId;

use crate::Micros;
use crate::event::numbered;
use crate::faults::Faults;
use crate::world::World;

/// A part that is dead by itself alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dead {
    since: Micros,
    crashed: bool,
    /// A restart that was scheduled for an older generation is void.
    pub generation: u32,
}

/// All of them, whether somebody restarts them or not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Restarts {
    pub dead: BTreeMap<ComponentId, Dead>,
    generation: u32,
}

impl Restarts {
    /// Since when it is dead by itself alone.
    pub fn since(&self, id: ComponentId) -> Option<Micros> {
        self.dead.get(&id).map(|dead| dead.since)
    }

    /// Takes note of who is dead by itself alone. Returns the restarts that are to be scheduled: of those newly so, or of
    /// all.
    pub fn review(
        &mut self,
        w: &World,
        faults: &Faults,
        now: Micros,
        all: bool,
    ) -> Vec<(Micros, u64)> {
        let is_alone = |id: &ComponentId| {
            w.index.get(id).is_some_and(|part| {
                let plan = &w.parts[*part as usize];
                let regions = plan.regions.iter().map(|r| &w.regions[*r as usize]);
                let groups = plan.groups.iter().map(|g| &w.groups[*g as usize]);
                plan.kind.row().may_die()
                    && !regions.into_iter().any(|r| faults.regions.contains(r))
                    && !groups.into_iter().any(|g| faults.groups.contains(g))
            })
        };
        self.dead.retain(|id, dead| {
            let still = if dead.crashed {
                &faults.crashed
            } else {
                &faults.killed
            };
            still.contains(id) && is_alone(id)
        });
        let killed = faults.killed.iter().map(|id| (*id, false));
        let crashed = faults.crashed.iter().map(|id| (*id, true));
        let mut due = Vec::new();
        for (id, crashed) in killed.chain(crashed).filter(|(id, _)| is_alone(id)) {
            let is_new = !self.dead.contains_key(&id);
            if !is_new && !all {
                continue;
            }
            self.generation = (self.generation + 1) & 0x07ff_ffff;
            let generation = self.generation;
            let dead = self.dead.entry(id).or_insert(Dead {
                since: now,
                crashed,
                generation,
            });
            dead.generation = generation;
            let part = w.index[&id];
            if let Some(after) = w.parts[part as usize].restart {
                due.push(((dead.since + after).max(now), numbered(part, generation)));
            }
        }
        due
    }
}
