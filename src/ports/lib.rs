//! What the actors need from the world, as traits: the credential store, the link to WhatsApp, the journal, the clock.
//! Adapters (`store`, `link`) implement them at the edge; [`fake`] implements them for tests.

mod clock;
mod credentials;
pub mod fake;
mod journal;
mod link;

pub use clock::{Chance, Clock, SystemClock};
pub use credentials::{
    Batch, CredentialDoor, CredentialRows, CredentialStore, Credentials, Fence, KeyDelete, KeyPut, KeyQuery, KeyRow,
    KeySelect, Ownership, StoreError, StoredCompany, Written,
};
pub use journal::{Journal, JournalEntry};
pub use link::{CloseMode, Link, LinkEvent, LinkEvents, LinkFactory, LinkOrder, LinkPurpose, PairedDevice};
