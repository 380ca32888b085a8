//! Tests of code permits granted to a request that is no longer wanted.

use linekeeper_domain::{CodeUsage, NumberUsage};

use super::*;
use crate::testing::{OTHER, quiet, salon, within};

/// Way in which a request ends while its precheck is under way.
#[derive(Debug, Clone, Copy)]
enum GivenUp {
    Cancelled,
    Reset,
    Disconnected,
    Stopped,
}

fn give_up(player: &Player, way: GivenUp) {
    let (session, by, correlation) = (&player.session, TriggeredBy::Client, correlation("x"));
    match way {
        GivenUp::Cancelled => session.do_send(CancelPairing { by, correlation }),
        GivenUp::Reset => session.do_send(ResetSession { by, correlation }),
        GivenUp::Disconnected => session.do_send(DisconnectSession { by, correlation }),
        GivenUp::Stopped => session.do_send(StopSession),
    }
}

fn asked(stage: &Stage) -> (NumberUsage, CodeUsage) {
    (stage.store.number_usage(&phone(ASKED)), stage.store.usage(&salon()))
}

/// Ends the request at this call of the store: before the limits are checked, or while WhatsApp is dialled.
async fn goes_back_when(way: GivenUp, at: StoreCall) {
    let stage = Stage::new();
    let player = stage.session();
    let mut call = stage.store.hold_next(at);
    ask_code(&player.session, ASKED, "a");
    within(call.reached()).await;
    give_up(&player, way);
    quiet().await;
    call.release();
    quiet().await;
    let gave_back = calls(&stage).iter().filter(|call| **call == StoreCall::Number).count();
    assert_eq!((gave_back, asked(&stage)), (1, Default::default()), "{way:?}");
}

#[actix::test]
async fn code_granted_after_a_cancel_goes_back() {
    goes_back_when(GivenUp::Cancelled, StoreCall::Prepare).await;
}

#[actix::test]
async fn code_counted_after_a_cancel_goes_back() {
    goes_back_when(GivenUp::Cancelled, StoreCall::Commit).await;
}

#[actix::test]
async fn code_granted_after_a_reset_goes_back() {
    goes_back_when(GivenUp::Reset, StoreCall::Prepare).await;
}

#[actix::test]
async fn code_counted_after_a_reset_goes_back() {
    goes_back_when(GivenUp::Reset, StoreCall::Commit).await;
}

#[actix::test]
async fn code_granted_after_a_disconnect_goes_back() {
    goes_back_when(GivenUp::Disconnected, StoreCall::Prepare).await;
}

#[actix::test]
async fn code_counted_after_a_disconnect_goes_back() {
    goes_back_when(GivenUp::Disconnected, StoreCall::Commit).await;
}

#[actix::test]
async fn code_granted_to_a_session_that_stops_goes_back() {
    goes_back_when(GivenUp::Stopped, StoreCall::Prepare).await;
}

#[actix::test]
async fn code_counted_to_a_session_that_stops_goes_back() {
    goes_back_when(GivenUp::Stopped, StoreCall::Commit).await;
}

#[actix::test]
async fn code_of_a_request_that_is_carried_out_stays_counted() {
    let mut stage = Stage::new();
    let player = stage.session();
    ask_code(&player.session, ASKED, "a");
    let _link = stage.link().await;
    quiet().await;
    let (number_usage, usage) = asked(&stage);
    assert_eq!((number_usage.asked.len(), usage.asked.len()), (1, 1));
    // A cancelled request for another number reverts its own usage only.
    let mut over = stage.store.hold_next(StoreCall::Number);
    ask_code(&player.session, OTHER, "b");
    within(over.reached()).await;
    give_up(&player, GivenUp::Cancelled);
    quiet().await;
    over.release();
    quiet().await;
    let counted: Vec<_> = stage.store.usage(&salon()).asked.into_iter().map(|one| one.phone).collect();
    assert_eq!(counted, [phone(ASKED)]);
    assert_eq!(stage.store.number_usage(&phone(OTHER)), NumberUsage::default());
}
