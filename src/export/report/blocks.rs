//! A report piece by piece.

use super::{Block, Known, Nines, Pairs, Report};

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
                    words(
                        "Every part can carry its load, and could with any one of the others gone.",
                    )
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
                None => blocks.push(words("No client sends requests.")),
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
            words(if self.left_open.is_empty() {
                "None: any one part may fail."
            } else {
                "None in what can be judged."
            })
        } else {
            Block::Table(heads(), single)
        });
        if !self.left_open.is_empty() {
            blocks.push(words(&self.left_open.to_string()));
        }
        if !leaks.is_empty() {
            blocks.push(Block::Head("Leaks"));
            blocks.push(words(
                "Without any one of these, some requests keep failing.",
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
        Known::So(known) => so(known, blocks),
    }
}

fn add_pairs(pairs: &Pairs, blocks: &mut Vec<Block>) {
    if pairs.list.is_empty() {
        return blocks.push(words("No two parts take something down only together."));
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
