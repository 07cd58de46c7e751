//! How well a name answers what was typed to find it.

/// How well: the less, the better. `None`: not at all. Every word of `query` must be in `name`, in any order; a name that
/// begins so goes before one of which a word does, and that before one that only holds it. Both in lower case.
pub fn rank(name: &str, query: &str) -> Option<usize> {
    let mut rank = 0;
    for word in query.split_whitespace() {
        rank += if name.starts_with(word) {
            0
        } else if name
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part.starts_with(word))
        {
            1_000
        } else if name.contains(word) {
            2_000
        } else {
            return None;
        };
    }
    // Of those alike the shorter says it more exactly.
    Some(rank + name.len())
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn the_better_a_name_answers_the_sooner_it_stands() {
        let mut names = [
            "share",
            "kill",
            "revive everything",
            "kill web-1",
            "web-1",
            "skill",
        ];
        names.sort_by_key(|name| rank(name, "kill").unwrap_or(usize::MAX));
        assert_eq!(names[..3], ["kill", "kill web-1", "skill"]);
        assert_eq!(rank("kill web-1", "web kill"), Some(1_010));
        assert_eq!(rank("kill web-1", "db"), None);
        assert!(rank("anything", "").is_some());
    }
}
