//! Why a request failed.

/// Why a request failed; where is told beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Reason {
    /// No name server answered and nothing valid was remembered.
    CannotResolve,
    /// No machine there: a connect stayed silent.
    ConnectTimeout,
    /// A machine is there, but nothing listens, or it broke the connection off.
    Refused,
    /// A balancer had no member to give it to.
    NoHealthyBackend,
    /// No worker and no place in the queue, or no connection left.
    Overloaded,
    /// Something that was needed could not be reached, or answered with an error of its own.
    DependencyFailed,
    /// The database has no primary.
    NoPrimary,
    /// The answer did not come in time.
    TimedOut,
    /// The answer did not come in time because a message was lost on a link.
    LinkLost,
}

impl Reason {
    /// How many there are.
    pub const COUNT: usize = 9;

    /// All of them, in the order of the design.
    pub const ALL: [Reason; Self::COUNT] = [
        Reason::CannotResolve,
        Reason::ConnectTimeout,
        Reason::Refused,
        Reason::NoHealthyBackend,
        Reason::Overloaded,
        Reason::DependencyFailed,
        Reason::NoPrimary,
        Reason::TimedOut,
        Reason::LinkLost,
    ];

    /// Its place in [`Self::ALL`] and in every table by reason.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The word that files use.
    pub const fn key(self) -> &'static str {
        match self {
            Reason::CannotResolve => "cannot_resolve",
            Reason::ConnectTimeout => "connect_timeout",
            Reason::Refused => "refused",
            Reason::NoHealthyBackend => "no_healthy_backend",
            Reason::Overloaded => "overloaded",
            Reason::DependencyFailed => "dependency_failed",
            Reason::NoPrimary => "no_primary",
            Reason::TimedOut => "timed_out",
            Reason::LinkLost => "link_lost",
        }
    }

    /// The words that a person reads.
    pub const fn words(self) -> &'static str {
        match self {
            Reason::CannotResolve => "the name could not be resolved",
            Reason::ConnectTimeout => "the connection timed out",
            Reason::Refused => "the connection was refused",
            Reason::NoHealthyBackend => "no member of the pool took the request",
            Reason::Overloaded => "overloaded",
            Reason::DependencyFailed => "a required call failed",
            Reason::NoPrimary => "the database has no primary",
            Reason::TimedOut => "no answer came in time",
            Reason::LinkLost => "a message was lost",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn a_reason_stands_at_its_index() {
        for (i, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason.index(), i, "{}", reason.key());
        }
    }
}
