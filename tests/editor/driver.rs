//! A hand that reads instructions, and a picture that can be compared with text.

use std::fmt::Write as _;

use topple::editor::{
    Button, Device, Drawn, Insets, Key, Modifiers, PointerEvent, PointerKind, Request, Session,
};
use topple::model::sketch::sketch;
use topple::model::{ComponentId, Point, Rect, RegionId, Target};

pub struct Hand {
    pub session: Session,
    pub device: Device,
    pub modifiers: Modifiers,
    pub now_ms: f64,
}

/// A session on a sketch, at 100 %, that shows everything.
pub fn hand(text: &str) -> Hand {
    of(Session::new(sketch(text)))
}

pub fn of(mut session: Session) -> Hand {
    session
        .view_mut()
        .set_viewport(4_000.0, 3_000.0, Insets::default());
    session.fit();
    let zoom = session.view().camera().zoom;
    session.view_mut().zoom_by(1.0 / zoom);
    session.take_changes();
    Hand {
        session,
        device: Device::Mouse,
        modifiers: Modifiers::default(),
        now_ms: 0.0,
    }
}

pub fn id(text: &str) -> ComponentId {
    ComponentId::new(text).expect("an id")
}

pub fn region(text: &str) -> RegionId {
    RegionId::new(text).expect("an id")
}

impl Hand {
    /// Carries out one instruction per line.
    pub fn does(&mut self, text: &str) -> &mut Self {
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            self.one(&words);
        }
        self
    }

    fn one(&mut self, words: &[&str]) {
        match words {
            ["click", what @ ..] => {
                let at = self.point(what);
                self.press(at, Button::Primary);
                self.lift(at, Button::Primary);
                self.now_ms += 1_000.0;
            }
            ["shift", rest @ ..] => {
                self.modifiers.shift = true;
                self.one(rest);
                self.modifiers.shift = false;
            }
            ["alt", rest @ ..] => {
                self.modifiers.alt = true;
                self.one(rest);
                self.modifiers.alt = false;
            }
            ["ctrl", rest @ ..] => {
                self.modifiers.command = true;
                self.one(rest);
                self.modifiers.command = false;
            }
            ["drag", rest @ ..] => {
                self.begin_drag(rest);
                let at = self.end_of_drag(rest);
                self.lift(at, Button::Primary);
            }
            ["hold", rest @ ..] => self.begin_drag(rest),
            ["key", keys] => {
                self.key(keys);
            }
            ["place", what, "at", x, y] => {
                let at = Point::new(number(x), number(y));
                self.session.begin_place(drawn(what), 1);
                self.event(PointerKind::Move, at, Button::Primary);
                self.lift(at, Button::Primary);
            }
            ["add", what] => {
                self.session.add(drawn(what));
            }
            ["select", what @ ..] => {
                let targets: Vec<Target> = what.iter().map(|w| self.target(w)).collect();
                self.session.document_mut().select(targets);
            }
            ["do", command] => {
                let command = topple::editor::Command::from_key(command).expect("a command");
                self.session.perform(command);
            }
            other => panic!("the hand does not know how to {other:?}"),
        }
    }

    fn begin_drag(&mut self, words: &[&str]) {
        let split = words
            .iter()
            .position(|w| *w == "to" || *w == "by")
            .expect("to or by");
        let from = self.point(&words[..split]);
        let to = self.end_of_drag(words);
        self.press(from, Button::Primary);
        self.event(PointerKind::Move, between(from, to, 0.4), Button::Primary);
        self.event(PointerKind::Move, to, Button::Primary);
    }

    fn end_of_drag(&self, words: &[&str]) -> Point {
        let split = words
            .iter()
            .position(|w| *w == "to" || *w == "by")
            .expect("to or by");
        let from = self.point(&words[..split]);
        match (words[split], &words[split + 1..]) {
            ("by", [x, y]) => from.offset(number(x), number(y)),
            (_, to) => self.point(to),
        }
    }

    /// A point in the world: `web-1` its card, `port web-1`, `title west`, `corner west`, `link a>b`, `10 20`.
    fn point(&self, words: &[&str]) -> Point {
        let frame = |r: &str| {
            self.session
                .document()
                .region(region(r))
                .expect("a region")
                .frame
        };
        match words {
            ["port", card] => {
                let card = Rect::card(
                    self.session
                        .document()
                        .component(id(card))
                        .expect("a component")
                        .at,
                );
                Point::new(card.right(), card.centre().y)
            }
            ["title", r] => Point::new(frame(r).x + 20.0, frame(r).y + 10.0),
            ["corner", r] => Point::new(frame(r).right() - 2.0, frame(r).bottom() - 2.0),
            ["link", link] => {
                let link = topple::model::LinkId::parse(link).expect("a link");
                topple::editor::view::curve::of_link(self.session.document(), link)
                    .expect("a link")
                    .at(0.5)
            }
            [x, y] => Point::new(number(x), number(y)),
            [card] => self
                .session
                .document()
                .component(id(card))
                .expect("a component")
                .at
                .offset(-10.0, 5.0),
            other => panic!("no point {other:?}"),
        }
    }

    pub fn target(&self, word: &str) -> Target {
        self.session
            .document()
            .scenario()
            .target(word)
            .unwrap_or_else(|| panic!("no {word}"))
    }

    pub fn press(&mut self, at: Point, button: Button) {
        self.event(PointerKind::Down, at, button);
    }

    pub fn lift(&mut self, at: Point, button: Button) {
        self.event(PointerKind::Up, at, button);
    }

    pub fn event(&mut self, kind: PointerKind, at: Point, button: Button) {
        self.finger(1, kind, at, button);
    }

    /// An event of one of several pointers, in the world.
    pub fn finger(&mut self, pointer: i32, kind: PointerKind, at: Point, button: Button) {
        self.now_ms += 10.0;
        self.session.pointer(PointerEvent {
            kind,
            id: pointer,
            at: self.session.view().camera().view_from_world(at),
            at_ms: self.now_ms,
            button,
            modifiers: self.modifiers,
            device: self.device,
            hit: None,
        });
    }

    /// `Ctrl+Shift+Z`; whether it meant something.
    pub fn key(&mut self, keys: &str) -> bool {
        let mut modifiers = Modifiers::default();
        let mut key = keys;
        while let Some((modifier, rest)) = key.split_once('+').filter(|(_, rest)| !rest.is_empty())
        {
            match modifier {
                "Ctrl" => modifiers.command = true,
                "Shift" => modifiers.shift = true,
                "Alt" => modifiers.alt = true,
                other => panic!("no modifier {other:?}"),
            }
            key = rest;
        }
        let key = if key == "Space" { " " } else { key };
        self.session.key(Key {
            key,
            modifiers,
            ..Key::default()
        })
    }

    /// The document in a few lines: what is selected bears a star, what is dead a cross.
    pub fn picture(&self) -> String {
        let document = self.session.document().scenario();
        let mut text = String::new();
        let sign = |target| {
            let star = if self.session.document().selection().contains(target) {
                " *"
            } else {
                ""
            };
            let cross = if self.session.simulation().is_alive(target) {
                ""
            } else {
                " ✗"
            };
            format!("{cross}{star}")
        };
        for r in &document.regions {
            let Rect {
                x,
                y,
                width,
                height,
            } = r.frame;
            let _ = write!(text, "[{}] {x},{y} {width}×{height}", r.id);
            if let Some(parent) = r.parent {
                let _ = write!(text, " in {parent}");
            }
            let _ = writeln!(text, "{}", sign(Target::Region(r.id)));
        }
        for c in &document.components {
            let _ = write!(text, "{} {},{}", c.id, c.at.x, c.at.y);
            if let Some(region) = c.region {
                let _ = write!(text, " in {region}");
            }
            let _ = writeln!(text, "{}", sign(Target::Component(c.id)));
        }
        for l in &document.links {
            let _ = writeln!(text, "{}{}", l.id(), sign(Target::Link(l.id())));
        }
        text
    }

    /// Only the lines of the picture that begin so.
    pub fn shows(&self, start: &str) -> String {
        let picture = self.picture();
        let lines: Vec<&str> = picture.lines().filter(|l| l.starts_with(start)).collect();
        lines.join("\n")
    }

    /// All messages, one per line.
    pub fn told(&self) -> String {
        let texts: Vec<&str> = self
            .session
            .messages()
            .iter()
            .map(|m| m.text.as_str())
            .collect();
        texts.join("\n")
    }

    /// The steps that undo would take back, the newest first.
    pub fn steps(&mut self) -> Vec<String> {
        let mut steps = Vec::new();
        while let Some(label) = self
            .session
            .document()
            .history()
            .undo_label()
            .map(str::to_owned)
        {
            steps.push(label);
            self.session.undo();
        }
        for _ in &steps {
            self.session.redo();
        }
        steps
    }

    pub fn requests(&mut self) -> Vec<Request> {
        self.session.take_requests()
    }
}

pub fn drawn(key: &str) -> Drawn {
    Drawn::ALL
        .into_iter()
        .find(|d| d.key() == key)
        .expect("something of the palette")
}

fn number(word: &str) -> f64 {
    word.parse()
        .unwrap_or_else(|_| panic!("{word:?} is no number"))
}

fn between(a: Point, b: Point, t: f64) -> Point {
    Point::new(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
}

/// Text without the indentation of the test's source.
pub fn lines(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .fold(String::new(), |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        })
}
