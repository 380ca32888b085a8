//! Random events in random order: never more than one link, credentials replaced only between links, and a reset that
//! removes everything.

use std::time::Duration;

use linekeeper_domain::session::StateName;
use linekeeper_domain::{LinkEndReason, Refusal, StoreFailure};
use linekeeper_ports::LinkEvent;
use linekeeper_ports::fake::Hold;

use super::*;
use crate::testing::{LinkRequest, OTHER, at, code, quiet, salon, within};

/// Pseudo-random numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn number(&mut self) -> &'static str {
        if self.roll(2) == 0 { ASKED } else { OTHER }
    }
}

/// WhatsApp and the database during one run.
struct Scene {
    stage: Stage,
    player: Player,
    link: Option<FakeLink>,
    /// The link was asked to close and has not yet.
    closing: Option<Hold>,
    calls_seen: usize,
}

impl Scene {
    /// Takes what the session has done since the last call, and asserts that it was allowed.
    async fn look(&mut self) {
        quiet().await;
        let open = self.link.is_some();
        while let Some(request) = self.link.as_mut().and_then(FakeLink::try_asked) {
            match request {
                LinkRequest::Code(_) => {}
                LinkRequest::Passkey(_) | LinkRequest::PasskeyConfirmed => panic!("nobody has answered for a passkey"),
                LinkRequest::Send(..) | LinkRequest::Read(_) | LinkRequest::Typing(..) | LinkRequest::Numbers(..) => {
                    panic!("nobody sends anything")
                }
                LinkRequest::Close(_, hold) => self.closing = Some(hold),
                LinkRequest::Dropped => self.link = None,
            }
        }
        let calls = calls(&self.stage);
        let replaced = calls[self.calls_seen..].iter().any(|call| matches!(call, StoreCall::Prepare | StoreCall::Wipe));
        assert!(!(replaced && open && self.link.is_some()), "credentials changed hands under an open link");
        self.calls_seen = calls.len();
        while let Ok(link) = self.stage.opened.try_recv() {
            assert!(self.link.is_none(), "a second link was opened");
            self.link = Some(link);
        }
    }

    async fn act(&mut self, dice: &mut Dice) {
        let session = &self.player.session;
        match dice.roll(17) {
            0 | 1 => ask_code(session, dice.number(), "ask"),
            2 => ask_qr(session, "qr"),
            3 => session.do_send(CancelPairing { by: TriggeredBy::Client, correlation: correlation("cancel") }),
            4 => drop(reset(session, "reset")),
            5 => self.link = None,
            6 => {
                let call = [
                    StoreCall::Prepare,
                    StoreCall::Wipe,
                    StoreCall::Take,
                    StoreCall::Touch,
                    StoreCall::Confirm,
                    StoreCall::Number,
                    StoreCall::Park,
                ][dice.roll(7) as usize];
                self.stage.store.fail_next(call, StoreFailure::Unavailable);
            }
            7 => tokio::time::sleep(Duration::from_secs(dice.roll(200))).await,
            8 | 9 => self.closing = None,
            10 => drop(disconnect(session, "disconnect")),
            _ => self.whatsapp(dice).await,
        }
        if self.link.is_none() {
            self.closing = None;
        }
    }

    async fn whatsapp(&self, dice: &mut Dice) {
        let Some(link) = &self.link else { return };
        let phone = phone(dice.number());
        let event = match dice.roll(8) {
            0 | 1 => LinkEvent::QrCode { text: "2@ref".into(), expires_at: at(60) },
            2 => LinkEvent::CodeIssued {
                code: code(),
                expires_at: self.stage.services.clock.now() + Duration::from_secs(180),
            },
            3 => LinkEvent::CodeRefused(Refusal { status: Some(500), backoff_seconds: None }),
            4 => LinkEvent::PhoneAnswered,
            5 => LinkEvent::Connected { phone },
            6 => LinkEvent::Ended(
                [LinkEndReason::Network, LinkEndReason::LoggedOut, LinkEndReason::Replaced][dice.roll(3) as usize]
                    .clone(),
            ),
            _ => {
                let device = linekeeper_ports::PairedDevice {
                    phone,
                    device: 1,
                    platform: "android".into(),
                    business_name: None,
                };
                LinkEvent::Paired(device)
            }
        };
        link.tell(event).await;
    }

    /// Resets the session with a working database; asserts that it succeeds and nothing is left.
    async fn end(mut self) {
        self.stage.store.forget_failures();
        let answer = reset(&self.player.session, "last");
        for _ in 0..10 {
            self.closing = None;
            self.look().await;
        }
        assert_eq!(within(answer).await.unwrap(), Ok(()));
        assert!(self.link.is_none() && self.stage.store.row(&salon()).unwrap().credentials.is_none());
        let mut last = None;
        while let Ok(change) = self.player.statuses.try_recv() {
            last = Some((change.status.state, change.at_rest));
        }
        assert_eq!(last, Some((StateName::Idle, true)));
        assert!(self.player.exits.is_empty());
        self.player.session.do_send(StopSession);
        within(self.player.exits.recv()).await.unwrap();
    }
}

#[actix::test]
async fn random_events_keep_one_link_and_a_reset_leads_to_idle() {
    tokio::time::pause();
    for seed in 0..150 {
        let stage = Stage::in_real_time(|_| {});
        if seed % 2 == 0 {
            stage.put_linked(SALON, ASKED);
        }
        let player = stage.session();
        let mut scene = Scene { stage, player, link: None, closing: None, calls_seen: 0 };
        let mut dice = Dice(seed);
        for _ in 0..60 {
            scene.look().await;
            scene.act(&mut dice).await;
        }
        scene.look().await;
        scene.end().await;
    }
}
