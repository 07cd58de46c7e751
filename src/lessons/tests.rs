//! No lesson is solved before it begins, and each can be.

use std::collections::BTreeSet;

mod wrong_answers;

use super::*;
use crate::model::Target;

/// Systems that solve the lessons, one file each.
fn solution(lesson: &Lesson) -> Scenario {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons");
    let text = std::fs::read_to_string(folder.join(lesson.key).with_extension("json"));
    json::read(&text.expect("every lesson has a solution")).expect("and it is sound")
}

fn judged(lesson: &Lesson, scenario: &Scenario, killed: &BTreeSet<Target>) -> Vec<Standing> {
    lesson.judge(&Attempt { scenario, killed })
}

#[test]
fn no_lesson_is_solved_where_it_starts() {
    for lesson in ALL {
        let standings = judged(lesson, &lesson.start(), &BTreeSet::new());
        assert_eq!(standings.len(), lesson.goals.len());
        assert!(
            standings.contains(&Standing::Open),
            "{}: {standings:?}",
            lesson.key
        );
    }
}

#[test]
fn every_lesson_is_solved_by_its_solution() {
    for lesson in ALL {
        let scenario = solution(lesson);
        let killed = scenario
            .components
            .iter()
            .map(|c| Target::Component(c.id))
            .collect();
        let standings = judged(lesson, &scenario, &killed);
        let unreached = lesson
            .goals
            .iter()
            .zip(&standings)
            .filter(|(_, s)| **s != Standing::Reached);
        let told: Vec<_> = unreached
            .map(|(goal, standing)| format!("{goal}: {standing:?}"))
            .collect();
        assert!(told.is_empty(), "{}: {told:?}", lesson.key);
    }
}

#[test]
fn what_is_played_is_not_solved_by_the_start_either() {
    for lesson in ALL {
        let scenario = lesson.start();
        for goal in lesson.goals {
            let alone = judge::judge(
                &[*goal],
                &Attempt {
                    scenario: &scenario,
                    killed: &BTreeSet::new(),
                },
            );
            assert_ne!(alone, [Standing::Untried], "{}: {goal}", lesson.key);
        }
    }
}

#[test]
fn every_lesson_starts_from_a_file_as_the_playground_saves_it_and_bears_its_title() {
    let mut keys = BTreeSet::new();
    for lesson in ALL {
        assert_eq!(json::write(&lesson.start()), lesson.file, "{}", lesson.key);
        assert_eq!(lesson.start().title, lesson.title);
        assert!(keys.insert(lesson.key), "{} twice", lesson.key);
        assert!(
            !lesson.text.is_empty() && !lesson.hints.is_empty(),
            "{}",
            lesson.key
        );
    }
}

#[test]
fn lessons_follow_one_another_to_the_last() {
    let mut lesson = find("one-server");
    let mut met = 0;
    while let Some(this) = lesson {
        met += 1;
        lesson = this.next();
    }
    assert_eq!(met, ALL.len());
}

#[test]
fn nothing_is_played_while_something_quicker_is_open() {
    let lesson = find("standby").expect("there is this lesson");
    let standings = judged(lesson, &lesson.start(), &BTreeSet::new());
    assert_eq!(
        standings,
        [
            Standing::Open,
            Standing::Open,
            Standing::Open,
            Standing::Untried
        ]
    );
}

#[test]
fn judging_in_slices_says_the_same_as_judging_at_once() {
    let lesson = ALL
        .iter()
        .find(|lesson| lesson.goals.iter().any(|g| matches!(g, Goal::Survives(..))))
        .expect("a lesson that is played");
    let scenario = solution(lesson);
    let killed = BTreeSet::new();
    let attempt = Attempt {
        scenario: &scenario,
        killed: &killed,
    };
    let mut judging = lesson.begin_judging(&attempt);
    let mut slices = 1;
    let standing = loop {
        match judging.go_on(1_000) {
            Some(standing) => break standing,
            None => slices += 1,
        }
    };
    assert_eq!(standing, lesson.judge(&attempt));
    assert!(slices > 10, "{slices}");
}
