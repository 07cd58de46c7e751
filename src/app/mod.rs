//! The page: Leptos components over one bridge to the editor; every use of `web_sys` is in `browser/`.

pub mod browser;
mod figures;
mod icon;
mod view;

/// Mounts the page into `<body>`.
pub fn mount() {
    browser::crash::install();
}
