//! What a run was told by hand, so that going back can play it again: a bounded number of inputs in bounded memory.
//!
//! An edit is kept as what it changed. A person who drags a slider makes hundreds of edits of one component each, and a
//! whole scenario per edit would be gigabytes for a large system. Edits at one moment are not merged into one: each of
//! them draws chance, and what is played again must be the same run.

use std::sync::Arc;

use topple_model::{Action, Component, Link, Region, Scenario};

use super::state::State;
use super::world::World;
use super::{Chaos, Micros};

/// Inputs that are remembered, to be played again after going back; of more, the older half is forgotten.
pub const INPUTS: usize = 4_096;
/// Bytes that they hold at most, as far as that can be counted; of more, the older half is forgotten.
pub const INPUT_BYTES: usize = 32 << 20;

/// Takes a state over from one world to the next. Whoever edits brings it along, so that a page on which nothing has been
/// edited yet does without that code.
pub(super) type Adopt = fn(&mut State, old: &World, new: &World);

/// Something that was done by hand.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// Actions, all at once.
    Act(Arc<[Action]>),
    Edit(Arc<Difference>, Adopt),
    Chaos(Option<Chaos>),
}

impl Input {
    fn bytes(&self) -> usize {
        size_of::<Entry>()
            + match self {
                Input::Act(actions) => size_of_val::<[Action]>(actions),
                Input::Edit(difference, _) => difference.bytes(),
                Input::Chaos(_) => 0,
            }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    at: Micros,
    input: Input,
}

/// The inputs of a run, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Inputs {
    kept: Vec<Entry>,
    bytes: usize,
}

impl Inputs {
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// The input at this place, and when it came.
    pub fn get(&self, place: usize) -> Option<(Micros, &Input)> {
        self.kept.get(place).map(|entry| (entry.at, &entry.input))
    }

    /// A copy of those before this place.
    pub fn before(&self, place: usize) -> Self {
        let mut before = self.clone();
        before.truncate(place);
        before
    }

    /// Takes one more. Returns how many of the oldest were forgotten for it.
    pub fn push(&mut self, at: Micros, input: Input) -> usize {
        let bytes = input.bytes();
        let mut forgotten = 0;
        while !self.kept.is_empty()
            && (self.kept.len() >= INPUTS || self.bytes + bytes > INPUT_BYTES)
        {
            let half = self.kept.len().div_ceil(2);
            let gone: usize = self.kept.drain(..half).map(|e| e.input.bytes()).sum();
            self.bytes -= gone;
            forgotten += half;
        }
        self.bytes += bytes;
        self.kept.push(Entry { at, input });
        forgotten
    }

    /// Forgets those from this place on.
    pub fn truncate(&mut self, place: usize) {
        let gone = self.kept.drain(place.min(self.kept.len())..);
        self.bytes -= gone.map(|e| e.input.bytes()).sum::<usize>();
    }

    /// Forgets all edits from this place on. Whether there were any. What is left behind them does not build on them: an
    /// edit keeps what it changed of the one before it, and there is none behind the last.
    pub fn forget_edits_from(&mut self, place: usize) -> bool {
        let all = self.kept.len();
        let mut ahead = self.kept.split_off(place.min(all));
        ahead.retain(|entry| !matches!(entry.input, Input::Edit(..)));
        self.kept.append(&mut ahead);
        self.bytes = self.kept.iter().map(|entry| entry.input.bytes()).sum();
        self.kept.len() < all
    }

    /// Bytes that they hold, as far as that can be counted.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

/// What an edit changed of a scenario.
#[derive(Debug)]
pub(super) struct Difference {
    /// The scenario after it, without its long lists.
    header: Scenario,
    regions: Splice<Region>,
    components: Splice<Component>,
    links: Splice<Link>,
}

impl Difference {
    pub fn between(before: &Scenario, after: &Scenario) -> Self {
        Self {
            header: Scenario {
                title: after.title.clone(),
                seed: after.seed,
                workload: after.workload,
                regions: Vec::new(),
                groups: after.groups.clone(),
                components: Vec::new(),
                links: Vec::new(),
                script: after.script.clone(),
                // No run hears of them.
                notes: Vec::new(),
                imported: None,
                lesson: None,
            },
            regions: Splice::between(&before.regions, &after.regions),
            components: Splice::between(&before.components, &after.components),
            links: Splice::between(&before.links, &after.links),
        }
    }

    /// The scenario after the edit.
    pub fn apply(&self, before: &Scenario) -> Scenario {
        Scenario {
            regions: self.regions.apply(&before.regions),
            components: self.components.apply(&before.components),
            links: self.links.apply(&before.links),
            ..self.header.clone()
        }
    }

    fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.header.bytes()
            + self.regions.added.iter().map(Region::bytes).sum::<usize>()
            + self
                .components
                .added
                .iter()
                .map(Component::bytes)
                .sum::<usize>()
            + size_of_val::<[Link]>(&self.links.added)
    }
}

/// How one list became another: what stands between a common beginning and a common end was replaced.
#[derive(Debug)]
struct Splice<T> {
    at: usize,
    removed: usize,
    added: Vec<T>,
}

impl<T: Clone + PartialEq> Splice<T> {
    fn between(before: &[T], after: &[T]) -> Self {
        let same = |(a, b): &(&T, &T)| a == b;
        let at = before.iter().zip(after).take_while(same).count();
        let (old, new) = (&before[at..], &after[at..]);
        let end = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take_while(same)
            .count();
        Self {
            at,
            removed: old.len() - end,
            added: new[..new.len() - end].to_vec(),
        }
    }

    fn apply(&self, before: &[T]) -> Vec<T> {
        let end = &before[self.at + self.removed..];
        [&before[..self.at], &self.added, end].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topple_model::sketch::sketch;

    #[test]
    fn what_an_edit_changed_leads_from_the_scenario_before_to_the_one_after() {
        let texts = [
            "users -> lb-1 -> web-1 web-2 -> db-1\nweb-1: workers=3",
            "users -> lb-1 -> web-1 -> db-1\nwest = lb-1 web-1",
            "users -> lb-1 -> web-9 web-1 web-2 -> db-1",
            "db-1 -> db-2",
            "users -> web-1",
        ];
        for before in texts.map(sketch) {
            for after in texts.map(sketch) {
                let difference = Difference::between(&before, &after);
                assert_eq!(difference.apply(&before), after);
            }
        }
    }

    #[test]
    fn an_edit_of_one_component_holds_no_more_than_that_component() {
        let before = sketch("users -> lb-1 -> web-1 web-2 web-3 web-4 -> db-1");
        let mut after = before.clone();
        after.components[3].note = "slow since Monday".to_owned();
        let difference = Difference::between(&before, &after);
        assert_eq!(difference.components.added, after.components[3..4]);
        assert!(difference.links.added.is_empty() && difference.regions.added.is_empty());
    }
}
