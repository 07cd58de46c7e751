//! The page around an embedded one: messages to and from it. Data only, and answers go to the asking origin alone.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

use super::listen::Listener;
use super::window;
use crate::formats::message::{Ask, Text, TooLong};

/// A value of a message.
#[derive(Clone, PartialEq, Debug)]
pub enum Datum {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Records, each of named values.
    List(Vec<Vec<(&'static str, Datum)>>),
}

/// The page around this one.
#[derive(Clone)]
pub struct Parent {
    window: Window,
    /// Who asked first: the only one who is answered.
    origin: Rc<RefCell<Option<String>>>,
    /// The number of the next message to the person that it is told of.
    next_told: Rc<Cell<u64>>,
    /// The height that was said last.
    height: Rc<Cell<f64>>,
}

impl Parent {
    /// The page around this one; `None` where this page is on its own.
    pub fn find() -> Option<Self> {
        let this = window();
        let parent = this.parent().ok().flatten()?;
        (parent != this).then(|| Self {
            window: parent,
            origin: Rc::default(),
            next_told: Rc::default(),
            height: Rc::default(),
        })
    }

    /// Listens to the page around, and to no other window.
    pub fn listen(&self, mut asked: impl FnMut(Result<Ask, TooLong>) + 'static) -> Listener {
        let parent = self.clone();
        Listener::new(&window(), "message", move |event: MessageEvent| {
            let source: Option<JsValue> = event.source().map(Into::into);
            let is_parent =
                source.is_some_and(|source| source == JsValue::from(parent.window.clone()));
            if let Some(ask) = is_parent.then(|| read(&event.data()).transpose()).flatten() {
                parent
                    .origin
                    .borrow_mut()
                    .get_or_insert_with(|| event.origin());
                asked(ask);
            }
        })
    }

    /// Says that the page is there. It says nothing else, so it is sent to any origin.
    pub fn say_ready(&self) {
        let _ = self.window.post_message(&message("ready", &[]), "*");
    }

    /// Says how high this page would like to be, where that is another height than it said last. It says nothing else, so it
    /// is sent to any origin.
    pub fn say_height(&self, height: f64) {
        let height = height.round();
        if self.height.replace(height) != height {
            let data = [("height", Datum::Number(height))];
            let _ = self.window.post_message(&message("resize", &data), "*");
        }
    }

    /// Sends a message to the origin that asked; nowhere, before one did. A file and a sandbox are of origin "null", which
    /// no message can be addressed to: what they are told is sent to any.
    pub fn send(&self, kind: &str, data: &[(&'static str, Datum)]) {
        if let Some(origin) = &*self.origin.borrow() {
            let to = if origin == "null" { "*" } else { origin };
            let _ = self.window.post_message(&message(kind, data), to);
        }
    }

    /// Whether the page around was not told yet of the message to the person that has this number. From now on it is.
    pub fn untold(&self, number: u64) -> bool {
        let is_new = number >= self.next_told.get();
        if is_new {
            self.next_told.set(number + 1);
        }
        is_new
    }
}

fn read(data: &JsValue) -> Result<Option<Ask>, TooLong> {
    if !data.is_object() {
        return Ok(None);
    }
    let field = |name: &str| Reflect::get(data, &JsValue::from_str(name)).ok();
    Ask::read(
        field("topple").and_then(|version| version.as_f64()),
        |name, most| text_within(field(name), most),
    )
}

/// A text of so many characters at most. How long it is, is asked of the browser's own, before any of it is copied.
fn text_within(value: Option<JsValue>, most: usize) -> Text {
    let Some(text) = value.and_then(|value| value.dyn_into::<JsString>().ok()) else {
        return Ok(None);
    };
    if text.length() as usize > most {
        return Err(TooLong { most });
    }
    Ok(text.as_string())
}

fn message(kind: &str, data: &[(&'static str, Datum)]) -> JsValue {
    let head = [
        ("topple", Datum::Number(1.0)),
        ("type", Datum::Text(kind.to_owned())),
    ];
    record(head.iter().chain(data))
}

fn record<'a>(fields: impl IntoIterator<Item = &'a (&'static str, Datum)>) -> JsValue {
    let object = Object::new();
    for (name, datum) in fields {
        // It fails only on what is no object.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &value(datum));
    }
    object.into()
}

fn value(datum: &Datum) -> JsValue {
    match datum {
        Datum::Text(text) => JsValue::from_str(text),
        Datum::Number(n) => JsValue::from_f64(*n),
        Datum::List(list) => list.iter().map(record).collect::<Array>().into(),
    }
}
