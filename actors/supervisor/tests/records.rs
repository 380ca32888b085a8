//! Records of statuses: what the database keeps of a session that is looked at, rests, dies, or is down.

use linekeeper_domain::session::{Help, Parked, RecordedStatus, StateName};
use linekeeper_domain::{LinkEndReason, StoreFailure};
use linekeeper_ports::LinkEvent;
use linekeeper_ports::fake::FakeRow;

use super::*;
use crate::testing::{OTHER, SALON, WhatsApp, at, quiet, salon, seconds};

fn recorded(stage: &Stage) -> Option<RecordedStatus> {
    stage.store.recorded_status(&salon())
}

#[actix::test]
async fn status_is_recorded_within_a_second_and_once() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    let _link = connect(&mut stage).await;
    tokio::time::sleep(seconds(2)).await;
    let record = recorded(&stage).unwrap();
    assert_eq!((record.state, record.linked, record.outage), (StateName::Connected, true, None));
    let writes = stage.store.calls().iter().filter(|(call, _)| *call == StoreCall::Record).count();
    assert!(writes <= 2, "{writes} batches for idle, connecting and connected");
}

#[actix::test]
async fn statuses_of_a_large_start_are_recorded_at_once() {
    const SALONS: usize = 2_000;
    let stage = Stage::with(|settings| settings.restore_per_second = 100_000);
    let salons: Vec<_> = (0..SALONS).map(|number| company(&format!("salon-{number}"))).collect();
    for salon in &salons {
        let parked = Some(Parked { code: ErrorCode::AccountLocked, until: None });
        stage.store.put(salon, FakeRow { parked, ..FakeRow::linked(&phone(ASKED), at(-100_000)) });
    }
    let supervisor = stage.supervisor();
    supervisor.send(RestoreSessions).await.unwrap();
    tokio::time::sleep(seconds(2)).await;
    let recorded = salons.iter().filter(|salon| stage.store.recorded_status(salon).is_some()).count();
    assert_eq!(recorded, SALONS);
}

#[actix::test]
async fn line_that_is_down_is_recorded_and_goes_on_being_down() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let news = watch(&supervisor, SALON, 1).await.unwrap();
    let link = connect(&mut stage).await;
    link.tell(LinkEvent::Ended(LinkEndReason::Network)).await;
    quiet().await;
    written(&supervisor).await;
    let outage = recorded(&stage).unwrap().outage.unwrap();
    assert_eq!((outage.attempts, outage.cause), (0, Some(ErrorCode::NetworkError)));
    drop((news, supervisor));
    // Another process takes the company a day later.
    tokio::time::sleep(seconds(86_400)).await;
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    quiet().await;
    let status = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap().unwrap();
    assert_eq!(status.down_since, Some(outage.since));
}

#[actix::test]
async fn look_changes_neither_record_nor_journal() {
    let stage = Stage::with(|settings| settings.rest = seconds(1));
    let banned = Parked { code: ErrorCode::Banned, until: None };
    stage.store.put(&salon(), FakeRow { parked: Some(banned), ..Default::default() });
    let record = RecordedStatus {
        state: StateName::Error,
        code: Some(ErrorCode::Banned),
        since: at(-86_400),
        correlation_id: correlation("K7M3P9QT"),
        linked: false,
        outage: None,
        last_failure: None,
        phone_seen_at: None,
    };
    stage.store.put_record(&salon(), record.clone());
    let supervisor = stage.supervisor();
    let news = watch(&supervisor, SALON, 1).await.unwrap();
    quiet().await;
    let status = supervisor.send(SessionStatusOf { company: salon() }).await.unwrap().unwrap();
    assert_eq!((status.since, status.correlation_id.as_str()), (at(-86_400), "K7M3P9QT"));
    drop(news);
    supervisor.do_send(Unwatch { company: salon(), watcher: WatcherId(1) });
    tokio::time::sleep(seconds(10)).await;
    written(&supervisor).await;
    assert_eq!(supervisor.send(SessionStatusOf { company: salon() }).await.unwrap(), None, "it rests again");
    assert_eq!(recorded(&stage), Some(record));
    assert_eq!(stage.journal.entries(), []);
}

#[actix::test]
async fn failed_pairing_is_recorded_when_its_session_rests() {
    let mut stage = Stage::with(|settings| settings.rest = seconds(1));
    let supervisor = stage.supervisor();
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    let mut link = stage.link().await;
    assert_eq!(link.asked_for_code().await, phone(ASKED));
    tokio::time::sleep(seconds(25)).await;
    link.asked_to_close().await.1.release();
    tokio::time::sleep(seconds(120)).await;
    written(&supervisor).await;
    assert_eq!(supervisor.send(SessionStatusOf { company: salon() }).await.unwrap(), None, "it rests");
    let record = recorded(&stage).unwrap();
    let failure = record.last_failure.clone().unwrap();
    assert_eq!((record.state, failure.code), (StateName::Idle, ErrorCode::PairingTimeout));
    assert_eq!(failure.correlation_id.as_str(), "ask");
    assert_eq!(record.help_needed().map(|trouble| trouble.help), Some(Help::WaitsForOwner));
}

#[actix::test]
async fn outage_of_the_database_delays_records_and_loses_none() {
    let mut stage = Stage::new();
    for id in ["a", "b"] {
        stage.put_linked(id, if id == "a" { ASKED } else { OTHER });
    }
    let supervisor = stage.supervisor();
    let _news = (watch(&supervisor, "a", 1).await.unwrap(), watch(&supervisor, "b", 2).await.unwrap());
    quiet().await;
    stage.store.fail_next(StoreCall::Record, StoreFailure::Unavailable);
    stage.store.fail_next(StoreCall::Record, StoreFailure::UnknownOutcome);
    let _links = (connect(&mut stage).await, connect(&mut stage).await);
    tokio::time::sleep(seconds(5)).await;
    let state = |id: &str| stage.store.recorded_status(&company(id)).map(|record| record.state);
    assert!(state("a").is_some() && state("a") == state("b"), "{:?} {:?}", state("a"), state("b"));
    assert!(stage.services.metrics.render().contains("linekeeper_status_records_waiting 0"));
}

#[actix::test]
async fn status_that_cannot_be_recorded_holds_nobody_up() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    for _ in 0..2 {
        stage.store.fail_next(StoreCall::Record, StoreFailure::Corrupt);
    }
    let _link = connect(&mut stage).await;
    tokio::time::sleep(seconds(5)).await;
    assert!(stage.services.metrics.render().contains("linekeeper_status_records_waiting 0"));
}

#[actix::test]
async fn stop_in_an_outage_does_not_wait_for_records() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, SALON, 1).await.unwrap();
    let mut link = connect(&mut stage).await;
    stage.store.break_down();
    let stopped = tokio::task::spawn_local(supervisor.send(StopSessions));
    link.asked_to_close().await.1.release();
    crate::testing::within(stopped).await.unwrap().unwrap();
    crate::testing::within(written(&supervisor)).await;
}

#[actix::test]
async fn lines_are_restored_while_records_cannot_be_settled() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let hold = stage.store.hold_next(StoreCall::Recorded);
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    supervisor.send(AwaitRestoration).await.unwrap();
    let _link = stage.link().await;
    hold.release();
}

#[actix::test]
async fn pairing_of_a_process_that_died_is_over_after_the_restore() {
    let stage = Stage::new();
    let record = RecordedStatus {
        state: StateName::PairingCodeSent,
        code: None,
        since: at(-60),
        correlation_id: correlation("owner"),
        linked: false,
        outage: None,
        last_failure: None,
        phone_seen_at: None,
    };
    stage.store.put_record(&salon(), record);
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    supervisor.send(AwaitRestoration).await.unwrap();
    quiet().await;
    assert_eq!(recorded(&stage).map(|record| record.state), Some(StateName::Idle));
}
