//! What `topple check` says of a lesson: how each goal stands at its start, and with a solution that all can be reached.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::lessons::{Assignment, Attempt, Judgement, Outcome, Standing, judge};
use crate::model::{Scenario, Target};

/// A lesson, as it was judged.
pub(super) struct Checked {
    taken: Assignment,
    start: Judgement,
    solution: Option<Judgement>,
}

impl Checked {
    /// Judges the lesson that a scenario carries, and its solution.
    pub fn of(scenario: &Scenario, solution: Option<&Scenario>) -> Option<Self> {
        let taken = Assignment::of_own(scenario)?;
        let stands = |scenario: &Scenario, killed: &BTreeSet<Target>| {
            judge_alone(&taken, &Attempt { scenario, killed })
        };
        let start = stands(taken.start(), &BTreeSet::new());
        let solution = solution.map(|solved| {
            // Whoever solves a goal of killing kills: a solution is a drawing, and takes that as done.
            let killed = solved.components.iter().map(|c| Target::Component(c.id));
            stands(solved, &killed.collect())
        });
        Some(Self {
            taken,
            start,
            solution,
        })
    }

    /// Why this is no good lesson, if it is none.
    pub fn fault(&self) -> Option<&'static str> {
        if self.taken.lesson.goals.is_empty() {
            Some("the lesson has no goals")
        } else if self.start.is_reached() {
            Some("all goals of the lesson are met at its start")
        } else if self.solution.as_ref().is_some_and(|s| !s.is_reached()) {
            Some("the solution does not solve the lesson")
        } else {
            None
        }
    }

    /// For a person.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (i, goal) in self.taken.lesson.goals.iter().enumerate() {
            let _ = writeln!(text, "  {}. {goal}", i + 1);
            said(&mut text, "at the start", self.start.goals.get(i));
            if let Some(solution) = &self.solution {
                said(&mut text, "solved", solution.goals.get(i));
            }
        }
        for objection in self.solution.iter().flat_map(|s| &s.objections) {
            let _ = writeln!(text, "  The solution breaks a rule: {objection}");
        }
        text
    }

    /// For a program.
    pub fn json(&self) -> Value {
        let goals = self.taken.lesson.goals.iter().enumerate().map(|(i, goal)| {
            let mut told = json!({
                "goal": goal.to_string(),
                "start": stood(self.start.goals.get(i)),
            });
            if let Some(solution) = &self.solution {
                told["solution"] = stood(solution.goals.get(i));
            }
            told
        });
        let mut lesson = json!({
            "goals": goals.collect::<Vec<_>>(),
            "met_at_start": self.start.is_reached(),
        });
        if let Some(solution) = &self.solution {
            lesson["solved"] = json!(solution.is_reached());
            lesson["objections"] = json!(solution.objections);
        }
        lesson
    }
}

/// How each goal stands by itself: an author wants to know of all of them, also where one that is quicker to see is open.
fn judge_alone(taken: &Assignment, attempt: &Attempt<'_>) -> Judgement {
    let mut lesson = taken.lesson.clone();
    let goals = std::mem::take(&mut lesson.goals);
    let mut judgement = judge(&lesson, taken.start(), attempt);
    for goal in goals {
        lesson.goals = vec![goal];
        judgement
            .goals
            .extend(judge(&lesson, taken.start(), attempt).goals);
    }
    judgement
}

fn said(text: &mut String, when: &str, outcome: Option<&Outcome>) {
    let Some(outcome) = outcome else { return };
    let how = match outcome.standing {
        Standing::Reached => "met",
        Standing::Open => "not met",
        Standing::Untried => "not played: a rule is broken, or it is too much to play",
    };
    let missing = outcome.missing.as_deref();
    let missing = missing.map_or_else(String::new, |missing| format!(": {missing}"));
    let _ = writeln!(text, "     {when}: {how}{missing}");
}

fn stood(outcome: Option<&Outcome>) -> Value {
    let met = outcome.map(|o| o.standing);
    let missing = outcome.and_then(|o| o.missing.as_deref());
    json!({ "met": met == Some(Standing::Reached), "missing": missing })
}
