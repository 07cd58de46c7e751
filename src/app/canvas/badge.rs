//! What a database is now: a badge on its card, a ring that fills while it takes over, and the badge that flies.

use leptos::prelude::*;

use crate::app::bridge::Bridge;
use crate::app::figures::count;
use crate::app::state::{ArcState, Derived, ListRow, list, live};
use crate::app::view::{BadgeFlight, RoleView};
use crate::editor::{Badge, Turn};
use crate::model::ComponentId;

const fn key(badge: Badge) -> &'static str {
    match badge {
        Badge::Primary => "primary",
        Badge::Title => "title",
        Badge::Standby => "standby",
        Badge::Replica => "replica",
        Badge::Witness => "witness",
        Badge::Out => "out",
        Badge::NoData => "no-data",
    }
}

/// What a person reads.
pub const fn word(badge: Badge) -> &'static str {
    match badge {
        Badge::Primary | Badge::Title => "primary",
        Badge::Standby => "standby",
        Badge::Replica => "replica",
        Badge::Witness => "witness",
        Badge::Out => "out",
        Badge::NoData => "no data",
    }
}

const fn turn_words(turn: Turn) -> &'static str {
    match turn {
        Turn::Notices => "notices…",
        Turn::TakesOver => "takes over…",
        Turn::CatchesUp => "catches up…",
        Turn::StandsDown => "steps down…",
    }
}

const fn turn_key(turn: Turn) -> &'static str {
    match turn {
        Turn::Notices => "notices",
        Turn::TakesOver => "takes-over",
        Turn::CatchesUp => "catches-up",
        Turn::StandsDown => "steps-down",
    }
}

/// What a screen reader says of it.
pub fn describe(said: &mut String, role: &RoleView) {
    said.push_str(match role.badge {
        Badge::Primary => ", primary",
        Badge::Title => ", primary that takes no writes",
        Badge::Standby => ", standby",
        Badge::Replica => ", read replica",
        Badge::Witness => ", votes, holds no data",
        Badge::Out => ", out: it cannot catch up",
        Badge::NoData => ", has no data",
    });
    if let Some(primary) = role.follows {
        said.push_str(", follows ");
        said.push_str(primary.as_str());
    }
    if let Some(writes) = role.split_writes {
        said.push_str(", one of several primaries, ");
        said.push_str(&count(writes as f64));
        said.push_str(" writes since");
    }
    said.push_str(match role.turn {
        Some((Turn::Notices, _)) => ", notices that there is no primary",
        Some((Turn::TakesOver, _)) => ", takes over",
        Some((Turn::CatchesUp, _)) => ", catches up",
        Some((Turn::StandsDown, _)) => ", steps down",
        None => "",
    });
}

/// The badge, and below it in small what is under way.
pub fn pill(id: ComponentId, role: ArcState<Option<RoleView>>) -> AnyView {
    let bridge = Bridge::of_page();
    let arrives = move || {
        let arrives = bridge
            .badge_flights
            .with(|flights| flights.iter().any(|f| f.heir == id));
        if arrives { "true" } else { "false" }
    };
    let badge = Derived::new({
        let role = role.clone();
        move || role.with(|role| role.as_ref().map(|role| role.badge))
    });
    let under_way = Derived::new(move || {
        role.with(|role| {
            let role = role.as_ref()?;
            match (role.split_writes, role.turn) {
                (Some(writes), _) => Some(("split", format!("+{}", count(writes as f64)))),
                (None, Some((turn, _))) => Some((turn_key(turn), turn_words(turn).to_owned())),
                (None, None) => None,
            }
        })
    });
    let words =
        move || under_way.with(|now| now.as_ref().map_or_else(String::new, |now| now.1.clone()));
    view! {
        <span class="card-role" data-role=move || badge.get().map_or("", key) data-arrives=arrives>
            {move || badge.get().map_or("", word)}
        </span>
        <span class="card-turn" data-turn=move || under_way.with(|now| now.as_ref().map_or("", |now| now.0))>
            {move || words()}
        </span>
    }
    .into_any()
}

/// The ring around the sign: what is noticed fills its first part, taking over the rest.
pub fn turn_ring(role: ArcState<Option<RoleView>>) -> AnyView {
    let turn = Derived::new(move || role.with(|role| role.as_ref().and_then(|role| role.turn)));
    live(move || {
        let Some((turn, [from, until])) = turn.get() else {
            return ().into_any();
        };
        let arc = |from: u8, until: u8| format!("0 {from} {} 200", until.saturating_sub(from));
        let before = (from > 0).then(|| {
            view! { <circle data-turn="notices" cx="17" cy="17" r="15.5" pathLength="100" stroke-dasharray=arc(0, from)></circle> }
        });
        view! {
            <svg class="turn-ring" viewBox="0 0 34 34" aria-hidden="true">
                <circle class="turn-track" cx="17" cy="17" r="15.5"></circle>
                {before}
                <circle data-turn=turn_key(turn) cx="17" cy="17" r="15.5" pathLength="100" stroke-dasharray=arc(from, until)></circle>
            </svg>
        }
        .into_any()
    })
}

/// The badges that are on their way, above the cards.
#[component]
pub fn BadgeFlights() -> impl IntoView {
    let bridge = Bridge::of_page();
    let row = move |flight: BadgeFlight| {
        let BadgeFlight {
            number, from, to, ..
        } = flight;
        let way = format!(
            "--from:{}px {}px;--to:{}px {}px",
            from.x, from.y, to.x, to.y
        );
        ListRow::new(number, move || {
            view! {
                <span class="card-role badge-flight" data-role="primary" prop:style=way aria-hidden="true" on:animationend=move |_| bridge.badge_has_landed(number)>
                    "primary"
                </span>
            }
            .into_any()
        })
    };
    list(move || bridge.badge_flights.get().into_iter().map(row).collect())
}
