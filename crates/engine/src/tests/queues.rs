//! Queues: accept now, work later.

use super::*;
use crate::QueueNumbers;

const ORDERS: &str = "
    users -> web-1 -> queue-1 -> work-1 work-2
    work-1: service=work
    work-2: service=work
    users: reads=0 rate_rps=50
    web-1: workers=100
";

fn at(run: &Run, queue: &str) -> QueueNumbers {
    run.snapshot_numbers(id(queue)).unwrap().messages.unwrap()
}

/// All that was published was delivered, and nothing is left.
fn is_done(run: &Run, queue: &str) {
    let told = at(run, queue);
    assert_eq!((told.depth, told.oldest), (0, None), "{told:?}");
    for service in &told.services {
        assert_eq!(service.waiting + service.under_way, 0, "{told:?}");
    }
}

#[test]
fn who_publishes_goes_on_and_consumers_work_when_they_can() {
    let mut run = run_of(ORDERS);
    assert!(run.share(0.0, 5.0) >= 1.0);
    let told = at(&run, "queue-1");
    assert!(told.published > 200 && told.delivered + told.depth == told.published);
    assert!(told.depth < 20);
    let both = ["work-1", "work-2"].map(|w| run.snapshot_numbers(id(w)).unwrap().totals.started);
    assert!(both.iter().all(|n| *n > 80), "{both:?}");
    run.kill("work-1").kill("work-2");
    assert!(run.share(6.0, 20.0) >= 1.0, "nobody notices");
    let told = at(&run, "queue-1");
    assert!(told.depth > 600, "{told:?}");
    assert!(told.oldest > Some(seconds(14.0)), "{told:?}");
    assert_eq!(told.dead_letters, 0);
    run.revive("work-1").revive("work-2").to(70.0);
    let mut quiet = run.scenario().clone();
    for component in &mut quiet.components {
        if let topple_model::Settings::Client(client) = &mut component.settings {
            client.rate_rps = 0.0;
        }
    }
    run.apply_scenario(&quiet);
    run.to(110.0);
    is_done(&run, "queue-1");
    let (told, all) = (at(&run, "queue-1"), run.deliveries());
    assert_eq!(told.published, told.services[0].delivered);
    assert_eq!(all.started, all.served + all.failed_in_all());
    assert_eq!(all.in_flight, 0);
    assert_eq!(told.published, run.totals().served);
}

#[test]
fn only_what_writes_publishes_unless_the_link_says_otherwise() {
    for (on, share) in [("", 0.3), ("web-1>queue-1: on=all", 1.0)] {
        let mut run = run_of(&format!("{ORDERS}\nusers: reads=0.7 rate_rps=200\n{on}"));
        run.to(20.0);
        let published = at(&run, "queue-1").published as f64;
        assert!((published / run.totals().served as f64 - share).abs() < 0.03);
    }
}

#[test]
fn a_full_queue_refuses_or_drops_the_oldest_that_nobody_works_on() {
    for refuses in [true, false] {
        let when = if refuses { "refuse" } else { "drop_oldest" };
        let mut run = run_of(&format!(
            "{ORDERS}\nqueue-1: capacity=100 when_full={when} prefetch=1"
        ));
        run.kill("work-1").kill("work-2").to(10.0);
        let told = at(&run, "queue-1");
        assert_eq!(told.depth, 100);
        let refused = run.failed(Reason::Overloaded);
        assert_eq!(refused > 300, refuses, "{refused}");
        assert_eq!(told.dropped > 300, !refuses, "{told:?}");
        assert_eq!(told.published, told.depth + told.dropped);
        run.revive("work-1").revive("work-2");
        assert!(run.share(14.0, 18.0) >= 1.0);
    }
}

#[test]
fn errors_are_delivered_again_and_then_put_aside() {
    let mut run = run_of(&format!(
        "{ORDERS}\nqueue-1: max_deliveries=3\nusers: rate_rps=20"
    ));
    for work in ["work-1", "work-2"] {
        run.act(Action::Errors {
            target: id(work),
            share: 1.0,
            fast: false,
        });
    }
    run.to(20.0);
    let told = at(&run, "queue-1");
    assert_eq!(told.delivered, 0);
    assert!(told.dead_letters > 300 && told.depth < 20, "{told:?}");
    let per_letter = told.redelivered as f64 / told.dead_letters as f64;
    assert!((per_letter - 2.0).abs() < 0.1, "{told:?}");
    let failed = run.deliveries().failed[Reason::DependencyFailed.index()];
    assert_eq!(failed, told.redelivered + told.dead_letters);
    assert!(run.share(0.0, 20.0) >= 1.0, "clients do not notice");
}

#[test]
fn a_report_tells_what_a_fault_made_dead_letters_live_and_counted() {
    let mut run = run_of(&format!(
        "{ORDERS}\nqueue-1: max_deliveries=2\nwork-1 work-2 -> db-1\nusers: rate_rps=20"
    ));
    run.to(5.0).kill("db-1").to(20.0);
    let letters = at(&run, "queue-1").dead_letters as i64;
    assert!(letters > 100, "{letters}");
    let live = run.fault_reports();
    let counted = crate::Costs::of(&mut run).reports(&run);
    assert_eq!(live[0].dead_letters, letters);
    assert_eq!(counted[0].dead_letters, letters);
    assert_eq!(counted[0].lost, 0, "who publishes does not notice");
}

#[test]
fn without_an_answer_in_time_a_message_goes_to_another_consumer() {
    let mut run = run_of(&format!(
        "{ORDERS}\nqueue-1: redeliver_s=2 prefetch=1\nusers: rate_rps=5\nwork-1: service_distribution=constant"
    ));
    run.act(Action::Slow {
        target: id("work-1"),
        factor: 1_000.0,
    });
    run.to(40.0);
    let told = at(&run, "queue-1");
    assert!(told.redelivered > 10, "{told:?}");
    assert!(
        told.delivered as f64 > told.published as f64 * 0.9,
        "{told:?}"
    );
    assert_eq!(
        run.deliveries().failed[Reason::TimedOut.index()],
        told.redelivered + told.dead_letters
    );
}

#[test]
fn every_service_gets_every_message() {
    let mut run = run_of(&format!(
        "{ORDERS}\nqueue-1 -> lb-1 -> mail-1 mail-2\nmail-1: service=mail\nmail-2: service=mail"
    ));
    run.to(10.0).kill("mail-1").kill("mail-2").to(20.0);
    let told = at(&run, "queue-1");
    let [work, mail] = &told.services[..] else {
        panic!("{told:?}");
    };
    assert_eq!(
        (&*work.service.label, &*mail.service.label),
        ("work", "mail")
    );
    assert!(work.delivered + 30 > told.published);
    assert!(mail.delivered < work.delivered);
    assert!(
        mail.dead_letters > 0,
        "a balancer without members answers with an error"
    );
    let all = |s: &crate::DeliveryNumbers| s.waiting + s.under_way + s.delivered + s.dead_letters;
    assert_eq!([all(work), all(mail)], [told.published; 2]);
}

#[test]
fn a_consumer_has_no_more_than_the_prefetch_under_way() {
    let mut run = run_of(&format!(
        "{ORDERS}\nqueue-1: prefetch=3\nusers: rate_rps=400"
    ));
    for second in 1..10 {
        run.to(f64::from(second));
        for work in ["work-1", "work-2"] {
            assert!(run.snapshot_numbers(id(work)).unwrap().in_flight <= 3);
        }
        assert!(at(&run, "queue-1").deliveries.in_flight <= 6);
    }
    assert!(at(&run, "queue-1").depth > 100);
}

#[test]
fn a_dead_node_keeps_what_it_holds_and_its_mirror_delivers_meanwhile() {
    let mirrored = "
        users -> web-1 -> queue-1 queue-2
        queue-1 queue-2 -> work-1
        work-1: service=work workers=8
        users: reads=0 rate_rps=50
        web-1: workers=100
    ";
    for is_mirrored in [false, true] {
        let link = if is_mirrored {
            "queue-1 -> queue-2"
        } else {
            ""
        };
        let mut run = run_of(&format!("{mirrored}\n{link}"));
        run.kill("work-1").to(10.0);
        let [one, two] = ["queue-1", "queue-2"].map(|q| at(&run, q));
        assert_eq!(
            one.depth == one.published + two.published,
            is_mirrored,
            "{one:?}"
        );
        run.kill("queue-1").revive("work-1");
        assert!(run.share(13.0, 20.0) >= 1.0);
        let told = at(&run, "queue-1");
        assert_eq!(told.depth < 20, is_mirrored, "{told:?}");
        run.revive("queue-1").to(40.0);
        let [one, two] = ["queue-1", "queue-2"].map(|q| at(&run, q));
        assert!(one.depth < 20 && two.depth < 20);
        assert_eq!(one.dead_letters + two.dead_letters, 0);
    }
}

#[test]
fn a_mirror_that_comes_back_catches_up_and_delivers_what_was_taken_meanwhile() {
    // Only the first delivers: what the second takes while it is alone fills it.
    for alone in ["queue-1", "queue-1>queue-2"] {
        let mut run = run_of(
            "
            users -> web-1 -> queue-1 queue-2
            queue-1 -> queue-2
            queue-1 -> work-1
            work-1: service=work workers=8
            users: reads=0 rate_rps=50
            web-1: workers=100
            queue-1: capacity=100
            queue-2: capacity=100
        ",
        );
        run.to(5.0).kill(alone).to(15.0);
        let full = at(&run, "queue-2");
        assert_eq!(full.depth, 100, "{alone}");
        assert!(run.failed(Reason::Overloaded) > 50, "{alone}");
        run.revive(alone);
        assert!(run.share(17.0, 25.0) >= 1.0, "{alone}");
        let [one, two] = ["queue-1", "queue-2"].map(|q| at(&run, q));
        assert!(one.depth < 20 && two.depth < 20, "{one:?} {two:?}");
        let told = &one.services[0];
        let taken = one.published + two.published;
        let held = told.waiting + told.under_way;
        assert_eq!(told.delivered + held, taken, "each once: {told:?}");
        assert_eq!((told.redelivered, told.dead_letters), (0, 0));
    }
}

#[test]
fn mirrors_that_meet_again_each_get_what_the_other_took() {
    let mut run = run_of(
        "
        users -> web-1 -> queue-1 queue-2
        queue-1 -> queue-2
        queue-1 queue-2 -> work-1
        work-1: service=work
        users: reads=0 rate_rps=50
        web-1: workers=100
    ",
    );
    run.kill("work-1").kill("queue-1>queue-2").to(10.0);
    let [one, two] = ["queue-1", "queue-2"].map(|q| at(&run, q));
    assert_eq!((one.depth, two.depth), (one.published, two.published));
    assert!(one.published > 100 && two.published > 100);
    run.revive("queue-1>queue-2");
    let [one, two] = ["queue-1", "queue-2"].map(|q| at(&run, q).depth);
    assert_eq!((one, two), (two, one));
    assert!(one > 300, "{one}");
    // Whichever is left has all of it.
    run.kill("queue-1").revive("work-1").to(40.0);
    let [one, two] = ["queue-1", "queue-2"].map(|q| at(&run, q));
    assert!(one.depth < 20 && two.depth < 20, "{one:?} {two:?}");
}

#[test]
fn what_nobody_takes_at_a_node_fills_its_mirror_where_that_holds_no_more() {
    for (capacity, serves) in [(120, false), (60, true)] {
        let mut run = run_of(&format!(
            "users-1 -> web-1 -> queue-1 -> work-1
             users-2 -> web-2 -> queue-2 -> work-2
             queue-1 -> queue-2
             web-2: service=office
             work-1: service=work
             work-2: service=work
             users-1: reads=0 rate_rps=50
             users-2: reads=0 rate_rps=50
             queue-1: capacity=120
             queue-2: capacity={capacity}"
        ));
        run.kill("work-2").to(10.0);
        let served = |run: &Run| {
            let told = |users: &str| run.snapshot_numbers(id(users)).unwrap().totals.served;
            ["users-1", "users-2"].map(told)
        };
        let before = served(&run);
        run.to(20.0);
        let after = served(&run);
        assert_eq!(before[1], after[1], "queue-2 is full");
        assert_eq!(before[0] < after[0], serves);
        for node in ["queue-1", "queue-2"] {
            // And what is on its way to work-1 by way of queue-1.
            let held = at(&run, node).depth;
            assert!((capacity..capacity + 20).contains(&held), "{held}");
        }
        run.revive("work-2").to(30.0);
        assert!(run.share(30.0, 40.0) >= 1.0);
    }
}

#[test]
fn who_publishes_waits_for_the_mirrors() {
    let took = |links: &str| {
        let mut run = run_of(&format!(
            "users -> web-1 -> queue-1\nusers: reads=0\nweb-1: service_ms=0\nqueue-1: write_ms=0\n{links}"
        ));
        run.to(10.0);
        run.totals().latency.mean_ms().unwrap()
    };
    let chain = "queue-1 -> queue-2 -> queue-3\nqueue-1>queue-2: latency_ms=10\nqueue-2>queue-3: latency_ms=30";
    let more = took(chain) - took("");
    assert!((more - 80.0).abs() < 1.0, "{more}");
}

#[test]
fn what_does_not_connect_gets_nothing_for_a_second() {
    let mut run = run_of(&format!("{ORDERS}\nusers: rate_rps=10"));
    run.to(2.0).act(Action::Crash(id("work-1")));
    run.to(22.0);
    let tried = run.snapshot_numbers(id("work-1")).unwrap().totals;
    assert!(tried.started < 30, "{tried:?}");
    let told = at(&run, "queue-1");
    assert!(told.published - told.delivered < 5, "{told:?}");
    assert_eq!(told.redelivered, 0);
    run.act(Action::Drain(id("work-2")));
    run.to(30.0);
    assert!(
        at(&run, "queue-1").depth > 50,
        "it is drained, and the other dead"
    );
}

#[test]
fn consumers_may_come_and_go_and_no_message_is_lost() {
    let mut run =
        run_of("users -> web-1 -> queue-1\nusers: reads=0 rate_rps=50\nweb-1: workers=100");
    let alone = run.scenario().clone();
    run.to(10.0);
    let kept = at(&run, "queue-1");
    assert_eq!(kept.depth, kept.published);
    let linked = sketch(ORDERS);
    run.apply_scenario(&linked);
    run.to(30.0);
    let told = at(&run, "queue-1");
    assert!(told.depth < 20 && told.services[0].delivered + told.depth == told.published);
    run.apply_scenario(&alone);
    run.to(31.0);
    let mut mirrored = linked.clone();
    let other = sketch("queue-1 -> queue-2");
    mirrored.components.push(other.components[1].clone());
    mirrored.links.push(other.links[0].clone());
    run.apply_scenario(&mirrored);
    run.to(45.0);
    let told = at(&run, "queue-1");
    assert!(told.depth < 20, "{told:?}");
    let all = run.deliveries();
    assert_eq!(
        all.started,
        all.served + all.failed_in_all() + all.in_flight
    );
}
