//! Random systems from a seed: small, sound, and full of the things that are easy to get wrong.

use topple_analysis::Failed;
use topple_model::rules::may_link;
use topple_model::{
    Component, ComponentId, Failover, HealthCheck, Kind, Link, Point, Policy, Rect, Region,
    RegionId, Role, Scenario, Settings, Target, validate,
};

/// A generator small enough to be read: `SplitMix64`.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn chance(&mut self, share: f64) -> bool {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 <= share
    }

    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// A sound random scenario of about `size` components.
pub fn system(seed: u64, size: usize) -> Scenario {
    let mut dice = Dice(seed);
    let mut scenario = Scenario::default();
    let regions = dice.below(4);
    for n in 0..regions {
        let id = RegionId::new(&format!("region-{n}")).expect("an id");
        let mut region = Region::new(id, Rect::new(0.0, 0.0, 100.0, 100.0));
        if n > 0 && dice.chance(0.4) {
            region.parent = Some(scenario.regions[dice.below(n)].id);
        }
        scenario.regions.push(region);
    }
    let kinds = [
        Kind::Client,
        Kind::Dns,
        Kind::LoadBalancer,
        Kind::LoadBalancer,
        Kind::Server,
        Kind::Server,
        Kind::Server,
        Kind::Database,
        Kind::Database,
        Kind::Database,
        Kind::Cache,
    ];
    for n in 0..size.max(2) {
        let kind = if n == 0 {
            Kind::Client
        } else {
            dice.of(&kinds)
        };
        let id = ComponentId::new(&format!("{}-{n}", kind.stem())).expect("an id");
        let mut component = Component::new(id, kind, Point::new(n as f64 * 160.0, 0.0));
        if regions > 0 && dice.chance(0.6) {
            component.region = Some(scenario.regions[dice.below(regions)].id);
        }
        settings(&mut dice, &mut component);
        scenario.components.push(component);
    }
    wire(&mut dice, &mut scenario);
    assert!(
        validate::problems(&scenario).is_empty(),
        "seed {seed}: {:?}",
        validate::problems(&scenario)
    );
    scenario
}

fn settings(dice: &mut Dice, component: &mut Component) {
    let check = |dice: &mut Dice, default: HealthCheck| {
        let deep = dice.chance(0.5);
        dice.chance(0.6).then_some(HealthCheck { deep, ..default })
    };
    match &mut component.settings {
        Settings::Client(client) => {
            client.reads = dice.of(&[0.0, 0.5, 0.5, 0.8, 1.0]);
            client.rate_rps = dice.of(&[10.0, 50.0]);
            client.retries = dice.of(&[0, 0, 1, 2, 3]);
            client.tries_next_address = dice.chance(0.6);
        }
        Settings::Dns(dns) => {
            dns.policy = dice.of(&[
                Policy::Multivalue,
                Policy::Weighted,
                Policy::Failover,
                Policy::Nearest,
            ]);
            dns.health_check = check(dice, HealthCheck::DNS);
        }
        Settings::LoadBalancer(balancer) => {
            balancer.health_check = check(dice, HealthCheck::BALANCER);
            balancer.retries = dice.of(&[0, 0, 1, 2]);
        }
        Settings::Server(_) => {
            if dice.chance(0.3) {
                component.service = Some("search".to_owned());
            }
        }
        Settings::Database(database) => {
            database.role = dice.of(&[
                Role::Primary,
                Role::Primary,
                Role::Standby,
                Role::ReadReplica,
            ]);
            database.failover = dice.of(&[
                Failover::Automatic,
                Failover::Automatic,
                Failover::Manual,
                Failover::Quorum,
            ]);
            database.promotable = dice.chance(0.5);
            database.shard = dice
                .of(&[None, None, Some("a"), Some("b")])
                .map(str::to_owned);
            if dice.chance(0.15) {
                component.service = Some("other".to_owned());
            }
        }
        Settings::Cache(_) => {}
    }
}

fn wire(dice: &mut Dice, scenario: &mut Scenario) {
    let size = scenario.components.len();
    for _ in 0..size * 5 {
        let (from, to) = (dice.below(size), dice.below(size));
        // Callers are drawn before what they call, or calls would seldom be free of circles.
        let (from, to) = (from.min(to), from.max(to));
        let (from, to) = if dice.chance(0.3) {
            (to, from)
        } else {
            (from, to)
        };
        let mut link = Link::new(scenario.components[from].id, scenario.components[to].id);
        link.weight = dice.of(&[1.0, 1.0, 1.0, 2.0, 0.0, 0.5]);
        link.required = scenario.components[from].kind() == Kind::Server
            && scenario.components[to].kind() == Kind::Cache
            && dice.chance(0.5);
        if may_link(scenario, &link).is_ok() {
            scenario.links.push(link);
        }
    }
}

/// Some of its parts, regions and links, dead.
pub fn damage(seed: u64, scenario: &Scenario) -> Failed {
    let mut dice = Dice(seed ^ 0x00DA_4A6E);
    let share = dice.of(&[0.0, 0.0, 0.1, 0.3]);
    let components = scenario
        .components
        .iter()
        .filter(|c| c.kind() != Kind::Client)
        .map(|c| Target::Component(c.id));
    let regions = scenario.regions.iter().map(|r| Target::Region(r.id));
    let links = scenario.links.iter().map(|l| Target::Link(l.id()));
    let all: Vec<Target> = components.chain(regions).chain(links).collect();
    all.into_iter()
        .filter(|_| share > 0.0 && dice.chance(share))
        .collect()
}
