//! The table of resource types: what each is in a drawing, and which of its attributes say who reaches whom.
//!
//! Another cloud is more rows. What no row names is not drawn, and told by its type.

mod aws;
mod azure;
mod google;

use topple_model::Kind;

/// What a resource is in a drawing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Is {
    /// A part.
    Part(Kind),
    /// A store in memory: cache or database, its caller tells.
    Redis,
    /// Requests, or references, go through it from one resource to another.
    Through,
    /// A database of several instances: drawn as they are where the file has them, else as itself.
    Cluster,
    /// It lets requests in, from one security group to another.
    Gate,
    /// A place.
    Place,
    /// Not drawn, and why.
    Aside(&'static str),
}

/// One type of resource.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "columns of a table")]
pub struct Row {
    /// Its name in Terraform.
    pub name: &'static str,
    /// What it is.
    pub is: Is,
    /// What names of parts end with, unless they say it already.
    pub suffix: &'static str,
    /// Whether the provider runs it, in several zones.
    pub managed: bool,
    /// How many: the first of these attributes that is there.
    pub count: &'static [&'static str],
    /// Attributes that say its zones or subnets.
    pub zones: &'static [&'static str],
    /// Attributes that name who reaches it.
    pub from: &'static [&'static str],
    /// Attributes that name whom it reaches.
    pub to: &'static [&'static str],
    /// Whether its platform starts again what died, in seconds.
    pub restarts: bool,
    /// Whether it is open to the world by itself.
    pub is_open: bool,
    /// Whether references through it are permissions: they say who may, and not who does.
    pub permits: bool,
    /// Whether several with one address and a number are one part: machines of one `count`.
    pub counted: bool,
    /// Whether it is left out where nothing reaches it and it reaches nothing: machines, functions.
    pub idles: bool,
    /// Whether who is behind it can stand in for each other: groups of targets.
    pub pools: bool,
    /// Whether it replaces by itself, in minutes, who died of it: groups of machines.
    pub replaces: bool,
}

const ROW: Row = Row {
    name: "",
    is: Is::Through,
    suffix: "",
    managed: false,
    count: &[],
    zones: &[],
    from: &[],
    to: &[],
    restarts: false,
    is_open: false,
    permits: false,
    counted: false,
    idles: false,
    pools: false,
    replaces: false,
};

const CLUSTER: &str = "What runs on it is in its manifests: give those.";
const NETWORK: &str = "It is network, not a part that serves.";
const EGRESS: &str = "It leads out; no request of a user comes in through it.";

/// The row of a type.
pub fn row(name: &str) -> Option<&'static Row> {
    let table = match name.split('_').next() {
        Some("aws") => aws::TABLE,
        Some("google") => google::TABLE,
        Some("azurerm") => azure::TABLE,
        _ => return None,
    };
    table.iter().find(|row| row.name == name)
}
