//! The one bridge between the page and the session.
//!
//! It holds the session; what the browser tells becomes a call of the session, and after every call what changed
//! becomes signals: one small one per component and region, one revision for whatever reads the document, and one per
//! panel. Components of the page read those signals and call the methods here; nobody else touches the session.

mod actions;
mod embedding;
mod findings;
mod hands;
mod judged;
mod keeping;
mod learning;
mod painting;
mod panels;
mod publish;
mod reading;
mod requests;
mod scrubbing;
mod timeline;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use leptos::prelude::*;

use super::browser::address::Options;
use super::browser::parent::Parent;
use super::context_menu::OpenMenu;
use super::dialogs::OpenDialog;
use super::findings::{Findings, PreviewView};
use super::tabs::Sheet;
use super::view::{
    CardLive, CardView, Inspected, LessonView, LogView, RegionView, TransportView, VerdictsView,
};
use crate::editor::{Camera, Message, Session};
use crate::model::{ComponentId, Point, RegionId};

use hands::Hands;
use keeping::Keeping;
use painting::Painter;

/// The two signals of a card: what it is, and how it fares. They change at different paces.
#[derive(Clone)]
pub struct CardSignals {
    /// Of the document and the analysis.
    pub card: ArcRwSignal<CardView>,
    /// Of the run.
    pub live: ArcRwSignal<CardLive>,
}

/// A handle on the bridge, to be copied about; all copies are the same bridge.
///
/// It is one pointer: every closure of the page holds one, and copies of all signals would weigh a good part of it.
#[derive(Clone, Copy)]
pub struct Bridge(&'static Signals);

impl Deref for Bridge {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

/// What components of the page read.
pub struct Signals {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    /// Grows with every change of the document, for whatever reads the document itself.
    pub revision: RwSignal<u64>,
    /// Grows whenever somebody dies or comes back.
    pub faults: RwSignal<u64>,
    /// Grows whenever what can be done may have changed.
    pub possibilities: RwSignal<u64>,
    /// The components, in the order drawn.
    pub card_ids: RwSignal<Vec<ComponentId>>,
    /// The regions, in the order drawn.
    pub region_ids: RwSignal<Vec<RegionId>>,
    /// Where one looks.
    pub camera: RwSignal<Camera>,
    /// What the hand does: `idle`, `pan`, `move`, `link` …
    pub gesture: RwSignal<&'static str>,
    /// What the gesture under way would do, or why it would not.
    pub hint: RwSignal<Option<String>>,
    /// Where the invitation stands, until the first kill.
    pub invitation: RwSignal<Option<Point>>,
    /// The verdicts.
    pub verdicts: RwSignal<VerdictsView>,
    /// What the analysis finds out in its own time.
    pub findings: RwSignal<Findings>,
    /// The mend that is pointed at, and what it would change.
    pub preview: RwSignal<Option<PreviewView>>,
    /// Whether links count as parts that can fail.
    pub counts_links: RwSignal<bool>,
    /// The lesson under way.
    pub lesson: RwSignal<Option<LessonView>>,
    /// The lessons that are done, by their keys.
    pub lessons_done: RwSignal<Vec<String>>,
    /// What the inspector is about.
    pub inspected: RwSignal<Inspected>,
    /// The live numbers of what is inspected, each with its name.
    pub live_numbers: RwSignal<Vec<(&'static str, String)>>,
    /// The transport's figures.
    pub transport: RwSignal<TransportView>,
    /// Seconds of virtual time in a second.
    pub speed: RwSignal<f64>,
    /// The log, the oldest first.
    pub log: RwSignal<Vec<LogView>>,
    /// Messages that have not been dismissed.
    pub messages: RwSignal<Vec<Message>>,
    /// Whether the log is shown.
    pub log_open: RwSignal<bool>,
    /// The panel that a phone's sheet shows.
    pub sheet: RwSignal<Option<Sheet>>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<OpenDialog>>,
    /// Whether what there is to set of chaos is open.
    pub chaos_open: RwSignal<bool>,
    /// The menu that is open.
    pub menu: RwSignal<Option<OpenMenu>>,
}

/// What there is one of, and is no signal.
struct Inner {
    options: Options,
    /// The revision of the document that the page opened with.
    opened_with: u64,
    session: RefCell<Session>,
    cards: RefCell<BTreeMap<ComponentId, CardSignals>>,
    regions: RefCell<BTreeMap<RegionId, ArcRwSignal<RegionView>>>,
    hands: RefCell<Hands>,
    painter: RefCell<Painter>,
    keeping: Keeping,
    parent: RefCell<Option<Parent>>,
}

impl Bridge {
    /// Opens the session: what the address names, else the work of the last visit, else the small system of the first.
    pub fn open(options: Options) -> Self {
        let (session, opening) = keeping::first_session(options);
        let inner = Rc::new(Inner {
            options,
            opened_with: opening.revision,
            session: RefCell::new(session),
            cards: RefCell::default(),
            regions: RefCell::default(),
            hands: RefCell::default(),
            painter: RefCell::default(),
            keeping: Keeping::default(),
            parent: RefCell::default(),
        });
        let signals = Signals {
            inner: StoredValue::new_local(inner),
            revision: RwSignal::new(0),
            faults: RwSignal::new(0),
            possibilities: RwSignal::new(0),
            card_ids: RwSignal::default(),
            region_ids: RwSignal::default(),
            camera: RwSignal::new(Camera::default()),
            gesture: RwSignal::new("idle"),
            hint: RwSignal::default(),
            invitation: RwSignal::default(),
            verdicts: RwSignal::default(),
            findings: RwSignal::default(),
            preview: RwSignal::default(),
            counts_links: RwSignal::new(false),
            lesson: RwSignal::default(),
            lessons_done: RwSignal::new(learning::kept()),
            inspected: RwSignal::default(),
            live_numbers: RwSignal::default(),
            transport: RwSignal::default(),
            speed: RwSignal::new(1.0),
            log: RwSignal::default(),
            messages: RwSignal::default(),
            log_open: RwSignal::new(true),
            sheet: RwSignal::default(),
            dialog: RwSignal::default(),
            chaos_open: RwSignal::new(false),
            menu: RwSignal::default(),
        };
        // The bridge is there as long as the page is: there is one, and nobody takes it down.
        let bridge = Self(Box::leak(Box::new(signals)));
        bridge.start_painting();
        bridge.listen();
        bridge.begin_keeping(&opening);
        bridge.publish();
        bridge.begin_embedding();
        bridge
    }

    /// The bridge of this page.
    pub fn of_page() -> Self {
        expect_context()
    }

    fn inner(self) -> Rc<Inner> {
        self.inner.get_value()
    }

    /// How the page was asked for.
    pub fn options(self) -> Options {
        self.inner().options
    }

    /// Reads of the session. Whoever wants to read again when it changes has to track a signal first.
    pub fn read<T>(self, read: impl FnOnce(&Session) -> T) -> T {
        read(&self.inner().session.borrow())
    }

    /// Does something with the session, then does what the session asks for and tells the page what changed.
    pub fn change<T>(self, change: impl FnOnce(&mut Session) -> T) -> T {
        let result = change(&mut self.inner().session.borrow_mut());
        self.fulfil_requests();
        self.publish();
        result
    }

    /// The signals of a card; `None` if there is no such component.
    pub fn card(self, id: ComponentId) -> Option<CardSignals> {
        self.inner().cards.borrow().get(&id).cloned()
    }

    /// The signal of a region; `None` if there is no such region.
    pub fn region(self, id: RegionId) -> Option<ArcRwSignal<RegionView>> {
        self.inner().regions.borrow().get(&id).cloned()
    }
}
