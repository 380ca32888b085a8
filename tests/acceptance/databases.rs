//! An embedded PostgreSQL that is killed under fifty sessions, and one whose disk is full.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, SALON, World};
use linekeeper_harness::{DEADLINE, Database, FakeSentry, Salon, Service, ServiceOptions, SimulatorProcess, link_many};

/// Polls every 5 ms until `yes` returns true. Panics after [`DEADLINE`].
pub(crate) async fn until(what: &str, yes: impl AsyncFn() -> bool) {
    let all = async {
        while !yes().await {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(DEADLINE, all).await.unwrap_or_else(|_| panic!("{what}: not in time"));
}

async fn readiness(service: &Service) -> u16 {
    service.get("/readyz").await.status().as_u16()
}

/// Process id of the embedded server's postmaster.
fn postmaster(data_dir: &Path) -> String {
    let path = data_dir.join("postgres/postmaster.pid");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().next().expect("a process id").to_owned()
}

#[tokio::test]
async fn killed_database_is_one_alert_and_all_sessions_reconnect() {
    let (database, sentry) = (Database::embedded(), FakeSentry::start().await);
    let simulator = SimulatorProcess::start_in_memory(database.dir()).await;
    let options = ServiceOptions::with_endpoint(&simulator.endpoint).with_sentry(&sentry);
    let service = Service::start(&database, &options).await;
    let salons = link_many(&service, &simulator, 50, 10).await;
    let killed = postmaster(&database.data_dir());
    assert!(Command::new("kill").args(["-9", &killed]).status().unwrap().success());
    until("not ready", async || readiness(&service).await == 503).await;
    until("ready again", async || readiness(&service).await == 200).await;
    assert_ne!(postmaster(&database.data_dir()), killed, "the keeper started another one");

    let connected = [("state", "connected")];
    until("all are connected", async || service.metrics().await.value("linekeeper_sessions", &connected) == Some(50.0))
        .await;
    for salon in &salons {
        assert_eq!(service.stored_phone(&salon.company).await.as_deref(), Some(salon.number.as_str()));
    }
    sentry.until("the alert", |event| event["tags"]["code"] == "STORE_UNAVAILABLE").await;
    assert_eq!(sentry.count(|event| event["tags"]["code"] == "STORE_UNAVAILABLE"), 1, "{:#?}", sentry.events());

    let (first, newcomer) = (&salons[0], Salon::nth(51));
    let reset = service.post(&format!("/api/whatsapp/sessions/{}/reset", first.company)).await;
    assert_eq!(reset.status(), 200);
    simulator.name(&newcomer.number, "Salon Anna").await;
    let mut page = service.browser(&newcomer.company).await;
    page.request_code(&newcomer.number).await;
    let code = page.code().await;
    assert_eq!(simulator.enter_code(&newcomer.number, &code).await.0, 200);
    page.state("connected").await;
    assert_eq!(service.stop().await, Some(0));
}

/// A tmpfs small enough for a test to fill.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mounted_at(place: PathBuf, megabytes: u32) -> Self {
        std::fs::create_dir_all(&place).expect("a directory");
        let size = format!("size={megabytes}m,mode=0755");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&place).status();
        assert!(mounted.is_ok_and(|status| status.success()), "this test mounts a tmpfs, which needs root");
        Self(place)
    }

    /// Fills it to the last byte; returns the file that does so.
    fn fill(&self) -> PathBuf {
        let ballast = self.0.join("ballast");
        let mut file = std::fs::File::create(&ballast).expect("a file");
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        ballast
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The service has exited; a lazy unmount completes when the last open file is closed.
        let _unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn full_disk_refuses_pairings_and_recovers_with_space() {
    let database = Database::embedded();
    let disk = SmallDisk::mounted_at(database.data_dir(), 160);
    let world = World::on(database, |options| options.set("STORE__CALL_TIMEOUT_SECONDS", "2")).await;
    world.link(SALON, OLD_PHONE).await;
    let ballast = disk.fill();
    use_up_what_is_allocated(&world).await;
    let mut page = world.service.browser("newcomer").await;
    page.request_code(NEW_PHONE).await;
    page.until("a clear code", |frame| frame["code"] == "STORE_UNAVAILABLE").await;
    assert_eq!(world.service.get("/healthz").await.status(), 200);
    assert_eq!(world.simulator.devices(OLD_PHONE).await, 1, "the linked salon keeps its device");

    std::fs::remove_file(ballast).expect("removed");
    until("ready again", async || readiness(&world.service).await == 200).await;
    assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(OLD_PHONE));
    until("the linked salon is connected", async || world.status(SALON).await["state"] == "connected").await;
    let mut page = world.service.browser("another").await;
    page.state("idle").await;
    world.link_on(&mut page, NEW_PHONE).await;
    assert_eq!(world.service.stop().await, Some(0));
}

/// Writes to the database until no write succeeds: space allocated before the disk was full can still be used.
async fn use_up_what_is_allocated(world: &World) {
    let client = world.database.connect().await;
    // Larger than anything the service writes, and only in the write-ahead log: it fails once that cannot grow.
    let more = "SELECT pg_logical_emit_message(true, 'ballast', repeat('x', 1000000))";
    while client.batch_execute(more).await.is_ok() {}
}
