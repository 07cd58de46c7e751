//! The memory of a cache node: the keys used last, each until its time has run out.

use super::Micros;
use super::random::mix;

const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Slot {
    key: u64,
    newer: u32,
    older: u32,
    expires: Micros,
}

/// A bounded set of keys, least recently used first out. A hash table with linear probing over an index-linked list.
#[derive(Clone, Debug)]
pub(super) struct Lru {
    capacity: usize,
    slots: Vec<Slot>,
    free: Vec<u32>,
    newest: u32,
    oldest: u32,
    /// Slots by hash of their key; a power of two long, at most half full.
    table: Vec<u32>,
}

impl Lru {
    pub fn new(capacity: u32) -> Self {
        Self {
            capacity: capacity.max(1) as usize,
            slots: Vec::new(),
            free: Vec::new(),
            newest: NONE,
            oldest: NONE,
            table: vec![NONE; 16],
        }
    }

    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Forgets everything, keeping its memory.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.free.clear();
        self.table.fill(NONE);
        (self.newest, self.oldest) = (NONE, NONE);
    }

    /// Another capacity; what no longer fits is forgotten, oldest first.
    pub fn resize(&mut self, capacity: u32) {
        self.capacity = capacity.max(1) as usize;
        while self.len() > self.capacity {
            self.remove_slot(self.oldest);
        }
    }

    /// Whether it has the key, still valid; if so the key is the newest now. One that has run out is forgotten.
    pub fn get(&mut self, key: u64, now: Micros) -> bool {
        let slot = self.table[self.place_of(key)];
        if slot == NONE {
            return false;
        }
        if self.slots[slot as usize].expires <= now {
            self.remove_slot(slot);
            return false;
        }
        self.unlink(slot);
        self.link(slot);
        true
    }

    /// Takes the key in, valid until `expires`.
    pub fn put(&mut self, key: u64, expires: Micros) {
        let place = self.place_of(key);
        if self.table[place] != NONE {
            let slot = self.table[place];
            self.slots[slot as usize].expires = expires;
            self.unlink(slot);
            self.link(slot);
            return;
        }
        if self.len() >= self.capacity {
            self.remove_slot(self.oldest);
        }
        if (self.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let fresh = Slot {
            key,
            newer: NONE,
            older: NONE,
            expires,
        };
        let slot = if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = fresh;
            slot
        } else {
            self.slots.push(fresh);
            self.slots.len() as u32 - 1
        };
        let place = self.place_of(key);
        self.table[place] = slot;
        self.link(slot);
    }

    /// Forgets the key.
    pub fn remove(&mut self, key: u64) {
        let slot = self.table[self.place_of(key)];
        if slot != NONE {
            self.remove_slot(slot);
        }
    }

    fn home_of(&self, key: u64) -> usize {
        mix(key) as usize & (self.table.len() - 1)
    }

    /// Where the key stands in the table, or where it would.
    fn place_of(&self, key: u64) -> usize {
        let mask = self.table.len() - 1;
        let mut place = self.home_of(key);
        while self.table[place] != NONE && self.slots[self.table[place] as usize].key != key {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let table = std::mem::take(&mut self.table);
        self.table = vec![NONE; table.len() * 2];
        for slot in table.into_iter().filter(|s| *s != NONE) {
            let place = self.place_of(self.slots[slot as usize].key);
            self.table[place] = slot;
        }
    }

    fn remove_slot(&mut self, slot: u32) {
        let mask = self.table.len() - 1;
        let mut gap = self.place_of(self.slots[slot as usize].key);
        self.unlink(slot);
        self.free.push(slot);
        // Backward shift: an entry that would not be found past the gap moves into it.
        let mut next = (gap + 1) & mask;
        while self.table[next] != NONE {
            let wanted = self.home_of(self.slots[self.table[next] as usize].key);
            if (next.wrapping_sub(wanted) & mask) >= (next.wrapping_sub(gap) & mask) {
                self.table[gap] = self.table[next];
                gap = next;
            }
            next = (next + 1) & mask;
        }
        self.table[gap] = NONE;
    }

    fn unlink(&mut self, slot: u32) {
        let Slot { newer, older, .. } = self.slots[slot as usize];
        match newer {
            NONE => self.newest = older,
            n => self.slots[n as usize].older = older,
        }
        match older {
            NONE => self.oldest = newer,
            o => self.slots[o as usize].newer = newer,
        }
    }

    fn link(&mut self, slot: u32) {
        self.slots[slot as usize].older = self.newest;
        self.slots[slot as usize].newer = NONE;
        match self.newest {
            NONE => self.oldest = slot,
            n => self.slots[n as usize].newer = slot,
        }
        self.newest = slot;
    }

    /// Bytes that it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>()
            + (self.free.capacity() + self.table.capacity()) * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::{Purpose, Random};
    use super::*;

    /// Holds it against a plain list, newest last.
    #[test]
    fn it_does_what_a_plain_list_would_do() {
        let mut random = Random::new(5, "lru", Purpose::Choices);
        let mut lru = Lru::new(50);
        let mut plain: Vec<(u64, Micros)> = Vec::new();
        for step in 0..50_000u64 {
            let (key, now) = (u64::from(random.below(120)), Micros(step));
            let at = plain.iter().position(|(k, _)| *k == key);
            match random.below(4) {
                0 => {
                    at.map(|i| plain.remove(i));
                    lru.remove(key);
                }
                1 | 2 => {
                    let found = at.map(|i| plain.remove(i)).filter(|(_, e)| *e > now);
                    plain.extend(found);
                    assert_eq!(lru.get(key, now), found.is_some(), "step {step}");
                }
                _ => {
                    at.map(|i| plain.remove(i));
                    if plain.len() == 50 {
                        plain.remove(0);
                    }
                    let expires = now + Micros(u64::from(random.below(400)));
                    plain.push((key, expires));
                    lru.put(key, expires);
                }
            }
            assert_eq!(lru.len(), plain.len());
        }
        lru.resize(10);
        assert_eq!(lru.len(), 10);
        lru.clear();
        assert!(lru.len() == 0 && !lru.get(1, Micros(0)));
    }
}
