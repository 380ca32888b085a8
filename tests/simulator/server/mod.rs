//! The service: accepts connections, answers requests, forwards messages and queues what cannot be delivered yet.

mod account;
mod appstate;
mod connection;
mod delivery;
mod hello;
mod iq;
mod keys;
mod login;
mod messages;
mod receipts;
mod refresh;
mod registration;
mod settings;
mod stream;
mod usync;

pub(crate) use account::{DeviceChange, announce_devices, remove_device};
pub(crate) use appstate::publish_push_name;
pub(crate) use connection::listen;
pub(crate) use messages::{Saying, phone_says};
pub use refresh::RefreshChild;
pub(crate) use refresh::{refresh, refresh_at_scan};
pub(crate) use registration::{CodeParts, REFS, demand_passkey, offer_refs, primary_hello};
pub(crate) use stream::{apply_faults_at_once, fall_silent, refused, stream_error, subject};
