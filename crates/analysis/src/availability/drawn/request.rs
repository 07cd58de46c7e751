//! What parts do with a request: the rules of [`crate::serve`], by one choice instead of a mean.

use super::walk::Walk;
use crate::base::Base;
use crate::choices::{Pool, Seen};
use crate::choose;
use crate::classes::Operation;
use crate::plan::{
    BalancerPart, Check, Group, Groups, Leads, Member, Part, Plan, QueuePart, Store,
};

/// A request on its way.
pub(super) struct Request<'a> {
    pub(super) base: &'a Base,
    pub(super) walk: &'a mut Walk,
}

impl<'a> Request<'a> {
    pub(super) fn plan(&self) -> &'a Plan {
        &self.base.plan
    }

    pub(super) fn operation(&self, environment: usize) -> Operation {
        self.base.plan.environments[environment].operation
    }

    /// Finds out what has become of a set.
    fn see_set(&mut self, set: usize) {
        let walk = &mut *self.walk;
        if std::mem::replace(&mut walk.sets[set], walk.round) == walk.round {
            return;
        }
        let mut has_lost_one = false;
        for node in &self.base.plan.sets[set].nodes {
            let was_dead = self.base.state.dead[node.component];
            has_lost_one |= !walk.lives(node.component) && !was_dead;
        }
        if has_lost_one {
            walk.state.sets[set] = walk.state.settled_set(&self.base.plan, set);
            walk.changed.push(set);
        }
    }

    pub(super) fn connects(&mut self, member: &Member, operation: Operation) -> bool {
        match member.leads {
            Leads::There => self.walk.state.is_open(member.link) && self.walk.lives(member.to),
            Leads::Endpoint(_) | Leads::Replica(_) => {
                if let Some(set) = member.set {
                    self.see_set(set);
                }
                self.walk.lives(member.to);
                self.plan().connects(&self.walk.state, member, operation)
            }
        }
    }

    pub(super) fn carries(&mut self, member: &Member, operation: Operation) -> bool {
        let plan = self.plan();
        for &replica in plan.carriers(member, operation).unwrap_or_default() {
            if let Some(set) = plan.topology().set_of[replica] {
                self.see_set(set);
            }
        }
        plan.carries(&self.walk.state, member, operation)
    }

    pub(super) fn passes(&mut self, check: Check, member: &Member) -> bool {
        check == Check::Off
            || (self.connects(member, Operation::Read)
                && Plan::is_probed(&self.walk.state, member)
                && (check == Check::Shallow || self.healthy(member.to)))
    }

    /// What a deep check finds, given that the component is alive.
    fn healthy(&mut self, component: usize) -> bool {
        if std::mem::replace(&mut self.walk.healthy[component], self.walk.round) == self.walk.round
        {
            return self.walk.state.healthy[component];
        }
        self.walk.looks += 1;
        let is_healthy = match &self.plan().parts[component] {
            Part::Server { groups } => groups
                .all
                .iter()
                .filter(|group| group.required)
                .all(|group| self.reaches_all(groups, group)),
            Part::Balancer(pool) if pool.check == Check::Off => !pool.members.is_empty(),
            Part::Balancer(pool) => {
                pool.members.iter().any(|m| self.passes(pool.check, m))
                    || (pool.panic_threshold > 0.0 && !pool.members.is_empty())
            }
            Part::Database | Part::Cache | Part::Queue(_) | Part::Client(_) | Part::Dns { .. } => {
                true
            }
        };
        self.walk.state.healthy[component] = is_healthy;
        self.walk.unwell.push(component);
        is_healthy
    }

    fn reaches_all(&mut self, groups: &Groups, group: &Group) -> bool {
        if let Some(asker) = &group.by_name {
            for name in &asker.names {
                self.walk.lives(name.dns);
                if let Part::Dns { check, members, .. } = &self.plan().parts[name.dns] {
                    for member in members {
                        self.passes(*check, member);
                        self.walk.lives(member.to);
                    }
                }
            }
        } else if group.slot.is_none() {
            let mut members = group.members.iter();
            return members.any(|m| self.connects(m, Operation::Read));
        } else {
            for member in group.members.iter().chain(&group.targets) {
                self.connects(member, Operation::Read);
            }
        }
        self.plan().reaches_all(&self.walk.state, groups, group)
    }

    /// Whether a component serves this request, given that it is alive.
    pub(super) fn serves(&mut self, component: usize, environment: usize) -> bool {
        self.walk.looks += 1;
        match &self.plan().parts[component] {
            Part::Server { groups } => groups
                .of(self.operation(environment))
                .iter()
                .filter(|group| group.required)
                .all(|group| self.need(group, environment)),
            Part::Balancer(balancer) => self.balancer(balancer, environment),
            Part::Queue(queue) => self.takes(queue),
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => true,
        }
    }

    fn takes(&mut self, queue: &QueuePart) -> bool {
        if !queue.refuses {
            return true;
        }
        for &tied in &queue.tied {
            self.walk.lives(tied);
        }
        for consumers in queue.services.iter().flat_map(|s| &s.consumers) {
            for member in consumers {
                self.connects(member, Operation::Write);
            }
        }
        !self.plan().is_full(&self.walk.state, queue)
    }

    fn need(&mut self, group: &Group, environment: usize) -> bool {
        let plan = self.plan();
        let wanted = &plan.environments[environment];
        if Plan::passes_over(group, wanted.operation) {
            return true;
        }
        if let Some(asker) = &group.by_name {
            return self.asked(asker, environment, false);
        }
        let picked = self.pick(&group.targets, &mut |request, m| {
            Plan::of_shard(wanted, group.slot, m.set)
                && request.carries(m, wanted.operation)
                && request.connects(m, wanted.operation)
        });
        picked.is_some_and(|to| self.serves(to, environment))
    }

    fn balancer(&mut self, balancer: &BalancerPart, environment: usize) -> bool {
        let mut check = balancer.check;
        if balancer.panic_threshold > 0.0 && check != Check::Off {
            for member in &balancer.members {
                self.passes(check, member);
            }
            check = self.plan().effective(&self.walk.state, balancer);
        }
        let mut stores = balancer.stores.iter();
        !balancer.stores.is_empty()
            && stores.all(|store| self.of_store((store, check), balancer.retries, environment))
    }

    fn of_store(
        &mut self,
        (store, check): (&Store, Check),
        retries: usize,
        environment: usize,
    ) -> bool {
        let (plan, operation) = (self.plan(), self.operation(environment));
        if !Plan::of_shard(&plan.environments[environment], store.slot, store.set) {
            return false;
        }
        // Without checks one that does not connect is picked as well.
        let picked = self.pick_member(&store.members, &mut |request, m| {
            request.carries(m, operation) && request.passes(check, m)
        });
        let Some(picked) = picked else {
            return false;
        };
        if check != Check::Off || self.connects(picked, operation) {
            return self.serves(picked.to, environment);
        }
        if self.walk.unit() >= self.hits_later(&store.members, retries, operation) {
            return false;
        }
        let other = self.pick(&store.members, &mut |request, m| {
            request.carries(m, operation) && request.connects(m, operation)
        });
        other.is_some_and(|to| self.serves(to, environment))
    }

    /// The chance that one of these retries hits one that takes a connection, where the first pick has not.
    fn hits_later(&mut self, members: &[Member], retries: usize, operation: Operation) -> f64 {
        let mut pool = Pool::default();
        for member in members {
            let seen = Seen {
                carries: self.carries(member, operation),
                connects: self.connects(member, operation),
                passes: true,
                serves: 0.0,
                yields: 0.0,
            };
            pool.add(Check::Off, member.weight, &seen);
        }
        let hit = |picks| choose::blind_hit(&pool.alive, &pool.dead, picks);
        let at_once = hit(1);
        ((hit(retries + 1) - at_once) / (1.0 - at_once)).clamp(0.0, 1.0)
    }
}
