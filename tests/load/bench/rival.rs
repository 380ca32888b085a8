//! The bare library or Baileys as a subject.

use std::time::Duration;

use async_trait::async_trait;
use linekeeper_harness::{Salon, SimulatorProcess};
use linekeeper_load::rivals::orders::{Report, Task};
use linekeeper_load::rivals::{Answers, Rival};

use crate::arena::{Gate, Party, Stored};

/// A rival, driven by orders.
pub struct Contender {
    rival: Rival,
}

impl Contender {
    pub const fn new(rival: Rival) -> Self {
        Self { rival }
    }
}

#[async_trait]
impl Party for Contender {
    fn pid(&self) -> u32 {
        self.rival.pid()
    }

    async fn code(&self, _: &SimulatorProcess, salon: &Salon) -> Duration {
        self.rival.timed(Task::Code { number: salon.number.clone() }).await
    }

    async fn pair(&self, simulator: &SimulatorProcess, salon: &Salon) {
        let mut answers = self.rival.order(Task::Pair { number: salon.number.clone() }).await;
        let Report::Code { code } = answers.next().await else { panic!("no code came") };
        let (status, answer) = simulator.enter_code(&salon.number, &code).await;
        assert_eq!(status, 200, "{answer}");
        connected(&mut answers).await;
    }

    async fn link(&self, simulator: &SimulatorProcess, salon: &Salon) {
        let mut answers = self.rival.order(Task::Link).await;
        let Report::Qr { qr } = answers.next().await else { panic!("no QR came") };
        let (status, answer) = simulator.scan(&salon.number, &qr).await;
        assert_eq!(status, 200, "{answer}");
        connected(&mut answers).await;
    }

    async fn restore(&mut self, _: usize, _: Gate) -> Duration {
        self.rival.timed(Task::Drop).await;
        self.rival.timed(Task::Restore).await
    }

    async fn send(&self, _: usize, number: &str, times: u16) {
        self.rival.timed(Task::Send { number: number.to_owned(), times }).await;
    }

    async fn recorded(&self, _: u64) {}

    async fn stored(&self) -> Option<Stored> {
        None
    }

    async fn logged(&self) -> Option<u64> {
        None
    }
}

async fn connected(answers: &mut Answers) {
    let report = answers.next().await;
    assert_eq!(report, Report::Connected);
}
