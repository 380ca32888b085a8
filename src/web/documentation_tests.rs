//! Tests of the responses with a page of the documentation.

use actix_web::http::{StatusCode, header};
use actix_web::test;

use crate::tests::{ask, get};

/// Pages of the documentation.
const DOCUMENTATION: [&str; 12] = [
    "/docs",
    "/docs/quickstart",
    "/docs/embed",
    "/docs/client",
    "/docs/events",
    "/docs/messages",
    "/docs/webhooks",
    "/docs/migrate",
    "/docs/api",
    "/docs/sockets",
    "/docs/line-events",
    "/docs/errors",
];

/// Names of the attributes of a tag that have a value.
fn attributes(tag: &str) -> impl Iterator<Item = &str> {
    let (before_values, _) = tag.rsplit_once("=\"").unwrap_or_default();
    before_values.split("=\"").filter_map(|part| part.rsplit(' ').next())
}

#[actix_web::test]
async fn documentation_is_html_without_anything_inline() {
    for path in DOCUMENTATION {
        for sandbox in [true, false] {
            let page = get(sandbox, path).await;
            let is_html = page.header(header::CONTENT_TYPE) == "text/html; charset=utf-8";
            assert!(page.status == StatusCode::OK && is_html, "{path}");
            let tags: Vec<&str> = page.text().split('<').skip(1).filter_map(|part| part.split('>').next()).collect();
            let is_inline = |name: &str| name == "style" || name.starts_with("on");
            assert!(!tags.iter().flat_map(|tag| attributes(tag)).any(is_inline), "{path}");
            assert!(tags.iter().all(|tag| *tag != "style" && *tag != "script"), "{path}");
            let scripts: Vec<_> = tags.iter().filter(|tag| tag.starts_with("script")).collect();
            assert!(!scripts.is_empty() && scripts.iter().all(|tag| tag.contains("src=\"/assets/docs-")), "{path}");
        }
        let accepting = test::TestRequest::get().uri(path).insert_header((header::ACCEPT_ENCODING, "br"));
        assert_eq!(ask(false, accepting).await.header(header::CONTENT_ENCODING), "br", "{path}");
    }
    for path in ["/docs/", "/docs/nothing", "/docs/errors/x", "/docs/errors.html", "/docs.html"] {
        assert_eq!(get(true, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(get(false, "/docs/errors").await.text().contains("id=\"NOT_FOUND\""));
}

#[actix_web::test]
async fn documentation_offers_virtual_phone_in_sandbox_only() {
    assert!(get(true, "/docs/embed").await.text().contains("<body data-sandbox>"));
    assert!(!get(false, "/docs/embed").await.text().contains("data-sandbox>"));
}
