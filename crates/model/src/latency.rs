//! How far apart parts are, where their link does not say.

/// One-way latency in milliseconds within one region, or where neither lies in any.
pub const SAME_REGION_MS: f64 = 0.25;
/// One-way latency in milliseconds between zones of one region.
pub const BETWEEN_ZONES_MS: f64 = 0.5;
/// One-way latency in milliseconds between regions.
pub const BETWEEN_REGIONS_MS: f64 = 20.0;
/// All defaults.
pub const DEFAULTS_MS: [f64; 3] = [SAME_REGION_MS, BETWEEN_ZONES_MS, BETWEEN_REGIONS_MS];

/// Default one-way latency in milliseconds between two parts, by the regions around each, innermost first.
pub fn default_ms<R: PartialEq>(a: &[R], b: &[R]) -> f64 {
    match (a.last(), b.last()) {
        _ if a.first() == b.first() => SAME_REGION_MS,
        (Some(x), Some(y)) if x == y => BETWEEN_ZONES_MS,
        _ => BETWEEN_REGIONS_MS,
    }
}
