//! What the built page's own bench (`?bench`) says in a headless Chromium.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use topple_browser_tests::browser::{Browser, Viewport};
use topple_browser_tests::site::Site;

/// It takes about a minute; on a machine that is busy with other things longer.
const PATIENCE: Duration = Duration::from_mins(10);
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The page's text; null as long as it is not complete.
const READ: &str = "
    const bench = document.getElementById('bench');
    return bench && bench.dataset.state === 'done' ? bench.textContent : null;
";

/// How many times slower a phone of the middle class is than the machine of a developer, as Chromium's own tools take it.
const PHONE: f64 = 4.0;

fn main() -> ExitCode {
    // A built page, and how many milliseconds to take for each measurement if not as many as the page does; `frames` after
    // that leaves the work out, `phone` takes only the frames of the smallest drawing, on a phone's screen at a phone's
    // speed.
    let mut arguments = std::env::args().skip(1);
    let dist = arguments.next().map_or("dist".into(), PathBuf::from);
    let ms = arguments.next().unwrap_or_default();
    let what = arguments.next().unwrap_or_default();
    if !dist.join("index.html").is_file() {
        eprintln!("{} holds no built page.", dist.display());
        return ExitCode::from(2);
    }
    let site = Site::of_folder("/", &dist);
    let browser = Browser::start();
    let frames = match what.as_str() {
        "" => "",
        "frames" => "&frames",
        "phone" => {
            browser.set_viewport(Viewport::PHONE);
            let slower = json!({ "rate": PHONE });
            browser
                .session()
                .devtools("Emulation.setCPUThrottlingRate", &slower);
            "&frames=95"
        }
        other => {
            eprintln!("`{other}` is neither `frames` nor `phone`.");
            return ExitCode::from(2);
        }
    };
    browser.go(&format!(
        "http://127.0.0.1:{}/?bench={ms}{frames}",
        site.port()
    ));
    let until = Instant::now() + PATIENCE;
    loop {
        if let Value::String(text) = browser.run(READ, &[]) {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        if Instant::now() > until {
            eprintln!(
                "The page did not finish its bench: {:?}",
                browser.complaints()
            );
            return ExitCode::FAILURE;
        }
        std::thread::sleep(LOOK_EVERY);
    }
}
