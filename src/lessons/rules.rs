//! What holds in every lesson: the question stays the question. Users ask what they asked, machines are as fast as they
//! were, requests need what they needed, and all of the data is in one place.

use super::drawn::used;
use crate::analysis::{Class, Failed, Options, analyse};
use crate::model::{
    Component, Kind, Scenario, Settings, Target, Topology,
    fields::{self, Field, Value},
};

/// What a lesson leaves to be changed of its start, and what not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Parts that stay as they are, beside the users: no setting of theirs is changed, and none is taken away.
    pub locked: &'static [&'static str],
    /// Settings of parts that stay as they are which may be changed all the same, by their keys.
    pub free: &'static [&'static str],
    /// What the palette shows.
    pub palette: &'static [Kind],
    /// Whether it shows regions.
    pub regions: bool,
    /// Whether verdicts offer their mends before the lesson is done: where drawing them by hand is no lesson.
    pub mends: bool,
}

/// Settings that say how fast a part is: each may become worse, not better.
const SPEED: [(&str, Better); 5] = [
    ("workers", Better::More),
    ("service_ms", Better::Less),
    ("read_ms", Better::Less),
    ("write_ms", Better::Less),
    ("capacity_keys", Better::More),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Better {
    More,
    Less,
}

impl Rules {
    /// The users alone stay as they are, and the palette shows these.
    pub const fn showing(palette: &'static [Kind]) -> Self {
        Self {
            locked: &[],
            free: &[],
            palette,
            regions: false,
            mends: false,
        }
    }

    /// Why a step may not be taken that leads from the start of a lesson to this, as a sentence.
    pub fn refusal(&self, start: &Scenario, after: &Scenario) -> Option<String> {
        let stays = |c: &&Component| c.kind().row().asks() || self.locked.contains(&c.id.as_str());
        let kept = start.components.iter().filter(stays);
        let mut kept = kept.map(|before| self.kept(before, after));
        let strangers = || {
            let is_new = |c: &&Component| start.component(c.id).is_none();
            let mut new = after.components.iter().filter(is_new);
            new.find_map(|c| self.stranger(start, c))
        };
        let faster = || {
            let mut all = after.components.iter();
            all.find_map(|c| faster(start, c))
        };
        kept.find_map(|refusal| refusal)
            .or_else(strangers)
            .or_else(faster)
    }

    fn kept(&self, before: &Component, after: &Scenario) -> Option<String> {
        let name = before.display_name();
        let Some(now) = after.component(before.id) else {
            return Some(format!("This lesson needs {name}."));
        };
        let changed = fields::of_kind(before.kind()).iter().find(|field| {
            !self.free.contains(&field.key) && (field.get)(before) != (field.get)(now)
        })?;
        Some(format!(
            "This lesson leaves {name} as drawn: \"{}\" belongs to the question.",
            changed.label
        ))
    }

    /// Whether a part that was not there at the start is none that the lesson is about.
    fn stranger(&self, start: &Scenario, new: &Component) -> Option<String> {
        let name = new.display_name();
        match new.kind() {
            Kind::Client => Some(format!(
                "This lesson has its own users: there is no place for {name}."
            )),
            kind @ (Kind::Cache | Kind::Queue) => {
                let known = self.palette.contains(&kind)
                    || start.components.iter().any(|c| c.kind() == kind);
                (!known).then(|| {
                    format!(
                        "This lesson is not about a {}: it does without {name}.",
                        kind.noun()
                    )
                })
            }
            Kind::Dns | Kind::LoadBalancer | Kind::Server | Kind::Database => None,
        }
    }
}

/// Whether a part is faster than those of the start: they are the question.
fn faster(start: &Scenario, now: &Component) -> Option<String> {
    let before: Vec<&Component> = if let Some(before) = start.component(now.id) {
        vec![before]
    } else {
        let alike = |c: &&Component| c.kind() == now.kind();
        start.components.iter().filter(alike).collect()
    };
    if before.is_empty() || before.iter().any(|c| c.kind() != now.kind()) {
        return None;
    }
    // A new one may be as it comes out of the palette.
    let usual = start
        .component(now.id)
        .is_none()
        .then(|| Settings::of(now.kind()));
    let number = |field: &Field, component: &Component| match (field.get)(component) {
        Some(Value::Number(n)) => Some(n),
        _ => None,
    };
    SPEED.iter().find_map(|(key, better)| {
        let field = fields::find(now.kind(), key)?;
        let of_now = number(field, now)?;
        let usual = usual.clone().and_then(|settings| {
            number(field, &Component { settings, ..now.clone() })
        });
        let known = before.iter().filter_map(|c| number(field, c)).chain(usual);
        let (best, is_better) = match better {
            Better::More => {
                let best = known.fold(f64::MIN, f64::max);
                (best, of_now > best)
            }
            Better::Less => {
                let best = known.fold(f64::MAX, f64::min);
                (best, of_now < best)
            }
        };
        is_better.then(|| {
            format!(
                "No machine of this lesson is faster than those drawn: \"{}\" of {} is {of_now} {unit}, and {best} {unit} is the best there is.",
                field.label,
                now.display_name(),
                unit = field.unit.suffix(),
            )
            .replace(" ,", ",")
            .replace("  ", " ")
        })
    })
}

/// What is wrong with a drawing whatever the goals of its lesson are, a sentence each.
pub(super) fn objections(rules: &Rules, start: &Scenario, scenario: &Scenario) -> Vec<String> {
    let mut found: Vec<String> = rules.refusal(start, scenario).into_iter().collect();
    found.extend(not_needed(start, scenario));
    found.extend(other_data(start, scenario));
    found
}

/// Requests that need no server, or no database, any more.
fn not_needed(start: &Scenario, scenario: &Scenario) -> Option<String> {
    [Kind::Server, Kind::Database].into_iter().find_map(|kind| {
        start.components.iter().find(|c| c.kind() == kind)?;
        let needed = served_without(start, kind);
        let served = served_without(scenario, kind);
        let lost = |class: &&(Class, bool)| {
            let mut before = needed.iter().filter(|(c, _)| same(c, &class.0));
            class.1 && before.any(|(_, served)| !served)
        };
        let (class, _) = served.iter().find(lost)?;
        let writes = class.operation.key();
        Some(match kind {
            Kind::Database => format!(
                "Some {writes}s of {} are answered without any database: a server in use does not ask for the data.",
                class.client
            ),
            _ => format!(
                "Some {writes}s of {} are answered without any {}.",
                class.client,
                kind.noun()
            ),
        })
    })
}

/// Shards come and go, the class is the same.
fn same(one: &Class, other: &Class) -> bool {
    one.client == other.client && one.operation == other.operation
}

/// Each class of the clients, and whether any of it is served with all of a kind dead.
fn served_without(scenario: &Scenario, kind: Kind) -> Vec<(Class, bool)> {
    let all = scenario.components.iter().filter(|c| c.kind() == kind);
    let failed: Failed = all.map(|c| Target::Component(c.id)).collect();
    let report = analyse(scenario, &failed, Options::default());
    let classes = report.classes.into_iter();
    let of_clients = classes.filter(|r| r.class.delivers.is_none());
    of_clients.map(|r| (r.class, r.served > 0.0)).collect()
}

/// A database in use whose data is not that of the start.
fn other_data(start: &Scenario, scenario: &Scenario) -> Option<String> {
    let services = |scenario: &Scenario| {
        let topology = Topology::new(scenario);
        let used = used(scenario, &topology);
        let sets = topology.sets.into_iter();
        sets.filter(|set| set.nodes.iter().any(|n| used.contains(n)))
            .collect::<Vec<_>>()
    };
    let before = services(start);
    let first = before.first()?;
    let other = services(scenario).into_iter().find(|set| {
        set.is_of_its_own || !before.iter().any(|known| known.service == set.service)
    })?;
    let name = |scenario: &Scenario, node: Option<&usize>| {
        node.and_then(|n| scenario.components.get(*n))
            .map_or_else(String::new, |c| c.display_name().to_owned())
    };
    Some(format!(
        "{} holds other data than {}: no replication link ties them together.",
        name(scenario, other.nodes.first()),
        name(start, first.nodes.first())
    ))
}
