//! Systems that observe others: what is left out elsewhere is all that there is.

use std::collections::BTreeSet;

use topple_model::imported::{How, Says};

use super::draft::{About, Draft, Wire, choice};
use crate::trades::{self, Trade};

/// Where nothing else serves anybody, what observes is the system: it is drawn.
pub fn draw(draft: &mut Draft<'_>) {
    let serves = |&i: &usize| {
        draft.part(i).kind.is_some()
            || matches!(draft.judged[i].trade, None | Some(Trade::Background))
    };
    if draft.drawn().iter().any(serves) {
        return;
    }
    let watches = |i: &usize| {
        draft.part(*i).apart.is_none()
            && draft.answers.fate(&[draft.name(*i)]).is_none()
            && matches!(draft.judged[*i].trade, Some(Trade::Apart(why)) if why != trades::ONCE)
            && !trades::only_tells(draft.name(*i))
    };
    let all: Vec<usize> = (0..draft.judged.len()).filter(watches).collect();
    let names: BTreeSet<String> = all.iter().map(|&i| draft.name(i).to_owned()).collect();
    let Some(&first) = all.first() else { return };
    for &i in &all {
        draft.judged[i].trade = None;
        draft.judged[i].left = None;
        "nothing else here serves anybody".clone_into(&mut draft.judged[i].why);
    }
    draft.notes.retain(|note| {
        let of_one = |name: &String| note.text.starts_with(&format!("{name} is not drawn."));
        note.how != How::LeftOut || !names.iter().any(of_one)
    });
    let (back, stay): (Vec<Wire>, Vec<Wire>) = std::mem::take(&mut draft.wires_apart)
        .into_iter()
        .partition(|wire| draft.is_drawn(wire.from) && draft.is_drawn(wire.to));
    draft.wires.extend(back);
    draft.wires_apart = stay;
    let names: Vec<String> = names.into_iter().collect();
    let text = format!(
        "Nothing here serves anybody but what observes or administers ({}), so that is drawn as the system.",
        names.join(", ")
    );
    let source = Some(draft.part(first).source.clone());
    draft.note(About::All, How::Guessed, text, source).choices = names
        .iter()
        .take(8)
        .map(|name| choice(format!("Leave {name} out"), name, Says::LeftOut))
        .collect();
}
