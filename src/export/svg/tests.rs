//! What pictures hold.

use roxmltree::Document;

use super::*;
use crate::export::drawing::{Card, Frame, Mark, RoleBadge, Way};
use crate::export::inks::{DARK, LIGHT};
use crate::model::geometry::CARD_HEIGHT;
use crate::model::link::LinkRole;
use crate::model::{Point, Rect};

fn card(name: &str, mark: Mark) -> Card {
    Card {
        at: Point::new(0.0, 0.0),
        icon: "#icon-database",
        name: name.to_owned(),
        alive: true,
        says: "6× slow".to_owned(),
        role: Some(RoleBadge {
            word: "primary",
            is_primary: true,
        }),
        mark,
    }
}

fn way(points: [(f64, f64); 4]) -> Way {
    Way {
        curves: vec![points.map(|(x, y)| Point::new(x, y))],
        role: Some(LinkRole::Calls),
        optional: false,
        alive: true,
        cut: false,
        rate_rps: 40.0,
        mark: Mark::None,
    }
}

fn drawn(drawing: &Drawing, inks: &'static Inks) -> String {
    let sheet = Sheet {
        seen: drawing.whole(),
        inks,
        scale: 2.0,
    };
    svg(drawing, sheet, |icon| {
        let id = icon.trim_start_matches('#');
        Some(format!("<symbol id=\"{id}\" viewBox=\"0 0 24 24\"/>"))
    })
}

fn texts(document: &Document<'_>) -> Vec<String> {
    let texts = document.descendants().filter(|n| n.has_tag_name("text"));
    texts.filter_map(|n| n.text().map(str::to_owned)).collect()
}

#[test]
fn names_with_markup_in_them_are_names() {
    let hostile = "<b>&\"'\u{1}\u{ffff}";
    let drawing = Drawing {
        title: hostile.to_owned(),
        frames: vec![Frame {
            rect: Rect::new(-200.0, -200.0, 400.0, 400.0),
            name: hostile.to_owned(),
            alive: true,
            says: "cut off",
            mark: Mark::Leak(0.5),
        }],
        ways: vec![way([(0.0, 0.0), (10.0, 0.0), (90.0, 50.0), (100.0, 50.0)])],
        cards: vec![card(hostile, Mark::SinglePointOfFailure)],
        labels: vec![(Rect::new(0.0, 0.0, 80.0, 20.0), "10 % <go> here".to_owned())],
        notes: vec![(
            Rect::new(-300.0, -180.0, 90.0, 60.0),
            vec!["Ask & tell".to_owned(), "<them>".to_owned()],
        )],
        threads: vec![(Point::new(-210.0, -150.0), Point::new(0.0, 0.0))],
    };
    for inks in [&LIGHT, &DARK] {
        let text = drawn(&drawing, inks);
        let document = Document::parse(&text).expect("it is well-formed");
        let texts = texts(&document);
        let kept = "<b>&\"'\u{fffd}\u{fffd}";
        assert_eq!(texts.iter().filter(|text| *text == kept).count(), 2);
        for words in [
            "single point of failure",
            "would leak 50 %",
            "cut off",
            "primary",
            "6× slow",
            "10 % <go> here",
            "Ask & tell",
            "<them>",
        ] {
            assert!(texts.iter().any(|text| text == words), "{words}: {texts:?}");
        }
        let root = document.root_element();
        let title = root.children().find(|n| n.has_tag_name("title"));
        assert_eq!(title.and_then(|n| n.text()), Some(kept));
        assert_eq!(root.attribute("width"), Some("1112"), "twice 556");
        let used = document.descendants().filter(|n| n.has_tag_name("use"));
        for icon in used.filter_map(|n| n.attribute("href")) {
            let is_there = |n: &roxmltree::Node<'_, '_>| n.attribute("id") == Some(&icon[1..]);
            assert!(document.descendants().any(|n| is_there(&n)), "{icon}");
        }
    }
}

#[test]
fn a_long_name_is_whole_and_stays_on_its_card() {
    let name = "the one and only balancer of the north-western region, which nobody looks at";
    let drawing = Drawing {
        cards: vec![card(name, Mark::None)],
        ..Drawing::default()
    };
    let text = drawn(&drawing, &LIGHT);
    let document = Document::parse(&text).expect("it is well-formed");
    let lines = document
        .descendants()
        .filter(|n| n.has_tag_name("text") && n.attribute("x") == Some("-58"));
    let lines: Vec<_> = lines.collect();
    let said: Vec<&str> = lines.iter().filter_map(roxmltree::Node::text).collect();
    assert_eq!(said.join(" "), name);
    for line in lines {
        let y: f64 = line.attribute("y").and_then(|y| y.parse().ok()).expect("y");
        assert!((0.0..=CARD_HEIGHT / 2.0).contains(&y), "{y}");
    }
}

#[test]
fn the_largest_scenario_makes_a_picture_that_browsers_take() {
    let cards = vec![card(&"&".repeat(80), Mark::Leak(0.123)); 2_000];
    let far = [
        (-123_456.78, 123_456.78),
        (-1.5, 2.5),
        (3.25, 4.75),
        (99_999.99, -99_999.99),
    ];
    let drawing = Drawing {
        cards,
        ways: vec![way(far); 10_000],
        ..Drawing::default()
    };
    let length = drawn(&drawing, &DARK).len();
    assert!(length < 12_000_000, "{length}");
}

#[test]
fn an_address_holds_no_sign_that_ends_it() {
    assert_eq!(
        address("<a b=\"é\">#&amp;\n</a>"),
        "data:image/svg+xml,%3Ca%20b=%22%C3%A9%22%3E%23%26amp;%0A%3C/a%3E"
    );
}

#[test]
fn a_picture_of_too_many_pixels_says_what_to_do() {
    assert_eq!(too_large((16_384, 3_000)), None);
    for size in [(16_385, 10), (9_000, 9_000)] {
        let why = too_large(size).expect("too large");
        assert!(why.contains("or SVG"), "{why}");
    }
}

#[test]
fn nothing_drawn_is_a_picture_too() {
    let text = drawn(&Drawing::default(), &LIGHT);
    assert!(Document::parse(&text).is_ok());
}
