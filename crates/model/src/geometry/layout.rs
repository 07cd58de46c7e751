//! A layered layout, regions within regions. Callers stand left of what they call.
//!
//! A container (the ground, or a region) lays out what lies directly in it, its inner regions as blocks that were laid
//! out before. Blocks of one layer form a column; within a column the order follows that of their neighbours, so that
//! links cross little. It depends on the scenario's order and links alone, so that tidying twice changes nothing.

use std::collections::BTreeMap;

use super::frames::needed_frame;
use super::grid::{GRID, to_grid};
use super::{CARD_HEIGHT, CARD_WIDTH, Point, REGION_PADDING, REGION_TITLE, Rect};
use crate::{RegionId, Scenario, Topology, order};

/// Room between columns, for the links.
const COLUMN_GAP: f64 = 84.0;
/// Room between blocks of a column.
const ROW_GAP: f64 = 44.0;
/// Most blocks that stand in one column before a second one is begun beside it.
const ROWS: usize = 12;
/// How often the order in the columns is improved, to and fro.
const SWEEPS: usize = 6;

/// Lays everything out, near the origin.
pub fn lay_out(scenario: &mut Scenario, topology: &Topology) {
    let layout = Layout {
        scenario,
        topology,
        layers: layers(topology),
    };
    let ground = layout.container(None);
    for (i, at) in ground.cards {
        scenario.components[i].at = to_grid(at);
    }
    for (i, frame) in ground.regions {
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
        arrange(&blocks, &columns)
    }

    fn card(&self, i: usize) -> Block {
        let centre = Point::new(CARD_WIDTH / 2.0, CARD_HEIGHT / 2.0);
        Block {
            layer: self.layers[i],
            width: CARD_WIDTH,
            height: CARD_HEIGHT,
            cards: vec![(i, centre)],
            regions: Vec::new(),
        }
    }

    fn region(&self, i: usize) -> Block {
        let region = &self.scenario.regions[i];
        let mut block = self.container(Some(region.id));
        if block.cards.is_empty() && block.regions.is_empty() {
            let frame = region.frame;
            block.regions = vec![(i, Rect::new(0.0, 0.0, frame.width, frame.height))];
            return Block {
                width: frame.width,
                height: frame.height,
                ..block
            };
        }
        let (dx, dy) = (REGION_PADDING, REGION_PADDING + REGION_TITLE);
        block
            .cards
            .iter_mut()
            .for_each(|(_, at)| *at = at.offset(dx, dy));
        block
            .regions
            .iter_mut()
            .for_each(|(_, frame)| *frame = frame.offset(dx, dy));
        block.width += 2.0 * REGION_PADDING;
        block.height += 2.0 * REGION_PADDING + REGION_TITLE;
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
            .flat_map(|column| column.chunks(ROWS).map(<[usize]>::to_vec))
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
fn arrange(blocks: &[Block], columns: &[Vec<usize>]) -> Block {
    let height_of = |column: &[usize]| {
        let all: f64 = column.iter().map(|&i| blocks[i].height + ROW_GAP).sum();
        all - ROW_GAP
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
            y += block.height + ROW_GAP;
        }
        x += width + COLUMN_GAP;
        sum.width = x - COLUMN_GAP;
    }
    sum
}
