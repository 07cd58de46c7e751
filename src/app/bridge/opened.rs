//! What is opened from outside, a link or a file; and the link of what is in hand.

use std::sync::Arc;

use super::Bridge;
use crate::app::browser::{address, files};
use crate::app::opening::{self, linked};
use crate::editor::{Course, Session, Severity};
use crate::formats::{link, shortened};
use crate::lessons::Assignment;
use crate::model::{ComponentId, RegionId, Target};

impl Bridge {
    /// Another link was put into the address bar of this page.
    pub(super) fn fragment_changed(self, fragment: String) {
        self.with_rest(move |rest| (rest.open_link)(self, &fragment));
    }

    /// Opens what the fragment of an address says, if it is a link.
    pub fn open_link(self, fragment: &str) {
        match linked(fragment) {
            // Back to where the page began.
            None if fragment.is_empty() => {
                let first = opening::first_scenario();
                let _ = self.change(|session| session.begin(first));
            }
            None => {}
            Some(Ok(linked)) => {
                if let Err(rejection) = self.change(|session| session.take_or_open(linked)) {
                    self.say(
                        Severity::Failure,
                        format!("This link cannot be opened. {rejection}"),
                    );
                }
            }
            Some(Err(why)) => {
                self.say(Severity::Failure, format!("{why}\nYour work is as it was."));
            }
        }
        self.inner().autosave.has_entry.set(false);
    }

    /// Files were chosen or dropped.
    pub fn open_files(self, files: files::Texts) {
        if self.read(Session::only_shows) {
            return self.say(
                Severity::Failure,
                "Nothing can be opened here: this page only shows.",
            );
        }
        match files {
            Ok(files) => self.with_rest(move |rest| (rest.open_files)(self, files)),
            Err(why) => self.refuse_files(why),
        }
    }

    /// Selects the part that the address names and brings it into view: `?part=web-1`.
    pub(super) fn come_to_part_of_address(self) {
        let Some(named) = address::option(PART) else {
            return;
        };
        if !self.options().embed {
            // What is in the address bar from now on is what is in hand.
            address::forget_option(PART);
        }
        leptos::task::spawn_local(async move {
            // It is brought into the view of the canvas: that has to be there.
            leptos::task::tick().await;
            match self.read(|session| part(session, &named)) {
                Some(target) => self.go_to(target),
                None => self.say(
                    Severity::Note,
                    format!(
                        "There is no part \"{}\" in this drawing.",
                        shortened(&named)
                    ),
                ),
            }
        });
    }

    /// What is selected, if that is one part or region: how an address names it, and what it is called.
    pub fn selected_part(self) -> Option<(String, String)> {
        self.read(|session| {
            let only = session.document().selection().only()?;
            let id = match only {
                Target::Component(id) => id.to_string(),
                Target::Region(id) => id.to_string(),
                Target::Link(_) | Target::Group(_) | Target::Note(_) => return None,
            };
            Some((id, session.document().name_of(only)))
        })
    }

    /// The address that opens this scenario anywhere, or why there is none.
    pub fn link(self) -> Result<String, String> {
        let fragment = self.read(|session| link::try_encode(session.document().scenario()));
        whole(fragment.ok())
    }

    /// The same of what is given out: while a lesson of one's own is taken that is the lesson, and not what was drawn in it.
    pub fn shared_link(self) -> Result<String, String> {
        match self.read(own_lesson) {
            Some(taken) => whole(link::try_encode(&taken.file()).ok()),
            None => self.link(),
        }
    }

    /// Whether a lesson of one's own is taken now.
    pub fn takes_own_lesson(self) -> bool {
        self.read(|session| own_lesson(session).is_some())
    }

    /// Whether what is given out carries a lesson.
    pub fn shares_lesson(self) -> bool {
        self.takes_own_lesson()
            || self.read(|session| session.document().scenario().lesson.is_some())
    }
}

/// What names a part in an address.
const PART: &str = "part";

/// This link, so that it opens at the part that an address names so.
pub fn link_to_part(link: &str, part: &str) -> String {
    link.replacen('#', &format!("?{PART}={part}#"), 1)
}

fn part(session: &Session, named: &str) -> Option<Target> {
    let component = ComponentId::new(named).map(Target::Component);
    let region = RegionId::new(named).map(Target::Region);
    let scenario = session.document().scenario();
    let mut found = [component, region].into_iter().flatten();
    found.find(|target| scenario.has(*target))
}

/// The lesson of one's own that is under way.
fn own_lesson(session: &Session) -> Option<Arc<Assignment>> {
    let taken = session.course().map(Course::assignment)?;
    taken.course.is_none().then(|| Arc::clone(taken))
}

fn whole(fragment: Option<String>) -> Result<String, String> {
    match fragment {
        Some(fragment) => Ok(format!("{}{fragment}", address::bare())),
        None => Err("This scenario is too large for a link that programs pass on whole. Save it as a file and send that: whoever opens Topple can drop it onto the page.".to_owned()),
    }
}
