use super::*;

fn id(text: &str) -> ComponentId {
    ComponentId::new(text).expect("an id")
}

fn hop(request: u64, from: &str, to: &str, depart_ms: f64, arrive_ms: f64, what: Cargo) -> Hop {
    Hop {
        request,
        from: id(from),
        to: id(to),
        depart: Micros::from_ms(depart_ms),
        arrive: Micros::from_ms(arrive_ms),
        what,
        fate: Fate::Arrives,
        again: false,
    }
}

/// A quick request: five milliseconds from users over lb-1 to web-1 and back.
fn quick(request: u64) -> [Hop; 4] {
    [
        hop(request, "users", "lb-1", 0.0, 1.0, Cargo::Read),
        hop(request, "lb-1", "web-1", 1.0, 2.0, Cargo::Read),
        hop(request, "web-1", "lb-1", 4.0, 5.0, Cargo::Answer),
        hop(request, "lb-1", "users", 5.0, 6.0, Cargo::Answer),
    ]
}

impl Traffic {
    fn takes(&mut self, hops: &[Hop]) {
        let now = Micros::from_ms(10.0);
        for hop in hops {
            self.take(hop, now, 1.0);
        }
    }

    fn passes(&mut self, ms: f64) {
        self.clock_ms += ms;
        self.fly(1.0);
        self.age(ms);
    }

    /// `users>lb-1 Read` of every dot, and `✗` of every death.
    fn seen(&self) -> Vec<String> {
        let way = |i: usize| format!("{}>{}", self.ways[i].from, self.ways[i].to);
        let flights = self
            .flights()
            .map(|f| format!("{} {:?}", way(f.way), f.load.cargo));
        let deaths = self.deaths.iter().map(|death| match death.place {
            DeathPlace::Way(i, share) => format!("✗ {} at {share:.2}", way(i)),
            DeathPlace::Inside(id) => format!("✗ in {id}"),
        });
        flights.chain(deaths).collect()
    }
}

#[test]
fn hops_of_a_quick_request_are_seen_one_after_the_other() {
    let mut traffic = Traffic::default();
    traffic.takes(&quick(1));
    let mut seen = Vec::new();
    for _ in 0..200 {
        traffic.passes(10.0);
        for dot in traffic.seen() {
            if seen.last() != Some(&dot) {
                seen.push(dot);
            }
        }
        assert!(traffic.flights().count() <= 1);
    }
    let order = [
        "users>lb-1 Read",
        "lb-1>web-1 Read",
        "web-1>lb-1 Answer",
        "lb-1>users Answer",
    ];
    assert_eq!(seen, order);
}

#[test]
fn a_hop_is_seen_for_a_third_of_a_second_and_a_long_way_faster_so_that_it_does_not_lag() {
    let mut traffic = Traffic::default();
    traffic.takes(&quick(1));
    traffic.passes(1.0);
    assert!(
        traffic
            .flights()
            .all(|f| (f.duration_ms - HOP_MS).abs() < 1e-9)
    );
    let mut long = Traffic::default();
    let way = [("users", "lb-1"), ("lb-1", "users")];
    let hops: Vec<Hop> = (0..10u32)
        .map(|i| {
            let (from, to) = way[i as usize % 2];
            hop(1, from, to, f64::from(i), f64::from(i) + 1.0, Cargo::Read)
        })
        .collect();
    long.takes(&hops);
    long.passes(LAG_MS + HOP_MS);
    assert_eq!(
        long.flights().count(),
        0,
        "all ten have been seen within the lag"
    );
}

#[test]
fn what_really_takes_long_is_seen_for_as_long() {
    let mut traffic = Traffic::default();
    traffic.takes(&[hop(1, "users", "lb-1", 10.0, 1_010.0, Cargo::Read)]);
    traffic.passes(990.0);
    assert_eq!(traffic.seen(), ["users>lb-1 Read"]);
    traffic.passes(20.0);
    assert!(traffic.seen().is_empty());
}

#[test]
fn when_something_dies_what_is_on_its_links_and_in_it_dies_there() {
    let mut traffic = Traffic::default();
    traffic.takes(&quick(1));
    traffic.passes(1.0);
    // A second request waits in web-1 for its answer.
    traffic.takes(&quick(2)[1..2]);
    traffic.passes(400.0);
    assert_eq!(traffic.seen(), ["lb-1>web-1 Read"]);
    traffic.strike(&BTreeSet::from([Target::Component(id("web-1"))]));
    let seen = traffic.seen();
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen[0].starts_with("✗ lb-1>web-1 at 0."), "{seen:?}");
    assert_eq!(seen[1], "✗ in web-1");
    assert_eq!(traffic.shown(), 0);
    traffic.age(DEATH_MS);
    assert!(!traffic.is_dying());
}

#[test]
fn what_is_seen_on_its_way_to_something_that_died_meanwhile_ends_there() {
    let mut traffic = Traffic::default();
    traffic.takes(&quick(1));
    traffic.passes(1.0);
    traffic.strike(&BTreeSet::from([Target::Component(id("web-1"))]));
    assert_eq!(traffic.seen(), ["users>lb-1 Read"]);
    traffic.passes(400.0);
    assert_eq!(traffic.seen(), ["lb-1>web-1 Read"]);
    traffic.passes(400.0);
    assert_eq!(traffic.seen(), ["✗ lb-1>web-1 at 1.00"]);
    traffic.passes(2_000.0);
    assert!(traffic.seen().is_empty());
}

#[test]
fn a_cut_link_kills_what_is_on_it_either_way() {
    let mut traffic = Traffic::default();
    traffic.takes(&quick(1)[2..3]);
    traffic.passes(100.0);
    traffic.strike(&BTreeSet::from([Target::Link(LinkId {
        from: id("lb-1"),
        to: id("web-1"),
    })]));
    assert!(traffic.seen()[0].starts_with("✗ web-1>lb-1"));
}

#[test]
fn requests_are_shown_beside_deliveries_whose_numbers_are_higher() {
    let mut traffic = Traffic::default();
    let delivery = (1 << 48) + 1;
    let hops = [quick(1)[0], quick(delivery)[0], quick(2)[0]];
    traffic.takes(&hops);
    assert_eq!(traffic.shown(), 3);
    traffic.takes(&[quick(1)[0], quick(3)[0], quick(delivery + 1)[0]]);
    assert_eq!(traffic.shown(), 5);
}

#[test]
fn a_request_that_was_left_out_stays_out() {
    let mut traffic = Traffic::default();
    let first: Vec<Hop> = (1..=REQUESTS as u64 + 5)
        .map(|request| quick(request)[0])
        .collect();
    traffic.takes(&first);
    assert_eq!(traffic.shown(), REQUESTS);
    traffic.takes(&[quick(REQUESTS as u64 + 3)[1]]);
    assert_eq!(traffic.shown(), REQUESTS);
}
