//! The picture of the drawing, to a file and to the clipboard.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{UNSAVED, act, choice, file_name};
use crate::app::bridge::Bridge;
use crate::app::browser::theme::{self, Theme};
use crate::app::browser::{clipboard, files, image};
use crate::app::icon::Icon;
use crate::app::state::{Derived, State};
use crate::editor::Severity;
use crate::export::inks::{DARK, LIGHT};
use crate::export::svg::{self, Sheet};

const THEMES: &[(Theme, &str)] = &[(Theme::Light, "Light"), (Theme::Dark, "Dark")];
const PARTS: &[(bool, &str)] = &[(true, "The whole drawing"), (false, "As in view")];
const SCALES: &[(u8, &str)] = &[(1, "1×"), (2, "2×"), (3, "3×"), (4, "4×")];

const UNDRAWN: &str =
    "The browser could not draw it with so many pixels. Take a smaller size, or SVG.";
const UNCOPIED: &str = "The browser did not allow copying a picture. Save it as a file instead.";

/// A picture that is made.
#[derive(Clone, PartialEq)]
struct Made {
    svg: String,
    address: String,
    size: (u32, u32),
}

/// Choices, the picture that follows from them, and what to do with it.
#[component]
pub fn Picture() -> impl IntoView {
    let bridge = Bridge::of_page();
    let inks = State::new(theme::current());
    let (whole, scale) = (State::new(true), State::new(2));
    let made = Derived::new(move || make(bridge, inks.get(), whole.get(), scale.get()));
    let png_size = move || made.with(|made| made.size);
    let facts = move || {
        let (width, height) = png_size();
        svg::too_large((width, height)).unwrap_or_else(|| format!("{width} × {height} pixels"))
    };
    let save_png = move || {
        let Made { address, size, .. } = made.get_untracked();
        if let Some(why) = svg::too_large(size) {
            return bridge.say(Severity::Failure, why);
        }
        spawn_local(async move {
            match image::png(&address, size).await {
                None => bridge.say(Severity::Failure, UNDRAWN),
                Some(png) if files::save_blob(&file_name(bridge, ".png"), &png) => {}
                Some(_) => bridge.say(Severity::Failure, UNSAVED),
            }
        });
    };
    let copy_png = move || {
        let Made { address, size, .. } = made.get_untracked();
        if let Some(why) = svg::too_large(size) {
            return bridge.say(Severity::Failure, why);
        }
        clipboard::write_image(
            async move { image::png(&address, size).await },
            move |done| {
                if done {
                    bridge.say(Severity::Note, "Copied.");
                } else {
                    bridge.say(Severity::Failure, UNCOPIED);
                }
            },
        );
    };
    let save_svg = move || {
        let svg = made.with_untracked(|made| made.svg.clone());
        if !files::save_as(&file_name(bridge, ".svg"), &svg, "image/svg+xml") {
            bridge.say(Severity::Failure, UNSAVED);
        }
    };
    let copy_svg = move || made.with_untracked(|made| bridge.copy_text(&made.svg));
    view! {
        <div class="share-picture">
            <img data-picture="" src=move || made.with(|made| made.address.clone()) alt="The drawing as it will be given out"/>
        </div>
        <div class="share-choices">
            {choice("part", "What", PARTS, whole)}
            {choice("theme", "Theme", THEMES, inks)}
            {choice("scale", "Size", SCALES, scale)}
        </div>
        <p class="share-facts" role="status" data-picture-facts="">{facts}</p>
        <div class="share-acts">
            {act("save-png", Icon::Save, "Save PNG", true, save_png)}
            {act("copy-png", Icon::Copy, "Copy PNG", false, copy_png)}
            {act("save-svg", Icon::Save, "Save SVG", false, save_svg)}
            {act("copy-svg", Icon::Copy, "Copy SVG", false, copy_svg)}
        </div>
    }
}

/// Makes it of what is drawn now. It stands still meanwhile: what the run does later is not in it.
fn make(bridge: Bridge, theme: Theme, whole: bool, scale: u8) -> Made {
    let drawing = bridge.read(super::drawing::drawing);
    let seen = if whole {
        drawing.whole()
    } else {
        bridge.read(|session| session.view().camera().visible())
    };
    let inks = match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    };
    let scale = f64::from(scale);
    let svg = svg::svg(&drawing, Sheet { seen, inks, scale }, image::symbol);
    Made {
        address: svg::address(&svg),
        svg,
        size: svg::size(seen, scale),
    }
}
