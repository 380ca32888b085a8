//! Tests of the mover on the fake store.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use linekeeper_domain::{CompanyId, ErrorCode, Phone, StoreFailure, Timestamp};
use linekeeper_ports::fake::{FakeJournal, FakeStore, ManualClock, StoreCall};
use linekeeper_ports::{
    BaileysError, BaileysFormat, BaileysRelease, BaileysState, Batch, ConvertedSession, CredentialRows,
    CredentialStore as _, Credentials, KeyPut, KeyRow, WrittenSession,
};

use crate::{By, Entry, Mover, NotImported, Outcome, Report};

const PHONE: &str = "79006464263";
const BY: By = By { principal: None, correlation: None };

/// A format whose states are the number, or what is wrong with it.
struct Numbers;

#[async_trait]
impl BaileysFormat for Numbers {
    async fn read(&self, state: BaileysState) -> Result<ConvertedSession, BaileysError> {
        let phone: Phone =
            state.creds.parse().map_err(|_| BaileysError::Damaged { at: "creds".into(), why: "is missing".into() })?;
        let row = KeyRow { key_id: "1".into(), value: Bytes::from_static(b"key"), stamp: None };
        let batch = Batch {
            credentials: Some(Credentials(Bytes::from_static(b"device"))),
            linked_phone: Some(phone.clone()),
            puts: vec![KeyPut { key_type: "session", row }],
            ..Batch::default()
        };
        Ok(ConvertedSession { phone, batch, unknown: 2 })
    }

    async fn write(
        &self,
        rows: Arc<dyn CredentialRows>,
        company: &CompanyId,
        _: BaileysRelease,
    ) -> Result<WrittenSession, BaileysError> {
        let device = rows.credentials(company).await?.ok_or(BaileysError::NotPaired)?;
        let creds = String::from_utf8(device.0.to_vec()).unwrap_or_default();
        Ok(WrittenSession { state: BaileysState { creds, keys: Vec::new() }, left_out: Vec::new() })
    }
}

fn stage() -> (Mover, Arc<FakeStore>, Arc<FakeJournal>) {
    let clock = Arc::new(ManualClock::at(Timestamp::from_timestamp(1_800_000_000, 0).unwrap()));
    let (store, journal) = (Arc::new(FakeStore::new(clock.clone())), Arc::new(FakeJournal::default()));
    let mover = Mover { format: Arc::new(Numbers), credentials: store.clone(), journal: journal.clone(), clock };
    (mover, store, journal)
}

fn company(id: &str) -> CompanyId {
    id.parse().unwrap()
}

fn state(creds: &str) -> BaileysState {
    BaileysState { creds: creds.to_owned(), keys: Vec::new() }
}

fn events(journal: &FakeJournal) -> Vec<String> {
    journal.entries().into_iter().map(|entry| entry.event).collect()
}

#[tokio::test]
async fn session_is_stored_linked_and_noted() {
    let (mover, store, journal) = stage();
    let outcome = mover.import(&company("a"), state(PHONE), BY).await.unwrap();
    assert_eq!(outcome, Outcome::Imported { phone: "7900•••••63".into(), keys: 1, left_out: 2 });
    let row = store.row(&company("a")).unwrap();
    assert!(row.paired_at.is_some() && row.credentials.is_some() && row.keys.len() == 1);
    assert_eq!(events(&journal), ["imported"]);
}

#[tokio::test]
async fn linked_company_is_left_as_it_is() {
    let (mover, store, journal) = stage();
    mover.import(&company("a"), state(PHONE), BY).await.unwrap();
    let before = store.row(&company("a")).unwrap();
    let again = mover.import(&company("a"), state("79160000001"), BY).await.unwrap_err();
    assert_eq!(again.outcome(), Outcome::AlreadyThere);
    assert_eq!(store.row(&company("a")).unwrap().fence, before.fence, "its line goes on");
    assert_eq!(events(&journal).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_imported_stores_nothing() {
    let (mover, store, journal) = stage();
    mover.import(&company("a"), state(PHONE), BY).await.unwrap();
    let damaged = mover.import(&company("b"), state(""), BY).await.unwrap_err();
    assert_eq!(damaged.outcome(), Outcome::Damaged { why: "creds is missing".into() });
    let taken = mover.import(&company("b"), state(PHONE), BY).await.unwrap_err();
    assert_eq!(taken.outcome(), Outcome::PhoneInUse { phone: "7900•••••63".into() });
    mover.check(&company("b"), state("79160000001")).await.unwrap();
    assert!(store.row(&company("b")).is_none());
    assert_eq!(events(&journal).len(), 1);
}

#[tokio::test]
async fn import_that_was_cut_short_is_run_again() {
    let (mover, store, _) = stage();
    store.fail_next(StoreCall::Write, StoreFailure::UnknownOutcome);
    let lost = mover.import(&company("a"), state(PHONE), BY).await.unwrap_err();
    assert!(matches!(lost, NotImported::Store(_)), "{lost:?}");
    let outcome = mover.import(&company("a"), state(PHONE), BY).await;
    let outcome = outcome.unwrap_or_else(|error| error.outcome());
    assert!(!outcome.is_trouble(), "{outcome:?}");
    assert!(store.row(&company("a")).unwrap().paired_at.is_some());
}

#[tokio::test]
async fn export_parks_the_line_and_its_keys_stay() {
    let (mover, store, journal) = stage();
    assert!(mover.export(&company("a"), BaileysRelease::V7, BY).await.is_err(), "nothing is linked");
    mover.import(&company("a"), state(PHONE), BY).await.unwrap();
    let fence = store.row(&company("a")).unwrap().fence;
    let exported = mover.export(&company("a"), BaileysRelease::V7, BY).await.unwrap();
    assert_eq!((exported.written.state.creds.as_str(), exported.phone.as_str()), ("device", "7900•••••63"));
    let row = store.row(&company("a")).unwrap();
    assert!(row.fence > fence, "who held the line writes no more");
    assert_eq!(row.parked.map(|parked| parked.code), Some(ErrorCode::Disconnected));
    assert!(row.paired_at.is_some());
    assert_eq!(events(&journal), ["imported", "exported"]);
    assert!(store.peek(&company("a")).await.unwrap().unwrap().has_credentials);
}

#[test]
fn report_lists_companies_and_sums() {
    let entry = |id: &str, outcome| Entry { id: id.into(), company_id: id.parse().ok(), outcome };
    let imported = Outcome::Imported { phone: "7900•••••63".into(), keys: 40, left_out: 0 };
    let report = Report {
        dry_run: true,
        companies: vec![
            entry("997441", imported.clone()),
            entry("salon no 5", Outcome::NoId),
            entry("x", Outcome::Damaged { why: "creds.me is missing".into() }),
            entry("y", imported),
        ],
    };
    let table = report.table();
    assert!(table.contains("997441      imported                7900•••••63, 40 keys\n"), "{table}");
    assert!(
        table.ends_with("\n2 imported, 1 id outside the rule, 1 damaged (dry run: nothing was stored)\n"),
        "{table}"
    );
    assert!(report.has_trouble());
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["companies"][0]["outcome"], "imported");
    assert_eq!(
        (&json["companies"][1]["companyId"], &json["companies"][1]["outcome"]),
        (&serde_json::Value::Null, &"no_id".into())
    );
}
