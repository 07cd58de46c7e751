//! The gallery: real architectures to start from, as files, each with a sentence and what to knock over first.
//!
//! A template is a file like any other, made by hand in the playground and kept as it was saved. Tests hold each
//! against the analysis, so that what its sentence promises is so.

pub mod outages;

use crate::formats::json;
use crate::model::Scenario;

/// One architecture of the gallery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Template {
    /// Its name in addresses and tests.
    pub key: &'static str,
    /// What a person calls it: the title of its scenario.
    pub title: &'static str,
    /// What it is, in one sentence.
    pub sentence: &'static str,
    /// The part to knock over first, by its id.
    pub knock_over: &'static str,
    /// What is to be seen then, in one sentence.
    pub watch: &'static str,
    file: &'static str,
}

impl Template {
    /// The scenario as it is drawn in the gallery.
    ///
    /// # Panics
    /// Never: a test reads every template.
    pub fn scenario(&self) -> Scenario {
        json::read(self.file).expect("every template is a sound file")
    }
}

/// The template of this key.
pub fn find(key: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.key == key)
}

/// All of them, the simplest first.
pub const ALL: &[Template] = &[
    Template {
        key: "one-server",
        title: "One server",
        sentence: "Users, one server, one database: how most things start.",
        knock_over: "web-1",
        watch: "Everything stops, and nothing brings it back but you.",
        file: include_str!("one-server.json"),
    },
    Template {
        key: "static-site",
        title: "A static site behind DNS",
        sentence: "Two equal servers without a balancer: both their addresses stand in DNS.",
        knock_over: "web-1",
        watch: "Half of the users wait for an address that is silent, then try the other; then DNS stops giving it out.",
        file: include_str!("static-site.json"),
    },
    Template {
        key: "three-tiers",
        title: "Three tiers",
        sentence: "Web servers, application servers and a database with a standby: two of everything, except of what spreads the load.",
        knock_over: "lb-2",
        watch: "The balancer inside is as fatal as the one in front.",
        file: include_str!("three-tiers.json"),
    },
    Template {
        key: "two-balancers",
        title: "Two balancers in DNS",
        sentence: "Two of everything, from the name servers to the database: no single part takes it down.",
        knock_over: "lb-1",
        watch: "After a dip all is served again, and now lb-2 is the one that must not die.",
        file: include_str!("two-balancers.json"),
    },
    Template {
        key: "two-regions",
        title: "Active-active in two regions",
        sentence: "The whole system twice, far apart, both halves at work, with a primary database in each.",
        knock_over: "us-west",
        watch: "A whole region dies, and the other one carries on with all of the traffic.",
        file: include_str!("two-regions.json"),
    },
    Template {
        key: "cache-aside",
        title: "Cache-aside",
        sentence: "Reads ask a cache before the database, which alone could not answer them all.",
        knock_over: "cache-1",
        watch: "No request needs the cache, and yet without it the database drowns.",
        file: include_str!("cache-aside.json"),
    },
    Template {
        key: "sharded-store",
        title: "A sharded store",
        sentence: "The keys are split over three databases; only one of them has a standby.",
        knock_over: "db-b",
        watch: "A third of the requests is lost for good: splitting the keys spreads the load, not the risk.",
        file: include_str!("sharded-store.json"),
    },
    Template {
        key: "microservices",
        title: "Microservices",
        sentence: "A gateway that needs three services for every request, one of which needs a fourth and a session store.",
        knock_over: "payment-1",
        watch: "One small server, two calls away from the users, and every request fails.",
        file: include_str!("microservices.json"),
    },
    Template {
        key: "quorum-database",
        title: "A quorum database in three zones",
        sentence: "Three database nodes in three zones, where a majority must agree on who is primary.",
        knock_over: "zone-a",
        watch: "Two zones are a majority, and a standby takes over; kill a second zone, and nobody may be primary.",
        file: include_str!("quorum-database.json"),
    },
    Template {
        key: "shop",
        title: "A shop that sells without its extras",
        sentence: "Recommendations and reviews are asked for and can be missed; only orders need payments.",
        knock_over: "recommend-1",
        watch: "Nobody is turned away: pages come without recommendations, and the blue share says how many.",
        file: include_str!("shop.json"),
    },
    Template {
        key: "orders-queue",
        title: "Accept now, work later",
        sentence: "An order is put into a queue and answered at once; a worker does the work when it can.",
        knock_over: "work-1",
        watch: "Orders are taken all the same and pile up; revive the worker, and it catches up.",
        file: include_str!("orders-queue.json"),
    },
    Template {
        key: "one-edge",
        title: "One edge in three regions",
        sentence: "Three regions, far apart, behind three edges that run the same release.",
        knock_over: "edge",
        watch: "A bad release takes all three down at once, and no region helps: they share a fate.",
        file: include_str!("one-edge.json"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Failed, Options, analyse};
    use crate::engine::{Micros, Run};
    use crate::formats::json;
    use crate::model::{Action, Rect, Scenario};

    /// What the analysis finds in each: single points of failure, then what they are once the part to knock over is dead.
    const VERDICTS: [(&str, &str, &str); 12] = [
        ("one-server", "db-1 web-1", ""),
        ("static-site", "", "web-2"),
        ("three-tiers", "dns-1 lb-1 lb-2", ""),
        ("two-balancers", "", "lb-2"),
        ("two-regions", "", "db-2 lb-2 us-east"),
        ("cache-aside", "", ""),
        ("sharded-store", "db-b db-c", "db-c"),
        ("microservices", "payment-1 cache-1", ""),
        (
            "quorum-database",
            "us-west",
            "db-2 db-3 lb-2 us-west web-2 zone-b zone-c",
        ),
        ("shop", "", ""),
        ("orders-queue", "work-1", ""),
        ("one-edge", "edge", ""),
    ];

    fn spofs(scenario: &Scenario, failed: &Failed) -> String {
        let report = analyse(scenario, failed, Options::default());
        let mut found: Vec<_> = report
            .spofs
            .iter()
            .map(|verdict| verdict.element.to_string())
            .collect();
        if !failed.components.is_empty() || !failed.regions.is_empty() {
            found.sort();
        }
        found.join(" ")
    }

    #[test]
    fn every_template_is_saved_as_the_playground_saves_it_and_bears_its_title() {
        for template in ALL {
            let scenario = template.scenario();
            assert_eq!(json::write(&scenario), template.file, "{}", template.key);
            assert_eq!(scenario.title, template.title);
            assert_eq!(find(template.key), Some(template));
        }
    }

    #[test]
    fn every_template_shows_what_its_sentence_promises() {
        assert_eq!(ALL.len(), VERDICTS.len());
        for (key, before, after) in VERDICTS {
            let template = find(key).expect("the table speaks of templates");
            let scenario = template.scenario();
            assert_eq!(spofs(&scenario, &Failed::nothing()), before, "{key}");
            let target = scenario
                .target(template.knock_over)
                .expect("it is there to be knocked over");
            assert_eq!(
                spofs(&scenario, &Failed::nothing().with(target)),
                after,
                "{key}"
            );
        }
    }

    /// The share served in a run from a minute after the part to knock over was killed, over 20 seconds.
    fn share_afterwards(template: &Template) -> f64 {
        let scenario = template.scenario();
        let target = scenario
            .target(template.knock_over)
            .expect("it is there to be knocked over");
        let mut run = Run::new(&scenario);
        let second = |s| Micros::from_seconds(s);
        run.advance(second(15.0), u64::MAX);
        run.act(Action::Kill(target));
        run.advance(second(75.0), u64::MAX);
        let before = run.totals();
        run.advance(second(95.0), u64::MAX);
        let after = run.totals();
        let served = (after.served - before.served) as f64;
        served / (served + (after.failed_in_all() - before.failed_in_all()) as f64)
    }

    #[test]
    fn knocking_over_what_a_template_says_shows_what_it_says() {
        for (key, served) in [
            ("one-server", 0.0..=0.0),
            ("static-site", 1.0..=1.0),
            ("three-tiers", 0.0..=0.0),
            ("two-balancers", 1.0..=1.0),
            ("two-regions", 1.0..=1.0),
            ("cache-aside", 0.5..=0.95),
            ("sharded-store", 0.6..=0.73),
            ("microservices", 0.0..=0.0),
            ("quorum-database", 1.0..=1.0),
            ("shop", 1.0..=1.0),
            ("orders-queue", 1.0..=1.0),
            ("one-edge", 0.0..=0.0),
        ] {
            let share = share_afterwards(find(key).expect("the table speaks of templates"));
            assert!(served.contains(&share), "{key}: {share}");
        }
    }

    #[test]
    fn no_card_of_a_template_crowds_another() {
        for template in ALL {
            let scenario = template.scenario();
            for (i, one) in scenario.components.iter().enumerate() {
                for other in &scenario.components[i + 1..] {
                    let (x, y) = ((one.at.x - other.at.x).abs(), (one.at.y - other.at.y).abs());
                    assert!(
                        x >= 160.0 || y >= 110.0,
                        "{}: {} and {}",
                        template.key,
                        one.id,
                        other.id
                    );
                }
            }
        }
    }

    #[test]
    fn every_frame_of_a_template_encloses_its_own_and_nothing_else() {
        for template in ALL {
            let scenario = template.scenario();
            for region in &scenario.regions {
                for component in &scenario.components {
                    let card = Rect::card(component.at);
                    if component.region == Some(region.id) {
                        assert!(
                            region.frame.encloses(card.framed()),
                            "{}: {}",
                            template.key,
                            component.id
                        );
                    } else if !scenario.lies_in(component, region.id) {
                        assert!(
                            !region.frame.touches(card),
                            "{}: {}",
                            template.key,
                            component.id
                        );
                    }
                }
                for other in scenario.regions.iter().filter(|r| r.id != region.id) {
                    let within = scenario.enclosing(other.parent).contains(&region.id);
                    let around = scenario.enclosing(region.parent).contains(&other.id);
                    if within {
                        assert!(
                            region.frame.encloses(other.frame.framed()),
                            "{}: {}",
                            template.key,
                            other.id
                        );
                    } else if !around {
                        assert!(
                            !region.frame.touches(other.frame),
                            "{}: {}",
                            template.key,
                            other.id
                        );
                    }
                }
            }
        }
    }
}
