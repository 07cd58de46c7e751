//! Something that is wrong with a scenario, and where.

/// Where in the scenario a problem lies. Numbers are indices into the scenario's lists.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// A field of the scenario itself.
    Scenario(&'static str),
    /// A field of a region.
    Region(usize, &'static str),
    /// A field of a group.
    Group(usize, &'static str),
    /// A field of a component.
    Component(usize, &'static str),
    /// A link, or a field of it.
    Link(usize, &'static str),
    /// An entry of the script, or a field of it.
    Script(usize, &'static str),
    /// A field of a note.
    Note(usize, &'static str),
    /// A field of the lesson; of a list an element, and of that a field.
    Lesson(&'static str, Option<usize>, &'static str),
}

/// Something that is wrong.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, in plain words that follow the place: `0 is not in 1..=20`.
    pub message: String,
}

impl Problem {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            place,
            message: message.into(),
        }
    }
}

pub(super) fn text(place: Place, text: &str, limit: usize, found: &mut Vec<Problem>) {
    let count = text.chars().count();
    if count > limit {
        let message = format!("{count} characters are more than the {limit} that fit");
        found.push(Problem::new(place, message));
    }
}

pub(super) fn number(place: Place, value: f64, min: f64, max: f64, found: &mut Vec<Problem>) {
    if !(min..=max).contains(&value) {
        found.push(Problem::new(
            place,
            format!("{value} is not in {min}..={max}"),
        ));
    }
}
