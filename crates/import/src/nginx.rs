//! The small part of nginx's configuration that says who is behind: `upstream`, `server`, `proxy_pass`.
//!
//! Open-source nginx asks nobody how its servers are. Where a connect fails it goes on to the next
//! (`proxy_next_upstream`, whose default is `error timeout`).

mod directives;

use std::collections::{BTreeMap, BTreeSet};

use directives::{Directive, directives};
use topple_model::Algorithm;

use crate::evidence::Source;
use crate::inventory::Inventory;
use crate::pools::{Config, Member, Pool, address, backups, bounded};
use crate::problem::Problem;

/// Directives that pass requests on.
const PASSES: [&str; 6] = [
    "proxy_pass",
    "fastcgi_pass",
    "uwsgi_pass",
    "grpc_pass",
    "scgi_pass",
    "memcached_pass",
];

/// Whether a text is a configuration of nginx.
pub fn is_it(text: &str) -> bool {
    let has = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
    let blocks = [
        "upstream ",
        "server {",
        "server{",
        "http {",
        "http{",
        "stream {",
        "location ",
    ]
    .iter()
    .any(|word| has(word));
    blocks
        && text.contains(';')
        && text.contains('}')
        && (PASSES.iter().any(|word| text.contains(word))
            || has("upstream ")
            || text.contains("listen "))
}

/// Reads a configuration that stands alone. `file`: which file it is, from 0.
///
/// # Errors
/// What cannot be read, with its line.
pub fn read(text: &str, file: usize) -> Result<Inventory, Problem> {
    Ok(parse(text, file)?.alone("nginx", file))
}

/// Reads the configuration of a part that is known already, as [`crate::haproxy::read_of`].
///
/// # Errors
/// What cannot be read, with its line.
pub fn read_of(
    part: &str,
    text: &str,
    place: &Source,
    inventory: &mut Inventory,
) -> Result<(), Problem> {
    parse(text, place.file)?.apply(part, place, inventory);
    Ok(())
}

fn parse(text: &str, file: usize) -> Result<Config, Problem> {
    bounded(text, file)?;
    let directives = directives(text, file)?;
    let mut reading = Reading::default();
    for directive in &directives {
        reading.take(directive);
    }
    let mut reached = BTreeSet::new();
    let passes = |directive: &&Directive| {
        let first = directive.words.first();
        first.is_some_and(|word| PASSES.contains(&word.as_str()))
    };
    for directive in directives.iter().filter(passes) {
        reading.pass(directive, file, &mut reached)?;
    }
    Ok(reading.end(&reached))
}

/// What is read so far.
#[derive(Default)]
struct Reading {
    config: Config,
    upstreams: BTreeMap<String, Pool>,
    variables: BTreeMap<String, String>,
    terms: Terms,
}

impl Reading {
    /// A directive, unless it passes requests on.
    fn take(&mut self, directive: &Directive) {
        let words: Vec<&str> = directive.words.iter().map(String::as_str).collect();
        let upstream = directive
            .within
            .last()
            .and_then(|block| block.strip_prefix("upstream "));
        if let Some(name) = upstream {
            let pool = self
                .upstreams
                .entry(name.to_owned())
                .or_insert_with(|| Pool {
                    is_tcp: directive.is_of_a_stream(),
                    ..Pool::new(name, directive.line)
                });
            return of_upstream(pool, &words, directive.line, &mut self.config);
        }
        match words.as_slice() {
            ["set", name, value] => {
                self.variables
                    .insert((*name).to_owned(), (*value).to_owned());
            }
            ["include", path, ..]
                if !path.ends_with("mime.types")
                    && !path.ends_with("_params")
                    && !path.ends_with("fastcgi.conf") =>
            {
                let text = format!(
                    "Files that it includes ({path}) are not read: give what they say in this file."
                );
                self.config.remarks.push((directive.line, text));
            }
            ["proxy_next_upstream", how @ ..] => self.terms.goes_on = !how.contains(&"off"),
            ["proxy_next_upstream_tries", tries] => self.terms.tries = tries.parse().ok(),
            ["proxy_connect_timeout", time] => self.terms.connect_ms = time_ms(time),
            _ => {}
        }
    }

    /// A directive that passes requests on. `reached`: to whom others do.
    fn pass(
        &mut self,
        directive: &Directive,
        file: usize,
        reached: &mut BTreeSet<String>,
    ) -> Result<(), Problem> {
        let line = directive.line;
        let Some(target) = directive.words.get(1) else {
            let text = "This directive does not say where it passes requests on to.";
            return Err(Problem::at(file, line, text));
        };
        let Some(host) = host(target, &self.variables) else {
            let text = if target.contains("unix:") {
                "This passes requests on to a socket of its own machine, which is not drawn."
            } else {
                "Where this passes requests on to is known only at run time."
            };
            self.config.remarks.push((line, text.to_owned()));
            return Ok(());
        };
        if !reached.insert(host.clone()) {
            return Ok(());
        }
        if let Some(pool) = self.upstreams.get(&host) {
            self.config.pools.push(self.terms.complete(pool.clone()));
        } else if let Some((name, port)) = address(&host) {
            let mut alone = Pool {
                is_tcp: directive.is_of_a_stream(),
                ..Pool::new(&name, line)
            };
            let local = port.map_or("local".to_owned(), |port| format!("local-{port}"));
            alone.members.push(Member {
                name: name_of(&name, &local),
                host: name,
                port,
                nodes: 1,
                line,
            });
            self.config.pools.push(self.terms.complete(alone));
        }
        Ok(())
    }

    /// All of it. What nobody passes requests to is left out.
    fn end(mut self, reached: &BTreeSet<String>) -> Config {
        for (name, pool) in self
            .upstreams
            .iter()
            .filter(|(name, _)| !reached.contains(*name))
        {
            let why = "Nothing passes requests to this upstream.".to_owned();
            self.config.left_out.push((name.clone(), why, pool.line));
        }
        if let Some(pool) = self.config.pools.first() {
            let text = if self.terms.goes_on {
                "nginx asks nobody how its servers are; on a failed connect it goes on to the next (proxy_next_upstream)."
            } else {
                "nginx asks nobody how its servers are, and with proxy_next_upstream off it tries no other."
            };
            self.config.remarks.push((pool.line, text.to_owned()));
        }
        self.config
    }
}

impl Directive {
    /// Whether what it is about are bytes, and no requests.
    fn is_of_a_stream(&self) -> bool {
        self.within.iter().any(|block| block == "stream")
    }
}

/// What holds for all pools. Where blocks differ, the last one is taken.
struct Terms {
    goes_on: bool,
    tries: Option<u32>,
    connect_ms: Option<f64>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            goes_on: true,
            tries: None,
            connect_ms: None,
        }
    }
}

impl Terms {
    fn complete(&self, mut pool: Pool) -> Pool {
        let others = (pool.members.len() as u32).saturating_sub(1);
        let tries = self
            .tries
            .filter(|tries| *tries > 0)
            .map_or(others, |tries| others.min(tries - 1));
        pool.retries = Some(if self.goes_on { tries } else { 0 });
        pool.connect_timeout_ms = self.connect_ms;
        pool
    }
}

/// A directive of an upstream.
fn of_upstream(pool: &mut Pool, words: &[&str], line: u32, config: &mut Config) {
    match words {
        ["server", said, rest @ ..] => {
            if rest.contains(&"down") {
                config
                    .left_out
                    .push(((*said).to_owned(), "It is marked down.".to_owned(), line));
                return;
            }
            let is_socket = said.starts_with("unix:");
            let Some((host, port)) = address(said).filter(|_| !is_socket) else {
                config.remarks.push((
                    line,
                    format!(
                        "A server of {} is a socket or a variable, and is not drawn.",
                        pool.name
                    ),
                ));
                return;
            };
            if rest.contains(&"backup") {
                config.remarks.push((line, backups(&host, &pool.name)));
            }
            if rest
                .iter()
                .any(|word| word.starts_with("weight=") && *word != "weight=1")
            {
                config.remarks.push((
                    line,
                    format!("{host} of {} has a weight, which is not drawn.", pool.name),
                ));
            }
            if rest
                .iter()
                .any(|word| word.starts_with("max_fails=") || word.starts_with("fail_timeout="))
            {
                config.remarks.push((line, format!("{host} of {} is put aside for a while after failures (max_fails, fail_timeout), which is not drawn.", pool.name)));
            }
            pool.members.push(Member {
                name: name_of(&host, &pool.name),
                host,
                port,
                nodes: 1,
                line,
            });
        }
        ["least_conn", ..] => pool.algorithm = Algorithm::LeastConnections,
        ["ip_hash" | "hash", ..] => pool.algorithm = Algorithm::SourceHash,
        ["random", "two", ..] => pool.algorithm = Algorithm::TwoChoices,
        ["random", ..] => pool.algorithm = Algorithm::Random,
        _ => {}
    }
}

/// What to call a server: of one on nginx's own machine its address says nothing.
fn name_of(host: &str, other: &str) -> String {
    let is_local = host == "localhost" || host.starts_with("127.") || host == "::1";
    if is_local { other } else { host }.to_owned()
}

/// The host of `http://name:80/path`, variables followed; `None`: known only at run time.
fn host(target: &str, variables: &BTreeMap<String, String>) -> Option<String> {
    let bare = target.split_once("://").map_or(target, |(_, rest)| rest);
    let host = bare.split('/').next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    if let Some(name) = target.strip_prefix("$").or_else(|| host.strip_prefix("$")) {
        let name = name
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()?;
        let value = variables
            .get(&format!("${name}"))
            .filter(|value| !value.contains('$'))?;
        return self::host(value, &BTreeMap::new());
    }
    // Behind a host stands what was asked for: `http://write$request_uri`.
    let host = ["$request_uri", "$uri", "$document_uri", "$is_args"]
        .iter()
        .find_map(|path| Some(host.split_once(path)?.0))
        .unwrap_or(host);
    (!host.contains('$') && !host.is_empty() && !host.starts_with("unix:"))
        .then(|| host.to_lowercase())
}

/// `5s`, `500ms`, `1m`; without a unit seconds.
fn time_ms(text: &str) -> Option<f64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let factor = match &text[end..] {
        "ms" => 1.0,
        "" | "s" => 1_000.0,
        "m" => 60_000.0,
        _ => return None,
    };
    text[..end]
        .parse::<f64>()
        .ok()
        .map(|number| number * factor)
}
