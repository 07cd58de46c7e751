//! What may be put into a script by hand, and what each may be done to.

use super::Document;
use crate::model::script::Action;
use crate::model::{Arrivals, Component, LinkId, RegionId, Scenario, Settings, Target};

/// Something that a script does, before it is said to what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeedKind {
    /// The machine is gone.
    Kill,
    /// The process is gone.
    Crash,
    /// It answers later.
    Slow,
    /// It answers with errors.
    Errors,
    /// A name server answers without addresses.
    Empty,
    /// It gets no new connection.
    Drain,
    /// Nothing passes a link.
    Cut,
    /// A link loses messages.
    Loss,
    /// A link takes longer.
    Latency,
    /// Nothing crosses the border of a region.
    Isolate,
    /// A client's rate is another.
    SetRate,
    /// Every fault is undone.
    Revive,
}

impl DeedKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 12] = [
        DeedKind::Kill,
        DeedKind::Crash,
        DeedKind::Slow,
        DeedKind::Errors,
        DeedKind::Empty,
        DeedKind::Drain,
        DeedKind::Cut,
        DeedKind::Loss,
        DeedKind::Latency,
        DeedKind::Isolate,
        DeedKind::SetRate,
        DeedKind::Revive,
    ];

    /// The word that markup uses, and files.
    pub const fn key(self) -> &'static str {
        match self {
            DeedKind::Kill => "kill",
            DeedKind::Crash => "crash",
            DeedKind::Slow => "slow",
            DeedKind::Errors => "errors",
            DeedKind::Empty => "empty",
            DeedKind::Drain => "drain",
            DeedKind::Cut => "cut",
            DeedKind::Loss => "loss",
            DeedKind::Latency => "latency",
            DeedKind::Isolate => "isolate",
            DeedKind::SetRate => "set_rate",
            DeedKind::Revive => "revive",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            DeedKind::Kill => "Kill",
            DeedKind::Crash => "Crash",
            DeedKind::Slow => "Slow down",
            DeedKind::Errors => "Errors from",
            DeedKind::Empty => "Empty answers from",
            DeedKind::Drain => "Drain",
            DeedKind::Cut => "Cut",
            DeedKind::Loss => "Message loss on",
            DeedKind::Latency => "Extra latency on",
            DeedKind::Isolate => "Isolate",
            DeedKind::SetRate => "Request rate of",
            DeedKind::Revive => "Restore",
        }
    }

    /// The one of this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// This, done to that, with a number to begin with; `None`: it cannot be.
    pub fn done_to(self, target: Target, scenario: &Scenario) -> Option<Action> {
        if !scenario.has(target) {
            return None;
        }
        let component = match target {
            Target::Component(id) => scenario.component(id),
            Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
        };
        match (target, component) {
            (Target::Component(_), Some(component)) => self.done_to_component(component),
            (Target::Link(link), _) => self.done_to_link(link),
            (Target::Region(region), _) => self.done_to_region(region),
            (Target::Group(_), _) => match self {
                DeedKind::Kill => Some(Action::Kill(target)),
                DeedKind::Revive => Some(Action::Revive(target)),
                _ => None,
            },
            (Target::Component(_) | Target::Note(_), _) => None,
        }
    }

    fn done_to_component(self, component: &Component) -> Option<Action> {
        let target = component.id;
        let action = match self {
            DeedKind::Kill => Action::Kill(Target::Component(target)),
            DeedKind::Crash => Action::Crash(target),
            DeedKind::Slow => Action::Slow {
                target,
                factor: 4.0,
            },
            DeedKind::Errors => Action::Errors {
                target,
                share: 0.5,
                fast: false,
            },
            DeedKind::Empty => Action::Empty(target),
            DeedKind::Drain => Action::Drain(target),
            DeedKind::SetRate => Action::SetRate {
                target,
                rate_rps: 2.0 * open_rate(component)?,
                over_s: 0.0,
            },
            DeedKind::Revive if component.kind().row().asks() => return None,
            DeedKind::Revive => Action::Revive(Target::Component(target)),
            DeedKind::Cut | DeedKind::Loss | DeedKind::Latency | DeedKind::Isolate => return None,
        };
        action.applies_to(component.kind()).then_some(action)
    }

    fn done_to_link(self, target: LinkId) -> Option<Action> {
        match self {
            DeedKind::Cut => Some(Action::Cut(target)),
            DeedKind::Loss => Some(Action::Loss { target, share: 0.5 }),
            DeedKind::Latency => Some(Action::Latency {
                target,
                factor: 10.0,
            }),
            DeedKind::Revive => Some(Action::Revive(Target::Link(target))),
            _ => None,
        }
    }

    fn done_to_region(self, region: RegionId) -> Option<Action> {
        match self {
            DeedKind::Kill => Some(Action::Kill(Target::Region(region))),
            DeedKind::Isolate => Some(Action::Isolate(region)),
            DeedKind::Revive => Some(Action::Revive(Target::Region(region))),
            _ => None,
        }
    }
}

/// The rate of users who do not wait for their answers.
fn open_rate(component: &Component) -> Option<f64> {
    match &component.settings {
        Settings::Client(client) if client.arrivals != Arrivals::Closed => Some(client.rate_rps),
        _ => None,
    }
}

impl Document {
    /// What a deed may be done to, each with its name, in the order drawn: parts, then regions, shared fates and links.
    pub fn targets_of(&self, deed: DeedKind) -> Vec<(Target, String)> {
        let scenario = self.scenario();
        let components = scenario.components.iter().map(|c| Target::Component(c.id));
        let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
        let groups = scenario.groups.iter().map(|g| Target::Group(g.id));
        let links = scenario.links.iter().map(|l| Target::Link(l.id()));
        components
            .chain(regions)
            .chain(groups)
            .chain(links)
            .filter(|target| deed.done_to(*target, scenario).is_some())
            .map(|target| (target, self.name_of(target)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::validate::inapplicable;

    #[test]
    fn whatever_is_offered_can_be_done_and_is_called_as_files_call_it() {
        let scenario = crate::model::sketch::sketch(
            "west = web-1 db-1\nusers -> dns-1 -> lb-1 -> web-1 -> db-1\nweb-1 -> queue-1 -> work-1\nweb-1 -> cache-1\nfate ~ web-1",
        );
        let document = Document::new(scenario);
        for deed in DeedKind::ALL {
            assert_eq!(DeedKind::from_key(deed.key()), Some(deed));
            let targets = document.targets_of(deed);
            assert!(!targets.is_empty(), "{deed:?}");
            for (target, name) in targets {
                let action = deed.done_to(target, document.scenario()).expect(&name);
                assert_eq!(action.key(), deed.key());
                assert_eq!(inapplicable(document.scenario(), &action), None, "{name}");
            }
        }
    }
}
