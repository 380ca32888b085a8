//! Tests of the wait after WhatsApp removed a device that had just been linked.

use linekeeper_domain::access::Principal;
use linekeeper_domain::{LinkEndReason, PairingRefusal};
use linekeeper_ports::LinkEvent;

use super::*;
use crate::testing::{key, owner, quiet, salon, seconds, within};

const HALF_AN_HOUR: u64 = 1800;

async fn ask(player: &Player, by: Option<Principal>, override_wait: bool) -> Result<(), PairingRefusal> {
    let options = PairingOptions { override_wait, ..PairingOptions::default() };
    let by = Asker { actor: TriggeredBy::Api, principal: by };
    within(player.session.send(StartPairing { by, ..pairing(Some(ASKED), options, "o") })).await.unwrap()
}

fn waits(answer: Result<(), PairingRefusal>) -> u64 {
    let refusal = answer.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::RemovedAfterLink);
    refusal.retry_after.unwrap().as_secs()
}

/// Starts a session whose device WhatsApp removed right after the linking.
async fn removed(stage: &mut Stage) -> Player {
    let (mut player, mut link) = with_code(stage).await;
    link.links(ASKED).await;
    assert!(link.tell(LinkEvent::LinkingTaken).await);
    link.ends(LinkEndReason::LoggedOut).await;
    drop(link.asked_to_close().await);
    player.updates.state(StateName::Error).await;
    quiet().await;
    player
}

#[actix::test]
async fn a_wait_outlives_a_reset_and_the_session_and_ends_by_itself() {
    let mut stage = Stage::new();
    let player = removed(&mut stage).await;
    assert!(waits(ask(&player, None, false).await) >= HALF_AN_HOUR - 1);
    assert_eq!(within(reset(&player.session, "r")).await.unwrap(), Ok(()));
    assert!(waits(ask(&player, None, false).await) >= HALF_AN_HOUR - 1);
    tokio::time::sleep(seconds(600)).await;
    let anew = stage.session();
    let left = waits(ask(&anew, None, false).await);
    assert!((HALF_AN_HOUR - 602..=HALF_AN_HOUR - 599).contains(&left), "{left}");
    stage.opens_nothing().await;
    tokio::time::sleep(seconds(left + 2)).await;
    assert_eq!(ask(&anew, None, false).await, Ok(()));
    assert_eq!(stage.link().await.purpose, LinkPurpose::Register);
}

#[actix::test]
async fn a_wait_is_lifted_by_an_operator_and_that_is_in_the_journal() {
    let mut stage = Stage::new();
    let player = removed(&mut stage).await;
    waits(ask(&player, Some(owner(2, &salon())), true).await);
    let lifted =
        |stage: &Stage| stage.journal.entries().into_iter().filter(|entry| entry.event == "wait_lifted").count();
    assert_eq!(lifted(&stage), 0);
    assert_eq!(ask(&player, Some(key(1)), true).await, Ok(()));
    let _link = stage.link().await;
    quiet().await;
    assert_eq!(stage.store.row(&salon()).unwrap().removed_at, None, "the database need not wait any more");
    assert_eq!(lifted(&stage), 1);
    let entry = stage.journal.entries().into_iter().find(|entry| entry.event == "wait_lifted").unwrap();
    assert_eq!((entry.principal, entry.correlation), (Some(key(1)), Some(correlation("o"))));
}
