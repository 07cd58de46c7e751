//! Deleting, and putting a region around what is selected.

use std::collections::BTreeSet;

use super::Document;
use super::add::region_stem;
use super::proposal::Proposal;
use crate::model::geometry::frames;
use crate::model::{ComponentId, Id, NoteId, Rect, Region, RegionId, Scenario, Target};

/// Deletes what is selected, with its links.
pub(in crate::editor) fn delete(document: &Document) -> Proposal {
    let targets: Vec<Target> = document.selection().iter().collect();
    let edits = document.committed().removal_of(&targets);
    Proposal::new(document.label_of("Delete", &targets), edits)
}

/// Deletes these, with their links: they are on the clipboard. It is called after what lies in nothing else of it.
pub(in crate::editor) fn cut(document: &Document, targets: &[Target]) -> Proposal {
    let cut: BTreeSet<RegionId> = targets
        .iter()
        .filter_map(|target| match target {
            Target::Region(id) => Some(*id),
            Target::Component(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
        })
        .collect();
    let home = |target: Target| match target {
        Target::Component(id) => document.component(id).and_then(|c| c.region),
        Target::Region(id) => document.region(id).and_then(|r| r.parent),
        Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
    };
    let about = |id: NoteId| document.note(id).and_then(|n| n.about);
    let parts = targets
        .iter()
        .copied()
        .filter(|t| !matches!(t, Target::Note(id) if about(*id).is_some()));
    let outer: Vec<Target> = parts
        .filter(|target| !home(*target).is_some_and(|region| cut.contains(&region)))
        .collect();
    let named = if outer.is_empty() { targets } else { &outer };
    let edits = document.committed().removal_of(targets);
    Proposal::new(document.label_of("Cut", named), edits)
}

/// Puts a new region around what is selected: of the region that they all lie in.
pub(in crate::editor) fn group(document: &Document) -> Proposal {
    let components: BTreeSet<ComponentId> = document.selection().components().collect();
    let regions: BTreeSet<RegionId> = document.selection().regions().collect();
    let (changed, id) = grouped(document.committed(), &components, &regions);
    let label = format!("Put {id} around");
    Proposal::between(label, document.committed(), &changed).selecting([Target::Region(id)])
}

/// The document with a new region around these, and that region.
fn grouped(
    document: &Scenario,
    components: &BTreeSet<ComponentId>,
    regions: &BTreeSet<RegionId>,
) -> (Scenario, RegionId) {
    let mut changed = document.clone();
    let holders = {
        let of_components = changed
            .components
            .iter()
            .filter(|c| components.contains(&c.id))
            .map(|c| c.region);
        let of_regions = changed
            .regions
            .iter()
            .filter(|r| regions.contains(&r.id))
            .map(|r| r.parent);
        of_components.chain(of_regions).collect::<BTreeSet<_>>()
    };
    // Selected with its own frame: the frame counts, not the card in it.
    let outer = |holder: &Option<RegionId>| !holder.is_some_and(|r| regions.contains(&r));
    let holders: Vec<_> = holders.into_iter().filter(outer).collect();
    let parent = if let [one] = holders.as_slice() {
        *one
    } else {
        None
    };
    let id = RegionId(Id::fresh(region_stem(parent), |id| changed.is_taken(id)));
    for component in changed
        .components
        .iter_mut()
        .filter(|c| components.contains(&c.id))
    {
        if outer(&component.region) {
            component.region = Some(id);
        }
    }
    for region in changed
        .regions
        .iter_mut()
        .filter(|r| regions.contains(&r.id))
    {
        if outer(&region.parent) {
            region.parent = Some(id);
        }
    }
    let mut region = Region::new(id, Rect::default());
    region.parent = parent;
    changed.regions.push(region);
    if let (Some(frame), Some(region)) = (
        frames::needed_frame(&changed, id),
        changed.regions.last_mut(),
    ) {
        region.frame = frame.within_extent();
    }
    (changed, id)
}
