//! Public ids of events.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::access::AccessId;

/// Public id of an event: `evt_` and 16 characters of `[a-z0-9]`. The same in every delivery of the event, so that
/// receivers can tell repetitions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventId(Arc<str>);

/// The text is not the id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event's id is evt_ and {} characters of a-z and 0-9", AccessId::LENGTH)]
pub struct InvalidEventId;

impl EventId {
    const PREFIX: &str = "evt_";

    /// Builds an id from random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; AccessId::LENGTH]) -> Self {
        Self(format!("{}{}", Self::PREFIX, AccessId::from_random(bytes).as_str()).into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EventId {
    type Err = InvalidEventId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.strip_prefix(Self::PREFIX).ok_or(InvalidEventId)?;
        id.parse::<AccessId>().map_err(|_| InvalidEventId)?;
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for EventId {
    type Error = InvalidEventId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_id_is_read_back_and_anything_else_refused() {
        let id = EventId::from_random([7; AccessId::LENGTH]);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        for text in ["", "evt_", "evt_short", "evt_ABCDEFGHIJKLMNOP", "msg_aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa"] {
            assert_eq!(text.parse::<EventId>(), Err(InvalidEventId), "{text}");
        }
    }
}
