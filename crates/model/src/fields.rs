//! The table of settings: for each kind, what can be set, in which unit and range, and what it means.
//!
//! The checks on files, the schema and the inspector all read this one table. A new setting is a row here and a
//! field of its struct.

use super::settings::{
    Arrivals, Cache, Client, Database, Dns, Failover, LoadBalancer, Queue, Role, Server,
    ServiceDistribution,
};
use super::words::Choice;
use super::{Component, Kind, Point, Settings, limits};

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Nothing: a plain number.
    None,
    /// Requests per second.
    PerSecond,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// A share from 0 to 1, shown as per cent.
    Share,
}

impl Unit {
    /// What stands behind the number; empty where nothing does.
    pub const fn suffix(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::PerSecond => "req/s",
            Unit::Milliseconds => "ms",
            Unit::Seconds => "s",
            Unit::Share => "%",
        }
    }
}

/// What values a setting takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Shape {
    /// A number from `min` to `max`, both included; `whole` ones only where so marked.
    Number {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// Whether only whole numbers make sense.
        whole: bool,
    },
    /// A number from `min` to `max`, both included, or none: no limit.
    Optional {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// Whether only whole numbers make sense.
        whole: bool,
    },
    /// On or off.
    Switch,
    /// One of these keys, each with the words a person reads.
    Choice(&'static [(&'static str, &'static str)]),
    /// A label of up to 80 characters without `+`, which joins labels in the names of classes; or none. The label
    /// `none` is none.
    Label,
}

/// The value of a setting.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Of a [`Shape::Number`], or of a [`Shape::Optional`] that is set.
    Number(f64),
    /// Of a [`Shape::Optional`] that is not set.
    Nothing,
    /// Of a [`Shape::Switch`].
    Switch(bool),
    /// Of a [`Shape::Choice`]: its key.
    Choice(&'static str),
    /// Of a [`Shape::Label`].
    Label(Option<String>),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The word that files use; those of the health check start with `health_check.`.
    pub key: &'static str,
    /// What the inspector calls it.
    pub label: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// What values it takes.
    pub shape: Shape,
    /// What it means, in one sentence.
    pub sentence: &'static str,
    /// What runs in production, where the default here is shorter; else empty.
    pub production: &'static str,
    /// Whether it means something as the others are set: the think time of users does where they wait for answers.
    pub applies: fn(&Component) -> bool,
    /// Reads it; `None` where it is not there (the interval of a check that is off).
    pub get: fn(&Component) -> Option<Value>,
    /// Writes it; `false` where it does not apply or the value is of another shape. Ranges are not checked here.
    pub set: fn(&mut Component, &Value) -> bool,
}

impl Field {
    /// What it is in a new component of this kind.
    pub fn default_of(&self, kind: Kind) -> Option<Value> {
        let id = super::ComponentId::new(kind.stem()).expect("a stem is an id");
        (self.get)(&Component::new(id, kind, Point::default()))
    }

    /// Whether the value is of this field's shape and in its range.
    pub fn admits(&self, value: &Value) -> bool {
        match (&self.shape, value) {
            (
                Shape::Number { min, max, whole } | Shape::Optional { min, max, whole },
                Value::Number(n),
            ) => (min..=max).contains(&n) && (!whole || n.fract() == 0.0),
            (Shape::Optional { .. }, Value::Nothing) | (Shape::Switch, Value::Switch(_)) => true,
            (Shape::Choice(table), Value::Choice(key)) => table.iter().any(|(k, _)| k == key),
            (Shape::Label, Value::Label(label)) => label.as_ref().is_none_or(|l| {
                !l.is_empty() && l.chars().count() <= limits::NAME && !l.contains('+')
            }),
            _ => false,
        }
    }
}

/// The settings of a kind, in the order in which the inspector shows them.
pub const fn of_kind(kind: Kind) -> &'static [Field] {
    kind.row().fields
}

/// The key of a health check's switch, and what starts the keys of its settings, before a dot.
pub const CHECK: &str = "health_check";

/// The settings of a kind's health check, each with its key after the dot.
pub fn of_check(kind: Kind) -> impl Iterator<Item = (&'static str, &'static Field)> + Clone {
    let inner = |key: &'static str| key.strip_prefix(CHECK)?.strip_prefix('.');
    of_kind(kind)
        .iter()
        .filter_map(move |field| Some((inner(field.key)?, field)))
}

/// The setting of this key.
pub fn find(kind: Kind, key: &str) -> Option<&'static Field> {
    of_kind(kind).iter().find(|f| f.key == key)
}

/// Keys and words of a choice, as a constant.
const fn choices<C: Choice, const N: usize>() -> [(&'static str, &'static str); N] {
    let mut table = [("", ""); N];
    let mut i = 0;
    while i < N {
        table[i] = (C::TABLE[i].1, C::TABLE[i].2);
        i += 1;
    }
    table
}

const ARRIVALS: &[(&str, &str)] = &choices::<super::Arrivals, 3>();
const POLICIES: &[(&str, &str)] = &choices::<super::Policy, 4>();
const ALGORITHMS: &[(&str, &str)] = &choices::<super::Algorithm, 5>();
const DISTRIBUTIONS: &[(&str, &str)] = &choices::<super::ServiceDistribution, 3>();
const ROLES: &[(&str, &str)] = &choices::<super::Role, 3>();
const WHEN_FULL: &[(&str, &str)] = &choices::<super::WhenFull, 2>();
const FAILBACKS: &[(&str, &str)] = &choices::<super::Failback, 2>();
const FAILOVERS: &[(&str, &str)] = &choices::<super::Failover, 3>();

const RATE: Shape = Shape::Number {
    min: 0.0,
    max: limits::MILLION,
    whole: false,
};
const TIME_MS: Shape = Shape::Number {
    min: 0.0,
    max: limits::TIME_S * 1_000.0,
    whole: false,
};
const TIME_S: Shape = Shape::Number {
    min: 0.0,
    max: limits::TIME_S,
    whole: false,
};
const INTERVAL_S: Shape = Shape::Number {
    min: 0.1,
    max: limits::TIME_S,
    whole: false,
};
/// A share from 0 to 1.
pub const SHARE: Shape = Shape::Number {
    min: 0.0,
    max: 1.0,
    whole: false,
};
const FEW: Shape = Shape::Number {
    min: 0.0,
    max: 20.0,
    whole: true,
};
const THRESHOLD: Shape = Shape::Number {
    min: 1.0,
    max: 20.0,
    whole: true,
};
/// So many in a row; 0: never.
const IN_A_ROW: Shape = Shape::Number {
    min: 0.0,
    max: 1_000.0,
    whole: true,
};
const AMOUNT: Shape = Shape::Number {
    min: 1.0,
    max: limits::MILLION,
    whole: true,
};
const PLACES: Shape = Shape::Number {
    min: 0.0,
    max: limits::MILLION,
    whole: true,
};

/// A field's place in its struct, by the kind of value it holds.
macro_rules! access {
    (@get number $e:expr) => {
        Some(Value::Number(f64::from($e)))
    };
    (@get optional $e:expr) => {
        Some($e.map_or(Value::Nothing, Value::Number))
    };
    (@get switch $e:expr) => {
        Some(Value::Switch($e))
    };
    (@get choice $e:expr) => {
        Some(Value::Choice(Choice::key($e)))
    };
    (@get label $e:expr) => {
        Some(Value::Label($e.clone()))
    };
    (@set number $e:expr, $v:expr) => {{
        let Value::Number(n) = $v else { return false };
        $e = *n;
        true
    }};
    (@set whole $e:expr, $v:expr) => {{
        let Value::Number(n) = $v else { return false };
        $e = *n as u32;
        true
    }};
    (@set optional $e:expr, $v:expr) => {{
        $e = match $v {
            Value::Number(n) => Some(*n),
            Value::Nothing => None,
            _ => return false,
        };
        true
    }};
    (@set switch $e:expr, $v:expr) => {{
        let Value::Switch(on) = $v else { return false };
        $e = *on;
        true
    }};
    (@set choice $e:expr, $v:expr) => {{
        let Value::Choice(key) = $v else { return false };
        let Some(choice) = Choice::from_key(key) else {
            return false;
        };
        $e = choice;
        true
    }};
    (@set label $e:expr, $v:expr) => {{
        let Value::Label(l) = $v else { return false };
        $e = l.clone().filter(|label| label != "none");
        true
    }};
}

/// A row: `row!(Kind.field: get/set how, label, unit, shape, sentence, production)`, and behind it, where it does not always
/// mean something, `if` when it does.
macro_rules! row {
    ($kind:ident . $field:ident : $get:ident / $set:ident, $label:literal, $unit:ident, $shape:expr, $sentence:literal, $production:literal) => {
        row!($kind . $field : $get / $set, $label, $unit, $shape, $sentence, $production, if |_| true)
    };
    ($kind:ident . $field:ident : $get:ident / $set:ident, $label:literal, $unit:ident, $shape:expr, $sentence:literal, $production:literal, if $applies:expr) => {
        Field {
            key: stringify!($field),
            label: $label,
            unit: Unit::$unit,
            shape: $shape,
            sentence: $sentence,
            production: $production,
            applies: |c| match &c.settings {
                Settings::$kind(of) => {
                    let applies: fn(&$kind) -> bool = $applies;
                    applies(of)
                }
                _ => false,
            },
            get: |c| match &c.settings {
                Settings::$kind($kind { $field, .. }) => access!(@get $get *$field),
                _ => None,
            },
            set: |c, v| match &mut c.settings {
                Settings::$kind($kind { $field, .. }) => access!(@set $set *$field, v),
                _ => false,
            },
        }
    };
}

/// A row of the health check.
macro_rules! check_row {
    ($kind:ident . $field:ident : $get:ident / $set:ident, $label:literal, $unit:ident, $shape:expr, $sentence:literal, $production:literal) => {
        Field {
            key: concat!("health_check.", stringify!($field)),
            label: $label,
            unit: Unit::$unit,
            shape: $shape,
            sentence: $sentence,
            production: $production,
            applies: |c| matches!(&c.settings, Settings::$kind($kind { health_check: Some(_), .. })),
            get: |c| match &c.settings {
                Settings::$kind($kind { health_check: Some(check), .. }) => access!(@get $get check.$field),
                _ => None,
            },
            set: |c, v| match &mut c.settings {
                Settings::$kind($kind { health_check: Some(check), .. }) => access!(@set $set check.$field, v),
                _ => false,
            },
        }
    };
}

/// The switch that turns a health check on, with the defaults of its kind, or off.
macro_rules! check_switch {
    ($kind:ident) => {
        Field {
            key: "health_check",
            label: "Health checks",
            unit: Unit::None,
            shape: Shape::Switch,
            sentence: "Probes every target and takes it out of rotation while it does not answer.",
            production: "",
            applies: |c| matches!(&c.settings, Settings::$kind(_)),
            get: |c| match &c.settings {
                Settings::$kind($kind { health_check, .. }) => {
                    Some(Value::Switch(health_check.is_some()))
                }
                _ => None,
            },
            set: |c, v| match (&mut c.settings, v) {
                (Settings::$kind($kind { health_check, .. }), Value::Switch(on)) => {
                    let default = Kind::$kind.row().health_check;
                    *health_check = if *on { health_check.or(default) } else { None };
                    true
                }
                _ => false,
            },
        }
    };
}

pub(super) const CLIENT: &[Field] = &[
    row!(Client.arrivals: choice/choice, "Requests come", None, Shape::Choice(ARRIVALS), "When users ask. Those who wait for their answers ask less where answers are slow.", ""),
    row!(Client.rate_rps: number/number, "Request rate", PerSecond, RATE, "How many requests these users start each second.", "", if |c| c.arrivals != Arrivals::Closed),
    row!(Client.users: number/whole, "Users", None, AMOUNT, "How many there are, where each waits for the answer.", "", if |c| c.arrivals == Arrivals::Closed),
    row!(Client.think_ms: number/number, "Think for", Milliseconds, TIME_MS, "Mean time between an answer and the same user's next request.", "", if |c| c.arrivals == Arrivals::Closed),
    row!(Client.reads: number/number, "Reads", Share, SHARE, "The share of requests that only read; the others write.", ""),
    row!(Client.timeout_ms: number/number, "Timeout", Milliseconds, TIME_MS, "After this long a user gives up, whatever comes later.", "Browsers wait for minutes; people for a few seconds."),
    row!(Client.connect_timeout_ms: number/number, "Connect timeout", Milliseconds, TIME_MS, "Silence for this long means that nothing is there.", ""),
    row!(Client.retries: number/whole, "Retries", None, FEW, "How often a failed request is started again. Browsers do not.", ""),
    row!(Client.retry_budget: optional/optional, "Retry budget", Share, Shape::Optional { min: 0.0, max: 1.0, whole: false }, "Retries of the last ten seconds are no more than this share of the requests started in them.", "10 to 20 % where it is set.", if |c| c.retries > 0),
    row!(Client.tries_next_address: switch/switch, "Tries the next address", None, Shape::Switch, "When one address does not answer, goes on to the next.", ""),
];

pub(super) const DNS: &[Field] = &[
    row!(Dns.policy: choice/choice, "Answers with", None, Shape::Choice(POLICIES), "Which of the addresses it gives to a client.", ""),
    row!(Dns.ttl_s: number/number, "Time to live", Seconds, TIME_S, "How long an answer may be kept. Until then no caller asks again, even if it is wrong by now.", "60 s or less for names that fail over."),
    check_switch!(Dns),
    check_row!(Dns.interval_s: number/number, "Check every", Seconds, INTERVAL_S, "Time between two probes of one address.", "30 s, or 10 s when paid for."),
    check_row!(Dns.timeout_s: number/number, "Check timeout", Seconds, TIME_S, "A probe that is silent for this long has failed.", ""),
    check_row!(Dns.fall: number/whole, "Out after", None, THRESHOLD, "This many failed probes in a row take an address out of rotation.", ""),
    check_row!(Dns.rise: number/whole, "Back after", None, THRESHOLD, "This many good probes in a row bring it back.", ""),
    check_row!(Dns.deep: switch/switch, "Deep checks", None, Shape::Switch, "Asks whether the target can serve, not only whether it is alive.", ""),
];

pub(super) const LOAD_BALANCER: &[Field] = &[
    row!(LoadBalancer.algorithm: choice/choice, "Picks a member", None, Shape::Choice(ALGORITHMS), "How it chooses who gets the next request.", ""),
    row!(LoadBalancer.retries: number/whole, "Retries", None, FEW, "How many other members it tries when one does not take the connection.", ""),
    row!(LoadBalancer.connect_timeout_ms: number/number, "Connect timeout", Milliseconds, TIME_MS, "Silence for this long means that nothing is there.", "5 s in most configurations."),
    row!(LoadBalancer.max_connections: number/whole, "Connections", None, AMOUNT, "How many requests it holds at once; one more is refused.", ""),
    row!(LoadBalancer.rate_limit_rps: optional/optional, "Rate limit", PerSecond, Shape::Optional { min: 0.0, max: limits::MILLION, whole: false }, "Requests a second that it lets through; more are refused.", ""),
    row!(LoadBalancer.panic_threshold: number/number, "Sends to all below", Share, SHARE, "Where a smaller share of its members is in rotation, it sends to all of them. 0 is never.", "50 % in Envoy.", if |b| b.health_check.is_some() || b.eject_after > 0),
    row!(LoadBalancer.eject_after: number/whole, "Sets aside after", None, IN_A_ROW, "Failures in a row, seen in the traffic itself, that put a member aside. 0 is never.", "5 in Envoy."),
    row!(LoadBalancer.eject_s: number/number, "Sets aside for", Seconds, TIME_S, "How long a member stays aside.", "", if |b| b.eject_after > 0),
    check_switch!(LoadBalancer),
    check_row!(LoadBalancer.interval_s: number/number, "Check every", Seconds, INTERVAL_S, "Time between two probes of one member.", "2 s in HAProxy, 30 s in cloud balancers."),
    check_row!(LoadBalancer.timeout_s: number/number, "Check timeout", Seconds, TIME_S, "A probe that is silent for this long has failed.", ""),
    check_row!(LoadBalancer.fall: number/whole, "Out after", None, THRESHOLD, "This many failed probes in a row take a member out of rotation.", ""),
    check_row!(LoadBalancer.rise: number/whole, "Back after", None, THRESHOLD, "This many good probes in a row bring it back.", ""),
    check_row!(LoadBalancer.deep: switch/switch, "Deep checks", None, Shape::Switch, "Asks whether a member can serve, not only whether it is alive.", ""),
];

pub(super) const SERVER: &[Field] = &[
    row!(Server.workers: number/whole, "Workers", None, AMOUNT, "Requests it works on at once. A worker is held while it waits for a database.", ""),
    row!(Server.service_ms: number/number, "Work per request", Milliseconds, TIME_MS, "Mean time of its own work for one request.", ""),
    row!(Server.service_distribution: choice/choice, "Spread of work", None, Shape::Choice(DISTRIBUTIONS), "How much that time varies from request to request.", ""),
    row!(Server.service_cv: number/number, "Variation", None, Shape::Number { min: 0.0, max: 100.0, whole: false }, "Coefficient of variation of lognormal work: 1 varies like exponential, 2 is wild.", "", if |s| s.service_distribution == ServiceDistribution::Lognormal),
    row!(Server.queue: number/whole, "Queue", None, PLACES, "Places to wait in when all workers are taken; one more is refused.", ""),
    row!(Server.dependency_timeout_ms: number/number, "Gives up on a call after", Milliseconds, TIME_MS, "How long it waits for a database or another service before it fails the request.", ""),
    row!(Server.breaker_after: number/whole, "Breaker opens after", None, IN_A_ROW, "Failures in a row of its calls to one service after which calls to it fail at once. 0 is never.", ""),
    row!(Server.breaker_s: number/number, "Breaker open for", Seconds, TIME_S, "How long it fails them at once before one is let through to see.", "", if |s| s.breaker_after > 0),
];

pub(super) const DATABASE: &[Field] = &[
    row!(Database.role: choice/choice, "Role", None, Shape::Choice(ROLES), "A primary takes writes and reads; a standby waits to take over; a read replica only answers reads.", ""),
    row!(Database.shard: label/label, "Shard", None, Shape::Label, "Databases with the same label hold the same data; different labels split the keys.", ""),
    row!(Database.failover: choice/choice, "Failover", None, Shape::Choice(FAILOVERS), "What happens when no acting primary lives. It is a rule of the whole set.", ""),
    row!(Database.failback: choice/choice, "Failback", None, Shape::Choice(FAILBACKS), "What a node drawn as primary does once it is back and has caught up. It is a rule of the whole set.", ""),
    row!(Database.promotable: switch/switch, "May be promoted", None, Shape::Switch, "Whether this read replica may take over when no standby lives.", "", if |d| d.role == Role::ReadReplica),
    row!(Database.detect_s: number/number, "Notices after", Seconds, TIME_S, "Time until a dead primary is noticed.", "Up to 30 s with Patroni.", if |d| d.failover != Failover::Manual),
    row!(Database.promote_s: number/number, "Takes over in", Seconds, TIME_S, "Time that the promotion itself takes.", "60 to 120 s, all told, for a managed database.", if |d| d.failover != Failover::Manual),
    row!(Database.workers: number/whole, "Workers", None, AMOUNT, "Queries it works on at once.", ""),
    row!(Database.read_ms: number/number, "Read", Milliseconds, TIME_MS, "Mean time of a read.", ""),
    row!(Database.write_ms: number/number, "Write", Milliseconds, TIME_MS, "Mean time of a write.", ""),
];

pub(super) const CACHE: &[Field] = &[
    row!(Cache.capacity_keys: number/whole, "Capacity", None, AMOUNT, "Keys it holds before it forgets the least recently used.", ""),
    row!(Cache.ttl_s: number/number, "Time to live", Seconds, TIME_S, "How long a key stays valid.", ""),
    row!(Cache.workers: number/whole, "Workers", None, AMOUNT, "Look-ups it works on at once.", ""),
    row!(Cache.read_ms: number/number, "Look-up", Milliseconds, TIME_MS, "Mean time of a look-up.", ""),
];

pub(super) const QUEUE: &[Field] = &[
    row!(Queue.capacity: number/whole, "Capacity", None, AMOUNT, "Messages that it holds at once.", "Bounded by memory or disk."),
    row!(Queue.when_full: choice/choice, "When full", None, Shape::Choice(WHEN_FULL), "What it does with one more message.", ""),
    row!(Queue.redeliver_s: number/number, "Delivers again after", Seconds, TIME_S, "Without an answer for this long, a message goes to another consumer.", "30 s in SQS, 30 min in RabbitMQ."),
    row!(Queue.max_deliveries: number/whole, "Deliveries at most", None, Shape::Number { min: 1.0, max: 1_000.0, whole: true }, "After so many a message is put aside as a dead letter.", ""),
    row!(Queue.prefetch: number/whole, "Under way per consumer", None, AMOUNT, "Messages that one consumer works on at once; it gets no more until it has answered.", ""),
    row!(Queue.write_ms: number/number, "Store", Milliseconds, TIME_MS, "Mean time until a message is stored and its sender goes on.", ""),
];
