//! A component's card: what it is, whether it lives, how busy it is, its power button, its port, its flag.

use leptos::prelude::*;

use super::badge;
use super::rename::RenameField;
use crate::app::bridge::{Bridge, CardSignals};
use crate::app::fates::Mark;
use crate::app::figures::{count, per_cent};
use crate::app::icon::{Icon, Sign};
use crate::app::state::{ArcState, Derived, live, only_while};
use crate::app::view::{CardLive, CardView, FateMark, Flag, Light, LinkEnd, RoleView};
use crate::editor::Highlight;
use crate::editor::view::stacks::STACK_HEIGHT;
use crate::model::geometry::CARD_HEIGHT;
use crate::model::words::Choice;
use crate::model::{ComponentId, Kind, Point, Target};

/// The room for the lights of a stack, in canvas units.
const LIGHTS: (f64, f64) = (116.0, 24.0);

/// The card of one component. It reads its own two signals and nothing else.
#[component]
pub fn Card(id: ComponentId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let CardSignals { card, live, role } = bridge.card(id)?;
    let place = Signal::derive({
        let card = card.clone();
        move || card.with(place_of)
    });
    let said = Signal::derive({
        let (card, role) = (card.clone(), role.clone());
        let fates = bridge.fates;
        move || {
            fates.with(|fates| {
                let mut said =
                    card.with(|card| role.with(|role| describe(card, role.as_ref(), fates)));
                said.push_str(match sureness(bridge, id) {
                    "guessed" => ", guessed in part",
                    "asked" => ", a question is open",
                    _ => "",
                });
                said
            })
        }
    });
    let splits = {
        let role = role.clone();
        move || {
            let splits = role.with(|role| {
                role.as_ref()
                    .is_some_and(|role| role.split_writes.is_some())
            });
            if splits { "true" } else { "false" }
        }
    };
    let flag = Signal::derive({
        let card = card.clone();
        move || card.with(|c| c.flag)
    });
    let name = Signal::derive({
        let card = card.clone();
        move || card.with(|c| c.name.clone())
    });
    let alive = Signal::derive({
        let card = card.clone();
        move || card.with(|c| c.alive)
    });
    let ailment = Signal::derive({
        let card = card.clone();
        move || card.with(|c| c.ailment.clone())
    });
    let kind = card.with_untracked(|c| c.kind);
    let attribute = |read: fn(&CardView) -> &'static str| {
        let card = card.clone();
        Signal::derive(move || card.with(read))
    };
    let fated = {
        let card = card.clone();
        move || {
            let pointed = bridge.pointed_fate.get();
            let is_pointed = |c: &CardView| pointed.is_some_and(|fate| c.fates.contains(&fate));
            let fated = card.with(|c| c.fated || is_pointed(c));
            if fated { "true" } else { "false" }
        }
    };
    Some(view! {
        <div
            class="card"
            prop:style=place
            tabindex=move || if bridge.stop.get() == Some(Target::Component(id)) { "0" } else { "-1" }
            role="group"
            aria-label=said
            data-component=id.to_string()
            data-kind=kind.key()
            data-state=attribute(|c| if c.alive { "alive" } else { "dead" })
            data-verdict=attribute(|c| c.flag.key())
            data-brief=attribute(|c| if c.brief { "true" } else { "false" })
            data-selected=attribute(|c| if c.selected { "true" } else { "false" })
            data-fated=fated
            data-sure=move || sureness(bridge, id)
            data-colour=attribute(|c| c.colour.map_or("none", Choice::key))
            data-highlight=attribute(|c| c.highlight.map_or("none", Highlight::key))
            data-link-end=attribute(|c| link_end_key(c.link_end))
            aria-disabled=attribute(|c| if c.link_end == LinkEnd::Refused { "true" } else { "false" })
            data-stack=attribute(|c| if c.lights.is_empty() { "false" } else { "true" })
            data-split=splits
            on:focus=move |_| bridge.focused(Target::Component(id))
        >
            <CardHead id kind name alive ailment role/>
            <CardLine id card=card.clone()/>
            <CardLights card=card.clone()/>
            <CardLoad card=card.clone() live/>
            <CardFates card=card.clone()/>
            <StackButton id card=card.clone()/>
            <span class="card-port" data-port=""></span>
            <FlagLabel flag/>
        </div>
    })
}

/// Whether an import found all that there is to know of a part.
fn sureness(bridge: Bridge, id: ComponentId) -> &'static str {
    bridge.unsure.with(|unsure| {
        let place = unsure.binary_search_by_key(&id, |(id, _)| *id);
        match place.ok().and_then(|place| unsure.get(place)) {
            None => "found",
            Some((_, false)) => "guessed",
            Some((_, true)) => "asked",
        }
    })
}

const fn link_end_key(end: LinkEnd) -> &'static str {
    match end {
        LinkEnd::Idle => "idle",
        LinkEnd::Source => "source",
        LinkEnd::Allowed => "allowed",
        LinkEnd::Refused => "refused",
    }
}

/// Where a card is. That of a stack has its middle where the others have theirs, though it is higher.
fn place_of(card: &CardView) -> String {
    let Point { x, y } = card.at;
    if card.lights.is_empty() {
        return format!("transform:translate({x}px,{y}px)");
    }
    let y = y - (STACK_HEIGHT - CARD_HEIGHT) / 2.0;
    let (scale, count) = (card.scale, card.lights.len() as f64);
    // As large as so many have room for, in as many rows as are needed.
    let light = (LIGHTS.0 * LIGHTS.1 / count).sqrt().floor();
    let light = light.min(LIGHTS.1).max(4.0);
    format!("transform:translate({x}px,{y}px) scale({scale});--scale:{scale};--light:{light}px")
}

/// What a screen reader says of a card.
fn describe(card: &CardView, role: Option<&RoleView>, fates: &[FateMark]) -> String {
    let mut said = format!("{}, {}", card.name, card.kind.noun());
    let (all, living) = (
        card.lights.len(),
        card.lights.iter().filter(|light| light.alive).count(),
    );
    if all > 0 {
        said = format!("{}, stack of {all}, {living} of them alive", card.name);
    }
    if let Some(role) = role {
        badge::describe(&mut said, role);
    }
    if let Some(colour) = card.colour {
        said.push_str(", ");
        said.push_str(colour.key());
    }
    for fate in fates.iter().filter(|fate| card.fates.contains(&fate.id)) {
        said.push_str(", shares the fate of ");
        said.push_str(&fate.name);
    }
    if !card.alive {
        said.push_str(if card.crashed { ", crashed" } else { ", dead" });
    }
    if !card.ailment.is_empty() {
        said.push_str(", ");
        said.push_str(&card.ailment);
    }
    match card.flag {
        Flag::None => {}
        Flag::SinglePointOfFailure => said.push_str(", single point of failure"),
        Flag::LastLeft => said.push_str(", the only one left"),
        Flag::Leak(share) => {
            said = format!("{said}, its loss leaks {} of requests", per_cent(share));
        }
        Flag::Degrades(share) => {
            said = format!("{said}, its loss degrades {} of answers", per_cent(share));
        }
        Flag::Overload => said.push_str(", its loss would overload others"),
        Flag::Saturated => said.push_str(", overloaded now"),
    }
    said
}

#[component]
fn CardHead(
    id: ComponentId,
    kind: Kind,
    name: Signal<String>,
    alive: Signal<bool>,
    ailment: Signal<String>,
    role: ArcState<Option<RoleView>>,
) -> impl IntoView {
    let is_database = kind == Kind::Database;
    let ring = is_database.then(|| badge::turn_ring(role.clone()));
    view! {
        <div class="card-head">
            <span class="card-sign">
                <svg class="card-ring" viewBox="0 0 34 34" aria-hidden="true"><circle cx="17" cy="17" r="15.5"></circle></svg>
                {ring}
                <Sign icon=Icon::Kind(kind)/>
            </span>
            <span class="card-middle">
                {is_database.then(|| badge::pill(id, role))}
                <span class="card-ailment">{ailment}</span>
            </span>
            {kind.row().may_die().then(|| view! { <PowerButton target=Target::Component(id) name alive/> })}
        </div>
    }
}

/// The power button of a card or a region.
#[component]
pub fn PowerButton(target: Target, name: Signal<String>, alive: Signal<bool>) -> impl IntoView {
    let bridge = Bridge::of_page();
    let label = move || {
        let verb = if alive.get() { "Kill" } else { "Revive" };
        name.with(|name| format!("{verb} {name}"))
    };
    view! {
        <button
            class="card-power"
            type="button"
            tabindex="-1"
            data-action="power"
            title=label
            aria-label=label
            on:click=move |_| bridge.toggle_power(target)
        >
            <Sign icon=Icon::Power/>
        </button>
    }
}

#[component]
fn CardLine(id: ComponentId, card: ArcState<CardView>) -> impl IntoView {
    let name = {
        let card = card.clone();
        move || card.with(|c| c.name.clone())
    };
    let card_of_word = card.clone();
    let times = {
        let card = card.clone();
        move || {
            card.with(|c| match c.lights.len() {
                0 => String::new(),
                count => format!(" ×{count}"),
            })
        }
    };
    let length = move || {
        card.with(|c| match c.name.chars().count() {
            0..=15 => "short",
            16..=34 => "long",
            _ => "longest",
        })
    };
    let word = {
        let card = card_of_word;
        move || {
            card.with(|c| match longest_word(&c.name) {
                11.. => "longest",
                8.. => "long",
                _ => "short",
            })
        }
    };
    view! {
        <div class="card-line" data-length=length data-word=word>
            <span class="card-name">{move || name()}<span class="card-times">{move || times()}</span></span>
            <RenameField target=Target::Component(id)/>
        </div>
    }
}

/// The marks of the fates that it shares, at its upper edge.
#[component]
fn CardFates(card: ArcState<CardView>) -> impl IntoView {
    let fates = Derived::new(move || card.with(|c| c.fates.clone()));
    let marks = move || {
        let marks = fates.get().into_iter().map(|id| view! { <Mark id/> });
        marks.collect_view().into_any()
    };
    view! { <span class="card-fates">{live(marks)}</span> }
}

/// The parts of a stack, each a light that is killed by a click.
#[component]
fn CardLights(card: ArcState<CardView>) -> impl IntoView {
    let bridge = Bridge::of_page();
    let light = move |light: Light| {
        let Light {
            id,
            name,
            alive,
            is_flagged,
        } = light;
        let label = format!("{} {name}", if alive { "Kill" } else { "Revive" });
        view! {
            <button
                class="card-light"
                type="button"
                tabindex="-1"
                data-light=id.to_string()
                data-alive=alive.to_string()
                data-flagged=is_flagged.to_string()
                title=label.clone()
                aria-label=label
                on:click=move |_| bridge.toggle_light(id)
            ></button>
        }
    };
    let is_stack = {
        let card = card.clone();
        move || card.with(|c| !c.lights.is_empty())
    };
    only_while(is_stack, move || {
        let card = card.clone();
        let lights = live(move || {
            let lights = card.with(|c| c.lights.clone());
            lights.into_iter().map(light).collect_view().into_any()
        });
        view! { <div class="card-lights">{lights}</div> }.into_any()
    })
}

/// Opens a stack, or closes one.
#[component]
fn StackButton(id: ComponentId, card: ArcState<CardView>) -> impl IntoView {
    let bridge = Bridge::of_page();
    let is_one = {
        let card = card.clone();
        move || card.with(|c| c.could_stack.is_some() || !c.lights.is_empty())
    };
    only_while(is_one, move || {
        let read = |read: fn(&CardView) -> String| {
            let card = card.clone();
            Signal::derive(move || card.with(read))
        };
        let is_closed = read(|c| (!c.lights.is_empty()).to_string());
        let times = read(|c| format!("×{}", c.could_stack.unwrap_or(c.lights.len())));
        let label = read(|c| match (c.could_stack, c.lights.len()) {
            (Some(count), _) => format!("Show all {count} that are alike as one card"),
            (None, count) => format!("Show all {count} by themselves"),
        });
        view! {
            <button
                class="card-stack"
                type="button"
                tabindex="-1"
                data-action="stack"
                data-closed=is_closed
                title=label
                aria-label=label
                on:click=move |_| bridge.turn_stack(id)
            >
                {times}
            </button>
        }
        .into_any()
    })
}

/// Letters of its longest word, a hyphen being where a line may end; wide ones count for more.
fn longest_word(name: &str) -> usize {
    let words = name.split_inclusive(|c: char| c.is_whitespace() || c == '-');
    let letters = words.map(|word| {
        let word = word.trim_end();
        let is_wide = word.contains(['m', 'w', 'M', 'W']);
        word.chars().count() + usize::from(is_wide)
    });
    letters.max().unwrap_or_default()
}

#[component]
fn CardLoad(card: ArcState<CardView>, live: ArcState<CardLive>) -> impl IntoView {
    let figure = {
        let live = live.clone();
        move || {
            if card.with(|c| c.alive) {
                live.with(|l| l.figure.clone())
            } else if let Some(left) = live.with(|l| l.starts_again_in.clone()) {
                format!("starts again in {left}")
            } else {
                let crashed = card.with(|c| c.crashed);
                if crashed { "crashed" } else { "dead" }.to_owned()
            }
        }
    };
    let bar = {
        let live = live.clone();
        move || {
            format!(
                "--load:{}",
                f64::from(live.with(|l| l.load_percent)) / 100.0
            )
        }
    };
    let level = {
        let live = live.clone();
        move || match live.with(|l| l.load_percent) {
            0..=79 => "calm",
            80..=97 => "high",
            98.. => "full",
        }
    };
    let waiting = move || match live.with(|l| l.waiting) {
        0 => String::new(),
        n => format!("{} waiting", count(n as f64)),
    };
    view! {
        <div class="card-load">
            <span class="card-load-track">
                <span class="card-load-bar" data-level=level prop:style=bar></span>
            </span>
            <span class="card-queue">{move || waiting()}</span>
            <span class="card-figure">{move || figure()}</span>
        </div>
    }
}

/// The flag: colour, shape and words.
#[component]
pub fn FlagLabel(flag: Signal<Flag>) -> impl IntoView {
    let icon = Signal::derive(move || match flag.get() {
        Flag::Leak(_) => Icon::Leak,
        Flag::Degrades(_) => Icon::Degrades,
        Flag::Overload | Flag::Saturated => Icon::Overload,
        Flag::LastLeft => Icon::Power,
        Flag::SinglePointOfFailure | Flag::None => Icon::Flag,
    });
    let words = move || match flag.get() {
        Flag::None => String::new(),
        Flag::LastLeft => "the only one left".to_owned(),
        Flag::SinglePointOfFailure => "single point of failure".to_owned(),
        Flag::Leak(share) => format!("would leak {}", per_cent(share)),
        Flag::Degrades(share) => format!("would degrade {}", per_cent(share)),
        Flag::Overload => "would overload others".to_owned(),
        Flag::Saturated => "overloaded".to_owned(),
    };
    view! { <span class="card-flag" aria-hidden="true"><Sign icon/><span class="card-flag-words">{move || words()}</span></span> }
}
