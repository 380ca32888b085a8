//! Tests of the supervisor's requests and queries.

use linekeeper_domain::PasskeyAnswer;
use linekeeper_domain::overview::StateCounts;
use linekeeper_domain::session::{PasskeyStep, StateName};

use super::*;
use crate::testing::{OTHER, SALON, WhatsApp, quiet, seconds, within};

async fn list(
    supervisor: &Addr<SessionSupervisor>,
    states: &[StateName],
    after: Option<&str>,
) -> (Vec<String>, Option<String>) {
    let ask = ListSessions { states: states.to_vec(), after: after.map(company), limit: 2 };
    let SessionsPage { sessions, next } = supervisor.send(ask).await.unwrap();
    (sessions.iter().map(|status| status.company_id.to_string()).collect(), next.map(|next| next.to_string()))
}

#[actix::test]
async fn sessions_are_listed_by_company_a_page_at_a_time() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    for id in ["c", "a", "e", "b", "d"] {
        watch(&supervisor, id, 1).await.unwrap();
    }
    quiet().await;
    assert_eq!(list(&supervisor, &[], None).await, (vec!["a".into(), "b".into()], Some("b".into())));
    assert_eq!(list(&supervisor, &[], Some("b")).await, (vec!["c".into(), "d".into()], Some("d".into())));
    assert_eq!(list(&supervisor, &[], Some("d")).await, (vec!["e".into()], None));
    assert_eq!(list(&supervisor, &[], Some("x")).await, (vec![], None));
}

#[actix::test]
async fn sessions_are_listed_and_counted_by_state() {
    let mut stage = Stage::new();
    stage.put_linked("c", OTHER);
    let supervisor = stage.supervisor();
    for id in ["a", "b", "c", "d"] {
        watch(&supervisor, id, 1).await.unwrap();
    }
    let link = stage.link().await;
    link.connects(OTHER).await;
    quiet().await;
    assert_eq!(list(&supervisor, &[StateName::Connected], None).await, (vec!["c".into()], None));
    assert_eq!(list(&supervisor, &[StateName::Idle], None).await, (vec!["a".into(), "b".into()], Some("b".into())));
    assert_eq!(list(&supervisor, &[StateName::Idle], Some("b")).await, (vec!["d".into()], None));
    assert_eq!(list(&supervisor, &[StateName::Error, StateName::Creating], None).await, (vec![], None));
    let counts = StateCounts { connected: 1, idle: 3, ..StateCounts::default() };
    assert_eq!(supervisor.send(CountSessions).await.unwrap(), counts);
}

#[actix::test]
async fn status_of_a_company_without_session_starts_none() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    assert_eq!(supervisor.send(SessionStatusOf { company: company(SALON) }).await.unwrap(), None);
    assert_eq!(lives(&stage, SALON), 0);
}

#[actix::test]
async fn passkey_step_for_a_company_without_session_starts_none() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let challenge = linekeeper_domain::PasskeyChallenge::parse(r#"{"challenge":"AQIDBAUGBwgJCgsMDQ4PEA"}"#).unwrap();
    let (challenge, correlation) = (challenge.id(), correlation("c"));
    let with = PasskeyAnswer::new("{}".to_owned());
    let answer = PasskeyStep { challenge: challenge.clone(), with, by: api(), correlation: correlation.clone() };
    let step = PasskeyStep { challenge, with: (), by: api(), correlation };
    let refused = Err(ErrorCode::NoPasskeyRequested);
    assert_eq!(supervisor.send(AnswerPasskey { company: company(SALON), step: answer }).await.unwrap(), refused);
    assert_eq!(supervisor.send(ConfirmPasskey { company: company(SALON), step }).await.unwrap(), refused);
    let shown = supervisor.send(ShowPasskey { company: company(SALON) }).await.unwrap();
    assert_eq!(shown, Err(ErrorCode::NoPasskeyRequested));
    assert_eq!(lives(&stage, SALON), 0);
}

#[actix::test]
async fn request_to_a_session_that_hangs_times_out() {
    let stage = Stage::new();
    let supervisor = stage.supervisor();
    let _hold = stage.store.hold_next(StoreCall::Take);
    assert_eq!(ask_code(&supervisor, SALON, ASKED).await, Err(ErrorCode::Internal.into()));
    assert_eq!(stage.seconds(), 15);
    assert_eq!(ask_code(&supervisor, "neighbour", ASKED).await, Ok(()), "nobody else waited with it");
}

#[actix::test]
async fn pairing_is_cancelled_on_request() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    ask_code(&supervisor, SALON, ASKED).await.unwrap();
    let mut link = stage.link().await;
    link.asked_for_code().await;
    let ask = CancelPairing { company: company(SALON), by: api(), correlation: correlation("c") };
    assert_eq!(supervisor.send(ask).await.unwrap(), Ok(()));
    drop(link.asked_to_close().await);
    tokio::time::sleep(seconds(1)).await;
    let status = supervisor.send(SessionStatusOf { company: company(SALON) }).await.unwrap().unwrap();
    assert_eq!(status.state, StateName::Idle);
}

#[actix::test]
async fn pairings_of_an_hour_are_counted_through_all_lives() {
    let mut stage = Stage::new();
    let supervisor = stage.supervisor();
    let strangers = || StartPairing { by: Asker::unknown(TriggeredBy::Client), ..pairing(SALON, None) };
    for number in 0..30 {
        assert_eq!(within(supervisor.send(strangers())).await.unwrap(), Ok(()));
        let mut link = stage.link().await;
        let asker = supervisor.clone();
        let answer = tokio::task::spawn_local(async move { reset(&asker, SALON).await });
        drop(link.asked_to_close().await);
        assert_eq!(within(answer).await.unwrap(), Ok(()));
        if number % 10 == 9 {
            // Without watchers the idle session is stopped, and the next request starts another life.
            tokio::time::sleep(seconds(181)).await;
            assert!(known(&supervisor, SALON).await.is_none());
        }
    }
    let refused = within(supervisor.send(strangers())).await.unwrap().unwrap_err();
    assert_eq!(refused.code, ErrorCode::RateLimited);
    assert!(refused.retry_after.is_some_and(|left| left < seconds(3600)), "{refused:?}");
    stage.opens_nothing().await;
}
