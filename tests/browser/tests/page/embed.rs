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

#[test]
fn a_page_of_origin_null_is_answered_and_told_what_could_not_be_done() {
    visit("/", |page| {
        let address = page.url("/?embed");
        let host = scenarios::written(
            "course.html",
            &format!(
                "<!doctype html><title>A course</title><link rel='icon' href='data:,'><body><script>
                 const heard = {{}};
                 addEventListener('message', event => {{
                     heard[event.data.type] = event.data;
                     document.title = Object.keys(heard).join(' ');
                     const send = message => event.source.postMessage({{ topple: 1, ...message }}, '*');
                     if (event.data.type === 'ready') send({{ type: 'get_state' }});
                     if (event.data.type === 'state') send({{ type: 'load', scenario: 'no scenario' }});
                 }});
                 </script><iframe src='{address}' width='900' height='560'></iframe>"
            ),
        );
        page.open_in_new_tab(&format!("file://{}", host.display()));
        page.wait_until("it is answered, and told of the load that failed", |page| {
            let heard = page.browser().run("return document.title", &[]);
            let heard = heard.as_str().unwrap_or_default().to_owned();
            ["ready", "state", "verdicts", "error"]
                .iter()
                .all(|kind| heard.contains(kind))
        });
        let told = page.browser().run("return heard.error.text", &[]);
        assert!(
            told.as_str()
                .is_some_and(|text| text.contains("cannot be opened")),
            "{told}"
        );
    });
}
