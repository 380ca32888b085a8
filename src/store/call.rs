//! One call to the database: a connection, its statements, and the bound on both.
//!
//! A call runs as a task of the runtime the store was opened on, so that a caller that goes away, or lives on another
//! thread's runtime, cannot cut a transaction in two. A connection whose call timed out, or lost the server, is closed
//! instead of going back into the pool. On the server's side bounds of its own (see `opening`) end what a call waits for before
//! the call gives up: then it is certain that nothing was written.
//!
//! Waiting for the server costs more than what it does, so statements that need no look at each other's answers are sent one
//! behind the other and waited for together. After one that fails the server skips the rest of its transaction, and the commit
//! too.
//!
//! A call that is made for many (see [`gather`](crate::gather)) has a time by which its commit must have been sent. Until then it can
//! fail without anybody knowing less of his own rows than before.

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
use crate::failure::Trouble;
use crate::opening::Bounds;
use crate::plans::Plans;
use crate::statements::is_listed;
use crate::store::Store;
use crate::target::Sessions;

/// How many statements are sent with a commit at most times.
const AT_A_COMMIT: usize = 2;

/// With less time than this nothing is sent.
pub(crate) fn least(timeout: Duration) -> Duration {
    timeout / 20
}

/// The work of a call.
pub(crate) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'a>>;

/// Parameters with their types: with them a statement can be sent at once, without asking for them first.
pub(crate) type Params<'a> = [(&'a (dyn ToSql + Sync), Type)];

/// A statement and its parameters.
pub(crate) type Asked<'a> = (&'a str, &'a Params<'a>);

/// A connection lent to one call.
pub(crate) struct Call {
    client: Object,
    statements: Statements,
    /// By when it is over.
    deadline: Instant,
    /// The call timeout.
    timeout: Duration,
    /// What the server bounds each statement by where no transaction says otherwise; none where a pooler lends the session.
    of_session: Option<Bounds>,
    /// By what it does so within the transaction that is open.
    of_transaction: Bounds,
    doubt: Doubt,
    /// A transaction was begun and not committed.
    within: bool,
    /// By when its answers must be there and its commit must have been sent, if not by the deadline.
    commit_by: Option<Instant>,
    plans: Arc<Plans>,
}

/// Whether a statement that commits has been sent. From then on a lost answer means an unknown outcome.
#[derive(Default)]
struct Doubt(AtomicBool);

impl Doubt {
    fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Call {
    /// One that is to be over by the deadline.
    pub(crate) fn on(store: &Store, client: Object, deadline: Instant) -> Self {
        let of_session = Bounds::within(store.call_timeout(), 1);
        Self {
            client,
            statements: store.statements(),
            deadline,
            timeout: store.call_timeout(),
            of_session: (store.sessions() == Sessions::Own).then_some(of_session),
            of_transaction: of_session,
            doubt: Doubt::default(),
            within: false,
            commit_by: None,
            plans: store.plans(),
        }
    }

    /// Whether a lost answer means an unknown outcome.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.doubt.0.load(Ordering::Relaxed)
    }

    /// Rolls back what was left open; then the connection serves the next call.
    pub(crate) async fn leave(self, deadline: Instant) {
        if self.within && !matches!(timeout_at(deadline, self.client.batch_execute("ROLLBACK")).await, Ok(Ok(()))) {
            self.discard();
        }
    }

    /// Closes the connection; the pool makes a new one when it needs one.
    pub(crate) fn discard(self) {
        drop(Object::take(self.client));
    }

    /// A question.
    pub(crate) async fn query(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, Trouble> {
        let answer = async {
            let statement = self.statement((sql, params)).await?;
            self.bounded(self.ask((sql, params), statement.as_ref())).await
        };
        self.in_time(answer).await
    }

    /// Questions whose values decide about the plan: none is kept. Sent one behind the other.
    pub(crate) async fn query_by_values<const N: usize>(
        &self,
        asked: [Asked<'_>; N],
    ) -> Result<[Vec<Row>; N], Trouble> {
        debug_assert!(
            asked.iter().all(|(sql, _)| is_listed(sql)),
            "src/store/statements.rs does not list one of these"
        );
        Ok(self.bounded(self.ask_all(asked, &[const { None }; N])).await?)
    }

    /// From here on nothing may be sent, nor an answer waited for, after this time; but for a commit that was sent before.
    pub(crate) fn must_commit_by(&mut self, at: Instant) {
        self.commit_by = Some(at);
    }

    /// Tells that so many rows may have been added: plans that were made before may not be good for what is there now.
    pub(crate) fn has_grown(&self, rows: usize) {
        self.plans.note(rows);
    }

    /// A statement that writes, in a transaction of its own whose commit is sent when it has answered. The server gives up on it in
    /// time, which leaves the rows as they are and to everybody else.
    pub(crate) async fn write_in_time(&mut self, asked: Asked<'_>) -> Result<Vec<Row>, Trouble> {
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
        self.doubt.begin();
        self.client.batch_execute("COMMIT").await?;
        self.within = false;
        Ok(rows)
    }

    /// A statement that writes and commits by itself.
    pub(crate) async fn write(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, Trouble> {
        let statement = self.statement((sql, params)).await?;
        self.left()?;
        self.doubt.begin();
        self.has_grown(1);
        Ok(self.bounded(self.ask((sql, params), statement.as_ref())).await?)
    }

    /// How much time is left to send something and hear of it. Of what is sent with less nobody would know what became of it.
    fn left(&self) -> Result<Duration, Trouble> {
        let end = self.commit_by.map_or(self.deadline, |at| at.min(self.deadline));
        let left = end.saturating_duration_since(Instant::now());
        if left < least(self.timeout) { Err(Trouble::NoTime) } else { Ok(left) }
    }

    /// Sent in a transaction of its own, all of it together, where the bounds of the session are not good for the time that is left.
    async fn bounded<T>(&self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if self.within || self.of_session.is_some_and(|bounds| bounds.fit(left, 1)) {
            return asked.await;
        }
        let opening = Bounds::within(left, 1).opening(self.timeout);
        let (begun, answer, committed) =
            join3(self.client.batch_execute(&opening), asked, self.client.batch_execute("COMMIT")).await;
        begun?;
        // A failure of what was asked is the reason why the commit was a rollback.
        let answer = answer?;
        committed?;
        Ok(answer)
    }

    /// Statements without parameters that write, all or none of them, and wait so long at most for a lock.
    pub(crate) async fn write_all(&self, sql: &str, lock: Duration) -> Result<(), Trouble> {
        debug_assert!(is_listed(sql), "statements that src/store/statements.rs does not list: {sql}");
        self.left()?;
        self.doubt.begin();
        let bounded = format!("SET LOCAL lock_timeout = {}; {sql}", lock.as_millis());
        Ok(self.bounded(self.client.batch_execute(&bounded)).await?)
    }

    async fn in_time<T>(&self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
        match self.commit_by {
            None => Ok(asked.await?),
            Some(at) => Ok(timeout_at(at, asked).await.map_err(|_| Trouble::Late)??),
        }
    }

    /// Opens a transaction with these statements; answers their rows. One that is not committed when the call ends is rolled back.
    pub(crate) async fn begin<const N: usize>(
        &mut self,
        asked: [Asked<'_>; N],
    ) -> Result<(OpenTransaction<'_>, [Vec<Row>; N]), Trouble> {
        let statements = self.statements(&asked).await?;
        self.of_transaction = Bounds::within(self.left()?, N.max(AT_A_COMMIT));
        let opening = self.of_transaction.opening(self.timeout);
        self.within = true;
        let (begun, rows) = join(self.client.batch_execute(&opening), self.ask_all(asked, &statements)).await;
        begun?;
        Ok((OpenTransaction { call: self }, rows?))
    }

    /// Sends them one behind the other; answers what each found, or the first failure.
    async fn ask_all<const N: usize>(
        &self,
        asked: [Asked<'_>; N],
        statements: &[Option<Statement>],
    ) -> Result<[Vec<Row>; N], Error> {
        let all = asked.into_iter().zip(statements).map(|(asked, statement)| self.ask(asked, statement.as_ref()));
        let mut answers = join_all(all).await.into_iter();
        // An error is the first one's, since those behind it only tell that the transaction has failed.
        let mut rows = std::array::from_fn(|_| Vec::new());
        for (place, answer) in rows.iter_mut().zip(&mut answers) {
            *place = answer?;
        }
        Ok(rows)
    }

    /// The message is sent when this is first polled.
    async fn ask(&self, (sql, params): Asked<'_>, statement: Option<&Statement>) -> Result<Vec<Row>, Error> {
        match statement {
            None => self.client.query_typed(sql, params).await,
            Some(statement) => {
                let values: Vec<_> = params.iter().map(|(value, _)| *value).collect();
                self.client.query(statement, &values).await
            }
        }
    }

    /// The statement of this connection, if statements have names: a round trip for the first call that has it.
    async fn statement(&self, (sql, params): Asked<'_>) -> Result<Option<Statement>, Error> {
        debug_assert!(is_listed(sql), "a statement that src/store/statements.rs does not list: {sql}");
        match self.statements {
            Statements::Unnamed => Ok(None),
            Statements::Named => {
                let types: Vec<_> = params.iter().map(|(_, of)| of.clone()).collect();
                self.client.prepare_typed_cached(sql, &types).await.map(Some)
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

/// A transaction of several statements.
pub(crate) struct OpenTransaction<'a> {
    call: &'a mut Call,
}

impl OpenTransaction<'_> {
    /// A statement within it.
    pub(crate) async fn query(&self, sql: &str, params: &Params<'_>) -> Result<Vec<Row>, Trouble> {
        self.call.query(sql, params).await
    }

    /// Its last statements; answers their rows once all of it lasts.
    pub(crate) async fn commit<const N: usize>(self, asked: [Asked<'_>; N]) -> Result<[Vec<Row>; N], Trouble> {
        let statements = self.call.statements(&asked).await?;
        let left = self.call.left()?;
        let shorter = (!self.call.of_transaction.fit(left, N)).then(|| Bounds::within(left, N).of_transaction());
        self.call.doubt.begin();
        let client = &self.call.client;
        let bound = async {
            match &shorter {
                Some(bounds) => client.batch_execute(bounds).await,
                None => Ok(()),
            }
        };
        let (_bound, rows, committed) =
            join3(bound, self.call.ask_all(asked, &statements), client.batch_execute("COMMIT")).await;
        // Answered, it has ended the transaction, be it by a rollback.
        self.call.within = committed.is_err();
        // A failure of one of them is the reason why the commit was a rollback.
        let rows = rows?;
        committed?;
        Ok(rows)
    }
}

/// Runs a statement that deletes at most so many rows from before a time and tells how many they were.
pub(crate) async fn pruned(call: &Call, sql: &str, (before, limit): (Timestamp, u32)) -> Result<u64, Trouble> {
    let params = [(&before as _, Type::TIMESTAMPTZ), (&i64::from(limit) as _, Type::INT8)];
    let rows = call.write(sql, &params).await?;
    let gone: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    Ok(gone.unsigned_abs())
}
