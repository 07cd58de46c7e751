//! What the nodes of replica sets are now, for cards and for the analysis.

use topple_model::{Role, Roles};

use super::numbers::{DatabaseNow, RoleNow};
use super::state::State;
use super::state::replica_set::Copied;
use super::world::World;

impl State {
    /// Who acts as primary where that is not as drawn, and who is out.
    pub fn roles(&self, w: &World) -> Roles {
        let mut roles = Roles::default();
        for plan in &w.sets {
            let node = |part: u32| &self.nodes[w.slot(part)];
            let is_as_drawn = plan.nodes.iter().all(|&n| {
                node(n).reign.is_some() == (w.databases[w.slot(n)].role == Role::Primary)
            });
            let acting = plan.nodes.iter().filter(|n| node(**n).reign.is_some());
            if !is_as_drawn {
                roles
                    .primaries
                    .extend(acting.map(|n| w.parts[*n as usize].id));
            }
            let out = plan
                .nodes
                .iter()
                .filter(|n| self.is_up(**n) && node(**n).copied == Copied::Out);
            roles.out.extend(out.map(|n| w.parts[*n as usize].id));
        }
        roles
    }

    /// What a node is now.
    pub fn database_now(&self, w: &World, part: u32) -> DatabaseNow {
        let plan = &w.databases[w.slot(part)];
        let set = &self.sets[plan.set as usize];
        let node = &self.nodes[w.slot(part)];
        let detect = w.sets[plan.set as usize].detect;
        let pending = set.pending.iter().find(|p| p.node == part);
        let (role, span) = if node.is_primary {
            let alone = node.alone_since.map(|since| (since, since + detect));
            match (alone, plan.role) {
                (Some(_), _) => (RoleNow::StandingDown, alone),
                (None, Role::Primary) => (RoleNow::Primary, None),
                (None, Role::Standby | Role::ReadReplica) => (RoleNow::Promoted, None),
            }
        } else if node.reign.is_some() {
            (RoleNow::NotPrimary, None)
        } else if let Some(pending) = pending {
            if pending.begun {
                (
                    RoleNow::BeingPromoted,
                    Some((pending.noticed, pending.done)),
                )
            } else {
                (RoleNow::Noticing, Some((pending.since, pending.noticed)))
            }
        } else if !node.has_data() {
            (RoleNow::NoData, None)
        } else if node.copied == Copied::Out {
            (RoleNow::Out, None)
        } else if node.returns.is_some() {
            (RoleNow::CatchingUp, node.returns)
        } else if plan.role == Role::ReadReplica {
            (RoleNow::ReadReplica, None)
        } else {
            (RoleNow::Standby, None)
        };
        let source = self.source_of(w, &w.sets[plan.set as usize], part);
        let source = source.filter(|_| node.reign.is_none());
        DatabaseNow {
            role,
            span,
            split_writes: (node.is_primary && set.is_split).then_some(node.apart),
            follows: source.map(|(from, _)| w.parts[from as usize].id),
        }
    }
}
