//! Events of the session: a log remembers what it last said of its session, and says the difference. They belong to chat
//! 0, which no message has, so that each endpoint gets them in their order.
//!
//! Many sessions are looked at by one statement; a log is held only where it has something to say.

use std::collections::HashMap;

use async_trait::async_trait;
use linekeeper_domain::messages::{
    Difference, EventId, EventType, LineSaid, LinkedPhone, SessionFacts, SessionNow, SessionSaid, difference,
};
use linekeeper_domain::{CompanyId, ErrorCode, Phone, StoreFailure};
use linekeeper_ports::{SessionLog, StoreError, Untold};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::payload;
use super::placed::{Placed, SealedEvent};
use super::places::{Additions, EventPlace};
use crate::call::{Asked, Call};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;

/// Values of `said_line`.
const CONNECTED: &str = "connected";
const DISCONNECTED: &str = "disconnected";

/// Number that stands for the session where others have that of a chat.
const CHAT: i32 = 0;

/// Columns of what a log has said of its session.
macro_rules! said {
    () => {
        "l.said_paired_at, l.said_line, l.said_code, l.said_passkey"
    };
}

const UNTOLD: &str = concat!(
    "SELECT q.company_id, ",
    said!(),
    ", a.paired_at, a.phone FROM unnest($1::text[]) AS q (company_id)
    LEFT JOIN LATERAL (
        SELECT * FROM message_logs l WHERE l.company_id = q.company_id OFFSET 0) l ON true
    LEFT JOIN LATERAL (
        SELECT paired_at, phone FROM whatsapp_auth a WHERE a.company_id = q.company_id OFFSET 0) a ON true"
);

/// Holds the log until the transaction ends, as for messages.
const HOLD: &str = concat!(
    "SELECT substr(l.data_key, 2, 8), l.last_seq, l.last_chat, ",
    said!(),
    " FROM message_logs l WHERE l.company_id = $1 FOR NO KEY UPDATE"
);

const LINKED: &str = "SELECT paired_at, phone FROM whatsapp_auth WHERE company_id = $1";

const LAST: &str = "SELECT last_seq FROM message_chats WHERE company_id = $1 AND chat = 0";

const SAY: &str = "UPDATE message_logs SET said_paired_at = $2, said_line = $3, said_code = $4, said_passkey = $5
    WHERE company_id = $1";

const TOLD_LINKED: &str = "SELECT l.company_id FROM message_logs l
    WHERE l.said_paired_at IS NOT NULL AND l.company_id > $1
        AND NOT EXISTS (SELECT FROM whatsapp_auth a WHERE a.company_id = l.company_id AND a.paired_at IS NOT NULL)
    ORDER BY l.company_id LIMIT $2";

pub(crate) const STATEMENTS: &[Listed] = &[
    Listed::by_index("untold_sessions", UNTOLD),
    Listed::by_index("hold_log_of_session", HOLD),
    Listed::by_index("linked_phone", LINKED),
    Listed::by_index("last_session_event", LAST),
    Listed::by_index("say_of_session", SAY),
    Listed::more("told_linked_and_not", TOLD_LINKED, "at the start of the process, and after credentials have expired"),
];

#[async_trait]
impl SessionLog for Store {
    async fn untold(&self, sessions: Vec<(CompanyId, SessionNow)>) -> Result<Untold, StoreError> {
        self.call("untold_sessions", move |call| Box::pin(untold(call, sessions))).await
    }

    async fn tell(&self, company: &CompanyId, now: &SessionNow) -> Result<bool, StoreError> {
        let (store, company, now) = (self.clone(), company.clone(), now.clone());
        let told =
            self.call("tell_session", move |call| Box::pin(async move { tell(call, &store, (&company, &now)).await }));
        let told = told.await;
        self.note_deliveries_owed();
        told
    }

    async fn told_linked_and_not(&self, after: Option<&CompanyId>, limit: u32) -> Result<Vec<CompanyId>, StoreError> {
        let after = after.map_or_else(String::new, |after| after.as_str().to_owned());
        self.call("told_linked_and_not", move |call| {
            Box::pin(async move {
                let params = [(&after as _, Type::TEXT), (&i64::from(limit) as _, Type::INT8)];
                let rows = call.query(TOLD_LINKED, &params).await?;
                let company =
                    |row: &Row| row.try_get::<_, &str>(0)?.parse().map_err(|_| QueryError::corrupt("a company"));
                rows.iter().map(company).collect()
            })
        })
        .await
    }
}

async fn untold(call: &mut Call, sessions: Vec<(CompanyId, SessionNow)>) -> Result<Untold, QueryError> {
    let ids: Vec<&str> = sessions.iter().map(|(company, _)| company.as_str()).collect();
    let rows = call.query(UNTOLD, &[(&ids as _, Type::TEXT_ARRAY)]).await?;
    let mut known = HashMap::new();
    for row in &rows {
        known.insert(row.try_get::<_, &str>(0)?, (said(row, 1)?, linked(row, 5)?));
    }
    let mut untold = Untold::default();
    for (company, now) in sessions {
        let (said, linked) = known.remove(company.as_str()).unwrap_or_default();
        match difference(said, &now, linked.as_ref()) {
            None => untold.ahead.push((company, now)),
            Some(found) if found.said != said => untold.behind.push((company, now)),
            Some(_) => {}
        }
    }
    Ok(untold)
}

async fn tell(call: &mut Call, store: &Store, (company, now): (&CompanyId, &SessionNow)) -> Result<bool, QueryError> {
    let logs = store.log_keys();
    let key = logs.find_or_begin(call, (&store.sealing(), company)).await?;
    let id = [(&company.as_str() as _, Type::TEXT)];
    let (transaction, [log, phone, last]) = call.begin([(HOLD, &id), (LINKED, &id), (LAST, &id)]).await?;
    let replaced = || {
        logs.forget(company);
        QueryError::from(StoreError::new(StoreFailure::Unavailable, "the log was begun anew"))
    };
    let row = log.first().ok_or_else(replaced)?;
    if row.try_get::<_, &[u8]>(0)? != key.tag().as_bytes() {
        return Err(replaced());
    }
    let said = said(row, 3)?;
    let linked = phone.first().map(|row| linked(row, 0)).transpose()?.flatten();
    // The transaction ends with the call.
    let Some(found) = difference(said, now, linked.as_ref()) else { return Ok(false) };
    let last_of_session: i64 = last.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    let ids: Vec<EventId> = found.events.iter().map(|_| EventId::from_random(rand::random())).collect();
    let sealed = sealed((company, &key), &found, &ids)?;
    let count = i64::try_from(sealed.len()).unwrap_or(i64::MAX);
    let mut placed = Placed::of(vec![company.as_str()]);
    placed.add((1, company), added(count, (row.try_get(1)?, row.try_get(2)?, last_of_session)), sealed);
    let (line, code) = columns(found.said.line);
    let say: [_; 5] = [
        (&company.as_str() as _, Type::TEXT),
        (&found.said.paired_at as _, Type::TIMESTAMPTZ),
        (&line as _, Type::TEXT),
        (&code as _, Type::TEXT),
        (&found.said.passkey as _, Type::BOOL),
    ];
    let statements = placed.statements();
    let events = statements.iter().map(|(sql, params)| (*sql, &**params));
    let asked: Vec<Asked<'_>> = std::iter::once((SAY, &say[..])).chain(events).collect();
    transaction.commit_all(&asked).await?;
    call.has_grown(placed.events());
    Ok(true)
}

/// The events to say, sealed, by their index.
fn sealed<'a>(
    (company, key): (&CompanyId, &DataKey),
    found: &Difference,
    ids: &'a [EventId],
) -> Result<HashMap<usize, SealedEvent<'a>>, QueryError> {
    let seal = |(index, ((kind, facts), id)): (usize, (&(EventType, SessionFacts), &'a EventId))| {
        let payload = payload::seal_of_session(key, (company, id), facts)?;
        Ok((index, SealedEvent { id: id.as_str(), kind: *kind, payload }))
    };
    found.events.iter().zip(ids).enumerate().map(seal).collect()
}

/// Places of so many events after the last ones of the log and of the session.
fn added(count: i64, (last_seq, last_chat, last): (i64, i32, i64)) -> Additions {
    let at = |(nth, index)| EventPlace { index, seq: last_seq + nth, chat: CHAT, chat_seq: last + nth };
    Additions {
        events: (1..=count).zip(0..).map(at).collect(),
        chats: [(CHAT, last + count)].into(),
        last_seq: last_seq + count,
        last_chat,
        ..Additions::default()
    }
}

/// Reads the columns of `said`, from the given one on.
fn said(row: &Row, column: usize) -> Result<SessionSaid, QueryError> {
    let (line, code): (Option<&str>, Option<&str>) = (row.try_get(column + 1)?, row.try_get(column + 2)?);
    Ok(SessionSaid {
        paired_at: row.try_get(column)?,
        line: match line {
            None => None,
            Some(CONNECTED) => Some(LineSaid::Connected),
            // A code of a newer version counts as one that has not been told.
            Some(_) => Some(LineSaid::Disconnected(code.and_then(ErrorCode::named))),
        },
        // Null where there is no log yet.
        passkey: row.try_get::<_, Option<bool>>(column + 3)?.unwrap_or(false),
    })
}

/// Columns `said_line` and `said_code`.
fn columns(line: Option<LineSaid>) -> (Option<&'static str>, Option<&'static str>) {
    match line {
        None => (None, None),
        Some(LineSaid::Connected) => (Some(CONNECTED), None),
        Some(LineSaid::Disconnected(code)) => (Some(DISCONNECTED), code.map(ErrorCode::name)),
    }
}

/// Reads paired_at and phone of `whatsapp_auth`, from the given column on.
fn linked(row: &Row, column: usize) -> Result<Option<LinkedPhone>, QueryError> {
    let Some(paired_at) = row.try_get(column)? else { return Ok(None) };
    let digits: Option<&str> = row.try_get(column + 1)?;
    let phone =
        digits.map(|digits| Phone::from_digits(digits).map_err(|_| QueryError::corrupt("phone"))).transpose()?;
    Ok(Some(LinkedPhone { paired_at, phone }))
}
