//! Regions and caches: answers that look right and are not, and odd ones that are right.

use expect_test::expect;

use super::{refused, taken};

#[test]
fn two_halves_that_share_no_data_are_no_second_region() {
    let told = refused(
        "region",
        &[
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3",
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3\nweb-1 web-2 -> db-3\nweb-3 web-4 -> db-1",
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3\ndb-3: role=standby",
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3\ndb-1 -> db-3\ndb-3: role=read_replica",
            "east = db-2",
            "east = lb-2 web-2",
            "east = lb-2 web-2 db-2\nwithout dns-1>lb-2 dns-2>lb-2",
            "outdoors lb-1 lb-2 web-1 web-2 db-1 db-2",
            "outdoors lb-1 lb-2 web-1 web-2 db-1 db-2\neast = lb-2 web-2 db-2",
            "delete west",
            "east < west\neast = lb-2 web-2 db-2",
            "zone < west\neast < west\nzone = lb-1 web-1 db-1\neast = lb-2 web-2 db-2",
            "east = dns-1 dns-2",
            "users: rate_rps=1",
            "east = lb-3 web-3\ndns-1 dns-2 -> lb-3 -> web-3 -> db-1",
            "east = lb-2 web-2 db-2\ndb-1: failover=manual",
            "east = lb-3 lb-4\ndns-1 dns-2 -> lb-3 lb-4 -> web-1 web-2",
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1\ndb-1 -> db-3\ndb-3: role=standby\ndb-1>db-3: loss=1",
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1\ndb-1 -> db-3\ndb-3: role=standby\nlb-3: rate_limit_rps=1\nlb-4: rate_limit_rps=1",
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1\ndb-1 -> db-3\ndb-3: role=standby\nweb-3: service_ms=5000\nweb-4: service_ms=5000",
            "east = lb-2 web-2 db-2\nwest = dns-1 dns-2",
        ],
    );
    expect![[r#"
        east = lb-3 lb-4 web-3 web-4 db-3; dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3
            db-3 does not hold the same data as db-1: no replication link connects them.
        east = lb-3 lb-4 web-3 web-4 db-3; dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3; web-1 web-2 -> db-3; web-3 web-4 -> db-1
            db-3 does not hold the same data as db-1: no replication link connects them.
        east = lb-3 lb-4 web-3 web-4 db-3; dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3; db-3: role=standby
            db-3 has no data: no replication link leads to it from the primary.
        east = lb-3 lb-4 web-3 web-4 db-3; dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-3; db-1 -> db-3; db-3: role=read_replica
            Every write goes to an address that dns-1 gives; lb-1 and lb-2 are both in West, and there is no other.
        east = db-2
            Every request goes to an address that dns-1 gives; lb-1 and lb-2 are both in West, and there is no other.
        east = lb-2 web-2
            Every request needs a primary of db; db-1 is the only one, it is in West, and nothing may take over.
        east = lb-2 web-2 db-2; without dns-1>lb-2 dns-2>lb-2
            lb-1 is a single point of failure now, and was none at the start.
        outdoors lb-1 lb-2 web-1 web-2 db-1 db-2
            lb-1 is in no region, although everything in this lesson belongs to one.
        outdoors lb-1 lb-2 web-1 web-2 db-1 db-2; east = lb-2 web-2 db-2
            lb-1 is in no region, although everything in this lesson belongs to one.
        delete west
            lb-1 is in no region, although everything in this lesson belongs to one.
        east < west; east = lb-2 web-2 db-2
            All of it is in one region.
        zone < west; east < west; zone = lb-1 web-1 db-1; east = lb-2 web-2 db-2
            All of it is in one region.
        east = dns-1 dns-2
            All of it is in one region.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        east = lb-3 web-3; dns-1 dns-2 -> lb-3 -> web-3 -> db-1
            Every request needs a primary of db; db-1 is the only one, it is in West, and nothing may take over.
        east = lb-2 web-2 db-2; db-1: failover=manual
            db-1 is a single point of failure now, and was none at the start.
        east = lb-3 lb-4; dns-1 dns-2 -> lb-3 lb-4 -> web-1 web-2
            Every request passes through a balancer (lb-3, say), which needs a server of web; web-1 and web-2 are both in West, and there is no other.
        east = lb-3 lb-4 web-3 web-4 db-3; dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1; db-1 -> db-3; db-3: role=standby; db-1>db-3: loss=1
            The link from db-1 to db-3 loses 100 % of its messages.
        east = lb-3 lb-4 web-3 web-4 db-3; dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1; db-1 -> db-3; db-3: role=standby; lb-3: rate_limit_rps=1; lb-4: rate_limit_rps=1
            With West killed, 3 % of the requests are served from 20 s to 50 s later.
        east = lb-3 lb-4 web-3 web-4 db-3; dns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1; db-1 -> db-3; db-3: role=standby; web-3: service_ms=5000; web-4: service_ms=5000
            With West killed, 0 % of the requests are served from 20 s to 50 s later.
        east = lb-2 web-2 db-2; west = dns-1 dns-2
            Every request asks a name server for an address first; dns-1 and dns-2 are both in West, and there is no other.
    "#]].assert_eq(&told);
    taken(
        "region",
        &[
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1\ndb-1 -> db-3\ndb-3: role=standby",
            "east = lb-2 web-2 db-2",
            "east = lb-2 web-2 db-2\nwithout lb-1>web-2 lb-2>web-1",
            "east = lb-3 lb-4 web-3 web-4 db-3\ndns-1 dns-2 -> lb-3 lb-4 -> web-3 web-4 -> db-1\ndb-1 -> db-3\ndb-3: role=standby\ndns-1: health_check=off ttl_s=3600\ndns-2: health_check=off ttl_s=3600",
        ],
    );
}

#[test]
fn caches_stand_behind_a_balancer() {
    let told = refused(
        "cache",
        &[
            "cache-2: ttl_s=60",
            "web-1 web-2 -> cache-2",
            "web-1 web-2 -> lb-3 -> cache-1",
            "web-1 web-2 -> lb-3 -> cache-1\nwithout web-1>cache-1 web-2>cache-1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2",
            "web-1 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1",
            "db-1: workers=64",
            "db-1: read_ms=1",
            "users: rate_rps=20",
            "users: reads=0",
            "without web-1>cache-1 web-2>cache-1",
            "web-1 web-2 -> db-3\ndb-1 -> db-3\ndb-3: role=read_replica",
            "cache-1: restart_s=1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1\ncache-2: capacity_keys=10\ncache-1: capacity_keys=10",
            "web-1 web-2 -> lb-3 -> cache-1\nweb-1 web-2 -> lb-4 -> cache-2\nwithout web-1>cache-1 web-2>cache-1",
            "lb-3 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1\nlb-3: rate_limit_rps=1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1\ncache-1: ttl_s=0.1\ncache-2: ttl_s=0.1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1\nweb-1>lb-3: on=writes\nweb-2>lb-3: on=writes",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1\nlb-3>cache-2: loss=1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1",
            "web-1 web-2 -> lb-3 -> cache-1 cache-2 cache-3\nwithout web-1>cache-1 web-2>cache-1",
        ],
    );
    expect![[r#"
        cache-2: ttl_s=60
            No link leads from the users to cache-2.
        web-1 web-2 -> cache-2
            web-1 still calls cache-1 itself.
        web-1 web-2 -> lb-3 -> cache-1
            There is one cache.
        web-1 web-2 -> lb-3 -> cache-1; without web-1>cache-1 web-2>cache-1
            There is one cache.
        web-1 web-2 -> lb-3 -> cache-1 cache-2
            web-1 still calls cache-1 itself.
        web-1 -> lb-3 -> cache-1 cache-2; without web-1>cache-1
            web-2 still calls cache-1 itself.
        web-1 web-2 -> lb-3 -> cache-1 cache-2; without web-1>cache-1
            web-2 still calls cache-1 itself.
        db-1: workers=64
            No machine may be faster than those that the lesson starts with: "Workers" of db-1 is 64, and 4 is the limit.
        db-1: read_ms=1
            No machine may be faster than those that the lesson starts with: "Read" of db-1 is 1 ms, and 20 ms is the limit.
        users: rate_rps=20
            In this lesson the request rate of users is fixed.
        users: reads=0
            In this lesson "Reads" of users is fixed.
        without web-1>cache-1 web-2>cache-1
            No link leads from the users to cache-1.
        web-1 web-2 -> db-3; db-1 -> db-3; db-3: role=read_replica
            There is one cache.
        cache-1: restart_s=1
            There is one cache.
        web-1 web-2 -> lb-3 -> cache-1 cache-2; without web-1>cache-1 web-2>cache-1; cache-2: capacity_keys=10; cache-1: capacity_keys=10
            With cache-1 killed, 73 % of the requests are served in the next 60 s.
        web-1 web-2 -> lb-3 -> cache-1; web-1 web-2 -> lb-4 -> cache-2; without web-1>cache-1 web-2>cache-1
            lb-3 has one cache in its pool.
        lb-3 -> cache-1 cache-2; without web-1>cache-1 web-2>cache-1
            No link leads from the users to cache-1.
        web-1 web-2 -> lb-3 -> cache-1 cache-2; without web-1>cache-1 web-2>cache-1; lb-3: rate_limit_rps=1
            With cache-1 killed, 69 % of the requests are served in the next 60 s.
        web-1 web-2 -> lb-3 -> cache-1 cache-2; without web-1>cache-1 web-2>cache-1; cache-1: ttl_s=0.1; cache-2: ttl_s=0.1
            With cache-1 killed, 75 % of the requests are served in the next 60 s.
        web-1 web-2 -> lb-3 -> cache-1 cache-2; without web-1>cache-1 web-2>cache-1; web-1>lb-3: on=writes; web-2>lb-3: on=writes
            With cache-1 killed, 70 % of the requests are served in the next 60 s.
        web-1 web-2 -> lb-3 -> cache-1 cache-2; without web-1>cache-1 web-2>cache-1; lb-3>cache-2: loss=1
            The link from lb-3 to cache-2 loses 100 % of its messages.
        web-1 web-2 -> lb-3 -> cache-1 cache-2; without web-1>cache-1 web-2>cache-1
            With lb-3 killed, 70 % of the requests are served from 5 s to 65 s later.
        web-1 web-2 -> lb-3 -> cache-1 cache-2 cache-3; without web-1>cache-1 web-2>cache-1
            With lb-3 killed, 70 % of the requests are served from 5 s to 65 s later.
    "#]].assert_eq(&told);
    taken(
        "cache",
        &[
            "web-1 web-2 -> lb-3 lb-4 -> cache-1 cache-2\nwithout web-1>cache-1 web-2>cache-1",
            "web-1 web-2 -> lb-3 lb-4 -> cache-1 cache-2 cache-3\nwithout web-1>cache-1 web-2>cache-1",
        ],
    );
}

#[test]
fn all_of_it_is_safe_and_holds_the_same_data() {
    let told = refused(
        "all-at-once",
        &[
            "users -> web-2 -> db-1",
            "users -> web-2 -> db-2",
            "users -> web-2 -> db-2\nweb-1 -> db-2",
            "db-1 -> db-2\ndb-2: role=standby",
            "users -> web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=read_replica",
            "users -> web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\ndb-1: failover=manual",
            "web-1>db-1: required=off\nusers -> web-2",
            "delete db-1\nusers -> web-2",
            "users: rate_rps=0",
            "web-1: restart_s=1\ndb-1: restart_s=1",
            "users -> lb-1 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1",
            "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1",
            "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-2: role=standby\nwithout users>web-1",
            "users-2 -> web-2 -> db-2\nusers-2: rate_rps=100000",
            "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nlb-1: retries=0 health_check=off\nlb-2: retries=0 health_check=off\nwithout users>web-1",
            "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1\ndb-1>db-2: loss=1",
            "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1\ndb-2: workers=1 write_ms=900 read_ms=900",
            "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1\nlb-1: rate_limit_rps=1",
            "users -> web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby",
            "users -> lb-1 lb-2 -> web-1 web-2 -> db-1\nweb-1 web-2 -> db-2\ndb-1 -> db-2\nwithout users>web-1",
            "users -> dns-1 dns-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1",
        ],
    );
    expect![[r#"
        users -> web-2 -> db-1
            users still have the fixed address of web-1.
        users -> web-2 -> db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        users -> web-2 -> db-2; web-1 -> db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        db-1 -> db-2; db-2: role=standby
            users still have the fixed address of web-1.
        users -> web-2 -> db-1; db-1 -> db-2; db-2: role=read_replica
            users still have the fixed address of web-1.
        users -> web-2 -> db-1; db-1 -> db-2; db-2: role=standby; db-1: failover=manual
            users still have the fixed address of web-1.
        web-1>db-1: required=off; users -> web-2
            Some reads of users are answered without any database: a server in use does not ask for the data.
        delete db-1; users -> web-2
            Some reads of users are answered without any database: a server in use does not ask for the data.
        users: rate_rps=0
            In this lesson the request rate of users is fixed.
        web-1: restart_s=1; db-1: restart_s=1
            users still have the fixed address of web-1.
        users -> lb-1 -> web-1 web-2 -> db-1; db-1 -> db-2; db-2: role=standby; without users>web-1
            users still have the fixed address of lb-1.
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> db-1; db-1 -> db-2; db-2: role=standby; without users>web-1
            Every request asks a name server for an address first; dns-1 is the only one it can ask.
        users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1; db-2: role=standby; without users>web-1
            Every request needs a primary of db; db-1 is the only one. Nothing replicates to db-2, so it has no data to take over with.
        users-2 -> web-2 -> db-2; users-2: rate_rps=100000
            This lesson has its own users: it has to work without users-2.
        users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1; db-1 -> db-2; db-2: role=standby; lb-1: retries=0 health_check=off; lb-2: retries=0 health_check=off; without users>web-1
            lb-1 checks nothing.
        users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1; db-1 -> db-2; db-2: role=standby; without users>web-1; db-1>db-2: loss=1
            The link from db-1 to db-2 loses 100 % of its messages.
        users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1; db-1 -> db-2; db-2: role=standby; without users>web-1; db-2: workers=1 write_ms=900 read_ms=900
            With db-1 killed, 0 % of the requests are served from 20 s to 50 s later.
        users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1; db-1 -> db-2; db-2: role=standby; without users>web-1; lb-1: rate_limit_rps=1
            With lb-2 killed, 1 % of the requests are served from 20 s to 50 s later.
        users -> web-2 -> db-1; db-1 -> db-2; db-2: role=standby
            users still have the fixed address of web-1.
        users -> lb-1 lb-2 -> web-1 web-2 -> db-1; web-1 web-2 -> db-2; db-1 -> db-2; without users>web-1
            users still have the fixed address of lb-1.
        users -> dns-1 dns-2 -> web-1 web-2 -> db-1; db-1 -> db-2; db-2: role=standby; without users>web-1
            A link still leads straight from dns-1 to web-1.
    "#]].assert_eq(&told);
    taken(
        "all-at-once",
        &[
            "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1 web-2 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1",
            "users -> dns-1 dns-2 -> lb-1 lb-2 lb-3 -> web-1 web-2 web-3 -> db-1\ndb-1 -> db-2\ndb-2: role=standby\nwithout users>web-1",
        ],
    );
}
