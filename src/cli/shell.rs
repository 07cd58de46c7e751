//! What the program tells of itself to shells, manuals and editors.

use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;

use super::{Answer, BadInput, CommandLine};
use crate::formats;

#[derive(Args)]
pub(super) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// The completions of a shell.
pub(super) fn completions(arguments: &Arguments) -> Result<Answer, BadInput> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut CommandLine::command(),
        "topple",
        &mut script,
    );
    text(script)
}

/// The manual pages in roff, one after the other: the program's own, then those of its commands.
pub(super) fn manual() -> Result<Answer, BadInput> {
    let mut program = CommandLine::command();
    program.build();
    let commands: Vec<Command> = program
        .get_subcommands()
        .filter(|c| c.get_name() != "help")
        .cloned()
        .collect();
    let mut pages = Vec::new();
    for command in std::iter::once(program).chain(commands) {
        let page =
            clap_mangen::Man::new(command).source(concat!("topple ", env!("CARGO_PKG_VERSION")));
        page.render(&mut pages).map_err(|error| error.to_string())?;
    }
    text(pages)
}

/// The JSON Schema of files.
pub(super) fn schema() -> Answer {
    format!("{:#}\n", formats::schema()).into()
}

fn text(bytes: Vec<u8>) -> Result<Answer, BadInput> {
    let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    Ok(text.into())
}
