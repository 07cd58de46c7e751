//! What a revival undid, as a sentence.

use topple_model::Target;

use crate::Faults;

/// Which fault a revival undid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Undone {
    /// It was dead, whatever else it was.
    Death,
    /// It was slow.
    Slowness,
    /// It answered with errors.
    Errors,
    /// It answered without addresses.
    EmptyAnswers,
    /// It got no new connection.
    Draining,
    /// It was cut.
    Cut,
    /// It lost messages.
    Loss,
    /// It took longer.
    Latency,
    /// Nothing crossed its border.
    Isolation,
    /// Several of those.
    Several,
}

impl Undone {
    /// What a revival of this would undo.
    pub fn of(faults: &Faults, target: Target) -> Self {
        let all: Vec<Self> = match target {
            Target::Component(id) => {
                if faults.killed.contains(&id) || faults.crashed.contains(&id) {
                    return Undone::Death;
                }
                there([
                    (faults.slow.contains_key(&id), Undone::Slowness),
                    (faults.errors.contains_key(&id), Undone::Errors),
                    (faults.empty.contains(&id), Undone::EmptyAnswers),
                    (faults.drained.contains(&id), Undone::Draining),
                ])
            }
            Target::Link(id) => {
                if faults.cut.contains(&id) {
                    return Undone::Cut;
                }
                there([
                    (faults.loss.contains_key(&id), Undone::Loss),
                    (faults.latency.contains_key(&id), Undone::Latency),
                ])
            }
            Target::Region(id) if !faults.regions.contains(&id) => {
                there([(faults.isolated.contains(&id), Undone::Isolation)])
            }
            Target::Region(_) | Target::Group(_) | Target::Note(_) => return Undone::Death,
        };
        match all.as_slice() {
            [one] => *one,
            _ => Undone::Several,
        }
    }

    /// What is so from now on, of what is called so: `db-1 is at normal speed again`.
    pub(super) fn text(self, about: &str) -> String {
        match self {
            Undone::Death => format!("{about} is back"),
            Undone::Slowness | Undone::Latency => format!("{about} is at normal speed again"),
            Undone::Errors => format!("{about} answers without errors again"),
            Undone::EmptyAnswers => format!("{about} answers with addresses again"),
            Undone::Draining => format!("{about} takes new requests again"),
            Undone::Cut => format!("{about} works again"),
            Undone::Loss => format!("{about} loses no more messages"),
            Undone::Isolation => format!("{about} is connected to the rest again"),
            Undone::Several => format!("{about} works normally again"),
        }
    }
}

fn there<const N: usize>(faults: [(bool, Undone); N]) -> Vec<Undone> {
    let there = faults.into_iter().filter(|(is_there, _)| *is_there);
    there.map(|(_, undone)| undone).collect()
}
