//! What databases are now, and how the badge *primary* moves from card to card.

use super::Bridge;
use crate::app::browser::prefers_reduced_motion;
use crate::app::view::{BadgeFlight, RoleView};
use crate::editor::{Badge, Session, Turn};
use crate::engine::DatabaseNow;
use crate::model::ComponentId;

/// Badges that fly at once at most: of more nobody could follow one.
const FLIGHTS: usize = 8;

/// What the card of a database shows of its role.
pub(super) fn role_view(session: &Session, id: ComponentId, now: &DatabaseNow) -> RoleView {
    let shown = session.simulation().badge(id, now);
    RoleView {
        badge: shown.badge,
        turn: shown
            .turn
            .map(|(turn, far)| (turn, filled(turn, far, shown.noticing))),
        split_writes: shown.split_writes,
        follows: shown.follows,
    }
}

/// How far a ring is filled: what is noticed fills its first part, taking over the second, anything else all of it.
fn filled(turn: Turn, far: f64, noticing: f64) -> [u8; 2] {
    let (from, until) = match turn {
        Turn::Notices => (0.0, noticing * far),
        Turn::TakesOver => (noticing, noticing + (1.0 - noticing) * far),
        Turn::CatchesUp => (0.0, far),
        Turn::StandsDown => (0.0, 1.0 - far),
    };
    [from, until].map(|share| (share * 100.0).round() as u8)
}

/// A database whose role is another, and what that was; `None` where it was not shown.
type Turned = (ComponentId, Option<RoleView>);

impl Bridge {
    /// These databases are something else than they were: where one has become primary in the place of another, the badge
    /// flies from card to card. Not where the hand went back in time, and not where less motion is asked for.
    pub(super) fn fly_badges(self, turned: &[Turned]) {
        let now = self.read(|session| session.simulation().run().now());
        let went_on = self.inner().badges_at.replace(now) <= now;
        if turned.is_empty() || !went_on || prefers_reduced_motion() {
            return;
        }
        for (heir, before) in turned {
            // What was not shown before has not become anything.
            let becomes = before.as_ref().is_some_and(|role| !has_title(role));
            if !becomes || !self.shows(*heir, |role| role.badge == Badge::Primary) {
                continue;
            }
            if let Some(flight) = self.flight_to(*heir, turned) {
                self.badge_flights.update(|flights| {
                    let number = flights.last().map_or(0, |last| last.number + 1);
                    flights.push(BadgeFlight { number, ..flight });
                    flights.drain(..flights.len().saturating_sub(FLIGHTS));
                });
            }
        }
    }

    fn shows(self, id: ComponentId, what: fn(&RoleView) -> bool) -> bool {
        let role = self.card(id).map(|signals| signals.role);
        role.is_some_and(|role| role.with_untracked(|r| r.as_ref().is_some_and(what)))
    }

    /// From the card that has lost the title to the one that has it now; in a split brain from one that has it still.
    fn flight_to(self, heir: ComponentId, turned: &[Turned]) -> Option<BadgeFlight> {
        let lost = |id: ComponentId| {
            let mut turned = turned.iter().filter(|(turned, _)| *turned == id);
            turned.any(|(_, before)| before.as_ref().is_some_and(has_title))
        };
        self.read(|session| {
            let topology = session.document().topology();
            let set = topology.set_of[*topology.index.get(&heir)?]?;
            let components = &session.document().scenario().components;
            let nodes = topology.sets.get(set)?.nodes.iter();
            let others = || {
                nodes
                    .clone()
                    .filter_map(|&i| components.get(i))
                    .filter(|c| c.id != heir)
            };
            let loser = others().find(|c| lost(c.id));
            let from = loser.or_else(|| others().find(|c| self.shows(c.id, has_title)))?;
            Some(BadgeFlight {
                number: 0,
                from: from.at,
                to: session.document().component(heir)?.at,
                heir,
            })
        })
    }

    /// A badge has come to its card.
    pub fn badge_has_landed(self, number: u64) {
        self.badge_flights
            .update(|flights| flights.retain(|flight| flight.number != number));
    }
}

fn has_title(role: &RoleView) -> bool {
    matches!(role.badge, Badge::Primary | Badge::Title)
}
