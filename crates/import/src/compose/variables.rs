//! Variables in compose files: `$X`, `${X:-default}`. Their values come from a `.env` that is given, else from the default.

/// A file of settings, one a line: `.env`, and what `env_file` names.
#[derive(Clone, Copy)]
pub struct EnvFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it holds.
    pub text: &'a str,
}

impl<'a> EnvFile<'a> {
    /// Its settings with their values.
    pub fn settings(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let lines = self
            .text
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#'));
        let pairs =
            lines.filter_map(|line| line.strip_prefix("export ").unwrap_or(line).split_once('='));
        pairs.map(|(key, value)| (key.trim(), value.trim().trim_matches(['"', '\''])))
    }

    /// Whether it is the one whose settings stand for variables.
    fn is_default(&self) -> bool {
        self.name.rsplit(['/', '\\']).next() == Some(".env")
    }
}

/// The text with its variables resolved, and the name of the first of them.
pub fn resolve(text: &str, env_files: &[EnvFile<'_>]) -> (String, Option<String>) {
    let mut out = String::new();
    let mut first = None;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let (name, default, next) = variable(after);
        if name.is_empty() {
            out.push('$');
            rest = after;
            continue;
        }
        let set = env_files.iter().filter(|env| env.is_default());
        let set = set
            .flat_map(EnvFile::settings)
            .filter(|(key, _)| *key == name)
            .last();
        out.push_str(set.map_or(default, |(_, value)| value));
        first.get_or_insert_with(|| name.to_owned());
        rest = next;
    }
    out.push_str(rest);
    (out, first)
}

/// Whether a variable of the text has neither a value in these files nor a default.
pub fn is_open(text: &str, env_files: &[EnvFile<'_>]) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('$') {
        if let Some(after) = after.strip_prefix('$') {
            rest = after;
            continue;
        }
        let (name, default, next) = variable(after);
        let is_set = || {
            let mut set = env_files
                .iter()
                .filter(|env| env.is_default())
                .flat_map(EnvFile::settings);
            set.any(|(key, value)| key == name && !value.is_empty())
        };
        if !name.is_empty() && default.is_empty() && !is_set() {
            return true;
        }
        rest = if name.is_empty() { after } else { next };
    }
    false
}

/// Name, default and what comes behind, of a text that follows a `$`.
fn variable(text: &str) -> (&str, &str, &str) {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let Some(braced) = text.strip_prefix('{') else {
        let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
        return (&text[..end], "", &text[end..]);
    };
    let Some(close) = closing(braced) else {
        return ("", "", text);
    };
    let (inner, next) = (&braced[..close], &braced[close + 1..]);
    let end = inner.find(|c| !is_of_name(c)).unwrap_or(inner.len());
    let (name, how) = inner.split_at(end);
    let default = how
        .strip_prefix(":-")
        .or_else(|| how.strip_prefix('-'))
        .unwrap_or_default();
    // A default may be a variable itself, `${A:-${B:-x}}`: of that the innermost default is taken.
    let innermost = default
        .rsplit('-')
        .next()
        .unwrap_or_default()
        .trim_end_matches('}');
    let default = if default.starts_with("${") {
        innermost
    } else {
        default
    };
    (name, default, next)
}

/// Where the brace that was opened closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_its_value_in_env_else_its_default() {
        let env = [EnvFile {
            name: "shop/.env",
            text: "# c\nTAG=16\nexport HOST='db'\n",
        }];
        let cases = [
            ("postgres:${TAG:-15}", "postgres:16"),
            ("${IMAGE:-patroni}", "patroni"),
            ("${IMAGE-patroni}:$TAG", "patroni:16"),
            ("${A:-${B:-x}}", "x"),
            ("${NONE:?must be set}", ""),
            ("p$$word ${HOST}", "p$word db"),
            ("${open", "${open"),
            ("$", "$"),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text, &env).0, expected, "{text}");
        }
        assert!(is_open("${NONE:?must be set}", &env) && is_open("a$NONE", &env));
        assert!(!is_open("${HOST}:${PORT:-5432} $$NONE ${open", &env));
    }
}
