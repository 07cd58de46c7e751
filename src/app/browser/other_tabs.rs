//! Other tabs of this browser with Topple in them.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, MessageEvent};

use super::listen::Listener;

/// What is asked: `ask 0123…`; and what is answered by who has it in hand: `held 0123…`.
const ASK: &str = "ask ";
const HELD: &str = "held ";

/// A line to the other tabs. It answers for this one.
pub struct OtherTabs {
    channel: BroadcastChannel,
    holds: Rc<RefCell<Option<String>>>,
    _listener: Listener,
}

impl OtherTabs {
    /// Listens to the others; `elsewhere` is called with the scenario in hand when another has it in hand too. `None` where
    /// the browser has no such lines: then two tabs learn of each other when one saves.
    pub fn listen(mut elsewhere: impl FnMut() + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new("topple").ok()?;
        let holds: Rc<RefCell<Option<String>>> = Rc::default();
        let (line, held) = (channel.clone(), Rc::clone(&holds));
        let listener = Listener::new(&channel, "message", move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else {
                return;
            };
            let is_mine = |id: &str| held.borrow().as_deref() == Some(id);
            if let Some(id) = text.strip_prefix(ASK).filter(|id| is_mine(id)) {
                let _ = line.post_message(&JsValue::from_str(&format!("{HELD}{id}")));
            } else if text.strip_prefix(HELD).is_some_and(is_mine) {
                elsewhere();
            }
        });
        Some(Self {
            channel,
            holds,
            _listener: listener,
        })
    }

    /// From now on this tab has that scenario in hand. `asks`: whether others have it too is asked.
    pub fn hold(&self, id: Option<&str>, asks: bool) {
        *self.holds.borrow_mut() = id.map(str::to_owned);
        if let Some(id) = id.filter(|_| asks) {
            let _ = self
                .channel
                .post_message(&JsValue::from_str(&format!("{ASK}{id}")));
        }
    }
}
