//! Cutting the page's module: what the first view needs, the rest (`src/app/rest.rs`), what reads the files of other
//! programs (`src/app/importers.rs`), and what the last two share.
//!
//! Trunk has no step between the linker and wasm-bindgen, where a module has to be cut: so it builds the page, and the
//! linker's module is then cut, bound and made small once more here, and takes the place of Trunk's. The names stay
//! Trunk's, with its hash of what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bare;
use crate::shell::{Failure, Outcome, Shell, run};

/// The feature of the page that marks the cut.
pub const FEATURE: &str = "split";

/// How wasm-opt makes a module small. Of what a compiler of today emits, all that browsers of the last years know. In the
/// order of their names, instances of one generic function stand together, where gzip finds what they share (4 % less).
const OPTIMISE: [&str; 9] = [
    "-Oz",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
];

/// How the loader compiles the second module, and how it does so where a server does not know what a .wasm file is: as
/// `assets/start.js` does with the first.
const COMPILES: &str = "WebAssembly.instantiateStreaming(src, imports)";
const COMPILES_ANY: &str = "WebAssembly.instantiateStreaming(src.then((it) => it.headers.get(\"Content-Type\") === \"application/wasm\" ? it : new Response(it.body, { status: it.status, headers: { \"Content-Type\": \"application/wasm\" } })), imports)";

/// Cuts the module of the page that Trunk built into `dist`.
pub fn split(shell: &Shell, dist: &Path) -> Outcome<()> {
    let stem = stem(dist)?;
    let work = shell.target().join("split");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).map_err(|error| broken(&work, &error))?;
    let linked = shell
        .target()
        .join("wasm32-unknown-unknown/release/topple.wasm");
    run(shell
        .command("wasm-split-cli", ["--target", "web", "--out-name", &stem])
        .arg(&linked)
        .arg(&work))?;
    let bound = work.join("bound");
    run(shell
        .command("wasm-bindgen", ["--target", "web", "--no-typescript"])
        .args(["--keep-lld-exports", "--remove-producers-section"])
        .args(["--out-name", &stem])
        .arg("--out-dir")
        .arg(&bound)
        .arg(work.join(format!("{stem}.wasm"))))?;

    let main = format!("{stem}_bg.wasm");
    optimise(shell, &bound.join(&main), &dist.join(&main))?;
    let later = later_modules(&work, &stem)?;
    for (from, to) in &later {
        optimise(shell, &work.join(from), &dist.join(to))?;
    }
    // The two scripts name each other and the other modules: by names with a hash, as Trunk's are.
    let (script, loader) = (format!("{stem}.js"), format!("{stem}_rest.js"));
    let rename = |from: PathBuf, to: &str, names: &[(&str, &str)]| {
        let mut text = read(&from)?;
        for (old, new) in names {
            text = replaced(&text, old, new, &from)?;
        }
        write(&dist.join(to), &bare::script(&text))
    };
    let names = [("./__wasm_split.js", &*loader)];
    let names = names.map(|(old, new)| (format!("from \"{old}\""), format!("from \"./{new}\"")));
    rename(
        bound.join(&script),
        &script,
        &names.each_ref().map(|(old, new)| (&**old, &**new)),
    )?;
    rename(
        work.join("__wasm_split.js"),
        &loader,
        &later
            .iter()
            .map(|(from, to)| (&**from, &**to))
            .chain([(COMPILES, COMPILES_ANY)])
            .collect::<Vec<_>>(),
    )?;
    preload(dist, &script, &loader)
}

/// The modules that were cut off the first, by the names that they were given and those that they get:
/// `split_rest.wasm` and `topple-…_rest.wasm`.
fn later_modules(work: &Path, stem: &str) -> Outcome<Vec<(String, String)>> {
    let files = fs::read_dir(work).map_err(|error| broken(work, &error))?;
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let module = |name: String| {
        let short = name.strip_prefix("split_").unwrap_or(&name);
        let is_later = name.strip_suffix(".wasm").is_some_and(|name| name != stem);
        is_later.then(|| (name.clone(), format!("{stem}_{short}")))
    };
    let mut modules: Vec<_> = names.filter_map(module).collect();
    modules.sort();
    Ok(modules)
}

/// The name that Trunk gave the module: `topple-` and a hash.
fn stem(dist: &Path) -> Outcome<String> {
    let files = fs::read_dir(dist).map_err(|error| broken(dist, &error))?;
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let mut stems = names.filter_map(|name| Some(name.strip_suffix("_bg.wasm")?.to_owned()));
    stems
        .next()
        .ok_or_else(|| Failure::Step(format!("Trunk left no module in {}.", dist.display())))
}

fn optimise(shell: &Shell, from: &Path, to: &Path) -> Outcome<()> {
    run(shell
        .command("wasm-opt", OPTIMISE)
        .arg(from)
        .arg("-o")
        .arg(to))
}

/// The browser learns of the second script as early as of the first.
fn preload(dist: &Path, script: &str, loader: &str) -> Outcome<()> {
    let page = dist.join("index.html");
    let text = read(&page)?;
    let link = format!("<link rel=\"modulepreload\" href=\"./{loader}\">");
    let early = text
        .find("<link rel=\"modulepreload\"")
        .ok_or_else(|| Failure::Step(format!("Trunk's page does not preload {script}.")))?;
    write(
        &page,
        &format!("{}{link}{}", &text[..early], &text[early..]),
    )
}

/// `text` with `new` for `old`, which must be there.
fn replaced(text: &str, old: &str, new: &str, file: &Path) -> Outcome<String> {
    if text.contains(old) {
        return Ok(text.replace(old, new));
    }
    Err(Failure::Step(format!(
        "{} does not say `{old}`, as it did when this was written.",
        file.display()
    )))
}

/// The text of a file of the page.
pub fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|error| broken(file, &error))
}

/// Writes a file of the page.
pub fn write(file: &Path, text: &str) -> Outcome<()> {
    fs::write(file, text).map_err(|error| broken(file, &error))
}

/// What is said of a file that cannot be read or written.
pub fn broken(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Machine(format!(
        "{} cannot be read or written: {error}.",
        file.display()
    ))
}
