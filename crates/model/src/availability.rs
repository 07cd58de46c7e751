//! Default availabilities of regions and groups, for the nines; those of components stand in the [table of kinds](super::kinds). A promise is not a measurement: all can be edited.

/// Of a region that lies in no other: EC2's region-level SLA is 99.99 %.
pub const REGION: f64 = 0.9999;
/// Of a region inside a region, that is a zone.
pub const ZONE: f64 = 0.999;
/// Of a group: nobody promises how often a release or a configuration takes everything down. Taken as a region's.
pub const GROUP: f64 = REGION;
