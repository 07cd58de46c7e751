//! A system to be played, and what is dead in it from the start.

use topple::analysis::Failed;
use topple::model::link::LinkRole;
use topple::model::{Algorithm, Kind, Scenario, Settings, Target, Topology};
use topple_testing::{Chance, systems};

/// A system, and what is dead in it from the start.
#[derive(Clone, Debug)]
pub struct System {
    pub scenario: Scenario,
    pub failed: Failed,
}

impl System {
    /// Everything that can fail.
    pub fn elements(&self) -> Vec<Target> {
        systems::elements(&self.scenario)
    }
}

/// Groups of alike parts, deeper than people draw.
pub fn pooled(seed: u64) -> System {
    broken(seed, systems::pooled(seed))
}

/// As people draw, with settings of every sort, in times that settle soon.
pub fn layered(seed: u64) -> System {
    broken(seed, systems::brisk(systems::layered(seed, 1.0)))
}

/// Wired at random, in times that settle soon.
pub fn wired(seed: u64) -> System {
    let size = 4 + (seed % 9) as usize;
    broken(seed, systems::brisk(systems::wired(seed, size)))
}

/// As people draw, with what few draw added: groups, optional calls, names for servers, panic thresholds, queues.
pub fn furnished(seed: u64) -> System {
    let drawn = systems::layered(seed, 1.0);
    broken(seed, settling(systems::furnished(seed, drawn)))
}

/// Wired at random, with what few draw added.
pub fn wired_and_furnished(seed: u64) -> System {
    let drawn = systems::wired(seed, 4 + (seed % 7) as usize);
    broken(seed, settling(systems::furnished(seed, drawn)))
}

/// Brisk, and without what the share leaves out: restarts and budgets of retries. Who looks names up forgets at once, so
/// that hardly two requests share an answer.
fn settling(mut scenario: Scenario) -> Scenario {
    scenario = systems::brisk(scenario);
    let publishes = scenario.components.iter().any(|c| c.kind() == Kind::Queue);
    for component in &mut scenario.components {
        component.restart_s = None;
        match &mut component.settings {
            Settings::Client(client) => {
                client.retry_budget = None;
                if publishes {
                    client.reads = client.reads.min(0.5);
                }
            }
            // Turns in front of turns come in a rhythm; load settles elsewhere.
            Settings::LoadBalancer(balancer) if balancer.algorithm != Algorithm::SourceHash => {
                balancer.algorithm = Algorithm::Random;
            }
            Settings::Dns(dns) => dns.ttl_s = 0.001,
            // What is delivered in vain holds its place meanwhile: five times, and a queue would now and then be full of it.
            Settings::Queue(queue) => queue.max_deliveries = queue.max_deliveries.min(2),
            _ => {}
        }
    }
    scenario
}

/// Messages that no queue comes to hold in a test.
pub const ROOM_FOR_EVER: u32 = 1_000_000;

/// Room without end in queues that nobody takes from: of these only a warning says when they are full.
pub fn keep_for_ever(scenario: &mut Scenario) {
    let topology = Topology::new(scenario);
    let delivers = |node: usize| topology.out_by(node, LinkRole::Delivers).next().is_some();
    for (node, component) in scenario.components.iter_mut().enumerate() {
        if let Settings::Queue(queue) = &mut component.settings
            && !topology.mirrors_of(node).into_iter().any(delivers)
        {
            queue.capacity = ROOM_FOR_EVER;
        }
    }
}

/// With nothing, one or two of its elements dead, and now and then a region isolated.
fn broken(seed: u64, mut scenario: Scenario) -> System {
    scenario.seed = seed + 1;
    let mut system = System {
        scenario,
        failed: Failed::nothing(),
    };
    let elements = system.elements();
    let mut chance = Chance(!seed);
    for _ in 0..chance.pick(&[0, 0, 0, 1, 1, 2]) {
        system.failed.insert(chance.pick(&elements));
    }
    if !system.scenario.regions.is_empty() && chance.happens(0.3) {
        let region = chance.pick(&system.scenario.regions).id;
        system.failed.isolated.insert(region);
    }
    system
}
