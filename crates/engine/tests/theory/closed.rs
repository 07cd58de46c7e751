//! Closed populations: the machine-repairman model (Kleinrock, *Queueing Systems* I, 3.6 and 3.8; Allen, *Probability,
//! Statistics and Queueing Theory*, 5.2.6). Each of N users thinks for a mean time Z, then asks one of c workers, who
//! take a mean time S, and waits.

/// What theory says of a population, in mean service times.
pub struct Repairmen {
    /// Share of the workers that is busy.
    pub utilisation: f64,
    /// Requests served per mean service time.
    pub throughput: f64,
    /// Mean time from a question to its answer.
    pub sojourn: f64,
}

/// M/M/c//N, with Z in mean service times.
pub fn repairmen(users: u32, workers: u32, think: f64) -> Repairmen {
    // How likely it is that n wait or are served, but for a factor: each state from the one before.
    let mut weights = vec![1.0];
    for n in 1..=users {
        let asking = f64::from(users - n + 1) / think;
        let served = f64::from(n.min(workers));
        weights.push(weights[n as usize - 1] * asking / served);
    }
    let sum: f64 = weights.iter().sum();
    let busy = |(n, weight): (u32, &f64)| f64::from(n.min(workers)) * weight;
    let throughput = (0..).zip(&weights).map(busy).sum::<f64>() / sum;
    Repairmen {
        utilisation: throughput / f64::from(workers),
        throughput,
        // Little's law over the whole circle: N = X (R + Z).
        sojourn: f64::from(users) / throughput - think,
    }
}

/// D/M/1: the mean time from arrival to answer, in mean service times. An arrival finds n others with probability
/// (1 − x) xⁿ, where x is the root below 1 of x = exp(−(1 − x) / ρ) (Kleinrock I, 6.4).
pub fn constant_arrivals(load: f64) -> f64 {
    let mut x = 0.0;
    for _ in 0..10_000 {
        x = f64::exp(-(1.0 - x) / load);
    }
    1.0 / (1.0 - x)
}

#[test]
fn the_formulas_give_what_the_books_print() {
    // One worker: p₀ = 1 / Σ N!/(N−n)! (S/Z)ⁿ. For two users who think as long as they are served: 1 / (1 + 2 + 2).
    let two = repairmen(2, 1, 1.0);
    assert!((two.utilisation - 0.8).abs() < 1e-12);
    assert!((two.sojourn - 1.5).abs() < 1e-12);
    // With a worker for each nobody waits.
    let all = repairmen(7, 7, 3.0);
    assert!((all.sojourn - 1.0).abs() < 1e-12);
    assert!((all.throughput - 7.0 / 4.0).abs() < 1e-12);
    // D/M/1 at half load: x = 0.203 188.
    assert!((constant_arrivals(0.5) - 1.0 / (1.0 - 0.203_188)).abs() < 1e-5);
}
