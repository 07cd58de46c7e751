//! Pictures of the built page in every size and theme it is made for.

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{Duration, Instant};

use topple_browser_tests::browser::{Browser, Theme, Viewport};
use topple_browser_tests::site::Site;

/// How long the run may take from one picture of a series to the next.
const CLOCK_DEADLINE: Duration = Duration::from_mins(1);

const USAGE: &str = "\
cargo xtask shots [OPTION…]

  --out DIR          where the pictures go (target/shots)
  --dist DIR         take this built page instead of building one
  --url-suffix TEXT  what follows the address, such as '#s=…' or '?embed'
  --script JS        run this in the page before each picture
  --wait-ms N        let the page live this long before each picture (1500)
  --every-s N        a series: a picture each time the run has gone on by so many seconds
  --count N          how many pictures a series has (1)
  --only TEXT        only the pictures whose name contains this, such as 390x844 or dark
  --forced-colours   with the system's own colours forced upon the page

TOPPLE_ENGINE=firefox or webkit takes them in another engine";

struct Options {
    out: PathBuf,
    dist: PathBuf,
    url_suffix: String,
    script: Option<String>,
    wait: Duration,
    every_s: f64,
    count: u32,
    only: String,
    forced_colours: bool,
}

fn main() -> ExitCode {
    match options(std::env::args().skip(1)) {
        Ok(Some(options)) => match take(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("No picture could be taken: {error}");
                ExitCode::FAILURE
            }
        },
        Ok(None) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        out: "target/shots".into(),
        dist: "dist".into(),
        url_suffix: String::new(),
        script: None,
        wait: Duration::from_millis(1500),
        every_s: 0.0,
        count: 1,
        only: String::new(),
        forced_colours: false,
    };
    while let Some(argument) = arguments.next() {
        if ["--help", "-h"].contains(&argument.as_str()) {
            return Ok(None);
        }
        if argument == "--forced-colours" {
            options.forced_colours = true;
            continue;
        }
        let mut value = || {
            arguments
                .next()
                .ok_or_else(|| format!("`{argument}` wants a value."))
        };
        match argument.as_str() {
            "--out" => options.out = value()?.into(),
            "--dist" => options.dist = value()?.into(),
            "--url-suffix" => options.url_suffix = value()?,
            "--script" => options.script = Some(value()?),
            "--only" => options.only = value()?,
            "--wait-ms" => options.wait = Duration::from_millis(number(&value()?)?),
            "--every-s" => options.every_s = number(&value()?)?,
            "--count" => options.count = number(&value()?)?,
            _ => return Err(format!("What is `{argument}`?")),
        }
    }
    if options.dist.join("index.html").is_file() {
        Ok(Some(options))
    } else {
        Err(format!("{} holds no built page.", options.dist.display()))
    }
}

fn number<N: FromStr>(text: &str) -> Result<N, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is no number that can be used here."))
}

fn take(options: &Options) -> Result<(), String> {
    let site = Site::of_folder("/", &options.dist);
    let url = format!("http://127.0.0.1:{}/{}", site.port(), options.url_suffix);
    for viewport in [Viewport::LAPTOP, Viewport::PHONE, Viewport::WALL] {
        for theme in [Theme::Light, Theme::Dark] {
            let name = format!("{}x{}-{}", viewport.width, viewport.height, theme.name());
            if !name.contains(&options.only) {
                continue;
            }
            // A browser each: what one picture left in storage must not be in the next.
            let browser = Browser::start();
            browser.set_viewport(viewport);
            browser.set_theme(theme, options.forced_colours);
            browser.go(&url);
            // The page is alive, so there is no moment at which it is ready: it is given a while.
            std::thread::sleep(options.wait);
            if let Some(script) = &options.script {
                browser.run(script, &[]);
                std::thread::sleep(options.wait);
            }
            for i in 0..options.count {
                let file = if options.every_s > 0.0 {
                    let at_s = f64::from(i) * options.every_s;
                    wait_for_clock(&browser, at_s)?;
                    options.out.join(format!("{name}-{at_s:04.1}s.png"))
                } else {
                    options.out.join(format!("{name}.png"))
                };
                browser.picture(&file)?;
                println!("{}", file.display());
            }
            for complaint in browser.complaints() {
                println!("  on the console: {complaint}");
            }
        }
    }
    Ok(())
}

/// Waits until the run's clock shows so many seconds or more.
fn wait_for_clock(browser: &Browser, at_s: f64) -> Result<(), String> {
    let script = "
        const shown = document.querySelector('.transport-clock')?.innerText ?? '';
        return shown.split(':').reduce((sum, part) => sum * 60 + parseFloat(part), 0);";
    let start = Instant::now();
    while browser.run(script, &[]).as_f64().is_none_or(|s| s < at_s) {
        if start.elapsed() > CLOCK_DEADLINE {
            return Err(format!("the run does not reach {at_s} s"));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
