//! What a picture shows, as shapes in canvas units.

use super::figures::per_cent;
use crate::model::geometry::curve::Curve;
use crate::model::geometry::{CARD_HEIGHT, CARD_WIDTH, notes};
use crate::model::link::LinkRole;
use crate::model::{Point, Rect};

/// Space around all that is drawn.
const MARGIN: f64 = 28.0;
/// A flag hangs so far below its card.
const FLAG: f64 = 24.0;
/// A flag's words may be wider than its card: by so much on either side.
const FLAG_OVERHANG: f64 = 16.0;

/// All that a picture shows, each list from the back to the front.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Drawing {
    /// What it is called; may be empty.
    pub title: String,
    /// Regions, the outer before the inner.
    pub frames: Vec<Frame>,
    /// Links.
    pub ways: Vec<Way>,
    /// Parts.
    pub cards: Vec<Card>,
    /// Labels of links, each where it stands.
    pub labels: Vec<(Rect, String)>,
    /// Notes, each with its lines.
    pub notes: Vec<(Rect, Vec<String>)>,
    /// From notes to what they are about.
    pub threads: Vec<(Point, Point)>,
}

/// A region.
#[derive(Clone, PartialEq, Debug)]
pub struct Frame {
    /// Where it lies.
    pub rect: Rect,
    /// What it is called.
    pub name: String,
    /// Whether it lives.
    pub alive: bool,
    /// What ails it: `dead`, `cut off`; empty: nothing.
    pub says: &'static str,
    /// What the analysis says of it.
    pub mark: Mark,
}

/// A link, or the way that a resolved client takes without one.
#[derive(Clone, PartialEq, Debug)]
pub struct Way {
    /// Cubic curves, one after the other: start, two control points, end.
    pub curves: Vec<[Point; 4]>,
    /// What it is for; `None`: no link is drawn there.
    pub role: Option<LinkRole>,
    /// Whether requests can do without what it leads to.
    pub optional: bool,
    /// Whether something can pass.
    pub alive: bool,
    /// Whether it is cut.
    pub cut: bool,
    /// Requests per second that travel it.
    pub rate_rps: f64,
    /// What the analysis says of it.
    pub mark: Mark,
}

/// A part.
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    /// Its middle.
    pub at: Point,
    /// The address of its icon: `#icon-server`.
    pub icon: &'static str,
    /// What it is called.
    pub name: String,
    /// Whether it lives.
    pub alive: bool,
    /// What ails it: `dead`, `crashed`, `6× slow`; empty: nothing.
    pub says: String,
    /// Of a database: what it is.
    pub role: Option<RoleBadge>,
    /// What the analysis says of it.
    pub mark: Mark,
}

/// What a database is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoleBadge {
    /// `primary`, `standby`.
    pub word: &'static str,
    /// Whether it takes writes.
    pub is_primary: bool,
}

/// The flag on a part.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Mark {
    /// None.
    #[default]
    None,
    /// Its loss takes some requests down for good.
    SinglePointOfFailure,
    /// The same, but only because others are dead now.
    LastLeft,
    /// Its loss goes on losing this share of all requests.
    Leak(f64),
    /// Its loss leaves this share of all requests answered, and not in full.
    Degrades(f64),
    /// Its loss would give others more to do than they can.
    Overload,
    /// It has more to do now than it can.
    Saturated,
}

impl Mark {
    /// What a person reads; empty: nothing.
    pub fn words(self) -> String {
        match self {
            Mark::None => String::new(),
            Mark::SinglePointOfFailure => "single point of failure".to_owned(),
            Mark::LastLeft => "the only one left".to_owned(),
            Mark::Leak(share) => format!("would leak {}", per_cent(share)),
            Mark::Degrades(share) => format!("would degrade {}", per_cent(share)),
            Mark::Overload => "would overload others".to_owned(),
            Mark::Saturated => "overloaded".to_owned(),
        }
    }

    /// The address of its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Mark::None | Mark::SinglePointOfFailure => "#icon-flag",
            Mark::LastLeft => "#icon-power",
            Mark::Leak(_) => "#icon-leak",
            Mark::Degrades(_) => "#icon-degrades",
            Mark::Overload | Mark::Saturated => "#icon-overload",
        }
    }
}

impl Card {
    /// Where it lies.
    pub fn rect(&self) -> Rect {
        Rect::card(self.at)
    }
}

/// The label of a link, with its middle at this point of it.
pub fn label(at: Point, text: &str) -> (Rect, String) {
    const HEIGHT: f64 = 20.0;
    const BESIDE: f64 = 7.0;
    let width = notes::width(text) + 2.0 * BESIDE;
    let rect = Rect::new(at.x - width / 2.0, at.y - HEIGHT / 2.0, width, HEIGHT);
    (rect, text.to_owned())
}

impl Drawing {
    /// All that is drawn, with some space around it.
    pub fn whole(&self) -> Rect {
        let frames = self.frames.iter().map(|frame| frame.rect);
        let cards = self.cards.iter().map(|card| {
            let Rect {
                x,
                y,
                width,
                height,
            } = card.rect();
            let (below, beside) = if card.mark == Mark::None {
                (0.0, 0.0)
            } else {
                (FLAG, FLAG_OVERHANG)
            };
            Rect::new(x - beside, y, width + 2.0 * beside, height + below)
        });
        let ways = self.ways.iter().flat_map(|way| &way.curves);
        let ways = ways.map(|points| Curve::through(*points).extent());
        let notes = self.notes.iter().map(|(rect, _)| *rect);
        let labels = self.labels.iter().map(|(rect, _)| *rect);
        let all = frames.chain(cards).chain(ways).chain(notes).chain(labels);
        let all = all.reduce(Rect::union);
        let nothing = Rect::new(0.0, 0.0, 2.0 * CARD_WIDTH, 2.0 * CARD_HEIGHT);
        all.unwrap_or(nothing).inflate(MARGIN)
    }
}
