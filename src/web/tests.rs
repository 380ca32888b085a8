//! What a browser gets, over actix's own test service.

use actix_web::http::header::{self, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::{App, test};

use super::configure;

/// An answer: status, headers by name, body.
struct Answer {
    status: StatusCode,
    headers: header::HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

async fn ask(sandbox: bool, request: test::TestRequest) -> Answer {
    let service = test::init_service(App::new().configure(configure(sandbox))).await;
    let response = test::call_service(&service, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = String::from_utf8(test::read_body(response).await.to_vec()).unwrap();
    Answer { status, headers, body }
}

async fn get(sandbox: bool, path: &str) -> Answer {
    ask(sandbox, test::TestRequest::get().uri(path)).await
}

#[actix_web::test]
async fn the_onboarding_page_is_html_whatever_the_query_says() {
    for path in ["/", "/?company=997441&lang=ru", "/?company=%00"] {
        let page = get(false, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert!(page.body.contains("<main"));
    }
}

#[actix_web::test]
async fn files_have_the_content_type_of_what_they_are() {
    for (path, content_type) in [
        ("/assets/onboarding/main.js", "text/javascript; charset=utf-8"),
        ("/assets/onboarding/page.css", "text/css; charset=utf-8"),
        ("/assets/favicon.svg", "image/svg+xml"),
    ] {
        let file = get(false, path).await;
        assert_eq!((file.status, file.header(header::CONTENT_TYPE)), (StatusCode::OK, content_type), "{path}");
    }
}

#[actix_web::test]
async fn nothing_inline_and_nothing_foreign_may_run() {
    for path in ["/", "/sandbox/phone", "/assets/favicon.svg", "/assets/onboarding/main.js"] {
        let file = get(true, path).await;
        let policy = file.header(header::CONTENT_SECURITY_POLICY);
        for rule in ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.split("; ").any(|part| part == rule), "{path}: {rule} is not in {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
        assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(file.header(header::REFERRER_POLICY), "no-referrer", "{path}");
    }
}

#[actix_web::test]
async fn pages_have_no_inline_script_style_or_handler() {
    for path in ["/", "/sandbox/phone"] {
        let page = get(true, path).await.body;
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains(" on"), "{path}");
        assert!(page.split("<script").skip(1).all(|script| script.contains("src=\"/assets/")), "{path}");
    }
}

/// The paths a file loads: `src`, `href` and imports.
fn loaded_by(path: &str, body: &str) -> Vec<String> {
    let quoted = body.split('"').skip(1).step_by(2);
    let absolute = quoted.clone().filter(|text| text.starts_with("/assets/")).map(str::to_owned);
    let folder = path.rsplit_once('/').unwrap_or_default().0.to_owned();
    let relative = quoted.filter(|text| text.ends_with(".js")).filter_map(|text| {
        let here = text.strip_prefix("./").map(|name| format!("{folder}/{name}"));
        here.or_else(|| text.strip_prefix("../").map(|name| format!("/assets/{name}")))
    });
    absolute.chain(relative).collect()
}

#[actix_web::test]
async fn everything_a_page_loads_is_there() {
    for page in ["/", "/sandbox/phone"] {
        let mut seen = vec![page.to_owned()];
        let mut next = 0;
        while let Some(path) = seen.get(next).cloned() {
            let file = get(true, &path).await;
            assert_eq!(file.status, StatusCode::OK, "{path}, loaded by {page}");
            next += 1;
            if path.ends_with(".css") || path.ends_with(".svg") {
                continue;
            }
            for wanted in loaded_by(&path, &file.body) {
                if !seen.contains(&wanted) {
                    seen.push(wanted);
                }
            }
        }
        assert!(seen.len() > 8, "{page} loads only {seen:?}");
    }
}

#[actix_web::test]
async fn the_virtual_phone_is_there_in_a_sandbox_only() {
    for path in
        ["/sandbox/phone", "/sandbox/phone?number=79006464263", "/assets/phone/main.js", "/assets/phone/page.css"]
    {
        assert_eq!(get(true, path).await.status, StatusCode::OK, "{path}");
        assert_eq!(get(false, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn the_onboarding_page_offers_the_virtual_phone_in_a_sandbox_only() {
    assert!(get(true, "/").await.body.contains("<body data-sandbox>"));
    assert!(!get(false, "/").await.body.contains("data-sandbox>"));
}

#[actix_web::test]
async fn a_file_the_browser_has_is_not_sent_again() {
    for path in ["/", "/assets/onboarding/main.js"] {
        let first = get(false, path).await;
        let tag = first.header(header::ETAG).to_owned();
        assert!(tag.starts_with('"') && first.header(header::CACHE_CONTROL) == "no-cache", "{path}: {tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let request = test::TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, known.clone()));
            let again = ask(false, request).await;
            assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}: {known}");
            assert_eq!(again.header(header::ETAG), tag);
        }
        let stale = test::TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, "\"other\""));
        assert_eq!(ask(false, stale).await.status, StatusCode::OK, "{path}");
    }
}

#[actix_web::test]
async fn a_sandbox_page_and_a_real_one_have_different_tags() {
    assert_ne!(get(true, "/").await.header(header::ETAG), get(false, "/").await.header(header::ETAG));
}

#[actix_web::test]
async fn files_can_be_read_and_nothing_else() {
    for (method, status) in [
        (Method::HEAD, StatusCode::OK),
        (Method::POST, StatusCode::METHOD_NOT_ALLOWED),
        (Method::DELETE, StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = ask(false, test::TestRequest::default().method(method.clone()).uri("/")).await;
        assert_eq!(answer.status, status, "{method}");
    }
}

#[actix_web::test]
async fn paths_outside_the_list_do_not_exist() {
    for path in ["/assets/", "/assets/nothing.js", "/assets/../Cargo.toml", "/assets/%2e%2e/lib.rs", "/index.html"] {
        assert_eq!(get(true, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
