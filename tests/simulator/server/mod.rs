//! The service: accepts connections, answers requests, forwards messages and queues what cannot be delivered yet.

mod account;
mod appstate;
mod backlog;
mod ciphertexts;
mod connection;
mod delivery;
mod group_messages;
mod groups;
mod hello;
mod iq;
mod keys;
mod login;
mod messages;
mod phone_messages;
mod phone_reads;
mod phone_receipts;
mod receipts;
mod refresh;
mod registration;
mod resends;
mod settings;
mod stream;
mod usync;

pub(crate) use account::{DeviceChange, announce_devices, remove_device};
pub(crate) use appstate::publish_push_name;
pub(crate) use backlog::Backlog;
pub(crate) use ciphertexts::Damage;
pub(crate) use connection::listen;
pub(crate) use groups::send as send_to_group;
pub(crate) use keys::BrokenKeys;
pub(crate) use phone_messages::{PeerMessage, PhoneMessage, send_to, send_to_peer};
pub(crate) use phone_receipts::{played, read};
pub use refresh::RefreshChild;
pub(crate) use refresh::{refresh, refresh_at_scan};
pub(crate) use registration::{CodeParts, REFS, demand_passkey, offer_refs, primary_hello};
pub(crate) use stream::{apply_faults_at_once, fall_silent, refused, stream_error, subject};
