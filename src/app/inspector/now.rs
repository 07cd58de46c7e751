//! What the run knows of a component beyond its figures: the role and the writes of a database, who is in rotation, what
//! resolvers remember.

use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::state::{Derived, live, only_while};
use crate::app::verdicts::Mends;
use crate::editor::{DetailRow, Pointed};
use crate::model::{ComponentId, Target};

/// What there is to say of a component now.
#[component]
pub fn Now(id: ComponentId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let lines = Derived::new(move || bridge.detail.with(|detail| detail.lines.clone()));
    let rows = Derived::new(move || bridge.detail.with(|detail| detail.rows.clone()));
    let title = Derived::new(move || bridge.detail.with(|detail| detail.title));
    let is_apart = Derived::new(move || bridge.detail.with(|detail| detail.is_apart));
    let sentences = move || {
        let lines = lines.get().into_iter();
        let lines = lines.map(|line| view! { <p class="detail-line">{line}</p> });
        lines.collect_view().into_any()
    };
    let list = move || {
        let rows = rows.get();
        if rows.is_empty() {
            return ().into_any();
        }
        let rows: Vec<_> = rows.into_iter().map(row).collect();
        view! {
            <h3 class="setting-group">{title.get()}</h3>
            <ul class="detail-rows">{rows}</ul>
        }
        .into_any()
    };
    let element = Target::Component(id);
    view! {
        <div class="detail" data-detail=id.to_string()>
            {live(sentences)}
            {only_while(move || is_apart.get(), move || {
                view! { <Mends element back=Pointed::Part(element)/> }.into_any()
            })}
            {live(list)}
        </div>
    }
}

fn row(row: DetailRow) -> AnyView {
    let DetailRow {
        about,
        name,
        state,
        is_well,
    } = row;
    let words = view! {
        <span class="detail-name">{name}</span>
        <span class="detail-state" data-well=is_well.to_string()>{state}</span>
    };
    match about {
        None => view! { <li class="detail-row">{words}</li> }.into_any(),
        Some(id) => {
            let bridge = Bridge::of_page();
            let target = Target::Component(id);
            view! {
                <li>
                    <button class="detail-row" type="button" data-about=id.to_string() on:click=move |_| bridge.show(target)>
                        {words}
                    </button>
                </li>
            }
            .into_any()
        }
    }
}
