//! What a person takes: a lesson with the system that it starts from, of the course or of its author's own. From here on
//! they are the same: judged, locked and shown by one way.

use std::borrow::Cow;

use super::{Lesson, find};
use crate::formats::link;
use crate::model::lesson::Answer;
use crate::model::{self, Point, Rect, Scenario};

/// A lesson to be taken, and where it starts.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Its place in the course; `None`: it is its author's own.
    pub course: Option<&'static Lesson>,
    /// What it asks.
    pub lesson: model::Lesson,
    start: Scenario,
    key: Cow<'static, str>,
}

impl PartialEq for Assignment {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Assignment {
    /// A lesson of the course.
    pub fn of_course(lesson: &'static Lesson) -> Self {
        let start = lesson.start();
        Self {
            lesson: lesson.asked(&start),
            course: Some(lesson),
            start,
            key: Cow::Borrowed(lesson.key),
        }
    }

    /// The lesson that a scenario carries, if it carries one.
    pub fn of_own(scenario: &Scenario) -> Option<Self> {
        let lesson = model::Lesson::clone(scenario.lesson.as_deref()?);
        let mut start = scenario.clone();
        start.lesson = None;
        Some(Self {
            course: None,
            lesson,
            start,
            key: Cow::Owned(link::encode(scenario)),
        })
    }

    /// The lesson of this key: that of a lesson of the course, or the link of a scenario with a lesson.
    pub fn of_key(key: &str) -> Option<Self> {
        if !key.starts_with(link::PREFIX) {
            return find(key).map(Self::of_course);
        }
        Self::of_own(&link::decode(key).ok()?)
    }

    /// What tells it from all others and leads back to it: without spaces.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What a person calls it.
    pub fn title(&self) -> &str {
        match self.course {
            Some(lesson) => lesson.title,
            None if self.start.title.is_empty() => "A lesson",
            None => &self.start.title,
        }
    }

    /// The system that it starts from, which carries no lesson: what is made of it is a system like any other.
    pub fn start(&self) -> &Scenario {
        &self.start
    }

    /// Whether a drawing is still the one that it starts from, wherever its parts stand.
    pub fn is_as_drawn(&self, scenario: &Scenario) -> bool {
        without_places(self.start.clone()) == without_places(scenario.clone())
    }

    /// The file that it starts from, with the lesson in it.
    pub fn file(&self) -> Scenario {
        Scenario {
            lesson: Some(self.lesson.clone().into()),
            ..self.start.clone()
        }
    }

    /// What one may say to its question.
    pub fn answers(&self) -> Cow<'_, [Answer]> {
        match &self.lesson.predict {
            None => Cow::Borrowed(&[]),
            Some(predict) if predict.answers.is_empty() => Cow::Owned(usual_answers()),
            Some(predict) => Cow::Borrowed(&predict.answers),
        }
    }
}

/// A drawing without what means nothing: where its parts stand, and what is noted.
fn without_places(mut scenario: Scenario) -> Scenario {
    for component in &mut scenario.components {
        component.at = Point::default();
    }
    for region in &mut scenario.regions {
        region.frame = Rect::default();
    }
    scenario.notes.clear();
    scenario
}

/// How much is served, where a question has no answers of its own.
fn usual_answers() -> Vec<Answer> {
    let answer = |(text, share): (&str, f64)| Answer {
        text: text.to_owned(),
        served: vec![(0.0, share)],
    };
    [
        ("Nothing", 0.0),
        ("About a quarter", 0.25),
        ("About half", 0.5),
        ("About three quarters", 0.75),
        ("Everything", 1.0),
    ]
    .map(answer)
    .into()
}
