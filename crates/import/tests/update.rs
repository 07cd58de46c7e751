//! A later import of files that have changed keeps what a person did to the drawing.

use std::sync::Arc;

use topple_import::{File, Import, import, is_later, update};
use topple_model::imported::{Answer, Says};
use topple_model::{Component, ComponentId, Kind, Link, Note, NoteId, Point, Scenario, Settings};

const BEFORE: &str = "services:
  web: {image: acme/web, ports: ['80:80'], deploy: {replicas: 2}, environment: {DB_HOST: db, API_URL: 'http://api'}}
  api: {image: acme/api}
  db: {image: postgres}
";

fn read(text: &str, answers: &[Answer]) -> Import {
    import(
        &[File {
            name: "compose.yaml",
            text,
        }],
        answers,
    )
    .expect("a drawing")
}

/// The drawing as a page has it once it was imported.
fn opened(text: &str) -> Scenario {
    let import = read(text, &[]);
    Scenario {
        imported: Some(Arc::new(import.imported)),
        ..import.scenario
    }
}

fn id(text: &str) -> ComponentId {
    ComponentId::new(text).expect("an id")
}

fn part<'a>(scenario: &'a mut Scenario, name: &str) -> &'a mut Component {
    scenario
        .components
        .iter_mut()
        .find(|c| c.id == id(name))
        .expect(name)
}

fn ids(scenario: &Scenario) -> Vec<&'static str> {
    scenario.components.iter().map(|c| c.id.as_str()).collect()
}

#[test]
fn the_same_files_change_nothing() {
    let mut old = opened(BEFORE);
    part(&mut old, "web-1").at = Point::new(700.0, -300.0);
    part(&mut old, "db").note = "Backed up at night.".into();
    let updated = update(&old, read(BEFORE, &[]));
    assert_eq!(updated, old);
}

#[test]
fn what_the_files_say_now_is_drawn_and_what_they_do_not_is_gone() {
    let old = opened(BEFORE);
    let after = BEFORE
        .replace("replicas: 2", "replicas: 3")
        .replace(
            "  api: {image: acme/api}\n",
            "  cache: {image: memcached}\n",
        )
        .replace("API_URL: 'http://api'", "CACHE_HOST: cache");
    let updated = update(
        &old,
        read(
            &after.replace("image: postgres", "image: postgres, restart: always"),
            &[],
        ),
    );
    let mut found = ids(&updated);
    found.sort_unstable();
    assert_eq!(found, ["cache", "db", "users", "web-1", "web-2", "web-3"]);
    assert!(
        updated.link("web-3>cache".parse_link()).is_some()
            && updated.link("web-1>db".parse_link()).is_some()
    );
    assert_eq!(
        updated.component(id("db")).and_then(|db| db.restart_s),
        Some(30.0)
    );
    assert_eq!(
        updated.component(id("web-1")).map(|c| c.at),
        old.component(id("web-1")).map(|c| c.at),
        "what was there stays in its place"
    );
}

#[test]
fn what_was_done_by_hand_is_kept() {
    let mut old = opened(BEFORE);
    if let Settings::Client(users) = &mut part(&mut old, "users").settings {
        users.rate_rps = 400.0;
    }
    if let Settings::Server(web) = &mut part(&mut old, "web-1").settings {
        web.workers = 99;
    }
    part(&mut old, "db").restart_s = Some(5.0);
    old.components.retain(|c| c.id != id("api"));
    old.links.retain(|link| link.to != id("api"));
    old.components.push(Component::new(
        id("mail"),
        Kind::Server,
        Point::new(900.0, 0.0),
    ));
    part(&mut old, "mail").service = Some("mail".into());
    old.links.push(Link::new(id("web-1"), id("mail")));
    old.notes.push(Note {
        id: NoteId::new("note-1").expect("an id"),
        about: Some(id("mail").0),
        ..Note::new(
            NoteId::new("note-1").expect("an id"),
            Point::new(0.0, 0.0),
            "Ask Ada.",
        )
    });
    let after = BEFORE
        .replace("image: postgres", "image: postgres, restart: always")
        .replace("acme/web,", "acme/web, restart: always,");
    let updated = update(&old, read(&after, &[]));
    assert_eq!(
        updated
            .component(id("users"))
            .and_then(|c| c.client())
            .map(|c| c.rate_rps),
        Some(400.0)
    );
    let web = updated.component(id("web-1")).expect("web-1");
    assert!(
        matches!(&web.settings, Settings::Server(server) if server.workers == 99),
        "what an import never sets is the person's"
    );
    assert_eq!(web.restart_s, Some(30.0), "and what it sets is the files'");
    assert_eq!(
        updated.component(id("db")).and_then(|db| db.restart_s),
        Some(5.0),
        "what was changed by hand is kept"
    );
    assert!(
        updated.component(id("api")).is_none(),
        "what was removed by hand stays away"
    );
    assert!(
        updated.link("web-1>mail".parse_link()).is_some(),
        "what was drawn by hand stays"
    );
    assert_eq!(updated.notes, old.notes);
    let rows = updated
        .imported
        .as_ref()
        .map(|imported| &imported.rows)
        .into_iter()
        .flatten();
    assert!(
        rows.map(|row| &row.text)
            .any(|text| text.starts_with("The files now say something else of db"))
    );
    let again = update(&updated, read(&after, &[]));
    assert_eq!(again.components, updated.components);
}

#[test]
fn answers_hold_for_the_next_version_of_the_files() {
    let answers = [Answer {
        about: "web > api".into(),
        says: Says::Needed(false),
    }];
    let old = opened(BEFORE);
    let updated = update(
        &old,
        read(&BEFORE.replace("replicas: 2", "replicas: 3"), &answers),
    );
    let to_api: Vec<_> = updated
        .links
        .iter()
        .filter(|link| link.to == id("api"))
        .map(|link| link.required)
        .collect();
    assert_eq!(to_api, [Some(false); 3]);
    assert_eq!(
        updated
            .imported
            .as_ref()
            .map(|imported| imported.answers.len()),
        Some(1)
    );
}

#[test]
fn a_new_answer_is_newer_than_what_was_set_by_hand() {
    let mut old = opened(BEFORE);
    for link in old.links.iter_mut().filter(|link| link.to == id("api")) {
        link.required = Some(true);
    }
    let answers = [Answer {
        about: "web > api".into(),
        says: Says::Needed(false),
    }];
    let updated = update(&old, read(BEFORE, &answers));
    let required = |scenario: &Scenario| -> Vec<Option<bool>> {
        let to_api = scenario.links.iter().filter(|link| link.to == id("api"));
        to_api.map(|link| link.required).collect()
    };
    assert_eq!(required(&updated), [Some(false); 2]);
    // Set by hand after it was answered, it stays.
    let mut old = updated;
    for link in old.links.iter_mut().filter(|link| link.to == id("api")) {
        link.required = Some(true);
    }
    assert_eq!(
        required(&update(&old, read(BEFORE, &answers))),
        [Some(true); 2]
    );
}

/// `from>to` as the id of a link.
trait ParseLink {
    fn parse_link(&self) -> topple_model::LinkId;
}

impl ParseLink for str {
    fn parse_link(&self) -> topple_model::LinkId {
        topple_model::LinkId::parse(self).expect("a link")
    }
}

#[test]
fn files_of_another_system_with_the_same_names_are_no_later_version() {
    let ours = "services: {web: {image: acme, ports: ['80:80'], environment: {DB: db}}, db: {image: 'postgres:16'}}";
    let changed = "services: {web: {image: acme, ports: ['80:80'], environment: {DB: db, C: cache}}, db: {image: 'postgres:17'}, cache: {image: memcached}}";
    let theirs = "services: {shop: {image: shop, ports: ['80:80'], environment: {DB: maria}}, maria: {image: mariadb}}";
    let former = opened(ours);
    assert!(is_later(&former, &read(changed, &[])));
    assert!(!is_later(&former, &read(theirs, &[])));
}
