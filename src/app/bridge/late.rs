//! What of the bridge belongs to the [rest](crate::app::rest) of the page.

pub use super::findings::{findings, preview};
pub use super::keeping::first_session;
pub use super::panels::live_numbers;
