//! Tests of the limits on sockets, and of places that are returned.

use super::fuse::Fuse;
use super::*;
use crate::sockets::SocketLimits;

const FEW: SocketLimits = SocketLimits { total: 100, per_company: 100, per_address: 100 };

fn crowded(limits: SocketLimits) -> (Stage, Addr<SessionSupervisor>) {
    let stage = Stage::with(|settings| settings.sockets = limits);
    let supervisor = stage.supervisor();
    (stage, supervisor)
}

async fn refused(browser: &mut Browser) -> String {
    let error = browser.json().await;
    assert_eq!((&error["code"], &error["retryAfterMs"]), (&json!("TOO_MANY_REQUESTS"), &json!(5000)), "{error}");
    let closed = browser.closed_because().await.unwrap();
    assert_eq!(closed.code, CloseCode::Again);
    closed.description.unwrap()
}

#[actix::test]
async fn company_limit_refuses_a_socket_until_one_is_closed() {
    let (stage, supervisor) = crowded(SocketLimits { per_company: 2, ..FEW });
    let mut browsers = Vec::new();
    for number in 0..2 {
        browsers.push(Browser::watching(&stage, &supervisor, number).await);
    }
    let mut third = Browser::open(&stage, &supervisor, 3);
    assert!(refused(&mut third).await.contains("company"));
    let mut neighbour = Browser::arrive(&stage, &supervisor, Arrival::of(&company("880012")));
    neighbour.state("idle").await;
    browsers.pop().unwrap().leave();
    quiet().await;
    Browser::watching(&stage, &supervisor, 4).await;
}

#[actix::test]
async fn a_stranger_counts_for_no_company_until_it_is_known() {
    let (stage, supervisor) = crowded(SocketLimits { per_company: 1, ..FEW });
    stage.tokens.grant("token", &salon(), pass(owner(1, &salon()), None));
    let mut strangers: Vec<_> = (0..3).map(|_| Browser::arrive(&stage, &supervisor, Arrival::stranger())).collect();
    for stranger in &mut strangers {
        stranger.send(&json!({ "type": "ping" }));
        stranger.frame("pong").await;
    }
    strangers[0].authenticate("token", "a");
    strangers[0].state("idle").await;
    strangers[1].authenticate("token", "b");
    assert!(refused(&mut strangers[1]).await.contains("company"));
    strangers.remove(0).leave();
    quiet().await;
    strangers[1].authenticate("token", "c");
    strangers[1].state("idle").await;
}

#[actix::test]
async fn an_address_has_so_many_sockets_strangers_included() {
    let (stage, supervisor) = crowded(SocketLimits { per_address: 2, ..FEW });
    let come = |address: &str| Browser::arrive(&stage, &supervisor, Arrival::stranger().from(address));
    let (first, mut second) = (come("192.0.2.1"), come("::ffff:192.0.2.1"));
    second.hears_nothing().await;
    assert!(refused(&mut come("192.0.2.1")).await.contains("address"));
    come("192.0.2.2").hears_nothing().await;
    first.leave();
    quiet().await;
    come("192.0.2.1").hears_nothing().await;
}

#[actix::test]
async fn there_are_so_many_sockets_in_all() {
    let (stage, supervisor) = crowded(SocketLimits { total: 2, ..FEW });
    let come = |address: &str| Browser::arrive(&stage, &supervisor, Arrival::stranger().from(address));
    let (first, second) = (come("192.0.2.1"), come("192.0.2.2"));
    quiet().await;
    assert_eq!(refused(&mut come("192.0.2.3")).await, "too many sockets are open");
    first.leave();
    quiet().await;
    come("192.0.2.3").hears_nothing().await;
    second.leave();
}

#[actix::test]
async fn client_closed_for_its_token_gives_its_place_back() {
    let (stage, supervisor) = crowded(SocketLimits { total: 1, ..FEW });
    for _ in 0..3 {
        let mut stranger = Browser::arrive(&stage, &supervisor, Arrival::stranger());
        stranger.authenticate("no token", "a");
        assert_eq!(stranger.sent_away().await.1, 4401);
        quiet().await;
    }
}

#[actix::test]
async fn a_client_that_panics_gives_its_place_back() {
    let (stage, supervisor) = crowded(SocketLimits { per_company: 1, total: 1, per_address: 1 });
    let fuse = Fuse::in_clock_of(&stage);
    let mut broken = Browser::open_with_clock(&stage, &supervisor, (1, fuse.clone()));
    broken.state("idle").await;
    assert_eq!(refused(&mut Browser::open(&stage, &supervisor, 2)).await, "too many sockets are open");
    fuse.blow();
    broken.send(&json!({ "type": "ping" }));
    assert!(within(broken.down.recv()).await.is_none());
    quiet().await;
    Browser::watching(&stage, &supervisor, 3).await;
}
