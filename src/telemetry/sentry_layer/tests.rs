use sentry::protocol::{Context, Event};
use tracing_subscriber::layer::SubscriberExt;

use super::*;
use crate::carried::CarriedLayer;
use crate::testing::heard_by;

/// Events Sentry receives for `lines`, through the options and the layer that the service uses.
fn events_of(lines: impl FnOnce()) -> Vec<Event<'static>> {
    let options = sentry_options(&SentrySettings::default(), Some("linekeeper@1".into())).unwrap();
    let subscriber = tracing_subscriber::registry().with(CarriedLayer).with(sentry_layer());
    let told = || heard_by(subscriber, lines);
    sentry::test::with_captured_events_options(told, options)
}

fn tag<'event>(event: &'event Event<'static>, name: &str) -> Option<&'event str> {
    event.tags.get(name).map(String::as_str)
}

#[test]
fn error_event_has_tags_and_is_grouped_by_code_and_target() {
    let events = events_of(|| {
        let code = linekeeper_domain::ErrorCode::Banned;
        tracing::error!(company.id = %"997441", correlation.id = "pairing-1",
            code = %code, session.generation = 3, "session failed");
    });
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!(event.message.as_deref(), Some("session failed"));
    assert_eq!(event.release.as_deref(), Some("linekeeper@1"));
    assert_eq!(
        [tag(event, "code"), tag(event, "company.id"), tag(event, "correlation.id")],
        [Some("BANNED"), Some("997441"), Some("pairing-1")]
    );
    assert_eq!(event.fingerprint[..], ["BANNED", "linekeeper_telemetry::sentry_layer::tests"]);
    let Some(Context::Other(fields)) = event.contexts.get("Rust Tracing Fields") else { panic!("{event:?}") };
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["session.generation"]);
}

#[test]
fn span_ids_become_tags_unless_event_names_its_own() {
    let events = events_of(|| {
        let outer = tracing::info_span!("socket", company.id = "1", correlation.id = "outer");
        let inner = tracing::info_span!(parent: &outer, "pairing", correlation.id = tracing::field::Empty);
        inner.record("correlation.id", "inner");
        inner.in_scope(|| tracing::error!("first"));
        inner.in_scope(|| tracing::error!(correlation.id = "own", "second"));
    });
    let ids: Vec<_> = events.iter().map(|event| [tag(event, "company.id"), tag(event, "correlation.id")]).collect();
    assert_eq!(ids, [[Some("1"), Some("inner")], [Some("1"), Some("own")]]);
}

#[test]
fn an_error_without_a_code_is_grouped_by_sentry_itself() {
    let events = events_of(|| tracing::error!("something else"));
    assert_eq!(events[0].fingerprint[..], ["{{ default }}"]);
    assert!(events[0].tags.is_empty(), "{:?}", events[0].tags);
}

#[test]
fn only_errors_are_events_and_warnings_and_infos_breadcrumbs() {
    let events = events_of(|| {
        tracing::warn!("a warning");
        tracing::info!("an info");
        tracing::debug!("a debug line");
        tracing::error!("the error");
    });
    let [event] = &events[..] else { panic!("{events:?}") };
    let before: Vec<_> = event.breadcrumbs.values.iter().filter_map(|crumb| crumb.message.as_deref()).collect();
    assert_eq!(before, ["a warning", "an info"]);
}

#[test]
fn number_of_breadcrumbs_is_bounded() {
    let events = events_of(|| {
        for line in 0..BREADCRUMBS * 2 {
            tracing::info!("line {line}");
        }
        tracing::error!("the error");
    });
    let before = &events[0].breadcrumbs.values;
    assert_eq!((before.len(), before[0].message.as_deref()), (BREADCRUMBS, Some("line 50")));
}

#[test]
fn phones_and_codes_are_hidden_in_every_part_of_an_event() {
    let events = events_of(|| {
        tracing::info!(jid = "79006464263@s.whatsapp.net", "the code is ABCD-1234");
        let refused = std::io::Error::other("79006464263 refused");
        let failure: &(dyn std::error::Error + 'static) = &refused;
        tracing::error!(
            company.id = "1234567890",
            phone = 79_006_464_263_u64,
            text = "+7 900 646-42-63",
            failure,
            "phone 79006464263 failed with ABCD-1234"
        );
    });
    let sent = serde_json::to_string(&events).unwrap();
    for secret in ["79006464263", "646-42-63", "ABCD-1234"] {
        assert!(!sent.contains(secret), "{secret} in {sent}");
    }
    assert_eq!(events[0].message.as_deref(), Some("phone [hidden] failed with [hidden]"));
    assert_eq!(events[0].exception[0].value.as_deref(), Some("[hidden] refused"));
    assert_eq!(tag(&events[0], "company.id"), Some("1234567890"));
}

#[test]
fn invalid_dsn_is_refused_and_never_printed() {
    let settings = SentrySettings { dsn: Some("https://s3cret".to_owned()), environment: None };
    let refusal = start_sentry(&settings, None).err().unwrap();
    assert!(refusal.contains("sentry.dsn") && !refusal.contains("s3cret"), "{refusal}");
    assert!(!format!("{settings:?}").contains("s3cret"));
}

#[test]
fn without_a_dsn_nothing_is_sent() {
    let settings = SentrySettings { dsn: None, environment: Some("test".to_owned()) };
    assert!(!start_sentry(&settings, None).unwrap().is_enabled());
}
