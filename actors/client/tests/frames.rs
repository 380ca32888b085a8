//! Tests of parsing and building frames.

use linekeeper_domain::access::{Asker, Principal};
use linekeeper_domain::session::{LivePasskey, PasskeyItem, SessionNotification, StateName};
use linekeeper_domain::{CompanyId, ErrorCode, PairingRefusal, TriggeredBy};

use super::super::frames::{ClientFrame, Received, ServerFrame};
use super::super::outgoing::{error_frame, notice_frame, pairing_error, reset_frame};
use super::super::pending::Pending;
use super::*;
use crate::testing::{at, code, correlation, phone};

fn refused(text: &str) -> (Option<String>, String) {
    let Received { request_id, frame, .. } = Received::parse(text);
    (request_id, frame.unwrap_err())
}

fn as_json(frame: &ServerFrame<'_>) -> Value {
    serde_json::to_value(frame).unwrap()
}

fn code_ready(digits: &str, who: &str) -> SessionNotification {
    SessionNotification::CodeReady {
        code: code(),
        phone: phone(digits),
        expires_at: at(180),
        correlation: correlation(who),
    }
}

fn failed(code: ErrorCode, who: &str) -> SessionNotification {
    SessionNotification::PairingFailed { code, retry_after: None, correlation: correlation(who) }
}

#[test]
fn every_frame_is_parsed_with_and_without_request_id() {
    let frame = |text: &str| Received::parse(text).frame.unwrap();
    let asked = frame(r#"{"type":"request-pairing-code","phoneNumber":"+7 900","requestId":"1"}"#);
    assert!(
        matches!(asked, ClientFrame::RequestPairingCode { phone_number, change_number: false, override_wait: false } if phone_number == "+7 900")
    );
    assert!(matches!(
        frame(r#"{"type":"request-qr"}"#),
        ClientFrame::RequestQr { change_number: false, override_wait: false }
    ));
    assert!(matches!(frame(r#"{"type":"cancel-pairing","requestId":"x"}"#), ClientFrame::CancelPairing {}));
    assert!(matches!(frame(r#"{"type":"reset-whatsapp-credentials"}"#), ClientFrame::ResetWhatsappCredentials {}));
    assert!(matches!(frame(r#"{"type":"ping","more":[1]}"#), ClientFrame::Ping {}));
    let answered = frame(r#"{"type":"answer-passkey","challengeId":"a","assertion":{"id":"secret"}}"#);
    assert!(!format!("{answered:?}").contains("secret"), "{answered:?}");
    assert!(matches!(answered, ClientFrame::AnswerPasskey { .. }));
    let confirmed = frame(r#"{"type":"confirm-passkey","challengeId":"a"}"#);
    assert!(matches!(confirmed, ClientFrame::ConfirmPasskey { challenge_id } if challenge_id.as_str() == "a"));
}

#[test]
fn passkey_frame_without_its_fields_says_what_it_needs() {
    let needs = "answer-passkey needs a challengeId, a string, and an assertion, an object";
    for text in [
        r#"{"type":"answer-passkey"}"#,
        r#"{"type":"answer-passkey","challengeId":7,"assertion":{}}"#,
        r#"{"type":"answer-passkey","challengeId":"a"}"#,
    ] {
        assert_eq!(refused(text).1, needs, "{text}");
    }
    let needs = "confirm-passkey needs a challengeId, a string";
    assert_eq!(refused(r#"{"type":"confirm-passkey","challengeId":{}}"#).1, needs);
}

/// A challenge that this owner's page has brought about.
fn demanded(asker: &Asker) -> SessionNotification {
    let options = r#"{"challenge":"AQIDBAUGBwgJCgsMDQ4PEA","rpId":"whatsapp.com"}"#;
    let challenge = linekeeper_domain::PasskeyChallenge::parse(options).unwrap();
    SessionNotification::Passkey(Box::new(LivePasskey {
        challenge: challenge.id(),
        item: PasskeyItem::Challenge(challenge),
        expires_at: at(600),
        askers: [asker.clone()].into(),
        correlation: correlation("a"),
    }))
}

#[test]
fn challenge_is_sent_with_whether_this_socket_may_answer() {
    let owner = |link: &str| Asker {
        actor: TriggeredBy::Client,
        principal: Some(Principal::Onboarding { link: link.parse().unwrap(), company: salon() }),
    };
    let (mine, other) = (owner("aaaaaaaaaaaaaaaa"), owner("bbbbbbbbbbbbbbbb"));
    let notification = demanded(&mine);
    let frame = |watcher: Option<&Asker>| as_json(&notice_frame(&notification, watcher, at(0), None).unwrap());
    let expected = json!({
        "type": "passkey-challenge", "challengeId": "AQIDBAUGBwgJCgsMDQ4PEA", "expiresAt": at(600), "mayAnswer": true,
        "options": { "challenge": "AQIDBAUGBwgJCgsMDQ4PEA", "rpId": "whatsapp.com" }, "correlationId": "a", "serverTime": at(0),
    });
    assert_eq!(frame(Some(&mine)), expected);
    assert_eq!(frame(Some(&other))["mayAnswer"], json!(false));
    assert_eq!(frame(None)["mayAnswer"], json!(false));
}

#[test]
fn invalid_frame_is_refused_without_repeating_its_content() {
    let number = "79006464263";
    let broken = [
        format!("{{\"type\":\"request-pairing-code\",\"phoneNumber\":{number}}}"),
        format!("{{\"type\":\"{number}\"}}"),
        format!("{{\"phoneNumber\":\"{number}\"}}"),
        format!("[\"{number}\"]"),
        format!("{{\"type\":\"ping\",\"{number}"),
        format!("\"{number}\""),
        String::new(),
    ];
    for text in broken {
        let (_, why) = refused(&text);
        assert!(!why.is_empty() && !why.contains(number), "{text}: {why}");
    }
}

#[test]
fn frame_with_a_repeated_name_is_refused_and_answered_by_its_id() {
    let why = || "a name occurs twice in one object".to_owned();
    for text in [
        r#"{"type":"ping","type":"ping","requestId":"7"}"#,
        r#"{"type":"request-qr","\u0074ype":"reset-whatsapp-credentials","requestId":"7"}"#,
        r#"{"requestId":"7","type":"request-pairing-code","phoneNumber":"+7900","phoneNumber":"+7901"}"#,
        r#"{"type":"authenticate","token":"a","tok\u0065n":"b","requestId":"7"}"#,
        r#"{"type":"ping","requestId":"7","more":{"deep":[{"a":1,"a":1}]}}"#,
        r#"{"type":"ping","requestId":"7","x":1,"x":1}"#,
    ] {
        assert_eq!(refused(text), (Some("7".into()), why()), "{text}");
    }
    for text in [
        r#"{"type":"ping","requestId":"7","requestId":"8"}"#,
        r#"{"type":"ping","requestId":"7","requestI\u0064":"7"}"#,
    ] {
        assert_eq!(refused(text), (None, why()), "whose answer would it be?");
    }
    let twice = r#"{"type":"ping","correlationId":"page-1","correlationId":"page-2","requestId":"7"}"#;
    assert!(Received::parse(twice).correlation.is_none());
    assert!(Received::parse(r#"{"type":"ping","in":{"type":"ping"},"also":[{"type":"ping"}]}"#).frame.is_ok());
}

#[test]
fn request_id_is_known_when_the_rest_cannot_be_parsed() {
    assert_eq!(refused(r#"{"type":"dance","requestId":"7"}"#), (Some("7".into()), "unknown type".into()));
    assert_eq!(refused(r#"{"type":"dance","requestId":7}"#).0, None);
    let long = "x".repeat(65);
    assert_eq!(refused(&format!(r#"{{"type":"dance","requestId":"{long}"}}"#)).0, None);
}

#[test]
fn a_code_is_sent_in_two_halves_with_its_number_and_its_end() {
    let notification = code_ready(ASKED, "a");
    let frame = as_json(&notice_frame(&notification, None, at(0), Some("1".into())).unwrap());
    let expected = json!({
        "type": "pairing-code", "code": "ABCD-EFGH", "phoneNumber": ASKED, "expiresAt": at(180), "correlationId": "a",
        "serverTime": at(0), "requestId": "1",
    });
    assert_eq!(frame, expected);
}

#[test]
fn an_error_says_what_happened_what_to_do_and_how_long_to_wait() {
    let id = correlation("a");
    let refusal = PairingRefusal { retry_after: Some(seconds(90)), ..PairingRefusal::new(ErrorCode::RateLimited) };
    let frame = as_json(&pairing_error(&refusal, &id, None));
    assert!(frame.get("storedPhone").is_none());
    assert_eq!((&frame["code"], &frame["userAction"]), (&json!("RATE_LIMITED"), &json!("wait")));
    assert_eq!((&frame["retryAfterMs"], &frame["correlationId"]), (&json!(90_000), &json!("a")));
    assert!(frame["message"]["ru"].is_string() && frame["message"]["en"].is_string());
    assert!(frame.get("requestId").is_none());
    let frame = as_json(&error_frame(ErrorCode::BadRequest, "not UTF-8", None));
    assert_eq!((&frame["type"], &frame["detail"]), (&json!("error"), &json!("not UTF-8")));
}

#[test]
fn a_reset_is_answered_with_its_company_or_its_error() {
    let (company, id): (CompanyId, _) = (salon(), correlation("r"));
    let done = as_json(&reset_frame(Ok(()), &company, &id, Some("1".into())));
    assert_eq!((&done["type"], &done["success"]), (&json!("credentials-reset"), &json!(true)));
    assert_eq!((&done["sessionId"], &done["requestId"]), (&json!("997441"), &json!("1")));
    let failed = as_json(&reset_frame(Err(ErrorCode::StoreUnavailable), &company, &id, None));
    assert_eq!((&failed["type"], &failed["error"]), (&json!("reset-error"), &json!("STORE_UNAVAILABLE")));
    assert_eq!(failed["correlationId"], "r");
}

#[test]
fn the_number_that_is_connected_is_sent_masked() {
    let notification = SessionNotification::Connected { phone: phone(ASKED) };
    let text = as_json(&notice_frame(&notification, None, at(0), None).unwrap()).to_string();
    assert!(text.contains("7900•••••63") && !text.contains(ASKED));
}

#[test]
fn a_picture_carries_the_live_code_and_the_servers_time() {
    let (session, _) = linekeeper_domain::session::Session::new(
        salon(),
        linekeeper_domain::session::SessionPolicy::default(),
        correlation("a"),
        at(0),
    );
    let status = session.status(at(0));
    let live = crate::session::LiveItems {
        code: Some(linekeeper_domain::LiveCode { code: code(), expires_at: at(180) }),
        phone: Some(phone(ASKED)),
        ..crate::session::LiveItems::default()
    };
    let frame = as_json(&super::super::outgoing::state_frame(&status, &live, None, at(5)));
    assert_eq!((&frame["type"], &frame["state"]), (&json!("session-state"), &json!(StateName::Idle.as_str())));
    assert_eq!((&frame["liveCode"]["code"], &frame["serverTime"]), (&json!("ABCD-EFGH"), &json!(at(5))));
    assert!(frame.get("liveQr").is_none());
}

#[test]
fn code_answers_request_for_its_number_whoever_began_pairing() {
    let mut pending = Pending::default();
    pending.ask(Some("2".into()), Some(phone(ASKED)), correlation("mine"));
    assert_eq!(pending.answered_by(&code_ready(OTHER, "theirs")), None);
    assert_eq!(pending.answered_by(&code_ready(ASKED, "theirs")), Some("2".into()));
    assert_eq!(pending.answered_by(&code_ready(ASKED, "theirs")), None, "once");
}

#[test]
fn end_of_superseded_pairing_does_not_answer_the_next_request() {
    let mut pending = Pending::default();
    pending.ask(Some("2".into()), Some(phone(ASKED)), correlation("mine"));
    assert_eq!(pending.answered_by(&failed(ErrorCode::Superseded, "theirs")), None);
    assert_eq!(pending.answered_by(&failed(ErrorCode::Superseded, "mine")), Some("2".into()));
    pending.ask(Some("3".into()), Some(phone(ASKED)), correlation("again"));
    assert_eq!(pending.answered_by(&failed(ErrorCode::PairingTimeout, "theirs")), Some("3".into()), "it had joined");
}

#[test]
fn refused_request_is_over_and_another_one_is_not() {
    let mut pending = Pending::default();
    pending.ask(Some("1".into()), None, correlation("mine"));
    assert_eq!(pending.refused(&correlation("another")), None);
    assert_eq!(pending.refused(&correlation("mine")), Some("1".into()));
    assert_eq!(pending.refused(&correlation("mine")), None);
}
