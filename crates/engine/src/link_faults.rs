//! What ails links: messages that they lose beside those that they lose as drawn, and a way that takes longer.

use super::Micros;
use super::queue::Delay;
use super::state::State;
use super::state::link_fault::LinkFault;
use super::world::World;

impl State {
    /// Makes links as lossy and slow as the faults say.
    pub fn ail_links(&mut self, w: &World) {
        let faults = &self.faults;
        let ailing = faults.loss.keys().chain(faults.latency.keys());
        self.link_faults = ailing
            .filter_map(|id| Some((*w.link_index.get(id)?, LinkFault::of(faults, *id)?)))
            .collect();
        self.has_ailing =
            !self.link_faults.is_empty() || w.links.iter().any(|link| link.loss > 0.0);
    }

    #[inline]
    fn link_fault(&self, link: u32) -> Option<&LinkFault> {
        // Hardly ever does a link ail, and this is asked for every message.
        if self.link_faults.is_empty() {
            return None;
        }
        self.link_faults.get(&link)
    }

    /// One way over a link, as it is now. A way that takes longer than drawn has no lane in the queue.
    #[inline]
    pub fn latency_over(&self, w: &World, link: u32) -> Delay {
        let drawn = w.links[link as usize].latency;
        self.link_fault(link)
            .map_or(drawn, |fault| drawn.stretched(fault.factor))
    }

    /// How much longer than drawn the way over a link takes now.
    pub fn delay_over(&self, w: &World, link: u32) -> Micros {
        let drawn = w.links[link as usize].latency.span;
        self.latency_over(w, link).span.since(drawn)
    }

    /// The share of messages that a link loses now: what it loses as drawn, or by its fault, whichever is more.
    #[inline]
    pub fn loss_over(&self, w: &World, link: u32) -> f64 {
        let drawn = w.links[link as usize].loss;
        self.link_fault(link)
            .map_or(drawn, |fault| drawn.max(fault.loss))
    }
}
