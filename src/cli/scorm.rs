//! `topple scorm`: a lesson as a package of SCORM 1.2, for course systems.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;

use super::lesson::Checked;
use super::{Answer, BadInput, input, zip};
use crate::formats::json;

#[derive(Args)]
pub(super) struct Arguments {
    /// The lesson's file, or - for standard input
    #[arg(value_name = "FILE")]
    source: OsString,
    /// The built playground (`cargo xtask dist`): the package holds all of it, and needs nothing from elsewhere
    #[arg(
        long,
        value_name = "DIR",
        required_unless_present = "from",
        conflicts_with = "from"
    )]
    dist: Option<PathBuf>,
    /// The address of a playground: the package is small, and frames that
    #[arg(long, value_name = "URL")]
    from: Option<String>,
}

/// The page that a course system opens: it frames the playground, and reports to the system.
const LAUNCH: &str = include_str!("scorm/launch.html");
const MANIFEST: &str = include_str!("scorm/imsmanifest.xml");
/// Where the playground lies in the package.
const FOLDER: &str = "topple/";
/// Files of a playground at most, and folders within one another.
const MOST: usize = 2_000;
const DEEPEST: usize = 8;

/// Writes the package to standard output.
pub(super) fn package(arguments: &Arguments) -> Result<Answer, BadInput> {
    let name = input::name(&arguments.source);
    if io::stdout().is_terminal() {
        let message = "a package is no text for a terminal: topple scorm lesson.json > lesson.zip";
        return Err(message.to_owned().into());
    }
    let scenario = input::scenario(&arguments.source)?;
    let Some(checked) = Checked::of(&scenario, None) else {
        return Err(format!("{name}: there is no lesson in it").into());
    };
    if let Some(fault) = checked.fault() {
        return Err(format!("{name}: {fault}").into());
    }
    let mut playground = Vec::new();
    if let Some(dist) = &arguments.dist {
        if !dist.join("index.html").is_file() {
            let message = "no built playground is there: cargo xtask dist builds one";
            return Err(format!("{}: {message}", dist.display()).into());
        }
        collect(dist, FOLDER, 0, &mut playground)?;
    }
    let base = match &arguments.from {
        None => format!("{FOLDER}index.html"),
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            url.split(['#', '?']).next().unwrap_or_default().to_owned()
        }
        Some(url) => return Err(format!("{url}: an address begins with https://").into()),
    };
    let title = if scenario.title.is_empty() {
        "A lesson"
    } else {
        &scenario.title
    };
    let listed = playground.iter().map(|(path, _)| path.as_str());
    let listed = ["index.html", "lesson.json"].into_iter().chain(listed);
    let mut files_listed = String::new();
    for path in listed {
        let _ = writeln!(files_listed, "      <file href=\"{}\"/>", escaped(path));
    }
    let manifest = MANIFEST
        .replace("TITLE", &escaped(title))
        .replace("      FILES\n", &files_listed);
    let launch = LAUNCH
        .replace("TITLE", &escaped(title))
        .replace("PLAYGROUND", &escaped(&base));
    let mut files = vec![
        ("imsmanifest.xml".to_owned(), manifest.into_bytes()),
        ("index.html".to_owned(), launch.into_bytes()),
        (
            "lesson.json".to_owned(),
            json::write(&scenario).into_bytes(),
        ),
    ];
    files.append(&mut playground);
    let packed = zip::archive(&files)?;
    let mut out = io::stdout().lock();
    out.write_all(&packed)
        .and_then(|()| out.flush())
        .map_err(|error| format!("the package could not be written: {error}"))?;
    Ok(Answer::from(String::new()))
}

/// All files of a folder, in the order of their names.
fn collect(
    folder: &Path,
    under: &str,
    depth: usize,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), BadInput> {
    let cannot = |error: io::Error| BadInput::from(format!("{}: {error}", folder.display()));
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(cannot)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{under}{}", entry.file_name().to_string_lossy());
        if files.len() >= MOST || depth > DEEPEST {
            let message = "more than a playground has: is this its folder?";
            return Err(format!("{}: {message}", folder.display()).into());
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), depth + 1, files)?;
        } else {
            files.push((path, fs::read(entry.path()).map_err(cannot)?));
        }
    }
    Ok(())
}

/// The text, as XML and HTML want it.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // What XML does not know at all.
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
