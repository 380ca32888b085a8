//! What phones take of linked devices, and what their people do with it: open chats, play messages, write.

use serde_json::{Value, json};

use super::SimulatorProcess;

impl SimulatorProcess {
    /// Page of what phones have taken after a place: `{ "messages", "next", "more", "dropped" }`.
    pub async fn taken_after(&self, place: u64) -> Value {
        self.get(&format!("/received?limit=1000&after={place}")).await
    }

    /// Messages that a phone has taken, oldest first, 1,000 at most.
    pub async fn taken(&self, number: &str) -> Vec<Value> {
        let page = self.get(&format!("/phones/{number}/received")).await;
        page["messages"].as_array().expect("messages").clone()
    }

    /// Waits until a phone has taken the message with this id.
    pub async fn until_taken(&self, number: &str, id: &str) -> Value {
        let look = || async { self.taken(number).await.into_iter().find(|message| message["id"] == id) };
        self.eventually(&format!("{number} did not get {id}"), look).await
    }

    /// Opens the chat with a number or a group on the phone: everything in it is read.
    pub async fn open_chat(&self, number: &str, chat: &str) {
        let (status, answer) = self.post(&format!("/phones/{number}/open"), &json!({ "chat": chat })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Plays a message on the phone.
    pub async fn play(&self, number: &str, (chat, message): (&str, &str)) {
        let body = json!({ "chat": chat, "message": message });
        let (status, answer) = self.post(&format!("/phones/{number}/play"), &body).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Sets which receipts a phone sends: `{ "deliveryReceipts"?, "readReceipts"?, "readsAtOnce"? }`.
    pub async fn receipts(&self, number: &str, settings: &Value) {
        self.put(&format!("/phones/{number}"), settings).await;
    }

    /// Decrypted file of a message, by its place in what phones have `received` or in the `messages` that they sent.
    pub async fn file(&self, log: &str, seq: u64) -> Vec<u8> {
        let answer = self.http.get(format!("{}/{log}/{seq}/file", self.control)).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{log} {seq}: {}", answer.status());
        answer.bytes().await.expect("the file").to_vec()
    }

    /// Has the media host lose a file, by the SHA-256 of the encrypted file in Base64, until its phone uploads it again.
    pub async fn lose_file(&self, enc_sha256: &str, status: u16) {
        let body = json!({ "fileEncSha256": enc_sha256, "status": status });
        let (status, answer) = self.post("/media/lose", &body).await;
        assert_eq!(status, 204, "{answer}");
    }

    /// Shows devices that the person writes: `composing`, `recording` or `paused`. Returns how many were told.
    pub async fn types(&self, number: &str, (to, state): (&str, &str)) -> u64 {
        let body = json!({ "to": to, "state": state });
        let (status, answer) = self.post(&format!("/phones/{number}/typing"), &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["devices"].as_u64().expect("a number")
    }

    /// Presence and typing of devices: `{ "entries", "next", "more", "dropped" }`.
    pub async fn presence_after(&self, place: u64) -> Value {
        self.get(&format!("/presence?after={place}")).await
    }
}
