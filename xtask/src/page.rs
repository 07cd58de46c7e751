//! The page as it is shipped: under a strict policy, and kept for when there is no network.
//!
//! Trunk writes the start of the program into the page itself, which a strict policy forbids: `assets/start.js` takes its
//! place, and `assets/sw.js` keeps the files. Plain `trunk serve` does without either.

use std::fs;
use std::path::Path;

use crate::bare;
use crate::shell::{Failure, Outcome};
use crate::split::{broken, read, write};

/// What the page may do, of what browsers can forbid: run and show what came from where it came from itself, and no more.
/// `docs/hosting.md` gives it to hosts as a header.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'";

/// What the page itself never asks for: other pages do, or the browser.
const OF_OTHERS: [&str; 2] = ["embed.js", "sw.js"];

/// Makes the page that Trunk built into `dist`, and `split` and `styles` finished, the one that is shipped.
pub fn finish(assets: &Path, dist: &Path) -> Outcome<()> {
    let index = dist.join("index.html");
    let page = read(&index)?;
    let start = bare::script(&read(&assets.join("start.js"))?);
    let start_name = hashed("start", "js", start.as_bytes());
    write(&dist.join(&start_name), &start)?;

    let icon = href_of(&page, "icon")?;
    let manifest = read(&assets.join("manifest.webmanifest"))?;
    let manifest = replaced(&manifest, "\"icon.svg\"", &format!("\"{icon}\""))?;
    let manifest_name = hashed("manifest", "webmanifest", manifest.as_bytes());
    write(&dist.join(&manifest_name), &manifest)?;

    let module = Module::of(&page)?;
    let bytes = fs::metadata(dist.join(module.program))
        .map_err(|error| broken(&dist.join(module.program), &error))?
        .len();
    let files = files(dist)?;
    let version = version(dist, &files, &page)?;
    let head = format!(
        "<script defer src=\"./{start_name}\" data-script=\"./{}\" data-module=\"./{}\" data-bytes=\"{bytes}\" data-version=\"{version}\"></script>\
         <link rel=\"manifest\" href=\"./{manifest_name}\"/>",
        module.script, module.program,
    );
    let page = page.replace(module.inline, &head);
    // What stands before it in the page is not under it.
    let charset = "<meta charset=\"utf-8\" />";
    let policy = format!(
        "{charset}\n    <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\" />"
    );
    let page = replaced(&page, charset, &policy)?;
    if let Some(inline) = forbidden(&page) {
        return Err(Failure::Step(format!(
            "The page holds `{inline}`, which its own policy forbids."
        )));
    }
    write(&index, &page)?;
    write(
        &dist.join("sw.js"),
        &worker(
            &bare::script(&read(&assets.join("sw.js"))?),
            &version,
            &files,
        )?,
    )
}

/// How Trunk's page starts the program.
#[derive(Debug, PartialEq, Eq)]
struct Module<'a> {
    /// The whole element.
    inline: &'a str,
    /// The name of wasm-bindgen's script.
    script: &'a str,
    /// The name of the WebAssembly file.
    program: &'a str,
}

impl<'a> Module<'a> {
    fn of(page: &'a str) -> Outcome<Self> {
        const OPEN: &str = "<script type=\"module\">";
        const CLOSE: &str = "</script>";
        let find = || {
            let start = page.find(OPEN)?;
            let end = start + page[start..].find(CLOSE)? + CLOSE.len();
            let inline = &page[start..end];
            Some(Self {
                inline,
                script: between(inline, "bindings from './", "'")?,
                program: between(inline, "module_or_path: './", "'")?,
            })
        };
        find().ok_or_else(|| {
            Failure::Step(
                "Trunk's page does not start the program as it did when this was written.".into(),
            )
        })
    }
}

/// The file that a `<link>` of the page names.
fn href_of<'a>(page: &'a str, rel: &str) -> Outcome<&'a str> {
    between(page, &format!("<link rel=\"{rel}\" href=\"./"), "\"")
        .ok_or_else(|| Failure::Step(format!("Trunk's page links to no {rel}.")))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// The first thing in the page that its policy would stop: script or style that is no file of its own.
fn forbidden(page: &str) -> Option<&str> {
    let script = page
        .match_indices("<script")
        .map(|(start, _)| page[start..].split('>').next().unwrap_or_default())
        .find(|tag| !tag.contains(" src=\""));
    script.or_else(|| {
        [
            "<style",
            " style=\"",
            "javascript:",
            " onclick=",
            " onload=",
        ]
        .into_iter()
        .find(|inline| page.contains(inline))
    })
}

/// The names of what a page without network needs, but for the page itself.
fn files(dist: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(dist).map_err(|error| broken(dist, &error))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name != "index.html" && !OF_OTHERS.contains(&&**name))
        .collect();
    names.sort();
    Ok(names)
}

/// Changes with whatever is in the page or its files.
fn version(dist: &Path, files: &[String], page: &str) -> Outcome<String> {
    let mut all = page.as_bytes().to_vec();
    for name in files {
        let file = dist.join(name);
        all.extend(name.as_bytes());
        all.extend(fs::read(&file).map_err(|error| broken(&file, &error))?);
    }
    Ok(format!("{:016x}", hash(&all)))
}

fn worker(template: &str, version: &str, files: &[String]) -> Outcome<String> {
    let text = replaced(
        template,
        "const VERSION = \"\";",
        &format!("const VERSION = \"{version}\";"),
    )?;
    replaced(
        &text,
        "const FILES = [];",
        &format!("const FILES = {files:?};"),
    )
}

/// A name that changes with what is in the file, so that a browser may keep it for ever.
pub fn hashed(stem: &str, ending: &str, bytes: &[u8]) -> String {
    format!("{stem}-{:016x}.{ending}", hash(bytes))
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// `text` with `new` for `old`, which must be there.
fn replaced(text: &str, old: &str, new: &str) -> Outcome<String> {
    if text.contains(old) {
        return Ok(text.replace(old, new));
    }
    Err(Failure::Step(format!(
        "A file of the page does not say `{old}`, as it did when this was written."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Shell;

    const TRUNKS: &str = r#"<head>
    <meta charset="utf-8" />
    <link rel="icon" href="./favicon-1.svg"/>
<script type="module">
import init, * as bindings from './topple-1.js';
const wasm = await init({ module_or_path: './topple-1_bg.wasm' });
</script>
  </head><body></body>"#;

    #[test]
    fn the_start_of_the_program_is_found_in_trunks_page() {
        let module = Module::of(TRUNKS).expect("it is Trunk's");
        assert_eq!(
            (module.script, module.program),
            ("topple-1.js", "topple-1_bg.wasm")
        );
        assert!(module.inline.starts_with("<script") && module.inline.ends_with("</script>"));
        assert!(Module::of("<head></head>").is_err());
    }

    #[test]
    fn what_the_policy_would_stop_is_found() {
        let wrong = [
            "<script>go()</script>",
            "<script src=\"a.js\"></script><script type=\"module\">go()</script>",
            "<style>p { color: red }</style>",
            "<p style=\"color: red\"></p>",
            "<p onclick=\"go()\"></p>",
        ];
        for page in wrong {
            assert!(forbidden(page).is_some(), "{page}");
        }
        assert_eq!(forbidden("<script defer src=\"./a.js\"></script>"), None);
    }

    #[test]
    fn a_finished_page_names_its_files_and_its_worker_keeps_them() {
        let dist = std::env::temp_dir().join(format!("topple-xtask-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dist);
        fs::create_dir_all(&dist).expect("a folder can be made");
        let files = [
            ("index.html", TRUNKS),
            ("favicon-1.svg", "<svg/>"),
            ("topple-1.js", "//"),
            ("topple-1_bg.wasm", "12345"),
            ("embed.js", "//"),
        ];
        for (name, text) in files {
            write(&dist.join(name), text).expect("a file can be written");
        }
        let finished = finish(&Shell::new().root().join("assets"), &dist);
        let text = |name: &str| fs::read_to_string(dist.join(name)).unwrap_or_default();
        let (page, worker) = (text("index.html"), text("sw.js"));
        let _ = fs::remove_dir_all(&dist);

        finished.expect("all that it looks for is there");
        assert!(
            page.contains(POLICY) && page.contains("data-bytes=\"5\""),
            "{page}"
        );
        let version = between(&page, "data-version=\"", "\"").expect("a version");
        assert!(
            worker.contains(&format!("const VERSION = \"{version}\";")),
            "{worker}"
        );
        let kept = between(&worker, "const FILES = ", ";").expect("a list of files");
        for name in ["favicon-1.svg", "topple-1.js", "topple-1_bg.wasm"] {
            assert!(kept.contains(name), "{kept}");
        }
        for (name, early) in [("start-", ".js"), ("manifest-", ".webmanifest")] {
            let named = between(&page, &format!("./{name}"), "\"").expect(name);
            assert!(named.ends_with(early) && kept.contains(named), "{kept}");
        }
        assert!(
            !kept.contains("index.html") && !kept.contains("embed.js"),
            "{kept}"
        );
    }

    #[test]
    fn hosts_are_told_the_policy_that_the_page_carries() {
        let told = read(&Shell::new().root().join("docs/hosting.md")).expect("it is there");
        assert!(
            told.contains(POLICY),
            "docs/hosting.md gives another policy"
        );
    }
}
