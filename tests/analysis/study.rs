//! The deeper work in steps finds what the direct functions find, and no step does too much.

use topple::analysis::{
    Failed, Options, Study, analyse, availability, mends_for, overloads, pairs, preview, triples,
    warnings,
};
use topple::model::Scenario;
use topple::model::sketch::sketch;

use crate::random::{damage, system};

/// A study that is over.
fn studied(scenario: &Scenario, failed: &Failed, options: Options) -> Study {
    let mut study = Study::new(scenario, failed, options);
    study.ask_for_triples();
    while study.step() {}
    study
}

#[test]
fn stepping_to_the_end_finds_what_the_direct_functions_find() {
    let mut mends = 0;
    for seed in 0..120 {
        let scenario = system(seed, 4 + (seed % 9) as usize);
        let failed = damage(seed, &scenario);
        let options = Options {
            links: seed % 3 == 0,
        };
        let study = studied(&scenario, &failed, options);
        let told = format!("seed {seed}");
        assert_eq!(
            study.warnings().known(),
            Some(&warnings(&scenario)),
            "{told}"
        );
        let expected = overloads(&scenario, &failed, options);
        assert_eq!(study.overloads().known(), Some(&expected), "{told}");
        let expected = pairs(&scenario, &failed, options);
        assert_eq!(study.pairs().known(), Some(&expected), "{told}");
        let expected = triples(&scenario, &failed, options);
        assert_eq!(study.triples().known(), Some(&expected), "{told}");
        let expected = availability(&scenario, &failed);
        assert_eq!(study.availability().known(), Some(&expected), "{told}");
        let report = analyse(&scenario, &failed, options);
        for verdict in report.spofs.iter().chain(&report.leaks) {
            let expected = mends_for(&scenario, &failed, verdict.element);
            let found = study.mends(verdict.element).known();
            assert_eq!(found, Some(&expected), "{told}: {}", verdict.element);
            mends += expected.len();
        }
    }
    assert!(mends > 200, "only {mends} mends");
}

#[test]
fn what_is_asked_for_is_found_first() {
    let scenario = sketch("users -> dns-1 -> lb-1 -> web-1 -> db-1");
    let mut study = Study::new(&scenario, &Failed::nothing(), Options::default());
    let lb = scenario.target("lb-1").expect("it is there");
    study.ask_for_mends(lb);
    while study.mends(lb).is_pending() {
        assert!(study.step());
    }
    assert!(study.warnings().is_pending() && study.pairs().is_pending());
    let mend = study.mends(lb).known().expect("just found")[0].clone();
    study.ask_for_preview(&mend);
    assert!(study.preview(&mend).is_pending());
    while study.preview(&mend).is_pending() {
        assert!(study.step());
    }
    let expected = preview(&scenario, &Failed::nothing(), Options::default(), &mend);
    assert_eq!(study.preview(&mend).known(), Some(&expected));
    assert!(study.warnings().is_pending(), "all else comes later");
}

#[test]
fn the_revision_grows_when_something_more_is_known() {
    let scenario = sketch("users -> lb-1 lb-2 -> web-1");
    let mut study = Study::new(&scenario, &Failed::nothing(), Options::default());
    let (mut last, mut pairs) = (study.revision(), study.pairs().clone());
    while study.step() {
        if *study.pairs() != pairs {
            assert!(study.revision() > last);
            pairs = study.pairs().clone();
        }
        last = study.revision();
    }
    assert!(study.revision() > 4);
    assert!(!study.step(), "what is over stays over");
}

#[test]
fn triples_are_looked_for_only_when_asked_for() {
    let scenario = sketch("users -> lb-1 lb-2 lb-3 -> web-1");
    let mut study = Study::new(&scenario, &Failed::nothing(), Options::default());
    while study.step() {}
    assert!(study.triples().is_pending());
    study.ask_for_triples();
    while study.step() {}
    assert_eq!(study.triples().known().map(Vec::len), Some(1));
}
