//! Accounts whose id differs from the number that people write: Mexico, Argentina, Brazil and others.

use linekeeper_acceptance::{OTHER_SALON, SALON, World};

/// Number as people write it, and WhatsApp's id of the account.
const ACCOUNTS: [[&str; 2]; 4] = [
    ["+52 55 1234 5678", "5215512345678"],
    ["+54 11 5874-9895", "5491158749895"],
    ["+55 31 98765-4321", "553187654321"],
    ["+225 07 07 12 34 56", "22507123456"],
];

fn digits(written: &str) -> String {
    written.chars().filter(char::is_ascii_digit).collect()
}

#[tokio::test]
async fn account_asked_for_as_people_write_it_is_linked_and_stays() {
    for [written, id] in ACCOUNTS {
        let world = World::fresh().await;
        world.simulator.write_also(id, &digits(written)).await;
        let mut page = world.service.browser(SALON).await;
        page.request_code(written).await;
        let code = page.code().await;
        world.type_code(id, &code).await;
        page.state("connected").await;
        assert_eq!(world.service.stored_phone(SALON).await.as_deref(), Some(id));
        // A repeated request for either form keeps the link and the device.
        for again in [written, id] {
            page.request_code(again).await;
            page.frame("whatsapp-connected").await;
        }
        assert_eq!(world.simulator.devices(id).await, 1);
        // Another company gets no code for the number, whichever form it uses.
        let mut other = world.service.browser(OTHER_SALON).await;
        for asked in [written, id] {
            other.request_code(asked).await;
            let error = other.frame("pairing-code-error").await;
            assert_eq!(error["code"], "PHONE_IN_USE", "{asked}");
        }
        assert_eq!(world.status(SALON).await["state"], "connected");
        assert_eq!(world.simulator.devices(id).await, 1);
    }
}

#[tokio::test]
async fn older_form_of_a_number_gets_the_same_code() {
    let world = World::fresh().await;
    let (id, written) = ("5215512345678", "525512345678");
    world.simulator.write_also(id, written).await;
    let mut one = world.service.browser(SALON).await;
    one.request_code("+52 1 55 1234 5678").await;
    let code = one.code().await;
    let mut two = world.service.browser(SALON).await;
    two.request_code("+52 55 1234 5678").await;
    assert_eq!(two.code().await, code);
    world.type_code(id, &code).await;
    one.state("connected").await;
}
