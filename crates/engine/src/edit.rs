//! Live editing: a run takes an edited scenario. Everything is found again by name; what was not touched keeps its
//! state, and requests inside what was removed fail there.

use topple_model::kinds::Task;
use topple_model::{Kind, Scenario};

use super::calls::{BY_NAME, Handle, Outcome, Stage};
use super::chaos::struck_after;
use super::event::{EventKind, is_stale, number_of, numbered};
use super::lru::Lru;
use super::renumber::{Renumbering, taken};
use super::state::State;
use super::state::balancer::Balancer;
use super::state::check::Check;
use super::state::client::Client;
use super::state::part::Part;
use super::state::replica_set::{Node, Pending, Set};
use super::world::{DatabasePlan, World};
use super::{Micros, Reason};

impl State {
    /// Goes over from one world to the next.
    pub fn adopt(&mut self, old: &World, new: &World) {
        let renumbering = Renumbering::new(old, new);
        let is_same = renumbering.is_identity(old, new);
        let mut failing = Vec::new();
        if !is_same {
            failing = self.end_what_is_gone(old, &renumbering);
            self.renumber_lists(old, &renumbering);
        }
        self.renumber_calls(old, new, &renumbering);
        self.carry_over(old, new, &renumbering);
        // Where only settings were changed, what waits in the queue means what it meant, and stays in its lanes.
        if !is_same || old.lanes != new.lanes || old.has_script || new.has_script {
            self.rewrite_queue(old, new, &renumbering);
            for set in 0..new.sets.len() {
                self.wake_for_all(new, set);
            }
        }
        self.faults.retain(|target| new.has(target));
        if let Some(omission) = &mut self.omission {
            omission.there.retain(|target| new.has(target));
        }
        self.cut = vec![false; new.links.len()];
        self.barred = vec![false; new.links.len()];
        self.borders.clear();
        for check in 0..new.checks.len() {
            if renumbering.is_new_check(check) {
                self.start_check(new, check);
            }
        }
        for balancer in 0..new.balancers.len() {
            self.refresh_rotation(new, balancer);
        }
        self.faults_changed(new);
        self.review_restarts(new, true);
        for call in failing {
            self.fail_inside_edit(new, call);
        }
        self.end_lost_probes(new);
        for part in 0..new.parts.len() as u32 {
            while let Some(next) = self.parts[part as usize].station.next(self.now) {
                self.work_starts(new, next, part);
            }
        }
        if !is_same {
            self.carry_chaos(old, new, &renumbering);
        }
        for client in 0..new.clients.len() {
            let plan = &new.clients[client];
            let before = renumbering.part_before(plan.part);
            match before.map(|part| &old.clients[old.slot(part)]) {
                None => self.schedule_start(new, client),
                Some(before) => self.arrivals_edited(new, client, before),
            }
        }
    }

    /// Ends the calls inside what is gone. Returns who waited for them.
    fn end_what_is_gone(&mut self, old: &World, to: &Renumbering) -> Vec<Handle> {
        let mut failing = Vec::new();
        let all: Vec<Handle> = self.calls.iter().map(|c| c.handle).collect();
        for handle in all {
            let Some(&call) = self.calls.get(handle) else {
                continue;
            };
            let is_at_client =
                call.caller == Handle::NONE && old.parts[call.at as usize].kind.row().asks();
            if to.part(call.at).is_some() && to.link(call.link).is_some() {
                continue;
            }
            if is_at_client {
                self.give_up(old, handle);
                self.end(handle);
                self.count_failure(old, call.request, call.at, Reason::Refused);
                continue;
            }
            if self.is_awaited(handle, call.caller) {
                self.calls[call.caller].callee = Handle::NONE;
                failing.push(call.caller);
            }
            let is_held = matches!(
                call.stage,
                Stage::Queued | Stage::Working | Stage::Waiting | Stage::HeldBack
            );
            let held_by = old.parts[call.at as usize].kind.row().task;
            match held_by {
                // Only its link is gone: it works on in vain.
                Task::Works(_) | Task::Keeps(_)
                    if is_held && to.part(call.at).is_some() && !Self::is_delivery(old, &call) =>
                {
                    let record = &mut self.calls[handle];
                    record.caller = Handle::NONE;
                    record.link = BY_NAME;
                }
                Task::Keeps(_) if Self::is_delivery(old, &call) => {
                    self.drop_delivery(old, handle, Reason::Refused);
                }
                Task::PassesOn(_) if is_held => {
                    self.hang_up(old, handle);
                    self.give_up(old, handle);
                    self.end(handle);
                }
                Task::Asks | Task::Names | Task::PassesOn(_) | Task::Keeps(_) | Task::Works(_) => {
                    self.give_up(old, handle);
                    self.end(handle);
                }
            }
        }
        failing.retain(|handle| self.calls.is_live(*handle));
        failing
    }

    fn carry_over(&mut self, old: &World, new: &World, to: &Renumbering) {
        let mut before = taken(&mut self.parts);
        for part in 0..new.parts.len() {
            let kept = to.part_before(part as u32);
            let kept = kept.and_then(|i| before[i as usize].take());
            let mut kept = kept.unwrap_or_else(|| Part::new(new, part, self.now));
            kept.fit(new, part, self.now);
            self.parts.push(kept);
        }
        let slot_before = |part: u32| to.part_before(part).map(|i| old.slot(i));
        for (client, plan) in self.clients.iter().zip(&old.clients) {
            if to.part(plan.part).is_none() {
                client
                    .resolvers
                    .iter()
                    .for_each(|r| self.lists.drop(r.addresses));
            }
        }
        let mut before = taken(&mut self.clients);
        let clients = new.clients.iter().map(|plan| {
            let kept = slot_before(plan.part).and_then(|slot| before[slot].take());
            kept.unwrap_or_else(|| Client::new(new, plan))
        });
        self.clients = clients.collect();
        let balancers = new.balancers.iter().map(|plan| {
            let mut balancer = Balancer::new(plan);
            if let Some(slot) = slot_before(plan.part) {
                let was = &self.balancers[slot];
                balancer.open = was.open;
                for (member, link) in was.members.iter().zip(&old.balancers[slot].members) {
                    if let Some(place) = to.place_of_member(*link) {
                        balancer.members[place as usize] = *member;
                    }
                }
                balancer.keep_brakes(was, &old.balancers[slot], to);
            }
            balancer
        });
        self.balancers = balancers.collect();
        self.carry_resolvers(old, new, to);
        self.carry_brokers(old, new, to);
        self.carry_breakers(old, new, to);
        let mut before = taken(&mut self.caches);
        let caches = new.caches.iter().map(|plan| {
            let kept = slot_before(plan.part).and_then(|slot| before[slot].take());
            let mut lru = kept.unwrap_or_else(|| Lru::new(plan.capacity));
            lru.resize(plan.capacity);
            lru
        });
        self.caches = caches.collect();
        self.carry_sets(old, new, to);
    }

    fn carry_sets(&mut self, old: &World, new: &World, to: &Renumbering) {
        let mut before = taken(&mut self.nodes);
        let mut carried = |plan: &DatabasePlan| {
            let slot = to.part_before(plan.part).map(|part| old.slot(part))?;
            let was = before[slot].take()?;
            was.carried(&old.databases[slot], plan, |part| to.part(part))
        };
        let nodes: Vec<Option<Node>> = new.databases.iter().map(&mut carried).collect();
        let mut has_moved = vec![false; new.sets.len()];
        for (plan, node) in new.databases.iter().zip(&nodes) {
            let reign = node.as_ref().and_then(|node| node.reign);
            has_moved[plan.set as usize] |= reign.is_some_and(|reign| reign > 0);
        }
        // Where roles have moved, a new node drawn primary finds another in its place.
        let new_node = |plan: &DatabasePlan| {
            let mut node = Node::new(plan);
            node.reign = node.reign.filter(|_| !has_moved[plan.set as usize]);
            node
        };
        let nodes = new.databases.iter().zip(nodes);
        self.nodes = nodes
            .map(|(plan, node)| node.unwrap_or_else(|| new_node(plan)))
            .collect();
        let mut sets = vec![Set::default(); new.sets.len()];
        for (i, was) in self.sets.iter().enumerate() {
            for pending in &was.pending {
                let Some(node) = to.part(pending.node) else {
                    continue;
                };
                let set = new.databases[new.slot(node)].set as usize;
                sets[set].pending.push(Pending { node, ..*pending });
            }
            if let Some(now) = to.sets[i] {
                let pending = std::mem::take(&mut sets[now as usize].pending);
                sets[now as usize] = Set {
                    primaries: Vec::new(),
                    pending,
                    ..was.clone()
                };
            }
        }
        self.sets = sets;
        let mut checks: Vec<Option<Check>> = vec![None; new.checks.len()];
        for (check, now) in std::mem::take(&mut self.checks).into_iter().zip(&to.checks) {
            if let Some(now) = *now {
                checks[now as usize] = Some(check);
            }
        }
        let checks = checks.into_iter().enumerate();
        self.checks = checks
            .map(|(i, kept)| kept.unwrap_or_else(|| Check::new(new, i)))
            .collect();
    }

    fn rewrite_queue(&mut self, old: &World, new: &World, to: &Renumbering) {
        let Self { queue, calls, .. } = self;
        queue.rewrite(|at, what| {
            let (kind, bits) = EventKind::read(what);
            let (number, generation) = number_of(bits);
            let index = match kind {
                EventKind::Start => {
                    let part = old.clients.get(number as usize)?.part;
                    new.slot(to.part(part)?) as u32
                }
                EventKind::ProbeLeaves | EventKind::ProbeArrives | EventKind::ProbeEnds => {
                    to.checks.get(number as usize).copied().flatten()?
                }
                EventKind::EjectionEnds => to.link(number)?,
                EventKind::Strike => struck_after(number, old, new, to)?,
                // They are scheduled anew.
                EventKind::Script
                | EventKind::Promotion
                | EventKind::Restart
                | EventKind::Deliver => return None,
                EventKind::Arrive
                | EventKind::ConnectFails
                | EventKind::WorkEnds
                | EventKind::LetGo
                | EventKind::Answer
                | EventKind::TimeOut
                | EventKind::TryAgain => {
                    let gone = is_stale(calls, at, what) || !calls.is_live(Handle::from_bits(bits));
                    return (!gone).then_some(what);
                }
            };
            Some(kind.about(numbered(index, generation)))
        });
    }

    /// What a call waited for was removed by an edit.
    fn fail_inside_edit(&mut self, w: &World, handle: Handle) {
        let Some(&call) = self.calls.get(handle) else {
            return;
        };
        let outcome = Outcome::Failed {
            reason: Reason::Refused,
            at: call.at,
        };
        match w.parts[call.at as usize].kind {
            Kind::Client => self.try_failed(w, handle, Reason::Refused, call.at),
            Kind::LoadBalancer if call.stage == Stage::Waiting => self.pass_on(w, handle, outcome),
            Kind::Server if call.stage == Stage::Waiting => match self.group_called(w, handle) {
                Some(group) if group.missing != 0 => {
                    self.dependency_failed(w, handle, Reason::Refused, call.at);
                }
                Some(_) | None => {
                    self.calls[handle].deadline = Micros::NEVER;
                    self.finish(w, handle, outcome);
                }
            },
            Kind::LoadBalancer | Kind::Server | Kind::Dns | Kind::Database | Kind::Cache => {}
            Kind::Queue => self.delivery_answered(w, handle, outcome),
        }
    }

    /// Schedules what of the script is still to come.
    pub fn schedule_script(&mut self, scenario: &Scenario) {
        for (i, entry) in scenario.script.iter().enumerate() {
            let at = Micros::from_seconds(entry.at_s);
            if at > self.now || self.events == 0 {
                let what = EventKind::Script.about(numbered(i as u32, 0));
                self.queue.at(at.max(self.now), what);
            }
        }
    }
}
