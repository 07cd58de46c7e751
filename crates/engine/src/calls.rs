//! Calls under way: one record for a request at its client, and one for every message that a component down the
//! line holds on its behalf. Records live in a slab and are named by handles that a reused record no longer answers to.

use super::lists::List;
use super::{Micros, Reason};

/// Names a call. 24 bits say which record, 35 how often that had been used before: an event for a call that is long
/// gone finds another number there, and is dropped. (At a million uses a second the number repeats after nine hours.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Handle(u64);

const INDEX_BITS: u32 = 24;
const USE_MASK: u64 = (1 << 35) - 1;

impl Handle {
    /// No call.
    pub const NONE: Handle = Handle((1 << 59) - 1);

    pub const fn new(index: u32, uses: u64) -> Self {
        Self((uses & USE_MASK) << INDEX_BITS | index as u64)
    }

    pub const fn index(self) -> usize {
        (self.0 & ((1 << INDEX_BITS) - 1)) as usize
    }

    const fn next_use(self) -> Self {
        Self::new(self.index() as u32, (self.0 >> INDEX_BITS) + 1)
    }

    /// 59 bits that stand for it in an event.
    pub const fn bits(self) -> u64 {
        self.0
    }

    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

/// Records that fit a handle. A message beyond that vanishes, and its sender's timeout tells.
const RECORDS: usize = (1 << INDEX_BITS) - 1;

/// Calls that there may be at once in a run; one more is answered as by an overloaded system.
pub(super) const CALLS: usize = 1 << 22;

/// Where a call is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// The record is not in use.
    Free,
    /// A request at its client, which waits for name servers or for an answer.
    Asking,
    /// A request at its client, which waits before it tries again.
    BackingOff,
    /// On its way to its target.
    Travelling,
    /// It is never answered: its message was lost, or its holder died. Its caller times out.
    Silent,
    /// The connect has failed; the caller is about to learn of it.
    Unconnected,
    /// Waits for a worker.
    Queued,
    /// A worker works on it.
    Working,
    /// Its holder waits for what it called in turn.
    Waiting,
    /// The answer is ready, but a slow balancer holds it back.
    HeldBack,
    /// The answer is on its way back.
    Answering,
}

/// How a call ended: `Ok`, or why and where it failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outcome {
    Served,
    Failed { reason: Reason, at: u32 },
}

/// No link: a message to an address that a name server gave travels none that is drawn.
pub(super) const BY_NAME: u32 = u32::MAX;

/// In the place of a member: no member has the call, or the one that had it is no more.
pub(super) const NO_MEMBER: u32 = u32::MAX;

/// The client of a request whose client was removed while others still worked on it.
pub(super) const NO_CLIENT: u32 = u32::MAX;

/// What is the same for all calls of one request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// Numbers the requests of a run, from 1.
    pub number: u64,
    /// 64 bits of chance that stand for whatever is drawn once per request: its user, its shards, its resolver.
    pub lot: u64,
    /// The client, as a component.
    pub client: u32,
    /// Which try of its client this is.
    pub attempt: u16,
    /// The key that it asks for; of a call to a cache, what is looked up there.
    pub key: u64,
    pub writes: bool,
    /// Whether its hops are told.
    pub sampled: bool,
}

/// One call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub handle: Handle,
    /// Whose call it is; `NONE` for a request at its client.
    pub caller: Handle,
    /// What it waits for.
    pub callee: Handle,
    pub request: Request,
    /// When it arrived where it is; at its client, when it was started; on its way, when it left.
    pub since: Micros,
    /// When its holder times out on what it called; `NEVER`: no such time.
    pub deadline: Micros,
    /// The component that holds it, or will.
    pub at: u32,
    /// The link that it came by, or [`BY_NAME`].
    pub link: u32,
    pub outcome: Outcome,
    pub stage: Stage,
    /// A message on its behalf was lost further down.
    pub lost: bool,
    /// A cache found the key.
    pub hit: bool,
    /// A database was skipped that the request can do without: nothing was read that would fill a cache.
    pub unread: bool,
    /// Client: which try this is. Balancer: failed connects so far.
    pub attempt: u16,
    /// Client, server, and balancer of several stores: which of the things it needs is being called.
    pub step: u16,
    /// Client: place in its list of addresses, or among the name servers. Balancer: the member that has it. Database: the
    /// link that it was sent by.
    pub place: u32,
    /// Client: addresses walked in this try, or name servers asked.
    pub walked: u32,
    /// Client: its addresses (or, with fixed ones of several services, its place in each). Others: links already tried.
    /// A call to a name server: the answer.
    pub list: List,
    /// Server: cache nodes that lacked the key.
    pub lacking: List,
    /// The services that are missing in its answer, as a set of bits.
    pub missing: u64,
}

impl Call {
    /// Whether it is a request at its client, from its start to its end.
    pub fn is_at_client(&self) -> bool {
        matches!(self.stage, Stage::Asking | Stage::BackingOff)
    }

    /// Whether its component holds it: in its queue, at a worker, or as something that it waits with.
    pub fn is_held(&self) -> bool {
        matches!(
            self.stage,
            Stage::Queued | Stage::Working | Stage::Waiting | Stage::HeldBack
        )
    }
}

/// The slab.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    all: Vec<Call>,
    free: Vec<u32>,
}

impl Calls {
    /// How many are under way.
    pub fn len(&self) -> usize {
        self.all.len() - self.free.len()
    }

    /// Whether another record would have a handle.
    pub fn has_room(&self) -> bool {
        self.len() < RECORDS
    }

    pub fn is_full(&self) -> bool {
        self.len() >= CALLS
    }

    /// A new call. The caller has seen to it that there is room.
    #[inline]
    pub fn create(
        &mut self,
        request: Request,
        caller: Handle,
        at: u32,
        link: u32,
        now: Micros,
    ) -> Handle {
        let fresh = |handle| Call {
            handle,
            caller,
            callee: Handle::NONE,
            request,
            since: now,
            deadline: Micros::NEVER,
            at,
            link,
            outcome: Outcome::Served,
            stage: Stage::Travelling,
            lost: false,
            hit: false,
            unread: false,
            attempt: 0,
            step: 0,
            place: 0,
            walked: 0,
            list: List::NONE,
            lacking: List::NONE,
            missing: 0,
        };
        if let Some(index) = self.free.pop() {
            let slot = &mut self.all[index as usize];
            let handle = slot.handle;
            *slot = fresh(handle);
            handle
        } else {
            let handle = Handle::new(self.all.len() as u32, 0);
            self.all.push(fresh(handle));
            handle
        }
    }

    /// Ends a call. Its lists must have been given back.
    #[inline]
    pub fn remove(&mut self, handle: Handle) {
        let call = &mut self.all[handle.index()];
        debug_assert_eq!(call.handle, handle, "a call ends once");
        call.handle = handle.next_use();
        call.stage = Stage::Free;
        self.free.push(handle.index() as u32);
    }

    #[inline]
    pub fn get(&self, handle: Handle) -> Option<&Call> {
        self.all.get(handle.index()).filter(|c| c.handle == handle)
    }

    #[inline]
    pub fn get_mut(&mut self, handle: Handle) -> Option<&mut Call> {
        self.all
            .get_mut(handle.index())
            .filter(|c| c.handle == handle)
    }

    #[inline]
    pub fn is_live(&self, handle: Handle) -> bool {
        self.get(handle).is_some()
    }

    /// All calls under way, in the order of their records.
    pub fn iter(&self) -> impl Iterator<Item = &Call> {
        self.all.iter().filter(|c| c.stage != Stage::Free)
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Call> {
        self.all.iter_mut().filter(|c| c.stage != Stage::Free)
    }

    /// Bytes that it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.all.capacity() * size_of::<Call>() + self.free.capacity() * 4
    }
}

/// A call that its holder knows to be under way.
impl std::ops::Index<Handle> for Calls {
    type Output = Call;
    #[inline]
    fn index(&self, handle: Handle) -> &Call {
        let call = &self.all[handle.index()];
        debug_assert_eq!(call.handle, handle, "the call is under way");
        call
    }
}

impl std::ops::IndexMut<Handle> for Calls {
    #[inline]
    fn index_mut(&mut self, handle: Handle) -> &mut Call {
        let call = &mut self.all[handle.index()];
        debug_assert_eq!(call.handle, handle, "the call is under way");
        call
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reused_record_does_not_answer_to_its_old_handle() {
        let request = Request {
            number: 1,
            lot: 0,
            client: 0,
            attempt: 0,
            key: 0,
            writes: false,
            sampled: false,
        };
        let mut calls = Calls::default();
        let first = calls.create(request, Handle::NONE, 0, BY_NAME, Micros(0));
        calls.remove(first);
        let second = calls.create(request, Handle::NONE, 0, BY_NAME, Micros(0));
        assert_eq!(first.index(), second.index());
        assert!(!calls.is_live(first) && calls.is_live(second));
        assert!(!calls.is_live(Handle::NONE));
        assert_eq!(Handle::from_bits(second.bits()), second);
    }
}
