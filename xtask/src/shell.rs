//! Running other programs: where, with which `PATH`, and what is said when one fails.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command of xtask ended without success.
#[derive(Debug)]
pub enum Failure {
    /// The command line makes no sense.
    Usage(String),
    /// A tool is missing and cannot be installed, or a file cannot be read or written.
    Machine(String),
    /// A step ran and failed; what it printed tells why.
    Step(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Machine(text) | Self::Step(text) => out.write_str(text),
        }
    }
}

/// What a step returns.
pub type Outcome<T> = Result<T, Failure>;

/// Where programs are run: the workspace's root, and a `PATH` that begins with the folders tools get installed into.
pub struct Shell {
    root: PathBuf,
    cache: PathBuf,
    path: OsString,
}

impl Shell {
    /// The shell for this workspace and this user.
    pub fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask lies inside the workspace")
            .to_path_buf();
        let home = env::var_os("HOME")
            .or_else(|| env::var_os("USERPROFILE"))
            .map(PathBuf::from);
        let cache = env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| home.as_ref().map(|home| home.join(".cache")))
            .unwrap_or_else(|| root.join("target"))
            .join("topple-tools");
        let cargo_root = env::var_os("CARGO_INSTALL_ROOT")
            .or_else(|| env::var_os("CARGO_HOME"))
            .map(PathBuf::from)
            .or_else(|| home.map(|home| home.join(".cargo")));
        let own = [
            Some(cache.join("node_modules/.bin")),
            cargo_root.map(|root| root.join("bin")),
        ];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = own
            .into_iter()
            .flatten()
            .chain(env::split_paths(&inherited));
        // A folder with a colon in its name cannot stand in PATH at all; then what is inherited must do.
        let path = env::join_paths(folders).unwrap_or(inherited);
        Self { root, cache, path }
    }

    /// The workspace's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder for tools that belong to no package manager of the user's.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// The folder that cargo builds into.
    pub fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }

    /// A command that will run at the root, with the tools on its `PATH` and no standard input.
    pub fn command<A: AsRef<OsStr>>(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Command {
        let located = self.find(program).unwrap_or_else(|| program.into());
        let mut command = Command::new(located);
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("PATH", &self.path)
            .stdin(Stdio::null());
        command
    }

    /// Where on the `PATH` a program is, if anywhere.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let name = format!("{program}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.path)
            .map(|folder| folder.join(&name))
            .find(|file| file.is_file())
    }

    /// What a program prints on its standard output; `None` when it cannot be run or fails.
    pub fn answer(&self, program: &str, arguments: &[&str]) -> Option<String> {
        self.find(program)?;
        let output = self
            .command(program, arguments)
            .stderr(Stdio::null())
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// Runs a command to its end, its output being the user's to read.
pub fn run(command: &mut Command) -> Outcome<()> {
    let status = command
        .status()
        .map_err(|error| cannot_run(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Step(format!("`{}` failed.", written(command))))
    }
}

/// Runs a command to its end, passing on each line it prints, and showing it to `each` first.
/// Returns whether the command succeeded.
pub fn run_watched(command: &mut Command, mut each: impl FnMut(&str)) -> Outcome<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_run(command, &error))?;
    let output = child.stdout.take().expect("the output is piped");
    for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        each(&line);
        println!("{line}");
    }
    Ok(child
        .wait()
        .map_err(|error| cannot_run(command, &error))?
        .success())
}

/// Refuses surplus arguments.
pub fn no_more(rest: &[String]) -> Outcome<()> {
    match rest.first() {
        None => Ok(()),
        Some(extra) => Err(Failure::Usage(format!("What is `{extra}`?"))),
    }
}

fn written(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

fn cannot_run(command: &Command, error: &std::io::Error) -> Failure {
    Failure::Machine(format!("`{}` cannot be run: {error}.", written(command)))
}
