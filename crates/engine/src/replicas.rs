//! Replica sets: who of them is primary.
//!
//! Roles have a memory: who acts as primary keeps the title until another is promoted in its place, and a node that meets
//! a primary must catch up with it before it may be promoted. Whenever something dies, comes back, is cut, mended, isolated or
//! drawn otherwise, and when the time has come for something that takes time, the set is reviewed as a whole.

use topple_model::{Failback, Failover, Role, Target};

use super::Micros;
use super::event::{EventKind, numbered};
use super::log::What;
use super::sides::Standing;
use super::state::State;
use super::state::replica_set::{Copied, Pending, Primary};
use super::world::{DatabasePlan, SetPlan, World};

impl State {
    /// What is each node of this set now?
    pub fn review_set(&mut self, w: &World, index: usize) {
        let plan = &w.sets[index];
        let standing = self.standing(w, plan);
        self.fall_behind(w, plan);
        self.meet(w, plan, &standing);
        if plan.failover == Failover::Quorum {
            self.review_majority(w, index, &standing);
        } else {
            self.need_no_majority(w, index);
        }
        self.review_shipping(w, plan);
        self.catch_up(w, plan, &standing);
        self.find_heirs(w, index, &standing);
        self.let_return(w, index, &standing);
        self.name_primaries(w, index);
    }

    /// Has a set reviewed at a later time.
    pub fn wake_set(&mut self, index: usize, at: Micros) {
        let what = EventKind::Promotion.about(numbered(index as u32, 0));
        self.queue.at(at.max(self.now), what);
    }

    pub fn tell_of(&mut self, w: &World, part: u32, what: What) {
        let id = w.parts[part as usize].id;
        self.tell(None, Some(Target::Component(id)), what);
    }

    /// Those who act as primary, dead or alive, in the order drawn: each with its place and since which promotion.
    pub fn acting(&self, w: &World, plan: &SetPlan) -> Vec<(usize, u32, u32)> {
        let nodes = plan.nodes.iter().enumerate();
        nodes
            .filter_map(|(place, &part)| Some((place, part, self.nodes[w.slot(part)].reign?)))
            .collect()
    }

    /// Who is dead and does not act misses what is written meanwhile. Who has no data has nothing to miss.
    fn fall_behind(&mut self, w: &World, plan: &SetPlan) {
        let acting = self.acting(w, plan);
        let tie = |part: u32| w.databases[w.slot(part)].tie;
        for &part in &plan.nodes {
            let is_up = self.is_up(part);
            let is_tied = acting.iter().any(|a| tie(a.1) == tie(part));
            let node = &mut self.nodes[w.slot(part)];
            let has_data = w.databases[w.slot(part)].is_fed || is_tied;
            let misses = !is_up && node.reign.is_none();
            node.copied = match node.copied {
                Copied::Nothing | Copied::All if misses && has_data => Copied::Behind,
                Copied::Nothing | Copied::All if has_data => Copied::All,
                // Who dies while it is out comes back as who was replaced does: whom it meets decides.
                Copied::Out if !is_up && has_data => Copied::Replaced,
                Copied::Behind | Copied::Replaced | Copied::Out if has_data => node.copied,
                Copied::Nothing | Copied::All | Copied::Behind | Copied::Replaced | Copied::Out => {
                    Copied::Nothing
                }
            };
        }
    }

    /// Where primaries of different reigns are on one side, the one promoted last stays and the others rejoin. What they had
    /// taken apart from it are conflicting writes.
    fn meet(&mut self, w: &World, plan: &SetPlan, standing: &Standing) {
        let acting = self.acting(w, plan);
        for &(place, part, reign) in &acting {
            let Some(side) = standing.sides[place] else {
                continue;
            };
            let with_it = acting.iter().filter(|a| standing.sides[a.0] == Some(side));
            let last = with_it.fold((part, reign), |last, &(_, part, reign)| {
                if reign > last.1 { (part, reign) } else { last }
            });
            if last.1 == reign {
                continue;
            }
            let writes = self.take_unshipped(w, part, last.0);
            self.measure.conflicting_writes += writes;
            self.parts[part as usize].counts.conflicting_writes += writes;
            self.replace(w, part);
            let about = Target::Component(w.parts[part as usize].id);
            self.tell(
                Some((w, last.0)),
                Some(about),
                What::SplitBrainEnds { writes },
            );
        }
    }

    /// A node loses its role to another.
    pub fn replace(&mut self, w: &World, part: u32) {
        let node = &mut self.nodes[w.slot(part)];
        node.resign();
        node.copied = Copied::Replaced;
    }

    /// Who is behind and gets the writes of a primary has caught up; who meets a primary and does not get them is out until it
    /// does. Who meets nobody is what it was.
    fn catch_up(&mut self, w: &World, plan: &SetPlan, standing: &Standing) {
        let acting = self.acting(w, plan);
        for (place, &part) in plan.nodes.iter().enumerate() {
            let slot = w.slot(part);
            let side = standing.sides[place].filter(|_| self.nodes[slot].is_behind());
            let Some(side) = side else { continue };
            let is_fed = self.source_of(w, plan, part).is_some();
            let meets_one = acting.iter().any(|a| standing.sides[a.0] == Some(side));
            let node = &mut self.nodes[slot];
            if is_fed {
                let was = std::mem::replace(&mut node.copied, Copied::All);
                if was != Copied::Behind {
                    self.tell_of(w, part, What::Rejoins);
                }
            } else if meets_one && node.copied != Copied::Out {
                node.copied = Copied::Out;
                self.tell_of(w, part, What::StaysOut);
            }
        }
    }

    /// Who is to be promoted, and how far that has got.
    fn find_heirs(&mut self, w: &World, index: usize, standing: &Standing) {
        let plan = &w.sets[index];
        self.note_leaders(w, plan, standing);
        let heirs = match plan.failover {
            Failover::Manual => Vec::new(),
            Failover::Automatic => self.heirs_of_sides(w, plan, standing),
            Failover::Quorum => self.heir_of_group(w, plan, standing).into_iter().collect(),
        };
        let before = std::mem::take(&mut self.sets[index].pending);
        let mut pending: Vec<Pending> = before.clone();
        pending.retain(|p| heirs.contains(&p.node));
        for heir in heirs {
            if pending.iter().any(|p| p.node == heir) {
                continue;
            }
            let since = self.nodes[w.slot(heir)].leaderless_since;
            let since = since.unwrap_or(self.now);
            let noticed = (since + plan.detect).max(self.now);
            pending.push(Pending {
                node: heir,
                since,
                noticed,
                done: noticed + plan.promote,
                begun: false,
            });
            self.wake_set(index, noticed);
            self.wake_set(index, noticed + plan.promote);
        }
        self.sets[index].pending = pending;
    }

    /// Notes since when each node is without an acting primary on its side, or in the majority that it is of.
    fn note_leaders(&mut self, w: &World, plan: &SetPlan, standing: &Standing) {
        let acting = self.acting(w, plan);
        let is_quorum = plan.failover == Failover::Quorum;
        let leads = |place: usize, side: u32| {
            standing.is_in_group(place) && (is_quorum || standing.sides[place] == Some(side))
        };
        for (place, &part) in plan.nodes.iter().enumerate() {
            let side = standing.sides[place].filter(|_| standing.is_in_group(place));
            let is_led = side.is_none_or(|side| {
                let mut live = acting.iter().filter(|a| standing.sides[a.0].is_some());
                live.any(|a| leads(a.0, side))
            });
            let since = &mut self.nodes[w.slot(part)].leaderless_since;
            *since = if is_led {
                None
            } else {
                Some(since.unwrap_or(self.now))
            };
        }
    }

    /// Whether a node could be promoted: it lives, has the data and is not out, and does not act as primary.
    fn is_fit(&self, w: &World, part: u32) -> bool {
        let node = &self.nodes[w.slot(part)];
        self.is_up(part) && node.reign.is_none() && node.has_data() && node.copied != Copied::Out
    }

    /// On each side without a primary its first standby; where there is none anywhere, and no primary lives, the first read
    /// replica that is promotable.
    fn heirs_of_sides(&self, w: &World, plan: &SetPlan, standing: &Standing) -> Vec<u32> {
        let is_led = |part: u32| self.nodes[w.slot(part)].leaderless_since.is_none();
        let of = |part: u32| &w.databases[w.slot(part)];
        let mut done: Vec<u32> = Vec::new();
        let mut heirs = Vec::new();
        for (place, &part) in plan.nodes.iter().enumerate() {
            let Some(side) = standing.sides[place].filter(|side| !done.contains(side)) else {
                continue;
            };
            if !is_led(part) && of(part).role != Role::ReadReplica && self.is_fit(w, part) {
                done.push(side);
                heirs.push(part);
            }
        }
        let mut acting = self.acting(w, plan).into_iter();
        if heirs.is_empty() && !acting.any(|a| self.is_up(a.1)) {
            let mut nodes = plan.nodes.iter().copied();
            heirs.extend(nodes.find(|n| self.is_fit_replica(w, *n)));
        }
        heirs
    }

    fn is_fit_replica(&self, w: &World, part: u32) -> bool {
        let DatabasePlan {
            role, promotable, ..
        } = w.databases[w.slot(part)];
        role == Role::ReadReplica && promotable && self.is_fit(w, part)
    }

    /// The first standby of a majority without a primary, else the first read replica that is promotable and can talk to it.
    fn heir_of_group(&self, w: &World, plan: &SetPlan, standing: &Standing) -> Option<u32> {
        let group = standing.group.as_ref()?;
        let of_group = || {
            (0..plan.nodes.len())
                .filter(|place| group[*place])
                .map(|p| plan.nodes[p])
        };
        if of_group().any(|n| self.is_up(n) && self.nodes[w.slot(n)].reign.is_some()) {
            return None;
        }
        let is_standby =
            |n: &u32| w.databases[w.slot(*n)].role != Role::ReadReplica && self.is_fit(w, *n);
        let standby = of_group().find(is_standby);
        standby.or_else(|| of_group().find(|n| self.is_fit_replica(w, *n)))
    }

    /// With `failback: return`, nodes drawn primary that catch up take their role back once they have.
    fn let_return(&mut self, w: &World, index: usize, standing: &Standing) {
        let plan = &w.sets[index];
        for (place, &part) in plan.nodes.iter().enumerate() {
            let may = plan.failback == Failback::Return
                && w.databases[w.slot(part)].role == Role::Primary
                && self.is_fit(w, part)
                && standing.is_in_group(place);
            let source = self.source_of(w, plan, part).filter(|(from, _)| {
                let from = w.databases[w.slot(*from)].place as usize;
                may && standing.is_in_group(from)
            });
            let now = self.now;
            let returns = &mut self.nodes[w.slot(part)].returns;
            match source {
                None => *returns = None,
                Some(_) if returns.is_some() => {}
                Some((_, lag)) => {
                    *returns = Some((now, now + lag));
                    self.wake_set(index, now + lag);
                }
            }
        }
    }

    /// Names those who take writes from now on.
    fn name_primaries(&mut self, w: &World, index: usize) {
        let plan = &w.sets[index];
        let mut primaries = Vec::new();
        for (place, &part) in plan.nodes.iter().enumerate() {
            let is_up = self.is_up(part);
            let node = &mut self.nodes[w.slot(part)];
            node.is_primary = node.reign.is_some() && is_up && !node.stood_down;
            if node.is_primary {
                let place = place as u32;
                primaries.push(Primary { part, place });
            }
        }
        let before = std::mem::replace(&mut self.sets[index].primaries, primaries);
        self.tell_split(w, index);
        self.tell_no_primary(w, index, &before);
    }

    fn tell_split(&mut self, w: &World, index: usize) {
        let primaries = self.sets[index].primaries.iter();
        let reigns = primaries.filter_map(|p| Some((self.nodes[w.slot(p.part)].reign?, p.part)));
        let last = reigns.clone().max();
        let is_split = reigns.map(|(reign, _)| reign).min() != last.map(|(reign, _)| reign);
        let was_split = std::mem::replace(&mut self.sets[index].is_split, is_split);
        if let Some((_, part)) = last.filter(|_| is_split && !was_split) {
            self.tell_of(w, part, What::SplitBrain);
        }
        if !is_split {
            for &part in &w.sets[index].nodes {
                self.nodes[w.slot(part)].apart = 0;
            }
        }
    }

    /// Tells that nobody takes over, where that is so and was not told.
    fn tell_no_primary(&mut self, w: &World, index: usize, before: &[Primary]) {
        let set = &self.sets[index];
        let nobody = set.primaries.is_empty() && set.pending.is_empty();
        if !nobody {
            self.sets[index].told_no_primary = false;
        } else if !set.told_no_primary && set.no_majority_since.is_none() {
            let plan = &w.sets[index];
            let acting = self.acting(w, plan);
            let acting = acting.first().map(|a| a.1);
            self.sets[index].told_no_primary = true;
            if let Some(part) = before.first().map(|p| p.part).or(acting) {
                self.tell_of(w, part, What::NoPrimary);
            }
        }
    }
}
