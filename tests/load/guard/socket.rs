//! A client's frame or an event of the link, until the actors have handled it and the answer is sent. Allocations of
//! the fakes of store and link count too.

use actix::SystemRunner;
use linekeeper_actors::board::ReadBoard;
use linekeeper_domain::{CompanyId, Phone};
use linekeeper_ports::fake::FakeLink;
use linekeeper_ports::{Batch, KeyPut, KeyRow, LinkEvent, PairedDevice};

use crate::at;
use crate::costs::{Cost, hold};
use crate::stage::{Browser, Stage, quiet, system};

const WRITTEN: [Cost; 8] = [
    Cost::of("ping", 11, 1280),
    Cost::of("request-pairing-code", 163, 26_624),
    Cost::of("the link shows a QR", 31, 4864),
    Cost::of("the link has a code", 46, 6400),
    Cost::of("the phone is linked", 42, 4864),
    Cost::of("the line stands", 47, 6656),
    Cost::of("a dashboard reads", 12, 4352),
    Cost::of("the link writes a row", 9, 2048),
];

/// Frames and states that the client receives in each step; none for the last one.
const TOLD: [&[&str]; 6] = [
    &["pong"],
    &["creating"],
    &["waiting_for_pairing_code"],
    &["pairing-code", "pairing_code_sent"],
    &["connecting"],
    &["whatsapp-connected", "connected"],
];

struct Walk<'a> {
    system: &'a SystemRunner,
    browser: Browser,
    costs: Vec<Cost>,
}

impl Walk<'_> {
    fn step(&mut self, event: impl AsyncFnOnce(&Browser)) {
        let place = self.costs.len();
        let browser = &self.browser;
        let walked = async {
            event(browser).await;
            quiet().await;
        };
        let cost = Cost::measured(WRITTEN[place].name(), || self.system.block_on(walked));
        let told = self.browser.told();
        assert_eq!(told, TOLD[place], "{cost:?}");
        self.costs.push(cost);
    }

    fn frame(&mut self, text: &str) {
        let bytes = self.browser.encoded(text);
        self.step(async |browser| browser.send(bytes));
    }

    fn event(&mut self, link: &FakeLink, event: LinkEvent) {
        self.step(async |_| assert!(link.tell(event).await));
    }
}

/// Walks from an open page to a connected session.
fn pairing(system: &SystemRunner, stage: &mut Stage, (company, number): (&CompanyId, u8)) -> Vec<Cost> {
    let browser = system.block_on(async {
        let mut browser = stage.browser(company, number);
        quiet().await;
        assert_eq!(browser.told(), ["idle"]);
        let ping = browser.encoded(r#"{"type":"ping"}"#);
        browser.send(ping);
        quiet().await;
        assert_eq!(browser.told(), ["pong"]);
        browser
    });
    let mut walk = Walk { system, browser, costs: Vec::new() };
    walk.frame(r#"{"type":"ping","requestId":"r1"}"#);
    // Each company has a number of its own.
    let digits = format!("790064642{number:02}");
    walk.frame(&format!(r#"{{"type":"request-pairing-code","phoneNumber":"{digits}","requestId":"r2"}}"#));
    let link = stage.opened.try_recv().expect("a link");
    walk.event(&link, LinkEvent::QrCode { text: "2@ref".into(), expires_at: at(3600) });
    walk.event(&link, LinkEvent::CodeIssued { code: "ABCDEFGH".parse().unwrap(), expires_at: at(180) });
    let linked: Phone = digits.parse().unwrap();
    let device = PairedDevice { phone: linked.clone(), device: 3, platform: "android".into(), business_name: None };
    let batch = Batch { linked_phone: Some(linked.clone()), ..Batch::default() };
    system.block_on(link.credentials.write(batch)).unwrap();
    walk.event(&link, LinkEvent::Paired(device));
    walk.event(&link, LinkEvent::Connected { phone: linked });
    let read = Cost::measured(WRITTEN[6].name(), || {
        let frame = system.block_on(stage.board.send(ReadBoard { read: None })).unwrap();
        assert!(!frame.empty);
    });
    walk.costs.push(read);
    let row = KeyRow { key_id: "a".into(), value: "secret".into(), stamp: None };
    let batch = || Batch { puts: vec![KeyPut { key_type: "session", row: row.clone() }], ..Batch::default() };
    system.block_on(link.credentials.write(batch())).unwrap();
    let write =
        Cost::of_path(WRITTEN[7].name(), batch, |batch| system.block_on(link.credentials.write(batch)).unwrap());
    walk.costs.push(write);
    walk.costs
}

#[test]
fn pairing_through_the_actors_makes_the_listed_allocations() {
    let system = system();
    let mut stage = system.block_on(async { Stage::new() });
    // The first company makes the one-time allocations.
    pairing(&system, &mut stage, (&"first".parse().unwrap(), 1));
    let measured = pairing(&system, &mut stage, (&"other".parse().unwrap(), 2));
    hold(&measured, &WRITTEN);
}
