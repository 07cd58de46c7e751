//! The report, to be read here, saved, copied and printed.

use leptos::prelude::*;

use super::{UNSAVED, act, file_name, words};
use crate::app::bridge::Bridge;
use crate::app::browser::{files, image, print};
use crate::app::icon::Icon;
use crate::app::state::{Derived, live};
use crate::editor::Severity;
use crate::export::inks::LIGHT;
use crate::export::report::{Block, markdown};
use crate::export::svg::{self, Sheet};

/// The report and what to do with it. On paper it stands alone.
#[component]
pub fn Report() -> impl IntoView {
    let bridge = Bridge::of_page();
    let blocks = Derived::new(move || words::report(bridge).blocks());
    let picture = picture(bridge);
    let text = {
        let picture = picture.clone();
        move || blocks.with_untracked(|blocks| markdown(blocks, &picture))
    };
    let save = {
        let text = text.clone();
        move || {
            if !files::save_as(&file_name(bridge, ".md"), &text(), "text/markdown") {
                bridge.say(Severity::Failure, UNSAVED);
            }
        }
    };
    let copy = move || bridge.copy_text(&text());
    let body = live(move || {
        let blocks = blocks.get().into_iter();
        let shown: Vec<AnyView> = blocks.map(|block| shown(block, &picture)).collect();
        view! { {shown} }.into_any()
    });
    view! {
        <div class="share-acts">
            {act("save-report", Icon::Save, "Save as Markdown", true, save)}
            {act("copy-report", Icon::Copy, "Copy as Markdown", false, copy)}
            {act("print-report", Icon::Log, "Print", false, print)}
        </div>
        <article class="report" data-report="">{body}</article>
    }
}

/// The address of the picture in it: light, as paper is.
fn picture(bridge: Bridge) -> String {
    let drawing = bridge.read(super::drawing::drawing);
    let sheet = Sheet {
        seen: drawing.whole(),
        inks: &LIGHT,
        scale: 1.0,
    };
    svg::address(&svg::svg(&drawing, sheet, image::symbol))
}

fn shown(block: Block, picture: &str) -> AnyView {
    match block {
        Block::Title(title) => view! { <h1>{title}</h1> }.into_any(),
        Block::Head(head) => view! { <h2>{head}</h2> }.into_any(),
        Block::Words(words) => view! { <p>{words}</p> }.into_any(),
        Block::Address(address) => {
            let words = address.clone();
            view! { <p class="report-address"><a href=address>{words}</a></p> }.into_any()
        }
        Block::Picture => {
            view! { <img src=picture.to_owned() alt="The system as it is drawn"/> }.into_any()
        }
        Block::List(lines) => {
            let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
            view! { <ul>{lines.collect_view()}</ul> }.into_any()
        }
        Block::Table(heads, rows) => {
            let heads = heads.into_iter();
            let heads = heads.map(|head| view! { <th scope="col">{head}</th> });
            let rows = rows.into_iter().map(|cells| {
                let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> });
                view! { <tr>{cells.collect_view()}</tr> }
            });
            view! {
                <div class="report-table scroll">
                    <table>
                        <thead><tr>{heads.collect_view()}</tr></thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }
    }
}
