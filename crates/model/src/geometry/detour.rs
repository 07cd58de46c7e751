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
        Self::of_cards(from, to, &cards(scenario), search)
    }

    /// Over the open network, between the cards at these places: round the cards between; in a large drawing straight.
    pub fn over_network(scenario: &Scenario, from: Point, to: Point) -> Self {
        let (from, to) = (Rect::card(from), Rect::card(to));
        if runs_straight(scenario) {
            return Self::between(from, to);
        }
        Self::around(from, to, &cards(scenario))
    }

    /// From card to card, round those of `cards` that lie between: the least detour that meets none of them, or where all
    /// do, the one that meets the fewest.
    pub fn around(from: Rect, to: Rect, cards: &[Rect]) -> Self {
        let mut clearest = Clearest::of_direct(from, to, cards);
        if !clearest.is_clear() {
            clearest.offer(&detours(from, to));
        }
        clearest.curve
    }

    /// The same for a link, which is first bent aside a little; then it may leave and arrive by any side, the shortest way
    /// first, and where its looks are worth the time (`search`) aslant.
    pub fn of_cards(from: Rect, to: Rect, cards: &[Rect], search: Search) -> Self {
        let mut clearest = Clearest::of_direct(from, to, cards);
        if clearest.is_clear() {
            return clearest.curve;
        }
        let direct = clearest.curve;
        let (small, large) = BENDS.split_at(SMALL_BENDS);
        let mut near: Vec<Self> = FLATTER.map(|share| direct.flattened(share)).to_vec();
        near.extend(bent(direct, small));
        if clearest.offer(&near) {
            return clearest.curve;
        }
        let mut further = by_any_side(from, to, &[0.0]);
        further.extend(bent(direct, large));
        further.extend(detours(from, to));
        if !clearest.offer(&cheapest_first(from, to, &further)) && search == Search::Whole {
            clearest.offer(&cheapest_first(from, to, &by_any_side(from, to, &SLANTS)));
        }
        clearest.curve
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

/// Of the ways that were offered the first of those that meet the fewest cards.
struct Clearest {
    /// The cards that lie between, with the clearance that they are to have.
    between: Vec<Rect>,
    /// Those at the ends, which a way may touch and not cross.
    ends: [Rect; 2],
    met: usize,
    curve: Curve,
}

impl Clearest {
    fn of_direct(from: Rect, to: Rect, cards: &[Rect]) -> Self {
        let reach = from.union(to).inflate(BOWS[BOWS.len() - 1]);
        let is_between = |card: &&Rect| card.touches(reach) && **card != from && **card != to;
        let between = cards.iter().filter(is_between);
        let mut clearest = Self {
            between: between.map(|card| card.inflate(CLEARANCE)).collect(),
            ends: [from, to].map(|card| card.inflate(-1.0)),
            met: usize::MAX,
            curve: Curve::between(from, to),
        };
        clearest.offer(&[clearest.curve]);
        clearest
    }

    fn is_clear(&self) -> bool {
        self.met == 0
    }

    /// Takes what meets fewer cards, one after the other, until one meets none. Whether it does.
    fn offer(&mut self, curves: &[Curve]) -> bool {
        for curve in curves {
            let met = self.met_by(curve);
            if met < self.met {
                (self.met, self.curve) = (met, *curve);
            }
            if self.is_clear() {
                return true;
            }
        }
        false
    }

    /// How many cards it meets; that it is at least as many as are met already is enough to know.
    fn met_by(&self, curve: &Curve) -> usize {
        let mut points = [Point::default(); POINTS];
        curve.walk(&mut points);
        let bounds = curve.bounds();
        let near = self.between.iter().filter(|card| card.touches(bounds));
        let all = near.chain(&self.ends);
        let met = all.filter(|card| points.iter().any(|p| card.contains(*p)));
        met.take(self.met).count()
    }
}

fn cards(scenario: &Scenario) -> Vec<Rect> {
    let components = scenario.components.iter();
    components.map(|c| Rect::card(c.at)).collect()
}

/// These, the cheapest first; without those that are no ways of a link ([`FAR`]).
fn cheapest_first(from: Rect, to: Rect, all: &[Curve]) -> Vec<Curve> {
    let most = Curve::between(from, to).length() * FAR.0 + FAR.1;
    let all = all.iter().map(|curve| {
        let (length, extent) = curve.length_and_extent();
        let cost = length + curve.against_the_grain(from, to) + beyond(extent, from, to);
        (cost, *curve)
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

/// Bent to either side, as far as each of these says.
fn bent(direct: Curve, bends: &[f64]) -> Vec<Curve> {
    let both = bends.iter().flat_map(|bend| [-bend, *bend]);
    both.map(|bend| direct.bent(bend)).collect()
}

/// Ways out, the least detours first: arches over, under, left and right of both cards; those across the way first.
fn detours(from: Rect, to: Rect) -> Vec<Curve> {
    let (a, b) = (from.centre(), to.centre());
    let is_level = (a.x - b.x).abs() >= (a.y - b.y).abs();
    let mut all = Vec::with_capacity(4 * BOWS.len());
    for bow in BOWS {
        let [upright, lying] = [arches_upright(from, to, bow), arches_lying(from, to, bow)];
        let both = if is_level {
            [upright, lying]
        } else {
            [lying, upright]
        };
        all.extend(both.into_iter().flatten());
    }
    all
}

/// Out of any side of one card, and into any side of the other: straight, or so much beside the straight way.
fn by_any_side(from: Rect, to: Rect, slants: &[f64]) -> Vec<Curve> {
    let (a, b) = (from.centre(), to.centre());
    let far = (a.x - b.x).hypot(a.y - b.y);
    let (starts, ends) = (ends(from, far, slants), ends(to, far, slants));
    let mut all = Vec::with_capacity(starts.len() * ends.len());
    for &(start, control_1) in &starts {
        all.extend(ends.iter().map(|&(end, control_2)| Curve {
            start,
            control_1,
            control_2,
            end,
        }));
    }
    all
}

/// Where a link may leave a card, and the control point that takes it there.
fn ends(card: Rect, far: f64, slants: &[f64]) -> Vec<(Point, Point)> {
    let mut all = Vec::with_capacity(4 * REACHES.len() * slants.len());
    for (x, y) in [(1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0)] {
        let middle = card.centre();
        let at = middle.offset(x * card.width / 2.0, y * card.height / 2.0);
        for slant in slants {
            for reach in REACHES {
                let (dx, dy) = (x - slant * y, y + slant * x);
                let length = reach * far / (dx * dx + dy * dy).sqrt();
                all.push((at, at.offset(dx * length, dy * length)));
            }
        }
    }
    all
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
            Curve::around(a, b, &[a, b, card(200.0, 300.0)]),
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
            let way = Curve::around(a, b, &[a, between, b]);
            assert!(is_clear(&way, between), "{way:?}");
        }
    }

    #[test]
    fn a_way_goes_round_a_whole_row_and_round_what_stands_above_it() {
        let (a, b) = (card(0.0, 0.0), card(800.0, 0.0));
        let row = [200.0, 400.0, 600.0].map(|x| card(x, 0.0));
        let above = [card(400.0, -110.0)];
        let way = Curve::around(a, b, &row.into_iter().chain(above).collect::<Vec<_>>());
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
            let link = Curve::of_cards(a, b, &[a, between, b], Search::Whole);
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
                    let link = Curve::of_cards(a, b, &all, Search::Whole);
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
        let way = Curve::around(a, b, &wall.clone().collect::<Vec<_>>());
        let met = wall.filter(|card| !is_clear(&way, *card)).count();
        assert!(met <= 2, "{met}");
    }
}
