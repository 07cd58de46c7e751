//! Names and checks: answers that look right and are not, and odd ones that are right.

use expect_test::expect;

use super::{refused, taken};

#[test]
fn dns_gives_out_both_balancers() {
    let told = refused(
        "two-balancers",
        &[
            "lb-2: retries=3",
            "lb-2 -> web-1 web-2",
            "users -> lb-2 -> web-1 web-2",
            "dns-1: ttl_s=1",
            "dns-1 -> lb-1",
            "users -> dns-1\nwithout users>lb-1",
            "users -> dns-1 -> lb-1\nwithout users>lb-1",
            "users -> dns-1 -> lb-1\nlb-2 -> web-1 web-2\nwithout users>lb-1",
            "users -> dns-1 -> lb-1 lb-2\nwithout users>lb-1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1\nwithout users>lb-1 lb-1>web-2",
            "users -> dns-1 -> lb-1 lb-2\nlb-2 -> web-1\nwithout users>lb-1",
            "users -> lb-2 -> web-1 web-2\ndns-1 -> lb-1 lb-2",
            "users -> dns-1 -> web-1 web-2\nwithout users>lb-1",
            "users -> dns-1 -> lb-1 web-1\nwithout users>lb-1",
            "users -> dns-1 -> lb-2 -> lb-1\nwithout users>lb-1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\nusers: rate_rps=1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\nusers: tries_next_address=off",
            "users: retries=5 timeout_ms=60000",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\nlb-2: rate_limit_rps=1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\nlb-2: max_connections=1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\ndns-1: policy=weighted\ndns-1>lb-2: weight=0",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\nlb-2>web-1: loss=1\nlb-2>web-2: loss=1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\nweb-1>db-1: required=off",
        ],
    );
    expect![[r#"
        lb-2: retries=3
            No link leads from the users to lb-2.
        lb-2 -> web-1 web-2
            No link leads from the users to lb-2.
        users -> lb-2 -> web-1 web-2
            users still have the fixed address of lb-1.
        dns-1: ttl_s=1
            There is one load balancer.
        dns-1 -> lb-1
            There is one load balancer.
        users -> dns-1; without users>lb-1
            No read of users is served, although nothing is dead.
        users -> dns-1 -> lb-1; without users>lb-1
            There is one load balancer.
        users -> dns-1 -> lb-1; lb-2 -> web-1 web-2; without users>lb-1
            No link leads from the users to lb-2.
        users -> dns-1 -> lb-1 lb-2; without users>lb-1
            lb-2 has no servers in its pool.
        users -> dns-1 -> lb-1 lb-2 -> web-1; without users>lb-1 lb-1>web-2
            web-1 is a single point of failure now, and was none at the start.
        users -> dns-1 -> lb-1 lb-2; lb-2 -> web-1; without users>lb-1
            lb-2 has one server in its pool.
        users -> lb-2 -> web-1 web-2; dns-1 -> lb-1 lb-2
            users still have the fixed address of lb-1.
        users -> dns-1 -> web-1 web-2; without users>lb-1
            No link leads from the users to lb-1.
        users -> dns-1 -> lb-1 web-1; without users>lb-1
            There is one load balancer.
        users -> dns-1 -> lb-2 -> lb-1; without users>lb-1
            dns-1 gives out one address.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2; without users>lb-1; users: rate_rps=1
            In this lesson the request rate of users is fixed.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2; without users>lb-1; users: tries_next_address=off
            In this lesson "Tries the next address" of users is fixed.
        users: retries=5 timeout_ms=60000
            In this lesson "Timeout" of users is fixed.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2; without users>lb-1; lb-2: rate_limit_rps=1
            With lb-1 killed, 1 % of the requests are served in the next 30 s.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2; without users>lb-1; lb-2: max_connections=1
            With lb-1 killed, 46 % of the requests are served in the next 30 s.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2; without users>lb-1; dns-1: policy=weighted; dns-1>lb-2: weight=0
            With lb-1 killed, 0 % of the requests are served in the next 30 s.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2; without users>lb-1; lb-2>web-1: loss=1; lb-2>web-2: loss=1
            The link from lb-2 to web-1 loses 100 % of its messages.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2; without users>lb-1; web-1>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
    "#]].assert_eq(&told);
    taken(
        "two-balancers",
        &[
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1",
            "users -> dns-1 dns-2 -> lb-1 lb-2 lb-3 -> web-1 web-2\nwithout users>lb-1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2\nwithout users>lb-1\ndns-1: health_check=off",
        ],
    );
}

#[test]
fn dns_leaves_out_a_dead_balancer() {
    let told = refused(
        "dns-checks",
        &[
            "users: tries_next_address=on",
            "users: retries=5",
            "dns-1: policy=multivalue",
            "dns-1: ttl_s=1",
            "dns-1: health_check=on health_check.interval_s=3600",
            "dns-1: health_check=on ttl_s=3600",
            "dns-1: health_check=on\ndelete lb-2",
            "dns-1: health_check=on\nwithout dns-1>lb-2",
            "users -> dns-2 -> lb-1 lb-2\ndns-2: health_check=on",
            "users -> lb-1 lb-2\nwithout users>dns-1",
            "lb-1: restart_s=1\nlb-2: restart_s=1",
            "lb-1: health_check.deep=on\nlb-2: health_check.deep=on",
            "dns-1: health_check=on\nusers: rate_rps=1",
            "dns-1: policy=failover",
            "dns-1: policy=nearest",
            "dns-1: health_check=on health_check.fall=20",
            "dns-1: health_check=on\nlb-2: rate_limit_rps=1",
            "dns-1: health_check=on\nwithout lb-2>web-1 lb-2>web-2",
            "dns-1: health_check=on\nlb-2: max_connections=1",
        ],
    );
    expect![[r#"
        users: tries_next_address=on
            In this lesson "Tries the next address" of users is fixed.
        users: retries=5
            In this lesson "Retries" of users is fixed.
        dns-1: policy=multivalue
            dns-1 checks nothing.
        dns-1: ttl_s=1
            dns-1 checks nothing.
        dns-1: health_check=on health_check.interval_s=3600
            With lb-1 killed, 51 % of the requests are served from 70 s to 100 s later.
        dns-1: health_check=on ttl_s=3600
            With lb-1 killed, 42 % of the requests are served from 70 s to 100 s later.
        dns-1: health_check=on; delete lb-2
            lb-1 is a single point of failure now, and was none at the start.
        dns-1: health_check=on; without dns-1>lb-2
            lb-1 is a single point of failure now, and was none at the start.
        users -> dns-2 -> lb-1 lb-2; dns-2: health_check=on
            dns-1 checks nothing.
        users -> lb-1 lb-2; without users>dns-1
            No link leads from the users to dns-1.
        lb-1: restart_s=1; lb-2: restart_s=1
            dns-1 checks nothing.
        lb-1: health_check.deep=on; lb-2: health_check.deep=on
            dns-1 checks nothing.
        dns-1: health_check=on; users: rate_rps=1
            In this lesson the request rate of users is fixed.
        dns-1: policy=failover
            lb-1 is a single point of failure now, and was none at the start.
        dns-1: policy=nearest
            lb-1 is a single point of failure now, and was none at the start.
        dns-1: health_check=on health_check.fall=20
            With lb-1 killed, 51 % of the requests are served from 70 s to 100 s later.
        dns-1: health_check=on; lb-2: rate_limit_rps=1
            With lb-1 killed, 2 % of the requests are served from 70 s to 100 s later.
        dns-1: health_check=on; without lb-2>web-1 lb-2>web-2
            lb-1 is a single point of failure now, and was none at the start.
        dns-1: health_check=on; lb-2: max_connections=1
            With lb-1 killed, 47 % of the requests are served from 70 s to 100 s later.
    "#]]
    .assert_eq(&told);
    taken(
        "dns-checks",
        &[
            "dns-1: health_check=on",
            "dns-1: health_check=on policy=failover",
            "dns-1: health_check=on health_check.interval_s=2",
            "dns-1: health_check=on health_check.deep=off",
            "dns-1: health_check=on\nusers -> dns-2 -> lb-1 lb-2",
            "users -> dns-2 -> lb-1 lb-2\ndns-2: health_check=on\ndelete dns-1",
            "dns-1: health_check=on\ndns-1>lb-2: weight=0",
        ],
    );
}

#[test]
fn a_second_name_server_knows_the_addresses() {
    let told = refused(
        "two-name-servers",
        &[
            "dns-2: ttl_s=30",
            "users -> dns-2",
            "dns-2 -> lb-1 lb-2",
            "users -> dns-2 -> lb-1",
            "dns-1: ttl_s=3600",
            "dns-1: restart_s=1",
            "users -> lb-1 lb-2\nwithout users>dns-1",
            "users -> lb-1 lb-2\nwithout users>dns-1\ndns-2 -> lb-1 lb-2",
            "users: retries=5",
            "users -> dns-2 -> lb-1 lb-2\ndelete dns-1",
            "users: rate_rps=0",
            "users -> dns-2 -> lb-3 -> web-1",
            "dns-1: health_check=off",
            "lb-3 -> web-1 web-2\ndns-1 -> lb-3",
            "users -> dns-2 -> lb-3 lb-4",
            "users -> dns-2 -> lb-1 lb-2\nusers>dns-2: loss=1",
            "users -> dns-2 -> lb-1 lb-2\nwithout lb-1>web-2 lb-2>web-2",
        ],
    );
    expect![[r#"
        dns-2: ttl_s=30
            No link leads from the users to dns-2.
        users -> dns-2
            dns-2 has no address to give.
        dns-2 -> lb-1 lb-2
            No link leads from the users to dns-2.
        users -> dns-2 -> lb-1
            dns-2 gives out one address.
        dns-1: ttl_s=3600
            There is one name server.
        dns-1: restart_s=1
            There is one name server.
        users -> lb-1 lb-2; without users>dns-1
            No link leads from the users to dns-1.
        users -> lb-1 lb-2; without users>dns-1; dns-2 -> lb-1 lb-2
            No link leads from the users to dns-1.
        users: retries=5
            In this lesson "Retries" of users is fixed.
        users -> dns-2 -> lb-1 lb-2; delete dns-1
            There is one name server.
        users: rate_rps=0
            In this lesson the request rate of users is fixed.
        users -> dns-2 -> lb-3 -> web-1
            dns-2 gives out one address.
        dns-1: health_check=off
            There is one name server.
        lb-3 -> web-1 web-2; dns-1 -> lb-3
            There is one name server.
        users -> dns-2 -> lb-3 lb-4
            Without dns-1, every request fails.
        users -> dns-2 -> lb-1 lb-2; users>dns-2: loss=1
            The link from users to dns-2 loses 100 % of its messages.
        users -> dns-2 -> lb-1 lb-2; without lb-1>web-2 lb-2>web-2
            web-1 is a single point of failure now, and was none at the start.
    "#]]
    .assert_eq(&told);
    taken(
        "two-name-servers",
        &[
            "users -> dns-2 -> lb-1 lb-2",
            "users -> dns-2 dns-3 -> lb-1 lb-2",
            "users -> dns-2 -> lb-1 lb-2\ndns-1: ttl_s=5",
        ],
    );
}

#[test]
fn balancers_notice_a_dead_server() {
    let told = refused(
        "balancer-checks",
        &[
            "lb-1: retries=3\nlb-2: retries=3",
            "lb-1: health_check=on",
            "lb-2: health_check=on",
            "lb-1: health_check=on health_check.interval_s=3600\nlb-2: health_check=on health_check.interval_s=3600",
            "lb-1: health_check=on health_check.interval_s=3600 retries=3\nlb-2: health_check=on health_check.interval_s=3600 retries=3",
            "lb-1: health_check=on health_check.fall=20 retries=3\nlb-2: health_check=on health_check.fall=20 retries=3",
            "lb-1: eject_after=1\nlb-2: eject_after=1",
            "lb-1: algorithm=least_connections\nlb-2: algorithm=least_connections",
            "web-1: restart_s=1\nweb-2: restart_s=1",
            "lb-1: health_check=on\nlb-2: health_check=on\ndelete web-2",
            "delete lb-2\nlb-1: retries=3",
            "users: retries=5",
            "users: rate_rps=1",
            "lb-3 -> web-1 web-2\nlb-3: health_check=on",
            "lb-1: health_check=on\nlb-2: health_check=on\nwithout web-1>db-1",
            "lb-1: health_check=on health_check.timeout_s=0.1 panic_threshold=1\nlb-2: health_check=on panic_threshold=1",
            "lb-1: health_check=on\ndelete lb-2",
            "lb-1: health_check=on\nwithout dns-1>lb-2 dns-2>lb-2",
            "lb-1: health_check=on\nlb-2: health_check=on\nlb-1: rate_limit_rps=1",
            "lb-1: health_check=on\nlb-2: health_check=on\nweb-2: service_ms=5000",
            "lb-1: health_check=on\nlb-2: health_check=on\nwithout dns-2>lb-1 dns-2>lb-2",
        ],
    );
    expect![[r#"
        lb-1: retries=3; lb-2: retries=3
            lb-1 checks nothing.
        lb-1: health_check=on
            lb-2 checks nothing.
        lb-2: health_check=on
            lb-1 checks nothing.
        lb-1: health_check=on health_check.interval_s=3600; lb-2: health_check=on health_check.interval_s=3600
            With web-1 killed, lb-1 has not taken it out of rotation after 15 s.
        lb-1: health_check=on health_check.interval_s=3600 retries=3; lb-2: health_check=on health_check.interval_s=3600 retries=3
            With web-1 killed, lb-1 has not taken it out of rotation after 15 s.
        lb-1: health_check=on health_check.fall=20 retries=3; lb-2: health_check=on health_check.fall=20 retries=3
            With web-1 killed, lb-1 has not taken it out of rotation after 15 s.
        lb-1: eject_after=1; lb-2: eject_after=1
            lb-1 checks nothing.
        lb-1: algorithm=least_connections; lb-2: algorithm=least_connections
            lb-1 checks nothing.
        web-1: restart_s=1; web-2: restart_s=1
            lb-1 checks nothing.
        lb-1: health_check=on; lb-2: health_check=on; delete web-2
            web-1 is a single point of failure now, and was none at the start.
        delete lb-2; lb-1: retries=3
            lb-1 is a single point of failure now, and was none at the start.
        users: retries=5
            In this lesson "Retries" of users is fixed.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        lb-3 -> web-1 web-2; lb-3: health_check=on
            lb-1 checks nothing.
        lb-1: health_check=on; lb-2: health_check=on; without web-1>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        lb-1: health_check=on health_check.timeout_s=0.1 panic_threshold=1; lb-2: health_check=on panic_threshold=1
            lb-1 does not check its members: it goes on sending a dead web-1 its share of the requests, and never tries another member.
        lb-1: health_check=on; delete lb-2
            lb-1 is a single point of failure now, and was none at the start.
        lb-1: health_check=on; without dns-1>lb-2 dns-2>lb-2
            lb-1 is a single point of failure now, and was none at the start.
        lb-1: health_check=on; lb-2: health_check=on; lb-1: rate_limit_rps=1
            With web-1 killed, 51 % of the requests are served from 10 s to 40 s later.
        lb-1: health_check=on; lb-2: health_check=on; web-2: service_ms=5000
            With web-1 killed, 0 % of the requests are served from 10 s to 40 s later.
        lb-1: health_check=on; lb-2: health_check=on; without dns-2>lb-1 dns-2>lb-2
            dns-1 is a single point of failure now, and was none at the start.
    "#]].assert_eq(&told);
    taken(
        "balancer-checks",
        &[
            "lb-1: health_check=on\nlb-2: health_check=on",
            "lb-1: health_check=on retries=3\nlb-2: health_check=on retries=3",
            "lb-1: health_check=on health_check.deep=on\nlb-2: health_check=on health_check.deep=on",
        ],
    );
}
