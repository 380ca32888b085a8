//! Deliveries of webhook endpoints as people list them, by state.

use std::fmt;
use std::str::FromStr;

use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{EventId, EventType};
use linekeeper_domain::webhooks::OutcomeKind;
use linekeeper_domain::{CompanyId, Timestamp};

use crate::InvalidPlace;

/// State of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// It is to be sent, or sent again.
    Waiting,
    /// The receiver has it.
    Delivered,
    /// It was given up after all attempts: a dead letter.
    Dead,
}

impl DeliveryState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Delivered, Self::Dead];

    /// Name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// Looks up a state by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Delivery of an event to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDelivery {
    /// Id of the event.
    pub event: EventId,
    /// Its type.
    pub kind: EventType,
    /// Company of the event.
    pub company: CompanyId,
    /// Place of the event in the company's log.
    pub seq: i64,
    /// Number of its chat.
    pub chat: i32,
    /// Time at which the event was written into the log.
    pub at: Timestamp,
    /// State of the delivery.
    pub state: DeliveryState,
    /// Attempts so far, since it was last replayed.
    pub attempts: u32,
    /// Outcome of the last attempt; none before the first, and where the event could not be read.
    pub outcome: Option<OutcomeKind>,
    /// HTTP status of the last attempt; none without an answer.
    pub status: Option<u16>,
    /// End of the last attempt; none before the first.
    pub tried_at: Option<Timestamp>,
    /// Time before which it is not tried again; none if it may be tried at once, or is not to be.
    pub not_before: Option<Timestamp>,
}

impl ListedDelivery {
    /// Place in the list of its state.
    #[must_use]
    pub fn place(&self) -> DeliveryPlace {
        let by = match self.state {
            DeliveryState::Waiting => self.chat.into(),
            DeliveryState::Delivered | DeliveryState::Dead => {
                self.tried_at.map_or(0, |tried| tried.timestamp_micros().max(0))
            }
        };
        DeliveryPlace { by, company: self.company.clone(), seq: self.seq }
    }
}

/// Place in a list of deliveries of one state: that of the last item seen. As text it is the cursor of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryPlace {
    /// Number that the list is ordered by: of those that wait the chat, of others the microsecond of the last attempt.
    pub by: i64,
    /// Company.
    pub company: CompanyId,
    /// Place in the company's log.
    pub seq: i64,
}

impl fmt::Display for DeliveryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.by, self.company, self.seq)
    }
}

impl FromStr for DeliveryPlace {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(InvalidPlace);
        let (by, company, seq) = (part()?, part()?, part()?);
        let number = |text: &str| text.parse::<i64>().ok().filter(|number| *number >= 0).ok_or(InvalidPlace);
        let by = number(by)?;
        // The database knows no time after the year 294276.
        Timestamp::from_timestamp_micros(by).ok_or(InvalidPlace)?;
        Ok(Self { by, company: company.parse().map_err(|_| InvalidPlace)?, seq: number(seq)? })
    }
}

/// Which deliveries of an endpoint are listed. Those that wait by company, chat and place in the log; others with the
/// latest attempt first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryQuery {
    /// The endpoint.
    pub endpoint: AccessId,
    /// Their state.
    pub state: DeliveryState,
    /// Place after which the page begins; none for the first page.
    pub after: Option<DeliveryPlace>,
    /// Most deliveries of the page.
    pub limit: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_of_delivery_is_read_as_it_was_written() {
        let place = DeliveryPlace { by: 1_800_000_000_000_001, company: "a-b_c".parse().unwrap(), seq: 7 };
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in ["", "1", "1.a", "1.a.", "x.a.1", "-1.a.1", "1.a.-1", "1..1", "1.a.1.2", "9223372036854775807.a.1"]
        {
            assert_eq!(text.parse::<DeliveryPlace>(), Err(InvalidPlace), "{text}");
        }
    }
}
