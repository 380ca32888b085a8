//! A simulator of WhatsApp's service and of phones, for tests and for trying things without an account.
//!
//! It speaks the real protocol over a loopback WebSocket: the Noise handshake, registration and login, linking by code
//! and by QR, with the account's passkey if it demands one, messages with real Signal sessions and sender keys, an
//! offline queue, files of media over HTTPS, unlinking, and every refusal the service is known for. Phones are driven
//! through [`Simulator`] or through the HTTP routes of [`control`].
//!
//! It has no history and no rate limits of its own. Its certificate chain does not end in the
//! service's root, whose private key only the service has.

mod addressing;
mod arrivals;
mod batches;
mod codes;
mod config;
mod contents;
pub mod control;
mod control_inbox;
mod control_lines;
mod control_messages;
mod error;
mod fault_actions;
mod faults;
mod inbox;
mod inbox_views;
mod lines;
mod linking;
mod media;
mod message_log;
mod message_views;
mod orders;
mod passkey;
mod pauses;
mod phone;
mod presence;
mod received;
mod recipient;
mod server;
mod signal;
mod simulator;
mod simulator_lines;
mod simulator_messages;
mod stanzas;
mod state;
mod timeline;
mod versions;
mod views;
mod wire;
mod world;

pub use addressing::Addressing;
pub use batches::{BatchOrder, BatchView, Contacts};
pub use config::{Latencies, Limits, SimulatorConfig};
pub use error::{Refusal, SimulatorError};
pub use fault_actions::{Hold, PauseFor, StreamChild, Wait};
pub use faults::{Fault, FaultAction, FaultAnswer, FaultPoint, Silence};
pub use inbox_views::{OpenedChat, TakenFilter, TakenPage, TakenView};
pub use lines::{ConnectionView, ConnectionsView, LineState, Target};
pub use message_views::{DeliveryView, GroupOrder, GroupView, MessageView, MessagesFilter, MessagesView};
pub use orders::{Content, Media, MessageOrder};
pub use passkey::{
    AssertionOrder, PasskeyCredential, PasskeyDemand, PasskeyLinking, PasskeyStep, PasskeyView, WrongAssertion,
};
pub use pauses::{HeldFilter, HeldView};
pub use presence::{PresenceFilter, PresenceKind, PresencePage, PresenceView};
pub use server::RefreshChild;
pub use simulator::Simulator;
pub use simulator_lines::{PairDevice, RegistrationRefresh};
pub use stanzas::{ClientExpiration, SentTo, StanzaText, Stanzas, Then};
pub use timeline::{TimelineEntry, TimelineFilter, TimelineView, What};
pub use versions::{VersionRules, VersionsView};
pub use views::{
    AdvType, CodeRequestView, DeviceView, Handshakes, Linked, PhoneProfile, PhoneView, SentText, Spellings, Stats,
    TextView, Unlinked,
};
