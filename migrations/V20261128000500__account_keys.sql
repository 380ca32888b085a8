-- One WhatsApp account may have two numbers: the one it was registered with, which stays its id, and the one that people write
-- since their country has changed its numbers. The rules are those of src/domain/phone/account.rs, with their sources; a test
-- runs one table of cases against both.
--
--   whatsapp_auth, when two companies turn out to have linked one account under two numbers:
--
--     linked --this file, another company of the account connected later--> shared --wipe+, prepare+--> as any other row
--     linked --this file, nobody of the account connected later-----------> linked
--
--   shared   shared_account is the key of the row's own account, parked_code is PHONE_IN_USE; the credentials are kept, and the
--            index of accounts does not count the row. With another phone in the row the mark says nothing any more.
--
-- The older function stays: a process of the version before calls it, and its ledgers may be written under it. Its index stays under
-- its name for that process's questions, but is not unique any more: it took a Brazilian mobile whose ninth digit is
-- followed by 2-5 for the fixed line without that digit, which is another subscriber's. Whatever else it refused, the new one refuses.

CREATE FUNCTION whatsapp_account_key(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN CASE
        -- No rule begins otherwise.
        WHEN phone !~ '^[2358]' THEN phone
        -- Mexico: the 1 of mobiles.
        WHEN phone ~ '^521[2-9][0-9]{9}$' THEN '52' || substr(phone, 4)
        -- Argentina: the 9 of mobiles, and the 15 between area code and number.
        WHEN phone ~ '^549?1115[0-9]{8}$' THEN '5411' || right(phone, 8)
        WHEN phone ~ '^549?[23][0-9]{2}15[0-9]{7}$' THEN '54' || left(right(phone, 12), 3) || right(phone, 7)
        WHEN phone ~ '^549?[23][0-9]{3}15[0-9]{6}$' THEN '54' || left(right(phone, 12), 4) || right(phone, 6)
        WHEN phone ~ '^549[1-3]([0-9]{9}|[0-9]{11})$' THEN '54' || substr(phone, 4)
        -- Brazil: the ninth digit of mobiles that are older than it.
        WHEN phone ~ '^55[1-9]{2}9[6-9][0-9]{7}$' THEN left(phone, 4) || right(phone, 8)
        -- Côte d'Ivoire: Moov, MTN, Orange.
        WHEN phone ~ '^225[04-9][0-3][0-9]{6}$' THEN '22501' || right(phone, 8)
        WHEN phone ~ '^225[04-9][4-6][0-9]{6}$' THEN '22505' || right(phone, 8)
        WHEN phone ~ '^225[04-9][7-9][0-9]{6}$' THEN '22507' || right(phone, 8)
        -- Benin.
        WHEN phone ~ '^229[2-9][0-9]{7}$' THEN '22901' || right(phone, 8)
        -- Gabon.
        WHEN phone ~ '^2410?[256][0-9]{6}$' THEN '2416' || right(phone, 7)
        WHEN phone ~ '^2410?[47][0-9]{6}$' THEN '2417' || right(phone, 7)
        WHEN phone ~ '^2410?1[0-9]{6}$' THEN '2411' || right(phone, 7)
        -- Mauritius, Cameroon, Ecuador, Colombia, San Marino.
        WHEN phone ~ '^230(7[1-9][0-9]{5}|9[0-9]{6})$' THEN '2305' || right(phone, 7)
        WHEN phone ~ '^237[5-9][0-9]{7}$' THEN '2376' || right(phone, 8)
        WHEN phone ~ '^593[89][0-9]{7}$' THEN '5939' || right(phone, 8)
        WHEN phone ~ '^57[1245678][0-9]{7}$' THEN '5760' || right(phone, 8)
        WHEN phone ~ '^378[89][0-9]{5}$' THEN '3780549' || right(phone, 6)
        -- Vietnam: Viettel, Vietnamobile, Gmobile, MobiFone, Vinaphone.
        WHEN phone ~ '^8416[2-9][0-9]{7}$' THEN '843' || right(phone, 8)
        WHEN phone ~ '^8418[68][0-9]{7}$' THEN '845' || right(phone, 8)
        WHEN phone ~ '^84199[0-9]{7}$' THEN '8459' || right(phone, 7)
        WHEN phone ~ '^8412[0-9]{8}$' THEN '84' || CASE substr(phone, 5, 1)
            WHEN '0' THEN '70' WHEN '1' THEN '79' WHEN '2' THEN '77' WHEN '6' THEN '76' WHEN '8' THEN '78'
            WHEN '3' THEN '83' WHEN '4' THEN '84' WHEN '5' THEN '85' WHEN '7' THEN '81' ELSE '82'
        END || right(phone, 7)
        ELSE phone
    END;

ALTER TABLE whatsapp_auth
    DROP CONSTRAINT whatsapp_auth_parked_code,
    -- As before, and the code of a row whose account another company has linked.
    ADD CONSTRAINT whatsapp_auth_parked_code CHECK (parked_code IN (
        'CREDENTIALS_CONFLICT', 'RATE_LIMITED', 'PASSKEY_REQUIRED', 'LOGGED_OUT', 'REMOVED_AFTER_LINK', 'REPLACED', 'TEMPORARILY_BANNED',
        'BANNED', 'ACCOUNT_LOCKED', 'DISCONNECTED', 'RESTART_LIMIT', 'INTERNAL', 'PHONE_IN_USE'
    )),
    -- The key of the account that another company had linked, too, when this file was applied; counts while it is that of the phone.
    ADD COLUMN shared_account text COLLATE "C";

-- All but the last connected of each account. What one was parked for before is not lost to the journal.
WITH ranked AS (
    SELECT company_id, whatsapp_account_key(phone) AS account, row_number() OVER (
        PARTITION BY whatsapp_account_key(phone)
        ORDER BY coalesce(last_connected_at, paired_at) DESC, paired_at DESC, company_id
    ) AS place
    FROM whatsapp_auth WHERE paired_at IS NOT NULL
), shared AS (
    UPDATE whatsapp_auth a SET shared_account = r.account, parked_code = 'PHONE_IN_USE', parked_until = NULL
    FROM ranked r WHERE r.company_id = a.company_id AND r.place > 1
    RETURNING a.company_id
)
INSERT INTO session_events (company_id, at, event, code, actor, reason)
SELECT company_id, now(), 'account_shared', 'PHONE_IN_USE', 'housekeeping', 'another company has linked the account'
FROM shared;

-- An account is linked by one company only.
CREATE UNIQUE INDEX whatsapp_auth_linked_account ON whatsapp_auth (whatsapp_account_key(phone))
    WHERE paired_at IS NOT NULL AND shared_account IS DISTINCT FROM whatsapp_account_key(phone);

-- Whether anybody has linked an account, shared or not.
CREATE INDEX whatsapp_auth_account ON whatsapp_auth (whatsapp_account_key(phone)) WHERE paired_at IS NOT NULL;

DROP INDEX whatsapp_auth_linked_phone;
CREATE INDEX whatsapp_auth_linked_phone ON whatsapp_auth (whatsapp_account(phone)) WHERE paired_at IS NOT NULL;

-- The ledgers of one account become one: all requests for a code, the live code that ends last, the longest pause. A process of the
-- version before may go on writing under the older key: such a ledger is not read any more, and pruned when nobody touches it.
ALTER TABLE pairing_budgets
    DROP CONSTRAINT pairing_budgets_account_rule,
    -- whatsapp_account_key of the number, or whatsapp_account of it where the version before wrote.
    ADD CONSTRAINT pairing_budgets_account_rule CHECK (
        account ~ '^[1-9][0-9]{6,14}$'
        AND (account = whatsapp_account_key(account) OR account = whatsapp_account(account))
    );

WITH grouped AS (
    SELECT account, whatsapp_account_key(account) AS key, first_value(account) OVER (
        PARTITION BY whatsapp_account_key(account) ORDER BY account <> whatsapp_account_key(account), account
    ) AS kept
    FROM pairing_budgets
), merged AS (
    SELECT g.key, g.kept, max(b.throttles) AS throttles, max(b.cooling_until) AS cooling_until,
        max(b.updated_at) AS updated_at, max(b.live_until) AS live_until,
        (array_agg(b.live_company ORDER BY b.live_until DESC NULLS LAST))[1] AS live_company,
        ARRAY(
            SELECT asked FROM grouped o JOIN pairing_budgets c ON c.account = o.account, unnest(c.asked_at) AS asked
            WHERE o.key = g.key ORDER BY asked
        ) AS asked_at
    FROM grouped g JOIN pairing_budgets b ON b.account = g.account
    GROUP BY g.key, g.kept HAVING bool_or(g.account <> g.key)
), gone AS (
    DELETE FROM pairing_budgets b USING grouped g WHERE b.account = g.account AND g.account <> g.kept
)
UPDATE pairing_budgets b SET account = m.key, asked_at = m.asked_at, live_company = m.live_company,
    live_until = m.live_until, throttles = m.throttles, cooling_until = m.cooling_until, updated_at = m.updated_at
FROM merged m WHERE b.account = m.kept;
