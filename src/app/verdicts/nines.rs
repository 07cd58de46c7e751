//! The nines: what share of each class is served in the long run, and which part buys the most.

use leptos::prelude::*;

use super::row::{FindingRow, quiet, row};
use super::section::Section;
use crate::app::bridge::Bridge;
use crate::app::browser::focus;
use crate::app::findings::{ClassView, Findings, NinesView, WorthView};
use crate::app::state::Derived;
use crate::editor::Pointed;

/// How much is served in the long run, when every part fails now and then.
#[component]
pub fn Nines() -> impl IntoView {
    let bridge = Bridge::of_page();
    let found = Derived::new(move || bridge.findings.with(|f: &Findings| f.nines.clone()));
    let summary = Signal::derive(move || {
        found.with(|f| match &f.value {
            None => f.looking(),
            Some(_) if f.percent.is_some() => f.looking(),
            Some(None) => "no requests".to_owned(),
            Some(Some(nines)) => nines.all.clone(),
        })
    });
    let fresh = Signal::derive(move || found.with(|f| f.fresh));
    let value = Derived::new(move || found.with(|f| f.value.clone()));
    view! {
        <Section key="nines" title="In the long run" summary alarming=false fresh>
            {move || match value.get() {
                Some(Some(nines)) => body(nines).into_any(),
                Some(None) => quiet("No client sends requests yet."),
                None => quiet("Looking …"),
            }}
        </Section>
    }
}

fn body(nines: NinesView) -> impl IntoView {
    let at_most = if nines.caveat.is_some() {
        "at most "
    } else {
        ""
    };
    let said = format!(
        "Every part fails now and then, as often as its availability says. {} of requests are served then; it is as if \
         all of them failed for {at_most}{}.",
        nines.all, nines.lost
    );
    let caveat = nines
        .caveat
        .map(|caveat| view! { <p class="findings-what" data-caveat="">{caveat}</p> });
    let classes = (!nines.classes.is_empty()).then(|| {
        view! { <ul class="classes">{nines.classes.into_iter().map(class).collect_view()}</ul> }
    });
    let worth = nines
        .best
        .map(|best| view! { <p class="findings-what" data-best="">{best}</p> });
    let beside = nines
        .beside
        .map(|beside| view! { <p class="findings-what" data-beside="">{beside}</p> });
    let list = nines.worth.into_iter().map(worth_row).collect_view();
    view! {
        <p class="findings-what">{said}</p>
        {caveat}
        {beside}
        {classes}
        {worth}
        <ul class="worth" tabindex="0" aria-label="What buys the most; arrows go through it" on:keydown=|event| focus::walk_rows(&event)>{list}</ul>
    }
}

fn class(class: ClassView) -> impl IntoView {
    view! {
        <li class="class">
            <span class="class-name">{class.name}</span>
            <span class="class-share">{class.share}</span>
            <span class="class-lost">{class.lost}</span>
        </li>
    }
}

fn worth_row(worth: WorthView) -> AnyView {
    let about = FindingRow {
        class: "worth-row",
        kind: "worth",
        pointed: Pointed::Part(worth.element),
        about: vec![worth.element],
    };
    let content = view! {
        <span class="worth-name">{worth.name}</span>
        <span class="worth-bar"><span prop:style=format!("--impact:{}", worth.bar)></span></span>
        <span class="worth-gain">{worth.gain}</span>
    };
    row(about, content.into_any())
}
