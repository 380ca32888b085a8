//! Client versions: which the simulator takes, and which its page names.

use serde_json::{Value, json};

use super::SimulatorProcess;

impl SimulatorProcess {
    /// URL of the page that names the current client version.
    #[must_use]
    pub fn version_page(&self) -> String {
        format!("{}/sw.js", self.control)
    }

    /// Sets the text of the page, or the revision that it names; empty: it answers 503.
    pub async fn serve_version(&self, page: &str) {
        self.put("/client-versions", &json!({ "page": page })).await;
    }

    /// Refuses versions older than this one with 405; empty: none.
    pub async fn take_versions_from(&self, least: &str) {
        self.put("/client-versions", &json!({ "least": least })).await;
    }

    /// Requests for the page, and how many connections announced each version: `{ "pageRequests", "announced" }`.
    pub async fn versions(&self) -> Value {
        self.get("/client-versions").await
    }
}
