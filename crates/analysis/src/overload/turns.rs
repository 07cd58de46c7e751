//! In which order a server calls what it calls.

use crate::plan::Group;

/// A server's groups in the order in which a request comes to them: caches before all else, each as drawn.
pub(super) fn caches_first(groups: &[Group]) -> impl Iterator<Item = &Group> {
    let is_cache = |group: &&Group| group.service.kind.row().is_shortcut;
    let others = groups.iter().filter(move |group| !is_cache(group));
    groups.iter().filter(is_cache).chain(others)
}
