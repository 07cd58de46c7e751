//! What components of the page ask for.

use leptos::prelude::*;

use super::Bridge;
use super::fetching::Why;
use super::reading::applied_value;
use crate::analysis::MendId;
use crate::app::browser::{clipboard, keys};
use crate::editor::numbers;
use crate::editor::{Command, Pointed, Session, Severity, Simulation, Topic};
use crate::engine::Chaos;
use crate::model::fields::Value;
use crate::model::{
    Component, ComponentId, Group, GroupId, Link, LinkId, Note, NoteId, Region, RegionId,
    Rejection, Scenario, ScriptEntry, Target, Workload,
};
use crate::templates::Template;

impl Bridge {
    /// Runs a command, if it can be done now.
    pub fn run(self, command: Command) {
        self.with_rest(move |rest| self.change(|session| (rest.perform)(session, command)));
    }

    /// Whether a command can be done now. Tracks what that hangs on.
    pub fn can(self, command: Command) -> bool {
        self.possibilities.track();
        self.read(|session| session.can(command))
    }

    /// What a command is called now. Tracks what that hangs on.
    pub fn label(self, command: Command) -> String {
        self.possibilities.track();
        self.read(|session| session.label(command))
    }

    /// Whether the drawing is locked. Tracks what that hangs on.
    pub fn is_locked(self) -> bool {
        self.possibilities.track();
        self.read(Session::is_locked)
    }

    /// Kills or revives.
    pub fn toggle_power(self, target: Target) {
        self.change(|session| session.toggle_power(target));
    }

    /// Kills or revives one part of a stack.
    pub fn toggle_light(self, id: ComponentId) {
        self.change(|session| session.toggle_light(id));
    }

    /// Opens the stack that a part is in, or closes it.
    pub fn turn_stack(self, id: ComponentId) {
        self.change(|session| session.turn_stack(id));
    }

    /// Sets the speed: seconds of virtual time in a second.
    pub fn set_speed(self, speed: f64) {
        self.change(|session| session.simulate(|s| s.set_speed(speed)));
    }

    /// Zooms to this many pixels per canvas unit, around the middle of the view.
    pub fn zoom_to(self, zoom: f64) {
        self.change(|session| {
            let now = session.view().camera().zoom;
            session.view_mut().zoom_by(zoom / now);
        });
    }

    /// Selects something and brings it into view.
    pub fn show(self, target: Target) {
        self.change(|session| session.show(target));
    }

    /// Lights up on the canvas what a list beside it speaks of.
    pub fn point_at(self, pointed: Option<Pointed>) {
        self.by_hand(Why::Pointed, move |rest| {
            self.change(|session| (rest.point_at)(session, pointed));
        });
    }

    /// Takes a mend of a verdict.
    pub fn mend(self, element: Target, mend: &MendId, by_key: bool) {
        let Some(rest) = self.rest() else { return };
        self.change(|session| (rest.mend)(session, element, mend));
        if by_key {
            // The button goes with its verdict: the keyboard goes on from the headline, which tells what is left.
            leptos::task::spawn_local(async {
                leptos::task::tick().await;
                keys::focus("#verdicts [data-headline]");
            });
        }
    }

    /// Counts links as parts that can fail, or no longer.
    pub fn count_links(self, count: bool) {
        self.change(|session| session.findings_mut().count_links(count));
    }

    /// What chaos is, or would be. Tracks the transport, which tells of it.
    pub fn chaos(self) -> Chaos {
        self.transport.track();
        self.possibilities.track();
        self.read(|session| {
            session
                .simulation()
                .chaos()
                .unwrap_or_else(|| session.simulation().last_chaos())
        })
    }

    /// Turns chaos on or off.
    pub fn turn_chaos(self, on: bool) {
        self.change(|session| {
            if session.simulation().chaos().is_some() != on {
                session.simulate(Simulation::toggle_chaos);
            }
        });
    }

    /// Changes what chaos is, or would be.
    pub fn tune_chaos(self, chaos: Chaos) {
        self.change(|session| session.simulate(|s| s.tune_chaos(chaos)));
    }

    /// A number of what ails a part, read again whenever that may be another.
    pub fn fault(
        self,
        read: impl Fn(&Session) -> f64 + Send + Sync + 'static,
    ) -> Signal<Option<Value>> {
        Signal::derive(move || {
            self.faults.track();
            Some(Value::Number(self.read(&read)))
        })
    }

    /// The same of a switch; `None` while it does not apply.
    pub fn fault_switch(
        self,
        read: impl Fn(&Session) -> Option<bool> + Send + Sync + 'static,
    ) -> Signal<Option<Value>> {
        Signal::derive(move || {
            self.faults.track();
            self.read(&read).map(Value::Switch)
        })
    }

    /// Looks for triples too.
    pub fn ask_for_triples(self) {
        self.change(|session| session.findings_mut().ask_for_triples());
    }

    /// The keyboard's focus came to this.
    pub fn focused(self, target: Target) {
        self.change(|session| session.focus(target));
    }

    /// Sets a field of the table on a component; the words on why not, if not.
    pub fn set_field(self, id: ComponentId, key: &str, value: &Value) -> Option<String> {
        self.settled(|session| session.set_field(&[id], key, value))
    }

    /// From now on this shared fate is pointed at.
    pub fn point_at_fate(self, fate: Option<GroupId>) {
        super::publish::set(self.pointed_fate, fate);
    }

    /// Sets a field of the table on those of several components to whom it applies, in one step; the words on why not, if
    /// not.
    pub fn set_fields(self, ids: &[ComponentId], key: &str, value: &Value) -> Option<String> {
        self.settled(|session| {
            let applies = |id: &ComponentId| applied_value(session, *id, key).is_some();
            let ids: Vec<ComponentId> = ids.iter().copied().filter(applies).collect();
            session.set_field(&ids, key, value)
        })
    }

    /// Changes a component by hand; the words on why not, if not.
    pub fn change_component(
        self,
        id: ComponentId,
        what: &str,
        change: impl FnOnce(&mut Component),
    ) -> Option<String> {
        self.settled(|session| session.change_component(id, what, change))
    }

    /// The same of several at once, in one step.
    pub fn change_components(
        self,
        ids: &[ComponentId],
        what: &str,
        change: impl Fn(&mut Component),
    ) -> Option<String> {
        self.settled(|session| session.change_components(ids, what, change))
    }

    /// Changes a region by hand; the words on why not, if not.
    pub fn change_region(
        self,
        id: RegionId,
        what: &str,
        change: impl FnOnce(&mut Region),
    ) -> Option<String> {
        self.settled(|session| session.change_region(id, what, change))
    }

    /// Changes a group by hand; the words on why not, if not.
    pub fn change_group(
        self,
        id: GroupId,
        what: &str,
        change: impl FnOnce(&mut Group),
    ) -> Option<String> {
        self.settled(|session| session.change_group(id, what, change))
    }

    /// Selects it and brings it into view.
    pub fn go_to(self, target: Target) {
        self.change(|session| session.come_to(target, false));
    }

    /// Changes a link by hand; the words on why not, if not.
    pub fn change_link(
        self,
        id: LinkId,
        what: &str,
        change: impl FnOnce(&mut Link),
    ) -> Option<String> {
        self.settled(|session| session.change_link(id, what, change))
    }

    /// Changes a note by hand; the words on why not, if not.
    pub fn change_note(
        self,
        id: NoteId,
        what: &str,
        change: impl FnOnce(&mut Note),
    ) -> Option<String> {
        self.settled(|session| session.change_note(id, what, change))
    }

    /// Writes on a note, or tells why not.
    pub fn write_note(self, id: NoteId, text: &str) {
        let is_same = self.read(|session| {
            let note = session.document().note(id);
            note.is_some_and(|note| note.text == text)
        });
        if !is_same {
            self.settled_or_say(|session| session.write_note(id, text));
        }
    }

    /// Sets what requests ask for; the words on why not, if not.
    pub fn set_workload(self, workload: Workload) -> Option<String> {
        self.settled(|session| session.set_workload(workload))
    }

    /// Puts a line of the script in the place of another, or takes it out; the words on why not, if not.
    pub fn set_script_line(self, at: usize, line: Option<ScriptEntry>) -> Option<String> {
        self.settled(|session| session.set_script_line(at, line))
    }

    /// Adds a line to the script; the words on why not, if not.
    pub fn add_to_script(self, line: ScriptEntry) -> Option<String> {
        self.settled(|session| session.add_to_script(line))
    }

    /// The moment at which the run is, in seconds, to a tenth.
    pub fn moment_of_run(self) -> f64 {
        let now = self.read(|session| session.simulation().run().now().as_seconds());
        (now * 10.0).floor() / 10.0
    }

    /// Renames the scenario, or tells why not.
    pub fn set_title(self, title: &str) {
        self.settled_or_say(|session| session.set_title(title));
    }

    /// Sets the seed as it was typed; the words on why not, if not.
    pub fn set_seed(self, typed: &str) -> Option<String> {
        match numbers::seed(typed) {
            Ok(seed) => self.settled(|session| session.set_seed(seed)),
            Err(why) => Some(why),
        }
    }

    /// A change from a field: the next one is a step of its own, unless one is still typing.
    fn settled(
        self,
        change: impl FnOnce(&mut crate::editor::Session) -> Result<(), String>,
    ) -> Option<String> {
        let refused = self.change(|session| change(session).err());
        if !self.inner().is_typing.get() {
            self.settle();
        }
        refused
    }

    /// A field is left: the next change is a step of its own.
    pub(super) fn settle(self) {
        if let Ok(mut session) = self.inner().session.try_borrow_mut() {
            session.document_mut().settle();
        }
    }

    fn settled_or_say(
        self,
        change: impl FnOnce(&mut crate::editor::Session) -> Result<(), String>,
    ) {
        self.tell_refusal(self.settled(change));
    }

    /// Says why a change was refused, where its field has no room for that.
    pub fn tell_refusal(self, why: Option<String>) {
        if let Some(why) = why {
            self.change(|session| session.refuse(why));
        }
    }

    /// Changes the lesson that the scenario carries; one that is empty where it carries none.
    pub fn change_lesson(self, change: impl FnOnce(&mut crate::model::Lesson)) {
        self.settled_or_say(|session| session.change_lesson(change));
    }

    /// Takes the lesson away that the scenario carries.
    pub fn remove_lesson(self) {
        self.settled_or_say(Session::remove_lesson);
    }

    /// Begins from an architecture of the gallery.
    pub fn open_template(self, template: &Template) {
        let opened = self.change(|session| session.begin_standing(template.scenario(), 0.0));
        if let Err(rejection) = opened {
            self.say(Severity::Failure, rejection.to_string());
        }
    }

    /// Opens a scenario of the house, and plays it from its start.
    pub fn play_from_start(self, scenario: Scenario) {
        let opened = self.change(|session| {
            session.begin_standing(scenario, 0.0)?;
            session.simulate(|simulation| simulation.set_playing(true));
            Ok(())
        });
        if let Err(rejection) = opened {
            let rejection: Rejection = rejection;
            return self.say(Severity::Failure, rejection.to_string());
        }
        // Where a script speaks, room is left for what it says.
        self.fit_opened();
    }

    /// Tells the person something.
    pub fn say(self, severity: Severity, text: impl Into<String>) {
        self.change(|session| session.say(severity, text));
    }

    /// Says why a file cannot be opened, until something is.
    pub fn refuse_files(self, why: impl Into<String>) {
        self.change(|session| session.say_of(Topic::Files, Severity::Failure, why));
    }

    /// Puts a text on the clipboard and says so.
    pub fn copy_text(self, text: &str) {
        clipboard::write(text, move |done| {
            if done {
                self.say(Severity::Note, "Copied.");
            } else {
                self.say(
                    Severity::Failure,
                    "The browser did not allow copying. Select the text and copy it by hand.",
                );
            }
        });
    }
}
