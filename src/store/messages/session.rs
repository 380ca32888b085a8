//! Events of the session: a log remembers what it last said of its session, and says the difference. They belong to chat
//! 0, which no message has, so that each endpoint gets them in their order.
//!
//! Many sessions are looked at by one statement; a log is held only where it has something to say.

use std::collections::HashMap;

use async_trait::async_trait;
use linekeeper_domain::messages::{Difference, EventId, LineSaid, LinkedPhone, SessionNow, SessionSaid, difference};
use linekeeper_domain::{CompanyId, ErrorCode, Phone, StoreFailure};
use linekeeper_ports::{SessionLog, StoreError, Untold};
use linekeeper_secrets::DataKey;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::intake::{ADD_CHATS, ADD_EVENTS, bytes_of};
use super::payload;
use crate::call::{Asked, Call};
use crate::failure::QueryError;
use crate::statements::Listed;
use crate::store::Store;
use crate::webhooks::OWE;

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
    "SELECT substr(l.data_key, 2, 8), l.last_seq, ",
    said!(),
    " FROM message_logs l WHERE l.company_id = $1 FOR NO KEY UPDATE"
);

const LINKED: &str = "SELECT paired_at, phone FROM whatsapp_auth WHERE company_id = $1";

const LAST: &str = "SELECT last_seq FROM message_chats WHERE company_id = $1 AND chat = 0";

const SAY: &str =
    "UPDATE message_logs SET last_seq = $2, said_paired_at = $3, said_line = $4, said_code = $5, said_passkey = $6,
        bytes = bytes + $7
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
    let (last_seq, said): (i64, _) = (row.try_get(1)?, said(row, 2)?);
    let linked = phone.first().map(|row| linked(row, 0)).transpose()?.flatten();
    // The transaction ends with the call.
    let Some(found) = difference(said, now, linked.as_ref()) else { return Ok(false) };
    let last_of_session: i64 = last.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    let added = Added::of((company, &key), &found, (last_seq, last_of_session))?;
    let (line, code) = columns(found.said.line);
    let say: [_; 7] = [
        (&company.as_str() as _, Type::TEXT),
        (&added.last_seq as _, Type::INT8),
        (&found.said.paired_at as _, Type::TIMESTAMPTZ),
        (&line as _, Type::TEXT),
        (&code as _, Type::TEXT),
        (&found.said.passkey as _, Type::BOOL),
        (&added.bytes as _, Type::INT8),
    ];
    let companies = || (&added.companies as _, Type::TEXT_ARRAY);
    let places = || (&added.places as _, Type::INT4_ARRAY);
    let (place, chat, last) = (vec![1], vec![CHAT], vec![added.last]);
    let count: [_; 4] =
        [companies(), (&place as _, Type::INT4_ARRAY), (&chat as _, Type::INT4_ARRAY), (&last as _, Type::INT8_ARRAY)];
    let add: [_; 8] = [
        companies(),
        places(),
        (&added.seqs as _, Type::INT8_ARRAY),
        (&added.ids as _, Type::TEXT_ARRAY),
        (&added.chats as _, Type::INT4_ARRAY),
        (&added.chat_seqs as _, Type::INT8_ARRAY),
        (&added.types as _, Type::TEXT_ARRAY),
        (&added.payloads as _, Type::BYTEA_ARRAY),
    ];
    let owe: [_; 5] = [
        companies(),
        places(),
        (&added.seqs as _, Type::INT8_ARRAY),
        (&added.chats as _, Type::INT4_ARRAY),
        (&added.types as _, Type::TEXT_ARRAY),
    ];
    let all: [Asked<'_>; 4] = [(SAY, &say), (ADD_CHATS, &count), (ADD_EVENTS, &add), (OWE, &owe)];
    let asked = if added.seqs.is_empty() { all.get(..1).unwrap_or_default() } else { &all };
    transaction.commit_all(asked).await?;
    call.has_grown(added.seqs.len());
    Ok(true)
}

/// Events that a log adds, as the columns of statements that add to many logs: this one is the first of one.
struct Added<'a> {
    companies: Vec<&'a str>,
    places: Vec<i32>,
    seqs: Vec<i64>,
    ids: Vec<String>,
    chats: Vec<i32>,
    chat_seqs: Vec<i64>,
    types: Vec<&'static str>,
    payloads: Vec<Vec<u8>>,
    /// Places of the last event of the log and of the session.
    last_seq: i64,
    last: i64,
    /// What the events take.
    bytes: i64,
}

impl<'a> Added<'a> {
    /// Places and seals the events after the last ones of the log and of the session.
    fn of(
        (company, key): (&'a CompanyId, &DataKey),
        found: &Difference,
        (last_seq, last): (i64, i64),
    ) -> Result<Self, QueryError> {
        let mut added = Self {
            companies: vec![company.as_str()],
            places: Vec::new(),
            seqs: Vec::new(),
            ids: Vec::new(),
            chats: Vec::new(),
            chat_seqs: Vec::new(),
            types: Vec::new(),
            payloads: Vec::new(),
            last_seq,
            last,
            bytes: 0,
        };
        for (kind, facts) in &found.events {
            added.last_seq += 1;
            added.last += 1;
            let id = EventId::from_random(rand::random());
            let payload = payload::seal_of_session(key, (company, &id), facts)?;
            added.bytes += bytes_of(&payload);
            added.places.push(1);
            added.seqs.push(added.last_seq);
            added.ids.push(id.as_str().to_owned());
            added.chats.push(CHAT);
            added.chat_seqs.push(added.last);
            added.types.push(kind.as_str());
            added.payloads.push(payload);
        }
        Ok(added)
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
