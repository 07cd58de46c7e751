//! Why requests fail though nothing is broken: who has more to do than it can, else what they failed of.

use crate::editor::simulation::Simulation;
use crate::editor::simulation::words::count;
use crate::engine::Reason;
use crate::model::kinds::Task;
use crate::model::{Component, order};

/// A part whose workers are all busy while others wait.
struct Strained<'a> {
    name: &'a str,
    waiting: u64,
    /// How many calls it is away from the clients, at most.
    depth: usize,
}

impl Simulation {
    /// `web-1's queue is full`.
    pub(super) fn strain(&self) -> String {
        let Some(reason) = self.commonest_reason() else {
            return String::new();
        };
        let strained = match reason {
            Reason::Overloaded | Reason::TimedOut | Reason::DependencyFailed => {
                self.most_strained()
            }
            Reason::CannotResolve
            | Reason::ConnectTimeout
            | Reason::Refused
            | Reason::NoHealthyBackend
            | Reason::NoPrimary
            | Reason::LinkLost => None,
        };
        match (strained, reason) {
            (Some(Strained { name, .. }), Reason::Overloaded) => format!("{name}'s queue is full"),
            (Some(Strained { name, waiting, .. }), _) => {
                let waiting = count(waiting, "request");
                format!("{waiting} wait at {name}, longer than their callers do")
            }
            (None, Reason::Overloaded) => "something that requests need is overloaded".to_owned(),
            (None, Reason::DependencyFailed) => "a required call fails".to_owned(),
            (None, reason) => reason.words().to_owned(),
        }
    }

    /// Where requests wait that have not failed yet.
    pub(super) fn jam(&self) -> String {
        self.most_strained().map_or_else(String::new, |strained| {
            let waiting = count(strained.waiting, "request");
            format!("{waiting} wait at {}", strained.name)
        })
    }

    /// What most of the requests failed of that failed in the last seconds.
    fn commonest_reason(&self) -> Option<Reason> {
        let mut failed = self.run.second_under_way().failed;
        if let Some(last) = self.run.rows().next_back() {
            let both = failed.iter_mut().zip(last.failed);
            both.for_each(|(sum, more)| *sum += more);
        }
        let reasons = Reason::ALL.into_iter().filter(|r| failed[r.index()] > 0);
        reasons.max_by_key(|reason| failed[reason.index()])
    }

    /// Who has more to do than it can; of several the one that the others wait for.
    fn most_strained(&self) -> Option<Strained<'_>> {
        let topology = self.sound.topology();
        let depths = topology.depths();
        let components = self.sound.scenario().components.iter().enumerate();
        let works = |c: &Component| matches!(c.kind().row().task, Task::Works(_));
        let strained = components
            .filter(|(_, c)| works(c))
            .filter_map(|(place, c)| {
                let numbers = self.numbers(c.id)?;
                let is_full = numbers.workers > 0 && numbers.busy >= numbers.workers;
                (is_full && numbers.queue > u64::from(numbers.workers)).then_some(Strained {
                    name: c.display_name(),
                    waiting: numbers.queue,
                    depth: depths.get(place).copied().unwrap_or_default(),
                })
            });
        let mut strained: Vec<Strained<'_>> = strained.collect();
        order::sort_by_key(&mut strained, |s| std::cmp::Reverse((s.depth, s.waiting)));
        strained.into_iter().next()
    }
}
