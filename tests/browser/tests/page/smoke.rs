//! What every engine must do, `WebKit`'s driver too: only what each of the drivers has a word for.

use topple_browser_tests::action::Pointer;
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components, drop_part, listed, power, wait_until_served};
use crate::scenarios;

fn state(page: &Page, id: &str) -> String {
    page.attribute(&card(id), "data-state").unwrap_or_default()
}

#[test]
fn it_opens_and_draws_its_traffic() {
    visit("/", |page| {
        wait_until_served(page);
        assert_eq!(components(page), ["users", "web-1", "db-1"]);
        let traffic = |page: &Page| {
            let script =
                "return [...document.querySelectorAll('#canvas canvas')].at(-1).toDataURL()";
            page.browser().run(script, &[])
        };
        let first = traffic(page);
        page.wait_until("the requests move", |page| traffic(page) != first);
    });
}

#[test]
fn a_part_is_killed_and_revived() {
    visit("/", |page| {
        wait_until_served(page);
        power(page, &card("db-1"));
        page.wait_until("it is dead", |page| state(page, "db-1") == "dead");
        page.wait_until("nothing is served", |page| {
            crate::hands::served(page).is_some_and(|per_cent| per_cent < 5.0)
        });
        power(page, &card("db-1"));
        wait_until_served(page);
    });
}

#[test]
fn a_part_is_dragged_in_and_undone() {
    visit("/", |page| {
        wait_until_served(page);
        let at = page.middle(&card("web-1")).offset(0.0, 170.0);
        let new = drop_part(page, Pointer::Mouse, "server", at);
        page.click(&command("undo"));
        page.wait_until("it is gone", |page| !components(page).contains(&new));
    });
}

#[test]
fn what_was_drawn_is_there_after_a_reload() {
    visit("/", |page| {
        wait_until_served(page);
        let at = page.middle(&card("web-1")).offset(0.0, 170.0);
        drop_part(page, Pointer::Mouse, "cache", at);
        let drawn = components(page);
        page.wait_until("it is saved", |page| page.address_bar().contains("#s="));
        page.go("/");
        page.wait_until("it is there", |page| components(page) == drawn);
    });
}

#[test]
fn a_page_that_goes_in_the_middle_of_a_save_loses_nothing_and_holds_up_no_other() {
    visit("/", |page| {
        wait_until_served(page);
        for round in 0..3 {
            let at = page.middle(&card("web-1"));
            let at = at.offset(f64::from(round) * 200.0 - 200.0, 170.0);
            drop_part(page, Pointer::Mouse, "cache", at);
            let drawn = components(page);
            page.go("/");
            page.wait_until("it is there", |page| components(page) == drawn);
        }
    });
}

#[test]
fn a_link_is_drawn_by_keys() {
    visit("/", |page| {
        page.wait_for_element("#inspector .panel-head");
        let at = page.middle(&card("web-1")).offset(0.0, 170.0);
        let new = drop_part(page, Pointer::Mouse, "server", at);
        page.focus(&card("users"));
        for key in ["l", "ArrowRight", "ArrowDown", "Enter"] {
            page.press(key);
        }
        page.wait_until("the users call both", |page| {
            listed(page).contains(&format!("Links to web-1, {new}"))
        });
    });
}

#[test]
fn a_shared_link_opens_the_same() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        let link = page.wait_for("the address holds the scenario", |page| {
            Some(page.address_bar()).filter(|url| url.contains("#s="))
        });
        let parts = components(page);
        // WebKit draws nothing in a tab that its driver opens.
        page.browser().go("about:blank");
        page.browser().go(&link);
        page.wait_until("the same parts", |page| components(page) == parts);
        wait_until_served(page);
    });
}
