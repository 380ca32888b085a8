//! Tests of a build without the feature `sandbox`, whose certificate check is active.

use linekeeper_domain::LinkEndReason;
use linekeeper_link::LinkConfig;
use linekeeper_ports::LinkPurpose;

use crate::credentials::MemoryCredentials;
use crate::world::{World, links, open};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_normal_build_does_not_believe_the_simulator() {
    let world = World::start().await;
    let mut line = world.open(&MemoryCredentials::new(), LinkPurpose::Register);
    assert_eq!(line.ended().await, LinkEndReason::Untrusted);
    assert_eq!(world.simulator.stats().await.codes_issued, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_does_not_answer_is_the_networks_fault() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("ws://{}/ws/chat", taken.local_addr().unwrap());
    drop(taken);
    let links = links(LinkConfig { endpoint, ..LinkConfig::default() });
    let mut line = open(&links, &MemoryCredentials::new(), LinkPurpose::Register);
    assert_eq!(line.ended().await, LinkEndReason::Network);
}
