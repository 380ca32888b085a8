//! Client version, look-up and shared row as a test sets them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use linekeeper_domain::client_version::{ClientVersion, FoundVersion, VersionSource, VersionStatus};
use linekeeper_domain::{StoreFailure, Timestamp};
use tokio::sync::watch;

use crate::{ClientVersions, LookupPauses, StoreError, VersionLookup, VersionLookupError, VersionStore};

/// Version that does not change; remembers what it was told about its end.
#[derive(Debug)]
pub struct FixedVersion {
    status: Mutex<VersionStatus>,
    ends: watch::Sender<Vec<(ClientVersion, String)>>,
}

impl FixedVersion {
    /// Announces this version, as configured.
    #[must_use]
    pub fn new(version: ClientVersion, since: Timestamp) -> Self {
        let source = VersionSource::Configured;
        let status = VersionStatus { version, source, since, looked_up_at: None, expires_at: None };
        Self { status: Mutex::new(status), ends: watch::Sender::new(Vec::new()) }
    }

    /// Announces something else from now on.
    pub fn set(&self, status: VersionStatus) {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }

    /// Notices about the end so far, and those that come.
    #[must_use]
    pub fn told(&self) -> watch::Receiver<Vec<(ClientVersion, String)>> {
        self.ends.subscribe()
    }
}

impl ClientVersions for FixedVersion {
    fn status(&self) -> VersionStatus {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ends(&self, version: ClientVersion, written: &str) {
        self.ends.send_modify(|told| told.push((version, written.to_owned())));
    }
}

/// Answer of a look-up that a test sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookupAnswer {
    /// This version.
    Version(ClientVersion),
    /// An HTTP error.
    Refused,
    /// None: the request hangs.
    Silence,
    /// A panic of the look-up.
    Panic,
}

/// Fake of [`VersionLookup`] and of the row that processes share ([`VersionStore`]).
#[derive(Debug)]
pub struct FakeVersions {
    inner: Mutex<Inner>,
    lookups: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Inner {
    answers: VecDeque<LookupAnswer>,
    down: bool,
    asked_at: Option<Timestamp>,
    found: Option<FoundVersion>,
}

impl FakeVersions {
    /// Gives these answers, one after the other, and repeats the last one.
    #[must_use]
    pub fn answering(answers: &[LookupAnswer]) -> Self {
        let inner = Inner { answers: answers.iter().copied().collect(), ..Inner::default() };
        Self { inner: Mutex::new(inner), lookups: watch::Sender::new(0) }
    }

    /// Answers with this from now on.
    pub fn answer(&self, answer: LookupAnswer) {
        self.lock().answers = [answer].into();
    }

    /// Number of look-ups so far, and of those that come.
    #[must_use]
    pub fn lookups(&self) -> watch::Receiver<usize> {
        self.lookups.subscribe()
    }

    /// Makes every call of the store fail from now on, or work again.
    pub fn set_down(&self, down: bool) {
        self.lock().down = down;
    }

    /// Row as it is kept.
    #[must_use]
    pub fn row(&self) -> Option<FoundVersion> {
        self.lock().found
    }

    /// Sets the row, as another process would.
    pub fn set_row(&self, found: FoundVersion) {
        self.lock().found = Some(found);
    }

    /// Claims a look-up at this time, as another process would.
    pub fn set_asked(&self, at: Timestamp) {
        self.lock().asked_at = Some(at);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answering_store(&self) -> Result<MutexGuard<'_, Inner>, StoreError> {
        let inner = self.lock();
        if inner.down { Err(StoreError::new(StoreFailure::Unavailable, "broken down by the test")) } else { Ok(inner) }
    }
}

#[async_trait]
impl VersionLookup for FakeVersions {
    async fn latest(&self) -> Result<ClientVersion, VersionLookupError> {
        let answer = {
            let mut inner = self.lock();
            if inner.answers.len() > 1 { inner.answers.pop_front() } else { inner.answers.front().copied() }
        };
        self.lookups.send_modify(|lookups| *lookups += 1);
        match answer {
            Some(LookupAnswer::Version(version)) => Ok(version),
            Some(LookupAnswer::Refused) | None => Err(VersionLookupError::Status(503)),
            Some(LookupAnswer::Silence) => std::future::pending().await,
            Some(LookupAnswer::Panic) => std::panic::resume_unwind(Box::new("as the test wants it")),
        }
    }
}

#[async_trait]
impl VersionStore for FakeVersions {
    async fn found_version(&self) -> Result<Option<FoundVersion>, StoreError> {
        Ok(self.answering_store()?.found)
    }

    async fn claim_version_lookup(&self, now: Timestamp, pauses: LookupPauses) -> Result<bool, StoreError> {
        let mut inner = self.answering_store()?;
        let is_answered = |asked| inner.found.is_some_and(|found| found.looked_up_at >= asked);
        let is_claimed = inner.asked_at.is_some_and(|asked| {
            let pause = if is_answered(asked) { pauses.answered } else { pauses.unanswered };
            asked <= now && (now - asked).to_std().is_ok_and(|since| since < pause)
        });
        if !is_claimed {
            inner.asked_at = Some(now);
        }
        Ok(!is_claimed)
    }

    async fn keep_version(&self, version: ClientVersion, now: Timestamp) -> Result<FoundVersion, StoreError> {
        let mut inner = self.answering_store()?;
        let since = inner.found.filter(|found| found.version == version).map_or(now, |found| found.since.min(now));
        let found = FoundVersion { version, since, looked_up_at: now };
        inner.found = Some(found);
        Ok(found)
    }
}
