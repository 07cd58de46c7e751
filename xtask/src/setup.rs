//! The tools a command needs: how each is recognised, and how it is installed where it is missing.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::shell::{Failure, Outcome, Shell, run};

/// The oldest Trunk known to do; 0.22 wants a newer compiler than this project does.
const TRUNK: &str = "0.21.14";
/// The tool that cuts the module in two; it and the macro in the page's code belong together.
const WASM_SPLIT: &str = "0.2.4";
/// The oldest binaryen known to do; Debian's own (108) cannot read what today's compiler emits.
const BINARYEN: &str = "132";

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
            Self::WasmOpt => install_binaryen(shell),
            Self::Browser => apt_install(shell, &["chromium", "chromium-driver"]),
        }
    }
}

fn rustup(shell: &Shell, arguments: &[&str]) -> Outcome<()> {
    if shell.find("rustup").is_none() {
        return Err(Failure::Machine(format!(
            "There is no rustup on this machine. Please install with your system's means what `rustup {}` would.",
            arguments.join(" ")
        )));
    }
    run(&mut shell.command("rustup", arguments))
}

fn install_binaryen(shell: &Shell) -> Outcome<()> {
    if shell.find("npm").is_none() {
        println!("Installing npm, which brings wasm-opt, with apt-get.");
        apt_install(shell, &["nodejs", "npm"])?;
    }
    let folder = shell.cache();
    fs::create_dir_all(folder).map_err(|error| {
        Failure::Machine(format!("{} cannot be made: {error}.", folder.display()))
    })?;
    let package = format!("binaryen@{BINARYEN}");
    let mut npm = shell.command(
        "npm",
        [
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ],
    );
    run(npm.arg(folder).arg(package))
}

/// Starting wasm-opt only to ask its version takes as long as all other checks together, so its package is read instead.
fn own_binaryen_is_there(shell: &Shell) -> bool {
    let modules = shell.cache().join("node_modules");
    let manifest = fs::read_to_string(modules.join("binaryen/package.json")).unwrap_or_default();
    let version = manifest
        .lines()
        .find(|line| line.trim_start().starts_with("\"version\""));
    modules.join(".bin/wasm-opt").exists()
        && version.is_some_and(|line| is_at_least(line, BINARYEN))
}

fn apt_install(shell: &Shell, packages: &[&str]) -> Outcome<()> {
    if shell.find("apt-get").is_none() {
        return Err(Failure::Machine(format!(
            "There is no apt-get on this machine. Please install {} yourself, so that they are on the PATH (a browser and its driver of one version).",
            packages.join(" and ")
        )));
    }
    // A failed update may concern a source that these packages do not come from: the installation decides.
    let _ = run(&mut apt_get(shell, &["update"])?);
    let mut install = apt_get(
        shell,
        &[
            "install",
            "--yes",
            "--no-install-recommends",
            "-o",
            "DPkg::Lock::Timeout=600",
        ],
    )?;
    run(install.args(packages)).map_err(|_| {
        Failure::Machine(format!(
            "apt-get could not install {}; what it printed tells why.",
            packages.join(" and ")
        ))
    })
}

fn apt_get(shell: &Shell, arguments: &[&str]) -> Outcome<Command> {
    let is_root = shell.answer("id", &["-u"]).as_deref() == Some("0");
    let settings = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if is_root {
        Ok(shell.command(settings[0], settings[1..].iter().chain(arguments)))
    } else if shell.find("sudo").is_some() {
        let mut command = shell.command("sudo", settings.iter().chain(arguments));
        command.stdin(std::process::Stdio::inherit());
        Ok(command)
    } else {
        Err(Failure::Machine(
            "Installing Debian packages needs root, and there is no sudo on this machine.".into(),
        ))
    }
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

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let after = lock.lines().skip_while(|line| *line != name).nth(1)?;
    Some(
        after
            .strip_prefix("version = \"")?
            .strip_suffix('"')?
            .to_owned(),
    )
}

/// Whether the first version in `text` is `wanted` or a later one that promises to be compatible with it.
fn is_at_least(text: &str, wanted: &str) -> bool {
    let (Some(found), Some(wanted)) = (first_version(text), first_version(wanted)) else {
        return false;
    };
    // Before 1.0 the second number is the one that breaks; a lone number (binaryen's) only grows.
    let compatible = if wanted.len() > 1 {
        found[..2.min(found.len())] == wanted[..2]
    } else {
        true
    };
    compatible && found >= wanted
}

fn major(text: &str) -> Option<u32> {
    first_version(text).and_then(|version| version.first().copied())
}

/// The numbers of the first word that begins with a digit: `trunk 0.21.14` gives 0, 21, 14.
fn first_version(text: &str) -> Option<Vec<u32>> {
    let word = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    word.split('.')
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_where_a_program_prints_it() {
        let cases: [(&str, &[u32]); 4] = [
            ("trunk 0.21.14", &[0, 21, 14]),
            ("wasm-opt version 132 (version_132)", &[132]),
            (
                "ChromeDriver 156.0.8078.79 (a21ce95c24ce)",
                &[156, 0, 8078, 79],
            ),
            ("  \"version\": \"132.0.0\",", &[132, 0, 0]),
        ];
        for (text, numbers) in cases {
            assert_eq!(first_version(text).as_deref(), Some(numbers), "{text}");
        }
        assert_eq!(first_version("no number here"), None);
    }

    #[test]
    fn a_tool_is_accepted_when_it_is_new_enough_and_compatible() {
        let cases = [
            ("trunk 0.21.14", "0.21.14", true),
            ("trunk 0.21.20", "0.21.14", true),
            ("trunk 0.21.9", "0.21.14", false),
            ("trunk 0.22.1", "0.21.14", false),
            ("wasm-opt version 108", "132", false),
            ("wasm-opt version 140", "132", true),
            ("\"version\": \"132.0.0\"", "132", true),
            ("", "132", false),
        ];
        for (text, wanted, accepted) in cases {
            assert_eq!(is_at_least(text, wanted), accepted, "{text} for {wanted}");
        }
    }

    #[test]
    fn the_locked_version_is_that_of_the_package_and_not_of_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
