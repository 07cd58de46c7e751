//! Files of other programs: opened, drawn, asked about, answered, and opened again.

use std::fs;
use std::path::{Path, PathBuf};

use topple_browser_tests::{Page, visit};

use crate::hands::{card, command, components, wait_until_served};

/// What stands in a file and must never be seen again.
const SECRET: &str = "hunter2-is-no-password";

const COMPOSE: &str = "
services:
  proxy:
    image: nginx
    ports: ['80:80']
    depends_on: [web1, web2]
  web1: &web
    build: ./web
    environment:
      DB_URL: postgres://app:hunter2-is-no-password@db/shop
      CACHE: redis://:hunter2-is-no-password@redis:6379
  web2: *web
  db:
    image: postgres:16
    environment: { POSTGRES_PASSWORD: hunter2-is-no-password }
  redis:
    image: redis:7
  adminer:
    image: adminer
";

/// A file of this name and text, in a folder of its own.
fn file(folder: &str, name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("topple-{folder}-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the test");
    let path = folder.join(name);
    fs::write(&path, text).expect("a file for the test");
    path
}

fn choose(page: &Page, files: &[&Path]) {
    page.wait_for_element("#inspector .panel-head");
    page.choose_files("#file", files);
}

fn rows(page: &Page, how: &str) -> Vec<String> {
    page.texts(&format!("[data-evidence='{how}'] .remark"))
}

fn messages(page: &Page) -> String {
    page.texts(".message").join(" ")
}

#[test]
fn a_compose_file_becomes_a_drawing_that_says_what_it_rests_on() {
    let compose = file("drawn", "compose.yaml", COMPOSE);
    visit("/", |page| {
        choose(page, &[&compose]);
        page.wait_until("it is drawn", |page| components(page).len() == 6);
        wait_until_served(page);
        page.wait_until("redis is a guess", |page| {
            rows(page, "guessed")
                .iter()
                .any(|row| row.contains("redis"))
        });
        // So does its card, in words too; a part that was found wears no mark.
        let redis = card("redis");
        let is_marked = |page: &Page| {
            page.attribute(&redis, "data-sure").as_deref() == Some("guessed")
                && page
                    .attribute(&redis, "aria-label")
                    .is_some_and(|said| said.contains("guessed in part"))
        };
        page.wait_until("its card says so", is_marked);
        assert_eq!(
            page.attribute(&card("db"), "data-sure").as_deref(),
            Some("found")
        );
        assert!(
            rows(page, "left_out")
                .iter()
                .any(|row| row.contains("adminer")),
            "what is not drawn is told"
        );
        assert!(!page.source().contains(SECRET), "no secret is in the page");
        assert!(!page.address_bar().contains(SECRET));

        // Another answer is one click away, and one step back.
        let before = page.texts("[data-left-open]");
        let answer = "[data-evidence='guessed'] .mend";
        let words = page.text(answer).unwrap_or_default();
        page.click(answer);
        page.wait_until("it was answered", |page| {
            page.attribute(&command("undo"), "title")
                .is_some_and(|title| title.contains(&words))
        });
        page.click(&command("undo"));
        page.wait_until("it is as it was", |page| {
            page.texts("[data-left-open]") == before
        });
    });
}

#[test]
fn the_changed_file_updates_the_drawing_and_what_was_set_by_hand_stays() {
    let compose = file("again", "compose.yaml", COMPOSE);
    let more = COMPOSE
        .replace("[web1, web2]", "[web1, web2, web3]")
        .replace("  web2: *web\n", "  web2: *web\n  web3: *web\n");
    assert_ne!(more, COMPOSE);
    visit("/", |page| {
        choose(page, &[&compose]);
        page.wait_until("it is drawn", |page| components(page).len() == 6);
        let proxy = components(page)
            .into_iter()
            .find(|id| id.contains("proxy"))
            .expect("the proxy is drawn");
        page.focus(&card(&proxy));
        page.wait_for_element("[data-setting='retries']");
        page.enter("[data-setting='retries']", "7");
        fs::write(&compose, &more).expect("the file of the test");
        page.choose_files("#file", &[&compose]);
        page.wait_until("a third server is there", |page| {
            components(page).len() == 7
        });
        page.focus(&card(&proxy));
        page.wait_until("what was set stays", |page| {
            page.value("[data-setting='retries']").as_deref() == Some("7")
        });
        page.click(&command("undo"));
        page.wait_until("one step back", |page| components(page).len() == 6);
    });
}

#[test]
fn what_cannot_be_read_is_told_with_the_command_that_helps() {
    let terraform = file("refused", "main.tf", "resource \"aws_instance\" \"web\" {}");
    let cut = file("refused", "cut.yaml", "services: {web: [");
    visit("/", |page| {
        wait_until_served(page);
        let before = components(page);
        choose(page, &[&terraform, &cut]);
        page.wait_until("both are told", |page| {
            let told = messages(page);
            told.contains("terraform show -json") && told.contains("cut.yaml")
        });
        assert_eq!(components(page), before, "nothing was lost");
    });
}
