//! Connections: how they are listed, and stanzas for any of them.

use std::collections::BTreeMap;

use linekeeper_simulator::{
    ClientExpiration, ConnectionView, LineState, Refusal, Simulator, StanzaText, Stanzas, Target, Then,
};

use crate::client::simulator;
use crate::companion::{Companion, attr, linked_by_qr};
use crate::raw::Raw;

const SALON: &str = "79006464263";
const OTHER: &str = "79936363848";

fn note(text: &str) -> StanzaText {
    StanzaText {
        tag: "notification".to_owned(),
        attrs: BTreeMap::from([("type".to_owned(), text.to_owned())]),
        ..StanzaText::default()
    }
}

async fn list(simulator: &Simulator, wanted: Target) -> Vec<ConnectionView> {
    simulator.connections(&wanted).await.unwrap().connections
}

async fn tell(simulator: &Simulator, to: Target, text: &str) -> Result<Vec<u64>, Refusal> {
    let stanzas = Stanzas { to, stanzas: vec![note(text)], then: None };
    simulator.send_stanzas(&stanzas).await.map(|sent| sent.connections)
}

/// The next notification that a test has sent.
async fn told(raw: &mut Raw) -> String {
    loop {
        let stanza = raw.stanza_received().await;
        if stanza.tag == "notification" && stanza.attrs.get("from").is_none() {
            return attr(&stanza, "type");
        }
    }
}

#[tokio::test]
async fn stanza_reaches_the_connection_that_is_named() {
    let simulator = simulator().await;
    let mut qr = Companion::registered(&simulator).await;
    let mut code = Companion::registered(&simulator).await;
    code.shows_a_code(OTHER).await;
    let linked = linked_by_qr(&simulator, SALON).await;
    let mut device = linked.logs_in(&simulator, SALON, 1).await;
    assert_eq!(device.stanza_received().await.tag, "success");

    let states = |state| list(&simulator, Target::state(state));
    let (qrs, codes, devices) =
        (states(LineState::Qr).await, states(LineState::Code).await, states(LineState::Device).await);
    assert_eq!((qrs.len(), codes.len(), devices.len()), (1, 1, 1));
    assert_eq!((qrs[0].number.as_deref(), codes[0].number.as_deref()), (None, Some(OTHER)));
    assert_eq!((devices[0].number.as_deref(), devices[0].device), (Some(SALON), Some(1)));
    assert!(devices[0].client.starts_with("127.0.0.1:") && devices[0].since > 0, "{devices:?}");

    tell(&simulator, Target::state(LineState::Qr), "to the qr").await.unwrap();
    tell(&simulator, Target::number(OTHER), "to the code").await.unwrap();
    let one = Target { device: Some(1), ..Target::number(SALON) };
    assert_eq!(tell(&simulator, one, "to the device").await, Ok(vec![devices[0].connection]));
    assert_eq!(told(&mut qr.raw).await, "to the qr");
    assert_eq!(told(&mut code.raw).await, "to the code");
    assert_eq!(told(&mut device).await, "to the device");
    tell(&simulator, Target::connection(qrs[0].connection), "by its id").await.unwrap();
    assert_eq!(told(&mut qr.raw).await, "by its id");
}

#[tokio::test]
async fn device_is_told_apart_from_another_of_its_account() {
    let simulator = simulator().await;
    let mut devices = Vec::new();
    for device in 1..=2 {
        let mut raw = linked_by_qr(&simulator, SALON).await.logs_in(&simulator, SALON, device).await;
        assert_eq!(raw.stanza_received().await.tag, "success");
        devices.push(raw);
    }
    let account = Target { state: Some(LineState::Device), ..Target::number(SALON) };
    let second = Target { device: Some(2), ..account.clone() };
    let lines = list(&simulator, account.clone()).await;
    assert_eq!(lines.iter().map(|line| line.device).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert_eq!(tell(&simulator, second, "second").await, Ok(vec![lines[1].connection]));
    tell(&simulator, account, "both").await.unwrap();
    assert_eq!(told(&mut devices[0]).await, "both");
    assert_eq!(told(&mut devices[1]).await, "second");
}

#[tokio::test]
async fn newest_is_one_of_those_that_fit() {
    let simulator = simulator().await;
    let mut older = Companion::registered(&simulator).await;
    let mut newer = Companion::registered(&simulator).await;
    let both = list(&simulator, Target::state(LineState::Qr)).await;
    let sent = tell(&simulator, Target::state(LineState::Qr).newest(), "newest").await.unwrap();
    assert_eq!(sent, [both[1].connection]);
    let sent = tell(&simulator, Target::state(LineState::Qr), "all").await.unwrap();
    assert_eq!(sent, [both[0].connection, both[1].connection]);
    assert_eq!(told(&mut newer.raw).await, "newest");
    assert_eq!(told(&mut older.raw).await, "all");
}

#[tokio::test]
async fn stanzas_for_nobody_or_for_all_are_refused() {
    let simulator = simulator().await;
    let _companion = Companion::registered(&simulator).await;
    for nobody in [Target::number(SALON), Target::connection(99), Target::state(LineState::Device)] {
        assert_eq!(tell(&simulator, nobody.clone(), "x").await, Err(Refusal::NoConnection), "{nobody:?}");
    }
    let alone = Target { device: Some(1), ..Target::default() };
    for bad in [Target::default(), Target::default().newest(), alone] {
        assert!(matches!(tell(&simulator, bad.clone(), "x").await, Err(Refusal::BadRequest(_))), "{bad:?}");
    }
    assert_eq!(tell(&simulator, Target::number("7"), "x").await, Err(Refusal::BadNumber));
    let nested = (0..20).fold(note("deep"), |inner, _| StanzaText { children: vec![inner], ..note("deep") });
    let reference = StanzaText { reference: true, ..note("x") };
    let base64 = StanzaText { bytes: Some("!".to_owned()), ..note("x") };
    for stanzas in
        [vec![], vec![note("x"); 33], vec![nested], vec![reference], vec![base64], vec![StanzaText::default()]]
    {
        let stanzas = Stanzas { to: Target::state(LineState::Qr), stanzas, then: None };
        let refused = simulator.send_stanzas(&stanzas).await;
        assert!(matches!(refused, Err(Refusal::BadRequest(_))), "{stanzas:?}: {refused:?}");
    }
}

#[tokio::test]
async fn connection_ends_after_its_last_stanza() {
    let simulator = simulator().await;
    for then in [Then::Close, Then::Cut] {
        let mut companion = Companion::registered(&simulator).await;
        let to = Target::state(LineState::Qr);
        let stanzas = Stanzas { to, stanzas: vec![note("first"), note("last")], then: Some(then) };
        simulator.send_stanzas(&stanzas).await.unwrap();
        assert_eq!(told(&mut companion.raw).await, "first");
        assert_eq!(told(&mut companion.raw).await, "last");
        assert!(companion.raw.next().await.is_none());
    }
}

#[tokio::test]
async fn client_expiration_comes_alone_or_behind_others() {
    let simulator = simulator().await;
    let mut registering = Companion::registered(&simulator).await;
    let linked = linked_by_qr(&simulator, SALON).await;
    let mut device = linked.logs_in(&simulator, SALON, 1).await;
    assert_eq!(device.stanza_received().await.tag, "success");
    for (to, behind) in [(Target::state(LineState::Qr), 0), (Target::number(SALON), 0), (Target::number(SALON), 2)] {
        let raw = if to.number.is_some() { &mut device } else { &mut registering.raw };
        let told = ClientExpiration { to, t: 1_800_000_000, behind };
        simulator.expire_client(&told).await.unwrap();
        let mut tags = Vec::new();
        loop {
            let stanza = raw.stanza_received().await;
            assert_eq!(stanza.tag, "ib");
            let child = stanza.children().unwrap()[0].clone();
            tags.push(child.tag.to_string());
            if child.tag == "client_expiration" {
                assert_eq!(attr(&child, "t"), "1800000000");
                break;
            }
        }
        assert_eq!(tags.len(), usize::from(behind) + 1, "{tags:?}");
    }
    let many = ClientExpiration { to: Target::number(SALON), t: 1, behind: 17 };
    assert!(matches!(simulator.expire_client(&many).await, Err(Refusal::BadRequest(_))));
}
