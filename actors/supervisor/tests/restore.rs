//! Tests of the restore after a start.

use linekeeper_ports::LinkPurpose;
use linekeeper_ports::fake::FakeRow;

use super::*;
use crate::testing::{OTHER, at, quiet, seconds};

fn put(stage: &Stage, id: &str, last_connected: Option<i64>) {
    let row = FakeRow { last_connected_at: last_connected.map(at), ..FakeRow::linked(&phone(ASKED), at(-100_000)) };
    stage.store.put(&company(id), row);
}

/// Returns the companies in the order in which their sessions started.
fn begun(stage: &Stage) -> Vec<String> {
    let calls = stage.store.calls().into_iter().filter(|(call, _)| *call == StoreCall::Take);
    calls.filter_map(|(_, company)| company.map(|company| company.to_string())).collect()
}

#[actix::test]
async fn linked_sessions_restore_most_recent_first_at_the_set_rate() {
    let mut stage = Stage::with(|settings| settings.restore_per_second = 4);
    for (id, last) in [("a", Some(-50)), ("b", None), ("c", Some(-10)), ("d", Some(-30)), ("e", Some(-20))] {
        put(&stage, id, last);
    }
    stage.store.put(&company("half-paired"), FakeRow { requested_phone: Some(phone(OTHER)), ..FakeRow::default() });
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    let (mut tenths, mut links) = (Vec::new(), Vec::new());
    for id in ["c", "e", "d", "a", "b"] {
        let link = stage.link().await;
        assert_eq!((link.company.as_str(), link.purpose), (id, LinkPurpose::Login));
        tenths.push((stage.services.clock.now() - at(0)).num_milliseconds() / 100);
        links.push(link);
    }
    assert_eq!(tenths, [0, 3, 5, 8, 10], "four in a second");
    stage.opens_nothing().await;
    assert_eq!(begun(&stage), ["c", "e", "d", "a", "b"]);
}

#[actix::test]
async fn end_of_restore_is_told_to_early_and_late_callers() {
    let stage = Stage::with(|settings| settings.restore_per_second = 1);
    for id in ["a", "b", "c"] {
        put(&stage, id, None);
    }
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    supervisor.send(AwaitRestoration).await.unwrap();
    assert_eq!((begun(&stage).len(), stage.seconds()), (3, 2));
    supervisor.send(AwaitRestoration).await.unwrap();
    assert_eq!(stage.seconds(), 2);
}

#[actix::test]
async fn a_rate_below_ten_a_second_is_kept() {
    let mut stage = Stage::with(|settings| settings.restore_per_second = 1);
    for id in ["a", "b", "c"] {
        put(&stage, id, None);
    }
    stage.supervisor().do_send(RestoreSessions);
    let mut links = Vec::new();
    for second in 0..3 {
        links.push(stage.link().await);
        assert_eq!(stage.seconds(), second);
    }
}

#[actix::test]
async fn more_companies_than_a_page_holds_are_all_restored_once() {
    let stage = Stage::with(|settings| settings.restore_per_second = 10_000);
    let ids: Vec<String> = (0..1_003).map(|number| format!("s{number:04}")).collect();
    for id in &ids {
        put(&stage, id, None);
    }
    stage.supervisor().do_send(RestoreSessions);
    tokio::time::sleep(seconds(2)).await;
    assert_eq!(begun(&stage), ids);
}

#[actix::test]
async fn a_database_that_is_down_is_asked_again_every_two_seconds() {
    let mut stage = Stage::new();
    put(&stage, "a", None);
    stage.store.break_down();
    stage.supervisor().do_send(RestoreSessions);
    tokio::time::sleep(seconds(5)).await;
    assert_eq!(begun(&stage), [""; 0]);
    stage.store.recover();
    let _link = stage.link().await;
    assert_eq!(stage.seconds(), 6);
}

#[actix::test]
async fn live_session_is_not_restored_again() {
    let mut stage = Stage::new();
    put(&stage, "a", None);
    let supervisor = stage.supervisor();
    let _news = watch(&supervisor, "a", 1).await.unwrap();
    let _link = stage.link().await;
    supervisor.do_send(RestoreSessions);
    quiet().await;
    stage.opens_nothing().await;
    assert_eq!(begun(&stage), ["a"]);
}

#[actix::test]
async fn company_with_a_change_left_and_no_line_is_started_too() {
    let mut stage = Stage::new();
    put(&stage, "linked", None);
    let row = FakeRow { fence: 7, ..FakeRow::linked(&phone(OTHER), at(-100)) };
    stage.store.put(&company("changing"), FakeRow { fence: 3, ..FakeRow::default() });
    stage.next().put(&company("changing"), row);
    let supervisor = stage.supervisor();
    supervisor.do_send(RestoreSessions);
    let first = stage.link().await;
    assert_eq!(first.company.as_str(), "linked");
    let second = stage.link().await;
    assert_eq!((second.company.as_str(), second.purpose), ("changing", LinkPurpose::Login));
    supervisor.send(AwaitRestoration).await.unwrap();
}
