//! Drawing a link between two components. Where one may end, for all components at once, is the rules' to say.

use super::Document;
use super::proposal::Proposal;
pub(in crate::editor) use crate::model::rules::targets::refusals;
use crate::model::{ComponentId, Edit, Link, Refusal, Target, rules};

/// Draws a link and selects it.
///
/// # Errors
/// Why the rules forbid it. Asked before the edit is tried, for there a rule that was broken before would be to blame.
pub(in crate::editor) fn link(
    document: &Document,
    from: ComponentId,
    to: ComponentId,
) -> Result<Proposal, Refusal> {
    let link = Link::new(from, to);
    let id = link.id();
    rules::may_link(document.committed(), &link)?;
    let edit = Edit::AddLink(document.committed().links.len(), Box::new(link));
    let proposal = Proposal::new(format!("Link {from} to {to}"), vec![edit]);
    Ok(proposal.selecting([Target::Link(id)]))
}
