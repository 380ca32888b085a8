//! The timeline: who was connected when, and from where.

use linekeeper_simulator::{Limits, Simulator, SimulatorConfig, TimelineEntry, TimelineFilter, What};

use crate::client::{Store, TestClient, eventually, linked, simulator};
use crate::companion::{Companion, linked_by_qr};

const SALON: &str = "79006464263";

fn of(number: &str) -> TimelineFilter {
    TimelineFilter { number: Some(number.to_owned()), ..TimelineFilter::default() }
}

/// Waits until the entries that fit are as wanted.
async fn entries(
    simulator: &Simulator,
    filter: TimelineFilter,
    wanted: impl Fn(&[TimelineEntry]) -> bool,
) -> Vec<TimelineEntry> {
    let look = || async { Some(simulator.timeline(&filter).await.unwrap().entries).filter(|entries| wanted(entries)) };
    eventually(simulator, look).await
}

/// Events of a connection, in order.
fn events(entries: &[TimelineEntry], connection: u64) -> Vec<What> {
    entries.iter().filter(|entry| entry.connection == Some(connection)).map(|entry| entry.what).collect()
}

/// Time from the login on a connection until its end; an open one has none.
fn online(entries: &[TimelineEntry], connection: u64) -> (f64, f64) {
    let at = |what| entries.iter().find(|entry| entry.connection == Some(connection) && entry.what == what);
    (at(What::LoggedIn).unwrap().t, at(What::Closed).map_or(f64::INFINITY, |entry| entry.t))
}

#[tokio::test]
async fn life_of_a_device_is_told_from_code_to_end() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    simulator.unlink(SALON, None).await.unwrap();
    drop(client);
    let entries = entries(&simulator, of(SALON), |entries| {
        entries.iter().filter(|entry| entry.what == What::Closed).count() == 2
    })
    .await;
    let registering = entries[0].connection.unwrap();
    assert_eq!(
        events(&entries, registering),
        [What::Code, What::Linking, What::Linked, What::StreamError, What::Closed],
        "{entries:?}"
    );
    let device = entries.iter().find(|entry| entry.what == What::LoggedIn).unwrap().clone();
    assert_eq!(
        events(&entries, device.connection.unwrap()),
        [What::LoggedIn, What::LoggedOut, What::StreamError, What::Closed]
    );
    assert_eq!((device.device, device.number.as_deref()), (Some(1), Some(SALON)));
    assert!(device.client.unwrap().starts_with("127.0.0.1:"));
    let restart = entries.iter().find(|entry| entry.what == What::StreamError).unwrap();
    assert_eq!(restart.code, Some(515));
    let whole = simulator.timeline(&TimelineFilter::default()).await.unwrap();
    assert_eq!(events(&whole.entries, registering)[..2], [What::Connected, What::Registering]);
    assert!(whole.entries.windows(2).all(|pair| pair[0].t <= pair[1].t) && whole.dropped == 0);
}

#[tokio::test]
async fn overlap_of_two_connections_of_a_device_can_be_read() {
    let simulator = simulator().await;
    let mut companion = linked_by_qr(&simulator, SALON).await;
    companion.raw.closed().await;
    let mut first = companion.logs_in(&simulator, SALON, 1).await;
    assert_eq!(first.stanza_received().await.tag, "success");
    let mut second = companion.logs_in(&simulator, SALON, 1).await;
    assert_eq!(second.stanza_received().await.tag, "success");
    first.closed().await;
    let third = async {
        drop(second);
        entries(&simulator, of(SALON), |entries| {
            entries.iter().filter(|entry| entry.what == What::Closed && entry.device == Some(1)).count() == 3
        })
        .await;
        companion.logs_in(&simulator, SALON, 1).await
    };
    let mut third = third.await;
    assert_eq!(third.stanza_received().await.tag, "success");

    let device = TimelineFilter { device: Some(1), ..of(SALON) };
    let entries = simulator.timeline(&device).await.unwrap().entries;
    let logins: Vec<u64> =
        entries.iter().filter(|entry| entry.what == What::LoggedIn).filter_map(|entry| entry.connection).collect();
    let [first, second, third] = logins[..] else { panic!("{entries:?}") };
    let overlap = |one: (f64, f64), other: (f64, f64)| one.1.min(other.1) > one.0.max(other.0);
    let [first_time, second_time, third_time] = [first, second, third].map(|line| online(&entries, line));
    assert!(overlap(first_time, second_time), "the second came while the first was open: {entries:?}");
    assert!(!overlap(second_time, third_time), "the third came after the second had ended: {entries:?}");
    assert!(events(&entries, first).contains(&What::Replaced) && !events(&entries, second).contains(&What::Replaced));
    let clients: std::collections::HashSet<_> = entries
        .iter()
        .filter(|entry| entry.what == What::LoggedIn)
        .map(|entry| entry.client.clone().unwrap())
        .collect();
    assert_eq!(clients.len(), 3, "each connection has an address of its own");
}

#[tokio::test]
async fn refused_connections_are_told_with_their_reason() {
    let simulator = simulator().await;
    let companion = Companion::registered(&simulator).await;
    let mut stranger = companion.logs_in(&simulator, SALON, 3).await;
    stranger.closed().await;
    simulator.outage(std::time::Duration::from_secs(600)).await.unwrap();
    assert!(tokio_tungstenite::connect_async(simulator.endpoint()).await.is_err());
    let told = simulator.timeline(&TimelineFilter::default()).await.unwrap().entries;
    let refused: Vec<_> = told.iter().filter(|entry| entry.what == What::Refused).collect();
    assert_eq!((refused[0].code, refused[0].connection.is_some()), (Some(401), true));
    assert_eq!((refused[1].code, refused[1].connection, refused[1].client.is_some()), (None, None, true));
}

#[tokio::test]
async fn timeline_is_bounded_filtered_and_cleared() {
    let limits = Limits { timeline: 5, ..Limits::default() };
    let simulator = Simulator::start(SimulatorConfig { limits, ..SimulatorConfig::default() }).await.unwrap();
    for _ in 0..4 {
        Companion::registered(&simulator).await.raw.bytes(b"\0\0\x01x").await;
    }
    let closed = |entries: &[TimelineEntry]| entries.iter().filter(|entry| entry.what == What::Closed).count();
    eventually(&simulator, || async { (simulator.stats().await.connections == 0).then_some(()) }).await;
    let whole = simulator.timeline(&TimelineFilter::default()).await.unwrap();
    assert_eq!((whole.entries.len(), whole.dropped), (5, 7));
    assert!(closed(&whole.entries) >= 1);
    let newest = TimelineFilter { limit: Some(1), ..TimelineFilter::default() };
    assert_eq!(simulator.timeline(&newest).await.unwrap().entries, whole.entries[4..]);
    let later = TimelineFilter { since: Some(whole.entries[4].t + 1.0), ..TimelineFilter::default() };
    assert!(simulator.timeline(&later).await.unwrap().entries.is_empty());
    let since = TimelineFilter { since: Some(whole.entries[0].t), ..TimelineFilter::default() };
    assert_eq!(simulator.timeline(&since).await.unwrap().entries.len(), 5);
    assert!(simulator.timeline(&of(SALON)).await.unwrap().entries.is_empty());
    assert!(simulator.timeline(&of("x")).await.is_err());
    let device = TimelineFilter { device: Some(1), ..TimelineFilter::default() };
    assert!(simulator.timeline(&device).await.is_err());
    simulator.clear_timeline().await;
    let cleared = simulator.timeline(&TimelineFilter::default()).await.unwrap();
    assert_eq!((cleared.entries.len(), cleared.dropped), (0, 0));
    TestClient::start(&simulator.endpoint(), &Store::new()).await.qr().await;
}
