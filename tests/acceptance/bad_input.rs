//! Invalid input gets a clear error, and the process goes on serving.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::{Database, Method, Service, ServiceOptions};
use serde_json::json;

#[tokio::test]
async fn invalid_phone_numbers_are_refused_with_invalid_phone() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    let forty_digits = "9".repeat(40);
    for number in ["семь девятьсот", "", "123", "+7900", "7900ABC4263", &forty_digits, "+999 123 456 789"]
    {
        page.request_code(number).await;
        let error = page.frame("pairing-code-error").await;
        assert_eq!(
            (error["code"].as_str(), error["userAction"].as_str()),
            (Some("INVALID_PHONE"), Some("retry")),
            "{number}"
        );
    }
    assert_eq!(world.status(SALON).await["state"], "idle");
}

#[tokio::test]
async fn number_in_national_form_is_accepted() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.request_code("8 900 646-42-63").await;
    assert_eq!(page.frame("pairing-code").await["phoneNumber"], NEW_PHONE);
}

#[tokio::test]
async fn company_ids_outside_the_rule_are_refused_everywhere() {
    let world = World::fresh().await;
    let long = "x".repeat(65);
    for id in ["a%20b", "%D1%81%D0%B0%D0%BB%D0%BE%D0%BD", "a.b", "%00", &long] {
        for path in ["", "/credentials/status", "/ws"] {
            let answer = world.service.get(&format!("/api/whatsapp/sessions/{id}{path}")).await;
            assert_eq!(answer.status(), 400, "{id}{path}");
            let problem: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(problem["code"], "BAD_REQUEST", "{id}{path}");
        }
        assert_eq!(world.service.post(&format!("/api/whatsapp/sessions/{id}/reset")).await.status(), 400, "{id}");
        assert!(world.service.browser_with_headers(id, &[]).await.is_err(), "{id}");
    }
}

#[tokio::test]
async fn malformed_frames_get_an_error_and_the_socket_stays_open() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.state("idle").await;
    let broken = [
        "",
        "{",
        "null",
        "[]",
        "42",
        "{}",
        r#"{"type":42}"#,
        r#"{"type":"no-such-frame"}"#,
        r#"{"type":"request-pairing-code"}"#,
        r#"{"type":"request-pairing-code","phoneNumber":7900}"#,
    ];
    for text in broken {
        page.send_text(text).await;
        let error = page.next().await.unwrap();
        assert_eq!(
            (error["type"].as_str(), error["code"].as_str()),
            (Some("error"), Some("BAD_REQUEST")),
            "{text}: {error}"
        );
    }
    page.send_bytes(vec![0, 159, 146, 150]).await;
    assert_eq!(page.next().await.unwrap()["type"], "error");
    page.send(json!({ "type": "ping", "requestId": "still here" })).await;
    let pong = page.next().await.unwrap();
    assert_eq!((pong["type"].as_str(), pong["requestId"].as_str()), (Some("pong"), Some("still here")));
}

#[tokio::test]
async fn a_frame_of_a_megabyte_closes_its_socket_and_no_other() {
    let world = World::fresh().await;
    let mut bystander = world.service.browser(SALON).await;
    bystander.state("idle").await;
    let mut page = world.service.browser(SALON).await;
    page.state("idle").await;
    page.send_text(&"x".repeat(1 << 20)).await;
    assert!(page.next().await.is_none());
    bystander.send(json!({ "type": "ping" })).await;
    assert_eq!(bystander.next().await.unwrap()["type"], "pong");
}

#[tokio::test]
async fn paths_methods_and_queries_that_do_not_exist_are_problems_too() {
    let world = World::fresh().await;
    let cases = [
        (world.service.get("/no/such/path").await, 404, "NOT_FOUND"),
        (world.service.post("/healthz").await, 405, "BAD_REQUEST"),
        (world.service.get("/api/whatsapp/sessions/997441/reset").await, 405, "BAD_REQUEST"),
        (world.service.get("/api/whatsapp/sessions?state=sleepy").await, 400, "BAD_REQUEST"),
        (world.service.get("/api/whatsapp/sessions?limit=0").await, 400, "BAD_REQUEST"),
    ];
    for (answer, status, code) in cases {
        let path = answer.url().path().to_owned();
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
        assert!(answer.headers().contains_key("x-correlation-id"), "{path}");
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["code"], code, "{path}");
    }
}

#[tokio::test]
async fn sessions_are_listed_by_page_and_state() {
    let world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    let _idle = world.service.browser("a-second-salon").await.state("idle").await;
    let all = world.service.json("/api/whatsapp/sessions?limit=1").await;
    assert_eq!((all["sessions"][0]["companyId"].as_str(), all["next"].as_str()), (Some(SALON), Some(SALON)));
    let connected = world.service.json("/api/whatsapp/sessions?state=connected").await;
    assert_eq!(connected["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(connected["sessions"][0]["phoneNumber"], "7900•••••63");
    assert!(connected["next"].is_null());
}

async fn why_it_does_not_start(database: &Database, endpoint: &str) -> String {
    Service::try_start(database, &ServiceOptions::with_endpoint(endpoint)).await.err().expect("it must not start")
}

#[tokio::test]
async fn a_data_directory_without_rights_is_a_clear_error() {
    let database = Database::embedded();
    std::fs::create_dir(database.data_dir()).unwrap();
    // Root may read every directory, but its PostgreSQL runs as another user, who must pass through the parent
    // directory.
    let root = std::fs::metadata(database.dir()).unwrap().uid() == 0;
    let closed = if root { database.dir().to_owned() } else { database.data_dir() };
    std::fs::set_permissions(&closed, Permissions::from_mode(if root { 0o700 } else { 0 })).unwrap();
    let log = why_it_does_not_start(&database, "ws://127.0.0.1:1/ws/chat").await;
    std::fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
    assert!(log.contains(closed.to_str().unwrap()), "{log}");
}

#[tokio::test]
async fn a_sandbox_build_refuses_every_endpoint_that_is_not_loopback() {
    for endpoint in
        ["wss://web.whatsapp.com/ws/chat", "ws://127.0.0.1.evil.example/ws/chat", "ws://localhost@evil.example/ws/chat"]
    {
        let database = Database::at("postgres://nobody@127.0.0.1:1/nowhere");
        let log = Service::try_start(&database, &ServiceOptions::with_endpoint(endpoint))
            .await
            .err()
            .expect("it must not start");
        assert!(log.contains("endpoint"), "{log}");
    }
}

#[tokio::test]
async fn name_that_occurs_twice_is_refused_on_sockets_and_in_bodies() {
    let world = World::fresh().await;
    let why = "a name occurs twice in one object";
    let mut page = world.service.browser(SALON).await;
    page.state("idle").await;
    let mut board = world.service.dashboard(&[]).await.unwrap();
    for text in [
        r#"{"type":"ping","type":"ping","requestId":"7"}"#,
        r#"{"\u0074ype":"cancel-pairing","type":"ping","requestId":"7"}"#,
        r#"{"type":"ping","requestId":"7","deep":[{"er":{"a":1,"\u0061":2}}]}"#,
    ] {
        for socket in [&mut page, &mut board] {
            socket.send_text(text).await;
            let error = socket.until("an error", |frame| frame["type"] == "error").await;
            let told = (&error["code"], &error["detail"], &error["requestId"]);
            assert_eq!(told, (&json!("BAD_REQUEST"), &json!(why), &json!("7")), "{text}");
        }
    }
    for body in [
        r#"{"phoneNumber":"+79006464263","phoneNumber":"+79936363848"}"#,
        r#"{"phoneNumber":"+79006464263","phone\u004eumber":"+79936363848"}"#,
        r#"{"phoneNumber":"+79006464263","more":{"a":1,"a":2}}"#,
    ] {
        let path = format!("/api/whatsapp/sessions/{SALON}/pairing");
        let request = world.service.request_to(Method::POST, &path).header("content-type", "application/json");
        let answer = world.service.fetch(request.body(body)).await;
        assert_eq!(answer.status(), 400, "{body}");
    }
    assert_eq!(world.status(SALON).await["state"], "idle");
}

#[tokio::test]
async fn arrays_are_no_frames_and_no_bodies() {
    let world = World::fresh().await;
    let mut page = world.service.browser(SALON).await;
    page.state("idle").await;
    for text in [r#"["ping"]"#, r#"["reset-whatsapp-credentials"]"#, r#"[["ping"]]"#] {
        page.send_text(text).await;
        let error = page.until("an error", |frame| frame["type"] == "error").await;
        assert_eq!(error["code"], "BAD_REQUEST", "{text}");
    }
    let session = format!("/api/whatsapp/sessions/{SALON}");
    for (method, path, body) in [
        (Method::POST, "/pairing", r#"["qr",null,false,false]"#),
        (Method::POST, "/onboarding-links", "[3600]"),
        (Method::PUT, "/restart-policy", "[true,5,60000]"),
    ] {
        let request = world.service.request_to(method, &format!("{session}{path}"));
        let answer = world.service.fetch(request.header("content-type", "application/json").body(body)).await;
        assert_eq!(answer.status(), 400, "{path} {body}");
    }
    assert_eq!(world.status(SALON).await["state"], "idle");
}

#[tokio::test]
async fn requests_log_no_warning() {
    let world = World::fresh().await;
    let session = format!("/api/whatsapp/sessions/{SALON}");
    let again = [("idempotency-key", "once")];
    let (reset, pairing) = (format!("{session}/reset"), format!("{session}/pairing"));
    let asked = [
        (Method::GET, "/healthz", [].as_slice(), 200),
        (Method::GET, &session, &[], 200),
        (Method::GET, "/no/such/path", &[], 404),
        (Method::DELETE, "/healthz", &[], 405),
        (Method::POST, &reset, &again, 200),
        (Method::POST, &reset, &again, 200),
        (Method::POST, &pairing, &again, 415),
    ];
    // Warnings of the start itself do not count.
    let before = world.service.whole_log().len();
    for (method, path, headers, expected) in asked {
        let answer = world.service.request(method, path, headers).await;
        assert_eq!(answer.status(), expected, "{path}");
    }
    let stranger = world.service.request_of_nobody(Method::GET, &session);
    assert_eq!(world.service.fetch(stranger).await.status(), 401);
    world.service.browser(SALON).await.state("idle").await;
    let log = world.service.whole_log();
    let lines = log[before..].lines();
    let warnings: Vec<_> = lines.filter(|line| line.contains(" WARN ") || line.contains("ERROR")).collect();
    assert!(warnings.is_empty(), "{warnings:#?}");
}
