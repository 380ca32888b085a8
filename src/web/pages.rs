//! Which paths exist, and which of them only in a sandbox.

use std::sync::Arc;

use actix_web::guard::{self, GuardContext};
use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource};

use crate::WebSettings;
use crate::file;
use crate::headers::Headers;

/// What the browser may do with each kind of file.
pub(crate) struct Pages {
    sandbox: bool,
    /// For our own pages only.
    closed: Arc<Headers>,
    /// The onboarding page may be framed where that is said.
    framed: Arc<Headers>,
    /// The element is there for pages of any origin; whether its socket opens there is another matter.
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
            .service(named("/favicon.svg", "favicon.svg", &self.closed))
            // Where one is in the dashboard is the page's own business.
            .service(named("/admin", "admin.html", &self.closed))
            .service(named("/admin/{place:.*}", "admin.html", &self.closed))
            .service(below("/assets/{name:.*}", &self.closed));
        if self.sandbox {
            config
                .service(named("/sandbox/phone", "sandbox/phone.html", &self.closed))
                .service(below("/sandbox/assets/{name:.*}", &self.closed));
        }
    }

    /// The onboarding page. In a sandbox it knows so and offers the virtual phone.
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

/// One file under a path of its own.
fn named(path: &str, name: &'static str, headers: &Arc<Headers>) -> Resource {
    let headers = headers.clone();
    readable(web::resource(path), move |request| file::answer(name, &request, &headers))
}

/// The files of a folder, under their own paths. What is none of them is for others to answer.
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

/// A resource that can be read and nothing else.
fn readable(resource: Resource, answer: impl Fn(HttpRequest) -> HttpResponse + Clone + 'static) -> Resource {
    let reading = guard::Any(guard::Get()).or(guard::Head());
    let answer = move |request: HttpRequest| std::future::ready(answer(request));
    resource.route(web::route().guard(reading).to(answer)).default_service(web::to(|| async {
        HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish()
    }))
}
