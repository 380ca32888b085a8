//! Messages that are sent for others: what may be ordered ([`SendRequest`]), how an order goes on ([`SendStatus`]), and when
//! a line sends what ([`Sending`], by its [`Pace`]). How it is stored and written is decided elsewhere.

mod content;
mod failure;
mod ids;
mod order;
mod pacing;
mod recipient;
mod sending;
mod status;

pub use content::OutboundContent;
pub use failure::{NewChatsRefused, SendFailure};
pub use ids::{InvalidMediaId, InvalidMessageId, InvalidStanzaId, MediaId, MessageId, StanzaId};
pub use order::{InvalidOrder, OrderProblem, OrderRules, SendOrder, SendRequest};
pub use pacing::{NextSend, Pace, PaceRule, REPLY_WINDOW, Refusal, Waiting};
pub use recipient::{RequestedRecipient, Typing};
pub use sending::{Head, Marking, NotWritten, SendStep, Sending};
pub use status::{ACK_PATIENCE, SendEvent, SendProgress, SendReport, SendStatus, StatusFacts};
