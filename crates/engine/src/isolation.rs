//! Isolation: which parts are cut off from which, and which links nothing passes because of it.

use super::state::State;
use super::world::World;

impl State {
    /// Draws all borders anew: in which isolated region each part lies, and which links lead across a border, or are cut.
    ///
    /// Who lies in the same isolated region, innermost, lies in the same ones around it: one number tells a part's side.
    pub fn draw_borders(&mut self, w: &World) {
        self.borders.clear();
        self.barred.clone_from(&self.cut);
        self.has_gaps = !self.faults.isolated.is_empty() || self.cut.contains(&true);
        if self.faults.isolated.is_empty() {
            return;
        }
        let regions = w.regions.iter();
        let is_closed: Vec<bool> = regions.map(|r| self.faults.isolated.contains(r)).collect();
        let border = |around: &Vec<u32>| {
            let innermost = around.iter().find(|r| is_closed[**r as usize]);
            innermost.map_or(0, |r| r + 1)
        };
        self.borders
            .extend(w.parts.iter().map(|p| border(&p.regions)));
        for (barred, link) in self.barred.iter_mut().zip(&w.links) {
            *barred |= self.borders[link.from as usize] != self.borders[link.to as usize];
        }
    }

    /// Whether two parts are isolated from each other.
    #[inline]
    pub fn is_apart(&self, a: u32, b: u32) -> bool {
        !self.borders.is_empty() && self.borders.get(a as usize) != self.borders.get(b as usize)
    }
}
