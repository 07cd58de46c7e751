//! Notes on the canvas: free, or about a part.

use super::geometry::notes;
use super::{Colour, Id, NoteId, Point, Rect};

/// A text on the canvas. It means nothing to a run and to the analysis.
#[derive(Clone, PartialEq, Debug)]
pub struct Note {
    /// Its id, unique over notes.
    pub id: NoteId,
    /// Upper left corner of its sheet.
    pub at: Point,
    /// What it says: lines of plain text.
    pub text: String,
    /// The component or region that it is about, and moves with; `None`: it is free.
    pub about: Option<Id>,
    /// Its colour; `None`: that of paper.
    pub colour: Option<Colour>,
}

impl Note {
    /// A free note.
    pub fn new(id: NoteId, at: Point, text: impl Into<String>) -> Self {
        Self {
            id,
            at,
            text: text.into(),
            about: None,
            colour: None,
        }
    }

    /// What it covers of the canvas.
    pub fn frame(&self) -> Rect {
        let (width, height) = notes::size(&self.text);
        Rect::new(self.at.x, self.at.y, width, height)
    }

    /// Its beginning, to tell it from others: at most so many characters of its first line.
    pub fn beginning(&self, most: usize) -> String {
        let line = self.text.trim_start().lines().next().unwrap_or_default();
        let is_whole = line.chars().nth(most).is_none() && line.len() == self.text.trim().len();
        let mut beginning: String = line.chars().take(most).collect();
        beginning.truncate(beginning.trim_end().len());
        if !is_whole {
            beginning.push('…');
        }
        beginning
    }

    /// Bytes that it holds, its text included.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.text.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_told_from_others_by_its_beginning() {
        let note = |text: &str| {
            let id = NoteId::new("note-1").expect("an id");
            Note::new(id, Point::default(), text).beginning(12)
        };
        assert_eq!(note("Short"), "Short");
        assert_eq!(note("\n First\nSecond"), "First…");
        assert_eq!(note("Longer than twelve"), "Longer than…");
    }
}
