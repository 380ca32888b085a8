//! Classifies round trips by their SQL: those for a company, and those of the process itself.

use std::collections::BTreeMap;

use linekeeper_harness::RoundTrip;

/// Statements for a company: beginning of the SQL, and name of the kind.
const KINDS: [(&str, &str); 29] = [
    ("INSERT INTO whatsapp_auth AS a (company_id, phone", "make its row"),
    ("INSERT INTO whatsapp_auth AS", "take the company"),
    ("INSERT INTO whatsapp_next_auth AS a (company_id, phone", "make the row of the next slot"),
    ("INSERT INTO whatsapp_next_auth AS", "take the next slot"),
    ("UPDATE whatsapp_next_auth SET fence", "empty the next slot"),
    ("DELETE FROM whatsapp_next_keys", "delete the keys of the next slot"),
    ("SELECT EXISTS ( SELECT FROM whatsapp_auth o", "hold the line for a promotion"),
    ("SELECT FROM whatsapp_next_auth WHERE company_id", "hold the new device"),
    ("WITH kept AS", "make the new device the line"),
    ("WITH moved AS", "move its keys"),
    ("INSERT INTO whatsapp_old_devices", "keep a linked device of the next slot"),
    ("DELETE FROM whatsapp_old_devices", "forget the old device"),
    ("SELECT FROM whatsapp_auth WHERE paired_at", "is the phone another's"),
    ("SELECT EXISTS ( SELECT FROM whatsapp_auth WHERE paired_at", "hold the company"),
    ("SELECT FROM whatsapp_auth WHERE company_id", "is the company still ours"),
    ("UPDATE whatsapp_auth SET fence", "empty its row"),
    ("UPDATE whatsapp_auth SET log_out_fence", "note that it is logged out"),
    ("DELETE FROM whatsapp_keys", "delete its keys"),
    ("WITH touched AS", "note that it connected"),
    ("UPDATE whatsapp_auth SET parked_code", "note why it is parked"),
    ("SELECT asked_at", "read the number's usage"),
    ("INSERT INTO pairing_budgets (account)", "hold the number's usage"),
    ("INSERT INTO pairing_budgets", "write the number's usage"),
    ("UPDATE pairing_budgets", "write the number's usage"),
    ("SELECT data_key", "read the data key"),
    ("SELECT creds", "read the device"),
    ("START TRANSACTION", "begin"),
    ("COMMIT", "commit"),
    ("ROLLBACK", "roll back"),
];
const READ_KEYS: &str = "WITH asked AS";
const WRITE: &str = "WITH held AS";
const JOURNAL: &str = "INSERT INTO session_events";

/// Index of the key types among the parameters of a key query.
const READ: usize = 3;
/// Indices among a write's parameters: types of keys put, types of keys deleted, device.
const PUT: usize = 6;
const DELETED: [usize; 3] = [11, 15, 19];
const DEVICE: usize = 3;

/// Statements of the process itself: connection set-up, maintenance, checks of access; and shorter timeouts, which go
/// out together with other statements where little time is left for them.
const OF_THE_PROCESS: [&str; 21] = [
    "SET LOCAL statement_timeout",
    "SET statement_timeout",
    "SELECT 1",
    "SET LOCAL lock_timeout = 200; TRUNCATE write_probe",
    "SET LOCAL lock_timeout = 200; INSERT INTO write_probe",
    "SELECT 'key'",
    "SELECT id, label",
    "SELECT FROM api_keys",
    "UPDATE api_keys",
    "INSERT INTO session_counts",
    "INSERT INTO companies",
    "UPDATE companies",
    "INSERT INTO housekeeping",
    "SELECT clock_timestamp()",
    "UPDATE whatsapp_auth SET expiry_warned_at",
    "UPDATE whatsapp_auth a SET shared_account",
    "SELECT company_id",
    "WITH old AS",
    "WITH due AS",
    "DELETE FROM webhook_endpoints",
    "UPDATE webhook_",
];

/// Number of statements of each kind.
pub(crate) type Counts = BTreeMap<String, usize>;

/// Statements for companies within a period.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Count of each kind; of the journal its rows are counted.
    pub(crate) counts: Counts,
    /// Number of journal writes.
    pub(crate) journal: usize,
}

impl Asked {
    /// Counts these round trips. Panics on a statement of no known kind.
    pub(crate) fn of(trips: &[RoundTrip]) -> Self {
        let mut asked = Self::default();
        for trip in trips {
            let sql = trip.sql.split_whitespace().collect::<Vec<_>>().join(" ");
            if sql.starts_with(JOURNAL) {
                asked.journal += 1;
                *asked.counts.entry("rows of the journal".to_owned()).or_default() += array(trip, 0).len();
            } else if let Some(kind) = kind(&sql, trip) {
                *asked.counts.entry(kind).or_default() += 1;
            } else {
                let of_the_process = OF_THE_PROCESS.iter().any(|begins| sql.starts_with(begins));
                assert!(of_the_process, "a statement of no known kind: {sql}");
            }
        }
        asked
    }
}

fn kind(sql: &str, trip: &RoundTrip) -> Option<String> {
    if sql.starts_with(READ_KEYS) {
        let mut types = array(trip, READ);
        types.dedup();
        return Some(format!("read {}", types.join(", ")));
    }
    if sql.starts_with(WRITE) {
        return Some(write(trip));
    }
    KINDS.iter().find(|(begins, _)| sql.starts_with(begins)).map(|(_, kind)| (*kind).to_owned())
}

fn write(trip: &RoundTrip) -> String {
    let put = array(trip, PUT);
    let deleted = DELETED.iter().flat_map(|place| array(trip, *place)).collect();
    let (deed, mut types) = if put.is_empty() { ("delete", deleted) } else { ("write", put) };
    types.sort();
    types.dedup();
    if array(trip, DEVICE).iter().any(|device| !device.is_empty()) {
        "save the device".to_owned()
    } else {
        format!("{deed} {}", types.join(", "))
    }
}

/// Elements of a text array parameter. The binary format has five numbers (dimensions, NULL flag, element type, element
/// count, lower bound), then each element with its length (-1 for NULL). An empty array has no dimension and ends after
/// the third number.
fn array(trip: &RoundTrip, place: usize) -> Vec<String> {
    let mut rest = trip.parameters[place].as_deref().and_then(|bytes| bytes.get(20..)).unwrap_or_default();
    let mut texts = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk() {
        let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0);
        let (text, behind) = behind.split_at(length);
        texts.push(String::from_utf8_lossy(text).into_owned());
        rest = behind;
    }
    texts
}

#[test]
fn statement_of_unknown_kind_panics() {
    let trip = |sql: &str| RoundTrip { sql: sql.to_owned(), parameters: Vec::new() };
    assert_eq!(Asked::of(&[trip("SELECT 1"), trip("COMMIT")]).counts, [("commit".to_owned(), 1)].into());
    assert!(std::panic::catch_unwind(|| Asked::of(&[trip("SELECT 'something else'")])).is_err());
}
