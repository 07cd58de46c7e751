use super::*;

#[test]
fn who_comes_back_before_another_is_promoted_is_primary_still() {
    let mut run = run_of("users -> web-1 -> db-1 -> db-2\ndb-2: role=standby");
    run.to(10.0).kill("db-1").to(16.0).revive("db-1").to(30.0);
    assert!(run.roles().are_as_drawn());
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Standby));
    assert!(!run.story().iter().any(|l| l.contains("is primary now")));
}

#[test]
fn a_second_standby_that_comes_back_replaces_nobody() {
    let text = "users -> web-1 -> db-1 -> db-2 db-3\ndb-2: role=standby\ndb-3: role=standby";
    let mut run = run_of(text);
    run.to(5.0).kill("db-2").to(10.0).kill("db-1").to(20.0);
    assert_eq!(role(&run, "db-3"), Some(RoleNow::Promoted));
    run.revive("db-2").to(40.0);
    assert_eq!(run.roles(), roles(&["db-3"], &["db-2"]));
    let followed = run
        .snapshot_numbers(id("db-2"))
        .unwrap()
        .database
        .unwrap()
        .follows;
    // All channels lead to db-1, which is dead: db-2 has none to catch up by.
    assert_eq!(followed, None);
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Out));
}

#[test]
fn a_node_without_a_channel_that_works_stays_out_until_there_is_one() {
    let text = "users -> web-1 -> db-1 -> db-2 db-3
        db-2: role=standby
        db-3: role=standby
        db-1: failover=manual";
    let mut run = run_of(text);
    run.to(5.0).kill("db-2").kill("db-1>db-2").to(10.0);
    run.revive("db-2").to(11.0);
    // It talks to db-1 by way of db-3, and has no channel that works.
    assert_eq!(run.roles(), roles(&[], &["db-2"]));
    tells(
        &run,
        "10.0 s: db-2 stays out: it cannot catch up, as no primary replicates to it",
    );
    run.revive("db-1>db-2").to(20.0);
    tells(&run, "11.0 s: db-2 rejoins as a standby");
    assert!(run.roles().are_as_drawn());
}

#[test]
fn who_is_out_is_not_promoted_even_when_the_primary_dies() {
    let text = "users -> web-1 -> db-1 -> db-2 db-3\ndb-2: role=standby\ndb-3: role=standby";
    let mut run = run_of(text);
    run.to(5.0)
        .kill("db-2")
        .to(6.0)
        .kill("db-1")
        .to(20.0)
        .revive("db-2")
        .to(21.0);
    assert_eq!(run.roles(), roles(&["db-3"], &["db-2"]));
    run.kill("db-3").to(60.0);
    assert_eq!(run.roles(), roles(&["db-3"], &["db-2"]));
    // Its channel to db-1 works again, but db-1 is no primary.
    run.revive("db-1").to(90.0);
    assert!(run.roles().are_as_drawn());
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Standby));
}

#[test]
fn who_comes_back_and_finds_nobody_is_promoted_whatever_it_has_missed() {
    let text = "users -> web-1 -> db-1 -> db-2\ndb-2: role=standby\nusers: reads=0";
    let mut run = run_of(text);
    run.to(5.0)
        .kill("db-2")
        .to(15.0)
        .kill("db-1")
        .to(20.0)
        .revive("db-2")
        .to(40.0);
    assert_eq!(run.roles(), roles(&["db-2"], &[]));
    tells(&run, "28.0 s: db-2 is primary now");
    let lost = run.totals().lost_writes;
    assert!((430..570).contains(&lost), "{lost}");
}

#[test]
fn with_failback_a_drawn_primary_takes_its_role_back_without_loss() {
    let text = "users -> web-1 -> db-1 -> db-2
        db-2: role=standby
        db-1: failback=return
        users: reads=0";
    let mut run = run_of(text);
    run.to(10.0).kill("db-1").to(60.0);
    let lost = run.totals().lost_writes;
    let failed = run.totals().failed_in_all();
    run.revive("db-1").to(60.05);
    assert_eq!(role(&run, "db-1"), Some(RoleNow::CatchingUp));
    run.to(90.0);
    tells(&run, "60.0 s: db-1 rejoins as a standby");
    tells(&run, "60.1 s: db-1 is primary again");
    assert!(run.roles().are_as_drawn());
    assert_eq!(run.totals().lost_writes, lost);
    assert!(run.totals().failed_in_all() < failed + 10);
}

#[test]
fn drawn_primaries_that_take_their_role_back_act_together() {
    let text = "users -> web-1 -> db-1 db-2
        db-1 -> db-2 -> db-3
        db-1 -> db-3
        db-3: role=standby
        db-1: failback=return";
    let mut run = run_of(text);
    run.to(5.0).kill("db-1").kill("db-2").to(20.0);
    assert_eq!(run.roles(), roles(&["db-3"], &[]));
    run.revive("db-1").to(21.0);
    assert_eq!(run.roles(), roles(&["db-1"], &[]));
    run.revive("db-2").to(22.0);
    assert!(run.roles().are_as_drawn());
}

#[test]
fn writes_behind_a_broken_channel_are_lost_with_the_promotion() {
    let text = "users -> web-1 -> db-1 -> db-2 -> db-3
        db-2: role=standby
        db-3: role=standby
        db-1: failover=quorum
        users: reads=0";
    // db-2 dies at 5 s: nothing reaches db-3 behind it, which is promoted when db-1 dies... but for the majority.
    let mut run = run_of(&text.replace("quorum", "automatic"));
    run.to(5.0).kill("db-2").to(15.0).kill("db-1").to(30.0);
    let lost = run.totals().lost_writes;
    assert!((400..600).contains(&lost), "{lost}");
    assert_eq!(run.roles(), roles(&["db-3"], &[]));
}

#[test]
fn channels_carry_writes_either_way_and_around_a_gap() {
    let text = "users -> web-1 -> db-1 -> db-2
        db-3 -> db-2
        db-3 -> db-1
        db-2: role=standby
        db-3: role=standby
        users: reads=0";
    let mut run = run_of(text);
    // Cut off from db-1 directly, db-2 still gets all by way of db-3.
    run.to(5.0).kill("db-1>db-2").to(15.0).kill("db-1").to(30.0);
    let lost = run.totals().lost_writes;
    assert!(lost < 30, "{lost}");
    assert_eq!(run.roles(), roles(&["db-2"], &[]));
}

#[test]
fn a_store_of_a_pool_that_is_another_shard_than_that_of_the_request_fails_it() {
    // The pool's first store, db-2, is one of its own, its second the shard without a label.
    let mut run = run_of(
        "web-3 -> db-1
         users -> web-1 -> lb-1 -> db-2 db-1
         users -> web-2 -> db-3
         web-2: service=api
         db-3: shard=b
         users>web-2: required=off
         users: reads=1",
    );
    let share = run.share(0.0, 60.0);
    assert!((share - 0.5).abs() < 0.03, "{share}");
}

#[test]
fn untied_primaries_are_stores_that_are_both_needed() {
    for text in [
        "users -> web-1 -> db-1 db-2",
        "users -> web-1 -> lb-1 -> db-1 db-2",
    ] {
        let mut run = run_of(text);
        assert_eq!(run.share(0.0, 10.0), 1.0, "{text}");
        let started = |node| run.snapshot_numbers(id(node)).unwrap().totals.started;
        // Each request asks both.
        assert!(started("db-1").abs_diff(started("db-2")) < 10, "{text}");
        run.kill("db-2");
        assert_eq!(run.share(15.0, 30.0), 0.0, "{text}");
    }
}

#[test]
fn a_replica_without_data_answers_nothing() {
    let text = "users -> web-1 -> db-1\nweb-1 -> db-2\ndb-2: role=read_replica\nusers: reads=1";
    let mut run = run_of(text);
    assert_eq!(run.share(0.0, 10.0), 1.0);
    assert_eq!(run.snapshot_numbers(id("db-2")).unwrap().totals.started, 0);
    assert_eq!(role(&run, "db-2"), Some(RoleNow::NoData));
}

#[test]
fn roles_survive_edits_rewinds_and_the_removal_of_who_has_them() {
    let text = "users -> web-1 -> db-1 -> db-2 db-3\ndb-2: role=standby\ndb-3: role=standby";
    let mut run = run_of(text);
    run.to(5.0).kill("db-1").to(20.0).revive("db-1").to(25.0);
    assert_eq!(run.roles(), roles(&["db-2"], &[]));
    let told = run.all();
    run.to(30.0);
    run.rewind(seconds(25.0)).unwrap();
    assert_eq!(run.all(), told);
    // Other numbers for everybody, and another setting of one.
    let edited = sketch(&format!("extra -> db-1\n{text}\ndb-1: read_ms=3"));
    run.apply_scenario(&edited);
    run.to(30.0);
    assert_eq!(run.roles(), roles(&["db-2"], &[]));
    let mut edited = edited.clone();
    let gone = edited.removal_of(&[edited.target("db-2").unwrap()]);
    edited.take(gone).unwrap();
    run.apply_scenario(&edited);
    run.to(45.0);
    // Who had the role is gone: the first standby gets it, which is db-1 by now.
    assert!(run.roles().are_as_drawn());
    assert_eq!(run.share(46.0, 50.0), 1.0);
}

#[test]
fn an_edit_in_the_middle_of_a_promotion_does_not_stop_it() {
    let text = "users -> web-1 -> db-1 -> db-2\ndb-2: role=standby";
    let mut run = run_of(text);
    run.to(10.0).kill("db-1").to(16.0);
    run.apply_scenario(&sketch(&format!("extra -> web-1\n{text}")));
    run.to(17.9);
    assert_eq!(role(&run, "db-2"), Some(RoleNow::BeingPromoted));
    run.to(18.1);
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Promoted));
}

#[test]
fn a_channel_that_is_drawn_while_it_runs_lets_a_node_catch_up() {
    let text = "users -> web-1 -> db-1 -> db-2 db-3\ndb-2: role=standby\ndb-3: role=standby";
    let mut run = run_of(text);
    run.to(5.0)
        .kill("db-3")
        .to(6.0)
        .kill("db-1")
        .to(20.0)
        .revive("db-3")
        .to(21.0);
    assert_eq!(run.roles(), roles(&["db-2"], &["db-3"]));
    run.apply_scenario(&sketch(&format!("{text}\ndb-2 -> db-3")));
    run.to(22.0);
    assert_eq!(run.roles(), roles(&["db-2"], &[]));
    run.kill("db-2");
    assert_eq!(run.share(35.0, 40.0), 1.0);
}

#[test]
fn the_card_of_an_heir_tells_from_when_until_when() {
    let mut run = run_of("users -> web-1 -> db-1 -> db-2\ndb-2: role=standby");
    run.to(10.0);
    let now = |run: &Run| run.snapshot_numbers(id("db-2")).unwrap().database.unwrap();
    assert_eq!(now(&run).follows, Some(id("db-1")));
    run.kill("db-1").to(12.0);
    let card = now(&run);
    assert_eq!(card.role, RoleNow::Noticing);
    assert_eq!(card.span, Some((seconds(10.0), seconds(15.0))));
    assert_eq!(card.follows, None);
    let card = now(run.to(16.0));
    assert_eq!(card.role, RoleNow::BeingPromoted);
    assert_eq!(card.span, Some((seconds(15.0), seconds(18.0))));
}
