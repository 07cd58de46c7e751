//! What parts yield, for all states at once: see [`crate::serve`] and [`crate::more`].

use std::rc::Rc;

use super::diagram::Top;
use super::states::{Result, States, each};
use super::values::Is;
use crate::choices::{Pick, Pool};
use crate::plan::{BalancerPart, Check, Group, Member, Of, Part, Plan, Store, caches_first};

impl States {
    pub(super) fn service(&mut self, component: usize, environment: usize, of: Of) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        match &plan.parts[component] {
            Part::Server { groups } => {
                let called = groups.of(plan.environments[environment].operation);
                match of {
                    Of::Serves => self.server(called, environment),
                    Of::More(_) => self.on_the_way(called, environment, of),
                }
            }
            Part::Balancer(balancer) if of == Of::Serves || balancer.stores.len() == 1 => {
                self.balancer(balancer, environment, of)
            }
            Part::Queue(queue) => self.queue(queue, environment, of),
            Part::Balancer(_)
            | Part::Database
            | Part::Cache
            | Part::Client(_)
            | Part::Dns { .. } => {
                let yields = if of == Of::Serves { 1.0 } else { 0.0 };
                Ok(self.diagrams.constant(Is::Serves(yields)))
            }
        }
    }

    fn server(&mut self, groups: &[Group], environment: usize) -> Result<Top> {
        let mut all = self.diagrams.constant(Is::Serves(1.0));
        for group in groups.iter().filter(|group| group.required) {
            let need = self.need(group, environment, Of::Serves)?;
            all = self.product(all, need)?;
        }
        Ok(all)
    }

    pub(super) fn product(&mut self, a: Top, b: Top) -> Result<Top> {
        self.diagrams
            .join(a, b, &mut |a, b| Is::Serves(a.serves() * b.serves()))
    }

    pub(super) fn sum(&mut self, a: Top, b: Top) -> Result<Top> {
        self.diagrams
            .join(a, b, &mut |a, b| Is::Serves(a.serves() + b.serves()))
    }

    /// The sum over all that a server calls, one after the other, as long as nothing needed fails.
    fn on_the_way(&mut self, groups: &[Group], environment: usize, of: Of) -> Result<Top> {
        let operation = self.plan.environments[environment].operation;
        let mut sum = self.diagrams.constant(Is::Serves(0.0));
        let mut reached = self.diagrams.constant(Is::Serves(1.0));
        for group in caches_first(groups) {
            if Plan::passes_over(group, operation) {
                continue;
            }
            let yields = self.need(group, environment, of)?;
            let here = self.product(reached, yields)?;
            sum = self.sum(sum, here)?;
            if group.required {
                let need = self.need(group, environment, Of::Serves)?;
                reached = self.product(reached, need)?;
            }
        }
        Ok(sum)
    }

    fn need(&mut self, group: &Group, environment: usize, of: Of) -> Result<Top> {
        let plan = Rc::clone(&self.plan);
        let wanted = &plan.environments[environment];
        if Plan::passes_over(group, wanted.operation) {
            return Ok(self.diagrams.constant(Is::Serves(1.0)));
        }
        if let Some(asker) = &group.by_name {
            return self.asked(asker, environment, of);
        }
        let of_shard = |m: &&Member| Plan::of_shard(wanted, group.slot, m.set);
        let targets: Vec<Member> = group.targets.iter().filter(of_shard).copied().collect();
        self.pick_among(&targets, environment, of)
    }

    /// Diagrams of what a pick by weight among those that take a connection yields.
    pub(super) fn pick_among(
        &mut self,
        targets: &[Member],
        environment: usize,
        of: Of,
    ) -> Result<Top> {
        let pick = self.gather(
            Is::Pick(Pick::default()),
            targets.iter().copied(),
            &mut |states, member, alive| {
                let yields = states.alone(member.to, environment, of);
                states.see((member, alive), Check::Off, environment, yields)
            },
            &mut |pick, member, seen| {
                let Is::Pick(mut pick) = pick else {
                    return pick;
                };
                for seen in each(seen).filter(|seen| seen.carries && seen.connects) {
                    pick.add(member.weight, seen.yields);
                }
                Is::Pick(pick)
            },
        )?;
        self.picked(pick)
    }

    pub(super) fn picked(&mut self, pick: Top) -> Result<Top> {
        self.diagrams.map(pick, |pick| match pick {
            Is::Pick(pick) => Is::Serves(pick.chance()),
            other => other.clone(),
        })
    }

    fn balancer(&mut self, balancer: &BalancerPart, environment: usize, of: Of) -> Result<Top> {
        let mut all = self
            .diagrams
            .constant(Is::Serves(if balancer.stores.is_empty() {
                0.0
            } else {
                1.0
            }));
        let panics = self.panics(balancer)?;
        for store in &balancer.stores {
            let checked = (store, balancer.check);
            let mut one = self.of_store(balancer, checked, environment, of)?;
            if let Some(panics) = panics {
                let blind = self.of_store(balancer, (store, Check::Off), environment, of)?;
                one = self.either_of(panics, blind, one)?;
            }
            all = self.product(all, one)?;
        }
        Ok(all)
    }

    /// Diagrams of whether so few members pass that all are taken to be in rotation; `None`: that is never so.
    fn panics(&mut self, balancer: &BalancerPart) -> Result<Option<Top>> {
        if balancer.panic_threshold == 0.0 || balancer.check == Check::Off {
            return Ok(None);
        }
        let mut count = self.diagrams.constant(Is::Count(0));
        for member in self.firsts(&balancer.members) {
            let passes = self.passes(balancer.check, member, self.alive[member.to])?;
            let one = self.diagrams.constant(Is::Count(1));
            let live = self.count(member.to).unwrap_or(one);
            let pass = self.diagrams.join(passes, live, &mut |passes, live| {
                if passes.so() {
                    live.clone()
                } else {
                    Is::Count(0)
                }
            })?;
            count = self.diagrams.join(count, pass, &mut |count, pass| {
                Is::Count(count.count() + pass.count())
            })?;
        }
        let panics = self
            .diagrams
            .map(count, |count| Is::So(balancer.panics(count.count())))?;
        Ok(Some(panics))
    }

    /// One where this is so, the other where it is not.
    pub(super) fn either_of(&mut self, so: Top, one: Top, other: Top) -> Result<Top> {
        let one = self.diagrams.join(so, one, &mut |so, one| {
            if so.so() { one.clone() } else { Is::So(false) }
        })?;
        self.diagrams.join(one, other, &mut |one, other| match one {
            Is::So(_) => other.clone(),
            one => one.clone(),
        })
    }

    fn of_store(
        &mut self,
        balancer: &BalancerPart,
        (store, check): (&Store, Check),
        environment: usize,
        of: Of,
    ) -> Result<Top> {
        let wanted = &self.plan.environments[environment];
        if !Plan::of_shard(wanted, store.slot, store.set) {
            return Ok(self.diagrams.constant(Is::Serves(0.0)));
        }
        let pool = self.gather(
            Is::Pool(Pool::default()),
            store.members.iter().copied(),
            &mut |states, member, alive| {
                let yields = states.alone(member.to, environment, of);
                states.see((member, alive), check, environment, yields)
            },
            &mut |pool, member, seen| {
                let Is::Pool(mut pool) = pool else {
                    return pool;
                };
                each(seen).for_each(|seen| pool.add(check, member.weight, seen));
                pool.sort();
                Is::Pool(pool)
            },
        )?;
        self.diagrams.map(pool, |pool| match pool {
            Is::Pool(pool) => Is::Serves(pool.chance(balancer.retries)),
            other => other.clone(),
        })
    }
}
