//! Credentials at rest: nothing in the tables is in plain text, tampering parks one session only, and the master key
//! can be rotated while the service runs.

use std::process::Output;

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, OTHER_SALON, SALON, World};
use linekeeper_domain::CompanyId;
use linekeeper_harness::{Database, Service, program};
use linekeeper_ports::{CredentialRows, KeyQuery, KeySelect};
use linekeeper_store::{DatabaseUrl, Source, Store, StoreConfig};
use tokio_postgres::Client;

/// Opens a store of the test's own on the service's database.
async fn store(database: &Database) -> Store {
    let source = Source::Url(DatabaseUrl::new(database.url().unwrap()));
    Store::open(StoreConfig::new(source, database.master_keys().clone())).await.unwrap()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The salon's credentials and keys, unsealed.
async fn plain(database: &Database, admin: &Client) -> Vec<Vec<u8>> {
    let (store, salon) = (store(database).await, SALON.parse::<CompanyId>().unwrap());
    let mut values = vec![store.credentials(&salon).await.unwrap().unwrap().0.to_vec()];
    let types = admin.query("SELECT DISTINCT key_type FROM whatsapp_keys", &[]).await.unwrap();
    for row in types {
        let key_type: &'static str = row.get::<_, String>(0).leak();
        let query = KeyQuery { key_type, select: KeySelect::Prefix(String::new()) };
        values.extend(store.keys(&salon, query).await.unwrap().into_iter().map(|row| row.value.to_vec()));
    }
    store.close().await;
    values
}

#[tokio::test]
async fn linking_stores_no_credentials_in_plain_text() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
    let admin = world.database.connect().await;
    let plain = plain(&world.database, &admin).await;
    // Sanity check: the identity contains the linked number, and there are keys.
    assert!(contains(&plain[0], NEW_PHONE.as_bytes()) && plain.len() > 10, "{} values", plain.len());

    let dump = "SELECT creds FROM whatsapp_auth WHERE creds IS NOT NULL UNION ALL SELECT value FROM whatsapp_keys";
    let stored: Vec<Vec<u8>> = admin.query(dump, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(stored.len() >= plain.len());
    for value in &stored {
        assert_eq!(value[0], 1, "the version of what is sealed");
        for word in [NEW_PHONE, "s.whatsapp.net", "Salon Anna"] {
            assert!(!contains(value, word.as_bytes()), "{word}");
        }
    }
    // No sixteen consecutive bytes of a plain value, a private key for example, occur anywhere in either table.
    let rows = "SELECT a::text FROM whatsapp_auth a UNION ALL SELECT k::text FROM whatsapp_keys k";
    let rows: Vec<String> = admin.query(rows, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    let all = rows.join("\n");
    for piece in plain.iter().flat_map(|value| value.chunks_exact(16)) {
        let hex: String = piece.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!all.contains(&hex), "sixteen bytes in plain");
    }
}

#[tokio::test]
async fn tampered_credentials_park_their_own_session_only() {
    let mut world = World::fresh().await;
    world.link(SALON, OLD_PHONE).await;
    world.link(OTHER_SALON, NEW_PHONE).await;
    world.service.kill().await;
    world.database.until_left().await;
    let sql = "UPDATE whatsapp_auth SET creds = set_byte(creds, 60, get_byte(creds, 60) # 1) WHERE company_id = $1";
    assert_eq!(world.database.connect().await.execute(sql, &[&SALON]).await.unwrap(), 1);
    world.service = Service::start(&world.database, &world.options).await;

    let mut page = world.service.browser(SALON).await;
    let parked = page.state("error").await;
    assert_eq!((parked["code"].as_str(), parked["userAction"].as_str()), (Some("CREDENTIALS_CONFLICT"), Some("reset")));
    let status = world.status(SALON).await;
    assert_eq!((status["state"].as_str(), status["code"].as_str()), (Some("error"), Some("CREDENTIALS_CONFLICT")));
    let mut other = world.service.browser(OTHER_SALON).await;
    other.state("connected").await;
    assert_eq!(world.status(OTHER_SALON).await["state"], "connected");

    // A reset, the action that the error suggests, helps.
    let reset = world.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await;
    assert_eq!(reset.status(), 200);
    page.state("idle").await;
    world.link_on(&mut page, OLD_PHONE).await;
    assert_eq!(world.service.stop().await, Some(0));
}

async fn linekeeper(database: &Database, words: &[&str]) -> Output {
    let mut command = tokio::process::Command::new(program("linekeeper"));
    command.args(words).env_remove("LINEKEEPER_CONFIG").envs(database.settings()).output().await.unwrap()
}

#[tokio::test]
async fn master_key_is_rotated_while_salons_are_connected() {
    let mut world = World::fresh().await;
    world.link(SALON, OLD_PHONE).await;
    let old = world.database.master_keys().current().to_text();
    let made = linekeeper(&world.database, &["keys", "new-master", "--id", "next"]).await;
    let new = String::from_utf8(made.stdout).unwrap();
    world.database.set_master_keys(format!("{} {new}", *old).parse().unwrap());
    let mut world = world.killed_and_restarted().await;
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;

    world.database.set_master_keys(format!("{new} {}", *old).parse().unwrap());
    let rotated = linekeeper(&world.database, &["keys", "rotate-master"]).await;
    let said = String::from_utf8_lossy(&rotated.stdout);
    assert!(rotated.status.success() && said.contains("done: 1 data keys"), "{rotated:?}");
    // The running service links another salon under the key that is still its current one.
    world.link(OTHER_SALON, NEW_PHONE).await;
    let world_again = linekeeper(&world.database, &["keys", "rotate-master"]).await;
    assert!(world_again.status.success(), "{world_again:?}");

    world.database.set_master_keys(new.parse().unwrap());
    let world = world.killed_and_restarted().await;
    for salon in [SALON, OTHER_SALON] {
        world.service.browser(salon).await.state("connected").await;
    }
    assert_eq!(world.service.stop().await, Some(0));
}
