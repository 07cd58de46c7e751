//! What the page opens with: a link's scenario, the work of the last visit, or the small system of the first.

use super::browser::address::Options;
use super::browser::listen::Listener;
use super::browser::storage::{self, Key};
use super::browser::{address, is_upright, room, scenarios};
use super::saved::{Held, Refused, Saved, Written};
use crate::editor::{Session, Severity};
use crate::formats::{Opened, json, link};
use crate::lessons::Assignment;
use crate::model::{Point, Rect, Scenario};

/// Cards are less high than wide: stood upright they may stand closer, and on a small phone closer still.
const UPRIGHT: f64 = 0.72;
const UPRIGHT_SMALL: f64 = 0.56;
/// The least height of a phone that is not small, in letters.
const SMALL: f64 = 44.0;

const SILENT: &str = "The browser's store does not answer, so what it keeps of your work cannot be opened yet. Nothing of it is lost: close other tabs of Topple, then reload this page.";

/// What the page opened with.
pub struct Opening {
    /// Whether this browser has kept no earlier work.
    pub first_view: bool,
    /// The revision it opened with: only what comes after it is new, and has to be saved.
    pub revision: u64,
    /// Which scenario of the browser's store it is, if any.
    pub held: Held,
}

/// What the page opens with where no earlier work is kept and the address is no link; `None` where there is more to read.
///
/// Reading a link or a file is for the [rest](crate::app::rest) of the page.
pub fn first_view(options: Options) -> Option<(Session, Opening)> {
    let is_read = !options.embed && keeps_work() || link::is_link(&address::fragment());
    (!is_read).then(|| opened(first_visit(), true, Held::default(), options))
}

fn keeps_work() -> bool {
    let mut keys = [Key::Last, Key::Work].into_iter();
    keys.any(|key| storage::read(key).is_some()) || !storage::unsaved().is_empty()
}

/// What the address names, else what this tab had in hand, else the work of the last visit, else the small system of the
/// first.
///
/// An embed knows no earlier visit: it must show what its page says.
pub async fn first_session(options: Options) -> (Session, Opening) {
    let linked = linked(&address::fragment());
    if options.embed {
        let session = match linked {
            Some(Ok(linked)) => taken(&linked),
            Some(Err(why)) => failing(first_visit(), &why),
            None => first_visit(),
        };
        return opened(session, true, Held::default(), options);
    }
    let first_view = !keeps_work();
    let _guard = guard();
    rescue().await;
    let (tab, lesson) = tab();
    // A page that is loaded again, or gone back to, is what it was, and that may be newer than the link in its address.
    let entry = if address::is_reloaded() {
        tab.clone()
    } else {
        address::entry()
    };
    let entry = kept(entry).await;
    let tab = kept(tab).await;
    let last = kept(storage::read(Key::Last)).await.or_else(legacy);
    // A link that is what one drew oneself is that, not another.
    let own = [tab.clone(), last.clone()].into_iter().flatten();
    let (session, held) = match (linked, entry) {
        (Some(_), Some((saved, opened))) => (session_of(&opened), held(&saved)),
        (Some(Ok(linked)), None) => {
            let same = own.into_iter().find(|(_, o)| o.scenario == linked.scenario);
            same.map_or_else(
                || beside(&linked, last.is_some(), lesson.as_deref()),
                |(saved, opened)| (session_of(&opened), held(&saved)),
            )
        }
        (linked, entry) => {
            let (mut session, held) = match entry.or(tab).or(last) {
                Some((saved, opened)) => (session_of(&opened), held(&saved)),
                None => (first_visit(), Held::default()),
            };
            if let Some(Err(why)) = linked {
                session = failing(session, &format!("{why}\nYour own work is as you left it."));
            }
            (session, held)
        }
    };
    let mut session = session;
    if scenarios::is_silent() {
        session.say(Severity::Failure, SILENT);
    }
    if let Some(assignment) = held.lesson.as_deref().and_then(Assignment::of_key) {
        session.resume_lesson(assignment.into());
    }
    opened(session, first_view, held, options)
}

/// What a link brings, beside one's own scenarios; with the lesson that this tab had under way, if it is that.
fn beside(linked: &Opened, has_own: bool, lesson: Option<&str>) -> (Session, Held) {
    let own = Assignment::of_own(&linked.scenario);
    let mut session = match &own {
        Some(assignment) => Session::new(assignment.start().clone()),
        None => session_of(linked),
    };
    if has_own {
        session.say(
            Severity::Note,
            "The link is open beside your own scenarios, which are kept under My scenarios.",
        );
    }
    // A phone lays it out in its own way.
    let is_begun = |a: &Assignment| {
        without_places(a.start().clone()) == without_places(linked.scenario.clone())
    };
    let begun = lesson.and_then(Assignment::of_key).filter(is_begun);
    let held = Held {
        lesson: begun.or(own).map(|lesson| lesson.key().to_owned()),
        ..Held::default()
    };
    (session, held)
}

fn without_places(mut scenario: Scenario) -> Scenario {
    for component in &mut scenario.components {
        component.at = Point::default();
    }
    for region in &mut scenario.regions {
        region.frame = Rect::default();
    }
    scenario
}

fn session_of(opened: &Opened) -> Session {
    let mut session = Session::new(opened.scenario.clone());
    session.tell_news(&opened.news());
    session
}

/// The lesson of what was opened is begun, if it carries one.
fn taken(opened: &Opened) -> Session {
    let Some(assignment) = Assignment::of_own(&opened.scenario) else {
        return session_of(opened);
    };
    let mut session = Session::new(assignment.start().clone());
    session.resume_lesson(assignment.into());
    session
}

fn failing(mut session: Session, why: &str) -> Session {
    session.say(Severity::Failure, why);
    session
}

/// What this tab had in hand before it was reloaded: a scenario of the store, and a lesson.
fn tab() -> (Option<String>, Option<String>) {
    let kept = storage::read_tab().unwrap_or_default();
    let (id, lesson) = kept.split_once(' ').unwrap_or((&kept, ""));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (some(id), some(lesson))
}

/// A page that goes before it has opened anything leaves nothing begun in the store; who comes back to it begins anew.
fn guard() -> [Listener; 2] {
    let back = || {
        if scenarios::is_left() {
            address::reload();
        }
    };
    [
        address::on_leaving(scenarios::leave),
        address::on_coming_back(back),
    ]
}

/// The scenario of this id, where it is kept and can be read: what is newest of it lies in the drawer, where the store does
/// not take it.
async fn kept(id: Option<String>) -> Option<(Saved, Opened)> {
    let id = id?;
    if let Some(unsaved) = unsaved(&id) {
        return Some(unsaved);
    }
    let saved = scenarios::get(&id).await.ok().flatten()?;
    let opened = json::open(&saved.file).ok()?;
    Some((saved, opened))
}

/// What is left in the drawer of the scenario of this id.
fn unsaved(id: &str) -> Option<(Saved, Opened)> {
    storage::unsaved().iter().find_map(|(_, text)| {
        let unsaved = Unsaved::read(text).filter(|unsaved| unsaved.saved.id == id)?;
        Some((unsaved.saved, unsaved.opened))
    })
}

/// What is kept in the drawer, where there is no store.
fn legacy() -> Option<(Saved, Opened)> {
    let file = storage::read(Key::Work)?;
    let opened = json::open(&file).ok()?;
    Some((saved(String::new(), file, &opened), opened))
}

fn saved(id: String, file: String, opened: &Opened) -> Saved {
    Saved {
        id,
        title: opened.scenario.title.clone(),
        file,
        at_ms: scenarios::clock_ms(),
        saves: 0,
        lesson: String::new(),
        is_deleted: false,
    }
}

/// What a tab has in hand that opened this.
pub fn held(saved: &Saved) -> Held {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Held {
        id: some(&saved.id),
        saves: saved.saves,
        lesson: some(&saved.lesson),
    }
}

/// What earlier pages left in the drawer is saved: what they had no time for, and the one scenario that was kept there before
/// there was a store. What was deleted is gone for good now.
async fn rescue() {
    let _ = scenarios::purge().await;
    rescue_unsaved().await;
    if let Some(file) = storage::read(Key::Work)
        && let Ok(opened) = json::open(&file)
    {
        let saved = saved(scenarios::new_id(), file, &opened);
        if scenarios::save(&saved, true).await.is_ok() {
            storage::write(Key::Last, &saved.id);
            storage::forget(Key::Work);
        }
    }
}

/// What pages that went away had no time to save is saved, as a version each.
///
/// What another tab had changed meanwhile is a copy: where this tab had it in hand, it has that now.
pub async fn rescue_unsaved() {
    for (name, text) in storage::unsaved() {
        if rescue_one(&text).await.is_ok() {
            storage::forget_name(&name);
        }
    }
}

async fn rescue_one(text: &str) -> Result<(), Refused> {
    let Some(unsaved) = Unsaved::read(text) else {
        return Ok(());
    };
    let mut saved = unsaved.saved;
    let id = saved.id.clone();
    if id.is_empty() {
        saved.id = scenarios::new_id();
    } else if let Some(kept) = scenarios::get(&id).await?
        && kept.file == saved.file
    {
        // Saved it is; as a version it was not.
        saved.saves = kept.saves;
    }
    if scenarios::save_after(unsaved.page, &saved, true).await? == Written::Conflict {
        saved.id = scenarios::new_id();
        saved.saves = 0;
        scenarios::save(&saved, true).await?;
        if tab().0.as_ref() == Some(&id) {
            storage::write_tab(&format!("{} {}", saved.id, saved.lesson));
        }
    }
    storage::write(Key::Last, &saved.id);
    Ok(())
}

/// What an earlier page had no time to save, as [`storage::keep_unsaved`] keeps it.
struct Unsaved<'a> {
    saved: Saved,
    opened: Opened,
    page: Option<&'a str>,
}

impl<'a> Unsaved<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (head, file) = text.split_once('\n')?;
        let opened = json::open(file).ok()?;
        let mut words = head.split(' ');
        let (id, seen) = (words.next().unwrap_or_default(), words.next());
        let (lesson, page) = (words.next().unwrap_or_default(), words.next());
        let saved = Saved {
            saves: seen.and_then(|n| n.parse().ok()).unwrap_or_default(),
            lesson: lesson.to_owned(),
            ..saved(id.to_owned(), file.to_owned(), &opened)
        };
        Some(Self {
            saved,
            opened,
            page,
        })
    }
}

fn opened(
    mut session: Session,
    first_view: bool,
    held: Held,
    options: Options,
) -> (Session, Opening) {
    if !options.autoplay {
        session.simulate(|s| s.set_playing(false));
    }
    session.set_readonly(options.embed && options.readonly);
    let opening = Opening {
        first_view,
        revision: session.document().revision(),
        held,
    };
    (session, opening)
}

fn first_visit() -> Session {
    Session::new(first_scenario())
}

/// The small system of the first visit; on a phone that is held upright it stands upright too.
pub fn first_scenario() -> Scenario {
    let mut first = Session::first_scenario();
    if is_upright() {
        let is_small = room().1 < SMALL;
        let closer = if is_small { UPRIGHT_SMALL } else { UPRIGHT };
        for component in &mut first.components {
            component.at = Point::new(component.at.y, component.at.x * closer);
        }
    }
    first
}

/// The scenario of a link's fragment, or why there is none; `None` where the fragment is no link at all.
pub fn linked(fragment: &str) -> Option<Result<Opened, String>> {
    let is_link = link::is_link(fragment);
    is_link.then(|| link::open(fragment).map_err(|error| error.to_string()))
}
