//! Orders on their way into the outbox: sealed before the transaction, placed in the log within it.

use std::collections::{HashMap, HashSet};

use linekeeper_domain::messages::{EventId, EventType, MessageId, REPLY_WINDOW, SendStatus, StatusFacts};
use linekeeper_domain::{CompanyId, StoreFailure, Timestamp};
use linekeeper_ports::{Enqueued, NewOutgoing, Outgoing, OutgoingId, StoreError};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::row::{self, columns, waits};
use crate::call::{Asked, Call, OpenTransaction, Params};
use crate::failure::QueryError;
use crate::messages::{
    Additions, CHAT, CHATS, HOLD, Incoming, LogBefore, Placed, SealedEvent, bytes_of, hash_column, place,
    seal_of_status,
};
use crate::statements::Listed;
use crate::store::Store;

const KNOWN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM unnest($2::text[]) AS q (id)
    CROSS JOIN LATERAL (SELECT * FROM outgoing_messages WHERE company_id = $1 AND id = q.id OFFSET 0) m"
);

/// When the chats of these names last wrote to the line, if that is among their last events.
const HEARD: &str = "SELECT n.chat, max(e.at) FROM unnest($2::bytea[]) AS q (name)
    CROSS JOIN LATERAL (
        SELECT chat FROM message_chat_names WHERE company_id = $1 AND name = q.name OFFSET 0) n
    CROSS JOIN LATERAL (
        SELECT at, type FROM message_events WHERE company_id = $1 AND chat = n.chat
        ORDER BY seq DESC LIMIT 40) e
    WHERE e.type = 'message.received' GROUP BY n.chat";

const ADD: &str = concat!(
    "INSERT INTO outgoing_messages AS m (company_id, seq, id, whatsapp_id, chat, content, expires_at)
    SELECT $1, seq, id, whatsapp_id, chat, content, expires_at
    FROM unnest($2::bigint[], $3::text[], $4::text[], $5::int[], $6::bytea[], $7::timestamptz[])
        AS q (seq, id, whatsapp_id, chat, content, expires_at)
    RETURNING ",
    columns!()
);

/// Of each chat the first message that waits is looked up, whatever its lane says.
const RAISE_LANES: &str = concat!(
    "INSERT INTO outgoing_lanes AS l (company_id, chat, head, heard_at, is_reply)
    SELECT $1, q.chat, h.seq, q.heard_at, coalesce(q.heard_at > now() - make_interval(secs => $4), false)
    FROM unnest($2::int[], $3::timestamptz[]) AS q (chat, heard_at)
    CROSS JOIN LATERAL (
        SELECT seq FROM outgoing_messages WHERE company_id = $1 AND chat = q.chat AND ",
    waits!(),
    "   ORDER BY seq LIMIT 1) h
    ON CONFLICT (company_id, chat) DO UPDATE SET head = excluded.head,
        heard_at = greatest(l.heard_at, excluded.heard_at), is_reply = l.is_reply OR excluded.is_reply"
);

/// What was ordered for a chat that turned out to be of one account with an older one goes on with that one. The order
/// among them stays. Of one company: it is rare.
pub(crate) const MOVE_MERGED: &str = "WITH merged AS MATERIALIZED (
        SELECT chat, target FROM unnest($2::int[], $3::int[]) AS q (chat, target)
    ), moved AS (
        UPDATE outgoing_messages m SET chat = q.target FROM merged q WHERE m.company_id = $1 AND m.chat = q.chat
    ), gone AS (
        DELETE FROM outgoing_lanes l USING merged q WHERE l.company_id = $1 AND l.chat = q.chat
        RETURNING q.target, l.head, l.heard_at, l.is_reply
    )
    INSERT INTO outgoing_lanes AS l (company_id, chat, head, heard_at, is_reply)
    SELECT $1, target, min(head), max(heard_at), bool_or(is_reply) FROM gone GROUP BY target
    ON CONFLICT (company_id, chat) DO UPDATE SET head = least(l.head, excluded.head),
        heard_at = greatest(l.heard_at, excluded.heard_at), is_reply = l.is_reply OR excluded.is_reply";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("outgoing_known", KNOWN),
    Listed::by_index("chats_heard", HEARD),
    Listed::by_index("add_outgoing", ADD),
    Listed::by_index("raise_outgoing_lanes", RAISE_LANES),
    Listed::more("move_merged_outgoing", MOVE_MERGED, "all messages to the chats that are merged, which is rare"),
];

/// Label of the keyed hash that makes the id of a request's message.
const REQUEST: &str = "outgoing request";
/// Label of the keyed hash by which the messages of a call are told apart.
const MESSAGE: &str = "outgoing message";

/// An order before its transaction.
struct Prepared<'a> {
    order: &'a NewOutgoing,
    id: MessageId,
    incoming: Incoming,
    content: Vec<u8>,
    event: EventId,
    payload: Vec<u8>,
}

impl<'a> Prepared<'a> {
    fn of(company: &CompanyId, key: &DataKey, new: &'a NewOutgoing) -> Result<Self, QueryError> {
        let id = match &new.id {
            OutgoingId::New(id) => id.clone(),
            OutgoingId::OfRequest { principal, key: of_request } => {
                MessageId::from_random(key.keyed_hash(REQUEST, &[principal, of_request]))
            }
        };
        let chat = &new.order.chat;
        let facts = StatusFacts {
            chat: chat.clone(),
            id: id.clone(),
            message_id: new.whatsapp_id.as_str().to_owned(),
            status: SendStatus::Queued,
            reason: None,
            error: None,
            since: new.at,
        };
        let event = EventId::from_random(rand::random());
        Ok(Self {
            order: new,
            incoming: Incoming {
                key: key.keyed_hash(MESSAGE, &[id.as_str()]),
                chat: Some(chat.names().map(|name| key.keyed_hash(CHAT, &[&name])).collect()),
            },
            content: row::seal(key, (company, &id), &new.order)?,
            payload: seal_of_status(key, (company, &event), &facts)?,
            id,
            event,
        })
    }
}

/// Stores orders; see [`Outbox::enqueue`](linekeeper_ports::Outbox::enqueue).
pub(super) async fn enqueue(
    call: &mut Call,
    store: &Store,
    (company, orders): (&CompanyId, &[NewOutgoing]),
) -> Result<Vec<Enqueued>, QueryError> {
    let logs = store.log_keys();
    let key = logs.find_or_begin(call, (&store.sealing(), company)).await?;
    let prepared: Vec<_> = orders.iter().map(|new| Prepared::of(company, &key, new)).collect::<Result<_, _>>()?;
    let (transaction, [log, known, chats, heard]) = look_up(call, company, &prepared).await?;
    let Some(mut before) = log_before(&log, &chats, &key)? else {
        logs.forget(company);
        return Err(StoreError::new(StoreFailure::Unavailable, "the log was begun anew").into());
    };
    let mut stored = messages_by_id(&known, company, &key)?;
    let known = prepared.iter().filter(|one| stored.contains_key(one.id.as_str()));
    before.seen = known.map(|one| one.incoming.key).collect();
    let added = place(prepared.iter().map(|one| &one.incoming), before);
    let new: HashSet<usize> = added.events.iter().map(|at| at.index).collect();
    if !new.is_empty() {
        let rows = Rows::of(company, &prepared, (&added, heard_by_chat(&heard)?));
        let rows = write(transaction, rows, &placed(company, &prepared, added)).await?;
        stored.extend(messages_by_id(&rows, company, &key)?);
        call.has_grown(new.len() * 2);
    }
    let enqueued = prepared.iter().enumerate().map(|(index, one)| {
        let message = stored.get(one.id.as_str()).cloned().ok_or_else(|| QueryError::corrupt("an order"))?;
        Ok(Enqueued { message, was_known: !new.contains(&index) })
    });
    enqueued.collect()
}

/// Holds the log, and reads what the orders need to know of it: the answers to [`HOLD`], [`KNOWN`], [`CHATS`] and [`HEARD`].
async fn look_up<'c>(
    call: &'c mut Call,
    company: &CompanyId,
    prepared: &[Prepared<'_>],
) -> Result<(OpenTransaction<'c>, [Vec<Row>; 4]), QueryError> {
    let ids: Vec<&str> = prepared.iter().map(|one| one.id.as_str()).collect();
    let names: Vec<Vec<u8>> =
        prepared.iter().flat_map(|one| one.incoming.chat.iter().flatten()).map(|name| name.to_vec()).collect();
    let (companies, places) = (vec![company.as_str()], vec![1_i32; names.len()]);
    let (id, of_names) = ((&company.as_str() as _, Type::TEXT), (&names as _, Type::BYTEA_ARRAY));
    let one = (&companies as _, Type::TEXT_ARRAY);
    let asked: [Asked<'_>; 4] = [
        (HOLD, std::slice::from_ref(&one)),
        (KNOWN, &[id.clone(), (&ids as _, Type::TEXT_ARRAY)]),
        (CHATS, &[one.clone(), (&places as _, Type::INT4_ARRAY), of_names.clone()]),
        (HEARD, &[id, of_names]),
    ];
    call.begin(asked).await
}

/// Adds rows, and what they add to the log; returns the rows as they are stored.
async fn write(transaction: OpenTransaction<'_>, rows: Rows<'_>, placed: &Placed<'_>) -> Result<Vec<Row>, QueryError> {
    let (statements, add, raise) = (placed.statements(), rows.added(), rows.lanes());
    let mut asked: Vec<_> = statements.iter().map(|(sql, params)| (*sql, &**params)).collect();
    let place = asked.len();
    asked.extend([(ADD, &*add), (RAISE_LANES, &*raise)]);
    let mut answers = transaction.commit_all(&asked).await?;
    Ok(answers.get_mut(place).map(std::mem::take).unwrap_or_default())
}

fn messages_by_id(rows: &[Row], company: &CompanyId, key: &DataKey) -> Result<HashMap<String, Outgoing>, QueryError> {
    let read = |row| row::read((row, 0), company, key).map(|message| (message.id.as_str().to_owned(), message));
    rows.iter().map(read).collect()
}

/// The log as the answers to [`HOLD`] and [`CHATS`] have it; `None` if its key is another one.
fn log_before(log: &[Row], chats: &[Row], key: &DataKey) -> Result<Option<LogBefore>, QueryError> {
    let Some(log) = log.first() else { return Ok(None) };
    if log.try_get::<_, &[u8]>(1)? != key.tag().as_bytes() {
        return Ok(None);
    }
    let mut before = LogBefore { last_seq: log.try_get(2)?, last_chat: log.try_get(3)?, ..LogBefore::default() };
    for row in chats {
        let chat = row.try_get(2)?;
        before.names.insert(hash_column(row, 1)?, chat);
        before.chats.insert(chat, row.try_get(3)?);
    }
    Ok(Some(before))
}

fn heard_by_chat(rows: &[Row]) -> Result<HashMap<i32, Timestamp>, QueryError> {
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// What the orders add to the log.
fn placed<'a>(company: &'a CompanyId, prepared: &'a [Prepared<'a>], mut added: Additions) -> Placed<'a> {
    // These keys only told the orders apart.
    added.seen.clear();
    let event = |one: &'a Prepared<'a>| SealedEvent {
        id: one.event.as_str(),
        kind: EventType::MessageStatus,
        payload: one.payload.clone(),
    };
    let sealed = added.events.iter().filter_map(|at| Some((at.index, event(prepared.get(at.index)?)))).collect();
    let mut placed = Placed::of(vec![company.as_str()]);
    let contents: i64 =
        added.events.iter().filter_map(|at| prepared.get(at.index)).map(|one| bytes_of(&one.content)).sum();
    placed.add((1, company), added, sealed);
    placed.add_bytes(contents);
    placed
}

/// Rows of the orders that are new, as the columns of the statements that add them.
struct Rows<'a> {
    company: &'a str,
    seqs: Vec<i64>,
    ids: Vec<&'a str>,
    whatsapp_ids: Vec<&'a str>,
    chats: Vec<i32>,
    contents: Vec<&'a [u8]>,
    expire_at: Vec<Timestamp>,
    lanes: Vec<i32>,
    heard_at: Vec<Option<Timestamp>>,
    reply_seconds: f64,
}

impl<'a> Rows<'a> {
    fn of(
        company: &'a CompanyId,
        prepared: &'a [Prepared<'a>],
        (added, heard): (&Additions, HashMap<i32, Timestamp>),
    ) -> Self {
        let mut rows = Self {
            company: company.as_str(),
            seqs: Vec::new(),
            ids: Vec::new(),
            whatsapp_ids: Vec::new(),
            chats: Vec::new(),
            contents: Vec::new(),
            expire_at: Vec::new(),
            lanes: added.chats.keys().copied().collect(),
            heard_at: Vec::new(),
            reply_seconds: REPLY_WINDOW.as_secs_f64(),
        };
        rows.heard_at.extend(rows.lanes.iter().map(|chat| heard.get(chat).copied()));
        for at in &added.events {
            let Some(one) = prepared.get(at.index) else { continue };
            rows.seqs.push(at.seq);
            rows.ids.push(one.id.as_str());
            rows.whatsapp_ids.push(one.order.whatsapp_id.as_str());
            rows.chats.push(at.chat);
            rows.contents.push(&one.content);
            rows.expire_at.push(one.order.expires_at);
        }
        rows
    }

    fn added(&self) -> Box<Params<'_>> {
        Box::new([
            (&self.company, Type::TEXT),
            (&self.seqs, Type::INT8_ARRAY),
            (&self.ids, Type::TEXT_ARRAY),
            (&self.whatsapp_ids, Type::TEXT_ARRAY),
            (&self.chats, Type::INT4_ARRAY),
            (&self.contents, Type::BYTEA_ARRAY),
            (&self.expire_at, Type::TIMESTAMPTZ_ARRAY),
        ])
    }

    fn lanes(&self) -> Box<Params<'_>> {
        Box::new([
            (&self.company, Type::TEXT),
            (&self.lanes, Type::INT4_ARRAY),
            (&self.heard_at, Type::TIMESTAMPTZ_ARRAY),
            (&self.reply_seconds, Type::FLOAT8),
        ])
    }
}
