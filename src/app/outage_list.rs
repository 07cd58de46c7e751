//! Famous outages: each is played from its public account, and each change that would have helped is one press away.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::dialog_frame::DialogFrame;
use super::icon::{Icon, Sign};
use super::picture::picture;
use crate::model::Scenario;
use crate::templates::outages::{self, Outage};

/// The dialog with all of them.
#[component]
pub fn OutageList() -> impl IntoView {
    let entries = outages::ALL.iter().map(entry);
    view! {
        <DialogFrame title="Outages">
            <p>"Each is played as its public account describes it, on a smaller scale; a note beside the drawing names the source, and says what is simplified. Play it, stop it, change something, and see whether it would have helped. Each opens beside what you have drawn, which stays under My scenarios."</p>
            <div class="outages">{entries.collect_view()}</div>
        </DialogFrame>
    }
}

fn entry(outage: &'static Outage) -> AnyView {
    let helps = outage.helps.iter().enumerate().map(|(i, help)| {
        view! {
            <li>
                <button
                    class="outage-help"
                    type="button"
                    data-outage-help=i.to_string()
                    on:click=move |_| open(help.applied_to(outage))
                >
                    <Sign icon=Icon::Mend small=true/>
                    <span>
                        <span class="outage-help-title">{headline(help.title)}</span>
                        <span class="outage-what">{help.sentence}</span>
                    </span>
                </button>
            </li>
        }
    });
    view! {
        <section class="outage" data-outage=outage.key>
            <button class="outage-play" type="button" on:click=move |_| open(outage.scenario())>
                {picture(&without_notes(outage.scenario()))}
                <span class="gallery-title">{outage.title}</span>
                <span class="outage-what">{outage.sentence}</span>
                <span class="outage-scale">{format!("Play it as it was: {}.", outage.scale)}</span>
            </button>
            <h4>"What would have helped"</h4>
            <ul>{helps.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// The same with a capital letter: titles of changes stand within sentences, too.
fn headline(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// What is noted beside the drawing is no part of its picture.
fn without_notes(mut scenario: Scenario) -> Scenario {
    scenario.notes.clear();
    scenario
}

/// Opens it and lets it run.
fn open(scenario: Scenario) {
    let bridge = Bridge::of_page();
    bridge.dialog.set(None);
    bridge.play_from_start(scenario);
}
