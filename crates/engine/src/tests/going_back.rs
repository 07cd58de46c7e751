use super::*;
use crate::{Chaos, INPUT_BYTES, INPUTS, RewindError};

/// Chaos, kills of many at once, an edit: everything that is played again on the way back.
fn eventful() -> Run {
    let mut run = run_of(
        "users -> dns-1 -> lb-1 lb-2 -> web-1 web-2 web-3 -> db-1 -> db-2
         db-2: role=standby
         users: rate_rps=300 retries=1",
    );
    run.set_chaos(Some(Chaos {
        mean_time_to_failure_s: 20.0,
        mean_time_to_repair_s: 3.0,
        seed: 7,
        cuts_links: true,
        isolates_regions: true,
        kills_groups: false,
    }));
    run.to(6.0);
    let both = ["web-1", "db-1"].map(|text| Action::Kill(run.target(text)));
    run.act_all(&both);
    run.to(9.0);
    let mut edited = run.scenario().clone();
    edited.components[4].name = Some("the other balancer".to_owned());
    edited.links.pop();
    run.apply_scenario(&edited);
    run.to(30.0);
    run
}

#[test]
fn going_back_in_slices_leads_to_what_going_back_at_once_does() {
    for to in [0.0, 5.9, 6.0, 8.999_999, 9.0, 9.1, 29.9] {
        let mut at_once = eventful();
        let mut sliced = at_once.clone();
        at_once.rewind(seconds(to)).unwrap();
        sliced.begin_rewind(seconds(to)).unwrap();
        let mut slice = 1;
        while sliced.rewinds_to().is_some() {
            slice = slice * 7 % 1_009;
            sliced.continue_rewind(slice);
        }
        assert_eq!(sliced.all(), at_once.all(), "to {to}");
        assert_eq!(sliced.to(31.0).all(), at_once.to(31.0).all(), "from {to}");
    }
}

#[test]
fn a_slice_of_the_way_back_processes_no_more_events_than_it_may_and_shows_the_old_moment() {
    let mut run = eventful();
    let old = run.all();
    run.begin_rewind(seconds(14.9)).unwrap();
    let mut slices = 0;
    loop {
        let progress = run.continue_rewind(500);
        assert!(progress.events <= 500, "{progress:?}");
        if run.rewinds_to().is_none() {
            break;
        }
        assert!(progress.reached <= seconds(14.9));
        assert_eq!(run.all(), old, "until it is there");
        slices += 1;
    }
    assert!(slices > 10, "{slices}");
    assert_eq!(run.now(), seconds(14.9));
}

#[test]
fn another_moment_takes_the_place_of_the_one_that_the_run_was_on_its_way_to() {
    let mut run = eventful();
    let mut at_once = run.clone();
    at_once.rewind(seconds(14.0)).unwrap();
    for to in [12.0, 22.0, 13.0, 14.0] {
        run.begin_rewind(seconds(to)).unwrap();
        assert_eq!(run.rewinds_to(), Some(seconds(to)));
        run.continue_rewind(1_000);
    }
    run.continue_rewind(u64::MAX);
    assert_eq!(run.all(), at_once.all());
}

#[test]
fn a_moment_that_lies_on_is_reached_from_where_the_way_back_has_come() {
    let mut run = eventful();
    run.begin_rewind(seconds(14.0)).unwrap();
    let begun = run.continue_rewind(2_000);
    assert!(run.rewinds_to().is_some() && begun.reached > seconds(10.0));
    let mut anew = run.clone();
    anew.begin_rewind(run.now()).unwrap();
    for run in [&mut run, &mut anew] {
        run.begin_rewind(seconds(14.5)).unwrap();
    }
    let rest = run.continue_rewind(u64::MAX).events;
    assert_eq!(rest + 2_000, anew.continue_rewind(u64::MAX).events);
}

#[test]
fn something_done_by_hand_ends_the_way_back_and_happens_now() {
    let mut run = eventful();
    run.begin_rewind(seconds(12.0)).unwrap();
    run.continue_rewind(10);
    run.kill("lb-1");
    assert_eq!(run.rewinds_to(), None);
    assert_eq!(run.now(), seconds(30.0));
    assert!(run.faults().killed.contains(&id("lb-1")));
}

#[test]
fn a_way_back_through_many_edits_is_sliced_too() {
    let mut run = run_of("users -> web-1\nusers: rate_rps=0");
    let mut scenario = run.scenario().clone();
    for second in 1..100 {
        run.to(f64::from(second) * 0.01);
        scenario.workload.keys = second as u32;
        run.apply_scenario(&scenario);
    }
    run.to(2.0);
    run.begin_rewind(seconds(1.5)).unwrap();
    let mut slices = 0;
    while run.rewinds_to().is_some() {
        run.continue_rewind(30);
        slices += 1;
    }
    // An edit of this system counts as twelve events.
    assert!(slices > 30, "{slices}");
}

/// A scenario of so many servers.
fn large(servers: usize) -> Scenario {
    let all: Vec<String> = (1..=servers).map(|i| format!("web-{i}")).collect();
    sketch(&format!(
        "users -> lb-1 -> {}\nusers: rate_rps=1",
        all.join(" ")
    ))
}

#[test]
fn a_thousand_edits_of_a_thousand_parts_hold_little_and_all_of_them_can_be_gone_back_over() {
    let mut scenario = large(1_000);
    let mut run = Run::new(&scenario);
    run.to(1.0);
    let before = run.bytes();
    for edit in 0..1_000 {
        if let topple_model::Settings::Server(server) =
            &mut scenario.components[edit % 1_000 + 2].settings
        {
            server.workers = 1 + (edit % 7) as u32;
        }
        run.apply_scenario(&scenario);
    }
    let held = run.bytes() - before;
    assert!(held < 2 << 20, "{held}");
    run.rewind(seconds(0.5)).unwrap();
}

#[test]
fn edits_of_everything_keep_to_their_bytes_and_the_older_half_is_forgotten() {
    let mut scenario = large(1_000);
    let mut run = Run::new(&scenario);
    run.to(1.0);
    let before = run.bytes();
    for edit in 0..200u32 {
        run.to(1.0 + f64::from(edit) * 0.01);
        for component in &mut scenario.components {
            if let topple_model::Settings::Server(server) = &mut component.settings {
                server.workers = 1 + edit;
            }
        }
        run.apply_scenario(&scenario);
    }
    let held = run.bytes() - before;
    assert!(held < INPUT_BYTES + (4 << 20), "{held}");
    let forgotten = run.rewind(seconds(0.5)).unwrap_err();
    let RewindError::Forgotten { earliest } = forgotten else {
        panic!("{forgotten}")
    };
    assert!(
        earliest > seconds(1.0) && earliest < run.now(),
        "{forgotten}"
    );
    let now = run.all();
    let end = run.now();
    run.rewind(earliest).unwrap();
    run.advance(end, u64::MAX);
    assert_eq!(run.all(), now);
}

#[test]
fn what_is_done_more_often_than_is_remembered_forgets_the_beginning_and_nothing_else() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2");
    for step in 0..=INPUTS as u64 {
        run.advance(Micros(step * 10_000), u64::MAX);
        if step % 2 == 0 {
            run.kill("web-1");
        } else {
            run.revive("web-1");
        }
    }
    let end = run.now();
    assert!(matches!(
        run.rewind(seconds(1.0)),
        Err(RewindError::Forgotten { .. })
    ));
    let hash = run.log_hash();
    run.rewind(seconds(35.0)).unwrap();
    run.advance(end, u64::MAX);
    assert_eq!(run.log_hash(), hash);
}

#[test]
fn many_kills_at_once_are_one_input_and_each_has_its_report() {
    let mut run = run_of("users -> lb-1 -> web-1 web-2 web-3 -> db-1");
    run.to(2.0);
    let all = ["web-1", "web-2", "lb-1", "db-1"];
    run.act_all(&all.map(|text| Action::Kill(run.target(text))));
    let reports = run.fault_reports();
    assert_eq!(reports.len(), all.len());
    assert!(reports.iter().all(|report| report.at == seconds(2.0)));
    run.to(3.0).rewind(seconds(1.0)).unwrap();
    assert!(run.faults().is_empty());
    run.to(3.0);
    assert_eq!(run.faults().killed.len(), all.len());
}
