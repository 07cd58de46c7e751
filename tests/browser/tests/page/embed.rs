//! The page in a frame of another site.

use topple_browser_tests::site::Site;
use topple_browser_tests::visit;

use crate::hands::{card, power, served, wait_until_served};
use crate::scenarios;

#[test]
fn an_embed_in_another_sites_page_lives_without_the_editing_chrome() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        let link = page.wait_for("the address holds the scenario", |page| {
            Some(page.address_bar()).filter(|url| url.contains("#s="))
        });
        let address = link.replacen("/#", "/?embed&autoplay#", 1);
        // The frame begins at the corner of the page: the driver's pointer takes no account of where a frame lies.
        let host = Site::of_page(&format!(
            "<!doctype html><title>A course</title><link rel='icon' href='data:,'><body style='margin: 0'>\
             <iframe src='{address}' width='900' height='560' style='border: 0; display: block'></iframe>"
        ));
        page.open_in_new_tab(&format!("http://localhost:{}/", host.port()));
        page.enter_frame("iframe");
        wait_until_served(page);
        assert!(page.shows("#canvas") && page.shows("#transport") && page.shows("#verdicts"));
        assert!(
            !page.shows("[data-palette]") && !page.shows("#inspector"),
            "nothing to edit with"
        );
        power(page, &card("db-1"));
        page.wait_until("it can be killed in the frame", |page| {
            served(page).is_some_and(|per_cent| per_cent < 5.0)
        });
    });
}
