//! `cargo xtask serve`: the page on this machine, rebuilt as its files change.

use std::net::{Ipv4Addr, TcpListener};

use crate::dist::trunk;
use crate::setup::{Tool, ensure};
use crate::shell::{Failure, Outcome, Shell, no_more, run};

const DEFAULT_PORT: u16 = 8080;

/// Reads `--port N`.
pub fn port(arguments: &[String]) -> Outcome<u16> {
    match arguments {
        [flag, number, rest @ ..] if flag == "--port" => {
            no_more(rest)?;
            number.parse().map_err(|_| {
                Failure::Usage(format!(
                    "`{number}` is no port: a number from 1 to 65535 is."
                ))
            })
        }
        [flag] if flag == "--port" => Err(Failure::Usage("Which port?".into())),
        rest => no_more(rest).map(|()| DEFAULT_PORT),
    }
}

/// Serves until it is interrupted.
pub fn serve(shell: &Shell, port: u16) -> Outcome<()> {
    ensure(shell, &[Tool::WasmTarget, Tool::Trunk, Tool::WasmBindgen])?;
    if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        return Err(Failure::Machine(format!(
            "Port {port} cannot be used: {error}. Choose another with `--port N`."
        )));
    }
    println!("The page will be at http://127.0.0.1:{port}/ once it is built. Ctrl+C ends this.");
    run(&mut trunk(shell, &["serve", "--port", &port.to_string()]))
}
