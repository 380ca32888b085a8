//! What a line receives, as items for the company's log.
//!
//! `mapping`, `content`, `context`, `names` and `accounts` are pure functions from what the library decodes; `inbox` is
//! the link's side of the log: it commits a batch before the library acknowledges it, and keeps the rules for messages
//! that could not be decrypted or were lost on their way.
//!
//! Names of persons are given as far as they are known when the message is committed. Texts are not bounded here:
//! WhatsApp's own limits hold, and what is stored is sealed bytes.

mod accounts;
mod awaited;
mod content;
mod context;
mod inbox;
mod lost;
mod mapping;
mod names;
mod recovered;
mod stanzas;
#[cfg(test)]
mod tests;
mod undecryptable;
mod writing;

pub(crate) use self::inbox::Inbox;

/// A text for receivers: NUL characters, which many databases refuse, are replaced.
fn clean(text: &str) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.to_owned() }
}
