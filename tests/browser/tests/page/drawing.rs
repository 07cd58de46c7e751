//! Drawing by hand: what is drawn is judged at once, and every gesture is one step of undo.

use topple_browser_tests::action::{Point, Pointer};
use topple_browser_tests::browser::Viewport;
use topple_browser_tests::engine::{Engine, left_out_in};
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{
    card, command, components, drop_part, fit, flagged, link, select_link, wait_until_served,
};
use crate::scenarios;

/// The first view's three parts.
fn first_view(page: &Page) -> [String; 3] {
    page.wait_until("the first view", |page| {
        components(page).len() == 3 && flagged(page).len() == 2
    });
    ["client", "server", "database"].map(|kind| {
        page.attribute(&format!("[data-kind='{kind}']"), "data-component")
            .expect("the first view has one of each")
    })
}

/// Adds a second server and a balancer in front of both, all by hand; returns the ids of the two servers and the balancer.
fn balance(page: &Page, pointer: Pointer) -> [String; 3] {
    let [users, server, database] = first_view(page);
    let (left, right) = (page.middle(&card(&users)), page.middle(&card(&database)));
    let below = |share: f64, down: f64| Point {
        x: left.x + (right.x - left.x) * share,
        y: left.y + down,
    };
    let second = drop_part(page, pointer, "server", below(0.55, 190.0));
    let balancer = drop_part(page, pointer, "load_balancer", below(0.1, 190.0));
    fit(page);
    select_link(page, &users, &server);
    page.press("Delete");
    page.wait_until("no request reaches the server any more", |page| {
        !page
            .text("#verdicts [data-headline]")
            .is_some_and(|text| text.starts_with("2 "))
    });
    for (from, to) in [
        (&users, &balancer),
        (&balancer, &server),
        (&balancer, &second),
        (&second, &database),
    ] {
        link(page, pointer, from, to);
    }
    [server, second, balancer]
}

#[test]
fn a_second_server_and_a_balancer_clear_the_servers_flag_and_flag_the_balancer() {
    visit("/", |page| {
        let [server, second, balancer] = balance(page, Pointer::Mouse);
        page.wait_until("the balancer is flagged", |page| {
            flagged(page).contains(&balancer)
        });
        let flagged = flagged(page);
        assert!(
            !flagged.contains(&server),
            "the first server's flag is gone: {flagged:?}"
        );
        assert!(
            !flagged.contains(&second),
            "the second server has none: {flagged:?}"
        );
        assert_eq!(
            flagged.len(),
            2,
            "the balancer and the database: {flagged:?}"
        );
        assert_eq!(
            page.text("#verdicts [data-headline]").as_deref(),
            Some("2 single points of failure")
        );
        wait_until_served(page);
    });
}

#[test]
fn undo_takes_back_every_step_of_it_and_redo_brings_all_back() {
    visit("/", |page| {
        let first = {
            first_view(page);
            components(page)
        };
        let [server, second, balancer] = balance(page, Pointer::Mouse);
        page.wait_until("the balancer is flagged", |page| {
            flagged(page).contains(&balancer)
        });
        // Two parts, one link deleted, four links.
        for _ in 0..7 {
            page.press("Control+z");
        }
        page.wait_until("the first view is back", |page| {
            components(page) == first && flagged(page).contains(&server)
        });
        assert_eq!(
            page.attribute(&command("undo"), "disabled").as_deref(),
            Some(""),
            "nothing is left to undo"
        );
        for _ in 0..7 {
            page.press("Control+Shift+z");
        }
        page.wait_until("all is back", |page| {
            components(page).contains(&second) && flagged(page).contains(&balancer)
        });
        assert!(!flagged(page).contains(&server));
    });
}

fn draws_like_a_mouse(pointer: Pointer) {
    visit("/", |page| {
        let [server, _, balancer] = balance(page, pointer);
        page.wait_until("the balancer is flagged", |page| {
            flagged(page).contains(&balancer)
        });
        assert!(!flagged(page).contains(&server), "{pointer:?}");
    });
}

#[test]
fn a_finger_draws_like_a_mouse() {
    draws_like_a_mouse(Pointer::Touch);
}

#[test]
fn a_pen_draws_like_a_mouse() {
    if left_out_in(&[Engine::Firefox], "the driver knows no pens") {
        return;
    }
    draws_like_a_mouse(Pointer::Pen);
}

#[test]
fn a_link_against_the_rules_is_refused_with_the_reason() {
    visit("/", |page| {
        let [users, server, database] = first_view(page);
        link(page, Pointer::Mouse, &database, &users);
        page.wait_until("the reason is told", |page| page.shows("#messages [role]"));
        let reason = page.text("#messages").unwrap_or_default();
        assert!(reason.split_whitespace().count() > 3, "in words: {reason}");
        assert_eq!(
            flagged(page),
            {
                let mut two = vec![server, database];
                two.sort();
                two
            },
            "nothing changed"
        );
    });
}

#[test]
fn a_card_moves_with_the_pointer_and_comes_back_with_one_undo() {
    visit("/", |page| {
        let [_, server, _] = first_view(page);
        let before = page.middle(&card(&server));
        page.drag(
            Pointer::Mouse,
            &[before, before.offset(40.0, 60.0), before.offset(0.0, 160.0)],
        );
        page.wait_until("the card has moved", |page| {
            (page.middle(&card(&server)).y - before.y - 160.0).abs() < 24.0
        });
        page.click(&command("undo"));
        page.wait_until("the card is back", |page| {
            (page.middle(&card(&server)).y - before.y).abs() < 1.0
        });
    });
}

#[test]
fn duplicating_a_server_keeps_its_links() {
    visit("/", |page| {
        let [_, server, _] = first_view(page);
        page.tap(Pointer::Mouse, page.middle(&card(&server)));
        page.press("Control+d");
        page.wait_until(
            "there are two servers and neither is a single point of failure",
            |page| page.count("[data-kind='server']") == 2 && flagged(page).len() == 1,
        );
    });
}

#[test]
fn a_region_holds_what_is_dropped_into_it_and_takes_it_along() {
    visit("/", |page| {
        let [_, server, _] = first_view(page);
        let at = page.middle(&card(&server));
        page.drag(
            Pointer::Mouse,
            &[
                page.middle("[data-palette='region']"),
                at.offset(0.0, 225.0),
            ],
        );
        page.wait_for_element("[data-region]");
        fit(page);
        let frame = page.middle("[data-region]");
        page.drag(Pointer::Mouse, &[page.middle(&card(&server)), frame]);
        page.wait_until("the region would take the server with it", |page| {
            page.attribute("[data-region]", "data-verdict").as_deref()
                == Some("single-point-of-failure")
        });
        let (title, server_at) = (
            page.middle("[data-region] .region-name"),
            page.middle(&card(&server)),
        );
        page.drag(Pointer::Mouse, &[title, title.offset(0.0, -80.0)]);
        page.wait_until("the server moves with the region", |page| {
            (page.middle(&card(&server)).y - server_at.y + 80.0).abs() < 24.0
        });
    });
}

#[test]
fn a_marquee_selects_what_delete_then_deletes_and_undo_brings_back() {
    visit("/", |page| {
        let [users, ..] = first_view(page);
        // From beside the users, around the server and the database.
        let start = page.middle(&card(&users)).offset(100.0, -130.0);
        let end = page.middle("[data-kind='database']").offset(120.0, 130.0);
        page.drag_with("Shift", Pointer::Mouse, &[start, end]);
        page.wait_until("both are selected", |page| {
            page.count("[data-component][data-selected='true']") == 2
        });
        page.press("Delete");
        page.wait_until("only the users are left", |page| {
            components(page) == [users.clone()]
        });
        page.press("Control+z");
        page.wait_until("all are back", |page| {
            components(page).len() == 3 && flagged(page).len() == 2
        });
    });
}

#[test]
fn the_keyboard_alone_adds_selects_and_kills() {
    visit("/", |page| {
        let [_, server, _] = first_view(page);
        page.focus("[data-palette='server']");
        page.press("Enter");
        page.wait_until("a server is added", |page| {
            page.count("[data-kind='server']") == 2
        });
        page.focus(&card(&server));
        page.press("k");
        page.wait_until("the server is dead", |page| {
            page.attribute(&card(&server), "data-state").as_deref() == Some("dead")
        });
    });
}

#[test]
fn a_setting_is_changed_in_the_inspector_and_undone() {
    visit("/", |page| {
        let [users, ..] = first_view(page);
        page.tap(Pointer::Mouse, page.middle(&card(&users)));
        page.wait_for_element("#inspector [data-setting='rate_rps']");
        let before = page
            .value("#inspector [data-setting='rate_rps']")
            .unwrap_or_default();
        page.enter("#inspector [data-setting='rate_rps']", "7");
        page.wait_until("the users ask at the new rate", |page| {
            page.text(&card(&users))
                .is_some_and(|text| text.contains('7'))
        });
        page.enter("#inspector [data-setting='rate_rps']", "nonsense");
        page.wait_until("the mistake is told", |page| {
            page.shows("#inspector [role='alert']")
        });
        page.click(&command("undo"));
        page.wait_until("the rate is as before", |page| {
            page.value("#inspector [data-setting='rate_rps']")
                .as_deref()
                == Some(before.as_str())
        });
    });
}

#[test]
fn two_fingers_zoom_and_so_does_the_wheel_at_the_pointer() {
    visit("/", |page| {
        let [users, server, _] = first_view(page);
        let span = |page: &Page| page.middle(&card(&server)).x - page.middle(&card(&users)).x;
        let before = span(page);
        let fixed = page.middle(&card(&users));
        page.wheel_with("Control", fixed, -240);
        page.wait_until("it is larger", |page| span(page) > before * 1.1);
        let now = page.middle(&card(&users));
        assert!(
            (now.x - fixed.x).abs() < 2.0 && (now.y - fixed.y).abs() < 2.0,
            "what is under the pointer stays there"
        );
    });
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        let [users, server, _] = first_view(page);
        let span = |page: &Page| {
            let (a, b) = (page.middle(&card(&server)), page.middle(&card(&users)));
            (a.x - b.x).hypot(a.y - b.y)
        };
        let before = span(page);
        // Two fingers on the ground, apart from each other and from any card.
        let ground = page.middle("#canvas").offset(0.0, 120.0);
        page.pinch(ground, 30.0, 120.0);
        page.wait_until("it is larger", |page| span(page) > before * 1.3);
    });
}

#[test]
fn an_opened_scenario_can_be_drawn_on() {
    visit("/", |page| {
        scenarios::open(page, "two-regions");
        let before = components(page).len();
        fit(page);
        let at = page.middle("#canvas").offset(0.0, 20.0);
        drop_part(page, Pointer::Mouse, "cache", at);
        assert_eq!(components(page).len(), before + 1);
    });
}
