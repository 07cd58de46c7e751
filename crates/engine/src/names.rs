//! Names for servers: what a server looks up, it asks of name servers, remembers for their time to live, and then goes
//! through the addresses to the first that connects. One server is one resolver.

use super::Reason;
use super::calls::{BY_NAME, Call, Handle};
use super::lists::List;
use super::log::What;
use super::random::{mix, nth_of_order};
use super::renumber::Renumbering;
use super::state::State;
use super::state::client::EMPTY_ANSWER;
use super::state::resolver::Resolver;
use super::world::{Group, Names, World};
use topple_model::{Policy, Target};

/// What is drawn once per request is drawn from its lot; each use has a salt of its own.
const LOT_NAMES: u64 = 0x736e_616d;
const LOT_ADDRESSES: u64 = 0x7361_6464;

impl State {
    /// Begins to call what a server looks up by name.
    pub fn call_by_name(&mut self, w: &World, call: Handle, group: &Group, names: Names) {
        let at = self.calls[call].at;
        self.set_deadline(call, w.servers[w.slot(at)].timeout);
        self.calls[call].walked = 0;
        let resolver = self.resolvers[names.resolver as usize];
        if self.now < resolver.until {
            self.calls[call].list = self.lists.hold(resolver.addresses);
            self.walk(w, call, group, names);
        } else {
            self.ask_name_server(w, call, group, names);
        }
    }

    /// Asks the next name server, in random order.
    fn ask_name_server(&mut self, w: &World, call: Handle, group: &Group, names: Names) {
        let Call {
            request, walked, ..
        } = self.calls[call];
        let seed = mix(request.lot ^ LOT_NAMES ^ names.salt ^ u64::from(request.attempt) << 32);
        let n = group.links.len() as u32;
        let nth = nth_of_order(seed, n, walked % n.max(1), &mut self.scratch);
        let link = group.links[nth as usize];
        self.send(w, call, w.links[link as usize].to, link);
    }

    /// A name server has answered a server: it remembers that, and the request goes on.
    pub fn server_gets_addresses(&mut self, w: &World, call: Handle, addresses: List, dns: u32) {
        let Some((group, names)) = self.names_called(w, call) else {
            let at = self.calls[call].at;
            return self.dependency_failed(w, call, Reason::CannotResolve, at);
        };
        let is_empty = self.lists.items(addresses).is_empty();
        let ttl = w.dns[w.slot(dns)].ttl;
        let ttl = if is_empty { ttl.min(EMPTY_ANSWER) } else { ttl };
        self.lists.hold(addresses);
        self.lists.hold(addresses);
        let resolver = &mut self.resolvers[names.resolver as usize];
        resolver.until = self.now + ttl;
        resolver.cannot_resolve &= is_empty;
        let old = std::mem::replace(&mut resolver.addresses, addresses);
        self.lists.drop(old);
        let record = &mut self.calls[call];
        let none = std::mem::replace(&mut record.list, addresses);
        record.walked = 0;
        self.lists.drop(none);
        self.walk(w, call, group, names);
    }

    /// Connects to the address whose turn it is.
    fn walk(&mut self, w: &World, call: Handle, group: &Group, names: Names) {
        let Call {
            at,
            request,
            list,
            walked,
            ..
        } = self.calls[call];
        let n = self.named(list);
        if n == 0 {
            return self.server_cannot_resolve(w, call, names, at);
        }
        let seed = mix(request.lot ^ LOT_ADDRESSES ^ names.salt ^ u64::from(request.attempt) << 32);
        let nth = nth_of_order(seed, n, walked % n, &mut self.scratch);
        let to = self.address(list, nth as usize);
        self.send(w, call, to, BY_NAME);
        let callee = self.calls[call].callee;
        if group.kind.row().is_shortcut
            && let Some(callee) = self.calls.get_mut(callee)
        {
            callee.request.key = w.item(&request, w.servers[w.slot(at)].service);
        }
    }

    /// A name server, or an address, did not take a server's connection: the next one.
    pub fn name_connect_failed(&mut self, w: &World, call: Handle, reason: Reason, at: u32) {
        let record = &mut self.calls[call];
        record.walked += 1;
        let Call { list, walked, .. } = *record;
        let Some((group, names)) = self.names_called(w, call) else {
            return self.dependency_failed(w, call, reason, at);
        };
        if w.parts[at as usize].kind.row().names_addresses() {
            if (walked as usize) < group.links.len() {
                self.ask_name_server(w, call, group, names);
            } else {
                self.server_cannot_resolve(w, call, names, at);
            }
        } else if walked < self.named(list) {
            self.walk(w, call, group, names);
        } else {
            self.dependency_failed(w, call, reason, at);
        }
    }

    fn server_cannot_resolve(&mut self, w: &World, call: Handle, names: Names, at: u32) {
        let resolver = &mut self.resolvers[names.resolver as usize];
        if !std::mem::replace(&mut resolver.cannot_resolve, true) {
            let server = self.calls[call].at;
            let about = Target::Component(w.parts[server as usize].id);
            self.tell(None, Some(about), What::CannotResolve);
        }
        self.dependency_failed(w, call, Reason::CannotResolve, at);
    }

    /// What a call waits for, if it is looked up by name.
    fn names_called<'a>(&self, w: &'a World, call: Handle) -> Option<(&'a Group, Names)> {
        let group = self.group_called(w, call)?;
        Some((group, group.names?))
    }

    /// What a deep check asks of a name that a server looks up: does some address connect, of those that it remembers, else
    /// of those that a name server in reach would give it?
    pub fn name_connects(&self, w: &World, group: &Group, names: Names) -> bool {
        let server = w.resolvers[names.resolver as usize].part;
        let connects =
            |to: u32| self.is_up(to) && !self.is_apart(server, to) && !self.is_drained(to);
        let resolver = &self.resolvers[names.resolver as usize];
        if self.now < resolver.until {
            let mut addresses = self.lists.items(resolver.addresses).iter();
            return addresses.any(|to| connects(*to));
        }
        let in_reach = |link: &&u32| {
            let to = w.links[**link as usize].to;
            self.connects(w, **link, to, false) && !self.parts[to as usize].is_empty
        };
        group.links.iter().filter(in_reach).any(|link| {
            let dns = &w.dns[w.slot(w.links[*link as usize].to)];
            let has_any = dns.addresses.iter().any(|link| self.in_rotation(w, *link));
            let links = dns.addresses.iter();
            let mut given = links
                .filter(|link| !has_any || self.in_rotation(w, **link))
                .map(|link| w.links[*link as usize].to);
            match dns.policy {
                Policy::Multivalue | Policy::Weighted => given.any(connects),
                Policy::Failover => given.next().is_some_and(connects),
                Policy::Nearest => given
                    .min_by_key(|to| w.latency_between(server, *to).span)
                    .is_some_and(connects),
            }
        })
    }

    /// Goes over to the resolvers of the next world. Addresses have their new numbers already.
    pub fn carry_resolvers(&mut self, old: &World, new: &World, to: &Renumbering) {
        let mut before: Vec<Option<Resolver>> = std::mem::take(&mut self.resolvers)
            .into_iter()
            .map(Some)
            .collect();
        for plan in &new.resolvers {
            let was = to.part_before(plan.part);
            let is_it =
                |o: &super::world::ResolverPlan| Some(o.part) == was && o.service == plan.service;
            let place = old.resolvers.iter().position(is_it);
            let kept = place.and_then(|place| before[place].take());
            self.resolvers.push(kept.unwrap_or(Resolver::NEW));
        }
        for gone in before.into_iter().flatten() {
            self.lists.drop(gone.addresses);
        }
    }
}
