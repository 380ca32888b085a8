//! Ports: traits for everything the actors need from outside. Credential store, link to WhatsApp, journal, clock,
//! access
//! (API keys, onboarding links, dashboard sessions). The adapters `store` and `link` implement them; the module `fake`
//! (cargo feature `fake`) implements them for tests.

mod access;
mod client_version;
mod clock;
mod credentials;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
mod idempotency;
mod journal;
mod link;
mod numbers;
mod overviews;
mod ownership;
mod policies;
mod slots;
mod vitals;

pub use access::{
    AccessIds, AccessStore, ApiKeys, DashboardSessions, OnboardingLinks, Pass, Revocations, SecretHash,
    StoredDashboardSession, StoredKey, StoredLink, TokenCheck, TokenRefusal,
};
pub use client_version::{ClientVersions, LookupPauses, VersionLookup, VersionLookupError, VersionStore};
pub use clock::{Chance, Clock, SteadyClock, SystemClock};
pub use credentials::{
    Batch, CANNOT_WRITE, CredentialRows, CredentialStore, Credentials, Fence, KeyDelete, KeyPut, KeyQuery, KeyRow,
    KeySelect, LinkCredentials, PairingOrder, PairingRows, StoreError, Written,
};
pub use idempotency::{BodyHash, Claimed, IdempotencyClaim, IdempotencyKeys, KeptAnswer};
pub use journal::{Journal, JournalEntry, KeptEntry};
pub use link::{
    CloseMode, DialSignal, Link, LinkEvent, LinkEvents, LinkFactory, LinkOrder, LinkPurpose, PairedDevice, Redial,
    Redials,
};
pub use numbers::NumberUsages;
pub use overviews::Overviews;
pub use ownership::{ChangeLeft, Ownership, StoredCompany};
pub use policies::RestartPolicies;
pub use slots::{NextSlots, OldDevice, Promoted, PromotionOrder, SetAside, SlotFences};
pub use vitals::{Latency, StoreVitals, Vitals};
