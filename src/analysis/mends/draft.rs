//! A change in the making: a copy of the scenario that is changed at will, and told as edits in the end.

use std::collections::BTreeMap;

use super::placement;
use crate::model::{
    Component, ComponentId, Edit, Id, Kind, Link, LinkId, Point, RegionId, Scenario, limits,
};

/// A scenario being changed.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    original: &'a Scenario,
    pub(super) scenario: Scenario,
    added: Vec<ComponentId>,
    added_regions: Vec<RegionId>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(original: &'a Scenario) -> Self {
        Self {
            original,
            scenario: original.clone(),
            added: Vec::new(),
            added_regions: Vec::new(),
        }
    }

    /// An id that nobody has, like this one.
    pub(super) fn fresh(&self, like: Id) -> Id {
        Id::fresh(like.stem(), |id| self.scenario.is_taken(id))
    }

    /// Adds a component near `wish`. Its id is made fresh.
    pub(super) fn add(&mut self, component: Component, wish: Point) -> ComponentId {
        let at = placement::free_spot(&self.scenario, component.region, wish);
        self.add_at(component, at)
    }

    /// Adds a component in this very place. Its id is made fresh.
    pub(super) fn add_at(&mut self, mut component: Component, at: Point) -> ComponentId {
        component.id = ComponentId(self.fresh(component.id.0));
        component.at = placement::inside(at);
        let id = component.id;
        self.added.push(id);
        self.scenario.components.push(component);
        id
    }

    /// Adds a component with the defaults of its kind.
    pub(super) fn add_new(
        &mut self,
        kind: Kind,
        region: Option<RegionId>,
        wish: Point,
    ) -> Option<ComponentId> {
        let id = ComponentId::new(kind.stem())?;
        let component = Component {
            region,
            ..Component::new(id, kind, wish)
        };
        Some(self.add(component, wish))
    }

    /// Adds a copy of a component below it, without links.
    pub(super) fn copy(&mut self, id: ComponentId) -> Option<ComponentId> {
        let original = self.scenario.component(id)?;
        let copy = Component {
            name: next_name(original),
            note: String::new(),
            ..original.clone()
        };
        let wish = original.at.offset(0.0, 120.0);
        Some(self.add(copy, wish))
    }

    /// Adds a copy of a component with the same links, in and out.
    pub(super) fn duplicate(&mut self, id: ComponentId) -> Option<ComponentId> {
        let copy = self.copy(id)?;
        let links: Vec<Link> = self.scenario.links.clone();
        for link in links.into_iter().filter(|l| l.from == id || l.to == id) {
            let end = |end| if end == id { copy } else { end };
            self.link(Link {
                from: end(link.from),
                to: end(link.to),
                ..link
            });
        }
        Some(copy)
    }

    /// Draws a link, unless it is there.
    pub(super) fn link(&mut self, link: Link) {
        if self.scenario.link(link.id()).is_none() {
            self.scenario.links.push(link);
        }
    }

    /// Takes a link away.
    pub(super) fn unlink(&mut self, id: LinkId) {
        self.scenario.links.retain(|link| link.id() != id);
    }

    /// Changes a component.
    pub(super) fn change(&mut self, id: ComponentId, change: impl FnOnce(&mut Component)) {
        if let Some(component) = self.scenario.components.iter_mut().find(|c| c.id == id) {
            change(component);
        }
    }

    /// Adds copies of a region and of those within it, moved by this much; the new ids by the old ones.
    pub(super) fn copy_regions(
        &mut self,
        region: RegionId,
        moved: (f64, f64),
    ) -> BTreeMap<RegionId, RegionId> {
        let within =
            |r: &&crate::model::Region| self.original.enclosing(Some(r.id)).contains(&region);
        let originals: Vec<_> = self
            .original
            .regions
            .iter()
            .filter(within)
            .cloned()
            .collect();
        let mut copies = BTreeMap::new();
        for original in &originals {
            let id = RegionId(self.fresh(original.id.0));
            copies.insert(original.id, id);
            let mut copy = original.clone();
            copy.id = id;
            copy.name = original.name.as_deref().map(numbered);
            copy.frame = original.frame.offset(moved.0, moved.1);
            self.added_regions.push(id);
            self.scenario.regions.push(copy);
        }
        for copy in self
            .scenario
            .regions
            .iter_mut()
            .filter(|r| copies.values().any(|id| *id == r.id))
        {
            copy.parent = copy
                .parent
                .map(|parent| copies.get(&parent).copied().unwrap_or(parent));
        }
        copies
    }

    /// The edits from the original to what has become of it, frames grown around what is new.
    pub(super) fn into_edits(mut self) -> Vec<Edit> {
        placement::grow_frames(&mut self.scenario);
        let (old, new) = (self.original, &self.scenario);
        let mut edits = Vec::new();
        let gone = old.links.iter().filter(|l| new.link(l.id()).is_none());
        edits.extend(gone.map(|l| Edit::RemoveLink(l.id())));
        for region in &new.regions {
            match old.region(region.id) {
                None => edits.push(Edit::AddRegion(usize::MAX, Box::new(region.clone()))),
                Some(was) if was != region => edits.push(Edit::SetRegion(Box::new(region.clone()))),
                Some(_) => {}
            }
        }
        for component in &new.components {
            match old.component(component.id) {
                None => edits.push(Edit::AddComponent(usize::MAX, Box::new(component.clone()))),
                Some(was) if was != component => {
                    edits.push(Edit::SetComponent(Box::new(component.clone())));
                }
                Some(_) => {}
            }
        }
        for link in &new.links {
            match old.link(link.id()) {
                None => edits.push(Edit::AddLink(usize::MAX, Box::new(link.clone()))),
                Some(was) if was != link => edits.push(Edit::SetLink(Box::new(link.clone()))),
                Some(_) => {}
            }
        }
        edits
    }
}

fn next_name(component: &Component) -> Option<String> {
    component.name.as_deref().map(numbered)
}

/// `Web 2` of `Web 1`, `Search 2` of `Search`: a copy is told from its original.
fn numbered(name: &str) -> String {
    let (stem, number) = match name.rsplit_once(' ') {
        Some((stem, number)) if number.len() < 6 => (stem, number.parse::<u32>().ok()),
        _ => (name, None),
    };
    let (stem, number) = number.map_or((name, 2), |n| (stem, n + 1));
    let stem: String = stem.chars().take(limits::NAME - 8).collect();
    format!("{stem} {number}")
}
