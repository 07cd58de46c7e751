//! Systems whose answers are known.

use topple_analysis::Options;

use crate::tables::expect;

const PARTS: Options = Options { links: false };
const LINKS: Options = Options { links: true };

/// Two name servers, two balancers, two servers, and the data that a test adds.
const TWO_OF_ALL: &str = "
    users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2
    users: reads=0.8
";

fn two_of_all(data: &str) -> String {
    format!("{TWO_OF_ALL}{data}")
}

#[test]
fn one_server_and_one_database_are_both_single_points_of_failure() {
    expect(
        "users -> web-1 -> db-1",
        "",
        PARTS,
        "
        spof db-1 1.000 users/read users/write
        spof web-1 1.000 users/read users/write
        ",
    );
}

#[test]
fn a_fate_that_all_of_a_kind_share_is_a_single_point_of_failure_across_regions() {
    let edges = "
        users -> dns-1 dns-2 -> lb-1 lb-2 lb-3
        lb-1 -> web-1
        lb-2 -> web-2
        lb-3 -> web-3
        east = lb-1 web-1
        west = lb-2 web-2
        north = lb-3 web-3
        edge ~ lb-1 lb-2 lb-3
        users: reads=1
        ";
    expect(edges, "", PARTS, "spof edge 1.000 users/read");
    // Killed, it is no element any more, and nothing that it took down is blamed on others.
    expect(edges, "edge", PARTS, "");
}

#[test]
fn every_link_of_a_chain_is_a_single_point_of_failure_when_links_count() {
    expect(
        "users -> web-1 -> db-1\nusers: reads=1",
        "",
        LINKS,
        "
        spof db-1 1.000 users/read
        spof web-1 1.000 users/read
        spof users>web-1 1.000 users/read
        spof web-1>db-1 1.000 users/read
        ",
    );
}

#[test]
fn two_servers_behind_one_balancer_move_the_point_of_failure_to_the_balancer() {
    expect(
        "users -> lb-1 -> web-1 web-2 -> db-1",
        "",
        PARTS,
        "
        spof db-1 1.000 users/read users/write
        spof lb-1 1.000 users/read users/write
        ",
    );
}

const TWO_BALANCERS: &str = "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> db-1\nusers: reads=1";

#[test]
fn two_balancers_in_dns_leave_the_name_server_and_the_database() {
    expect(
        TWO_BALANCERS,
        "",
        PARTS,
        "
        spof db-1 1.000 users/read
        spof dns-1 1.000 users/read
        ",
    );
}

#[test]
fn with_one_of_two_balancers_dead_the_other_is_flagged() {
    expect(
        TWO_BALANCERS,
        "lb-1",
        PARTS,
        "
        spof db-1 1.000 users/read
        spof dns-1 1.000 users/read
        spof lb-2 1.000 users/read
        ",
    );
}

#[test]
fn a_read_replica_is_not_a_standby() {
    expect(
        &two_of_all("web-1 web-2 -> db-1 db-2\ndb-1 -> db-2\ndb-2: role=read_replica"),
        "",
        PARTS,
        "spof db-1 0.200 users/write",
    );
}

#[test]
fn a_promotable_read_replica_takes_over() {
    let data = "web-1 web-2 -> db-1 db-2\ndb-1 -> db-2\ndb-2: role=read_replica promotable=on";
    expect(&two_of_all(data), "", PARTS, "");
}

#[test]
fn a_standby_takes_over_if_it_has_the_data() {
    expect(
        &two_of_all("web-1 web-2 -> db-1 -> db-2\ndb-2: role=standby"),
        "",
        PARTS,
        "",
    );
    expect(
        &two_of_all("web-1 web-2 -> db-1 db-2\ndb-2: role=standby"),
        "",
        PARTS,
        "spof db-1 1.000 users/read users/write",
    );
}

#[test]
fn manual_failover_waits_for_a_person() {
    expect(
        &two_of_all("web-1 web-2 -> db-1 -> db-2\ndb-2: role=standby\ndb-1: failover=manual"),
        "",
        PARTS,
        "spof db-1 1.000 users/read users/write",
    );
}

#[test]
fn a_quorum_of_two_stands_still_when_either_is_lost_and_one_of_three_survives_it() {
    let two = two_of_all("web-1 web-2 -> db-1 -> db-2\ndb-2: role=standby\ndb-1: failover=quorum");
    expect(
        &two,
        "",
        PARTS,
        "
        spof db-1 1.000 users/read users/write
        spof db-2 1.000 users/read users/write
        ",
    );
    let three = format!("{two}\ndb-1 -> db-3\ndb-3: role=standby");
    expect(&three, "", PARTS, "");
}

#[test]
fn sharding_is_no_redundancy() {
    expect(
        &two_of_all("web-1 web-2 -> db-a db-b\ndb-a: shard=a\ndb-b: shard=b"),
        "",
        PARTS,
        "
        spof db-a 0.500 users/read@a users/write@a
        spof db-b 0.500 users/read@b users/write@b
        ",
    );
}

#[test]
fn two_sharded_services_make_a_class_of_every_combination() {
    expect(
        "
        users -> web-1 -> db-a db-b dbx dby
        users: reads=1
        db-a: shard=a
        db-b: shard=b
        dbx: shard=x service=search
        dby: shard=y service=search
        ",
        "",
        PARTS,
        "
        spof web-1 1.000 users/read users/read@a+x users/read@a+y users/read@b+x users/read@b+y
        spof db-a 0.500 users/read@a+x users/read@a+y
        spof db-b 0.500 users/read@b+x users/read@b+y
        spof dbx 0.500 users/read@a+x users/read@b+x
        spof dby 0.500 users/read@a+y users/read@b+y
        ",
    );
}

#[test]
fn two_regions_survive_the_loss_of_either() {
    expect(
        "
        users -> dns-1 dns-2 -> lb-1 lb-2
        lb-1 -> web-1 -> db-1
        lb-2 -> web-2 -> db-1
        db-1 -> db-2
        db-2: role=standby
        west = lb-1 web-1 db-1
        east = lb-2 web-2 db-2
        ",
        "",
        PARTS,
        "",
    );
}

#[test]
fn a_region_takes_down_what_lies_in_a_zone_of_it() {
    expect(
        "
        users -> web-1 web-2
        users: reads=1
        zone-a = web-1
        zone-b = web-2
        zone-a < west
        zone-b < west
        ",
        "",
        PARTS,
        "spof west 1.000 users/read",
    );
}

#[test]
fn a_blind_balancer_without_retries_leaks_its_share() {
    expect(
        "
        users -> lb-1 -> web-1 web-2
        users: reads=1
        lb-1: health_check=off retries=0
        lb-1>web-1: weight=3
        ",
        "",
        PARTS,
        "
        spof lb-1 1.000 users/read
        leak web-1 0.750 users/read
        leak web-2 0.250 users/read
        ",
    );
}

#[test]
fn retries_make_up_for_missing_checks_as_long_as_there_are_enough() {
    let pool =
        "users -> lb-1 -> web-1 web-2 web-3\nusers: reads=1\nlb-1: health_check=off retries=";
    expect(&format!("{pool}1"), "", PARTS, "spof lb-1 1.000 users/read");
    expect(
        &format!("{pool}1"),
        "web-1",
        PARTS,
        "
        spof lb-1 1.000 users/read
        leak web-2 0.333 users/read
        leak web-3 0.333 users/read
        ",
    );
}

#[test]
fn a_shallow_check_keeps_a_server_that_lost_its_database_and_a_deep_one_does_not() {
    let pool = "
        users -> lb-1 -> web-1 web-2
        users: reads=1
        web-1 -> db-1
        web-2 -> db-2
        db-1: service=one
        db-2: service=two
        ";
    expect(
        pool,
        "",
        PARTS,
        "
        spof lb-1 1.000 users/read
        leak db-1 0.500 users/read
        leak db-2 0.500 users/read
        ",
    );
    let deep = format!("{pool}lb-1: health_check.deep=on");
    expect(&deep, "", PARTS, "spof lb-1 1.000 users/read");
}

#[test]
fn killing_the_balancer_too_can_bring_service_back() {
    let system = "
        users -> dns-1 -> lb-1 web-2
        lb-1 -> web-1
        users: reads=1
        dns-1: policy=failover health_check.deep=off
        ";
    expect(
        system,
        "",
        PARTS,
        "
        spof dns-1 1.000 users/read
        spof web-1 1.000 users/read
        ",
    );
    // Nothing is served, so there is nothing to lose: the way back is no verdict.
    expect(system, "web-1", PARTS, "");
    expect(
        system,
        "web-1 lb-1",
        PARTS,
        "
        spof dns-1 1.000 users/read
        spof web-2 1.000 users/read
        ",
    );
}

#[test]
fn a_cache_matters_only_where_it_is_required_and_only_for_reads() {
    let system = "users -> web-1 -> cache-1 db-1\nusers: reads=0.5";
    expect(
        system,
        "",
        PARTS,
        "
        spof db-1 1.000 users/read users/write
        spof web-1 1.000 users/read users/write
        ",
    );
    expect(
        &format!("{system}\nweb-1>cache-1: required=on"),
        "",
        PARTS,
        "
        spof db-1 1.000 users/read users/write
        spof web-1 1.000 users/read users/write
        spof cache-1 0.500 users/read
        ",
    );
}

#[test]
fn a_client_that_does_not_try_the_next_address_leaks_unless_it_retries() {
    let system = "users -> web-1 web-2\nusers: reads=1 tries_next_address=off retries=";
    expect(
        &format!("{system}0"),
        "",
        PARTS,
        "
        leak web-1 0.500 users/read
        leak web-2 0.500 users/read
        ",
    );
    expect(&format!("{system}1"), "", PARTS, "");
}

#[test]
fn a_name_without_checks_hands_out_dead_addresses() {
    expect(
        "users -> dns-1 dns-2 -> web-1 web-2\nusers: reads=1\ndns-1: policy=weighted health_check=off
        dns-2: policy=weighted",
        "",
        PARTS,
        "
        leak web-1 0.250 users/read
        leak web-2 0.250 users/read
        ",
    );
}

#[test]
fn different_services_are_all_needed_and_each_is_lost_with_its_only_member() {
    expect(
        "
        users -> web-1 search-1
        users: reads=1
        search-1: service=search
        ",
        "",
        PARTS,
        "
        spof search-1 1.000 users/read
        spof web-1 1.000 users/read
        ",
    );
}
