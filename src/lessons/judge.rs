//! Whether a goal is reached: from the drawing, by the analysis, or by playing it.

use std::collections::BTreeSet;

use super::goal::Goal;
use super::play::Plays;
use crate::analysis::{Failed, Options, analyse};
use crate::model::link::LinkRole;
use crate::model::{Component, Failover, Kind, Role, Scenario, Target, Topology};

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

/// Events that all plays of one look may take together. A lesson's own system takes a few per cent of it.
const EVENTS: u64 = 20_000_000;

/// A look at goals, to be taken in slices: plays go on for as many events as a frame has room for.
///
/// The quick goals are judged at once; nothing is played until all of them are reached.
#[derive(Debug)]
pub struct Judging {
    scenario: Scenario,
    goals: Vec<Goal>,
    /// Whether those goals are reached that need no run.
    drawn: Vec<Option<bool>>,
    /// How the first goals stand.
    standing: Vec<Standing>,
    /// Those of the goal that is being judged.
    plays: Option<Plays>,
    events_left: u64,
}

impl Judging {
    /// Begins to judge these goals.
    pub fn new(goals: &[Goal], attempt: &Attempt<'_>) -> Self {
        Self {
            scenario: attempt.scenario.clone(),
            goals: goals.to_vec(),
            drawn: goals.iter().map(|goal| is_drawn(goal, attempt)).collect(),
            standing: Vec::with_capacity(goals.len()),
            plays: None,
            events_left: EVENTS,
        }
    }

    /// Goes on for about so many events. How each goal stands, once that is known of all.
    pub fn go_on(&mut self, events: u64) -> Option<Vec<Standing>> {
        let mut left = events;
        while let Some(&goal) = self.goals.get(self.standing.len()) {
            let standing = match self.drawn.get(self.standing.len()).copied().flatten() {
                Some(reached) => Standing::of(reached),
                None if self.drawn.contains(&Some(false)) => Standing::Untried,
                None => self.play(&goal, &mut left)?,
            };
            self.standing.push(standing);
            self.plays = None;
        }
        Some(std::mem::take(&mut self.standing))
    }

    /// Plays a goal; `None` where the slice is over before it is judged.
    fn play(&mut self, goal: &Goal, left: &mut u64) -> Option<Standing> {
        let plays = self
            .plays
            .get_or_insert_with(|| Plays::of(goal, &self.scenario));
        loop {
            let budget = self.events_left.min(*left);
            let played = plays.go_on(&self.scenario, budget);
            self.events_left -= played.events.min(self.events_left);
            *left -= played.events.min(*left);
            match played.reached {
                Some(reached) => return Some(Standing::of(reached)),
                None if self.events_left == 0 => return Some(Standing::Untried),
                None if *left == 0 => return None,
                None => {}
            }
        }
    }
}

impl Standing {
    const fn of(reached: bool) -> Self {
        if reached {
            Standing::Reached
        } else {
            Standing::Open
        }
    }
}

/// How each of these goals stands, in one go.
pub fn judge(goals: &[Goal], attempt: &Attempt<'_>) -> Vec<Standing> {
    let mut judging = Judging::new(goals, attempt);
    loop {
        if let Some(standing) = judging.go_on(EVENTS) {
            return standing;
        }
    }
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
        Goal::Replicated => databases().next().is_some() && replicated(scenario),
        Goal::Primaries(count) => databases().filter(|d| d.role == Role::Primary).count() >= count,
        Goal::Shards(count) => {
            let labels: BTreeSet<_> = databases().filter_map(|d| d.shard.as_ref()).collect();
            labels.len() >= count
        }
        Goal::Asks(service) => asks(scenario, service),
        Goal::Delivers(service) => delivers(scenario, service),
        Goal::Fated(kind) => {
            of_kind(kind).next().is_some() && of_kind(kind).all(|c| !c.groups.is_empty())
        }
        Goal::Serves(_)
        | Goal::DoesWithout(..)
        | Goal::Survives(..)
        | Goal::SurvivesRegion(_)
        | Goal::Recovers(_)
        | Goal::LosesNoWrites
        | Goal::NoSplitBrain => return None,
    })
}

/// The servers of a service.
fn servers_of<'a>(
    scenario: &'a Scenario,
    topology: &'a Topology,
    service: &'a str,
) -> impl Iterator<Item = usize> + 'a {
    (0..scenario.components.len()).filter(move |i| {
        let of = topology.services[*i].as_ref();
        let is_server = scenario.components[*i].kind() == Kind::Server;
        is_server && of.is_some_and(|s| s.label == service)
    })
}

/// Whether answers are in full now, and would not be without a service.
fn asks(scenario: &Scenario, service: &str) -> bool {
    let topology = Topology::new(scenario);
    let served_in_full = |failed: &Failed| {
        let report = analyse(scenario, failed, Options::default());
        report.full
    };
    let all = servers_of(scenario, &topology, service);
    let all: Failed = all
        .map(|i| Target::Component(scenario.components[i].id))
        .collect();
    served_in_full(&Failed::nothing()) > 1.0 - 1e-9 && served_in_full(&all) < 0.5
}

/// Whether all messages for a service are taken, and nothing calls it but queues.
fn delivers(scenario: &Scenario, service: &str) -> bool {
    let topology = Topology::new(scenario);
    let report = analyse(scenario, &Failed::nothing(), Options::default());
    let mut deliveries = report.classes.iter().filter(|report| {
        let delivers = report.class.delivers.as_ref();
        delivers.is_some_and(|(_, to)| to == service)
    });
    let called = called_by_clients(scenario, &topology);
    let mut workers = servers_of(scenario, &topology, service);
    deliveries.any(|report| report.served > 1.0 - 1e-9 && report.rate_rps > 0.0)
        && !workers.any(|worker| called.contains(&worker))
}

/// What the requests of clients come to, no message with them.
fn called_by_clients(scenario: &Scenario, topology: &Topology) -> BTreeSet<usize> {
    let asks = |i: &usize| scenario.components[*i].kind().row().asks();
    let mut next: Vec<usize> = (0..scenario.components.len()).filter(asks).collect();
    let mut called = BTreeSet::new();
    while let Some(component) = next.pop() {
        if called.insert(component) {
            let calls = topology.out[component].iter().filter(|link| {
                let role = topology.roles[**link];
                role != Some(LinkRole::Delivers) && role != Some(LinkRole::Mirrors)
            });
            next.extend(calls.filter_map(|link| topology.to(*link)));
        }
    }
    called
}

fn spofs(scenario: &Scenario) -> BTreeSet<Target> {
    let report = analyse(scenario, &Failed::nothing(), Options::default());
    report
        .spofs
        .into_iter()
        .map(|verdict| verdict.element)
        .collect()
}

/// Whether the data of each service and shard has a copy, and no database holds data that the others do not get.
fn replicated(scenario: &Scenario) -> bool {
    let topology = Topology::new(scenario);
    let is_witness = |node: usize, failover| {
        let role = scenario.components[node].database().map(|d| d.role);
        failover == Failover::Quorum && role != Some(Role::ReadReplica)
    };
    topology.sets.iter().all(|set| {
        let copies = set.nodes.iter().filter(|&&n| topology.is_fed[n]);
        let mut nodes = set.nodes.iter();
        !set.is_of_its_own
            && copies.count() > 1
            && nodes.all(|&n| topology.is_fed[n] || is_witness(n, set.failover))
    })
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
            Some(
                LinkRole::Resolves | LinkRole::Delivers | LinkRole::Mirrors | LinkRole::Replicates,
            )
            | None => false,
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
