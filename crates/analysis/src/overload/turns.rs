//! In which order a server calls what it calls.

pub(super) use crate::more::caches_first;
