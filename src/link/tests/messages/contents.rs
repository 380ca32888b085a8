//! Tests of what arrives in the log of each kind of message, as phones send them.

use linekeeper_domain::messages::{ChatKind, Content, EventType, MediaKind};
use linekeeper_simulator::{Addressing, Content as Sent, GroupOrder, Media, MessageOrder};

use super::*;
use crate::world::SALON;

/// Number of the message, of the events.
fn event_of<'a>(events: &'a [NewEvent], id: &str) -> &'a NewEvent {
    events.iter().find(|event| event.facts.message_id == id).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn own_phones_text_is_of_the_chat_with_the_customer() {
    for addressing in [Addressing::Pn, Addressing::Lid] {
        let world = World::receiving().await;
        let (credentials, _line) = connected(&world).await;
        let order = MessageOrder::text(CUSTOMER, "from the phone").named_by(addressing);
        world.simulator.send_message(SALON, &order).await.unwrap();
        let events = events(&credentials, 1).await;
        let facts = &events[0].facts;
        assert_eq!((events[0].kind, facts.from_me), (EventType::MessageSentFromPhone, true));
        assert_eq!((text_of(&events[0]), facts.chat.kind), ("from the phone", ChatKind::Direct));
        assert_eq!(facts.chat.phone.as_deref(), Some(CUSTOMER), "{addressing:?}");
        assert_eq!(facts.sender.phone.as_deref(), Some(SALON), "{addressing:?}");
        world.settled().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chat_is_the_same_by_number_and_by_lid() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    for (text, addressing) in [("one", Addressing::Pn), ("two", Addressing::Lid), ("three", Addressing::LidOnly)] {
        let order = MessageOrder::text(SALON, text).named_by(addressing);
        let sent = world.simulator.send_message(CUSTOMER, &order).await.unwrap();
        until_acknowledged(&world, &sent.id).await;
    }
    let events = events(&credentials, 3).await;
    let lid = world.simulator.phone(CUSTOMER).await.unwrap().lid;
    let lid = lid.strip_suffix("@lid").unwrap();
    for event in &events {
        let chat = &event.facts.chat;
        assert_eq!((chat.lid.as_deref(), chat.phone.as_deref()), (Some(lid), Some(CUSTOMER)), "{}", text_of(event));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_in_a_group_names_group_and_sender() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    let members = vec![CUSTOMER.to_owned(), SALON.to_owned()];
    let group = GroupOrder { members, ..GroupOrder::default() };
    let group = world.simulator.put_group("120363000000000001", &group).await.unwrap().group;
    for text in ["first", "second"] {
        world.simulator.send(CUSTOMER, &group, text).await.unwrap();
    }
    let events = events(&credentials, 2).await;
    world.settled().await;
    for (event, text) in events.iter().zip(["first", "second"]) {
        let facts = &event.facts;
        assert_eq!((text_of(event), facts.chat.group.as_deref()), (text, Some("120363000000000001")));
        assert_eq!((facts.chat.kind, facts.sender.phone.as_deref()), (ChatKind::Group, Some(CUSTOMER)));
    }
    assert_eq!(credentials.seen(), credentials.batches().iter().sum::<usize>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_about_a_message_name_it() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    let send = async |content: Sent, id: &str| {
        let order = MessageOrder::new(SALON, content).with_id(id);
        world.simulator.send_message(CUSTOMER, &order).await.unwrap();
        until_acknowledged(&world, id).await;
    };
    let message = || "FIRST".to_owned();
    send(Sent::Text { text: "hello".to_owned() }, "FIRST").await;
    let reply = MessageOrder::text(SALON, "again").with_id("REPLY").quoting("FIRST");
    world.simulator.send_message(CUSTOMER, &reply).await.unwrap();
    until_acknowledged(&world, "REPLY").await;
    send(Sent::Reaction { message: message(), emoji: "👍".to_owned() }, "REACTION").await;
    send(Sent::Reaction { message: message(), emoji: String::new() }, "NONE").await;
    send(Sent::Edit { message: message(), text: "hello!".to_owned() }, "EDIT").await;
    send(Sent::Revoke { message: message() }, "REVOKE").await;
    let events = events(&credentials, 6).await;
    let quoted = event_of(&events, "REPLY").facts.reply_to.clone().unwrap();
    assert_eq!((quoted.message_id.as_str(), quoted.sender.unwrap().phone.as_deref()), ("FIRST", Some(CUSTOMER)));
    assert_eq!(quoted.content.as_deref(), Some(&Content::Text { text: "hello".to_owned() }));
    for (id, kind, reaction) in [
        ("REACTION", EventType::MessageReaction, Some("👍")),
        ("NONE", EventType::MessageReaction, None),
        ("EDIT", EventType::MessageEdited, None),
        ("REVOKE", EventType::MessageRevoked, None),
    ] {
        let event = event_of(&events, id);
        let target = event.facts.target.as_ref().unwrap();
        assert_eq!((event.kind, event.facts.reaction.as_deref()), (kind, reaction));
        assert_eq!((target.message_id.as_str(), target.from_me), ("FIRST", false));
    }
    assert_eq!(text_of(event_of(&events, "EDIT")), "hello!");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn file_comes_with_its_source_and_view_once_without() {
    let world = World::receiving().await;
    let (credentials, _line) = connected(&world).await;
    let image = Media { caption: Some("look".to_owned()), ..Media::default() };
    let once = Media { view_once: true, ..image.clone() };
    for (content, id) in
        [(Sent::Image(image), "IMAGE"), (Sent::Voice(Media::default()), "VOICE"), (Sent::Image(once), "ONCE")]
    {
        let order = MessageOrder { expiration: Some(86_400), ..MessageOrder::new(SALON, content).with_id(id) };
        world.simulator.send_message(CUSTOMER, &order).await.unwrap();
        until_acknowledged(&world, id).await;
    }
    let events = events(&credentials, 3).await;
    for (id, kind, caption) in [("IMAGE", MediaKind::Image, Some("look")), ("VOICE", MediaKind::Voice, None)] {
        let event = event_of(&events, id);
        let Some(Content::Media(media)) = &event.facts.content else { panic!("{id}") };
        assert_eq!((media.media, media.caption.as_deref()), (kind, caption));
        assert!(event.file.is_some() && event.facts.expires_in_seconds == Some(86_400));
    }
    let once = event_of(&events, "ONCE");
    assert_eq!((&once.facts.content, &once.file), (&Some(Content::ViewOnce), &None));
}
