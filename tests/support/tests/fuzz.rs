//! The bodies of the fuzz targets (`fuzz/`), fed with bytes by chance: some thousands with every test, a million each by
//! `cargo test --profile sweep -p topple-testing -- --ignored`.

use topple_testing::{Chance, each_seed, fuzz};

/// Inputs of the long sweeps.
const MILLION: u64 = 1_000_000;

/// Feeds a body with inputs of up to so many bytes.
fn feed(body: fn(&[u8]), inputs: u64, longest: usize) {
    each_seed(0..inputs, |seed| {
        let mut chance = Chance(seed);
        let length = chance.below(longest);
        body(&chance.bytes(length));
    });
}

macro_rules! targets {
    ($($body:ident: $few:literal of $longest:literal, $quick:ident, $long:ident;)*) => {$(
        #[test]
        fn $quick() {
            feed(fuzz::$body, $few, $longest);
        }

        #[test]
        #[ignore = "long: a million inputs"]
        fn $long() {
            feed(fuzz::$body, MILLION, $longest);
        }
    )*};
}

targets! {
    import: 1_500 of 60,
        any_file_of_another_program_is_drawn_sound_or_refused,
        any_of_a_million_files_of_other_programs_is_drawn_sound_or_refused;
    file: 3_000 of 40,
        any_file_opens_sound_or_is_refused,
        any_of_a_million_files_opens_sound_or_is_refused;
    link: 3_000 of 40,
        any_link_opens_sound_or_is_refused,
        any_of_a_million_links_opens_sound_or_is_refused;
    message: 1_500 of 40,
        any_messages_do_what_they_say_or_nothing,
        any_of_a_million_messages_do_what_they_say_or_nothing;
    edits: 3_000 of 200,
        any_edits_leave_it_sound_and_are_undone_to_the_byte,
        any_of_a_million_edits_leave_it_sound_and_are_undone_to_the_byte;
    run: 1_500 of 100,
        any_run_conserves_its_requests_and_plays_what_is_drawn,
        any_of_a_million_runs_conserves_its_requests_and_plays_what_is_drawn;
}
