//! Deletes from the log: one chat, a whole log, and what is over its retention. What endpoints are owed of it goes too,
//! and the counters of their lanes with it. Lanes are locked before deliveries, as everywhere.

use linekeeper_domain::CompanyId;
use tokio_postgres::types::Type;

use super::intake::beside_payload;
use super::log_keys::{KnownKey, hashed};
use crate::call::{Call, count_in};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// SQL of the chats in `parts` that have one of the names `$2`: chats that turned out to be of the same account are parts of
/// one.
macro_rules! parts_of_chat {
    () => {
        "named AS MATERIALIZED (
        SELECT DISTINCT n.chat FROM unnest($2::bytea[]) AS q (name)
        CROSS JOIN LATERAL (
            SELECT chat FROM message_chat_names n WHERE n.company_id = $1 AND n.name = q.name OFFSET 0) n
    ), parts AS MATERIALIZED (
        SELECT chat FROM named
      UNION
        SELECT c.chat FROM named
        CROSS JOIN LATERAL (
            SELECT chat FROM message_chats c WHERE c.company_id = $1 AND c.goes_on_as = named.chat OFFSET 0) c
    )"
    };
}
pub(super) use parts_of_chat;

/// SQL that deletes the events in `old` (company_id, seq), what is owed of them, the messages that were ordered with them, and gives
/// back the number of events. A lane of the outbox goes on with what is left: orders are deleted from the oldest of a chat on. The logs and
/// then the lanes are held before a delivery is touched; a delivery that was settled meanwhile is not counted.
macro_rules! delete_old {
    () => {
        concat!(", logs AS MATERIALIZED (
        SELECT l.company_id FROM message_logs l JOIN (SELECT DISTINCT company_id FROM old) o USING (company_id)
        ORDER BY l.company_id FOR NO KEY UPDATE OF l
    ), held AS MATERIALIZED (
        SELECT l.endpoint_id, l.company_id, l.chat FROM webhook_lanes l
        JOIN (
            SELECT DISTINCT d.endpoint_id, d.company_id, d.chat FROM old
            CROSS JOIN LATERAL (
                SELECT * FROM webhook_deliveries d
                WHERE d.company_id = old.company_id AND d.seq = old.seq AND d.state = 'waiting' OFFSET 0) d
        ) w USING (endpoint_id, company_id, chat)
        WHERE (SELECT count(*) FROM logs) >= 0
        ORDER BY l.endpoint_id, l.company_id, l.chat FOR UPDATE OF l
    ), unowed AS (
        DELETE FROM webhook_deliveries d USING old
        WHERE (SELECT count(*) FROM held) >= 0 AND d.company_id = old.company_id AND d.seq = old.seq AND d.state = 'waiting'
        RETURNING d.endpoint_id, d.company_id, d.chat
    ), counted AS (
        UPDATE webhook_lanes l SET waiting = l.waiting - u.count, moved_at = now(),
            next_at = CASE WHEN l.waiting = u.count THEN NULL ELSE l.next_at END
        FROM (SELECT endpoint_id, company_id, chat, count(*)::integer FROM unowed GROUP BY 1, 2, 3) u
        WHERE l.endpoint_id = u.endpoint_id AND l.company_id = u.company_id AND l.chat = u.chat
    ), unsent AS (
        DELETE FROM outgoing_messages m USING old
        WHERE (SELECT count(*) FROM logs) >= 0 AND m.company_id = old.company_id AND m.seq = old.seq
        RETURNING m.company_id, m.chat, m.seq, m.status, octet_length(m.content) + ", beside_payload!(), " AS bytes
    ), heads AS MATERIALIZED (
        SELECT u.company_id, u.chat, h.seq
        FROM (SELECT company_id, chat, max(seq) AS seq FROM unsent WHERE status IN ('queued', 'sending') GROUP BY 1, 2) u
        LEFT JOIN LATERAL (
            SELECT m.seq FROM outgoing_messages m WHERE m.company_id = u.company_id AND m.chat = u.chat AND m.seq > u.seq
              AND m.status IN ('queued', 'sending') ORDER BY m.seq LIMIT 1) h ON true
    ), closed AS (
        DELETE FROM outgoing_lanes l USING heads h
        WHERE h.seq IS NULL AND l.company_id = h.company_id AND l.chat = h.chat
    ), moved AS (
        UPDATE outgoing_lanes l SET head = h.seq FROM heads h
        WHERE h.seq IS NOT NULL AND l.company_id = h.company_id AND l.chat = h.chat
    ), gone AS (
        DELETE FROM message_events e USING old
        WHERE (SELECT count(*) FROM unowed) >= 0 AND e.company_id = old.company_id AND e.seq = old.seq
        RETURNING e.company_id, octet_length(e.payload) + ", beside_payload!(), " AS bytes
    ), freed AS (
        UPDATE message_logs l SET bytes = GREATEST(l.bytes - f.bytes, 0)
        FROM (
            SELECT company_id, sum(bytes)::bigint AS bytes
            FROM (SELECT company_id, bytes FROM gone UNION ALL SELECT company_id, bytes FROM unsent) b GROUP BY company_id) f
        WHERE l.company_id = f.company_id
    )
    SELECT count(*) FROM gone")
    };
}

pub(super) const PRUNE_LOG: &str = concat!(
    "WITH old AS MATERIALIZED (
        SELECT company_id, seq FROM message_events WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED
    )",
    delete_old!()
);

pub(super) const PRUNE_SEEN: &str = "WITH old AS MATERIALIZED (
        SELECT company_id, key FROM seen_messages WHERE seen_at < $1 ORDER BY seen_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM seen_messages s USING old WHERE s.company_id = old.company_id AND s.key = old.key RETURNING 1
    )
    SELECT count(*) FROM gone";

/// Holds the log, so that no event of the chat is added meanwhile; and its key, unless its tag is the given one.
const HOLD: &str = "SELECT CASE WHEN substr(data_key, 2, 8) = $2 THEN NULL ELSE data_key END, master_key_id
    FROM message_logs WHERE company_id = $1 FOR NO KEY UPDATE";

/// The numbers of a chat stay: it goes on where it was if somebody writes again.
const DELETE_CHAT: &str = concat!(
    "WITH ",
    parts_of_chat!(),
    ", old AS MATERIALIZED (
        SELECT e.company_id, e.seq FROM parts
        CROSS JOIN LATERAL (
            SELECT * FROM message_events e WHERE e.company_id = $1 AND e.chat = parts.chat OFFSET 0) e
    )",
    delete_old!()
);

const DELETE_EVENTS: &str = concat!(
    "WITH old AS MATERIALIZED (SELECT company_id, seq FROM message_events WHERE company_id = $1)",
    delete_old!()
);

/// Marks the files of a chat's events, before those are deleted: maintenance deletes their bytes.
const DELETE_CHAT_FILES: &str = concat!(
    "WITH ",
    parts_of_chat!(),
    ", old AS MATERIALIZED (
        SELECT e.seq FROM parts
        CROSS JOIN LATERAL (
            SELECT * FROM message_events e WHERE e.company_id = $1 AND e.chat = parts.chat OFFSET 0) e
    )
    UPDATE media_files f SET state = 'gone', expires_at = now() FROM old
    WHERE f.company_id = $1 AND f.seq = old.seq AND f.state <> 'gone'"
);

/// Marks all files of a company, uploads, too: the key that opens them goes with the log.
const DELETE_FILES: &str =
    "UPDATE media_files SET state = 'gone', expires_at = now() WHERE company_id = $1 AND state <> 'gone'";

/// The number of the session's last event stays, as that of the log's: its events belong to no chat.
const DELETE_CHATS: &str = "DELETE FROM message_chats WHERE company_id = $1 AND chat <> 0";

const DELETE_SEEN: &str = "DELETE FROM seen_messages WHERE company_id = $1";

/// Replaces the key of a log. Its places go on, so that readers do not take new events for ones they have read.
const RENEW: &str = "UPDATE message_logs SET data_key = $2, master_key_id = $3, began_at = now() WHERE company_id = $1";

const UPKEEP: &str = "maintenance task in small batches; no request waits for it";

const ONE: &str = "a person's deletion of all of one company or chat";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::more("prune_log", PRUNE_LOG, UPKEEP),
    Listed::more("prune_seen", PRUNE_SEEN, UPKEEP),
    Listed::by_index("hold_log_to_delete", HOLD),
    Listed::more("delete_chat", DELETE_CHAT, ONE),
    Listed::more("delete_chat_files", DELETE_CHAT_FILES, ONE),
    Listed::more("delete_events", DELETE_EVENTS, ONE),
    Listed::more("delete_files", DELETE_FILES, ONE),
    Listed::more("delete_chats", DELETE_CHATS, ONE),
    Listed::more("delete_seen", DELETE_SEEN, ONE),
    Listed::by_index("renew_log_key", RENEW),
];

/// Deletes a chat; see [`MessageLog::delete_chat`](linekeeper_ports::MessageLog::delete_chat).
pub(super) async fn delete_chat(
    call: &mut Call,
    store: &Store,
    (company, names): (&CompanyId, &[String]),
) -> Result<u64, QueryError> {
    let known = KnownKey::of(store, company);
    let (transaction, [log]) = call.begin([(HOLD, &known.params())]).await?;
    let Some(key) = known.checked(log.first())? else {
        let [] = transaction.commit([]).await?;
        return Ok(0);
    };
    let names = hashed(&key, names);
    let params = [(&company.as_str() as _, Type::TEXT), (&names as _, Type::BYTEA_ARRAY)];
    let all = [(DELETE_CHAT_FILES, &params[..]), (DELETE_CHAT, &params[..])];
    let [_, rows] = transaction.commit(all).await?;
    count_in(&rows)
}

/// Deletes a log; see [`MessageLog::delete_log`](linekeeper_ports::MessageLog::delete_log).
pub(super) async fn delete_log(call: &mut Call, store: &Store, company: &CompanyId) -> Result<u64, QueryError> {
    let fresh = store.sealing().fresh(company)?;
    let id = [(&company.as_str() as _, Type::TEXT)];
    let held = [(&company.as_str() as _, Type::TEXT), (&None::<&[u8]> as _, Type::BYTEA)];
    let renewed = [
        (&company.as_str() as _, Type::TEXT),
        (&fresh.wrapped.as_bytes() as _, Type::BYTEA),
        (&fresh.master as _, Type::TEXT),
    ];
    let (transaction, [_held]) = call.begin([(HOLD, &held)]).await?;
    let [chats, seen, files] = [DELETE_CHATS, DELETE_SEEN, DELETE_FILES].map(|sql| (sql, &id[..]));
    let all = [(DELETE_EVENTS, &id[..]), chats, seen, files, (RENEW, &renewed[..])];
    let [gone, ..] = transaction.commit(all).await?;
    store.log_keys().forget(company);
    count_in(&gone)
}
