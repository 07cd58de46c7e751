//! What is served now, and why, in words: of runs that are played, with what breaks in them.

use topple::editor::{Detail, Session, Simulation, Standing};
use topple::model::sketch::sketch;
use topple::model::{Action, LinkId, RegionId, Scenario, Target};

use crate::driver::id;

const PAIR: &str = "users -> web-1 -> db-1 -> db-2\nweb-1 -> db-2\ndb-2: role=standby";

/// Three voters in three regions, the servers with them.
const QUORUM: &str = "users -> web-1 web-2 -> db-1 db-2 db-3
    db-1 -> db-2 db-3
    db-1: failover=quorum
    db-2: role=standby
    db-3: role=standby
    users: reads=0
    east = web-1 db-1
    west = web-2 db-2 db-3";

fn session(text: &str) -> Session {
    Session::new(sketch(text))
}

/// What it says now: `45 % served now. db-1 is dead.`
fn says(session: &Session) -> String {
    let now = session.situation();
    format!("{}. {}", now.headline, now.why)
}

fn standing(session: &Session) -> Standing {
    session.situation().standing
}

/// Plays on until this moment.
fn play(session: &mut Session, until_s: f64) {
    while session.simulation().run().now().as_seconds() < until_s - 0.05 {
        session.simulate(Simulation::step);
    }
    session.simulate(|s| s.set_playing(true));
}

/// The same, and says what is so then.
fn at(session: &mut Session, at_s: f64) -> String {
    play(session, at_s);
    says(session)
}

fn does(session: &mut Session, action: Action) {
    session.simulate(|s| s.act(vec![action]));
}

fn kill(session: &mut Session, what: &str) {
    let target = session.document().scenario().target(what).expect("a part");
    does(session, Action::Kill(target));
}

fn revive(session: &mut Session, what: &str) {
    let target = session.document().scenario().target(what).expect("a part");
    does(session, Action::Revive(target));
}

fn region(text: &str) -> RegionId {
    RegionId::new(text).expect("an id")
}

fn link(text: &str) -> LinkId {
    LinkId::parse(text).expect("a link")
}

#[test]
fn before_anything_is_played_nothing_is_claimed() {
    let mut session = session("users -> web-1");
    session.simulate(|s| s.set_playing(false));
    assert_eq!(
        says(&session),
        "Not played yet. Press play to see what is served."
    );
    assert_eq!(standing(&session), Standing::Unknown);
    session.simulate(|s| s.set_playing(true));
    assert_eq!(standing(&session), Standing::Unknown, "{}", says(&session));
    assert_eq!(
        at(&mut session, 3.0),
        "As designed. Every request is served."
    );
    assert_eq!(standing(&session), Standing::Well);
}

#[test]
fn where_nobody_asks_or_nothing_is_reached_it_says_what_is_missing() {
    let nobody = session("web-1 -> db-1");
    assert_eq!(
        says(&nobody),
        "Nothing is asked for. Draw a client and link it."
    );
    let mut alone = Scenario::default();
    alone.components.extend(sketch("users -> web-1").components);
    let mut alone = Session::new(alone);
    let reaches_nothing =
        "Nothing is asked for. No link leads from users: link it to what should answer.";
    assert_eq!(at(&mut alone, 2.0), reaches_nothing);
    assert_eq!(standing(&alone), Standing::Unknown);
}

#[test]
fn a_death_is_told_before_it_is_known_what_it_costs_and_then_what_it_costs() {
    let mut session = session("users -> web-1 -> db-1");
    play(&mut session, 2.3);
    kill(&mut session, "db-1");
    assert_eq!(at(&mut session, 2.4), "Being measured. db-1 is dead.");
    assert_eq!(standing(&session), Standing::Doubtful);
    assert_eq!(at(&mut session, 5.0), "0 % served now. db-1 is dead.");
    assert_eq!(standing(&session), Standing::Bad);
    revive(&mut session, "db-1");
    assert_eq!(
        at(&mut session, 9.0),
        "As designed. Every request is served."
    );
}

#[test]
fn a_loss_that_others_make_up_for_is_told_and_all_is_well() {
    let mut session = session("users -> lb-1 -> web-1 web-2");
    kill(&mut session, "web-1");
    assert_eq!(at(&mut session, 20.0), "All is served. web-1 is dead.");
    assert_eq!(standing(&session), Standing::Well);
}

#[test]
fn a_promotion_is_counted_down_and_then_told_until_the_old_primary_is_back() {
    let mut session = session(&format!("{PAIR}\nusers: reads=0"));
    play(&mut session, 2.0);
    kill(&mut session, "db-1");
    assert_eq!(
        at(&mut session, 4.0),
        "0 % served now. db-1 is dead; db-2 takes over in 6 s."
    );
    assert_eq!(
        at(&mut session, 8.5),
        "0 % served now. db-1 is dead; db-2 takes over in 2 s."
    );
    let promoted = "All is served. db-2 is primary since db-1 died.";
    assert_eq!(at(&mut session, 14.0), promoted);
    assert_eq!(standing(&session), Standing::Well);
    revive(&mut session, "db-1");
    let back = "All is served. db-2 is primary, and db-1 stands by.";
    assert_eq!(at(&mut session, 18.0), back);
}

#[test]
fn who_waits_for_a_person_and_who_finds_no_majority_is_told() {
    let mut manual = session(&format!("{PAIR}\ndb-1: failover=manual\nusers: reads=0"));
    kill(&mut manual, "db-1");
    let waits = "0 % served now. db-1 is dead; db-2 waits for a person to promote it.";
    assert_eq!(at(&mut manual, 5.0), waits);

    let mut quorum = session(QUORUM);
    kill(&mut quorum, "db-1");
    kill(&mut quorum, "db-2");
    let lost = "0 % served now. db-1 and db-2 are dead; no majority of db-1, db-2 and db-3 is left, so no node takes writes.";
    assert_eq!(at(&mut quorum, 20.0), lost);
}

#[test]
fn who_is_cut_off_and_lacks_a_primary_is_told() {
    let mut session = session(&format!(
        "{QUORUM}\nusers-east -> web-1\nusers-east: reads=0\neast = users-east"
    ));
    play(&mut session, 2.0);
    does(&mut session, Action::Isolate(region("east")));
    let said = at(&mut session, 30.0);
    let why = said.split_once(". ").map(|(_, why)| why);
    let cut_off = "db-2 is primary in place of db-1; east is cut off from the rest; its writes fail: no majority there.";
    assert_eq!(why, Some(cut_off));
    assert_eq!(standing(&session), Standing::Bad);
}

#[test]
fn two_primaries_are_never_well_and_their_writes_are_counted() {
    let mut session = session(
        "users -> web-1 -> db-1
        users-west -> web-2 -> db-2
        db-1 -> db-2
        db-2: role=standby
        users: reads=0
        users-west: reads=0
        west = web-2 db-2",
    );
    play(&mut session, 2.0);
    does(&mut session, Action::Cut(link("db-1>db-2")));
    let said = at(&mut session, 20.0);
    assert!(
        said.starts_with("Split brain. db-1 and db-2 both take writes, "),
        "{said}"
    );
    assert_eq!(standing(&session), Standing::Bad);
}

#[test]
fn what_ails_parts_that_live_is_told() {
    let mut session = session("users -> lb-1 -> web-1 web-2 -> db-1");
    let slow = Action::Slow {
        target: id("db-1"),
        factor: 6.0,
    };
    does(&mut session, slow);
    assert_eq!(
        at(&mut session, 4.0),
        "All is served. db-1 is 6 times slower."
    );
    revive(&mut session, "db-1");
    does(
        &mut session,
        Action::Errors {
            target: id("web-1"),
            share: 0.3,
            fast: false,
        },
    );
    let said = at(&mut session, 8.0);
    assert!(
        said.ends_with("% served now. web-1 answers 30 % with errors."),
        "{said}"
    );
    assert_eq!(standing(&session), Standing::Bad);
    revive(&mut session, "web-1");
    does(&mut session, Action::Drain(id("web-2")));
    assert_eq!(at(&mut session, 12.0), "All is served. web-2 is drained.");
    does(&mut session, Action::Cut(link("web-2>db-1")));
    let cut = "All is served. The link web-2 → db-1 is cut; web-2 is drained.";
    assert_eq!(at(&mut session, 16.0), cut);
}

#[test]
fn an_overload_is_told_though_nothing_is_dead_and_is_never_well() {
    let mut session = session(
        "users -> web-1
        users: rate_rps=400 retries=3 timeout_ms=300
        web-1: workers=1 service_ms=10 queue=50",
    );
    let said = at(&mut session, 10.0);
    assert!(
        said.contains("% served now. Nothing is dead, but"),
        "{said}"
    );
    assert!(said.contains("web-1"), "{said}");
    assert_eq!(standing(&session), Standing::Bad);
}

#[test]
fn it_is_told_once_a_second_and_at_once_when_something_is_done() {
    let mut session = session("users -> web-1 -> db-1");
    session.take_changes();
    let told = (1..=180_u32).filter(|frame| {
        session.frame(f64::from(*frame) * 1_000.0 / 60.0);
        session.take_changes().situation
    });
    assert!((2..=4).contains(&told.count()), "three seconds of frames");
    kill(&mut session, "db-1");
    assert!(session.take_changes().faults);
}

fn detail(session: &Session, of: &str) -> Detail {
    session.simulation().detail(id(of))
}

/// `lb-1: in rotation` of each row.
fn rows(session: &Session, of: &str) -> Vec<String> {
    let rows = detail(session, of).rows.into_iter();
    rows.map(|row| format!("{}: {}", row.name, row.state))
        .collect()
}

#[test]
fn a_database_tells_its_role_its_writes_and_the_rules_of_its_set() {
    let mut session = session(&format!("{PAIR}\nusers: reads=0"));
    play(&mut session, 2.0);
    let rules = "db-1 and db-2 hold the same data. By the rules of db-1, a loss is noticed after 5 s, a standby takes over 3 s later, and one that comes back stands by.";
    let lines = detail(&session, "db-1").lines;
    assert_eq!(
        lines.first().map(String::as_str),
        Some("Primary, as drawn.")
    );
    assert_eq!(lines.last().map(String::as_str), Some(rules));
    assert_eq!(
        detail(&session, "db-2").lines[0],
        "Standby of db-1: its writes arrive here."
    );
    kill(&mut session, "db-1");
    play(&mut session, 4.0);
    let notices = "Sees no primary. It notices that in 3 s, and is primary in 6 s.";
    assert_eq!(detail(&session, "db-2").lines[0], notices);
    let keeps = "Dead. It keeps its role until another is promoted.";
    assert_eq!(detail(&session, "db-1").lines[0], keeps);
    play(&mut session, 8.0);
    assert_eq!(
        detail(&session, "db-2").lines[0],
        "Is being promoted: primary in 2 s."
    );
    play(&mut session, 12.0);
    assert_eq!(
        detail(&session, "db-2").lines[0],
        "Primary since 0:10.0: it was promoted."
    );
    assert_eq!(detail(&session, "db-1").lines[0], "Dead.");
}

#[test]
fn a_database_that_is_no_copy_says_so() {
    let session = session("users -> web-1 -> db-1 db-2\nweb-1 -> db-3\ndb-3: role=standby");
    let other = detail(&session, "db-2");
    assert!(
        other.is_apart && other.lines.join(" ").contains("A store of its own"),
        "{other:?}"
    );
    let empty = detail(&session, "db-3");
    assert!(
        empty.is_apart && empty.lines[0].starts_with("No data:"),
        "{empty:?}"
    );
    assert!(!detail(&session, "db-1").is_apart);
}

#[test]
fn a_balancer_tells_who_is_in_rotation_and_how_many_checks_failed() {
    let mut session = session("users -> lb-1 -> web-1 web-2 web-3");
    play(&mut session, 3.0);
    assert_eq!(rows(&session, "lb-1")[0], "web-1: in rotation");
    kill(&mut session, "web-1");
    does(&mut session, Action::Drain(id("web-2")));
    play(&mut session, 6.0);
    let failing = &rows(&session, "lb-1")[0];
    assert!(failing.ends_with("of 3 checks failed"), "{failing}");
    play(&mut session, 14.0);
    let rows = rows(&session, "lb-1");
    assert_eq!(rows[0], "web-1: out: 3 checks failed");
    assert_eq!(rows[1], "web-2: drained: gets nothing new");
    assert_eq!(rows[2], "web-3: in rotation");
}

#[test]
fn a_client_tells_what_its_resolvers_remember_and_how_it_runs_out() {
    let mut session = session("users -> dns-1 -> lb-1 lb-2 -> web-1\ndns-1: ttl_s=20");
    assert_eq!(rows(&session, "users"), ["nothing: 16 of 16 resolvers"]);
    play(&mut session, 4.0);
    let known = rows(&session, "users");
    assert_eq!(known.len(), 1, "{known:?}");
    assert!(
        known[0].starts_with("lb-1 and lb-2: 16 of 16 resolvers, "),
        "{known:?}"
    );
    kill(&mut session, "dns-1");
    play(&mut session, 30.0);
    assert_eq!(rows(&session, "users"), ["nothing: 16 of 16 resolvers"]);
    assert!(detail(&session, "web-1").rows.is_empty());
}

fn flagged(session: &Session) -> Vec<String> {
    let spofs = session.findings().report().spofs.iter();
    spofs.map(|verdict| verdict.element.to_string()).collect()
}

#[test]
fn the_verdicts_are_relative_to_who_is_primary_now() {
    let mut session = session(PAIR);
    session.take_changes();
    kill(&mut session, "db-1");
    assert!(session.take_changes().verdicts);
    play(&mut session, 4.0);
    assert!(session.simulation().roles().are_as_drawn());
    assert!(!session.take_changes().verdicts, "nothing has moved yet");
    play(&mut session, 12.0);
    let roles = session.simulation().roles();
    assert!(roles.primaries.contains(&id("db-2")), "{roles:?}");
    assert_eq!(flagged(&session), ["db-2", "web-1"]);
    revive(&mut session, "db-1");
    play(&mut session, 16.0);
    assert_eq!(
        flagged(&session),
        ["web-1"],
        "either takes over from the other"
    );
    kill(&mut session, "db-2");
    play(&mut session, 30.0);
    assert!(!session.simulation().roles().primaries.contains(&id("db-2")));
    assert_eq!(flagged(&session), ["db-1", "web-1"]);
    assert!(session.seek(1.0));
    assert!(
        session.simulation().roles().are_as_drawn(),
        "roles are those of that moment"
    );
    assert_eq!(flagged(&session), ["db-2", "web-1"]);
}

#[test]
fn the_verdicts_know_who_is_cut_off() {
    let mut session = session(
        "users -> web-1 web-2
        users: tries_next_address=on
        west = web-1",
    );
    assert_eq!(flagged(&session), Vec::<String>::new());
    does(&mut session, Action::Isolate(region("west")));
    assert_eq!(flagged(&session), ["web-2"]);
    does(&mut session, Action::Revive(Target::Region(region("west"))));
    assert_eq!(flagged(&session), Vec::<String>::new());
}
