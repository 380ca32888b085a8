//! `/api/whatsapp/sessions/{companyId}/pairing/passkey`: linking an account with a passkey by HTTP, for a back end or
//! support staff who answer in the owner's place.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use linekeeper_actors::supervisor::{AnswerPasskey, ConfirmPasskey, ShowPasskey};
use linekeeper_domain::session::{PasskeyItem, PasskeyStep, StateName};
use linekeeper_domain::{ChallengeId, CompanyId, CorrelationId, ErrorCode, PasskeyAnswer, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::Caller;
use crate::body::Object;
use crate::correlation::Correlation;
use crate::done::Done;
use crate::problem::Problem;
use crate::state::ApiState;

/// Error detail of a step that is refused.
const NOTHING_SENT: &str = "nothing was sent to WhatsApp";

/// What is to be answered or compared now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Passkey)]
pub(crate) struct PasskeyView {
    /// Company of the session.
    company_id: CompanyId,
    /// `waiting_for_passkey` while a challenge is to be answered, `confirming_passkey` while a code is to be compared.
    state: StateName,
    /// Name of the challenge; the answer and the confirmation repeat it.
    #[schema(value_type = String)]
    challenge_id: ChallengeId,
    /// WhatsApp's demand, as `navigator.credentials.get` takes it on a page of WhatsApp: a
    /// `PublicKeyCredentialRequestOptionsJSON`; null while a code is to be compared.
    #[schema(value_type = Option<Object>)]
    options: Option<serde_json::Value>,
    /// The code that the phone shows, too; null while a challenge is to be answered.
    code: Option<String>,
    /// End of the time for it.
    expires_at: Timestamp,
    /// Correlation id of the pairing.
    correlation_id: CorrelationId,
}

/// Answer to the challenge of a passkey. Not shown in debug output.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PasskeyAnswer)]
pub(crate) struct AnswerBody {
    /// The challenge that is answered.
    #[schema(value_type = String)]
    challenge_id: ChallengeId,
    /// What `PublicKeyCredential.toJSON()` gives; at most 16 KiB.
    #[schema(value_type = Object)]
    assertion: serde_json::Value,
}

impl fmt::Debug for AnswerBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerBody").field("challenge_id", &self.challenge_id).finish_non_exhaustive()
    }
}

/// Confirmation of the code of a passkey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PasskeyConfirmation)]
pub(crate) struct ConfirmationBody {
    /// The challenge whose code was compared.
    #[schema(value_type = String)]
    challenge_id: ChallengeId,
}

/// Get the challenge of a passkey
///
/// While WhatsApp demands the passkey of the account that is being linked: the challenge to answer, or the code to compare
/// with the one that the phone shows. 404 when nothing is to be answered or compared, which includes the time in which
/// WhatsApp checks an answer.
#[utoipa::path(
    get,
    path = "/api/whatsapp/sessions/{company}/pairing/passkey",
    operation_id = "getPasskey",
    tag = "sessions",
    responses((status = 200, description = "The challenge to answer, or the code to compare.", body = PasskeyView)),
)]
pub(crate) async fn show(
    state: web::Data<ApiState>,
    company: web::Path<CompanyId>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let company = company.into_inner();
    let asked = state.ask(ShowPasskey { company: company.clone() }).await.unwrap_or(Err(ErrorCode::Internal));
    let none =
        || Problem::new(ErrorCode::NoPasskeyRequested, "nothing is to be answered or compared", correlation.clone());
    let live = asked.map_err(|code| Problem::new(code, "the passkey is not known", correlation.clone()))?;
    let live = live.ok_or_else(none)?;
    let (options, code) = (live.options(), live.code().map(str::to_owned));
    let name = match live.item {
        PasskeyItem::Challenge(_) => StateName::WaitingForPasskey,
        PasskeyItem::Code(_) => StateName::ConfirmingPasskey,
    };
    Ok(HttpResponse::Ok().json(PasskeyView {
        company_id: company,
        state: name,
        challenge_id: live.challenge,
        options,
        code,
        expires_at: live.expires_at,
        correlation_id: live.correlation,
    }))
}

/// Answer the challenge of a passkey
///
/// Sends the assertion to WhatsApp. Each challenge is answered once: a second answer is refused with
/// `PASSKEY_ALREADY_ANSWERED`, one for another challenge with `PASSKEY_OUTDATED`. What comes of it is in the session's
/// status and on its WebSocket: a code to compare, a linked phone, or the end of the pairing.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/pairing/passkey",
    operation_id = "answerPasskey",
    tag = "sessions",
    request_body = AnswerBody,
    responses((status = 202, description = "The answer was sent to WhatsApp.", body = Done)),
)]
pub(crate) async fn answer(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    body: web::Json<Object<AnswerBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let AnswerBody { challenge_id, assertion } = body.into_inner().0;
    let with = PasskeyAnswer::new(assertion.to_string());
    let step = PasskeyStep { challenge: challenge_id, with, by: caller.asker(), correlation: correlation.clone() };
    let ask = AnswerPasskey { company: company.clone(), step };
    Done::or_problem_with(StatusCode::ACCEPTED, state.ask(ask).await, NOTHING_SENT, (company.into_inner(), correlation))
}

/// Confirm the code of a passkey
///
/// Tells WhatsApp that a person has compared the code with the one that the phone shows, and that they are the same.
#[utoipa::path(
    post,
    path = "/api/whatsapp/sessions/{company}/pairing/passkey/confirm",
    operation_id = "confirmPasskey",
    tag = "sessions",
    request_body = ConfirmationBody,
    responses((status = 202, description = "The confirmation was sent to WhatsApp.", body = Done)),
)]
pub(crate) async fn confirm(
    state: web::Data<ApiState>,
    (company, caller): (web::Path<CompanyId>, Caller),
    body: web::Json<Object<ConfirmationBody>>,
    Correlation(correlation): Correlation,
) -> Result<HttpResponse, Problem> {
    let ConfirmationBody { challenge_id } = body.into_inner().0;
    let step = PasskeyStep { challenge: challenge_id, with: (), by: caller.asker(), correlation: correlation.clone() };
    let ask = ConfirmPasskey { company: company.clone(), step };
    Done::or_problem_with(StatusCode::ACCEPTED, state.ask(ask).await, NOTHING_SENT, (company.into_inner(), correlation))
}
