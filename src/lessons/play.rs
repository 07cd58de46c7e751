//! Goals that are played: runs of the drawing in which something is done and something counted, in slices.

use std::collections::{BTreeSet, VecDeque};

use super::reach::used;
use crate::engine::{Micros, Run, Totals, What};
use crate::model::lesson::{Goal, Share};
use crate::model::link::LinkRole;
use crate::model::script::Action;
use crate::model::{Component, ComponentId, Kind, LinkId, Role, Scenario, Target, Topology};

/// Seconds a run goes on before something is done to it: long enough for caches to fill.
const WARM_UP_S: u64 = 20;

/// All plays of one goal, one after the other. It is reached where there is a play and all are as wanted.
#[derive(Debug)]
pub(super) struct Plays {
    scripted: bool,
    todo: VecDeque<Steps>,
    under_way: Option<Play>,
    /// What is missing where there is nothing to play.
    nothing: Result<(), String>,
}

/// One play: what is done in it, in words for what is missing then (`With web-1 killed`), and step by step.
#[derive(Debug)]
struct Steps {
    done: String,
    steps: VecDeque<Step>,
}

/// What was played of a slice.
#[derive(Clone, Debug)]
pub(super) struct Played {
    pub events: u64,
    /// Whether the goal is reached, once that is known; else what is missing, as a sentence.
    pub told: Option<Result<(), String>>,
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
#[derive(Clone, Debug)]
enum Check {
    /// So much was served.
    Served(Share, Answers),
    /// So much was served, and queues kept every message.
    ServedAndKept(Share, Answers),
    /// No acknowledged write was lost.
    NoLostWrites,
    /// No two primaries took writes apart from each other.
    NoSplitBrain,
    /// These balancers took this server out of rotation since the kill.
    OutOfRotation(ComponentId, Vec<ComponentId>, u64),
}

/// Which answers count as served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answers {
    /// Those that lack nothing.
    InFull,
    /// Degraded ones, too.
    Any,
}

#[derive(Debug)]
struct Play {
    run: Run,
    done: String,
    steps: VecDeque<Step>,
    before: Totals,
    /// Where the log stood when counting began.
    cursor: u64,
}

impl Plays {
    /// The plays of a goal; none where it is not played.
    pub fn of(goal: &Goal, scenario: &Scenario) -> Self {
        let topology = Topology::new(scenario);
        let all = Drawing {
            scenario,
            topology: &topology,
        };
        let in_full = |share| Check::Served(share, Answers::InFull);
        let kill_each = |targets: Vec<Target>, share: Share| -> VecDeque<Steps> {
            let kill = |t: Target| all.killing(t, measured(WARM_UP_S, share, in_full(share)));
            targets.into_iter().map(kill).collect()
        };
        let todo = match goal {
            Goal::Serves(share) => VecDeque::from([Steps {
                done: "With nothing killed".to_owned(),
                steps: measured(WARM_UP_S, *share, in_full(*share)).into(),
            }]),
            Goal::Survives(kind, share) => kill_each(all.parts(|c| c.kind() == *kind), *share),
            Goal::SurvivesLoss {
                target,
                share,
                degraded,
            } => {
                let answers = if *degraded {
                    Answers::Any
                } else {
                    Answers::InFull
                };
                let then = measured(WARM_UP_S, *share, Check::Served(*share, answers));
                VecDeque::from([all.killing(*target, then)])
            }
            Goal::SurvivesRegion(share) => {
                let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
                kill_each(regions.collect(), *share)
            }
            Goal::SurvivesFate(share) => {
                let fates = scenario.groups.iter().map(|g| Target::Group(g.id));
                kill_each(fates.collect(), *share)
            }
            Goal::SurvivesCutOff(share) => all.cut_off(*share),
            Goal::Notices(within_s) => all.notices(u64::from(*within_s)),
            Goal::DoesWithout(service, share) => all.without(service, *share),
            Goal::Recovers(share) => {
                let last = scenario.script.iter().map(|entry| entry.at_s);
                let last_s = last.fold(0.0, f64::max).ceil() as u64;
                VecDeque::from([Steps {
                    done: "Once the fault is over".to_owned(),
                    steps: measured(last_s, *share, in_full(*share)).into(),
                }])
            }
            Goal::LosesNoWrites => {
                let is_primary =
                    |c: &Component| c.database().is_some_and(|d| d.role == Role::Primary);
                let kill = |t| {
                    let end = [Step::Until(2 * WARM_UP_S), Step::Check(Check::NoLostWrites)];
                    all.killing(t, end)
                };
                all.parts(is_primary).into_iter().map(kill).collect()
            }
            Goal::NoSplitBrain => VecDeque::from([all.no_split_brain()]),
            _ => VecDeque::new(),
        };
        Self {
            scripted: matches!(goal, Goal::Recovers(_)),
            nothing: if todo.is_empty() {
                Err("There is no such part to try it with.".to_owned())
            } else {
                Ok(())
            },
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
                let told = Some(self.nothing.clone());
                return Played { events, told };
            };
            let played = play.go_on(budget - events);
            events += played.events;
            match played.told {
                Some(Ok(())) => self.under_way = None,
                told => return Played { events, told },
            }
        }
    }
}

impl Play {
    fn new(scenario: &Scenario, scripted: bool, steps: Steps) -> Self {
        let run = if scripted {
            Run::new(scenario)
        } else {
            Run::new(&Scenario {
                script: Vec::new(),
                ..scenario.clone()
            })
        };
        let before = run.totals();
        Self {
            run,
            done: steps.done,
            steps: steps.steps,
            before,
            cursor: 0,
        }
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
                    self.cursor = self.run.events_end();
                    for action in std::mem::take(actions) {
                        self.run.act(action);
                    }
                }
                Step::CountFromHere => self.before = self.run.totals(),
                Step::Check(check) => {
                    let check = check.clone();
                    let told = Some(check.is_met(self).map_err(|missing| {
                        let done = &self.done;
                        format!("{done}, {missing}")
                    }));
                    return Played { events, told };
                }
            }
            self.steps.pop_front();
        }
        Played { events, told: None }
    }
}

impl Play {
    /// Messages that queues took and gave up since the run began: dropped, or put aside.
    fn unkept(&self) -> u64 {
        let all = self.run.scenario().components.iter();
        let queues = all.filter_map(|c| self.run.snapshot_numbers(c.id)?.messages);
        queues.map(|m| m.dropped + m.dead_letters).sum()
    }

    /// Answers since the run began that lack a queue: what was asked for is stored nowhere.
    fn not_stored(&self) -> u64 {
        let missing = self.run.totals().missing.into_iter();
        let of_queues = missing.filter(|m| {
            let service = m.service.as_ref();
            service.is_some_and(|s| s.kind.row().keeps_messages())
        });
        of_queues.map(|m| m.answers).sum()
    }
}

impl Check {
    /// What is missing otherwise stands behind what was done: `With web-1 killed, …`
    fn is_met(&self, play: &Play) -> Result<(), String> {
        let after = play.run.totals();
        match self {
            Check::ServedAndKept(share, answers) => {
                Check::Served(*share, *answers).is_met(play)?;
                match play.not_stored() {
                    0 => {}
                    1 => {
                        return Err(
                            "one request is answered, and no queue has stored it.".to_owned()
                        );
                    }
                    n => {
                        return Err(format!(
                            "{n} requests are answered, and no queue has stored them."
                        ));
                    }
                }
                match play.unkept() {
                    0 => Ok(()),
                    1 => Err(
                        "one message is lost, although its sender was told that it is kept."
                            .to_owned(),
                    ),
                    n => Err(format!(
                        "{n} messages are lost, although their senders were told that they are kept."
                    )),
                }
            }
            Check::Served(share, answers) => {
                let served = share_served(&play.before, &after, *answers);
                if served >= share.least {
                    return Ok(());
                }
                // What is not enough is not rounded up to what would be.
                let percent = (served * 100.0).floor();
                let lack = after.degraded > play.before.degraded;
                let are = if lack && *answers == Answers::InFull {
                    "are served in full"
                } else {
                    "are served"
                };
                let (from, to) = (share.from_s, share.from_s + share.over_s);
                Err(match from {
                    0 => format!("{percent} % of the requests {are} in the next {to} s."),
                    _ => {
                        format!("{percent} % of the requests {are} from {from} s to {to} s later.")
                    }
                })
            }
            Check::NoLostWrites => match after.lost_writes {
                0 => Ok(()),
                1 => Err("one acknowledged write is lost.".to_owned()),
                n => Err(format!("{n} acknowledged writes are lost.")),
            },
            Check::NoSplitBrain => {
                let mut events = play.run.events_since(0);
                let is_split = events.any(|e| matches!(e.what, What::SplitBrain));
                match after.conflicting_writes {
                    0 if is_split => Err("there are two primaries.".to_owned()),
                    0 => Ok(()),
                    1 => Err("there are two primaries, and a write is in conflict.".to_owned()),
                    n => Err(format!(
                        "there are two primaries, and {n} writes are in conflict."
                    )),
                }
            }
            Check::OutOfRotation(server, balancers, within_s) => {
                let noticed: BTreeSet<_> = play
                    .run
                    .events_since(play.cursor)
                    .filter(|e| matches!(e.what, What::OutOfRotation { .. }))
                    .filter(|e| e.about == Some(Target::Component(*server)))
                    .filter_map(|e| e.by)
                    .collect();
                match balancers.iter().find(|b| !noticed.contains(b)) {
                    None => Ok(()),
                    Some(blind) => Err(format!(
                        "{blind} has not taken it out of rotation after {within_s} s."
                    )),
                }
            }
        }
    }
}

/// What is drawn, to see what can be tried with it.
struct Drawing<'a> {
    scenario: &'a Scenario,
    topology: &'a Topology,
}

impl Drawing<'_> {
    fn parts(&self, wanted: impl Fn(&Component) -> bool) -> Vec<Target> {
        let found = self.scenario.components.iter().filter(|c| wanted(c));
        found.map(|c| Target::Component(c.id)).collect()
    }

    fn name(&self, target: Target) -> String {
        let name = match target {
            Target::Component(id) => self.scenario.component(id).map(Component::display_name),
            Target::Region(id) => self
                .scenario
                .region(id)
                .map(crate::model::Region::display_name),
            Target::Group(id) => self
                .scenario
                .group(id)
                .map(crate::model::Group::display_name),
            _ => None,
        };
        name.map_or_else(|| target.to_string(), str::to_owned)
    }

    /// Kills one after the warm-up, then goes on like this.
    fn killing(&self, target: Target, then: impl IntoIterator<Item = Step>) -> Steps {
        let (action, done) = match target {
            Target::Link(id) => (Action::Cut(id), "cut"),
            _ => (Action::Kill(target), "killed"),
        };
        Steps {
            done: format!("With {} {done}", self.name(target)),
            steps: after_warm_up(vec![action], then),
        }
    }

    /// Each server cut off from all databases that it is linked to.
    fn cut_off(&self, share: Share) -> VecDeque<Steps> {
        let servers = self.parts(|c| c.kind() == Kind::Server);
        let cut = |target: Target| {
            let links = self.scenario.links.iter().filter(|link| {
                let to = self.scenario.component(link.to);
                Target::Component(link.from) == target
                    && to.is_some_and(|c| c.kind() == Kind::Database)
            });
            let cuts: Vec<Action> = links.map(|link| Action::Cut(link.id())).collect();
            let check = Check::Served(share, Answers::InFull);
            (!cuts.is_empty()).then(|| Steps {
                done: format!("With {} cut off from the data", self.name(target)),
                steps: after_warm_up(cuts, measured(WARM_UP_S, share, check)),
            })
        };
        servers.into_iter().filter_map(cut).collect()
    }

    /// Each server killed, and looked whether the balancers before it notice.
    fn notices(&self, within_s: u64) -> VecDeque<Steps> {
        let server = |i: &usize| self.scenario.components[*i].kind() == Kind::Server;
        let used = used(self.scenario, self.topology);
        let servers = used.iter().copied().filter(server);
        let watched = servers.filter_map(|i| {
            let before = self.topology.into[i].iter();
            let before = before.filter_map(|link| Some(self.topology.ends[*link]?.0));
            let balancers: Vec<ComponentId> = before
                .filter(|b| used.contains(b))
                .map(|b| &self.scenario.components[b])
                .filter(|c| c.kind() == Kind::LoadBalancer)
                .map(|c| c.id)
                .collect();
            let id = self.scenario.components[i].id;
            (!balancers.is_empty()).then(|| {
                let end = Step::Until(WARM_UP_S + within_s);
                let check = Step::Check(Check::OutOfRotation(id, balancers, within_s));
                self.killing(Target::Component(id), [end, check])
            })
        });
        watched.collect()
    }

    /// All of a service killed at once.
    fn without(&self, service: &str, share: Share) -> VecDeque<Steps> {
        let is_of = |i: &usize| {
            let of = self.topology.services[*i].as_ref();
            of.is_some_and(|s| s.kind == Kind::Server && s.label == service)
        };
        let all = (0..self.scenario.components.len()).filter(is_of);
        let all = all.map(|i| Target::Component(self.scenario.components[i].id));
        let kills: Vec<Action> = all.map(Action::Kill).collect();
        let check = Check::ServedAndKept(share, Answers::Any);
        let play = (!kills.is_empty()).then(|| Steps {
            done: format!("With no {service} left"),
            steps: after_warm_up(kills, measured(WARM_UP_S, share, check)),
        });
        play.into_iter().collect()
    }

    /// All databases cut off from each other, and joined again.
    fn no_split_brain(&self) -> Steps {
        let links = self.scenario.links.iter().zip(&self.topology.roles);
        let replication = links.filter(|(_, role)| **role == Some(LinkRole::Replicates));
        let links: Vec<LinkId> = replication.map(|(link, _)| link.id()).collect();
        let cuts = links.iter().map(|link| Action::Cut(*link));
        let mends = links.iter().map(|link| Action::Revive(Target::Link(*link)));
        // What two primaries have taken apart is known once they meet again.
        let then = [
            Step::Until(3 * WARM_UP_S),
            Step::Act(mends.collect()),
            Step::Until(3 * WARM_UP_S + 1),
            Step::Check(Check::NoSplitBrain),
        ];
        Steps {
            done: "With the databases cut off from each other".to_owned(),
            steps: after_warm_up(cuts.collect(), then),
        }
    }
}

/// Does all of this after the warm-up, then goes on like this.
fn after_warm_up(done: Vec<Action>, then: impl IntoIterator<Item = Step>) -> VecDeque<Step> {
    let warm_up = [Step::Until(WARM_UP_S), Step::Act(done)].into_iter();
    warm_up.chain(then).collect()
}

/// Whether enough of what ends in the time that counts is served.
fn measured(since_s: u64, share: Share, check: Check) -> [Step; 4] {
    let from_s = since_s + u64::from(share.from_s);
    [
        Step::Until(from_s),
        Step::CountFromHere,
        Step::Until(from_s + u64::from(share.over_s)),
        Step::Check(check),
    ]
}

fn share_served(before: &Totals, after: &Totals, answers: Answers) -> f64 {
    let mut served = (after.served - before.served) as f64;
    let failed = (after.failed_in_all() - before.failed_in_all()) as f64;
    let ended = served + failed;
    if answers == Answers::InFull {
        served -= (after.degraded - before.degraded) as f64;
    }
    if served > 0.0 { served / ended } else { 0.0 }
}
