//! `HAProxy`'s configuration: pools, checks, retries, to the letter.
//!
//! Times and counts that a file leaves out have the defaults of `HAProxy`'s configuration manual: `inter 2s`, `fall 3`, `rise 2`.

mod server;
mod settings;
mod time;

use std::collections::{BTreeMap, BTreeSet};

use settings::Settings;

use crate::evidence::Source;
use crate::inventory::Inventory;
use crate::limits;
use crate::pools::{self, Config, Pool, bounded};
use crate::problem::Problem;

/// Whether a text is a configuration of `HAProxy`.
pub fn is_it(text: &str) -> bool {
    let heads = text
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    let sections = heads
        .filter(|word| {
            matches!(
                *word,
                "frontend" | "backend" | "listen" | "defaults" | "global"
            )
        })
        .count();
    let has = |word: &str| {
        text.lines()
            .any(|line| line.split_whitespace().next() == Some(word))
    };
    sections > 0 && (has("server") || has("bind") || has("server-template") || has("mode"))
}

/// Reads a configuration that stands alone. `file`: which file it is, from 0.
///
/// # Errors
/// What cannot be read, with its line.
pub fn read(text: &str, file: usize) -> Result<Inventory, Problem> {
    Ok(parse(text, file)?.alone("haproxy", file))
}

/// Reads the configuration of a part that is known already: a file mounted into a compose service, a value of a `ConfigMap`.
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

/// A frontend, a backend, or both in one.
struct Section {
    name: String,
    is_open: bool,
    settings: Settings,
    line: u32,
    /// To which backends it sends, and whether the file says all of them.
    sends_to: Vec<(String, u32)>,
    is_dynamic: bool,
}

/// Reads a configuration.
fn parse(text: &str, file: usize) -> Result<Config, Problem> {
    bounded(text, file)?;
    let mut reading = Reading::default();
    for (number, line) in text.lines().enumerate() {
        let number = number as u32 + 1;
        let words = words(line);
        if let Some((head, rest)) = words.split_first() {
            let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
            reading
                .take(head, &rest, number)
                .map_err(|text| Problem::at(file, number, text))?;
        }
    }
    let Reading {
        mut config,
        sections,
        ..
    } = reading;
    if sections.is_empty() {
        return Err(Problem::at(
            file,
            0,
            "No frontend, backend or listen stands in this file: HAProxy would do nothing.",
        ));
    }
    gather(&sections, &mut config);
    Ok(config)
}

/// What is read so far.
#[derive(Default)]
struct Reading {
    config: Config,
    /// Defaults that have a name.
    named: BTreeMap<String, Settings>,
    defaults: Settings,
    sections: Vec<Section>,
    /// The section that is being read: which of the settings its lines change.
    open: Open,
    members: usize,
}

impl Reading {
    /// A line: the word at its head, and the others.
    fn take(&mut self, head: &str, rest: &[&str], line: u32) -> Result<(), String> {
        match head {
            "defaults" => {
                self.defaults = from(rest, &self.named).unwrap_or_default();
                let name = rest.first().filter(|name| **name != "from");
                self.open = Open::Defaults(name.map(|name| (*name).to_owned()));
            }
            "frontend" | "backend" | "listen" => self.begin(head, rest, line)?,
            "global" | "userlist" | "peers" | "resolvers" | "mailers" | "program"
            | "http-errors" | "ring" | "log-forward" | "cache" | "fcgi-app" | "crt-store"
            | "traces" | "acme" | "log-profile" => self.open = Open::Other,
            _ => match &self.open {
                Open::Other => {}
                Open::Defaults(name) => {
                    self.defaults.set(head, rest)?;
                    if let Some(name) = name {
                        self.named.insert(name.clone(), self.defaults.clone());
                    }
                }
                Open::Section => self.within(head, rest, line)?,
            },
        }
        Ok(())
    }

    /// A section begins.
    fn begin(&mut self, head: &str, rest: &[&str], line: u32) -> Result<(), String> {
        let name = rest
            .first()
            .ok_or_else(|| format!("This {head} has no name."))?;
        let settings = from(rest, &self.named).unwrap_or_else(|| self.defaults.clone());
        self.sections.push(Section {
            name: (*name).to_owned(),
            is_open: head != "backend",
            settings,
            line,
            sends_to: Vec::new(),
            is_dynamic: false,
        });
        self.open = Open::Section;
        Ok(())
    }

    /// A line of the last section.
    fn within(&mut self, head: &str, rest: &[&str], line: u32) -> Result<(), String> {
        let Some(section) = self.sections.last_mut() else {
            return Ok(());
        };
        match head {
            "use_backend" | "default_backend" => match rest.first() {
                Some(name) if name.contains('%') || name.contains('$') => section.is_dynamic = true,
                Some(name) => section.sends_to.push(((*name).to_owned(), line)),
                None => return Err(format!("This {head} names no backend.")),
            },
            "server" | "server-template" => {
                self.members += 1;
                if self.members > limits::NODES {
                    return Err(format!(
                        "More than the {} servers that are read.",
                        limits::NODES
                    ));
                }
                match server::read(head, rest, line, &section.settings.terms)? {
                    Ok(server) => section.settings.servers.push(server),
                    Err(left_out) => self.config.left_out.push(left_out),
                }
            }
            _ => section.settings.set(head, rest)?,
        }
        Ok(())
    }
}

/// Whose settings the lines change.
#[derive(Default)]
enum Open {
    Defaults(Option<String>),
    Section,
    #[default]
    Other,
}

/// The defaults that a section takes by name: `backend b from tcp`.
fn from(rest: &[&str], named: &BTreeMap<String, Settings>) -> Option<Settings> {
    let at = rest.iter().position(|word| *word == "from")?;
    named.get(*rest.get(at + 1)?).cloned()
}

/// The pools that requests reach, and what is told of the others.
fn gather(sections: &[Section], config: &mut Config) {
    let is_dynamic = sections.iter().any(|s| s.is_dynamic);
    let names: BTreeSet<&str> = sections.iter().map(|s| s.name.as_str()).collect();
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    for section in sections.iter().filter(|s| s.is_open) {
        for (name, line) in &section.sends_to {
            wanted.insert(name);
            if !names.contains(name.as_str()) {
                config.remarks.push((
                    *line,
                    format!(
                        "{} sends to {name}, which is not in this file.",
                        section.name
                    ),
                ));
            }
        }
    }
    if is_dynamic {
        let text = "A use_backend takes its name from the request: every backend of the file is taken to be reached.";
        config.remarks.push((1, text.to_owned()));
    }
    for section in sections {
        let settings = &section.settings;
        if settings.servers.is_empty() {
            if section.is_open && section.sends_to.is_empty() && !section.is_dynamic {
                let why = if settings.is_stats {
                    "It shows statistics; nobody is behind it."
                } else {
                    "Nobody is behind it."
                };
                config
                    .left_out
                    .push((section.name.clone(), why.to_owned(), section.line));
            }
            continue;
        }
        let is_reached = section.is_open || is_dynamic || wanted.contains(section.name.as_str());
        if !is_reached {
            config.left_out.push((
                section.name.clone(),
                "No frontend sends to it.".to_owned(),
                section.line,
            ));
            continue;
        }
        config
            .pools
            .push(settings.pool(&section.name, section.line));
        tell(section, config);
    }
    if config.pools.is_empty() {
        config.remarks.push((
            1,
            "No server stands behind any frontend: nothing is drawn.".to_owned(),
        ));
    }
}

/// What a pool says that no drawing shows.
fn tell(section: &Section, config: &mut Config) {
    let (name, settings, line) = (&section.name, &section.settings, section.line);
    let mut say = |text: String| config.remarks.push((line, text));
    if settings.servers.len() > 1 && !settings.redispatch {
        let text = "no option redispatch: retries go to the same server until it is taken out of rotation.";
        say(format!("{name} has {text}"));
    }
    let unchecked = settings.servers.iter().filter(|s| !s.is_checked).count();
    if unchecked == settings.servers.len() {
        say(format!(
            "{name} checks nobody: a dead server stays in rotation."
        ));
    } else if unchecked > 0 {
        say(format!(
            "{unchecked} of the {} servers of {name} are not checked; the drawing has one check for all.",
            settings.servers.len()
        ));
    }
    if settings.only_primary() {
        say(format!(
            "The check of {name} lets only the primary pass: its servers are one set, a primary and who may take over. Which is the primary is not in the file; the first is drawn as it."
        ));
    }
    let backups: Vec<&str> = settings
        .servers
        .iter()
        .filter(|s| s.is_backup)
        .map(|s| s.member.name.as_str())
        .collect();
    if !backups.is_empty() {
        say(pools::backups(&backups.join(", "), name));
    }
    if settings
        .servers
        .iter()
        .any(|s| s.weight.is_some_and(|w| w != 1))
    {
        say(format!(
            "The servers of {name} have weights, which are not drawn."
        ));
    }
}

/// The words of a line, without its comment; quotes and escapes are followed.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_word = false;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            ('\\', None | Some('"')) => {
                word.extend(characters.next());
                is_word = true;
            }
            ('"' | '\'', None) => {
                quote = Some(c);
                is_word = true;
            }
            (c, Some(q)) if c == q => quote = None,
            ('#', None) => break,
            (c, None) if c.is_whitespace() => {
                if is_word {
                    words.push(std::mem::take(&mut word));
                }
                is_word = false;
            }
            (c, _) => {
                word.push(c);
                is_word = true;
            }
        }
    }
    if is_word {
        words.push(word);
    }
    words
}

impl Settings {
    /// The pool of a section's servers.
    fn pool(&self, name: &str, line: u32) -> Pool {
        Pool {
            name: name.to_owned(),
            members: self.servers.iter().map(|s| s.member.clone()).collect(),
            check: self.check(),
            only_primary: self.only_primary(),
            is_tcp: self.is_tcp,
            retries: self.retries,
            connect_timeout_ms: self.connect_ms,
            algorithm: self.algorithm,
            line,
        }
    }
}
