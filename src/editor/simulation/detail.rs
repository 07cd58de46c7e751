//! What the run knows of one part beyond its figures, in words: of a database its role and its writes, of a balancer and a
//! name server who is in rotation, of a client what its resolvers remember.

use super::Simulation;
use super::stores::{Node, Store};
use super::words::{count, moment, names, seconds_left};
use crate::engine::{AnswerNumbers, ComponentNumbers, MemberNumbers, RoleNow, What};
use crate::model::{ComponentId, Failback, Failover, Target};

/// What is said of a database that is dead and has no role to keep.
const DEAD: &str = "Dead.";

/// What there is to say of a part.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Detail {
    /// Whole sentences.
    pub lines: Vec<String>,
    /// What the rows are: `Members`; empty where there are none.
    pub title: &'static str,
    /// Others as it sees them.
    pub rows: Vec<DetailRow>,
    /// Whether it holds none of its service's data, or other data: what mends that is offered.
    pub is_apart: bool,
}

/// One line of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct DetailRow {
    /// What it is about, if it is one part.
    pub about: Option<ComponentId>,
    /// `lb-1`, `lb-1 and lb-2`.
    pub name: String,
    /// `in rotation`.
    pub state: String,
    /// Whether that is as it should be.
    pub is_well: bool,
}

impl Simulation {
    /// What there is to say of a part; nothing of what is not there.
    pub fn detail(&self, id: ComponentId) -> Detail {
        let Some(numbers) = self.numbers(id) else {
            return Detail::default();
        };
        let mut detail = self.of_its_kind(id, &numbers);
        let again = self.starts_again_in(&numbers);
        let again = again.map(|left| format!("Dead. It starts again in {left}."));
        if let Some(again) = again {
            detail.lines.retain(|line| line != DEAD);
            detail.lines.insert(0, again);
        }
        detail
    }

    /// In how long a part that is dead is started again by itself, if it is: `12 s`.
    pub fn starts_again_in(&self, numbers: &ComponentNumbers) -> Option<String> {
        let at = numbers.restarts_at?;
        Some(seconds_left(at.since(self.run.now()).as_seconds()))
    }

    fn of_its_kind(&self, id: ComponentId, numbers: &ComponentNumbers) -> Detail {
        if let Some(store) = self.store_of(id).filter(|_| numbers.database.is_some()) {
            return self.of_database(id, &store, numbers);
        }
        let members = numbers.members.iter().map(|member| self.member_row(member));
        let members: Vec<DetailRow> = members.collect();
        if !members.is_empty() {
            return Detail {
                title: "Members",
                rows: members,
                ..Detail::default()
            };
        }
        if numbers.resolvers > 0 {
            return self.of_resolvers(numbers);
        }
        Detail::default()
    }

    fn called(&self, id: ComponentId) -> &str {
        self.sound.component(id).map_or("", |c| c.display_name())
    }

    fn member_row(&self, member: &MemberNumbers) -> DetailRow {
        let MemberNumbers { failures, fall, .. } = *member;
        let state = if self.faults.drained.contains(&member.id) {
            "drained: gets nothing new".to_owned()
        } else if !member.in_rotation {
            format!("out: {} failed", count(u64::from(fall), "check"))
        } else if failures > 0 {
            format!("in rotation, {failures} of {fall} checks failed")
        } else if fall == 0 {
            "in rotation, never checked".to_owned()
        } else {
            "in rotation".to_owned()
        };
        DetailRow {
            about: Some(member.id),
            name: self.called(member.id).to_owned(),
            is_well: member.in_rotation && failures == 0,
            state,
        }
    }

    /// What a client's resolvers remember, and how long they still will.
    fn of_resolvers(&self, numbers: &ComponentNumbers) -> Detail {
        let row = |answer: &AnswerNumbers| {
            let addresses = answer.addresses.iter().map(|id| self.called(*id));
            let addresses: Vec<&str> = addresses.collect();
            let left = |until: crate::engine::Micros| until.since(self.run.now()).as_seconds();
            let (first, last) = (left(answer.first_until), left(answer.last_until));
            let left = match (seconds_left(first), seconds_left(last)) {
                (first, last) if first == last => first,
                (first, last) => format!("{} to {last}", first.trim_end_matches(" s")),
            };
            let (n, all) = (answer.resolvers, numbers.resolvers);
            DetailRow {
                about: None,
                name: match addresses.as_slice() {
                    [] => "no address".to_owned(),
                    addresses => names(addresses),
                },
                state: format!("{n} of {all} resolvers, {left} left"),
                is_well: !answer.addresses.is_empty(),
            }
        };
        let mut detail = Detail {
            title: "What its resolvers have cached",
            rows: numbers.answers.iter().map(row).collect(),
            ..Detail::default()
        };
        let knowing: u32 = numbers.answers.iter().map(|answer| answer.resolvers).sum();
        if knowing < numbers.resolvers {
            let n = numbers.resolvers - knowing;
            detail.rows.push(DetailRow {
                about: None,
                name: "nothing".to_owned(),
                state: format!("{n} of {} resolvers", numbers.resolvers),
                is_well: true,
            });
        }
        detail
    }

    fn of_database(&self, id: ComponentId, store: &Store<'_>, of: &ComponentNumbers) -> Detail {
        let Some(node) = store.nodes.iter().find(|node| node.id == id) else {
            return Detail::default();
        };
        let mut lines = vec![self.role_line(node, store)];
        let writes = |n: u64, what: &str| {
            let noun = count(n, "write");
            (n > 0).then(|| format!("{noun} {what}."))
        };
        lines.extend(writes(
            of.not_shipped,
            "acknowledged, and not yet at every replica",
        ));
        let apart = of.database.and_then(|now| now.split_writes);
        lines.extend(writes(
            apart.unwrap_or(0),
            "taken on its own, in a split brain",
        ));
        lines.extend(writes(of.totals.lost_writes, "lost at a promotion"));
        lines.extend(writes(
            of.totals.conflicting_writes,
            "in conflict after a split brain",
        ));
        let is_apart = store.set.is_of_its_own || node.now.role == RoleNow::NoData;
        if store.set.is_of_its_own {
            lines.push(
                "A store of its own: nothing replicates between it and the others of its service. What is written to one is never seen by the other."
                    .to_owned(),
            );
        }
        if store.nodes.len() > 1 {
            lines.push(rules(store));
        }
        Detail {
            lines,
            is_apart,
            ..Detail::default()
        }
    }

    /// What a node is now, since when, and for how long.
    fn role_line(&self, node: &Node<'_>, store: &Store<'_>) -> String {
        let left = node.left_s.map(seconds_left).unwrap_or_default();
        let of_whom = |what: &str| match node.now.follows {
            Some(source) => format!("{what} of {}: its writes arrive here.", self.called(source)),
            None => format!("{what}. No writes reach it now."),
        };
        let since = match self.primary_since(node.id) {
            Some(at_s) => format!(" since {}", moment(at_s)),
            None => String::new(),
        };
        match node.now.role {
            _ if !node.lives && node.has_the_title() => {
                "Dead. It keeps its role until another is promoted.".to_owned()
            }
            _ if !node.lives => DEAD.to_owned(),
            RoleNow::Primary if since.is_empty() => "Primary, as drawn.".to_owned(),
            RoleNow::Primary => format!("Primary again{since}."),
            RoleNow::Promoted => format!("Primary{since}: it was promoted."),
            RoleNow::StandingDown => {
                format!("Primary without a majority: it stops taking writes in {left}.")
            }
            RoleNow::NotPrimary => "Takes no writes: it has no majority.".to_owned(),
            RoleNow::Noticing => {
                let in_all = store.takes_over_in(node).map(seconds_left);
                let in_all = in_all.unwrap_or_default();
                format!("Sees no primary. It notices that in {left}, and is primary in {in_all}.")
            }
            RoleNow::BeingPromoted => format!("Is being promoted: primary in {left}."),
            RoleNow::CatchingUp => format!("Catches up, and takes its role back in {left}."),
            RoleNow::Standby => of_whom("Standby"),
            RoleNow::ReadReplica => of_whom("Read replica"),
            RoleNow::Out => {
                "Out: it came back, and cannot catch up, as no primary replicates to it. It is not promoted."
                    .to_owned()
            }
            RoleNow::NoData => {
                "No data: no primary replicates to it. It answers nothing, and is never promoted."
                    .to_owned()
            }
        }
    }

    /// When it last became primary in this run, in seconds.
    fn primary_since(&self, id: ComponentId) -> Option<f64> {
        let became = |what: &What| matches!(what, What::Promoted | What::TakesBack);
        let about = Some(Target::Component(id));
        let mut events = self.run.events_since(0).rev();
        let event = events.find(|event| event.about == about && became(&event.what))?;
        Some(event.at.as_seconds())
    }
}

/// The rules of a set, and whose they are.
fn rules(store: &Store<'_>) -> String {
    let all: Vec<&str> = store.nodes.iter().map(|node| node.name).collect();
    let ruling = store.nodes.iter().find(|n| n.place == store.set.ruling);
    let ruling = ruling.map_or("", |node| node.name);
    let (detect_s, promote_s) = store
        .ruling
        .map_or((0.0, 0.0), |r| (r.detect_s, r.promote_s));
    let failover = match store.set.failover {
        Failover::Manual => "a person promotes a standby".to_owned(),
        Failover::Automatic => {
            format!(
                "a loss is noticed after {detect_s} s, a standby takes over {promote_s} s later"
            )
        }
        Failover::Quorum => format!(
            "a loss is noticed after {detect_s} s, a standby takes over {promote_s} s later, where a majority lives"
        ),
    };
    let failback = match store.set.failback {
        Failback::Stay => "one that comes back stands by",
        Failback::Return => "one that comes back takes its role back",
    };
    format!(
        "{} hold the same data. By the rules of {ruling}, {failover}, and {failback}.",
        names(&all)
    )
}
