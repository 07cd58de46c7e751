//! The page opens, wherever it lies.

use topple_browser_tests::{Visit, visit};

#[test]
fn the_page_opens_with_something_on_it() {
    visit("/", |page| {
        page.wait_until("something is mounted into the body", |page| {
            page.count("body > *") > 0
        });
    });
}

#[test]
fn the_built_folder_works_under_any_path() {
    Visit::default()
        .under("/some/where/else/")
        .run("/", |page| {
            page.wait_until("the program has been loaded", |page| {
                page.count("link[rel=modulepreload]") > 0
            });
        });
}
