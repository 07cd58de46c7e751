//! The lesson under way, beside the canvas; and the list of all.

use leptos::prelude::*;

use super::bridge::Bridge;
use super::dialog_frame::DialogFrame;
use super::icon::{Icon, Sign};
use super::view::GoalView;
use crate::app::state::{Derived, State, live, only_while};
use crate::lessons::{self, Lesson, Standing};

/// The panel of the lesson under way, while there is one.
#[component]
pub fn LessonPanel() -> impl IntoView {
    let bridge = Bridge::of_page();
    // A lesson is drawn once; what changes in it are the goals and whether it is done.
    let lesson = Derived::new(move || bridge.lesson.with(|l| l.as_ref().map(|l| l.lesson.key)));
    live(move || {
        let Some(lesson) = lesson.get().and_then(lessons::find) else {
            return ().into_any();
        };
        view! {
            <section id="lesson" class="panel sheet" aria-label="Lesson" data-lesson=lesson.key>
                <Head lesson/>
                <div class="panel-body scroll" tabindex="0">
                    <div class="lesson-text">{lesson.text.iter().map(|p| view! { <p>{*p}</p> }).collect_view()}</div>
                    <p class="lesson-task">{lesson.task}</p>
                    <Goals/>
                    <Hints lesson/>
                    <Done lesson/>
                </div>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Head(lesson: &'static Lesson) -> impl IntoView {
    let bridge = Bridge::of_page();
    let number = lessons::ALL
        .iter()
        .position(|l| l.key == lesson.key)
        .unwrap_or(0)
        + 1;
    view! {
        <div class="panel-head lesson-head">
            <div class="lesson-title">
                <p class="lesson-number">{format!("Lesson {number} of {}", lessons::ALL.len())}</p>
                <h2>{lesson.title}</h2>
            </div>
            <button
                class="button"
                type="button"
                title="Leave the lesson"
                aria-label="Leave the lesson"
                on:click=move |_| bridge.leave_lesson()
            >
                <Sign icon=Icon::Close/>
            </button>
        </div>
    }
}

/// What has to be reached, each with how it stands: judged by the analysis and by playing the system on the side.
#[component]
fn Goals() -> impl IntoView {
    let bridge = Bridge::of_page();
    let goals = Derived::new(move || {
        bridge
            .lesson
            .with(|l| l.as_ref().map(|l| l.goals.clone()))
            .unwrap_or_default()
    });
    let row = |goal: GoalView| {
        let (icon, standing, words) = match goal.standing {
            Standing::Reached => (Icon::Check, "reached", "reached: "),
            Standing::Open => (Icon::Circle, "open", "not yet: "),
            Standing::Untried => (Icon::Circle, "untried", "not tried yet: "),
        };
        view! {
            <li class="goal" data-standing=standing>
                <Sign icon/>
                <span><span class="visually-hidden">{words}</span>{goal.text}"."</span>
            </li>
        }
    };
    view! { <ul class="goals" aria-label="Goals">{move || goals.get().into_iter().map(row).collect_view().into_any()}</ul> }
}

/// Help, one more with each press.
#[component]
fn Hints(lesson: &'static Lesson) -> impl IntoView {
    let shown = State::new(0_usize);
    let hints = move || {
        let hints = lesson.hints.iter().take(shown.get());
        hints
            .map(|hint| view! { <p class="lesson-hint">{*hint}</p> })
            .collect_view()
            .into_any()
    };
    view! {
        <div role="status">{move || hints()}</div>
        {only_while(move || shown.get() < lesson.hints.len(), move || view! {
            <button
                class="button button-small button-outlined"
                type="button"
                data-hint=""
                on:click=move |_| shown.update(|n| *n += 1)
            >
                {move || if shown.get() == 0 { "A hint" } else { "Another hint" }}
            </button>
        }.into_any())}
    }
}

/// What has been seen, once all goals were reached, and what comes next.
#[component]
fn Done(lesson: &'static Lesson) -> impl IntoView {
    let bridge = Bridge::of_page();
    let done = Derived::new(move || bridge.lesson.with(|l| l.as_ref().is_some_and(|l| l.done)));
    view! {
        <div role="status">
            {only_while(move || done.get(), move || view! {
                <div class="lesson-done" data-lesson-done="">
                    <p>{lesson.learned}</p>
                    {lesson.next().map(|next| view! {
                        <button class="button button-primary" type="button" data-next-lesson="" on:click=move |_| bridge.begin_lesson(next)>
                            {format!("Next: {}", next.title)}
                        </button>
                    })}
                </div>
            }.into_any())}
        </div>
    }
}

/// The dialog with all lessons.
#[component]
pub fn LessonList() -> impl IntoView {
    let entries = lessons::ALL
        .iter()
        .enumerate()
        .map(|(i, lesson)| entry(i + 1, lesson));
    view! {
        <DialogFrame title="Lessons">
            <p>"From one server to a system that no single loss takes down, and what lies beyond. Each begins with a system of its own, beside what you have drawn, which stays under My scenarios."</p>
            <ol class="lessons">{entries.collect_view()}</ol>
        </DialogFrame>
    }
}

fn entry(number: usize, lesson: &'static Lesson) -> AnyView {
    let bridge = Bridge::of_page();
    let done = bridge
        .lessons_done
        .with_untracked(|done| done.iter().any(|key| key == lesson.key));
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
                <span class="lesson-entry-number">{number}</span>
                <span class="lesson-entry-title">{lesson.title}</span>
                <span class="lesson-entry-task">{lesson.task}</span>
                {done.then(|| view! { <span class="lesson-entry-done"><Sign icon=Icon::Check small=true/>"done"</span> })}
            </button>
        </li>
    }
    .into_any()
}
