//! Where a scenario comes from: a file, a link, or standard input with either in it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};

use super::BadInput;
use crate::formats::{Opened, PathProblem, Position, json, limits, link};
use crate::model::{Component, RegionId, Scenario, Target};

/// What stands for standard input.
const STDIN: &str = "-";

/// The scenario in a file, in a link, or on standard input (`-`).
pub(super) fn scenario(source: &OsStr) -> Result<Scenario, BadInput> {
    if let Some(link) = source.to_str().filter(|source| link::is_link(source)) {
        return of_link(link, "the link");
    }
    let text = text(source)?;
    if !text.trim_start().starts_with('{') && link::is_link(&text) {
        return of_link(&text, &name(source));
    }
    of_file(&name(source), &text)
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
    let most = limits::TEXT as u64 + 1;
    if source == STDIN {
        io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(cannot)?;
    } else {
        File::open(source)
            .and_then(|file| file.take(most).read_to_end(&mut bytes))
            .map_err(cannot)?;
    }
    if bytes.len() > limits::TEXT {
        return Err(format!(
            "{name}: more than the {} bytes that a scenario may have",
            limits::TEXT
        )
        .into());
    }
    String::from_utf8(bytes).map_err(|_| format!("{name}: this is not text in UTF-8").into())
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
