//! Name of every metric with its help text, in one place: for the registry, and for panels and alerts.

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $help:literal;)+) => {
        /// Name of a metric.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum MetricName {
            $($(#[$doc])* $variant,)+
        }

        impl MetricName {
            /// Every name, in the order in which they are rendered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Name as queries write it, for example `linekeeper_pairings_asked_total`. The samples of a histogram have
            /// `_bucket`, `_sum` and `_count` appended.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Help text, without a full stop.
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
    /// Pairing requests, by method.
    PairingsAsked = "linekeeper_pairings_asked_total", "Pairing requests";
    /// Pairings that ended connected, by method.
    PairingsSucceeded = "linekeeper_pairings_succeeded_total", "Pairings that ended with a connected session";
    /// Pairings that ended without a connected session, by method and error code.
    PairingsFailed = "linekeeper_pairings_failed_total", "Pairings that ended without a connected session";
    /// Linkings refused at their last step, by reason.
    PairRefusals = "linekeeper_pair_refusals_total", "Linkings refused at their last step, by reason";
    /// Steps of linkings with a passkey, by step.
    PasskeySteps = "linekeeper_passkey_steps_total", "Steps of linkings with a passkey: demanded by WhatsApp, answered, and so on";
    /// Seconds from the pairing request until the code is shown.
    PairingCodeSeconds = "linekeeper_pairing_code_seconds", "Time from a pairing request until the code is shown";
    /// Seconds from the pairing request until the session is connected, by method.
    PairingConnectedSeconds = "linekeeper_pairing_connected_seconds", "Time from a pairing request until the session is connected";
    /// Refused requests for pairing codes, by the limit that was reached.
    CodeRefusals = "linekeeper_code_refusals_total", "Requests for pairing codes refused because a limit was reached";
    /// Running sessions, by state.
    Sessions = "linekeeper_sessions", "Running sessions, by state";
    /// Changes of phones under way, by state.
    PhoneChanges = "linekeeper_phone_changes", "Changes of phones under way beside a line, by state";
    /// Changes of phones that have ended, by outcome.
    PhoneChangesEnded = "linekeeper_phone_changes_ended_total", "Changes of phones that have ended, by outcome";
    /// Seconds from the request for another phone until it is the line.
    PhoneChangeSeconds = "linekeeper_phone_change_seconds", "Time from the request for another phone until it is the line";
    /// Restarts of sessions, by reason.
    SessionRestarts = "linekeeper_session_restarts_total", "Restarts of sessions, by reason";
    /// Sessions that were parked, by error code.
    SessionFailures = "linekeeper_session_failures_total", "Sessions that were parked, by error code";
    /// Messages sent and not handled yet, by actor.
    MailboxMessages = "linekeeper_mailbox_messages", "Messages sent to actors that are not handled yet";
    /// Duration of store calls in seconds, by call.
    StoreCallSeconds = "linekeeper_store_call_seconds", "Duration of store calls, whatever their outcome";
    /// Store calls, by call and outcome.
    StoreCalls = "linekeeper_store_calls_total", "Store calls, by outcome";
    /// 1 while the store answers, else 0.
    StoreUp = "linekeeper_store_up", "Whether the store answers (1) or not (0)";
    /// Age in seconds of the oldest entry of the batch the journal writes.
    JournalLagSeconds = "linekeeper_journal_lag_seconds", "Age of the oldest entry of the batch that the journal writes, at the last attempt";
    /// Journal entries dropped because the store did not take them.
    JournalDropped = "linekeeper_journal_dropped_total", "Journal entries dropped because the store did not take them";
    /// Companies whose present status is not recorded in the database yet.
    StatusRecordsWaiting = "linekeeper_status_records_waiting", "Companies whose present status is not recorded in the database yet";
    /// Companies whose log has not been told of their session as it is.
    SessionEventsWaiting = "linekeeper_session_events_waiting", "Companies whose message log has not been told of their session as it is";
    /// Sessions waiting at the gate.
    GateWaiting = "linekeeper_gate_waiting", "Sessions that wait at the gate";
    /// Sessions the gate admitted that are not connected yet.
    GateConnecting = "linekeeper_gate_connecting", "Sessions admitted by the gate that are not connected yet";
    /// Admissions by the gate.
    GateAdmitted = "linekeeper_gate_admitted_total", "Sessions admitted by the gate";
    /// 1 while the gate's breaker is open, else 0.
    BreakerOpen = "linekeeper_breaker_open", "Whether the breaker of the gate is open (1) and holds sessions back";
    /// Time in Unix seconds at which WhatsApp stops taking the announced client version; 0 while it has named none.
    ClientVersionEnd = "linekeeper_client_version_end_time_seconds", "Time in Unix seconds at which WhatsApp stops taking our client version; 0 if it has named none";
    /// Look-ups of the client version, by outcome.
    VersionLookups = "linekeeper_client_version_lookups_total", "Look-ups of the client version, by outcome";
    /// Open WebSockets.
    Clients = "linekeeper_clients", "Open WebSockets";
    /// WebSockets refused because a limit on their number was reached, by that limit.
    SocketsRefused = "linekeeper_sockets_refused_total", "WebSockets refused because there were too many";
    /// Onboarding links, by what happened to them.
    OnboardingLinks = "linekeeper_onboarding_links_total", "Onboarding links made, revoked, and opened by their short address, with or without success";
    /// WebSockets of expired onboarding links that stayed open for a pairing under way.
    SocketsOverTime = "linekeeper_sockets_over_time_total", "WebSockets that outlived their onboarding link because of a pairing under way";
    /// HTTP requests, by route, method and status.
    HttpRequests = "linekeeper_http_requests_total", "HTTP requests answered";
    /// Duration of HTTP requests in seconds, by route and method.
    HttpRequestSeconds = "linekeeper_http_request_seconds", "Time from an HTTP request to its answer";
    /// Alerts to the operators on call, by error code.
    Alerts = "linekeeper_news_total", "Alerts to the operators on call, by error code";
    /// Longest time in seconds that any session has been waiting at the gate.
    GateOldestWaitSeconds = "linekeeper_gate_oldest_wait_seconds", "Longest time that any session has been waiting at the gate";
    /// Seconds by which the machine's clock is ahead of the database's; negative when it is behind.
    ClockOffsetSeconds = "linekeeper_clock_offset_seconds", "Time by which the machine's clock is ahead of the database's";
    /// Jumps of the database's clock.
    DatabaseClockJumps = "linekeeper_database_clock_jumps_total", "Jumps of the database's clock";
    /// Attempts at webhook deliveries, by outcome.
    WebhookAttempts = "linekeeper_webhook_attempts_total", "Attempts at webhook deliveries, by outcome";
    /// Duration of attempts at webhook deliveries in seconds.
    WebhookAttemptSeconds = "linekeeper_webhook_attempt_seconds", "Time from an attempt at a webhook delivery to its answer";
    /// Webhook deliveries that were given up.
    WebhookDeadLetters = "linekeeper_webhook_dead_letters_total", "Webhook deliveries given up after all attempts";
    /// Lanes (endpoint and chat) in which deliveries wait.
    WebhookLanesWaiting = "linekeeper_webhook_lanes_waiting", "Chats of enabled webhook endpoints in which deliveries wait";
    /// Longest time in seconds for which such a lane has not moved on.
    WebhookOldestWaitSeconds = "linekeeper_webhook_oldest_wait_seconds", "Longest time for which a chat with waiting deliveries has not moved on";
    /// Webhook endpoints that failures have disabled.
    WebhooksDisabled = "linekeeper_webhooks_disabled", "Webhook endpoints that failures have disabled, and nobody has enabled again";
    /// Messages that were sent, by what became of them; one that was delivered counts as sent, too.
    MessagesSent = "linekeeper_messages_sent_total", "Messages that were sent for callers of the API, by what became of them";
    /// Messages that were not sent, by reason.
    SendFailures = "linekeeper_send_failures_total", "Messages that were not sent, by reason";
    /// Time in seconds for which messages waited until they were written to WhatsApp.
    SendWaitSeconds = "linekeeper_send_wait_seconds", "Time from the order of a message until it is written to WhatsApp";
    /// Bytes that the events of messages take.
    MessageLogBytes = "linekeeper_message_log_bytes", "What the events of messages take, in bytes, as their quota counts it";
    /// Their quota in bytes.
    MessageLogQuotaBytes = "linekeeper_message_log_quota_bytes", "Most bytes that the events of messages may take";
    /// Files on their way into the store.
    MediaTransfers = "linekeeper_media_transfers_total", "Files on their way into the store, by their way and what became of them";
    /// Bytes that files take.
    MediaBytes = "linekeeper_media_bytes", "What files take of media.quota_mb, in bytes, those on their way included";
    /// 1 while there is no room for files.
    MediaFull = "linekeeper_media_full", "1 while no file is taken because there is no room, else 0";
    /// 1 while no message is taken because the quota is used up.
    MessageLogFull = "linekeeper_message_log_full", "1 while no message is taken because their events take all of their quota, else 0";
    /// Panics of maintenance tasks, by task.
    TaskPanics = "linekeeper_task_panics_total", "Panics of maintenance tasks; each runs again at its next interval";
    /// Constant 1; its label has the version.
    Build = "linekeeper_build_info", "Version of the running binary";
    /// Start time of the process in Unix seconds.
    ProcessStartTime = "linekeeper_process_start_time_seconds", "Start time of the process in Unix seconds";
}

impl MetricName {
    /// Name on the `HELP` and `TYPE` lines. OpenMetrics puts `_total` and `_info` on samples only.
    #[must_use]
    pub fn family(self) -> &'static str {
        let name = self.as_str();
        name.strip_suffix("_total").or_else(|| name.strip_suffix("_info")).unwrap_or(name)
    }
}
