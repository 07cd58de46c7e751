//! What is shipped of a file that people read: what its readers need is left out, which is a fifth of its weight.

/// A style sheet without comments, indentation and empty lines.
pub fn sheet(text: &str) -> String {
    let mut rest = text;
    let mut code = String::new();
    // No string of the page's style holds what begins a comment.
    while let Some((before, after)) = rest.split_once("/*") {
        code += before;
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    code += rest;
    joined(code.lines())
}

/// A script without comments that have lines of their own, indentation and empty lines. It must have no strings of several
/// lines.
pub fn script(text: &str) -> String {
    let mut is_open = false;
    joined(text.lines().filter(|line| {
        let line = line.trim();
        let is_comment = is_open || line.starts_with("/**");
        is_open = is_comment && !line.contains("*/");
        !is_comment && !line.starts_with("//")
    }))
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let lines = lines.map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_keeps_its_rules() {
        let text =
            "/* Of\n   two lines. */\n.a {\n  color: red; /* here */\n}\n\n.b .c { top: 0 }\n";
        assert_eq!(sheet(text), ".a {\ncolor: red;\n}\n.b .c { top: 0 }\n");
    }

    #[test]
    fn a_script_keeps_its_statements() {
        let text = "// Of\n/**\n * @returns {number}\n */\nget a() {\n  /** one */\n  const b = \"http://c\"; // here\n\n  return 2\n  * b;\n}";
        assert_eq!(
            script(text),
            "get a() {\nconst b = \"http://c\"; // here\nreturn 2\n* b;\n}\n"
        );
    }
}
