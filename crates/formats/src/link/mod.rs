//! A scenario in an address: `#s=` and the file, packed small, all in the fragment, so that no server ever sees it.
//!
//! Three layers, each in a file of its own: the file's JSON with its repetitive parts taken out into `columns`;
//! that, deflated with a dictionary of what such texts contain (`squeeze`); that, with a version and a checksum
//! before it, in the letters that an address may have (`letters`). What comes out again goes through the same
//! reader as a file, migrations included.
//!
//! ```text
//! byte 0      version of this packing: 1
//! bytes 1–4   checksum of all other bytes, so that damage is noticed and is never another scenario
//! the rest    deflated columns
//! ```
//!
//! The first five bytes mean the same in every version to come.

mod columns;
mod letters;
mod mend;
mod squeeze;

use std::fmt;

use super::json::{read_tree, to_tree};
use super::problem::{self, Found};
use super::{Opened, PathProblem, limits, migrations};
use topple_model::Scenario;

pub use mend::is_link;

/// What every link starts with.
pub const PREFIX: &str = "#s=";
/// Characters of a link that are read: 64 KiB.
pub const LONGEST: usize = 64 << 10;

/// The version of the packing that is written. All before it are read for ever.
const PACKING: u8 = 1;
/// Version and checksum.
const HEAD: usize = 5;

/// Why a link does not open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkError {
    /// It does not carry a scenario at all: there is no `#s=` in it.
    Nothing,
    /// It has more characters than [`LONGEST`].
    TooLong {
        /// How many it has.
        characters: usize,
    },
    /// Some of it is missing or changed.
    Damaged,
    /// It was made by a version that packs in a way not known here, or has kinds or settings that this one has not.
    Newer,
    /// It would unpack to more than a scenario may have.
    TooLarge,
    /// It is whole, but what it carries is not a scenario.
    Unsound(Vec<PathProblem>),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::Nothing => write!(f, "This address carries no scenario: there is no \"{PREFIX}\" in it."),
            LinkError::TooLong { characters } => write!(
                f,
                "This link has {characters} characters; a scenario's link has at most {LONGEST}."
            ),
            LinkError::Damaged => f.write_str(
                "This link is damaged: some of it is missing or changed. Copy it again, whole, from where it came.",
            ),
            LinkError::Newer => f.write_str(
                "This link was made by a newer Topple. Reload the page or update the program.",
            ),
            LinkError::TooLarge => {
                f.write_str("This link unpacks to more than a scenario may have. Nothing was opened.")
            }
            LinkError::Unsound(problems) => {
                f.write_str("This link carries something that is not a scenario.")?;
                problems.iter().try_for_each(|problem| write!(f, "\n{problem}"))
            }
        }
    }
}

impl std::error::Error for LinkError {}

/// The link to a scenario: `#s=` and what follows. The same for the same scenario.
///
/// # Errors
/// [`LinkError::TooLong`] where it could not be opened again.
pub fn try_encode(scenario: &Scenario) -> Result<String, LinkError> {
    let link = encode(scenario);
    match link.len() {
        characters if characters > LONGEST => Err(LinkError::TooLong { characters }),
        _ => Ok(link),
    }
}

/// The same, however long it is.
pub fn encode(scenario: &Scenario) -> String {
    seal(&columns::pack(scenario, to_tree(scenario)))
}

/// A link around these columns, whatever they are, with its checksum. For tests that change the inside of a link.
#[doc(hidden)]
pub fn seal(columns: &[u8]) -> String {
    let body = squeeze::deflate(columns);
    let mut bytes = vec![PACKING; HEAD];
    bytes.extend(body);
    let sum = checksum(&bytes);
    bytes[1..HEAD].copy_from_slice(&sum);
    letters::write(PREFIX, &bytes)
}

/// The scenario of a link: an address with `#s=` in it, or what follows it from there.
///
/// # Errors
/// Why it does not open. Nothing is unpacked of what is damaged or too large.
pub fn decode(link: &str) -> Result<Scenario, LinkError> {
    open(link).map(|opened| opened.scenario)
}

/// The same, with the version of the form that it was written in.
///
/// # Errors
/// Why it does not open.
pub fn open(link: &str) -> Result<Opened, LinkError> {
    let packed = unseal(link)?;
    // Links are written by programs: a word that is not known here is no slip of a pen.
    let refused = |found: Vec<Found>| {
        if found.iter().any(|f| f.may_be_newer) {
            LinkError::Newer
        } else {
            LinkError::Unsound(problem::locate("", found))
        }
    };
    let tree = columns::unpack(&packed)?;
    let (version, tree) = migrations::to_current(tree).map_err(|found| refused(vec![found]))?;
    let scenario = read_tree(&tree).map_err(refused)?;
    Ok(Opened { scenario, version })
}

/// The columns within a link that is whole: what [`seal`] put there.
#[doc(hidden)]
pub fn unseal(link: &str) -> Result<Vec<u8>, LinkError> {
    if link.len() > LONGEST {
        return Err(LinkError::TooLong {
            characters: link.len(),
        });
    }
    let candidates = mend::candidates(link);
    if candidates.is_empty() {
        return Err(LinkError::Nothing);
    }
    let mut read = candidates.iter().filter_map(|text| letters::read(text));
    let bytes = read
        .find(|bytes| is_whole(bytes))
        .ok_or(LinkError::Damaged)?;
    let (head, body) = bytes.split_at(HEAD);
    if head[0] != PACKING {
        return Err(LinkError::Newer);
    }
    squeeze::inflate(body, limits::TEXT)
}

/// Whether nothing of a link is missing or changed.
fn is_whole(bytes: &[u8]) -> bool {
    bytes.get(1..HEAD).is_some_and(|sum| sum == checksum(bytes))
}

/// FNV-1a over the version and the body: any one changed byte changes it for certain.
fn checksum(bytes: &[u8]) -> [u8; HEAD - 1] {
    let summed = bytes.iter().take(1).chain(bytes.iter().skip(HEAD));
    let step = |sum: u32, byte: &u8| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    summed.fold(0x811c_9dc5, step).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use topple_model::limits as most;
    use topple_model::sketch::sketch;

    /// The link of two components, whose kinds are the last two bytes before the regions that they lie in.
    fn packed() -> Vec<u8> {
        let mut scenario = sketch("users -> web-1");
        "A title".clone_into(&mut scenario.title);
        columns::pack(&scenario, to_tree(&scenario))
    }

    /// The packed bytes with a text in them replaced by one that is as long as it likes.
    fn with(packed: &[u8], text: &str, other: &str) -> Vec<u8> {
        let at = packed
            .windows(text.len())
            .position(|w| w == text.as_bytes());
        let at = at.expect("it is there");
        [&packed[..at], other.as_bytes(), &packed[at + text.len()..]].concat()
    }

    #[test]
    fn a_kind_or_a_word_of_a_newer_version_is_told_to_be_one() {
        let title = "\"title\":\"A title\"";
        let ids = "users\nweb-1";
        let kinds = [ids, "\u{0}\u{3}"].concat();
        let unknown_kind = [ids, "\u{0}\u{63}"].concat();
        for (what, other) in [
            (&*kinds, &*unknown_kind),
            (title, "\"titles\":[]"),
            (title, "\"components\":[{\"tolerance\":1}]"),
            (title, "\"components\":[{},{\"ttl_s\":1}]"),
            (
                title,
                "\"components\":[{},{\"service_distribution\":\"pareto\"}]",
            ),
            (
                title,
                "\"script\":[{\"at_s\":1,\"do\":\"flood\",\"target\":\"web-1\"}]",
            ),
            ("\"topple\":2", "\"topple\":3"),
        ] {
            let link = seal(&with(&packed(), what, other));
            assert_eq!(decode(&link), Err(LinkError::Newer), "{other}");
        }
        let told = LinkError::Newer.to_string();
        assert!(
            told.starts_with("This link was made by a newer Topple."),
            "{told}"
        );
    }

    #[test]
    fn what_no_version_would_write_is_told_as_it_is() {
        let title = "\"title\":\"A title\"";
        let long = format!("\"title\":\"{}\"", "x".repeat(most::NAME + 1));
        let link = seal(&with(&packed(), title, &long));
        assert!(matches!(decode(&link), Err(LinkError::Unsound(_))));
        let link = seal(&packed()[..8]);
        assert_eq!(decode(&link), Err(LinkError::Damaged));
    }
}
