//! Brakes of clients and balancers: what keeps a fault from spreading. A client's retries keep to a budget; a balancer
//! lets so many requests through, sends to all of its members where too few are in rotation, and puts aside who
//! fails in its own traffic. (The brake of a server is in `breaker`.) What each does is written in `docs/meaning.md`.
//!
//! They are those of real ones, made simple. The budget is Finagle's (`RetryBudget`: retries as a share of the requests
//! of the last ten seconds), the panic threshold and ejection are Envoy's (*Panic threshold*, *Outlier detection*:
//! consecutive errors, a time out of rotation; without its limit of who may be out at once and its growing times), the
//! limit is Envoy's local rate limit: a bucket of tokens.

use super::event::{EventKind, numbered};
use super::log::What;
use super::renumber::Renumbering;
use super::state::State;
use super::state::balancer::Balancer;
use super::state::brakes::{Ejection, Tokens};
use super::world::{BalancerPlan, Way, World};
use topple_model::Target;

impl Balancer {
    /// After an edit: all stays as it was.
    pub fn keep_brakes(&mut self, was: &Balancer, plan: &BalancerPlan, to: &Renumbering) {
        (self.tokens, self.in_panic) = (was.tokens, was.in_panic);
        for (ejection, link) in was.ejections.iter().zip(&plan.members) {
            let place = to.place_of_member(*link);
            if let Some(kept) = place.and_then(|place| self.ejections.get_mut(place as usize)) {
                *kept = *ejection;
            }
        }
    }

    /// Starts anew, with what it had before forgotten.
    fn release_brakes(&mut self) {
        self.tokens = Tokens::FULL;
        self.in_panic = false;
        self.ejections.fill(Ejection::default());
    }
}

impl State {
    /// Whether a client's request may be started again, by its budget. If so, that is counted.
    #[inline]
    pub fn may_retry(&mut self, w: &World, slot: usize) -> bool {
        let budget = w.clients[slot].retry_budget;
        budget.is_none_or(|share| self.clients[slot].budget.take(self.now, share))
    }

    /// Whether a balancer's rate limit lets a request through.
    #[inline]
    pub fn passes_limit(&mut self, w: &World, slot: usize) -> bool {
        let limit = w.balancers[slot].brakes.rate_limit_rps;
        limit.is_none_or(|rate| self.balancers[slot].tokens.take(self.now, rate))
    }

    /// Whether a balancer has put this member aside.
    #[inline]
    pub fn is_aside(&self, slot: usize, member: usize) -> bool {
        let ejection = self.balancers[slot].ejections.get(member);
        ejection.is_some_and(|e| e.is_aside)
    }

    /// Whether the caller of this link is a balancer that has put its target aside.
    pub fn leads_aside(&self, w: &World, link: u32) -> bool {
        member_of(w, link).is_some_and(|(slot, member)| self.is_aside(slot, member))
    }

    /// Where too few members are in rotation, all are. Those drained are left out of both.
    pub fn panic_if_few(&mut self, w: &World, slot: usize) {
        let plan = &w.balancers[slot];
        let threshold = plan.brakes.panic_threshold;
        let was = self.balancers[slot].in_panic;
        if threshold <= 0.0 && !was {
            return;
        }
        let members = plan.members.iter().enumerate();
        let all = members.filter(|(_, link)| !self.is_member_drained(w, **link));
        let all: Vec<u32> = all.map(|(i, _)| i as u32).collect();
        let balancer = &mut self.balancers[slot];
        let (healthy, of) = (balancer.rotation.len(), all.len());
        balancer.in_panic = (healthy as f64) < threshold * of as f64;
        let is = balancer.in_panic;
        if is {
            balancer.rotation = all;
        }
        if is != was && self.is_up(plan.part) {
            let (healthy, of) = (healthy as u32, of as u32);
            let what = if is {
                What::SendsToAll { healthy, of }
            } else {
                What::SendsToHealthy { healthy, of }
            };
            self.tell(Some((w, plan.part)), None, what);
        }
    }

    /// Whether a member is drained. Who answers at an endpoint is seen when one is picked.
    fn is_member_drained(&self, w: &World, link: u32) -> bool {
        let plan = &w.links[link as usize];
        self.is_drained(plan.to) && !matches!(plan.way, Way::Endpoint(_))
    }

    /// A balancer sees what came of a request that it sent to a member: so many failures in a row put that aside.
    #[inline]
    pub fn member_did(&mut self, w: &World, slot: usize, member: u32, good: bool) {
        if w.balancers[slot].brakes.eject_after > 0 {
            self.watch_member(w, slot, member, good);
        }
    }

    // Out of the way of those who have none.
    #[cold]
    fn watch_member(&mut self, w: &World, slot: usize, member: u32, good: bool) {
        let plan = &w.balancers[slot];
        let watched = self.balancers[slot].ejections.get_mut(member as usize);
        // What was sent before it was put aside, or in a panic, tells nothing new.
        let Some(seen) = watched.filter(|seen| !seen.is_aside) else {
            return;
        };
        seen.failures = if good { 0 } else { seen.failures + 1 };
        let failures = seen.failures;
        if failures < plan.brakes.eject_after {
            return;
        }
        let until = self.now + plan.brakes.eject;
        *seen = Ejection {
            failures: 0,
            is_aside: true,
            until,
        };
        let link = plan.members[member as usize];
        let ends = EventKind::EjectionEnds.about(numbered(link, 0));
        self.queue.at(until, ends);
        let what = What::Ejected {
            failures,
            for_s: plan.brakes.eject.as_seconds(),
        };
        self.tell(Some((w, plan.part)), Some(target_of(w, link)), what);
        self.report_out_of_rotation(w, link);
        if self.in_rotation(w, link) {
            self.rotation_changed(w, plan.part);
        }
    }

    /// The time of a member aside is over. It is back, unless checks say otherwise by now.
    pub fn ejection_ends(&mut self, w: &World, link: u32) {
        let Some((slot, member)) = member_of(w, link) else {
            return;
        };
        let now = self.now;
        let seen = self.balancers[slot].ejections.get_mut(member);
        let Some(seen) = seen.filter(|seen| seen.is_aside && seen.until == now) else {
            return;
        };
        *seen = Ejection::default();
        let by = w.balancers[slot].part;
        // A dead one starts anew when it is back.
        if self.in_rotation(w, link) && self.is_up(by) {
            self.tell(Some((w, by)), Some(target_of(w, link)), What::EjectionOver);
            self.rotation_changed(w, by);
        }
    }

    /// A balancer starts anew.
    pub fn forget_brakes(&mut self, slot: usize) {
        self.balancers[slot].release_brakes();
    }
}

/// The balancer that sends over a link, and the place of what it leads to among its members.
fn member_of(w: &World, link: u32) -> Option<(usize, usize)> {
    let plan = w.links.get(link as usize)?;
    let from = &w.parts[plan.from as usize];
    if !from.kind.row().passes_on() {
        return None;
    }
    let slot = from.slot as usize;
    let mut members = w.balancers[slot].members.iter();
    Some((slot, members.position(|member| *member == link)?))
}

fn target_of(w: &World, link: u32) -> Target {
    Target::Component(w.links[link as usize].id.to)
}
