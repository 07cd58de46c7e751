//! A selection on the clipboard: plain JSON, in the form of a file, so that it can be pasted into another tab, into
//! a text editor, or saved and opened as it is. A whole file can be pasted just as well.

use std::collections::BTreeSet;

use super::{PathProblem, json};
use topple_model::rules::{self, Refusal};
use topple_model::{Nesting, Note, RegionId, Scenario, Target, Topology};

/// The text for these components, regions and notes, with the groups of the components, the links between them, and the notes about them. Links alone are not copied: they need
/// both ends.
///
/// What lies in a region that is not copied lies in the nearest around it that is, or in none.
pub fn write(scenario: &Scenario, chosen: &[Target]) -> String {
    json::write(&piece(scenario, chosen))
}

/// What a text on the clipboard holds, as a scenario of its own. Its ids are those of the scenario that it came
/// from: pasting gives new ones.
///
/// # Errors
/// All that is wrong with it, as of a file.
pub fn read(text: &str) -> Result<Scenario, Vec<PathProblem>> {
    json::read(text)
}

fn piece(scenario: &Scenario, chosen: &[Target]) -> Scenario {
    let chosen: BTreeSet<Target> = chosen.iter().copied().collect();
    let is_chosen = |target| chosen.contains(&target);
    let nesting = Nesting::new(scenario);
    let around = |region: Option<RegionId>| {
        let mut around = nesting
            .around_id(region)
            .iter()
            .map(|&r| scenario.regions[r].id);
        around.find(|id| is_chosen(Target::Region(*id)))
    };
    let mut piece = Scenario::default();
    for region in scenario
        .regions
        .iter()
        .filter(|r| is_chosen(Target::Region(r.id)))
    {
        let mut region = region.clone();
        region.parent = around(region.parent);
        piece.regions.push(region);
    }
    for component in scenario
        .components
        .iter()
        .filter(|c| is_chosen(Target::Component(c.id)))
    {
        let mut component = component.clone();
        component.region = around(component.region);
        piece.components.push(component);
    }
    let is_shared = |id| piece.components.iter().any(|c| c.groups.contains(&id));
    piece.groups = scenario
        .groups
        .iter()
        .filter(|g| is_shared(g.id))
        .cloned()
        .collect();
    let both = |ends: [_; 2]| {
        ends.into_iter()
            .all(|end| is_chosen(Target::Component(end)))
    };
    piece.links = scenario
        .links
        .iter()
        .filter(|l| both([l.from, l.to]))
        .cloned()
        .collect();
    let is_about_chosen = |note: &Note| {
        let about = note.about.and_then(|id| scenario.part(id));
        about.is_some_and(is_chosen)
    };
    for note in &scenario.notes {
        if is_about_chosen(note) || is_chosen(Target::Note(note.id)) {
            let mut note = note.clone();
            note.about = note.about.filter(|_| is_about_chosen(&note));
            piece.notes.push(note);
        }
    }
    forget_what_needs_the_rest(&mut piece);
    piece
}

/// Settings of links that only apply where what stays behind is there.
fn forget_what_needs_the_rest(piece: &mut Scenario) {
    let broken = rules::broken_rules(piece, &Topology::new(piece));
    for (link, refusal) in broken {
        if let (Some(link), Refusal::SettingDoesNotApply { .. }) = (link, refusal) {
            piece.links[link].required = None;
            piece.links[link].on = None;
        }
    }
}
