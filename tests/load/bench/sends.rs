//! Texts that lines send: the rate at which WhatsApp takes them. Linekeeper keeps each order and each status in PostgreSQL, and
//! is ordered by HTTP; the rivals' programs call their libraries, and keep everything in memory.

use std::time::{Duration, Instant};

use linekeeper_load::report::{Row, Subject};
use linekeeper_load::usage::{self, Usage};

use crate::Plan;
use crate::arena::{Arena, finished};
use crate::messages::{MANY, millis};
use crate::texts::{CUSTOMER, burst, takes_part};

/// No pace: what is measured is the work of a send.
const SETTINGS: [(&str, &str); 3] =
    [("MESSAGES__ENABLED", "true"), ("MESSAGES__SENDS_PER_MINUTE", "1000000"), ("MESSAGES__SENDS_BURST", "1000")];
/// Numbers of lines, with the texts of each.
const LINES: [(usize, u16); 2] = [(1, 2_000), (MANY, 10)];
const GLANCE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(300);

/// Cost of the texts that one subject has sent.
struct Sent {
    per_second: f64,
    /// CPU time of the process per text.
    cpu: Duration,
    /// CPU time of PostgreSQL per text.
    database: Duration,
}

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut rows = Vec::new();
    for (lines, times) in LINES {
        let row = |figure: &str, unit| Row::new("texts sent", format!("{lines} lines: {figure}"), unit);
        let mut rate = row("texts, by Linekeeper from the order on", "per second");
        let mut cpu = row("CPU per text", "ms");
        let mut database = row("CPU per text of PostgreSQL", "ms");
        for subject in plan.subjects.iter().filter(|subject| takes_part(**subject, lines, plan)) {
            let Some(sent) = finished(*subject, sent(*subject, (lines, times))).await else { continue };
            rate = rate.with(*subject, sent.per_second);
            cpu = cpu.with(*subject, millis(sent.cpu));
            database = database.with(*subject, (*subject == Subject::Linekeeper).then(|| millis(sent.database)));
        }
        if lines >= MANY {
            rate = rate.at_least_times(0.5, Subject::Bare);
        }
        rows.extend([rate, cpu, database]);
    }
    rows
}

/// Has a subject send texts to somebody who wrote to each of its lines.
async fn sent(subject: Subject, (lines, times): (usize, u16)) -> Sent {
    let arena = Arena::with(subject, &SETTINGS).await;
    arena.link(1..lines + 1).await;
    burst(&arena, lines, 1).await;
    // The first text of each line looks up the recipient's devices, which costs more than all that follow.
    round(&arena, (lines, 1), 0).await;
    let (process, database) = (Usage::of(arena.party.pid()).cpu, usage::postgres().cpu);
    let took = round(&arena, (lines, times), lines as u64).await;
    let count = lines as u32 * u32::from(times);
    let each = |now: Duration, before: Duration| now.saturating_sub(before) / count;
    let cpu = each(Usage::of(arena.party.pid()).cpu, process);
    let database = each(usage::postgres().cpu, database);
    assert_eq!(arena.simulator.stat("undecryptable").await, 0, "the phone cannot read some");
    Sent { per_second: f64::from(count) / took.as_secs_f64(), cpu, database }
}

/// Has each line send so many texts; returns the time until WhatsApp had all of them. `before` have been sent.
async fn round(arena: &Arena, (lines, times): (usize, u16), before: u64) -> Duration {
    let had = arena.simulator.stat("messages").await;
    let all = lines as u64 * u64::from(times);
    let began = Instant::now();
    arena.party.send(lines, CUSTOMER, times).await;
    while arena.simulator.stat("messages").await < had + all {
        assert!(began.elapsed() < PATIENCE, "not all texts were sent");
        tokio::time::sleep(GLANCE).await;
    }
    let took = began.elapsed();
    arena.party.recorded(before + all).await;
    took
}
