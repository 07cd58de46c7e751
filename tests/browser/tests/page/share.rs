//! What is given out of a scenario: link, QR code, picture, embed codes, report.

use serde_json::{Value, json};
use topple_browser_tests::browser::{Theme, Viewport};
use topple_browser_tests::site::Site;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{card, command, power, wait_until_served};
use crate::scenarios;

/// Opens the dialog at one of its tabs.
fn share(page: &Page, tab: &str) {
    page.click(&command("share"));
    page.click(&format!("[data-share-tab='{tab}']"));
}

/// From now on what is saved is kept for the test, and not put into a folder.
fn watch_saving(page: &Page) {
    let script = "
        window.saved = {};
        const made = new Map();
        const make = URL.createObjectURL;
        URL.createObjectURL = blob => { const url = make(blob); made.set(url, blob); return url; };
        HTMLAnchorElement.prototype.click = function () { saved[this.download] = made.get(this.href); };";
    page.browser().run(script, &[]);
}

/// What a saved file holds, asked of its blob.
fn saved(page: &Page, name: &str, question: &str) -> Value {
    let script = format!(
        "const blob = saved[arguments[0]];
         if (blob && !window.asked?.[arguments[0]]) {{
             window.asked = {{ ...window.asked, [arguments[0]]: true }};
             ({question}).then(answer => {{ window.answers = {{ ...window.answers, [arguments[0]]: answer }}; }});
         }}
         return window.answers?.[arguments[0]] ?? null;"
    );
    page.wait_for(&format!("{name} is saved"), |page| {
        Some(page.browser().run(&script, &[json!(name)])).filter(|answer| !answer.is_null())
    })
}

/// The size of a picture, and the colour of its first pixel.
const PIXELS: &str = "createImageBitmap(blob).then(image => {
    const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    return [image.width, image.height, ...pen.getImageData(1, 1, 1, 1).data, blob.type];
})";

/// Two servers and a database whose names are markup.
fn hostile() -> Value {
    let mut scenario = scenarios::read("two-regions");
    scenario["title"] = json!("<b>\"Tom\" & Jerry's</b>");
    scenario["components"][1]["name"] = json!("<img src=x onerror=alert(1)> & \"balancer\"");
    scenario["components"][2]["name"] =
        json!("the one and only balancer of the north-western region, which nobody looks at");
    scenario
}

fn choose(page: &Page, key: &str, value: &str) {
    let script = "
        const field = document.querySelector(`[data-share-choice='${arguments[0]}']`);
        field.value = [...field.options].find(option => option.text === arguments[1]).value;
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    page.browser().run(script, &[json!(key), json!(value)]);
}

fn facts(page: &Page) -> String {
    page.text("[data-picture-facts]").unwrap_or_default()
}

#[test]
fn a_reader_of_qr_codes_reads_the_link_off_the_screen() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        page.click(&command("share"));
        page.wait_for_element("[data-qr]");
        let script = "
            const image = document.querySelector('[data-qr]'), side = 900;
            if (!image.complete || !image.naturalWidth) return null;
            const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
            canvas.width = canvas.height = side;
            pen.imageSmoothingEnabled = false;
            pen.drawImage(image, 0, 0, side, side);
            const { data } = pen.getImageData(0, 0, side, side);
            let rows = '';
            for (let i = 0; i < data.length; i += 4) rows += data[i] < 128 ? '1' : '0';
            return rows;";
        let rows = page.wait_for("the code is drawn", |page| {
            let rows = page.browser().run(script, &[]);
            rows.as_str().map(|rows| rows.as_bytes().to_vec())
        });
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(900, 900, |x, y| {
            if rows[y * 900 + x] == b'1' { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        let (_, read) = grids
            .first()
            .expect("a code is there")
            .decode()
            .expect("it is read");
        assert_eq!(Some(read), page.value("[data-share='link']"));
        watch_saving(page);
        page.click("[data-share-act='save-qr']");
        let kind = saved(
            page,
            "two-balancers-in-dns-qr.svg",
            "Promise.resolve(blob.type)",
        );
        assert_eq!(kind, json!("image/svg+xml"));
    });
}

#[test]
fn a_link_opens_at_the_part_that_was_selected() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        page.wait_until("there is a link", |page| page.address_bar().contains("#s="));
        page.click(&card("lb-2"));
        page.click(&command("share"));
        page.click("[data-share-switch='part']");
        let link = || page.value("[data-share='link']").unwrap_or_default();
        page.wait_until("it names the part", |_| link().contains("?part=lb-2#s="));
        let link = link();
        page.open_in_new_tab(&link);
        page.wait_for_element(&format!("{}[data-selected='true']", card("lb-2")));
        assert!(
            !page.address_bar().contains("part="),
            "{}",
            page.address_bar()
        );
        page.open_in_new_tab(&link.replace("lb-2", "nobody"));
        page.wait_until("it is said", |page| {
            page.text("#messages")
                .is_some_and(|text| text.contains("There is no part \"nobody\""))
        });
    });
}

#[test]
fn a_picture_is_saved_as_png_and_svg_as_large_and_in_the_colours_that_are_chosen() {
    visit("/", |page| {
        scenarios::open_value(page, "hostile.json", &hostile());
        share(page, "picture");
        watch_saving(page);
        choose(page, "scale", "1×");
        let size = |page: &Page| -> Vec<f64> {
            let facts = facts(page);
            let numbers = facts.split(' ').filter_map(|word| word.parse().ok());
            numbers.collect()
        };
        let once = size(page);
        choose(page, "scale", "3×");
        let thrice = size(page);
        assert!(
            (thrice[0] / once[0] - 3.0).abs() < 0.02,
            "{once:?} {thrice:?}"
        );
        page.click("[data-share-act='save-png']");
        let light = saved(page, "b-tom-jerry-s-b.png", PIXELS);
        assert_eq!(light[0].as_f64(), Some(thrice[0]));
        assert_eq!(light[1].as_f64(), Some(thrice[1]));
        assert_eq!(light[2], json!(0xf6), "the light ground");
        assert_eq!(light[6], json!("image/png"));
        choose(page, "theme", "Dark");
        page.browser()
            .run("saved = {}; asked = {}; answers = {}", &[]);
        page.click("[data-share-act='save-png']");
        let dark = saved(page, "b-tom-jerry-s-b.png", PIXELS);
        assert_eq!(dark[2], json!(0x0f), "the dark ground");
        page.click("[data-share-act='save-svg']");
        let text = saved(page, "b-tom-jerry-s-b.svg", "blob.text()");
        assert_eq!(judged(page, text.as_str().unwrap_or_default()), json!([]));
    });
}

/// What is wrong with a picture: it is not well-formed, holds what is no picture, lacks a name, or has a text off its card.
fn judged(page: &Page, svg: &str) -> Value {
    let script = "
        const parsed = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
        if (parsed.querySelector('parsererror')) return [parsed.documentElement.textContent];
        const wrong = [];
        if (parsed.querySelector('script, img, foreignObject, [onerror], [style], style')) wrong.push('it holds more than a picture');
        const home = document.querySelector('dialog').appendChild(document.createElement('div'));
        const svg = home.appendChild(document.importNode(parsed.documentElement, true));
        const texts = [...svg.querySelectorAll('text')];
        const said = texts.map(text => text.textContent).join(' ').replaceAll(' ', '');
        for (const name of arguments[1]) if (!said.includes(name.replaceAll(' ', ''))) wrong.push(`no ${name}`);
        const all = svg.viewBox.baseVal;
        const boxes = [...svg.querySelectorAll('rect')].map(rect => rect.getBBox());
        for (const text of texts) {
            const { x, y, width, height } = text.getBBox();
            const within = box => x >= box.x - 0.5 && y >= box.y - 1 && x + width <= box.x + box.width + 0.5 && y + height <= box.y + box.height + 1;
            if (!within(all)) wrong.push(`${text.textContent} is off the picture`);
            if (boxes.filter(within).length < 2) wrong.push(`${text.textContent} stands on nothing but the ground`);
        }
        home.remove();
        return wrong;";
    let scenario = hostile();
    let names = scenario["components"].as_array().into_iter().flatten();
    let names: Vec<&Value> = names.map(|c| c.get("name").unwrap_or(&c["id"])).collect();
    page.browser().run(script, &[json!(svg), json!(names)])
}

#[test]
fn a_picture_is_copied() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        page.browser().session().devtools(
            "Browser.grantPermissions",
            &json!({ "permissions": permissions }),
        );
        share(page, "picture");
        page.click("[data-share-act='copy-png']");
        page.wait_until("it is said", |page| {
            page.texts("dialog .message")
                .iter()
                .any(|text| text.contains("Copied."))
        });
        let script = "
            navigator.clipboard.read()
                .then(items => Promise.all(items.map(item => item.getType('image/png'))))
                .then(([blob]) => createImageBitmap(blob))
                .then(image => { window.copied = [image.width, image.height]; }, why => { window.copied = [`${why}`]; });";
        page.browser().run(script, &[]);
        let copied = page.wait_for("it is on the clipboard", |page| {
            Some(page.browser().run("return window.copied ?? null", &[])).filter(|c| !c.is_null())
        });
        let told = format!("{} × {} pixels", copied[0], copied[1]);
        assert_eq!(told, facts(page));
        page.click("[data-share-act='copy-svg']");
        page.browser().run(
            "navigator.clipboard.readText().then(text => { window.text = text; })",
            &[],
        );
        page.wait_until("the SVG is, as text", |page| {
            let text = page.browser().run("return window.text ?? ''", &[]);
            text.as_str().is_some_and(|text| text.starts_with("<svg "))
        });
    });
}

#[test]
fn what_is_out_of_view_is_in_the_whole_picture_and_not_in_that_of_the_view() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        for _ in 0..6 {
            page.click(&command("zoom_in"));
        }
        share(page, "picture");
        choose(page, "scale", "1×");
        let source = |page: &Page| page.attribute("[data-picture]", "src").unwrap_or_default();
        let (whole, size) = (source(page), facts(page));
        choose(page, "part", "As in view");
        assert_ne!(source(page), whole);
        assert_ne!(facts(page), size);
    });
}

#[test]
fn the_report_tells_what_the_page_found_and_what_was_killed() {
    visit("/", |page| {
        scenarios::open_value(page, "hostile.json", &hostile());
        wait_until_served(page);
        // From afar only what is selected has a button.
        page.click(&card("db-1"));
        power(page, &card("db-1"));
        share(page, "report");
        page.wait_until("all is found out", |page| {
            let text = page.text("[data-report]").unwrap_or_default();
            !text.contains("Still being looked for") && text.contains("of requests are served")
        });
        let heads = page.texts("[data-report] h2");
        for head in [
            "Single points of failure",
            "Overload",
            "Double failures",
            "Availability",
            "Faults and what they cost",
        ] {
            assert!(heads.iter().any(|h| h == head), "{head}: {heads:?}");
        }
        let title = page.text("[data-report] h1");
        assert_eq!(title.as_deref(), Some("<b>\"Tom\" & Jerry's</b>"));
        let rows = page.texts("[data-report] tr");
        assert!(
            rows.iter()
                .any(|row| row.contains("db-1") && row.contains("0:")),
            "{rows:?}"
        );
        watch_saving(page);
        page.click("[data-share-act='save-report']");
        let text = saved(page, "b-tom-jerry-s-b.md", "blob.text()");
        let text = text.as_str().unwrap_or_default();
        for words in [
            "# \\<b\\>\"Tom\" \\& Jerry's\\</b\\>",
            "![The system as it is drawn](<data:image/svg+xml,%3Csvg",
            "## Double failures",
            "| Fault | At | Noticed after |",
        ] {
            assert!(text.contains(words), "{words}\n{text}");
        }
    });
}

#[test]
fn on_paper_the_report_stands_alone_black_on_white_and_whole() {
    Visit::default().in_theme(Theme::Dark).run("/", |page| {
        scenarios::open(page, "two-balancers");
        share(page, "report");
        page.wait_for_element("[data-report] table");
        page.browser()
            .session()
            .devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
        let script = "
            const shown = selector => [...document.querySelectorAll(selector)].some(e => e.checkVisibility());
            const report = document.querySelector('[data-report]'), dialog = document.querySelector('dialog');
            return {
                others: ['.top-bar', '#canvas', '#transport', '.dialog-head', '.share-tabs', '.share-acts'].filter(shown),
                cut: [dialog, dialog.querySelector('.dialog-body'), ...document.querySelectorAll('.report-table')]
                    .filter(e => e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflowY !== 'visible').length,
                ink: getComputedStyle(report.querySelector('td')).color,
            };";
        let paper = page.browser().run(script, &[]);
        assert_eq!(
            paper,
            json!({ "others": [], "cut": 0, "ink": "rgb(0, 0, 0)" })
        );
        let printed = page.browser().session().post("/print", &json!({}));
        assert!(printed.as_str().is_some_and(|pdf| pdf.len() > 10_000));
    });
}

#[test]
fn the_code_that_is_offered_embeds_the_scenario_as_it_was_chosen() {
    visit("/", |page| {
        scenarios::open(page, "two-balancers");
        share(page, "embed");
        let code = |page: &Page, name: &str| {
            page.value(&format!("[data-share='{name}']"))
                .unwrap_or_default()
        };
        assert!(!code(page, "frame").contains("timeline"));
        for switch in ["timeline", "log", "autoplay"] {
            page.click(&format!("[data-share-switch='{switch}']"));
        }
        choose(page, "theme", "Dark");
        for name in ["frame", "embed"] {
            let code = code(page, name);
            assert!(code.contains("timeline") && code.contains("dark"), "{code}");
            let host = Site::of_page(&format!(
                "<!doctype html><title>A course</title><link rel='icon' href='data:,'><body style='margin: 0'>{code}"
            ));
            page.open_in_new_tab(&format!("http://localhost:{}/", host.port()));
            page.wait_for_element("iframe");
            page.enter_frame("iframe");
            wait_until_served(page);
            assert!(page.shows("[data-timeline]") && page.shows("#log"));
            assert_eq!(
                page.attribute("html", "data-theme").as_deref(),
                Some("dark")
            );
            page.leave_frame();
            page.close_tab();
        }
    });
}

#[test]
fn all_of_it_is_found_by_name_and_walked_by_keys() {
    visit("/", |page| {
        page.wait_for_element("#canvas");
        for (words, tab) in [("qr", "link"), ("png", "picture"), ("report", "report")] {
            page.press("Control+k");
            page.wait_for_element("[data-find]");
            page.browser()
                .perform(&[topple_browser_tests::action::typing(words)]);
            page.press("Enter");
            page.wait_for_element(&format!("[data-share-tab='{tab}'][aria-selected='true']"));
            page.press("Escape");
            page.wait_until("it is closed", |page| !page.shows("dialog"));
        }
        page.click(&command("share"));
        page.focus("[data-share-tab='link']");
        page.press("ArrowRight");
        page.wait_for_element("[data-share-tab='picture'][aria-selected='true']:focus");
        page.press("ArrowLeft");
        page.press("ArrowLeft");
        page.wait_for_element("[data-share-tab='report'][aria-selected='true']:focus");
    });
}

#[test]
fn the_dialog_fits_a_phone_in_all_its_parts() {
    Visit::default().on(Viewport::PHONE).run("/", |page| {
        page.click(&command("share"));
        for tab in ["link", "picture", "embed", "report"] {
            page.click(&format!("[data-share-tab='{tab}']"));
            let script = "
                const body = document.querySelector('.dialog-body');
                return body.scrollWidth - body.clientWidth";
            let sideways = page.browser().run(script, &[]);
            assert!(
                sideways.as_i64().is_some_and(|by| by <= 0),
                "{tab}: {sideways}"
            );
        }
    });
}
