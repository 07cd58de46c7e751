//! What is opened from outside, a link or a file; and the link of what is in hand.

use std::sync::Arc;

use super::Bridge;
use crate::app::browser::{address, files};
use crate::app::opening::{self, linked};
use crate::editor::{Course, Session, Severity};
use crate::formats::link;
use crate::lessons::Assignment;

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
