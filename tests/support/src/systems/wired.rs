//! Wired at random: small, sound, and full of what is easy to get wrong.

use topple_model::rules::may_link;
use topple_model::{
    Component, ComponentId, Failover, HealthCheck, Kind, Link, Point, Policy, Rect, Region,
    RegionId, Role, Scenario, Settings, validate,
};

use crate::Chance;

/// A sound random scenario of about `size` components.
pub fn wired(seed: u64, size: usize) -> Scenario {
    let mut chance = Chance(seed);
    let mut scenario = Scenario::default();
    let regions = chance.below(4);
    for n in 0..regions {
        let id = RegionId::new(&format!("region-{n}")).expect("an id");
        let mut region = Region::new(id, Rect::new(0.0, 0.0, 100.0, 100.0));
        if n > 0 && chance.happens(0.4) {
            region.parent = Some(scenario.regions[chance.below(n)].id);
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
            chance.pick(&kinds)
        };
        let id = ComponentId::new(&format!("{}-{n}", kind.stem())).expect("an id");
        let mut component = Component::new(id, kind, Point::new(n as f64 * 160.0, 0.0));
        if regions > 0 && chance.happens(0.6) {
            component.region = Some(scenario.regions[chance.below(regions)].id);
        }
        settings(&mut chance, &mut component);
        scenario.components.push(component);
    }
    wire(&mut chance, &mut scenario);
    assert!(
        validate::problems(&scenario).is_empty(),
        "seed {seed}: {:?}",
        validate::problems(&scenario)
    );
    scenario
}

fn settings(chance: &mut Chance, component: &mut Component) {
    let check = |chance: &mut Chance, default: HealthCheck| {
        let deep = chance.happens(0.5);
        chance
            .happens(0.6)
            .then_some(HealthCheck { deep, ..default })
    };
    match &mut component.settings {
        Settings::Client(client) => {
            client.reads = chance.pick(&[0.0, 0.5, 0.5, 0.8, 1.0]);
            client.rate_rps = chance.pick(&[10.0, 50.0]);
            client.retries = chance.pick(&[0, 0, 1, 2, 3]);
            client.tries_next_address = chance.happens(0.6);
        }
        Settings::Dns(dns) => {
            dns.policy = chance.pick(&[
                Policy::Multivalue,
                Policy::Weighted,
                Policy::Failover,
                Policy::Nearest,
            ]);
            dns.health_check = check(chance, HealthCheck::DNS);
        }
        Settings::LoadBalancer(balancer) => {
            balancer.health_check = check(chance, HealthCheck::BALANCER);
            balancer.retries = chance.pick(&[0, 0, 1, 2]);
        }
        Settings::Server(_) => {
            if chance.happens(0.3) {
                component.service = Some("search".to_owned());
            }
        }
        Settings::Database(database) => {
            database.role = chance.pick(&[
                Role::Primary,
                Role::Primary,
                Role::Standby,
                Role::ReadReplica,
            ]);
            database.failover = chance.pick(&[
                Failover::Automatic,
                Failover::Automatic,
                Failover::Manual,
                Failover::Quorum,
            ]);
            database.promotable = chance.happens(0.5);
            database.shard = chance
                .pick(&[None, None, Some("a"), Some("b")])
                .map(str::to_owned);
            if chance.happens(0.15) {
                component.service = Some("other".to_owned());
            }
        }
        Settings::Cache(_) | Settings::Queue(_) => {}
    }
}

fn wire(chance: &mut Chance, scenario: &mut Scenario) {
    let size = scenario.components.len();
    for _ in 0..size * 5 {
        let (from, to) = (chance.below(size), chance.below(size));
        // Callers are drawn before what they call, or calls would seldom be free of circles.
        let (from, to) = (from.min(to), from.max(to));
        let (from, to) = if chance.happens(0.3) {
            (to, from)
        } else {
            (from, to)
        };
        let mut link = Link::new(scenario.components[from].id, scenario.components[to].id);
        link.weight = chance.pick(&[1.0, 1.0, 1.0, 2.0, 0.0, 0.5]);
        let required = scenario.components[from].kind() == Kind::Server
            && scenario.components[to].kind() == Kind::Cache
            && chance.happens(0.5);
        link.required = required.then_some(true);
        if may_link(scenario, &link).is_ok() {
            scenario.links.push(link);
        }
    }
}
