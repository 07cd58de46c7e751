//! Lessons of one's own: made, taken, embedded, and in a course system.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use topple_browser_tests::action;
use topple_browser_tests::browser::Viewport;
use topple_browser_tests::page::built_folder;
use topple_browser_tests::site::Site;
use topple_browser_tests::{Page, Visit, visit};

use crate::hands::{card, components, wait_until_served};
use crate::scenarios;

/// One server, to be doubled.
fn double() -> Value {
    json!({
        "topple": 2,
        "title": "Double it",
        "components": [
            { "id": "users", "kind": "client", "at": [0, 0] },
            { "id": "web-1", "kind": "server", "at": [220, 0] },
            { "id": "db-1", "kind": "database", "at": [440, 0] },
        ],
        "links": [{ "from": "users", "to": "web-1" }, { "from": "web-1", "to": "db-1" }],
        "lesson": {
            "text": ["There is one server."],
            "task": "Let any server die.",
            "goals": [{ "at_least": 2, "kind": "server" }, { "survives_any": "server" }],
            "predict": { "ask": "You kill web-1. How much is served?", "kill": "web-1" },
            "hints": ["Duplicate it."],
            "learned": "Two of it.",
            "next": "two.json",
            "locked": ["db-1"],
            "palette": ["server"],
        },
    })
}

fn is_lesson(page: &Page) -> bool {
    page.attribute("#lesson", "data-lesson").as_deref() == Some("own")
}

/// Duplicates the server.
fn solve(page: &Page) {
    page.click(&card("web-1"));
    page.press("Control+d");
    page.wait_until("there are two", |page| components(page).len() == 4);
}

#[test]
fn a_file_with_a_lesson_opens_as_one_and_is_kept_over_a_reload() {
    visit("/", |page| {
        wait_until_served(page);
        scenarios::open_value(page, "own-lesson.json", &double());
        page.wait_until("its panel is there", is_lesson);
        assert_eq!(
            page.count("#lesson [data-answer]"),
            5,
            "from nothing to everything"
        );
        assert_eq!(page.count("[data-palette='cache']:not([hidden])"), 0);
        page.click("[data-hint]");
        page.wait_for_element(".lesson-hint");
        // What is locked stays.
        page.click(&card("db-1"));
        page.press("Delete");
        page.wait_until("it says why not", |page| {
            page.texts("#messages *")
                .iter()
                .any(|text| text.contains("This lesson needs db-1."))
        });
        assert_eq!(components(page).len(), 3);
        solve(page);
        page.wait_for_element("[data-lesson-done]");
        page.wait_until("it is saved", |page| page.address_bar().contains("#s="));
        page.browser()
            .run("window.dispatchEvent(new Event('beforeunload'))", &[]);
        page.reload();
        page.wait_until("the lesson goes on", is_lesson);
        page.wait_until("with what was drawn", |page| components(page).len() == 4);
        page.wait_for_element("[data-lesson-done]");
        page.click("[data-restart-lesson]");
        page.wait_until("and begins again at its start", |page| {
            components(page).len() == 3
        });
    });
}

#[test]
fn a_lesson_is_made_of_what_is_drawn_tried_and_changed() {
    visit("/", |page| {
        let mut plain = double();
        plain.as_object_mut().expect("a scenario").remove("lesson");
        scenarios::open_value(page, "own-plain.json", &plain);
        page.press("Control+k");
        page.wait_for_element("dialog input");
        page.browser().perform(&[action::typing("Make a lesson")]);
        page.press("Enter");
        page.wait_for_element("[data-maker='task']");
        page.enter("[data-maker='task']", "Let any server die.");
        let choose = |selector: &str, value: &str| {
            let script = "const it = document.querySelector(arguments[0]); it.value = arguments[1]; it.dispatchEvent(new Event('change', { bubbles: true }))";
            page.browser().run(script, &[selector.into(), value.into()]);
        };
        let form = |key: &str| {
            let script = "return [...document.querySelector(\"[data-maker='form']\").options].find(it => it.text.startsWith(arguments[0])).value";
            let value = page.browser().run(script, &[key.into()]);
            choose("[data-maker='form']", value.as_str().unwrap_or_default());
        };
        form("Users reach at least so many");
        page.wait_for_element("[data-maker='kind']");
        page.enter("[data-maker='value']", "1");
        choose("[data-maker='kind']", "server");
        page.click("[data-maker='add-goal']");
        page.wait_for_element(".maker-goal[data-stands='met']");
        page.wait_until("there is nothing to do", |page| {
            page.texts(".maker .objection")
                .iter()
                .any(|text| text.starts_with("All goals are already met"))
        });
        form("With any one of these killed");
        page.wait_for_element("[data-maker='percent']");
        choose("[data-maker='value']", "server");
        page.click("[data-maker='add-goal']");
        page.wait_for_element(".maker-goal[data-stands='open']");
        page.click("[data-maker='try']");
        page.wait_until("it is taken", is_lesson);
        assert_eq!(
            page.text("#lesson .lesson-task").as_deref(),
            Some("Let any server die.")
        );
        solve(page);
        page.wait_for_element("[data-lesson-done]");
        page.click("[data-edit-lesson]");
        page.wait_for_element(".maker-goal");
        assert_eq!(components(page).len(), 3, "its start is there again");
        assert_eq!(page.count(".maker-goal"), 2);
    });
}

/// A course page with an embedded lesson, and what it heard.
fn heard(page: &Page) -> Value {
    page.browser().run("return window.heard", &[])
}

#[test]
fn an_embed_takes_a_lesson_and_tells_which_goal_was_reached() {
    visit("/", |page| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("own-embed");
        fs::create_dir_all(&folder).expect("a temporary folder");
        let mut two = double();
        two["title"] = json!("The second");
        fs::write(folder.join("one.json"), double().to_string()).expect("it is written");
        fs::write(folder.join("two.json"), two.to_string()).expect("it is written");
        let host = format!(
            "<!doctype html><title>A course</title><link rel='icon' href='data:,'><body style='margin: 0'>
             <script>window.heard = [];</script><script src='{}'></script>
             <topple-playground src='{}' scenario='one.json' autoplay height='760'></topple-playground>
             <script>
               for (const type of ['goal_reached', 'lesson_done', 'next'])
                 document.querySelector('topple-playground').addEventListener(`topple-${{type}}`, event => heard.push(event.detail));
             </script>",
            page.url("/embed.js"),
            page.url("/"),
        );
        fs::write(folder.join("index.html"), host).expect("it is written");
        let host = Site::of_folder("/", &folder);
        page.open_in_new_tab(&format!("http://localhost:{}/", host.port()));
        page.enter_frame("iframe");
        page.wait_until("the lesson is there", is_lesson);
        assert!(
            page.shows("[data-palette='server']"),
            "there is something to draw with"
        );
        assert!(
            !page.shows("[data-dialog='lessons']"),
            "and no way to elsewhere"
        );
        solve(page);
        page.wait_for_element("[data-lesson-done]");
        page.leave_frame();
        page.wait_until("the page around has heard of it", |page| {
            heard(page)
                .as_array()
                .is_some_and(|heard| heard.iter().any(|it| it["type"] == "lesson_done"))
        });
        let told = heard(page);
        let goals: Vec<_> = told
            .as_array()
            .expect("a list")
            .iter()
            .filter(|it| it["type"] == "goal_reached")
            .collect();
        assert_eq!(goals.len(), 2, "{told}");
        assert!(
            goals
                .iter()
                .all(|it| it["lesson"] == "Double it" && it["goals"] == 2)
        );
        page.enter_frame("iframe");
        page.click("[data-next-lesson]");
        page.wait_until("the next one is loaded", |page| {
            page.text("#lesson h2").as_deref() == Some("The second")
        });
    });
}

/// A course system: its API, which keeps what it is told over a reload, and the package in a frame.
const COURSE_SYSTEM: &str = "<!doctype html><title>A course system</title><link rel='icon' href='data:,'><body style='margin: 0'>
<script>
  const kept = JSON.parse(localStorage.getItem('cmi') ?? '{}');
  window.calls = [];
  let begun = false;
  window.API = {
    LMSInitialize: () => { begun = true; calls.push('LMSInitialize'); return 'true'; },
    LMSGetValue: name => { if (!begun) throw new Error('not begun'); return kept[name] ?? ''; },
    LMSSetValue: (name, value) => {
      if (!begun) throw new Error('not begun');
      if (typeof value !== 'string') throw new Error('no string');
      if (name === 'cmi.suspend_data' && value.length > 4096) return 'false';
      kept[name] = value;
      return 'true';
    },
    LMSCommit: () => { localStorage.setItem('cmi', JSON.stringify(kept)); return 'true'; },
    LMSFinish: () => { begun = false; kept.finished = String(Number(kept.finished ?? 0) + 1); localStorage.setItem('cmi', JSON.stringify(kept)); return 'true'; },
    LMSGetLastError: () => '0', LMSGetErrorString: () => '', LMSGetDiagnostic: () => '',
  };
  window.kept = kept;
</script>
<iframe src='package/index.html' style='border: 0; display: block; width: 100vw; height: 100vh'></iframe>";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("it is there").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("it is copied");
        }
    }
}

#[test]
fn a_course_system_hears_of_score_and_completion_and_one_goes_on_where_one_left() {
    Visit::default().on(Viewport::LAPTOP).run("/", |page| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("own-scorm");
        let package = folder.join("package");
        copy(&built_folder(), &package.join("topple"));
        // As `topple scorm --dist` writes it.
        let launch = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/cli/scorm/launch.html");
        let launch = fs::read_to_string(launch).expect("the page that is packed");
        let launch = launch
            .replace("PLAYGROUND", "topple/index.html")
            .replace("TITLE", "Double it");
        fs::write(package.join("index.html"), launch).expect("it is written");
        fs::write(package.join("lesson.json"), double().to_string()).expect("it is written");
        fs::write(folder.join("index.html"), COURSE_SYSTEM).expect("it is written");
        let system = Site::of_folder("/", &folder);
        page.open_in_new_tab(&format!("http://localhost:{}/", system.port()));
        let value = |page: &Page, name: &str| {
            let script = "return window.kept[arguments[0]] ?? ''";
            page.browser()
                .run(script, &[name.into()])
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let within = |page: &Page| {
            page.leave_frame();
            page.enter_frame("iframe");
            page.enter_frame("iframe");
        };
        within(page);
        page.wait_until("the lesson is there", is_lesson);
        page.leave_frame();
        page.wait_until("it is under way", |page| {
            value(page, "cmi.core.lesson_status") == "incomplete"
        });

        // Something is drawn, and half of it done: a second server that nothing calls.
        let at_the_start = value(page, "cmi.suspend_data");
        within(page);
        page.click("[data-palette='server']");
        page.focus("[data-palette='server']");
        page.press("Enter");
        page.wait_until("there are more parts", |page| components(page).len() > 3);
        let drawn = components(page).len();
        page.leave_frame();
        page.wait_until("what is drawn is kept", |page| {
            let data = value(page, "cmi.suspend_data");
            data.contains("#s=") && data != at_the_start
        });
        page.browser().run("location.reload()", &[]);
        page.wait_until("the system is there again", |page| {
            page.browser().run("return document.readyState", &[]) == json!("complete")
        });
        within(page);
        page.wait_until("one goes on where one left", |page| {
            is_lesson(page) && components(page).len() == drawn
        });
        page.leave_frame();
        assert_eq!(value(page, "finished"), "1", "the first visit was over");
        assert_eq!(value(page, "cmi.core.lesson_status"), "incomplete");

        within(page);
        page.click(&card("web-1"));
        page.press("Control+d");
        page.wait_for_element("[data-lesson-done]");
        page.leave_frame();
        page.wait_until("completion and score are told", |page| {
            value(page, "cmi.core.lesson_status") == "completed"
                && value(page, "cmi.core.score.raw") == "100"
        });
        assert!(value(page, "cmi.suspend_data").len() <= 4096);
        fs::remove_dir_all(&folder).expect("it is cleaned up");
    });
}
