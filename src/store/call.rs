//! One call to the database: a connection, its statements, and the bound on both.
//!
//! A call runs as a task of the runtime the store was opened on, so that a caller that goes away, or lives on another
//! thread's runtime, cannot cut a transaction in two. A connection whose call timed out, or lost the server, is closed
//! instead of going back into the pool. On the server's side `statement_timeout` ends what we gave up waiting for.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{HookError, Object, Pool, PoolError, Transaction};
use linekeeper_domain::{StoreFailure, Timestamp};
use linekeeper_ports::StoreError;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};
use tracing::{Instrument, Span};

use crate::failure::{Failed, Sign, Trouble, failed};
use crate::health::Begun;
use crate::store::Store;

/// The work of a call.
pub(crate) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'a>>;

/// Parameters with their types: with them a statement needs no preparation, hence one round trip, and no server-side
/// name, hence a pooler of transactions may stand between.
pub(crate) type Params<'a> = [(&'a (dyn ToSql + Sync), Type)];

/// A connection lent to one call.
pub(crate) struct Call {
    client: Object,
    doubt: Doubt,
}

/// Whether a statement that commits has been sent. From then on a lost answer means an unknown outcome.
#[derive(Clone, Default)]
struct Doubt(Arc<AtomicBool>);

impl Doubt {
    fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_there(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Call {
    /// A question.
    pub(crate) async fn query(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, Trouble> {
        Ok(self.client.query_typed(sql, params).await?)
    }

    /// A statement that writes and commits by itself.
    pub(crate) async fn write(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, Trouble> {
        self.doubt.begin();
        Ok(self.client.query_typed(sql, params).await?)
    }

    /// Opens a transaction. Dropped, it is rolled back.
    pub(crate) async fn begin(&mut self) -> Result<OpenTransaction<'_>, Trouble> {
        let doubt = self.doubt.clone();
        Ok(OpenTransaction { transaction: self.client.transaction().await?, doubt })
    }
}

/// A transaction of several statements.
pub(crate) struct OpenTransaction<'a> {
    transaction: Transaction<'a>,
    doubt: Doubt,
}

impl OpenTransaction<'_> {
    /// A statement within it.
    pub(crate) async fn query(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, Trouble> {
        Ok(self.transaction.query_typed(sql, params).await?)
    }

    /// Makes it last.
    pub(crate) async fn commit(self) -> Result<(), Trouble> {
        self.doubt.begin();
        Ok(self.transaction.commit().await?)
    }
}

impl Store {
    /// Runs `work` on a connection of the pool, as a task of its own within the caller's span and the call timeout. `name` is
    /// what the call is counted by.
    pub(crate) async fn call<T, F>(&self, name: &'static str, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T> + Send + 'static,
    {
        let begun = self.health().begin(name);
        if !self.is_ready() {
            let refused = unavailable("the database has not answered since the start");
            self.health().refused(&begun, &refused);
            return Err(refused);
        }
        let task = self.runtime().spawn(run(self.clone(), begun, work).instrument(Span::current()));
        task.await.unwrap_or_else(|_| {
            // The runtime is shutting down. What the task had sent by then nobody knows.
            Err(StoreError::new(StoreFailure::UnknownOutcome, "the store is shutting down"))
        })
    }
}

/// Carries a call out and notes how it ended, whether or not its caller still waits.
async fn run<T, F>(store: Store, begun: Begun, work: F) -> Result<T, StoreError>
where
    F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T>,
{
    let mut result = carry_out(store.pool(), begun.at() + store.call_timeout(), work).await;
    if let Err(failed) = &mut result
        && store.pool().is_closed()
    {
        failed.sign = Sign::Nothing;
    }
    store.health().ended(&begun, &result);
    result.map_err(|failed| failed.error)
}

async fn carry_out<T, F>(pool: &Pool, deadline: Instant, work: F) -> Result<T, Failed>
where
    F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T>,
{
    let client = match timeout_at(deadline, pool.get()).await {
        Ok(Ok(client)) => client,
        Ok(Err(error)) => return Err(no_connection(&error)),
        Err(_) => return Err(silent(unavailable("no connection within the call timeout"))),
    };
    let doubt = Doubt::default();
    let mut call = Call { client, doubt: doubt.clone() };
    match timeout_at(deadline, work(&mut call)).await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(trouble)) => {
            if !trouble.leaves_connection_usable() {
                discard(call);
            }
            Err(trouble.into_failed(doubt.is_there()))
        }
        Err(_) => {
            discard(call);
            let failure = if doubt.is_there() { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
            Err(silent(StoreError::new(failure, "no answer within the call timeout")))
        }
    }
}

/// Runs a statement that deletes at most so many rows from before a time and tells how many they were.
pub(crate) async fn pruned(call: &Call, sql: &str, (before, limit): (Timestamp, u32)) -> Result<u64, Trouble> {
    let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
    let rows = call.write(sql, &params).await?;
    let gone: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    Ok(gone.unsigned_abs())
}

/// Closes the connection; the pool makes a new one when it needs one.
fn discard(call: Call) {
    drop(Object::take(call.client));
}

fn unavailable(detail: impl Into<String>) -> StoreError {
    StoreError::new(StoreFailure::Unavailable, detail)
}

fn silent(error: StoreError) -> Failed {
    Failed { error, sign: Sign::Silent }
}

fn no_connection(error: &PoolError) -> Failed {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => failed(error, false),
        PoolError::Timeout(_)
        | PoolError::Closed
        | PoolError::NoRuntimeSpecified
        | PoolError::PostCreateHook(HookError::Message(_)) => silent(unavailable(error.to_string())),
    }
}
