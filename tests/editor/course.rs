//! Lessons: their goals are judged as the system is changed and killed.

use topple::editor::{Asked, Command};
use topple::lessons::{self, Standing};
use topple::model::fields::Value;

use crate::driver::{Hand, hand, id};

fn think(hand: &mut Hand) {
    while hand.session.is_thinking() {
        hand.session.think();
    }
}

fn begin(key: &str) -> Hand {
    let mut hand = hand("users -> web-1");
    let lesson = lessons::find(key).expect("a lesson");
    hand.session
        .begin_lesson(lessons::Assignment::of_course(lesson).into())
        .expect("it begins");
    think(&mut hand);
    hand
}

fn standing(hand: &Hand) -> Vec<Standing> {
    let course = hand.session.course().expect("a lesson");
    let goals = course.judgement().goals.iter();
    goals.map(|goal| goal.standing).collect()
}

/// Lets so many seconds pass.
fn pass(hand: &mut Hand, seconds: f64) {
    let frames = (seconds * 20.0) as u32;
    let begin_ms = 1_000_000.0;
    for frame in 0..=frames {
        hand.session.frame(begin_ms + f64::from(frame) * 50.0);
    }
}

#[test]
fn undo_ends_where_the_lesson_begins() {
    let mut hand = begin("two-balancers");
    let begun = hand.session.document().scenario().clone();
    hand.does("key Ctrl+z\nkey Ctrl+z");
    assert_eq!(*hand.session.document().scenario(), begun);
}

#[test]
fn what_belongs_to_the_question_stays_as_drawn_and_says_so() {
    let mut hand = begin("another-node");
    let begun = hand.session.document().scenario().clone();
    let users = [id("users")];
    let refused = hand
        .session
        .set_field(&users, "rate_rps", &Value::Number(1.0));
    assert!(
        refused
            .is_err_and(|why| why.contains("In this lesson the request rate of users is fixed."))
    );
    hand.does("select users\nkey Delete\nselect users\nkey Ctrl+d\nadd cache");
    assert_eq!(*hand.session.document().scenario(), begun);
    assert!(hand.told().contains("This lesson"), "{}", hand.told());
    // What the lesson is about is free.
    hand.does("add server");
    assert_eq!(hand.session.document().scenario().components.len(), 4);
}

#[test]
fn an_answer_stands_where_the_fault_came() {
    let mut hand = begin("one-server");
    let course = |hand: &Hand| hand.session.course().map(|c| (c.answer(), c.expected()));
    hand.session.predict(2);
    assert_eq!(course(&hand), Some((Some(2), Vec::new())));
    pass(&mut hand, 5.0);
    let web = hand.target("web-1");
    hand.session.simulate(|s| s.kill([web]));
    let killed_s = hand.session.simulation().run().now().as_seconds();
    assert!(killed_s > 1.0);
    assert_eq!(course(&hand), Some((Some(2), vec![(killed_s, 0.0)])));
}

#[test]
fn a_goal_that_is_open_says_what_is_missing() {
    let mut hand = begin("standby");
    hand.does("add database");
    think(&mut hand);
    let course = hand.session.course().expect("a lesson");
    let missing: Vec<_> = course.judgement().missing().collect();
    assert!(
        missing
            .iter()
            .any(|m| m.contains("No link leads from the users to")),
        "{missing:?}"
    );
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
    assert_eq!(
        standing(&hand),
        [Standing::Open],
        "nothing has been seen yet"
    );
    pass(&mut hand, 6.0);
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

/// Users, a server and a database, with a lesson.
fn own() -> String {
    r#"{ "topple": 2, "title": "Double it",
      "components": [ { "id": "users", "kind": "client" }, { "id": "web-1", "kind": "server" }, { "id": "db-1", "kind": "database" } ],
      "links": [ { "from": "users", "to": "web-1" }, { "from": "web-1", "to": "db-1" } ],
      "lesson": { "task": "Let any server die.", "goals": [ { "at_least": 2, "kind": "server" }, { "safe": "server" } ],
        "predict": { "ask": "How much is served?", "kill": "web-1" }, "locked": ["db-1"] } }"#
        .to_owned()
}

#[test]
fn a_file_with_a_lesson_is_taken_and_what_is_drawn_in_it_carries_none() {
    let mut hand = hand("users -> web-1");
    assert!(hand.session.open_text(&own()));
    think(&mut hand);
    assert_eq!(standing(&hand), [Standing::Open, Standing::Open]);
    assert_eq!(hand.session.document().scenario().lesson, None);
    let begun = hand.session.document().scenario().clone();
    hand.does("select db-1\nkey Delete");
    assert_eq!(*hand.session.document().scenario(), begun);
    assert!(
        hand.told().contains("This lesson needs db-1."),
        "{}",
        hand.told()
    );
    hand.does("select web-1\nkey Ctrl+d");
    think(&mut hand);
    assert!(
        hand.session
            .course()
            .is_some_and(topple::editor::Course::is_done)
    );
    hand.does("key Ctrl+z\nkey Ctrl+z");
    assert_eq!(
        *hand.session.document().scenario(),
        begun,
        "undo ends at the start"
    );
    // A question without answers of its own has those from nothing to everything.
    hand.session.predict(4);
    let web = hand.target("web-1");
    pass(&mut hand, 2.0);
    hand.session.simulate(|s| s.kill([web]));
    let expected = hand.session.course().map(topple::editor::Course::expected);
    assert!(expected.is_some_and(|e| e.len() == 1 && (e[0].1 - 1.0).abs() < 1e-9));
}

#[test]
fn what_had_been_drawn_in_a_lesson_is_gone_on_with_unless_it_breaks_a_rule() {
    let mut hand = hand("users -> web-1");
    assert!(hand.session.open_text(&own()));
    hand.does("select web-1\nkey Ctrl+d");
    let drawn = hand.session.document().scenario().clone();
    assert!(hand.session.open_text(&own()));
    hand.session
        .go_on_with(drawn.clone())
        .expect("it keeps the rules");
    assert_eq!(*hand.session.document().scenario(), drawn);
    think(&mut hand);
    assert!(
        hand.session
            .course()
            .is_some_and(topple::editor::Course::is_done)
    );
    let refused = hand.session.go_on_with(topple::model::Scenario::default());
    assert_eq!(refused, Err("This lesson needs users.".to_owned()));
    assert_eq!(*hand.session.document().scenario(), drawn);
}

#[test]
fn a_lesson_is_made_of_the_drawing_and_each_change_of_it_is_undone() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("do make-lesson");
    assert_eq!(
        hand.session.take_requests(),
        [topple::editor::Request::MakeLesson]
    );
    let change = |hand: &mut Hand, task: &str| {
        hand.session
            .change_lesson(|lesson| task.clone_into(&mut lesson.task))
            .expect("it is taken");
    };
    change(&mut hand, "Let it be.");
    hand.session.document_mut().settle();
    change(&mut hand, "Let it be safe.");
    let task = |hand: &Hand| {
        let lesson = hand.session.document().scenario().lesson.clone();
        lesson.map(|lesson| lesson.task.clone())
    };
    assert_eq!(task(&hand).as_deref(), Some("Let it be safe."));
    assert!(hand.session.course().is_none(), "it is made, and not taken");
    hand.does("key Ctrl+z");
    assert_eq!(task(&hand).as_deref(), Some("Let it be."));
    hand.session.remove_lesson().expect("it goes");
    assert_eq!(task(&hand), None);
    hand.does("key Ctrl+z");
    assert_eq!(task(&hand).as_deref(), Some("Let it be."));
}

#[test]
fn a_lesson_of_ones_own_under_way_is_opened_again_to_be_changed() {
    let mut hand = hand("users -> web-1");
    assert!(hand.session.open_text(&own()));
    hand.does("select web-1\nkey Ctrl+d\ndo make-lesson");
    let scenario = hand.session.document().scenario();
    assert_eq!(scenario.components.len(), 3, "its start is there again");
    assert!(scenario.lesson.is_some() && hand.session.course().is_none());
}

/// How the question of the lesson stands, and whether the answer is drawn.
fn question(hand: &Hand) -> (Asked, bool) {
    let course = hand.session.course().expect("a lesson");
    (course.asked(), !course.expected().is_empty())
}

fn now_s(hand: &Hand) -> f64 {
    hand.session.simulation().run().now().as_seconds()
}

#[test]
fn what_was_built_is_seen_in_a_run_that_begins_with_it() {
    let mut hand = begin("another-node");
    pass(&mut hand, 5.0);
    assert!(now_s(&hand) > 4.0);
    hand.does("select web-1\nkey Ctrl+d");
    assert!(now_s(&hand) > 4.0, "an edit alone begins nothing");
    think(&mut hand);
    let course = hand.session.course().expect("a lesson");
    assert!(course.is_done() && course.began_anew());
    assert!(now_s(&hand) < 0.1, "{}", now_s(&hand));
    // Once only: what is killed then is watched.
    pass(&mut hand, 5.0);
    hand.does("add server");
    think(&mut hand);
    assert!(now_s(&hand) > 4.0);
}

#[test]
fn a_lesson_that_is_done_by_killing_goes_on_with_its_run() {
    let mut hand = begin("one-server");
    let web = hand.target("web-1");
    hand.session.simulate(|s| s.kill([web]));
    pass(&mut hand, 6.0);
    think(&mut hand);
    let course = hand.session.course().expect("a lesson");
    assert!(course.is_done() && !course.began_anew());
    assert!(now_s(&hand) > 4.0);
}

#[test]
fn an_answer_about_what_is_built_is_compared_once_it_is() {
    let mut hand = begin("another-node");
    hand.session.predict(0);
    let web = hand.target("web-1");
    hand.session.simulate(|s| s.kill([web]));
    assert_eq!(question(&hand), (Asked::Amiss, false));
    hand.session.revive(vec![web]);
    hand.does("select web-1\nkey Ctrl+d");
    think(&mut hand);
    pass(&mut hand, 2.0);
    hand.session.simulate(|s| s.kill([web]));
    assert_eq!(question(&hand), (Asked::Struck, true));
    pass(&mut hand, 12.0);
    assert_eq!(question(&hand), (Asked::Seen, true));
    // What was done is done; a goal that is open again is open.
    hand.session.revive(vec![web]);
    hand.does("key Ctrl+z");
    think(&mut hand);
    let course = hand.session.course().expect("a lesson");
    assert!(course.is_done() && !course.is_reached());
}

#[test]
fn an_answer_about_the_start_is_compared_before_anything_is_changed() {
    let mut hand = begin("dns-checks");
    hand.session.predict(1);
    pass(&mut hand, 3.0);
    let balancer = hand.target("lb-1");
    hand.session.simulate(|s| s.kill([balancer]));
    assert_eq!(question(&hand), (Asked::Struck, true));
    hand.session.simulate(topple::editor::Simulation::restart);
    pass(&mut hand, 1.0);
    assert_eq!(question(&hand), (Asked::Open, false), "it comes anew");
    hand.session
        .set_field(&[id("lb-2")], "retries", &Value::Number(0.0))
        .expect("it is a setting");
    hand.session.simulate(|s| s.kill([balancer]));
    assert_eq!(question(&hand), (Asked::Amiss, false));
}

#[test]
fn what_was_set_for_one_lesson_is_not_for_the_next() {
    let mut hand = begin("deep-checks");
    hand.session.findings_mut().count_links(true);
    hand.session.simulate(|s| s.set_speed(60.0));
    let next = lessons::find("overload").expect("a lesson");
    let next = lessons::Assignment::of_course(next);
    hand.session.begin_lesson(next.into()).expect("it begins");
    assert!(!hand.session.findings().counts_links());
    assert!((hand.session.simulation().speed() - 1.0).abs() < 1e-9);
}

#[test]
fn the_invitation_points_at_what_the_question_is_about_or_nowhere() {
    let mut hand = hand("users -> web-1");
    hand.session.invite();
    let mut at = |key: &str| {
        let lesson = lessons::find(key).expect("a lesson");
        let assignment = lessons::Assignment::of_course(lesson);
        let begun = hand.session.begin_lesson(assignment.into());
        begun.expect("it begins");
        let at = hand.session.invitation()?.at;
        let components = &hand.session.document().scenario().components;
        let nearest = components.iter().min_by(|a, b| {
            let off =
                |c: &topple::model::Component| (c.at.x - 148.0 - at.x).hypot(c.at.y - 100.0 - at.y);
            off(a).total_cmp(&off(b))
        });
        nearest.map(|c| c.id.to_string())
    };
    assert_eq!(at("one-server").as_deref(), Some("web-1"));
    assert_eq!(at("dns-checks").as_deref(), Some("lb-1"));
    assert_eq!(at("balancer-checks").as_deref(), Some("web-1"));
    assert_eq!(at("cache").as_deref(), Some("cache-1"));
    // First it has to be built; a region, a link and a script are no cards.
    for key in [
        "two-balancers",
        "standby",
        "region",
        "split-brain",
        "retry-storm",
        "all-at-once",
    ] {
        assert_eq!(at(key), None, "{key}");
    }
}

#[test]
fn in_a_split_brain_both_take_writes_as_the_lesson_says() {
    let mut hand = begin("split-brain");
    pass(&mut hand, 2.0);
    let cut = hand.target("db-1>db-2");
    hand.session.simulate(|s| s.kill([cut]));
    pass(&mut hand, 20.0);
    let situation = hand.session.situation();
    let told = format!("{situation:?}");
    assert!(told.contains("db-1 and db-2 both take writes, "), "{told}");
    assert!(
        !told.contains(" 0 so far") && !told.contains(", 0 and"),
        "{told}"
    );
}

#[test]
fn a_second_region_is_drawn_by_hand_where_that_is_the_lesson() {
    let mut hand = begin("region");
    let before = hand.session.document().scenario().clone();
    hand.does("select west");
    assert!(!hand.session.can(Command::CopyRegionStandby));
    hand.session.perform(Command::CopyRegionStandby);
    assert_eq!(*hand.session.document().scenario(), before);
    hand.session.leave_lesson();
    assert!(hand.session.can(Command::CopyRegionStandby));
}
