//! Systems drawn at random, as files, each with a history of faults.

use serde_json::{Map, Value, json};
use topple_testing::Chance;

/// A system as a file, and what happened to it, moment by moment.
#[derive(Clone, Debug)]
pub struct Case {
    pub file: Value,
    pub moments: Vec<Vec<Deed>>,
}

/// Something done to it.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    Kill(String),
    Isolate(String),
    Revive(String),
}

impl Deed {
    pub fn target(&self) -> &str {
        match self {
            Deed::Kill(target) | Deed::Isolate(target) | Deed::Revive(target) => target,
        }
    }
}

struct Drawing<'a> {
    chance: &'a mut Chance,
    regions: Vec<String>,
    parts: Vec<Value>,
    links: Vec<Value>,
}

/// A node of the drawing that may be called, and by which pool it may be called.
#[derive(Clone)]
struct Target {
    id: String,
    pool: String,
}

pub fn case(seed: u64) -> Case {
    let mut chance = Chance(seed);
    let mut drawing = Drawing {
        chance: &mut chance,
        regions: Vec::new(),
        parts: Vec::new(),
        links: Vec::new(),
    };
    let regions = drawing.draw_regions();
    if drawing.chance.happens(0.25) {
        drawing.draw_databases_above_all();
    } else {
        drawing.draw_everything();
    }
    let (mut parts, mut links) = (drawing.parts, drawing.links);
    shuffle(&mut chance, &mut parts);
    shuffle(&mut chance, &mut links);
    let file = json!({
        "topple": 2, "title": format!("Seed {seed}"), "regions": regions, "components": parts, "links": links
    });
    let moments = moments(&mut chance, &file);
    Case { file, moments }
}

fn shuffle<T>(chance: &mut Chance, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, chance.below(last + 1));
    }
}

impl Drawing<'_> {
    fn draw_regions(&mut self) -> Vec<Value> {
        let count = self.chance.pick(&[0, 0, 1, 2, 2, 3]);
        let mut drawn = Vec::new();
        for at in 0..count {
            let id = format!("r{at}");
            let mut region = Map::new();
            region.insert("id".into(), id.clone().into());
            if at > 0 && self.chance.happens(0.4) {
                let parent = self.chance.below(at);
                region.insert("parent".into(), format!("r{parent}").into());
            }
            if self.chance.happens(0.3) {
                region.insert("availability".into(), 0.9.into());
            }
            drawn.push(region.into());
            self.regions.push(id);
        }
        drawn
    }

    fn draw(&mut self, id: &str, kind: &str, settings: Value) {
        let mut part = Map::new();
        part.insert("id".into(), id.into());
        part.insert("kind".into(), kind.into());
        if !self.regions.is_empty() && self.chance.happens(0.6) {
            let region = self.chance.pick(&self.regions);
            part.insert("region".into(), region.into());
        }
        if kind != "client" && self.chance.happens(0.2) {
            let up = self.chance.pick(&[0.5, 0.9, 1.0]);
            part.insert("availability".into(), up.into());
        }
        let Value::Object(settings) = settings else {
            unreachable!("settings are an object");
        };
        part.extend(settings.into_iter().filter(|(_, value)| !value.is_null()));
        self.parts.push(part.into());
    }

    fn link(&mut self, from: &str, to: &str, required: bool) {
        let is_drawn = |link: &Value| link["from"] == from && link["to"] == to;
        if self.links.iter().any(is_drawn) {
            return;
        }
        let mut link = json!({ "from": from, "to": to });
        if self.chance.happens(0.25) {
            link["weight"] = self.chance.pick(&[0, 2, 3, 5]).into();
        }
        if required {
            link["required"] = true.into();
        }
        self.links.push(link);
    }

    fn checks(&mut self) -> Value {
        self.chance.pick(&[
            Value::Null,
            false.into(),
            json!({ "deep": true }),
            json!({ "deep": false }),
        ])
    }

    /// At most so many, fewer ones rarely; where there is any, at least one.
    fn some<T: Clone>(&mut self, of: &[T], each: f64) -> Vec<T> {
        let chosen: Vec<T> = of
            .iter()
            .filter(|_| self.chance.happens(each))
            .cloned()
            .collect();
        if chosen.is_empty() && !of.is_empty() {
            return vec![self.chance.pick(of)];
        }
        chosen
    }

    /// The nodes of one service and label.
    fn draw_set(&mut self, service: &str, shard: Option<&str>, most: usize) -> Vec<Target> {
        let count = self.chance.between(1, most);
        let stem = format!("{service}{}", shard.unwrap_or(""));
        let failover = self
            .chance
            .pick(&["automatic", "automatic", "quorum", "manual"]);
        let failback = self.chance.pick(&["stay", "return"]);
        let tied = self.chance.pick(&[1.0, 0.9, 0.5]);
        let ids: Vec<String> = (0..count).map(|at| format!("{stem}-{at}")).collect();
        for (at, id) in ids.iter().enumerate() {
            let role = if at == 0 && self.chance.happens(0.9) {
                Value::Null
            } else {
                let roles = ["standby", "standby", "read_replica", "primary"];
                self.chance.pick(&roles).into()
            };
            let own = self.chance.happens(0.1);
            let promotable = if self.chance.happens(0.3) {
                true.into()
            } else {
                Value::Null
            };
            let failover = if own { "automatic" } else { failover };
            self.draw(
                id,
                "database",
                json!({
                    "service": if service == "db" { Value::Null } else { service.into() },
                    "shard": shard, "role": role, "failover": failover, "failback": failback,
                    "promotable": promotable, "detect_s": 0.5, "promote_s": 0.5
                }),
            );
            if at > 0 && self.chance.happens(tied) {
                let to = ids[self.chance.below(at)].clone();
                self.channel(id, &to);
            }
        }
        for _ in 0..self.chance.below(count) {
            let (a, b) = (self.chance.pick(&ids), self.chance.pick(&ids));
            if a != b {
                self.channel(&a, &b);
            }
        }
        let pool = format!("{service}/{}", shard.unwrap_or(""));
        ids.into_iter()
            .map(|id| Target {
                id,
                pool: pool.clone(),
            })
            .collect()
    }

    fn channel(&mut self, a: &str, b: &str) {
        let is_drawn = |link: &Value| link["from"] == b && link["to"] == a;
        let other_way = self.links.iter().any(is_drawn) && !self.chance.happens(0.1);
        if other_way {
            return;
        }
        if self.chance.happens(0.5) {
            self.link(a, b, false);
        } else {
            self.link(b, a, false);
        }
    }

    /// Balancers before what may be called.
    fn balance(&mut self, stem: &str, most: usize, over: &[Target]) -> Vec<Target> {
        let mut drawn: Vec<Target> = Vec::new();
        for at in 0..self.chance.below(most + 1) {
            let id = format!("lb-{stem}-{at}");
            let (algorithm, checks) = (
                self.chance.pick(&["round_robin", "random", "source_hash"]),
                self.checks(),
            );
            let retries = self
                .chance
                .pick(&[Value::Null, 0.into(), 1.into(), 2.into()]);
            self.draw(
                &id,
                "load_balancer",
                json!({ "algorithm": algorithm, "health_check": checks, "retries": retries }),
            );
            let mut members = over.to_vec();
            if self.chance.happens(0.25) {
                members.extend(drawn.iter().cloned());
            }
            if members.is_empty() {
                continue;
            }
            let pool = self.chance.pick(&members).pool;
            members.retain(|target| target.pool == pool);
            for target in self.some(&members, 0.75) {
                self.link(&id, &target.id, false);
            }
            drawn.push(Target { id, pool });
        }
        drawn
    }

    /// Servers of a service before what they need.
    fn serve(&mut self, service: &str, most: usize, over: &[Target]) -> Vec<Target> {
        let count = self.chance.between(1, most);
        let mut pools: Vec<String> = over.iter().map(|target| target.pool.clone()).collect();
        pools.sort();
        pools.dedup();
        let usual = self.some(&pools, 0.6);
        let required = self.chance.happens(0.4);
        let own = if service == "web" {
            Value::Null
        } else {
            service.into()
        };
        let mut drawn = Vec::new();
        for at in 0..count {
            let id = format!("{service}-{at}");
            self.draw(&id, "server", json!({ "service": own }));
            let needs = if self.chance.happens(0.8) {
                usual.clone()
            } else {
                self.some(&pools, 0.6)
            };
            for pool in needs {
                let mut members = over.to_vec();
                members.retain(|target| target.pool == pool);
                for target in self.some(&members, 0.7) {
                    let required = pool == "cache" && required && self.chance.happens(0.7);
                    self.link(&id, &target.id, required);
                }
            }
            drawn.push(Target {
                id,
                pool: service.into(),
            });
        }
        drawn
    }

    fn client(&mut self, id: &str, front: &[Target], names: bool) {
        let reads = self
            .chance
            .pick(&[Value::Null, 0.5.into(), 0.into(), 1.into()]);
        let retries = self
            .chance
            .pick(&[Value::Null, Value::Null, 1.into(), 2.into()]);
        let next = if self.chance.happens(0.3) {
            false.into()
        } else {
            Value::Null
        };
        let rate = self.chance.pick(&[Value::Null, 20.into()]);
        self.draw(
            id,
            "client",
            json!({ "reads": reads, "retries": retries, "tries_next_address": next, "rate_rps": rate }),
        );
        if !names {
            let mut few = self.some(front, 0.5);
            few.truncate(4);
            for target in few {
                self.link(id, &target.id, false);
            }
        }
    }

    fn draw_databases_above_all(&mut self) {
        let nodes = self.draw_set("db", None, 6);
        let mut over = nodes.clone();
        if self.chance.happens(0.4) {
            over.extend(self.balance("d", 2, &nodes));
        }
        let web = self.serve("web", 3, &over);
        self.client("users", &web, false);
        if self.chance.happens(0.5) {
            self.client("others", &web, false);
        }
    }

    fn draw_everything(&mut self) {
        let mut deep: Vec<Target> = Vec::new();
        for service in ["db", "orders"] {
            let labels = self.chance.pick(&[0, 1, 1, 2, 3, 4]);
            let all: &[Option<&str>] = match labels {
                0 => &[],
                1 => &[None],
                2 => &[Some("a"), Some("b")],
                3 => &[None, Some("x")],
                _ => &[Some("x")],
            };
            let all = if service == "orders" && self.chance.happens(0.6) {
                &[]
            } else {
                all
            };
            for label in all {
                deep.extend(self.draw_set(service, *label, 3));
            }
        }
        if self.chance.happens(0.35) {
            deep.extend(self.balance("d", 2, &deep.clone()));
        }
        if self.chance.happens(0.4) {
            let mut caches = Vec::new();
            for at in 0..self.chance.between(1, 2) {
                let id = format!("cache-{at}");
                self.draw(&id, "cache", json!({}));
                caches.push(Target {
                    id,
                    pool: "cache".into(),
                });
            }
            if self.chance.happens(0.3) {
                caches.extend(self.balance("c", 1, &caches.clone()));
            }
            deep.extend(caches);
        }
        if self.chance.happens(0.4) {
            let mut back = self.serve("api", 2, &deep);
            if self.chance.happens(0.5) {
                back.extend(self.balance("b", 2, &back.clone()));
            }
            deep.extend(back);
        }
        let web = self.serve("web", 3, &deep);
        let mut front = self.balance("f", 3, &web);
        front.extend(web);
        if self.chance.happens(0.15) {
            front.extend(deep.iter().filter(|target| target.pool == "api").cloned());
        }
        if self.chance.happens(0.15) {
            let of_databases = |target: &&Target| target.id.starts_with("lb-d");
            front.extend(deep.iter().filter(of_databases).cloned());
        }
        if self.chance.happens(0.05) {
            self.draw("lb-empty", "load_balancer", json!({}));
            front.push(Target {
                id: "lb-empty".into(),
                pool: "web".into(),
            });
        }
        let dns: Vec<String> = (0..self.chance.below(3))
            .map(|at| format!("dns-{at}"))
            .collect();
        for id in &dns {
            let policies = ["multivalue", "weighted", "failover", "nearest"];
            let (policy, checks) = (self.chance.pick(&policies), self.checks());
            self.draw(
                id,
                "dns",
                json!({ "policy": policy, "health_check": checks }),
            );
            let mut few = self.some(&front, 0.5);
            few.truncate(4);
            for target in few {
                self.link(id, &target.id, false);
            }
        }
        for client in ["users", "others"] {
            if client == "users" || self.chance.happens(0.3) {
                let names = !dns.is_empty() && self.chance.happens(0.8);
                self.client(client, &front, names);
                if names {
                    for id in self.some(&dns, 0.8) {
                        self.link(client, &id, false);
                    }
                }
            }
        }
    }
}

fn ids(file: &Value, list: &str) -> Vec<String> {
    let all = file[list].as_array().unwrap().iter();
    all.map(|value| value["id"].as_str().unwrap().to_owned())
        .collect()
}

fn moments(chance: &mut Chance, file: &Value) -> Vec<Vec<Deed>> {
    let links: Vec<String> = file["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| {
            format!(
                "{}>{}",
                link["from"].as_str().unwrap(),
                link["to"].as_str().unwrap()
            )
        })
        .collect();
    let regions = ids(file, "regions");
    let is_node = |value: &&Value| value["kind"] == "database";
    let nodes: Vec<String> = file["components"]
        .as_array()
        .unwrap()
        .iter()
        .filter(is_node)
        .map(|value| value["id"].as_str().unwrap().to_owned())
        .collect();
    let is_client = |value: &&Value| value["kind"] == "client";
    let parts: Vec<String> = file["components"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|value| !is_client(value))
        .map(|value| value["id"].as_str().unwrap().to_owned())
        .collect();
    let between_nodes: Vec<String> = links
        .iter()
        .filter(|link| {
            let (from, to) = link.split_once('>').unwrap();
            nodes.iter().any(|id| id == from) && nodes.iter().any(|id| id == to)
        })
        .cloned()
        .collect();
    let mut broken: Vec<Deed> = Vec::new();
    let mut moments = Vec::new();
    for _ in 0..chance.pick(&[0, 0, 1, 1, 1, 2, 3, 4, 6]) {
        let mut deeds = Vec::new();
        for _ in 0..chance.pick(&[1, 1, 1, 2, 3]) {
            if !broken.is_empty() && chance.happens(0.4) {
                let mended = broken.remove(chance.below(broken.len()));
                deeds.push(Deed::Revive(mended.target().to_owned()));
                continue;
            }
            let (of, isolates) = match chance.below(10) {
                0..=3 => (&nodes, false),
                4 => (&parts, false),
                5 => (&links, false),
                6 | 7 => (&between_nodes, false),
                8 => (&regions, chance.happens(0.3)),
                _ => (&regions, true),
            };
            if of.is_empty() {
                continue;
            }
            let target = chance.pick(of);
            let deed = if isolates {
                Deed::Isolate(target.clone())
            } else {
                Deed::Kill(target.clone())
            };
            let touched = |deed: &Deed| deed.target() == target;
            if !broken.iter().any(touched) && !deeds.iter().any(touched) {
                broken.push(deed.clone());
                deeds.push(deed);
            }
        }
        if !deeds.is_empty() {
            moments.push(deeds);
        }
    }
    moments
}
