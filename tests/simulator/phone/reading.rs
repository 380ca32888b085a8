//! A person opens a chat on a phone, plays a message, or writes.

use super::sending::recipient;
use crate::error::Refusal;
use crate::inbox_views::OpenedChat;
use crate::presence::PresenceKind;
use crate::server::{phone_types, played, read};
use crate::state::Number;
use crate::world::World;

/// Opens a chat: everything in it is read.
pub(crate) fn open(world: &mut World, number: &Number, chat: &str) -> Result<OpenedChat, Refusal> {
    world.phone(number)?;
    let chat = recipient(world, number, chat)?.chat(number);
    let places = world.inbox.unread(number, &chat);
    read(world, number, &places);
    Ok(OpenedChat { read: places.len() })
}

/// Plays a message: a voice message, a video, or one that may be viewed once.
pub(crate) fn play(world: &mut World, number: &Number, (chat, message): (&str, &str)) -> Result<(), Refusal> {
    world.phone(number)?;
    let chat = recipient(world, number, chat)?.chat(number);
    let found = world.inbox.find(number, &chat, message).filter(|(_, taken)| !taken.is_own());
    let place = found.map(|(place, _)| place);
    let place = place.ok_or_else(|| Refusal::BadRequest("the phone has no such message in this chat".to_owned()))?;
    played(world, number, &[place]);
    Ok(())
}

/// Writes or records in a chat, or stops; returns the number of devices that were told.
pub(crate) fn types(world: &mut World, number: &Number, (to, kind): (&str, PresenceKind)) -> Result<usize, Refusal> {
    match kind {
        PresenceKind::Composing | PresenceKind::Recording | PresenceKind::Paused => {}
        PresenceKind::Available | PresenceKind::Unavailable | PresenceKind::Subscribe => {
            return Err(Refusal::BadRequest("a person is composing, recording or paused".to_owned()));
        }
    }
    world.phone(number)?;
    let to = recipient(world, number, to)?;
    Ok(phone_types(world, number, &to, kind))
}
