//! What the faults of the run cost, and what one fault would cost.

use leptos::prelude::*;

use super::row::{FindingRow, row_with};
use super::section::Section;
use crate::app::bridge::Bridge;
use crate::app::browser::focus;
use crate::app::icon::{Icon, Sign};
use crate::app::state::{Derived, only_while};
use crate::app::view::{CostsView, FaultView, TrialView};
use crate::editor::{Pointed, Simulation};

/// What faults cost: there once something has failed, or it was asked what a loss would cost.
#[component]
pub fn Costs() -> impl IntoView {
    let bridge = Bridge::of_page();
    let is_shown = move || bridge.costs.with(|c| c.total > 0 || c.trial.is_some());
    only_while(is_shown, || view! { <CostsSection/> }.into_any())
}

#[component]
fn CostsSection() -> impl IntoView {
    let bridge = Bridge::of_page();
    let view = Derived::new(move || bridge.costs.get());
    let summary = Signal::derive(move || view.with(summary));
    let fresh = Signal::derive(move || view.with(|v| !v.is_counting));
    view! {
        <Section key="costs" title="What faults cost" summary alarming=true fresh>
            {move || {
                let CostsView { list, total, together, trial, .. } = view.get();
                let more = total - list.len();
                view! {
                    {trial.map(trial_row)}
                    <ul class="remarks" tabindex="0" aria-label="What faults cost; arrows go through it" on:keydown=|event| focus::walk_rows(&event)>{list.into_iter().map(fault_row).collect_view()}</ul>
                    {together.map(|text| view! { <p class="findings-none">{text}</p> })}
                    {(more > 0).then(|| view! { <p class="findings-none">{format!("And {more} before them.")}</p> })}
                }
                .into_any()
            }}
        </Section>
    }
}

fn summary(view: &CostsView) -> String {
    match view.total {
        0 => String::new(),
        _ if view.is_counting => "being counted …".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    }
}

fn fault_row(fault: FaultView) -> AnyView {
    let row = FindingRow {
        class: "remark",
        kind: "fault",
        pointed: Pointed::Part(fault.about),
        about: vec![fault.about],
    };
    let counted = (!fault.counted.is_empty())
        .then(|| view! { <span class="cost-counted">{format!(" ({})", fault.counted)}</span> });
    let content = view! {
        <Sign icon=Icon::Power/>
        <span><strong>{fault.head}</strong>" "{fault.text}{counted}</span>
    };
    row_with(row, content.into_any(), None)
}

/// What was asked, how far it is, and what came of it.
fn trial_row(trial: TrialView) -> AnyView {
    let bridge = Bridge::of_page();
    let is_done = trial.text.is_some();
    let text = trial
        .text
        .unwrap_or_else(|| format!("Being played … {} %", trial.percent));
    let words = if is_done { "Close" } else { "Cancel" };
    view! {
        <div class="trial" data-trial=trial.about.to_string() data-done=is_done.to_string() role="status">
            <p class="trial-text"><strong>{trial.head}</strong>": "{text}</p>
            <button
                class="button button-small button-outlined"
                type="button"
                on:click=move |_| bridge.change(|session| session.simulate(Simulation::forget_trial))
            >
                {words}
            </button>
        </div>
    }
    .into_any()
}
