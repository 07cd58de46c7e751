//! What hands do: pointer and key actions, as WebDriver spells them.

use serde_json::{Value, json};

/// A place in the view, in CSS pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// The place that is `x` to the right and `y` below.
    #[must_use]
    pub fn offset(self, x: f64, y: f64) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
        }
    }
}

/// What points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse.
    Mouse,
    /// A finger.
    Touch,
    /// A pen.
    Pen,
}

impl Pointer {
    const fn name(self) -> &'static str {
        match self {
            Self::Mouse => "mouse",
            Self::Touch => "touch",
            Self::Pen => "pen",
        }
    }

    /// Presses and lets go at a place.
    pub fn tap(self, at: Point) -> Value {
        self.source("pointer", &[move_to(at), down(), up()])
    }

    /// Presses at the first place, moves over the others step by step, and lets go at the last.
    pub fn drag(self, places: &[Point]) -> Value {
        self.path("pointer", places)
    }

    /// One pointer's part in a gesture of several.
    pub fn path(self, id: &str, places: &[Point]) -> Value {
        /// In how many moves a pointer gets from one place to the next: a real hand's drag is never one jump.
        const STEPS: u32 = 6;
        let mut actions = Vec::new();
        if let Some(first) = places.first() {
            actions.extend([move_to(*first), down()]);
        }
        for pair in places.windows(2) {
            for step in 1..=STEPS {
                let share = f64::from(step) / f64::from(STEPS);
                let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
                actions.push(move_to(pair[0].offset(dx * share, dy * share)));
            }
        }
        actions.push(up());
        self.source(id, &actions)
    }

    /// Presses and lets go at a place, twice in a row.
    pub fn double_tap(self, at: Point) -> Value {
        self.source("pointer", &[move_to(at), down(), up(), down(), up()])
    }

    /// Presses at the first place and rests there, then moves over the others and lets go at the last.
    pub fn rest_and_drag(self, rest_ms: u32, places: &[Point]) -> Value {
        let mut actions = Vec::new();
        if let Some(first) = places.first() {
            let rest = json!({ "type": "pause", "duration": rest_ms });
            actions.extend([move_to(*first), down(), rest]);
        }
        actions.extend(places.iter().skip(1).map(|at| move_to(*at)));
        actions.push(up());
        self.source("pointer", &actions)
    }

    /// Presses and lets go at a place, with the button for menus.
    pub fn menu_click(self, at: Point) -> Value {
        let button = |kind| json!({ "type": kind, "button": 2 });
        self.source(
            "pointer",
            &[move_to(at), button("pointerDown"), button("pointerUp")],
        )
    }

    /// Presses and lets go at a place, with the wheel's button.
    pub fn middle_click(self, at: Point) -> Value {
        let button = |kind| json!({ "type": kind, "button": 1 });
        self.source(
            "pointer",
            &[move_to(at), button("pointerDown"), button("pointerUp")],
        )
    }

    fn source(self, id: &str, actions: &[Value]) -> Value {
        json!({ "type": "pointer", "id": id, "parameters": { "pointerType": self.name() }, "actions": actions })
    }
}

/// Moves the mouse to a place and leaves it there.
pub fn hover(at: Point) -> Value {
    Pointer::Mouse.source("pointer", &[move_to(at)])
}

/// Turns the wheel at a place: down is positive.
pub fn wheel(at: Point, down: i32) -> Value {
    let scroll = json!({ "type": "scroll", "x": at.x.round() as i32, "y": at.y.round() as i32, "deltaX": 0, "deltaY": down, "duration": 0, "origin": "viewport" });
    // The pause lets a key that is held meanwhile go down first: all sources take their steps side by side.
    json!({ "type": "wheel", "id": "wheel", "actions": [json!({ "type": "pause" }), scroll] })
}

/// Presses a chord such as `Control+Shift+z`, `Enter` or `k`, and lets go of it in the opposite order.
pub fn chord(keys: &str) -> Value {
    let keys: Vec<String> = keys.split('+').map(key).collect();
    let press = |key: &String| json!({ "type": "keyDown", "value": key });
    let release = |key: &String| json!({ "type": "keyUp", "value": key });
    let actions: Vec<Value> = keys
        .iter()
        .map(press)
        .chain(keys.iter().rev().map(release))
        .collect();
    json!({ "type": "key", "id": "keyboard", "actions": actions })
}

/// Presses a key and holds it.
pub fn hold(name: &str) -> Value {
    json!({ "type": "key", "id": "keyboard", "actions": [{ "type": "keyDown", "value": key(name) }] })
}

/// Types a text, one key after the other.
pub fn typing(text: &str) -> Value {
    let actions: Vec<Value> = text
        .chars()
        .flat_map(|key| {
            ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
        })
        .collect();
    json!({ "type": "key", "id": "keyboard", "actions": actions })
}

/// The code points that WebDriver gives to the keys which type nothing.
fn key(name: &str) -> String {
    match name {
        "Backspace" => "\u{e003}",
        "Tab" => "\u{e004}",
        "Enter" => "\u{e007}",
        "Shift" => "\u{e008}",
        "Control" => "\u{e009}",
        "Alt" => "\u{e00a}",
        "Escape" => "\u{e00c}",
        "Space" => " ",
        "End" => "\u{e010}",
        "Home" => "\u{e011}",
        "F2" => "\u{e032}",
        "F6" => "\u{e036}",
        "F10" => "\u{e03a}",
        "ArrowLeft" => "\u{e012}",
        "ArrowUp" => "\u{e013}",
        "ArrowRight" => "\u{e014}",
        "ArrowDown" => "\u{e015}",
        "Delete" => "\u{e017}",
        other => other,
    }
    .to_owned()
}

fn move_to(at: Point) -> Value {
    json!({ "type": "pointerMove", "duration": 0, "origin": "viewport", "x": at.x.round(), "y": at.y.round() })
}

fn down() -> Value {
    json!({ "type": "pointerDown", "button": 0 })
}

fn up() -> Value {
    json!({ "type": "pointerUp", "button": 0 })
}
