//! A later import of files that have changed: what they say now, with what a person did to the drawing since.
//!
//! An import remembers a print of what it set of each part, link and region. What still has its print is as the former import
//! left it, and becomes what the new one says. What differs a person changed, and keeps; what is gone a person removed, and
//! stays away; what was never drawn by an import was drawn by hand, and stays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use topple_model::geometry::{frames, free_space};
use topple_model::imported::{Answer, Drawn, How, Row};
use topple_model::script::Deed;
use topple_model::{
    Component, ComponentId, Database, Id, Link, LoadBalancer, Region, Scenario, Settings, Sound,
    Target, limits, rules,
};

use crate::Import;

/// What the import drew, to be remembered.
pub fn prints(scenario: &Scenario) -> Vec<Drawn> {
    let components = scenario
        .components
        .iter()
        .map(|component| (component.id.to_string(), of_component(component)));
    let links = scenario
        .links
        .iter()
        .map(|link| (link.id().to_string(), of_link(link)));
    let regions = scenario
        .regions
        .iter()
        .map(|region| (region.id.to_string(), of_region(region)));
    let all = components.chain(links).chain(regions);
    all.map(|(id, print)| Drawn { id, print }).collect()
}

/// Whether an import is a later one of what a drawing was made of, rather than of another system whose files have the same
/// names: half of the parts of the smaller of the two are in both.
pub fn is_later(former: &Scenario, import: &Import) -> bool {
    let parts = |scenario: &Scenario| -> BTreeSet<ComponentId> {
        let parts = scenario.components.iter();
        let parts = parts.filter(|part| !part.kind().row().asks());
        parts.map(|part| part.id).collect()
    };
    let (before, now) = (parts(former), parts(&import.scenario));
    2 * before.intersection(&now).count() >= before.len().min(now.len())
}

/// Brings the drawing up to date with what its files say now. An answer that is new is newer than what was set by hand.
///
/// Where both together are more than a drawing holds, what the files say stands alone.
pub fn update(old: &Scenario, new: Import) -> Scenario {
    let mut memory = Memory::of(old, &new.imported.answers);
    let mut updated = Scenario {
        components: Vec::new(),
        links: Vec::new(),
        regions: Vec::new(),
        ..old.clone()
    };
    memory.regions(old, &new.scenario, &mut updated);
    memory.components(old, &new.scenario, &mut updated);
    memory.links(old, &new.scenario, &mut updated);
    forget(&mut updated);
    frames::grow_frames(&mut updated);
    let mut imported = new.imported;
    imported.rows.append(&mut memory.rows);
    imported
        .rows
        .sort_by_key(|row| How::ALL.iter().position(|how| *how == row.how));
    imported.rows.truncate(limits::EVIDENCE);
    updated.imported = Some(Arc::new(imported.clone()));
    if let Ok(sound) = Sound::new(updated) {
        return sound.into_scenario();
    }
    let text = "With what was drawn by hand this would be more than a drawing holds: what the files say is drawn alone.";
    imported.rows.insert(0, told(None, text.to_owned()));
    imported.rows.truncate(limits::EVIDENCE);
    Scenario {
        imported: Some(Arc::new(imported)),
        ..new.scenario
    }
}

fn told(about: Option<Target>, text: String) -> Row {
    Row {
        about,
        how: How::Told,
        text,
        place: String::new(),
        choices: Vec::new(),
    }
}

/// What the former import drew, what was answered since, and what there is to say.
struct Memory<'a> {
    prints: BTreeMap<&'a str, u32>,
    answered: Vec<String>,
    rows: Vec<Row>,
}

/// What becomes of something that is in the old drawing, in the new import, or in both.
enum Fate {
    /// As it was.
    Old,
    /// As the new import says.
    New,
    /// Not drawn.
    Gone,
}

/// By what the former import set (its print), what stands in the drawing, and what the new import would set.
fn fate(was: Option<u32>, old: Option<u32>, new: Option<u32>) -> Fate {
    match (was, old, new) {
        // New in the files.
        (None, None, Some(_)) => Fate::New,
        (Some(was), Some(old), Some(_)) if was == old => Fate::New,
        // Drawn by hand, whether the files say it too by now or not; and changed by hand.
        (None, Some(_), _) | (Some(_), Some(_), Some(_)) => Fate::Old,
        // Removed by hand; or gone from the files, and what a person changed of it goes, too: nothing runs there any more.
        (Some(_), None, Some(_)) | (Some(_), Some(_), None) | (_, None, None) => Fate::Gone,
    }
}

impl<'a> Memory<'a> {
    fn of(old: &'a Scenario, answers: &[Answer]) -> Self {
        let imported = old.imported.as_deref();
        let known = imported.map_or(&[][..], |imported| &imported.answers);
        let drawn = imported.map_or(&[][..], |imported| &imported.drawn);
        let new = answers.iter().filter(|answer| !known.contains(answer));
        Self {
            prints: drawn
                .iter()
                .map(|drawn| (drawn.id.as_str(), drawn.print))
                .collect(),
            answered: new.map(|answer| answer.about.to_lowercase()).collect(),
            rows: Vec::new(),
        }
    }

    fn fate(&self, id: &str, old: Option<u32>, new: Option<u32>) -> Fate {
        if new.is_some() && self.is_answered(id) {
            return Fate::New;
        }
        fate(self.prints.get(id).copied(), old, new)
    }

    /// Whether a new answer speaks of this part, or of the call that this link stands for.
    fn is_answered(&self, id: &str) -> bool {
        let is_node_of = |id: &str, name: &str| {
            let rest = id.strip_prefix(name.trim().replace('_', "-").as_str());
            rest.is_some_and(|rest| {
                rest.trim_start_matches('-')
                    .bytes()
                    .all(|b| b.is_ascii_digit())
            })
        };
        self.answered
            .iter()
            .any(|about| match (about.split_once('>'), id.split_once('>')) {
                (Some((from, to)), Some((a, b))) => is_node_of(a, from) && is_node_of(b, to),
                (None, None) => is_node_of(id, about),
                _ => false,
            })
    }

    fn regions(&self, old: &Scenario, new: &Scenario, updated: &mut Scenario) {
        for id in both(&old.regions, &new.regions, |region| region.id) {
            let (before, now) = (old.region(id), new.region(id));
            let fate = self.fate(id.as_str(), before.map(of_region), now.map(of_region));
            match (fate, before, now) {
                (Fate::New, Some(before), Some(now)) => updated.regions.push(Region {
                    name: now.name.clone(),
                    parent: now.parent,
                    ..before.clone()
                }),
                (Fate::New, None, Some(region)) | (Fate::Old, Some(region), _) => {
                    updated.regions.push(region.clone());
                }
                _ => {}
            }
        }
        let left: BTreeSet<_> = updated.regions.iter().map(|region| region.id).collect();
        for region in &mut updated.regions {
            region.parent = region.parent.filter(|parent| left.contains(parent));
        }
    }

    fn components(&mut self, old: &Scenario, new: &Scenario, updated: &mut Scenario) {
        let mut fresh = Vec::new();
        for id in both(&old.components, &new.components, |component| component.id) {
            let (before, now) = (old.component(id), new.component(id));
            let print_now = now.map(of_component);
            let fate = self.fate(id.as_str(), before.map(of_component), print_now);
            match (fate, before, now) {
                (Fate::New, Some(before), Some(now)) => {
                    updated.components.push(brought_up(before, now));
                }
                (Fate::New, None, Some(now)) => fresh.push(now.clone()),
                (Fate::Old, Some(before), _) => {
                    let was = self.prints.get(id.as_str()).copied();
                    if was.is_some() && was != print_now {
                        let name = before.display_name();
                        let text = format!(
                            "The files now say something else of {name}, which was changed by hand: it is left as it was."
                        );
                        self.rows.push(told(Some(Target::Component(id)), text));
                    }
                    updated.components.push(before.clone());
                }
                _ => {}
            }
        }
        let regions: BTreeSet<_> = updated.regions.iter().map(|region| region.id).collect();
        for component in updated.components.iter_mut().chain(&mut fresh) {
            component.region = component.region.filter(|region| regions.contains(region));
        }
        // What is new stands where the layout would have it, or near.
        for mut component in fresh {
            let home = free_space::Home::Of(component.region);
            component.at = free_space::for_card(updated, home, component.at);
            updated.components.push(component);
        }
    }

    fn links(&mut self, old: &Scenario, new: &Scenario, updated: &mut Scenario) {
        let there: BTreeSet<ComponentId> = updated
            .components
            .iter()
            .map(|component| component.id)
            .collect();
        let mut links = Vec::new();
        for id in both(&old.links, &new.links, Link::id) {
            let (before, now) = (old.link(id), new.link(id));
            let fate = self.fate(&id.to_string(), before.map(of_link), now.map(of_link));
            let link = match (fate, before, now) {
                (Fate::New, Some(before), Some(now)) => Link {
                    required: now.required,
                    on: now.on,
                    mode: now.mode,
                    ..before.clone()
                },
                (Fate::New, None, Some(link)) | (Fate::Old, Some(link), _) => link.clone(),
                _ => continue,
            };
            if there.contains(&link.from) && there.contains(&link.to) {
                links.push(link);
            }
        }
        for refusal in rules::add_links(updated, links) {
            let text = format!("A call is not drawn beside what was drawn by hand. {refusal}");
            self.rows.push(told(None, text));
        }
    }
}

/// What the import sets, over what a person may have set besides.
fn brought_up(before: &Component, now: &Component) -> Component {
    let mut settings = before.settings.clone();
    match (&mut settings, &now.settings) {
        (Settings::Database(old), Settings::Database(new)) => {
            (old.role, old.failover) = (new.role, new.failover);
        }
        (Settings::LoadBalancer(old), Settings::LoadBalancer(new)) => {
            (old.health_check, old.retries, old.algorithm) =
                (new.health_check, new.retries, new.algorithm);
            old.connect_timeout_ms = new.connect_timeout_ms;
        }
        (Settings::Client(old), Settings::Client(new)) => old.rate_rps = new.rate_rps,
        (old, new) if old.kind() != new.kind() => *old = new.clone(),
        _ => {}
    }
    Component {
        service: now.service.clone(),
        region: now.region,
        restart_s: now.restart_s,
        settings,
        ..before.clone()
    }
}

/// What speaks of parts that are gone is silent.
fn forget(updated: &mut Scenario) {
    let is_there: BTreeSet<Id> = updated
        .components
        .iter()
        .map(|c| c.id.0)
        .chain(updated.regions.iter().map(|r| r.id.0))
        .collect();
    for note in &mut updated.notes {
        note.about = note.about.filter(|about| is_there.contains(about));
    }
    let script = std::mem::take(&mut updated.script);
    let stays = |entry: &topple_model::ScriptEntry| match &entry.deed {
        Deed::Say(_) => true,
        Deed::Act(action) => {
            updated.has(action.target())
                && topple_model::validate::inapplicable(updated, action).is_none()
        }
    };
    updated.script = script.into_iter().filter(stays).collect();
}

/// The ids of both, those of the old first, each once.
fn both<T, K: Ord + Copy>(old: &[T], new: &[T], id: impl Fn(&T) -> K) -> Vec<K> {
    let mut seen = BTreeSet::new();
    old.iter()
        .chain(new)
        .map(id)
        .filter(|id| seen.insert(*id))
        .collect()
}

fn of_component(component: &Component) -> u32 {
    let settings = match &component.settings {
        Settings::Database(Database { role, failover, .. }) => format!("{role:?} {failover:?}"),
        Settings::LoadBalancer(LoadBalancer {
            health_check,
            retries,
            algorithm,
            connect_timeout_ms,
            ..
        }) => format!("{health_check:?} {retries} {algorithm:?} {connect_timeout_ms}"),
        Settings::Client(client) => client.rate_rps.to_string(),
        Settings::Dns(_) | Settings::Server(_) | Settings::Cache(_) | Settings::Queue(_) => {
            String::new()
        }
    };
    let Component {
        service,
        region,
        restart_s,
        ..
    } = component;
    print(&format!(
        "{:?} {service:?} {region:?} {restart_s:?} {settings}",
        component.kind()
    ))
}

fn of_link(link: &Link) -> u32 {
    print(&format!(
        "{:?} {:?} {:?}",
        link.required, link.on, link.mode
    ))
}

fn of_region(region: &Region) -> u32 {
    print(&format!("{:?} {:?}", region.name, region.parent))
}

/// FNV-1a over the text.
fn print(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5_u32, |print, byte| {
        (print ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
