//! The page under test, by what is on the screen.

use std::env;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::action::{self, Point, Pointer};
use crate::browser::{Browser, Theme, Viewport};
use crate::site::{Site, Trouble};

/// How long anything may take that a test waits for. Generous: the machine may be busy, and a test that passes never waits that long.
const DEADLINE: Duration = Duration::from_secs(45);

/// Opens `address` (`/`, `/?embed`, `/#s=…`) of the built page on a laptop's screen, runs the test, and then wants a clean console.
pub fn visit(address: &str, test: impl FnOnce(&Page)) {
    Visit::default().run(address, test);
}

/// How a page is visited.
#[derive(Clone, Debug)]
pub struct Visit {
    viewport: Viewport,
    scale: u32,
    theme: Theme,
    forced_colours: bool,
    path: String,
    trouble: Option<(String, Trouble)>,
}

impl Default for Visit {
    fn default() -> Self {
        Self {
            viewport: Viewport::LAPTOP,
            scale: 1,
            theme: Theme::Light,
            forced_colours: false,
            path: "/".into(),
            trouble: None,
        }
    }
}

impl Visit {
    /// On a screen of another size.
    #[must_use]
    pub fn on(mut self, viewport: Viewport) -> Self {
        self.viewport = viewport;
        self
    }

    /// With so many pixels of the screen for each of the view's along a side, as where the browser's zoom enlarges all.
    #[must_use]
    pub fn enlarged(mut self, scale: u32) -> Self {
        self.scale = scale;
        self
    }

    /// With the system's own colours forced upon the page.
    #[must_use]
    pub fn in_forced_colours(mut self) -> Self {
        self.forced_colours = true;
        self
    }

    /// With a theme.
    #[must_use]
    pub fn in_theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// Served under another path, which begins and ends with a slash.
    #[must_use]
    pub fn under(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// While files whose paths end like this cannot be fetched. The browser complains of that itself, so the console is
    /// not looked at.
    #[must_use]
    pub fn without(self, ending: &str) -> Self {
        self.with_trouble(ending, Trouble::Missing)
    }

    /// While something is wrong with files whose paths end like this; the console is not looked at.
    #[must_use]
    pub fn with_trouble(mut self, ending: &str, trouble: Trouble) -> Self {
        self.trouble = Some((ending.to_owned(), trouble));
        self
    }

    /// Visits and tests.
    ///
    /// # Panics
    /// When the test does, or when anything complained on the console.
    pub fn run(self, address: &str, test: impl FnOnce(&Page)) {
        let page = Page {
            site: Site::of_folder(&self.path, &built_folder()),
            browser: Browser::start(),
            visit: self,
        };
        if let Some((ending, trouble)) = &page.visit.trouble {
            page.trouble(&[(ending, trouble.clone())]);
        }
        page.prepare_tab();
        page.go(address);
        test(&page);
        if page.visit.trouble.is_some() {
            return;
        }
        let complaints = page.browser.complaints();
        assert!(
            complaints.is_empty(),
            "on the console:\n{}",
            complaints.join("\n")
        );
    }
}

/// A visited page. Elements are named by CSS selectors, and looked up anew each time.
#[derive(Debug)]
pub struct Page {
    browser: Browser,
    site: Site,
    visit: Visit,
}

impl Page {
    /// The browser, for what this has no word for.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// The whole URL of an address of this page.
    pub fn url(&self, address: &str) -> String {
        format!(
            "http://127.0.0.1:{}{}{}",
            self.site.port(),
            self.visit.path,
            address.trim_start_matches('/')
        )
    }

    /// Goes to an address of this page.
    pub fn go(&self, address: &str) {
        self.browser.go(&self.url(address));
    }

    /// From now on all files are served as they are.
    pub fn serve_everything(&self) {
        self.site.trouble(&[]);
    }

    /// From now on something is wrong with files whose paths end like this, and with no others.
    pub fn trouble(&self, troubles: &[(&str, Trouble)]) {
        self.site.trouble(troubles);
    }

    /// From now on pages of all origins may read its files, a sandboxed frame's among them.
    pub fn allow_all_origins(&self) {
        self.site.allow_all_origins();
    }

    /// The URL in the address bar.
    pub fn address_bar(&self) -> String {
        let url = self
            .browser
            .session()
            .get("/url")
            .unwrap_or_else(|error| panic!("the address bar: {error}"));
        url.as_str().unwrap_or_default().to_owned()
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.browser.session().post("/refresh", &json!({}));
    }

    /// Opens a URL in a new tab and goes there.
    pub fn open_in_new_tab(&self, url: &str) {
        let tab = self
            .browser
            .session()
            .post("/window/new", &json!({ "type": "tab" }));
        self.browser
            .session()
            .post("/window", &json!({ "handle": tab["handle"] }));
        self.prepare_tab();
        self.browser.go(url);
    }

    /// Closes this tab and goes back to the first.
    pub fn close_tab(&self) {
        let session = self.browser.session();
        if let Err(error) = session.delete("/window") {
            panic!("the tab cannot be closed: {error}");
        }
        let tabs = session
            .get("/window/handles")
            .unwrap_or_else(|error| panic!("the tabs: {error}"));
        session.post("/window", &json!({ "handle": tabs[0] }));
    }

    /// From now on all is about the inside of a frame.
    pub fn enter_frame(&self, selector: &str) {
        let element = self.browser.session().post(
            "/element",
            &json!({ "using": "css selector", "value": selector }),
        );
        self.browser
            .session()
            .post("/frame", &json!({ "id": element }));
    }

    /// From now on all is about the page itself again, and not about a frame in it.
    pub fn leave_frame(&self) {
        self.browser
            .session()
            .post("/frame", &json!({ "id": null }));
    }

    fn prepare_tab(&self) {
        self.browser
            .set_screen(self.visit.viewport, self.visit.scale);
        self.browser
            .set_theme(self.visit.theme, self.visit.forced_colours);
    }

    // What is on the screen.

    /// The text of the first such element as it is shown; `None` when there is none.
    pub fn text(&self, selector: &str) -> Option<String> {
        self.ask(
            "return document.querySelector(arguments[0])?.innerText",
            selector,
        )
        .as_str()
        .map(str::to_owned)
    }

    /// The texts of all such elements, in the page's order.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let texts = self.ask(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)",
            selector,
        );
        texts
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    }

    /// An attribute of the first such element.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1])";
        self.browser
            .run(script, &[json!(selector), json!(name)])
            .as_str()
            .map(str::to_owned)
    }

    /// What an input holds.
    pub fn value(&self, selector: &str) -> Option<String> {
        self.ask(
            "return document.querySelector(arguments[0])?.value",
            selector,
        )
        .as_str()
        .map(str::to_owned)
    }

    /// How many such elements there are.
    pub fn count(&self, selector: &str) -> u64 {
        self.ask(
            "return document.querySelectorAll(arguments[0]).length",
            selector,
        )
        .as_u64()
        .unwrap_or(0)
    }

    /// Whether there is such an element with a place on the screen.
    pub fn shows(&self, selector: &str) -> bool {
        let script = "return [...document.querySelectorAll(arguments[0])].some(e => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0)";
        self.ask(script, selector).as_bool().unwrap_or(false)
    }

    /// The middle of the first such element that is shown, scrolled to if need be.
    ///
    /// # Panics
    /// When none is shown.
    pub fn middle(&self, selector: &str) -> Point {
        // What lies on the canvas is panned to, never scrolled to: scrolling would shift the canvas under the page's own camera.
        let script = "
            const element = [...document.querySelectorAll(arguments[0])].find(e => e.checkVisibility() && e.getClientRects().length > 0);
            if (!element) return null;
            const middle = () => { const r = element.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; };
            const reached = ([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && (element.contains(hit) || hit.contains(element)); };
            if (!reached(middle()) && !element.closest('#canvas')) element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
            return middle();";
        let middle = self.ask(script, selector);
        match (middle[0].as_f64(), middle[1].as_f64()) {
            (Some(x), Some(y)) => Point { x, y },
            _ => panic!("nothing shown is `{selector}`"),
        }
    }

    fn ask(&self, script: &str, selector: &str) -> Value {
        self.browser.run(script, &[json!(selector)])
    }

    // Waiting.

    /// Waits until a condition holds.
    ///
    /// # Panics
    /// With `what` was waited for, when it takes too long.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&Self) -> bool) {
        self.wait_for(what, |page| condition(page).then_some(()));
    }

    /// Waits until there is an answer, and returns it.
    ///
    /// # Panics
    /// With `what` was waited for, when it takes too long.
    pub fn wait_for<T>(&self, what: &str, mut question: impl FnMut(&Self) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(answer) = question(self) {
                return answer;
            }
            assert!(
                start.elapsed() < DEADLINE,
                "waited in vain: {what}\n{}",
                self.in_words()
            );
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until such an element is shown.
    pub fn wait_for_element(&self, selector: &str) {
        self.wait_until(selector, |page| page.shows(selector));
    }

    // Hands.

    /// Clicks in the middle of an element, with the mouse.
    pub fn click(&self, selector: &str) {
        self.wait_for_element(selector);
        self.tap(Pointer::Mouse, self.resting_middle(selector));
    }

    /// The middle of such an element once it stands still: what is found out meanwhile may push it down.
    pub fn resting_middle(&self, selector: &str) -> Point {
        let mut before = self.middle(selector);
        self.wait_for("it stands still", |page| {
            let now = page.middle(selector);
            let rests = (now.x, now.y) == (before.x, before.y);
            before = now;
            rests.then_some(now)
        })
    }

    /// Presses and lets go at a place.
    pub fn tap(&self, pointer: Pointer, at: Point) {
        self.browser.perform(&[pointer.tap(at)]);
    }

    /// Drags over some places, and lets go at the last.
    pub fn drag(&self, pointer: Pointer, places: &[Point]) {
        self.browser.perform(&[pointer.drag(places)]);
    }

    /// Drags while a key is held.
    pub fn drag_with(&self, key: &str, pointer: Pointer, places: &[Point]) {
        // The key's source goes down in the first tick, and is let go of when all hands let go after the drag.
        self.browser
            .perform(&[action::hold(key), pointer.drag(places)]);
    }

    /// Puts two fingers down, left and right of a place, and moves them from one distance to another.
    pub fn pinch(&self, centre: Point, from: f64, to: f64) {
        let path = |side: f64| {
            [
                centre.offset(side * from / 2.0, 0.0),
                centre.offset(side * to / 2.0, 0.0),
            ]
        };
        let fingers = [
            Pointer::Touch.path("left", &path(-1.0)),
            Pointer::Touch.path("right", &path(1.0)),
        ];
        self.browser.perform(&fingers);
    }

    /// Turns the wheel at a place: down is positive.
    pub fn wheel(&self, at: Point, down: i32) {
        self.browser.perform(&[action::wheel(at, down)]);
    }

    /// Turns the wheel at a place, while a key is held: down is positive.
    pub fn wheel_with(&self, key: &str, at: Point, down: i32) {
        self.browser
            .perform(&[action::hold(key), action::wheel(at, down)]);
    }

    /// Puts the keyboard's focus on an element, as walking there with Tab would.
    pub fn focus(&self, selector: &str) {
        self.wait_for_element(selector);
        self.ask("document.querySelector(arguments[0]).focus()", selector);
    }

    /// Presses a chord of keys: `k`, `Enter`, `Control+z`.
    pub fn press(&self, keys: &str) {
        self.browser.perform(&[action::chord(keys)]);
    }

    /// Replaces what an input holds, as one types, and leaves the input.
    pub fn enter(&self, selector: &str, text: &str) {
        self.click(selector);
        self.press("Control+a");
        self.browser.perform(&[action::typing(text)]);
        self.press("Tab");
    }

    /// All of the page's markup.
    pub fn source(&self) -> String {
        let source = self
            .browser
            .run("return document.documentElement.outerHTML", &[]);
        source.as_str().unwrap_or_default().to_owned()
    }

    /// Gives a file to a file input, as its dialog would.
    pub fn choose_file(&self, selector: &str, file: &Path) {
        self.choose_files(selector, &[file]);
    }

    /// Gives several files to a file input.
    pub fn choose_files(&self, selector: &str, files: &[&Path]) {
        let files = files.iter().map(|file| {
            let file = file.canonicalize().expect("the file is there");
            file.to_string_lossy().into_owned()
        });
        let files: Vec<String> = files.collect();
        let session = self.browser.session();
        let element = session.post(
            "/element",
            &json!({ "using": "css selector", "value": selector }),
        );
        let id = element
            .as_object()
            .and_then(|names| names.values().next())
            .and_then(Value::as_str)
            .unwrap_or_default();
        session.post(
            &format!("/element/{id}/value"),
            &json!({ "text": files.join("\n") }),
        );
    }

    /// What a failed test's message shows of the page.
    fn in_words(&self) -> String {
        let body = self.text("body").unwrap_or_default();
        let words: Vec<&str> = body.split_whitespace().take(400).collect();
        format!(
            "The page says: {}\nOn the console: {:?}",
            words.join(" "),
            self.browser.complaints()
        )
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed").replace("::", "-");
        let file = workspace().join(format!("target/screenshots/{name}.png"));
        match self.browser.picture(&file) {
            Ok(()) => eprintln!("What it looked like: {}", file.display()),
            Err(error) => eprintln!("There is no picture of it: {error}"),
        }
    }
}

/// The folder of the built page: `TOPPLE_DIST`, or `dist` in the workspace.
///
/// # Panics
/// When there is no page in it.
pub fn built_folder() -> PathBuf {
    let folder = env::var_os("TOPPLE_DIST").map_or_else(|| workspace().join("dist"), PathBuf::from);
    assert!(
        folder.join("index.html").is_file(),
        "{} holds no built page; `cargo xtask dist` makes one",
        folder.display()
    );
    folder
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
