//! Changes of the document as values, each with its inverse.

use std::fmt;

use super::validate::{self, Problem};
use super::{
    Component, ComponentId, Link, LinkId, Refusal, Region, RegionId, Scenario, ScriptEntry, Target,
    Topology, Workload, rules,
};

/// One change. Indices are places in the scenario's lists: order is part of the meaning.
#[derive(Clone, PartialEq, Debug)]
pub enum Edit {
    /// Puts a component at this place of the list.
    AddComponent(usize, Box<Component>),
    /// Takes a component away; its links must be gone before.
    RemoveComponent(ComponentId),
    /// Puts this in the place of the component of the same id.
    SetComponent(Box<Component>),
    /// Puts a region at this place of the list.
    AddRegion(usize, Box<Region>),
    /// Takes a region away; nothing may lie in it any more.
    RemoveRegion(RegionId),
    /// Puts this in the place of the region of the same id.
    SetRegion(Box<Region>),
    /// Puts a link at this place of the list.
    AddLink(usize, Box<Link>),
    /// Takes a link away.
    RemoveLink(LinkId),
    /// Puts this in the place of the link with the same ends.
    SetLink(Box<Link>),
    /// Renames the scenario.
    SetTitle(String),
    /// Sets the seed.
    SetSeed(u64),
    /// Sets what requests ask for.
    SetWorkload(Workload),
    /// Replaces the script.
    SetScript(Vec<ScriptEntry>),
    /// Replaces everything (opening a file into the same window).
    Replace(Box<Scenario>),
}

/// Why edits were not taken. The document is as it was.
#[derive(Clone, PartialEq, Debug)]
pub enum Rejection {
    /// What the edit speaks of is not there (any more), or is there already.
    Stale(Target),
    /// The rules of links forbid it.
    Refused(Refusal),
    /// The result would not be a sound scenario.
    Unsound(Problem),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Stale(target) => write!(f, "\"{target}\" is not there any more."),
            Rejection::Refused(refusal) => refusal.fmt(f),
            Rejection::Unsound(problem) => f.write_str(&problem.message),
        }
    }
}

impl Scenario {
    /// Takes all these edits, in order, or none of them.
    ///
    /// Returns the edits that undo them, in the order in which to take them. A sound scenario stays sound.
    ///
    /// # Errors
    /// The first thing that is wrong; the scenario is as it was.
    pub fn take(&mut self, edits: Vec<Edit>) -> Result<Vec<Edit>, Rejection> {
        let mut changed = self.clone();
        let mut inverse = Vec::with_capacity(edits.len());
        for edit in edits {
            inverse.push(changed.take_one(edit)?);
        }
        changed.sound()?;
        *self = changed;
        inverse.reverse();
        Ok(inverse)
    }

    fn sound(&self) -> Result<(), Rejection> {
        let problems = validate::problems(self);
        if problems.is_empty() {
            return Ok(());
        }
        // A rule that was broken is among them; said as one, it tells more.
        let topology = Topology::new(self);
        if let Some((_, refusal)) = rules::broken_rules(self, &topology).into_iter().next() {
            return Err(Rejection::Refused(refusal));
        }
        problems
            .into_iter()
            .next()
            .map_or(Ok(()), |p| Err(Rejection::Unsound(p)))
    }

    /// Two of one name are refused at once, even where a later edit would take one of them away: which of the two that is,
    /// the inverse could not tell.
    fn refuse_if(&self, is_twice: bool) -> Result<(), Rejection> {
        if is_twice { self.sound() } else { Ok(()) }
    }

    fn take_one(&mut self, edit: Edit) -> Result<Edit, Rejection> {
        match edit {
            Edit::AddComponent(at, component) => {
                let id = component.id;
                let is_taken = self.is_taken(id.0);
                insert(&mut self.components, at, *component);
                self.refuse_if(is_taken)?;
                Ok(Edit::RemoveComponent(id))
            }
            Edit::RemoveComponent(id) => {
                let at = self.components.iter().position(|c| c.id == id);
                let at = at.ok_or(Rejection::Stale(Target::Component(id)))?;
                Ok(Edit::AddComponent(at, Box::new(self.components.remove(at))))
            }
            Edit::SetComponent(component) => {
                let stale = Rejection::Stale(Target::Component(component.id));
                let old = self
                    .components
                    .iter_mut()
                    .find(|c| c.id == component.id)
                    .ok_or(stale)?;
                Ok(Edit::SetComponent(Box::new(std::mem::replace(
                    old, *component,
                ))))
            }
            Edit::AddRegion(at, region) => {
                let id = region.id;
                let is_taken = self.is_taken(id.0);
                insert(&mut self.regions, at, *region);
                self.refuse_if(is_taken)?;
                Ok(Edit::RemoveRegion(id))
            }
            Edit::RemoveRegion(id) => {
                let at = self.regions.iter().position(|r| r.id == id);
                let at = at.ok_or(Rejection::Stale(Target::Region(id)))?;
                Ok(Edit::AddRegion(at, Box::new(self.regions.remove(at))))
            }
            Edit::SetRegion(region) => {
                let stale = Rejection::Stale(Target::Region(region.id));
                let old = self
                    .regions
                    .iter_mut()
                    .find(|r| r.id == region.id)
                    .ok_or(stale)?;
                Ok(Edit::SetRegion(Box::new(std::mem::replace(old, *region))))
            }
            Edit::AddLink(at, link) => {
                let id = link.id();
                let is_drawn = self.link(id).is_some();
                insert(&mut self.links, at, *link);
                self.refuse_if(is_drawn)?;
                Ok(Edit::RemoveLink(id))
            }
            Edit::RemoveLink(id) => {
                let at = self.links.iter().position(|l| l.id() == id);
                let at = at.ok_or(Rejection::Stale(Target::Link(id)))?;
                Ok(Edit::AddLink(at, Box::new(self.links.remove(at))))
            }
            Edit::SetLink(link) => {
                let stale = Rejection::Stale(Target::Link(link.id()));
                let old = self
                    .links
                    .iter_mut()
                    .find(|l| l.id() == link.id())
                    .ok_or(stale)?;
                Ok(Edit::SetLink(Box::new(std::mem::replace(old, *link))))
            }
            Edit::SetTitle(title) => Ok(Edit::SetTitle(std::mem::replace(&mut self.title, title))),
            Edit::SetSeed(seed) => Ok(Edit::SetSeed(std::mem::replace(&mut self.seed, seed))),
            Edit::SetWorkload(workload) => Ok(Edit::SetWorkload(std::mem::replace(
                &mut self.workload,
                workload,
            ))),
            Edit::SetScript(script) => {
                Ok(Edit::SetScript(std::mem::replace(&mut self.script, script)))
            }
            Edit::Replace(scenario) => {
                Ok(Edit::Replace(Box::new(std::mem::replace(self, *scenario))))
            }
        }
    }

    /// The edits that remove these, with everything that hangs on them: links, entries of the script; what lay
    /// in a removed region lies in its parent from then on.
    pub fn removal_of(&self, targets: &[Target]) -> Vec<Edit> {
        let gone = |target: Target| targets.contains(&target);
        let component_gone = |id| gone(Target::Component(id));
        let link_gone =
            |l: &Link| gone(Target::Link(l.id())) || component_gone(l.from) || component_gone(l.to);
        let parent_left = |region: Option<RegionId>| {
            self.enclosing(region)
                .into_iter()
                .find(|id| !gone(Target::Region(*id)))
        };
        let mut edits = Vec::new();
        let script: Vec<_> = self
            .script
            .iter()
            .filter(|entry| match entry.action.target() {
                Target::Link(id) => self.link(id).is_some_and(|l| !link_gone(l)),
                target => !gone(target),
            })
            .copied()
            .collect();
        if script.len() != self.script.len() {
            edits.push(Edit::SetScript(script));
        }
        edits.extend(
            self.links
                .iter()
                .filter(|l| link_gone(l))
                .map(|l| Edit::RemoveLink(l.id())),
        );
        for component in &self.components {
            if component_gone(component.id) {
                edits.push(Edit::RemoveComponent(component.id));
            } else if parent_left(component.region) != component.region {
                let mut moved = Box::new(component.clone());
                moved.region = parent_left(component.region);
                edits.push(Edit::SetComponent(moved));
            }
        }
        for region in &self.regions {
            if gone(Target::Region(region.id)) {
                edits.push(Edit::RemoveRegion(region.id));
            } else if parent_left(region.parent) != region.parent {
                let mut moved = Box::new(region.clone());
                moved.parent = parent_left(region.parent);
                edits.push(Edit::SetRegion(moved));
            }
        }
        edits
    }
}

fn insert<T>(list: &mut Vec<T>, at: usize, item: T) {
    list.insert(at.min(list.len()), item);
}
