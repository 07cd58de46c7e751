//! Goals that need no run: what is drawn, and what the analysis says of it. A goal that is open says what is missing.

mod data;

use std::collections::BTreeSet;

use super::reach::{called_by_clients, used};
use crate::analysis::{Failed, Operation, Options, Report, Verdict, analyse, overloads};
use crate::model::lesson::{Goal, one};
use crate::model::link::LinkRole;
use crate::model::{Component, Kind, Scenario, Target, Topology};

/// Shares closer than this are the same.
const SAME: f64 = 1e-9;

/// What can be seen of an attempt without a run.
pub(super) struct Drawn<'a> {
    scenario: &'a Scenario,
    start: &'a Scenario,
    killed: &'a BTreeSet<Target>,
    topology: Topology,
    /// What users reach: there is a way of links to it.
    used: BTreeSet<usize>,
    report: Report,
}

/// Whether it is so; else what is missing, as a sentence.
type Told = Result<(), String>;

impl<'a> Drawn<'a> {
    pub fn new(scenario: &'a Scenario, start: &'a Scenario, killed: &'a BTreeSet<Target>) -> Self {
        let topology = Topology::new(scenario);
        Self {
            scenario,
            start,
            killed,
            used: used(scenario, &topology),
            topology,
            report: analyse(scenario, &Failed::nothing(), Options::default()),
        }
    }

    /// Whether a goal is reached that needs no run; `None` for those that do.
    pub fn tells(&self, goal: &Goal) -> Option<Told> {
        Some(match goal {
            Goal::Killed(kind) => self.killed(*kind),
            Goal::AtLeast(count, kind) => self.at_least(size(*count), *kind),
            Goal::Safe(kind) => self.safe(*kind),
            Goal::RegionsSafe => self.regions_safe(),
            Goal::Spofs(most) => self.spofs(size(*most)),
            Goal::NoLeaks { links } => self.no_leaks(*links),
            Goal::BalancersInFront => self.balancers_in_front(),
            Goal::Pools(count, kind) => self.pools(size(*count), *kind),
            Goal::ByName => self.by_name(),
            Goal::Names(count) => self.names(size(*count)),
            Goal::CachesPooled => self.caches_pooled(),
            Goal::Checks(kind) => self.checks(*kind),
            Goal::Primaries(count) => self.primaries(size(*count)),
            Goal::Standby => self.standby(),
            Goal::ReadReplica => self.read_replica(),
            Goal::Replicated => self.replicated(),
            Goal::Shards(count) => self.shards(size(*count)),
            Goal::Placed(count) => self.placed(size(*count)),
            Goal::Asks(service) => self.asks(service),
            Goal::Delivers(service) => self.delivers(service),
            Goal::Fated(kind) => self.fated(*kind),
            // What is not there, or not asked any more, is not killed to see that nothing comes of it.
            Goal::SurvivesLoss { target, .. } => return self.is_asked(*target).err().map(Err),
            Goal::DoesWithout(service, _) => return self.is_called(service).err().map(Err),
            Goal::Recovers(_) => return self.has_trouble().err().map(Err),
            Goal::Serves(_)
            | Goal::Survives(..)
            | Goal::SurvivesRegion(_)
            | Goal::SurvivesFate(_)
            | Goal::SurvivesCutOff(_)
            | Goal::Notices(_)
            | Goal::LosesNoWrites
            | Goal::NoSplitBrain => return None,
        })
    }

    fn name(&self, component: usize) -> &str {
        self.scenario.components[component].display_name()
    }

    fn all(&self, kind: Kind) -> impl Iterator<Item = usize> + '_ {
        let components = self.scenario.components.iter().enumerate();
        components
            .filter(move |(_, c)| c.kind() == kind)
            .map(|(i, _)| i)
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = usize> + '_ {
        self.all(kind).filter(|i| self.used.contains(i))
    }

    /// The ends of all links of this sort.
    fn links(&self, wanted: LinkRole) -> impl Iterator<Item = (usize, usize)> + '_ {
        let links = self.topology.ends.iter().zip(&self.topology.roles);
        links.filter_map(move |(ends, role)| (*role == Some(wanted)).then_some(*ends)?)
    }

    fn database(&self, node: usize) -> Option<&crate::model::settings::Database> {
        self.scenario.components[node].database()
    }

    fn killed(&self, kind: Kind) -> Told {
        let mut killed = self
            .of_kind(kind)
            .map(|i| Target::Component(self.scenario.components[i].id))
            .filter(|target| self.killed.contains(target))
            .peekable();
        if killed.peek().is_none() {
            return Err(format!("No {} has been killed yet.", one(kind)));
        }
        let takes_all = |target| {
            let failed = Failed::nothing().with(target);
            analyse(self.scenario, &failed, Options::default()).served < SAME
        };
        is(killed.any(takes_all), || {
            format!(
                "Another {} answered in its place: undo what was drawn, and kill the only one.",
                one(kind)
            )
        })
    }

    fn at_least(&self, count: usize, kind: Kind) -> Told {
        let used = self.of_kind(kind).count();
        if used >= count {
            return Ok(());
        }
        if let Some(idle) = self.all(kind).find(|i| !self.used.contains(i)) {
            return Err(format!(
                "No link leads from the users to {}.",
                self.name(idle)
            ));
        }
        Err(match used {
            0 => format!("There is no {} yet.", one(kind)),
            1 => format!("There is one {}.", one(kind)),
            _ => format!("There are {used} {}.", kind.row().plural),
        })
    }

    fn safe(&self, kind: Kind) -> Told {
        if self.of_kind(kind).next().is_none() {
            return Err(format!("Users reach no {}.", one(kind)));
        }
        let ids: BTreeSet<_> = self
            .all(kind)
            .map(|i| Target::Component(self.scenario.components[i].id))
            .collect();
        let of_it = |verdict: &&Verdict| ids.contains(&verdict.element);
        if let Some(verdict) = self.report.spofs.iter().find(of_it) {
            return Err(verdict.reason.to_string());
        }
        match self.report.degrades.iter().find(of_it) {
            Some(verdict) => Err(format!(
                "{} In this lesson that call stays required.",
                verdict.reason
            )),
            None => Ok(()),
        }
    }

    fn spofs(&self, most: usize) -> Told {
        match self.report.spofs.len() {
            0 => Ok(()),
            _ if most == 0 => none_of(&self.report.spofs),
            n => is(n <= most, || {
                format!("There are {n} single points of failure.")
            }),
        }
    }

    /// Whether this is there, and users reach it; of a server, whether somebody still asks for what it does.
    fn is_asked(&self, target: Target) -> Told {
        let components = self.scenario.components.iter().enumerate();
        let is_used = |i: usize| self.used.contains(&i);
        if !self.scenario.has(target) {
            return Err(format!("This lesson needs {target}, which is gone."));
        }
        let mut within = components.filter(|(_, c)| match target {
            Target::Component(id) => c.id == id,
            Target::Region(id) => self.scenario.lies_in(c, id),
            Target::Group(id) => c.groups.contains(&id),
            Target::Link(link) => c.id == link.from,
            Target::Note(_) => false,
        });
        is(within.any(|(i, _)| is_used(i)), || {
            format!("No link leads from the users to {target}.")
        })?;
        let Target::Component(id) = target else {
            return Ok(());
        };
        let before = Topology::new(self.start).services;
        let place = self.start.components.iter().position(|c| c.id == id);
        let service = place.and_then(|i| before.get(i)?.as_ref());
        match service {
            Some(service) if service.kind == Kind::Server => self.is_called(&service.label),
            _ => Ok(()),
        }
    }

    /// Whether somebody asks for a service: without it answers fail or lack something, or messages wait for it.
    fn is_called(&self, service: &str) -> Told {
        let all: Failed = self
            .servers_of(service)
            .map(|i| Target::Component(self.scenario.components[i].id))
            .collect();
        let without = analyse(self.scenario, &all, Options::default());
        let delivers = |report: &crate::analysis::ClassReport| {
            let to = report.class.delivers.as_ref();
            to.is_some_and(|(_, to)| to == service) && report.served > SAME
        };
        let is_called =
            without.full < self.report.full - SAME || self.report.classes.iter().any(delivers);
        is(is_called, || format!("Nothing calls {service} any more."))
    }

    /// Whether all that the script of the start befalls is still there.
    fn has_trouble(&self) -> Told {
        let actions = self
            .start
            .script
            .iter()
            .filter_map(crate::model::ScriptEntry::action);
        let mut targets = actions.map(|action| action.target());
        let missing = |target: &Target| {
            let was_called = is_called_itself(self.start, *target);
            !self.scenario.has(*target) || was_called && !is_called_itself(self.scenario, *target)
        };
        match targets.find(missing) {
            Some(gone) if self.scenario.has(gone) => Err(format!(
                "No request reaches {gone} any more, and that is where the fault occurs."
            )),
            Some(gone) => Err(format!(
                "This lesson needs {gone}: that is where its fault occurs."
            )),
            None => Ok(()),
        }
    }

    fn regions_safe(&self) -> Told {
        if self.scenario.regions.is_empty() {
            return Err("There is no region.".to_owned());
        }
        let is_region = |v: &&Verdict| matches!(v.element, Target::Region(_));
        match self.report.spofs.iter().find(is_region) {
            Some(verdict) => Err(verdict.reason.to_string()),
            None => Ok(()),
        }
    }

    fn no_leaks(&self, links: bool) -> Told {
        // Where nothing that serves can be lost, no loss leaves anything to be served.
        let mut parts = self.used.iter().map(|i| &self.scenario.components[*i]);
        let is_fatal = |c: &Component| {
            let target = Target::Component(c.id);
            c.kind().row().asks() || self.report.spofs.iter().any(|v| v.element == target)
        };
        is(!parts.all(is_fatal), || {
            "No loss is survived yet: whatever dies takes everything down.".to_owned()
        })?;
        if links {
            let report = analyse(self.scenario, &Failed::nothing(), Options { links });
            none_of(&report.leaks)
        } else {
            none_of(&self.report.leaks)
        }
    }

    fn balancers_in_front(&self) -> Told {
        let row = |i: usize| self.scenario.components[i].kind().row();
        let calls = self.links(LinkRole::Calls).filter(|(f, _)| row(*f).asks());
        let named = self.links(LinkRole::Names);
        let mut any = false;
        for (from, to) in named.chain(calls) {
            if !row(to).passes_on() {
                return Err(format!(
                    "A link still leads straight from {} to {}.",
                    self.name(from),
                    self.name(to)
                ));
            }
            any |= self.used.contains(&from);
        }
        is(any, || "Users reach no load balancer.".to_owned())
    }

    /// The parts of a kind that a balancer has in its pool, behind further balancers too.
    fn pool(&self, balancer: usize, kind: Kind, found: &mut BTreeSet<usize>) {
        for link in &self.topology.out[balancer] {
            let Some(to) = self.topology.to(*link) else {
                continue;
            };
            match self.scenario.components[to].kind() {
                found_kind if found_kind == kind => {
                    found.insert(to);
                }
                Kind::LoadBalancer => self.pool(to, kind, found),
                _ => {}
            }
        }
    }

    /// A member that a balancer sends nothing to while there are others.
    fn idle_member(&self, balancer: usize) -> Option<usize> {
        let links = self.topology.out[balancer].iter();
        let mut idle = links.filter(|link| self.scenario.links[**link].weight <= 0.0);
        idle.find_map(|link| self.topology.to(*link))
    }

    fn pools(&self, count: usize, kind: Kind) -> Told {
        let mut any = false;
        for balancer in self.of_kind(Kind::LoadBalancer) {
            let mut pool = BTreeSet::new();
            self.pool(balancer, kind, &mut pool);
            if let Some(idle) = self.idle_member(balancer) {
                let (balancer, idle) = (self.name(balancer), self.name(idle));
                return Err(format!(
                    "{balancer} sends nothing to {idle}: the weight of that link is 0."
                ));
            }
            // A balancer of something else has none of them.
            let has_others = pool.is_empty() && !self.topology.out[balancer].is_empty();
            if pool.len() < count && !has_others {
                let plural = kind.row().plural;
                return Err(match pool.len() {
                    0 => format!("{} has no {plural} in its pool.", self.name(balancer)),
                    1 => format!("{} has one {} in its pool.", self.name(balancer), one(kind)),
                    n => format!("{} has {n} {plural} in its pool.", self.name(balancer)),
                });
            }
            any |= !has_others;
        }
        is(any, || {
            format!("No load balancer has {} in its pool.", kind.row().plural)
        })
    }

    fn by_name(&self) -> Told {
        let row = |i: usize| self.scenario.components[i].kind().row();
        if let Some((from, to)) = self.links(LinkRole::Calls).find(|(f, _)| row(*f).asks()) {
            return Err(format!(
                "{} still have the fixed address of {}.",
                self.name(from),
                self.name(to)
            ));
        }
        let resolves = self.links(LinkRole::Resolves);
        let asks = |(from, _): &(usize, usize)| row(*from).asks();
        is(resolves.filter(asks).count() > 0, || {
            "Users ask no name server.".to_owned()
        })
    }

    fn names(&self, count: usize) -> Told {
        for dns in self.of_kind(Kind::Dns) {
            let named = self.links(LinkRole::Names).filter(|(from, _)| *from == dns);
            let given = named.count();
            if given < count {
                return Err(match given {
                    0 => format!("{} has no address to give.", self.name(dns)),
                    1 => format!("{} gives out one address.", self.name(dns)),
                    n => format!("{} gives out {n} addresses.", self.name(dns)),
                });
            }
        }
        is(self.of_kind(Kind::Dns).next().is_some(), || {
            "Users ask no name server.".to_owned()
        })
    }

    fn caches_pooled(&self) -> Told {
        let row = |i: usize| self.scenario.components[i].kind().row();
        let mut any = false;
        for (from, to) in self.links(LinkRole::Calls) {
            if row(to).is_shortcut && self.used.contains(&from) {
                if !row(from).passes_on() {
                    let [from, to] = [self.name(from), self.name(to)];
                    return Err(format!("{from} still calls {to} itself."));
                }
                any = true;
            }
        }
        is(any, || {
            "No load balancer has caches in its pool.".to_owned()
        })
    }

    fn checks(&self, kind: Kind) -> Told {
        let blind = |i: &usize| self.scenario.components[*i].health_check().is_none();
        match self.of_kind(kind).find(blind) {
            Some(blind) => Err(format!("{} checks nothing.", self.name(blind))),
            None => self.at_least(1, kind),
        }
    }

    fn placed(&self, count: usize) -> Told {
        let stays = |c: &Component| !matches!(c.kind(), Kind::Client | Kind::Dns);
        let mut places = BTreeSet::new();
        for &i in &self.used {
            let component = &self.scenario.components[i];
            if stays(component) {
                let outermost = self.scenario.enclosing(component.region);
                match outermost.last().copied().or(component.region) {
                    Some(region) => places.insert(region),
                    None => {
                        return Err(format!("{} is in no region.", component.display_name()));
                    }
                };
            }
        }
        is(places.len() >= count, || match places.len() {
            0 => "Nothing is in a region.".to_owned(),
            1 => "All of it is in one region.".to_owned(),
            n => format!("It is spread over {n} regions."),
        })
    }

    /// The servers of a service.
    fn servers_of<'b>(&'b self, service: &'b str) -> impl Iterator<Item = usize> + 'b {
        self.all(Kind::Server).filter(move |i| {
            let of = self.topology.services[*i].as_ref();
            of.is_some_and(|s| s.label == service)
        })
    }

    /// Whether answers are in full now, and would not be without a service.
    fn asks(&self, service: &str) -> Told {
        let all: Failed = self
            .servers_of(service)
            .map(|i| Target::Component(self.scenario.components[i].id))
            .collect();
        if self.report.full < 1.0 - SAME {
            return Err("Some answers lack something although nothing is dead.".to_owned());
        }
        let without = analyse(self.scenario, &all, Options::default());
        is(without.full < 0.5, || {
            format!(
                "Most answers would be the same without {service}: too few requests call the service."
            )
        })
    }

    /// Whether all messages for a service are taken, and nothing calls it but queues.
    fn delivers(&self, service: &str) -> Told {
        let called = called_by_clients(self.scenario, &self.topology);
        if let Some(worker) = self.servers_of(service).find(|w| called.contains(w)) {
            let callers = self.links(LinkRole::Calls);
            let mut callers = callers.filter(|(from, to)| *to == worker && called.contains(from));
            let who = callers.next().map_or("A part", |(from, _)| self.name(from));
            return Err(format!("{who} still calls {} itself.", self.name(worker)));
        }
        let (mut published_rps, mut written_rps) = (0.0, 0.0);
        for report in &self.report.classes {
            match &report.class.delivers {
                Some((_, to)) if to == service && report.served > 1.0 - SAME => {
                    published_rps += report.rate_rps;
                }
                None if report.class.operation == Operation::Write => {
                    written_rps += report.rate_rps;
                }
                _ => {}
            }
        }
        if published_rps <= 0.0 {
            return Err(if self.all(Kind::Queue).next().is_none() {
                "There is no queue yet.".to_owned()
            } else {
                format!("No queue that is published to delivers to {service}.")
            });
        }
        is(published_rps > 0.999 * written_rps, || {
            format!(
                "Of {written_rps:.0} writes a second, only {published_rps:.0} reach {service}: the rest is never done."
            )
        })?;
        let found = overloads(self.scenario, &Failed::nothing(), Options::default());
        match found.growing.first() {
            Some(growing) => Err(format!("{growing}: {service} does not keep up.")),
            None => Ok(()),
        }
    }

    fn fated(&self, kind: Kind) -> Told {
        let alone = |i: &usize| self.scenario.components[*i].groups.is_empty();
        match self.of_kind(kind).find(alone) {
            Some(alone) => Err(format!(
                "{} is in no shared fate: nothing says which release it runs.",
                self.name(alone)
            )),
            None => self.at_least(1, kind),
        }
    }
}

/// Whether requests of clients go to a part itself, rather than what is replicated to it.
fn is_called_itself(scenario: &Scenario, target: Target) -> bool {
    let topology = Topology::new(scenario);
    let called = called_by_clients(scenario, &topology);
    let ends = topology.ends.iter().zip(&topology.roles);
    let mut calls = ends.filter_map(|(ends, role)| {
        let is_copying = matches!(role, Some(LinkRole::Replicates | LinkRole::Mirrors));
        ends.filter(|_| !is_copying)
    });
    calls.any(|(from, to)| {
        called.contains(&from) && Target::Component(scenario.components[to].id) == target
    })
}

fn size(count: u32) -> usize {
    count as usize
}

fn is(so: bool, missing: impl FnOnce() -> String) -> Told {
    if so { Ok(()) } else { Err(missing()) }
}

/// That there is no such verdict; else the reason of the first.
fn none_of(verdicts: &[Verdict]) -> Told {
    verdicts
        .first()
        .map_or(Ok(()), |verdict| Err(verdict.reason.to_string()))
}
