//! A component: a card on the canvas, with the settings of its kind. What else differs between kinds stands in the
//! [table of kinds](super::kinds).

use super::settings::{Cache, Client, Database, HealthCheck, LoadBalancer, Queue};
use super::{Colour, ComponentId, GroupId, Kind, Point, RegionId, Settings};

/// One card on the canvas.
#[derive(Clone, PartialEq, Debug)]
pub struct Component {
    /// Its id, unique over components, regions and groups.
    pub id: ComponentId,
    /// What a person calls it; `None`: its id.
    pub name: Option<String>,
    /// The label that makes it a replica of others; `None`: the default of its kind, for a balancer that of its members.
    pub service: Option<String>,
    /// The innermost region that it lies in.
    pub region: Option<RegionId>,
    /// The groups whose fate it shares, each once.
    pub groups: Vec<GroupId>,
    /// Centre of its card.
    pub at: Point,
    /// Share of the time that it is up, 0 to 1; `None`: the default of its kind.
    pub availability: Option<f64>,
    /// Seconds after which one that was killed or crashed by itself is started again, 0 to 3,600; `None`: nobody does.
    pub restart_s: Option<f64>,
    /// Anything a person wants to remember.
    pub note: String,
    /// Its colour; `None`: that of its state.
    pub colour: Option<Colour>,
    /// What its kind adds.
    pub settings: Settings,
}

impl Component {
    /// A component with all defaults.
    pub fn new(id: ComponentId, kind: Kind, at: Point) -> Self {
        Self {
            id,
            name: None,
            service: None,
            region: None,
            groups: Vec::new(),
            at,
            availability: None,
            restart_s: None,
            note: String::new(),
            colour: None,
            settings: Settings::of(kind),
        }
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.settings.kind()
    }

    /// What to call it on the screen.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Share of the time that it is up on its own, 0 to 1.
    pub fn availability(&self) -> f64 {
        self.availability.unwrap_or(self.kind().row().availability)
    }

    /// Bytes that it holds, its texts included.
    pub fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
        let shard = self.database().map_or(0, |database| text(&database.shard));
        let groups = self.groups.capacity() * size_of::<GroupId>();
        let texts = text(&self.name) + text(&self.service) + self.note.capacity() + shard;
        size_of::<Self>() + groups + texts
    }

    /// Its health check, where it is of a kind that checks and the check is on.
    pub fn health_check(&self) -> Option<HealthCheck> {
        match &self.settings {
            Settings::Dns(dns) => dns.health_check,
            Settings::LoadBalancer(balancer) => balancer.health_check,
            Settings::Client(_)
            | Settings::Server(_)
            | Settings::Database(_)
            | Settings::Cache(_)
            | Settings::Queue(_) => None,
        }
    }

    /// Its settings as a database node, if it is one.
    pub fn database(&self) -> Option<&Database> {
        match &self.settings {
            Settings::Database(database) => Some(database),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn database_mut(&mut self) -> Option<&mut Database> {
        match &mut self.settings {
            Settings::Database(database) => Some(database),
            _ => None,
        }
    }

    /// Its settings as a balancer, if it is one.
    pub fn balancer(&self) -> Option<&LoadBalancer> {
        match &self.settings {
            Settings::LoadBalancer(balancer) => Some(balancer),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn balancer_mut(&mut self) -> Option<&mut LoadBalancer> {
        match &mut self.settings {
            Settings::LoadBalancer(balancer) => Some(balancer),
            _ => None,
        }
    }

    /// Its settings as a cache node, if it is one.
    pub fn cache(&self) -> Option<&Cache> {
        match &self.settings {
            Settings::Cache(cache) => Some(cache),
            _ => None,
        }
    }

    /// Its settings as a node of a queue, if it is one.
    pub fn queue(&self) -> Option<&Queue> {
        match &self.settings {
            Settings::Queue(queue) => Some(queue),
            _ => None,
        }
    }

    /// Its settings as a client, if it is one.
    pub fn client(&self) -> Option<&Client> {
        match &self.settings {
            Settings::Client(client) => Some(client),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn client_mut(&mut self) -> Option<&mut Client> {
        match &mut self.settings {
            Settings::Client(client) => Some(client),
            _ => None,
        }
    }
}
