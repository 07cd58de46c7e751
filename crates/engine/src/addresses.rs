//! How a client walks its list of addresses: those that a name server gave, or the fixed ones of each service that it
//! needs.

use super::Reason;
use super::calls::{BY_NAME, Call, Handle};
use super::random::{mix, nth_of_order};
use super::state::State;
use super::world::{Route, World};

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
                let addresses = self.lists.items(list);
                let n = addresses.len() as u32;
                if n == 0 {
                    return self.cannot_resolve(w, root, at);
                }
                let nth = nth_of_order(seed(0), n, place % n, &mut self.scratch);
                let to = addresses[nth as usize];
                self.send(w, root, to, BY_NAME);
            }
            Route::Fixed(groups) => {
                let step = self.calls[root].step;
                let Some(group) = groups.get(usize::from(step)) else {
                    return self.try_failed(w, root, Reason::CannotResolve, at);
                };
                let usable = |link: &&u32| {
                    w.may_use(request.client, request.lot, w.links[**link as usize].set)
                };
                let n = if group.sharded {
                    group.links.iter().filter(usable).count() as u32
                } else {
                    group.links.len() as u32
                };
                if n == 0 {
                    return self.try_failed(w, root, Reason::DependencyFailed, at);
                }
                let place = self.place_in(root, groups.len()) % n;
                let nth = nth_of_order(seed(step), n, place, &mut self.scratch) as usize;
                let link = if group.sharded {
                    *group
                        .links
                        .iter()
                        .filter(usable)
                        .nth(nth)
                        .expect("one of those counted")
                } else {
                    group.links[nth]
                };
                self.send(w, root, w.links[link as usize].to, link);
            }
        }
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
            at, mut list, step, ..
        } = self.calls[root];
        match &w.clients[w.slot(at)].route {
            Route::Fixed(groups) if groups.len() > 1 => {
                while self.lists.items(list).len() < groups.len() {
                    self.lists.push(&mut list, 0);
                }
                self.calls[root].list = list;
                if let Some(place) = self.lists.items_mut(list).get_mut(usize::from(step)) {
                    *place = place.wrapping_add(1);
                }
            }
            Route::Fixed(_) | Route::Names(_) => {
                self.calls[root].place = self.calls[root].place.wrapping_add(1);
            }
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
            Route::Names(_) => self.lists.items(list).len() as u32,
            Route::Fixed(groups) => groups.get(usize::from(step)).map_or(0, |group| {
                let usable = |link: &&u32| {
                    w.may_use(request.client, request.lot, w.links[**link as usize].set)
                };
                group.links.iter().filter(usable).count() as u32
            }),
        }
    }
}
