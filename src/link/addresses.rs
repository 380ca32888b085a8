//! Addresses of chats and people, as WhatsApp's clients write them.

use linekeeper_domain::messages::{Chat, Person};
use wacore_binary::Jid;

/// Address of a chat: the LID where it is known.
pub(crate) fn jid_of(chat: &Chat) -> Option<Jid> {
    let direct = || jid_of_either(chat.lid.as_deref(), chat.phone.as_deref());
    chat.group.as_deref().map(Jid::group).or_else(direct)
}

/// Address of a person. Phones know their messages by the LID where there is one.
pub(crate) fn jid_of_person(person: &Person) -> Option<Jid> {
    jid_of_either(person.lid.as_deref(), person.phone.as_deref())
}

fn jid_of_either(lid: Option<&str>, phone: Option<&str>) -> Option<Jid> {
    // What is not in digits is the whole address of something else, for example of a bot.
    let lid = lid.filter(|lid| lid.bytes().all(|byte| byte.is_ascii_digit())).map(Jid::lid);
    lid.or_else(|| phone.map(Jid::pn))
}

#[cfg(test)]
mod tests {
    use linekeeper_domain::messages::ChatKind;

    use super::*;

    #[test]
    fn chat_is_addressed_by_lid_where_it_has_one() {
        let chat = |lid: Option<&str>, phone: Option<&str>, group: Option<&str>| Chat {
            kind: if group.is_some() { ChatKind::Group } else { ChatKind::Direct },
            lid: lid.map(str::to_owned),
            phone: phone.map(str::to_owned),
            group: group.map(str::to_owned),
        };
        let address = |chat: Chat| jid_of(&chat).map(|jid| jid.to_string());
        assert_eq!(address(chat(Some("1"), Some("2"), None)).as_deref(), Some("1@lid"));
        assert_eq!(address(chat(None, Some("2"), None)).as_deref(), Some("2@s.whatsapp.net"));
        assert_eq!(address(chat(None, None, Some("3-4"))).as_deref(), Some("3-4@g.us"));
        assert_eq!(address(chat(Some("x@bot"), None, None)), None);
    }
}
