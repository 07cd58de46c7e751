//! Clients: populations of users. They start requests (when, says `arrivals`), find addresses, walk them, give up, and try again.

use topple_model::Target;

use super::calls::{BY_NAME, Call, Handle, Outcome, Request, Stage};
use super::event::EventKind;
use super::lists::List;
use super::log::What;
use super::random::{below, mix, nth_of_order, unit};
use super::state::State;
use super::state::client::{EMPTY_ANSWER, RESOLVERS, Remembered};
use super::world::{Route, World};
use super::{Micros, Reason};

/// The first back-off; each further one is twice as long, and all have a random jitter of as much again.
const BACK_OFF: Micros = Micros(100_000);

/// What is drawn once per request is drawn from its lot; each use has a salt of its own.
const LOT_RESOLVER: u64 = 0x7265_736f;
const LOT_NAMES: u64 = 0x6e61_6d65;
const LOT_JITTER: u64 = 0x6a69_7474;

impl State {
    /// A request starts.
    pub fn start(&mut self, w: &World, slot: usize, generation: u32) {
        if self.clients[slot].generation != generation {
            return;
        }
        let plan = &w.clients[slot];
        self.clients[slot].in_flight.up();
        self.schedule_start(w, slot);
        let client = &mut self.clients[slot];
        if plan.retry_budget.is_some() {
            client.budget.start(self.now);
        }
        self.measure.started += 1;
        self.measure.second.started += 1;
        self.parts[plan.part as usize].counts.count_started();
        let request = Request {
            number: self.measure.started,
            writes: !client.choices.happens(plan.reads),
            lot: client.choices.bits(),
            client: plan.part,
            attempt: 0,
            key: if plan.draws_keys {
                u64::from(w.zipf.draw(&mut client.keys))
            } else {
                0
            },
            sampled: self.hops.sample(self.now),
        };
        if self.calls.is_full() {
            return self.count_failure(w, request, plan.part, Reason::Overloaded);
        }
        let root = self
            .calls
            .create(request, Handle::NONE, plan.part, BY_NAME, self.now);
        self.begin_try(w, root);
    }

    /// A try begins: with addresses at hand, or by finding some.
    fn begin_try(&mut self, w: &World, root: Handle) {
        let Call {
            at, list, request, ..
        } = self.calls[root];
        let slot = w.slot(at);
        let plan = &w.clients[slot];
        let call = &mut self.calls[root];
        call.stage = Stage::Asking;
        call.lost = false;
        call.walked = 0;
        call.step = 0;
        call.missing = 0;
        self.set_deadline(root, plan.timeout);
        match &plan.route {
            Route::Fixed(_) => self.connect_next(w, root),
            Route::Names(_) if !self.lists.items(list).is_empty() => self.connect_next(w, root),
            Route::Names(names) => {
                // A try that had found no address looks for one anew.
                let none = std::mem::replace(&mut self.calls[root].list, List::NONE);
                self.lists.drop(none);
                let resolver = below(mix(request.lot ^ LOT_RESOLVER), RESOLVERS as u32) as usize;
                let remembered = self.clients[slot].resolvers[resolver];
                if self.now < remembered.until {
                    self.calls[root].list = self.lists.hold(remembered.addresses);
                    self.connect_next(w, root);
                } else {
                    self.ask(w, root, names);
                }
            }
        }
    }

    /// Asks the next name server, in random order.
    fn ask(&mut self, w: &World, root: Handle, names: &[u32]) {
        let Call {
            request,
            walked,
            attempt,
            ..
        } = self.calls[root];
        let seed = mix(request.lot ^ LOT_NAMES ^ u64::from(attempt) << 32);
        let nth = nth_of_order(seed, names.len() as u32, walked, &mut self.scratch);
        let link = names[nth as usize];
        self.send(w, root, w.links[link as usize].to, link);
    }

    /// A name server has answered: the resolver remembers it, the request goes on.
    pub fn addresses_arrive(&mut self, w: &World, root: Handle, addresses: List, dns: u32) {
        let Call { at, request, .. } = self.calls[root];
        let slot = w.slot(at);
        let resolver = below(mix(request.lot ^ LOT_RESOLVER), RESOLVERS as u32) as usize;
        self.lists.hold(addresses);
        self.lists.hold(addresses);
        let is_empty = self.lists.items(addresses).is_empty();
        let ttl = w.dns[w.slot(dns)].ttl;
        let ttl = if is_empty { ttl.min(EMPTY_ANSWER) } else { ttl };
        let client = &mut self.clients[slot];
        client.cannot_resolve &= is_empty;
        let old = std::mem::replace(
            &mut client.resolvers[resolver],
            Remembered {
                addresses,
                until: self.now + ttl,
            },
        );
        self.lists.drop(old.addresses);
        let call = &mut self.calls[root];
        call.list = addresses;
        call.walked = 0;
        self.connect_next(w, root);
    }

    /// A connect has failed: the next address, or the next name server.
    pub fn client_connect_failed(&mut self, w: &World, root: Handle, reason: Reason, at: u32) {
        let call = &mut self.calls[root];
        call.walked += 1;
        let (part, walked) = (call.at, call.walked);
        let plan = &w.clients[w.slot(part)];
        if w.parts[at as usize].kind.row().names_addresses() {
            let Route::Names(names) = &plan.route else {
                return self.try_failed(w, root, Reason::CannotResolve, at);
            };
            if (walked as usize) < names.len() {
                self.ask(w, root, names);
            } else {
                self.cannot_resolve(w, root, at);
            }
            return;
        }
        if plan.tries_next_address && walked < self.addresses(w, root) {
            self.move_on(w, root);
            self.connect_next(w, root);
        } else {
            self.address_failed(w, root, reason, at);
        }
    }

    pub fn cannot_resolve(&mut self, w: &World, root: Handle, at: u32) {
        let part = self.calls[root].at;
        let client = &mut self.clients[w.slot(part)];
        if !std::mem::replace(&mut client.cannot_resolve, true) {
            let about = Target::Component(w.parts[part as usize].id);
            self.tell(None, Some(about), What::CannotResolve);
        }
        self.try_failed(w, root, Reason::CannotResolve, at);
    }

    /// An answer has come.
    pub fn client_answered(&mut self, w: &World, root: Handle, outcome: Outcome) {
        match outcome {
            Outcome::Failed { reason, at } => self.address_failed(w, root, reason, at),
            Outcome::Served if self.calls_more(w, root) => self.call_next(w, root),
            Outcome::Served => self.request_served(w, root),
        }
    }

    /// Whether the client calls a further service for this request.
    #[inline]
    fn calls_more(&self, w: &World, root: Handle) -> bool {
        let call = &self.calls[root];
        match &w.clients[w.slot(call.at)].route {
            Route::Fixed(groups) => {
                usize::from(call.step) + 1 < groups.of(call.request.writes).len()
            }
            Route::Names(_) => false,
        }
    }

    /// Calls the next service of a request.
    fn call_next(&mut self, w: &World, root: Handle) {
        // Should it fail, the next try goes on after the address that was used for the one before.
        self.move_on(w, root);
        let call = &mut self.calls[root];
        call.step += 1;
        call.walked = 0;
        self.connect_next(w, root);
    }

    /// The list of addresses is through, or what one of them answered is an error: the try has failed, unless the client
    /// can do without that service.
    pub fn address_failed(&mut self, w: &World, root: Handle, reason: Reason, at: u32) {
        let Call {
            at: part,
            step,
            request,
            ..
        } = self.calls[root];
        let missing = match &w.clients[w.slot(part)].route {
            Route::Fixed(groups) => groups.of(request.writes).get(usize::from(step)),
            Route::Names(_) => None,
        }
        .map_or(0, |group| group.missing);
        if missing == 0 {
            return self.try_failed(w, root, reason, at);
        }
        self.calls[root].missing |= missing;
        if self.calls_more(w, root) {
            self.call_next(w, root);
        } else {
            self.request_served(w, root);
        }
    }

    /// A try has failed: another one after a back-off, or the request has.
    pub fn try_failed(&mut self, w: &World, root: Handle, reason: Reason, at: u32) {
        let Call {
            at: part,
            attempt,
            request,
            ..
        } = self.calls[root];
        let slot = w.slot(part);
        if attempt >= w.clients[slot].retries || !self.may_retry(w, slot) {
            self.end(root);
            return self.count_failure(w, request, at, reason);
        }
        let back_off = (BACK_OFF.0 << attempt.min(20)) as f64;
        // Of its lot, as all that is of this request alone: what others ask does not hang on who tries again.
        let jitter = unit(mix(request.lot ^ LOT_JITTER ^ u64::from(attempt) << 32)) * back_off;
        self.move_on(w, root);
        let call = &mut self.calls[root];
        call.deadline = Micros::NEVER;
        call.stage = Stage::BackingOff;
        call.attempt += 1;
        call.request.attempt = call.attempt;
        self.at(
            self.now + Micros::from_us(back_off + jitter),
            EventKind::TryAgain,
            root,
        );
    }

    /// The back-off is over.
    pub fn try_again(&mut self, w: &World, root: Handle) {
        if self.calls.is_live(root) {
            self.begin_try(w, root);
        }
    }

    pub fn request_served(&mut self, w: &World, root: Handle) {
        let call = &self.calls[root];
        let (at, since, number, missing) = (call.at, call.since, call.request.number, call.missing);
        self.end(root);
        let slot = w.slot(at);
        self.clients[slot].in_flight.down();
        self.user_has_answer(w, slot);
        let took = self.now.since(since);
        self.parts[at as usize].counts.count_served(took);
        self.measure.count_served(self.now, number, took);
        if missing != 0 {
            self.count_degraded(w, at, missing);
        }
    }

    /// An answer lacks these services, a bit each.
    #[cold]
    fn count_degraded(&mut self, w: &World, at: u32, missing: u64) {
        self.parts[at as usize].counts.count_degraded(missing);
        let begins = self.measure.count_degraded(self.now, missing);
        for bit in (0..u64::BITS).filter(|bit| begins >> bit & 1 == 1) {
            let service = w.optional_name(bit);
            self.tell(None, None, What::AnswersLack { service });
        }
    }

    /// A request has failed for good, at a component.
    pub fn count_failure(&mut self, w: &World, request: Request, at: u32, reason: Reason) {
        let slot = w.slot(request.client);
        self.clients[slot].in_flight.down();
        self.user_has_answer(w, slot);
        self.parts[request.client as usize]
            .counts
            .count_failed(reason);
        self.parts[at as usize].counts.blamed[reason.index()] += 1;
        let streak_starts = self
            .measure
            .count_failed(self.now, request.number, at, reason);
        if streak_starts {
            let about = Target::Component(w.parts[at as usize].id);
            self.tell(None, Some(about), What::FailuresStart { reason });
        }
    }
}
