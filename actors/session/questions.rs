//! Questions: what is asked before something is done that cannot be undone. They change nothing, so they wait for no chore.

use actix::{AsyncContext, Context, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::access::Asker;
use linekeeper_domain::session::{CheckNo, Denial, Event, Question};
use linekeeper_domain::{CodeGrant, CompanyId, CountedFor, ErrorCode, NumberDeed, PairingMethod, Phone};
use linekeeper_ports::StoreError;

use super::actor::SessionActor;
use crate::World;
use crate::credentials::{ConfirmCompany, ConfirmOwner, Desk, NoteNumber};
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
            actor.take(Event::Checked(check, answer), ctx);
        }));
    }
}

impl Asked {
    async fn answer(&self, question: Question) -> Result<CodeGrant, Denial> {
        match question {
            Question::Reset => self.store("confirm", self.credentials.ask(ConfirmCompany { phone: None }).await)?,
            Question::Owner => self.store("confirm the owner of", self.credentials.ask(ConfirmOwner).await)?,
            Question::Link { phone, method, by } => return self.may_link(phone, method, &by).await,
        }
        Ok(CodeGrant::default())
    }

    async fn may_link(&self, phone: Option<Phone>, method: PairingMethod, by: &Asker) -> Result<CodeGrant, Denial> {
        if let Ok(gate) = self.world.gate_status.send(GateStatusOf).await
            && let Some(until) = gate.shut_until
        {
            return Err(Denial { code: ErrorCode::ClientOutdated, until: Some(until) });
        }
        self.store("confirm", self.credentials.ask(ConfirmCompany { phone: phone.clone() }).await)?;
        match (phone, method) {
            (Some(phone), PairingMethod::Code) => {
                let (at, counted_for) = (self.world.clock.now(), CountedFor::of(by));
                let ask = NoteNumber { phone, deed: NumberDeed::Ask, at, counted_for };
                let answer = self.store("write a ledger for", self.credentials.ask(ask).await)?;
                Ok(answer.inspect_err(|cool_down| self.world.metrics.code_refused(cool_down.limit))?)
            }
            (None, PairingMethod::Code) | (_, PairingMethod::Qr) => Ok(CodeGrant::default()),
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
