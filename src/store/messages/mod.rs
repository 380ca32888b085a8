//! The log of messages: what a line receives and what becomes of its session, sealed under the log's own key, in the order
//! in which receivers get it.

mod feed;
mod intake;
mod log_keys;
pub(crate) mod payload;
mod placed;
mod places;
mod retention;
mod seen;
mod session;

pub(crate) use self::feed::STATEMENTS as FEED;
pub(crate) use self::intake::{
    CHAT, CHATS, HOLD, HOLD_FREE, Intake, Intakes, SEEN, STATEMENTS as INTAKE, bytes_of, hash as hash_column,
};
pub(crate) use self::log_keys::{KnownKey, LogKeys, STATEMENTS as LOG_KEYS, hashed};
pub(crate) use self::payload::{file_of, seal_of_status};
pub(crate) use self::placed::{Placed, SealedEvent};
pub(crate) use self::places::{Additions, EventPlace, Incoming, LogBefore, place};
pub(crate) use self::retention::STATEMENTS as RETENTION;
pub(crate) use self::seen::{STATEMENTS as SEEN_MESSAGES, has_seen};
pub(crate) use self::session::STATEMENTS as SESSION;
