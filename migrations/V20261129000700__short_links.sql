-- Short addresses of onboarding links, what the page of a link shows, and lists of a company's links.
--
--   made, with the hash of its code --(opened)--> (used) --revoke--> revoked     --expired for days--> pruned
--
-- Neither the code nor the token is kept. Whoever brings the code gets the token signed anew from the row.

ALTER TABLE onboarding_links
    -- HMAC-SHA256 of the code in its short address, by a key that is not in the database; null for a link without one.
    ADD COLUMN short_hash bytea
        CONSTRAINT onboarding_links_short_hash_length CHECK (octet_length(short_hash) = 32),
    -- Name of the company, for the link's page.
    ADD COLUMN name text
        CONSTRAINT onboarding_links_name_length CHECK (char_length(name) BETWEEN 1 AND 128),
    -- Where its page leads once the line is connected.
    ADD COLUMN return_url text
        CONSTRAINT onboarding_links_return_url_length CHECK (char_length(return_url) BETWEEN 1 AND 512),
    -- Page of those who help.
    ADD COLUMN support_url text
        CONSTRAINT onboarding_links_support_url_length CHECK (char_length(support_url) BETWEEN 1 AND 512),
    -- E-mail address of those who help.
    ADD COLUMN support_email text
        CONSTRAINT onboarding_links_support_email_length CHECK (char_length(support_email) BETWEEN 3 AND 254);

-- Opening a short address.
CREATE UNIQUE INDEX onboarding_links_by_short_hash ON onboarding_links (short_hash);

-- A company's links, newest first.
CREATE INDEX onboarding_links_of_company ON onboarding_links (company_id, created_at, id);

INSERT INTO schema_lines (version, line) VALUES (20261129000700, 1);
