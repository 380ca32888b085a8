//! Control API for passkeys: methods of [`Simulator`], and their HTTP routes.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Json, Path, ServiceConfig};
use serde_json::Value;

use super::linking;
use super::views::{AssertionOrder, PasskeyCredential, PasskeyView};
use crate::control::{answer, bad_method, done};
use crate::error::Refusal;
use crate::simulator::Simulator;
use crate::state::Number;
use crate::world::World;

/// Routes `/phones/{number}/passkey…`.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let at =
        |path: &str| web::resource(format!("/phones/{{number}}/passkey{path}")).default_service(web::to(bad_method));
    config
        .service(at("").get(passkey))
        .service(at("/assertion").post(assertion))
        .service(at("/credential").put(credential))
        .service(at("/confirm").post(confirm))
        .service(at("/refuse").post(refuse))
        .service(at("/expire").post(expire))
        .service(at("/renew").post(renew));
}

async fn passkey(simulator: Data<Simulator>, number: Path<String>) -> HttpResponse {
    answer(simulator.passkey(&number).await)
}

async fn assertion(simulator: Data<Simulator>, number: Path<String>, body: Json<AssertionOrder>) -> HttpResponse {
    answer(simulator.passkey_assertion(&number, body.into_inner()).await)
}

async fn credential(simulator: Data<Simulator>, number: Path<String>, body: Json<PasskeyCredential>) -> HttpResponse {
    done(simulator.register_passkey(&number, &body).await)
}

async fn confirm(simulator: Data<Simulator>, number: Path<String>) -> HttpResponse {
    done(simulator.confirm_passkey(&number).await)
}

async fn refuse(simulator: Data<Simulator>, number: Path<String>) -> HttpResponse {
    done(simulator.refuse_passkey(&number).await)
}

async fn expire(simulator: Data<Simulator>, number: Path<String>) -> HttpResponse {
    done(simulator.expire_passkey(&number).await)
}

async fn renew(simulator: Data<Simulator>, number: Path<String>) -> HttpResponse {
    done(simulator.renew_passkey(&number).await)
}

impl Simulator {
    /// Passkey settings and public keys of an account.
    ///
    /// # Errors
    /// [`Refusal::BadNumber`], [`Refusal::Full`].
    pub async fn passkey(&self, number: &str) -> Result<PasskeyView, Refusal> {
        self.passkey_step(number, |world, number| {
            let view = world.phone(number)?.passkeys.view()?;
            // The authenticator may be a new one.
            world.touch();
            Ok(view)
        })
        .await
    }

    /// Makes an assertion with the phone's own authenticator; returns it as a browser's `toJSON()` does.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] for options that a browser refuses, [`Refusal::NoPasskeyLinking`] if none are given and
    /// the service has issued none.
    pub async fn passkey_assertion(&self, number: &str, order: AssertionOrder) -> Result<Value, Refusal> {
        self.passkey_step(number, |world, number| linking::assertion(world, number, order)).await
    }

    /// Registers the credential of another authenticator for the account.
    ///
    /// # Errors
    /// [`Refusal::BadRequest`] for an id or a key that is malformed.
    pub async fn register_passkey(&self, number: &str, credential: &PasskeyCredential) -> Result<(), Refusal> {
        self.passkey_step(number, |world, number| {
            world.phone(number)?.passkeys.register(credential)?;
            world.touch();
            Ok(())
        })
        .await
    }

    /// Confirms, for the person at the phone, that the companion shows the phone's code.
    ///
    /// # Errors
    /// [`Refusal::NoPasskeyLinking`] if the phone shows no code.
    pub async fn confirm_passkey(&self, number: &str) -> Result<(), Refusal> {
        self.passkey_step(number, linking::confirm).await
    }

    /// Refuses the linking for the person at the phone.
    ///
    /// # Errors
    /// [`Refusal::NoPasskeyLinking`] if none waits for a passkey or for what follows it.
    pub async fn refuse_passkey(&self, number: &str) -> Result<(), Refusal> {
        self.passkey_step(number, linking::refuse).await
    }

    /// Lets the issued challenge expire at once; the linking goes on.
    ///
    /// # Errors
    /// [`Refusal::NoPasskeyLinking`] if no challenge is open.
    pub async fn expire_passkey(&self, number: &str) -> Result<(), Refusal> {
        self.passkey_step(number, linking::expire).await
    }

    /// Requests an assertion of the companion once more, with another challenge; the older one is void.
    ///
    /// # Errors
    /// [`Refusal::NoPasskeyLinking`] if no linking waits for an assertion.
    pub async fn renew_passkey(&self, number: &str) -> Result<(), Refusal> {
        self.passkey_step(number, linking::renew).await
    }

    async fn passkey_step<R>(
        &self,
        number: &str,
        step: impl FnOnce(&mut World, &Number) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let number = self.account(number)?;
        let outcome = self.with(|world| step(world, &number))?;
        self.saved().await;
        Ok(outcome)
    }
}
