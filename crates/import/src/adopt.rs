//! A file of a balancer beside the files that say what runs: whose it is, and what it says of that part.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::{Inventory, Part};

/// Takes over what one file said into the inventory of the others. The configuration of a balancer becomes that of the
/// part that is given this file, or of the only one that is such a balancer. Its members are those who have their hosts.
pub fn adopt(read: Inventory, file: &str, into: &mut Inventory) {
    let base = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let called: BTreeSet<&str> = read.calls.iter().map(|call| call.to.as_str()).collect();
    let fronts: Vec<usize> = (0..read.parts.len())
        .filter(|&i| !called.contains(read.parts[i].name.as_str()))
        .collect();
    let owner = match fronts.as_slice() {
        [front] => owner(&read.parts[*front].name, base, into),
        _ => None,
    };
    let hosts: BTreeMap<String, String> = into
        .parts
        .iter()
        .flat_map(|part| {
            part.hosts
                .iter()
                .map(|host| (host.clone(), part.name.clone()))
        })
        .collect();
    let members = || {
        read.parts
            .iter()
            .filter(|part| called.contains(part.name.as_str()))
    };
    let is_here = |part: &Part| part.hosts.iter().any(|host| hosts.contains_key(host));
    let is_elsewhere =
        members().next().is_some() && members().all(|part| is_local(part) && !is_here(part));
    if let Some(owner) = owner.as_ref().filter(|_| is_elsewhere) {
        let text = format!(
            "{base} sends requests to addresses of its own machine alone, which nobody in the other files has: who stands behind {owner} is not taken from it."
        );
        into.tell(Some(owner), text, None);
        return;
    }
    // What a name of the file is called in the inventory.
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    if let (Some(owner), [front]) = (&owner, fronts.as_slice()) {
        names.insert(read.parts[*front].name.clone(), owner.clone());
    }
    let zones = into.zones.len();
    for mut part in read.parts {
        let known = names
            .get(&part.name)
            .cloned()
            .or_else(|| part.hosts.iter().find_map(|host| hosts.get(host).cloned()));
        if let Some(known) = known {
            if let Some(there) = into.parts.iter_mut().find(|there| there.name == known) {
                there.balancer = part.balancer;
                there.kind = there
                    .kind
                    .take()
                    .or(part.kind.filter(|_| owner.as_ref() == Some(&known)));
                there.entry = there.entry.take().or(part.entry);
            }
            names.insert(part.name, known);
            continue;
        }
        part.zones.iter_mut().for_each(|zone| *zone += zones);
        let mut name = part.name.clone();
        while into.parts.iter().any(|there| there.name == name) {
            name.push('\'');
        }
        names.insert(std::mem::replace(&mut part.name, name.clone()), name);
        into.parts.push(part);
    }
    let renamed = |name: &String| {
        names
            .get(name)
            .cloned()
            .or_else(|| hosts.get(&name.to_lowercase()).cloned())
            .unwrap_or_else(|| name.clone())
    };
    for mut call in read.calls {
        call.from = renamed(&call.from);
        call.to = renamed(&call.to);
        into.calls.push(call);
    }
    for mut remark in read.remarks {
        remark.about = remark.about.as_ref().map(renamed);
        into.remarks.push(remark);
    }
    into.left_out.extend(read.left_out);
    into.zones.extend(read.zones.into_iter().map(|mut zone| {
        zone.parent = zone.parent.map(|parent| parent + zones);
        zone
    }));
}

/// Whether it stands on the machine of whoever calls it.
fn is_local(part: &Part) -> bool {
    let is_one = |host: &String| host == "localhost" || host == "::1" || host.starts_with("127.");
    part.hosts.iter().any(is_one)
}

/// Whose configuration it is, by name.
fn owner(balancer: &str, base: &str, into: &Inventory) -> Option<String> {
    let given = into
        .parts
        .iter()
        .filter(|part| part.config_files.iter().any(|file| file == base));
    let given: Vec<&str> = given.map(|part| part.name.as_str()).collect();
    let word = balancer
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
        .to_lowercase();
    let such = into
        .parts
        .iter()
        .filter(|part| part.is_made_of(&word) || part.name.to_lowercase().contains(&word));
    let such: Vec<&str> = such.map(|part| part.name.as_str()).collect();
    [given, such]
        .into_iter()
        .find_map(|names| match names.as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        })
}
