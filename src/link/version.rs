//! Look-up of the current client version: one page of WhatsApp's own, which names it. The library asks the same page by
//! itself for each device unless it is given a version.

use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::client_version::ClientVersion;
use linekeeper_ports::{VersionLookup, VersionLookupError};
use tokio::runtime::Handle;
use wacore::net::{HttpClient as _, HttpRequest};
use wacore::version::parse_sw_js;

use crate::http::{BoundedHttp, HttpLimits, is_allowed};

/// Limits of the one request: it has to end before the next probe, and the page is small.
const LIMITS: HttpLimits = HttpLimits {
    connect_timeout: Duration::from_secs(5),
    total_timeout: Duration::from_secs(15),
    max_body_bytes: 4 * 1024 * 1024,
    max_redirects: 2,
    max_concurrent: 1,
    file_timeout: Duration::from_secs(10),
    answer_timeout: Duration::from_secs(10),
    #[cfg(feature = "sandbox")]
    authority: None,
};

/// Headers with which a browser asks for the page; without them it may be another one.
const HEADERS: [(&str, &str); 2] = [
    ("sec-fetch-site", "none"),
    (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    ),
];

/// Error of an address that this build may not ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of WhatsApp that begins with https:// (in a sandbox build: of this machine)")]
pub struct VersionPageError;

/// Page that names the current client version.
pub struct VersionPage {
    url: String,
    http: BoundedHttp,
}

impl VersionPage {
    /// WhatsApp's own page.
    pub const WHATSAPP: &str = "https://web.whatsapp.com/sw.js";

    /// Creates the look-up at this address; the requests block threads of `runtime`.
    ///
    /// # Errors
    /// [`VersionPageError`].
    pub fn at(url: &str, runtime: Handle) -> Result<Self, VersionPageError> {
        Self::check(url)?;
        Ok(Self { url: url.to_owned(), http: BoundedHttp::new(LIMITS, runtime) })
    }

    /// Checks whether this build may ask this address.
    ///
    /// # Errors
    /// [`VersionPageError`].
    pub fn check(url: &str) -> Result<(), VersionPageError> {
        if is_allowed(url) { Ok(()) } else { Err(VersionPageError) }
    }
}

#[async_trait]
impl VersionLookup for VersionPage {
    async fn latest(&self) -> Result<ClientVersion, VersionLookupError> {
        let request = HEADERS
            .iter()
            .fold(HttpRequest::get(&self.url), |request, (name, value)| request.with_header(*name, *value));
        let answer = self.http.execute(request).await;
        let answer = answer.map_err(|error| VersionLookupError::NoAnswer(format!("{error:#}")))?;
        if !(200..300).contains(&answer.status_code) {
            return Err(VersionLookupError::Status(answer.status_code));
        }
        version_in(&String::from_utf8_lossy(&answer.body)).ok_or(VersionLookupError::NoVersion)
    }
}

/// Version that the page names. The library's parser answers 0 for a page that it knows and that names none.
fn version_in(page: &str) -> Option<ClientVersion> {
    let (primary, secondary, tertiary) = parse_sw_js(page)?;
    (tertiary > 0).then_some(ClientVersion { primary, secondary, tertiary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_read_from_the_page_or_there_is_none() {
        let page = r#"self.__swData=JSON.parse(/*BTDS*/"{\"dynamic_data\":{\"client_revision\":1042742319}}");"#;
        assert_eq!(version_in(page), Some(ClientVersion::new(2, 3000, 1_042_742_319)));
        for none in
            ["", "<html>busy</html>", r#"{"client_revision":}"#, "client_revision: 99999999999", "client_revision: 0"]
        {
            assert_eq!(version_in(none), None, "{none}");
        }
        assert_eq!(version_in("assets-manifest-1234.json"), None, "which the library takes for revision 0");
    }

    #[test]
    fn only_an_address_of_whatsapp_is_asked() {
        assert_eq!(VersionPage::check(VersionPage::WHATSAPP).is_ok(), !cfg!(feature = "sandbox"));
        assert_eq!(VersionPage::check("http://127.0.0.1:1/sw.js").is_ok(), cfg!(feature = "sandbox"));
        for url in ["http://web.whatsapp.com/sw.js", "https://evil.example/sw.js", "https://10.0.0.1/", "sw.js", ""] {
            assert_eq!(VersionPage::check(url), Err(VersionPageError), "{url}");
        }
    }
}
