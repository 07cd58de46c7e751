//! The colours of pictures: those of `style/tokens.css`, to which a test holds them.

/// The colours of one theme.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(
    missing_docs,
    reason = "each is the custom property of the same name in style/tokens.css"
)]
pub struct Inks {
    pub canvas: &'static str,
    pub surface: &'static str,
    pub line: &'static str,
    pub line_control: &'static str,
    pub ink: &'static str,
    pub ink_soft: &'static str,
    pub danger: &'static str,
    pub danger_ink: &'static str,
    pub leak: &'static str,
    pub leak_fill: &'static str,
    pub leak_soft: &'static str,
    pub warn: &'static str,
    pub warn_fill: &'static str,
    pub warn_soft: &'static str,
    pub degraded: &'static str,
    pub degraded_fill: &'static str,
    pub degraded_soft: &'static str,
    pub link: &'static str,
    pub link_strong: &'static str,
    pub link_dead: &'static str,
    pub region_fill: &'static str,
    pub region_line: &'static str,
    pub dead_surface: &'static str,
    pub dead_ink: &'static str,
    pub note: &'static str,
    pub note_line: &'static str,
}

/// On a light ground.
pub static LIGHT: Inks = Inks {
    canvas: "#f6f6f4",
    surface: "#ffffff",
    line: "#e5e5e1",
    line_control: "#868890",
    ink: "#1b1c20",
    ink_soft: "#4f525a",
    danger: "#cf2230",
    danger_ink: "#ffffff",
    leak: "#a84a05",
    leak_fill: "#e2700f",
    leak_soft: "#fdf1e4",
    warn: "#7d5a00",
    warn_fill: "#b98a00",
    warn_soft: "#fdf5d9",
    degraded: "#0c6ba8",
    degraded_fill: "#2a96d8",
    degraded_soft: "#e4f2fb",
    link: "#888a93",
    link_strong: "#6a6d76",
    link_dead: "#d3d3ce",
    region_fill: "#ffffff99",
    region_line: "#8c8e89",
    dead_surface: "#2b2d33",
    dead_ink: "#c3c5cc",
    note: "#fbf8ef",
    note_line: "#d8d0b8",
};

/// On a dark one.
pub static DARK: Inks = Inks {
    canvas: "#0f1013",
    surface: "#181a1e",
    line: "#282b31",
    line_control: "#737783",
    ink: "#ededf0",
    ink_soft: "#b2b5be",
    danger: "#ff7a7d",
    danger_ink: "#22090b",
    leak: "#ffa653",
    leak_fill: "#ff9433",
    leak_soft: "#332211",
    warn: "#f0c84b",
    warn_fill: "#e0b52e",
    warn_soft: "#322a11",
    degraded: "#6cc3f5",
    degraded_fill: "#3aa5e6",
    degraded_soft: "#10283a",
    link: "#5f636e",
    link_strong: "#9a9eaa",
    link_dead: "#30333a",
    region_fill: "#ffffff08",
    region_line: "#646872",
    dead_surface: "#060708",
    dead_ink: "#8f929b",
    note: "#211f19",
    note_line: "#4b4636",
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of a custom property in a block of the style.
    fn token<'a>(block: &'a str, name: &str) -> Option<&'a str> {
        let (_, after) = block.split_once(&format!("--{name}:"))?;
        Some(after.split(';').next()?.trim())
    }

    #[test]
    fn pictures_have_the_colours_of_the_page() {
        let style = include_str!("../../style/tokens.css");
        let (light, rest) = style.split_once("[data-theme=\"dark\"]").expect("both");
        let (dark, _) = rest.split_once("@media").expect("it ends");
        for (block, inks) in [(light, &LIGHT), (dark, &DARK)] {
            let told = format!("{inks:?}");
            let fields = told.trim_start_matches("Inks { ").trim_end_matches(" }");
            let mut known = 0;
            for field in fields.split(", ") {
                let (name, value) = field.split_once(": ").expect("a field");
                let token = token(block, &name.replace('_', "-"));
                assert_eq!(token, Some(value.trim_matches('"')), "{name}");
                known += 1;
            }
            assert_eq!(known, 26);
        }
    }
}
