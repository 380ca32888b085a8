//! `GET /api/dashboard/attention`: companies that need a person, by what would help, the longest in trouble first; and
//! how many endpoints of webhooks do.

use actix_web::{HttpResponse, web};
use linekeeper_domain::session::Help;
use linekeeper_ports::EndpointTroubles;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Company, unreachable_before};
use crate::correlation::Correlation;
use crate::problem::Problem;
use crate::state::ApiState;

/// Most companies that are shown of a group; the list has them all.
const SHOWN: u32 = 50;

/// What needs a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Attention {
    /// Groups with at least one company, the most urgent first.
    groups: Vec<AttentionGroup>,
    /// Endpoints of webhooks that need a person; null where the service runs without `[messages] enabled`.
    #[schema(required)]
    webhooks: Option<AttentionWebhooks>,
}

/// Numbers of webhook endpoints that need a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttentionWebhooks {
    /// Endpoints that failures have disabled.
    disabled: u32,
    /// Enabled endpoints whose attempts have all failed for an hour or longer.
    failing: u32,
}

/// Companies that the same would help.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttentionGroup {
    /// What would help.
    group: Help,
    /// Number of companies in the group.
    count: u64,
    /// How many of them an operator has acknowledged.
    acknowledged: u64,
    /// Those that nobody has acknowledged, the longest in trouble first, at most 50.
    #[schema(max_items = 50)]
    companies: Vec<Company>,
}

/// List what needs attention
///
/// Companies that need a person, grouped by what would help: the most urgent group first, the longest in trouble first;
/// and the numbers of webhook endpoints that need one.
#[utoipa::path(
    get,
    path = "/api/dashboard/attention",
    operation_id = "getAttention",
    tag = "dashboard",
    responses((status = 200, description = "What needs attention.", body = Attention)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let now = state.clock.now();
    let before = unreachable_before(now);
    let webhooks = async {
        let webhooks = state.webhooks.as_ref()?;
        Some(webhooks.endpoints.webhook_troubles().await)
    };
    let (counts, listed, webhooks) = tokio::join!(
        state.companies.counts(None, now, before),
        state.companies.attention(now, before, SHOWN),
        webhooks
    );
    let counts = counts.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let listed = listed.map_err(|error| Problem::store(&error, correlation.clone()))?;
    let webhooks = webhooks.transpose().map_err(|error| Problem::store(&error, correlation))?;
    let webhooks = webhooks.map(|EndpointTroubles { disabled, failing }| AttentionWebhooks { disabled, failing });
    let mut companies: Vec<Company> = listed.into_iter().map(|listed| Company::shown(listed, now)).collect();
    let group = |help: Help| {
        let of_group = counts.iter().filter(|count| count.help == Some(help));
        let shown = companies.extract_if(.., |company| company.group == Some(help)).collect();
        AttentionGroup {
            group: help,
            count: of_group.clone().map(|count| count.count).sum(),
            acknowledged: of_group.filter(|count| count.acknowledged).map(|count| count.count).sum(),
            companies: shown,
        }
    };
    let groups = Help::ALL.into_iter().map(group).filter(|group| group.count > 0).collect();
    Ok(HttpResponse::Ok().json(Attention { groups, webhooks }))
}
