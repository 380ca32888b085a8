//! Record of the versions that a process knows, and the decisions about them.

use std::time::Duration;

use chrono::NaiveDate;

use super::{ClientVersion, FoundVersion, VersionSource, VersionStatus};
use crate::Timestamp;
use crate::moment::{earlier, later};

/// Distance from the built-in version within which an answer of a look-up is believed: six years of releases. Beyond it
/// the page has changed its form, or is not WhatsApp's.
const PLAUSIBLE: u32 = 100_000_000;

/// An end further away is not believed; versions live for months.
const FARTHEST_END: Duration = Duration::from_secs(400 * 86_400);

/// An end that has passed is believed for this long: the day on which a version ends has begun somewhere else already.
const PAST_END: Duration = Duration::from_secs(86_400);

/// Time before the end of a version from which operators get an alert instead of a warning. By then daily look-ups have
/// replaced it, unless they fail or the version is set in the configuration.
const URGENT: Duration = Duration::from_secs(14 * 86_400);

/// Refused versions that are remembered.
const MOST_REFUSED: usize = 8;

/// Error of an answer that no release of WhatsApp Web explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is too far from the version that the library ships with")]
pub struct Implausible(pub ClientVersion);

/// Reaction to what WhatsApp says about the end of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndNotice {
    /// Not believed, for this reason, or about a version that is not announced any more.
    Ignored(&'static str),
    /// Known and reported today.
    Known,
    /// To be reported.
    Report {
        /// Time of the end.
        at: Timestamp,
        /// Whether it is close enough for an alert.
        urgent: bool,
    },
}

/// Versions that a process knows and the one it announces.
#[derive(Debug, Clone)]
pub struct VersionRecord {
    built_in: ClientVersion,
    status: VersionStatus,
    /// Version announced before the present one.
    before: Option<ClientVersion>,
    /// Versions that WhatsApp has refused and not accepted since, oldest first.
    refused: Vec<ClientVersion>,
    /// Version and day of the last report about its end.
    reported: Option<(ClientVersion, NaiveDate)>,
    /// Whether a notice about the end was ignored: the reason is worth one line.
    ignored: bool,
}

impl VersionRecord {
    /// Record of a process that announces what the configuration says, or else what the library ships with.
    #[must_use]
    pub const fn new(configured: Option<ClientVersion>, built_in: ClientVersion, now: Timestamp) -> Self {
        let (version, source) = match configured {
            Some(version) => (version, VersionSource::Configured),
            None => (built_in, VersionSource::BuiltIn),
        };
        let status = VersionStatus { version, source, since: now, looked_up_at: None, expires_at: None };
        Self { built_in, status, before: None, refused: Vec::new(), reported: None, ignored: false }
    }

    /// Announced version.
    #[must_use]
    pub const fn status(&self) -> VersionStatus {
        self.status
    }

    /// Takes note of what a look-up found, of this process or of another one. Returns the version that the database
    /// should keep: a process that starts with it must not go back.
    ///
    /// # Errors
    /// [`Implausible`]: nothing is changed.
    pub fn found(&mut self, found: FoundVersion) -> Result<ClientVersion, Implausible> {
        if self.status.source == VersionSource::Configured {
            return Ok(self.status.version);
        }
        let of_built_in = (self.built_in.primary, self.built_in.secondary);
        let far = found.version.tertiary.abs_diff(self.built_in.tertiary) > PLAUSIBLE;
        if (found.version.primary, found.version.secondary) != of_built_in || far {
            return Err(Implausible(found.version));
        }
        self.status.looked_up_at = self.status.looked_up_at.max(Some(found.looked_up_at));
        let is_refused = self.is_refused(self.status.version);
        if !self.is_refused(found.version) && (found.version > self.status.version || is_refused) {
            self.announce(found.version, VersionSource::LookedUp, found.since);
        } else if found.version == self.status.version && !is_refused {
            (self.status.source, self.status.since) = (VersionSource::LookedUp, found.since);
        } else if is_refused {
            self.retreat(found.looked_up_at, Some(found.version));
            return Ok(found.version);
        }
        // The built-in one needs no keeping, and the next program has another.
        let is_built_in = self.status.source == VersionSource::BuiltIn;
        Ok(if is_built_in { found.version } else { self.status.version })
    }

    /// Whether a version is worth announcing in place of a refused one without another look-up: newer, and not refused.
    #[must_use]
    pub fn is_alternative(&self, version: ClientVersion) -> bool {
        version > self.status.version && !self.is_refused(version)
    }

    /// Takes note that a look-up failed at this time. A refused version is replaced by another one that is known.
    pub fn not_found(&mut self, now: Timestamp) {
        if self.is_refused(self.status.version) {
            self.retreat(now, None);
        }
    }

    /// Takes note that WhatsApp has refused the announced version.
    pub fn refused(&mut self) {
        let version = self.status.version;
        self.refused.retain(|refused| *refused != version);
        if self.refused.len() == MOST_REFUSED {
            self.refused.remove(0);
        }
        self.refused.push(version);
    }

    /// Takes note that WhatsApp has accepted the announced version. Another one that it has refused is not announced
    /// again at the next look-up, which would stop all sessions once a day.
    pub fn accepted(&mut self) {
        let version = self.status.version;
        self.refused.retain(|refused| *refused != version);
    }

    /// Takes note of the end of a version as WhatsApp wrote it: seconds since 1970.
    pub fn ends(&mut self, version: ClientVersion, written: &str, now: Timestamp) -> EndNotice {
        if version != self.status.version {
            return EndNotice::Ignored("the version is not announced any more");
        }
        let read = written.parse::<i64>().ok().and_then(|seconds| Timestamp::from_timestamp(seconds, 0));
        let at = match read {
            None => return EndNotice::Ignored("it is no time"),
            Some(at) if at < earlier(now, PAST_END) => return EndNotice::Ignored("it has passed"),
            Some(at) if at > later(now, FARTHEST_END) => return EndNotice::Ignored("it is too far away"),
            Some(at) => at,
        };
        let today = (version, now.date_naive());
        if self.reported == Some(today) && self.status.expires_at == Some(at) {
            return EndNotice::Known;
        }
        self.status.expires_at = Some(at);
        if self.reported == Some(today) {
            return EndNotice::Known;
        }
        self.reported = Some(today);
        EndNotice::Report { at, urgent: at <= later(now, URGENT) }
    }

    /// Whether no notice has been ignored before: the first one is logged. Thousands of connections get the same.
    pub const fn first_ignored(&mut self) -> bool {
        !std::mem::replace(&mut self.ignored, true)
    }

    fn is_refused(&self, version: ClientVersion) -> bool {
        self.refused.contains(&version)
    }

    fn announce(&mut self, version: ClientVersion, source: VersionSource, since: Timestamp) {
        self.before = Some(self.status.version);
        self.ignored = false;
        let looked_up_at = self.status.looked_up_at;
        self.status = VersionStatus { version, source, since, looked_up_at, expires_at: None };
    }

    /// Announces a known version that is not refused. Where all are, begins anew with the newest: WhatsApp will take one
    /// of them again, or a look-up finds another.
    fn retreat(&mut self, now: Timestamp, found: Option<ClientVersion>) {
        let known = [found, self.before, Some(self.built_in)];
        let next = known.into_iter().flatten().find(|version| !self.is_refused(*version));
        let next = next.or_else(|| {
            self.refused.clear();
            known.into_iter().flatten().max()
        });
        if let Some(version) = next.filter(|version| *version != self.status.version) {
            let is_built_in = version == self.built_in && found != Some(version);
            let source = if is_built_in { VersionSource::BuiltIn } else { VersionSource::LookedUp };
            self.announce(version, source, now);
        }
    }
}
