//! What is given out of a scenario, without a browser: its picture (SVG), its report (Markdown), what a change does to it, the QR code of its link,
//! and the code that embeds it in other pages.
//!
//! # What holds
//! - Texts of a scenario are data: a name with `<`, `&`, `"` or a control character leaves a picture, a page and a table
//!   well-formed.
//! - What is written is bounded by what a scenario may hold, and a name is always whole.
//!
//! Absent: the editor, a screen, files. Shapes come from whoever knows them.

pub mod compare;
pub mod drawing;
pub mod embed;
pub mod figures;
pub mod inks;
mod letters;
pub mod qr;
pub mod report;
pub mod svg;
