//! The one owner of `requestAnimationFrame`: it runs while something moves, and an idle page costs nothing.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::window;

/// What a frame says of the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Motion {
    /// Something moves: another frame, please.
    Moving,
    /// Nothing moves until the loop is woken.
    Still,
}

/// The frame loop.
pub struct Frames {
    loop_: Rc<Loop>,
}

struct Loop {
    request: Cell<Option<i32>>,
    woken: Cell<bool>,
    draw: RefCell<Box<dyn FnMut(f64) -> Motion>>,
    closure: Closure<dyn FnMut(f64)>,
}

impl Frames {
    /// A loop that calls `draw` with the time in milliseconds; still until it is woken.
    pub fn new(draw: impl FnMut(f64) -> Motion + 'static) -> Self {
        let loop_ = Rc::new_cyclic(|this: &Weak<Loop>| {
            let this = this.clone();
            Loop {
                request: Cell::new(None),
                woken: Cell::new(false),
                draw: RefCell::new(Box::new(draw)),
                closure: Closure::new(move |at_ms: f64| {
                    if let Some(this) = this.upgrade() {
                        this.frame(at_ms);
                    }
                }),
            }
        });
        Self { loop_ }
    }

    /// Asks for a frame, if none is asked for yet.
    pub fn wake(&self) {
        self.loop_.wake();
    }
}

impl Loop {
    fn wake(&self) {
        self.woken.set(true);
        if self.request.get().is_none() {
            self.ask();
        }
    }

    fn ask(&self) {
        let callback = self.closure.as_ref().unchecked_ref();
        self.request
            .set(window().request_animation_frame(callback).ok());
    }

    fn frame(&self, at_ms: f64) {
        self.woken.set(false);
        let motion = (self.draw.borrow_mut())(at_ms);
        // Until here `request` was set, so that a wake while drawing asks for no second frame.
        self.request.set(None);
        if motion == Motion::Moving || self.woken.get() {
            self.ask();
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        if let Some(request) = self.request.get() {
            let _ = window().cancel_animation_frame(request);
        }
    }
}
