//! A scenario in a few lines of text, for tests and examples.
//!
//! ```
//! use topple_model::sketch::sketch;
//!
//! let scenario = sketch(
//!     "
//!     users -> lb-1 -> web-1 web-2 -> db-1
//!     db-1 -> db-2
//!     db-2: role=standby
//!     lb-1: health_check=off retries=0
//!     west = lb-1 web-1 web-2
//!     ",
//! );
//! assert_eq!(scenario.components.len(), 6);
//! assert_eq!(scenario.links.len(), 6);
//! ```
//!
//! A line is one of
//! - `a b -> c d -> e`: links from every one to every one of the next group; who is new is added, its kind told by
//!   its id by the [table of kinds](super::kinds): `users…` or `client…`, `dns…`, `lb…`, `db…`, `cache…`, else a server;
//! - `id: key=value …`: settings by the words that files use, also `service=` and `availability=`; of a link, `a>b: weight=2 required=on`;
//! - `edge ~ a b …`: they share the fate of the group `edge`;
//! - `west = a b …`: they lie in the region `west`; `zone < west`: the region `zone` lies in `west`.

use super::fields::{self, Shape, Value};
use super::{
    Component, ComponentId, Group, GroupId, Kind, Link, LinkId, Point, Rect, Region, RegionId,
    Scenario,
};

/// Reads a sketch.
///
/// # Panics
/// On anything that is not one: it is for text that a programmer wrote.
pub fn sketch(text: &str) -> Scenario {
    onto(Scenario::default(), text)
}

/// The same, drawn onto a scenario that is there already. A line may also be `without a>b …`: these links are gone.
///
/// # Panics
/// As [`sketch`].
pub fn onto(mut scenario: Scenario, text: &str) -> Scenario {
    for line in text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        if let Some(links) = line.strip_prefix("without ") {
            let gone: Vec<&str> = links.split_whitespace().collect();
            let is_gone = |link: &Link| gone.contains(&link.id().to_string().as_str());
            scenario.links.retain(|link| !is_gone(link));
        } else if let Some((id, settings)) = line.split_once(':') {
            if LinkId::parse(id.trim()).is_none() {
                component(&mut scenario, id.trim());
            }
            settings
                .split_whitespace()
                .for_each(|s| set(&mut scenario, id.trim(), s));
        } else if let Some((group, members)) = line.split_once('~') {
            share(&mut scenario, group.trim(), members);
        } else if let Some((region, members)) = line.split_once('=') {
            place(&mut scenario, region.trim(), members);
        } else if let Some((zone, parent)) = line.split_once('<') {
            let parent = region(&mut scenario, parent.trim());
            let zone = region(&mut scenario, zone.trim());
            let found = scenario.regions.iter_mut().find(|r| r.id == zone);
            found.expect("just added").parent = Some(parent);
        } else {
            wire(&mut scenario, line);
        }
    }
    scenario
}

fn wire(scenario: &mut Scenario, line: &str) {
    let groups: Vec<Vec<ComponentId>> = line
        .split("->")
        .map(|group| {
            group
                .split_whitespace()
                .map(|id| component(scenario, id))
                .collect()
        })
        .collect();
    for pair in groups.windows(2) {
        for &from in &pair[0] {
            scenario
                .links
                .extend(pair[1].iter().map(|&to| Link::new(from, to)));
        }
    }
}

fn component(scenario: &mut Scenario, text: &str) -> ComponentId {
    let id = ComponentId::new(text).unwrap_or_else(|| panic!("{text:?} is not an id"));
    if scenario.component(id).is_none() {
        let at = Point::new(160.0 * scenario.components.len() as f64, 0.0);
        scenario
            .components
            .push(Component::new(id, kind_of(text), at));
    }
    id
}

fn kind_of(id: &str) -> Kind {
    let fits = |kind: &Kind| kind.row().prefixes.iter().any(|p| id.starts_with(p));
    Kind::ALL.into_iter().find(fits).unwrap_or(Kind::Server)
}

fn region(scenario: &mut Scenario, text: &str) -> RegionId {
    let id = RegionId::new(text).unwrap_or_else(|| panic!("{text:?} is not an id"));
    if scenario.region(id).is_none() {
        scenario
            .regions
            .push(Region::new(id, Rect::new(0.0, 0.0, 400.0, 300.0)));
    }
    id
}

fn place(scenario: &mut Scenario, name: &str, members: &str) {
    let region = region(scenario, name);
    for member in members.split_whitespace() {
        let id = component(scenario, member);
        let found = scenario.components.iter_mut().find(|c| c.id == id);
        found.expect("just added").region = Some(region);
    }
}

fn share(scenario: &mut Scenario, name: &str, members: &str) {
    let id = GroupId::new(name).unwrap_or_else(|| panic!("{name:?} is not an id"));
    if scenario.group(id).is_none() {
        scenario.groups.push(Group::new(id));
    }
    for member in members.split_whitespace() {
        let member = component(scenario, member);
        let found = scenario.components.iter_mut().find(|c| c.id == member);
        found.expect("just added").groups.push(id);
    }
}

fn set(scenario: &mut Scenario, id: &str, setting: &str) {
    let (key, value) = setting.split_once('=').unwrap_or((setting, "on"));
    if let Some(link) = LinkId::parse(id) {
        let link = scenario.links.iter_mut().find(|l| l.id() == link);
        return set_link(link.unwrap_or_else(|| panic!("no link {id:?}")), key, value);
    }
    let id = component(scenario, id);
    let component = scenario
        .components
        .iter_mut()
        .find(|c| c.id == id)
        .expect("just added");
    if key == "service" {
        component.service = Some(value.to_owned());
        return;
    }
    if key == "restart_s" {
        component.restart_s = Some(value.parse().expect("a number"));
        return;
    }
    if key == "availability" {
        component.availability = Some(value.parse().expect("a number"));
        return;
    }
    let field = fields::find(component.kind(), key).unwrap_or_else(|| panic!("no setting {key:?}"));
    let value = match field.shape {
        Shape::Optional { .. } if value == "none" => Value::Nothing,
        Shape::Number { .. } | Shape::Optional { .. } => {
            Value::Number(value.parse().expect("a number"))
        }
        Shape::Switch => Value::Switch(value == "on"),
        Shape::Choice(table) => {
            let row = table.iter().find(|(key, _)| *key == value);
            Value::Choice(row.unwrap_or_else(|| panic!("no choice {value:?}")).0)
        }
        Shape::Label => Value::Label(Some(value.to_owned())),
    };
    assert!(
        (field.set)(component, &value),
        "{key} does not apply to {id}"
    );
}

fn set_link(link: &mut Link, key: &str, value: &str) {
    let number = || value.parse().expect("a number");
    match key {
        "latency_ms" => link.latency_ms = Some(number()),
        "loss" => link.loss = number(),
        "weight" => link.weight = number(),
        "required" => link.required = Some(value == "on"),
        "on" => link.on = Some(super::words::Choice::from_key(value).expect("which requests")),
        "mode" => link.mode = super::words::Choice::from_key(value).expect("a mode"),
        _ => panic!("no setting {key:?}"),
    }
}
