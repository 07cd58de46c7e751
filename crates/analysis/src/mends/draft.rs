//! A change in the making: a copy of the scenario that is changed at will, and told as edits in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::base::Base;
use topple_model::geometry::frames::{grow_frames, within};
use topple_model::geometry::free_space::{self, Home};
use topple_model::{
    Component, ComponentId, Edit, FreshIds, Id, Kind, Link, LinkId, Point, Region, RegionId,
    Scenario, Topology, limits,
};

/// The drawing that mends start from, with what is there already in sets: a draft asks often.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(super) base: Rc<Base>,
    ids: BTreeSet<Id>,
    links: BTreeSet<LinkId>,
}

impl Ground {
    pub(crate) fn new(base: Rc<Base>) -> Self {
        let scenario = base.plan.scenario();
        let components = scenario.components.iter().map(|c| c.id.0);
        let ids = components.chain(scenario.regions.iter().map(|r| r.id.0));
        let ids = ids.chain(scenario.groups.iter().map(|g| g.id.0));
        Self {
            ids: ids.collect(),
            links: scenario.links.iter().map(Link::id).collect(),
            base,
        }
    }

    pub(super) fn scenario(&self) -> &Scenario {
        self.base.plan.scenario()
    }

    pub(super) fn topology(&self) -> &Topology {
        self.base.plan.topology()
    }
}

/// A scenario being changed. What is added stands at the end of its lists.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    ground: Rc<Ground>,
    pub(super) scenario: Scenario,
    changed: BTreeSet<ComponentId>,
    added: BTreeMap<ComponentId, usize>,
    fresh: FreshIds,
    added_links: BTreeSet<LinkId>,
    removed_links: BTreeSet<LinkId>,
    changed_links: BTreeSet<LinkId>,
}

impl Draft {
    pub(super) fn new(ground: &Rc<Ground>) -> Self {
        Self {
            scenario: ground.scenario().clone(),
            ground: Rc::clone(ground),
            changed: BTreeSet::new(),
            added: BTreeMap::new(),
            fresh: FreshIds::default(),
            added_links: BTreeSet::new(),
            removed_links: BTreeSet::new(),
            changed_links: BTreeSet::new(),
        }
    }

    /// The component of this id.
    pub(super) fn component(&self, id: ComponentId) -> Option<&Component> {
        self.scenario.components.get(self.place(id)?)
    }

    fn place(&self, id: ComponentId) -> Option<usize> {
        let drawn = self.ground.topology().index.get(&id);
        drawn.or_else(|| self.added.get(&id)).copied()
    }

    /// An id like this one that is not taken. It is from then on.
    fn fresh(&mut self, like: Id) -> Id {
        let Self { ground, fresh, .. } = self;
        fresh.next(like.stem(), |id| ground.ids.contains(&id))
    }

    /// Adds a component near `wish`. Its id is made fresh.
    pub(super) fn add(&mut self, component: Component, wish: Point) -> ComponentId {
        let at = free_space::for_card(&self.scenario, Home::Of(component.region), wish);
        self.add_at(component, at)
    }

    /// Adds a component in this very place. Its id is made fresh.
    pub(super) fn add_at(&mut self, mut component: Component, at: Point) -> ComponentId {
        component.id = ComponentId(self.fresh(component.id.0));
        component.at = at.within_extent();
        let id = component.id;
        self.added.insert(id, self.scenario.components.len());
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
        let original = self.component(id)?;
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
        let links: Vec<Link> = self.links_at(id).cloned().collect();
        for link in links {
            let end = |end| if end == id { copy } else { end };
            self.link(Link {
                from: end(link.from),
                to: end(link.to),
                ..link
            });
        }
        Some(copy)
    }

    /// All links from and to a component.
    fn links_at(&self, id: ComponentId) -> impl Iterator<Item = &Link> {
        let links = self.scenario.links.iter();
        links.filter(move |l| l.from == id || l.to == id)
    }

    /// Draws a link, unless it is there.
    pub(super) fn link(&mut self, link: Link) {
        if !self.is_linked(link.id()) {
            self.added_links.insert(link.id());
            self.scenario.links.push(link);
        }
    }

    /// Whether this link is there by now.
    pub(super) fn is_linked(&self, id: LinkId) -> bool {
        let drawn = self.ground.links.contains(&id) && !self.removed_links.contains(&id);
        drawn || self.added_links.contains(&id)
    }

    /// Takes a link away that was drawn.
    pub(super) fn unlink(&mut self, id: LinkId) {
        self.removed_links.insert(id);
        self.scenario.links.retain(|link| link.id() != id);
    }

    /// Changes a link that was drawn.
    pub(super) fn change_link(&mut self, id: LinkId, change: impl FnOnce(&mut Link)) {
        if let Some(link) = self.scenario.links.iter_mut().find(|l| l.id() == id) {
            change(link);
            self.changed_links.insert(id);
        }
    }

    /// Changes a component.
    pub(super) fn change(&mut self, id: ComponentId, change: impl FnOnce(&mut Component)) {
        let component = self
            .place(id)
            .and_then(|place| self.scenario.components.get_mut(place));
        if let Some(component) = component {
            change(component);
            self.changed.insert(id);
        }
    }

    /// Adds a region. Its id is made fresh.
    pub(super) fn add_region(&mut self, mut region: Region) -> RegionId {
        region.id = RegionId(self.fresh(region.id.0));
        let id = region.id;
        self.scenario.regions.push(region);
        id
    }

    /// Adds copies of a region and of those within it, moved by this much; the new ids by the old ones.
    pub(super) fn copy_regions(
        &mut self,
        region: RegionId,
        moved: (f64, f64),
    ) -> BTreeMap<RegionId, RegionId> {
        let within = within(&self.scenario, region);
        let regions = self.scenario.regions.iter();
        let originals = regions.filter(|r| within.contains(&r.id)).cloned();
        let originals: Vec<Region> = originals.collect();
        let drawn = self.scenario.regions.len();
        let mut copies = BTreeMap::new();
        for original in &originals {
            let id = RegionId(self.fresh(original.id.0));
            copies.insert(original.id, id);
            let mut copy = original.clone();
            copy.id = id;
            copy.name = original.name.as_deref().map(numbered);
            copy.frame = original.frame.offset(moved.0, moved.1).within_extent();
            self.scenario.regions.push(copy);
        }
        for copy in &mut self.scenario.regions[drawn..] {
            copy.parent = copy
                .parent
                .map(|parent| copies.get(&parent).copied().unwrap_or(parent));
        }
        copies
    }

    /// The edits from the original to what has become of it, frames grown around what is new.
    pub(super) fn into_edits(mut self) -> Vec<Edit> {
        grow_frames(&mut self.scenario);
        let (old, new) = (self.ground.scenario(), self.scenario);
        let mut edits: Vec<Edit> = Vec::new();
        edits.extend(self.removed_links.into_iter().map(Edit::RemoveLink));
        for (place, region) in new.regions.into_iter().enumerate() {
            match old.regions.get(place) {
                None => edits.push(Edit::AddRegion(usize::MAX, Box::new(region))),
                Some(was) if *was != region => edits.push(Edit::SetRegion(Box::new(region))),
                Some(_) => {}
            }
        }
        for (place, component) in new.components.into_iter().enumerate() {
            match old.components.get(place) {
                None => edits.push(Edit::AddComponent(usize::MAX, Box::new(component))),
                Some(was) if self.changed.contains(&was.id) && *was != component => {
                    edits.push(Edit::SetComponent(Box::new(component)));
                }
                Some(_) => {}
            }
        }
        let changed = |link: &&Link| {
            let id = link.id();
            self.changed_links.contains(&id) && !self.added_links.contains(&id)
        };
        for link in new.links.iter().filter(changed) {
            edits.push(Edit::SetLink(Box::new(link.clone())));
        }
        let added = |link: &Link| self.added_links.contains(&link.id());
        for link in new.links.into_iter().filter(added) {
            edits.push(Edit::AddLink(usize::MAX, Box::new(link)));
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
