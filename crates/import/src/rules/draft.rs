//! What the rules work on: the inventory, what each part was judged to be, and who is wired to whom.

use std::collections::{BTreeMap, BTreeSet};

use topple_model::imported::{Answer, Choice, How, Says};
use topple_model::{Kind, Role};

use super::answers::Answers;
use crate::evidence::{Certainty, Rule, Source};
use crate::inventory::{Inventory, Part};
use crate::trades::Trade;

/// A drawing under way.
pub struct Draft<'a> {
    /// What the readers found.
    pub inventory: Inventory,
    /// What a person answered.
    pub answers: Answers<'a>,
    /// What each part was judged to be, in the order of the inventory.
    pub judged: Vec<Judged>,
    /// Who calls whom among what is drawn.
    pub wires: Vec<Wire>,
    /// What parts that are left out call.
    pub wires_apart: Vec<Wire>,
    /// What is drawn, as services: each part is of one.
    pub groups: Vec<Group>,
    /// Where users come in: parts, and how that is known.
    pub entries: Vec<(usize, How, Option<Source>)>,
    /// What is to be said.
    pub notes: Vec<Note>,
}

/// What a part was judged to be.
pub struct Judged {
    /// By its image or its name; `None`: it works for itself.
    pub trade: Option<Trade>,
    /// What it is drawn as.
    pub kind: Kind,
    /// How sure that is.
    pub how: How,
    /// Why, in a few words.
    pub why: String,
    /// Why it is left out.
    pub left: Option<String>,
    /// Which group it is of.
    pub group: usize,
    /// Its part in replication, where it is a database of several nodes.
    pub role: Option<Role>,
}

/// One part calls another, or delivers to it.
#[derive(Clone)]
pub struct Wire {
    /// Who, by place in the inventory.
    pub from: usize,
    /// Whom.
    pub to: usize,
    /// By which rule.
    pub rule: Rule,
    /// How sure.
    pub how: How,
    /// Where it stands.
    pub source: Option<Source>,
    /// The pool that it is a member of.
    pub pool: Option<String>,
    /// All settings that say so, by name: what else they say of the called.
    pub said_by: Vec<String>,
    /// Which nodes of it are addressed; `None` among them: all.
    pub addressed: BTreeSet<Option<u32>>,
    /// Whether all of these settings ask for whoever is primary alone.
    pub primary_only: bool,
}

/// Parts that are one service.
#[derive(Clone)]
pub struct Group {
    /// What it is called.
    pub label: String,
    /// Its parts, in the order of the files.
    pub parts: Vec<usize>,
    /// Whether something promotes one of its databases when the first dies.
    pub failover: Option<topple_model::Failover>,
    /// Whether nodes of one part hold copies of each other's data.
    pub is_replicated: bool,
}

/// What is to be said.
pub struct Note {
    /// Of what.
    pub about: About,
    /// How it is known.
    pub how: How,
    /// The sentence.
    pub text: String,
    /// Where it stands.
    pub source: Option<Source>,
    /// Other answers.
    pub choices: Vec<Choice>,
}

/// What a note is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// The whole.
    All,
    /// A part.
    Part(usize),
    /// A call.
    Wire(usize, usize),
}

impl Rule {
    /// How much a call that is known by this rule is to be believed: the less, the more.
    pub fn rank(self) -> u8 {
        match self {
            Rule::Answer => 0,
            Rule::BalancerFile
            | Rule::Ingress
            | Rule::NetworkPolicy
            | Rule::TargetGroup
            | Rule::Arrow => 1,
            Rule::Environment | Rule::Reference => 2,
            Rule::DependsOn => 3,
            Rule::NamePair => 4,
            Rule::OnlyStore | Rule::SharedNetwork => 5,
            _ => 6,
        }
    }
}

impl From<Certainty> for How {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Found => How::Found,
            Certainty::Guessed => How::Guessed,
            Certainty::Asked => How::Asked,
        }
    }
}

impl<'a> Draft<'a> {
    /// Nothing judged yet.
    pub fn new(inventory: Inventory, answers: &'a [Answer]) -> Self {
        Self {
            inventory,
            answers: Answers(answers),
            judged: Vec::new(),
            wires: Vec::new(),
            wires_apart: Vec::new(),
            groups: Vec::new(),
            entries: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A part.
    pub fn part(&self, i: usize) -> &Part {
        &self.inventory.parts[i]
    }

    /// What a part is called in its file.
    pub fn name(&self, i: usize) -> &str {
        &self.inventory.parts[i].name
    }

    /// Whether a part is drawn.
    pub fn is_drawn(&self, i: usize) -> bool {
        self.judged[i].left.is_none()
    }

    /// All that are drawn.
    pub fn drawn(&self) -> Vec<usize> {
        (0..self.judged.len())
            .filter(|&i| self.is_drawn(i))
            .collect()
    }

    /// The names by which an answer may speak of a part: its own, and that of its service.
    pub fn names(&self, i: usize) -> Vec<&str> {
        let label = self
            .groups
            .get(self.judged[i].group)
            .map(|group| group.label.as_str());
        let label = label.filter(|label| *label != self.name(i));
        std::iter::once(self.name(i)).chain(label).collect()
    }

    /// What to call a part beside others of its service: its service where that has several parts.
    pub fn called(&self, i: usize) -> &str {
        match self.groups.get(self.judged[i].group) {
            Some(group) if group.parts.len() > 1 => &group.label,
            _ => self.name(i),
        }
    }

    /// How many nodes it has.
    pub fn nodes(&self, i: usize) -> u32 {
        let part = self.part(i);
        let said = part.nodes.as_ref().map(|nodes| nodes.what.max(1));
        let managed = if part.managed && part.store.hidden_standby.is_none() {
            2.max(part.zones.len() as u32)
        } else {
            1
        };
        said.unwrap_or(managed)
    }

    /// Whether a part keeps data by its trade.
    pub fn is_store(&self, i: usize) -> bool {
        let by_format = self
            .part(i)
            .kind
            .as_ref()
            .map(|kind| kind.what == Kind::Database);
        by_format.unwrap_or(matches!(
            self.judged[i].trade,
            Some(Trade::Database | Trade::Redis | Trade::Coordinator)
        ))
    }

    /// Who calls a part, among what is drawn.
    pub fn callers(&self, of: usize) -> impl Iterator<Item = usize> {
        self.wires
            .iter()
            .filter(move |wire| wire.to == of)
            .map(|wire| wire.from)
    }

    /// Whom a part calls.
    pub fn callees(&self, of: usize) -> impl Iterator<Item = usize> {
        self.wires
            .iter()
            .filter(move |wire| wire.from == of)
            .map(|wire| wire.to)
    }

    /// The place of each part by its name.
    pub fn places(&self) -> BTreeMap<&str, usize> {
        self.inventory
            .parts
            .iter()
            .enumerate()
            .map(|(i, part)| (part.name.as_str(), i))
            .collect()
    }

    /// Says something.
    pub fn note(
        &mut self,
        about: About,
        how: How,
        text: impl Into<String>,
        source: Option<Source>,
    ) -> &mut Note {
        self.notes.push(Note {
            about,
            how,
            text: text.into(),
            source,
            choices: Vec::new(),
        });
        let last = self.notes.len() - 1;
        &mut self.notes[last]
    }

    /// Leaves a part out, with an answer that draws it.
    pub fn leave(&mut self, i: usize, why: &str, draws: Choice) {
        let (text, source) = (
            format!("{} is not drawn. {why}", self.name(i)),
            Some(self.part(i).source.clone()),
        );
        self.judged[i].left = Some(why.to_owned());
        self.note(About::All, How::LeftOut, text, source)
            .choices
            .push(draws);
        let (stay, go): (Vec<Wire>, Vec<Wire>) = std::mem::take(&mut self.wires)
            .into_iter()
            .partition(|wire| wire.from != i && wire.to != i);
        self.wires = stay;
        self.wires_apart.extend(go);
    }
}

/// An answer with its words.
pub fn choice(text: impl Into<String>, about: impl Into<String>, says: Says) -> Choice {
    Choice {
        text: text.into(),
        answer: Answer {
            about: about.into(),
            says,
        },
    }
}

/// The answer that draws a part as this.
pub fn draws(name: &str, kind: Kind) -> Choice {
    choice(
        format!("Draw it as a {}", kind.noun()),
        name,
        Says::Kind(kind),
    )
}
