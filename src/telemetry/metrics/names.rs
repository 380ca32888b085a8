//! Every metric's name, once, with the sentence that explains it: what is registered, and what panels and alerts ask for.

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $help:literal;)+) => {
        /// The name of a metric.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum MetricName {
            $($(#[$doc])* $variant,)+
        }

        impl MetricName {
            /// Every name, in the order in which they are rendered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name as queries write it, for example `linekeeper_pairings_asked_total`. A histogram's samples
            /// have `_bucket`, `_sum` and `_count` behind it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What is measured, without a full stop.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self {
                    $(Self::$variant => $help,)+
                }
            }
        }
    };
}

names! {
    /// Pairings asked for, by method.
    PairingsAsked = "linekeeper_pairings_asked_total", "Pairings asked for";
    /// Pairings that ended connected, by method.
    PairingsSucceeded = "linekeeper_pairings_succeeded_total", "Pairings that ended with a connected session";
    /// Pairings that ended otherwise, by method and code.
    PairingsFailed = "linekeeper_pairings_failed_total", "Pairings that ended without a connected session";
    /// Linkings refused at their last step, by reason.
    PairRefusals = "linekeeper_pair_refusals_total", "Linkings refused at their last step, by reason";
    /// From the request to the code on the screen.
    PairingCodeSeconds = "linekeeper_pairing_code_seconds", "Time from a pairing's request until its code is shown";
    /// From the request to the connected session, by method.
    PairingConnectedSeconds = "linekeeper_pairing_connected_seconds", "Time from a pairing's request until its session is connected";
    /// Requests for codes refused, by the limit that was reached.
    CodeRefusals = "linekeeper_code_refusals_total", "Requests for pairing codes refused because a limit was reached";
    /// Sessions by state.
    Sessions = "linekeeper_sessions", "Sessions that run, by state";
    /// Sessions started again, by reason.
    SessionRestarts = "linekeeper_session_restarts_total", "Sessions started again after they ended";
    /// Sessions parked, by code.
    SessionFailures = "linekeeper_session_failures_total", "Sessions parked until a person or time changes something";
    /// Messages sent and not handled yet, by actor.
    MailboxMessages = "linekeeper_mailbox_messages", "Messages sent to actors and not handled yet";
    /// How long store calls take, by call.
    StoreCallSeconds = "linekeeper_store_call_seconds", "Time of store calls, whatever became of them";
    /// Store calls by outcome.
    StoreCalls = "linekeeper_store_calls_total", "Store calls, by what became of them";
    /// 1 while the store answers.
    StoreUp = "linekeeper_store_up", "Whether the store answers (1) or not (0)";
    /// How old the oldest entry is that the journal has not written.
    JournalLagSeconds = "linekeeper_journal_lag_seconds", "Age of the oldest journal entry when it was written, or now if it is not yet";
    /// Journal entries given up.
    JournalDropped = "linekeeper_journal_dropped_total", "Journal entries given up because the store did not take them";
    /// Sessions that wait at the gate.
    GateWaiting = "linekeeper_gate_waiting", "Sessions that wait at the gate to connect";
    /// Sessions the gate let through that are not connected yet.
    GateConnecting = "linekeeper_gate_connecting", "Sessions the gate let through that are still connecting";
    /// Sessions let through by the gate.
    GateAdmitted = "linekeeper_gate_admitted_total", "Sessions the gate let through";
    /// 1 while the gate's breaker keeps everything back.
    BreakerOpen = "linekeeper_breaker_open", "Whether the breaker of the gate is open (1) and keeps sessions back";
    /// Open WebSockets.
    Clients = "linekeeper_clients", "Open WebSockets";
    /// WebSockets that were not let in because there were too many, by the bound that was reached.
    SocketsRefused = "linekeeper_sockets_refused_total", "WebSockets refused because there were too many";
    /// HTTP requests by route, method and status.
    HttpRequests = "linekeeper_http_requests_total", "HTTP requests answered";
    /// How long HTTP requests take, by route and method.
    HttpRequestSeconds = "linekeeper_http_request_seconds", "Time from an HTTP request to its answer";
    /// What was sent to those on call, by code.
    News = "linekeeper_news_total", "What was sent as news to those on call";
    /// How long the first of those who wait at the gate has waited.
    GateOldestWaitSeconds = "linekeeper_gate_oldest_wait_seconds", "How long the one has waited at the gate who has waited longest";
    /// How far the machine's clock is ahead of the database's.
    ClockOffsetSeconds = "linekeeper_clock_offset_seconds", "How far the machine's clock is ahead of the database's";
    /// How often the database's clock was not where it should be.
    DatabaseClockJumps = "linekeeper_database_clock_jumps_total", "How often the database's clock was not where it should be";
    /// Panics of tasks that run beside the sessions, by task.
    TaskPanics = "linekeeper_task_panics_total", "Panics of tasks that run beside the sessions; each goes on after it";
    /// Always 1; the label has the version.
    Build = "linekeeper_build_info", "The version that runs";
    /// When the process started.
    ProcessStartTime = "linekeeper_process_start_time_seconds", "When the process started, as seconds since 1970";
}

impl MetricName {
    /// The name on the `HELP` and `TYPE` lines. OpenMetrics puts `_total` and `_info` on samples only.
    #[must_use]
    pub fn family(self) -> &'static str {
        let name = self.as_str();
        name.strip_suffix("_total").or_else(|| name.strip_suffix("_info")).unwrap_or(name)
    }
}
