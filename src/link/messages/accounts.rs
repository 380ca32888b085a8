//! Which LID and which number belong to one account, and who is meant by an address.

use std::collections::HashMap;

use linekeeper_domain::messages::{Chat, ChatKind, Person};
use wacore_binary::{Jid, Server};
use whatsapp_rust::types::message::MessageInfo;

use super::clean;

/// Longest address that a sender may name somebody by, in bytes; longer ones name nobody.
const LONGEST_ADDRESS: usize = 128;

/// Pairs of LID and number that are known when a message is read.
#[derive(Debug, Default, Clone)]
pub(crate) struct Accounts {
    /// The line's own addresses.
    own: Vec<Jid>,
    lids: HashMap<String, String>,
    phones: HashMap<String, String>,
}

impl Accounts {
    /// Creates the accounts of a line with these addresses of its own.
    pub(crate) fn of_line(own: impl IntoIterator<Item = Jid>) -> Self {
        let mut accounts = Self { own: own.into_iter().collect(), ..Self::default() };
        if let [one, other] = accounts.own.clone().as_slice() {
            accounts.learn(one, other);
        }
        accounts
    }

    /// Adds the pair, if one is a LID and the other a number; the first known partner of each is kept.
    pub(crate) fn learn(&mut self, one: &Jid, other: &Jid) {
        let (lid, phone) = match (one.server, other.server) {
            (lid, phone) if lid.is_lid_family() && phone.is_pn_family() => (one, other),
            (phone, lid) if lid.is_lid_family() && phone.is_pn_family() => (other, one),
            _ => return,
        };
        self.lids.entry(phone.user.to_string()).or_insert_with(|| lid.user.to_string());
        self.phones.entry(lid.user.to_string()).or_insert_with(|| phone.user.to_string());
    }

    /// Adds the pairs that a message's stanza names.
    pub(crate) fn learn_from(&mut self, info: &MessageInfo) {
        let source = &info.source;
        if let Some(other) = &source.sender_alt {
            self.learn(&source.sender, other);
        }
        for other in [&source.recipient_alt, &info.peer_recipient_pn].into_iter().flatten() {
            self.learn(&source.chat, other);
        }
    }

    /// Whether this is an address of the line's own account.
    pub(crate) fn is_own(&self, jid: &Jid) -> bool {
        self.own.iter().any(|own| own.user == jid.user && family(own.server) == family(jid.server))
    }

    /// Whether the other address of this account is known.
    pub(crate) fn knows(&self, jid: &Jid) -> bool {
        self.lids.contains_key(jid.user.as_str()) || self.phones.contains_key(jid.user.as_str())
    }

    /// Person at an address. Somebody who has neither LID nor number (a bot) is named by the whole address, in the
    /// place of the LID.
    pub(crate) fn person(&self, jid: &Jid) -> Person {
        let user = jid.user.as_str();
        let digits = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_digit());
        match family(jid.server) {
            Server::Pn if digits => Person { lid: self.lids.get(user).cloned(), phone: Some(user.to_owned()) },
            Server::Lid if digits => Person { lid: Some(user.to_owned()), phone: self.phones.get(user).cloned() },
            _ => Person { lid: Some(clean(&jid.to_non_ad_string())), phone: None },
        }
    }

    /// Person at an address that a sender wrote; `None` if it is no address of a person.
    pub(crate) fn person_named(&self, address: Option<&str>) -> Option<Person> {
        named(address).map(|jid| self.person(&jid))
    }

    /// Chat of a message; `None` for what is no chat with people: status broadcasts, newsletters, and what the salon
    /// sends to a broadcast list. A message that somebody else sent to a list of theirs comes as one to the line alone.
    pub(crate) fn chat(&self, info: &MessageInfo) -> Option<Chat> {
        use wacore_binary::JidExt as _;
        let source = &info.source;
        let direct = |jid: &Jid| {
            let Person { lid, phone } = self.person(jid);
            Chat { kind: ChatKind::Direct, lid, phone, group: None }
        };
        match source.chat.server {
            Server::Newsletter => None,
            Server::Broadcast if source.chat.is_status_broadcast() || source.is_from_me => None,
            Server::Broadcast => Some(direct(&source.sender)),
            Server::Group => {
                let group = Some(clean(&source.chat.user));
                Some(Chat { kind: ChatKind::Group, lid: None, phone: None, group })
            }
            _ => Some(direct(&source.chat)),
        }
    }
}

/// Address of a person that a sender wrote; `None` if it is none.
pub(super) fn named(address: Option<&str>) -> Option<Jid> {
    let address = address.filter(|address| address.len() <= LONGEST_ADDRESS)?;
    let jid: Jid = address.parse().ok()?;
    let person = !matches!(jid.server, Server::Group | Server::Broadcast | Server::Newsletter | Server::Call);
    (person && !jid.user.is_empty()).then_some(jid)
}

/// Server that stands for all that name accounts in the same way.
const fn family(server: Server) -> Server {
    match server {
        Server::Hosted | Server::Legacy => Server::Pn,
        Server::HostedLid => Server::Lid,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jid(text: &str) -> Jid {
        text.parse().unwrap()
    }

    fn person(lid: Option<&str>, phone: Option<&str>) -> Person {
        Person { lid: lid.map(str::to_owned), phone: phone.map(str::to_owned) }
    }

    #[test]
    fn both_names_of_an_account_are_known_once_a_pair_is_learnt() {
        let mut accounts = Accounts::of_line([jid("79006464263:3@s.whatsapp.net"), jid("100:3@lid")]);
        accounts.learn(&jid("5@lid"), &jid("7916@s.whatsapp.net"));
        accounts.learn(&jid("7917:2@s.whatsapp.net"), &jid("6:2@lid"));
        accounts.learn(&jid("5@lid"), &jid("6@lid"));
        accounts.learn(&jid("5@lid"), &jid("120@g.us"));
        for (address, who) in [
            ("5:9@lid", person(Some("5"), Some("7916"))),
            ("7916:1@s.whatsapp.net", person(Some("5"), Some("7916"))),
            ("7917@c.us", person(Some("6"), Some("7917"))),
            ("6:99@hosted.lid", person(Some("6"), Some("7917"))),
            ("7@lid", person(Some("7"), None)),
            ("7918@s.whatsapp.net", person(None, Some("7918"))),
            ("100@lid", person(Some("100"), Some("79006464263"))),
            ("867@bot", person(Some("867@bot"), None)),
            ("x\0y@lid", person(Some("x\u{fffd}y@lid"), None)),
        ] {
            assert_eq!(accounts.person(&jid(address)), who, "{address}");
        }
        assert!(accounts.is_own(&jid("79006464263@s.whatsapp.net")) && accounts.is_own(&jid("100:9@lid")));
        assert!(!accounts.is_own(&jid("100@s.whatsapp.net")), "a number is not a LID");
    }

    #[test]
    fn address_that_a_sender_wrote_names_a_person_or_nobody() {
        let accounts = Accounts::default();
        let long = format!("{}@lid", "1".repeat(LONGEST_ADDRESS));
        for address in ["120@g.us", "status@broadcast", "1@newsletter", "", "nonsense@nowhere", &long] {
            assert_eq!(accounts.person_named(Some(address)), None, "{address}");
        }
        assert_eq!(accounts.person_named(None), None);
        assert_eq!(accounts.person_named(Some("5:1@lid")), Some(person(Some("5"), None)));
    }
}
