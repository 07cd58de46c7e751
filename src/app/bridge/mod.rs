//! The one bridge between the page and the session.
//!
//! It holds the session; what the browser tells becomes a call of the session, and after every call what changed
//! becomes signals: one small one per component and region, one revision for whatever reads the document, and one per
//! panel. Components of the page read those signals and call the methods here; nothing else touches the session.

mod actions;
mod autosave;
mod badges;
mod costs;
mod elements;
mod embedding;
mod fetching;
mod findings;
mod hands;
mod importing;
mod judged;
mod kept;
mod learning;
mod leaving;
mod messages;
mod opened;
mod painting;
mod panels;
mod passing;
mod publish;
mod reading;
mod requests;
mod said;
mod scene;
mod scrubbing;
mod timeline;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use super::browser::address::Options;
use super::browser::parent::Parent;
use super::fetched::{self, Fetched, Fetching};
use super::findings::{Findings, PreviewView};
use super::layout::Layout;
use super::open::{OpenDialog, OpenMenu, OpenOffer, Sheet};
use super::opening::Opening;
use super::view::{
    BadgeFlight, CardLive, CardView, CostsView, FateChipView, FateMark, Inspected, LessonView,
    LogView, NoteView, RegionView, RoleView, SaidView, TransportView, VerdictsView,
};
use crate::app::state::{ArcState, State};
use crate::editor::{Camera, Detail, Invitation, Label, Message, Session, Situation};
use crate::engine::Micros;
use crate::model::{ComponentId, GroupId, NoteId, RegionId, Target};

use autosave::Autosave;
pub use costs::costs;
use fetching::Waiting;
pub use findings::{findings, preview};
use hands::Hands;
use importing::Imports;
pub use opened::link_to_part;
use painting::Painter;
pub use panels::{detail, live_numbers};
pub use publish::{ailment, hint};

/// The signals of a card: what it is, how it fares, and of a database what that is now. They change at different paces.
#[derive(Clone)]
pub struct CardSignals {
    /// Of the document and the analysis.
    pub card: ArcState<CardView>,
    /// Of the run.
    pub live: ArcState<CardLive>,
    /// Of the run, for databases.
    pub role: ArcState<Option<RoleView>>,
}

/// A handle on the bridge, to be copied about; all copies are the same bridge.
///
/// It is one pointer: every closure of the page holds one, and copies of all signals would weigh a good part of it.
#[derive(Clone, Copy)]
pub struct Bridge(&'static Signals);

/// What is fetched after the first view of a page with this bridge.
pub type Rest = fetched::Rest<Bridge>;

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
    pub revision: State<u64>,
    /// Grows whenever a part dies or comes back.
    pub faults: State<u64>,
    /// Grows whenever what can be done may have changed.
    pub possibilities: State<u64>,
    /// The components, in the order drawn.
    pub card_ids: State<Vec<ComponentId>>,
    /// Those whose cards are elements of the page, in the same order.
    pub element_ids: State<Vec<ComponentId>>,
    /// The regions, in the order drawn.
    pub region_ids: State<Vec<RegionId>>,
    /// The marks of all shared fates.
    pub fates: State<Vec<FateMark>>,
    /// Their chips on the canvas.
    pub fate_chips: State<Vec<FateChipView>>,
    /// The shared fate that is pointed at.
    pub pointed_fate: State<Option<GroupId>>,
    /// The parts of which an import guesses something, sorted; those of which it asks something are marked.
    pub unsure: State<Vec<(ComponentId, bool)>>,
    /// What notes show, by their ids.
    pub notes: State<BTreeMap<NoteId, NoteView>>,
    /// The labels of links that are seen.
    pub labels: State<Vec<Label>>,
    /// Pan and zoom.
    pub camera: State<Camera>,
    /// What on the canvas has the keyboard's focus, or would get it.
    pub stop: State<Option<Target>>,
    /// The gesture under way: `idle`, `pan`, `move`, `link` …
    pub gesture: State<&'static str>,
    /// What the gesture under way would do, or why it would not.
    pub hint: State<Option<String>>,
    /// How to move the view of an embed, while the page around is scrolled past it.
    pub passing: State<Option<String>>,
    /// Badges that are on their way from one card to another.
    pub badge_flights: State<Vec<BadgeFlight>>,
    /// Where the invitation stands, until the first fault.
    pub invitation: State<Option<Invitation>>,
    /// What is served now, and why.
    pub situation: State<Situation>,
    /// The verdicts.
    pub verdicts: State<VerdictsView>,
    /// What the analysis finds out in its own time.
    pub findings: State<Findings>,
    /// The mend that is pointed at, and what it would change.
    pub preview: State<Option<PreviewView>>,
    /// What faults cost.
    pub costs: State<CostsView>,
    /// Whether links count as parts that can fail.
    pub counts_links: State<bool>,
    /// The lesson under way.
    pub lesson: State<Option<LessonView>>,
    /// The lessons that are done, by their keys.
    pub lessons_done: State<Vec<String>>,
    /// What the inspector is about.
    pub inspected: State<Inspected>,
    /// The live numbers of what is inspected, each with its name.
    pub live_numbers: State<Vec<(&'static str, String)>>,
    /// What there is to say of what is inspected.
    pub detail: State<Detail>,
    /// The sentence of the script that is shown.
    pub said: State<Option<SaidView>>,
    /// The transport's figures.
    pub transport: State<TransportView>,
    /// Seconds of virtual time in a second.
    pub speed: State<f64>,
    /// The log, the oldest first.
    pub log: State<Vec<LogView>>,
    /// What is read out, the oldest first, each with its number.
    pub read_out: State<Vec<(u64, String)>>,
    /// Messages that have not been dismissed.
    pub messages: State<Vec<Message>>,
    /// Whether the log is shown.
    pub log_open: State<bool>,
    /// How the panels stand.
    pub layout: State<Layout>,
    /// The panel that a phone's sheet shows.
    pub sheet: State<Option<Sheet>>,
    /// The dialog that is open.
    pub dialog: State<Option<OpenDialog>>,
    /// Whether what there is to set of chaos is open.
    pub chaos_open: State<bool>,
    /// Whether the rest of the top bar is open, where that is a menu.
    pub more_open: State<bool>,
    /// The menu that is open.
    pub menu: State<Option<OpenMenu>>,
    /// What is offered at the end of a link.
    pub offer: State<Option<OpenOffer>>,
    /// Whose name is edited in its place.
    pub renaming: State<Option<Target>>,
    /// Whether the camera moves over many cards.
    pub camera_moves: State<bool>,
    /// Whether nothing of the drawing is in sight.
    pub is_lost: State<bool>,
    /// Whether taps add to what is selected.
    pub selecting: State<bool>,
    /// What is fetched after the first view.
    pub rest: State<Fetched<Bridge>>,
}

/// What there is one of, and is no signal.
struct Inner {
    options: Options,
    imports: Imports,
    fetch: fn() -> Fetching<Bridge>,
    session: RefCell<Session>,
    cards: RefCell<BTreeMap<ComponentId, CardSignals>>,
    regions: RefCell<BTreeMap<RegionId, ArcState<RegionView>>>,
    /// Whether more cards are to become elements in the next frame.
    elements_wait: Cell<bool>,
    /// Whether what is committed comes of a field that is still typed into.
    is_typing: Cell<bool>,
    /// The moment of the run at which cards were last told what databases are.
    badges_at: Cell<Micros>,
    /// How far the log was read.
    log_read: Cell<u64>,
    hands: RefCell<Hands>,
    painter: RefCell<Painter>,
    autosave: Autosave,
    waiting: RefCell<Waiting>,
    /// When the notes that are shown go.
    notes_go: RefCell<Option<Timeout>>,
    /// When the word on scrolling past is hidden again.
    passing_ends: RefCell<Option<Timeout>>,
    /// When what was said is hidden again.
    said: RefCell<Option<Timeout>>,
    parent: RefCell<Option<Parent>>,
}

impl Bridge {
    /// The bridge to this session; `fetch` is how the rest of the page is had.
    pub fn open(
        options: Options,
        session: Session,
        opening: &Opening,
        fetch: fn() -> Fetching<Bridge>,
    ) -> Self {
        let inner = Rc::new(Inner {
            options,
            imports: Imports::default(),
            fetch,
            session: RefCell::new(session),
            cards: RefCell::default(),
            regions: RefCell::default(),
            elements_wait: Cell::default(),
            is_typing: Cell::default(),
            badges_at: Cell::default(),
            log_read: Cell::default(),
            hands: RefCell::default(),
            painter: RefCell::default(),
            autosave: Autosave::default(),
            waiting: RefCell::default(),
            notes_go: RefCell::default(),
            passing_ends: RefCell::default(),
            said: RefCell::default(),
            parent: RefCell::default(),
        });
        let signals = Signals {
            inner: StoredValue::new_local(inner),
            revision: State::new(0),
            faults: State::new(0),
            possibilities: State::new(0),
            card_ids: State::default(),
            element_ids: State::default(),
            region_ids: State::default(),
            fates: State::default(),
            fate_chips: State::default(),
            pointed_fate: State::default(),
            unsure: State::default(),
            notes: State::default(),
            labels: State::default(),
            camera: State::new(Camera::default()),
            stop: State::default(),
            gesture: State::new("idle"),
            hint: State::default(),
            passing: State::default(),
            badge_flights: State::default(),
            invitation: State::default(),
            situation: State::default(),
            verdicts: State::default(),
            findings: State::default(),
            preview: State::default(),
            costs: State::default(),
            counts_links: State::new(false),
            lesson: State::default(),
            lessons_done: State::new(learning::kept()),
            inspected: State::default(),
            live_numbers: State::default(),
            detail: State::default(),
            said: State::default(),
            transport: State::default(),
            speed: State::new(1.0),
            log: State::default(),
            read_out: State::default(),
            messages: State::default(),
            log_open: State::new(true),
            layout: State::default(),
            sheet: State::default(),
            dialog: State::default(),
            chaos_open: State::new(false),
            more_open: State::new(false),
            menu: State::default(),
            offer: State::default(),
            renaming: State::default(),
            camera_moves: State::new(false),
            is_lost: State::new(false),
            selecting: State::new(false),
            rest: State::new(Fetched::Coming),
        };
        // The bridge is there as long as the page is: there is one, and it is never dropped.
        let bridge = Self(Box::leak(Box::new(signals)));
        bridge.lay_out();
        bridge.start_painting();
        bridge.listen();
        bridge.begin_autosave(opening);
        bridge.publish();
        if options.embed {
            bridge.with_rest(move |rest| (rest.embed)(bridge));
        }
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

    /// Reads of the session. To read again when it changes, track a signal first.
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
    pub fn region(self, id: RegionId) -> Option<ArcState<RegionView>> {
        self.inner().regions.borrow().get(&id).cloned()
    }
}
