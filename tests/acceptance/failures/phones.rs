//! Wrong phone, another company's phone, a phone that unlinks.

use linekeeper_harness::link_by_qr;

use super::*;

pub(super) fn covered() -> Vec<ErrorCode> {
    vec![
        ErrorCode::InvalidPhone,
        ErrorCode::PhoneInUse,
        ErrorCode::WrongPhoneLinked,
        ErrorCode::RemovedAfterLink,
        ErrorCode::LoggedOut,
        ErrorCode::Superseded,
    ]
}

#[tokio::test]
async fn phone_of_another_salon_is_refused() {
    let world = Watched::fresh().await;
    let (owner, other) = (Salon::nth(1), Salon::nth(2));
    link_by_qr(&world.service, &world.simulator, &owner.company, &owner.number).await;
    let mut page = world.page(&other).await;
    page.request_code(&owner.number).await;
    let error = page.frame("pairing-code-error").await;
    is_told(&error, ErrorCode::PhoneInUse);
    assert_eq!(world.status(&other).await["code"], "PHONE_IN_USE");
    world.is_everywhere(&other, ErrorCode::PhoneInUse, error["correlationId"].as_str().unwrap()).await;
    assert_eq!(world.status(&owner).await["state"], "connected");
}

#[tokio::test]
async fn another_phone_than_the_one_asked_for_is_not_linked() {
    let world = Watched::fresh().await;
    let (asked, other) = (Salon::nth(1), Salon::nth(2));
    world.simulator.name(&other.number, "Salon Boris").await;
    let mut page = world.page(&asked).await;
    page.request_code(&asked.number).await;
    page.code().await;
    page.send(json!({ "type": "request-qr" })).await;
    let qr = page.frame("qr-code").await["qr"].as_str().unwrap().to_owned();
    let (scanned, error) = tokio::join!(world.simulator.scan(&other.number, &qr), page.frame("pairing-code-error"));
    assert_eq!((scanned.0, scanned.1["error"].as_str()), (409, Some("companion_gone")));
    is_told(&error, ErrorCode::WrongPhoneLinked);
    let shown = page.state("error").await;
    let masked = format!("7900•••••{}", &other.number[9..]);
    assert_eq!(shown["linkedPhone"], masked, "which phone answered is told, and not all of its number");
    world.is_everywhere(&asked, ErrorCode::WrongPhoneLinked, error["correlationId"].as_str().unwrap()).await;
    world.credentials_become(&asked, false).await;
    assert_eq!(world.simulator.devices(&other.number).await, 0);
}

#[tokio::test]
async fn removal_soon_after_linking_differs_from_a_later_one() {
    let world = Watched::fresh().await;
    let (soon, late) = (Salon::nth(1), Salon::nth(2));
    for salon in [&soon, &late] {
        link_by_qr(&world.service, &world.simulator, &salon.company, &salon.number).await;
    }
    let database = world.database.connect().await;
    let long_ago = "UPDATE whatsapp_auth SET paired_at = now() - interval '6 minutes' WHERE company_id = $1";
    database.execute(long_ago, &[&late.company]).await.unwrap();
    let world = world.restarted().await;
    for (salon, code) in [(&soon, ErrorCode::RemovedAfterLink), (&late, ErrorCode::LoggedOut)] {
        let mut page = world.page(salon).await;
        page.state("connected").await;
        world.simulator.unlink(&salon.number).await;
        let shown = page.state("error").await;
        is_told(&shown, code);
        assert_eq!(
            shown["retryAfterMs"].as_u64().is_some_and(|wait| wait > 1_700_000),
            code == ErrorCode::RemovedAfterLink
        );
        world.is_everywhere(salon, code, shown["correlationId"].as_str().unwrap()).await;
        world.credentials_become(salon, false).await;
    }
}

#[tokio::test]
async fn user_errors_are_reported_but_send_no_alert() {
    let world = Watched::fresh().await;
    let (salon, other) = (Salon::nth(1), Salon::nth(2));
    let mut page = world.page(&salon).await;
    page.request_code("no number").await;
    is_told(&page.frame("pairing-code-error").await, ErrorCode::InvalidPhone);
    page.request_code(&salon.number).await;
    page.code().await;
    page.request_code(&other.number).await;
    is_told(&page.frame("pairing-code-error").await, ErrorCode::Superseded);
    assert_eq!(world.sentry.events().len(), 0);
}
