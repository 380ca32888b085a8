//! Timeouts in one order: whatever waits for an operation waits longer than that operation may take.
//!
//! A link closes within its timeout; a request to a session waits for a database call, the closing of a link and a
//! wipe; an HTTP request waits slightly longer than the actors; a stop drains for longer than any request takes; and
//! the process's manager (systemd) waits longer than the stop and the embedded PostgreSQL's shutdown after it.

use std::time::Duration;

use linekeeper_actors::ActorSettings;
use linekeeper_link::LinkConfig;

use crate::config::Config;

/// Allowance for the work between two timeouts beside waiting.
const MARGIN: Duration = Duration::from_millis(500);
/// Timeout of HTTP requests in progress once the sessions have stopped.
pub(crate) const HTTP: Duration = Duration::from_secs(2);
/// Timeout of the final journal write after that.
pub(crate) const JOURNAL: Duration = Duration::from_secs(2);

/// Timeouts, each longer than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Closing a link.
    pub(crate) link_close: Duration,
    /// Longest serial task of a session: closing a link, or a wipe a person asked for, which takes ownership of the
    /// company first (two database calls).
    pub(crate) serial_task: Duration,
    /// Request to a session: a database call, then the tasks of a reset.
    pub(crate) ask: Duration,
    /// Request to a session by HTTP.
    pub(crate) http_ask: Duration,
    /// Stopping all sessions, as a part of the stop.
    pub(crate) drain: Duration,
    /// Stopping the process, without the embedded PostgreSQL.
    pub(crate) stop: Duration,
}

impl Bounds {
    pub(crate) fn of(config: &Config) -> Self {
        let call = Duration::from_secs(config.store.call_timeout_seconds);
        let stop = Duration::from_secs(config.sessions.stop_seconds);
        let link_close = LinkConfig::default().longest_close();
        let serial_task = (call * 2).max(link_close + MARGIN);
        let ask = call + link_close + serial_task + MARGIN;
        let http_ask = ask + MARGIN;
        // A shorter `stop_seconds` leaves the sessions what remains of it, at least two thirds.
        let drain = (http_ask + MARGIN).min(stop.saturating_sub(HTTP + JOURNAL).max(stop * 2 / 3));
        Self { link_close, serial_task, ask, http_ask, drain, stop }
    }

    /// Applies these timeouts to the actors' settings.
    pub(crate) fn bind(&self, settings: ActorSettings) -> ActorSettings {
        ActorSettings { ask_timeout: self.ask, ..settings }
    }

    /// All timeouts in ascending order, with the sum of a stop's parts last and without the configured stop itself.
    fn chain(&self) -> [Duration; 6] {
        let Self { link_close, serial_task, ask, http_ask, drain, stop: _ } = *self;
        [link_close, serial_task, ask, http_ask, drain, drain + HTTP + JOURNAL]
    }

    /// Describes, in the names of the settings, the timeout that is not longer than what it waits for.
    pub(crate) fn disorder(&self) -> Option<String> {
        let chain = self.chain();
        let ordered = chain.is_sorted_by(|one, next| one < next) && chain.last().is_some_and(|last| *last <= self.stop);
        (!ordered).then(|| {
            let least = (self.http_ask + MARGIN + HTTP + JOURNAL).as_millis().div_ceil(1000);
            format!("sessions.stop_seconds is shorter than the {least} s that work under way may take: a shutdown may interrupt it")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longest shutdown of the embedded PostgreSQL, as the store defines it.
    const EMBEDDED: Duration = Duration::from_secs(20);

    fn with(call_timeout_seconds: u64, stop_seconds: u64) -> Bounds {
        let mut config = Config::default();
        config.store.call_timeout_seconds = call_timeout_seconds;
        config.sessions.stop_seconds = stop_seconds;
        Bounds::of(&config)
    }

    fn unit_waits() -> Duration {
        let unit = include_str!("../../deploy/linekeeper.service");
        let line = unit.lines().find_map(|line| line.strip_prefix("TimeoutStopSec=")).unwrap();
        Duration::from_secs(line.parse().unwrap())
    }

    #[test]
    fn each_bound_is_longer_than_what_it_waits_for() {
        let bounds = Bounds::of(&Config::default());
        let Bounds { link_close, serial_task, ask, http_ask, drain, stop } = bounds;
        assert!(link_close < serial_task && serial_task < ask, "{bounds:?}");
        assert!(ask < http_ask && http_ask < drain && drain + HTTP + JOURNAL <= stop, "{bounds:?}");
        assert!(stop + EMBEDDED < unit_waits(), "{stop:?} {:?}", unit_waits());
        assert!(ask < Duration::from_secs(Config::default().sessions.frozen_seconds), "{ask:?}");
        assert_eq!(bounds.disorder(), None);
    }

    #[test]
    fn too_short_stop_is_reported_and_still_drains() {
        for (call, stop) in [(5, 10), (5, 1), (20, 30)] {
            let bounds = with(call, stop);
            assert!(bounds.disorder().unwrap().contains("stop_seconds"), "{bounds:?}");
            assert!(bounds.drain <= bounds.stop && bounds.drain * 2 > bounds.stop, "{bounds:?}");
        }
        assert_eq!(with(20, 90).disorder(), None);
    }
}
