//! Who stands behind Traefik and Kong, by the files that they take from beside them: Traefik's dynamic configuration,
//! Kong's declarative one.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{Check, Inventory};
use crate::pools::{Config, Member, Pool, address};
use crate::yaml::Node;

/// Whose file it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gateway {
    /// Traefik's dynamic configuration, or its static one, which says of nobody that he stands behind.
    Traefik,
    /// Kong without a database.
    Kong,
}

/// Whose document it is.
pub fn of(document: &Node) -> Option<Gateway> {
    let of_traefik = |at: &str| {
        let part = document.get(at);
        part.is_some_and(|part| part.get("routers").is_some() || part.get("services").is_some())
    };
    if document.get("_format_version").is_some() {
        return Some(Gateway::Kong);
    }
    let is_static = document.get("entryPoints").is_some()
        || (document.get("providers").is_some() && document.get("certificatesResolvers").is_some());
    (of_traefik("http") || of_traefik("tcp") || is_static).then_some(Gateway::Traefik)
}

/// Reads a document.
pub fn read(gateway: Gateway, document: &Node) -> Inventory {
    match gateway {
        Gateway::Traefik => traefik(document).alone("traefik", document.file),
        Gateway::Kong => kong(document).alone("kong", document.file),
    }
}

/// Services that a router leads to. Traefik asks its servers only by `healthCheck`, and tries no other without a `retry`.
fn traefik(document: &Node) -> Config {
    let mut config = Config::default();
    for protocol in ["http", "tcp"] {
        let Some(part) = document.get(protocol) else {
            continue;
        };
        let entries = |key: &str| part.get(key).map(Node::entries).unwrap_or_default();
        let retries = entries("middlewares")
            .iter()
            .any(|(_, node)| node.get("retry").is_some());
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        for (_, router) in entries("routers") {
            let Some(service) = router.get("service") else {
                continue;
            };
            let name = service.text().unwrap_or_default();
            reached.insert(name);
            if let Some((name, provider)) = name
                .split_once('@')
                .filter(|(_, p)| !matches!(*p, "file" | "internal"))
            {
                let text = format!(
                    "{name} is a service that {provider} knows, and no file: who stands behind it is not read here."
                );
                config.remarks.push((service.line, text));
            }
        }
        let services = entries("services");
        let mut next: Vec<&str> = reached
            .iter()
            .map(|name| name.split('@').next().unwrap_or(name))
            .collect();
        // Where routers stand elsewhere, in labels of containers, each service may be reached.
        if entries("routers").is_empty() {
            next.extend(services.iter().map(|(key, _)| key.name.as_str()));
        }
        let mut seen = BTreeSet::new();
        while let Some(name) = next.pop() {
            let found = services.iter().find(|(key, _)| key.name == name);
            let Some((key, service)) = found.filter(|_| seen.insert(name)) else {
                continue;
            };
            next.extend(inner(service));
            if let Some(balancer) = service.get("loadBalancer") {
                let pool = pool(&key.name, key.line, balancer, retries, &mut config);
                config.pools.push(pool);
            }
        }
        for (key, _) in services
            .iter()
            .filter(|(key, _)| !seen.contains(key.name.as_str()))
        {
            let why = "No router of this file leads to this service.".to_owned();
            config.left_out.push((key.name.clone(), why, key.line));
        }
    }
    config.pools.sort_by_key(|pool| pool.line);
    if config.pools.is_empty() && config.remarks.is_empty() {
        let text = "This file of Traefik says of nobody that he stands behind it.";
        config.remarks.push((document.line, text.to_owned()));
    }
    config
}

/// Services that one is made of.
fn inner(service: &Node) -> Vec<&str> {
    let weighted = service.at(&["weighted", "services"]).map(Node::items);
    let weighted = weighted.unwrap_or_default().iter();
    let mut names: Vec<&str> = weighted
        .filter_map(|node| node.text_at(&["name"]))
        .collect();
    let others = [
        ["failover", "service"],
        ["failover", "fallback"],
        ["mirroring", "service"],
    ];
    names.extend(others.iter().filter_map(|path| service.text_at(path)));
    names
}

fn pool(name: &str, line: u32, balancer: &Node, retries: bool, config: &mut Config) -> Pool {
    let mut pool = Pool::new(name, line);
    for server in balancer.get("servers").map(Node::items).unwrap_or_default() {
        let said = server.get("url").or_else(|| server.get("address"));
        match said.and_then(|said| member(said.text()?, said.line)) {
            Some(member) => pool.members.push(member),
            None => unknown(config, server.line),
        }
    }
    let check = balancer.get("healthCheck");
    let time = |key: &str, default: f64| {
        let text = check.and_then(|check| check.text_at(&[key]));
        text.and_then(seconds).unwrap_or(default)
    };
    pool.check = check.map(|_| Check {
        interval_s: time("interval", 30.0),
        timeout_s: time("timeout", 5.0),
        fall: 1,
        rise: 1,
    });
    let others = (pool.members.len() as u32).saturating_sub(1);
    if others > 0 {
        pool.retries = Some(if retries { others } else { 0 });
        if !retries && pool.check.is_none() {
            let text = format!(
                "Traefik asks nobody how the servers of {name} are, and without a retry it tries no other."
            );
            config.remarks.push((line, text));
        }
    }
    pool
}

/// Services of Kong, by their address or by the upstream that it names, whose targets are the members.
fn kong(document: &Node) -> Config {
    let mut config = Config::default();
    let items = |key: &str| document.get(key).map(Node::items).unwrap_or_default();
    let upstreams: BTreeMap<&str, &Node> = items("upstreams")
        .iter()
        .filter_map(|node| Some((node.text_at(&["name"])?, node)))
        .collect();
    for service in items("services") {
        let name = service.text_at(&["name"]).unwrap_or("service");
        let mut pool = Pool::new(name, service.line);
        let said = service.get("url").or_else(|| service.get("host"));
        let found = said.and_then(|said| member(said.text()?, said.line));
        let upstream = found
            .as_ref()
            .and_then(|found| upstreams.get(found.host.as_str()));
        if let Some(upstream) = upstream {
            for target in upstream.get("targets").map(Node::items).unwrap_or_default() {
                let said = target.get("target");
                match said.and_then(|said| member(said.text()?, said.line)) {
                    Some(member) => pool.members.push(member),
                    None => unknown(&mut config, target.line),
                }
            }
            let active = upstream.at(&["healthchecks", "active", "healthy", "interval"]);
            let interval = active
                .and_then(Node::number)
                .filter(|interval| *interval > 0);
            pool.check = interval.map(|interval| Check {
                interval_s: f64::from(interval),
                timeout_s: 1.0,
                fall: 1,
                rise: 1,
            });
        } else if let Some(found) = found {
            pool.members.push(found);
        } else {
            unknown(&mut config, service.line);
        }
        // `retries` is 5 where nobody says otherwise (Kong's Admin API, *Service object*).
        let retries = service.get("retries").and_then(Node::number).unwrap_or(5);
        let others = (pool.members.len() as u32).saturating_sub(1);
        pool.retries = (others > 0).then_some(retries.min(others));
        config.pools.push(pool);
    }
    config
}

fn unknown(config: &mut Config, line: u32) {
    let text = "Where this passes requests on to is known only at run time.";
    config.remarks.push((line, text.to_owned()));
}

/// The host of `http://web:80/path` or of `web:80`.
fn member(said: &str, line: u32) -> Option<Member> {
    let bare = said.split_once("://").map_or(said, |(_, rest)| rest);
    let (host, port) = address(bare.split('/').next().unwrap_or_default())?;
    Some(Member {
        name: host.clone(),
        host,
        port,
        nodes: 1,
        line,
    })
}

/// `10s`, `500ms`; without a unit seconds.
fn seconds(text: &str) -> Option<f64> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    match &text[end..] {
        "ms" => Some(number / 1_000.0),
        "" | "s" => Some(number),
        "m" => Some(number * 60.0),
        _ => None,
    }
}
