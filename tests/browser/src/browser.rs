//! A headless Chromium: its window, its pictures, its console.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::webdriver::{Driver, Session};

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
    _driver: Driver,
    console: RefCell<Vec<String>>,
}

impl Browser {
    /// Starts one.
    pub fn start() -> Self {
        let driver = Driver::start();
        let arguments = [
            "--headless",
            // Everything this browser ever opens comes from this machine; as root there is no sandbox to be had.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ];
        let session = Session::new(
            &driver,
            &json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "args": arguments },
                "goog:loggingPrefs": { "browser": "ALL" },
            }),
        );
        Self {
            session,
            _driver: driver,
            console: RefCell::default(),
        }
    }

    /// The WebDriver session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Sets the size of the current tab's view.
    pub fn set_viewport(&self, viewport: Viewport) {
        let Viewport {
            width,
            height,
            mobile,
        } = viewport;
        // The window itself cannot be made as narrow as a phone.
        self.session.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile }),
        );
        let touch = json!({ "enabled": mobile, "maxTouchPoints": 5 });
        self.session
            .devtools("Emulation.setTouchEmulationEnabled", &touch);
    }

    /// Sets the theme that the current tab's page is asked for.
    pub fn set_theme(&self, theme: Theme) {
        let features = json!([{ "name": "prefers-color-scheme", "value": theme.name() }]);
        self.session.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": features }),
        );
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

    /// Runs a script in every page that this tab goes to, before anything of the page.
    pub fn before_every_page(&self, script: &str) {
        self.session.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({ "source": script }),
        );
    }

    /// From now on the pages of this tab run no script of their own.
    pub fn switch_scripts_off(&self) {
        self.session.devtools(
            "Emulation.setScriptExecutionDisabled",
            &json!({ "value": true }),
        );
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

    /// Every error and warning on the console so far, a panic of the page being one.
    pub fn complaints(&self) -> Vec<String> {
        let entries = self.session.post("/se/log", &json!({ "type": "browser" }));
        let mut console = self.console.borrow_mut();
        for entry in entries.as_array().into_iter().flatten() {
            if matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")) {
                console.push(entry["message"].as_str().unwrap_or_default().to_owned());
            }
        }
        console.clone()
    }

    /// What was on the console so far was to be expected.
    pub fn forget_complaints(&self) {
        self.complaints();
        self.console.borrow_mut().clear();
    }
}
