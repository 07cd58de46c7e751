//! The tools a command needs: how each is recognised, and how it is installed where it is missing.

use std::fs;
use std::path::Path;

use crate::install::{apt_install, npm_install, rustup};
use crate::shell::{Failure, Outcome, Shell, run};
use crate::version::{is_at_least, locked_version, major};

/// The oldest Trunk known to do; 0.22 wants a newer compiler than this project does.
const TRUNK: &str = "0.21.14";
/// The tool that cuts the module in two; it and the macro in the page's code belong together.
const WASM_SPLIT: &str = "0.2.4";
/// The oldest binaryen known to do; Debian's own (108) cannot read what today's compiler emits.
const BINARYEN: &str = "132";

/// Firefox's driver; the browser itself is Debian's.
const GECKODRIVER: &str = "0.37.1";
/// What finds things in the page that keep people out. Only the tests ever see it.
const AXE: &str = "4.14.1";

/// Something the work needs and a machine may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `cargo fmt` and `cargo clippy`.
    Linters,
    /// The compiler's target `wasm32-unknown-unknown`.
    WasmTarget,
    /// Builds and serves the page.
    Trunk,
    /// Makes a module that a browser loads, and runs tests in one; its version must be that of the crate.
    WasmBindgen,
    /// Cuts the module in two.
    WasmSplit,
    /// Makes the module small.
    WasmOpt,
    /// Chromium and its driver.
    Browser,
    /// Firefox.
    Firefox,
    /// Firefox's driver.
    GeckoDriver,
    /// `WebKit`'s small browser, its driver, and a display for it.
    WebKit,
    /// axe-core.
    Axe,
}

/// Installs those of `tools` that are missing, saying so first.
pub fn ensure(shell: &Shell, tools: &[Tool]) -> Outcome<()> {
    for tool in tools {
        if !tool.is_there(shell)? {
            println!("{}", tool.announcement(shell)?);
            tool.install(shell)?;
            if !tool.is_there(shell)? {
                return Err(Failure::Machine(format!(
                    "{tool:?} was installed, yet it cannot be found on the PATH in the version wanted."
                )));
            }
        }
    }
    Ok(())
}

impl Tool {
    fn is_there(self, shell: &Shell) -> Outcome<bool> {
        let version = |program: &str| shell.answer(program, &["--version"]);
        Ok(match self {
            Self::Linters => ["cargo-fmt", "cargo-clippy"]
                .iter()
                .all(|program| version(program).is_some()),
            Self::WasmTarget => shell
                .answer(
                    "rustc",
                    &[
                        "--print",
                        "target-libdir",
                        "--target",
                        "wasm32-unknown-unknown",
                    ],
                )
                .is_some_and(|folder| Path::new(&folder).is_dir()),
            Self::Trunk => version("trunk").is_some_and(|text| is_at_least(&text, TRUNK)),
            Self::WasmBindgen => {
                let wanted = locked_wasm_bindgen(shell)?;
                version("wasm-bindgen")
                    .is_some_and(|text| text.split(' ').any(|word| word == wanted))
                    && shell.find("wasm-bindgen-test-runner").is_some()
            }
            // It does not tell its version; cargo, which installed it, does.
            Self::WasmSplit => shell
                .answer("cargo", &["install", "--list"])
                .is_some_and(|list| {
                    list.contains(&format!("wasm_split_cli_support v{WASM_SPLIT}:"))
                }),
            Self::WasmOpt => {
                own_binaryen_is_there(shell)
                    || version("wasm-opt").is_some_and(|text| is_at_least(&text, BINARYEN))
            }
            Self::Browser => match (version("chromium"), version("chromedriver")) {
                (Some(browser), Some(driver)) => {
                    major(&browser).is_some() && major(&browser) == major(&driver)
                }
                _ => false,
            },
            Self::Firefox => ["firefox", "firefox-esr"]
                .iter()
                .any(|program| shell.find(program).is_some()),
            Self::GeckoDriver => {
                version("geckodriver").is_some_and(|text| is_at_least(&text, GECKODRIVER))
            }
            Self::WebKit => ["WebKitWebDriver", "xvfb-run", "xauth"]
                .iter()
                .all(|program| shell.find(program).is_some()),
            Self::Axe => npm_has(shell, "axe-core", AXE) && axe(shell).is_file(),
        })
    }

    /// What is being installed and how, in one sentence.
    fn announcement(self, shell: &Shell) -> Outcome<String> {
        Ok(match self {
            Self::Linters => "Installing rustfmt and clippy, with rustup.".into(),
            Self::WasmTarget => {
                "Installing the compiler's target wasm32-unknown-unknown, with rustup.".into()
            }
            Self::Trunk => {
                format!(
                    "Installing Trunk {TRUNK}, which builds and serves the page, with cargo: about five minutes."
                )
            }
            Self::WasmBindgen => {
                format!(
                    "Installing wasm-bindgen-cli {}, the version in Cargo.lock, with cargo: about two minutes.",
                    locked_wasm_bindgen(shell)?
                )
            }
            Self::WasmSplit => {
                format!(
                    "Installing wasm-split-cli {WASM_SPLIT}, which cuts the page's module in two, with cargo: about a minute."
                )
            }
            Self::WasmOpt => {
                format!(
                    "Installing wasm-opt (binaryen {BINARYEN}) into {}, with npm.",
                    shell.cache().display()
                )
            }
            Self::Browser => "Installing Chromium and its driver, with apt-get.".into(),
            Self::Firefox => "Installing Firefox, with apt-get.".into(),
            Self::GeckoDriver => {
                format!(
                    "Installing geckodriver {GECKODRIVER}, Firefox's driver, with cargo: about three minutes."
                )
            }
            Self::WebKit => {
                "Installing WebKit's driver, and a display without a screen for it, with apt-get."
                    .into()
            }
            Self::Axe => {
                format!(
                    "Installing axe-core {AXE}, for the tests, into {}, with npm.",
                    shell.cache().display()
                )
            }
        })
    }

    fn install(self, shell: &Shell) -> Outcome<()> {
        match self {
            Self::Linters => rustup(shell, &["component", "add", "rustfmt", "clippy"]),
            Self::WasmTarget => rustup(shell, &["target", "add", "wasm32-unknown-unknown"]),
            Self::Trunk => run(&mut shell.command(
                "cargo",
                ["install", "trunk", "--version", TRUNK, "--locked"],
            )),
            // Without --locked: a dependency in its lock file has been withdrawn.
            Self::WasmBindgen => {
                let version = locked_wasm_bindgen(shell)?;
                run(&mut shell.command(
                    "cargo",
                    ["install", "wasm-bindgen-cli", "--version", &version],
                ))
            }
            Self::WasmSplit => {
                let package = "wasm_split_cli_support";
                let arguments = ["install", package, "--version", WASM_SPLIT, "--locked"];
                run(shell
                    .command("cargo", arguments)
                    .args(["--features", "build-binary"]))
            }
            Self::WasmOpt => npm_install(shell, "binaryen", BINARYEN),
            Self::Browser => apt_install(shell, &["chromium", "chromium-driver"]),
            Self::Firefox => apt_install(shell, &["firefox-esr"]),
            Self::GeckoDriver => run(&mut shell.command(
                "cargo",
                [
                    "install",
                    "geckodriver",
                    "--version",
                    GECKODRIVER,
                    "--locked",
                ],
            )),
            Self::WebKit => apt_install(shell, &["webkit2gtk-driver", "xvfb", "xauth"]),
            Self::Axe => npm_install(shell, "axe-core", AXE),
        }
    }
}

/// Starting wasm-opt only to ask its version takes as long as all other checks together, so its package is read instead.
fn own_binaryen_is_there(shell: &Shell) -> bool {
    let program = shell.cache().join("node_modules/.bin/wasm-opt");
    npm_has(shell, "binaryen", BINARYEN) && program.exists()
}

/// Whether a package is there, in a version that does.
fn npm_has(shell: &Shell, package: &str, wanted: &str) -> bool {
    let modules = shell.cache().join("node_modules");
    let manifest = modules.join(package).join("package.json");
    let manifest = fs::read_to_string(manifest).unwrap_or_default();
    let version = manifest
        .lines()
        .find(|line| line.trim_start().starts_with("\"version\""));
    version.is_some_and(|line| is_at_least(line, wanted))
}

/// Where axe-core lies.
pub fn axe(shell: &Shell) -> std::path::PathBuf {
    shell.cache().join("node_modules/axe-core/axe.min.js")
}

/// The version of wasm-bindgen that the page is linked with.
fn locked_wasm_bindgen(shell: &Shell) -> Outcome<String> {
    let file = shell.root().join("Cargo.lock");
    let lock = fs::read_to_string(&file).map_err(|error| {
        Failure::Machine(format!("{} cannot be read: {error}.", file.display()))
    })?;
    locked_version(&lock, "wasm-bindgen").ok_or_else(|| {
        Failure::Machine(
            "Cargo.lock names no wasm-bindgen, so the version of its command line is unknown."
                .into(),
        )
    })
}
