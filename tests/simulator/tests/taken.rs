//! What phones take of a linked device: every kind of content, once each, with the number of times that it came.

use linekeeper_simulator::{Addressing, Content, GroupOrder, Simulator, TakenFilter, TakenView};
use reqwest::Method;
use serde_json::{Value, json};
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as msg;
use whatsapp_rust::send::{RevokeType, SendOptions};

use crate::client::{Store, TestClient, eventually, linked, simulator};

const SALON: &str = "79006464263";
const ANNA: &str = "79936363848";
const BORIS: &str = "79161234567";

/// Message of this id on a phone, once it is there the given number of times.
async fn taken(simulator: &Simulator, phone: &str, (id, times): (&str, u32)) -> TakenView {
    eventually(simulator, || async {
        let page = simulator.received(Some(phone), &TakenFilter::default()).await.unwrap();
        page.messages.into_iter().find(|message| message.id == id && message.times == times)
    })
    .await
}

async fn sends(client: &TestClient, message: wa::Message) -> String {
    client.client.send_message(Jid::pn(ANNA), message).await.unwrap().message_id
}

async fn content(simulator: &Simulator, id: &str) -> Content {
    taken(simulator, ANNA, (id, 1)).await.content.unwrap()
}

#[tokio::test]
async fn phone_lists_texts_replies_reactions_edits_and_revocations() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let first = client.says(ANNA, "first").await;
    let seen = taken(&simulator, ANNA, (&first, 1)).await;
    assert_eq!((seen.seq > 0, seen.kind.as_str(), seen.phone.as_str()), (true, "text", ANNA));
    assert_eq!((seen.from.as_str(), seen.device, seen.chat.as_str()), (SALON, 1, SALON));
    assert_eq!((seen.delivered, seen.read, seen.played), (true, false, false));
    let own = taken(&simulator, SALON, (&first, 1)).await;
    assert_eq!((own.chat.as_str(), own.delivered), (ANNA, false), "the own phone has a copy in the customer's chat");

    let context = wa::ContextInfo { stanza_id: Some(first.clone()), ..Default::default() };
    let reply =
        msg::ExtendedTextMessage { text: Some("reply".to_owned()), context_info: context.into(), ..Default::default() };
    let reply = sends(&client, wa::Message { extended_text_message: reply.into(), ..Default::default() }).await;
    let seen = taken(&simulator, ANNA, (&reply, 1)).await;
    assert_eq!(seen.quoting.as_deref(), Some(first.as_str()));
    assert_eq!(seen.content, Some(Content::Text { text: "reply".to_owned() }));

    let key = wa::MessageKey {
        remote_jid: Some(Jid::pn(ANNA).to_string()),
        from_me: Some(true),
        id: Some(first.clone()),
        participant: None,
    };
    let reaction = msg::ReactionMessage { key: key.into(), text: Some("👍".to_owned()), ..Default::default() };
    let reaction = sends(&client, wa::Message { reaction_message: reaction.into(), ..Default::default() }).await;
    let wanted = Content::Reaction { message: first.clone(), emoji: "👍".to_owned() };
    assert_eq!(content(&simulator, &reaction).await, wanted);

    let now = wa::Message { conversation: Some("corrected".to_owned()), ..Default::default() };
    client.client.edit_message(Jid::pn(ANNA), first.clone(), now).await.unwrap();
    client.client.revoke_message(Jid::pn(ANNA), reply.clone(), RevokeType::Sender).await.unwrap();
    let changes: Vec<Content> = eventually(&simulator, || async {
        let page = simulator.received(Some(ANNA), &TakenFilter::default()).await.unwrap();
        (page.messages.len() == 5).then(|| page.messages.into_iter().skip(3).filter_map(|one| one.content).collect())
    })
    .await;
    let edit = Content::Edit { message: first, text: "corrected".to_owned() };
    assert_eq!(changes, [edit, Content::Revoke { message: reply }]);
}

#[tokio::test]
async fn phone_lists_places_contacts_media_and_unknown_kinds() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let place = msg::LocationMessage {
        degrees_latitude: Some(55.75),
        degrees_longitude: Some(37.62),
        name: Some("Salon".to_owned()),
        ..Default::default()
    };
    let place = sends(&client, wa::Message { location_message: place.into(), ..Default::default() }).await;
    let (name, address) = (Some("Salon".to_owned()), None);
    let wanted = Content::Location { latitude: 55.75, longitude: 37.62, name, address };
    assert_eq!(content(&simulator, &place).await, wanted);
    let card = msg::ContactMessage {
        display_name: Some("Anna".to_owned()),
        vcard: Some("BEGIN:VCARD".to_owned()),
        ..Default::default()
    };
    let card = sends(&client, wa::Message { contact_message: card.into(), ..Default::default() }).await;
    let wanted = Content::Contact { name: "Anna".to_owned(), vcard: "BEGIN:VCARD".to_owned() };
    assert_eq!(content(&simulator, &card).await, wanted);
    let image = msg::ImageMessage {
        caption: Some("before".to_owned()),
        media_key: Some(vec![0; 32]),
        file_length: Some(7),
        ..Default::default()
    };
    let image = sends(&client, wa::Message { image_message: image.into(), ..Default::default() }).await;
    let Content::Image(image) = content(&simulator, &image).await else { panic!("no image") };
    assert_eq!((image.caption.as_deref(), image.file_length), (Some("before"), Some(7)));
    assert_eq!(image.media_key.as_deref(), Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    let poll = msg::PollCreationMessage { name: Some("when?".to_owned()), ..Default::default() };
    let poll = sends(&client, wa::Message { poll_creation_message: poll.into(), ..Default::default() }).await;
    let seen = taken(&simulator, ANNA, (&poll, 1)).await;
    assert_eq!((seen.kind.as_str(), seen.content), ("other", None));
}

#[tokio::test]
async fn repetition_of_a_message_is_listed_once_and_counted() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    for _ in 0..3 {
        let text = wa::Message { conversation: Some("again".to_owned()), ..Default::default() };
        let options = SendOptions::default().with_message_id("3EB0AGAIN");
        client.client.send_message_with_options(Jid::pn(ANNA), text, options).await.unwrap();
    }
    taken(&simulator, ANNA, ("3EB0AGAIN", 3)).await;
    let page = simulator.received(Some(ANNA), &TakenFilter::default()).await.unwrap();
    assert_eq!((page.messages.len(), page.more), (1, false));
    assert_eq!(simulator.phone(ANNA).await.unwrap().texts.len(), 1);
    assert_eq!(simulator.stats().await.repeated, 2);
}

#[tokio::test]
async fn pages_choose_by_place_phone_chat_and_sender() {
    let simulator = simulator().await;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let mut last = String::new();
    for text in ["1", "2", "3"] {
        for phone in [ANNA, BORIS] {
            last = client.says(phone, text).await;
        }
    }
    taken(&simulator, SALON, (&last, 1)).await;
    taken(&simulator, BORIS, (&last, 1)).await;
    let page = async |phone, wanted| simulator.received(phone, &wanted).await.unwrap();
    let first = page(Some(ANNA), TakenFilter { limit: Some(2), ..TakenFilter::default() }).await;
    assert_eq!((first.messages.len(), first.more), (2, true));
    let rest = page(Some(ANNA), TakenFilter { after: Some(first.next), ..TakenFilter::default() }).await;
    assert_eq!((rest.messages.len(), rest.more), (1, false));
    let all = page(None, TakenFilter { from: Some(SALON.to_owned()), ..TakenFilter::default() }).await;
    assert_eq!(all.messages.len(), 12, "six messages, each with a copy for the own phone");
    let chat = page(Some(SALON), TakenFilter { chat: Some(BORIS.to_owned()), ..TakenFilter::default() }).await;
    assert_eq!(chat.messages.len(), 3);
    let none = page(None, TakenFilter { from: Some(ANNA.to_owned()), ..TakenFilter::default() }).await;
    assert!(none.messages.is_empty());
    for limit in [0, 1001] {
        let wanted = TakenFilter { limit: Some(limit), ..TakenFilter::default() };
        assert!(simulator.received(None, &wanted).await.is_err());
    }
    simulator.clear_received().await;
    let cleared = page(None, TakenFilter::default()).await;
    assert_eq!((cleared.messages.len(), cleared.dropped), (0, 12));
}

#[tokio::test]
async fn members_of_a_group_read_what_a_device_writes() {
    for addressing in [Addressing::Lid, Addressing::Pn] {
        let simulator = simulator().await;
        let members = [ANNA, BORIS, SALON].map(str::to_owned).to_vec();
        let order = GroupOrder { members, addressing: Some(addressing), ..GroupOrder::default() };
        let group = simulator.put_group("120363000000000001", &order).await.unwrap().group;
        let (client, _) = linked(&simulator, SALON, &Store::new()).await;
        let (tablet, _) = linked(&simulator, SALON, &Store::new()).await;
        let jid: Jid = group.parse().unwrap();
        for text in ["one", "two", "three"] {
            let id = client.client.send_text(jid.clone(), text).await.unwrap().message_id;
            for member in [ANNA, BORIS, SALON] {
                let seen = taken(&simulator, member, (&id, 1)).await;
                assert_eq!((seen.chat.as_str(), seen.from.as_str()), (group.as_str(), SALON));
                assert_eq!(seen.content, Some(Content::Text { text: text.to_owned() }), "{addressing:?} {member}");
            }
            let inbound = tablet.message_of(&id).await;
            assert_eq!(inbound.message.conversation.as_deref(), Some(text));
            assert!(inbound.info.source.is_from_me && inbound.info.source.is_group);
        }
        assert!(simulator.phone(ANNA).await.unwrap().texts.is_empty(), "only texts of chats of two are listed there");
        assert_eq!(simulator.stats().await.undecryptable, 0);
    }
}

#[tokio::test]
async fn member_without_the_sender_key_asks_for_the_message_again() {
    let simulator = simulator().await;
    let members = |of: &[&str]| GroupOrder {
        members: of.iter().map(|member| (*member).to_owned()).collect(),
        ..GroupOrder::default()
    };
    let group = simulator.put_group("120363000000000001", &members(&[ANNA, SALON])).await.unwrap().group;
    let (client, _) = linked(&simulator, SALON, &Store::new()).await;
    let jid: Jid = group.parse().unwrap();
    let first = client.client.send_text(jid.clone(), "one").await.unwrap().message_id;
    taken(&simulator, ANNA, (&first, 1)).await;
    // The device is not told of the new member, and does not give it the key.
    simulator.put_group("120363000000000001", &members(&[ANNA, BORIS, SALON])).await.unwrap();
    let second = client.client.send_text(jid.clone(), "two").await.unwrap().message_id;
    let seen = taken(&simulator, BORIS, (&second, 1)).await;
    assert_eq!(seen.content, Some(Content::Text { text: "two".to_owned() }));
    assert_eq!(simulator.stats().await.undecryptable, 1);
    let page = simulator.received(Some(ANNA), &TakenFilter::default()).await.unwrap();
    assert_eq!(page.messages.len(), 2, "the repetition is for the new member alone");
}

#[tokio::test]
async fn control_api_lists_opens_and_plays() {
    let process = crate::control::Process::start(&[]);
    let call = async |method: Method, path: &str, body: Option<Value>| {
        let body = body.map(|body| body.to_string());
        process.call(method, path, body.as_deref()).await
    };
    let client = TestClient::start(&process.listen, &Store::new()).await;
    let code = client.code(SALON).await;
    call(Method::POST, &format!("/phones/{SALON}/enter-code"), Some(json!({ "code": code }))).await;
    client.connected().await;
    let id = client.says(ANNA, "hello").await;
    let path = format!("/phones/{ANNA}/received?chat={SALON}");
    // The API sends no notifications.
    let seen = loop {
        let (status, page) = call(Method::GET, &path, None).await;
        assert_eq!(status, 200, "{page}");
        match page["messages"].as_array().unwrap().first() {
            Some(message) => break message.clone(),
            None => tokio::task::yield_now().await,
        }
    };
    assert_eq!((seen["id"].as_str(), &seen["content"]), (Some(&*id), &json!({ "type": "text", "text": "hello" })));
    let chat = Some(json!({ "chat": SALON }));
    let (status, opened) = call(Method::POST, &format!("/phones/{ANNA}/open"), chat).await;
    assert_eq!((status.as_u16(), opened), (200, json!({ "read": 1 })));
    let play = json!({ "chat": SALON, "message": id });
    assert_eq!(call(Method::POST, &format!("/phones/{ANNA}/play"), Some(play)).await.0, 204);
    let typing = json!({ "to": SALON, "state": "composing" });
    assert_eq!(call(Method::POST, &format!("/phones/{ANNA}/typing"), Some(typing)).await.0, 200);
    assert_eq!(
        call(Method::POST, &format!("/phones/{ANNA}/presence"), Some(json!({ "available": true }))).await.0,
        204
    );
    assert_eq!(call(Method::GET, "/presence", None).await.0, 200);
    for (method, path, status) in [
        (Method::DELETE, "/received", 204),
        (Method::GET, "/received?limit=0", 400),
        (Method::GET, "/received/1/file", 400),
        (Method::PUT, "/received", 405),
    ] {
        assert_eq!(call(method.clone(), path, None).await.0.as_u16(), status, "{method} {path}");
    }
    let lost = json!({ "fileEncSha256": "AAAA", "status": 404 });
    assert_eq!(call(Method::POST, "/media/lose", Some(lost)).await.0, 400);
}
