//! The browser's store of scenarios: `IndexedDB`, one for all tabs.
//!
//! Whoever saves has to have seen the last save of that scenario. That is checked in the transaction that writes, so of
//! two tabs neither ever writes over what the other did.
//!
//! A store that does not answer is given up after a while, so that nothing waits for it for ever: in `WebKit` a page that
//! was left in the middle of a transaction holds the store for as long as one can go back to that page.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use gloo_timers::future::TimeoutFuture;

use idb::{
    Database, DatabaseEvent, Error, Factory, KeyPath, KeyRange, ObjectStore, ObjectStoreParams,
    Transaction, TransactionMode, TransactionResult,
};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbRequest, IdbTransaction, IdbVersionChangeEvent};

use crate::app::saved::{Refused, Saved, VERSIONS, Version, Written};

const NAME: &str = "topple";
const LAYOUT: u32 = 1;
const SCENARIOS: &str = "scenarios";
const STORED_VERSIONS: &str = "versions";
/// How long the store may take for an answer.
const PATIENCE_MS: u32 = 10_000;
/// The same where it gave none the last time.
const SHORT_PATIENCE_MS: u32 = 500;

thread_local! {
    /// Names this page among all that save.
    static PAGE: String = new_id();
    static OPEN: RefCell<Option<Rc<Database>>> = const { RefCell::new(None) };
    /// The transactions that have not ended yet, and perhaps some that have.
    static BEGUN: RefCell<Vec<IdbTransaction>> = const { RefCell::new(Vec::new()) };
    /// The page goes: it wants nothing of the store any more.
    static IS_LEFT: Cell<bool> = const { Cell::new(false) };
    /// The store gave no answer the last time.
    static IS_SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Milliseconds since 1970.
pub fn clock_ms() -> f64 {
    js_sys::Date::now()
}

/// A name that no other scenario has: 64 bits of chance.
pub fn new_id() -> String {
    let bits = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    format!("{:08x}{:08x}", bits(), bits())
}

/// The name of this page, which stands with every save of it.
pub fn page() -> String {
    PAGE.with(Clone::clone)
}

async fn database() -> Result<Rc<Database>, Refused> {
    if let Some(open) = OPEN.with_borrow(Clone::clone) {
        return Ok(open);
    }
    let mut database = open().await.map_err(why)?;
    // A newer Topple in another tab wants to change the layout: it must not wait for this one.
    database.on_version_change(|event| {
        if let Ok(database) = event.database() {
            database.close();
        }
        OPEN.with_borrow_mut(|open| *open = None);
    });
    database.on_close(|_| OPEN.with_borrow_mut(|open| *open = None));
    let database = Rc::new(database);
    OPEN.with_borrow_mut(|open| *open = Some(Rc::clone(&database)));
    Ok(database)
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(NAME, Some(LAYOUT))?;
    request.on_upgrade_needed(|event| {
        let request = IdbVersionChangeEvent::from(event.clone()).target();
        let request = request.and_then(|target| target.dyn_into::<IdbRequest>().ok());
        if let Some(transaction) = request.and_then(|request| request.transaction()) {
            has_begun(transaction);
        }
        // Where a store cannot be made, the transactions that want it say so.
        if let Ok(database) = event.database() {
            for (name, key) in [
                (SCENARIOS, KeyPath::new_single("id")),
                (STORED_VERSIONS, KeyPath::new_array(["scenario", "at_ms"])),
            ] {
                let mut params = ObjectStoreParams::new();
                params.key_path(Some(key));
                let _ = database.create_object_store(name, params);
            }
        }
    });
    request.await
}

#[allow(clippy::needless_pass_by_value, reason = "it ends here")]
fn why(error: Error) -> Refused {
    let is_full = match &error {
        Error::DomException(exception) => exception.name() == "QuotaExceededError",
        other => other.to_string().contains("QuotaExceeded"),
    };
    if is_full {
        Refused::Full
    } else {
        Refused::Closed
    }
}

/// Begins a transaction on both stores.
async fn begin(mode: TransactionMode) -> Result<(Transaction, ObjectStore, ObjectStore), Refused> {
    let database = database().await?;
    if is_left() {
        return Err(Refused::Left);
    }
    let begun = || {
        let transaction = database.transaction(&[SCENARIOS, STORED_VERSIONS], mode)?;
        let transaction = IdbTransaction::from(transaction);
        has_begun(transaction.clone());
        let transaction = Transaction::from(transaction);
        let scenarios = transaction.object_store(SCENARIOS)?;
        let versions = transaction.object_store(STORED_VERSIONS)?;
        Ok((transaction, scenarios, versions))
    };
    begun().map_err(|error| {
        // A connection that has gone is opened anew the next time.
        OPEN.with_borrow_mut(|open| *open = None);
        why(error)
    })
}

fn has_begun(transaction: IdbTransaction) {
    if is_left() {
        let _ = transaction.abort();
        return;
    }
    BEGUN.with_borrow_mut(|begun| {
        // One that has ended has no stores any more.
        begun.retain(|earlier| earlier.object_store(SCENARIOS).is_ok());
        begun.push(transaction);
    });
}

/// What is being written is given up, and nothing of it is kept.
fn give_up() {
    for transaction in BEGUN.take() {
        // One that is complete cannot be, and need not.
        let _ = transaction.abort();
    }
}

/// The page goes: what is being written is given up, and nothing is begun until one [comes back](return_to).
pub fn leave() {
    IS_LEFT.set(true);
    give_up();
}

/// One has come back to the page.
pub fn return_to() {
    IS_LEFT.set(false);
}

/// Whether the page goes.
pub fn is_left() -> bool {
    IS_LEFT.get()
}

/// Whether the store gave no answer the last time.
pub fn is_silent() -> bool {
    IS_SILENT.get()
}

/// Waits for what the store does, but not for ever.
async fn in_time<T>(work: impl Future<Output = Result<T, Refused>>) -> Result<T, Refused> {
    let patience = if is_silent() {
        SHORT_PATIENCE_MS
    } else {
        PATIENCE_MS
    };
    let (mut work, mut patience) = (Box::pin(work), pin!(TimeoutFuture::new(patience)));
    let done = poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        patience.as_mut().poll(context).map(|()| None)
    });
    let done = done.await;
    if done.is_none() {
        // The store may answer yet, and calls back into it then.
        std::mem::forget(work);
    }
    match done {
        Some(done) => {
            IS_SILENT.set(false);
            done.map_err(|why| if is_left() { Refused::Left } else { why })
        }
        // Time stands still for a page that was left, and goes on when one comes back.
        None if is_left() => Err(Refused::Left),
        None => {
            IS_SILENT.set(true);
            give_up();
            OPEN.with_borrow_mut(|open| *open = None);
            Err(Refused::Silent)
        }
    }
}

async fn end(transaction: Transaction) -> Result<(), Refused> {
    match transaction.await {
        Ok(TransactionResult::Committed) => Ok(()),
        Ok(TransactionResult::Aborted) => Err(Refused::Full),
        Err(error) => Err(why(error)),
    }
}

/// All that are kept, those that were deleted too, the last saved first.
///
/// # Errors
/// Why the browser keeps nothing.
pub async fn list() -> Result<Vec<Saved>, Refused> {
    in_time(async {
        let (_, scenarios, _) = begin(TransactionMode::ReadOnly).await?;
        let all = async { scenarios.get_all(None, None)?.await };
        let mut all: Vec<Saved> = all.await.map_err(why)?.iter().filter_map(read).collect();
        all.sort_by(|a, b| b.at_ms.total_cmp(&a.at_ms));
        Ok(all)
    })
    .await
}

/// The one of this id, unless it was deleted.
///
/// # Errors
/// Why the browser keeps nothing.
pub async fn get(id: &str) -> Result<Option<Saved>, Refused> {
    in_time(async {
        let (_, scenarios, _) = begin(TransactionMode::ReadOnly).await?;
        let found = found(&scenarios, id).await.map_err(why)?;
        Ok(found.filter(|saved| !saved.is_deleted))
    })
    .await
}

async fn found(scenarios: &ObjectStore, id: &str) -> Result<Option<Saved>, Error> {
    Ok(value(scenarios, id).await?.as_ref().and_then(read))
}

async fn value(scenarios: &ObjectStore, id: &str) -> Result<Option<JsValue>, Error> {
    scenarios.get(JsValue::from_str(id))?.await
}

/// Saves a scenario, unless somebody else has saved it since `saved.saves`; and as a version, where that is asked for.
///
/// # Errors
/// Why the browser keeps nothing.
pub async fn save(saved: &Saved, is_version: bool) -> Result<Written, Refused> {
    save_after(None, saved, is_version).await
}

/// The same of what came after all that a page has saved: a save that it gave up when it went may have been complete by
/// then, and counts as seen.
///
/// # Errors
/// Why the browser keeps nothing.
pub async fn save_after(
    page: Option<&str>,
    saved: &Saved,
    is_version: bool,
) -> Result<Written, Refused> {
    in_time(async {
        let (transaction, scenarios, versions) = begin(TransactionMode::ReadWrite).await?;
        let written = async {
            let before = value(&scenarios, &saved.id).await?;
            let count = before.as_ref().and_then(read).map(|before| before.saves);
            let by = before.and_then(|before| text(&before, "page"));
            let is_own = page.is_some() && by.as_deref() == page;
            if count.is_some_and(|count| count != saved.saves && !is_own) {
                return Ok(Written::Conflict);
            }
            let count = count.unwrap_or(saved.saves).wrapping_add(1);
            let written = Saved {
                saves: count,
                ..saved.clone()
            };
            scenarios.put(&record(&written), None)?.await?;
            if is_version {
                add_version(&versions, saved).await?;
            }
            Ok(Written::Saves(count))
        };
        let written = written.await.map_err(why)?;
        end(transaction).await?;
        Ok(written)
    })
    .await
}

async fn add_version(versions: &ObjectStore, saved: &Saved) -> Result<(), Error> {
    let value = object(&[
        ("scenario", JsValue::from_str(&saved.id)),
        ("at_ms", JsValue::from_f64(saved.at_ms)),
        ("file", JsValue::from_str(&saved.file)),
    ]);
    let last = versions_of(versions, &saved.id).await?.pop();
    if last.is_some_and(|last| last.file == saved.file) {
        return Ok(());
    }
    versions.put(&value, None)?.await?;
    let all = versions_of(versions, &saved.id).await?;
    for old in all.iter().rev().skip(VERSIONS) {
        versions.delete(version_key(&saved.id, old.at_ms))?.await?;
    }
    Ok(())
}

fn version_key(id: &str, at_ms: f64) -> JsValue {
    Array::of2(&JsValue::from_str(id), &JsValue::from_f64(at_ms)).into()
}

fn all_versions(id: &str) -> Result<KeyRange, Error> {
    let (first, last) = (version_key(id, 0.0), version_key(id, f64::INFINITY));
    KeyRange::bound(&first, &last, None, None)
}

/// The oldest first.
async fn versions_of(versions: &ObjectStore, id: &str) -> Result<Vec<Version>, Error> {
    let values = versions
        .get_all(Some(all_versions(id)?.into()), None)?
        .await?;
    let read = |value: &JsValue| {
        Some(Version {
            at_ms: number(value, "at_ms")?,
            file: text(value, "file")?,
        })
    };
    Ok(values.iter().filter_map(read).collect())
}

/// Earlier states of a scenario, the oldest first.
///
/// # Errors
/// Why the browser keeps nothing.
pub async fn versions(id: &str) -> Result<Vec<Version>, Refused> {
    in_time(async {
        let (_, _, versions) = begin(TransactionMode::ReadOnly).await?;
        versions_of(&versions, id).await.map_err(why)
    })
    .await
}

/// Marks a scenario as deleted, or no longer.
///
/// # Errors
/// Why the browser keeps nothing.
pub async fn set_deleted(id: &str, is_deleted: bool) -> Result<(), Refused> {
    change(id, |saved| saved.is_deleted = is_deleted).await
}

async fn change(id: &str, change: impl FnOnce(&mut Saved)) -> Result<(), Refused> {
    in_time(async {
        let (transaction, scenarios, _) = begin(TransactionMode::ReadWrite).await?;
        let done = async {
            if let Some(mut saved) = found(&scenarios, id).await? {
                change(&mut saved);
                scenarios.put(&record(&saved), None)?.await?;
            }
            Ok(())
        };
        done.await.map_err(why)?;
        end(transaction).await
    })
    .await
}

/// Removes what was marked as deleted, with its versions; where nothing was, nothing is written.
///
/// # Errors
/// Why the browser keeps nothing.
pub async fn purge() -> Result<(), Refused> {
    let is_deleted = |saved: &Saved| saved.is_deleted;
    if !list().await?.iter().any(is_deleted) {
        return Ok(());
    }
    in_time(async {
        let (transaction, scenarios, versions) = begin(TransactionMode::ReadWrite).await?;
        let done = async {
            let all = scenarios.get_all(None, None)?.await?;
            for gone in all.iter().filter_map(read).filter(is_deleted) {
                scenarios.delete(JsValue::from_str(&gone.id))?.await?;
                versions.delete(all_versions(&gone.id)?)?.await?;
            }
            Ok(())
        };
        done.await.map_err(why)?;
        end(transaction).await
    })
    .await
}

fn record(saved: &Saved) -> JsValue {
    object(&[
        ("id", JsValue::from_str(&saved.id)),
        ("title", JsValue::from_str(&saved.title)),
        ("file", JsValue::from_str(&saved.file)),
        ("at_ms", JsValue::from_f64(saved.at_ms)),
        ("saves", JsValue::from_f64(f64::from(saved.saves))),
        ("lesson", JsValue::from_str(&saved.lesson)),
        ("is_deleted", JsValue::from_bool(saved.is_deleted)),
        ("page", JsValue::from_str(&page())),
    ])
}

fn read(value: &JsValue) -> Option<Saved> {
    Some(Saved {
        id: text(value, "id")?,
        title: text(value, "title")?,
        file: text(value, "file")?,
        at_ms: number(value, "at_ms")?,
        saves: number(value, "saves")? as u32,
        lesson: text(value, "lesson").unwrap_or_default(),
        is_deleted: field(value, "is_deleted").is_some_and(|flag| flag.is_truthy()),
    })
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // It fails only on what is no object.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.unchecked_into()
}

fn field(value: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(value, &JsValue::from_str(name)).ok()
}

fn text(value: &JsValue, name: &str) -> Option<String> {
    field(value, name)?.as_string()
}

fn number(value: &JsValue, name: &str) -> Option<f64> {
    field(value, name)?.as_f64()
}
