//! Drawing a link. Where one that is being drawn may end, [`rules::targets`] says for all components at once.

use super::Document;
use super::proposal::Proposal;
use crate::model::{ComponentId, Edit, Link, Refusal, Role, Target, rules};

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
    rules::may_link_with(document.committed(), document.sound().topology(), &link)?;
    let [from_name, to_name] = [from, to].map(|id| document.name_of(Target::Component(id)));
    let edit = Edit::AddLink(document.committed().links.len(), Box::new(link));
    let proposal = Proposal::new(format!("Link {from_name} to {to_name}"), vec![edit]);
    let is_primary = |id| {
        let database = document.component(id).and_then(|c| c.database());
        database.is_some_and(|d| d.role == Role::Primary)
    };
    let told = (is_primary(from) && is_primary(to)).then(|| {
        format!("{from_name} and {to_name} are both primaries: each takes writes. To have {to_name} take over instead, make it a standby.")
    });
    Ok(proposal.selecting([Target::Link(id)]).saying(told))
}
