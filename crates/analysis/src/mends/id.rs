//! Which mend it is: what it does, and to which parts.

use std::fmt;

use topple_model::{ComponentId, GroupId, LinkId, RegionId, Role};

/// Names a mend: the same verdict in the same system has mends of the same ids, and no two of one id.
///
/// Written as a key, `add_nodes:web-1:1` or `checks:lb-1,lb-2:deep`; in words by [`MendId::label`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MendId {
    /// What it does.
    pub change: Change,
    /// Whether it also turns on deep checks and the next address for all upstream of the element.
    pub with_checks: bool,
}

/// What a mend does. Lists of components are in the order in which words name them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Change {
    /// Adds so many duplicates of a component, with the same links.
    AddNodes(ComponentId, usize),
    /// Adds a duplicate that only these callers call.
    AddNodeFor(ComponentId, Vec<ComponentId>),
    /// Adds a duplicate of a balancer, and puts it into DNS beside it.
    RegisterBalancer(ComponentId),
    /// Puts a balancer between a server's service and its callers.
    BalancerInFront {
        /// The server.
        server: ComponentId,
        /// Whether a second server comes with it: there was but one.
        with_second: bool,
    },
    /// Turns health checks on at these.
    Checks {
        /// Those that check from then on, or look deeper.
        at: Vec<ComponentId>,
        /// Whether the checks are deep.
        deep: bool,
    },
    /// Makes the health checks of these deep.
    DeepenChecks(Vec<ComponentId>),
    /// Lets these clients go on to the next address.
    NextAddress(Vec<ComponentId>),
    /// Lets these balancers try every member.
    Retries(Vec<ComponentId>),
    /// Adds databases that take over.
    AddStandbys {
        /// The node that they are like.
        node: ComponentId,
        /// How many.
        count: usize,
        /// Whether failover becomes automatic with it.
        automatic: bool,
        /// Who gets a link to it.
        linked_from: Option<ComponentId>,
        /// Whether it is the third that votes, where there were two.
        third_vote: bool,
    },
    /// Adds a voter without data to the set of this node: a witness.
    AddWitness(ComponentId),
    /// Draws replication between two stores, so that they are one.
    DrawChannel(LinkId),
    /// Makes the only primary of a store of its own a standby of another.
    MakeStandby {
        /// The primary of the store of its own.
        node: ComponentId,
        /// Whose standby it becomes.
        of: ComponentId,
    },
    /// Makes the health checks of these shallow.
    ShallowChecks(Vec<ComponentId>),
    /// Makes the failover of this node's set automatic.
    AutomaticFailover(ComponentId),
    /// Draws replication to a standby that has no data to take over with.
    ReplicateTo(ComponentId),
    /// Lets a read replica take over.
    LetBePromoted(ComponentId),
    /// Adds a duplicate of a read replica.
    AddReplicaLike(ComponentId),
    /// Adds so many read replicas of this node's set.
    AddReplicas(ComponentId, usize),
    /// Draws one more link to a replica set.
    SecondLink(LinkId),
    /// Raises the workers of services: one node of each, and how many each node of it gets.
    MoreWorkers(Vec<(ComponentId, u32)>),
    /// Makes the calls of these to a service optional: a request goes on without it.
    MakeOptional(String, Vec<ComponentId>),
    /// Adds a node to a queue that holds what this one holds.
    AddMirror(ComponentId),
    /// Takes these parts out of a group: they share its fate no more.
    LeaveGroup(GroupId, Vec<ComponentId>),
    /// Copies of a region into a second one what has to be there for the verdict to go.
    CopyRegion {
        /// The region.
        region: RegionId,
        /// What of it.
        part: RegionPart,
        /// What becomes of its databases.
        data: CopiedData,
        /// Who calls the copies from outside; `None`: all that call the originals.
        callers: Option<Vec<ComponentId>>,
    },
    /// Copies all of a region, or what lies in none, into a second one. Done for a command, not for a verdict.
    SecondSite(Option<RegionId>, SiteDatabases),
}

/// What the databases of a second site are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SiteDatabases {
    /// Standbys of those of the first: one side writes, and the other takes over.
    Standbys,
    /// Primaries beside those of the first: both sides write.
    Primaries,
}

impl SiteDatabases {
    pub(super) const fn role(self) -> Role {
        match self {
            SiteDatabases::Standbys => Role::Standby,
            SiteDatabases::Primaries => Role::Primary,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            SiteDatabases::Standbys => "standbys",
            SiteDatabases::Primaries => "primaries",
        }
    }
}

/// What of a region is copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RegionPart {
    /// All but its clients.
    All,
    /// What carries requests that are served.
    Serving,
    /// Its databases.
    Databases,
}

/// Which part databases have in what is copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CopiedData {
    /// There are none.
    None,
    /// There is nothing else.
    Alone(SiteDatabases),
    /// There are others, too.
    Among(SiteDatabases),
}

/// What sort of change a mend is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MendKind {
    /// A duplicate with the same links.
    AddNode,
    /// A duplicate of a balancer, put into DNS beside it.
    RegisterBalancer,
    /// A balancer between the callers and two of a service.
    BalancerInFront,
    /// Health checks turned on, or made deep.
    Checks,
    /// A client that goes on to the next address.
    NextAddress,
    /// A balancer that tries more members.
    Retries,
    /// A database that takes over.
    Standby,
    /// Failover without a person.
    AutomaticFailover,
    /// Replication to a database that has no data to take over with, or leave for a replica to take over.
    Promotable,
    /// A voter without data.
    Witness,
    /// Health checks that look no further than a part itself.
    ShallowChecks,
    /// A database that answers reads.
    ReadReplica,
    /// One more way to a replica set.
    SecondLink,
    /// More workers for those that would be saturated.
    MoreWorkers,
    /// A call that may fail.
    OptionalCall,
    /// A node of a queue that holds what another does.
    Mirror,
    /// Parts that share a fate no more.
    LeaveGroup,
    /// Everything once more in a second region.
    CopyRegion,
}

impl MendKind {
    /// Whether it makes choosers look before they choose, and adds nothing.
    pub(super) const fn is_look(self) -> bool {
        matches!(
            self,
            MendKind::Checks | MendKind::NextAddress | MendKind::Retries
        )
    }
}

impl MendKind {
    /// Whether it asks less of the system instead of making it stronger: a person has to want that.
    pub const fn asks_less(self) -> bool {
        matches!(self, MendKind::OptionalCall)
    }

    /// Whether it takes from a verdict only what is the checks' doing.
    pub const fn only_lessens(self) -> bool {
        matches!(self, MendKind::ShallowChecks)
    }
}

impl MendId {
    /// What sort of change it is.
    pub const fn kind(&self) -> MendKind {
        match self.change {
            Change::AddNodes(..) | Change::AddNodeFor(..) => MendKind::AddNode,
            Change::RegisterBalancer(_) => MendKind::RegisterBalancer,
            Change::BalancerInFront { .. } => MendKind::BalancerInFront,
            Change::Checks { .. } | Change::DeepenChecks(_) => MendKind::Checks,
            Change::NextAddress(_) => MendKind::NextAddress,
            Change::Retries(_) => MendKind::Retries,
            Change::AddStandbys { .. } => MendKind::Standby,
            Change::AutomaticFailover(_) => MendKind::AutomaticFailover,
            Change::ReplicateTo(_)
            | Change::LetBePromoted(_)
            | Change::DrawChannel(_)
            | Change::MakeStandby { .. } => MendKind::Promotable,
            Change::AddWitness(_) => MendKind::Witness,
            Change::ShallowChecks(_) => MendKind::ShallowChecks,
            Change::AddReplicaLike(_) | Change::AddReplicas(..) => MendKind::ReadReplica,
            Change::SecondLink(_) => MendKind::SecondLink,
            Change::MoreWorkers(_) => MendKind::MoreWorkers,
            Change::MakeOptional(..) => MendKind::OptionalCall,
            Change::AddMirror(_) => MendKind::Mirror,
            Change::LeaveGroup(..) => MendKind::LeaveGroup,
            Change::CopyRegion { .. } | Change::SecondSite(..) => MendKind::CopyRegion,
        }
    }
}

impl fmt::Display for MendId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.change.fmt(f)?;
        f.write_str(if self.with_checks { "+checks" } else { "" })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::AddNodes(like, count) => write!(f, "add_nodes:{like}:{count}"),
            Change::AddNodeFor(like, callers) => write!(f, "add_node_for:{like}:{}", Ids(callers)),
            Change::RegisterBalancer(like) => write!(f, "register_balancer:{like}"),
            Change::BalancerInFront { server, .. } => write!(f, "balancer_in_front:{server}"),
            Change::Checks { at, deep: false } => write!(f, "checks:{}", Ids(at)),
            Change::Checks { at, deep: true } => write!(f, "checks:{}:deep", Ids(at)),
            Change::DeepenChecks(at) => write!(f, "deepen_checks:{}", Ids(at)),
            Change::NextAddress(of) => write!(f, "next_address:{}", Ids(of)),
            Change::Retries(of) => write!(f, "retries:{}", Ids(of)),
            Change::AddStandbys {
                node,
                count,
                automatic,
                linked_from,
                third_vote: _,
            } => {
                write!(f, "add_standbys:{node}:{count}")?;
                f.write_str(if *automatic { ":automatic" } else { "" })?;
                linked_from.map_or(Ok(()), |from| write!(f, ":from={from}"))
            }
            Change::AddWitness(node) => write!(f, "add_witness:{node}"),
            Change::DrawChannel(link) => write!(f, "draw_channel:{link}"),
            Change::MakeStandby { node, of } => write!(f, "make_standby:{node}:{of}"),
            Change::ShallowChecks(at) => write!(f, "shallow_checks:{}", Ids(at)),
            Change::AutomaticFailover(node) => write!(f, "automatic_failover:{node}"),
            Change::ReplicateTo(node) => write!(f, "replicate_to:{node}"),
            Change::LetBePromoted(node) => write!(f, "let_be_promoted:{node}"),
            Change::AddReplicaLike(node) => write!(f, "add_replica_like:{node}"),
            Change::AddReplicas(node, count) => write!(f, "add_replicas:{node}:{count}"),
            Change::SecondLink(link) => write!(f, "second_link:{link}"),
            Change::MoreWorkers(of) => {
                f.write_str("more_workers")?;
                of.iter()
                    .try_for_each(|(node, workers)| write!(f, ":{node}={workers}"))
            }
            Change::MakeOptional(service, callers) => {
                write!(f, "make_optional:{service}:{}", Ids(callers))
            }
            Change::AddMirror(node) => write!(f, "add_mirror:{node}"),
            Change::LeaveGroup(group, parts) => write!(f, "leave_group:{group}:{}", Ids(parts)),
            Change::CopyRegion {
                region,
                part,
                data,
                callers,
            } => {
                write!(f, "copy_region:{region}:{}:{}", part.key(), data.key())?;
                callers
                    .as_ref()
                    .map_or(Ok(()), |callers| write!(f, ":for={}", Ids(callers)))
            }
            Change::SecondSite(region, databases) => {
                let region = region.as_ref().map_or("", RegionId::as_str);
                write!(f, "second_site:{region}:{}", databases.key())
            }
        }
    }
}

impl RegionPart {
    const fn key(self) -> &'static str {
        match self {
            RegionPart::All => "all",
            RegionPart::Serving => "serving",
            RegionPart::Databases => "databases",
        }
    }
}

impl CopiedData {
    const fn key(self) -> &'static str {
        match self {
            CopiedData::None => "no_data",
            CopiedData::Alone(databases) | CopiedData::Among(databases) => databases.key(),
        }
    }
}

/// Ids with commas between them.
struct Ids<'a>(&'a [ComponentId]);

impl fmt::Display for Ids<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, id) in self.0.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { "," })?;
            f.write_str(id.as_str())?;
        }
        Ok(())
    }
}
