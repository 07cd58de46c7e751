//! What a fault changes, and nothing else.
//!
//! Redundancy is what makes this cheap: one server of two dies, its balancer looks again, finds that it serves as
//! before, and the news ends there. And of parts that are alike, none of which is struck, one looks for all.

use std::collections::BinaryHeap;

use super::base::Base;
use super::databases::SetState;
use super::plan::{Of, Plan};
use super::serve::State;
use topple_model::Alike;
use topple_model::link::LinkRole;

/// A settled state that faults can be laid upon and taken off again.
pub(super) struct Ripple<'a> {
    pub(super) plan: &'a Plan,
    twins: &'a Alike,
    /// By component that stands for those that are like it: how many faults tell them apart.
    apart: Vec<u32>,
    /// The last round in which a component was looked at.
    looked_at: Vec<u32>,
    pub(super) state: State,
    undo: Vec<Undo>,
    /// Components to look at, those called first; by their place in the order.
    due: BinaryHeap<usize>,
    /// The last round in which a component was put on `due`, so that it is looked at once.
    queued: Vec<u32>,
    round: u32,
    serves: Vec<f64>,
    more: Vec<f64>,
    /// Components that the last round looked at, whether or not anything changed there.
    pub(super) touched: Vec<usize>,
    /// Sets that the last round looked at.
    pub(super) touched_sets: Vec<usize>,
}

/// How far to take faults back.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

enum Undo {
    Dead(usize),
    Cut(usize),
    Set(usize, SetState),
    Healthy(usize, bool),
    Serves(usize, f64),
    Share(usize, f64),
    More(usize, f64),
    Asked(usize, f64),
    Full(usize, f64),
}

impl<'a> Ripple<'a> {
    /// The system as it is now.
    pub(super) fn on(base: &'a Base) -> Self {
        let plan = &*base.plan;
        Self {
            plan,
            twins: &base.twins,
            apart: vec![0; plan.parts.len()],
            looked_at: vec![0; plan.parts.len()],
            state: base.state.clone(),
            undo: Vec::new(),
            due: BinaryHeap::new(),
            queued: vec![0; plan.parts.len()],
            round: 0,
            serves: Vec::new(),
            more: Vec::new(),
            touched: Vec::new(),
            touched_sets: Vec::new(),
        }
    }

    /// Lays a fault upon the state: these components dead, these links cut.
    pub(super) fn strike(&mut self, components: &[usize], links: &[usize]) -> Mark {
        let mark = Mark(self.undo.len());
        self.round += 1;
        self.touched.clear();
        self.touched_sets.clear();
        for &component in components
            .iter()
            .filter(|&&c| !self.state.dead[c])
            .collect::<Vec<_>>()
        {
            self.state.dead[component] = true;
            self.undo.push(Undo::Dead(component));
            self.apart[self.twins.first(component)] += 1;
            self.touch(component);
            if let (super::plan::Part::Database, Some(set)) = (
                &self.plan.parts[component],
                self.plan.topology().set_of[component],
            ) {
                self.touch_set(set);
            }
            self.wake_callers(component);
        }
        for &link in links
            .iter()
            .filter(|&&l| !self.state.cut[l])
            .collect::<Vec<_>>()
        {
            self.state.cut[link] = true;
            self.undo.push(Undo::Cut(link));
            let Some((from, to)) = self.plan.topology().ends[link] else {
                continue;
            };
            self.apart[self.twins.first(from)] += 1;
            self.apart[self.twins.first(to)] += 1;
            match self.plan.topology().roles[link] {
                Some(LinkRole::Replicates) => {
                    self.plan.topology().set_of[to]
                        .into_iter()
                        .for_each(|set| self.touch_set(set));
                }
                Some(LinkRole::Resolves | LinkRole::Calls) => self.wake(from),
                Some(LinkRole::Delivers | LinkRole::Mirrors) => {
                    self.wake(from);
                    // What mirrors it looks at whom it delivers to.
                    self.wake_callers(from);
                }
                // A name server is not looked at itself: what it answers is seen by those who ask.
                Some(LinkRole::Names) => self.wake_callers(from),
                None => {}
            }
        }
        self.settle_sets();
        self.settle();
        mark
    }

    /// Takes everything since `mark` off again.
    pub(super) fn lift(&mut self, mark: Mark) {
        while self.undo.len() > mark.0 {
            match self.undo.pop() {
                Some(Undo::Dead(component)) => {
                    self.state.dead[component] = false;
                    self.apart[self.twins.first(component)] -= 1;
                }
                Some(Undo::Cut(link)) => {
                    self.state.cut[link] = false;
                    if let Some((from, to)) = self.plan.topology().ends[link] {
                        self.apart[self.twins.first(from)] -= 1;
                        self.apart[self.twins.first(to)] -= 1;
                    }
                }
                Some(Undo::Set(set, was)) => self.state.sets[set] = was,
                Some(Undo::Healthy(component, was)) => self.state.healthy[component] = was,
                Some(Undo::Serves(place, was)) => self.state.serves[place] = was,
                Some(Undo::Share(place, was)) => self.state.shares[place] = was,
                Some(Undo::More(place, was)) => self.state.more[place] = was,
                Some(Undo::Asked(place, was)) => self.state.asked[place] = was,
                Some(Undo::Full(place, was)) => self.state.full[place] = was,
                None => {}
            }
        }
    }

    fn touch(&mut self, component: usize) {
        self.touched.push(component);
    }

    fn touch_set(&mut self, set: usize) {
        if !self.touched_sets.contains(&set) {
            self.touched_sets.push(set);
        }
    }

    fn wake(&mut self, component: usize) {
        if self.queued[component] != self.round {
            self.queued[component] = self.round;
            self.due.push(self.plan.position[component]);
        }
    }

    fn wake_callers(&mut self, component: usize) {
        for &caller in &self.plan.callers[component] {
            self.wake(caller);
        }
    }

    fn settle_sets(&mut self) {
        for set in std::mem::take(&mut self.touched_sets) {
            let now = self.state.settled_set(self.plan, set);
            if self.state.sets[set] != now {
                let was = std::mem::replace(&mut self.state.sets[set], now);
                self.undo.push(Undo::Set(set, was));
                for &watcher in &self.plan.watchers[set] {
                    self.wake(watcher);
                }
            }
            self.touched_sets.push(set);
        }
    }

    fn settle(&mut self) {
        while let Some(position) = self.due.pop() {
            let component = self.plan.order[position];
            self.touch(component);
            let first = self.twins.first(component);
            let changed = if component != first && self.apart[first] == 0 {
                // Whoever is woken, all that are alike are, and what they call has settled.
                if self.looked_at[first] != self.round && self.look(first) {
                    self.wake_callers(first);
                }
                self.follow(component, first)
            } else if self.looked_at[component] == self.round {
                false
            } else {
                self.look(component)
            };
            if changed {
                self.wake_callers(component);
            }
        }
        let (undo, has_full) = (&mut self.undo, self.plan.has_full());
        self.plan
            .delivered_shares(&mut self.state, |place, [share, full]| {
                undo.push(Undo::Share(place, share));
                if has_full {
                    undo.push(Undo::Full(place, full));
                }
            });
    }

    /// Takes over what one that is alike has come to; whether that is news.
    fn follow(&mut self, component: usize, first: usize) -> bool {
        let mut changed = false;
        let healthy = self.state.healthy[first];
        if self.state.healthy[component] != healthy {
            self.undo.push(Undo::Healthy(component, !healthy));
            self.state.healthy[component] = healthy;
            changed = true;
        }
        let each = self.plan.environments.len();
        for at in 0..each {
            let now = self.state.serves[first * each + at];
            let was = &mut self.state.serves[component * each + at];
            if was.to_bits() != now.to_bits() {
                self.undo.push(Undo::Serves(component * each + at, *was));
                *was = now;
                changed = true;
            }
        }
        let each = each * self.plan.more.len();
        for at in 0..each {
            let now = self.state.more[first * each + at];
            let was = &mut self.state.more[component * each + at];
            if was.to_bits() != now.to_bits() {
                self.undo.push(Undo::More(component * each + at, *was));
                *was = now;
                changed = true;
            }
        }
        changed
    }

    /// Looks at a component again; whether its callers have to.
    fn look(&mut self, component: usize) -> bool {
        let plan = self.plan;
        self.looked_at[component] = self.round;
        if let super::plan::Part::Dns { .. } = plan.parts[component] {
            return true;
        }
        let healthy = plan.healthy(&self.state, component);
        let mut changed = false;
        if healthy != self.state.healthy[component] {
            self.undo.push(Undo::Healthy(component, !healthy));
            self.state.healthy[component] = healthy;
            changed = true;
        }
        let mut serves = std::mem::take(&mut self.serves);
        plan.serves(&self.state, component, &mut serves);
        let start = component * serves.len();
        for (place, &now) in (start..).zip(&serves) {
            if self.state.serves[place].to_bits() != now.to_bits() {
                self.undo
                    .push(Undo::Serves(place, self.state.serves[place]));
                self.state.serves[place] = now;
                changed = true;
            }
        }
        self.serves = serves;
        if !plan.more.is_empty() {
            let mut more = std::mem::take(&mut self.more);
            plan.more_of(&self.state, component, &mut more);
            let start = component * more.len();
            for (place, &now) in (start..).zip(&more) {
                if self.state.more[place].to_bits() != now.to_bits() {
                    self.undo.push(Undo::More(place, self.state.more[place]));
                    self.state.more[place] = now;
                    changed = true;
                }
            }
            self.more = more;
        }
        let (state, undo) = (&mut self.state, &mut self.undo);
        plan.client_shares(component, |plan, client, environment, place| {
            let now = plan.share(state, client, environment, Of::Serves);
            if state.shares[place].to_bits() != now.to_bits() {
                undo.push(Undo::Share(place, state.shares[place]));
                state.shares[place] = now;
            }
            for which in 0..plan.more.len() {
                let now = plan.share(state, client, environment, Of::More(which));
                let at = place * plan.more.len() + which;
                if state.asked[at].to_bits() != now.to_bits() {
                    undo.push(Undo::Asked(at, state.asked[at]));
                    state.asked[at] = now;
                    if which == 0 && plan.has_full() {
                        undo.push(Undo::Full(place, state.full[place]));
                        state.full[place] = now;
                    }
                }
            }
        });
        changed
    }
}
