//! Large drawings as people make them: regions with pools, each part of which is wired to every part of the next.

use crate::model::{Component, ComponentId, Kind, Link, Point, Rect, Region, RegionId};
use crate::model::{Role, Scenario, Settings};

/// How large a drawing is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drawing {
    /// Regions, all alike.
    pub regions: usize,
    /// Servers of a region that clients reach.
    pub web: usize,
    /// Servers behind those.
    pub api: usize,
    /// Shards of a region's data, each a primary and a standby.
    pub shards: usize,
}

impl Drawing {
    /// Of 95 parts and 352 links, 291 and 1,436, 979 and 6,930.
    pub const ALL: [Self; 3] = [
        Self::new(2, 12, 20, 3),
        Self::new(3, 30, 50, 4),
        Self::new(4, 100, 120, 8),
    ];

    const fn new(regions: usize, web: usize, api: usize, shards: usize) -> Self {
        Self {
            regions,
            web,
            api,
            shards,
        }
    }

    /// The drawing.
    pub fn scenario(self) -> Scenario {
        let mut pen = Pen::default();
        let users = pen.part("users", Kind::Client, (-600.0, 0.0));
        if let Settings::Client(client) = pen.settings(users) {
            client.rate_rps = 2_000.0;
        }
        let dns = [("dns-1", -100.0), ("dns-2", 100.0)]
            .map(|(id, y)| pen.part(id, Kind::Dns, (-400.0, y)));
        pen.wire(&[users], &dns);
        for region in 1..=self.regions {
            self.region(&mut pen, region, &dns);
        }
        pen.scenario
    }

    fn region(self, pen: &mut Pen, number: usize, dns: &[ComponentId]) {
        let y = (number - 1) as f64 * 2_600.0;
        pen.region = Some(RegionId::new(&format!("region-{number}")).expect("an id"));
        pen.scenario.regions.extend(pen.region.map(|id| {
            let frame = Rect::new(-200.0, y - 100.0, 3_000.0, 2_500.0);
            Region::new(id, frame)
        }));
        let mut pool = |stem: &str, kind, count: usize, (left, step): (f64, f64)| {
            let ids = (0..count).map(|i| {
                let (column, row) = (i / 20, i % 20);
                let at = (left + column as f64 * 180.0, y + row as f64 * step);
                pen.part(&format!("{stem}-{number}-{i}"), kind, at)
            });
            ids.collect::<Vec<_>>()
        };
        let outer = pool("lb", Kind::LoadBalancer, 2, (0.0, 200.0));
        let inner = pool("ilb", Kind::LoadBalancer, 2, (1_000.0, 200.0));
        let web = pool("web", Kind::Server, self.web, (300.0, 110.0));
        let api = pool("api", Kind::Server, self.api, (1_300.0, 110.0));
        let caches = pool("cache", Kind::Cache, 4, (2_300.0, 110.0));
        let stores = pool("db", Kind::Database, self.shards, (2_500.0, 110.0));
        let copies = pool("standby", Kind::Database, self.shards, (2_680.0, 110.0));
        for &id in &api {
            pen.part_mut(id).service = Some("api".to_owned());
        }
        for (shard, (&store, &copy)) in stores.iter().zip(&copies).enumerate() {
            for id in [store, copy] {
                pen.part_mut(id).service = Some(format!("db{number}"));
                if let Settings::Database(database) = pen.settings(id) {
                    database.shard = Some(format!("s{shard}"));
                    if id == copy {
                        database.role = Role::Standby;
                    }
                }
            }
            pen.wire(&[store], &[copy]);
        }
        pen.wire(dns, &outer);
        pen.wire(&outer, &web);
        pen.wire(&web, &inner);
        pen.wire(&inner, &api);
        for (i, &id) in api.iter().enumerate() {
            pen.wire(&[id], &caches[i % caches.len()..][..1]);
        }
        pen.wire(&api, &stores);
    }
}

#[derive(Default)]
struct Pen {
    scenario: Scenario,
    region: Option<RegionId>,
}

impl Pen {
    fn part(&mut self, id: &str, kind: Kind, (x, y): (f64, f64)) -> ComponentId {
        let id = ComponentId::new(id).expect("an id");
        let mut component = Component::new(id, kind, Point::new(x, y));
        component.region = self.region;
        self.scenario.components.push(component);
        id
    }

    fn part_mut(&mut self, id: ComponentId) -> &mut Component {
        let mut components = self.scenario.components.iter_mut();
        components.find(|c| c.id == id).expect("a part of it")
    }

    fn settings(&mut self, id: ComponentId) -> &mut Settings {
        &mut self.part_mut(id).settings
    }

    fn wire(&mut self, from: &[ComponentId], to: &[ComponentId]) {
        for &caller in from {
            let links = to.iter().map(|&called| Link::new(caller, called));
            self.scenario.links.extend(links);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::validate;

    #[test]
    fn they_are_sound_and_as_large_as_they_say() {
        let sizes = Drawing::ALL.map(|drawing| {
            let scenario = drawing.scenario();
            assert_eq!(validate::problems(&scenario), []);
            (scenario.components.len(), scenario.links.len())
        });
        assert_eq!(sizes, [(95, 352), (291, 1_436), (979, 6_930)]);
    }
}
