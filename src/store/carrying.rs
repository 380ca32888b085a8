//! Running a call: its task, its connection, its deadline, and the classification of its failure.

use deadpool_postgres::{HookError, Object, PoolError};
use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, Span};

use crate::call::{Call, Work, least};
use crate::failure::{ErrorClass, Failed, failed};
use crate::health::CallStart;
use crate::store::Store;

impl Store {
    /// Runs `work` on a pooled connection, in a task of its own within the caller's span and the call timeout. `name`
    /// is the call's name in metrics.
    pub(crate) async fn call<T, F>(&self, name: &'static str, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T> + Send + 'static,
    {
        let begun = self.begin(name)?;
        let task = self.runtime().spawn(run(self.clone(), begun, work).instrument(Span::current()));
        task.await.unwrap_or_else(|_| Err(cut_short()))
    }

    /// Notes the start of a call.
    ///
    /// # Errors
    /// Unavailable, if the database has not answered since the start of the process.
    pub(crate) fn begin(&self, name: &'static str) -> Result<CallStart, StoreError> {
        let begun = self.health().begin(name);
        if self.is_ready() {
            return Ok(begun);
        }
        let refused = unavailable("the database has not answered since the start");
        self.health().refused(&begun, &refused);
        Err(refused)
    }
}

/// Error of a call whose task was dropped: the runtime is shutting down. What it had sent by then is unknown.
pub(crate) fn cut_short() -> StoreError {
    StoreError::new(StoreFailure::UnknownOutcome, "the store is shutting down")
}

/// Runs a call and notes its result, whether or not its caller still waits.
pub(crate) async fn run<T, F>(store: Store, begun: CallStart, work: F) -> Result<T, StoreError>
where
    F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T>,
{
    let result = carry_out(&store, begun.at() + store.call_timeout(), work).await;
    store.health().ended(&begun, &result);
    result.map_err(|failed| failed.error)
}

/// Runs the work on a pooled connection, at most until the deadline.
pub(crate) async fn carry_out<T, F>(store: &Store, deadline: Instant, work: F) -> Result<T, Failed>
where
    F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T>,
{
    let mut result = attempt(store, deadline, work).await;
    if let Err(failed) = &mut result
        && store.pool().is_closed()
    {
        failed.class = ErrorClass::Nothing;
    }
    result
}

async fn attempt<T, F>(store: &Store, deadline: Instant, work: F) -> Result<T, Failed>
where
    F: for<'a> FnOnce(&'a mut Call) -> Work<'a, T>,
{
    let client = match timeout_at(deadline, store.pool().get()).await {
        Ok(Ok(client)) => client,
        Ok(Err(error)) => return Err(no_connection(&error)),
        Err(_) => return Err(no_turn()),
    };
    if deadline.saturating_duration_since(Instant::now()) < least(store.call_timeout()) {
        // A write sent now would risk an unknown outcome.
        return Err(no_turn());
    }
    if store.health().is_silent() && !answers(&client, deadline).await {
        drop(Object::take(client));
        return Err(silent(unavailable("the database does not answer")));
    }
    if store.plans().are_due() {
        // Each connection prepares its statements again at their next use.
        store.pool().manager().statement_caches.clear();
    }
    let mut call = Call::on(store, client, deadline);
    match timeout_at(deadline, work(&mut call)).await {
        Ok(Ok(result)) => {
            call.leave(deadline).await;
            Ok(result)
        }
        Ok(Err(trouble)) => {
            let in_doubt = call.is_in_doubt();
            if trouble.leaves_connection_usable() {
                call.leave(deadline).await;
            } else {
                call.discard();
            }
            Err(trouble.into_failed(in_doubt))
        }
        Err(_) => {
            let in_doubt = call.is_in_doubt();
            call.discard();
            let failure = if in_doubt { StoreFailure::UnknownOutcome } else { StoreFailure::Unavailable };
            Err(silent(StoreError::new(failure, "no answer within the call timeout")))
        }
    }
}

/// Whether the server answers on this connection. Checked during an outage before anything is sent whose outcome could
/// be unknown.
async fn answers(client: &Object, deadline: Instant) -> bool {
    matches!(timeout_at(deadline, client.batch_execute("")).await, Ok(Ok(())))
}

fn unavailable(detail: impl Into<String>) -> StoreError {
    StoreError::new(StoreFailure::Unavailable, detail)
}

/// Error of a call that got no connection before its deadline.
fn no_turn() -> Failed {
    silent(unavailable("no connection within the call timeout"))
}

fn silent(error: StoreError) -> Failed {
    Failed { error, class: ErrorClass::Silent }
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
