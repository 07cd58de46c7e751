//! Lessons of every form, with words and names as odd as the scenarios that they go with.

use std::sync::Arc;

use topple_model::lesson::{
    Answer, FORMS, Form, Goal, Palette, Parts, Predict, Share, Takes, Value, most,
};
use topple_model::{Kind, Lesson, Scenario, Target, validate};

use crate::Chance;

/// A sound lesson for this scenario: what does not go with it is left out.
pub fn lesson(chance: &mut Chance, scenario: &Scenario, words: &[&str]) -> Lesson {
    let mut lesson = Lesson {
        text: some(chance, words),
        hints: some(chance, words),
        mends: chance.happens(0.3),
        ..Lesson::default()
    };
    for text in [&mut lesson.task, &mut lesson.learned, &mut lesson.next] {
        if chance.happens(0.5) {
            chance.pick(words).clone_into(text);
        }
    }
    if chance.happens(0.3) {
        lesson.free.push("retries".to_owned());
    }
    if chance.happens(0.5) {
        let kinds = (0..chance.below(3)).map(|_| chance.pick(&Kind::ALL));
        lesson.palette = Some(Palette {
            kinds: kinds.collect(),
            regions: chance.happens(0.5),
        });
    }
    let targets = targets(scenario);
    if !targets.is_empty() {
        lesson.locked.push(chance.pick(&targets));
        let step = (chance.below(600) as f64, chance.share());
        let answer = |served| Answer {
            text: words[0].to_owned(),
            served,
        };
        lesson.predict = Some(Predict {
            ask: words[1].to_owned(),
            kill: chance.pick(&targets),
            answers: if chance.happens(0.5) {
                vec![answer(vec![step]), answer(Vec::new())]
            } else {
                Vec::new()
            },
        });
    }
    if !is_sound(scenario, &lesson) {
        lesson.predict = None;
    }
    for _ in 0..chance.below(8) {
        let form = &FORMS[chance.below(FORMS.len())];
        if let Some(goal) = goal(chance, form, scenario, &targets) {
            lesson.goals.push(goal);
            if !is_sound(scenario, &lesson) {
                lesson.goals.pop();
            }
        }
    }
    lesson
}

fn is_sound(scenario: &Scenario, lesson: &Lesson) -> bool {
    let mut scenario = scenario.clone();
    scenario.lesson = Some(Arc::new(lesson.clone()));
    validate::problems(&scenario).is_empty()
}

fn some(chance: &mut Chance, words: &[&str]) -> Vec<String> {
    let count = chance.below(3);
    (0..count).map(|_| chance.pick(words).to_owned()).collect()
}

fn targets(scenario: &Scenario) -> Vec<Target> {
    let parts = scenario.components.iter().map(|c| Target::Component(c.id));
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let links = scenario.links.iter().map(|l| Target::Link(l.id()));
    parts.chain(regions).chain(links).collect()
}

fn goal(
    chance: &mut Chance,
    form: &'static Form,
    scenario: &Scenario,
    targets: &[Target],
) -> Option<Goal> {
    let value = match form.takes {
        Takes::Yes => Value::Yes,
        Takes::Count(least, most) => {
            Value::Count(least + chance.below(9).min(most as usize) as u32)
        }
        Takes::Kind(_, true) if chance.happens(0.3) => Value::Regions,
        Takes::Kind(..) => Value::Kind(chance.pick(&Kind::ALL)),
        Takes::Target if targets.is_empty() => return None,
        Takes::Target => Value::Target(chance.pick(targets)),
        Takes::Service => {
            let servers = scenario.components.iter();
            let mut servers = servers.filter(|c| c.kind() == Kind::Server);
            let service = servers.next()?.service.clone();
            Value::Service(service.unwrap_or_else(|| "web".to_owned()))
        }
    };
    Goal::of(Parts {
        key: form.key,
        value,
        kind: form.kind.map(|_| chance.pick(&Kind::ALL)),
        share: form.has_share.then(|| Share {
            least: 0.01 + 0.99 * chance.share(),
            from_s: chance.below(most::SECONDS as usize) as u32,
            over_s: 1 + chance.below(60) as u32,
        }),
        switch: form.switch.is_some() && chance.happens(0.5),
    })
}
