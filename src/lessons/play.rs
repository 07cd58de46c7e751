//! Goals that are played: runs of the drawing in which something is done and something counted, in slices.

use std::collections::VecDeque;

use super::goal::{Goal, Share};
use crate::engine::{Micros, Run, Totals};
use crate::model::link::LinkRole;
use crate::model::script::Action;
use crate::model::{Component, Kind, LinkId, Role, Scenario, Target, Topology};

/// Seconds a run goes on before something is done to it: long enough for caches to fill.
const WARM_UP_S: u64 = 20;

/// All plays of one goal, one after the other. It is reached where there is a play and all are as wanted.
#[derive(Debug)]
pub(super) struct Plays {
    scripted: bool,
    todo: VecDeque<VecDeque<Step>>,
    under_way: Option<Play>,
    /// Whether there was none.
    is_empty: bool,
}

/// What was played of a slice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Played {
    pub events: u64,
    /// Whether the goal is reached, once that is known.
    pub reached: Option<bool>,
}

/// One thing to do in a play.
#[derive(Clone, Debug)]
enum Step {
    /// Plays until so many seconds of the run's time.
    Until(u64),
    /// Does something to the system.
    Act(Vec<Action>),
    /// What is counted is counted from here on.
    CountFromHere,
    /// Ends the play.
    Check(Check),
}

/// What is wanted of a play at its end.
#[derive(Clone, Copy, Debug)]
enum Check {
    /// So much was served, as a share.
    Served(f64),
    /// No acknowledged write was lost.
    NoLostWrites,
    /// No two primaries took writes apart from each other.
    NoSplitBrain,
}

#[derive(Debug)]
struct Play {
    run: Run,
    steps: VecDeque<Step>,
    before: Totals,
}

impl Plays {
    /// The plays of a goal; none where it is not played.
    pub fn of(goal: &Goal, scenario: &Scenario) -> Self {
        let components = |wanted: &dyn Fn(&Component) -> bool| {
            let found = scenario.components.iter().filter(|c| wanted(c));
            found.map(|c| Target::Component(c.id)).collect::<Vec<_>>()
        };
        let kill_each = |targets: Vec<Target>, share: Share| {
            let plays = targets.into_iter();
            plays.map(|t| serves(Some(t), share)).collect()
        };
        let todo: VecDeque<_> = match *goal {
            Goal::Serves(share) => VecDeque::from([serves(None, share)]),
            Goal::Survives(kind, share) => kill_each(components(&|c| c.kind() == kind), share),
            Goal::SurvivesRegion(share) => {
                let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
                kill_each(regions.collect(), share)
            }
            Goal::DoesWithout(service, share) => {
                let topology = Topology::new(scenario);
                let is_of = |i: &usize| {
                    let of = topology.services[*i].as_ref();
                    of.is_some_and(|s| s.kind == Kind::Server && s.label == service)
                };
                let all = (0..scenario.components.len()).filter(is_of);
                let all = all.map(|i| Target::Component(scenario.components[i].id));
                let kills: Vec<Action> = all.map(Action::Kill).collect();
                let plays = (!kills.is_empty()).then(|| without(kills, share));
                plays.into_iter().collect()
            }
            Goal::Recovers(share) => VecDeque::from([recovers(scenario, share)]),
            Goal::LosesNoWrites => {
                let is_primary =
                    |c: &Component| c.database().is_some_and(|d| d.role == Role::Primary);
                components(&is_primary)
                    .into_iter()
                    .map(loses_no_writes)
                    .collect()
            }
            Goal::NoSplitBrain => VecDeque::from([no_split_brain(scenario)]),
            Goal::Killed(_)
            | Goal::Asks(_)
            | Goal::Delivers(_)
            | Goal::Fated(_)
            | Goal::AtLeast(..)
            | Goal::Safe(_)
            | Goal::RegionsSafe
            | Goal::AllSafe
            | Goal::NoLeaks { .. }
            | Goal::BalancersInFront
            | Goal::CachesPooled
            | Goal::Checks(_)
            | Goal::Primaries(_)
            | Goal::Replicated
            | Goal::Shards(_) => VecDeque::new(),
        };
        Self {
            scripted: matches!(goal, Goal::Recovers(_)),
            // Where there is no primary, no write of one is lost.
            is_empty: todo.is_empty() && *goal != Goal::LosesNoWrites,
            todo,
            under_way: None,
        }
    }

    /// Plays on for at most so many events.
    pub fn go_on(&mut self, scenario: &Scenario, budget: u64) -> Played {
        let mut events = 0;
        loop {
            if self.under_way.is_none() {
                let next = self.todo.pop_front();
                self.under_way = next.map(|steps| Play::new(scenario, self.scripted, steps));
            }
            let Some(play) = &mut self.under_way else {
                let reached = Some(!self.is_empty);
                return Played { events, reached };
            };
            let played = play.go_on(budget - events);
            events += played.events;
            match played.reached {
                Some(true) => self.under_way = None,
                reached => return Played { events, reached },
            }
        }
    }
}

impl Play {
    fn new(scenario: &Scenario, scripted: bool, steps: VecDeque<Step>) -> Self {
        let run = if scripted {
            Run::new(scenario)
        } else {
            Run::new(&Scenario {
                script: Vec::new(),
                ..scenario.clone()
            })
        };
        let before = run.totals();
        Self { run, steps, before }
    }

    /// Goes on for at most so many events. Whether it was as wanted, once it is over.
    fn go_on(&mut self, budget: u64) -> Played {
        let mut events = 0;
        while let Some(step) = self.steps.front_mut() {
            match step {
                Step::Until(second) => {
                    let until = Micros(*second * Micros::SECOND.0);
                    let progress = self.run.advance(until, budget - events);
                    events += progress.events.min(budget - events);
                    if progress.reached < until {
                        break;
                    }
                }
                Step::Act(actions) => {
                    for action in std::mem::take(actions) {
                        self.run.act(action);
                    }
                }
                Step::CountFromHere => self.before = self.run.totals(),
                Step::Check(check) => {
                    let reached = Some(check.is_met(&self.before, &self.run.totals()));
                    return Played { events, reached };
                }
            }
            self.steps.pop_front();
        }
        Played {
            events,
            reached: None,
        }
    }
}

impl Check {
    fn is_met(self, before: &Totals, after: &Totals) -> bool {
        match self {
            Check::Served(least) => share_served(before, after) >= least,
            Check::NoLostWrites => after.lost_writes == 0,
            Check::NoSplitBrain => after.conflicting_writes == 0,
        }
    }
}

fn serves(killed: Option<Target>, share: Share) -> VecDeque<Step> {
    without(killed.map(Action::Kill).into_iter().collect(), share)
}

/// Whether enough is served once all of this was done.
fn without(done: Vec<Action>, share: Share) -> VecDeque<Step> {
    let warm_up = [Step::Until(WARM_UP_S), Step::Act(done)].into_iter();
    warm_up.chain(measured(WARM_UP_S, share)).collect()
}

fn recovers(scenario: &Scenario, share: Share) -> VecDeque<Step> {
    let last = scenario.script.iter().map(|entry| entry.at_s);
    let last_s = last.fold(0.0, f64::max).ceil() as u64;
    measured(last_s, share).into_iter().collect()
}

/// Whether enough of what ends in the time that counts is served.
fn measured(since_s: u64, share: Share) -> [Step; 4] {
    let from_s = since_s + share.from_s;
    [
        Step::Until(from_s),
        Step::CountFromHere,
        Step::Until(from_s + share.over_s),
        Step::Check(Check::Served(share.least)),
    ]
}

fn loses_no_writes(primary: Target) -> VecDeque<Step> {
    VecDeque::from([
        Step::Until(WARM_UP_S),
        Step::Act(vec![Action::Kill(primary)]),
        Step::Until(2 * WARM_UP_S),
        Step::Check(Check::NoLostWrites),
    ])
}

fn no_split_brain(scenario: &Scenario) -> VecDeque<Step> {
    let topology = Topology::new(scenario);
    let links = scenario.links.iter().zip(&topology.roles);
    let replication = links.filter(|(_, role)| **role == Some(LinkRole::Replicates));
    let links: Vec<LinkId> = replication.map(|(link, _)| link.id()).collect();
    let cuts = links.iter().map(|link| Action::Cut(*link));
    let mends = links.iter().map(|link| Action::Revive(Target::Link(*link)));
    // What two primaries have taken apart is known once they meet again.
    VecDeque::from([
        Step::Until(WARM_UP_S),
        Step::Act(cuts.collect()),
        Step::Until(3 * WARM_UP_S),
        Step::Act(mends.collect()),
        Step::Until(3 * WARM_UP_S + 1),
        Step::Check(Check::NoSplitBrain),
    ])
}

fn share_served(before: &Totals, after: &Totals) -> f64 {
    let served = (after.served - before.served) as f64;
    let failed = (after.failed_in_all() - before.failed_in_all()) as f64;
    if served > 0.0 {
        served / (served + failed)
    } else {
        0.0
    }
}
