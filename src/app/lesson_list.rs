//! All lessons, in groups, with how far one has come.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bridge::Bridge;
use super::browser::scenarios;
use super::dialog_frame::DialogFrame;
use super::icon::{Icon, Sign};
use crate::app::state::{State, live};
use crate::lessons::{self, Group, Lesson};

/// What is kept of lessons that were begun: a lesson's key and the scenario's id, the latest first.
type Begun = Vec<(String, String)>;

/// The dialog with all lessons.
#[component]
pub fn LessonList() -> impl IntoView {
    let bridge = Bridge::of_page();
    let begun: State<Begun> = State::default();
    bridge.save_in_hand(move || {
        spawn_local(async move {
            let mut kept = scenarios::list().await.unwrap_or_default();
            kept.retain(|saved| !saved.is_deleted && lessons::find(&saved.lesson).is_some());
            kept.sort_by(|a, b| b.at_ms.total_cmp(&a.at_ms));
            begun.set(
                kept.into_iter()
                    .map(|saved| (saved.lesson, saved.id))
                    .collect(),
            );
        });
    });
    let done = bridge.lessons_done.with_untracked(Vec::len);
    let groups = lessons::GROUPS
        .iter()
        .map(move |group| of_group(group, begun));
    view! {
        <DialogFrame title="Lessons">
            <p>"From one server to a system that no single failure takes down, and beyond. Each lesson starts from a system of its own, beside what you have drawn, which stays under My scenarios."</p>
            <div class="lessons-head">
                <p class="lessons-progress">{format!("{done} of {} done", lessons::count())}</p>
                {live(move || view! { <Continue begun=begun.get()/> }.into_any())}
            </div>
            {groups.collect_view()}
        </DialogFrame>
    }
}

/// Where to go on: with what was begun last and is not done, else with the first that is not.
#[component]
fn Continue(begun: Begun) -> impl IntoView {
    let bridge = Bridge::of_page();
    let is_done = move |key: &str| {
        bridge
            .lessons_done
            .with_untracked(|done| done.iter().any(|k| k == key))
    };
    let kept = begun.into_iter().find(|(key, _)| !is_done(key));
    let kept = kept.and_then(|(key, id)| Some((lessons::find(&key)?, Some(id))));
    let next = || lessons::all().find(|l| !is_done(l.key)).map(|l| (l, None));
    kept.or_else(next).map(|(lesson, id)| {
        let is_first = id.is_none() && bridge.lessons_done.with_untracked(Vec::is_empty);
        let verb = if is_first { "Begin" } else { "Continue" };
        view! {
            <button
                class="button button-primary"
                type="button"
                data-continue=lesson.key
                on:click=move |_| go_on(lesson, id.clone())
            >
                {format!("{verb}: {}. {}", lesson.number(), lesson.title)}
            </button>
        }
    })
}

/// Goes on with what is kept of a lesson; else begins it.
fn go_on(lesson: &'static Lesson, id: Option<String>) {
    let bridge = Bridge::of_page();
    bridge.dialog.set(None);
    match id {
        Some(id) if !bridge.holds(&id) => bridge.open_saved(id),
        Some(_) => {}
        None => bridge.begin_lesson(lesson),
    }
}

fn of_group(group: &'static Group, begun: State<Begun>) -> AnyView {
    let entries = group.lessons.iter().map(|lesson| entry(lesson, begun));
    view! {
        <h3 class="lessons-group">{group.title}</h3>
        <ol class="lessons" start=group.lessons.first().map_or(1, Lesson::number).to_string()>{entries.collect_view()}</ol>
    }
    .into_any()
}

fn entry(lesson: &'static Lesson, begun: State<Begun>) -> AnyView {
    let bridge = Bridge::of_page();
    let done = bridge
        .lessons_done
        .with_untracked(|done| done.iter().any(|key| key == lesson.key));
    let is_begun = move || begun.with(|begun| begun.iter().any(|(key, _)| key == lesson.key));
    let state = move || {
        match (done, is_begun()) {
        (true, _) => view! { <span class="lesson-entry-done"><Sign icon=Icon::Check small=true/>"done"</span> }.into_any(),
        (false, true) => view! { <span class="lesson-entry-begun">"begun"</span> }.into_any(),
        (false, false) => ().into_any(),
    }
    };
    view! {
        <li>
            <button
                class="lesson-entry"
                type="button"
                data-lesson-key=lesson.key
                data-done=done.to_string()
                on:click=move |_| {
                    bridge.dialog.set(None);
                    bridge.begin_lesson(lesson);
                }
            >
                <span class="lesson-entry-number">{lesson.number()}</span>
                <span class="lesson-entry-title">{lesson.title}</span>
                <span class="lesson-entry-task">{lesson.task}</span>
                {live(state)}
            </button>
        </li>
    }
    .into_any()
}
