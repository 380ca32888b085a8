//! The protobuf of a message, from the order to send it.
//!
//! Keys of other messages are written from the sender's side: `remote_jid` is the chat as the sender has it, `from_me`
//! whether the sender wrote that message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use waproto::whatsapp::message::{self as msg, protocol_message::Type};

use crate::addressing::Addressing;
use crate::error::Refusal;
use crate::orders::{Content, Media, MessageOrder};
use crate::recipient::Recipient;
use crate::state::{Number, now, now_millis, random};
use crate::world::World;

/// Writes the messages of one phone for one chat.
pub(super) struct Composer<'a> {
    pub(super) world: &'a World,
    pub(super) from: &'a Number,
    pub(super) to: &'a Recipient,
    pub(super) addressing: Addressing,
}

/// A message of the chat that another one is about.
struct Known {
    author: Number,
    content: wa::Message,
}

impl Composer<'_> {
    pub(super) fn compose(&self, order: &MessageOrder) -> Result<wa::Message, Refusal> {
        let context = self.context(order)?;
        Ok(match &order.content {
            Content::Text { text } => text_message(text, context),
            Content::Reaction { message, emoji } => reaction(self.key(message)?, emoji),
            Content::Edit { message, text } => {
                let edited = protocol(self.own_key(message)?, Type::MESSAGE_EDIT);
                edited_to(edited, text_message(text, None))
            }
            Content::Revoke { message } => wrapped(protocol(self.own_key(message)?, Type::REVOKE)),
            Content::Location { latitude, longitude, name, address } => wa::Message {
                location_message: msg::LocationMessage {
                    degrees_latitude: Some(*latitude),
                    degrees_longitude: Some(*longitude),
                    name: name.clone(),
                    address: address.clone(),
                    context_info: context.into(),
                    ..Default::default()
                }
                .into(),
                ..Default::default()
            },
            Content::Contact { name, vcard } => wa::Message {
                contact_message: msg::ContactMessage {
                    display_name: Some(name.clone()),
                    vcard: Some(vcard.clone()),
                    context_info: context.into(),
                    ..Default::default()
                }
                .into(),
                ..Default::default()
            },
            media => super::media::message(media, context)?,
        })
    }

    /// Quoted message and disappearing time; `None` if there is neither.
    fn context(&self, order: &MessageOrder) -> Result<Option<wa::ContextInfo>, Refusal> {
        if order.quoting.is_none() && order.expiration.is_none() {
            return Ok(None);
        }
        let mut context = wa::ContextInfo {
            expiration: order.expiration,
            ephemeral_setting_timestamp: order.expiration.map(|_| now()),
            ..Default::default()
        };
        if let Some(id) = &order.quoting {
            let quoted = self.known(id)?;
            context.stanza_id = Some(id.clone());
            context.participant = Some(self.person(&quoted.author).to_string());
            context.quoted_message = quoted.content.into();
        }
        Ok(Some(context))
    }

    fn person(&self, number: &Number) -> Jid {
        let lid = self.world.state.phone(number).filter(|_| self.addressing.is_lid()).map(|phone| &phone.lid);
        lid.map_or_else(|| self.world.jid(number, 0), |lid| Jid::lid(lid.as_str()))
    }

    fn chat(&self) -> Jid {
        match self.to {
            Recipient::Account(number) => self.person(number),
            Recipient::Group(group) => Jid::group(group.as_str()),
        }
    }

    /// Message of the chat with this id: one that a phone sent, or one that this phone has taken. One that the simulator
    /// does not remember is the other side's.
    fn known(&self, id: &str) -> Result<Known, Refusal> {
        if let Some((_, entry)) = self.world.log.find(&self.to.chat(self.from), id) {
            let content = waproto::codec::message_decode(&entry.content).unwrap_or_default();
            return Ok(Known { author: entry.from.clone(), content });
        }
        if let Some((_, taken)) = self.world.inbox.find(self.from, &self.to.chat(self.from), id) {
            let content = waproto::codec::message_decode(&taken.content).unwrap_or_default();
            return Ok(Known { author: taken.from.number.clone(), content });
        }
        // After a restart of the simulator both logs are empty.
        let texts = self.world.state.phone(self.from).map(|phone| &phone.texts);
        if let Some(text) = texts.and_then(|texts| texts.iter().find(|text| text.id == id)) {
            return Ok(Known { author: text.from.clone(), content: text_message(&text.text, None) });
        }
        match self.to {
            Recipient::Account(other) => Ok(Known { author: other.clone(), content: wa::Message::default() }),
            Recipient::Group(_) => Err(Refusal::BadRequest(format!("nobody knows who wrote {id} in the group"))),
        }
    }

    fn key(&self, id: &str) -> Result<wa::MessageKey, Refusal> {
        let known = self.known(id)?;
        Ok(self.key_of(id, &known.author))
    }

    /// Key of an own message, also of one that the simulator does not remember.
    fn own_key(&self, id: &str) -> Result<wa::MessageKey, Refusal> {
        let found = self.world.log.find(&self.to.chat(self.from), id);
        if found.is_some_and(|(_, entry)| entry.from != *self.from) {
            return Err(Refusal::BadRequest("only an own message is edited or revoked".to_owned()));
        }
        Ok(self.key_of(id, self.from))
    }

    fn key_of(&self, id: &str, author: &Number) -> wa::MessageKey {
        let is_group = matches!(self.to, Recipient::Group(_));
        wa::MessageKey {
            remote_jid: Some(self.chat().to_string()),
            from_me: Some(author == self.from),
            id: Some(id.to_owned()),
            participant: is_group.then(|| self.person(author).to_string()),
        }
    }
}

/// A text; with a context it is an extended one.
fn text_message(text: &str, context: Option<wa::ContextInfo>) -> wa::Message {
    match context {
        None => wa::Message { conversation: Some(text.to_owned()), ..Default::default() },
        Some(context) => wa::Message {
            extended_text_message: msg::ExtendedTextMessage {
                text: Some(text.to_owned()),
                context_info: context.into(),
                ..Default::default()
            }
            .into(),
            ..Default::default()
        },
    }
}

fn reaction(key: wa::MessageKey, emoji: &str) -> wa::Message {
    let reaction = msg::ReactionMessage {
        key: key.into(),
        text: Some(emoji.to_owned()),
        sender_timestamp_ms: Some(now_millis()),
        ..Default::default()
    };
    wa::Message { reaction_message: reaction.into(), ..Default::default() }
}

fn protocol(key: wa::MessageKey, kind: Type) -> msg::ProtocolMessage {
    msg::ProtocolMessage { key: key.into(), r#type: Some(kind), ..Default::default() }
}

fn edited_to(mut protocol: msg::ProtocolMessage, edited: wa::Message) -> wa::Message {
    protocol.edited_message = edited.into();
    protocol.timestamp_ms = Some(now_millis());
    wrapped(protocol)
}

fn wrapped(protocol: msg::ProtocolMessage) -> wa::Message {
    wa::Message { protocol_message: protocol.into(), ..Default::default() }
}

/// Description of a media file with every field that a client needs to fetch and verify it.
pub(super) struct File {
    pub(super) key: Vec<u8>,
    pub(super) sha256: Vec<u8>,
    pub(super) enc_sha256: Vec<u8>,
    pub(super) path: String,
    pub(super) url: String,
    pub(super) length: u64,
}

impl File {
    pub(super) fn of(media: &Media) -> Result<Self, Refusal> {
        let path = media.direct_path.clone().unwrap_or_else(|| {
            let name: String = random::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
            format!("/v/t62.7118-24/{name}.enc?ccb=11-4&oh=sim&oe=sim")
        });
        Ok(Self {
            key: bytes32(media.media_key.as_deref())?,
            sha256: bytes32(media.file_sha256.as_deref())?,
            enc_sha256: bytes32(media.file_enc_sha256.as_deref())?,
            // No real host: nothing is ever fetched from it by mistake.
            url: media.url.clone().unwrap_or_else(|| format!("https://media.invalid{path}")),
            path,
            length: media.file_length.unwrap_or(1_024),
        })
    }
}

fn bytes32(text: Option<&str>) -> Result<Vec<u8>, Refusal> {
    let Some(text) = text else { return Ok(random::<32>().to_vec()) };
    let bytes = STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 32);
    bytes.ok_or_else(|| Refusal::BadRequest("keys and hashes of media are 32 bytes in Base64".to_owned()))
}
