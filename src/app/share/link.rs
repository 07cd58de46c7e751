//! The link, and that as a QR code.

use leptos::prelude::*;

use super::{Copyable, UNSAVED, act, file_name, of_lesson, switch};
use crate::app::bridge::{Bridge, link_to_part};
use crate::app::browser::files;
use crate::app::icon::{Icon, Sign};
use crate::app::state::{State, live};
use crate::editor::{Command, Severity};
use crate::export::{qr, svg};

/// The link, or what to do where it would be too long to open.
#[component]
pub fn Link() -> impl IntoView {
    let bridge = Bridge::of_page();
    match bridge.shared_link() {
        Ok(link) => {
            let part = bridge.selected_part();
            let at_part = State::new(false);
            let choice = part.as_ref().map(|(_, name)| {
                switch(
                    "part",
                    format!("Opens at {name}, which is selected"),
                    at_part,
                )
            });
            let given = live(move || {
                let link = match &part {
                    Some((id, _)) if at_part.get() => link_to_part(&link, id),
                    _ => link.clone(),
                };
                let code = code(bridge, &link);
                view! {
                    <Copyable text=link name="link" label="Link to this scenario"/>
                    {code}
                }
                .into_any()
            });
            view! {
                <p>"The whole scenario is in the link itself. It opens for ever, and no server ever sees it."</p>
                {of_lesson(bridge)}
                {choice}
                {given}
            }
            .into_any()
        }
        Err(why) => view! { <TooLong why/> }.into_any(),
    }
}

/// What to do with a scenario that no link holds.
#[component]
pub fn TooLong(
    /// Why there is none.
    why: String,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    view! {
        <p role="alert">{why}</p>
        <button class="button button-primary" type="button" on:click=move |_| bridge.run(Command::Save)>
            <Sign icon=Icon::Save/>
            "Save as a file"
        </button>
    }
}

fn code(bridge: Bridge, link: &str) -> AnyView {
    let head = view! { <h3>"QR code"</h3> };
    let code = match qr::qr(link) {
        Ok(code) => code,
        Err(why) => {
            return view! { {head}<p data-qr="too-long">{why}</p> }.into_any();
        }
    };
    let words = if code.is_dense {
        "It opens the same link. There is much in it: it takes a good camera, and a code that is shown large or printed."
    } else {
        "It opens the same link: for a slide, a sheet of paper, a phone."
    };
    let picture = svg::address(&code.svg);
    let save = move || {
        if !files::save_as(&file_name(bridge, "-qr.svg"), &code.svg, "image/svg+xml") {
            bridge.say(Severity::Failure, UNSAVED);
        }
    };
    view! {
        {head}
        <div class="share-qr">
            <img class="share-qr-code" data-qr="" src=picture alt="QR code of the link"/>
            <div>
                <p>{words}</p>
                {act("save-qr", Icon::Save, "Save as SVG", false, save)}
            </div>
        </div>
    }
    .into_any()
}
