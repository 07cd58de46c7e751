//! What is broken now, by name. Analysis and cards read it; the engine keeps its own copy by number.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::{
    Action, Component, ComponentId, GroupId, LinkId, Nesting, RegionId, Scenario, Target, order,
};

/// Everything that is broken.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Faults {
    /// Components that were killed themselves.
    pub killed: BTreeSet<ComponentId>,
    /// Components that crashed themselves.
    pub crashed: BTreeSet<ComponentId>,
    /// Regions that were killed themselves.
    pub regions: BTreeSet<RegionId>,
    /// Groups that were killed: all their parts are dead.
    pub groups: BTreeSet<GroupId>,
    /// Links that are cut.
    pub cut: BTreeSet<LinkId>,
    /// Who is slow, and by which factor.
    pub slow: BTreeMap<ComponentId, f64>,
    /// Who answers with errors, and how.
    pub errors: BTreeMap<ComponentId, Errors>,
    /// Name servers that answer without addresses.
    pub empty: BTreeSet<ComponentId>,
    /// Who gets no new connection.
    pub drained: BTreeSet<ComponentId>,
    /// Links that lose messages, and which share of them.
    pub loss: BTreeMap<LinkId, f64>,
    /// Links that take longer, and by which factor.
    pub latency: BTreeMap<LinkId, f64>,
    /// Regions whose border nothing crosses.
    pub isolated: BTreeSet<RegionId>,
}

/// How a part errs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Errors {
    /// Share of its answers that are errors, 0 to 1.
    pub share: f64,
    /// Whether they come at once, rather than after its usual work.
    pub fast: bool,
}

impl Faults {
    /// Whether nothing is broken.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this target bears a fault of its own.
    pub fn has(&self, target: Target) -> bool {
        match target {
            Target::Component(id) => {
                self.killed.contains(&id)
                    || self.crashed.contains(&id)
                    || self.slow.contains_key(&id)
                    || self.errors.contains_key(&id)
                    || self.empty.contains(&id)
                    || self.drained.contains(&id)
            }
            Target::Region(id) => self.regions.contains(&id) || self.isolated.contains(&id),
            Target::Group(id) => self.groups.contains(&id),
            Target::Link(id) => {
                self.cut.contains(&id)
                    || self.loss.contains_key(&id)
                    || self.latency.contains_key(&id)
            }
            Target::Note(_) => false,
        }
    }

    /// Everything that bears a fault of its own.
    pub fn targets(&self) -> BTreeSet<Target> {
        let killed = self.killed.iter().chain(&self.crashed).copied();
        let regions = self.regions.iter().copied().map(Target::Region);
        let cut = self.cut.iter().copied().map(Target::Link);
        let groups = self.groups.iter().copied().map(Target::Group);
        let dead = killed.map(Target::Component).chain(regions);
        let dead = dead.chain(groups).chain(cut);
        order::set_of(dead.chain(self.ailing()))
    }

    /// Everything that lives and yet does not do as it should: slow, faulty, empty, drained, lossy, cut off.
    pub fn ailing(&self) -> impl Iterator<Item = Target> + '_ {
        let components = self.slow.keys().chain(self.errors.keys());
        let components = components.chain(&self.empty).chain(&self.drained);
        let links = self.loss.keys().chain(self.latency.keys());
        let components = components.copied().map(Target::Component);
        let links = links.copied().map(Target::Link);
        let regions = self.isolated.iter().copied().map(Target::Region);
        components.chain(links).chain(regions)
    }

    /// All components that are dead: by themselves, by a region around them or by a group. Clients are never dead.
    pub fn dead(&self, scenario: &Scenario) -> BTreeSet<ComponentId> {
        let regions = self.dead_regions(scenario);
        let dead = |component: &Component| {
            self.killed.contains(&component.id)
                || self.crashed.contains(&component.id)
                || component.region.is_some_and(|r| regions.contains(&r))
                || component.groups.iter().any(|g| self.groups.contains(g))
        };
        let components = scenario
            .components
            .iter()
            .filter(|c| c.kind().row().may_die());
        let dead = components.filter(|c| dead(c));
        order::set_of(dead.map(|c| c.id))
    }

    /// All regions that are dead: killed, or within one that is.
    pub fn dead_regions(&self, scenario: &Scenario) -> BTreeSet<RegionId> {
        if self.regions.is_empty() {
            return BTreeSet::new();
        }
        let (nesting, regions) = (Nesting::new(scenario), &scenario.regions);
        let dead = |&place: &usize| {
            let mut around = nesting.around(place).iter();
            around.any(|&r| self.regions.contains(&regions[r].id))
        };
        let dead = (0..regions.len()).filter(dead);
        order::set_of(dead.map(|place| regions[place].id))
    }

    /// Takes one action in. Actions on what cannot bear them, and rates, change nothing. Whether it changed anything.
    pub fn take(&mut self, action: &Action) -> bool {
        match *action {
            Action::Kill(Target::Component(id)) => {
                let had_crashed = self.crashed.remove(&id);
                self.killed.insert(id) || had_crashed
            }
            Action::Kill(Target::Region(id)) => self.regions.insert(id),
            Action::Kill(Target::Group(id)) => self.groups.insert(id),
            Action::Crash(id) => !self.killed.contains(&id) && self.crashed.insert(id),
            Action::Slow { target, factor } => set(&mut self.slow, target, factor, factor > 1.0),
            Action::Errors {
                target,
                share,
                fast,
            } => set(
                &mut self.errors,
                target,
                Errors { share, fast },
                share > 0.0,
            ),
            Action::Empty(id) => self.empty.insert(id),
            Action::Drain(id) => self.drained.insert(id),
            Action::Cut(id) => self.cut.insert(id),
            Action::Loss { target, share } => set(&mut self.loss, target, share, share > 0.0),
            Action::Latency { target, factor } => {
                set(&mut self.latency, target, factor, factor > 1.0)
            }
            Action::Isolate(id) => self.isolated.insert(id),
            Action::Revive(Target::Component(id)) => {
                let was_dead = self.killed.remove(&id) | self.crashed.remove(&id);
                let ailed = self.slow.remove(&id).is_some() | self.errors.remove(&id).is_some();
                let was_out = self.empty.remove(&id) | self.drained.remove(&id);
                was_dead || ailed || was_out
            }
            Action::Revive(Target::Region(id)) => {
                self.regions.remove(&id) | self.isolated.remove(&id)
            }
            Action::Revive(Target::Group(id)) => self.groups.remove(&id),
            Action::Revive(Target::Link(id)) => {
                let ailed = self.loss.remove(&id).is_some() | self.latency.remove(&id).is_some();
                self.cut.remove(&id) || ailed
            }
            Action::Kill(Target::Link(_) | Target::Note(_))
            | Action::Revive(Target::Note(_))
            | Action::SetRate { .. } => false,
        }
    }

    /// Forgets the faults of what is no longer there.
    pub fn retain(&mut self, is_there: impl Fn(Target) -> bool) {
        let has = |id: &ComponentId| is_there(Target::Component(*id));
        self.killed.retain(has);
        self.crashed.retain(has);
        self.slow.retain(|id, _| has(id));
        self.errors.retain(|id, _| has(id));
        self.empty.retain(has);
        self.drained.retain(has);
        self.isolated.retain(|id| is_there(Target::Region(*id)));
        self.loss.retain(|id, _| is_there(Target::Link(*id)));
        self.latency.retain(|id, _| is_there(Target::Link(*id)));
        self.regions.retain(|id| is_there(Target::Region(*id)));
        self.groups.retain(|id| is_there(Target::Group(*id)));
        self.cut.retain(|id| is_there(Target::Link(*id)));
    }
}

/// Sets how much something ails, or that it no longer does: a factor of 1 and a share of 0 are no fault, and neither is what
/// is not a number. Whether that changed anything.
fn set<K: Ord, V: PartialEq + Copy>(
    all: &mut BTreeMap<K, V>,
    key: K,
    value: V,
    is_fault: bool,
) -> bool {
    if is_fault {
        all.insert(key, value) != Some(value)
    } else {
        all.remove(&key).is_some()
    }
}
