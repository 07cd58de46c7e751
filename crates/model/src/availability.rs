//! Default availabilities, for the nines. A promise is not a measurement: all can be edited.

use super::Kind;

/// Of a region that lies in no other: EC2's region-level SLA is 99.99 %.
pub const REGION: f64 = 0.9999;
/// Of a region inside a region, that is a zone.
pub const ZONE: f64 = 0.999;

/// Of one component on its own. A machine: EC2's instance-level SLA of 99.5 %, a balancer one runs oneself
/// being a machine too. A client is never down: its users are not in the data centre.
pub const fn of_kind(kind: Kind) -> f64 {
    match kind {
        Kind::Client => 1.0,
        Kind::Dns => 0.999,
        Kind::LoadBalancer | Kind::Server | Kind::Database | Kind::Cache => 0.995,
    }
}
