//! Tests of the responses a browser gets, over actix's test service.

mod branding;

use actix_web::http::header::{self, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::{App, test};

use super::{WebSettings, configure};

/// Response: status, headers by name, body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: header::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

pub(crate) async fn ask(sandbox: bool, request: test::TestRequest) -> Answer {
    ask_of(WebSettings { sandbox, ..WebSettings::default() }, request).await
}

async fn ask_of(settings: WebSettings, request: test::TestRequest) -> Answer {
    let service = test::init_service(App::new().configure(configure(settings))).await;
    let response = test::call_service(&service, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = test::read_body(response).await.to_vec();
    Answer { status, headers, body }
}

/// Path of a file with a content hash in its name.
async fn hashed() -> String {
    let page = get(true, "/connect").await;
    named_by(page.text()).into_iter().find(|path| path.starts_with("/assets/") && path.ends_with(".js")).unwrap()
}

/// Path of the module that the element loads when WhatsApp asks for a passkey.
async fn passkey_module() -> String {
    let element = get(false, "/linekeeper-onboarding.js").await;
    named_by(element.text()).into_iter().find(|path| path.starts_with("/linekeeper-onboarding/passkey-")).unwrap()
}

/// Path of the packed client of this version.
fn packed_client() -> String {
    format!("/client/linekeeper-client-{}.tgz", env!("CARGO_PKG_VERSION"))
}

pub(crate) async fn get(sandbox: bool, path: &str) -> Answer {
    ask(sandbox, test::TestRequest::get().uri(path)).await
}

/// Requests a file of a service whose onboarding page these origins may frame.
async fn get_framed(by: &[&str], path: &str) -> Answer {
    let frame_ancestors = by.iter().map(|&origin| origin.to_owned()).collect();
    let settings = WebSettings { sandbox: true, frame_ancestors, ..WebSettings::default() };
    ask_of(settings, test::TestRequest::get().uri(path)).await
}

/// Directive of the content security policy that begins with `name`.
fn rule<'a>(file: &'a Answer, name: &str) -> Option<&'a str> {
    let mut rules = file.header(header::CONTENT_SECURITY_POLICY).split("; ").filter_map(|rule| rule.strip_prefix(name));
    let found = rules.next();
    assert_eq!(rules.next(), None, "{name} is said twice");
    found.map(str::trim)
}

#[actix_web::test]
async fn the_onboarding_page_is_html_whatever_the_query_says() {
    for path in ["/connect", "/connect?lang=ru&by=qr", "/connect?company=%00"] {
        let page = get(false, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert!(page.text().contains("/linekeeper-onboarding.js"), "the page is made of the element");
    }
}

#[actix_web::test]
async fn every_path_in_the_dashboard_gets_the_same_page() {
    let page = get(false, "/admin").await;
    assert_eq!((page.status, page.header(header::CONTENT_TYPE)), (StatusCode::OK, "text/html; charset=utf-8"));
    for path in
        ["/admin/", "/admin/sessions?state=error", "/admin/sessions/997441", "/admin/webhooks", "/admin/service"]
    {
        assert_eq!(get(false, path).await.body, page.body, "{path}");
    }
    assert_eq!(get(false, "/administration").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn files_have_the_content_type_of_what_they_are() {
    for (path, content_type) in [
        (hashed().await.as_str(), "text/javascript; charset=utf-8"),
        ("/linekeeper-onboarding.js", "text/javascript; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
    ] {
        let file = get(false, path).await;
        assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, content_type), "{path}");
    }
}

#[actix_web::test]
async fn packed_extensions_are_zips_that_are_revalidated() {
    for browser in ["chromium", "firefox"] {
        let path = format!("/extension/linekeeper-passkey-{browser}.zip");
        let file = get(false, &path).await;
        assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/zip"), "{path}");
        assert!(file.body.starts_with(b"PK\x03\x04"), "{path}");
        assert!(file.body.windows(13).any(|name| name == b"manifest.json"), "{path}");
        assert_eq!(file.header(header::CACHE_CONTROL), "no-cache", "{path}");
        assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        let accepting = test::TestRequest::get().uri(&path).insert_header((header::ACCEPT_ENCODING, "br, gzip"));
        assert_eq!(ask(false, accepting).await.header(header::CONTENT_ENCODING), "", "{path}");
        let known =
            test::TestRequest::get().uri(&path).insert_header((header::IF_NONE_MATCH, file.header(header::ETAG)));
        assert_eq!(ask(false, known).await.status, StatusCode::NOT_MODIFIED, "{path}");
    }
    for path in ["/extension/", "/extension/manifest.json", "/extension/linekeeper-passkey-safari.zip"] {
        assert_eq!(get(false, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn packed_client_is_an_archive_that_is_revalidated() {
    let file = get(false, &packed_client()).await;
    assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/gzip"));
    assert!(file.body.starts_with(b"\x1f\x8b"));
    assert_eq!(file.header(header::CACHE_CONTROL), "no-cache");
    assert_eq!(file.header(header::CONTENT_ENCODING), "");
    for path in ["/client/", "/client/package.json", "/client/linekeeper-client-0.0.0.tgz"] {
        assert_eq!(get(false, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn nothing_inline_and_nothing_foreign_may_run() {
    for path in ["/connect", "/admin", "/docs", "/docs/embed", "/sandbox/phone", "/favicon.svg", &hashed().await] {
        let file = get(true, path).await;
        let policy = file.header(header::CONTENT_SECURITY_POLICY);
        for rule in ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.split("; ").any(|part| part == rule), "{path}: {rule} is not in {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
        assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(file.header(header::REFERRER_POLICY), "no-referrer", "{path}");
        let permissions = file.header(header::PERMISSIONS_POLICY);
        assert_eq!(permissions, "camera=(), microphone=(), geolocation=()", "{path}");
        assert_eq!(file.header(header::CROSS_ORIGIN_OPENER_POLICY), "same-origin", "{path}");
        assert_eq!(file.header(header::CROSS_ORIGIN_RESOURCE_POLICY), "same-origin", "{path}");
    }
}

#[actix_web::test]
async fn only_element_and_client_are_for_pages_of_any_origin() {
    for path in ["/linekeeper-onboarding.js", &passkey_module().await, "/client.js", &packed_client()] {
        let element = get(false, path).await;
        assert_eq!(element.header(header::CROSS_ORIGIN_RESOURCE_POLICY), "cross-origin", "{path}");
        assert_eq!(element.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "{path}");
        assert_eq!(rule(&element, "frame-ancestors"), Some("'none'"), "{path}");
    }
    for path in ["/connect", "/admin", "/docs", "/docs/embed", "/favicon.svg", &hashed().await] {
        assert_eq!(get(false, path).await.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "", "{path}");
    }
}

#[actix_web::test]
async fn only_onboarding_page_may_be_framed_by_configured_origins() {
    let by = ["https://market.example", "http://127.0.0.1:3000/"];
    let page = get_framed(&by, "/connect").await;
    assert_eq!(rule(&page, "frame-ancestors"), Some("https://market.example http://127.0.0.1:3000"));
    assert_eq!(page.header(header::CROSS_ORIGIN_RESOURCE_POLICY), "cross-origin");
    assert_eq!(page.header(header::CROSS_ORIGIN_EMBEDDER_POLICY), "require-corp");
    for path in ["/admin", "/admin/service", "/sandbox/phone", "/favicon.svg", &hashed().await] {
        let file = get_framed(&by, path).await;
        assert_eq!(rule(&file, "frame-ancestors"), Some("'none'"), "{path}");
        assert_eq!(file.header(header::CROSS_ORIGIN_RESOURCE_POLICY), "same-origin", "{path}");
    }
}

#[actix_web::test]
async fn configured_origin_changes_only_frame_ancestors() {
    let framed = get_framed(&["https://market.example"], "/connect").await;
    let closed = get(true, "/connect").await;
    let [framed, closed] = [&framed, &closed].map(|page| page.header(header::CONTENT_SECURITY_POLICY));
    assert_eq!(framed.replace("https://market.example", "'none'"), closed);
}

#[actix_web::test]
async fn invalid_origin_may_not_frame_the_page() {
    let strange =
        ["*", "https://*", "'self'", "https://a.example; script-src *", "https://a.example\r\nx: y", "https:", ""];
    for origin in strange {
        let page = get_framed(&[origin], "/connect").await;
        assert_eq!(page.status, StatusCode::OK, "{origin:?}");
        assert_eq!(rule(&page, "frame-ancestors"), Some("'none'"), "{origin:?}");
    }
    let page = get_framed(&["*", "https://market.example"], "/connect").await;
    assert_eq!(rule(&page, "frame-ancestors"), Some("https://market.example"));
}

#[actix_web::test]
async fn hsts_is_sent_only_where_enabled() {
    for path in ["/connect", "/admin", &hashed().await] {
        for (hsts, header) in [(true, "max-age=31536000"), (false, "")] {
            let settings = WebSettings { hsts, ..WebSettings::default() };
            let file = ask_of(settings, test::TestRequest::get().uri(path)).await;
            assert_eq!(file.header(header::STRICT_TRANSPORT_SECURITY), header, "{path}");
        }
    }
}

#[actix_web::test]
async fn an_answer_without_a_body_has_the_same_headers() {
    let settings =
        || WebSettings { frame_ancestors: vec!["https://market.example".into()], hsts: true, ..WebSettings::default() };
    let whole = ask_of(settings(), test::TestRequest::get().uri("/connect")).await;
    let known = test::TestRequest::get().uri("/connect").insert_header((header::IF_NONE_MATCH, "*"));
    let short = ask_of(settings(), known).await;
    assert_eq!(short.status, StatusCode::NOT_MODIFIED);
    for name in
        [header::CONTENT_SECURITY_POLICY, header::STRICT_TRANSPORT_SECURITY, header::CROSS_ORIGIN_RESOURCE_POLICY]
    {
        assert_eq!(short.header(name.clone()), whole.header(name));
    }
}

#[actix_web::test]
async fn pages_have_no_inline_script_style_or_handler() {
    for path in ["/connect", "/admin", "/sandbox/phone"] {
        let page = get(true, path).await;
        let page = page.text();
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" on"), "{path}");
        assert!(page.split("<script").skip(1).all(|script| script.contains("src=\"/")), "{path}");
    }
}

/// Paths in quotes in a file's text.
fn named_by(text: &str) -> Vec<String> {
    let quoted = text.split(['"', '\'', '`']);
    let path = |text: &str| {
        let below = ["assets/", "sandbox/assets/", "linekeeper-onboarding/"]
            .iter()
            .any(|folder| text.trim_start_matches('/').starts_with(folder));
        let file = below || text.starts_with("/linekeeper-") || text == "/favicon.svg";
        file.then(|| format!("/{}", text.trim_start_matches('/')))
    };
    quoted.filter_map(path).filter(|path| path.contains('.') && !path.contains(' ')).collect()
}

#[actix_web::test]
async fn everything_a_page_loads_is_there() {
    for page in ["/connect", "/admin", "/docs/embed", "/docs/errors", "/sandbox/phone"] {
        let mut seen = vec![page.to_owned()];
        let mut next = 0;
        while let Some(path) = seen.get(next).cloned() {
            let file = get(true, &path).await;
            assert_eq!(file.status, StatusCode::OK, "{path}, loaded by {page}");
            next += 1;
            for wanted in named_by(file.text()) {
                if !seen.contains(&wanted) {
                    seen.push(wanted);
                }
            }
        }
        assert!(seen.len() > 2, "{page} loads only {seen:?}");
    }
}

#[actix_web::test]
async fn the_virtual_phone_is_there_in_a_sandbox_only() {
    let page = get(true, "/sandbox/phone").await;
    let script = named_by(page.text()).into_iter().find(|path| path.ends_with(".js")).unwrap();
    assert!(script.starts_with("/sandbox/assets/"), "{script}");
    for path in ["/sandbox/phone", "/sandbox/phone?number=79006464263", &script] {
        assert_eq!(get(true, path).await.status, StatusCode::OK, "{path}");
        assert_eq!(get(false, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn onboarding_page_offers_virtual_phone_in_sandbox_only() {
    assert!(get(true, "/connect").await.text().contains("<body data-sandbox>"));
    assert!(!get(false, "/connect").await.text().contains("data-sandbox>"));
}

#[actix_web::test]
async fn file_with_known_etag_gets_304() {
    for path in ["/connect", "/linekeeper-onboarding.js", &hashed().await] {
        let first = get(false, path).await;
        let tag = first.header(header::ETAG).to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let request = test::TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, known.clone()));
            let again = ask(false, request).await;
            assert_eq!((again.status, again.text()), (StatusCode::NOT_MODIFIED, ""), "{path}: {known}");
            assert_eq!(again.header(header::ETAG), tag);
        }
        let stale = test::TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, "\"other\""));
        assert_eq!(ask(false, stale).await.status, StatusCode::OK, "{path}");
    }
}

#[actix_web::test]
async fn hashed_files_are_immutable_and_others_revalidated() {
    for path in [hashed().await, passkey_module().await] {
        let kept = get(false, &path).await;
        assert_eq!(kept.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable", "{path}");
    }
    for path in ["/connect", "/admin", "/linekeeper-onboarding.js", "/favicon.svg"] {
        assert_eq!(get(false, path).await.header(header::CACHE_CONTROL), "no-cache", "{path}");
    }
}

#[actix_web::test]
async fn file_is_sent_in_best_accepted_encoding_with_its_own_etag() {
    let plain = get(false, "/linekeeper-onboarding.js").await;
    let mut tags: Vec<String> = vec![plain.header(header::ETAG).to_owned()];
    for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")] {
        let request = test::TestRequest::get().uri("/linekeeper-onboarding.js");
        let file = ask(false, request.insert_header((header::ACCEPT_ENCODING, accepted))).await;
        assert_eq!(file.header(header::CONTENT_ENCODING), encoding, "{accepted}");
        assert_eq!(file.header(header::CONTENT_TYPE), "text/javascript; charset=utf-8");
        assert!(file.body.len() * 2 < plain.body.len(), "{accepted}: {} of {}", file.body.len(), plain.body.len());
        assert_eq!(file.header(header::VARY), "accept-encoding");
        tags.push(file.header(header::ETAG).to_owned());
    }
    let [plain_tag, br, gzip, gzip_again] = tags.try_into().unwrap();
    assert!(plain_tag != br && br != gzip, "{plain_tag} {br} {gzip}");
    assert_eq!(gzip, gzip_again);
    for accepted in ["", "identity", "zstd", "*;q=0"] {
        let request = test::TestRequest::get().uri("/linekeeper-onboarding.js");
        let file = ask(false, request.insert_header((header::ACCEPT_ENCODING, accepted))).await;
        assert_eq!(file.header(header::CONTENT_ENCODING), "", "{accepted}");
        assert_eq!(file.body, plain.body, "{accepted}");
    }
    assert_eq!(plain.header(header::VARY), "accept-encoding");
    assert_eq!(get(false, "/linekeeper-onboarding.js.br").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_sandbox_page_and_a_real_one_have_different_tags() {
    assert_ne!(get(true, "/connect").await.header(header::ETAG), get(false, "/connect").await.header(header::ETAG));
}

#[actix_web::test]
async fn files_can_be_read_and_nothing_else() {
    for (method, status) in [
        (Method::HEAD, StatusCode::OK),
        (Method::POST, StatusCode::METHOD_NOT_ALLOWED),
        (Method::DELETE, StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = ask(false, test::TestRequest::default().method(method.clone()).uri("/connect")).await;
        assert_eq!(answer.status, status, "{method}");
    }
}

#[actix_web::test]
async fn paths_outside_the_list_do_not_exist() {
    let compressed = format!("{}.br", hashed().await);
    for path in [
        "/",
        "/connect/",
        "/connect.html",
        "/admin.html",
        "/assets/",
        "/assets/nothing.js",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/lib.rs",
        "/index.html",
        &compressed,
    ] {
        assert_eq!(get(true, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
