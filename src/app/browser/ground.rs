//! The canvas as an element: what hands do on it, how large it is, and what covers it.

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, Event, HtmlElement, PointerEvent, WheelEvent};

use super::document;
use super::listen::Listener;
use super::pointer;
use super::surface::SizeWatch;
use crate::editor::input::{self, Wheel};
use crate::editor::{Insets, PointerKind};
use crate::model::Point;

/// Height of what always floats over the lower edge: the zoom and the legend.
const CONTROLS: f64 = 52.0;

/// What hands do on the canvas.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum OnGround {
    /// A pointer did something.
    Pointer(input::PointerEvent),
    /// The wheel was turned.
    Wheel(Wheel),
    /// The canvas has another size.
    Resized,
}

/// The canvas's element, listened to while this lives.
pub struct Ground {
    element: HtmlElement,
    _listeners: Vec<Listener>,
    _size: Option<SizeWatch>,
}

impl Ground {
    /// Takes the element and tells what hands do on it. Buttons and fields on it deal with their own pointers.
    pub fn new(element: HtmlElement, told: impl Fn(OnGround) + Clone + 'static) -> Self {
        let pointer = |name, kind| {
            let (element, told) = (element.clone(), told.clone());
            Listener::new(&element.clone(), name, move |event: PointerEvent| {
                if kind == PointerKind::Down {
                    if pointer::is_for_control(event.target()) {
                        return;
                    }
                    pointer::capture(&event);
                }
                told(OnGround::Pointer(pointer::read(&event, kind, &element)));
            })
        };
        let listeners = vec![
            pointer("pointerdown", PointerKind::Down),
            pointer("pointermove", PointerKind::Move),
            pointer("pointerup", PointerKind::Up),
            pointer("pointercancel", PointerKind::Cancel),
            Self::wheel(&element, told.clone()),
            // The menu is the page's own, opened when the button is lifted.
            Listener::new(&element, "contextmenu", |event: Event| {
                event.prevent_default();
            }),
            Self::never_scrolled(&element),
        ];
        let size = SizeWatch::new(&element, move || told(OnGround::Resized));
        Self {
            element,
            _listeners: listeners,
            _size: size,
        }
    }

    fn wheel(element: &HtmlElement, told: impl Fn(OnGround) + 'static) -> Listener {
        let within = element.clone();
        Listener::new(element, "wheel", move |event: WheelEvent| {
            event.prevent_default();
            told(OnGround::Wheel(pointer::read_wheel(&event, &within)));
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
        let free = Insets {
            bottom: CONTROLS,
            ..Insets::default()
        };
        panels.fold(free, |insets, panel| {
            cover(insets, &canvas, &panel.get_bounding_client_rect())
        })
    }
}

fn cover(insets: Insets, canvas: &DomRect, panel: &DomRect) -> Insets {
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
            bottom: (canvas.bottom() - panel.top()).max(CONTROLS),
            ..insets
        }
    }
}
