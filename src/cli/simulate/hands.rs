//! What is done to a run by options: written `ID@SECONDS`, each is one more line of the script.

use crate::cli::input;
use crate::model::{Action, Component, Kind, Scenario, ScriptEntry, Target, limits};

/// What an option does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// Kills a component or a region, cuts a link.
    Kill,
    /// Isolates a region.
    Isolate,
    /// Undoes every fault of a component, a region or a link.
    Revive,
}

impl Hand {
    /// How it is written, for those who wrote something else.
    const fn written(self) -> &'static str {
        match self {
            Hand::Kill => "a kill is written ID@SECONDS",
            Hand::Isolate => "an isolation is written REGION@SECONDS",
            Hand::Revive => "a revival is written ID@SECONDS",
        }
    }

    /// What it does to what an argument names.
    fn action(self, scenario: &Scenario, id: &str) -> Result<Action, String> {
        let target = input::element(scenario, id)?;
        match (self, target) {
            (Hand::Kill, Target::Link(link)) => Ok(Action::Cut(link)),
            (Hand::Kill, Target::Component(_) | Target::Region(_) | Target::Group(_)) => {
                Ok(Action::Kill(target))
            }
            (Hand::Isolate, Target::Region(region)) => Ok(Action::Isolate(region)),
            (Hand::Isolate, Target::Component(id)) => {
                let kind = scenario.component(id).map(Component::kind);
                let noun = kind.map_or("component", |kind: Kind| kind.row().noun);
                Err(format!("{id} is a {noun}: only a region can be isolated"))
            }
            (Hand::Isolate, Target::Group(id)) => {
                Err(format!("{id} is a group: only a region can be isolated"))
            }
            (Hand::Isolate, Target::Link(_)) => {
                Err("a link is cut by --kill: only a region can be isolated".to_owned())
            }
            (_, Target::Note(_)) => Err("a note is no part of the system".to_owned()),
            (Hand::Revive, target) => Ok(Action::Revive(target)),
        }
    }
}

/// The lines of the script for these options, or everything that is wrong with them.
pub(super) fn entries(
    scenario: &Scenario,
    hands: &[(Hand, &Vec<String>)],
    seconds: f64,
) -> Result<Vec<ScriptEntry>, Vec<String>> {
    let texts = hands
        .iter()
        .flat_map(|(hand, texts)| texts.iter().map(move |text| (*hand, text)));
    let entries = texts.map(|(hand, text)| entry(scenario, hand, text, seconds));
    let (entries, wrong): (Vec<_>, Vec<_>) = entries.partition(Result::is_ok);
    if wrong.is_empty() {
        Ok(entries.into_iter().flatten().collect())
    } else {
        Err(wrong.into_iter().filter_map(Result::err).collect())
    }
}

fn entry(scenario: &Scenario, hand: Hand, text: &str, seconds: f64) -> Result<ScriptEntry, String> {
    let (id, at) = text
        .rsplit_once('@')
        .filter(|(id, at)| !id.trim().is_empty() && !at.trim().is_empty())
        .ok_or_else(|| format!("{text:?}: {}", hand.written()))?;
    let last = seconds.min(limits::TIME_S);
    let at_s = at
        .trim()
        .parse()
        .ok()
        .filter(|at| (0.0..=last).contains(at));
    let at_s =
        at_s.ok_or_else(|| format!("{text:?}: {at} is not a second of the run, in 0..={last}"))?;
    let action = hand.action(scenario, id.trim());
    let action = action.map_err(|why| format!("{text:?}: {why}"))?;
    Ok(ScriptEntry::act(at_s, action))
}
