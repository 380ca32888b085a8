//! Endpoints of webhooks over fakes.

use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::EventType;
use linekeeper_domain::webhooks::{NoAnswer, OutcomeKind};
use linekeeper_ports::fake::EndpointAnswer;
use linekeeper_ports::{DeliveryPlace, DeliveryState, ListedDelivery, ReplaySelection, Replayed};
use serde_json::json;

use super::*;

const WEBHOOKS: &str = "/api/whatsapp/webhooks";
const URL: &str = "https://market.example/hooks/a1b2";

impl Api {
    /// Adds an endpoint; returns its id and its path.
    async fn webhook(&self) -> (AccessId, String) {
        let (status, added) = self.send(Method::POST, WEBHOOKS, json!({ "url": URL })).await;
        assert_eq!(status, 201, "{added}");
        let id = added["webhookId"].as_str().unwrap();
        (id.parse().unwrap(), format!("{WEBHOOKS}/{id}"))
    }
}

#[actix_web::test]
async fn secret_is_shown_once_when_endpoint_is_added() {
    let api = Api::new().await;
    let body = json!({
        "url": "https://MARKET.example/hooks/a1b2",
        "companies": ["997441"],
        "events": ["message.received", "message.edited"],
        "description": "orders",
    });
    let service = api.service().await;
    let request = api.by_admin(TestRequest::post().uri(WEBHOOKS).set_json(&body)).to_request();
    let answer = call_service(&service, request).await;
    assert_eq!(answer.status(), 201);
    let location = answer.headers().get("location").unwrap().to_str().unwrap().to_owned();
    let added: Value = read_body_json(answer).await;
    assert_eq!(location, format!("{WEBHOOKS}/{}", added["webhookId"].as_str().unwrap()));
    assert_eq!(added["url"], URL, "as browsers read it");
    assert_eq!((&added["companies"], &added["description"]), (&json!(["997441"]), &json!("orders")));
    assert_eq!(added["secret"], "whsec_1");
    assert!(added["madeBy"].as_str().unwrap().starts_with("key:"));
    let (status, shown) = api.answer(Method::GET, &location).await;
    let mut expected = added.clone();
    expected.as_object_mut().unwrap().remove("secret");
    assert_eq!((status, &shown), (200, &expected));
    let (_, listed) = api.answer(Method::GET, WEBHOOKS).await;
    assert_eq!(listed, json!({ "webhooks": [expected], "next": null }));
}

#[actix_web::test]
async fn invalid_endpoint_is_refused_with_the_rule_it_breaks() {
    let api = Api::new().await;
    for (body, status, rule) in [
        (json!({ "url": "http://market.example/" }), 422, "https"),
        (json!({ "url": "https://127.0.0.1/" }), 422, "public"),
        (json!({ "url": "https://user:pass@market.example/" }), 422, "user name"),
        (json!({ "url": URL, "companies": [] }), 422, "companies"),
        (json!({ "url": URL, "companies": ["a b"] }), 400, ""),
        (json!({ "url": URL, "events": [] }), 422, "events"),
        (json!({ "url": URL, "events": ["message.unknown"] }), 400, ""),
        (json!({ "url": URL, "description": "" }), 422, "description"),
        (json!({ "url": URL, "secret": "mine" }), 400, ""),
        (json!({}), 400, ""),
        (json!([URL]), 400, ""),
    ] {
        let (found, problem) = api.send(Method::POST, WEBHOOKS, body.clone()).await;
        assert_eq!((found, problem["code"].as_str()), (status, Some("BAD_REQUEST")), "{body}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(rule), "{body}: {problem}");
    }
    assert_eq!(api.answer(Method::GET, WEBHOOKS).await.1["webhooks"], json!([]));
}

#[actix_web::test]
async fn change_keeps_what_is_absent_and_null_means_all() {
    let api = Api::new().await;
    let (_, path) = api.webhook().await;
    let (status, changed) = api.send(Method::PATCH, &path, json!({ "companies": ["1", "2"] })).await;
    assert_eq!((status, &changed["companies"], &changed["url"]), (200, &json!(["1", "2"]), &json!(URL)));
    let (_, changed) = api.send(Method::PATCH, &path, json!({ "events": ["message.revoked"] })).await;
    assert_eq!((&changed["companies"], &changed["events"]), (&json!(["1", "2"]), &json!(["message.revoked"])));
    let (_, changed) = api.send(Method::PATCH, &path, json!({ "companies": null, "events": null })).await;
    assert_eq!((&changed["companies"], &changed["events"]), (&Value::Null, &Value::Null));
    assert_eq!(api.send(Method::PATCH, &path, json!({ "companies": [] })).await.0, 422);
    assert_eq!(api.send(Method::PATCH, &path, json!({ "url": "ftp://market.example" })).await.0, 422);
}

#[actix_web::test]
async fn secret_is_rotated_within_bounds() {
    let api = Api::new().await;
    let (_, path) = api.webhook().await;
    let rotate = format!("{path}/rotate");
    let (status, rotated) = api.answer(Method::POST, &rotate).await;
    assert_eq!((status, rotated["secret"].as_str()), (200, Some("whsec_2")));
    let day = api.clock.now() + chrono::TimeDelta::days(1);
    assert_eq!(rotated["oldSecretUntil"], json!(day));
    let (_, rotated) = api.send(Method::POST, &rotate, json!({ "overlapSeconds": 604_800 })).await;
    assert_eq!(rotated["oldSecretUntil"], json!(api.clock.now() + chrono::TimeDelta::days(7)));
    assert_eq!(api.send(Method::POST, &rotate, json!({ "overlapSeconds": 604_801 })).await.0, 422);
    assert_eq!(api.answer(Method::GET, &path).await.1.get("secret"), None);
}

#[actix_web::test]
async fn test_event_is_sent_once_and_its_outcome_told() {
    let api = Api::new().await;
    let (_, path) = api.webhook().await;
    let test = format!("{path}/test");
    let answers = [EndpointAnswer::Status(204), EndpointAnswer::Status(500), EndpointAnswer::Missing(NoAnswer::Tls)];
    api.endpoints.script(URL, answers);
    let (status, delivered) = api.answer(Method::POST, &test).await;
    assert_eq!((status, &delivered["delivered"], &delivered["status"]), (200, &json!(true), &json!(204)));
    assert!(delivered["eventId"].as_str().unwrap().starts_with("evt_"));
    let (_, failed) = api.answer(Method::POST, &test).await;
    assert_eq!((&failed["delivered"], &failed["outcome"]), (&json!(false), &json!("rejected")));
    let (_, failed) = api.answer(Method::POST, &test).await;
    assert_eq!((&failed["outcome"], &failed["status"]), (&json!("tls"), &Value::Null));
    assert_eq!(api.endpoints.left(URL), 0);
}

#[actix_web::test]
async fn disabled_endpoint_is_enabled_and_deleted() {
    let api = Api::new().await;
    let (id, path) = api.webhook().await;
    api.webhooks.disable(&id, api.clock.now());
    let (_, shown) = api.answer(Method::GET, &path).await;
    assert_eq!((&shown["disabled"], &shown["disabledAt"]), (&json!("failing"), &json!(api.clock.now())));
    let (status, enabled) = api.answer(Method::POST, &format!("{path}/enable")).await;
    assert_eq!((status, &enabled["disabled"], &enabled["failingSince"]), (200, &Value::Null, &Value::Null));
    assert_eq!(api.answer(Method::DELETE, &path).await.0, 204);
    assert_eq!(api.answer(Method::DELETE, &path).await.0, 404);
}

#[actix_web::test]
async fn endpoint_is_disabled_by_a_person_until_enabled() {
    let api = Api::new().await;
    let (id, path) = api.webhook().await;
    let (status, disabled) = api.answer(Method::POST, &format!("{path}/disable")).await;
    assert_eq!((status, &disabled["disabled"]), (200, &json!("manual")));
    assert!(disabled["disabledAt"].is_string(), "{disabled}");
    let troubles = async || api.answer(Method::GET, "/api/dashboard/attention").await.1["webhooks"].clone();
    assert_eq!(troubles().await, json!({ "disabled": 0, "failing": 0 }), "as a person wants it");
    let (_, enabled) = api.answer(Method::POST, &format!("{path}/enable")).await;
    assert_eq!(enabled["disabled"], Value::Null);
    api.webhooks.disable(&id, api.clock.now());
    assert_eq!(troubles().await, json!({ "disabled": 1, "failing": 0 }));
}

#[actix_web::test]
async fn endpoint_is_shown_with_numbers_of_its_deliveries() {
    let api = Api::new().await;
    let (id, path) = api.webhook().await;
    for (seq, state) in [(1, DeliveryState::Dead), (2, DeliveryState::Waiting), (3, DeliveryState::Waiting)] {
        api.webhooks.list(&id, listed(&api, seq, state));
    }
    let (_, shown) = api.answer(Method::GET, &path).await;
    let (_, page) = api.answer(Method::GET, WEBHOOKS).await;
    assert_eq!((&shown["waiting"], &shown["dead"]), (&json!(2), &json!(1)));
    assert_eq!(page["webhooks"][0], shown);
}

#[actix_web::test]
async fn refused_url_is_told_with_the_name_of_its_rule() {
    let api = Api::new().await;
    let (_, path) = api.webhook().await;
    for (url, rule) in [("http://market.example/", "scheme"), ("https://10.0.0.1/", "address"), ("market", "malformed")]
    {
        for (method, path) in [(Method::POST, WEBHOOKS), (Method::PATCH, path.as_str())] {
            let (_, problem) = api.send(method, path, json!({ "url": url })).await;
            assert_eq!(problem["rule"], json!(rule), "{problem}");
        }
    }
    let (_, problem) = api.send(Method::POST, WEBHOOKS, json!({ "url": URL, "events": [] })).await;
    assert_eq!(problem.get("rule"), None);
}

#[actix_web::test]
async fn unknown_endpoint_is_not_found() {
    let api = Api::new().await;
    let path = format!("{WEBHOOKS}/aaaaaaaaaaaaaaaa");
    for (method, path, body) in [
        (Method::GET, path.clone(), None),
        (Method::PATCH, path.clone(), Some(json!({}))),
        (Method::POST, format!("{path}/rotate"), None),
        (Method::POST, format!("{path}/test"), None),
        (Method::POST, format!("{path}/disable"), None),
        (Method::POST, format!("{path}/enable"), None),
        (Method::GET, format!("{path}/deliveries?state=dead"), None),
        (Method::POST, format!("{path}/replay"), Some(json!({ "state": "dead" }))),
    ] {
        let request = TestRequest::with_uri(&path).method(method.clone());
        let request = if let Some(body) = body { request.set_json(body) } else { request };
        let (status, problem) = api.answer_to(request).await;
        assert_eq!((status, problem["code"].as_str()), (404, Some("NOT_FOUND")), "{method} {path}: {problem}");
    }
    assert_eq!(api.answer(Method::GET, &format!("{WEBHOOKS}/not-an-id")).await.0, 400);
}

#[actix_web::test]
async fn webhooks_are_not_found_while_messages_are_off() {
    let mut api = Api::new().await;
    api.state.webhooks = None;
    let (status, problem) = api.answer(Method::GET, WEBHOOKS).await;
    assert_eq!(status, 404);
    assert!(problem["detail"].as_str().unwrap().contains("[messages] enabled"), "{problem}");
    assert_eq!(api.answer(Method::GET, "/api/dashboard/attention").await.1["webhooks"], Value::Null);
}

#[actix_web::test]
async fn webhooks_are_unavailable_while_the_database_is_away() {
    let api = Api::new().await;
    let (_, path) = api.webhook().await;
    api.webhooks.break_down();
    for path in [WEBHOOKS, &path] {
        let (status, problem) = api.answer(Method::GET, path).await;
        assert_eq!((status, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")));
    }
}

fn listed(api: &Api, seq: i64, state: DeliveryState) -> ListedDelivery {
    ListedDelivery {
        event: linekeeper_domain::messages::EventId::from_random([u8::try_from(seq).unwrap(); AccessId::LENGTH]),
        kind: EventType::MessageReceived,
        company: "997441".parse().unwrap(),
        seq,
        chat: 3,
        at: api.clock.now(),
        state,
        attempts: 10,
        outcome: Some(OutcomeKind::Rejected),
        status: Some(500),
        tried_at: Some(api.clock.now()),
        not_before: None,
    }
}

#[actix_web::test]
async fn deliveries_are_listed_by_state_in_pages() {
    let api = Api::new().await;
    let (id, path) = api.webhook().await;
    for seq in 1..=3 {
        api.webhooks.list(&id, listed(&api, seq, DeliveryState::Dead));
    }
    api.webhooks.list(&id, listed(&api, 4, DeliveryState::Waiting));
    let list = format!("{path}/deliveries");
    let (status, page) = api.answer(Method::GET, &format!("{list}?state=dead&limit=2")).await;
    let seqs =
        |page: &Value| page["deliveries"].as_array().unwrap().iter().map(|one| one["seq"].clone()).collect::<Vec<_>>();
    assert_eq!((status, seqs(&page)), (200, vec![json!(1), json!(2)]));
    let first = &page["deliveries"][0];
    assert_eq!(
        (&first["outcome"], &first["status"], &first["attempts"]),
        (&json!("rejected"), &json!(500), &json!(10))
    );
    assert_eq!(first["detail"], OutcomeKind::Rejected.sentence());
    let next = page["next"].as_str().unwrap();
    let (_, page) = api.answer(Method::GET, &format!("{list}?state=dead&limit=2&cursor={next}")).await;
    assert_eq!((seqs(&page), &page["next"]), (vec![json!(3)], &Value::Null));
    let (_, page) = api.answer(Method::GET, &format!("{list}?state=waiting")).await;
    assert_eq!(seqs(&page), [json!(4)]);
    let (status, page) = api.answer(Method::GET, &format!("{list}?state=delivered")).await;
    assert_eq!((status, seqs(&page)), (200, vec![]));
    for query in ["", "?state=lost", "?state=dead&cursor=1", "?state=dead&limit=0"] {
        assert_eq!(api.answer(Method::GET, &format!("{list}{query}")).await.0, 400, "{query}");
    }
}

#[actix_web::test]
async fn replay_is_ordered_as_the_body_says() {
    let api = Api::new().await;
    let (id, path) = api.webhook().await;
    let replay = format!("{path}/replay");
    let place = DeliveryPlace { by: 7, company: "997441".parse().unwrap(), seq: 9 };
    api.webhooks.answer_replays(Replayed { count: 1000, next: Some(place.clone()) });
    let event = "evt_aaaaaaaaaaaaaaaa";
    let (status, answer) = api.send(Method::POST, &replay, json!({ "eventIds": [event] })).await;
    assert_eq!((status, &answer), (200, &json!({ "replayed": 1000, "next": "7.997441.9" })));
    let from = api.clock.now() - chrono::TimeDelta::hours(1);
    let ahead = api.clock.now() + chrono::TimeDelta::hours(1);
    let body = json!({ "state": "delivered", "from": from, "until": ahead, "cursor": "7.997441.9" });
    assert_eq!(api.send(Method::POST, &replay, body).await.0, 200);
    assert_eq!(api.send(Method::POST, &replay, json!({ "state": "missed", "from": from })).await.0, 200);
    assert_eq!(api.send(Method::POST, &replay, json!({ "state": "dead" })).await.0, 200);
    let (until, state) = (api.clock.now(), DeliveryState::Delivered);
    let selections: Vec<_> = api.webhooks.replayed().into_iter().map(|order| order.selection).collect();
    let all = Timestamp::UNIX_EPOCH;
    let expected = [
        ReplaySelection::Events(vec![event.parse().unwrap()]),
        ReplaySelection::Settled { state, from, until, after: Some(place) },
        ReplaySelection::Missed { from, until, after: None },
        ReplaySelection::Settled { state: DeliveryState::Dead, from: all, until, after: None },
    ];
    assert_eq!(selections, expected);
    assert!(api.webhooks.replayed().iter().all(|order| order.endpoint == id));
}

#[actix_web::test]
async fn replay_without_a_clear_selection_is_refused() {
    let api = Api::new().await;
    let (_, path) = api.webhook().await;
    let event = "evt_aaaaaaaaaaaaaaaa";
    for body in [
        json!({}),
        json!({ "eventIds": [] }),
        json!({ "eventIds": vec![event; 501] }),
        json!({ "eventIds": [event], "state": "dead" }),
        json!({ "eventIds": [event], "cursor": "7.997441.9" }),
        json!({ "state": "delivered" }),
        json!({ "state": "missed" }),
        json!({ "state": "dead", "cursor": "x" }),
    ] {
        let (status, problem) = api.send(Method::POST, &format!("{path}/replay"), body.clone()).await;
        assert_eq!((status, problem["code"].as_str()), (422, Some("BAD_REQUEST")), "{body}: {problem}");
    }
    let (status, _) = api.send(Method::POST, &format!("{path}/replay"), json!({ "state": "waiting" })).await;
    assert_eq!(status, 400);
    assert!(api.webhooks.replayed().is_empty());
}

#[actix_web::test]
async fn replay_with_a_key_is_carried_out_once() {
    let api = Api::new().await;
    let (_, path) = api.webhook().await;
    for _ in 0..2 {
        let request = TestRequest::post().uri(&format!("{path}/replay")).insert_header(("idempotency-key", "r1"));
        assert_eq!(api.answer_to(request.set_json(json!({ "state": "dead" }))).await.0, 200);
    }
    assert_eq!(api.webhooks.replayed().len(), 1);
}
