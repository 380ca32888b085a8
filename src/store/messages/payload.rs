//! What an event says, as it is stored: JSON, sealed under the log key of its company and bound to its id.

use linekeeper_domain::messages::{
    About, Content, EventDocument, EventFacts, EventId, EventSubject, EventType, MediaId, MediaSource, MessageFacts,
    NewEvent, SessionFacts, StatusFacts,
};
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};
use linekeeper_ports::{ReceivedFile, StoreError};
use linekeeper_secrets::{DataKey, Place};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;

use crate::failure::QueryError;

/// Stored form. New fields need a default: events that an older version has written are read too.
#[derive(Serialize)]
struct Writing<'a> {
    facts: &'a MessageFacts,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: &'a Option<MediaSource>,
}

/// Form as it is read: where the file is, is not needed to tell of the event, but that there is one.
#[derive(Deserialize)]
struct Facts<F, S = IgnoredAny> {
    facts: F,
    #[serde(default = "Option::default")]
    file: Option<S>,
}

/// Stored form of an event that has no file.
#[derive(Serialize)]
struct FactsAlone<'a, F> {
    facts: &'a F,
}

/// Row of `message_events`.
pub(crate) struct EventRow<'a> {
    pub(crate) id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) seq: i64,
    pub(crate) chat_seq: i64,
    pub(crate) payload: &'a [u8],
}

impl<'a> EventRow<'a> {
    /// Reads a row that has `e.id, e.type, e.at, e.seq, e.chat_seq, e.payload` from the given column on.
    ///
    /// # Errors
    /// As reading a column.
    pub(crate) fn read(row: &'a Row, column: usize) -> Result<Self, QueryError> {
        Ok(Self {
            id: row.try_get(column)?,
            kind: row.try_get(column + 1)?,
            at: row.try_get(column + 2)?,
            seq: row.try_get(column + 3)?,
            chat_seq: row.try_get(column + 4)?,
            payload: row.try_get(column + 5)?,
        })
    }
}

/// Seals what a new event says, and where its file is.
///
/// # Errors
/// Corrupt, if it cannot be written as JSON or is too long, which no event is.
pub(crate) fn seal(key: &DataKey, company: &CompanyId, event: &NewEvent) -> Result<Vec<u8>, QueryError> {
    sealed(key, (company, &event.id), &Writing { facts: &event.facts, file: &event.file })
}

/// Seals what a new event of the session says.
///
/// # Errors
/// As [`seal`].
pub(crate) fn seal_of_session(
    key: &DataKey,
    place: (&CompanyId, &EventId),
    facts: &SessionFacts,
) -> Result<Vec<u8>, QueryError> {
    sealed(key, place, &FactsAlone { facts })
}

/// Seals what a new event says of a message that is sent.
///
/// # Errors
/// As [`seal`].
pub(crate) fn seal_of_status(
    key: &DataKey,
    place: (&CompanyId, &EventId),
    facts: &StatusFacts,
) -> Result<Vec<u8>, QueryError> {
    sealed(key, place, &FactsAlone { facts })
}

fn sealed(key: &DataKey, (company, id): (&CompanyId, &EventId), form: &impl Serialize) -> Result<Vec<u8>, QueryError> {
    let plain = serde_json::to_vec(form).map_err(|_| QueryError::corrupt("the event"))?;
    let place = Place::Event { company, event: id.as_str() };
    key.seal(&place, &plain).map_err(|error| StoreError::new(StoreFailure::Corrupt, error.to_string()).into())
}

/// Opens an event as receivers get it.
///
/// # Errors
/// Corrupt, if the payload does not open with this key in this place, or does not have the stored form.
pub(crate) fn open(key: &DataKey, company: &CompanyId, row: &EventRow<'_>) -> Result<EventDocument, QueryError> {
    let id: EventId = row.id.parse().map_err(|_| QueryError::corrupt("the id of an event"))?;
    let kind = EventType::named(row.kind).ok_or_else(|| QueryError::corrupt("the type of an event"))?;
    let about = match kind.subject() {
        EventSubject::Message => About::Message(Box::new(with_file_id(opened(key, company, row)?, &id))),
        EventSubject::Status => About::Status(opened::<_, IgnoredAny>(key, company, row)?.facts),
        EventSubject::Session => About::Session(opened::<_, IgnoredAny>(key, company, row)?.facts),
    };
    let EventRow { at: timestamp, seq, chat_seq, .. } = *row;
    Ok(EventDocument { id, kind, timestamp, data: EventFacts { company_id: company.clone(), seq, chat_seq, about } })
}

/// Names the file of a message, if there is one, by the id of its event: it is not stored.
fn with_file_id(Facts { mut facts, file }: Facts<MessageFacts>, event: &EventId) -> MessageFacts {
    if let (Some(Content::Media(media)), Some(_)) = (&mut facts.content, file) {
        media.media_id = Some(MediaId::of_event(event));
    }
    facts
}

/// Where the file of an event is, and what its message says of it; `None` if it has no file.
///
/// # Errors
/// As [`open`].
pub(crate) fn file_of(
    key: &DataKey,
    (company, event): (&CompanyId, &EventId),
    (at, payload): (Timestamp, &[u8]),
) -> Result<Option<ReceivedFile>, QueryError> {
    let row = EventRow { id: event.as_str(), kind: "", at, seq: 0, chat_seq: 0, payload };
    let facts: Facts<serde_json::Value, MediaSource> = opened(key, company, &row)?;
    let Some(source) = facts.file else { return Ok(None) };
    let message: MessageFacts =
        serde_json::from_value(facts.facts).map_err(|_| QueryError::corrupt("the message of a file"))?;
    let Some(Content::Media(media)) = &message.content else { return Ok(None) };
    let (media, message) = (media.clone(), Box::new(message));
    Ok(Some(ReceivedFile { event: event.clone(), at, message, media, source }))
}

fn opened<F: DeserializeOwned, S: DeserializeOwned>(
    key: &DataKey,
    company: &CompanyId,
    row: &EventRow<'_>,
) -> Result<Facts<F, S>, QueryError> {
    let unreadable = |why: String| -> QueryError {
        StoreError::new(StoreFailure::Corrupt, format!("the payload of event {} cannot be read: {why}", row.id)).into()
    };
    let place = Place::Event { company, event: row.id };
    let plain = key.open(&place, row.payload).map_err(|why| unreadable(why.to_string()))?;
    // The words of serde may quote what people wrote: only the kind of the error is told.
    let read: Result<Facts<F, S>, _> = serde_json::from_slice(&plain);
    read.map_err(|error| unreadable(format!("{:?} error", error.classify())))
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::access::AccessId;
    use linekeeper_domain::messages::{Chat, ChatKind, Content, Origin, Person};

    use super::*;

    fn event() -> NewEvent {
        let phone = Some("79160000001".to_owned());
        let facts = MessageFacts {
            chat: Chat { kind: ChatKind::Direct, lid: None, phone: phone.clone(), group: None },
            sender: Person { lid: None, phone },
            from_me: false,
            sender_name: None,
            message_id: "3EB0".to_owned(),
            sent_at: Timestamp::UNIX_EPOCH,
            origin: Origin::Live,
            content: Some(Content::Text { text: "a secret".to_owned() }),
            reply_to: None,
            target: None,
            reaction: None,
            forwarded: false,
            expires_in_seconds: None,
        };
        let file = MediaSource { path: "/v/1".to_owned(), key: vec![7], encrypted_sha256: vec![8], key_time: Some(9) };
        NewEvent {
            id: EventId::from_random([7; AccessId::LENGTH]),
            kind: EventType::MessageReceived,
            facts,
            file: Some(file),
        }
    }

    fn row<'a>(event: &'a NewEvent, payload: &'a [u8]) -> EventRow<'a> {
        let kind = event.kind.as_str();
        EventRow { id: event.id.as_str(), kind, at: Timestamp::UNIX_EPOCH, seq: 3, chat_seq: 2, payload }
    }

    #[test]
    fn event_is_opened_as_it_was_sealed() {
        let (key, salon, event) = (DataKey::generate(), "997441".parse().unwrap(), event());
        let payload = seal(&key, &salon, &event).unwrap();
        assert!(!String::from_utf8_lossy(&payload).contains("secret"));
        let row = row(&event, &payload);
        let document = open(&key, &salon, &row).unwrap();
        assert_eq!((&document.id, document.kind, document.timestamp), (&event.id, event.kind, Timestamp::UNIX_EPOCH));
        assert_eq!((document.data.seq, document.data.chat_seq), (3, 2));
        assert_eq!(document.data.message(), Some(&event.facts));
    }

    #[test]
    fn event_of_another_row_or_key_is_refused() {
        let (key, salon, event) = (DataKey::generate(), "997441".parse().unwrap(), event());
        let payload = seal(&key, &salon, &event).unwrap();
        let other = NewEvent { id: EventId::from_random([8; AccessId::LENGTH]), ..event.clone() };
        assert!(open(&key, &salon, &row(&other, &payload)).is_err());
        assert!(open(&key, &"997442".parse().unwrap(), &row(&event, &payload)).is_err());
        assert!(open(&DataKey::generate(), &salon, &row(&event, &payload)).is_err());
        assert!(open(&key, &salon, &row(&event, b"")).is_err());
    }
}
