//! Small lists of numbers that requests carry (addresses, whom they tried, who lacked their key): pooled, counted,
//! and without allocation once warm.

use super::count::Count;

/// Names a list in the pool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct List(u32);

impl List {
    /// No list: as good as an empty one.
    pub const NONE: List = List(u32::MAX);
}

#[derive(Clone, Debug, Default)]
struct Entry {
    holders: Count,
    items: Vec<u32>,
}

/// The pool.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    entries: Vec<Entry>,
    free: Vec<u32>,
}

impl Lists {
    /// An empty list with one holder.
    pub fn create(&mut self) -> List {
        let at = self.free.pop().unwrap_or_else(|| {
            self.entries.push(Entry::default());
            self.entries.len() as u32 - 1
        });
        self.entries[at as usize].holders.up();
        List(at)
    }

    /// One more holder.
    #[inline]
    pub fn hold(&mut self, list: List) -> List {
        if list != List::NONE {
            self.entries[list.0 as usize].holders.up();
        }
        list
    }

    /// One holder less; the last one empties it.
    #[inline]
    pub fn drop(&mut self, list: List) {
        if list == List::NONE {
            return;
        }
        let entry = &mut self.entries[list.0 as usize];
        if entry.holders.down() {
            entry.items.clear();
            self.free.push(list.0);
        }
    }

    #[inline]
    pub fn items(&self, list: List) -> &[u32] {
        if list == List::NONE {
            return &[];
        }
        &self.entries[list.0 as usize].items
    }

    /// The items of a list that is not [`List::NONE`].
    #[inline]
    pub fn items_mut(&mut self, list: List) -> &mut Vec<u32> {
        &mut self.entries[list.0 as usize].items
    }

    /// Adds an item, making the list where there was none.
    pub fn push(&mut self, list: &mut List, item: u32) {
        if *list == List::NONE {
            *list = self.create();
        }
        self.items_mut(*list).push(item);
    }

    /// Bytes that it holds beside itself.
    pub fn heap_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self
                .entries
                .iter()
                .map(|e| e.items.capacity() * 4)
                .sum::<usize>()
    }
}
