//! What to call a part.

use std::collections::BTreeSet;

use super::plan::Resource;

/// Names that say nothing.
const EMPTY: [&str; 8] = [
    "this", "main", "default", "resource", "instance", "self", "cluster", "service",
];

/// A name for a resource: its own, or its module's where that says nothing, with what it is behind it. Never one that another has.
pub fn of(resource: &Resource<'_>, has_index: bool, taken: &mut BTreeSet<String>) -> String {
    let module = resource.modules.last();
    let mut name = match module {
        Some((module, _)) if EMPTY.contains(&resource.name) => module.clone(),
        _ => resource.name.to_owned(),
    };
    let suffix = resource.row.map_or("", |row| row.suffix);
    let says = |name: &str| {
        name.to_lowercase()
            .split(['-', '_'])
            .any(|word| word == suffix)
    };
    if !suffix.is_empty() && !says(&name) {
        name = format!("{name}-{suffix}");
    }
    let keys = module
        .and_then(|(_, key)| key.clone())
        .into_iter()
        .chain(resource.index.clone().filter(|_| has_index));
    for key in keys {
        name = format!("{name}-{key}");
    }
    let name: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut candidates = vec![name.clone()];
    if let Some((module, _)) = module {
        candidates.push(format!("{module}-{name}"));
    }
    let free = candidates.into_iter().find(|name| !taken.contains(name));
    let name = free.unwrap_or_else(|| {
        let numbers = 2..=taken.len() + 2;
        numbers
            .map(|n| format!("{name}-{n}"))
            .find(|name| !taken.contains(name))
            .unwrap_or(name)
    });
    taken.insert(name.clone());
    name
}

/// The region that a zone of a cloud is in: `us-east-1` of `us-east-1a`, `europe-west1` of `europe-west1-b`.
pub fn region(zone: &str) -> Option<&str> {
    let bare = zone.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    let bare = bare.strip_suffix('-').unwrap_or(bare);
    (bare.ends_with(|c: char| c.is_ascii_digit()) && bare.contains('-')).then_some(bare)
}
