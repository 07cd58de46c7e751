//! A run of a scenario, as the rest of the program sees it.

use std::sync::Arc;

use topple_model::{Action, ComponentId, Roles, Scenario, Sound};

use super::inputs::{Adopt, Difference, Input, Inputs};
use super::play::{Progress, play_on};
use super::playhead::Playhead;
use super::queue::LANES;
use super::rewinding::Rewinding;
use super::snapshots::Snapshots;
use super::state::State;
use super::{
    Chaos, ComponentNumbers, ComponentRow, FaultReport, Faults, Hop, LogEvent, MemberNumbers,
    Micros, Row, Totals,
};

/// A run of a scenario: the state of everything at one moment of virtual time, and what is needed to go back.
#[derive(Clone, Debug)]
pub struct Run {
    /// As it is told: by names and places that the run itself does not know.
    pub(super) sound: Arc<Sound>,
    pub(super) head: Playhead,
    /// Those before the head's place are done; those from it on are to be done again, after going back.
    pub(super) inputs: Inputs,
    pub(super) snapshots: Snapshots,
    pub(super) rewinding: Option<Rewinding>,
    /// How an edit is taken; `None` until there was one.
    adopt: Option<Adopt>,
    /// How often its past became another, or was forgotten: [`super::Costs`] are about one past.
    history: u64,
}

impl Run {
    /// A run at its start, with the seed of the scenario, which is taken to be sound.
    pub fn new(scenario: &Scenario) -> Self {
        Self::of(Arc::new(Sound::unchecked(scenario.clone())))
    }

    /// A run at its start of a scenario that others hold too.
    pub fn of(sound: Arc<Sound>) -> Self {
        Self::with_lanes(sound, LANES)
    }

    /// A run whose queue of events has fewer lanes: the same run, only slower.
    pub(super) fn with_lanes(sound: Arc<Sound>, lanes: usize) -> Self {
        Self {
            head: Playhead::new(Arc::clone(&sound), lanes),
            sound,
            inputs: Inputs::default(),
            snapshots: Snapshots::default(),
            rewinding: None,
            adopt: None,
            history: 0,
        }
    }

    /// Which past it has.
    pub(super) fn history(&self) -> u64 {
        self.history
    }

    /// Plays what is due at this very moment and waits for the next slice: what is done by hand comes after it, as it will
    /// when it is played again.
    pub(super) fn settle(&mut self) {
        self.advance(self.now(), u64::MAX);
    }

    /// The scenario as the run knows it now.
    pub fn scenario(&self) -> &Scenario {
        self.sound.scenario()
    }

    /// Where the run is.
    pub fn now(&self) -> Micros {
        self.head.state.now
    }

    /// Plays on until `until`, or until `budget_events` events were processed. The run is the same however it is sliced.
    pub fn advance(&mut self, until: Micros, budget_events: u64) -> Progress {
        let Self {
            sound,
            head,
            inputs,
            snapshots,
            ..
        } = self;
        let (events, before) = (head.state.events, Arc::clone(&head.sound));
        play_on(head, inputs, Some(snapshots), until, budget_events);
        if !Arc::ptr_eq(&before, &head.sound) {
            sound.clone_from(&head.sound);
        }
        Progress {
            reached: head.state.now,
            events: head.state.events - events,
        }
    }

    /// Takes an edited scenario. What was not touched keeps its state, by id; requests inside what was removed fail there.
    /// A changed seed matters to new components alone: a run that is to be another one is a new [`Run`].
    ///
    /// It is what the run plays from now on: after going back, edits that came later are not taken again. What else was
    /// done later is, if this means the same as what was drawn at this moment.
    pub fn apply_scenario(&mut self, scenario: &Scenario) {
        self.apply(Arc::new(Sound::unchecked(scenario.clone())));
    }

    /// The same of a scenario that others hold too. Whether it means another than before.
    pub fn apply(&mut self, sound: Arc<Sound>) -> bool {
        self.adopt = Some(State::adopt);
        self.apply_again(sound)
    }

    /// The same of the scenario that was applied last, or of the first: after going back, to play on with it.
    pub fn apply_again(&mut self, sound: Arc<Sound>) -> bool {
        let is_other = !self.plays(sound.scenario());
        debug_assert!(!is_other || self.adopt.is_some(), "no scenario was applied");
        if let Some(adopt) = self.adopt.filter(|_| is_other) {
            let before = self.head.sound.scenario();
            let difference = Difference::between(before, sound.scenario());
            if !self.snapshots.is_empty() {
                self.forget_future();
                self.settle();
            }
            self.keep(Input::Edit(Arc::new(difference), adopt));
            self.head.take_edit(Arc::clone(&sound), adopt);
        } else {
            self.forget_edits_ahead();
        }
        // Names and places are told and drawn by the scenario, not by the run.
        self.sound = sound;
        is_other
    }

    /// Whether this scenario means the same as the one that it plays now.
    pub fn plays(&self, scenario: &Scenario) -> bool {
        self.scenario().means_the_same(scenario)
    }

    /// After going back: edits that were to be taken again are not.
    fn forget_edits_ahead(&mut self) {
        if self.inputs.forget_edits_from(self.head.next_input) {
            self.history += 1;
            self.snapshots.forget_after(self.now());
        }
    }

    /// Does something to the system now. What makes no sense (a target that is gone) changes nothing.
    pub fn act(&mut self, action: Action) {
        self.act_all(&[action]);
    }

    /// Does all of this to the system, at one moment and as one thing: what dies, dies before anything notices.
    pub fn act_all(&mut self, actions: &[Action]) {
        if !actions.is_empty() {
            self.take(&Input::Act(actions.into()));
        }
    }

    /// Starts, changes or ends chaos.
    pub fn set_chaos(&mut self, chaos: Option<Chaos>) {
        self.take(&Input::Chaos(chaos));
    }

    fn take(&mut self, input: &Input) {
        self.forget_future();
        self.settle();
        self.keep(input.clone());
        self.head.take(input);
    }

    /// Keeps an input that is about to be taken, to be played again after going back.
    fn keep(&mut self, input: Input) {
        self.forget_future();
        let now = self.now();
        let forgotten = self.inputs.push(now, input);
        if forgotten > 0 {
            self.history += 1;
            self.head.next_input -= forgotten;
            self.snapshots.forget_inputs(forgotten, now);
        }
    }

    /// What was done by hand up to now, and when; the oldest of it may be forgotten, for what is kept is bounded.
    pub fn acts(&self) -> impl Iterator<Item = (Micros, Action)> + '_ {
        let inputs = (0..self.head.next_input).filter_map(|place| self.inputs.get(place));
        inputs.flat_map(|(at, input)| {
            let actions: &[Action] = match input {
                Input::Act(actions) => actions,
                Input::Edit(..) | Input::Chaos(_) => &[],
            };
            actions.iter().map(move |action| (at, *action))
        })
    }

    /// After going back: what was done by hand later is not to be done again. Doing something else implies this, and ends a
    /// way back that is not done.
    pub fn forget_future(&mut self) {
        self.rewinding = None;
        let now = self.now();
        if self.inputs.len() > self.head.next_input || self.snapshots.times().any(|at| at > now) {
            self.history += 1;
            self.inputs.truncate(self.head.next_input);
            self.snapshots.forget_after(now);
        }
    }

    /// The chaos there is.
    pub fn chaos(&self) -> Option<Chaos> {
        self.head.state.chaos.chaos
    }

    /// What is broken now.
    pub fn faults(&self) -> &Faults {
        &self.head.state.faults
    }

    /// Who acts as primary by now, where that is not as drawn, and which nodes are out.
    pub fn roles(&self) -> Roles {
        self.head.state.roles(&self.head.world)
    }

    /// Log entries from number `cursor` on that are still kept, oldest first. Start with 0, go on with
    /// [`Self::events_end`], start again after [`Self::rewind`].
    pub fn events_since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &LogEvent> {
        self.head.state.log.since(cursor)
    }

    /// The number that the next log entry will have.
    pub fn events_end(&self) -> u64 {
        self.head.state.log.end()
    }

    /// Samples at most so many requests per second of virtual time for [`Self::hops_since`]; 0, as at the start: none.
    pub fn set_sample_rate(&mut self, per_second: u32) {
        let now = self.head.state.now;
        self.head.state.hops.set_rate(per_second, now);
    }

    /// Hops of sampled requests from number `cursor` on that are still kept, in the order in which they depart.
    pub fn hops_since(&self, cursor: u64) -> impl DoubleEndedIterator<Item = &Hop> {
        self.head.state.hops.since(cursor)
    }

    /// The number that the next hop will have. It never goes back.
    pub fn hops_end(&self) -> u64 {
        self.head.state.hops.end()
    }

    /// The live numbers of a component; `None` where there is no such.
    pub fn snapshot_numbers(&self, id: ComponentId) -> Option<ComponentNumbers> {
        let part = *self.head.world.index.get(&id)?;
        Some(self.head.state.numbers_of(&self.head.world, part))
    }

    /// The members of a balancer, the addresses of a name server, as that sees them; none of any other part.
    pub fn members(&self, id: ComponentId) -> Vec<MemberNumbers> {
        let (world, state) = (&self.head.world, &self.head.state);
        let part = world
            .index
            .get(&id)
            .map(|part| &world.parts[*part as usize]);
        part.map_or_else(Vec::new, |part| {
            state.members_of(world, part.kind, part.slot as usize)
        })
    }

    /// The seconds of the run so far, oldest first; old ones are merged so that their number stays bounded.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Row> + ExactSizeIterator {
        self.head.state.measure.rows.iter().map(AsRef::as_ref)
    }

    /// The second that has not ended yet. What is in flight is not counted in it.
    pub fn second_under_way(&self) -> &Row {
        &self.head.state.measure.second
    }

    /// The last seconds of one component, oldest first; empty where there is no such.
    pub fn component_rows(
        &self,
        id: ComponentId,
    ) -> impl DoubleEndedIterator<Item = &ComponentRow> {
        let part = self
            .head
            .world
            .index
            .get(&id)
            .map(|i| &self.head.state.parts[*i as usize]);
        part.into_iter().flat_map(|p| p.counts.rows.iter())
    }

    /// What came of all requests so far.
    pub fn totals(&self) -> Totals {
        let measure = &self.head.state.measure;
        Totals {
            started: measure.started,
            served: measure.served,
            degraded: measure.degraded.answers,
            missing: measure.degraded.told(&self.head.world),
            failed: measure.failed,
            in_flight: self.head.state.in_flight(),
            lost_writes: measure.lost_writes,
            conflicting_writes: measure.conflicting_writes,
            latency: measure.latency.clone(),
        }
    }

    /// What came of all deliveries so far: requests that queues start, kept apart from those of clients. Their latency is that
    /// of the message, from when it was taken to the answer.
    pub fn deliveries(&self) -> Totals {
        self.head.state.deliveries(&self.head.world)
    }

    /// What each fault did, oldest first; a bounded number of them. As can be told at once: [`super::Costs`] counts it.
    pub fn fault_reports(&self) -> Vec<FaultReport> {
        let state = &self.head.state;
        if state.measure.reports.struck == 0 {
            return Vec::new();
        }
        state.measure.reports.told(state.moment())
    }

    /// When the first and the last of the faults struck of which there are reports; `None`: none has.
    pub fn first_and_last_strike(&self) -> Option<(Micros, Micros)> {
        self.head.state.measure.reports.first_and_last()
    }

    /// A hash over the outcome of every request and every change of state so far: equal for equal runs.
    pub fn log_hash(&self) -> u64 {
        self.head.state.measure.log_hash()
    }

    /// Events processed since the start.
    pub fn events_processed(&self) -> u64 {
        self.head.state.events
    }

    /// The moments of which there are snapshots: going back there costs nothing, anywhere else some replay.
    pub fn checkpoints(&self) -> impl Iterator<Item = Micros> + '_ {
        self.snapshots.times()
    }

    /// Bytes that the snapshots hold, as far as that can be counted: at most [`super::SNAPSHOT_BYTES`] beside the first.
    pub fn checkpoint_bytes(&self) -> usize {
        self.snapshots.bytes()
    }

    /// Bytes that the run holds beside its snapshots, as far as that can be counted: its state, its scenario and what that
    /// was compiled to, and what was done by hand (at most [`super::INPUT_BYTES`]).
    pub fn bytes(&self) -> usize {
        self.head.state.bytes() + self.head.shared_bytes(None) + self.inputs.bytes()
    }
}
