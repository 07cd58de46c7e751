//! Runs have the hashes that are frozen in `golden_hashes.txt`; `tests/wasm.rs` holds the browser to the same.
#![cfg(not(target_arch = "wasm32"))]

#[path = "support/golden.rs"]
mod golden;

#[test]
fn the_same_seed_tells_the_story_that_was_frozen() {
    let now = golden::hashes();
    let text: Vec<String> = now
        .iter()
        .map(|(name, hash)| format!("{name} {hash:016x}"))
        .collect();
    assert_eq!(
        now,
        golden::frozen(),
        "if the meaning of runs was changed on purpose:\n{}",
        text.join("\n")
    );
}

#[test]
fn frame_rate_speed_pauses_and_going_back_do_not_change_the_story() {
    let hashes = golden::hashes_at_every_pace();
    assert!(
        hashes.iter().all(|(_, hash)| *hash == hashes[0].1),
        "{hashes:x?}"
    );
}
