//! Many messages, and many lines at once.

use std::collections::HashSet;

use futures::future::join_all;
use linekeeper_domain::messages::{SendEvent, SendStatus};
use linekeeper_ports::{CredentialStore, Marked, NextSelect, Outbox};
use tokio_postgres::SimpleQueryMessage;

use super::*;
use crate::support::{World, company, in_a_world, linked};

/// Orders fifty thousand messages of the salon's in five thousand chats, beside those of other companies: rows as the store writes
/// them, but for what is sealed.
async fn fill(world: &World) {
    ordered(&world.store, &of_number("79160000001"), ["first"]).await;
    for id in 0..20 {
        let new = order(&of_number("79160000001"), "another's");
        world.store.enqueue(&company(&format!("other-{id}")), vec![new]).await.unwrap();
    }
    let many = format!(
        "INSERT INTO message_chats (company_id, chat, last_seq) SELECT '{SALON}', n, 10 FROM generate_series(2, 5000) AS n;
        INSERT INTO message_events (company_id, seq, id, chat, chat_seq, type, payload)
            SELECT '{SALON}', n, 'evt_' || substr(md5(n::text), 1, 16), n % 5000 + 1, n / 5000 + 2, 'message.status', payload
            FROM message_events, generate_series(2, 50000) AS n WHERE company_id = '{SALON}' AND seq = 1;
        INSERT INTO outgoing_messages (company_id, seq, id, whatsapp_id, chat, content, expires_at, status)
            SELECT '{SALON}', e.seq, 'msg_' || substr(md5(e.seq::text), 1, 16), '3EB0' || substr(upper(md5(e.seq::text)), 1, 18),
                e.chat, o.content, o.expires_at, CASE WHEN e.seq % 10 < 3 THEN 'delivered' ELSE 'queued' END
            FROM message_events e, outgoing_messages o
            WHERE e.company_id = '{SALON}' AND e.seq > 1 AND o.company_id = '{SALON}' AND o.seq = 1;
        DELETE FROM outgoing_lanes WHERE company_id = '{SALON}';
        INSERT INTO outgoing_lanes (company_id, chat, head, is_reply)
            SELECT company_id, chat, min(seq), chat % 7 = 0 FROM outgoing_messages WHERE company_id = '{SALON}' AND status = 'queued'
            GROUP BY company_id, chat;
        UPDATE message_logs SET last_seq = 50000, last_chat = 5000 WHERE company_id = '{SALON}';
        ANALYZE"
    );
    world.admin().await.batch_execute(&many).await.unwrap();
}

#[test]
fn fifty_thousand_messages_are_sent_chat_by_chat() {
    in_a_world(async |world| {
        let (store, fence) = (&world.store, linked(&world.store, SALON, "79006464263").await);
        fill(&world).await;
        let select = NextSelect { under_way: Vec::new(), limit: 30 };
        let found = store.next_to_send(&company(SALON), fence, select.clone()).await.unwrap();
        assert_eq!(found.len(), 60);
        // What is sealed belongs to another message: each is told as unreadable, and none hides another.
        assert!(found.iter().filter(|next| next.message.order.is_err()).count() >= 59);
        let seqs: Vec<_> = found.iter().map(|next| next.message.seq).collect();
        assert!(seqs[..30].is_sorted() && seqs[30..].is_sorted());
        let message = &found[0].message;
        assert_eq!(mark(store, fence, message).await, Marked::Write { attempts: 1 });
        assert_eq!(record(store, message, &[SendEvent::Acknowledged]).await, [SendStatus::Sent]);
        let after = store.next_to_send(&company(SALON), fence, select).await.unwrap();
        assert!(after.iter().all(|next| next.message.seq != message.seq));
        let counts = store.count_outgoing(&company(SALON)).await.unwrap();
        assert!(counts.contains(&(SendStatus::Queued, linekeeper_ports::COUNTED_OUTGOING)), "{counts:?}");
        for id in 0..20 {
            let other = company(&format!("other-{id}"));
            let fence = store.take(&other).await.unwrap().fence;
            let select = NextSelect { under_way: Vec::new(), limit: 50 };
            assert_eq!(store.next_to_send(&other, fence, select).await.unwrap().len(), 1);
        }
    });
}

#[test]
fn page_of_what_is_next_reads_no_more_than_it_gives() {
    in_a_world(async |world| {
        linked(&world.store, SALON, "79006464263").await;
        fill(&world).await;
        let admin = world.admin().await;
        let next = linekeeper_store::statements().find(|listed| listed.name == "next_to_send").unwrap().sql;
        admin.batch_execute(&format!("PREPARE next (text, bigint, bytea, bigint[], bigint) AS {next}")).await.unwrap();
        for mode in ["force_custom_plan", "force_generic_plan"] {
            admin.batch_execute(&format!("SET plan_cache_mode = {mode}")).await.unwrap();
            let sql = format!("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) EXECUTE next('{SALON}', 1, NULL, '{{}}', 20)");
            let plan = admin.simple_query(&sql).await.unwrap();
            let line = |message: &SimpleQueryMessage| match message {
                SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            };
            let lines: Vec<_> = plan.iter().filter_map(line).collect();
            let of_all = lines.iter().find(|line| line.contains("Buffers: shared")).unwrap();
            let count = |word: &str| word.split('=').nth(1).and_then(|count| count.parse::<u64>().ok());
            let blocks: u64 = of_all.split(' ').filter_map(count).sum();
            assert!(blocks < 400, "{mode}: {blocks}\n{}", lines.join("\n"));
        }
    });
}

#[test]
fn marks_and_records_of_many_lines_at_once_are_each_their_own() {
    in_a_world(async |world| {
        let store = &world.store;
        let mut lines = Vec::new();
        for number in 0..40 {
            let id = company(&format!("line-{number}"));
            let fence = store.take(&id).await.unwrap().fence;
            let orders = vec![order(&of_number("79160000001"), "A1"), order(&of_number("79160000001"), "A2")];
            let message = store.enqueue(&id, orders).await.unwrap().remove(0).message;
            lines.push((id, fence, message));
        }
        // One line has another owner, and the log of one was deleted by another process.
        lines[7].1 = Fence(lines[7].1.0 - 1);
        world.admin().await.batch_execute("DELETE FROM message_logs WHERE company_id = 'line-9'").await.unwrap();
        let marks =
            join_all(lines.iter().map(|(id, fence, message)| store.mark_sending(id, *fence, message.seq))).await;
        for (place, marked) in marks.into_iter().enumerate() {
            match place {
                7 | 9 => assert!(marked.is_err(), "{place}"),
                _ => assert_eq!(marked.unwrap(), Marked::Write { attempts: 1 }, "{place}"),
            }
        }
        let events = [SendEvent::Delivered, SendEvent::Acknowledged, SendEvent::Read];
        let reports = |message: &Outgoing| events.iter().map(|event| report(message, *event)).collect();
        let records = join_all(lines.iter().map(|(id, _, message)| store.record_sends(id, reports(message)))).await;
        for (place, changes) in records.into_iter().enumerate() {
            let changes: Vec<_> = changes.unwrap().into_iter().map(|change| change.to.status).collect();
            let expected: &[_] = if place == 9 { &[] } else { &[SendStatus::Delivered, SendStatus::Read] };
            assert_eq!(changes, expected, "{place}");
        }
        let mut seen = HashSet::new();
        for (place, (id, _, message)) in lines.iter().enumerate() {
            let log = store.events(id, 0, 200).await.unwrap().events;
            let statuses: Vec<_> = log.iter().map(|event| event.data.status().unwrap().status).collect();
            use SendStatus::{Delivered, Queued, Read};
            let expected: &[_] = if place == 9 { &[] } else { &[Queued, Queued, Delivered, Read] };
            assert_eq!(statuses, expected, "{place}");
            assert!(log.iter().all(|event| seen.insert(event.id.clone())));
            let found = store.outgoing(id, &message.id).await.unwrap();
            assert_eq!(found.map(|found| found.progress.status), (place != 9).then_some(Read), "{place}");
        }
    });
}
