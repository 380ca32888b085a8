//! Ports: traits for everything the actors need from outside. Credential store, link to WhatsApp, journal, clock,
//! access
//! (API keys, onboarding links, dashboard sessions). The adapters `store` and `link` implement them; the module `fake`
//! (cargo feature `fake`) implements them for tests.

mod access;
mod baileys;
mod client_version;
mod clock;
mod companies;
mod credentials;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
mod idempotency;
mod journal;
mod line_messages;
mod link;
mod link_media;
mod log_space;
mod media;
mod messages;
mod numbers;
mod onboarding_links;
mod outbox;
mod overviews;
mod ownership;
mod place;
mod policies;
mod slots;
mod vitals;
mod webhook_deliveries;
mod webhook_endpoints;
mod webhook_listing;
mod webhooks;

pub use access::{
    AccessIds, AccessStore, ApiKeys, DashboardSessions, Pass, Revocations, SecretHash, StoredDashboardSession,
    StoredKey, TokenCheck, TokenRefusal,
};
pub use baileys::{
    BaileysError, BaileysFormat, BaileysKey, BaileysRelease, BaileysState, ConvertedSession, WrittenSession,
};
pub use client_version::{ClientVersions, LookupPauses, VersionLookup, VersionLookupError, VersionStore};
pub use clock::{Chance, Clock, SteadyClock, SystemClock};
pub use companies::{
    Acknowledgement, Companies, CompanyCount, CompanyFilter, CompanyOrder, CompanyPlace, CompanyQuery, CompanySearch,
    ListedCompany, words_of,
};
pub use credentials::{
    Batch, CANNOT_WRITE, CredentialRows, CredentialStore, Credentials, Fence, KeyDelete, KeyPut, KeyQuery, KeyRow,
    KeySelect, LinkCredentials, PairingOrder, PairingRows, StoreError, Written,
};
pub use idempotency::{BodyHash, Claimed, IdempotencyClaim, IdempotencyKeys, KeptAnswer};
pub use journal::{Journal, JournalEntry, JournalFilter, KeptEntry};
pub use line_messages::{AttachedFile, LineDown, LineMessages, NumberCheck, OutgoingMessage, ReadMessages};
pub use link::{
    CloseMode, DialSignal, Link, LinkEvent, LinkEvents, LinkFactory, LinkOrder, LinkPurpose, PairedDevice, Redial,
    Redials,
};
pub use link_media::{FileSink, LinkMedia, LinkMediaError, MediaLines, PlainFile, UploadedFile, WantedFile};
pub use log_space::LogSpace;
pub use media::{
    BlobError, BlobStore, FileBytes, FileFacts, FileKey, FoundFile, IncomingBytes, InvalidObjectName, KeptFile,
    MediaError, MediaFiles, MediaStore, NewFile, ObjectName, ReceivedFile, Upload,
};
pub use messages::{EventsPage, MOST_EVENTS, MessageLog, SessionLog, Untold};
pub use numbers::NumberUsages;
pub use onboarding_links::{LinkPlace, ListedLink, OnboardingLinks, StoredLink};
pub use outbox::{
    COUNTED_OUTGOING, Enqueued, MOST_OUTGOING, Marked, NewOutgoing, NextOutgoing, NextSelect, Outbox, Outgoing,
    OutgoingId, OutgoingPage, SendChange, UnreadableOrder,
};
pub use overviews::Overviews;
pub use ownership::{ChangeLeft, Ownership, StoredCompany};
pub use place::{InvalidPlace, Place};
pub use policies::RestartPolicies;
pub use slots::{NextSlots, OldDevice, Promoted, PromotionOrder, SetAside, SlotFences};
pub use vitals::{Latency, StoreVitals, Vitals};
pub use webhook_deliveries::{
    Backlog, ClaimOrder, ClaimedDelivery, ClaimedLanes, LANE_LEASE, LaneClaim, Settled, Settlement, WebhookDeliveries,
};
pub use webhook_endpoints::{
    COUNTED_DELIVERIES, EndpointBacklog, EndpointChange, EndpointPlace, EndpointSettings, EndpointTroubles,
    NewEndpoint, REPLAYED_AT_ONCE, ReplayOrder, ReplaySelection, Replayed, RotatedSecret, ShownSecret, TestMessage,
    WebhookEndpoint, WebhookEndpoints,
};
pub use webhook_listing::{DeliveryPlace, DeliveryQuery, DeliveryState, ListedDelivery};
pub use webhooks::{Delivery, WebhookSender};
