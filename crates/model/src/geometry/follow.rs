//! Notes go where their parts go.

use std::collections::BTreeMap;

use super::{Point, Rect};
use crate::{Id, Scenario, order};

/// Moves notes along with what they are about: by as much as that has moved since `before`, where the note itself has
/// not moved. What was only sized does not take them along.
pub fn notes(scenario: &mut Scenario, before: &Scenario) {
    if scenario.notes.iter().all(|note| note.about.is_none()) {
        return;
    }
    let (old, new) = (places(before), places(scenario));
    let notes_before = order::map_of(before.notes.iter().map(|n| (n.id, (n.at, n.about))));
    for note in &mut scenario.notes {
        let Some(about) = note.about else { continue };
        if notes_before.get(&note.id) != Some(&(note.at, note.about)) {
            continue;
        }
        if let (Some(old), Some(new)) = (old.get(&about), new.get(&about))
            && (old.width, old.height) == (new.width, new.height)
        {
            let by = Point::new(new.x - old.x, new.y - old.y);
            note.at = note.at.offset(by.x, by.y).within_extent();
        }
    }
}

/// Where every part is.
fn places(scenario: &Scenario) -> BTreeMap<Id, Rect> {
    let cards = scenario.components.iter();
    let cards = cards.map(|c| (c.id.0, Rect::card(c.at)));
    let frames = scenario.regions.iter().map(|r| (r.id.0, r.frame));
    order::map_of(cards.chain(frames))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::sketch;
    use crate::{Note, NoteId};

    #[test]
    fn a_note_goes_where_its_part_goes_and_stays_where_it_was_put() {
        let mut before = sketch("users -> web-1\nwest = web-1");
        let note = |id: &str, about: Option<&str>| {
            let id = NoteId::new(id).expect("an id");
            let about = about.and_then(Id::new);
            Note {
                about,
                ..Note::new(id, Point::new(5.0, 5.0), "x")
            }
        };
        before.notes = vec![
            note("note-1", Some("web-1")),
            note("note-2", None),
            note("note-3", Some("web-1")),
            note("note-4", Some("west")),
        ];
        let mut after = before_moved(&before);
        after.notes[2].at = Point::new(0.0, 0.0);
        notes(&mut after, &before);
        let at: Vec<Point> = after.notes.iter().map(|n| n.at).collect();
        let there = Point::new(5.0, 5.0);
        assert_eq!(
            at,
            [there.offset(30.0, 40.0), there, Point::default(), there]
        );
    }

    fn before_moved(before: &Scenario) -> Scenario {
        let mut after = before.clone();
        after.components[1].at = after.components[1].at.offset(30.0, 40.0);
        // It grows, and does not go anywhere.
        after.regions[0].frame.x -= 10.0;
        after.regions[0].frame.width += 10.0;
        after
    }
}
