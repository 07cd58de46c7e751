//! Notes on the canvas, and colours.

use super::Document;
use super::history::SquashKey;
use super::proposal::Proposal;
use crate::model::geometry::grid::{GRID, to_grid};
use crate::model::geometry::{free_space, notes};
use crate::model::{Colour, Edit, Note, NoteId, Point, Rect, Target};

/// What a new note says until something is written.
pub const UNWRITTEN: &str = "Note";

/// Puts a new note there, with its upper left corner, about this part if one is named; selects it. What is written next
/// joins the step.
pub(in crate::editor) fn add(document: &Document, at: Point, about: Option<Target>) -> Proposal {
    let scenario = document.committed();
    let mut note = Note::new(scenario.fresh_note(), at.within_extent(), UNWRITTEN);
    note.about = match about {
        Some(Target::Component(id)) => Some(id.0),
        Some(Target::Region(id)) => Some(id.0),
        Some(Target::Group(_) | Target::Link(_) | Target::Note(_)) | None => None,
    };
    let id = note.id;
    let edit = Edit::AddNote(scenario.notes.len(), Box::new(note));
    let proposal = Proposal::new("Add a note", vec![edit]).selecting([Target::Note(id)]);
    Proposal {
        squash: Some(writing(id)),
        ..proposal
    }
}

/// Where a new note about this has its corner: below it, else at a free place near.
pub(in crate::editor) fn place_beside(document: &Document, about: Target) -> Point {
    let beside = match about {
        Target::Component(id) => document.component(id).map(|c| Rect::card(c.at)),
        Target::Region(id) => document.region(id).map(|r| r.frame),
        Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
    };
    let beside = beside.unwrap_or_default();
    let (width, height) = notes::size(UNWRITTEN);
    let below = Point::new(beside.x, beside.bottom() + 2.0 * GRID);
    let covers = Rect::new(below.x, below.y, width, height).inflate(GRID / 2.0);
    let scenario = document.committed();
    let mut taken = scenario.components.iter().map(|c| Rect::card(c.at));
    let mut others = scenario.notes.iter().map(Note::frame);
    if taken.any(|card| card.touches(covers)) || others.any(|note| note.touches(covers)) {
        place_near(
            document,
            Point::new(beside.centre().x, beside.bottom() + height),
        )
    } else {
        to_grid(below)
    }
}

/// Where a new note has its corner whose middle should be about there: at the nearest place that is free.
pub(in crate::editor) fn place_near(document: &Document, wish: Point) -> Point {
    let size = notes::size(UNWRITTEN);
    let mut scenario = document.committed().clone();
    // A note may lie in any region, and should lie on no other note.
    scenario.regions.clear();
    let others = std::mem::take(&mut scenario.notes);
    scenario.regions.extend(others.iter().map(|note| {
        let id = crate::model::RegionId(note.id.0);
        crate::model::Region::new(id, note.frame())
    }));
    let middle = free_space::for_frame(&scenario, size, &[], wish);
    to_grid(middle.offset(-size.0 / 2.0, -size.1 / 2.0))
}

/// Writing on a note: a row of it is one step.
fn writing(id: NoteId) -> SquashKey {
    SquashKey {
        targets: vec![Target::Note(id)],
        field: "text".to_owned(),
    }
}

impl Document {
    /// A note with another text; without any it is deleted. `None` where it is gone.
    pub(in crate::editor) fn written(&self, id: NoteId, text: &str) -> Option<Proposal> {
        let text = text.replace("\r\n", "\n");
        if text.trim().is_empty() {
            let edits = self.committed().removal_of(&[Target::Note(id)]);
            return Some(Proposal::new("Delete the note", edits));
        }
        let text = text.trim_end();
        let proposal = self.with_note(id, "text", |note| text.clone_into(&mut note.text))?;
        Some(Proposal {
            squash: Some(writing(id)),
            label: "Write a note".to_owned(),
            ..proposal
        })
    }

    /// A note changed by hand: what it is about. `None` where it is gone.
    pub(in crate::editor) fn with_note(
        &self,
        id: NoteId,
        what: &str,
        change: impl FnOnce(&mut Note),
    ) -> Option<Proposal> {
        let mut note = self.note(id)?.clone();
        change(&mut note);
        note.id = id;
        let edit = Edit::SetNote(Box::new(note));
        Some(Proposal::new(format!("Set {what} of the note"), vec![edit]))
    }

    /// The colour that all that is selected has and can have: `None` where they differ, or nothing can have one.
    pub fn common_colour(&self) -> Option<Option<Colour>> {
        let colours = self.selection().iter().filter_map(|target| match target {
            Target::Component(id) => self.component(id).map(|c| c.colour),
            Target::Link(id) => self.link(id).map(|l| l.colour),
            Target::Note(id) => self.note(id).map(|n| n.colour),
            Target::Region(_) | Target::Group(_) => None,
        });
        let mut colours = colours.collect::<Vec<_>>();
        colours.dedup();
        colours.first().copied().filter(|_| colours.len() == 1)
    }

    /// Whether anything is selected that can have a colour.
    pub fn can_colour(&self) -> bool {
        let mut selected = self.selection().iter();
        selected.any(|target| !matches!(target, Target::Region(_) | Target::Group(_)))
    }
}

/// Gives all that is selected this colour, or takes theirs.
pub(in crate::editor) fn colour(document: &Document, colour: Option<Colour>) -> Proposal {
    let selection = document.selection();
    let edits = selection.iter().filter_map(|target| match target {
        Target::Component(id) => {
            let mut component = Box::new(document.component(id)?.clone());
            component.colour = colour;
            Some(Edit::SetComponent(component))
        }
        Target::Link(id) => {
            let mut link = Box::new(document.link(id)?.clone());
            link.colour = colour;
            Some(Edit::SetLink(link))
        }
        Target::Note(id) => {
            let mut note = Box::new(document.note(id)?.clone());
            note.colour = colour;
            Some(Edit::SetNote(note))
        }
        Target::Region(_) | Target::Group(_) => None,
    });
    let targets: Vec<Target> = selection.iter().collect();
    Proposal::new(document.label_of("Colour", &targets), edits.collect())
}
