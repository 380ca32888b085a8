//! Connections of the simulator: which there are, what is sent to them, steps that wait, and the timeline.
//!
//! A *target* is the control API's choice of connections, for example `{ "number": "79006464263", "state": "device" }`.

use serde_json::{Value, json};

use super::SimulatorProcess;

impl SimulatorProcess {
    /// Open connections that the target chooses, oldest first; `{}` chooses all.
    pub async fn connections(&self, target: &Value) -> Vec<Value> {
        let answer = self.get(&format!("/connections{}", query(target))).await;
        assert_eq!(answer["more"], 0, "too many connections to list");
        answer["connections"].as_array().expect("connections").clone()
    }

    /// Waits until the target chooses a connection; returns the newest one.
    pub async fn connection(&self, target: &Value) -> Value {
        self.eventually("no connection fits", || async { self.connections(target).await.pop() }).await
    }

    /// Sends stanzas, in the control API's JSON, right behind one another; returns the connections that got them.
    pub async fn stanzas(&self, to: &Value, stanzas: &[Value]) -> Vec<u64> {
        self.sent("/stanza", &json!({ "to": to, "stanzas": stanzas })).await
    }

    /// The same, and ends the connections afterwards: `close` or `cut`.
    pub async fn last_stanzas(&self, to: &Value, stanzas: &[Value], then: &str) -> Vec<u64> {
        self.sent("/stanza", &json!({ "to": to, "stanzas": stanzas, "then": then })).await
    }

    /// Announces that the client's version ends at `t`, in seconds since 1970, behind so many other `<ib>`.
    pub async fn expire_client(&self, to: &Value, t: u64, behind: u8) -> Vec<u64> {
        self.sent("/client-expiration", &json!({ "to": to, "t": t, "behind": behind })).await
    }

    /// Requests new registration material: `{ "to", "child"?, "qr"? }`.
    pub async fn refresh_registration(&self, request: &Value) -> Vec<u64> {
        self.sent("/companion-reg-refresh", request).await
    }

    /// Sends another `pair-device` with 1 to 6 refs, which replace the earlier ones.
    pub async fn pair_device(&self, to: &Value, refs: u8) -> Vec<u64> {
        self.sent("/pair-device", &json!({ "to": to, "refs": refs })).await
    }

    /// Waits until a step waits because of `Answer::Hold` or `Answer::Pause`; returns `{ "at", "number"?, "connection" … }`.
    pub async fn held(&self, at: &str) -> Value {
        let path = format!("/holds?at={at}");
        let look = || async { self.get(&path).await["holds"].as_array().and_then(|holds| holds.first().cloned()) };
        self.eventually(&format!("nothing waits at {at}"), look).await
    }

    /// Lets steps go on; the filter is `{ "at"?, "number"?, "connection"? }`. Returns how many waited.
    pub async fn release(&self, filter: &Value) -> u64 {
        let answer = self.delete(&format!("/holds{}", query(filter))).await;
        answer["released"].as_u64().expect("a number")
    }

    /// Entries of the timeline, oldest first; the filter is `{ "number"?, "device"?, "since"?, "limit"? }`.
    pub async fn timeline(&self, filter: &Value) -> Vec<Value> {
        let answer = self.get(&format!("/timeline{}", query(filter))).await;
        assert_eq!(answer["dropped"], 0, "the beginning of the timeline is lost");
        answer["entries"].as_array().expect("entries").clone()
    }

    /// Forgets what happened so far.
    pub async fn clear_timeline(&self) {
        self.delete("/timeline").await;
    }

    async fn sent(&self, path: &str, body: &Value) -> Vec<u64> {
        let (status, answer) = self.post(path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer["connections"].as_array().expect("connections").iter().filter_map(Value::as_u64).collect()
    }
}

/// Query string of a flat object, whose values need no escapes: numbers, names of states, `true`.
fn query(fields: &Value) -> String {
    let fields = fields.as_object().expect("an object");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Vec<String> = fields.iter().map(|(key, value)| format!("{key}={}", text(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_has_each_field_of_the_target_once() {
        assert_eq!(query(&json!({})), "");
        assert_eq!(
            query(&json!({ "device": 2, "newest": true, "number": "79006464263" })),
            "?device=2&newest=true&number=79006464263"
        );
    }
}
