//! What is found fast, by following what a fault changes, against looking at everything anew.

use std::collections::BTreeMap;

use topple_analysis::{ClassReport, Failed, Options, Verdict, analyse, classes};
use topple_model::{Kind, Scenario, Target};
use topple_testing::systems::{crowded, furnished, wired};

use crate::troubled::settled;

/// All elements, by the letter: components but clients, regions, links; without what is dead.
pub fn elements(scenario: &Scenario, failed: &Failed) -> Vec<Target> {
    let dead_region = |region| {
        scenario
            .enclosing(region)
            .iter()
            .any(|r| failed.regions.contains(r))
    };
    let components = scenario.components.iter().filter(|c| {
        c.kind() != Kind::Client && !failed.components.contains(&c.id) && !dead_region(c.region)
    });
    let regions = scenario.regions.iter().filter(|r| !dead_region(Some(r.id)));
    let dead_group =
        |c: &topple_model::Component| c.groups.iter().any(|g| failed.groups.contains(g));
    let components = components.filter(|c| !dead_group(c));
    let groups = scenario
        .groups
        .iter()
        .filter(|g| !failed.groups.contains(&g.id));
    let links = scenario
        .links
        .iter()
        .filter(|l| !failed.links.contains(&l.id()));
    components
        .map(|c| Target::Component(c.id))
        .chain(regions.map(|r| Target::Region(r.id)))
        .chain(groups.map(|g| Target::Group(g.id)))
        .chain(links.map(|l| Target::Link(l.id())))
        .collect()
}

/// Of single points of failure and of leaks: the element, its impact in billionths, and the classes it hurts.
type Judged = BTreeMap<Target, (u64, Vec<String>)>;

fn billionths(impact: f64) -> u64 {
    (impact * 1e9).round() as u64
}

/// The verdicts as the definition has them.
fn by_definition(scenario: &Scenario, failed: &Failed) -> [Judged; 3] {
    let before = classes(scenario, failed);
    let whole = before.iter().filter(|b| b.class.shards.is_empty());
    let demand: f64 = whole.map(|b| b.rate_rps).sum();
    let mut judged = [Judged::new(), Judged::new(), Judged::new()];
    for element in elements(scenario, failed) {
        let after = classes(scenario, &failed.with(element));
        let where_ = |hurt: &dyn Fn(&ClassReport, &ClassReport) -> bool| -> Vec<String> {
            let both = before.iter().zip(&after);
            both.filter(|(b, a)| hurt(b, a))
                .map(|(b, _)| b.class.to_string())
                .collect()
        };
        let lost = where_(&|b, a| b.served > 0.0 && a.served == 0.0);
        let fallen = where_(&|b, a| b.served - a.served > 1e-12);
        let whole = before
            .iter()
            .zip(&after)
            .filter(|(b, _)| b.class.shards.is_empty());
        let less_full = where_(&|b, a| b.full - a.full > 1e-12);
        let whole: Vec<_> = whole.collect();
        let sum = |lost: &dyn Fn(&ClassReport, &ClassReport) -> f64| -> u64 {
            let lost = whole.iter().map(|(b, a)| b.rate_rps * lost(b, a).max(0.0));
            billionths(lost.sum::<f64>() / demand)
        };
        let impact = sum(&|b, a| b.served - a.served);
        if !lost.is_empty() {
            judged[0].insert(element, (impact, lost));
        } else if !fallen.is_empty() {
            judged[1].insert(element, (impact, fallen));
        } else if !less_full.is_empty() {
            judged[2].insert(element, (sum(&|b, a| b.full - a.full), less_full));
        }
    }
    judged
}

fn by_analysis(verdicts: &[Verdict]) -> Judged {
    let row = |v: &Verdict| {
        (
            v.element,
            (
                billionths(v.impact),
                v.classes.iter().map(ToString::to_string).collect(),
            ),
        )
    };
    verdicts.iter().map(row).collect()
}

#[test]
fn verdicts_found_fast_are_those_of_the_definition() {
    let (mut found, mut answers_lack) = (0, 0);
    for seed in 0..1_500 {
        let (scenario, failed) =
            settled(seed, furnished(seed, wired(seed, 4 + (seed % 23) as usize)));
        // Of every third some parts are alike.
        let scenario = match seed % 3 {
            0 => crowded(seed, scenario, 1 + (seed % 8) as usize),
            _ => scenario,
        };
        let report = analyse(&scenario, &failed, Options { links: true });
        let [spofs, leaks, degrades] = by_definition(&scenario, &failed);
        assert_eq!(
            by_analysis(&report.spofs),
            spofs,
            "seed {seed}: single points of failure"
        );
        assert_eq!(by_analysis(&report.leaks), leaks, "seed {seed}: leaks");
        assert_eq!(
            by_analysis(&report.degrades),
            degrades,
            "seed {seed}: degrades"
        );
        found += spofs.len() + leaks.len();
        answers_lack += degrades.len();
    }
    assert!(
        found > 3_000 && answers_lack > 100,
        "only {found} verdicts, and {answers_lack} of what degrades"
    );
}
