//! Who answers at the end of a link, and over which path.

use super::plan::{Leads, Member, Plan};
use super::serve::State;

/// A node that answers at the end of a caller's link.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) node: usize,
    /// The link that is drawn to it, if one is.
    pub(super) link: Option<usize>,
    /// The share of what is sent there that it answers.
    pub(super) share: f64,
}

impl Plan {
    /// Who answers at the end of a link: of the primaries in reach those that the caller is linked to, by weight, else the
    /// nearest. Nobody, where an endpoint leads nowhere.
    pub(super) fn ends(&self, state: &State, member: &Member) -> Vec<End> {
        let Leads::Endpoint(place) = member.leads else {
            return vec![End {
                node: member.to,
                link: Some(member.link),
                share: 1.0,
            }];
        };
        let endpoint = &self.endpoints[place];
        let primaries = state.sets[endpoint.set].primaries.iter().copied();
        let reached = primaries.filter(|&p| endpoint.reaches(p, &state.cut, &state.now.borders));
        let reached: Vec<usize> = reached.collect();
        let linked: Vec<(usize, usize)> = reached
            .iter()
            .filter_map(|&node| Some((node, endpoint.link_to(node)?)))
            .collect();
        if linked.is_empty() {
            let latency = |&node: &usize| self.topology().default_latency_ms(member.from, node);
            let nearest = reached
                .into_iter()
                .min_by(|a, b| latency(a).total_cmp(&latency(b)));
            let end = |node| End {
                node,
                link: None,
                share: 1.0,
            };
            return nearest.map(end).into_iter().collect();
        }
        let drawn = |link: usize| self.scenario().links[link].weight;
        let sum: f64 = linked.iter().map(|&(_, link)| drawn(link)).sum();
        let share = |link: usize| {
            if sum > 0.0 {
                drawn(link) / sum
            } else {
                1.0 / linked.len() as f64
            }
        };
        let end = |&(node, link): &(usize, usize)| End {
            node,
            link: Some(link),
            share: share(link),
        };
        linked.iter().map(end).filter(|e| e.share > 0.0).collect()
    }

    /// One way, in milliseconds, from a caller to a node that answers it.
    pub(super) fn latency_ms(&self, member: &Member, end: &End) -> f64 {
        match end.link {
            Some(link) => self.topology().latency_ms(self.scenario(), link),
            None => self.topology().default_latency_ms(member.from, end.node),
        }
    }
}
