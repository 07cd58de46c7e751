//! The small part of Caddy's configuration that says who is behind: `reverse_proxy`, `php_fastcgi`, `forward_auth`.
//!
//! Caddy asks nobody how its upstreams are unless `health_uri` or its like stands there, and tries no other upstream unless
//! `lb_try_duration` or `lb_retries` does (Caddy's documentation, *`reverse_proxy`*).

use std::collections::BTreeMap;

use topple_model::Algorithm;

use crate::inventory::{Check, Inventory};
use crate::pools::{Config, Member, Pool, address, bounded};
use crate::problem::Problem;

/// Directives that pass requests on.
const PASSES: [&str; 3] = ["reverse_proxy", "php_fastcgi", "forward_auth"];
/// What Caddy does where nothing else is said.
const CHECK: Check = Check {
    interval_s: 30.0,
    timeout_s: 5.0,
    fall: 1,
    rise: 1,
};
/// Snippets within snippets that are followed.
const DEPTH: usize = 8;
/// Lines that are read once snippets are followed.
const LINES: usize = 100_000;

/// Whether a text is a Caddyfile.
pub fn is_it(text: &str) -> bool {
    let words = text
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    words.into_iter().any(|word| PASSES.contains(&word)) && text.contains('{')
}

/// Reads a configuration that stands alone. `file`: which file it is, from 0.
///
/// # Errors
/// What cannot be read, with its line.
pub fn read(text: &str, file: usize) -> Result<Inventory, Problem> {
    bounded(text, file)?;
    let mut reading = Reading::default();
    let lines = reading.snippets(lines(text));
    reading.take(&lines, 0);
    if let Some(line) = reading.too_many {
        return Err(Problem::at(
            file,
            line,
            "Its snippets come to more than is read.",
        ));
    }
    Ok(reading.config.alone("caddy", file))
}

/// A line of the file in words.
#[derive(Clone, Debug)]
struct Line {
    words: Vec<String>,
    number: u32,
}

impl Line {
    fn opens(&self) -> bool {
        self.words.last().is_some_and(|word| word == "{")
    }

    fn closes(&self) -> bool {
        self.words.first().is_some_and(|word| word == "}")
    }
}

/// The lines that say something.
fn lines(text: &str) -> Vec<Line> {
    let numbered = text.lines().zip(1u32..);
    numbered
        .map(|(line, number)| Line {
            words: words(line),
            number,
        })
        .filter(|line| !line.words.is_empty())
        .collect()
}

/// The words of a line: what stands in quotes is one, what stands behind `#` none.
fn words(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(end) if c == end => quote = None,
            None if c == '#' && word.is_empty() => break,
            None if matches!(c, '"' | '`') && word.is_empty() => quote = Some(c),
            None if c.is_whitespace() => {
                if !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
            }
            None | Some(_) => word.push(c),
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// What is read so far.
#[derive(Default)]
struct Reading {
    config: Config,
    snippets: BTreeMap<String, Vec<Line>>,
    lines: usize,
    too_many: Option<u32>,
}

impl Reading {
    /// Takes the snippets out: `(name) { … }`.
    fn snippets(&mut self, lines: Vec<Line>) -> Vec<Line> {
        let mut left = Vec::new();
        let mut lines = lines.into_iter();
        while let Some(line) = lines.next() {
            let name = line.words.first().and_then(|word| {
                let bare = word.strip_prefix('(')?.strip_suffix(')')?;
                line.opens().then(|| bare.to_owned())
            });
            let Some(name) = name else {
                left.push(line);
                continue;
            };
            let mut depth = 1;
            let mut within = Vec::new();
            for line in lines.by_ref() {
                depth += i32::from(line.opens()) - i32::from(line.closes());
                if depth < 1 {
                    break;
                }
                within.push(line);
            }
            self.snippets.insert(name, within);
        }
        left
    }

    fn take(&mut self, lines: &[Line], depth: usize) {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at += 1;
            self.lines += 1;
            if self.lines > LINES {
                self.too_many.get_or_insert(line.number);
                return;
            }
            let first = line.words.first().map(String::as_str).unwrap_or_default();
            if first == "import" {
                self.import(line, depth);
            } else if PASSES.contains(&first) {
                let block = if line.opens() {
                    block(&lines[at..])
                } else {
                    &[]
                };
                at += block.len();
                self.pass(line, block);
            }
        }
    }

    /// A snippet with its arguments, or another file.
    fn import(&mut self, line: &Line, depth: usize) {
        let Some(name) = line.words.get(1) else {
            return;
        };
        let Some(snippet) = self.snippets.get(name).cloned() else {
            // A name without a dot and a slash is a snippet that nobody wrote.
            let what = name.rsplit('/').next().unwrap_or(name);
            let text = format!("What it imports ({what}) is not read: give that in this file.");
            self.config.remarks.push((line.number, text));
            return;
        };
        if depth >= DEPTH {
            self.too_many.get_or_insert(line.number);
            return;
        }
        let filled: Vec<Line> = snippet
            .into_iter()
            .map(|mut inner| {
                for word in &mut inner.words {
                    for (place, said) in line.words.iter().skip(2).enumerate() {
                        for of in [format!("{{args[{place}]}}"), format!("{{args.{place}}}")] {
                            *word = word.replace(&of, said);
                        }
                    }
                }
                inner
            })
            .collect();
        self.take(&filled, depth + 1);
    }

    /// A directive that passes requests on, with what stands in its block.
    fn pass(&mut self, line: &Line, block: &[Line]) {
        let mut targets: Vec<(String, u32)> = line
            .words
            .iter()
            .skip(1)
            .filter(|word| *word != "{")
            .map(|word| (word.clone(), line.number))
            .collect();
        let mut pool = Pool::new("", line.number);
        pool.algorithm = Algorithm::Random;
        let (mut check, mut tries) = (CHECK, None);
        for inner in block {
            let words: Vec<&str> = inner.words.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["to", more @ ..] => {
                    targets.extend(more.iter().map(|word| ((*word).to_owned(), inner.number)));
                }
                ["dynamic", ..] => self.unknown(inner.number),
                ["health_uri" | "health_port" | "health_path", ..] => pool.check = Some(check),
                ["health_interval", time] => check.interval_s = seconds(time).unwrap_or(30.0),
                ["health_timeout", time] => check.timeout_s = seconds(time).unwrap_or(5.0),
                ["health_fails", count] => check.fall = count.parse().unwrap_or(1),
                ["health_passes", count] => check.rise = count.parse().unwrap_or(1),
                ["lb_try_duration", time] if seconds(time).unwrap_or(0.0) > 0.0 => {
                    tries.get_or_insert(u32::MAX);
                }
                ["lb_retries", count] => tries = count.parse().ok(),
                ["lb_policy", policy, ..] => pool.algorithm = algorithm(policy),
                _ => {}
            }
        }
        pool.check = pool.check.map(|_| check);
        // A matcher says which requests, and not where to.
        targets.retain(|(word, _)| !word.starts_with(['/', '@', '*']));
        for (word, number) in targets {
            let Some(hosts) = upstream(&word) else {
                self.unknown(number);
                continue;
            };
            pool.members.extend(hosts.map(|(host, port)| Member {
                name: host.clone(),
                host,
                port,
                nodes: 1,
                line: number,
            }));
        }
        let Some(first) = pool.members.first() else {
            return;
        };
        pool.name.clone_from(&first.name);
        let others = pool.members.len() as u32 - 1;
        if others > 0 {
            pool.retries = Some(tries.unwrap_or(0).min(others));
            if pool.check.is_none() {
                let end = if tries.unwrap_or(0) > 0 {
                    "on a failed connect it goes on to the next"
                } else {
                    "without lb_try_duration or lb_retries it tries no other"
                };
                let text = format!("Caddy asks nobody how its upstreams are; {end}.");
                self.config.remarks.push((line.number, text));
            }
        }
        self.config.pools.push(pool);
    }

    fn unknown(&mut self, line: u32) {
        let text = "Where this passes requests on to is known only at run time, or is a socket of its own machine.";
        self.config.remarks.push((line, text.to_owned()));
    }
}

/// What stands within the braces that the line before opened.
fn block(lines: &[Line]) -> &[Line] {
    let mut depth = 1;
    for (at, line) in lines.iter().enumerate() {
        depth += i32::from(line.opens()) - i32::from(line.closes());
        if depth < 1 {
            return &lines[..at];
        }
    }
    lines
}

/// The hosts of an upstream; `None`: known only at run time, or a socket. One of its own machine is none to draw.
fn upstream(word: &str) -> Option<impl Iterator<Item = (String, Option<u16>)>> {
    let word = environment(word)?;
    let bare = word
        .split_once("://")
        .map_or(word.as_str(), |(_, rest)| rest);
    let bare = bare.split('/').next().unwrap_or_default();
    if word.starts_with("unix/") || bare.contains('{') {
        return None;
    }
    if bare.starts_with(':') {
        return Some(None.into_iter());
    }
    Some(Some(address(bare)?).into_iter())
}

/// `{$UPSTREAM:web:3000}` is `web:3000` until somebody says otherwise.
fn environment(word: &str) -> Option<String> {
    let Some((before, rest)) = word.split_once("{$") else {
        return Some(word.to_owned());
    };
    let (inner, after) = rest.split_once('}')?;
    let (_, default) = inner.split_once(':')?;
    Some(format!("{before}{default}{after}"))
}

fn algorithm(policy: &str) -> Algorithm {
    match policy {
        "round_robin" | "weighted_round_robin" => Algorithm::RoundRobin,
        "least_conn" => Algorithm::LeastConnections,
        "ip_hash" | "client_ip_hash" | "uri_hash" | "cookie" | "header" | "query" => {
            Algorithm::SourceHash
        }
        "random_choose" => Algorithm::TwoChoices,
        _ => Algorithm::Random,
    }
}

/// `5s`, `500ms`, `1m`.
fn seconds(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let number: f64 = text[..end].parse().ok()?;
    match &text[end..] {
        "ms" => Some(number / 1_000.0),
        "s" => Some(number),
        "m" => Some(number * 60.0),
        "h" => Some(number * 3_600.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> String {
        let inventory = read(text, 0).expect("a Caddyfile");
        let calls = inventory.calls.iter().map(|call| {
            let pool = call.pool.clone().unwrap_or_default();
            format!("{} > {} ({pool})", call.from, call.to)
        });
        let told = inventory.remarks.iter().map(|remark| remark.text.clone());
        calls.chain(told).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn upstreams_are_found_in_all_their_forms() {
        let text = "{
	email a@example.com
}
(proxy) {
	reverse_proxy {args[0]}:{args[1]}
}
example.com {
	encode gzip # reverse_proxy none:1
	handle_path /api/* {
		reverse_proxy http://api-1:3000 api-2:3000 {
			lb_policy least_conn
			lb_try_duration 5s
			header_up Host {host}
		}
	}
	reverse_proxy /ws* {$WS:socket:80}
	import proxy files 9000
	import other.caddy
	@php path *.php
	php_fastcgi @php app:9000
	reverse_proxy unix//run/x.sock
	reverse_proxy {
		to web
		health_uri /up
		health_interval 10s
	}
}
";
        let expected = "caddy > files (files)
caddy > api-1 (api-1)
caddy > api-2 (api-1)
caddy > socket (socket)
caddy > app (app)
caddy > web (web)
caddy sends to 5 pools (files, api-1, socket, app, web): which request goes where is not drawn, so each is taken to be needed.
Caddy asks nobody how its upstreams are; on a failed connect it goes on to the next.
What it imports (other.caddy) is not read: give that in this file.
Where this passes requests on to is known only at run time, or is a socket of its own machine.";
        assert_eq!(outline(text), expected);
    }

    #[test]
    fn without_tries_a_dead_upstream_is_not_gone_round() {
        let inventory = read(":80\nreverse_proxy a:1 b:1 {\n}\n", 0).expect("a Caddyfile");
        let caddy = &inventory.parts[0];
        assert_eq!(caddy.balancer.retries.as_ref().map(|r| r.what), Some(0));
        assert_eq!(caddy.balancer.check.as_ref().map(|c| c.what), Some(None));
    }

    #[test]
    fn snippets_that_call_themselves_end() {
        let text = "(a) {\nimport a\nimport a\n}\n:80 {\nimport a\n}\nreverse_proxy x:1 {\n}";
        assert!(read(text, 0).is_err());
    }
}
