//! What a person does to a scenario, without a browser: pure values and functions, which tests drive as a person would.
//!
//! # The rooms
//!
//! ```text
//!            ┌─ view ──────┬─ simulation ─┐
//! document ◄─┤             ├─ findings ───┼──◄ session ◄── commands
//!            └─ course     └─ gestures ───┘
//! ```
//!
//! Arrows point at what a room knows; there are no others, and no circle of files. Each room is a value with a face of its
//! own and says at its head what holds in it. [`Session`] has one of each, hands them out, and tells each what the others did.
//!
//! # How the page uses it
//! There is one [`Session`]. The page hands it what happens and asks what changed:
//!
//! ```text
//! pointer event ─► session.pointer(PointerEvent{..})   key ─► session.key(Key{..}) -> handled?
//! wheel ────────► session.wheel(Wheel{..})             button ─► session.perform(Command::Kill)
//! power button ─► session.toggle_power(target)         palette ─► session.begin_place(drawn, pointer id), session.add(drawn)
//! inspector ────► session.set_field(&[id], "rate_rps", &value), change_component / _region / _link
//! resize ───────► session.set_viewport(width, height, insets)
//! fault ────────► session.simulate(|simulation| simulation.set_slowness(id, 4.0))
//! list ─────────► session.findings_mut().point_at(what is pointed at beside the canvas), session.mend(element, id)
//! frame ────────► session.frame(now_ms)  (a frame loop is needed while session.wants_frame()), and session.think() while it has room
//!
//! after each:     for request in session.take_requests() { dialog, clipboard, menu … }
//!                 let changes = session.take_changes();  // update the signals of just these
//! ```
//!
//! Everything is read back from the rooms: `document()`, `view()`, `simulation()`, `findings()`, `course()`; what they say together
//! from the session: `picture()`, `outline()`, `can(command)`, `label(command)`.
//!
//! # What holds
//! - Nothing changes the document but steps and gestures, each leaving one step of history or none; the run is never undone.
//! - Points are either of the *view* (pixels from the canvas's upper left corner) or of the *world* (canvas units);
//!   [`Camera`] turns one into the other.
//!
//! Absent here: Leptos, `web_sys`, clocks, threads, files.

pub mod bench;
pub mod changes;
pub mod commands;
pub mod course;
pub mod document;
pub mod findings;
pub mod gestures;
pub mod input;
pub mod moments;
pub mod numbers;
pub mod repeated;
pub mod session;
pub mod simulation;
pub mod view;

pub use changes::Changes;
pub use commands::row::Offered;
pub use commands::shortcut::Shortcut;
pub use commands::table::Command;
pub use course::{Asked, Course};
pub use document::Document;
pub use document::add::Drawn;
pub use document::clipboard::first_scenario;
pub use document::selection::Selection;
pub use findings::highlight::{Additions, Highlight, Pointed};
pub use findings::latest::{CutList, Latest, Previewed};
pub use findings::{Findings, Flag};
pub use gestures::gesture::Gesture;
pub use input::{Button, Device, Key, Modifiers, PointerEvent, PointerKind, Wheel};
pub use session::Session;
pub use session::invitation::Invitation;
pub use session::messages::{Message, Severity, Topic};
pub use session::outline::OutlineItem;
pub use session::picture::{Overlay, Picture};
pub use session::request::{Request, Sharing};
pub use simulation::badge::{Badge, Shown, Turn};
pub use simulation::detail::{Detail, DetailRow};
pub use simulation::dots::Dot;
pub use simulation::playing::{SPEEDS, STEP_S};
pub use simulation::situation::{Situation, Standing};
pub use simulation::spoken::{Say, Spoken};
pub use simulation::traffic::Load;
pub use simulation::trial::Trial;
pub use simulation::{LogLine, Simulation};
pub use view::View;
pub use view::camera::{Camera, Insets, Names};
pub use view::curve::Curve;
pub use view::hit::Hit;
pub use view::label::Label;
