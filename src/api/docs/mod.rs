//! `GET /docs`: the API as a page (Swagger UI), and the page that explains the error codes. Nothing is loaded from
//! other hosts, and inline scripts are forbidden.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use actix_web::body::SizedStream;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CROSS_ORIGIN_OPENER_POLICY, CROSS_ORIGIN_RESOURCE_POLICY, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{self, Bytes};
use actix_web::{HttpResponse, HttpResponseBuilder};
use linekeeper_domain::ErrorCode;

use crate::correlation::Correlation;
use crate::problem::Problem;

/// Content security policy; `data:` is for the icons of the stylesheet.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const PAGE: &str = include_str!("page.html");

/// Static file of the documentation page.
struct File {
    name: &'static str,
    content_type: &'static str,
    body: Bytes,
}

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let script = "text/javascript; charset=utf-8";
    let style = "text/css; charset=utf-8";
    let own = |body: &'static str| Some(Bytes::from_static(body.as_bytes()));
    let files = [
        ("page.css", style, own(include_str!("page.css"))),
        ("page.js", script, own(include_str!("page.js"))),
        ("swagger-ui.css", style, vendored("swagger-ui.css")),
        ("swagger-ui-bundle.js", script, vendored("swagger-ui-bundle.js")),
    ];
    let file = |(name, content_type, body): (_, _, Option<Bytes>)| Some(File { name, content_type, body: body? });
    files.into_iter().filter_map(file).collect()
});

/// Loads a file of Swagger UI.
fn vendored(name: &str) -> Option<Bytes> {
    let file = utoipa_swagger_ui::serve(name, Arc::new(utoipa_swagger_ui::Config::default())).ok()??;
    Some(Bytes::from(file.bytes.into_owned()))
}

fn answer(caching: &'static str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((CROSS_ORIGIN_OPENER_POLICY, "same-origin"))
        .insert_header((CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"))
        .insert_header((CACHE_CONTROL, caching));
    response
}

/// Get the API documentation as a page
#[utoipa::path(
    get,
    path = "/docs",
    operation_id = "getDocumentation",
    tag = "documents",
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
)]
pub(crate) async fn show() -> HttpResponse {
    answer("no-cache").content_type(HTML).body(PAGE)
}

/// Get the explanations of the error codes
///
/// An HTML page with an anchor for each code: `/docs/errors#INVALID_PHONE`.
#[utoipa::path(
    get,
    path = "/docs/errors",
    operation_id = "getErrors",
    tag = "documents",
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
)]
pub(crate) async fn errors() -> HttpResponse {
    static ERRORS: LazyLock<String> = LazyLock::new(errors_page);
    answer("no-cache").content_type(HTML).body(ERRORS.as_str())
}

/// Get a static file of the documentation page
#[utoipa::path(
    get,
    path = "/docs/{file}",
    operation_id = "getDocumentationFile",
    tag = "documents",
    responses((status = 200, description = "The file.", content((String = "text/css"), (String = "text/javascript")))),
)]
pub(crate) async fn file(
    name: web::Path<String>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let file = FILES.iter().find(|file| file.name == name.as_str());
    let file = file.ok_or_else(|| Problem::new(ErrorCode::NotFound, "there is no such file", correlation))?;
    // Streamed in pieces: a body sent as a whole is copied for each connection, whether or not its client reads.
    let body = file.body.clone();
    let (length, mut pieces) = (body.len() as u64, body);
    let pieces = std::iter::from_fn(move || {
        let piece = pieces.split_to(pieces.len().min(PIECE));
        (!piece.is_empty()).then(|| Ok::<_, Infallible>(piece))
    });
    let body = SizedStream::new(length, futures::stream::iter(pieces));
    Ok(answer("max-age=3600").content_type(file.content_type).body(body))
}

/// Size of a piece, in bytes.
const PIECE: usize = 32 * 1024;

fn errors_page() -> String {
    let mut page = String::from(concat!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Linekeeper: errors</title>\n",
        "<link rel=\"stylesheet\" href=\"/docs/page.css\">\n<link rel=\"icon\" href=\"data:,\">\n</head>\n<body>\n",
        "<h1>Errors</h1>\n<dl>\n",
    ));
    for code in ErrorCode::ALL {
        let text = code.text();
        let (meaning, ru, en) = (escaped(code.meaning()), escaped(text.ru), escaped(text.en));
        let (status, action) = (code.http_status(), code.user_action().as_str());
        // Writing to a string does not fail.
        let _written = write!(
            page,
            "<dt id=\"{code}\">{code}</dt>\n<dd><p>{meaning}</p>\n<p lang=\"ru\">{ru}</p>\n<p>{en}</p>\n\
             <p>HTTP {status}, <code>{action}</code></p></dd>\n",
        );
    }
    page.push_str("</dl>\n</body>\n</html>\n");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
