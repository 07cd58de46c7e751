//! The file, read by a reader of its own.

use serde_json::Value;
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Client,
    Dns,
    Balancer,
    Server,
    Database,
    Cache,
    Queue,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Primary,
    Standby,
    Replica,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failover {
    Manual,
    Automatic,
    Quorum,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Policy {
    Multivalue,
    Weighted,
    Failover,
    Nearest,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checks {
    Off,
    Shallow,
    Deep,
}

#[allow(clippy::struct_excessive_bools, reason = "as the file has them")]
pub struct Part {
    pub id: String,
    pub kind: Kind,
    pub region: Option<usize>,
    pub service: Option<String>,
    pub availability: f64,
    pub rate: f64,
    pub reads: f64,
    pub retries: u64,
    pub tries_next: bool,
    pub policy: Policy,
    pub checks: Checks,
    pub role: Role,
    pub shard: Option<String>,
    pub failover: Failover,
    pub returns: bool,
    pub promotable: bool,
    pub groups: Vec<usize>,
    pub panic_threshold: f64,
    pub refuses: bool,
    pub max_deliveries: i32,
    pub capacity: f64,
}

/// A fate that parts share.
pub struct Group {
    pub id: String,
    pub availability: f64,
}

/// For which requests a link makes its call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    All,
    Reads,
    Writes,
}

pub struct Region {
    pub id: String,
    pub parent: Option<usize>,
    pub availability: f64,
}

pub struct Link {
    pub from: usize,
    pub to: usize,
    pub weight: f64,
    /// As drawn; left out, a shortcut is not required and all else is.
    pub required: Option<bool>,
    pub on: On,
}

pub struct System {
    pub groups: Vec<Group>,
    pub regions: Vec<Region>,
    pub parts: Vec<Part>,
    pub links: Vec<Link>,
}

/// What is broken.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Broken {
    pub parts: BTreeSet<usize>,
    pub regions: BTreeSet<usize>,
    pub groups: BTreeSet<usize>,
    pub links: BTreeSet<usize>,
    pub isolated: BTreeSet<usize>,
}

/// Something that fails on its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Element {
    Part(usize),
    Region(usize),
    Group(usize),
    Link(usize),
}

impl Broken {
    pub fn with(&self, element: Element) -> Self {
        let mut more = self.clone();
        match element {
            Element::Part(part) => more.parts.insert(part),
            Element::Region(region) => more.regions.insert(region),
            Element::Group(group) => more.groups.insert(group),
            Element::Link(link) => more.links.insert(link),
        };
        more
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str, default: &str) -> String {
    value[key].as_str().unwrap_or(default).to_owned()
}

fn number(value: &Value, key: &str, default: f64) -> f64 {
    value[key].as_f64().unwrap_or(default)
}

pub fn read(file: &str) -> System {
    let file: Value = serde_json::from_str(file).unwrap();
    let region_ids: Vec<String> = list(&file, "regions")
        .iter()
        .map(|region| text(region, "id", ""))
        .collect();
    let place = |value: &Value, key: &str| {
        let id = value[key].as_str()?;
        region_ids.iter().position(|region| region == id)
    };
    let groups = list(&file, "groups").iter().map(|group| Group {
        id: text(group, "id", ""),
        availability: number(group, "availability", 0.999),
    });
    let groups: Vec<Group> = groups.collect();
    let regions = list(&file, "regions").iter().map(|region| {
        let parent = place(region, "parent");
        let usual = if parent.is_some() { 0.999 } else { 0.9999 };
        Region {
            id: text(region, "id", ""),
            parent,
            availability: number(region, "availability", usual),
        }
    });
    let regions: Vec<Region> = regions.collect();
    let parts: Vec<Part> = list(&file, "components")
        .iter()
        .map(|value| {
            let named = |group: &Group| list(value, "groups").iter().any(|id| *id == *group.id);
            let mut part = part(value, place(value, "region"));
            part.groups = (0..groups.len()).filter(|at| named(&groups[*at])).collect();
            part
        })
        .collect();
    let index = |id: &Value| {
        parts
            .iter()
            .position(|part| part.id == id.as_str().unwrap())
    };
    let links = list(&file, "links").iter().map(|link| {
        let to = index(&link["to"]).unwrap();
        let usual = if parts[to].kind == Kind::Queue {
            "writes"
        } else {
            "all"
        };
        Link {
            from: index(&link["from"]).unwrap(),
            to,
            weight: number(link, "weight", 1.0),
            required: link["required"].as_bool(),
            on: match &*text(link, "on", usual) {
                "all" => On::All,
                "reads" => On::Reads,
                "writes" => On::Writes,
                other => panic!("{other}"),
            },
        }
    });
    let links = links.collect();
    System {
        groups,
        regions,
        parts,
        links,
    }
}

fn part(value: &Value, region: Option<usize>) -> Part {
    let kind = match value["kind"].as_str().unwrap() {
        "client" => Kind::Client,
        "dns" => Kind::Dns,
        "load_balancer" => Kind::Balancer,
        "server" => Kind::Server,
        "database" => Kind::Database,
        "cache" => Kind::Cache,
        "queue" => Kind::Queue,
        other => panic!("{other}"),
    };
    let usually_deep = kind == Kind::Dns;
    let checks = match &value["health_check"] {
        Value::Bool(false) => Checks::Off,
        asked if asked["deep"].as_bool().unwrap_or(usually_deep) => Checks::Deep,
        _ => Checks::Shallow,
    };
    let label = value["shard"].as_str().filter(|label| *label != "none");
    Part {
        id: text(value, "id", ""),
        kind,
        region,
        service: value["service"].as_str().map(str::to_owned),
        availability: number(
            value,
            "availability",
            if kind == Kind::Dns { 0.999 } else { 0.995 },
        ),
        rate: number(value, "rate_rps", 50.0),
        reads: number(value, "reads", 0.9),
        retries: value["retries"]
            .as_u64()
            .unwrap_or(if kind == Kind::Balancer { 3 } else { 0 }),
        tries_next: value["tries_next_address"].as_bool().unwrap_or(true),
        policy: match text(value, "policy", "multivalue").as_str() {
            "multivalue" => Policy::Multivalue,
            "weighted" => Policy::Weighted,
            "failover" => Policy::Failover,
            "nearest" => Policy::Nearest,
            other => panic!("{other}"),
        },
        checks,
        role: match text(value, "role", "primary").as_str() {
            "primary" => Role::Primary,
            "standby" => Role::Standby,
            "read_replica" => Role::Replica,
            other => panic!("{other}"),
        },
        shard: label.map(str::to_owned),
        failover: match text(value, "failover", "automatic").as_str() {
            "manual" => Failover::Manual,
            "automatic" => Failover::Automatic,
            "quorum" => Failover::Quorum,
            other => panic!("{other}"),
        },
        returns: text(value, "failback", "stay") == "return",
        promotable: value["promotable"].as_bool().unwrap_or(false),
        groups: Vec::new(),
        panic_threshold: number(value, "panic_threshold", 0.0),
        refuses: text(value, "when_full", "refuse") == "refuse",
        max_deliveries: number(value, "max_deliveries", 5.0) as i32,
        capacity: number(value, "capacity", 100_000.0),
    }
}

impl System {
    /// The regions around a part, innermost first.
    pub fn around(&self, part: usize) -> Vec<usize> {
        self.enclosing(self.parts[part].region)
    }

    /// This region and those around it.
    pub fn enclosing(&self, innermost: Option<usize>) -> Vec<usize> {
        let mut around = Vec::new();
        let mut next = innermost;
        while let Some(region) = next {
            around.push(region);
            next = self.regions[region].parent;
        }
        around
    }

    pub fn lives(&self, broken: &Broken, part: usize) -> bool {
        self.parts[part].kind == Kind::Client
            || (!broken.parts.contains(&part)
                && !self.parts[part]
                    .groups
                    .iter()
                    .any(|group| broken.groups.contains(group))
                && !self
                    .around(part)
                    .iter()
                    .any(|region| broken.regions.contains(region)))
    }

    pub fn isolated(&self, broken: &Broken, a: usize, b: usize) -> bool {
        let (around_a, around_b) = (self.around(a), self.around(b));
        broken
            .isolated
            .iter()
            .any(|region| around_a.contains(region) != around_b.contains(region))
    }

    pub fn passes(&self, broken: &Broken, link: usize) -> bool {
        let Link { from, to, .. } = self.links[link];
        !broken.links.contains(&link) && !self.isolated(broken, from, to)
    }

    /// Default one-way latency, in hundredths of a millisecond.
    pub fn distance(&self, a: usize, b: usize) -> u32 {
        let (around_a, around_b) = (self.around(a), self.around(b));
        if around_a.first() == around_b.first() {
            25
        } else if around_a.is_empty() || around_b.is_empty() || around_a.last() != around_b.last() {
            2000
        } else {
            50
        }
    }

    pub fn name(&self, element: Element) -> String {
        match element {
            Element::Part(part) => self.parts[part].id.clone(),
            Element::Region(region) => self.regions[region].id.clone(),
            Element::Group(group) => self.groups[group].id.clone(),
            Element::Link(link) => {
                let Link { from, to, .. } = self.links[link];
                format!("{}>{}", self.parts[from].id, self.parts[to].id)
            }
        }
    }

    pub fn element(&self, name: &str) -> Option<Element> {
        let parts = (0..self.parts.len()).map(Element::Part);
        let regions = (0..self.regions.len()).map(Element::Region);
        let links = (0..self.links.len()).map(Element::Link);
        parts
            .chain(regions)
            .chain((0..self.groups.len()).map(Element::Group))
            .chain(links)
            .find(|element| self.name(*element) == name)
    }
}
