//! What a diagram means: which boxes are parts, of which kind, and who calls whom.

mod calls;
mod stores;

use std::collections::{BTreeMap, BTreeSet};

use topple_model::Kind;

use super::diagram::{Diagram, Node, Shape};
use super::edges::{self, Flow};
use super::groups::{self, Candidate};
use super::wiring::{self, Wire};
use super::words::{self, Meaning};
use super::zones;
use crate::evidence::{Rule, Source, Stated};
use crate::inventory::{Inventory, LeftOut, Part, Remark};
use crate::problem::Problem;

/// Boxes that are judged of one diagram: more than a drawing can hold.
const BOXES: usize = 4_000;

/// A diagram, and what is known of each of its boxes.
struct Judged<'a> {
    diagram: &'a Diagram,
    file: usize,
    meanings: Vec<Meaning>,
    /// What each is, if it is drawn; a Redis counts as a cache until the rules have judged it.
    kinds: Vec<Option<Kind>>,
    /// The service that nodes name apart belong to.
    services: Vec<Option<String>>,
    wires: Vec<Wire>,
    inventory: Inventory,
}

/// The inventory of a diagram.
pub fn inventory(diagram: &Diagram, file: usize) -> Result<Inventory, Problem> {
    if diagram.nodes.len() > BOXES {
        let line = diagram.nodes[BOXES].line;
        return Err(Problem::at(
            file,
            line,
            format!("More than the {BOXES} boxes that are read of a diagram."),
        ));
    }
    let mut meanings: Vec<Meaning> = diagram
        .nodes
        .iter()
        .map(|n| words::stated(n).unwrap_or_else(|| words::meaning(n)))
        .collect();
    let direct = wiring::direct(diagram, &meanings, file)?;
    settle(diagram, &mut meanings, &direct);
    let mut wires = wiring::through(&direct, &meanings, diagram.nodes.len());
    let stands_for = wiring::balancers(diagram, &wires, &meanings);
    for wire in &mut wires {
        (wire.from, wire.to) = (stands_for[wire.from], stands_for[wire.to]);
    }
    let mut once = BTreeSet::new();
    wires.sort_by_key(|wire| wire.is_followed);
    wires.retain(|wire| {
        wire.from != wire.to && (wire.flow == Flow::Nothing || once.insert((wire.from, wire.to)))
    });
    let mut judged = Judged {
        diagram,
        file,
        kinds: meanings.iter().map(|m| kind(*m)).collect(),
        services: vec![None; diagram.nodes.len()],
        meanings,
        wires,
        inventory: Inventory::default(),
    };
    judged.pieces(&stands_for);
    judged.left_out();
    judged.calls();
    judged.background();
    judged.group();
    judged.mixed_pools();
    judged.stores();
    judged.parts();
    judged.call_list();
    judged.remarks();
    Ok(judged.inventory)
}

/// Whether a box says of itself what it is: nothing of it is guessed.
fn is_stated(node: &Node) -> bool {
    words::stated(node).is_some()
}

/// What depends on the lines: a group that leads nowhere is what is in it; who is called is no user.
fn settle(diagram: &Diagram, meanings: &mut [Meaning], direct: &[Wire]) {
    for at in 0..meanings.len() {
        let onward = |w: &&Wire| {
            w.from == at && w.flow != Flow::Nothing && !matches!(meanings[w.to], Meaning::Aside(_))
        };
        let inward = |w: &&Wire| {
            w.to == at
                && w.flow != Flow::Nothing
                && !matches!(meanings[w.from], Meaning::Aside(_) | Meaning::Users)
        };
        let node = &diagram.nodes[at];
        // A group leads to those in it; one that leads to stores alone works itself.
        let is_member = |w: &Wire| {
            matches!(
                meanings[w.to],
                Meaning::Server(_)
                    | Meaning::Worker
                    | Meaning::Through(_)
                    | Meaning::Piece
                    | Meaning::Balancer(_)
            )
        };
        let leads = direct.iter().any(|w| onward(&w) && is_member(w));
        let is_called = direct
            .iter()
            .any(|w| inward(&w) && w.flow == Flow::Requests);
        let next = match meanings[at] {
            Meaning::Through(_)
                if node.shape == Shape::Diamond || node.shape == Shape::Junction =>
            {
                continue;
            }
            // `App --> Auto Scaling Group`: the group is drawn as what is in it.
            Meaning::Through(_)
                if !leads
                    && is_called
                    && words::say_one(
                        &node.lines[0],
                        &[
                            "group",
                            "deployment",
                            "pool",
                            "scale set",
                            "replicaset",
                            "asg",
                            "vmss",
                        ],
                    ) =>
            {
                Meaning::Server(false)
            }
            Meaning::Through(why) if !leads => Meaning::Aside(why),
            Meaning::Users
                if is_called
                    && !is_stated(node)
                    && words::say_one(
                        &node.lines[0],
                        &["mobile app", "web client", "spa", "desktop app"],
                    ) =>
            {
                Meaning::Server(false)
            }
            _ => continue,
        };
        meanings[at] = next;
    }
}

/// The kind of a box that is drawn.
fn kind(meaning: Meaning) -> Option<Kind> {
    Some(match meaning {
        Meaning::Users => Kind::Client,
        Meaning::Names(_) => Kind::Dns,
        Meaning::Balancer(_) | Meaning::Piece => Kind::LoadBalancer,
        Meaning::Server(_) | Meaning::Worker => Kind::Server,
        Meaning::Queue(_) => Kind::Queue,
        Meaning::Cache | Meaning::Redis => Kind::Cache,
        Meaning::Store(_) | Meaning::Disk => Kind::Database,
        Meaning::Through(_) | Meaning::Aside(_) => return None,
    })
}

impl Judged<'_> {
    fn source(&self, at: usize) -> Source {
        let node = &self.diagram.nodes[at];
        Source {
            file: self.file,
            line: node.line,
            path: node.id.clone(),
        }
    }

    fn title(&self, at: usize) -> &str {
        &self.diagram.nodes[at].lines[0]
    }

    fn tell(&mut self, about: Option<usize>, text: impl Into<String>, line: Option<u32>) {
        let source = match (line, about) {
            (Some(line), _) => Some(Source::line(self.file, line)),
            (None, Some(at)) => Some(self.source(at)),
            (None, None) => None,
        };
        let about = about.map(|at| self.diagram.nodes[at].id.clone());
        self.inventory.remarks.push(Remark {
            about,
            text: text.into(),
            source,
            is_asked: false,
            if_told: None,
        });
    }

    fn leave_out(&mut self, at: usize, why: impl Into<String>) {
        self.kinds[at] = None;
        let name = self.diagram.nodes[at].id.clone();
        self.inventory.left_out.push(LeftOut {
            name,
            why: why.into(),
            source: self.source(at),
        });
    }

    /// Pieces that stand for one balancer.
    fn pieces(&mut self, stands_for: &[usize]) {
        let mut pieces: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, whole) in stands_for
            .iter()
            .enumerate()
            .filter(|(at, whole)| at != *whole)
        {
            pieces.entry(*whole).or_default().push(at);
        }
        for (whole, parts) in pieces {
            self.meanings[whole] = Meaning::Balancer(true);
            self.kinds[whole] = Some(Kind::LoadBalancer);
            for at in &parts {
                self.kinds[*at] = None;
            }
            let names: Vec<&str> = parts.iter().map(|at| self.title(*at)).collect();
            let text = format!(
                "{} and {} are one balancer.",
                names.join(", "),
                self.title(whole)
            );
            self.tell(Some(whole), text, None);
        }
    }

    fn left_out(&mut self) {
        for at in 0..self.diagram.nodes.len() {
            if let Meaning::Aside(why) | Meaning::Through(why) = self.meanings[at] {
                if self.diagram.nodes[at].shape == Shape::Junction {
                    continue;
                }
                self.leave_out(at, why);
            }
        }
    }

    /// What works behind a queue, and what only that calls, is on no request's way.
    fn background(&mut self) {
        let mut callers: Vec<Vec<usize>> = vec![Vec::new(); self.kinds.len()];
        for wire in &self.wires {
            callers[wire.to].push(wire.from);
        }
        let mut gone = BTreeSet::new();
        loop {
            let before = gone.len();
            for (at, callers) in callers.iter().enumerate() {
                if gone.contains(&at)
                    || self.kinds[at].is_none()
                    || is_stated(&self.diagram.nodes[at])
                {
                    continue;
                }
                let is_worker = self.meanings[at] == Meaning::Worker;
                let is_behind = |from: &usize| {
                    gone.contains(from) || is_worker && self.kinds[*from] == Some(Kind::Queue)
                };
                if !callers.is_empty() && callers.iter().all(is_behind) {
                    gone.insert(at);
                }
            }
            if gone.len() == before {
                break;
            }
        }
        let mut queues = BTreeMap::<usize, Vec<String>>::new();
        for wire in self
            .wires
            .iter()
            .filter(|w| gone.contains(&w.to) && self.kinds[w.from] == Some(Kind::Queue))
        {
            queues
                .entry(wire.from)
                .or_default()
                .push(self.diagram.nodes[wire.to].id.clone());
        }
        for (queue, workers) in queues {
            let verb = if workers.len() == 1 { "is" } else { "are" };
            let text = format!(
                "{} is taken to be needed by every request that writes to it; {} behind it {verb} not on a request's way.",
                self.title(queue),
                workers.join(", ")
            );
            self.tell(Some(queue), text, None);
        }
        for at in gone.iter().copied() {
            self.leave_out(
                at,
                "It works behind a queue, or is called only from there: not on a request's way.",
            );
        }
        self.wires
            .retain(|w| !gone.contains(&w.from) && !gone.contains(&w.to));
    }

    /// Nodes of one service.
    fn group(&mut self) {
        let mut candidates = BTreeMap::new();
        for at in 0..self.kinds.len() {
            let node = &self.diagram.nodes[at];
            if let Some(service) = said_service(node) {
                self.services[at] = Some(service);
            }
            let kind = self.kinds[at].filter(|k| {
                matches!(
                    k,
                    Kind::Server | Kind::Cache | Kind::Queue | Kind::LoadBalancer
                )
            });
            let Some(kind) = kind.filter(|_| !is_stated(node)) else {
                continue;
            };
            let numbered = groups::numbered(&node.lines[0]).or_else(|| groups::numbered(&node.id));
            let Some((stem, _)) = numbered else { continue };
            let callers = self
                .wires
                .iter()
                .filter(|w| w.to == at && w.flow != Flow::Nothing)
                .map(|w| w.from)
                .collect();
            candidates.insert(
                at,
                Candidate {
                    stem,
                    kind: kind.row().number,
                    callers,
                },
            );
        }
        for (service, members) in groups::services(&candidates) {
            let kind = self.kinds[members[0]];
            let names: Vec<String> = members
                .iter()
                .map(|at| self.title(*at).to_owned())
                .collect();
            for at in &members {
                self.services[*at] = Some(service.clone());
            }
            if kind != Some(Kind::LoadBalancer) {
                let text = format!(
                    "{} are nodes of one service: the same word with a number, the same callers.",
                    names.join(", ")
                );
                self.tell(Some(members[0]), text, None);
            }
        }
    }

    /// A balancer of several services is a server: it chooses by what is asked, and cannot send one's requests to another.
    fn mixed_pools(&mut self) {
        for at in 0..self.kinds.len() {
            if self.kinds[at] != Some(Kind::LoadBalancer) || is_stated(&self.diagram.nodes[at]) {
                continue;
            }
            let pool: BTreeSet<(Option<Kind>, String)> = self
                .wires
                .iter()
                .filter(|w| w.from == at && w.flow != Flow::Nothing)
                .map(|w| (self.kinds[w.to], self.service(w.to)))
                .collect();
            let balancers = pool
                .iter()
                .all(|(kind, _)| *kind == Some(Kind::LoadBalancer));
            if pool.len() < 2 || balancers {
                continue;
            }
            self.kinds[at] = Some(Kind::Server);
            let names: Vec<&str> = pool.iter().map(|(_, name)| name.as_str()).collect();
            let text = format!(
                "{} sends to {} different services ({}), so it is drawn as a server that needs each of them.",
                self.title(at),
                pool.len(),
                names.join(", ")
            );
            self.tell(Some(at), text, None);
        }
    }

    /// What requests to a box are for: its service, for a balancer that of the first behind it.
    fn service(&self, at: usize) -> String {
        self.services[at]
            .clone()
            .unwrap_or_else(|| self.diagram.nodes[at].id.clone())
    }

    /// The parts that are drawn.
    fn parts(&mut self) {
        let (zones, of_frame) = zones::read(self.diagram, self.file);
        let has_users = self.kinds.contains(&Some(Kind::Client));
        let mut used = vec![false; zones.len()];
        for at in 0..self.kinds.len() {
            let Some(kind) = self.kinds[at] else { continue };
            let node = &self.diagram.nodes[at];
            let source = self.source(at);
            let mut part = Part::new(&node.id, source.clone());
            part.title = Some(node.lines[0].clone()).filter(|title| *title != node.id);
            if self.meanings[at] == Meaning::Redis {
                part.image = Some(Stated::guessed(
                    "redis".to_owned(),
                    source.clone(),
                    Rule::Name,
                ));
            } else {
                part.kind = Some(Stated::found(kind, source.clone(), Rule::Shape));
            }
            let is_server = kind == Kind::Server;
            part.managed = match self.meanings[at] {
                Meaning::Names(m)
                | Meaning::Balancer(m)
                | Meaning::Queue(m)
                | Meaning::Store(m) => m,
                Meaning::Server(m) => m && is_server,
                _ => false,
            };
            let has_nodes = !matches!(kind, Kind::Client | Kind::Database) && !is_stated(node);
            part.nodes = match groups::count(&node.lines).filter(|_| has_nodes) {
                Some(count) => Some(Stated::found(count, source.clone(), Rule::Replicas)),
                None if part.managed && kind != Kind::Database => {
                    Some(Stated::found(2, source.clone(), Rule::Managed))
                }
                None => None,
            };
            part.service = self.services[at]
                .clone()
                .map(|service| Stated::found(service, source.clone(), Rule::Alike));
            let mut zone = node
                .frame
                .and_then(|frame| of_frame[frame])
                .filter(|_| kind != Kind::Client);
            part.zones.extend(zone);
            while let Some(place) = zone {
                used[place] = true;
                zone = zones[place].parent;
            }
            let calls_from = |w: &&Wire| w.to == at && w.flow != Flow::Nothing;
            let may_enter = matches!(kind, Kind::Dns | Kind::LoadBalancer | Kind::Server);
            if !has_users
                && may_enter
                && !self
                    .wires
                    .iter()
                    .any(|w| calls_from(&w) && w.flow == Flow::Requests)
                && !self.is_below(at)
            {
                part.entry = Some(Stated::guessed((), source.clone(), Rule::OnlyEntry));
            }
            self.of_store(at, &mut part);
            // In a diagram the lines say who calls whom: nothing is guessed from who stands near.
            if !has_callers(&self.wires, at) {
                part.networks.push(format!("diagram {at}"));
            }
            self.inventory.parts.push(part);
        }
        self.keep_zones(&zones, &used);
    }

    /// Zones with something in them.
    fn keep_zones(&mut self, zones: &[crate::inventory::Zone], used: &[bool]) {
        let mut place = vec![None; zones.len()];
        for (at, zone) in zones.iter().enumerate().filter(|(at, _)| used[*at]) {
            place[at] = Some(self.inventory.zones.len());
            let mut zone = zone.clone();
            zone.parent = zone.parent.and_then(|parent| place[parent]);
            self.inventory.zones.push(zone);
        }
        for part in &mut self.inventory.parts {
            part.zones = part.zones.iter().filter_map(|zone| place[*zone]).collect();
        }
    }

    fn remarks(&mut self) {
        if !self.inventory.parts.is_empty() && !self.kinds.contains(&Some(Kind::Client)) {
            self.tell(
                None,
                "No users are in the diagram: they are drawn before what nobody calls.",
                None,
            );
        }
        let silent = self
            .diagram
            .edges
            .iter()
            .filter(|e| edges::flow(e) == Flow::Nothing);
        let labels: BTreeSet<&str> = silent.clone().map(|e| e.label.as_str()).collect();
        if let Some(line) = silent.map(|e| e.line).min() {
            let labels: Vec<&str> = labels.into_iter().collect();
            let text = format!(
                "Lines that say \"{}\" carry no requests.",
                labels.join("\", \"")
            );
            self.tell(None, text, Some(line));
        }
        let balances = |part: &&Part| {
            part.kind
                .as_ref()
                .is_some_and(|k| k.what == Kind::LoadBalancer)
        };
        if self.inventory.parts.iter().any(|part| balances(&part)) {
            self.tell(
                None,
                "A diagram does not draw the checks of balancers: they are taken to be on.",
                None,
            );
        }
        if self.diagram.nodes.iter().any(|n| n.shape == Shape::Diamond) {
            self.tell(None, "The diagram has decisions (diamonds): it may tell how a program goes on rather than what runs where.", None);
        }
    }
}

fn has_callers(wires: &[Wire], at: usize) -> bool {
    wires.iter().any(|wire| wire.to == at)
}

/// The service that a box says itself, on a line of its own: `service: web`.
fn said_service(node: &Node) -> Option<String> {
    let lines = node.lines.iter().skip(1);
    lines
        .filter_map(|line| line.strip_prefix("service: "))
        .map(str::to_owned)
        .next()
}
