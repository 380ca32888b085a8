//! One call to the database: a connection, its statements, and the bound on both.
//!
//! A call runs as a task of the runtime the store was opened on, so that a caller that goes away, or lives on another
//! thread's runtime, cannot cut a transaction in two. A connection whose call timed out, or lost the server, is closed
//! instead of going back into the pool. On the server's side `statement_timeout` ends what we gave up waiting for.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{Object, Pool, PoolError, Transaction};
use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::failure::{Trouble, describe};
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
    /// Runs `work` on a connection of the pool, as a task of its own, within the call timeout.
    pub(crate) async fn call<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T> + Send + 'static,
    {
        if !self.is_ready() {
            return Err(unavailable("the database has not answered since the start"));
        }
        let deadline = Instant::now() + self.call_timeout();
        let task = self.runtime().spawn(run(self.pool().clone(), deadline, work));
        task.await.unwrap_or_else(|_| {
            // The runtime is shutting down. What the task had sent by then nobody knows.
            Err(StoreError::new(StoreFailure::UnknownOutcome, "the store is shutting down"))
        })
    }
}

async fn run<T, F>(pool: Pool, deadline: Instant, work: F) -> Result<T, StoreError>
where
    F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T>,
{
    let client = match timeout_at(deadline, pool.get()).await {
        Ok(Ok(client)) => client,
        Ok(Err(error)) => return Err(unavailable(describe_pool(&error))),
        Err(_) => return Err(unavailable("no connection within the call timeout")),
    };
    let doubt = Doubt::default();
    let mut call = Call { client, doubt: doubt.clone() };
    match timeout_at(deadline, work(&mut call)).await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(trouble)) => {
            if !trouble.leaves_connection_usable() {
                discard(call);
            }
            Err(trouble.into_store_error(doubt.is_there()))
        }
        Err(_) => {
            discard(call);
            let failure = if doubt.is_there() { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
            Err(StoreError::new(failure, "no answer within the call timeout"))
        }
    }
}

/// Closes the connection; the pool makes a new one when it needs one.
fn discard(call: Call) {
    drop(Object::take(call.client));
}

fn unavailable(detail: impl Into<String>) -> StoreError {
    StoreError::new(StoreFailure::Unavailable, detail)
}

fn describe_pool(error: &PoolError) -> String {
    match error {
        PoolError::Backend(error) => describe(error),
        PoolError::Timeout(_) | PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            error.to_string()
        }
    }
}
