//! Servers: a request takes a worker, its own work is done, and then everything it depends on is called, one after the
//! other, with the worker held meanwhile. That is how overload climbs upstream.

use topple_model::{Kind, ServiceDistribution};

use super::calls::{BY_NAME, Call, Handle, Outcome, Stage};
use super::event::EventKind;
use super::lists::List;
use super::random::Random;
use super::state::State;
use super::station::Admission;
use super::world::{Group, Needs, Way, Work, World};
use super::{Micros, Reason};

impl Work {
    /// Draws how long a piece of work takes, in microseconds.
    #[inline]
    fn draw(&self, random: &mut Random) -> f64 {
        match self.distribution {
            ServiceDistribution::Exponential => random.exponential() * self.mean_us,
            ServiceDistribution::Constant => self.mean_us,
            ServiceDistribution::Lognormal => {
                libm::exp(self.log_mean + self.log_deviation * random.normal())
            }
        }
    }
}

impl World {
    /// Draws how long the own work of a part takes that has workers, in microseconds.
    #[inline]
    pub fn draw_work(&self, part: u32, writes: bool, random: &mut Random) -> f64 {
        let plan = &self.parts[part as usize];
        let slot = plan.slot as usize;
        match plan.kind {
            Kind::Server => self.servers[slot].work.draw(random),
            Kind::Database if writes => random.exponential() * self.databases[slot].write_us,
            Kind::Database => random.exponential() * self.databases[slot].read_us,
            Kind::Cache => random.exponential() * self.caches[slot].read_us,
            Kind::Client | Kind::Dns | Kind::LoadBalancer | Kind::Queue => {
                unreachable!("they have no workers")
            }
        }
    }
}

impl State {
    /// Whether a part meets what it got with an error, on arrival or when its work is done.
    #[inline]
    pub fn errs(&mut self, part: u32, on_arrival: bool) -> bool {
        let part = &mut self.parts[part as usize];
        part.errors > 0.0 && part.errs_at_once == on_arrival && part.choices.happens(part.errors)
    }

    /// A request arrives at a server, a database or a cache: it gets a worker, a place, or a refusal.
    pub fn queue_up(&mut self, w: &World, call: Handle, part: u32) {
        let now = self.now;
        let at = &mut self.parts[part as usize];
        at.counts.count_started();
        if self.errs(part, true) {
            let reason = Reason::DependencyFailed;
            return self.answer(w, call, Outcome::Failed { reason, at: part });
        }
        match self.parts[part as usize].station.admit(call, now) {
            Admission::Worker => self.work_starts(w, call, part),
            Admission::Place => self.calls[call].stage = Stage::Queued,
            Admission::Refused => {
                self.answer(
                    w,
                    call,
                    Outcome::Failed {
                        reason: Reason::Overloaded,
                        at: part,
                    },
                );
            }
        }
    }

    /// A worker takes a call.
    pub fn work_starts(&mut self, w: &World, call: Handle, part: u32) {
        let record = &mut self.calls[call];
        if record.is_probe() {
            return self.probe_is_worked_on(w, call);
        }
        record.stage = Stage::Working;
        let writes = record.request.writes;
        let plan = &w.parts[part as usize];
        let at = &mut self.parts[part as usize];
        let drawn = w.draw_work(part, writes, &mut at.service);
        let mut took = Micros::from_us((drawn * at.slow).round());
        if writes && plan.kind == Kind::Database {
            took = took + self.nodes[plan.slot as usize].wait;
        }
        self.at(self.now + took, EventKind::WorkEnds, call);
    }

    /// The own work of a worker is done.
    pub fn work_ends(&mut self, w: &World, call: Handle) {
        // It is gone where its holder died meanwhile; the record may be silent by now.
        let Some(record) = self.calls.get(call) else {
            return;
        };
        if record.stage != Stage::Working {
            return;
        }
        let at = record.at;
        if record.is_probe() {
            return self.probe_is_done(w, call);
        }
        if self.errs(at, false) {
            let reason = Reason::DependencyFailed;
            let outcome = Outcome::Failed { reason, at };
            if w.parts[at as usize].kind.row().keeps_messages() {
                // Its place is free again, and it has no workers.
                self.queues[w.slot(at)].writing.down();
                return self.answer(w, call, outcome);
            }
            return self.finish(w, call, outcome);
        }
        let plan = &w.parts[at as usize];
        match plan.kind {
            Kind::Server => self.next_dependency(w, call),
            Kind::Database => self.query_done(w, call, plan.slot as usize),
            Kind::Cache => self.look_up(w, call, plan.slot as usize),
            Kind::Queue => self.message_is_written(w, call),
            Kind::Client | Kind::Dns | Kind::LoadBalancer => unreachable!("they have no workers"),
        }
    }

    /// A worker answers and takes the next.
    #[inline]
    pub fn finish(&mut self, w: &World, call: Handle, outcome: Outcome) {
        let part = self.calls[call].at;
        self.answer(w, call, outcome);
        let now = self.now;
        if let Some(next) = self.parts[part as usize].station.release(now) {
            self.work_starts(w, next, part);
        }
    }

    /// Calls what is needed next, or answers where nothing is.
    fn next_dependency(&mut self, w: &World, call: Handle) {
        let Call {
            at,
            request,
            hit,
            mut step,
            ..
        } = self.calls[call];
        let server = &w.servers[w.slot(at)];
        let groups = server.needs.of(request.writes).groups.as_slice();
        let skipped = |group: &Group| match group.kind {
            // A write only invalidates; after a hit only those caches are asked that must be there.
            Kind::Cache => request.writes || (hit && !group.required),
            Kind::Database => hit,
            Kind::Server | Kind::Client | Kind::Dns | Kind::LoadBalancer | Kind::Queue => false,
        };
        while groups.get(usize::from(step)).is_some_and(skipped) {
            step += 1;
        }
        self.calls[call].step = step;
        match groups.get(usize::from(step)) {
            Some(group) => {
                self.calls[call].stage = Stage::Waiting;
                if server.breaker.after > 0 && !self.breaker_lets_through(w, call) {
                    return self.dependency_failed(w, call, Reason::DependencyFailed, at);
                }
                self.call_one_of(w, call, group, (Reason::DependencyFailed, at));
            }
            None => self.all_done(w, call),
        }
    }

    /// Calls one target of a group that was not tried yet. `failure`: why and where it fails if there is none.
    fn call_one_of(&mut self, w: &World, call: Handle, group: &Group, failure: (Reason, u32)) {
        if let Some(names) = group.names {
            return self.call_by_name(w, call, group, names);
        }
        let Call {
            at, request, list, ..
        } = self.calls[call];
        let server = &w.servers[w.slot(at)];
        let item = || w.item(&request, server.service);
        let tried = self.lists.items(list);
        let link = if let Some(ring) = &group.ring {
            let place = ring.find(item(), |place| {
                let link = group.links[place as usize];
                !tried.contains(&link) && !self.is_out_of_use(w, link)
            });
            place.map(|place| group.links[place as usize])
        } else if tried.is_empty()
            && group.even
            && !group.sharded
            && !self.has_drained(w, &group.links)
        {
            let n = group.links.len() as u32;
            Some(group.links[self.parts[at as usize].choices.below(n) as usize])
        } else {
            let mut usable = std::mem::take(&mut self.scratch);
            usable.clear();
            let tried = self.lists.items(list);
            let may = |link: u32| {
                !tried.contains(&link)
                    && !self.is_out_of_use(w, link)
                    && (!request.writes || self.carries_writes(w, link))
                    && w.may_use(request.client, request.lot, w.links[link as usize].set)
            };
            usable.extend(group.links.iter().filter(|link| may(**link)));
            let weight = |i: usize| Some(w.links[usable[i] as usize].weight);
            let picked = self.parts[at as usize].choices.pick(usable.len(), weight);
            let link = picked.map(|i| usable[i]);
            self.scratch = usable;
            link
        };
        match link {
            Some(link) => {
                self.set_deadline(call, server.timeout);
                self.send(w, call, w.links[link as usize].to, link);
                let callee = self.calls[call].callee;
                if group.kind.row().is_shortcut
                    && let Some(callee) = self.calls.get_mut(callee)
                {
                    callee.request.key = item();
                }
            }
            None => self.dependency_failed(w, call, failure.0, failure.1),
        }
    }

    /// A target did not take the connection: another one.
    pub fn server_connect_failed(
        &mut self,
        w: &World,
        call: Handle,
        link: u32,
        reason: Reason,
        at: u32,
    ) {
        if link == BY_NAME || w.parts[at as usize].kind.row().names_addresses() {
            return self.name_connect_failed(w, call, reason, at);
        }
        let Call { mut list, .. } = self.calls[call];
        match w.links.get(link as usize).map(|l| l.way) {
            // Its links into one endpoint are one target.
            Some(Way::Endpoint(endpoint)) => {
                for &link in &w.endpoints[endpoint as usize].links {
                    self.lists.push(&mut list, link);
                }
            }
            Some(Way::Node | Way::Pool | Way::Replica) | None => self.lists.push(&mut list, link),
        }
        self.calls[call].list = list;
        let reason = if reason == Reason::NoPrimary {
            reason
        } else {
            Reason::DependencyFailed
        };
        match self.group_called(w, call) {
            Some(group) => self.call_one_of(w, call, group, (reason, at)),
            None => self.dependency_failed(w, call, reason, at),
        }
    }

    /// What a call waits for; `None` where an edit has taken it away.
    #[inline]
    pub fn group_called<'a>(&self, w: &'a World, call: Handle) -> Option<&'a Group> {
        let Call {
            at, step, request, ..
        } = self.calls[call];
        let needs = w.servers[w.slot(at)].needs.of(request.writes);
        needs.groups.get(usize::from(step))
    }

    /// What was called has answered.
    pub fn server_answered(&mut self, w: &World, call: Handle, answer: Handle) {
        let Call {
            outcome,
            hit,
            lacking: also,
            ..
        } = self.calls[answer];
        if let Outcome::Failed { reason, at } = outcome {
            return self.dependency_failed(w, call, reason, at);
        }
        let Call {
            at, step, request, ..
        } = self.calls[call];
        let server = &w.servers[w.slot(at)];
        if server.breaker.after > 0 {
            self.judge(w, call, true);
        }
        let groups = &server.needs.of(request.writes).groups;
        let group = groups.get(usize::from(step));
        if group.is_some_and(|g| g.kind.row().is_shortcut) {
            let record = &mut self.calls[call];
            record.hit |= hit;
            let mut lacking = record.lacking;
            for i in 0..self.lists.items(also).len() {
                let node = self.lists.items(also)[i];
                self.lists.push(&mut lacking, node);
            }
            self.calls[call].lacking = lacking;
        }
        self.dependency_done(w, call);
    }

    /// What was called did not answer in time.
    pub fn dependency_timed_out(&mut self, w: &World, call: Handle, reason: Reason, at: u32) {
        self.calls[call].lost = false;
        self.dependency_failed(w, call, reason, at);
    }

    /// A service failed this call. One that is needed fails the request; any other is skipped, and the answer lacks it.
    /// Without a cache that is only a shortcut, it lacks nothing.
    pub fn dependency_failed(&mut self, w: &World, call: Handle, reason: Reason, at: u32) {
        self.breaker_hears(w, call, false);
        // An edit may have taken away what was called.
        let Some(group) = self.group_called(w, call) else {
            return self.fail(w, call, Outcome::Failed { reason, at });
        };
        let is_shortcut = group.kind.row().is_shortcut;
        if group.required {
            let reason = if is_shortcut {
                Reason::DependencyFailed
            } else {
                reason
            };
            return self.fail(w, call, Outcome::Failed { reason, at });
        }
        let record = &mut self.calls[call];
        record.missing |= group.missing;
        record.unread |= group.kind == Kind::Database;
        self.dependency_done(w, call);
    }

    fn fail(&mut self, w: &World, call: Handle, outcome: Outcome) {
        self.calls[call].deadline = Micros::NEVER;
        self.finish(w, call, outcome);
    }

    fn dependency_done(&mut self, w: &World, call: Handle) {
        let record = &mut self.calls[call];
        record.deadline = Micros::NEVER;
        record.step = record.step.saturating_add(1);
        record.walked = 0;
        let tried = std::mem::replace(&mut record.list, List::NONE);
        self.lists.drop(tried);
        self.next_dependency(w, call);
    }

    /// Everything has answered: caches that lacked the key are filled, or forget it after a write.
    fn all_done(&mut self, w: &World, call: Handle) {
        let Call {
            at,
            request,
            hit,
            lacking,
            unread,
            ..
        } = self.calls[call];
        let server = &w.servers[w.slot(at)];
        let item = || w.item(&request, server.service);
        if request.writes {
            let Needs { groups, caches } = &server.needs.writes;
            for group in &groups[..usize::from(*caches)] {
                self.invalidate(w, group, item());
            }
        } else if !hit && !unread {
            for i in 0..self.lists.items(lacking).len() {
                let node = self.lists.items(lacking)[i];
                self.fill(w, node, item());
            }
        }
        self.finish(w, call, Outcome::Served);
    }
}
