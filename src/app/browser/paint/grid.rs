//! The grid: dots, twice as far apart with every halving of the zoom, so that their density stays calm.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::super::document;
use super::Inks;
use crate::app::browser::surface::Surface;
use crate::editor::Camera;
use crate::model::geometry::grid::GRID;

/// The least distance of two dots, in pixels.
const LEAST: f64 = 16.0;
/// The size of a dot, and the height of a row of them, in pixels.
const DOT: f64 = 1.5;
const ROW: f64 = 3.0;

/// Paints grids. All rows are alike: one is painted dot by dot, on a canvas of its own, and the others are copies of it.
#[derive(Default)]
pub struct Grid {
    row: Option<(HtmlCanvasElement, CanvasRenderingContext2d)>,
    /// What the row was painted for.
    painted: Option<Row>,
}

#[derive(PartialEq)]
struct Row {
    width: f64,
    density: f64,
    first: f64,
    step: f64,
    ink: String,
}

impl Grid {
    /// Paints the grid as the camera shows it.
    pub fn paint(&mut self, surface: &Surface, inks: &Inks, camera: &Camera) {
        if camera.zoom <= 0.0 {
            return;
        }
        let mut step = GRID * camera.zoom;
        while step < LEAST {
            step *= 2.0;
        }
        let row = Row {
            width: surface.width,
            density: 1.0 / surface.hairline(),
            first: camera.offset.x.rem_euclid(step),
            step,
            ink: inks.canvas_grid.clone(),
        };
        if self.row.is_none() {
            self.row = canvas();
        }
        let Some((canvas, pen)) = &self.row else {
            return;
        };
        if self.painted.as_ref() != Some(&row) {
            row.paint(canvas, pen);
            self.painted = Some(row);
        }
        let mut y = camera.offset.y.rem_euclid(step);
        while y < surface.height {
            // It fails only for an image that is not complete.
            let _ = surface
                .pen
                .draw_image_with_html_canvas_element_and_dw_and_dh(
                    canvas,
                    0.0,
                    y.round() - 1.0,
                    surface.width,
                    ROW,
                );
            y += step;
        }
    }
}

impl Row {
    fn paint(&self, canvas: &HtmlCanvasElement, pen: &CanvasRenderingContext2d) {
        canvas.set_width((self.width * self.density).round().max(1.0) as u32);
        canvas.set_height((ROW * self.density).round().max(1.0) as u32);
        let density = self.density;
        let _ = pen.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
        pen.set_fill_style_str(&self.ink);
        let mut x = self.first;
        while x < self.width {
            pen.fill_rect(x.round() - 0.5, 0.5, DOT, DOT);
            x += self.step;
        }
    }
}

fn canvas() -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas = document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    let pen = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    Some((canvas, pen))
}
