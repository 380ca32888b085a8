use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::Monotonic;
use crate::webhooks::ATTEMPTS;

fn moment() -> Moment {
    let now = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
    Moment { now, monotonic: Monotonic::default(), chance: 0.5 }
}

const fn status(code: u16) -> Answer {
    Answer::Status { code, retry_after: None }
}

const MISSING: [NoAnswer; 6] = [
    NoAnswer::Timeout,
    NoAnswer::AddressRefused,
    NoAnswer::Dns,
    NoAnswer::Tls,
    NoAnswer::Connection,
    NoAnswer::Protocol,
];

fn after(made: u32, answer: Answer) -> AfterAttempt {
    after_attempt(&Attempt { made, answer }, EndpointHealth::default(), &moment())
}

#[test]
fn each_status_has_its_kind() {
    for (codes, kind) in [
        (&[200, 201, 202, 204, 299][..], OutcomeKind::Delivered),
        (&[300, 301, 302, 304, 307, 308, 399], OutcomeKind::Redirect),
        (&[410], OutcomeKind::Gone),
        (&[429, 502, 503, 504], OutcomeKind::Overloaded),
        (&[0, 100, 101, 199, 400, 401, 404, 409, 411, 428, 500, 501, 505, 599, 600, 999], OutcomeKind::Rejected),
    ] {
        for code in codes {
            assert_eq!(Outcome::of(&status(*code)), Outcome { kind, status: Some(*code) }, "{code}");
        }
    }
}

#[test]
fn each_missing_answer_has_its_kind_and_no_status() {
    for missing in MISSING {
        let outcome = Outcome::of(&Answer::Missing(missing));
        assert_eq!(outcome.status, None);
        assert_eq!(format!("{:?}", outcome.kind), format!("{missing:?}"));
    }
}

#[test]
fn kinds_are_found_by_the_name_they_are_written_with() {
    for kind in OutcomeKind::ALL {
        assert_eq!(OutcomeKind::named(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        assert!(kind.sentence().ends_with('.'));
    }
    assert_eq!(OutcomeKind::named("unknown"), None);
    for reason in [DisableReason::Gone, DisableReason::Failing, DisableReason::Manual] {
        assert_eq!(DisableReason::named(reason.as_str()), Some(reason));
        assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{}\"", reason.as_str()));
    }
    assert_eq!(DisableReason::named(""), None);
}

#[test]
fn success_ends_a_delivery_whatever_its_attempt() {
    for made in [1, 5, ATTEMPTS, u32::MAX] {
        let decided = after(made, status(204));
        assert_eq!((decided.delivery, decided.disable), (DeliveryDecision::Delivered, None));
        assert_eq!(decided.health, EndpointHealth::default());
    }
}

#[test]
fn failure_is_repeated_until_the_schedule_ends() {
    let failures = [status(500), status(302), status(410), status(429), Answer::Missing(NoAnswer::Timeout)];
    for answer in failures {
        let in_five_seconds = moment().after(Duration::from_secs(5));
        assert_eq!(after(1, answer).delivery, DeliveryDecision::Retry(in_five_seconds), "{answer:?}");
        assert!(matches!(after(ATTEMPTS - 1, answer).delivery, DeliveryDecision::Retry(_)), "{answer:?}");
        assert_eq!(after(ATTEMPTS, answer).delivery, DeliveryDecision::DeadLetter, "{answer:?}");
    }
}

#[test]
fn gone_disables_the_endpoint_and_keeps_the_delivery() {
    let decided = after(1, status(410));
    assert_eq!(decided.disable, Some(DisableReason::Gone));
    assert!(matches!(decided.delivery, DeliveryDecision::Retry(_)), "it goes on once the endpoint is enabled again");
}

#[test]
fn retry_after_counts_for_delivery_and_endpoint() {
    let retry_after = RetryAfter::parse("600");
    let decided = after(1, Answer::Status { code: 503, retry_after });
    let wished = moment().after(Duration::from_secs(630));
    assert_eq!(decided.delivery, DeliveryDecision::Retry(wished));
    assert_eq!(decided.health.ready_at(moment().now), wished);
    // Of another failure it puts off this delivery only.
    let decided = after(1, Answer::Status { code: 500, retry_after });
    assert_eq!(decided.delivery, DeliveryDecision::Retry(wished));
    assert_eq!(decided.health.ready_at(moment().now), moment().now);
}

fn answer() -> impl Strategy<Value = Answer> {
    let wish = proptest::option::of(any::<u64>().prop_map(|seconds| RetryAfter::Wait(Duration::from_secs(seconds))));
    let codes = prop_oneof![Just(200), Just(410), Just(429), Just(503), Just(500), any::<u16>()];
    prop_oneof![
        (codes, wish).prop_map(|(code, retry_after)| Answer::Status { code, retry_after }),
        proptest::sample::select(&MISSING[..]).prop_map(Answer::Missing),
    ]
}

proptest! {
    #[test]
    fn delivery_ends_after_ten_attempts_at_the_latest(answers in proptest::collection::vec(answer(), 12)) {
        let mut health = EndpointHealth::default();
        let mut at = moment();
        let mut made = 0;
        for answer in answers {
            made += 1;
            let decided = after_attempt(&Attempt { made, answer }, health, &at);
            health = decided.health;
            prop_assert_eq!(decided.delivery == DeliveryDecision::Delivered, decided.outcome.is_delivered());
            match decided.delivery {
                DeliveryDecision::Delivered => break,
                DeliveryDecision::DeadLetter => {
                    prop_assert_eq!(made, ATTEMPTS);
                    break;
                }
                DeliveryDecision::Retry(time) => {
                    prop_assert!(time > at.now && made < ATTEMPTS);
                    at.now = time;
                }
            }
        }
        prop_assert!(made <= ATTEMPTS);
    }
}
