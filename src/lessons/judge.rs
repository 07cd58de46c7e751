//! Whether a goal is reached: from the drawing, by the analysis, or by playing it.

use std::collections::BTreeSet;

use super::goal::{Goal, Share};
use crate::analysis::{Failed, Options, analyse};
use crate::engine::{Micros, Run, Totals};
use crate::model::script::Action;
use crate::model::topology::LinkRole;
use crate::model::{Component, Role, Scenario, Target, Topology};

/// What a person has made of a lesson so far.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The document.
    pub scenario: &'a Scenario,
    /// Everything that was killed in its run since the lesson began.
    pub killed: &'a BTreeSet<Target>,
}

/// How a goal stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is reached.
    Reached,
    /// Not yet.
    Open,
    /// It was not played: something else is open that is quicker to see, or the system is too large to be played on the side.
    Untried,
}

/// Seconds a run goes on before something is done to it: long enough for caches to fill.
const WARM_UP_S: u64 = 20;
/// Events that all plays of one look may take together. A lesson's own system takes a few per cent of it.
const EVENTS: u64 = 20_000_000;

/// How each of these goals stands. The quick ones come first; nothing is played until all of them are reached.
pub fn judge(goals: &[Goal], attempt: &Attempt<'_>) -> Vec<Standing> {
    let drawn: Vec<Option<bool>> = goals.iter().map(|goal| is_drawn(goal, attempt)).collect();
    let may_play = !drawn.contains(&Some(false));
    let mut stage = Stage {
        scenario: attempt.scenario,
        events_left: EVENTS,
    };
    let standing = |(goal, drawn): (&Goal, &Option<bool>)| match drawn {
        Some(true) => Standing::Reached,
        Some(false) => Standing::Open,
        None if !may_play => Standing::Untried,
        None => match stage.plays_out(goal) {
            Some(true) => Standing::Reached,
            Some(false) => Standing::Open,
            None => Standing::Untried,
        },
    };
    goals.iter().zip(&drawn).map(standing).collect()
}

/// Whether a goal is reached that needs no run; `None` for those that do.
fn is_drawn(goal: &Goal, attempt: &Attempt<'_>) -> Option<bool> {
    let scenario = attempt.scenario;
    let of_kind = |kind| scenario.components.iter().filter(move |c| c.kind() == kind);
    let databases = || scenario.components.iter().filter_map(Component::database);
    Some(match *goal {
        Goal::Killed(kind) => {
            of_kind(kind).any(|c| attempt.killed.contains(&Target::Component(c.id)))
        }
        Goal::AtLeast(count, kind) => of_kind(kind).count() >= count,
        Goal::Safe(kind) => {
            let ids: BTreeSet<_> = of_kind(kind).map(|c| Target::Component(c.id)).collect();
            !ids.is_empty() && spofs(scenario).is_disjoint(&ids)
        }
        Goal::RegionsSafe => {
            let is_region = |target: &Target| matches!(target, Target::Region(_));
            !scenario.regions.is_empty() && !spofs(scenario).iter().any(is_region)
        }
        Goal::AllSafe => spofs(scenario).is_empty(),
        Goal::NoLeaks { links } => analyse(scenario, &Failed::nothing(), Options { links })
            .leaks
            .is_empty(),
        Goal::BalancersInFront => balancers_in_front(scenario),
        Goal::CachesPooled => caches_pooled(scenario),
        Goal::Checks(kind) => {
            of_kind(kind).next().is_some() && of_kind(kind).all(|c| c.health_check().is_some())
        }
        Goal::Primaries(count) => databases().filter(|d| d.role == Role::Primary).count() >= count,
        Goal::Shards(count) => {
            let labels: BTreeSet<_> = databases().filter_map(|d| d.shard.as_ref()).collect();
            labels.len() >= count
        }
        Goal::Serves(_)
        | Goal::Survives(..)
        | Goal::SurvivesRegion(_)
        | Goal::Recovers(_)
        | Goal::LosesNoWrites
        | Goal::NoSplitBrain => return None,
    })
}

fn spofs(scenario: &Scenario) -> BTreeSet<Target> {
    let report = analyse(scenario, &Failed::nothing(), Options::default());
    report
        .spofs
        .into_iter()
        .map(|verdict| verdict.element)
        .collect()
}

fn balancers_in_front(scenario: &Scenario) -> bool {
    let topology = Topology::new(scenario);
    let row = |i: usize| scenario.components[i].kind().row();
    let mut any = false;
    for (ends, role) in topology.ends.iter().zip(&topology.roles) {
        let &Some((from, to)) = ends else { continue };
        let is_in_front = match role {
            Some(LinkRole::Names) => true,
            Some(LinkRole::Calls) => row(from).asks(),
            Some(LinkRole::Resolves | LinkRole::Replicates) | None => false,
        };
        if is_in_front && !row(to).passes_on() {
            return false;
        }
        any |= is_in_front;
    }
    any
}

fn caches_pooled(scenario: &Scenario) -> bool {
    let topology = Topology::new(scenario);
    let row = |i: usize| scenario.components[i].kind().row();
    topology
        .ends
        .iter()
        .zip(&topology.roles)
        .any(|(ends, role)| {
            *role == Some(LinkRole::Calls)
                && ends.is_some_and(|(from, to)| row(from).passes_on() && row(to).is_shortcut)
        })
}

/// Plays scenarios, within a bound for all of them together.
struct Stage<'a> {
    scenario: &'a Scenario,
    events_left: u64,
}

impl Stage<'_> {
    /// Whether the goal is reached in the run; `None` where that would take too long.
    fn plays_out(&mut self, goal: &Goal) -> Option<bool> {
        match *goal {
            Goal::Serves(share) => self.serves(None, share),
            Goal::Survives(kind, share) => {
                let of_kind = self.scenario.components.iter().filter(|c| c.kind() == kind);
                let targets: Vec<_> = of_kind.map(|c| Target::Component(c.id)).collect();
                self.survives(&targets, share)
            }
            Goal::SurvivesRegion(share) => {
                let targets: Vec<_> = self
                    .scenario
                    .regions
                    .iter()
                    .map(|r| Target::Region(r.id))
                    .collect();
                self.survives(&targets, share)
            }
            Goal::Recovers(share) => self.recovers(share),
            Goal::LosesNoWrites => self.loses_no_writes(),
            Goal::NoSplitBrain => self.no_split_brain(),
            Goal::Killed(_)
            | Goal::AtLeast(..)
            | Goal::Safe(_)
            | Goal::RegionsSafe
            | Goal::AllSafe
            | Goal::NoLeaks { .. }
            | Goal::BalancersInFront
            | Goal::CachesPooled
            | Goal::Checks(_)
            | Goal::Primaries(_)
            | Goal::Shards(_) => None,
        }
    }

    fn survives(&mut self, targets: &[Target], share: Share) -> Option<bool> {
        for target in targets {
            if !self.serves(Some(*target), share)? {
                return Some(false);
            }
        }
        Some(!targets.is_empty())
    }

    fn serves(&mut self, killed: Option<Target>, share: Share) -> Option<bool> {
        let mut run = self.without_script();
        self.play(&mut run, WARM_UP_S)?;
        if let Some(target) = killed {
            run.act(Action::Kill(target));
        }
        self.measured(&mut run, WARM_UP_S, share)
    }

    fn recovers(&mut self, share: Share) -> Option<bool> {
        let mut run = Run::new(self.scenario);
        let last = self
            .scenario
            .script
            .iter()
            .map(|entry| entry.at_s)
            .fold(0.0, f64::max);
        self.measured(&mut run, last.ceil() as u64, share)
    }

    /// Whether enough of what ends in the time that counts is served.
    fn measured(&mut self, run: &mut Run, since_s: u64, share: Share) -> Option<bool> {
        self.play(run, since_s + share.from_s)?;
        let before = run.totals();
        self.play(run, since_s + share.from_s + share.over_s)?;
        Some(share_served(&before, &run.totals()) >= share.least)
    }

    fn loses_no_writes(&mut self) -> Option<bool> {
        let is_primary = |c: &&Component| c.database().is_some_and(|d| d.role == Role::Primary);
        let primaries: Vec<_> = self
            .scenario
            .components
            .iter()
            .filter(is_primary)
            .map(|c| Target::Component(c.id))
            .collect();
        for primary in primaries {
            let mut run = self.without_script();
            self.play(&mut run, WARM_UP_S)?;
            run.act(Action::Kill(primary));
            self.play(&mut run, 2 * WARM_UP_S)?;
            if run.totals().lost_writes > 0 {
                return Some(false);
            }
        }
        Some(true)
    }

    fn no_split_brain(&mut self) -> Option<bool> {
        let topology = Topology::new(self.scenario);
        let mut run = self.without_script();
        self.play(&mut run, WARM_UP_S)?;
        for (link, role) in self.scenario.links.iter().zip(&topology.roles) {
            if *role == Some(LinkRole::Replicates) {
                run.act(Action::Cut(link.id()));
            }
        }
        self.play(&mut run, 3 * WARM_UP_S)?;
        Some(run.totals().split_brain_writes == 0)
    }

    fn without_script(&self) -> Run {
        Run::new(&Scenario {
            script: Vec::new(),
            ..self.scenario.clone()
        })
    }

    fn play(&mut self, run: &mut Run, until_s: u64) -> Option<()> {
        let until = Micros(until_s * Micros::SECOND.0);
        let progress = run.advance(until, self.events_left);
        self.events_left = self.events_left.saturating_sub(progress.events);
        (progress.reached >= until).then_some(())
    }
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
