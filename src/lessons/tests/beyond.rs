//! Beyond the source: answers that look right and are not, and odd ones that are right.

use expect_test::expect;

use super::{refused, taken};

#[test]
fn one_server_may_be_missing() {
    let told = refused(
        "overload",
        &[
            "web-3: workers=2",
            "lb-1 lb-2 -> web-3",
            "web-1: workers=16\nweb-2: workers=16",
            "web-1: service_ms=1\nweb-2: service_ms=1",
            "users: rate_rps=60",
            "users: timeout_ms=60000",
            "users: retries=5",
            "lb-1: rate_limit_rps=60\nlb-2: rate_limit_rps=60",
            "web-1: queue=100000\nweb-2: queue=100000",
            "web-1: restart_s=1\nweb-2: restart_s=1",
            "web-1 web-2 -> cache-1",
            "db-1 -> db-3\ndb-3: role=standby",
            "delete web-2",
            "lb-1: health_check=off retries=0\nlb-2: health_check=off retries=0\nlb-1 lb-2 -> web-3 -> db-1",
            "without web-1>db-1 web-2>db-1",
        ],
    );
    expect![[r#"
        web-3: workers=2
            With web-1 killed, 75 % are served from 5 s to 35 s after that.
        lb-1 lb-2 -> web-3
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-1: workers=16; web-2: workers=16
            No machine of this lesson is faster than those drawn: "Workers" of web-1 is 16, and 2 is the best there is.
        web-1: service_ms=1; web-2: service_ms=1
            No machine of this lesson is faster than those drawn: "Work per request" of web-1 is 1 ms, and 20 ms is the best there is.
        users: rate_rps=60
            This lesson leaves users as drawn: "Request rate" belongs to the question.
        users: timeout_ms=60000
            This lesson leaves users as drawn: "Timeout" belongs to the question.
        users: retries=5
            This lesson leaves users as drawn: "Retries" belongs to the question.
        lb-1: rate_limit_rps=60; lb-2: rate_limit_rps=60
            With web-1 killed, 75 % are served from 5 s to 35 s after that.
        web-1: queue=100000; web-2: queue=100000
            With web-1 killed, 2 % are served from 5 s to 35 s after that.
        web-1: restart_s=1; web-2: restart_s=1
            With web-1 killed, 75 % are served from 5 s to 35 s after that.
        web-1 web-2 -> cache-1
            This lesson is not about a cache: it does without cache-1.
        db-1 -> db-3; db-3: role=standby
            With web-1 killed, 75 % are served from 5 s to 35 s after that.
        delete web-2
            There is one server.
        lb-1: health_check=off retries=0; lb-2: health_check=off retries=0; lb-1 lb-2 -> web-3 -> db-1
            With web-1 killed, 66 % are served from 5 s to 35 s after that.
        without web-1>db-1 web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
    "#]].assert_eq(&told);
    taken(
        "overload",
        &[
            "lb-1 lb-2 -> web-3 -> db-1\nweb-3: workers=2",
            "lb-1 lb-2 -> web-3 web-4 -> db-1\nweb-3: workers=2\nweb-4: workers=2",
            "lb-1 lb-2 -> web-3 -> db-1",
            "lb-1 lb-2 -> web-3 -> db-2",
        ],
    );
}

#[test]
fn the_system_recovers_and_is_asked_as_before() {
    let told = refused(
        "retry-storm",
        &[
            "users: rate_rps=10",
            "users: timeout_ms=60000",
            "delete db-1\ndb-2: role=primary\nweb-1 web-2 -> db-2",
            "db-1: workers=64",
            "db-1: read_ms=1 write_ms=1",
            "users: reads=0",
            "users: retries=4",
            "db-1: role=standby\ndb-2: role=primary",
            "db-1>db-2: mode=sync",
            "web-1: queue=100000\nweb-2: queue=100000",
            "web-1: workers=100\nweb-2: workers=100",
            "lb-1: rate_limit_rps=20\nlb-2: rate_limit_rps=20",
            "without web-1>db-1 web-2>db-1",
            "web-1>db-1: required=off\nweb-2>db-1: required=off",
            "web-1 web-2 -> cache-1",
            "users: retries=20",
            "delete users",
        ],
    );
    expect![[r#"
        users: rate_rps=10
            This lesson leaves users as drawn: "Request rate" belongs to the question.
        users: timeout_ms=60000
            This lesson leaves users as drawn: "Timeout" belongs to the question.
        delete db-1; db-2: role=primary; web-1 web-2 -> db-2
            This lesson needs db-1.
        db-1: workers=64
            This lesson leaves db-1 as drawn: "Workers" belongs to the question.
        db-1: read_ms=1 write_ms=1
            This lesson leaves db-1 as drawn: "Read" belongs to the question.
        users: reads=0
            This lesson leaves users as drawn: "Reads" belongs to the question.
        users: retries=4
            After the trouble, 0 % are served from 15 s to 35 s after that.
        db-1: role=standby; db-2: role=primary
            This lesson leaves db-1 as drawn: "Role" belongs to the question.
        db-1>db-2: mode=sync
            After the trouble, 0 % are served from 15 s to 35 s after that.
        web-1: queue=100000; web-2: queue=100000
            After the trouble, 0 % are served from 15 s to 35 s after that.
        web-1: workers=100; web-2: workers=100
            No machine of this lesson is faster than those drawn: "Workers" of web-1 is 100, and 8 is the best there is.
        lb-1: rate_limit_rps=20; lb-2: rate_limit_rps=20
            After the trouble, 27 % are served from 15 s to 35 s after that.
        without web-1>db-1 web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-1>db-1: required=off; web-2>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-1 web-2 -> cache-1
            This lesson is not about a cache: it does without cache-1.
        users: retries=20
            After the trouble, 0 % are served from 15 s to 35 s after that.
        delete users
            This lesson needs users.
    "#]].assert_eq(&told);
    taken(
        "retry-storm",
        &[
            "users: retries=0",
            "users: retries=1",
            "users: retry_budget=0.1",
        ],
    );
}

#[test]
fn two_heads_are_kept_from_by_a_majority_alone() {
    let told = refused(
        "split-brain",
        &[
            "without db-1>db-2",
            "db-1: failover=manual",
            "db-1: failover=quorum",
            "db-1 -> db-3\ndb-3: role=standby",
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=read_replica",
            "db-2: role=read_replica",
            "db-2: role=primary",
            "db-1: detect_s=3600",
            "db-1: detect_s=60",
            "db-1>db-2: mode=sync",
            "delete db-2",
            "users: reads=1",
            "users: rate_rps=1",
            "web-1>db-1: required=off\nweb-2>db-1: required=off",
            "db-1: failover=quorum\ndb-1 -> db-3 db-4\ndb-3: role=read_replica\ndb-4: role=read_replica",
            "db-2 -> db-1",
        ],
    );
    expect![[r#"
        without db-1>db-2
            db-2 has no data: no replication link leads to it from the primary.
        db-1: failover=manual
            Every request needs a primary of db; db-1 is the only one. db-2 stands by, but failover is by hand: a person has to promote it.
        db-1: failover=quorum
            Every request needs a primary of db; db-1 is the only one, and those that would be left are not more than half of the set, so they may not promote another.
        db-1 -> db-3; db-3: role=standby
            With the databases cut off from each other, there are two primaries, and 1957 writes are in conflict.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=read_replica
            Every request needs a primary of db; db-1 is the only one, and those that would be left are not more than half of the set, so they may not promote another.
        db-2: role=read_replica
            No standby gets the writes of the primary.
        db-2: role=primary
            db-1 and db-2 both take writes: neither stands by.
        db-1: detect_s=3600
            With db-1 killed, 0 % are served from 15 s to 45 s after that.
        db-1: detect_s=60
            With db-1 killed, 0 % are served from 15 s to 45 s after that.
        db-1>db-2: mode=sync
            With the databases cut off from each other, there are two primaries, and 1955 writes are in conflict.
        delete db-2
            What db-1 holds has no copy.
        users: reads=1
            This lesson leaves users as drawn: "Reads" belongs to the question.
        users: rate_rps=1
            This lesson leaves users as drawn: "Request rate" belongs to the question.
        web-1>db-1: required=off; web-2>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        db-1: failover=quorum; db-1 -> db-3 db-4; db-3: role=read_replica; db-4: role=read_replica
            Every request needs a primary of db; db-1 is the only one, and those that would be left are not more than half of the set, so they may not promote another.
        db-2 -> db-1
            With the databases cut off from each other, there are two primaries.
    "#]].assert_eq(&told);
    taken(
        "split-brain",
        &[
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby",
            "db-1: failover=quorum\ndb-3: role=standby",
            "db-1: failover=quorum\ndb-1 db-2 -> db-3\ndb-3: role=standby",
            "db-1: failover=quorum\ndb-1 -> db-3 db-4 db-5\ndb-3: role=standby\ndb-4: role=standby\ndb-5: role=standby",
        ],
    );
}

#[test]
fn balancers_leave_out_who_cannot_serve() {
    let told = refused(
        "deep-checks",
        &[
            "lb-1: health_check.deep=on",
            "lb-2: health_check.deep=on",
            "lb-1: health_check=off\nlb-2: health_check=off",
            "lb-1: retries=20\nlb-2: retries=20",
            "web-1 web-2 -> db-2",
            "lb-1: health_check.interval_s=0.1\nlb-2: health_check.interval_s=0.1",
            "delete web-2",
            "web-1>db-1: required=off\nweb-2>db-1: required=off",
            "delete db-1\ndb-2: role=primary",
            "lb-1: health_check.deep=on health_check.interval_s=3600\nlb-2: health_check.deep=on health_check.interval_s=3600",
            "without web-1>db-1 web-2>db-1",
            "without web-1>db-1",
            "users: retries=9",
            "users: rate_rps=1",
            "lb-1 lb-2 -> web-3 -> db-1",
            "lb-1: algorithm=least_connections\nlb-2: algorithm=least_connections",
            "dns-1: health_check.deep=on",
            "web-1: breaker_after=1\nweb-2: breaker_after=1",
        ],
    );
    expect![[r#"
        lb-1: health_check.deep=on
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-2 checks only whether it is alive, so requests go on to web-1 and fail.
        lb-2: health_check.deep=on
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        lb-1: health_check=off; lb-2: health_check=off
            lb-1 checks nothing.
        lb-1: retries=20; lb-2: retries=20
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        web-1 web-2 -> db-2
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        lb-1: health_check.interval_s=0.1; lb-2: health_check.interval_s=0.1
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        delete web-2
            There is one server.
        web-1>db-1: required=off; web-2>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete db-1; db-2: role=primary
            Some reads of users are answered without any database: a server in use does not ask for the data.
        lb-1: health_check.deep=on health_check.interval_s=3600; lb-2: health_check.deep=on health_check.interval_s=3600
            With web-1 cut off from the data, 50 % are served from 15 s to 45 s after that.
        without web-1>db-1 web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        without web-1>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        users: retries=9
            This lesson leaves users as drawn: "Retries" belongs to the question.
        users: rate_rps=1
            This lesson leaves users as drawn: "Request rate" belongs to the question.
        lb-1 lb-2 -> web-3 -> db-1
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        lb-1: algorithm=least_connections; lb-2: algorithm=least_connections
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        dns-1: health_check.deep=on
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        web-1: breaker_after=1; web-2: breaker_after=1
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
    "#]].assert_eq(&told);
    taken(
        "deep-checks",
        &[
            "lb-1: health_check.deep=on\nlb-2: health_check.deep=on",
            "lb-1: health_check.deep=on\nlb-2: health_check.deep=on\nlb-1 lb-2 -> web-3 -> db-1",
            "lb-1: health_check.deep=on health_check.interval_s=1\nlb-2: health_check.deep=on health_check.interval_s=1",
        ],
    );
}

#[test]
fn a_shop_that_no_longer_asks_does_not_do_without() {
    let told = refused(
        "without-the-extras",
        &[
            "without shop-1>recommend-1 shop-2>recommend-1",
            "shop-1>recommend-1: on=writes required=off\nshop-2>recommend-1: on=writes required=off",
            "shop-1>recommend-1: required=off",
            "shop-2>recommend-1: required=off",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2\nshop-1>recommend-1: required=off\nshop-2>recommend-1: required=off",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2",
            "lb-3 -> recommend-1 recommend-2\nrecommend-2: service=recommendations\nshop-1 shop-2 -> lb-3\nwithout shop-1>recommend-1 shop-2>recommend-1",
            "recommend-1: service=shop",
            "recommend-1: restart_s=1",
            "shop-1: breaker_after=3\nshop-2: breaker_after=3",
            "users: retries=5",
            "shop-1>db-1: required=off\nshop-1>db-2: required=off\nshop-2>db-1: required=off\nshop-2>db-2: required=off",
            "delete recommend-1",
            "without shop-1>recommend-1\nshop-2>recommend-1: required=off",
            "users: reads=0\nshop-1>recommend-1: on=reads\nshop-2>recommend-1: on=reads",
        ],
    );
    expect![[r#"
        without shop-1>recommend-1 shop-2>recommend-1
            Most answers would be the same without any recommendations: they are asked too seldom.
        shop-1>recommend-1: on=writes required=off; shop-2>recommend-1: on=writes required=off
            Most answers would be the same without any recommendations: they are asked too seldom.
        shop-1>recommend-1: required=off
            With no recommendations left, 49 % are served from 5 s to 35 s after that.
        shop-2>recommend-1: required=off
            With no recommendations left, 50 % are served from 5 s to 35 s after that.
        recommend-2: service=recommendations; shop-1 shop-2 -> recommend-2; shop-1>recommend-1: required=off; shop-2>recommend-1: required=off
            With no recommendations left, 0 % are served from 5 s to 35 s after that.
        recommend-2: service=recommendations; shop-1 shop-2 -> recommend-2
            With no recommendations left, 0 % are served from 5 s to 35 s after that.
        lb-3 -> recommend-1 recommend-2; recommend-2: service=recommendations; shop-1 shop-2 -> lb-3; without shop-1>recommend-1 shop-2>recommend-1
            Every request needs a server of shop (shop-1, say), and that needs a server of recommendations; lb-3 is the only way to one.
        recommend-1: service=shop
            Most answers would be the same without any recommendations: they are asked too seldom.
        recommend-1: restart_s=1
            Every request needs a server of shop (shop-1, say), and that needs a server of recommendations; recommend-1 is the only one it can call.
        shop-1: breaker_after=3; shop-2: breaker_after=3
            Every request needs a server of shop (shop-1, say), and that needs a server of recommendations; recommend-1 is the only one it can call.
        users: retries=5
            This lesson leaves users as drawn: "Retries" belongs to the question.
        shop-1>db-1: required=off; shop-1>db-2: required=off; shop-2>db-1: required=off; shop-2>db-2: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete recommend-1
            Most answers would be the same without any recommendations: they are asked too seldom.
        without shop-1>recommend-1; shop-2>recommend-1: required=off
            Most answers would be the same without any recommendations: they are asked too seldom.
        users: reads=0; shop-1>recommend-1: on=reads; shop-2>recommend-1: on=reads
            This lesson leaves users as drawn: "Reads" belongs to the question.
    "#]].assert_eq(&told);
    taken(
        "without-the-extras",
        &[
            "shop-1>recommend-1: required=off\nshop-2>recommend-1: required=off",
            "shop-1>recommend-1: required=off on=reads\nshop-2>recommend-1: required=off on=reads",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2\nshop-1>recommend-1: required=off\nshop-2>recommend-1: required=off\nshop-1>recommend-2: required=off\nshop-2>recommend-2: required=off",
        ],
    );
}

#[test]
fn work_that_is_not_done_was_not_accepted() {
    let told = refused(
        "accept-now",
        &[
            "shop-1>work-1: required=off\nshop-2>work-1: required=off",
            "work-2: service=worker\nshop-1 shop-2 -> work-2",
            "shop-1 shop-2 -> queue-1 -> work-1",
            "shop-1 shop-2 -> queue-1 -> work-1\nshop-1>work-1: required=off\nshop-2>work-1: required=off",
            "queue-1 -> work-1",
            "shop-1 shop-2 -> queue-1",
            "shop-1 shop-2 -> queue-1\nwithout shop-1>work-1 shop-2>work-1",
            "queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1",
            "without shop-1>work-1 shop-2>work-1",
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1\nqueue-1: capacity=10",
            "shop-1 -> queue-1 -> work-1\nwithout shop-1>work-1",
            "work-1: restart_s=1",
            "users: retries=9",
            "users: reads=1",
            "delete work-1",
            "shop-1 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1",
        ],
    );
    expect![[r#"
        shop-1>work-1: required=off; shop-2>work-1: required=off
            There is no queue yet.
        work-2: service=worker; shop-1 shop-2 -> work-2
            There is no queue yet.
        shop-1 shop-2 -> queue-1 -> work-1
            shop-1 still calls work-1 itself.
        shop-1 shop-2 -> queue-1 -> work-1; shop-1>work-1: required=off; shop-2>work-1: required=off
            shop-1 still calls work-1 itself.
        queue-1 -> work-1
            No way of links leads from the users to queue-1.
        shop-1 shop-2 -> queue-1
            shop-1 still calls work-1 itself.
        shop-1 shop-2 -> queue-1; without shop-1>work-1 shop-2>work-1
            No queue that is published to delivers to the worker.
        queue-1 -> work-1; without shop-1>work-1 shop-2>work-1
            No way of links leads from the users to queue-1.
        without shop-1>work-1 shop-2>work-1
            There is no queue yet.
        shop-1 shop-2 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1; queue-1: capacity=10
            With no worker left, 54 % are served in the next 30 s.
        shop-1 -> queue-1 -> work-1; without shop-1>work-1
            shop-2 still calls work-1 itself.
        work-1: restart_s=1
            There is no queue yet.
        users: retries=9
            This lesson leaves users as drawn: "Retries" belongs to the question.
        users: reads=1
            This lesson leaves users as drawn: "Reads" belongs to the question.
        delete work-1
            There is no queue yet.
        shop-1 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1
            Of 10 writes a second only 5 come to the worker: nobody does the rest.
    "#]].assert_eq(&told);
    taken(
        "accept-now",
        &[
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1",
            "shop-1 shop-2 -> queue-1 queue-2 -> work-1 work-2\nwork-2: service=worker\nqueue-1 -> queue-2\nwithout shop-1>work-1 shop-2>work-1",
            "shop-1 shop-2 -> queue-1 -> lb-3 -> work-1\nwithout shop-1>work-1 shop-2>work-1",
        ],
    );
}

#[test]
fn what_is_released_as_one_fails_as_one() {
    let told = refused(
        "one-release",
        &[
            "lb-4 -> web-1\ndns-1 dns-2 -> lb-4",
            "release ~ web-1 web-2 web-3",
            "other ~ edge-1",
            "other ~ edge-1 edge-2 edge-3",
            "other ~ web-1\nother-2 ~ web-2",
            "edge-1: restart_s=1\nedge-2: restart_s=1\nedge-3: restart_s=1",
            "dns-1: ttl_s=1\ndns-2: ttl_s=1",
            "edge-1: health_check=off",
            "users: retries=5",
            "dns-3 -> edge-1 edge-2 edge-3\nusers -> dns-3",
            "ungrouped edge-3",
            "ungrouped edge-1 edge-2 edge-3",
            "ungrouped edge-1 edge-2 edge-3\nother ~ edge-1 edge-2 edge-3",
            "delete edge-2 edge-3",
            "ungrouped edge-3\nnext ~ edge-3\nnext ~ web-1 web-2",
        ],
    );
    expect![[r#"
        lb-4 -> web-1; dns-1 dns-2 -> lb-4
            lb-4 stands in no region, as everything of this lesson does.
        release ~ web-1 web-2 web-3
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        other ~ edge-1
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        other ~ edge-1 edge-2 edge-3
            Every request goes to an address that dns-1 gives; all 3 are parts of other.
        other ~ web-1; other-2 ~ web-2
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        edge-1: restart_s=1; edge-2: restart_s=1; edge-3: restart_s=1
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        dns-1: ttl_s=1; dns-2: ttl_s=1
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        edge-1: health_check=off
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        users: retries=5
            This lesson leaves users as drawn: "Retries" belongs to the question.
        dns-3 -> edge-1 edge-2 edge-3; users -> dns-3
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        ungrouped edge-3
            edge-3 is in no shared fate any more: nothing says which release it runs.
        ungrouped edge-1 edge-2 edge-3
            edge-1 is in no shared fate any more: nothing says which release it runs.
        ungrouped edge-1 edge-2 edge-3; other ~ edge-1 edge-2 edge-3
            Every request goes to an address that dns-1 gives; all 3 are parts of other.
        delete edge-2 edge-3
            There is one load balancer.
        ungrouped edge-3; next ~ edge-3; next ~ web-1 web-2
            Every request passes through a balancer (edge-1, say), which needs a server of web; web-1 is the only one it can call, and it is a part of next.
    "#]].assert_eq(&told);
    taken(
        "one-release",
        &[
            "ungrouped edge-3\nnext ~ edge-3",
            "ungrouped edge-1 edge-2\nnext ~ edge-1 edge-2",
            "ungrouped edge-2 edge-3\nnext ~ edge-2\nlast ~ edge-3",
        ],
    );
}
