//! How long things take at most, in one order: what waits for something waits longer than that may take. A link closes within its
//! time; a request to a session waits for a question to the database, the closing of a link and a wipe; whoever asks by HTTP waits
//! a little longer than the actors do; a stop drains for longer than any request takes; and whoever runs the process waits longer
//! than the stop, and than the embedded server needs after that.

use std::time::Duration;

use linekeeper_actors::ActorSettings;
use linekeeper_link::LinkConfig;

use crate::config::Config;

/// What is done between two bounds beside waiting.
const MARGIN: Duration = Duration::from_millis(500);
/// How long requests that are being answered are waited for once the sessions are gone.
pub(crate) const HTTP: Duration = Duration::from_secs(2);
/// How long the journal may take to be written out after that.
pub(crate) const JOURNAL: Duration = Duration::from_secs(2);

/// The bounds, each longer than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Closing a link.
    pub(crate) link_close: Duration,
    /// The longest of a session's tasks that follow each other: closing a link, or a wipe in a person's name, which takes the
    /// company back first.
    pub(crate) serial_task: Duration,
    /// A question to a session: what is asked of the database before, and the tasks of a reset.
    pub(crate) ask: Duration,
    /// The same, asked by HTTP.
    pub(crate) http_ask: Duration,
    /// The sessions' share of a stop.
    pub(crate) drain: Duration,
    /// A stop, the embedded server's not counted.
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
        // A stop that is given less time than that gives its sessions what there is.
        let drain = (http_ask + MARGIN).min(stop.saturating_sub(HTTP + JOURNAL).max(stop * 2 / 3));
        Self { link_close, serial_task, ask, http_ask, drain, stop }
    }

    /// The settings with these bounds.
    pub(crate) fn bind(&self, settings: ActorSettings) -> ActorSettings {
        ActorSettings { ask_timeout: self.ask, ..settings }
    }

    /// From the shortest to the longest, but for the stop itself.
    fn chain(&self) -> [Duration; 6] {
        let Self { link_close, serial_task, ask, http_ask, drain, stop: _ } = *self;
        [link_close, serial_task, ask, http_ask, drain, drain + HTTP + JOURNAL]
    }

    /// What is not longer than what it waits for, in the names of the settings.
    pub(crate) fn disorder(&self) -> Option<String> {
        let chain = self.chain();
        let ordered = chain.is_sorted_by(|one, next| one < next) && chain.last().is_some_and(|last| *last <= self.stop);
        (!ordered).then(|| {
            let least = (self.http_ask + MARGIN + HTTP + JOURNAL).as_millis().div_ceil(1000);
            format!("sessions.stop_seconds is less than the {least} s that what is under way may take: a stop may cut it off")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the embedded server may need to stop, as the store says.
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
    fn stop_that_is_too_short_is_told_and_still_drains() {
        for (call, stop) in [(5, 10), (5, 1), (20, 30)] {
            let bounds = with(call, stop);
            assert!(bounds.disorder().unwrap().contains("stop_seconds"), "{bounds:?}");
            assert!(bounds.drain <= bounds.stop && bounds.drain * 2 > bounds.stop, "{bounds:?}");
        }
        assert_eq!(with(20, 90).disorder(), None);
    }
}
