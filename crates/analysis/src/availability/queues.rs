//! What becomes of messages, for all states at once: see [`crate::more`].

use std::rc::Rc;

use super::diagram::Top;
use super::states::{Result, States};
use super::values::Is;
use crate::choose::{self, Met};
use crate::classes::Operation;
use crate::plan::{Consumed, More, Of, Part, Plan, QueuePart};

impl States {
    /// What a node of a queue yields, given that it lives.
    pub(super) fn queue(&mut self, queue: &QueuePart, environment: usize, of: Of) -> Result<Top> {
        let takes = self.takes(queue)?;
        let plan = Rc::clone(&self.plan);
        let more = match of {
            Of::Serves => {
                return self
                    .diagrams
                    .map(takes, |takes| Is::Serves(f64::from(u8::from(takes.so()))));
            }
            Of::More(which) => plan.more[which],
        };
        let (delivery, own) = match more {
            More::Published(delivery) => (delivery, 1.0),
            More::Full | More::Taken(_) | More::TakenInFull(_) => (0, 0.0),
        };
        let delivery = match more {
            More::Taken(delivery) => delivery,
            _ => delivery,
        };
        let is_own = plan.deliveries.all[delivery].queue == queue.queue;
        let mut sum = self
            .diagrams
            .constant(Is::Serves(if is_own { own } else { 0.0 }));
        for consumed in &queue.services {
            for place in 0..queue.tied.len() {
                if consumed.consumers[place].is_empty() {
                    continue;
                }
                let hands_on = self.delivers(queue, consumed, place)?;
                let within = plan.delivered(environment).to_vec();
                let count = within.len() as f64;
                for environment in within {
                    let consumers = &consumed.consumers[place];
                    let serves = self.pick_among(consumers, environment, Of::Serves)?;
                    let along = self.pick_among(consumers, environment, of)?;
                    let counts = consumed.delivery == delivery && matches!(more, More::Taken(_));
                    let tries = queue.most[place];
                    let yields = self.diagrams.join(serves, along, &mut |serves, along| {
                        let (serves, along) = (serves.serves(), along.serves());
                        let yields = along + if counts { serves } else { 0.0 };
                        let met = Met { serves, yields };
                        Is::Serves(choose::yield_of(met, tries) / count)
                    })?;
                    let nothing = self.diagrams.constant(Is::Serves(0.0));
                    let here = self.either_of(hands_on, yields, nothing)?;
                    sum = self.sum(sum, here)?;
                }
            }
        }
        let nothing = self.diagrams.constant(Is::Serves(0.0));
        self.either_of(takes, sum, nothing)
    }

    /// Diagrams of whether a node takes messages: it has not filled up, or drops the oldest.
    fn takes(&mut self, queue: &QueuePart) -> Result<Top> {
        if !queue.refuses {
            return Ok(self.diagrams.constant(Is::So(true)));
        }
        let mut has_room = self.is_taken_from(queue)?;
        let plan = Rc::clone(&self.plan);
        for (place, &other) in queue.tied.iter().enumerate().skip(1) {
            if let (true, Part::Queue(other)) = (queue.fills[place], &plan.parts[other]) {
                let holds = self.of_tied(queue, move |holds| holds[place])?;
                let taken = self.is_taken_from(other)?;
                let leaves_room = self.diagrams.join(holds, taken, &mut |holds, taken| {
                    Is::So(!holds.so() || taken.so())
                })?;
                has_room = self.both(has_room, leaves_room)?;
            }
        }
        Ok(has_room)
    }

    /// Diagrams of whether somebody takes what a node that lives has taken, for each service.
    fn is_taken_from(&mut self, queue: &QueuePart) -> Result<Top> {
        let mut takes = self.diagrams.constant(Is::So(true));
        for consumed in &queue.services {
            let mut found = self.diagrams.constant(Is::So(false));
            for place in 0..queue.tied.len() {
                let delivers = self.delivers(queue, consumed, place)?;
                let mut any = self.diagrams.constant(Is::So(false));
                for member in self.firsts(&consumed.consumers[place]) {
                    let alive = self.alive[member.to];
                    let connects = self.connects(member, Operation::Write, alive)?;
                    any = self.either(any, connects)?;
                }
                let here = self.both(delivers, any)?;
                found = self.either(found, here)?;
            }
            takes = self.both(takes, found)?;
        }
        Ok(takes)
    }

    /// Diagrams of whether it is this one of the tied nodes that delivers to a service.
    fn delivers(&mut self, queue: &QueuePart, consumed: &Consumed, place: usize) -> Result<Top> {
        if !consumed.consumers[0].is_empty() {
            return Ok(self.diagrams.constant(Is::So(place == 0)));
        }
        let delivers = |place: usize| !consumed.consumers[place].is_empty();
        let delivers: Vec<bool> = (0..queue.tied.len()).map(delivers).collect();
        self.of_tied(queue, move |holds| {
            let deliverer = std::iter::zip(holds, &delivers).position(|(h, d)| *h && *d);
            deliverer == Some(place)
        })
    }

    /// Diagrams of what follows from which of the tied nodes hold what the first takes.
    fn of_tied(&mut self, queue: &QueuePart, says: impl Fn(&[bool]) -> bool) -> Result<Top> {
        let base = Rc::clone(&self.base);
        let mut alive = self.diagrams.constant(Is::Alive(Vec::new()));
        for (at, &node) in queue.tied.iter().enumerate() {
            let lives = self.alive[node];
            alive = self
                .diagrams
                .join(alive, lives, &mut |alive, lives| match alive {
                    Is::Alive(alive) => {
                        let mut alive = alive.clone();
                        alive.push(at == 0 || lives.so());
                        Is::Alive(alive)
                    }
                    other => other.clone(),
                })?;
        }
        self.diagrams.map(alive, |alive| match alive {
            Is::Alive(alive) => Is::So(says(&Plan::holders(&base.state, queue, &|at| alive[at]))),
            other => other.clone(),
        })
    }
}
