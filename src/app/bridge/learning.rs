//! Lessons: the one under way, and which are done.

use std::sync::Arc;

use super::Bridge;
use super::publish::set;
use crate::app::browser::address;
use crate::app::browser::focus;
use crate::app::browser::is_upright;
use crate::app::browser::storage::{self, Key};
use crate::app::open::Sheet;
use crate::app::view::{GoalView, LessonView};
use crate::editor::{Asked, Course, Session, Severity};
use crate::formats::link;
use crate::lessons::{self, Assignment, Judgement, Lesson};

/// The keys of the lessons that were done at an earlier visit.
pub fn kept() -> Vec<String> {
    let kept = storage::read(Key::Lessons).unwrap_or_default();
    kept.split(' ')
        .filter(|key| !key.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Bridge {
    /// Begins a lesson of the course.
    pub fn begin_lesson(self, lesson: &'static Lesson) {
        self.begin_assignment(Arc::new(Assignment::of_course(lesson)));
    }

    /// Begins a lesson, the course's or one's own.
    pub fn begin_assignment(self, assignment: Arc<Assignment>) {
        // What was said of a lesson stands when it is begun again.
        let again = |course: &&Course| *course.assignment() == assignment;
        let answer = self.read(|session| session.course().filter(again).and_then(Course::answer));
        match self.change(|session| session.begin_lesson(assignment)) {
            // A lesson makes the canvas smaller, or opens a phone's sheet: the page looks again once that is there.
            Ok(()) => {
                if let Some(answer) = answer {
                    self.predict(answer);
                }
                self.sheet.set(Some(Sheet::Lesson));
                leptos::task::spawn_local(async move {
                    leptos::task::tick().await;
                    focus::scroll_to_top("#lesson .panel-body");
                    self.fit_opened();
                });
            }
            Err(rejection) => self.say(Severity::Failure, rejection.to_string()),
        }
    }

    /// Goes to the lesson that comes next, of one's own: a link and an address are opened; a file is the page's around to
    /// fetch, or else a person's to open.
    pub fn go_to_next(self, next: &str) {
        if let Some((_, fragment)) = next.split_once('#').filter(|_| link::is_link(next)) {
            return self.open_link(&format!("#{fragment}"));
        }
        if self.options().embed {
            return self.tell_next(next);
        }
        if next.starts_with("https://") || next.starts_with("http://") || next.starts_with('?') {
            return address::go_to(next);
        }
        self.say(
            Severity::Note,
            format!("The next lesson is the file {next}: open it, or drop it onto the page."),
        );
    }

    /// Begins the lesson that the address names, unless this page was only loaded again: `?lesson=two-balancers`. Comes to
    /// the part that it names.
    pub fn begin_lesson_of_address(self) {
        self.come_to_part_of_address();
        let named = address::option("lesson").filter(|_| !address::is_reloaded());
        // What is in the address bar from now on is what is in hand.
        address::forget_option("lesson");
        if let Some(lesson) = named.as_deref().and_then(lessons::find) {
            leptos::task::spawn_local(async move {
                // A lesson is laid out for the canvas that it opens on: that has to be there.
                leptos::task::tick().await;
                self.fit_opened();
                self.begin_lesson(lesson);
            });
        } else if let Some(key) = named {
            self.say(
                Severity::Failure,
                format!("There is no lesson \"{key}\". All of them are in the list of lessons."),
            );
        } else if !address::is_reloaded() && is_upright() {
            self.stand_up();
        }
    }

    /// A lesson that a link brought to a phone begins as others do: upright, and with its sheet open.
    fn stand_up(self) {
        let begun = |session: &Session| {
            let taken = session.course().map(Course::assignment)?;
            let is_fresh = taken.course.is_none() && session.document().scenario() == taken.start();
            is_fresh.then(|| Arc::clone(taken))
        };
        let Some(taken) = self.read(begun) else {
            return;
        };
        leptos::task::spawn_local(async move {
            // It is laid out for the canvas that it opens on: that has to be there.
            leptos::task::tick().await;
            self.fit_opened();
            // The address that brought it is the one in the browser's history.
            self.inner().autosave.has_entry.set(true);
            self.begin_assignment(taken);
        });
    }

    /// Answers the question of the lesson, by the answer's place.
    pub fn predict(self, answer: usize) {
        self.change(|session| session.predict(answer));
    }

    /// Leaves the lesson. The system stays.
    pub fn leave_lesson(self) {
        self.change(Session::leave_lesson);
        self.show_sheet(None);
    }

    /// Tells the page of the lesson under way.
    pub fn publish_lesson(self) {
        let view = |course: &Course| LessonView {
            assignment: Arc::clone(course.assignment()),
            goals: goals_of(course),
            objections: course.judgement().objections.clone(),
            answer: course.answer(),
            asked: course.asked(),
            done: course.is_done(),
            is_reached: course.is_reached(),
            began_anew: course.began_anew(),
        };
        let lesson = self.read(|session| session.course().map(view));
        if let Some(done) = lesson.as_ref().filter(|lesson| lesson.done) {
            // What is known of one's own is known by the scenario that is kept.
            if let Some(lesson) = done.assignment.course {
                self.learned(lesson.key);
            }
        }
        let before = self.lesson.get_untracked();
        self.tell_goals(before.as_ref(), lesson.as_ref());
        let is_done = |lesson: &Option<LessonView>| lesson.as_ref().is_some_and(|l| l.done);
        let is_newly_done = is_done(&lesson) && !is_done(&before);
        let is_seen = |lesson: &Option<LessonView>| {
            let lesson = lesson.as_ref();
            lesson.is_some_and(|l| l.asked == Asked::Seen && l.answer.is_some())
        };
        let is_newly_seen = before.is_some() && is_seen(&lesson) && !is_seen(&before);
        set(self.lesson, lesson);
        self.lay_out();
        if is_newly_done {
            // What was learned stands below what was asked: it is brought into sight.
            leptos::task::spawn_local(async {
                leptos::task::tick().await;
                focus::scroll_to("[data-lesson-done]");
            });
        } else if is_newly_seen {
            leptos::task::spawn_local(async {
                leptos::task::tick().await;
                focus::scroll_to(".lesson-then");
            });
        }
    }

    /// This lesson is done, and stays so.
    fn learned(self, key: &str) {
        if !self
            .lessons_done
            .with_untracked(|done| done.iter().any(|k| k == key))
        {
            self.lessons_done.update(|done| done.push(key.to_owned()));
            storage::write(
                Key::Lessons,
                &self.lessons_done.with_untracked(|done| done.join(" ")),
            );
        }
    }
}

/// What the panel shows of a lesson.
fn goals_of(course: &Course) -> Vec<GoalView> {
    let Judgement {
        goals: outcomes, ..
    } = course.judgement();
    let goals = course.assignment().lesson.goals.iter().zip(outcomes);
    goals
        .map(|(goal, outcome)| GoalView {
            text: goal.to_string(),
            standing: outcome.standing,
            missing: outcome.missing.clone(),
        })
        .collect()
}
