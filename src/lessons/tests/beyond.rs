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
            "lb-1 lb-2 -> web-3 -> db-1\nweb-3: service_ms=5000",
            "lb-1 lb-2 -> web-3 -> db-1\nlb-1: rate_limit_rps=1",
            "lb-1 lb-2 -> web-3 -> db-1\nweb-3>db-1: loss=1",
            "lb-1 lb-2 -> web-3 -> db-1\ndelete lb-2",
        ],
    );
    expect![[r#"
        web-3: workers=2
            With web-1 killed, 75 % of the requests are served from 5 s to 35 s later.
        lb-1 lb-2 -> web-3
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-1: workers=16; web-2: workers=16
            No machine may be faster than those that the lesson starts with: "Workers" of web-1 is 16, and 2 is the limit.
        web-1: service_ms=1; web-2: service_ms=1
            No machine may be faster than those that the lesson starts with: "Work per request" of web-1 is 1 ms, and 20 ms is the limit.
        users: rate_rps=60
            In this lesson the request rate of users is fixed.
        users: timeout_ms=60000
            In this lesson "Timeout" of users is fixed.
        users: retries=5
            In this lesson "Retries" of users is fixed.
        lb-1: rate_limit_rps=60; lb-2: rate_limit_rps=60
            With web-1 killed, 75 % of the requests are served from 5 s to 35 s later.
        web-1: queue=100000; web-2: queue=100000
            With web-1 killed, 2 % of the requests are served from 5 s to 35 s later.
        web-1: restart_s=1; web-2: restart_s=1
            With web-1 killed, 75 % of the requests are served from 5 s to 35 s later.
        web-1 web-2 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        db-1 -> db-3; db-3: role=standby
            With web-1 killed, 75 % of the requests are served from 5 s to 35 s later.
        delete web-2
            web-1 is a single point of failure now, and was none at the start.
        lb-1: health_check=off retries=0; lb-2: health_check=off retries=0; lb-1 lb-2 -> web-3 -> db-1
            With web-1 killed, 66 % of the requests are served from 5 s to 35 s later.
        without web-1>db-1 web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        lb-1 lb-2 -> web-3 -> db-1; web-3: service_ms=5000
            With web-1 killed, 49 % of the requests are served from 5 s to 35 s later.
        lb-1 lb-2 -> web-3 -> db-1; lb-1: rate_limit_rps=1
            With web-1 killed, 51 % of the requests are served from 5 s to 35 s later.
        lb-1 lb-2 -> web-3 -> db-1; web-3>db-1: loss=1
            The link from web-3 to db-1 loses 100 % of its messages.
        lb-1 lb-2 -> web-3 -> db-1; delete lb-2
            lb-1 is a single point of failure now, and was none at the start.
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
            "users: retries=0\nlb-1: rate_limit_rps=1\nlb-2: rate_limit_rps=1",
            "db-1 -> db-3\nweb-1 web-2 -> db-3\nwithout web-1>db-1 web-2>db-1",
            "web-1>db-1: on=writes\nweb-2>db-1: on=writes",
            "users: retries=0\ndelete web-2",
        ],
    );
    expect![[r#"
        users: rate_rps=10
            In this lesson the request rate of users is fixed.
        users: timeout_ms=60000
            In this lesson "Timeout" of users is fixed.
        delete db-1; db-2: role=primary; web-1 web-2 -> db-2
            This lesson needs db-1.
        db-1: workers=64
            In this lesson "Workers" of db-1 is fixed.
        db-1: read_ms=1 write_ms=1
            In this lesson "Read" of db-1 is fixed.
        users: reads=0
            In this lesson "Reads" of users is fixed.
        users: retries=4
            Once the fault is over, 0 % of the requests are served from 15 s to 35 s later.
        db-1: role=standby; db-2: role=primary
            In this lesson "Role" of db-1 is fixed.
        db-1>db-2: mode=sync
            Once the fault is over, 0 % of the requests are served from 15 s to 35 s later.
        web-1: queue=100000; web-2: queue=100000
            Once the fault is over, 0 % of the requests are served from 15 s to 35 s later.
        web-1: workers=100; web-2: workers=100
            No machine may be faster than those that the lesson starts with: "Workers" of web-1 is 100, and 8 is the limit.
        lb-1: rate_limit_rps=20; lb-2: rate_limit_rps=20
            Once the fault is over, 27 % of the requests are served from 15 s to 35 s later.
        without web-1>db-1 web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-1>db-1: required=off; web-2>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-1 web-2 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        users: retries=20
            Once the fault is over, 0 % of the requests are served from 15 s to 35 s later.
        delete users
            This lesson needs users.
        users: retries=0; lb-1: rate_limit_rps=1; lb-2: rate_limit_rps=1
            Once the fault is over, 1 % of the requests are served from 15 s to 35 s later.
        db-1 -> db-3; web-1 web-2 -> db-3; without web-1>db-1 web-2>db-1
            No request reaches db-1 any more, and that is where the fault occurs.
        web-1>db-1: on=writes; web-2>db-1: on=writes
            Some reads of users are answered without any database: a server in use does not ask for the data.
        users: retries=0; delete web-2
            web-1 is a single point of failure now, and was none at the start.
    "#]].assert_eq(&told);
    taken(
        "retry-storm",
        &[
            "users: retries=0",
            "users: retries=1",
            "users: retry_budget=0.1",
            "users: retry_budget=1",
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
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby\ndb-1>db-2: loss=1",
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby\ndb-1>db-3: latency_ms=3600000",
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby\ndb-1: detect_s=60",
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby\ndelete db-2",
        ],
    );
    expect![[r#"
        without db-1>db-2
            db-1 is a single point of failure now, and was none at the start.
        db-1: failover=manual
            db-1 is a single point of failure now, and was none at the start.
        db-1: failover=quorum
            db-1 is a single point of failure now, and was none at the start.
        db-1 -> db-3; db-3: role=standby
            With the databases cut off from each other, there are two primaries, and 1185 writes are in conflict.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=read_replica
            db-1 is a single point of failure now, and was none at the start.
        db-2: role=read_replica
            db-1 is a single point of failure now, and was none at the start.
        db-2: role=primary
            db-1 and db-2 both take writes: neither stands by.
        db-1: detect_s=3600
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1: detect_s=60
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1>db-2: mode=sync
            With the databases cut off from each other, there are two primaries, and 1183 writes are in conflict.
        delete db-2
            db-1 is a single point of failure now, and was none at the start.
        users: reads=1
            In this lesson "Reads" of users is fixed.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        web-1>db-1: required=off; web-2>db-1: required=off
            With the databases cut off from each other, there are two primaries, and 1185 writes are in conflict.
        db-1: failover=quorum; db-1 -> db-3 db-4; db-3: role=read_replica; db-4: role=read_replica
            db-1 is a single point of failure now, and was none at the start.
        db-2 -> db-1
            With the databases cut off from each other, there are two primaries.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=standby; db-1>db-2: loss=1
            The link from db-1 to db-2 loses 100 % of its messages.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=standby; db-1>db-3: latency_ms=3600000
            What db-1 writes takes too long to reach db-3: it is no copy.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=standby; db-1: detect_s=60
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=standby; delete db-2
            db-1 is a single point of failure now, and was none at the start.
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
            "lb-1: health_check.deep=on\ndelete lb-2",
            "lb-1: health_check.deep=on\nlb-2: health_check.deep=on\nlb-1: health_check.fall=20",
            "lb-1: health_check.deep=on\nlb-2: health_check.deep=on\nlb-1: panic_threshold=1\nlb-2: panic_threshold=1",
            "lb-1: health_check.deep=on\nlb-2: health_check.deep=on\nlb-1: rate_limit_rps=1",
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
            web-1 is a single point of failure now, and was none at the start.
        web-1>db-1: required=off; web-2>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete db-1; db-2: role=primary
            Some reads of users are answered without any database: a server in use does not ask for the data.
        lb-1: health_check.deep=on health_check.interval_s=3600; lb-2: health_check.deep=on health_check.interval_s=3600
            With web-1 cut off from the data, 50 % of the requests are served from 15 s to 45 s later.
        without web-1>db-1 web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        without web-1>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        users: retries=9
            In this lesson "Retries" of users is fixed.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        lb-1 lb-2 -> web-3 -> db-1
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        lb-1: algorithm=least_connections; lb-2: algorithm=least_connections
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        dns-1: health_check.deep=on
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        web-1: breaker_after=1; web-2: breaker_after=1
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and lb-1 checks only whether it is alive, so requests go on to web-1 and fail.
        lb-1: health_check.deep=on; delete lb-2
            lb-1 is a single point of failure now, and was none at the start.
        lb-1: health_check.deep=on; lb-2: health_check.deep=on; lb-1: health_check.fall=20
            With web-1 cut off from the data, 78 % of the requests are served from 15 s to 45 s later.
        lb-1: health_check.deep=on; lb-2: health_check.deep=on; lb-1: panic_threshold=1; lb-2: panic_threshold=1
            Without the link from web-1 to db-1, web-1 still takes connections but cannot serve, and the checks of lb-1 do not see it, so requests go on to web-1 and fail.
        lb-1: health_check.deep=on; lb-2: health_check.deep=on; lb-1: rate_limit_rps=1
            With web-1 cut off from the data, 50 % of the requests are served from 15 s to 45 s later.
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
            "without shop-1>picks-1 shop-2>picks-1",
            "shop-1>picks-1: on=writes required=off\nshop-2>picks-1: on=writes required=off",
            "shop-1>picks-1: required=off",
            "shop-2>picks-1: required=off",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2\nshop-1>picks-1: required=off\nshop-2>picks-1: required=off",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2",
            "lb-3 -> picks-1 recommend-2\nrecommend-2: service=recommendations\nshop-1 shop-2 -> lb-3\nwithout shop-1>picks-1 shop-2>picks-1",
            "picks-1: service=shop",
            "picks-1: restart_s=1",
            "shop-1: breaker_after=3\nshop-2: breaker_after=3",
            "users: retries=5",
            "shop-1>db-1: required=off\nshop-1>db-2: required=off\nshop-2>db-1: required=off\nshop-2>db-2: required=off",
            "delete picks-1",
            "without shop-1>picks-1\nshop-2>picks-1: required=off",
            "users: reads=0\nshop-1>picks-1: on=reads\nshop-2>picks-1: on=reads",
            "shop-1>picks-1: required=off\nshop-2>picks-1: required=off\nshop-1>picks-1: loss=1\nshop-2>picks-1: loss=1",
            "shop-1>picks-1: required=off\nshop-2>picks-1: required=off\nshop-1: dependency_timeout_ms=1\nshop-2: dependency_timeout_ms=1",
            "shop-1>picks-1: required=off\nshop-2>picks-1: required=off\npicks-1: workers=1 service_ms=60000",
            "shop-1>picks-1: required=off\nshop-2>picks-1: required=off\ndelete shop-2",
        ],
    );
    expect![[r#"
        without shop-1>picks-1 shop-2>picks-1
            Most answers would be the same without recommendations: too few requests call the service.
        shop-1>picks-1: on=writes required=off; shop-2>picks-1: on=writes required=off
            Most answers would be the same without recommendations: too few requests call the service.
        shop-1>picks-1: required=off
            With no recommendations left, 49 % of the requests are served from 5 s to 35 s later.
        shop-2>picks-1: required=off
            With no recommendations left, 50 % of the requests are served from 5 s to 35 s later.
        recommend-2: service=recommendations; shop-1 shop-2 -> recommend-2; shop-1>picks-1: required=off; shop-2>picks-1: required=off
            With no recommendations left, 0 % of the requests are served from 5 s to 35 s later.
        recommend-2: service=recommendations; shop-1 shop-2 -> recommend-2
            With no recommendations left, 0 % of the requests are served from 5 s to 35 s later.
        lb-3 -> picks-1 recommend-2; recommend-2: service=recommendations; shop-1 shop-2 -> lb-3; without shop-1>picks-1 shop-2>picks-1
            Every request needs a server of shop (shop-1, say), and that needs a server of recommendations; lb-3 is the only way to one.
        picks-1: service=shop
            Most answers would be the same without recommendations: too few requests call the service.
        picks-1: restart_s=1
            Every request needs a server of shop (shop-1, say), and that needs a server of recommendations; picks-1 is the only one it can call.
        shop-1: breaker_after=3; shop-2: breaker_after=3
            Every request needs a server of shop (shop-1, say), and that needs a server of recommendations; picks-1 is the only one it can call.
        users: retries=5
            In this lesson "Retries" of users is fixed.
        shop-1>db-1: required=off; shop-1>db-2: required=off; shop-2>db-1: required=off; shop-2>db-2: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete picks-1
            Most answers would be the same without recommendations: too few requests call the service.
        without shop-1>picks-1; shop-2>picks-1: required=off
            Most answers would be the same without recommendations: too few requests call the service.
        users: reads=0; shop-1>picks-1: on=reads; shop-2>picks-1: on=reads
            In this lesson "Reads" of users is fixed.
        shop-1>picks-1: required=off; shop-2>picks-1: required=off; shop-1>picks-1: loss=1; shop-2>picks-1: loss=1
            The link from shop-1 to picks-1 loses 100 % of its messages.
        shop-1>picks-1: required=off; shop-2>picks-1: required=off; shop-1: dependency_timeout_ms=1; shop-2: dependency_timeout_ms=1
            With nothing killed, 0 % of the requests are served in full in the next 30 s.
        shop-1>picks-1: required=off; shop-2>picks-1: required=off; picks-1: workers=1 service_ms=60000
            With nothing killed, 0 % of the requests are served in full in the next 30 s.
        shop-1>picks-1: required=off; shop-2>picks-1: required=off; delete shop-2
            shop-1 is a single point of failure now, and was none at the start.
    "#]].assert_eq(&told);
    taken(
        "without-the-extras",
        &[
            "shop-1>picks-1: required=off\nshop-2>picks-1: required=off",
            "shop-1>picks-1: required=off on=reads\nshop-2>picks-1: required=off on=reads",
            "recommend-2: service=recommendations\nshop-1 shop-2 -> recommend-2\nshop-1>picks-1: required=off\nshop-2>picks-1: required=off\nshop-1>recommend-2: required=off\nshop-2>recommend-2: required=off",
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
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1\nqueue-1: capacity=10 when_full=drop_oldest",
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1\nqueue-1: write_ms=5000",
            "shop-1 shop-2 -> queue-1 -> work-2\nwork-2: service=other\nwithout shop-1>work-1 shop-2>work-1",
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1\nshop-1>queue-1: required=off\nshop-2>queue-1: required=off\nqueue-1: capacity=10",
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1\nwork-1: workers=1 service_ms=60000",
            "shop-1 shop-2 -> queue-1 -> work-1\nwithout shop-1>work-1 shop-2>work-1\nqueue-1>work-1: loss=1",
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
            No link leads from the users to queue-1.
        shop-1 shop-2 -> queue-1
            shop-1 still calls work-1 itself.
        shop-1 shop-2 -> queue-1; without shop-1>work-1 shop-2>work-1
            No queue that is published to delivers to worker.
        queue-1 -> work-1; without shop-1>work-1 shop-2>work-1
            No link leads from the users to queue-1.
        without shop-1>work-1 shop-2>work-1
            There is no queue yet.
        shop-1 shop-2 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1; queue-1: capacity=10
            With no worker left, 54 % of the requests are served in the next 30 s.
        shop-1 -> queue-1 -> work-1; without shop-1>work-1
            shop-1 is a single point of failure now, and was none at the start.
        work-1: restart_s=1
            There is no queue yet.
        users: retries=9
            In this lesson "Retries" of users is fixed.
        users: reads=1
            In this lesson "Reads" of users is fixed.
        delete work-1
            There is no queue yet.
        shop-1 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1
            shop-1 is a single point of failure now, and was none at the start.
        shop-1 shop-2 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1; queue-1: capacity=10 when_full=drop_oldest
            With no worker left, 263 messages are lost, although their senders were told that they are kept.
        shop-1 shop-2 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1; queue-1: write_ms=5000
            With no worker left, 61 % of the requests are served in the next 30 s.
        shop-1 shop-2 -> queue-1 -> work-2; work-2: service=other; without shop-1>work-1 shop-2>work-1
            No queue that is published to delivers to worker.
        shop-1 shop-2 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1; shop-1>queue-1: required=off; shop-2>queue-1: required=off; queue-1: capacity=10
            With no worker left, 263 requests are answered, and no queue has stored them.
        shop-1 shop-2 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1; work-1: workers=1 service_ms=60000
            queue-1 grows by 10 messages a second, and is full after 3 h: worker does not keep up.
        shop-1 shop-2 -> queue-1 -> work-1; without shop-1>work-1 shop-2>work-1; queue-1>work-1: loss=1
            The link from queue-1 to work-1 loses 100 % of its messages.
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
            "ungrouped edge-3\nnext ~ edge-3\nedge-3: rate_limit_rps=1",
            "ungrouped edge-3\nnext ~ edge-3\nedge-3: max_connections=1",
            "ungrouped edge-3\nnext ~ edge-3\nedge-3>web-3: loss=1",
            "ungrouped edge-3\nnext ~ edge-3\nwithout dns-1>edge-3 dns-2>edge-3",
            "ungrouped edge-3\nnext ~ edge-3\ndelete edge-2",
        ],
    );
    expect![[r#"
        lb-4 -> web-1; dns-1 dns-2 -> lb-4
            lb-4 is in no region, although everything in this lesson belongs to one.
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
            In this lesson "Retries" of users is fixed.
        dns-3 -> edge-1 edge-2 edge-3; users -> dns-3
            Every request goes to an address that dns-1 gives; all 3 are parts of Release 7.
        ungrouped edge-3
            edge-3 is in no shared fate any more: nothing says which release it runs.
        ungrouped edge-1 edge-2 edge-3
            edge-1 is in no shared fate any more: nothing says which release it runs.
        ungrouped edge-1 edge-2 edge-3; other ~ edge-1 edge-2 edge-3
            Every request goes to an address that dns-1 gives; all 3 are parts of other.
        delete edge-2 edge-3
            edge-1 is a single point of failure now, and was none at the start.
        ungrouped edge-3; next ~ edge-3; next ~ web-1 web-2
            Every request passes through a balancer (edge-1, say), which needs a server of web; web-1 is the only one it can call, and it is a part of next.
        ungrouped edge-3; next ~ edge-3; edge-3: rate_limit_rps=1
            With Release 7 killed, 1 % of the requests are served from 20 s to 50 s later.
        ungrouped edge-3; next ~ edge-3; edge-3: max_connections=1
            With Release 7 killed, 47 % of the requests are served from 20 s to 50 s later.
        ungrouped edge-3; next ~ edge-3; edge-3>web-3: loss=1
            The link from edge-3 to web-3 loses 100 % of its messages.
        ungrouped edge-3; next ~ edge-3; without dns-1>edge-3 dns-2>edge-3
            No link leads from the users to edge-3.
        ungrouped edge-3; next ~ edge-3; delete edge-2
            There are 2 load balancers.
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
