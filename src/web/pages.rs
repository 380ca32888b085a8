//! Paths of the pages, and which exist in a sandbox only.

use std::sync::Arc;

use actix_web::guard::{self, GuardContext};
use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};

use crate::WebSettings;
use crate::file;
use crate::headers::Headers;

/// The packed browser extensions. Their paths have no hash: the onboarding page and people's notes link to them.
const CHROMIUM_EXTENSION: &str = "extension/linekeeper-passkey-chromium.zip";
const FIREFOX_EXTENSION: &str = "extension/linekeeper-passkey-firefox.zip";

/// Pages with the security headers of each kind of file.
pub(crate) struct Pages {
    sandbox: bool,
    /// Headers of files for the service's own pages only.
    closed: Arc<Headers>,
    /// Headers of the onboarding page, which the configured origins may frame.
    framed: Arc<Headers>,
    /// Headers of the element, which pages of any origin may load; whether its WebSocket opens there is checked
    /// elsewhere.
    shared: Arc<Headers>,
}

impl Pages {
    pub(crate) fn new(settings: &WebSettings) -> Self {
        Self {
            sandbox: settings.sandbox,
            closed: Arc::new(Headers::closed(settings.hsts)),
            framed: Arc::new(Headers::framed_by(&settings.frame_ancestors, settings.hsts)),
            shared: Arc::new(Headers::shared(settings.hsts)),
        }
    }

    pub(crate) fn add_to(&self, config: &mut ServiceConfig) {
        config
            .service(self.connect())
            .service(named("/linekeeper-onboarding.js", "linekeeper-onboarding.js", &self.shared))
            // Modules that the element loads when they are needed, in whatever page it is.
            .service(below("/linekeeper-onboarding/{name:.*}", &self.shared))
            .service(named("/favicon.svg", "favicon.svg", &self.closed))
            .service(named("/extension/linekeeper-passkey-chromium.zip", CHROMIUM_EXTENSION, &self.closed))
            .service(named("/extension/linekeeper-passkey-firefox.zip", FIREFOX_EXTENSION, &self.closed))
            // The dashboard routes within the page: every path below `/admin` gets the same file.
            .service(named("/admin", "admin.html", &self.closed))
            .service(named("/admin/{place:.*}", "admin.html", &self.closed))
            .service(below("/assets/{name:.*}", &self.closed));
        if self.sandbox {
            config
                .service(named("/sandbox/phone", "sandbox/phone.html", &self.closed))
                .service(below("/sandbox/assets/{name:.*}", &self.closed));
        }
    }

    /// Onboarding page. In a sandbox it is marked as such and offers the virtual phone.
    fn connect(&self) -> Resource {
        if !self.sandbox {
            return named("/connect", "connect.html", &self.framed);
        }
        let headers = self.framed.clone();
        let marked = |page: &str| page.replacen("<body>", "<body data-sandbox>", 1);
        readable(web::resource("/connect"), move |request| {
            file::answer_changed("connect.html", marked, &request, &headers)
        })
    }
}

/// Resource with one file under a path of its own.
fn named(path: &str, name: &'static str, headers: &Arc<Headers>) -> Resource {
    let headers = headers.clone();
    readable(web::resource(path), move |request| file::answer(name, &request, &headers))
}

/// Resource with the files of a folder, under their own paths. Does not match where there is no such file.
fn below(path: &str, headers: &Arc<Headers>) -> Resource {
    let headers = headers.clone();
    let there = guard::fn_guard(|context: &GuardContext<'_>| file::exists(relative(context.head().uri.path())));
    readable(web::resource(path).guard(there), move |request| {
        file::answer(relative(request.path()), &request, &headers)
    })
}

fn relative(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}

/// Resource for GET and HEAD; other methods get 405.
fn readable(resource: Resource, answer: impl Fn(HttpRequest) -> HttpResponse + Clone + 'static) -> Resource {
    let reading = guard::Any(guard::Get()).or(guard::Head());
    let answer = move |request: HttpRequest| std::future::ready(answer(request));
    resource.route(web::route().guard(reading).to(answer)).default_service(web::to(|| async {
        HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish()
    }))
}
