//! Who of a set can talk to whom, and who can catch up from whom.

use std::collections::BTreeSet;

use topple_model::order;

use super::{Damage, SetPlan};

/// Pairs of places with a cut channel between them, the lower one first.
pub(super) type CutPairs = BTreeSet<(usize, usize)>;

impl SetPlan {
    /// The side of each node that counts and lives, by place; the others have one that says nothing.
    pub(super) fn sides(&self, damage: Damage<'_>, counts: impl Fn(usize) -> bool) -> Vec<usize> {
        let cut = self.cut_pairs(damage);
        let mut sides = vec![0; self.nodes.len()];
        let counting = |&place: &usize| counts(place) && self.lives(place, damage);
        let mut left: Vec<usize> = (0..self.nodes.len()).filter(counting).collect();
        let mut side = 0;
        while let Some(first) = left.first().copied() {
            left.remove(0);
            let mut next = vec![first];
            while let Some(place) = next.pop() {
                sides[place] = side;
                // All that are left and talk to it are of its side; it is a short list that stays.
                left.retain(|&other| {
                    let talk = self.talk(place, other, &cut, damage);
                    if talk {
                        next.push(other);
                    }
                    !talk
                });
            }
            side += 1;
        }
        sides
    }

    pub(super) fn cut_pairs(&self, damage: Damage<'_>) -> CutPairs {
        let cut = self.channels.iter().filter(|(link, ..)| damage.cut[*link]);
        order::set_of(cut.map(|&(_, a, b)| (a.min(b), a.max(b))))
    }

    /// Whether two live nodes talk directly: unless a link drawn between them, either way, is cut, or they are isolated
    /// from each other.
    pub(super) fn talk(&self, a: usize, b: usize, cut: &CutPairs, damage: Damage<'_>) -> bool {
        let parted = damage
            .borders
            .part(self.nodes[a].component, self.nodes[b].component);
        !parted && (cut.is_empty() || !cut.contains(&(a.min(b), a.max(b))))
    }

    /// Who has a chain of channels to one that leads: none of them cut, between live nodes not isolated from each other.
    pub(super) fn caught_up(&self, leads: &[bool], damage: Damage<'_>) -> Vec<bool> {
        let passes = |&&(link, a, b): &&(usize, usize, usize)| {
            let (from, to) = (self.nodes[a].component, self.nodes[b].component);
            !damage.cut[link]
                && !damage.borders.part(from, to)
                && self.lives(a, damage)
                && self.lives(b, damage)
        };
        let open = self.channels.iter().filter(passes);
        self.spread(leads, open.map(|&(_, a, b)| (a, b)))
    }

    /// Those who are marked, and all that these channels tie to one of them.
    pub(super) fn spread(
        &self,
        marked: &[bool],
        channels: impl Iterator<Item = (usize, usize)>,
    ) -> Vec<bool> {
        let mut beside = vec![Vec::new(); self.nodes.len()];
        for (a, b) in channels {
            beside[a].push(b);
            beside[b].push(a);
        }
        let mut marked = marked.to_vec();
        let mut next: Vec<usize> = (0..marked.len()).filter(|&place| marked[place]).collect();
        while let Some(place) = next.pop() {
            for &other in &beside[place] {
                if !std::mem::replace(&mut marked[other], true) {
                    next.push(other);
                }
            }
        }
        marked
    }
}
