//! What a queue holds at one moment: messages, the lines that they stand in, and what each node of it counts.
//!
//! Nodes that mirrors tie together are one [`Broker`]: each message of it is held by some of them, and taken by one. Alone,
//! a node is a broker of its own.

use std::collections::VecDeque;

use topple_model::order;

use crate::calls::NO_CLIENT;
use crate::count::Count;
use crate::degraded::Degraded;
use crate::world::{BrokerPlan, QueuePlan, World};
use crate::{Histogram, Micros, Reason};

/// A message that is held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message {
    /// What is published: the lot, the key and the client of its request, and whether its hops are told.
    pub lot: u64,
    pub key: u64,
    pub client: u32,
    pub sampled: bool,
    pub published: Micros,
    /// The node that took it, and all that hold it, by their places among the nodes of the broker.
    pub taker: u8,
    pub holders: u64,
    /// Services that have not taken it, and for which it is no dead letter.
    pub left: u16,
    /// Deliveries of it under way.
    pub under_way: u16,
    /// How often its record was used before: what stands in a line and is of another use is gone.
    pub uses: u32,
    pub is_live: bool,
}

impl Message {
    /// In the place of one that is gone.
    pub const GONE: Message = Message {
        lot: 0,
        key: 0,
        client: NO_CLIENT,
        sampled: false,
        published: Micros::ZERO,
        taker: 0,
        holders: 0,
        left: 0,
        under_way: 0,
        uses: 0,
        is_live: false,
    };
}

/// A message in a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub message: u32,
    pub uses: u32,
    /// When it came to the end of the line, in the order of all that did.
    pub stamp: u64,
    /// How often it was delivered before.
    pub attempts: u16,
}

/// Messages that wait for one service, taken by one node and held by the same ones: whoever delivers one, delivers all.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub service: u16,
    pub taker: u8,
    pub holders: u64,
    pub waiting: VecDeque<Entry>,
}

/// What came of the messages for one service: entered = waiting + under way + delivered + dead letters + dropped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flow {
    pub entered: u64,
    pub waiting: u64,
    pub under_way: u64,
    pub delivered: u64,
    pub redelivered: u64,
    pub dead_letters: u64,
    pub dropped: u64,
}

/// Nodes of a queue that mirrors tie together.
#[derive(Clone, Debug)]
pub(crate) struct Broker {
    pub messages: Vec<Message>,
    pub free: Vec<u32>,
    /// Messages in the order in which they came, with their uses; those that are gone are dropped from it later.
    pub by_age: VecDeque<(u32, u32)>,
    pub lines: Vec<Line>,
    pub flows: Vec<Flow>,
    pub next_stamp: u64,
    /// For when it is scheduled to look for something to do.
    pub wakes_at: Micros,
}

impl Broker {
    pub fn new(plan: &BrokerPlan) -> Self {
        Self {
            messages: Vec::new(),
            free: Vec::new(),
            by_age: VecDeque::new(),
            lines: Vec::new(),
            flows: vec![Flow::default(); plan.services.len()],
            next_stamp: 0,
            wakes_at: Micros::NEVER,
        }
    }

    /// How many messages it holds.
    pub fn held(&self) -> usize {
        self.messages.len() - self.free.len()
    }

    pub fn is_live(&self, message: u32, uses: u32) -> bool {
        let message = self.messages.get(message as usize);
        message.is_some_and(|m| m.is_live && m.uses == uses)
    }

    /// Keeps a message. Returns its place.
    pub fn keep(&mut self, message: Message) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            self.messages.push(Message::GONE);
            self.messages.len() as u32 - 1
        });
        let uses = self.messages[place as usize].uses;
        self.messages[place as usize] = Message {
            uses,
            is_live: true,
            ..message
        };
        // What is gone is dropped from the front as it gets there; where something old stays, now and then from behind it.
        if self.by_age.len() > 2 * self.held() + 64 {
            let messages = &self.messages;
            self.by_age.retain(|(message, uses)| {
                let m = &messages[*message as usize];
                m.is_live && m.uses == *uses
            });
        }
        self.by_age.push_back((place, uses));
        place
    }

    /// A message is gone.
    pub fn let_go(&mut self, message: u32) {
        let record = &mut self.messages[message as usize];
        record.is_live = false;
        record.uses = record.uses.wrapping_add(1);
        self.free.push(message);
        while let Some(&(message, uses)) = self.by_age.front() {
            if self.is_live(message, uses) {
                break;
            }
            self.by_age.pop_front();
        }
    }

    /// The line of a message for a service.
    pub fn line(&mut self, service: u16, message: u32) -> &mut Line {
        let Message { taker, holders, .. } = self.messages[message as usize];
        let is_it = |l: &Line| (l.service, l.taker, l.holders) == (service, taker, holders);
        let place = self.lines.iter().position(is_it).unwrap_or_else(|| {
            // A line that nobody stands in is taken over.
            let line = Line {
                service,
                taker,
                holders,
                waiting: VecDeque::new(),
            };
            let idle = self.lines.iter().position(|l| l.waiting.is_empty());
            if let Some(idle) = idle {
                let waiting = std::mem::take(&mut self.lines[idle].waiting);
                self.lines[idle] = Line { waiting, ..line };
                return idle;
            }
            self.lines.push(line);
            self.lines.len() - 1
        });
        &mut self.lines[place]
    }

    /// Nodes bring each other what they hold: `reach` of those that hold a message are those that get it. Whether any did.
    pub fn catch_up(&mut self, reach: impl Fn(u64) -> u64) -> bool {
        let mut is_more = false;
        for message in self.messages.iter_mut().filter(|m| m.is_live) {
            let holders = message.holders | reach(message.holders);
            is_more |= holders != message.holders;
            message.holders = holders;
        }
        if is_more {
            self.line_up_anew();
        }
        is_more
    }

    /// Holders have changed: each message that waits goes to the line of those that hold it now, in the order of before.
    fn line_up_anew(&mut self) {
        let mut waiting: Vec<(u16, Entry)> = Vec::new();
        for line in &mut self.lines {
            let service = line.service;
            waiting.extend(line.waiting.drain(..).map(|entry| (service, entry)));
        }
        order::sort_by_key(&mut waiting, |(_, entry)| entry.stamp);
        for (service, entry) in waiting {
            if self.is_live(entry.message, entry.uses) {
                self.line(service, entry.message).waiting.push_back(entry);
            }
        }
    }

    /// A message comes to the end of its line.
    pub fn line_up(&mut self, service: u16, message: u32, attempts: u16) {
        let stamp = self.next_stamp;
        self.next_stamp += 1;
        let uses = self.messages[message as usize].uses;
        self.flows[usize::from(service)].waiting += 1;
        self.line(service, message).waiting.push_back(Entry {
            message,
            uses,
            stamp,
            attempts,
        });
    }

    /// The first entry of a line that is not gone.
    pub fn first(&mut self, line: usize) -> Option<Entry> {
        while let Some(&entry) = self.lines[line].waiting.front() {
            if self.is_live(entry.message, entry.uses) {
                return Some(entry);
            }
            self.lines[line].waiting.pop_front();
        }
        None
    }

    /// The oldest message that a node holds.
    pub fn oldest(&self, place: u8) -> Option<Micros> {
        let held = |m: &&Message| m.holders >> place & 1 == 1;
        let live = self
            .by_age
            .iter()
            .filter(|(m, uses)| self.is_live(*m, *uses));
        let mut live = live.map(|(m, _)| &self.messages[*m as usize]);
        live.find(held).map(|m| m.published)
    }

    pub fn heap_bytes(&self) -> usize {
        let lines = self.lines.iter().map(|l| l.waiting.capacity());
        self.messages.capacity() * size_of::<Message>()
            + self.free.capacity() * 4
            + self.by_age.capacity() * 8
            + lines.sum::<usize>() * size_of::<Entry>()
    }
}

/// Deliveries: requests that a queue starts. Begun = served + failed + given back + in flight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deliveries {
    pub begun: u64,
    /// Those that nobody took the connection of: the message waits, and none was made.
    pub given_back: u64,
    pub served: u64,
    pub failed: [u64; Reason::COUNT],
    pub degraded: Degraded,
    /// From when the message was taken to the answer of who took it.
    pub latency: Histogram,
}

/// One link to somebody that a node delivers to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Consumer {
    /// Deliveries that it has.
    pub in_flight: Count,
    /// It gets nothing until then: it did not connect.
    pub paused_until: Micros,
}

/// A node of a queue.
#[derive(Clone, Debug)]
pub(crate) struct QueueNode {
    /// Messages that it holds.
    pub depth: u64,
    /// Messages that it is about to take.
    pub writing: Count,
    /// Deliveries of it under way.
    pub in_flight: Count,
    pub consumers: Vec<Consumer>,
    /// Since when it cannot deliver to each service of its broker: it is dead, or not linked to it.
    pub unable_since: Vec<Option<Micros>>,
    /// The nodes that get what it takes, itself among them, and how long that takes there and back.
    pub reach: u64,
    pub mirroring: Micros,
    pub published: u64,
    pub redelivered: u64,
    pub dropped: u64,
    pub dead_letters: u64,
    pub deliveries: Deliveries,
    /// Messages × microseconds, up to `since`; and at the end of the last row.
    area: u64,
    since: Micros,
    row_area: u64,
}

impl QueueNode {
    pub fn new(w: &World, plan: &QueuePlan, now: Micros) -> Self {
        let broker = &w.brokers[plan.broker as usize];
        Self {
            depth: 0,
            writing: Count::NONE,
            in_flight: Count::NONE,
            consumers: vec![Consumer::default(); plan.consumers.len()],
            unable_since: vec![None; broker.services.len()],
            reach: 1 << plan.place,
            mirroring: Micros::ZERO,
            published: 0,
            redelivered: 0,
            dropped: 0,
            dead_letters: 0,
            deliveries: Deliveries::default(),
            area: 0,
            since: now,
            row_area: 0,
        }
    }

    /// From now on it holds so many.
    pub fn set_depth(&mut self, depth: u64, now: Micros) {
        self.area = self.area_at(now);
        self.since = now;
        self.depth = depth;
    }

    fn area_at(&self, now: Micros) -> u64 {
        self.area + self.depth * now.since(self.since).0
    }

    /// Mean number of messages that it held since the start of the run.
    pub fn mean_depth(&self, now: Micros) -> f64 {
        self.area_at(now) as f64 / (now.0 as f64).max(1.0)
    }

    /// The mean of the second that ends.
    pub fn depth_of_row(&mut self, end: Micros) -> f64 {
        let area = self.area_at(end);
        let before = std::mem::replace(&mut self.row_area, area);
        (area - before) as f64 / 1e6
    }

    pub fn heap_bytes(&self) -> usize {
        self.deliveries.latency.heap_bytes() + self.consumers.capacity() * size_of::<Consumer>()
    }
}
