//! On a phone the panels share one sheet; these tabs choose which of them it shows, if any.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::icon::{Icon, Sign};
use crate::app::state::only_while;

/// A panel that the sheet of a phone can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sheet {
    /// What would take it down.
    Verdicts,
    /// Settings of what is selected.
    Inspector,
    /// What happened.
    Log,
    /// The palette.
    Add,
    /// The lesson under way.
    Lesson,
}

impl Sheet {
    const ALL: [(Sheet, Icon, &'static str); 4] = [
        (Sheet::Verdicts, Icon::Flag, "Verdicts"),
        (Sheet::Inspector, Icon::Settings, "Inspector"),
        (Sheet::Log, Icon::Log, "Log"),
        (Sheet::Add, Icon::Plus, "Add"),
    ];

    /// As `style/layout.css` spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Sheet::Verdicts => "verdicts",
            Sheet::Inspector => "inspector",
            Sheet::Log => "log",
            Sheet::Add => "add",
            Sheet::Lesson => "lesson",
        }
    }
}

/// The bar of tabs.
#[component]
pub fn Tabs() -> impl IntoView {
    let tabs = Sheet::ALL.map(|(sheet, icon, name)| view! { <Tab sheet icon name/> });
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
