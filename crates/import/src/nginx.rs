//! The small part of nginx's configuration that says who is behind: `upstream`, `server`, `proxy_pass`.
//!
//! Open-source nginx asks nobody how its servers are. Where a connect fails it goes on to the next
//! (`proxy_next_upstream`, whose default is `error timeout`).

use std::collections::{BTreeMap, BTreeSet};

use topple_model::Algorithm;

use crate::evidence::Source;
use crate::inventory::Inventory;
use crate::limits;
use crate::pools::{Config, Member, Pool, address};
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

/// A directive: its words, its line, and how many blocks are around it.
struct Directive {
    words: Vec<String>,
    line: u32,
    /// The blocks around it, by their first words.
    within: Vec<String>,
}

#[allow(clippy::too_many_lines, reason = "one arm for each directive")]
fn parse(text: &str, file: usize) -> Result<Config, Problem> {
    if text.len() > limits::TEXT {
        return Err(Problem::at(
            file,
            0,
            format!("More than the {} MiB that are read.", limits::TEXT >> 20),
        ));
    }
    let directives = directives(text, file)?;
    let mut config = Config::default();
    let mut upstreams: BTreeMap<String, Pool> = BTreeMap::new();
    let mut variables: BTreeMap<String, String> = BTreeMap::new();
    let mut terms = Terms::default();
    for directive in &directives {
        let words: Vec<&str> = directive.words.iter().map(String::as_str).collect();
        let upstream = directive
            .within
            .last()
            .and_then(|block| block.strip_prefix("upstream "));
        match (upstream, words.as_slice()) {
            (Some(name), words) => {
                let is_tcp = directive.within.iter().any(|block| block == "stream");
                let pool = upstreams
                    .entry(name.to_owned())
                    .or_insert_with(|| pool(name, directive.line, is_tcp));
                of_upstream(pool, words, directive.line, &mut config);
            }
            (None, ["set", name, value]) => {
                variables.insert((*name).to_owned(), (*value).to_owned());
            }
            (None, ["include", path, ..])
                if !path.ends_with("mime.types")
                    && !path.ends_with("_params")
                    && !path.ends_with("fastcgi.conf") =>
            {
                config.remarks.push((directive.line, format!("Files that it includes ({path}) are not read: give what they say in this file.")));
            }
            (None, ["proxy_next_upstream", how @ ..]) => terms.goes_on = !how.contains(&"off"),
            (None, ["proxy_next_upstream_tries", tries]) => terms.tries = tries.parse().ok(),
            (None, ["proxy_connect_timeout", time]) => terms.connect_ms = time_ms(time),
            _ => {}
        }
    }
    let mut once = BTreeSet::new();
    for directive in directives.iter().filter(|d| {
        d.words
            .first()
            .is_some_and(|w| PASSES.contains(&w.as_str()))
    }) {
        let Some(target) = directive.words.get(1) else {
            return Err(Problem::at(
                file,
                directive.line,
                "This directive does not say where it passes requests on to.",
            ));
        };
        let Some(host) = host(target, &variables) else {
            let text = if target.contains("unix:") {
                "This passes requests on to a socket of its own machine, which is not drawn."
            } else {
                "Where this passes requests on to is known only at run time."
            };
            config.remarks.push((directive.line, text.to_owned()));
            continue;
        };
        if !once.insert(host.clone()) {
            continue;
        }
        if let Some(pool) = upstreams.get(&host) {
            config.pools.push(terms.complete(pool.clone()));
        } else if let Some((name, port)) = address(&host) {
            let is_tcp = directive.within.iter().any(|block| block == "stream");
            let mut alone = pool(&name, directive.line, is_tcp);
            alone.members.push(Member {
                name: name.clone(),
                host: name,
                port,
                nodes: 1,
                line: directive.line,
            });
            config.pools.push(terms.complete(alone));
        }
    }
    for (name, pool) in upstreams.iter().filter(|(name, _)| !once.contains(*name)) {
        config.left_out.push((
            name.clone(),
            "Nothing passes requests to this upstream.".to_owned(),
            pool.line,
        ));
    }
    if let Some(pool) = config.pools.first() {
        let text = if terms.goes_on {
            "nginx asks nobody how its servers are; on a failed connect it goes on to the next (proxy_next_upstream)."
        } else {
            "nginx asks nobody how its servers are, and with proxy_next_upstream off it tries no other."
        };
        config.remarks.push((pool.line, text.to_owned()));
    }
    Ok(config)
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

fn pool(name: &str, line: u32, is_tcp: bool) -> Pool {
    Pool {
        name: name.to_owned(),
        members: Vec::new(),
        check: None,
        only_primary: false,
        is_tcp,
        retries: None,
        connect_timeout_ms: None,
        algorithm: Algorithm::RoundRobin,
        line,
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
            let Some((host, port)) = address(said) else {
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
                config.remarks.push((line, format!("{host} of {} is used only when the others are down; it is drawn as one of them.", pool.name)));
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
                name: host.clone(),
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

/// The directives of a text, in their order.
#[allow(
    clippy::too_many_lines,
    reason = "one arm for each sign of the language"
)]
fn directives(text: &str, file: usize) -> Result<Vec<Directive>, Problem> {
    let mut found = Vec::new();
    let mut within: Vec<(String, u32)> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut first_line = 1;
    let mut line = 1;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if words.is_empty() {
            first_line = line;
        }
        match c {
            '\n' => line += 1,
            c if c.is_whitespace() => {}
            '#' => {
                while characters.peek().is_some_and(|c| *c != '\n') {
                    characters.next();
                }
            }
            ';' | '{' | '}' => {
                let said = std::mem::take(&mut words);
                if found.len() + within.len() > limits::NODES {
                    return Err(Problem::at(
                        file,
                        line,
                        format!("More than the {} directives that are read.", limits::NODES),
                    ));
                }
                match c {
                    '{' if within.len() >= limits::DEPTH => {
                        return Err(Problem::at(
                            file,
                            line,
                            format!(
                                "Blocks lie within one another {} deep, and no more are read.",
                                limits::DEPTH
                            ),
                        ));
                    }
                    '{' => {
                        let mut name = said.first().cloned().unwrap_or_default();
                        if name == "upstream" {
                            name = format!(
                                "upstream {}",
                                said.get(1).map_or("", String::as_str).to_lowercase()
                            );
                        }
                        within.push((name, first_line));
                    }
                    '}' if !said.is_empty() => {
                        return Err(Problem::at(
                            file,
                            first_line,
                            "This directive is not closed by a semicolon.",
                        ));
                    }
                    '}' if within.pop().is_none() => {
                        return Err(Problem::at(file, line, "This } closes no block."));
                    }
                    '}' => {}
                    _ if said.is_empty() => {}
                    _ => found.push(Directive {
                        words: said,
                        line: first_line,
                        within: within.iter().map(|(name, _)| name.clone()).collect(),
                    }),
                }
            }
            quote @ ('"' | '\'') => {
                let start = line;
                let mut word = String::new();
                loop {
                    match characters.next() {
                        None => return Err(Problem::at(file, start, "This text is not closed.")),
                        Some(c) if c == quote => break,
                        Some('\\') => word.extend(characters.next()),
                        Some(c) => {
                            line += u32::from(c == '\n');
                            word.push(c);
                        }
                    }
                }
                words.push(word);
            }
            c => {
                let mut word = String::from(c);
                while let Some(c) = characters
                    .peek()
                    .copied()
                    .filter(|c| !c.is_whitespace() && !matches!(c, ';' | '{' | '}'))
                {
                    word.push(c);
                    characters.next();
                    // `${name}` is one word.
                    if c == '$' && characters.peek() == Some(&'{') {
                        for c in characters.by_ref() {
                            word.push(c);
                            if c == '}' {
                                break;
                            }
                        }
                    }
                }
                words.push(word);
            }
        }
    }
    if let Some((_, line)) = within.last() {
        return Err(Problem::at(
            file,
            *line,
            "This block is not closed: the file stops within it.",
        ));
    }
    if !words.is_empty() {
        return Err(Problem::at(
            file,
            first_line,
            "This directive is not closed by a semicolon.",
        ));
    }
    Ok(found)
}
