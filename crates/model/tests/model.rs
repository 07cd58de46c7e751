//! The rules of the document, as a person meets them.

use proptest::prelude::*;
use topple_model::link::LinkRole;
use topple_model::sketch::sketch;
use topple_model::{
    Component, ComponentId, Edit, Failover, Kind, Link, LinkId, Point, Region, RegionId, Rejection,
    Scenario, Target, Topology, rules, validate, work,
};

fn component(id: &str) -> ComponentId {
    ComponentId::new(id).unwrap()
}

fn refusal(scenario: &str, link: &str) -> Option<String> {
    let id = LinkId::parse(link).unwrap();
    rules::may_link(&sketch(scenario), &Link::new(id.from, id.to))
        .err()
        .map(|refusal| refusal.to_string())
}

#[test]
fn every_pair_of_kinds_may_link_exactly_where_the_table_says() {
    let allowed = [
        (Kind::Client, Kind::Dns),
        (Kind::Client, Kind::LoadBalancer),
        (Kind::Client, Kind::Server),
        (Kind::Dns, Kind::LoadBalancer),
        (Kind::Dns, Kind::Server),
        (Kind::LoadBalancer, Kind::LoadBalancer),
        (Kind::LoadBalancer, Kind::Server),
        (Kind::LoadBalancer, Kind::Cache),
        (Kind::LoadBalancer, Kind::Database),
        (Kind::Server, Kind::Dns),
        (Kind::Server, Kind::LoadBalancer),
        (Kind::Server, Kind::Server),
        (Kind::Server, Kind::Cache),
        (Kind::Server, Kind::Database),
        (Kind::Server, Kind::Queue),
        (Kind::Database, Kind::Database),
        (Kind::Queue, Kind::LoadBalancer),
        (Kind::Queue, Kind::Server),
        (Kind::Queue, Kind::Queue),
    ];
    for from in Kind::ALL {
        for to in Kind::ALL {
            let mut scenario = Scenario::default();
            let ids = [component("a"), component("b")];
            scenario
                .components
                .push(Component::new(ids[0], from, Point::default()));
            scenario
                .components
                .push(Component::new(ids[1], to, Point::default()));
            let answer = rules::may_link(&scenario, &Link::new(ids[0], ids[1]));
            assert_eq!(
                answer.is_ok(),
                allowed.contains(&(from, to)),
                "{from:?} to {to:?}: {answer:?}"
            );
            if let Err(refusal) = answer {
                assert!(
                    refusal.to_string().ends_with('.'),
                    "{refusal} is a sentence"
                );
            }
        }
    }
}

#[test]
fn a_refused_link_says_why_in_plain_words() {
    let cases = [
        (
            "users -> web-1 -> db-1\ncache-1:",
            "db-1>cache-1",
            "A database does not call a cache. Draw the link from the server that uses both.",
        ),
        (
            "users -> dns-1 -> lb-1",
            "users>lb-1",
            "users would have both names and fixed addresses. A client either asks DNS or calls fixed addresses: remove its other links first.",
        ),
        ("users -> lb-1", "users>lb-1", "users already calls lb-1."),
        (
            "web-1 -> web-2 -> web-3",
            "web-3>web-1",
            "Calls would go round in a circle through",
        ),
        (
            "lb-1 -> web-1\nsearch-1: service=search",
            "lb-1>search-1",
            "The pool of lb-1 would hold both \"web\" and \"search (server)\".",
        ),
        (
            "lb-1 -> db-1\ndb-2: shard=b",
            "lb-1>db-2",
            "The pool of lb-1 would hold databases of different shards.",
        ),
        (
            "db-1: shard=a\ndb-2: shard=b",
            "db-1>db-2",
            "db-1 and db-2 do not hold the same data",
        ),
        (
            "users -> web-1",
            "web-1>web-1",
            "A component does not call itself.",
        ),
        (
            "users -> web-1",
            "web-1>nobody",
            "There is no component \"nobody\".",
        ),
    ];
    for (scenario, link, expected) in cases {
        let said = refusal(scenario, link).unwrap_or_else(|| panic!("{link} was allowed"));
        assert!(said.starts_with(expected), "{link}: {said}");
    }
    assert_eq!(
        refusal("users -> lb-1 -> web-1 web-2\nlb-2:", "users>lb-2"),
        None
    );
}

#[test]
fn a_link_is_not_blamed_for_a_rule_that_was_broken_before() {
    let broken = "lb-1 -> web-1\nsearch-1: service=search\nlb-1 -> search-1\nusers:";
    assert_eq!(refusal(broken, "users>web-1"), None);
}

#[test]
fn a_balancer_is_of_the_service_of_its_members() {
    let scenario = sketch("lb-1 -> lb-2 -> cache-1\nlb-3: service=search");
    let topology = Topology::new(&scenario);
    let service = |id: &str| {
        topology.services[topology.index[&component(id)]]
            .as_ref()
            .unwrap()
            .to_string()
    };
    assert_eq!(service("lb-1"), "cache");
    assert_eq!(service("lb-2"), "cache");
    assert_eq!(service("lb-3"), "search (server)");
}

#[test]
fn a_balancer_with_no_members_may_be_in_any_pool() {
    assert_eq!(refusal("lb-1 -> db-1\nlb-2:", "lb-1>lb-2"), None);
    assert_eq!(refusal("lb-1 -> lb-2\ndb-1:", "lb-1>db-1"), None);
    assert_eq!(refusal("lb-1 -> lb-2 db-1\ndb-2:", "lb-2>db-2"), None);
    assert_eq!(
        refusal("lb-1 -> lb-2 db-1\nweb-1:", "lb-2>web-1").unwrap(),
        "The pool of lb-1 would hold both \"web\" and \"db\". All members of a pool do the same work: give each \
         service a balancer of its own."
    );
}

#[test]
fn the_first_node_drawn_as_primary_rules_its_set() {
    let scenario = sketch(
        "db-1: role=standby failover=manual\ndb-2 -> db-3\ndb-2: failover=quorum\ndb-3: failover=automatic\ndb-4: shard=x",
    );
    let topology = Topology::new(&scenario);
    assert_eq!(topology.sets.len(), 2);
    assert_eq!(topology.sets[0].failover, Failover::Quorum);
    assert_eq!(topology.sets[0].nodes, [0, 1, 2]);
    assert_eq!(topology.sets[0].ruling, 1);
}

#[test]
fn shards_are_those_that_a_client_can_reach() {
    let scenario = sketch(
        "users-1 -> web-1 -> db-1 db-2\nusers-2 -> web-2 -> db-1\ndb-1: shard=b\ndb-2: shard=a\ndb-9: shard=c",
    );
    let topology = Topology::new(&scenario);
    let shards = |id: &str| {
        let reached = topology.shards_reached(topology.index[&component(id)]);
        let labels = |sets: &Vec<usize>| {
            sets.iter()
                .map(|&s| topology.sets[s].shard.clone().unwrap())
                .collect()
        };
        reached.values().map(labels).collect::<Vec<Vec<String>>>()
    };
    assert_eq!(shards("users-1"), [["a", "b"]]);
    assert!(shards("users-2").is_empty());
}

#[test]
fn latency_follows_regions_unless_the_link_says_otherwise() {
    let mut scenario = sketch(
        "lb-1 -> web-1 web-2 web-3 web-4\nzone-a = lb-1 web-1\nzone-b = web-2\neast = web-3\nzone-a < west\nzone-b < west\nlb-1>web-4: latency_ms=7",
    );
    scenario.links[3].latency_ms = Some(7.0);
    let topology = Topology::new(&scenario);
    let latencies: Vec<f64> = (0..scenario.links.len())
        .map(|i| topology.latency_ms(&scenario, i))
        .collect();
    assert_eq!(latencies, [0.25, 0.5, 20.0, 7.0]);
    for (link, latency) in scenario.links[..3].iter().zip(latencies) {
        let region = |id| scenario.component(id).unwrap().region;
        assert_eq!(
            scenario.default_latency_ms(region(link.from), region(link.to)),
            latency
        );
    }
}

#[test]
fn callers_come_before_what_they_call() {
    let scenario = sketch("db-1:\nweb-1 -> db-1\nlb-1 -> web-1\ndns-1 -> lb-1\nusers -> dns-1");
    let topology = Topology::new(&scenario);
    let place = |i: usize| topology.order.iter().position(|&c| c == i).unwrap();
    for (link, ends) in topology.ends.iter().enumerate() {
        let (from, to) = ends.unwrap();
        assert!(topology.roles[link] == Some(LinkRole::Replicates) || place(from) < place(to));
    }
}

#[test]
fn all_problems_are_told_at_once_each_with_its_place() {
    let mut scenario = sketch("users -> web-1 -> db-1");
    scenario.components[0].settings = topple_model::Settings::Client(topple_model::Client {
        rate_rps: -1.0,
        reads: 2.0,
        ..Default::default()
    });
    scenario.components[1].region = RegionId::new("nowhere");
    scenario.components[2].at.x = f64::NAN;
    scenario.workload.keys = 0;
    scenario
        .links
        .push(Link::new(component("db-1"), component("users")));
    let told: Vec<String> = validate::problems(&scenario)
        .iter()
        .map(|p| format!("{:?}: {}", p.place, p.message))
        .collect();
    let expected = [
        "Scenario(\"workload.keys\"): 0 is not in 1..=1000000",
        "Component(0, \"rate_rps\"): -1 is not in 0..=1000000",
        "Component(0, \"reads\"): 2 is not in 0..=1",
        "Component(1, \"region\"): there is no region \"nowhere\"",
        "Component(2, \"at\"): NaN is not in -1000000..=1000000",
        "Link(2, \"\"): Nothing calls a client. Draw the link from the client to what it calls.",
    ];
    assert_eq!(told, expected);
}

#[test]
fn edits_are_taken_all_or_none() {
    let mut scenario = sketch("users -> web-1 -> db-1");
    let before = scenario.clone();
    let links =
        [("users", "db-1"), ("users", "web-1")].map(|(a, b)| Link::new(component(a), component(b)));
    let title = Edit::SetTitle("changed".into());
    let refused = scenario.take(vec![title, Edit::AddLink(9, Box::new(links[0].clone()))]);
    assert!(matches!(refused, Err(Rejection::Refused(_))), "{refused:?}");
    assert_eq!(scenario, before);
    assert!(
        scenario
            .take(vec![Edit::RemoveComponent(component("web-1"))])
            .is_err(),
        "its links still name it"
    );
    assert!(
        scenario
            .take(vec![Edit::RemoveLink(LinkId::parse("a>b").unwrap())])
            .is_err()
    );
    assert_eq!(scenario, before);
}

#[test]
fn removing_takes_along_what_hangs_on_it() {
    let mut scenario = sketch("users -> lb-1 -> web-1\nzone = lb-1 web-1\nzone < west");
    scenario.script = vec![
        topple_model::ScriptEntry::act(
            1.0,
            topple_model::Action::Kill(Target::Component(component("web-1"))),
        ),
        topple_model::ScriptEntry::act(
            2.0,
            topple_model::Action::Cut(LinkId::parse("users>lb-1").unwrap()),
        ),
    ];
    let before = scenario.clone();
    let zone = RegionId::new("zone").unwrap();
    let edits = scenario.removal_of(&[Target::Component(component("web-1")), Target::Region(zone)]);
    let undo = scenario.take(edits).unwrap();
    assert_eq!(scenario.components.len(), 2);
    assert_eq!(
        scenario.component(component("lb-1")).unwrap().region,
        RegionId::new("west")
    );
    assert_eq!(scenario.links.len(), 1);
    assert_eq!(scenario.script.len(), 1);
    scenario.take(undo).unwrap();
    assert_eq!(scenario, before);
}

#[test]
fn what_is_there_already_is_not_added_even_for_a_moment() {
    let mut scenario = sketch("users -> web-1 web-2\nwest = web-1");
    let before = scenario.clone();
    let link = scenario.links[1].clone();
    let part = scenario.components[2].clone();
    let region = scenario.regions[0].clone();
    let twice = [
        vec![
            Edit::AddLink(0, Box::new(link.clone())),
            Edit::RemoveLink(link.id()),
        ],
        vec![
            Edit::AddComponent(0, Box::new(part.clone())),
            Edit::RemoveComponent(part.id),
        ],
        vec![
            Edit::AddRegion(0, Box::new(region.clone())),
            Edit::RemoveRegion(region.id),
        ],
    ];
    for edits in twice {
        // Which of the two was taken away, an undo could not tell.
        assert!(scenario.take(edits).is_err());
        assert_eq!(scenario, before);
    }
}

/// A random edit of a scenario, sound or not.
fn random_edit(scenario: &Scenario, choice: u8, a: usize, b: usize, x: f64) -> Vec<Edit> {
    let pick = |i: usize| scenario.components[i % scenario.components.len()].clone();
    match choice % 8 {
        0 => {
            let kind = Kind::ALL[a % 6];
            let id = topple_model::Id::fresh(kind.stem(), |id| scenario.is_taken(id));
            vec![Edit::AddComponent(
                b,
                Box::new(Component::new(ComponentId(id), kind, Point::new(x, x))),
            )]
        }
        1 if scenario.components.len() > 1 => scenario.removal_of(&[Target::Component(pick(a).id)]),
        2 => vec![Edit::AddLink(
            b % 3,
            Box::new(Link::new(pick(a).id, pick(b).id)),
        )],
        3 => scenario
            .links
            .iter()
            .cycle()
            .nth(a)
            .map(|l| Edit::RemoveLink(l.id()))
            .into_iter()
            .collect(),
        4 => vec![Edit::SetComponent(Box::new(Component {
            at: Point::new(x, -x),
            ..pick(a)
        }))],
        5 => {
            let id = topple_model::Id::fresh("zone", |id| scenario.is_taken(id));
            let region = Region::new(RegionId(id), topple_model::Rect::new(x, x, 10.0, 10.0));
            vec![Edit::AddRegion(a, Box::new(region))]
        }
        6 => scenario.removal_of(
            &scenario
                .regions
                .iter()
                .map(|r| Target::Region(r.id))
                .collect::<Vec<_>>(),
        ),
        _ => vec![
            Edit::SetTitle(format!("title {a}")),
            Edit::SetSeed(b as u64),
        ],
    }
}

proptest! {
    #[test]
    fn random_edits_undone_give_back_the_same_scenario(
        steps in prop::collection::vec((any::<u8>(), 0usize..50, 0usize..50, -1e3f64..1e3), 1..40)
    ) {
        let first = sketch("users -> dns-1 -> lb-1 -> web-1 web-2 -> db-1\nwest = web-1 db-1");
        let mut scenario = first.clone();
        let mut undo = Vec::new();
        for (choice, a, b, x) in steps {
            if let Ok(inverse) = scenario.take(random_edit(&scenario, choice, a, b, x)) {
                undo.push(inverse);
            }
            prop_assert!(validate::problems(&scenario).is_empty());
        }
        while let Some(edits) = undo.pop() {
            scenario.take(edits).expect("what undoes an edit applies");
        }
        prop_assert_eq!(scenario, first);
    }

    #[test]
    fn the_edits_between_two_scenarios_make_the_one_of_the_other(
        steps in prop::collection::vec((any::<u8>(), 0usize..50, 0usize..50, -1e3f64..1e3), 1..40)
    ) {
        let first = sketch("users -> dns-1 -> lb-1 -> web-1 web-2 -> db-1\nwest = web-1 db-1");
        let mut last = first.clone();
        for (choice, a, b, x) in steps {
            let _ = last.take(random_edit(&last, choice, a, b, x));
        }
        for (from, to) in [(&first, &last), (&last, &first)] {
            let edits = Edit::between(from, to);
            prop_assert!(!edits.iter().any(|edit| matches!(edit, Edit::Replace(_))), "{edits:?}");
            let mut made = from.clone();
            made.take(edits).expect("both ends are sound");
            prop_assert_eq!(&made, to);
        }
    }
}

#[test]
fn the_edits_between_two_scenarios_are_few_where_little_differs() {
    let before = sketch("users -> lb-1 -> web-1 web-2 -> db-1");
    let mut after = before.clone();
    after.components[2].at = Point::new(3.0, 4.0);
    after.title = "Moved".into();
    let edits = Edit::between(&before, &after);
    let moved = Edit::SetComponent(Box::new(after.components[2].clone()));
    assert_eq!(edits, [moved, Edit::SetTitle("Moved".into())]);
    assert_eq!(Edit::between(&before, &before), []);
    after.components.swap(1, 3);
    let mut made = before.clone();
    made.take(Edit::between(&before, &after)).unwrap();
    assert_eq!(made, after, "order has meaning");
}

#[test]
fn what_a_run_does_not_see_does_not_change_the_meaning() {
    let before = sketch("users -> web-1 -> db-1\nwest = web-1");
    let mut same = before.clone();
    same.title = "A title".into();
    same.components[1].name = Some("The shop".into());
    same.components[1].note = "restart it by hand".into();
    same.components[1].availability = Some(0.9);
    same.components[1].at = Point::new(5.0, 5.0);
    same.regions[0].frame.width += 10.0;
    assert!(before.means_the_same(&same));
    let different: [fn(&mut Scenario); 6] = [
        |s| s.seed += 1,
        |s| s.workload.keys += 1,
        |s| s.components[1].region = None,
        |s| s.components[1].service = Some("shop".into()),
        |s| s.links[0].loss = 0.5,
        |s| s.components.swap(0, 1),
    ];
    for (i, change) in different.into_iter().enumerate() {
        let mut other = before.clone();
        change(&mut other);
        assert!(!before.means_the_same(&other), "change {i}");
    }
}

#[test]
fn many_links_that_cannot_be_are_left_out_over_two_topologies() {
    let mut scenario = sketch("users -> web-1 web-2 -> db-1 db-2");
    let drawn = scenario.links.clone();
    let backwards = |l: &Link| Link::new(l.to, l.from);
    let mut wrong: Vec<Link> = drawn.iter().map(backwards).collect();
    wrong.extend(drawn.iter().cloned());
    let (refused, work) = work::of(|| rules::add_links(&mut scenario, wrong));
    assert_eq!(scenario.links, drawn);
    assert!(refused.len() > 2, "{refused:?}");
    assert_eq!(work.topologies, 2);
}

#[test]
fn what_may_end_a_link_is_what_may_be_linked() {
    let scenario = sketch(
        "
        users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 -> db-1 cache-1
        lb-3 -> lb-4
        lb-5 -> search-1
        search-1: service=search
        db-1 -> db-2
        db-2: role=standby
        db-9: shard=z
        ",
    );
    let topology = Topology::new(&scenario);
    for (from, caller) in scenario.components.iter().enumerate() {
        let refusals = rules::targets::refusals(&scenario, &topology, from);
        for (called, refusal) in scenario.components.iter().zip(refusals) {
            let link = Link::new(caller.id, called.id);
            let may = rules::may_link(&scenario, &link);
            assert_eq!(
                may.is_ok(),
                refusal.is_none(),
                "{}: {may:?} {refusal:?}",
                link.id()
            );
        }
    }
}

#[test]
fn what_was_removed_from_many_places_comes_back_to_them_and_no_name_comes_twice() {
    let before = sketch("users -> lb-1 -> web-1 web-2 web-3 -> db-1 db-2");
    let mut scenario = before.clone();
    let chosen = ["web-1", "web-3", "db-2"].map(|id| scenario.target(id).expect("it is there"));
    let removal = scenario.removal_of(&chosen);
    let mut undo = scenario.take(removal).expect("they can go");
    let mut twice = undo.clone();
    scenario
        .take(std::mem::take(&mut undo))
        .expect("and come back");
    assert_eq!(scenario, before);
    twice.retain(|edit| matches!(edit, Edit::AddComponent(..)));
    assert!(scenario.take(twice).is_err(), "they are there already");
    assert_eq!(scenario, before);
}

/// The sets of a sketch: each its service, and its nodes by id.
fn sets(text: &str) -> Vec<String> {
    let scenario = sketch(text);
    let topology = Topology::new(&scenario);
    let id = |node: &usize| scenario.components[*node].id.to_string();
    let told = topology.sets.iter().map(|set| {
        let nodes: Vec<String> = set.nodes.iter().map(id).collect();
        format!("{}: {}", set.service, nodes.join(" "))
    });
    told.collect()
}

#[test]
fn what_no_channel_ties_in_is_no_copy() {
    let tied = "db-1 -> db-2 db-3\ndb-3 -> db-4\ndb-2: role=standby";
    assert_eq!(sets(tied), ["db: db-1 db-2 db-3 db-4"]);
    // Which way a channel is drawn does not matter, nor through whom it leads.
    assert_eq!(
        sets("db-2 -> db-1\ndb-2 -> db-3\ndb-2: role=read_replica"),
        ["db: db-2 db-1 db-3"]
    );
    // Another primary is a store of its own, with what is tied to it.
    assert_eq!(
        sets("db-1 -> db-2\ndb-2: role=standby\ndb-3 -> db-4\ndb-4: role=standby"),
        ["db: db-1 db-2", "db-3: db-3 db-4"]
    );
    // What has no primary behind it belongs to the first, without data.
    assert_eq!(
        sets("db-0 -> db-5\ndb-0: role=standby\ndb-5: role=standby\ndb-1: workers=1"),
        ["db: db-0 db-5 db-1"]
    );
    // Shards are apart, and a store of its own is a shard of nothing.
    let sharded = "db-1: shard=a\ndb-2: shard=b\ndb-3: shard=b";
    assert_eq!(sets(sharded), ["db: db-1", "db: db-2", "db-3: db-3"]);
    assert_eq!(Topology::new(&sketch(sharded)).sets[2].shard, None);
}

#[test]
fn a_store_of_its_own_is_told_from_a_service_of_that_name() {
    let named = "db-1: workers=1\ndb-2: workers=1\ndb-3: service=db-2";
    assert_eq!(sets(named), ["db: db-1", "db-2*: db-2", "db-2: db-3"]);
}

#[test]
fn who_has_the_data_is_tied_to_a_primary() {
    let scenario = sketch(
        "db-1 -> db-2 -> db-3\ndb-4 -> db-5\ndb-2: role=standby\ndb-3: role=read_replica\n\
         db-4: role=standby\ndb-5: role=standby\ndb-6: workers=1",
    );
    let topology = Topology::new(&scenario);
    let fed = scenario.components.iter().zip(&topology.is_fed);
    let fed: Vec<String> = fed
        .filter(|(_, fed)| **fed)
        .map(|(c, _)| c.id.to_string())
        .collect();
    assert_eq!(fed, ["db-1", "db-2", "db-3", "db-6"]);
}

#[test]
fn stores_that_share_no_data_may_be_tied_together_and_stand_in_one_pool() {
    // Otherwise nobody could draw the channel, nor open what was drawn before.
    let scenario = sketch("users -> web-1 -> lb-1 -> db-1 db-2");
    let topology = Topology::new(&scenario);
    assert_eq!(rules::broken_rules(&scenario, &topology), []);
    let channel = Link::new(component("db-1"), component("db-2"));
    assert_eq!(rules::may_link(&scenario, &channel), Ok(()));
    let pool = topology.index[&component("lb-1")];
    assert_eq!(topology.stores_of_pool(pool).len(), 2);
    let shards = sketch("lb-1 -> db-1\ndb-2: shard=a");
    let mixed = Link::new(component("lb-1"), component("db-2"));
    assert!(rules::may_link(&shards, &mixed).is_err());
}

fn needs(text: &str, caller: &str) -> Vec<String> {
    let scenario = sketch(text);
    let topology = Topology::new(&scenario);
    let caller = topology.index[&component(caller)];
    let to = |link: &usize| scenario.links[*link].to.to_string();
    let one = |need: &topple_model::topology::Need| {
        let links: Vec<String> = need.links.iter().map(to).collect();
        format!(
            "{}{}",
            links.join(" "),
            if need.required { "!" } else { "" }
        )
    };
    let groups = topology.dependencies(&scenario, caller);
    let words = |d: &topple_model::topology::Dependency| {
        let by = if d.by_name { "by name " } else { "" };
        format!(
            "{by}{}: {} / {}",
            d.service.label,
            one(&d.reads),
            one(&d.writes)
        )
    };
    groups.iter().map(words).collect()
}

#[test]
fn a_group_is_needed_if_any_of_its_links_is_required_and_each_link_makes_its_call_for_some_requests()
 {
    let system = "
        users -> web-1 -> db-1 cache-1 ads-1 ads-2 mq-1
        mq-1 -> mail-1
        ads-1: service=ads
        ads-2: service=ads
        mail-1: service=mail
    ";
    assert_eq!(
        needs(system, "web-1"),
        [
            "db: db-1! / db-1!",
            "cache: cache-1 / cache-1",
            "ads: ads-1 ads-2! / ads-1 ads-2!",
            "queue:  / mq-1!",
        ]
    );
    let settings = "
        web-1>ads-1: required=off
        web-1>ads-2: required=off on=reads
        web-1>cache-1: required=on
        web-1>mq-1: on=all required=off
        web-1>db-1: on=writes
    ";
    assert_eq!(
        needs(&[system, settings].concat(), "web-1"),
        [
            "db:  / db-1!",
            "cache: cache-1! / cache-1!",
            "ads: ads-1 ads-2 / ads-1",
            "queue: mq-1 / mq-1",
        ]
    );
}

#[test]
fn a_link_is_optional_if_no_request_that_takes_it_fails_without_its_service() {
    let optional = |settings: &str| -> Vec<String> {
        let system = "
            users -> web-1 -> db-1 cache-1 ads-1 ads-2
            ads-1: service=ads
            ads-2: service=ads
            web-1>ads-1: required=off
        ";
        let scenario = sketch(&[system, settings].concat());
        let topology = Topology::new(&scenario);
        let links = 0..scenario.links.len();
        let optional = links.filter(|link| topology.is_optional(&scenario, *link));
        optional
            .map(|link| scenario.links[link].to.to_string())
            .collect()
    };
    assert!(optional("").is_empty(), "the other one needs it");
    assert_eq!(optional("web-1>ads-2: required=off"), ["ads-1", "ads-2"]);
    let apart = "web-1>ads-1: on=reads\nweb-1>ads-2: on=writes";
    assert_eq!(optional(apart), ["ads-1"], "writes alone need it");
    let cache = "web-1>cache-1: required=off";
    assert!(optional(cache).is_empty(), "a shortcut is no optional call");
}

#[test]
fn name_servers_of_one_service_are_one_group_of_a_server() {
    let system = "
        users -> web-1 -> dns-1 dns-2 dns-3 dns-4 api-9
        dns-1 dns-2 -> api-1 api-2
        dns-3 -> pay-1
        api-1: service=api
        api-2: service=api
        api-9: service=api
        pay-1: service=pay
    ";
    assert_eq!(
        needs(system, "web-1"),
        [
            "by name api: dns-1 dns-2! / dns-1 dns-2!",
            "by name pay: dns-3! / dns-3!",
            "by name dns-4: dns-4! / dns-4!",
            "api: api-9! / api-9!",
        ]
    );
    assert_eq!(needs("users -> dns-1 -> web-1", "users"), [""; 0]);
}

#[test]
fn only_a_call_may_be_optional_or_for_some_requests() {
    let told = |link: &str, setting: &str| {
        let text = format!(
            "users -> dns-1 -> lb-1 -> web-1 -> db-1 -> db-2\ndb-2: role=standby\n{link}: {setting}"
        );
        let problems = validate::problems(&sketch(&text));
        problems.into_iter().map(|p| p.message).collect::<Vec<_>>()
    };
    for setting in ["required=off", "on=reads"] {
        assert_eq!(told("web-1>db-1", setting), [""; 0]);
        for link in ["users>dns-1", "dns-1>lb-1", "lb-1>web-1", "db-1>db-2"] {
            assert_eq!(told(link, setting).len(), 1, "{link} {setting}");
        }
    }
}

#[test]
fn queues_deliver_to_servers_and_mirror_their_own() {
    let system = "
        users -> web-1 -> queue-1 queue-2
        queue-1 -> queue-2
        queue-3 -> queue-2
        queue-1 -> lb-1 mail-1
        lb-1 -> work-1 work-2
        work-1: service=work
        work-2: service=work
        mail-1: service=mail
        lb-9 -> cache-1
    ";
    let scenario = sketch(system);
    let topology = Topology::new(&scenario);
    let at = |id: &str| topology.index[&component(id)];
    let names = |all: Vec<usize>| {
        let names = all
            .into_iter()
            .map(|i| scenario.components[i].id.to_string());
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        names(topology.mirrors_of(at("queue-3"))),
        ["queue-1", "queue-2", "queue-3"]
    );
    assert_eq!(names(topology.mirrors_of(at("web-1"))), ["web-1"]);
    let services: Vec<&str> = topology
        .deliveries(at("queue-1"))
        .iter()
        .map(|(s, _)| &*s.label)
        .collect();
    assert_eq!(services, ["work", "mail"]);
    assert_eq!(
        refusal(system, "queue-1>lb-9").as_deref(),
        Some(
            "A queue does not call a cache. Put the server that works on its messages between them."
        )
    );
    let returns = [system, "work-1 -> queue-9"].concat();
    assert!(
        refusal(&returns, "queue-9>queue-1").is_some_and(|why| why.contains("circle")),
        "a message would come back"
    );
    let other = [system, "queue-3: service=other\nwithout queue-3>queue-2"].concat();
    assert!(refusal(&other, "queue-3>queue-2").is_some_and(|why| why.contains("different queues")));
    assert!(refusal(system, "work-1>queue-1").is_some_and(|why| why.contains("circle")));
}

#[test]
fn groups_are_there_and_hold_what_can_die() {
    let mut scenario = sketch("users -> web-1\nedge ~ web-1");
    assert_eq!(validate::problems(&scenario), []);
    let group = scenario.groups[0].id;
    scenario.components[0].groups.push(group);
    scenario.components[1].groups.push(group);
    scenario.components[1]
        .groups
        .push(topple_model::GroupId::new("gone").unwrap());
    scenario.components[0].restart_s = Some(3.0);
    let told: Vec<String> = validate::problems(&scenario)
        .into_iter()
        .map(|p| p.message)
        .collect();
    assert_eq!(
        told,
        [
            "what is never dead is not started again",
            "what is never dead shares no fate",
            "\"edge\" stands there twice",
            "there is no group \"gone\"",
        ]
    );
}

#[test]
fn a_removed_group_leaves_its_parts_and_comes_back_with_them() {
    let before = sketch("users -> web-1 web-2\nedge ~ web-1 web-2\nother ~ web-1");
    let mut scenario = before.clone();
    let edge = scenario.target("edge").unwrap();
    let undo = scenario.take(scenario.removal_of(&[edge])).unwrap();
    assert_eq!(scenario.groups.len(), 1);
    assert_eq!(scenario.components[1].groups.len(), 1);
    let there = Edit::between(&before, &scenario);
    let mut again = before.clone();
    again.take(there).unwrap();
    assert_eq!(again, scenario);
    scenario.take(undo).unwrap();
    assert_eq!(scenario, before);
}
