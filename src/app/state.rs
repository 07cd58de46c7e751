//! Signals, memos and lists of one shape each, whatever they hold.
//!
//! Each type that a signal, a memo or a keyed list of Leptos is made for brings its own copy of their code, some
//! kilobytes each. The page holds some thirty such types and asks for none of them so often that a pointer more would
//! tell: so Leptos sees one type, and only the reading and the writing here knows what is in it.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// What a signal holds.
type Held = Arc<dyn Any + Send + Sync>;

fn of<T: 'static>(held: &Held) -> &T {
    let held: &(dyn Any + Send + Sync) = &**held;
    held.downcast_ref().expect("it holds what it was made of")
}

/// A value that the page shows, and redraws what shows it when it is set. It is there as long as what made it.
pub struct State<T>(RwSignal<Held>, PhantomData<fn() -> T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for State<T> {}

impl<T: Default + Send + Sync + 'static> Default for State<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Send + Sync + 'static> State<T> {
    /// This value, to begin with.
    pub fn new(value: T) -> Self {
        Self(new_signal(Arc::new(value)), PhantomData)
    }

    /// Reads it; the reader runs again when it is set.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&tracked(self.0)))
    }

    /// Reads it once.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&untracked(self.0)))
    }

    /// A copy of it; the reader runs again when it is set.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of it.
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Whether what made it is gone, and it with that.
    pub fn is_gone(self) -> bool {
        self.0.is_disposed()
    }

    /// Who calls this is told when it is set.
    pub fn track(self) {
        self.0.track();
    }

    /// Sets it, and tells its readers.
    pub fn set(self, value: T) {
        put(self.0, Arc::new(value));
    }

    /// Changes it, and tells its readers.
    pub fn update(self, change: impl FnOnce(&mut T))
    where
        T: Clone,
    {
        self.0.update(|held| {
            let alone = Arc::get_mut(held).and_then(|held| held.downcast_mut());
            if let Some(value) = alone {
                change(value);
            } else {
                let mut value = of::<T>(held).clone();
                change(&mut value);
                *held = Arc::new(value);
            }
        });
    }
}

fn new_signal(held: Held) -> RwSignal<Held> {
    RwSignal::new(held)
}

fn tracked(signal: RwSignal<Held>) -> Held {
    signal.get()
}

fn untracked(signal: RwSignal<Held>) -> Held {
    signal.get_untracked()
}

fn put(signal: RwSignal<Held>, held: Held) {
    signal.set(held);
}

/// The same, counted by reference: there as long as there is a handle to it.
pub struct ArcState<T>(ArcRwSignal<Held>, PhantomData<fn() -> T>);

impl<T> Clone for ArcState<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T: Default + Send + Sync + 'static> Default for ArcState<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Send + Sync + 'static> ArcState<T> {
    /// This value, to begin with.
    pub fn new(value: T) -> Self {
        let held: Held = Arc::new(value);
        Self(ArcRwSignal::new(held), PhantomData)
    }

    /// Reads it; the reader runs again when it is set.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&self.0.get()))
    }

    /// Reads it once.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&self.0.get_untracked()))
    }

    /// Sets it, and tells its readers.
    pub fn set(&self, value: T) {
        self.0.set(Arc::new(value));
    }
}

/// What a memo holds, and how two of them are compared.
#[derive(Clone)]
struct Compared {
    held: Held,
    same: fn(&Held, &Held) -> bool,
}

impl PartialEq for Compared {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&self.held, &other.held)
    }
}

/// A value that is derived from others: its readers are told when it comes out different.
pub struct Derived<T>(Memo<Compared>, PhantomData<fn() -> T>);

impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Derived<T> {}

impl<T: PartialEq + Send + Sync + 'static> Derived<T> {
    /// What `derive` says, asked again whenever what it read is another.
    pub fn new(derive: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let same = |a: &Held, b: &Held| of::<T>(a) == of::<T>(b);
        let compared = move || Compared {
            held: Arc::new(derive()),
            same,
        };
        Self(memo(Box::new(compared)), PhantomData)
    }

    /// Reads it; the reader runs again when it is another.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&derived(self.0)))
    }

    /// Reads it once.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&self.0.get_untracked().held))
    }

    /// A copy of it; the reader runs again when it is another.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of it.
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

fn memo(derive: Box<dyn Fn() -> Compared + Send + Sync>) -> Memo<Compared> {
    Memo::new(move |_| derive())
}

fn derived(memo: Memo<Compared>) -> Held {
    memo.get().held
}

/// What is drawn anew whenever what it reads is another.
pub fn live(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    redrawn(Arc::new(Mutex::new(draw)))
}

fn redrawn(draw: Arc<Mutex<dyn FnMut() -> AnyView + Send>>) -> AnyView {
    draw.into_any()
}

/// What is there only at times.
pub fn only_while(
    when: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let when = Derived::new(when);
    live(move || if when.get() { draw() } else { ().into_any() })
}

/// A row of a [list].
pub struct ListRow {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

impl ListRow {
    /// A row that is drawn once, and stays while the list has one of this key.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "keys are ids and numbers, which are copied"
    )]
    pub fn new(key: impl ToString, draw: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self {
            key: key.to_string(),
            draw: Box::new(draw),
        }
    }
}

/// Rows by their keys: one that was there before is moved, not drawn anew.
pub fn list(rows: impl Fn() -> Vec<ListRow> + Send + Sync + 'static) -> AnyView {
    keyed(Box::new(rows))
}

fn keyed(rows: Box<dyn Fn() -> Vec<ListRow> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|row| row.key.clone() children=|row| (row.draw)()/> }.into_any()
}
