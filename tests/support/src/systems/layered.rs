//! Systems as people draw them, laid out as they do: users, names, balancers, services, caches, databases, regions.

use topple_model::rules::may_link;
use topple_model::{
    Component, ComponentId, Failover, HealthCheck, Kind, Link, Point, Policy, Rect, Region,
    RegionId, Role, Scenario, Settings, validate,
};

use crate::Chance;

/// A sound system of a few layers. With this probability a part's settings are others than the defaults.
pub fn layered(seed: u64, odd: f64) -> Scenario {
    let mut draw = Draw {
        chance: Chance(seed),
        scenario: Scenario::default(),
        odd,
        column: 0,
    };
    draw.layers();
    draw.frames();
    let problems = validate::problems(&draw.scenario);
    assert!(problems.is_empty(), "seed {seed}: {problems:?}");
    draw.scenario
}

struct Draw {
    chance: Chance,
    scenario: Scenario,
    /// Probability that settings are others than the defaults.
    odd: f64,
    column: usize,
}

impl Draw {
    fn layers(&mut self) {
        let sites = self.chance.pick(&[0, 0, 1, 1, 2]);
        for n in 0..sites {
            let id = RegionId::new(&format!("site-{n}")).expect("an id");
            let mut region = Region::new(id, Rect::new(0.0, 0.0, 200.0, 200.0));
            if n == 1 && self.chance.happens(0.3) {
                region.parent = Some(self.scenario.regions[0].id);
            }
            self.scenario.regions.push(region);
        }
        let clients = self.some(Kind::Client, &[1, 1, 2]);
        let names = self.some(Kind::Dns, &[0, 1, 1, 2]);
        let balancers = self.some(Kind::LoadBalancer, &[0, 1, 1, 2, 3]);
        let web = self.some(Kind::Server, &[1, 1, 2, 3]);
        let search = self.some(Kind::Server, &[0, 0, 1, 2]);
        let in_front = self.chance.happens(0.4) && !search.is_empty();
        let search_balancer = self.some(Kind::LoadBalancer, if in_front { &[1] } else { &[0] });
        let caches = self.some(Kind::Cache, &[0, 0, 1, 2]);
        let databases = self.some(Kind::Database, &[0, 1, 1, 2, 2, 3, 4]);
        self.label(&search, "search");
        self.roles(&databases);
        let front = if balancers.is_empty() {
            &web
        } else {
            &balancers
        };
        self.link_all(&clients, if names.is_empty() { front } else { &names });
        self.link_all(&names, front);
        self.link_all(&balancers, &web);
        let target = if in_front { &search_balancer } else { &search };
        self.link_all(&search_balancer, &search);
        self.link_all(&web, target);
        self.link_all(&web, &caches);
        let owner = if self.chance.happens(0.5) || search.is_empty() {
            &web
        } else {
            &search
        };
        self.link_all(owner, &databases);
        self.link_all(&databases, &databases);
    }

    fn some(&mut self, kind: Kind, counts: &[usize]) -> Vec<ComponentId> {
        let count = self.chance.pick(counts);
        let ids: Vec<_> = (0..count).map(|row| self.one(kind, row)).collect();
        self.column += usize::from(count > 0);
        ids
    }

    fn one(&mut self, kind: Kind, row: usize) -> ComponentId {
        let taken = |id| self.scenario.is_taken(id);
        let id = ComponentId(topple_model::Id::fresh(kind.stem(), taken));
        let regions = self.scenario.regions.len();
        // Rows belong to sites, so that their frames do not lie upon each other.
        let place =
            (kind != Kind::Client && kind != Kind::Dns && regions > 0).then(|| row % regions);
        let lane = place.map_or(0, |place| 1 + place) * 8 + row;
        let at = Point::new(self.column as f64 * 240.0, lane as f64 * 140.0);
        let mut component = Component::new(id, kind, at);
        component.region = place.map(|place| self.scenario.regions[place].id);
        self.settings(&mut component);
        self.scenario.components.push(component);
        id
    }

    fn settings(&mut self, component: &mut Component) {
        let chance = &mut self.chance;
        let odd = chance.happens(self.odd);
        let check = |chance: &mut Chance, default: HealthCheck| {
            let deep = chance.happens(0.5);
            chance
                .happens(0.5)
                .then_some(HealthCheck { deep, ..default })
        };
        match &mut component.settings {
            Settings::Client(client) => {
                client.reads = chance.pick(&[0.9, 0.9, 0.5, 0.0, 1.0]);
                if odd {
                    client.retries = chance.pick(&[0, 1, 3]);
                    client.tries_next_address = chance.happens(0.5);
                }
            }
            Settings::Dns(dns) if odd => {
                dns.policy = chance.pick(&[Policy::Weighted, Policy::Failover, Policy::Nearest]);
                dns.health_check = check(chance, HealthCheck::DNS);
            }
            Settings::LoadBalancer(balancer) if odd => {
                balancer.health_check = check(chance, HealthCheck::BALANCER);
                balancer.retries = chance.pick(&[0, 1, 3]);
            }
            Settings::Database(database) => {
                database.failover = chance.pick(&[
                    Failover::Automatic,
                    Failover::Automatic,
                    Failover::Manual,
                    Failover::Quorum,
                ]);
                database.promotable = chance.happens(0.3);
            }
            Settings::Dns(_)
            | Settings::LoadBalancer(_)
            | Settings::Server(_)
            | Settings::Cache(_)
            | Settings::Queue(_) => {}
        }
    }

    /// A primary and its standbys or replicas; now and then shards.
    fn roles(&mut self, databases: &[ComponentId]) {
        let shards = self.chance.happens(0.25);
        for (n, id) in databases.iter().enumerate() {
            let role = if n == 0 || (shards && n == 1) {
                Role::Primary
            } else {
                let chance = &mut self.chance;
                chance.pick(&[
                    Role::Standby,
                    Role::Standby,
                    Role::ReadReplica,
                    Role::Primary,
                ])
            };
            let component = self.scenario.components.iter_mut().find(|c| c.id == *id);
            if let Some(Settings::Database(database)) = component.map(|c| &mut c.settings) {
                database.role = role;
                database.shard = shards.then(|| ["a", "b"][n % 2].to_owned());
            }
        }
    }

    fn label(&mut self, ids: &[ComponentId], service: &str) {
        for component in &mut self.scenario.components {
            if ids.contains(&component.id) {
                component.service = Some(service.to_owned());
            }
        }
    }

    fn link_all(&mut self, from: &[ComponentId], to: &[ComponentId]) {
        for &a in from {
            for &b in to {
                let link = Link::new(a, b);
                if self.chance.happens(0.93) && may_link(&self.scenario, &link).is_ok() {
                    self.scenario.links.push(link.clone());
                    self.require(&link);
                }
            }
        }
    }

    fn require(&mut self, link: &Link) {
        if !self.chance.happens(0.2) {
            return;
        }
        if let Some(last) = self.scenario.links.last_mut() {
            last.required = Some(true);
        }
        if !validate::problems(&self.scenario).is_empty() {
            self.scenario.links.pop();
            self.scenario.links.push(link.clone());
        }
    }

    /// Frames around what lies in them, inner ones first.
    fn frames(&mut self) {
        let ids: Vec<RegionId> = self.scenario.regions.iter().map(|r| r.id).collect();
        for &id in ids.iter().rev() {
            let cards = self.scenario.components.iter();
            let cards = cards
                .filter(|c| c.region == Some(id))
                .map(|c| Rect::card(c.at));
            let inner = self
                .scenario
                .regions
                .iter()
                .filter(|r| r.parent == Some(id));
            let content = cards.chain(inner.map(|r| r.frame)).reduce(Rect::union);
            let region = self.scenario.regions.iter_mut().find(|r| r.id == id);
            if let (Some(region), Some(content)) = (region, content) {
                region.frame = content.framed();
            } else if let Some(region) = self.scenario.regions.iter_mut().find(|r| r.id == id) {
                // An empty site lies out of the way.
                region.frame = region.frame.offset(-900.0, 400.0);
            }
        }
    }
}
