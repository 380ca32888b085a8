//! Those who watch.

use actix::{Actor, AsyncContext, Context, Handler, WrapFuture};
use linekeeper_domain::Ending;
use linekeeper_domain::session::{Notice, StateName};
use tokio::sync::{mpsc, oneshot};

use super::*;
use crate::testing::{News, code, probe, quiet};

/// Somebody with a small mailbox who does not read until told to.
struct Sluggard {
    until: Option<oneshot::Receiver<()>>,
    heard: mpsc::UnboundedSender<SessionNews>,
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

impl Handler<SessionNews> for Sluggard {
    type Result = ();

    fn handle(&mut self, news: SessionNews, _: &mut Self::Context) {
        let _nobody_listens = self.heard.send(news);
    }
}

#[actix::test]
async fn a_newcomer_sees_the_present_picture_at_once_with_the_live_code() {
    let mut stage = Stage::new();
    let (player, _link) = with_code(&mut stage).await;
    let (news, heard) = probe();
    player.session.do_send(WatchSession { watcher: WatcherId(2), news });
    let (status, live) = News(heard).state(StateName::PairingCodeSent).await;
    assert!(status.pairing.is_some());
    assert_eq!(live.code.as_ref().map(|live| live.code.clone()), Some(code()));
}

#[actix::test]
async fn all_five_who_watch_see_the_code_and_one_who_has_left_does_not() {
    let mut stage = Stage::new();
    let player = stage.session();
    let mut five = Vec::new();
    for number in 11..=16 {
        let (news, heard) = probe();
        player.session.do_send(WatchSession { watcher: WatcherId(number), news });
        five.push(News(heard));
    }
    let mut left = five.pop().unwrap();
    player.session.do_send(UnwatchSession { watcher: WatcherId(16) });
    ask_code(&player.session, ASKED, "a");
    let mut link = stage.link().await;
    link.shows_qr().await;
    link.asked_for_code().await;
    link.issues_code().await;
    for news in &mut five {
        assert!(matches!(news.notice().await, Notice::CodeReady { code: seen, .. } if seen == code()));
    }
    assert_eq!(left.told().await, ["idle"]);
}

#[actix::test]
async fn one_whose_mailbox_is_full_misses_nothing_final_and_holds_nobody_up() {
    let mut stage = Stage::new();
    let mut player = stage.session();
    let (wake, until) = oneshot::channel();
    let (heard, ears) = mpsc::unbounded_channel();
    let sluggard = Sluggard { until: Some(until), heard }.start();
    quiet().await;
    player.session.do_send(WatchSession { watcher: WatcherId(2), news: sluggard.recipient() });
    ask_code(&player.session, ASKED, "a");
    let link = stage.link().await;
    link.ends(Ending::ClientOutdated).await;
    let (status, _) = player.news.state(StateName::Error).await;
    let mut sluggards = News(ears);
    assert_eq!(sluggards.told().await, [""; 0]);
    wake.send(()).unwrap();
    assert_eq!(sluggards.state(StateName::Error).await.0, status);
    tokio::time::sleep(crate::testing::seconds(5)).await;
    assert_eq!(sluggards.told().await, [""; 0], "once is enough");
}
