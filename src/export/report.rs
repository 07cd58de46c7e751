//! A report on a scenario: what would take it down and why, as blocks that a page shows and Markdown spells.

use crate::engine::{FaultReport, Micros};
use crate::model::Scenario;

/// All that is reported, in words.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// What the scenario is called; may be empty.
    pub title: String,
    /// What it consists of: `3 parts, 2 links, 1 region`.
    pub size: String,
    /// The address that opens it; empty: none is known.
    pub link: String,
    /// What is served now, and why.
    pub now: Vec<String>,
    /// Single points of failure and leaks, the worst first.
    pub verdicts: Vec<Verdict>,
    /// How many there are in all.
    pub verdicts_total: usize,
    /// Who has more to do than it can, or would have.
    pub overloads: Known<Vec<String>>,
    /// What only two together take down, and what is lost then.
    pub pairs: Known<Pairs>,
    /// What is served in the long run; `None`: nobody asks for anything.
    pub nines: Known<Option<Nines>>,
    /// Where the drawing may not mean what it seems to.
    pub warnings: Vec<String>,
    /// What faults cost.
    pub faults: Faults,
}

/// Something that was found out, or not.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Known<T> {
    /// It is still being looked for.
    #[default]
    Pending,
    /// It is not looked for, for this reason.
    Not(String),
    /// It is known.
    So(T),
}

/// A single point of failure, or a leak.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// The part.
    pub name: String,
    /// Whether it takes some requests down for good.
    pub is_single_point: bool,
    /// What would be lost: `100 %`.
    pub loss: String,
    /// Why, in a sentence.
    pub reason: String,
    /// What mends it.
    pub mends: Vec<String>,
}

/// What only two together take down.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pairs {
    /// The worst: both names, and what would be lost.
    pub list: Vec<[String; 2]>,
    /// How many there are in all.
    pub total: usize,
}

/// What is served in the long run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Nines {
    /// Of all requests: `99.95 %`.
    pub all: String,
    /// What that amounts to: `4.4 h a year`.
    pub lost: String,
    /// The same of each class, where there are several.
    pub classes: Vec<[String; 3]>,
    /// What each part would bring if it never failed, the best first.
    pub worth: Vec<[String; 2]>,
    /// What has to be said beside it.
    pub beside: Vec<String>,
}

/// What faults cost.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Faults {
    /// How it was found out.
    pub how: String,
    /// The heads of the columns.
    pub heads: Vec<&'static str>,
    /// A row for each fault.
    pub rows: Vec<Vec<String>>,
    /// What has to be said beside it.
    pub beside: Vec<String>,
}

/// The heads above [`fault_cells`].
pub const FAULT_HEADS: [&str; 4] = [
    "Noticed after",
    "Recovered after (RTO)",
    "Requests lost",
    "Writes lost (RPO)",
];

/// What a fault cost, a cell for each of the [heads](FAULT_HEADS); `never`: what is said where it has not recovered.
pub fn fault_cells(report: &FaultReport, never: &str) -> [String; 4] {
    let seconds = |span: Micros| format!("{:.1} s", span.as_seconds());
    [
        report
            .detected_after
            .map_or("by nobody".to_owned(), seconds),
        report.recovered_after.map_or(never.to_owned(), seconds),
        report.lost.to_string(),
        report.lost_writes.to_string(),
    ]
}

/// A piece of a report.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// The title of all of it.
    Title(String),
    /// The picture.
    Picture,
    /// The head of a section.
    Head(&'static str),
    /// A paragraph.
    Words(String),
    /// An address.
    Address(String),
    /// A list.
    List(Vec<String>),
    /// A table: its heads, and its rows.
    Table(Vec<&'static str>, Vec<Vec<String>>),
}

impl Report {
    /// It, piece by piece.
    pub fn blocks(&self) -> Vec<Block> {
        let title = if self.title.is_empty() {
            "Untitled"
        } else {
            &self.title
        };
        let mut blocks = vec![
            Block::Title(title.to_owned()),
            Block::Words(self.size.clone()),
            Block::Picture,
        ];
        blocks.extend(self.now.iter().cloned().map(Block::Words));
        self.add_verdicts(&mut blocks);
        add(
            &mut blocks,
            "Overload",
            &self.overloads,
            |overloads, blocks| {
                blocks.push(if overloads.is_empty() {
                    words("Everyone can do its work, and could without any one of the others.")
                } else {
                    Block::List(overloads.clone())
                });
            },
        );
        add(&mut blocks, "Double failures", &self.pairs, add_pairs);
        add(
            &mut blocks,
            "Availability",
            &self.nines,
            |nines, blocks| match nines {
                None => blocks.push(words("Nobody asks for anything.")),
                Some(nines) => add_nines(nines, blocks),
            },
        );
        self.add_faults(&mut blocks);
        if !self.warnings.is_empty() {
            blocks.push(Block::Head("Warnings"));
            blocks.push(Block::List(self.warnings.clone()));
        }
        if !self.link.is_empty() {
            blocks.push(Block::Head("To play it"));
            blocks.push(Block::Address(self.link.clone()));
        }
        blocks
    }

    fn add_verdicts(&self, blocks: &mut Vec<Block>) {
        blocks.push(Block::Head("Single points of failure"));
        let of = |single: bool| {
            let verdicts = self.verdicts.iter();
            let rows: Vec<Vec<String>> = verdicts
                .filter(|v| v.is_single_point == single)
                .map(|v| {
                    let mends = v.mends.join("; ");
                    vec![v.name.clone(), v.loss.clone(), v.reason.clone(), mends]
                })
                .collect();
            rows
        };
        let heads = || vec!["Part", "Lost without it", "Why", "What mends it"];
        let (single, leaks) = (of(true), of(false));
        blocks.push(if single.is_empty() {
            words("None: any one part may fail.")
        } else {
            Block::Table(heads(), single)
        });
        if !leaks.is_empty() {
            blocks.push(Block::Head("Leaks"));
            blocks.push(words(
                "Without one of these a part of the requests goes on being lost.",
            ));
            blocks.push(Block::Table(heads(), leaks));
        }
        let hidden = self.verdicts_total.saturating_sub(self.verdicts.len());
        if hidden > 0 {
            blocks.push(Block::Words(format!("And {hidden} more that cost less.")));
        }
    }

    fn add_faults(&self, blocks: &mut Vec<Block>) {
        blocks.push(Block::Head("Faults and what they cost"));
        let faults = &self.faults;
        if !faults.how.is_empty() {
            blocks.push(Block::Words(faults.how.clone()));
        }
        if !faults.rows.is_empty() {
            blocks.push(Block::Table(faults.heads.clone(), faults.rows.clone()));
        }
        blocks.extend(faults.beside.iter().cloned().map(Block::Words));
    }
}

fn words(words: &str) -> Block {
    Block::Words(words.to_owned())
}

fn add<T>(
    blocks: &mut Vec<Block>,
    head: &'static str,
    known: &Known<T>,
    so: impl FnOnce(&T, &mut Vec<Block>),
) {
    blocks.push(Block::Head(head));
    match known {
        Known::Pending => blocks.push(words("Still being looked for when this was written.")),
        Known::Not(why) => blocks.push(Block::Words(why.clone())),
        Known::So(known) => so(known, blocks),
    }
}

fn add_pairs(pairs: &Pairs, blocks: &mut Vec<Block>) {
    if pairs.list.is_empty() {
        return blocks.push(words("No two parts do together what neither does alone."));
    }
    blocks.push(words(
        "Either of these may fail alone. Both at once take some requests down.",
    ));
    let rows = pairs.list.iter().map(|row| row.to_vec()).collect();
    blocks.push(Block::Table(vec!["Together", "Lost without both"], rows));
    let hidden = pairs.total.saturating_sub(pairs.list.len());
    if hidden > 0 {
        blocks.push(Block::Words(format!("And {hidden} more that cost less.")));
    }
}

fn add_nines(nines: &Nines, blocks: &mut Vec<Block>) {
    blocks.push(Block::Words(format!(
        "In the long run, when every part fails as often as its availability says, {} of requests are served; it is as if \
         all of them failed for {}.",
        nines.all, nines.lost
    )));
    blocks.extend(nines.beside.iter().cloned().map(Block::Words));
    if !nines.classes.is_empty() {
        let rows = nines.classes.iter().map(|row| row.to_vec()).collect();
        blocks.push(Block::Table(
            vec!["Requests", "Served in the long run", "Lost"],
            rows,
        ));
    }
    if !nines.worth.is_empty() {
        let rows = nines.worth.iter().map(|row| row.to_vec()).collect();
        blocks.push(Block::Table(vec!["Part", "Saved if it never failed"], rows));
    }
}

/// `1 part`, `3 parts`.
pub fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

/// What a scenario consists of: `3 parts, 2 links, 1 region`.
pub fn size(scenario: &Scenario) -> String {
    [
        counted(scenario.components.len(), "part"),
        counted(scenario.links.len(), "link"),
        counted(scenario.regions.len(), "region"),
    ]
    .join(", ")
}

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
            verdicts: vec![Verdict {
                name: name(1),
                is_single_point: true,
                loss: "100 %".to_owned(),
                reason: name(3),
                mends: vec![name(2)],
            }],
            verdicts_total: 1,
            overloads: Known::So(vec![name(7)]),
            pairs: Known::Not(name(8)),
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
