//! Messages of lines that keep them: the rate at which they are logged and acknowledged, the time until a receiver of
//! webhooks has them, and what a line costs while nothing comes.

mod arrival;
mod idle;

use std::time::{Duration, Instant};

use linekeeper_load::report::{Row, Subject};
use linekeeper_load::usage::{self, Usage};

use crate::Plan;
use crate::arena::{Arena, finished};
use crate::texts::{BURST, BURSTS, burst, takes_part};

/// Settings of a service that keeps messages.
const KEEPING: [(&str, &str); 1] = [("MESSAGES__ENABLED", "true")];
/// Messages to each of many lines.
const EACH: u16 = 10;
/// Numbers of lines; rivals have sessions that keep nothing.
const LINES: [usize; 2] = [1, 1_000];
/// Number of lines from which on the rate has a target.
pub const MANY: usize = 1_000;

/// Cost of the messages that one subject has received.
struct Received {
    per_second: f64,
    /// CPU time of the process per message.
    cpu: Duration,
    /// CPU time of PostgreSQL per message, of a subject that keeps messages.
    database: Option<Duration>,
}

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut rows = Vec::new();
    for lines in LINES {
        rows.extend(rates(plan, lines).await);
    }
    if plan.subjects.contains(&Subject::Linekeeper) {
        rows.extend(arrival::measure().await);
        rows.extend(idle::measure().await);
    }
    rows
}

async fn rates(plan: &Plan, lines: usize) -> Vec<Row> {
    let row = |figure: &str, unit| Row::new("messages received", format!("{lines} lines: {figure}"), unit);
    let mut rate = row("messages, by Linekeeper into the log", "per second");
    let mut cpu = row("CPU per message", "ms");
    let mut database = row("CPU per message of PostgreSQL", "ms");
    for subject in plan.subjects.iter().filter(|subject| takes_part(**subject, lines, plan)) {
        let Some(received) = finished(*subject, received(*subject, lines)).await else { continue };
        rate = rate.with(*subject, received.per_second);
        cpu = cpu.with(*subject, millis(received.cpu));
        database = database.with(*subject, received.database.map(millis));
    }
    if lines >= MANY {
        rate = rate.at_least_times(0.5, Subject::Bare);
    }
    vec![rate, cpu, database]
}

/// Has a subject receive messages. Those of Linekeeper are all in the log in the end, or the run fails.
async fn received(subject: Subject, lines: usize) -> Received {
    let arena = Arena::with(subject, &KEEPING).await;
    arena.link(1..lines + 1).await;
    // The first message to each line opens a Signal session and begins a log, which costs more than all that follow.
    burst(&arena, lines, 1).await;
    let before = arena.party.logged().await;
    let (process, database) = (Usage::of(arena.party.pid()).cpu, usage::postgres().cpu);
    let began = Instant::now();
    let count = if lines == 1 {
        for _ in 0..BURSTS {
            burst(&arena, 1, BURST).await;
        }
        BURSTS * usize::from(BURST)
    } else {
        burst(&arena, lines, EACH).await;
        lines * usize::from(EACH)
    };
    let took = began.elapsed();
    let each = |now: Duration, before: Duration| now.saturating_sub(before) / u32::try_from(count).unwrap_or(u32::MAX);
    let (process, database) = (each(Usage::of(arena.party.pid()).cpu, process), each(usage::postgres().cpu, database));
    let after = arena.party.logged().await;
    let kept = after.zip(before).map(|(after, before)| after - before);
    assert!(kept.is_none_or(|kept| kept == count as u64), "of {count} messages {kept:?} are in the log");
    Received { per_second: count as f64 / took.as_secs_f64(), cpu: process, database: kept.map(|_| database) }
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
