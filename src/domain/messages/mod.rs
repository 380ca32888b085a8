//! Messages of a company's line, and the events that tell receivers of them and of the session. What is stored of them
//! and how receivers get them is decided elsewhere; here is what an event says, and what it may not show.
//!
//! Names of numbers and LIDs: an account has a phone number and a LID, an id that hides the number. WhatsApp addresses
//! messages by either (`docs/messages.md`), so events have both as far as they are known.

mod chat;
mod content;
mod event;
mod event_id;
mod event_type;
mod inbound;
mod media;
mod outbound;
mod person;
mod quota;
mod session;

pub use chat::{Chat, ChatKind};
pub use content::{Contact, Content, Media, MediaKind, Place, Quoted};
pub use event::{About, EventDocument, EventFacts, MessageFacts, Origin, Target};
pub use event_id::{EventId, InvalidEventId};
pub use event_type::{EventSubject, EventType};
pub use inbound::{InboundItem, MediaSource, MessageKey, NewEvent};
pub use media::{InvalidMimeType, MOST_MEDIA_BYTES, MediaProblem, MimeType};
pub use outbound::{
    ACK_PATIENCE, Head, InvalidMediaId, InvalidMessageId, InvalidOrder, InvalidStanzaId, Marking, MediaId, MessageId,
    NewChatsRefused, NextSend, NotWritten, OrderProblem, OrderRules, OutboundContent, Pace, PaceRule, REPLY_WINDOW,
    Refusal, RequestedRecipient, SendEvent, SendFailure, SendOrder, SendProgress, SendReport, SendRequest, SendStatus,
    SendStep, Sending, StanzaId, StatusFacts, Typing, Waiting,
};
pub use person::Person;
pub use quota::{Fullness, LogQuota};
pub use session::{Difference, LineSaid, LinkedPhone, NoChat, SessionFacts, SessionNow, SessionSaid, difference};
