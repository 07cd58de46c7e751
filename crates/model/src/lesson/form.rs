//! How goals are written and picked: one row for each sort of goal. Files, their schema and the list of goals in the page
//! are made from it.

use std::borrow::Cow;

use super::goal::{Goal, Share};
use super::most;
use crate::fields::{self, CHECK};
use crate::{Kind, Target};

/// How a sort of goal is written: a field that says which it is, and what else belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The field that says which it is: `survives`.
    pub key: &'static str,
    /// What it asks for, in a list to pick from.
    pub label: &'static str,
    /// What that field holds.
    pub takes: Takes,
    /// Whether a kind of part stands beside it, as `kind`: those for which it makes sense.
    pub kind: Option<fn(Kind) -> bool>,
    /// Whether a share to be served stands beside it, as `served`, `from_s` and `over_s`.
    pub has_share: bool,
    /// A switch that may stand beside it, with what it says.
    pub switch: Option<(&'static str, &'static str)>,
}

/// What the field of a goal holds that says which it is.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// `true`.
    Yes,
    /// A whole number of this range.
    Count(u32, u32),
    /// A kind of part for which it makes sense; `region` as well where so said.
    Kind(fn(Kind) -> bool, bool),
    /// A part, a region, a group or a link of the scenario.
    Target,
    /// A service of the scenario's servers.
    Service,
}

/// The same of one goal.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// It is so.
    Yes,
    /// So many.
    Count(u32),
    /// Parts of this kind.
    Kind(Kind),
    /// Regions.
    Regions,
    /// This part, region, group or link.
    Target(Target),
    /// This service.
    Service(String),
}

/// A goal as it is written.
#[derive(Clone, PartialEq, Debug)]
pub struct Parts {
    /// The field that says which it is.
    pub key: &'static str,
    /// What that holds.
    pub value: Value,
    /// The kind of part beside it.
    pub kind: Option<Kind>,
    /// The share beside it.
    pub share: Option<Share>,
    /// The switch beside it.
    pub switch: bool,
}

const PLAIN: Form = Form {
    key: "",
    label: "",
    takes: Takes::Yes,
    kind: None,
    has_share: false,
    switch: None,
};

const fn form_of(key: &'static str, label: &'static str, takes: Takes) -> Form {
    Form {
        key,
        label,
        takes,
        ..PLAIN
    }
}

const fn yes(key: &'static str, label: &'static str) -> Form {
    form_of(key, label, Takes::Yes)
}

const fn count(key: &'static str, label: &'static str) -> Form {
    form_of(key, label, Takes::Count(1, most::COUNT))
}

const fn shared(key: &'static str, label: &'static str, takes: Takes) -> Form {
    Form {
        has_share: true,
        ..form_of(key, label, takes)
    }
}

fn any(_: Kind) -> bool {
    true
}

fn may_die(kind: Kind) -> bool {
    kind.row().may_die()
}

fn may_be_pooled(kind: Kind) -> bool {
    kind != Kind::LoadBalancer && Kind::LoadBalancer.row().link_to(kind).is_some()
}

fn may_check(kind: Kind) -> bool {
    fields::find(kind, CHECK).is_some()
}

/// All sorts of goals, in the order in which they are offered.
pub const FORMS: &[Form] = &[
    Form {
        switch: Some(("degraded", "Count incomplete answers as served")),
        ..shared(
            "survives",
            "With one part killed, at least … % is served",
            Takes::Target,
        )
    },
    shared(
        "survives_any",
        "With any one of these killed, at least … % is served",
        Takes::Kind(may_die, true),
    ),
    shared(
        "does_without",
        "With all of this service killed, at least … % is served",
        Takes::Service,
    ),
    shared(
        "survives_cut_off",
        "With any server cut off from the database, at least … % is served",
        Takes::Yes,
    ),
    shared(
        "survives_fates",
        "With any one shared fate killed, at least … % is served",
        Takes::Yes,
    ),
    shared(
        "serves",
        "With nothing killed, at least … % is served",
        Takes::Yes,
    ),
    shared(
        "recovers",
        "After the faults of the script, at least … % is served",
        Takes::Yes,
    ),
    yes(
        "loses_no_writes",
        "No acknowledged write is lost with a primary",
    ),
    yes(
        "no_split_brain",
        "There are never two primaries, whatever is cut",
    ),
    form_of(
        "notices_within_s",
        "Balancers notice a dead server within so many seconds",
        Takes::Count(1, most::SECONDS),
    ),
    form_of(
        "spofs",
        "At most so many single points of failure",
        Takes::Count(0, most::COUNT),
    ),
    form_of(
        "safe",
        "None of these is a single point of failure",
        Takes::Kind(may_die, true),
    ),
    Form {
        switch: Some(("links", "Losses of links count, too.")),
        ..yes(
            "no_leaks",
            "After any loss that is survived, requests stop failing",
        )
    },
    Form {
        kind: Some(any),
        ..count("at_least", "Users reach at least so many of these")
    },
    Form {
        kind: Some(may_be_pooled),
        ..count("pools", "Every balancer has so many of these in its pool")
    },
    yes(
        "balancers_in_front",
        "Users reach servers only through a load balancer",
    ),
    yes("by_name", "Users look up addresses in DNS"),
    count("addresses", "DNS gives out so many addresses"),
    form_of(
        "checks",
        "Each of these checks its targets",
        Takes::Kind(may_check, false),
    ),
    yes(
        "caches_pooled",
        "Servers call caches through a load balancer only",
    ),
    yes("standby", "One primary, and a standby that takes over"),
    count("primaries", "So many primaries of the same data"),
    yes("read_replica", "Servers read from a read replica, too"),
    yes(
        "replicated",
        "Every database has a copy kept by replication",
    ),
    count("shards", "The data is split over so many shards"),
    count(
        "regions",
        "Everything that serves is spread over so many regions",
    ),
    form_of(
        "asks",
        "This service is still called, and missing from no answer",
        Takes::Service,
    ),
    form_of(
        "queued_for",
        "All work for this service comes from a queue",
        Takes::Service,
    ),
    form_of(
        "shared_fate",
        "Each of these is in a group: its release",
        Takes::Kind(may_die, false),
    ),
    form_of(
        "killed",
        "One of these was killed, and nothing served without it",
        Takes::Kind(may_die, false),
    ),
];

/// The form whose field this is.
pub fn form(key: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.key == key)
}

impl Parts {
    fn of(key: &'static str, value: Value) -> Self {
        Self {
            key,
            value,
            kind: None,
            share: None,
            switch: false,
        }
    }

    fn share(self, share: Share) -> Self {
        Self {
            share: Some(share),
            ..self
        }
    }
}

impl Goal {
    /// How it is written.
    pub fn parts(&self) -> Parts {
        let yes = |key| Parts::of(key, Value::Yes);
        let count = |key, count: u32| Parts::of(key, Value::Count(count));
        let kind = |key, kind: Kind| Parts::of(key, Value::Kind(kind));
        let service = |key, service: &str| Parts::of(key, Value::Service(service.to_owned()));
        match self {
            Goal::Killed(of) => kind("killed", *of),
            Goal::AtLeast(n, of) => Parts {
                kind: Some(*of),
                ..count("at_least", *n)
            },
            Goal::Safe(of) => kind("safe", *of),
            Goal::RegionsSafe => Parts::of("safe", Value::Regions),
            Goal::Spofs(n) => count("spofs", *n),
            Goal::NoLeaks { links } => Parts {
                switch: *links,
                ..yes("no_leaks")
            },
            Goal::BalancersInFront => yes("balancers_in_front"),
            Goal::Pools(n, of) => Parts {
                kind: Some(*of),
                ..count("pools", *n)
            },
            Goal::ByName => yes("by_name"),
            Goal::Names(n) => count("addresses", *n),
            Goal::CachesPooled => yes("caches_pooled"),
            Goal::Checks(of) => kind("checks", *of),
            Goal::Primaries(n) => count("primaries", *n),
            Goal::Standby => yes("standby"),
            Goal::ReadReplica => yes("read_replica"),
            Goal::Replicated => yes("replicated"),
            Goal::Shards(n) => count("shards", *n),
            Goal::Placed(n) => count("regions", *n),
            Goal::Asks(of) => service("asks", of),
            Goal::Delivers(of) => service("queued_for", of),
            Goal::Fated(of) => kind("shared_fate", *of),
            Goal::DoesWithout(of, share) => service("does_without", of).share(*share),
            Goal::Serves(share) => yes("serves").share(*share),
            Goal::Survives(of, share) => kind("survives_any", *of).share(*share),
            Goal::SurvivesLoss {
                target,
                share,
                degraded,
            } => Parts {
                switch: *degraded,
                ..Parts::of("survives", Value::Target(*target)).share(*share)
            },
            Goal::SurvivesRegion(share) => Parts::of("survives_any", Value::Regions).share(*share),
            Goal::SurvivesCutOff(share) => yes("survives_cut_off").share(*share),
            Goal::SurvivesFate(share) => yes("survives_fates").share(*share),
            Goal::Notices(seconds) => count("notices_within_s", *seconds),
            Goal::Recovers(share) => yes("recovers").share(*share),
            Goal::LosesNoWrites => yes("loses_no_writes"),
            Goal::NoSplitBrain => yes("no_split_brain"),
        }
    }

    /// The goal that is written so; `None` where the parts do not fit its form.
    pub fn of(parts: Parts) -> Option<Self> {
        let Parts {
            key,
            value,
            kind,
            share,
            switch,
        } = parts;
        let share = share.unwrap_or(Share::AT_ONCE);
        Some(match (key, value) {
            ("killed", Value::Kind(kind)) => Goal::Killed(kind),
            ("at_least", Value::Count(n)) => Goal::AtLeast(n, kind?),
            ("safe", Value::Kind(kind)) => Goal::Safe(kind),
            ("safe", Value::Regions) => Goal::RegionsSafe,
            ("spofs", Value::Count(n)) => Goal::Spofs(n),
            ("no_leaks", Value::Yes) => Goal::NoLeaks { links: switch },
            ("balancers_in_front", Value::Yes) => Goal::BalancersInFront,
            ("pools", Value::Count(n)) => Goal::Pools(n, kind?),
            ("by_name", Value::Yes) => Goal::ByName,
            ("addresses", Value::Count(n)) => Goal::Names(n),
            ("caches_pooled", Value::Yes) => Goal::CachesPooled,
            ("checks", Value::Kind(kind)) => Goal::Checks(kind),
            ("primaries", Value::Count(n)) => Goal::Primaries(n),
            ("standby", Value::Yes) => Goal::Standby,
            ("read_replica", Value::Yes) => Goal::ReadReplica,
            ("replicated", Value::Yes) => Goal::Replicated,
            ("shards", Value::Count(n)) => Goal::Shards(n),
            ("regions", Value::Count(n)) => Goal::Placed(n),
            ("asks", Value::Service(of)) => Goal::Asks(Cow::Owned(of)),
            ("queued_for", Value::Service(of)) => Goal::Delivers(Cow::Owned(of)),
            ("shared_fate", Value::Kind(kind)) => Goal::Fated(kind),
            ("does_without", Value::Service(of)) => Goal::DoesWithout(Cow::Owned(of), share),
            ("serves", Value::Yes) => Goal::Serves(share),
            ("survives_any", Value::Kind(kind)) => Goal::Survives(kind, share),
            ("survives_any", Value::Regions) => Goal::SurvivesRegion(share),
            ("survives", Value::Target(target)) => Goal::SurvivesLoss {
                target,
                share,
                degraded: switch,
            },
            ("survives_cut_off", Value::Yes) => Goal::SurvivesCutOff(share),
            ("survives_fates", Value::Yes) => Goal::SurvivesFate(share),
            ("notices_within_s", Value::Count(seconds)) => Goal::Notices(seconds),
            ("recovers", Value::Yes) => Goal::Recovers(share),
            ("loses_no_writes", Value::Yes) => Goal::LosesNoWrites,
            ("no_split_brain", Value::Yes) => Goal::NoSplitBrain,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ComponentId;

    fn value(takes: Takes) -> Vec<Value> {
        match takes {
            Takes::Yes => vec![Value::Yes],
            Takes::Count(least, _) => vec![Value::Count(least), Value::Count(least + 3)],
            Takes::Kind(fits, regions) => {
                let kinds = Kind::ALL.into_iter().filter(|kind| fits(*kind));
                let kinds = kinds.map(Value::Kind);
                kinds.chain(regions.then_some(Value::Regions)).collect()
            }
            Takes::Target => {
                let id = ComponentId::new("web-1").expect("an id");
                vec![Value::Target(Target::Component(id))]
            }
            Takes::Service => vec![Value::Service("ads".to_owned())],
        }
    }

    #[test]
    fn whatever_a_form_takes_makes_a_goal_that_is_written_in_that_form() {
        for form in FORMS {
            let values = value(form.takes);
            assert!(!values.is_empty(), "{}", form.key);
            for value in values {
                let parts = Parts {
                    kind: form.kind.map(|_| Kind::Server),
                    share: form.has_share.then(|| Share::after(7)),
                    switch: form.switch.is_some(),
                    ..Parts::of(form.key, value)
                };
                let goal = Goal::of(parts.clone()).expect(form.key);
                assert_eq!(goal.parts(), parts);
                assert!(!goal.to_string().is_empty());
            }
        }
    }

    #[test]
    fn a_form_does_not_take_what_is_of_another() {
        for form in FORMS {
            for other in FORMS {
                for value in value(other.takes) {
                    let is_taken = Goal::of(Parts {
                        kind: Some(Kind::Server),
                        ..Parts::of(form.key, value.clone())
                    });
                    let fits = std::mem::discriminant(&form.takes)
                        == std::mem::discriminant(&other.takes)
                        || matches!((form.takes, value), (Takes::Kind(..), Value::Regions));
                    assert!(is_taken.is_none() || fits, "{} {}", form.key, other.key);
                }
            }
        }
    }
}
