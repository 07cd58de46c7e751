//! Pairs and triples: what only together takes something down.

use leptos::prelude::*;

use super::row::{FindingRow, quiet, row};
use super::section::Section;
use crate::app::bridge::Bridge;
use crate::app::browser::focus;
use crate::app::findings::{CutView, CutsView, Finding, Findings};
use crate::app::state::{Derived, live};
use crate::editor::Pointed;

/// What is next in line: two parts of which either may fail, but not both.
#[component]
pub fn Pairs() -> impl IntoView {
    let bridge = Bridge::of_page();
    let pairs = Derived::new(move || bridge.findings.with(|f: &Findings| f.pairs.clone()));
    let summary = Signal::derive(move || {
        pairs.with(|p| match &p.value {
            None => p.looking(),
            Some(_) if p.percent.is_some() => p.looking(),
            Some(view) => match view.total {
                0 => "none".to_owned(),
                1 => "1 pair".to_owned(),
                n => format!("{n} pairs"),
            },
        })
    });
    let fresh = Signal::derive(move || pairs.with(|p| p.fresh));
    view! {
        <Section key="pairs" title="Only together" summary alarming=false fresh>
            <p class="findings-what">"Either of these may fail alone. Both at once take some requests down."</p>
            <Cuts shown=pairs none="No two parts take something down only together."/>
            <Triples/>
        </Section>
    }
}

/// The same of three, on demand: there may be many, and it takes a while.
#[component]
fn Triples() -> impl IntoView {
    let bridge = Bridge::of_page();
    let asked = Derived::new(move || bridge.findings.with(|f| f.triples.is_some()));
    let triples = Derived::new(move || {
        bridge
            .findings
            .with(|f| f.triples.clone())
            .unwrap_or_default()
    });
    live(move || {
        if asked.get() {
            view! {
                <p class="findings-what">"Three at once, where no two of them do it:"</p>
                <Cuts shown=triples none="No three parts take something down only together."/>
            }
            .into_any()
        } else {
            view! {
                <button class="button button-small button-outlined findings-more" type="button" on:click=move |_| bridge.ask_for_triples()>
                    "Look for three at once"
                </button>
            }
            .into_any()
        }
    })
}

#[component]
fn Cuts(shown: Derived<Finding<CutsView>>, none: &'static str) -> impl IntoView {
    let list = Derived::new(move || {
        let is_old = |view: &CutsView, fresh: bool| view.total == 0 && !fresh;
        shown.with(|s| s.value.clone().filter(|v| !is_old(v, s.fresh)))
    });
    live(move || match list.get() {
        Some(view) if view.total > 0 => cut_list(view),
        Some(_) => quiet(none),
        None => quiet("Looking …"),
    })
}

fn cut_list(view: CutsView) -> AnyView {
    let hidden = view.total.saturating_sub(view.list.len());
    let more = (hidden > 0 || view.is_full).then(|| {
        let more = if view.is_full { "or more " } else { "" };
        quiet(format!("And {hidden} {more}that cost less."))
    });
    view! { <ul class="cuts" tabindex="0" aria-label="What only together takes something down; arrows go through it" on:keydown=|event| focus::walk_rows(&event)>{view.list.into_iter().map(cut).collect_view()}</ul>{more} }.into_any()
}

fn cut(cut: CutView) -> AnyView {
    let about = FindingRow {
        class: "cut",
        kind: "cut",
        pointed: Pointed::Loss(cut.elements.clone()),
        about: cut.elements,
    };
    let content = view! {
        <span class="cut-names">{cut.names}</span>
        <span class="cut-loss">{cut.loss}</span>
    };
    row(about, content.into_any())
}
