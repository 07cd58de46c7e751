//! Blocks as Markdown.

use super::Block;

/// Spells blocks in Markdown, with tables as GitHub knows them. `picture` is the address of the picture: of a file beside
/// it, or the picture itself as `data:`.
pub fn markdown(blocks: &[Block], picture: &str) -> String {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Title(title) => text = text + "# " + &plain(title) + "\n",
            Block::Head(head) => text = text + "## " + head + "\n",
            Block::Picture => text = text + "![The system as it is drawn](<" + picture + ">)\n",
            Block::Words(words) => text = text + &plain(words) + "\n",
            // What a link holds has no sign that ends it.
            Block::Address(address) => text = text + "<" + address + ">\n",
            Block::List(lines) => {
                for line in lines {
                    text = text + "- " + &plain(line) + "\n";
                }
            }
            Block::Table(heads, rows) => table(&mut text, heads, rows),
        }
    }
    text
}

fn table(text: &mut String, heads: &[&str], rows: &[Vec<String>]) {
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.collect();
        *text = std::mem::take(text) + "| " + &cells.join(" | ") + " |\n";
    };
    row(&mut heads.iter().map(|head| (*head).to_owned()));
    row(&mut heads.iter().map(|_| "---".to_owned()));
    for cells in rows {
        row(&mut cells.iter().map(|cell| plain(cell)));
    }
}

/// A text that says the same in Markdown: nothing of it is markup.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let text = text.trim();
    for (i, letter) in text.char_indices() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '#' | '~' | '$' | '!'
            | '{' | '}' | '^' => safe.push('\\'),
            // A list, or a line under a heading.
            '-' | '+' | '=' | ':' if i == 0 => safe.push('\\'),
            // A numbered list.
            '.' | ')' if text[..i].bytes().all(|b| b.is_ascii_digit()) && i > 0 => safe.push('\\'),
            _ => {}
        }
        safe.push(if letter.is_control() { ' ' } else { letter });
    }
    safe
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;
    use crate::export::report::{Faults, Known, Report, Verdict};
    use crate::model::LeftOpen;

    const HOSTILE: [&str; 9] = [
        "<script>alert(1)</script>",
        "a | b & c &lt; d",
        "[click](javascript:alert(1))",
        "**bold** _and_ `code` ~~no~~",
        "1. not a list",
        "- nor this",
        "# nor a heading",
        "![x](https://example.org/spy.png)",
        "back\\slash \"quoted\" 100 %",
    ];

    fn report() -> Report {
        let name = |i: usize| HOSTILE[i].to_owned();
        Report {
            title: name(0),
            size: "3 parts".to_owned(),
            link: "https://example.org/#s=1".to_owned(),
            now: vec![name(4), name(5), name(6)],
            left_open: LeftOpen {
                questions: 1,
                not_judged: vec![name(2)],
            },
            verdicts: vec![Verdict {
                name: name(1),
                is_single_point: true,
                loss: "100 %".to_owned(),
                reason: name(3),
                mends: vec![name(2)],
            }],
            verdicts_total: 1,
            overloads: Known::So(vec![name(7)]),
            pairs: Known::Pending,
            nines: Known::Pending,
            warnings: HOSTILE.map(str::to_owned).to_vec(),
            faults: Faults::default(),
        }
    }

    #[test]
    fn whatever_parts_are_called_the_report_says_so_and_nothing_of_it_is_markup() {
        let text = markdown(&report().blocks(), "system.svg");
        let (mut said, mut cells) = (vec![String::new()], 0);
        for event in Parser::new_ext(
            &text,
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
        ) {
            match event {
                Event::Text(words) => {
                    if let Some(last) = said.last_mut() {
                        last.push_str(&words);
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => panic!("markup: {html}"),
                Event::Code(code) => panic!("code: {code}"),
                Event::Start(tag) => {
                    match &tag {
                        Tag::Image { dest_url, .. } => assert_eq!(&**dest_url, "system.svg"),
                        Tag::Link { dest_url, .. } => {
                            assert_eq!(&**dest_url, "https://example.org/#s=1");
                        }
                        Tag::Emphasis | Tag::Strong | Tag::Strikethrough => panic!("{tag:?}"),
                        Tag::TableCell => cells += 1,
                        _ => {}
                    }
                    said.push(String::new());
                }
                Event::End(_) => said.push(String::new()),
                _ => {}
            }
        }
        for name in HOSTILE {
            assert!(said.iter().any(|words| words == name), "{name}\n{text}");
        }
        assert_eq!(cells, 8, "a row of four below its heads\n{text}");
    }

    #[test]
    fn what_is_not_known_is_said() {
        let text = markdown(&Report::default().blocks(), "x.svg");
        assert!(text.contains("## Double failures\n\nStill being looked for"));
        assert!(text.contains("None: any one part may fail."));
    }
}
