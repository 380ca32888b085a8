//! Keeper of the announced version. Read by every link that connects, from any thread.

use std::sync::Arc;

use linekeeper_domain::ErrorCode;
use linekeeper_domain::client_version::{
    ClientVersion, EndNotice, FoundVersion, Implausible, VersionRecord, VersionStatus,
};
use linekeeper_ports::{ClientVersions, Clock};
use linekeeper_telemetry::Metrics;
use tokio::sync::watch;
use tracing::span::Id;
use tracing::{error, info, warn};

/// Parent span of lines about the process: none, so that they do not carry the company whose link came first.
const NOBODYS: Option<Id> = None;

/// Keeper of the announced version.
pub struct VersionKeeper {
    record: watch::Sender<VersionRecord>,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
}

impl VersionKeeper {
    /// Keeps the version that the configuration sets, or else the one that the library ships with.
    #[must_use]
    pub fn new(
        configured: Option<ClientVersion>,
        built_in: ClientVersion,
        (clock, metrics): (Arc<dyn Clock>, Metrics),
    ) -> Arc<Self> {
        let record = VersionRecord::new(configured, built_in, clock.now());
        Arc::new(Self { record: watch::Sender::new(record), clock, metrics })
    }

    /// Takes note of what a look-up found, of this process or of another one. Returns the version that the database
    /// should keep.
    ///
    /// # Errors
    /// [`Implausible`].
    pub fn found(&self, found: FoundVersion) -> Result<ClientVersion, Implausible> {
        let mut kept = Ok(found.version);
        self.change(|record| kept = record.found(found));
        kept
    }

    /// Whether a version would be announced in place of a refused one.
    pub(super) fn is_alternative(&self, version: ClientVersion) -> bool {
        self.record.borrow().is_alternative(version)
    }

    /// Takes note that a look-up failed.
    pub(super) fn not_found(&self) {
        let now = self.clock.now();
        self.change(|record| record.not_found(now));
    }

    /// Takes note that WhatsApp has refused the announced version.
    pub(super) fn refused(&self) {
        self.change(VersionRecord::refused);
    }

    /// Takes note that WhatsApp accepts us again.
    pub(super) fn accepted(&self) {
        self.change(VersionRecord::accepted);
    }

    /// Changes the record, and logs and measures what is announced after that.
    fn change(&self, change: impl FnOnce(&mut VersionRecord)) {
        let mut before = self.status();
        let mut after = before;
        self.record.send_modify(|record| {
            before = record.status();
            change(record);
            after = record.status();
        });
        if before.version != after.version {
            let (new, old) = (after.version, before.version);
            info!(parent: NOBODYS, "links announce client version {new} from now on, {old} before");
        }
        if before.expires_at != after.expires_at {
            self.metrics.client_version_ends(after.expires_at);
        }
    }

    fn report_end(&self, version: ClientVersion, (day, urgent): (String, bool)) {
        let code = ErrorCode::ClientOutdated;
        if urgent {
            error!(parent: NOBODYS, code = %code, "WhatsApp stops taking our client version {version} on {day}, and no newer one is announced: see whatsapp.version and the look-ups");
            self.metrics.count_alert(code);
        } else {
            warn!(parent: NOBODYS, "WhatsApp stops taking our client version {version} on {day}");
        }
    }
}

impl ClientVersions for VersionKeeper {
    fn status(&self) -> VersionStatus {
        self.record.borrow().status()
    }

    fn ends(&self, version: ClientVersion, written: &str) {
        let now = self.clock.now();
        let (mut notice, mut is_first) = (EndNotice::Known, false);
        self.change(|record| {
            notice = record.ends(version, written, now);
            is_first = matches!(notice, EndNotice::Ignored(_)) && record.first_ignored();
        });
        match notice {
            EndNotice::Known => {}
            EndNotice::Ignored(_) if !is_first => {}
            // The text is from outside: at most as long as a number is.
            EndNotice::Ignored(reason) => {
                let written: String = written.chars().take(24).collect();
                warn!(parent: NOBODYS, "what WhatsApp says about the end of client version {version} is ignored: {reason} ({written:?})");
            }
            EndNotice::Report { at, urgent } => self.report_end(version, (at.format("%Y-%m-%d").to_string(), urgent)),
        }
    }
}
