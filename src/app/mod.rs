//! The page: Leptos components over one bridge to the editor; every use of `web_sys` is in `browser/`.

/// Mounts the page into `<body>`.
pub fn mount() {
    console_error_panic_hook::set_once();
}
