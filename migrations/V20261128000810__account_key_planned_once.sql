-- The same function in another language. PostgreSQL plans the body of an SQL function anew for each statement that touches an index
-- on it, which cost each update of whatsapp_auth a millisecond; that of a PL/pgSQL function is planned once for each connection. What
-- it answers stays as it was in V20261128000500__account_keys.sql, so the indexes stay valid.

CREATE OR REPLACE FUNCTION whatsapp_account_key(phone text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
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
END $$;

INSERT INTO schema_lines (version, line) VALUES (20261128000810, 1);
