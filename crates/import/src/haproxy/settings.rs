//! What a section says, or takes from its defaults.

use topple_model::Algorithm;

use super::server::{Server, Terms};
use super::time::time_ms;
use crate::inventory::Check;

/// Settings that a section has.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of the file"
)]
pub struct Settings {
    /// Its servers.
    pub servers: Vec<Server>,
    /// What `default-server` says.
    pub terms: Terms,
    /// Whether it passes on bytes; `HAProxy`'s default.
    pub is_tcp: bool,
    /// `retries`.
    pub retries: Option<u32>,
    /// `option redispatch`.
    pub redispatch: bool,
    /// `timeout connect`, in milliseconds.
    pub connect_ms: Option<f64>,
    /// `timeout check`, in seconds.
    check_s: Option<f64>,
    /// `balance`.
    pub algorithm: Algorithm,
    /// Whether it shows statistics.
    pub is_stats: bool,
    /// Whether it asks by HTTP, and whether the answer must be 200.
    asks_http: bool,
    wants_200: bool,
    /// Whether the check asks for the primary in so many words, or for those who are not.
    asks_primary: bool,
    asks_replica: bool,
}

impl Settings {
    /// A line of a section. What it is not known to mean is passed over.
    ///
    /// # Errors
    /// A time or number that is none.
    pub fn set(&mut self, head: &str, rest: &[&str]) -> Result<(), String> {
        let first = rest.first().copied().unwrap_or_default();
        match head {
            "mode" => self.is_tcp = first == "tcp",
            "retries" => {
                self.retries = Some(
                    first
                        .parse()
                        .map_err(|_| "What follows retries is not a number.".to_owned())?,
                );
            }
            "balance" => self.algorithm = algorithm(first),
            "http-request" if rest.contains(&"prometheus-exporter") => self.is_stats = true,
            "stats" | "monitor-uri" => self.is_stats = true,
            "timeout" => {
                let value = rest.get(1).copied().unwrap_or_default();
                match first {
                    "connect" => self.connect_ms = Some(time_ms(value)?),
                    "check" => self.check_s = Some(time_ms(value)? / 1_000.0),
                    _ => {}
                }
            }
            "option" => match first {
                "redispatch" => self.redispatch = true,
                "httpchk" => {
                    self.asks_http = true;
                    self.asks_primary |= rest.iter().any(|word| is_primary_path(word));
                    self.asks_replica |= rest.iter().any(|word| is_replica_path(word));
                }
                _ => {}
            },
            "no" if first == "option" && rest.get(1) == Some(&"redispatch") => {
                self.redispatch = false;
            }
            "http-check" => {
                self.asks_primary |= rest.iter().any(|word| is_primary_path(word));
                self.wants_200 |= first == "expect" && rest.contains(&"200");
            }
            "tcp-check" => {
                self.asks_primary |= rest.iter().any(|word| word.contains("role:master"));
            }
            "default-server" => self.terms.read(rest)?,
            _ => {}
        }
        Ok(())
    }

    /// The check of its servers; `None`: it asks nobody.
    pub fn check(&self) -> Option<Check> {
        let server = self.servers.iter().find(|s| s.is_checked)?;
        let Terms {
            inter_ms,
            fall,
            rise,
            ..
        } = server.terms;
        let interval_s = inter_ms.unwrap_or(2_000.0) / 1_000.0;
        Some(Check {
            interval_s,
            // Without `timeout check` a check has as long as there is between two.
            timeout_s: self.check_s.unwrap_or(interval_s),
            fall: fall.unwrap_or(3),
            rise: rise.unwrap_or(2),
        })
    }

    /// Whether only the primary of a set passes the check: a path or an answer that says so, or Patroni's own port.
    pub fn only_primary(&self) -> bool {
        let patroni = |s: &Server| {
            s.terms
                .check_port
                .is_some_and(|port| (8_008..=8_010).contains(&port))
        };
        let asks_patroni = self.asks_http && self.wants_200 && self.servers.iter().any(patroni);
        self.servers.len() > 1
            && self.servers.iter().any(|s| s.is_checked)
            && (self.asks_primary || asks_patroni && !self.asks_replica)
    }
}

/// The paths under which Patroni says who is primary.
fn is_primary_path(word: &str) -> bool {
    let path = word.split('?').next().unwrap_or_default();
    matches!(path, "/primary" | "/master" | "/leader" | "/read-write")
}

fn is_replica_path(word: &str) -> bool {
    let path = word.split('?').next().unwrap_or_default();
    matches!(
        path,
        "/replica" | "/read-only" | "/standby-leader" | "/sync" | "/async" | "/health"
    )
}

fn algorithm(name: &str) -> Algorithm {
    match name.split('(').next().unwrap_or_default() {
        "leastconn" => Algorithm::LeastConnections,
        "source" | "uri" | "url_param" | "hdr" | "hash" | "rdp-cookie" => Algorithm::SourceHash,
        // Two draws are the default, and the better of both is taken.
        "random" if name == "random(1)" => Algorithm::Random,
        "random" => Algorithm::TwoChoices,
        _ => Algorithm::RoundRobin,
    }
}
