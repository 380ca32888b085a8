//! Load: what people write to the lines, and what the salons write on their phones, by chance from a seed.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use linekeeper_harness::{Salon, SimulatorProcess};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

/// Number of people who write to each line.
pub const CONTACTS: usize = 3;

/// Number of lines in each group.
const LINES_IN_GROUP: usize = 2;

/// Messages of a chat that later ones may be about.
const RECENT: usize = 8;

const EMOJIS: [&str; 4] = ["\u{1f44d}", "\u{2764}\u{fe0f}", "\u{1f602}", ""];

/// Number of somebody who writes to a line.
pub fn contact(line: usize, place: usize) -> String {
    format!("7916{line:05}{place:02}")
}

/// Number of the first of the people of [`SimulatorProcess::burst`] at a line.
pub fn first_of_burst(line: usize) -> String {
    format!("7917{line:05}00")
}

/// Id of the group number `place`, without `@g.us`.
fn group_id(place: usize) -> String {
    format!("1203630000{place:05}")
}

/// A chat with all who write in it.
struct Chat {
    /// Those who write, each with the address that they write to.
    people: Vec<(String, String)>,
    /// Senders and ids of recent messages.
    recent: VecDeque<(String, String)>,
}

impl Chat {
    fn of(people: Vec<(String, String)>) -> Self {
        Self { people, recent: VecDeque::new() }
    }

    fn remember(&mut self, sender: &str, id: &str) {
        self.recent.push_back((sender.to_owned(), id.to_owned()));
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }
}

/// The load.
pub struct Load<'a> {
    simulator: &'a SimulatorProcess,
    chats: Vec<Chat>,
    dice: StdRng,
    /// Id of the last message, with its chat, unless it was used in a second one.
    last: Option<(usize, String)>,
    ordered: &'a AtomicU64,
}

impl<'a> Load<'a> {
    /// Makes the groups; nothing is sent yet. `ordered` counts what is sent.
    pub async fn prepare(
        simulator: &'a SimulatorProcess,
        (lines, seed): (&[Salon], u64),
        ordered: &'a AtomicU64,
    ) -> Self {
        let direct = |(place, line): (usize, &Salon)| {
            let own = line.number.clone();
            let chat = move |contact: String| Chat::of(vec![(contact.clone(), own.clone()), (own.clone(), contact)]);
            (0..CONTACTS).map(move |other| contact(place, other)).map(chat)
        };
        let mut chats: Vec<Chat> = lines.iter().enumerate().flat_map(direct).collect();
        for (place, lines_of_group) in lines.chunks(LINES_IN_GROUP).enumerate() {
            let id = group_id(place);
            let contacts = (0..CONTACTS).map(|other| contact(place * LINES_IN_GROUP, other));
            let members: Vec<String> = contacts.chain(lines_of_group.iter().map(|line| line.number.clone())).collect();
            simulator.group(&id, &members).await;
            chats.push(Chat::of(members.into_iter().map(|member| (member, format!("{id}@g.us"))).collect()));
        }
        Self { simulator, chats, dice: StdRng::seed_from_u64(seed), last: None, ordered }
    }

    /// Number of all who write, the lines among them.
    pub fn people(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.chats.iter().flat_map(|chat| &chat.people).map(|(number, _)| number.clone()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Sends so many messages per second, as far as the simulator takes them, until it is dropped.
    pub async fn run(mut self, per_second: u32) {
        let mut ticks = interval(Duration::from_secs(1) / per_second.max(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            ticks.tick().await;
            let (sender, order) = self.next();
            self.simulator.order(&sender, &order).await;
            self.ordered.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Who sends the next message, and the message.
    fn next(&mut self) -> (String, Value) {
        let place = self.dice.random_range(0..self.chats.len());
        let chat = &mut self.chats[place];
        // Of two who write, the salon does so less often; in a group all do alike.
        let count = chat.people.len();
        let who =
            if count == 2 { usize::from(self.dice.random_range(0..5) == 0) } else { self.dice.random_range(0..count) };
        let (sender, to) = chat.people[who].clone();
        let new = format!("3EB0{:016X}", self.dice.random::<u64>());
        // Ids are unique within a chat and a sender only: now and then one is used in two chats.
        let again = self.last.take().filter(|(other, _)| *other != place && self.dice.random_range(0..20) == 0);
        let is_again = again.is_some();
        let id = again.map_or(new, |(_, id)| id);
        let (content, quoting) = content(chat, &sender, &mut self.dice);
        let mut order = json!({ "to": to, "id": id, "content": content });
        if let Some(quoted) = quoting {
            order["quoting"] = quoted.into();
        }
        if matches!(content["type"].as_str(), Some("text" | "location" | "contact")) {
            chat.remember(&sender, &id);
        }
        self.last = (!is_again).then_some((place, id));
        (sender, order)
    }
}

/// Content of a message of this sender, and the id of the message that it replies to.
fn content(chat: &mut Chat, sender: &str, dice: &mut StdRng) -> (Value, Option<String>) {
    let any = (!chat.recent.is_empty()).then(|| dice.random_range(0..chat.recent.len()));
    let of_own = |(from, _): &(String, String)| from == sender;
    let own = chat.recent.iter().rposition(of_own);
    let id = |place: usize| chat.recent[place].1.clone();
    let text = format!("text {:08x}", dice.random::<u32>());
    match (dice.random_range(0..100), any, own) {
        (50..62, Some(any), _) => (json!({ "type": "text", "text": text }), Some(id(any))),
        (62..74, Some(any), _) => {
            let emoji = EMOJIS[dice.random_range(0..EMOJIS.len())];
            (json!({ "type": "reaction", "message": id(any), "emoji": emoji }), None)
        }
        (74..84, _, Some(own)) => (json!({ "type": "edit", "message": id(own), "text": text }), None),
        (84..90, _, Some(own)) => {
            let revoked = chat.recent.remove(own).map(|(_, id)| id);
            (json!({ "type": "revoke", "message": revoked }), None)
        }
        (90..94, ..) => (json!({ "type": "contact", "name": text, "vcard": "BEGIN:VCARD\nEND:VCARD" }), None),
        (94..98, ..) => (json!({ "type": "location", "latitude": 55.75, "longitude": 37.61, "name": text }), None),
        _ => (json!({ "type": "text", "text": text }), None),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn content_is_about_earlier_messages_of_the_chat() {
        let mut chat = Chat::of(vec![("1".to_owned(), "2".to_owned()), ("2".to_owned(), "1".to_owned())]);
        let mut dice = StdRng::seed_from_u64(7);
        let mut kinds: BTreeMap<String, u32> = BTreeMap::new();
        for place in 0..2_000 {
            let sender = if place % 3 == 0 { "2" } else { "1" };
            let known: Vec<(String, String)> = chat.recent.iter().cloned().collect();
            let (content, quoting) = content(&mut chat, sender, &mut dice);
            let kind = content["type"].as_str().unwrap();
            *kinds.entry(kind.to_owned()).or_default() += 1;
            let about = content["message"].as_str().map(str::to_owned).or(quoting);
            let target = about.as_ref().map(|about| known.iter().find(|(_, id)| id == about).expect("an earlier one"));
            assert!(!matches!(kind, "edit" | "revoke") || target.unwrap().0 == sender, "{content}");
            if kind == "text" {
                chat.remember(sender, &format!("ID{place}"));
            }
            assert!(chat.recent.len() <= RECENT);
        }
        assert!(
            ["text", "reaction", "edit", "revoke", "contact", "location"].iter().all(|kind| kinds[*kind] > 20),
            "{kinds:?}"
        );
    }

    #[test]
    fn numbers_of_different_people_differ() {
        assert_eq!(contact(12, 1), "79160001201");
        assert_ne!(first_of_burst(12), contact(12, 0));
        assert_eq!(Salon::nth(50).number.len(), contact(50, 2).len());
    }
}
