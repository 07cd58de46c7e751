//! What is typed and not committed yet. Browsers tell of a change only when its field is left: a text is committed after a
//! pause in typing too, and whatever was typed when the page goes, or when something is done that may take the field away:
//! a browser tells of the change then when there is nobody left to hear it, or not at all.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, EventInit, EventTarget, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent, Node,
};

use super::listen::Listener;
use super::{address, document, keys, window};

/// How long nothing is typed until it is a pause.
const PAUSE_MS: u32 = 800;
/// Fields whose texts are committed at a pause. A number is not: half of it is another number.
const TEXTS: &str = "[data-text]";

/// A field that was typed into.
#[derive(Clone)]
enum Field {
    Line(HtmlInputElement),
    Area(HtmlTextAreaElement),
}

impl Field {
    fn of(event: &Event) -> Option<Self> {
        let target = event.target()?;
        if let Some(line) = target.dyn_ref::<HtmlInputElement>() {
            return Some(Field::Line(line.clone()));
        }
        target.dyn_into().ok().map(Field::Area)
    }

    fn is(&self, target: Option<EventTarget>) -> bool {
        let other = target.and_then(|target| target.dyn_into::<Node>().ok());
        let this: &Node = match self {
            Field::Line(line) => line,
            Field::Area(area) => area,
        };
        this.is_same_node(other.as_ref())
    }

    fn is_text(&self) -> bool {
        let matches = match self {
            Field::Line(line) => line.matches(TEXTS),
            Field::Area(area) => area.matches(TEXTS),
        };
        matches.unwrap_or(false) && !self.value().trim().is_empty()
    }

    fn value(&self) -> String {
        match self {
            Field::Line(line) => line.value(),
            Field::Area(area) => area.value(),
        }
    }

    fn caret(&self) -> Option<u32> {
        match self {
            Field::Line(line) => line.selection_start().ok().flatten(),
            Field::Area(area) => area.selection_start().ok().flatten(),
        }
    }

    /// Tells whoever listens that it was changed, as the browser does when it is left.
    fn commit(&self) {
        let init = EventInit::new();
        init.set_bubbles(true);
        let Ok(event) = Event::new_with_event_init_dict("change", &init) else {
            return;
        };
        let _ = match self {
            Field::Line(line) => line.dispatch_event(&event),
            Field::Area(area) => area.dispatch_event(&event),
        };
    }

    /// One is still typing: what was committed in another form, without the space at its end, stands as it was typed.
    fn keep(&self, typed: &str, caret: Option<u32>) {
        if self.value() == typed {
            return;
        }
        let _ = match self {
            Field::Line(line) => {
                line.set_value(typed);
                line.set_selection_start(caret)
                    .and_then(|()| line.set_selection_end(caret))
            }
            Field::Area(area) => {
                area.set_value(typed);
                area.set_selection_start(caret)
                    .and_then(|()| area.set_selection_end(caret))
            }
        };
    }
}

/// What is typed and not committed yet.
#[derive(Clone, Default)]
struct Open {
    field: Rc<RefCell<Option<Field>>>,
    /// The field that was last committed before the browser told of a change, and what stood in it then.
    early: Rc<RefCell<Option<(Field, String)>>>,
}

impl Open {
    /// One types in a field.
    fn typed(&self, event: &Event) {
        // A file is chosen while a field has the focus.
        self.something_done(event);
        *self.field.borrow_mut() = Field::of(event);
        self.early.borrow_mut().take();
    }

    fn commit(&self) {
        let field = self.field.borrow_mut().take();
        if let Some(field) = field {
            field.commit();
            let value = field.value();
            *self.early.borrow_mut() = Some((field, value));
        }
    }

    /// What is done elsewhere takes what was typed as it stands.
    fn something_done(&self, event: &Event) {
        let is_elsewhere = |field: &Field| !field.is(event.target());
        if self.field.borrow().as_ref().is_some_and(is_elsewhere) {
            self.commit();
        }
    }

    /// A change is told of. What was committed is not told once more as its field is left: with it a refusal would go.
    fn changed(&self, event: &Event) {
        let is_this = |field: &mut Field| field.is(event.target());
        self.field.borrow_mut().take_if(is_this);
        let is_told =
            |(field, value): &(Field, String)| field.is(event.target()) && field.value() == *value;
        if event.is_trusted() && self.early.borrow().as_ref().is_some_and(is_told) {
            event.stop_immediate_propagation();
        }
    }
}

/// From now on what is typed is committed. `pausing` does so at a pause, after which one may type on; `left` is told that a
/// field was left.
pub fn listen(
    pausing: impl Fn(&dyn Fn()) + Clone + 'static,
    left: impl Fn() + 'static,
) -> Vec<Listener> {
    let open = Open::default();
    let timer: Rc<RefCell<Option<Timeout>>> = Rc::default();
    let at_pause = {
        let open = open.clone();
        move || {
            let field = open.field.borrow_mut().take_if(|field| field.is_text());
            let Some(field) = field else { return };
            let (typed, caret) = (field.value(), field.caret());
            pausing(&|| field.commit());
            leptos::task::spawn_local(async move {
                leptos::task::tick().await;
                field.keep(&typed, caret);
            });
        }
    };
    let typed = {
        let open = open.clone();
        move |event: Event| {
            open.typed(&event);
            // A word that is being composed is no pause, however long it takes.
            let composes = Reflect::get(&event, &JsValue::from_str("isComposing"));
            let composes = composes.is_ok_and(|it| it.is_truthy());
            let at_pause = at_pause.clone();
            *timer.borrow_mut() = (!composes).then(|| Timeout::new(PAUSE_MS, at_pause));
        }
    };
    let [
        changed,
        pressed,
        dropped,
        escaped,
        gone_back,
        focus_left,
        page_left,
    ] = [(); 7].map(|()| open.clone());
    let mut listeners = vec![
        Listener::capturing(&document(), "input", typed.clone()),
        Listener::capturing(&document(), "compositionend", typed),
        Listener::capturing(&document(), "change", move |event: Event| {
            changed.changed(&event);
        }),
        Listener::capturing(&document(), "pointerdown", move |event: Event| {
            pressed.something_done(&event);
        }),
        Listener::capturing(&document(), "drop", move |event: Event| {
            dropped.something_done(&event);
        }),
        Listener::capturing(&document(), "keydown", move |event: KeyboardEvent| {
            // The word that is being composed is given up by it, and nothing else.
            if event.key() == "Escape" && !keys::composes(&event) {
                escaped.commit();
            }
        }),
        Listener::capturing(&window(), "hashchange", move |_: Event| gone_back.commit()),
        Listener::new(&document(), "focusout", move |event: Event| {
            // The browser tells of no change where what was typed was put back meanwhile.
            if Field::of(&event).is_some() {
                focus_left.commit();
                left();
            }
        }),
        Listener::capturing(&window(), "pagehide", move |_: Event| page_left.commit()),
    ];
    listeners.extend(address::before_leaving(move || open.commit()));
    listeners
}
