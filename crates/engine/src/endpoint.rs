//! The path to the database node that answers: a caller's links to primaries and standbys lead to whoever is primary now,
//! over the link drawn to that node where there is one, else over the open network.

use topple_model::Kind;

use super::calls::{BY_NAME, Call, Handle};
use super::state::State;
use super::state::replica_set::Primary;
use super::world::{EndpointPlan, Way, World};

/// Where a message goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    /// To whom.
    pub to: u32,
    /// Over which link; [`BY_NAME`]: over none that is drawn.
    pub link: u32,
    /// Whether anything passes.
    pub is_open: bool,
    /// Whether it leads to a database node, which is not always the one that the link leads to.
    pub is_to_node: bool,
}

impl State {
    /// The path of a message from one part to another over a link, or by name. Who is primary is drawn here, where there
    /// are several.
    #[inline]
    pub fn path_of(&mut self, w: &World, from: u32, to: u32, link: u32) -> Path {
        if link == BY_NAME {
            return Path {
                to,
                link,
                is_open: !self.is_apart(from, to),
                is_to_node: false,
            };
        }
        let way = w.links[link as usize].way;
        match way {
            Way::Endpoint(endpoint) => self.path_to_primary(w, endpoint, to, link),
            Way::Node | Way::Pool | Way::Replica => Path {
                to,
                link,
                is_open: !self.barred[link as usize],
                is_to_node: way == Way::Replica,
            },
        }
    }

    fn path_to_primary(&mut self, w: &World, endpoint: u32, to: u32, link: u32) -> Path {
        let plan = &w.endpoints[endpoint as usize];
        let primaries = &self.sets[plan.set as usize].primaries;
        let chosen = match primaries[..] {
            [only] => Some(only).filter(|only| self.leads_to(plan, *only)),
            _ => self.one_of_several(w, plan),
        };
        match chosen {
            Some(primary) => Path {
                to: primary.part,
                link: plan.paths[primary.place as usize],
                is_open: true,
                is_to_node: true,
            },
            // Where a primary lives and only the way is gone, nobody answers; where there is none, whoever the link leads to
            // says so.
            None => Path {
                to,
                link,
                is_open: self.sets[plan.set as usize].primaries.is_empty()
                    && !self.barred[link as usize],
                is_to_node: true,
            },
        }
    }

    /// Of several primaries in reach: one that a link is drawn to, at random by weight; else the nearest.
    fn one_of_several(&mut self, w: &World, plan: &EndpointPlan) -> Option<Primary> {
        let Self {
            sets,
            parts,
            barred,
            faults,
            ..
        } = self;
        let primaries = &sets[plan.set as usize].primaries;
        let weight = |i: usize| {
            let link = plan.paths[primaries[i].place as usize];
            let is_drawn = link != BY_NAME && !barred[link as usize];
            let is_drained = faults
                .drained
                .contains(&w.parts[primaries[i].part as usize].id);
            (is_drawn && !is_drained).then(|| w.links[link as usize].weight)
        };
        let chance = &mut parts[plan.caller as usize].choices;
        if let Some(i) = chance.pick(primaries.len(), weight) {
            return Some(primaries[i]);
        }
        // Who is drained comes last: whoever chose to come here saw another, or had come before it was drained.
        let far = |p: &Primary| w.latency_between(plan.caller, p.part).span;
        self.in_reach(plan)
            .min_by_key(|p| (self.is_drained(p.part), far(p)))
    }

    /// The primaries in reach, in the order drawn.
    fn in_reach<'a>(&'a self, plan: &'a EndpointPlan) -> impl Iterator<Item = Primary> + 'a {
        let primaries = self.sets[plan.set as usize].primaries.iter().copied();
        primaries.filter(|p| self.leads_to(plan, *p))
    }

    /// Whether a chooser leaves a link out because what it leads to is drained: of an endpoint, all primaries in reach.
    #[inline]
    pub fn is_out_of_use(&self, w: &World, link: u32) -> bool {
        // Hardly ever is anything drained.
        !self.faults.drained.is_empty() && self.leads_to_drained(w, link)
    }

    fn leads_to_drained(&self, w: &World, link: u32) -> bool {
        let plan = &w.links[link as usize];
        match plan.way {
            Way::Endpoint(endpoint) => {
                let mut primaries = self.in_reach(&w.endpoints[endpoint as usize]).peekable();
                primaries.peek().is_some() && primaries.all(|p| self.is_drained(p.part))
            }
            Way::Node | Way::Pool | Way::Replica => self.is_drained(plan.to),
        }
    }

    /// Whether a primary is in reach of an endpoint's caller.
    #[inline]
    fn leads_to(&self, plan: &EndpointPlan, primary: Primary) -> bool {
        match plan.paths[primary.place as usize] {
            _ if !self.has_gaps => true,
            BY_NAME => self.is_undrawn_open(plan, primary.part),
            link => !self.barred[link as usize],
        }
    }

    /// Whether the path to a node that no link is drawn to is open.
    fn is_undrawn_open(&self, plan: &EndpointPlan, node: u32) -> bool {
        !self.is_apart(plan.caller, node) && plan.links.iter().any(|link| !self.cut[*link as usize])
    }

    /// A primary in reach of an endpoint, and the link to it. Draws no chance: the first linked one, else the nearest.
    pub fn some_primary(&self, w: &World, endpoint: u32) -> Option<(u32, u32)> {
        let plan = &w.endpoints[endpoint as usize];
        let link = |p: &Primary| plan.paths[p.place as usize];
        let is_linked = |p: &Primary| link(p) != BY_NAME;
        let found = self.in_reach(plan).find(is_linked).or_else(|| {
            let far = |p: &Primary| w.latency_between(plan.caller, p.part).span;
            self.in_reach(plan).min_by_key(far)
        });
        found.map(|p| (p.part, link(&p)))
    }

    /// Where the probe of a link goes: where a request would.
    pub fn path_of_probe(&self, w: &World, link: u32) -> Path {
        let plan = &w.links[link as usize];
        let drawn = (plan.to, link);
        let ((to, link), is_open) = match plan.way {
            Way::Endpoint(endpoint) => {
                let is_open = !self.cut[link as usize];
                (self.some_primary(w, endpoint).unwrap_or(drawn), is_open)
            }
            Way::Node | Way::Pool | Way::Replica => (drawn, !self.barred[link as usize]),
        };
        Path {
            to,
            link,
            is_open,
            is_to_node: plan.way != Way::Node && plan.way != Way::Pool,
        }
    }

    /// Whether a database node takes writes.
    #[inline]
    pub fn is_primary(&self, w: &World, part: u32) -> bool {
        self.nodes[w.slot(part)].is_primary
    }

    /// The link that a call was sent by: to a database node that is not always the one that it travels.
    pub fn sent_by(w: &World, call: &Call) -> u32 {
        match w.parts[call.at as usize].kind {
            Kind::Database => call.place,
            Kind::Client
            | Kind::Dns
            | Kind::LoadBalancer
            | Kind::Server
            | Kind::Cache
            | Kind::Queue => call.link,
        }
    }

    /// Whether a call, or its answer, gets through between its caller and where it is.
    #[inline]
    pub fn passes(&self, w: &World, handle: Handle) -> bool {
        !self.has_gaps || self.passes_gaps(w, &self.calls[handle])
    }

    /// The same where some link is cut or some region isolated.
    fn passes_gaps(&self, w: &World, call: &Call) -> bool {
        if call.link != BY_NAME {
            return !self.barred[call.link as usize];
        }
        let Some(plan) = w.links.get(Self::sent_by(w, call) as usize) else {
            let caller = self.calls.get(call.caller);
            let from = caller.map_or(call.request.client, |caller| caller.at);
            return !self.is_apart(from, call.at);
        };
        match plan.way {
            Way::Endpoint(endpoint) => {
                self.is_undrawn_open(&w.endpoints[endpoint as usize], call.at)
            }
            Way::Node | Way::Pool | Way::Replica => !self.is_apart(plan.from, call.at),
        }
    }
}
