//! Live editing: a run takes an edited scenario. Everything is found again by name; what was not touched keeps its
//! state, and requests inside what was removed fail there.

use topple_model::kinds::Task;
use topple_model::{Kind, Scenario};

use super::calls::{BY_NAME, Handle, Outcome, Stage};
use super::checks::Check;
use super::client::Client;
use super::happening::{Happening, is_stale, number_of, numbered};
use super::load_balancer::Balancer;
use super::lru::Lru;
use super::renumber::Renumbering;
use super::replicas::{Node, Pending, Set};
use super::state::{Part, State};
use super::world::World;
use super::{Micros, Reason};

impl State {
    /// Goes over from one world to the next.
    pub fn adopt(&mut self, old: &World, new: &World, scenario: &Scenario) {
        let renumbering = Renumbering::new(old, new);
        let failing = self.end_what_is_gone(old, &renumbering);
        self.renumber_lists(old, &renumbering);
        self.renumber_calls(old, new, &renumbering);
        self.carry_over(old, new, &renumbering);
        self.rewrite_queue(old, new, &renumbering);
        self.faults.retain(scenario);
        self.cut = vec![false; new.links.len()];
        for check in 0..new.checks.len() {
            if renumbering.checks.iter().all(|c| *c != Some(check as u32)) {
                self.checks[check] = self.new_check(new, check);
            }
        }
        for balancer in 0..new.balancers.len() {
            self.refresh_rotation(new, balancer);
        }
        self.faults_changed(new);
        for call in failing {
            self.fail_inside_edit(new, call);
        }
        for part in 0..new.parts.len() as u32 {
            while let Some(next) = self.parts[part as usize].station.next() {
                self.work_starts(new, next, part);
            }
        }
        let strangers = |part: &u32| renumbering.parts.iter().all(|p| *p != Some(*part));
        for part in (0..new.parts.len() as u32).filter(strangers) {
            self.schedule_strike(new, part as usize);
        }
        for client in 0..new.clients.len() {
            let plan = &new.clients[client];
            let before = renumbering.parts.iter().position(|p| *p == Some(plan.part));
            let rate = before.map(|part| old.clients[old.slot(part as u32)].rate_rps);
            match rate {
                None => self.schedule_start(client),
                Some(rate) if rate.to_bits() != plan.rate_rps.to_bits() => {
                    self.set_rate(client, plan.rate_rps);
                }
                Some(_) => {}
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
                Task::Works(_) if is_held && to.part(call.at).is_some() => {
                    let record = &mut self.calls[handle];
                    record.caller = Handle::NONE;
                    record.link = BY_NAME;
                }
                Task::PassesOn(_) if is_held => {
                    self.hang_up(old, handle);
                    self.give_up(old, handle);
                    self.end(handle);
                }
                Task::Asks | Task::Names | Task::PassesOn(_) | Task::Works(_) => {
                    self.give_up(old, handle);
                    self.end(handle);
                }
            }
        }
        failing.retain(|handle| self.calls.is_live(*handle));
        failing
    }

    fn carry_over(&mut self, old: &World, new: &World, to: &Renumbering) {
        let mut before: Vec<Option<Part>> = std::mem::take(&mut self.parts)
            .into_iter()
            .map(Some)
            .collect();
        let origin = |part: usize| to.parts.iter().position(|p| *p == Some(part as u32));
        for part in 0..new.parts.len() {
            let kept = origin(part).and_then(|i| before[i].take());
            let mut kept = kept.unwrap_or_else(|| Part::new(new, part));
            kept.fit(new, part);
            self.parts.push(kept);
        }
        let mut gone = Vec::new();
        let origin_slot = |part: u32| origin(part as usize).map(|i| old.slot(i as u32));
        let clients: Vec<Client> = new
            .clients
            .iter()
            .map(|plan| match origin_slot(plan.part) {
                Some(slot) => self.clients[slot].clone(),
                None => Client::new(new, plan),
            })
            .collect();
        for (slot, client) in self.clients.iter().enumerate() {
            if to.part(old.clients[slot].part).is_none() {
                gone.extend(client.resolvers.iter().map(|r| r.addresses));
            }
        }
        for list in gone {
            self.lists.drop(list);
        }
        self.clients = clients;
        let balancers = new.balancers.iter().map(|plan| {
            let mut balancer = Balancer::new(plan);
            if let Some(slot) = origin_slot(plan.part) {
                let was = &self.balancers[slot];
                balancer.open = was.open;
                for (i, member) in was.members.iter().enumerate() {
                    let link = to.link(old.balancers[slot].members[i]);
                    if let Some(now) = plan.members.iter().position(|l| Some(*l) == link) {
                        balancer.members[now] = *member;
                    }
                }
            }
            balancer
        });
        self.balancers = balancers.collect();
        let caches = new.caches.iter().map(|plan| {
            let mut lru = match origin_slot(plan.part) {
                Some(slot) => self.caches[slot].clone(),
                None => Lru::new(plan.capacity),
            };
            lru.resize(plan.capacity);
            lru
        });
        self.caches = caches.collect();
        self.carry_sets(old, new, to);
    }

    fn carry_sets(&mut self, old: &World, new: &World, to: &Renumbering) {
        let nodes = new.databases.iter().map(|plan| {
            let mut node = Node::new(plan);
            let was = to
                .parts
                .iter()
                .position(|p| *p == Some(plan.part))
                .map(|i| old.slot(i as u32));
            for (i, replica) in plan.replicas.iter().enumerate() {
                let Some(slot) = was else { continue };
                let same = |r: &super::world::ReplicaPlan| to.part(r.part) == Some(replica.part);
                if let Some(k) = old.databases[slot].replicas.iter().position(same) {
                    node.backlogs[i] = self.nodes[slot].backlogs[k].clone();
                }
            }
            node
        });
        self.nodes = nodes.collect();
        let mut sets = vec![Set::default(); new.sets.len()];
        for (i, was) in self.sets.iter().enumerate() {
            let Some(now) = to.sets[i] else { continue };
            let pending = was.pending.and_then(|p| {
                Some(Pending {
                    node: to.part(p.node)?,
                    ..p
                })
            });
            sets[now as usize] = Set {
                primaries: was.primaries.iter().filter_map(|n| to.part(*n)).collect(),
                promoted: was.promoted.and_then(|n| to.part(n)),
                last_promoted: was.last_promoted.and_then(|n| to.part(n)),
                pending,
                ..was.clone()
            };
        }
        // A node may have gone over into another set.
        for (set, plan) in sets.iter_mut().zip(&new.sets) {
            set.promoted = set.promoted.filter(|n| plan.nodes.contains(n));
            set.pending = set.pending.filter(|p| plan.nodes.contains(&p.node));
        }
        self.sets = sets;
        let mut checks: Vec<Option<Check>> = vec![None; new.checks.len()];
        for (i, check) in self.checks.iter().enumerate() {
            if let Some(now) = to.checks[i] {
                checks[now as usize] = Some(*check);
            }
        }
        self.checks = checks
            .into_iter()
            .map(|c| c.unwrap_or(Check::UNKNOWN))
            .collect();
    }

    fn rewrite_queue(&mut self, old: &World, new: &World, to: &Renumbering) {
        let Self { queue, calls, .. } = self;
        queue.rewrite(|at, what| {
            let (happening, bits) = Happening::read(what);
            let (number, generation) = number_of(bits);
            let index = match happening {
                Happening::Start => {
                    let part = old.clients.get(number as usize)?.part;
                    new.slot(to.part(part)?) as u32
                }
                Happening::ProbeLeaves | Happening::ProbeArrives | Happening::ProbeEnds => {
                    to.checks.get(number as usize).copied().flatten()?
                }
                Happening::Promotion => to.sets.get(number as usize).copied().flatten()?,
                Happening::Strike => to.part(number)?,
                // The script is scheduled anew.
                Happening::Script => return None,
                Happening::Arrive
                | Happening::ConnectFails
                | Happening::WorkEnds
                | Happening::LetGo
                | Happening::Answer
                | Happening::TimeOut
                | Happening::TryAgain => {
                    let gone = is_stale(calls, at, what) || !calls.is_live(Handle::from_bits(bits));
                    return (!gone).then_some(what);
                }
            };
            Some(happening.about(numbered(index, generation)))
        });
        if let Some(chaos) = self.chaos.chaos {
            let mut before: Vec<_> = std::mem::take(&mut self.chaos.streams)
                .into_iter()
                .map(Some)
                .collect();
            let origin = |part: usize| to.parts.iter().position(|p| *p == Some(part as u32));
            self.chaos.streams = (0..new.parts.len())
                .map(|part| {
                    let kept = origin(part).and_then(|i| before.get_mut(i)?.take());
                    kept.unwrap_or_else(|| chaos.stream(new.parts[part].id))
                })
                .collect();
        }
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
            Kind::Server if call.stage == Stage::Waiting => {
                self.calls[handle].deadline = Micros::NEVER;
                self.finish(w, handle, outcome);
            }
            Kind::LoadBalancer | Kind::Server | Kind::Dns | Kind::Database | Kind::Cache => {}
        }
    }

    /// Schedules what of the script is still to come.
    pub fn schedule_script(&mut self, scenario: &Scenario) {
        for (i, entry) in scenario.script.iter().enumerate() {
            let at = Micros::from_seconds(entry.at_s);
            if at > self.now || self.events == 0 {
                let what = Happening::Script.about(numbered(i as u32, 0));
                self.queue.at(at.max(self.now), what);
            }
        }
    }
}

/// The client of a request whose client was removed while others still worked on it.
pub(super) const NOBODY: u32 = u32::MAX;

/// Whether two scenarios mean the same to a run: places, names and notes are not its business.
pub(super) fn means_the_same(a: &Scenario, b: &Scenario) -> bool {
    let bare = |s: &Scenario| {
        let mut s = s.clone();
        s.title.clear();
        for component in &mut s.components {
            component.name = None;
            component.note.clear();
            component.at = topple_model::Point::default();
            component.availability = None;
        }
        for region in &mut s.regions {
            region.name = None;
            region.note.clear();
            region.frame = topple_model::Rect::default();
            region.availability = None;
        }
        s
    };
    bare(a) == bare(b)
}
