use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// Metrics with one of each recorded.
fn busy() -> Metrics {
    let metrics = Metrics::new();
    metrics.process_started("2026-01-02T03:04:05Z".parse().unwrap());
    metrics.pairing_asked(PairingMethod::Code);
    metrics.code_shown(SECOND);
    metrics.pairing_succeeded(PairingMethod::Code, SECOND * 30);
    metrics.pairing_failed(PairingMethod::Qr, ErrorCode::ALL[0]);
    metrics.session_moved(None, Some(StateName::Idle));
    metrics.session_restarted("crashed");
    metrics.session_failed(ErrorCode::ALL[0]);
    metrics.store_call("load", StoreOutcome::Ok, SECOND / 1000);
    metrics.store_up(true);
    metrics.journal_lag(SECOND / 4);
    metrics.journal_dropped(3);
    metrics.status_records_waiting(4);
    metrics.session_events_waiting(5);
    metrics.gate_waiting(2);
    metrics.gate_connecting(1);
    metrics.gate_admitted();
    metrics.breaker_open(true);
    metrics.client_version_ends("2026-01-02T03:04:05Z".parse().ok());
    metrics.onboarding_link(LinkTally::Opened);
    metrics.http_request("/healthz", "GET", Answered { status: 200, took: SECOND });
    metrics.count_alert(ErrorCode::ALL[0]);
    metrics
}

fn has(metrics: &Metrics, sample: &str) -> bool {
    metrics.render().lines().any(|line| line == sample)
}

#[test]
fn every_name_is_rendered_with_help_and_type() {
    let text = busy().render();
    for name in MetricName::ALL {
        assert!(text.contains(&format!("# HELP {} {}.\n", name.family(), name.help())), "{name:?}\n{text}");
        assert!(text.contains(&format!("# TYPE {} ", name.family())), "{name:?}\n{text}");
        assert!(text.lines().any(|line| line.starts_with(name.as_str())), "no sample of {name:?}\n{text}");
    }
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn names_are_unique_and_follow_the_conventions() {
    let names: std::collections::BTreeSet<_> = MetricName::ALL.iter().map(|name| name.as_str()).collect();
    assert_eq!(names.len(), MetricName::ALL.len());
    let text = busy().render();
    for name in MetricName::ALL {
        assert!(name.as_str().starts_with("linekeeper_") && !name.help().ends_with('.'), "{name:?}");
        let counts = text.contains(&format!("# TYPE {} counter\n", name.family()));
        assert_eq!(counts, name.as_str().ends_with("_total"), "{name:?}");
    }
}

#[test]
fn series_with_known_labels_start_at_zero() {
    let metrics = Metrics::new();
    for sample in [
        "linekeeper_pairings_asked_total{method=\"qr\"} 0",
        "linekeeper_pairings_failed_total{method=\"code\",code=\"RATE_LIMITED\"} 0",
        "linekeeper_sessions{state=\"connected\"} 0",
        "linekeeper_mailbox_messages{actor=\"gate\"} 0",
        "linekeeper_news_total{code=\"BANNED\"} 0",
        "linekeeper_onboarding_links_total{event=\"opened_too_late\"} 0",
        "linekeeper_sockets_over_time_total 0",
        "linekeeper_store_up 0",
        "linekeeper_client_version_end_time_seconds 0.0",
        "linekeeper_client_version_lookups_total{outcome=\"failed\"} 0",
    ] {
        assert!(has(&metrics, sample), "{sample}\n{}", metrics.render());
    }
}

#[test]
fn session_is_counted_in_one_state_and_in_none_after_its_end() {
    let metrics = Metrics::new();
    metrics.session_moved(None, Some(StateName::Idle));
    metrics.session_moved(Some(StateName::Idle), Some(StateName::Connected));
    assert!(has(&metrics, "linekeeper_sessions{state=\"idle\"} 0"));
    assert!(has(&metrics, "linekeeper_sessions{state=\"connected\"} 1"));
    metrics.session_moved(Some(StateName::Connected), None);
    assert!(has(&metrics, "linekeeper_sessions{state=\"connected\"} 0"));
}

#[test]
fn message_is_counted_until_its_handler_ends_or_panics() {
    let metrics = Metrics::new();
    let first = metrics.queued(Mailbox::Session);
    let second = metrics.queued(Mailbox::Session);
    assert!(has(&metrics, "linekeeper_mailbox_messages{actor=\"session\"} 2"));
    drop(first);
    let handled = std::panic::catch_unwind(move || {
        let _second = second;
        std::panic::resume_unwind(Box::new("handler"));
    });
    assert!(handled.is_err());
    assert!(has(&metrics, "linekeeper_mailbox_messages{actor=\"session\"} 0"));
}

#[test]
fn clones_count_together_and_separate_instances_do_not() {
    let (one, other) = (Metrics::new(), Metrics::default());
    let client = one.clone().client_connected();
    assert!(has(&one, "linekeeper_clients 1") && has(&other, "linekeeper_clients 0"));
    drop(client);
    assert!(has(&one, "linekeeper_clients 0"));
}

#[test]
fn durations_are_observed_in_seconds() {
    let metrics = busy();
    for sample in [
        "linekeeper_pairing_code_seconds_bucket{le=\"0.5\"} 0",
        "linekeeper_pairing_code_seconds_bucket{le=\"1.0\"} 1",
        "linekeeper_pairing_connected_seconds_bucket{le=\"40.0\",method=\"code\"} 1",
        "linekeeper_store_call_seconds_bucket{le=\"0.001\",call=\"load\"} 1",
        "linekeeper_store_calls_total{call=\"load\",outcome=\"ok\"} 1",
        "linekeeper_journal_lag_seconds 0.25",
        "linekeeper_journal_dropped_total 3",
        "linekeeper_status_records_waiting 4",
        "linekeeper_session_events_waiting 5",
        "linekeeper_process_start_time_seconds 1767323045.0",
        "linekeeper_client_version_end_time_seconds 1767323045.0",
        "linekeeper_http_requests_total{route=\"/healthz\",method=\"GET\",status=\"200\"} 1",
    ] {
        assert!(has(&metrics, sample), "{sample}\n{}", metrics.render());
    }
}

#[test]
fn a_route_cannot_break_out_of_its_label() {
    let metrics = Metrics::new();
    metrics.http_request("/a\"} 1\nforged 2".to_owned(), "GET", Answered { status: 404, took: SECOND });
    assert!(!metrics.render().lines().any(|line| line.starts_with("forged")), "{}", metrics.render());
}
