//! Messages on their way into the logs: hashed and sealed before the transaction, placed within it. One transaction takes
//! batches of several companies, so that what it costs is shared; a batch alone takes the same statements.

use std::collections::HashMap;

use linekeeper_domain::messages::InboundItem;
use linekeeper_domain::{CompanyId, StoreFailure};
use linekeeper_ports::StoreError;
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::payload;
use super::placed::{Placed, SealedEvent};
use super::places::{Hash, Incoming, LogBefore, place};
use super::seen::hash_of;
use crate::failure::QueryError;
use crate::statements::Listed;

/// SQL that holds logs until the transaction ends: the places of a log's events are given out by one batch at a time.
/// `$lock` is empty (wait for a log that is held) or ` SKIP LOCKED`.
///
/// As in the statement of a write, each row is looked up in a subquery of its own, and `LIMIT cardinality(…)` excludes
/// nothing: it makes a generic plan expect one row. `place` is that of the company among the companies, from 1.
macro_rules! hold {
    ($lock:literal) => {
        concat!(
            "SELECT q.place::int, substr(l.data_key, 2, 8), l.last_seq, l.last_chat
    FROM (SELECT * FROM unnest($1::text[]) WITH ORDINALITY LIMIT cardinality($1)) AS q (company_id, place)
    CROSS JOIN LATERAL (
        SELECT data_key, last_seq, last_chat FROM message_logs WHERE company_id = q.company_id
        FOR NO KEY UPDATE",
            $lock,
            ") l"
        )
    };
}

pub(crate) const HOLD: &str = hold!("");

/// Does what [`HOLD`] does, and leaves out logs that are held.
pub(crate) const HOLD_FREE: &str = hold!(" SKIP LOCKED");

pub(crate) const SEEN: &str = "SELECT q.place, q.key FROM unnest($2::int[], $3::bytea[]) AS q (place, key)
    CROSS JOIN LATERAL (
        SELECT FROM seen_messages s WHERE s.company_id = ($1::text[])[q.place] AND s.key = q.key OFFSET 0) s";

pub(crate) const CHATS: &str =
    "SELECT q.place, q.name, n.chat, c.last_seq FROM unnest($2::int[], $3::bytea[]) AS q (place, name)
    CROSS JOIN LATERAL (SELECT n.chat FROM message_chat_names n
        WHERE n.company_id = ($1::text[])[q.place] AND n.name = q.name OFFSET 0) n
    CROSS JOIN LATERAL (SELECT c.last_seq FROM message_chats c
        WHERE c.company_id = ($1::text[])[q.place] AND c.chat = n.chat OFFSET 0) c";

/// The logs are held already. They are looked up once more because a join of the companies with the table could read all of
/// it.
pub(super) const ADVANCE: &str = "WITH advanced AS MATERIALIZED (
        SELECT l.company_id, q.last_seq, q.last_chat, q.bytes
        FROM (SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::bigint[]) LIMIT cardinality($1))
            AS q (company_id, last_seq, last_chat, bytes)
        CROSS JOIN LATERAL (
            SELECT l.company_id FROM message_logs l WHERE l.company_id = q.company_id FOR NO KEY UPDATE OF l) l
        WHERE l.company_id = q.company_id)
    UPDATE message_logs l SET last_seq = a.last_seq, last_chat = a.last_chat, bytes = l.bytes + a.bytes
    FROM advanced a WHERE l.company_id = a.company_id";

pub(super) const ADD_SEEN: &str = "INSERT INTO seen_messages (company_id, key)
    SELECT ($1::text[])[place], key FROM unnest($2::int[], $3::bytea[]) AS q (place, key)";

pub(super) const ADD_CHATS: &str = "INSERT INTO message_chats (company_id, chat, last_seq)
    SELECT ($1::text[])[place], chat, last_seq FROM unnest($2::int[], $3::int[], $4::bigint[])
        AS q (place, chat, last_seq)
    ON CONFLICT (company_id, chat) DO UPDATE SET last_seq = excluded.last_seq";

pub(super) const ADD_NAMES: &str = "INSERT INTO message_chat_names (company_id, name, chat)
    SELECT ($1::text[])[place], name, chat FROM unnest($2::int[], $3::bytea[], $4::int[]) AS q (place, name, chat)
    ON CONFLICT (company_id, name) DO UPDATE SET chat = excluded.chat";

/// Chats that were merged into one before follow it into the next. Of one company: it is rare.
pub(super) const MERGE_CHATS: &str = "UPDATE message_chats c SET goes_on_as = m.target FROM (
        SELECT o.chat, q.target FROM unnest($2::int[], $3::int[]) AS q (chat, target)
        CROSS JOIN LATERAL (
            SELECT q.chat
          UNION ALL
            SELECT chat FROM message_chats WHERE company_id = $1 AND goes_on_as = q.chat) o) m
    WHERE c.company_id = $1 AND c.chat = m.chat";

pub(super) const ADD_EVENTS: &str = "INSERT INTO message_events (company_id, seq, id, chat, chat_seq, type, payload)
    SELECT ($1::text[])[place], seq, id, chat, chat_seq, type, payload
    FROM unnest($2::int[], $3::bigint[], $4::text[], $5::int[], $6::bigint[], $7::text[], $8::bytea[])
        AS q (place, seq, id, chat, chat_seq, type, payload)";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("hold_log", HOLD),
    Listed::by_index("hold_log_free", HOLD_FREE),
    Listed::by_index("seen_messages", SEEN),
    Listed::by_index("chats_of_names", CHATS),
    Listed::by_index("advance_log", ADVANCE),
    Listed::by_index("add_seen_messages", ADD_SEEN),
    Listed::by_index("add_chats", ADD_CHATS),
    Listed::by_index("add_chat_names", ADD_NAMES),
    Listed::by_index("merge_chats", MERGE_CHATS),
    Listed::by_index("add_events", ADD_EVENTS),
];

/// What an event takes beside its payload: its row, the keys of its message, and their indexes. An estimate.
macro_rules! beside_payload {
    () => {
        500
    };
}
pub(super) use beside_payload;

/// What an event takes.
pub(crate) fn bytes_of(payload: &[u8]) -> i64 {
    i64::try_from(payload.len()).unwrap_or(i64::MAX).saturating_add(beside_payload!())
}

/// Labels of the keyed hashes.
pub(super) const MESSAGE: &str = "message";
pub(crate) const CHAT: &str = "chat";

/// Parameters of a statement about several companies.
pub(super) type Param<'p> = (&'p (dyn ToSql + Sync), Type);

/// A company's batch before its transaction: hashed and sealed under the log's key.
pub(crate) struct Intake<'a> {
    company: &'a CompanyId,
    tag: Vec<u8>,
    incoming: Vec<Incoming>,
    /// Sealed events, by their index in the batch.
    sealed: HashMap<usize, SealedEvent<'a>>,
}

impl<'a> Intake<'a> {
    /// Hashes and seals a batch.
    ///
    /// # Errors
    /// [`QueryError`] if an event is too long to be sealed.
    pub(crate) fn of(company: &'a CompanyId, key: &DataKey, items: &'a [InboundItem]) -> Result<Self, QueryError> {
        let mut sealed = HashMap::new();
        let mut incoming = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let chat = item
                .event
                .as_ref()
                .map(|event| event.facts.chat.names().map(|name| key.keyed_hash(CHAT, &[&name])).collect());
            incoming.push(Incoming { key: hash_of(key, &item.key), chat });
            if let Some(event) = &item.event {
                let payload = payload::seal(key, company, event)?;
                sealed.insert(index, SealedEvent { id: event.id.as_str(), kind: event.kind, payload });
            }
        }
        Ok(Self { company, tag: key.tag().as_bytes().to_vec(), incoming, sealed })
    }
}

/// Batches of companies that go into the logs in one transaction, at most one of each company.
#[derive(Default)]
pub(crate) struct Intakes<'a> {
    all: Vec<Intake<'a>>,
    companies: Vec<&'a str>,
    key_places: Vec<i32>,
    keys: Vec<Vec<u8>>,
    name_places: Vec<i32>,
    names: Vec<Vec<u8>>,
}

impl<'a> Intakes<'a> {
    /// Adds the batch of another company.
    pub(crate) fn add(&mut self, intake: Intake<'a>) {
        self.companies.push(intake.company.as_str());
        let place = place_number(self.companies.len());
        for one in &intake.incoming {
            self.key_places.push(place);
            self.keys.push(one.key.to_vec());
            for name in one.chat.iter().flatten() {
                self.name_places.push(place);
                self.names.push(name.to_vec());
            }
        }
        self.all.push(intake);
    }

    /// Parameters of [`HOLD`] and [`HOLD_FREE`].
    pub(crate) fn log(&self) -> [Param<'_>; 1] {
        [(&self.companies, Type::TEXT_ARRAY)]
    }

    /// Parameters of [`SEEN`].
    pub(crate) fn keys(&self) -> [Param<'_>; 3] {
        [(&self.companies, Type::TEXT_ARRAY), (&self.key_places, Type::INT4_ARRAY), (&self.keys, Type::BYTEA_ARRAY)]
    }

    /// Parameters of [`CHATS`].
    pub(crate) fn names(&self) -> [Param<'_>; 3] {
        [(&self.companies, Type::TEXT_ARRAY), (&self.name_places, Type::INT4_ARRAY), (&self.names, Type::BYTEA_ARRAY)]
    }

    /// Places the batches of the companies that take part, by the answers to [`HOLD`], [`SEEN`] and [`CHATS`].
    ///
    /// # Errors
    /// Unavailable, so that the writes are repeated, if a log is not held, or not the one whose key its batch is sealed
    /// under.
    pub(crate) fn placed(
        self,
        (log, seen, chats): (&[Row], &[Row], &[Row]),
        takes_part: impl Fn(&str) -> bool,
    ) -> Result<Placed<'a>, QueryError> {
        let mut before = self.logs_before(log)?;
        for row in seen {
            if let Some(log) = at_place(&mut before, row)? {
                log.seen.insert(hash(row, 1)?);
            }
        }
        for row in chats {
            if let Some(log) = at_place(&mut before, row)? {
                let chat = row.try_get(2)?;
                log.names.insert(hash(row, 1)?, chat);
                log.chats.insert(chat, row.try_get(3)?);
            }
        }
        let mut placed = Placed::of(self.companies);
        for (index, (intake, before)) in self.all.into_iter().zip(before).enumerate() {
            if takes_part(intake.company.as_str()) {
                let added = place(&intake.incoming, before.ok_or_else(replaced)?);
                placed.add((place_number(index + 1), intake.company), added, intake.sealed);
            }
        }
        Ok(placed)
    }

    /// The logs that are held and have the key that the company's batch is sealed under; none at the places of others.
    fn logs_before(&self, rows: &[Row]) -> Result<Vec<Option<LogBefore>>, QueryError> {
        let mut before: Vec<Option<LogBefore>> = self.all.iter().map(|_| None).collect();
        for row in rows {
            let index = index_of(row)?;
            if let (Some(intake), Some(log)) = (self.all.get(index), before.get_mut(index))
                && row.try_get::<_, &[u8]>(1)? == intake.tag
            {
                *log =
                    Some(LogBefore { last_seq: row.try_get(2)?, last_chat: row.try_get(3)?, ..LogBefore::default() });
            }
        }
        Ok(before)
    }
}

fn replaced() -> QueryError {
    StoreError::new(StoreFailure::Unavailable, "the log is held, or was begun anew").into()
}

/// Place of a company among those of a statement, from 1.
fn place_number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Index of the company that a row is about; its place is the first column.
fn index_of(row: &Row) -> Result<usize, QueryError> {
    let place: i32 = row.try_get(0)?;
    Ok(usize::try_from(place).unwrap_or(0).wrapping_sub(1))
}

fn at_place<'l>(logs: &'l mut [Option<LogBefore>], row: &Row) -> Result<Option<&'l mut LogBefore>, QueryError> {
    Ok(logs.get_mut(index_of(row)?).and_then(Option::as_mut))
}

pub(crate) fn hash(row: &Row, column: usize) -> Result<Hash, QueryError> {
    row.try_get::<_, &[u8]>(column)?.try_into().map_err(|_| QueryError::corrupt("a hash in the log"))
}
