//! In a frame: what the page around asks for, and what it is told.

use super::Bridge;
use crate::app::browser::parent::{Datum, Parent};
use crate::app::browser::{height_beside_canvas, on_resize};
use crate::app::open::Sheet;
use crate::app::view::{LessonView, LogView, VerdictsView};
use crate::editor::{Changes, Command, Session, Severity};
use crate::formats::message::{Ask, TooLong};
use crate::formats::{link, quoted};
use crate::lessons::Standing;
use crate::model::Target;

/// Between these an embed wants its height, in pixels.
const LOWEST: f64 = 320.0;
/// The same with a lesson beside the canvas.
const LOWEST_OF_LESSON: f64 = 640.0;
const HIGHEST: f64 = 1_200.0;

impl Bridge {
    /// From now on the page around is listened to, and told that this one is ready.
    pub fn begin_embedding(self) {
        self.fit_lesson();
        let Some(parent) = Parent::find() else { return };
        let listener = parent.listen(move |ask| self.asked(ask));
        let resized = on_resize(move || self.resized());
        let inner = self.inner();
        inner
            .hands
            .borrow_mut()
            .listeners
            .extend([listener, resized]);
        parent.say_ready();
        *inner.parent.borrow_mut() = Some(parent);
        self.tell_height();
    }

    /// The frame has another size. What showed everything does so still.
    fn resized(self) {
        let was_fitted = self.read(Session::is_fitted);
        self.measure();
        if was_fitted {
            self.change(Session::fit);
        }
        self.tell_height();
    }

    /// Tells the page around how high this one would like to be. That hangs on its width, and not on its height.
    pub fn tell_height(self) {
        let parent = self.inner().parent.borrow().clone();
        if let Some((parent, beside)) = parent.zip(height_beside_canvas()) {
            let wanted = beside + self.read(Session::wanted_height);
            let has_lesson = self.read(|session| session.course().is_some());
            let lowest = if has_lesson { LOWEST_OF_LESSON } else { LOWEST };
            parent.say_height(wanted.clamp(lowest, HIGHEST));
        }
    }

    fn asked(self, ask: Result<Ask, TooLong>) {
        let ask = match ask {
            Ok(ask) => ask,
            Err(refused) => return self.say(Severity::Failure, refused.to_string()),
        };
        match ask {
            Ask::Load { scenario, work } => {
                let opened = self.change(|session| session.open_text(&scenario));
                if let Some(work) = work.filter(|_| opened) {
                    self.go_on_with(&work);
                }
                self.fit_lesson();
            }
            Ask::Play => self.run(Command::Play),
            Ask::Pause => self.run(Command::Pause),
            Ask::Kill(target) => self.on_target(&target, |session, target| {
                session.simulate(|simulation| simulation.kill([target]));
            }),
            Ask::Revive(target) => {
                self.on_target(&target, |session, target| session.revive(vec![target]));
            }
            Ask::GetState => {
                let text = self.read(|session| session.document().file_text());
                let link = self.read(|session| link::try_encode(session.document().scenario()));
                let now_s = self.read(|session| session.simulation().run().now().as_seconds());
                self.tell(
                    "state",
                    &[
                        ("scenario", Datum::Text(text)),
                        ("link", Datum::Text(link.unwrap_or_default())),
                        ("at_s", Datum::Number(now_s)),
                    ],
                );
                self.tell_verdicts();
            }
        }
    }

    /// What had been made of the lesson under way is gone on with.
    fn go_on_with(self, work: &str) {
        let gone_on = link::decode(work)
            .map_err(|why| why.to_string())
            .and_then(|work| self.change(|session| session.go_on_with(work)));
        if let Err(why) = gone_on {
            self.say(
                Severity::Failure,
                format!("What you had drawn cannot be opened: the lesson begins anew. {why}"),
            );
        }
    }

    /// A lesson makes the canvas smaller: the page looks again once that is there.
    fn fit_lesson(self) {
        if self.read(|session| session.course().is_none()) {
            return;
        }
        self.sheet.set(Some(Sheet::Lesson));
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            self.fit_opened();
            self.tell_height();
        });
    }

    fn on_target(self, target: &str, act: impl FnOnce(&mut Session, Target)) {
        match self.read(|session| session.document().scenario().target(target)) {
            Some(found) => self.change(|session| act(session, found)),
            None => self.say(
                Severity::Failure,
                format!(
                    "The page around asks for {}, which is not here.",
                    quoted(target)
                ),
            ),
        }
    }

    /// Tells the page around what changed.
    pub(super) fn tell_changes(self, changes: &Changes) {
        if self.inner().parent.borrow().is_none() {
            return;
        }
        if let Some(rest) = self.rest().filter(|_| changes.document) {
            let text = self.read(rest.file_text);
            self.tell("changed", &[("scenario", Datum::Text(text))]);
            (rest.tell_height)(self);
        }
        if changes.verdicts {
            self.tell_verdicts();
        }
        if changes.messages {
            self.tell_failures();
        }
    }

    /// Tells the page around what could not be done.
    fn tell_failures(self) {
        let failures: Vec<(u64, String)> = self.messages.with_untracked(|messages| {
            let failures = messages.iter().filter(|m| m.severity == Severity::Failure);
            failures.map(|m| (m.number, m.text.clone())).collect()
        });
        let parent = self.inner().parent.borrow().clone();
        for (number, text) in failures {
            if parent.as_ref().is_some_and(|parent| parent.untold(number)) {
                self.tell("error", &[("text", Datum::Text(text))]);
            }
        }
    }

    /// Tells the page around which goals of the lesson under way have been reached, beside those that were before.
    pub(super) fn tell_goals(self, before: Option<&LessonView>, now: Option<&LessonView>) {
        // Where something is wrong whatever the goals are, none of them counts.
        let reached = |lesson: Option<&LessonView>, i: usize| {
            let lesson = lesson.filter(|lesson| lesson.objections.is_empty());
            let goal = lesson.and_then(|lesson| lesson.goals.get(i));
            goal.is_some_and(|goal| goal.standing == Standing::Reached)
        };
        let Some(lesson) = now else { return };
        let assignment = &lesson.assignment;
        let before = before.filter(|before| before.assignment == *assignment);
        let name = match assignment.course {
            Some(lesson) => lesson.key,
            None => assignment.title(),
        };
        let number = |n: usize| Datum::Number(n as f64);
        let all = (0..lesson.goals.len()).filter(|i| reached(now, *i)).count();
        for (i, goal) in lesson.goals.iter().enumerate() {
            if reached(now, i) && !reached(before, i) {
                self.tell(
                    "goal_reached",
                    &[
                        ("lesson", Datum::Text(name.to_owned())),
                        ("goal", Datum::Text(goal.text.clone())),
                        ("number", number(i + 1)),
                        ("reached", number(all)),
                        ("goals", number(lesson.goals.len())),
                    ],
                );
            }
        }
        if lesson.done && !before.is_some_and(|before| before.done) {
            self.tell("lesson_done", &[("lesson", Datum::Text(name.to_owned()))]);
        }
    }

    /// Asks the page around for the lesson that comes next.
    pub(super) fn tell_next(self, file: &str) {
        self.tell("next", &[("file", Datum::Text(file.to_owned()))]);
    }

    fn tell_verdicts(self) {
        let list = self.verdicts.with_untracked(verdict_records);
        self.tell("verdicts", &[("list", Datum::List(list))]);
    }

    /// Tells the page around of new entries of the log.
    pub(super) fn tell_log(self, entries: &[LogView]) {
        for entry in entries {
            let about = entry
                .about
                .map_or_else(String::new, |target| target.to_string());
            self.tell(
                "event",
                &[
                    ("at_s", Datum::Number(entry.at_s)),
                    ("about", Datum::Text(about)),
                    ("text", Datum::Text(entry.text.clone())),
                ],
            );
        }
    }

    fn tell(self, kind: &str, data: &[(&'static str, Datum)]) {
        if let Some(parent) = &*self.inner().parent.borrow() {
            parent.send(kind, data);
        }
    }
}

fn verdict_records(verdicts: &VerdictsView) -> Vec<Vec<(&'static str, Datum)>> {
    let record = |verdict: &crate::app::view::VerdictView| {
        vec![
            ("element", Datum::Text(verdict.element.to_string())),
            ("kind", Datum::Text(verdict.flag.key().to_owned())),
            ("impact", Datum::Number(verdict.impact)),
            ("reason", Datum::Text(verdict.reason.clone())),
        ]
    };
    verdicts.list.iter().map(record).collect()
}
