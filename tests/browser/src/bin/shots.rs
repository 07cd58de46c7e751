//! Pictures of the built page in every size and theme it is made for.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use topple_browser_tests::browser::{Browser, Theme, Viewport};
use topple_browser_tests::site::Site;

const USAGE: &str = "\
cargo xtask shots [OPTION…]

  --out DIR          where the pictures go (target/shots)
  --dist DIR         take this built page instead of building one
  --url-suffix TEXT  what follows the address, such as '#s=…' or '?embed'
  --script JS        run this in the page before each picture
  --wait-ms N        let the page live this long before each picture (1500)
  --only TEXT        only the pictures whose name contains this, such as 390x844 or dark";

struct Options {
    out: PathBuf,
    dist: PathBuf,
    url_suffix: String,
    script: Option<String>,
    wait: Duration,
    only: String,
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
        only: String::new(),
    };
    while let Some(argument) = arguments.next() {
        if ["--help", "-h"].contains(&argument.as_str()) {
            return Ok(None);
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
            "--wait-ms" => {
                let text = value()?;
                options.wait = Duration::from_millis(
                    text.parse()
                        .map_err(|_| format!("`{text}` is no number of milliseconds."))?,
                );
            }
            _ => return Err(format!("What is `{argument}`?")),
        }
    }
    if options.dist.join("index.html").is_file() {
        Ok(Some(options))
    } else {
        Err(format!("{} holds no built page.", options.dist.display()))
    }
}

fn take(options: &Options) -> Result<(), String> {
    let site = Site::of_folder("/", &options.dist);
    let url = format!("http://127.0.0.1:{}/{}", site.port(), options.url_suffix);
    for viewport in [Viewport::LAPTOP, Viewport::PHONE, Viewport::WALL] {
        for theme in [Theme::Light, Theme::Dark] {
            let name = format!(
                "{}x{}-{}.png",
                viewport.width,
                viewport.height,
                theme.name()
            );
            if !name.contains(&options.only) {
                continue;
            }
            // A browser each: what one picture left in storage must not be in the next.
            let browser = Browser::start();
            browser.set_viewport(viewport);
            browser.set_theme(theme);
            browser.go(&url);
            // The page is alive, so there is no moment at which it is ready: it is given a while.
            std::thread::sleep(options.wait);
            if let Some(script) = &options.script {
                browser.run(script, &[]);
                std::thread::sleep(options.wait);
            }
            let file = options.out.join(name);
            browser.picture(&file)?;
            println!("{}", file.display());
            for complaint in browser.complaints() {
                println!("  on the console: {complaint}");
            }
        }
    }
    Ok(())
}
