use super::*;

/// Requests that each of these got, after a minute.
fn got(text: &str, who: &[&str]) -> Vec<u64> {
    let mut run = run_of(text);
    run.to(60.0);
    who.iter()
        .map(|w| run.snapshot_numbers(id(w)).unwrap().totals.started)
        .collect()
}

const THREE: &str = "users -> lb-1 -> web-1 web-2 web-3\nusers: rate_rps=100";
const WEBS: [&str; 3] = ["web-1", "web-2", "web-3"];

#[test]
fn in_turn_is_even_to_one_request() {
    let got = got(&format!("{THREE}\nlb-1: algorithm=round_robin"), &WEBS);
    assert!(
        got.iter().max().unwrap() - got.iter().min().unwrap() <= 1,
        "{got:?}"
    );
}

#[test]
fn weights_are_followed_in_turn_and_at_random() {
    for algorithm in ["round_robin", "random", "source_hash"] {
        let text = format!(
            "{THREE}\nlb-1: algorithm={algorithm}\nlb-1>web-1: weight=4\nlb-1>web-3: weight=0"
        );
        let got = got(&text, &WEBS);
        let ratio = got[0] as f64 / got[1] as f64;
        assert!(
            (3.6..4.4).contains(&ratio) && got[2] == 0,
            "{algorithm}: {got:?}"
        );
    }
}

#[test]
fn the_one_with_fewest_in_flight_is_the_fast_one() {
    for algorithm in ["least_connections", "two_choices"] {
        let text = format!("{THREE}\nlb-1: algorithm={algorithm}\nweb-3: service_ms=200");
        let got = got(&text, &WEBS);
        assert!(
            got[2] * 3 < got[0] && got[2] * 3 < got[1],
            "{algorithm}: {got:?}"
        );
    }
}

#[test]
fn a_hash_sends_every_connection_anywhere_and_another_try_is_another_connection() {
    // A try comes to the dead one with a chance of a half, whatever became of the try before.
    let mut run = run_of(
        "users -> lb-1 -> web-1 web-2\nusers: retries=1\nlb-1: algorithm=source_hash health_check=off retries=0",
    );
    run.kill("web-1");
    let share = run.share(5.0, 60.0);
    assert!((share - 0.75).abs() < 0.03, "{share}");
}

#[test]
fn each_policy_answers_in_its_own_way() {
    let text = |policy| {
        format!(
            "users -> dns-1 -> web-1 web-2 web-3\ndns-1: policy={policy} ttl_s=0\nusers: rate_rps=100"
        )
    };
    let many = got(&text("multivalue"), &WEBS);
    assert!(many.iter().all(|n| (1_800..2_200).contains(n)), "{many:?}");
    let first = got(&text("failover"), &WEBS);
    assert_eq!(first[1..], [0, 0]);
    let by_weight = got(
        &format!("{}\ndns-1>web-2: weight=3", text("weighted")),
        &WEBS,
    );
    let ratio = by_weight[1] as f64 / by_weight[0] as f64;
    assert!((2.5..3.5).contains(&ratio), "{by_weight:?}");
    let nearest = got(&format!("{}\nwest = users web-2", text("nearest")), &WEBS);
    assert_eq!((nearest[0], nearest[2]), (0, 0), "{nearest:?}");
}

#[test]
fn cache_nodes_share_the_keys_and_the_next_one_takes_over() {
    let mut run = run_of(
        "users -> web-1 -> cache-1 cache-2 cache-3\nweb-1 -> db-1\nusers: rate_rps=300 reads=1\nweb-1: workers=200",
    );
    run.to(30.0);
    let keys = |run: &Run, node: &str| run.snapshot_numbers(id(node)).unwrap().keys.unwrap();
    let held: Vec<u64> = ["cache-1", "cache-2", "cache-3"]
        .map(|n| keys(&run, n))
        .to_vec();
    assert!(held.iter().all(|n| *n > 200), "{held:?}");
    let others = held[1] + held[2];
    run.kill("cache-1").to(60.0);
    assert!(keys(&run, "cache-2") + keys(&run, "cache-3") > others + held[0]);
    assert_eq!(run.totals().failed_in_all(), 0);
}

#[test]
fn a_slow_balancer_answers_so_many_times_later() {
    let p50 = |factor: f64| {
        let mut run = run_of("users -> lb-1 -> web-1\nweb-1: service_distribution=constant");
        run.act(Action::Slow {
            target: id("lb-1"),
            factor,
        });
        run.to(20.0).totals().latency.quantile_ms(0.5).unwrap()
    };
    let (usual, slow) = (p50(1.0), p50(5.0));
    assert!((4.5..5.5).contains(&(slow / usual)), "{usual} {slow}");
}

#[test]
fn retries_of_an_overloaded_service_make_the_storm_worse() {
    let offered = |retries: u32| {
        let text = format!(
            "users -> web-1\nweb-1: workers=4 queue=8 service_ms=50\nusers: rate_rps=200 timeout_ms=300 retries={retries}"
        );
        got(&text, &["web-1"])[0]
    };
    assert!(offered(5) > 3 * offered(0));
}

#[test]
fn a_balancer_counts_the_failed_probes_of_a_member_and_how_many_take_it_out() {
    let mut run = run_of(&format!("{THREE}\nlb-1: health_check.fall=3"));
    run.to(10.0).kill("web-2");
    let mut seen = Vec::new();
    for tenth in 100..300 {
        run.to(f64::from(tenth) / 10.0);
        let members = run.members(id("lb-1"));
        let of = |who: &str| *members.iter().find(|m| m.id == id(who)).unwrap();
        assert_eq!((of("web-1").failures, of("web-1").fall), (0, 3));
        let web = of("web-2");
        assert_eq!(web.in_rotation, web.failures < 3);
        if seen.last() != Some(&web.failures) {
            seen.push(web.failures);
        }
    }
    assert_eq!(seen, [0, 1, 2, 3]);
    assert_eq!(run.members(id("web-1")), []);
}
