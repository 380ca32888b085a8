//! Once a minute it is written down how many sessions are in which state: the journal tells changes only.

use std::time::Duration;

use actix::Addr;
use linekeeper_actors::supervisor::{AwaitRestoration, CountSessions, SessionSupervisor};
use linekeeper_domain::overview::{next_sample, sampled_at};
use linekeeper_ports::{Clock, Overviews};
use tracing::debug;

/// A supervisor that is slower than this is asked again in the next minute.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes samples as long as the process lives, once every linked session is there to be counted. What cannot be written down is
/// a gap.
pub(crate) async fn sample(supervisor: Addr<SessionSupervisor>, overviews: impl Overviews, clock: impl Clock) {
    // An error means that the supervisor is gone: there is nothing to count.
    let _gone = supervisor.send(AwaitRestoration).await;
    loop {
        let now = clock.now();
        if let Ok(counts) = supervisor.send(CountSessions).timeout(PATIENCE).await
            && let Err(error) = overviews.keep_counts(sampled_at(now), counts).await
        {
            debug!(%error, "a count of sessions was not kept");
        }
        tokio::time::sleep(next_sample(clock.now())).await;
    }
}
