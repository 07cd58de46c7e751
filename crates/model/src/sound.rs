//! A scenario that keeps every rule, with its topology.

use std::sync::{Arc, OnceLock};

use super::alike::Alike;
use super::apply;
use super::edit::Edit;
use super::rejection::{self, Rejection};
use super::validate::{self, Problem};
use super::{Component, ComponentId, Link, LinkId, Region, RegionId, Scenario, Target, Topology};

/// A scenario that was checked, and the topology that the check was made on.
///
/// It is made once per change and shared by `Arc`: the document, its history, the engine and the analysis all hold the
/// same one, so that an edit costs one copy of the scenario and one topology.
#[derive(Clone, Debug)]
pub struct Sound {
    scenario: Scenario,
    topology: Arc<Topology>,
    /// Found when it is first asked for.
    alike: OnceLock<Alike>,
}

impl Sound {
    /// Checks a scenario.
    ///
    /// # Errors
    /// Every problem it has, in the order of its parts.
    pub fn new(scenario: Scenario) -> Result<Self, Vec<Problem>> {
        let oversized = validate::sizes(&scenario);
        if !oversized.is_empty() {
            return Err(oversized);
        }
        let topology = Topology::new(&scenario);
        let problems = validate::problems_of(&scenario, &topology);
        if problems.is_empty() {
            Ok(Self::of_parts(scenario, topology))
        } else {
            Err(problems)
        }
    }

    /// Takes a scenario to be sound without a look: for what is sound by construction, and for tests that draw what is
    /// not. The engine plays and the analysis judges any scenario; only what they say of an unsound one means nothing.
    pub fn unchecked(scenario: Scenario) -> Self {
        let topology = Topology::new(&scenario);
        Self::of_parts(scenario, topology)
    }

    fn of_parts(scenario: Scenario, topology: Topology) -> Self {
        Self {
            scenario,
            topology: Arc::new(topology),
            alike: OnceLock::new(),
        }
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Who is linked to whom in it.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// Which of its components are alike.
    pub fn alike(&self) -> &Alike {
        self.alike
            .get_or_init(|| Alike::new(&self.scenario, &self.topology))
    }

    /// The component of this id, found without a search.
    pub fn component(&self, id: ComponentId) -> Option<&Component> {
        let place = *self.topology.index.get(&id)?;
        self.scenario.components.get(place)
    }

    /// The region of this id, found without a search.
    pub fn region(&self, id: RegionId) -> Option<&Region> {
        let place = self.topology.nesting.place(id)?;
        self.scenario.regions.get(place)
    }

    /// The link between these two, looked for among those of one of them.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        let from = *self.topology.index.get(&id.from)?;
        let mut links = self.topology.out.get(from)?.iter();
        links.find_map(|&l| self.scenario.links.get(l).filter(|l| l.id() == id))
    }

    /// Whether this is there.
    pub fn has(&self, target: Target) -> bool {
        match target {
            Target::Component(id) => self.component(id).is_some(),
            Target::Region(id) => self.region(id).is_some(),
            Target::Group(id) => self.scenario.group(id).is_some(),
            Target::Link(id) => self.link(id).is_some(),
            Target::Note(id) => self.scenario.note(id).is_some(),
        }
    }

    /// The scenario alone.
    pub fn into_scenario(self) -> Scenario {
        self.scenario
    }

    /// What becomes of it by a change. One copy, and one topology at most: none where what the scenario means stays
    /// the same, as when a card is moved.
    ///
    /// # Errors
    /// Why `change` could not be done, or the first thing that is wrong with what came of it. This one stays as it is.
    pub fn changed(
        &self,
        change: impl FnOnce(&mut Scenario) -> Result<(), Rejection>,
    ) -> Result<Self, Rejection> {
        let mut scenario = self.scenario.clone();
        change(&mut scenario)?;
        self.successor(scenario)
    }

    /// What becomes of it by these edits, all of them.
    ///
    /// # Errors
    /// As of [`Sound::changed`].
    pub fn take(&self, edits: Vec<Edit>) -> Result<Self, Rejection> {
        self.take_with(edits, |_| {})
    }

    /// The same, and then what follows from them by rule.
    ///
    /// # Errors
    /// As of [`Sound::changed`].
    pub fn take_with(
        &self,
        edits: Vec<Edit>,
        follows: impl FnOnce(&mut Scenario),
    ) -> Result<Self, Rejection> {
        self.changed(|scenario| {
            apply::apply(scenario, edits)?;
            follows(scenario);
            Ok(())
        })
    }

    /// The same with another scenario in its place, which is checked; the topology is shared where the meaning is the same.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn successor(&self, scenario: Scenario) -> Result<Self, Rejection> {
        if let Some(problem) = validate::sizes(&scenario).into_iter().next() {
            return Err(Rejection::Unsound(problem));
        }
        let topology = if scenario.means_the_same(&self.scenario) {
            Arc::clone(&self.topology)
        } else {
            Arc::new(Topology::new(&scenario))
        };
        rejection::check(&scenario, &topology)?;
        Ok(Self {
            scenario,
            topology,
            alike: OnceLock::new(),
        })
    }
}

impl PartialEq for Sound {
    /// Two are equal when their scenarios are: a topology is derived from its scenario.
    fn eq(&self, other: &Self) -> bool {
        self.scenario == other.scenario
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::sketch;
    use super::super::{Point, work};
    use super::*;

    fn sound() -> Sound {
        Sound::new(sketch("users -> lb-1 -> web-1 web-2 -> db-1")).expect("a sound sketch")
    }

    fn first(scenario: &mut Scenario) -> &mut super::super::Component {
        scenario.components.first_mut().expect("users")
    }

    #[test]
    fn an_edit_costs_one_copy_and_one_topology() {
        let before = sound();
        let (changed, work) = work::of(|| {
            before.changed(|scenario| {
                scenario.links.pop();
                Ok(())
            })
        });
        assert_eq!(changed.expect("sound").topology().ends.len(), 4);
        assert_eq!((work.copies, work.topologies), (1, 1));
    }

    #[test]
    fn a_move_costs_one_copy_and_no_topology() {
        let before = sound();
        let (moved, work) = work::of(|| {
            before.changed(|scenario| {
                first(scenario).at = Point::new(7.0, 7.0);
                Ok(())
            })
        });
        assert!(Arc::ptr_eq(
            &before.topology,
            &moved.expect("sound").topology
        ));
        assert_eq!((work.copies, work.topologies), (1, 0));
    }

    #[test]
    fn what_is_not_sound_is_refused_and_nothing_changes() {
        let before = sound();
        let refused = before.changed(|scenario| {
            first(scenario).name = Some("x".repeat(81));
            Ok(())
        });
        assert!(matches!(refused, Err(Rejection::Unsound(_))), "{refused:?}");
        let circle = Edit::AddLink(
            0,
            Box::new(super::super::Link::new(
                super::super::ComponentId::new("web-1").expect("an id"),
                super::super::ComponentId::new("lb-1").expect("an id"),
            )),
        );
        let refused = before.take(vec![circle]);
        assert!(matches!(refused, Err(Rejection::Refused(_))), "{refused:?}");
        assert_eq!(before, sound());
    }

    #[test]
    fn what_is_looked_up_is_what_a_search_finds() {
        let sound = Sound::new(sketch("users -> web-1 -> db-1\nwest = web-1")).expect("sound");
        let scenario = sound.scenario();
        for component in &scenario.components {
            assert_eq!(sound.component(component.id), Some(component));
        }
        for link in &scenario.links {
            assert_eq!(sound.link(link.id()), Some(link));
            let back = LinkId {
                from: link.to,
                to: link.from,
            };
            assert!(!sound.has(Target::Link(back)));
        }
        assert_eq!(
            sound.region(scenario.regions[0].id),
            scenario.regions.first()
        );
        let gone = ComponentId::new("web-9").expect("an id");
        assert!(!sound.has(Target::Component(gone)));
    }
}
