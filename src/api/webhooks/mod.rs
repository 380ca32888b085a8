//! `/api/whatsapp/webhooks`: endpoints that get the events of the lines, what they were sent, and its repetition.

pub(crate) mod deliveries;
mod document;
pub(crate) mod manage;
pub(crate) mod replay;
pub(crate) mod secrets;

use std::collections::BTreeSet;
use std::sync::Arc;

use linekeeper_domain::messages::EventType;
use linekeeper_domain::webhooks::{InvalidWebhookUrl, UrlRules, WebhookUrl};
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_ports::{WebhookEndpoints, WebhookSender};

use crate::problem::Problem;
use crate::state::ApiState;

/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 200;
/// Most companies that an endpoint names.
const MOST_COMPANIES: usize = 1000;

/// Services of webhooks, where messages are enabled.
#[derive(Clone)]
pub struct WebhookServices {
    /// Store of the endpoints.
    pub endpoints: Arc<dyn WebhookEndpoints>,
    /// Client of the endpoints, for tests.
    pub sender: Arc<dyn WebhookSender>,
    /// What URLs may be.
    pub rules: UrlRules,
}

/// Services of webhooks.
///
/// # Errors
/// A problem where messages are not enabled.
fn services<'a>(state: &'a ApiState, correlation: &CorrelationId) -> Result<&'a WebhookServices, Problem> {
    state.webhooks.as_ref().ok_or_else(|| Problem::without_messages(correlation.clone()))
}

fn unknown(correlation: CorrelationId) -> Problem {
    Problem::new(ErrorCode::NotFound, "there is no such webhook", correlation)
}

/// Reason why settings of an endpoint are refused.
struct Refusal {
    /// Sentence about the rule that a value breaks.
    detail: String,
    /// Name of the rule, where it is one of the URL.
    rule: Option<&'static str>,
}

impl Refusal {
    fn of(detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), rule: None }
    }

    fn problem(self, correlation: CorrelationId) -> Problem {
        Problem::senseless(self.detail, correlation).with_rule(self.rule)
    }
}

/// Reads a URL by the rules of the configuration.
fn url_of(text: &str, rules: &UrlRules) -> Result<WebhookUrl, Refusal> {
    let refused = |error: InvalidWebhookUrl| Refusal { detail: format!("url: {error}"), rule: Some(error.as_str()) };
    WebhookUrl::parse(text, rules).map_err(refused)
}

fn companies_of(ids: Vec<CompanyId>) -> Result<BTreeSet<CompanyId>, Refusal> {
    if !(1..=MOST_COMPANIES).contains(&ids.len()) {
        return Err(Refusal::of(format!("companies has 1 to {MOST_COMPANIES} ids, or is null for all companies")));
    }
    Ok(ids.into_iter().collect())
}

fn events_of(types: Vec<EventType>) -> Result<BTreeSet<EventType>, Refusal> {
    if types.is_empty() {
        return Err(Refusal::of("events has at least one type, or is null for all types"));
    }
    Ok(types.into_iter().collect())
}

fn description_of(text: String) -> Result<String, Refusal> {
    let fits = (1..=LONGEST_DESCRIPTION).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits {
        Ok(text)
    } else {
        let detail = format!("description has 1 to {LONGEST_DESCRIPTION} characters, none of them a control character");
        Err(Refusal::of(detail))
    }
}
