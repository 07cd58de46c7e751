//! The page that measures itself.

use topple_browser_tests::visit;

#[test]
fn the_page_measures_itself_and_says_how_fast_it_plays_and_judges() {
    visit("/?bench=1", |page| {
        page.wait_for_element("#bench[data-state='done']");
        let text = page.text("#bench").unwrap_or_default();
        let figures = |start: &str| -> Vec<f64> {
            let line = text.lines().find(|line| line.starts_with(start));
            let line = line.unwrap_or_else(|| panic!("a line of {start} in\n{text}"));
            let words = line.split_whitespace();
            words.filter_map(|word| word.parse().ok()).collect()
        };
        for load in ["one-server", "standby", "hundred-parts", "thousand-parts"] {
            for queue in ["  ", ", on a heap"] {
                let [events, requests] = figures(&format!("{load}{queue}"))[..] else {
                    panic!("events and requests per second of {load} in\n{text}");
                };
                assert!(events > requests && requests > 0.0, "{text}");
            }
        }
        assert!(figures("verdicts of 100 parts  ").len() == 2, "{text}");
        assert!(figures("pairs of 100 parts").len() == 2, "{text}");
        for motion in ["running", "panning", "zooming", "dragging", "killing"] {
            for drawing in ["95 parts, whole", "979 parts, 100 %"] {
                let [.., half, most, longest] = figures(&format!("{motion} {drawing}"))[..] else {
                    panic!("three figures of {motion} in\n{text}");
                };
                assert!(0.0 < half && half <= most && most <= longest, "{text}");
            }
        }
    });
}
