//! Groups: fates that parts share, across regions.

use topple_model::sketch::sketch;

use super::run_of;

const EDGES: &str = "
    users -> lb-1 lb-2 -> web-1 web-2
    west = lb-1 web-1
    east = lb-2 web-2
    edge ~ lb-1 lb-2
";

#[test]
fn a_group_takes_its_parts_down_at_once_wherever_they_stand() {
    let mut run = run_of(EDGES);
    assert!(run.share(0.0, 5.0) > 0.99);
    run.kill("edge");
    assert!(run.share(8.0, 12.0) < 0.01);
    let killed = run.story();
    assert!(
        killed.iter().any(|line| line.ends_with("edge is killed")),
        "{killed:?}"
    );
    run.revive("edge");
    assert!(run.share(20.0, 25.0) > 0.99);
}

#[test]
fn a_part_is_dead_while_it_or_its_region_or_a_group_of_it_is() {
    let mut run = run_of(EDGES);
    run.kill("edge").kill("lb-1").kill("east");
    let dead = |run: &crate::Run| {
        let dead = run.faults().dead(run.scenario());
        dead.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(dead(&run), ["lb-1", "lb-2", "web-2"]);
    run.revive("edge");
    assert_eq!(dead(&run), ["lb-1", "lb-2", "web-2"]);
    run.revive("lb-1").revive("east");
    assert!(dead(&run).is_empty());
}

#[test]
fn a_part_that_leaves_a_dead_group_lives() {
    let mut run = run_of(EDGES);
    run.kill("edge").to(5.0);
    let mut left = sketch(EDGES);
    left.components.iter_mut().for_each(|c| c.groups.clear());
    run.apply_scenario(&left);
    assert!(run.share(8.0, 12.0) > 0.99);
}

#[test]
fn chaos_kills_groups_only_where_that_is_asked_for() {
    for kills_groups in [false, true] {
        let mut run = run_of(EDGES);
        run.set_chaos(Some(crate::Chaos {
            mean_time_to_failure_s: 20.0,
            mean_time_to_repair_s: 5.0,
            seed: 7,
            cuts_links: false,
            isolates_regions: false,
            kills_groups,
        }));
        run.to(120.0);
        let has = run
            .story()
            .iter()
            .any(|line| line.ends_with("edge is killed"));
        assert_eq!(has, kills_groups);
    }
}
