//! One style sheet for the page: nine small ones are nine requests before the first paint, and weigh a third more.

use std::fs;
use std::path::Path;

use crate::bare;
use crate::page::hashed;
use crate::shell::{Failure, Outcome};

const LINK: &str = "<link rel=\"stylesheet\"";

/// Joins the style sheets that Trunk put into `dist`, in their order.
pub fn join(dist: &Path) -> Outcome<()> {
    let broken = |error: std::io::Error| {
        Failure::Machine(format!("The style sheets cannot be joined: {error}."))
    };
    let page = dist.join("index.html");
    let (rest, names) = without_links(&fs::read_to_string(&page).map_err(broken)?);
    let mut joined = String::new();
    for name in &names {
        joined += &bare::sheet(&fs::read_to_string(dist.join(name)).map_err(broken)?);
        fs::remove_file(dist.join(name)).map_err(broken)?;
    }
    let Some((head, body)) = rest.split_once("</head>") else {
        return Err(Failure::Step("Trunk's page has no head.".into()));
    };
    let name = hashed("style", "css", joined.as_bytes());
    let link = format!("{LINK} href=\"./{name}\"/>");
    fs::write(dist.join(name), joined).map_err(broken)?;
    fs::write(&page, format!("{head}{link}</head>{body}")).map_err(broken)
}

/// The page without its links to style sheets, and the files that they name.
fn without_links(page: &str) -> (String, Vec<String>) {
    let (mut rest, mut names) = (page.to_owned(), Vec::new());
    while let Some(start) = rest.find(LINK) {
        let end = rest[start..]
            .find('>')
            .map_or(rest.len(), |i| start + i + 1);
        let link: String = rest.drain(start..end).collect();
        let name = link
            .split("href=\"")
            .nth(1)
            .and_then(|after| after.split('"').next());
        names.extend(name.map(|name| name.trim_start_matches("./").to_owned()));
    }
    (rest, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_style_sheets_are_taken_out_of_the_page_in_their_order() {
        let page = r#"<head><link rel="stylesheet" href="./a-1.css"/><title>T</title><link rel="stylesheet" href="./b-2.css" crossorigin="anonymous"/></head>"#;
        let (rest, names) = without_links(page);
        assert_eq!(rest, "<head><title>T</title></head>");
        assert_eq!(names, ["a-1.css", "b-2.css"]);
    }
}
