//! What the tests of readers share.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use topple_import::Inventory;
use topple_import::inventory::Carries;

/// The text of a case.
pub fn case(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An inventory in a few lines, to be compared and read.
pub fn outline(inventory: &Inventory) -> String {
    let mut out = String::new();
    for part in &inventory.parts {
        let kind = part.kind.as_ref().map_or("?", |k| k.what.key());
        let _ = write!(out, "{} {kind}", part.name);
        if let Some(image) = &part.image {
            let _ = write!(out, " image={}", image.what);
        }
        if let Some(service) = &part.service {
            let _ = write!(out, " service={}", service.what);
        }
        if let Some(nodes) = &part.nodes {
            let _ = write!(out, " nodes={}", nodes.what);
        }
        if !part.zones.is_empty() {
            let names: Vec<&str> = part
                .zones
                .iter()
                .map(|z| inventory.zones[*z].name.as_str())
                .collect();
            let _ = write!(out, " in {}", names.join(","));
        }
        if part.entry.is_some() {
            out.push_str(" entry");
        }
        if part.managed {
            out.push_str(" managed");
        }
        if part.restarts {
            out.push_str(" restarts");
        }
        let store = &part.store;
        if let Some(role) = &store.role {
            let _ = write!(out, " role={:?}", role.what);
        }
        if let Some(copies) = &store.copies {
            let _ = write!(out, " copies={}", copies.what);
        }
        if store.set.is_some() {
            out.push_str(" set");
        }
        if let Some(failover) = &store.failover {
            let _ = write!(out, " failover={:?}", failover.what);
        }
        if store.hidden_standby.is_some() {
            out.push_str(" +standby");
        }
        let balancer = &part.balancer;
        match balancer.check.as_ref().map(|c| c.what) {
            Some(Some(c)) => {
                let _ = write!(
                    out,
                    " check={}/{}/{}/{}",
                    c.interval_s, c.timeout_s, c.fall, c.rise
                );
            }
            Some(None) => out.push_str(" check=off"),
            None => {}
        }
        if let Some(retries) = &balancer.retries {
            let _ = write!(out, " retries={}", retries.what);
        }
        if let Some(timeout) = &balancer.connect_timeout_ms {
            let _ = write!(out, " connect={}", timeout.what);
        }
        if let Some(algorithm) = &balancer.algorithm {
            let _ = write!(out, " {:?}", algorithm.what);
        }
        out.push('\n');
    }
    for call in &inventory.calls {
        let arrow = match call.carries {
            Carries::Requests => ">",
            Carries::Replication => "~",
            Carries::Undirected => "-",
        };
        let sure = if call.evidence.certainty == topple_import::Certainty::Found {
            ""
        } else {
            " ?"
        };
        let _ = writeln!(out, "{} {arrow} {}{sure}", call.from, call.to);
    }
    for zone in &inventory.zones {
        let parent = zone
            .parent
            .map_or(String::new(), |p| format!(" < {}", inventory.zones[p].name));
        let _ = writeln!(out, "zone {}{parent}", zone.name);
    }
    for left in &inventory.left_out {
        let _ = writeln!(out, "not {}: {}", left.name, left.why);
    }
    for remark in &inventory.remarks {
        let _ = writeln!(out, "* {}", remark.text);
    }
    out
}
