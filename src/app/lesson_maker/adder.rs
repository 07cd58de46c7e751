//! A goal is put together: picked from the list, with the kind, the part or the number that belongs to it.

use std::sync::Arc;

use leptos::prelude::*;

use super::fields::{Change, REGION, check, kind_of, kinds, pick, services, targets, text};
use crate::app::bridge::Bridge;
use crate::app::state::{State, live};
use crate::editor::Severity;
use crate::model::Kind;
use crate::model::lesson::{FORMS, Form, Goal, Parts, Share, Takes, Value};

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

pub(super) fn goal_adder(bridge: Bridge, change: &Change) -> AnyView {
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
    let add = move |_| match adding.goal(bridge) {
        Some(goal) => add(&|l| l.goals.push(goal.clone())),
        None => bridge.say(
            Severity::Failure,
            "This goal is not complete: a number is missing, or there is no such part to pick.",
        ),
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
            into.set(typed);
        })
    };
    let one_of = |label: &'static str, options: Vec<(String, String)>| {
        let first = options
            .first()
            .map(|(key, _)| key.clone())
            .unwrap_or_default();
        adding.value.set(first.clone());
        pick(("value", label), options, &first, move |key| {
            adding.value.set(key);
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
            adding.kind.set(key);
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
            adding.switch.set(on);
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
