//! One's own work is never lost: what is opened opens beside it, and all of it is found again.

use topple_browser_tests::action::Pointer;
use topple_browser_tests::engine::{Engine, left_out_in};
use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components, drop_part, flagged, wait_until_served};
use crate::scenarios;

/// Adds a server to what is shown, and waits until that is saved.
fn touch(page: &Page) {
    let before = page.address_bar();
    let middle = page.middle("#canvas");
    drop_part(page, Pointer::Mouse, "server", middle);
    page.wait_until("it is saved", |page| page.address_bar() != before);
}

/// The scenarios under My scenarios: their names.
fn listed(page: &Page) -> Vec<String> {
    open_list(page);
    let names = page.browser().run(
        "return [...document.querySelectorAll('[data-scenario-do=rename]')].map(field => field.value || 'Untitled')",
        &[],
    );
    page.press("Escape");
    page.wait_until("the list is closed", |page| page.count("dialog") == 0);
    let names = names.as_array().cloned().unwrap_or_default();
    names
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

fn open_list(page: &Page) {
    page.click(&command("scenarios"));
    page.wait_until("the list is there", |page| {
        page.count("dialog .scenarios") + page.count("dialog [role='status']") > 0
            && page.count("dialog [role='status']") == 0
    });
}

/// Does something with the scenario of this place in the list.
fn act(page: &Page, nth: usize, what: &str) {
    page.click(&format!(
        "dialog .scenario:nth-child({}) [data-scenario-do='{what}']",
        nth + 1
    ));
}

fn open_template(page: &Page, key: &str) {
    page.click("[data-dialog='gallery']");
    page.click(&format!("[data-template='{key}']"));
    page.wait_until("the template is on the canvas", |page| {
        components(page).len() > 4
    });
}

#[test]
fn a_template_and_a_lesson_open_beside_ones_own_work_which_is_found_again() {
    visit("/", |page| {
        wait_until_served(page);
        touch(page);
        let mine = components(page);
        page.click("[data-dialog='gallery']");
        page.click(".gallery-entry:nth-child(2)");
        page.wait_until("the template is there", |page| components(page) != mine);
        page.click("[data-dialog='lessons']");
        page.click("[data-lesson-key='one-server']");
        page.wait_for_element("#lesson");
        assert_eq!(listed(page).len(), 1, "what nobody touched is not kept");
        open_list(page);
        act(page, 0, "open");
        page.wait_until("one's own work is back", |page| components(page) == mine);
        assert_eq!(page.count("#lesson"), 0, "and the lesson is over");
        // The next day: another tab, without a link.
        page.open_in_new_tab(&page.url("/"));
        page.wait_until("it is what one had last", |page| components(page) == mine);
    });
}

#[test]
fn going_back_in_the_browser_leads_to_what_was_there_before() {
    visit("/", |page| {
        wait_until_served(page);
        touch(page);
        let mine = components(page);
        open_template(page, "three-tiers");
        let template = components(page);
        page.browser().run("history.back()", &[]);
        page.wait_until("one's own work is back", |page| components(page) == mine);
        page.browser().run("history.forward()", &[]);
        page.wait_until("and the template again", |page| {
            components(page) == template
        });
    });
}

#[test]
fn a_new_drawing_is_empty_and_nothing_is_judged() {
    visit("/", |page| {
        wait_until_served(page);
        touch(page);
        page.click(&command("new"));
        page.wait_until("the canvas is empty", |page| components(page).is_empty());
        page.wait_until("no verdict at all", |page| {
            page.text("#verdicts [data-headline]").as_deref() == Some("Nothing to judge yet")
        });
        assert_eq!(flagged(page), Vec::<String>::new());
        assert_eq!(listed(page).len(), 1, "the old one is kept");
    });
}

#[test]
fn scenarios_are_renamed_duplicated_deleted_and_brought_back() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        page.wait_until("it is saved", |page| listed(page).len() == 1);
        open_list(page);
        page.enter("dialog [data-scenario-do='rename']", "Mine");
        page.wait_until("the title is the new name", |page| {
            page.value(".top-title").as_deref() == Some("Mine")
        });
        page.wait_until("and so it is listed", |page| {
            page.value("dialog [data-scenario-do='rename']").as_deref() == Some("Mine")
        });
        act(page, 0, "duplicate");
        page.wait_until("there are two", |page| page.count("dialog .scenario") == 2);
        act(page, 0, "delete");
        page.wait_for_element("dialog .scenario-deleted");
        page.click("dialog [data-scenario-do='undelete']");
        page.wait_until("it is back", |page| page.count("dialog .scenario") == 2);
    });
}

#[test]
fn an_earlier_version_is_gone_back_to() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        let before = components(page);
        page.wait_until("it is saved", |page| page.address_bar().contains("#s="));
        // Leaving it for something else keeps a version.
        open_template(page, "three-tiers");
        open_list(page);
        act(page, 0, "open");
        page.wait_until("it is back", |page| components(page) == before);
        page.press("Control+a");
        page.press("Delete");
        page.wait_until("all is gone", |page| components(page).is_empty());
        page.wait_until("that is saved", |page| listed(page).len() == 1);
        open_list(page);
        act(page, 0, "versions");
        page.click("dialog [data-scenario-do='restore']");
        page.wait_until("all of it is back", |page| components(page) == before);
    });
}

#[test]
fn of_two_tabs_with_one_scenario_neither_writes_over_the_other() {
    visit("/", |page| {
        wait_until_served(page);
        touch(page);
        let mine = components(page);
        page.open_in_new_tab(&page.url("/"));
        page.wait_until("the second tab has it too", |page| components(page) == mine);
        page.wait_until("and says so", |page| {
            page.texts("#messages .message")
                .iter()
                .any(|text| text.contains("another tab"))
        });
        touch(page);
        assert_eq!(listed(page).len(), 2, "what is changed here is a copy");
    });
}

#[test]
fn a_lesson_goes_on_after_a_reload() {
    visit("/", |page| {
        wait_until_served(page);
        page.click("[data-dialog='lessons']");
        page.click("[data-lesson-key='another-node']");
        page.wait_for_element("#lesson");
        touch(page);
        let drawn = components(page);
        page.reload();
        page.wait_until("the canvas is as it was", |page| components(page) == drawn);
        page.wait_until("and the lesson under way", |page| {
            page.attribute("#lesson", "data-lesson").as_deref() == Some("another-node")
        });
    });
}

#[test]
fn a_change_that_follows_a_save_is_there_when_the_page_is_loaded_again_at_once() {
    visit("/", |page| {
        wait_until_served(page);
        for round in 1..=5 {
            // The first is saved, or about to be, when the second follows.
            let before = page.address_bar();
            page.enter(".top-title", &format!("Before {round}"));
            page.wait_until("the address changes as it is saved", |page| {
                page.address_bar() != before
            });
            let title = format!("After {round}");
            page.enter(".top-title", &title);
            page.reload();
            page.wait_until("the title is the last", |page| {
                page.value(".top-title").as_deref() == Some(title.as_str())
            });
            wait_until_served(page);
        }
        assert_eq!(listed(page), ["After 5"], "and there is no copy of it");
    });
}

#[test]
fn where_the_browser_keeps_nothing_that_is_told_once_and_the_work_stays() {
    visit("/", |page| {
        wait_until_served(page);
        let closed = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError') }; Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') };";
        page.browser().run(closed, &[]);
        for _ in 0..3 {
            touch(page);
        }
        let told = page.texts("#messages [role='alert']");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("save your work as a file"), "{told:?}");
        let drawn = components(page);
        page.reload();
        page.wait_until("the address has it all the same", |page| {
            components(page) == drawn
        });
    });
}

#[test]
fn a_store_that_does_not_answer_is_told_of_and_loses_nothing() {
    if left_out_in(
        &[Engine::Firefox],
        "the driver runs no script before those of the page",
    ) {
        return;
    }
    visit("/", |page| {
        wait_until_served(page);
        touch(page);
        assert_eq!(listed(page).len(), 1);
        let drawn = components(page);
        let mute = "
            if (localStorage.getItem('mute')) {
                const open = IDBFactory.prototype.open;
                IDBFactory.prototype.open = function (...all) {
                    const request = open.apply(this, all);
                    Object.defineProperty(request, 'onsuccess', { set() {} });
                    return request;
                };
            }";
        page.browser().before_every_page(mute);
        page.browser()
            .run("localStorage.setItem('mute', 'yes')", &[]);
        page.go("/");
        page.wait_for_element("#messages [role='alert']");
        let told = page.texts("#messages [role='alert']");
        assert!(told[0].contains("store does not answer"), "{told:?}");
        assert_eq!(
            components(page),
            drawn,
            "what this tab had in hand is there"
        );
        page.click(&command("new"));
        page.wait_until("it is empty", |page| components(page).is_empty());
        touch(page);
        let beside = components(page);
        page.reload();
        page.wait_until("what was drawn meanwhile is there", |page| {
            components(page) == beside
        });
        page.browser().run("localStorage.removeItem('mute')", &[]);
        page.reload();
        page.wait_until("and still is", |page| components(page) == beside);
        assert_eq!(listed(page).len(), 2, "both are kept");
    });
}

#[test]
fn a_link_that_a_chat_program_has_bent_opens() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        page.wait_until("there is a link", |page| page.address_bar().contains("#s="));
        let parts = components(page);
        let link = page.address_bar();
        for bent in [
            link.replace("#s=", "#s%3D"),
            format!("{link})"),
            format!("{link}&utm_source=chat"),
        ] {
            page.open_in_new_tab(&bent);
            page.wait_until("it opens", |page| components(page) == parts);
        }
    });
}

#[test]
fn a_card_of_a_colleagues_link_may_be_moved_and_ones_own_work_stays() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        page.wait_until("there is a link", |page| page.address_bar().contains("#s="));
        let link = page.address_bar();
        page.click(&command("new"));
        page.wait_until("the canvas is empty", |page| components(page).is_empty());
        let middle = page.middle("#canvas");
        let mine = drop_part(page, Pointer::Mouse, "client", middle);
        page.wait_until("it is saved", |page| listed(page).len() == 2);
        page.open_in_new_tab(&link);
        page.wait_until("the link is open", |page| components(page).len() > 4);
        touch(page);
        assert_eq!(
            listed(page).len(),
            3,
            "the link that was touched is one more"
        );
        open_list(page);
        for nth in 0..3 {
            let parts = page.text(&format!(
                "dialog .scenario:nth-child({}) .scenario-facts",
                nth + 1
            ));
            if parts.is_some_and(|facts| facts.starts_with("1 part ")) {
                act(page, nth, "open");
                break;
            }
        }
        page.wait_until("one's own is as it was", |page| {
            components(page) == [mine.clone()]
        });
        assert!(page.shows(&card(&mine)));
    });
}

#[test]
fn all_that_is_kept_is_saved_as_one_file_which_another_browser_opens() {
    let mut file = String::new();
    visit("/", |page| {
        for name in ["two-balancers", "two-regions"] {
            scenarios::open(page, name);
        }
        page.wait_until("both are kept", |page| listed(page).len() == 2);
        let script = "
            const make = URL.createObjectURL;
            URL.createObjectURL = blob => { blob.text().then(text => { window.all = text; }); return make(blob); };
            HTMLAnchorElement.prototype.click = function () {};";
        page.browser().run(script, &[]);
        open_list(page);
        page.click("[data-scenarios='export']");
        file = page.wait_for("it is saved", |page| {
            let all = page.browser().run("return window.all ?? null", &[]);
            all.as_str().map(str::to_owned)
        });
    });
    visit("/", |page| {
        wait_until_served(page);
        let file = scenarios::written("all.json", &file);
        page.choose_file("input[type=file]", &file);
        page.wait_until("it is told", |page| {
            page.text("#messages")
                .is_some_and(|text| text.contains("2 scenarios are now kept"))
        });
        assert_eq!(listed(page).len(), 2);
        assert_eq!(components(page).len(), 3, "what is in hand stays");
    });
}
