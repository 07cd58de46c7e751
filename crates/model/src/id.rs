//! Names of things: small, copyable, ordered, and never mixed up with one another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::limits;

/// `[a-z0-9-]{1,40}`. Interned: a copy is one pointer, and texts are kept for the life of the program (some 100 bytes for
/// each different id that was ever seen, which the limits on files and links bound).
///
/// One pointer, and not the text held inline, also because rustc 1.95 miscompiles copies of larger values: where one is passed by
/// value twice and the callee changes its parameter, the second call sees what the first left behind. What fits two
/// registers is safe.
#[derive(Clone, Copy)]
pub struct Id(&'static Text);

/// An interned text, with its first letters as a number that sorts as they do: ids are compared far more often than made.
struct Text {
    letters: &'static str,
    first: u128,
}

impl Text {
    fn new(letters: &'static str) -> Self {
        let mut first = [0; 16];
        for (to, letter) in first.iter_mut().zip(letters.bytes()) {
            *to = letter;
        }
        Self {
            letters,
            first: u128::from_be_bytes(first),
        }
    }
}

static KNOWN: Mutex<BTreeSet<Known>> = Mutex::new(BTreeSet::new());

/// An interned text, found by its letters.
struct Known(&'static Text);

impl std::borrow::Borrow<str> for Known {
    fn borrow(&self) -> &str {
        self.0.letters
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.0.letters == other.0.letters
    }
}

impl Eq for Known {}

impl PartialOrd for Known {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Known {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.letters.cmp(other.0.letters)
    }
}

impl Id {
    /// The id spelled `text`, or `None` if it is not `[a-z0-9-]{1,40}`.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=limits::ID).contains(&text.len());
        let spelled = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !fits || !text.bytes().all(spelled) {
            return None;
        }
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Known(id)) = known.get(text) {
            return Some(Self(id));
        }
        let text: &'static str = String::from(text).leak();
        let id: &'static Text = Box::leak(Box::new(Text::new(text)));
        known.insert(Known(id));
        Some(Self(id))
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &'static str {
        self.0.letters
    }

    /// `stem-1`, `stem-2`, …: the first that `taken` does not hold. The stem is made to fit if need be. Who wants several
    /// asks [`FreshIds`].
    pub fn fresh(stem: &str, taken: impl Fn(Id) -> bool) -> Self {
        FreshIds::default().next(stem, taken)
    }

    /// The id without a trailing `-NUMBER`: `web` of `web-12`.
    pub fn stem(&self) -> &str {
        let text = self.as_str();
        match text.rsplit_once('-') {
            Some((stem, number))
                if !stem.is_empty()
                    && !number.is_empty()
                    && number.bytes().all(|b| b.is_ascii_digit()) =>
            {
                stem
            }
            _ => text,
        }
    }
}

/// Gives out fresh ids, each once. It goes on from the number where it left off, so that a thousand ids of one stem cost
/// a thousand looks more than the first, and not half a million.
#[derive(Clone, Debug, Default)]
pub struct FreshIds {
    /// By stem, the number to try next: all below are taken.
    next: BTreeMap<String, u32>,
}

impl FreshIds {
    /// `stem-1`, `stem-2`, …: the first that `taken` does not hold and that was not given out before. What is taken has
    /// to stay so.
    pub fn next(&mut self, stem: &str, taken: impl Fn(Id) -> bool) -> Id {
        let stem: String = stem
            .chars()
            .map(|c| c.to_ascii_lowercase())
            .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')
            .take(limits::ID - 8)
            .collect();
        let stem = if stem.is_empty() {
            "part".to_owned()
        } else {
            stem
        };
        let start = self.next.get(&stem).copied().unwrap_or(1);
        let (number, id) = (start..=u32::MAX)
            .filter_map(|n| Some((n, Id::new(&format!("{stem}-{n}"))?)))
            .find(|(_, id)| !taken(*id))
            .expect("there are more numbers than components");
        self.next.insert(stem, number.saturating_add(1));
        id
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        // Interned: the same text is the same place.
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Id {}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let first = self.0.first.cmp(&other.0.first);
        first.then_with(|| self.as_str().cmp(other.as_str()))
    }
}

impl std::hash::Hash for Id {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Id);

        impl $name {
            /// The id spelled `text`, or `None` if it is not `[a-z0-9-]{1,40}`.
            pub fn new(text: &str) -> Option<Self> {
                Id::new(text).map(Self)
            }

            /// The id as it is written.
            pub fn as_str(&self) -> &'static str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

typed_id!(
    /// Names a component. Unique over components, regions and groups together.
    ComponentId
);
typed_id!(
    /// Names a region. Unique over components, regions and groups together.
    RegionId
);

typed_id!(
    /// Names a group. Unique over components, regions and groups together.
    GroupId
);

typed_id!(
    /// Names a note on the canvas. Unique over notes.
    NoteId
);

/// Names a link by its two ends: there is at most one from one component to another. Written `from>to`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkId {
    /// Where it starts: the caller.
    pub from: ComponentId,
    /// Where it ends: the called.
    pub to: ComponentId,
}

impl LinkId {
    /// Reads `from>to`; `None` if it is not two ids with a `>` between them.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('>')?;
        Some(Self {
            from: ComponentId::new(from)?,
            to: ComponentId::new(to)?,
        })
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}>{}", self.from, self.to)
    }
}

/// Anything that can be pointed at: selected, faulted, flagged. A note is only ever selected.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Target {
    /// A component.
    Component(ComponentId),
    /// A region, with all that is in it.
    Region(RegionId),
    /// A group, with all its parts.
    Group(GroupId),
    /// A link.
    Link(LinkId),
    /// A note: nothing of the system. It never fails, and no script speaks of it.
    Note(NoteId),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Component(id) => id.fmt(f),
            Target::Region(id) => id.fmt(f),
            Target::Group(id) => id.fmt(f),
            Target::Link(id) => id.fmt(f),
            Target::Note(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_spelled_in_lower_case_letters_digits_and_dashes() {
        assert_eq!(
            Id::new("web-1").map(|id| id.to_string()).as_deref(),
            Some("web-1")
        );
        for wrong in ["", "Web", "a b", "é", "a>b", &"x".repeat(41)] {
            assert_eq!(Id::new(wrong), None, "{wrong:?}");
        }
        assert!(Id::new(&"x".repeat(40)).is_some());
    }

    #[test]
    fn ids_sort_as_their_text_does() {
        let mut ids = ["web-2", "db", "web", "web-10"].map(|t| Id::new(t).unwrap());
        ids.sort();
        assert_eq!(
            ids.map(|id| id.to_string()),
            ["db", "web", "web-10", "web-2"]
        );
        let long = [
            "a-name-of-sixteen",
            "a-name-of-sixtee",
            "a-name-of-sixteen-and-more",
        ];
        let mut ids = long.map(|t| Id::new(t).unwrap());
        ids.sort();
        let mut texts = long;
        texts.sort_unstable();
        assert_eq!(ids.map(|id| id.as_str()), texts);
    }

    #[test]
    fn a_fresh_id_takes_the_first_free_number() {
        let taken = ["web-1", "web-3"].map(|t| Id::new(t).unwrap());
        assert_eq!(Id::fresh("web", |id| taken.contains(&id)).as_str(), "web-2");
        assert_eq!(Id::fresh("Ünï", |_| false).as_str(), "n-1");
        assert_eq!(Id::new("web-12").unwrap().stem(), "web");
        assert_eq!(Id::new("web-a").unwrap().stem(), "web-a");
    }

    #[test]
    fn many_fresh_ids_cost_one_look_each() {
        let (mut fresh, looks) = (FreshIds::default(), std::cell::Cell::new(0));
        let taken = |id: Id| {
            looks.set(looks.get() + 1);
            id.as_str() == "web-2"
        };
        let ids: Vec<Id> = (0..1_000).map(|_| fresh.next("web", taken)).collect();
        assert_eq!(
            [ids[0].as_str(), ids[1].as_str(), ids[999].as_str()],
            ["web-1", "web-3", "web-1001"]
        );
        assert_eq!(looks.get(), 1_001);
        assert_eq!(fresh.next("db", taken).as_str(), "db-1");
    }
}
