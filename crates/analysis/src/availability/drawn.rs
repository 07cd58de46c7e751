//! Bounds that are drawn, for systems that are too large for all else.
//!
//! Whole states of a large system cannot be drawn often enough: that one in a hundred thousand serves nobody shows only
//! in hundreds of thousands of them, and each costs a look at thousands of parts. A request meets a dozen. So what is
//! drawn is a *request*, with its choices, and of each part that it meets whether that is up, when it is met (`walk`);
//! whether it is served is true with the chance that is looked for, and what it costs does not grow with the system.
//!
//! As long as all that it meets is up, a request fares as it would now. Where now all are served, only those can fail
//! that meet somebody who is down; they are few, and no others are drawn: the first who is down comes before so much
//! hazard has been met as a request can meet at most (`hazards`). So each draw is worth as much as 1 / (1 − e^−hazard)
//! draws: some twenty.
//!
//! What is told is no estimate but two numbers between which the share lies, with a chance of no less than
//! 1 − [`DOUBT`] for all classes together (`confidence`). How often it is looked at whether the draws suffice
//! is fixed beforehand and paid for. Chance is that of a fixed seed: the same system is always told the same.
//!
//! What of messages is taken is a sum over another sum, not the chance of a request: for that, whole states are drawn
//! (`messages`), which leaves more open.

mod client;
mod hazards;
mod messages;
mod picks;
mod request;
mod walk;

use super::confidence::{DOUBT, within};
use super::{Availability, Expected};
use crate::base::{Base, Slice};
use crate::losses;
use crate::plan::{Part, Plan};
use hazards::Hazards;
use messages::Messages;
use walk::Walk;

/// Requests that are drawn of all classes together, at most; half of them of single shards, where there are any.
const DRAWS: u64 = 4 << 20;

/// Requests of one class before it is looked at for the first time whether they suffice; each time after, twice as many.
const FIRST: u64 = 1 << 14;

/// Requests of one class, however many classes there are.
const FEWEST: u64 = 1 << 10;

/// How often that is looked at, at most.
const ROUNDS: u64 = 8;

/// Parts that requests look at in the time of one look of the other searches.
const LOOKS: usize = 4;

/// Requests by chance, class after class.
#[derive(Debug)]
pub(super) struct Drawn {
    /// What is known without any.
    known: Availability,
    hazards: Hazards,
    walk: Walk,
    classes: Vec<Drawing>,
    /// The class that is drawn now.
    now: usize,
    /// What is drawn after all classes of requests.
    messages: Messages,
    /// The logarithm of one over the chance that one bound, at one time, is wrong.
    doubt: f64,
}

/// One class, or all.
#[derive(Debug)]
struct Drawing {
    /// Its row among the classes; `None`: all demand.
    row: Option<usize>,
    /// The flows that its requests are of, each with the sum of the rates up to it.
    flows: Vec<(usize, f64)>,
    /// Of a class of shards: which combination.
    combination: Option<usize>,
    /// The chance that a request meets as much hazard as it can.
    reached: f64,
    draws: u64,
    failed: u64,
    most: u64,
    expected: Expected,
}

impl Drawn {
    /// Makes ready; `None`: all that is known is worth reading, or nothing can be drawn.
    pub(super) fn new(base: &Base, known: Availability) -> Option<Self> {
        let hazards = Hazards::new(base);
        let classes = drawings(base, &hazards, &known);
        let messages = Messages::new(base, &known);
        // Two bounds each, at each time.
        let times = classes.len() as u64 * ROUNDS + messages.times();
        (times > 0).then(|| Self {
            walk: Walk::new(base, &hazards),
            doubt: libm::log(2.0 * times as f64 / DOUBT),
            now: 0,
            known,
            hazards,
            classes,
            messages,
        })
    }

    /// How much of it is done at least, from 0 to 1.
    pub(super) fn share_done(&self) -> f64 {
        let of_this = self.classes.get(self.now);
        let of_this = of_this.map_or(0.0, |class| class.draws as f64 / class.most as f64);
        let of_classes = (self.now as f64 + of_this) / self.classes.len().max(1) as f64;
        f64::midpoint(of_classes, self.messages.share_done())
    }

    /// Goes on until about `looks` parts more have been looked at.
    pub(super) fn advance(&mut self, base: &Base, looks: usize) -> Slice {
        let mut done = 0;
        while done < looks
            && let Some(class) = self.classes.get_mut(self.now)
        {
            if class.draws == 0 {
                self.walk.begin(self.now as u64);
            }
            class.draw(base, &mut self.walk);
            done += 1 + self.walk.take_looks() / LOOKS;
            if class.is_over(self.doubt) {
                self.now += 1;
            }
        }
        if self.now >= self.classes.len() && done < looks && !self.messages.is_over() {
            let slice = self
                .messages
                .advance(base, (&self.hazards, self.doubt), looks - done);
            done += slice.looks;
        }
        Slice {
            looks: done,
            over: self.now >= self.classes.len() && self.messages.is_over(),
        }
    }

    /// What is known with all that was drawn.
    pub(super) fn found(&self, plan: &Plan) -> Availability {
        let mut found = self.known.clone();
        for class in &self.classes {
            let told = match class.row {
                Some(row) => &mut found.classes[row].expected,
                None => &mut found.all,
            };
            *told = class.expected;
            found.drawn += class.draws;
        }
        found.drawn += self.messages.draws();
        for (row, expected) in self.messages.found(self.doubt) {
            let told = &mut found.classes[row].expected;
            *told = told.narrowed(expected);
        }
        let all = of_all(plan, &found);
        found.all = found.all.narrowed(all);
        found
    }
}

impl Drawing {
    /// One request more.
    fn draw(&mut self, base: &Base, walk: &mut Walk) {
        let plan = &base.plan;
        let until = walk.unit() * self.flows.last().map_or(0.0, |(_, sum)| *sum);
        let flow = self.flows.iter().find(|(_, sum)| until < *sum);
        let Some(flow) = flow
            .or(self.flows.last())
            .map(|&(flow, _)| &plan.flows[flow])
        else {
            return;
        };
        let place = self
            .combination
            .unwrap_or_else(|| walk.below(flow.environments.len()));
        if let Part::Client(client) = &plan.parts[flow.client] {
            let first = walk.first_within(self.reached);
            let served = client::is_served((base, walk), client, flow.environments[place], first);
            self.failed += u64::from(!served);
        }
        self.draws += 1;
    }

    /// Whether what has been drawn suffices, or no more may be.
    fn is_over(&mut self, doubt: f64) -> bool {
        if self.draws < FIRST.min(self.most) || !self.draws.is_power_of_two() {
            return false;
        }
        let (low, high) = within(self.failed as f64, self.draws, doubt);
        self.expected = self.expected.narrowed(Expected {
            low: 1.0 - self.reached * high,
            high: 1.0 - self.reached * low,
        });
        self.expected.is_worth_reading() || self.draws >= self.most
    }
}

/// What all classes of whole flows say of all demand.
fn of_all(plan: &Plan, found: &Availability) -> Expected {
    let (mut low, mut high, mut rates) = (0.0, 0.0, 0.0);
    let mut row = 0;
    for flow in &plan.flows {
        let expected = found.classes[row].expected;
        low += flow.rate_rps * expected.low;
        high += flow.rate_rps * expected.high;
        rates += flow.rate_rps;
        row += 1 + flow.labels.len();
    }
    if rates > 0.0 {
        Expected {
            low: low / rates,
            high: high / rates,
        }
    } else {
        found.all
    }
}

/// All that is drawn: all demand together where there are many clients, each class, each combination of shards.
fn drawings(base: &Base, hazards: &Hazards, known: &Availability) -> Vec<Drawing> {
    let plan = &base.plan;
    let mut whole = Vec::new();
    let mut parts = Vec::new();
    let mut row = 0;
    for (place, flow) in plan.flows.iter().enumerate() {
        let push = |of: &mut Vec<Drawing>, row: usize, combination| {
            let known = known.classes.get(row).map(|row| row.expected);
            if let Some(expected) = known.filter(|known| !known.is_worth_reading()) {
                of.push(Drawing {
                    row: Some(row),
                    flows: vec![(place, 1.0)],
                    combination,
                    reached: reached(base, hazards, place, combination),
                    draws: 0,
                    failed: 0,
                    most: FIRST,
                    expected,
                });
            }
        };
        if flow.delivery.is_none() {
            push(&mut whole, row, None);
            for combination in 0..flow.labels.len() {
                push(&mut parts, row + 1 + combination, Some(combination));
            }
        }
        row += 1 + flow.labels.len();
    }
    whole.extend(together(base, hazards, &whole, known));
    let draws = if parts.is_empty() { DRAWS } else { DRAWS / 2 };
    for some in [&mut whole, &mut parts] {
        let each = draws / some.len().max(1) as u64;
        let most = 1 << each.clamp(FEWEST, FIRST << (ROUNDS - 1)).ilog2();
        for drawing in some.iter_mut() {
            drawing.most = most;
        }
    }
    whole.extend(parts);
    whole
}

/// All demand, where so many classes are drawn that each gets few draws.
fn together(
    base: &Base,
    hazards: &Hazards,
    whole: &[Drawing],
    known: &Availability,
) -> Option<Drawing> {
    const FEW: usize = 3;
    let plan = &base.plan;
    if whole.len() <= FEW || plan.flows.iter().any(|flow| flow.delivery.is_some()) {
        return None;
    }
    let mut sum = 0.0;
    let up_to = |(place, flow): (usize, &crate::plan::Flow)| {
        sum += flow.rate_rps;
        (place, sum)
    };
    let flows: Vec<(usize, f64)> = plan.flows.iter().enumerate().map(up_to).collect();
    let each = (0..flows.len()).map(|flow| reached(base, hazards, flow, None));
    Some(Drawing {
        row: None,
        reached: each.fold(0.0, f64::max),
        flows,
        combination: None,
        draws: 0,
        failed: 0,
        most: FIRST,
        expected: known.all,
    })
}

/// The chance that a request of a flow meets somebody who is down before it has met as much hazard as it can while nobody
/// is; 1 where some are not served now.
fn reached(base: &Base, hazards: &Hazards, flow: usize, combination: Option<usize>) -> f64 {
    let flow = &base.plan.flows[flow];
    let shares = &base.state.shares[flow.shares.clone()];
    let of_these = match combination {
        Some(combination) => &shares[combination..=combination],
        None => shares,
    };
    match &base.plan.parts[flow.client] {
        Part::Client(client) if of_these.iter().all(|share| *share > 1.0 - losses::ROUNDING) => {
            let most = hazards.of_request(base, client, flow.operation);
            // Sums are rounded.
            -libm::expm1(-most * (1.0 + 1e-9))
        }
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::anything;
    use super::*;
    use crate::elements::Options;
    use crate::failed::Failed;
    use topple_model::Scenario;
    use topple_testing::systems::{crowded, damage, furnished, layered, wired};

    fn bases() -> impl Iterator<Item = (u64, Base)> {
        (0..240).map(|seed| {
            let scenario = match seed % 3 {
                0 => furnished(seed, wired(seed, 4 + (seed % 13) as usize)),
                1 => furnished(seed, layered(seed, 0.25)),
                _ => crowded(seed, furnished(seed, layered(seed, 0.0)), 4),
            };
            let failed = match seed % 2 {
                0 => dead(seed, &scenario),
                _ => Failed::nothing(),
            };
            (seed, Base::new(&scenario, &failed, Options::default()))
        })
    }

    /// What is dead, in the terms of this crate.
    fn dead(seed: u64, scenario: &Scenario) -> Failed {
        let ids = damage(seed, scenario).components;
        let targets = ids.into_iter().map(topple_model::Target::Component);
        targets.collect()
    }

    #[test]
    fn while_all_are_up_requests_fare_as_they_do_now_and_meet_no_more_than_they_can() {
        let (mut asked, mut outside) = (0, 0);
        for (seed, base) in bases() {
            let hazards = Hazards::new(&base);
            let mut walk = Walk::new(&base, &hazards);
            walk.begin(seed);
            for flow in base.plan.flows.iter().filter(|f| f.delivery.is_none()) {
                let Part::Client(client) = &base.plan.parts[flow.client] else {
                    continue;
                };
                let most = hazards.of_request(&base, client, flow.operation);
                for (place, &environment) in flow.environments.iter().enumerate() {
                    const REQUESTS: u64 = 200;
                    let mut served = 0;
                    for _ in 0..REQUESTS {
                        served += u64::from(client::is_served(
                            (&base, &mut walk),
                            client,
                            environment,
                            f64::INFINITY,
                        ));
                        let told = format!("seed {seed}: {} of {most}", walk.passed);
                        assert!(walk.passed <= most * (1.0 + 1e-9), "{told}");
                    }
                    let share = base.state.shares[flow.shares.start + place];
                    // One in a million is outside, if the two mean the same.
                    let (low, high) = within(served as f64, REQUESTS, libm::log(2e6));
                    let inside = low - 1e-9 <= share && share <= high + 1e-9;
                    let is_sure = share == 0.0 || share > 1.0 - losses::ROUNDING;
                    let as_sure = !is_sure || served == (share * REQUESTS as f64).round() as u64;
                    outside += usize::from(!inside || !as_sure);
                    asked += 1;
                }
            }
        }
        assert!(asked > 500, "only {asked}");
        assert_eq!(outside, 0, "of {asked}");
    }

    #[test]
    fn slices_of_any_size_find_the_same() {
        let scenario = crate::bench::system(40);
        let base = Base::new(&scenario, &Failed::nothing(), Options::default());
        let find = |looks: usize| {
            let mut drawn = Drawn::new(&base, anything(&base.plan)).expect("nothing is known");
            for class in &mut drawn.classes {
                class.most = FIRST;
            }
            let mut before = 0.0;
            while !drawn.advance(&base, looks).over {
                let done = drawn.share_done();
                assert!((before..=1.0).contains(&done), "{done} after {before}");
                before = done;
            }
            drawn.found(&base.plan)
        };
        assert_eq!(find(1_000), find(usize::MAX));
    }
}
