//! *Make a lesson*: what is on the canvas becomes the start of a lesson of one's own. Each change is an edit of the document,
//! and it is said at once which goals are met already.

mod adder;
mod fields;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::adder::goal_adder;
use self::fields::{Change, check, kind_of, kinds, lines, pick, targets, text, things};
use super::bridge::Bridge;
use super::dialog_frame::DialogFrame;
use super::open::OpenDialog;
use crate::app::state::{State, live};
use crate::editor::{Command, Sharing};
use crate::lessons::{Assignment, Attempt, Judging, Outcome, Standing};
use crate::model::lesson::{Palette, Predict, most};
use crate::model::{Kind, Lesson};

/// Events of a slice of judging: what a slow machine plays in a few milliseconds.
const SLICE_EVENTS: u64 = 20_000;
/// How the goals stand at the start, as far as that is known, and which look at them is the latest.
#[derive(Clone)]
struct Standings {
    told: State<Vec<Outcome>>,
    latest: Arc<AtomicU32>,
}

/// The dialog.
#[component]
pub fn LessonMaker() -> impl IntoView {
    let bridge = Bridge::of_page();
    let standings = Standings {
        told: State::default(),
        latest: Arc::default(),
    };
    let latest = Arc::clone(&standings.latest);
    // Nothing is told to a dialog that is closed.
    on_cleanup(move || latest.store(u32::MAX, Ordering::Relaxed));
    if bridge.lesson_in_hand().get_untracked().is_none() {
        bridge.change_lesson(|_| ());
    }
    judge_again(bridge, &standings);
    let again = standings.clone();
    let change = move |change: &dyn Fn(&mut Lesson)| {
        bridge.change_lesson(change);
        judge_again(bridge, &again);
    };
    let change: Change = Arc::new(change);
    view! {
        <DialogFrame title="Make a lesson">
            <p>"The lesson starts from what is on the canvas. Students cannot change the users, nor what is locked below. The lesson is kept with the drawing, in its file and its link."</p>
            <div class="maker">
                {texts(bridge, &change)}
                {goals(bridge, &change, &standings)}
                {question(bridge, &change)}
                {afterwards(bridge, &change)}
                {locks(bridge, &change)}
                {palette(bridge, &change)}
            </div>
            {buttons(bridge)}
        </DialogFrame>
    }
}

/// How the lesson is now.
fn now<T>(bridge: Bridge, read: impl FnOnce(&Lesson) -> T) -> T {
    bridge.read(|session| match &session.document().scenario().lesson {
        Some(lesson) => read(lesson),
        None => read(&Lesson::default()),
    })
}

/// Looks again at how each goal stands at the start, in slices.
fn judge_again(bridge: Bridge, standings: &Standings) {
    let Standings { told, latest } = standings.clone();
    let this = latest.fetch_add(1, Ordering::Relaxed) + 1;
    told.set(Vec::new());
    let taken = bridge.read(|session| Assignment::of_own(session.document().scenario()));
    let Some(taken) = taken else { return };
    let is_latest = move || latest.load(Ordering::Relaxed) == this;
    spawn_local(async move {
        for goal in &taken.lesson.goals {
            let alone = Lesson {
                goals: vec![goal.clone()],
                ..taken.lesson.clone()
            };
            let attempt = Attempt {
                scenario: taken.start(),
                killed: &BTreeSet::new(),
            };
            let mut judging = Judging::new(&alone, taken.start(), &attempt);
            let judgement = loop {
                TimeoutFuture::new(0).await;
                if !is_latest() {
                    return;
                }
                if let Some(judgement) = judging.go_on(SLICE_EVENTS) {
                    break judgement;
                }
            };
            told.update(|told| told.extend(judgement.goals));
        }
    });
}

fn texts(bridge: Bridge, change: &Change) -> AnyView {
    let (title, paragraphs, task) = now(bridge, |l| {
        let title = bridge.title().get_untracked();
        (title, l.text.join("\n"), l.task.clone())
    });
    let (set_text, set_task) = (Arc::clone(change), Arc::clone(change));
    let text_of = text(
        ("text", "What to know before", "A paragraph on each line."),
        4,
        0,
        paragraphs,
        move |text| set_text(&|l| l.text = lines(&text)),
    );
    let task = text(
        ("task", "The task", "What to do, in a sentence."),
        1,
        most::SENTENCE,
        task,
        move |text| set_task(&|l| text.trim().clone_into(&mut l.task)),
    );
    let title = text(("title", "Title", ""), 1, 80, title, move |title| {
        bridge.set_title(&title);
    });
    [title, text_of, task].collect_view().into_any()
}

fn goals(bridge: Bridge, change: &Change, standings: &Standings) -> AnyView {
    let lesson = bridge.lesson_in_hand();
    let told = standings.told;
    let remove = Arc::clone(change);
    let rows = live(move || {
        let goals = lesson.get().map(|l| l.goals.clone()).unwrap_or_default();
        if goals.is_empty() {
            return view! { <p class="maker-what">"No goal yet: pick one below."</p> }.into_any();
        }
        let outcomes = told.get();
        let met = outcomes
            .iter()
            .filter(|o| o.standing == Standing::Reached)
            .count();
        let is_known = outcomes.len() == goals.len();
        let warning = (is_known && met == goals.len()).then_some(
            "All goals are already met, so there is nothing to do. Change the drawing, or ask for more.",
        );
        let rows = goals.iter().enumerate().map(|(i, goal)| {
            let remove = Arc::clone(&remove);
            let (stands, how) = match outcomes.get(i).map(|o| o.standing) {
                None => ("unknown", "Being checked …".to_owned()),
                Some(Standing::Reached) => ("met", "Met already".to_owned()),
                Some(Standing::Open | Standing::Untried) => {
                    let missing = outcomes.get(i).and_then(|o| o.missing.clone());
                    ("open", missing.map_or_else(|| "Not met yet".to_owned(), |m| format!("Not met yet: {m}")))
                }
            };
            view! {
                <li class="maker-goal" data-stands=stands>
                    <span>{goal.to_string()}<span class="goal-missing">{how}</span></span>
                    <button
                        class="button button-small button-outlined" type="button" aria-label=format!("Remove the goal: {goal}")
                        on:click=move |_| remove(&|l| {
                            if i < l.goals.len() {
                                l.goals.remove(i);
                            }
                        })
                    >"Remove"</button>
                </li>
            }
        });
        view! {
            <ul class="maker-goals" aria-label="Goals">{rows.collect_view()}</ul>
            {warning.map(|warning| view! { <p class="objection" role="status">{warning}</p> })}
        }
        .into_any()
    });
    view! {
        <fieldset class="maker-set">
            <legend>"Goals: it is done when all of them are met"</legend>
            {rows}
            {goal_adder(bridge, change)}
        </fieldset>
    }
    .into_any()
}

fn question(bridge: Bridge, change: &Change) -> AnyView {
    let predict = now(bridge, |l| l.predict.clone());
    let ask = predict.as_ref().map(|p| p.ask.clone()).unwrap_or_default();
    let kill = predict.map(|p| p.kill.to_string()).unwrap_or_default();
    let none = (String::new(), "No question".to_owned());
    let targets = bridge.read(|s| targets(s.document().scenario()));
    let options = [none].into_iter().chain(targets).collect();
    let set = Arc::clone(change);
    let about = pick(
        ("predict", "A question before this is killed"),
        options,
        &kill,
        move |id| {
            let target = bridge.read(|s| {
                let target = s.document().scenario().target(&id)?;
                Some((target, s.document().name_of(target)))
            });
            set(&|l| {
                l.predict = target.clone().map(|(kill, name)| {
                    let usual = || Predict {
                        ask: format!(
                            "You kill {name}. How much is still served half a minute later?"
                        ),
                        kill,
                        answers: Vec::new(),
                    };
                    l.predict
                        .clone()
                        .map_or_else(usual, |p| Predict { kill, ..p })
                });
            });
        },
    );
    let set = Arc::clone(change);
    let ask = text(
        (
            "ask",
            "The question",
            "If you leave it out: how much is still served half a minute later. The answers go from nothing to everything.",
        ),
        1,
        most::SENTENCE,
        ask,
        move |text| {
            set(&|l| {
                if let Some(predict) = &mut l.predict
                    && !text.trim().is_empty()
                {
                    text.trim().clone_into(&mut predict.ask);
                }
            });
        },
    );
    view! { <fieldset class="maker-set"><legend>"Predict, then see"</legend>{about}{ask}</fieldset> }.into_any()
}

fn afterwards(bridge: Bridge, change: &Change) -> AnyView {
    let (hints, learned, next) = now(bridge, |l| {
        (l.hints.join("\n"), l.learned.clone(), l.next.clone())
    });
    let [of_hints, of_learned, of_next] = [(); 3].map(|()| Arc::clone(change));
    let hints = text(
        (
            "hints",
            "Hints",
            "One on each line; each says more than the one before.",
        ),
        3,
        0,
        hints,
        move |text| of_hints(&|l| l.hints = lines(&text)),
    );
    let learned = text(
        ("learned", "What has been learned", "Shown when it is done."),
        2,
        most::PARAGRAPH,
        learned,
        move |text| of_learned(&|l| text.trim().clone_into(&mut l.learned)),
    );
    let next = text(
        (
            "next",
            "The lesson after it",
            "A file in the same folder, an address, or a link.",
        ),
        1,
        most::NEXT,
        next,
        move |text| of_next(&|l| text.trim().clone_into(&mut l.next)),
    );
    [hints, learned, next].collect_view().into_any()
}

fn locks(bridge: Bridge, change: &Change) -> AnyView {
    let locked = now(bridge, |l| l.locked.clone());
    let things = bridge.read(|s| things(s.document().scenario()));
    let boxes = things.into_iter().filter_map(|(id, name)| {
        let target = bridge.read(|s| s.document().scenario().target(&id))?;
        let set = Arc::clone(change);
        let is_on = locked.contains(&target);
        Some(check(name, format!("lock-{id}"), is_on, move |on| {
            set(&|l| {
                l.locked.retain(|other| *other != target);
                if on {
                    l.locked.push(target);
                }
            });
        }))
    });
    view! {
        <details class="maker-set">
            <summary>"Locked parts: they cannot be changed or removed"</summary>
            <div class="maker-checks">{boxes.collect_view()}</div>
        </details>
    }
    .into_any()
}

fn palette(bridge: Bridge, change: &Change) -> AnyView {
    let shown = now(bridge, |l| l.palette.clone());
    let kinds = kinds(|kind| kind != Kind::Client, true);
    let boxes = kinds.into_iter().map(|(key, name)| {
        let set = Arc::clone(change);
        let kind = kind_of(&key);
        let is_on = shown.as_ref().is_none_or(|palette| match kind {
            Some(kind) => palette.kinds.contains(&kind),
            None => palette.regions,
        });
        check(name, format!("palette-{key}"), is_on, move |on| {
            set(&|l| l.palette = changed(l.palette.take(), kind, on));
        })
    });
    view! {
        <details class="maker-set">
            <summary>"Palette: what may be drawn"</summary>
            <div class="maker-checks">{boxes.collect_view()}</div>
        </details>
    }
    .into_any()
}

/// The palette with this kind, or regions, in it or not. One that shows all there is says nothing.
fn changed(palette: Option<Palette>, kind: Option<Kind>, on: bool) -> Option<Palette> {
    let all = || Palette {
        kinds: Kind::ALL
            .into_iter()
            .filter(|kind| *kind != Kind::Client)
            .collect(),
        regions: true,
    };
    let mut palette = palette.unwrap_or_else(all);
    match kind {
        None => palette.regions = on,
        Some(kind) => {
            palette.kinds.retain(|other| *other != kind);
            if on {
                palette.kinds.push(kind);
            }
        }
    }
    let is_all = palette.regions && palette.kinds.len() + 1 >= Kind::ALL.len();
    (!is_all).then_some(palette)
}

fn buttons(bridge: Bridge) -> AnyView {
    let try_it = move |_| {
        let taken = bridge.read(|s| Assignment::of_own(s.document().scenario()));
        if let Some(taken) = taken {
            bridge.dialog.set(None);
            bridge.begin_assignment(taken.into());
        }
    };
    let remove = move |_| {
        bridge.remove_lesson();
        bridge.dialog.set(None);
    };
    view! {
        <div class="maker-buttons">
            <button class="button button-primary" type="button" data-maker="try" on:click=try_it>"Try it"</button>
            <button
                class="button button-outlined" type="button" data-maker="share"
                on:click=move |_| bridge.dialog.set(Some(OpenDialog::Share(Sharing::Link)))
            >"Share"</button>
            <button class="button button-outlined" type="button" data-maker="save" on:click=move |_| bridge.run(Command::Save)>
                "Save file"
            </button>
            <button class="button button-outlined" type="button" data-maker="remove" on:click=remove>"Remove the lesson"</button>
        </div>
    }
    .into_any()
}
