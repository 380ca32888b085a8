//! Webhooks: endpoints, lanes and deliveries on real PostgreSQL.

mod claims;
mod concurrency;
mod endpoints;
mod keys;
mod replays;
mod settling;
mod upkeep;

use std::collections::HashMap;

use linekeeper_domain::access::AccessId;
use linekeeper_domain::messages::{Chat, ChatKind, Content, EventId, MessageFacts, Origin, Person};
use linekeeper_domain::webhooks::{Answer, DeliveryDecision, UrlRules, WebhookUrl};
use linekeeper_domain::{CompanyId, Timestamp};
use linekeeper_ports::{
    ClaimOrder, ClaimedDelivery, DeliveryQuery, DeliveryState, EndpointSettings, ListedDelivery, NewEndpoint, Settled,
    Settlement, ShownSecret, WebhookDeliveries as _, WebhookEndpoints as _,
};
use linekeeper_secrets::{DataKey, Place, WrappedKey};
use linekeeper_store::{Store, statements};
use serde_json::json;
use tokio_postgres::Client;

use crate::support::{World, at, company, master_keys};

/// A world with companies that receive messages.
struct Hooks<'a> {
    world: &'a World,
    admin: Client,
    keys: HashMap<String, DataKey>,
}

impl<'a> Hooks<'a> {
    async fn in_world(world: &'a World) -> Self {
        Self { world, admin: world.admin().await, keys: HashMap::new() }
    }

    /// Begins the log of a company with ten chats.
    async fn log(&mut self, id: &str) {
        let (key, masters) = (DataKey::generate(), master_keys());
        let wrapped = WrappedKey::of(&key, &company(id), masters.current()).unwrap();
        let sql = "INSERT INTO message_logs (company_id, data_key, master_key_id) VALUES ($1, $2, $3)";
        let master = masters.current().id().as_str();
        self.admin.execute(sql, &[&id, &wrapped.as_bytes(), &master]).await.unwrap();
        let sql = "INSERT INTO message_chats (company_id, chat) SELECT $1, generate_series(1, 10)";
        self.admin.execute(sql, &[&id]).await.unwrap();
        self.keys.insert(id.to_owned(), key);
    }

    /// Adds an endpoint for companies; none means all.
    async fn endpoint(&self, companies: Option<&[&str]>) -> (AccessId, ShownSecret) {
        let new = NewEndpoint {
            id: AccessId::from_random(rand::random()),
            settings: settings("https://market.example/hooks/of-ours", companies),
            made_by: "key:k3m9p2q8r7s6t5u4".to_owned(),
            created_at: at(0),
        };
        let secret = self.world.store.add_webhook(new.clone()).await.unwrap();
        (new.id, secret)
    }

    /// Receives a message in each of these chats, in one transaction; returns their places in the log.
    async fn receive(&mut self, id: &str, chats: &[i32]) -> Vec<i64> {
        receive(&mut self.admin, (id, &self.keys[id]), chats).await
    }

    /// Column of a row, as text.
    async fn text(&self, sql: &str) -> String {
        self.admin.query_one(sql, &[]).await.unwrap().get::<_, Option<String>>(0).unwrap_or_default()
    }

    /// Makes everything that waits due, and every claim expired.
    async fn let_time_pass(&self) {
        let sql = "UPDATE webhook_deliveries SET not_before = NULL WHERE state = 'waiting';
            UPDATE webhook_lanes SET next_at = now() - interval '1 second',
                claimed_until = CASE WHEN claimed_until IS NOT NULL THEN now() - interval '1 second' END
            WHERE next_at IS NOT NULL;
            UPDATE webhook_endpoints SET paused_until = NULL, slow_level = 0";
        self.admin.batch_execute(sql).await.unwrap();
    }

    /// Checks that each lane counts what waits in it.
    async fn counters_are_right(&self) {
        let sql =
            "SELECT count(*)::text FROM webhook_lanes l WHERE waiting <> (SELECT count(*) FROM webhook_deliveries d
                WHERE d.endpoint_id = l.endpoint_id AND d.company_id = l.company_id AND d.chat = l.chat
                  AND d.state = 'waiting')";
        assert_eq!(self.text(sql).await, "0", "lanes that count wrong");
    }

    async fn listed(&self, endpoint: &AccessId, state: DeliveryState) -> Vec<ListedDelivery> {
        let query = DeliveryQuery { endpoint: endpoint.clone(), state, after: None, limit: 1000 };
        self.world.store.webhook_deliveries(query).await.unwrap()
    }
}

fn settings(url: &str, companies: Option<&[&str]>) -> EndpointSettings {
    let companies = companies.map(|ids| ids.iter().map(|id| company(id)).collect());
    let url = WebhookUrl::parse(url, &UrlRules::default()).unwrap();
    EndpointSettings { url, companies, events: None, description: Some("orders".to_owned()) }
}

fn facts() -> MessageFacts {
    let phone = Some("79160000001".to_owned());
    MessageFacts {
        chat: Chat { kind: ChatKind::Direct, lid: None, phone: phone.clone(), group: None },
        sender: Person { lid: None, phone },
        from_me: false,
        sender_name: None,
        message_id: "3EB0".to_owned(),
        sent_at: Timestamp::UNIX_EPOCH,
        origin: Origin::Live,
        content: Some(Content::Text { text: "a table for two".to_owned() }),
        reply_to: None,
        target: None,
        reaction: None,
        forwarded: false,
        expires_in_seconds: None,
    }
}

async fn receive(admin: &mut Client, (id, key): (&str, &DataKey), chats: &[i32]) -> Vec<i64> {
    let owe = statements().find(|listed| listed.name == "owe_deliveries").unwrap().sql;
    let payload = serde_json::to_vec(&json!({ "facts": facts() })).unwrap();
    let transaction = admin.transaction().await.unwrap();
    let sql = "UPDATE message_logs SET last_seq = last_seq + $2 WHERE company_id = $1 RETURNING last_seq";
    let count = i64::try_from(chats.len()).unwrap();
    let last: i64 = transaction.query_one(sql, &[&id, &count]).await.unwrap().get(0);
    let seqs: Vec<i64> = (last - count + 1..=last).collect();
    for (seq, chat) in seqs.iter().zip(chats) {
        let event = EventId::from_random(rand::random());
        let place = Place::Event { company: &company(id), event: event.as_str() };
        let sealed = key.seal(&place, &payload).unwrap();
        let sql = "WITH chat AS (UPDATE message_chats SET last_seq = last_seq + 1 WHERE company_id = $1 AND chat = $4
                RETURNING last_seq)
            INSERT INTO message_events (company_id, seq, id, chat, chat_seq, type, payload)
            SELECT $1, $2, $3, $4, last_seq, 'message.received', $5 FROM chat";
        transaction.execute(sql, &[&id, seq, &event.as_str(), chat, &sealed]).await.unwrap();
    }
    let types = vec!["message.received"; chats.len()];
    let places = vec![1_i32; chats.len()];
    transaction.query(owe, &[&vec![id], &places, &seqs, &chats.to_vec(), &types]).await.unwrap();
    transaction.commit().await.unwrap();
    seqs
}

fn order() -> ClaimOrder {
    ClaimOrder { places: 64, places_of_failing: 32, per_endpoint: 8, under_way: Vec::new() }
}

/// Claims lanes, by company and chat.
async fn claim(store: &Store) -> Vec<ClaimedDelivery> {
    let mut heads = store.claim_lanes(order()).await.unwrap().heads;
    heads.sort_by_key(|head| (head.claim.company.as_str().to_owned(), head.claim.chat));
    heads
}

/// Place in the log and chat of each.
fn places(heads: &[ClaimedDelivery]) -> Vec<(i64, i32)> {
    heads.iter().map(|head| (head.seq, head.claim.chat)).collect()
}

fn answered(head: &ClaimedDelivery, code: u16) -> Settlement {
    let answer = Answer::Status { code, retry_after: None };
    Settlement { claim: head.claim.clone(), seq: head.seq, answer, chance: 0.5, go_on: false }
}

async fn settle(store: &Store, head: &ClaimedDelivery, code: u16) -> Settled {
    store.settle_delivery(answered(head, code)).await.unwrap()
}

fn decision(settled: &Settled) -> DeliveryDecision {
    match settled {
        Settled::Recorded { decision, .. } => *decision,
        Settled::Lost => unreachable!("the claim is lost"),
    }
}

/// Delivers what waits until nothing is due; returns what was delivered in this order.
async fn deliver_all(store: &Store) -> Vec<(CompanyId, i32, i64)> {
    let mut delivered = Vec::new();
    loop {
        let heads = claim(store).await;
        if heads.is_empty() {
            return delivered;
        }
        for head in heads {
            assert_eq!(decision(&settle(store, &head, 200).await), DeliveryDecision::Delivered);
            delivered.push((head.claim.company, head.claim.chat, head.seq));
        }
    }
}
