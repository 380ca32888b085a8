//! Tests of the configured branding in what browsers get.

use linekeeper_domain::branding::Branding;

use super::*;

fn branding() -> Branding {
    Branding {
        name: "Маркет <\"&'>".parse().ok(),
        logo_url: "https://cdn.market.example:8443/logo.svg?a=1&b=\"2\"".parse().ok(),
        accent: "#0b6b4f".parse().ok(),
        support_url: "https://market.example/help".parse().ok(),
        support_email: "help@market.example".parse().ok(),
        return_url: "http://127.0.0.1:3000/done".parse().ok(),
    }
}

async fn branded(settings: WebSettings, path: &str) -> Answer {
    let settings = WebSettings { branding: branding(), ..settings };
    ask_of(settings, test::TestRequest::get().uri(path)).await
}

/// Value of the attribute in the page, as a browser reads it.
fn attribute(page: &str) -> String {
    let value = page.split_once("<body data-branding=\"").unwrap().1.split_once('"').unwrap().0;
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[actix_web::test]
async fn branding_is_a_document_for_the_element_of_any_page() {
    let document = branded(WebSettings::default(), "/linekeeper-onboarding/branding.json").await;
    assert_eq!((document.status, document.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/json"));
    assert_eq!(document.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert_eq!(document.header(header::CROSS_ORIGIN_RESOURCE_POLICY), "cross-origin");
    assert_eq!(document.header(header::CACHE_CONTROL), "no-cache", "a new configuration is seen without a rebuild");
    let expected = serde_json::json!({
        "name": "Маркет <\"&'>",
        "logoUrl": "https://cdn.market.example:8443/logo.svg?a=1&b=%222%22",
        "accent": "#0b6b4f",
        "supportUrl": "https://market.example/help",
        "supportEmail": "help@market.example",
        "returnUrl": "http://127.0.0.1:3000/done",
    });
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&document.body).unwrap(), expected);
    let known = test::TestRequest::get().uri("/linekeeper-onboarding/branding.json");
    let known = known.insert_header((header::IF_NONE_MATCH, document.header(header::ETAG)));
    let settings = WebSettings { branding: branding(), ..WebSettings::default() };
    assert_eq!(ask_of(settings, known).await.status, StatusCode::NOT_MODIFIED);
}

#[actix_web::test]
async fn branding_without_values_is_a_document_of_nulls() {
    let document = get(false, "/linekeeper-onboarding/branding.json").await;
    let values: serde_json::Value = serde_json::from_slice(&document.body).unwrap();
    assert!(
        values.as_object().unwrap().len() == 6 && values.as_object().unwrap().values().all(|value| value.is_null())
    );
    assert!(!get(false, "/connect").await.text().contains("data-branding"));
    let other = branded(WebSettings::default(), "/linekeeper-onboarding/branding.json").await;
    assert_ne!(other.header(header::ETAG), document.header(header::ETAG));
}

#[actix_web::test]
async fn page_bears_name_and_logo_before_any_script_runs() {
    let page = branded(WebSettings::default(), "/connect").await;
    let document = branded(WebSettings::default(), "/linekeeper-onboarding/branding.json").await;
    assert_eq!(attribute(page.text()), document.text());
    let text = page.text();
    assert!(text.contains(" Маркет &lt;&quot;&amp;'&gt;</title>"), "{text}");
    let logo = "src=\"https://cdn.market.example:8443/logo.svg?a=1&amp;b=%222%22\" alt=\"\"";
    assert!(text.contains(logo), "{text}");
    assert!(!text.contains("Linekeeper"), "the marketplace's page has its name: {text}");
    assert!(!text.contains("data-sandbox"), "{text}");
}

#[actix_web::test]
async fn branded_page_has_nothing_inline_and_follows_the_policy() {
    let page = branded(WebSettings { sandbox: true, ..WebSettings::default() }, "/connect").await;
    let text = page.text();
    assert!(text.contains(" data-sandbox>"), "{text}");
    assert!(!text.contains("<style") && !text.contains(" style=") && !text.contains(" on"), "{text}");
    assert!(text.split("<script").skip(1).all(|script| script.contains("src=\"/")), "{text}");
    let plain = get(true, "/connect").await;
    assert_ne!(page.header(header::ETAG), plain.header(header::ETAG));
}

#[actix_web::test]
async fn logo_of_another_origin_is_the_only_addition_to_the_policy() {
    let page = branded(WebSettings::default(), "/connect").await;
    let plain = get(false, "/connect").await;
    assert_eq!(rule(&page, "img-src"), Some("'self' data: https://cdn.market.example:8443"));
    let [page, plain] = [&page, &plain].map(|page| page.header(header::CONTENT_SECURITY_POLICY));
    assert_eq!(page.replace(" https://cdn.market.example:8443", ""), plain);
    for path in ["/admin", "/sandbox/phone", "/favicon.svg"] {
        let file = branded(WebSettings { sandbox: true, ..WebSettings::default() }, path).await;
        assert_eq!(rule(&file, "img-src"), Some("'self' data:"), "{path}");
    }
}

#[actix_web::test]
async fn framed_page_with_a_logo_needs_no_consent_of_its_host() {
    let settings = || WebSettings { frame_ancestors: vec!["https://market.example".into()], ..WebSettings::default() };
    let page = branded(settings(), "/connect").await;
    assert_eq!(page.header(header::CROSS_ORIGIN_EMBEDDER_POLICY), "credentialless");
    let plain = ask_of(settings(), test::TestRequest::get().uri("/connect")).await;
    assert_eq!(plain.header(header::CROSS_ORIGIN_EMBEDDER_POLICY), "require-corp");
}
