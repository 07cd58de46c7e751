//! What happens next: the queue of future events.
//!
//! Most events of this model are scheduled a *constant* span ahead: a hop takes its link's latency, a timeout its
//! setting. Events scheduled by the same span come due in the order in which they were scheduled, so they need no
//! sorting: each such span has a *lane*, a plain first-in-first-out queue. Only the heads of the lanes, of which there
//! are a handful, are kept in order, in a small heap. Events at drawn times (service completions, arrivals) go to a
//! 4-ary heap. A timeout whose request was answered long ago thus costs one push and one pop at the two ends of a
//! lane, and never weighs on the heap. `benches/engine.rs` and the page's `?bench` play the four loads both ways: on the two
//! small loads lanes gave 1.6 to 2.2 times as many requests per second as one 4-ary heap, where every timeout waits to be
//! sorted out; on the two large ones mostly more, by how much varied (`docs/speed.md` has every figure).

use std::collections::VecDeque;

use super::Micros;

/// A future event: 24 bytes, copied about freely.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    /// When it is due.
    pub at: u64,
    /// Its place among those due at the same time: the order in which they were scheduled.
    pub sequence: u64,
    /// What it is; only the caller that scheduled it reads it.
    pub what: u64,
}

impl Event {
    #[inline]
    const fn is_before(&self, other: &Event) -> bool {
        self.at < other.at || (self.at == other.at && self.sequence < other.sequence)
    }

    /// Its time and its place as one number: compared without a jump, for where it is any guess who comes first.
    #[inline]
    const fn rank(&self) -> u128 {
        (self.at as u128) << 64 | self.sequence as u128
    }
}

/// A span of time by which events are scheduled, and its lane if it has one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Delay {
    pub span: Micros,
    lane: u8,
}

impl Delay {
    /// The same way, taking so many times as long: a span of its own, without a lane.
    pub fn stretched(self, factor: f64) -> Delay {
        if factor <= 1.0 {
            return self;
        }
        Delay {
            span: Micros::from_us((self.span.0 as f64 * factor).round()),
            lane: NO_LANE,
        }
    }
}

/// Lanes that a world may have; spans beyond that are kept in the heap, which is slower and just as right.
pub(super) const LANES: usize = 32;
const NO_LANE: u8 = u8::MAX;

/// Hands out lanes to spans.
#[derive(Clone, Debug)]
pub(super) struct Delays {
    spans: Vec<Micros>,
    most: usize,
}

impl Delays {
    /// At most so many lanes, of [`LANES`].
    pub fn new(most: usize) -> Self {
        Self {
            spans: Vec::new(),
            most: most.min(LANES),
        }
    }

    /// Which span each lane stands for.
    pub fn into_spans(self) -> Vec<Micros> {
        self.spans
    }

    pub fn delay(&mut self, span: Micros) -> Delay {
        let known = self.spans.iter().position(|s| *s == span);
        let lane = known.or_else(|| {
            (self.spans.len() < self.most).then(|| {
                self.spans.push(span);
                self.spans.len() - 1
            })
        });
        Delay {
            span,
            lane: lane.map_or(NO_LANE, |lane| lane as u8),
        }
    }
}

/// A 4-ary heap of events: as many comparisons as a binary one, half the depth and half the cache misses.
#[derive(Clone, Debug, Default)]
pub struct FourAryHeap {
    events: Vec<Event>,
}

impl FourAryHeap {
    /// The next event.
    #[inline]
    pub fn first(&self) -> Option<&Event> {
        self.events.first()
    }

    /// Adds an event.
    #[inline]
    pub fn push(&mut self, event: Event) {
        let mut at = self.events.len();
        self.events.push(event);
        while at > 0 {
            let parent = (at - 1) / 4;
            if !event.is_before(&self.events[parent]) {
                break;
            }
            self.events[at] = self.events[parent];
            at = parent;
        }
        self.events[at] = event;
    }

    /// Takes the next event.
    #[inline]
    pub fn pop(&mut self) -> Option<Event> {
        let last = self.events.pop()?;
        let Some(&first) = self.events.first() else {
            return Some(last);
        };
        self.sink(last);
        Some(first)
    }

    /// Puts `event` in the place of the first and lets it sink to where it belongs.
    #[inline]
    fn sink(&mut self, event: Event) {
        let events = &mut self.events[..];
        let mut at = 0;
        loop {
            let start = 4 * at + 1;
            let children = events.get(start..).unwrap_or_default();
            let least = match *children {
                [ref a, ref b, ref c, ref d, ..] => {
                    let (ab, cd) = (b.rank() < a.rank(), d.rank() < c.rank());
                    let (first, second) = (if ab { b } else { a }, if cd { d } else { c });
                    if second.rank() < first.rank() {
                        2 + usize::from(cd)
                    } else {
                        usize::from(ab)
                    }
                }
                [] => break,
                // Only the last of those who have children has fewer.
                [..] => (1..children.len()).fold(0, |least, child| {
                    if children[child].is_before(&children[least]) {
                        child
                    } else {
                        least
                    }
                }),
            };
            let least = start + least;
            if !events[least].is_before(&event) {
                break;
            }
            events[at] = events[least];
            at = least;
        }
        events[at] = event;
    }
}

/// The queue of the engine: lanes for constant spans, a heap for the rest.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: FourAryHeap,
    lanes: Vec<VecDeque<Event>>,
    /// The heads of the lanes that are not empty, as a heap; beside each its lane.
    heads: Vec<(Event, u8)>,
    sequence: u64,
    /// A lane longer than this is swept of what is stale.
    sweep_at: Vec<usize>,
}

/// No lane shorter than this is ever swept.
const SWEEP: usize = 65_536;

impl Queue {
    /// Schedules at a time of its own.
    #[inline]
    pub fn at(&mut self, at: Micros, what: u64) {
        let event = Event {
            at: at.0,
            sequence: self.sequence,
            what,
        };
        self.sequence += 1;
        self.heap.push(event);
    }

    /// Schedules a constant span ahead of `now`, which never goes back.
    #[inline]
    pub fn after(&mut self, now: Micros, delay: Delay, what: u64) {
        let Some(events) = self.lanes.get_mut(usize::from(delay.lane)) else {
            return self.after_without_lane(now, delay, what);
        };
        let event = Event {
            at: (now + delay.span).0,
            sequence: self.sequence,
            what,
        };
        self.sequence += 1;
        if events.is_empty() {
            rise(&mut self.heads, event, delay.lane);
        }
        events.push_back(event);
    }

    /// The same for a span that has no lane, or not yet.
    #[cold]
    fn after_without_lane(&mut self, now: Micros, delay: Delay, what: u64) {
        if delay.lane == NO_LANE {
            return self.at(now + delay.span, what);
        }
        let lanes = usize::from(delay.lane) + 1;
        self.lanes.resize_with(lanes, VecDeque::new);
        self.sweep_at.resize(lanes, SWEEP);
        self.after(now, delay, what);
    }

    /// A lane that has grown long, where most of what is in it may be stale by now.
    #[inline]
    pub fn overlong(&self, delay: Delay) -> bool {
        let lane = usize::from(delay.lane);
        self.lanes
            .get(lane)
            .is_some_and(|events| events.len() > self.sweep_at[lane])
    }

    /// Sweeps the lane of what is stale. Its first stays, so that the heads need no change.
    pub fn sweep(&mut self, delay: Delay, is_stale: impl Fn(u64, u64) -> bool) {
        let lane = usize::from(delay.lane);
        let Some(events) = self.lanes.get_mut(lane) else {
            return;
        };
        let first = events.front().map(Event::rank);
        events.retain(|e| Some(e.rank()) == first || !is_stale(e.at, e.what));
        self.sweep_at[lane] = (2 * events.len()).max(SWEEP);
    }

    /// The time of the next event.
    #[inline]
    pub fn next_at(&self) -> Option<Micros> {
        match (self.heap.first(), self.heads.first()) {
            (Some(a), Some((b, _))) => Some(Micros(a.at.min(b.at))),
            (Some(a), None) => Some(Micros(a.at)),
            (None, Some((b, _))) => Some(Micros(b.at)),
            (None, None) => None,
        }
    }

    /// Takes the next event, if it is due no later than `until`; what is due at [`Micros::NEVER`] never is. From the lane
    /// that it comes from, whatever is stale behind it is dropped at once.
    #[inline]
    pub fn pop(&mut self, until: Micros, is_stale: impl Fn(u64, u64) -> bool) -> Option<Event> {
        let until = until.0.min(Micros::NEVER.0 - 1);
        let from_heap = match (self.heap.first(), self.heads.first()) {
            (Some(a), Some((b, _))) => a.is_before(b),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return None,
        };
        if from_heap {
            self.heap.first().filter(|e| e.at <= until)?;
            return self.heap.pop();
        }
        let &(event, lane) = self.heads.first().filter(|(e, _)| e.at <= until)?;
        let events = &mut self.lanes[usize::from(lane)];
        events.pop_front();
        while events.front().is_some_and(|e| is_stale(e.at, e.what)) {
            events.pop_front();
        }
        if let Some(&next) = events.front() {
            self.sink((next, lane));
        } else {
            let last = self.heads.pop().expect("the head that was just read");
            if !self.heads.is_empty() {
                self.sink(last);
            }
        }
        Some(event)
    }

    #[inline]
    fn sink(&mut self, head: (Event, u8)) {
        let heads = &mut self.heads[..];
        let mut at = 0;
        loop {
            let mut least = 2 * at + 1;
            if least >= heads.len() {
                break;
            }
            if least + 1 < heads.len() && heads[least + 1].0.is_before(&heads[least].0) {
                least += 1;
            }
            if !heads[least].0.is_before(&head.0) {
                break;
            }
            heads[at] = heads[least];
            at = least;
        }
        heads[at] = head;
    }

    /// Rewrites every event, or drops it; order is kept. For when what events speak of has got other numbers.
    pub fn rewrite(&mut self, mut change: impl FnMut(u64, u64) -> Option<u64>) {
        let lanes = self.lanes.drain(..).flatten();
        let mut all: Vec<Event> = std::mem::take(&mut self.heap.events)
            .into_iter()
            .chain(lanes)
            .collect();
        // Most of what waits in lanes is stale: it goes before the rest is sorted.
        all.retain_mut(|event| match change(event.at, event.what) {
            Some(what) => {
                event.what = what;
                true
            }
            None => false,
        });
        all.sort_unstable_by_key(Event::rank);
        self.heads.clear();
        self.sweep_at.clear();
        // A sorted list is a heap.
        self.heap.events = all;
    }

    /// Bytes that it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        let lanes: usize = self.lanes.iter().map(VecDeque::capacity).sum();
        (self.heap.events.capacity() + lanes) * size_of::<Event>()
    }
}

/// Takes the first event of a lane in among the heads of the others.
fn rise(heads: &mut Vec<(Event, u8)>, event: Event, lane: u8) {
    let mut at = heads.len();
    heads.push((event, lane));
    while at > 0 && event.is_before(&heads[(at - 1) / 2].0) {
        heads[at] = heads[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heads[at] = (event, lane);
}

#[cfg(test)]
mod tests {
    use super::super::random::{Purpose, Random};
    use super::*;

    /// Holds the queue against a sorted list, with spans that have lanes and some that have none.
    #[test]
    fn events_come_in_order_of_time_and_ties_in_the_order_scheduled() {
        let mut delays = Delays::new(LANES);
        let spans: Vec<Delay> = (0..40).map(|i| delays.delay(Micros(i * 7))).collect();
        let mut random = Random::new(1, "queue", Purpose::Choices);
        let mut queue = Queue::default();
        let (mut expected, mut got) = (Vec::new(), Vec::new());
        let mut now = Micros(0);
        for what in 0..20_000u64 {
            let span = match random.below(3) {
                0 => Micros(u64::from(random.below(300))),
                _ => spans[random.below(40) as usize].span,
            };
            match spans.iter().find(|d| d.span == span) {
                Some(&delay) => queue.after(now, delay, what),
                None => queue.at(now + span, what),
            }
            expected.push(((now + span).0, what));
            if random.below(3) == 0 {
                now = now + Micros(u64::from(random.below(20)));
                while let Some(event) = queue.pop(now, |_, _| false) {
                    got.push((event.at, event.what));
                }
            }
        }
        while let Some(event) = queue.pop(Micros::NEVER, |_, _| false) {
            got.push((event.at, event.what));
        }
        expected.sort_unstable();
        assert_eq!(got, expected);
    }

    #[test]
    fn what_is_stale_is_dropped_from_the_lanes_and_the_rest_is_rewritten_in_order() {
        let mut delays = Delays::new(LANES);
        let second = delays.delay(Micros::SECOND);
        let mut queue = Queue::default();
        for what in 0..10 {
            queue.after(Micros(what), second, what);
        }
        queue.sweep(second, |_, what| what % 2 == 1);
        queue.rewrite(|_, what| (what != 4).then_some(what * 10));
        let rest: Vec<u64> =
            std::iter::from_fn(|| queue.pop(Micros::NEVER, |_, _| false).map(|e| e.what)).collect();
        assert_eq!(rest, [0, 20, 60, 80]);
    }
}
