//! Where a run is, and what takes it on from there: events, and inputs.

use std::sync::Arc;

use topple_model::{ScriptEntry, Sound};

use super::Micros;
use super::inputs::{Adopt, Input};
use super::queue::LANES;
use super::state::State;
use super::world::World;

/// One moment of a run, and all that it takes to play on from there.
#[derive(Clone, Debug)]
pub(super) struct Playhead {
    /// The scenario as the inputs so far have made it.
    pub sound: Arc<Sound>,
    pub world: Arc<World>,
    pub state: State,
    /// Inputs before this place were taken.
    pub next_input: usize,
}

impl Playhead {
    /// The start of a run.
    pub fn new(sound: Arc<Sound>, lanes: usize) -> Self {
        let world = Arc::new(World::new(&sound, None, lanes));
        let mut state = State::new(&world);
        state.schedule_script(sound.scenario());
        Self {
            sound,
            world,
            state,
            next_input: 0,
        }
    }

    /// Plays to `limit`; `false` where the budget ran out before.
    pub fn play(&mut self, limit: Micros, stop: u64) -> bool {
        let Self {
            sound,
            world,
            state,
            ..
        } = self;
        let script: &[ScriptEntry] = &sound.scenario().script;
        loop {
            if state.events >= stop {
                // What is due at this very moment belongs to it, but can wait for the next slice.
                if state.queue.next_at().is_none_or(|at| at > limit) && state.now >= limit {
                    break;
                }
                return false;
            }
            if !state.step(world, script, limit) {
                break;
            }
        }
        state.close_rows(world, limit);
        state.now = limit;
        true
    }

    /// How many events take as long as this input: of the order of one for each part and link that it goes through.
    pub fn cost_of(&self, input: &Input) -> u64 {
        match input {
            Input::Act(_) => self.world.parts.len() as u64,
            Input::Edit(..) => 4 * (self.world.parts.len() + self.world.links.len()) as u64,
            Input::Chaos(_) => 0,
        }
    }

    /// Takes the next input.
    pub fn take(&mut self, input: &Input) {
        self.next_input += 1;
        match input {
            Input::Act(actions) => self.state.act_all(&self.world, actions),
            Input::Chaos(chaos) => self.state.set_chaos(&self.world, *chaos),
            Input::Edit(difference, adopt) => {
                // It was sound when it was kept.
                let scenario = difference.apply(self.sound.scenario());
                self.edit(Arc::new(Sound::unchecked(scenario)), *adopt);
            }
        }
        #[cfg(debug_assertions)]
        self.state.assert_counts(&self.world);
    }

    /// Takes the next input, an edit that has led to this scenario.
    pub fn take_edit(&mut self, sound: Arc<Sound>, adopt: Adopt) {
        self.next_input += 1;
        self.edit(sound, adopt);
    }

    fn edit(&mut self, sound: Arc<Sound>, adopt: Adopt) {
        let world = Arc::new(World::new(&sound, Some(&self.world), LANES));
        adopt(&mut self.state, &self.world, &world);
        self.state.schedule_script(sound.scenario());
        self.world = world;
        self.sound = sound;
        #[cfg(debug_assertions)]
        self.state.assert_counts(&self.world);
    }

    /// Bytes of the scenario and of what it was compiled to, as far as that can be counted, if `other` does not share them.
    pub fn shared_bytes(&self, other: Option<&Playhead>) -> usize {
        let shares_world = other.is_some_and(|o| Arc::ptr_eq(&self.world, &o.world));
        let shares_sound = other.is_some_and(|o| Arc::ptr_eq(&self.sound, &o.sound));
        let world = if shares_world { 0 } else { self.world.bytes() };
        let scenario = if shares_sound {
            0
        } else {
            self.sound.scenario().bytes()
        };
        world + scenario
    }
}
