//! Files and the clipboard: text in, text out, nothing lost.

use topple::editor::{Request, Session};

use crate::driver::{hand, id, lines, of};

#[test]
fn the_first_system_is_users_a_server_and_a_database() {
    let hand = of(Session::first());
    assert_eq!(
        hand.picture(),
        lines("users -240,0\nweb-1 0,0\ndb-1 240,0\nusers>web-1\nweb-1>db-1")
    );
    assert_eq!(hand.session.findings().report().spofs.len(), 2);
}

#[test]
fn what_is_copied_is_pasted_with_fresh_ids_and_the_links_between() {
    let mut hand = hand("users -> lb-1 -> web-1 -> db-1");
    hand.does("select web-1 db-1\nkey Ctrl+c");
    let [Request::WriteClipboard(text)] = &hand.requests()[..] else {
        panic!("no text")
    };
    assert!(hand.session.paste(text));
    assert_eq!(hand.shows("web-2>"), "web-2>db-2");
    assert!(hand.shows("db-2").ends_with('*'));
    assert_eq!(hand.shows("lb-1>"), "lb-1>web-1");
    assert_eq!(hand.steps(), ["Paste"]);
    assert!(hand.session.paste(text));
    assert_eq!(hand.shows("web-3>"), "web-3>db-3");
}

#[test]
fn what_is_cut_can_be_pasted_into_another_session_with_its_region() {
    let mut one = hand("users -> web-1 -> db-1\nwest = web-1 db-1");
    one.does("select west\nkey Ctrl+x");
    let [Request::Cut { text, targets }] = &one.requests()[..] else {
        panic!("no text")
    };
    // What the clipboard did not take is not deleted.
    assert!(
        one.shows("web-1 ").ends_with("in west"),
        "{}",
        one.picture()
    );
    one.session.delete(targets);
    assert!(!one.picture().contains("[west]"), "{}", one.picture());
    assert_eq!(one.steps(), ["Cut west"]);
    let mut other = hand("users -> web-1");
    assert!(other.session.paste(text));
    assert_eq!(other.shows("web-2>"), "web-2>db-1");
    assert!(
        other.shows("web-2 ").contains("in west-1"),
        "{}",
        other.picture()
    );
}

#[test]
fn a_text_that_is_no_scenario_is_refused_and_nothing_is_lost() {
    let mut hand = hand("users -> web-1");
    let before = hand.picture();
    assert!(!hand.session.paste("hello"));
    assert!(
        !hand
            .session
            .open_text("{ \"topple\": 1, \"components\": [ { \"id\": \"A\" } ] }")
    );
    assert!(!hand.session.open_text(""));
    assert_eq!(hand.picture(), before);
    assert!(
        hand.told().contains("This cannot be pasted."),
        "{}",
        hand.told()
    );
    assert!(hand.told().contains("Your work is as it was."));
    assert!(hand.session.document().history().is_empty());
}

#[test]
fn a_file_opens_beside_what_was_there_which_is_left_to_be_saved() {
    let other = hand("users -> lb-1 -> web-1")
        .session
        .document()
        .file_text();
    let mut hand = hand("users -> web-1");
    let before = hand.session.document().scenario().clone();
    assert!(hand.session.open_text(&other));
    assert!(hand.session.document().component(id("lb-1")).is_some());
    let left = hand.session.take_requests();
    let [Request::Left(left)] = &left[..] else {
        panic!("{left:?}");
    };
    assert_eq!(*left.scenario(), before);
}

#[test]
fn a_file_is_named_after_the_title() {
    let mut session = Session::first();
    session.set_title("Two balancers, one database!").unwrap();
    assert_eq!(
        session.document().file_name(),
        "two-balancers-one-database.json"
    );
}

#[test]
fn a_scenario_with_its_script_survives_the_file() {
    let mut session = Session::first();
    session.set_seed(99).unwrap();
    let text = session.document().file_text();
    let mut other = Session::new(topple::model::Scenario::default());
    assert!(other.open_text(&text));
    assert_eq!(*other.document().scenario(), *session.document().scenario());
}

#[test]
fn of_what_an_older_drawing_means_by_now_a_few_lines_are_told() {
    let mut hand = hand("users -> web-1");
    let news: Vec<String> = (0..32).map(|i| format!("Line {i}.")).collect();
    hand.session.tell_news(&news[..4]);
    assert!(hand.told().ends_with("Line 3."), "{}", hand.told());
    hand.session.tell_news(&news);
    assert!(
        hand.told()
            .ends_with("Line 3.\nThe same applies to 28 more."),
        "{}",
        hand.told()
    );
}
