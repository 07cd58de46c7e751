//! The document as a list that a screen reader can walk, and what is announced when the verdicts change.

use super::Session;
use crate::analysis::{Verdict, VerdictKind};
use crate::model::words::Choice;
use crate::model::{Component, Link, Nesting, Note, Region, Target};

/// How many names an announcement tells; the rest are counted.
const TOLD: usize = 4;

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutlineItem {
    /// What it is about.
    pub target: Target,
    /// What it is, how it is, and what it is linked to, in a few sentences.
    pub text: String,
}

/// Appends to a sentence.
fn add(text: &mut String, more: &str) {
    text.push_str(more);
}

impl Session {
    /// Regions, then components, then notes, in the order drawn.
    pub fn outline(&self) -> Vec<OutlineItem> {
        let scenario = self.document.scenario();
        let nesting = Nesting::new(scenario);
        let mut inside = vec![0; scenario.regions.len()];
        for component in &scenario.components {
            for &region in nesting.around_id(component.region) {
                inside[region] += 1;
            }
        }
        let regions = scenario.regions.iter().zip(inside);
        let regions = regions.map(|(region, inside)| self.region_item(region, inside));
        let components = scenario.components.iter();
        regions
            .chain(components.map(|c| self.component_item(c)))
            .chain(scenario.notes.iter().map(|n| self.note_item(n)))
            .collect()
    }

    /// What there is to say of the verdicts: `1 single point of failure: db-1.`
    pub fn announcement(&self) -> String {
        let report = self.findings.report();
        if report.classes.is_empty() || self.simulation.nobody_asks().is_some() {
            return "No client sends requests yet.".to_owned();
        }
        if report.served <= 0.0 {
            return "Nothing is served.".to_owned();
        }
        let names = |verdicts: &[&Verdict]| {
            let first = verdicts.iter().take(TOLD);
            let mut names: Vec<String> = first.map(|v| self.document.name_of(v.element)).collect();
            if verdicts.len() > TOLD {
                names.push(format!("{} more", verdicts.len() - TOLD));
            }
            names.join(", ")
        };
        let is_last_left = |v: &&Verdict| self.findings.relieving(v.element).is_some();
        let (last_left, spofs): (Vec<&Verdict>, Vec<&Verdict>) =
            report.spofs.iter().partition(is_last_left);
        let leaks: Vec<&Verdict> = report.leaks.iter().collect();
        let mut said = match (spofs.len(), last_left.len()) {
            (0, 0) => "No single point of failure.".to_owned(),
            (0, _) => String::new(),
            (1, _) => format!("1 single point of failure: {}.", names(&spofs)),
            (n, _) => format!("{n} single points of failure: {}.", names(&spofs)),
        };
        if !last_left.is_empty() {
            let words = if last_left.len() == 1 {
                "The only one left"
            } else {
                "The only ones left"
            };
            let space = if said.is_empty() { "" } else { " " };
            add(
                &mut said,
                &format!("{space}{words}: {}.", names(&last_left)),
            );
        }
        match report.leaks.len() {
            0 => {}
            1 => add(&mut said, &format!(" 1 leak: {}.", names(&leaks))),
            n => add(&mut said, &format!(" {n} leaks: {}.", names(&leaks))),
        }
        let overloads = self.findings.overloads().value();
        match overloads.map_or(0, |o| o.now.len()) {
            0 => {}
            1 => add(&mut said, " 1 part is overloaded now."),
            n => add(&mut said, &format!(" {n} parts are overloaded now.")),
        }
        match overloads.map_or(0, |o| o.verdicts.len()) {
            0 => {}
            1 => add(&mut said, " 1 loss would overload others."),
            n => add(&mut said, &format!(" {n} losses would overload others.")),
        }
        said
    }

    fn region_item(&self, region: &Region, count: usize) -> OutlineItem {
        let target = Target::Region(region.id);
        let parts = if count == 1 { "part" } else { "parts" };
        let mut text = format!("{}, region with {count} {parts}", region.display_name());
        if let Some(parent) = region.parent {
            add(
                &mut text,
                &format!(", in {}", self.document.name_of(Target::Region(parent))),
            );
        }
        self.add_state(&mut text, target);
        OutlineItem { target, text }
    }

    /// What a note says, and of what.
    fn note_item(&self, note: &Note) -> OutlineItem {
        let about = note.about.and_then(|id| self.document.scenario().part(id));
        let about = about.map(|target| format!(" about {}", self.document.name_of(target)));
        OutlineItem {
            target: Target::Note(note.id),
            text: format!("Note{}: {}", about.unwrap_or_default(), note.text),
        }
    }

    fn component_item(&self, component: &Component) -> OutlineItem {
        let target = Target::Component(component.id);
        let mut text = format!("{}, {}", component.display_name(), component.kind().noun());
        if let Some(region) = component.region {
            add(
                &mut text,
                &format!(", in {}", self.document.name_of(Target::Region(region))),
            );
        }
        for group in &component.groups {
            let name = self.document.name_of(Target::Group(*group));
            add(&mut text, &format!(", shares the fate of {name}"));
        }
        if let Some(colour) = component.colour {
            add(&mut text, &format!(", {}", colour.key()));
        }
        self.add_state(&mut text, target);
        let index = self.document.index_of(component.id);
        let links = |lists: &[Vec<usize>], end: fn(&Link) -> crate::model::ComponentId| {
            let list = index
                .and_then(|i| lists.get(i))
                .map_or(&[][..], Vec::as_slice);
            let links = list
                .iter()
                .filter_map(|&l| self.document.scenario().links.get(l));
            let names = links.map(|l| {
                let cut = if self.simulation.is_alive(Target::Link(l.id())) {
                    ""
                } else {
                    " (cut)"
                };
                let name = self.document.name_of(Target::Component(end(l)));
                if l.label.is_empty() {
                    format!("{name}{cut}")
                } else {
                    format!("{name} (\"{}\"){cut}", l.label)
                }
            });
            names.collect::<Vec<_>>().join(", ")
        };
        let (to, from) = (
            links(&self.document.topology().out, |l| l.to),
            links(&self.document.topology().into, |l| l.from),
        );
        if !to.is_empty() {
            add(&mut text, &format!(" Links to {to}."));
        }
        if !from.is_empty() {
            add(&mut text, &format!(" Linked from {from}."));
        }
        OutlineItem { target, text }
    }

    /// Whether it is dead, and what its loss would mean; ends the sentence.
    fn add_state(&self, text: &mut String, target: Target) {
        if !self.simulation.is_alive(target) {
            text.push_str(", dead");
        }
        match self.findings.verdict_of(target).map(|v| v.kind) {
            Some(VerdictKind::SinglePointOfFailure)
                if self.findings.relieving(target).is_some() =>
            {
                text.push_str(", the only one left");
            }
            Some(VerdictKind::SinglePointOfFailure) => text.push_str(", single point of failure"),
            Some(VerdictKind::Leak) => text.push_str(", its loss leaks requests"),
            Some(VerdictKind::Degrades) => text.push_str(", its loss degrades answers"),
            None if self.findings.is_saturated(target) => text.push_str(", overloaded now"),
            None if self.findings.overload_of(target).is_some() => {
                text.push_str(", its loss would overload others");
            }
            None => {}
        }
        text.push('.');
    }
}
