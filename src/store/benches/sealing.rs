//! Benchmark of the cost of sealing: writes and reads of credentials through the store, sealed and plain, alternating
//! on one embedded PostgreSQL; and sealing and opening alone.
//!
//! Both stores send the same statements with the same batches; the plain one has sealing switched off by the feature
//! `bench-unsealed`, which no build of the service has. Its values begin like sealed ones, which is all that the tables
//! check.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::hint::black_box;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use linekeeper_domain::CompanyId;
use linekeeper_ports::{
    Batch, CredentialRows, CredentialStore, Credentials, Fence, KeyPut, KeyQuery, KeyRow, KeySelect,
};
use linekeeper_secrets::{DataKey, MasterKeys, Place};
use linekeeper_store::{DatabaseUrl, Source, Store, StoreConfig};

/// Duration of the database part.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most turns.
const TURNS: usize = 1_000;
/// Turns that are not counted.
const WARM_UP: usize = 20;

const CREDS: usize = 2_000;
const KEYS: usize = 30;

/// Operations measured in each turn.
const DEEDS: [&str; 4] =
    ["write 1 creds of 2 kB + 30 keys", "read 1 creds + 30 keys", "write 1 key of 200 B", "read 1 key of 200 B"];

/// A store, its company and the measured times.
struct Side {
    store: Store,
    company: CompanyId,
    fence: Fence,
    times: [Vec<Duration>; DEEDS.len()],
}

impl Side {
    async fn new(store: Store, company: &str) -> Self {
        let company: CompanyId = company.parse().unwrap();
        let fence = store.take(&company).await.unwrap().fence;
        Self { store, company, fence, times: Default::default() }
    }

    /// Runs and times every operation once.
    async fn turn(&mut self, number: usize) {
        let typical = Batch {
            credentials: Some(Credentials(value(CREDS).into())),
            puts: (0..KEYS).map(|key| put("session", key, 100 + key * 200 / KEYS)).collect(),
            ..Batch::default()
        };
        let small = Batch { puts: vec![put("sender-key", number % 50, 200)], ..Batch::default() };
        let all = KeyQuery { key_type: "session", select: KeySelect::Prefix(String::new()) };
        let one = KeyQuery { key_type: "sender-key", select: KeySelect::Ids(vec![id(number % 50)]) };
        let (store, company) = (&self.store, &self.company);
        let began = Instant::now();
        store.write(company, self.fence, typical).await.unwrap();
        let written = began.elapsed();
        black_box(store.credentials(company).await.unwrap().unwrap());
        assert_eq!(black_box(store.keys(company, all).await.unwrap()).len(), KEYS);
        let read = began.elapsed() - written;
        store.write(company, self.fence, small).await.unwrap();
        let small_written = began.elapsed() - written - read;
        assert_eq!(black_box(store.keys(company, one).await.unwrap()).len(), 1);
        let small_read = began.elapsed() - written - read - small_written;
        for (times, took) in self.times.iter_mut().zip([written, read, small_written, small_read]) {
            times.push(took);
        }
    }
}

/// Random bytes that begin like a sealed value.
fn value(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    rand::fill(bytes.as_mut_slice());
    bytes.splice(..1, [1]);
    bytes
}

fn id(number: usize) -> String {
    format!("7900646{number:04}.0:1")
}

fn put(key_type: &'static str, number: usize, length: usize) -> KeyPut {
    KeyPut { key_type, row: KeyRow { key_id: id(number), value: value(length).into(), stamp: None } }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.get(WARM_UP..).unwrap_or_default().to_vec();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Average time of `work` in microseconds, measured over a good second.
fn average(work: impl Fn()) -> f64 {
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(1) {
        (0..100).for_each(|_| work());
        count += 100;
    }
    micros(began.elapsed()) / f64::from(count)
}

fn alone() {
    let (key, company): (_, CompanyId) = (DataKey::generate(), "997441".parse().unwrap());
    println!("\nalone, in microseconds                seal      open");
    for length in [100, 200, 300, CREDS] {
        let place = Place::Key { company: &company, key_type: "session", key_id: "79006464263.0:1" };
        let plain = value(length);
        let sealed = key.seal(&place, &plain).unwrap();
        let seal = average(|| drop(black_box(key.seal(&place, black_box(&plain)))));
        let open = average(|| drop(black_box(key.open(&place, black_box(&sealed)))));
        println!("{length:>6} bytes                    {seal:>9.2} {open:>9.2}");
    }
}

async fn through_the_store() {
    let directory = tempfile::Builder::new().prefix("lk-").tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let keys = MasterKeys::generate("bench".parse().unwrap());
    let bin_dir = std::env::var_os("LINEKEEPER_PG_BIN").map(PathBuf::from);
    let source = Source::Embedded { data_dir: directory.path().to_owned(), bin_dir };
    let store = Store::open(StoreConfig::new(source, keys.clone())).await.unwrap();
    let beside = Source::Url(DatabaseUrl::new(store.embedded_address().unwrap()));
    let unsealed = StoreConfig { unsealed: true, ..StoreConfig::new(beside, keys) };
    let mut sealed = Side::new(store.clone(), "sealed").await;
    let mut plain = Side::new(Store::open(unsealed).await.unwrap(), "plain").await;

    let (began, mut turns) = (Instant::now(), 0);
    while began.elapsed() < PATIENCE && turns < TURNS {
        // Alternates which store goes first.
        let order = if turns % 2 == 0 { [&mut sealed, &mut plain] } else { [&mut plain, &mut sealed] };
        for side in order {
            side.turn(turns).await;
        }
        turns += 1;
    }
    println!("medians of {} turns, in microseconds         plain    sealed    ratio", turns.saturating_sub(WARM_UP));
    for ((event, plain), sealed) in DEEDS.iter().zip(&plain.times).zip(&sealed.times) {
        let (plain, sealed) = (micros(median(plain)), micros(median(sealed)));
        println!("{event:<38} {plain:>9.0} {sealed:>9.0} {:>8.3}", sealed / plain);
    }
    plain.store.close().await;
    store.close().await;
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(through_the_store());
    alone();
}
