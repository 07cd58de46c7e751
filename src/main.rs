//! Two bodies: on wasm32 this mounts the page, elsewhere it is the command line.

#[cfg(target_arch = "wasm32")]
fn main() {
    topple::app::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    topple::cli::main()
}
