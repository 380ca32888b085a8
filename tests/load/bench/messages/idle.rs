//! Memory of lines while nothing comes, with and without a log. Each has received a message since its last log-in.
//!
//! What a line needs is the slope between two numbers of lines, so the process itself does not count; and both are
//! measured after a restoration, since what linkings leave in the allocator differs more than what is looked for.

use std::time::Duration;

use linekeeper_load::growth::{self, Point};
use linekeeper_load::report::{Row, Subject};
use linekeeper_load::usage::Usage;
use tokio::time::sleep;

use super::KEEPING;
use crate::arena::{Arena, Gate};
use crate::sessions::quiet;
use crate::texts::burst;

/// Numbers of lines.
const SIZES: [usize; 2] = [1_000, 4_000];
/// Most memory that messages may cost a line, in kB.
const LITTLE: f64 = 3.0;
/// Maximum growth exponent: linear, with a margin for inaccurate measurements.
const LINEAR: f64 = 1.1;
/// Time after which the library has dropped what it keeps of a message for a while.
const FORGOTTEN: Duration = Duration::from_secs(60);

pub async fn measure() -> Vec<Row> {
    let without = climb(&[("MESSAGES__ENABLED", "false")]).await;
    let with = climb(&KEEPING).await;
    let row = |figure: &str, unit| Row::new("memory of lines, idle", figure, unit);
    let filled = |figure: &str, value: f64| row(figure, "kB").with(Subject::Linekeeper, value);
    let (more, less) = (slope(&with), slope(&without));
    vec![
        filled("per line, messages not kept", less),
        filled("per line, messages kept", more),
        filled("the difference", more - less).at_most(LITTLE),
        row("growth with the number of lines that keep messages: exponent, 1 is linear", "")
            .with(Subject::Linekeeper, growth::fit(&with))
            .at_most(LINEAR),
    ]
}

/// Memory in kB at each size, without that of the empty process.
async fn climb(settings: &[(&str, &str)]) -> Vec<Point> {
    let mut arena = Arena::with(Subject::Linekeeper, settings).await;
    quiet(&arena, 0).await;
    let empty = memory(&arena);
    let (mut points, mut linked) = (Vec::new(), 0);
    for size in SIZES {
        eprintln!("  {settings:?}: {size} lines");
        arena.link(linked + 1..size + 1).await;
        linked = size;
        burst(&arena, size, 1).await;
        arena.party.restore(size, Gate::Open).await;
        burst(&arena, size, 1).await;
        sleep(FORGOTTEN).await;
        quiet(&arena, size).await;
        points.push(Point { size: size as f64, cost: memory(&arena) - empty });
    }
    points
}

fn memory(arena: &Arena) -> f64 {
    Usage::of(arena.party.pid()).memory as f64 / 1e3
}

/// Memory of one more line.
fn slope(points: &[Point]) -> f64 {
    match points {
        [from, .., to] => (to.cost - from.cost) / (to.size - from.size),
        _ => f64::NAN,
    }
}
