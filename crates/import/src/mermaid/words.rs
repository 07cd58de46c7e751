//! What the words on a box mean.

mod tables;

use topple_model::Kind;

use super::diagram::{Node, Shape};
use tables::{
    ASIDE, BALANCERS, CACHES, DISKS, GATEWAYS, MANAGED_SERVERS, NAMES, NOT_SERVES, NOT_THROUGH,
    NOT_USERS, PIECES, QUEUES, REDIS, SERVERS, SERVES, STORES, TEXT, THROUGH, USERS, WORKERS,
};

/// What a box is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Users.
    Users,
    /// A name server; whether its provider runs it.
    Names(bool),
    /// A balancer; whether its provider runs it.
    Balancer(bool),
    /// A piece of a cloud's balancer: an address, a forwarding rule, a URL map.
    Piece,
    /// Works on requests; whether its provider runs it.
    Server(bool),
    /// Works on what a queue hands it.
    Worker,
    /// A queue; whether its provider runs it.
    Queue(bool),
    /// A cache.
    Cache,
    /// A store; whether its provider runs it.
    Store(bool),
    /// A disk: it stores, and belongs to a machine.
    Disk,
    /// A Redis, of which only its caller can tell what it is.
    Redis,
    /// Requests go through it, and nothing is there that could fail by itself: a group, a template, a gateway.
    Through(&'static str),
    /// Not a part of the system on a request's way, and why.
    Aside(&'static str),
}

/// The words of one text, in lower case between single spaces, as they stand and with `camelCase` taken apart.
struct Words(String, String);

impl Words {
    fn of(text: &str) -> Self {
        let flat = |text: &str| {
            let lower = text.to_lowercase();
            let words: Vec<&str> = lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .collect();
            format!(" {} ", words.join(" "))
        };
        let mut apart = String::with_capacity(text.len() + 8);
        let mut last = ' ';
        for c in text.chars() {
            let begins = c.is_uppercase() && last.is_lowercase()
                || c.is_alphabetic() != last.is_alphabetic() && last.is_alphanumeric();
            if begins {
                apart.push(' ');
            }
            apart.push(c);
            last = c;
        }
        Self(flat(text), flat(&apart))
    }

    /// Whether a phrase is said, word by word.
    fn has(&self, phrase: &str) -> bool {
        let phrase = format!(" {phrase} ");
        self.0.contains(&phrase) || self.1.contains(&phrase)
    }

    fn say_one(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.has(phrase))
    }

    /// Whether one of a list of phrases is said.
    fn say(&self, list: &str) -> bool {
        self.first(list).is_some()
    }

    /// The first phrase of a list that is said: whether its provider runs it.
    fn first(&self, list: &str) -> Option<bool> {
        let mut phrases = list
            .split(", ")
            .map(|phrase| (phrase.trim_end_matches('!'), phrase.ends_with('!')));
        phrases
            .find(|(phrase, _)| self.has(phrase))
            .map(|(_, managed)| managed)
    }

    fn ends_with(&self, list: &str) -> bool {
        list.split(", ")
            .any(|word| self.1.ends_with(&format!(" {word} ")))
    }

    fn count(&self) -> usize {
        self.0.split_whitespace().count()
    }
}

/// Whether a text says one of these phrases, word by word.
pub fn say_one(text: &str, phrases: &[&str]) -> bool {
    Words::of(text).say_one(phrases)
}

/// What a class of a box says, where it is a word of Topple's own.
pub fn stated(node: &Node) -> Option<Meaning> {
    let class = node
        .classes
        .iter()
        .find_map(|class| Kind::ALL.into_iter().find(|kind| kind.key() == class))?;
    Some(match class {
        Kind::Client => Meaning::Users,
        Kind::Dns => Meaning::Names(false),
        Kind::LoadBalancer => Meaning::Balancer(false),
        Kind::Server => Meaning::Server(false),
        Kind::Database => Meaning::Store(false),
        Kind::Cache => Meaning::Cache,
        Kind::Queue => Meaning::Queue(false),
    })
}

/// What a box is, by its words and its shape.
pub fn meaning(node: &Node) -> Meaning {
    match node.shape {
        Shape::Person => return Meaning::Users,
        Shape::Text => return Meaning::Aside(TEXT),
        Shape::Junction => return Meaning::Through("Lines meet in it."),
        Shape::Plain | Shape::Cylinder | Shape::Pipe | Shape::Diamond => {}
    }
    if node.icon == "disk" {
        return Meaning::Disk;
    }
    let first = node.lines.first().map_or("", String::as_str);
    let said = of_words(&Words::of(first));
    let weaker = || {
        let details = node
            .lines
            .iter()
            .skip(1)
            .map(|line| Words::of(line))
            .filter(|w| w.count() <= 3);
        let icon = Words::of(&node.icon);
        let id = Words::of(&node.id);
        let mut all = [id, icon].into_iter().chain(details);
        all.find_map(|words| {
            of_words(&words).filter(|m| !matches!(m, Meaning::Aside(_) | Meaning::Through(_)))
        })
    };
    let said = said.or_else(weaker);
    match (node.shape, said) {
        (
            Shape::Cylinder,
            None
            | Some(
                Meaning::Server(_)
                | Meaning::Users
                | Meaning::Worker
                | Meaning::Piece
                | Meaning::Through(_)
                | Meaning::Balancer(_)
                | Meaning::Names(_),
            ),
        ) => Meaning::Store(false),
        (Shape::Pipe, None | Some(Meaning::Server(_) | Meaning::Users | Meaning::Store(_))) => {
            Meaning::Queue(false)
        }
        (
            Shape::Diamond,
            None | Some(Meaning::Users | Meaning::Cache | Meaning::Store(_) | Meaning::Worker),
        ) => Meaning::Through("It is a decision of a program, not a part that runs."),
        (_, Some(said)) => said,
        (_, None) => Meaning::Server(false),
    }
}

/// What a phrase means, by whether its provider runs it.
type Means = fn(bool) -> Meaning;

/// What words say; `None`: nothing that is known.
fn of_words(words: &Words) -> Option<Meaning> {
    if words.ends_with(SERVES) && !words.say(NOT_SERVES) {
        let aside = ASIDE.iter().take(2).find(|(_, list)| words.say(list));
        return Some(aside.map_or(Meaning::Server(false), |(why, _)| Meaning::Aside(why)));
    }
    let why = |table: &'static [(&str, &str)]| {
        let row = table.iter().find(|(_, list)| words.say(list));
        row.map(|(why, _)| *why)
    };
    if let Some(why) = why(THROUGH).filter(|_| !words.say(NOT_THROUGH)) {
        return Some(Meaning::Through(why));
    }
    if words.say(WORKERS) && !words.say("worker node") {
        return Some(Meaning::Worker);
    }
    if words.say("load balancer, loadbalancer, ingress") {
        return words.first(BALANCERS).map(Meaning::Balancer);
    }
    if let Some(why) = why(ASIDE) {
        return Some(Meaning::Aside(why));
    }
    if words.say(USERS) && !words.say(NOT_USERS) {
        return Some(Meaning::Users);
    }
    let rows: [(&str, Means); 11] = [
        (NAMES, Meaning::Names),
        (PIECES, |_| Meaning::Piece),
        (BALANCERS, Meaning::Balancer),
        (GATEWAYS, Meaning::Server),
        (QUEUES, Meaning::Queue),
        (CACHES, |_| Meaning::Cache),
        (REDIS, |_| Meaning::Redis),
        (STORES, Meaning::Store),
        (DISKS, |_| Meaning::Disk),
        (MANAGED_SERVERS, |_| Meaning::Server(true)),
        (SERVERS, |_| Meaning::Server(false)),
    ];
    rows.into_iter()
        .find_map(|(list, meaning)| words.first(list).map(meaning))
}
