//! Systems in trouble: some of it dead, regions isolated, and roles that have moved.

use topple_analysis::{Failed, settled_roles};
use topple_model::{ComponentId, Failback, Scenario, Settings, Topology};
use topple_testing::Chance;
use topple_testing::systems::damage;

/// A system with rules of failback of its own, and what is wrong in it: in every other system nothing but what is dead.
pub fn troubled(seed: u64, mut scenario: Scenario) -> (Scenario, Failed) {
    let mut chance = Chance(seed ^ 0x0710_0b1e);
    for component in &mut scenario.components {
        if let Settings::Database(database) = &mut component.settings {
            database.failback = chance.pick(&[Failback::Stay, Failback::Return]);
        }
    }
    let mut failed = damage(seed, &scenario);
    if chance.happens(0.5) {
        return (scenario, failed);
    }
    let regions = scenario.regions.iter().map(|region| region.id);
    failed.isolated = regions.filter(|_| chance.happens(0.4)).collect();
    let topology = Topology::new(&scenario);
    for set in &topology.sets {
        let id = |node: usize| -> ComponentId { scenario.components[node].id };
        if chance.happens(0.5) {
            let acting = chance.pick(&set.nodes);
            failed.roles.primaries.insert(id(acting));
            let others = set.nodes.iter().copied().filter(|&node| node != acting);
            let out = others.filter(|_| chance.happens(0.2)).map(id);
            failed.roles.out.extend(out);
        }
    }
    (scenario, failed)
}

/// The same once all that is under way has come to its end: what follows then follows from one fault more.
pub fn settled(seed: u64, scenario: Scenario) -> (Scenario, Failed) {
    let (scenario, mut failed) = troubled(seed, scenario);
    failed.roles = settled_roles(&scenario, &failed);
    (scenario, failed)
}
