//! Pointers and the wheel, in the editor's words: mouse, pen and finger come by one path.

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, MouseEvent, PointerEvent, WheelEvent};

use crate::editor::input;
use crate::editor::{Button, Device, Hit, Modifiers, PointerKind};
use crate::model::{ComponentId, LinkId, NoteId, Point, RegionId};

/// From now on this pointer's events go to the element that listens, until it is lifted.
pub fn capture(event: &PointerEvent) {
    if let Some(element) = event
        .current_target()
        .and_then(|t| t.dyn_into::<Element>().ok())
    {
        // It fails only for a pointer that is gone already.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// What the event says, with its place measured from the upper left corner of `within`.
pub fn read(event: &PointerEvent, kind: PointerKind, within: &Element) -> input::PointerEvent {
    let button = match event.button() {
        1 => Button::Middle,
        2 => Button::Secondary,
        // On a Mac this is how one without a second button asks for the menu.
        0 if event.ctrl_key() && super::is_mac() => Button::Secondary,
        _ => Button::Primary,
    };
    let device = match event.pointer_type().as_str() {
        "touch" => Device::Touch,
        "pen" => Device::Pen,
        _ => Device::Mouse,
    };
    let hit = if kind == PointerKind::Down {
        hit_of(event.target())
    } else {
        None
    };
    input::PointerEvent {
        kind,
        id: event.pointer_id(),
        at: place(event, within),
        at_ms: super::now_ms(),
        button,
        modifiers: modifiers(event),
        device,
        hit,
    }
}

/// Where a pointer is, from the upper left corner of an element.
pub fn place(event: &MouseEvent, within: &Element) -> Point {
    let frame = within.get_bounding_client_rect();
    Point::new(
        f64::from(event.client_x()) - frame.left(),
        f64::from(event.client_y()) - frame.top(),
    )
}

/// Where a pointer is on the element that listens, and how large that is, in pixels.
pub fn place_in_target(event: &PointerEvent) -> Option<(Point, (f64, f64))> {
    let element = event.current_target()?.dyn_into::<Element>().ok()?;
    let frame = element.get_bounding_client_rect();
    Some((place(event, &element), (frame.width(), frame.height())))
}

/// Where a pointer is across the element that listens: 0 at its left edge, 1 at its right.
pub fn share_across(event: &PointerEvent) -> Option<f64> {
    let element = event.current_target()?.dyn_into::<Element>().ok()?;
    let frame = element.get_bounding_client_rect();
    let across = f64::from(event.client_x()) - frame.left();
    (frame.width() > 0.0).then(|| (across / frame.width()).clamp(0.0, 1.0))
}

/// Where the elements know better than geometry what is meant: ports and grips are larger for the hand than they look.
fn hit_of(target: Option<EventTarget>) -> Option<Hit> {
    let element = target?.dyn_into::<Element>().ok()?;
    let closest = |selector: &str| element.closest(selector).ok().flatten();
    let component = || closest("[data-component]")?.get_attribute("data-component");
    let region = || closest("[data-region]")?.get_attribute("data-region");
    if closest("[data-port]").is_some() {
        return ComponentId::new(&component()?).map(Hit::Port);
    }
    if closest("[data-grip]").is_some() {
        return RegionId::new(&region()?).map(Hit::Corner);
    }
    if let Some(id) = closest("[data-note]").and_then(|note| note.get_attribute("data-note")) {
        return NoteId::new(&id).map(Hit::Note);
    }
    if let Some(id) = closest("[data-link]").and_then(|label| label.get_attribute("data-link")) {
        return LinkId::parse(&id).map(Hit::Link);
    }
    if let Some(id) = component() {
        return ComponentId::new(&id).map(Hit::Card);
    }
    RegionId::new(&region()?).map(Hit::Region)
}

/// Whether the event is for a button or a field, which deal with it on their own.
pub fn is_for_control(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| {
        element
            .closest("button, input, select, textarea, a")
            .ok()
            .flatten()
            .is_some()
    })
}

/// Whether the event is about the very element that listens, and not about something in it.
pub fn is_on_itself(event: &MouseEvent) -> bool {
    event.target().is_some() && event.target() == event.current_target()
}

/// Whether a button was pressed by key: no pointer clicked it.
pub fn is_by_key(click: &MouseEvent) -> bool {
    click.detail() == 0
}

/// Whether it is the left button, a finger, or the tip of a pen.
pub fn is_primary(event: &PointerEvent) -> bool {
    event.button() == 0
}

/// Tells a pointer from others.
pub fn id(event: &PointerEvent) -> i32 {
    event.pointer_id()
}

/// The keys held during a mouse or pointer event.
fn modifiers(event: &MouseEvent) -> Modifiers {
    Modifiers {
        shift: event.shift_key(),
        command: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    }
}

/// Pixels of a line, where a wheel counts lines.
const LINE: f64 = 16.0;

/// A turn of the wheel, with its place measured from the upper left corner of `within`.
pub fn read_wheel(event: &WheelEvent, within: &Element) -> input::Wheel {
    let frame = within.get_bounding_client_rect();
    let pixels = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => LINE,
        WheelEvent::DOM_DELTA_PAGE => frame.height(),
        _ => 1.0,
    };
    input::Wheel {
        at: place(event, within),
        dx: event.delta_x() * pixels,
        dy: event.delta_y() * pixels,
        modifiers: modifiers(event),
    }
}
