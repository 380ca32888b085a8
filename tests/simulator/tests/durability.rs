//! Messages that a client does not acknowledge because it could not store them: they come until it has.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use linekeeper_simulator::{Fault, FaultPoint, MessageView, MessagesFilter, PhoneProfile, Simulator};
use tokio::sync::watch;
use whatsapp_rust::Client;
use whatsapp_rust::types::durability_hook::{InboundDurabilityHook, InboundMessage};

use crate::client::{PATIENCE, Store, TestClient, eventually, linked, simulator, until};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

/// Refuses to store messages with a text the first few times.
struct Hook {
    refusals: usize,
    refused: watch::Sender<usize>,
    stored: Mutex<Vec<InboundMessage>>,
}

impl Hook {
    fn refusing(times: usize) -> Arc<Self> {
        Arc::new(Self { refusals: times, refused: watch::Sender::new(0), stored: Mutex::new(Vec::new()) })
    }

    /// Waits until it has refused this many batches.
    async fn has_refused(&self, times: usize) {
        let mut refused = self.refused.subscribe();
        let waiting = refused.wait_for(|refused| *refused >= times);
        tokio::time::timeout(PATIENCE, waiting).await.expect("nothing was refused").unwrap();
    }

    fn texts(&self) -> Vec<String> {
        self.stored.lock().unwrap().iter().filter_map(|inbound| inbound.message.conversation.clone()).collect()
    }
}

#[async_trait::async_trait]
impl InboundDurabilityHook for Hook {
    async fn on_messages(&self, _: Arc<Client>, batch: &[InboundMessage]) -> whatsapp_rust::anyhow::Result<()> {
        let has_text = batch.iter().any(|inbound| inbound.message.conversation.is_some());
        if has_text && *self.refused.borrow() < self.refusals {
            self.refused.send_modify(|refused| *refused += 1);
            whatsapp_rust::anyhow::bail!("the disk is full");
        }
        self.stored.lock().unwrap().extend_from_slice(batch);
        Ok(())
    }
}

async fn logged(simulator: &Simulator, wanted: impl Fn(&[MessageView]) -> bool) -> Vec<MessageView> {
    eventually(simulator, || async {
        let page = simulator.messages(Some(CUSTOMER), &MessagesFilter::default()).await.unwrap();
        wanted(&page.messages).then_some(page.messages)
    })
    .await
}

fn all_taken(messages: &[MessageView]) -> bool {
    messages.iter().all(|message| message.deliveries[0].acknowledged.is_some())
}

/// Links a device and starts it again with this hook.
async fn hooked(simulator: &Simulator, store: &Store, hook: &Arc<Hook>) -> TestClient {
    let (client, _) = linked(simulator, SALON, store).await;
    until(simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    client.crash().await;
    again(simulator, store, hook).await
}

async fn again(simulator: &Simulator, store: &Store, hook: &Arc<Hook>) -> TestClient {
    until(simulator, SALON, |phone| !phone.devices[0].online).await;
    let client = TestClient::start_with(&simulator.endpoint(), store, Some(hook.clone())).await;
    client.connected().await;
    client
}

#[tokio::test]
async fn live_message_that_was_not_stored_comes_at_every_login() {
    let simulator = simulator().await;
    let (store, hook) = (Store::new(), Hook::refusing(2));
    let mut client = hooked(&simulator, &store, &hook).await;
    simulator.send(CUSTOMER, SALON, "keep me").await.unwrap();
    for times in 1..=2 {
        hook.has_refused(times).await;
        let messages = logged(&simulator, |messages| !messages.is_empty()).await;
        assert_eq!((messages[0].deliveries[0].times as usize, all_taken(&messages)), (times, false));
        client.crash().await;
        client = again(&simulator, &store, &hook).await;
    }
    assert_eq!(logged(&simulator, all_taken).await[0].deliveries[0].times, 3);
    assert_eq!(hook.texts(), ["keep me"]);
}

#[tokio::test]
async fn backlog_that_was_not_stored_comes_again_whole() {
    let simulator = simulator().await;
    let (store, hook) = (Store::new(), Hook::refusing(1));
    let (client, _) = linked(&simulator, SALON, &store).await;
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    client.crash().await;
    until(&simulator, SALON, |phone| !phone.devices[0].online).await;
    for number in 0..30 {
        simulator.send(CUSTOMER, SALON, &number.to_string()).await.unwrap();
    }
    let client = again(&simulator, &store, &hook).await;
    hook.has_refused(1).await;
    client.crash().await;
    let client = again(&simulator, &store, &hook).await;
    let messages = logged(&simulator, all_taken).await;
    assert!(messages.iter().all(|message| message.deliveries[0].resends == 0));
    let texts = hook.texts();
    let wanted: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    assert_eq!(texts, wanted, "in order, each once");
    drop(client);
}

#[tokio::test]
async fn hook_gets_the_answer_of_the_own_phone_as_a_peer_message() {
    let simulator = simulator().await;
    let (store, hook) = (Store::new(), Hook::refusing(0));
    let client = hooked(&simulator, &store, &hook).await;
    let silent = PhoneProfile { answers_retries: Some(false), ..PhoneProfile::default() };
    simulator.put_phone(CUSTOMER, silent).await.unwrap();
    simulator.add_fault(Fault::refuse(FaultPoint::Undecryptable, 1).of(SALON)).await.unwrap();
    let sent = simulator.send(CUSTOMER, SALON, "from the phone").await.unwrap();
    client.message_of(&sent.id).await;
    until(&simulator, SALON, |phone| phone.devices[0].queued == 0).await;
    let ids: HashSet<String> = hook.stored.lock().unwrap().iter().map(|inbound| inbound.info.id.clone()).collect();
    assert!(!ids.contains(&sent.id), "the recovered message itself is an event only");
    let stored = hook.stored.lock().unwrap();
    let answer = stored.iter().find_map(|inbound| {
        let protocol = inbound.message.protocol_message.as_option()?;
        protocol.peer_data_operation_request_response_message.as_option()
    });
    let result = &answer.expect("no answer").peer_data_operation_result[0];
    let resend = result.placeholder_message_resend_response.as_option().unwrap();
    let info = waproto::codec::web_message_info_decode(resend.web_message_info_bytes.as_ref().unwrap()).unwrap();
    let message = info.message.as_option().unwrap();
    assert_eq!((info.key.id.as_deref(), message.conversation.as_deref()), (Some(&*sent.id), Some("from the phone")));
}
