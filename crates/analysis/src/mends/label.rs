//! What a mend does, as the words on a button.

use std::collections::BTreeSet;

use super::id::{Change, CopiedData, MendId, RegionPart, SiteDatabases};
use crate::words::{list, name_of};
use topple_model::{Component, ComponentId, Kind, RegionId, Scenario, Target};

impl MendId {
    /// What it does, as the words on a button: "Add another web". What `scenario` does not know is called by its id.
    pub fn label(&self, scenario: &Scenario) -> String {
        let mut label = Words(scenario).change(&self.change);
        if self.with_checks {
            label.push_str(if label.contains(", with ") {
                " and health checks on"
            } else {
                ", with health checks on"
            });
        }
        label
    }
}

struct Words<'a>(&'a Scenario);

impl Words<'_> {
    fn change(&self, change: &Change) -> String {
        match change {
            Change::AddNodes(like, count) => self.add_nodes(*like, *count),
            Change::AddNodeFor(like, callers) => {
                let callers = self.names(callers);
                format!("Add another {} for {callers}", self.sort_of(*like))
            }
            Change::RegisterBalancer(_) => "Register a second balancer in DNS".to_owned(),
            Change::BalancerInFront {
                server,
                with_second,
            } => {
                let service = self.service(*server);
                if *with_second {
                    format!("Add a second {service} server and a balancer")
                } else {
                    format!("Put a balancer in front of {service}")
                }
            }
            Change::Checks { at, deep: false } => {
                format!("Turn on health checks at {}", self.names(at))
            }
            Change::Checks { at, deep: true } => {
                format!("Turn on deep health checks at {}", self.names(at))
            }
            Change::DeepenChecks(at) => format!("Make the checks of {} deep", self.names(at)),
            Change::NextAddress(of) => format!("Let {} try the next address", self.names(of)),
            Change::Retries(of) => format!("Let {} retry every member", self.names(of)),
            Change::AddStandbys {
                node,
                count,
                automatic,
                linked_from,
                third_vote,
            } => {
                let label = self.add_standbys(*node, *count, *automatic, *linked_from);
                match third_vote {
                    true => label + ", as the third that votes",
                    false => label,
                }
            }
            Change::AddWitness(node) => {
                let service = self.service(*node);
                format!("Add a third vote for {service}: a witness, without data")
            }
            Change::DrawChannel(link) => {
                format!(
                    "Let {} replicate to {}",
                    self.name(link.from),
                    self.name(link.to)
                )
            }
            Change::MakeStandby { node, of } => {
                format!("Make {} a standby of {}", self.name(*node), self.name(*of))
            }
            Change::ShallowChecks(at) => format!("Make the checks of {} shallow", self.names(at)),
            Change::AutomaticFailover(node) => {
                format!("Make the failover of {} automatic", self.service(*node))
            }
            Change::ReplicateTo(node) => format!("Replicate to {}", self.name(*node)),
            Change::LetBePromoted(node) => format!("Let {} be promoted", self.name(*node)),
            Change::AddReplicaLike(node) => {
                format!("Add another read replica of {}", self.service(*node))
            }
            Change::AddReplicas(node, 1) => {
                format!("Add a read replica of {}", self.service(*node))
            }
            Change::AddReplicas(node, count) => {
                format!("Add {count} read replicas of {}", self.service(*node))
            }
            Change::SecondLink(link) => format!("Draw a second link, to {}", self.name(link.to)),
            Change::MoreWorkers(of) => self.more_workers(of),
            Change::MakeOptional(service, callers) => {
                let whose = match callers.as_slice() {
                    [one] => format!(" of {}", self.name(*one)),
                    several => format!(" of all {}", several.len()),
                };
                format!("Make the call{whose} to {service} optional")
            }
            Change::AddMirror(node) => format!("Add a mirror of {}", self.name(*node)),
            Change::LeaveGroup(group, parts) => format!(
                "Take {} out of {}",
                self.names(parts),
                name_of(self.0, Target::Group(*group))
            ),
            Change::CopyRegion {
                region,
                part,
                data,
                callers,
            } => self.copy_region(*region, *part, *data, callers.as_deref()),
            Change::SecondSite(region, _) => {
                let region = region.map_or("this".to_owned(), |region| self.region(region));
                format!("Copy all of {region} into a second region")
            }
        }
    }

    fn add_nodes(&self, like: ComponentId, count: usize) -> String {
        let sort = self.sort_of(like);
        match (self.0.component(like).map(Component::kind), count) {
            (Some(Kind::LoadBalancer), 1) => "Add another balancer".to_owned(),
            (Some(Kind::Dns), 1) => "Add another name server".to_owned(),
            (_, 1) => format!("Add another {sort}"),
            (_, count) => format!("Add {count} more {sort}"),
        }
    }

    /// What several of a part are called: its name, or else its id, without the number at its end.
    fn sort_of(&self, like: ComponentId) -> String {
        let name = self.0.component(like).and_then(|c| c.name.as_deref());
        let is_of_number = |c: char| c.is_ascii_digit() || c == ' ' || c == '-';
        match name.map(|name| name.trim_end_matches(is_of_number)) {
            None | Some("") => like.0.stem().to_owned(),
            Some(name) => name.to_owned(),
        }
    }

    fn add_standbys(
        &self,
        node: ComponentId,
        count: usize,
        automatic: bool,
        linked_from: Option<ComponentId>,
    ) -> String {
        let service = self.service(node);
        let mut label = match count {
            1 => format!("Add a standby of {service}"),
            n => format!("Add {n} standbys of {service}"),
        };
        let database = self.0.component(node).and_then(Component::database);
        if let Some(shard) = database.and_then(|d| d.shard.as_deref()) {
            label = label + " for shard " + shard;
        }
        if automatic {
            label.push_str(", with automatic failover");
        }
        if let Some(from) = linked_from {
            label = label + ", and link " + &self.name(from) + " to it";
        }
        label
    }

    fn more_workers(&self, of: &[(ComponentId, u32)]) -> String {
        let each = of
            .iter()
            .map(|(node, workers)| format!("{} {workers} workers", self.service(*node)));
        let each: BTreeSet<String> = each.collect();
        let each: Vec<&str> = each.iter().map(String::as_str).collect();
        format!("Give every {}", list(&each))
    }

    fn copy_region(
        &self,
        region: RegionId,
        part: RegionPart,
        data: CopiedData,
        callers: Option<&[ComponentId]>,
    ) -> String {
        let name = self.region(region);
        let part = match part {
            RegionPart::All => "all",
            RegionPart::Serving => "what serves",
            RegionPart::Databases => "the databases",
        };
        let how = match data {
            CopiedData::None => "",
            CopiedData::Alone(SiteDatabases::Standbys) => " as standbys",
            CopiedData::Alone(SiteDatabases::Primaries) => " as second primaries",
            CopiedData::Among(SiteDatabases::Standbys) => ", databases as standbys",
            CopiedData::Among(SiteDatabases::Primaries) => ", databases as second primaries",
        };
        let whom = callers.map_or(String::new(), |callers| {
            format!(", for {} alone", self.names(callers))
        });
        format!("Copy {part} of {name} into a second region{how}{whom}")
    }

    fn name(&self, id: ComponentId) -> String {
        name_of(self.0, Target::Component(id))
    }

    fn region(&self, id: RegionId) -> String {
        name_of(self.0, Target::Region(id))
    }

    fn names(&self, ids: &[ComponentId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.name(*id)).collect();
        list(&names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The service of a component that does the work itself.
    fn service(&self, id: ComponentId) -> String {
        let service = self.0.component(id).and_then(|c| {
            let default = c.kind().row().default_service()?;
            Some(c.service.as_deref().unwrap_or(default).to_owned())
        });
        service.unwrap_or_else(|| id.to_string())
    }
}
