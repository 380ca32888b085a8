//! Questions: what is asked before something is done that cannot be undone. They change nothing of what the session is, so they wait for
//! no chore.

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{CheckNo, Denial, Event, Question};
use linekeeper_domain::{CompanyId, CountedFor, ErrorCode, PairingMethod, Phone};
use linekeeper_ports::StoreError;

use super::actor::SessionActor;
use crate::World;
use crate::credentials::{AskForCode, CodePermit, ConfirmCompany, ConfirmOwner, Desk, OrderLogOut};
use crate::failures::log_failure;
use crate::gate::GateStatusOf;

/// Who answers.
struct Asked {
    world: World,
    credentials: Desk,
    company: CompanyId,
}

impl SessionActor {
    pub(super) fn check(&self, check: CheckNo, question: Question, ctx: &mut Context<Self>) {
        let Some(credentials) = self.credentials.clone() else { return };
        let asked = Asked { world: self.world.clone(), credentials, company: self.birth.company.clone() };
        let answer = async move { asked.answer(question).await };
        ctx.spawn(answer.into_actor(self).map(move |answer, actor, ctx| {
            let answer = answer.map(|permit| {
                let grant = permit.as_ref().map(CodePermit::grant);
                actor.granted = permit;
                grant.unwrap_or_default()
            });
            actor.take(Event::Checked(check, answer), ctx);
            // Still there: the pairing has it, and gives it back in its own time.
            if let Some(permit) = actor.granted.take() {
                permit.used();
            }
        }));
    }
}

impl Asked {
    /// A yes, with what it grants if it was asked for a code.
    async fn answer(&self, question: Question) -> Result<Option<CodePermit>, Denial> {
        match question {
            Question::Reset => self.order_log_out(true).await?,
            Question::Owner => self.store("confirm the owner of", self.credentials.ask(ConfirmOwner).await)?,
            Question::Link { phone, method, by, logs_out } => {
                let permit = self.may_link(phone, method, &by).await?;
                if logs_out {
                    // Last, so that nothing is noted for what is refused.
                    self.order_log_out(false).await?;
                }
                return Ok(permit);
            }
        }
        Ok(None)
    }

    /// Notes the log-out of the linked device before it leaves, so that no later life takes it for a removal by WhatsApp. A
    /// database that cannot write refuses it: the device would be gone and its keys would not.
    async fn order_log_out(&self, takes_back: bool) -> Result<(), Denial> {
        self.store("order the log-out of", self.credentials.ask(OrderLogOut { takes_back }).await).map(drop)
    }

    async fn may_link(
        &self,
        phone: Option<Phone>,
        method: PairingMethod,
        by: &Asker,
    ) -> Result<Option<CodePermit>, Denial> {
        if let Ok(gate) = self.world.gate_status.send(GateStatusOf).await
            && let Some(until) = gate.shut_until
        {
            return Err(Denial { code: ErrorCode::ClientOutdated, until: Some(until) });
        }
        self.store("confirm", self.credentials.ask(ConfirmCompany { phone: phone.clone() }).await)?;
        match (phone, method) {
            (Some(phone), PairingMethod::Code) => {
                let (at, counted_for) = (self.world.clock.now(), CountedFor::of(by));
                let ask = AskForCode { phone, at, counted_for };
                let answer = self.store("write a ledger for", self.credentials.ask(ask).await)?;
                let permit = answer.inspect_err(|cool_down| self.world.metrics.code_refused(cool_down.limit))?;
                Ok(Some(permit))
            }
            (None, PairingMethod::Code) | (_, PairingMethod::Qr) => Ok(None),
        }
    }

    fn store<T>(&self, what: &str, answer: Result<T, StoreError>) -> Result<T, Denial> {
        let company = &self.company;
        answer.map_err(|error| {
            log_failure(company, what, &error);
            error.failure.into()
        })
    }
}
