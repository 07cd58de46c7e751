//! What is typed and not committed yet. Browsers tell of a change only when its field is left: a text is committed after a
//! pause in typing too, and whatever was typed when the page goes.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, EventInit, HtmlInputElement, HtmlTextAreaElement};

use super::listen::Listener;
use super::{address, document, window};

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

/// From now on what is typed is committed. `pausing` does so at a pause, after which one may type on; `left` is told that a
/// field was left.
pub fn listen(
    pausing: impl Fn(&dyn Fn()) + Clone + 'static,
    left: impl Fn() + 'static,
) -> Vec<Listener> {
    let open: Rc<RefCell<Option<Field>>> = Rc::default();
    let timer: Rc<RefCell<Option<Timeout>>> = Rc::default();
    let at_pause = {
        let open = Rc::clone(&open);
        move || {
            let field = open.borrow_mut().take_if(|field| field.is_text());
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
        let open = Rc::clone(&open);
        move |event: Event| {
            *open.borrow_mut() = Field::of(&event);
            // A word that is being composed is no pause, however long it takes.
            let composes = Reflect::get(&event, &JsValue::from_str("isComposing"));
            let composes = composes.is_ok_and(|it| it.is_truthy());
            let at_pause = at_pause.clone();
            *timer.borrow_mut() = (!composes).then(|| Timeout::new(PAUSE_MS, at_pause));
        }
    };
    let commit = {
        let open = Rc::clone(&open);
        move || {
            let field = open.borrow_mut().take();
            if let Some(field) = field {
                field.commit();
            }
        }
    };
    let mut listeners = vec![
        Listener::capturing(&document(), "input", typed.clone()),
        Listener::capturing(&document(), "compositionend", typed),
        Listener::capturing(&document(), "change", {
            let open = Rc::clone(&open);
            move |_: Event| drop(open.borrow_mut().take())
        }),
        Listener::new(&document(), "focusout", {
            let commit = commit.clone();
            move |event: Event| {
                // The browser tells of no change where what was typed was put back meanwhile.
                if Field::of(&event).is_some() {
                    commit();
                    left();
                }
            }
        }),
        Listener::capturing(&window(), "pagehide", {
            let commit = commit.clone();
            move |_: Event| commit()
        }),
    ];
    listeners.extend(address::before_leaving(commit));
    listeners
}
