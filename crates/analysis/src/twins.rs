//! Which parts need not be told apart as things stand: see [`Alike`].
//!
//! Beside what the drawing says of them it matters here what is dead, cut and isolated. Three sorts are told apart though
//! they are drawn alike: databases and nodes of a queue, of which each keeps data of its own, and clients, which are
//! classes by themselves. A link to a cache that requests pass over is no difference: what is served does not go by it.
//! In which order a server calls is one only where it shows: in the load, and in what is published before a call fails.

use super::plan::{Groups, Part, Plan};
use topple_model::Alike;

/// The parts that are alike for what is served, given which are dead and which links are open.
pub(super) fn for_requests(plan: &Plan, dead: &[bool], is_open: &dyn Fn(usize) -> bool) -> Alike {
    let calls = calls(plan);
    let has_messages = !plan.deliveries.all.is_empty();
    marked(plan, dead, is_open, &|link| match &calls[link] {
        Some(call) if !call.is_needed => None,
        Some(call) if has_messages => Some(call.turn),
        Some(_) | None => Some(0),
    })
}

/// The parts that are alike for the load, which goes by every link.
pub(super) fn for_load(plan: &Plan, dead: &[bool], is_open: &dyn Fn(usize) -> bool) -> Alike {
    let calls = calls(plan);
    marked(plan, dead, is_open, &|link| {
        Some(calls[link].as_ref().map_or(0, |call| call.turn))
    })
}

fn marked(
    plan: &Plan,
    dead: &[bool],
    is_open: &dyn Fn(usize) -> bool,
    mark_of_link: &dyn Fn(usize) -> Option<u64>,
) -> Alike {
    // A number of its own tells a part from all others.
    let mark = |component: usize| match plan.parts[component] {
        Part::Server { .. } | Part::Balancer(_) | Part::Dns { .. } | Part::Cache
            if !dead[component] =>
        {
            0
        }
        _ => component as u64 + 1,
    };
    let mark_of_link = |link: usize| {
        let mark = mark_of_link(link)?;
        Some(mark << 1 | u64::from(is_open(link)))
    };
    let (scenario, topology) = (plan.scenario(), plan.topology());
    Alike::marked(scenario, topology, &mark, &mark_of_link)
}

/// A link as a call of a server or of a client.
#[derive(Default)]
struct Call {
    /// Whether some request needs what it leads to: all but caches that are passed over.
    is_needed: bool,
    /// When it is its turn among the services that are called; the same number, the same turn.
    turn: u64,
}

/// By link; `None`: it is no call.
fn calls(plan: &Plan) -> Vec<Option<Call>> {
    let mut calls: Vec<Option<Call>> = Vec::new();
    calls.resize_with(plan.scenario().links.len(), || None);
    let mut add = |groups: &Groups| {
        for (turn, group) in groups.each().enumerate() {
            let is_needed = !group.service.kind.row().is_shortcut || group.required;
            let by_name = group.by_name.iter().flat_map(|asker| &asker.names);
            let links = group.members.iter().map(|member| member.link);
            for link in links.chain(by_name.map(|name| name.link)) {
                let call = calls[link].get_or_insert_default();
                call.is_needed |= is_needed;
                call.turn = call.turn * 1_024 + turn as u64 + 1;
            }
        }
    };
    for part in &plan.parts {
        match part {
            Part::Server { groups } => add(groups),
            Part::Client(client) => add(&client.groups),
            Part::Dns { .. }
            | Part::Balancer(_)
            | Part::Database
            | Part::Cache
            | Part::Queue(_) => {}
        }
    }
    calls
}
