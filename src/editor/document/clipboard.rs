//! Text in and out: files, and what is cut and pasted. Both are the JSON of a scenario, which a person can read.

use std::collections::BTreeSet;

use super::Document;
use super::duplicate::{Copies, copied_link, copy_notes, copy_parts, move_parts};
use super::proposal::Proposal;
use crate::formats::{Opened, PathProblem, clipboard, json};
use crate::model::geometry::frames;
use crate::model::geometry::free_space;
use crate::model::geometry::grid::{GRID, to_grid};
use crate::model::{
    Component, ComponentId, Kind, Link, Nesting, Point, Rect, Region, RegionId, Scenario, Target,
    rules,
};

/// How many problems of a text are told; the rest are counted.
const TOLD: usize = 3;

impl Document {
    /// What is selected, as text: components, regions with all that is in them, the links between, and notes.
    pub fn copied(&self) -> Option<String> {
        let chosen = self.chosen();
        (!chosen.is_empty()).then(|| clipboard::write(self.scenario(), &chosen))
    }

    /// What of the drawing that is.
    pub fn chosen(&self) -> Vec<Target> {
        let (components, regions) = self.selected_parts();
        let notes = self.notes_along(&components, &regions);
        let components = components.into_iter().map(Target::Component);
        components
            .chain(regions.into_iter().map(Target::Region))
            .chain(notes.into_iter().map(Target::Note))
            .collect()
    }

    /// The document as a file's text: what autosave saves too.
    pub fn file_text(&self) -> String {
        json::write(self.scenario())
    }

    /// The file's name, after the title: `two-balancers.json`.
    pub fn file_name(&self) -> String {
        let words = self.scenario().title.to_ascii_lowercase();
        let words = words
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty());
        let name = words.collect::<Vec<_>>().join("-");
        format!("{}.json", if name.is_empty() { "topple" } else { &name })
    }
}

/// Puts in what was copied: with fresh ids, at a free place in what is seen, of the region it falls into, and selected.
/// `None` where there is nothing in it.
///
/// # Errors
/// Why it cannot be pasted, in whole sentences.
pub(in crate::editor) fn paste(
    document: &Document,
    text: &str,
    view: Seen,
) -> Result<Option<Proposal>, String> {
    let source = clipboard::read(text)
        .map_err(|problems| format!("This cannot be pasted. {}", told(&problems)))?;
    let components: BTreeSet<ComponentId> = source.components.iter().map(|c| c.id).collect();
    let regions: BTreeSet<RegionId> = source.regions.iter().map(|r| r.id).collect();
    let Some(content) = frames::content(&source) else {
        return Ok(None);
    };
    let before = document.committed();
    let mut changed = before.clone();
    let mut copies = copy_parts(&mut changed, &source, &components, &regions);
    let notes = source.notes.iter().map(|n| n.id).collect();
    copy_notes(&mut changed, &source, &notes, &mut copies);
    let (dx, dy) = place_for(before, &source, content, view);
    move_parts(&mut changed, &copies, dx, dy);
    into_regions(&mut changed, &copies);
    let links = source.links.iter();
    let links: Vec<Link> = links
        .filter_map(|link| copied_link(link, &copies, false))
        .collect();
    let refused = rules::add_links(&mut changed, links);
    let notes = refused.iter();
    let notes = notes.map(|reason| format!("A link was not pasted. {reason}"));
    let proposal = Proposal::between("Paste", before, &changed).saying(notes);
    Ok(Some(proposal.selecting(copies.targets())))
}

/// What is seen of the world.
#[derive(Clone, Copy, Debug)]
pub(in crate::editor) struct Seen {
    /// All of it.
    pub visible: Rect,
    /// The middle of what no panel covers.
    pub centre: Point,
}

/// By how much what is pasted has to be moved: from where it was to a free place near, if that is in view, else to the
/// middle of the view.
fn place_for(document: &Scenario, source: &Scenario, content: Rect, view: Seen) -> (f64, f64) {
    let from = content.centre();
    let wish = if view.visible.contains(from) {
        from
    } else {
        view.centre
    };
    let cards = source.components.iter();
    let cards: Vec<Point> = cards.map(|c| c.at.offset(-from.x, -from.y)).collect();
    // Snapped by the first card, so that what was on the grid is on it again.
    let first = cards.first().copied().unwrap_or_default();
    let start = to_grid(wish.offset(first.x, first.y)).offset(-first.x, -first.y);
    let at = (0..200)
        .map(|i| start.offset(2.0 * GRID * f64::from(i), 2.0 * GRID * f64::from(i)))
        .find(|at| {
            let mut notes = source.notes.iter();
            let covers_none = notes.all(|note| {
                let to = note.at.offset(at.x - from.x, at.y - from.y);
                document.notes.iter().all(|other| other.at != to)
            });
            covers_none && free_space::is_free(document, &cards, *at)
        });
    let at = at.unwrap_or(start);
    (at.x - from.x, at.y - from.y)
}

/// Reads the text of a file; also what undo calls the step of opening it.
///
/// # Errors
/// Why it cannot be opened, in whole sentences.
pub(in crate::editor) fn read_file(text: &str) -> Result<Opened, String> {
    json::open(text).map_err(|problems| told(&problems))
}

/// The first problems in words, and how many more there are.
fn told(problems: &[PathProblem]) -> String {
    let mut told: Vec<String> = problems
        .iter()
        .take(TOLD)
        .map(|p| sentence(&p.to_string()))
        .collect();
    if problems.len() > TOLD {
        told.push(format!("And {} more.", problems.len() - TOLD));
    }
    told.join(" ")
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Pasted cards without a region of their own are of the one under them.
fn into_regions(document: &mut Scenario, copies: &Copies) {
    let pasted: BTreeSet<RegionId> = copies.regions.values().copied().collect();
    let ids: BTreeSet<ComponentId> = copies.components.values().copied().collect();
    let nesting = Nesting::new(document);
    for i in 0..document.components.len() {
        let component = &document.components[i];
        if ids.contains(&component.id) && component.region.is_none() {
            let may_be = |r: &Region| !pasted.contains(&r.id);
            let region = frames::region_within(document, &nesting, component.at, may_be);
            document.components[i].region = region;
        }
    }
}

/// Users, a server, a database: the smallest system with something to lose.
pub fn first_scenario() -> Scenario {
    let at = |x| Point::new(x, 0.0);
    let id = |text| ComponentId::new(text).expect("spelled as an id");
    let parts = [
        ("users", Kind::Client, -240.0),
        ("web-1", Kind::Server, 0.0),
        ("db-1", Kind::Database, 240.0),
    ];
    let components = parts.map(|(name, kind, x)| Component::new(id(name), kind, at(x)));
    let links =
        [("users", "web-1"), ("web-1", "db-1")].map(|(from, to)| Link::new(id(from), id(to)));
    Scenario {
        title: "My system".to_owned(),
        components: components.to_vec(),
        links: links.to_vec(),
        ..Scenario::default()
    }
}
