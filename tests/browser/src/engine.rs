//! The engines that the page is tested in, and what is left out where.

use std::env;
use std::io::Write;

/// A browser engine and the driver that it is driven by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, by chromedriver: the whole suite.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// `WebKitGTK`'s `MiniBrowser`, by `WebKitWebDriver`, on a display (Xvfb does).
    WebKit,
}

impl Engine {
    /// The one that `TOPPLE_ENGINE` names; Chromium where it names none.
    ///
    /// # Panics
    /// When it names an engine that there is none of.
    pub fn of_this_run() -> Self {
        match env::var("TOPPLE_ENGINE").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => {
                panic!("TOPPLE_ENGINE is `{other}`; chromium, firefox and webkit there are")
            }
        }
    }

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }
}

/// Whether the test that asks is left out in this run's engine, which is then told past the test runner's capture.
/// `docs/engines.md` lists every such call; `tests/engines.rs` holds the two together.
pub fn left_out_in(engines: &[Engine], why: &str) -> bool {
    let engine = Engine::of_this_run();
    let is_left_out = engines.contains(&engine);
    if is_left_out {
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        // `eprintln!` would be captured, and nobody would read it.
        let _ = writeln!(
            std::io::stderr(),
            "left out in {}: {test}: {why}",
            engine.name()
        );
    }
    is_left_out
}
