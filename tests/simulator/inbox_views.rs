//! What the control API shows of messages that phones have taken.

use serde::{Deserialize, Serialize};

use crate::contents::{Shown, shown};
use crate::error::Refusal;
use crate::inbox::Taken;
use crate::orders::Content;
use crate::state::Number;
use crate::world::World;

/// Maximum number of messages on a page, and the usual one.
const PAGE: usize = 1_000;
/// Maximum number of messages that one request looks at.
const LOOKED_AT: usize = 20_000;

/// Which messages are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakenFilter {
    /// Only those after this place, in the order of arrival: `next` of the page before.
    #[serde(default)]
    pub after: Option<u64>,
    /// Maximum number, 1 to 1,000.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Only those of the chat with this number, or of this group.
    #[serde(default)]
    pub chat: Option<String>,
    /// Only those sent by a device of this number.
    #[serde(default)]
    pub from: Option<String>,
}

/// A page of messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakenPage {
    /// Messages in the order of their first arrival.
    pub messages: Vec<TakenView>,
    /// Place that the page has got to, for the next one; also on the last page.
    pub next: u64,
    /// Whether there are more now.
    pub more: bool,
    /// Number of older messages, of all phones, that were dropped or deleted.
    pub dropped: u64,
}

/// A message of a linked device that a phone has taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TakenView {
    /// Place in the log of all phones.
    pub seq: u64,
    /// Number of the phone that has taken it.
    pub phone: String,
    /// Number of the sender.
    pub from: String,
    /// The sender's device.
    pub device: u16,
    /// Number of the other side, or jid of the group.
    pub chat: String,
    /// Message id.
    pub id: String,
    /// Type of the content, `other` for one that phones of the simulator do not know.
    pub kind: String,
    /// Content, in the form in which phones are told to send it; absent for `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// Id of the message that it replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoting: Option<String>,
    /// Seconds after which it disappears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration: Option<u32>,
    /// Number of times that it came.
    pub times: u32,
    /// First arrival, in milliseconds since 1970.
    pub at: i64,
    /// The phone has made a receipt of its arrival.
    pub delivered: bool,
    /// A person at the phone has read it.
    pub read: bool,
    /// A person at the phone has played it.
    pub played: bool,
}

/// Answer to opening a chat: how many messages became read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedChat {
    /// Number of messages.
    pub read: usize,
}

/// Page of the log, of one phone or of all.
pub(crate) fn taken(world: &World, reader: Option<&Number>, wanted: &TakenFilter) -> Result<TakenPage, Refusal> {
    let limit = wanted.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(Refusal::BadRequest(format!("a page has 1 to {PAGE} messages")));
    }
    let account = |text: &str| Ok(world.state.account_of(Number::parse(text)?).to_string());
    let chat = match wanted.chat.as_deref() {
        Some(group) if group.ends_with("@g.us") => Some(group.to_owned()),
        chat => chat.map(account).transpose()?,
    };
    let from = wanted.from.as_deref().map(account).transpose()?;
    let fits = |taken: &&Taken| {
        chat.as_ref().is_none_or(|chat| taken.chat.to_string() == *chat)
            && from.as_ref().is_none_or(|from| taken.from.number.as_str() == from)
    };
    let after = wanted.after.unwrap_or(0);
    let (mut found, mut next) = (Vec::new(), after);
    let mut places = world.inbox.places(reader, after);
    for place in places.by_ref().take(LOOKED_AT) {
        next = place;
        found.extend(world.inbox.get(place).filter(fits).map(|taken| view(place, taken)));
        if found.len() == limit {
            break;
        }
    }
    Ok(TakenPage { messages: found, next, more: places.next().is_some(), dropped: world.inbox.dropped() })
}

fn view(seq: u64, taken: &Taken) -> TakenView {
    let shown = waproto::codec::message_decode(&taken.content).map(|message| shown(&message)).unwrap_or_default();
    let kind = shown.kind().to_owned();
    let Shown { content, quoting, expiration } = shown;
    TakenView {
        seq,
        phone: taken.reader.to_string(),
        from: taken.from.number.to_string(),
        device: taken.from.device,
        chat: taken.chat.to_string(),
        id: taken.id.clone(),
        kind,
        content,
        quoting,
        expiration,
        times: taken.times,
        at: taken.at,
        delivered: taken.marks.delivered,
        read: taken.marks.read,
        played: taken.marks.played,
    }
}
