//! One account under two forms of its number: the code is asked for under one, the service uses another.

use linekeeper_simulator::{PhoneProfile, PhoneView, Refusal, Simulator, Spellings};
use wacore::types::events::Event;

use crate::client::{Store, TestClient, simulator};
use crate::companion::linked_by_qr;

const ID: &str = "5215512345678";
const WRITTEN: &str = "525512345678";

async fn spelled(simulator: &Simulator, spellings: Spellings) -> Result<PhoneView, Refusal> {
    let profile = PhoneProfile {
        written_as: Some(vec![WRITTEN.to_owned()]),
        spellings: Some(spellings),
        ..PhoneProfile::default()
    };
    simulator.put_phone(ID, profile).await
}

fn some(number: &str) -> Option<String> {
    Some(number.to_owned())
}

#[tokio::test]
async fn device_is_linked_and_logs_in_under_each_form() {
    for asked in [ID, WRITTEN] {
        for announced in [None, some(ID), some(WRITTEN)] {
            let simulator = simulator().await;
            let spellings = Spellings { pair_success: announced.clone(), ..Spellings::default() };
            spelled(&simulator, spellings).await.unwrap();
            let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
            let code = client.code(asked).await;
            let linked = simulator.enter_code(asked, &code).await.unwrap();
            let expected = announced.unwrap_or_else(|| ID.to_owned());
            assert_eq!(linked.device, format!("{expected}:1@s.whatsapp.net"), "{asked}");
            let told = client
                .event(|event| match event {
                    Event::PairSuccess(success) => Some(success.id.user.to_string()),
                    _ => None,
                })
                .await;
            assert_eq!(told, expected, "{asked}");
            client.connected().await;
            let phone = simulator.phone(WRITTEN).await.unwrap();
            assert!(phone.number == ID && phone.devices[0].online, "{phone:?}");
            assert_eq!(phone.devices[0].device, linked.device);
        }
    }
}

#[tokio::test]
async fn login_is_accepted_under_the_form_that_is_set() {
    let simulator = simulator().await;
    spelled(&simulator, Spellings::default()).await.unwrap();
    let mut companion = linked_by_qr(&simulator, WRITTEN).await;
    companion.raw.closed().await;
    for (only, username, answer) in [
        (None, ID, "success"),
        (None, WRITTEN, "success"),
        (some(WRITTEN), WRITTEN, "success"),
        (some(WRITTEN), ID, "failure"),
        (some(ID), ID, "success"),
        (some(ID), WRITTEN, "failure"),
    ] {
        spelled(&simulator, Spellings { login: only.clone(), ..Spellings::default() }).await.unwrap();
        let mut device = companion.logs_in(&simulator, username, 1).await;
        assert_eq!(device.stanza_received().await.tag, answer, "{only:?} {username}");
    }
}

#[tokio::test]
async fn listing_names_devices_in_the_form_that_is_set() {
    let simulator = simulator().await;
    let spellings = Spellings { pair_success: some(WRITTEN), login: None, listing: some(WRITTEN) };
    let phone = spelled(&simulator, spellings.clone()).await.unwrap();
    assert_eq!(phone.spellings, spellings);
    let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
    let code = client.code(ID).await;
    simulator.enter_code(ID, &code).await.unwrap();
    client.connected().await;
    let device = format!("{WRITTEN}:1@s.whatsapp.net");
    assert_eq!(simulator.phone(ID).await.unwrap().devices[0].device, device);
    // What the phone writes is the device's own text, in this form too.
    simulator.send(ID, "79936363848", "from the phone").await.unwrap();
    assert_eq!(client.receives("from the phone").await, (WRITTEN.to_owned(), true));
    simulator.send("79936363848", WRITTEN, "to the account").await.unwrap();
    client.receives("to the account").await;
    // Devices are unlinked by either form.
    let other = format!("{ID}:1@s.whatsapp.net");
    assert_eq!(simulator.unlink(WRITTEN, Some(&other)).await.unwrap().unlinked, [device]);
}

#[tokio::test]
async fn foreign_forms_are_refused_and_lost_ones_forgotten() {
    let simulator = simulator().await;
    let foreign = Spellings { pair_success: some("79936363848"), ..Spellings::default() };
    assert!(matches!(spelled(&simulator, foreign).await, Err(Refusal::BadRequest(_))));
    let malformed = Spellings { listing: some("+52"), ..Spellings::default() };
    assert_eq!(spelled(&simulator, malformed).await, Err(Refusal::BadNumber));
    spelled(&simulator, Spellings { listing: some(WRITTEN), ..Spellings::default() }).await.unwrap();
    let none = PhoneProfile { written_as: Some(Vec::new()), ..PhoneProfile::default() };
    let phone = simulator.put_phone(ID, none).await.unwrap();
    assert_eq!(phone.spellings, Spellings::default());
}
