//! The last frame of a client: a request that was read whole is carried out, however soon the socket closes after it.

use linekeeper_acceptance::{SALON, World};
use serde_json::json;

use crate::hostile_frames::raw::{CLOSE, CONTINUATION, End, FIN, PING, Raw, TEXT, Then, frame, text};

/// Attempts per case. In all fewer than the pairing requests of a company that the journal writes within an hour (60).
const ROUNDS: usize = 8;

/// End of the socket after the request.
#[derive(Debug, Clone, Copy)]
enum Ends {
    /// Close frame, whose answer is awaited.
    Frame,
    /// TCP shutdown.
    Tcp,
}

fn cancel() -> String {
    json!({ "type": "cancel-pairing" }).to_string()
}

fn close() -> Vec<u8> {
    frame(FIN | CLOSE, &1000_u16.to_be_bytes())
}

/// Byte sequences sent in one segment, each with one request.
fn last_words() -> Vec<(&'static str, Vec<u8>, Ends)> {
    let cancel = cancel();
    let (first, last) = cancel.split_at(9);
    let pieces =
        [frame(TEXT, first.as_bytes()), frame(FIN | PING, b"?"), frame(FIN | CONTINUATION, last.as_bytes())].concat();
    let pings = text(&json!({ "type": "ping" }).to_string()).repeat(20);
    let several = [pings, text(&cancel)].concat();
    let half = [text(&cancel), text(&cancel)[..20].to_vec()].concat();
    vec![
        ("a request", [text(&cancel), close()].concat(), Ends::Frame),
        ("a request", text(&cancel), Ends::Tcp),
        ("in pieces", [pieces.clone(), close()].concat(), Ends::Frame),
        ("in pieces", pieces, Ends::Tcp),
        ("several frames", [several.clone(), close()].concat(), Ends::Frame),
        ("several frames", several, Ends::Tcp),
        ("half a frame behind it", half, Ends::Tcp),
    ]
}

/// Number of `cancel_requested` entries in the journal.
async fn cancels(world: &World) -> usize {
    let events = world.service.events(SALON).await;
    events.iter().filter(|entry| entry["event"] == "cancel_requested").count()
}

async fn until_cancelled(world: &World, times: usize, way: &str) {
    for _ in 0..200 {
        if cancels(world).await == times {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{way}: {} of {times} were carried out\n{}", cancels(world).await, world.service.log());
}

#[tokio::test]
async fn requests_right_before_the_end_are_carried_out() {
    let world = World::fresh().await;
    let key = world.service.key().to_owned();
    let mut sent = 0;
    for (way, bytes, ends) in last_words() {
        for round in 0..ROUNDS {
            let raw = Raw::open(&world.service, SALON, Some(&key), b"").await;
            // Both right after the connection and after the first status.
            let raw = if round % 2 == 0 { raw } else { raw.watching().await };
            match ends {
                Ends::Frame => {
                    let outcome = raw.outcome(std::slice::from_ref(&bytes), Then::Silence).await;
                    assert_eq!(outcome.end, End::Closed(1000), "{way}");
                }
                Ends::Tcp => raw.leave(&bytes).await,
            }
            sent += 1;
        }
        until_cancelled(&world, sent, &format!("{way}, {ends:?}")).await;
    }
}

#[tokio::test]
async fn incomplete_request_is_not_carried_out() {
    let world = World::fresh().await;
    let key = world.service.key().to_owned();
    let whole = text(&cancel());
    for length in [1, 7, whole.len() - 1] {
        Raw::open(&world.service, SALON, Some(&key), b"").await.watching().await.leave(&whole[..length]).await;
    }
    Raw::open(&world.service, SALON, Some(&key), b"").await.leave(&whole).await;
    until_cancelled(&world, 1, "the whole one").await;
}
