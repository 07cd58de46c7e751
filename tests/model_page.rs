//! `docs/model.md` as the page that is shipped beside Topple and linked from its help.
#![cfg(not(target_arch = "wasm32"))]

use expect_test::expect_file;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// What stands around the text. The page has no style of its own but that of its link.
const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
<title>What Topple plays, and what it does not</title>
<link rel="stylesheet" href="model.css">
<main>
"#;

/// The address of a heading within its page: its words in small letters, with dashes between.
fn anchor(words: &str) -> String {
    let words = words.to_lowercase();
    let words = words.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// The page. Links to documents that are not shipped stand as their words.
fn page(markdown: &str) -> String {
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut is_left_out = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { ref dest_url, .. }) if !dest_url.starts_with('#') => {
                is_left_out = true;
            }
            Event::End(TagEnd::Link) if std::mem::take(&mut is_left_out) => {}
            other => events.push(other),
        }
    }
    let headings: Vec<(usize, String)> = events
        .windows(2)
        .enumerate()
        .filter_map(|(i, pair)| match pair {
            [Event::Start(Tag::Heading { .. }), Event::Text(words)] => Some((i, anchor(words))),
            _ => None,
        })
        .collect();
    for (i, name) in headings {
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[i] {
            *id = Some(CowStr::from(name));
        }
    }
    let mut text = String::from(HEAD);
    html::push_html(&mut text, events.into_iter());
    text + "</main>\n</html>\n"
}

#[test]
fn what_is_shipped_is_what_the_document_says() {
    let markdown = include_str!("../docs/model.md");
    expect_file!["../assets/model.html"].assert_eq(&page(markdown));
}
