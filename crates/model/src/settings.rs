//! What can be set of each kind. Defaults are those of `docs/defaults.md`, each with its source.

/// How a chooser finds out that a target is gone.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct HealthCheck {
    /// Seconds between two probes of one target, 0.1 to 3,600.
    pub interval_s: f64,
    /// Seconds after which a silent probe has failed, 0 to 3,600.
    pub timeout_s: f64,
    /// Failures in a row that take a target out of rotation, 1 to 20.
    pub fall: u32,
    /// Successes in a row that bring it back, 1 to 20.
    pub rise: u32,
    /// Whether the probe asks if the target can *serve*, rather than only if it is alive.
    pub deep: bool,
}

impl HealthCheck {
    /// Default of a load balancer (`HAProxy` documentation, *Health Check Interval* and *Threshold*).
    pub const BALANCER: Self = Self {
        interval_s: 2.0,
        timeout_s: 1.0,
        fall: 3,
        rise: 2,
        deep: false,
    };
    /// Default of DNS (Route 53 "fast" checks).
    pub const DNS: Self = Self {
        interval_s: 10.0,
        timeout_s: 4.0,
        fall: 3,
        rise: 3,
        deep: true,
    };
}

/// When requests are started.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Arrivals {
    /// At random and independently, `rate_rps` a second on average: what many users who know nothing of each other do.
    #[default]
    Poisson,
    /// One every 1 / `rate_rps` seconds.
    Constant,
    /// Each of `users` waits for the answer, thinks for `think_ms`, and asks again: load that yields.
    Closed,
}

/// A population of users.
#[derive(Clone, PartialEq, Debug)]
pub struct Client {
    /// When requests are started.
    pub arrivals: Arrivals,
    /// Requests started per second, 0 to 1,000,000. Without meaning where arrivals are closed.
    pub rate_rps: f64,
    /// Users of a closed population, 1 to 1,000,000.
    pub users: u32,
    /// Mean time that each of them thinks before the next request, in milliseconds (exponential).
    pub think_ms: f64,
    /// Share of the requests that read; the rest write. 0 to 1.
    pub reads: f64,
    /// Milliseconds after which a user gives a request up.
    pub timeout_ms: f64,
    /// Milliseconds of silence after which a connect has failed (RFC 8305 suggests 250).
    pub connect_timeout_ms: f64,
    /// How often a failed request is started again, 0 to 20.
    pub retries: u32,
    /// Most retries of the last ten seconds, as a share of the requests started in them, 0 to 1; `None`: no limit.
    pub retry_budget: Option<f64>,
    /// Whether a failed connect goes on to the next address.
    pub tries_next_address: bool,
}

impl Client {
    /// Requests per second that its users offer where nothing is slow, for the analysis. Of a closed population: its
    /// users over what they think and a tenth of a second for the answer.
    pub fn offered_rps(&self) -> f64 {
        match self.arrivals {
            Arrivals::Poisson | Arrivals::Constant => self.rate_rps,
            Arrivals::Closed => f64::from(self.users) * 1_000.0 / (self.think_ms + 100.0),
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self {
            arrivals: Arrivals::Poisson,
            rate_rps: 50.0,
            users: 50,
            think_ms: 1_000.0,
            reads: 0.9,
            timeout_ms: 2_000.0,
            connect_timeout_ms: 300.0,
            retries: 0,
            retry_budget: None,
            tries_next_address: true,
        }
    }
}

/// What a name server answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Policy {
    /// All addresses in rotation; each request takes them in a random order.
    #[default]
    Multivalue,
    /// One address in rotation, drawn by the weights of the links.
    Weighted,
    /// The first address in rotation, in the order drawn.
    Failover,
    /// The address in rotation with the lowest default latency from the client, the first drawn among equals.
    Nearest,
}

/// An authoritative name server.
#[derive(Clone, PartialEq, Debug)]
pub struct Dns {
    /// What it answers.
    pub policy: Policy,
    /// Seconds that an answer may be cached, 0 to 3,600.
    pub ttl_s: f64,
    /// How it probes its addresses; `None`: it does not.
    pub health_check: Option<HealthCheck>,
}

impl Default for Dns {
    fn default() -> Self {
        Self {
            policy: Policy::Multivalue,
            ttl_s: 30.0,
            health_check: Some(HealthCheck::DNS),
        }
    }
}

/// How a balancer picks a member of its pool.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Algorithm {
    /// In turn, by weight.
    #[default]
    RoundRobin,
    /// The one with the fewest requests of this balancer in flight, by weight.
    LeastConnections,
    /// At random, by weight.
    Random,
    /// Two at random, then the one of them with fewer requests in flight.
    TwoChoices,
    /// By a hash of the user, so that one user stays with one member.
    SourceHash,
}

/// A load balancer.
#[derive(Clone, PartialEq, Debug)]
pub struct LoadBalancer {
    /// How it picks.
    pub algorithm: Algorithm,
    /// How it probes its members; `None`: it does not.
    pub health_check: Option<HealthCheck>,
    /// How many other members it tries after a failed connect, 0 to 20.
    pub retries: u32,
    /// Milliseconds of silence after which a connect has failed.
    pub connect_timeout_ms: f64,
    /// Requests it holds at once; one more is refused. 1 to 1,000,000.
    pub max_connections: u32,
    /// Where a smaller share of its members is in rotation, it sends to all of them. 0 to 1; 0: never.
    pub panic_threshold: f64,
    /// Failures in a row, seen in the traffic itself, that put a member aside. 0 to 1,000; 0: never.
    pub eject_after: u32,
    /// Seconds for which it is put aside.
    pub eject_s: f64,
    /// Requests a second that it lets through; more are refused. `None`: no limit.
    pub rate_limit_rps: Option<f64>,
}

impl Default for LoadBalancer {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::RoundRobin,
            health_check: Some(HealthCheck::BALANCER),
            retries: 3,
            connect_timeout_ms: 250.0,
            max_connections: 10_000,
            panic_threshold: 0.0,
            eject_after: 0,
            eject_s: 30.0,
            rate_limit_rps: None,
        }
    }
}

/// How service times are spread around their mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ServiceDistribution {
    /// Exponential: memoryless, coefficient of variation 1.
    #[default]
    Exponential,
    /// Always the mean.
    Constant,
    /// Lognormal with the coefficient of variation `service_cv`.
    Lognormal,
}

/// One instance of a service.
#[derive(Clone, PartialEq, Debug)]
pub struct Server {
    /// Requests it works on at once, 1 to 1,000,000.
    pub workers: u32,
    /// Mean of its own work for a request, in milliseconds.
    pub service_ms: f64,
    /// How that work is spread.
    pub service_distribution: ServiceDistribution,
    /// Coefficient of variation of a lognormal service time, 0 to 100.
    pub service_cv: f64,
    /// Places to wait in when all workers are taken, 0 to 1,000,000; one more is refused.
    pub queue: u32,
    /// Milliseconds after which it gives up on something that it called.
    pub dependency_timeout_ms: f64,
    /// Failures in a row of its calls to one service that open the breaker to it. 0 to 1,000; 0: it has none.
    pub breaker_after: u32,
    /// Seconds for which an open breaker fails calls at once; then one is let through to see.
    pub breaker_s: f64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            workers: 16,
            service_ms: 20.0,
            service_distribution: ServiceDistribution::Exponential,
            service_cv: 1.0,
            queue: 64,
            dependency_timeout_ms: 1_000.0,
            breaker_after: 0,
            breaker_s: 10.0,
        }
    }
}

/// What a database node is drawn as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// Takes writes and reads.
    #[default]
    Primary,
    /// Holds the data, serves nothing, takes over.
    Standby,
    /// Serves reads to those linked to it.
    ReadReplica,
}

/// What happens when no acting primary lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Failover {
    /// A person has to act.
    Manual,
    /// A node that has the data is promoted.
    #[default]
    Automatic,
    /// The same, but only where more than half of the set can talk to each other.
    Quorum,
}

/// What a node drawn as primary does once it is back and has caught up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Failback {
    /// It stays a standby.
    #[default]
    Stay,
    /// It takes its role back.
    Return,
}

/// One database node.
#[derive(Clone, PartialEq, Debug)]
pub struct Database {
    /// What it is drawn as.
    pub role: Role,
    /// The part of the keys that it holds; `None` where the service is not sharded.
    pub shard: Option<String>,
    /// The rule of its replica set. That of the first node drawn as primary counts.
    pub failover: Failover,
    /// What a node drawn as primary does when it comes back: a rule of its set as well.
    pub failback: Failback,
    /// Whether this read replica may be promoted when no standby lives.
    pub promotable: bool,
    /// Seconds until a dead primary is noticed.
    pub detect_s: f64,
    /// Seconds that the promotion itself takes.
    pub promote_s: f64,
    /// Requests it works on at once, 1 to 1,000,000.
    pub workers: u32,
    /// Mean time of a read, in milliseconds (exponential).
    pub read_ms: f64,
    /// Mean time of a write, in milliseconds (exponential).
    pub write_ms: f64,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            role: Role::Primary,
            shard: None,
            failover: Failover::Automatic,
            failback: Failback::Stay,
            promotable: false,
            detect_s: 5.0,
            promote_s: 3.0,
            workers: 32,
            read_ms: 2.0,
            write_ms: 6.0,
        }
    }
}

/// One cache node.
#[derive(Clone, PartialEq, Debug)]
pub struct Cache {
    /// Keys it holds before it forgets the least recently used, 1 to 1,000,000.
    pub capacity_keys: u32,
    /// Seconds after which a key is no longer valid.
    pub ttl_s: f64,
    /// Requests it works on at once, 1 to 1,000,000.
    pub workers: u32,
    /// Mean time of a look-up, in milliseconds (exponential).
    pub read_ms: f64,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            capacity_keys: 3_000,
            ttl_s: 300.0,
            workers: 64,
            read_ms: 0.5,
        }
    }
}

/// What a full queue does with another message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum WhenFull {
    /// Refuses it: who publishes is answered that it is overloaded.
    #[default]
    Refuse,
    /// Takes it, and drops the oldest that nobody works on.
    DropOldest,
}

/// One node of a message broker.
#[derive(Clone, PartialEq, Debug)]
pub struct Queue {
    /// Messages that it holds at once, 1 to 1,000,000.
    pub capacity: u32,
    /// What it does with one more.
    pub when_full: WhenFull,
    /// Seconds without an answer after which a message is delivered again.
    pub redeliver_s: f64,
    /// How often a message is delivered at most, 1 to 1,000; then it is a dead letter.
    pub max_deliveries: u32,
    /// Messages that one consumer may have under way, 1 to 1,000,000.
    pub prefetch: u32,
    /// Mean time until a message is stored, in milliseconds (exponential).
    pub write_ms: f64,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            capacity: 100_000,
            when_full: WhenFull::Refuse,
            redeliver_s: 30.0,
            max_deliveries: 5,
            prefetch: 16,
            write_ms: 1.0,
        }
    }
}

/// Places to wait in before a database or a cache node; one more request is refused.
/// Not a setting: real ones queue in their clients' connection pools, which is where a person would tune it.
pub const BACKLOG: u32 = 1_024;
