//! The feed of events: pages, the stream, deletions.

use linekeeper_domain::messages::{
    About, Chat, ChatKind, Content, EventDocument, EventFacts, EventId, EventType, MessageFacts, NoChat, Origin,
    Person, SessionFacts,
};
use linekeeper_ports::fake::FakeMessageLog;
use serde_json::json;

use super::*;

const FEED: &str = "/api/whatsapp/sessions/997441/feed";

fn event(seq: i64, phone: &str) -> EventDocument {
    let phone = Some(phone.to_owned());
    let message = MessageFacts {
        chat: Chat { kind: ChatKind::Direct, lid: None, phone: phone.clone(), group: None },
        sender: Person { lid: None, phone },
        from_me: false,
        sender_name: Some("Анна".to_owned()),
        message_id: format!("3EB0{seq}"),
        sent_at: Timestamp::UNIX_EPOCH,
        origin: Origin::Live,
        content: Some(Content::Text { text: "line one\nline two \"\u{2028}".to_owned() }),
        reply_to: None,
        target: None,
        reaction: None,
        forwarded: false,
        expires_in_seconds: None,
    };
    EventDocument {
        id: EventId::from_random(rand::random()),
        kind: EventType::MessageReceived,
        timestamp: Timestamp::UNIX_EPOCH,
        data: EventFacts {
            company_id: "997441".parse().unwrap(),
            seq,
            chat_seq: seq,
            about: About::Message(Box::new(message)),
        },
    }
}

/// An event of the session.
fn event_of_session(seq: i64) -> EventDocument {
    let facts = SessionFacts {
        chat: NoChat,
        phone_number: Some("7900•••••63".to_owned()),
        code: Some(ErrorCode::Banned),
        user_action: ErrorCode::Banned.user_action(),
        since: Timestamp::UNIX_EPOCH,
        expires_at: None,
    };
    let mut event = event(seq, "79160000001");
    event.kind = EventType::SessionDisconnected;
    event.data.about = About::Session(facts);
    event
}

async fn got(api: &Api, uri: &str) -> Value {
    let (status, answer) = api.answer(Method::GET, uri).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn erased(api: &Api, uri: &str) -> Value {
    let (status, answer) = api.answer(Method::DELETE, uri).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn problem(api: &Api, request: TestRequest) -> Value {
    let (status, answer) = api.answer_to(request).await;
    assert_eq!(answer["status"], status);
    answer
}

/// An API with a log of these events.
async fn with_log(seqs: impl IntoIterator<Item = i64>) -> (Api, Arc<FakeMessageLog>) {
    let mut api = Api::new().await;
    let log = Arc::new(FakeMessageLog::default());
    for seq in seqs {
        log.add(event(seq, if seq % 2 == 0 { "79160000002" } else { "79160000001" }));
    }
    api.state.message_log = Some(log.clone());
    (api, log)
}

#[actix_web::test]
async fn feed_is_read_page_by_page_to_its_end() {
    let (api, _log) = with_log(5..=9).await;
    let (mut after, mut read) = (0, Vec::new());
    loop {
        let page = got(&api, &format!("{FEED}?after={after}&limit=2")).await;
        assert_eq!((&page["firstSeq"], &page["lastSeq"]), (&json!(5), &json!(9)));
        let events = page["events"].as_array().unwrap();
        read.extend(events.iter().map(|event| event["data"]["seq"].as_i64().unwrap()));
        after = page["next"].as_i64().unwrap();
        if page["more"] == false {
            break;
        }
    }
    assert_eq!((read, after), (vec![5, 6, 7, 8, 9], 9));
    let end = got(&api, &format!("{FEED}?after=9")).await;
    assert_eq!((&end["events"], &end["next"], &end["more"]), (&json!([]), &json!(9), &json!(false)));
}

#[actix_web::test]
async fn chat_is_read_page_by_page_without_others() {
    let (api, log) = with_log(1..=7).await;
    log.add(event_of_session(8));
    let chat = format!("{FEED}?phone=%2B79160000002&limit=2");
    let first = got(&api, &chat).await;
    let seqs = |page: &Value| {
        let events = page["events"].as_array().unwrap().iter();
        events.map(|event| event["data"]["seq"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!((seqs(&first), &first["more"], &first["next"]), (vec![2, 4], &json!(true), &json!(4)));
    let last = got(&api, &format!("{chat}&after=4")).await;
    assert_eq!((seqs(&last), &last["more"]), (vec![6], &json!(false)));
    assert_eq!((&last["firstSeq"], &last["lastSeq"]), (&json!(2), &json!(6)));
    assert_eq!(got(&api, &format!("{FEED}?group=1")).await["events"], json!([]));
}

#[actix_web::test]
async fn event_says_who_wrote_what_and_where_it_stands() {
    let (api, _log) = with_log([7]).await;
    let page = got(&api, FEED).await;
    let event = &page["events"][0];
    assert_eq!(event["type"], "message.received");
    assert!(event["id"].as_str().unwrap().starts_with("evt_"));
    let data = &event["data"];
    assert_eq!((&data["companyId"], &data["seq"], &data["chatSeq"]), (&json!("997441"), &json!(7), &json!(7)));
    assert_eq!(data["sender"], json!({ "lid": null, "phone": "79160000001" }));
    assert_eq!(data["content"]["kind"], "text");
}

#[actix_web::test]
async fn stream_beyond_the_limit_is_refused_until_one_ends() {
    let (mut api, _log) = with_log([1]).await;
    api.state.streams = Arc::new(tokio::sync::Semaphore::new(1));
    let service = api.service().await;
    let open = async || {
        let request = api.by_admin(TestRequest::get().uri(&format!("{FEED}/stream")));
        call_service(&service, request.to_request()).await
    };
    let first = open().await;
    assert_eq!(first.status(), 200);
    let refused = open().await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers().get("retry-after").unwrap(), "10");
    drop(first);
    assert_eq!(open().await.status(), 200);
}

#[actix_web::test]
async fn event_of_the_session_belongs_to_no_chat() {
    let (api, log) = with_log([7]).await;
    log.add(event_of_session(8));
    let event = got(&api, FEED).await["events"][1].clone();
    assert_eq!(event["type"], "session.disconnected");
    let (code, action) = ("BANNED", ErrorCode::Banned.user_action().as_str());
    let data = json!({
        "companyId": "997441", "seq": 8, "chatSeq": 8, "chat": null, "phoneNumber": "7900•••••63", "code": code,
        "userAction": action, "since": "1970-01-01T00:00:00Z", "expiresAt": null,
    });
    assert_eq!(event["data"], data);
    assert_eq!(erased(&api, &format!("{FEED}?phone=%2B79160000001")).await, json!({ "events": 1 }), "it stays");
}

#[actix_web::test]
async fn stream_begins_after_the_last_event_that_was_read() {
    let (api, _log) = with_log(1..=4).await;
    for (uri, header, expected) in
        [(format!("{FEED}/stream?after=2"), None, "id: 3\n"), (format!("{FEED}/stream?after=1"), Some("3"), "id: 4\n")]
    {
        let mut request = api.by_admin(TestRequest::get().uri(&uri));
        if let Some(last) = header {
            request = request.insert_header(("last-event-id", last));
        }
        let service = api.service().await;
        let response = call_service(&service, request.to_request()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers().get("content-type").unwrap(), "text/event-stream");
        let mut body = std::pin::pin!(response.into_body());
        let first = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await.unwrap().ok().unwrap();
        let text = String::from_utf8(first.to_vec()).unwrap();
        assert!(text.starts_with(&format!("{expected}event: message.received\ndata: {{")), "{text}");
        assert!(text.ends_with("}\n\n"));
        assert_eq!(text.lines().filter(|line| line.starts_with("data: ")).count(), text.matches("\nid: ").count() + 1);
    }
}

#[actix_web::test]
async fn chat_or_log_is_deleted_and_nothing_else() {
    let (api, _log) = with_log(1..=5).await;
    let gone = erased(&api, &format!("{FEED}?phone=%2B79160000002")).await;
    assert_eq!(gone, json!({ "events": 2 }));
    assert_eq!(erased(&api, &format!("{FEED}?group=123")).await, json!({ "events": 0 }));
    assert_eq!(erased(&api, FEED).await, json!({ "events": 3 }));
    assert_eq!(got(&api, FEED).await["events"], json!([]));
}

#[actix_web::test]
async fn feed_refuses_what_it_cannot_read() {
    let (api, log) = with_log([1]).await;
    for uri in [
        format!("{FEED}?after=-1"),
        format!("{FEED}?limit=0"),
        format!("{FEED}?limit=201"),
        format!("{FEED}?after=x"),
        format!("{FEED}?phone=hello"),
        format!("{FEED}?group=1&lid=2"),
        format!("{FEED}/stream?after=-1"),
    ] {
        assert_eq!(problem(&api, TestRequest::get().uri(&uri)).await["code"], "BAD_REQUEST", "{uri}");
    }
    for uri in ["phone=hello", "group=1&phone=79160000001", "lid="] {
        let request = TestRequest::delete().uri(&format!("{FEED}?{uri}"));
        assert_eq!(problem(&api, request).await["code"], "BAD_REQUEST", "{uri}");
    }
    log.break_down();
    for uri in [FEED.to_owned(), format!("{FEED}/stream")] {
        assert_eq!(problem(&api, TestRequest::get().uri(&uri)).await["code"], "STORE_UNAVAILABLE");
    }
}

#[actix_web::test]
async fn feed_is_absent_where_messages_are_not_kept() {
    let api = Api::new().await;
    for request in [
        TestRequest::get().uri(FEED),
        TestRequest::get().uri(&format!("{FEED}/stream")),
        TestRequest::delete().uri(FEED),
    ] {
        let problem = problem(&api, request).await;
        assert_eq!((&problem["code"], &problem["status"]), (&json!("NOT_FOUND"), &json!(404)));
    }
}
