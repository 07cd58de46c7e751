//! Who is primary once all that is under way has come to its end.

use super::base::Base;
use super::elements::Options;
use super::failed::Failed;
use topple_model::{Roles, Scenario};

/// Who acts as primary, and who is out, once every promotion and every return that is under way with what is dead, cut and
/// isolated now has come to its end.
///
/// Every set that has acting primaries is named in it, whether or not it is as drawn.
pub fn settled_roles(scenario: &Scenario, failed: &Failed) -> Roles {
    let base = Base::new(scenario, failed, Options::default());
    let mut roles = Roles::default();
    for (set, start) in base.plan.sets.iter().zip(&base.state.now.starts) {
        for (place, node) in set.nodes.iter().enumerate() {
            let id = scenario.components[node.component].id;
            if start.acts(place) {
                roles.primaries.insert(id);
            }
            if start.is_out(place) {
                roles.out.insert(id);
            }
        }
    }
    roles
}
