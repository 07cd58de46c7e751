//! Chaos: kills and revives at random, from a seed of its own; cuts links, isolates regions and kills groups too, where that
//! is asked for.

use topple_model::{Action, Target};

use super::Micros;
use super::event::{EventKind, numbered};
use super::random::{Purpose, Random};
use super::renumber::{Renumbering, taken};
use super::state::State;
use super::state::chaos::{Chaos, SORTS};
use super::world::World;

/// What chaos strikes, by its sort and its number there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Struck {
    sort: usize,
    number: u32,
}

const PARTS: usize = 0;
const LINKS: usize = 1;
const REGIONS: usize = 2;
const GROUPS: usize = 3;
/// Where the sort stands in the number of an event.
const SORT: u32 = 30;

impl Struck {
    const fn bits(self) -> u32 {
        (self.sort as u32) << SORT | self.number
    }

    const fn read(bits: u32) -> Self {
        Self {
            sort: (bits >> SORT) as usize,
            number: bits & ((1 << SORT) - 1),
        }
    }

    /// All that there is in a world.
    fn all(w: &World) -> impl Iterator<Item = Struck> {
        let counts = [
            w.parts.len(),
            w.links.len(),
            w.regions.len(),
            w.groups.len(),
        ];
        let of = |sort: usize| (0..counts[sort] as u32).map(move |number| Struck { sort, number });
        let [parts, links, regions, groups] = [PARTS, LINKS, REGIONS, GROUPS].map(of);
        parts.chain(links).chain(regions).chain(groups)
    }

    fn target(self, w: &World) -> Option<Target> {
        let number = self.number as usize;
        match self.sort {
            PARTS => w.parts.get(number).map(|p| Target::Component(p.id)),
            LINKS => w.links.get(number).map(|l| Target::Link(l.id)),
            REGIONS => w.regions.get(number).map(|id| Target::Region(*id)),
            _ => w.groups.get(number).map(|id| Target::Group(*id)),
        }
    }

    /// The same after an edit.
    fn after(self, old: &World, new: &World, to: &Renumbering) -> Option<Self> {
        let number = match self.sort {
            PARTS => to.part(self.number),
            LINKS => to.links.get(self.number as usize).copied().flatten(),
            GROUPS => {
                let id = old.groups.get(self.number as usize)?;
                let place = new.groups.iter().position(|group| group == id);
                place.map(|place| place as u32)
            }
            _ => {
                let id = old.regions.get(self.number as usize)?;
                let place = new.regions.iter().position(|region| region == id);
                place.map(|place| place as u32)
            }
        };
        number.map(|number| Self { number, ..self })
    }
}

impl Chaos {
    /// When it strikes a target.
    fn stream(&self, target: Target) -> Random {
        Random::new(self.seed, &target.to_string(), Purpose::Chaos)
    }

    /// Whether it strikes such a target at all.
    fn strikes(&self, w: &World, target: Target) -> bool {
        match target {
            Target::Component(id) => {
                let part = w.index.get(&id);
                part.is_some_and(|part| w.parts[*part as usize].kind.row().may_die())
            }
            Target::Link(_) => self.cuts_links,
            Target::Region(_) => self.isolates_regions,
            Target::Group(_) => self.kills_groups,
            Target::Note(_) => false,
        }
    }
}

impl State {
    /// Starts, changes or ends chaos.
    pub fn set_chaos(&mut self, w: &World, chaos: Option<Chaos>) {
        self.chaos.chaos = chaos;
        self.chaos.generation = (self.chaos.generation + 1) & 0x07ff_ffff;
        self.chaos.streams = <[Vec<Random>; SORTS]>::default();
        if let Some(chaos) = chaos {
            for struck in Struck::all(w) {
                self.begin_chaos_of(w, chaos, struck);
            }
        }
    }

    /// A target is there from now on.
    fn begin_chaos_of(&mut self, w: &World, chaos: Chaos, struck: Struck) {
        if let Some(target) = struck.target(w) {
            self.chaos.streams[struck.sort].push(chaos.stream(target));
            self.schedule_strike(w, struck);
        }
    }

    /// When chaos will next strike a target, or mend it if that bears its strike.
    fn schedule_strike(&mut self, w: &World, struck: Struck) {
        let target = struck.target(w);
        let Some((chaos, target)) = self.chaos.chaos.zip(target) else {
            return;
        };
        if !chaos.strikes(w, target) {
            return;
        }
        let mean_s = if self.bears_strike(target) {
            chaos.mean_time_to_repair_s
        } else {
            chaos.mean_time_to_failure_s
        };
        let stream = &mut self.chaos.streams[struck.sort][struck.number as usize];
        // No mean is so short that chaos would stop the clock.
        let after = stream.exponential() * mean_s.max(0.01);
        let what = EventKind::Strike.about(numbered(struck.bits(), self.chaos.generation));
        self.queue.at(self.now + Micros::from_seconds(after), what);
    }

    /// Whether chaos finds it struck: in a twin it goes by what is broken in the run, and so strikes whom it struck there.
    fn bears_strike(&self, target: Target) -> bool {
        let omission = self.omission.as_ref();
        let faults = omission.map_or(&self.faults, |omission| &omission.there);
        match target {
            Target::Component(id) => faults.killed.contains(&id) || faults.crashed.contains(&id),
            Target::Link(id) => faults.cut.contains(&id),
            Target::Region(id) => faults.isolated.contains(&id),
            Target::Group(id) => faults.groups.contains(&id),
            Target::Note(_) => false,
        }
    }

    /// Chaos strikes, or mends.
    pub fn strike(&mut self, w: &World, bits: u32, generation: u32) {
        let struck = Struck::read(bits);
        let target = struck.target(w);
        let Some(target) = target.filter(|_| self.chaos.generation == generation) else {
            return;
        };
        let action = match target {
            _ if self.bears_strike(target) => Action::Revive(target),
            Target::Component(_) | Target::Group(_) => Action::Kill(target),
            Target::Link(id) => Action::Cut(id),
            Target::Region(id) => Action::Isolate(id),
            Target::Note(_) => return,
        };
        self.act(w, action);
        self.schedule_strike(w, struck);
    }

    /// Goes over to the numbers of the next world. What was there keeps its chance; for what is new it begins.
    pub fn carry_chaos(&mut self, old: &World, new: &World, to: &Renumbering) {
        let Some(chaos) = self.chaos.chaos else {
            return;
        };
        let mut before = std::mem::take(&mut self.chaos.streams).map(|mut all| taken(&mut all));
        let mut kept: [Vec<Option<Random>>; SORTS] = [
            vec![None; new.parts.len()],
            vec![None; new.links.len()],
            vec![None; new.regions.len()],
            vec![None; new.groups.len()],
        ];
        for struck in Struck::all(old) {
            let stream = before[struck.sort].get_mut(struck.number as usize);
            if let Some(now) = struck.after(old, new, to) {
                kept[now.sort][now.number as usize] = stream.and_then(Option::take);
            }
        }
        for struck in Struck::all(new) {
            match kept[struck.sort][struck.number as usize].take() {
                Some(stream) => self.chaos.streams[struck.sort].push(stream),
                None => self.begin_chaos_of(new, chaos, struck),
            }
        }
    }
}

/// The number that the target of a strike has after an edit.
pub(super) fn struck_after(bits: u32, old: &World, new: &World, to: &Renumbering) -> Option<u32> {
    let struck = Struck::read(bits).after(old, new, to)?;
    Some(struck.bits())
}
