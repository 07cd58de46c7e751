//! A trackpad's pinch in Safari, which tells of it by events of its own. Other browsers turn it into the wheel with control held.

use js_sys::Reflect;
use web_sys::{Element, Event};

use super::listen::Listener;
use super::window;
use crate::model::Point;

/// A step of a pinch.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pinch {
    /// Where the pointer is, from the element's upper left corner.
    pub at: Point,
    /// How much farther apart the fingers are than at the last step, as a factor.
    pub factor: f64,
}

/// Tells each step of a pinch over this element; the browser does not zoom the page.
pub fn listen(element: &Element, pinched: impl Fn(Pinch) + Clone + 'static) -> [Listener; 3] {
    let scale = std::rc::Rc::new(std::cell::Cell::new(1.0));
    ["gesturestart", "gesturechange", "gestureend"].map(|name| {
        let (scale, pinched, within) = (scale.clone(), pinched.clone(), element.clone());
        Listener::new(element, name, move |event: Event| {
            event.prevent_default();
            let now = number(&event, "scale").filter(|scale| *scale > 0.0);
            let now = now.unwrap_or(1.0);
            if name == "gesturestart" {
                scale.set(now);
            }
            let factor = now / scale.replace(now);
            if name == "gesturechange" && !is_touched() {
                let frame = within.get_bounding_client_rect();
                let side = |name, from| number(&event, name).map_or(0.0, |at| at - from);
                let at = Point::new(side("clientX", frame.left()), side("clientY", frame.top()));
                pinched(Pinch { at, factor });
            }
        })
    })
}

/// Where one touches the screen, the fingers are told as pointers, too.
fn is_touched() -> bool {
    window().navigator().max_touch_points() > 0
}

/// `web_sys` knows nothing of these events.
fn number(event: &Event, name: &str) -> Option<f64> {
    let value = Reflect::get(event, &name.into()).ok()?;
    value.as_f64().filter(|number| number.is_finite())
}
