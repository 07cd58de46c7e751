use super::*;

/// The median latency of what was served since the start, in milliseconds.
fn median_ms(run: &Run) -> f64 {
    run.totals().latency.quantile_ms(0.5).unwrap()
}

const COASTS: &str = "users -> web-1 -> db-1 -> db-2
    db-2: role=standby
    users: reads=0
    web-1: service_ms=1
    east = users web-1 db-1
    west = db-2";

#[test]
fn a_failover_across_the_continent_costs_the_way_there_and_back() {
    let mut near = run_of(COASTS);
    near.to(60.0);
    let mut far = run_of(COASTS);
    far.kill("db-1").to(60.0);
    let (near, far) = (median_ms(&near), median_ms(&far));
    // 20 ms each way instead of 0.25.
    assert!(
        (38.0..41.5).contains(&(far - near)),
        "{near} ms, then {far} ms"
    );
}

#[test]
fn a_drawn_link_to_the_promoted_node_is_the_path_with_its_latency() {
    let text = format!("{COASTS}\nweb-1 -> db-2\nweb-1>db-2: latency_ms=5");
    let mut run = run_of(&text);
    run.kill("db-1").to(60.0);
    let ms = median_ms(&run);
    assert!((10.0..20.0).contains(&ms), "{ms}");
    // It is the path, and cut there is none: nobody answers, though db-2 is primary.
    let before = run.totals();
    run.kill("web-1>db-2").to(70.0);
    let served = run.totals().served - before.served;
    assert!(served <= before.in_flight, "{served} of {before:?}");
}

#[test]
fn all_links_into_an_endpoint_are_one_target_that_times_out_once() {
    let text = "users -> web-1 -> db-1 db-2 db-3
        db-1 -> db-2 db-3
        db-2: role=standby
        db-3: role=standby
        db-1: failover=manual
        users: reads=0
        web-1: service_ms=0";
    let mut run = run_of(text);
    run.to(10.0).kill("db-1").to(11.0);
    // One connect timeout of 250 ms for three links: all that started more than that ago has failed.
    let totals = run.totals();
    assert!(totals.in_flight < 25, "{}", totals.in_flight);
}

#[test]
fn an_undrawn_path_closes_with_the_last_link_into_the_endpoint() {
    let mut run = run_of("users -> web-1 -> db-1 -> db-2\ndb-2: role=standby");
    run.kill("db-1");
    assert_eq!(run.share(15.0, 20.0), 1.0);
    run.kill("web-1>db-1");
    assert_eq!(run.share(21.0, 25.0), 0.0);
    assert_eq!(run.failed(Reason::NoPrimary), run.failed(Reason::NoPrimary));
    run.revive("web-1>db-1");
    assert_eq!(run.share(26.0, 30.0), 1.0);
}

#[test]
fn isolation_binds_requests_names_probes_and_replication_and_ends_with_revive() {
    let text = "users -> dns-1 -> lb-1 -> web-1 web-2
        web-1 web-2 -> db-1
        inner < east
        inner = web-1
        east = web-2
        hub = lb-1";
    let mut run = run_of(text);
    run.to(5.0);
    isolate(&mut run, "inner");
    // web-1 alone is cut off; the balancer's probes say so.
    run.to(20.0);
    tells(&run, "lb-1 takes web-1 out of rotation, 3 checks failed");
    assert_eq!(run.share(20.0, 30.0), 1.0);
    isolate(&mut run, "hub");
    // The name still answers; its address is behind the border.
    assert_eq!(run.share(35.0, 40.0), 0.0);
    assert!(run.failed(Reason::ConnectTimeout) > 100);
    run.revive("hub").revive("inner");
    assert_eq!(run.share(60.0, 70.0), 1.0);
}

#[test]
fn what_lies_in_one_isolated_region_stays_together() {
    let mut run =
        run_of("users -> web-1 -> db-1\neast = users web-1 db-1\nzone < east\nzone = db-1");
    isolate(&mut run, "east");
    assert_eq!(run.share(0.0, 10.0), 1.0);
    // A zone within it has a border of its own.
    isolate(&mut run, "zone");
    assert_eq!(run.share(11.0, 20.0), 0.0);
}

#[test]
fn an_answer_under_way_does_not_cross_a_border() {
    let mut run =
        run_of("users -> web-1 -> db-1\nwest = db-1\nusers: reads=0\ndb-1: write_ms=1000");
    run.to(10.0);
    isolate(&mut run, "west");
    let before = run.totals().served;
    run.to(20.0);
    // What the server had got from it already is still served.
    assert!(run.totals().served < before + 5);
}

const QUORUM: &str = "users-e -> web-e -> db-e db-w
    users-w -> web-w -> db-w db-e
    db-e -> db-w db-h
    db-h -> db-w
    db-w: role=standby
    db-h: role=standby
    db-e: failover=quorum
    users-e: reads=0
    users-w: reads=0
    e = users-e web-e db-e
    w = users-w web-w db-w
    h = db-h";

fn share_of(run: &mut Run, client: &str, from: f64, until: f64) -> f64 {
    run.to(from);
    let before = run.snapshot_numbers(id(client)).unwrap().totals;
    run.to(until);
    let after = run.snapshot_numbers(id(client)).unwrap().totals;
    let served = (after.served - before.served) as f64;
    served / (served + (after.failed_in_all() - before.failed_in_all()) as f64)
}

#[test]
fn the_minority_side_of_a_partition_stops_writing_by_cuts_and_by_isolation_alike() {
    let mut both = Vec::new();
    for is_isolated in [false, true] {
        let mut run = run_of(QUORUM);
        run.to(20.0);
        if is_isolated {
            isolate(&mut run, "e");
        } else {
            for link in ["db-e>db-w", "db-e>db-h", "web-e>db-w", "web-w>db-e"] {
                run.kill(link);
            }
        }
        run.to(21.0);
        assert_eq!(role(&run, "db-e"), Some(RoleNow::StandingDown));
        assert_eq!(share_of(&mut run, "users-e", 21.0, 24.0), 1.0);
        // Stands down at 25 s, before the other is promoted at 28 s.
        assert_eq!(share_of(&mut run, "users-e", 26.0, 60.0), 0.0);
        assert_eq!(share_of(&mut run, "users-w", 61.0, 70.0), 1.0);
        tells(&run, "25.0 s: db-e steps down");
        tells(&run, "28.0 s: db-w is primary now");
        assert_eq!(run.roles(), roles(&["db-w"], &[]));
        assert!(
            run.totals().lost_writes > 200,
            "{}",
            run.totals().lost_writes
        );
        both.push(run.totals());
        for target in ["e", "db-e>db-w", "db-e>db-h", "web-e>db-w", "web-w>db-e"] {
            run.revive(target);
        }
        assert_eq!(share_of(&mut run, "users-e", 71.0, 80.0), 1.0);
        tells(&run, "70.0 s: db-e rejoins as a standby");
        assert_eq!(run.totals().conflicting_writes, 0);
        assert_eq!(run.roles(), roles(&["db-w"], &[]));
    }
    assert_eq!(both[0].failed, both[1].failed);
    assert_eq!(both[0].lost_writes, both[1].lost_writes);
}

#[test]
fn a_majority_that_comes_back_before_it_is_missed_changes_nothing() {
    let mut run = run_of(QUORUM);
    run.to(20.0);
    isolate(&mut run, "e");
    run.to(24.0).revive("e").to(40.0);
    assert!(run.roles().are_as_drawn());
    assert!(
        !run.story()
            .iter()
            .any(|l| l.contains("steps down") || l.contains("promoted"))
    );
}

#[test]
fn without_a_majority_nobody_is_primary_and_the_title_is_kept() {
    let mut run = run_of(QUORUM);
    run.to(10.0).kill("db-w").kill("db-h").to(20.0);
    tells(
        &run,
        "15.0 s: db-e has lost its majority: no node may be primary",
    );
    assert_eq!(role(&run, "db-e"), Some(RoleNow::NotPrimary));
    assert!(run.roles().are_as_drawn());
    run.revive("db-h").to(21.0);
    assert_eq!(role(&run, "db-e"), Some(RoleNow::Primary));
    tells(&run, "20.0 s: db-e is primary again");
}

#[test]
fn a_witness_votes_and_is_never_promoted() {
    let text = "users -> web-1 -> db-1 -> db-2
        db-2: role=standby
        db-3: role=standby
        db-1: failover=quorum";
    let mut run = run_of(text);
    run.to(5.0).kill("db-1");
    assert_eq!(run.share(20.0, 30.0), 1.0);
    assert_eq!(run.roles(), roles(&["db-2"], &[]));
    assert_eq!(role(&run, "db-3"), Some(RoleNow::NoData));
    run.kill("db-2").revive("db-1").to(60.0);
    // db-1 finds nobody to catch up from, and db-3 has nothing: db-1 is promoted, whatever it lacks.
    assert!(run.roles().are_as_drawn());
}

#[test]
fn each_side_of_a_split_brain_writes_to_the_primary_that_it_reaches() {
    let text = "users-e -> web-e -> db-e db-w
        users-w -> web-w -> db-w db-e
        db-e -> db-w
        db-w: role=standby
        users-e: reads=0
        users-w: reads=0
        e = users-e web-e db-e
        w = users-w web-w db-w";
    let mut run = run_of(text);
    run.to(20.0);
    isolate(&mut run, "e");
    run.to(40.0);
    let writes = |run: &Run, node: &str| {
        run.snapshot_numbers(id(node))
            .unwrap()
            .database
            .unwrap()
            .split_writes
    };
    // Promoted at 28 s: 12 s of 50 a second on both sides.
    for node in ["db-e", "db-w"] {
        let taken = writes(&run, node).unwrap();
        assert!((500..700).contains(&taken), "{node} took {taken}");
    }
    assert_eq!(run.roles(), roles(&["db-e", "db-w"], &[]));
    run.revive("e").to(41.0);
    // db-e took 20 s of 50 a second since the cut, and what had not been shipped then.
    let conflicting = run.totals().conflicting_writes;
    assert!((900..1_100).contains(&conflicting), "{conflicting}");
    assert_eq!(run.roles(), roles(&["db-w"], &[]));
    assert_eq!(writes(&run, "db-w"), None);
    assert_eq!(run.totals().lost_writes, 0);
}

#[test]
fn drawn_primaries_that_were_never_replaced_stay_active_active_through_a_partition() {
    let text = "users -> web-1 -> db-1 db-2\ndb-1 -> db-2\nusers: reads=0";
    let mut run = run_of(text);
    run.to(5.0)
        .kill("db-1>db-2")
        .to(30.0)
        .revive("db-1>db-2")
        .to(40.0);
    assert!(run.roles().are_as_drawn());
    assert_eq!(run.totals().failed_in_all(), 0);
    assert_eq!(run.totals().conflicting_writes, 0);
    run.kill("db-1");
    assert_eq!(run.share(41.0, 50.0), 1.0);
    // It keeps its title while the other serves.
    run.revive("db-1").to(51.0);
    assert_eq!(role(&run, "db-1"), Some(RoleNow::Primary));
}

#[test]
fn who_died_while_it_was_out_and_meets_nobody_when_it_comes_back_is_promoted() {
    let mut run = run_of(
        "users -> web-1 -> db-2 db-1 db-3
         db-1 -> db-2 db-3
         db-3: role=standby
         east = web-1 db-2 db-3
         users: reads=0",
    );
    isolate(&mut run, "east");
    run.kill("db-2").to(60.0);
    assert_eq!(run.roles(), roles(&["db-1", "db-3"], &[]));
    // It meets db-3, and has no channel to it.
    run.revive("db-2").to(120.0);
    assert_eq!(run.roles(), roles(&["db-1", "db-3"], &["db-2"]));
    run.kill("db-3").kill("db-2").to(180.0);
    run.revive("db-2").to(240.0);
    // As drawn.
    assert_eq!(run.roles(), roles(&[], &[]));
    assert_eq!(role(&run, "db-2"), Some(RoleNow::Primary));
    // Now db-3 is the one that comes back and has missed something.
    run.revive("db-3").to(300.0);
    assert_eq!(run.roles(), roles(&[], &["db-3"]));
}
