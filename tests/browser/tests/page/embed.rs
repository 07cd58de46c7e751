//! The page in a frame of another site.

use topple_browser_tests::browser::Viewport;
use topple_browser_tests::site::{Site, Trouble};
use topple_browser_tests::{Page, Visit, visit};

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

#[test]
fn a_text_as_long_as_a_book_is_refused_unread_and_a_file_does_not_take_the_exhibits_place() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        let link = page.wait_for("the address holds the scenario", |page| {
            Some(page.address_bar()).filter(|url| url.contains("#s="))
        });
        let address = link.replacen("/#", "/?embed&readonly#", 1);
        let course = course(&format!(
            "<iframe src='{address}' width='900' height='560' style='border: 0; display: block'></iframe>
             <script>
                 const frame = document.querySelector('iframe');
                 addEventListener('message', ({{ data }}) => {{
                     if (data.type === 'ready') frame.contentWindow.postMessage({{ topple: 1, type: 'kill', target: 'x'.repeat(2e7) }}, '*');
                     if (data.type === 'error') document.title = data.text;
                 }});
             </script>"
        ));
        open_course(page, &course);
        page.wait_until("it is told", |page| {
            let title = page.browser().run("return document.title", &[]);
            title
                .as_str()
                .is_some_and(|title| title.contains("was not read") && title.len() < 200)
        });
        page.enter_frame("iframe");
        let parts = crate::hands::components(page);
        let script = "
            const data = new DataTransfer();
            data.items.add(new File([arguments[0]], 'mine.json'));
            document.querySelector('#canvas').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));";
        let file = scenarios::read("one-server").to_string();
        page.browser().run(script, &[file.into()]);
        page.wait_until("it says that it only shows", |page| {
            page.texts(".message")
                .iter()
                .any(|text| text.contains("only shows"))
        });
        assert_eq!(crate::hands::components(page), parts);
    });
}

/// A page of another site with this in it.
fn course(body: &str) -> Site {
    Site::of_page(&format!(
        "<!doctype html><title>A course</title><link rel='icon' href='data:,'><body style='margin: 0'>{body}"
    ))
}

fn open_course(page: &Page, course: &Site) {
    page.open_in_new_tab(&format!("http://localhost:{}/", course.port()));
}

fn height_of(page: &Page, selector: &str) -> f64 {
    let script = "return document.querySelector(arguments[0])?.getBoundingClientRect().height ?? 0";
    let height = page.browser().run(script, &[selector.into()]);
    height.as_f64().unwrap_or_default()
}

#[test]
fn an_element_takes_the_height_that_its_drawing_wants_and_tells_what_happens() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        let link = page.wait_for("the address holds the scenario", |page| {
            Some(page.address_bar()).filter(|url| url.contains("#s="))
        });
        let course = course(&format!(
            "<script src='{}'></script><div style='width: 900px'><topple-playground src='{link}' autoplay panel='none'></topple-playground></div>
             <script>
                 const element = document.querySelector('topple-playground'), heard = {{}};
                 for (const type of ['resize', 'state', 'verdicts', 'event'])
                     element.addEventListener(`topple-${{type}}`, event => {{ heard[type] = event.detail; }});
             </script>",
            page.url("/embed.js"),
        ));
        open_course(page, &course);
        let wanted = |page: &Page| {
            let wanted = page.browser().run("return heard.resize?.height ?? 0", &[]);
            wanted.as_f64().unwrap_or_default()
        };
        page.wait_until("it is as high as it wants to be", |page| {
            wanted(page) > 0.0 && (height_of(page, "iframe") - wanted(page)).abs() < 1.0
        });
        let before = wanted(page);
        page.enter_frame("iframe");
        wait_until_served(page);
        let script = "
            const cards = [...document.querySelectorAll('[data-component]')].map(card => card.getBoundingClientRect());
            const canvas = document.querySelector('#canvas').getBoundingClientRect();
            return [
                cards.every(card => card.top >= canvas.top && card.bottom <= canvas.bottom && card.left >= canvas.left && card.right <= canvas.right),
                Math.min(...cards.map(card => card.top)) - canvas.top,
            ];";
        page.wait_until("all of the drawing is in view, and little else", |page| {
            let seen = page.browser().run(script, &[]);
            seen[0] == serde_json::json!(true) && seen[1].as_f64().is_some_and(|above| above < 90.0)
        });
        page.leave_frame();
        page.browser()
            .run("document.querySelector('div').style.width = '420px'", &[]);
        page.wait_until("in a narrow column it wants another height", |page| {
            (wanted(page) - before).abs() > 10.0
                && (height_of(page, "iframe") - wanted(page)).abs() < 1.0
        });
        page.browser()
            .run("element.send({ type: 'kill', target: 'db-1' })", &[]);
        page.wait_until("it tells what happens", |page| {
            let told = page.browser().run(
                "return ['state', 'verdicts', 'event'].every(type => heard[type])",
                &[],
            );
            told == serde_json::json!(true)
        });
    });
}

#[test]
fn an_element_says_that_its_scenario_cannot_be_fetched() {
    visit("/", |page| {
        let course = course(&format!(
            "<script src='{}'></script><topple-playground src='{}' scenario='/missing.json'></topple-playground>
             <script>document.querySelector('topple-playground').addEventListener('topple-error', event => {{ document.title = event.detail.text; }});</script>",
            page.url("/embed.js"),
            page.url("/"),
        ));
        open_course(page, &course);
        page.wait_until("it is said", |page| {
            let title = page.browser().run("return document.title", &[]);
            title
                .as_str()
                .is_some_and(|title| title.contains("cannot be fetched"))
        });
        page.browser().forget_complaints();
    });
}

#[test]
fn a_sandboxed_frame_without_an_origin_lives_where_the_server_allows_it_and_says_so_where_not() {
    visit("/", |page| {
        let address = page.url("/?embed&autoplay");
        let course = course(&format!(
            "<iframe sandbox='allow-scripts' src='{address}' width='900' height='560' style='border: 0; display: block'></iframe>
             <script>
                 const heard = {{}};
                 addEventListener('message', event => {{
                     heard[event.data.type] = event.origin;
                     if (event.data.type === 'ready') event.source.postMessage({{ topple: 1, type: 'get_state' }}, '*');
                 }});
             </script>"
        ));
        open_course(page, &course);
        page.enter_frame("iframe");
        page.wait_for_element("#loading [role='alert']");
        let told = page.text("#loading [role='alert']").unwrap_or_default();
        assert!(told.contains("Access-Control-Allow-Origin"), "{told}");
        page.leave_frame();
        page.browser().forget_complaints();
        page.allow_all_origins();
        page.reload();
        page.enter_frame("iframe");
        wait_until_served(page);
        let storage = "try { return String(localStorage) } catch (error) { return error.name }";
        assert_eq!(
            page.browser().run(storage, &[]),
            serde_json::json!("SecurityError")
        );
        power(page, &card("db-1"));
        page.wait_until("it can be killed", |page| {
            served(page).is_some_and(|per_cent| per_cent < 5.0)
        });
        page.leave_frame();
        page.wait_until("the page around is told", |page| {
            let told = page.browser().run(
                "return ['ready', 'resize', 'state', 'event'].every(type => heard[type] === 'null')",
                &[],
            );
            told == serde_json::json!(true)
        });
    });
}

#[test]
fn log_and_timeline_are_there_where_they_are_asked_for() {
    visit("/?embed&autoplay", |page| {
        wait_until_served(page);
        assert!(!page.shows("[data-timeline]") && !page.shows("#log"));
        page.go("/?embed&autoplay&timeline&log");
        wait_until_served(page);
        assert!(page.shows("[data-timeline]") && page.shows("#log"));
        power(page, &card("db-1"));
        page.wait_until("the log tells of it", |page| {
            page.texts("#log .log-entry")
                .iter()
                .any(|entry| entry.contains("db-1"))
        });
    });
}

#[test]
fn in_a_narrow_embed_the_canvas_has_at_least_half_of_the_height() {
    let narrow = Viewport {
        width: 320,
        height: 480,
        mobile: true,
    };
    for address in [
        "/?embed&autoplay",
        "/?embed&autoplay&timeline",
        "/?embed&autoplay&timeline&log",
    ] {
        Visit::default().on(narrow).run(address, |page| {
            wait_until_served(page);
            let canvas = height_of(page, "#canvas");
            assert!(canvas >= 240.0, "{address}: {canvas} of 480");
            let script = "return document.documentElement.scrollWidth - innerWidth";
            assert_eq!(
                page.browser().run(script, &[]),
                serde_json::json!(0),
                "{address}"
            );
        });
    }
}

#[test]
fn a_server_of_the_page_around_need_not_know_what_the_program_is() {
    Visit::default()
        .with_trouble(".wasm", Trouble::Untyped)
        .run("/?embed&autoplay", |page| {
            wait_until_served(page);
            power(page, &card("db-1"));
            page.wait_until("it can be killed", |page| {
                served(page).is_some_and(|per_cent| per_cent < 5.0)
            });
        });
}
