//! Load balancers: they pick a member in rotation, try another where a connect fails, and pass answers on.

use topple_model::Algorithm;

use super::calls::{Call, Calls, Handle, NO_MEMBER, Outcome, Request, Stage};
use super::event::EventKind;
use super::lists::List;
use super::random::mix;
use super::state::State;
use super::state::balancer::{Balancer, Member};
use super::world::World;
use super::{Micros, Reason};

impl State {
    /// Derives the rotation from the checks.
    pub fn refresh_rotation(&mut self, w: &World, slot: usize) {
        let plan = &w.balancers[slot];
        let mut rotation = std::mem::take(&mut self.balancers[slot].rotation);
        rotation.clear();
        let members = plan.members.iter().enumerate();
        rotation.extend(
            members
                .filter(|(i, link)| self.in_rotation(w, **link) && !self.is_aside(slot, *i))
                .map(|(i, _)| i as u32),
        );
        self.balancers[slot].rotation = rotation;
        self.panic_if_few(w, slot);
    }

    /// A request arrives.
    pub fn balance(&mut self, w: &World, call: Handle, slot: usize) {
        let plan = &w.balancers[slot];
        let Call {
            at,
            caller,
            request,
            ..
        } = self.calls[call];
        let part = &mut self.parts[at as usize];
        part.counts.count_started();
        if !self.is_awaited(call, caller) {
            // Its caller has hung up: no later event would end this call.
            self.parts[at as usize]
                .counts
                .count_failed(Reason::TimedOut);
            return self.end(call);
        }
        let is_full = self.balancers[slot].open.get() >= plan.max_connections;
        let is_refused = is_full || !self.passes_limit(w, slot);
        let part = &mut self.parts[at as usize];
        let failure = if is_refused {
            Some(Reason::Overloaded)
        } else if part.errors > 0.0 && part.choices.happens(part.errors)
            || !w.may_use(request.client, request.lot, plan.set)
        {
            Some(Reason::DependencyFailed)
        } else {
            None
        };
        if let Some(reason) = failure {
            return self.answer(w, call, Outcome::Failed { reason, at });
        }
        self.balancers[slot].open.up();
        let record = &mut self.calls[call];
        record.stage = Stage::Waiting;
        record.place = NO_MEMBER;
        self.try_member(w, call, slot);
    }

    fn try_member(&mut self, w: &World, call: Handle, slot: usize) {
        let Some(member) = self.pick_member(w, call, slot) else {
            let at = self.calls[call].at;
            return self.pass_on(
                w,
                call,
                Outcome::Failed {
                    reason: Reason::NoHealthyBackend,
                    at,
                },
            );
        };
        self.calls[call].place = member;
        self.balancers[slot].members[member as usize].in_flight.up();
        let link = w.balancers[slot].members[member as usize];
        self.send(w, call, w.links[link as usize].to, link);
    }

    /// Picks a member in rotation that was not tried for this call.
    #[inline]
    fn pick_member(&mut self, w: &World, call: Handle, slot: usize) -> Option<u32> {
        let plan = &w.balancers[slot];
        let Call {
            attempt,
            at,
            link,
            request,
            ..
        } = self.calls[call];
        if attempt > 0 || !plan.even || plan.of_databases {
            return self.pick_with_care(w, call, slot);
        }
        let Balancer {
            rotation,
            members,
            turn,
            ..
        } = &mut self.balancers[slot];
        let n = rotation.len() as u32;
        if n == 0 {
            return None;
        }
        let chance = &mut self.parts[at as usize].choices;
        let place = match plan.algorithm {
            Algorithm::RoundRobin => {
                *turn = if turn.wrapping_add(1) < n {
                    turn.wrapping_add(1)
                } else {
                    0
                };
                *turn
            }
            Algorithm::Random => chance.below(n),
            Algorithm::SourceHash => {
                let caller = caller_of(w, &self.calls, call, link);
                super::random::below(source_hash(&request, caller, plan.salt), n)
            }
            Algorithm::TwoChoices => {
                let one = chance.below(n);
                if n == 1 {
                    one
                } else {
                    let other = chance.below(n - 1);
                    let other = if other >= one { other + 1 } else { other };
                    let load = |place: u32| members[rotation[place as usize] as usize].in_flight;
                    if load(other) < load(one) { other } else { one }
                }
            }
            Algorithm::LeastConnections => {
                let load = |place: &u32| members[rotation[*place as usize] as usize].in_flight;
                let start = if turn.wrapping_add(1) < n {
                    turn.wrapping_add(1)
                } else {
                    0
                };
                // The first of the least loaded, beginning after the one that had the last turn.
                let place = (start..n).chain(0..start).min_by_key(load).unwrap_or(0);
                *turn = place;
                place
            }
        };
        Some(rotation[place as usize])
    }

    /// The same where weights differ, where some were tried already, or where not all carry writes.
    fn pick_with_care(&mut self, w: &World, call: Handle, slot: usize) -> Option<u32> {
        let plan = &w.balancers[slot];
        let Call {
            attempt,
            at,
            link,
            request,
            list,
            step,
            ..
        } = self.calls[call];
        let mut candidates = std::mem::take(&mut self.scratch);
        candidates.clear();
        let tried = self.lists.items(list);
        candidates.extend(self.balancers[slot].rotation.iter().filter(|member| {
            let link = plan.members[**member as usize];
            plan.stores[**member as usize] == step
                && !tried.contains(&link)
                && !self.is_out_of_use(w, link)
                && (!request.writes || self.carries_writes(w, link))
        }));
        let weight = |member: u32| w.links[plan.members[member as usize] as usize].weight;
        // A weight of 0 is picked only when no other can be.
        if candidates.iter().any(|m| weight(*m) > 0.0) {
            candidates.retain(|m| weight(*m) > 0.0);
        }
        let Balancer { members, turn, .. } = &mut self.balancers[slot];
        let chance = &mut self.parts[at as usize].choices;
        let n = candidates.len();
        let by_weight = |i: usize| Some(weight(candidates[i]));
        let load = |member: u32| {
            f64::from(members[member as usize].in_flight.get()) / weight(member).max(1e-9)
        };
        let picked = match plan.algorithm {
            _ if n == 0 => None,
            Algorithm::RoundRobin if attempt == 0 => in_turn(&candidates, members, weight),
            Algorithm::RoundRobin | Algorithm::Random => chance.pick(n, by_weight),
            Algorithm::SourceHash => {
                let caller = caller_of(w, &self.calls, call, link);
                let hash = source_hash(&request, caller, plan.salt ^ u64::from(attempt));
                let sum: f64 = candidates.iter().map(|m| weight(*m)).sum();
                let mut left = (hash >> 11) as f64 / (1u64 << 53) as f64 * sum;
                candidates
                    .iter()
                    .position(|m| {
                        left -= weight(*m);
                        left < 0.0
                    })
                    .or(Some(super::random::below(hash, n as u32) as usize))
            }
            Algorithm::TwoChoices => chance.pick(n, by_weight).map(|one| {
                let other = chance.pick(n, |i| (i != one).then(|| weight(candidates[i])));
                other
                    .filter(|o| load(candidates[*o]) < load(candidates[one]))
                    .unwrap_or(one)
            }),
            Algorithm::LeastConnections => {
                let after = |i: &usize| candidates[*i] > *turn || *turn == u32::MAX;
                let order = (0..n).filter(after).chain((0..n).filter(|i| !after(i)));
                let least =
                    order.min_by(|a, b| load(candidates[*a]).total_cmp(&load(candidates[*b])));
                if let Some(i) = least {
                    *turn = candidates[i];
                }
                least
            }
        };
        let member = picked.map(|i| candidates[i]);
        self.scratch = candidates;
        member
    }

    /// A member did not take the connection: another one, if there may be.
    pub fn balancer_connect_failed(&mut self, w: &World, call: Handle, link: u32) {
        let Call {
            at,
            attempt,
            place,
            mut list,
            ..
        } = self.calls[call];
        let slot = w.slot(at);
        self.member_gives_back(w, call);
        self.member_did(w, slot, place, false);
        self.lists.push(&mut list, link);
        let record = &mut self.calls[call];
        record.list = list;
        record.attempt += 1;
        if attempt < w.balancers[slot].retries {
            self.try_member(w, call, slot);
        } else {
            self.pass_on(
                w,
                call,
                Outcome::Failed {
                    reason: Reason::NoHealthyBackend,
                    at,
                },
            );
        }
    }

    /// A member has answered: so does the balancer; a slow one later.
    pub fn balancer_answered(&mut self, w: &World, call: Handle, answer: Handle) {
        let Call {
            outcome,
            hit,
            lacking,
            ..
        } = self.calls[answer];
        let Call {
            at, place, since, ..
        } = self.calls[call];
        let slot = w.slot(at);
        self.member_gives_back(w, call);
        self.member_did(w, slot, place, outcome == Outcome::Served);
        if w.balancers[slot].needed > 1 && outcome == Outcome::Served && self.next_store(w, call) {
            return;
        }
        let took = self.now.since(since);
        let record = &mut self.calls[call];
        record.hit = hit;
        record.lacking = self.lists.hold(lacking);
        self.balancers[slot].last_took = took;
        let factor = self.parts[at as usize].slow;
        if factor > 1.0 {
            record.stage = Stage::HeldBack;
            record.outcome = outcome;
            let more = took.0 as f64 * (factor - 1.0);
            self.at(self.now + Micros::from_us(more), EventKind::LetGo, call);
        } else {
            self.pass_on(w, call, outcome);
        }
    }

    /// Goes on to the next store of a pool of several. Whether there is one. One that is another shard than the request's
    /// fails it.
    fn next_store(&mut self, w: &World, call: Handle) -> bool {
        let record = &mut self.calls[call];
        let (at, request, next) = (record.at, record.request, record.step + 1);
        let slot = w.slot(at);
        let Some(&set) = w.balancers[slot].sets.get(usize::from(next)) else {
            return false;
        };
        if !w.may_use(request.client, request.lot, set) {
            let reason = Reason::DependencyFailed;
            self.pass_on(w, call, Outcome::Failed { reason, at });
            return true;
        }
        record.step = next;
        record.attempt = 0;
        let tried = std::mem::replace(&mut record.list, List::NONE);
        self.lists.drop(tried);
        self.try_member(w, call, slot);
        true
    }

    /// A slow balancer lets an answer go, if it still has it: one that died meanwhile has lost what it held back.
    pub fn let_go(&mut self, w: &World, call: Handle) {
        if let Some(&Call {
            outcome,
            stage: Stage::HeldBack,
            ..
        }) = self.calls.get(call)
        {
            self.pass_on(w, call, outcome);
        }
    }

    pub fn pass_on(&mut self, w: &World, call: Handle, outcome: Outcome) {
        self.leaves_balancer(w, call);
        self.answer(w, call, outcome);
    }

    /// A call is no longer held by its balancer. Only here does one come to hold less, other than by its death.
    fn leaves_balancer(&mut self, w: &World, call: Handle) {
        self.member_gives_back(w, call);
        let Call { at, stage, .. } = self.calls[call];
        debug_assert!(
            matches!(stage, Stage::Waiting | Stage::HeldBack),
            "what leaves a balancer was held by it, not {stage:?}"
        );
        self.balancers[w.slot(at)].open.down();
    }

    /// Whatever member has the call has it no longer. The call itself says which one: it cannot be given back twice.
    fn member_gives_back(&mut self, w: &World, call: Handle) {
        let record = &mut self.calls[call];
        let member = std::mem::replace(&mut record.place, NO_MEMBER);
        let balancer = &mut self.balancers[w.slot(record.at)];
        if let Some(member) = balancer.members.get_mut(member as usize) {
            member.in_flight.down();
        }
    }

    /// The caller has hung up.
    pub fn hang_up(&mut self, w: &World, call: Handle) {
        self.leaves_balancer(w, call);
        let at = self.calls[call].at;
        self.parts[at as usize]
            .counts
            .count_failed(Reason::TimedOut);
    }
}

/// Who calls a balancer: over this link, or by name.
fn caller_of(w: &World, calls: &Calls, call: Handle, link: u32) -> u32 {
    let by_name = || {
        let call = &calls[call];
        let caller = calls.get(call.caller);
        caller.map_or(call.request.client, |caller| caller.at)
    };
    w.links.get(link as usize).map_or_else(by_name, |l| l.from)
}

/// Hashes where a connection comes from: whose request it is, which try of it, and who calls.
fn source_hash(request: &Request, caller: u32, salt: u64) -> u64 {
    let connection = u64::from(request.attempt) << 32 | u64::from(caller);
    mix(mix(mix(request.lot ^ 0x7573_6572) ^ connection) ^ salt)
}

/// Smooth weighted round robin: each candidate gains its weight, the one with most is picked and pays the sum.
fn in_turn(
    candidates: &[u32],
    members: &mut [Member],
    weight: impl Fn(u32) -> f64,
) -> Option<usize> {
    let all_zero = candidates.iter().all(|m| weight(*m) <= 0.0);
    let weight = |member: u32| if all_zero { 1.0 } else { weight(member) };
    let mut best: Option<usize> = None;
    let mut sum = 0.0;
    for (i, &candidate) in candidates.iter().enumerate() {
        sum += weight(candidate);
        members[candidate as usize].owed += weight(candidate);
        let owed = members[candidate as usize].owed;
        if best.is_none_or(|b| owed > members[candidates[b] as usize].owed) {
            best = Some(i);
        }
    }
    members[candidates[best?] as usize].owed -= sum;
    best
}
