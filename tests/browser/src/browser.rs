//! A headless browser: its window, its pictures, its console. What each engine has its own way for is in a file of its own.

mod chromium;
mod firefox;
mod webkit;

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::webdriver::{Driver, Session};

/// How often a browser is tried to be started.
const TRIES: usize = 3;

/// The size of the view, and whether it is a phone's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewport {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// A finger instead of a mouse, and a phone's way of laying out a page.
    pub mobile: bool,
}

impl Viewport {
    /// A small laptop.
    pub const LAPTOP: Self = Self {
        width: 1280,
        height: 800,
        mobile: false,
    };
    /// A phone, held upright.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
        mobile: true,
    };
    /// A large screen.
    pub const WALL: Self = Self {
        width: 2560,
        height: 1440,
        mobile: false,
    };
}

/// The theme that the person's system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Its name in `prefers-color-scheme`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A browser of its own, with a fresh profile; it ends when this is dropped.
#[derive(Debug)]
pub struct Browser {
    // Dropped in this order: the driver must be there to close the session.
    session: Session,
    driver: Driver,
    engine: Engine,
    console: RefCell<Vec<String>>,
    /// How many of the lines that the driver printed are accounted for.
    read: Cell<usize>,
}

impl Browser {
    /// Starts one of the engine of this run.
    pub fn start() -> Self {
        Self::of(Engine::of_this_run())
    }

    /// Starts one of an engine. A driver that starts none is tried again, as a new one: `WebKit`'s hangs now and then.
    ///
    /// # Panics
    /// When none starts.
    pub fn of(engine: Engine) -> Self {
        let capabilities = match engine {
            Engine::Chromium => chromium::capabilities(),
            Engine::Firefox => firefox::capabilities(),
            Engine::WebKit => webkit::capabilities(),
        };
        let mut told = Vec::new();
        for _ in 0..TRIES {
            let begun = Driver::start(engine).and_then(|driver| {
                let session = Session::new(&driver, &capabilities)?;
                Ok((session, driver))
            });
            match begun {
                Ok((session, driver)) => {
                    return Self {
                        session,
                        driver,
                        engine,
                        console: RefCell::default(),
                        read: Cell::default(),
                    };
                }
                Err(why) => told.push(why),
            }
        }
        panic!("{} does not start: {}", engine.name(), told.join("; "));
    }

    /// Its engine.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The WebDriver session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Sets the size of the current tab's view.
    pub fn set_viewport(&self, viewport: Viewport) {
        self.set_screen(viewport, 1);
    }

    /// Sets the size of the current tab's view, and how many pixels of the screen each of its own has along a side.
    ///
    /// # Panics
    /// When the engine's driver has no word for such a screen.
    pub fn set_screen(&self, viewport: Viewport, scale: u32) {
        match self.engine {
            Engine::Chromium => chromium::set_screen(&self.session, viewport, scale),
            Engine::Firefox => firefox::set_screen(&self.session, viewport, scale),
            Engine::WebKit => webkit::set_screen(&self.session, viewport, scale),
        }
    }

    /// Sets the theme that the current tab's page is asked for, with the system's own colours forced upon it or not.
    ///
    /// # Panics
    /// When the engine's driver has no word for it.
    pub fn set_theme(&self, theme: Theme, forced_colours: bool) {
        match self.engine {
            Engine::Chromium => chromium::set_theme(&self.session, theme, forced_colours),
            Engine::Firefox => firefox::set_theme(&self.session, theme, forced_colours),
            Engine::WebKit => webkit::set_theme(theme, forced_colours),
        }
    }

    /// Goes to an address and waits until it has loaded.
    pub fn go(&self, url: &str) {
        self.session.post("/url", &json!({ "url": url }));
    }

    /// Runs a script in the page, its arguments being `arguments[0]` and on; returns what it returns.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.session.post(
            "/execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// Runs a script in every page that this tab goes to, before anything of the page: in Chromium alone.
    pub fn before_every_page(&self, script: &str) {
        chromium::before_every_page(&self.session, script);
    }

    /// From now on the pages of this tab run no script of their own.
    ///
    /// # Panics
    /// When the engine's driver has no word for it.
    pub fn switch_scripts_off(&self) {
        match self.engine {
            Engine::Chromium => chromium::switch_scripts_off(&self.session),
            Engine::Firefox => firefox::switch_scripts_off(&self.session),
            Engine::WebKit => panic!("WebKit's driver cannot switch scripts off"),
        }
    }

    /// Performs pointer and key actions, all sources at once, and lets go of whatever is still held.
    pub fn perform(&self, sources: &[Value]) {
        self.session
            .post("/actions", &json!({ "actions": sources }));
        if let Err(error) = self.session.delete("/actions") {
            panic!("the hands cannot let go: {error}");
        }
    }

    /// Takes a picture of the view; the error tells what is in the way.
    pub fn picture(&self, file: &Path) -> Result<(), String> {
        let encoded = self.session.get("/screenshot")?;
        let bytes = STANDARD
            .decode(encoded.as_str().unwrap_or_default())
            .map_err(|error| error.to_string())?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        fs::write(file, bytes).map_err(|error| error.to_string())
    }

    /// Every error and warning on the console so far, a panic of the page being one; `WebKit`'s driver tells of none.
    pub fn complaints(&self) -> Vec<String> {
        let new = match self.engine {
            Engine::Chromium => chromium::complaints(&self.session),
            Engine::Firefox => {
                let printed = self.driver.printed();
                let seen = self.read.replace(printed.len());
                firefox::complaints(&self.session, &printed[seen..])
            }
            Engine::WebKit => Vec::new(),
        };
        let mut console = self.console.borrow_mut();
        console.extend(new);
        console.clone()
    }

    /// What was on the console so far was to be expected.
    pub fn forget_complaints(&self) {
        self.complaints();
        self.console.borrow_mut().clear();
    }
}
