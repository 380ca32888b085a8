//! The review's story, played without a person and printed step by step. Exit code 0 only if each step was seen.

use linekeeper_harness::{Database, Service, ServiceOptions, SimulatorProcess};
use serde_json::json;

const SALON: &str = "997441";
const OLD_PHONE: &str = "79936363848";
const NEW_PHONE: &str = "79006464263";

fn step(number: u32, text: &str) {
    println!("{number:>2}. {text}");
}

async fn link(service: &Service, simulator: &SimulatorProcess, phone: &str) -> String {
    let mut page = service.browser(SALON).await;
    page.request_code(phone).await;
    let code = page.code().await;
    let (status, answer) = simulator.enter_code(phone, &code).await;
    assert_eq!(status, 200, "{answer}");
    page.state("connected").await;
    code
}

#[tokio::main]
async fn main() {
    let database = Database::fresh().await;
    let simulator = SimulatorProcess::start(database.dir()).await;
    for phone in [OLD_PHONE, NEW_PHONE] {
        simulator.name(phone, "Salon Anna").await;
    }
    let options = ServiceOptions::with_endpoint(&simulator.endpoint);
    let service = Service::start(&database, &options).await;
    step(1, "Linekeeper and the simulator of WhatsApp are running");

    link(&service, &simulator, OLD_PHONE).await;
    assert_eq!(service.stored_phone(SALON).await.as_deref(), Some(OLD_PHONE));
    step(2, &format!("salon {SALON} holds credentials of {OLD_PHONE}"));

    let mut page = service.browser(SALON).await;
    page.request_code(NEW_PHONE).await;
    let code = page.code().await;
    step(3, &format!("a code for {NEW_PHONE} was asked for and came: {code}"));

    assert_eq!(service.stored_phone(SALON).await.as_deref(), Some(NEW_PHONE));
    assert_eq!(simulator.devices(OLD_PHONE).await, 0);
    step(4, &format!("the credentials of {OLD_PHONE} are gone, and its phone lists no device any more"));

    let (status, answer) = simulator.enter_code(NEW_PHONE, &code).await;
    assert_eq!(status, 200, "{answer}");
    step(5, &format!("the code was typed on the phone; device {}", answer["device"]));

    page.state("connected").await;
    step(6, "connected");

    service.kill().await;
    let service = Service::start(&database, &options).await;
    step(7, "the process was killed (-9) and started again");

    let mut page = service.browser(SALON).await;
    page.state("connected").await;
    assert_eq!(simulator.devices(NEW_PHONE).await, 1);
    step(8, "still connected, without a code");

    page.send(json!({ "type": "reset-whatsapp-credentials" })).await;
    let answer = page.frame("credentials-reset").await;
    assert_eq!(answer["success"], true);
    let status = service.json(&format!("/api/whatsapp/sessions/{SALON}/credentials/status")).await;
    assert_eq!(status["hasCredentials"], false, "{status}");
    assert_eq!(simulator.devices(NEW_PHONE).await, 0);
    step(9, "reset: no credentials in the database, no device on the phone");

    assert_eq!(service.stop().await, Some(0));
    step(10, "stopped in good order");
}
