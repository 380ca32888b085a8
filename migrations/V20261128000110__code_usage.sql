-- How many codes each company asked for within a day, by which onboarding link and for which numbers: the usage of
-- src/domain/usage. It is decided together with the number's ledger (pairing_budgets), in one transaction that holds both rows.
--
--   (no row) --ask--> counted --a day later--> forgotten at the next ask --days without one--> pruned
--                       |
--                       +--not given: the code does not count, its number does--> counted
--
-- A refused request writes nothing. What operators ask for is not in here. A process of the version before neither reads nor
-- writes it.

CREATE TABLE code_usage (
    -- Whose. No reference: a usage outlives the company's row.
    company_id text COLLATE "C" PRIMARY KEY
        CONSTRAINT code_usage_company_id_rule CHECK (company_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- When codes were asked for within the last day, the oldest first. The arrays behind say more of each.
    asked_at timestamptz[] NOT NULL DEFAULT '{}'
        CONSTRAINT code_usage_asked_at_has_no_gaps CHECK (array_position(asked_at, NULL) IS NULL),
    -- For which number, digits with the country code.
    phones text[] NOT NULL DEFAULT '{}'
        CONSTRAINT code_usage_phones_have_no_gaps CHECK (array_position(phones, NULL) IS NULL),
    -- By which onboarding link; null where it was by none.
    links text[] NOT NULL DEFAULT '{}',
    -- Whether WhatsApp may have given it.
    given boolean[] NOT NULL DEFAULT '{}'
        CONSTRAINT code_usage_given_has_no_gaps CHECK (array_position(given, NULL) IS NULL),
    -- When it was last written; what nobody touches for days is pruned by it.
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT code_usage_columns_go_together CHECK (
        cardinality(asked_at) = cardinality(phones)
        AND cardinality(asked_at) = cardinality(links)
        AND cardinality(asked_at) = cardinality(given))
);

-- Pruning by age.
CREATE INDEX code_usage_by_age ON code_usage (updated_at);
