//! Those whose request is answered when what they asked for is done or has failed.

use linekeeper_domain::{CorrelationId, ErrorCode};
use tokio::sync::oneshot;

type Answer = Result<(), ErrorCode>;

/// See the module. Who still waits when these are gone is told that the database is.
#[derive(Default)]
pub(super) struct Askers(Vec<(CorrelationId, oneshot::Sender<Answer>)>);

impl Askers {
    /// One more, and the answer to come.
    pub(super) fn add(&mut self, correlation: CorrelationId) -> impl Future<Output = Answer> + use<> {
        let (answer, answered) = oneshot::channel();
        self.0.push((correlation, answer));
        async move { answered.await.unwrap_or(Err(ErrorCode::StoreUnavailable)) }
    }

    /// Answers those with this correlation id.
    pub(super) fn answer(&mut self, correlation: &CorrelationId, answer: Answer) {
        for (_, asker) in self.0.extract_if(.., |(asked, _)| asked == correlation) {
            // Who asked may have gone; it is done all the same.
            let _gone = asker.send(answer);
        }
    }
}
