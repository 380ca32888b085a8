//! Tests of watchers.

use actix::{Actor, AsyncContext, Context, Handler, WrapFuture};
use linekeeper_domain::LinkEndReason;
use linekeeper_domain::session::{SessionNotification, StateName};
use tokio::sync::{mpsc, oneshot};

use super::*;
use crate::testing::{Updates, code, probe, quiet};

/// Watcher with a mailbox of one message, which reads nothing until told to.
struct Sluggard {
    until: Option<oneshot::Receiver<()>>,
    heard: mpsc::UnboundedSender<SessionUpdate>,
}

impl Actor for Sluggard {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(1);
        if let Some(until) = self.until.take() {
            ctx.wait(async move { drop(until.await) }.into_actor(self));
        }
    }
}

impl Handler<SessionUpdate> for Sluggard {
    type Result = ();

    fn handle(&mut self, updates: SessionUpdate, _: &mut Self::Context) {
        let _nobody_listens = self.heard.send(updates);
    }
}

#[actix::test]
async fn new_watcher_gets_the_status_with_the_live_code_at_once() {
    let mut stage = Stage::new();
    let (player, _link) = with_code(&mut stage).await;
    let (updates, heard) = probe();
    player.session.do_send(WatchSession { watcher: WatcherId(2), updates });
    let (status, live) = Updates(heard).state(StateName::PairingCodeSent).await;
    assert!(status.pairing.is_some());
    assert_eq!(live.code.as_ref().map(|live| live.code.clone()), Some(code()));
}

#[actix::test]
async fn five_watchers_see_the_code_and_one_that_left_does_not() {
    let mut stage = Stage::new();
    let player = stage.session();
    let mut five = Vec::new();
    for number in 11..=16 {
        let (updates, heard) = probe();
        player.session.do_send(WatchSession { watcher: WatcherId(number), updates });
        five.push(Updates(heard));
    }
    let mut left = five.pop().unwrap();
    player.session.do_send(UnwatchSession { watcher: WatcherId(16) });
    ask_code(&player.session, ASKED, "a");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    link.issues_code().await;
    for updates in &mut five {
        assert!(
            matches!(updates.notification().await, SessionNotification::CodeReady { code: seen, .. } if seen == code())
        );
    }
    assert_eq!(left.told().await, ["idle"]);
}

#[actix::test]
async fn watcher_with_a_full_mailbox_gets_the_last_status_later() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    let (wake, until) = oneshot::channel();
    let (heard, receiver) = mpsc::unbounded_channel();
    let sluggard = Sluggard { until: Some(until), heard }.start();
    quiet().await;
    player.session.do_send(WatchSession { watcher: WatcherId(2), updates: sluggard.recipient() });
    ask_code(&player.session, ASKED, "a");
    let link = stage.link().await;
    link.ends(LinkEndReason::ClientOutdated).await;
    let (status, _) = player.updates.state(StateName::Error).await;
    let mut sluggards = Updates(receiver);
    assert_eq!(sluggards.told().await, [""; 0]);
    wake.send(()).unwrap();
    assert_eq!(sluggards.state(StateName::Error).await.0, status);
    tokio::time::sleep(crate::testing::seconds(5)).await;
    assert_eq!(sluggards.told().await, [""; 0], "once is enough");
}
