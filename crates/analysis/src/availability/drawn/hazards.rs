//! How much hazard a request meets at most while all that it meets is up.
//!
//! A part that is up with the chance a has the hazard −ln a: the chance that all whom a request asks are up is e to the minus
//! sum of their hazards. While nobody has been found down the request sees the system as it is now, so that the
//! most it can meet is found part by part, those called first: of those it picks one of it counts the worst, and all
//! whom it may ask in vain.

use crate::availability::elements::{Elements, apart};
use crate::base::Base;
use crate::classes::Operation;
use crate::plan::{
    BalancerPart, Check, ClientPart, Group, Groups, Leads, Member, Part, Plan, QueuePart,
};
use crate::serve::State;

/// What can fail, and what it takes to meet it.
#[derive(Debug)]
pub(super) struct Hazards {
    /// By element: the chance that it is up, and its hazard.
    pub(super) up: Vec<f64>,
    pub(super) of_element: Vec<f64>,
    /// By element: what dies with it.
    pub(super) components: Vec<Vec<usize>>,
    /// By component: the elements that must be up for it to live.
    pub(super) needs: Vec<Vec<usize>>,
    /// By component: of its life.
    life: Vec<f64>,
    /// By component: of being asked, with a deep check, how it is.
    health: Vec<f64>,
    /// By component, of reads and of writes: of one request there, whichever shard it is for.
    serves: Vec<[f64; 2]>,
    /// By component, of reads and of writes: whether all are served there whatever is picked.
    is_sure: Vec<[bool; 2]>,
}

impl Hazards {
    pub(super) fn new(base: &Base) -> Self {
        let plan = &base.plan;
        let elements = Elements::new(plan, &base.state, &base.failed, &apart(plan));
        let of_element: Vec<f64> = elements.chances.iter().map(|up| -libm::log(*up)).collect();
        let needs: Vec<Vec<usize>> = elements
            .of_component
            .into_iter()
            .map(|life| {
                let life = life.unwrap_or_default();
                life.needs.into_iter().chain(life.own).collect()
            })
            .collect();
        let sum = |needs: &Vec<usize>| needs.iter().map(|&need| of_element[need]).sum();
        let mut hazards = Self {
            life: needs.iter().map(sum).collect(),
            health: vec![0.0; plan.parts.len()],
            serves: vec![[0.0; 2]; plan.parts.len()],
            is_sure: is_sure(plan, &base.state),
            components: elements.all.into_iter().map(|e| e.components).collect(),
            up: elements.chances,
            of_element,
            needs,
        };
        let all_up = AllUp {
            plan,
            state: &base.state,
        };
        for &component in plan.order.iter().rev() {
            hazards.health[component] = hazards.of_health(all_up, component);
            hazards.serves[component] = [Operation::Read, Operation::Write]
                .map(|operation| hazards.of_service(all_up, component, operation));
        }
        hazards
    }

    /// The most that one request of a client meets.
    pub(super) fn of_request(&self, base: &Base, client: &ClientPart, operation: Operation) -> f64 {
        let all_up = AllUp {
            plan: &base.plan,
            state: &base.state,
        };
        if client.names.is_empty() {
            self.of_lists(all_up, client, operation)
        } else {
            self.of_names(all_up, client, operation)
        }
    }

    /// Of asking whether it takes a connection, and whether requests may be sent there at all.
    fn of_member(&self, all_up: AllUp<'_>, member: &Member) -> f64 {
        let plan = all_up.plan;
        let of_set = |set: usize| -> f64 {
            let nodes = plan.sets[set].nodes.iter();
            nodes.map(|node| self.life[node.component]).sum()
        };
        let set = match member.leads {
            Leads::There => None,
            Leads::Endpoint(_) | Leads::Replica(_) => member.set,
        };
        let replicas = plan.carriers(member, Operation::Write).unwrap_or_default();
        let carriers = replicas.iter().filter_map(|&r| plan.topology().set_of[r]);
        self.life[member.to] + set.into_iter().chain(carriers).map(of_set).sum::<f64>()
    }

    /// The same, and of a check.
    fn of_check(&self, all_up: AllUp<'_>, check: Check, member: &Member) -> f64 {
        let of_health = match check {
            Check::Off | Check::Shallow => 0.0,
            Check::Deep => self.health[member.to],
        };
        self.of_member(all_up, member) + of_health
    }

    fn of_health(&self, all_up: AllUp<'_>, component: usize) -> f64 {
        // They are asked one after the other, up to the first that is well.
        let until = |members: &[Member], check: Check| -> f64 {
            let well = |m: &Member| all_up.plan.passes(all_up.state, check, m);
            let first = members.iter().position(well);
            let asked = &members[..first.map_or(members.len(), |first| first + 1)];
            asked.iter().map(|m| self.of_check(all_up, check, m)).sum()
        };
        match &all_up.plan.parts[component] {
            Part::Server { groups } => {
                let needed = groups.all.iter().filter(|group| group.required);
                let of_group = |group: &Group| match (&group.by_name, group.slot) {
                    (Some(asker), _) => self.of_all_names(all_up, asker),
                    (None, None) => until(&group.members, Check::Shallow),
                    (None, Some(_)) => {
                        let members = group.members.iter().chain(&group.targets);
                        members.map(|m| self.of_member(all_up, m)).sum()
                    }
                };
                needed.map(of_group).sum()
            }
            Part::Balancer(BalancerPart {
                check: check @ (Check::Shallow | Check::Deep),
                members,
                ..
            }) => until(members, *check),
            Part::Balancer(_)
            | Part::Database
            | Part::Cache
            | Part::Queue(_)
            | Part::Client(_)
            | Part::Dns { .. } => 0.0,
        }
    }

    fn of_service(&self, all_up: AllUp<'_>, component: usize, operation: Operation) -> f64 {
        match &all_up.plan.parts[component] {
            Part::Server { groups } => self.of_groups(all_up, groups, operation),
            Part::Balancer(balancer) => self.of_balancer(all_up, balancer, operation),
            Part::Queue(queue) => self.of_queue(all_up, queue),
            Part::Database | Part::Cache | Part::Client(_) | Part::Dns { .. } => 0.0,
        }
    }

    fn of_queue(&self, all_up: AllUp<'_>, queue: &QueuePart) -> f64 {
        if !queue.refuses {
            return 0.0;
        }
        let consumers = queue.services.iter().flat_map(|s| &s.consumers).flatten();
        let consumers = consumers.map(|m| self.of_member(all_up, m));
        let tied = queue.tied.iter().map(|&tied| self.life[tied]);
        tied.chain(consumers).sum()
    }

    fn of_groups(&self, all_up: AllUp<'_>, groups: &Groups, operation: Operation) -> f64 {
        let needed = groups.of(operation).iter().filter(|group| group.required);
        let may_be = |m: &Member| all_up.may_be_sent(m, operation);
        let of_group = |group: &Group| match &group.by_name {
            Some(asker) => self.of_names(all_up, asker, operation),
            None => self.of_pick(all_up, (&group.targets, Check::Off), operation, &may_be),
        };
        needed.map(of_group).sum()
    }

    fn of_balancer(&self, all_up: AllUp<'_>, balancer: &BalancerPart, operation: Operation) -> f64 {
        let (plan, state) = (all_up.plan, all_up.state);
        let mut check = balancer.check;
        let mut all = 0.0;
        if balancer.panic_threshold > 0.0 && check != Check::Off {
            let members = balancer.members.iter();
            all = members.map(|m| self.of_check(all_up, check, m)).sum();
            check = plan.effective(state, balancer);
        }
        for store in &balancer.stores {
            // Without checks, who hits one that does not connect asks all the others.
            let connects = |m: &Member| all_up.may_be_sent(m, operation);
            let may_miss = check == Check::Off && !store.members.iter().all(connects);
            let passes = |m: &Member| {
                !may_miss && plan.carries(state, m, operation) && plan.passes(state, check, m)
            };
            all += if may_miss {
                self.of_all(all_up, (&store.members, check), operation)
            } else {
                self.of_pick(all_up, (&store.members, check), operation, &passes)
            };
        }
        all
    }

    /// Of a pick among these: the worst of those that can be chosen, and all that may be asked in vain before.
    fn of_pick(
        &self,
        all_up: AllUp<'_>,
        (members, check): (&[Member], Check),
        operation: Operation,
        may_be: &dyn Fn(&Member) -> bool,
    ) -> f64 {
        let (mut worst, mut vain) = (0.0_f64, 0.0);
        for member in members {
            let asked = self.of_check(all_up, check, member);
            if may_be(member) {
                worst = worst.max(asked + self.serves[member.to][of(operation)]);
            } else {
                vain += asked;
            }
        }
        worst + vain
    }

    /// Of asking all of these, and of a request to each.
    fn of_all(
        &self,
        all_up: AllUp<'_>,
        (members, check): (&[Member], Check),
        operation: Operation,
    ) -> f64 {
        let each = |member: &Member| {
            self.of_check(all_up, check, member) + self.serves[member.to][of(operation)]
        };
        members.iter().map(each).sum()
    }

    /// Of a name that is looked up, and of what is tried then.
    fn of_names(&self, all_up: AllUp<'_>, client: &ClientPart, operation: Operation) -> f64 {
        let plan = all_up.plan;
        let one = |dns: usize| {
            let Part::Dns { check, members, .. } = &plan.parts[dns] else {
                return 0.0;
            };
            let is_sure = |m: &Member| {
                plan.passes(all_up.state, *check, m)
                    && client.reaches(all_up.state, m.to)
                    && self.is_sure[m.to][of(operation)]
            };
            if members.iter().all(is_sure) {
                self.of_pick(all_up, (members, *check), operation, &is_sure)
            } else {
                client.tries as f64 * self.of_all(all_up, (members, *check), operation)
            }
        };
        let names = client.names.iter();
        if client.finds_nothing(plan) {
            return names.map(|n| self.life[n.dns] + one(n.dns)).sum();
        }
        names
            .map(|n| self.life[n.dns] + one(n.dns))
            .fold(0.0, f64::max)
    }

    /// Of all that can be asked where it matters whether any address at all is reached.
    fn of_all_names(&self, all_up: AllUp<'_>, asker: &ClientPart) -> f64 {
        let of_name = |dns: usize| {
            let members = match &all_up.plan.parts[dns] {
                Part::Dns { check, members, .. } => members
                    .iter()
                    .map(|m| self.of_check(all_up, *check, m))
                    .sum(),
                _ => 0.0,
            };
            self.life[dns] + members
        };
        asker.names.iter().map(|name| of_name(name.dns)).sum()
    }

    fn of_lists(&self, all_up: AllUp<'_>, client: &ClientPart, operation: Operation) -> f64 {
        let called = client.groups.of(operation).iter();
        let lists: Vec<&Group> = called.filter(|group| group.required).collect();
        let is_sure =
            |m: &Member| all_up.may_be_sent(m, operation) && self.is_sure[m.to][of(operation)];
        let of_list = |group: &&Group| {
            let members = (group.members.as_slice(), Check::Off);
            self.of_pick(all_up, members, operation, &is_sure)
        };
        let all_of_list =
            |group: &&Group| self.of_all(all_up, (&group.members, Check::Off), operation);
        let mut members = lists.iter().flat_map(|group| &group.members);
        if members.all(is_sure) {
            lists.iter().map(of_list).sum()
        } else {
            client.tries as f64 * lists.iter().map(all_of_list).sum::<f64>()
        }
    }
}

/// The system as it is now.
#[derive(Clone, Copy)]
struct AllUp<'a> {
    plan: &'a Plan,
    state: &'a State,
}

impl AllUp<'_> {
    fn may_be_sent(self, member: &Member, operation: Operation) -> bool {
        self.plan.carries(self.state, member, operation)
            && self.plan.connects(self.state, member, operation)
    }
}

/// The place of an operation among both.
fn of(operation: Operation) -> usize {
    match operation {
        Operation::Read => 0,
        Operation::Write => 1,
    }
}

/// By component, of reads and of writes: whether as things stand now all are served there.
fn is_sure(plan: &Plan, state: &State) -> Vec<[bool; 2]> {
    let each = plan.environments.len();
    let mut is_sure = vec![[true; 2]; plan.parts.len()];
    for (place, serves) in state.serves.iter().enumerate() {
        let operation = plan.environments[place % each].operation;
        is_sure[place / each][of(operation)] &= *serves >= 1.0;
    }
    is_sure
}
