//! Tests of the lists of companies, of what needs attention, and of what operators note.

use linekeeper_domain::ErrorCode;
use linekeeper_domain::session::{LastFailure, Outage, RecordedStatus, StateName};
use serde_json::json;

use super::*;

fn status(state: StateName, since: Timestamp) -> RecordedStatus {
    RecordedStatus {
        state,
        code: None,
        since,
        correlation_id: "K7M3P9QT".parse().unwrap(),
        linked: false,
        outage: None,
        last_failure: None,
        phone_seen_at: None,
    }
}

/// A company in each kind of state.
async fn companies() -> (Api, Timestamp) {
    let api = Api::new().await;
    let now = api.clock.now();
    let ago = |seconds| now - Duration::from_secs(seconds);
    let outage = Outage { since: ago(3_600), cause: Some(ErrorCode::NetworkError), attempts: 12 };
    let early = Outage { since: ago(60), ..outage };
    let failure =
        LastFailure { code: ErrorCode::CodeExpired, at: ago(50), correlation_id: "A2B3C4D5".parse().unwrap() };
    let linked = |state, outage| RecordedStatus { linked: true, outage, ..status(state, ago(10)) };
    for (id, record) in [
        ("banned", RecordedStatus { code: Some(ErrorCode::Banned), ..status(StateName::Error, ago(500)) }),
        ("down", linked(StateName::Reconnecting, Some(outage))),
        ("early", linked(StateName::Reconnecting, Some(early))),
        ("failed", RecordedStatus { last_failure: Some(Box::new(failure)), ..status(StateName::Idle, ago(40)) }),
        ("fine", linked(StateName::Connected, None)),
    ] {
        api.store.put_record(&id.parse().unwrap(), record);
    }
    (api, now)
}

fn ids(page: &Value) -> Vec<&str> {
    page["companies"].as_array().unwrap().iter().map(|one| one["companyId"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn companies_are_listed_with_their_last_outcome() {
    let (api, now) = companies().await;
    let (code, page) = api.answer(Method::GET, "/api/whatsapp/companies").await;
    assert_eq!((code, ids(&page)), (200, vec!["banned", "down", "early", "failed", "fine"]), "{page}");
    let down = &page["companies"][1];
    let hour_ago = json!(now - Duration::from_secs(3_600));
    assert_eq!(
        (&down["downSince"], &down["attempts"], &down["cause"]),
        (&hour_ago, &json!(12), &json!("NETWORK_ERROR"))
    );
    assert_eq!((&down["group"], &down["groupSince"]), (&json!("unreachable"), &hour_ago));
    assert_eq!(page["companies"][2]["group"], Value::Null, "it may come back by itself");
    let failed = &page["companies"][3];
    assert_eq!((&failed["state"], &failed["lastFailure"]["code"]), (&json!("idle"), &json!("CODE_EXPIRED")));
    assert_eq!(failed["lastFailure"]["correlationId"], "A2B3C4D5");
    assert_eq!(page["companies"][0]["userAction"], "contact_support");
}

#[actix_web::test]
async fn pages_of_companies_follow_each_other() {
    let (api, _) = companies().await;
    for sort in ["company", "since", "-since"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let (_, page) =
                api.answer(Method::GET, &format!("/api/whatsapp/companies?limit=2&sort={sort}{cursor}")).await;
            seen.extend(ids(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        seen.sort();
        assert_eq!(seen, ["banned", "down", "early", "failed", "fine"], "{sort}");
    }
}

#[actix_web::test]
async fn companies_are_filtered_as_asked() {
    let (api, _) = companies().await;
    for (filter, expected) in [
        ("state=error,connected", vec!["banned", "fine"]),
        ("code=CODE_EXPIRED", vec!["failed"]),
        ("group=waits_for_owner", vec!["failed"]),
        ("group=unreachable", vec!["down"]),
        ("q=ear", vec!["early"]),
        ("q=%20", vec!["banned", "down", "early", "failed", "fine"]),
        ("q=%21%3F", vec![]),
    ] {
        let (code, page) = api.answer(Method::GET, &format!("/api/whatsapp/companies?{filter}")).await;
        assert_eq!((code, ids(&page)), (200, expected), "{filter}");
    }
    for bad in
        ["state=upside_down", "group=all", "code=NONE", "sort=name", "cursor=x", "cursor=5.%20", "limit=0", "a=b"]
    {
        let (code, problem) = api.answer(Method::GET, &format!("/api/whatsapp/companies?{bad}")).await;
        assert_eq!((code, problem["code"].as_str()), (400, Some("BAD_REQUEST")), "{bad}");
    }
}

#[actix_web::test]
async fn numbers_of_companies_lead_to_as_many_rows() {
    let (api, _) = companies().await;
    let (_, counts) = api.answer(Method::GET, "/api/dashboard/company-counts").await;
    assert_eq!(counts["total"], 5);
    for (kind, filter) in [("states", "state"), ("codes", "code"), ("groups", "group")] {
        for (name, count) in counts[kind].as_object().unwrap() {
            let (_, page) = api.answer(Method::GET, &format!("/api/whatsapp/companies?{filter}={name}")).await;
            assert_eq!(ids(&page).len() as u64, count.as_u64().unwrap(), "{name}");
        }
    }
}

#[actix_web::test]
async fn attention_is_grouped_by_what_helps() {
    let (api, _) = companies().await;
    let (_, shown) = api.answer(Method::GET, "/api/dashboard/attention").await;
    let groups = shown["groups"].as_array().unwrap();
    let group =
        |group: &Value| (group["group"].clone(), group["count"].clone(), group["companies"][0]["companyId"].clone());
    let expected = [("banned", "banned"), ("unreachable", "down"), ("waits_for_owner", "failed")];
    assert_eq!(
        groups.iter().map(group).collect::<Vec<_>>(),
        expected.map(|(group, first)| (json!(group), json!(1), json!(first)))
    );
}

#[actix_web::test]
async fn acknowledged_trouble_is_left_out_until_it_is_due() {
    let (api, _) = companies().await;
    const NOTE: &str = "/api/whatsapp/companies/banned/acknowledgement";
    let shown = async || {
        let (_, shown) = api.answer(Method::GET, "/api/dashboard/attention").await;
        let group = &shown["groups"][0];
        (group["acknowledged"].as_u64().unwrap(), group["companies"].as_array().unwrap().len())
    };
    assert_eq!(shown().await, (0, 1));
    let note = json!({ "note": "appealed", "snoozeSeconds": 3_600 });
    assert_eq!(api.send(Method::PUT, NOTE, note).await.0, 204);
    assert_eq!(shown().await, (1, 0));
    let (_, company) = api.answer(Method::GET, "/api/whatsapp/companies/banned").await;
    assert_eq!(company["acknowledged"]["note"], "appealed");
    api.clock.advance(Duration::from_secs(3_600));
    assert_eq!(shown().await, (0, 1));
    assert_eq!(api.answer(Method::PUT, NOTE).await.0, 204, "a body is optional");
    assert_eq!(shown().await, (1, 0));
    assert_eq!(api.answer(Method::DELETE, NOTE).await.0, 204);
    assert_eq!(shown().await, (0, 1));
    let events: Vec<_> = api.journal.entries().into_iter().map(|entry| entry.event).collect();
    assert_eq!(events, ["trouble_acknowledged", "trouble_acknowledged", "acknowledgement_taken_back"]);
    let (code, problem) = api.answer(Method::PUT, "/api/whatsapp/companies/fine/acknowledgement").await;
    assert_eq!((code, problem["code"].as_str()), (404, Some("NOT_FOUND")));
    for bad in [json!({ "snoozeSeconds": 59 }), json!({ "note": "  " }), json!({ "note": "x".repeat(501) })] {
        assert_eq!(api.send(Method::PUT, NOTE, bad.clone()).await.0, 422, "{bad}");
    }
}

#[actix_web::test]
async fn company_is_found_by_the_name_it_was_given() {
    let (api, _) = companies().await;
    const NAME: &str = "/api/whatsapp/companies/fine";
    assert_eq!(api.send(Method::PUT, NAME, json!({ "name": " Салон «Красота» " })).await.0, 204);
    let (_, page) = api.answer(Method::GET, "/api/whatsapp/companies?q=%D0%9A%D0%A0%D0%90%D0%A1").await;
    assert_eq!((ids(&page), &page["companies"][0]["name"]), (vec!["fine"], &json!("Салон «Красота»")));
    for bad in [json!({ "name": "" }), json!({ "name": "a\nb" }), json!({ "name": "x".repeat(129) })] {
        assert_eq!(api.send(Method::PUT, NAME, bad.clone()).await.0, 422, "{bad}");
    }
    assert_eq!(api.send(Method::PUT, NAME, json!({ "name": null })).await.0, 204);
    assert_eq!(api.answer(Method::GET, NAME).await.1["name"], Value::Null);
}

#[actix_web::test]
async fn reference_finds_what_the_journal_says_of_it() {
    let (api, _) = companies().await;
    let named = TestRequest::with_uri("/api/whatsapp/companies/fine")
        .method(Method::PUT)
        .insert_header(("x-correlation-id", "K7M3P9QT"))
        .set_json(json!({ "name": "Salon" }));
    assert_eq!(api.answer_to(named).await.0, 204);
    let (code, found) = api.answer(Method::GET, "/api/whatsapp/events?correlationId=K7M3P9QT").await;
    let event = &found["events"][0];
    assert_eq!((code, &event["companyId"], &event["event"]), (200, &json!("fine"), &json!("company_named")), "{found}");
    assert_eq!(api.answer(Method::GET, "/api/whatsapp/events?correlationId=22222222").await.1["events"], json!([]));
    for bad in ["", "?correlationId=", "?correlationId=a%20b"] {
        assert_eq!(api.answer(Method::GET, &format!("/api/whatsapp/events{bad}")).await.0, 400, "{bad}");
    }
}

#[actix_web::test]
async fn lists_say_that_the_database_is_away() {
    let (api, _) = companies().await;
    api.store.break_down();
    for path in ["/api/whatsapp/companies", "/api/dashboard/company-counts", "/api/dashboard/attention"] {
        let (code, problem) = api.answer(Method::GET, path).await;
        assert_eq!((code, problem["code"].as_str()), (503, Some("STORE_UNAVAILABLE")), "{path}");
    }
}

#[actix_web::test]
async fn trouble_of_the_whole_service_is_told() {
    let api = Api::new().await;
    let troubles = async || {
        let (_, service) = api.answer(Method::GET, "/api/dashboard/service").await;
        let kinds = service["troubles"].as_array().unwrap().iter().map(|trouble| trouble["kind"].clone());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(troubles().await, [] as [Value; 0]);
    api.refuse_version().await;
    assert_eq!(troubles().await, [json!("client_outdated")]);
    api.store.break_down();
    assert_eq!(troubles().await, [json!("database"), json!("client_outdated")]);
    api.state.log_space.set(false);
    assert_eq!(troubles().await, [json!("database"), json!("client_outdated"), json!("message_log_full")]);
}
