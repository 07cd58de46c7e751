//! Text in and out: files, and what is cut and pasted. Both are the JSON of a scenario, which a person can read.

use std::collections::BTreeSet;

use super::duplicate::{Copies, add_links, copied_link, copy_parts, move_parts};
use super::messages::Severity;
use super::place;
use super::session::Session;
use super::snap::{self, GRID};
use super::spots;
use crate::formats::{PathProblem, clipboard, json};
use crate::model::{
    Component, ComponentId, Edit, Kind, Link, Point, Rect, RegionId, Scenario, Target,
};

/// How many problems of a text are told; the rest are counted.
const TOLD: usize = 3;

impl Session {
    /// A session on the small living system of the first visit.
    pub fn first() -> Self {
        Self::new(first_scenario())
    }

    /// What is selected, as text: components, regions with all that is in them, and the links between.
    pub fn copied(&self) -> Option<String> {
        let (components, regions) = self.selected_parts();
        let components = components.into_iter().map(Target::Component);
        let chosen: Vec<Target> = components
            .chain(regions.into_iter().map(Target::Region))
            .collect();
        (!chosen.is_empty()).then(|| clipboard::write(&self.document, &chosen))
    }

    /// Puts in what was copied: with fresh ids, at a free place in view, of the region it falls into, and selected. A text
    /// that is no scenario is refused with a message. Returns whether something was put in.
    pub fn paste(&mut self, text: &str) -> bool {
        let source = match clipboard::read(text) {
            Ok(source) => source,
            Err(problems) => {
                self.say(
                    Severity::Failure,
                    format!("This cannot be pasted. {}", told(&problems)),
                );
                return false;
            }
        };
        let components: BTreeSet<ComponentId> = source.components.iter().map(|c| c.id).collect();
        let regions: BTreeSet<RegionId> = source.regions.iter().map(|r| r.id).collect();
        let Some(content) = place::content(&source) else {
            self.say(Severity::Note, "There is nothing in it to paste.");
            return false;
        };
        let mut changed = Scenario::clone(&self.document);
        let mut copies = copy_parts(&mut changed, &source, &components, &regions);
        let (dx, dy) = self.place_for(&source, content);
        move_parts(&mut changed, &copies, dx, dy);
        into_regions(&mut changed, &copies);
        let links: Vec<Link> = source
            .links
            .iter()
            .filter_map(|link| copied_link(link, &copies, false))
            .collect();
        add_links(&mut changed, links, &mut copies);
        let pasted = self.apply_or_say("Paste", vec![Edit::Replace(Box::new(changed))]);
        if pasted {
            for reason in &copies.refused {
                self.say(Severity::Note, format!("A link was not pasted. {reason}"));
            }
            self.select(copies.targets().collect::<Vec<_>>());
        }
        pasted
    }

    /// By how much what is pasted has to be moved: from where it was to a free place near, if that is in view, else to the
    /// middle of the view.
    fn place_for(&self, source: &Scenario, content: Rect) -> (f64, f64) {
        let from = content.centre();
        let visible = self.camera.visible();
        let wish = if visible.contains(from) {
            from
        } else {
            self.camera.centre()
        };
        let cards: Vec<Point> = source
            .components
            .iter()
            .map(|c| c.at.offset(-from.x, -from.y))
            .collect();
        // Snapped by the first card, so that what was on the grid is on it again.
        let first = cards.first().copied().unwrap_or_default();
        let start = snap::to_grid(wish.offset(first.x, first.y)).offset(-first.x, -first.y);
        let at = (0..200)
            .map(|i| start.offset(2.0 * GRID * f64::from(i), 2.0 * GRID * f64::from(i)))
            .find(|at| spots::is_free(&self.document, &cards, *at));
        let at = at.unwrap_or(start);
        (at.x - from.x, at.y - from.y)
    }

    /// Opens the text of a file in the place of the document: one step, which undo takes back. A text that is no scenario
    /// is refused with a message, and the document stays. Returns whether it was opened.
    pub fn open_text(&mut self, text: &str) -> bool {
        match json::read(text) {
            Ok(scenario) => {
                let title = scenario.title.clone();
                let label = if title.is_empty() {
                    "Open a file".to_owned()
                } else {
                    format!("Open \"{title}\"")
                };
                let opened = self.replace(label, scenario);
                if let Err(rejection) = &opened {
                    self.say(
                        Severity::Failure,
                        format!("This file cannot be opened. {rejection}"),
                    );
                }
                opened.is_ok()
            }
            Err(problems) => {
                let text = format!(
                    "This file cannot be opened. {} Your work is as it was.",
                    told(&problems)
                );
                self.say(Severity::Failure, text);
                false
            }
        }
    }

    /// The document as a file's text: what autosave keeps too.
    pub fn file_text(&self) -> String {
        json::write(&self.document)
    }

    /// The file's name, after the title: `two-balancers.json`.
    pub fn file_name(&self) -> String {
        let words = self.document.title.to_ascii_lowercase();
        let words = words
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty());
        let name = words.collect::<Vec<_>>().join("-");
        format!("{}.json", if name.is_empty() { "topple" } else { &name })
    }
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
    for i in 0..document.components.len() {
        let component = &document.components[i];
        if ids.contains(&component.id) && component.region.is_none() {
            let region = place::region_at(document, component.at, |r| !pasted.contains(&r.id));
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
