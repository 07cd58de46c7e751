//! What is wrong with a lesson beside the scenario that it goes with.

use crate::lesson::{Form, Goal, Lesson, Predict, Share, Takes, Value, form, most};
use crate::problem::{Place, Problem, number, text};
use crate::{Kind, Scenario, Target, Topology, fields, limits};

/// Adds every problem of the lesson.
pub fn problems(
    scenario: &Scenario,
    topology: &Topology,
    lesson: &Lesson,
    found: &mut Vec<Problem>,
) {
    let at = Place::Lesson;
    let sizes = [
        ("text", lesson.text.len(), most::PARAGRAPHS),
        ("goals", lesson.goals.len(), most::GOALS),
        ("hints", lesson.hints.len(), most::HINTS),
        ("locked", lesson.locked.len(), most::LOCKED),
        ("free", lesson.free.len(), most::FREE),
    ];
    for (list, len, most) in sizes {
        if len > most {
            let message = format!("{len} are more than the {most} that a lesson holds");
            found.push(Problem::new(at(list, None, ""), message));
        }
    }
    for (i, paragraph) in lesson.text.iter().enumerate() {
        said(at("text", Some(i), ""), paragraph, most::PARAGRAPH, found);
    }
    for (i, hint) in lesson.hints.iter().enumerate() {
        said(at("hints", Some(i), ""), hint, most::SENTENCE, found);
    }
    text(at("task", None, ""), &lesson.task, most::SENTENCE, found);
    text(
        at("learned", None, ""),
        &lesson.learned,
        most::PARAGRAPH,
        found,
    );
    text(at("next", None, ""), &lesson.next, most::NEXT, found);
    for (i, goal) in lesson.goals.iter().enumerate() {
        one_goal(scenario, topology, i, goal, found);
    }
    if let Some(predict) = &lesson.predict {
        question(scenario, predict, found);
    }
    for (i, target) in lesson.locked.iter().enumerate() {
        if !scenario.has(*target) {
            let message = format!("there is no \"{target}\"");
            found.push(Problem::new(at("locked", Some(i), ""), message));
        } else if matches!(target, Target::Note(_)) {
            let message = "a note is no part of the system";
            found.push(Problem::new(at("locked", Some(i), ""), message));
        }
    }
    for (i, key) in lesson.free.iter().enumerate() {
        if !Kind::ALL.iter().any(|k| fields::find(*k, key).is_some()) {
            let message = "no part has such a setting";
            found.push(Problem::new(at("free", Some(i), ""), message));
        }
    }
}

/// A text that says something.
fn said(place: Place, said: &str, most: usize, found: &mut Vec<Problem>) {
    if said.trim().is_empty() {
        found.push(Problem::new(place.clone(), "it says nothing"));
    }
    text(place, said, most, found);
}

fn one_goal(
    scenario: &Scenario,
    topology: &Topology,
    i: usize,
    goal: &Goal,
    found: &mut Vec<Problem>,
) {
    let parts = goal.parts();
    let Some(form) = form(parts.key) else { return };
    let at = |field| Place::Lesson("goals", Some(i), field);
    let mut wrong = |message: String| found.push(Problem::new(at(form.key), message));
    match (form.takes, &parts.value) {
        (Takes::Count(least, most), Value::Count(n)) if !(least..=most).contains(n) => {
            wrong(format!("{n} is not in {least}..={most}"));
        }
        (Takes::Kind(fits, _), Value::Kind(kind)) if !fits(*kind) => {
            wrong(unfit(form, *kind));
        }
        (_, Value::Target(target)) => {
            if let Some(why) = not_to_be_lost(scenario, *target) {
                wrong(why);
            }
        }
        (_, Value::Service(service)) => {
            let mut services = topology.services.iter().flatten();
            if !services.any(|s| s.kind == Kind::Server && s.label == *service) {
                wrong(format!("no server is of the service \"{service}\""));
            }
        }
        _ => {}
    }
    if let (Some(fits), Some(kind)) = (form.kind, parts.kind)
        && !fits(kind)
    {
        found.push(Problem::new(at("kind"), unfit(form, kind)));
    }
    if let Some(Share {
        least,
        from_s,
        over_s,
    }) = parts.share
    {
        if least <= 0.0 {
            let message = "0 asks for nothing: a share above 0, and not above 1";
            found.push(Problem::new(at("served"), message));
        }
        let seconds = f64::from(most::SECONDS);
        number(at("served"), least, 0.0, 1.0, found);
        number(at("from_s"), f64::from(from_s), 0.0, seconds, found);
        number(at("over_s"), f64::from(over_s), 1.0, seconds, found);
    }
    if matches!(goal, Goal::Recovers(_)) && scenario.script.iter().all(|e| e.action().is_none()) {
        let message = "there is no trouble to recover from: the scenario has no script";
        found.push(Problem::new(at(form.key), message));
    }
}

fn unfit(form: &Form, kind: Kind) -> String {
    let noun = kind.noun();
    match form.key {
        "pools" => format!("a {noun} stands in no balancer's pool"),
        "checks" => format!("a {noun} checks nothing"),
        _ => format!("a {noun} is never dead"),
    }
}

/// Why this cannot be killed or cut, if it cannot.
fn not_to_be_lost(scenario: &Scenario, target: Target) -> Option<String> {
    if !scenario.has(target) {
        return Some(format!("there is no \"{target}\""));
    }
    let kind = match target {
        Target::Component(id) => scenario.component(id)?.kind(),
        Target::Note(_) => return Some("a note is no part of the system".to_owned()),
        Target::Region(_) | Target::Group(_) | Target::Link(_) => return None,
    };
    (!kind.row().may_die()).then(|| format!("a {} is never dead", kind.noun()))
}

fn question(scenario: &Scenario, predict: &Predict, found: &mut Vec<Problem>) {
    let at = |field| Place::Lesson("predict", None, field);
    said(at("ask"), &predict.ask, most::SENTENCE, found);
    if let Some(why) = not_to_be_lost(scenario, predict.kill) {
        found.push(Problem::new(at("kill"), why));
    }
    let answers = predict.answers.len();
    if answers == 1 || answers > most::ANSWERS {
        let message = format!("{answers} is not in 2..={}, nor 0", most::ANSWERS);
        found.push(Problem::new(at("answers"), message));
    }
    for answer in &predict.answers {
        said(at("answers"), &answer.text, most::ANSWER, found);
        if answer.served.len() > most::STEPS {
            let message = format!(
                "{} steps are more than the {} of an answer",
                answer.served.len(),
                most::STEPS
            );
            found.push(Problem::new(at("answers"), message));
        }
        let seconds = f64::from(most::SECONDS).min(limits::TIME_S);
        for (at_s, share) in &answer.served {
            number(at("answers"), *at_s, 0.0, seconds, found);
            number(at("answers"), *share, 0.0, 1.0, found);
        }
        if !answer.served.is_sorted_by(|(a, _), (b, _)| a < b) {
            let message = "its steps go on in time";
            found.push(Problem::new(at("answers"), message));
        }
    }
}
