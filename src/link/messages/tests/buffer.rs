//! Tests of the library's buffer and of batches that come together, on credentials in memory.

use std::pin::pin;
use std::time::Duration;

use linekeeper_domain::StoreFailure;
use tokio::time::timeout;
use wacore::store::traits::{PendingInboundKey, PendingInboundRow, ProtocolStore as _, SignalStore as _};
use wacore::types::events::InboundMessage;

use super::inbox::{Stage, inbound};
use super::*;
use crate::tests_credentials::Held;

/// Two messages with their keys in the buffer, into which they are handed over.
async fn handed_over(stage: &Stage) -> [InboundMessage; 2] {
    let both = [inbound(&from_anna(), text("a")), inbound(&in_group(), text("b"))];
    for one in &both {
        let (chat, sender) = (one.info.source.chat.to_string(), one.info.source.sender.to_string());
        let row = PendingInboundRow { chat: &chat, sender: &sender, id: &one.info.id, message: b"m" };
        stage.backend.store_pending_inbound_batch(&[row]).await.unwrap();
    }
    both
}

async fn clears(stage: &Stage, messages: &[InboundMessage]) {
    for one in messages {
        let (chat, sender) = (one.info.source.chat.to_string(), one.info.source.sender.to_string());
        let key = PendingInboundKey { chat: &chat, sender: &sender, id: &one.info.id };
        stage.backend.delete_pending_inbound_batch(&[key]).await.unwrap();
    }
}

async fn moves_a_ratchet(stage: &Stage) {
    stage.backend.put_sessions_batch(&[("300400.2".into(), b"ratchet".as_slice().into())]).await.unwrap();
}

#[tokio::test]
async fn batch_is_one_write_and_buffering_it_none() {
    let stage = Stage::new();
    let both = handed_over(&stage).await;
    assert_eq!(stage.credentials.writes(), 0);
    stage.inbox.commit(&both).await.unwrap();
    clears(&stage, &both).await;
    moves_a_ratchet(&stage).await;
    assert_eq!((stage.credentials.writes(), stage.credentials.batches()), (2, vec![2]));
    assert_eq!(stage.credentials.pending(), (0, 0));
}

#[tokio::test]
async fn ratchet_brings_copies_once_and_the_log_deletes_them() {
    let stage = Stage::new();
    let both = handed_over(&stage).await;
    moves_a_ratchet(&stage).await;
    assert_eq!((stage.credentials.writes(), stage.credentials.rows_of("pending-message").len()), (1, 2));
    moves_a_ratchet(&stage).await;
    assert_eq!(stage.credentials.pending(), (2, 0), "they are there");
    stage.inbox.commit(&both).await.unwrap();
    clears(&stage, &both).await;
    assert_eq!((stage.credentials.writes(), stage.credentials.pending()), (3, (2, 2)));
    assert!(stage.credentials.rows_of("pending-message").is_empty());
}

#[tokio::test]
async fn ratchet_that_failed_brings_the_copies_with_the_next() {
    let stage = Stage::new();
    let both = handed_over(&stage).await;
    stage.credentials.fail(StoreFailure::Unavailable);
    stage.backend.put_sender_keys_batch(&[("group".into(), b"key".as_slice().into())]).await.unwrap_err();
    stage.credentials.recover();
    stage.backend.put_sender_keys_batch(&[("group".into(), b"key".as_slice().into())]).await.unwrap();
    assert_eq!(stage.credentials.rows_of("pending-message").len(), 2);
    stage.inbox.commit(&both).await.unwrap();
    assert!(stage.credentials.rows_of("pending-message").is_empty());
}

/// The write of the messages is under way, and the ratchet waits for it: it needs no copies.
#[tokio::test]
async fn ratchet_waits_for_a_commit_under_way() {
    let stage = Stage::new();
    let both = handed_over(&stage).await;
    stage.credentials.hold(Held::Messages);
    let ratchet = async {
        stage.credentials.until_held_back(1).await;
        let mut moving = pin!(moves_a_ratchet(&stage));
        timeout(Duration::ZERO, &mut moving).await.unwrap_err();
        stage.credentials.hold(Held::Nothing);
        moving.await;
    };
    let (committed, ()) = tokio::join!(stage.inbox.commit(&both), ratchet);
    committed.unwrap();
    assert_eq!((stage.credentials.writes(), stage.credentials.pending()), (2, (0, 0)));
}

/// Texts with these ids, each alone.
fn texts<const N: usize>(ids: [&str; N]) -> [[InboundMessage; 1]; N] {
    ids.map(|id| [inbound(&MessageInfo { id: id.to_owned(), ..from_anna() }, text(id))])
}

#[tokio::test]
async fn batches_that_wait_for_a_commit_share_the_next() {
    let stage = Stage::new();
    let [one, two, three] = texts(["1", "2", "3"]);
    stage.credentials.hold(Held::Messages);
    let others = async {
        stage.credentials.until_held_back(1).await;
        let let_go = async { stage.credentials.hold(Held::Nothing) };
        let (two, three, ()) = tokio::join!(stage.inbox.commit(&two), stage.inbox.commit(&three), let_go);
        two.unwrap();
        three.unwrap();
    };
    let (one, ()) = tokio::join!(stage.inbox.commit(&one), others);
    one.unwrap();
    assert_eq!(stage.credentials.batches(), [1, 2]);
}

#[tokio::test]
async fn batch_whose_writer_was_dropped_is_committed_all_the_same() {
    let stage = Stage::new();
    let [one, two, three] = texts(["1", "2", "3"]);
    stage.credentials.hold(Held::Messages);
    let mut first = Box::pin(stage.inbox.commit(&one));
    timeout(Duration::ZERO, &mut first).await.unwrap_err();
    let mut writer = Box::pin(stage.inbox.commit(&two));
    timeout(Duration::ZERO, &mut writer).await.unwrap_err();
    let mut last = Box::pin(stage.inbox.commit(&three));
    timeout(Duration::ZERO, &mut last).await.unwrap_err();
    drop(first);
    // It takes both batches, and gets no further.
    timeout(Duration::ZERO, &mut writer).await.unwrap_err();
    drop(writer);
    stage.credentials.hold(Held::Nothing);
    last.await.unwrap();
    assert_eq!(stage.credentials.events().last().unwrap().facts.message_id, "3");
}

#[tokio::test]
async fn batches_that_failed_together_are_all_refused() {
    let stage = Stage::new();
    let [one, two, three] = texts(["1", "2", "3"]);
    stage.credentials.hold(Held::Messages);
    let others = async {
        stage.credentials.until_held_back(1).await;
        let refused = async {
            stage.credentials.fail(StoreFailure::Unavailable);
            stage.credentials.hold(Held::Nothing);
        };
        let (two, three, ()) = tokio::join!(stage.inbox.commit(&two), stage.inbox.commit(&three), refused);
        two.unwrap_err();
        three.unwrap_err();
    };
    let (one, ()) = tokio::join!(stage.inbox.commit(&one), others);
    one.unwrap_err();
    assert_eq!(stage.kinds(), []);
}

#[tokio::test]
async fn copy_that_an_earlier_process_stored_goes_with_the_message() {
    let stage = Stage::new();
    let _both = handed_over(&stage).await;
    moves_a_ratchet(&stage).await;
    let stage = stage.restarted();
    let again = MessageInfo { is_offline: true, ..from_anna() };
    let (chat, sender) = (again.source.chat.to_string(), again.source.sender.to_string());
    let found = stage.backend.get_pending_inbound(&chat, &sender, &again.id).await.unwrap();
    assert_eq!(found, Some(b"m".to_vec()));
    stage.receives(&again, text("a")).await;
    // Its ratchet was not in that write, so that it is decrypted and not found.
    stage.receives(&MessageInfo { is_offline: true, ..in_group() }, text("b")).await;
    assert_eq!((stage.kinds().len(), stage.credentials.rows_of("pending-message").len()), (2, 0));
}

#[tokio::test]
async fn probe_of_the_builder_never_reaches_the_store() {
    let stage = Stage::new();
    stage.credentials.fail(StoreFailure::Unavailable);
    let (jid, id) = ("0@s.whatsapp.net", "__wa_durability_probe_1_1__");
    stage.backend.store_pending_inbound(jid, jid, id, b"probe").await.unwrap();
    assert_eq!(stage.backend.get_pending_inbound(jid, jid, id).await.unwrap(), Some(b"probe".to_vec()));
    stage.backend.delete_pending_inbound(jid, jid, id).await.unwrap();
    assert_eq!(stage.credentials.pending(), (0, 0));
}
