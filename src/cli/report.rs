//! `topple report`: what would take a system down, to be read and printed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::simulate::every_fault;
use super::{Answer, BadInput, input};
use crate::analysis::{
    Availability, ClassAvailability, CutSet, Failed, Finding, Importance, Options, Overloads,
    Study, Verdict as Found, VerdictKind,
};
use crate::engine::Micros;
use crate::export::drawing::{Card, Drawing, Frame, Mark, RoleBadge, Way, label};
use crate::export::figures::{nines_between, per_cent, per_year};
use crate::export::inks::LIGHT;
use crate::export::report::{Faults, Known, Nines, Pairs, Report, Verdict, markdown, size};
use crate::export::svg::{self, Sheet};
use crate::formats::link;
use crate::model::geometry::curve::Curve;
use crate::model::geometry::detour::Search;
use crate::model::geometry::notes;
use crate::model::{Component, LeftOpen, Rect, Role, Scenario, Sound, Target, Topology};

/// Cut sets and parts that are told: the worst.
const SHOWN: usize = 12;
/// When each fault strikes, and how long is played, in seconds.
const STRIKES: f64 = 10.0;
const PLAYED: f64 = 60.0;

#[derive(Args)]
pub(super) struct Arguments {
    /// The scenario: a file, a link, or - for standard input
    #[arg(value_name = "FILE|LINK")]
    source: OsString,
    /// Write the picture into this file (SVG), and refer to it; else it is in the report itself
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Address of a playground, for a link that plays it
    #[arg(
        long,
        value_name = "URL",
        default_value = "",
        hide_default_value = true
    )]
    base: String,
    /// Leave out what faults cost: that has to be played
    #[arg(long)]
    no_faults: bool,
}

/// The report on a scenario.
pub(super) fn answer(arguments: &Arguments) -> Result<Answer, BadInput> {
    let scenario = input::scenario(&arguments.source)?;
    let mut study = Study::new(&scenario, &Failed::nothing(), Options::default());
    while study.step() {}
    let drawing = drawing(&scenario, &study);
    let sheet = Sheet {
        seen: drawing.whole(),
        inks: &LIGHT,
        scale: 1.0,
    };
    let picture = svg::svg(&drawing, sheet, symbol);
    let address = match &arguments.picture {
        None => svg::address(&picture),
        Some(file) => {
            let name = file.file_name().unwrap_or_default();
            name.to_string_lossy().replace(['<', '>', '\n'], "_")
        }
    };
    let faults = if arguments.no_faults {
        Faults {
            how: "They were not played.".to_owned(),
            ..Faults::default()
        }
    } else {
        let [at, until] = [STRIKES, PLAYED].map(Micros::from_seconds);
        every_fault::of_report(&scenario, at, until)
    };
    let report = report(&scenario, &study, &arguments.base, faults);
    Ok(Answer {
        file: arguments.picture.clone().map(|file| (file, picture)),
        ..markdown(&report.blocks(), &address).into()
    })
}

/// The markup of an icon of the page.
fn symbol(address: &str) -> Option<String> {
    let icons = include_str!("../../assets/icons.svg");
    let id = format!("<symbol id=\"{}\"", address.strip_prefix('#')?);
    icons
        .lines()
        .find(|line| line.starts_with(&id))
        .map(str::to_owned)
}

fn report(scenario: &Scenario, study: &Study, base: &str, faults: Faults) -> Report {
    let found = study.report();
    let name = |target| name_of(scenario, target);
    let verdict = |verdict: &Found| Verdict {
        name: name(verdict.element),
        is_single_point: verdict.kind == VerdictKind::SinglePointOfFailure,
        loss: per_cent(verdict.impact),
        reason: verdict.reason.to_string(),
        mends: study
            .mends(verdict.element)
            .known()
            .into_iter()
            .flatten()
            .map(|mend| mend.id.label(scenario))
            .collect(),
    };
    let together = |set: &CutSet| {
        [
            set.words(&name),
            format!("{} of requests", per_cent(set.impact)),
        ]
    };
    let warnings = study.warnings().known().into_iter().flatten();
    Report {
        title: scenario.title.clone(),
        size: size(scenario),
        link: link_to(scenario, base),
        now: Vec::new(),
        left_open: LeftOpen::of(scenario, &Topology::new(scenario)),
        verdicts: found
            .spofs
            .iter()
            .chain(&found.leaks)
            .map(verdict)
            .collect(),
        verdicts_total: found.spofs.len() + found.leaks.len(),
        overloads: known(study.overloads(), |found| {
            let now = found.now.iter().map(|saturated| format!("{saturated}."));
            let verdicts = found.verdicts.iter().map(ToString::to_string);
            now.chain(verdicts).collect()
        }),
        pairs: known(study.pairs(), |found| Pairs {
            list: found.iter().take(SHOWN).map(together).collect(),
            total: found.len(),
        }),
        nines: known(study.availability(), |found| {
            let overloads = study.overloads().known();
            let with_load = study.availability_with_load().known();
            (!found.classes.is_empty()).then(|| long_run(scenario, found, overloads, with_load))
        }),
        warnings: warnings.map(ToString::to_string).collect(),
        faults,
    }
}

fn known<T, U>(finding: &Finding<T>, words: impl FnOnce(&T) -> U) -> Known<U> {
    match finding {
        Finding::Known(found) => Known::So(words(found)),
        Finding::Pending => Known::Pending,
    }
}

fn long_run(
    scenario: &Scenario,
    found: &Availability,
    overloads: Option<&Overloads>,
    with_load: Option<&Availability>,
) -> Nines {
    let class = |class: &ClassAvailability| {
        [
            class.class.to_string(),
            nines_between(class.expected),
            per_year(1.0 - class.expected.low),
        ]
    };
    let worth = |worth: &Importance| [name_of(scenario, worth.element), per_year(worth.gain)];
    let classes = found.classes.iter().filter(|_| found.classes.len() > 1);
    let important = found.importance.iter().filter(|i| i.gain > 1e-12);
    let caveat = found.caveat();
    let within = with_load.and_then(|with_load| found.within_capacity(with_load, &nines_between));
    Nines {
        all: nines_between(found.all),
        lost: per_year(1.0 - found.all.low),
        classes: classes.map(class).collect(),
        worth: important.take(SHOWN).map(worth).collect(),
        beside: caveat
            .into_iter()
            .chain(overloads.and_then(Overloads::beside_the_nines))
            .chain(within)
            .collect(),
    }
}

/// The address that plays it, where that is asked for and short enough to open.
fn link_to(scenario: &Scenario, base: &str) -> String {
    let base = base.split('#').next().unwrap_or_default();
    match link::try_encode(scenario) {
        Ok(link) if !base.is_empty() => format!("{base}{link}"),
        _ => String::new(),
    }
}

fn name_of(scenario: &Scenario, target: Target) -> String {
    let components = scenario.components.iter();
    let named = match target {
        Target::Component(id) => components
            .clone()
            .find(|c| c.id == id)
            .map(|c| c.display_name().to_owned()),
        Target::Region(id) => scenario
            .regions
            .iter()
            .find(|r| r.id == id)
            .map(|r| r.display_name().to_owned()),
        Target::Group(id) => scenario.group(id).map(|g| g.display_name().to_owned()),
        Target::Link(_) | Target::Note(_) => None,
    };
    named.unwrap_or_else(|| target.to_string())
}

/// The system as it is drawn, with nothing dead.
fn drawing(scenario: &Scenario, study: &Study) -> Drawing {
    let sound = Sound::new(scenario.clone()).ok();
    let topology = sound.as_ref().map(Sound::topology);
    let found = study.report();
    let mark = |target| {
        let worst = found.spofs.iter().chain(&found.leaks);
        mark(worst.chain(&found.degrades), study, target)
    };
    let at = |id| {
        let mut components = scenario.components.iter();
        components.find(|c| c.id == id).map(|c| c.at)
    };
    let curve = |link: &crate::model::Link| {
        let (from, to) = (at(link.from)?, at(link.to)?);
        Some(Curve::linking(scenario, from, to, Search::Whole))
    };
    let way = |(i, link): (usize, &crate::model::Link)| {
        Some(Way {
            curves: vec![curve(link)?.control_points()],
            role: topology.and_then(|t| t.roles.get(i).copied().flatten()),
            optional: topology.is_some_and(|t| t.is_optional(scenario, i)),
            alive: true,
            cut: false,
            rate_rps: 0.0,
            mark: Mark::None,
        })
    };
    let card = |component: &Component| Card {
        at: component.at,
        icon: component.kind().row().icon,
        name: component.display_name().to_owned(),
        alive: true,
        says: String::new(),
        role: component.database().map(|database| match database.role {
            Role::Primary => badge("primary", true),
            Role::Standby => badge("standby", false),
            Role::ReadReplica => badge("replica", false),
        }),
        mark: mark(Target::Component(component.id)),
    };
    let mut regions: Vec<_> = scenario.regions.iter().collect();
    regions.sort_by(|a, b| area(b.frame).total_cmp(&area(a.frame)));
    let frame = |region: &&crate::model::Region| Frame {
        rect: region.frame,
        name: region.display_name().to_owned(),
        alive: true,
        says: "",
        mark: mark(Target::Region(region.id)),
    };
    Drawing {
        title: scenario.title.clone(),
        frames: regions.iter().map(frame).collect(),
        ways: scenario.links.iter().enumerate().filter_map(way).collect(),
        cards: scenario.components.iter().map(card).collect(),
        labels: scenario
            .links
            .iter()
            .filter(|link| !link.label.is_empty())
            .filter_map(|link| Some(label(curve(link)?.at(0.5), &link.label)))
            .collect(),
        notes: scenario
            .notes
            .iter()
            .map(|note| {
                let lines = notes::lines(&note.text).into_iter();
                (note.frame(), lines.map(str::to_owned).collect())
            })
            .collect(),
        ..Drawing::default()
    }
}

const fn badge(word: &'static str, is_primary: bool) -> RoleBadge {
    RoleBadge { word, is_primary }
}

fn area(rect: Rect) -> f64 {
    rect.width * rect.height
}

fn mark<'a>(mut verdicts: impl Iterator<Item = &'a Found>, study: &Study, target: Target) -> Mark {
    if let Some(verdict) = verdicts.find(|verdict| verdict.element == target) {
        return match verdict.kind {
            VerdictKind::SinglePointOfFailure => Mark::SinglePointOfFailure,
            VerdictKind::Leak => Mark::Leak(verdict.impact),
            VerdictKind::Degrades => Mark::Degrades(verdict.impact),
        };
    }
    let Some(overloads) = study.overloads().known() else {
        return Mark::None;
    };
    let is_now = |d: &crate::analysis::Saturated| Target::Component(d.component) == target;
    if overloads.now.iter().any(is_now) {
        Mark::Saturated
    } else if overloads.verdicts.iter().any(|o| o.element == target) {
        Mark::Overload
    } else {
        Mark::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Point;
    use crate::{lessons, templates};

    #[test]
    fn no_link_of_a_template_or_a_lesson_crosses_a_card() {
        let templates = templates::all().map(|t| (t.title, t.scenario()));
        let lessons = lessons::all().map(|l| (l.title, l.start()));
        for (title, scenario) in templates.chain(lessons) {
            let study = Study::new(&scenario, &Failed::nothing(), Options::default());
            let drawing = drawing(&scenario, &study);
            assert_eq!(drawing.ways.len(), scenario.links.len(), "{title}");
            let cards = drawing.cards.iter().map(|c| c.rect().inflate(-1.0));
            let cards: Vec<Rect> = cards.collect();
            for curve in drawing.ways.iter().flat_map(|way| &way.curves) {
                let curve = Curve::through(*curve);
                let mut points = (0..=40).map(|i| curve.at(f64::from(i) / 40.0));
                let crossed = |p: Point| cards.iter().any(|card| card.contains(p));
                assert!(!points.any(crossed), "{title}: {curve:?}");
            }
        }
    }
}
