//! The lesson under way, beside the canvas.

use std::sync::Arc;

use leptos::prelude::*;

use super::bridge::Bridge;
use super::icon::{Icon, Sign};
use super::view::{GoalView, LessonView};
use crate::app::state::{Derived, State, live, only_while};
use crate::editor::Asked;
use crate::lessons::{self, Assignment, Standing, When};

/// The panel of the lesson under way, while there is one.
#[component]
pub fn LessonPanel() -> impl IntoView {
    let bridge = Bridge::of_page();
    // A lesson is drawn once; what changes in it are the goals and whether it is done.
    let taken = Derived::new(move || {
        bridge
            .lesson
            .with(|l| l.as_ref().map(|l| Arc::clone(&l.assignment)))
    });
    live(move || {
        let Some(taken) = taken.get() else {
            return ().into_any();
        };
        let lesson = &taken.lesson;
        let text = lesson.text.iter().map(|p| view! { <p>{p.clone()}</p> });
        let text = text.collect_view();
        let task = (!lesson.task.is_empty())
            .then(|| view! { <p class="lesson-task">{lesson.task.clone()}</p> });
        let question = lesson.predict.is_some().then(|| question(&taken));
        view! {
            <section id="lesson" class="panel sheet" aria-label="Lesson" data-lesson=taken.course.map_or("own", |l| l.key)>
                {head(&taken)}
                <div class="panel-body scroll" tabindex="0">
                    <div class="lesson-text">{text}</div>
                    {question}
                    {task}
                    <Objections/>
                    <Goals/>
                    {hints(&taken)}
                    {learned(&taken)}
                </div>
                {foot(&taken)}
            </section>
        }
        .into_any()
    })
}

/// Something of the lesson under way that is told again only when it comes out different.
fn told<T: Clone + Default + PartialEq + Send + Sync + 'static>(
    what: impl Fn(&LessonView) -> T + Send + Sync + 'static,
) -> Derived<T> {
    let bridge = Bridge::of_page();
    Derived::new(move || {
        bridge
            .lesson
            .with(|l| l.as_ref().map(&what))
            .unwrap_or_default()
    })
}

fn head(taken: &Assignment) -> AnyView {
    let bridge = Bridge::of_page();
    let (number, link) = match taken.course {
        Some(lesson) => (
            format!("Lesson {} of {}", lesson.number(), lessons::count()),
            format!("?lesson={}", lesson.key),
        ),
        None => ("Lesson".to_owned(), taken.key().to_owned()),
    };
    view! {
        <div class="panel-head lesson-head">
            <div class="lesson-title">
                <p class="lesson-number">
                    {number}" · "<a href=link title="The address of this lesson, to copy">"link"</a>
                </p>
                <h2>{taken.title().to_owned()}</h2>
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
    .into_any()
}

/// What to answer before something is killed. There are no marks: the answer is drawn over what comes.
fn question(taken: &Assignment) -> AnyView {
    let bridge = Bridge::of_page();
    let chosen = told(|l| l.answer);
    let asked = told(|l| Some(l.asked));
    let done = told(|l| l.done);
    let ask = taken.lesson.predict.as_ref().map(|p| p.ask.clone());
    let offered = taken.answers();
    let answers = offered.iter().enumerate().map(|(i, answer)| {
        let is_chosen = move || chosen.get() == Some(i);
        view! {
            <li>
                <button
                    class="lesson-answer"
                    type="button"
                    data-answer=i.to_string()
                    aria-pressed=move || is_chosen().to_string()
                    on:click=move |_| bridge.predict(i)
                >
                    <Sign icon=Icon::Circle small=true/>
                    <span>{answer.text.clone()}</span>
                </button>
            </li>
        }
    });
    let answers = answers.collect_view();
    let is_drawn = offered.iter().any(|answer| !answer.served.is_empty());
    let course = taken.course.and_then(|lesson| lesson.predict);
    let comes =
        course.and_then(|predict| Some((predict.comes, predict.answers.get(predict.comes)?.text)));
    let is_built = course.is_some_and(|predict| predict.when == When::Built);
    let then = move || {
        let asked = asked.get().unwrap_or(Asked::Open);
        let Some(answer) = chosen.get() else {
            return match asked {
                Asked::Open => "What do you expect? Say it before you try it.",
                Asked::Amiss | Asked::Struck | Asked::Seen => {
                    "You tried it before answering. Press ↺ and say what you expect first."
                }
            }
            .to_owned();
        };
        let drawn = if is_drawn {
            "Dashed on the timeline: your answer. Green: what is served."
        } else {
            "The log says what happened."
        };
        match (asked, comes) {
            (Asked::Open, _) => match (is_built && !done.get(), is_drawn) {
                (true, true) => "Now build it and try it: your answer will be drawn over what happens.",
                (true, false) => "Now build it and try it, and read the log.",
                (false, true) => "Now try it: your answer will be drawn over what happens.",
                (false, false) => "Now try it, and read the log.",
            }
            .to_owned(),
            (Asked::Amiss, _) if is_built => {
                "That was not yet the system in the question. Finish it, bring back what is dead, and try again.".to_owned()
            }
            (Asked::Amiss, _) => {
                "The question is about the system at the start, and this one has been changed. Press ↺ to try it there.".to_owned()
            }
            (Asked::Seen, Some((comes, _))) if comes == answer => format!("{drawn} It happened as you said."),
            (Asked::Seen, Some((_, text))) => format!("{drawn} What happens: \u{201c}{text}\u{201d}."),
            (Asked::Struck | Asked::Seen, _) => drawn.to_owned(),
        }
    };
    view! {
        <div class="lesson-question" role="group" aria-label="Question">
            <p>{ask}</p>
            <ul>{answers}</ul>
            <p class="lesson-then" role="status">{then}</p>
        </div>
    }
    .into_any()
}

/// What is wrong whatever the goals are.
#[component]
fn Objections() -> impl IntoView {
    let objections = told(|l| l.objections.clone());
    let row = |text: String| view! { <li class="objection"><Sign icon=Icon::Warning/><span>{text}</span></li> };
    let rows = move || {
        objections
            .get()
            .into_iter()
            .map(row)
            .collect_view()
            .into_any()
    };
    view! {
        <div role="status">
            <ul class="goals" aria-label="What is wrong">{rows}</ul>
        </div>
    }
}

/// What has to be reached, each with how it stands: judged by the analysis and by playing the system on the side.
#[component]
fn Goals() -> impl IntoView {
    let goals = told(|l| l.goals.clone());
    let row = |goal: GoalView| {
        let (icon, standing, words) = match goal.standing {
            Standing::Reached => (Icon::Check, "reached", "reached: "),
            Standing::Open => (Icon::Circle, "open", "not yet: "),
            Standing::Untried => (Icon::Circle, "untried", "not tried yet: "),
        };
        view! {
            <li class="goal" data-standing=standing>
                <Sign icon/>
                <span>
                    <span class="visually-hidden">{words}</span>{goal.text}"."
                    {goal.missing.map(|missing| view! { <span class="goal-missing">{missing}</span> })}
                </span>
            </li>
        }
    };
    let rows = move || goals.get().into_iter().map(row).collect_view().into_any();
    view! { <ul class="goals" aria-label="Goals">{rows}</ul> }
}

/// Help, one more with each press.
fn hints(taken: &Assignment) -> AnyView {
    let shown = State::new(0_usize);
    let all = taken.lesson.hints.clone();
    let count = all.len();
    let hints = move || {
        let hints = all.iter().take(shown.get());
        hints
            .map(|hint| view! { <p class="lesson-hint">{hint.clone()}</p> })
            .collect_view()
            .into_any()
    };
    view! {
        <div role="status">{hints}</div>
        {only_while(move || shown.get() < count, move || view! {
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
    .into_any()
}

/// What has been seen, once all goals were reached.
fn learned(taken: &Assignment) -> AnyView {
    let done = told(|l| l.done);
    let is_spoilt = told(|l| l.done && !l.is_reached);
    let learned = match &*taken.lesson.learned {
        "" => "Done: all goals are met.".to_owned(),
        learned => learned.to_owned(),
    };
    view! {
        <div role="status">
            {only_while(move || done.get(), move || view! {
                <div class="lesson-done" data-lesson-done="">
                    <p>{learned.clone()}</p>
                    {only_while(move || is_spoilt.get(), || view! {
                        <p>"All goals had been reached. As it is drawn now, one is open again."</p>
                    }.into_any())}
                </div>
            }.into_any())}
        </div>
    }
    .into_any()
}

/// The way to the lessons before and after, always in sight.
fn foot(taken: &Arc<Assignment>) -> AnyView {
    let bridge = Bridge::of_page();
    let previous = taken.course.and_then(lessons::Lesson::previous);
    let previous = previous.map(|previous| {
        view! {
            <button
                class="button button-outlined"
                type="button"
                title=format!("Previous: {}", previous.title)
                aria-label=format!("Previous lesson: {}", previous.title)
                data-previous-lesson=""
                on:click=move |_| bridge.begin_lesson(previous)
            >
                "‹"
            </button>
        }
    });
    let again = Arc::clone(taken);
    let is_own = taken.course.is_none() && !bridge.options().embed;
    let edit = is_own.then(|| view! {
        <button
            class="button button-outlined"
            type="button"
            title="Change this lesson: its start is opened again. What you drew stays under My scenarios."
            data-edit-lesson=""
            on:click=move |_| bridge.run(crate::editor::Command::MakeLesson)
        >
            "Edit"
        </button>
    });
    view! {
        <div class="lesson-foot">
            {previous}
            <button
                class="button button-outlined"
                type="button"
                title="Begin this lesson again. What you drew stays under My scenarios."
                aria-label="Begin this lesson again"
                data-restart-lesson=""
                on:click=move |_| bridge.begin_assignment(Arc::clone(&again))
            >
                "↺"
            </button>
            {edit}
            {next(taken)}
        </div>
    }
    .into_any()
}

/// What comes after it, if anything does.
fn next(taken: &Assignment) -> AnyView {
    let bridge = Bridge::of_page();
    let done = told(|l| l.done);
    let look = move || {
        if done.get() {
            "button button-primary lesson-next"
        } else {
            "button button-outlined lesson-next"
        }
    };
    let Some(lesson) = taken.course else {
        let next = taken.lesson.next.clone();
        return if next.is_empty() {
            ().into_any()
        } else {
            view! {
                <button class=look type="button" data-next-lesson="" on:click=move |_| bridge.go_to_next(&next)>
                    "Next lesson"
                </button>
            }
            .into_any()
        };
    };
    match lesson.next() {
        Some(next) => view! {
            <button class=look type="button" data-next-lesson="" on:click=move |_| bridge.begin_lesson(next)>
                {format!("Next: {}", next.title)}
            </button>
        }
        .into_any(),
        None => view! {
            <button
                class=look
                type="button"
                data-lesson-list=""
                on:click=move |_| bridge.dialog.set(Some(super::open::OpenDialog::Lessons))
            >
                "Last lesson: back to the list"
            </button>
        }
        .into_any(),
    }
}

/// That the lesson is done, over the canvas, whichever panel is open: with what comes next.
#[component]
pub fn LessonBanner() -> impl IntoView {
    let bridge = Bridge::of_page();
    let done = told(|l| (l.done && l.is_reached).then(|| Arc::clone(&l.assignment)));
    let began_anew = told(|l| l.began_anew);
    let closed: State<Option<Arc<Assignment>>> = State::default();
    live(move || {
        let Some(taken) = done
            .get()
            .filter(|done| closed.get().as_ref() != Some(done))
        else {
            return ().into_any();
        };
        let title = taken.title();
        let title = if began_anew.get() {
            let stop = if title.ends_with(['?', '!', '.']) {
                ""
            } else {
                "."
            };
            format!("Done: {title}{stop} The run begins anew, with what you built.")
        } else {
            format!("Done: {title}")
        };
        let own = taken.lesson.next.clone();
        let next = taken.course.and_then(lessons::Lesson::next);
        let go_on = move |_| match next {
            Some(next) => bridge.begin_lesson(next),
            None => bridge.go_to_next(&own),
        };
        let has_next = next.is_some() || !taken.lesson.next.is_empty();
        view! {
            <p class="said lesson-banner" role="status" data-lesson-banner="">
                <Sign icon=Icon::Check/>
                <span class="said-text">{title}</span>
                {has_next.then(|| view! {
                    <button class="button button-primary" type="button" on:click=go_on>
                        "Next"
                    </button>
                })}
                <button class="button" type="button" aria-label="Close this" on:click=move |_| closed.set(Some(Arc::clone(&taken)))>
                    <Sign icon=Icon::Close/>
                </button>
            </p>
        }
        .into_any()
    })
}
