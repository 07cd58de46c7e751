//! A `server` line.

use super::time::time_ms;
use crate::pools::{Member, address};

/// A server of a pool.
#[derive(Clone, Debug)]
pub struct Server {
    /// Who it is.
    pub member: Member,
    /// What is said of it.
    pub terms: Terms,
    /// Whether it is checked.
    pub is_checked: bool,
    /// Whether it is used only where the others are down.
    pub is_backup: bool,
    /// Its weight, where one is said.
    pub weight: Option<u32>,
}

/// What a server line, or `default-server`, says.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// `check`, or `no-check`.
    check: Option<bool>,
    /// `inter`, in milliseconds.
    pub inter_ms: Option<f64>,
    /// `fall`.
    pub fall: Option<u32>,
    /// `rise`.
    pub rise: Option<u32>,
    /// The `port` that checks ask.
    pub check_port: Option<u16>,
    is_backup: bool,
    is_disabled: bool,
    weight: Option<u32>,
}

impl Terms {
    /// Reads what follows a server's address. What it is not known to mean is passed over.
    ///
    /// # Errors
    /// A time or number that is none.
    pub fn read(&mut self, words: &[&str]) -> Result<(), String> {
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_default();
            match word {
                "check" => self.check = Some(true),
                "no-check" => self.check = Some(false),
                "backup" => self.is_backup = true,
                "disabled" => self.is_disabled = true,
                "inter" => self.inter_ms = Some(time_ms(value())?),
                "fall" => self.fall = Some(number(value(), "fall")?),
                "rise" => self.rise = Some(number(value(), "rise")?),
                "weight" => self.weight = Some(number(value(), "weight")?),
                "port" => self.check_port = value().parse().ok(),
                _ => {}
            }
        }
        Ok(())
    }
}

fn number(text: &str, what: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| format!("What follows {what} is not a number."))
}

/// A server that is left out: its name, why, its line.
type LeftOut = (String, String, u32);

/// Reads `server name address …` and `server-template prefix 1-5 address …`: a server, or one that is left out.
///
/// # Errors
/// What is missing or is no number.
pub fn read(
    head: &str,
    words: &[&str],
    line: u32,
    defaults: &Terms,
) -> Result<Result<Server, LeftOut>, String> {
    let (name, count, rest) = match (head, words) {
        ("server", [name, rest @ ..]) if !rest.is_empty() => (*name, 1, rest),
        ("server-template", [name, count, rest @ ..]) if !rest.is_empty() => {
            (*name, members(count)?, rest)
        }
        _ => return Err(format!("A {head} has a name and an address.")),
    };
    let (said, rest) = (rest[0], &rest[1..]);
    let mut terms = defaults.clone();
    terms.read(rest)?;
    if terms.is_disabled {
        return Ok(Err((name.to_owned(), "It is disabled.".to_owned(), line)));
    }
    let (host, port) = address(said).unwrap_or_else(|| (name.to_lowercase(), None));
    Ok(Ok(Server {
        member: Member {
            name: name.to_owned(),
            host,
            port,
            nodes: count,
            line,
        },
        is_checked: terms.check == Some(true),
        is_backup: terms.is_backup,
        weight: terms.weight,
        terms,
    }))
}

/// `5`, `1-5`.
fn members(text: &str) -> Result<u32, String> {
    let wrong =
        || "After the prefix of a server-template its number was expected: 5, or 1-5.".to_owned();
    let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
    let count = match text.split_once('-') {
        Some((first, last)) => number(last)?
            .checked_sub(number(first)?)
            .and_then(|more| more.checked_add(1))
            .ok_or_else(wrong)?,
        None => number(text)?,
    };
    if (1..=1_000).contains(&count) {
        Ok(count)
    } else {
        Err("A server-template of 1 to 1,000 servers is read.".to_owned())
    }
}
