//! What holds in every lesson: the question stays the question. Users ask what they asked, machines are as fast as they
//! were, requests need what they needed, and all of the data is in one place.

use super::reach::used;
use crate::analysis::{Class, Failed, Options, analyse};
use crate::model::{
    Component, Group, Kind, Lesson, Link, Region, Scenario, Settings, Target, Topology,
    fields::{self, Field, Value},
    link::LinkRole,
};

/// Settings that say how fast a part is: each may become worse, not better.
const SPEED: [(&str, Better); 5] = [
    ("workers", Better::More),
    ("service_ms", Better::Less),
    ("read_ms", Better::Less),
    ("write_ms", Better::Less),
    ("capacity_keys", Better::More),
];

/// A link that loses this share of its messages is hardly one.
const LOST: f64 = 0.5;
/// A copy that gets its writes so many milliseconds late is none.
const LATE_MS: f64 = 10_000.0;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Better {
    More,
    Less,
}

/// Why a step may not be taken that leads from the start of a lesson to this, as a sentence.
pub fn refusal(lesson: &Lesson, start: &Scenario, after: &Scenario) -> Option<String> {
    let stays =
        |c: &&Component| c.kind().row().asks() || lesson.locked.contains(&Target::Component(c.id));
    let kept = start.components.iter().filter(stays);
    let mut kept = kept.map(|before| kept_as_is(lesson, before, after));
    let mut locked = lesson.locked.iter();
    let strangers = || {
        let is_new = |c: &&Component| start.component(c.id).is_none();
        let mut new = after.components.iter().filter(is_new);
        new.find_map(|c| stranger(lesson, start, c))
    };
    let faster = || {
        let mut all = after.components.iter();
        all.find_map(|c| faster(start, c))
    };
    let other_work = (start.workload != after.workload)
        .then(|| "In this lesson the workload is fixed.".to_owned());
    kept.find_map(|refusal| refusal)
        .or_else(|| locked.find_map(|target| unlocked(*target, start, after)))
        .or_else(strangers)
        .or_else(faster)
        .or(other_work)
}

fn kept_as_is(lesson: &Lesson, before: &Component, after: &Scenario) -> Option<String> {
    let name = before.display_name();
    let Some(now) = after.component(before.id) else {
        return Some(format!("This lesson needs {name}."));
    };
    let is_free = |field: &Field| lesson.free.iter().any(|key| key == field.key);
    let changed = fields::of_kind(before.kind())
        .iter()
        .find(|field| !is_free(field) && (field.get)(before) != (field.get)(now))?;
    if before.kind().row().asks() && changed.key == "rate_rps" {
        return Some(format!(
            "In this lesson the request rate of {name} is fixed."
        ));
    }
    Some(format!(
        "In this lesson \"{}\" of {name} is fixed.",
        changed.label
    ))
}

/// What is changed of a link, a region or a group that stays as it is. Of a part, see [`kept_as_is`]; of that its service, too.
fn unlocked(target: Target, start: &Scenario, after: &Scenario) -> Option<String> {
    if !after.has(target) {
        return Some(format!("This lesson needs {target}."));
    }
    let left = |is_in: &dyn Fn(&Scenario, &Component) -> bool| {
        let within = start.components.iter().filter(|c| is_in(start, c));
        let mut left = within.filter(|c| after.component(c.id).is_some_and(|c| !is_in(after, c)));
        let name = left.next()?.display_name();
        Some(format!("This lesson keeps {name} in {target}."))
    };
    match target {
        Target::Component(id) => {
            let (before, now) = (start.component(id)?, after.component(id)?);
            (before.service != now.service).then(|| {
                let name = before.display_name();
                format!("In this lesson the service of {name} is fixed.")
            })
        }
        Target::Link(id) => {
            let is_same = start.link(id)?.means_the_same(after.link(id)?);
            (!is_same).then(|| format!("In this lesson the link {target} is fixed."))
        }
        Target::Region(id) => left(&|scenario, c| scenario.lies_in(c, id)),
        Target::Group(id) => left(&|_, c| c.groups.contains(&id)),
        Target::Note(_) => None,
    }
}

/// Whether a part that was not there at the start is none that the lesson is about.
fn stranger(lesson: &Lesson, start: &Scenario, new: &Component) -> Option<String> {
    let name = new.display_name();
    match new.kind() {
        Kind::Client => Some(format!(
            "This lesson has its own users: it has to work without {name}."
        )),
        kind @ (Kind::Cache | Kind::Queue) => {
            let known = lesson.shows(kind) || start.components.iter().any(|c| c.kind() == kind);
            (!known).then(|| {
                format!(
                    "This lesson is not about {}: it has to work without {name}.",
                    kind.row().plural
                )
            })
        }
        Kind::Dns | Kind::LoadBalancer | Kind::Server | Kind::Database => None,
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
                "No machine may be faster than those that the lesson starts with: \"{}\" of {} is {of_now} {unit}, and {best} {unit} is the limit.",
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
pub(super) fn objections(lesson: &Lesson, start: &Scenario, scenario: &Scenario) -> Vec<String> {
    let mut found: Vec<String> = refusal(lesson, start, scenario).into_iter().collect();
    found.extend(not_needed(start, scenario));
    found.extend(other_data(start, scenario));
    found.extend(not_served(start, scenario));
    found.extend(nowhere(start, scenario));
    found.extend(on_its_own(start, scenario));
    found.extend(no_longer_safe(start, scenario));
    found.extend(barely_a_link(start, scenario));
    found
}

/// What could be lost at the start and no longer can: something that stood in for it was taken away.
fn no_longer_safe(start: &Scenario, scenario: &Scenario) -> Option<String> {
    let fatal = |scenario: &Scenario| -> Vec<Target> {
        let report = analyse(scenario, &Failed::nothing(), Options::default());
        report.spofs.iter().map(|verdict| verdict.element).collect()
    };
    let before = fatal(start);
    let mut now = fatal(scenario).into_iter();
    let fatal = now.find(|target| start.has(*target) && !before.contains(target))?;
    let name = match fatal {
        Target::Component(id) => scenario.component(id).map(Component::display_name),
        Target::Region(id) => scenario.region(id).map(Region::display_name),
        Target::Group(id) => scenario.group(id).map(Group::display_name),
        Target::Link(_) | Target::Note(_) => None,
    };
    let name = name.map_or_else(|| fatal.to_string(), str::to_owned);
    Some(format!(
        "{name} is a single point of failure now, and was none at the start."
    ))
}

/// A link that was made so bad that next to nothing arrives, or of a copy so late that it is none.
fn barely_a_link(start: &Scenario, scenario: &Scenario) -> Option<String> {
    let topology = Topology::new(scenario);
    let mut links = scenario.links.iter().zip(&topology.roles);
    let name = |id| {
        scenario
            .component(id)
            .map_or_else(String::new, |c| c.display_name().to_owned())
    };
    links.find_map(|(link, role)| {
        let before = start.link(link.id());
        let was = |is: &dyn Fn(&Link) -> bool| before.is_some_and(is);
        let loses = |link: &Link| link.loss >= LOST;
        let is_late = |link: &Link| link.latency_ms.is_some_and(|ms| ms >= LATE_MS);
        let (from, to) = (name(link.from), name(link.to));
        if loses(link) && !was(&loses) {
            let percent = link.loss * 100.0;
            return Some(format!(
                "The link from {from} to {to} loses {percent:.0} % of its messages."
            ));
        }
        let is_copying = *role == Some(LinkRole::Replicates);
        (is_copying && is_late(link) && !was(&is_late))
            .then(|| format!("What {from} writes takes too long to reach {to}: it is no copy."))
    })
}

/// Requests that were served at the start, and are not at all any more: nothing can fail where nothing works.
fn not_served(start: &Scenario, scenario: &Scenario) -> Option<String> {
    let served = |scenario: &Scenario| -> Vec<(Class, bool)> {
        let report = analyse(scenario, &Failed::nothing(), Options::default());
        let classes = report.classes.into_iter();
        let of_clients = classes.filter(|r| r.class.delivers.is_none());
        of_clients.map(|r| (r.class, r.served > 0.0)).collect()
    };
    let now = served(scenario);
    let before = served(start).into_iter();
    let mut lost = before.filter(|(class, was_served)| {
        let is_served = now.iter().any(|(c, served)| same(c, class) && *served);
        *was_served && !is_served
    });
    let (class, _) = lost.next()?;
    Some(format!(
        "No {} of {} is served, although nothing is dead.",
        class.operation.key(),
        class.client
    ))
}

/// A part in use that stands in no region, where all of the start do: no fault of a place would touch it.
fn nowhere(start: &Scenario, scenario: &Scenario) -> Option<String> {
    let is_of_a_site = |c: &&Component| c.kind().row().is_of_a_site();
    let mut before = start.components.iter().filter(is_of_a_site).peekable();
    before.peek()?;
    if !before.all(|c| c.region.is_some()) {
        return None;
    }
    let used = used(scenario, &Topology::new(scenario));
    let mut now = used.iter().map(|i| &scenario.components[*i]);
    let outside = now.find(|c| is_of_a_site(c) && c.region.is_none())?;
    Some(format!(
        "{} is in no region, although everything in this lesson belongs to one.",
        outside.display_name()
    ))
}

/// A part that shared a fate at the start and shares none any more.
fn on_its_own(start: &Scenario, scenario: &Scenario) -> Option<String> {
    let mut shared = start.components.iter().filter(|c| !c.groups.is_empty());
    let now = shared.find_map(|c| scenario.component(c.id).filter(|c| c.groups.is_empty()))?;
    Some(format!(
        "{} is in no shared fate any more: nothing says which release it runs.",
        now.display_name()
    ))
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
        "{} does not hold the same data as {}: no replication link connects them.",
        name(scenario, other.nodes.first()),
        name(start, first.nodes.first())
    ))
}
