//! What the log costs a line to which nothing comes, counted: the heap that is left of it, whatever came before.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use async_trait::async_trait;
use linekeeper_domain::messages::MessageKey;
use linekeeper_ports::{
    Batch, Credentials, KeyQuery, KeyRow, LinkCredentials, LinkPurpose, LogSpace, StoreError, Written,
};
use wacore::store::traits::{PendingInboundKey, PendingInboundRow, ProtocolStore as _};
use wacore_binary::builder::NodeBuilder;

use super::super::Inbox;
use super::inbox::{Hand, inbound};
use super::*;
use crate::backend::Backend;
use crate::runtime::LinkRuntime;

/// Most bytes that may be left: the log's side of the link itself, and its task.
const LITTLE: i64 = 1_536;

/// Credentials that keep nothing, so that only the log's side of the link is counted.
struct Nothing;

#[async_trait]
impl LinkCredentials for Nothing {
    async fn credentials(&self) -> Result<Option<Credentials>, StoreError> {
        Ok(None)
    }

    async fn keys(&self, _: KeyQuery) -> Result<Vec<KeyRow>, StoreError> {
        Ok(Vec::new())
    }

    async fn write(&self, _: Batch) -> Result<Written, StoreError> {
        Ok(Written::default())
    }

    async fn has_seen(&self, keys: Vec<MessageKey>) -> Result<Vec<bool>, StoreError> {
        Ok(vec![false; keys.len()])
    }
}

/// A message as a line gets it: its stanza, the copy that the library hands over, the batch, and the end of the copy.
async fn arrives(inbox: &Inbox, backend: &Backend, id: &str) {
    let stanza = NodeBuilder::new("message").attr("id", id).attr("t", "1790000000").attr("from", ANNA).build();
    inbox.stanzas.keep(&stanza.as_node_ref(), &[jid(SALON)]);
    let info = MessageInfo { id: id.to_owned(), ..from_anna() };
    let (chat, sender) = (info.source.chat.to_string(), info.source.sender.to_string());
    let copy = PendingInboundRow { chat: &chat, sender: &sender, id, message: b"m" };
    backend.store_pending_inbound_batch(&[copy]).await.unwrap();
    inbox.commit(&[inbound(&info, text("hello"))]).await.unwrap();
    let key = PendingInboundKey { chat: &chat, sender: &sender, id };
    backend.delete_pending_inbound_batch(&[key]).await.unwrap();
}

#[test]
fn log_of_an_idle_line_keeps_little_after_messages() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let clock = Arc::new(Hand(AtomicI64::new(1_790_000_000)));
    let backend = Arc::new(Backend::new(Arc::new(Nothing), clock.clone(), LinkPurpose::Login));
    let link = LinkRuntime::new(runtime.handle().clone());
    let mut kept = None;
    let counted = allocation_counter::measure(|| {
        runtime.block_on(async {
            let inbox = Inbox::new(&backend, clock.clone(), (link.clone(), LogSpace::default()));
            inbox.give_up_in_time();
            for number in 0..50 {
                arrives(&inbox, &backend, &format!("A{number}")).await;
            }
            // Past the first look at what is given up.
            tokio::time::sleep(std::time::Duration::from_secs(100)).await;
            kept = Some(inbox);
        });
    });
    let left = counted.bytes_current;
    assert!(left <= LITTLE, "{left} bytes are left of {} messages", 50);
    drop(kept);
}
