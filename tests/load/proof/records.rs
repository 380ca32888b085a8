//! What each side says of the same messages, reduced to what is compared.

use std::collections::HashMap;
use std::fmt;

use linekeeper_harness::Salon;
use serde::Serialize;
use serde_json::Value;

/// Message that a phone sent, as far as it concerns one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// Chat, as [`People`] names it.
    pub chat: String,
    /// Whether the chat is a group.
    pub is_in_group: bool,
    /// Place within the chat, in the order of sending.
    pub place: u64,
    /// Number of the sender.
    pub sender: String,
    /// Message id, unique within chat and sender.
    pub id: String,
    /// Type of event that it has to become.
    pub kind: &'static str,
    /// Text or reaction.
    pub text: Option<String>,
    /// Id of the message that it is about.
    pub about: Option<String>,
    /// Whether the line's device has acknowledged it.
    pub acknowledged: bool,
}

/// Event of a line's log.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// Place in the log.
    pub seq: i64,
    /// Place in the chat.
    pub chat_seq: i64,
    /// Id of the event.
    pub event: String,
    /// Type of the event.
    pub kind: String,
    /// Chat, as [`People`] names it.
    pub chat: String,
    /// Number of the sender.
    pub sender: String,
    /// Message id.
    pub id: String,
    /// Text or reaction.
    pub text: Option<String>,
    /// Id of the message that it is about.
    pub about: Option<String>,
    /// It was asked for again, and so may come after later ones.
    pub late: bool,
    /// The whole document.
    pub document: String,
}

/// Message of a line that a phone has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Number of the phone.
    pub phone: String,
    /// Message id.
    pub id: String,
    /// Its text.
    pub text: Option<String>,
    /// Times that it came; people see it once.
    pub times: u64,
    /// Whether the phone has made a receipt of its arrival.
    pub delivered: bool,
}

/// Event that a receiver has taken, in the order of taking.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// `webhook-id`.
    pub event: String,
    /// Place in the line's log, as the body says.
    pub seq: i64,
    /// Body of the request, a document as in the log.
    pub document: String,
}

/// Without the document, which says the same at greater length.
impl fmt::Debug for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seq, chat_seq, event, kind, chat, sender, id, .. } = self;
        write!(f, "{kind} {event}, {seq}, {chat_seq} of chat {chat}, {id} by {sender}")
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.event, self.seq)
    }
}

impl Logged {
    /// Whether it brings a message, and does not only say that one is missing.
    pub fn is_message(&self) -> bool {
        let is_other = self.is_of_session() || self.is_status();
        !is_other && !matches!(self.kind.as_str(), "message.undecryptable" | "message.unrecoverable")
    }

    /// Whether it tells what became of a message that the line has sent.
    pub fn is_status(&self) -> bool {
        self.kind == STATUS
    }

    /// Whether it tells of the session, and of no message.
    pub fn is_of_session(&self) -> bool {
        self.kind.starts_with("session.")
    }
}

/// Type of the events of messages that lines have sent.
const STATUS: &str = "message.status";

/// Stands for the chat of the session's events, which belong to none.
const SESSION: &str = "the session";

/// Types of events by the kinds of contents that phones send.
const KINDS: [(&str, &str); 3] =
    [("reaction", "message.reaction"), ("edit", "message.edited"), ("revoke", "message.revoked")];

/// Lines and people, by all their names.
pub struct People {
    companies: HashMap<String, String>,
    numbers: HashMap<String, String>,
}

impl People {
    /// Lines, and the number of each LID, without `@lid`.
    pub fn of(lines: &[Salon], numbers: HashMap<String, String>) -> Self {
        let companies = lines.iter().map(|line| (line.number.clone(), line.company.clone())).collect();
        Self { companies, numbers }
    }

    /// What each line has to receive of this entry of the simulator's log.
    pub fn sent(&self, entry: &Value) -> Vec<(String, Sent)> {
        let text = |field: &str| entry[field].as_str().map(str::to_owned);
        let (from, to) = (text("from").unwrap_or_default(), text("to").unwrap_or_default());
        let deliveries = entry["deliveries"].as_array().map(Vec::as_slice).unwrap_or_default();
        let of_line = |delivery: &Value| {
            let line = delivery["number"].as_str()?;
            let company = self.companies.get(line)?.clone();
            let is_own = from == line;
            let ordered = entry["kind"].as_str()?;
            let chat = if to.ends_with("@g.us") || is_own { &to } else { &from };
            let plain = if is_own { "message.sent_from_phone" } else { "message.received" };
            let kind = KINDS.iter().find(|(kind, _)| *kind == ordered).map_or(plain, |(_, event)| event);
            let sent = Sent {
                chat: chat.trim_end_matches("@g.us").to_owned(),
                is_in_group: to.ends_with("@g.us"),
                place: entry["chatSeq"].as_u64()?,
                sender: from.clone(),
                id: text("id")?,
                kind,
                text: text("text").filter(|text| !text.is_empty()),
                about: text("message"),
                acknowledged: delivery["acknowledged"].is_string(),
            };
            Some((company, sent))
        };
        deliveries.iter().filter_map(of_line).collect()
    }

    /// Company of the line that has sent what a phone has taken, and the message.
    pub fn taken(&self, entry: &Value) -> Option<(String, Taken)> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let company = self.companies.get(entry["from"].as_str()?)?.clone();
        // The owner's phone takes a copy of each.
        let phone = text(&entry["phone"]).filter(|phone| entry["from"] != phone.as_str())?;
        let taken = Taken {
            phone,
            id: text(&entry["id"])?,
            text: text(&entry["content"]["text"]),
            times: entry["times"].as_u64()?,
            delivered: entry["delivered"] == true,
        };
        Some((company, taken))
    }

    /// Event of a document, and its company; an error says what is missing in it.
    pub fn logged(&self, document: &Value) -> Result<(String, Logged), String> {
        let data = &document["data"];
        let needed = |value: &Value, what: &str| {
            value.as_str().map(str::to_owned).ok_or_else(|| format!("no {what} in {document}"))
        };
        let number = |value: &Value, what: &str| value.as_i64().ok_or_else(|| format!("no {what} in {document}"));
        let optional = |value: &Value| value.as_str().map(str::to_owned);
        let kind = needed(&document["type"], "type")?;
        let is_of_session = kind.starts_with("session.");
        let chat = match data["chat"]["group"].as_str() {
            Some(group) => group.to_owned(),
            None if is_of_session => SESSION.to_owned(),
            None => self.person(&data["chat"]).ok_or_else(|| format!("no chat in {document}"))?,
        };
        let of_message = |found: Option<String>, what: &str| match found {
            None if is_of_session || (kind == STATUS && what == "sender") => Ok(String::new()),
            found => found.ok_or_else(|| format!("no {what} in {document}")),
        };
        let content = &data["content"];
        let text =
            [&data["status"], &content["text"], &data["reaction"], &content["name"], &content["contacts"][0]["name"]];
        let (sender, id) = (
            of_message(self.person(&data["sender"]), "sender")?,
            of_message(optional(&data["messageId"]), "messageId")?,
        );
        let logged = Logged {
            seq: number(&data["seq"], "seq")?,
            chat_seq: number(&data["chatSeq"], "chatSeq")?,
            event: needed(&document["id"], "id")?,
            kind,
            chat,
            sender,
            id,
            text: text.into_iter().find_map(optional),
            about: optional(&data["target"]["messageId"]),
            late: document["type"] == "message.recovered" || data["origin"] == "resend",
            document: document.to_string(),
        };
        Ok((needed(&data["companyId"], "companyId")?, logged))
    }

    fn person(&self, value: &Value) -> Option<String> {
        let by_lid = || self.numbers.get(value["lid"].as_str()?).cloned();
        value["phone"].as_str().map(str::to_owned).or_else(by_lid)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn people() -> People {
        People::of(&[Salon::nth(1), Salon::nth(2)], [("55".to_owned(), "7916".to_owned())].into())
    }

    #[test]
    fn entry_concerns_each_line_that_it_was_encrypted_for() {
        let (one, two) = (Salon::nth(1), Salon::nth(2));
        let entry = |from: &str, to: &str, deliveries: Value| {
            json!({ "from": from, "to": to, "id": "A", "chatSeq": 3, "kind": "reaction", "text": "", "message": "B",
                "deliveries": deliveries })
        };
        let both =
            json!([{ "number": one.number, "acknowledged": "receipt" }, { "number": two.number }, { "number": "1" }]);
        let sent = people().sent(&entry("7916", "12-3@g.us", both));
        let seen: Vec<_> = sent.iter().map(|(line, sent)| (line.as_str(), sent.acknowledged)).collect();
        assert_eq!(seen, [(one.company.as_str(), true), (two.company.as_str(), false)]);
        assert_eq!((sent[0].1.chat.as_str(), sent[0].1.kind, &sent[0].1.text), ("12-3", "message.reaction", &None));
        let own = people().sent(&entry(&one.number, "7916", json!([{ "number": one.number }])));
        assert_eq!((own[0].1.chat.as_str(), own[0].1.sender.as_str()), ("7916", one.number.as_str()));
        let theirs = people().sent(&entry("7916", &one.number, json!([{ "number": one.number }])));
        assert_eq!(theirs[0].1.chat, "7916");
    }

    #[test]
    fn people_of_a_document_are_found_by_lid_too() {
        let document = |chat: Value| {
            json!({ "id": "evt_1", "type": "message.received", "data": { "companyId": "a", "seq": 1, "chatSeq": 1,
                "chat": chat, "sender": { "lid": "55", "phone": null }, "messageId": "A", "origin": "live",
                "content": { "kind": "text", "text": "hello" }, "reaction": null, "target": null } })
        };
        let direct = document(json!({ "kind": "direct", "lid": "55", "phone": null, "group": null }));
        let (company, logged) = people().logged(&direct).unwrap();
        assert_eq!((company.as_str(), logged.chat.as_str(), logged.sender.as_str()), ("a", "7916", "7916"));
        assert_eq!(logged.text.as_deref(), Some("hello"));
        let group = document(json!({ "kind": "group", "lid": null, "phone": null, "group": "12" }));
        assert_eq!(people().logged(&group).unwrap().1.chat, "12");
        let unknown = document(json!({ "kind": "direct", "lid": "56", "phone": null, "group": null }));
        assert!(people().logged(&unknown).unwrap_err().starts_with("no chat"));
    }
}
