//! A canvas that is as sharp as the screen, and an observer of an element's size.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{CanvasRenderingContext2d, Element, Event, HtmlCanvasElement, ResizeObserver};

use super::listen::Listener;
use super::window;
use crate::model::Point;

/// Pixels of the screen along a side of a CSS pixel, beyond which nobody sees a difference.
const DENSEST: f64 = 3.0;
/// The same of a canvas that would have more than so many pixels. A browser hands the whole of it on for every frame: of a
/// phone's links, which reach beyond the view, that would be 30 MB.
const LARGE: f64 = 1_500_000.0;
const DENSEST_OF_LARGE: f64 = 2.0;

/// How many pixels a canvas of this area, in CSS pixels, has along a side of each.
fn density(area: f64) -> f64 {
    let of_screen = window().device_pixel_ratio().clamp(1.0, DENSEST);
    if area * of_screen * of_screen > LARGE {
        of_screen.min(DENSEST_OF_LARGE)
    } else {
        of_screen
    }
}

/// A 2D canvas whose units are CSS pixels, whatever the density of the screen.
pub struct Surface {
    canvas: HtmlCanvasElement,
    /// What one draws with.
    pub pen: CanvasRenderingContext2d,
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    density: f64,
    /// How far it reaches beyond its place on every side, in CSS pixels.
    margin: f64,
    /// Whether the element may have another size than when it was last asked.
    is_resized: Rc<Cell<bool>>,
    watch: Option<SizeWatch>,
}

impl Surface {
    /// Takes a canvas element over, and calls back when its size changes, which is when it has to be painted anew;
    /// `None` if the browser gives no 2D context.
    pub fn new(canvas: HtmlCanvasElement, resized: impl Fn() + 'static) -> Option<Self> {
        let pen = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        let is_resized = Rc::new(Cell::new(true));
        let told = Rc::clone(&is_resized);
        let watch = SizeWatch::new(&canvas, move || {
            told.set(true);
            resized();
        });
        Some(Self {
            canvas,
            pen,
            width: 0.0,
            height: 0.0,
            density: 0.0,
            margin: 0.0,
            is_resized,
            watch,
        })
    }

    /// The width of the thinnest line that the screen can show.
    pub fn hairline(&self) -> f64 {
        1.0 / self.density.max(1.0)
    }

    /// Lets it reach so far beyond its place on every side, in CSS pixels.
    pub fn spread(&mut self, margin: f64) {
        #[allow(clippy::float_cmp, reason = "any change counts")]
        if self.margin != margin {
            self.margin = margin;
            self.is_resized.set(true);
            self.style("inset", &format!("{}px", -margin));
            let across = format!("calc(100% + {}px)", 2.0 * margin);
            self.style("width", &across);
            self.style("height", &across);
            self.style("transform-origin", &format!("{margin}px {margin}px"));
        }
    }

    /// Whether it is seen at all.
    pub fn show(&self, is_shown: bool) {
        self.style("visibility", if is_shown { "visible" } else { "hidden" });
    }

    /// Shows what was painted moved by so many pixels, and larger or smaller by a factor.
    pub fn place(&self, Point { x, y }: Point, factor: f64) {
        self.style(
            "transform",
            &format!("translate({x}px,{y}px) scale({factor})"),
        );
    }

    fn style(&self, property: &str, value: &str) {
        // It fails only for a style that is not to be written to.
        let _ = self.canvas.style().set_property(property, value);
    }

    /// Clears it for a new picture, first following the element's size and the screen's density.
    pub fn begin(&mut self) {
        // Asking for the size makes the browser lay out the page at once: not in every frame.
        let (width, height) = if self.is_resized.replace(self.watch.is_none()) {
            let canvas = &self.canvas;
            (
                f64::from(canvas.client_width()),
                f64::from(canvas.client_height()),
            )
        } else {
            (self.width, self.height)
        };
        let density = density(width * height);
        #[allow(
            clippy::float_cmp,
            reason = "any change counts, and an unchanged size compares equal"
        )]
        let same = (width, height, density) == (self.width, self.height, self.density);
        if same {
            self.pen.clear_rect(0.0, 0.0, width, height);
        } else {
            (self.width, self.height, self.density) = (width, height, density);
            self.canvas.set_width((width * density).round() as u32);
            self.canvas.set_height((height * density).round() as u32);
            let _ = self.pen.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
        }
    }
}

/// Calls back whenever the screen's density changes: the window is on another monitor, or the page is zoomed.
pub struct DensityWatch(Rc<RefCell<Option<Listener>>>);

impl DensityWatch {
    /// Watches from now on.
    pub fn new(changed: impl Fn() + 'static) -> Self {
        let watch = Self(Rc::default());
        watch.ask(Rc::new(changed));
        watch
    }

    /// A browser tells only that the density is no longer the one that was asked for: it is asked anew each time.
    fn ask(&self, changed: Rc<dyn Fn()>) {
        let density = window().device_pixel_ratio();
        let query = window().match_media(&format!("(resolution: {density}dppx)"));
        let Some(query) = query.ok().flatten() else {
            return;
        };
        let held = Rc::downgrade(&self.0);
        let listener = Listener::new(&query, "change", move |_: Event| {
            changed();
            if let Some(held) = held.upgrade() {
                Self(held).ask(Rc::clone(&changed));
            }
        });
        *self.0.borrow_mut() = Some(listener);
    }
}

/// Calls back whenever an element's size changes, and once at the start; ends when dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Watches `element`; `None` where the browser cannot.
    pub fn new(element: &Element, changed: impl FnMut() + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut()>::new(changed);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        if observe_pixels(&observer, element).is_err() {
            observer.observe(element);
        }
        Some(Self {
            observer,
            _closure: closure,
        })
    }
}

/// Observes the size in pixels of the screen, which is another one where the density is. Safari knows no such size and throws.
fn observe_pixels(observer: &ResizeObserver, element: &Element) -> Result<(), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"box".into(), &"device-pixel-content-box".into())?;
    let observe: Function = Reflect::get(observer, &"observe".into())?.dyn_into()?;
    observe.call2(observer, element, &options)?;
    Ok(())
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
