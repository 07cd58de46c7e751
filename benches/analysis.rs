//! How long the analysis takes, by the number of parts. `cargo bench --bench analysis`.
//!
//! The table of `docs/analysis-speed.md`, then a [`Study`]'s steps: how many, and how long they took. With
//! `-- --plot docs/analysis-speed.svg` the plot is drawn instead.

use std::hint::black_box;
use std::time::{Duration, Instant};

use topple::analysis::bench::{SIZES, pools, system};
use topple::analysis::{Failed, Options, Study, analyse, availability, overloads, pairs};
use topple::model::{Kind, Target};

/// What the quicker quarter of repeated runs, for about half a second, stays within: other work on the machine comes
/// and goes.
fn quartile(mut run: impl FnMut()) -> Duration {
    let start = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || (start.elapsed() < Duration::from_millis(500) && times.len() < 2_000) {
        let begin = Instant::now();
        run();
        times.push(begin.elapsed());
    }
    times.sort();
    times[times.len() / 4]
}

/// What one size of system took.
struct Row {
    parts: usize,
    links: usize,
    verdicts: Duration,
    with_links: Duration,
    pairs: Duration,
    nines: Duration,
    overloads: Duration,
}

impl Row {
    fn measure(parts: usize) -> Self {
        let scenario = pools(parts);
        let failed = Failed::nothing();
        let verdicts = |links: bool| {
            quartile(|| {
                black_box(analyse(black_box(&scenario), &failed, Options { links }));
            })
        };
        let parts_alone = Options { links: false };
        Self {
            parts: scenario.components.len(),
            links: scenario.links.len(),
            verdicts: verdicts(false),
            with_links: verdicts(true),
            pairs: quartile(|| {
                black_box(pairs(black_box(&scenario), &failed, parts_alone));
            }),
            nines: quartile(|| {
                black_box(availability(black_box(&scenario), &failed));
            }),
            overloads: quartile(|| {
                black_box(overloads(black_box(&scenario), &failed, parts_alone));
            }),
        }
    }

    fn cells(&self) -> [String; 7] {
        let told = |time: Duration| format!("{time:.2?}");
        [
            self.parts.to_string(),
            self.links.to_string(),
            told(self.verdicts),
            told(self.with_links),
            told(self.pairs),
            told(self.nines),
            told(self.overloads),
        ]
    }
}

/// Sizes of the plot.
const GROWTH: [usize; 6] = [30, 100, 200, 500, 1_000, 2_000];

/// Prints the table, and with `--plot FILE` draws it; without, tells of a study's steps too.
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let plot = arguments.iter().position(|a| a == "--plot");
    println!("| parts | links | verdicts | with links | pairs | nines | overloads |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut rows = Vec::new();
    for parts in GROWTH {
        let row = Row::measure(parts);
        println!("| {} |", row.cells().join(" | "));
        rows.push(row);
    }
    match plot.and_then(|place| arguments.get(place + 1)) {
        Some(file) => std::fs::write(file, plot::draw(&rows)).expect("the file can be written"),
        None => SIZES.into_iter().for_each(steps),
    }
}

/// The growth as a picture, in colours that are seen on light and on dark ground.
mod plot {
    use std::fmt::Write as _;
    use std::time::Duration;

    use super::Row;

    const WIDTH: f64 = 640.0;
    const HEIGHT: f64 = 400.0;
    const LEFT: f64 = 70.0;
    const RIGHT: f64 = 110.0;
    const TOP: f64 = 20.0;
    const BOTTOM: f64 = 50.0;
    /// Ends of the axes, as powers of ten: parts, and milliseconds.
    const PARTS: (f64, f64) = (1.5, 3.4);
    const TIMES_MS: (f64, f64) = (-1.0, 3.5);

    fn x(parts: f64) -> f64 {
        let share = (parts.log10() - PARTS.0) / (PARTS.1 - PARTS.0);
        LEFT + share * (WIDTH - LEFT - RIGHT)
    }

    fn y(ms: f64) -> f64 {
        let share = (ms.log10() - TIMES_MS.0) / (TIMES_MS.1 - TIMES_MS.0);
        HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
    }

    /// The picture: both axes by powers of ten.
    pub fn draw(rows: &[Row]) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"13\" fill=\"#808080\">\n<title>How long the analysis takes, by the number of parts</title>\n"
        );
        for parts in [50, 100, 200, 500, 1_000, 2_000] {
            let at = x(f64::from(parts));
            line(&mut svg, (at, TOP), (at, HEIGHT - BOTTOM));
            text(
                &mut svg,
                (at, HEIGHT - BOTTOM + 18.0),
                "middle",
                &parts.to_string(),
            );
        }
        for (ms, told) in [
            (0.1, "0.1 ms"),
            (1.0, "1 ms"),
            (10.0, "10 ms"),
            (100.0, "100 ms"),
            (1_000.0, "1 s"),
        ] {
            line(&mut svg, (LEFT, y(ms)), (WIDTH - RIGHT, y(ms)));
            text(&mut svg, (LEFT - 8.0, y(ms) + 4.0), "end", told);
        }
        let middle = f64::midpoint(LEFT, WIDTH - RIGHT);
        text(&mut svg, (middle, HEIGHT - 10.0), "middle", "parts");
        let times = |of: fn(&Row) -> Duration| -> Vec<(f64, f64)> {
            let point = |row: &Row| (row.parts as f64, of(row).as_secs_f64() * 1e3);
            rows.iter().map(point).collect()
        };
        curve(&mut svg, "verdicts", "#2a9d5c", &times(|row| row.verdicts));
        curve(
            &mut svg,
            "links, too",
            "#3b82d6",
            &times(|row| row.with_links),
        );
        curve(&mut svg, "pairs", "#d9822b", &times(|row| row.pairs));
        curve(&mut svg, "nines", "#8b5cf6", &times(|row| row.nines));
        curve(
            &mut svg,
            "overloads",
            "#64748b",
            &times(|row| row.overloads),
        );
        svg + "</svg>\n"
    }

    fn line(svg: &mut String, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        writeln!(
            svg,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#808080\" \
             stroke-opacity=\"0.35\"/>"
        )
        .expect("a string takes it");
    }

    fn text(svg: &mut String, at: (f64, f64), anchor: &str, told: &str) {
        let (x, y) = at;
        writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{told}</text>"
        )
        .expect("a string takes it");
    }

    fn curve(svg: &mut String, name: &str, colour: &str, points: &[(f64, f64)]) {
        let at: Vec<(f64, f64)> = points
            .iter()
            .map(|&(parts, ms)| (x(parts), y(ms)))
            .collect();
        let way: Vec<String> = at.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"/>",
            way.join(" ")
        )
        .expect("a string takes it");
        for (x, y) in &at {
            writeln!(
                svg,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\"/>"
            )
            .expect("a string takes it");
        }
        if let Some((x, y)) = at.last() {
            writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>",
                x + 10.0,
                y + 4.0
            )
            .expect("a string takes it");
        }
    }
}

/// Steps a study to its end and tells how long steps took, by what was being looked for.
fn steps(parts: usize) {
    let scenario = system(parts);
    // With one name server dead the other has a verdict: there is something to mend.
    let dns = scenario.components.iter().find(|c| c.kind() == Kind::Dns);
    let failed: Failed = dns.map(|c| Target::Component(c.id)).into_iter().collect();
    let begin = Instant::now();
    let mut study = Study::new(&scenario, &failed, Options::default());
    println!("{parts} parts: made in {:.2?}", begin.elapsed());
    let mut rows: Vec<(&str, Vec<Duration>)> = Vec::new();
    loop {
        let work = if study.warnings().is_pending() {
            "warnings"
        } else if study.overloads().is_pending() {
            "overloads"
        } else if study.availability().is_pending() {
            "nines"
        } else if study.pairs().is_pending() {
            "pairs"
        } else {
            "mends"
        };
        let begin = Instant::now();
        let more = study.step();
        let took = begin.elapsed();
        match rows.last_mut() {
            Some((known, steps)) if *known == work => steps.push(took),
            _ => rows.push((work, vec![took])),
        }
        if !more {
            break;
        }
    }
    for (work, mut took) in rows {
        let all: Duration = took.iter().sum();
        took.sort();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
        let steps = took.len();
        println!(
            "{work:>12} {all:>10.2?} in {steps:>6} steps: half within {:>9.2?}, 99 % within {:>9.2?}, all within {:>9.2?}",
            at(0.5),
            at(0.99),
            at(1.0)
        );
    }
}
