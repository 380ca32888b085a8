//! Test of a client actor that panics: its socket breaks and no other actor is affected.

use linekeeper_ports::LinkEvent;

use super::fuse::Fuse;
use super::*;
use crate::testing::{SALON, WhatsApp, phone};

#[actix::test]
async fn client_panic_breaks_its_own_socket_only() {
    let mut stage = Stage::new();
    stage.put_linked(SALON, ASKED);
    let supervisor = stage.supervisor();
    let mut bystander = Browser::watching(&stage, &supervisor, 1).await;
    let mut link = stage.link().await;
    link.connects(ASKED).await;
    bystander.state("connected").await;
    let fuse = Fuse::in_clock_of(&stage);
    let mut broken = Browser::open_with_clock(&stage, &supervisor, (2, fuse.clone()));
    broken.frame("session-state").await;
    fuse.blow();
    broken.send(&json!({ "type": "ping" }));
    assert!(within(broken.down.recv()).await.is_none(), "its socket is gone");

    let mut newcomer = Browser::watching(&stage, &supervisor, 3).await;
    for browser in [&mut bystander, &mut newcomer] {
        browser.send(&json!({ "type": "ping" }));
        browser.frame("pong").await;
    }
    assert!(link.try_asked().is_none(), "the session goes on");
    assert!(link.tell(LinkEvent::Connected { phone: phone(ASKED) }).await, "and still listens");
}
