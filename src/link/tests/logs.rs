//! Test of what a pairing writes to the log, with every target enabled except those known to reveal too much.

use std::io::Write;
use std::sync::{Arc, Mutex};

use linekeeper_link::QUIET_LOG_TARGETS;
use linekeeper_ports::{CloseMode, LinkPurpose};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::credentials::MemoryCredentials;
use crate::world::{SALON, World};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Every target at `trace`, except the simulator, which is not part of the service.
fn filter() -> EnvFilter {
    let all = EnvFilter::new("trace,linekeeper_simulator=off,actix=off");
    QUIET_LOG_TARGETS.iter().fold(all, |filter, target| filter.add_directive(format!("{target}=off").parse().unwrap()))
}

/// Under nextest this test has a process of its own; under plain `cargo test` it also captures the logs of tests
/// running in parallel, which must keep the same secrets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pairing_logs_neither_code_nor_number_nor_qr() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter()).with_writer(captured.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tracing_log::LogTracer::init().unwrap();
    log::info!(target: "some_library", "the bridge from log works");

    let world = World::receiving().await;
    let credentials = MemoryCredentials::new();
    let mut line = world.open(&credentials, LinkPurpose::Register);
    let qr = line.qr().await;
    let code = line.code(SALON).await;
    world.type_code(&code, &mut line).await;
    line.connected().await;
    world.simulator.send("79160000001", SALON, "a secret for the hairdresser").await.unwrap();
    world
        .until(async |simulator| simulator.phone(SALON).await.unwrap().devices.iter().all(|one| one.queued == 0))
        .await;
    line.link.close(CloseMode::LogOut).await;

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the bridge from log works"));
    let plain_code = code.displayed().replace('-', "");
    let qr_parts = qr.split(',').filter(|part| part.len() > 8).map(str::to_owned);
    let secrets = [code.displayed(), plain_code, SALON.to_owned(), "79160000001".to_owned(), "hairdresser".to_owned()];
    for secret in secrets.into_iter().chain(qr_parts) {
        let line = log.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "a secret was logged by {:?}", line.map(|line| line.get(..80)));
    }
}
