//! How the page is laid out: from the room there is, in letters, so that larger letters are less room.

/// How the panels stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Layout {
    /// Beside the canvas, all of them.
    #[default]
    Wide,
    /// One at a time over the lower part of the canvas: a phone held upright. (A projector's letters are as large, but what
    /// lies over the lower part of a screen that is not high leaves nothing of the canvas.)
    Sheet,
    /// One at a time beside the canvas: a tablet, a lesson on a small laptop, presenting.
    Rail,
    /// The same in as few lines as can be: a phone on its side.
    Low,
    /// One at a time over the canvas: a page at 400 %.
    Slim,
}

/// Below this height there is room for few lines beside the canvas, in letters.
const LOW: f64 = 30.0;
/// Below this width a panel leaves nothing of a canvas beside it.
const SLIM: f64 = 30.0;
/// Below this width one panel is all that fits beside a canvas, or not even that.
const NARROW: f64 = 47.5;
/// From this width on all panels have room.
const WIDE: f64 = 60.0;
/// The same beside a lesson.
const WIDE_WITH_LESSON: f64 = 75.0;

impl Layout {
    /// The one for a window of this width and height in letters.
    pub fn of((width, height): (f64, f64), has_lesson: bool, presents: bool) -> Self {
        let wide = if has_lesson { WIDE_WITH_LESSON } else { WIDE };
        if height < LOW {
            if width < SLIM { Self::Slim } else { Self::Low }
        } else if width < NARROW && !(presents && width > height) {
            Self::Sheet
        } else if width < wide || presents {
            Self::Rail
        } else {
            Self::Wide
        }
    }

    /// As `style/folded.css` spells it.
    pub const fn key(self) -> &'static str {
        match self {
            Layout::Wide => "wide",
            Layout::Sheet => "folded sheet",
            Layout::Rail => "folded rail",
            Layout::Low => "folded rail low",
            Layout::Slim => "folded rail low slim",
        }
    }
}
