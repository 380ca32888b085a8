//! Prechecks: asked before something that cannot be undone. They do not change the session's state, so they do not wait
//! for serial tasks.

use std::sync::Arc;

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{CheckNo, Event, Precheck, PrecheckError};
use linekeeper_domain::{CompanyId, CountedFor, ErrorCode, PairingMethod, Phone};
use linekeeper_ports::StoreError;

use super::actor::SessionActor;
use crate::SessionServices;
use crate::credentials::{
    AskForCode, CodePermit, ConfirmCompany, ConfirmOwner, CredentialsHandle, OrderLogOut, WorkNo,
};
use crate::failures::log_failure;
use crate::gate::GateStatusOf;

/// Services that answer a precheck.
struct Asked {
    services: Arc<SessionServices>,
    credentials: CredentialsHandle,
    company: CompanyId,
}

impl SessionActor {
    pub(super) fn check(&mut self, number: WorkNo, (check, question): (CheckNo, Precheck), ctx: &mut Context<Self>) {
        let Some(credentials) = self.work(number).map(|work| work.credentials.clone()) else { return };
        let asked = Asked { services: self.services.clone(), credentials, company: self.args.company.clone() };
        let answer = async move { asked.answer(question).await };
        ctx.spawn(answer.into_actor(self).map(move |answer, actor, ctx| {
            let mut granted = None;
            let answer = answer.map(|permit| {
                let grant = permit.as_ref().map(CodePermit::grant);
                granted = permit;
                grant.unwrap_or_default()
            });
            actor.take_with_permit(number, (Event::Checked(check, answer), granted), ctx);
        }));
    }
}

impl Asked {
    /// Answers a precheck: `Ok` for yes, with the permit if a code was asked for.
    async fn answer(&self, question: Precheck) -> Result<Option<CodePermit>, PrecheckError> {
        match question {
            Precheck::Reset => self.order_log_out(true).await?,
            Precheck::Owner => self.store("confirm the owner of", self.credentials.ask(ConfirmOwner).await)?,
            Precheck::Link { phone, method, by, logs_out } => {
                let permit = self.may_link(phone, method, &by).await?;
                if logs_out {
                    // Last, so that no log-out is stored for a request that is refused.
                    self.order_log_out(false).await?;
                }
                return Ok(permit);
            }
        }
        Ok(None)
    }

    /// Stores the log-out of the linked device before it is sent, so that no later life takes it for a removal by
    /// WhatsApp. A database that cannot write refuses it: otherwise the device would be gone and its keys would not.
    async fn order_log_out(&self, takes_back: bool) -> Result<(), PrecheckError> {
        self.store("store the ordered log-out of", self.credentials.ask(OrderLogOut { takes_back }).await).map(drop)
    }

    async fn may_link(
        &self,
        phone: Option<Phone>,
        method: PairingMethod,
        by: &Asker,
    ) -> Result<Option<CodePermit>, PrecheckError> {
        if let Ok(gate) = self.services.gate_status.send(GateStatusOf).await
            && let Some(until) = gate.shut_until
        {
            return Err(PrecheckError { code: ErrorCode::ClientOutdated, until: Some(until) });
        }
        self.store("confirm", self.credentials.ask(ConfirmCompany { phone: phone.clone() }).await)?;
        match (phone, method) {
            (Some(phone), PairingMethod::Code) => {
                let (at, counted_for) = (self.services.clock.now(), CountedFor::of(by));
                let ask = AskForCode { phone, at, counted_for };
                let answer = self.store("update the code usage of", self.credentials.ask(ask).await)?;
                let permit = answer.inspect_err(|cool_down| self.services.metrics.code_refused(cool_down.limit))?;
                Ok(Some(permit))
            }
            (None, PairingMethod::Code) | (_, PairingMethod::Qr) => Ok(None),
        }
    }

    fn store<T>(&self, what: &str, answer: Result<T, StoreError>) -> Result<T, PrecheckError> {
        let company = &self.company;
        answer.map_err(|error| {
            log_failure(company, what, &error);
            error.failure.into()
        })
    }
}
