//! Where the dots of the traffic are, along the links as they are drawn now.

use std::collections::BTreeSet;

use super::Simulation;
use super::layout::Placed;
use super::traffic::{DeathPlace, Load, Way};
use crate::editor::document::Document;
use crate::editor::view::View;
use crate::editor::view::curve::Curve;
use crate::model::{LinkId, Point, Rect};

/// How long a way that no link is drawn for stays visible after its last dot.
const WAY_SEEN_MS: f64 = 2_500.0;

/// One dot, in canvas units.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    /// Where.
    pub at: Point,
    /// What it stands for.
    pub load: Load,
    /// 0: under way; up to 1: it dies here and is all but gone.
    pub dying: f64,
}

impl Simulation {
    /// All dots, where they are now.
    pub fn dots(&self, document: &Document, view: &View) -> Vec<Dot> {
        let traffic = &self.traffic;
        let mut known: Vec<Option<Option<Placed>>> = vec![None; traffic.ways.len()];
        let mut point = |way: usize, share: f64| {
            let Way { from, to, .. } = *traffic.ways.get(way)?;
            let known = known.get_mut(way)?;
            let placed = (*known.get_or_insert_with(|| self.placed(document, view, from, to)))?;
            Some(placed.at(share))
        };
        let mut dots = Vec::new();
        for flight in traffic.flights() {
            let at = point(flight.way, traffic.share(&flight));
            dots.extend(at.map(|at| Dot {
                at,
                load: flight.load,
                dying: 0.0,
            }));
        }
        for death in &traffic.deaths {
            let at = match death.place {
                DeathPlace::Way(way, share) => point(way, share),
                DeathPlace::Inside(id) => {
                    let shown = view.shown_for(document, id);
                    let index = document.index_of(shown);
                    index.and_then(|i| view.card(document, i)).map(Rect::centre)
                }
            };
            let dying = death.share().max(f64::MIN_POSITIVE);
            dots.extend(at.map(|at| Dot {
                at,
                load: death.load,
                dying,
            }));
        }
        dots
    }

    /// The ways that no link is drawn for: resolved clients reach addresses on them, callers whoever was promoted. Those
    /// with traffic of late.
    pub fn open_ways(&self, document: &Document, view: &View) -> Vec<Curve> {
        let traffic = &self.traffic;
        let fresh = traffic.ways_of_late(WAY_SEEN_MS);
        let mut seen = BTreeSet::new();
        let both = |way: &Way| (way.from.min(way.to), way.from.max(way.to));
        let once = fresh.filter(|way| seen.insert(both(way)));
        let curves = once.filter_map(|way| self.placed(document, view, way.from, way.to));
        curves
            .filter(|placed| !placed.is_link)
            .map(|placed| placed.curve)
            .collect()
    }

    /// Requests per second of virtual time that travel a link now, as the sampled ones say.
    pub fn link_rate_rps(&self, id: LinkId) -> f64 {
        let last = self.run.rows().next_back();
        let started_rps = last.map_or(0.0, |row| {
            row.started as f64 / row.span.as_seconds().max(1e-6)
        });
        self.traffic.flow.per_request(id.from, id.to) * started_rps
    }
}
