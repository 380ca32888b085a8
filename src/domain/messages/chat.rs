//! Chats.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Kind of a chat.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatKind {
    /// With one person.
    Direct,
    /// With several people.
    Group,
}

/// A chat of the line. A direct chat is the same whether its person is addressed by LID or by number.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    /// Kind of the chat.
    pub kind: ChatKind,
    /// LID of the person of a direct chat, without `@lid`; null where it is not known, and for groups.
    #[cfg_attr(feature = "schema", schema(required))]
    pub lid: Option<String>,
    /// Number of the person of a direct chat; null where WhatsApp hides it, and for groups.
    #[cfg_attr(feature = "schema", schema(required))]
    pub phone: Option<String>,
    /// Id of a group, without `@g.us`; null for direct chats.
    #[cfg_attr(feature = "schema", schema(required))]
    pub group: Option<String>,
}

impl Chat {
    /// The names by which messages of this chat are addressed, the preferred one first: `lid:…`, `phone:…`, `group:…`.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let name = |prefix: &str, id: &Option<String>| id.as_ref().map(|id| format!("{prefix}:{id}"));
        [name("group", &self.group), name("lid", &self.lid), name("phone", &self.phone)].into_iter().flatten()
    }
}

/// Numbers and LIDs are personal data: neither appears in logs.
impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chat").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(kind: ChatKind, [lid, phone, group]: [Option<&str>; 3]) -> Chat {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Chat { kind, lid: text(lid), phone: text(phone), group: text(group) }
    }

    #[test]
    fn chat_is_named_by_all_that_is_known() {
        let names = |chat: Chat| chat.names().collect::<Vec<_>>();
        assert_eq!(names(chat(ChatKind::Direct, [Some("1"), Some("2"), None])), ["lid:1", "phone:2"]);
        assert_eq!(names(chat(ChatKind::Direct, [None, Some("2"), None])), ["phone:2"]);
        assert_eq!(names(chat(ChatKind::Group, [None, None, Some("3")])), ["group:3"]);
    }

    #[test]
    fn chat_is_never_printed_with_its_names() {
        let text = format!("{:?}", chat(ChatKind::Direct, [Some("100200300"), Some("79160000001"), None]));
        assert!(!text.contains("100200300") && !text.contains("7916"), "{text}");
    }
}
