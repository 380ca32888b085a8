//! Messages: what phones send, and the log of it.

use serde_json::{Value, json};

use super::SimulatorProcess;

impl SimulatorProcess {
    /// Has a phone send a message, given as the control API takes it: `{ "to", "content", "id"?, "quoting"? }`.
    pub async fn order(&self, number: &str, order: &Value) {
        let (status, answer) = self.post(&format!("/phones/{number}/messages"), order).await;
        assert_eq!(status, 200, "{order}: {answer}");
    }

    /// Page of the log of messages after a place: `{ "messages", "next", "more", "dropped" }`.
    pub async fn sent_after(&self, place: u64) -> Value {
        self.get(&format!("/messages?limit=1000&after={place}")).await
    }

    /// Makes a group of these numbers, the creator first; its jid is `{id}@g.us`.
    pub async fn group(&self, id: &str, members: &[String]) {
        self.put(&format!("/groups/{id}"), &json!({ "members": members })).await;
    }

    /// Sends `count` texts to a number as fast as possible, from `contacts` phones with consecutive numbers from `first`
    /// on; returns when they are sent.
    pub async fn burst(&self, to: &str, (first, contacts): (&str, u64), count: u64) {
        let batch = json!({ "to": [to], "contacts": { "first": first, "count": contacts }, "count": count });
        let (status, answer) = self.post("/batches", &batch).await;
        assert!(status == 200 && answer["sent"] == count, "{status} {answer}");
    }

    /// Sends `count` texts to these numbers in turn, `per_second` of them, each number of them from `contacts` phones with
    /// consecutive numbers from `first` on; returns at once.
    pub async fn pace(&self, to: &[&str], (first, contacts): (&str, u64), (count, per_second): (u64, u32)) {
        let contacts = json!({ "first": first, "count": contacts });
        let batch = json!({ "to": to, "contacts": contacts, "count": count, "perSecond": per_second });
        let (status, answer) = self.post("/batches", &batch).await;
        assert_eq!(status, 200, "{answer}");
    }
}
