//! How a client walks its list of addresses: those that a name server gave, or the fixed ones of each service that it
//! needs.

use super::Reason;
use super::calls::{BY_NAME, Call, Handle, Request};
use super::lists::List;
use super::random::{mix, nth_of_order};
use super::state::State;
use super::world::{Group, Route, World};

/// What is drawn once per request is drawn from its lot; this use has a salt of its own.
const LOT_ADDRESSES: u64 = 0x6164_6472;

impl State {
    /// Connects to the address whose turn it is.
    pub fn connect_next(&mut self, w: &World, root: Handle) {
        let Call { at, request, .. } = self.calls[root];
        let plan = &w.clients[w.slot(at)];
        let seed = |step: u16| mix(request.lot ^ LOT_ADDRESSES ^ u64::from(step) << 32);
        match &plan.route {
            Route::Names(_) => {
                let Call { list, place, .. } = self.calls[root];
                let n = self.named(list);
                if n == 0 {
                    return self.cannot_resolve(w, root, at);
                }
                let nth = nth_of_order(seed(0), n, place % n, &mut self.scratch) as usize;
                let to = self.address(list, nth);
                self.send(w, root, to, BY_NAME);
            }
            Route::Fixed(groups) => {
                let step = self.calls[root].step;
                let groups = groups.of(request.writes);
                let Some(group) = groups.get(usize::from(step)) else {
                    if *plan.needs_nothing.of(request.writes) {
                        return self.request_served(w, root);
                    }
                    return self.try_failed(w, root, Reason::CannotResolve, at);
                };
                let n = self.fixed(w, group, &request);
                if n == 0 {
                    return self.address_failed(w, root, Reason::DependencyFailed, at);
                }
                let place = self.place_in(root, groups.len()) % n;
                let nth = nth_of_order(seed(step), n, place, &mut self.scratch) as usize;
                let link = if n as usize == group.links.len() {
                    group.links[nth]
                } else {
                    let mut usable = self.usable(w, group, &request);
                    usable.nth(nth).expect("one of those counted")
                };
                self.send(w, root, w.links[link as usize].to, link);
            }
        }
    }

    /// Of these, some are drained and some are not: a caller leaves out those that are.
    #[inline]
    fn leaves_some_out(&self, mut parts: impl Iterator<Item = u32> + Clone) -> bool {
        // Hardly ever is anything drained.
        !self.faults.drained.is_empty()
            && parts.clone().any(|part| self.is_drained(part))
            && parts.any(|part| !self.is_drained(part))
    }

    /// Whether a target of these links is drained.
    #[inline]
    pub fn has_drained(&self, w: &World, links: &[u32]) -> bool {
        !self.faults.drained.is_empty() && links.iter().any(|link| self.is_out_of_use(w, *link))
    }

    /// The links of a group that a request of a client may take: of one shard, a write those that carry writes, those to
    /// drained targets only if there are no others.
    fn usable<'a>(
        &'a self,
        w: &'a World,
        group: &'a Group,
        request: &'a Request,
    ) -> impl Iterator<Item = u32> + 'a {
        let links = group.links.iter().copied();
        let may = |link: &u32| {
            let set = w.links[*link as usize].set;
            set.is_none()
                || w.may_use(request.client, request.lot, set)
                    && (!request.writes || self.carries_writes(w, *link))
        };
        let to = |link: u32| w.links[link as usize].to;
        let leaves_out = self.leaves_some_out(links.clone().filter(may).map(to));
        links
            .filter(may)
            .filter(move |link| !(leaves_out && self.is_drained(to(*link))))
    }

    /// The client's place in the list of addresses of the service that it calls now.
    pub fn place_in(&mut self, root: Handle, services: usize) -> u32 {
        let Call {
            list, place, step, ..
        } = self.calls[root];
        if services < 2 {
            return place;
        }
        self.lists
            .items(list)
            .get(usize::from(step))
            .copied()
            .unwrap_or(0)
    }

    /// Goes to the next place in the list of addresses.
    pub fn move_on(&mut self, w: &World, root: Handle) {
        let Call {
            at,
            mut list,
            step,
            request,
            ..
        } = self.calls[root];
        let services = match &w.clients[w.slot(at)].route {
            Route::Fixed(groups) => groups.of(request.writes).len(),
            Route::Names(_) => 1,
        };
        if services < 2 {
            self.calls[root].place = self.calls[root].place.wrapping_add(1);
            return;
        }
        while self.lists.items(list).len() < services {
            self.lists.push(&mut list, 0);
        }
        self.calls[root].list = list;
        if let Some(place) = self.lists.items_mut(list).get_mut(usize::from(step)) {
            *place = place.wrapping_add(1);
        }
    }

    /// How many addresses the client has for what it calls now.
    pub fn addresses(&self, w: &World, root: Handle) -> u32 {
        let Call {
            at,
            list,
            step,
            request,
            ..
        } = self.calls[root];
        match &w.clients[w.slot(at)].route {
            Route::Names(_) => self.named(list),
            Route::Fixed(groups) => groups
                .of(request.writes)
                .get(usize::from(step))
                .map_or(0, |group| self.fixed(w, group, &request)),
        }
    }

    /// The address at a place of a list that a name server gave, of those that are walked.
    #[inline]
    pub fn address(&self, list: List, place: usize) -> u32 {
        let addresses = self.lists.items(list);
        if self.leaves_some_out(addresses.iter().copied()) {
            let mut usable = addresses.iter().filter(|to| !self.is_drained(**to));
            *usable.nth(place).expect("one of those counted")
        } else {
            addresses[place]
        }
    }

    /// How many addresses of a list that a name server gave are walked.
    #[inline]
    pub fn named(&self, list: List) -> u32 {
        let addresses = self.lists.items(list).iter().copied();
        if self.leaves_some_out(addresses.clone()) {
            addresses.filter(|to| !self.is_drained(*to)).count() as u32
        } else {
            addresses.len() as u32
        }
    }

    /// How many links of a group this request may take.
    #[inline]
    fn fixed(&self, w: &World, group: &Group, request: &Request) -> u32 {
        if group.sharded || self.has_drained(w, &group.links) {
            self.usable(w, group, request).count() as u32
        } else {
            group.links.len() as u32
        }
    }
}
