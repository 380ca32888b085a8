//! Messages that are sent for callers: orders ([`send`]), what became of them ([`sent`]), how a line sends ([`outbox`]), and what chats
//! are told of the line ([`chats`], [`numbers`]).

pub(crate) mod chats;
pub(crate) mod numbers;
pub(crate) mod outbox;
pub(crate) mod send;
pub(crate) mod sent;

use std::sync::Arc;

use linekeeper_actors::supervisor::LineOf;
use linekeeper_domain::{CompanyId, CorrelationId, ErrorCode};
use linekeeper_ports::{LineDown, LineMessages, Outbox};

use crate::problem::Problem;
use crate::state::ApiState;

/// Services of messages that are sent.
#[derive(Clone)]
pub struct SendServices {
    /// The outbox of all lines.
    pub outbox: Arc<dyn Outbox>,
    /// Most messages of a line that wait to be sent.
    pub most_waiting: u32,
    /// Checks of numbers.
    pub numbers: Arc<numbers::NumberChecks>,
}

/// The services, where messages are kept.
///
/// # Errors
/// NOT_FOUND where they are not.
fn services<'a>(state: &'a ApiState, correlation: &CorrelationId) -> Result<&'a SendServices, Problem> {
    state.sends.as_ref().ok_or_else(|| Problem::without_messages(correlation.clone()))
}

/// What the line of a company does with messages.
///
/// # Errors
/// NOT_FOUND where messages are not kept, NOT_CONNECTED where the line is not connected.
async fn line_of(
    state: &ApiState,
    company: &CompanyId,
    correlation: &CorrelationId,
) -> Result<Arc<dyn LineMessages>, Problem> {
    services(state, correlation)?;
    let line = state.ask(LineOf { company: company.clone() }).await;
    line.ok().flatten().ok_or_else(|| not_connected(LineDown, correlation))
}

fn not_connected(down: LineDown, correlation: &CorrelationId) -> Problem {
    Problem::new(ErrorCode::NotConnected, down.to_string(), correlation.clone())
}
