//! What happens when a second of the run ends: its row is closed, in all and for every component.

use super::log::What;
use super::numbers::{ComponentRow, Row};
use super::state::State;
use super::world::World;
use super::{Micros, Reason};

/// Seconds of single components that are kept in all; each gets its share of them, within the bounds below.
const COMPONENT_ROWS: usize = 200_000;
const COMPONENT_ROWS_LEAST: usize = 60;
const COMPONENT_ROWS_MOST: usize = 3_600;

impl State {
    /// Ends every second that is over at `now`.
    #[cold]
    pub fn close_rows(&mut self, w: &World, now: Micros) {
        while self.measure.next_row <= now {
            let end = self.measure.next_row;
            self.now = end;
            self.close_row(w, end);
            let is_watched = self.measure.is_watched();
            let oldest = if is_watched { self.oldest_start() } else { end };
            let moment = self.measure.moment(end, oldest);
            self.measure.reports.second_ends(moment);
            if let Some(failed) = self.measure.end_of_streak(moment) {
                self.tell(None, None, What::AllServedAgain { failed });
            }
            while let Some((bit, answers)) = self.measure.end_of_lacking(end) {
                let service = w.optional_name(bit);
                self.tell(None, None, What::InFullAgain { service, answers });
            }
            self.measure.next_row = end + Micros::SECOND;
        }
    }

    fn close_row(&mut self, w: &World, end: Micros) {
        let second = &mut self.measure.second;
        let mut row = Row {
            end,
            span: Micros::SECOND,
            ..second.clone()
        };
        second.started = 0;
        second.served = 0;
        second.degraded = 0;
        second.failed = [0; Reason::COUNT];
        second.latency.clear();
        second.last_failure = Micros::ZERO;
        row.in_flight = self.in_flight();
        self.measure.push_row(row);
        let kept = (COMPONENT_ROWS / w.parts.len().max(1))
            .clamp(COMPONENT_ROWS_LEAST, COMPONENT_ROWS_MOST);
        for part in &mut self.parts {
            let areas = part.station.areas(end);
            let counts = &mut part.counts;
            let second = areas.since(counts.areas);
            let row = ComponentRow {
                end,
                utilisation: second.utilisation() as f32,
                queue: (second.waiting as f64 / 1e6) as f32,
                ..counts.second
            };
            counts.areas = areas;
            counts.second = ComponentRow::default();
            while counts.rows.len() >= kept {
                counts.rows.pop_front();
            }
            counts.rows.push_back(row);
        }
        for (node, plan) in self.queues.iter_mut().zip(&w.queues) {
            let depth = node.depth_of_row(end) as f32;
            if let Some(row) = self.parts[plan.part as usize].counts.rows.back_mut() {
                row.depth = depth;
            }
        }
    }
}
