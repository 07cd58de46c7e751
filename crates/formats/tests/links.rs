//! The link: how long it is, that it comes back, that damage is noticed and bombs are refused.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use topple_formats::link::{LONGEST, LinkError, decode, encode, is_link, try_encode};
use topple_model::sketch::sketch;
use topple_model::{Point, Scenario, rules};
use topple_testing::{Chance, systems};

/// Puts components in rows as a hand would, on a grid of 8.
fn laid_out(mut scenario: Scenario, seed: u64) -> Scenario {
    let mut chance = Chance(seed);
    for (i, component) in scenario.components.iter_mut().enumerate() {
        let jitter = |chance: &mut Chance| (chance.below(9) as f64 - 4.0) * 8.0;
        component.at = Point::new(
            (i % 7) as f64 * 184.0 + jitter(&mut chance),
            (i / 7) as f64 * 120.0 + jitter(&mut chance),
        );
    }
    scenario
}

/// A shop of twenty parts in two regions, with names and settings as people give them.
fn shop() -> Scenario {
    let mut scenario = laid_out(
        sketch(
            "
            users -> dns-1 dns-2 -> lb-1 lb-2
            lb-1 lb-2 -> web-1 web-2 web-3 web-4
            web-1 web-2 web-3 web-4 -> cache-1 cache-2 db-1 db-3
            web-1 web-2 web-3 web-4 -> lb-3
            lb-3 -> search-1 search-2 search-3 -> db-4
            db-1 -> db-2 db-3
            db-4 -> db-5
            search-1: service=search workers=8
            search-2: service=search workers=8
            search-3: service=search workers=8
            db-2: role=standby
            db-3: role=read_replica
            db-4: service=index read_ms=12
            db-5: service=index role=standby
            lb-1: algorithm=least_connections
            lb-2: algorithm=least_connections
            users: rate_rps=220 reads=0.8
            cache-1: ttl_s=60
            cache-2: ttl_s=60
            west = lb-1 web-1 web-2 cache-1 db-1 db-3
            east = lb-2 web-3 web-4 cache-2 db-2
            ",
        ),
        7,
    );
    "A shop with search, in two regions".clone_into(&mut scenario.title);
    scenario.components[0].name = Some("Shoppers".to_owned());
    scenario
}

/// A hundred parts as a tool or a hand would draw them: tiers, each caller linked to several of the next.
fn hundred(seed: u64) -> Scenario {
    let names = |stem: &str, n: usize| {
        let names: Vec<_> = (1..=n).map(|i| format!("{stem}-{i}")).collect();
        names.join(" ")
    };
    let mut chance = Chance(seed);
    let mut lines =
        vec!["users-1 users-2 users-3 -> dns-1 dns-2 -> lb-1 lb-2 lb-3 lb-4".to_owned()];
    for lb in 1..=4 {
        let members: Vec<_> = (0..8).map(|i| format!("web-{}", lb * 8 + i - 7)).collect();
        lines.push(format!("lb-{lb} -> {}", members.join(" ")));
    }
    for web in 1..=32 {
        let (one, other) = (1 + chance.below(10), 11 + chance.below(10));
        let db = 1 + chance.below(10);
        lines.push(format!(
            "web-{web} -> cache-{one} cache-{other} db-{db} lb-5"
        ));
    }
    lines.push(format!("lb-5 -> {}", names("api", 16)));
    for api in 1..=16 {
        lines.push(format!("api-{api} -> db-{}", 11 + api % 10));
        lines.push(format!("api-{api}: service=api workers={}", 4 + api));
    }
    for db in 1..=20 {
        let (set, primary) = ((db - 1) / 10, (db - 1) / 10 * 10 + 1);
        lines.push(format!("db-{db}: service=db-{set}"));
        if db != primary {
            lines.push(format!("db-{primary} -> db-{db}"));
            lines.push(format!("db-{db}: role=read_replica"));
        }
    }
    let mut scenario = sketch(&lines.join("\n"));
    "A hundred parts".clone_into(&mut scenario.title);
    for component in &mut scenario.components {
        component.at = Point::new(chance.below(4_000) as f64, chance.below(2_500) as f64);
    }
    scenario
}

/// `n` parts whose links go anywhere that the rules allow, with no order in them at all.
fn tangle(seed: u64, n: usize) -> Scenario {
    let mut chance = Chance(seed);
    let kinds = ["users", "dns", "lb", "web", "db", "cache"];
    let mut scenario = Scenario::default();
    for i in 0..n {
        let kind = topple_model::Kind::ALL[chance.below(6)];
        let id = topple_model::ComponentId::new(&format!("{}-{i}", kinds[kind as usize])).unwrap();
        let at = Point::new(
            chance.below(4_000) as f64 - 2_000.0,
            chance.below(3_000) as f64,
        );
        scenario
            .components
            .push(topple_model::Component::new(id, kind, at));
    }
    for _ in 0..n * 12 {
        let ends = [0; 2].map(|_| chance.pick(&scenario.components).id);
        let link = topple_model::Link::new(ends[0], ends[1]);
        if scenario.links.len() < n * 3 / 2 && rules::may_link(&scenario, &link).is_ok() {
            scenario.links.push(link);
        }
    }
    scenario
}

#[test]
fn twenty_components_fit_in_seven_hundred_characters() {
    let shop = shop();
    assert_eq!(shop.components.len(), 20);
    let link = encode(&shop);
    assert!(link.len() <= 700, "{}", link.len());
    for seed in 0..20 {
        let tangle = tangle(seed, 20);
        let length = encode(&tangle).len();
        assert!(length <= 700, "{length}, seed {seed}");
    }
}

#[test]
fn a_hundred_components_fit_in_three_thousand_characters() {
    for seed in 0..5 {
        let hundred = hundred(seed);
        assert!(
            hundred.components.len() >= 95,
            "{}",
            hundred.components.len()
        );
        assert_eq!(topple_model::validate::problems(&hundred), []);
        let link = encode(&hundred);
        assert!(link.len() <= 3_000, "{}, seed {seed}", link.len());
        let tangle = tangle(seed, 100);
        let length = encode(&tangle).len();
        assert!(length <= 3_000, "{length}, seed {seed}");
    }
}

#[test]
fn a_link_is_found_in_an_address() {
    let link = encode(&shop());
    assert!(link.starts_with("#s="));
    assert_eq!(
        decode(&format!(
            "https://example.org/topple/?embed&theme=dark{link}"
        )),
        Ok(shop())
    );
    assert_eq!(
        decode("https://example.org/#about"),
        Err(LinkError::Nothing)
    );
    assert_eq!(decode(""), Err(LinkError::Nothing));
}

#[test]
fn every_single_damaged_character_is_noticed() {
    let link = encode(&shop());
    for at in "#s=".len()..link.len() {
        for letter in ["A", "B", "z", "_", "%"] {
            let mut damaged = link.clone();
            damaged.replace_range(at..=at, letter);
            if damaged != link {
                assert_eq!(
                    decode(&damaged),
                    Err(LinkError::Damaged),
                    "{letter} at {at}"
                );
            }
        }
        assert_eq!(
            decode(&link[..at]),
            Err(LinkError::Damaged),
            "cut off at {at}"
        );
    }
}

#[test]
fn a_link_that_is_too_long_is_refused_unread() {
    let link = format!("#s={}", "A".repeat(64 << 10));
    assert_eq!(
        decode(&link),
        Err(LinkError::TooLong { characters: 65_539 })
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_scenario_comes_back_from_file_and_link_as_it_was(seed: u64, size in 1usize..24) {
        let scenario = systems::any(seed, size);
        let written = topple_formats::json::write(&scenario);
        let read = topple_formats::json::read(&written).map_err(|p| TestCaseError::fail(format!("{p:?}")))?;
        prop_assert_eq!(&read, &scenario);
        prop_assert_eq!(topple_formats::json::write(&read), written);
        let decoded = decode(&encode(&scenario));
        prop_assert_eq!(decoded.as_ref(), Ok(&scenario));
    }

    #[test]
    fn no_text_makes_the_link_reader_panic(text: String) {
        let _ = decode(&text);
        let _ = decode(&format!("#s={text}"));
    }
}

#[test]
fn what_chat_programs_and_mails_do_to_a_link_is_undone() {
    let scenario = shop();
    let link = encode(&scenario);
    let body = &link[3..];
    let (first, rest) = body.split_at(76);
    let spellings = [
        format!("https://topple.example/{link}"),
        format!("#s%3D{body}"),
        format!("#s%3d{body}"),
        format!("%23s={body}"),
        format!("%23s%3D{body}"),
        format!("%2523s%253D{body}"),
        format!("#s={}", body.replace('-', "%2D").replace('_', "%5F")),
        format!("{link})"),
        format!("{link}>"),
        format!("{link}…"),
        format!("{link}."),
        format!("{link}, says he"),
        format!("{link} and then some words"),
        format!("{link}&utm_source=chat&utm_medium=x"),
        format!("{link}?fbclid=1"),
        format!("{link}|the shop>"),
        format!("{link}%29"),
        format!("{link}**"),
        format!("_{link}_"),
        format!("{link}--"),
        format!("#s={first}\r\n{rest}\r\n"),
        format!("#s={first}\u{200b}{rest}"),
        format!("#s={first}\u{ad}{rest}."),
        format!("#s={first}\n  {rest})"),
    ];
    for spelling in spellings {
        assert!(is_link(&spelling), "{spelling}");
        assert_eq!(decode(&spelling).as_ref(), Ok(&scenario), "{spelling}");
    }
}

#[test]
fn what_is_cut_off_is_damaged_and_what_is_no_link_is_none() {
    let link = encode(&shop());
    let cut = format!("{}…", &link[..link.len() - 9]);
    assert_eq!(decode(&cut), Err(LinkError::Damaged));
    for text in [
        "",
        "#",
        "#t=abc",
        "https://topple.example/?s=abc",
        "%",
        "%%%2",
    ] {
        assert!(!is_link(text), "{text}");
        assert_eq!(decode(text), Err(LinkError::Nothing), "{text}");
    }
}

#[test]
fn no_link_is_made_that_could_not_be_opened() {
    let mut scenario = hundred(3);
    assert_eq!(try_encode(&scenario).as_deref(), Ok(&*encode(&scenario)));
    let mut chance = Chance(5);
    for component in &mut scenario.components {
        let name =
            (0..topple_model::limits::NAME).map(|_| char::from(b'a' + chance.below(26) as u8));
        component.name = Some(name.collect());
    }
    let long = encode(&scenario).len();
    match try_encode(&scenario) {
        Ok(link) => assert!(link.len() <= LONGEST && decode(&link).is_ok()),
        Err(why) => assert_eq!(why, LinkError::TooLong { characters: long }),
    }
}
