//! Means, and whether values are spread evenly.

use crate::formula::Window;

pub fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

pub fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Greatest distance of the values' distribution from the even one over the window, as Kolmogorov and Smirnov have it.
pub fn distance_from_even(values: &[f64], window: Window) -> f64 {
    let n = values.len() as f64;
    let distance = |(i, value): (usize, &f64)| {
        let even = (value - window.from) / (window.to - window.from);
        (even - i as f64 / n)
            .abs()
            .max(((i + 1) as f64 / n - even).abs())
    };
    values.iter().enumerate().map(distance).fold(0.0, f64::max)
}

/// What that distance exceeds once in a thousand times by chance.
pub fn once_in_a_thousand(n: usize) -> f64 {
    1.95 / (n as f64).sqrt()
}

/// Standard deviation.
pub fn spread(values: &[f64]) -> f64 {
    let middle = mean(values.iter().copied());
    mean(values.iter().map(|value| (value - middle).powi(2))).sqrt()
}

/// Greatest distance of the distribution of counts from one that is given as the chance of at most `0`, `1`, ….
pub fn distance_from(cumulated: &[f64], counts: &[f64]) -> f64 {
    let distance = |(n, chance): (usize, &f64)| {
        let at_most = counts.iter().filter(|&&count| count <= n as f64).count() as f64;
        (at_most / counts.len() as f64 - chance).abs()
    };
    cumulated
        .iter()
        .enumerate()
        .map(distance)
        .fold(0.0, f64::max)
}
