//! How the document and the run change, and the order in which the rooms are told.

use std::sync::Arc;

use super::Session;
use super::messages::{Severity, Topic};
use super::request::Request;
use crate::analysis::Failed;
use crate::editor::document::Stepped;
use crate::editor::document::proposal::Proposal;
use crate::editor::simulation::Simulation;
use crate::engine::Faults;
use crate::formats::Opened;
use crate::model::{Edit, Rejection, Roles, Scenario, Target};

impl Session {
    /// Takes a step that was proposed, selects and says what it wants. What a gesture has changed so far is given up.
    ///
    /// # Errors
    /// What is wrong with it; the document is as it was.
    pub fn try_propose(&mut self, proposal: Proposal) -> Result<(), Rejection> {
        if self.only_shows() {
            return Err(Rejection::ReadOnly);
        }
        if self.is_locked() {
            return Err(Rejection::Locked);
        }
        self.hand.yield_document(&mut self.document);
        let Proposal {
            label,
            edits,
            squash,
            selects,
            notes,
        } = proposal;
        let goes_on = squash.is_some();
        self.allows(&edits)?;
        let stepped = self.document.take(label, edits, squash)?;
        self.tell(stepped);
        match selects {
            Some(targets) if goes_on => {
                self.document.select_on(targets);
            }
            Some(targets) => self.document.select(targets),
            None => {}
        }
        for note in notes {
            self.say(Severity::Note, note);
        }
        Ok(())
    }

    /// Whether the lesson under way leaves these edits free.
    fn allows(&self, edits: &[Edit]) -> Result<(), Rejection> {
        let Some(course) = &self.course else {
            return Ok(());
        };
        let after = self.document.sound().take(edits.to_vec())?;
        let refusal = course.refusal(after.scenario());
        refusal.map_or(Ok(()), |why| Err(Rejection::NotHere(why)))
    }

    /// The same; where it is refused the person is told why. Returns whether it was taken.
    pub fn propose(&mut self, proposal: Proposal) -> bool {
        let taken = self.try_propose(proposal);
        match &taken {
            Ok(()) => {}
            Err(Rejection::Locked) => self.say_locked(),
            Err(rejection) => self.refuse(rejection.to_string()),
        }
        taken.is_ok()
    }

    /// A hand wanted to change something: where the drawing is locked, that is told.
    pub(in crate::editor) fn say_locked(&mut self) {
        if self.is_locked() {
            self.say_of(Topic::Lock, Severity::Note, Rejection::Locked.to_string());
        }
    }

    /// Takes the last step back. Nothing happens if there is none.
    pub fn undo(&mut self) {
        if !self.is_readonly() {
            self.cancel_gesture();
            let stepped = self.document.undo();
            self.tell(stepped);
        }
    }

    /// Does the step again that was last taken back.
    pub fn redo(&mut self) {
        if !self.is_readonly() {
            self.cancel_gesture();
            let stepped = self.document.redo();
            self.tell(stepped);
        }
    }

    /// Begins with another document in the place of this one, which is left to the page to save: it has steps of its own.
    /// Whatever gesture or lesson was under way with the old one is over. For the page, which may do so also where hands may
    /// only read.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn begin(&mut self, document: Scenario) -> Result<(), Rejection> {
        self.cancel_gesture();
        let edits = vec![Edit::Replace(Box::new(document))];
        let left = Arc::clone(self.document.sound());
        let stepped = self.document.take(String::new(), edits, None)?;
        self.document.forget_steps();
        self.view.forget_stacks();
        self.request(Request::Left(left));
        self.leave_lesson();
        self.outdate(Topic::Files);
        self.set_locked(false);
        self.tell(stepped);
        // What was set to look at the one before is no matter of this one.
        self.findings.count_links(false);
        self.simulate(|simulation| {
            simulation.set_speed(1.0);
            simulation.restart();
        });
        self.simulation.renew_slow_motion();
        self.document.select([]);
        self.fit_opened();
        Ok(())
    }

    /// The same with what was read from a file or a link: what it means otherwise by now is told.
    ///
    /// # Errors
    /// Why not; the document in hand stays.
    pub fn open(&mut self, opened: Opened) -> Result<(), Rejection> {
        let news = opened.news();
        self.begin(opened.scenario)?;
        self.tell_news(&news);
        Ok(())
    }

    /// Tells what an older drawing means by now, once.
    pub fn tell_news(&mut self, news: &[String]) {
        /// So many are told: more would be read by nobody, and hide what they are about.
        const TOLD: usize = 4;
        if !news.is_empty() {
            let (told, more) = news.split_at(news.len().min(TOLD));
            let more = match more.len() {
                0 => String::new(),
                1 => "\nThe same applies to one more.".to_owned(),
                more => format!("\nThe same applies to {more} more."),
            };
            let news = told.join("\n");
            self.say(
                Severity::Note,
                format!("This was drawn with an earlier version of Topple.\n{news}{more}"),
            );
        }
    }

    /// What follows the document is told of a step: the run, then the findings.
    pub(super) fn tell(&mut self, stepped: Option<Stepped>) {
        if stepped.is_some() {
            self.outdate(Topic::Drawing);
            let sound = Arc::clone(self.document.sound());
            self.simulation.document_changed(&sound);
            self.simulation.take_news();
            self.judge();
        }
    }

    /// Does something with the run, then sees what that has broken.
    pub fn simulate<T>(&mut self, act: impl FnOnce(&mut Simulation) -> T) -> T {
        let result = act(&mut self.simulation);
        if self.simulation.take_news() {
            self.judge();
        }
        if self.simulation.take_slow_motion() {
            let told = "Slow motion for a moment, for the first kill: watch who notices it, and when. \
                The menu of the ground turns it off.";
            self.say(Severity::Note, told);
        }
        self.invites &= self.simulation.faults().is_empty();
        result
    }

    /// The document or what is dead is another: the findings and the course are told.
    fn judge(&mut self) {
        let failed = failed_by(self.simulation.faults(), self.simulation.roles());
        self.findings.judge(self.document.sound(), failed);
        if let Some(course) = &mut self.course {
            let now_s = self.simulation.run().now().as_seconds();
            let slow = self.simulation.faults().slow.keys();
            let slow: Vec<_> = slow.map(|id| Target::Component(*id)).collect();
            course.see_dead(self.simulation.dead(), &slow, now_s, &self.document);
        }
    }
}

/// How things stand for the analysis: what was killed, crashed, cut or isolated itself, and who is primary.
fn failed_by(faults: &Faults, roles: &Roles) -> Failed {
    let killed = faults.killed.iter().chain(&faults.crashed).copied();
    let regions = faults.regions.iter().copied();
    let cut = faults.cut.iter().copied();
    let dead = killed
        .map(Target::Component)
        .chain(regions.map(Target::Region))
        .chain(faults.groups.iter().copied().map(Target::Group))
        .chain(cut.map(Target::Link));
    Failed {
        isolated: faults.isolated.clone(),
        roles: roles.clone(),
        ..dead.collect()
    }
}
