//! A layered layout, regions within regions. Callers stand left of what they call, or above it: upright, for a phone.
//!
//! It is worked out once, along the flow of requests and across it; which of the two is x is decided where places are
//! written.
//!
//! A container (the ground, or a region) lays out what lies directly in it, its inner regions as blocks that were laid
//! out before. Blocks of one layer form a column; within a column the order follows that of their neighbours, so that
//! links cross little. It depends on the scenario's order and links alone, so that tidying twice changes nothing.

use std::collections::BTreeMap;

use super::frames::needed_frame;
use super::grid::{GRID, to_grid};
use super::{CARD_HEIGHT, CARD_WIDTH, Point, REGION_PADDING, REGION_TITLE, Rect};
use crate::{RegionId, Scenario, Topology, order};

/// Which way requests flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// From left to right.
    Right,
    /// From above to below, and no wider than a phone shows large enough to be read.
    Down,
}

impl Flow {
    /// Room between columns, for the links.
    const fn column_gap(self) -> f64 {
        match self {
            Flow::Right => 84.0,
            Flow::Down => 60.0,
        }
    }

    /// Room between blocks of a column.
    const fn row_gap(self) -> f64 {
        match self {
            Flow::Right => 44.0,
            Flow::Down => 24.0,
        }
    }

    /// Along and across the flow, from right and down, and back.
    const fn turn(self, right: f64, down: f64) -> (f64, f64) {
        match self {
            Flow::Right => (right, down),
            Flow::Down => (down, right),
        }
    }

    fn turn_point(self, p: Point) -> Point {
        let (x, y) = self.turn(p.x, p.y);
        Point::new(x, y)
    }

    fn turn_rect(self, r: Rect) -> Rect {
        let ((x, y), (width, height)) = (self.turn(r.x, r.y), self.turn(r.width, r.height));
        Rect::new(x, y, width, height)
    }

    /// How many blocks of such heights stand in one column before a second one is begun beside it.
    fn rows(self, heights: &[f64]) -> usize {
        match self {
            Flow::Right => ROWS,
            Flow::Down => {
                let count = heights.len();
                let all = heights.iter().sum::<f64>() + count as f64 * self.row_gap();
                let columns = (all / WIDEST).ceil().max(1.0) as usize;
                count.div_ceil(columns.min(count.max(1))).max(1)
            }
        }
    }
}

/// Most blocks that stand in one column before a second one is begun beside it.
const ROWS: usize = 12;
/// What a row of an upright layout may take: three cards.
const WIDEST: f64 = 500.0;
/// How often the order in the columns is improved, to and fro.
const SWEEPS: usize = 6;

/// Lays everything out, near the origin.
pub fn lay_out(scenario: &mut Scenario, topology: &Topology, flow: Flow) {
    let layout = Layout {
        flow,
        scenario,
        topology,
        layers: layers(topology),
    };
    let ground = layout.container(None);
    for (i, at) in ground.cards {
        scenario.components[i].at = to_grid(flow.turn_point(at));
    }
    for (i, frame) in ground.regions {
        let frame = flow.turn_rect(frame);
        scenario.regions[i].frame = Rect {
            width: 0.0,
            height: 0.0,
            ..frame
        };
        if needed_frame(scenario, scenario.regions[i].id).is_none() {
            let corner = to_grid(Point::new(frame.x, frame.y));
            scenario.regions[i].frame = Rect {
                x: corner.x,
                y: corner.y,
                ..frame
            };
        }
    }
    // Inner frames before outer ones, each exactly around what it holds.
    for i in topology.nesting.inner_first() {
        let id = scenario.regions[i].id;
        let needed = needed_frame(scenario, id);
        if let Some(needed) = needed {
            scenario.regions[i].frame = needed;
        }
    }
}

/// The column of each component: how far it is from where requests begin; a replica stands with what it copies.
fn layers(topology: &Topology) -> Vec<usize> {
    let mut layers = topology.depths();
    for set in &topology.sets {
        let deepest = set.nodes.iter().map(|&node| layers[node]).max();
        for &node in &set.nodes {
            layers[node] = deepest.unwrap_or_default();
        }
    }
    layers
}

/// Something laid out, relative to its upper left corner.
struct Block {
    layer: usize,
    width: f64,
    height: f64,
    /// Centres of cards, by index of the component.
    cards: Vec<(usize, Point)>,
    /// Frames, by index of the region.
    regions: Vec<(usize, Rect)>,
}

struct Layout<'a> {
    flow: Flow,
    scenario: &'a Scenario,
    topology: &'a Topology,
    layers: Vec<usize>,
}

impl Layout<'_> {
    /// Lays out what lies directly in a region, or on the ground.
    fn container(&self, region: Option<RegionId>) -> Block {
        let cards = self
            .scenario
            .components
            .iter()
            .enumerate()
            .filter(|(_, c)| c.region == region);
        let regions = self
            .scenario
            .regions
            .iter()
            .enumerate()
            .filter(|(_, r)| r.parent == region);
        let cards = cards.map(|(i, _)| self.card(i));
        let blocks: Vec<Block> = cards.chain(regions.map(|(i, _)| self.region(i))).collect();
        let columns = self.columns(&blocks);
        arrange(self.flow, &blocks, &columns)
    }

    fn card(&self, i: usize) -> Block {
        let (width, height) = self.flow.turn(CARD_WIDTH, CARD_HEIGHT);
        let centre = Point::new(width / 2.0, height / 2.0);
        Block {
            layer: self.layers[i],
            width,
            height,
            cards: vec![(i, centre)],
            regions: Vec::new(),
        }
    }

    fn region(&self, i: usize) -> Block {
        let region = &self.scenario.regions[i];
        let mut block = self.container(Some(region.id));
        if block.cards.is_empty() && block.regions.is_empty() {
            let (width, height) = self.flow.turn(region.frame.width, region.frame.height);
            block.regions = vec![(i, Rect::new(0.0, 0.0, width, height))];
            return Block {
                width,
                height,
                ..block
            };
        }
        let above = REGION_PADDING + REGION_TITLE;
        let (dx, dy) = self.flow.turn(REGION_PADDING, above);
        block
            .cards
            .iter_mut()
            .for_each(|(_, at)| *at = at.offset(dx, dy));
        block
            .regions
            .iter_mut()
            .for_each(|(_, frame)| *frame = frame.offset(dx, dy));
        block.width += dx + REGION_PADDING;
        block.height += dy + REGION_PADDING;
        block
            .regions
            .push((i, Rect::new(0.0, 0.0, block.width, block.height)));
        block
    }

    /// Which blocks stand in which column, in their order from above.
    fn columns(&self, blocks: &[Block]) -> Vec<Vec<usize>> {
        let mut by_layer: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, block) in blocks.iter().enumerate() {
            by_layer.entry(block.layer).or_default().push(i);
        }
        let mut columns: Vec<Vec<usize>> = by_layer.into_values().collect();
        let neighbours = self.neighbours(blocks);
        for sweep in 0..SWEEPS {
            let mut heights = vec![0.0; blocks.len()];
            let note = |column: &[usize], heights: &mut Vec<f64>| {
                for (row, &block) in column.iter().enumerate() {
                    heights[block] = (row as f64 + 0.5) / column.len() as f64;
                }
            };
            for column in &columns {
                note(column, &mut heights);
            }
            let mut order: Vec<usize> = (0..columns.len()).collect();
            if sweep % 2 == 1 {
                order.reverse();
            }
            for column in order {
                let wish = |block: usize| {
                    let near = &neighbours[block];
                    let sum: f64 = near.iter().map(|&n| heights[n]).sum();
                    if near.is_empty() {
                        heights[block]
                    } else {
                        sum / near.len() as f64
                    }
                };
                let mut wishes: Vec<(f64, usize)> = columns[column]
                    .iter()
                    .map(|&block| (wish(block), block))
                    .collect();
                order::sort_by(&mut wishes, |a, b| a.0.total_cmp(&b.0));
                columns[column] = wishes.into_iter().map(|(_, block)| block).collect();
                note(&columns[column], &mut heights);
            }
        }
        columns
            .iter()
            .flat_map(|column| {
                let heights: Vec<f64> = column.iter().map(|&i| blocks[i].height).collect();
                column
                    .chunks(self.flow.rows(&heights))
                    .map(<[usize]>::to_vec)
            })
            .collect()
    }

    /// The blocks that each block is linked to.
    fn neighbours(&self, blocks: &[Block]) -> Vec<Vec<usize>> {
        let mut block_of = vec![None; self.scenario.components.len()];
        for (i, block) in blocks.iter().enumerate() {
            block
                .cards
                .iter()
                .for_each(|(card, _)| block_of[*card] = Some(i));
        }
        let mut neighbours = vec![Vec::new(); blocks.len()];
        for (from, to) in self.topology.ends.iter().flatten() {
            if let (Some(a), Some(b)) = (block_of[*from], block_of[*to])
                && a != b
            {
                neighbours[a].push(b);
                neighbours[b].push(a);
            }
        }
        neighbours
    }
}

/// Puts blocks into their columns, each column centred on one line.
fn arrange(flow: Flow, blocks: &[Block], columns: &[Vec<usize>]) -> Block {
    let (column_gap, row_gap) = (flow.column_gap(), flow.row_gap());
    let height_of = |column: &[usize]| {
        let all: f64 = column.iter().map(|&i| blocks[i].height + row_gap).sum();
        all - row_gap
    };
    let height = columns.iter().map(|c| height_of(c)).fold(0.0, f64::max);
    let mut sum = Block {
        layer: blocks.iter().map(|b| b.layer).min().unwrap_or(0),
        width: 0.0,
        height,
        cards: Vec::new(),
        regions: Vec::new(),
    };
    let mut x = 0.0;
    for column in columns {
        let width = column.iter().map(|&i| blocks[i].width).fold(0.0, f64::max);
        // On the grid, or rounding would put a column of two off the line of its neighbours.
        let mut y = ((height - height_of(column)) / 2.0 / GRID).round() * GRID;
        for &i in column {
            let block = &blocks[i];
            let dx = x + (width - block.width) / 2.0;
            sum.cards
                .extend(block.cards.iter().map(|(i, at)| (*i, at.offset(dx, y))));
            sum.regions.extend(
                block
                    .regions
                    .iter()
                    .map(|(i, frame)| (*i, frame.offset(dx, y))),
            );
            y += block.height + row_gap;
        }
        x += width + column_gap;
        sum.width = x - column_gap;
    }
    sum
}
