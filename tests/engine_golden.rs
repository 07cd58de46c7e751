//! Runs have the hashes that are frozen in `golden_hashes.txt`; `tests/wasm.rs` holds the browser to the same.
#![cfg(not(target_arch = "wasm32"))]

use expect_test::expect_file;
use topple_testing::golden;

#[test]
fn the_same_seed_tells_the_story_that_was_frozen() {
    expect_file!["golden_hashes.txt"].assert_eq(&golden::as_text(&golden::hashes()));
}

#[test]
fn frame_rate_speed_pauses_and_going_back_do_not_change_the_story() {
    let hashes = golden::hashes_at_every_pace();
    assert!(
        hashes.iter().all(|(_, hash)| *hash == hashes[0].1),
        "{hashes:x?}"
    );
}
