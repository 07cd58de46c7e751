//! How many actions the test system takes: users, two name servers, two balancers, three servers, a cache, a database with a
//! standby and a replica, two regions with a zone each. A drag is one action, and so is a click, a tap, a hold, and what is
//! chosen from a list that is open. The keyboard's presses are counted in `keyboard.rs`, which draws the same.

use serde_json::{Value, json};
use topple_browser_tests::action::{Point, Pointer};
use topple_browser_tests::browser::Viewport;
use topple_browser_tests::{Page, Visit};

use crate::hands::{card, command, components, is_the_test_system};

/// A touch screen as large as that of a tablet on its side.
const TABLET: Viewport = Viewport {
    width: 1180,
    height: 820,
    mobile: true,
};

/// A hand that counts what it does.
struct Hand<'a> {
    page: &'a Page,
    pointer: Pointer,
    actions: usize,
}

impl Hand<'_> {
    fn press(&mut self, selector: &str) {
        self.page.wait_for_element(selector);
        self.press_at(self.page.resting_middle(selector));
    }

    fn press_at(&mut self, at: Point) {
        if self.pointer == Pointer::Touch {
            // Chromium takes a tap right after another touch for half of a double one; no finger is that quick.
            std::thread::sleep(std::time::Duration::from_millis(1200));
        }
        self.actions += 1;
        self.page.tap(self.pointer, at);
    }

    fn drag(&mut self, from: Point, to: Point) {
        self.actions += 1;
        self.page.drag(self.pointer, &[from, to]);
    }

    /// Opens the menu of what lies there: with the other button, or by a finger that rests.
    fn menu_at(&mut self, at: Point) {
        self.actions += 1;
        let action = match self.pointer {
            Pointer::Touch => self.pointer.rest_and_drag(800, &[at]),
            pointer => pointer.menu_click(at),
        };
        self.page.browser().perform(&[action]);
        self.page.wait_for_element(".menu [role='menuitem']");
    }

    /// Where a card is taken hold of: beside its button, its name and its port.
    fn grip(&self, id: &str) -> Point {
        self.page.wait_for_element(&card(id));
        let rests = self.page.resting_middle(&card(id));
        let left = self.page.browser().run(
            "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.left + r.width * 0.3, r.top + r.height * 0.5]",
            &[json!(card(id))],
        );
        Point {
            x: left[0].as_f64().unwrap_or(rests.x),
            y: left[1].as_f64().unwrap_or(rests.y),
        }
    }

    /// Drags from a card's port to free ground and chooses what stands there.
    fn call_new(&mut self, from: &str, kind: &str, to: Point) -> String {
        let before = components(self.page);
        let port = self
            .page
            .resting_middle(&format!("{} [data-port]", card(from)));
        self.drag(port, to);
        self.press(&format!("[data-offer='{kind}']"));
        self.new_one(&before)
    }

    fn new_one(&self, before: &[String]) -> String {
        self.page.wait_for("a part is added", |page| {
            components(page).into_iter().find(|id| !before.contains(id))
        })
    }

    fn select(&mut self, id: &str) {
        self.press_at(self.grip(id));
        self.page.wait_until("it is selected", |page| {
            page.attribute(&card(id), "data-selected").as_deref() == Some("true")
        });
    }

    /// Copies what is selected, with its links.
    fn duplicate(&mut self) -> String {
        let before = components(self.page);
        self.press("#inspector [data-command='duplicate']");
        self.new_one(&before)
    }

    /// Chooses in a list: opens it, and takes an entry.
    fn choose(&mut self, list: &str, value: &str) {
        self.actions += 2;
        self.page.wait_for_element(list);
        let option = format!("{list} option[value='{value}']");
        let session = self.page.browser().session();
        let element = session.post(
            "/element",
            &json!({ "using": "css selector", "value": option }),
        );
        let id = element
            .as_object()
            .and_then(|names| names.values().next())
            .and_then(Value::as_str)
            .unwrap_or_default();
        session.post(&format!("/element/{id}/click"), &json!({}));
    }

    /// Puts a region around two cards, and another around that.
    fn frame_twice(&mut self, first: &str, second: &str) {
        let regions = self.page.count("[data-region]");
        match self.pointer {
            // A resting finger selects, beside what is selected already, and taps add.
            Pointer::Touch => {
                self.press_at(ground());
                self.menu_at(self.grip(first));
                self.press_at(ground());
                self.press_at(self.grip(second));
            }
            pointer => {
                self.select(first);
                self.actions += 1;
                let at = self.grip(second);
                self.page.drag_with("Shift", pointer, &[at]);
            }
        }
        self.page.wait_until("both are selected", |page| {
            page.count("[data-component][data-selected='true']") == 2
        });
        let at = self.grip(second);
        self.frame(at, regions + 1);
        let title = self
            .page
            .resting_middle("[data-region][data-selected='true'] .region-name");
        self.frame(title, regions + 2);
    }

    fn frame(&mut self, at: Point, regions: u64) {
        self.menu_at(at);
        self.press(".menu [data-command='group']");
        self.page.wait_until("it is framed", |page| {
            page.count("[data-region]") == regions
        });
    }

    /// All of it.
    fn draws_the_system(&mut self) {
        let page = self.page;
        self.press(&command("new"));
        page.wait_until("it is empty", |page| components(page).is_empty());
        let place = |x: f64, y: f64| Point { x, y };
        self.drag(page.middle("[data-palette='client']"), place(240.0, 150.0));
        let users = self.new_one(&[]);
        let name_server = self.call_new(&users, "dns", place(390.0, 150.0));
        let balancer = self.call_new(&name_server, "load_balancer", place(615.0, 150.0));
        let server = self.call_new(&balancer, "server", place(390.0, 340.0));
        self.call_new(&server, "cache", place(620.0, 290.0));
        let database = self.call_new(&server, "database", place(620.0, 440.0));
        for (id, copies) in [(&name_server, 1), (&balancer, 1), (&server, 2)] {
            self.press(&command("fit"));
            self.select(id);
            for _ in 0..copies {
                self.duplicate();
            }
        }
        self.press(&command("fit"));
        self.select(&database);
        self.duplicate();
        self.select(&database);
        self.duplicate();
        self.choose("#inspector [data-setting='role']", "read_replica");
        for number in [1, 2] {
            self.press(&command("fit"));
            self.frame_twice(&format!("web-{number}"), &format!("db-{number}"));
        }
    }
}

/// A place where nothing lies.
fn ground() -> Point {
    Point { x: 300.0, y: 560.0 }
}

fn count(visit: &Visit, pointer: Pointer, most: usize) {
    visit.clone().run("/", |page| {
        page.wait_for_element("#inspector .panel-head");
        let mut hand = Hand {
            page,
            pointer,
            actions: 0,
        };
        hand.draws_the_system();
        is_the_test_system(page);
        eprintln!("{} actions", hand.actions);
        assert!(hand.actions <= most, "{} actions", hand.actions);
    });
}

#[test]
fn by_mouse_the_test_system_takes_at_most_45_actions() {
    count(&Visit::default(), Pointer::Mouse, 45);
}

#[test]
fn by_touch_the_test_system_takes_at_most_60_actions() {
    count(&Visit::default().on(TABLET), Pointer::Touch, 60);
}
