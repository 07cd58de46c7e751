//! Killing things: traffic is rerouted, the log reports it, and the verdicts follow.

use serde_json::json;
use topple_browser_tests::action::Pointer;
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components, flagged, power, region, served, wait_until_served};
use crate::scenarios;

fn state(page: &Page, element: &str) -> String {
    page.attribute(element, "data-state").unwrap_or_default()
}

#[test]
fn one_of_two_balancers_dies_and_the_other_takes_over() {
    visit("/", |page| {
        // Users who go on to the next address at once lose hardly a request; these depend on the name server's checks.
        let mut scenario = scenarios::read("two-balancers");
        scenario["components"][0]["tries_next_address"] = json!(false);
        scenario["components"][1]["ttl_s"] = json!(1);
        scenario["components"][1]["health_check"] =
            json!({ "interval_s": 1, "timeout_s": 0.5, "fall": 3 });
        scenarios::open_value(page, "two-balancers.json", &scenario);
        wait_until_served(page);
        assert_eq!(flagged(page), ["db-1", "dns-1"]);
        power(page, &card("lb-1"));
        page.wait_until("the card goes dark", |page| {
            state(page, &card("lb-1")) == "dead"
        });
        page.wait_until("the share served dips", |page| {
            served(page).is_some_and(|per_cent| per_cent < 99.0)
        });
        page.wait_until("the survivor is the only one left", |page| {
            let flag = page.attribute(&card("lb-2"), "data-verdict");
            flag.as_deref() == Some("last-left")
        });
        assert_eq!(flagged(page), ["db-1", "dns-1"]);
        assert_eq!(
            page.text("#verdicts [data-headline]").as_deref(),
            Some("2 single points of failure, 1 the only one left")
        );
        page.wait_for_element("[data-verdict-of='lb-2'] [data-revive='lb-1']");
        page.wait_until("the log tells of it", |page| {
            page.count("#log [data-log-about='lb-1']") > 1
        });
        let log = page.texts("#log [data-log-about='lb-1']").join("\n");
        assert!(
            log.contains("lb-1") && log.contains("0:"),
            "in sentences, with the time: {log}"
        );
        wait_until_served(page);
    });
}

#[test]
fn a_killed_region_takes_its_parts_down_and_the_other_region_takes_over() {
    visit("/", |page| {
        scenarios::open(page, "two-regions");
        wait_until_served(page);
        assert_eq!(flagged(page), Vec::<String>::new());
        power(page, &region("west"));
        page.wait_until("all of it is dead", |page| {
            ["lb-1", "web-1", "db-1"]
                .iter()
                .all(|id| state(page, &card(id)) == "dead")
        });
        page.wait_until("the share served dips", |page| {
            served(page).is_some_and(|per_cent| per_cent < 99.0)
        });
        page.wait_until("what is left is told as that", |page| {
            ["lb-2", "web-2", "db-2"].iter().all(|id| {
                let flag = page.attribute(&card(id), "data-verdict");
                flag.as_deref() == Some("last-left")
            })
        });
        assert_eq!(
            page.attribute(&region("east"), "data-verdict").as_deref(),
            Some("last-left")
        );
        wait_until_served(page);
        assert_eq!(state(page, &card("web-2")), "alive");
    });
}

#[test]
fn what_was_killed_can_be_revived() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        wait_until_served(page);
        power(page, &card("db-1"));
        page.wait_until("nothing is served", |page| {
            served(page).is_some_and(|per_cent| per_cent < 5.0)
        });
        power(page, &card("db-1"));
        page.wait_until("the database lives", |page| {
            state(page, &card("db-1")) == "alive"
        });
        wait_until_served(page);
        assert_eq!(flagged(page), ["db-1", "dns-1"]);
    });
}

#[test]
fn the_first_line_tells_of_a_failover_from_the_death_until_all_is_served() {
    let why = |page: &Page| page.text("[data-now-why]").unwrap_or_default();
    let standing = |page: &Page| page.attribute("[data-now]", "data-now").unwrap_or_default();
    visit("/", |page| {
        scenarios::open(page, "standby");
        page.wait_until("all is as designed", |page| {
            page.text("[data-now-headline]").as_deref() == Some("As designed")
        });
        assert_eq!(standing(page), "well");
        power(page, &card("db-1"));
        page.wait_until("it tells who takes over, and when", |page| {
            why(page).starts_with("db-1 is dead; db-2 takes over in ")
        });
        page.wait_until("it tells how little is served", |page| {
            standing(page) == "bad"
                && page
                    .text("[data-now-headline]")
                    .is_some_and(|line| line.ends_with(" % served now"))
        });
        page.wait_until("it tells who is primary by now", |page| {
            why(page) == "db-2 is primary since db-1 died."
                && page.text("[data-now-headline]").as_deref() == Some("All is served")
        });
        assert_eq!(standing(page), "well");
        wait_until_served(page);
    });
}

#[test]
fn k_kills_what_is_selected_and_undo_never_revives_it() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        page.tap(Pointer::Mouse, page.middle(&card("web-1")));
        page.press("Control+d");
        page.wait_until("there is a third server", |page| {
            components(page).len() == 8
        });
        page.tap(Pointer::Mouse, page.middle(&card("web-2")));
        page.press("k");
        page.wait_until("the server is dead", |page| {
            state(page, &card("web-2")) == "dead"
        });
        page.press("Control+z");
        page.wait_until("the third server is gone again", |page| {
            components(page).len() == 7
        });
        assert_eq!(
            state(page, &card("web-2")),
            "dead",
            "undo is for what is drawn, not for what happened"
        );
        page.press("Control+Shift+z");
        page.wait_until("the third server is back", |page| {
            components(page).len() == 8
        });
    });
}

#[test]
fn the_run_can_be_paused_stepped_and_begun_anew() {
    visit("/", |page| {
        wait_until_served(page);
        let clock = |page: &Page| page.text("#transport [role='timer']").unwrap_or_default();
        page.click(&command("pause"));
        page.wait_for_element(&command("play"));
        let paused = clock(page);
        page.click(&command("step"));
        page.wait_until("a step goes on a little", |page| clock(page) != paused);
        page.click(&command("restart"));
        page.click(&command("play"));
        wait_until_served(page);
    });
}

fn role(page: &Page, id: &str) -> String {
    let badge = format!("{} .card-role", card(id));
    page.attribute(&badge, "data-role").unwrap_or_default()
}

fn said(page: &Page, id: &str) -> String {
    page.attribute(&card(id), "aria-label").unwrap_or_default()
}

#[test]
fn the_badge_moves_to_the_standby_that_notices_and_takes_over() {
    visit("/", |page| {
        scenarios::open(page, "standby");
        wait_until_served(page);
        assert_eq!(
            (role(page, "db-1"), role(page, "db-2")),
            ("primary".into(), "standby".into())
        );
        assert!(
            said(page, "db-2").contains("standby, follows db-1"),
            "{}",
            said(page, "db-2")
        );
        let ring = |turn: &str| format!("{} .turn-ring [data-turn='{turn}']", card("db-2"));
        assert_eq!(page.count(&ring("notices")), 0);
        power(page, &card("db-1"));
        page.wait_for_element(&ring("notices"));
        page.wait_for_element(&ring("takes-over"));
        page.wait_until("the standby is primary", |page| {
            role(page, "db-2") == "primary"
        });
        assert_ne!(role(page, "db-1"), "primary");
        page.wait_until("the badge that flew has landed", |page| {
            page.count(".badge-flight") == 0
        });
        let flag = page.attribute(&card("db-2"), "data-verdict");
        assert_eq!(flag.as_deref(), Some("last-left"), "it is not scolded");
        wait_until_served(page);
    });
}

#[test]
fn a_region_that_is_cut_off_is_closed_and_its_power_button_opens_it() {
    visit("/", |page| {
        let mut scenario = scenarios::read("two-regions");
        scenario["topple"] = json!(2);
        scenario["script"] = json!([{ "at_s": 2, "do": "isolate", "target": "east" }]);
        scenarios::open_value(page, "cut-off.json", &scenario);
        page.wait_until("the region is closed", |page| {
            state(page, &region("east")) == "isolated"
        });
        assert_eq!(state(page, &card("web-2")), "alive");
        page.wait_until("both databases are primary", |page| {
            role(page, "db-1") == "primary" && role(page, "db-2") == "primary"
        });
        page.wait_until("both count their writes", |page| {
            ["db-1", "db-2"].iter().all(|id| {
                page.text(&format!("{} .card-turn", card(id)))
                    .is_some_and(|words| words.starts_with('+'))
            })
        });
        power(page, &region("east"));
        page.wait_until("the region is open", |page| {
            state(page, &region("east")) == "alive"
        });
        page.wait_until("one of them is primary", |page| {
            role(page, "db-1") != role(page, "db-2")
        });
    });
}

#[test]
fn the_badge_flies_from_card_to_card_and_nowhere_else() {
    visit("/", |page| {
        let mut scenario = scenarios::read("standby");
        scenario["components"][7]["detect_s"] = json!(1);
        scenario["components"][7]["promote_s"] = json!(1);
        scenarios::open_value(page, "badge.json", &scenario);
        wait_until_served(page);
        let watch = "
            window.flown = [];
            const look = () => {
                for (const badge of document.querySelectorAll('.badge-flight')) {
                    const r = badge.getBoundingClientRect();
                    window.flown.push([r.x + r.width / 2, r.y + r.height / 2]);
                }
                requestAnimationFrame(look);
            };
            look();";
        page.browser().run(watch, &[]);
        power(page, &card("db-1"));
        page.wait_until("the standby is primary", |page| {
            role(page, "db-2") == "primary"
        });
        page.wait_until("the badge that flew has landed", |page| {
            page.count(".badge-flight") == 0
        });
        let flown = page.browser().run("return window.flown", &[]);
        let flown = flown.as_array().expect("places");
        assert!(!flown.is_empty(), "it is seen to fly");
        let (from, to) = (page.middle(&card("db-1")), page.middle(&card("db-2")));
        let near = |at: f64, a: f64, b: f64| at > a.min(b) - 80.0 && at < a.max(b) + 80.0;
        for at in flown {
            let (x, y) = (at[0].as_f64(), at[1].as_f64());
            assert!(
                x.is_some_and(|x| near(x, from.x, to.x))
                    && y.is_some_and(|y| near(y, from.y, to.y)),
                "{at} is not between {from:?} and {to:?}"
            );
        }
    });
}
