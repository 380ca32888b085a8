//! Stream errors without a code, and those on connections that are being linked.

use linekeeper_simulator::{Fault, FaultPoint, LineState, Simulator, Target};
use wacore::types::events::Event;

use crate::client::{Store, TestClient, linked, simulator, until};
use crate::companion::{Companion, attr};

const SALON: &str = "79006464263";
const OTHER: &str = "79936363848";

/// Tag of the only child of the stream error that comes next, and its code.
async fn stream_error(companion: &mut Companion) -> (String, String) {
    let error = companion.raw.stanza_received().await;
    assert_eq!(error.tag, "stream:error");
    let child = error.children().and_then(|children| children.first()).map(|child| child.tag.to_string());
    (child.unwrap_or_default(), attr(&error, "code"))
}

#[tokio::test]
async fn codeless_errors_reach_the_library_of_a_device() {
    let simulator = simulator().await;
    for child in ["ack", "xml-not-well-formed", "lunch"] {
        let (client, _) = linked(&simulator, SALON, &Store::new()).await;
        simulator.add_fault(Fault::child(FaultPoint::Stream, child).of(SALON)).await.unwrap();
        let code = client
            .event(|event| match event {
                Event::StreamError(error) => Some(error.code.clone()),
                _ => None,
            })
            .await;
        assert_eq!(code, "", "{child}");
        // It comes back by itself: the error did not log the device out.
        client.connected().await;
        until(&simulator, SALON, |phone| phone.devices.iter().any(|device| device.online)).await;
        simulator.unlink(SALON, None).await.unwrap();
    }
}

#[tokio::test]
async fn registering_line_gets_stream_errors_at_once() {
    let simulator = simulator().await;
    let table = [
        (Fault::child(FaultPoint::RegisteringStream, "ack"), ("ack", "")),
        (Fault::child(FaultPoint::RegisteringStream, "xml-not-well-formed"), ("xml-not-well-formed", "")),
        (Fault::refuse(FaultPoint::RegisteringStream, 503), ("", "503")),
        (Fault::refuse(FaultPoint::RegisteringStream, 401), ("conflict", "401")),
    ];
    for with_code in [false, true] {
        for (fault, (child, code)) in &table {
            let mut companion = Companion::registered(&simulator).await;
            if with_code {
                companion.shows_a_code(SALON).await;
            }
            simulator.add_fault(fault.clone()).await.unwrap();
            assert_eq!(stream_error(&mut companion).await, ((*child).to_owned(), (*code).to_owned()));
            assert!(companion.raw.next().await.is_none());
        }
    }
}

#[tokio::test]
async fn stream_error_waits_for_the_line_of_its_number() {
    let simulator = simulator().await;
    simulator.add_fault(Fault::child(FaultPoint::RegisteringStream, "ack").of(SALON)).await.unwrap();
    let mut other = Companion::registered(&simulator).await;
    other.shows_a_code(OTHER).await;
    let mut companion = Companion::registered(&simulator).await;
    companion.shows_a_code(SALON).await;
    assert_eq!(stream_error(&mut companion).await.0, "ack");
    let left = simulator.connections(&Target::state(LineState::Code)).await.unwrap().connections;
    assert_eq!(left.iter().map(|line| line.number.as_deref()).collect::<Vec<_>>(), [Some(OTHER)]);
    simulator.add_fault(Fault::drop(FaultPoint::RegisteringStream)).await.unwrap();
    other.raw.closed().await;
    simulator.add_fault(Fault::child(FaultPoint::RegisteringStream, "ack")).await.unwrap();
    let mut next = Companion::greeted(&simulator).await;
    next.receives_refs().await;
    assert_eq!(stream_error(&mut next).await.0, "ack");
}

#[tokio::test]
async fn registering_faults_leave_logged_in_devices_alone() {
    let simulator = simulator().await;
    let (_client, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.add_fault(Fault::refuse(FaultPoint::RegisteringStream, 500)).await.unwrap();
    let mut companion = Companion::greeted(&simulator).await;
    companion.receives_refs().await;
    assert_eq!(stream_error(&mut companion).await.1, "500");
    assert!(simulator.phone(SALON).await.unwrap().devices[0].online);
}

#[tokio::test]
async fn library_on_a_registering_line_registers_anew() {
    let simulator: Simulator = simulator().await;
    for child in ["ack", "xml-not-well-formed"] {
        let client = TestClient::start(&simulator.endpoint(), &Store::new()).await;
        client.code(SALON).await;
        simulator.add_fault(Fault::child(FaultPoint::RegisteringStream, child).of(SALON)).await.unwrap();
        client.event(|event| matches!(event, Event::StreamError(_)).then_some(())).await;
        client.qr().await;
    }
}
