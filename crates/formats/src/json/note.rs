//! Notes on the canvas.

use super::draft::Draft;
use super::reader::Reader;
use crate::tree::{Field, Node, Path};
use topple_model::geometry::{frames, notes};
use topple_model::words::Choice;
use topple_model::{Colour, Note, NoteId, Point, Rect, Scenario, Target, limits};

const FIELDS: [&str; 5] = ["at", "text", "about", "color", "id"];
/// Room between a note without a place and what it is put beside.
const GAP: f64 = 16.0;

/// Reads all of them.
pub(super) fn read_all(node: &Node, path: &Path<'_>, reader: &mut Reader, draft: &mut Draft) {
    let list = reader.list(node, path, limits::NOTES);
    for (i, node) in list.iter().enumerate() {
        if let Some((id, note)) = read(node, &path.element(i), reader) {
            draft.unpinned.extend(
                node.get("at")
                    .is_none()
                    .then_some(draft.scenario.notes.len()),
            );
            draft
                .unnamed
                .extend(id.is_none().then_some(draft.scenario.notes.len()));
            draft.scenario.notes.push(note);
            draft.notes.push(i);
        }
    }
    name(draft);
}

/// One note, and its id where it has one.
fn read(node: &Node, path: &Path<'_>, reader: &mut Reader) -> Option<(Option<NoteId>, Note)> {
    let fields = reader.object(node, path, "a note: { \"at\": [x, y], \"text\": … }")?;
    if node.get("text").is_none() {
        reader.wrong(node.at, path, "\"text\" is missing: a note says something");
        return None;
    }
    let mut id = None;
    let mut read = Note::new(by_place(0)?, Point::default(), "");
    for field in fields {
        let (node, path_of) = (&field.node, path.field(&field.key));
        match &*field.key {
            "id" => id = reader.id(node, &path_of).map(NoteId),
            "at" => {
                if let Some([x, y]) = reader.numbers(node, &path_of, "a place: [x, y]") {
                    read.at = Point::new(x, y);
                }
            }
            "text" => reader.text(node, &path_of)?.clone_into(&mut read.text),
            "about" => read.about = reader.id(node, &path_of),
            "color" => read.colour = colour(field, path, reader),
            _ => reader.unknown(field, path, FIELDS.into_iter()),
        }
    }
    read.id = id.unwrap_or(read.id);
    Some((id, read))
}

/// A colour by its name.
pub(super) fn colour(field: &Field, path: &Path<'_>, reader: &mut Reader) -> Option<Colour> {
    let colours = Colour::TABLE.iter().map(|(colour, key, _)| (*colour, *key));
    reader.choice(&field.node, &path.field(&field.key), colours)
}

/// The id of a note that has none in the file: by its place in the list.
pub(super) fn by_place(place: usize) -> Option<NoteId> {
    NoteId::new(&format!("note-{}", place + 1))
}

/// Notes without an id get that of their place; another where that is taken.
fn name(draft: &mut Draft) {
    let unnamed = std::mem::take(&mut draft.unnamed);
    let is_named = |(place, _): &(usize, &Note)| unnamed.binary_search(place).is_err();
    let all = draft.scenario.notes.iter().enumerate();
    let mut taken: std::collections::BTreeSet<NoteId> =
        all.filter(is_named).map(|(_, note)| note.id).collect();
    let mut fresh = topple_model::FreshIds::default();
    for place in unnamed {
        let own = by_place(place).filter(|id| !taken.contains(id));
        let id =
            own.unwrap_or_else(|| NoteId(fresh.next("note", |id| taken.contains(&NoteId(id)))));
        taken.insert(id);
        draft.scenario.notes[place].id = id;
    }
}

/// Notes without a place stand below what they are about; free ones below everything.
pub(super) fn pin(scenario: &mut Scenario, unpinned: &[usize]) {
    for &place in unpinned {
        let Some(note) = scenario.notes.get(place) else {
            continue;
        };
        let about = note.about.and_then(|id| scenario.part(id));
        let beside = match about {
            Some(Target::Component(id)) => scenario.component(id).map(|c| Rect::card(c.at)),
            Some(Target::Region(id)) => scenario.region(id).map(|r| r.frame),
            Some(Target::Group(_) | Target::Link(_) | Target::Note(_)) | None => {
                frames::parts(scenario)
            }
        };
        let beside = beside.unwrap_or_default();
        let mut at = Point::new(beside.x, beside.bottom() + GAP);
        let (_, height) = notes::size(&note.text);
        let pinned = |at: Point| {
            let mut others = scenario.notes.iter().enumerate();
            others.any(|(i, n)| n.at == at && (i < place || !unpinned.contains(&i)))
        };
        while pinned(at) {
            at = at.offset(0.0, height + GAP);
        }
        scenario.notes[place].at = at.within_extent();
    }
}
