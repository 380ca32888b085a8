//! Idle connected sessions: cost of each, growth with their number, and time to restore them.

use std::time::{Duration, Instant};

use linekeeper_load::growth::{self, Point};
use linekeeper_load::report::{Row, Subject};
use linekeeper_load::usage::{self, Usage};
use tokio::time::sleep;

use crate::Plan;
use crate::arena::{Arena, Gate, Stored, finished};

/// Numbers of sessions that are restored: few would only show the start time of a process.
const RESTORED: [usize; 2] = [1_000, 10_000];
/// Number of sessions from which on the cost of the empty process is negligible.
const MANY: usize = 1_000;
/// Duration of an idle measurement. The keep-alives of a client are 15 to 30 s apart, and the kernel reports CPU time in
/// ticks of 10 ms: in two minutes each client sends at least four, and a thousand of them use some hundred ticks.
const WATCHED: Duration = Duration::from_secs(120);
/// CPU time per second below which the work after a linking, such as saving changes, counts as finished; plus an
/// allowance per session for its keep-alives.
const QUIET: Duration = Duration::from_millis(60);
const KEEP_ALIVE: Duration = Duration::from_micros(30);
/// For 15 s after it connected, a session of Linekeeper caches what its first log-in read and wrote; the allocator
/// returns freed memory some ten seconds later.
const YOUTH: Duration = Duration::from_secs(30);
/// Maximum number of seconds to wait for a quiet process.
const PATIENCE: u32 = 60;
/// Maximum growth exponent: linear, with a margin for inaccurate measurements.
const LINEAR: f64 = 1.1;
const MB: f64 = 1e6;

/// Measurements of one subject at one size.
struct Station {
    size: usize,
    usage: Usage,
    database: Usage,
    /// CPU time per second while idle.
    idle: Duration,
    stored: Option<Stored>,
    restored: Option<Restored>,
}

/// Result of a restoration.
struct Restored {
    open: Duration,
    /// Peak memory of the process meanwhile, in bytes.
    peak: u64,
    /// Time with the gate's default; `None` without a gate.
    default: Option<Duration>,
    /// Memory once all were connected and quiet, in bytes.
    after: u64,
}

/// Measurements of one subject at all sizes.
struct Climb {
    subject: Subject,
    empty: Usage,
    stations: Vec<Station>,
}

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut climbs = Vec::new();
    for subject in &plan.subjects {
        climbs.extend(finished(*subject, climb(*subject, plan)).await);
    }
    let mut rows = Vec::new();
    for size in &plan.sizes {
        rows.extend(costs(&climbs, *size));
    }
    for size in RESTORED.into_iter().filter(|size| plan.sizes.contains(size)) {
        rows.extend(restorations(&climbs, size));
    }
    rows.extend(growths(&climbs));
    rows
}

async fn climb(subject: Subject, plan: &Plan) -> Climb {
    let mut arena = Arena::of(subject).await;
    quiet(&arena, 0).await;
    let mut climb = Climb { subject, empty: Usage::of(arena.party.pid()), stations: Vec::new() };
    let baileys = matches!(subject, Subject::Baileys6 | Subject::Baileys7);
    let mut linked = 0;
    for size in plan.sizes.iter().copied().filter(|size| !baileys || *size <= plan.baileys_up_to) {
        eprintln!("  {subject:?}: {size} sessions");
        arena.link(linked + 1..size + 1).await;
        linked = size;
        let mut station = station(&arena, size).await;
        if RESTORED.contains(&size) {
            station.restored = Some(restored(&mut arena, subject, size).await);
        }
        climb.stations.push(station);
    }
    climb
}

async fn station(arena: &Arena, size: usize) -> Station {
    quiet(arena, size).await;
    let pid = arena.party.pid();
    // Memory first: a long idle time would let the process return what it has only just stopped using.
    let (began, usage, database) = (Instant::now(), Usage::of(pid), usage::postgres());
    sleep(WATCHED).await;
    // By the time that has passed: on a busy machine the sleep is longer.
    let idle = (Usage::of(pid).cpu - usage.cpu).div_f64(began.elapsed().as_secs_f64());
    Station { size, usage, database, idle, stored: arena.party.stored().await, restored: None }
}

async fn restored(arena: &mut Arena, subject: Subject, size: usize) -> Restored {
    let default = match subject {
        Subject::Linekeeper => Some(arena.party.restore(size, Gate::Default).await),
        Subject::Bare | Subject::Baileys6 | Subject::Baileys7 => None,
    };
    quiet(arena, size).await;
    usage::forget_peak(arena.party.pid());
    let open = arena.party.restore(size, Gate::Open).await;
    let peak = usage::peak(arena.party.pid());
    quiet(arena, size).await;
    Restored { open, peak, default, after: Usage::of(arena.party.pid()).memory }
}

/// Waits until the process is idle.
pub async fn quiet(arena: &Arena, sessions: usize) {
    if sessions > 0 {
        sleep(YOUTH).await;
    }
    let quiet = QUIET + KEEP_ALIVE * u32::try_from(sessions).unwrap_or(u32::MAX);
    for _ in 0..PATIENCE {
        let before = Usage::of(arena.party.pid()).cpu;
        sleep(Duration::from_secs(1)).await;
        if Usage::of(arena.party.pid()).cpu - before <= quiet {
            return;
        }
    }
    eprintln!("  it does not become quiet");
}

fn costs(climbs: &[Climb], size: usize) -> Vec<Row> {
    let row = |figure: &str, unit| Row::new("connected, idle", format!("{size} sessions: {figure}"), unit);
    let mut whole = row("memory", "MB");
    let mut each = row("memory per session, of the whole process", "kB");
    let mut beside = row("memory of PostgreSQL", "MB");
    let mut both = row("memory, PostgreSQL included", "MB");
    let mut threads = row("threads", "");
    let mut idle = row("idle CPU per 1,000 sessions", "% of a core");
    let mut bytes = row("in the database, per company", "kB");
    let mut keys = row("rows of keys, per company", "");
    let count = size as f64;
    for (subject, station) in stations(climbs, size) {
        let memory = station.usage.memory as f64;
        whole = whole.with(subject, memory / MB);
        each = each.with(subject, memory / 1e3 / count);
        threads = threads.with(subject, station.usage.threads as f64);
        idle = idle.with(subject, station.idle.as_secs_f64() * 100.0 * 1e3 / count);
        if let Some(stored) = station.stored {
            let database = station.database.memory as f64;
            beside = beside.with(subject, database / MB);
            both = both.with(subject, (memory + database) / MB);
            bytes = bytes.with(subject, stored.bytes / 1e3 / count);
            keys = keys.with(subject, stored.rows / count);
        }
    }
    if size >= MANY {
        each = each.at_most_times(1.3, Subject::Bare);
        idle = idle.at_most_times(1.5, Subject::Bare);
    }
    if size == 10_000 {
        both = both.at_most(2.0 * 1024.0 * 1024.0 * 1024.0 / MB);
    }
    vec![whole, each, beside, both, threads, idle, bytes, keys]
}

fn restorations(climbs: &[Climb], size: usize) -> Vec<Row> {
    let row = |figure: &str, unit| Row::new("restored", format!("{size} sessions: {figure}"), unit);
    let mut open = row("time until all are connected, gate open", "s");
    let mut default = row("the same, gate at its default", "s");
    let mut peak = row("most memory meanwhile", "MB");
    let mut after = row("memory afterwards", "MB");
    for (subject, station) in stations(climbs, size) {
        let Some(restored) = &station.restored else { continue };
        open = open.with(subject, restored.open.as_secs_f64());
        default = default.with(subject, restored.default.map(|time| time.as_secs_f64()));
        peak = peak.with(subject, restored.peak as f64 / MB);
        after = after.with(subject, restored.after as f64 / MB);
    }
    if size == 10_000 {
        open = open.at_most_times(1.3, Subject::Bare);
    }
    vec![open, default, peak, after]
}

fn growths(climbs: &[Climb]) -> Vec<Row> {
    let row = |figure: &str| Row::new("growth with the number of sessions: exponent, 1 is linear", figure, "");
    let mut memory = (row("memory, over all sizes"), row("memory, steepest step"));
    let mut idle = row("idle CPU, over all sizes");
    let mut restoring = row("time to restore");
    for climb in climbs {
        let subject = climb.subject;
        let grown = climb.points(|station| station.usage.memory.saturating_sub(climb.empty.memory) as f64);
        memory.0 = memory.0.with(subject, growth::fit(&grown));
        memory.1 = memory.1.with(subject, growth::exponents(&grown).into_iter().reduce(f64::max));
        idle = idle.with(subject, growth::fit(&climb.points(|station| station.idle.as_secs_f64())));
        let restored =
            climb.points(|station| station.restored.as_ref().map_or(0.0, |restored| restored.open.as_secs_f64()));
        restoring = restoring.with(subject, growth::fit(&restored));
    }
    [memory.0, memory.1, idle, restoring].map(|row| row.at_most(LINEAR)).to_vec()
}

impl Climb {
    fn points(&self, cost: impl Fn(&Station) -> f64) -> Vec<Point> {
        self.stations.iter().map(|station| Point { size: station.size as f64, cost: cost(station) }).collect()
    }
}

fn stations(climbs: &[Climb], size: usize) -> impl Iterator<Item = (Subject, &Station)> {
    climbs
        .iter()
        .filter_map(move |climb| Some((climb.subject, climb.stations.iter().find(|station| station.size == size)?)))
}
