//! Late writes are refused by the database itself.

use std::sync::Arc;
use std::time::Duration;

use actix::Actor;
use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_actors::board::BoardActor;
use linekeeper_actors::gate::{GateActor, GateRedials};
use linekeeper_actors::supervisor::{ResetSession, SessionSupervisor, StartPairing};
use linekeeper_actors::{ActorSettings, SessionServices};
use linekeeper_domain::access::Asker;
use linekeeper_domain::gate::GatePolicy;
use linekeeper_domain::{CompanyId, PairingMethod, PairingOptions, StoreFailure, TriggeredBy as Initiator};
use linekeeper_harness::{Database, Service};
use linekeeper_ports::fake::{FakeLinks, FixedChance, LinkRequest};
use linekeeper_ports::{Batch, Clock, CredentialRows, Credentials, SystemClock};
use linekeeper_store::{DatabaseUrl, Source, Store, StoreConfig};
use linekeeper_telemetry::Metrics;

#[tokio::test]
async fn older_process_yields_to_a_newer_one_on_the_same_database() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let mut older = world.service.browser(SALON).await;
    older.state("connected").await;

    let second = Service::start(&world.database, &world.options).await;
    let mut newer = second.browser(SALON).await;
    newer.state("connected").await;
    let parked = older.state("error").await;
    assert_eq!(parked["code"], "REPLACED");
    // The older process yields: it neither reconnects nor wipes the credentials that now belong to the other.
    assert_eq!(second.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
    assert_eq!(second.json(&format!("/api/whatsapp/sessions/{SALON}")).await["state"], "connected");
    assert_eq!(world.simulator.devices(NEW_PHONE).await, 1);
}

/// Real store and real actors with a fake link: the test sends a write of the link after the reset.
#[tokio::test(flavor = "current_thread")]
async fn a_write_of_a_link_from_before_a_reset_is_refused() {
    let local = tokio::task::LocalSet::new();
    local.run_until(held_back_write()).await;
}

async fn held_back_write() {
    let database = Database::fresh().await;
    let source = Source::Url(DatabaseUrl::new(database.url().unwrap()));
    let store = Store::open(StoreConfig::new(source, database.master_keys().clone())).await.unwrap();
    let (links, mut opened) = FakeLinks::new();
    let (clock, metrics): (Arc<dyn Clock>, _) = (Arc::new(SystemClock), Metrics::new());
    let gate = GateActor::new(GatePolicy::default(), clock.clone(), metrics.clone()).start();
    let services = SessionServices {
        store: Arc::new(store.clone()),
        next: Arc::new(store.next_slot()),
        redials: Arc::new(GateRedials::new(gate.clone().recipient())),
        numbers: Arc::new(store.clone()),
        policies: Arc::new(store.clone()),
        companies: Arc::new(store.clone()),
        session_log: None,
        outbox: None,
        media: None,
        metrics,
        gate: gate.clone().recipient(),
        gate_status: gate.recipient(),
        board: BoardActor::new(Duration::from_secs(1), clock.clone()).start().recipient(),
        links,
        journal: Arc::new(store.clone()),
        clock,
        settings: Arc::new(ActorSettings::default()),
    };
    let supervisor = SessionSupervisor::new(services, Vec::new(), Arc::new(|_| Box::new(FixedChance(0.5)))).start();
    let company: CompanyId = SALON.parse().unwrap();
    let ask = StartPairing {
        company: company.clone(),
        method: PairingMethod::Code,
        phone: Some(NEW_PHONE.parse().unwrap()),
        options: PairingOptions::default(),
        by: Asker::unknown(Initiator::Api),
        correlation: "pairing-1".parse().unwrap(),
    };
    supervisor.send(ask).await.unwrap().unwrap();
    let mut link = opened.recv().await.unwrap();
    let held_back = Batch { credentials: Some(Credentials("keys of before".into())), ..Batch::default() };
    link.credentials.write(held_back.clone()).await.unwrap();

    let reset = ResetSession {
        company: company.clone(),
        by: Asker::unknown(Initiator::Api),
        correlation: "reset-1".parse().unwrap(),
    };
    let resetting = supervisor.send(reset);
    let hold = loop {
        match link.asked().await {
            LinkRequest::Close(_, hold) => break hold,
            // Ordered as soon as the rows were empty; the link waits with it for its QR.
            LinkRequest::Code(_) => {}
            LinkRequest::Passkey(_) | LinkRequest::PasskeyConfirmed => panic!("nobody has answered for a passkey"),
            LinkRequest::Send(..) | LinkRequest::Read(_) | LinkRequest::Typing(..) | LinkRequest::Numbers(..) => {
                panic!("nobody sends anything")
            }
            LinkRequest::Dropped => panic!("the reset does not close the link"),
        }
    };
    hold.release();
    resetting.await.unwrap().unwrap();
    let late = link.credentials.write(held_back).await.unwrap_err();
    assert_eq!(late.failure, StoreFailure::Fenced);
    assert_eq!(store.credentials(&company).await.unwrap(), None);
}
