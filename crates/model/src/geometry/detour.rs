//! The way round the cards that stand between two: of links, and of traffic over the open network.

use super::curve::Curve;
use super::{Point, Rect};
use crate::Scenario;
use crate::order;

/// How far it stays off the cards that it passes.
const CLEARANCE: f64 = 10.0;
/// How far it bows out beyond both cards, one try after the other.
const BOWS: [f64; 11] = [
    10.0, 22.0, 34.0, 50.0, 90.0, 140.0, 200.0, 280.0, 380.0, 500.0, 640.0,
];
/// How far a link is bent aside before it leaves its card by another side, one try after the other: the middle of the curve
/// lies three quarters of this beside the straight way.
const BENDS: [f64; 6] = [40.0, 70.0, 100.0, 140.0, 190.0, 250.0];
/// How many of these bends are tried before a link may leave or arrive by another side.
const SMALL_BENDS: usize = 3;
/// How far a link by any side goes straight out of its card, as a share of the distance.
const REACHES: [f64; 2] = [0.35, 0.7];
/// How much a link that finds no other way leaves and arrives beside the straight way out, for each unit of that.
const SLANTS: [f64; 5] = [0.0, -0.8, 0.8, -2.0, 2.0];
/// How much flatter a link may be before it is bent at all.
const FLATTER: [f64; 2] = [0.6, 0.25];
/// A way that is longer than so many times the direct one, and this, is no way of a link: it rather meets a card.
const FAR: (f64, f64) = (2.5, 300.0);
/// As how much longer a way counts that arrives where links leave, at the right, or leaves where they arrive.
const AGAINST_THE_GRAIN: f64 = 260.0;
/// In how many points it is looked at.
const POINTS: usize = 41;

/// Parts and links up to which a drawing is not large.
const SMALL: (usize, usize) = (120, 400);

/// Whether links of this drawing run straight: in a large one the ways round cards would only be a tangle.
pub fn runs_straight(scenario: &Scenario) -> bool {
    scenario.components.len() > SMALL.0 || scenario.links.len() > SMALL.1
}

/// How long a way is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Search {
    /// As long as a frame allows in which cards are dragged.
    Short,
    /// Until all that there is was tried.
    Whole,
}

impl Curve {
    /// That of a link between the cards at these places: round the cards between; in a large drawing straight.
    pub fn linking(scenario: &Scenario, from: Point, to: Point, search: Search) -> Self {
        let (from, to) = (Rect::card(from), Rect::card(to));
        if runs_straight(scenario) {
            return Self::between(from, to);
        }
        Self::of_cards(from, to, cards(scenario), search)
    }

    /// Over the open network, between the cards at these places: round the cards between; in a large drawing straight.
    pub fn over_network(scenario: &Scenario, from: Point, to: Point) -> Self {
        let (from, to) = (Rect::card(from), Rect::card(to));
        if runs_straight(scenario) {
            return Self::between(from, to);
        }
        Self::around(from, to, cards(scenario))
    }

    /// From card to card, round those of `cards` that lie between: the least detour that meets none of them, or where all
    /// do, the one that meets the fewest.
    pub fn around(from: Rect, to: Rect, cards: impl IntoIterator<Item = Rect>) -> Self {
        Self::clearest(from, to, cards, detours(from, to))
    }

    /// The same for a link, which is first bent aside a little; then it may leave and arrive by any side, the shortest way
    /// first, and where its looks are worth the time (`search`) aslant.
    pub fn of_cards(
        from: Rect,
        to: Rect,
        cards: impl IntoIterator<Item = Rect>,
        search: Search,
    ) -> Self {
        let bent = |bends: &'static [f64]| {
            let direct = Self::between(from, to);
            let both = move |bend: &f64| [-bend, *bend].map(|aside| direct.bent(aside));
            bends.iter().flat_map(both)
        };
        let (small, large) = BENDS.split_at(SMALL_BENDS);
        let flat = FLATTER.map(|share| Self::between(from, to).flattened(share));
        let near = flat.into_iter().chain(bent(small));
        let further = std::iter::once_with(move || {
            let all = by_any_side(from, to).chain(bent(large));
            cheapest_first(from, to, all.chain(detours(from, to)))
        });
        let aslant = std::iter::once_with(move || cheapest_first(from, to, aslant(from, to)));
        let aslant = aslant.filter(|_| search == Search::Whole);
        let rest = further.chain(aslant).flatten();
        Self::clearest(from, to, cards, near.chain(rest))
    }

    /// The same that goes straight out of its cards for this share of the way that it did.
    fn flattened(self, share: f64) -> Self {
        let part = |end: Point, control: Point| {
            end.offset((control.x - end.x) * share, (control.y - end.y) * share)
        };
        Self {
            control_1: part(self.start, self.control_1),
            control_2: part(self.end, self.control_2),
            ..self
        }
    }

    /// See [`AGAINST_THE_GRAIN`].
    fn against_the_grain(&self, from: Rect, to: Rect) -> f64 {
        let leaves = self.start.x <= from.x && to.centre().x >= from.centre().x;
        let arrives = self.end.x >= to.right() && to.centre().x >= from.centre().x;
        f64::from(u8::from(leaves) + u8::from(arrives)) * AGAINST_THE_GRAIN
    }

    /// The direct way, or the first of `others` that meets the fewest cards.
    fn clearest(
        from: Rect,
        to: Rect,
        cards: impl IntoIterator<Item = Rect>,
        others: impl Iterator<Item = Self>,
    ) -> Self {
        let direct = Self::between(from, to);
        let reach = from.union(to).inflate(BOWS[BOWS.len() - 1]);
        let is_between = |card: &Rect| card.touches(reach) && *card != from && *card != to;
        let between = cards.into_iter().filter(is_between);
        let cards: Vec<Rect> = between.map(|card| card.inflate(CLEARANCE)).collect();
        let ends = [from, to].map(|card| card.inflate(-1.0));
        let met = |curve: &Self, enough: usize| {
            let points: [Point; POINTS] = curve.points();
            let meets = |card: &&Rect| points.iter().any(|p| card.contains(*p));
            let bounds = curve.bounds();
            let near = cards.iter().filter(|card| card.touches(bounds));
            let met = near.filter(meets).take(enough).count();
            if met < enough {
                met + ends.iter().filter(meets).count()
            } else {
                met
            }
        };
        let mut least = (met(&direct, usize::MAX), direct);
        for other in others {
            if least.0 == 0 {
                break;
            }
            let met = met(&other, least.0);
            if met < least.0 {
                least = (met, other);
            }
        }
        least.1
    }

    /// The same with its middle drawn aside, across the way that it leaves its card.
    fn bent(self, aside: f64) -> Self {
        let is_level = self.start.y == self.control_1.y;
        let (x, y) = if is_level { (0.0, aside) } else { (aside, 0.0) };
        Self {
            control_1: self.control_1.offset(x, y),
            control_2: self.control_2.offset(x, y),
            ..self
        }
    }
}

fn cards(scenario: &Scenario) -> impl Iterator<Item = Rect> {
    scenario.components.iter().map(|c| Rect::card(c.at))
}

/// These, the cheapest first; without those that are no ways of a link ([`FAR`]).
fn cheapest_first(from: Rect, to: Rect, all: impl Iterator<Item = Curve>) -> Vec<Curve> {
    let most = Curve::between(from, to).length() * FAR.0 + FAR.1;
    let all = all.map(|curve| {
        let (length, extent) = curve.length_and_extent();
        let cost = length + curve.against_the_grain(from, to) + beyond(extent, from, to);
        (cost, curve)
    });
    let mut all: Vec<(f64, Curve)> = all.filter(|(cost, _)| *cost <= most).collect();
    order::sort_by(&mut all, |a, b| a.0.total_cmp(&b.0));
    all.into_iter().map(|(_, curve)| curve).collect()
}

/// How far a way of this extent reaches beyond both cards, to all sides: so much less is there to see of a drawing that is
/// to be seen whole.
fn beyond(extent: Rect, from: Rect, to: Rect) -> f64 {
    let (cards, all) = (from.union(to), extent.union(from).union(to));
    all.width - cards.width + all.height - cards.height
}

/// Ways out, the least detours first: arches over, under, left and right of both cards; those across the way first.
fn detours(from: Rect, to: Rect) -> impl Iterator<Item = Curve> {
    let (a, b) = (from.centre(), to.centre());
    let is_level = (a.x - b.x).abs() >= (a.y - b.y).abs();
    BOWS.into_iter().flat_map(move |bow| {
        let [upright, lying] = [arches_upright(from, to, bow), arches_lying(from, to, bow)];
        let (first, second) = if is_level {
            (upright, lying)
        } else {
            (lying, upright)
        };
        first.into_iter().chain(second)
    })
}

/// Out of any side of one card, and into any side of the other.
fn by_any_side(from: Rect, to: Rect) -> impl Iterator<Item = Curve> {
    let (a, b) = (from.centre(), to.centre());
    let far = (a.x - b.x).hypot(a.y - b.y);
    let sides = |card: Rect| {
        let middle = card.centre();
        [(1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0)].map(|(x, y)| {
            let at = middle.offset(x * card.width / 2.0, y * card.height / 2.0);
            (at, move |reach: f64| at.offset(x * reach, y * reach))
        })
    };
    sides(from).into_iter().flat_map(move |(start, out)| {
        sides(to).into_iter().flat_map(move |(end, into)| {
            REACHES.map(|share| Curve {
                start,
                control_1: out(share * far),
                control_2: into(share * far),
                end,
            })
        })
    })
}

/// Out of any side of one card and into any side of the other, aslant.
fn aslant(from: Rect, to: Rect) -> impl Iterator<Item = Curve> {
    let (a, b) = (from.centre(), to.centre());
    let far = (a.x - b.x).hypot(a.y - b.y);
    let ends = move |card: Rect| {
        let middle = card.centre();
        let sides = [(1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0)];
        sides.into_iter().flat_map(move |(x, y)| {
            let at = middle.offset(x * card.width / 2.0, y * card.height / 2.0);
            SLANTS.into_iter().flat_map(move |slant| {
                REACHES.into_iter().map(move |reach| {
                    let (dx, dy) = (x - slant * y, y + slant * x);
                    let reach = reach * far / (dx * dx + dy * dy).sqrt();
                    (at, at.offset(dx * reach, dy * reach))
                })
            })
        })
    };
    ends(from).flat_map(move |(start, control_1)| {
        ends(to).map(move |(end, control_2)| Curve {
            start,
            control_1,
            control_2,
            end,
        })
    })
}

/// Over both cards, and under them.
fn arches_upright(from: Rect, to: Rect, bow: f64) -> [Curve; 2] {
    let (x, to_x) = (from.centre().x, to.centre().x);
    let arch = |start: f64, level: f64, end: f64| Curve {
        start: Point::new(x, start),
        control_1: Point::new(x, level),
        control_2: Point::new(to_x, level),
        end: Point::new(to_x, end),
    };
    [
        arch(from.y, from.y.min(to.y) - bow, to.y),
        arch(
            from.bottom(),
            from.bottom().max(to.bottom()) + bow,
            to.bottom(),
        ),
    ]
}

/// Left of both cards, and right of them.
fn arches_lying(from: Rect, to: Rect, bow: f64) -> [Curve; 2] {
    let (y, to_y) = (from.centre().y, to.centre().y);
    let arch = |start: f64, level: f64, end: f64| Curve {
        start: Point::new(start, y),
        control_1: Point::new(level, y),
        control_2: Point::new(level, to_y),
        end: Point::new(end, to_y),
    };
    [
        arch(from.x, from.x.min(to.x) - bow, to.x),
        arch(from.right(), from.right().max(to.right()) + bow, to.right()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect::card(Point::new(x, y))
    }

    fn is_clear(curve: &Curve, card: Rect) -> bool {
        (0..=200).all(|i| !card.contains(curve.at(f64::from(i) / 200.0)))
    }

    #[test]
    fn a_way_with_nothing_between_is_direct() {
        let (a, b) = (card(0.0, 0.0), card(400.0, 30.0));
        assert_eq!(
            Curve::around(a, b, [a, b, card(200.0, 300.0)]),
            Curve::between(a, b)
        );
    }

    #[test]
    fn a_way_goes_round_a_card_between_whichever_way_the_cards_lie() {
        for (a, between, b) in [
            (card(0.0, 0.0), card(220.0, 0.0), card(440.0, 0.0)),
            (card(440.0, 0.0), card(220.0, 0.0), card(0.0, 0.0)),
            (card(0.0, 0.0), card(0.0, 130.0), card(0.0, 260.0)),
            (card(0.0, 0.0), card(210.0, 90.0), card(420.0, 180.0)),
            (card(0.0, 0.0), card(200.0, -20.0), card(900.0, 40.0)),
        ] {
            assert!(!is_clear(&Curve::between(a, b), between), "it would be met");
            let way = Curve::around(a, b, [a, between, b]);
            assert!(is_clear(&way, between), "{way:?}");
        }
    }

    #[test]
    fn a_way_goes_round_a_whole_row_and_round_what_stands_above_it() {
        let (a, b) = (card(0.0, 0.0), card(800.0, 0.0));
        let row = [200.0, 400.0, 600.0].map(|x| card(x, 0.0));
        let above = [card(400.0, -110.0)];
        let way = Curve::around(a, b, row.into_iter().chain(above));
        assert!(
            row.into_iter()
                .chain(above)
                .all(|card| is_clear(&way, card))
        );
    }

    #[test]
    fn a_link_is_bent_round_a_card_in_its_row_and_leaves_by_its_own_side() {
        for (to, between) in [
            ((440.0, 0.0), (220.0, 0.0)),
            ((0.0, 300.0), (0.0, 150.0)),
            ((500.0, 120.0), (260.0, 50.0)),
        ] {
            let (a, b) = (card(0.0, 0.0), card(to.0, to.1));
            let between = card(between.0, between.1);
            let link = Curve::of_cards(a, b, [a, between, b], Search::Whole);
            assert!(is_clear(&link, between), "{link:?}");
            assert_eq!(link.start, Curve::between(a, b).start);
        }
    }

    #[test]
    fn in_a_loose_grid_drawn_by_hand_no_link_makes_a_large_oval() {
        let columns = [
            (0.0, vec![240.0]),
            (140.0, vec![160.0, 320.0]),
            (160.0, vec![60.0, 420.0]),
            (320.0, vec![0.0, 220.0, 420.0]),
            (500.0, vec![0.0, 160.0, 280.0, 400.0]),
        ];
        let column = |c: usize| {
            let (x, ys) = &columns[c];
            ys.iter().map(|y| card(*x, *y)).collect::<Vec<_>>()
        };
        let all: Vec<Rect> = (0..columns.len()).flat_map(column).collect();
        for (from, to) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
            for a in column(from) {
                for b in column(to) {
                    let link = Curve::of_cards(a, b, all.clone(), Search::Whole);
                    let (start, end) = (a.centre(), b.centre());
                    let straight = (start.x - end.x).hypot(start.y - end.y);
                    let ratio = link.length() / straight;
                    assert!(ratio < 2.0, "{ratio}: {a:?} {b:?} {link:?}");
                }
            }
        }
    }

    #[test]
    fn walled_in_all_around_it_meets_as_few_as_can_be() {
        let (a, b) = (card(0.0, 0.0), card(0.0, 2_000.0));
        let wall = (-20..=20).map(|i| card(f64::from(i) * 140.0, 1_000.0));
        let way = Curve::around(a, b, wall.clone());
        let met = wall.filter(|card| !is_clear(&way, *card)).count();
        assert!(met <= 2, "{met}");
    }
}
