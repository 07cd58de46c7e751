//! The one document.

use std::sync::Arc;

use super::{
    Component, ComponentId, Group, GroupId, Id, Imported, Lesson, Link, LinkId, Note, NoteId,
    Region, RegionId, ScriptEntry, Target, latency, work,
};

/// What requests ask for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Workload {
    /// How many keys there are, 1 to 1,000,000.
    pub keys: u32,
    /// Exponent of their Zipf popularity, 0 (all alike) to 3.
    pub skew: f64,
}

impl Default for Workload {
    fn default() -> Self {
        Self {
            keys: 10_000,
            skew: 0.9,
        }
    }
}

/// What a person makes, saves, shares and embeds. Order is the order drawn, and matters where a rule says "the first".
#[derive(PartialEq, Debug)]
pub struct Scenario {
    /// Its title; empty: untitled.
    pub title: String,
    /// Seed of all chance in the run.
    pub seed: u64,
    /// What requests ask for.
    pub workload: Workload,
    /// Failure domains.
    pub regions: Vec<Region>,
    /// Fates that parts share.
    pub groups: Vec<Group>,
    /// The parts.
    pub components: Vec<Component>,
    /// Who calls whom.
    pub links: Vec<Link>,
    /// What fails when.
    pub script: Vec<ScriptEntry>,
    /// Notes on the canvas.
    pub notes: Vec<Note>,
    /// What it remembers of the files that it was imported from.
    pub imported: Option<Arc<Imported>>,
    /// The lesson that starts with it, if one does. A run and the analysis know nothing of it.
    pub lesson: Option<Arc<Lesson>>,
}

impl Clone for Scenario {
    fn clone(&self) -> Self {
        work::copied();
        Self {
            title: self.title.clone(),
            seed: self.seed,
            workload: self.workload,
            regions: self.regions.clone(),
            groups: self.groups.clone(),
            components: self.components.clone(),
            links: self.links.clone(),
            script: self.script.clone(),
            notes: self.notes.clone(),
            imported: self.imported.clone(),
            lesson: self.lesson.clone(),
        }
    }
}

impl Default for Scenario {
    /// An empty, untitled scenario with seed 1.
    fn default() -> Self {
        Self {
            title: String::new(),
            seed: 1,
            workload: Workload::default(),
            regions: Vec::new(),
            groups: Vec::new(),
            components: Vec::new(),
            links: Vec::new(),
            script: Vec::new(),
            notes: Vec::new(),
            imported: None,
            lesson: None,
        }
    }
}

/// The largest seed: every JSON reader holds it exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

impl Scenario {
    /// The component of this id.
    pub fn component(&self, id: ComponentId) -> Option<&Component> {
        self.components.iter().find(|c| c.id == id)
    }

    /// The region of this id.
    pub fn region(&self, id: RegionId) -> Option<&Region> {
        self.regions.iter().find(|r| r.id == id)
    }

    /// The group of this id.
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|g| g.id == id)
    }

    /// The link between these two.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|l| l.id() == id)
    }

    /// The note of this id.
    pub fn note(&self, id: NoteId) -> Option<&Note> {
        self.notes.iter().find(|n| n.id == id)
    }

    /// An id that no note has: `note-1`, `note-2`, …
    pub fn fresh_note(&self) -> NoteId {
        NoteId(Id::fresh("note", |id| {
            self.notes.iter().any(|n| n.id.0 == id)
        }))
    }

    /// The component or region of this id.
    pub fn part(&self, id: Id) -> Option<Target> {
        let is_component = self.components.iter().any(|c| c.id.0 == id);
        let is_region = || self.regions.iter().any(|r| r.id.0 == id);
        if is_component {
            Some(Target::Component(ComponentId(id)))
        } else {
            is_region().then_some(Target::Region(RegionId(id)))
        }
    }

    /// Whether the target is there.
    pub fn has(&self, target: Target) -> bool {
        match target {
            Target::Component(id) => self.component(id).is_some(),
            Target::Region(id) => self.region(id).is_some(),
            Target::Group(id) => self.group(id).is_some(),
            Target::Link(id) => self.link(id).is_some(),
            Target::Note(id) => self.note(id).is_some(),
        }
    }

    /// Whether a component, a region or a group bears this id.
    pub fn is_taken(&self, id: Id) -> bool {
        self.components.iter().any(|c| c.id.0 == id)
            || self.regions.iter().any(|r| r.id.0 == id)
            || self.groups.iter().any(|g| g.id.0 == id)
    }

    /// What `text` names: `from>to` a link, else a component, a region or a group.
    pub fn target(&self, text: &str) -> Option<Target> {
        let found = if text.contains('>') {
            Target::Link(LinkId::parse(text)?)
        } else {
            let id = Id::new(text)?;
            let mut named = [
                Target::Component(ComponentId(id)),
                Target::Region(RegionId(id)),
                Target::Group(GroupId(id)),
            ]
            .into_iter();
            return named.find(|target| self.has(*target));
        };
        self.has(found).then_some(found)
    }

    /// A region and those around it, innermost first. Ends even if parents form a circle. Each step is a search through
    /// all regions: who asks more than once reads a [`Nesting`](super::Nesting).
    pub fn enclosing(&self, region: Option<RegionId>) -> Vec<RegionId> {
        let mut chain = Vec::new();
        let mut next = region;
        while let Some(id) = next {
            if chain.contains(&id) {
                break;
            }
            let Some(region) = self.region(id) else { break };
            chain.push(id);
            next = region.parent;
        }
        chain
    }

    /// Whether `component` lies in `region` or in one within it.
    pub fn lies_in(&self, component: &Component, region: RegionId) -> bool {
        self.enclosing(component.region).contains(&region)
    }

    /// Default one-way latency in milliseconds between parts of these regions; see [`latency`].
    pub fn default_latency_ms(&self, a: Option<RegionId>, b: Option<RegionId>) -> f64 {
        latency::default_ms(&self.enclosing(a), &self.enclosing(b))
    }

    /// Whether the two mean the same to a run and to the analysis of single faults: title, names, notes, labels, colours,
    /// lesson, places, availabilities and the memory of an import may differ.
    pub fn means_the_same(&self, other: &Scenario) -> bool {
        self.seed == other.seed
            && self.workload == other.workload
            && self.regions.len() == other.regions.len()
            && self.groups.len() == other.groups.len()
            && self.components.len() == other.components.len()
            && self.links.len() == other.links.len()
            && self.script == other.script
            && std::iter::zip(&self.links, &other.links).all(|(a, b)| a.means_the_same(b))
            && std::iter::zip(&self.regions, &other.regions)
                .all(|(a, b)| (a.id, a.parent) == (b.id, b.parent))
            && std::iter::zip(&self.components, &other.components).all(|(a, b)| {
                (a.id, a.region) == (b.id, b.region)
                    && a.service == b.service
                    && a.settings == b.settings
                    && a.restart_s == b.restart_s
                    && a.groups == b.groups
            })
            && std::iter::zip(&self.groups, &other.groups).all(|(a, b)| a.id == b.id)
    }

    /// Bytes that it holds, its texts included.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.title.capacity()
            + self.components.iter().map(Component::bytes).sum::<usize>()
            + self.regions.iter().map(Region::bytes).sum::<usize>()
            + self.groups.iter().map(Group::bytes).sum::<usize>()
            + self.links.iter().map(Link::bytes).sum::<usize>()
            + self.notes.iter().map(Note::bytes).sum::<usize>()
            + self.script.iter().map(ScriptEntry::bytes).sum::<usize>()
            + self.imported.as_deref().map_or(0, Imported::bytes)
            + self.lesson.as_ref().map_or(0, |lesson| lesson.bytes())
    }
}
