//! From the session to the shapes of a picture.

use crate::app::bridge::ailment;
use crate::app::canvas::badge;
use crate::editor::session::picture::LinkShape;
use crate::editor::{Badge, Flag, Session};
use crate::export::drawing::{self, Card, Drawing, Frame, Mark, RoleBadge, Way};
use crate::model::geometry::notes;
use crate::model::{Component, ComponentId, Note, Rect, Scenario, Target, limits};

/// All that is drawn, as it stands now.
pub fn drawing(session: &Session) -> Drawing {
    let scenario = session.document().scenario();
    // In view or not.
    let everywhere = Rect::new(0.0, 0.0, 0.0, 0.0).inflate(2.0 * limits::EXTENT);
    let (shapes, suspicions) = session.backdrop(everywhere);
    let all = 0..scenario.links.len();
    let shown = session.link_shapes(all, everywhere, &suspicions);
    let frames = shapes.regions.iter().map(|shape| Frame {
        rect: shape.frame,
        name: session.document().name_of(Target::Region(shape.id)),
        alive: shape.alive,
        says: match (shape.alive, shape.isolated) {
            (false, _) => "dead",
            (true, true) => "cut off",
            (true, false) => "",
        },
        mark: mark(shape.flag),
    });
    let open = shapes.open_ways.iter().map(|curve| Way {
        curves: vec![curve.control_points()],
        role: None,
        optional: false,
        alive: true,
        cut: false,
        rate_rps: 0.0,
        mark: Mark::None,
    });
    let links = shown.iter().map(|shape| Way {
        curves: vec![shape.curve.control_points()],
        role: Some(shape.role),
        optional: shape.optional,
        alive: shape.alive,
        cut: shape.cut,
        rate_rps: shape.rate_rps,
        mark: mark(shape.flag),
    });
    Drawing {
        title: scenario.title.clone(),
        frames: frames.collect(),
        ways: open.chain(links).collect(),
        cards: scenario
            .components
            .iter()
            .map(|component| card(session, component))
            .collect(),
        labels: shown
            .iter()
            .filter_map(|shape| label(session, shape))
            .collect(),
        notes: notes(scenario),
        threads: shapes.threads.clone(),
    }
}

/// The label of a link, half way along it.
fn label(session: &Session, shape: &LinkShape) -> Option<(Rect, String)> {
    let text = &session.document().link(shape.id)?.label;
    (!text.is_empty()).then(|| drawing::label(shape.curve.at(0.5), text))
}

fn notes(scenario: &Scenario) -> Vec<(Rect, Vec<String>)> {
    let note = |note: &Note| {
        let lines = notes::lines(&note.text).into_iter();
        (note.frame(), lines.map(str::to_owned).collect())
    };
    scenario.notes.iter().map(note).collect()
}

fn card(session: &Session, component: &Component) -> Card {
    let id = component.id;
    let alive = session.simulation().is_alive(Target::Component(id));
    let says = match (alive, session.simulation().has_crashed(id)) {
        (true, _) => ailment(session, id),
        (false, true) => "crashed".to_owned(),
        (false, false) => "dead".to_owned(),
    };
    Card {
        at: component.at,
        icon: component.kind().row().icon,
        name: component.display_name().to_owned(),
        alive,
        says,
        role: role(session, id),
        mark: mark(session.findings().flag_of(Target::Component(id))),
    }
}

fn role(session: &Session, id: ComponentId) -> Option<RoleBadge> {
    let now = session.simulation().numbers(id)?.database?;
    let badge = session.simulation().badge(id, &now).badge;
    Some(RoleBadge {
        word: badge::word(badge),
        is_primary: badge == Badge::Primary,
    })
}

const fn mark(flag: Flag) -> Mark {
    match flag {
        Flag::None => Mark::None,
        Flag::SinglePointOfFailure => Mark::SinglePointOfFailure,
        Flag::LastLeft => Mark::LastLeft,
        Flag::Leak(share) => Mark::Leak(share),
        Flag::Degrades(share) => Mark::Degrades(share),
        Flag::Overload => Mark::Overload,
        Flag::Saturated => Mark::Saturated,
    }
}
