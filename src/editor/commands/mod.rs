//! Commands: what a person can do, each with its label, its keys, when it can be done and what it does.
//!
//! # What holds
//! - There is one table ([`table`]); menus, toolbar, shortcuts, palette and help are all drawn from it. A file holds the rows
//!   of a family.
//! - A command reads the rooms and proposes a step of the document, does something with the run, moves the camera, or asks
//!   the page for what lies outside of the editor (a dialog, the clipboard) as a
//!   [`Request`](super::session::request::Request). It changes nothing in any other way.
//!
//! Absent: state of its own.

mod arrange;
mod clipboard;
mod edit;
mod faults;
mod file;
mod mend;
mod notes;
pub mod row;
pub mod search;
mod settings;
pub mod shortcut;
pub mod table;
mod transport;
mod view;
mod walk;
