//! Whatever edits a scenario takes: it stays sound, and what undoes them gives back the same to the byte.

use std::sync::Arc;

use topple_formats::json;
use topple_model::fields::{self, Field, Shape, Value};
use topple_model::words::Choice;
use topple_model::{
    Action, Colour, Component, ComponentId, Edit, Id, Imported, Kind, Link, Note, On, Point, Rect,
    Region, RegionId, Replication, Scenario, ScriptEntry, Target, Workload, validate,
};

use super::choices::Choices;

/// Lets a system take edits, sound and unsound ones, several at once; then undoes them all.
pub fn edits(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let mut scenario = choices.system();
    let mut past: Vec<(String, Vec<Edit>)> = Vec::new();
    while !choices.is_over() && past.len() < 60 {
        let before = json::write(&scenario);
        let taken = some_edits(&mut choices, &scenario);
        match scenario.take(taken) {
            Ok(inverse) => past.push((before, inverse)),
            Err(_) => assert_eq!(json::write(&scenario), before, "all of them or none"),
        }
        assert_eq!(validate::problems(&scenario), []);
    }
    for (before, inverse) in past.into_iter().rev() {
        scenario.take(inverse).expect("what undoes an edit applies");
        assert_eq!(json::write(&scenario), before);
    }
}

/// From one to three edits, or the removal of anything.
pub(super) fn some_edits(choices: &mut Choices<'_>, scenario: &Scenario) -> Vec<Edit> {
    if choices.below(6) == 0 {
        let targets = targets(scenario);
        let chosen: Vec<Target> = (0..=choices.below(3))
            .filter_map(|_| choices.one(&targets))
            .collect();
        return scenario.removal_of(&chosen);
    }
    let count = choices.pick(&[1, 1, 1, 2, 3]);
    (0..count).filter_map(|_| edit(choices, scenario)).collect()
}

fn targets(scenario: &Scenario) -> Vec<Target> {
    let components = scenario.components.iter().map(|c| Target::Component(c.id));
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let links = scenario.links.iter().map(|l| Target::Link(l.id()));
    let notes = scenario.notes.iter().map(|n| Target::Note(n.id));
    components
        .chain(regions)
        .chain(links)
        .chain(notes)
        .collect()
}

fn edit(choices: &mut Choices<'_>, scenario: &Scenario) -> Option<Edit> {
    Some(match choices.below(19) {
        0 | 1 => Edit::AddComponent(
            choices.below(40),
            Box::new(new_component(choices, scenario)),
        ),
        2 => Edit::RemoveComponent(choices.one(&scenario.components)?.id),
        3..=6 => {
            let component = choices.one(&scenario.components)?;
            Edit::SetComponent(Box::new(changed(choices, scenario, component)))
        }
        7 => {
            let id = RegionId(Id::fresh("zone", |id| scenario.is_taken(id)));
            let mut region = Region::new(id, frame(choices));
            region.parent = choices.one(&scenario.regions).map(|r| r.id);
            Edit::AddRegion(choices.below(5), Box::new(region))
        }
        8 => Edit::RemoveRegion(choices.one(&scenario.regions)?.id),
        9 => {
            let mut region = choices.one(&scenario.regions)?;
            region.frame = frame(choices);
            // Circles among them: they are to be refused.
            region.parent = choices.one(&scenario.regions).map(|r| r.id);
            Edit::SetRegion(Box::new(region))
        }
        10 | 11 => Edit::AddLink(choices.below(40), Box::new(new_link(choices, scenario)?)),
        12 => Edit::RemoveLink(choices.one(&scenario.links)?.id()),
        13 => {
            let mut link = choices.one(&scenario.links)?;
            settle(choices, &mut link);
            Edit::SetLink(Box::new(link))
        }
        14 => Edit::SetScript(script(choices, scenario)),
        15 => {
            let id = scenario.fresh_note();
            let note = Note::new(id, place(choices), "A note.");
            let note = written(choices, scenario, note);
            Edit::AddNote(choices.below(5), Box::new(note))
        }
        16 => Edit::RemoveNote(choices.one(&scenario.notes)?.id),
        17 => {
            let note = choices.one(&scenario.notes)?;
            Edit::SetNote(Box::new(written(choices, scenario, note)))
        }
        _ => match choices.below(6) {
            4 => Edit::SetLesson(choices.system().lesson),
            0 => Edit::SetTitle("a title ".repeat(choices.below(12))),
            1 => Edit::SetSeed((choices.below(1 << 16) as u64) << choices.below(48)),
            3 => Edit::SetImported(Some(Arc::new(Imported {
                files: vec!["compose.yaml".into()],
                ..Imported::default()
            }))),
            2 => Edit::SetWorkload(Workload {
                keys: choices.number() as u32,
                skew: choices.number(),
            }),
            _ => Edit::Replace(Box::new(choices.system())),
        },
    })
}

fn new_component(choices: &mut Choices<'_>, scenario: &Scenario) -> Component {
    let kind = choices.pick(&Kind::ALL);
    let id = if choices.below(8) == 0 {
        // One that is taken, to be refused.
        choices.one(&scenario.components).map(|c| c.id)
    } else {
        None
    };
    let id = id.unwrap_or_else(|| ComponentId(Id::fresh(kind.stem(), |id| scenario.is_taken(id))));
    let component = Component::new(id, kind, place(choices));
    changed(choices, scenario, component)
}

/// With something of it set to anything.
fn changed(choices: &mut Choices<'_>, scenario: &Scenario, mut component: Component) -> Component {
    match choices.below(9) {
        8 => component.colour = colour(choices),
        0 => component.at = place(choices),
        1 => component.region = choices.one(&scenario.regions).map(|r| r.id),
        2 => {
            component.service = choices
                .pick(&[None, Some("api"), Some(""), Some("web")])
                .map(str::to_owned);
        }
        3 => component.availability = choices.flag().then(|| choices.number()),
        _ => {
            let all = fields::of_kind(component.kind());
            let field = choices.pick(all);
            let value = value(choices, &field);
            (field.set)(&mut component, &value);
        }
    }
    component
}

fn value(choices: &mut Choices<'_>, field: &Field) -> Value {
    match field.shape {
        Shape::Optional { .. } if choices.flag() => Value::Nothing,
        Shape::Number { min, max, whole } | Shape::Optional { min, max, whole } => {
            let number = match choices.below(4) {
                0 => min,
                1 => max,
                _ => choices.number(),
            };
            Value::Number(if whole { number.round() } else { number })
        }
        Shape::Switch => Value::Switch(choices.flag()),
        Shape::Choice(table) => Value::Choice(choices.pick(table).0),
        Shape::Label => Value::Label(
            choices
                .pick(&[None, Some("a"), Some("b"), Some("a+b"), Some("")])
                .map(str::to_owned),
        ),
    }
}

/// A note with something of it set to anything.
fn written(choices: &mut Choices<'_>, scenario: &Scenario, mut note: Note) -> Note {
    match choices.below(4) {
        0 => note.at = place(choices),
        1 => note.text = "a line\n".repeat(choices.below(200)),
        2 => note.colour = colour(choices),
        _ => note.about = choices.one(&scenario.components).map(|c| c.id.0),
    }
    note
}

fn colour(choices: &mut Choices<'_>) -> Option<Colour> {
    choices.flag().then(|| choices.pick(Colour::TABLE).0)
}

fn new_link(choices: &mut Choices<'_>, scenario: &Scenario) -> Option<Link> {
    let from = choices.one(&scenario.components)?.id;
    let to = choices.one(&scenario.components)?.id;
    let mut link = Link::new(from, to);
    if choices.flag() {
        settle(choices, &mut link);
    }
    Some(link)
}

/// Sets something of a link to anything.
fn settle(choices: &mut Choices<'_>, link: &mut Link) {
    match choices.below(8) {
        5 => link.label = "label ".repeat(choices.below(9)),
        6 => link.colour = colour(choices),
        0 => link.latency_ms = choices.flag().then(|| choices.number()),
        1 => link.loss = choices.number(),
        2 => link.weight = choices.number(),
        3 => link.required = choices.flag().then(|| choices.flag()),
        4 => {
            link.on = choices
                .flag()
                .then(|| choices.pick(&[On::All, On::Reads, On::Writes]));
        }
        _ => link.mode = choices.pick(&[Replication::Sync, Replication::Async]),
    }
}

fn script(choices: &mut Choices<'_>, scenario: &Scenario) -> Vec<ScriptEntry> {
    let entry = |choices: &mut Choices<'_>| {
        let at_s = choices.number();
        if choices.below(8) == 0 {
            return Some(ScriptEntry::say(at_s, "Something is said."));
        }
        Some(ScriptEntry::act(at_s, action(choices, scenario)?))
    };
    (0..choices.below(4))
        .filter_map(|_| entry(choices))
        .collect()
}

/// Something done to a running system, fitting or not.
pub(super) fn action(choices: &mut Choices<'_>, scenario: &Scenario) -> Option<Action> {
    let target = choices.one(&scenario.components)?.id;
    Some(match choices.below(15) {
        0 | 1 => Action::Kill(Target::Component(target)),
        2 => Action::Kill(choices.one(&targets(scenario))?),
        3 => Action::Crash(target),
        4 => Action::Slow {
            target,
            factor: choices.number(),
        },
        5 => Action::Errors {
            target,
            share: choices.number(),
            fast: choices.below(2) == 0,
        },
        6 => Action::Cut(choices.one(&scenario.links)?.id()),
        7 => Action::Revive(Target::Component(target)),
        8 => Action::Revive(choices.one(&targets(scenario))?),
        9 => Action::Empty(target),
        10 => Action::Drain(target),
        11 => Action::Isolate(choices.one(&scenario.regions)?.id),
        12 => Action::Loss {
            target: choices.one(&scenario.links)?.id(),
            share: choices.number(),
        },
        13 => Action::Latency {
            target: choices.one(&scenario.links)?.id(),
            factor: choices.number(),
        },
        _ => Action::SetRate {
            target,
            rate_rps: choices.number(),
            over_s: 0.0,
        },
    })
}

fn place(choices: &mut Choices<'_>) -> Point {
    Point::new(choices.number(), choices.number())
}

fn frame(choices: &mut Choices<'_>) -> Rect {
    let at = place(choices);
    Rect::new(at.x, at.y, choices.number(), choices.number())
}
