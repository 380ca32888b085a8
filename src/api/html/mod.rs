//! HTML for people whose browser asks for something that is no page: the service's own address, an address that does not
//! exist, a link that is not valid any more. Programs get problem documents at the same addresses.

mod negotiation;
mod words;

pub(crate) use negotiation::wants_html;
pub(crate) use words::{LINK_EXPIRED, LINK_REVOKED, LINK_UNAVAILABLE, LINK_UNKNOWN, Words};

use std::sync::LazyLock;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use linekeeper_domain::branding::{Branding, LinkDetails};
use linekeeper_domain::{CorrelationId, ErrorCode, Text};
use sha2::{Digest as _, Sha256};

use negotiation::Language;
use words::HOME;

const STYLE: &str = include_str!("page.css");

/// The style is inline, so that the page is one response; the policy names it by its hash and forbids everything else
/// but the icon.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

/// Path below which short addresses of links are.
const SHORT_ADDRESSES: &str = "/l/";

/// Name of the service where no marketplace is configured.
const OWN_NAME: &str = "Linekeeper";

/// Page of one heading.
struct Page<'a> {
    words: &'a Words,
    /// Where the page leads to.
    ways: Ways<'a>,
    /// What the reader tells to support; none where nothing has failed.
    reference: Option<&'a CorrelationId>,
}

/// Links of a page.
enum Ways<'a> {
    /// To the service's own pages, for operators and developers.
    Service,
    /// To the people who help the owner of a salon, who has nothing to look for on the other pages.
    Support(&'a LinkDetails),
}

impl Page<'_> {
    /// Renders the page for a reader of this language.
    fn render(&self, branding: &Branding, language: Language) -> String {
        let say = |text: Text| escaped(language.of(text));
        let name = escaped(branding.name.as_ref().map_or(OWN_NAME, |name| name.as_str()));
        let (code, title) = (language.code(), say(self.words.title));
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title} · {name}</title>\n<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<header>{name}</header>\n<main>\n<h1>{title}</h1>\n",
        );
        if let Some(text) = self.words.text {
            page += &format!("<p>{}</p>\n", say(text));
        }
        if let Some(reference) = self.reference {
            page += &format!("<p>{} <code>{}</code></p>\n", say(words::REFERENCE), escaped(reference.as_str()));
        }
        let link = |(address, text): (String, Text)| format!("<a href=\"{}\">{}</a>\n", escaped(&address), say(text));
        let links: String = self.links(branding).into_iter().map(link).collect();
        if !links.is_empty() {
            page += &format!("<nav>\n{links}</nav>\n");
        }
        page + "</main>\n</body>\n</html>\n"
    }

    fn links(&self, branding: &Branding) -> Vec<(String, Text)> {
        match self.ways {
            Ways::Service => vec![("/admin".to_owned(), words::DASHBOARD), ("/docs".to_owned(), words::DOCUMENTATION)],
            Ways::Support(details) => {
                branding.support_for(details).map(|address| (address, words::SUPPORT)).into_iter().collect()
            }
        }
    }
}

/// What a page says about a failure. It travels in the extensions of the response, whose body is a problem document.
#[derive(Debug, Clone)]
pub(crate) struct FailurePage {
    pub(crate) code: ErrorCode,
    pub(crate) correlation: CorrelationId,
    /// For the owner of a salon, what has become of their link; else none.
    pub(crate) of_link: Option<Box<LinkPage>>,
}

/// What is said about a link that cannot be opened.
#[derive(Debug, Clone)]
pub(crate) struct LinkPage {
    pub(crate) words: &'static Words,
    /// Details of the link, as far as it is known.
    pub(crate) details: LinkDetails,
}

/// Replaces a problem document by a page if a person's browser asked.
pub(crate) fn as_page<B: MessageBody>(
    response: ServiceResponse<EitherBody<B>>,
    branding: &Branding,
) -> ServiceResponse<EitherBody<B>> {
    let failure = response.response().extensions().get::<FailurePage>().cloned();
    let Some(failure) = failure.filter(|_| wants_html(response.request())) else { return response };
    let language = Language::of_request(response.request());
    let is_owner = response.request().path().starts_with(SHORT_ADDRESSES);
    let page = failure.render((response.status(), is_owner), (branding, language));
    let mut response = response.map_body(|_, _| EitherBody::right(BoxBody::new(page)));
    set_headers(response.headers_mut());
    response
}

impl FailurePage {
    /// `is_owner` tells that the reader has opened the link of a salon.
    fn render(&self, (status, is_owner): (StatusCode, bool), (branding, language): (&Branding, Language)) -> String {
        // Where the reader has mistaken the address, nothing is in the log.
        let reference = status.is_server_error().then_some(&self.correlation);
        match self.of_link.as_deref() {
            Some(LinkPage { words, details }) => {
                Page { words, ways: Ways::Support(details), reference }.render(branding, language)
            }
            None => {
                let (words, details) = (Words::of_failure(status, self.code), LinkDetails::default());
                let ways = if is_owner { Ways::Support(&details) } else { Ways::Service };
                Page { words: &words, ways, reference }.render(branding, language)
            }
        }
    }
}

/// Responds with the page at the address of the service itself.
pub(crate) fn home(request: &HttpRequest, branding: &Branding) -> HttpResponse {
    let page = Page { words: &HOME, ways: Ways::Service, reference: None };
    let mut response = HttpResponse::Ok().body(page.render(branding, Language::of_request(request)));
    set_headers(response.headers_mut());
    response
}

/// Sets the headers of a page in place of those of a document.
fn set_headers(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_TYPE, "text/html; charset=utf-8");
    set(CONTENT_SECURITY_POLICY, &POLICY);
    set(REFERRER_POLICY, "no-referrer");
    set(VARY, "accept, accept-language");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
