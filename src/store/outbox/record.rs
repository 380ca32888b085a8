//! What is learned of messages: acks, refusals, receipts, and that their time is over. Each real change updates the row and
//! appends an event, in one transaction; those of many companies share it, and its wait for the disk.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use linekeeper_domain::messages::{
    ACK_PATIENCE, Chat, ChatKind, EventId, EventType, SendEvent, SendFailure, SendProgress, SendStatus, StatusFacts,
};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{Outgoing, SendChange, SendReport};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::row::{self, columns, waits};
use crate::batching::{Batched, Batcher, Weight};
use crate::call::{Call, Params, Work};
use crate::failure::QueryError;
use crate::messages::{Additions, EventPlace, HOLD, HOLD_FREE, LogKeys, Placed, SealedEvent, seal_of_status};
use crate::sealing::Sealing;
use crate::statements::Listed;
use crate::store::Store;

/// Messages by WhatsApp's ids, with the place of the last event of their chats.
const FIND: &str = concat!(
    "SELECT q.place, m.chat, c.last_seq, ",
    columns!(),
    " FROM unnest($2::int[], $3::text[]) AS q (place, whatsapp_id)
    CROSS JOIN LATERAL (
        SELECT * FROM outgoing_messages o
        WHERE o.company_id = ($1::text[])[q.place] AND o.whatsapp_id = q.whatsapp_id OFFSET 0) m
    CROSS JOIN LATERAL (
        SELECT last_seq FROM message_chats c WHERE c.company_id = ($1::text[])[q.place] AND c.chat = m.chat OFFSET 0) c"
);

/// A status that is not above the one that the row has changes nothing. The ranks are those of the domain; a test compares them.
const RECORD: &str = "WITH changed AS MATERIALIZED (
        SELECT ($1::text[])[q.place] AS company_id, q.*
        FROM (
            SELECT * FROM unnest($2::int[], $3::bigint[], $4::text[], $5::text[], $6::int[], $7::timestamptz[],
                $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[]) LIMIT cardinality($2))
            AS q (place, seq, status, reason, error, changed_at, sent_at, delivered_at, read_at, played_at)
    )
    UPDATE outgoing_messages m SET status = q.status, reason = q.reason, error = q.error, changed_at = q.changed_at,
        sent_at = coalesce(m.sent_at, q.sent_at), delivered_at = coalesce(m.delivered_at, q.delivered_at),
        read_at = coalesce(m.read_at, q.read_at), played_at = coalesce(m.played_at, q.played_at)
    FROM changed q
    WHERE m.company_id = q.company_id AND m.seq = q.seq
      AND array_position(
            ARRAY['queued', 'sending', 'expired', 'unknown', 'failed', 'sent', 'delivered', 'read', 'played'], m.status)
        < array_position(
            ARRAY['queued', 'sending', 'expired', 'unknown', 'failed', 'sent', 'delivered', 'read', 'played'], q.status)";

/// Of chats in which a message does not wait any more, the lane goes on with the next one, or is closed.
const MOVE_LANES: &str = concat!(
    "WITH heads AS MATERIALIZED (
        SELECT ($1::text[])[q.place] AS company_id, q.chat, h.seq
        FROM (SELECT * FROM unnest($2::int[], $3::int[]) LIMIT cardinality($2)) AS q (place, chat)
        LEFT JOIN LATERAL (
            SELECT m.seq FROM outgoing_messages m
            WHERE m.company_id = ($1::text[])[q.place] AND m.chat = q.chat AND m.",
    waits!(),
    "       ORDER BY m.seq LIMIT 1) h ON true
    ), closed AS (
        DELETE FROM outgoing_lanes l USING heads h
        WHERE h.seq IS NULL AND l.company_id = h.company_id AND l.chat = h.chat
    )
    UPDATE outgoing_lanes l SET head = h.seq FROM heads h
    WHERE h.seq IS NOT NULL AND l.company_id = h.company_id AND l.chat = h.chat"
);

/// What is over its time. One that was about to be written a moment ago may still be answered.
const DUE: &str = concat!(
    "SELECT company_id, whatsapp_id, now() FROM outgoing_messages
    WHERE ",
    waits!(),
    " AND expires_at <= now() AND (status = 'queued' OR sending_at < now() - make_interval(secs => $2))
    ORDER BY expires_at LIMIT $1"
);

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("outgoing_to_record", FIND),
    Listed::by_index("record_sends", RECORD),
    Listed::by_index("move_outgoing_lanes", MOVE_LANES),
    Listed::more("outgoing_due", DUE, "maintenance task in small batches; no request waits for it"),
];

/// Reports of a company.
pub(crate) struct Record {
    pub(super) company: CompanyId,
    pub(super) reports: Vec<SendReport>,
    pub(super) logs: Arc<LogKeys>,
}

impl Batched for Record {
    const NAME: &'static str = "record_sends";
    type Answer = Vec<SendChange>;

    fn company(&self) -> &CompanyId {
        &self.company
    }

    fn weight(&self) -> Weight {
        // An event, its delivery and its lane; the row and its lane.
        Weight { rows: self.reports.len() * 5, bytes: self.reports.len() * 1_024 }
    }

    fn batcher(store: &Store) -> &Batcher<Self> {
        &store.batchers().sends
    }

    fn alone(self, call: &mut Call, sealing: Arc<Sealing>) -> Work<'_, Self::Answer> {
        Box::pin(async move {
            loop {
                // Nothing was ordered where there is no log.
                let Some(key) = self.logs.find(call, (&sealing, &self.company)).await? else { return Ok(Vec::new()) };
                let mut records = Records::default();
                records.add(&self, key);
                if let Some(changes) = records.commit(call, HOLD).await?.remove(self.company.as_str()) {
                    return Ok(changes);
                }
                // The log was begun anew: the next look has its key, and the call ends in time.
                self.logs.forget(&self.company);
            }
        })
    }

    fn together(all: Arc<Vec<Self>>, call: &mut Call, _sealing: Arc<Sealing>) -> Work<'_, Vec<Option<Self::Answer>>> {
        Box::pin(async move {
            let mut records = Records::default();
            for one in all.iter() {
                // Those whose keys are not at hand run alone.
                if let Some(key) = one.logs.at_hand(&one.company) {
                    records.add(one, key);
                }
            }
            let mut changes = records.commit(call, HOLD_FREE).await?;
            Ok(all.iter().map(|one| changes.remove(one.company.as_str())).collect())
        })
    }
}

/// Reports of companies that share a transaction, as the columns of [`FIND`].
#[derive(Default)]
struct Records<'a> {
    all: Vec<(&'a Record, Arc<DataKey>)>,
    companies: Vec<&'a str>,
    places: Vec<i32>,
    ids: Vec<&'a str>,
}

/// A message that reports are about, as it is stored.
struct Found {
    message: Outgoing,
    chat: i32,
}

impl<'a> Records<'a> {
    fn add(&mut self, record: &'a Record, key: Arc<DataKey>) {
        self.all.push((record, key));
        self.companies.push(record.company.as_str());
        let ids: BTreeSet<&str> = record.reports.iter().map(|report| report.whatsapp_id.as_str()).collect();
        self.places.extend(ids.iter().map(|_| place_number(self.companies.len())));
        self.ids.extend(ids);
    }

    /// Carries them out; returns the changes of the companies whose logs were held.
    ///
    /// # Errors
    /// [`QueryError`]; nothing is committed then, as far as is known.
    async fn commit(self, call: &mut Call, hold: &str) -> Result<HashMap<String, Vec<SendChange>>, QueryError> {
        let companies = (&self.companies as _, Type::TEXT_ARRAY);
        let find = [companies.clone(), (&self.places as _, Type::INT4_ARRAY), (&self.ids as _, Type::TEXT_ARRAY)];
        let (transaction, [logs, found]) = call.begin([(hold, &[companies]), (FIND, &find)]).await?;
        let mut logs = self.logs(&logs)?;
        for row in &found {
            let place: i32 = row.try_get(0)?;
            if let (Some((record, key)), Some(log)) = (self.all.get(index_of(place)), logs.get_mut(&place)) {
                log.find(row, (&record.company, key))?;
            }
        }
        let (mut answers, mut changed) = (HashMap::new(), Vec::new());
        for (place, mut log) in logs {
            let Some((record, key)) = self.all.get(index_of(place)) else { continue };
            for report in &record.reports {
                log.learn(report, (&record.company, key))?;
            }
            answers.insert(record.company.as_str().to_owned(), std::mem::take(&mut log.changes));
            if !log.events.is_empty() {
                changed.push((place, &record.company, log));
            }
        }
        if changed.is_empty() {
            // The transaction ends with the call.
            return Ok(answers);
        }
        let (rows, placed) = columns_of(&self.companies, &changed);
        let statements = placed.statements();
        let mut asked: Vec<_> = statements.iter().map(|(sql, params)| (*sql, &**params)).collect();
        let (update, lanes) = (rows.changes(), rows.lanes());
        asked.push((RECORD, &*update));
        if !rows.lane_chats.is_empty() {
            asked.push((MOVE_LANES, &*lanes));
        }
        transaction.commit_all(&asked).await?;
        call.has_grown(placed.events());
        Ok(answers)
    }

    /// The logs that are held and have the key at hand, by the places of their companies.
    fn logs(&self, rows: &[Row]) -> Result<BTreeMap<i32, LogOf>, QueryError> {
        let mut logs = BTreeMap::new();
        for row in rows {
            let place: i32 = row.try_get(0)?;
            let has_key = |(_, key): &(&Record, Arc<DataKey>)| Ok(row.try_get::<_, &[u8]>(1)? == key.tag().as_bytes());
            if self.all.get(index_of(place)).map_or(Ok::<_, QueryError>(false), has_key)? {
                logs.insert(place, LogOf::after(row.try_get(2)?, row.try_get(3)?));
            }
        }
        Ok(logs)
    }
}

/// A company's log, and what the reports add to it.
struct LogOf {
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

impl LogOf {
    fn after(last_seq: i64, last_chat: i32) -> Self {
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

    /// Adds an answer to [`FIND`].
    fn find(&mut self, row: &Row, (company, key): (&CompanyId, &DataKey)) -> Result<(), QueryError> {
        let (message, chat) = (row::read((row, 3), company, key)?, row.try_get(1)?);
        self.chats.insert(chat, row.try_get(2)?);
        self.found.insert(message.whatsapp_id.as_str().to_owned(), Found { message, chat });
        Ok(())
    }

    /// Learns a report; an event is added if it changes something.
    fn learn(&mut self, report: &SendReport, (company, key): (&CompanyId, &DataKey)) -> Result<(), QueryError> {
        let Some(Found { message, chat }) = self.found.get_mut(report.whatsapp_id.as_str()) else { return Ok(()) };
        // That it is about to be written is noted by a mark, under the fence.
        let next = message.progress.after(report.event).filter(|_| report.event != SendEvent::Written);
        let Some(next) = next else { return Ok(()) };
        let from = std::mem::replace(&mut message.progress, next).status;
        if from.waits() {
            self.lanes.insert(*chat);
        }
        let changed =
            self.changed.entry(message.seq).or_insert(Changed { progress: next, at: report.at, times: [None; 4] });
        (changed.progress, changed.at) = (next, report.at);
        let time = match next.status {
            SendStatus::Sent => changed.times.get_mut(0),
            SendStatus::Delivered => changed.times.get_mut(1),
            SendStatus::Read => changed.times.get_mut(2),
            SendStatus::Played => changed.times.get_mut(3),
            SendStatus::Queued
            | SendStatus::Sending
            | SendStatus::Expired
            | SendStatus::Unknown
            | SendStatus::Failed => None,
        };
        time.into_iter().for_each(|time| *time = Some(report.at));
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

/// Columns of [`RECORD`] and [`MOVE_LANES`].
#[derive(Default)]
struct Rows<'a> {
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

fn columns_of<'a>(companies: &'a [&'a str], changed: &'a [(i32, &'a CompanyId, LogOf)]) -> (Rows<'a>, Placed<'a>) {
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

    fn changes(&self) -> Box<Params<'_>> {
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

    fn lanes(&self) -> Box<Params<'_>> {
        let (places, chats) = (&self.lane_places, &self.lane_chats);
        Box::new([(&self.companies, Type::TEXT_ARRAY), (places, Type::INT4_ARRAY), (chats, Type::INT4_ARRAY)])
    }
}

/// Place of a company among those of a statement, from 1.
fn place_number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn index_of(place: i32) -> usize {
    usize::try_from(place).unwrap_or(0).wrapping_sub(1)
}

/// Finds messages of all companies that are over their time, as reports of that.
pub(super) async fn due(call: &mut Call, limit: u32) -> Result<Vec<(CompanyId, Vec<SendReport>)>, QueryError> {
    let patience = ACK_PATIENCE.as_secs_f64();
    let params = [(&i64::from(limit) as _, Type::INT8), (&patience as _, Type::FLOAT8)];
    let mut due = BTreeMap::<CompanyId, Vec<SendReport>>::new();
    for row in &call.query(DUE, &params).await? {
        let company = row.try_get::<_, &str>(0)?.parse().map_err(|_| QueryError::corrupt("a company"))?;
        let whatsapp_id = row.try_get::<_, &str>(1)?.parse().map_err(|_| QueryError::corrupt("WhatsApp's id"))?;
        let report = SendReport { whatsapp_id, event: SendEvent::TimeOver, at: row.try_get(2)? };
        due.entry(company).or_default().push(report);
    }
    Ok(due.into_iter().collect())
}
