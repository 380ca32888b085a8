//! One file as the browser gets it: its type, its tag, and 304 when the browser has it already.

use actix_web::http::header::{self, ETag, EntityTag, Header, IfNoneMatch};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse, Resource, guard};

use crate::headers::Headers;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A page.
    Html,
    /// A stylesheet.
    Css,
    /// An ES module.
    Script,
    /// A picture.
    Svg,
}

impl Kind {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Css => "text/css; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A file and where it is found.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    path: &'static str,
    kind: Kind,
    body: Bytes,
    tag: EntityTag,
}

impl Asset {
    pub(crate) fn new(path: &'static str, kind: Kind, body: Bytes) -> Self {
        let tag = EntityTag::new_strong(format!("{:016x}", fingerprint(&body)));
        Self { path, kind, body, tag }
    }

    /// The file as it is served, with these headers.
    pub(crate) fn into_resource(self, headers: Headers) -> Resource {
        let readable = guard::Any(guard::Get()).or(guard::Head());
        let resource = web::resource(self.path);
        let answer = move |request: HttpRequest| std::future::ready(self.answer(&request, &headers));
        resource.route(web::route().guard(readable).to(answer)).default_service(web::to(|| async {
            HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish()
        }))
    }

    fn answer(&self, request: &HttpRequest, headers: &Headers) -> HttpResponse {
        let mut response = if self.is_known_to(request) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        headers.set_on(&mut response);
        response.insert_header(ETag(self.tag.clone()));
        // Files keep their names across releases, so a browser asks each time; the tag makes that cheap.
        response.insert_header((header::CACHE_CONTROL, "no-cache"));
        if self.is_known_to(request) {
            return response.finish();
        }
        response.content_type(self.kind.content_type()).body(self.body.clone())
    }

    fn is_known_to(&self, request: &HttpRequest) -> bool {
        if !request.headers().contains_key(header::IF_NONE_MATCH) {
            return false;
        }
        match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&self.tag)),
            Err(_) => false,
        }
    }
}

/// FNV-1a, 64 bits: tells releases apart, and needs no secrecy.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
