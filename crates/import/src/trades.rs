//! What a name says that something is: the last part of an image's name, or the name of a service.

mod tables;

use std::collections::BTreeSet;

use tables::{
    ADMINS, BACKGROUND, BESIDE_A_STORE, CACHES, COORDINATORS, DATABASES, EXPORTED, JOBS, MAILS,
    NO_STORES, OBSERVERS, PLAIN_WORDS, PROXIES, QUEUES, REDIS, TENDERS, USERS, WEB_SERVERS,
};

/// What something is by its name, before it is known who calls it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trade {
    /// Keeps data.
    Database,
    /// Redis and its like: a database, a cache or both, as its callers have it.
    Redis,
    /// Keeps copies.
    Cache,
    /// Only passes on.
    Proxy,
    /// Passes on, or serves files of its own.
    WebServer,
    /// Keeps messages.
    Queue,
    /// Keeps the votes of others, and data where servers call it.
    Coordinator,
    /// Promotes a Redis.
    Sentinel,
    /// Stands for users.
    Users,
    /// No request passes through it, for this reason.
    Apart(&'static str),
    /// Works for nobody who waits.
    Background,
}

/// Why something is left out that observes.
pub const OBSERVES: &str = "It observes; no request passes through it.";
/// Why a page for administrators is left out.
pub const ADMIN: &str = "It is a page for those who run the system, which works without it.";
/// Why what runs once is left out.
pub const ONCE: &str = "It runs once and ends; no request passes through it.";
const MAIL: &str = "It catches mail for tests; no request waits for it.";
const TENDS: &str = "It tends certificates, images or backups; no request passes through it.";

/// The trade of an image, by the last part of its name: `postgres`, `redis-commander`.
pub fn of_image(image: &str) -> Option<Trade> {
    let name = image.to_ascii_lowercase();
    let words = words(&name);
    apart(&name, &words).or_else(|| serving(&words))
}

/// The trade of a service, by its own name: what its image does not say. `prefix`: what stands before the names of all, as a
/// release's does, and says nothing of this one; its stores may be called by it.
pub fn of_name(name: &str, prefix: &str) -> Option<Trade> {
    let name = name.to_ascii_lowercase();
    let own = without(&name, prefix);
    let all = words(&name);
    if is_exporter(&all) {
        return Some(Trade::Apart(OBSERVES));
    }
    by_name(own).or_else(|| serving(&all))
}

/// The name without what stands before the names of all.
pub fn without<'a>(name: &'a str, prefix: &str) -> &'a str {
    let start = name.get(..prefix.len());
    let says_it = !prefix.is_empty() && start.is_some_and(|s| s.eq_ignore_ascii_case(prefix));
    let rest = name.get(prefix.len()..).filter(|_| says_it);
    rest.filter(|rest| rest.contains(|c: char| c.is_ascii_alphabetic()))
        .unwrap_or(name)
}

/// Words of a prefix that are looked at.
const PREFIX_WORDS: usize = 4;

/// What stands before most of these names, to the end of a word: the name of a release, of a project.
pub fn prefix_of_all(names: &[&str]) -> String {
    let least = (names.len() * 2).div_ceil(3).max(3);
    let mut starts: BTreeSet<&str> = BTreeSet::new();
    for name in names {
        let marks = name
            .char_indices()
            .filter(|(_, c)| matches!(c, '-' | '_' | '.'));
        let ends = marks.map(|(at, _)| at + 1).take(PREFIX_WORDS);
        starts.extend(ends.map(|end| &name[..end]));
    }
    let begins = |name: &&&str, start: &str| {
        let head = name.get(..start.len()).filter(|_| name.len() > start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let shared = starts
        .into_iter()
        .filter(|start| names.iter().filter(|name| begins(name, start)).count() >= least);
    shared
        .max_by_key(|start| start.len())
        .unwrap_or_default()
        .to_owned()
}

fn by_name(name: &str) -> Option<Trade> {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let last = words
        .iter()
        .rev()
        .find(|word| !is_role(word))
        .copied()
        .unwrap_or_default();
    apart(name, &words)
        .or_else(|| serving(&words))
        .or_else(|| {
            BACKGROUND
                .iter()
                .any(|word| is_in(word, name, &words))
                .then_some(Trade::Background)
        })
        .or_else(|| match last {
            "db" | "database" | "sql" | "pg" | "datastore" => Some(Trade::Database),
            "cache" => Some(Trade::Cache),
            "mq" | "broker" | "queue" => Some(Trade::Queue),
            "proxy" | "router" | "edge" | "ingress" => Some(Trade::Proxy),
            "gateway" if words.len() == 1 || has(&["api"]) => Some(Trade::Proxy),
            _ => None,
        })
}

/// Whether a name says that it holds a copy to be read, or the original.
pub fn role_of_name(name: &str) -> Option<topple_model::Role> {
    let name = name.to_ascii_lowercase();
    words(&name).into_iter().find_map(role_of_word)
}

/// The same of a word that a label or a setting says.
pub fn role_of_word(word: &str) -> Option<topple_model::Role> {
    match word {
        "replica" | "replicas" | "follower" | "slave" | "secondary" | "read" | "readonly"
        | "reader" => Some(topple_model::Role::ReadReplica),
        "standby" => Some(topple_model::Role::Standby),
        "master" | "primary" | "leader" | "writer" => Some(topple_model::Role::Primary),
        _ => None,
    }
}

/// A name without its words of role and its number: `redis` of `redis-master` and of `redis-replica-2`.
pub fn stem(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let kept: Vec<&str> = words(&name)
        .into_iter()
        .filter(|word| role_of_word(word).is_none())
        .collect();
    if kept.is_empty() {
        name
    } else {
        kept.join("-")
    }
}

fn is_role(word: &str) -> bool {
    role_of_word(word).is_some() || matches!(word, "node" | "server" | "main")
}

/// What no request passes through, whatever stores its name holds besides.
fn apart(name: &str, words: &[&str]) -> Option<Trade> {
    let counts = |word: &&&str| words.len() == 1 || !PLAIN_WORDS.contains(*word);
    let any = |list: &[&str]| {
        list.iter()
            .filter(counts)
            .any(|word| is_in(word, name, words))
    };
    if any(&USERS) {
        return Some(Trade::Users);
    }
    if words.contains(&"sentinel") {
        return Some(Trade::Sentinel);
    }
    if is_exporter(words) {
        return Some(Trade::Apart(OBSERVES));
    }
    let reasons: [(&[&str], &'static str); 3] =
        [(&OBSERVERS, OBSERVES), (&ADMINS, ADMIN), (&MAILS, MAIL)];
    let reason = reasons
        .into_iter()
        .find(|(list, _)| any(list))
        .map(|(_, why)| why);
    reason.or_else(|| ends(name)).map(Trade::Apart)
}

/// Why it is left out, where its name says that it does a task and ends, or tends others: `db-migrate`, `init-db`, `db-backup`.
/// It says so by its last word or its first alone: `test-db` is a database.
pub fn ends(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let words = words(&name);
    let last = words.last().copied().unwrap_or_default();
    // `migration-service` serves; `init-db` does not.
    let serves = matches!(last, "service" | "api" | "server" | "app" | "web");
    let first = words
        .first()
        .copied()
        .filter(|_| !serves)
        .unwrap_or_default();
    let is_one = |list: &[&str], outer: [&str; 2]| {
        list.iter()
            .any(|word| outer.contains(word) || (word.contains('-') && is_in(word, &name, &words)))
    };
    let is_product = words.len() == 1 && words[0] == "mc";
    if is_one(&JOBS, [first, last]) || is_product {
        return Some(ONCE);
    }
    is_one(&TENDERS, [last, last]).then_some(TENDS)
}

/// Whether it tells numbers of others. One that says of nothing that it tells of it may export drawings.
fn is_exporter(words: &[&str]) -> bool {
    words.contains(&"exporter") && words.iter().any(|word| EXPORTED.contains(word))
}

/// Whether it only hands on what it sees of others, and nobody asks it anything: agents, exporters.
pub fn only_tells(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = words(&name);
    let tells = [
        "promtail",
        "exporter",
        "agent",
        "filebeat",
        "metricbeat",
        "fluentbit",
        "bit",
        "cadvisor",
        "telegraf",
        "alloy",
        "vector",
        "metrics",
    ];
    words.iter().any(|word| tells.contains(word))
}

fn serving(words: &[&str]) -> Option<Trade> {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let starts = |list: &[&str]| {
        let bare = words.iter().filter(|word| !NO_STORES.contains(word));
        bare.into_iter().any(|word| {
            list.iter()
                .any(|key| key.len() >= 5 && word.starts_with(key))
        })
    };
    // What keeps the votes of ClickHouse.
    if has(&["clickhouse"]) && has(&["keeper"]) {
        return Some(Trade::Coordinator);
    }
    if has(&PROXIES) {
        return Some(Trade::Proxy);
    }
    if has(&BESIDE_A_STORE) || has(&BACKGROUND) {
        return has(&WEB_SERVERS).then_some(Trade::WebServer);
    }
    let tables: [(&[&str], Trade); 6] = [
        (&DATABASES, Trade::Database),
        (&REDIS, Trade::Redis),
        (&CACHES, Trade::Cache),
        (&WEB_SERVERS, Trade::WebServer),
        (&QUEUES, Trade::Queue),
        (&COORDINATORS, Trade::Coordinator),
    ];
    let exact = tables.iter().find(|(list, _)| has(list));
    let found = exact.or_else(|| tables[..3].iter().find(|(list, _)| starts(list)));
    found.map(|(_, trade)| *trade)
}

/// A word of several parts is looked for in the whole name.
fn is_in(word: &str, name: &str, words: &[&str]) -> bool {
    if word.contains('-') {
        name.replace('_', "-").contains(word)
    } else {
        words.contains(&word)
    }
}

/// The words of a name, each without the number at its end.
fn words(name: &str) -> Vec<&str> {
    let split = name.split(|c: char| !c.is_ascii_alphanumeric());
    let bare = split.map(|word| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if matches!(word, "k6" | "pgadmin4" | "smtp4dev") {
            word
        } else {
            bare
        }
    });
    bare.filter(|word| !word.is_empty()).collect()
}

/// The last part of an image's name, without registry, tag and digest. A part that says nothing by itself (`server`) comes
/// with the one before it.
pub fn image_name(image: &str) -> String {
    let image = image.split('@').next().unwrap_or_default();
    let mut parts: Vec<&str> = image.split('/').collect();
    let last = parts.pop().unwrap_or_default();
    let last = last.split(':').next().unwrap_or_default();
    let says_nothing = matches!(
        last,
        "server" | "core" | "main" | "all-in-one" | "standalone"
    );
    match parts.last().filter(|_| says_nothing) {
        Some(before) => format!("{before}-{last}"),
        None => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_says_what_it_is_by_the_last_part_of_its_name() {
        let cases = [
            ("postgres:16", Some(Trade::Database)),
            ("bitnami/postgresql-repmgr:15", Some(Trade::Database)),
            ("mcr.microsoft.com/mssql/server:2022", Some(Trade::Database)),
            ("registry:5000/team/mysql@sha256:abc", Some(Trade::Database)),
            ("percona/percona-xtradb-cluster", Some(Trade::Database)),
            ("redislabs/redismod", Some(Trade::Redis)),
            ("redis/redis-stack:7.2", Some(Trade::Redis)),
            ("memcached", Some(Trade::Cache)),
            ("haproxy:2.9", Some(Trade::Proxy)),
            ("nginx:alpine", Some(Trade::WebServer)),
            ("confluentinc/cp-kafka:7.5", Some(Trade::Queue)),
            ("confluentinc/cp-kafka-connect", None),
            ("confluentinc/cp-schema-registry", None),
            ("bitnami/zookeeper", Some(Trade::Coordinator)),
            ("bitnami/redis-sentinel", Some(Trade::Sentinel)),
            ("oliver006/redis_exporter", Some(Trade::Apart(OBSERVES))),
            ("dpage/pgadmin4", Some(Trade::Apart(ADMIN))),
            ("mongo-express", Some(Trade::Apart(ADMIN))),
            ("locustio/locust", Some(Trade::Users)),
            ("acme/shop", None),
            ("penpotapp/exporter", None),
            ("postgrest/postgrest:v14", None),
            ("supabase/postgres-meta", None),
            ("oraclelinux:9", None),
            ("clickhouse/clickhouse-keeper:24", Some(Trade::Coordinator)),
        ];
        for (image, trade) in cases {
            assert_eq!(of_image(&image_name(image)), trade, "{image}");
        }
    }

    #[test]
    fn a_name_says_what_its_image_does_not() {
        let cases = [
            ("catalogue-db", Some(Trade::Database)),
            ("db", Some(Trade::Database)),
            ("db-replica-2", Some(Trade::Database)),
            ("mongo-api", None),
            ("edge-router", Some(Trade::Proxy)),
            ("payment-gateway", None),
            ("queue-master", Some(Trade::Background)),
            ("celery_worker", Some(Trade::Background)),
            ("argocd-application-controller", Some(Trade::Background)),
            ("user-sim", Some(Trade::Users)),
            ("db-migrate", Some(Trade::Apart(ONCE))),
            ("init-db", Some(Trade::Apart(ONCE))),
            ("test-db", Some(Trade::Database)),
            ("db-backup", Some(Trade::Apart(TENDS))),
            ("migration-service", None),
            ("data-collector", None),
            ("flower-shop", None),
            ("invoice-exporter", None),
            ("node-exporter", Some(Trade::Apart(OBSERVES))),
            ("web", None),
        ];
        for (name, trade) in cases {
            assert_eq!(of_name(name, ""), trade, "{name}");
        }
    }

    #[test]
    fn what_stands_before_all_names_says_nothing_of_one() {
        let names = [
            "opentelemetry-demo-frontend",
            "opentelemetry-demo-cart",
            "opentelemetry-demo-grafana",
            "opentelemetry-demo-valkey",
            "other",
        ];
        let prefix = prefix_of_all(&names);
        assert_eq!(prefix, "opentelemetry-demo-");
        let trades = names.map(|name| of_name(name, &prefix));
        let grafana = Some(Trade::Apart(OBSERVES));
        assert_eq!(trades, [None, None, grafana, Some(Trade::Redis), None]);
        // Stores that are called by it alone are still stores.
        assert_eq!(prefix_of_all(&["mysql-a", "mysql-b", "mysql-c"]), "mysql-");
        assert_eq!(of_name("mysql-a", "mysql-"), Some(Trade::Database));
        assert_eq!(prefix_of_all(&["web-a", "web-b", "db"]), "");
        let exporter = Some(Trade::Apart(OBSERVES));
        assert_eq!(of_name("redis-exporter", "redis-"), exporter);
    }

    #[test]
    fn a_role_and_a_number_are_no_part_of_the_stem() {
        assert_eq!(stem("redis-master"), "redis");
        assert_eq!(stem("redis-replica-2"), "redis");
        assert_eq!(stem("web1"), "web");
        assert_eq!(stem("primary"), "primary");
    }
}
