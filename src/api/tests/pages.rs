//! Tests of the pages that people's browsers get.

use linekeeper_domain::branding::Branding;
use serde_json::json;

use super::*;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Page: status, headers by name, text.
struct Seen {
    status: u16,
    headers: actix_web::http::header::HeaderMap,
    text: String,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

impl Api {
    /// Opens an address as a person's browser does.
    async fn seen(&self, language: &str, request: TestRequest) -> Seen {
        let request = request.insert_header(("accept", BROWSER)).insert_header(("accept-language", language));
        let answer = call_service(&self.service().await, request.to_request()).await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = String::from_utf8(actix_web::test::read_body(answer).await.to_vec()).unwrap();
        Seen { status, headers, text }
    }
}

#[actix_web::test]
async fn people_at_the_services_own_address_are_told_where_to_go() {
    let api = Api::new().await;
    for (language, words) in [("ru", "Панель оператора"), ("en", "Dashboard"), ("de", "Dashboard")] {
        let page = api.seen(language, TestRequest::get().uri("/")).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        for part in [words, "href=\"/admin\"", "href=\"/docs\"", "<header>Linekeeper</header>", "<h1>"] {
            assert!(page.text.contains(part), "{language}: {part}: {}", page.text);
        }
        let code = if language == "ru" { "ru" } else { "en" };
        assert!(page.text.contains(&format!("<html lang=\"{code}\">")), "{}", page.text);
    }
    let (status, problem) = api.answer_to_nobody(TestRequest::get().uri("/")).await;
    assert_eq!((status, problem["code"].as_str()), (404, Some("NOT_FOUND")));
}

#[actix_web::test]
async fn failures_are_pages_for_people_and_documents_for_programs() {
    let api = Api::new().await;
    for (method, path, status, words) in [
        (Method::GET, "/no/such/page", 404, "Такой страницы нет"),
        (Method::GET, "/docs/nothing", 404, "Такой страницы нет"),
        (Method::POST, "/healthz", 405, "Этот адрес для программ"),
        (Method::GET, "/api/whatsapp/sessions/997441/reset", 405, "Этот адрес для программ"),
        (Method::GET, "/api/whatsapp/sessions", 401, "Нужно войти"),
        (Method::GET, "/api/whatsapp/sessions/a.b/ws", 400, "Неверный запрос"),
    ] {
        let request = || TestRequest::with_uri(path).method(method.clone());
        let page = api.seen("ru", request()).await;
        assert_eq!((page.status, page.header("content-type")), (status, "text/html; charset=utf-8"), "{path}");
        assert!(page.text.contains(&format!("<h1>{words}</h1>")), "{path}: {}", page.text);
        assert!(!page.header("x-correlation-id").is_empty(), "{path}");
        assert_eq!(page.header("allow").is_empty(), status != 405, "{path}");
        assert_eq!(page.header("www-authenticate").is_empty(), status != 401, "{path}");
        let (again, problem) = api.answer_to_nobody(request()).await;
        assert_eq!((again, problem["status"].as_u64()), (status, Some(status.into())), "{path}");
    }
}

#[actix_web::test]
async fn page_loads_nothing_and_its_policy_allows_its_own_style() {
    let api = Api::new().await;
    let page = api.seen("en", TestRequest::get().uri("/nowhere")).await;
    let policy = page.header("content-security-policy");
    for rule in ["default-src 'none'", "img-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.split("; ").any(|part| part == rule), "{rule}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
    use base64::Engine as _;
    use sha2::Digest as _;
    let style = page.text.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = base64::prelude::BASE64_STANDARD.encode(sha2::Sha256::digest(style));
    assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "{policy}");
    assert!(style.contains("prefers-color-scheme: dark"));
    assert!(
        !page.text.contains("<script") && !page.text.contains(" style=") && !page.text.contains("http"),
        "{}",
        page.text
    );
    assert_eq!(page.header("vary"), "accept, accept-language");
}

#[actix_web::test]
async fn owner_with_a_dead_link_is_told_whom_to_ask() {
    let mut api = Api::new().await;
    let branding = Branding {
        name: "Market <3".parse().ok(),
        support_url: "https://market.example/help?a=1&b=2".parse().ok(),
        ..Branding::default()
    };
    api.state.branding = Arc::new(branding);
    let links = "/api/whatsapp/sessions/997441/onboarding-links";
    let (_, revoked) = api.send(Method::POST, links, json!({})).await;
    let own = json!({ "ttlSeconds": 60, "supportEmail": "salon@market.example" });
    let (_, expired) = api.send(Method::POST, links, own).await;
    let id = revoked["linkId"].as_str().unwrap();
    assert_eq!(api.answer(Method::DELETE, &format!("{links}/{id}")).await.0, 204);
    api.clock.advance(Duration::from_secs(60));
    let path = |link: &Value| {
        let address = link["shortUrl"].as_str().unwrap();
        address[address.find("/l/").unwrap()..].to_owned()
    };
    let (help, mail) = ("https://market.example/help?a=1&amp;b=2", "mailto:salon@market.example");
    for (path, status, ru, en, support) in [
        (path(&revoked), 410, "Ссылка больше не действует", "The link is not valid any more", help),
        (path(&expired), 410, "Срок действия ссылки истёк", "The link has expired", mail),
        ("/l/aaaaaaaaaaaaaaaa".to_owned(), 404, "Такой ссылки нет", "There is no such link", help),
    ] {
        for (language, words) in [("ru", ru), ("en", en)] {
            let page = api.seen(language, TestRequest::get().uri(&path)).await;
            assert_eq!(page.status, status, "{path}");
            for part in [&format!("<h1>{words}</h1>"), &format!("href=\"{support}\""), "<header>Market &lt;3</header>"]
            {
                assert!(page.text.contains(part), "{path}: {part}: {}", page.text);
            }
            assert!(!page.text.contains("/admin") && !page.text.contains("Linekeeper"), "{}", page.text);
        }
    }
    api.access.break_down();
    let page = api.seen("en", TestRequest::get().uri(&path(&revoked))).await;
    let reference = page.header("x-correlation-id");
    assert_eq!(page.status, 503);
    assert!(
        page.text.contains("in a minute") && page.text.contains(&format!("<code>{reference}</code>")),
        "{}",
        page.text
    );
}

#[actix_web::test]
async fn rate_limited_owner_is_not_sent_to_the_dashboard() {
    let one = Rate { per_second: NonZeroU32::MIN, burst: NonZeroU32::MIN };
    let limits = LimitSettings { address: one, ..LimitSettings::default() };
    let api = Api::with(AccessSettings { limits, ..AccessSettings::default() }).await;
    let open = || TestRequest::get().uri("/l/aaaaaaaaaaaaaaaa");
    assert_eq!(api.seen("en", open()).await.status, 404);
    let page = api.seen("en", open()).await;
    assert_eq!((page.status, page.header("retry-after")), (429, "1"));
    assert!(page.text.contains("Too many requests") && !page.text.contains("/admin"), "{}", page.text);
}
