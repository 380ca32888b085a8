//! A person opens a chat on a phone, or plays a message.

use super::sending::recipient;
use crate::error::Refusal;
use crate::inbox_views::OpenedChat;
use crate::server::{played, read};
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
