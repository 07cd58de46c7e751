//! Any input: undone wholly, the document is as it was, and redone it is as it ended. Nothing panics.

use proptest::prelude::*;
use topple::editor::view::place_of;
use topple::editor::{
    Button, Command, Device, Insets, Key, Modifiers, PointerEvent, PointerKind, Session, Wheel,
};
use topple::model::geometry::frames;
use topple::model::sketch::sketch;
use topple::model::{Point, Scenario, Target, fields, validate};

use crate::driver::drawn;

const SKETCH: &str = "users -> dns -> lb-1 lb-2 -> web-1 web-2 -> db-1
    db-1 -> db-2
    db-2: role=standby
    west = lb-1 web-1
    east = lb-2 web-2 db-2
    zone < west
    zone = db-1";

#[derive(Clone, Debug)]
enum Input {
    Drag {
        from: (i32, i32),
        to: (i32, i32),
        shift: bool,
        touch: bool,
    },
    Grab {
        what: usize,
        to: (i32, i32),
        port: bool,
    },
    Pointer {
        kind: u8,
        id: i32,
        at: (i32, i32),
        button: u8,
        touch: bool,
    },
    Command(usize),
    Key(usize),
    Place {
        what: usize,
        at: (i32, i32),
    },
    Select(Vec<usize>),
    Set {
        what: usize,
        field: usize,
        number: f64,
    },
    Kill(usize),
    Copied,
    Wheel {
        dx: i32,
        dy: i32,
        zooms: bool,
    },
    Frame,
    /// Goes to this share of the run so far, or plays on for a second beyond it.
    Seek(f64),
    Undo,
    Redo,
}

fn spot() -> impl Strategy<Value = (i32, i32)> {
    (-200..1500, -200..1000)
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        4 => (spot(), spot(), any::<bool>(), any::<bool>())
            .prop_map(|(from, to, shift, touch)| Input::Drag { from, to, shift, touch }),
        6 => (0..20usize, spot(), any::<bool>()).prop_map(|(what, to, port)| Input::Grab { what, to, port }),
        3 => (0..4u8, 1..3i32, spot(), 0..3u8, any::<bool>())
            .prop_map(|(kind, id, at, button, touch)| Input::Pointer { kind, id, at, button, touch }),
        6 => (0..Command::ALL.len()).prop_map(Input::Command),
        2 => (0..KEYS.len()).prop_map(Input::Key),
        3 => (0..7usize, spot()).prop_map(|(what, at)| Input::Place { what, at }),
        5 => prop::collection::vec(0..20usize, 0..4).prop_map(Input::Select),
        3 => (0..20usize, 0..12usize, prop_oneof![Just(0.0), Just(5.0), Just(-1.0), Just(1e9)])
            .prop_map(|(what, field, number)| Input::Set { what, field, number }),
        2 => (0..20usize).prop_map(Input::Kill),
        2 => Just(Input::Copied),
        1 => (-300..300, -300..300, any::<bool>()).prop_map(|(dx, dy, zooms)| Input::Wheel { dx, dy, zooms }),
        1 => Just(Input::Frame),
        2 => (0.0..2.0).prop_map(Input::Seek),
    ]
}

/// Also undo and redo.
fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        6 => input(),
        1 => (0.0..2.0).prop_map(Input::Seek),
        1 => Just(Input::Undo),
        1 => Just(Input::Redo),
    ]
}

const KEYS: &[&str] = &[
    "Escape",
    "Enter",
    "l",
    "k",
    "Delete",
    "ArrowLeft",
    "d",
    " ",
    ".",
    "?",
    "f",
    "é",
    "",
];

fn all(document: &Scenario) -> Vec<Target> {
    let components = document.components.iter().map(|c| Target::Component(c.id));
    let regions = document.regions.iter().map(|r| Target::Region(r.id));
    components
        .chain(regions)
        .chain(document.links.iter().map(|l| Target::Link(l.id())))
        .chain(document.notes.iter().map(|n| Target::Note(n.id)))
        .collect()
}

struct Player {
    session: Session,
    now_ms: f64,
}

impl Player {
    fn event(
        &mut self,
        kind: PointerKind,
        id: i32,
        at: Point,
        button: Button,
        shift: bool,
        touch: bool,
    ) {
        self.now_ms += 16.0;
        self.session.pointer(PointerEvent {
            kind,
            id,
            at,
            at_ms: self.now_ms,
            button,
            modifiers: Modifiers {
                shift,
                ..Modifiers::default()
            },
            device: if touch { Device::Touch } else { Device::Mouse },
            hit: None,
        });
    }

    fn drag(&mut self, from: Point, to: Point, shift: bool, touch: bool) {
        let middle = Point::new(f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
        self.event(PointerKind::Down, 1, from, Button::Primary, shift, touch);
        self.event(PointerKind::Move, 1, middle, Button::Primary, shift, touch);
        self.event(PointerKind::Move, 1, to, Button::Primary, shift, touch);
        self.event(PointerKind::Up, 1, to, Button::Primary, shift, touch);
    }

    fn any(&self, i: usize) -> Option<Target> {
        let all = all(self.session.document().scenario());
        (!all.is_empty()).then(|| all[i % all.len()])
    }

    /// Drags something by its body or its port.
    fn grab(&mut self, what: usize, to: Point, port: bool) {
        let Some(place) = self
            .any(what)
            .and_then(|t| place_of(self.session.document(), t))
        else {
            return;
        };
        let at = if port {
            Point::new(place.right(), place.centre().y)
        } else {
            Point::new(place.x + 15.0, place.y + 10.0)
        };
        let from = self.session.view().camera().view_from_world(at);
        self.drag(from, to, false, false);
    }

    /// Sets some field of some component.
    fn set(&mut self, what: usize, field: usize, number: f64) {
        let Some(Target::Component(id)) = self.any(what) else {
            return;
        };
        let kind = self
            .session
            .document()
            .component(id)
            .expect("just listed")
            .kind();
        let fields = fields::of_kind(kind);
        let key = fields[field % fields.len()].key;
        // Most values are refused, which is as it should be.
        let _ = self
            .session
            .set_field(&[id], key, &fields::Value::Number(number));
    }

    fn does(&mut self, input: &Input) {
        let point = |(x, y): (i32, i32)| Point::new(f64::from(x), f64::from(y));
        match input {
            Input::Drag {
                from,
                to,
                shift,
                touch,
            } => self.drag(point(*from), point(*to), *shift, *touch),
            Input::Grab { what, to, port } => self.grab(*what, point(*to), *port),
            Input::Pointer {
                kind,
                id,
                at,
                button,
                touch,
            } => {
                use PointerKind::{Cancel, Down, Move, Up};
                let kind = [Down, Move, Up, Cancel][usize::from(*kind)];
                let button =
                    [Button::Primary, Button::Middle, Button::Secondary][usize::from(*button)];
                self.event(kind, *id, point(*at), button, false, *touch);
            }
            // Undo and redo would make the past another than the one that is compared; what is begun anew has none of it.
            Input::Command(i) => match Command::ALL[*i] {
                Command::Undo | Command::Redo | Command::New => {}
                command => self.session.perform(command),
            },
            Input::Key(i) => {
                self.session.key(Key {
                    key: KEYS[*i],
                    ..Key::default()
                });
            }
            Input::Place { what, at } => {
                let what = [
                    "client",
                    "dns",
                    "load_balancer",
                    "server",
                    "database",
                    "cache",
                    "region",
                ][*what];
                self.session.begin_place(drawn(what), 1);
                self.event(
                    PointerKind::Up,
                    1,
                    point(*at),
                    Button::Primary,
                    false,
                    false,
                );
            }
            Input::Select(which) => {
                let targets: Vec<Target> = which.iter().filter_map(|i| self.any(*i)).collect();
                self.session.document_mut().select(targets);
            }
            Input::Set {
                what,
                field,
                number,
            } => self.set(*what, *field, *number),
            Input::Kill(i) => {
                if let Some(target) = self.any(*i) {
                    self.session.toggle_power(target);
                }
            }
            Input::Copied => {
                if let Some(text) = self.session.document().copied() {
                    self.session.paste(&text);
                }
            }
            Input::Wheel { dx, dy, zooms } => {
                let modifiers = Modifiers {
                    command: *zooms,
                    ..Modifiers::default()
                };
                let (dx, dy) = (f64::from(*dx), f64::from(*dy));
                self.session.wheel(Wheel {
                    at: Point::new(300.0, 300.0),
                    dx,
                    dy,
                    modifiers,
                });
            }
            Input::Seek(share) => {
                let now_s = self.session.simulation().run().now().as_seconds();
                self.session.seek(share * now_s + share.floor());
            }
            Input::Undo => self.session.undo(),
            Input::Redo => self.session.redo(),
            Input::Frame => {
                self.now_ms += 16.0;
                self.session.frame(self.now_ms);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn all_that_was_done_can_be_undone_and_done_again(inputs in prop::collection::vec(input(), 1..40)) {
        let mut session = Session::new(sketch(SKETCH));
        session.view_mut().set_viewport(1300.0, 800.0, Insets::default());
        let start = session.document().scenario().clone();
        let mut player = Player { session, now_ms: 0.0 };
        for input in &inputs {
            player.does(input);
            let _ = player.session.simulation().dots(player.session.document(), player.session.view());
        }
        let mut session = player.session;
        session.cancel_gesture();
        session.set_locked(false);
        let end = session.document().scenario().clone();
        prop_assert_eq!(validate::problems(&end), vec![]);
        for region in &end.regions {
            let needed = frames::needed_frame(&end, region.id);
            prop_assert!(needed.is_none_or(|needed| region.frame.encloses(needed)), "{:?}", region);
        }
        let mut steps = 0;
        while session.can(Command::Undo) {
            session.perform(Command::Undo);
            prop_assert_eq!(validate::problems(session.document().scenario()), vec![]);
            steps += 1;
        }
        prop_assert_eq!(&start, session.document().scenario());
        for _ in 0..steps {
            session.perform(Command::Redo);
        }
        prop_assert_eq!(&end, session.document().scenario());
    }

    #[test]
    fn the_run_plays_what_is_drawn_and_nothing_is_selected_that_is_gone(inputs in prop::collection::vec(any_input(), 1..40)) {
        let mut session = Session::new(sketch(SKETCH));
        session.view_mut().set_viewport(1300.0, 800.0, Insets::default());
        let mut player = Player { session, now_ms: 0.0 };
        for input in &inputs {
            player.does(input);
            let session = &player.session;
            prop_assert!(session.simulation().run().plays(session.document().scenario()), "after {:?}", input);
            prop_assert!(session.document().selection().iter().all(|target| session.document().scenario().has(target)), "after {:?}", input);
        }
    }

    #[test]
    fn nothing_that_a_hand_does_changes_a_document_that_is_only_to_be_read(inputs in prop::collection::vec(any_input(), 1..40)) {
        let mut session = Session::new(sketch(SKETCH));
        session.view_mut().set_viewport(1300.0, 800.0, Insets::default());
        session.perform(Command::SelectAll);
        session.perform(Command::Duplicate);
        session.undo();
        session.set_readonly(true);
        let before = session.document().scenario().clone();
        let mut player = Player { session, now_ms: 0.0 };
        for input in &inputs {
            player.does(input);
            prop_assert_eq!(&before, player.session.document().scenario(), "after {:?}", input);
        }
    }
}
