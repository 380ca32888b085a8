//! What is learned of messages: acks, refusals, receipts, and that their time is over. Each real change updates the row and
//! appends an event, in one transaction; those of many companies share it, and its wait for the disk.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use linekeeper_domain::messages::{ACK_PATIENCE, SendEvent, SendReport};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::SendChange;
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::learned::{LogOf, columns_of};
use super::row::{columns, waits};
use crate::batching::{Batched, Batcher, Weight};
use crate::call::{Call, OpenTransaction, Work};
use crate::failure::QueryError;
use crate::messages::{HOLD, HOLD_FREE, LogKeys};
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
    " AND expires_at <= least(now(), $3::timestamptz) AND (status = 'queued' OR sending_at < now() - make_interval(secs => $2))
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
        let (transaction, [logs, found]) =
            call.begin([(hold, std::slice::from_ref(&companies)), (FIND, &find)]).await?;
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
            answers.insert(record.company.as_str().to_owned(), log.take_changes());
            if log.has_changed() {
                changed.push((place, &record.company, log));
            }
        }
        // Where nothing changes the transaction ends with the call.
        if !changed.is_empty() {
            let events = write(transaction, &self.companies, &changed).await?;
            call.has_grown(events);
        }
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

/// Writes what has changed, with its events; returns the number of these.
async fn write(
    transaction: OpenTransaction<'_>,
    companies: &[&str],
    changed: &[(i32, &CompanyId, LogOf)],
) -> Result<usize, QueryError> {
    let (rows, placed) = columns_of(companies, changed);
    let statements = placed.statements();
    let mut asked: Vec<_> = statements.iter().map(|(sql, params)| (*sql, &**params)).collect();
    let (update, lanes) = (rows.changes(), rows.lanes());
    asked.push((RECORD, &*update));
    if rows.moves_lanes() {
        asked.push((MOVE_LANES, &*lanes));
    }
    transaction.commit_all(&asked).await?;
    Ok(placed.events())
}

/// Place of a company among those of a statement, from 1.
fn place_number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn index_of(place: i32) -> usize {
    usize::try_from(place).unwrap_or(0).wrapping_sub(1)
}

/// Finds messages of all companies that are over their time, as reports of that.
pub(super) async fn due(
    call: &mut Call,
    (now, limit): (Timestamp, u32),
) -> Result<Vec<(CompanyId, Vec<SendReport>)>, QueryError> {
    let patience = ACK_PATIENCE.as_secs_f64();
    let limit = i64::from(limit);
    let params = [(&limit as _, Type::INT8), (&patience as _, Type::FLOAT8), (&now as _, Type::TIMESTAMPTZ)];
    let mut due = BTreeMap::<CompanyId, Vec<SendReport>>::new();
    for row in &call.query(DUE, &params).await? {
        let company = row.try_get::<_, &str>(0)?.parse().map_err(|_| QueryError::corrupt("a company"))?;
        let whatsapp_id = row.try_get::<_, &str>(1)?.parse().map_err(|_| QueryError::corrupt("WhatsApp's id"))?;
        let report = SendReport { whatsapp_id, event: SendEvent::TimeOver, at: row.try_get(2)? };
        due.entry(company).or_default().push(report);
    }
    Ok(due.into_iter().collect())
}
