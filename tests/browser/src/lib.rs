//! Tests of the built page in a real headless browser, each as a person would find out: by pointer, key and what is on the screen.
//!
//! [`visit`] serves the built folder, opens it in a browser of its own, runs the test, and in the end
//! lets no error or warning on the console pass. `cargo xtask test browser` builds the page and runs them all.

#![allow(
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    reason = "tests are made to panic: what is not as expected ends them, wherever it shows"
)]

pub mod action;
pub mod axe;
pub mod browser;
pub mod engine;
pub mod page;
pub mod site;
pub mod webdriver;

pub use page::{Page, Visit, visit};
