//! The sentences that reasons are told in.

mod primaries;

use super::classes::Operation;
use super::elements::Element;
use super::ending::{Ending, What};
use super::losses::Hurt;
use super::plan::{Check, Part, Plan};
use super::serve::State;
use topple_model::{Scenario, Service, Target};

/// The sentence about an ending.
pub(super) fn sentence(
    plan: &Plan,
    before: &State,
    after: &State,
    element: &Element,
    hurt: &[Hurt],
    ending: &Ending,
) -> String {
    let tale = Tale {
        plan,
        before,
        after,
        element,
    };
    let who = tale.every(hurt);
    match ending {
        Ending::NoName {
            caller,
            drawn,
            lost,
        } => {
            let only = tale.only("one it can ask", *drawn, lost);
            if plan.scenario().components[*caller].kind().row().asks() {
                format!("{who} asks a name server for an address first; {only}.")
            } else {
                let caller = tale.name(*caller);
                format!(
                    "{who} needs {caller}, and {caller} asks a name server whom to call; {only}."
                )
            }
        }
        Ending::Full { node, taker } => tale.full(&who, *node, *taker),
        Ending::NotPublished { delivery } => {
            let delivery = &plan.deliveries.all[*delivery];
            format!(
                "Without {}, nothing is published to {} any more, so {} gets no messages.",
                tale.element(),
                delivery.queue,
                delivery.service.label
            )
        }
        Ending::NoneLeft {
            caller,
            what,
            drawn,
            lost,
        } => tale.none_left(&who, *caller, what, *drawn, lost),
        Ending::NoPrimary { caller, set } => tale.no_primary(&who, *caller, *set),
        Ending::Unrotated { chooser, what } => tale.unrotated(*chooser, what),
        Ending::OutOfReach { caller, set } => tale.out_of_reach(&who, *caller, *set),
        Ending::Dead { chooser, chosen } => tale.dead(*chooser, *chosen),
        Ending::Broken { chooser, chosen } => tale.broken(*chooser, *chosen),
        Ending::Unclear => format!("Without {}, {} fails.", tale.element(), lower(&who)),
    }
}

/// The sentence about what is no longer served in full.
pub(super) fn degraded(
    plan: &Plan,
    after: &State,
    element: &Element,
    hurt: &[Hurt],
    without: &[String],
) -> String {
    let tale = Tale {
        plan,
        before: after,
        after,
        element,
    };
    let (noun, whose) = tale.hurt(hurt);
    let none_in_full = hurt.iter().all(|h| {
        let flow = &plan.flows[h.flow];
        let full = super::losses::full(after);
        flow.shares.clone().all(|place| full[place] == 0.0)
    });
    let who = if none_in_full {
        format!("every {noun}{whose} is")
    } else {
        format!("a part of the {noun}s{whose} is")
    };
    let missing: Vec<&str> = without.iter().map(String::as_str).collect();
    let missing = if missing.is_empty() {
        "something optional".to_owned()
    } else {
        list(&missing)
    };
    format!(
        "Without {}, {who} answered without {missing}. Nothing fails.",
        tale.element()
    )
}

/// A span of time in round words.
pub(super) fn span(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3_600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

struct Tale<'a> {
    plan: &'a Plan,
    before: &'a State,
    after: &'a State,
    element: &'a Element,
}

impl Tale<'_> {
    fn name(&self, component: usize) -> &str {
        self.plan.scenario().components[component].display_name()
    }

    fn names(&self, components: &[usize]) -> String {
        list(&components.iter().map(|&c| self.name(c)).collect::<Vec<_>>())
    }

    /// The element as the object of a sentence.
    fn element(&self) -> String {
        name_of(self.plan.scenario(), self.element.target)
    }

    /// "Every write of users for shard a": what all the hurt classes have in common.
    fn every(&self, hurt: &[Hurt]) -> String {
        let (noun, whose) = self.hurt(hurt);
        if self.is_lost_whole(hurt) {
            format!("Every {noun}{whose}")
        } else {
            format!("A part of the {noun}s{whose}")
        }
    }

    /// A queue that nobody takes from, and when it is full; or one that mirrors such a queue.
    fn full(&self, who: &str, node: usize, taker: usize) -> String {
        let name = self.name(node);
        let after = self
            .plan
            .full_after_s(self.before, node)
            .map_or(String::new(), |s| {
                format!(" after {} at today's rate", span(s))
            });
        let filled = if taker == node {
            "nothing consumes its messages: it".to_owned()
        } else {
            let taker = self.name(taker);
            format!(
                "nothing consumes the messages of {taker}, and {name}, its mirror, holds them too: {name}"
            )
        };
        format!(
            "{who} publishes to {name}. Without {}, {filled} is full{after}, and from then on it refuses new ones.",
            self.element()
        )
    }

    fn hurt(&self, hurt: &[Hurt]) -> (&'static str, String) {
        let delivered = hurt.iter().map(|h| self.plan.flows[h.flow].delivery);
        if let Some(all) = delivered.collect::<Option<Vec<usize>>>() {
            let queues = all
                .iter()
                .map(|&d| self.plan.deliveries.all[d].queue.as_str());
            let queues: std::collections::BTreeSet<&str> = queues.collect();
            let queues: Vec<&str> = queues.into_iter().collect();
            return ("message", format!(" of {}", list(&queues)));
        }
        let flows: Vec<_> = hurt.iter().map(|h| &self.plan.flows[h.flow]).collect();
        let all = |operation| flows.iter().all(|f| f.operation == operation);
        let noun = if all(Operation::Read) {
            "read"
        } else if all(Operation::Write) {
            "write"
        } else {
            "request"
        };
        let mut text = String::new();
        let clients = self
            .plan
            .scenario()
            .components
            .iter()
            .filter(|c| c.kind().row().asks());
        let same = flows.iter().all(|f| f.client == flows[0].client);
        if clients.count() > 1
            && same
            && let Some(flow) = flows.first()
        {
            text.push_str(" of ");
            text.push_str(self.name(flow.client));
        }
        if hurt.iter().all(|h| h.combination.is_some()) {
            text += &self.shards(hurt);
        }
        (noun, text)
    }

    /// The shards that all hurt classes have in common.
    fn shards(&self, hurt: &[Hurt]) -> String {
        let labels: Vec<Vec<String>> = hurt.iter().map(|h| h.class(self.plan).shards).collect();
        let Some((first, others)) = labels.split_first() else {
            return String::new();
        };
        let common: Vec<&str> = (0..first.len())
            .filter(|&place| {
                others
                    .iter()
                    .all(|other| other.get(place) == first.get(place))
            })
            .map(|place| first[place].as_str())
            .collect();
        if common.is_empty() {
            return String::new();
        }
        format!(" for {}", shard_words(&common))
    }

    /// Whether what is hurt is lost whole: the verdict is a single point of failure.
    fn is_lost_whole(&self, hurt: &[Hurt]) -> bool {
        hurt.iter().all(|hurt| {
            let flow = &self.plan.flows[hurt.flow];
            let places = match hurt.combination {
                Some(place) => flow.shares.start + place..flow.shares.start + place + 1,
                None => flow.shares.clone(),
            };
            self.after.shares[places].iter().all(|share| *share == 0.0)
        })
    }

    /// "web-1 is the only one": of `drawn` there are, `lost` were left, and they go with the element.
    fn only(&self, noun: &str, drawn: usize, lost: &[usize]) -> String {
        // "one it can call" is, where others are dead, "one left that it can call".
        let noun = if drawn > lost.len() {
            let (one, rest) = noun.split_at(3);
            let that = if rest.is_empty() { "" } else { " that" };
            format!("{one} left{that}{rest}")
        } else {
            noun.to_owned()
        };
        match self.element.target {
            Target::Component(_) => format!("{} is the only {noun}", self.names(lost)),
            Target::Link(_) => {
                format!("{} is the only way there", self.element())
            }
            Target::Region(_) => {
                let (lost_names, region) = (self.names(lost), self.element());
                match lost.len() {
                    1 => format!("{lost_names} is the only {noun}, and it is in {region}"),
                    2 => format!("{lost_names} are both in {region}, and there is no other"),
                    _ => format!("{lost_names} are all in {region}, and there is no other"),
                }
            }
            Target::Group(_) => {
                let (lost_names, group) = (self.names(lost), self.element());
                let left = if drawn > lost.len() { " left" } else { "" };
                match lost.len() {
                    1 => format!("{lost_names} is the only {noun}, and it is a part of {group}"),
                    2 => format!("{lost_names} are both parts of {group}, and there is no other"),
                    n => format!("all {n}{left} are parts of {group}"),
                }
            }
            Target::Note(_) => String::new(),
        }
    }

    fn none_left(
        &self,
        who: &str,
        caller: usize,
        what: &What,
        drawn: usize,
        lost: &[usize],
    ) -> String {
        let caller_name = self.name(caller);
        match what {
            What::Named { by } => {
                let only = self.only("one", drawn, lost);
                format!(
                    "{who} goes to an address that {} gives; {only}.",
                    self.name(*by)
                )
            }
            What::Address => {
                let only = self.only("one", drawn, lost);
                format!("{who} goes straight to a fixed address; {only}.")
            }
            What::Service(service) => {
                let is_balancer =
                    |&c: &usize| self.plan.scenario().components[c].kind().row().passes_on();
                let way = lost.iter().all(is_balancer) && !service.kind.row().passes_on();
                let only = match self.element.target {
                    Target::Component(_) if way => {
                        let left = if drawn > lost.len() { " left" } else { "" };
                        format!("{} is the only way{left} to one", self.names(lost))
                    }
                    Target::Component(_)
                    | Target::Link(_)
                    | Target::Region(_)
                    | Target::Group(_)
                    | Target::Note(_) => self.only("one it can call", drawn, lost),
                };
                let callers = self.plan.topology().services[caller].as_ref();
                let alone = self.alike(caller) == 1;
                let passes_on = self.plan.scenario().components[caller]
                    .kind()
                    .row()
                    .passes_on();
                let needs = match (passes_on, callers) {
                    (true, _) if alone => {
                        format!("passes through {caller_name}, which needs")
                    }
                    (true, _) => {
                        format!("passes through a balancer ({caller_name}, say), which needs")
                    }
                    (false, Some(service)) if !alone => format!(
                        "needs {} ({caller_name}, say), and that needs",
                        one_of(service)
                    ),
                    (false, _) => format!("needs {caller_name}, and {caller_name} needs"),
                };
                format!("{who} {needs} {}; {only}.", one_of(service))
            }
        }
    }

    /// How many live parts there are of the same kind and service.
    fn alike(&self, component: usize) -> usize {
        let (topology, parts) = (self.plan.topology(), &self.plan.scenario().components);
        let same = |&other: &usize| {
            !self.before.dead[other]
                && parts[other].kind() == parts[component].kind()
                && topology.services[other] == topology.services[component]
        };
        (0..parts.len()).filter(same).count()
    }

    fn dead(&self, chooser: usize, chosen: usize) -> String {
        let (chooser_name, chosen) = (self.name(chooser), self.name(chosen));
        match &self.plan.parts[chooser] {
            Part::Balancer(balancer) => {
                let retries = match balancer.retries {
                    0 => "and never tries another member".to_owned(),
                    1 => "and one retry does not always find a live one".to_owned(),
                    n => format!("and {n} retries do not always find a live one"),
                };
                format!(
                    "{chooser_name} does not check its members: it goes on sending a dead {chosen} its share of the \
                     requests, {retries}."
                )
            }
            Part::Dns { .. } => format!(
                "{chooser_name} does not check its addresses: it goes on giving out {chosen} when it is dead."
            ),
            Part::Client(_) => format!(
                "Requests of {chooser_name} do not go on to the next address: those that go to a dead {chosen} fail."
            ),
            Part::Server { .. } | Part::Database | Part::Cache | Part::Queue(_) => {
                format!("{chooser_name} goes on calling a dead {chosen}.")
            }
        }
    }

    fn unrotated(&self, chooser: usize, what: &What) -> String {
        let (element, chooser_name) = (self.element(), self.name(chooser));
        let member = match what {
            What::Service(service) => one_of(service),
            What::Named { .. } | What::Address => "a target".to_owned(),
        };
        let no_member = member.replacen("a ", "no ", 1);
        format!(
            "Without {element}, {no_member} passes the deep checks of {chooser_name}, although each could still serve some \
             of the requests: the checks turn a partial failure into a total one."
        )
    }

    fn broken(&self, chooser: usize, chosen: usize) -> String {
        let (chooser_name, chosen_name) = (self.name(chooser), self.name(chosen));
        let element = self.element();
        let check = match &self.plan.parts[chooser] {
            Part::Balancer(balancer) => Some(balancer.check),
            Part::Dns { check, .. } => Some(*check),
            Part::Client(_)
            | Part::Server { .. }
            | Part::Database
            | Part::Cache
            | Part::Queue(_) => None,
        };
        let why = match check {
            Some(Check::Shallow) => format!("{chooser_name} checks only whether it is alive"),
            Some(Check::Off) => format!("{chooser_name} does not check it"),
            Some(Check::Deep) => format!("the checks of {chooser_name} do not see it"),
            None => format!("{chooser_name} cannot know that"),
        };
        format!(
            "Without {element}, {chosen_name} still takes connections but cannot serve, and {why}, so requests go on to \
             {chosen_name} and fail."
        )
    }
}

/// What a person calls an element.
pub(super) fn name_of(scenario: &Scenario, element: Target) -> String {
    let component = |id| {
        scenario
            .component(id)
            .map_or_else(|| id.to_string(), |c| c.display_name().to_owned())
    };
    match element {
        Target::Component(id) => component(id),
        Target::Region(id) => scenario
            .region(id)
            .map_or_else(|| id.to_string(), |r| r.display_name().to_owned()),
        Target::Group(id) => scenario
            .group(id)
            .map_or_else(|| id.to_string(), |g| g.display_name().to_owned()),
        Target::Link(link) => {
            format!(
                "the link from {} to {}",
                component(link.from),
                component(link.to)
            )
        }
        Target::Note(id) => id.to_string(),
    }
}

/// "a server of web"; "a cache", where its service is called that.
fn one_of(service: &Service) -> String {
    let kind = service.kind.noun();
    if service.label == kind {
        format!("a {kind}")
    } else {
        format!("a {kind} of {}", service.label)
    }
}

/// `shard a`, `shards a and x`, and where shards of several services have one label, `shard a of each service`.
pub fn shard_words(shards: &[impl AsRef<str>]) -> String {
    let labels: Vec<&str> = shards.iter().map(AsRef::as_ref).collect();
    match labels.as_slice() {
        [] => String::new(),
        [one] => format!("shard {one}"),
        [first, rest @ ..] if rest.iter().all(|label| label == first) => {
            format!("shard {first} of each service")
        }
        several => format!("shards {}", list(several)),
    }
}

/// `a`, `a and b`, `a, b and c`; of many, the first few and how many more.
pub(super) fn list(names: &[&str]) -> String {
    const MANY: usize = 5;
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= MANY => format!("{} and {last}", first.join(", ")),
        _ => format!(
            "{} and {} more",
            names[..MANY - 1].join(", "),
            names.len() - (MANY - 1)
        ),
    }
}

fn lower(text: &str) -> String {
    let mut text = text.to_owned();
    // What begins with another letter than these is a name, and stays as it is.
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
