//! More than one server: answers that look right and are not, and odd ones that are right.

use expect_test::expect;

use super::{refused, taken};

#[test]
fn a_server_is_killed_and_nothing_is_served() {
    let told = refused(
        "one-server",
        &[
            "killed db-1",
            "killed users",
            "delete web-1",
            "without users>web-1",
            "without web-1>db-1",
            "delete db-1",
            "users -> web-2 -> db-1\nkilled web-2",
            "users -> web-2 -> db-1\nkilled web-1",
            "web-2: workers=8\nkilled web-2",
            "users: rate_rps=0\nkilled web-1",
            "users-2 -> web-2\nkilled web-2",
            "web-1: service_ms=0",
            "web-1>db-1: required=off\nkilled db-1",
            "users -> lb-1 -> web-1\nwithout users>web-1\nkilled lb-1",
        ],
    );
    expect![[r#"
        killed db-1
            No server has been killed yet.
        killed users
            No server has been killed yet.
        delete web-1
            No read of users is served, although nothing is dead.
        without users>web-1
            No read of users is served, although nothing is dead.
        without web-1>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        users -> web-2 -> db-1; killed web-2
            Another server answered in its place: undo what was drawn, and kill the only one.
        users -> web-2 -> db-1; killed web-1
            Another server answered in its place: undo what was drawn, and kill the only one.
        web-2: workers=8; killed web-2
            No server has been killed yet.
        users: rate_rps=0; killed web-1
            In this lesson the request rate of users is fixed.
        users-2 -> web-2; killed web-2
            This lesson has its own users: it has to work without users-2.
        web-1: service_ms=0
            No machine may be faster than those that the lesson starts with: "Work per request" of web-1 is 0 ms, and 20 ms is the limit.
        web-1>db-1: required=off; killed db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        users -> lb-1 -> web-1; without users>web-1; killed lb-1
            No server has been killed yet.
    "#]].assert_eq(&told);
    taken(
        "one-server",
        &[
            "killed web-1",
            "killed web-1 db-1",
            "users -> lb-1 -> web-1\nwithout users>web-1\nkilled web-1",
        ],
    );
}

#[test]
fn a_second_server_does_what_the_first_does() {
    let told = refused(
        "another-node",
        &[
            "web-2: workers=16",
            "users -> web-2",
            "web-2 -> db-1",
            "users -> web-2 -> db-2",
            "users -> web-2 -> db-2\ndb-2: service=other",
            "users -> web-2 -> db-2\nweb-1 -> db-2",
            "users -> web-2 -> db-1\nweb-2: service=api",
            "users: rate_rps=0",
            "users: rate_rps=1",
            "users: reads=1\nusers -> web-2",
            "web-1: restart_s=1",
            "users: retries=9 timeout_ms=60000",
            "users-2 -> web-2 -> db-1",
            "users -> web-2 -> db-1\nusers: tries_next_address=off",
            "users -> lb-1 -> web-1\nwithout users>web-1",
            "db-1 -> db-2\ndb-2: role=standby",
            "web-1>db-1: required=off\nusers -> web-2",
            "delete db-1\nusers -> web-2",
            "web-1 -> cache-1",
            "users -> web-2 -> db-1\nusers>web-2: loss=1",
            "users -> web-2 -> db-1\nweb-2: workers=1 service_ms=900",
            "users -> web-2 -> db-1\nweb-2>db-1: on=reads",
        ],
    );
    expect![[r#"
        web-2: workers=16
            No link leads from the users to web-2.
        users -> web-2
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-2 -> db-1
            No link leads from the users to web-2.
        users -> web-2 -> db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        users -> web-2 -> db-2; db-2: service=other
            db-2 does not hold the same data as db-1: no replication link connects them.
        users -> web-2 -> db-2; web-1 -> db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        users -> web-2 -> db-1; web-2: service=api
            Every request goes straight to a fixed address; web-1 is the only one.
        users: rate_rps=0
            In this lesson the request rate of users is fixed.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        users: reads=1; users -> web-2
            In this lesson "Reads" of users is fixed.
        web-1: restart_s=1
            There is one server.
        users: retries=9 timeout_ms=60000
            In this lesson "Timeout" of users is fixed.
        users-2 -> web-2 -> db-1
            This lesson has its own users: it has to work without users-2.
        users -> web-2 -> db-1; users: tries_next_address=off
            In this lesson "Tries the next address" of users is fixed.
        users -> lb-1 -> web-1; without users>web-1
            There is one server.
        db-1 -> db-2; db-2: role=standby
            There is one server.
        web-1>db-1: required=off; users -> web-2
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete db-1; users -> web-2
            Some reads of users are answered without any database: a server in use does not ask for the data.
        web-1 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        users -> web-2 -> db-1; users>web-2: loss=1
            The link from users to web-2 loses 100 % of its messages.
        users -> web-2 -> db-1; web-2: workers=1 service_ms=900
            With web-1 killed, 0 % of the requests are served in the next 30 s.
        users -> web-2 -> db-1; web-2>db-1: on=reads
            Some writes of users are answered without any database: a server in use does not ask for the data.
    "#]].assert_eq(&told);
    taken(
        "another-node",
        &[
            "users -> web-2 -> db-1",
            "users -> web-2 web-3 -> db-1",
            "users -> lb-1 -> web-1 web-2 -> db-1\nwithout users>web-1",
            "users -> web-2 -> db-1\nweb-2: workers=8",
        ],
    );
}

#[test]
fn a_balancer_stands_before_both_servers() {
    let told = refused(
        "who-spreads-the-load",
        &[
            "lb-1: retries=3",
            "users -> lb-1",
            "lb-1 -> web-1 web-2",
            "users -> lb-1 -> web-1 web-2",
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1",
            "users -> lb-1 -> web-1\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> web-1\nusers -> lb-2 -> web-2\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> web-1\nwithout users>web-1",
            "users -> lb-1 -> web-1 web-2\nlb-1: health_check=off retries=0\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2 web-2>db-1",
            "users -> dns-1 -> web-1 web-2\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2\nusers: rate_rps=1",
            "users-2 -> lb-1 -> web-1 web-2",
            "users -> lb-1 -> web-3 -> db-1\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> web-1 web-2\nlb-1: rate_limit_rps=1\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2\nlb-1>web-2: weight=0",
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2\nlb-1>web-2: loss=1",
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2\nlb-1: max_connections=1",
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2\nweb-2: service_ms=5000",
        ],
    );
    expect![[r#"
        lb-1: retries=3
            A link still leads straight from users to web-1.
        users -> lb-1
            A link still leads straight from users to web-1.
        lb-1 -> web-1 web-2
            A link still leads straight from users to web-1.
        users -> lb-1 -> web-1 web-2
            A link still leads straight from users to web-1.
        users -> lb-1 -> web-1 web-2; without users>web-1
            A link still leads straight from users to web-2.
        users -> lb-1 -> web-1; without users>web-1 users>web-2
            web-1 is a single point of failure now, and was none at the start.
        users -> lb-1 -> web-1; users -> lb-2 -> web-2; without users>web-1 users>web-2
            lb-1 has one server in its pool.
        users -> lb-1 -> web-1; without users>web-1
            A link still leads straight from users to web-2.
        users -> lb-1 -> web-1 web-2; lb-1: health_check=off retries=0; without users>web-1 users>web-2
            With web-1 killed, 50 % of the requests are served in the next 30 s.
        users -> lb-1 -> web-1 web-2; without users>web-1 users>web-2 web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
        users -> dns-1 -> web-1 web-2; without users>web-1 users>web-2
            A link still leads straight from dns-1 to web-1.
        users -> lb-1 -> web-1 web-2; without users>web-1 users>web-2; users: rate_rps=1
            In this lesson the request rate of users is fixed.
        users-2 -> lb-1 -> web-1 web-2
            This lesson has its own users: it has to work without users-2.
        users -> lb-1 -> web-3 -> db-1; without users>web-1 users>web-2
            lb-1 has one server in its pool.
        users -> lb-1 -> web-1 web-2; lb-1: rate_limit_rps=1; without users>web-1 users>web-2
            With web-1 killed, 1 % of the requests are served in the next 30 s.
        users -> lb-1 -> web-1 web-2; without users>web-1 users>web-2; lb-1>web-2: weight=0
            lb-1 sends nothing to web-2: the weight of that link is 0.
        users -> lb-1 -> web-1 web-2; without users>web-1 users>web-2; lb-1>web-2: loss=1
            The link from lb-1 to web-2 loses 100 % of its messages.
        users -> lb-1 -> web-1 web-2; without users>web-1 users>web-2; lb-1: max_connections=1
            With web-1 killed, 37 % of the requests are served in the next 30 s.
        users -> lb-1 -> web-1 web-2; without users>web-1 users>web-2; web-2: service_ms=5000
            With web-1 killed, 0 % of the requests are served in the next 30 s.
    "#]].assert_eq(&told);
    taken(
        "who-spreads-the-load",
        &[
            "users -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2",
            "users -> dns-1 -> lb-1 -> web-1 web-2\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> lb-2 -> web-1 web-2\nwithout users>web-1 users>web-2",
            "users -> lb-1 -> web-1 web-2 web-3 -> db-1\nwithout users>web-1 users>web-2",
            "users -> lb-1 lb-2 -> web-1 web-2\nwithout users>web-1 users>web-2",
        ],
    );
}
