//! The code that embeds the scenario.

use leptos::prelude::*;

use super::link::TooLong;
use super::{Copyable, choice, of_lesson, switch};
use crate::app::bridge::Bridge;
use crate::app::browser::address;
use crate::app::state::{State, live};
use crate::export::embed::Embed as Code;

const THEMES: &[(Option<&str>, &str)] = &[
    (None, "As the reader's system"),
    (Some("light"), "Light"),
    (Some("dark"), "Dark"),
];
const HEIGHTS: &[(Option<u32>, &str)] = &[
    (None, "As the drawing wants"),
    (Some(320), "320 pixels"),
    (Some(420), "420 pixels"),
    (Some(560), "560 pixels"),
    (Some(720), "720 pixels"),
];

/// Choices, and the code that follows from them.
#[component]
pub fn Embed() -> impl IntoView {
    let bridge = Bridge::of_page();
    let link = match bridge.shared_link() {
        Ok(link) => link,
        Err(why) => return view! { <TooLong why/> }.into_any(),
    };
    let (home, fragment) = link.split_at(link.find('#').unwrap_or(link.len()));
    let home = home.trim_end_matches("index.html").to_owned();
    let fragment = fragment.to_owned();
    let title = bridge.title().get_untracked();
    let has_lesson = bridge.shares_lesson();
    let (theme, height) = (State::new(None), State::new(None));
    let [autoplay, readonly, timeline, log] = [(); 4].map(|()| State::new(false));
    let verdicts = State::new(true);
    let code = live(move || {
        let code = Code {
            theme: theme.get(),
            autoplay: autoplay.get(),
            readonly: readonly.get(),
            verdicts: verdicts.get(),
            timeline: timeline.get(),
            log: log.get(),
            height: height.get(),
            lesson: has_lesson,
        };
        let element = code.element(&home, &fragment, &title);
        let frame = code.frame(&home, &fragment, &title);
        view! {
            <h3>"As an element"</h3>
            <p>"Takes the height that the drawing wants, and tells the page around what happens."</p>
            <Copyable text=element name="embed" label="Code of the element" rows=3/>
            <h3>"As a frame"</h3>
            <p>"For pages that take no scripts, such as those of most course systems."</p>
            <Copyable text=frame name="frame" label="Code of the frame" rows=3/>
        }
        .into_any()
    });
    let home = address::bare();
    view! {
        <p>"Puts the drawing and its play button into your page."</p>
        {of_lesson(bridge)}
        <div class="share-choices">
            {choice("theme", "Theme", THEMES, theme)}
            {choice("height", "Height", HEIGHTS, height)}
        </div>
        <div class="share-choices">
            {switch("verdicts", "Verdicts", verdicts)}
            {switch("timeline", "Timeline", timeline)}
            {switch("log", "Log", log)}
            {switch("autoplay", "Plays by itself", autoplay)}
            {switch("readonly", "Read only", readonly)}
        </div>
        {code}
        <p>"Readers have to be able to reach this copy of Topple: "<code>{home}</code></p>
    }
    .into_any()
}
