//! Where a scenario comes from: a file, a link, or standard input with either in it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::BadInput;
use super::evidence::evidence;
use crate::formats::{Opened, PathProblem, Position, json, limits, link};
use crate::model::imported::Answer;
use crate::model::{Component, RegionId, Scenario, Target};

/// The file of answers that is looked for beside those that are imported.
const ANSWERS: &str = "topple.answers.json";
/// Of a folder, files with these endings are read, where one of these words is in them: others are not meant.
const TOLD_BY: [(&str, &[&str]); 10] = [
    ("yaml", &["services:", "apiVersion:"]),
    ("yml", &["services:", "apiVersion:"]),
    ("caddyfile", &["reverse_proxy", "php_fastcgi"]),
    (
        "json",
        &["\"services\"", "\"apiVersion\"", "\"terraform_version\""],
    ),
    ("md", &["```mermaid"]),
    ("mmd", &[]),
    ("mermaid", &[]),
    ("cfg", &["backend ", "listen "]),
    ("conf", &["proxy_pass", "backend ", "listen "]),
    ("env", &[]),
];
/// What stands for standard input.
const STDIN: &str = "-";

/// The scenario in a file, in a link, or on standard input (`-`); or what a file of another program, or a folder of them,
/// is drawn as. What of that is not sure goes to standard error.
pub(super) fn scenario(source: &OsStr) -> Result<Scenario, BadInput> {
    if let Some(link) = source.to_str().filter(|source| link::is_link(source)) {
        return of_link(link, "the link");
    }
    if Path::new(source).is_dir() {
        return drawn_and_told(&[source]);
    }
    let text = text_within(source, topple_import::limits::TEXT)?;
    if text.trim().is_empty() || json::is_meant(&text) {
        return of_file(&name(source), &text);
    }
    if !text.trim_start().starts_with('{') && link::is_link(&text) {
        return of_link(&text, &name(source));
    }
    if source == STDIN {
        let scenario = drawing(&[(name(source).into_owned(), text)], &[], None)?;
        super::tell(&evidence(&scenario, false));
        return Ok(scenario);
    }
    drawn_and_told(&[source])
}

fn drawn_and_told(sources: &[&OsStr]) -> Result<Scenario, BadInput> {
    let scenario = drawn(sources, None, None)?;
    super::tell(&evidence(&scenario, false));
    Ok(scenario)
}

/// What the files of other programs, and those in folders, are drawn as; with answers, by default those of
/// `topple.answers.json` beside the first; onto a drawing that was made of them before.
pub(super) fn drawn(
    sources: &[&OsStr],
    answers: Option<&OsStr>,
    onto: Option<&Scenario>,
) -> Result<Scenario, BadInput> {
    let mut files = Vec::new();
    for source in sources {
        files.extend(files_of(source)?);
    }
    let beside = sources.first().map(|first| {
        let first = Path::new(first);
        let folder = if first.is_dir() {
            Some(first)
        } else {
            first.parent()
        };
        folder.unwrap_or(Path::new("")).join(ANSWERS)
    });
    let beside = beside.filter(|file| file.is_file());
    let answers = match answers.or(beside.as_deref().map(Path::as_os_str)) {
        None => Vec::new(),
        Some(file) => json::read_answers(&text(file)?).map_err(|problems| {
            let name = name(file);
            BadInput(problems.iter().map(|p| located(&name, p)).collect())
        })?,
    };
    drawing(&files, &answers, onto)
}

fn drawing(
    files: &[(String, String)],
    answers: &[Answer],
    onto: Option<&Scenario>,
) -> Result<Scenario, BadInput> {
    let given: Vec<topple_import::File<'_>> = files
        .iter()
        .map(|(name, text)| topple_import::File { name, text })
        .collect();
    let import = topple_import::import(&given, answers).map_err(|problems| {
        let located = problems.iter().map(|problem| {
            let file = problem.file.and_then(|file| files.get(file));
            match (file, problem.line) {
                (None, _) => problem.to_string(),
                (Some((name, _)), 0) => format!("{name}: {}", problem.text),
                (Some((name, _)), line) => format!("{name}:{line}: {}", problem.text),
            }
        });
        BadInput(located.collect())
    })?;
    Ok(match onto {
        Some(former) => topple_import::update(former, import),
        None => import.into_scenario(),
    })
}

/// A file, or all in a folder that may describe a system, by their names; each with what is in it.
fn files_of(source: &OsStr) -> Result<Vec<(String, String)>, BadInput> {
    let path = Path::new(source);
    let read = |path: &OsStr| {
        let text = text_within(path, topple_import::limits::TEXT)?;
        Ok::<_, BadInput>((name(path).into_owned(), text))
    };
    if !path.is_dir() {
        return Ok(vec![read(source)?]);
    }
    let cannot = |error: io::Error| BadInput::from(format!("{}: {error}", name(source)));
    let mut paths = Vec::new();
    for entry in fs::read_dir(path).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.is_file() && path.file_name().is_some_and(|name| name != ANSWERS) {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let ending = path.extension().or(path.file_name());
        let ending = ending.and_then(OsStr::to_str).unwrap_or_default();
        let ending = ending.to_ascii_lowercase();
        if let Some((_, words)) = TOLD_BY.iter().find(|(it, _)| *it == ending) {
            let (name, text) = read(path.as_os_str())?;
            if words.is_empty() || words.iter().any(|word| text.contains(word)) {
                files.push((name, text));
            }
        }
    }
    if files.is_empty() {
        let message = "there is no file in this folder that describes a system";
        return Err(format!("{}: {message}", name(source)).into());
    }
    Ok(files)
}

/// The scenario in a file, or all that is wrong with it: `shop.json:12:7: components[3].…: …`.
pub(super) fn of_file(name: &str, text: &str) -> Result<Scenario, BadInput> {
    let opened = json::open(text)
        .map_err(|problems| BadInput(problems.iter().map(|p| located(name, p)).collect()))?;
    Ok(told(name, opened))
}

fn located(name: &str, problem: &PathProblem) -> String {
    let PathProblem {
        path,
        message,
        position,
    } = problem;
    let place = match position {
        Some(Position { line, column }) => format!("{name}:{line}:{column}"),
        None => name.to_owned(),
    };
    if path.is_empty() {
        format!("{place}: {message}")
    } else {
        format!("{place}: {path}: {message}")
    }
}

fn of_link(text: &str, name: &str) -> Result<Scenario, BadInput> {
    let opened = link::open(text).map_err(|error| match error {
        link::LinkError::Unsound(problems) => {
            BadInput(problems.iter().map(|p| located(name, p)).collect())
        }
        error => format!("{name}: {error}").into(),
    })?;
    Ok(told(name, opened))
}

/// The scenario; what it means otherwise by now goes to standard error.
fn told(name: &str, opened: Opened) -> Scenario {
    for news in opened.news() {
        super::tell(&format!("{name}: {news}\n"));
    }
    opened.scenario
}

/// What a link is, given as such or in a file or on standard input.
pub(super) fn link_text(source: &OsStr) -> Result<String, BadInput> {
    match source.to_str().filter(|source| link::is_link(source)) {
        Some(link) => Ok(link.to_owned()),
        None => text(source),
    }
}

/// The text of a file or of standard input, of which no more is read than a scenario may have.
pub(super) fn text(source: &OsStr) -> Result<String, BadInput> {
    text_within(source, limits::TEXT)
}

fn text_within(source: &OsStr, most: usize) -> Result<String, BadInput> {
    let name = name(source);
    let cannot = |error: io::Error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "this file may not be read".to_owned(),
            io::ErrorKind::IsADirectory => "this is a folder, not a file".to_owned(),
            _ => error.to_string(),
        };
        BadInput::from(format!("{name}: {why}"))
    };
    let mut bytes = Vec::new();
    let taken = most as u64 + 1;
    if source == STDIN {
        io::stdin()
            .lock()
            .take(taken)
            .read_to_end(&mut bytes)
            .map_err(cannot)?;
    } else {
        File::open(source)
            .and_then(|file| file.take(taken).read_to_end(&mut bytes))
            .map_err(cannot)?;
    }
    if bytes.len() > most {
        return Err(format!("{name}: more than the {most} bytes that are read").into());
    }
    decoded(bytes).ok_or_else(|| format!("{name}: this is not text in UTF-8").into())
}

/// Text in UTF-8, or in UTF-16 behind a mark of its order, as PowerShell writes what a program prints.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let wide = |order: fn([u8; 2]) -> u16| {
        let mut pairs = bytes[2..].chunks_exact(2);
        let units: Vec<u16> = pairs
            .by_ref()
            .filter_map(|pair| Some(order(pair.try_into().ok()?)))
            .collect();
        String::from_utf16(&units)
            .ok()
            .filter(|_| pairs.remainder().is_empty())
    };
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => wide(u16::from_le_bytes),
        Some([0xfe, 0xff]) => wide(u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}

/// What to call a source in messages.
pub(super) fn name(source: &OsStr) -> Cow<'_, str> {
    if source == STDIN {
        Cow::Borrowed("standard input")
    } else {
        source.to_string_lossy()
    }
}

/// What arguments name: things that can fail.
pub(super) fn elements(scenario: &Scenario, texts: &[String]) -> Result<Vec<Target>, BadInput> {
    let mut found = Vec::with_capacity(texts.len());
    let mut wrong = Vec::new();
    for text in texts {
        match element(scenario, text.trim()) {
            Ok(target) => found.push(target),
            Err(why) => wrong.push(format!("{text:?}: {why}")),
        }
    }
    if wrong.is_empty() {
        Ok(found)
    } else {
        Err(BadInput(wrong))
    }
}

/// What arguments name: regions.
pub(super) fn regions(
    scenario: &Scenario,
    texts: &[String],
) -> Result<BTreeSet<RegionId>, BadInput> {
    let region = |text: &String| {
        let id = RegionId::new(text.trim()).filter(|id| scenario.region(*id).is_some());
        id.ok_or(format!(
            "{text:?}: there is no such region in this scenario"
        ))
    };
    let (found, wrong): (Vec<_>, Vec<_>) = texts.iter().map(region).partition(Result::is_ok);
    let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
    if wrong.is_empty() {
        Ok(found.into_iter().flatten().collect())
    } else {
        Err(BadInput(wrong))
    }
}

/// What an argument names, or why it names nothing that can fail.
pub(super) fn element(scenario: &Scenario, text: &str) -> Result<Target, &'static str> {
    let target = scenario.target(text).ok_or(if text.contains('>') {
        "there is no such link in this scenario"
    } else {
        "there is no such component, region or group in this scenario"
    })?;
    let kind = match target {
        Target::Component(id) => scenario.component(id).map(Component::kind),
        Target::Region(_) | Target::Group(_) | Target::Link(_) | Target::Note(_) => None,
    };
    if kind.is_none_or(|kind| kind.row().may_die()) {
        Ok(target)
    } else {
        Err("a client is never dead: its users are not in the data centre")
    }
}
