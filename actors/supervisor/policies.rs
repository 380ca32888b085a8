//! Companies' own restart policies: stored or removed.

use actix::{AsyncContext, Context, ResponseFuture, WrapFuture, fut::ActorFutureExt};
use linekeeper_domain::StoreFailure;
use linekeeper_ports::StoreError;
use tokio::sync::oneshot;

use super::actor::SessionSupervisor;
use super::messages::SetRestartPolicy;

impl SessionSupervisor {
    /// Stores or removes the company's own policy; it counts from the next exit of its session on.
    pub(super) fn set_policy(
        &mut self,
        set: SetRestartPolicy,
        ctx: &mut Context<Self>,
    ) -> ResponseFuture<Result<(), StoreError>> {
        let (answer, answered) = oneshot::channel();
        let (policies, company, policy) = (self.services.policies.clone(), set.company.clone(), set.policy);
        let write = async move { policies.set_restart_policy(&company, policy).await };
        ctx.spawn(write.into_actor(self).map(move |written, supervisor, _| {
            if let Some(record) = set.record(&written) {
                supervisor.audit(&record);
            }
            if let (Ok(()), Some(entry)) = (&written, supervisor.entries.get_mut(&set.company)) {
                entry.policy = policy;
                entry.policy_changes = entry.policy_changes.wrapping_add(1);
            }
            // The caller may be gone; the policy is stored all the same.
            let _gone = answer.send(written);
        }));
        Box::pin(async move {
            let lost = || StoreError::new(StoreFailure::UnknownOutcome, "the supervisor is gone");
            answered.await.unwrap_or_else(|_| Err(lost()))
        })
    }
}
