//! From the session to the signals: only of what changed, and only where it differs.

use super::{Bridge, CardSignals};
use crate::app::browser::{focus, points_with_a_finger};
use crate::app::figures::per_cent;
use crate::app::layout::Layout;
use crate::app::state::{ArcState, State};
use crate::app::view::{
    CardView, FateChipView, FateMark, Flag, Inspected, Light, LinkEnd, NoteView, RegionView,
};
use crate::editor::numbers::plain;
use crate::editor::session::fate_chips::FateChip;
use crate::editor::view::label;
use crate::editor::view::stacks::{self, Stack};
use crate::editor::{Changes, Gesture, Session};
use crate::model::geometry::notes;
use crate::model::{Component, ComponentId, Note, Region, Target};

/// Sets a signal where the value differs, so that no reader runs for what did not change.
pub(super) fn set<T: PartialEq + Send + Sync + 'static>(signal: State<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

/// The same for a signal that is counted; what it held, where that differs.
pub(super) fn set_differing<T: PartialEq + Clone + Send + Sync + 'static>(
    signal: &ArcState<T>,
    value: T,
) -> Option<T> {
    let before = signal.with_untracked(|old| (*old != value).then(|| old.clone()))?;
    signal.set(value);
    Some(before)
}

impl Bridge {
    /// Tells the page what changed since this was last done.
    pub(super) fn publish(self) {
        let changes = self.inner().session.borrow_mut().take_changes();
        if changes.is_empty() {
            return;
        }
        self.publish_cards(&changes);
        self.publish_regions(&changes);
        self.note_changes(&changes);
        self.publish_panels(&changes);
        if changes.document {
            let fates = self.read(|s| FateMark::all(&s.document().scenario().groups));
            set(self.fates, fates);
            self.revision.update(|revision| *revision += 1);
            self.hold_against_original();
            self.autosave();
        }
        if changes.faults {
            self.faults.update(|faults| *faults += 1);
        }
        if changes.document || changes.faults || changes.lesson {
            set(self.invitation, self.read(Session::invitation));
        }
        if changes.document
            || changes.faults
            || changes.history
            || changes.selection
            || changes.transport
        {
            self.possibilities.update(|n| *n += 1);
        }
        if changes.selection {
            set(self.inspected, self.read(inspected));
        }
        if changes.camera {
            set(self.camera, self.read(|session| *session.view().camera()));
        }
        if changes.camera || changes.document {
            let is_lost = self.read(|session| session.view().is_lost(session.document()));
            set(self.is_lost, is_lost);
        }
        if changes.messages {
            set(
                self.messages,
                self.read(|session| session.messages().to_vec()),
            );
            self.let_notes_go();
        }
        let gesture = self.read(|session| gesture_key(session.gesture()));
        // What a link may lead to lies behind the sheet in which its button was pressed.
        let begins_link = self.gesture.with_untracked(|now| *now != gesture)
            && self.read(|session| match session.gesture() {
                Gesture::Linking(linking) => linking.pointer.is_none(),
                _ => false,
            });
        set(self.gesture, gesture);
        if begins_link && self.layout.get_untracked() == Layout::Sheet {
            self.show_sheet(None);
        }
        if let Some(rest) = self.rest() {
            set(self.hint, self.read(rest.hint));
        }
        set(self.selecting, self.read(Session::is_selecting));
        self.elements_change(&changes);
        self.publish_stop(&changes);
        if changes.log || changes.history || changes.document {
            self.read_out();
        }
        self.tell_changes(&changes);
        self.wake(&changes);
    }

    /// What a script says is marked where it is no longer of what is drawn.
    pub(super) fn hold_against_original(self) {
        if let Some(rest) = self.rest() {
            (rest.hold_against_original)(&mut self.inner().session.borrow_mut());
        }
    }

    /// Reads out what happened, as far as it can be read out by now.
    fn read_out(self) {
        /// How many sentences are kept for who listens.
        const KEPT: usize = 24;
        let Some(rest) = self.rest() else { return };
        let said = (rest.announcements)(&mut self.inner().session.borrow_mut());
        if said.is_empty() {
            return;
        }
        self.read_out.update(|all| {
            let next = all.last().map_or(0, |(number, _)| number + 1);
            all.extend((next..).zip(said));
            all.drain(..all.len().saturating_sub(KEPT));
        });
    }

    /// The keyboard's focus goes with what is selected, as long as it is on the canvas; and never falls to the page.
    fn publish_stop(self, changes: &Changes) {
        let stop = self.read(Session::stop);
        let moves = changes.selection || self.stop.with_untracked(|before| *before != stop);
        set(self.stop, stop);
        // Whose letters are being written has the focus within.
        let is_writing = self.renaming.get_untracked().is_some();
        if moves && focus::is_on_canvas() && !is_writing {
            focus::on_stop_soon();
        } else if changes.lists || changes.selection {
            focus::keep_in_page();
        }
    }

    fn publish_cards(self, changes: &Changes) {
        let inner = self.inner();
        for &id in &changes.components {
            let card = self.read(|session| {
                session
                    .document()
                    .component(id)
                    .map(|c| card_view(session, c))
            });
            let mut cards = inner.cards.borrow_mut();
            let Some(card) = card else {
                cards.remove(&id);
                continue;
            };
            let signals = cards.entry(id).or_insert_with(|| CardSignals {
                card: ArcState::new(card.clone()),
                live: ArcState::default(),
                role: ArcState::default(),
            });
            let signal = signals.card.clone();
            drop(cards);
            if signal.with_untracked(|old| *old != card) {
                signal.set(card);
            }
        }
        if changes.lists {
            let ids = self.read(|session| {
                session
                    .document()
                    .scenario()
                    .components
                    .iter()
                    .map(|c| c.id)
                    .collect()
            });
            set(self.card_ids, ids);
        }
    }

    /// The first view has neither notes nor labels of links.
    fn note_changes(self, changes: &Changes) {
        let notes = !changes.notes.is_empty() || changes.document || changes.lists;
        let labels = changes.picture || changes.camera || changes.document;
        if let Some(rest) = self.rest() {
            (rest.publish_notes)(self, notes, labels);
        }
    }

    /// Notes are few: what all of them show is made anew where one may be another, and each reads its own. The same of the
    /// labels of links, and of the chips of shared fates.
    pub fn publish_notes(self, notes: bool, labels: bool) {
        if notes {
            let notes = self.read(|session| {
                let notes = session.document().scenario().notes.iter();
                notes
                    .map(|note| (note.id, note_view(session, note)))
                    .collect()
            });
            set(self.notes, notes);
        }
        if labels {
            let labels = self.read(|session| label::labels(session.document(), session.view()));
            set(self.labels, labels);
        }
        let chips = self.read(|session| {
            let chips = session.fate_chips().into_iter();
            chips.map(|chip| fate_chip(session, chip)).collect()
        });
        set(self.fate_chips, chips);
    }

    fn publish_regions(self, changes: &Changes) {
        let inner = self.inner();
        for &id in &changes.regions {
            let region = self.read(|session| {
                session
                    .document()
                    .region(id)
                    .map(|r| region_view(session, r))
            });
            let mut regions = inner.regions.borrow_mut();
            let Some(region) = region else {
                regions.remove(&id);
                continue;
            };
            let signal = regions
                .entry(id)
                .or_insert_with(|| ArcState::new(region.clone()))
                .clone();
            drop(regions);
            if signal.with_untracked(|old| *old != region) {
                signal.set(region);
            }
        }
        if changes.lists {
            let ids = self.read(|session| {
                session
                    .document()
                    .scenario()
                    .regions
                    .iter()
                    .map(|r| r.id)
                    .collect()
            });
            set(self.region_ids, ids);
        }
    }
}

fn fate_chip(session: &Session, chip: FateChip) -> FateChipView {
    let target = Target::Group(chip.group);
    let components = session.document().scenario().components.iter();
    FateChipView {
        id: chip.group,
        name: session.document().name_of(target),
        parts: components
            .filter(|c| c.groups.contains(&chip.group))
            .count(),
        at: chip.at,
        row: chip.row,
        alive: session.simulation().is_alive(target),
        selected: session.document().selection().contains(target),
        flag: session.findings().flag_of(target),
    }
}

fn card_view(session: &Session, component: &Component) -> CardView {
    let id = component.id;
    let card = card_of_one(session, component);
    let stack = session.view().stack_of(session.document(), id);
    match stack.filter(|stack| stack.first() == Some(id)) {
        Some(stack) => card_of_stack(session, card, &stack),
        None => card,
    }
}

/// The card of a stack is that of its first part, but for what all of them have a say in.
fn card_of_stack(session: &Session, first: CardView, stack: &Stack) -> CardView {
    let parts = stack.members.iter();
    let parts: Vec<&Component> = parts
        .filter_map(|id| session.document().component(*id))
        .collect();
    let flag = |id| session.findings().flag_of(Target::Component(id));
    let light = |part: &&Component| Light {
        id: part.id,
        name: part.display_name().to_owned(),
        alive: session.simulation().is_alive(Target::Component(part.id)),
        is_flagged: flag(part.id) != Flag::None,
    };
    let lights: Vec<Light> = parts.iter().map(light).collect();
    let names: Vec<&str> = parts.iter().map(|part| part.display_name()).collect();
    let flags = parts.iter().map(|part| flag(part.id));
    let highlights = parts.iter();
    let highlights = highlights.map(|p| session.findings().highlight(Target::Component(p.id)));
    let ailing = parts.iter().map(|part| ailment(session, part.id));
    CardView {
        name: stacks::name_of(&names),
        at: stack.card.centre(),
        alive: lights.iter().any(|light| light.alive),
        crashed: false,
        flag: flags
            .into_iter()
            .find(|f| *f != Flag::None)
            .unwrap_or(Flag::None),
        highlight: highlights.into_iter().flatten().next(),
        ailment: ailing
            .into_iter()
            .find(|a| !a.is_empty())
            .unwrap_or_default(),
        lights,
        scale: stack.scale,
        could_stack: None,
        ..first
    }
}

fn card_of_one(session: &Session, component: &Component) -> CardView {
    let id = component.id;
    CardView {
        id,
        lights: Vec::new(),
        scale: 1.0,
        could_stack: session.could_stack(id),
        kind: component.kind(),
        name: component.display_name().to_owned(),
        at: component.at,
        alive: session.simulation().is_alive(Target::Component(id)),
        flag: session.findings().flag_of(Target::Component(id)),
        brief: session.findings().lasts_s(Target::Component(id)).is_some(),
        selected: session
            .document()
            .selection()
            .contains(Target::Component(id)),
        fated: component
            .groups
            .iter()
            .any(|g| session.document().selection().contains(Target::Group(*g))),
        fates: component.groups.clone(),
        colour: component.colour,
        highlight: session.findings().highlight(Target::Component(id)),
        ailment: ailment(session, id),
        crashed: session.simulation().has_crashed(id),
        link_end: link_end(session, id),
    }
}

/// What ails a part that lives: `6× slow`, `30 % errors`; the worse where both do.
pub fn ailment(session: &Session, id: ComponentId) -> String {
    let (slowness, errors) = (
        session.simulation().slowness(id),
        session.simulation().error_share(id),
    );
    if errors > 0.0 {
        format!("{} errors", per_cent(errors))
    } else if slowness > 1.0 {
        format!("{}× slow", plain(slowness))
    } else {
        String::new()
    }
}

/// What a link that is being drawn says of a card: where it comes from, where it may go, and where it may not.
fn link_end(session: &Session, id: ComponentId) -> LinkEnd {
    match (session.gesture(), session.link_target(id)) {
        (Gesture::Linking(linking), _) if linking.from == id => LinkEnd::Source,
        (_, None) => LinkEnd::Idle,
        (_, Some(Ok(()))) => LinkEnd::Allowed,
        (_, Some(Err(_))) => LinkEnd::Refused,
    }
}

fn note_view(session: &Session, note: &Note) -> NoteView {
    let document = session.document();
    let about = note.about.and_then(|id| document.scenario().part(id));
    NoteView {
        frame: note.frame(),
        text: notes::lines(&note.text).join("\n"),
        about: about.map(|part| document.name_of(part)),
        colour: note.colour,
        selected: document.selection().contains(Target::Note(note.id)),
    }
}

fn region_view(session: &Session, region: &Region) -> RegionView {
    let target = Target::Region(region.id);
    RegionView {
        id: region.id,
        name: region.display_name().to_owned(),
        frame: region.frame,
        alive: session.simulation().is_alive(target),
        isolated: session.simulation().is_isolated(region.id),
        flag: session.findings().flag_of(target),
        highlight: session.findings().highlight(target),
        selected: session.document().selection().contains(target),
    }
}

pub(super) fn inspected(session: &Session) -> Inspected {
    let selection = session.document().selection();
    match selection.only() {
        Some(Target::Component(id)) => Inspected::Component(id),
        Some(Target::Region(id)) => Inspected::Region(id),
        Some(Target::Group(id)) => Inspected::Group(id),
        Some(Target::Link(id)) => Inspected::Link(id),
        Some(Target::Note(id)) => Inspected::Note(id),
        None if selection.is_empty() => Inspected::Scenario,
        None => Inspected::Many(selection.len()),
    }
}

const fn gesture_key(gesture: &Gesture) -> &'static str {
    match gesture {
        Gesture::Idle => "idle",
        Gesture::Pressing(_) => "press",
        Gesture::Dragging(_) => "move",
        Gesture::Marquee(_) => "marquee",
        Gesture::Linking(_) => "link",
        Gesture::Panning(_) => "pan",
        Gesture::Pinching(_) => "pinch",
        Gesture::Placing(_) => "place",
        Gesture::Resizing(_) => "resize",
    }
}

/// What the gesture under way would do, or why it would not.
pub fn hint(session: &Session) -> Option<String> {
    let linking = match session.gesture() {
        Gesture::Linking(linking) => linking,
        Gesture::Idle if session.is_selecting() => {
            return Some("Tap others to select them, too; the ground ends it.".to_owned());
        }
        _ => return None,
    };
    let name = |id| session.document().name_of(Target::Component(id));
    match (&linking.refusal, linking.aim, linking.pointer) {
        (Some(refusal), _, _) => Some(refusal.clone()),
        (None, Some(to), _) => Some(format!("Link {} to {}.", name(linking.from), name(to))),
        (None, None, None) => {
            let from = name(linking.from);
            Some(if points_with_a_finger() {
                format!(
                    "Link {from} to what? Tap it, or the ground for a new part. Tap {from} again to give up."
                )
            } else {
                format!(
                    "Link {from} to what? Click it, or go to it with the arrows and press Enter. Escape gives up."
                )
            })
        }
        (None, None, Some(_)) => None,
    }
}
