//! The script of a scenario: its lines are added by hand, one by one, and it plays.

use topple_browser_tests::{Page, visit};

use crate::hands::{command, wait_until_served};

const DEED: &str = "[data-script='deed']";
const TARGET: &str = "[data-script='target']";

fn choose(page: &Page, selector: &str, value: &str) {
    let script = "const it = document.querySelector(arguments[0]); it.value = arguments[1]; it.dispatchEvent(new Event('change', { bubbles: true }))";
    page.browser().run(script, &[selector.into(), value.into()]);
}

/// The lines, each with its moment.
fn lines(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.script-line')].map(line => {
        const said = line.querySelector('.script-sentence')?.value ?? line.querySelector('.script-words').innerText.trim();
        return line.querySelector('.script-moment').value + ' ' + said;
    })";
    let lines = page.browser().run(script, &[]);
    let lines = lines.as_array().cloned().unwrap_or_default();
    let line = |line: serde_json::Value| line.as_str().unwrap_or_default().to_owned();
    lines.into_iter().map(line).collect()
}

#[test]
fn lines_are_added_to_a_script_by_hand_and_each_is_undone_by_itself() {
    visit("/", |page| {
        wait_until_served(page);
        page.wait_for_element(DEED);
        // What it can be done to follows what is done.
        choose(page, DEED, "set_rate");
        page.wait_until("only users have a rate", |page| {
            page.value(TARGET).as_deref() == Some("users")
        });
        choose(page, DEED, "kill");
        page.wait_until("users cannot be killed", |page| {
            page.value(TARGET).as_deref() != Some("users")
        });
        choose(page, TARGET, "web-1");
        page.enter("[data-script='moment']", "1");
        page.click("[data-script='add']");
        page.wait_until("it is there", |page| lines(page) == ["0:01.0 Kill web-1"]);
        // The same again is refused, in words.
        page.click("[data-script='add']");
        page.wait_until("it says why not", |page| {
            let told = page.texts("#inspector [role='alert']").join(" ");
            told.contains("says that already")
        });
        choose(page, DEED, "say");
        page.wait_for_element("[data-script='sentence']");
        page.enter("[data-script='sentence']", "Watch web-1.");
        page.enter("[data-script='moment']", "0,5");
        page.press("Enter");
        page.wait_until("it stands before the other", |page| {
            lines(page) == ["0:00.5 Watch web-1.", "0:01.0 Kill web-1"]
        });
        page.click(&command("restart"));
        page.wait_until("it plays", |page| {
            let log = page.texts("#log .log-text").join("\n");
            log.contains("Watch web-1.") && log.contains("web-1 is killed")
        });
        page.click(&command("undo"));
        page.wait_until("one step back is one line", |page| {
            lines(page) == ["0:01.0 Kill web-1"]
        });
    });
}
