//! The backlog stanza by stanza, with a device that has no client library.

use std::time::Duration;

use linekeeper_simulator::{Latencies, Simulator, SimulatorConfig};
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use crate::companion::{Companion, attr, bytes, linked_by_qr};
use crate::raw::Raw;

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

/// A simulator that gives a silent client more of its backlog after this time, and a linked companion that is away.
async fn away(unasked_batch: Duration) -> (Simulator, Companion) {
    let latencies = Latencies { unasked_batch, ..Latencies::default() };
    let simulator = Simulator::start(SimulatorConfig { latencies, ..SimulatorConfig::default() }).await.unwrap();
    let companion = linked_by_qr(&simulator, SALON).await;
    (simulator, companion)
}

/// Logs in and asks for the backlog; returns the number of its stanzas.
async fn back(simulator: &Simulator, companion: &Companion) -> (Raw, usize) {
    let mut device = companion.logs_in(simulator, SALON, 1).await;
    assert_eq!(device.stanza_received().await.tag, "success");
    device.stanza(&iq("passive", "active")).await;
    assert_eq!(device.stanza_received().await.tag, "iq");
    let preview = device.stanza_received().await;
    let preview = preview.get_optional_child("offline_preview").expect("no preview");
    (device, attr(preview, "count").parse().unwrap())
}

fn iq(xmlns: &'static str, child: &'static str) -> Node {
    let iq = NodeBuilder::new("iq").attr("id", "q").attr("to", "s.whatsapp.net").attr("type", "set");
    iq.attr("xmlns", xmlns).children([NodeBuilder::new(child).build()]).build()
}

async fn asks(device: &mut Raw, count: usize) {
    let batch = NodeBuilder::new("offline_batch").attr("count", count).build();
    device.stanza(&NodeBuilder::new("ib").children([batch]).build()).await;
}

/// Expects these places of the backlog, and nothing before the answer to a ping.
async fn gets(device: &mut Raw, places: std::ops::Range<usize>) -> Vec<Node> {
    let mut stanzas = Vec::new();
    for place in places {
        let stanza = device.stanza_received().await;
        assert_eq!(attr(&stanza, "offline"), place.to_string(), "{stanza:?}");
        stanzas.push(stanza);
    }
    device.stanza(&iq("w:p", "ping")).await;
    assert_eq!(device.stanza_received().await.tag, "iq");
    stanzas
}

async fn ends(device: &mut Raw, count: usize) {
    let end = device.stanza_received().await;
    let end = end.get_optional_child("offline").expect("no end marker");
    assert_eq!(attr(end, "count"), count.to_string());
}

fn text_of(stanza: &Node) -> Vec<u8> {
    bytes(stanza.get_optional_child("enc").expect("no ciphertext")).to_vec()
}

#[tokio::test]
async fn backlog_comes_as_far_as_the_device_asks_for_it() {
    let (simulator, companion) = away(Duration::from_secs(3_600)).await;
    for number in 0..20 {
        simulator.send(CUSTOMER, SALON, &number.to_string()).await.unwrap();
    }
    let (mut device, count) = back(&simulator, &companion).await;
    gets(&mut device, 0..5).await;
    let live = simulator.send(CUSTOMER, SALON, "live").await.unwrap();
    asks(&mut device, 3).await;
    gets(&mut device, 5..8).await;
    asks(&mut device, 200).await;
    gets(&mut device, 8..count).await;
    ends(&mut device, count).await;
    let stanza = device.stanza_received().await;
    assert_eq!((attr(&stanza, "id"), attr(&stanza, "offline")), (live.id, String::new()));
}

#[tokio::test]
async fn device_that_never_asks_gets_its_backlog_all_the_same() {
    let (simulator, companion) = away(Duration::from_millis(1)).await;
    for number in 0..20 {
        simulator.send(CUSTOMER, SALON, &number.to_string()).await.unwrap();
    }
    let (mut device, count) = back(&simulator, &companion).await;
    for place in 0..count {
        assert_eq!(attr(&device.stanza_received().await, "offline"), place.to_string());
    }
    ends(&mut device, count).await;
}

#[tokio::test]
async fn unacknowledged_message_is_delivered_again_byte_for_byte() {
    let (simulator, companion) = away(Duration::from_secs(3_600)).await;
    for text in ["taken", "lost"] {
        simulator.send(CUSTOMER, SALON, text).await.unwrap();
    }
    let (mut device, count) = back(&simulator, &companion).await;
    let first = gets(&mut device, 0..count).await;
    let (lost, earlier) = first.split_last().unwrap();
    for stanza in earlier {
        let class = if stanza.tag == "message" { "message" } else { "notification" };
        let ack = NodeBuilder::new("ack").attr("class", class).attr("id", attr(stanza, "id"));
        device.stanza(&ack.attr("to", attr(stanza, "from")).build()).await;
    }
    device.stanza(&iq("w:p", "ping")).await;
    // The marker may come before the answer.
    while device.stanza_received().await.tag != "iq" {}
    drop(device);
    let (mut device, count) = back(&simulator, &companion).await;
    assert_eq!(count, 1);
    let again = gets(&mut device, 0..1).await.remove(0);
    assert_eq!((attr(&again, "id"), attr(&again, "t")), (attr(lost, "id"), attr(lost, "t")));
    assert_eq!(text_of(&again), text_of(lost));
}
