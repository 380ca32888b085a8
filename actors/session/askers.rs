//! Callers whose request is answered when what they asked for is done or has failed.

use linekeeper_domain::{CorrelationId, ErrorCode};
use tokio::sync::oneshot;

/// Waiting callers by correlation id. When this is dropped, those that still wait get `STORE_UNAVAILABLE`.
pub(super) struct Askers<E = ErrorCode>(Vec<(CorrelationId, oneshot::Sender<Result<(), E>>)>);

impl<E> Default for Askers<E> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<E: Clone + From<ErrorCode>> Askers<E> {
    /// Adds a caller and returns the future of its answer.
    pub(super) fn add(&mut self, correlation: CorrelationId) -> impl Future<Output = Result<(), E>> + use<E> {
        let (answer, answered) = oneshot::channel();
        self.0.push((correlation, answer));
        async move { answered.await.unwrap_or_else(|_| Err(ErrorCode::StoreUnavailable.into())) }
    }

    /// Answers the callers with this correlation id; returns whether one of them still waited.
    pub(super) fn answer(&mut self, correlation: &CorrelationId, answer: &Result<(), E>) -> bool {
        self.answer_all(|asked| asked == correlation, answer)
    }

    /// Answers the callers that `which` selects; returns whether one of them still waited. A caller may be gone.
    pub(super) fn answer_all(&mut self, which: impl Fn(&CorrelationId) -> bool, answer: &Result<(), E>) -> bool {
        let asked = self.0.extract_if(.., |(asked, _)| which(asked));
        asked.fold(false, |heard, (_, asker)| asker.send(answer.clone()).is_ok() || heard)
    }
}
