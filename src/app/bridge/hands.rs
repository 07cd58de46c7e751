//! Input: pointers on the canvas and on the palette, the wheel, keys, and files that are dropped.

use super::Bridge;
use super::fetching::Why;
use super::publish::set;
use crate::app::browser::frames::Frames;
use crate::app::browser::ground::{Ground, OnGround, Scrolls};
use crate::app::browser::listen::Listener;
use crate::app::browser::pinch::Pinch;
use crate::app::browser::surface::DensityWatch;
use crate::app::browser::{
    HtmlElement, PointerEvent, files, focus, keys, menu, on_resize, pointer, presenting, room,
    typing,
};
use crate::app::layout::Layout;
use crate::editor::{
    Command, Drawn, Key, PointerEvent as PointerMoved, PointerKind, Session, Wheel,
};
use crate::formats::link;
use crate::model::Point;

/// How far a pointer may stray on the palette and still have clicked, in pixels.
const CLICK_SLOP: f64 = 9.0;

/// What a sentence of a script covers at the top of the canvas, in pixels: two lines of it.
const SAID: f64 = 96.0;
/// The share of a low canvas that is left to it.
const SAID_AT_MOST: f64 = 0.2;

/// The canvas that pointers are measured on, and the listeners.
#[derive(Default)]
pub struct Hands {
    ground: Option<Ground>,
    has_measured: bool,
    palette_press: Option<Point>,
    pub(super) listeners: Vec<Listener>,
    pub(super) frames: Option<Frames>,
    pub(super) density: Option<DensityWatch>,
}

impl Bridge {
    /// The canvas is in the page: from now on it is listened to.
    pub fn attach_viewport(self, viewport: HtmlElement) {
        let scrolls = if self.options().embed {
            Scrolls::PageAround
        } else {
            Scrolls::View
        };
        let ground = Ground::new(viewport, scrolls, move |done| match done {
            OnGround::Pointer(event) => self.pointer(event),
            OnGround::Wheel(wheel) => self.wheel(wheel),
            OnGround::Pinched(Pinch { at, factor }) => {
                self.change(|session| session.view_mut().zoom_at(at, factor));
            }
            OnGround::SpaceTapped => {
                self.key(Key {
                    key: " ",
                    ..Key::default()
                });
            }
            OnGround::Passed(past) => self.passed(past),
            OnGround::Resized => self.measure(),
        });
        self.inner().hands.borrow_mut().ground = Some(ground);
    }

    fn pointer(self, event: PointerMoved) {
        if event.kind == PointerKind::Down && self.menu.with_untracked(Option::is_some) {
            set(self.menu, None);
            // What is selected stays so: the press was for the menu.
            if event.hit.is_none() {
                return;
            }
        }
        let why = match event.kind {
            PointerKind::Move => Why::Moved(event.id),
            PointerKind::Down | PointerKind::Up | PointerKind::Cancel => Why::Hands,
        };
        self.by_hand(why, move |rest| {
            self.change(|session| (rest.pointer)(session, event));
        });
    }

    fn wheel(self, wheel: Wheel) {
        self.by_hand(Why::Hands, move |rest| {
            self.change(|session| (rest.wheel)(session, wheel));
        });
    }

    fn key(self, key: Key<'_>) -> bool {
        if key.key == "Escape" && self.chaos_open.get_untracked() {
            self.chaos_open.set(false);
            return true;
        }
        if key.key == "Escape" && self.more_open.get_untracked() {
            self.more_open.set(false);
            keys::focus(".top-more-toggle");
            return true;
        }
        let Some(rest) = self.rest() else {
            return self.early_key(key);
        };
        let meant = self.change(|session| (rest.key)(session, key));
        if meant {
            focus::never_nowhere();
        }
        meant
    }

    /// A key before the rest is here, which alone knows what it means: it is kept, and done after what came before it. With
    /// control, only those are kept that mean something here; the others are the browser's own.
    fn early_key(self, key: Key<'_>) -> bool {
        let is_chord = key.modifiers.command;
        if key.repeats || is_chord && Command::bound_to(&key).is_empty() {
            return false;
        }
        let (name, place) = (key.key.to_owned(), key.place.map(str::to_owned));
        let Key {
            modifiers, repeats, ..
        } = key;
        let press = move |_| {
            self.key(Key {
                key: &name,
                place: place.as_deref(),
                modifiers,
                repeats,
            });
        };
        if is_chord {
            self.with_rest(press);
        } else {
            self.by_hand(Why::Hands, press);
        }
        is_chord
    }

    /// Puts in what was copied.
    pub(super) fn paste(self, text: String) {
        self.with_rest(move |rest| (rest.paste)(self, &text));
    }

    /// From now on the page as a whole is listened to: keys, the clipboard, dropped files.
    pub(super) fn listen(self) {
        let mut listeners = vec![
            on_resize(move || {
                self.lay_out();
                self.new_inks();
            }),
            keys::once(),
            keys::listen(move |key| self.key(key)),
            keys::listen_paste(move |text| {
                if self.read(|session| session.can(Command::Paste)) {
                    self.paste(text.to_owned());
                }
            }),
        ];
        listeners.extend(typing::listen(
            move |commit| {
                let inner = self.inner();
                inner.is_typing.set(true);
                commit();
                inner.is_typing.set(false);
            },
            move || self.settle(),
        ));
        listeners.push(menu::on_press_beside(move || {
            set(self.menu, None);
            set(self.offer, None);
        }));
        listeners.extend(files::listen_drop(
            move |files| self.open_files(files),
            move |text| {
                if link::is_link(&text) && self.read(|session| session.can(Command::Paste)) {
                    self.paste(text);
                }
            },
        ));
        self.inner().hands.borrow_mut().listeners.extend(listeners);
    }

    /// The canvas has another size, or panels cover another part of it. The first time, everything is shown.
    pub fn measure(self) {
        let inner = self.inner();
        let measured = {
            let mut hands = inner.hands.borrow_mut();
            let is_first = !std::mem::replace(&mut hands.has_measured, true);
            hands
                .ground
                .as_ref()
                .map(|ground| (ground.size(), ground.covered(), is_first))
        };
        if let Some(((width, height), mut insets, is_first)) = measured {
            self.change(|session| {
                let mut script = session.document().scenario().script.iter();
                if script.any(|entry| entry.action().is_none()) {
                    insets.top = insets.top.max(SAID.min(height * SAID_AT_MOST));
                }
                session.set_viewport(width, height, insets);
                if is_first {
                    session.fit_opened();
                }
            });
        }
    }

    /// What was opened is shown in what panels leave of the canvas.
    pub fn fit_opened(self) {
        self.measure();
        self.change(Session::fit_opened);
    }

    /// The room for the panels may be another.
    pub(super) fn lay_out(self) {
        let has_lesson = self.read(|session| session.course().is_some());
        set(
            self.layout,
            Layout::of(room(), has_lesson, presenting::is_on()),
        );
    }

    /// A pointer is pressed on an entry of the palette.
    pub fn palette_down(self, drawn: Drawn, event: &PointerEvent) {
        if !pointer::is_primary(event) {
            return;
        }
        pointer::capture(event);
        let place = self.on_ground(|ground| ground.place(event));
        self.inner().hands.borrow_mut().palette_press = place;
        let id = pointer::id(event);
        self.by_hand(Why::Hands, move |rest| {
            self.change(|session| (rest.begin_place)(session, drawn, id));
        });
    }

    /// A pointer that was pressed on the palette moves, or is lost.
    pub fn palette_pointer(self, event: &PointerEvent, kind: PointerKind) {
        if let Some(event) = self.on_ground(|ground| ground.read(event, kind)) {
            self.pointer(event);
        }
    }

    /// It is lifted: what was dragged out is put down; what was only clicked is added at a free place.
    pub fn palette_up(self, drawn: Drawn, event: &PointerEvent) {
        let lifted = self.on_ground(|ground| ground.place(event));
        let pressed = self.inner().hands.borrow_mut().palette_press.take();
        let strayed = pressed
            .zip(lifted)
            .map(|(a, b)| (a.x - b.x).hypot(a.y - b.y));
        if strayed.is_some_and(|strayed| strayed < CLICK_SLOP) {
            self.add(drawn);
        } else {
            self.palette_pointer(event, PointerKind::Up);
        }
    }

    /// Adds something at a free place in the middle of the view.
    pub fn add(self, drawn: Drawn) {
        self.with_rest(move |rest| {
            self.change(|session| (rest.add)(session, drawn));
        });
    }

    /// Moves the keyboard's focus to the canvas, so that keys act on what is selected.
    pub fn focus_canvas(self) {
        self.on_ground(Ground::focus);
    }

    fn on_ground<T>(self, ask: impl FnOnce(&Ground) -> T) -> Option<T> {
        self.inner().hands.borrow().ground.as_ref().map(ask)
    }
}
