//! Client versions: which ones the service takes, which one its page names, and which ones clients have announced.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Json, ServiceConfig};
use serde::{Deserialize, Serialize};
use waproto::whatsapp::ClientPayload;

use crate::control::{bad_method, done};
use crate::error::Refusal;
use crate::simulator::Simulator;
use crate::world::World;

/// Maximum number of announced versions that are counted apart; others are counted together.
const ANNOUNCED: usize = 64;

/// What the service takes and what its page says; absent members change nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VersionRules {
    /// Oldest version that is taken; older ones are refused with 405. An empty text takes all.
    #[serde(default)]
    pub least: Option<String>,
    /// Body of the page `/sw.js`, or its revision if it is a number. An empty text: the page answers 503.
    #[serde(default)]
    pub page: Option<String>,
}

/// Versions, as the control API shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VersionsView {
    /// Oldest version that is taken; absent if all are.
    pub least: Option<String>,
    /// Requests for the page.
    pub page_requests: u64,
    /// Number of connections that announced each version, refused ones included.
    pub announced: BTreeMap<String, u64>,
}

type Version = (u32, u32, u32);

#[derive(Debug, Default)]
pub(crate) struct Versions {
    least: Option<Version>,
    page: Option<String>,
    page_requests: u64,
    announced: BTreeMap<Version, u64>,
}

impl Versions {
    /// Counts the version of a client; whether it is taken.
    pub(crate) fn admits(&mut self, payload: &ClientPayload) -> bool {
        let version = payload.user_agent.as_option().and_then(|agent| agent.app_version.as_option());
        let number = |number: Option<u32>| number.unwrap_or_default();
        let version = version.map_or((0, 0, 0), |version| {
            (number(version.primary), number(version.secondary), number(version.tertiary))
        });
        if self.announced.len() < ANNOUNCED || self.announced.contains_key(&version) {
            *self.announced.entry(version).or_default() += 1;
        }
        self.least.is_none_or(|least| version >= least)
    }

    fn set(&mut self, rules: VersionRules) -> Result<(), Refusal> {
        match rules.least.as_deref() {
            None => {}
            Some("") => self.least = None,
            Some(text) => self.least = Some(version_of(text)?),
        }
        match rules.page {
            None => {}
            Some(page) => self.page = Some(page).filter(|page| !page.is_empty()),
        }
        Ok(())
    }

    fn view(&self) -> VersionsView {
        let named = |(primary, secondary, tertiary): Version| format!("{primary}.{secondary}.{tertiary}");
        VersionsView {
            least: self.least.map(named),
            page_requests: self.page_requests,
            announced: self.announced.iter().map(|(version, count)| (named(*version), *count)).collect(),
        }
    }

    /// Page as web.whatsapp.com serves it to browsers, shortened.
    fn page(&mut self) -> Option<String> {
        self.page_requests += 1;
        let page = self.page.as_deref()?;
        let is_revision = page.bytes().all(|byte| byte.is_ascii_digit());
        let whole = format!(
            "self.__swData=JSON.parse(/*BTDS*/\"{{\\\"dynamic_data\\\":{{\\\"SiteData\\\":\
             {{\\\"server_revision\\\":{page},\\\"client_revision\\\":{page}}}}}}}\");"
        );
        Some(if is_revision { whole } else { page.to_owned() })
    }
}

fn version_of(text: &str) -> Result<Version, Refusal> {
    let bad = || Refusal::BadRequest("a version is three numbers with dots between".to_owned());
    let numbers: Option<Vec<u32>> = text.split('.').map(|number| number.parse().ok()).collect();
    match numbers.as_deref() {
        Some([primary, secondary, tertiary]) => Ok((*primary, *secondary, *tertiary)),
        _ => Err(bad()),
    }
}

impl World {
    /// Whether the service takes the version of this client.
    pub(crate) fn takes_version(&mut self, payload: &ClientPayload) -> bool {
        self.versions.admits(payload)
    }
}

impl Simulator {
    /// Sets which versions are taken and what the page names.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`].
    pub async fn set_versions(&self, rules: VersionRules) -> Result<(), Refusal> {
        self.with(|world| world.versions.set(rules))
    }

    /// Versions that clients have announced, and requests for the page.
    pub async fn versions(&self) -> VersionsView {
        self.look(|world| world.versions.view())
    }
}

/// Mounts the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let other = || web::to(bad_method);
    config
        .service(web::resource("/client-versions").get(shown).put(set).default_service(other()))
        .service(web::resource("/sw.js").get(page).default_service(other()));
}

async fn shown(simulator: Data<Simulator>) -> HttpResponse {
    HttpResponse::Ok().json(simulator.versions().await)
}

async fn set(simulator: Data<Simulator>, body: Json<VersionRules>) -> HttpResponse {
    done(simulator.set_versions(body.into_inner()).await)
}

async fn page(simulator: Data<Simulator>) -> HttpResponse {
    match simulator.with(|world| world.versions.page()) {
        Some(page) => HttpResponse::Ok().content_type("application/x-javascript; charset=utf-8").body(page),
        None => HttpResponse::build(StatusCode::SERVICE_UNAVAILABLE).body("busy"),
    }
}
