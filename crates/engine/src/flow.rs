//! How a call gets from its caller to its target, and its answer back; and how it is given up.
//!
//! A call and its connect are one message. Whether the target is up turns out when it arrives: then the caller either
//! waits for an answer, or learns after a round trip that it is refused, or hears nothing and takes the connect for
//! failed after its connect timeout. Only a failed connect is tried elsewhere.

use topple_model::Kind;

use super::calls::{BY_NAME, Call, Handle, Outcome, Stage};
use super::event::EventKind;
use super::hops::{Cargo, Fate};
use super::lists::List;
use super::queue::Delay;
use super::state::State;
use super::state::part::Condition;
use super::world::{Way, World};
use super::{Micros, Reason};

impl State {
    /// Sends a call on behalf of `caller` over a link, or by name to `to`.
    #[inline]
    pub fn send(&mut self, w: &World, caller: Handle, to: u32, link: u32) {
        if !self.calls.has_room() {
            return;
        }
        let Call {
            request, at: from, ..
        } = self.calls[caller];
        let path = self.path_of(w, from, to, link);
        let to = path.to;
        let call = self.calls.create(request, caller, to, path.link, self.now);
        if path.is_to_node {
            self.calls[call].place = link;
        }
        self.calls[caller].callee = call;
        let latency = self.latency(w, from, to, path.link);
        let is_lost = path.is_open && self.loses(w, from, path.link);
        if request.sampled {
            let dies = !path.is_open || is_lost || !self.connects(w, link, to, request.writes);
            self.tell_call(w, call, latency.span, dies);
        }
        if !path.is_open {
            self.stay_silent(w, call, Reason::ConnectTimeout);
        } else if is_lost {
            self.lose(w, call);
        } else {
            self.after(latency, EventKind::Arrive, call);
        }
    }

    /// Tells the hop of a call that leaves now.
    // Out of the way of those that are not told.
    #[cold]
    fn tell_call(&mut self, w: &World, call: Handle, latency: Micros, dies: bool) {
        let Call {
            request,
            caller,
            at: to,
            ..
        } = self.calls[call];
        let Call {
            at: from, attempt, ..
        } = self.calls[caller];
        let cargo = match request.writes {
            _ if w.parts[to as usize].kind.row().names_addresses() => Cargo::Resolve,
            true => Cargo::Write,
            false => Cargo::Read,
        };
        let fate = if dies { Fate::Dies } else { Fate::Arrives };
        let balances = w.parts[from as usize].kind == Kind::LoadBalancer;
        let again = request.attempt > 0 || balances && attempt > 0;
        let load = (cargo, fate, again);
        self.tell_hop(w, request.number, (from, to), latency, load);
    }

    /// Tells the hop of an answer that leaves now.
    #[cold]
    fn tell_answer(&mut self, w: &World, answer: Handle, latency: Micros, dies: bool) {
        let Call {
            request,
            caller,
            at: from,
            outcome,
            ..
        } = self.calls[answer];
        let cargo = match outcome {
            Outcome::Served => Cargo::Answer,
            Outcome::Failed { .. } => Cargo::Failure,
        };
        let fate = if dies { Fate::Dies } else { Fate::Arrives };
        let to = self.calls[caller].at;
        let load = (cargo, fate, false);
        self.tell_hop(w, request.number, (from, to), latency, load);
    }

    /// One way, from caller to called.
    #[inline]
    pub fn latency(&self, w: &World, from: u32, to: u32, link: u32) -> Delay {
        match w.links.get(link as usize) {
            Some(plan) if !self.has_ailing => plan.latency,
            Some(_) => self.latency_over(w, link),
            None => w.latency_between(from, to),
        }
    }

    /// Whether this message gets lost on its link.
    #[inline]
    fn loses(&mut self, w: &World, sender: u32, link: u32) -> bool {
        self.has_ailing && self.loses_over(w, sender, link)
    }

    fn loses_over(&mut self, w: &World, sender: u32, link: u32) -> bool {
        if link == BY_NAME {
            return false;
        }
        let loss = self.loss_over(w, link);
        loss > 0.0 && self.parts[sender as usize].choices.happens(loss)
    }

    /// Whether a connect over this link succeeds now.
    pub fn connects(&self, w: &World, link: u32, to: u32, writes: bool) -> bool {
        if link == BY_NAME {
            return self.is_up(to);
        }
        let is_there = !self.barred[link as usize] && self.is_up(to);
        match w.links[link as usize].way {
            Way::Node | Way::Pool => is_there,
            Way::Endpoint(endpoint) => self.some_primary(w, endpoint).is_some(),
            Way::Replica => {
                let node = &self.nodes[w.slot(to)];
                is_there && node.has_data() && (!writes || node.is_primary)
            }
        }
    }

    /// Whether a link is one that a write may take.
    #[inline]
    pub fn carries_writes(&self, w: &World, link: u32) -> bool {
        let plan = &w.links[link as usize];
        match plan.way {
            Way::Node | Way::Endpoint(_) => true,
            Way::Pool => {
                let members = &w.balancers[w.slot(plan.to)].members;
                members.iter().any(|member| self.carries_writes(w, *member))
            }
            Way::Replica => self.is_primary(w, plan.to),
        }
    }

    /// Whether the caller still waits for this call.
    #[inline]
    pub fn is_awaited(&self, call: Handle, caller: Handle) -> bool {
        self.calls.get(caller).is_some_and(|c| c.callee == call)
    }

    /// A message arrives at its target.
    pub fn arrive(&mut self, w: &World, handle: Handle) {
        let Some(call) = self.calls.get(handle) else {
            return;
        };
        let node = call.at;
        let lacks = self.lacks(w, call);
        if !self.passes(w, handle) {
            return self.stay_silent(w, handle, Reason::ConnectTimeout);
        }
        match (self.parts[node as usize].condition, lacks) {
            (Condition::Killed, Some(Reason::NoPrimary)) => {
                self.stay_silent(w, handle, Reason::NoPrimary);
            }
            (Condition::Killed, _) => self.stay_silent(w, handle, Reason::ConnectTimeout),
            (Condition::Crashed | Condition::Up, Some(reason)) => self.refuse(w, handle, reason),
            (Condition::Crashed, None) => self.refuse(w, handle, Reason::Refused),
            (Condition::Up, None) => self.connect(w, handle, node),
        }
    }

    /// Why a database node cannot take this call, should it be up: it is no primary, or has no data.
    #[inline]
    fn lacks(&self, w: &World, call: &Call) -> Option<Reason> {
        let part = &w.parts[call.at as usize];
        if part.kind != Kind::Database {
            return None;
        }
        let node = || &self.nodes[part.slot as usize];
        match w.links.get(Self::sent_by(w, call) as usize)?.way {
            Way::Node | Way::Pool => None,
            Way::Endpoint(_) => (!node().is_primary).then_some(Reason::NoPrimary),
            Way::Replica if call.request.writes => {
                (!node().is_primary).then_some(Reason::NoPrimary)
            }
            Way::Replica => (!node().has_data()).then_some(Reason::Refused),
        }
    }

    /// The target is up. A round trip that takes longer than the caller's patience is silence all the same.
    #[inline]
    fn connect(&mut self, w: &World, handle: Handle, node: u32) {
        let call = &mut self.calls[handle];
        let round_trip = self.now + (self.now - call.since);
        call.at = node;
        let (caller, since) = (call.caller, call.since);
        if let Some(from) = self.calls.get(caller).map(|c| c.at)
            && since + connect_timeout(w, from) < round_trip
        {
            return self.stay_silent(w, handle, Reason::ConnectTimeout);
        }
        self.calls[handle].since = self.now;
        let plan = &w.parts[node as usize];
        match plan.kind {
            Kind::Client => unreachable!("no link leads to a client"),
            Kind::Dns => self.resolve(w, handle, plan.slot as usize),
            Kind::LoadBalancer => self.balance(w, handle, plan.slot as usize),
            Kind::Server | Kind::Database | Kind::Cache => self.queue_up(w, handle, node),
            Kind::Queue => self.publish(w, handle, node),
        }
    }

    /// No answer: the caller will take the connect for failed.
    fn stay_silent(&mut self, w: &World, handle: Handle, reason: Reason) {
        let Call {
            caller, at, since, ..
        } = self.calls[handle];
        if !self.is_awaited(handle, caller) {
            return self.end(handle);
        }
        let patience = connect_timeout(w, self.calls[caller].at);
        self.unconnected(handle, reason, at);
        self.at(since + patience, EventKind::ConnectFails, handle);
    }

    /// Nothing listens: the caller learns after a round trip.
    fn refuse(&mut self, w: &World, handle: Handle, reason: Reason) {
        let Call {
            caller, at, link, ..
        } = self.calls[handle];
        if !self.is_awaited(handle, caller) {
            return self.end(handle);
        }
        let latency = self.latency(w, self.calls[caller].at, at, link);
        self.unconnected(handle, reason, at);
        self.after(latency, EventKind::ConnectFails, handle);
    }

    fn unconnected(&mut self, handle: Handle, reason: Reason, at: u32) {
        let call = &mut self.calls[handle];
        call.stage = Stage::Unconnected;
        call.outcome = Outcome::Failed { reason, at };
    }

    /// A message on behalf of this call is lost. Only a timeout will tell: of the caller that waits for it, or, for a question
    /// to a name server, of the connect.
    fn lose(&mut self, w: &World, handle: Handle) {
        let Call { at, mut caller, .. } = self.calls[handle];
        if w.parts[at as usize].kind.row().names_addresses() {
            return self.stay_silent(w, handle, Reason::LinkLost);
        }
        if !self.is_awaited(handle, caller) {
            return self.end(handle);
        }
        self.calls[handle].stage = Stage::Silent;
        while let Some(call) = self.calls.get_mut(caller) {
            call.lost = true;
            caller = call.caller;
        }
    }

    /// The caller learns that its connect has failed.
    pub fn connect_fails(&mut self, w: &World, handle: Handle) {
        let Some(&call) = self.calls.get(handle) else {
            return;
        };
        let awaited = self.is_awaited(handle, call.caller);
        self.end(handle);
        let Outcome::Failed { reason, at } = call.outcome else {
            unreachable!("a failed connect has its reason")
        };
        if !awaited {
            return;
        }
        self.calls[call.caller].callee = Handle::NONE;
        let holder = &w.parts[self.calls[call.caller].at as usize];
        let sent_by = Self::sent_by(w, &call);
        match holder.kind {
            Kind::Client => self.client_connect_failed(w, call.caller, reason, at),
            Kind::LoadBalancer => self.balancer_connect_failed(w, call.caller, sent_by),
            Kind::Queue => self.delivery_connect_failed(w, call.caller, sent_by),
            Kind::Server => self.server_connect_failed(w, call.caller, sent_by, reason, at),
            Kind::Dns | Kind::Database | Kind::Cache => unreachable!("they make no calls"),
        }
    }

    /// The holder of the call answers it. Its place with the holder must have been given up.
    #[inline]
    pub fn answer(&mut self, w: &World, handle: Handle, outcome: Outcome) {
        let call = &mut self.calls[handle];
        call.outcome = outcome;
        call.stage = Stage::Answering;
        let Call {
            caller,
            at,
            since,
            list,
            request,
            missing,
            ..
        } = *call;
        match w.parts[at as usize].kind {
            // A name server's list is its answer.
            Kind::Dns => {}
            Kind::Client
            | Kind::LoadBalancer
            | Kind::Server
            | Kind::Database
            | Kind::Cache
            | Kind::Queue => {
                self.calls[handle].list = List::NONE;
                self.lists.drop(list);
            }
        }
        let counts = &mut self.parts[at as usize].counts;
        match outcome {
            Outcome::Served => {
                counts.count_served(self.now.since(since));
                if missing != 0 {
                    counts.count_degraded(missing);
                }
            }
            Outcome::Failed { reason, .. } => counts.count_failed(reason),
        }
        self.send_back(w, handle, caller, request.sampled);
    }

    pub fn send_back(&mut self, w: &World, handle: Handle, caller: Handle, sampled: bool) {
        if !self.is_awaited(handle, caller) {
            return self.end(handle);
        }
        let Call { at, link, .. } = self.calls[handle];
        let to = self.calls[caller].at;
        let latency = self.latency(w, to, at, link);
        let is_lost = !self.passes(w, handle) || self.loses(w, at, link);
        if sampled {
            self.tell_answer(w, handle, latency.span, is_lost);
        }
        if is_lost {
            self.lose(w, handle);
        } else {
            self.after(latency, EventKind::Answer, handle);
        }
    }

    /// An answer arrives at the caller, who goes on.
    pub fn answer_arrives(&mut self, w: &World, handle: Handle) {
        // What is not looked at is not read: most of a record.
        let Some(call) = self.calls.get(handle) else {
            return;
        };
        let (by, to, outcome, missing) = (call.at, call.caller, call.outcome, call.missing);
        if !self.is_awaited(handle, to) {
            return self.end(handle);
        }
        if !self.passes(w, handle) {
            return self.lose(w, handle);
        }
        let caller = &mut self.calls[to];
        caller.callee = Handle::NONE;
        if missing != 0 && outcome == Outcome::Served {
            caller.missing |= missing;
        }
        let at = caller.at;
        match w.parts[at as usize].kind {
            Kind::Client if w.parts[by as usize].kind.row().names_addresses() => {
                self.addresses_arrive(w, to, self.calls[handle].list, by);
            }
            Kind::Server if w.parts[by as usize].kind.row().names_addresses() => {
                self.server_gets_addresses(w, to, self.calls[handle].list, by);
            }
            Kind::Client => self.client_answered(w, to, outcome),
            Kind::LoadBalancer => self.balancer_answered(w, to, handle),
            Kind::Queue => self.delivery_answered(w, to, outcome),
            Kind::Server => self.server_answered(w, to, handle),
            Kind::Dns | Kind::Database | Kind::Cache => unreachable!("they make no calls"),
        }
        self.end(handle);
    }
}

/// How long this caller waits for a silent connect.
#[inline]
fn connect_timeout(w: &World, part: u32) -> Micros {
    let plan = &w.parts[part as usize];
    let slot = plan.slot as usize;
    match plan.kind {
        Kind::Client => w.clients[slot].connect_timeout,
        Kind::LoadBalancer => w.balancers[slot].connect_timeout,
        Kind::Server => w.servers[slot].connect_timeout,
        Kind::Queue => super::broker::CONNECT_TIMEOUT,
        Kind::Dns | Kind::Database | Kind::Cache => Micros::NEVER,
    }
}
