//! Credential writes to the database: through the credential actors, and one by one on a bare pool, with values sealed
//! and plain.

mod actors;
mod pool;

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures::{StreamExt as _, future, stream};
use linekeeper_domain::CompanyId;
use linekeeper_load::report::{Row, Subject};
use linekeeper_ports::{Batch, Credentials, KeyPut, KeyRow};
use linekeeper_secrets::MasterKeys;
use linekeeper_store::{DatabaseUrl, Source, Statements, Store, StoreConfig};

use actors::Actors;
use pool::{BarePool, Values};

/// Number of companies that write at the same time, each one batch after another.
const COMPANIES: usize = 64;
/// Number of connections of each side.
const CONNECTIONS: usize = 16;
/// Duration of a turn, and number of turns of each side.
const TURN: Duration = Duration::from_secs(3);
const TURNS: usize = 7;
/// A batch as a link writes it: size of the device in bytes, number of keys, size of a key in bytes.
const CREDS: usize = 2_000;
const KEYS: usize = 30;
const KEY: usize = 200;

/// One side of the comparison.
trait Side {
    /// Writes one batch of a company.
    async fn write(&self, company: usize, batch: Batch);
}

pub async fn measure() -> Vec<Row> {
    let directory = tempfile::Builder::new().prefix("lk-").tempdir_in("/tmp").expect("a directory");
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    let bin_dir = std::env::var_os("LINEKEEPER_PG_BIN").map(PathBuf::from);
    let source = Source::Embedded { data_dir: directory.path().to_owned(), bin_dir };
    let keys = MasterKeys::generate("bench".parse().expect("an id"));
    // This store runs the server, with enough connections for all sides.
    let keeper = StoreConfig { pool_size: 4 * CONNECTIONS, ..StoreConfig::new(source, keys.clone()) };
    let keeper = Store::open(keeper).await.expect("a server");
    let address = keeper.embedded_address().expect("an address");
    let beside = Source::Url(DatabaseUrl::new(address.clone()));
    let config = StoreConfig { pool_size: CONNECTIONS, ..StoreConfig::new(beside, keys) };
    let store = Store::open(config.clone()).await.expect("a store");
    let keeping = StoreConfig { statements: Statements::Named, ..config };
    let keeping = Store::open(keeping).await.expect("a store that keeps statements");
    let mut rows = Vec::new();
    {
        let actors = Actors::start(&store, &companies("actor")).await;
        let kept = Actors::start(&keeping, &companies("kept")).await;
        let plain = BarePool::start((&address, Values::Plain), &store, &companies("plain")).await;
        let sealed = BarePool::start((&address, Values::Sealed), &store, &companies("sealed")).await;
        let sides = Sides { actors, kept, plain, sealed };
        for (what, keys) in [("batches of 1 credentials row and 30 keys", KEYS), ("batches of 1 key", 1)] {
            rows.extend(sides.compared(what, keys).await);
        }
    }
    store.close().await;
    keeping.close().await;
    keeper.close().await;
    rows
}

fn companies(prefix: &str) -> Vec<CompanyId> {
    (0..COMPANIES).map(|place| format!("{prefix}-{place}").parse().expect("an id")).collect()
}

/// Sides that are compared.
struct Sides {
    actors: Actors,
    kept: Actors,
    plain: BarePool,
    sealed: BarePool,
}

impl Sides {
    async fn compared(&self, what: &str, keys: usize) -> Vec<Row> {
        let (mut through, mut keeping, mut plain, mut sealed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for turn in 0..TURNS {
            // The order alternates, so that no side is always first.
            if turn % 2 == 0 {
                through.push(rate(&self.actors, keys).await);
                keeping.push(rate(&self.kept, keys).await);
                plain.push(rate(&self.plain, keys).await);
                sealed.push(rate(&self.sealed, keys).await);
            } else {
                sealed.push(rate(&self.sealed, keys).await);
                plain.push(rate(&self.plain, keys).await);
                keeping.push(rate(&self.kept, keys).await);
                through.push(rate(&self.actors, keys).await);
            }
        }
        let [through, keeping, plain, sealed] = [through, keeping, plain, sealed].map(median);
        let row = |figure: &str, unit, value: f64| {
            Row::new("credential writes, 64 companies at once", format!("{what}: {figure}"), unit)
                .with(Subject::Linekeeper, value)
        };
        vec![
            row("through the credential actors, sealed", "rows per second", through),
            row("the same, statements kept", "rows per second", keeping),
            row("one by one on a bare pool, sealed", "rows per second", sealed),
            row("one by one on a bare pool, plain", "rows per second", plain),
            row("actors by bare pool, sealed", "×", through / sealed),
            row("statements kept by sent whole", "×", keeping / through),
            row("plain by sealed on a bare pool", "×", plain / sealed),
        ]
    }
}

/// Rows per second during one turn.
async fn rate(side: &impl Side, keys: usize) -> f64 {
    let began = Instant::now();
    let writers = (0..COMPANIES).map(|company| async move {
        let mut written = 0;
        while began.elapsed() < TURN {
            side.write(company, batch(keys, written)).await;
            written += 1;
        }
        written
    });
    let batches: usize = future::join_all(writers).await.into_iter().sum();
    let rows = if keys == 1 { 1 } else { keys + 1 };
    (batches * rows) as f64 / began.elapsed().as_secs_f64()
}

fn batch(keys: usize, number: usize) -> Batch {
    let put = |place: usize| KeyPut {
        key_type: "session",
        row: KeyRow { key_id: format!("7900646{place:04}.0:1"), value: value(KEY).into(), stamp: None },
    };
    let credentials = (keys > 1).then(|| Credentials(value(CREDS).into()));
    Batch { credentials, puts: (0..keys).map(|key| put((number + key) % 50)).collect(), ..Batch::default() }
}

/// Random bytes that begin like a sealed value, the only thing the tables check.
fn value(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    rand::fill(bytes.as_mut_slice());
    bytes.splice(..1, [1]);
    bytes
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Runs a function for every company, eight at a time.
async fn for_each<T, F: Future<Output = T>>(companies: &[CompanyId], deed: impl Fn(CompanyId) -> F) -> Vec<T> {
    stream::iter(companies.to_vec()).map(deed).buffered(8).collect().await
}
