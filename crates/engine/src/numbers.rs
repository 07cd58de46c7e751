//! What a run tells of itself, as values.

use topple_model::{ComponentId, Service, Target};

use super::{Histogram, Micros, MissingService, Reason};

/// What came of requests since the start of the run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Totals {
    /// Requests that were started.
    pub started: u64,
    /// Requests that were answered well and in time, degraded or in full.
    pub served: u64,
    /// Those of them whose answer was degraded: something is missing that the request can do without. Of a component:
    /// the answers that it gave so; of a client, those that its users got.
    pub degraded: u64,
    /// What was missing in them. An answer may lack several services.
    pub missing: Vec<MissingService>,
    /// Requests that failed, by [`Reason::index`].
    pub failed: [u64; Reason::COUNT],
    /// Requests under way.
    pub in_flight: u64,
    /// Acknowledged writes that were lost at promotions.
    pub lost_writes: u64,
    /// Acknowledged writes that were in conflict when the sides of a split brain met again.
    pub conflicting_writes: u64,
    /// How long the served ones took.
    pub latency: Histogram,
}

impl Totals {
    /// All that failed.
    pub fn failed_in_all(&self) -> u64 {
        self.failed.iter().sum()
    }
}

/// One second of virtual time (or more, where old seconds were merged), in all or of one component.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Row {
    /// When it ended.
    pub end: Micros,
    /// How long it was.
    pub span: Micros,
    /// Requests started.
    pub started: u64,
    /// Requests served, degraded or in full.
    pub served: u64,
    /// Those of them whose answer was degraded.
    pub degraded: u64,
    /// Requests failed, by [`Reason::index`].
    pub failed: [u64; Reason::COUNT],
    /// Requests under way at its end.
    pub in_flight: u64,
    /// Latency of the served ones.
    pub latency: Histogram,
    /// When the last of the failed ones did; the start of the run where none has.
    pub last_failure: Micros,
}

impl Row {
    /// All that failed.
    pub fn failed_in_all(&self) -> u64 {
        self.failed.iter().sum()
    }

    /// Share of the finished ones that was served; `None` where none finished.
    pub fn served_share(&self) -> Option<f64> {
        let finished = self.served + self.failed_in_all();
        (finished > 0).then(|| self.served as f64 / finished as f64)
    }

    /// Share of the finished ones that was answered degraded; 0 where none finished.
    pub fn degraded_share(&self) -> f64 {
        let finished = self.served + self.failed_in_all();
        self.degraded as f64 / finished.max(1) as f64
    }
}

/// One second of one component.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct ComponentRow {
    /// When it ended.
    pub end: Micros,
    /// Requests that arrived (for a client: that it started).
    pub started: u32,
    /// Requests that it answered well, degraded or in full.
    pub served: u32,
    /// Those of them that it answered degraded.
    pub degraded: u32,
    /// Requests that failed in it, or that it answered with an error.
    pub failed: u32,
    /// Mean share of its workers that were busy; 0 where it has none.
    pub utilisation: f32,
    /// Mean number that waited.
    pub queue: f32,
    /// Look-ups that found their key. Caches only.
    pub hits: u32,
    /// Look-ups that did not. Caches only.
    pub misses: u32,
    /// Messages that consumers have taken of it. Queues only.
    pub delivered: u32,
    /// Mean number of messages that it held. Queues only.
    pub depth: f32,
}

/// What a database node is at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleNow {
    /// Takes writes: drawn so.
    Primary,
    /// Takes writes: promoted.
    Promoted,
    /// Takes writes still, and has no majority: it notices that and stands down.
    StandingDown,
    /// Has the title, and takes no writes: it is dead, or has no majority.
    NotPrimary,
    /// Is to be promoted: it is being noticed that there is no primary.
    Noticing,
    /// Is being promoted.
    BeingPromoted,
    /// Drawn primary, was replaced, and catches up before it takes its role back.
    CatchingUp,
    /// Waits to take over.
    Standby,
    /// Serves reads to those linked to it.
    ReadReplica,
    /// Came back and has no channel to catch up by: it is not promoted.
    Out,
    /// No channel ties it to a primary: it has no data, and answers nothing.
    NoData,
}

/// What a database node is now, as its card shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DatabaseNow {
    /// What it is.
    pub role: RoleNow,
    /// Where it will be something else soon: from when until when.
    pub span: Option<(Micros, Micros)>,
    /// Of a primary in a split brain: the writes that it took since.
    pub split_writes: Option<u64>,
    /// Whose writes reach it, if it is no primary itself.
    pub follows: Option<ComponentId>,
}

/// A target of a balancer or a name server, as that sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemberNumbers {
    /// Who.
    pub id: ComponentId,
    /// Whether it is in rotation. Without checks every member is.
    pub in_rotation: bool,
    /// Probes in a row that failed; no more are counted than take it out of rotation. 0 without checks.
    pub failures: u32,
    /// So many failures in a row take it out of rotation. 0 without checks.
    pub fall: u32,
    /// Requests of this balancer that it has in flight. 0 for a name server.
    pub in_flight: u32,
}

/// What the resolvers of a client remember alike: one answer of a name server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnswerNumbers {
    /// The addresses in it.
    pub addresses: Vec<ComponentId>,
    /// How many resolvers remember it.
    pub resolvers: u32,
    /// When the first of them forgets it.
    pub first_until: Micros,
    /// When the last of them does.
    pub last_until: Micros,
}

/// The live numbers of one component.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ComponentNumbers {
    /// Requests that it holds: waiting, worked on, or passed on and not yet answered.
    pub in_flight: u64,
    /// Those of them that wait for a worker.
    pub queue: u64,
    /// Busy workers.
    pub busy: u32,
    /// Workers that it has; 0 for kinds that have none.
    pub workers: u32,
    /// Its last whole second; all zero in the first.
    pub last_second: ComponentRow,
    /// Mean share of its workers that were busy, since the start of the run.
    pub utilisation_mean: f64,
    /// Mean number that waited, since the start of the run.
    pub queue_mean: f64,
    /// Share of all look-ups that found their key; `None` for all but caches, and before the first.
    pub hit_share: Option<f64>,
    /// Keys that a cache holds.
    pub keys: Option<u64>,
    /// Writes that a primary has acknowledged and that one of its replicas lacks, of the one that lacks most.
    pub not_shipped: u64,
    /// What a database node is now.
    pub database: Option<DatabaseNow>,
    /// Probes that it sent, and how many of them failed.
    pub checks: u64,
    /// Failed ones of them.
    pub checks_failed: u64,
    /// Requests that failed for good because of it, wherever they came from; by [`Reason::index`].
    pub blamed: [u64; Reason::COUNT],
    /// Who is in its rotation.
    pub members: Vec<MemberNumbers>,
    /// Resolvers of its users, or of a server (one for each service that it looks up); 0 for whoever looks up no names.
    pub resolvers: u32,
    /// What those of them remember whose answer has not run out, the answer of most resolvers first.
    pub answers: Vec<AnswerNumbers>,
    /// What a queue holds, and what came of its messages.
    pub messages: Option<QueueNumbers>,
    /// When it is started again, of a part that died by itself and that somebody restarts (`restart_s`).
    pub restarts_at: Option<Micros>,
    /// Since the start of the run.
    pub totals: Totals,
}

/// What a node of a queue holds, and what came of its messages since the start of the run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct QueueNumbers {
    /// Messages that it holds, those among them that somebody works on.
    pub depth: u64,
    /// Mean of that since the start of the run.
    pub depth_mean: f64,
    /// For how long it has held the oldest of them; `None`: it holds none.
    pub oldest: Option<Micros>,
    /// Messages that it took from who publishes.
    pub published: u64,
    /// Its deliveries that a consumer answered well.
    pub delivered: u64,
    /// Its deliveries that failed, so that the message is delivered again.
    pub redelivered: u64,
    /// Messages that it dropped because it was full.
    pub dropped: u64,
    /// Messages that it gave up for a service after so many deliveries.
    pub dead_letters: u64,
    /// Its deliveries as requests: `started` = `served` + failed + `in_flight`. Their latency is that of the message, from
    /// when it was taken to the answer.
    pub deliveries: Totals,
    /// What came of the messages for each service, in all nodes that mirrors tie it to.
    pub services: Vec<DeliveryNumbers>,
}

/// What came of the messages for one service, since the start of the run: all that ever stood in its line are waiting, under
/// way, delivered, dead letters or dropped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliveryNumbers {
    /// The service.
    pub service: Service,
    /// Messages that wait for it.
    pub waiting: u64,
    /// Messages that it works on.
    pub under_way: u64,
    /// Messages that it took.
    pub delivered: u64,
    /// Deliveries that failed, so that the message is delivered again.
    pub redelivered: u64,
    /// Messages given up after so many deliveries.
    pub dead_letters: u64,
    /// Messages dropped by a full queue.
    pub dropped: u64,
}

/// How far the cost of a fault is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counting {
    /// Not yet: it is laid to it what failed beyond the usual while it stood, as can be told at once.
    Live,
    /// Exactly, up to this moment: a twin of the run was played without the fault.
    Counted(Micros),
    /// Never: the run no longer remembers its past from before the fault, or too many faults came later.
    NotCounted,
}

/// What a fault did.
///
/// Where it is counted, by a *twin*: what it cost is what would not have happened without it. Until then a failure is laid
/// to the faults that are open when it happens: from the strike for as long as the fault stands, and on until all is well.
/// Another fault that strikes when all is well takes over; faults that overlap each count all that fails. Where a share of
/// the requests failed before the strike already, only what goes beyond it counts.
#[derive(Clone, PartialEq, Debug)]
pub struct FaultReport {
    /// Numbers the faults of a run, from 0, in the order in which they struck.
    pub number: u64,
    /// When it struck.
    pub at: Micros,
    /// What it struck.
    pub target: Target,
    /// Until it was noticed that the target is silent: checks took it out of rotation, a replica set started a
    /// promotion in its place or saw its majority gone. `None`: it was not; nothing watches for slowness or errors.
    pub detected_after: Option<Micros>,
    /// Until the last request failed of it; zero where none did. `None` as long as not 3 seconds have gone by without
    /// such a failure and 20 requests been served in them, or requests hang: it has not recovered, or it is too early
    /// to tell.
    pub recovered_after: Option<Micros>,
    /// Requests that failed of it so far. Below 0 where more would have failed without it.
    pub lost: i64,
    /// Acknowledged writes that were lost of it.
    pub lost_writes: i64,
    /// Writes that were taken on two sides because of it.
    pub conflicting_writes: i64,
    /// Answers to clients that were degraded because of it, as far as they are more than without it. Below 0 where they
    /// are fewer, as where they failed.
    pub degraded: i64,
    /// Messages of queues that became dead letters of it, as far as they are more than without it.
    pub dead_letters: i64,
    /// How far the cost is known.
    pub counting: Counting,
}
