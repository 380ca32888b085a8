//! The receiver by itself: what it takes is on disk before its answer, and what is not signed is refused.

use linekeeper_harness::Receiver;
use reqwest::StatusCode;
use standardwebhooks::Webhook;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// Sends a signed body, with another one in its place if that is given.
async fn send(receiver: &Receiver, (id, body): (&str, &str), instead: Option<&str>) -> reqwest::Result<StatusCode> {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let signature = Webhook::new(SECRET).unwrap().sign(id, now.try_into().unwrap(), body.as_bytes()).unwrap();
    let request = reqwest::Client::new()
        .post(receiver.url())
        .header("webhook-id", id)
        .header("webhook-timestamp", now)
        .header("webhook-signature", signature)
        .body(instead.unwrap_or(body).to_owned());
    Ok(request.send().await?.status())
}

fn ids(receiver: &Receiver) -> Vec<String> {
    receiver.taken().0.into_iter().map(|taken| taken.id).collect()
}

#[tokio::test]
async fn receiver_keeps_what_it_has_answered_when_killed() {
    let dir = tempfile::tempdir().unwrap();
    let receiver = Receiver::prepare(dir.path(), &[]);
    receiver.start(Some(SECRET)).await;
    assert_eq!(send(&receiver, ("evt_1", "one"), None).await.unwrap(), 204);
    receiver.kill().await;
    assert!(send(&receiver, ("evt_2", "two"), None).await.is_err());
    receiver.start(None).await;
    let (killed, answer) = tokio::join!(receiver.kill_before_answer(), async {
        while !dir.path().join("hold").exists() {
            tokio::task::yield_now().await;
        }
        send(&receiver, ("evt_3", "three"), None).await
    });
    assert!(killed && answer.is_err());
    receiver.start(None).await;
    assert_eq!(send(&receiver, ("evt_3", "three"), None).await.unwrap(), 204);
    assert_eq!(ids(&receiver), ["evt_1", "evt_3", "evt_3"]);
    assert_eq!(receiver.taken().0[0].body, "one");
}

#[tokio::test]
async fn receiver_refuses_and_counts_what_is_not_signed() {
    let dir = tempfile::tempdir().unwrap();
    let receiver = Receiver::prepare(dir.path(), &[]);
    receiver.start(Some(SECRET)).await;
    assert_eq!(send(&receiver, ("evt_1", "one"), Some("two")).await.unwrap(), 401);
    assert_eq!(receiver.taken(), (Vec::new(), 1));
}

#[tokio::test]
async fn silent_receiver_answers_and_keeps_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let receiver = Receiver::prepare(dir.path(), &["--silent"]);
    receiver.start(Some(SECRET)).await;
    assert_eq!(send(&receiver, ("evt_1", "one"), None).await.unwrap(), 204);
    assert_eq!(receiver.taken(), (Vec::new(), 0));
}
