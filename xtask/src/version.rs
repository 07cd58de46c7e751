//! Versions, as programs print them and files name them.

/// The version of a package in a lock file of cargo.
pub fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let after = lock.lines().skip_while(|line| *line != name).nth(1)?;
    Some(
        after
            .strip_prefix("version = \"")?
            .strip_suffix('"')?
            .to_owned(),
    )
}

/// Whether the first version in `text` is `wanted` or a later one that promises to be compatible with it.
pub fn is_at_least(text: &str, wanted: &str) -> bool {
    let (Some(found), Some(wanted)) = (first_version(text), first_version(wanted)) else {
        return false;
    };
    // Before 1.0 the second number is the one that breaks; a lone number (binaryen's) only grows.
    let compatible = if wanted.len() > 1 {
        found[..2.min(found.len())] == wanted[..2]
    } else {
        true
    };
    compatible && found >= wanted
}

/// The first number of the first version in `text`.
pub fn major(text: &str) -> Option<u32> {
    first_version(text).and_then(|version| version.first().copied())
}

/// The numbers of the first word that begins with a digit: `trunk 0.21.14` gives 0, 21, 14.
fn first_version(text: &str) -> Option<Vec<u32>> {
    let word = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    word.split('.')
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_where_a_program_prints_it() {
        let cases: [(&str, &[u32]); 4] = [
            ("trunk 0.21.14", &[0, 21, 14]),
            ("wasm-opt version 132 (version_132)", &[132]),
            (
                "ChromeDriver 156.0.8078.79 (a21ce95c24ce)",
                &[156, 0, 8078, 79],
            ),
            ("  \"version\": \"132.0.0\",", &[132, 0, 0]),
        ];
        for (text, numbers) in cases {
            assert_eq!(first_version(text).as_deref(), Some(numbers), "{text}");
        }
        assert_eq!(first_version("no number here"), None);
    }

    #[test]
    fn a_tool_is_accepted_when_it_is_new_enough_and_compatible() {
        let cases = [
            ("trunk 0.21.14", "0.21.14", true),
            ("trunk 0.21.20", "0.21.14", true),
            ("trunk 0.21.9", "0.21.14", false),
            ("trunk 0.22.1", "0.21.14", false),
            ("wasm-opt version 108", "132", false),
            ("wasm-opt version 140", "132", true),
            ("\"version\": \"132.0.0\"", "132", true),
            ("", "132", false),
        ];
        for (text, wanted, accepted) in cases {
            assert_eq!(is_at_least(text, wanted), accepted, "{text} for {wanted}");
        }
    }

    #[test]
    fn the_locked_version_is_that_of_the_package_and_not_of_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
