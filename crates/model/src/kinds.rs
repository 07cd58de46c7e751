//! The table of kinds: one row for each, with all that differs between kinds and is not behaviour.
//!
//! Files, links, the schema, the palette, the inspector, validation and reports ask the row, so that a new kind is
//! told of here and nowhere else. What a kind *does* is an exhaustive `match` where it is done.

use super::Kind;
use super::fields::{self, Field};
use super::link::LinkRole;
use super::settings::HealthCheck;

/// What a kind is for on a request's way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// Requests begin here. It is never dead: its users are not in the data centre.
    Asks,
    /// Tells callers which addresses to try. No request passes through it.
    Names,
    /// Hands each request to one of its members, whose service is its own; without any it is taken for one of this kind.
    PassesOn(Kind),
    /// Takes messages, and hands them on later. Its nodes are of this service unless they are labelled with another.
    Keeps(&'static str),
    /// Works on requests with workers of its own, for this service unless it is labelled with another.
    Works(&'static str),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Whose row it is.
    pub kind: Kind,
    /// The word that files and markup use.
    pub key: &'static str,
    /// The number that links use. For ever: a new kind takes the next, wherever it stands in the order.
    pub number: u8,
    /// The words a person reads, in the middle of a sentence, after "a".
    pub noun: &'static str,
    /// The same of several.
    pub plural: &'static str,
    /// What the palette calls it.
    pub short: &'static str,
    /// What it is for, in one line of the palette.
    pub purpose: &'static str,
    /// The address of its symbol in `assets/icons.svg`.
    pub icon: &'static str,
    /// What the ids of new ones start with.
    pub stem: &'static str,
    /// What ids start with that mean this kind in a [sketch](super::sketch); where none fits it is a server.
    pub prefixes: &'static [&'static str],
    /// What it is for on a request's way.
    pub task: Task,
    /// Whether callers can do without: what it holds is to be had elsewhere, only slower.
    pub is_shortcut: bool,
    /// Share of the time that one is up on its own. A machine: EC2's instance-level SLA of 99.5 %, a balancer one runs
    /// oneself being a machine too. A promise is not a measurement: all can be edited.
    pub availability: f64,
    /// Its settings, in the order in which the inspector shows them.
    pub fields: &'static [Field],
    /// The default of its health check, where it checks its targets.
    pub health_check: Option<HealthCheck>,
    /// What it may be linked to, and what such a link is for.
    pub calls: &'static [(Kind, LinkRole)],
    /// Why it is not linked to some others, and what to draw instead.
    pub never_calls: &'static [(Kind, &'static str)],
    /// Why others than those that call it do not.
    pub not_called: Option<&'static str>,
    /// Why it is not linked to the rest.
    pub calls_no_other: &'static str,
}

static TABLE: [Row; Kind::ALL.len()] = [
    Row {
        kind: Kind::Client,
        key: "client",
        number: 0,
        noun: "client",
        plural: "clients",
        short: "Clients",
        purpose: "Users. Every request begins here.",
        icon: "#icon-client",
        stem: "users",
        prefixes: &["users", "client"],
        task: Task::Asks,
        is_shortcut: false,
        availability: 1.0,
        fields: fields::CLIENT,
        health_check: None,
        calls: &[
            (Kind::Dns, LinkRole::Resolves),
            (Kind::LoadBalancer, LinkRole::Calls),
            (Kind::Server, LinkRole::Calls),
        ],
        never_calls: &[
            (
                Kind::Database,
                "A client does not reach the data directly. Put a server between them.",
            ),
            (
                Kind::Cache,
                "A client does not reach the data directly. Put a server between them.",
            ),
        ],
        not_called: Some("Nothing calls a client. Draw the link from the client to what it calls."),
        calls_no_other: "A client calls DNS, a load balancer or a server.",
    },
    Row {
        kind: Kind::Dns,
        key: "dns",
        number: 1,
        noun: "DNS",
        plural: "name servers",
        short: "DNS",
        purpose: "Tells callers which addresses to try.",
        icon: "#icon-dns",
        stem: "dns",
        prefixes: &["dns"],
        task: Task::Names,
        is_shortcut: false,
        availability: 0.999,
        fields: fields::DNS,
        health_check: Some(HealthCheck::DNS),
        calls: &[
            (Kind::LoadBalancer, LinkRole::Names),
            (Kind::Server, LinkRole::Names),
        ],
        never_calls: &[
            (
                Kind::Dns,
                "Name servers do not call each other. Draw a link from the client to each.",
            ),
            (
                Kind::Database,
                "DNS names what clients connect to: a load balancer or a server.",
            ),
            (
                Kind::Cache,
                "DNS names what clients connect to: a load balancer or a server.",
            ),
        ],
        not_called: Some(
            "Only clients and servers ask DNS. Draw the link from the one that looks the name up.",
        ),
        calls_no_other: "DNS leads to load balancers and servers.",
    },
    Row {
        kind: Kind::LoadBalancer,
        key: "load_balancer",
        number: 2,
        noun: "load balancer",
        plural: "load balancers",
        short: "Balancer",
        purpose: "Spreads requests over several servers.",
        icon: "#icon-load_balancer",
        stem: "lb",
        prefixes: &["lb"],
        task: Task::PassesOn(Kind::Server),
        is_shortcut: false,
        availability: 0.995,
        fields: fields::LOAD_BALANCER,
        health_check: Some(HealthCheck::BALANCER),
        calls: &[
            (Kind::LoadBalancer, LinkRole::Calls),
            (Kind::Server, LinkRole::Calls),
            (Kind::Database, LinkRole::Calls),
            (Kind::Cache, LinkRole::Calls),
        ],
        never_calls: &[],
        not_called: None,
        calls_no_other: "These two do not call each other.",
    },
    Row {
        kind: Kind::Server,
        key: "server",
        number: 3,
        noun: "server",
        plural: "servers",
        short: "Server",
        purpose: "Does the work. One is never enough.",
        icon: "#icon-server",
        stem: "web",
        prefixes: &[],
        task: Task::Works("web"),
        is_shortcut: false,
        availability: 0.995,
        fields: fields::SERVER,
        health_check: None,
        calls: &[
            (Kind::Dns, LinkRole::Resolves),
            (Kind::LoadBalancer, LinkRole::Calls),
            (Kind::Server, LinkRole::Calls),
            (Kind::Database, LinkRole::Calls),
            (Kind::Cache, LinkRole::Calls),
            (Kind::Queue, LinkRole::Calls),
        ],
        never_calls: &[],
        not_called: None,
        calls_no_other: "These two do not call each other.",
    },
    Row {
        kind: Kind::Database,
        key: "database",
        number: 4,
        noun: "database",
        plural: "databases",
        short: "Database",
        purpose: "Keeps the data. Add a standby to take over.",
        icon: "#icon-database",
        stem: "db",
        prefixes: &["db"],
        task: Task::Works("db"),
        is_shortcut: false,
        availability: 0.995,
        fields: fields::DATABASE,
        health_check: None,
        calls: &[(Kind::Database, LinkRole::Replicates)],
        never_calls: &[(
            Kind::Cache,
            "A database does not call a cache. Draw the link from the server that uses both.",
        )],
        not_called: None,
        calls_no_other: "A database calls nothing; it only replicates to databases of its set. Draw the link the other \
             way round.",
    },
    Row {
        kind: Kind::Cache,
        key: "cache",
        number: 5,
        noun: "cache",
        plural: "caches",
        short: "Cache",
        purpose: "Answers popular reads from memory.",
        icon: "#icon-cache",
        stem: "cache",
        prefixes: &["cache"],
        task: Task::Works("cache"),
        is_shortcut: true,
        availability: 0.995,
        fields: fields::CACHE,
        health_check: None,
        calls: &[],
        never_calls: &[(
            Kind::Database,
            "A cache does not call the database. Draw a link from the server to each: it reads through the cache.",
        )],
        not_called: None,
        calls_no_other: "A cache calls nothing. Draw the link from the server that uses it.",
    },
    Row {
        kind: Kind::Queue,
        key: "queue",
        number: 6,
        noun: "queue",
        plural: "queues",
        short: "Queue",
        purpose: "Takes work now and hands it on later.",
        icon: "#icon-queue",
        stem: "queue",
        prefixes: &["queue", "mq"],
        task: Task::Keeps("queue"),
        is_shortcut: false,
        availability: 0.995,
        fields: fields::QUEUE,
        health_check: None,
        calls: &[
            (Kind::LoadBalancer, LinkRole::Delivers),
            (Kind::Server, LinkRole::Delivers),
            (Kind::Queue, LinkRole::Mirrors),
        ],
        never_calls: &[
            (
                Kind::Database,
                "A queue does not write to a database. Put the server that works on its messages between them.",
            ),
            (
                Kind::Cache,
                "A queue does not call a cache. Put the server that works on its messages between them.",
            ),
        ],
        not_called: Some("Only servers publish to a queue. Put a server between them."),
        calls_no_other: "A queue delivers to servers and to balancers of servers.",
    },
];

/// Rows stand in the order of the kinds, and the numbers of links are as many, without a gap and each but once.
const _: () = {
    let mut taken = [false; TABLE.len()];
    let mut i = 0;
    while i < TABLE.len() {
        assert!(TABLE[i].kind as usize == i);
        assert!(!taken[TABLE[i].number as usize]);
        taken[TABLE[i].number as usize] = true;
        i += 1;
    }
};

impl Kind {
    /// Its row of the table.
    pub const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The kind that links give this number; `None`: one of a newer Topple.
    pub fn of_number(number: u8) -> Option<Self> {
        Kind::ALL.into_iter().find(|k| k.row().number == number)
    }

    /// The word that files use.
    pub const fn key(self) -> &'static str {
        self.row().key
    }

    /// The words a person reads, in the middle of a sentence.
    pub const fn noun(self) -> &'static str {
        self.row().noun
    }

    /// What the ids of new ones start with.
    pub const fn stem(self) -> &'static str {
        self.row().stem
    }
}

impl Row {
    /// The noun as a title.
    pub fn title(&self) -> String {
        let (first, rest) = self.noun.split_at(1);
        first.to_ascii_uppercase() + rest
    }

    /// Whether requests begin here.
    pub const fn asks(&self) -> bool {
        matches!(self.task, Task::Asks)
    }

    /// Whether it tells addresses, and no request passes through it.
    pub const fn names_addresses(&self) -> bool {
        matches!(self.task, Task::Names)
    }

    /// Whether it hands requests to members.
    pub const fn passes_on(&self) -> bool {
        matches!(self.task, Task::PassesOn(_))
    }

    /// Whether it works on requests with workers, and has places to wait in before them.
    pub const fn has_workers(&self) -> bool {
        matches!(self.task, Task::Works(_))
    }

    /// Whether it can be killed, crash and come back.
    pub const fn may_die(&self) -> bool {
        !self.asks()
    }

    /// Whether it can be taken out of use while it finishes what it has: whatever stands in a pool or behind a name.
    pub const fn may_drain(&self) -> bool {
        matches!(self.task, Task::PassesOn(_) | Task::Works(_))
    }

    /// Whether it takes messages and hands them on later.
    pub const fn keeps_messages(&self) -> bool {
        matches!(self.task, Task::Keeps(_))
    }

    /// Whether it can be slow or answer with errors: whatever works, or passes work on.
    pub const fn may_ail(&self) -> bool {
        match self.task {
            Task::PassesOn(_) | Task::Keeps(_) | Task::Works(_) => true,
            Task::Asks | Task::Names => false,
        }
    }

    /// Whether it belongs to a site, and is copied with it: users and name servers are of all sites at once.
    pub const fn is_of_a_site(&self) -> bool {
        self.may_ail()
    }

    /// The service that one belongs to when it says nothing, which for what passes on is that of its members as soon as
    /// it has any; `None`: it serves none.
    pub const fn default_service(&self) -> Option<&'static str> {
        match self.task {
            Task::Asks | Task::Names => None,
            Task::PassesOn(kind) => kind.row().default_service(),
            Task::Keeps(service) | Task::Works(service) => Some(service),
        }
    }

    /// The service that one belongs to when it says nothing, whatever it is linked to.
    pub const fn own_service(&self) -> Option<&'static str> {
        match self.task {
            Task::Keeps(service) | Task::Works(service) => Some(service),
            Task::Asks | Task::Names | Task::PassesOn(_) => None,
        }
    }

    /// What a link to this kind is for; `None` where there can be none.
    pub const fn link_to(&self, to: Kind) -> Option<LinkRole> {
        let mut i = 0;
        while i < self.calls.len() {
            if self.calls[i].0 as usize == to as usize {
                return Some(self.calls[i].1);
            }
            i += 1;
        }
        None
    }

    /// Why this kind is never linked to that one, and what to draw instead.
    pub fn why_not(&self, to: Kind) -> &'static str {
        let mut said = self.never_calls.iter();
        said.find(|(kind, _)| *kind == to)
            .map(|(_, why)| *why)
            .or(to.row().not_called)
            .unwrap_or(self.calls_no_other)
    }
}
