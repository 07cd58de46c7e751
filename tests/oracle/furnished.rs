//! Systems with what few draw.

use crate::drawn::{Case, Deed, case};
use serde_json::{Value, json};
use topple_testing::Chance;

/// A case with what few draw beside: shared fates, optional calls, calls of some requests, names for servers, panic
/// thresholds, queues.
pub fn furnished(seed: u64) -> Case {
    let Case {
        mut file,
        mut moments,
    } = case(seed);
    let mut chance = Chance(seed ^ 0x00f0_2715);
    let kinds: Vec<(String, String)> = file["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            let text = |key: &str| part[key].as_str().unwrap().to_owned();
            (text("id"), text("kind"))
        })
        .collect();
    let of_kind = |kind: &str| -> Vec<String> {
        let all = kinds.iter().filter(|(_, of)| of == kind);
        all.map(|(id, _)| id.clone()).collect()
    };
    let servers = of_kind("server");
    let groups: Vec<String> = (0..chance.below(3))
        .map(|at| format!("fate-{at}"))
        .collect();
    if !groups.is_empty() {
        let drawn = groups
            .iter()
            .map(|id| json!({ "id": id, "availability": 0.8 }));
        file["groups"] = drawn.collect();
    }
    if !groups.is_empty() && chance.happens(0.3) {
        moments.push(vec![Deed::Kill(chance.pick(&groups))]);
    }
    let mut links = loosened(&mut chance, &file, &kinds);
    if chance.happens(0.4) {
        for server in &servers {
            for dns in of_kind("dns") {
                if chance.happens(0.4) {
                    links.push(json!({ "from": server, "to": dns }));
                    if chance.happens(0.3) {
                        links.last_mut().unwrap()["required"] = false.into();
                    }
                }
            }
        }
    }
    let queues = if !servers.is_empty() && chance.happens(0.6) {
        enqueue(&mut chance, &servers, &of_kind("load_balancer"), &mut links)
    } else {
        Vec::new()
    };
    let parts = file["components"].as_array_mut().unwrap();
    parts.extend(queues);
    for part in parts.iter_mut() {
        if part["kind"] == "load_balancer" && chance.happens(0.4) {
            part["panic_threshold"] = chance.pick(&[0.4, 0.5, 0.7, 1.0]).into();
        }
        if part["kind"] != "client" {
            let few: Vec<&String> = groups.iter().filter(|_| chance.happens(0.3)).collect();
            if !few.is_empty() {
                part["groups"] = json!(few);
            }
        }
    }
    // What the rules of the program do not take is left out; what they take, both must read alike.
    file["links"] = json!([]);
    for link in links {
        file["links"].as_array_mut().unwrap().push(link);
        if topple::formats::json::read(&file.to_string()).is_err() || goes_round(&file) {
            file["links"].as_array_mut().unwrap().pop();
        }
    }
    Case { file, moments }
}

/// Whether messages come back to the queue, by way of its mirrors.
fn goes_round(file: &Value) -> bool {
    let is_queue = |id: &Value| id.as_str().is_some_and(|id| id.starts_with("queue"));
    let links = file["links"].as_array().unwrap();
    let next = |from: &Value| -> Vec<Value> {
        let mut next = Vec::new();
        for link in links {
            let mirrors = is_queue(&link["from"]) && is_queue(&link["to"]);
            if link["from"] == *from {
                next.push(link["to"].clone());
            } else if mirrors && link["to"] == *from {
                next.push(link["from"].clone());
            }
        }
        next
    };
    let reached = |from: Vec<Value>| -> Vec<Value> {
        let mut found = from;
        let mut at = 0;
        while at < found.len() {
            for to in next(&found[at]) {
                if !found.contains(&to) {
                    found.push(to);
                }
            }
            at += 1;
        }
        found
    };
    links.iter().any(|link| {
        is_queue(&link["from"])
            && !is_queue(&link["to"])
            && reached(vec![link["to"].clone()]).contains(&link["from"])
    })
}

/// The links, some of them optional, some for reads or writes alone.
fn loosened(chance: &mut Chance, file: &Value, kinds: &[(String, String)]) -> Vec<Value> {
    let mut links: Vec<Value> = Vec::new();
    let kind_of = |id: &Value| {
        kinds
            .iter()
            .find(|(of, _)| id == of)
            .map_or("", |(_, kind)| kind)
    };
    for link in file["links"].as_array().unwrap() {
        let mut link = link.clone();
        let to = kind_of(&link["to"]);
        let is_call = match kind_of(&link["from"]) {
            "server" => true,
            "client" => to != "dns",
            _ => false,
        };
        if is_call && chance.happens(0.25) {
            link["required"] = chance.happens(0.2).into();
        }
        if is_call && chance.happens(0.2) {
            link["on"] = chance.pick(&["all", "reads", "writes"]).into();
        }
        links.push(link);
    }
    links
}

/// Nodes of queues, and links to and from them.
fn enqueue(
    chance: &mut Chance,
    servers: &[String],
    balancers: &[String],
    links: &mut Vec<Value>,
) -> Vec<Value> {
    let mut queues = Vec::new();
    for at in 0..chance.between(1, 3) {
        let id = format!("queue-{at}");
        let full = chance.pick(&["refuse", "drop_oldest"]);
        let most = chance.pick(&[1, 2, 5]);
        let mut queue = json!({ "id": id, "kind": "queue", "when_full": full,
                "max_deliveries": most, "availability": 0.9 });
        if chance.happens(0.3) {
            queue["service"] = "jobs".into();
        }
        queues.push(queue);
        for server in servers.iter().chain(balancers) {
            if chance.happens(0.35) {
                links.push(json!({ "from": id, "to": server }));
                links.last_mut().unwrap()["weight"] = chance.pick(&[1, 1, 2, 0]).into();
            } else if !server.starts_with("lb") && chance.happens(0.45) {
                links.push(json!({ "from": server, "to": id }));
                if chance.happens(0.3) {
                    links.last_mut().unwrap()["on"] = chance.pick(&["all", "reads"]).into();
                }
                if chance.happens(0.3) {
                    links.last_mut().unwrap()["required"] = false.into();
                }
            }
        }
        if at > 0 && chance.happens(0.5) {
            links.push(json!({ "from": id, "to": format!("queue-{}", at - 1) }));
        }
    }
    queues
}
