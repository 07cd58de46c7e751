//! For who cannot see the picture: the parts as a list, the verdicts read out when they change, and what happens.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use super::bridge::Bridge;
use super::browser::now_ms;
use super::state::{ListRow, State, list};
use crate::editor::{OutlineItem, Say, Spoken};

/// The list and the voice. Neither is seen.
#[component]
pub fn Outline() -> impl IntoView {
    let bridge = Bridge::of_page();
    let items = bridge.outline();
    let row = |item: OutlineItem| {
        let key = format!("{} {}", item.target, item.text);
        ListRow::new(key, || view! { <li>{item.text}</li> }.into_any())
    };
    let announcement = bridge.announcement();
    let sentence =
        |(number, text): (u64, String)| ListRow::new(number, || view! { <p>{text}</p> }.into_any());
    view! {
        <section class="visually-hidden" aria-label="The parts as a list">
            <ul>
                {list(move || items.get().into_iter().map(row).collect())}
            </ul>
        </section>
        <p class="visually-hidden" role="status">{move || announcement.get()}</p>
        <ServedNow/>
        <div class="visually-hidden" role="log" aria-live="polite" aria-label="What happens" data-read-out="">
            {list(move || bridge.read_out.get().into_iter().map(sentence).collect())}
        </div>
    }
}

/// What is served now, told when that changes in earnest, and every few seconds at most.
#[component]
fn ServedNow() -> impl IntoView {
    let bridge = Bridge::of_page();
    let heard = State::new(String::new());
    let spoken = Rc::new(RefCell::new(Spoken::default()));
    let pause: Rc<RefCell<Option<Timeout>>> = Rc::default();
    // Grows when a pause is over.
    let again = State::new(0_u32);
    Effect::new(move |_| {
        again.track();
        let said = bridge
            .situation
            .with(|now| spoken.borrow_mut().say(now, now_ms()));
        *pause.borrow_mut() = match said {
            Say::Now(text) => {
                heard.set(text);
                None
            }
            Say::Later(wait_ms) => Some(Timeout::new(wait_ms.ceil() as u32, move || {
                again.update(|n| *n = n.wrapping_add(1));
            })),
            Say::Nothing => None,
        };
    });
    view! {
        <p class="visually-hidden" role="status" aria-atomic="true" data-heard-now="">{move || heard.get()}</p>
    }
}
