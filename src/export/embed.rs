//! The code that puts a scenario into another page: as a frame, and as an element.

use super::letters::escaped;

/// What an embed shows, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of the address"
)]
pub struct Embed {
    /// `light` or `dark`; `None`: as the reader's system says.
    pub theme: Option<&'static str>,
    /// Whether the run begins by itself.
    pub autoplay: bool,
    /// Whether nothing can be changed but what is dead.
    pub readonly: bool,
    /// Whether the verdicts are shown.
    pub verdicts: bool,
    /// Whether the timeline is.
    pub timeline: bool,
    /// Whether the log is.
    pub log: bool,
    /// Pixels; `None`: as high as the drawing wants it. A frame cannot know, and takes 420, or 640 with a lesson.
    pub height: Option<u32>,
    /// Whether the scenario carries a lesson, which is to be read and taken beside the canvas.
    pub lesson: bool,
}

impl Default for Embed {
    fn default() -> Self {
        Self {
            theme: None,
            autoplay: false,
            readonly: false,
            verdicts: true,
            timeline: false,
            log: false,
            height: None,
            lesson: false,
        }
    }
}

/// How high a frame is that nobody measures.
const HEIGHT: u32 = 420;
/// The same with a lesson in it: its panel and the palette want the room.
const HEIGHT_OF_LESSON: u32 = 640;

impl Embed {
    /// What differs from what an embed shows anyway, each as a name and a value.
    fn options(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let on = |name, is_on: bool| is_on.then_some((name, ""));
        [
            self.theme.map(|theme| ("theme", theme)),
            on("autoplay", self.autoplay),
            on("readonly", self.readonly),
            (!self.verdicts).then_some(("panel", "none")),
            on("timeline", self.timeline),
            on("log", self.log),
        ]
        .into_iter()
        .flatten()
    }

    /// A frame: for pages that take no scripts. `home` is where Topple lies, `fragment` the scenario: `#s=…`.
    pub fn frame(self, home: &str, fragment: &str, title: &str) -> String {
        let mut query = String::from("?embed");
        for (name, value) in self.options() {
            query.push('&');
            query.push_str(name);
            if !value.is_empty() {
                query.push('=');
                query.push_str(value);
            }
        }
        format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\" allow=\"clipboard-write\" style=\"border: 0\"></iframe>",
            escaped(&format!("{home}{query}{fragment}")),
            escaped(&titled(title)),
            self.height.unwrap_or(if self.lesson {
                HEIGHT_OF_LESSON
            } else {
                HEIGHT
            }),
        )
    }

    /// An element, which takes the height that the drawing wants and tells the page around what happens.
    pub fn element(self, home: &str, fragment: &str, title: &str) -> String {
        let mut attributes = String::new();
        for (name, value) in self.options() {
            attributes.push(' ');
            attributes.push_str(name);
            if !value.is_empty() {
                attributes = attributes + "=\"" + value + "\"";
            }
        }
        if let Some(height) = self.height {
            attributes = format!("{attributes} height=\"{height}\"");
        }
        format!(
            "<script src=\"{}embed.js\"></script>\n<topple-playground src=\"{}\" title=\"{}\"{attributes}></topple-playground>",
            escaped(home),
            escaped(&format!("{home}{fragment}")),
            escaped(&titled(title)),
        )
    }
}

/// What a screen reader calls it.
fn titled(title: &str) -> String {
    if title.is_empty() {
        "Topple: kill any part and see what still stands".to_owned()
    } else {
        format!("{title}: a system to knock over")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wanted_stands_in_the_code() {
        let plain = Embed::default();
        let home = "https://example.org/topple/";
        assert_eq!(
            plain.frame(home, "#s=1", ""),
            "<iframe src=\"https://example.org/topple/?embed#s=1\" title=\"Topple: kill any part and see what still stands\" width=\"100%\" height=\"420\" loading=\"lazy\" allow=\"clipboard-write\" style=\"border: 0\"></iframe>"
        );
        let all = Embed {
            theme: Some("dark"),
            autoplay: true,
            readonly: true,
            verdicts: false,
            timeline: true,
            log: true,
            height: Some(600),
            lesson: false,
        };
        let lesson = Embed {
            lesson: true,
            ..plain
        };
        assert!(lesson.frame(home, "#s=1", "").contains(" height=\"640\" "));
        assert!(!lesson.element(home, "#s=1", "").contains("height"));
        assert!(all.frame(home, "#s=1", "").contains(
            "?embed&amp;theme=dark&amp;autoplay&amp;readonly&amp;panel=none&amp;timeline&amp;log#s=1"
        ));
        assert!(all.element(home, "#s=1", "").ends_with(
            " theme=\"dark\" autoplay readonly panel=\"none\" timeline log height=\"600\"></topple-playground>"
        ));
    }

    #[test]
    fn a_title_cannot_leave_its_attribute() {
        let title = "\"><script>alert(1)</script> & more";
        for code in [
            Embed::default().frame("https://example.org/", "#s=1", title),
            Embed::default().element("https://example.org/", "#s=1", title),
        ] {
            assert!(!code.contains("<script>alert"), "{code}");
            assert!(code.contains("title=\"&quot;&gt;&lt;script&gt;"), "{code}");
        }
    }
}
