-- How often each number was asked a code for: the ledgers of src/domain/number. A ledger belongs to the WhatsApp account,
-- whichever company asks, and outlives restarts.
--
--   (no row) --ask--> live code --over, linked--> asked --days without a deed--> pruned
--                       |  |                        ^ |
--                       |  +--throttled--> cooling -+ +--ask--> live code
--                       +--not given: the request does not count--> asked
--
--   live code  live_company and live_until are there; another company is refused until then
--   cooling    cooling_until is ahead: everybody is refused until then
--   asked      neither; asked_at alone decides
--
-- A refused request writes nothing. Whoever writes holds the row from before it reads it.

CREATE TABLE pairing_budgets (
    -- The account behind the number: whatsapp_account of its digits, so that a Brazilian number has one ledger with and without its
    -- ninth digit.
    account text COLLATE "C" PRIMARY KEY
        CONSTRAINT pairing_budgets_account_rule CHECK (account ~ '^[1-9][0-9]{6,14}$' AND account = whatsapp_account(account)),
    -- When codes were asked for within the last day, the oldest first.
    asked_at timestamptz[] NOT NULL DEFAULT '{}'
        CONSTRAINT pairing_budgets_asked_at_has_no_gaps CHECK (array_position(asked_at, NULL) IS NULL),
    -- The company that shows a live code; null when none lives.
    live_company text COLLATE "C"
        CONSTRAINT pairing_budgets_live_company_rule CHECK (live_company ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- The end of that code.
    live_until timestamptz,
    -- How often in a row WhatsApp has throttled the number.
    throttles bigint NOT NULL DEFAULT 0
        CONSTRAINT pairing_budgets_throttles_range CHECK (throttles BETWEEN 0 AND 4294967295),
    -- The end of the pause after the last throttle; null when there was none.
    cooling_until timestamptz,
    -- When a deed was last written; what nobody touches for days is pruned by it.
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pairing_budgets_live_has_both CHECK ((live_company IS NULL) = (live_until IS NULL)),
    CONSTRAINT pairing_budgets_throttles_cool CHECK ((throttles = 0) = (cooling_until IS NULL))
);

-- Pruning by age.
CREATE INDEX pairing_budgets_by_age ON pairing_budgets (updated_at);
