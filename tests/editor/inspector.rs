//! Settings typed into the inspector.

use topple::editor::Session;
use topple::model::fields::Value;
use topple::model::{Failover, LinkId, Rect};

use crate::driver::{hand, id, region};

fn number(n: f64) -> Value {
    Value::Number(n)
}

#[test]
fn edits_of_one_field_are_one_step_until_it_is_left() {
    let mut hand = hand("users -> web-1");
    let set = |s: &mut Session, n| s.set_field(&[id("web-1")], "workers", &number(n)).unwrap();
    set(&mut hand.session, 1.0);
    set(&mut hand.session, 12.0);
    set(&mut hand.session, 128.0);
    assert_eq!(hand.steps(), ["Set workers of web-1"]);
    hand.session.document_mut().settle();
    set(&mut hand.session, 64.0);
    hand.session
        .set_field(&[id("web-1")], "queue", &number(3.0))
        .unwrap();
    assert_eq!(hand.session.document().history().len(), 3);
}

#[test]
fn a_value_out_of_range_is_refused_with_the_range() {
    let mut hand = hand("users -> web-1");
    let before = hand.session.document().scenario().clone();
    let refused = hand
        .session
        .set_field(&[id("web-1")], "workers", &number(0.0))
        .unwrap_err();
    assert_eq!(refused, "0 is not in 1..=1000000");
    let refused = hand
        .session
        .set_field(&[id("web-1")], "workers", &Value::Switch(true));
    assert!(refused.is_err());
    assert_eq!(before, *hand.session.document().scenario());
}

#[test]
fn a_field_is_set_on_all_that_have_it() {
    let mut hand = hand("users -> web-1 web-2 -> db-1");
    let all = ["users", "web-1", "web-2", "db-1"].map(id);
    hand.session
        .set_field(&all, "workers", &number(9.0))
        .unwrap();
    let workers = topple::model::fields::find;
    for name in ["web-1", "web-2", "db-1"] {
        let component = hand.session.document().component(id(name)).unwrap();
        let field = workers(component.kind(), "workers").unwrap();
        assert_eq!((field.get)(component), Some(number(9.0)), "{name}");
    }
    assert_eq!(hand.steps(), ["Set workers"]);
}

#[test]
fn failover_is_a_rule_of_the_set_and_is_set_on_the_node_that_rules_it() {
    let mut hand = hand("users -> web-1 -> db-1\ndb-1 -> db-2\ndb-2: role=standby");
    hand.session
        .set_field(&[id("db-2")], "failover", &Value::Choice("quorum"))
        .unwrap();
    let failover = |name| {
        hand.session
            .document()
            .component(id(name))
            .unwrap()
            .database()
            .unwrap()
            .failover
    };
    assert_eq!(
        (failover("db-1"), failover("db-2")),
        (Failover::Quorum, Failover::Automatic)
    );
    assert!(hand.told().contains("db-1"), "{}", hand.told());
}

#[test]
fn names_services_and_notes_are_changed_by_hand() {
    let mut hand = hand("users -> web-1\nwest = web-1");
    hand.session
        .change_component(id("web-1"), "name", |c| c.name = Some("Shop".into()))
        .unwrap();
    hand.session
        .change_region(region("west"), "name", |r| r.name = Some("US".into()))
        .unwrap();
    let link = LinkId {
        from: id("users"),
        to: id("web-1"),
    };
    hand.session
        .change_link(link, "latency", |l| l.latency_ms = Some(7.0))
        .unwrap();
    assert_eq!(
        hand.session.document().link(link).unwrap().latency_ms,
        Some(7.0)
    );
    assert_eq!(
        hand.steps(),
        [
            "Set latency of the link from users to Shop",
            "Set name of west",
            "Set name of web-1"
        ]
    );
    let long = "x".repeat(81);
    assert!(
        hand.session
            .change_component(id("web-1"), "name", |c| c.name = Some(long))
            .is_err()
    );
    assert!(
        hand.session
            .change_link(link, "loss", |l| l.loss = 2.0)
            .is_err()
    );
    assert_eq!(hand.session.document().history().len(), 3);
}

#[test]
fn a_setting_that_would_break_the_rules_is_refused_in_a_sentence() {
    let mut hand = hand("users -> lb-1 -> web-1 web-2");
    let refused = hand
        .session
        .change_component(id("web-2"), "service", |c| c.service = Some("x".into()));
    assert!(refused.unwrap_err().contains("The pool of lb-1"));
}

#[test]
fn a_region_chosen_in_the_inspector_grows_around_its_new_member() {
    let mut hand = hand("users:\nweb-1:\nwest = web-1");
    hand.session
        .change_component(id("users"), "region", |c| c.region = Some(region("west")))
        .unwrap();
    let frame = hand
        .session
        .document()
        .region(region("west"))
        .unwrap()
        .frame;
    assert!(frame.encloses(topple::model::Rect::card(
        hand.session.document().component(id("users")).unwrap().at
    )));
}

#[test]
fn what_parts_of_several_kinds_have_is_set_in_one_step() {
    let mut hand = hand("users -> web-1 web-2 -> db-1\nwest = web-9");
    let all = ["web-1", "web-2", "db-1"].map(id);
    let west = region("west");
    hand.session
        .change_components(&all, "region", |c| c.region = Some(west))
        .unwrap();
    hand.session
        .change_components(&all, "note", |c| "Old disks".clone_into(&mut c.note))
        .unwrap();
    let document = hand.session.document();
    let parts = all.map(|id| document.component(id).unwrap().clone());
    for (i, part) in parts.iter().enumerate() {
        assert_eq!((part.region, part.note.as_str()), (Some(west), "Old disks"));
        let card = Rect::card(part.at);
        let others = document.scenario().components.iter();
        let mut others = others.filter(|c| c.id != part.id);
        assert!(!others.any(|c| Rect::card(c.at).touches(card)), "part {i}");
    }
    assert_eq!(
        hand.steps(),
        ["Set note of 3 parts", "Set region of 3 parts"]
    );
}

#[test]
fn a_title_that_is_typed_on_is_one_step_until_its_field_is_left() {
    let mut hand = hand("users -> web-1");
    for title in ["S", "Sh", "Shop"] {
        hand.session.set_title(title).unwrap();
    }
    assert_eq!(hand.session.document().history().len(), 1);
    hand.session.document_mut().settle();
    hand.session.set_title("Shops").unwrap();
    assert_eq!(hand.session.document().history().len(), 2);
    hand.session.undo();
    assert_eq!(hand.session.document().scenario().title, "Shop");
    hand.session.redo();
    assert_eq!(hand.steps(), ["Rename the scenario", "Rename the scenario"]);
}

#[test]
fn steps_speak_of_names() {
    let mut hand = hand("users -> web-1");
    hand.session
        .change_component(id("web-1"), "name", |c| c.name = Some("Shop".to_owned()))
        .unwrap();
    hand.session.document_mut().settle();
    hand.session
        .set_field(&[id("web-1")], "workers", &number(9.0))
        .unwrap();
    hand.does("drag web-1 by 0 200");
    assert_eq!(
        hand.steps(),
        ["Move Shop", "Set workers of Shop", "Set name of web-1"]
    );
}
