//! What is read out to who cannot see the page.

use std::fmt::Write;

use expect_test::expect_file;
use topple::editor::{Command, Say, Session, Simulation, Spoken};
use topple::model::sketch::sketch;

use crate::driver::{hand, id};
use topple::model::Target;

/// What three regions of the page read out: events and edits, what is served, and the verdicts.
struct Listener {
    served: Spoken,
    at_ms: f64,
    verdicts: String,
    heard: String,
}

impl Listener {
    fn listen(&mut self, session: &mut Session) {
        for sentence in session.announcements() {
            let _ = writeln!(self.heard, "{sentence}");
        }
        if let Say::Now(served) = self.served.say(&session.situation(), self.at_ms) {
            let _ = writeln!(self.heard, "  now: {served}");
        }
        let verdicts = session.announcement();
        if verdicts != self.verdicts {
            let _ = writeln!(self.heard, "  verdicts: {verdicts}");
            self.verdicts = verdicts;
        }
    }

    fn second(&mut self, session: &mut Session) {
        for _ in 0..10 {
            session.simulate(Simulation::step);
        }
        self.at_ms += 1_000.0;
        self.listen(session);
    }
}

#[test]
fn a_kill_is_followed_by_ear() {
    let mut session = Session::new(sketch(
        "users -> dns -> lb-1 lb-2 -> web-1 web-2 -> db-1\nusers: rate_rps=50",
    ));
    let mut listener = Listener {
        served: Spoken::default(),
        at_ms: 0.0,
        verdicts: String::new(),
        heard: String::new(),
    };
    listener.listen(&mut session);
    for _ in 0..3 {
        listener.second(&mut session);
    }
    let _ = writeln!(listener.heard, "(kill lb-1)");
    session
        .document_mut()
        .select([Target::Component(id("lb-1"))]);
    session.perform(Command::Kill);
    for _ in 0..12 {
        listener.second(&mut session);
    }
    let _ = writeln!(listener.heard, "(revive it)");
    session.perform(Command::Revive);
    for _ in 0..12 {
        listener.second(&mut session);
    }
    expect_file!["announced/kill-lb-1.txt"].assert_eq(&listener.heard);
}

#[test]
fn edits_are_told_and_so_is_what_is_undone() {
    let mut hand = hand("users -> web-1 -> db-1");
    assert!(
        hand.session.announcements().is_empty(),
        "nothing happened yet"
    );
    hand.does("click web-1\nkey Alt+ArrowDown");
    assert_eq!(hand.session.announcements(), ["Move web-1: done."]);
    hand.does("key Delete");
    assert_eq!(hand.session.announcements(), ["Delete web-1: done."]);
    hand.does("key Ctrl+z");
    assert_eq!(hand.session.announcements(), ["Undone: Delete web-1."]);
    hand.does("key Ctrl+y");
    assert_eq!(hand.session.announcements(), ["Delete web-1: done."]);
}

#[test]
fn with_everything_down_nothing_is_said_to_be_well() {
    let mut hand = hand("users -> web-1 -> db-1");
    hand.does("select web-1 db-1\nkey k");
    assert_eq!(hand.session.announcement(), "Nothing is served.");
}
