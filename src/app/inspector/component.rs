//! The inspector of a component: what its kind sets, and what all components have.

use leptos::prelude::*;

use super::faults::Faults;
use super::group::Fates;
use super::note::Colours;
use super::now::Now;
use super::setting::{Setting, SettingRow, availability_row};
use super::{Head, PowerAction};
use crate::app::bridge::Bridge;
use crate::app::browser::put_back;
use crate::app::command_button::CommandButton;
use crate::app::icon::Icon;
use crate::app::state::{Derived, live, only_while};
use crate::editor::Command;
use crate::model::fields::{self, Field, Shape, Unit, Value};
use crate::model::{Component, ComponentId, Kind, LinkId, RegionId, Target, limits};

/// All about one component.
#[component]
pub fn ComponentInspector(id: ComponentId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let component = bridge.component(id);
    let kind = component.with_untracked(|c| c.as_ref().map(Component::kind))?;
    let name = Signal::derive(move || {
        component
            .with(|c| c.as_ref().map(|c| c.display_name().to_owned()))
            .unwrap_or_default()
    });
    let rename = Callback::new(move |(name,): (String,)| {
        bridge.tell_refusal(bridge.change_component(id, "name", |c| {
            c.name = Some(name).filter(|name| !name.is_empty() && name != id.as_str());
        }));
    });
    let rows = fields::of_kind(kind).iter().map(|field| {
        let row = field_row(bridge, id, kind, field);
        view! { <Setting row/> }
    });
    Some(view! {
        <Head icon=Icon::Kind(kind) name id=id.to_string() kind=kind.row().title() rename/>
        <div class="panel-body scroll">
            <Actions id kind/>
            <LiveNumbers/>
            <Now id/>
            <Faults id/>
            {rows.collect_view()}
            <Links id/>
            <Common id kind component/>
        </div>
    })
}

#[component]
fn Actions(id: ComponentId, kind: Kind) -> impl IntoView {
    let has_role = fields::find(kind, "role").is_some();
    let killable = kind.row().may_die();
    view! {
        <div class="inspector-actions">
            {killable.then(|| view! {
                <PowerAction target=Target::Component(id)/>
                <CommandButton command=Command::Crash icon=Icon::Crash class="button-small button-outlined" text="Crash"/>
                <CommandButton command=Command::TryLoss icon=Icon::Nines class="button-small button-outlined" text="What would it cost?"/>
            })}
            {has_role.then(|| view! { <PromoteAction/> })}
            <CommandButton command=Command::Duplicate icon=Icon::Duplicate class="button-small button-outlined" text="Duplicate"/>
            <CommandButton command=Command::Link icon=Icon::Link class="button-small button-outlined" text="Link"/>
            <CommandButton command=Command::Delete icon=Icon::Delete class="button-small button-outlined"/>
        </div>
    }
}

/// Where a set waits for a person, that person can act.
#[component]
fn PromoteAction() -> impl IntoView {
    let bridge = Bridge::of_page();
    let waits = Derived::new(move || bridge.can(Command::Promote));
    view! {
        {only_while(move || waits.get(), move || view! {
            <CommandButton command=Command::Promote icon=Icon::Promote class="button-small button-primary" text="Promote"/>
        }.into_any())}
    }
}

/// What the run measures of it, over the last seconds.
#[component]
fn LiveNumbers() -> impl IntoView {
    let bridge = Bridge::of_page();
    let figures = move || {
        bridge
            .live_numbers
            .get()
            .into_iter()
            .map(|(name, value)| {
                view! {
                    <div class="live-figure" data-live=name>
                        <span class="live-value">{value}</span>
                        <span class="live-name">{name}</span>
                    </div>
                }
            })
            .collect_view()
            .into_any()
    };
    view! { <div class="live">{move || figures()}</div> }
}

fn field_row(bridge: Bridge, id: ComponentId, kind: Kind, field: &'static Field) -> SettingRow {
    SettingRow {
        key: field.key,
        label: field.label,
        unit: field.unit,
        shape: field.shape,
        sentence: field.sentence,
        production: field.production,
        value: bridge.field_value(id, field),
        default: field.default_of(kind),
        set: Callback::new(move |(value,): (Value,)| bridge.set_field(id, field.key, &value)),
    }
}

/// Most links that are listed.
const LINKS: usize = 40;

/// Its links: each can be gone to, and cut or mended. They are one stop of the Tab key until they are opened.
#[component]
fn Links(id: ComponentId) -> impl IntoView {
    let bridge = Bridge::of_page();
    let links = bridge.links_of(id);
    let rows = live(move || {
        let links = links.get();
        let more = links.len().saturating_sub(LINKS);
        let rows = links.into_iter().take(LINKS);
        let rows = rows.map(|(link, words, is_whole)| view! { <LinkRow link words is_whole/> });
        view! {
            {rows.collect_view()}
            {(more > 0).then(|| view! { <p class="setting-what">{format!("And {more} more.")}</p> })}
        }
        .into_any()
    });
    view! {
        <details class="inspector-links" hidden=move || links.with(Vec::is_empty)>
            <summary class="setting-group">{move || format!("Links: {}", links.with(Vec::len))}</summary>
            {rows}
        </details>
    }
}

/// A link of the part: who is at its other end.
#[component]
fn LinkRow(link: LinkId, words: String, is_whole: bool) -> impl IntoView {
    let bridge = Bridge::of_page();
    let act = if is_whole { "Cut" } else { "Mend" };
    let (shown, label) = (
        format!("Show the link {words}"),
        format!("{act} the link {words}"),
    );
    view! {
        <div class="fate-row" data-link-row=link.to_string()>
            <button
                class="button button-small"
                type="button"
                aria-label=shown
                on:click=move |_| bridge.go_to(Target::Link(link))
            >
                {words}
            </button>
            <button
                class="button button-small button-outlined"
                type="button"
                aria-label=label
                on:click=move |_| bridge.toggle_power(Target::Link(link))
            >
                {act}
            </button>
        </div>
    }
}

/// What every component has.
#[component]
fn Common(id: ComponentId, kind: Kind, component: Derived<Option<Component>>) -> impl IntoView {
    let service = kind.row().default_service().map(|_| {
        let row = service_row(id, kind, component);
        view! { <Setting row/> }
    });
    let availability = kind.row().may_die().then(|| {
        let row = availability_row(
            "The share of the time that it is up on its own.",
            kind.row().availability,
            Signal::derive(move || component.with(|c| c.as_ref().map(Component::availability))),
            move |share| {
                let bridge = Bridge::of_page();
                bridge.change_component(id, "availability", |c| c.availability = share)
            },
        );
        view! { <Setting row/> }
    });
    let restart = kind.row().may_die().then(|| {
        let bridge = Bridge::of_page();
        let row = restart_row(
            Signal::derive(move || component.with(|c| c.as_ref().map(restart_of))),
            Callback::new(move |(seconds,): (Option<f64>,)| {
                bridge.change_component(id, "restart_s", |c| c.restart_s = seconds)
            }),
        );
        view! { <Setting row/> }
    });
    view! {
        <h3 class="setting-group">"General"</h3>
        {service}
        <RegionChoice
            value=Signal::derive(move || component.with(|c| c.as_ref().and_then(|c| c.region)))
            sentence="It fails with the region it is in."
            set=Callback::new(move |(region,): (Option<RegionId>,)| {
                let bridge = Bridge::of_page();
                bridge.tell_refusal(bridge.change_component(id, "region", |c| c.region = region));
            })
        />
        {availability}
        {restart}
        {kind.row().may_die().then(|| view! { <Fates ids=vec![id]/> })}
        <Colours/>
        <Note
            value=Signal::derive(move || component.with(|c| c.as_ref().map(|c| c.note.clone())).unwrap_or_default())
            set=Callback::new(move |(note,): (String,)| {
                let bridge = Bridge::of_page();
                bridge.tell_refusal(bridge.change_component(id, "note", |c| c.note = note));
            })
        />
    }
}

fn service_row(id: ComponentId, kind: Kind, component: Derived<Option<Component>>) -> SettingRow {
    let bridge = Bridge::of_page();
    let default = kind.row().own_service().map(str::to_owned);
    let shown = default.clone();
    SettingRow {
        key: "service",
        label: "Service",
        unit: Unit::None,
        shape: Shape::Label,
        sentence: "Parts of the same service stand in for each other.",
        production: "",
        value: Signal::derive(move || {
            component.with(|c| {
                c.as_ref()
                    .map(|c| Value::Label(c.service.clone().or_else(|| shown.clone())))
            })
        }),
        default: Some(Value::Label(default.clone())),
        set: Callback::new(move |(value,): (Value,)| {
            let Value::Label(label) = value else {
                return None;
            };
            let service = label.filter(|label| Some(label) != default.as_ref());
            bridge.change_component(id, "service", |c| c.service = service)
        }),
    }
}

/// After how long a component is started again, as its field shows it.
pub fn restart_of(component: &Component) -> Value {
    component.restart_s.map_or(Value::Nothing, Value::Number)
}

/// When something is started again that died; `set` takes the seconds, or says why not.
pub fn restart_row(
    value: Signal<Option<Value>>,
    set: Callback<(Option<f64>,), Option<String>>,
) -> SettingRow {
    SettingRow {
        key: "restart_s",
        label: "Started again after",
        unit: Unit::Seconds,
        shape: Shape::Optional {
            min: 0.0,
            max: limits::TIME_S,
            whole: false,
        },
        sentence: "If it dies on its own, it is started again, empty, as an orchestrator does with a container.",
        production: "",
        value,
        default: Some(Value::Nothing),
        set: Callback::new(move |(value,): (Value,)| {
            set.run((match value {
                Value::Number(seconds) => Some(seconds),
                _ => None,
            },))
        }),
    }
}

/// Which region a part or another region lies in.
#[component]
pub fn RegionChoice(
    /// Where it lies now.
    value: Signal<Option<RegionId>>,
    /// What that means.
    sentence: &'static str,
    /// Puts it elsewhere.
    set: Callback<(Option<RegionId>,)>,
    /// A region that is not offered: itself.
    #[prop(optional)]
    without: Option<RegionId>,
    /// Whether it is of several things, and not the same of all.
    #[prop(optional)]
    mixed: Signal<bool>,
) -> impl IntoView {
    let bridge = Bridge::of_page();
    let regions = bridge.region_names();
    let options = move || {
        let regions = regions
            .get()
            .into_iter()
            .filter(|(id, _)| Some(*id) != without);
        regions.map(|(id, name)| view! {
            <option value=id.to_string() selected=move || !mixed.get() && value.get() == Some(id)>{name}</option>
        }).collect_view().into_any()
    };
    view! {
        <div class="setting" data-shape="choice">
            <div class="setting-head">
                <label class="setting-label" for="setting-region">"Lies in"</label>
                <span class="setting-control">
                    <select
                        id="setting-region"
                        class="field"
                        data-setting="region"
                        on:change=move |event| {
                            set.run((RegionId::new(&event_target_value(&event)),));
                            let holds = value.get_untracked().filter(|_| !mixed.get_untracked());
                            let holds = holds.map(|id| id.to_string()).unwrap_or_default();
                            put_back(&event, "value", &holds.into());
                        }
                    >
                        {only_while(move || mixed.get(), || view! { <option value="" selected="" disabled="">"mixed"</option> }.into_any())}
                        <option value="" selected=move || !mixed.get() && value.get().is_none()>"no region"</option>
                        {move || options()}
                    </select>
                </span>
            </div>
            <p class="setting-what">{sentence}</p>
        </div>
    }
}

/// Anything a person wants to remember.
#[component]
pub fn Note(
    value: Signal<String>,
    set: Callback<(String,)>,
    /// Whether it is of several things, and not the same of all.
    #[prop(optional)]
    mixed: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="setting">
            <label class="setting-label" for="setting-note">"Note"</label>
            <textarea
                id="setting-note"
                class="field"
                rows="3"
                maxlength=limits::NOTE
                data-setting="note"
                data-text=""
                placeholder=move || if mixed.get() { "mixed" } else { "" }
                prop:value=value
                on:change=move |event| {
                    if set.try_run((event_target_value(&event),)).is_some() {
                        put_back(&event, "value", &value.get_untracked().into());
                    }
                }
            ></textarea>
        </div>
    }
}
