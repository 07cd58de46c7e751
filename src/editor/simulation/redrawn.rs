//! What was changed of the drawing while the run went on: rates of clients, which a script can say, and the rest, which
//! it cannot.

use std::collections::BTreeMap;

use crate::engine::Micros;
use crate::model::script::{Action, ScriptEntry};
use crate::model::{Component, ComponentId, Link, Scenario, Settings, Target};

/// Changes that are remembered; what is changed after that many is not.
const MOST: usize = 1_000;
/// Changes of one rate closer than this are one: a slider is dragged.
const ONE_CHANGE: Micros = Micros::SECOND;

/// What was changed since the run began.
#[derive(Clone, Debug, Default)]
pub(super) struct Redrawn {
    rates: Vec<RateChange>,
    /// What else; `None`: what requests ask for.
    others: Vec<(Micros, Option<Target>)>,
}

#[derive(Clone, Copy, Debug)]
struct RateChange {
    at: Micros,
    client: ComponentId,
    from_rps: f64,
    to_rps: f64,
}

impl Redrawn {
    /// The drawing was changed at this moment of the run. What is changed before a run has begun is its start.
    pub fn note(&mut self, at: Micros, before: &Scenario, after: &Scenario) {
        if at == Micros::ZERO || before.means_the_same(after) {
            return;
        }
        let known: BTreeMap<ComponentId, &Component> =
            before.components.iter().map(|c| (c.id, c)).collect();
        for component in &after.components {
            let target = Some(Target::Component(component.id));
            match known.get(&component.id) {
                None => self.note_other(at, target),
                Some(old) => match rates(old, component) {
                    Some([from, to]) => self.note_rate(at, component.id, from, to),
                    None if !mean_the_same(old, component) => self.note_other(at, target),
                    None => {}
                },
            }
        }
        let is_left = |id| after.component(id).is_some();
        for gone in before.components.iter().filter(|c| !is_left(c.id)) {
            self.note_other(at, Some(Target::Component(gone.id)));
        }
        let is_same = |link: &Link, in_other: &Scenario| {
            let other = in_other.link(link.id());
            other.is_some_and(|other| link.means_the_same(other))
        };
        let changed = after.links.iter().filter(|link| !is_same(link, before));
        let gone = before.links.iter();
        let gone = gone.filter(|link| after.link(link.id()).is_none());
        for link in changed.chain(gone) {
            self.note_other(at, Some(Target::Link(link.id())));
        }
        if before.workload != after.workload {
            self.note_other(at, None);
        }
    }

    fn note_rate(&mut self, at: Micros, client: ComponentId, from_rps: f64, to_rps: f64) {
        let of_it = |change: &RateChange| change.client == client;
        let is_one = |change: &&mut RateChange| at.0 < change.at.0 + ONE_CHANGE.0;
        let last = self.rates.iter_mut().rfind(|change| of_it(change));
        if let Some(last) = last.filter(is_one) {
            last.to_rps = to_rps;
        } else if self.rates.len() < MOST {
            self.rates.push(RateChange {
                at,
                client,
                from_rps,
                to_rps,
            });
        }
        self.rates.retain(|change| change.from_rps != change.to_rps);
    }

    fn note_other(&mut self, at: Micros, what: Option<Target>) {
        let is_known = self.others.iter().any(|(_, known)| *known == what);
        if !is_known && self.others.len() < MOST {
            self.others.push((at, what));
        }
    }

    /// The run went back to this moment: what was changed later was not.
    pub fn forget_after(&mut self, at: Micros) {
        self.rates.retain(|change| change.at <= at);
        self.others.retain(|(changed_at, _)| *changed_at <= at);
    }

    /// The rates as lines of a script: first those that the run began with, where `script` does not say them.
    pub fn lines(&self, script: &[ScriptEntry]) -> Vec<ScriptEntry> {
        let line = |at: Micros, target, rate_rps| {
            let action = Action::SetRate {
                target,
                rate_rps,
                over_s: 0.0,
            };
            ScriptEntry::act(at.as_ms().round() / 1_000.0, action)
        };
        let is_told = |client| {
            script.iter().any(|entry| {
                let action = entry.action();
                entry.at_s <= 0.0
                    && matches!(action, Some(Action::SetRate { target, .. }) if target == client)
            })
        };
        let mut begun: BTreeMap<ComponentId, f64> = BTreeMap::new();
        for change in &self.rates {
            begun.entry(change.client).or_insert(change.from_rps);
        }
        let begun = begun.into_iter().filter(|(client, _)| !is_told(*client));
        let begun = begun.map(|(client, rate)| line(Micros::ZERO, client, rate));
        let changes = self.rates.iter();
        let changes = changes.map(|change| line(change.at, change.client, change.to_rps));
        begun.chain(changes).collect()
    }

    /// When the first change was made.
    pub fn first(&self) -> Option<Micros> {
        let rates = self.rates.iter().map(|change| change.at);
        rates.chain(self.others.iter().map(|(at, _)| *at)).min()
    }

    /// What was changed that no line of a script can say; `None`: what requests ask for.
    pub fn others(&self) -> impl Iterator<Item = Option<Target>> + '_ {
        self.others.iter().map(|(_, what)| *what)
    }
}

fn rate(component: &Component) -> Option<f64> {
    match &component.settings {
        Settings::Client(client) => Some(client.rate_rps),
        _ => None,
    }
}

/// The rates of a client before and after, where these differ and nothing else does.
fn rates(old: &Component, new: &Component) -> Option<[f64; 2]> {
    let (from, to) = (rate(old)?, rate(new)?);
    let mut same = new.clone();
    if let Settings::Client(client) = &mut same.settings {
        client.rate_rps = from;
    }
    (from != to && mean_the_same(old, &same)).then_some([from, to])
}

fn mean_the_same(one: &Component, other: &Component) -> bool {
    one.settings == other.settings
        && one.region == other.region
        && one.service == other.service
        && one.restart_s == other.restart_s
        && one.groups == other.groups
}
