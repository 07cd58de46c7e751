//! On a phone the panels share one sheet; these tabs choose which of them it shows, if any.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::icon::{Icon, Sign};
use super::open::Sheet;
use crate::app::state::only_while;

/// The tabs that are always there.
const TABS: [(Sheet, Icon, &str); 4] = [
    (Sheet::Verdicts, Icon::Flag, "Verdicts"),
    (Sheet::Inspector, Icon::Settings, "Inspector"),
    (Sheet::Log, Icon::Log, "Log"),
    (Sheet::Add, Icon::Plus, "Add"),
];

/// The bar of tabs.
#[component]
pub fn Tabs() -> impl IntoView {
    let tabs = TABS.map(|(sheet, icon, name)| view! { <Tab sheet icon name/> });
    let bridge = Bridge::of_page();
    view! {
        <nav class="tab-bar" aria-label="Panels">
            {only_while(move || bridge.lesson.with(Option::is_some), move || view! {
                <Tab sheet=Sheet::Lesson icon=Icon::Lessons name="Lesson"/>
            }.into_any())}
            {tabs.collect_view()}
        </nav>
    }
}

#[component]
fn Tab(sheet: Sheet, icon: Icon, name: &'static str) -> impl IntoView {
    let bridge = Bridge::of_page();
    let chosen = move || bridge.sheet.get() == Some(sheet);
    let count = move || match sheet {
        Sheet::Verdicts => bridge.verdicts.with(|verdicts| verdicts.single_points),
        Sheet::Inspector | Sheet::Log | Sheet::Add | Sheet::Lesson => 0,
    };
    view! {
        <button
            class="tab"
            type="button"
            data-tab=sheet.key()
            aria-pressed=move || chosen().to_string()
            on:click=move |_| bridge.show_sheet(if chosen() { None } else { Some(sheet) })
        >
            <Sign icon/>
            {name}
            {only_while(move || count() != 0, move || view! {
                <span class="tab-count">{move || count()}</span>
            }.into_any())}
        </button>
    }
}
