//! Lessons: their goals are judged as the system is changed and killed.

use topple::lessons::{self, Standing};

use crate::driver::{Hand, hand};

fn think(hand: &mut Hand) {
    while hand.session.is_thinking() {
        hand.session.think();
    }
}

fn begin(key: &str) -> Hand {
    let mut hand = hand("users -> web-1");
    let lesson = lessons::find(key).expect("a lesson");
    hand.session.begin_lesson(lesson).expect("it begins");
    think(&mut hand);
    hand
}

fn standing(hand: &Hand) -> Vec<Standing> {
    let course = hand.session.course().expect("a lesson");
    let goals = course.judgement().goals.iter();
    goals.map(|goal| goal.standing).collect()
}

#[test]
fn a_lesson_begins_with_its_own_system_and_leaves_what_was_there_to_be_saved() {
    let mut hand = begin("one-server");
    assert_eq!(hand.session.document().scenario().components.len(), 3);
    assert!(!hand.session.can(topple::editor::Command::Undo));
    let left = hand.session.take_requests();
    let [topple::editor::Request::Left(left)] = &left[..] else {
        panic!("{left:?}");
    };
    assert_eq!(left.scenario().components.len(), 2);
}

#[test]
fn whatever_else_is_opened_ends_the_lesson() {
    let mut hand = begin("one-server");
    hand.does("do new");
    assert!(hand.session.course().is_none());
}

#[test]
fn a_goal_of_killing_is_reached_by_killing_and_stays_reached() {
    let mut hand = begin("one-server");
    assert_eq!(standing(&hand), [Standing::Open]);
    let web = hand.target("web-1");
    hand.session.simulate(|s| s.kill([web]));
    think(&mut hand);
    assert_eq!(standing(&hand), [Standing::Reached]);
    hand.session.revive(vec![web]);
    think(&mut hand);
    assert!(
        hand.session
            .course()
            .is_some_and(topple::editor::Course::is_done)
    );
}

#[test]
fn goals_of_the_drawing_and_of_the_run_are_reached_by_drawing() {
    let mut hand = begin("another-node");
    assert!(standing(&hand).contains(&Standing::Open));
    hand.does("select web-1\nkey Ctrl+d");
    think(&mut hand);
    assert!(
        hand.session
            .course()
            .is_some_and(topple::editor::Course::is_done)
    );
    hand.session.leave_lesson();
    assert!(hand.session.course().is_none() && !hand.session.is_thinking());
    assert_eq!(
        hand.session.document().scenario().components.len(),
        4,
        "the system stays"
    );
}
