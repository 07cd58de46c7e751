//! *Make a lesson*: what is on the canvas becomes the start of a lesson of one's own. Each change is an edit of the document,
//! and it is said at once which goals are met already.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bridge::Bridge;
use super::dialog_frame::DialogFrame;
use super::open::OpenDialog;
use crate::app::state::{State, live};
use crate::editor::{Command, Severity, Sharing};
use crate::lessons::{Assignment, Attempt, Judging, Outcome, Standing};
use crate::model::lesson::{FORMS, Form, Goal, Palette, Parts, Predict, Share, Takes, Value, most};
use crate::model::{Kind, Lesson, Scenario};

/// Events of a slice of judging: what a slow machine plays in a few milliseconds.
const SLICE_EVENTS: u64 = 20_000;
/// The word for regions where kinds are picked.
const REGION: &str = "region";

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
            <p>"What is on the canvas is where the lesson starts. Whoever takes it cannot change the users, nor what is locked below. It is kept with the drawing, in its file and its link."</p>
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

/// Changes the lesson.
type Change = Arc<dyn Fn(&dyn Fn(&mut Lesson)) + Send + Sync>;

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

/// A text of one line or of several.
fn text(
    (key, label, sentence): (&'static str, &'static str, &'static str),
    rows: u32,
    most: usize,
    value: String,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let id = format!("maker-{key}");
    let field = if rows > 1 {
        view! {
            <textarea
                id=id.clone() class="field" rows=rows.to_string() data-maker=key
                on:change=move |event| set(event_target_value(&event))
            >{value}</textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                id=id.clone() class="field" autocomplete="off" maxlength=most.to_string() data-maker=key prop:value=value
                on:change=move |event| set(event_target_value(&event))
            />
        }
        .into_any()
    };
    let sentence =
        (!sentence.is_empty()).then(|| view! { <span class="maker-what">{sentence}</span> });
    view! { <div class="maker-row"><label for=id>{label}</label>{sentence}{field}</div> }.into_any()
}

/// One thing of a few.
fn pick(
    (key, label): (&'static str, &'static str),
    options: Vec<(String, String)>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let id = format!("maker-{key}");
    let options = options.into_iter().map(|(key, words)| {
        let is_chosen = key == chosen;
        view! { <option value=key selected=is_chosen>{words}</option> }
    });
    view! {
        <div class="maker-part">
            <label for=id.clone()>{label}</label>
            <select id=id class="field" data-maker=key on:change=move |event| set(event_target_value(&event))>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

fn check(label: String, key: String, is_on: bool, set: impl Fn(bool) + 'static) -> AnyView {
    view! {
        <label class="maker-check">
            <input type="checkbox" data-maker=key prop:checked=is_on on:change=move |event| set(event_target_checked(&event))/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// Lines that say something.
fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
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
            "All goals are met already: there is nothing to do. Change the drawing, or ask for more.",
        );
        let rows = goals.iter().enumerate().map(|(i, goal)| {
            let remove = Arc::clone(&remove);
            let (stands, how) = match outcomes.get(i).map(|o| o.standing) {
                None => ("unknown", "Being tried …".to_owned()),
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

/// A goal while it is put together.
#[derive(Clone, Copy)]
struct Adding {
    form: State<usize>,
    value: State<String>,
    kind: State<String>,
    percent: State<String>,
    from_s: State<String>,
    over_s: State<String>,
    switch: State<bool>,
}

fn goal_adder(bridge: Bridge, change: &Change) -> AnyView {
    let text = |text: &str| State::new(text.to_owned());
    let adding = Adding {
        form: State::new(0),
        value: State::default(),
        kind: text(Kind::Server.key()),
        percent: text("99"),
        from_s: text("0"),
        over_s: text("30"),
        switch: State::new(false),
    };
    let forms = FORMS.iter().enumerate();
    let forms = forms.map(|(i, form)| (i.to_string(), form.label.to_owned()));
    let form = pick(("form", "Another goal"), forms.collect(), "0", move |key| {
        adding.switch.set(false);
        adding.form.set(key.parse().unwrap_or_default());
    });
    let fields = live(move || {
        let form = FORMS.get(adding.form.get()).unwrap_or(&FORMS[0]);
        adder_fields(bridge, form, adding)
    });
    let add = Arc::clone(change);
    let add = move |_| {
        match adding.goal(bridge) {
        Some(goal) => add(&|l| l.goals.push(goal.clone())),
        None => bridge.say(
            Severity::Failure,
            "That goal is not whole: something of it is no number, or there is nothing of that kind to pick.",
        ),
    }
    };
    view! {
        <div class="maker-adder">
            {form}
            <div class="maker-fields">{fields}</div>
            <button class="button button-outlined" type="button" data-maker="add-goal" on:click=add>"Add this goal"</button>
        </div>
    }
    .into_any()
}

fn adder_fields(bridge: Bridge, form: &'static Form, adding: Adding) -> AnyView {
    let number = |key: &'static str, label: &'static str, into: State<String>| {
        text((key, label, ""), 1, 8, into.get_untracked(), move |typed| {
            into.set(typed)
        })
    };
    let one_of = |label: &'static str, options: Vec<(String, String)>| {
        let first = options
            .first()
            .map(|(key, _)| key.clone())
            .unwrap_or_default();
        adding.value.set(first.clone());
        pick(("value", label), options, &first, move |key| {
            adding.value.set(key)
        })
    };
    let value = match form.takes {
        Takes::Yes => None,
        Takes::Count(least, _) => {
            adding.value.set(least.max(1).to_string());
            if least == 0 {
                adding.value.set("0".to_owned());
            }
            Some(number("value", "How many", adding.value))
        }
        Takes::Kind(fits, or_region) => Some(one_of("Of which", kinds(fits, or_region))),
        Takes::Target => Some(one_of(
            "Which",
            bridge.read(|s| targets(s.document().scenario())),
        )),
        Takes::Service => Some(one_of(
            "Service",
            bridge.read(|s| services(s.document().scenario())),
        )),
    };
    let kind = form.kind.map(|fits| {
        let kinds = kinds(fits, false);
        let chosen = adding.kind.get_untracked();
        if !kinds.iter().any(|(key, _)| *key == chosen) {
            adding.kind.set(
                kinds
                    .first()
                    .map(|(key, _)| key.clone())
                    .unwrap_or_default(),
            );
        }
        pick(("kind", "Of which"), kinds, &chosen, move |key| {
            adding.kind.set(key)
        })
    });
    let share = form.has_share.then(|| {
        [
            number("percent", "Served, in %", adding.percent),
            number("from", "From so many seconds after it", adding.from_s),
            number("over", "For so many seconds", adding.over_s),
        ]
        .collect_view()
    });
    let switch = form.switch.map(|(key, sentence)| {
        check(sentence.to_owned(), key.to_owned(), false, move |on| {
            adding.switch.set(on)
        })
    });
    view! { {value}{kind}{share}{switch} }.into_any()
}

impl Adding {
    fn goal(self, bridge: Bridge) -> Option<Goal> {
        let form = FORMS.get(self.form.get_untracked())?;
        let typed = self.value.get_untracked();
        let typed = typed.trim();
        let value = match form.takes {
            Takes::Yes => Value::Yes,
            Takes::Count(..) => Value::Count(typed.parse().ok()?),
            Takes::Kind(..) if typed == REGION => Value::Regions,
            Takes::Kind(..) => Value::Kind(kind_of(typed)?),
            Takes::Target => Value::Target(bridge.read(|s| s.document().scenario().target(typed))?),
            Takes::Service if typed.is_empty() => return None,
            Takes::Service => Value::Service(typed.to_owned()),
        };
        let whole = |state: State<String>| state.get_untracked().trim().parse::<u32>().ok();
        let share = if form.has_share {
            let percent = self.percent.get_untracked().replace(',', ".");
            Some(Share {
                least: percent
                    .trim()
                    .trim_end_matches('%')
                    .trim()
                    .parse::<f64>()
                    .ok()?
                    / 100.0,
                from_s: whole(self.from_s)?,
                over_s: whole(self.over_s)?,
            })
        } else {
            None
        };
        let kind = match form.kind {
            Some(_) => Some(kind_of(&self.kind.get_untracked())?),
            None => None,
        };
        Goal::of(Parts {
            key: form.key,
            value,
            kind,
            share,
            switch: self.switch.get_untracked(),
        })
    }
}

fn kind_of(key: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.key() == key)
}

fn kinds(fits: fn(Kind) -> bool, or_region: bool) -> Vec<(String, String)> {
    let kinds = Kind::ALL.into_iter().filter(|kind| fits(*kind));
    let kinds = kinds.map(|kind| (kind.key().to_owned(), kind.row().plural.to_owned()));
    let regions = or_region.then(|| (REGION.to_owned(), "regions".to_owned()));
    kinds.chain(regions).collect()
}

/// What may be killed or cut, each with its name.
fn targets(scenario: &Scenario) -> Vec<(String, String)> {
    let mut parts = things(scenario);
    let links = scenario.links.iter().map(|link| link.id().to_string());
    parts.extend(links.map(|link| (link.clone(), format!("the link {link}"))));
    parts
}

/// Parts that may die, regions and shared fates.
fn things(scenario: &Scenario) -> Vec<(String, String)> {
    let parts = scenario
        .components
        .iter()
        .filter(|c| c.kind().row().may_die());
    let parts = parts.map(|c| (c.id.to_string(), c.display_name().to_owned()));
    let regions = scenario.regions.iter();
    let regions = regions.map(|r| (r.id.to_string(), format!("{}, a region", r.display_name())));
    let groups = scenario.groups.iter();
    let groups = groups.map(|g| {
        (
            g.id.to_string(),
            format!("{}, a shared fate", g.display_name()),
        )
    });
    parts.chain(regions).chain(groups).collect()
}

fn services(scenario: &Scenario) -> Vec<(String, String)> {
    let servers = scenario
        .components
        .iter()
        .filter(|c| c.kind() == Kind::Server);
    let usual = Kind::Server.row().own_service().unwrap_or_default();
    let labels = servers.map(|c| c.service.as_deref().unwrap_or(usual).to_owned());
    let labels: BTreeSet<String> = labels.collect();
    labels
        .into_iter()
        .map(|label| (label.clone(), label))
        .collect()
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
            let target = bridge.read(|s| s.document().scenario().target(&id));
            set(&|l| {
                l.predict = target.map(|kill| {
                    let usual = || Predict {
                        ask: format!(
                            "You kill {kill}. How much is still served half a minute later?"
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
            "Left out: how much is still served half a minute later. The answers are from nothing to everything.",
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
            "One on each line; each tells more than the one before.",
        ),
        3,
        0,
        hints,
        move |text| of_hints(&|l| l.hints = lines(&text)),
    );
    let learned = text(
        ("learned", "What has been learned", "Told when it is done."),
        2,
        most::PARAGRAPH,
        learned,
        move |text| of_learned(&|l| text.trim().clone_into(&mut l.learned)),
    );
    let next = text(
        (
            "next",
            "The lesson after it",
            "A file beside this one, an address, or a link.",
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
            <summary>"Locked parts: nobody changes or removes them"</summary>
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
