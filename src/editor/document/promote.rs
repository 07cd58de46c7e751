//! Failover by hand: a person makes a standby the primary.
//!
//! A promotion by hand is meant to last, so it is an edit: the standby is drawn as the primary from then on, the dead one as
//! its standby, and replication the other way round. It is a step of history as any other.

use super::Document;
use super::proposal::Proposal;
use crate::model::{Component, ComponentId, Database, Edit, Failover, Link, LinkId, Role, Target};

/// A set that waits for a person, and whom that person has selected.
struct Promotion {
    /// Who becomes primary.
    heir: ComponentId,
    /// The dead ones drawn as primary, the ruling one first.
    fallen: Vec<ComponentId>,
    /// The rule of the set, which goes over to the heir.
    rule: Database,
}

/// Makes the selected standby the primary. `None` where none is selected that waits for a person.
pub(in crate::editor) fn promote(
    document: &Document,
    is_alive: impl Fn(Target) -> bool,
) -> Option<Proposal> {
    let promotion = document.promotion(is_alive)?;
    let heir = promotion.heir;
    let told =
        format!("{heir} is the primary now. What was primary before stands by when it comes back.");
    let edits = document.edits_of(&promotion);
    Some(Proposal::new(format!("Promote {heir}"), edits).saying([told]))
}

impl Document {
    fn promotion(&self, is_alive: impl Fn(Target) -> bool) -> Option<Promotion> {
        let Some(Target::Component(heir)) = self.selection().only() else {
            return None;
        };
        let place = self.index_of(heir)?;
        let set = self
            .topology()
            .sets
            .get(self.topology().set_of.get(place).copied().flatten()?)?;
        let nodes = set
            .nodes
            .iter()
            .filter_map(|&n| self.scenario().components.get(n));
        let primaries = nodes.filter(|c| role_of(c) == Some(Role::Primary));
        let fallen: Vec<ComponentId> = primaries.map(|c| c.id).collect();
        let lives = |id: &ComponentId| is_alive(Target::Component(*id));
        let waits = set.failover == Failover::Manual
            && role_of(self.component(heir)?) == Some(Role::Standby)
            && lives(&heir)
            && !fallen.iter().any(lives)
            && self.topology().is_fed.get(place) == Some(&true);
        let rule = self.component(*fallen.first()?)?.database()?.clone();
        waits.then_some(Promotion { heir, fallen, rule })
    }

    fn edits_of(&self, promotion: &Promotion) -> Vec<Edit> {
        let Promotion { heir, fallen, rule } = promotion;
        let heir_becomes = self.with_database(*heir, |database| {
            database.role = Role::Primary;
            (database.failover, database.failback) = (rule.failover, rule.failback);
            (database.detect_s, database.promote_s) = (rule.detect_s, rule.promote_s);
        });
        let fallen_become = fallen
            .iter()
            .filter_map(|id| self.with_database(*id, |database| database.role = Role::Standby));
        let mut edits: Vec<Edit> = heir_becomes.into_iter().chain(fallen_become).collect();
        for from in fallen {
            let (old, new) = (
                LinkId {
                    from: *from,
                    to: *heir,
                },
                LinkId {
                    from: *heir,
                    to: *from,
                },
            );
            let place = self.scenario().links.iter().position(|l| l.id() == old);
            if let (Some(place), None) = (place, self.link(new)) {
                let turned = self.scenario().links.get(place).map(|link| Link {
                    from: new.from,
                    to: new.to,
                    ..link.clone()
                });
                edits.push(Edit::RemoveLink(old));
                edits.extend(turned.map(|link| Edit::AddLink(place, Box::new(link))));
            }
        }
        edits
    }

    fn with_database(&self, id: ComponentId, change: impl FnOnce(&mut Database)) -> Option<Edit> {
        let mut component = self.component(id)?.clone();
        if let Some(database) = component.database_mut() {
            change(database);
        }
        Some(Edit::SetComponent(Box::new(component)))
    }
}

fn role_of(component: &Component) -> Option<Role> {
    component.database().map(|d| d.role)
}
