//! Changes of the document as values, each with its inverse.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    Component, ComponentId, Group, GroupId, Imported, Lesson, Link, LinkId, Nesting, Note, NoteId,
    Region, RegionId, Scenario, ScriptEntry, Target, Workload, order,
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
    /// Puts a group at this place of the list.
    AddGroup(usize, Box<Group>),
    /// Takes a group away; nothing may be in it any more.
    RemoveGroup(GroupId),
    /// Puts this in the place of the group of the same id.
    SetGroup(Box<Group>),
    /// Puts a link at this place of the list.
    AddLink(usize, Box<Link>),
    /// Takes a link away.
    RemoveLink(LinkId),
    /// Puts this in the place of the link with the same ends.
    SetLink(Box<Link>),
    /// Puts a note at this place of the list.
    AddNote(usize, Box<Note>),
    /// Takes a note away.
    RemoveNote(NoteId),
    /// Puts this in the place of the note of the same id.
    SetNote(Box<Note>),
    /// Renames the scenario.
    SetTitle(String),
    /// Sets the seed.
    SetSeed(u64),
    /// Sets what requests ask for.
    SetWorkload(Workload),
    /// Replaces the script.
    SetScript(Vec<ScriptEntry>),
    /// Sets what is remembered of an import.
    SetImported(Option<Arc<Imported>>),
    /// Replaces the lesson, or takes it away.
    SetLesson(Option<Arc<Lesson>>),
    /// Replaces everything (opening a file into the same window).
    Replace(Box<Scenario>),
}

impl Scenario {
    /// The edits that remove these, with everything that hangs on them: links, entries of the script; what lay
    /// in a removed region lies in its parent from then on, what was in a removed group is not, a note about what is removed is free, and
    /// a lesson speaks of it no longer.
    pub fn removal_of(&self, targets: &[Target]) -> Vec<Edit> {
        let targets: BTreeSet<Target> = targets.iter().copied().collect();
        let gone = |target: Target| targets.contains(&target);
        let component_gone = |id| gone(Target::Component(id));
        let link_gone =
            |l: &Link| gone(Target::Link(l.id())) || component_gone(l.from) || component_gone(l.to);
        let nesting = Nesting::new(self);
        let parent_left = |region: Option<RegionId>| {
            let mut around = nesting
                .around_id(region)
                .iter()
                .map(|&r| self.regions[r].id);
            around.find(|id| !gone(Target::Region(*id)))
        };
        let mut edits = Vec::new();
        let script: Vec<_> = self
            .script
            .iter()
            .filter(|entry| match entry.action().map(|action| action.target()) {
                Some(Target::Link(id)) => self.link(id).is_some_and(|l| !link_gone(l)),
                Some(target) => !gone(target),
                None => true,
            })
            .cloned()
            .collect();
        if script.len() != self.script.len() {
            edits.push(Edit::SetScript(script));
        }
        if let Some(lesson) = &self.lesson {
            let is_gone = |target: Target| match target {
                Target::Link(id) => self.link(id).is_none_or(link_gone),
                target => gone(target),
            };
            let kept = lesson.without(is_gone).map(|l| Some(Arc::new(l)));
            edits.extend(kept.map(Edit::SetLesson));
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
            } else {
                let left = |id: &GroupId| !gone(Target::Group(*id));
                let region = parent_left(component.region);
                if region != component.region || !component.groups.iter().all(left) {
                    let mut moved = Box::new(component.clone());
                    moved.region = region;
                    moved.groups.retain(left);
                    edits.push(Edit::SetComponent(moved));
                }
            }
        }
        let groups = self.groups.iter().map(|group| group.id);
        let groups = groups.filter(|id| gone(Target::Group(*id)));
        edits.extend(groups.map(Edit::RemoveGroup));
        for note in &self.notes {
            let about = note.about.and_then(|id| self.part(id));
            if gone(Target::Note(note.id)) {
                edits.push(Edit::RemoveNote(note.id));
            } else if about.is_some_and(gone) {
                let mut freed = Box::new(note.clone());
                freed.about = None;
                edits.push(Edit::SetNote(freed));
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

impl Edit {
    /// The edits that make `after` of `before`, few where little differs. Both are sound: no id is there twice.
    pub fn between(before: &Scenario, after: &Scenario) -> Vec<Edit> {
        let components = Difference::new(&before.components, &after.components, |c| c.id);
        let regions = Difference::new(&before.regions, &after.regions, |r| r.id);
        let groups = Difference::new(&before.groups, &after.groups, |g| g.id);
        let links = Difference::new(&before.links, &after.links, Link::id);
        let notes = Difference::new(&before.notes, &after.notes, |n| n.id);
        let mut edits = Vec::new();
        edits.extend(notes.removed.into_iter().map(Edit::RemoveNote));
        edits.extend(links.removed.into_iter().map(Edit::RemoveLink));
        edits.extend(components.removed.into_iter().map(Edit::RemoveComponent));
        edits.extend(regions.removed.into_iter().map(Edit::RemoveRegion));
        edits.extend(groups.removed.into_iter().map(Edit::RemoveGroup));
        let boxed = |(at, r): (usize, &Region)| Edit::AddRegion(at, Box::new(r.clone()));
        edits.extend(regions.added.into_iter().map(boxed));
        let boxed = |(at, g): (usize, &Group)| Edit::AddGroup(at, Box::new(g.clone()));
        edits.extend(groups.added.into_iter().map(boxed));
        let boxed = |(at, c): (usize, &Component)| Edit::AddComponent(at, Box::new(c.clone()));
        edits.extend(components.added.into_iter().map(boxed));
        let boxed = |(at, l): (usize, &Link)| Edit::AddLink(at, Box::new(l.clone()));
        edits.extend(links.added.into_iter().map(boxed));
        let boxed = |r: &Region| Edit::SetRegion(Box::new(r.clone()));
        edits.extend(regions.set.into_iter().map(boxed));
        let boxed = |c: &Component| Edit::SetComponent(Box::new(c.clone()));
        edits.extend(components.set.into_iter().map(boxed));
        let boxed = |g: &Group| Edit::SetGroup(Box::new(g.clone()));
        edits.extend(groups.set.into_iter().map(boxed));
        let boxed = |l: &Link| Edit::SetLink(Box::new(l.clone()));
        edits.extend(links.set.into_iter().map(boxed));
        let boxed = |(at, n): (usize, &Note)| Edit::AddNote(at, Box::new(n.clone()));
        edits.extend(notes.added.into_iter().map(boxed));
        let boxed = |n: &Note| Edit::SetNote(Box::new(n.clone()));
        edits.extend(notes.set.into_iter().map(boxed));
        if before.lesson != after.lesson {
            edits.push(Edit::SetLesson(after.lesson.clone()));
        }
        if before.title != after.title {
            edits.push(Edit::SetTitle(after.title.clone()));
        }
        if before.seed != after.seed {
            edits.push(Edit::SetSeed(after.seed));
        }
        if before.workload != after.workload {
            edits.push(Edit::SetWorkload(after.workload));
        }
        if before.script != after.script {
            edits.push(Edit::SetScript(after.script.clone()));
        }
        if before.imported != after.imported {
            edits.push(Edit::SetImported(after.imported.clone()));
        }
        edits
    }

    /// Bytes that it holds, texts included.
    pub fn bytes(&self) -> usize {
        let held = match self {
            Edit::AddComponent(_, component) | Edit::SetComponent(component) => component.bytes(),
            Edit::AddRegion(_, region) | Edit::SetRegion(region) => region.bytes(),
            Edit::AddGroup(_, group) | Edit::SetGroup(group) => group.bytes(),
            Edit::AddLink(_, link) | Edit::SetLink(link) => link.bytes(),
            Edit::AddNote(_, note) | Edit::SetNote(note) => note.bytes(),
            Edit::SetTitle(title) => title.capacity(),
            Edit::SetScript(script) => script.iter().map(ScriptEntry::bytes).sum(),
            Edit::SetImported(imported) => imported.as_deref().map_or(0, Imported::bytes),
            Edit::SetLesson(lesson) => lesson.as_ref().map_or(0, |lesson| lesson.bytes()),
            Edit::Replace(scenario) => scenario.bytes(),
            Edit::RemoveComponent(_)
            | Edit::RemoveRegion(_)
            | Edit::RemoveGroup(_)
            | Edit::RemoveLink(_)
            | Edit::RemoveNote(_)
            | Edit::SetSeed(_)
            | Edit::SetWorkload(_) => 0,
        };
        size_of::<Self>() + held
    }
}

/// What differs between two lists.
struct Difference<'a, T, I> {
    /// In the list before alone, or at another place among the others.
    removed: Vec<I>,
    /// In the list after alone, or moved, with their places in it.
    added: Vec<(usize, &'a T)>,
    /// In both, and not the same.
    set: Vec<&'a T>,
}

impl<'a, T: PartialEq, I: Copy + Ord> Difference<'a, T, I> {
    fn new(before: &[T], after: &'a [T], id_of: impl Fn(&T) -> I) -> Self {
        let mut difference = Self {
            removed: Vec::new(),
            added: Vec::new(),
            set: Vec::new(),
        };
        let mut places = order::map_of(before.iter().enumerate().map(|(at, t)| (id_of(t), at)));
        let mut next = 0;
        for (at, item) in after.iter().enumerate() {
            let id = id_of(item);
            match places.remove(&id) {
                Some(place) if place < next => {
                    difference.removed.push(id);
                    difference.added.push((at, item));
                }
                Some(place) => {
                    next = place + 1;
                    if before[place] != *item {
                        difference.set.push(item);
                    }
                }
                None => difference.added.push((at, item)),
            }
        }
        difference.removed.extend(places.into_keys());
        difference
    }
}
