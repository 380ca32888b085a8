//! Examples of events, made of the types that are sent.

use linekeeper_domain::messages::{
    About, Chat, ChatKind, Content, EventDocument, EventFacts, EventType, Media, MediaKind, MessageFacts, NoChat,
    Origin, Person, Quoted, SendFailure, SendStatus, SessionFacts, StatusFacts, Target,
};
use linekeeper_domain::{ErrorCode, Timestamp, UserAction};

/// Time of the examples.
fn time() -> Option<Timestamp> {
    Timestamp::from_timestamp(1_795_000_000, 0)
}

fn customer() -> Person {
    Person { lid: Some("100200300400500".to_owned()), phone: Some("79160000001".to_owned()) }
}

fn salon() -> Person {
    Person { lid: Some("500400300200100".to_owned()), phone: Some("79006464263".to_owned()) }
}

fn text(text: &str) -> Option<Content> {
    Some(Content::Text { text: text.to_owned() })
}

/// A message of the customer, with nothing in it.
fn received(message_id: &str) -> Option<MessageFacts> {
    let Person { lid, phone } = customer();
    Some(MessageFacts {
        chat: Chat { kind: ChatKind::Direct, lid, phone, group: None },
        sender: customer(),
        from_me: false,
        sender_name: Some("Anna".to_owned()),
        message_id: message_id.to_owned(),
        sent_at: time()?,
        origin: Origin::Live,
        content: None,
        reply_to: None,
        target: None,
        reaction: None,
        forwarded: false,
        expires_in_seconds: None,
    })
}

/// The message that an edit, a deletion or a reaction is about.
fn earlier() -> Option<Target> {
    Some(Target { message_id: "3EB0C431C26A1916E07E".to_owned(), from_me: false, sender: None })
}

fn picture() -> Content {
    Content::Media(Media {
        media: MediaKind::Image,
        caption: Some("Like this, please".to_owned()),
        mime_type: Some("image/jpeg".to_owned()),
        file_name: None,
        bytes: Some(184_320),
        seconds: None,
        width: Some(1_280),
        height: Some(960),
        sha256: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()),
        media_id: "med_b6o1h3v9q2xk7c4m".parse().ok(),
    })
}

/// Events of messages, at least one of each type.
fn messages() -> Option<Vec<(EventType, MessageFacts)>> {
    let question = "When are you open tomorrow?";
    let quoted = Quoted {
        message_id: "3EB0C431C26A1916E07E".to_owned(),
        sender: Some(customer()),
        content: text(question).map(Box::new),
    };
    let group = Chat { kind: ChatKind::Group, lid: None, phone: None, group: Some("120363040506070809".to_owned()) };
    let answer = MessageFacts {
        sender: salon(),
        from_me: true,
        content: text("From nine"),
        reply_to: Some(quoted),
        ..received("3EB0A9C2D7E1F4058B6A")?
    };
    let late = "3EB07D4E5F6A7B8C9D0E";
    Some(vec![
        (EventType::MessageReceived, MessageFacts { content: text(question), ..received("3EB0C431C26A1916E07E")? }),
        (
            EventType::MessageReceived,
            MessageFacts {
                chat: group,
                origin: Origin::Offline,
                content: Some(picture()),
                ..received("3EB01B2C3D4E5F607182")?
            },
        ),
        (EventType::MessageSentFromPhone, answer),
        (
            EventType::MessageEdited,
            MessageFacts {
                content: text("When are you open on Monday?"),
                target: earlier(),
                ..received("3EB02C3D4E5F60718293")?
            },
        ),
        (EventType::MessageRevoked, MessageFacts { target: earlier(), ..received("3EB03D4E5F60718293A4")? }),
        (
            EventType::MessageReaction,
            MessageFacts { target: earlier(), reaction: Some("👍".to_owned()), ..received("3EB04E5F60718293A4B5")? },
        ),
        (EventType::MessageUndecryptable, received(late)?),
        (
            EventType::MessageRecovered,
            MessageFacts { origin: Origin::Resend, content: text("And on Sunday?"), ..received(late)? },
        ),
        (EventType::MessageUnrecoverable, received(late)?),
    ])
}

/// Statuses of a message that is sent: one that was delivered, and one that failed.
fn statuses() -> Option<Vec<(EventType, StatusFacts)>> {
    let delivered = StatusFacts {
        chat: received("")?.chat,
        id: "msg_k7m2qx9bv4w8ruet".parse().ok()?,
        message_id: "3EB0A9C2D7E1F4058B6A12".to_owned(),
        status: SendStatus::Delivered,
        reason: None,
        error: None,
        since: time()?,
    };
    let failed = StatusFacts {
        status: SendStatus::Failed,
        reason: Some(SendFailure::NewChatRefused),
        error: Some(463),
        ..delivered.clone()
    };
    Some([delivered, failed].map(|facts| (EventType::MessageStatus, facts)).to_vec())
}

/// An event of each type of the session.
fn sessions() -> Option<Vec<(EventType, SessionFacts)>> {
    let now = time()?;
    let linked = || SessionFacts {
        chat: NoChat,
        phone_number: Some("7900•••••63".to_owned()),
        code: None,
        user_action: UserAction::None,
        since: now,
        expires_at: None,
    };
    let with = |code: ErrorCode| SessionFacts { code: Some(code), user_action: code.user_action(), ..linked() };
    let demand = SessionFacts { expires_at: Some(now + chrono::TimeDelta::minutes(10)), ..linked() };
    Some(vec![
        (EventType::SessionLinked, linked()),
        (EventType::SessionConnected, linked()),
        (EventType::SessionDisconnected, with(ErrorCode::Banned)),
        (EventType::SessionLoggedOut, SessionFacts { phone_number: None, ..with(ErrorCode::LoggedOut) }),
        (EventType::SessionPasskeyRequired, demand),
    ])
}

/// At least one event of each type.
pub(super) fn examples() -> Option<Vec<EventDocument>> {
    let messages = messages()?.into_iter().map(|(kind, facts)| (kind, About::Message(Box::new(facts))));
    let statuses = statuses()?.into_iter().map(|(kind, facts)| (kind, About::Status(facts)));
    let sessions = sessions()?.into_iter().map(|(kind, facts)| (kind, About::Session(facts)));
    messages.chain(statuses).chain(sessions).zip(1..).map(|((kind, about), seq)| document(kind, seq, about)).collect()
}

fn document(kind: EventType, seq: i64, about: About) -> Option<EventDocument> {
    Some(EventDocument {
        id: format!("evt_k7m2qx9bv4w8ru{seq:02}").parse().ok()?,
        kind,
        timestamp: time()?,
        data: EventFacts { company_id: "997441".parse().ok()?, seq, chat_seq: seq, about },
    })
}
