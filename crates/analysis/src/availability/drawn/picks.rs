//! Picks among several, of whom no more are asked than it takes.

use super::request::Request;
use crate::plan::Member;

/// Draws among all before those that cannot be chosen are told apart.
const TRIES: usize = 8;

impl Request<'_> {
    /// Picks by weight among those that can be chosen: the component that it leads to.
    pub(super) fn pick(
        &mut self,
        members: &[Member],
        may_be: &mut dyn FnMut(&mut Self, &Member) -> bool,
    ) -> Option<usize> {
        self.pick_member(members, may_be).map(|member| member.to)
    }

    pub(super) fn pick_member<'m>(
        &mut self,
        members: &'m [Member],
        may_be: &mut dyn FnMut(&mut Self, &Member) -> bool,
    ) -> Option<&'m Member> {
        let weight = |place: usize| members[place].weight;
        let place = self.pick_place(members.len(), &weight, &mut |request, place| {
            may_be(request, &members[place])
        });
        place.map(|place| &members[place])
    }

    /// The same among so many; one of weight 0 is picked only where no other can be.
    pub(super) fn pick_place(
        &mut self,
        count: usize,
        weight: &dyn Fn(usize) -> f64,
        may_be: &mut dyn FnMut(&mut Self, usize) -> bool,
    ) -> Option<usize> {
        // Most can be chosen: whoever is drawn in vain is drawn anew.
        for _ in 0..TRIES.min(TRIES * count) {
            let place = self.walk.below(count);
            let heaviest = self.walk.heaviest;
            let is_drawn = weight(place) >= heaviest || self.walk.unit() * heaviest < weight(place);
            if is_drawn && may_be(self, place) {
                return Some(place);
            }
        }
        let (mut left, mut idle): (Vec<usize>, Vec<usize>) =
            (0..count).partition(|&place| weight(place) > 0.0);
        while !left.is_empty() {
            let all: f64 = left.iter().map(|&place| weight(place)).sum();
            let mut until = self.walk.unit() * all;
            let is_it = |place: &usize| {
                until -= weight(*place);
                until < 0.0
            };
            let at = left.iter().position(is_it).unwrap_or(left.len() - 1);
            let place = left.swap_remove(at);
            if may_be(self, place) {
                return Some(place);
            }
        }
        while !idle.is_empty() {
            let at = self.walk.below(idle.len());
            let place = idle.swap_remove(at);
            if may_be(self, place) {
                return Some(place);
            }
        }
        None
    }
}

/// Some of so many in a random order, round and round, found out as far as somebody goes.
pub(super) struct List {
    order: Vec<usize>,
    /// How many have been asked whether they are on it; those who are stand first.
    asked: usize,
    kept: usize,
    next: usize,
}

impl List {
    pub(super) fn new(count: usize) -> Self {
        Self {
            order: (0..count).collect(),
            asked: 0,
            kept: 0,
            next: 0,
        }
    }

    /// The next one; `None`: nobody is on it.
    pub(super) fn next(
        &mut self,
        request: &mut Request<'_>,
        is_on_it: &mut dyn FnMut(&mut Request<'_>, usize) -> bool,
    ) -> Option<usize> {
        while self.next == self.kept && self.asked < self.order.len() {
            let other = self.asked + request.walk.below(self.order.len() - self.asked);
            self.order.swap(self.asked, other);
            let place = self.order[self.asked];
            if is_on_it(request, place) {
                self.order.swap(self.kept, self.asked);
                self.kept += 1;
            }
            self.asked += 1;
        }
        if self.next == self.kept {
            self.next = 0;
        }
        let place = self.order.get(self.next).filter(|_| self.kept > 0).copied();
        self.next += 1;
        place
    }
}
