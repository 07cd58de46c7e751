//! What a reader found in files, in the files' own words, before any rule has judged it.

use topple_model::{Algorithm, Failover, Kind, Policy, Role};

use crate::evidence::{Rule, Source, Stated};

/// What runs, and who is said to know whom.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inventory {
    /// What runs, in the order of the files.
    pub parts: Vec<Part>,
    /// Who calls, names or waits for whom.
    pub calls: Vec<Call>,
    /// Places with a fate of their own.
    pub zones: Vec<Zone>,
    /// What must be told: what the file says that no drawing can, and what it leaves open. Whole sentences.
    pub remarks: Vec<Remark>,
    /// What is in the files and not drawn, each with its reason.
    pub left_out: Vec<LeftOut>,
}

/// Something that runs: a compose service, a Deployment, an instance, a box of a diagram. It may have several nodes.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// What the file calls it; unique in the inventory. Ids are made of it.
    pub name: String,
    /// What a person would read on the card, where that is more than the name.
    pub title: Option<String>,
    /// Where it stands.
    pub source: Source,
    /// What it is, where the format says so by itself (a type of resource, a shape). Else the rules ask image and name.
    pub kind: Option<Stated<Kind>>,
    /// The last part of the image's name, without registry, tag and digest: `postgres`.
    pub image: Option<Stated<String>>,
    /// Names that it answers to as a host, in lower case: its own, host and container names, Services, aliases.
    pub hosts: Vec<String>,
    /// The program that it is told to run, where that is not what its image would: `etcd`.
    pub program: Option<String>,
    /// What it is made of, image with tag or folder: two of one make are alike.
    pub made_of: Option<String>,
    /// The ports that it serves.
    pub ports: Vec<u16>,
    /// Names of configuration files that it is given, without their folders.
    pub config_files: Vec<String>,
    /// Why it would not be drawn, where the format says so: a job that ends, what is scaled to none.
    pub apart: Option<String>,
    /// Whether it is one of several nodes that stand in for each other, named apart: the name of their service.
    pub service: Option<Stated<String>>,
    /// How many of it there are; `None`: nobody says, so one.
    pub nodes: Option<Stated<u32>>,
    /// The zones of its nodes, as places in [`Inventory::zones`], in turn. Empty: not said.
    pub zones: Vec<usize>,
    /// Whether the platform starts again what died.
    pub restarts: bool,
    /// Whether it runs for good, as far as its file says.
    pub lasts: Lasts,
    /// Whether it is open to users, and where that is said. A guess where it is open to the machine alone.
    pub entry: Option<Stated<()>>,
    /// Networks that it is on.
    pub networks: Vec<String>,
    /// Whether its provider runs it, in several zones.
    pub managed: bool,
    /// What is said of it as a database.
    pub store: Store,
    /// What is said of it as a balancer.
    pub balancer: Balancer,
}

/// Whether something runs for good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lasts {
    /// No file says.
    #[default]
    Unsaid,
    /// It is open, or started again whenever it has ended, as no task is that ends.
    ForGood,
    /// Nothing starts it again: a task, if nobody calls it.
    Once,
}

/// What files say of a database.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Store {
    /// Its part in replication.
    pub role: Option<Stated<Role>>,
    /// Whom it copies from, by name.
    pub copies: Option<Stated<String>>,
    /// The set that nodes of several parts form, as Patroni's scope and a replica set's name say. A mark that is the same
    /// for all of a set, never the name that the setting holds.
    pub set: Option<Stated<u64>>,
    /// Who promotes.
    pub failover: Option<Stated<Failover>>,
    /// Whether the set promotes only with a majority of its own nodes.
    pub quorum: Option<Stated<bool>>,
    /// A standby that the provider keeps and no file names, which acknowledges every write.
    pub hidden_standby: Option<Stated<()>>,
}

/// What files say of a balancer.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Balancer {
    /// Its health check: `None`, nobody says; `Some` with no check, it asks nobody.
    pub check: Option<Stated<Option<Check>>>,
    /// Further members tried after a connect fails.
    pub retries: Option<Stated<u32>>,
    /// Milliseconds for a connect.
    pub connect_timeout_ms: Option<Stated<f64>>,
    /// How it picks.
    pub algorithm: Option<Stated<Algorithm>>,
    /// Of a name: which of its addresses it answers.
    pub policy: Option<Stated<Policy>>,
}

/// A health check.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Check {
    /// Seconds between two probes.
    pub interval_s: f64,
    /// Seconds until a probe counts as failed.
    pub timeout_s: f64,
    /// Failures in a row that take a member out.
    pub fall: u32,
    /// Successes in a row that bring it back.
    pub rise: u32,
}

/// One part knows another.
#[derive(Clone, PartialEq, Debug)]
pub struct Call {
    /// Who, by name.
    pub from: String,
    /// Whom: a part's name, or a host, which the rules look up in [`Part::hosts`].
    pub to: String,
    /// The pool of the caller that it is a member of, by name: the members of one pool stand in for each other.
    pub pool: Option<String>,
    /// Which of its nodes, where the address is that of one alone: 0 of `pg-0.pg`.
    pub node: Option<u32>,
    /// Whether the caller asks for whoever is primary alone.
    pub primary_only: bool,
    /// Whether it is told of where nobody is known by this name.
    pub is_told: bool,
    /// Where it is said, and by which rule. The rule says how strong it is.
    pub evidence: crate::Evidence,
    /// Whether it is a call that carries requests: an arrow that only checks or heals, or feeds a copy, is none.
    pub carries: Carries,
}

/// What passes from one part to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carries {
    /// Requests.
    Requests,
    /// Copies of data, from a database to its copy.
    Replication,
    /// Either; no file says which way: the kinds of the two decide.
    Undirected,
}

/// A place with a fate of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Zone {
    /// Its name: `us-east-1a`.
    pub name: String,
    /// The zone around it, as a place in [`Inventory::zones`].
    pub parent: Option<usize>,
    /// Where it is said.
    pub source: Source,
}

/// A sentence that the person must read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// The part that it is about, by name; `None`: the whole.
    pub about: Option<String>,
    /// The sentence, without values of settings.
    pub text: String,
    /// Where in the files.
    pub source: Option<Source>,
    /// Whether a person is asked: the part may call what no file that was read says, and looks safer without.
    pub is_asked: bool,
    /// What is said in one sentence of all parts that need not be asked about, as their calls are known: its start and its
    /// end, around their names.
    pub if_told: Option<(&'static str, String)>,
}

/// What is not drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// What the file calls it.
    pub name: String,
    /// Why, as a sentence: `It observes; no request passes through it.`
    pub why: String,
    /// Where it stands.
    pub source: Source,
}

impl Inventory {
    /// The part of this name.
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Notes something that must be told.
    pub fn tell(&mut self, about: Option<&str>, text: impl Into<String>, source: Option<Source>) {
        self.remarks.push(Remark {
            about: about.map(str::to_owned),
            text: text.into(),
            source,
            is_asked: false,
            if_told: None,
        });
    }

    /// Asks what no file says of a part.
    pub fn ask(&mut self, about: &str, text: impl Into<String>, source: Source) {
        self.remarks.push(Remark {
            about: Some(about.to_owned()),
            text: text.into(),
            source: Some(source),
            is_asked: true,
            if_told: None,
        });
    }
}

impl Part {
    /// A part of which only its name is known.
    pub fn new(name: impl Into<String>, source: Source) -> Self {
        let name = name.into();
        Self {
            hosts: vec![name.to_lowercase()],
            name,
            title: None,
            source,
            kind: None,
            image: None,
            program: None,
            made_of: None,
            ports: Vec::new(),
            config_files: Vec::new(),
            apart: None,
            service: None,
            nodes: None,
            zones: Vec::new(),
            restarts: false,
            lasts: Lasts::Unsaid,
            entry: None,
            networks: Vec::new(),
            managed: false,
            store: Store::default(),
            balancer: Balancer::default(),
        }
    }
}

impl Call {
    /// A call for requests, found at this place.
    pub fn found(
        from: impl Into<String>,
        to: impl Into<String>,
        source: Source,
        rule: Rule,
    ) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            pool: None,
            node: None,
            primary_only: false,
            is_told: true,
            evidence: Stated::found((), source, rule).evidence,
            carries: Carries::Requests,
        }
    }
}
