//! What the settings of a part say, whatever the format: whom it calls, what it is told to run, how its data is copied.
//! Of values only hosts that somebody has, and words of a fixed vocabulary, are passed on.

use topple_model::{Failover, Role};

use crate::evidence::{Rule, Source, Stated};
use crate::hosts;
use crate::inventory::{Call, Inventory, Part};
use crate::trades;

/// A setting of a part: an environment variable, its arguments, a value of a file that it reads.
pub struct Setting<'a> {
    /// Its name; `command` of arguments.
    pub name: &'a str,
    /// Its value, which stays in the reader.
    pub value: &'a str,
    /// Where it stands.
    pub source: Source,
    /// By which rule a host in it is a call.
    pub rule: Rule,
    /// Whether a part of its value is known only where it runs: a variable that no file gives.
    pub is_open: bool,
}

/// The calls that a part's settings name, to hosts that `resolve` knows by the name of their part, and to strangers that
/// are spelled so that they must be hosts.
///
/// `is_outside`: whether the files themselves say that a host is elsewhere.
pub fn calls(
    part: &Part,
    settings: &[Setting<'_>],
    resolve: impl Fn(&str) -> Vec<String>,
    is_outside: impl Fn(&str) -> bool,
) -> Vec<Call> {
    let mut found = Vec::new();
    for setting in settings {
        for mention in hosts::mentions(setting.name, setting.value) {
            let known = resolve(&mention.host);
            let is_self = known.contains(&part.name) || part.hosts.contains(&mention.host);
            let is_certain = mention.is_certain || is_outside(&mention.host);
            if is_self || (known.is_empty() && !is_certain) {
                continue;
            }
            let strangers = known.is_empty().then(|| mention.host.clone());
            // A shard names the router that is to pass requests on to it.
            let is_shard = setting.name.to_ascii_uppercase().ends_with("MONGOS_HOST");
            for to in known.into_iter().chain(strangers) {
                let at = setting.source.clone();
                found.push(if is_shard {
                    Call::found(to, &part.name, at, setting.rule)
                } else {
                    let node = node_of(&mention.host, &to);
                    Call {
                        node,
                        primary_only: hosts::asks_for_the_primary(setting.value),
                        ..Call::found(&part.name, to, at, setting.rule)
                    }
                });
            }
        }
    }
    found
}

/// Which node of a part a host is: 0 of `pg-0.pg`, a pod of the `StatefulSet` pg.
fn node_of(host: &str, part: &str) -> Option<u32> {
    let (pod, _) = host.split_once('.')?;
    let (name, number) = pod.rsplit_once('-')?;
    number
        .parse()
        .ok()
        .filter(|_| name.eq_ignore_ascii_case(part))
}

/// Asks where the settings of a part say that it has a store or a queue, and not which of those in the files: its host is a
/// word that may be anything, an address, or a variable. The value is not told.
pub fn ask_about_strangers(
    part: &Part,
    settings: &[Setting<'_>],
    calls: &[Call],
    inventory: &mut Inventory,
) {
    let is_told = |setting: &Setting<'_>| {
        calls
            .iter()
            .any(|call| call.evidence.source == setting.source)
    };
    let names_nobody = |setting: &&Setting<'_>| {
        hosts::names_a_store(setting.name)
            && !is_told(setting)
            && (setting.is_open
                || hosts::mentions(setting.name, setting.value)
                    .iter()
                    .any(|mention| !part.hosts.contains(&mention.host)))
    };
    let open: Vec<&Setting<'_>> = settings.iter().filter(names_nobody).collect();
    let Some(first) = open.first() else { return };
    let names: Vec<&str> = open.iter().map(|setting| setting.name).collect();
    let verb = if names.len() == 1 {
        "names a host"
    } else {
        "name hosts"
    };
    let text = format!(
        "Whom does {} call? {} {verb} that nobody in these files has. What stands there is not drawn.",
        part.name,
        names.join(", "),
    );
    inventory.ask(&part.name, text, first.source.clone());
}

/// What works on jobs that lie in a queue or a Redis.
pub const JOBS: &str = "job-worker";

/// What a command says that its program is, for a word of the fixed vocabulary alone.
pub fn program(words: &[&str]) -> Option<String> {
    let base = |word: &&str| {
        word.rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let words: Vec<String> = words
        .iter()
        .take(8)
        .flat_map(|w| w.split_whitespace())
        .map(|w| base(&w))
        .collect();
    let any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if any(&["redis-sentinel", "--sentinel"]) {
        return Some("sentinel".into());
    }
    if any(&["flower"]) {
        return Some("flower".into());
    }
    if any(&[
        "celery",
        "sidekiq",
        "rqworker",
        "queue:work",
        "queue:listen",
        "horizon",
        "resque",
    ]) {
        return Some(JOBS.into());
    }
    if any(&["worker", "beat", "schedule:work"]) {
        return Some("worker".into());
    }
    let first = words.first()?;
    let known = [
        "haproxy",
        "etcd",
        "nginx",
        "traefik",
        "envoy",
        "postgres",
        "mysqld",
        "mongod",
        "mongos",
        "redis-server",
        "memcached",
        "locust",
        "k6",
    ];
    known.contains(&first.as_str()).then(|| first.clone())
}

/// Reads what the settings say of the part as a store.
pub fn store(part: &mut Part, settings: &[Setting<'_>], resolve: impl Fn(&str) -> Vec<String>) {
    for setting in settings {
        let name = setting.name.to_ascii_uppercase().replace(['.', '-'], "_");
        let value = setting.value.trim().trim_matches(['"', '\'']);
        let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
        if clustered(part, &name, value, &setting.source) {
        } else if name == "PATRONI_SCOPE" || (name == "SCOPE" && part.is_made_of("spilo")) {
            part.in_a_set(value, Failover::Automatic, &setting.source);
        } else if ends(&["REPLICATION_MODE", "REPLICA_SET_MODE", "REPLICATION_ROLE"]) {
            let role = trades::role_of_word(&value.to_ascii_lowercase());
            if let Some(role) = role {
                part.store.role = Some(Stated::found(
                    role,
                    setting.source.clone(),
                    Rule::Replication,
                ));
            }
        } else if ends(&[
            "MASTER_HOST",
            "PRIMARY_HOST",
            "REPLICATE_FROM",
            "MASTER_SERVER",
            "MASTER_SERVICE_HOST",
        ]) {
            copies(part, value, setting, &resolve);
        } else if name == "REPMGR_PARTNER_NODES" {
            let mut nodes: Vec<&str> = value.split(',').map(str::trim).collect();
            nodes.sort_unstable();
            part.in_a_set(&nodes.join(","), Failover::Automatic, &setting.source);
        } else if !name.contains("CFG_")
            && ends(&[
                "REPLICA_SET_NAME",
                "GALERA_CLUSTER_NAME",
                "WSREP_CLUSTER_NAME",
                "ETCD_INITIAL_CLUSTER",
            ])
            || (name == "CLUSTER_NAME" && part.is_made_of("percona"))
        {
            part.in_a_set(value, Failover::Quorum, &setting.source);
        } else if name == "CLUSTER_NAME"
            && (part.is_made_of("elasticsearch") || part.is_made_of("opensearch"))
        {
            // Each index has a copy on another node unless its settings, which are in no file, say otherwise.
            part.in_a_set(value, Failover::Quorum, &setting.source);
            part.store.failover = Some(Stated::guessed(
                Failover::Quorum,
                setting.source.clone(),
                Rule::Replication,
            ));
        } else if ends(&["PROCESS_ROLES"]) && value.eq_ignore_ascii_case("controller") {
            part.apart = Some(
                "It keeps the votes of Kafka's brokers; no request passes through it.".to_owned(),
            );
        } else if setting.name == "command" {
            arguments(part, setting, &resolve);
        }
    }
}

/// What keeps copies of each other's data by its nature, as a setting says: rings, and the routers before sets.
fn clustered(part: &mut Part, name: &str, value: &str, source: &Source) -> bool {
    let is = |words: &[&str]| words.iter().any(|word| part.is_made_of(word));
    if name.ends_with("SHARDING_MODE") && value == "mongos" {
        part.program = Some("mongos".to_owned());
    } else if name.ends_with("SEEDS") && is(&["cassandra", "scylla"]) {
        ring(part, source);
    } else if name == "REDIS_NODES" && is(&["redis-cluster", "valkey-cluster"]) {
        let mut nodes: Vec<&str> = value.split([' ', ',']).filter(|n| !n.is_empty()).collect();
        nodes.sort_unstable();
        part.in_a_set(&nodes.join(","), Failover::Quorum, source);
        // Fewer than six are three shards without copies.
        part.store.failover = (nodes.len() >= 6)
            .then(|| Stated::guessed(Failover::Quorum, source.clone(), Rule::Replication));
    } else {
        return false;
    }
    true
}

/// A node of a ring: how many copies each row has is said where data is kept, and in no file.
fn ring(part: &mut Part, source: &Source) {
    let guess = Stated::guessed(Failover::Quorum, source.clone(), Rule::Replication);
    part.store.failover = Some(guess);
}

fn arguments(part: &mut Part, setting: &Setting<'_>, resolve: &impl Fn(&str) -> Vec<String>) {
    let words: Vec<&str> = setting
        .value
        .split([' ', '=', '\n', '\t', ',', '"', '\''])
        .filter(|w| !w.is_empty())
        .collect();
    // `http://minio{1...4}/data`: the nodes of one set, over which each object is spread.
    let spread = words
        .iter()
        .find(|word| word.contains("://") && word.contains("{1..."));
    if let Some(spread) = spread.filter(|_| part.is_made_of("minio")) {
        part.in_a_set(spread, Failover::Quorum, &setting.source);
    }
    for pair in words.windows(2) {
        match pair {
            [
                "--replSet"
                | "-replSet"
                | "--replset"
                | "--wsrep-cluster-name"
                | "--wsrep_cluster_name",
                set,
            ] => {
                part.in_a_set(set, Failover::Quorum, &setting.source);
            }
            ["--replicaof" | "--slaveof" | "replicaof" | "slaveof", host] => {
                copies(part, host, setting, resolve);
            }
            ["--cluster-enabled", "yes"] => {
                part.in_a_set("redis cluster", Failover::Quorum, &setting.source);
                part.store.failover = None;
            }
            ["--seeds", _] if part.is_made_of("scylla") || part.is_made_of("cassandra") => {
                ring(part, &setting.source);
            }
            ["--join", _] if part.is_made_of("cockroach") => {
                part.in_a_set("cockroach", Failover::Quorum, &setting.source);
            }
            _ => {}
        }
    }
}

fn copies(
    part: &mut Part,
    host: &str,
    setting: &Setting<'_>,
    resolve: &impl Fn(&str) -> Vec<String>,
) {
    let host = host
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let original = resolve(&host)
        .into_iter()
        .find(|original| *original != part.name);
    if let Some(original) = original {
        let source = setting.source.clone();
        part.store.copies = Some(Stated::found(original, source.clone(), Rule::Replication));
        if part.store.role.is_none() {
            part.store.role = Some(Stated::found(Role::ReadReplica, source, Rule::Replication));
        }
    }
}

impl Part {
    /// Whether its image's name, or its own, holds this word.
    pub fn is_made_of(&self, word: &str) -> bool {
        let image = self.image.as_ref().map(|image| image.what.as_str());
        image
            .unwrap_or(&self.name)
            .to_ascii_lowercase()
            .contains(word)
    }

    /// It is a node of the set that others with the same `name` are of.
    fn in_a_set(&mut self, name: &str, failover: Failover, source: &Source) {
        let stated = |what| Stated::found(what, source.clone(), Rule::Replication);
        self.store.set = Some(stated(mark(name)));
        self.store.failover = Some(Stated::found(failover, source.clone(), Rule::Replication));
    }
}

/// A number that is the same for the same text: FNV-1a. The text stays in the reader.
pub fn mark(text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    text.bytes().fold(start, |mark, byte| {
        (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
