//! Pictures: from SVG to pixels.

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::document;

/// The markup of an icon of the page, by its address: `#icon-server`.
pub fn symbol(address: &str) -> Option<String> {
    let element = document().query_selector(address).ok().flatten()?;
    Some(element.outer_html())
}

/// Draws the picture at this address with so many pixels, as a PNG; `None` where the browser cannot.
pub async fn png(address: &str, (width, height): (u32, u32)) -> Option<Blob> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await.ok()?;
    let canvas = document().create_element("canvas").ok()?;
    let canvas = canvas.dyn_into::<HtmlCanvasElement>().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let pen = canvas.get_context("2d").ok().flatten()?;
    let pen = pen.dyn_into::<CanvasRenderingContext2d>().ok()?;
    pen.draw_image_with_html_image_element_and_dw_and_dh(
        &image,
        0.0,
        0.0,
        f64::from(width),
        f64::from(height),
    )
    .ok()?;
    let mut drawn = |resolve: Function, reject: Function| {
        if canvas.to_blob(&resolve).is_err() {
            // What is called has no other outcome than that it is called.
            let _ = reject.call0(&canvas);
        }
    };
    let blob = JsFuture::from(Promise::new(&mut drawn)).await.ok()?;
    blob.dyn_into::<Blob>().ok()
}
