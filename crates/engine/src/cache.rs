//! Caches: each node really holds keys, the last used ones, each until its time has run out. A killed one comes back
//! empty, and the herd that follows is to be seen.

use topple_model::Kind;

use super::calls::{Call, Handle, Outcome};
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
        for &link in &group.links {
            let to = w.links[link as usize].to;
            if self.barred[link as usize] || !self.is_up(to) {
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
                Kind::Client | Kind::Dns | Kind::Server | Kind::Database => {}
            }
        }
    }
}
