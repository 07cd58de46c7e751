//! The data: answers that look right and are not, and odd ones that are right.

use expect_test::expect;

use super::{refused, taken};

#[test]
fn a_second_database_without_the_data_is_no_standby() {
    let told = refused(
        "standby",
        &[
            "db-2: workers=16",
            "web-1 web-2 -> db-2",
            "web-1 web-2 -> db-2\ndb-2: role=standby",
            "web-1 web-2 -> db-2\ndb-2: role=read_replica",
            "web-1 web-2 -> db-2\nwithout web-2>db-1",
            "web-2 -> db-2\nwithout web-2>db-1",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica",
            "db-1 -> db-2\ndb-2: role=standby\ndb-1: failover=manual",
            "web-1 web-2 -> db-2\ndb-2: shard=b",
            "web-1 web-2 -> db-2\ndb-2: service=other",
            "db-1: failover=quorum\ndb-1 -> db-2\ndb-2: role=standby",
            "db-1: failover=quorum\ndb-2: role=standby\ndb-3: role=standby",
            "web-1 web-2 -> db-2\ndb-1 -> db-2",
            "db-1 -> db-2\ndb-2: role=standby\ndb-1: detect_s=3600",
            "db-1 -> db-2\ndb-2: role=standby\nusers: reads=1",
            "web-1>db-1: required=off\nweb-2>db-1: required=off\ndb-1 -> db-2\ndb-2: role=read_replica",
            "db-1: restart_s=1",
            "web-1 web-2 -> cache-1",
            "web-1>db-1: on=reads\nweb-2>db-1: on=reads\ndb-1 -> db-2\nweb-1 web-2 -> db-2\ndb-2: role=read_replica",
            "db-1 -> db-2\ndb-2: role=standby\nusers: rate_rps=0",
            "db-1 -> db-2\ndb-2: role=standby\ndb-1>db-2: loss=1",
            "db-1 -> db-2\ndb-2: role=standby\ndb-1>db-2: latency_ms=3600000",
            "db-1 -> db-2\ndb-2: role=standby\ndb-2: workers=1 write_ms=900 read_ms=900",
            "db-1 -> db-2\ndb-2: role=standby\ndb-1: promote_s=3600",
            "db-1 -> db-2\ndb-2: role=standby\nwithout web-2>db-1",
        ],
    );
    expect![[r#"
        db-2: workers=16
            No link leads from the users to db-2.
        web-1 web-2 -> db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        web-1 web-2 -> db-2; db-2: role=standby
            db-2 has no data: no replication link leads to it from the primary.
        web-1 web-2 -> db-2; db-2: role=read_replica
            db-2 has no data: no replication link leads to it from the primary.
        web-1 web-2 -> db-2; without web-2>db-1
            db-2 does not hold the same data as db-1: no replication link connects them.
        web-2 -> db-2; without web-2>db-1
            db-2 does not hold the same data as db-1: no replication link connects them.
        web-1 web-2 -> db-2; db-1 -> db-2; db-2: role=read_replica
            No standby gets the writes of the primary.
        db-1 -> db-2; db-2: role=standby; db-1: failover=manual
            Every request needs a primary of db; db-1 is the only one. db-2 stands by, but failover is manual: a person has to promote it.
        web-1 web-2 -> db-2; db-2: shard=b
            The data of db-1 has no copy.
        web-1 web-2 -> db-2; db-2: service=other
            db-2 does not hold the same data as db-1: no replication link connects them.
        db-1: failover=quorum; db-1 -> db-2; db-2: role=standby
            Every request needs a primary of db; db-1 is the only one, and the nodes that would be left are no majority of the set, so they may not promote another.
        db-1: failover=quorum; db-2: role=standby; db-3: role=standby
            No link leads from the users to db-2.
        web-1 web-2 -> db-2; db-1 -> db-2
            db-1 and db-2 both take writes: neither stands by.
        db-1 -> db-2; db-2: role=standby; db-1: detect_s=3600
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1 -> db-2; db-2: role=standby; users: reads=1
            In this lesson "Reads" of users is fixed.
        web-1>db-1: required=off; web-2>db-1: required=off; db-1 -> db-2; db-2: role=read_replica
            Some reads of users are answered without any database: a server in use does not ask for the data.
        db-1: restart_s=1
            There is one database.
        web-1 web-2 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        web-1>db-1: on=reads; web-2>db-1: on=reads; db-1 -> db-2; web-1 web-2 -> db-2; db-2: role=read_replica
            No write of users is served, although nothing is dead.
        db-1 -> db-2; db-2: role=standby; users: rate_rps=0
            In this lesson the request rate of users is fixed.
        db-1 -> db-2; db-2: role=standby; db-1>db-2: loss=1
            The link from db-1 to db-2 loses 100 % of its messages.
        db-1 -> db-2; db-2: role=standby; db-1>db-2: latency_ms=3600000
            What db-1 writes takes too long to reach db-2: it is no copy.
        db-1 -> db-2; db-2: role=standby; db-2: workers=1 write_ms=900 read_ms=900
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1 -> db-2; db-2: role=standby; db-1: promote_s=3600
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1 -> db-2; db-2: role=standby; without web-2>db-1
            Some reads of users are answered without any database: a server in use does not ask for the data.
    "#]].assert_eq(&told);
    taken(
        "standby",
        &[
            "db-1 -> db-2\ndb-2: role=standby",
            "db-2 -> db-1\ndb-2: role=standby",
            "db-1 -> db-2 -> db-3\ndb-2: role=read_replica promotable=on\ndb-3: role=standby",
            "db-1: failover=quorum\ndb-1 -> db-2\ndb-2: role=standby\ndb-3: role=standby",
            "db-1 -> db-2\ndb-2: role=read_replica promotable=on",
            "db-1 -> db-2\ndb-2: role=standby\nweb-1 web-2 -> db-2",
            "db-1 -> db-2\ndb-2: role=standby\ndb-1>db-2: mode=sync",
        ],
    );
}

#[test]
fn writes_are_kept_by_a_copy_that_has_them() {
    let told = refused(
        "lost-writes",
        &[
            "without db-1>db-2",
            "without db-1>db-2\ndb-2: role=primary",
            "without db-1>db-2\nweb-1 web-2 -> db-2\ndb-2: role=primary",
            "db-1: failover=manual",
            "db-1>db-2: latency_ms=0",
            "db-2: role=read_replica",
            "db-1 -> db-3\ndb-3: role=standby",
            "db-2: role=primary",
            "db-2: role=primary\ndb-1>db-2: mode=sync",
            "db-1: detect_s=3600",
            "db-1: detect_s=60 promote_s=60",
            "users: reads=1",
            "users: rate_rps=1",
            "db-1: restart_s=1",
            "delete db-2",
            "db-1>db-2: mode=sync\ndb-1: failover=manual",
            "db-1>db-2: mode=sync\nweb-1>db-1: required=off\nweb-2>db-1: required=off",
            "db-1 -> db-3\ndb-3: role=standby\ndb-1>db-3: mode=sync",
            "db-1>db-2: mode=sync loss=1",
            "db-1>db-2: mode=sync latency_ms=20000",
            "web-1>db-1: on=reads\nweb-2>db-1: on=reads",
            "db-1: workers=1 write_ms=900",
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby",
        ],
    );
    expect![[r#"
        without db-1>db-2
            db-1 is a single point of failure now, and was none at the start.
        without db-1>db-2; db-2: role=primary
            db-1 is a single point of failure now, and was none at the start.
        without db-1>db-2; web-1 web-2 -> db-2; db-2: role=primary
            db-2 does not hold the same data as db-1: no replication link connects them.
        db-1: failover=manual
            db-1 is a single point of failure now, and was none at the start.
        db-1>db-2: latency_ms=0
            With db-1 killed, 11 acknowledged writes are lost.
        db-2: role=read_replica
            db-1 is a single point of failure now, and was none at the start.
        db-1 -> db-3; db-3: role=standby
            With db-1 killed, 11 acknowledged writes are lost.
        db-2: role=primary
            db-1 and db-2 both take writes: neither stands by.
        db-2: role=primary; db-1>db-2: mode=sync
            db-1 and db-2 both take writes: neither stands by.
        db-1: detect_s=3600
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1: detect_s=60 promote_s=60
            With db-1 killed, 0 % of the requests are served from 15 s to 45 s later.
        users: reads=1
            In this lesson "Reads" of users is fixed.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        db-1: restart_s=1
            With db-1 killed, 11 acknowledged writes are lost.
        delete db-2
            db-1 is a single point of failure now, and was none at the start.
        db-1>db-2: mode=sync; db-1: failover=manual
            db-1 is a single point of failure now, and was none at the start.
        db-1>db-2: mode=sync; web-1>db-1: required=off; web-2>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        db-1 -> db-3; db-3: role=standby; db-1>db-3: mode=sync
            With db-1 killed, 11 acknowledged writes are lost.
        db-1>db-2: mode=sync loss=1
            The link from db-1 to db-2 loses 100 % of its messages.
        db-1>db-2: mode=sync latency_ms=20000
            What db-1 writes takes too long to reach db-2: it is no copy.
        web-1>db-1: on=reads; web-2>db-1: on=reads
            Some writes of users are answered without any database: a server in use does not ask for the data.
        db-1: workers=1 write_ms=900
            With db-2 killed, 0 % of the requests are served from 15 s to 45 s later.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=standby
            With db-1 killed, 11 acknowledged writes are lost.
    "#]].assert_eq(&told);
    taken(
        "lost-writes",
        &[
            "db-1>db-2: mode=sync",
            "db-1 -> db-3\ndb-3: role=standby\ndb-1>db-2: mode=sync\ndb-1>db-3: mode=sync",
            "db-1>db-2: mode=sync\nweb-1 web-2 -> db-2",
        ],
    );
}

#[test]
fn two_primaries_share_their_data() {
    let told = refused(
        "two-primaries",
        &[
            "without db-1>db-2\ndb-2: role=primary",
            "without db-1>db-2\ndb-2: role=primary\nweb-1 web-2 -> db-2",
            "without db-1>db-2 web-2>db-1\ndb-2: role=primary\nweb-2 -> db-2",
            "db-3: workers=16",
            "web-1 web-2 -> db-3",
            "db-1 -> db-3\ndb-3: role=standby",
            "db-1: detect_s=0 promote_s=0",
            "db-1: failover=quorum\ndb-1 -> db-3\ndb-3: role=standby",
            "db-1>db-2: mode=sync",
            "db-2: role=read_replica promotable=on",
            "db-1: shard=a\ndb-2: shard=b role=primary\nweb-1 web-2 -> db-2\nwithout db-1>db-2",
            "users: reads=1",
            "users: rate_rps=1",
            "db-2: role=primary service=other\nweb-1 web-2 -> db-2\nwithout db-1>db-2",
            "delete db-1\ndb-2: role=primary\nweb-1 web-2 -> db-2",
            "db-2: role=primary\ndb-1>db-2: loss=1",
            "db-2: role=primary\ndb-1>db-2: latency_ms=3600000",
            "db-2: role=primary workers=1 write_ms=900 read_ms=900",
            "db-2: role=primary\nusers: retries=9",
        ],
    );
    expect![[r#"
        without db-1>db-2; db-2: role=primary
            db-1 is a single point of failure now, and was none at the start.
        without db-1>db-2; db-2: role=primary; web-1 web-2 -> db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        without db-1>db-2 web-2>db-1; db-2: role=primary; web-2 -> db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        db-3: workers=16
            Only one database takes writes to this data.
        web-1 web-2 -> db-3
            db-3 does not hold the same data as db-1: no replication link connects them.
        db-1 -> db-3; db-3: role=standby
            Only one database takes writes to this data.
        db-1: detect_s=0 promote_s=0
            Only one database takes writes to this data.
        db-1: failover=quorum; db-1 -> db-3; db-3: role=standby
            Only one database takes writes to this data.
        db-1>db-2: mode=sync
            Only one database takes writes to this data.
        db-2: role=read_replica promotable=on
            Only one database takes writes to this data.
        db-1: shard=a; db-2: shard=b role=primary; web-1 web-2 -> db-2; without db-1>db-2
            db-1 is a single point of failure now, and was none at the start.
        users: reads=1
            In this lesson "Reads" of users is fixed.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        db-2: role=primary service=other; web-1 web-2 -> db-2; without db-1>db-2
            db-2 does not hold the same data as db-1: no replication link connects them.
        delete db-1; db-2: role=primary; web-1 web-2 -> db-2
            db-2 is a single point of failure now, and was none at the start.
        db-2: role=primary; db-1>db-2: loss=1
            The link from db-1 to db-2 loses 100 % of its messages.
        db-2: role=primary; db-1>db-2: latency_ms=3600000
            What db-1 writes takes too long to reach db-2: it is no copy.
        db-2: role=primary workers=1 write_ms=900 read_ms=900
            With db-1 killed, 0 % of the requests are served in the next 30 s.
        db-2: role=primary; users: retries=9
            In this lesson "Retries" of users is fixed.
    "#]]
    .assert_eq(&told);
    taken(
        "two-primaries",
        &[
            "db-2: role=primary",
            "db-2: role=primary\ndb-2 -> db-1\nweb-1 web-2 -> db-2",
            "db-2: role=primary\ndb-1>db-2: mode=sync",
            "db-2: role=primary\nweb-1 web-2 -> db-2\ndb-1 -> db-3\ndb-3: role=standby",
        ],
    );
}

#[test]
fn a_replica_without_the_data_answers_nothing() {
    let told = refused(
        "read-replicas",
        &[
            "web-1 web-2 -> db-2 db-3\ndb-2: role=read_replica\ndb-3: role=read_replica",
            "web-1 web-2 -> db-2 db-3",
            "db-1 -> db-2 db-3\ndb-2: role=read_replica\ndb-3: role=read_replica",
            "db-1 -> db-2 db-3\ndb-2: role=standby\ndb-3: role=standby\nweb-1 web-2 -> db-2 db-3",
            "users: rate_rps=50",
            "db-1: workers=64",
            "db-1: read_ms=1",
            "users: reads=0",
            "users: timeout_ms=60000",
            "web-1 web-2 -> cache-1",
            "db-1 -> db-2\nweb-1 web-2 -> db-2",
            "db-1: shard=a\ndb-2: shard=b\nweb-1 web-2 -> db-2",
            "db-1 -> db-2\ndb-2: role=read_replica\nweb-1 -> db-2\nweb-1 web-2 -> cache-1",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica\nweb-1>db-2: on=writes\nweb-2>db-2: on=writes",
            "db-1 -> db-2\ndb-2: role=read_replica workers=1000\nweb-1 web-2 -> db-2",
            "web-1>db-1: required=off\nweb-2>db-1: required=off",
            "lb-1: rate_limit_rps=50\nlb-2: rate_limit_rps=50",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica\ndb-1>db-2: loss=1",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica\ndb-1>db-2: latency_ms=3600000",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica\nlb-1: rate_limit_rps=50\nlb-2: rate_limit_rps=50",
        ],
    );
    expect![[r#"
        web-1 web-2 -> db-2 db-3; db-2: role=read_replica; db-3: role=read_replica
            db-2 gets no writes from the primary: it has no data.
        web-1 web-2 -> db-2 db-3
            db-2 does not hold the same data as db-1: no replication link connects them.
        db-1 -> db-2 db-3; db-2: role=read_replica; db-3: role=read_replica
            No server reads from db-2.
        db-1 -> db-2 db-3; db-2: role=standby; db-3: role=standby; web-1 web-2 -> db-2 db-3
            No database is a read replica.
        users: rate_rps=50
            In this lesson the request rate of users is fixed.
        db-1: workers=64
            No machine may be faster than those that the lesson starts with: "Workers" of db-1 is 64, and 4 is the limit.
        db-1: read_ms=1
            No machine may be faster than those that the lesson starts with: "Read" of db-1 is 1 ms, and 15 ms is the limit.
        users: reads=0
            In this lesson "Reads" of users is fixed.
        users: timeout_ms=60000
            In this lesson "Timeout" of users is fixed.
        web-1 web-2 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        db-1 -> db-2; web-1 web-2 -> db-2
            No database is a read replica.
        db-1: shard=a; db-2: shard=b; web-1 web-2 -> db-2
            No database is a read replica.
        db-1 -> db-2; db-2: role=read_replica; web-1 -> db-2; web-1 web-2 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        web-1 web-2 -> db-2; db-1 -> db-2; db-2: role=read_replica; web-1>db-2: on=writes; web-2>db-2: on=writes
            With nothing killed, 68 % of the requests are served from 10 s to 40 s later.
        db-1 -> db-2; db-2: role=read_replica workers=1000; web-1 web-2 -> db-2
            No machine may be faster than those that the lesson starts with: "Workers" of db-2 is 1000, and 32 is the limit.
        web-1>db-1: required=off; web-2>db-1: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        lb-1: rate_limit_rps=50; lb-2: rate_limit_rps=50
            There is one database.
        web-1 web-2 -> db-2; db-1 -> db-2; db-2: role=read_replica; db-1>db-2: loss=1
            The link from db-1 to db-2 loses 100 % of its messages.
        web-1 web-2 -> db-2; db-1 -> db-2; db-2: role=read_replica; db-1>db-2: latency_ms=3600000
            What db-1 writes takes too long to reach db-2: it is no copy.
        web-1 web-2 -> db-2; db-1 -> db-2; db-2: role=read_replica; lb-1: rate_limit_rps=50; lb-2: rate_limit_rps=50
            With nothing killed, 24 % of the requests are served from 10 s to 40 s later.
    "#]].assert_eq(&told);
    taken(
        "read-replicas",
        &[
            "web-1 web-2 -> db-2 db-3\ndb-1 -> db-2 db-3\ndb-2: role=read_replica workers=4 read_ms=15\ndb-3: role=read_replica workers=4 read_ms=15",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica",
            "web-1 web-2 -> db-2 db-3\ndb-1 -> db-2 -> db-3\ndb-2: role=read_replica\ndb-3: role=read_replica",
            "web-1 web-2 -> db-2\ndb-1 -> db-2\ndb-2: role=read_replica\nweb-1>db-1: on=writes required=off\nweb-2>db-1: on=writes required=off",
        ],
    );
}

#[test]
fn each_shard_has_a_copy_of_its_own_data() {
    let told = refused(
        "sharding",
        &[
            "web-1 web-2 -> db-a2 db-b2\ndb-a2: shard=a\ndb-b2: shard=b",
            "web-1 web-2 -> db-a2 db-b2\ndb-a2: shard=a role=standby\ndb-b2: shard=b role=standby",
            "db-a -> db-a2\ndb-a2: shard=a role=standby",
            "web-1 web-2 -> db-c\ndb-c: shard=c",
            "web-1 web-2 -> db-a2 db-b2\ndb-a2: shard=b\ndb-b2: shard=a",
            "db-a -> db-a2\ndb-a2: shard=a role=standby\ndb-b -> db-b2\ndb-b2: shard=b role=read_replica",
            "delete db-b\ndb-a -> db-a2\ndb-a2: shard=a role=standby",
            "db-a -> db-a2\ndb-a2: shard=a role=standby\ndb-b -> db-b2\ndb-b2: shard=b role=standby\ndb-a: failover=manual\ndb-b: failover=manual",
            "users: rate_rps=1",
            "db-a: restart_s=1\ndb-b: restart_s=1",
            "web-1 web-2 -> cache-1",
            "db-a: workers=64\ndb-b: workers=64",
            "web-1>db-a: required=off\nweb-2>db-a: required=off\nweb-1>db-b: required=off\nweb-2>db-b: required=off",
            "db-a -> db-a2\ndb-a2: shard=a\ndb-b -> db-b2\ndb-b2: shard=b\nweb-1 web-2 -> db-a2 db-b2",
            "users: reads=1",
            "db-a -> db-a2\ndb-a2: shard=a role=standby\ndb-b -> db-b2\ndb-b2: shard=b role=standby\ndb-b>db-b2: loss=1",
            "db-a -> db-a2\ndb-a2: shard=a role=standby\ndb-b -> db-b2\ndb-b2: shard=b role=standby\ndb-b2: workers=1 write_ms=900 read_ms=900",
            "db-a -> db-a2\ndb-a2: shard=a role=standby\ndb-b -> db-b2\ndb-b2: shard=b role=standby\nweb-1>db-b: on=reads",
            "db-a -> db-b\ndb-a: shard=a\ndb-b: shard=a role=standby",
        ],
    );
    expect![[r#"
        web-1 web-2 -> db-a2 db-b2; db-a2: shard=a; db-b2: shard=b
            db-a2 does not hold the same data as db-a: no replication link connects them.
        web-1 web-2 -> db-a2 db-b2; db-a2: shard=a role=standby; db-b2: shard=b role=standby
            db-a2 has no data: no replication link leads to it from the primary.
        db-a -> db-a2; db-a2: shard=a role=standby
            The data of db-b has no copy.
        web-1 web-2 -> db-c; db-c: shard=c
            The data of db-a has no copy.
        web-1 web-2 -> db-a2 db-b2; db-a2: shard=b; db-b2: shard=a
            db-b2 does not hold the same data as db-a: no replication link connects them.
        db-a -> db-a2; db-a2: shard=a role=standby; db-b -> db-b2; db-b2: shard=b role=read_replica
            No standby gets the writes of the primary.
        delete db-b; db-a -> db-a2; db-a2: shard=a role=standby
            All of the data is in one shard.
        db-a -> db-a2; db-a2: shard=a role=standby; db-b -> db-b2; db-b2: shard=b role=standby; db-a: failover=manual; db-b: failover=manual
            Every request for shard a needs a primary of db; db-a is the only one. db-a2 stands by, but failover is manual: a person has to promote it.
        users: rate_rps=1
            In this lesson the request rate of users is fixed.
        db-a: restart_s=1; db-b: restart_s=1
            The data of db-a has no copy.
        web-1 web-2 -> cache-1
            This lesson is not about caches: it has to work without cache-1.
        db-a: workers=64; db-b: workers=64
            No machine may be faster than those that the lesson starts with: "Workers" of db-a is 64, and 4 is the limit.
        web-1>db-a: required=off; web-2>db-a: required=off; web-1>db-b: required=off; web-2>db-b: required=off
            Some reads of users are answered without any database: a server in use does not ask for the data.
        db-a -> db-a2; db-a2: shard=a; db-b -> db-b2; db-b2: shard=b; web-1 web-2 -> db-a2 db-b2
            db-a and db-a2 both take writes: neither stands by.
        users: reads=1
            In this lesson "Reads" of users is fixed.
        db-a -> db-a2; db-a2: shard=a role=standby; db-b -> db-b2; db-b2: shard=b role=standby; db-b>db-b2: loss=1
            The link from db-b to db-b2 loses 100 % of its messages.
        db-a -> db-a2; db-a2: shard=a role=standby; db-b -> db-b2; db-b2: shard=b role=standby; db-b2: workers=1 write_ms=900 read_ms=900
            With db-b killed, 7 % of the requests are served from 15 s to 45 s later.
        db-a -> db-a2; db-a2: shard=a role=standby; db-b -> db-b2; db-b2: shard=b role=standby; web-1>db-b: on=reads
            web-2 is a single point of failure now, and was none at the start.
        db-a -> db-b; db-a: shard=a; db-b: shard=a role=standby
            All of the data is in one shard.
    "#]].assert_eq(&told);
    taken(
        "sharding",
        &[
            "db-a -> db-a2\ndb-a2: shard=a role=standby\ndb-b -> db-b2\ndb-b2: shard=b role=standby",
            "db-a -> db-a2\ndb-a2: shard=a role=read_replica promotable=on\ndb-b -> db-b2\ndb-b2: shard=b role=standby",
        ],
    );
}
