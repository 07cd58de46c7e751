//! Scenarios over all of the model: every setting, odd names and places, regions within regions, a script.

use std::sync::Arc;

use topple_model::fields::{self, Field, Shape, Value};
use topple_model::imported::{self, Answer, How, Row, Says};
use topple_model::script::Action;
use topple_model::validate;
use topple_model::words::Choice;
use topple_model::{
    Colour, Component, ComponentId, Imported, Kind, Link, Note, On, Point, Rect, Region, RegionId,
    Replication, Scenario, ScriptEntry, Target, rules,
};

use super::lessons;
use crate::Chance;

const WORDS: [&str; 8] = [
    "Users",
    "west",
    "a \"quoted\" one",
    "Ünïcode ☃ 😀",
    "two\nlines",
    "\\",
    "checkout",
    "-",
];

/// A sound scenario with about as many components.
pub fn any(seed: u64, components: usize) -> Scenario {
    let mut chance = Chance(seed);
    let mut scenario = Scenario::default();
    if chance.happens(0.5) {
        scenario.title = chance.pick(&WORDS).to_owned();
        scenario.seed = chance.bits() % (1 << 53);
        scenario.workload.keys = 1 + chance.below(1_000_000) as u32;
        scenario.workload.skew = 3.0 * chance.share();
    }
    for i in 0..chance.below(4) {
        scenario.regions.push(region(&mut chance, i, &scenario));
    }
    for i in 0..components {
        let component = component(&mut chance, i, &scenario);
        scenario.components.push(component);
    }
    for _ in 0..components * 4 {
        let link = link(&mut chance, &scenario);
        if scenario.links.len() < 3 * components && rules::may_link(&scenario, &link).is_ok() {
            scenario.links.push(link);
        }
    }
    for _ in 0..chance.below(5) {
        if let Some(entry) = entry(&mut chance, &scenario) {
            scenario.script.push(entry);
        }
    }
    adorn(&mut chance, &mut scenario);
    scenario.imported = imported(&mut chance, &scenario);
    assert_eq!(validate::problems(&scenario), [], "seed {seed}");
    scenario
}

/// What an import remembers, in some.
fn imported(chance: &mut Chance, scenario: &Scenario) -> Option<Arc<Imported>> {
    let said = |chance: &mut Chance| Answer {
        about: chance.pick(&WORDS).to_owned(),
        says: chance.pick(&[
            Says::Kind(Kind::Cache),
            Says::LeftOut,
            Says::Entry(true),
            Says::Calls(false),
            Says::Needed(true),
            Says::Replicated(false),
        ]),
    };
    let row = |chance: &mut Chance| Row {
        about: (chance.happens(0.7) && !scenario.components.is_empty())
            .then(|| Target::Component(chance.pick(&scenario.components).id)),
        how: chance.pick(&How::ALL),
        text: chance.pick(&WORDS).to_owned(),
        place: chance.pick(&["", "compose.yaml, line 12"]).to_owned(),
        choices: (0..chance.below(3))
            .map(|_| imported::Choice {
                text: chance.pick(&WORDS).to_owned(),
                answer: said(chance),
            })
            .collect(),
    };
    chance.happens(0.2).then(|| {
        Arc::new(Imported {
            files: vec!["compose.yaml".into(); chance.below(3)],
            rows: (0..chance.below(4)).map(|_| row(chance)).collect(),
            answers: (0..chance.below(4)).map(|_| said(chance)).collect(),
            drawn: (0..chance.below(4))
                .map(|_| imported::Drawn {
                    id: chance.pick(&["web-1", "web-1>db"]).to_owned(),
                    print: chance.below(1 << 30) as u32,
                })
                .collect(),
        })
    })
}

/// What means nothing to a run: colours, labels, notes. Drawn last, so that all else is as it would be without.
fn adorn(chance: &mut Chance, scenario: &mut Scenario) {
    for component in &mut scenario.components {
        component.colour = colour(chance);
    }
    for link in &mut scenario.links {
        link.colour = colour(chance);
        if chance.happens(0.25) {
            chance.pick(&WORDS).clone_into(&mut link.label);
        }
    }
    for _ in 0..chance.below(4) {
        let id = scenario.fresh_note();
        let at = Point::new(place(chance), place(chance));
        let mut note = Note::new(id, at, chance.pick(&WORDS).to_owned());
        note.colour = colour(chance);
        if chance.happens(0.5) {
            let regions = scenario.regions.iter().map(|r| r.id.0);
            let parts = scenario.components.iter().map(|c| c.id.0).chain(regions);
            note.about = Some(chance.pick(&parts.collect::<Vec<_>>()));
        }
        scenario.notes.push(note);
    }
    if chance.happens(0.3) && scenario.notes.len() > 1 {
        scenario.notes.remove(0);
    }
    if chance.happens(0.5) {
        let lesson = lessons::lesson(chance, scenario, &WORDS);
        scenario.lesson = Some(Arc::new(lesson));
    }
}

fn colour(chance: &mut Chance) -> Option<Colour> {
    chance.happens(0.2).then(|| chance.pick(Colour::TABLE).0)
}

fn region(chance: &mut Chance, i: usize, scenario: &Scenario) -> Region {
    let frame = Rect::new(place(chance), place(chance), 400.0, chance.share() * 500.0);
    let mut region = Region::new(RegionId::new(&format!("region-{i}")).unwrap(), frame);
    region.name = chance.happens(0.5).then(|| chance.pick(&WORDS).to_owned());
    region.availability = chance.happens(1.0 / 3.0).then(|| chance.share());
    if chance.happens(1.0 / 3.0) && !scenario.regions.is_empty() {
        region.parent = Some(chance.pick(&scenario.regions).id);
    }
    region
}

fn component(chance: &mut Chance, i: usize, scenario: &Scenario) -> Component {
    let kind = chance.pick(&Kind::ALL);
    let id = if chance.happens(0.25) {
        format!("{}{i}", kind.stem())
    } else {
        format!("{}-{i}", kind.stem())
    };
    let at = Point::new(place(chance), place(chance));
    let mut component = Component::new(ComponentId::new(&id).unwrap(), kind, at);
    component.name = chance.happens(0.25).then(|| chance.pick(&WORDS).to_owned());
    component.availability = chance.happens(0.2).then(|| chance.share());
    if chance.happens(0.1) {
        chance.pick(&WORDS).clone_into(&mut component.note);
    }
    if kind.row().default_service().is_some() && chance.happens(0.25) {
        component.service = Some(chance.pick(&["api", "search"]).to_owned());
    }
    if !scenario.regions.is_empty() && chance.happens(0.5) {
        component.region = Some(chance.pick(&scenario.regions).id);
    }
    for field in fields::of_kind(kind) {
        if chance.happens(0.25) {
            let value = value(chance, field);
            (field.set)(&mut component, &value);
        }
    }
    component
}

fn place(chance: &mut Chance) -> f64 {
    match chance.below(3) {
        0 => chance.below(200) as f64 * 8.0 - 800.0,
        1 => chance.below(20_000) as f64 / 10.0,
        _ => chance.share() * 1_000.0,
    }
}

fn value(chance: &mut Chance, field: &Field) -> Value {
    match field.shape {
        Shape::Optional { .. } if chance.happens(0.5) => Value::Nothing,
        Shape::Number { min, max, whole } | Shape::Optional { min, max, whole } => {
            let share = chance.share();
            let number = min + share * share * (max - min).min(5_000.0);
            Value::Number(if whole { number.round() } else { number })
        }
        Shape::Switch => Value::Switch(chance.happens(0.5)),
        Shape::Choice(choices) => Value::Choice(chance.pick(choices).0),
        Shape::Label => Value::Label(Some(chance.pick(&["a", "b"]).to_owned())),
    }
}

fn link(chance: &mut Chance, scenario: &Scenario) -> Link {
    let ends = [0; 2].map(|_| chance.pick(&scenario.components).id);
    let mut link = Link::new(ends[0], ends[1]);
    if chance.happens(1.0 / 6.0) {
        link.latency_ms = Some(chance.share() * 100.0);
        link.loss = chance.share();
        link.weight = chance.below(10) as f64;
    }
    link.required = chance.happens(0.1).then(|| chance.happens(0.5));
    link.on = chance
        .happens(0.1)
        .then(|| chance.pick(&[On::All, On::Reads, On::Writes]));
    link.mode = if chance.happens(0.25) {
        Replication::Sync
    } else {
        Replication::Async
    };
    link
}

fn entry(chance: &mut Chance, scenario: &Scenario) -> Option<ScriptEntry> {
    let target = chance.pick(&scenario.components).id;
    let action = match chance.below(12) {
        0 => Action::Kill(Target::Region(scenario.regions.first()?.id)),
        1 => Action::Crash(target),
        2 => Action::Slow {
            target,
            factor: 1.0 + chance.share(),
        },
        3 => Action::Errors {
            target,
            share: chance.share(),
            fast: chance.happens(0.5),
        },
        4 => Action::Cut(scenario.links.first()?.id()),
        5 => Action::Revive(Target::Component(target)),
        6 => Action::Empty(target),
        7 => Action::Drain(target),
        8 => Action::Isolate(scenario.regions.first()?.id),
        9 => Action::Loss {
            target: scenario.links.first()?.id(),
            share: chance.share(),
        },
        10 => Action::Latency {
            target: scenario.links.first()?.id(),
            factor: 1.0 + chance.share(),
        },
        _ => Action::SetRate {
            target,
            rate_rps: 10.0 * chance.share(),
            over_s: 0.0,
        },
    };
    let fits = validate::inapplicable(scenario, &action).is_none();
    fits.then(|| ScriptEntry::act(chance.below(100) as f64, action))
}
