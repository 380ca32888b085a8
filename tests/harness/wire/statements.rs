//! Records the statements that a PostgreSQL client sends through the proxy, one entry per round trip: a message that
//! the server answers with "ready for query", with its SQL.
//!
//! A message is a type byte and a length (four bytes, included in the length); those before the session begins have no
//! type. See "Frontend/Backend Protocol" in PostgreSQL's manual. Nothing here changes the bytes that pass.

use std::collections::HashMap;

use tokio::sync::watch;

use crate::DEADLINE;

/// One round trip.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundTrip {
    /// SQL; empty if the message carries no statement.
    pub sql: String,
    /// Parameters as sent, `None` for NULL; with several statements those of the last.
    pub parameters: Vec<Option<Vec<u8>>>,
}

/// Statements of all connections that began after recording was started.
#[derive(Clone)]
pub struct Statements(watch::Sender<Vec<RoundTrip>>);

impl Statements {
    pub(super) fn none_yet() -> Self {
        Self(watch::Sender::new(Vec::new()))
    }

    /// Every round trip so far, in the order in which they began.
    #[must_use]
    pub fn all(&self) -> Vec<RoundTrip> {
        self.0.borrow().clone()
    }

    /// Number of round trips so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.borrow().len()
    }

    /// Waits until the recorded round trips fit; returns them.
    pub async fn until(&self, fits: impl Fn(&[RoundTrip]) -> bool) -> Vec<RoundTrip> {
        let mut said = self.0.subscribe();
        let waited = tokio::time::timeout(DEADLINE, said.wait_for(|said| fits(said))).await;
        let found = waited.unwrap_or_else(|_| panic!("not all was said: {:#?}", self.all()));
        found.expect("the line lives").clone()
    }

    pub(super) fn reader(&self) -> Reader {
        Reader { said: self.clone(), conversation: Conversation::default() }
    }
}

/// Recorder of one connection.
pub(super) struct Reader {
    said: Statements,
    conversation: Conversation,
}

impl Reader {
    pub(super) fn read(&mut self, chunk: &[u8]) {
        let trips = self.conversation.read(chunk);
        if !trips.is_empty() {
            self.said.0.send_modify(|said| said.extend(trips));
        }
    }
}

/// Upper half of the first number in an SSLRequest, GSSENCRequest or CancelRequest; a StartupMessage has the protocol
/// version there.
const NO_VERSION: u32 = 1234;

/// Parser state of one connection, from its first byte.
#[derive(Default)]
struct Conversation {
    /// Received bytes that are not yet a whole message.
    rest: Vec<u8>,
    begun: bool,
    /// SQL of prepared statements by name.
    prepared: HashMap<String, String>,
    /// SQL parsed or bound since the last Sync.
    asked: Vec<String>,
    parameters: Vec<Option<Vec<u8>>>,
}

impl Conversation {
    /// Parses these bytes; returns the round trips they complete.
    fn read(&mut self, chunk: &[u8]) -> Vec<RoundTrip> {
        self.rest.extend_from_slice(chunk);
        let mut trips = Vec::new();
        while let Some((kind, body)) = self.next_message() {
            trips.extend(self.message(kind, &body));
        }
        trips
    }

    /// Takes the next whole message: its type (`None` before the session begins) and its body without the length.
    fn next_message(&mut self) -> Option<(Option<u8>, Vec<u8>)> {
        let typed = usize::from(self.begun);
        let length = number(self.rest.get(typed..)?)?;
        let end = typed + usize::try_from(length).ok()?;
        let body = self.rest.get(typed + 4..end)?.to_vec();
        let kind = self.rest.first().copied().filter(|_| self.begun);
        self.rest.drain(..end);
        Some((kind, body))
    }

    fn message(&mut self, kind: Option<u8>, body: &[u8]) -> Option<RoundTrip> {
        match kind {
            None => {
                self.begun = number(body).is_some_and(|code| code >> 16 != NO_VERSION);
                None
            }
            // Query: the simple protocol.
            Some(b'Q') => Some(RoundTrip { sql: texts(body).next().unwrap_or_default(), parameters: Vec::new() }),
            // Parse: statement name, SQL. One without a name is bound next.
            Some(b'P') => {
                let mut texts = texts(body);
                let (name, sql) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
                self.prepared.insert(name, sql.clone());
                self.ask(sql);
                None
            }
            // Bind: portal, statement name, parameter formats, parameters.
            Some(b'B') => {
                self.parameters = parameters(body).unwrap_or_default();
                let sql = texts(body).nth(1).and_then(|name| self.prepared.get(&name).cloned());
                self.ask(sql.unwrap_or_default());
                None
            }
            // Sync: the server answers everything since the last one.
            Some(b'S') => {
                let sql = std::mem::take(&mut self.asked).join("; ");
                Some(RoundTrip { sql, parameters: std::mem::take(&mut self.parameters) })
            }
            Some(_) => None,
        }
    }

    fn ask(&mut self, sql: String) {
        if self.asked.last() != Some(&sql) {
            self.asked.push(sql);
        }
    }
}

/// Big-endian u32 at the beginning.
fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().copied().map(u32::from_be_bytes)
}

/// Zero-terminated texts.
fn texts(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    bytes.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned())
}

/// Parameters of a Bind message. A length of -1 means NULL.
fn parameters(body: &[u8]) -> Option<Vec<Option<Vec<u8>>>> {
    let names = body.split(|byte| *byte == 0).take(2).map(|name| name.len() + 1).sum();
    let (formats, rest) = counted(body.get(names..)?)?;
    let (count, mut rest) = counted(rest.get(2 * formats..)?)?;
    let mut parameters = Vec::new();
    for _ in 0..count {
        let length = number(rest)?;
        rest = rest.get(4..)?;
        let present = length != u32::MAX;
        let bytes = if present { usize::try_from(length).ok()? } else { 0 };
        parameters.push(rest.get(..bytes).filter(|_| present).map(<[u8]>::to_vec));
        rest = rest.get(bytes..)?;
    }
    Some(parameters)
}

/// Leading u16, and the bytes behind it.
fn counted(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let count = bytes.first_chunk().copied().map(u16::from_be_bytes)?;
    Some((count.into(), bytes.get(2..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: Option<u8>, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        kind.into_iter().chain(length).chain(body.iter().copied()).collect()
    }

    fn startup() -> Vec<u8> {
        message(None, &[&[0, 3, 0, 0][..], b"user\0linekeeper\0\0"].concat())
    }

    /// Messages that `query_typed` sends.
    fn call(sql: &str) -> Vec<u8> {
        let parse = message(Some(b'P'), &[b"\0", sql.as_bytes(), &[0, 0, 1, 0, 0, 0, 25]].concat());
        let bind = message(Some(b'B'), &[0, 0, 0, 0, 0, 0, 0, 1, 0, 1]);
        let rest = [message(Some(b'D'), b"P\0"), message(Some(b'E'), &[0; 5]), message(Some(b'S'), b"")].concat();
        [parse, bind, rest].concat()
    }

    fn everything() -> Vec<u8> {
        let wants_tls = message(None, &80_877_103_u32.to_be_bytes());
        let password = message(Some(b'p'), b"secret\0");
        let begin = message(Some(b'Q'), b"BEGIN\0");
        [wants_tls, startup(), password, begin, call("SELECT 1"), call("SELECT 2"), message(Some(b'X'), b"")].concat()
    }

    fn sql(trips: Vec<RoundTrip>) -> Vec<String> {
        trips.into_iter().map(|trip| trip.sql).collect()
    }

    #[test]
    fn round_trips_are_recorded_with_their_sql_only() {
        assert_eq!(sql(Conversation::default().read(&everything())), ["BEGIN", "SELECT 1", "SELECT 2"]);
    }

    #[test]
    fn messages_are_parsed_across_chunk_boundaries() {
        let whole = everything();
        for size in 1..whole.len() {
            let mut conversation = Conversation::default();
            let told = whole.chunks(size).flat_map(|piece| conversation.read(piece)).collect();
            assert_eq!(sql(told), ["BEGIN", "SELECT 1", "SELECT 2"], "in pieces of {size}");
        }
    }

    #[test]
    fn prepared_statement_is_resolved_by_name_each_time() {
        let mut conversation = Conversation::default();
        conversation.read(&startup());
        let sync = || message(Some(b'S'), b"");
        let prepare = [message(Some(b'P'), b"s1\0SELECT $1\0\0\0"), message(Some(b'D'), b"Ss1\0"), sync()].concat();
        assert_eq!(sql(conversation.read(&prepare)), ["SELECT $1"]);
        let run = [message(Some(b'B'), b"\0s1\0\0\0\0\0\0\0"), message(Some(b'E'), &[0; 5]), sync()].concat();
        assert_eq!(sql(conversation.read(&run)), ["SELECT $1"]);
        assert_eq!(sql(conversation.read(&run)), ["SELECT $1"]);
    }

    #[test]
    fn sync_joins_all_statements_since_the_last_one() {
        let mut conversation = Conversation::default();
        conversation.read(&startup());
        let mut two = call("SELECT 1");
        two.truncate(two.len() - 5);
        assert_eq!(conversation.read(&two), []);
        assert_eq!(sql(conversation.read(&call("SELECT 2"))), ["SELECT 1; SELECT 2"]);
        assert_eq!(sql(conversation.read(&message(Some(b'S'), b""))), [""]);
    }

    #[test]
    fn parameters_are_recorded_and_null_is_none() {
        let mut conversation = Conversation::default();
        conversation.read(&startup());
        let parse = message(Some(b'P'), b"\0UPDATE t SET a = $1, b = $2, c = $3\0\0\0");
        let formats = [0, 1, 0, 1, 0, 3];
        let values = [&[0, 0, 0, 2][..], b"ab", &[255; 4], &[0; 4]].concat();
        let bind = message(Some(b'B'), &[&[0, 0][..], &formats, &values, &[0, 0]].concat());
        let told = conversation.read(&[parse, bind, message(Some(b'S'), b"")].concat());
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].parameters, [Some(b"ab".to_vec()), None, Some(Vec::new())]);
    }
}
