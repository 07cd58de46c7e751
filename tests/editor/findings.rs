//! What is found out in its own time, what is highlighted when it is pointed at, and mends.

use topple::analysis::MendId;
use topple::analysis::mends::Change;
use topple::editor::{Command, Highlight, Pointed, Session, Simulation};
use topple::model::{Role, Target};
use topple::templates;

use crate::driver::{Hand, hand, id, of};

/// Lets the session think until there is nothing more to find out.
fn think(session: &mut Session) {
    for _ in 0..1_000_000 {
        if !session.is_thinking() {
            return;
        }
        session.think();
    }
    panic!("it never comes to an end");
}

fn thought(text: &str) -> Hand {
    let mut hand = hand(text);
    think(&mut hand.session);
    hand
}

fn template(key: &str) -> Session {
    let mut template = templates::all();
    let template = template.find(|t| t.key == key).expect("a template");
    Session::new(template.scenario())
}

/// The mends of a verdict, the plainest first.
fn mends(session: &Session, element: Target) -> Vec<MendId> {
    let mends = session.findings().mends_of(element).and_then(|m| m.value());
    mends.into_iter().flatten().map(|m| m.id.clone()).collect()
}

/// Adding another node like this one.
fn another(like: &str) -> MendId {
    MendId {
        change: Change::AddNodes(id(like), 1),
        with_checks: false,
    }
}

#[test]
fn the_page_is_told_of_what_was_found_out_and_of_nothing_else() {
    let mut session = Session::new(topple::analysis::bench::system(100));
    session.take_changes();
    let (mut steps, mut told) = (0, 0);
    while session.is_thinking() {
        session.think();
        steps += 1;
        told += usize::from(session.take_changes().findings);
    }
    assert!(session.findings().pairs().is_fresh() && session.findings().overloads().is_fresh());
    assert!(told >= 4, "warnings, overloads, pairs, nines: {told}");
    assert!(told * 10 < steps, "{told} times in {steps} steps");
}

#[test]
fn a_mend_is_one_step_that_shows_what_it_added_and_undo_gives_the_drawing_back() {
    let mut hand = thought("users -> lb-1 -> web-1 -> db-1");
    let web = hand.target("web-1");
    assert_eq!(mends(&hand.session, web)[0], another("web-1"));
    let before = hand.session.document().scenario().clone();
    assert!(hand.session.mend(web, &another("web-1")));
    assert!(hand.session.findings().verdict_of(web).is_none());
    assert_eq!(hand.shows("web-2").lines().next(), Some("web-2 320,120 *"));
    assert_eq!(hand.steps(), ["Add another web"]);
    hand.does("key Ctrl+z");
    assert_eq!(*hand.session.document().scenario(), before);
}

#[test]
fn a_mend_can_be_taken_before_all_mends_are_known_and_one_that_is_none_any_more_says_so() {
    let mut hand = hand("users -> web-1");
    let web = hand.target("web-1");
    assert!(hand.session.mend(web, &another("web-1")));
    assert!(!hand.session.mend(web, &another("web-1")));
    assert!(
        hand.told().contains("does not apply any more"),
        "{}",
        hand.told()
    );
}

#[test]
fn who_may_only_read_is_offered_no_mends() {
    let mut hand = thought("users -> web-1");
    hand.session.set_readonly(true);
    let web = hand.target("web-1");
    assert!(hand.session.is_readonly() && !hand.session.mend(web, &another("web-1")));
    assert_eq!(hand.session.document().scenario().components.len(), 2);
}

#[test]
fn pointing_at_a_mend_shows_what_it_would_add_and_what_would_change() {
    let mut hand = thought("users -> lb-1 -> web-1 -> db-1");
    let web = hand.target("web-1");
    hand.session
        .findings_mut()
        .point_at(Some(Pointed::Mend(web, another("web-1"))));
    let plan = hand.session.findings().additions().clone();
    assert_eq!(plan.cards.len(), 1);
    assert_eq!(plan.cards[0].2, "web-2");
    assert_eq!(
        plan.links.len(),
        2,
        "from the balancer, and to the database"
    );
    think(&mut hand.session);
    let previewed = hand
        .session
        .findings()
        .previewed()
        .and_then(|p| p.preview.clone());
    let preview = previewed.expect("it was looked at");
    assert_eq!(preview.gone.len(), 1);
    assert!(preview.after.all.low > preview.before.all.low);
    assert_eq!(
        hand.session.findings().highlight(web),
        Some(Highlight::Relieved)
    );
    assert_eq!(
        hand.session.document().scenario().components.len(),
        4,
        "nothing is drawn yet"
    );
    hand.session.findings_mut().point_at(None);
    assert!(
        hand.session.findings().additions().cards.is_empty()
            && hand.session.findings().highlight(web).is_none()
    );
}

#[test]
fn pointing_at_a_pair_highlights_both_and_what_they_take_down() {
    let mut hand = thought("users -> lb-1 -> web-1 web-2 -> db-1");
    let pairs = hand
        .session
        .findings()
        .pairs()
        .value()
        .expect("pairs")
        .sets
        .clone();
    let names: Vec<String> = pairs[0].elements.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["web-1", "web-2"]);
    hand.session
        .findings_mut()
        .point_at(Some(Pointed::Loss(pairs[0].elements.clone())));
    let highlight = |hand: &Hand, name: &str| hand.session.findings().highlight(hand.target(name));
    assert_eq!(highlight(&hand, "web-1"), Some(Highlight::Cause));
    assert_eq!(highlight(&hand, "web-2"), Some(Highlight::Cause));
    assert_eq!(highlight(&hand, "db-1"), Some(Highlight::Down));
    assert_eq!(highlight(&hand, "lb-1>web-2"), Some(Highlight::Down));
}

#[test]
fn what_was_found_before_an_edit_stays_to_be_seen_until_it_is_found_anew() {
    let mut hand = thought("users -> lb-1 -> web-1 web-2 -> db-1");
    assert!(hand.session.findings().pairs().is_fresh());
    hand.does("click web-2\nkey Ctrl+d");
    assert!(
        !hand.session.findings().pairs().is_fresh()
            && !hand.session.findings().availability().is_fresh()
    );
    assert_eq!(
        hand.session
            .findings()
            .pairs()
            .value()
            .expect("the old ones")
            .total,
        1
    );
    assert!(hand.session.wants_frame());
    think(&mut hand.session);
    assert!(hand.session.findings().pairs().is_fresh());
    assert_eq!(
        hand.session
            .findings()
            .pairs()
            .value()
            .expect("the new ones")
            .total,
        0
    );
}

#[test]
fn nothing_is_thought_of_while_a_hand_is_at_work() {
    let mut hand = thought("users -> web-1");
    hand.session.simulate(Simulation::restart);
    hand.does("hold web-1 by 0 100");
    assert!(!hand.session.is_thinking());
}

#[test]
fn triples_are_looked_for_once_they_are_asked_for() {
    let mut hand = thought("users -> lb-1 -> web-1 web-2 web-3");
    assert!(hand.session.findings().triples().is_none());
    hand.session.findings_mut().ask_for_triples();
    assert!(hand.session.is_thinking());
    think(&mut hand.session);
    let triples = hand.session.findings().triples().and_then(|t| t.value());
    assert_eq!(triples.expect("triples").total, 1);
}

#[test]
fn a_cache_whose_loss_saturates_the_database_is_flagged_and_highlights_who_is_saturated() {
    let mut session = template("cache-aside");
    think(&mut session);
    let overloads = session
        .findings()
        .overloads()
        .value()
        .expect("overloads")
        .clone();
    let cache = overloads.verdicts[0].element;
    assert!(session.findings().overload_of(cache).is_some());
    session
        .findings_mut()
        .point_at(Some(Pointed::Overload(cache)));
    let database = Target::Component(overloads.verdicts[0].saturated[0].component);
    assert_eq!(
        session.findings().highlight(database),
        Some(Highlight::Saturated)
    );
}

#[test]
fn links_count_once_they_are_asked_about() {
    let mut hand = hand("users -> web-1");
    let link = hand.target("users>web-1");
    assert!(hand.session.findings().verdict_of(link).is_none());
    hand.session.findings_mut().count_links(true);
    assert!(hand.session.findings().verdict_of(link).is_some());
    hand.session.findings_mut().count_links(false);
    assert!(hand.session.findings().verdict_of(link).is_none());
}

#[test]
fn a_region_is_copied_whole_with_standbys_or_with_second_primaries() {
    for (command, role) in [
        (Command::CopyRegionStandby, Role::Standby),
        (Command::CopyRegionPrimary, Role::Primary),
    ] {
        let mut hand = hand("users -> dns -> lb-1 -> web-1 -> db-1\nwest = lb-1 web-1 db-1");
        hand.does("select west");
        assert!(hand.session.can(command));
        hand.session.perform(command);
        let document = hand.session.document().scenario();
        assert_eq!(document.regions.len(), 2);
        let copy = document.component(id("db-2")).expect("a second database");
        assert_eq!(copy.database().expect("a database").role, role);
        assert!(document.has(hand.target("dns>lb-2")), "names lead to both");
        assert_eq!(hand.steps().len(), 1);
    }
}

#[test]
fn what_lies_in_no_region_gets_one_before_it_is_copied() {
    let mut hand = hand("users -> dns -> lb-1 -> web-1 -> db-1");
    hand.session.perform(Command::CopyRegionStandby);
    let document = hand.session.document().scenario();
    assert_eq!(document.regions.len(), 2);
    assert_eq!(document.components.len(), 8);
    assert!(
        document
            .component(id("users"))
            .is_some_and(|c| c.region.is_none())
    );
    assert_eq!(hand.steps().len(), 1);
}

#[test]
fn a_database_from_the_palette_is_a_store_of_its_own_wherever_it_is_put() {
    for at in ["320 160", "1500 900"] {
        let mut hand = hand("users -> web-1 -> db-1");
        hand.does(&format!("place database at {at}"));
        let document = hand.session.document();
        let new = document.component(id("db-2")).expect("a database");
        assert_eq!(new.database().expect("a database").role, Role::Primary);
        assert_eq!(document.scenario().links.len(), 2);
        let told: Vec<&str> = hand
            .session
            .messages()
            .iter()
            .map(|m| m.text.as_str())
            .collect();
        assert_eq!(
            told,
            ["db-2 is a primary with data of its own. For a copy of db-1, duplicate that."]
        );
    }
    // Where there is no other, nothing needs to be said.
    let mut hand = hand("users -> web-1");
    hand.does("place database at 320 160");
    assert!(hand.session.messages().is_empty());
}

#[test]
fn a_duplicate_of_a_database_stands_by_with_its_channel() {
    let cases = [
        (
            "db-1",
            "db-1: role=primary",
            "db-3",
            "db-1>db-3",
            Role::Standby,
        ),
        (
            "db-2",
            "db-2: role=standby",
            "db-3",
            "db-1>db-3",
            Role::Standby,
        ),
        (
            "db-2",
            "db-2: role=read_replica",
            "db-3",
            "db-1>db-3",
            Role::ReadReplica,
        ),
    ];
    for (of, setting, copy, channel, role) in cases {
        let mut hand = hand(&format!(
            "users -> web-1 -> db-1 db-2\ndb-1 -> db-2\n{setting}"
        ));
        hand.does(&format!("select {of}\ndo duplicate"));
        let document = hand.session.document();
        let new = document.component(id(copy)).expect("a copy");
        assert_eq!(new.database().expect("a database").role, role, "of {of}");
        assert!(document.scenario().has(hand.target(channel)), "of {of}");
        assert!(
            document
                .scenario()
                .has(hand.target(&format!("web-1>{copy}"))),
            "of {of}"
        );
        assert_eq!(hand.steps().len(), 1);
    }
}

#[test]
fn a_duplicate_of_what_has_no_data_gets_it_from_the_primary() {
    let mut hand = hand("users -> web-1 -> db-1 db-2\ndb-2: role=standby");
    hand.does("select db-2\ndo duplicate");
    assert!(
        hand.session
            .document()
            .scenario()
            .has(hand.target("db-1>db-3"))
    );
}

#[test]
fn a_duplicated_region_holds_standbys_of_its_primaries() {
    let mut hand = hand(
        "users -> web-1 -> db-1 db-2\ndb-1 -> db-2\ndb-2: role=standby\nwest = web-1 db-1 db-2",
    );
    hand.does("select west\ndo duplicate");
    let document = hand.session.document();
    for (copy, channel) in [("db-3", "db-1>db-3"), ("db-4", "db-3>db-4")] {
        let copy = document.component(id(copy)).expect("a copy");
        assert_eq!(copy.database().expect("a database").role, Role::Standby);
        assert!(document.scenario().has(hand.target(channel)), "{channel}");
    }
    assert_eq!(document.topology().sets.len(), 1);
}

#[test]
fn the_first_system_can_be_mended_until_nothing_is_left_to_mend() {
    let mut hand = of(Session::first());
    for _ in 0..20 {
        think(&mut hand.session);
        let verdicts = &hand.session.findings().report().spofs;
        let Some(element) = verdicts.first().map(|v| v.element) else {
            return;
        };
        let mend = mends(&hand.session, element)[0].clone();
        assert!(hand.session.mend(element, &mend), "{mend}");
    }
    panic!("there is always one more: {}", hand.picture());
}
