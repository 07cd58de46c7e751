//! `topple analyze`: the verdicts, for a person or for a machine.

mod machines;
mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use clap::Args;

use super::paper::{Paper, counted};
use super::{Answer, BadInput, input};
use crate::analysis::{
    self, Class, ClassReport, Expected, Failed, Mend, Options, Report, Study, Verdict,
};
use crate::model::{ComponentId, RegionId, Scenario, Target, Topology};

#[derive(Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(super) struct Arguments {
    /// The scenario: a file, a link, or - for standard input
    #[arg(value_name = "FILE|LINK")]
    source: OsString,
    /// What is dead already: components, regions, and links named from>to
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    failed: Vec<String>,
    /// Which regions are isolated: what is in them is alive, and nothing crosses their borders
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    isolated: Vec<String>,
    /// Count links as parts that can fail
    #[arg(long)]
    links: bool,
    /// Also look for three that only together take something down
    #[arg(long)]
    triples: bool,
    /// Print JSON, for machines
    #[arg(long)]
    json: bool,
    /// What is allowed to be a single point of failure: it is listed, and not counted by --max-spofs
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    accept: Vec<String>,
    /// What is started again by itself is listed, and not counted by --max-spofs
    #[arg(long)]
    restarts_count_as_safe: bool,
    /// Exit with 1 if there are more single points of failure than this
    #[arg(long, value_name = "N")]
    max_spofs: Option<usize>,
}

/// All that the analysis says of a scenario.
struct Findings {
    scenario: Scenario,
    /// What was said to be dead, in the order said.
    dead: Vec<Target>,
    /// Which regions were said to be isolated.
    isolated: BTreeSet<RegionId>,
    report: Report,
    /// The deeper work, over by now.
    study: Study,
    /// Whether triples were asked for.
    triples: bool,
}

impl Findings {
    /// Every class: how it fares now, and in the long run.
    fn classes(&self) -> impl Iterator<Item = (&ClassReport, Expected)> {
        let anything = Expected {
            low: 0.0,
            high: 1.0,
        };
        let known: BTreeMap<&Class, Expected> = self
            .study
            .availability()
            .known()
            .into_iter()
            .flat_map(|a| &a.classes)
            .map(|a| (&a.class, a.expected))
            .collect();
        self.report
            .classes
            .iter()
            .map(move |report| (report, *known.get(&report.class).unwrap_or(&anything)))
    }

    /// The share of a class that is served within capacity in the long run.
    fn within_capacity(&self, class: &Class) -> Option<Expected> {
        let found = self.study.availability_with_load().known()?;
        let mut rows = found.classes.iter();
        rows.find(|row| row.class == *class).map(|row| row.expected)
    }

    /// What mends the verdict on an element.
    fn mends(&self, element: Target) -> impl Iterator<Item = &Mend> {
        self.study.mends(element).known().into_iter().flatten()
    }

    /// The components that nobody calls: nothing can be said of them.
    fn not_judged(&self) -> Vec<ComponentId> {
        let unmet = Topology::new(&self.scenario).not_judged(&self.scenario);
        unmet
            .into_iter()
            .map(|i| self.scenario.components[i].id)
            .collect()
    }
}

/// The verdicts on a scenario.
pub(super) fn answer(arguments: &Arguments, paper: &Paper) -> Result<Answer, BadInput> {
    let scenario = input::scenario(&arguments.source)?;
    let dead = input::elements(&scenario, &arguments.failed)?;
    let accepted = input::elements(&scenario, &arguments.accept)?;
    let isolated = input::regions(&scenario, &arguments.isolated)?;
    let failed = Failed {
        isolated: isolated.clone(),
        ..dead.iter().copied().collect()
    };
    let options = Options {
        links: arguments.links,
    };
    let mut study = Study::new(&scenario, &failed, options);
    if arguments.triples {
        study.ask_for_triples();
    }
    while study.step() {}
    let findings = Findings {
        report: analysis::analyse(&scenario, &failed, options),
        study,
        triples: arguments.triples,
        scenario,
        dead,
        isolated,
    };
    let is_brief = |v: &Verdict| arguments.restarts_count_as_safe && v.for_s.is_some();
    let counts = |v: &&Verdict| !accepted.contains(&v.element) && !is_brief(v);
    let spofs = findings.report.spofs.iter().filter(counts).count();
    // Where nobody asks, or nobody is answered, no part is a single point of failure, and nothing is safe.
    let is_served = !findings.report.classes.is_empty() && findings.report.served > 0.0;
    let exceeded = arguments.max_spofs.filter(|_| !is_served).map(|_| {
        "nothing is served, so that single points of failure cannot be counted".to_owned()
    });
    let too_many = arguments
        .max_spofs
        .filter(|most| spofs > *most)
        .map(|most| {
            let found = counted(spofs, "single point of failure", "single points of failure");
            format!("{found}, and no more than {most} are allowed")
        });
    let text = if arguments.json {
        machines::text(&findings).map_err(|error| error.to_string())?
    } else {
        people::text(&findings, paper)
    };
    Ok(Answer {
        text,
        told: String::new(),
        exceeded: exceeded.or(too_many),
        file: None,
    })
}
