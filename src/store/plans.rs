//! Invalidation of prepared statements, whose plans go stale.
//!
//! The server plans a prepared statement for the tables as they are at that moment and keeps the plan until the tables'
//! statistics change (ANALYZE). A table of one or two pages that was planned as a sequential scan may be large by then.
//! So no statement is kept for longer than [`KEPT`], nor after the tables may have doubled.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::Instant;

/// Longest time a prepared statement is kept. Preparing again costs less than a millisecond per statement and
/// connection.
const KEPT: Duration = Duration::from_secs(60);

/// Added rows below which statements are never discarded for growth.
const FEW: usize = 500;

/// Time and number of written rows when the current plans were made.
pub(crate) struct Plans(Mutex<Made>);

struct Made {
    at: Instant,
    /// Rows this process had written when the plans were made.
    rows_then: usize,
    /// Rows this process has written so far.
    rows: usize,
}

impl Plans {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Made { at: Instant::now(), rows_then: 0, rows: 0 }))
    }

    /// Counts written rows.
    pub(crate) fn note(&self, rows: usize) {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        made.rows = made.rows.saturating_add(rows);
    }

    /// Whether prepared statements must be discarded now. Returns true once per occasion: the caller discards them.
    pub(crate) fn are_due(&self) -> bool {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = made.rows_then.saturating_mul(2).saturating_add(FEW);
        let due = made.rows >= most || made.at.elapsed() >= KEPT;
        if due {
            *made = Made { at: Instant::now(), rows_then: made.rows, rows: made.rows };
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn plans_are_discarded_when_rows_have_doubled() {
        let plans = Plans::new();
        assert!(!plans.are_due());
        plans.note(FEW - 1);
        assert!(!plans.are_due());
        plans.note(1);
        assert!(plans.are_due() && !plans.are_due());
        plans.note(2 * FEW - 1);
        assert!(!plans.are_due());
        plans.note(1);
        assert!(plans.are_due() && !plans.are_due());
    }

    #[tokio::test(start_paused = true)]
    async fn plans_are_discarded_after_a_minute() {
        let plans = Plans::new();
        tokio::time::advance(KEPT - Duration::from_millis(1)).await;
        assert!(!plans.are_due());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(plans.are_due() && !plans.are_due());
    }
}
