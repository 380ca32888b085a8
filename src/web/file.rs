//! Response with one embedded file: content type, ETag, an encoding the browser accepts, and 304 when the browser has
//! it.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, ETag, Encoding, EntityTag, Header, IfNoneMatch, Preference,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::headers::Headers;

/// Output of `npm run build`, laid out as it is served.
#[derive(RustEmbed)]
#[folder = "dist/"]
struct Dist;

/// Cache control of files with a content hash in their names: the browser keeps them.
const KEPT: &str = "public, max-age=31536000, immutable";
/// Folders of files with a content hash in their names.
const HASHED: [&str; 3] = ["assets/", "sandbox/assets/", "linekeeper-onboarding/"];
/// Cache control of all other files: the browser revalidates them at each use, which the ETag makes cheap.
const ASKED_FOR: &str = "no-cache";

/// Whether a file of this name is served; the compressed forms are not served under their own names.
pub(crate) fn exists(name: &str) -> bool {
    !is_compressed(name) && Dist::get(name).is_some()
}

/// Responds with the file of this name, or 404.
pub(crate) fn answer(name: &str, request: &HttpRequest, headers: &Headers) -> HttpResponse {
    let (name, encoding) = best(name, request);
    let Some(file) = Dist::get(&name) else { return HttpResponse::NotFound().finish() };
    File::new(&file, &name, encoding).answer(request, headers)
}

/// Responds with the file of this name after a change of its text, or 404.
pub(crate) fn answer_changed(
    name: &str,
    change: impl Fn(&str) -> String,
    request: &HttpRequest,
    headers: &Headers,
) -> HttpResponse {
    let Some(file) = Dist::get(name) else { return HttpResponse::NotFound().finish() };
    let changed = change(&String::from_utf8_lossy(&file.data));
    let mut file = File::new(&file, name, None);
    // Of the text, because what changes it is another in the next process.
    file.tag = tag_of(&changed);
    file.body = changed.into();
    file.answer(request, headers)
}

/// Responds with a text that is made by this process, to be revalidated at each use.
pub(crate) fn answer_text(
    text: &str,
    content_type: &'static str,
    request: &HttpRequest,
    headers: &Headers,
) -> HttpResponse {
    let (body, tag) = (Bytes::copy_from_slice(text.as_bytes()), tag_of(text));
    File { body, tag, content_type, encoding: None, cache_control: ASKED_FOR }.answer(request, headers)
}

/// ETag of a text that is not embedded.
fn tag_of(text: &str) -> EntityTag {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    EntityTag::new_strong(format!("{:016x}", hasher.finish()))
}

/// Encoding for which the build writes files beside the plain ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compressed {
    Brotli,
    Gzip,
}

impl Compressed {
    const BEST_FIRST: [Self; 2] = [Self::Brotli, Self::Gzip];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    const fn content_encoding(self) -> ContentEncoding {
        match self {
            Self::Brotli => ContentEncoding::Brotli,
            Self::Gzip => ContentEncoding::Gzip,
        }
    }
}

fn is_compressed(name: &str) -> bool {
    Compressed::BEST_FIRST.iter().any(|encoding| name.ends_with(encoding.suffix()))
}

/// Returns the smallest form of a file that the browser accepts.
fn best(name: &str, request: &HttpRequest) -> (String, Option<Compressed>) {
    let accepted = AcceptEncoding::parse(request).map(|accepted| accepted.0).unwrap_or_default();
    let is_accepted = |encoding: &Compressed| {
        let wanted = Preference::Specific(Encoding::Known(encoding.content_encoding()));
        accepted.iter().any(|item| item.item == wanted && item.quality > header::Quality::ZERO)
    };
    for encoding in Compressed::BEST_FIRST.into_iter().filter(is_accepted) {
        let compressed = format!("{name}{}", encoding.suffix());
        if Dist::get(&compressed).is_some() {
            return (compressed, Some(encoding));
        }
    }
    (name.to_owned(), None)
}

struct File {
    body: Bytes,
    tag: EntityTag,
    content_type: &'static str,
    encoding: Option<Compressed>,
    cache_control: &'static str,
}

impl File {
    fn new(file: &EmbeddedFile, name: &str, encoding: Option<Compressed>) -> Self {
        let plain = encoding.and_then(|encoding| name.strip_suffix(encoding.suffix())).unwrap_or(name);
        let hash = file.metadata.sha256_hash();
        let tag = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let body = match &file.data {
            Cow::Borrowed(data) => Bytes::from_static(data),
            Cow::Owned(data) => Bytes::copy_from_slice(data),
        };
        let is_hashed = HASHED.iter().any(|folder| plain.starts_with(folder));
        let cache_control = if is_hashed { KEPT } else { ASKED_FOR };
        Self { body, tag: EntityTag::new_strong(tag), content_type: content_type(plain), encoding, cache_control }
    }

    fn answer(self, request: &HttpRequest, headers: &Headers) -> HttpResponse {
        let is_known = self.is_known_to(request);
        let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        headers.set_on(&mut response);
        response
            .insert_header(ETag(self.tag))
            .insert_header((header::CACHE_CONTROL, self.cache_control))
            .insert_header((header::VARY, "accept-encoding"));
        if is_known {
            return response.finish();
        }
        if let Some(encoding) = self.encoding {
            response.insert_header(encoding.content_encoding());
        }
        response.content_type(self.content_type).body(self.body)
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

/// Content type by the file extensions the build writes; any other is not for a browser to show.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("zip") => "application/zip",
        Some("tgz") => "application/gzip",
        _ => "application/octet-stream",
    }
}
