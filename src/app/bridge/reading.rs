//! What components of the page read of the document itself: derived, never kept a second time.

use leptos::prelude::*;

use super::Bridge;
use crate::app::state::Derived;
use crate::editor::document::deeds::DeedKind;
use crate::editor::{Command, OutlineItem, Session};
use crate::model::fields::{self, Field, Value};
use crate::model::{
    Component, ComponentId, Group, GroupId, Id, Kind, Link, LinkId, Note, NoteId, Region, RegionId,
    ScriptEntry, Target, Workload,
};

impl Bridge {
    /// Something of the document, read again with every revision of it.
    fn of_document<T>(self, read: impl Fn(&Session) -> T + Send + Sync + 'static) -> Derived<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Derived::new(move || {
            self.revision.track();
            self.read(&read)
        })
    }

    /// A component of the document.
    pub fn component(self, id: ComponentId) -> Derived<Option<Component>> {
        self.of_document(move |session| session.document().component(id).cloned())
    }

    /// What something is called.
    pub fn name_of(self, target: Target) -> Derived<String> {
        self.of_document(move |session| session.document().name_of(target))
    }

    /// The value of a setting, where it applies, of the component whose setting counts: a rule of a set is that of its
    /// ruling node.
    pub fn field_value(self, id: ComponentId, field: &'static Field) -> Signal<Option<Value>> {
        let value = self.of_document(move |session| applied_value(session, id, field.key));
        Signal::derive(move || value.get())
    }

    /// The components that are selected, each with its kind.
    pub fn selected_components(self) -> Derived<Vec<(ComponentId, Kind)>> {
        Derived::new(move || {
            self.possibilities.track();
            self.read(|session| {
                let document = session.document();
                let selected = document.selection().components();
                let kinds = selected.filter_map(|id| Some((id, document.component(id)?.kind())));
                kinds.collect()
            })
        })
    }

    /// The values of a setting of several components, of those that have it and to whom it applies.
    pub fn field_values(self, ids: Vec<ComponentId>, field: &'static Field) -> Derived<Vec<Value>> {
        self.of_document(move |session| {
            let value = |id: &ComponentId| applied_value(session, *id, field.key);
            ids.iter().filter_map(value).collect()
        })
    }

    /// What several components have of something, in their order.
    pub fn of_components<T>(
        self,
        ids: Vec<ComponentId>,
        read: impl Fn(&Component) -> T + Send + Sync + 'static,
    ) -> Derived<Vec<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        self.of_document(move |session| {
            let found = ids
                .iter()
                .filter_map(|id| session.document().component(*id));
            found.map(&read).collect()
        })
    }

    /// The links of a component, each with what a person calls it and whether it is whole.
    pub fn links_of(self, id: ComponentId) -> Derived<Vec<(LinkId, String, bool)>> {
        Derived::new(move || {
            self.revision.track();
            self.faults.track();
            self.read(|session| {
                let document = session.document();
                let links = document.scenario().links.iter().map(Link::id);
                let links = links.filter(|link| link.from == id || link.to == id);
                let row = |link: LinkId| {
                    let name = |end| document.name_of(Target::Component(end));
                    let words = if link.from == id {
                        format!("to {}", name(link.to))
                    } else {
                        format!("from {}", name(link.from))
                    };
                    let is_whole = session.simulation().is_alive(Target::Link(link));
                    (link, words, is_whole)
                };
                links.map(row).collect()
            })
        })
    }

    /// A region of the document.
    pub fn region_itself(self, id: RegionId) -> Derived<Option<Region>> {
        self.of_document(move |session| session.document().region(id).cloned())
    }

    /// A group of the document.
    pub fn group_itself(self, id: GroupId) -> Derived<Option<Group>> {
        self.of_document(move |session| session.document().scenario().group(id).cloned())
    }

    /// All groups, with their names.
    pub fn group_names(self) -> Derived<Vec<(GroupId, String)>> {
        self.of_document(|session| {
            let groups = session.document().scenario().groups.iter();
            groups
                .map(|g| (g.id, g.display_name().to_owned()))
                .collect()
        })
    }

    /// All groups, with their names, and whether all of these components are in each; `None`: some of them.
    pub fn groups_with(
        self,
        ids: Vec<ComponentId>,
    ) -> Derived<Vec<(GroupId, String, Option<bool>)>> {
        self.of_document(move |session| {
            let is_in = |group| {
                let found = ids
                    .iter()
                    .filter_map(|id| session.document().component(*id));
                let mut each = found.map(|c| c.groups.contains(&group));
                let first = each.next()?;
                each.all(|other| other == first).then_some(first)
            };
            let groups = session.document().scenario().groups.iter();
            let row = |g: &Group| (g.id, g.display_name().to_owned(), is_in(g.id));
            groups.map(row).collect()
        })
    }

    /// The parts of a group, with their names.
    pub fn members_of(self, id: GroupId) -> Derived<Vec<(ComponentId, String)>> {
        self.of_document(move |session| {
            let components = session.document().scenario().components.iter();
            let members = components.filter(|c| c.groups.contains(&id));
            members
                .map(|c| (c.id, c.display_name().to_owned()))
                .collect()
        })
    }

    /// A link of the document.
    pub fn link_itself(self, id: LinkId) -> Derived<Option<Link>> {
        self.of_document(move |session| session.document().link(id).cloned())
    }

    /// A note of the document.
    pub fn note_itself(self, id: NoteId) -> Derived<Option<Note>> {
        self.of_document(move |session| session.document().note(id).cloned())
    }

    /// Everything that a note may be about, with its name: regions, then components.
    pub fn parts(self) -> Derived<Vec<(Id, String)>> {
        self.of_document(|session| {
            let scenario = session.document().scenario();
            let regions = scenario.regions.iter();
            let regions = regions.map(|r| (r.id.0, r.display_name().to_owned()));
            let components = scenario.components.iter();
            regions
                .chain(components.map(|c| (c.id.0, c.display_name().to_owned())))
                .collect()
        })
    }

    /// Whether all that is selected has the colour that this command gives. Tracks the document and the selection.
    pub fn is_coloured(self, command: Command) -> Derived<bool> {
        Derived::new(move || {
            self.possibilities.track();
            let colour = self.read(|session| session.document().common_colour());
            colour == Some(command.colour())
        })
    }

    /// All regions with their names.
    pub fn region_names(self) -> Derived<Vec<(RegionId, String)>> {
        self.of_document(|session| {
            session
                .document()
                .scenario()
                .regions
                .iter()
                .map(|r| (r.id, r.display_name().to_owned()))
                .collect()
        })
    }

    /// What requests ask for.
    pub fn workload(self) -> Derived<Workload> {
        self.of_document(|session| session.document().scenario().workload)
    }

    /// The script, each line with what it does in words.
    pub fn script(self) -> Derived<Vec<(ScriptEntry, String)>> {
        self.of_document(|session| {
            let document = session.document();
            let lines = document.scenario().script.iter();
            let lines = lines.map(|line| (line.clone(), document.deed_words(&line.deed)));
            lines.collect()
        })
    }

    /// What a deed of a script may be done to, by id, each with its name.
    pub fn script_targets(self, deed: DeedKind) -> Derived<Vec<(String, String)>> {
        self.of_document(move |session| {
            let targets = session.document().targets_of(deed).into_iter();
            targets.map(|(id, name)| (id.to_string(), name)).collect()
        })
    }

    /// What was changed in this run and no script can say, by name. A restart begins anew.
    pub fn unrecordable(self) -> Derived<Vec<String>> {
        Derived::new(move || {
            self.revision.track();
            self.possibilities.track();
            self.read(Session::unrecordable)
        })
    }

    /// The title of the scenario.
    pub fn title(self) -> Derived<String> {
        self.of_document(|session| session.document().scenario().title.clone())
    }

    /// The lesson that the scenario carries.
    pub fn lesson_in_hand(self) -> Derived<Option<std::sync::Arc<crate::model::Lesson>>> {
        self.of_document(|session| session.document().scenario().lesson.clone())
    }

    /// The seed of the run.
    pub fn seed(self) -> Derived<u64> {
        self.of_document(|session| session.document().scenario().seed)
    }

    /// The parts as a list, each with how it is and what it is linked to.
    pub fn outline(self) -> Derived<Vec<OutlineItem>> {
        Derived::new(move || {
            self.revision.track();
            self.faults.track();
            self.verdicts.track();
            self.read(Session::outline)
        })
    }

    /// What there is to say of the verdicts.
    pub fn announcement(self) -> Derived<String> {
        Derived::new(move || {
            self.verdicts.track();
            self.findings.track();
            self.read(Session::announcement)
        })
    }

    /// The kinds of a link's two ends.
    pub fn kinds_of(self, id: LinkId) -> Option<(Kind, Kind)> {
        self.read(|session| {
            Some((
                session.document().component(id.from)?.kind(),
                session.document().component(id.to)?.kind(),
            ))
        })
    }

    /// The latency of a link that says nothing of it.
    pub fn default_latency_ms(self, id: LinkId) -> f64 {
        self.read(|session| {
            let region = |id| session.document().component(id).and_then(|c| c.region);
            session
                .document()
                .scenario()
                .default_latency_ms(region(id.from), region(id.to))
        })
    }

    /// Whether a request fails without what the link leads to, where the link says nothing.
    pub fn needs_by_default(self, id: LinkId) -> bool {
        self.read(|session| {
            let sound = session.document().sound();
            let topology = sound.topology();
            let service = topology
                .index
                .get(&id.to)
                .and_then(|to| topology.services[*to].as_ref());
            service.is_none_or(|service| !service.kind.row().is_shortcut)
        })
    }

    /// Whether something lives now. Tracks faults and the document.
    pub fn is_alive(self, target: Target) -> bool {
        self.faults.track();
        self.revision.track();
        self.read(|session| session.simulation().is_alive(target))
    }

    /// Whether nothing crosses the border of a region. Tracks the run.
    pub fn is_isolated(self, id: RegionId) -> bool {
        self.faults.track();
        self.read(|session| session.simulation().is_isolated(id))
    }
}

/// The value of a setting where it applies, of the component whose setting counts.
pub fn applied_value(session: &Session, id: ComponentId, key: &str) -> Option<Value> {
    let component = session.document().ruling_component(id, key)?;
    let field = fields::find(component.kind(), key).filter(|field| (field.applies)(component))?;
    (field.get)(component)
}
