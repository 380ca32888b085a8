//! Connections that WhatsApp ends, or that break.

use linekeeper_harness::link_by_qr;

use super::*;

/// Expected outcome for a connected salon.
enum Becomes {
    /// Reconnects after a pause.
    Reconnected,
    /// Clients see no change.
    Undisturbed,
    /// Parked, credentials wiped.
    Removed,
}

fn rows() -> Vec<(&'static str, Value, Becomes)> {
    let stream = |answer, becomes| ("stream", answer, becomes);
    vec![
        stream(json!({ "code": 401 }), Becomes::Removed),
        stream(json!({ "code": 516 }), Becomes::Removed),
        stream(json!({ "code": 401, "text": "device_removed" }), Becomes::Removed),
        stream(json!({ "code": 428 }), Becomes::Reconnected),
        stream(json!({ "code": 429 }), Becomes::Reconnected),
        stream(json!({ "code": 500 }), Becomes::Reconnected),
        stream(json!({ "code": 503 }), Becomes::Reconnected),
        stream(json!("drop"), Becomes::Reconnected),
        stream(json!({ "code": 515 }), Becomes::Undisturbed),
        ("device-list", json!({ "code": 1 }), Becomes::Undisturbed),
    ]
}

#[tokio::test]
async fn ended_connections_lead_to_the_listed_outcome() {
    let world = Watched::fresh().await;
    for (place, (at, answer, becomes)) in rows().into_iter().enumerate() {
        let salon = Salon::nth(place + 1);
        link_by_qr(&world.service, &world.simulator, &salon.company, &salon.number).await;
        let mut page = world.page(&salon).await;
        page.state("connected").await;
        let connections = world.simulator.stat("connectionsTotal").await;
        world.fault(Some(&salon), json!({ "at": at, "answer": answer, "times": 1 })).await;
        match becomes {
            Becomes::Reconnected => {
                page.state("reconnecting").await;
                page.state("connected").await;
            }
            Becomes::Undisturbed => undisturbed(&world, &salon, &mut page, (at, connections)).await,
            Becomes::Removed => {
                let shown = page.state("error").await;
                is_told(&shown, ErrorCode::RemovedAfterLink);
                world
                    .is_everywhere(&salon, ErrorCode::RemovedAfterLink, shown["correlationId"].as_str().unwrap())
                    .await;
            }
        }
    }
    assert_eq!(world.simulator.stat("codesIssued").await, 0);
}

/// Asserts that a restart requested by WhatsApp (515) is no failure and happens at once, and that a mere device list
/// changes nothing.
async fn undisturbed(world: &Watched, salon: &Salon, page: &mut Browser, (at, connections): (&str, u64)) {
    if at == "stream" {
        while world.simulator.stat("connectionsTotal").await == connections {
            tokio::task::yield_now().await;
        }
    }
    page.send(json!({ "type": "ping" })).await;
    let next = page.until("a pong or a change", |frame| frame["type"] == "pong" || frame["state"] != "connected").await;
    assert_eq!(next["type"], "pong", "{next}");
    assert_eq!(world.status(salon).await["state"], "connected");
    let failures = world.service.events(&salon.company).await;
    assert!(failures.iter().all(|entry| entry["to"] != "reconnecting"), "{failures:#?}");
}

#[tokio::test]
async fn replaced_connection_returns_once_and_is_parked_next_time() {
    let world = Watched::fresh().await;
    for (place, answer) in [json!({ "code": 440 }), json!({ "code": 409, "text": "replaced" })].into_iter().enumerate()
    {
        let salon = Salon::nth(place + 1);
        link_by_qr(&world.service, &world.simulator, &salon.company, &salon.number).await;
        let mut page = world.page(&salon).await;
        page.state("connected").await;
        world.fault(Some(&salon), json!({ "at": "stream", "answer": answer, "times": 1 })).await;
        page.state("reconnecting").await;
        page.state("connected").await;
        world.fault(Some(&salon), json!({ "at": "stream", "answer": answer, "times": 1 })).await;
        let shown = page.state("error").await;
        is_told(&shown, ErrorCode::Replaced);
        assert!(world.has_credentials(&salon).await);
        world.is_everywhere(&salon, ErrorCode::Replaced, shown["correlationId"].as_str().unwrap()).await;
    }
}

#[tokio::test]
async fn unanswered_login_is_restarted_by_its_watchdog() {
    let world = Watched::fresh().await;
    let salon = Salon::nth(1);
    let mut page = world.page(&salon).await;
    world.fault(Some(&salon), json!({ "at": "login", "answer": "hang", "times": 1 })).await;
    scanned(&world, &salon, &mut page).await;
    page.state("connecting").await;
    let again = page.state("reconnecting").await;
    assert!(again["code"].is_null(), "{again}");
    page.state("connected").await;
    assert!(world.has_credentials(&salon).await);
    let journal = world.service.events(&salon.company).await;
    assert!(journal.iter().any(|entry| entry["reason"] == "timer: connect_watchdog"), "{journal:#?}");
}

#[tokio::test]
async fn first_login_without_account_settings_connects_at_once() {
    for (place, code) in [500, 503].into_iter().enumerate() {
        let world = Watched::fresh().await;
        let salon = Salon::nth(place + 1);
        let mut page = world.page(&salon).await;
        world.fault(Some(&salon), json!({ "at": "app-state", "answer": { "code": code }, "times": 0 })).await;
        scanned(&world, &salon, &mut page).await;
        page.until("connected or a retreat", |frame| {
            assert_ne!(frame["state"], "reconnecting", "{frame}");
            frame["state"] == "connected"
        })
        .await;
        let noted = async {
            while !world.service.events(&salon.company).await.iter().any(|entry| entry["event"] == "settings_delayed") {
            }
        };
        tokio::time::timeout(DEADLINE, noted).await.expect("an entry in the journal");
        assert_eq!(world.status(&salon).await["state"], "connected");
    }
}

async fn scanned(world: &Watched, salon: &Salon, page: &mut Browser) {
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    assert_eq!(world.simulator.scan(&salon.number, &qr).await.0, 200);
}
