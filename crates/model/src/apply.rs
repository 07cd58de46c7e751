//! Taking edits in order: each run of edits of one sort costs one pass of its list.

use std::collections::{BTreeSet, VecDeque};
use std::mem::replace;

use super::edit::Edit;
use super::rejection::{self, Rejection};
use super::validate;
use super::{Id, Link, Scenario, Target, Topology};

/// Takes these edits, in order, without a look at what comes of it. Returns the edits that undo them, in the order in
/// which to take them.
///
/// # Errors
/// The first edit that speaks of what is not there; `scenario` is of no use then.
pub(super) fn apply(scenario: &mut Scenario, edits: Vec<Edit>) -> Result<Vec<Edit>, Rejection> {
    let mut inverse = Vec::with_capacity(edits.len());
    let mut edits = VecDeque::from(edits);
    while let Some(edit) = edits.pop_front() {
        take_next(scenario, edit, &mut edits, &mut inverse)?;
    }
    inverse.reverse();
    Ok(inverse)
}

/// Takes an edit, and with an addition or a removal those of the same sort that follow it: many cost one pass.
fn take_next(
    scenario: &mut Scenario,
    edit: Edit,
    rest: &mut VecDeque<Edit>,
    inverse: &mut Vec<Edit>,
) -> Result<(), Rejection> {
    let undo = match edit {
        Edit::RemoveComponent(first) => {
            let ids = run_of(first, rest, |edit| match edit {
                Edit::RemoveComponent(id) => Ok(id),
                other => Err(other),
            });
            let removed = remove_all(&mut scenario.components, ids, |c| c.id)
                .map_err(|id| Rejection::Stale(Target::Component(id)))?;
            inverse.extend(removed.map(|(at, c)| Edit::AddComponent(at, Box::new(c))));
            return Ok(());
        }
        Edit::RemoveRegion(first) => {
            let ids = run_of(first, rest, |edit| match edit {
                Edit::RemoveRegion(id) => Ok(id),
                other => Err(other),
            });
            let removed = remove_all(&mut scenario.regions, ids, |r| r.id)
                .map_err(|id| Rejection::Stale(Target::Region(id)))?;
            inverse.extend(removed.map(|(at, r)| Edit::AddRegion(at, Box::new(r))));
            return Ok(());
        }
        Edit::RemoveLink(first) => {
            let ids = run_of(first, rest, |edit| match edit {
                Edit::RemoveLink(id) => Ok(id),
                other => Err(other),
            });
            let removed = remove_all(&mut scenario.links, ids, Link::id)
                .map_err(|id| Rejection::Stale(Target::Link(id)))?;
            inverse.extend(removed.map(|(at, l)| Edit::AddLink(at, Box::new(l))));
            return Ok(());
        }
        Edit::AddComponent(at, first) => {
            let added = run_of((at, first), rest, |edit| match edit {
                Edit::AddComponent(at, component) => Ok((at, component)),
                other => Err(other),
            });
            let ids: Vec<_> = added.iter().map(|(_, c)| c.id).collect();
            insert_all(&mut scenario.components, added);
            refuse_twice(scenario, &ids.iter().map(|id| id.0).collect())?;
            inverse.extend(ids.into_iter().map(Edit::RemoveComponent));
            return Ok(());
        }
        Edit::AddRegion(at, first) => {
            let added = run_of((at, first), rest, |edit| match edit {
                Edit::AddRegion(at, region) => Ok((at, region)),
                other => Err(other),
            });
            let ids: Vec<_> = added.iter().map(|(_, r)| r.id).collect();
            insert_all(&mut scenario.regions, added);
            refuse_twice(scenario, &ids.iter().map(|id| id.0).collect())?;
            inverse.extend(ids.into_iter().map(Edit::RemoveRegion));
            return Ok(());
        }
        Edit::AddLink(at, first) => {
            let added = run_of((at, first), rest, |edit| match edit {
                Edit::AddLink(at, link) => Ok((at, link)),
                other => Err(other),
            });
            let ids: Vec<_> = added.iter().map(|(_, l)| l.id()).collect();
            insert_all(&mut scenario.links, added);
            let is_twice = {
                let added: BTreeSet<_> = ids.iter().copied().collect();
                bear(&added, scenario.links.iter().map(Link::id)) > added.len()
            };
            refuse_if(is_twice, scenario)?;
            inverse.extend(ids.into_iter().map(Edit::RemoveLink));
            return Ok(());
        }
        Edit::RemoveGroup(_) | Edit::AddGroup(..) | Edit::SetGroup(_) => {
            return take_groups(scenario, edit, inverse);
        }
        Edit::RemoveNote(_) | Edit::AddNote(..) | Edit::SetNote(_) => {
            return take_notes(scenario, edit, rest, inverse);
        }
        Edit::SetComponent(component) => set(&mut scenario.components, component, |c| c.id)
            .map(Edit::SetComponent)
            .map_err(|id| Rejection::Stale(Target::Component(id)))?,
        Edit::SetRegion(region) => set(&mut scenario.regions, region, |r| r.id)
            .map(Edit::SetRegion)
            .map_err(|id| Rejection::Stale(Target::Region(id)))?,
        Edit::SetLink(link) => set(&mut scenario.links, link, Link::id)
            .map(Edit::SetLink)
            .map_err(|id| Rejection::Stale(Target::Link(id)))?,
        Edit::SetTitle(title) => Edit::SetTitle(replace(&mut scenario.title, title)),
        Edit::SetSeed(seed) => Edit::SetSeed(replace(&mut scenario.seed, seed)),
        Edit::SetWorkload(workload) => Edit::SetWorkload(replace(&mut scenario.workload, workload)),
        Edit::SetScript(script) => Edit::SetScript(replace(&mut scenario.script, script)),
        Edit::SetImported(imported) => Edit::SetImported(replace(&mut scenario.imported, imported)),
        Edit::SetLesson(lesson) => Edit::SetLesson(replace(&mut scenario.lesson, lesson)),
        Edit::Replace(whole) => Edit::Replace(Box::new(replace(scenario, *whole))),
    };
    inverse.push(undo);
    Ok(())
}

/// The same of edits of groups, which are few.
fn take_groups(
    scenario: &mut Scenario,
    edit: Edit,
    inverse: &mut Vec<Edit>,
) -> Result<(), Rejection> {
    match edit {
        Edit::RemoveGroup(id) => {
            let removed = remove_all(&mut scenario.groups, vec![id], |g| g.id)
                .map_err(|id| Rejection::Stale(Target::Group(id)))?;
            inverse.extend(removed.map(|(at, g)| Edit::AddGroup(at, Box::new(g))));
        }
        Edit::AddGroup(at, group) => {
            let id = group.id;
            insert_all(&mut scenario.groups, vec![(at, group)]);
            refuse_twice(scenario, &BTreeSet::from([id.0]))?;
            inverse.push(Edit::RemoveGroup(id));
        }
        Edit::SetGroup(group) => {
            let old = set(&mut scenario.groups, group, |g| g.id);
            let old = old.map_err(|id| Rejection::Stale(Target::Group(id)))?;
            inverse.push(Edit::SetGroup(old));
        }
        _ => {}
    }
    Ok(())
}

/// The same of edits of notes.
fn take_notes(
    scenario: &mut Scenario,
    edit: Edit,
    rest: &mut VecDeque<Edit>,
    inverse: &mut Vec<Edit>,
) -> Result<(), Rejection> {
    match edit {
        Edit::RemoveNote(first) => {
            let ids = run_of(first, rest, |edit| match edit {
                Edit::RemoveNote(id) => Ok(id),
                other => Err(other),
            });
            let removed = remove_all(&mut scenario.notes, ids, |n| n.id)
                .map_err(|id| Rejection::Stale(Target::Note(id)))?;
            inverse.extend(removed.map(|(at, n)| Edit::AddNote(at, Box::new(n))));
        }
        Edit::AddNote(at, first) => {
            let added = run_of((at, first), rest, |edit| match edit {
                Edit::AddNote(at, note) => Ok((at, note)),
                other => Err(other),
            });
            let ids: Vec<_> = added.iter().map(|(_, n)| n.id).collect();
            insert_all(&mut scenario.notes, added);
            let is_twice = {
                let added: BTreeSet<_> = ids.iter().copied().collect();
                bear(&added, scenario.notes.iter().map(|n| n.id)) > added.len()
            };
            refuse_if(is_twice, scenario)?;
            inverse.extend(ids.into_iter().map(Edit::RemoveNote));
        }
        Edit::SetNote(note) => {
            let old = set(&mut scenario.notes, note, |n| n.id);
            let old = old.map_err(|id| Rejection::Stale(Target::Note(id)))?;
            inverse.push(Edit::SetNote(old));
        }
        _ => {}
    }
    Ok(())
}

/// Refuses components, regions and groups of one id. `added` is what has just come.
fn refuse_twice(scenario: &Scenario, added: &BTreeSet<Id>) -> Result<(), Rejection> {
    let components = scenario.components.iter().map(|c| c.id.0);
    let regions = scenario.regions.iter().map(|r| r.id.0);
    let groups = scenario.groups.iter().map(|g| g.id.0);
    let all = components.chain(regions).chain(groups);
    refuse_if(bear(added, all) > added.len(), scenario)
}

/// How many of `all` are of these.
fn bear<I: Ord>(these: &BTreeSet<I>, all: impl Iterator<Item = I>) -> usize {
    all.filter(|id| these.contains(id)).count()
}

/// Two of one name are refused at once, even where a later edit would take one of them away: the inverse could not tell
/// which of the two that was.
fn refuse_if(is_twice: bool, scenario: &Scenario) -> Result<(), Rejection> {
    if is_twice {
        rejection::check(scenario, &Topology::new(scenario))
    } else {
        Ok(())
    }
}

/// Puts `item` in the place of the one with the same id, and gives that one; or the id, which is not there.
fn set<T, I: PartialEq>(
    list: &mut [T],
    mut item: Box<T>,
    id_of: impl Fn(&T) -> I,
) -> Result<Box<T>, I> {
    let id = id_of(&item);
    match list.iter_mut().find(|old| id_of(old) == id) {
        Some(old) => {
            std::mem::swap(old, &mut item);
            Ok(item)
        }
        None => Err(id),
    }
}

/// `first` and what edits of the same sort right after it hold. `held` gives an edit of another sort back.
fn run_of<T>(
    first: T,
    rest: &mut VecDeque<Edit>,
    held: impl Fn(Edit) -> Result<T, Edit>,
) -> Vec<T> {
    let mut run = vec![first];
    while let Some(edit) = rest.pop_front() {
        match held(edit) {
            Ok(item) => run.push(item),
            Err(other) => {
                rest.push_front(other);
                break;
            }
        }
    }
    run
}

/// Puts these at their places of a list, one after the other. Where each comes to lie behind the one before it, as what
/// undoes a removal has them, that is one pass.
fn insert_all<T>(list: &mut Vec<T>, items: Vec<(usize, Box<T>)>) {
    if !items.is_sorted_by(|(a, _), (b, _)| a < b) {
        for (at, item) in items {
            list.insert(at.min(list.len()), *item);
        }
        return;
    }
    let mut merged = Vec::with_capacity(list.len() + items.len());
    let mut old = list.drain(..);
    for (at, item) in items {
        let before = at - merged.len().min(at);
        merged.extend(old.by_ref().take(before));
        merged.push(*item);
    }
    merged.extend(old);
    *list = merged;
}

/// Takes all of these out of a list in one pass. Gives them with their places, the last first; or the id of one that
/// is not there.
fn remove_all<T, I: Copy + Ord>(
    list: &mut Vec<T>,
    ids: Vec<I>,
    id_of: impl Fn(&T) -> I,
) -> Result<impl Iterator<Item = (usize, T)>, I> {
    let mut wanted = BTreeSet::new();
    for id in ids {
        if !wanted.insert(id) {
            return Err(id);
        }
    }
    let mut removed = Vec::with_capacity(wanted.len());
    let mut kept = Vec::with_capacity(list.len());
    for (at, item) in list.drain(..).enumerate() {
        if wanted.remove(&id_of(&item)) {
            removed.push((at, item));
        } else {
            kept.push(item);
        }
    }
    *list = kept;
    wanted
        .pop_first()
        .map_or(Ok(removed.into_iter().rev()), Err)
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
        let inverse = apply(&mut changed, edits)?;
        if let Some(problem) = validate::sizes(&changed).into_iter().next() {
            return Err(Rejection::Unsound(problem));
        }
        rejection::check(&changed, &Topology::new(&changed))?;
        *self = changed;
        Ok(inverse)
    }
}
