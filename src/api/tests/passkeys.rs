//! Tests of linking with a passkey by HTTP, where nothing is asked for: what happens then is tested with the simulator.

use serde_json::json;

use super::*;

const PASSKEY: &str = "/api/whatsapp/sessions/997441/pairing/passkey";

#[actix_web::test]
async fn step_that_nothing_waits_for_is_404() {
    let api = Api::new().await;
    let confirm = format!("{PASSKEY}/confirm");
    let step = json!({ "challengeId": "a" });
    let answers = [
        api.answer(Method::GET, PASSKEY).await,
        api.send(Method::POST, PASSKEY, json!({ "challengeId": "a", "assertion": {} })).await,
        api.send(Method::POST, &confirm, step).await,
    ];
    for (status, problem) in answers {
        assert_eq!((status, problem["code"].as_str()), (404, Some("NO_PASSKEY_REQUESTED")), "{problem}");
    }
}

#[actix_web::test]
async fn body_of_another_form_is_refused_without_repeating_it() {
    let api = Api::new().await;
    let long = "s".repeat(17_000);
    let bodies = [
        (json!({ "challengeId": "a" }), 400),
        (json!({ "assertion": {} }), 400),
        (json!({ "challengeId": "a", "assertion": {}, "secret": 1 }), 400),
        (json!(["a", { "secret": 1 }]), 400),
        (json!({ "challengeId": "a", "assertion": { "secret": long } }), 413),
    ];
    for (body, expected) in bodies {
        let (status, problem) = api.send(Method::POST, PASSKEY, body).await;
        assert_eq!((status, problem["code"].as_str()), (expected, Some("BAD_REQUEST")), "{problem}");
        assert!(!problem.to_string().contains("secret"), "{problem}");
    }
}
