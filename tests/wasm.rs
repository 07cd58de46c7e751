//! What must be the same in a browser as on any other machine.
#![cfg(target_arch = "wasm32")]

use topple_testing::golden;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The bits of `ln` and `exp` as a native build of the `libm` crate gives them.
/// A seed tells the same story everywhere only as long as these hold.
const NATIVE: [(f64, u64, u64); 4] = [
    (0.1, 0xc002_6bb1_bbb5_5515, 0x3ff1_aec7_b35a_00d4),
    (0.7, 0xbfd6_d3c3_24e1_3f50, 0x4000_1c2a_6126_8987),
    (1.9, 0x3fe4_8a11_293d_785b, 0x401a_be5b_1cd8_63f6),
    (12.345, 0x4004_1b23_6798_645f, 0x410c_0d80_ffb7_40c4),
];

#[wasm_bindgen_test]
fn logarithms_and_exponentials_have_the_bits_they_have_natively() {
    for (x, ln, exp) in NATIVE {
        assert_eq!(libm::log(x).to_bits(), ln, "ln {x}");
        assert_eq!(libm::exp(x).to_bits(), exp, "exp {x}");
    }
}

#[wasm_bindgen_test]
fn the_same_seed_tells_the_same_story_in_the_browser() {
    assert_eq!(golden::hashes(), golden::frozen());
}

#[wasm_bindgen_test]
fn frame_rate_speed_pauses_and_going_back_do_not_change_the_story_in_the_browser() {
    let hashes = golden::hashes_at_every_pace();
    assert!(
        hashes.iter().all(|(_, hash)| *hash == hashes[0].1),
        "{hashes:x?}"
    );
}
