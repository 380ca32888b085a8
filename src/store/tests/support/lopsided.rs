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
INSERT INTO onboarding_links (id, company_id, made_by, created_at, expires_at)
    SELECT 'l' || lpad(n::text, 15, '0'), 'c1', 'm', now(), now() FROM generate_series(1, 5000) AS n;
INSERT INTO dashboard_visits (id, hash, key_id, began_at, seen_at)
    SELECT 'v' || lpad(n::text, 15, '0'), sha256(n::text::bytea), 'k000000000000001', now(), now()
    FROM generate_series(1, 5000) AS n;
INSERT INTO session_counts (at) SELECT now() - n * interval '1 minute' FROM generate_series(1, 5000) AS n;"
    )
}
