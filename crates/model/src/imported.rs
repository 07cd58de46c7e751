//! What a drawing that was imported remembers of the files that it came from: how each thing is known, and what a person
//! answered where the files say nothing. Neither the run nor the analysis reads it.

use super::{Kind, Target};

/// The memory of an import.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Imported {
    /// Names of the files, in the order given. Never their contents.
    pub files: Vec<String>,
    /// What was found, guessed, asked, left out and told, in the order to be read.
    pub rows: Vec<Row>,
    /// What a person answered. Of two about the same, the later counts.
    pub answers: Vec<Answer>,
    /// What the import drew. What of it differs now, or is gone, a person changed by hand: a later import keeps that.
    pub drawn: Vec<Drawn>,
}

/// A part or a link as an import drew it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawn {
    /// Its id; of a link `from>to`.
    pub id: String,
    /// A number that differs, in all likelihood, where what the import set of it differs.
    pub print: u32,
}

/// One line of the evidence.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The part or link of the drawing that it is about.
    pub about: Option<Target>,
    /// How that is known.
    pub how: How,
    /// What, as a sentence. It never holds the value of a setting.
    pub text: String,
    /// Where it stands: `compose.yaml, line 12, services.web.image`. Empty where nothing can be pointed at.
    pub place: String,
    /// Other answers, each one click away.
    pub choices: Vec<Choice>,
}

/// How sure an import is of something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum How {
    /// No file says, and a guess could make it look safe.
    Asked,
    /// Likely, and drawn so.
    Guessed,
    /// A file says so.
    Found,
    /// In the files, and not drawn.
    LeftOut,
    /// What the drawing cannot say, or what the files leave open.
    Told,
}

impl Imported {
    /// Bytes that it holds, its texts included.
    pub fn bytes(&self) -> usize {
        let of_answer = |answer: &Answer| size_of::<Answer>() + answer.about.capacity();
        let of_choice = |choice: &Choice| choice.text.capacity() + of_answer(&choice.answer);
        let of_row = |row: &Row| {
            let choices: usize = row.choices.iter().map(of_choice).sum();
            size_of::<Row>() + row.text.capacity() + row.place.capacity() + choices
        };
        size_of::<Self>()
            + self.files.iter().map(String::capacity).sum::<usize>()
            + self.rows.iter().map(of_row).sum::<usize>()
            + self.answers.iter().map(of_answer).sum::<usize>()
            + self
                .drawn
                .iter()
                .map(|drawn| size_of::<Drawn>() + drawn.id.capacity())
                .sum::<usize>()
    }
}

impl How {
    /// All, in the order to be read: what needs a person comes first.
    pub const ALL: [How; 5] = [
        How::Asked,
        How::Guessed,
        How::Told,
        How::LeftOut,
        How::Found,
    ];
}

/// An answer that may be given, and what to call it.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// In a few words: `The shop works without it`.
    pub text: String,
    /// The answer.
    pub answer: Answer,
}

/// What a person says where files do not. It names things as the files do, so that it holds for their next version.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// A part by the name in its file; a call as `from > to`.
    pub about: String,
    /// What is said of it.
    pub says: Says,
}

/// What an answer says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// It is of this kind.
    Kind(Kind),
    /// It is not drawn.
    LeftOut,
    /// Users come in here, or not.
    Entry(bool),
    /// There is such a call, or not.
    Calls(bool),
    /// Requests cannot be answered without this call, or they can.
    Needed(bool),
    /// The nodes hold copies of the same data, kept up to date, or each has its own.
    Replicated(bool),
}
