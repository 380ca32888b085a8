//! Many pairings by code at once, each until its session is connected: how many a second, and what each costs.

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

/// Pairings under way at once.
const AT_ONCE: usize = 50;
/// Pairings in all; Baileys, which needs longer for each, makes fewer.
const PAIRINGS: usize = 400;
const BAILEYS: usize = 100;
/// A pairing derives a key from its code twice, once for what it sends and once for what the phone answers (wacore,
/// `pair_code`): that cannot be saved.
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
        // Baileys derives with another implementation, that of Node.js: its pairings are no multiple of ours.
        if matches!(subject, Subject::Linekeeper | Subject::Bare) {
            multiple = multiple.with(*subject, cost.cpu / derivations);
            derived = derived.with(*subject, derivations * 1e3);
        }
        if *subject == Subject::Linekeeper {
            database = database.with(*subject, cost.database * 1e3);
        }
    }
    vec![rate, cpu, database, derived, multiple.at_most(1.25)]
}

struct Cost {
    per_second: f64,
    /// Seconds of CPU per pairing: of the process, and of PostgreSQL.
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

/// Seconds of CPU that one derivation takes, right now on this machine and with all cores as busy as pairings keep them.
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
