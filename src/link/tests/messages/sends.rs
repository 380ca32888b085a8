//! Tests of what a line sends: what phones get of it, and what is reported.

use linekeeper_domain::messages::{
    Chat, ChatKind, Contact, NotWritten, OutboundContent, SendEvent, SendFailure, SendOrder, SendReport, StanzaId,
    Target, Typing,
};
use linekeeper_ports::{CloseMode, LineDown, LinkEvent, OutgoingMessage, ReadMessages};
use linekeeper_simulator::{Fault, FaultPoint, PresenceFilter, TakenFilter};

use super::*;
use crate::world::{SALON, phone};

fn chat() -> Chat {
    Chat { kind: ChatKind::Direct, lid: None, phone: Some(CUSTOMER.to_owned()), group: None }
}

fn id(number: u32) -> StanzaId {
    format!("3EB0{number:018}").parse().unwrap()
}

fn text(number: u32, text: &str) -> OutgoingMessage {
    message(number, OutboundContent::Text { text: text.to_owned() })
}

fn message(number: u32, content: OutboundContent) -> OutgoingMessage {
    OutgoingMessage { id: id(number), order: SendOrder { chat: chat(), content, reply_to: None }, file: None }
}

/// Reports until one says this of a message.
async fn until_told(line: &mut Line, number: u32, wanted: impl Fn(&SendEvent) -> bool) -> Vec<SendReport> {
    let mut all = Vec::new();
    loop {
        if let LinkEvent::SendsAnswered(reports) = line.next_event().await {
            all.extend(reports);
            if all.iter().any(|report| report.whatsapp_id == id(number) && wanted(&report.event)) {
                return all;
            }
        }
    }
}

/// What the customer's phone has taken.
async fn taken(world: &World) -> Vec<serde_json::Value> {
    let page = world.simulator.received(Some(CUSTOMER), &TakenFilter::default()).await.unwrap();
    page.messages.into_iter().map(|message| serde_json::to_value(message).unwrap()).collect()
}

async fn customer(world: &World) {
    world.simulator.put_phone(CUSTOMER, PhoneProfile::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_is_acknowledged_delivered_and_read() {
    let world = World::receiving().await;
    customer(&world).await;
    let (_credentials, mut line) = connected(&world).await;
    line.link.messages().send(text(1, "at ten?")).await.unwrap();
    let reports = until_told(&mut line, 1, |event| *event == SendEvent::Delivered).await;
    assert!(reports.iter().any(|report| report.event == SendEvent::Acknowledged));
    world.simulator.open_chat(CUSTOMER, SALON).await.unwrap();
    until_told(&mut line, 1, |event| *event == SendEvent::Read).await;
    let taken = taken(&world).await;
    assert_eq!((taken.len(), &taken[0]["content"]["text"]), (1, &"at ten?".into()), "{taken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repetition_under_one_id_is_one_message_for_people() {
    let world = World::receiving().await;
    customer(&world).await;
    let (credentials, mut line) = connected(&world).await;
    line.link.messages().send(text(1, "once")).await.unwrap();
    until_told(&mut line, 1, |event| *event == SendEvent::Delivered).await;
    line.link.close(CloseMode::Disconnect).await;
    let mut line = again(&world, &credentials).await;
    line.link.messages().send(text(1, "once")).await.unwrap();
    until_told(&mut line, 1, |event| *event == SendEvent::Acknowledged).await;
    world.until(async |_| taken(&world).await[0]["times"] == 2).await;
    assert_eq!(taken(&world).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chain_of_a_written_message_survives_a_kill() {
    let delivered = |event: &SendEvent| *event == SendEvent::Delivered;
    let world = World::receiving().await;
    customer(&world).await;
    let (credentials, mut line) = connected(&world).await;
    world.simulator.send(CUSTOMER, SALON, "one").await.unwrap();
    events(&credentials, 1).await;
    line.link.messages().send(text(1, "two")).await.unwrap();
    until_told(&mut line, 1, delivered).await;
    // With what the customer answers the line begins a chain of its own, and "four" is the first that it writes with it.
    world.simulator.send(CUSTOMER, SALON, "three").await.unwrap();
    events(&credentials, 2).await;
    line.link.messages().send(text(2, "four")).await.unwrap();
    let after = credentials.as_after_a_kill();
    until_told(&mut line, 2, delivered).await;
    line.link.close(CloseMode::Disconnect).await;
    let mut line = again(&world, &after).await;
    world.simulator.send(CUSTOMER, SALON, "five").await.unwrap();
    let all = events(&after, 3).await;
    assert_eq!((all[2].kind, text_of(&all[2])), (EventType::MessageReceived, "five"));
    line.link.messages().send(text(3, "six")).await.unwrap();
    until_told(&mut line, 3, delivered).await;
    assert_eq!(world.simulator.stats().await.undecryptable, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_content_arrives_as_it_was_ordered() {
    let world = World::receiving().await;
    customer(&world).await;
    let (_credentials, mut line) = connected(&world).await;
    let theirs = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap().id;
    let target = Target { message_id: theirs.clone(), from_me: false, sender: None };
    let card = Contact { name: Some("Anna".to_owned()), vcard: Some("BEGIN:VCARD\nEND:VCARD".to_owned()) };
    let contents = [
        OutboundContent::Text { text: "first".to_owned() },
        OutboundContent::Location { latitude: 55.75, longitude: 37.61, name: Some("Salon".to_owned()), address: None },
        OutboundContent::Contacts { contacts: vec![card.clone()] },
        OutboundContent::Contacts { contacts: vec![card.clone(), card] },
        OutboundContent::Reaction { target: target.clone(), emoji: Some("👍".to_owned()) },
        OutboundContent::Edit { message_id: id(0).as_str().to_owned(), text: "second".to_owned() },
        OutboundContent::Revoke {
            target: Target { message_id: id(0).as_str().to_owned(), from_me: true, sender: None },
        },
    ];
    let messages = line.link.messages();
    for (number, content) in (0..).zip(contents) {
        messages.send(message(number, content)).await.unwrap();
        until_told(&mut line, number, |event| *event == SendEvent::Delivered).await;
    }
    let reply = OutboundContent::Text { text: "reply".to_owned() };
    let order = SendOrder { reply_to: Some(target), ..message(9, reply).order };
    messages.send(OutgoingMessage { id: id(9), order, file: None }).await.unwrap();
    until_told(&mut line, 9, |event| *event == SendEvent::Delivered).await;
    let taken = taken(&world).await;
    let kinds: Vec<&str> = taken.iter().map(|message| message["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["text", "location", "contact", "other", "reaction", "edit", "revoke", "text"], "{taken:?}");
    assert_eq!(taken[7]["quoting"], theirs, "{}", taken[7]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_of_whatsapp_are_told_with_their_errors() {
    let world = World::receiving().await;
    customer(&world).await;
    let (_credentials, mut line) = connected(&world).await;
    for (number, code, reason) in [(1, 479, SendFailure::Malformed), (2, 463, SendFailure::NewChatRefused)] {
        world.simulator.add_fault(Fault::refuse(FaultPoint::MessageSend, code)).await.unwrap();
        line.link.messages().send(text(number, "no")).await.unwrap();
        let failed = SendEvent::Failed { reason, error: Some(code) };
        until_told(&mut line, number, |event| *event == failed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn number_without_an_account_is_found_out_before() {
    let world = World::receiving().await;
    customer(&world).await;
    let (_credentials, line) = connected(&world).await;
    let nobody = PhoneProfile { on_whatsapp: Some(false), ..PhoneProfile::default() };
    world.simulator.put_phone("79169999999", nobody).await.unwrap();
    let checked = line.link.messages().check_numbers(vec![phone(CUSTOMER), phone("79169999999")]).await.unwrap();
    assert_eq!(checked.iter().map(|one| one.on_whatsapp).collect::<Vec<_>>(), [true, false]);
    let nobody = Chat { phone: Some("79169999999".to_owned()), ..chat() };
    let order = SendOrder { chat: nobody, ..text(1, "hello?").order };
    let sent = line.link.messages().send(OutgoingMessage { id: id(1), order, file: None }).await;
    assert_eq!(sent, Err(NotWritten::Failed(SendFailure::NotOnWhatsapp)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_line_sends_nothing_and_says_so() {
    let world = World::receiving().await;
    let (_credentials, line) = connected(&world).await;
    let messages = line.link.messages();
    line.link.close(CloseMode::Disconnect).await;
    assert_eq!(messages.send(text(1, "late")).await, Err(NotWritten::LineDown));
    assert_eq!(messages.show_typing(chat(), Typing::Composing).await, Err(LineDown));
    assert_eq!(messages.check_numbers(vec![phone(CUSTOMER)]).await, Err(LineDown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chat_is_told_of_reading_and_typing() {
    let world = World::receiving().await;
    customer(&world).await;
    let (credentials, line) = connected(&world).await;
    let sent = world.simulator.send(CUSTOMER, SALON, "hello").await.unwrap();
    events(&credentials, 1).await;
    let messages = line.link.messages();
    let read = Target { message_id: sent.id.clone(), from_me: false, sender: None };
    messages.mark_read(ReadMessages { chat: chat(), messages: vec![read] }).await.unwrap();
    world.until(async |_| delivery(&world, &sent.id).await.read).await;
    for typing in [Typing::Composing, Typing::Recording, Typing::Paused] {
        messages.show_typing(chat(), typing).await.unwrap();
    }
    world
        .until(async |simulator| simulator.presence(&PresenceFilter::default()).await.unwrap().entries.len() >= 3)
        .await;
}
