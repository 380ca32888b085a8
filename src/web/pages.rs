//! Paths of the pages, and which exist in a sandbox only.

use std::sync::Arc;

use actix_web::guard::{self, GuardContext};
use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};

use crate::WebSettings;
use crate::branding::PageBranding;
use crate::file;
use crate::headers::Headers;

/// The packed browser extensions. Their paths have no hash: the onboarding page and people's notes link to them.
const CHROMIUM_EXTENSION: &str = "extension/linekeeper-passkey-chromium.zip";
const FIREFOX_EXTENSION: &str = "extension/linekeeper-passkey-firefox.zip";

/// Pages with the security headers of each kind of file.
pub(crate) struct Pages {
    sandbox: bool,
    /// What the onboarding page and the element show of the marketplace.
    branding: Arc<PageBranding>,
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
        let framed = Headers::framed_by(&settings.frame_ancestors, settings.hsts);
        let framed = match &settings.branding.logo_url {
            Some(logo) => framed.showing(&logo.origin()),
            None => framed,
        };
        Self {
            sandbox: settings.sandbox,
            branding: Arc::new(PageBranding::new(&settings.branding)),
            closed: Arc::new(Headers::closed(settings.hsts)),
            framed: Arc::new(framed),
            shared: Arc::new(Headers::shared(settings.hsts)),
        }
    }

    pub(crate) fn add_to(&self, config: &mut ServiceConfig) {
        config
            .service(self.connect())
            .service(named("/linekeeper-onboarding.js", "linekeeper-onboarding.js", &self.shared))
            .service(self.branding())
            // Modules that the element loads when they are needed, in whatever page it is.
            .service(below("/linekeeper-onboarding/{name:.*}", &self.shared))
            .service(named("/client.js", "client.js", &self.shared))
            .service(below("/client/{name:.*}", &self.shared))
            .service(named("/docs", "docs.html", &self.closed))
            // Before the other pages of the documentation: in a sandbox it offers the virtual phone.
            .service(self.marked_in_sandbox("/docs/embed", "docs/embed.html", &self.closed))
            .service(documentation(&self.closed))
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

    /// Resource with one page, which a sandbox marks as its own.
    fn marked_in_sandbox(&self, path: &str, name: &'static str, headers: &Arc<Headers>) -> Resource {
        if !self.sandbox {
            return named(path, name, headers);
        }
        let headers = headers.clone();
        readable(web::resource(path), move |request| file::answer_changed(name, marked, &request, &headers))
    }

    /// Onboarding page. With a branding it bears it from the first paint. In a sandbox it is marked as such and offers
    /// the virtual phone.
    fn connect(&self) -> Resource {
        if !self.sandbox && self.branding.is_empty() {
            return named("/connect", "connect.html", &self.framed);
        }
        let (headers, branding, sandbox) = (self.framed.clone(), self.branding.clone(), self.sandbox);
        let change = move |page: &str| branding.applied_to(&if sandbox { marked(page) } else { page.to_owned() });
        readable(web::resource("/connect"), move |request| {
            file::answer_changed("connect.html", &change, &request, &headers)
        })
    }

    /// Document with the branding, for the element in whatever page it is.
    fn branding(&self) -> Resource {
        let (headers, branding) = (self.shared.clone(), self.branding.clone());
        readable(web::resource("/linekeeper-onboarding/branding.json"), move |request| {
            file::answer_text(branding.json(), "application/json", &request, &headers)
        })
    }
}

/// Marks a page as one of a sandbox.
fn marked(page: &str) -> String {
    page.replacen("<body>", "<body data-sandbox>", 1)
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

/// Resource with the pages of the documentation: `/docs/errors` is `docs/errors.html`.
fn documentation(headers: &Arc<Headers>) -> Resource {
    let headers = headers.clone();
    let file = |path: &str| format!("{}.html", relative(path));
    let there = guard::fn_guard(move |context: &GuardContext<'_>| file::exists(&file(context.head().uri.path())));
    readable(web::resource("/docs/{page}").guard(there), move |request| {
        file::answer(&file(request.path()), &request, &headers)
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
