//! Which files need which, read off their `use` lines and the paths in their code; and whether any need each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One source file of a crate.
pub struct File {
    /// Relative to the crate's `src`.
    pub path: PathBuf,
    /// Its code, without comments and tests.
    pub code: String,
}

/// Groups of files that need each other, in a circle or in several.
pub fn circles(files: &[File]) -> Vec<BTreeSet<PathBuf>> {
    let modules: BTreeMap<Vec<String>, usize> = files
        .iter()
        .enumerate()
        .map(|(i, file)| (module_of(&file.path), i))
        .collect();
    let exports = exports(files, &modules);
    let needs: Vec<BTreeSet<usize>> = files
        .iter()
        .enumerate()
        .map(|(i, file)| {
            let home = module_of(&file.path);
            let named = paths_in(&file.code).into_iter();
            let needed =
                named.filter_map(|path| file_of(&absolute(&home, &path)?, &modules, &exports));
            needed.filter(|other| *other != i).collect()
        })
        .collect();
    let reached: Vec<BTreeSet<usize>> = (0..files.len()).map(|i| reached_from(i, &needs)).collect();
    let mut found = BTreeSet::new();
    for i in 0..files.len() {
        let circle = reached[i]
            .iter()
            .filter(|other| reached[**other].contains(&i));
        let circle: BTreeSet<PathBuf> = circle.map(|i| files[*i].path.clone()).collect();
        if !circle.is_empty() {
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

fn reached_from(start: usize, needs: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut next = vec![start];
    while let Some(file) = next.pop() {
        next.extend(needs[file].iter().filter(|other| reached.insert(**other)));
    }
    reached
}

/// `run.rs` and `run/mod.rs` are `run`; `lib.rs` is the root.
fn module_of(path: &Path) -> Vec<String> {
    let names = path.with_extension("");
    let mut names: Vec<String> = names
        .components()
        .map(|name| name.as_os_str().to_string_lossy().into_owned())
        .collect();
    if names
        .last()
        .is_some_and(|name| name == "mod" || name == "lib")
    {
        names.pop();
    }
    names
}

/// What modules pass on: a name in a module, and the path that it stands for.
fn exports(
    files: &[File],
    modules: &BTreeMap<Vec<String>, usize>,
) -> BTreeMap<Vec<String>, Vec<String>> {
    let mut exports = BTreeMap::new();
    for file in files {
        let home = module_of(&file.path);
        for (statement, passes_on) in use_statements(&file.code) {
            for path in expanded(statement).into_iter().filter(|_| passes_on) {
                let child = || [&home[..], &path[..1]].concat();
                let target = absolute(&home, &path).or_else(|| {
                    modules
                        .contains_key(&child())
                        .then(|| [&home[..], &path[..]].concat())
                });
                if let (Some(target), Some(name)) = (target, path.last()) {
                    exports.insert([&home[..], std::slice::from_ref(name)].concat(), target);
                }
            }
        }
    }
    exports
}

/// The file in which a path ends, through what modules pass on.
fn file_of(
    path: &[String],
    modules: &BTreeMap<Vec<String>, usize>,
    exports: &BTreeMap<Vec<String>, Vec<String>>,
) -> Option<usize> {
    // Where a module and what another one passes on have one name, as `classes` and `verdicts::classes`, it is the module.
    let passed_on = (1..=path.len())
        .map(|len| &path[..len])
        .filter(|start| !modules.contains_key(*start))
        .find_map(|start| exports.get(start));
    if let Some(target) = passed_on.filter(|target| *target != path) {
        return file_of(target, modules, exports);
    }
    (0..=path.len())
        .rev()
        .find_map(|len| modules.get(&path[..len]).copied())
}

/// A path from the root of the crate; `None`: it leads out of it.
fn absolute(home: &[String], path: &[String]) -> Option<Vec<String>> {
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([home, &path[1..]].concat()),
        "super" => {
            let ups = path.iter().take_while(|name| *name == "super").count();
            let up = home.len().checked_sub(ups)?;
            Some([&home[..up], &path[ups..]].concat())
        }
        _ => None,
    }
}

/// All paths of the crate that code names, in `use` lines and elsewhere.
fn paths_in(code: &str) -> Vec<Vec<String>> {
    let mut rest = code.to_owned();
    let mut paths = Vec::new();
    for (statement, _) in use_statements(code) {
        paths.extend(expanded(statement));
        rest = rest.replace(statement, "");
    }
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in rest.match_indices(start) {
            let is_start =
                !rest[..at].ends_with([':', '_']) && !rest[..at].ends_with(char::is_alphanumeric);
            let path = rest[at..]
                .split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
                .next();
            let names = path
                .unwrap_or_default()
                .split("::")
                .filter(|name| !name.is_empty());
            paths.extend(is_start.then(|| names.map(str::to_owned).collect()));
        }
    }
    paths
}

/// The trees of `use` statements, and whether each is passed on to those that name the module.
fn use_statements(code: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let before = line
            .trim_start()
            .split_once("use ")
            .map_or("-", |(before, _)| before);
        let is_use = before.is_empty() || before.starts_with("pub") && before.len() < 16;
        if is_use {
            let at = start + line.len() - line.trim_start().len() + before.len() + "use ".len();
            let end = code[at..].find(';').map_or(code.len(), |end| at + end);
            found.push((&code[at..end], !before.is_empty()));
        }
        start += line.len();
    }
    found
}

/// `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<Vec<String>> {
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        let names = path
            .trim()
            .split("::")
            .filter(|name| !matches!(*name, "" | "*" | "self"));
        let is_relative = path.trim().starts_with("self::");
        let names = is_relative.then_some("self").into_iter().chain(names);
        return vec![names.map(str::to_owned).collect()];
    };
    let prefix = &tree[..open];
    let close = tree.rfind('}').unwrap_or(tree.len());
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in tree[open + 1..close].chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("there is a part").push(c);
    }
    let parts = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty());
    parts
        .flat_map(|part| expanded(&format!("{}{part}", prefix.trim())))
        .collect()
}

#[test]
fn files_that_need_each_other_are_found_however_they_name_each_other() {
    let file = |path: &str, code: &str| File {
        path: path.into(),
        code: code.into(),
    };
    let files = [
        file(
            "lib.rs",
            "mod a;\nmod b;\nmod leaf;\npub use b::{Bee, leaf};\n",
        ),
        file("a.rs", "use super::{\n    Bee,\n    leaf::{Leaf},\n};\n"),
        file("b.rs", "fn f() -> super::c::Sea { }\n"),
        file("c/mod.rs", "use std::fmt;\nuse crate::a;\n"),
        file(
            "c/d.rs",
            "use super::Sea;\nuse super::super::leaf::Leaf as L;\n",
        ),
        file("leaf.rs", "pub struct Leaf;\n"),
    ];
    let circle = ["a.rs", "b.rs", "c/mod.rs"].map(PathBuf::from).into();
    assert_eq!(circles(&files), [circle]);
    assert_eq!(circles(&files[3..]), []);
}
