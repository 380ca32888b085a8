//! Messages that were lost on their way here.
//!
//! whatsapp-rust 0.7.0 stores a live message's copy after it has decrypted it, and a flush for another message may store
//! the advanced ratchet before that. If the process ends in between, the message comes again as a duplicate of which
//! there is no copy, and the library would acknowledge it. So for each duplicate without a copy the log is asked, and a
//! message that it has not seen is not acknowledged but asked for again.
//!
//! Nothing is invented: what the log need not know is acknowledged as the library does. That is what is never told of,
//! what the own phone tells its devices, a group's keys alone, what was sent before the log began, and a message whose stanza is not at hand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use linekeeper_domain::messages::{EventType, MessageKey};
use wacore::store::traits::PendingInboundKey;
use whatsapp_rust::RetryRequestOptions;

use super::accounts::Accounts;
use super::awaited::Waiting;
use super::inbox::{Answer, Inbox};
use super::mapping::{facts_of, is_between_devices, key_of};
use super::stanzas::Stanza;
use super::undecryptable::{UNRECOVERABLE, marked};
use super::writing::Writing;
use crate::backend::Receipts;

/// Time after the link is built, and between later looks, at which messages are given up.
const FIRST_LOOK: Duration = Duration::from_secs(60);
const LOOKS: Duration = Duration::from_secs(3_600);

#[async_trait]
impl Receipts for Inbox {
    async fn may_acknowledge(&self, message: PendingInboundKey<'_>) -> Answer<bool> {
        let stanza = self.stanzas.take(message);
        let stanza = stanza.filter(|stanza| !stanza.is_keys_alone() && !is_between_devices(&stanza.info));
        let Some(stanza) = stanza else { return Ok(true) };
        let mut accounts = Accounts::of_line(self.backend.own_addresses());
        accounts.learn_from(&stanza.info);
        let Some(facts) = facts_of(&stanza.info, &accounts) else { return Ok(true) };
        let mut loaded = self.awaited().await?;
        let now = self.clock.now();
        let awaited = loaded.get(now);
        let key = key_of(&stanza.info);
        if stanza.info.timestamp.timestamp() < awaited.since {
            return Ok(true);
        }
        let known = self.backend.has_seen(vec![key.clone(), marked(UNRECOVERABLE, &key)]).await?;
        if known.contains(&true) {
            return Ok(true);
        }
        let waiting = awaited.get(&key).cloned().unwrap_or_else(|| Waiting::new(&key, facts, now));
        if waiting.may_be_asked_for(now) && awaited.takes(&key) {
            tracing::warn!("a message was lost on its way here and is asked for again");
            let mut writing = Writing::new(now, accounts);
            writing.wait_for(waiting.asked(now), awaited);
            self.store(writing, awaited, &[]).await?;
            self.ask_for(stanza, key);
        }
        Ok(false)
    }
}

impl Inbox {
    /// Asks the sender for a message, who is asked through the library's retry receipt, and the own phone with it. A
    /// message of the own account is asked for at the own phone alone: no device answers its own retry.
    fn ask_for(&self, stanza: Stanza, key: MessageKey) {
        let Some(client) = self.client() else { return };
        let asking = async move {
            let Stanza { info, node, .. } = stanza;
            if info.source.is_from_me {
                return client.send_pdo_placeholder_resend_request(&info).await.is_ok();
            }
            client.request_message_retry(&node.as_node_ref(), RetryRequestOptions::new()).await.is_ok()
        };
        // A task of its own: the library holds locks of the message meanwhile that the request needs.
        drop(self.runtime.start(async move {
            if !asking.await {
                tracing::warn!(message.id = key.id, "a lost message could not be asked for");
            }
        }));
    }

    /// Gives messages up from time to time, as long as the link lives.
    pub(crate) fn give_up_in_time(self: &Arc<Self>) {
        let inbox = Arc::downgrade(self);
        drop(self.runtime.start(async move {
            let mut pause = FIRST_LOOK;
            loop {
                tokio::time::sleep(pause).await;
                pause = LOOKS;
                let Some(inbox) = inbox.upgrade() else { return };
                inbox.forget_unknown();
                // Boxed: a task keeps its size as long as it runs, and this one is asleep.
                if Box::pin(inbox.give_up()).await.is_err() {
                    return;
                }
            }
        }));
    }

    /// Gives up the messages that have been waited for long enough, and forgets those that were given up long ago.
    pub(super) async fn give_up(&self) -> Answer<()> {
        let mut loaded = self.awaited().await?;
        let now = self.clock.now();
        let awaited = loaded.get(now);
        let (late, old) = (awaited.late(now), awaited.old(now));
        let mut writing = Writing::new(now, Accounts::default());
        if !late.is_empty() {
            let seen = self.backend.has_seen(late.iter().map(Waiting::key).collect()).await?;
            for (waiting, seen) in late.into_iter().zip(seen) {
                let key = waiting.key();
                if seen {
                    writing.no_longer(key);
                    continue;
                }
                let facts = waiting.facts.clone();
                writing.tell(marked(UNRECOVERABLE, &key), EventType::MessageUnrecoverable, facts);
                writing.wait_for(waiting.given_up(), awaited);
            }
        }
        old.into_iter().for_each(|key| writing.no_longer(key));
        self.store(writing, awaited, &[]).await
    }
}
