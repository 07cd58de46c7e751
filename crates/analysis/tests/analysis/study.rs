//! The deeper work in steps finds what the direct functions find, and no step does too much.

use std::sync::Arc;

use topple_analysis::{
    Failed, LOOKS_PER_STEP, Options, Search, Study, analyse, availability, bench, mends_for,
    overloads, pairs, preview, shard_words, triples, warnings,
};
use topple_model::sketch::sketch;
use topple_model::{Scenario, Sound, work};
use topple_testing::systems::{damage, wired};

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
        let scenario = wired(seed, 4 + (seed % 9) as usize);
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

/// Steps on, at most so often; the most that a step looked at, and whether the study is over.
fn most_looks(study: &mut Study, steps: usize) -> (usize, bool) {
    let mut most = 0;
    for _ in 0..steps {
        let more = study.step();
        most = most.max(study.looks_of_last_step());
        if !more {
            return (most, true);
        }
    }
    (most, false)
}

/// A large system of which something is dead, so that there is something to mend.
fn large(parts: usize) -> (Scenario, Failed) {
    let scenario = bench::system(parts);
    let dead = scenario.target("dns-0").expect("it is there");
    (scenario, Failed::nothing().with(dead))
}

#[test]
fn no_step_of_a_large_system_does_more_than_its_share() {
    let (scenario, failed) = large(300);
    let mut study = Study::new(&scenario, &failed, Options::default());
    let (most, over) = most_looks(&mut study, 60_000);
    assert!(over && most <= 2 * LOOKS_PER_STEP, "{most} looks");

    let (scenario, failed) = large(1_000);
    let mut study = Study::new(&scenario, &failed, Options::default());
    let dns = study.report().spofs[0].element;
    study.ask_for_mends(dns);
    let (most, _) = most_looks(&mut study, 60);
    let mends = study
        .mends(dns)
        .known()
        .expect("60 steps are enough")
        .clone();
    assert!(most <= 2 * LOOKS_PER_STEP, "{most} looks for a mend");
    study.ask_for_preview(&mends[0]);
    let (most, _) = most_looks(&mut study, 30_000);
    assert!(
        study.preview(&mends[0]).known().is_some(),
        "30,000 steps are enough"
    );
    assert!(most <= 2 * LOOKS_PER_STEP, "{most} looks for the rest");
}

/// A study that has found out all there is.
fn finished(sound: &Arc<Sound>) -> Study {
    let mut study = Study::of(sound, &Failed::nothing(), Options::default());
    while study.step() {}
    study
}

#[test]
fn a_drawing_that_only_moves_keeps_what_was_found_and_its_mends_move_along() {
    let before = Arc::new(Sound::unchecked(sketch("users -> lb-1 -> web-1 web-2")));
    let mut study = finished(&before);
    let moved = before.changed(|scenario| {
        for component in &mut scenario.components {
            component.at = component.at.offset(1_000.0, 0.0);
        }
        Ok(())
    });
    let moved = Arc::new(moved.expect("a move is sound"));
    let nothing = Failed::nothing();
    assert!(!study.restart(&moved, &nothing, Options::default()));
    assert!(study.pairs().known().is_some() && study.availability().known().is_some());
    let lb = study.report().spofs[0].element;
    assert!(
        study.mends(lb).is_pending(),
        "old mends lie where the parts were"
    );
    while study.step() {}
    let fresh = finished(&moved);
    assert_eq!(study.mends(lb), fresh.mends(lb));
    assert_eq!(study.report(), fresh.report());
}

#[test]
fn a_new_name_another_fault_or_another_option_begins_a_study_anew() {
    let before = Arc::new(Sound::unchecked(sketch("users -> lb-1 -> web-1 web-2")));
    let named = before.changed(|scenario| {
        scenario.components[1].name = Some("The front".to_owned());
        Ok(())
    });
    let named = Arc::new(named.expect("a name is sound"));
    let nothing = Failed::nothing();
    let dead = nothing.with(before.scenario().target("web-1").expect("it is there"));
    let links = Options { links: true };
    assert!(finished(&before).restart(&named, &nothing, Options::default()));
    assert!(finished(&before).restart(&before, &dead, Options::default()));
    assert!(finished(&before).restart(&before, &nothing, links));
}

#[test]
fn a_study_of_a_sound_scenario_makes_no_topology_and_copies_nothing() {
    let sound = Arc::new(Sound::unchecked(sketch("users -> lb-1 -> web-1 web-2")));
    let lb = sound.scenario().target("lb-1").expect("it is there");
    let (down, work) = work::of(|| {
        let study = Study::of(&sound, &Failed::nothing(), Options::default());
        study.blast_radius(&[lb])
    });
    assert_eq!(down.len(), 7, "four parts and three links: {down:?}");
    assert_eq!((work.topologies, work.copies), (0, 0));
}

#[test]
fn how_far_a_search_is_grows_from_nothing_to_all() {
    let scenario = bench::system(100);
    let mut study = Study::new(&scenario, &Failed::nothing(), Options::default());
    study.ask_for_triples();
    let mut seen = Vec::new();
    let mut before = None;
    while study.step() {
        let now = study.progress();
        if let (Some((search, share)), Some((last, last_share))) = (now, before) {
            assert!((0.0..=1.0).contains(&share), "{share}");
            assert!(
                search != last || share >= last_share,
                "{last_share} {share}"
            );
        }
        seen.extend(now.map(|(search, _)| search));
        before = now;
    }
    seen.dedup();
    assert_eq!(seen, [Search::Pairs, Search::Nines, Search::Triples]);
    assert_eq!(study.progress(), None);
}

#[test]
fn all_that_buy_the_same_are_the_best() {
    let scenario = sketch("users -> lb-1 -> web-1 web-2 -> db-1");
    let found = availability(&scenario, &Failed::nothing());
    let best: Vec<String> = found.best().iter().map(|i| i.element.to_string()).collect();
    assert_eq!(best, ["db-1", "lb-1"]);
    let twins = sketch("users -> web-1 web-2");
    let found = availability(&twins, &Failed::nothing());
    assert_eq!(found.best().len(), 2);
}

#[test]
fn shards_of_one_label_are_named_once() {
    assert_eq!(shard_words(&["s0"]), "shard s0");
    assert_eq!(shard_words(&["s0", "s0", "s0"]), "shard s0 of each service");
    assert_eq!(shard_words(&["a", "x"]), "shards a and x");
}
