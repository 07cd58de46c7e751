//! Parts that need not be told apart: the members of a pool, the balancers of a pair.
//!
//! Two components are alike if one may stand in the other's place and nothing else changes: of one kind, with the same
//! settings, in the same region and groups, and with the same links to the same others. Order counts where a name server
//! takes the first address in rotation; who of several standbys is first in line is not looked at. So a pool of 120 servers is one
//! *class*, of which it matters only how many live.
//!
//! ```
//! use topple_model::{Sound, sketch::sketch};
//!
//! let sound = Sound::new(sketch("users -> lb-1 lb-2 -> web-1 web-2 web-3\nweb-3: workers=4")).expect("sound");
//! let classes = sound.alike().classes();
//! let several: Vec<&[usize]> = classes.filter(|class| class.len() > 1).collect();
//! assert_eq!(several, [&[1, 2][..], &[3, 4]]); // lb-1 and lb-2, web-1 and web-2
//! ```

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::link::LinkRole;
use super::{Component, On, Policy, Replication, Scenario, Settings, Topology, order};

/// Which components are alike. Every component is in one class, most alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alike {
    /// By component: its class.
    class_of: Vec<usize>,
    /// Components by class, in the order drawn; classes in the order of their first.
    classes: Vec<Vec<usize>>,
}

impl Alike {
    /// The components of a scenario that are alike as they are drawn.
    pub fn new(scenario: &Scenario, topology: &Topology) -> Self {
        Self::marked(scenario, topology, &|_| 0, &|_| Some(0))
    }

    /// The same where more than the drawing tells parts apart: components of different marks are not alike, nor are
    /// those whose links have different marks. A link of no mark does not count.
    pub fn marked(
        scenario: &Scenario,
        topology: &Topology,
        mark: &dyn Fn(usize) -> u64,
        mark_of_link: &dyn Fn(usize) -> Option<u64>,
    ) -> Self {
        let mut looks = BTreeMap::new();
        let looks: Vec<Option<usize>> = (0..scenario.links.len())
            .map(|link| {
                let look = (Look::of(scenario, topology, link), mark_of_link(link)?);
                let next = looks.len();
                Some(*looks.entry(look).or_insert(next))
            })
            .collect();
        let mut alike = Self {
            class_of: Vec::with_capacity(scenario.components.len()),
            classes: Vec::new(),
        };
        let mut known: BTreeMap<Surroundings, Vec<usize>> = BTreeMap::new();
        for (place, component) in scenario.components.iter().enumerate() {
            let surroundings = Surroundings {
                mark: mark(place),
                home: topology.homes[place],
                fates: {
                    let mut fates = topology.fates[place].clone();
                    order::sort(&mut fates);
                    fates
                },
                links: links(topology, &looks, place),
            };
            let is_like = |class: &usize| {
                let first = alike.classes[*class][0];
                says_the_same(&scenario.components[first], component)
            };
            let class = match known.entry(surroundings) {
                Entry::Occupied(mut there) => {
                    let class = there.get().iter().copied().find(is_like);
                    class.unwrap_or_else(|| {
                        there.get_mut().push(alike.classes.len());
                        alike.classes.len()
                    })
                }
                Entry::Vacant(nobody) => {
                    nobody.insert(vec![alike.classes.len()]);
                    alike.classes.len()
                }
            };
            if class == alike.classes.len() {
                alike.classes.push(Vec::new());
            }
            alike.classes[class].push(place);
            alike.class_of.push(class);
        }
        alike
    }

    /// All classes, in the order of their first components; most have one component alone.
    pub fn classes(&self) -> impl Iterator<Item = &[usize]> {
        self.classes.iter().map(Vec::as_slice)
    }

    /// The components that are like this one, itself among them, in the order drawn.
    pub fn like(&self, component: usize) -> &[usize] {
        &self.classes[self.class_of[component]]
    }

    /// The first of those that are like this one: it stands for all of them.
    pub fn first(&self, component: usize) -> usize {
        self.like(component)[0]
    }

    /// Whether this one stands for those that are like it.
    pub fn is_first(&self, component: usize) -> bool {
        self.first(component) == component
    }
}

/// What a component has around it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Surroundings {
    mark: u64,
    home: Option<usize>,
    fates: Vec<usize>,
    /// Whether each link leaves, its other end, and what it looks like.
    links: Vec<(bool, usize, usize)>,
}

/// All of a link that means something but its ends. Numbers by their bits.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    role: Option<u8>,
    latency: Option<u64>,
    loss: u64,
    weight: u64,
    required: Option<bool>,
    on: u8,
    is_sync: bool,
    /// Its place among the addresses of a name server that takes the first, where that is not the first.
    place: usize,
}

impl Look {
    fn of(scenario: &Scenario, topology: &Topology, at: usize) -> Self {
        let (link, role) = (&scenario.links[at], topology.roles[at]);
        let place = || {
            let (from, _) = topology.ends[at]?;
            let Settings::Dns(dns) = &scenario.components[from].settings else {
                return None;
            };
            let takes_the_first = matches!(dns.policy, Policy::Failover | Policy::Nearest);
            let mut addresses = topology.out_by(from, LinkRole::Names);
            takes_the_first
                .then(|| addresses.position(|address| address == at))
                .flatten()
        };
        Self {
            place: place().unwrap_or_default(),
            role: role.map(|role| role as u8),
            latency: link.latency_ms.map(f64::to_bits),
            loss: link.loss.to_bits(),
            weight: link.weight.to_bits(),
            required: link.required,
            on: match link.on {
                None | Some(On::All) => 0,
                Some(On::Reads) => 1,
                Some(On::Writes) => 2,
            },
            is_sync: link.mode == Replication::Sync,
        }
    }
}

fn links(
    topology: &Topology,
    looks: &[Option<usize>],
    component: usize,
) -> Vec<(bool, usize, usize)> {
    let leave = topology.out[component].iter().map(|&link| (true, link));
    let reach = topology.into[component].iter().map(|&link| (false, link));
    let seen = leave.chain(reach).filter_map(|(leaves, link)| {
        let (from, to) = topology.ends[link]?;
        Some((leaves, if leaves { to } else { from }, looks[link]?))
    });
    let mut links: Vec<_> = seen.collect();
    order::sort(&mut links);
    links
}

/// Whether two components mean the same by themselves: names, places, notes and colours may differ.
#[allow(
    clippy::float_cmp,
    reason = "a setting that is the same is so to the bit"
)]
fn says_the_same(a: &Component, b: &Component) -> bool {
    a.settings == b.settings
        && a.service == b.service
        && a.restart_s == b.restart_s
        && a.availability() == b.availability()
}

#[cfg(test)]
mod tests {
    use super::super::sketch::sketch;
    use super::super::{Point, Sound};
    use super::*;

    fn several(told: &str) -> Vec<Vec<String>> {
        let scenario = sketch(told);
        let alike = Alike::new(&scenario, &Topology::new(&scenario));
        let ids = |class: &[usize]| {
            let ids = class.iter().map(|&c| scenario.components[c].id.to_string());
            ids.collect::<Vec<_>>()
        };
        let classes = alike.classes().filter(|class| class.len() > 1);
        classes.map(ids).collect()
    }

    #[test]
    fn members_of_a_pool_are_alike_and_what_differs_in_anything_that_means_something_is_not() {
        let pool = "users -> lb-1 -> web-1 web-2 web-3 -> db-1";
        let told = |more: &str| several(&format!("{pool}\n{more}"));
        assert_eq!(told(""), [["web-1", "web-2", "web-3"]]);
        for apart in [
            "web-3: workers=9",
            "web-3: availability=0.5",
            "web-3: restart_s=30",
            "west = web-3",
            "lb-1>web-3: weight=2",
            "lb-1>web-3: latency_ms=7",
            "web-3>db-1: required=off",
            "web-3>db-1: on=reads",
            "feed ~ web-3",
            "web-3 -> cache-1",
        ] {
            assert_eq!(told(apart), [["web-1", "web-2"]], "{apart}");
        }
    }

    #[test]
    fn addresses_of_which_a_name_server_takes_the_first_are_not_alike() {
        let named = "users -> dns-1 dns-2 -> lb-1 lb-2 -> web-1";
        assert_eq!(several(named), [["dns-1", "dns-2"], ["lb-1", "lb-2"]]);
        let first = format!("{named}\ndns-1: policy=failover\ndns-2: policy=failover");
        assert_eq!(several(&first), [["dns-1", "dns-2"]]);
        let turned = "users -> dns-1 dns-2 -> web-1\ndns-1 -> lb-1 lb-2\ndns-2 -> lb-2 lb-1\nlb-1 lb-2 -> web-1\n\
                      dns-1: policy=failover\ndns-2: policy=failover";
        assert_eq!(several(turned), Vec::<Vec<String>>::new());
    }

    #[test]
    fn names_places_notes_and_colours_do_not_tell_apart() {
        let mut scenario = sketch("users -> web-1 web-2");
        let web = &mut scenario.components[2];
        web.name = Some("The second".to_owned());
        web.at = Point::new(500.0, 500.0);
        web.note = "by the window".to_owned();
        web.colour = Some(super::super::Colour::Teal);
        let alike = Alike::new(&scenario, &Topology::new(&scenario));
        assert_eq!(alike.like(2), [1, 2]);
        assert!(alike.is_first(1) && !alike.is_first(2));
    }

    #[test]
    fn each_with_a_neighbour_of_its_own_are_not_alike() {
        let own = "users -> web-1 web-2\nweb-1 -> cache-1\nweb-2 -> cache-2";
        assert_eq!(several(own), Vec::<Vec<String>>::new());
    }

    #[test]
    fn links_of_no_mark_do_not_count_and_marks_tell_apart() {
        let scenario = sketch("users -> web-1 web-2 web-3\nweb-1 -> cache-1\nweb-2 -> cache-2");
        let topology = Topology::new(&scenario);
        let to_a_cache = |link: usize| scenario.links[link].to.to_string().starts_with("cache");
        let without = Alike::marked(&scenario, &topology, &|_| 0, &|link| {
            (!to_a_cache(link)).then_some(0)
        });
        assert_eq!(without.like(1), [1, 2, 3]);
        let dead = Alike::marked(&scenario, &topology, &|c| u64::from(c == 2), &|link| {
            (!to_a_cache(link)).then_some(0)
        });
        assert_eq!(dead.like(1), [1, 3]);
    }

    #[test]
    fn what_a_sound_scenario_knows_of_it_follows_its_changes() {
        let sound = Sound::new(sketch("users -> web-1 web-2")).expect("sound");
        assert_eq!(sound.alike().like(1), [1, 2]);
        let changed = sound.changed(|scenario| {
            scenario.components[2].availability = Some(0.5);
            Ok(())
        });
        assert_eq!(changed.expect("sound").alike().like(1), [1]);
    }
}
