//! What the control API shows of messages that phones have sent, and of groups.

use serde::{Deserialize, Serialize};

use crate::addressing::Addressing;
use crate::contents::shown;
use crate::error::Refusal;
use crate::media::media_of;
use crate::message_log::{AckKind, Delivery, Entry};
use crate::orders::Media;
use crate::state::{Group, Number, now};
use crate::world::World;

/// Maximum number of messages on a page, and the usual one.
const PAGE: usize = 1_000;
/// Maximum number of messages that one request looks at.
const LOOKED_AT: usize = 20_000;
/// Maximum number of groups.
const GROUPS: usize = 1_000;
/// Maximum number of members of a group, as the real service has it.
const MEMBERS: usize = 1_024;

/// Which messages are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessagesFilter {
    /// Only those after this place, in the order of sending: `next` of the page before.
    #[serde(default)]
    pub after: Option<u64>,
    /// Maximum number, 1 to 1,000.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Only those to this number or group.
    #[serde(default)]
    pub to: Option<String>,
}

/// A page of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagesView {
    /// Messages in the order of sending.
    pub messages: Vec<MessageView>,
    /// Place that the page has got to, for the next one; also on the last page.
    pub next: u64,
    /// Whether there are more now.
    pub more: bool,
    /// Number of older messages, of all phones, that were dropped or deleted.
    pub dropped: u64,
}

/// A message that a phone has sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Place in the log of all phones.
    pub seq: u64,
    /// Message id.
    pub id: String,
    /// Number of the sender.
    pub from: String,
    /// Number, or jid of the group.
    pub to: String,
    /// Place within the chat, from 1; both sides of a chat share one sequence.
    pub chat_seq: u64,
    /// Type of the content, as it was ordered.
    pub kind: String,
    /// Text, caption, reaction or name, as it was ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Id of the message that a reaction, an edit or a revocation is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Description of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// Time of sending, in milliseconds since 1970.
    pub at: i64,
    /// How the sender was named.
    pub addressing: Addressing,
    /// What happened to it at each linked device that it was encrypted for.
    pub deliveries: Vec<DeliveryView>,
}

/// Delivery of a message to a linked device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryView {
    /// Number of the device's account.
    pub number: String,
    /// Device of that account.
    pub device: u16,
    /// Number of times that it was written to a connection of the device.
    pub times: u32,
    /// `receipt`, `ack` or `nack`; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<String>,
    /// Error of a `nack`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<u16>,
    /// Time of the first acknowledgement, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<i64>,
    /// Number of retry receipts of the device.
    pub retries: u32,
    /// Number of times that the phone has encrypted it again.
    pub resends: u32,
    /// What a fault did to it: `mac`, `session`, `garbage`, `sender-key`, `unavailable`, `view-once`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
    /// Whether the device has sent a receipt that a person has read or played it.
    pub read: bool,
}

/// A group, as it is made.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupOrder {
    /// Numbers of its members, the creator first.
    pub members: Vec<String>,
    /// Its name; `Group` when absent.
    #[serde(default)]
    pub subject: Option<String>,
    /// How it names its members: `lid` when absent, as new groups do.
    #[serde(default)]
    pub addressing: Option<Addressing>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Jid, `<id>@g.us`.
    pub group: String,
    /// Its name.
    pub subject: String,
    /// How it names its members.
    pub addressing: Addressing,
    /// Numbers of its members.
    pub members: Vec<String>,
}

/// Page of the log, of one sender or of all.
pub(crate) fn messages(
    world: &World,
    sender: Option<&Number>,
    wanted: &MessagesFilter,
) -> Result<MessagesView, Refusal> {
    let limit = wanted.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(Refusal::BadRequest(format!("a page has 1 to {PAGE} messages")));
    }
    let to = match wanted.to.as_deref() {
        Some(group) if group.ends_with("@g.us") => Some(group.to_owned()),
        Some(number) => Some(world.state.account_of(Number::parse(number)?).to_string()),
        None => None,
    };
    let after = wanted.after.unwrap_or(0);
    let (mut found, mut next) = (Vec::new(), after);
    let mut places = world.log.places(sender, after);
    for place in places.by_ref().take(LOOKED_AT) {
        next = place;
        let entry = world.log.get(place);
        let fits = |entry: &&Entry| to.as_ref().is_none_or(|to| entry.to.to_string() == *to);
        found.extend(entry.filter(fits).map(|entry| view(place, entry)));
        if found.len() == limit {
            break;
        }
    }
    Ok(MessagesView { messages: found, next, more: places.next().is_some(), dropped: world.log.dropped() })
}

fn view(seq: u64, entry: &Entry) -> MessageView {
    MessageView {
        seq,
        id: entry.id.clone(),
        from: entry.from.to_string(),
        to: entry.to.to_string(),
        chat_seq: entry.chat_seq,
        kind: entry.kind.to_owned(),
        text: entry.text.clone(),
        message: entry.about.clone(),
        media: media(entry),
        at: entry.at,
        addressing: entry.addressing,
        deliveries: entry.deliveries.iter().map(delivery).collect(),
    }
}

/// Description of a message's file. Only messages of these kinds are decoded: a page has a thousand.
fn media(entry: &Entry) -> Option<Media> {
    if !matches!(entry.kind, "image" | "video" | "audio" | "voice" | "document" | "sticker") {
        return None;
    }
    let message = waproto::codec::message_decode(&entry.content).ok()?;
    let content = shown(&message).content?;
    Some(media_of(&content)?.1.clone())
}

fn delivery(delivery: &Delivery) -> DeliveryView {
    let (acknowledged, error) = match delivery.acknowledged {
        None => (None, None),
        Some((AckKind::Receipt, _)) => (Some("receipt"), None),
        Some((AckKind::Ack, _)) => (Some("ack"), None),
        Some((AckKind::Nack(code), _)) => (Some("nack"), Some(code)),
    };
    DeliveryView {
        number: delivery.device.number.to_string(),
        device: delivery.device.device,
        times: delivery.times,
        acknowledged: acknowledged.map(str::to_owned),
        error,
        acknowledged_at: delivery.acknowledged.map(|(_, at)| at),
        retries: delivery.retries,
        resends: delivery.resends,
        damage: delivery.spoilt.map(str::to_owned),
        read: delivery.read,
    }
}

/// Makes a group, or gives an existing one other members; its devices are not told.
pub(crate) fn put_group(world: &mut World, id: &str, order: &GroupOrder) -> Result<GroupView, Refusal> {
    let id = id.strip_suffix("@g.us").unwrap_or(id);
    let bad = |why: &str| Refusal::BadRequest(why.to_owned());
    if !(1..=30).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Err(bad("a group's id is 1 to 30 digits and '-'"));
    }
    let mut members = Vec::new();
    for member in order.members.iter().take(MEMBERS + 1) {
        let member = world.state.account_of(Number::parse(member)?);
        world.phone(&member)?;
        members.push(member);
    }
    let creator = members.first().cloned().filter(|_| members.len() <= MEMBERS);
    let creator = creator.ok_or_else(|| bad("a group has 1 to 1024 members"))?;
    let created = world.state.group(id).map_or_else(now, |group| group.created);
    let subject = order.subject.clone().unwrap_or_else(|| "Group".to_owned());
    if subject.is_empty() || subject.chars().count() > 100 {
        return Err(bad("a group's name is 1 to 100 characters long"));
    }
    let addressing = order.addressing.unwrap_or(Addressing::Lid);
    let group =
        Group { id: id.to_owned(), subject, creator, created, members: members.into_iter().collect(), addressing };
    let view = group_view(&group);
    world.state.put_group(group, GROUPS)?;
    world.touch();
    Ok(view)
}

/// Groups.
pub(crate) fn groups(world: &World) -> Vec<GroupView> {
    world.state.groups().map(group_view).collect()
}

fn group_view(group: &Group) -> GroupView {
    GroupView {
        group: format!("{}@g.us", group.id),
        subject: group.subject.clone(),
        addressing: group.addressing,
        members: group.members.iter().map(ToString::to_string).collect(),
    }
}
