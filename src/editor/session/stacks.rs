//! What is done with parts that stand as one card.

use super::Session;
use crate::editor::document::link_ends;
use crate::editor::document::proposal::Proposal;
use crate::editor::view::stacks::SEVERAL;
use crate::model::{ComponentId, Edit, Target};

impl Session {
    /// Of a stack all parts are selected, or none is; and so it is with links that are drawn as one.
    pub(in crate::editor) fn select_whole(&mut self) {
        let selection = self.document.selection();
        let whole: Vec<Target> = selection
            .iter()
            .flat_map(|target| self.view.whole(&self.document, target))
            .collect();
        if whole.len() > selection.len() || whole.iter().any(|t| !selection.contains(*t)) {
            self.document.select(whole);
        }
    }

    /// Opens the stack that this part is in, or closes it: what was selected of it stays so.
    pub fn turn_stack(&mut self, id: ComponentId) {
        self.view.turn_stack(&self.document, id);
        self.select_whole();
        // The keyboard goes on where the stack is.
        let shown = Target::Component(self.view.shown_for(&self.document, id));
        self.stop = Some(shown);
    }

    /// Opens all stacks that there are.
    pub fn open_stacks(&mut self) {
        let (_, stacks) = self.view.stacks(&self.document);
        for id in stacks.iter().filter_map(|stack| stack.first()) {
            self.turn_stack(id);
        }
    }

    /// How many parts could stand as one card with this one, which is the first of them: `None` where they are too few to be
    /// told.
    pub fn could_stack(&self, id: ComponentId) -> Option<usize> {
        let alike = self.view.alike(&self.document, id);
        let is_first = alike.first() == Some(&id);
        (is_first && alike.len() >= SEVERAL).then_some(alike.len())
    }

    /// The first of what is selected that stands in a stack, or could.
    pub(in crate::editor) fn stackable(&self) -> Option<ComponentId> {
        let mut selected = self.document.selection().components();
        selected.find(|id| !self.view.alike(&self.document, *id).is_empty())
    }

    /// Draws a link, and where its ends are stacks all links between them, as one step.
    pub(super) fn link_whole(&mut self, from: ComponentId, to: ComponentId) {
        let members = |id| {
            let stack = self.view.stack_of(&self.document, id);
            stack.map_or_else(|| vec![id], |stack| stack.members.clone())
        };
        let (all_from, all_to) = (members(from), members(to));
        let mut proposed = match link_ends::link(&self.document, from, to) {
            Ok(proposal) => proposal,
            Err(refusal) => return self.refuse(refusal.to_string()),
        };
        if all_from.len() > 1 || all_to.len() > 1 {
            let mut edits = Vec::new();
            let mut next = self.document.committed().links.len();
            for (a, b) in all_from
                .iter()
                .flat_map(|a| all_to.iter().map(move |b| (*a, *b)))
            {
                let Ok(one) = link_ends::link(&self.document, a, b) else {
                    continue;
                };
                for edit in one.edits {
                    edits.push(match edit {
                        Edit::AddLink(_, link) => {
                            next += 1;
                            Edit::AddLink(next - 1, link)
                        }
                        other => other,
                    });
                }
            }
            proposed = Proposal::new(proposed.label, edits);
        }
        self.propose(proposed);
    }
}
