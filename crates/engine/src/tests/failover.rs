use super::*;
use topple_model::{Edit, Link};

const STANDBY: &str = "users -> web-1 -> db-1 -> db-2\ndb-2: role=standby";

#[test]
fn a_standby_takes_over_after_detection_and_promotion_and_keeps_the_role() {
    let mut run = run_of(STANDBY);
    run.to(10.0).kill("db-1").to(20.0);
    let story = run.story().join("\n");
    assert!(
        story.contains("15.0 s: db-2 is being promoted, the primary is gone"),
        "{story}"
    );
    assert!(story.contains("18.0 s: db-2 is primary now"), "{story}");
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Promoted));
    assert_eq!(run.share(25.0, 30.0), 1.0);
    assert!(run.failed(Reason::NoPrimary) > 100);
    run.revive("db-1").to(31.0);
    assert_eq!(role(&run, "db-1"), Some(RoleNow::Standby));
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Promoted));
    assert_eq!(run.share(32.0, 40.0), 1.0);
    let story = run.story().join("\n");
    assert!(
        story.contains("30.0 s: db-1 rejoins as a standby"),
        "{story}"
    );
}

#[test]
fn asynchronous_replication_loses_what_was_not_shipped_and_synchronous_nothing() {
    let text = format!("{STANDBY}\nusers: rate_rps=1000 reads=0\nweb-1: workers=100");
    let mut run = run_of(&text);
    run.to(10.0).kill("db-1").to(20.0);
    // 100 ms of a thousand writes a second.
    assert!(
        (70..130).contains(&run.totals().lost_writes),
        "{}",
        run.totals().lost_writes
    );
    let mut scenario = sketch(&text);
    scenario.links[2].mode = topple_model::Replication::Sync;
    let mut run = Run::new(&scenario);
    run.to(10.0).kill("db-1").to(20.0);
    assert_eq!(run.totals().lost_writes, 0);
}

#[test]
fn no_node_takes_over_by_hand_rule_or_without_the_data() {
    for text in [
        format!("{STANDBY}\ndb-1: failover=manual"),
        "users -> web-1 -> db-1\nweb-1 -> db-2\ndb-2: role=standby".to_owned(),
    ] {
        let mut run = run_of(&text);
        run.to(5.0).kill("db-1");
        assert_eq!(run.share(20.0, 30.0), 0.0, "{text}");
    }
}

#[test]
fn read_replicas_serve_reads_alone_unless_promoted() {
    let text = "users -> web-1 -> db-1 -> db-2\nweb-1 -> db-2\ndb-2: role=read_replica";
    let mut run = run_of(text);
    run.to(5.0).kill("db-1");
    let share = run.share(20.0, 60.0);
    assert!((share - 0.9).abs() < 0.03, "{share}");
    let mut run = run_of(&format!("{text} promotable=on"));
    run.to(5.0).kill("db-1");
    assert_eq!(run.share(20.0, 60.0), 1.0);
}

#[test]
fn a_quorum_promotes_with_a_majority_and_serves_nothing_without() {
    let text = "users -> web-1 -> db-1 -> db-2 db-3\ndb-2: role=standby\ndb-3: role=standby\ndb-1: failover=quorum";
    let mut run = run_of(text);
    run.to(5.0).kill("db-1");
    assert_eq!(run.share(20.0, 30.0), 1.0);
    run.kill("db-2");
    assert_eq!(run.share(45.0, 60.0), 0.0);
    assert!(
        run.story()
            .iter()
            .any(|l| l.contains("has lost its majority"))
    );
}

#[test]
fn a_cut_replication_link_splits_the_brain_unless_a_majority_is_asked_for() {
    let mut run = run_of(&format!("{STANDBY}\nusers: reads=0"));
    run.to(5.0).kill("db-1>db-2").to(60.0);
    let story = run.story().join("\n");
    assert!(
        story.contains("10.0 s: db-2 is being promoted, it sees no primary"),
        "{story}"
    );
    assert!(
        story.contains("13.0 s: split brain: db-2 is primary too"),
        "{story}"
    );
    assert_eq!(run.totals().failed_in_all(), 0);
    run.revive("db-1>db-2").to(61.0);
    // web-1 is linked to db-1 alone: all that was written since the cut was written there, and db-2 stays.
    let conflicting = run.totals().conflicting_writes;
    assert!((2_500..3_000).contains(&conflicting), "{conflicting}");
    let of = |node| {
        run.snapshot_numbers(id(node))
            .unwrap()
            .totals
            .conflicting_writes
    };
    assert_eq!((of("db-1"), of("db-2")), (conflicting, 0));
    let story = run.story().join("\n");
    let told = format!(
        "60.0 s: the split brain ends, db-2 stays primary: {conflicting} writes of db-1 are in conflict"
    );
    assert!(story.contains(&told), "{story}");
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Promoted));
    assert_eq!(role(&run, "db-1"), Some(RoleNow::Standby));
    let mut run = run_of(&format!("{STANDBY}\ndb-1: failover=quorum"));
    run.to(5.0).kill("db-1>db-2");
    assert_eq!(run.share(6.0, 10.0), 1.0);
    assert_eq!(run.share(11.0, 20.0), 0.0);
}

#[test]
fn each_shard_of_two_takes_half_with_it() {
    let mut run = run_of("users -> web-1 -> db-1 db-2\ndb-1: shard=a\ndb-2: shard=b");
    run.to(5.0).kill("db-1");
    let share = run.share(20.0, 120.0);
    assert!((share - 0.5).abs() < 0.04, "{share}");
}

#[test]
fn a_cache_takes_reads_off_the_database_and_comes_back_empty() {
    let mut run = run_of("users -> web-1 -> cache-1\nweb-1 -> db-1\nusers: rate_rps=500");
    run.to(60.0);
    let warm = run.snapshot_numbers(id("cache-1")).unwrap();
    assert!(warm.hit_share.unwrap() > 0.5, "{:?}", warm.hit_share);
    assert!(warm.keys.unwrap() > 1_500);
    run.kill("cache-1").to(61.0);
    run.revive("cache-1").to(61.1);
    assert!(run.snapshot_numbers(id("cache-1")).unwrap().keys.unwrap() < 200);
    assert_eq!(run.share(65.0, 70.0), 1.0);
}

#[test]
fn a_dead_cache_is_a_loss_only_where_it_is_required() {
    let text = "users -> web-1 -> cache-1\nweb-1 -> db-1";
    let mut run = run_of(text);
    run.to(5.0).kill("cache-1");
    assert_eq!(run.share(10.0, 20.0), 1.0);
    let mut run = run_of(&format!("{text}\nweb-1>cache-1: required=on"));
    run.to(5.0).kill("cache-1");
    let share = run.share(10.0, 60.0);
    // Writes go on.
    assert!((share - 0.1).abs() < 0.03, "{share}");
}

#[test]
fn what_a_cache_remembers_runs_out_and_then_the_dead_database_shows() {
    let mut run = run_of(
        "users -> web-1 -> cache-1\nweb-1 -> db-1\nusers: reads=1\ncache-1: ttl_s=20 capacity_keys=10000",
    );
    run.to(30.0).kill("db-1");
    assert!(run.share(32.0, 35.0) > 0.1);
    assert_eq!(run.share(55.0, 65.0), 0.0);
}

#[test]
fn an_edit_while_it_runs_keeps_what_was_not_touched() {
    let mut run = run_of("users -> lb-1 -> web-1\nweb-1 -> db-1");
    run.to(10.0);
    let before = run.totals();
    let mut edited = sketch("users -> lb-1 -> web-1 web-2 -> db-1");
    run.apply_scenario(&edited);
    run.to(20.0).kill("web-1");
    assert_eq!(run.share(30.0, 40.0), 1.0);
    assert!(run.totals().started > before.started);
    let gone = edited.removal_of(&[edited.target("web-2").unwrap()]);
    edited.take(gone).unwrap();
    run.apply_scenario(&edited);
    assert_eq!(run.share(50.0, 60.0), 0.0);
    edited
        .take(vec![Edit::AddLink(
            0,
            Box::new(Link::new(id("users"), id("web-1"))),
        )])
        .unwrap();
    run.apply_scenario(&edited);
    run.revive("web-1");
    assert_eq!(run.share(70.0, 80.0), 1.0);
}
