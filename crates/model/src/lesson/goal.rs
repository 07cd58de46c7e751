//! What a lesson asks for: goals that are checked by what is drawn, by the analysis and by playing it, not by the steps that
//! led there.

use std::borrow::Cow;
use std::fmt;

use crate::{Kind, Target};

/// One thing to reach. Each is checked on the document as it is drawn; [`Goal::Killed`] alone on what was done to the run.
///
/// Of parts those count that users reach: what no link leads to does nothing.
#[derive(Clone, PartialEq, Debug)]
pub enum Goal {
    /// A part of this kind was killed, and nothing was served without it.
    Killed(Kind),
    /// There are so many of this kind.
    AtLeast(u32, Kind),
    /// There are parts of this kind, and none is a single point of failure, nor missed in an answer.
    Safe(Kind),
    /// There are regions, and none is a single point of failure.
    RegionsSafe,
    /// So many single points of failure are left, or fewer.
    Spofs(u32),
    /// No loss of a part goes on costing requests for good; links count too where so said.
    NoLeaks {
        /// Whether links count.
        links: bool,
    },
    /// Users reach servers only through balancers.
    BalancersInFront,
    /// Every balancer of this kind of parts has so many of them to choose from.
    Pools(u32, Kind),
    /// Users look up addresses, and have none of their own.
    ByName,
    /// Every name server gives out so many addresses.
    Names(u32),
    /// Caches are called by balancers alone.
    CachesPooled,
    /// Every component of this kind checks its targets.
    Checks(Kind),
    /// So many databases that hold the same data are drawn as primary.
    Primaries(u32),
    /// One database takes writes, and another stands by that may be promoted.
    Standby,
    /// A read replica that has the data answers servers.
    ReadReplica,
    /// There are databases, those of each service and shard have copies, and replication ties them together: none is a
    /// store of its own, and none is without data but for a witness.
    Replicated,
    /// A database is split over so many shards.
    Shards(u32),
    /// All that serves stands in a region, in so many of them.
    Placed(u32),
    /// A service is called, and what it adds is missing in no answer while nothing is dead.
    Asks(Cow<'static, str>),
    /// A queue delivers to this service, all of its messages, and nobody else calls it.
    Delivers(Cow<'static, str>),
    /// There are parts of this kind, and each shares its fate with whatever is released with it.
    Fated(Kind),
    /// In the run: with all parts of a service killed at once, so much is served.
    DoesWithout(Cow<'static, str>, Share),
    /// In the run: with nothing killed, so much is served.
    Serves(Share),
    /// In the run: with any one of this kind killed, so much is served.
    Survives(Kind, Share),
    /// In the run: with this killed (a link: cut), so much is served; degraded answers count where so said. Users reach it.
    SurvivesLoss {
        /// What is killed.
        target: Target,
        /// How much is served then.
        share: Share,
        /// Whether answers count that lack something.
        degraded: bool,
    },
    /// In the run: with any one region killed, so much is served.
    SurvivesRegion(Share),
    /// In the run: with all that shares any one fate killed, so much is served.
    SurvivesFate(Share),
    /// In the run: with any one server cut off from all databases, so much is served.
    SurvivesCutOff(Share),
    /// In the run: with any one server killed, each balancer that has it in its pool takes it out of rotation within so
    /// many seconds.
    Notices(u32),
    /// In the run: when the script's trouble is over, so much is served again.
    Recovers(Share),
    /// In the run: with any primary killed, no acknowledged write is lost.
    LosesNoWrites,
    /// In the run: with every link between databases cut, no second primary takes writes.
    NoSplitBrain,
}

/// How much is to be served, and when that is measured.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    /// Least share of the requests that end, 0 to 1.
    pub least: f64,
    /// Seconds after the kill (after the trouble, after the warm-up) from which it counts.
    pub from_s: u32,
    /// Seconds over which it counts.
    pub over_s: u32,
}

impl Share {
    /// 99 % at once, over the next 30 seconds.
    pub const AT_ONCE: Self = Self {
        least: 0.99,
        from_s: 0,
        over_s: 30,
    };

    /// 99 %, over 30 seconds from so many seconds on.
    pub const fn after(from_s: u32) -> Self {
        Self {
            from_s,
            ..Self::AT_ONCE
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In tenths of a per cent, as far as anybody asks.
        let percent = (self.least * 1_000.0).round() / 10.0;
        write!(f, "at least {percent} % of requests are served")?;
        match self.from_s {
            0 => write!(f, " in the next {} s", self.over_s),
            from => write!(f, " from {from} s later on"),
        }
    }
}

impl Goal {
    /// The part that it is about, where it is about one.
    pub const fn target(&self) -> Option<Target> {
        match self {
            Goal::SurvivesLoss { target, .. } => Some(*target),
            _ => None,
        }
    }

    /// The service that it is about, where it is about one.
    pub fn service(&self) -> Option<&str> {
        match self {
            Goal::Asks(service) | Goal::Delivers(service) | Goal::DoesWithout(service, _) => {
                Some(service)
            }
            _ => None,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.service().map_or(0, str::len)
    }
}

impl fmt::Display for Goal {
    /// The goal as a sentence without a full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Goal::Killed(kind) => write!(f, "The {} was killed", kind.noun()),
            Goal::AtLeast(1, Kind::Client) => f.write_str("A client sends requests"),
            Goal::AtLeast(count, Kind::Client) => write!(f, "{count} clients send requests"),
            Goal::AtLeast(1, kind) => write!(f, "Users reach a {}", one(*kind)),
            Goal::AtLeast(count, kind) => {
                write!(f, "Users reach {count} {}", kind.row().plural)
            }
            Goal::Safe(kind) => write!(f, "No {} is a single point of failure", one(*kind)),
            Goal::RegionsSafe => f.write_str("No region is a single point of failure"),
            Goal::Spofs(0) => f.write_str("Nothing is a single point of failure"),
            Goal::Spofs(1) => f.write_str("At most one single point of failure is left"),
            Goal::Spofs(most) => write!(f, "At most {most} single points of failure are left"),
            Goal::NoLeaks { links: false } => {
                f.write_str("After any loss that is survived, requests stop failing")
            }
            Goal::NoLeaks { links: true } => {
                f.write_str("After any loss that is survived, of a link too, requests stop failing")
            }
            Goal::BalancersInFront => {
                f.write_str("Users reach servers only through a load balancer")
            }
            Goal::Pools(count, kind) => {
                write!(
                    f,
                    "Each load balancer has {count} {} in its pool",
                    kind.row().plural
                )
            }
            Goal::ByName => f.write_str("Users look up addresses in DNS"),
            Goal::Names(count) => write!(f, "DNS gives out {count} addresses"),
            Goal::CachesPooled => {
                f.write_str("Servers call the caches through a load balancer only")
            }
            Goal::Checks(kind) => write!(f, "Every {} checks its targets", one(*kind)),
            Goal::Primaries(count) => {
                write!(f, "{count} databases with the same data are primaries")
            }
            Goal::Standby => {
                f.write_str("One database is the primary, and a standby waits to take over")
            }
            Goal::ReadReplica => f.write_str("Servers read from a read replica, too"),
            Goal::Replicated => {
                f.write_str("Every database has a copy that replication keeps up to date")
            }
            Goal::Shards(count) => write!(f, "The data is split over {count} shards"),
            Goal::Placed(count) => {
                write!(f, "Everything that serves is spread over {count} regions")
            }
            Goal::Asks(service) => write!(
                f,
                "Requests still call {service}, and no answer lacks it while it is up"
            ),
            Goal::Delivers(service) => {
                write!(f, "All work for {service} comes from a queue")
            }
            Goal::Fated(kind) => write!(f, "Every {} has a shared fate: its release", kind.noun()),
            Goal::DoesWithout(service, share) => write!(f, "With no {service} left, {share}"),
            Goal::Serves(share) => write!(f, "With nothing killed, {share}"),
            Goal::Survives(kind, share) => {
                write!(f, "With any {} killed, {share}", one(*kind))
            }
            Goal::SurvivesLoss {
                target,
                share,
                degraded,
            } => {
                let done = match target {
                    Target::Link(_) => "cut",
                    _ => "killed",
                };
                write!(f, "With {target} {done}, {share}")?;
                f.write_str(if *degraded {
                    ", though not all in full"
                } else {
                    ""
                })
            }
            Goal::SurvivesRegion(share) => write!(f, "With any region killed, {share}"),
            Goal::SurvivesFate(share) => write!(f, "With any shared fate killed, {share}"),
            Goal::SurvivesCutOff(share) => {
                write!(f, "With any server cut off from the database, {share}")
            }
            Goal::Notices(within_s) => write!(
                f,
                "Every balancer takes a dead server out of rotation within {within_s} s"
            ),
            Goal::Recovers(share) => write!(f, "Once the fault is over, {share}"),
            Goal::LosesNoWrites => {
                f.write_str("With any primary killed, no acknowledged write is lost")
            }
            Goal::NoSplitBrain => f.write_str(
                "With the databases cut off from each other, there are never two primaries",
            ),
        }
    }
}

/// One part of a kind: a name server is not called `a DNS`.
pub const fn one(kind: Kind) -> &'static str {
    match kind {
        Kind::Dns => "name server",
        _ => kind.noun(),
    }
}
