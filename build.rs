//! For the page that is cut in two (feature `split`) the linker leaves in the module who refers to whom.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_split = std::env::var_os("CARGO_FEATURE_SPLIT").is_some();
    let is_page = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|name| name == "wasm32");
    if is_split && is_page {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
