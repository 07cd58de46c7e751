//! What a hand does, without a browser: pure values and functions, which tests drive as a person would.
//!
//! # How the page uses it
//! There is one [`Session`]. The page hands it what happens and asks what changed:
//!
//! ```text
//! pointer event ─► session.pointer(PointerEvent{..})   key ─► session.key(Key{..}) -> handled?
//! wheel ────────► session.wheel(Wheel{..})             button ─► session.perform(Command::Kill)
//! power button ─► session.toggle_power(target)         palette ─► session.begin_place(drawn, pointer id), session.add(drawn)
//! inspector ────► session.set_field(&[id], "rate_rps", &value), change_component / _region / _link, settle() on blur
//! resize ───────► session.set_viewport(width, height, insets)
//! frame ────────► session.frame(now_ms)  (a frame loop is needed while session.wants_frame()), and session.think() while it has room
//! list ─────────► session.point_at(what is pointed at beside the canvas), session.mend(element, id)
//!
//! after each:     for request in session.take_requests() { dialog, clipboard, menu … }
//!                 let changes = session.take_changes();  // update the signals of just these
//! ```
//!
//! Everything is read back from the session: `document()`, `selection()`, `camera()`, `is_alive(target)`, `verdict_of(target)`,
//! `numbers(id)`, `link_target(id)` while a link is drawn, `log_since(cursor)`, `messages()`, `can(command)`, `label(command)`;
//! the picture as shapes (`picture()`, `dots()`), and as a list in words (`outline()`, `announcement()`).
//!
//! # What holds
//! - Nothing changes the document but edits and gestures, each leaving one step of history or none; the run is never undone.
//! - The document is sound between calls, and every frame encloses what is in it.
//! - While a gesture lasts it may move and size things, but neither adds, removes nor reorders: indices stay good.
//! - The run and the analysis are called in `live`, `deeper` and `transport` alone.
//!
//! Points are either of the *view* (pixels from the canvas's upper left corner) or of the *world* (canvas units);
//! [`Camera`] turns one into the other. Absent here: Leptos, `web_sys`, clocks, threads, files.

mod actions;
mod arrange;
pub mod camera;
pub mod changes;
mod clipboard;
pub mod commands;
mod course;
pub mod curve;
pub mod deeper;
mod document;
mod dots;
mod duplicate;
mod flow;
pub mod gesture;
pub mod gestures;
pub mod history;
pub mod hit;
mod injuring;
pub mod input;
mod layout;
pub mod live;
mod mending;
pub mod messages;
mod outline;
pub mod place;
pub mod pointing;
mod promoting;
pub mod selection;
pub mod session;
pub mod shapes;
mod shortcut;
pub mod snap;
mod spots;
pub mod traffic;
pub mod transport;

pub use camera::{Camera, Insets};
pub use changes::Changes;
pub use clipboard::first_scenario;
pub use commands::{Command, Request, Shown};
pub use course::Course;
pub use curve::Curve;
pub use deeper::{CutList, Latest, Previewed};
pub use dots::Dot;
pub use gesture::{Drawn, Gesture};
pub use hit::Hit;
pub use input::{Button, Device, Key, Modifiers, PointerEvent, PointerKind, Wheel};
pub use live::LogLine;
pub use messages::{Message, Severity};
pub use outline::OutlineItem;
pub use pointing::{Lit, Plan, Pointed};
pub use selection::Selection;
pub use session::Session;
pub use shapes::Picture;
pub use shortcut::Shortcut;
pub use transport::{SPEEDS, STEP_S};
