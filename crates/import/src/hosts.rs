//! Hosts that a setting names. Nothing else of its value leaves this file: no user, no password, no path.

use std::collections::BTreeSet;

/// A host that a value may name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mention {
    /// In lower case.
    pub host: String,
    /// Whether it is spelled as a host is (behind a scheme, before a port), so that it may be told of when nobody is known
    /// by this name. Else it counts only if somebody is.
    pub is_certain: bool,
}

/// The longest name of a host.
const LONGEST: usize = 253;
/// What is read of one value: a file in a setting may be long, and names that matter stand early or not at all.
const READ: usize = 1 << 20;

/// The hosts that the value of a setting of this name may mean, each once.
pub fn mentions(setting: &str, value: &str) -> Vec<Mention> {
    if names_callers(setting) {
        return Vec::new();
    }
    let mut end = value.len().min(READ);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let value = &value[..end];
    let mut found = BTreeSet::new();
    let rest = urls(value, &mut found);
    spelled(&rest, names_a_host(setting), &mut found);
    if is_of_a_cluster(value) {
        note(
            value.split(':').next().unwrap_or_default(),
            true,
            &mut found,
        );
    }
    if names_a_host(setting) {
        for word in value.split([',', ';', ' ', '\'', '"', '[', ']']) {
            let word = word.trim();
            if !word.is_empty() && !word.contains("://") && !word.contains('@') {
                note(
                    word.split([':', '/']).next().unwrap_or_default(),
                    false,
                    &mut found,
                );
            }
        }
    }
    let mut found: Vec<Mention> = found.into_iter().collect();
    // The sure one of two.
    found.sort_by(|a, b| a.host.cmp(&b.host).then(b.is_certain.cmp(&a.is_certain)));
    found.dedup_by(|a, b| a.host == b.host);
    found
}

/// Whether whoever connects by this value takes the primary of several hosts and no other: `targetServerType` of the JDBC
/// driver of `PostgreSQL`, `target_session_attrs` of libpq.
pub fn asks_for_the_primary(value: &str) -> bool {
    const SAYS: [&str; 4] = [
        "targetservertype=primary",
        "targetservertype=master",
        "target_session_attrs=read-write",
        "target_session_attrs=primary",
    ];
    let value = value.to_ascii_lowercase();
    SAYS.iter().any(|says| value.contains(says))
}

/// Whether a setting of this name lists who may call, or how it is called itself, and not whom it calls.
fn names_callers(setting: &str) -> bool {
    const WORDS: [&str; 8] = [
        "CORS",
        "ORIGIN",
        "ORIGINS",
        "ALLOWED",
        "WHITELIST",
        "REDIRECT",
        "CALLBACK",
        "ADVERTISED",
    ];
    let words = words_of(setting);
    // `HealthChecksUI__HealthChecks__0__Uri`: who asks how others are needs none of them.
    let asks_how = words.iter().any(|word| word.starts_with("HEALTHCHECK"))
        || words
            .windows(2)
            .any(|pair| pair[0] == "HEALTH" && pair[1].starts_with("CHECK"));
    let is_no_proxy = words.len() == 2 && words[0] == "NO" && words[1] == "PROXY";
    asks_how || is_no_proxy || words.iter().any(|word| WORDS.contains(&word.as_str()))
}

/// `zipkin.jaeger.svc.cluster.local`: nothing but a host ends so.
fn is_of_a_cluster(value: &str) -> bool {
    let host = value.split(':').next().unwrap_or_default();
    let mut parts = host.rsplit('.');
    host.contains(".svc.") && host.ends_with(".cluster.local") || parts.next() == Some("svc")
}

/// Words of a setting's name after which a bare word is a host.
const HOST_WORDS: [&str; 28] = [
    "JOIN",
    "HOST",
    "HOSTS",
    "HOSTNAME",
    "ADDR",
    "ADDRESS",
    "ADDRESSES",
    "URL",
    "URLS",
    "URI",
    "ENDPOINT",
    "ENDPOINTS",
    "SERVER",
    "SERVERS",
    "SERVICE",
    "BROKER",
    "BROKERS",
    "BOOTSTRAP",
    "NODES",
    "SEEDS",
    "PEERS",
    "UPSTREAM",
    "BACKEND",
    "PROXY",
    "DSN",
    "DATASOURCE",
    "CONTACTPOINTS",
    "POINTS",
];
/// Words after which it is none, whatever else the name says.
const OTHER_WORDS: [&str; 24] = [
    "USER",
    "USERNAME",
    "PASSWORD",
    "PASS",
    "PASSWD",
    "SECRET",
    "TOKEN",
    "KEY",
    "DATABASE",
    "DBNAME",
    "SCHEMA",
    "DRIVER",
    "ENGINE",
    "TYPE",
    "NAME",
    "PORT",
    "VERSION",
    "PATH",
    "FILE",
    "DIR",
    "MODE",
    "CREDENTIALS",
    "AUTH",
    "METHOD",
];

/// Whether a bare word is a host to a setting of this name: the last of its words that says anything decides, so that
/// `DATABASE_HOST` is one and `HOST_NAME` none.
pub fn names_a_host(setting: &str) -> bool {
    host_word(&words_of(setting)).is_some()
}

/// The word that decides that it is one.
fn host_word(words: &[String]) -> Option<&'static str> {
    let says = words.iter().rev().find_map(|word| {
        let word = word.as_str();
        let of_host = HOST_WORDS.iter().copied().find(|known| *known == word);
        (of_host.is_some() || OTHER_WORDS.contains(&word)).then_some(of_host)
    });
    says.flatten()
}

/// The words of a name, in capitals: `redisServer`, `redis.server` and `REDIS_SERVER` are of two.
pub fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let starts = c.is_ascii_uppercase() && was_lower;
        was_lower = c.is_ascii_lowercase();
        if !c.is_ascii_alphanumeric() || starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_uppercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words.into_iter().flat_map(apart).collect()
}

/// `PGHOST` and `DBURL` are two words each, as drivers and hosts of applications write them.
fn apart(word: String) -> Vec<String> {
    let end = ["HOST", "URL", "URI"].into_iter().find_map(|end| {
        let stem = word.strip_suffix(end)?;
        STORE_WORDS
            .contains(&stem)
            .then(|| vec![stem.to_owned(), end.to_owned()])
    });
    end.unwrap_or_else(|| vec![word])
}

/// Words of a setting's name that speak of a store or a queue.
const STORE_WORDS: [&str; 37] = [
    "DB",
    "DATABASE",
    "DATASOURCE",
    "SQL",
    "POSTGRES",
    "POSTGRESQL",
    "PG",
    "MYSQL",
    "MARIADB",
    "MSSQL",
    "MONGO",
    "MONGODB",
    "CASSANDRA",
    "CLICKHOUSE",
    "INFLUX",
    "INFLUXDB",
    "NEO4J",
    "ELASTIC",
    "ELASTICSEARCH",
    "OPENSEARCH",
    "ES",
    "REDIS",
    "VALKEY",
    "CACHE",
    "MEMCACHED",
    "SENTINEL",
    "SENTINELS",
    "RABBIT",
    "RABBITMQ",
    "AMQP",
    "KAFKA",
    "NATS",
    "MQTT",
    "BROKER",
    "BROKERS",
    "QUEUE",
    "MINIO",
];

/// Whether a setting of this name says where a store or a queue is.
pub fn names_a_store(setting: &str) -> bool {
    let words = words_of(setting);
    // `CACHE_BACKEND` and `DB_SERVICE` may name a kind as well as a host.
    let is_sure = host_word(&words).is_some_and(|word| {
        !matches!(word, "SERVICE" | "BACKEND" | "PROXY" | "UPSTREAM" | "PEERS")
    });
    is_sure
        && words
            .iter()
            .any(|word| STORE_WORDS.contains(&word.as_str()))
}

/// Hosts of the addresses with a scheme; what is left of the text without them.
fn urls(text: &str, found: &mut BTreeSet<Mention>) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let scheme = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || "+.-:".contains(c)));
        let start = scheme.map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
        left.push_str(&before[..start]);
        left.push(' ');
        let end = after.find(|c: char| c.is_whitespace() || "\"'<>|`\\{}".contains(c));
        let mut end = end.unwrap_or(after.len());
        // Where several addresses are listed, this one ends before the scheme of the next.
        if let Some(next) = after[..end].find("://") {
            end = after[..next].rfind([',', ';']).unwrap_or(next);
        }
        let (url, next) = after.split_at(end);
        // `http://minio{1...4}` is none, but a range of them.
        let is_range = next.starts_with('{') && !url.contains('/');
        if !is_range {
            hosts_of_url(url, found);
        }
        rest = next;
    }
    left.push_str(rest);
    left
}

/// `user:password@host:port,host:port/path?query`, of which only the hosts are kept.
fn hosts_of_url(url: &str, found: &mut BTreeSet<Mention>) {
    let authority = url.split(['/', '?', '#']).next().unwrap_or_default();
    let (inner, plain) = match (authority.rsplit_once('@'), url.rsplit_once('@')) {
        // A password may hold what ends an authority: only where both readings agree is a stranger told of.
        (Some((_, inner)), Some((_, last))) if last.starts_with(inner) => (inner, true),
        (None, None) => (authority, true),
        (_, Some((_, last))) => {
            let last = last.split(['/', '?', '#']).next().unwrap_or_default();
            (last, false)
        }
        (Some((_, inner)), None) => (inner, false),
    };
    let inner = match inner.split_once('(') {
        // `tcp(host:3306)`, as Go's drivers have it.
        Some((_, address)) => address.trim_end_matches(')'),
        None => inner,
    };
    for part in inner.split(',') {
        // Kafka repeats the scheme: what stands before the next one was its host.
        let host = part.split([':', ';']).next().unwrap_or_default();
        note(host, plain, found);
    }
    if !plain {
        note(
            authority.split(':').next().unwrap_or_default(),
            false,
            found,
        );
    }
}

/// Hosts before a port, in `tcp(…)`, and behind `host=`, `server=`, `-h`, `--host` and the like.
fn spelled(text: &str, of_a_host: bool, found: &mut BTreeSet<Mention>) {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut flag = false;
    let separators = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ';' | '"' | '\'' | '[' | ']' | '(' | ')' | '`' | '&' | '|'
            )
    };
    for word in text.split(separators) {
        if word.is_empty() {
            continue;
        }
        // Behind a user and a password stands a host; the password is not looked at.
        let (word, had_user) = match word.rsplit_once('@') {
            Some((_, host)) => (host, true),
            None => (word, false),
        };
        let (key, value) = match word.split_once('=') {
            Some((key, value)) => (Some(key), value),
            None => (None, word),
        };
        let value = value.trim_matches(|c| matches!(c, '"' | '\'' | '/'));
        let value = unnumbered(value);
        let by_key = key.is_some_and(names_a_host_to_a_driver);
        let (host, port) = match value.split_once(':') {
            Some((host, port)) => (host, port),
            None => (value, ""),
        };
        let digits = port.chars().take_while(char::is_ascii_digit).count();
        let has_port = (2..=5).contains(&digits) && !port[digits..].starts_with(is_of_name);
        if !host.is_empty() && host.chars().all(is_of_name) {
            if has_port {
                note(host, of_a_host && !had_user && key.is_none(), found);
            } else if by_key || flag || had_user {
                note(host, false, found);
            }
        }
        flag = key.is_none() && is_host_flag(word);
    }
}

/// `0:pg-0:5432`, as Pgpool numbers those behind it: the address without its number.
fn unnumbered(value: &str) -> &str {
    match value.split_once(':') {
        Some((number, rest))
            if rest.contains(':') && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            rest
        }
        _ => value,
    }
}

fn names_a_host_to_a_driver(key: &str) -> bool {
    let key = key.trim_start_matches('-').to_ascii_lowercase();
    matches!(
        key.as_str(),
        "host" | "hostaddr" | "server" | "addr" | "address" | "source" | "data source" | "url"
    ) || names_a_host(&key)
}

fn is_host_flag(word: &str) -> bool {
    word == "-h"
        || (word.starts_with("--") && names_a_host(word))
        || matches!(
            word,
            "--replicaof" | "--slaveof" | "replicaof" | "slaveof" | "-z"
        )
}

/// Words that stand where a host might, and are none.
const WORDS_OF_VALUES: [&str; 13] = [
    "true", "false", "yes", "no", "none", "null", "disabled", "file", "jdbc", "sqlite", "sqlite3",
    "mem", "memory",
];

fn note(host: &str, is_certain: bool, found: &mut BTreeSet<Mention>) {
    let host = host
        .trim_matches(|c: char| matches!(c, '.' | '\'' | '"'))
        .to_ascii_lowercase();
    let spelled = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_name = host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host.len() <= LONGEST
        && host.chars().all(spelled);
    // A number is nobody's name, nor is what stands for the machine itself. An address counts where somebody has it.
    let is_number = host.chars().all(|c| c.is_ascii_digit() || c == '.');
    let address = host.parse::<std::net::Ipv4Addr>().ok();
    let is_elsewhere =
        address.is_some_and(|ip| !ip.is_loopback() && !ip.is_unspecified() && !ip.is_broadcast());
    let is_self = matches!(
        host.as_str(),
        "localhost" | "kubernetes" | "kubernetes.default.svc"
    ) || WORDS_OF_VALUES.contains(&host.as_str());
    if is_name && (!is_number || is_elsewhere) && !is_self {
        let is_certain = is_certain && !is_number;
        found.insert(Mention { host, is_certain });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(setting: &str, value: &str) -> Vec<String> {
        mentions(setting, value)
            .into_iter()
            .map(|m| m.host)
            .collect()
    }

    fn certain(setting: &str, value: &str) -> Vec<String> {
        let sure = mentions(setting, value)
            .into_iter()
            .filter(|m| m.is_certain);
        sure.map(|m| m.host).collect()
    }

    #[test]
    fn hosts_are_taken_out_of_addresses_without_who_asks() {
        for (value, host) in [
            ("postgres://app:s3cr3t@db:5432/shop", "db"),
            ("postgresql+asyncpg://app:s3cr3t@db/shop", "db"),
            ("jdbc:mysql://db:3306/shop?user=root&password=s3cr3t", "db"),
            ("app:s3cr3t@tcp(db:3306)/shop", "db"),
            ("host=db user=app password=s3cr3t dbname=shop", "db"),
            ("Server=db;Database=shop;User=sa;Password=s3cr3t;", "db"),
            ("amqp://guest:s3cr3t@db//", "db"),
            ("redis://:s3cr3t@db:6379/0", "db"),
            ("postgres://app:s3/cr3t@db:5432/shop", "db"),
            (
                "jdbc:sqlserver://db;databaseName=shop;password=s3cr3t",
                "db",
            ),
            ("jdbc:oracle:thin:app/s3cr3t@//db:1521/shop", "db"),
        ] {
            let found = hosts("X", value);
            assert!(found.contains(&host.to_owned()), "{value}: {found:?}");
            let told = certain("X", value);
            assert!(told.iter().all(|h| h == host), "{value}: {told:?}");
            assert!(
                !found.iter().any(|h| h.contains("s3cr3t")),
                "{value}: {found:?}"
            );
        }
    }

    #[test]
    fn several_hosts_are_all_found() {
        assert_eq!(
            hosts("X", "mongodb://u:p@m1:27017,m2:27017/x?replicaSet=rs"),
            ["m1", "m2"]
        );
        assert_eq!(hosts("KAFKA_BROKERS", "k1:9092,k2:9092"), ["k1", "k2"]);
        assert_eq!(hosts("X", "'etcd1:2379','etcd2:2379'"), ["etcd1", "etcd2"]);
        assert_eq!(
            hosts("X", "PLAINTEXT://k1:29092,PLAINTEXT_HOST://k2:9092"),
            ["k1", "k2"]
        );
    }

    #[test]
    fn who_may_call_is_nobody_who_is_called() {
        for setting in [
            "CORS_ORIGIN",
            "ALLOWED_HOSTS",
            "no_proxy",
            "KAFKA_ADVERTISED_LISTENERS",
            "HealthChecksUI__HealthChecks__0__Uri",
            "HEALTHCHECK_URL",
        ] {
            assert_eq!(
                hosts(setting, "http://web:3000,api:80"),
                [""; 0],
                "{setting}"
            );
        }
    }

    #[test]
    fn words_that_drivers_write_together_are_read_apart() {
        for setting in ["PGHOST", "MYSQLHOST", "DBHOST", "REDISURL", "dbHost"] {
            assert_eq!(hosts(setting, "db"), ["db"], "{setting}");
            assert!(names_a_store(setting), "{setting}");
        }
        assert!(!names_a_host("LOCALHOST") && !names_a_host("GHOST"));
        assert!(!names_a_store("VIRTUAL_HOST") && !names_a_store("DB_HOST_PASSWORD"));
    }

    #[test]
    fn pools_are_numbered_and_addresses_count_where_somebody_has_them() {
        assert_eq!(
            hosts("PGPOOL_BACKEND_NODES", "0:pg-0:5432,1:pg-1:5432"),
            ["pg-0", "pg-1"]
        );
        assert_eq!(hosts("DB_HOST", "172.20.0.5"), ["172.20.0.5"]);
        assert_eq!(certain("DB_HOST", "172.20.0.5:5432"), [""; 0]);
    }

    #[test]
    fn a_bare_word_is_a_host_only_where_the_setting_says_so() {
        assert_eq!(hosts("DB_HOST", "db"), ["db"]);
        assert_eq!(hosts("redisServer", "db"), ["db"]);
        for setting in [
            "POSTGRES_USER",
            "MYSQL_DATABASE",
            "DB_SERVER_NAME",
            "DB_HOST_PASSWORD",
            "MODE",
        ] {
            assert_eq!(hosts(setting, "db"), [""; 0], "{setting}");
        }
        assert_eq!(certain("DB_HOST", "s3cr3t"), [""; 0]);
    }

    #[test]
    fn arguments_name_hosts_behind_their_flags() {
        assert_eq!(
            hosts("command", "-d 60 -r 200 -c 2 -h edge-router"),
            ["edge-router"]
        );
        assert_eq!(
            hosts("command", "redis-server --replicaof redis-master 6379"),
            ["redis-master"]
        );
        assert_eq!(
            hosts("command", "wait-for-it.sh db:5432 -- npm start"),
            ["db"]
        );
    }

    #[test]
    fn times_versions_and_addresses_of_numbers_are_no_hosts() {
        for value in [
            "0.0.0.0:5432",
            "127.0.0.1:80",
            "http://localhost:3000",
            "-Xmx128m",
        ] {
            assert_eq!(hosts("X", value), [""; 0], "{value}");
        }
    }
}
