//! One database call: a connection, its statements, and the timeouts of both.
//!
//! A call runs as a task on the runtime the store was opened on, so that a caller that goes away, or lives on another
//! thread's runtime, cannot interrupt a transaction. A connection whose call timed out or lost the server is closed
//! instead of returned to the pool. Server-side timeouts (see `opening`) end a statement before the call itself times
//! out, so it is certain that nothing was written.
//!
//! A round trip costs more than the work of a statement, so statements that do not depend on each other's results are
//! pipelined. After one that fails the server skips the rest of its transaction, including the commit.
//!
//! A batched call (see [`batching`](crate::batching)) has a time by which its commit must have been sent. If it fails
//! before that, nothing was written for any of its callers, and each can be retried alone.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::Object;
use futures::future::{join, join_all, join3};
use linekeeper_domain::Timestamp;
use tokio::time::{Instant, timeout_at};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, Row, Statement};

use crate::config::Statements;
use crate::failure::QueryError;
use crate::opening::Bounds;
use crate::plans::Plans;
use crate::slots::Slot;
use crate::statements::is_listed;
use crate::store::Store;
use crate::target::Sessions;

/// Number of statements sent with a commit in most transactions; [`Call::begin`] leaves time for as many.
const AT_A_COMMIT: usize = 2;

/// Least time that must be left for a statement to be sent: a twentieth of the call timeout.
pub(crate) fn least(timeout: Duration) -> Duration {
    timeout / 20
}

/// Future that does the work of a call on its connection.
pub(crate) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, QueryError>> + Send + 'a>>;

/// Parameters with their types, so that a statement can be sent without asking the server for its parameter types
/// first.
pub(crate) type Params<'a> = [(&'a (dyn ToSql + Sync), Type)];

/// A statement and its parameters.
pub(crate) type Asked<'a> = (&'a str, &'a Params<'a>);

/// A connection taken from the pool for one call.
pub(crate) struct Call {
    client: Object,
    /// Slot over whose tables the statements are sent.
    slot: Slot,
    statements: Statements,
    /// Time by which the call is over.
    deadline: Instant,
    /// The call timeout.
    timeout: Duration,
    /// Server-side timeouts set for the session; absent where a pooler lends the session.
    of_session: Option<Bounds>,
    /// Server-side timeouts of the open transaction.
    of_transaction: Bounds,
    commit: CommitState,
    /// Whether a transaction was begun and not committed.
    within: bool,
    /// Time by which the answers of a batched call must be there and its commit must have been sent, if earlier than
    /// the deadline.
    commit_by: Option<Instant>,
    plans: Arc<Plans>,
}

/// Whether a committing statement has been sent. From then on a lost answer means an unknown outcome.
#[derive(Default)]
struct CommitState(AtomicBool);

impl CommitState {
    fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Call {
    /// Makes the call of a connection; it is to be over by `deadline`.
    pub(crate) fn on(store: &Store, client: Object, deadline: Instant) -> Self {
        let of_session = Bounds::within(store.call_timeout(), 1);
        Self {
            client,
            slot: store.slot(),
            statements: store.statements(),
            deadline,
            timeout: store.call_timeout(),
            of_session: (store.sessions() == Sessions::Own).then_some(of_session),
            of_transaction: of_session,
            commit: CommitState::default(),
            within: false,
            commit_by: None,
            plans: store.plans(),
        }
    }

    /// Slot over whose tables the statements are sent.
    pub(crate) const fn slot(&self) -> Slot {
        self.slot
    }

    /// Whether a lost answer now means an unknown outcome.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.commit.0.load(Ordering::Relaxed)
    }

    /// Rolls back an open transaction and returns the connection to the pool; closes the connection if that fails.
    pub(crate) async fn leave(self, deadline: Instant) {
        if self.within && !matches!(timeout_at(deadline, self.client.batch_execute("ROLLBACK")).await, Ok(Ok(()))) {
            self.discard();
        }
    }

    /// Closes the connection instead of returning it; the pool makes a new one on demand.
    pub(crate) fn discard(self) {
        drop(Object::take(self.client));
    }

    /// Runs a reading statement.
    pub(crate) async fn query(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, QueryError> {
        let answer = async {
            let statement = self.statement((sql, params)).await?;
            self.bounded(self.ask((sql, params), statement.as_ref())).await
        };
        self.in_time(answer).await
    }

    /// Runs reading statements whose plan depends on the parameter values, pipelined; none of them is prepared.
    pub(crate) async fn query_by_values<const N: usize>(
        &self,
        asked: [Asked<'_>; N],
    ) -> Result<[Vec<Row>; N], QueryError> {
        debug_assert!(
            asked.iter().all(|(sql, _)| is_listed(sql)),
            "src/store/statements.rs does not list one of these"
        );
        Ok(in_array(self.bounded(self.ask_all(&asked, &[const { None }; N])).await?))
    }

    /// Sets the time after which nothing may be sent and no answer waited for, except the answer to a commit sent
    /// before.
    pub(crate) fn must_commit_by(&mut self, at: Instant) {
        self.commit_by = Some(at);
    }

    /// Notes that so many rows may have been added, since plans made before may not suit the larger table.
    pub(crate) fn has_grown(&self, rows: usize) {
        self.plans.note(rows);
    }

    /// Runs a writing statement in its own transaction and sends the commit once it has answered. Server-side timeouts
    /// end it before `commit_by`; its rows are then unchanged and no longer locked.
    pub(crate) async fn write_in_time(&mut self, asked: Asked<'_>) -> Result<Vec<Row>, QueryError> {
        let statement = self.in_time(self.statement(asked)).await?;
        let begin = Bounds::within(self.left()?, 1).opening(self.timeout);
        self.within = true;
        let sent = join(self.client.batch_execute(&begin), self.ask(asked, statement.as_ref()));
        let rows = self.in_time(async {
            let (begun, rows) = sent.await;
            begun?;
            rows
        });
        let rows = rows.await?;
        self.commit.begin();
        self.client.batch_execute("COMMIT").await?;
        self.within = false;
        Ok(rows)
    }

    /// Runs a writing statement that commits by itself.
    pub(crate) async fn write(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, QueryError> {
        let statement = self.statement((sql, params)).await?;
        self.left()?;
        self.commit.begin();
        self.has_grown(1);
        Ok(self.bounded(self.ask((sql, params), statement.as_ref())).await?)
    }

    /// Returns the time left to send something and get its answer.
    ///
    /// # Errors
    /// [`QueryError::NoTime`] if too little is left: the outcome of a statement sent now might stay unknown.
    fn left(&self) -> Result<Duration, QueryError> {
        let end = self.commit_by.map_or(self.deadline, |at| at.min(self.deadline));
        let left = end.saturating_duration_since(Instant::now());
        if left < least(self.timeout) { Err(QueryError::NoTime) } else { Ok(left) }
    }

    /// Runs statements directly if a transaction is open or the session's timeouts fit the time left; otherwise sends
    /// them in a transaction that sets shorter timeouts, pipelined.
    async fn bounded<T>(&self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if self.within || self.of_session.is_some_and(|bounds| bounds.fit(left, 1)) {
            return asked.await;
        }
        let opening = Bounds::within(left, 1).opening(self.timeout);
        let (begun, answer, committed) =
            join3(self.client.batch_execute(&opening), asked, self.client.batch_execute("COMMIT")).await;
        begun?;
        // An error of the statement explains why the commit became a rollback, so it is returned first.
        let answer = answer?;
        committed?;
        Ok(answer)
    }

    /// Runs parameterless writing statements as one transaction (all or none), waiting at most `lock` for a lock.
    pub(crate) async fn write_all(&self, sql: &str, lock: Duration) -> Result<(), QueryError> {
        debug_assert!(is_listed(sql), "statements that src/store/statements.rs does not list: {sql}");
        self.left()?;
        self.commit.begin();
        let bounded = format!("SET LOCAL lock_timeout = {}; {sql}", lock.as_millis());
        Ok(self.bounded(self.client.batch_execute(&bounded)).await?)
    }

    async fn in_time<T>(&self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, QueryError> {
        match self.commit_by {
            None => Ok(asked.await?),
            Some(at) => Ok(timeout_at(at, asked).await.map_err(|_| QueryError::Late)??),
        }
    }

    /// Opens a transaction with these statements and returns their rows. It is rolled back if it is not committed when
    /// the call ends.
    pub(crate) async fn begin<const N: usize>(
        &mut self,
        asked: [Asked<'_>; N],
    ) -> Result<(OpenTransaction<'_>, [Vec<Row>; N]), QueryError> {
        let (transaction, rows) = self.begin_all(&asked).await?;
        Ok((transaction, in_array(rows)))
    }

    /// Does what [`Self::begin`] does, for any number of statements.
    pub(crate) async fn begin_all(
        &mut self,
        asked: &[Asked<'_>],
    ) -> Result<(OpenTransaction<'_>, Vec<Vec<Row>>), QueryError> {
        let statements = self.statements(asked).await?;
        self.of_transaction = Bounds::within(self.left()?, asked.len().max(AT_A_COMMIT));
        let opening = self.of_transaction.opening(self.timeout);
        self.within = true;
        let (begun, rows) = join(self.client.batch_execute(&opening), self.ask_all(asked, &statements)).await;
        begun?;
        Ok((OpenTransaction { call: self }, rows?))
    }

    /// Sends statements pipelined; returns the rows of each, or the first error: it is the cause, and the ones after it
    /// only say that the transaction has failed.
    async fn ask_all(&self, asked: &[Asked<'_>], statements: &[Option<Statement>]) -> Result<Vec<Vec<Row>>, Error> {
        let all = asked.iter().zip(statements).map(|(asked, statement)| self.ask(*asked, statement.as_ref()));
        join_all(all).await.into_iter().collect()
    }

    /// Sends one statement when first polled, which is what pipelining relies on.
    async fn ask(&self, (sql, params): Asked<'_>, statement: Option<&Statement>) -> Result<Vec<Row>, Error> {
        match statement {
            None => self.client.query_typed(self.slot.text(sql), params).await,
            Some(statement) => {
                let values: Vec<_> = params.iter().map(|(value, _)| *value).collect();
                self.client.query(statement, &values).await
            }
        }
    }

    /// Prepares a statement on this connection if statements are named: one round trip at its first use, then cached.
    async fn statement(&self, (sql, params): Asked<'_>) -> Result<Option<Statement>, Error> {
        debug_assert!(is_listed(sql), "a statement that src/store/statements.rs does not list: {sql}");
        match self.statements {
            Statements::Unnamed => Ok(None),
            Statements::Named => {
                let types: Vec<_> = params.iter().map(|(_, of)| of.clone()).collect();
                self.client.prepare_typed_cached(self.slot.text(sql), &types).await.map(Some)
            }
        }
    }

    async fn statements(&self, asked: &[Asked<'_>]) -> Result<Vec<Option<Statement>>, Error> {
        let mut statements = Vec::with_capacity(asked.len());
        for one in asked {
            statements.push(self.statement(*one).await?);
        }
        Ok(statements)
    }
}

/// An open transaction.
pub(crate) struct OpenTransaction<'a> {
    call: &'a mut Call,
}

impl OpenTransaction<'_> {
    /// Runs statements within the transaction, pipelined; returns the rows of each.
    pub(crate) async fn query<const N: usize>(&self, asked: [Asked<'_>; N]) -> Result<[Vec<Row>; N], QueryError> {
        let statements = self.call.statements(&asked).await?;
        self.call.left()?;
        Ok(in_array(self.call.ask_all(&asked, &statements).await?))
    }

    /// Sends the last statements and the commit together; returns their rows once the commit is confirmed.
    pub(crate) async fn commit<const N: usize>(self, asked: [Asked<'_>; N]) -> Result<[Vec<Row>; N], QueryError> {
        self.commit_all(&asked).await.map(in_array)
    }

    /// Does what [`Self::commit`] does, for any number of statements.
    pub(crate) async fn commit_all(self, asked: &[Asked<'_>]) -> Result<Vec<Vec<Row>>, QueryError> {
        let statements = self.call.statements(asked).await?;
        let left = self.call.left()?;
        let shorter = (!self.call.of_transaction.fit(left, asked.len()))
            .then(|| Bounds::within(left, asked.len()).of_transaction());
        self.call.commit.begin();
        let client = &self.call.client;
        let bound = async {
            match &shorter {
                Some(bounds) => client.batch_execute(bounds).await,
                None => Ok(()),
            }
        };
        let (_bound, rows, committed) =
            join3(bound, self.call.ask_all(asked, &statements), client.batch_execute("COMMIT")).await;
        // An answered COMMIT has ended the transaction, even if by a rollback.
        self.call.within = committed.is_err();
        // An error of a statement explains why the commit became a rollback, so it is returned first.
        let rows = rows?;
        committed?;
        Ok(rows)
    }
}

/// Rows of each statement of an array, which has as many elements.
fn in_array<const N: usize>(rows: Vec<Vec<Row>>) -> [Vec<Row>; N] {
    let mut rows = rows.into_iter();
    std::array::from_fn(|_| rows.next().unwrap_or_default())
}

/// Runs a statement that deletes at most `limit` rows from before a time; returns the number of deleted rows.
pub(crate) async fn pruned(call: &Call, sql: &str, (before, limit): (Timestamp, u32)) -> Result<u64, QueryError> {
    let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
    count_in(&call.write(sql, &params).await?)
}

/// Reads the count that a statement returns as its only column.
pub(crate) fn count_in(rows: &[Row]) -> Result<u64, QueryError> {
    let count: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    Ok(count.unsigned_abs())
}
