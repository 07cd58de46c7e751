//! See `topple_testing::fuzz::import`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| topple_testing::fuzz::import(bytes));
