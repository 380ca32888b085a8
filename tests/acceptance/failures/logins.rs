//! Log-ins that WhatsApp refuses: those that park the session, and those that it retries by itself.

use linekeeper_harness::link_by_qr;

use super::*;

/// Expected outcome for a linked salon.
enum Becomes {
    /// Reconnects by itself.
    Connected,
    /// Parked; `keeps` tells whether its credentials remain.
    Parked { code: ErrorCode, keeps: bool },
}

fn rows() -> Vec<(Value, Becomes)> {
    let parked = |code, keeps| Becomes::Parked { code, keeps };
    let ours = || parked(ErrorCode::Internal, true);
    vec![
        // Linked a moment ago, so a 401 is a removal by WhatsApp.
        (json!({ "code": 401 }), parked(ErrorCode::RemovedAfterLink, false)),
        (json!({ "code": 403 }), parked(ErrorCode::AccountLocked, true)),
        (json!({ "code": 406 }), parked(ErrorCode::Banned, false)),
        (json!({ "code": 411 }), parked(ErrorCode::LoggedOut, false)),
        (json!({ "code": 402, "banCode": 101, "expire": 3600 }), parked(ErrorCode::TemporarilyBanned, true)),
        (json!({ "code": 400 }), ours()),
        (json!({ "code": 409 }), ours()),
        (json!({ "code": 415 }), ours()),
        (json!({ "code": 418 }), ours()),
        (json!({ "code": 499 }), ours()),
        (json!({ "code": 501 }), ours()),
        (json!({ "code": 500 }), Becomes::Connected),
        (json!({ "code": 503 }), Becomes::Connected),
        (json!({ "code": 429 }), Becomes::Connected),
        (json!({ "code": 428 }), Becomes::Connected),
        (json!({ "code": 402, "banCode": 102, "expire": 2 }), Becomes::Connected),
        (json!("drop"), Becomes::Connected),
        (json!("hang"), Becomes::Connected),
    ]
}

pub(super) fn covered() -> Vec<ErrorCode> {
    let code = |becomes| match becomes {
        Becomes::Connected => None,
        Becomes::Parked { code, .. } => Some(code),
    };
    rows().into_iter().filter_map(|(_, becomes)| code(becomes)).collect()
}

#[tokio::test]
async fn refused_logins_park_or_reconnect_as_listed() {
    let world = Watched::fresh().await;
    for (place, (answer, becomes)) in rows().into_iter().enumerate() {
        let salon = Salon::nth(place + 1);
        link_by_qr(&world.service, &world.simulator, &salon.company, &salon.number).await;
        let codes = world.simulator.stat("codesIssued").await;
        let mut page = world.page(&salon).await;
        page.state("connected").await;
        world.fault(Some(&salon), json!({ "at": "login", "answer": answer, "times": 1 })).await;
        world.fault(Some(&salon), json!({ "at": "stream", "answer": "drop", "times": 1 })).await;
        page.state("reconnecting").await;
        match becomes {
            Becomes::Connected => {
                page.state("connected").await;
                assert!(world.has_credentials(&salon).await, "{answer}");
            }
            Becomes::Parked { code, keeps } => parked(&world, &salon, &mut page, (code, keeps)).await,
        }
        assert_eq!(world.simulator.stat("codesIssued").await, codes, "{answer}: nobody had to type anything");
    }
}

async fn parked(world: &Watched, salon: &Salon, page: &mut Browser, (code, keeps): (ErrorCode, bool)) {
    let shown = page.state("error").await;
    is_told(&shown, code);
    let status = world.status(salon).await;
    assert_eq!((status["code"].as_str(), status["linked"].as_bool()), (Some(code.name()), Some(keeps)), "{status}");
    world.credentials_become(salon, keeps).await;
    if code == ErrorCode::TemporarilyBanned {
        assert!((3_500_000..=3_600_000).contains(&shown["retryAfterMs"].as_u64().unwrap()), "{shown}");
    }
    world.is_everywhere(salon, code, shown["correlationId"].as_str().unwrap()).await;
}

#[tokio::test]
async fn park_survives_a_restart_and_ends_with_a_restart_request() {
    let world = Watched::fresh().await;
    let salon = Salon::nth(1);
    link_by_qr(&world.service, &world.simulator, &salon.company, &salon.number).await;
    let mut page = world.page(&salon).await;
    world.fault(Some(&salon), json!({ "at": "login", "answer": { "code": 403 }, "times": 1 })).await;
    world.fault(Some(&salon), json!({ "at": "stream", "answer": "drop", "times": 1 })).await;
    page.state("error").await;
    world.park_is_kept(&salon).await;
    let world = world.restarted().await;
    let mut page = world.page(&salon).await;
    assert_eq!(page.state("error").await["code"], "ACCOUNT_LOCKED");
    let restarted = world.service.post(&format!("/api/whatsapp/sessions/{}/restart", salon.company)).await;
    assert_eq!(restarted.status(), 200);
    page.state("connected").await;
}
