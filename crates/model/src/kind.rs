//! The kinds themselves, and settings by kind. What is known of each stands in the [table](super::kinds).

use super::settings::{Cache, Client, Database, Dns, HealthCheck, LoadBalancer, Queue, Server};

/// The kinds, each with the settings struct of the same name, and the conversions between the two.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a component is, in the order in which a request meets them.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// All kinds, in the order in which a request meets them.
            pub const ALL: [Kind; [$(Kind::$name),*].len()] = [$(Kind::$name),*];
        }

        /// The settings of a component, by its kind.
        #[derive(Clone, PartialEq, Debug)]
        pub enum Settings {
            $($(#[$doc])* $name($name),)*
        }

        impl Settings {
            /// All defaults of a kind.
            pub fn of(kind: Kind) -> Self {
                match kind {
                    $(Kind::$name => Settings::$name($name::default()),)*
                }
            }

            /// Which kind they are of.
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Settings::$name(_) => Kind::$name,)*
                }
            }
        }
    };
}

kinds! {
    /// A population of users.
    Client,
    /// An authoritative name server, with what resolvers cache of it.
    Dns,
    /// `HAProxy`, nginx, an ALB.
    LoadBalancer,
    /// One instance of a service.
    Server,
    /// One database node.
    Database,
    /// One memcached or Redis node.
    Cache,
    /// One node of a message broker.
    Queue,
}

impl Settings {
    /// The health check, of kinds that check: the settings of one that is on.
    pub fn health_check_mut(&mut self) -> Option<&mut Option<HealthCheck>> {
        match self {
            Settings::Dns(dns) => Some(&mut dns.health_check),
            Settings::LoadBalancer(balancer) => Some(&mut balancer.health_check),
            Settings::Client(_)
            | Settings::Server(_)
            | Settings::Database(_)
            | Settings::Cache(_)
            | Settings::Queue(_) => None,
        }
    }

    /// How many workers it has, of kinds that have workers.
    pub const fn workers(&self) -> Option<u32> {
        match self {
            Settings::Server(server) => Some(server.workers),
            Settings::Database(database) => Some(database.workers),
            Settings::Cache(cache) => Some(cache.workers),
            Settings::Client(_)
            | Settings::Dns(_)
            | Settings::LoadBalancer(_)
            | Settings::Queue(_) => None,
        }
    }

    /// The same, to be changed.
    pub const fn workers_mut(&mut self) -> Option<&mut u32> {
        match self {
            Settings::Server(server) => Some(&mut server.workers),
            Settings::Database(database) => Some(&mut database.workers),
            Settings::Cache(cache) => Some(&mut cache.workers),
            Settings::Client(_)
            | Settings::Dns(_)
            | Settings::LoadBalancer(_)
            | Settings::Queue(_) => None,
        }
    }
}
