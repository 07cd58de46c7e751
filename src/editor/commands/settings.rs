//! Settings changed in the inspector. They are no commands of the table, for each has a value; but they go the same way.

use std::sync::Arc;

use crate::editor::document::history::SquashKey;
use crate::editor::document::proposal::Proposal;
use crate::editor::session::Session;
use crate::model::fields::Value;
use crate::model::{
    Component, ComponentId, Deed, Edit, Group, GroupId, Lesson, Link, LinkId, Note, NoteId, Region,
    RegionId, ScriptEntry, Target, Workload, limits,
};

impl Session {
    /// Sets a field of the table of settings on all of these components that have it; one step with earlier edits of the
    /// same field of the same components, until `Document::settle`.
    ///
    /// # Errors
    /// Why the value is refused, in words that follow the field's label; nothing is changed.
    pub fn set_field(
        &mut self,
        ids: &[ComponentId],
        key: &str,
        value: &Value,
    ) -> Result<(), String> {
        let proposal = self.document().with_field(ids, key, value)?;
        self.set(proposal)
    }

    /// Changes a component by hand: name, service, region, availability, note. `what` names the field, for the label
    /// and for squashing: `name`. Its id stays what it is.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_component(
        &mut self,
        id: ComponentId,
        what: &str,
        change: impl FnOnce(&mut Component),
    ) -> Result<(), String> {
        let proposal = self.document().with_component(id, what, change);
        self.set(proposal.ok_or_else(|| gone(id))?)
    }

    /// The same of several at once, in one step.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_components(
        &mut self,
        ids: &[ComponentId],
        what: &str,
        change: impl Fn(&mut Component),
    ) -> Result<(), String> {
        let proposal = self.document().with_components(ids, what, change);
        self.set(proposal)
    }

    /// Changes a region by hand: name, parent, availability, note.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_region(
        &mut self,
        id: RegionId,
        what: &str,
        change: impl FnOnce(&mut Region),
    ) -> Result<(), String> {
        let proposal = self.document().with_region(id, what, change);
        self.set(proposal.ok_or_else(|| gone(id))?)
    }

    /// Changes a group by hand: name, availability.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_group(
        &mut self,
        id: GroupId,
        what: &str,
        change: impl FnOnce(&mut Group),
    ) -> Result<(), String> {
        let proposal = self.document().with_group(id, what, change);
        self.set(proposal.ok_or_else(|| gone(id))?)
    }

    /// Changes a link by hand: latency, loss, weight, required, mode, label.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_link(
        &mut self,
        id: LinkId,
        what: &str,
        change: impl FnOnce(&mut Link),
    ) -> Result<(), String> {
        let proposal = self.document().with_link(id, what, change);
        self.set(proposal.ok_or_else(|| gone(id))?)
    }

    /// Changes a note by hand: what it is about.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_note(
        &mut self,
        id: NoteId,
        what: &str,
        change: impl FnOnce(&mut Note),
    ) -> Result<(), String> {
        let proposal = self.document().with_note(id, what, change);
        self.set(proposal.ok_or_else(|| gone(id))?)
    }

    /// Renames the scenario.
    ///
    /// # Errors
    /// Why not, in plain words.
    pub fn set_title(&mut self, title: &str) -> Result<(), String> {
        let edit = Edit::SetTitle(title.trim().to_owned());
        self.set(typing(
            "title",
            Proposal::new("Rename the scenario", vec![edit]),
        ))
    }

    /// Changes the lesson that the scenario carries; one that is empty where it carries none.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn change_lesson(&mut self, change: impl FnOnce(&mut Lesson)) -> Result<(), String> {
        let before = self.document().scenario().lesson.clone();
        let mut lesson = before.as_deref().cloned().unwrap_or_default();
        change(&mut lesson);
        if before.as_deref() == Some(&lesson) {
            return Ok(());
        }
        let edit = Edit::SetLesson(Some(Arc::new(lesson)));
        self.set(typing(
            "lesson",
            Proposal::new("Change the lesson", vec![edit]),
        ))
    }

    /// Takes the lesson away that the scenario carries.
    ///
    /// # Errors
    /// Why not, in plain words.
    pub fn remove_lesson(&mut self) -> Result<(), String> {
        self.set(Proposal::new(
            "Remove the lesson",
            vec![Edit::SetLesson(None)],
        ))
    }

    /// Sets the seed of the run, which starts anew.
    ///
    /// # Errors
    /// Why not, in plain words.
    pub fn set_seed(&mut self, seed: u64) -> Result<(), String> {
        self.set(Proposal::new("Set the seed", vec![Edit::SetSeed(seed)]))
    }

    /// Sets what requests ask for.
    ///
    /// # Errors
    /// Why not, in plain words.
    pub fn set_workload(&mut self, workload: Workload) -> Result<(), String> {
        let edit = Edit::SetWorkload(workload);
        self.set(Proposal::new("Set the workload", vec![edit]))
    }

    /// What was done by hand in this run and is not in the script. Moments are those of the run, to a millisecond.
    pub fn unrecorded(&self) -> Vec<ScriptEntry> {
        let scenario = self.document().scenario();
        let acts = self.simulation().run().acts();
        let lines = acts.filter(|(_, action)| scenario.has(action.target()));
        let lines = lines.map(|(at, action)| {
            let at_s = at.as_ms().round() / 1_000.0;
            ScriptEntry::act(at_s, action)
        });
        let is_new =
            |line: &ScriptEntry| line.at_s <= limits::TIME_S && !scenario.script.contains(line);
        let rates = self.simulation().redrawn_rates().into_iter();
        let rates = rates.filter(|line| line.action().is_some_and(|a| scenario.has(a.target())));
        rates.chain(lines).filter(is_new).collect()
    }

    /// What was changed in the drawing while the run went on and no script can say, by name: a script knows faults, rates
    /// and sentences.
    pub fn unrecordable(&self) -> Vec<String> {
        let document = self.document();
        let name = |target: Option<Target>| {
            target.map_or_else(
                || "what requests ask for".to_owned(),
                |target| document.name_of(target),
            )
        };
        self.simulation().redrawn().map(name).collect()
    }

    /// Puts what was done by hand in this run into the script: played from the start, it happens again.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn record(&mut self) -> Result<(), String> {
        let lines = self.unrecorded();
        let proposal = self.document().with_script_lines("Record the run", lines);
        self.set(proposal)
    }

    /// Puts a line into the script: something that is done, or a sentence that is shown.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn add_to_script(&mut self, line: ScriptEntry) -> Result<(), String> {
        let line = match &line.deed {
            Deed::Say(sentence) => ScriptEntry::say(line.at_s, sentence.trim()),
            Deed::Act(_) => line,
        };
        if self.document().scenario().script.contains(&line) {
            return Err("The script says that already, at the same moment.".to_owned());
        }
        let words = self.document().deed_words(&line.deed);
        let label = format!("Add \u{201c}{words}\u{201d} to the script");
        let proposal = self.document().with_script_lines(label, [line]);
        self.set(proposal)
    }

    /// Puts another line in the place of one of the script; `None`: takes it out.
    ///
    /// # Errors
    /// Why not, in plain words; nothing is changed.
    pub fn set_script_line(&mut self, at: usize, line: Option<ScriptEntry>) -> Result<(), String> {
        let proposal = self.document().with_script_line(at, line);
        self.set(proposal.ok_or("This line is not there any more.")?)
    }

    fn set(&mut self, proposal: Proposal) -> Result<(), String> {
        let taken = self.try_propose(proposal);
        taken.map_err(|rejection| rejection.to_string())
    }
}

/// What is typed into this field of the scenario is one step, until the field is left.
fn typing(field: &str, proposal: Proposal) -> Proposal {
    Proposal {
        squash: Some(SquashKey {
            targets: Vec::new(),
            field: field.to_owned(),
        }),
        ..proposal
    }
}

fn gone(id: impl std::fmt::Display) -> String {
    format!("\"{id}\" is not there any more.")
}
