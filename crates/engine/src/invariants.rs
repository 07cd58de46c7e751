//! What holds after every event, whatever was done to the system. Looked at in debug builds only.

use topple_model::{Failover, Kind};

use super::calls::Stage;
use super::state::State;
use super::world::World;

/// Events from one recount to the next.
const RECOUNT: u64 = 128;
/// Components that are looked at after each event, in turn.
const AT_ONCE: usize = 16;

impl State {
    /// Requests are conserved, and now and then what one component counts is counted anew.
    pub fn assert_invariants(&self, w: &World) {
        self.assert_conservation(w);
        if self.events.is_multiple_of(RECOUNT) {
            self.assert_roles(w);
        }
        if self.events.is_multiple_of(RECOUNT) && self.brokers.iter().all(|b| b.held() < 1_000) {
            self.assert_messages(w);
        }
        if self.events.is_multiple_of(RECOUNT) && !w.parts.is_empty() {
            self.assert_count_of(w, (self.events / RECOUNT) as usize % w.parts.len());
        }
    }

    /// The roles of databases are such as the rules allow.
    fn assert_roles(&self, w: &World) {
        for (plan, set) in w.sets.iter().zip(&self.sets) {
            let node = |part: u32| &self.nodes[w.slot(part)];
            let mut reigns = set.primaries.iter().map(|p| node(p.part).reign);
            let first = reigns.next().flatten();
            assert!(
                plan.failover != Failover::Quorum || reigns.all(|reign| reign == first),
                "a majority has no two primaries that were promoted apart"
            );
            for primary in &set.primaries {
                let id = w.parts[primary.part as usize].id;
                let place = plan.nodes.get(primary.place as usize);
                assert_eq!(place, Some(&primary.part), "{id} is of its set");
                let node = node(primary.part);
                assert!(
                    node.reign.is_some() && node.has_data(),
                    "{id} acts and has the data"
                );
                assert!(self.is_up(primary.part), "{id} lives");
            }
            for pending in &set.pending {
                assert!(
                    plan.nodes.contains(&pending.node),
                    "who is promoted is of the set"
                );
                let node = node(pending.node);
                assert!(node.reign.is_none(), "who is promoted is not primary");
            }
        }
    }

    /// Started = served + failed + in flight, in all and for every component.
    fn assert_conservation(&self, w: &World) {
        let totals = &self.measure;
        assert_eq!(
            totals.started,
            totals.served + totals.failed.iter().sum::<u64>() + self.in_flight(),
            "requests are conserved"
        );
        self.assert_deliveries();
        let parts = w.parts.len();
        let first = self.events as usize * AT_ONCE;
        for part in (first..first + AT_ONCE.min(parts)).map(|i| i % parts) {
            let counts = &self.parts[part].counts;
            assert_eq!(
                counts.started,
                counts.served + counts.failed.iter().sum::<u64>() + self.held_by(w, part),
                "requests are conserved at {}",
                w.parts[part].id
            );
        }
    }

    /// Deliveries are conserved, and messages for each service.
    fn assert_deliveries(&self) {
        let all = &self.measure.deliveries;
        let in_flight: u64 = self
            .queues
            .iter()
            .map(|q| u64::from(q.in_flight.get()))
            .sum();
        assert_eq!(
            all.begun,
            all.served + all.failed.iter().sum::<u64>() + all.given_back + in_flight,
            "deliveries are conserved"
        );
        for flow in self.brokers.iter().flat_map(|b| &b.flows) {
            let held = flow.waiting + flow.under_way;
            assert_eq!(
                flow.entered,
                held + flow.delivered + flow.dead_letters + flow.dropped,
                "messages are conserved"
            );
        }
    }

    /// What queues count is what they hold.
    fn assert_messages(&self, w: &World) {
        for (node, plan) in self.queues.iter().zip(&w.queues) {
            let id = w.parts[plan.part as usize].id;
            let broker = &self.brokers[plan.broker as usize];
            let live = broker.messages.iter().filter(|m| m.is_live);
            let held = live.filter(|m| m.holders >> plan.place & 1 == 1).count() as u64;
            assert_eq!(node.depth, held, "{id} holds as many messages as it counts");
            let here = || self.calls.iter().filter(|c| c.at == plan.part);
            let deliveries = || here().filter(|c| c.stage == Stage::Waiting);
            assert_eq!(node.in_flight.get() as usize, deliveries().count());
            for (consumer, to) in node.consumers.iter().zip(&plan.consumers) {
                let at = deliveries().filter(|c| c.walked == to.link);
                assert_eq!(consumer.in_flight.get() as usize, at.count(), "of {id}");
            }
        }
        for broker in &self.brokers {
            for (service, flow) in broker.flows.iter().enumerate() {
                let lines = broker.lines.iter();
                let lines = lines.filter(|l| usize::from(l.service) == service);
                let waiting: usize = lines.map(|l| l.waiting.len()).sum();
                assert_eq!(flow.waiting, waiting as u64, "messages in line");
            }
            let under_way: u64 = broker.flows.iter().map(|f| f.under_way).sum();
            let live = broker.messages.iter().filter(|m| m.is_live);
            let worked_on: u64 = live.clone().map(|m| u64::from(m.under_way)).sum();
            assert_eq!(under_way, worked_on, "messages under way");
            assert_eq!(broker.held(), live.count(), "messages held");
        }
    }

    /// What a component counts as held is the number of calls that say so themselves. Allocates nothing, as no event does.
    fn assert_count_of(&self, w: &World, part: usize) {
        let kind = w.parts[part].kind;
        let calls = self.calls.iter().filter(|c| !c.is_probe());
        let here = calls.filter(|c| c.at as usize == part);
        let held = here.filter(|c| is_held(kind, c.stage)).count() as u64;
        let id = w.parts[part].id;
        assert_eq!(self.held_by(w, part), held, "{id} holds what it counts");
    }

    /// Every count of what is held is the number of calls that say so themselves.
    pub fn assert_counts(&self, w: &World) {
        self.assert_messages(w);
        let mut held = vec![0u64; w.parts.len()];
        let mut busy = vec![0u32; w.parts.len()];
        let mut probes = vec![0u32; w.parts.len()];
        let mut members: Vec<Vec<u32>> = w
            .balancers
            .iter()
            .map(|b| vec![0; b.members.len()])
            .collect();
        for call in self.calls.iter() {
            let at = call.at as usize;
            let kind = w.parts[at].kind;
            let is_held = is_held(kind, call.stage);
            held[at] += u64::from(is_held && !call.is_probe());
            probes[at] += u32::from(call.is_probe());
            busy[at] += u32::from(is_held && call.stage != Stage::Queued);
            if is_held && kind.row().passes_on() {
                let of = &mut members[w.slot(call.at)];
                of.get_mut(call.place as usize)
                    .into_iter()
                    .for_each(|n| *n += 1);
            }
        }
        for (part, plan) in w.parts.iter().enumerate() {
            let (id, slot) = (plan.id, plan.slot as usize);
            assert_eq!(
                self.held_by(w, part),
                held[part],
                "{id} holds what it counts"
            );
            if plan.kind.row().has_workers() {
                let station = &self.parts[part].station;
                assert_eq!(station.busy(), busy[part], "busy workers of {id}");
                let counted = self.parts[part].probes.get();
                assert_eq!(counted, probes[part], "probes at {id}");
            }
            if plan.kind.row().passes_on() {
                let counted = self.balancers[slot]
                    .members
                    .iter()
                    .map(|m| m.in_flight.get());
                assert!(counted.eq(members[slot].iter().copied()), "members of {id}");
            }
        }
    }
}

/// Whether a call at this stage is held by the part that it is at.
fn is_held(kind: Kind, stage: Stage) -> bool {
    match kind {
        Kind::Client => matches!(stage, Stage::Asking | Stage::BackingOff),
        Kind::Dns => false,
        // Those that it is about to take. Its deliveries are counted apart.
        Kind::Queue => stage == Stage::Working,
        Kind::LoadBalancer => matches!(stage, Stage::Waiting | Stage::HeldBack),
        Kind::Server | Kind::Database | Kind::Cache => {
            matches!(stage, Stage::Queued | Stage::Working | Stage::Waiting)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Micros;
    use super::super::calls::Handle;
    use super::*;
    use topple_model::Sound;
    use topple_model::sketch::sketch;

    /// A run that is played on after something was counted wrong.
    fn miscounted(wrong: fn(&mut State)) {
        let sound = Sound::unchecked(sketch("users -> web-1"));
        let w = World::new(&sound, None, super::super::queue::LANES);
        let mut state = State::new(&w);
        while state.measure.started < 10 {
            state.step(&w, &[], Micros::NEVER);
        }
        wrong(&mut state);
        state.step(&w, &[], Micros::NEVER);
    }

    #[test]
    fn what_is_counted_right_passes() {
        miscounted(|_| ());
    }

    #[test]
    #[should_panic(expected = "requests are conserved")]
    fn a_request_too_many_is_seen_after_the_next_event() {
        miscounted(|state| state.measure.started += 1);
    }

    #[test]
    #[should_panic(expected = "web-1 holds what it counts")]
    fn a_worker_that_is_busy_without_a_call_is_seen_at_the_next_recount() {
        miscounted(|state| {
            state.events = RECOUNT - 1; // The next recount is of the second part.
            state.parts[1].station.admit(Handle::NONE, state.now);
            state.parts[1].counts.count_started();
        });
    }

    #[test]
    #[should_panic(expected = "requests are conserved at web-1")]
    fn a_request_that_a_component_forgets_is_seen_after_the_next_event() {
        miscounted(|state| state.parts[1].counts.served += 1);
    }
}
