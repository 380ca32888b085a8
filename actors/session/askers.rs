//! Those whose request is answered when what they asked for is done or has failed.

use linekeeper_domain::{CorrelationId, ErrorCode};
use tokio::sync::oneshot;

/// See the module. Who still waits when these are gone is told that the database is.
pub(super) struct Askers<E = ErrorCode>(Vec<(CorrelationId, oneshot::Sender<Result<(), E>>)>);

impl<E> Default for Askers<E> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<E: Clone + From<ErrorCode>> Askers<E> {
    /// One more, and the answer to come.
    pub(super) fn add(&mut self, correlation: CorrelationId) -> impl Future<Output = Result<(), E>> + use<E> {
        let (answer, answered) = oneshot::channel();
        self.0.push((correlation, answer));
        async move { answered.await.unwrap_or_else(|_| Err(ErrorCode::StoreUnavailable.into())) }
    }

    /// Answers those with this correlation id; tells whether there was one who still waited.
    pub(super) fn answer(&mut self, correlation: &CorrelationId, answer: &Result<(), E>) -> bool {
        self.answer_all(|asked| asked == correlation, answer)
    }

    /// Answers all of these. Who asked may have gone; it is done all the same.
    pub(super) fn answer_all(&mut self, which: impl Fn(&CorrelationId) -> bool, answer: &Result<(), E>) -> bool {
        let asked = self.0.extract_if(.., |(asked, _)| which(asked));
        asked.fold(false, |heard, (_, asker)| asker.send(answer.clone()).is_ok() || heard)
    }
}
