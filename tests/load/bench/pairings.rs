//! Concurrent pairings by code, each until its session is connected: rate, and CPU time per pairing.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use futures::{StreamExt as _, stream};
use linekeeper_harness::Salon;
use linekeeper_load::machine::cores;
use linekeeper_load::report::{Row, Subject};
use linekeeper_load::usage::{self, Usage};
use wacore::pair_code::PairCodeUtils;

use crate::Plan;
use crate::arena::{Arena, finished};

/// Number of concurrent pairings.
const AT_ONCE: usize = 50;
/// Number of pairings; fewer for Baileys, which needs longer for each.
const PAIRINGS: usize = 400;
const BAILEYS: usize = 100;
/// Key derivations of a pairing: one for the message it sends and one for the phone's answer (wacore, `pair_code`).
/// This cost is unavoidable.
const DERIVATIONS: f64 = 2.0;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let chapter = "50 pairings by code at once";
    let mut rate = Row::new(chapter, "pairings", "per second");
    let mut cpu = Row::new(chapter, "CPU per pairing", "ms");
    let mut database = Row::new(chapter, "CPU per pairing of PostgreSQL", "ms");
    let mut multiple = Row::new(chapter, "CPU per pairing, as a multiple of its key derivations", "×");
    let mut derived = Row::new(chapter, "CPU of its two key derivations (PBKDF2, 131,072 rounds each)", "ms");
    for subject in &plan.subjects {
        let before = derivation();
        let Some(cost) = finished(*subject, cost(*subject)).await else { continue };
        let derivations = DERIVATIONS * f64::midpoint(before, derivation());
        rate = rate.with(*subject, cost.per_second);
        cpu = cpu.with(*subject, cost.cpu * 1e3);
        // Baileys uses another implementation, that of Node.js, so its pairings are not compared with our derivations.
        if matches!(subject, Subject::Linekeeper | Subject::Bare) {
            multiple = multiple.with(*subject, cost.cpu / derivations);
            derived = derived.with(*subject, derivations * 1e3);
        }
        if *subject == Subject::Linekeeper {
            database = database.with(*subject, cost.database * 1e3);
        }
    }
    vec![rate, cpu.at_most_times(1.05, Subject::Bare), database, derived, multiple]
}

struct Cost {
    per_second: f64,
    /// CPU time per pairing, in seconds, of the process; `database` is that of PostgreSQL.
    cpu: f64,
    database: f64,
}

async fn cost(subject: Subject) -> Cost {
    let arena = Arena::of(subject).await;
    let count = if matches!(subject, Subject::Baileys6 | Subject::Baileys7) { BAILEYS } else { PAIRINGS };
    let salons: Vec<Salon> = (1..=count + AT_ONCE).map(Salon::nth).collect();
    for salon in &salons {
        arena.named(salon).await;
    }
    let (warm_up, counted) = salons.split_at(AT_ONCE);
    pair(&arena, warm_up).await;
    let (of_party, of_database) = (|| Usage::of(arena.party.pid()).cpu, || usage::postgres().cpu);
    let (began, cpu, database) = (Instant::now(), of_party(), of_database());
    pair(&arena, counted).await;
    let each = |total: f64| total / count as f64;
    Cost {
        per_second: count as f64 / began.elapsed().as_secs_f64(),
        cpu: each((of_party() - cpu).as_secs_f64()),
        database: each(of_database().saturating_sub(database).as_secs_f64()),
    }
}

async fn pair(arena: &Arena, salons: &[Salon]) {
    let pairing = stream::iter(salons).map(|salon| arena.party.pair(&arena.simulator, salon));
    pairing.buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// CPU time of one derivation, in seconds, measured now and with all cores as busy as during the pairings.
fn derivation() -> f64 {
    const ROUNDS: usize = 40;
    let before = Usage::of(std::process::id()).cpu;
    let derive = || {
        for _ in 0..ROUNDS {
            let _key = black_box(PairCodeUtils::derive_key(black_box("ABCDEFGH"), &[7; 32]));
        }
    };
    thread::scope(|scope| (0..cores()).for_each(|_| drop(scope.spawn(derive))));
    (Usage::of(std::process::id()).cpu - before).as_secs_f64() / (ROUNDS * cores()) as f64
}
