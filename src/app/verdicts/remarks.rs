//! Overloads and warnings: parts with a sentence about each.

use leptos::prelude::*;

use super::item::Mends;
use super::row::{FindingRow, quiet, row_with};
use super::section::Section;
use crate::app::bridge::Bridge;
use crate::app::browser::focus;
use crate::app::findings::{Findings, OverloadsView, Remark};
use crate::app::icon::{Icon, Sign};
use crate::app::state::Derived;
use crate::editor::Pointed;

/// Who has more to do than it can, and whose loss would bring that about.
#[component]
pub fn Overloads() -> impl IntoView {
    let bridge = Bridge::of_page();
    let found = Derived::new(move || bridge.findings.with(|f: &Findings| f.overloads.clone()));
    let view = Derived::new(move || found.with(|f| f.value.clone()).unwrap_or_default());
    let summary = Signal::derive(move || view.with(overload_summary));
    let alarming =
        Signal::derive(move || view.with(|v| !v.now.is_empty() || !v.verdicts.is_empty()));
    let fresh = Signal::derive(move || found.with(|f| f.fresh));
    view! {
        <Section key="overloads" title="Overload" summary alarming fresh>
            {move || {
                let OverloadsView { now, verdicts, .. } = view.get();
                if now.is_empty() && verdicts.is_empty() {
                    let none = "Every part can carry its load, and could with any one of the others gone.";
                    return quiet(none);
                }
                let now = now.into_iter().map(|r| remark(r, Icon::Overload, "saturated"));
                let after = verdicts.into_iter().map(|r| remark(r, Icon::Overload, "overload"));
                view! { <ul class="remarks" tabindex="0" aria-label="What is said of parts; arrows go through it" on:keydown=|event| focus::walk_rows(&event)>{now.chain(after).collect_view()}</ul> }.into_any()
            }}
        </Section>
    }
}

fn overload_summary(view: &OverloadsView) -> String {
    match (view.now.len(), view.verdicts.len()) {
        (0, 0) => "none".to_owned(),
        (0, 1) => "by 1 loss".to_owned(),
        (0, n) => format!("by {n} losses"),
        (n, 0) => format!("{n} now"),
        (n, after) => format!("{n} now, {after} by a loss"),
    }
}

/// Where the drawing can hardly mean what it says.
#[component]
pub fn Warnings() -> impl IntoView {
    let bridge = Bridge::of_page();
    let found = Derived::new(move || bridge.findings.with(|f: &Findings| f.warnings.clone()));
    let count = move || found.with(|f| f.value.as_ref().map_or(0, Vec::len));
    let summary = Signal::derive(move || match count() {
        0 => "none".to_owned(),
        n => n.to_string(),
    });
    let alarming = Signal::derive(move || count() > 0);
    let fresh = Signal::derive(move || found.with(|f| f.fresh));
    view! {
        <Section key="warnings" title="Warnings" summary alarming fresh>
            {move || match found.get().value {
                Some(list) if !list.is_empty() => {
                    let remarks = list.into_iter().map(|r| remark(r, Icon::Warning, "warning"));
                    view! { <ul class="remarks" tabindex="0" aria-label="What is said of parts; arrows go through it" on:keydown=|event| focus::walk_rows(&event)>{remarks.collect_view()}</ul> }.into_any()
                }
                Some(_) | None => {
                    quiet("Nothing in the drawing looks odd.")
                }
            }}
        </Section>
    }
}

/// A part and what there is to say of it.
fn remark(remark: Remark, icon: Icon, kind: &'static str) -> AnyView {
    let about = remark.about;
    let pointed = if kind == "overload" {
        Pointed::Overload(about)
    } else {
        Pointed::Part(about)
    };
    let about = FindingRow {
        class: "remark",
        kind,
        pointed,
        about: vec![about],
    };
    let content = view! {
        <Sign icon/>
        <span>{remark.text}</span>
    };
    let mends = (kind == "overload").then(|| {
        let element = remark.about;
        view! { <Mends element back=Pointed::Overload(element)/> }.into_any()
    });
    row_with(about, content.into_any(), mends)
}
