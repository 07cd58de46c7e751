//! A lesson in a file: what opens, what is refused and in which words, what is written.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use topple_formats::{json, link};
use topple_model::lesson::Goal;
use topple_model::{Edit, Lesson};

const SHOP: &str = r#"{
  "topple": 2,
  "title": "Two shops, one payment service",
  "regions": [ { "id": "west" } ],
  "components": [
    { "id": "users", "kind": "client" },
    { "id": "shop-1", "kind": "server", "region": "west", "service": "shop" },
    { "id": "shop-2", "kind": "server", "region": "west", "service": "shop" },
    { "id": "payments-1", "kind": "server", "service": "payments" }
  ],
  "links": [
    { "from": "users", "to": "shop-1" }, { "from": "users", "to": "shop-2" },
    { "from": "shop-1", "to": "payments-1" }, { "from": "shop-2", "to": "payments-1" }
  ],
  "lesson": LESSON
}
"#;

fn shop(lesson: &str) -> String {
    SHOP.replace("LESSON", lesson)
}

fn check(lesson: &str, expected: &Expect) {
    let told = match json::read(&shop(lesson)) {
        Ok(_) => String::new(),
        Err(problems) => problems.iter().fold(String::new(), |mut told, problem| {
            writeln!(told, "{problem}").expect("text grows");
            told
        }),
    };
    expected.assert_eq(&told);
}

const WHOLE: &str = r#"{ "text": ["Two shops, one payment service."],
    "task": "Let the shop sell while payments are down.",
    "goals": [ { "survives": "payments-1", "served": 0.99, "from_s": 5, "over_s": 30 }, { "spofs": 0 },
      { "at_least": 2, "kind": "load_balancer" }, { "survives": "west", "degraded": true }, { "safe": "region" } ],
    "predict": { "ask": "You kill shop-1. How much is still served 30 s later?", "kill": "shop-1" },
    "hints": ["A queue takes what waits."], "learned": "So it goes.", "next": "two.json",
    "locked": ["users", "west", "users>shop-1"], "free": ["rate_rps"], "palette": ["server", "queue", "region"] }"#;

fn lesson() -> Lesson {
    let scenario = json::read(&shop(WHOLE)).expect("it is sound");
    (*scenario.lesson.expect("it has a lesson")).clone()
}

#[test]
fn a_lesson_opens_and_is_written_one_goal_a_line() {
    let scenario = json::read(&shop(WHOLE)).expect("it is sound");
    let text = json::write(&scenario);
    let lesson = text.split_once("  \"lesson\": ").expect("it is there").1;
    expect![[r#"
        {
            "text": [
              "Two shops, one payment service."
            ],
            "task": "Let the shop sell while payments are down.",
            "goals": [
              { "survives": "payments-1", "served": 0.99, "from_s": 5 },
              { "spofs": 0 },
              { "at_least": 2, "kind": "load_balancer" },
              { "survives": "west", "served": 0.99, "degraded": true },
              { "safe": "region" }
            ],
            "predict": { "ask": "You kill shop-1. How much is still served 30 s later?", "kill": "shop-1" },
            "hints": [
              "A queue takes what waits."
            ],
            "learned": "So it goes.",
            "next": "two.json",
            "locked": ["users", "west", "users>shop-1"],
            "free": ["rate_rps"],
            "palette": ["server", "queue", "region"]
          }
        }
    "#]].assert_eq(lesson);
    assert_eq!(json::read(&text).as_ref(), Ok(&scenario));
}

#[test]
fn a_link_carries_the_lesson_and_is_not_longer_without_one() {
    let mut scenario = json::read(&shop(WHOLE)).expect("it is sound");
    let with = link::encode(&scenario);
    assert_eq!(link::decode(&with).as_ref(), Ok(&scenario));
    scenario.lesson = None;
    // As it was before there were lessons in links.
    expect!["167"].assert_eq(&link::encode(&scenario).len().to_string());
}

#[test]
fn all_that_is_wrong_is_told_at_once_each_with_its_path() {
    check(
        r#"{ "text": [5, ""], "tasks": "x", "goals": [ { "survives": "payments-2" }, { "spofs": -1 },
            { "at_least": 2 }, { "at_least": 2, "kind": "toaster" }, { "served": 0.9 }, { "survive": "shop-1" },
            { "survives": "users" }, { "survives_any": "client" }, { "asks": "paymants" }, { "spofs": 0, "served": 1 },
            { "spofs": 0, "standby": true }, { "standby": false }, { "serves": true, "served": 1.5, "over_s": 0 },
            { "checks": "server" }, { "pools": 2, "kind": "client" }, { "recovers": true } ],
          "predict": { "ask": "", "kill": "shop-3", "answers": [ { "text": "Half", "served": [[0, 0.5, 1]] } ] },
          "hints": "none", "locked": ["users", "west-2"], "free": ["speed"], "palette": ["server", "toaster"] }"#,
        &expect![[r#"
            lesson.text[0]: 5 is not text
            lesson.text[1]: it says nothing
            lesson.tasks: there is no such field; did you mean "task"?
            lesson.goals[0].survives: "payments-2" is not a component, a region, a group or a link ("from>to") of this scenario
            lesson.goals[1].spofs: -1 is not in 0..=1000
            lesson.goals[2]: "kind" is missing: of which parts there are so many
            lesson.goals[3].kind: "toaster" is not one of "client", "dns", "load_balancer", "server", "database", "cache", "queue"
            lesson.goals[4]: nothing says which goal it is: one of survives, survives_any, does_without, survives_cut_off, survives_fates, serves, recovers, loses_no_writes, no_split_brain, notices_within_s, spofs, safe, no_leaks, at_least, pools, balancers_in_front, by_name, addresses, checks, caches_pooled, standby, primaries, read_replica, replicated, shards, regions, asks, queued_for, shared_fate, killed
            lesson.goals[5].survive: there is no such field; did you mean "survives"?
            lesson.goals[6].survives: a client is never dead
            lesson.goals[7].survives_any: a client is never dead
            lesson.goals[8].asks: no server is of the service "paymants"
            lesson.goals[9].served: "spofs" has no such field
            lesson.goals[10]: "spofs" and "standby" are two goals: each stands on its own
            lesson.goals[11].standby: false is not true
            lesson.goals[12].served: 1.5 is not in 0..=1
            lesson.goals[12].over_s: 0 is not in 1..=600
            lesson.goals[13].checks: a server checks nothing
            lesson.goals[14].kind: a client stands in no balancer's pool
            lesson.goals[15].recovers: there is no trouble to recover from: the scenario has no script
            lesson.predict.kill: "shop-3" is not a component, a region, a group or a link ("from>to") of this scenario
            lesson.predict.answers[0].served[0]: a list of 3 is not a step: [seconds after the fault, share served]
            lesson.hints: "none" is not a list: [ … ]
            lesson.locked[1]: "west-2" is not a component, a region, a group or a link ("from>to") of this scenario
            lesson.free[0]: no part has such a setting
            lesson.palette[1]: "toaster" is not one of "client", "dns", "load_balancer", "server", "database", "cache", "queue", "region"
        "#]],
    );
}

#[test]
fn a_lesson_is_as_large_as_one_can_read_and_no_larger() {
    let long = "x".repeat(1_001);
    let goals = vec![r#"{ "spofs": 0 }"#; 21].join(", ");
    check(
        &format!(
            r#"{{ "text": ["{long}"], "task": "{long}", "goals": [{goals}], "next": "{long}{long}{long}{long}" }}"#
        ),
        &expect![[r#"
            lesson.text[0]: 1001 characters are more than the 1000 that fit
            lesson.task: 1001 characters are more than the 400 that fit
            lesson.goals: 21 are more than the 20 that a scenario holds
            lesson.next: 4004 characters are more than the 4000 that fit
        "#]],
    );
}

#[test]
fn setting_a_lesson_is_an_edit_that_is_undone() {
    let mut scenario = json::read(&shop(WHOLE)).expect("it is sound");
    let before = scenario.clone();
    let inverse = scenario.take(vec![Edit::SetLesson(None)]).expect("it goes");
    assert_eq!(scenario.lesson, None);
    scenario.take(inverse).expect("and comes back");
    assert_eq!(scenario, before);
}

#[test]
fn a_lesson_speaks_no_longer_of_what_is_removed() {
    let mut scenario = json::read(&shop(WHOLE)).expect("it is sound");
    let gone = ["payments-1", "shop-1", "west"].map(|id| scenario.target(id).expect("it is there"));
    let before = scenario.clone();
    let inverse = scenario.take(scenario.removal_of(&gone)).expect("it goes");
    let left = scenario.lesson.clone().expect("it is still a lesson");
    assert_eq!(
        left.goals,
        [Goal::Spofs(0), lesson().goals[2].clone(), Goal::RegionsSafe]
    );
    assert_eq!((left.locked.len(), left.predict.is_none()), (1, true));
    scenario.take(inverse).expect("and comes back");
    assert_eq!(scenario, before);
}

#[test]
fn what_a_lesson_asks_for_is_not_taken_from_under_it() {
    let mut scenario =
        json::read(&shop(r#"{ "goals": [ { "asks": "payments" } ] }"#)).expect("it is sound");
    let id = scenario.components[3].id;
    let mut renamed = scenario.component(id).expect("it is there").clone();
    renamed.service = Some("bank".to_owned());
    let refused = scenario.take(vec![Edit::SetComponent(Box::new(renamed))]);
    let why = refused.expect_err("the lesson asks for it").to_string();
    assert_eq!(why, "no server is of the service \"payments\"");
}
