//! Lessons of one's own: files, judged as those of the course are.

use super::*;
use crate::model::lesson::FORMS;

/// A lesson in a file of its own, and what solves it.
fn own(name: &str) -> (Assignment, Scenario) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lessons/own");
    let read = |name: String| {
        let text = std::fs::read_to_string(folder.join(name)).expect("there is such a file");
        json::read(&text).expect("and it is sound")
    };
    let lesson = read(format!("{name}.json"));
    let lesson = Assignment::of_own(&lesson).expect("it carries a lesson");
    (lesson, read(format!("{name}-solved.json")))
}

fn stands(taken: &Assignment, scenario: &Scenario) -> Judgement {
    let killed = BTreeSet::new();
    let attempt = Attempt {
        scenario,
        killed: &killed,
    };
    judge(&taken.lesson, taken.start(), &attempt)
}

#[test]
fn a_lesson_of_ones_own_is_open_at_its_start_and_is_solved() {
    let (taken, solved) = own("payments");
    let start = stands(&taken, taken.start());
    assert_eq!(start.objections, [""; 0]);
    let standings: Vec<_> = start.goals.iter().map(|o| o.standing).collect();
    assert_eq!(
        standings,
        [
            Standing::Untried,
            Standing::Open,
            Standing::Untried,
            Standing::Open
        ]
    );
    let end = stands(&taken, &solved);
    let missing: Vec<_> = end.missing().collect();
    assert!(end.is_reached(), "{missing:?}");
}

#[test]
fn wrong_answers_to_a_lesson_of_ones_own_are_not_taken() {
    let (taken, solved) = own("payments");
    let (mut told, mut taken_all_the_same) = (String::new(), String::new());
    // Drawn onto the right answer, each with what makes it wrong.
    let answers = [
        "users: rate_rps=1",
        "users: reads=1",
        "delete users",
        "delete payments-1 payments-2",
        "delete payments-1",
        "without queue-1>payments-1\nwithout queue-1>payments-2\nwithout queue-2>payments-1\nwithout queue-2>payments-2",
        "without shop-1>queue-1\nwithout shop-1>queue-2\nwithout shop-2>queue-1\nwithout shop-2>queue-2",
        "shop-1 -> payments-1",
        "delete queue-2",
        "delete payments-2",
        "without shop-1>queue-1\nwithout shop-1>queue-2",
        "payments-1: service_ms=1",
        "shop-1: workers=64",
        "db-3: service=other\nshop-1 -> db-3\nshop-2 -> db-3",
        "without shop-1>db-1\nwithout shop-2>db-1",
        "delete db-1",
        "users-2 -> lb-1",
        "shop-1 -> cache-1",
        "delete lb-1 lb-2",
        "shop-1>queue-1: required=off\nshop-1>queue-2: required=off\ndelete queue-2",
        "payments-1: service=payments-old",
    ];
    for answer in answers {
        let (scenario, _) = onto_system(solved.clone(), answer);
        match stands(&taken, &scenario).missing().next() {
            Some(missing) => {
                let _ = writeln!(told, "{}\n    {missing}", answer.replace('\n', "; "));
            }
            None => {
                let _ = writeln!(taken_all_the_same, "{answer:?}");
            }
        }
    }
    assert!(
        taken_all_the_same.is_empty(),
        "it takes:\n{taken_all_the_same}"
    );
    expect_test::expect![[r#"
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        users: reads=1
            In this lesson "Reads" of users is fixed.
        delete users
            This lesson needs users.
        delete payments-1 payments-2
            This lesson needs payments-1.
        delete payments-1
            This lesson needs payments-1.
        without queue-1>payments-1; without queue-1>payments-2; without queue-2>payments-1; without queue-2>payments-2
            No link leads from the users to payments-1.
        without shop-1>queue-1; without shop-1>queue-2; without shop-2>queue-1; without shop-2>queue-2
            No link leads from the users to payments-1.
        shop-1 -> payments-1
            shop-1 still calls payments-1 itself.
        delete queue-2
            With queue-1 killed, 52 % of the requests are served from 10 s to 40 s later.
        delete payments-2
            Every write publishes to queue-1. Without payments-1, nothing consumes its messages: it is full after 3 h at today's rate, and from then on it refuses new ones.
        without shop-1>queue-1; without shop-1>queue-2
            shop-2 is a single point of failure now, and was none at the start.
        payments-1: service_ms=1
            In this lesson "Work per request" of payments-1 is fixed.
        shop-1: workers=64
            No machine may be faster than those that the lesson starts with: "Workers" of shop-1 is 64, and 16 is the limit.
        db-3: service=other; shop-1 -> db-3; shop-2 -> db-3
            db-3 does not hold the same data as db-1: no replication link connects them.
        without shop-1>db-1; without shop-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete db-1
            This lesson needs db-1.
        users-2 -> lb-1
            This lesson has its own users: it has to work without users-2.
        shop-1 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        delete lb-1 lb-2
            No read of users is served, although nothing is dead.
        shop-1>queue-1: required=off; shop-1>queue-2: required=off; delete queue-2
            With queue-1 killed, 52 % of the requests are served in full from 10 s to 40 s later.
        payments-1: service=payments-old
            In this lesson the service of payments-1 is fixed.
    "#]].assert_eq(&told);
}

#[test]
fn a_locked_part_a_locked_region_and_a_locked_link_stay() {
    let scenario = json::read(
        r#"{ "topple": 2, "regions": [ { "id": "west" }, { "id": "east" } ], "groups": [ { "id": "v7" } ],
        "components": [ { "id": "users", "kind": "client" }, { "id": "web-1", "kind": "server", "region": "west", "groups": ["v7"] },
          { "id": "db-1", "kind": "database", "region": "west" } ],
        "links": [ { "from": "users", "to": "web-1" }, { "from": "web-1", "to": "db-1" } ],
        "lesson": { "goals": [ { "spofs": 0 } ], "locked": ["web-1", "west", "v7", "web-1>db-1"], "free": ["workers"] } }"#,
    );
    let taken = Assignment::of_own(&scenario.expect("it is sound")).expect("it is a lesson");
    let refusal = |change: &dyn Fn(&mut Scenario)| {
        let mut after = taken.start().clone();
        change(&mut after);
        refusal(&taken.lesson, taken.start(), &after).unwrap_or_default()
    };
    let told = [
        refusal(&|s| {
            s.components[1].settings =
                Component::new(s.components[1].id, Kind::Server, Point::default()).settings;
        }),
        refusal(&|s| {
            if let Settings::Server(server) = &mut s.components[1].settings {
                server.service_ms = 30.0;
            }
        }),
        refusal(&|s| {
            if let Settings::Server(server) = &mut s.components[1].settings {
                server.workers = 1;
            }
        }),
        refusal(&|s| s.components[1].service = Some("api".to_owned())),
        refusal(&|s| s.components[2].region = None),
        refusal(&|s| s.components[1].groups.clear()),
        refusal(&|s| s.links[1].required = Some(false)),
        refusal(&|s| s.links.truncate(1)),
        refusal(&|s| s.workload.keys = 1),
    ];
    expect_test::expect![[r#"

        In this lesson "Work per request" of web-1 is fixed.

        In this lesson the service of web-1 is fixed.
        This lesson keeps db-1 in west.
        This lesson keeps web-1 in v7.
        In this lesson the link web-1>db-1 is fixed.
        This lesson needs web-1>db-1.
        In this lesson the workload is fixed."#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn a_lesson_of_the_course_written_as_a_file_is_the_same_lesson() {
    for lesson in all() {
        let taken = Assignment::of_course(lesson);
        let text = json::write(&taken.file());
        let read = json::read(&text).unwrap_or_else(|why| panic!("{}: {why:?}", lesson.key));
        let own = Assignment::of_own(&read).expect("it carries a lesson");
        assert_eq!(own.lesson, taken.lesson, "{}", lesson.key);
        assert_eq!(own.start(), taken.start(), "{}", lesson.key);
        assert_eq!(Assignment::of_key(own.key()), Some(own), "{}", lesson.key);
    }
}

#[test]
fn every_form_of_a_goal_but_two_is_asked_for_in_the_course() {
    let asked: BTreeSet<_> = all()
        .flat_map(|l| l.goals.iter().map(|g| g.parts().key))
        .collect();
    let own: Vec<_> = FORMS
        .iter()
        .map(|f| f.key)
        .filter(|key| !asked.contains(key))
        .collect();
    assert_eq!(own, ["survives"]);
}

#[test]
fn what_is_no_lesson_is_not_taken_for_one() {
    assert_eq!(Assignment::of_own(&Scenario::default()), None);
    assert_eq!(Assignment::of_key(""), None);
    assert_eq!(Assignment::of_key("#s=AAAA"), None);
    assert_eq!(
        Assignment::of_key(&crate::formats::link::encode(&Scenario::default())),
        None
    );
}
