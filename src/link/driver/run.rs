//! One run of the library's client: from dialling to the end of that connection, and whether another run follows.
//!
//! Another run follows within the link in one case: the device has just been linked and logs in for the first time
//! (WhatsApp asks for that with a 515). The gate admitted the pairing including it. Any other cause for another
//! connection (a later 515, a cached certificate that turned out stale) ends the link, whose session then passes the
//! gate.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use linekeeper_domain::{LinkEndReason, Timestamp};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use wacore_binary::OwnedNodeRef;
use whatsapp_rust::{Client, NodeFilter};

use crate::open::Parts;
use crate::outcome::{RESTART, stream_ending};

/// Maximum number of runs after the first one, including one made in order to log out.
pub(super) const MOST_RESTARTS: u8 = 5;

/// Seconds within which a stream error explains the end of the connection after it; the library keeps a connection open
/// after errors it does not know.
const STREAM_ERROR_SECONDS: i64 = 10;

/// Time to wait for the account settings after the log-in was accepted. The library itself waits 10 s for the phone to
/// hand over their key.
const SETTINGS: Duration = Duration::from_secs(15);

/// Timeout longer than any handshake.
const FOREVER: Duration = Duration::from_secs(86_400);

/// Receiver of one awaited stanza.
pub(super) type Awaited = oneshot::Receiver<Arc<OwnedNodeRef>>;

/// Run that is under way.
pub(super) struct Run {
    /// Task that ends with the connection; true if the connection had been established.
    pub(super) over: JoinHandle<Option<bool>>,
    /// Next `<stream:error>`.
    pub(super) stream_error: Awaited,
    /// `<success>` of the log-in; none once it was handled.
    pub(super) logged_in: Option<Awaited>,
    /// WhatsApp accepted the log-in.
    pub(super) taken: bool,
    /// Time at which the line counts as connected without the account settings.
    pub(super) ready_by: Option<Instant>,
    /// The line has been reported as connected.
    pub(super) ready: bool,
    /// The device was linked before this run.
    linked_before: bool,
    /// The run began with a certificate cached from an earlier connection.
    cached_certificate: bool,
    last_error: Option<(String, Timestamp)>,
}

impl Run {
    /// Dials.
    pub(super) fn start(parts: &Parts) -> Self {
        parts.progress.begin();
        let device = parts.client.persistence_manager().get_device_snapshot();
        let stream_error = parts.client.wait_for_node(NodeFilter::tag("stream:error"));
        let logged_in = parts.client.wait_for_node(NodeFilter::tag("success"));
        Self {
            stream_error,
            logged_in: Some(logged_in),
            taken: false,
            ready_by: None,
            ready: false,
            linked_before: device.is_registered(),
            cached_certificate: device.is_registered() && device.server_cert_chain.is_some(),
            last_error: None,
            over: parts.runtime.start(until_over(Arc::clone(&parts.client))),
        }
    }

    /// Records a stream error and subscribes to the next one.
    pub(super) fn note_stream_error(&mut self, client: &Client, node: Option<&OwnedNodeRef>, now: Timestamp) {
        self.stream_error = client.wait_for_node(NodeFilter::tag("stream:error"));
        let code = node.and_then(|node| node.get().get_attr("code").map(|code| code.as_str().into_owned()));
        self.last_error = Some((code.unwrap_or_default(), now));
    }

    /// Records whether the log-in was accepted.
    pub(super) fn note_log_in(&mut self, taken: bool) {
        self.logged_in = None;
        self.taken = taken;
        self.ready_by = (taken && !self.ready).then(|| Instant::now() + SETTINGS);
    }

    /// Records that the line is connected. Returns true the first time.
    pub(super) fn first_time_ready(&mut self) -> bool {
        self.ready_by = None;
        !std::mem::replace(&mut self.ready, true)
    }

    /// Code of the stream error that explains an end at `now`; empty without one.
    fn explained_by(&self, now: Timestamp) -> &str {
        let error = self.last_error.as_ref().filter(|(_, at)| (now - *at).num_seconds() <= STREAM_ERROR_SECONDS);
        error.map_or("", |(code, _)| code.as_str())
    }

    /// Whether WhatsApp asked for the connection that follows a linking: proof that it knows the device.
    pub(super) fn has_taken_linking(&self, now: Timestamp) -> bool {
        !self.linked_before && self.explained_by(now) == RESTART
    }

    /// Classifies an end at `now` by what was received on the connection.
    pub(super) fn end(&self, parts: &Parts, established: bool, now: Timestamp) -> RunEnd {
        let code = self.explained_by(now);
        let distrusted = parts.progress.distrusted(established);
        if self.has_linked(parts) {
            return RunEnd::Linked;
        }
        if code == RESTART || (distrusted && self.cached_certificate) {
            return RunEnd::Over(LinkEndReason::RestartRequired);
        }
        let end_reason = if distrusted { Some(LinkEndReason::Untrusted) } else { stream_ending(code) };
        RunEnd::Over(end_reason.unwrap_or(LinkEndReason::Network))
    }
}

impl Run {
    /// Whether the device was linked during this run.
    pub(super) fn has_linked(&self, parts: &Parts) -> bool {
        !self.linked_before && parts.client.persistence_manager().get_device_snapshot().is_registered()
    }
}

/// End of a run: what the link does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RunEnd {
    /// The first log-in of the device that was linked during it.
    Linked,
    /// The link ends with this reason.
    Over(LinkEndReason),
}

/// Runs the client until its connection is over. Returns true if the connection had been established.
async fn until_over(client: Arc<Client>) -> bool {
    let stands = client.wait_for_socket(FOREVER).fuse();
    let run = client.run().fuse();
    futures::pin_mut!(stands, run);
    // Wait first: a connection may be established and lost within one poll of the run.
    futures::select_biased! {
        stood = stands => {
            run.await;
            stood.is_ok()
        }
        () = run => stands.now_or_never().is_some_and(|stood| stood.is_ok()),
    }
}
