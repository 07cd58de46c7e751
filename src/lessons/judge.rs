//! How an attempt stands: what is drawn and what the analysis says of it at once, then what its runs show.

use std::collections::BTreeSet;

use super::drawn::Drawn;
use super::play::Plays;
use super::rules;
use crate::model::lesson::Goal;
use crate::model::{Lesson, Scenario, Target};

/// What a person has made of a lesson so far.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The document.
    pub scenario: &'a Scenario,
    /// Everything that was killed in its run since the lesson began, long enough to be seen.
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

/// How one goal stands, and what is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// How it stands.
    pub standing: Standing,
    /// What is missing, as a sentence: of a goal that is open.
    pub missing: Option<String>,
}

/// How an attempt stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Judgement {
    /// Each goal of the lesson, in its order.
    pub goals: Vec<Outcome>,
    /// What is wrong whatever the goals are, a sentence each: then the question is no longer the one that was asked.
    pub objections: Vec<String>,
}

impl Judgement {
    /// Before anything was looked at.
    pub fn untried(goals: usize) -> Self {
        Self {
            goals: vec![Outcome::from(None); goals],
            objections: Vec::new(),
        }
    }

    /// Whether all is reached and nothing is wrong.
    pub fn is_reached(&self) -> bool {
        let reached = |o: &Outcome| o.standing == Standing::Reached;
        self.objections.is_empty() && self.goals.iter().all(reached)
    }

    /// What is missing or wrong, a sentence each.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let goals = self.goals.iter().filter_map(|o| o.missing.as_deref());
        self.objections.iter().map(String::as_str).chain(goals)
    }
}

impl From<Option<Result<(), String>>> for Outcome {
    fn from(told: Option<Result<(), String>>) -> Self {
        let (standing, missing) = match told {
            Some(Ok(())) => (Standing::Reached, None),
            Some(Err(missing)) => (Standing::Open, Some(missing)),
            None => (Standing::Untried, None),
        };
        Self { standing, missing }
    }
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
    /// How those goals stand that need no run.
    drawn: Vec<Option<Result<(), String>>>,
    judgement: Judgement,
    /// Those of the goal that is being judged.
    plays: Option<Plays>,
    events_left: u64,
}

impl Judging {
    /// Begins to judge an attempt at a lesson that starts so.
    ///
    /// Goals that need a run are played on the side, within a bound; ask again when the document rests, not at every
    /// move of a hand.
    pub fn new(lesson: &Lesson, start: &Scenario, attempt: &Attempt<'_>) -> Self {
        let goals = &lesson.goals;
        let mut scenario = attempt.scenario.clone();
        // What was killed stays dead while it is judged, and the trouble is that of the lesson.
        for component in &mut scenario.components {
            component.restart_s = None;
        }
        let is_there = |entry: &crate::model::ScriptEntry| {
            entry.action().is_none_or(|a| scenario.has(a.target()))
        };
        scenario.script = start
            .script
            .iter()
            .filter(|e| is_there(e))
            .cloned()
            .collect();
        let drawn = Drawn::new(&scenario, start, attempt.killed);
        Self {
            goals: goals.clone(),
            drawn: goals.iter().map(|goal| drawn.tells(goal)).collect(),
            judgement: Judgement {
                goals: Vec::with_capacity(goals.len()),
                objections: rules::objections(lesson, start, &scenario),
            },
            scenario,
            plays: None,
            events_left: EVENTS,
        }
    }

    /// Goes on for about so many events. How it stands, once that is known.
    pub fn go_on(&mut self, events: u64) -> Option<Judgement> {
        let mut left = events;
        let is_open = !self.judgement.objections.is_empty()
            || self.drawn.iter().any(|told| matches!(told, Some(Err(_))));
        while let Some(goal) = self.goals.get(self.judgement.goals.len()).cloned() {
            let drawn = self.drawn.get_mut(self.judgement.goals.len());
            let outcome = match drawn.and_then(Option::take) {
                Some(told) => Some(told).into(),
                None if is_open => None.into(),
                None => self.play(&goal, &mut left)?,
            };
            self.judgement.goals.push(outcome);
            self.plays = None;
        }
        Some(std::mem::take(&mut self.judgement))
    }

    /// Plays a goal; `None` where the slice is over before it is judged.
    fn play(&mut self, goal: &Goal, left: &mut u64) -> Option<Outcome> {
        let plays = self
            .plays
            .get_or_insert_with(|| Plays::of(goal, &self.scenario));
        loop {
            let budget = self.events_left.min(*left);
            let played = plays.go_on(&self.scenario, budget);
            self.events_left -= played.events.min(self.events_left);
            *left -= played.events.min(*left);
            match played.told {
                Some(told) => return Some(Some(told).into()),
                None if self.events_left == 0 => return Some(None.into()),
                None if *left == 0 => return None,
                None => {}
            }
        }
    }
}

/// How an attempt at a lesson that starts so stands, in one go.
pub fn judge(lesson: &Lesson, start: &Scenario, attempt: &Attempt<'_>) -> Judgement {
    let mut judging = Judging::new(lesson, start, attempt);
    loop {
        if let Some(judgement) = judging.go_on(EVENTS) {
            return judgement;
        }
    }
}
