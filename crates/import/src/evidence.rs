//! How it is known: where in the files, by which rule, how sure.

use std::fmt;

/// Where in the files something stands.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Source {
    /// Which file, counted from 0 in the order given.
    pub file: usize,
    /// Its line, from 1; 0 where the format has paths alone.
    pub line: u32,
    /// Its path or address in the words of the format, `services.web.environment.DB_HOST`, `aws_instance.web[0]`;
    /// empty where the line says it all. Names of settings, never their values.
    pub path: String,
}

impl Source {
    /// A place that a line number says.
    pub fn line(file: usize, line: u32) -> Self {
        Self {
            file,
            line,
            path: String::new(),
        }
    }
}

impl fmt::Display for Source {
    /// `line 12, services.web.image`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.path.is_empty()) {
            (0, _) => f.write_str(&self.path),
            (line, true) => write!(f, "line {line}"),
            (line, false) => write!(f, "line {line}, {}", self.path),
        }
    }
}

/// How sure an import is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Certainty {
    /// A file says so.
    Found,
    /// Likely, and drawn; another answer is one click away.
    Guessed,
    /// No file says, and a guess could make it look safe: a person is asked.
    Asked,
}

/// The rule by which something was read. In the order of `docs/import.md`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// The last part of the image's name.
    Image,
    /// The name of the service.
    Name,
    /// The type of the resource.
    ResourceType,
    /// The shape or the words of a box.
    Shape,
    /// It is its caller's only store.
    OnlyStore,
    /// The number of replicas, instances, members.
    Replicas,
    /// One image, one upstream, one word with a number.
    Alike,
    /// The configuration of a balancer.
    BalancerFile,
    /// An Ingress.
    Ingress,
    /// A network policy.
    NetworkPolicy,
    /// A target group, or what registers with a balancer.
    TargetGroup,
    /// An arrow of a diagram.
    Arrow,
    /// An environment variable, an argument, a `ConfigMap`'s value that holds the other's name as a host.
    Environment,
    /// A reference from one resource to another.
    Reference,
    /// `links`, `depends_on`.
    DependsOn,
    /// `X-db` beside `X`.
    NamePair,
    /// The only store on a network that both share.
    SharedNetwork,
    /// The only entry: nobody else could be called from outside.
    OnlyEntry,
    /// Published: ports, a Service open to the outside, an internet-facing balancer.
    Published,
    /// The provider runs more than one of it.
    Managed,
    /// What is written about the replication of a database.
    Replication,
    /// Where it stands: availability zones, subnets, spread constraints, subgraphs.
    Zone,
    /// Health checks, probes, retries.
    Check,
    /// A person's answer.
    Answer,
}

/// How something is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// Where it stands.
    pub source: Source,
    /// By which rule.
    pub rule: Rule,
    /// How sure.
    pub certainty: Certainty,
}

/// Something with where it was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated<T> {
    /// What was found.
    pub what: T,
    /// How it is known.
    pub evidence: Evidence,
}

impl<T> Stated<T> {
    /// Found at this place, by this rule.
    pub fn found(what: T, source: Source, rule: Rule) -> Self {
        let certainty = Certainty::Found;
        Self {
            what,
            evidence: Evidence {
                source,
                rule,
                certainty,
            },
        }
    }

    /// Guessed at this place, by this rule.
    pub fn guessed(what: T, source: Source, rule: Rule) -> Self {
        let mut stated = Self::found(what, source, rule);
        stated.evidence.certainty = Certainty::Guessed;
        stated
    }
}
