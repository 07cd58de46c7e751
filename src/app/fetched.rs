//! What is fetched after the first view, as the rest of the page sees it.

use std::pin::Pin;

use leptos::prelude::*;

use super::browser::address::Options;
use super::findings::{Findings, PreviewView};
use super::opening::Opening;
use super::view::CostsView;
use crate::analysis::MendId;
use crate::editor::{
    Command, Detail, Drawn, Key, Pointed, PointerEvent, Request, Session, Situation, Wheel,
};
use crate::model::{Scenario, Target};

/// A file that a person gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// A part of the page's markup that is not there at first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panel {
    /// What there is to set of what is selected.
    Inspector,
    /// What is known beyond the verdicts.
    Findings,
    /// What a mend would change.
    Preview,
    /// The dialog that is open.
    Dialog,
    /// The lesson under way.
    Lesson,
    /// What there is to set of chaos.
    Chaos,
    /// The menu that is open.
    Menu,
    /// What may stand at the end of a link.
    Offer,
    /// All of a large drawing, small.
    Minimap,
    /// The sentence that the script says.
    Said,
    /// The parts as a list.
    Outline,
    /// The notes on the canvas.
    Notes,
    /// The labels of links.
    Labels,
    /// The chips of shared fates.
    FateChips,
}

/// All that is fetched after the first view. Some of it works on the bridge `B`, which in turn holds this.
pub struct Rest<B: 'static> {
    /// Draws a panel.
    pub panel: fn(Panel) -> AnyView,
    /// Finds out a little more.
    pub think: fn(&mut Session),
    /// Takes a mend.
    pub mend: fn(&mut Session, Target, &MendId) -> bool,
    /// Lights up what this is about.
    pub point_at: fn(&mut Session, Option<Pointed>),
    /// Does a command.
    pub perform: fn(&mut Session, Command),
    /// A key was pressed. Whether that meant something.
    pub key: fn(&mut Session, Key<'_>) -> bool,
    /// A pointer does something on the canvas.
    pub pointer: fn(&mut Session, PointerEvent),
    /// The wheel turns over it.
    pub wheel: fn(&mut Session, Wheel),
    /// Something is taken from the palette, to be put down on the canvas.
    pub begin_place: fn(&mut Session, Drawn, i32),
    /// Something is added where there is room.
    pub add: fn(&mut Session, Drawn) -> Option<Target>,
    /// What was copied is put in.
    pub paste: fn(B, &str),
    /// Files are opened.
    pub open_files: fn(B, Vec<TextFile>),
    /// What was cut is on the clipboard, and is deleted.
    pub delete: fn(&mut Session, &[Target]),
    /// The scenario gets another title.
    pub set_title: fn(B, &str),
    /// A part or a region gets another name.
    pub rename: fn(B, Target, &str),
    /// The run gets another seed, as it was typed; the words on why not, if not.
    pub set_seed: fn(B, &str) -> Option<String>,
    /// Begins to talk with the page around.
    pub embed: fn(B),
    /// Tells the page around how high this one would like to be.
    pub tell_height: fn(B),
    /// Opens what a link says.
    pub open_link: fn(B, &str),
    /// Opens a scenario of the browser's store, by its id.
    pub open_saved: fn(B, String),
    /// Saves what another scenario has taken the place of.
    pub left: fn(B, &Scenario),
    /// Writes what waits into the browser's store.
    pub save_waiting: fn(B),
    /// What is served now, and why.
    pub situation: fn(&Session) -> Situation,
    /// The scenario as a file.
    pub file_text: fn(&Session) -> String,
    /// What was found out, as it is shown.
    pub findings: fn(&Session) -> Findings,
    /// The mend that is pointed at, as it is shown.
    pub preview: fn(&Session) -> Option<PreviewView>,
    /// What faults cost, as it is shown.
    pub costs: fn(&Session) -> CostsView,
    /// What happened since this was last asked, to be read out.
    pub announcements: fn(&mut Session) -> Vec<String>,
    /// The live numbers of what is inspected, each with its name.
    pub live_numbers: fn(&Session) -> Vec<(&'static str, String)>,
    /// What there is to say of what is inspected.
    pub detail: fn(&Session) -> Detail,
    /// Tells the page of the lesson under way.
    pub publish_lesson: fn(B),
    /// Begins the lesson that the address names.
    pub begin_lesson_of_address: fn(B),
    /// Tells the page of the notes, of the labels of links, or of both.
    pub publish_notes: fn(B, bool, bool),
    /// Looks whether an outage of the gallery is still as its script tells it.
    pub hold_against_original: fn(&mut Session),
    /// What the gesture under way would do, or why it would not.
    pub hint: fn(&Session) -> Option<String>,
    /// Does what the session asks of the page.
    pub fulfil: fn(B, Request),
    /// The scenario as the fragment of a link.
    pub link: fn(&Scenario) -> Option<String>,
    /// Opens what the address names, else the work of the last visit.
    pub open: fn(Options) -> Reading,
    /// Measures instead of drawing.
    pub bench: fn(),
}

/// The rest could not be fetched.
#[derive(Clone, Copy, Debug)]
pub struct Unreachable;

/// What the page opens with, once it is read.
pub type Reading = Pin<Box<dyn Future<Output = (Session, Opening)>>>;

/// The rest, once it is there.
pub type Fetching<B> = Pin<Box<dyn Future<Output = Result<&'static Rest<B>, Unreachable>>>>;

/// How far the rest has come.
pub enum Fetched<B: 'static> {
    /// It is on its way.
    Coming,
    /// It is here.
    Here(&'static Rest<B>),
    /// It could not be fetched.
    Lost,
}

impl<B> Clone for Fetched<B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<B> Copy for Fetched<B> {}

impl<B> Fetched<B> {
    /// The rest, if it is here.
    pub const fn here(self) -> Option<&'static Rest<B>> {
        match self {
            Fetched::Here(rest) => Some(rest),
            Fetched::Coming | Fetched::Lost => None,
        }
    }
}
