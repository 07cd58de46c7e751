//! The canvas as an element: what hands do on it, how large it is, and what covers it.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{
    DomRect, Element, Event, HtmlElement, MouseEvent, PointerEvent, TouchEvent, WheelEvent,
};

use super::listen::Listener;
use super::pinch::{self, Pinch};
use super::pointer;
use super::space::Space;
use super::surface::SizeWatch;
use super::{document, letter_px, now_ms};
use crate::editor::input::{self, Wheel};
use crate::editor::{Button, Insets, PointerKind};
use crate::model::Point;

/// Height of what always floats over the lower edge, in letters: the zoom and the legend.
const CONTROLS: f64 = 3.25;

/// What hands do on the canvas.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum OnGround {
    /// A pointer did something.
    Pointer(input::PointerEvent),
    /// The wheel was turned.
    Wheel(Wheel),
    /// The space bar was tapped, and no view was dragged meanwhile.
    SpaceTapped,
    /// A trackpad's pinch, as Safari tells of it.
    Pinched(Pinch),
    /// The page around was scrolled past the canvas.
    Passed(Past),
    /// The canvas has another size.
    Resized,
}

/// How the page around is scrolled past an embedded canvas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Past {
    /// By the wheel.
    Wheel,
    /// By one finger.
    Finger,
}

/// To whom a wheel and a single finger belong that move over the canvas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scrolls {
    /// To the canvas: they move the view.
    View,
    /// To the page around: in an embed one must be able to scroll past.
    PageAround,
}

/// The canvas's element, listened to while this lives.
pub struct Ground {
    element: HtmlElement,
    _listeners: Vec<Listener>,
    _size: Option<SizeWatch>,
}

impl Ground {
    /// Takes the element and tells what hands do on it. Buttons and fields on it deal with their own pointers.
    pub fn new(
        element: HtmlElement,
        scrolls: Scrolls,
        told: impl Fn(OnGround) + Clone + 'static,
    ) -> Self {
        let space = Space::default();
        let pointer = |name, kind| {
            let (element, told, space) = (element.clone(), told.clone(), space.clone());
            Listener::new(&element.clone(), name, move |event: PointerEvent| {
                let mut read = pointer::read(&event, kind, &element);
                if kind == PointerKind::Down {
                    if pointer::is_for_control(event.target()) {
                        return;
                    }
                    pointer::capture(&event);
                    if space.is_used() {
                        read.button = Button::Middle;
                    }
                }
                told(OnGround::Pointer(read));
            })
        };
        let mut listeners = vec![
            pointer("pointerdown", PointerKind::Down),
            pointer("pointermove", PointerKind::Move),
            pointer("pointerup", PointerKind::Up),
            pointer("pointercancel", PointerKind::Cancel),
            Self::wheel(&element, scrolls, told.clone()),
            // The menu is the page's own, opened when the button is lifted.
            Listener::new(&element, "contextmenu", |event: Event| {
                event.prevent_default();
            }),
            Self::never_scrolled(&element),
            Self::never_clicked_through(&element),
        ];
        listeners.extend(never_pasted_by_middle(&element));
        let tapped = told.clone();
        listeners.extend(space.listen(&element, move || tapped(OnGround::SpaceTapped)));
        let pinched = told.clone();
        listeners.extend(pinch::listen(&element, move |pinch| {
            pinched(OnGround::Pinched(pinch));
        }));
        if scrolls == Scrolls::PageAround {
            listeners.extend(one_finger_passes(&element, told.clone()));
        }
        let size = SizeWatch::new(&element, move || told(OnGround::Resized));
        Self {
            element,
            _listeners: listeners,
            _size: size,
        }
    }

    fn wheel(
        element: &HtmlElement,
        scrolls: Scrolls,
        told: impl Fn(OnGround) + 'static,
    ) -> Listener {
        let within = element.clone();
        Listener::new(element, "wheel", move |event: WheelEvent| {
            let wheel = pointer::read_wheel(&event, &within);
            if scrolls == Scrolls::PageAround && !wheel.modifiers.command {
                return told(OnGround::Passed(Past::Wheel));
            }
            event.prevent_default();
            told(OnGround::Wheel(wheel));
        })
    }

    /// The finger whose lifting opened a menu must not click the entry that came up beneath it.
    fn never_clicked_through(element: &HtmlElement) -> Listener {
        Listener::new(element, "touchend", move |event: TouchEvent| {
            let menu = document().query_selector(".menu").ok().flatten();
            if menu.is_some() && event.cancelable() {
                event.prevent_default();
            }
        })
    }

    /// A browser scrolls to what gets the focus; here the camera moves instead.
    fn never_scrolled(element: &HtmlElement) -> Listener {
        let ground = element.clone();
        Listener::new(element, "scroll", move |_: Event| {
            ground.set_scroll_top(0);
            ground.set_scroll_left(0);
        })
    }

    /// Width and height, in pixels.
    pub fn size(&self) -> (f64, f64) {
        let frame = self.element.get_bounding_client_rect();
        (frame.width(), frame.height())
    }

    /// What a pointer says that is captured elsewhere, measured on the canvas.
    pub fn read(&self, event: &PointerEvent, kind: PointerKind) -> input::PointerEvent {
        pointer::read(event, kind, &self.element)
    }

    /// Where a pointer is, measured on the canvas.
    pub fn place(&self, event: &PointerEvent) -> Point {
        pointer::place(event, &self.element)
    }

    /// Gives it the keyboard's focus.
    pub fn focus(&self) {
        let _ = self.element.focus();
    }

    /// What panels cover of the canvas: the palette its left edge, a phone's sheet its lower part.
    pub fn covered(&self) -> Insets {
        let canvas = self.element.get_bounding_client_rect();
        let panels = document().query_selector_all(".palette, .sheet").ok();
        let panels = panels
            .iter()
            .flat_map(|list| (0..list.length()).filter_map(|i| list.item(i)));
        let panels = panels.filter_map(|panel| panel.dyn_into::<Element>().ok());
        // Folded, one button is left of them, in a corner.
        let is_wide = document().query_selector("[data-layout=wide], [data-embed]");
        let controls = match is_wide.ok().flatten() {
            Some(_) => CONTROLS * letter_px(),
            None => letter_px(),
        };
        let free = Insets {
            bottom: controls,
            ..Insets::default()
        };
        panels.fold(free, |insets, panel| {
            cover(insets, controls, &canvas, &panel.get_bounding_client_rect())
        })
    }
}

/// Where one finger scrolls the page around, two zoom the view all the same: the browser must not take them.
fn one_finger_passes(
    element: &HtmlElement,
    told: impl Fn(OnGround) + Clone + 'static,
) -> [Listener; 2] {
    ["touchstart", "touchmove"].map(|name| {
        let told = told.clone();
        Listener::new(element, name, move |event: TouchEvent| {
            let fingers = event.touches().length();
            if fingers > 1 && event.cancelable() {
                event.prevent_default();
            } else if fingers == 1 && name == "touchmove" {
                told(OnGround::Passed(Past::Finger));
            }
        })
    })
}

/// The middle button moves the view: it neither scrolls by itself (Windows) nor pastes what is highlighted (X11, Wayland).
fn never_pasted_by_middle(element: &HtmlElement) -> Vec<Listener> {
    /// How long after the button was lifted its paste may come, in milliseconds.
    const LATEST: f64 = 200.0;
    const MIDDLE: i16 = 1;
    let lifted_ms = Rc::new(Cell::new(f64::NEG_INFINITY));
    let mut listeners: Vec<Listener> = ["mousedown", "mouseup", "auxclick"]
        .into_iter()
        .map(|name| {
            let lifted_ms = Rc::clone(&lifted_ms);
            Listener::new(element, name, move |event: MouseEvent| {
                if event.button() == MIDDLE {
                    event.prevent_default();
                    lifted_ms.set(now_ms());
                }
            })
        })
        .collect();
    // The paste is told to the body, if nothing has the focus, and would go on to who listens on the document.
    listeners.extend(document().body().map(|body| {
        Listener::new(&body, "paste", move |event: Event| {
            if now_ms() - lifted_ms.get() < LATEST {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    }));
    listeners
}

fn cover(insets: Insets, controls: f64, canvas: &DomRect, panel: &DomRect) -> Insets {
    let overlaps = panel.width() > 0.0
        && panel.left() < canvas.right()
        && panel.right() > canvas.left()
        && panel.top() < canvas.bottom()
        && panel.bottom() > canvas.top();
    if !overlaps {
        insets
    } else if panel.width() < canvas.width() / 2.0 {
        Insets {
            left: (panel.right() - canvas.left()).max(0.0),
            ..insets
        }
    } else {
        Insets {
            bottom: (canvas.bottom() - panel.top()).max(controls),
            ..insets
        }
    }
}
