//! Caches: each node really holds keys, the last used ones, each until its time has run out. A killed one comes back
//! empty, and the herd that follows is to be seen.

use topple_model::Kind;

use super::calls::{Call, Handle, Outcome};
use super::lists::List;
use super::state::State;
use super::world::{Group, World};

impl State {
    /// A worker of a cache node is done: does it hold the key?
    pub fn look_up(&mut self, w: &World, call: Handle, slot: usize) {
        let Call {
            at,
            request,
            mut lacking,
            ..
        } = self.calls[call];
        let hit = self.caches[slot].get(request.key, self.now);
        let counts = &mut self.parts[at as usize].counts;
        if hit {
            counts.second.hits += 1;
            counts.hits += 1;
        } else {
            counts.second.misses += 1;
            counts.misses += 1;
            self.lists.push(&mut lacking, at);
        }
        let record = &mut self.calls[call];
        record.hit = hit;
        record.lacking = lacking;
        self.finish(w, call, Outcome::Served);
    }

    /// A server fills a node with what it has read from the database: a message of its own that no caller waits for,
    /// taken to arrive at once.
    pub fn fill(&mut self, w: &World, node: u32, item: u64) {
        if self.is_up(node) {
            let slot = w.slot(node);
            let expires = self.now + w.caches[slot].ttl;
            self.caches[slot].put(item, expires);
        }
    }

    /// A server has written: caches forget the key. Which member of a pool holds it only its balancer could say, so
    /// all of them are told.
    pub fn invalidate(&mut self, w: &World, group: &Group, item: u64) {
        let by_name = group.names.map_or(List::NONE, |names| {
            self.resolvers[names.resolver as usize].addresses
        });
        let direct = group.links.len() * usize::from(group.names.is_none());
        for i in 0..direct + self.lists.items(by_name).len() {
            let (to, is_barred) = if i < direct {
                let link = group.links[i] as usize;
                (w.links[link].to, self.barred[link])
            } else {
                let server = group
                    .names
                    .map_or(0, |n| w.resolvers[n.resolver as usize].part);
                let to = self.lists.items(by_name)[i - direct];
                (to, self.is_apart(server, to))
            };
            if is_barred || !self.is_up(to) {
                continue;
            }
            match w.parts[to as usize].kind {
                Kind::Cache => self.caches[w.slot(to)].remove(item),
                Kind::LoadBalancer => {
                    for &member in &w.balancers[w.slot(to)].members {
                        let node = w.links[member as usize].to;
                        if w.parts[node as usize].kind.row().is_shortcut && self.is_up(node) {
                            self.caches[w.slot(node)].remove(item);
                        }
                    }
                }
                Kind::Client | Kind::Dns | Kind::Server | Kind::Database | Kind::Queue => {}
            }
        }
    }
}
