//! Received texts: rate at which they are decrypted and acknowledged, and CPU time per text.

use std::time::{Duration, Instant};

use futures::{StreamExt as _, stream};
use linekeeper_harness::Salon;
use linekeeper_load::report::{Row, Subject};
use linekeeper_load::usage::Usage;

use crate::Plan;
use crate::arena::{Arena, finished};

/// Phone that writes to the salons.
pub const CUSTOMER: &str = "79936363848";
/// Texts per request, fewer than the simulator queues for one device.
pub const BURST: u16 = 200;
/// Number of bursts to one session.
pub const BURSTS: usize = 10;
/// Texts to each of many sessions.
const EACH: u16 = 3;
/// Number of concurrent requests to the simulator.
const AT_ONCE: usize = 16;
const GLANCE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(300);

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut rows = Vec::new();
    for sessions in [1, 1_000] {
        let chapter = "texts received";
        let mut rate = Row::new(chapter, format!("{sessions} sessions: texts"), "per second");
        let mut cpu = Row::new(chapter, format!("{sessions} sessions: CPU per text"), "ms");
        for subject in plan.subjects.iter().filter(|subject| takes_part(**subject, sessions, plan)) {
            let received = finished(*subject, received(*subject, sessions)).await;
            let Some((per_second, each)) = received else { continue };
            rate = rate.with(*subject, per_second);
            cpu = cpu.with(*subject, each * 1e3);
        }
        rows.extend([rate, cpu]);
    }
    rows
}

pub fn takes_part(subject: Subject, sessions: usize, plan: &Plan) -> bool {
    matches!(subject, Subject::Linekeeper | Subject::Bare) || sessions <= plan.baileys_up_to
}

/// Texts per second, and seconds of CPU time of the process per text.
async fn received(subject: Subject, sessions: usize) -> (f64, f64) {
    let arena = Arena::of(subject).await;
    arena.link(1..sessions + 1).await;
    // The first text to each session opens a Signal session, which costs more than all that follow.
    burst(&arena, sessions, 1).await;
    let cpu = Usage::of(arena.party.pid()).cpu;
    let began = Instant::now();
    let count = if sessions == 1 {
        for _ in 0..BURSTS {
            burst(&arena, 1, BURST).await;
        }
        BURSTS * usize::from(BURST)
    } else {
        burst(&arena, sessions, EACH).await;
        sessions * usize::from(EACH)
    };
    let (took, cost) = (began.elapsed(), Usage::of(arena.party.pid()).cpu - cpu);
    (count as f64 / took.as_secs_f64(), cost.as_secs_f64() / count as f64)
}

/// Sends `times` texts to each session and waits until all are received.
pub async fn burst(arena: &Arena, sessions: usize, times: u16) {
    let before = arena.simulator.stat("messagesTaken").await;
    let sending = stream::iter((1..=sessions).map(Salon::nth)).map(|salon| async move {
        arena.simulator.send(CUSTOMER, &salon.number, ("Can I come at five?", times)).await;
    });
    sending.buffer_unordered(AT_ONCE).collect::<()>().await;
    let all = before + sessions as u64 * u64::from(times);
    let began = Instant::now();
    while arena.simulator.stat("messagesTaken").await < all {
        assert!(began.elapsed() < PATIENCE, "not all texts were taken");
        tokio::time::sleep(GLANCE).await;
    }
}
