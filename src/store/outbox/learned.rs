//! What reports change of a company's messages, and what that adds to its log: decided by the rows as they are while the log is held.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use linekeeper_domain::messages::{
    Chat, ChatKind, EventId, EventType, SendEvent, SendFailure, SendProgress, SendReport, SendStatus, StatusFacts,
};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{Outgoing, SendChange};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::row;
use crate::call::Params;
use crate::failure::QueryError;
use crate::messages::{Additions, EventPlace, Placed, SealedEvent, seal_of_status};

/// A message that reports are about, as it is stored.
struct Found {
    message: Outgoing,
    chat: i32,
}

/// A company's log, and what the reports add to it.
pub(super) struct LogOf {
    last_seq: i64,
    last_chat: i32,
    /// Messages, by WhatsApp's ids.
    found: HashMap<String, Found>,
    /// Place of the last event of their chats.
    chats: BTreeMap<i32, i64>,
    events: Vec<(EventPlace, EventId, Vec<u8>)>,
    /// Messages that have changed, by their seq, with where they go now.
    changed: BTreeMap<i64, Changed>,
    /// Chats in which a message does not wait any more.
    lanes: BTreeSet<i32>,
    changes: Vec<SendChange>,
}

/// What has changed of a message.
struct Changed {
    progress: SendProgress,
    at: Timestamp,
    /// When it was sent, delivered, read and played.
    times: [Option<Timestamp>; 4],
}

impl Changed {
    fn note(&mut self, next: SendProgress, at: Timestamp) {
        (self.progress, self.at) = (next, at);
        let [sent, delivered, read, played] = &mut self.times;
        let time = match next.status {
            SendStatus::Sent => Some(sent),
            SendStatus::Delivered => Some(delivered),
            SendStatus::Read => Some(read),
            SendStatus::Played => Some(played),
            SendStatus::Queued
            | SendStatus::Sending
            | SendStatus::Expired
            | SendStatus::Unknown
            | SendStatus::Failed => None,
        };
        time.into_iter().for_each(|time| *time = Some(at));
    }
}

impl LogOf {
    pub(super) fn after(last_seq: i64, last_chat: i32) -> Self {
        Self {
            last_seq,
            last_chat,
            found: HashMap::new(),
            chats: BTreeMap::new(),
            events: Vec::new(),
            changed: BTreeMap::new(),
            lanes: BTreeSet::new(),
            changes: Vec::new(),
        }
    }

    /// The changes so far, which are not given again.
    pub(super) fn take_changes(&mut self) -> Vec<SendChange> {
        std::mem::take(&mut self.changes)
    }

    /// Whether something is to be written.
    pub(super) fn has_changed(&self) -> bool {
        !self.events.is_empty()
    }

    /// Adds a row of the answer to the statement that finds messages.
    pub(super) fn find(&mut self, row: &Row, (company, key): (&CompanyId, &DataKey)) -> Result<(), QueryError> {
        let (message, chat) = (row::read((row, 3), company, key)?, row.try_get(1)?);
        self.chats.insert(chat, row.try_get(2)?);
        self.found.insert(message.whatsapp_id.as_str().to_owned(), Found { message, chat });
        Ok(())
    }

    /// Learns a report; an event is added if it changes something.
    pub(super) fn learn(
        &mut self,
        report: &SendReport,
        (company, key): (&CompanyId, &DataKey),
    ) -> Result<(), QueryError> {
        let Some(Found { message, chat }) = self.found.get_mut(report.whatsapp_id.as_str()) else { return Ok(()) };
        // That it is about to be written is noted by a mark, under the fence.
        let next = message.progress.after(report.event).filter(|_| report.event != SendEvent::Written);
        let Some(next) = next else { return Ok(()) };
        let from = std::mem::replace(&mut message.progress, next).status;
        if from.waits() {
            self.lanes.insert(*chat);
        }
        let fresh = || Changed { progress: next, at: report.at, times: [None; 4] };
        self.changed.entry(message.seq).or_insert_with(fresh).note(next, report.at);
        let event = EventId::from_random(rand::random());
        let payload = seal_of_status(key, (company, &event), &facts(message, report.at))?;
        let chat_seq = self.chats.entry(*chat).or_default();
        *chat_seq += 1;
        self.last_seq += 1;
        let place = EventPlace { index: self.events.len(), seq: self.last_seq, chat: *chat, chat_seq: *chat_seq };
        self.events.push((place, event, payload));
        let (id, whatsapp_id) = (message.id.clone(), message.whatsapp_id.clone());
        self.changes.push(SendChange { id, whatsapp_id, from, to: next });
        Ok(())
    }
}

fn facts(message: &Outgoing, since: Timestamp) -> StatusFacts {
    // To whom a message goes whose order is unreadable is not known; receivers know it by its id.
    let nobody = || Chat { kind: ChatKind::Direct, lid: None, phone: None, group: None };
    StatusFacts {
        chat: message.order.as_ref().map_or_else(|_| nobody(), |order| order.chat.clone()),
        id: message.id.clone(),
        message_id: message.whatsapp_id.as_str().to_owned(),
        status: message.progress.status,
        reason: message.progress.reason,
        error: message.progress.error,
        since,
    }
}

/// Columns of the statements that write what has changed.
#[derive(Default)]
pub(super) struct Rows<'a> {
    companies: &'a [&'a str],
    places: Vec<i32>,
    seqs: Vec<i64>,
    statuses: Vec<&'static str>,
    reasons: Vec<Option<&'static str>>,
    errors: Vec<Option<i32>>,
    changed_at: Vec<Timestamp>,
    times: [Vec<Option<Timestamp>>; 4],
    lane_places: Vec<i32>,
    lane_chats: Vec<i32>,
}

pub(super) fn columns_of<'a>(
    companies: &'a [&'a str],
    changed: &'a [(i32, &'a CompanyId, LogOf)],
) -> (Rows<'a>, Placed<'a>) {
    let mut rows = Rows { companies, ..Rows::default() };
    let mut placed = Placed::of(companies.to_vec());
    for (place, company, log) in changed {
        rows.add(*place, log);
        let mut added = Additions { last_seq: log.last_seq, last_chat: log.last_chat, ..Additions::default() };
        let mut sealed = HashMap::new();
        for (at, id, payload) in &log.events {
            added.chats.insert(at.chat, at.chat_seq);
            added.events.push(*at);
            let event = SealedEvent { id: id.as_str(), kind: EventType::MessageStatus, payload: payload.clone() };
            sealed.insert(at.index, event);
        }
        placed.add((*place, company), added, sealed);
    }
    (rows, placed)
}

impl Rows<'_> {
    /// Whether a message does not wait any more.
    pub(super) fn moves_lanes(&self) -> bool {
        !self.lane_chats.is_empty()
    }

    fn add(&mut self, place: i32, log: &LogOf) {
        for (seq, changed) in &log.changed {
            self.places.push(place);
            self.seqs.push(*seq);
            self.statuses.push(changed.progress.status.as_str());
            self.reasons.push(changed.progress.reason.map(SendFailure::as_str));
            self.errors.push(changed.progress.error.map(i32::from));
            self.changed_at.push(changed.at);
            for (all, time) in self.times.iter_mut().zip(changed.times) {
                all.push(time);
            }
        }
        self.lane_places.extend(log.lanes.iter().map(|_| place));
        self.lane_chats.extend(&log.lanes);
    }

    pub(super) fn changes(&self) -> Box<Params<'_>> {
        let [sent, delivered, read, played] = &self.times;
        Box::new([
            (&self.companies, Type::TEXT_ARRAY),
            (&self.places, Type::INT4_ARRAY),
            (&self.seqs, Type::INT8_ARRAY),
            (&self.statuses, Type::TEXT_ARRAY),
            (&self.reasons, Type::TEXT_ARRAY),
            (&self.errors, Type::INT4_ARRAY),
            (&self.changed_at, Type::TIMESTAMPTZ_ARRAY),
            (sent, Type::TIMESTAMPTZ_ARRAY),
            (delivered, Type::TIMESTAMPTZ_ARRAY),
            (read, Type::TIMESTAMPTZ_ARRAY),
            (played, Type::TIMESTAMPTZ_ARRAY),
        ])
    }

    pub(super) fn lanes(&self) -> Box<Params<'_>> {
        let (places, chats) = (&self.lane_places, &self.lane_chats);
        Box::new([(&self.companies, Type::TEXT_ARRAY), (places, Type::INT4_ARRAY), (chats, Type::INT4_ARRAY)])
    }
}
