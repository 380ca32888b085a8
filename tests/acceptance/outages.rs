//! A database that is down: requests get a clear error, the process lives, nothing is lost.

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, SALON, World};
use linekeeper_harness::{DEADLINE, Database, Service, ServiceOptions};
use tokio_postgres::NoTls;

#[tokio::test]
async fn start_without_a_database_is_alive_but_not_ready() {
    let database = Database::at("postgres://nobody@127.0.0.1:1/nowhere");
    let service = Service::start(&database, &ServiceOptions::with_endpoint("ws://127.0.0.1:1/ws/chat")).await;
    assert_eq!(service.get("/healthz").await.status(), 200);
    let ready = service.get("/readyz").await;
    assert_eq!(ready.status(), 503);
    let problem: serde_json::Value = ready.json().await.unwrap();
    assert_eq!(problem["code"], "STORE_UNAVAILABLE");

    // Without the database no key can be checked.
    let refused = service.browser_with_headers(SALON, &[]).await.err().unwrap();
    assert!(refused.contains("503"), "{refused}");
    let reset = service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await;
    assert_eq!(reset.status(), 503);
    assert_eq!(reset.json::<serde_json::Value>().await.unwrap()["code"], "STORE_UNAVAILABLE");
}

#[tokio::test]
async fn a_database_that_refuses_for_a_while_loses_nothing() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    // Waits for the writes of the log-in: a commit that is cut makes a session read everything again.
    until_nothing_is_written(&world).await;
    let connections = world.simulator.stat("connectionsTotal").await;
    let database = shut(&world.database).await;
    assert_eq!(world.service.get("/readyz").await.status(), 503);
    let status = world.service.get(&format!("/api/whatsapp/sessions/{SALON}/credentials/status")).await;
    assert_eq!(status.status(), 503);
    let reset = world.service.post(&format!("/api/whatsapp/sessions/{SALON}/reset")).await;
    assert_eq!(reset.status(), 503);
    let mut page = world.service.browser(SALON).await;
    page.change_number(OLD_PHONE).await;
    assert_eq!(page.frame("pairing-code-error").await["code"], "STORE_UNAVAILABLE");
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1, "the device was logged out all the same");

    database.open().await;
    assert_eq!(world.service.get("/readyz").await.status(), 200);
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
    world.service.browser(SALON).await.state("connected").await;
    assert_eq!(world.simulator.stat("connectionsTotal").await, connections, "the line is the one of before");
}

/// Waits until no link has written for a second.
pub(crate) async fn until_nothing_is_written(world: &World) {
    let written = async || {
        let metrics = world.service.metrics().await;
        ["write", "touch_connected"].map(|call| metrics.sum_of("linekeeper_store_calls_total", &[("call", call)]))
    };
    let mut before = written().await;
    for _ in 0..DEADLINE.as_secs() {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let now = written().await;
        if std::mem::replace(&mut before, now) == now {
            return;
        }
    }
    panic!("something is always written");
}

/// A database that refuses connections.
pub(crate) struct Shut {
    name: String,
    admin: tokio_postgres::Client,
}

/// `application_name` of connections that stay open when the database is shut.
const BYSTANDER: &str = "bystander";

/// Opens a connection that bypasses the service and stays open when the database is shut.
pub(crate) async fn bystander_of(database: &Database) -> tokio_postgres::Client {
    let client = database.connect().await;
    client.batch_execute(&format!("SET application_name = '{BYSTANDER}'")).await.expect("named");
    client
}

/// Refuses new connections and ends the open ones, as a failover does.
pub(crate) async fn shut(database: &Database) -> Shut {
    let url = database.url().expect("a server");
    let name = url.rsplit(['/', '=']).next().expect("a name").to_owned();
    let shut = Shut { admin: admin_of(url).await, name };
    shut.allow(false).await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name <> $2";
    shut.admin.execute(end, &[&shut.name, &BYSTANDER]).await.expect("ended");
    shut
}

impl Shut {
    /// Admits connections again.
    pub(crate) async fn open(self) {
        self.allow(true).await;
    }

    async fn allow(&self, wanted: bool) {
        let alter = format!("ALTER DATABASE {} ALLOW_CONNECTIONS {wanted}", self.name);
        self.admin.batch_execute(&alter).await.expect("altered");
    }
}

async fn admin_of(url: &str) -> tokio_postgres::Client {
    let mut config: tokio_postgres::Config = url.parse().unwrap();
    config.dbname("postgres");
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
