//! Prints what becomes of files.
use topple_import::{File, import};
fn main() {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let texts: Vec<String> = names
        .iter()
        .map(|n| std::fs::read_to_string(n).unwrap())
        .collect();
    let files: Vec<File<'_>> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| File { name, text })
        .collect();
    match import(&files, &[]) {
        Err(problems) => problems.iter().for_each(|p| println!("PROBLEM {p}")),
        Ok(import) => {
            for c in &import.scenario.components {
                println!(
                    "{} [{}] svc={:?} restart={:?} region={:?} {:?}",
                    c.id,
                    c.kind().noun(),
                    c.service,
                    c.restart_s,
                    c.region,
                    c.database().map(|d| (d.role, d.failover))
                );
                if let Some(b) = c.balancer() {
                    println!(
                        "    check={} retries={}",
                        b.health_check.is_some(),
                        b.retries
                    );
                }
            }
            let links: Vec<String> = import
                .scenario
                .links
                .iter()
                .map(|l| format!("{}>{}", l.from, l.to))
                .collect();
            println!("{}", links.join("  "));
            let report = topple_analysis::analyse(
                &import.scenario,
                &topple_analysis::Failed::nothing(),
                topple_analysis::Options::default(),
            );
            println!(
                "SPOFS {:?}",
                report
                    .spofs
                    .iter()
                    .map(|v| format!("{}:{:.2}", v.element, v.impact))
                    .collect::<Vec<_>>()
            );
            println!(
                "LEAKS {:?}",
                report
                    .leaks
                    .iter()
                    .map(|v| format!("{}:{:.2}", v.element, v.impact))
                    .collect::<Vec<_>>()
            );
            for r in &import.imported.rows {
                println!(
                    "{:?}: {} -- {}{}",
                    r.how,
                    r.text,
                    r.place,
                    if r.choices.is_empty() {
                        String::new()
                    } else {
                        format!(
                            "\n      [{}]",
                            r.choices
                                .iter()
                                .map(|c| format!(
                                    "{} -> {} {:?}",
                                    c.text, c.answer.about, c.answer.says
                                ))
                                .collect::<Vec<_>>()
                                .join(" | ")
                        )
                    }
                );
            }
        }
    }
}
