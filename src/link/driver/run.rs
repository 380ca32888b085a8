//! One run of the library's client: from dialling to the end of that connection, and whether another run follows.
//!
//! Another one follows inside the link in one case only: the device has just been linked, and logs in for the first time (WhatsApp
//! asks for that with a 515). It is what the pairing was admitted for. Whatever else calls for another connection (a 515 later, a
//! cached certificate that turned out stale) ends the link, whose session goes through the gate.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use linekeeper_domain::{Ending, Timestamp};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use wacore_binary::OwnedNodeRef;
use whatsapp_rust::{Client, NodeFilter};

use crate::open::Parts;
use crate::outcome::{RESTART, stream_ending};

/// Runs a link makes at most after its first one, that in which it logs out included.
pub(super) const MOST_RESTARTS: u8 = 5;

/// A stream error explains the end of a connection that follows it within these seconds; the library keeps a connection
/// open after errors it does not know.
const STREAM_ERROR_SECONDS: i64 = 10;

/// After a log-in was taken the account's settings are waited for so long. The library itself waits 10 s for the phone to hand
/// over their key.
const SETTINGS: Duration = Duration::from_secs(15);

/// Longer than any handshake.
const FOREVER: Duration = Duration::from_secs(86_400);

/// A stanza somebody waits for.
pub(super) type Awaited = oneshot::Receiver<Arc<OwnedNodeRef>>;

/// A run under way.
pub(super) struct Run {
    /// Ends with the connection; tells whether it came to stand.
    pub(super) over: JoinHandle<Option<bool>>,
    /// The next `<stream:error>`.
    pub(super) stream_error: Awaited,
    /// The `<success>` of a login.
    pub(super) logged_in: Option<Awaited>,
    /// WhatsApp has taken the log-in.
    pub(super) taken: bool,
    /// When the line counts as connected though the account's settings have not come.
    pub(super) ready_by: Option<Instant>,
    /// It was told that the line is connected.
    pub(super) ready: bool,
    /// The device was linked before it.
    linked_before: bool,
    /// It began with a certificate of an earlier connection.
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

    /// Notes a stream error and waits for the next.
    pub(super) fn note_stream_error(&mut self, client: &Client, node: Option<&OwnedNodeRef>, now: Timestamp) {
        self.stream_error = client.wait_for_node(NodeFilter::tag("stream:error"));
        let code = node.and_then(|node| node.get().get_attr("code").map(|code| code.as_str().into_owned()));
        self.last_error = Some((code.unwrap_or_default(), now));
    }

    /// Notes what became of the log-in.
    pub(super) fn note_log_in(&mut self, taken: bool) {
        self.logged_in = None;
        self.taken = taken;
        self.ready_by = (taken && !self.ready).then(|| Instant::now() + SETTINGS);
    }

    /// Notes that the line is connected. Whether that is news.
    pub(super) fn first_time_ready(&mut self) -> bool {
        self.ready_by = None;
        !std::mem::replace(&mut self.ready, true)
    }

    /// The code of the stream error that explains an end now; empty without one.
    fn explained_by(&self, now: Timestamp) -> &str {
        let error = self.last_error.as_ref().filter(|(_, at)| (now - *at).num_seconds() <= STREAM_ERROR_SECONDS);
        error.map_or("", |(code, _)| code.as_str())
    }

    /// Whether WhatsApp asked for the connection that follows a linking.
    pub(super) fn has_taken_linking(&self, now: Timestamp) -> bool {
        !self.linked_before && self.explained_by(now) == RESTART
    }

    /// What an end now means, as far as the wire has told.
    pub(super) fn end(&self, parts: &Parts, established: bool, now: Timestamp) -> RunEnd {
        let code = self.explained_by(now);
        let distrusted = parts.progress.distrusted(established);
        if self.has_linked(parts) {
            return RunEnd::Linked;
        }
        if code == RESTART || (distrusted && self.cached_certificate) {
            return RunEnd::Over(Ending::RestartRequired);
        }
        let ending = if distrusted { Some(Ending::Untrusted) } else { stream_ending(code) };
        RunEnd::Over(ending.unwrap_or(Ending::Network))
    }
}

impl Run {
    /// Whether the device was linked in it.
    pub(super) fn has_linked(&self, parts: &Parts) -> bool {
        !self.linked_before && parts.client.persistence_manager().get_device_snapshot().is_registered()
    }
}

/// What follows a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RunEnd {
    /// The first log-in.
    Linked,
    /// Nothing.
    Over(Ending),
}

/// Runs the client until its connection is over and tells whether the connection ever stood.
async fn until_over(client: Arc<Client>) -> bool {
    let stands = client.wait_for_socket(FOREVER).fuse();
    let run = client.run().fuse();
    futures::pin_mut!(stands, run);
    // The waiting is begun first: a connection may stand and fall within one poll of the run.
    futures::select_biased! {
        stood = stands => {
            run.await;
            stood.is_ok()
        }
        () = run => stands.now_or_never().is_some_and(|stood| stood.is_ok()),
    }
}
