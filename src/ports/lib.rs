//! What the actors need from the world, as traits: the credential store, the link to WhatsApp, the journal, the
//! clock, and what people prove themselves with.
//! Adapters (`store`, `link`) implement them at the edge; the module `fake`, behind the feature of that name, implements
//! them for tests.

mod access;
mod clock;
mod credentials;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
mod idempotency;
mod journal;
mod link;
mod numbers;
mod overviews;
mod policies;
mod vitals;

pub use access::{
    AccessIds, AccessStore, ApiKeys, OnboardingLinks, Pass, Revocations, SecretHash, StoredKey, StoredLink,
    StoredVisit, TokenCheck, TokenRefusal, Visits,
};
pub use clock::{Chance, Clock, SteadyClock, SystemClock};
pub use credentials::{
    Batch, CANNOT_WRITE, CredentialDoor, CredentialRows, CredentialStore, Credentials, Fence, KeyDelete, KeyPut,
    KeyQuery, KeyRow, KeySelect, Ownership, StoreError, StoredCompany, Written,
};
pub use idempotency::{BodyHash, Claimed, IdempotencyClaim, IdempotencyKeys, KeptAnswer};
pub use journal::{Journal, JournalEntry, KeptEntry};
pub use link::{
    CloseMode, Link, LinkEvent, LinkEvents, LinkFactory, LinkOrder, LinkPurpose, PairedDevice, Redial, Redials,
};
pub use numbers::NumberLedgers;
pub use overviews::Overviews;
pub use policies::RestartPolicies;
pub use vitals::{Latency, StoreVitals, Vitals};
