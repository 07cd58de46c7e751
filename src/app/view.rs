//! What the components of the page show: plain values that the bridge makes from the session, and compares, so that
//! what did not change is not drawn again.

use std::sync::Arc;

use super::browser::paint::timeline::MarkKind;
pub use crate::editor::Flag;
use crate::editor::{Asked, Badge, Drawn, Highlight, Turn};
use crate::lessons::{Assignment, Goal, Standing};
use crate::model::{
    Colour, ComponentId, Group, GroupId, Kind, LeftOpen, LinkId, NoteId, Point, Rect, RegionId,
    Target,
};

/// What a link that is being drawn says of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LinkEnd {
    /// No link is being drawn.
    #[default]
    Idle,
    /// It starts here.
    Source,
    /// It may end here.
    Allowed,
    /// It may not.
    Refused,
}

/// What a card shows of the document and the analysis.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an attribute of the card"
)]
#[derive(Clone, PartialEq, Debug)]
pub struct CardView {
    /// Its component.
    pub id: ComponentId,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// The centre of the card.
    pub at: Point,
    /// Whether it lives.
    pub alive: bool,
    /// What the analysis says of it.
    pub flag: Flag,
    /// Whether what it says lasts only until it has been started again by itself.
    pub brief: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether a group is selected that it is in.
    pub fated: bool,
    /// The groups that it is in.
    pub fates: Vec<GroupId>,
    /// Its colour.
    pub colour: Option<Colour>,
    /// How it is highlighted, where something is pointed at beside the canvas.
    pub highlight: Option<Highlight>,
    /// What ails it though it lives, in words: `6× slow`; may be empty.
    pub ailment: String,
    /// Whether it is dead because it crashed.
    pub crashed: bool,
    /// What the link being drawn makes of it.
    pub link_end: LinkEnd,
    /// The parts for which it stands, itself among them; empty where it stands for itself alone.
    pub lights: Vec<Light>,
    /// How many times larger than a card it is drawn.
    pub scale: f64,
    /// With how many it could stand as one card; told on the first of them.
    pub could_stack: Option<usize>,
}

/// A part of a stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Light {
    /// Which.
    pub id: ComponentId,
    /// What it is called.
    pub name: String,
    /// Whether it lives.
    pub alive: bool,
    /// Whether the analysis has something to say of it.
    pub is_flagged: bool,
}

/// What the chip of a shared fate shows.
#[derive(Clone, PartialEq, Debug)]
pub struct FateChipView {
    /// Its group.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// How many parts share it.
    pub parts: usize,
    /// The upper left corner of the card over which it stands.
    pub at: Point,
    /// How many other chips stand between them.
    pub row: usize,
    /// Whether it lives.
    pub alive: bool,
    /// Whether it is selected.
    pub selected: bool,
    /// What the analysis says of it.
    pub flag: Flag,
}

/// What a shared fate is known by.
#[derive(Clone, PartialEq, Debug)]
pub struct FateMark {
    /// Its group.
    pub id: GroupId,
    /// What it is called.
    pub name: String,
    /// A letter in the order drawn, then numbers: colour alone tells nothing to many.
    pub letter: String,
    /// Its colour.
    pub colour: Colour,
}

impl FateMark {
    /// The marks of these groups.
    pub fn all(groups: &[Group]) -> Vec<FateMark> {
        const COLOURS: [Colour; 6] = [
            Colour::Violet,
            Colour::Teal,
            Colour::Pink,
            Colour::Brown,
            Colour::Sky,
            Colour::Slate,
        ];
        let letters = ('A'..='Z').map(String::from);
        let letters = letters.chain((27u32..).map(|n| n.to_string()));
        let looks = letters.zip(COLOURS.into_iter().cycle());
        let marks = groups.iter().zip(looks);
        let mark = |(group, (letter, colour)): (&Group, _)| FateMark {
            id: group.id,
            name: group.display_name().to_owned(),
            letter,
            colour,
        };
        marks.map(mark).collect()
    }
}

/// What a card shows of the run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CardLive {
    /// Its rate, in words.
    pub figure: String,
    /// Share of its workers that are busy, in whole hundredths.
    pub load_percent: u8,
    /// Requests that wait for a worker.
    pub waiting: u64,
    /// In how long it is started again, where it is dead and will be: `12 s`.
    pub starts_again_in: Option<String>,
}

/// What the card of a database shows of its role.
#[derive(Clone, PartialEq, Debug)]
pub struct RoleView {
    /// What it is now.
    pub badge: Badge,
    /// What it is about to become, and how far the ring around its sign is filled: from one hundredth to another.
    pub turn: Option<(Turn, [u8; 2])>,
    /// In a split brain: the writes that it took since.
    pub split_writes: Option<u64>,
    /// Whom it follows.
    pub follows: Option<ComponentId>,
}

/// A badge on its way from one card to another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BadgeFlight {
    /// Its number, from 0.
    pub number: u64,
    /// The centre of the card that it leaves.
    pub from: Point,
    /// The centre of the card that it comes to.
    pub to: Point,
    /// Whose card that is.
    pub heir: ComponentId,
}

/// What a region's title shows.
#[derive(Clone, PartialEq, Debug)]
pub struct RegionView {
    /// Its id.
    pub id: RegionId,
    /// What it is called.
    pub name: String,
    /// Its frame.
    pub frame: Rect,
    /// Whether it lives.
    pub alive: bool,
    /// Whether nothing crosses its border.
    pub isolated: bool,
    /// What the analysis says of it.
    pub flag: Flag,
    /// How it is highlighted, where something is pointed at beside the canvas.
    pub highlight: Option<Highlight>,
    /// Whether it is selected.
    pub selected: bool,
}

/// What a note shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NoteView {
    /// What it covers.
    pub frame: Rect,
    /// What it says, broken into its lines.
    pub text: String,
    /// What the part is called that it is about.
    pub about: Option<String>,
    /// Its colour.
    pub colour: Option<Colour>,
    /// Whether it is selected.
    pub selected: bool,
}

/// One verdict of the list.
#[derive(Clone, PartialEq, Debug)]
pub struct VerdictView {
    /// What it is about.
    pub element: Target,
    /// What that is called.
    pub name: String,
    /// Single point of failure or leak.
    pub flag: Flag,
    /// Share of all requests that would be lost.
    pub impact: f64,
    /// Why, in a sentence.
    pub reason: String,
    /// Whose requests it hurts: `reads and writes`.
    pub hurts: String,
    /// How long it lasts, in a sentence, where it is started again by itself; else empty.
    pub lasts: String,
    /// What is dead that would relieve it, with its name, where it is the last one left.
    pub relieving: Vec<(Target, String)>,
}

/// A fault of the run, and what it cost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FaultView {
    /// Tells it from others.
    pub number: u64,
    /// What it struck.
    pub about: Target,
    /// When and what: `0:10.0 web-1`.
    pub head: String,
    /// What came of it, in a sentence.
    pub text: String,
    /// How far that is known: `being counted …`; empty: it is.
    pub counted: String,
}

/// What the loss of a part would cost.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrialView {
    /// The part.
    pub about: Target,
    /// `If web-1 failed`.
    pub head: String,
    /// What would come of it; `None` while that is being played.
    pub text: Option<String>,
    /// How far it has been played.
    pub percent: u8,
}

/// What faults cost.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CostsView {
    /// Of the run, the last one first.
    pub list: Vec<FaultView>,
    /// How many there were in all.
    pub total: usize,
    /// What they cost together, where that is not the sum.
    pub together: Option<String>,
    /// What one fault would cost, if that was asked.
    pub trial: Option<TrialView>,
    /// Whether some are still to be counted.
    pub is_counting: bool,
}

/// All that the verdicts panel shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct VerdictsView {
    /// What is dead, with its name, where requests are lost for it.
    pub dead: Vec<(Target, String)>,
    /// The worst of the single points of failure, then who is the last one left, then of the leaks, then of what degrades.
    pub list: Vec<VerdictView>,
    /// How many single points of failure the design has.
    pub single_points: usize,
    /// How many are single points of failure only because others are dead now.
    pub last_left: usize,
    /// How many verdicts are leaks.
    pub leaks: usize,
    /// How many of them are started again by themselves.
    pub brief: usize,
    /// How many verdicts there are in all.
    pub total: usize,
    /// Share of all requests that are served in the end, as things are now; `None` when there are no requests.
    pub served: Option<f64>,
    /// What no verdict is about.
    pub left_open: LeftOpen,
}

impl VerdictsView {
    /// `2 single points of failure, 1 leak`.
    pub fn headline(&self) -> String {
        if self.served.is_none() {
            return "Nothing to judge yet".to_owned();
        }
        if self.is_down() && self.losing() == 0 {
            return "Nothing is served".to_owned();
        }
        let mut told = Vec::from_iter(self.single_points_words());
        match (self.last_left, told.is_empty()) {
            (0, true) if self.left_open.questions > 0 => {
                told.push("No single point of failure so far".to_owned());
            }
            (0, true) => told.push("No single point of failure".to_owned()),
            (0, false) => {}
            (1, true) => told.push("1 part is the only one left".to_owned()),
            (n, true) => told.push(format!("{n} parts are the only ones left")),
            (1, false) => told.push("1 the only one left".to_owned()),
            (n, false) => told.push(format!("{n} the only ones left")),
        }
        match self.leaks {
            0 => {}
            1 => told.push("1 leak".to_owned()),
            n => told.push(format!("{n} leaks")),
        }
        told.join(", ")
    }

    /// `2 single points of failure`, where the design has any.
    fn single_points_words(&self) -> Option<String> {
        Some(match self.single_points {
            0 => return None,
            1 if self.brief == 1 => {
                "1 single point of failure, until it is started again".to_owned()
            }
            1 => "1 single point of failure".to_owned(),
            n if self.brief == n => {
                format!("{n} single points of failure, until they are started again")
            }
            n if self.brief > 0 => {
                let brief = self.brief;
                format!("{n} single points of failure, {brief} until started again")
            }
            n => format!("{n} single points of failure"),
        })
    }

    /// How many parts must not fail, or requests do.
    pub fn losing(&self) -> usize {
        self.single_points + self.last_left + self.leaks
    }

    /// Whether all of them are started again by themselves.
    pub fn all_are_brief(&self) -> bool {
        let mut losing = self.list.iter().take(self.losing());
        losing.all(|v| !v.lasts.is_empty())
    }

    /// Whether some requests are lost already.
    pub fn is_short(&self) -> bool {
        self.served.is_some_and(|served| served < 1.0 - 1e-9)
    }

    /// Whether all is lost already, so that nothing is left to be a single point of failure.
    pub fn is_down(&self) -> bool {
        self.served.is_some_and(|served| served <= 0.0)
    }
}

/// What the inspector is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Inspected {
    /// Nothing is selected: the scenario as a whole.
    #[default]
    Scenario,
    /// One component.
    Component(ComponentId),
    /// One region.
    Region(RegionId),
    /// One group.
    Group(GroupId),
    /// One link.
    Link(LinkId),
    /// One note.
    Note(NoteId),
    /// Several things.
    Many(usize),
}

/// One entry of the log.
#[derive(Clone, PartialEq, Debug)]
pub struct LogView {
    /// Its number in the run, from 0.
    pub number: u64,
    /// When, in seconds of virtual time.
    pub at_s: f64,
    /// What happened, in a sentence.
    pub text: String,
    /// What it is about.
    pub about: Option<Target>,
    /// Whether it is good news, bad news or neither.
    pub tone: Tone,
    /// The mark that it leaves on the timeline.
    pub mark: Option<MarkKind>,
}

/// A sentence of the script, as it is shown over the canvas.
#[derive(Clone, PartialEq, Debug)]
pub struct SaidView {
    /// Its number in the log.
    pub number: u64,
    /// The sentence.
    pub text: String,
}

/// Whether news is good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Something got worse.
    Bad,
    /// Something got better.
    Good,
    /// Neither.
    Plain,
}

impl Tone {
    /// As the page's markup spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Tone::Bad => "bad",
            Tone::Good => "good",
            Tone::Plain => "plain",
        }
    }
}

/// The lesson under way.
#[derive(Clone, PartialEq, Debug)]
pub struct LessonView {
    /// The lesson, with its start.
    pub assignment: Arc<Assignment>,
    /// What has to be reached.
    pub goals: Vec<GoalView>,
    /// What is wrong whatever the goals are, a sentence each.
    pub objections: Vec<String>,
    /// The answer to its question that was chosen, by its place.
    pub answer: Option<usize>,
    /// How the question stands.
    pub asked: Asked,
    /// Whether all of it was reached at some moment.
    pub done: bool,
    /// Whether all of it is reached now.
    pub is_reached: bool,
    /// Whether the run began anew when all of it was reached.
    pub began_anew: bool,
}

impl LessonView {
    /// Whether verdicts offer no mends now: what the lesson asks for is not to be had by a press of a button, and what it
    /// taught is not undone by one.
    pub fn hides_mends(&self) -> bool {
        let lesson = &self.assignment.lesson;
        // One mend of a majority that is lost is to do without it.
        let undoes = lesson.goals.contains(&Goal::NoSplitBrain);
        !lesson.mends && (!self.done || undoes)
    }

    /// Whether the palette shows this.
    pub fn shows(&self, drawn: Drawn) -> bool {
        match drawn {
            Drawn::Component(kind) => self.assignment.lesson.shows(kind),
            Drawn::Region => self.assignment.lesson.shows_regions(),
            Drawn::Note => true,
        }
    }
}

/// One goal of a lesson.
#[derive(Clone, PartialEq, Debug)]
pub struct GoalView {
    /// What has to be reached.
    pub text: String,
    /// How it stands.
    pub standing: Standing,
    /// What is missing, where it is open.
    pub missing: Option<String>,
}

/// What the transport shows, but for the timeline.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TransportView {
    /// Whether the run goes on by itself.
    pub playing: bool,
    /// Whether the machine cannot keep up with the speed.
    pub late: bool,
    /// Virtual time in tenths of a second.
    pub tenths: u64,
    /// Share served of the last second or so; `None` before the first request is over.
    pub served: Option<f64>,
    /// Share of them that was answered degraded.
    pub degraded: f64,
    /// The 99th percentile of latency then.
    pub p99_ms: Option<f64>,
    /// Whether parts die and come back at random.
    pub chaos: bool,
}
