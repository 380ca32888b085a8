//! Tables filled unevenly: one company has far more rows than the others.

/// Number of companies with 43 keys each.
const SMALL: usize = 600;
/// Number of keys of the large company.
const MANY: usize = 50_000;

/// SQL that fills every table: one company has far more rows than the others.
pub(crate) fn fill() -> String {
    with_keys(SMALL)
}

/// SQL that fills every table: only one company has keys, and many.
pub(crate) fn fill_for_one() -> String {
    with_keys(0)
}

/// SQL that fills every table; `small` of the small companies have keys.
fn with_keys(small: usize) -> String {
    format!(
        r"
INSERT INTO master_keys (id, proof) VALUES ('k', '\x01') ON CONFLICT DO NOTHING;
INSERT INTO whatsapp_auth (company_id, data_key, master_key_id, phone, paired_at, last_connected_at)
    SELECT id, '\x01' || decode(repeat('ab', 80), 'hex'), 'k', '7900' || lpad(n::text, 7, '0'), now(),
        CASE WHEN n % 2 = 0 THEN now() - n * interval '1 minute' END
    FROM (SELECT 'c' || n AS id, n FROM generate_series(1, {SMALL}) AS n UNION ALL SELECT 'big', 9999999) AS companies;
INSERT INTO whatsapp_keys
    SELECT 'c' || c, 'session', 'id' || lpad(n::text, 8, '0'), '\x01' || decode(repeat('cd', 60), 'hex'),
        CASE WHEN n % 10 = 0 THEN n END
    FROM generate_series(1, {small}) AS c, generate_series(1, 43) AS n;
INSERT INTO whatsapp_keys
    SELECT 'big', 'session', 'id' || lpad(n::text, 8, '0'), '\x01' || decode(repeat('cd', 60), 'hex'),
        CASE WHEN n % 10 = 0 THEN n END
    FROM generate_series(1, {MANY}) AS n;
INSERT INTO whatsapp_next_auth (company_id, data_key, master_key_id, phone, paired_at, last_connected_at, creds)
    SELECT company_id, data_key, master_key_id, phone, paired_at, last_connected_at, '\x01' || decode(repeat('ab', 80), 'hex')
    FROM whatsapp_auth;
INSERT INTO whatsapp_next_keys SELECT * FROM whatsapp_keys WHERE company_id <> 'c7';
INSERT INTO whatsapp_next_keys SELECT 'c7', 'moved', key_id, value, stamp FROM whatsapp_keys WHERE company_id = 'big' LIMIT 12;
INSERT INTO whatsapp_old_devices (company_id, device, creds, phone, data_key, master_key_id, replaced_at)
    SELECT CASE WHEN n <= {SMALL} THEN 'c' || n ELSE 'big' END, n, '\x01' || decode(repeat('ab', 80), 'hex'), '7900' || lpad(n::text, 7, '0'),
        '\x01' || decode(repeat('ab', 80), 'hex'), 'k', now() - n * interval '1 minute'
    FROM generate_series(1, {SMALL} + 40) AS n;
INSERT INTO session_events (company_id, at, event, actor)
    SELECT CASE WHEN n % 2 = 0 THEN 'big' ELSE 'c1' END, now() - n * interval '1 second', 'e', 'supervisor'
    FROM generate_series(20000, 1, -1) AS n;
INSERT INTO session_events (company_id, at, event, actor)
    SELECT 'c' || n % {SMALL} + 1, now(), 'e', 'supervisor' FROM generate_series(1, 20000) AS n;
INSERT INTO restart_policies (company_id, kind, max_restarts, window_seconds, backoff_kind, backoff_initial_ms, backoff_max_ms,
        jitter_percent, stable_after_seconds)
    SELECT company_id, 'permanent', 1, 1, 'exponential', 1, 1, 1, 1 FROM whatsapp_auth;
INSERT INTO code_usage (company_id) SELECT 'c' || n FROM generate_series(1, 5000) AS n;
INSERT INTO pairing_budgets (account) SELECT '7900' || lpad(n::text, 7, '0') FROM generate_series(1, 5000) AS n;
INSERT INTO idempotency_keys (principal, operation, key, body_hash, begun_at)
    SELECT 'key:k', 'POST /', 'k' || n, decode(repeat('ab', 32), 'hex'), now() FROM generate_series(1, 5000) AS n;
INSERT INTO api_keys (id, label, scopes, hash, created_at)
    SELECT 'k' || lpad(n::text, 15, '0'), 'l', '{{admin}}', decode(repeat('ab', 32), 'hex'), now()
    FROM generate_series(1, 2000) AS n;
INSERT INTO onboarding_links (id, company_id, made_by, created_at, expires_at, short_hash)
    SELECT 'l' || lpad(n::text, 15, '0'), CASE WHEN n % 100 = 0 THEN 'c7' ELSE 'c1' END,
        CASE n % 3 WHEN 0 THEN 'sandbox' WHEN 1 THEN 'key:k' ELSE 'visit:v000000000000007:k' END || lpad(n::text, 15, '0'),
        now() - n / 2 * interval '1 second', now(), sha256(n::text::bytea)
    FROM generate_series(1, 5000) AS n;
INSERT INTO dashboard_visits (id, hash, key_id, began_at, seen_at)
    SELECT 'v' || lpad(n::text, 15, '0'), sha256(n::text::bytea), 'k000000000000001', now(), now()
    FROM generate_series(1, 5000) AS n;
INSERT INTO companies (company_id, name, name_words, state, code, since, correlation_id, linked, down_since, cause, attempts,
        help, help_since)
    SELECT 'c' || n, 'Salon ' || n, array_to_tsvector(ARRAY['salon', n::text]),
        CASE WHEN n % 1000 = 0 THEN 'error' WHEN n % 37 = 0 THEN 'reconnecting' ELSE 'connected' END,
        CASE WHEN n % 1000 = 0 THEN 'LOGGED_OUT' END, now() - n * interval '1 minute', 'r', n % 1000 <> 0,
        CASE WHEN n % 37 = 0 THEN now() - n * interval '1 minute' END, CASE WHEN n % 37 = 0 THEN 'NETWORK_ERROR' END, n % 37,
        CASE WHEN n % 1000 = 0 THEN 'waits_for_owner' WHEN n % 37 = 0 THEN 'unreachable' END,
        CASE WHEN n % 1000 = 0 OR n % 37 = 0 THEN now() - n * interval '1 minute' END
    FROM generate_series(1, 20000) AS n;
UPDATE session_events SET correlation_id = 'r' || id % 5000;
INSERT INTO message_logs (company_id, data_key, master_key_id)
    SELECT id, '\x01' || decode(repeat('ab', 80), 'hex'), 'k'
    FROM (SELECT 'c' || n AS id FROM generate_series(1, {SMALL}) AS n UNION ALL SELECT 'big') AS companies;
INSERT INTO message_chats (company_id, chat)
    SELECT company_id, chat FROM message_logs, generate_series(1, 40) AS chat;
INSERT INTO message_chat_names (company_id, name, chat)
    SELECT company_id, decode(md5(chat::text), 'hex'), chat FROM message_chats;
INSERT INTO seen_messages (company_id, key, seen_at)
    SELECT company_id, decode(md5(n::text), 'hex'), now() - n * interval '1 second'
    FROM message_logs CROSS JOIN LATERAL generate_series(1, CASE company_id WHEN 'big' THEN 20000 ELSE 20 END) AS n;
INSERT INTO message_events (company_id, seq, id, chat, chat_seq, type, at, payload)
    SELECT company_id, n, 'evt_' || substr(md5(company_id || '/' || n), 1, 16), n % 40 + 1, n / 40 + 1, 'message.received',
        now() - n * interval '1 second', '\x01'
    FROM message_logs CROSS JOIN LATERAL generate_series(1, CASE company_id WHEN 'big' THEN 20000 ELSE 20 END) AS n;
INSERT INTO message_events (company_id, seq, id, chat, chat_seq, type, payload)
    SELECT 'c7', n, 'evt_' || substr(md5('c7/' || n), 1, 16), n % 40 + 1, n / 40 + 1, 'message.received', '\x01'
    FROM generate_series(1001, 1002) AS n;
INSERT INTO outgoing_messages (company_id, seq, id, whatsapp_id, chat, content, status, reason, sending_at, queued_at, expires_at)
    SELECT company_id, seq, 'msg_' || substr(md5(company_id || '/' || seq), 1, 16), '3EB0' || substr(upper(md5(seq::text)), 1, 18),
        chat, payload,
        CASE WHEN seq % 4 = 0 AND seq <= 20000 THEN 'queued' WHEN seq % 997 = 0 THEN 'failed' ELSE 'delivered' END,
        CASE WHEN NOT (seq % 4 = 0 AND seq <= 20000) AND seq % 997 = 0 THEN 'refused' END, at, at, at + interval '6 hours'
    FROM message_events WHERE company_id <> 'c7' OR seq <= 1001;
INSERT INTO outgoing_lanes (company_id, chat, head, heard_at, is_reply)
    SELECT company_id, chat, min(seq), max(queued_at), chat % 3 = 0 FROM outgoing_messages WHERE status = 'queued'
    GROUP BY company_id, chat;
INSERT INTO media_files (object, company_id, id, seq, state, bytes, facts, expires_at)
    SELECT md5(company_id || '/' || seq), company_id, 'med_' || substr(id, 5), CASE WHEN seq % 3 <> 0 THEN seq END,
        CASE seq % 5 WHEN 0 THEN 'gone' WHEN 1 THEN 'writing' ELSE 'kept' END, seq, '\x01', now() + (seq - 100) * interval '1 second'
    FROM message_events;
INSERT INTO webhook_endpoints (id, data_key, master_key_id, url, secret, companies, created_at)
    SELECT 'w' || lpad(n::text, 15, '0'), '\x01' || decode(repeat('ab', 80), 'hex'), 'k', '\x01', '\x01',
        CASE WHEN n > 2 THEN ARRAY['c' || n] END, now() - n * interval '1 second'
    FROM generate_series(1, 300) AS n;
INSERT INTO webhook_deliveries (endpoint_id, company_id, seq, chat, state, tried_at)
    SELECT 'w' || lpad(e::text, 15, '0'), company_id, seq, chat,
        CASE seq % 3 WHEN 0 THEN 'waiting' WHEN 1 THEN 'delivered' ELSE 'dead' END, now() - seq * interval '1 second'
    FROM message_events, generate_series(1, 2) AS e WHERE seq <= 20000 AND NOT (company_id = 'c7' AND seq > 1000);
INSERT INTO webhook_lanes (endpoint_id, company_id, chat, waiting, next_at)
    SELECT endpoint_id, company_id, chat, count(*), now() - interval '1 minute' FROM webhook_deliveries WHERE state = 'waiting'
    GROUP BY endpoint_id, company_id, chat;
INSERT INTO webhook_lanes (endpoint_id, company_id, chat, waiting, moved_at)
    SELECT 'w000000000000003', company_id, chat, 0, now() - chat * interval '1 hour' FROM message_chats;
INSERT INTO session_counts (at) SELECT now() - n * interval '1 minute' FROM generate_series(1, 5000) AS n;"
    )
}
