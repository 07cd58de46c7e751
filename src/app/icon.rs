//! The icons: one family, drawn in `assets/icons.svg` and kept in the page itself.

use leptos::prelude::*;

use crate::model::Kind;

/// One icon of the family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is named after what it shows")]
pub enum Icon {
    Kind(Kind),
    Region,
    Fate,
    Note,
    Play,
    Pause,
    Step,
    Restart,
    Undo,
    Redo,
    Share,
    Theme,
    Present,
    Help,
    Power,
    Duplicate,
    Copy,
    Delete,
    Fit,
    Plus,
    Minus,
    Link,
    Cut,
    Close,
    ChevronDown,
    Flag,
    Leak,
    Degrades,
    Warning,
    Overload,
    Mend,
    Nines,
    Chaos,
    Crash,
    Promote,
    Check,
    Circle,
    Lessons,
    Write,
    Lock,
    Log,
    Settings,
    Open,
    Save,
    More,
    Reset,
    Gallery,
    Folder,
    Topple,
}

impl Icon {
    /// The symbol's address within the page.
    const fn href(self) -> &'static str {
        match self {
            Icon::Kind(kind) => kind.row().icon,
            Icon::Region => "#icon-region",
            Icon::Fate => "#icon-fate",
            Icon::Note => "#icon-note",
            Icon::Play => "#icon-play",
            Icon::Pause => "#icon-pause",
            Icon::Step => "#icon-step",
            Icon::Restart => "#icon-restart",
            Icon::Undo => "#icon-undo",
            Icon::Redo => "#icon-redo",
            Icon::Share => "#icon-share",
            Icon::Theme => "#icon-theme",
            Icon::Present => "#icon-present",
            Icon::Help => "#icon-help",
            Icon::Power => "#icon-power",
            Icon::Duplicate => "#icon-duplicate",
            Icon::Copy => "#icon-copy",
            Icon::Delete => "#icon-delete",
            Icon::Fit => "#icon-fit",
            Icon::Plus => "#icon-plus",
            Icon::Minus => "#icon-minus",
            Icon::Link => "#icon-link",
            Icon::Cut => "#icon-cut",
            Icon::Close => "#icon-close",
            Icon::ChevronDown => "#icon-chevron-down",
            Icon::Flag => "#icon-flag",
            Icon::Leak => "#icon-leak",
            Icon::Degrades => "#icon-degrades",
            Icon::Warning => "#icon-warning",
            Icon::Overload => "#icon-overload",
            Icon::Mend => "#icon-mend",
            Icon::Nines => "#icon-nines",
            Icon::Promote => "#icon-promote",
            Icon::Crash => "#icon-crash",
            Icon::Chaos => "#icon-chaos",
            Icon::Check => "#icon-check",
            Icon::Circle => "#icon-circle",
            Icon::Lessons => "#icon-lessons",
            Icon::Write => "#icon-write",
            Icon::Lock => "#icon-lock",
            Icon::Log => "#icon-log",
            Icon::Settings => "#icon-settings",
            Icon::Open => "#icon-open",
            Icon::Save => "#icon-save",
            Icon::More => "#icon-more",
            Icon::Reset => "#icon-reset",
            Icon::Gallery => "#icon-gallery",
            Icon::Folder => "#icon-folder",
            Icon::Topple => "#icon-topple",
        }
    }
}

/// Draws an icon. It is decoration: the words beside it, or its button's label, say what it means.
#[component]
pub fn Sign(
    /// Which one; may change.
    #[prop(into)]
    icon: Signal<Icon>,
    /// Smaller than usual.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! {
        <svg class="icon" class:icon-small=small aria-hidden="true">
            <use href=move || icon.get().href()></use>
        </svg>
    }
}
