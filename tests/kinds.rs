//! A walk of the table of kinds: whatever is made of kinds knows every one of them. A kind that one forgot to
//! tell of something fails here, not at a person's first save.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use topple::analysis::{Failed, Options, analyse};
use topple::editor::{self, Drawn, Session};
use topple::engine::{Micros, Run};
use topple::formats::{clipboard, json, link};
use topple::model::fields::{self, CHECK, Field, Shape, Value};
use topple::model::kinds::{Row, Task};
use topple::model::link::LinkRole;
use topple::model::sketch::sketch;
use topple::model::validate::{self, Place};
use topple::model::{
    Action, Component, ComponentId, Id, Kind, Link, Point, Scenario, ScriptEntry, Settings, Target,
};

const ICONS: &str = include_str!("../assets/icons.svg");

fn rows() -> impl Iterator<Item = &'static Row> {
    Kind::ALL.into_iter().map(Kind::row)
}

/// One of this kind, called as its kind calls new ones.
fn one(kind: Kind) -> Component {
    let id = ComponentId::new(&format!("{}-1", kind.stem())).expect("a stem starts an id");
    Component::new(id, kind, Point::new(40.0, 80.0))
}

/// A value that the field admits and that is not its default.
fn another_value(field: &Field, kind: Kind) -> Value {
    let default = field.default_of(kind).expect("the field applies");
    let values = match field.shape {
        Shape::Number { min, max, .. } | Shape::Optional { min, max, .. } => {
            vec![Value::Number(min), Value::Number(max)]
        }
        Shape::Switch => vec![Value::Switch(true), Value::Switch(false)],
        Shape::Choice(choices) => choices.iter().map(|(key, _)| Value::Choice(key)).collect(),
        Shape::Label => vec![Value::Label(Some("a".to_owned()))],
    };
    let other = values.into_iter().find(|value| *value != default);
    other.expect("a field has several values")
}

/// One of this kind with nothing as it is by default; its health check stays on, so that its settings can be set.
fn all_set(kind: Kind) -> Component {
    let mut component = one(kind);
    component.name = Some("A name".to_owned());
    "A note.".clone_into(&mut component.note);
    component.availability = Some(0.5);
    component.service = kind.row().default_service().map(|_| "api".to_owned());
    for field in fields::of_kind(kind).iter().filter(|f| f.key != CHECK) {
        let value = another_value(field, kind);
        assert!((field.set)(&mut component, &value), "{}", field.key);
        assert_eq!((field.get)(&component), Some(value), "{}", field.key);
    }
    component
}

/// Settings that mean something only as another is set, with a value of it with which they do and one with which not.
const RELATIVE: [(Kind, &str, &str, Value, Value); 11] = {
    use Value::{Choice, Number};
    const OPEN: Value = Choice("poisson");
    const CLOSED: Value = Choice("closed");
    const AUTOMATIC: Value = Choice("automatic");
    const MANUAL: Value = Choice("manual");
    const SOME: Value = Number(3.0);
    const NONE: Value = Number(0.0);
    [
        (Kind::Client, "rate_rps", "arrivals", OPEN, CLOSED),
        (Kind::Client, "users", "arrivals", CLOSED, OPEN),
        (Kind::Client, "think_ms", "arrivals", CLOSED, OPEN),
        (Kind::Client, "retry_budget", "retries", SOME, NONE),
        (Kind::LoadBalancer, "eject_s", "eject_after", SOME, NONE),
        (
            Kind::LoadBalancer,
            "panic_threshold",
            CHECK,
            Value::Switch(true),
            Value::Switch(false),
        ),
        (Kind::Server, "breaker_s", "breaker_after", SOME, NONE),
        (
            Kind::Server,
            "service_cv",
            "service_distribution",
            Choice("lognormal"),
            Choice("constant"),
        ),
        (
            Kind::Database,
            "promotable",
            "role",
            Choice("read_replica"),
            Choice("standby"),
        ),
        (Kind::Database, "detect_s", "failover", AUTOMATIC, MANUAL),
        (Kind::Database, "promote_s", "failover", AUTOMATIC, MANUAL),
    ]
};

#[test]
fn a_setting_applies_unless_another_leaves_it_without_meaning() {
    for (kind, key, other, with, without) in RELATIVE {
        let [field, other] = [key, other].map(|key| fields::find(kind, key).expect("a setting"));
        let mut component = one(kind);
        for (value, applies) in [(with, true), (without, false)] {
            assert!((other.set)(&mut component, &value));
            assert_eq!((field.applies)(&component), applies, "{key}: {value:?}");
        }
    }
    for kind in Kind::ALL {
        let (on, mut off) = (one(kind), one(kind));
        for field in fields::of_kind(kind) {
            let is_relative = RELATIVE
                .iter()
                .any(|(k, key, ..)| (*k, *key) == (kind, field.key));
            assert!(is_relative || (field.applies)(&on), "{}", field.key);
        }
        let switch = fields::find(kind, CHECK);
        if switch.is_some_and(|switch| (switch.set)(&mut off, &Value::Switch(false))) {
            for (_, field) in fields::of_check(kind) {
                assert!(!(field.applies)(&off), "{}", field.key);
            }
        }
    }
}

fn alone(component: Component) -> Scenario {
    let components = vec![component];
    Scenario {
        components,
        ..Scenario::default()
    }
}

/// A small system whose requests meet one of this kind.
fn reached(kind: Kind) -> Scenario {
    let calls = |from: Kind| from.row().link_to(kind) == Some(LinkRole::Calls);
    let way = match kind.row().task {
        Task::Asks => vec![kind, Kind::Server],
        Task::Names | Task::PassesOn(_) => vec![Kind::Client, kind, Kind::Server],
        Task::Works(_) if calls(Kind::Client) => vec![Kind::Client, kind],
        Task::Keeps(_) | Task::Works(_) => vec![Kind::Client, Kind::Server, kind],
    };
    let mut components: Vec<_> = way.into_iter().map(one).collect();
    // Reads do not come to what keeps messages.
    if let Some(client) = components.first_mut().and_then(Component::client_mut)
        && kind.row().keeps_messages()
    {
        client.reads = 0.0;
    }
    let ends = components.windows(2);
    let links = ends.map(|ends| Link::new(ends[0].id, ends[1].id)).collect();
    let scenario = Scenario {
        components,
        links,
        ..Scenario::default()
    };
    assert_eq!(validate::problems(&scenario), [], "{kind:?}");
    scenario
}

fn is_sentence(text: &str) -> bool {
    text.ends_with('.') && text.starts_with(char::is_uppercase)
}

#[test]
fn the_words_of_each_kind_are_its_own() {
    let columns: [fn(&Row) -> &'static str; 7] = [
        |r| r.key,
        |r| r.noun,
        |r| r.plural,
        |r| r.short,
        |r| r.purpose,
        |r| r.icon,
        |r| r.stem,
    ];
    for column in columns {
        let words: BTreeSet<_> = rows().map(column).collect();
        assert_eq!(words.len(), Kind::ALL.len(), "{words:?}");
        assert!(!words.contains(""), "{words:?}");
    }
    for row in rows() {
        assert!(is_sentence(row.purpose), "{}", row.purpose);
        assert!(
            !row.noun.starts_with(['a', 'e', 'i', 'o']),
            "\"a\" is said before {}",
            row.noun
        );
        assert!(Id::new(row.stem).is_some(), "{}", row.stem);
        assert!((0.0..=1.0).contains(&row.availability), "{}", row.noun);
    }
}

#[test]
fn numbers_of_links_are_for_ever() {
    let numbered = |number| Kind::of_number(number).map(Kind::key);
    let first = [
        "client",
        "dns",
        "load_balancer",
        "server",
        "database",
        "cache",
    ];
    assert_eq!([0, 1, 2, 3, 4, 5].map(numbered), first.map(Some));
    assert_eq!(numbered(Kind::ALL.len() as u8), None);
}

#[test]
fn each_kind_has_an_icon() {
    for row in rows() {
        let symbol = format!("id=\"{}\"", row.icon.trim_start_matches('#'));
        assert_eq!(
            ICONS.matches(&symbol).count(),
            1,
            "{symbol} in assets/icons.svg"
        );
    }
}

#[test]
fn what_a_row_says_of_settings_is_so() {
    for row in rows() {
        let mut settings = Settings::of(row.kind);
        assert_eq!(settings.kind(), row.kind);
        assert_eq!(
            settings.workers().is_some(),
            row.has_workers(),
            "{}",
            row.noun
        );
        assert_eq!(
            settings.workers_mut().is_some(),
            row.has_workers(),
            "{}",
            row.noun
        );
        let check = settings.health_check_mut().copied();
        assert_eq!(check, row.health_check.map(Some), "{}", row.noun);
        assert_eq!(
            one(row.kind).health_check(),
            row.health_check,
            "{}",
            row.noun
        );
        let has_switch = fields::find(row.kind, CHECK).is_some();
        assert_eq!(has_switch, row.health_check.is_some(), "{}", row.noun);
    }
}

#[test]
fn each_setting_has_a_label_a_sentence_and_a_default_that_it_admits() {
    for (row, field) in rows().flat_map(|row| row.fields.iter().map(move |f| (row, f))) {
        let name = format!("{} of a {}", field.key, row.noun);
        assert!(!field.label.is_empty(), "{name}");
        assert!(is_sentence(field.sentence), "{name}: {}", field.sentence);
        assert!(
            field.production.is_empty() || field.production.ends_with('.'),
            "{name}"
        );
        let default = field
            .default_of(row.kind)
            .unwrap_or_else(|| panic!("{name}: no default"));
        assert!(field.admits(&default), "{name}: {default:?}");
        let same = row.fields.iter().filter(|f| f.key == field.key).count();
        assert_eq!(same, 1, "{name}");
    }
}

#[test]
fn each_setting_out_of_its_range_is_a_problem_at_its_place() {
    for (row, field) in rows().flat_map(|row| row.fields.iter().map(move |f| (row, f))) {
        let (Shape::Number {
            max, whole: false, ..
        }
        | Shape::Optional {
            max, whole: false, ..
        }) = field.shape
        else {
            continue;
        };
        let mut component = one(row.kind);
        (field.set)(&mut component, &Value::Number(max + 1.0));
        let problems = validate::problems(&alone(component));
        let places: Vec<_> = problems.into_iter().map(|p| p.place).collect();
        assert_eq!(places, [Place::Component(0, field.key)]);
    }
}

#[test]
fn any_two_kinds_are_linked_or_a_sentence_says_why_not() {
    for (from, to) in rows().flat_map(|from| Kind::ALL.map(|to| (from, to))) {
        assert!(is_sentence(from.why_not(to)), "{}", from.why_not(to));
        let named = from.never_calls.iter().any(|(kind, _)| *kind == to);
        assert!(
            !named || from.kind.row().link_to(to).is_none(),
            "{from:?} to {to:?}"
        );
    }
    for row in rows().filter(|row| row.asks()) {
        let callers = Kind::ALL
            .into_iter()
            .filter(|from| from.row().link_to(row.kind).is_some());
        assert_eq!(callers.count(), 0, "{}", row.noun);
    }
}

#[test]
fn each_kind_comes_back_from_file_link_and_clipboard_with_every_setting() {
    for component in Kind::ALL
        .into_iter()
        .flat_map(|kind| [one(kind), all_set(kind)])
    {
        let scenario = alone(component);
        let kind = scenario.components[0].kind();
        let written = json::write(&scenario);
        assert_eq!(json::read(&written).as_ref(), Ok(&scenario), "{kind:?}");
        assert_eq!(
            link::decode(&link::encode(&scenario)).as_ref(),
            Ok(&scenario),
            "{kind:?}"
        );
        let all = [Target::Component(scenario.components[0].id)];
        let pasted = clipboard::read(&clipboard::write(&scenario, &all));
        assert_eq!(pasted.as_ref(), Ok(&scenario), "{kind:?}");
    }
}

#[test]
fn the_schema_knows_every_field_that_is_written_of_each_kind() {
    let schema = topple::formats::schema();
    let kinds = schema["properties"]["components"]["items"]["oneOf"]
        .as_array()
        .expect("kinds");
    for kind in Kind::ALL {
        let of_kind = |s: &&serde_json::Value| s["properties"]["kind"]["const"] == kind.key();
        let found: Vec<_> = kinds.iter().filter(of_kind).collect();
        assert_eq!(found.len(), 1, "{kind:?}");
        let written = json::write(&alone(all_set(kind)));
        let written: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        let written = written["components"][0].as_object().expect("an object");
        for key in written.keys() {
            assert!(found[0]["properties"][key].is_object(), "{key} of {kind:?}");
        }
        for field in fields::of_kind(kind)
            .iter()
            .filter(|f| !f.key.contains('.'))
        {
            let said = found[0]["properties"][field.key]["description"].as_str();
            assert!(
                said.is_some_and(|s| s.starts_with(field.sentence)),
                "{} of {kind:?}",
                field.key
            );
        }
    }
}

#[test]
fn a_sketch_tells_each_kind_by_its_stem() {
    for kind in Kind::ALL {
        let scenario = sketch(&format!("{0}: service=x\n{0}-1: service=x", kind.stem()));
        let kinds: Vec<_> = scenario.components.iter().map(Component::kind).collect();
        assert_eq!(kinds, [kind, kind]);
    }
}

#[test]
fn each_kind_can_be_taken_from_the_palette_and_duplicated() {
    for kind in Kind::ALL {
        let drawn = Drawn::Component(kind);
        assert!(Drawn::ALL.contains(&drawn), "{kind:?}");
        let mut session = Session::new(Scenario::default());
        assert!(session.add(drawn).is_some(), "{kind:?}");
        session.perform(editor::Command::Duplicate);
        let kinds: Vec<_> = session
            .document()
            .scenario()
            .components
            .iter()
            .map(Component::kind)
            .collect();
        assert_eq!(kinds, [kind, kind]);
    }
}

#[test]
fn what_can_be_done_to_a_kind_is_what_validation_lets_a_script_do() {
    for row in rows() {
        let scenario = alone(one(row.kind));
        let target = scenario.components[0].id;
        let action = |action: Action| validate::inapplicable(&scenario, &action).is_none();
        assert_eq!(
            action(Action::Kill(Target::Component(target))),
            row.may_die()
        );
        assert_eq!(
            action(Action::Slow {
                target,
                factor: 2.0
            }),
            row.may_ail()
        );
        assert_eq!(
            action(Action::Errors {
                target,
                share: 0.5,
                fast: false
            }),
            row.may_ail()
        );
        assert_eq!(
            action(Action::SetRate {
                target,
                rate_rps: 1.0,
                over_s: 0.0
            }),
            row.asks()
        );
    }
}

/// What dies is down in the run and in the verdicts alike; what comes back serves again. Both need to know each kind.
#[test]
fn engine_and_analysis_know_what_the_loss_of_each_kind_does() {
    for kind in Kind::ALL {
        let mut scenario = reached(kind);
        let last = scenario
            .components
            .iter()
            .find(|c| c.kind() == kind)
            .expect("it is reached")
            .id;
        let users = scenario.components[0].id;
        if kind.row().may_die() {
            let entry = ScriptEntry::act;
            scenario
                .script
                .push(entry(10.0, Action::Kill(Target::Component(last))));
            scenario
                .script
                .push(entry(100.0, Action::Revive(Target::Component(last))));
        }
        let mut run = Run::new(&scenario);
        let mut served = Vec::new();
        for second in [10, 60, 90, 160] {
            run.advance(Micros::from_seconds(f64::from(second)), u64::MAX);
            served.push(
                run.snapshot_numbers(users)
                    .expect("it is there")
                    .totals
                    .served,
            );
        }
        assert!(
            served[0] > 100 && served[3] > served[2] + 100,
            "{kind:?}: {served:?}"
        );
        let numbers = run.snapshot_numbers(last).expect("it is there");
        assert_eq!(numbers.workers > 0, kind.row().has_workers(), "{kind:?}");
        assert!(
            numbers.totals.started > 0,
            "{kind:?}: no request came to it"
        );
        assert!(!run.events_since(0).any(|e| e.text(&scenario).is_empty()));

        let report = analyse(&scenario, &Failed::nothing(), Options::default());
        let is_fatal = report
            .spofs
            .iter()
            .any(|v| v.element == Target::Component(last));
        let is_missed = kind.row().may_die() && !kind.row().is_shortcut;
        assert_eq!(is_fatal, is_missed, "{kind:?}");
        // A name that was looked up is remembered for half a minute.
        assert!(
            !is_missed || served[2] < served[1] + 100,
            "{kind:?}: {served:?}"
        );
    }
}

#[test]
fn the_command_line_reports_each_kind_by_name() {
    for kind in Kind::ALL {
        let scenario = reached(kind);
        let id = scenario
            .components
            .iter()
            .find(|c| c.kind() == kind)
            .expect("it is reached")
            .id;
        for command in ["simulate", "analyze"] {
            let told = topple(&[command, "-", "--json"], &json::write(&scenario));
            let is_told = command == "simulate" || kind.row().may_die();
            assert_eq!(
                told.contains(&format!("\"{id}\"")),
                is_told,
                "{command}: {told}"
            );
        }
    }
}

fn topple(arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_topple"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut standard_input = child.stdin.take().expect("it is piped");
    standard_input
        .write_all(input.as_bytes())
        .expect("it reads");
    drop(standard_input);
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("it writes text")
}

#[test]
fn what_passes_on_takes_the_service_of_a_kind_that_works() {
    for row in rows() {
        if let Task::PassesOn(kind) = row.task {
            assert!(kind.row().has_workers(), "{}", row.noun);
            assert!(
                row.kind.row().link_to(kind) == Some(LinkRole::Calls),
                "{}",
                row.noun
            );
        }
    }
}
