//! The phone's side of linking: the pairing code, the QR code, and the signatures that make a device part of an
//! account.

mod adv;
mod code;
mod qr;

pub(crate) use adv::{DeviceIdentity, Spoilt, WRONG_PREFIX, key_index_list};
pub(crate) use code::PrimaryHello;
pub(crate) use qr::QrCode;
