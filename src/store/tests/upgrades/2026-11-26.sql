--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: whatsapp_account(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.whatsapp_account(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN (phone ~ '^55[0-9]{2}9[0-9]{8}$'::text) THEN ("left"(phone, 4) || "right"(phone, 8)) ELSE phone END;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    label text NOT NULL,
    scopes text[] NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_keys_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT api_keys_id_rule CHECK ((id ~ '^[a-z0-9]{16}$'::text)),
    CONSTRAINT api_keys_label_length CHECK (((char_length(label) >= 1) AND (char_length(label) <= 100))),
    CONSTRAINT api_keys_scopes_known CHECK (((scopes <@ ARRAY['sessions:read'::text, 'sessions:write'::text, 'onboarding:create'::text, 'admin'::text]) AND (cardinality(scopes) > 0)))
);


--
-- Name: dashboard_visits; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dashboard_visits (
    id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    key_id text NOT NULL COLLATE pg_catalog."C",
    began_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT dashboard_visits_hash_length CHECK ((octet_length(hash) = 32)),
    CONSTRAINT dashboard_visits_id_rule CHECK ((id ~ '^[a-z0-9]{16}$'::text))
);


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_keys (
    principal text NOT NULL COLLATE pg_catalog."C",
    operation text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    body_hash bytea NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    status smallint,
    content_type text,
    answer text,
    CONSTRAINT idempotency_keys_answer_length CHECK ((char_length(answer) <= 8192)),
    CONSTRAINT idempotency_keys_body_hash_length CHECK ((octet_length(body_hash) = 32)),
    CONSTRAINT idempotency_keys_content_type_length CHECK ((char_length(content_type) <= 100)),
    CONSTRAINT idempotency_keys_done_or_not CHECK ((((status IS NULL) = (answer IS NULL)) AND ((status IS NULL) = (content_type IS NULL)))),
    CONSTRAINT idempotency_keys_key_rule CHECK ((key ~ '^[!-~]{1,255}$'::text)),
    CONSTRAINT idempotency_keys_operation_length CHECK (((char_length(operation) >= 1) AND (char_length(operation) <= 256))),
    CONSTRAINT idempotency_keys_principal_length CHECK (((char_length(principal) >= 1) AND (char_length(principal) <= 64))),
    CONSTRAINT idempotency_keys_status_kept CHECK (((status >= 200) AND (status <= 499)))
);


--
-- Name: master_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.master_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    proof bytea NOT NULL,
    first_used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT master_keys_id_rule CHECK ((id ~ '^[A-Za-z0-9_-]{1,32}$'::text))
);


--
-- Name: onboarding_links; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.onboarding_links (
    id text NOT NULL COLLATE pg_catalog."C",
    company_id text NOT NULL COLLATE pg_catalog."C",
    made_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT onboarding_links_company_id_rule CHECK ((company_id ~ '^[A-Za-z0-9_-]{1,64}$'::text)),
    CONSTRAINT onboarding_links_id_rule CHECK ((id ~ '^[a-z0-9]{16}$'::text)),
    CONSTRAINT onboarding_links_made_by_length CHECK (((char_length(made_by) >= 1) AND (char_length(made_by) <= 64)))
);


--
-- Name: pairing_budgets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pairing_budgets (
    account text NOT NULL COLLATE pg_catalog."C",
    asked_at timestamp with time zone[] DEFAULT '{}'::timestamp with time zone[] NOT NULL,
    live_company text COLLATE pg_catalog."C",
    live_until timestamp with time zone,
    throttles bigint DEFAULT 0 NOT NULL,
    cooling_until timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pairing_budgets_account_rule CHECK (((account ~ '^[1-9][0-9]{6,14}$'::text) AND (account = public.whatsapp_account(account)))),
    CONSTRAINT pairing_budgets_asked_at_has_no_gaps CHECK ((array_position(asked_at, NULL::timestamp with time zone) IS NULL)),
    CONSTRAINT pairing_budgets_live_company_rule CHECK ((live_company ~ '^[A-Za-z0-9_-]{1,64}$'::text)),
    CONSTRAINT pairing_budgets_live_has_both CHECK (((live_company IS NULL) = (live_until IS NULL))),
    CONSTRAINT pairing_budgets_throttles_cool CHECK (((throttles = 0) = (cooling_until IS NULL))),
    CONSTRAINT pairing_budgets_throttles_range CHECK (((throttles >= 0) AND (throttles <= '4294967295'::bigint)))
);


--
-- Name: refinery_schema_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refinery_schema_history (
    version bigint NOT NULL,
    name character varying(255),
    applied_on character varying(255),
    checksum character varying(255)
);


--
-- Name: restart_policies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.restart_policies (
    company_id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    max_restarts integer NOT NULL,
    window_seconds integer NOT NULL,
    backoff_initial_ms bigint NOT NULL,
    backoff_max_ms bigint NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    backoff_kind text DEFAULT 'fibonacci'::text NOT NULL,
    jitter_percent smallint DEFAULT 10 NOT NULL,
    stable_after_seconds integer DEFAULT 30 NOT NULL,
    CONSTRAINT restart_policies_backoff_initial CHECK (((backoff_initial_ms >= 0) AND (backoff_initial_ms <= 86400000))),
    CONSTRAINT restart_policies_backoff_kind CHECK ((backoff_kind = ANY (ARRAY['fibonacci'::text, 'exponential'::text]))),
    CONSTRAINT restart_policies_backoff_max CHECK (((backoff_max_ms >= backoff_initial_ms) AND (backoff_max_ms <= 86400000))),
    CONSTRAINT restart_policies_company_id_rule CHECK ((company_id ~ '^[A-Za-z0-9_-]{1,64}$'::text)),
    CONSTRAINT restart_policies_jitter CHECK (((jitter_percent >= 0) AND (jitter_percent <= 100))),
    CONSTRAINT restart_policies_kind CHECK ((kind = ANY (ARRAY['permanent'::text, 'transient'::text, 'temporary'::text]))),
    CONSTRAINT restart_policies_max_restarts CHECK (((max_restarts >= 0) AND (max_restarts <= 10000))),
    CONSTRAINT restart_policies_stable_after CHECK (((stable_after_seconds >= 0) AND (stable_after_seconds <= 86400))),
    CONSTRAINT restart_policies_window CHECK (((window_seconds >= 1) AND (window_seconds <= 604800)))
);


--
-- Name: session_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session_counts (
    at timestamp with time zone NOT NULL,
    idle integer DEFAULT 0 NOT NULL,
    creating integer DEFAULT 0 NOT NULL,
    waiting_for_pairing_code integer DEFAULT 0 NOT NULL,
    pairing_code_sent integer DEFAULT 0 NOT NULL,
    connecting integer DEFAULT 0 NOT NULL,
    connected integer DEFAULT 0 NOT NULL,
    reconnecting integer DEFAULT 0 NOT NULL,
    passkey_required integer DEFAULT 0 NOT NULL,
    error integer DEFAULT 0 NOT NULL,
    CONSTRAINT session_counts_none_is_negative CHECK ((LEAST(idle, creating, waiting_for_pairing_code, pairing_code_sent, connecting, connected, reconnecting, passkey_required, error) >= 0))
);


--
-- Name: session_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.session_events (
    id bigint NOT NULL,
    company_id text NOT NULL COLLATE pg_catalog."C",
    at timestamp with time zone NOT NULL,
    event text NOT NULL,
    code text,
    actor text NOT NULL,
    correlation_id text,
    from_state text,
    to_state text,
    reason text,
    principal text,
    CONSTRAINT session_events_actor_length CHECK (((char_length(actor) >= 1) AND (char_length(actor) <= 64))),
    CONSTRAINT session_events_both_states CHECK (((from_state IS NULL) = (to_state IS NULL))),
    CONSTRAINT session_events_code_length CHECK (((char_length(code) >= 1) AND (char_length(code) <= 64))),
    CONSTRAINT session_events_company_id_rule CHECK ((company_id ~ '^[A-Za-z0-9_-]{1,64}$'::text)),
    CONSTRAINT session_events_correlation_id_rule CHECK ((correlation_id ~ '^[A-Za-z0-9._-]{1,64}$'::text)),
    CONSTRAINT session_events_event_length CHECK (((char_length(event) >= 1) AND (char_length(event) <= 64))),
    CONSTRAINT session_events_principal_length CHECK (((char_length(principal) >= 1) AND (char_length(principal) <= 64))),
    CONSTRAINT session_events_reason_length CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 128))),
    CONSTRAINT session_events_transition CHECK (((from_state IS NULL) OR (from_state = to_state) OR (((((((((((((((((((((((((((((((((((((((((((((from_state = 'idle'::text) AND (to_state = 'creating'::text)) OR ((from_state = 'idle'::text) AND (to_state = 'connecting'::text))) OR ((from_state = 'idle'::text) AND (to_state = 'passkey_required'::text))) OR ((from_state = 'idle'::text) AND (to_state = 'error'::text))) OR ((from_state = 'creating'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'creating'::text) AND (to_state = 'waiting_for_pairing_code'::text))) OR ((from_state = 'creating'::text) AND (to_state = 'pairing_code_sent'::text))) OR ((from_state = 'creating'::text) AND (to_state = 'connecting'::text))) OR ((from_state = 'creating'::text) AND (to_state = 'passkey_required'::text))) OR ((from_state = 'creating'::text) AND (to_state = 'error'::text))) OR ((from_state = 'waiting_for_pairing_code'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'waiting_for_pairing_code'::text) AND (to_state = 'creating'::text))) OR ((from_state = 'waiting_for_pairing_code'::text) AND (to_state = 'pairing_code_sent'::text))) OR ((from_state = 'waiting_for_pairing_code'::text) AND (to_state = 'connecting'::text))) OR ((from_state = 'waiting_for_pairing_code'::text) AND (to_state = 'passkey_required'::text))) OR ((from_state = 'waiting_for_pairing_code'::text) AND (to_state = 'error'::text))) OR ((from_state = 'pairing_code_sent'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'pairing_code_sent'::text) AND (to_state = 'creating'::text))) OR ((from_state = 'pairing_code_sent'::text) AND (to_state = 'waiting_for_pairing_code'::text))) OR ((from_state = 'pairing_code_sent'::text) AND (to_state = 'connecting'::text))) OR ((from_state = 'pairing_code_sent'::text) AND (to_state = 'passkey_required'::text))) OR ((from_state = 'pairing_code_sent'::text) AND (to_state = 'error'::text))) OR ((from_state = 'connecting'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'connecting'::text) AND (to_state = 'creating'::text))) OR ((from_state = 'connecting'::text) AND (to_state = 'connected'::text))) OR ((from_state = 'connecting'::text) AND (to_state = 'reconnecting'::text))) OR ((from_state = 'connecting'::text) AND (to_state = 'passkey_required'::text))) OR ((from_state = 'connecting'::text) AND (to_state = 'error'::text))) OR ((from_state = 'connected'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'connected'::text) AND (to_state = 'creating'::text))) OR ((from_state = 'connected'::text) AND (to_state = 'connecting'::text))) OR ((from_state = 'connected'::text) AND (to_state = 'reconnecting'::text))) OR ((from_state = 'connected'::text) AND (to_state = 'passkey_required'::text))) OR ((from_state = 'connected'::text) AND (to_state = 'error'::text))) OR ((from_state = 'reconnecting'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'reconnecting'::text) AND (to_state = 'creating'::text))) OR ((from_state = 'reconnecting'::text) AND (to_state = 'connecting'::text))) OR ((from_state = 'reconnecting'::text) AND (to_state = 'error'::text))) OR ((from_state = 'passkey_required'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'passkey_required'::text) AND (to_state = 'creating'::text))) OR ((from_state = 'error'::text) AND (to_state = 'idle'::text))) OR ((from_state = 'error'::text) AND (to_state = 'creating'::text))) OR ((from_state = 'error'::text) AND (to_state = 'connecting'::text))) OR ((from_state = 'error'::text) AND (to_state = 'passkey_required'::text)))))
);


--
-- Name: session_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.session_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.session_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: whatsapp_auth; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.whatsapp_auth (
    company_id text NOT NULL COLLATE pg_catalog."C",
    fence bigint DEFAULT 1 NOT NULL,
    phone text COLLATE pg_catalog."C",
    requested_phone text COLLATE pg_catalog."C",
    creds bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    paired_at timestamp with time zone,
    last_connected_at timestamp with time zone,
    parked_code text,
    parked_until timestamp with time zone,
    expiry_warned_at timestamp with time zone,
    data_key bytea,
    master_key_id text COLLATE pg_catalog."C",
    CONSTRAINT whatsapp_auth_company_id_rule CHECK ((company_id ~ '^[A-Za-z0-9_-]{1,64}$'::text)),
    CONSTRAINT whatsapp_auth_creds_sealed CHECK (((creds IS NULL) OR ((data_key IS NOT NULL) AND (octet_length(creds) >= 49) AND (get_byte(creds, 0) = 1)))),
    CONSTRAINT whatsapp_auth_data_key_has_master CHECK (((data_key IS NULL) = (master_key_id IS NULL))),
    CONSTRAINT whatsapp_auth_data_key_length CHECK ((octet_length(data_key) = 81)),
    CONSTRAINT whatsapp_auth_fence_positive CHECK ((fence > 0)),
    CONSTRAINT whatsapp_auth_linked_has_phone CHECK (((paired_at IS NULL) OR (phone IS NOT NULL))),
    CONSTRAINT whatsapp_auth_parked_code CHECK ((parked_code = ANY (ARRAY['CREDENTIALS_CONFLICT'::text, 'RATE_LIMITED'::text, 'PASSKEY_REQUIRED'::text, 'LOGGED_OUT'::text, 'REMOVED_AFTER_LINK'::text, 'REPLACED'::text, 'TEMPORARILY_BANNED'::text, 'BANNED'::text, 'ACCOUNT_LOCKED'::text, 'DISCONNECTED'::text, 'RESTART_LIMIT'::text, 'INTERNAL'::text]))),
    CONSTRAINT whatsapp_auth_parked_until_needs_code CHECK (((parked_until IS NULL) OR (parked_code IS NOT NULL))),
    CONSTRAINT whatsapp_auth_phone_rule CHECK ((phone ~ '^[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT whatsapp_auth_requested_phone_rule CHECK ((requested_phone ~ '^[1-9][0-9]{6,14}$'::text))
);


--
-- Name: whatsapp_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.whatsapp_keys (
    company_id text NOT NULL COLLATE pg_catalog."C",
    key_type text NOT NULL COLLATE pg_catalog."C",
    key_id text NOT NULL COLLATE pg_catalog."C",
    value bytea NOT NULL,
    stamp bigint,
    CONSTRAINT whatsapp_keys_key_id_length CHECK ((octet_length(key_id) <= 1024)),
    CONSTRAINT whatsapp_keys_key_type_length CHECK (((octet_length(key_type) >= 1) AND (octet_length(key_type) <= 64)))
);


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys VALUES
	('ykqmxdru83n7fy6z', 'the sandbox', '{admin}', '\x240dc2d3e44e1b64f46e301d4cedff3f685a0ad98fa1fa817abacc6d3d33147c', '2026-11-28 17:13:39.93294+00', NULL, '2026-11-28 17:13:40.107332+00', NULL);


--
-- Data for Name: dashboard_visits; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: master_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.master_keys VALUES
	('tests', '\xe2712e25364060eb0990468c26c28ad34899e9eab65e3f8868c1562e27d39ceed0c86e3cf1ab45441eef8651c376b83221cb331c5b3baa35f44ae0718e9015aeb7fcb2e06724', '2026-11-28 17:13:39.803612+00');


--
-- Data for Name: onboarding_links; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.onboarding_links VALUES
	('5je2cs3cwcuid5zw', '997441', 'sandbox', '2026-11-28 17:13:39+00', '2026-11-29 17:13:39+00', NULL),
	('rzg6rzafrsv4e3er', '997441', 'key:ykqmxdru83n7fy6z', '2026-11-28 17:13:48+00', '2026-11-28 17:28:48+00', NULL);


--
-- Data for Name: pairing_budgets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.pairing_budgets VALUES
	('79006464263', '{"2026-11-28 17:13:40.208466+00"}', NULL, NULL, 0, NULL, '2026-11-28 17:13:40.691686+00'),
	('79161234567', '{"2026-11-28 17:13:41.16902+00"}', NULL, NULL, 0, NULL, '2026-11-28 17:13:41.514439+00'),
	('551187650001', '{"2026-11-28 17:13:42.046095+00"}', NULL, NULL, 0, NULL, '2026-11-28 17:13:42.594282+00'),
	('79161234568', '{"2026-11-28 17:13:43.002414+00"}', NULL, NULL, 0, NULL, '2026-11-28 17:13:43.465929+00'),
	('79161234569', '{"2026-11-28 17:13:48.178819+00"}', '880020', '2026-11-28 17:16:48.178819+00', 0, NULL, '2026-11-28 17:13:48.180269+00');


--
-- Data for Name: refinery_schema_history; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refinery_schema_history VALUES
	(20261122000100, 'credentials', '2026-11-28T17:13:39.581293666Z', '10880574023600145014'),
	(20261122000200, 'session_events', '2026-11-28T17:13:39.644968831Z', '11334776802646681845'),
	(20261122000300, 'restart_policies', '2026-11-28T17:13:39.684130829Z', '146018766563342101'),
	(20261124000100, 'session_machine', '2026-11-28T17:13:39.703803965Z', '3304744435851426139'),
	(20261124000200, 'expiry_warnings', '2026-11-28T17:13:39.711983794Z', '16662293865151865757'),
	(20261124000300, 'pairing_budgets', '2026-11-28T17:13:39.724218465Z', '7301252538602922337'),
	(20261124000400, 'restart_backoff', '2026-11-28T17:13:39.754214437Z', '17555253769863737146'),
	(20261125000100, 'sealed_credentials', '2026-11-28T17:13:39.768266942Z', '8733784603262502427'),
	(20261125000150, 'sealed_only', '2026-11-28T17:13:39.81843234Z', '17558123477829653854'),
	(20261125000200, 'access', '2026-11-28T17:13:39.833418614Z', '3919810434020016022'),
	(20261125000300, 'idempotency', '2026-11-28T17:13:39.888225636Z', '4683988555019364197'),
	(20261125000400, 'disconnect', '2026-11-28T17:13:39.904148273Z', '6727173757612425066'),
	(20261125000500, 'session_counts', '2026-11-28T17:13:39.908124788Z', '15153394619138743953');


--
-- Data for Name: restart_policies; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.restart_policies VALUES
	('997441', 'permanent', 7, 120, 2000, 60000, '2026-11-28 17:13:45.908522+00', 'exponential', 20, 45);


--
-- Data for Name: session_counts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.session_counts VALUES
	('2026-11-28 17:13:00+00', 0, 0, 0, 0, 0, 0, 0, 0, 0);


--
-- Data for Name: session_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.session_events OVERRIDING SYSTEM VALUE VALUES
	(1, '997441', '2026-11-28 17:13:40.204529+00', 'pairing_requested', NULL, 'client', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', NULL, NULL, 'code', 'key:ykqmxdru83n7fy6z'),
	(2, '997441', '2026-11-28 17:13:40.20469+00', 'creating', NULL, 'client', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', 'idle', 'creating', 'pairing_requested', NULL),
	(3, '997441', '2026-11-28 17:13:40.349493+00', 'waiting_for_pairing_code', NULL, 'whatsapp', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', 'creating', 'waiting_for_pairing_code', 'qr_shown', NULL),
	(4, '997441', '2026-11-28 17:13:40.430497+00', 'pairing_code_sent', NULL, 'whatsapp', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', 'waiting_for_pairing_code', 'pairing_code_sent', 'code_issued', NULL),
	(5, '997441', '2026-11-28 17:13:40.564804+00', 'phone_answered', NULL, 'phone', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', 'pairing_code_sent', 'pairing_code_sent', 'phone_answered', NULL),
	(6, '997441', '2026-11-28 17:13:40.689277+00', 'connecting', NULL, 'phone', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', 'pairing_code_sent', 'connecting', 'paired: code', NULL),
	(7, '997441', '2026-11-28 17:13:41.086174+00', 'connected', NULL, 'whatsapp', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', 'connecting', 'connected', 'connected: code', NULL),
	(8, '880012', '2026-11-28 17:13:41.157893+00', 'pairing_requested', NULL, 'client', 'pairing-01a22325fa2470a4aaf905f62d947cbd', NULL, NULL, 'code', 'key:ykqmxdru83n7fy6z'),
	(9, '880012', '2026-11-28 17:13:41.166928+00', 'creating', NULL, 'client', 'pairing-01a22325fa2470a4aaf905f62d947cbd', 'idle', 'creating', 'pairing_requested', NULL),
	(10, '880012', '2026-11-28 17:13:41.315975+00', 'waiting_for_pairing_code', NULL, 'whatsapp', 'pairing-01a22325fa2470a4aaf905f62d947cbd', 'creating', 'waiting_for_pairing_code', 'qr_shown', NULL),
	(11, '880012', '2026-11-28 17:13:41.351788+00', 'pairing_code_sent', NULL, 'whatsapp', 'pairing-01a22325fa2470a4aaf905f62d947cbd', 'waiting_for_pairing_code', 'pairing_code_sent', 'code_issued', NULL),
	(12, '880012', '2026-11-28 17:13:41.434199+00', 'phone_answered', NULL, 'phone', 'pairing-01a22325fa2470a4aaf905f62d947cbd', 'pairing_code_sent', 'pairing_code_sent', 'phone_answered', NULL),
	(13, '880012', '2026-11-28 17:13:41.513342+00', 'connecting', NULL, 'phone', 'pairing-01a22325fa2470a4aaf905f62d947cbd', 'pairing_code_sent', 'connecting', 'paired: code', NULL),
	(14, '880012', '2026-11-28 17:13:41.891223+00', 'connected', NULL, 'whatsapp', 'pairing-01a22325fa2470a4aaf905f62d947cbd', 'connecting', 'connected', 'connected: code', NULL),
	(15, '880013', '2026-11-28 17:13:42.042209+00', 'pairing_requested', NULL, 'client', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', NULL, NULL, 'code', 'key:ykqmxdru83n7fy6z'),
	(16, '880013', '2026-11-28 17:13:42.042355+00', 'creating', NULL, 'client', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', 'idle', 'creating', 'pairing_requested', NULL),
	(17, '880013', '2026-11-28 17:13:42.197126+00', 'waiting_for_pairing_code', NULL, 'whatsapp', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', 'creating', 'waiting_for_pairing_code', 'qr_shown', NULL),
	(18, '880013', '2026-11-28 17:13:42.295778+00', 'pairing_code_sent', NULL, 'whatsapp', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', 'waiting_for_pairing_code', 'pairing_code_sent', 'code_issued', NULL),
	(19, '880013', '2026-11-28 17:13:42.466561+00', 'phone_answered', NULL, 'phone', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', 'pairing_code_sent', 'pairing_code_sent', 'phone_answered', NULL),
	(20, '880013', '2026-11-28 17:13:42.591222+00', 'connecting', NULL, 'phone', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', 'pairing_code_sent', 'connecting', 'paired: code', NULL),
	(21, '880013', '2026-11-28 17:13:42.947418+00', 'connected', NULL, 'whatsapp', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', 'connecting', 'connected', 'connected: code', NULL),
	(22, '880014', '2026-11-28 17:13:42.997028+00', 'pairing_requested', NULL, 'client', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', NULL, NULL, 'code', 'key:ykqmxdru83n7fy6z'),
	(23, '880014', '2026-11-28 17:13:43.000918+00', 'creating', NULL, 'client', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', 'idle', 'creating', 'pairing_requested', NULL),
	(24, '880014', '2026-11-28 17:13:43.124021+00', 'waiting_for_pairing_code', NULL, 'whatsapp', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', 'creating', 'waiting_for_pairing_code', 'qr_shown', NULL),
	(25, '880014', '2026-11-28 17:13:43.189626+00', 'pairing_code_sent', NULL, 'whatsapp', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', 'waiting_for_pairing_code', 'pairing_code_sent', 'code_issued', NULL),
	(26, '880014', '2026-11-28 17:13:43.398273+00', 'phone_answered', NULL, 'phone', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', 'pairing_code_sent', 'pairing_code_sent', 'phone_answered', NULL),
	(27, '880014', '2026-11-28 17:13:43.463573+00', 'connecting', NULL, 'phone', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', 'pairing_code_sent', 'connecting', 'paired: code', NULL),
	(28, '880014', '2026-11-28 17:13:43.862358+00', 'connected', NULL, 'whatsapp', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', 'connecting', 'connected', 'connected: code', NULL),
	(29, '880012', '2026-11-28 17:13:45.898815+00', 'disconnect_requested', NULL, 'api', 'http-01a223260ca970908c1c108e98e5c884', NULL, NULL, NULL, 'key:ykqmxdru83n7fy6z'),
	(30, '880012', '2026-11-28 17:13:45.901242+00', 'error', 'DISCONNECTED', 'store', 'http-01a223260ca970908c1c108e98e5c884', 'connected', 'error', 'disconnect_kept', NULL),
	(31, '997441', '2026-11-28 17:13:45.909549+00', 'restart_policy_set', NULL, 'api', 'http-01a223260cb277f5969a2b6ca4490030', NULL, NULL, NULL, 'key:ykqmxdru83n7fy6z'),
	(32, '880014', '2026-11-28 17:13:45.918786+00', 'reconnecting', NULL, 'whatsapp', 'pairing-01a22326015471fbbd8d2e4df9fc6b1d', 'connected', 'reconnecting', 'ended: replaced', NULL),
	(33, '880014', '2026-11-28 17:13:47.929396+00', 'restart_requested', NULL, 'api', 'http-01a2232614947780a9a368d1a60b1b08', NULL, NULL, NULL, 'key:ykqmxdru83n7fy6z'),
	(34, '880014', '2026-11-28 17:13:47.946778+00', 'connecting', NULL, 'store', 'http-01a2232614947780a9a368d1a60b1b08', 'idle', 'connecting', 'loaded', NULL),
	(35, '880014', '2026-11-28 17:13:48.035961+00', 'error', 'ACCOUNT_LOCKED', 'whatsapp', 'http-01a2232614947780a9a368d1a60b1b08', 'connecting', 'error', 'ended: locked', NULL),
	(36, '880020', '2026-11-28 17:13:48.174449+00', 'pairing_requested', NULL, 'client', 'pairing-01a22326158e7370b16c69a9181f1f5f', NULL, NULL, 'code', 'key:ykqmxdru83n7fy6z'),
	(37, '880020', '2026-11-28 17:13:48.176891+00', 'creating', NULL, 'client', 'pairing-01a22326158e7370b16c69a9181f1f5f', 'idle', 'creating', 'pairing_requested', NULL),
	(38, '880020', '2026-11-28 17:13:48.336421+00', 'waiting_for_pairing_code', NULL, 'whatsapp', 'pairing-01a22326158e7370b16c69a9181f1f5f', 'creating', 'waiting_for_pairing_code', 'qr_shown', NULL),
	(39, '880020', '2026-11-28 17:13:48.393796+00', 'pairing_code_sent', NULL, 'whatsapp', 'pairing-01a22326158e7370b16c69a9181f1f5f', 'waiting_for_pairing_code', 'pairing_code_sent', 'code_issued', NULL),
	(40, '997441', '2026-11-28 17:13:48.404137+00', 'onboarding_link_made', NULL, 'api', 'http-01a22326166c70d1ae50083bda47872d', NULL, NULL, 'link:rzg6rzafrsv4e3er', 'key:ykqmxdru83n7fy6z'),
	(41, '880013', '2026-11-28 17:13:51.429999+00', 'reconnecting', NULL, 'whatsapp', 'pairing-01a22325fd9973fa9e19a6e90d4fbe3b', 'connected', 'reconnecting', 'ended: network', NULL),
	(42, '997441', '2026-11-28 17:13:51.430332+00', 'reconnecting', NULL, 'whatsapp', 'pairing-01a22325f66c71d5bc44dc7ee2f8b194', 'connected', 'reconnecting', 'ended: network', NULL);


--
-- Data for Name: whatsapp_auth; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.whatsapp_auth VALUES
	('880014', 3, '79161234568', '79161234568', '\x016707a90b5151ee9146f60f5d9f859ae8d278c34848a4fd615767bfc8a3dd2f900b9d5dadf30b89f75660b4b122c1387a6f3b0cb8d1548a69642766ab13cfbd2114d21f9ee10b915de8a7992805346247307c01b4fd338f99a9ca77f5546662feb2a94c200955ee22546a390c52ebbbdbac10ae98329f888410477c301e8efc8e2e129e4b26516b1b8e24304cd4ab8e7c9588d37151614e8bd3018b577acbe24cbf5f0a139e28775038c052bda93caed4990143de5a9f1c500e3bfeccd46850f8d875b5129c780b9c0ddeeef0042108a656153a6eb5308f2cffa7290d3011f3e21110158be1757d2948efc513170afb0488923bde9816dba27543b76934cd43e9c4920ed5b9ee6391f5632487391229ed10a2b577906f9400a24ef9678881b5709f0bc04a4e4ae054ea6223c5fc4f4061d4fc8e915176585108a582d23c026a4995e268ffc497d12e6801df847a03861c9f3c28f20c321d52b63c9c1af6d413e991c9178dc8e9521db16f5ff74b827fa7f15071e3828d2af4203a9f215b42acf0fc276b7471ab411c59a780a556d2bedcf9dd6ac4a870981387b8f64616ea27e718850519984f2823c90e5cc28a5bcbfe895075484012210c626fb95b557cb0f37cc2718b34bb4e9c38e83b6aa870ec8776ac90704203f5370b1896d7e77fbcc17f2b43a8504f8ecb18e04933ef87d6dc450e7e97d342eeac311a207eeeb141e38bfcc819c39cb61a06379ca45c08af2017b5c2103f791f9607c0d62771b3880ae02e836af59eef0eec6c3ba914aa3f23864849dfe8820d83a5cc58baa34f5f20c99811cef8e782c06dc622689b65f407b0c1c61a23319216921db8031383541a300e3a0fbed19c791e85e12dc177956a94be43b7011ee872053ef5f8b0d96051f2b39ca6adb4b78ae1ec68d0d1f8e8327414657dc1eca00909191160cf6fd9ead81e7d45fc0fd42f37f0c18bb725cef6a711dc657f310cc99a325e7af9f72b9a3ff108a80cdbd9f38b3d756108c110390468c385224aa208ccd9437408267f3e8a17eee22f91871aee965e679b218388cf92a8bc0fff071829f12bd79912fa2f8a55324c378b10ff2c3ff61bc52fc4f928b9adff89b30206cb609aa3313a37a6e0a7e1e43c105fb0c35c62ca69a6fdb9744496cdc3440840998430656fef4ad0ee37ce7da9b47a1822ca7086ac0124e1b54c64dcd521ae03ca199e3c5d22e64ee64fd27a56b63d0ec0590a70398cbfb70cfa84cdce0221cd1c34f9670724a173d83111002b309c538ebdc06063339ba5d5c932f26b168dc66022f65ae2f7716f8f65a88686b826d24f7063f50252baac6b1294f86cdf6c268a4ce7d238ddb48f24e71743ed61d7d894bb07e50564d660ed0846dfafdc8b984d8b209da3cb8ebc44700e5f0ca29ca5c6430dbe3f2d27d8ca907286b180997641383cedcb6672815e5e37ab1726aed6228ac75adb32516fa1cc11f558250395a9e60fbfb1fc587ff2f94ed51de45bf4b045fef30521209b634c4175b12a7b42e1bd08dfa93b3a4d9887e3e786b25a64a5c9a31b13ef760bcd3ce4eb01c6f36226d296ed35a53a5ca61d695fd4f63e1132fa8710f49031d4a9a832d7a3ecc1008fed2b7b128148b08c78209e75d21a1c5cb78c5d2fbc4522f979686627070c5ded537a36756c6c1354beb203484368adca4758e6c5057adc08378de98a96909bd254a6fba900ee2a52acdf96ce6e9c362409461b9edb99123035fa21a45d4b519c2cef0bf4e4cf16874ee52abdc955b532ce385c3572b8d2fd12fabf008293a5303bb3750b0a8496a954b5a9fc077a13dd0ba23c6e8be2ef9659b1f61e4c4b1e2eee2b4713e2e7771c57c668c9cdbde57b56a2630cf1a4ce6b79614a48e889600a6e204a5eac6baa1aa013e7371c63ece36d1200e9f20614c43666696bda07a6458657522f2630d26b1958d2348d352673b48f8c43e019de2584947f136f85e9199a09fb42841ba8e45e6525c416efd250f5fdc98bb8781e8195f12766f0ff2ee2e963fbab664fdfef8f959093a5e49d48a60b6db6bd0868b6d7d7663a443094e88bd54dd9a16708de800c25edc5538805ab3f874915038ad3da9fe23b18294f096720e03f559cbb6133448ef84b0e3be6c2d83755192a9f8197d04e4aa3e18070a6117cd3c1882145084adbf657db7b77a8bdf5dbe04f8d7e1da01ff46129a7aa0adad2bebbdd1919bef8e3c273a192e6ae454ec1b3003ec56886a55a3322a69908b0f427adab47680faabac2319b20efbfdfb8f5ebdc3ea4c4a55fd5ab7fc195129d160c82fd11345513a614d0ce1d4e28650aa552133f7d6193f34d30331e88c6b12d73ca4c12d33975528ef660096f3cb8b165c4ef5a06dc40901b21291e9938657e0cdd0e761253d89cee4225a673e95a7cb4238d93c769d90ce1fd3f358e5950cf09d575312c7ef42682a1cd34dc624c119b888392821ef434ef907a305247101ffa4cdbdac03c2e789e9a1f7b460a9b9c20ad7fdd8cbf7705ac7f9ff2e4f9be90248b202f005e30b78afa089cc125457648056672c01916d2238c9b1958159174b2a7d7d2920f439fbb4a8422dbc724ad64551cb74d94f6b5328a44421502e3486079babbb2fcc9a351cbdd20bd17abcc73ecac8b257581554b78f179b1cb9b4a0d8004d268fa0ca5fd3e8e9458dcb787ec02b3bc792ffa2161331c5fac9a39d374773f1629254431a70977013ae80aef574921aeacb9ce93d1236cb1727b81101e153b522ac6e1f09e0e01f14c2dff54acaf078281c1a56a8da2436481a30b662b501e0d0208000afca60d7f542cdac88a056fdecf05c877684762d498aa369985d01339dfbafe428ac279435b4eed9fd0616869ffc23b752b1bef79bc3656524e6db903eea7bc8917b2c67fca25682af89abc15739d328fdbb6dc7dede857cde1e53f0ad22eb4e269334d738090bb121aa4c7d463fa612cd4c2b5573d3d1bc05e23d5b10e898a6284c4ec0148dfcfad85a52a8fcf7a8307cbebbe9baf397b476ddf4be4881a55e8ec703cf3358c3c85e82050bb85d071f9018984b6a8629188560f2db616be2c21aa9312ac9119aa0ab83b698b50182036c0418cfc0c11f48750aec02a91508719539334c0519e224a2fa40545ba703478ca8fee9f44351d5cc706236b518557c0cfc3f0e29c3297bd8a94e1a7322ab3cd13ac3719f3501cb5e17f03b108fcf8b823177192876a530ea7820f1e6d03ab96b303c945d01dfeef5c81fe9909f98ed1a353bfd63e990057358ce6f29ba1bfc72397bcadd930b440b5170abb6f02d3dab779aafdf60fb20e91bcfc5656336d831997f8e6e44ca857c2aa08e3906086e6e579f2eb87fda803f3392c2511c119732501dbebdc1bc92439013c12478d39d1315c0e796f5bf4db26efc79ab7f850c56b2cf9c6bda2541c7e2c7726b9e34a02b1dbca16021772e3a19b73aa900f6a0126371f63ee0c13b093226a9dbb764190469ac8de46152bcc79fce6eccd1cd682d48ffe6eeca59a86cfaadca213ae24d5758dade84e0f61c1a8371e5b6011dfa04cf3a36ca0e5819f8e7dae79a8facbf8dc718f115c5b3b416308405e1d1d4842a8aad5a4c9149abb6708f5d6dee631131bff0ae3e8b6b7f372228b410c5aaf358071fc7c9b1f837342ae07bc0d0ff02a3ea2810ba18e0836a49ddda0e86651f331b12b2175ca5692f78263d41247686d359bcae2f69f3fdcc434527ffcdaee8a1c836ad7cb6d5cde18a0743719c64dc91f02c3f22ee0e5ccdf106136c123016b1f050c7f8f0b0ed9405a63cb1d841ca81c7cfd838d43106b7ad30527fa35a859990a812e49f80cd23532800a908f6c2e0e419f7fbf1533e685f06f4f385af56da782dfc1ad028e572aada245bce5f5bf42006d60794f68e9e9f9ade9ffb7fbbcb8b72c75bef4e34e1967181ee05b4360e00189013624a0f2c7139f00dfa096bfb345d141afb6d2baa777d3b29d1729fd5f2c9fd72e982a38f154af1d054acf370d3e707ed563500d6ecd30c452', '2026-11-28 17:13:42.998093+00', '2026-11-28 17:13:48.033497+00', '2026-11-28 17:13:43.455915+00', '2026-11-28 17:13:43.86246+00', 'ACCOUNT_LOCKED', NULL, NULL, '\x016707a90b5151ee91c28afc6946b92fd5c418c4b53b04cda5a5165b2e760f1b6d72393460cf20daa1ce1bf702e4edac25238f368b082552260bc712b9d4807ad6b4483ba8dacc5b0b6ec794e930608ca8', 'tests'),
	('997441', 2, '79006464263', '79006464263', '\x0168751b6b216fbea4e693ded05cc4f7c1b7da0f6af98b8aaa20b7a2aca5346d8e7846b7c80ace8df19892c0a1960b52bb569cbbb86e1a42c0355443046301e29e096be5f6dd27a512a84555ab5ee26f56390647b38f1fd55784f2a8e2c4663428336c7b5e21c7bcb65d8211fb6e8b9320c10fd95f001db309a0d17bfac0df37c5e3e9bdd540cc7c99d4f87cafe8aac4c0f56080ce4961beb57678ce050cc5d37680ea259dea1d62dfad2092b818cd9bf8ef749119c24436c10d5808339fbf69af24447c4056c9d12df69414d828d4c8b1420f85e95af80b33c1f1dace329edc75ff889c56052958b4237c891b23b01d1eb5ca5090030ac96533e88c54ec1320f20fba985cf8c445cb412d38cabbe6815e52eb1882357272ecd0c41e6b6cd122872720c7046447240f8a57c281f3a73628a2957f3a356408bb18c84dfd880f34446f98df4c667c3db3ff7c6db57889da27e3f094d6fdf1c05f3dd033af11a57e43afb690cf613931b335e4b3181fd8d63d5065343c62e66024a66d8af4e89416c8e464c67a8961fa660d0fb9dbf7a388894ed7ad4338c4a33cd0bcd94ef626c59b9a4a37a8d68c765b171061ea1b2dee710f3ffe2cfc726f55ae3c91ad40b46655925a55134407639f641ed0293ecf83187aa9f418a75f4fa71d86adbc46363734b20f1ea074d4e3292a75a0f5df1864e86c19f63716f4c70d7b55b1f88bd65a6b73e0b4924c8901b2e101cd78100bfb2d417c920b802046edaa06ba78917249eb271e0e08a5453aea4b245bc8b71794840af0ab442f0df0eff195a58ca3a8e7f0ba9a2f5d1c879dc5208b5cd267261f82d46127833b002f3bfa817a758cef5377ea0b1e336cd3577103cea207499ccac67003f6913b53581aa19ee58a3dac42305a0ad6d32c36241d5e4a17a84c441babb02af5875cff7fdc3564932f7bc4e2a4d8968d0c4efe5cfb8a81ed279229bd2c189e39249b2614addded6afe25b788c783269ccc2cef7f434272505e5b4699cacac50ac744380630c6f909bdcd1506dc9461c69e04bb9d2c799d6a9eb037e5d9adf85c79c579561da8818eca6d36c3037bd63d92d952146cc535f08bcbeb6d09678621438678a0767bd06ef58947c0d186cc51fb1522b1ca15f7782272b943f99c69636742f8210883ffc924378c9bc7d824eeed5043fa228908074cffdbc32cb761db6a64080766aad138b5248173d0dbe70843eeab6e28f74f5a54840a12c3c2f9841d3529c9351d2acdeb0486d93b1fcd7f6eb5e2f27fd3ed6ce82d6b3b2cd0a84cfdbd020e33c067625ebdbd36a71137b2376463de41d463e9190e631f32682f6ee6ea16c72b2ed34320003c68ffdc6cbd8e8da37ac4b82edcae38723c8fe9b7b10dadbc878f2d1c112025c0024200e357a00d1ee4c733b7f8c8f62b553d81a41603fae0089fbd410b9b8c9f70aa493074ba6b07c7f21d9b22d34ac02c7c992842b1d1a685bbe13f9943775e507acb39d7bb019bccba97d5b16f75839e98f4d81a61ac0587c61e7042df4900fe45eb1a215d88ad30c985e6e2cf74661034d06c600dfbc2d38492b3b233ffc95331ceaf0e550cec012639005dabbf3c861be483eea147b0b99e43ac12957623b5e9cdd274d1af7509715d4bbadc61b7581bd7b1dfe48ee1685ff36d56b14444898609835ba30d46d22e160b2ef445f6a78c111cd4c6979ba512220c5f14c18bd656f537957b9f0fd4079ce3d5e5550fce9c5b4442b7bba1743cb913cf1e6e459c5569843b1e2ea097827f846b417240204ad250d49c3229a7191cc2b4086dd35b0eaf3349ffdf1fb54a02b9a3ad0a8ccb09ffb617611772fce8a585d539223b997e9b724eca9f0c5d9be326dda0d85e912964196db04263259aeb133da452d659794befa58fbf6e8943841e83dcded30f13a989bb1194fba372b101ba2e54103a4f06b816d3e5cfbc67548ecfc698b7dd246a1b66c8e8f529e250cc4ce8a72b79a78617a8949ffb4a0c0969fc9b496b3f3dc821d62298a7c91b9838cd1f74ca3c0f8fe0d53d3e78b3051767d84025ccfac12d1978b66f814aed1033ab1205c9aa9bb627ee591fbcbaab8df9f3c5f9d91b272750cfb8600bf7373134a2722d2f305e4c81935838fd72e02c9e7a7d76b74eef0260ee69abb5d1c72280ae815bff650df267a90ca2fae310943b72decfa93ba4fdbb83066cc4ea4f5619fed1ff392dd40a2ca4e57ecd2cd8bc7f59d12e75c40a7fafc6eb62dc3d6d71e30fe19d1fa774f3852ca689ed41c3033e18787e75a007ae8cf49a047924ebbf473f963bf90e4806bc6c8479799cdea964454281487527bd3cc215a78744d4eadbc90b6153903ae2405309b483250ea7d8c45802e4471f072035ebad588edae8b3c510a163c96f131bc84c2836e76400888e99a1899ce2fa53f103a93705d17eb77a232b0086b3e98fe691a3b928208d4f98af4a0ef35c6ae11bacc7c65fbbfd0ed918de41e36f0c95548ab3d3c6fc80fe8d81fac1bd15ce805c145cc52b4c445e013b500afbaa448456ab487160bb85991541a0a0d5c28180d42f65d0e7cae2430587347381ac58b82feb969f09dbc197845fc71a7612975d3532c59ea405c98ea719bd7af1d8d04619fb923cb011eb6057f7a2757e1a5ce3cdfb15efc161a716457eec4cc96f60d3d8392d721bbd2d08abd9ed4cffb028d6db201195e11d86604dc6bd40909fc02ea580f5db057ccaeadc02eda4ef5cfd45820d86142a67f9b130c27cc12cce945bc9ba158dc407ee6d61b9e4aefac52f96e1b0a553bd906836a1132e0f6add848a9d09a1ee9e14d7f1f93fc78cfe37db13e2a46c250adf51bb6b9a317e60c75b59a4ead27c9eea528afc8f17d442c0ac62f4d398220db19fe0fa0c05b70f08c65882278717c6da503fcbc598fc498819a99307ee7e81eb61a97d1fd55d5154f391a3a8089a48556878d8928fb686568510d8a82200877f8298ea2ead24669a097bfaadd52e0cb777f7d324ea442694c28d3dc32cc86de778cea10a730a29fa56e999b666dfbe21467e9b3106efca5ed101980872262bac6e03717bd31b2b852df93deb33de2497bb4ca80808f659b421ebe5696aed3590ca11c622e6d557d7e38c20715407161ca82a3adb4e51b0c208bd8361d1a0b89b97bd9452f945cb467c5dcb25479bb107b27c2a7063232cd6992b4b428b5057fe18b07b24ebad91ee0e46a6eaa98527fc5f25abfb90c7945c5e8c6e124c6b0ec7043d5f08c958ba68ef8d090882bf86915559c4c723da031e1569ab18d956ffa2132f03f6748c0292b7b85c3e5cbbd00ebda09154a9d9d187980785687aef6f88234968255fe0bb6b488581f77568aabb79b9c6eb22d3202f48f862a64790d07c56f3f8d2cf9ab30406410d09926cbe8cbc9c806bf1fa18bed053e84846797ba80c3995d0fe6a78ca0b53a609441e9c9e383e0ee5da619cc9685424481a11070412c377efc048c0b2ebe9fa262f79f7b5d871162b6acf4891edbeab39384e2cde94d1128e6e66762f0f601ad5c3e26e687d4e48c1f15ce56e0f47d48f8d1348944dfa0c1bc7422a2f660bb8c01ca41e76983444fe9a888b615754a80a57d2b2f74b9f4c611768af34fab6d20ff8ad3fbd73fab64ee23d584f1ff4fdd38c3e3e70d845bf736d185bcaa1005d83508ef3031a159c78cbb35eb5d197d320b97953c21ac716bc3413b1664c4ec78bfc30601e7c182b8104c566f61f57af28a74034d7ef36168fe4f07b07957a6b633d94af3862246c5f78ef8a4dd578a1d03463d14183c7789d3152be6ccbb71fbf63048af7d0edca0c36ba5803238274581d58ceb5c19dda105442d21a4fdffe2c72b3f4e2c7a7d04aeb0a0b811d267ae84694606b968ae5720500baf2b7366b2a9584c4f2d302d43ffee9eb2211ddf97abb2b02af04e6ffe980dbbc3b828735778fb4932bcc1f31ef47de624624b4682ce9fa1b0b842e6f513e2fd4f8224a9b2bdf79b6b91b5857c3e90e7468d8572b9a79eef4ec1240c1aa8c3491e7a110624f0a', '2026-11-28 17:13:40.136095+00', '2026-11-28 17:13:41.099156+00', '2026-11-28 17:13:40.665354+00', '2026-11-28 17:13:41.086318+00', NULL, NULL, NULL, '\x0168751b6b216fbea448e38609ad729df839046d92876d2f772cba7679ec62d2baffdcd092544ddc0cb953fbf6c31855b9b38f655b33d28c2a482b73c7b793ac5acc6c260c5a7ead8b90166dfde96d21bd', 'tests'),
	('880020', 2, '79161234569', '79161234569', NULL, '2026-11-28 17:13:48.174657+00', '2026-11-28 17:13:48.195999+00', NULL, NULL, NULL, NULL, NULL, '\x01a6bd0b75341698f8e53c3d873f5b4f8c8ed42b362cdc7f6f422819dfc1895c2731bed8c48db0921fd7e96b2d494c424cba77d725277e34bcf16b839d064cb6400ae6e8fed3265a1ef8ef315306bd16f0', 'tests'),
	('880013', 2, '5511987650001', '5511987650001', '\x01648164d35a8bebc52d5133266f11b7fd452d1e7613d2018e88ffca09c642f8faa985559d728bfc0b4330176116ca78208b213c388d540c2c4ae0d10e517ce98fdf3f5964509ac7acd3c667c3d519f6bcd39a2beae4fbd436d2b3a9a9905446c31c70a677639013c105eae14caf2db76e4c8f61a6b6d6a53650af257fee186c06a53f2d1c48cf175c09c8dbd491f0f94339e3208a45c0279a6db318fd5c2c36926857b3c7fa0667e974e90626e75597bc0c445d06a9dfe1f5c0e54471133cf91eeca0896b7010ae0a898a0bc7dc1a76f872a5a6de3ca93750fc7437d9e05b4dd37577f995665d1f0f35803e0f1e243c0cea92dcc7deb254ed8a32a3d96a9634a8a151018342e47c816f3d2a33ebafed473027d94f8eee81ab04d553b19eb9c8f834b1a4c022e08aeba5d7673f8380e6f3a38de08a92c0d15749a9f5eedb895103f44da53593d5c5f0734aea5ab66f71498d0fae55f987f6991e127434174d3810107f2fbd1217f0998aea2591be83213d2db7b449ea21b30fc18a6a424940ad9eb63470faa20b712f71557d457efe89d000a1ba772c0deb4fd35b8e2ed22812f6ae54ff7352db1819985f026e548ae113014d530a8cc282c82bb1a65f3c06f487a80837d5c2004d0159348042bc190365e7cc2839c8b887ee71fae99adb63295d39605bb7d8c019731d374230afc8183f135e83ba419fc973455256f0a6c57b7f126f4c8dea5e869307cc3154729684058fd7cb731089e8c385078ecf57ac51b20625d4f8bf48a46f583c7c2111271b47fb8f373cb9fd93392023c83b2a3a2bbe8483f94173995abe28f74fd771068569415df9348813e8ddcf065f8ccbe1f7871691ce7949d6536a459259c1821f707c3e3c9d9d7d7b7dffed56c66a746dcb8e7b38d5ea81190ed17121fc9c361b56e8e832cafa16301640d849add0f9db827fc7bd4f4815da9a0b777b267961a8ec841aa9262dbe30260560a29d7c58e899da40cd59f65f0a4c0eecde6e87babf7e028d15c2718729f4a07948cfafdb8344af5068ba20853cecb3cfe85967febb3a31e2829a08b19dec3ee3cd9f70cb2d4fa27a9781a94856716aad35b48b675657d8906fb4847da2299bee0b5fbad022aaa020a5de04fa3de2b3472e7a81845a78d0ff8c57003c103fc5b4ae18fa668e5c8e152c99381b07e3d90e4c9f6583e639a6ca3d17c3aac5a668cad10f5d4b9d51e2f5f30d73801b14289cb75e760553f7e5ffcd94132f5783f3dcc26534d93620c5ac8b67f3b7f0f238bdbdd8d1ff8cdb4e83859cc4c9b8f60a6b106513850922c3a89271a247fb6cd340843fe94a136f4aac9569ee977ddc271c8abd5303c2cd81753be69bd3a0eeedb7c6a5da43d4b4e63f5c603c6e405b23b4e3a07e9f741df51b26d6fadf8fc9744df88d33a5c5fb2ae75ab3c7c3d1b7838b8c6acdcf18746f70d2d1966e0865a1ba0fcf5763b36715aedf8e19477e40bc3c9324f2c5e65adfc0949ee1dd39ae5e7935b7b296438df61364a4b12c7b24e650eb32a03b6d2b035a80aa74455fbe1c84f7ee21f5bf9a8af1015be54b74949a68fdba7ee5abf551b3764b9c85e9b47ccfbd6c7d0110797f30dbdced2331e77dcd167e99e4553c5af676f350373d3771c8c809f9a662d3d2e375c31e23cbe5730cdda07e14f1e937765904aaa307d874b5fe6db2738390c2d5ecacc046f1586a70384b64ffc6e867b3f9b6b941fa4bf6bb8dbdd29c71108f63ee27ff656f49c17d479a4feb2fb97a01d95b545e85d144f217b51f04163606de115e311fcf3c02e9cbbaeb795559ee617a0d63d178d3d07520cf5cd3113733ae2f02b31942865b8df0de34e9ac2659110230730303ab58c8334ac851e62dd0cf31ed7d341ae1539e950730473443b35e5ebc05730a34f87407459f5ca577af72088605a3fd59ac9644c530e7e35b134af2300f36c5fa5156219141bc6eeedff76b2eb0dc650085f7ec1e055e757835d5ecedd44767c4bac9c71bbca1e33d01d4ea93e481d9801971edb5f6be19874aafca28b9e28045a82ea0c9ee32b25ace488bcc0a50333c07f1d78b4aaa5b897eb3f05d45e0d698f25e8df302513e90d4ac7364a533ebe4ac2b81a1de1583b1be7ea25cc1ea162fd25f81c21d69b3df765f26a8e0fabd494a27cadd4cef89d76c5c1ae6ddd9818906456a3c4a5ba33e6ce4f6d1032ea4872b9da6cf9d19da23b97a0f896d6d9d915cd02bf765022316fc9fcaf7ef326148e11eba3b50c53b9fb0d4f86ae1bfb29bf64ed2f956d9bd64100d17a60849ec0ffad22262c5325e686b7691e2080bc47f8158f83bec14494776911f9aee86ccdd6c670419173caf3f2ce05ecb84bff762b92ea71bdb41f06b86ababae722f8b460facfceb59f5c7a4f1d5eb89e66ce2134edcea13ee166a47c7cfffec55936a8bdaa690531d3755d4f264158d628296442870a8a1dcdd6f4fe3ea138da3b8d256ddc532a1e275546fdb48ac07956ee93a8a6ca79ed0273d01a9ff36248730dfb0a7ebf1e603f5e60055a7089cb00d696b29e55d0a021f9ba22ab51edbf74b3feb88114e931106d5c35650649e4fe40715ee748557e2cfd828d9e0fae37589426663b5512833cc6f3295c8e34ea5793e5fcdf83bdbe464f6a9cc0bb876fe3a1f815bb801c9e4a9bb34b8a075a55d09b6e0856df41ddd3762a7a5d018e1efc4f4dc999c94e17e04a27a3832e4db31656b0f5ee3c8badd87b5e3ef024212cb09d59b68eeb39ae999d9f3b4c5143aabfe9b65980b4e4045965271fedbdbd148abebaa31ab0ce8b1af6d48af3ee29c8cbaa478178977aa02caeb2fcfc1917109cd8767111e63d2068674fccad3af6d57ac8537797c7e3d932e5cef809da4dd47ac5782aa43d74ea508cb394e66a64cd85e1910230945def0936ffd29bd08202878bb29c0b2fd76b6874cd4e06aa7a28ff71ace2ab4a898193117c5fe799d12ed31140cb3f3e810a4d157ac5ec129306b0ca162ec72286076ac4d074cc5859a70dff67b85a69422b50458c0d0b0543bef0b479c203f35ddedf5c2189b6b7ec68aebf9465700ff725b07773a3b52a4da3d52621d10e8487811aaa5538ca77e4dc77e2aa8138077045c070c04b2c4c4e14d11a989033ed875109834c5d1c27668371caa640cacb75de7db6961829375db2c3b2f16828800addc9ed7a08d2cd2c73226508d9414e799d6374a41a3d87732759ba2c5c6988dacce7aae441ba92479025c0c3466fb7612bd02506851707338b12702b1576c6089bf7f88e1a6135800278728e4ae0f8f2240de2442528fad457f679c52f3be8bb6251aaf72af3a86533c35537c2a096f49b9844d7efab6a486e0c5f5717bf1a4053aaf6941c05dfe69ab7f6c2cdfb4dce471e657f64d16dc5a485ec612dc98221f43ec23455ba3367c1618467101ab0d4c710da79051dfe51e05f06ed1d0d3616e8d3241ea46eeac849ed65165f70a5eb4752c94b0984fb8170d22ea6b32c06c2794774d8b1cfaab7e7867528494010e247ae7cd1d3693b09eb180414cef41d23262030d62a80100d447ff898fbf8dabb08404c94d2e70a81e844d270fd26c770ada31306957e0e95d01cbeb4529a30ec9a818e2840d9fb612a54023984523a746a5ea8c16c6f400718405670b816a39166184cbf89ecf79420a0f9e3ed15a3c177d34e10b8d2d79268cec087b2c0675663919dd63d866f460fc822f45eda7212ab81a441804cb137c31e4d85a06b77640c9006d988e90202028dc412d39a23c5b75e96887524a5407b7d2df24cc4e6c4394c087afb68d9c443fafdb2c5bd8e12b1220376f6aa9b7958ff526c47a1a0f71c0f2654d2173c86346a16c340c58cee71e306deb6757a5706a16e0c7bd6fc90b6954a5f03017b2dfd4bf9eee07b7ab3d377d1756a6d5c60d60980600673a1acef31efc973ca71490c615751496c86a3daf684c8cf4b0a7c9c6f713b1598efb1a9c6d74e4f487db0afcf3a4b1acfdd9f0c8ff5f8b0ca5748f6f294c42cebf9bd100235ec043', '2026-11-28 17:13:41.979716+00', '2026-11-28 17:13:42.938017+00', '2026-11-28 17:13:42.565105+00', '2026-11-28 17:13:42.94756+00', NULL, NULL, NULL, '\x01648164d35a8bebc50b7c066ebcab959de3a2b31419cb3d45f7e0ad9d50f897196199797f9f231336404964ca4748ba2bed66d418302093b16737802a5eaac8d08d7ce967e81644bce95f8eb6166e9ebe', 'tests'),
	('880012', 2, '79161234567', '79161234567', '\x0121513accd56089c07144cebda63bb4603cc2e390a5f973c2133886b2c7edcfdaedc95b45da0def5dc89931d621c9dd1e4bd09763ebef5b21048ea1cca05e1a67571b568f5daa2db6975a253dc77d686bb8f744473b2d95cc649b9c3fcf6beeac1fc94ff5f42671873b74cd4176a133b3f9b6a842daa66c9a5919fc99fedf3566d189b5622822ae58dc355a8c624e7c163ccaab2c49578956a283a837dec44d660f4d89fc9a6a083925e5a10c8cebefb87fe81594255e8e7d943be0d2baee50d9ede7f60bf87f8b8f9d88cbb777610932076fa6157bea5e7142fc12a57e0fcb80ad507910518f3dc51d8ac6b2b7bee4dae8c3e840ca174abf27d9e6079369b2c85ac833f72a733237a3035fad0c972a5aaa9b9d77d4bf9a9b9687bb46b2fc5775277d1067523be2655ce2b8108d8757a1d440c05d2e5f56b331f2c06791cafc5d94a1bcefae90872591ab753eafae01a968346087ab391463179cf8ae538f81a84d64458f555296957962444b0418a795fafa8617e178a61f4040b0c9986843aa2910c9ee3d3aae6e1841d4b0a5a629d794cdb50b9222365bf9e6c98554de5d87bc9c04c0bc24f84a49294115ac62d4b8ef144b5c0d0b3da56690efc35efa51e194512d5084588baecd5603eba64e19dacdaa8e3786c669312789d581ef8374946d50ce11aba0063debbb48e430961e957c45f910271885e8fc2386882cea9e78dbafd8bc3d63a08adfecef3f0ba11ce0a5fdcdf97e60f9a04c171845252d77caf64fe3bd9c5eda1c8c0b27e7ba389f5294aa50a3f33cf737273933adeefd9077fa7eb741a4463786ef5c38c9edb246d695c2b9d54a3d9dabcd29a3cf9de00cdd716c1563d3fa72bb999e29c026b28d7b338faeb2e26f9d5a287e92c7ef5f8ab928430cc137583acf26542f71779c46b3a1095175c208320634df6fc07bc0631ab7c0c7f80f49f6463527aa7ea3ee8f75d53cc8f15a5837895cc9660c9ec04a6cbe37e375189f875beb306a75ef28569b30d61f85e2d1699f6c1c648fe660a1afdfc0429457be1b015404da13c9feff989f2839613ae8238d621b3aee09994f6ff1830ee2e40298f79bf8d5d42b6c5636505aa51d356597fe08b3683d590909efe7a8aab80698af8b6865ab4aebecd01cc374770d470bff64ae4d3ebb94d76e12a8d37859f3be2ebb8a5dc9776e317fdf1ba653251f266d9579b2a8009fe2f1db796e886cff597dff621b0a6aba45639408514527fc4a8d8db7ecd21d327a52de27b83529d455bfcfff050935bb78827b4446ee0c253ac90147a9b86767f4074581b139d80cd044d7c53214c8f3c525dc2bdf413d900be7cc1fe58dc5726b21ddd681bcf6f19c149c43e55f8e72ae3028aac6f968e204aeec90622aa60d3ed68fe5211c7c823b6b22fc8590e3f0d123e11b3b68131e49e2deb7038c3496df1e86186bce6307ceb03a06e54bdcb0a47c074298a3990972244023f5a85fb08adefa3a04850f937d78d94c4656fcf3db07b6e028540e717c37029ce1dc8bd74f0fa7290263138aea5d6570a457441045afdfaf6add11c55f501e26d82c68df437b558fd58a58895d2d480063fd86fd0ecdce40170ca973266adf4519910686ad7595c9b68b309b04049ac50d7c3eb6495ed4b8491c4add55577e5a595f5f6e396af39e9f106513d1ea54fe38b9f8f4dd30dd8cd55bdbda6edf736c2bb6952d765f5c03034b1a7fbee5236c9c2967b802239925ba647bc9952e6f2f2840d40e3e61728ad15d19b065bc8b450409665098fe341f708234b34cc00e86f33182c6adb3cabde27ef2ae379d3cd86019dea1df2250d8ead55417b5e89854438dd8319267646253c093132a5f560a8961962bf4110288025f3422f503ebb86e87b184be3c010732bdb816e6810130452b36db6bbab22ed1c63365b8eb6c64b2eb74c531987844a7d71833b764c80021989824e261cc9408935e8e0c9ccea992bc58dd51a7c6d18737f6318684ff89a3cb657212ba1173076059fe0d0ec3927bf82b647d4c2ef8fd7ed9cc02ac1d61feec0c15c72fca7e38358250f56de5c3a63d671ef8d513c0881687d90aee24d2f8373d2b294698afc4c9a32004e825c869671f11c65abd309f08bae83a09681ec58e66a88db78844be688d9918ba840b5b05e4cc5b76cc3e1ac77a063d0b5d88becc4a70a5af52f13e7ffb2428d2eee2e691f27bc619f0687da0ad8a2d443c60f8c048aa4452237917c15e5461eccef57f2f52ad55154e6833ff1b87622bdfdf65e4bc879f863074018f75d1f34de8772cbb26dae2490a9cb1ca6752e0c9bdd7af756083819f2a3b62ee45b159136a63c44878367f80761314c718d696aa299cb14316a1dfd6761ca76922d37beab52d0ead8e42c4242ca1b93c6cd7d42603ad2978f807606b5d98451188a52aed8d14df1227f93a7029920bb2c4f872a4c41f66ceccd29324701a824ecf21a3ec8059a44913bad1b7829cdad5c3628f5ec3a75b63cc6b5c0af547470a0a02e133a252ad4b4cf71979074bb02f010ca2ee43a03f8336ccd93315b4a43d6888bffee6c4beb6b3ceaf692d1d3d84c2e555d2d261563ddf20ca280ff92966c1195ab08443c2f967c4bfd8aa73da84a7138963792be72a724932793880d6317061c209b022b52a29e4338effd8e5bae7b8c76a9435079168681b8e66c22dcaea551643ee931852faa046738a355ed554ea2284e7407d04d7abe0bcfc76789d2bad278e45f692b4aea639d65e387ff7f93cc34687a0bc1b3383cff24323c35466773b704f24bb5de4290de6a6f0de699123c4fb113119be9f2e04679d6d19f2323b05889cef66b407cd946892f2d8a216a2feb35181433a36302adf99bcc3bf63e10b974d638ba23881f93af941c2b91ac32c08d85277fdc2fee0df8aaaa6a214081c47254dad0d16ffe9df8149fb6237d503dc16f9fa19107a20947c18578d60b0ffd438ef99d72b81bf32af9bffa8274b0c9fd0b9a50646bd72974a1db8b2b88f3ea69afaed1f6cf37693deec84d33382f82f3d9ad2a469b5b51267231e2d8b63d80d5a388d8fc3a4b43f9a8b40e2fc5975f262de541a737bcf72c3ce63574654c5f8b07e1bdb92194b781adbb6f37136ffada1b3ebaf37affd0dc9081cf75ff6e3873c70165ffd3aee84f757b288c2adbd231265d4d4087530d9990a4644ba9f074dff27f79ed97e670e07525bad78f624e209e2c01e2afab43695fbb8d5f31a9067892b5964eca15ad2894cd34c80a9990f3dea26da75cccab3e593872c27ceb3349118490f47b3c2e630ee670804f37fb8a11a10f54ce8dff81ea1a99cfbf5b87ab13a8fdd92ffceb536aa2a2d2a8af75745698990d307f40f24af717da16daf285991343593f7f908d21721500e28f3e65e09ac0327bf9d3822b48421caa96b677c1db1ad1d5b7544bfe98d7b5c15447d7f44822d02523a9c647e8020e85346bcbd35be9d332088430a14875bbf1d4e02af7479131a5000d379c32b1fc997f785324cf67008e81b3381acc666dd0c7ccda4ad492f68e197bb945cc4dce1b9850d835367d6b6b820222ae022debd350c58f382d20bb922f6d058220c085c1a834c0a475b758139bbc6b4c692818a6d02c50dd01481b519464e9bff9a9b5a701bacbfebcb16e67085029ef8ed31cb099235d57d35df03ad0b817fe65c56fee3f475facb0cc2a522c28bdaf73fee6496c59655ecfaeb2729cd1c86ec93a7730a8f0609c675ac4e8ccb7f962428f1a63717891b2719fde697fecdce2b812f6106e0cb7818b553693b4981d3eb4bd8a61685a1f80080760d535303cfe20a0775ebb1eb581321421539f53bb69029be2b0b7afacdcc007762363198e763682c3e69ddde0dbd7480c22a3d97f5f779f2a4065566ff64a06da04070ddb98d8bd415cd74c81942e3574ef2cdc60f97a4fab44f5d87577c456682a0f03199e1f763a0436a0c138473d02d0d514b27b6b64294eb106bbad83b0667af99db56c8047ac6ed38f5', '2026-11-28 17:13:41.157041+00', '2026-11-28 17:13:41.89665+00', '2026-11-28 17:13:41.493306+00', '2026-11-28 17:13:41.891345+00', 'DISCONNECTED', NULL, NULL, '\x0121513accd56089c0ec0569f57c9f5482e74a802fdc17537c396f0a10830eac1093272259643f714824324afb9416cd0bd11906021f1f32071f178f2bfbc8174eec31d25966cd0a51d12d99ceb6812d79', 'tests');


--
-- Data for Name: whatsapp_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.whatsapp_keys VALUES
	('997441', 'lid', '823545026403473', '\x0168751b6b216fbea419c3eb2bdd5fba8b603df3f9cbbea072db246672a4a1cc67f4e8c76876f4b51e72c3a414a7a9d1ad97cb20245cb440b08dc85fe50422673db72df62dec1e5e749a1e289b3a417f337189a82ef727f056e9fcdeff89b02ff1880c8c4e1c84f37bf1970fb733ca9c5ee6c6e5e4a6d8a395d6ac0df80b759f505fcb03870778e3b27946f14d976bc7d35b2ba4fd14dad36ec0a1b7d3ed24f93bbf22f9403326077e7079eb77ea9637921f9246', NULL),
	('997441', 'lid-of-phone', '79006464263', '\x0168751b6b216fbea4cf5eece6fa75de4e9797c29ed3211035c2335bb98cb6027612a3bd70894dac2cb9bac1eed9b019e13c523dcd0d6bd8eb57a970c581b7b7', NULL),
	('997441', 'app-state-latest-key', 'latest', '\x0168751b6b216fbea491a570e2c254e3011cde343aff4a0c71a9a3eb9d2dd9dd3039eeb9ea02b85b0de60650d3552ce3e1a5928c7d60c3', NULL),
	('997441', 'app-state-sync-key', '0e9730498ef3', '\x0168751b6b216fbea4ad02066a60af86d621bf7cf3d92b80c3dbfcbd789bc5aa38046b1f22533c1d8b41cb7fe0cb3908021b2a6e37108288af71342b3b9ceb3b478a7af91e088c2402dc019025e25d0aa57b918831c75fa3ea8a5db2a58ef4a0c817cf232a9d21d69c3a71476c9f22e77d4e619da0b5bec435f805f15434f12aaaf6c37f088288cf0d3a0542a2a8ae7e3a7022fe67a3c17dcce6d0b8432eb3bb907b09eb09df2e19206ed51371e14bc395c09921bb6acb142895737ed5ae1a3ef8d98bd3f9402921f21f1e28046705cf23da84df6ca338f19f1c190c465f439147f3dfa1b5d68e10c2d4adf96d409e715729ee26633af80fd67b61d15b01', NULL),
	('997441', 'app-state-version', 'critical_block', '\x0168751b6b216fbea41661dcb7e5daa956d281e3a9f11e789cb264d6a03def54de2333dc62559487048abac88767fc587895e360ee1fe5852e7249a73bed3ccbcb723521dbcaab154fca41b730adae6daacc80975412dc6ec49740ca9f97d7397c32af1a2d55e2550f26bc1de7aec51f3abc0cf467cc55d408358557acc77eef130e18e27199af5905dd20f29e236678764a3625dd63e64ec0ff9588bfed0a8945c58027b89053bbb16c79e1e9fde46b8c8336bd1574dfa9f6dab1ec159726e88b120386a42e30e0d17ebebfbc7098b3d794f2918976ed9a87e6de5cce37324e25c29eeac10ab7518d9731b42512079e310f63166bc557243a9c2bced56b3795f4ce5f5447023b9de6cecc9227a4b3c5edf0977fa3f0a5c3327452c295e049b99fc94d0f1baa0577971aba813103b9563d97d5c97082ba39dfa8c6dd5615bd6950854a46d47706a43e8e16f5ab8bbb465a031bead56e3a24f9a935539607c476896e27d60ad506ff0f0535145d91533eb9b8ee4b7ed4715c83f804d83a98e396e7db6456746f02bf8dbb972cd399bc241daecf2bfcf432c597312b12fa854b80fb2ef85c3d850d46865f3f71f2d1f910e4170f91328811c2f42295cf55dad5173a96b6c1c6c8724b29318646cdbc352089d62b1f79b892e46be25f679497dabb26734dc493bc215600e5986af191b012cafe9f44adccda295161577d71605dca07247f06da12811c4e2b39a1e79368b6fdebecc6ad64c775fb59099f021a29f8366036e1574563e017d09ac997eb4940569860417dab20f090f6552acf', NULL),
	('997441', 'app-state-mac', '14:critical_block64:e5f6fa4d0e5a342198f25efc0ba340e9d905adcc36626ed25dd6827f6b93d581', '\x0168751b6b216fbea402375e2cdf133f475812e3341712aa8fcbf5026f40c9e42e4e53a94067f2316e2f3a096c2f049236e62bacfd66cee47b15e26744063bdda0aa07e1b86c4aa8f8ea60c1d15000056b', NULL),
	('997441', 'pre-key', '0000000002', '\x0168751b6b216fbea481765d5887f5dd08ed2d887317e93ff2f253396f5260df157cfd20dfadce0de4c409811dbef151435caba9ecec272485645ccdcbf607d8851b17995ec76a57a1dc40a63d4b10ae68a32c7a6ab870eea52cc40899dd0187c336fff5336710a415beb2abd03e76bc84ae74d0c01ff894', NULL),
	('997441', 'pre-key', '0000000003', '\x0168751b6b216fbea46efbfc32930147fda4023f250264e8ee4eb44c14d65828e26b52e1a115f1ea78a9d24a499da1d0f2083fde26605ed4ba500f624ca73b71e566cc4c41a556ba078bc8da3014783e7edac3146006c4d390c21d9e31b501954d86e2b4f95c25afbce6373c1a22a1d8c975f38ca53b5fc8', NULL),
	('997441', 'pre-key', '0000000004', '\x0168751b6b216fbea435087e2ba94bd8ed66563cb0e1de13ae0d9de11138f87674a28a73de938ffcb281eddcf9545cd1f2e3b94e0575d31d0917950bd05c24c8cfd5a83083cebaae9abcc91617058d0da279c3462cb5c7766530b3925280afd20015933d0435dc71f2e9cd7c4ba7880ed992013ac4a73c7e', NULL),
	('997441', 'pre-key', '0000000005', '\x0168751b6b216fbea470c0bbb6c8933841ea6cbaf6d07b79e7a07defbb027f128acef4088a59ad7ce0e2abc16412b3826923c582bec2faf7e90087fbca1106719dbb878105c37c274baa1b045ed7c7bd0893f0da16a52e0f74d1d580327c1685f5aca56a15017b5cce4cd28d3a7d245cc801235bf4067b90', NULL),
	('997441', 'pre-key', '0000000006', '\x0168751b6b216fbea4a8a67bbd38bff864c9bcb63d06993ea604a85488c17c9b05006c7fce44d26c23b78bb8be7e0c0b9965d4a9c693e978187c4e78bdebb531a1b0106d88e5c85a499a44afa2b2bccf82e3b5bc4e8cafea53c9b3aa1e09048d4c3d9dd28cec6d435d24c60cf684836307c70cb83b48b0e1', NULL),
	('997441', 'pre-key', '0000000007', '\x0168751b6b216fbea402c31606847b0723b8b14dc28228e9e035122c768bb36b9f900e818c4a225519881baf313ca7b1c21f460aad69921b74bb2251cc030c30abee43f88fb66ad7749ef0de1a5c9a0eb3b94707670bcdd7ebbf9145560ddde4ea99eb67d74c8ace8ae5bc83e84bad54b5e2e96face5ad5b', NULL),
	('997441', 'pre-key', '0000000008', '\x0168751b6b216fbea4daf4827f6a3a511672929875745a40ca0a7ea4194f1bcf91836fe81616c256733432947c757b025e6591503a30b6b86c9a10bb9122baba2cd5332759b3302c9c111ac6bada704ec6c9be2e75e61a7a8800abff614dcc0c6c9e0f1b7ac13bd4bb49584d0e757d0644a69a7021763c68', NULL),
	('997441', 'pre-key', '0000000009', '\x0168751b6b216fbea4cb4124ae181fbc3d00232f7ca8ed4b1fcac936ee70615ba9f49e46a3412376d4de5396ac84c428ca6538f86f8cb551cfc4568390a3c577d62099ab3975fb42fffd056d8cb4d0769d540b17790cbc272fbd174ca26993bc983f0d8d7c8e5f501ebd3030ba00f571910fe73d4c7c2ed1', NULL),
	('997441', 'pre-key', '0000000010', '\x0168751b6b216fbea4a7eec76d0a8e5e1f945ec889f88aa4548b1c5228a3e908ae3866c861d8e3514001119e63cf38c5c447372615c3d4c8803b572fbf4171b5fb1d18b09020de65b1e224b3cfa126d5b89eb9e6252874dde7097ee39d71549e442556651f4b7e8b7cfc2cb0f61c79658f7fab20902aefe2', NULL),
	('997441', 'pre-key', '0000000011', '\x0168751b6b216fbea4b1180c5b64fd4a7045666c1dde13b50be8db875155dd85c7401f4079de45320660c8f20fe9e9a1dda110c0c8e6e55fa45a0a68366797a87231682da0dbe060ba008e32be49d4b95f56e67f05c3a605af3c1d91ad72523945edd3637674ccac96e9aaaeba884f97580c631b873bc8e9', NULL),
	('997441', 'pre-key', '0000000012', '\x0168751b6b216fbea4e07e9d8449adbac527d513489854b09480618114b264ca468294153139884fbeb248eccf954115f88d6d1f8cd87ecd75510922d6a69450c8662f368c5066fc76b93410836f0a1532a551381a5ea5db3eff013009f510d0c57e88dd09ce9e59528a8fb9bf9a92b775f60620e7e45018', NULL),
	('997441', 'pre-key', '0000000013', '\x0168751b6b216fbea48dc398c75059bcebc4f64b8ac2f71703a5c798b5c977a4253f2822dc7ce576ae4a3b0c59ff6a45c30b2d89b31720fa266b768ecbe4c1cea34e533d73bea08d7c604590ffba117e5fcdf16842b9a347c6e57dac46e0ff6ea391f50039e5e877f8fb06703617cc7dd437d9b0b2b529e6', NULL),
	('997441', 'pre-key', '0000000014', '\x0168751b6b216fbea48c842aa126cd244aadd692199f872089fbe75762d8f17fa6cf112c05bdf483f6ae87ec218ac9c87a08b4d9f9d30dc875116d770b4f04ef9fac049de0202d117efb9d451c3283f55d8a4b82a8b1cdf293443d56fe4169c14093563fa7be4f630412dd0ee0f9e076bcaba15752131bab', NULL),
	('997441', 'pre-key', '0000000015', '\x0168751b6b216fbea4ec5a725adcfd8d8edf55efc642cf91338b377b8af5888e910f68f9bb3d59691a3f4a07cb7efd470cd5c5d5fe0c2ec7e44d7e3c6508be5e11f8c82f74800285d1f7aee37f07422a14ffb3f58f4b899059179924861a0b373f2d2ea5106d557ebd5cf065ed160f09654f5327e081ea74', NULL),
	('997441', 'pre-key', '0000000016', '\x0168751b6b216fbea47d19f789390dfee7ca0be404d3eb5421bb4ba71d03af9828a39d1523632cfaf08ad07bce107dfceb2265e2cfdf9ea54aa8845238c96a2bbb75f0ab6520bae4a63b53291768979d7d87d056411f5e7f14dc7e362a815cb556ecd2940fac80fe12a8da0f6d46fe5769c47b1df06e0e55', NULL),
	('997441', 'pre-key', '0000000017', '\x0168751b6b216fbea4c34bdbbe7c0b0cd44c9421f75f49fe140d86d57882f360df38c0c633eac285985d83f0b59f75b938cd0f22af55c6fdeda92b4978a0cd66cb6a63eaff9cfde75f475ef80969d7a60f89e8d7c4025bc5a0223013188ce2a62850c167554382b6304521506ba39cb72295104441cdb88a', NULL),
	('997441', 'pre-key', '0000000018', '\x0168751b6b216fbea4132d48f6333f164ae9e63110e05cabadc969bfe0aa2d74d801b865d16b04a97b3c7f02dd0ab3f001ee018182849b2bef5b738b08acae9d12a40e1f2c77e0d161018783e04c124ac99ace1e4e37b900c88e1211d8744f26eba586cc3f49c7dc16a931cbcd57fc1ef92d8d59803835a1', NULL),
	('997441', 'pre-key', '0000000019', '\x0168751b6b216fbea46bb4092f468c6c3bb4b9e6cb2240006bea6c8bf058e8978a0cb37df1e06178eb54bf98f86f51229485b369f410a10c843ce9f810c1614ef8119da4659e2b420a214b49bf02c52634969ebdd6eac5f004ebc87ab6edea1f656dd371c6e9fa345c6a1eddb0460b7616cf098f86f65434', NULL),
	('997441', 'pre-key', '0000000020', '\x0168751b6b216fbea4e75af4799d65379da863edc1c594acfcefd9288bb4baf2987b16dcd940d36755e5932ecf95e235626249ea760a32f2e94cd47af3b06e7706b647cdfc5754c65c0d0a7a5c59e1045e86e0fa8c7ae598f3a8f908fa7fa79f982b8f224818da8b4a2ccb1ba49d4433abb3226462e64190', NULL),
	('997441', 'pre-key', '0000000021', '\x0168751b6b216fbea46c30780e0481dbd6c4b3193665091894f8bed25596f65ab2b55cb973758be390daeb122035e6c67df1bc845f1c74a80a84cb62b997425c8f93efd3ddcf9ee2c155ba538344f1acf184eb4c428c7a748f530a6b026053bc19269ba3dbd70425d5b525aea7f7bbfaa1bf6a287fe64e30', NULL),
	('997441', 'pre-key', '0000000022', '\x0168751b6b216fbea443fc6ced2c7cf5aba47cc0acaa384f319ff22c0d9d6d46ecb8d64d571da1bbcfc5a6cbede1b7686b80606445ed679b927dae0ca1cfb627c4f36742ec92473f9ac663c4b20f300430a3c6fcf8ddbf9725f86987dd360647aafea881ee3598f6aaf4576c756c78a318bd93cbf464a748', NULL),
	('997441', 'pre-key', '0000000023', '\x0168751b6b216fbea4c8a8eadf63d668af5ed539ec98ff79472d4cabfd5506b9f6303bd4ca475310c221434784d47637afbae87f3ac207094c3219dff434f6556d7a8f0f29e2750a9db82f1c63f1cf663779f3e5d1193b7b89b4237b22bdd1fd5d4c1c5e1f329325bc3d7435060097b335d5ee5cc227af7f', NULL),
	('997441', 'pre-key', '0000000024', '\x0168751b6b216fbea4f18a4c745be9dee67a6680f8d7559e13b2f5a18d38e4c5328e6650d18865fda6ba6b95e911d0488174d1dd97a92319df784953ca5cc09658714a665493ffbb3c3af794b08b023433c4c9018d11fed67fa9cc7a488c8c85e2d5bf0b492488c40ec3f2386856ff8b116acb71fac3be7e', NULL),
	('997441', 'pre-key', '0000000025', '\x0168751b6b216fbea426aebb1cb63fae73d577fcdbc4547be35139a841d0cb90bc8969253e55e12c3de6780f1b5f8948247b539ce00323b144824aef9cc38ab16f4b82f72911fef441d37286741e6bd4564451d8ddafdfacf81028e88833c1d31bd95b94985a9f6da5685716956dbe4d253d1679a6f68c80', NULL),
	('997441', 'pre-key', '0000000026', '\x0168751b6b216fbea4c5ebd1a9a2f87cdc03bd34bf504b6ea2975780e52f01a2461310b365e6d4ee14dd99b0f3cd86e5cdfe6271bb24f489bba7ca2811a3498173797124f2b1b70c701ff11d988598d1d905f0c31fdac86dc58cc9e1f1fc7678b35b1d70cf79c2dfd3ea62cb551f732aa412198ace57ee53', NULL),
	('997441', 'pre-key', '0000000027', '\x0168751b6b216fbea49a2b650143a533745d641d95ec48c44a69d015d592e9accc05da70d5f59c4774524f27c7121d1cb87cd64fa240790fc7f73a26fe4d3f12afc8d7ff22ec8a8531de1c74638e767b9652ab756e32e11a6d9635fe7843b1f0421402fe7e5c477b7137bd6a1ea48dba623e50131ef1a1c3', NULL),
	('997441', 'pre-key', '0000000028', '\x0168751b6b216fbea4bf27b03bc19fb3817dc0d690779a0bc06d3081e64ed47559e969b31088598cd63e3aa038fce304e49af99a5b1a9f6fc50036dd1635ac1ca7f9085f527421dd445970a432ded8c5160f40e00df1ccc02d806216d0afb645a52c236365eda5174daf4ab267599f9433ecbc749f751ba4', NULL),
	('997441', 'pre-key', '0000000029', '\x0168751b6b216fbea4b7adceb13a42d9bb003c928dbcdd56f11f02c73dbedc48c1def3db55108aa7ca53f4ee313720609f64521fd3cf936d8270cea9db860cb198074be3a4350e53d17cacf80a4521a8d557e157270a04d96a020daed9f4799d7c1c2c3a0282ca903b4143cc1209acd2170fa5190bb53819', NULL),
	('997441', 'pre-key', '0000000030', '\x0168751b6b216fbea4006dc0752f5714909544df1389f6561c6094f1c55c66a07c8d6f0abbb45aac3db303bf1730afe9071092eb3374e50083532af2dfef88f3eaa78cc2b93104b95e3de3895e99de4a785aef12adb1d90a3ce942507dde1e336f052f295703ac6481da00d8e0d3615556aa27c19c8869f9', NULL),
	('997441', 'identity', '823545026403473@lid.0', '\x0168751b6b216fbea4e39e6a1d9ce0fb94913176ae75b5ef94344e4738630a17d865989fda883b1e7c5bbf7d36818d63261fd3bf1085d790e4e0b6a0abe63d9552893421a043357ece65ac8477603d1a1a', NULL),
	('997441', 'app-state-version', 'regular', '\x0168751b6b216fbea412ff274e361f88ae76921d9beb1da2d14b0e09c21e9d40f20c6fb6a4f8ed2711d440a8cea4b50332c641f92bc1f7a8aff745efd8194ae2ef007443c0e5604508909e25c60496ec1b2a388bfc29ecee867322b77d48838de8dd0d27945cdbc9a099957990a33c89848a7c0ea9e77c20a3c15c97a7a71b0935c5a035555d538a6d51379a91e4560450ed18990c9bd5aaa975ea471c2126d0483b3426b483dd51f8410c90fb79cc8fe3b1bdceceb4f6c97df231aed3871140bf7910972094811df7f8760e807b1f4e9b30e84f180cbc1ddc9f9cb2ddc6a78667946bcc9c6eae6f4d1653f78523e90f5ac6ed16efb7adf2a7ee475c32dafbc39ce5a1a802ff5b0239a263c9ac96591fefbb48f25264c9b03ae3ae5561c89a1d34e534eb7d3cad60365cbe44ce5dc891ce26699a51b0c5acc8ac46dbf228ecb5cdc05905701d8b58b82493516be7923caddb04db588d3fc9f8ee42ef0541a17fd456becd20826ba5dbe7b9b342db165831970be683d9513e', NULL),
	('997441', 'session', '823545026403473@lid.0', '\x0168751b6b216fbea44566a0c6dcb2c4d98d275e17c1bbfac445aacabd9b0a11786288770ff7d5dff6f6ca7c0d7696633ec040f3bfc3c0046eccc3718319083e23dec4058f515e87f458dad586ac5aaefcfecaf2f686571dc91acaa474877aea620d4f1091e866db1b8b0f3bcecc1718f5f286e07dc430bca0e1332fb7c4fc4519e38bfa41d076b0937ecd3143652b424c73f017d3d53fe4c0e0fa139f2755ac073e18d72ecf20d07773a588d72b6a28b03ce7d469d64f7c05078b1996825a30a71695ca369c9e219c4be3ad19c4416d51901ddd4183e210f5f60340e722e18158788a6ce9f6b298e66a4d37ba64169edb44e49308be8397eb4d1ef6169d55eb0c4ea6b0761ebdd64460dc40f005bf465c1362368ab119a0bca8f89d79d49c8582ccd8c9784839638a8769f934ac13985a3fb5044c6288f3b8fbe3d14a47bfcbc4def8cd0c38a94dbb643321fcc255859d72c20b891616c52bd85c8e846da3012b5091699a1f6e64c84ff021e6f0b676ab1cddb923a47276695ec14b18aa4c77b65d1db94d08', NULL),
	('997441', 'device-list', '823545026403473', '\x0168751b6b216fbea43b9928b525b8d6870b2988e1abbeb331c8d9d29eef5b2f91d8039a48a6e88acf2c341ec228329fd8ddb147b6a45cecabc36a2a5e6c7da54cdd561a009103fd1ec38b30f113be83bf59505fbe0bae212b895b576f48b41c279eae20a3dd1110c35348fc20400cefd6fb83cc161941c0c5c35f347c04eb9d0661796f20808c9b8245254a3770cba55aa20f7a7b92580967bdaae7dd3c074e536b21240381bc45bb0d2d48fe7db769fb6f324798dafc63eadfd4eb9ec56379f7856a21a7b4d856ef5f039d717c441d69e01f86903546e645482ed4f8cdd222f90f8dab2412c58177b1482b04be7d46ad6f219da369e72ebbd32c', NULL),
	('997441', 'app-state-version', 'regular_low', '\x0168751b6b216fbea4a8b66d8f673909239477c38d51bc8ef23790855daea6be21f7906901669aa00e2ed6d2696c5992f523dca220e9aa6b1046bdab2bc81f5f4af0266ed4670f6f4964b0a21b19897fd6fde338223035a5573e3c392ebd2fd4919cbcd7d5add08c9660c8db3d5ff278767431cf9b52d30de54f2db12747b58879024b4ede7f69972ac05fad1df46ff89d8c4c75e8fe2bed70d6254f0f53785485efcf8236edf0b2066aebfb2b1665b13a8a653b0fcb1c904de8febc890a09fb7c06557bee1bf19f23e4e44a9d6d753bb5734b81fbca4c79328628973acbf34066ab2bf4582a3399e61ea49074482047b618d95f2a43dd7699d71da7e7282f670d41fb4add99bc0a56abe249bb4baf40325464fdc7eedf46bf0ad9c4ea6a5048af865baeae6fe01394bfbd388282e0f5affb9b43968b0d5e4c6a8a586fe16fddd5633637567a5fe56043f2cde46cca8eb438e992e9a33865f97cd7d4a7850288c8d45cc8d1254024fae1a6c2517856d8950f307baf2751cd', NULL),
	('880012', 'device-list', '509610716742446', '\x0121513accd56089c0e0f8f8c2d26351a84cfb8e80cc80062d2a9e83b367ded3bcb19cfc4c9879ed515411585e34d4aaf577ffcfa2ab80a15176c53a1e357fac4de961195044021695fd25a26f4974dac58c6a81294cc82c7681ed43420270bbab1122fbe28b63563a08475322732611b07f862debc9390229f6e04282831d24c0c9f8f1668745b00f4dabbca6b2f485a77874210f746a5f95bf6bbfe5d0f16ceb98499ee31eaf8df76add9e5766fb415dfb8c452ab7fd3db2b7c76ac8ae98a1cd48b831e3a0274c353cf5e03189d26c562731f8dec5fdd9a347e59f48fc13acef18390bf8905c53a6251e35ba1d1c484139dd6df4cc3dc3ca813b', NULL),
	('880012', 'app-state-version', 'critical_block', '\x0121513accd56089c09cd34644e5e057059eba64f32ad53f8b301facc82390e86b94d7397353225feb66cbfff159e9c258504d60d18d00129e7350fe1a147363b11a7c491d02c690d70ac07e1adc16bce21314d23fac3c6fad7e45f4b212de5114a9bd11798304282ef31ba238f287ea0d3bb6646e85d177bf1de1e69e2ccacb3b777016adf0a5f298db499d9d570333238e1d9a588a8ffde062e6a31bfdae0cafb4c69c86ab88d5beb227229844f4a7def1f0c6b6dd52c9da709de1b55d06082b6a71f47e099bf918ebb7b4a9650271387b8e68b875f2583ad13aa13a37899246c5cb4e3137c5be002bfe12356b72462586766b5ae9c316c605e1782cfaa9ecb65ce9018d4e7a0968119c653f1fce7721d5ab5c32ab9bf5bcc4f11a8ab46ba92e05137df78897b42a39afcdeed4e346b9a96746fc0d99dc7bd6784dc55a787d6cf2093c30a9fa9c0031e4d5c2f3ddc6dc7aadac763ffa8a45bf15ef45d58e62516b33c12579a23f38acccec2cd91fd3f02a0349c6ee7feabed7b45313be74b6a823bcb14c5789c74272203c8a8ff02123a0ef859a5bbf73dc6dd1c6974e66f97fc58987d51e0a2e5c4affaff06affe9dba8b7a79a9c05cbf99bd039a3d8526582fdc34519cd71003ef82bbaa35d707b2ce999b794214337527068176cffad52015c076981b645f6d57062005524ba3d7fe3247bcb5e2e2ac34e42b451c3b840f59ca48b6e6108cbd128024b1412f1e1672fe8655403c68a5f718e38ae3d0ca4d57464a3ab309a01d81f8d72d477f15fa3addf5fc2', NULL),
	('880012', 'pre-key', '0000000001', '\x0121513accd56089c089628bfae8d1644919f1ca02b2bf5694e5c3784dadf897793485400f5510bd16eef5179fda5096a8fdb76cfc52ef0e0fb4a1415e8a6a4104f2313c06cd18a256636a84284a51c59a61c5d534a8970d77a361bfc72abb7b95bc794c3b11cfb094a4e07591bc34feef474ed02e094c71', NULL),
	('880012', 'pre-key', '0000000002', '\x0121513accd56089c0f7f67f0a67303c2ccb31ea7f36ad71b19373fd0b23b06185b8b3571e3146e2e4caf18bc0214bba67822be5e4fdffc4c9c4ffb6a1d05a670bff859f27380ea2f2477cce6c85a2d32c2163742d332a8ae7b2b5ee0acb2bed77cfb76c867bf2939e20e884e426c51b1b70f063f316f706', NULL),
	('880012', 'pre-key', '0000000003', '\x0121513accd56089c0b7b274055c7df869ca5030da0cf51b27c541608af5129635775c6f7ac7f7c48bc9c365f393ff4676dc5b2895f2bd813550ed2fa2704c6b310c4f0b5eae44dcdd596aa036a54199c08351082c4dbd1742184672c92053515ed02c2a91eba770edee3689ceacf028dfc9b309ba88395a', NULL),
	('880012', 'pre-key', '0000000004', '\x0121513accd56089c09fce47f5ab17f968da79760970c44265cc91801d49b5070a2f2268e895cdd80624c7a394c875821aca132326052c9f2d54627c6b64a934228c9515ee0fce3cfd54432e71475ddc5d79ab9082ea4d66739e32454bfe43481c8bc30fd5f512f79431d9c7ed1f3d9bb89f3f85a6319252', NULL),
	('880012', 'pre-key', '0000000005', '\x0121513accd56089c03aa4f2201ea12a70c8fd036e845b2d58ad724c6e3da6fd6bdd0a8271de99490709f255d087d0e4848288e185ef0d3ee6235bf8d8287c8c0256c8382ec3b0ba999db2364134deab883be6e0103bec414005400c3e92cc9ed2a3f1e2bda8226e9ec795333f3974ec8544e3a69a3687e0', NULL),
	('880012', 'pre-key', '0000000006', '\x0121513accd56089c080b4b4db00b593f8499fe5287920c1a52d17cb8b83fb4817eda2ca20c55904ebda8c6bd585b148f3be501eb1afb3de76e1426515d61c7382cd625e7d6eda1b83daa5d1590c45b0125c70d9e5d5788bdff7376612247d27212a49c724bb2f8a357b1cd6af2b85abf9b47344289281cf', NULL),
	('880012', 'pre-key', '0000000007', '\x0121513accd56089c04029301e609da46758744392c4f12705585905d4ac2c23f52b78f404151c2e3a265902832b649f8402ea94623d04e2f3f6355ff5b68fd438a1cf741de606b834c28a6d304f2190b85a4580e083e11f424ba558ab81052005ced634da8ac9399aa22da224d281e49e52b5b7e8fe50b1', NULL),
	('880012', 'pre-key', '0000000008', '\x0121513accd56089c0d539c65594a93eb814d883e876dc74b3e6a9dcb6b4e8cd45c1b53f56fb8820b2318b8c37ad2ad92a654dcb6f041fc51bd7a3db648b63a6b5a1102b68232780cd1d0cefcad372c10b7637544c0d7edbc464a41c9ef08f2ca6cd2163e67ff397874b3426663f69b31ddf24e4862ce1f6', NULL);
INSERT INTO public.whatsapp_keys VALUES
	('880012', 'pre-key', '0000000009', '\x0121513accd56089c09ea18a6161b4d83c209de68f0c8f9dfad4960e4d53125f91a027855b6afe273cc351c2295465f6d1e503465a384b02b2d260bed16f2ad6cf24c02c5f2506920f13be78ab6ab371b4e279336a138c3a9e2dddbe639c3eef89322f7b1e4078b72be4acd6fb83ffa667714ce172615e58', NULL),
	('880012', 'pre-key', '0000000010', '\x0121513accd56089c03c0dfb2aba1627a8da0e166ed183c5b368fadda53056fe08e6d01cd14f0ed0f92fa9cec77436048db756a028a98d318c30c4b3176ebae4585290d2330805aa0b671b8943e069789f2db2d14042fe89ba2483c2f535df3a2a6625433728e9ae8becc90b840ca472e76a53e12bf3eb2f', NULL),
	('880012', 'pre-key', '0000000011', '\x0121513accd56089c0460f42baa00df8baeb686cad50ef86ea1f328de9b620cbf952e3c78d18eb4f4245a3ad41a0cf4b3b53dff3c2111896e29b54b4794b5369a819f54a70aeabcf134939e36ee558078cf34f79f1c00f476f381dfb5e8ff82dd9b509375bdde7e5e84606ba7065888bc23c6214a1d994c2', NULL),
	('880012', 'pre-key', '0000000012', '\x0121513accd56089c03bef87385b86fd7adfe735ac64602a00c86769ffe71225d53e70f033c494cc81dd4933eaef77b13107f5d5d60218a40f5ee8b70525d4af76a000286dbc6866bdececc9b4054d2b365c451d6d71a624eeb694f26123c59468b9dd763a0606c14ade2d1952b8848362cbdfba50071613', NULL),
	('880012', 'pre-key', '0000000013', '\x0121513accd56089c004639c5ae06c0ad0d5106a3d758ed3d669884fe52ef0da38daaed253bd12c941972afe11d42a76a046e57632384f9a55ef8882d1e6899d116ced334d68b78dba16304d2a2b1f96fbf8a2efbb974b6831363e3c1c0f15183950459cd6406842b259aa52082351e331362477cca88de8', NULL),
	('880012', 'pre-key', '0000000014', '\x0121513accd56089c0cad370a32d338734c0a68cde37cd525f44eec64e3e5f5316860c18d27baa5b89d108d6bc98155fc9cd8963f59d0c9511895a946700908543f74d06fc000c8f2c67fb2ff65c5b09d8095fbd0bd5935153e13c6383b490042455fb9af12ae0a6579fa180ac449f88656b0d4fcb0b50e5', NULL),
	('880012', 'pre-key', '0000000015', '\x0121513accd56089c053c4cbea640e82e5246ae4fcebbbbe6acaa616c5032bc6f2507cba65d8d51ecc6547f00f4c4d60635a213f60cdca5f386b04344fc7cfac28816497e79577532a62cf22aa7577bd56bf34fad876a5a0f4089866d62dc7c450a8827d1a4580aabf73017465dbc68b95771428bc913fd9', NULL),
	('880012', 'pre-key', '0000000016', '\x0121513accd56089c0a7c87fd0f95c4a0afad2be505d5aaf2c0439e277cc92539f346273c83181c143211fa80b5370998fd40c16fc7a49f53192165128b8535179475919141898d95dc62b841141056545287205d76585ce8d9a6f6273557b5e43ff536197d3b170171a110d9c5909223951482a56793c4d', NULL),
	('880012', 'pre-key', '0000000017', '\x0121513accd56089c0ccec47020308f1700f7f97f1f982b5d5d410950170aa4089fd556b7076170c61645dfe5edf93e6a87a410e1c5f7af7464e7d925cd3ac14c01edde8e9cc3f2f3ba0fa0b3f8dc77af41659258ddd6cfc0756d005b20d1790b631bc379c14c6a6f410df9b53d273372a90528d92fdc25e', NULL),
	('880012', 'identity', '509610716742446@lid.0', '\x0121513accd56089c093ed83dcf073018ffdf1d31457986114770b8915d9051dc6ff680189d0cefe4a9cc91db99937d02b0e7ad11f0bd6d2e99e3c4ffd3160b830aee77d726fe5b29b68219049bd0b74bd', NULL),
	('880012', 'app-state-version', 'regular_low', '\x0121513accd56089c0082fc7207c558fcb4d7d39f65b764a1541438af5091ed4c6db2b8e743b3afbdbc356a0a4e2dee63aa026fffbeeadead6bb4c8f86c480cc254787158a58166ae053875f03a3b19297601db145f1ec426a8a7ab7b062391c4756b1ef1ed16667e5f6fa79aa8515805608693c35c2e2a28e04e43bbf2cfb29b9cdc7042a0f9898bf579ba1a7da649978461d3d2307e3fa299aacd1253eeee262b3bcff0c59d79c45857fc2adee8dfb2e6b1c58bc7a7924bd95c8aa56802e74bd7142a696ddba658ae290676832f01798b2c8420c1d8b207f94afaa5af32773bba4259664694336661d30053a55a7d46f5d74959052a8f0a7a0281729ac772d12635a14783bb28ae574c4e410f186b2a7ea36888fbf89fd7fb4f8b6b549009be007de167d675b4018a6f048ec853e679a83ccc9dae95ff8836aeca34d6f6bc22e67c99bc01abe65b830191feb5fe4babcfd580eb27b65572454e4ac8718ae65cb2d8b14a0a1a364bedc9714713afcef51455e4c1d48ea30', NULL),
	('880013', 'pre-key', '0000000001', '\x01648164d35a8bebc57cb84fa82398f09e05d724765665ef899a376513fe546b5a83e9d2e59aefba49759a2bc67a685614d64675ba0bb45fd989a5d1649ce1e7069439cb7468d8dde3adbca24e6cd994cf72f73908b8edf4af444983f55fbfe57e3d4d4eded03decce11d8fb1284c8b3c13fadd38a1d0c58', NULL),
	('880013', 'pre-key', '0000000002', '\x01648164d35a8bebc58ca80730c00325bfe2a08adb9a83b2df07d6b476b0e6bcd7906665d06df43768d6f88456dd8460dad5ef0af144e8a4ed5ecca2671e97212d25256cc8d287f91d9a84afb6d3bb0c7933ab70bb0719f00ac4e67f98108da6a704b202550d2c41cc7b8979f9047cc8a0501180396b9c9c', NULL),
	('880013', 'pre-key', '0000000003', '\x01648164d35a8bebc51a2b17fd6696b0923dfda00f9f6fcd05952091e3a2da8edea5deb5b75167e32bf81a7333600f521f6a6bdc496e1241cb0a848c94b95ad9f1a6eef8661a58f6a467314861ff176346ab83f46ac036bca3cb6cb9aca6bc3ccc710b828631db3ac5619ed5477fd92d23badc49bcb3c16a', NULL),
	('880013', 'pre-key', '0000000004', '\x01648164d35a8bebc527eb1ff1bb01cb91adfee0834b5168b5f7409fa76097c4c4b4cd4a781dc5830c2ca08eefdc1ca0d941715f32298b84fe7884bcbe49af9f2e7cb998cadeabf54de27889eb0ecac2bdd2d1387f1d9ea5975ba68a232b307e2933770804c27cc19474c7afdd0f4ff6d36d320a1e6bcaf1', NULL),
	('880013', 'pre-key', '0000000005', '\x01648164d35a8bebc57809e1cfaf9416ca9244283c31e326344a21d8edb07169c1bf96298667b9ac8264bbf92484d82e81c322409247912d19180dfe86bdaf2468778f541a26d18dd0253e1b09092b4bf939dff1a23c05c11b13710f142b9516c8d25af694a742d905c604abc1a0a57bb8025d8a3cad0688', NULL),
	('880013', 'pre-key', '0000000006', '\x01648164d35a8bebc56d690038564633395f0292c83ff4f4c5a365779778bcac7f7f63a30d3be9644f079c7e7816af85b9c725fb0ad9887042b44695def44c6f3b024a9323d5d436146188ecbd336785a03a8a3336396b0c6d9304594b2375402e91fd82d420c19a7afb88f2e7af4dc0a0dce65f2eb78db4', NULL),
	('880013', 'pre-key', '0000000007', '\x01648164d35a8bebc508e43e2819176b5d4e5ca9c2d25711e5e0bed2c6f63e9fcddde0a92296a45ff80dcc296cdcb2a4c509b85af590e42b547f19d1b63157820d48429dd32d335056ebc9ae160afc14ea973d211ad4cbd9bd3c33fdb0bfe73cb175bea154d6aafbaf4950932c20e912662365b9811482e4', NULL),
	('880013', 'pre-key', '0000000008', '\x01648164d35a8bebc5c0c1c2ec1e2d20cbd9defd6ab9f8f31cc8ad8d0f1127e7b00ac371157f76740fece4d350153fc2f6a48f99450c73eac8d54d707becf1786404889ee7da5e4c1ef5453454a387a0a622e8284a9d58f1198d6a3b197c5e566b20db4ca0c5195346e39f57aaea408290a00a7bf7cb8b40', NULL),
	('880013', 'pre-key', '0000000009', '\x01648164d35a8bebc59da58fd93ee4d6461f8025b1e3fb9770a6511ad8f6b55067b84b86816bf27e9d091d495681a1ae8461bcc94c0ace3a157b1fb3b253f764008706834e9144a4192f4f2619dbc1c3e256fde59c66e69302661e3b87008b0e4896d6a571e3294504c1fe0eb79d725954cad050e53f5546', NULL),
	('880013', 'pre-key', '0000000010', '\x01648164d35a8bebc59973f9987741e696fc440204c2f67cfdb4fc1732b35f24d9669476f25fecde94ef825dc2bbb8448b6bf06e77a6237871df1aca03e60ed161f1aa630c5bdd39f66fca798ab5bef0f3ab05a9d483d976ffe71b11ddd18215df1fa1b9f9738d3c6deeb07cb9d8f1eb242518a0a1cfda27', NULL),
	('880013', 'pre-key', '0000000011', '\x01648164d35a8bebc521ee8849a3840af0e76f2b7cb80560294877d673d9d60bf09b9fdcc6ad1f068b2abe5838c28b411af63c175c120bfcd99bb997ae0063ff5f735c1b3eac3112444fc9bed5173c85fb6ed1425bf542d22797b89f5cfd31340c96f8a269e7d183a8bc554eac46800223093c44112ee31d', NULL),
	('880013', 'pre-key', '0000000012', '\x01648164d35a8bebc56fb4c36cfff96b9315db90a7ff408045116673b6d9688c73e2b0e417cde71674c9902a00a2a360b70b4166fa7bc787ba2634c3cf7953b394eb0d7c10f333fb5278628519860dbb391b8d495fb30e7fee8001475602e600f47e0c5928619487b1b44aa943b179d81a6de6b1ace77ab0', NULL),
	('997441', 'app-state-version', 'critical_unblock_low', '\x0168751b6b216fbea46ed0504dcb0302cfdbbe197c530f186236aec47b813100a2222fdc295ac0c45b5274c11b5c90aff35ec9781f26607e15792fac2c9b089ec4cae1aa934fdacefcf041d16a26b0833d7b830c20057249551b87e91ef561d9bf309c43079e3a1b8404a5706891b19ca1b074c7a7454bcbd59ebaffaf1785ee31054d4b7d500d4a243f0c92782d924b5c66b58c83c0023535b9261df89f3adcac71e3d4be06d1d2c5a54212d35a8a454257b7e64d17442ce12396b1397f742618e98f0fa6f89b82021d02d9c2ef38705a120690b50cdf8a43305fe4355a504a32a31ce1d0357769c59d0add35638fcff8e7ccbfdfcce88e98c148582744a09270a75cae49d7507d38da3e8aff8fd80da99b7c9156552798aa18eb6301ebc30ed9a60d46218490a03fdc5f8d11e3ebe5aa6193f271122e2b9c3548980af4db16fd7bf673f7fd573b6a7d87d5cd8346ddba264eb8eea55506bd83987c5b369864757296a8e52dd13a499a94074072053b2623c60abec13dde', NULL),
	('997441', 'app-state-version', 'regular_high', '\x0168751b6b216fbea44f4110ca4073979e696a7d0161b961cdb5dd913252845f3ff8216bda0fc9ce92859b2989992d8ae3ed7209889f9a665c4336a573ecbf9ad3218250fd83828c4ad1547b78841e302faff20fbed914599369f1e092d3eaa06f4608f31a2cf8e12f618ebe8a8da955cc9f8a4147a0000cadfa93a5c0393553caf0bae2d8ff8d803f8e09189788e2497f004489b2327cb3a45bff18ed0e3da563e06af87133a674f61fbc2679e9d316214d790f7065a2276a2962090ca0b63b5aeabad949a10d3f23f8e5ad5cfc70be1497867afc0f53fc63df7e1a24111587bf8f3d68b87ce7732d432dd0d9bbed023186b4cb5594c320da75a4b249ea98a5aa7661597060c6978b466e9df816cf793ef68bde97c0bcf18e9d6e4e1857c236d57102af1689c37806d84c3bfa5764e414a7fdea361def35dc24be4788f418c62b6f3e68933f8d135b033c278420c7e98587f0f181539252ebc1bfb1e1ea4a4cd293230f32492abe27ddb23961b8c8396eb9a9df4a0030c7', NULL),
	('880012', 'lid', '509610716742446', '\x0121513accd56089c0863d8574f759e0b7adaf3556bbf65376bc50845d9386eaa3446db1250b5b169d4398dd202bad5eba5bd1130e4b3253154f6495a6934dd5bc1edc5c1f96befeabcdf995df64e0fc081014e8b2fe8a47848e9e9e9bf2b4b2cd3067c1fe3a77935da47edd16235bb143f1760a79ef4dd471e3529f26b6bdc3c523a85c20d6e6edccf90a4d40e124a901aa78915da13793cb865f99586cc31d73d2799f039d6ea56d0d5d2b46675e6bc6d8e082', NULL),
	('880012', 'lid-of-phone', '79161234567', '\x0121513accd56089c0e4430af2ba16728fcd7b94e17636c0dbf43abb6cc8e72d8ebcc3dc56ce7ce8f20aed5d03da718b98c53cd4d2c986614e8a7c02e8c188df', NULL),
	('880012', 'app-state-latest-key', 'latest', '\x0121513accd56089c0b6fe3bc1f19b7d03b2ae778250f7c87955455b0a0411fd742caf152473a5449bdfd2f6cff882cf543f4ba90b256f', NULL),
	('880012', 'app-state-sync-key', '435054a4e1ea', '\x0121513accd56089c0f3ca95ae5d40c581ca5fa27dc73371f6133f44122bc1067f59e17e49eab48254043e1d82ecb0470caca73a25c8d22271358210de875334e2ff55e22cd4b7a467a4aa6eef185051973cba602bf093f1d799c5cf2d266b0164e28eff2fcb40a228949228b3d16b81178d4026df0b2accf07e8a50881a0486f30191b0343e0a9bbdbb6d708c6d53d2409ac5b77500ef59ce209d01f28632ac837d9f80faf2bc2444d3c10a56ca2e8d6c9dffc7fc5f5f47c96428713cb2e4cec9ac35c389c703d34d78cf0d2fc2e3709bfc7d4fcf3c2c20a41688f68ed2aae237a979956c1e7c7e1e32c0da1b81fb4831287d9fbe3054d2c91bd4b08c', NULL),
	('880012', 'app-state-version', 'critical_unblock_low', '\x0121513accd56089c012d0902db45e3c0c4eb5750e01af39c4f690f824fb87a27e3898bec6c7225fe93f84bf5dca9b4d755ed3b1757ca9398efb18f17bcdad448f13f674313d45a614536ed75ece326c61085dd56671935855fbafe99d6f8b7a5776fc1d868364c4dc9d3ce033f9dcf73a4db003de61119d38a915acda66074d1a18e9a4f70dab284b0cf8e7ae9e1690f65663297f377b040233d1bffc437dbc1167ffd64d0f8548673ee492d7ec9e185477dec511fcd20333b430ee4dd862e8d67c8ace2f43d0817e4548fbb6f3351139981be0ae4c58b575128b8d730c95adebd8d35d12bf44688bec5e2ebe7a7541aec7d161c4c89559f44a705d68efbd963b2d4b83f9e2a51ca45fc0795f09f3dd6b27e09290bf1974f535d6a478c8b0df6546d5674b41e58c4ccfc73293f8146e9b25edc1576b25030ac0e46c443adfac7d5d563fd25a5ae3c4d4010911723a40ca86b0c9ab498d0bdeda36db89c154685c46e602ad0ee25010fdc6353b8db7bde5861240dfbc9b96', NULL),
	('880012', 'app-state-version', 'regular', '\x0121513accd56089c0e4e843a1aa92fa3a7214b901684fe14a5a31bc74044eb9f09afcb7a14fe76573063ea4a4ed2cd42eb20fb975cd2b6fece6b75957fb6ad54e9cc9093eb0b552dc1fdae10c74b16b317b12d35170d95d38b2325bb57a9df6210321143772adda5e9d27867d71238d8cbd210c816284dd1828716b8b4ebb631b1164532e3d6afed1070351451c855ca9de09f0213a4d1dceb9928426326eb6de55a3dd36bc0329df5281054d09faee6d2bc0e5ac54796b199fe448d4ae0f4fae8e72a39dfa4eef9ffbf5e6c91d579059f9b93f95bbc9896d7d651deca92f827bd951420c2973a2240a818f800abb48715306a19627aa4a10ada72c2a56e2ef39128f877f723dde32c8481b9ec00a9a3ce3ef5820452b459c7bffd56d856eaf100411a05b7027f5580fc9a7111c05cfd7c80bad0dc34e370255730442c97daef6fd0c9d57573e2c1a3ef5017e31bb78008e0ad27566ee2e23df9065503b2fdd7a39ae1fb770fbd599eeb390941f40722c9e926dbaceaee0', NULL),
	('880013', 'lid', '294659742991282', '\x01648164d35a8bebc5510b46c049eeb9f10529a62c00dd5bc779c6ee7c52bfb160f4c91bae83f0b2379a250cb1d4ba2d1f9be3c7706a033781f755fde7c9c6be713dc0b76dc243ba5b746df302465f13074b7fd811f6fb1e31a48954fe47523d9a054b294be9e681be978688d734a7e5280c5076be85b9e51c55da762d9fde749f63d3ad7e42b5d3207568d5e9758234a3d78f69bd955e5192e679bf256f695fb7e9ee051f50d4cdc5b2bec40794f2048d7a97cf747c', NULL),
	('880013', 'lid-of-phone', '5511987650001', '\x01648164d35a8bebc5ff6757bdf7696251b5e0e6c8e1d9f2a8f534eb1fe96c7e18f9782a6e062f27f8481da55b081492b296202e5b13ab00009cbf602a77c964', NULL),
	('880012', 'app-state-mac', '14:critical_block64:e54af031ecbba379ffd021f35a2c0a521ab2a6f8e8fa5708acd48eb65e182fef', '\x0121513accd56089c0f993816db23ff5822b229309a0f8bcc0318e0065777f9b2dcb3b0967053aad0bfbb061e59be9ab42d14c67d667bbbbdb97f1d19cb3f69da444f5a00841c37aacc50bc1b00273a050', NULL),
	('880012', 'pre-key', '0000000018', '\x0121513accd56089c0e63fe1c0f8855e4d7f93ab556e487ee3abf5ee960a4e28bedff59b0a15548ae7c94557b513c6cc717a6d770c3bc65db9756caf56fe600e21dee26fa27420bdcd5875ab9f91fb143cc883e2f3ef773defac221b25e758bd3055b3895a6c4eda3753d8cbebfe4b1d69957990e023b5dd', NULL),
	('880012', 'pre-key', '0000000019', '\x0121513accd56089c086166a2b29ac20aaff311a57cadb145e94e44974a6787bf126a1a9beecde7de691bb17502cd22753a14a9fcb20f2c16a690abfea65276b474deb3404d99636cda984ccbd6f6c3185c35b801ece0019273af1d7e165a9da92b81c057a227164e41f447ed634d3e453d30949d66a4767', NULL),
	('880012', 'pre-key', '0000000020', '\x0121513accd56089c0ca491d66b3af53b32f8ff80d4fdd5b87e41ae95d073938b9ca0895ab7c78e48f2796af849442f4ab6c581fbbe4d51f69675be40caaa6082e30789af16814a375e81db919f1b2e05df361bfb585275a6ca0334ec5a985b050fdbed4a16c6325c0d4cec1f8e4ec4c9d96e98c1d4d54c2', NULL),
	('880012', 'pre-key', '0000000021', '\x0121513accd56089c09564c1ed91b109e3ae0892291cadf34cd5162d6f950c7b2b58f7330383c7131a4eca83b77e45628812f16843bb5c7911da4133b37c098673a80a3e136c14690022c637bc918977442ab8943e0d534cdfacd9b447c268aed11d2df5b7923f6c690b0251120b78dd0910f16af5b5a7cd', NULL),
	('880012', 'pre-key', '0000000022', '\x0121513accd56089c06bd0292d3950cbf401f1f7bd2885f17e4d3fb0bc0bbcbb7322d6a430e63474e65a70be38f30a9b104a8425ba09fee696eb846ea69179b36a596832005753b10ffb76ba63c7e2d588ed56d457de373909a27a564bde38dd49cdf8b9edc6917ad8b49d4d446f7372a3f87410ede03a42', NULL),
	('880012', 'pre-key', '0000000023', '\x0121513accd56089c03c52ac543d13e4e61e58cb1edde4e8e8275b2374d9d041ab739ad6d1f58e2464accce6a2605a6a72bfb2074e55eb1c170e83039cf15ed08bbee25e68407bc1839f350d62034d9c61dafbd76158805c47e3fe7e63d35291d76339c79665e161221e0a22a99bef857853be3b18c6a0e2', NULL),
	('880012', 'pre-key', '0000000024', '\x0121513accd56089c0ad71474a2e2c4202a5c12844590a03b07be93eec84f56024358b3e5df98925a3ba72566d3afc0858d15c2c73cf2de3a45568426258352cd2d8cf529a4e0a316534f1a13859e86e06fc2bdea004fbbe195576b6475f3f9a0402643f1e715f5f5eb43a2bc6c8514f7bb446922713d2ae', NULL),
	('880012', 'pre-key', '0000000025', '\x0121513accd56089c0d1134cd8f376799bae5a98ef43d2a1172af7b2a87eded5af934d29f2d11b90c9746e377a3424486f12912e0d1e62dffb7b79b9016bde2251d911eaaf8384e2cc97c96f67a4c840bd0940bc69ea2547bb86a9217a9a8f80853152a3bde5fb8f888d01f81db2da40a3d0647528a96cdb', NULL),
	('880012', 'pre-key', '0000000026', '\x0121513accd56089c0ab4f33ecce30afd09c225e74ea86149a5477a9c9cac83abc6ab6d24b818516a5386196a00525da866c68a279c9e94fa3ed9295539ebe6b6189cc02c25a56fdb8a15687ffd169ee460913164197af238699a5d5205b82e351aa677dd3af7669a81c9c4e77e6cf807d248337584edd5a', NULL),
	('880012', 'pre-key', '0000000027', '\x0121513accd56089c0fccf4d722c8c68a6684c042241977f68accd8e5b945e7e091dc46204a535f550d836c26b7503fab09a600913d72ee2440c43fdf8c44e6e2b1d59b0cf12a8df9f7716a1f81a63213f2df0588cfe3e6ed0259c0268b1c570ffeeb9b918fa57689d70c55532e7a2e974f3379302ad9ffb', NULL),
	('880012', 'pre-key', '0000000028', '\x0121513accd56089c0bca9b0dc98b5b8ac565958f6d3eb42b9c571a20930795b673b20e4a9c6a9c95f56eb4e9df55f26ced1c5ca8676bd06e1144be3393e7a687125bace5231d12e6e36842b2390c8de5d2248ef6398c253153b9aebd4457c38aa3e0d1b3c9fe19519a6530f60f9ca563880f8ba96d2a3e5', NULL),
	('880012', 'pre-key', '0000000029', '\x0121513accd56089c0c8bc10991eb3945c12b7ed1aaf8f326861eec0299485b16bb17a5b7c66ebad682e0bdc6ba38f9079d920362d5326af6388fe3bed9650aa7aebcf14db0a464eb1b5d1fd12b172f933c28a3cb1b3dd7fbb49c4e783d3b10e804a54df28db98ef4c3356a1bb865ffc88907ef19bd502c5', NULL),
	('880012', 'pre-key', '0000000030', '\x0121513accd56089c0b1b6a1b244a908e01d80dd5134929d9a12d9d8a9c9fbb74a068d6ae827ce379e1791519a1f1a0b04cbba77c9c6a2904602379a94b772883d4230bf58d4bf983daf402dc4c5467ad91faaf68204d4405303aae50a470b10ebfb93d6f4e8499000af69415aa8d19b0fccb62b0fe59cf5', NULL),
	('880012', 'session', '509610716742446@lid.0', '\x0121513accd56089c04dcabf959f0aab0ff5b294308c801fc761e6ae551c2c39e9e9788221f040cc23de9a882d8c6d8919e3ce927c2d442b22213a39e5e7334916caf7759d77506f94736d2731383e02cc8b87c096cf01240f2668db3f475ad7986aa76f2f5f1feccf8669257fe4863f11640cf20006f872e12f66e6f09909b73457fbd0915ee0652aecabd536d4a7da0e640728debc8d5b7b95797bf0179bef7067c6331a589b84606f709b91298e97b6e51c2e764571806fc12e81486b18e66bd1ed5bbe8444c1392c670d768c52563cbf4b7b0704036e5779a39ff40bb8440e44cc3845e68c3a4528c34e1975fbc88c5d1de94e87f001beab843a694caeaa8e22ba8f74fb841ba020b194687e26883020e03fc8dcae1da40b1c443390f7b6f092b16c9cbb9ed5a9f26ed58344852f6c7a6e854f8a81cc0dfb3083d4568f648cea15f8f94b57261ab4aef5c1054fe699b898828e83fc9a1149e9aecca6b357483141d38c4afc34a560927103828f95b643b5e0379e45e24544fe01e752717c3aed055fc832', NULL),
	('880012', 'app-state-version', 'regular_high', '\x0121513accd56089c046463e6c532d7a53628cfb5f08afb25a9166f76392369c9c46f0f0a5a25605c1a95d65c6b52e5967039b5f19dc91054453ab956870e393a01a0d193f3540bcae43da9d5215a41d2c20a0f40e49918e0ba268512bf60a9e1862d2fe5f1176fb18d05294d10616506de13bbd0c4aed1eb4c6570d4798c20e2b223619344dc8fdafb00f87df3a61eaf1b4550f8f35d335673de6380c962b7f6c5872e81eea4424cc23a77b8272e8a93a0df0cfc46e9039b789165fd3a8e0fc6e699a61f11fa9bb681e8bbecab31e66051effd00b91967af61da5fb3d4c8e672ce2d0e14c4b8a291d8870948e05bbc6c6bbdefb12bd57ec493918204ca1a30132a9d275326d16f8c67d56ef482f4a0618173d8661963040a48b9f7452395c915c941107c55d9fccff2141acfc2c26c8b6777cbdf837f5cb560c61bac688260b6a81571c7380e5ddcab1857988a761f6a002eb757bf16d948c995968d2423b84db5b9cdedf64e937cdd12c3110be4f3a2d8103602ed20c2e', NULL),
	('880013', 'app-state-latest-key', 'latest', '\x01648164d35a8bebc5163e7a250b3088ef4cfa1ab59cd56b5677579231142440ca94597ee191fe382f804cb3f45a726d6b9daffba026c0', NULL);
INSERT INTO public.whatsapp_keys VALUES
	('880013', 'app-state-sync-key', '9ae709709bb0', '\x01648164d35a8bebc5c46c76d76cb5ffaaf02f7e1fb32292b082630526d90494cee54cc393aed31929c86e9c51a24178618909156ab4d32182a873c0e97ce75e1bb9d7749c4f9cc4fd6724855082245bb01895a26fa972ad74fb145d520d3f61c770ba0d7e747c86d4c211f9bbbbe99b15eb2ffd8499f93ddca77ef8475b40fd8f7735716f4b94e73e81df9f7ad89dae6059bca68f9ae96333c8b0c9db1a24497d064e0f351c07397414cf434c0493f8e2c18c937c2887665e099aaf6b6c9d27ef6174c46a4fa372adaa65951366d34b03bc403735a6bae01fc5b83416c64d2434c340dd72bbf627902461d0cab1502d2bb2c3352475a9648104f1917f21fbc836ff', NULL),
	('880013', 'app-state-mac', '14:critical_block64:4e5cb0194755d5eb8ca1543b39b113e4f7956d9f63b43c344f3f31284a2c066c', '\x01648164d35a8bebc5687488f0b7ec676b8a6f2f3afd359a5482fb10a113dcf9798a102ed9f7d34fdf999a9d4a16de5e6938adedb45e99886fb196d4b56f62afa5b21aae28457740ff6a7317634f84951d', NULL),
	('880013', 'identity', '294659742991282@lid.0', '\x01648164d35a8bebc53432112be8b67407ceac989bb9f39ec2f914d36b215d9a568dd777f94e709a0aac168b63a56703f5fbcab65c54fef5ccbf468941140e51636545d736dad32bdb34ac9a9823ffb29f', NULL),
	('880013', 'app-state-version', 'critical_unblock_low', '\x01648164d35a8bebc5226243d813cc540961b0ad385a8791b236d6fc2f41f7b1ba0f66137ac80c2f6044c3dfcd0aefe1ecd0be45ce8e0443541e2dd65fb27062ec7b8b249f0c45e5cb9e16e9199187a702d2f2c93726e02b40f481367e5fc5a08fa0cc531d0feef8a46a81de3447d418f03814e4204a39af1c276e53c439c10b737fcfcb3d885ddfffd341b3657634a3bfc202fe7327bd1e024fe0c048ca1ad924a548c3b4f91ad7479d847a6acfc198c151c460aace63d3dd414dc047aafa36cbf709bb1c45a8fdd2727750b0f2cf0e6a3ee6f83c38e7590aafd41afc4dbeca4f32c3240dba07fe1058ebad97a6c8ba1dd8e7f4728efc990e8336e0bccc0c856a7987b958c34a12bd90cee99a4cf97cb0795184fbae94495eb801070065a783b1f1ae61559627a1349a296f54707e0b975131c4278a71f47152ff620ddb4b0f055af1cd604e439c63a1774b9b518267ca5230a6ba28db7a4ab044f9694fbb8a3114a703500a176377e8ed54d219be972b0ebe36eca004bb', NULL),
	('880013', 'app-state-version', 'regular_low', '\x01648164d35a8bebc5e748afefeafff629a4ec9e453d7622b4d7f0a810f87815895dc5cf021454a7a0cf2d643f736719b3496cc7acd0b0bce26b728704c31cec2c429349d0241415c6bc7cbaf71480b92ee684a11f8fca4a5564551d84993356091b040facf06a1594b7cc3b40dde88dffddde558bcde7b764f12ac3a92599d310bbd27e1dd8de754c0b179ca9c03fbf46ba1f674aefe38532cfb4325e742656e3a32b9b16c5272d478625af7a81ef87ca9ff1c4033cf11558e8b9ecc49f97f56e0874bd9bb67e6425d39289b92d928d9584341613b8ef6e398508144e98684f5841c82980000f641d7b33fd63bb98333c133c137a7b44279311c938c3bc736451ce35212de7f447fa5d8158cbf9e50a1df0d0b54291910cefb53e62c63401dd7fd31088f2c9215e5b3017ac23fc8025919aad715d4b06c15d6f6cad4d3f9f99c3d08243b63a77215e831e98b77563790cec96fdc2fe8c3f2f20138dadd89be4b60f63335659f69daca9e7d278d6e26a4b9a1116e8d4059c', NULL),
	('880014', 'app-state-mac', '14:critical_block64:f64a0db8d5662781ac5ddaefb3e1f6b84132ce2d087295f7e79a60cd07680587', '\x016707a90b5151ee913a16219465e802632fea8ea39c853851425b634891c653362428b494b9b4b68ab389b433529763ca90e5c7b071be41bc50eca36aa629b16bffa48d37b83def5fe487110dff764cbd', NULL),
	('880013', 'app-state-version', 'critical_block', '\x01648164d35a8bebc5d87ac65c461ccfd069dbb1b1a7af0a93b830352dc90ad34b6733d05be8f2a94ebfb15d250c9b0fa17368b52547f0dda5b3d5cbf5c5eb7854f77f4d993f107bea24984d407267f28d36c89bb631eacbc6b5b07dd963c134e54885c05d078e151154e7af7a508635870d08fa09f92a03ca100dc2d56a99e6cceecc9ac79d969595d35ba54a0ce7b742fe884a02a75a2bc2f8dfa7a781c62eb2d0dddaaeb3229262ca4e1025478dae7f4d6fefd93eb300656d17368276e73297a0af1b582e5457cef0f93b4d846d7df45ac1437810c7f11c870e38ede233d1b76f26c5d3a6d0125760c4e2e2e9f398e9cb6e731629f1d8f2c7121453fff61376798b8bc4b15b7a6d124f79928dfdaded07eb77d8f9f3db58c9f53a2564968f7d39161f90531eefbcd3c35a2aedacfb0ead3ed3df9459232446c043cda049a9a7b060b32633bee0027f11ad8c9ec44b58406e7656d6c83dcd7905a487564e0270cc05d34ba107689ca7c1eb6b9a14943bf0bf9f2cae7b3b1f52bc7c1779e5f168053dd2fd5290ad2c14bb32a05d209701d839b2bfe1936574b8a72f2a48ba1f0883bc04cc7d424c6a9aa7611a2c06ef2cb45d66ccaf56117e5239e42dae22d0b888e7c918225eaf9b7d67603d8ed2a91e3e16f7e721fe39796b7df79d3886c1ac3fe292e9ca668264ecd64bfcaa3e6340a52360ad36e868bc73ec45c15b6509230d8528fb55bcea85ad46f696dda57edc4582b38289061b8081930fc891514bd562949474bab73ee20557ffbc8cc1925053ee7fe918147ba9ceed435cf2d3ea82ad', NULL),
	('880013', 'pre-key', '0000000029', '\x01648164d35a8bebc5e9d04cc7d30a1e1e1b1336c1fc215b8fbc59b3eb1226503b08fc863622e2d96d4c23863b43c4c33a97a1b66e1dbdd72f742da6f84f028c5db55b724574a15a6ddcdccf1299e18ca4823a4ba151031d3c29f4fd49ea5d827eea01a4ae0859b38ef35de86cd541b10d1de42989358f44', NULL),
	('880013', 'pre-key', '0000000030', '\x01648164d35a8bebc50b25e98e34db1310456b3563bfe7aaca61afc1735a53ecaa7946f1ebad6f48452b7cfb14ce4e55438a05205cc3cfc2d9a2b44e664b33e7d538d51b6edf9242a4f6cd487823029185ad64324b28f5e191a7440c6108ccdb35d04930254409049b299bf93819c3478943f3a89d10a54e', NULL),
	('880013', 'device-list', '294659742991282', '\x01648164d35a8bebc5ab989c3affa58990658e390c9634e001c81486302797d77f7f1d85fd075cbb6374928343c96c003e23e7fa4b552309bc1120b218af22d4850c4e0cb4e0dfe311fb2a8c2051e852e8249fbc8926d4057e51106f75fddc5917b1fda0f102958dcd98bcabf1b94f68c163f2ea033c7ad0aaef0df42db193a8f1a0f7fa3d9f368e698b93145b79e28a24be6e813614167b34e6436bd54b3a8b178c6ec35f763d4fffa76f0b3cae50373aa97a8d0542034c1063d9be97e654310b48c7c480d2d6952b1642b2857f04d38a790fcf79372f9f93d781fe6b32a97deb0756cb2da010783cbd4aa93352177729dbe0315905cfa8ced78f', NULL),
	('880013', 'app-state-version', 'regular_high', '\x01648164d35a8bebc56c190dbbd1860129c75baef6e0b0fe31c6329ea98327ed91b9c8c1b63900270e71424599c553c902408cba6535a853d4556b9c3f9c52d8cbc202ba087bfce5a9fb96fa68dbf7114f3bdc79aee288a7f2241643a833a0af0dbeb3f8b0131684829fd48318e68ead614791283ef3e2999d00870e8e8a49945219ce492e582d55c51a4ea096288b51709f858b5eb28ce5824270dfefa957c4d6374238901c81762e70d17eb2db43e1d2bc0cf097f69161b94738bf5aa086dc5120235d0ddc3c277b8cc57d030be9a8663b42e60a1de46a22acab9629408625f97e29a10728ee10d40a6f9a7d683228434f7f33c0c36d0757bdeee705cbe51446194409ec94b197e5876b0798eda88146f779b869ffe64f4b4820f768ad800665d4f45bbc21127ba695d0c4549b825ab1560bb0718eb38cbaf2a049971aef59c1a40bd226e7f0d4b7c566525666551544f42df2d46ae3ddfc05f538e66c88bcce844db4389d2b5b2505e59e4483dd8e391e8a5239c9b68b', NULL),
	('880014', 'pre-key', '0000000001', '\x016707a90b5151ee917fc833cf1467e0b0b04f7d63629a2a3fd0354a5b678b166bfab30b8530258de86993b2b461775448de2f0a734d15a76d50f95c5cec1e6a8df8b2569a52028eebea7991f95bc8356745844f466de2c2ca61269aa381fea7fb7ca239638050c05f6f0d51f2f3a272b58d98ad9d2c2982', NULL),
	('880014', 'pre-key', '0000000002', '\x016707a90b5151ee91b1a4f93e1b9461e5ac06527566d7acb31702fb942231c323cd2ae1227e61806b8f315e98769ed52cd9b41d6859bb6dd24cbd47f807d0ceb680f93d30e339cf9fdc8d26a97f4bef7f2526c12e7374c35392f752616acebe540c0a1c38ce722d60070210b0d201d1142509b6c026a9d6', NULL),
	('880014', 'pre-key', '0000000003', '\x016707a90b5151ee91ef0d12ef5b31e39ebe30b64543e3be4c5b7d36dd0f6eacc6fdbfe480d477069f9bb9c2183cb6138ed7c5f6f6e72140582be7c4f7057a6789bc09f0537554f5903de28eea4f1058eda2b1f3dd3a726d9a0eb463d72d79dc1d3df5cf15f02f4fb6b90e0522995e7d6ef0156ede645cd4', NULL),
	('880014', 'pre-key', '0000000004', '\x016707a90b5151ee91333d45fa18173eae80d74ffb4d4593328a5115912dd3bd7efa5ba6d3bebb3a96182e8f6b89a8890cb5a83d9d3324c828708b441df575c8baaadf5a0620f002615c4ccfd7ee401e56478d17369010013abdda5a46df5326ad215303e5341ddb231f3f6d576043066406dd3ff778357e', NULL),
	('880014', 'pre-key', '0000000005', '\x016707a90b5151ee91afad3a01890cbd8e368776eaa48fb3e1f98ab4785ff19db0050d905f917a473fbb62d107de339718d0910b57aef57b7866acf48fb41000ae6f2d19c821a8d6bca6470e310f2875da539074e462898bc4b27806c9278a4b595163db8d34208a4fc46f4f98bf2e8fd8724df0f986a07c', NULL),
	('880013', 'pre-key', '0000000013', '\x01648164d35a8bebc559187fb32f4e52954eafb6c7d6bc0fa2cc83b6d835a32d3a6b0412016b9f753c5299cd2362b043114f0575f9a72438cedf182f93dd216443f7786cea1104a8b19144098a4368c15f5d04c86be41aacb973d9d1cc7bad4db58b0b4494fffed0d0328dab5ff9cc01a46ddf3eb4cf1219', NULL),
	('880013', 'pre-key', '0000000014', '\x01648164d35a8bebc5f1bec4d799a777570b2382bb8eb946a7232282abb99d8d39a7a810fddeed7830bdcadfbe3934984b4dc06c2cbde4efb405017ec0ea51e4169bcdbd5b7d99b95c3cb47c5bb1ccabf9c44365e30caced6a6ca18e72c6d8496069f7640971b4c546c8fd2d95dfa2c0138a00c3ce6361e0', NULL),
	('880013', 'pre-key', '0000000015', '\x01648164d35a8bebc5708112405c5e24bbdf1a3b98e4cf79967bd57e37833a5c7f18ac323d813e8e16464bd5e7677a0b661e177cb85d1a3f446a610d590efa889cb73a5147e1b193a5efc6d5852fa9403574681399158dd95b59cd65afc79462c0b23e050479f26d5f376ddc4e08973b4553fe7cd2efe989', NULL),
	('880013', 'pre-key', '0000000016', '\x01648164d35a8bebc552f1feed02bd7087830c03cb37a008eb5e4c7ba8064d83ccf0de6bf93f02619e30b470b9941b09379c440026567aa73df741183e6d5f433b77c7a61534ac122a27a54c0988bae59e27bf78acff74f54a399a46700eec8504cdb1b6eac44d8944c57be6abccce2845f713d198b54c49', NULL),
	('880013', 'pre-key', '0000000017', '\x01648164d35a8bebc51ec8b297be8ad13024530ea0da4f42c08b31b79c22af786edcd8a3074c99f0c2a27f59a0b1c2d08cf8ca05d9118ceeee6651e34e67f4efb1fde2bd5c081f403d68ba8803bdb5ecc86cf0af123f830eb21903f129c5d4e03dccd800b85460b91e7a3a240b6be6219a40b48311e089c5', NULL),
	('880013', 'pre-key', '0000000018', '\x01648164d35a8bebc5d1523362e65442f65d894e27300b652265c2510d8ff8644d83d25401ede4169f858656a6160067177364a9fe158d28dfa2662541dcbaf46338f6c80337b7ca7a0afcfbf7ba32aab347d3dda42aed20a43abdcf510440a815bec89ec165b5880160be7be0b9326b6a9bbfcc280b7eb7', NULL),
	('880013', 'pre-key', '0000000019', '\x01648164d35a8bebc558fc061a4aa94273bf71c4a996b16be3cc382a30dcb2bc93ac221dfa8f2286e96db654b500ef9134422abd7ee045c7352e59b6978a4513df46dad40db45a6314aeebf96bc4d38c70d9f1d88cf034966fb1610dd139f6436b54d769394910d80a0731772c50b82ff2a86eaafe6a3835', NULL),
	('880013', 'pre-key', '0000000020', '\x01648164d35a8bebc525afc07ba9b1d964301bb6205dd720ce5b23d00a3b2e99bb15ea7a8055433605b3eda8459a4689896a9c6630edb8f3094e1c429be2bc07bd4a900fd15961ec82b4f9e900939c8afe83d03e13c8fab28917480ed2b7e71aedac8780c4721f4d606556b136f340d052ae103c17b6f455', NULL),
	('880013', 'pre-key', '0000000021', '\x01648164d35a8bebc59016c8a9156cd6e058727a18d9425c504c278a2008fe3322a1a2c1c07d08b88fa2d9a6c4a4eba175e782823ce6d04e6a76e4c7cd37ba44ef2591ddaeaa6ee1cfe274d845942336c7218bbb1f2f87eeccb2c850d71aa286f3555028e86aabacd79c83ecd5155af6250cdf3effbbca00', NULL),
	('880013', 'pre-key', '0000000022', '\x01648164d35a8bebc54199794ba19329d8d1df349d66435bc3e634fc69e5661732b05a324d3c5498e3890f64de25382bace169fa0bc6ac6b511071eef9453a51cd7f762db69f5c800834e47c6f9504175cf1d2e37c78224160b2d2463ef176b9a6f6253e643651447f8694dbe21741bdcd382ce76d21a1d1', NULL),
	('880013', 'pre-key', '0000000023', '\x01648164d35a8bebc5fb5d5cc58bf715d01449c1b3b32a2fe405c24003a7b5d7a9e06f96bd7561bf4b24d283c634656078b15f87f292f3c76814e8fac03392341e986ba4dae451c3bde23822f58b3412d8f597923c3317d25344eb3f78a9662a4a03f4290fffb9dccce997a1381c5d23605a97595c177132', NULL),
	('880013', 'pre-key', '0000000024', '\x01648164d35a8bebc5b6678f4a0457fa97e3d821b2aca2ba8a2f336545e2de58d3df1bcd8d27459dbf4a7158fad4275c38178f689ce125d86d0b525fd343e66f830141a4c0c6dc2a6ae51d7716339db4472c39fdb32ae156696ae55c316a876dc3c494e31830b8da04694081eeed454d2030e9ebf0f9821b', NULL),
	('880013', 'pre-key', '0000000025', '\x01648164d35a8bebc5d107a366d744c23c03abe14ff44d8c510b32944bc4fd8a475e4495d8117ad0b485ba9e9e3d505faf7ac429b9712927b3f550b9e40e8500a38dab4003e26d51530e2ea24496acb4b35d84721337d2199ac1769f0e3f85c81a7da69e0e52ecdc611a136520d53400f84bdb1acfd41533', NULL),
	('880013', 'pre-key', '0000000026', '\x01648164d35a8bebc5417b67aea1708a6024f538cd591223704501ffcc250fa490b0150cc51211709b2c68d6937420f553833167aefeb64a07e7c3bd2e9f03c289b7871db44250b63555330f1d2870cf666781a1c508765e0c9921ca84cd4c39a8f22a28f6d4deeebc50e136e84e9422728db049cbdb2718', NULL),
	('880013', 'pre-key', '0000000027', '\x01648164d35a8bebc590e885110af68d89e3e5955229091259896c222e57c1df2a29c1e4047e45a9f7708f9ac77a673380d0eea946ded15e7e17a7f8109bf5d95452b26c7b1e945df79a87ec0373e1fe3ceca6fd4defbc6da9c60621edddb433acdc982e682b9af80d44219f38d0593d2b9cf3c167415e98', NULL),
	('880013', 'pre-key', '0000000028', '\x01648164d35a8bebc519b079555551dbbfd85b0571fb55fb6b571446f85e2ec8aca9284228c2aeb3bb884e9a474d8415ece84d671c0a1cdcc86405fe5a4293db7d93c1afa8dfd62d1a260b8eaf4e5abf867faffb01bea8dbbc8d0dd9f59c8185fe41c92572956d8bb783524fc13ea649ab5981e22db1474b', NULL),
	('880013', 'session', '294659742991282@lid.0', '\x01648164d35a8bebc5046a616df81790a6ed41ca6cc7b15ae7dc5409df041cfe844a1b956fed0dcb01802001a0211fc26039c14df5a23362a17e5ede40a459b02e42cd2b128e2d13a56645f2ac3344e1f9341cb1dcc7905d4a273448d1a0dd0b8ad6074ab04373935adf2f81c1409882c1b26b50d4abc24cfdf50758ca418590d99371b227218a49546acd58f6530ac4c2568d36d0ce106816c38c4f910de39241d52e97461a1ef1f707d6ad89289576cb830668d67bc430feb749133e011f04494b7b59ee2fad6224abe671f538f7eac06e73649485c249bd9e696fdd8c04c3aa2990ac8cfba32da2d773446a3a7e70f3de92ffb4c808e00da5083a1d20ab0630e8c36c17c452a65424e3e97935ae82e3d12c2071a8ead3aadd0da8210ed285f849798b9af41ae4373850d36416aca86772c7a1fbedfc32101bb1a3a1f9c76bb0f26260adc7323af79ee33f3b6c59943e266b164150f202d1b5c004908e34e077cfd614218374c784e1dfb40dcd305d03699303c5306dc9dba18dbeccb4dcbe7ea2565fbf', NULL),
	('880013', 'app-state-version', 'regular', '\x01648164d35a8bebc53eccd627a9d9155e484a24a84f009809a4330714a2535a9c57b168b96b1e2e69436b3c8717cd1ce64bf322663d0456181ed065b62ec84b3715bd2dc0fa85f22649d073c879368bcae1ac0bea8e0494bd7e86a2c5f80820b3026bff58da800d18729d5c3b9ce7de48dae4ab1960a97b25eab7090465146c90f39580155ef685d5fdd17482a462d252bf7e676040839f22323c1245939e0288e358350b592ba652807f18e816468b6eef18ebded0677acd1c17645983a4c52062c59af5bef8a2844c57ac036ec933fa68ebf7fb2ccffdc3fcce4b0bae15e93da7fd76bf0e2cb461e2dc117ee503dc4be67aa2866b0f589b85076fb471e01c7dc7d6f51fedf5617c2a72541d9636b00847826256186facc53fe6f31e862c0e0ecead7950b721fd7385fa53d71172552ee18a3946d61478f217f12e2edaefc551df9d0691393ad915d0d0af767d0f59861be37d72aa652a713c8add4f129f35d2c72c50630e85c3ba0b101f14a3a6edae2f931fbae3f427', NULL),
	('880014', 'lid', '275502294178461', '\x016707a90b5151ee9109be00f07666d8d9a98438f068a48fb6942d73be197fcd0334007bf2a783f146cb6ed5212e0326f7c174009bcbe3ab704e67bd50bf278fc24900786c887fc98920891cc934c4a670d161019f6cf6d3c6740d97d38e24c8f64423758bf57087383304c425b18adc1add553648945db5b0e8ed280558e1e0d11513738a1ff06c0736f45a834fcbfef4701c3f8b1e02900fa16ac3898860b62fde186d76845174e272888ad0b7b45470845ed5', NULL),
	('880014', 'lid-of-phone', '79161234568', '\x016707a90b5151ee91af6c593a8563778472b699cba328bdbbbecf1bb2a92da3856717d572570e6504dbb61d58eaf365f8c2d4f494ad0a4d5c699d482689daef', NULL),
	('880014', 'app-state-latest-key', 'latest', '\x016707a90b5151ee91bdf1a6340d727a4df373728b2f4a05b5f4781af0b38c6dac51bbd1a02de5a48441518e2ff08e2b6d824896e6d2eb', NULL),
	('880014', 'app-state-sync-key', '2c6a22e422fa', '\x016707a90b5151ee9136af379358939d041b85b86a2f64d849db9f7b8766132e84d1ff58258c7ccf77c01baec051f6629b5f92e34e50f8a109911a843b90495f40becbd160c0f7a7199a33ac64bf662d6ed9c385513f2fe8dad155354a289db8fd0ce09521df2da5eb5c7876b7dc07fce15b79c7794798d58083f330117e5e6c5481bb0d3e4debc23b0deb9c57baa600a642d4a83bbcf9cadaf4f97e3b35fa38015ca99505ca661882a663289269036557847b5950a959d340eb014995d7995cb5e5a643e10a95748d43f60a30a124f3fc045131835773b0912676e1e8df10d40b7626bed43af875ff9d27b14535b759089e8ef5764125a90308a448e890d87b0077e1', NULL),
	('880014', 'app-state-version', 'critical_block', '\x016707a90b5151ee919be4ed38f966276ea825c6444cbea456468ae3d709f107a01a9e33fd783a83e021022ae361644c0939c3e2ee43155de64e3a05afb717796c13edb8e5750ed8ece660e4a2c3103586098252f4950ec34bd53b98a96d91f2bbe8b1cf53cf22eb42809067ee41c02491c5c863a205a6919d54f8f628d1f69a96eb233c41a27bd6a79808d84409b881c50f702f99a5d724fe03028f685ad4c6abe114bf4d6aee5c978affa6a6b0945411e4fab261ffb44b5eeb42301e2d580de03c5d76e80585eb80e907a94cefb776f0d7be9a54ae35e153920439696e2d72fe9a17d51c96f70c0571de44a239e2cff04a1122d488efc25e5dcba19329e2bdf58106facbb2047f39f15e49e1ef349ebcac1c19dcb1b05c49ba4fd5006ec2d6cfe76ef3e9de47b9221ff76ba7c736240ca8f63d5463af4e09faf9ee5ab45725007e2cc24467604bc27a44f327e9f3b0be3727a9e1edf9ae39214d695659cf35b0112d855011476586942c8052a385ddfecb2b01c7bdba2d14a7098ddec672f9cadc9e863deff31a58d38f58e2798a9933813e6c80d737c3a3ec00249f86d442e7f909de01770df340553a9e3f49341615edc86115ffb5d7fdf0638cd369de8b424499284a49ffd16e64327a092e1167b2829d473e4890858332a936ec48834cbddba585f78b56057ecde87e302ca025aa424abcd562607cc978aea124126999d7d7597347e8edcc2c82fab161565d7b7bf1ac830d5dd2c142830b086d167504bd244045201df345b663408e56db408f77db2ddb756964827eaf147f847ca182419fe40662adad1dccdc44', NULL),
	('880014', 'pre-key', '0000000006', '\x016707a90b5151ee91a76bf59b6803b629ded03f7cc577834e61e1a76d4b3881d5e4d1efd93a67f593d6a10c1fb27959b5a00d882db780970ecfa57b6ef87437d4b0e7629c38dee8f85ea6f9f35037c7c7cb35b9aced307d67d37ee2cf856aa715a8aaa06421fe924bda2efc62407356c0b2881f48539fa1', NULL),
	('880014', 'pre-key', '0000000007', '\x016707a90b5151ee91df79c4e24f1b50781399cc3089ab29b62691fc8764b5b8c34ad2d9bfd9c393caa0f7993dc6da4f6315b8aff63d08cf1efb6a22663c5fac400332e633c7e2b3eca705f11b18f85ee2b15c921b6051769427c0168c86e5ac479cbffadbeedfd421faef7022c685596749bcf3c0716d46', NULL),
	('880014', 'pre-key', '0000000008', '\x016707a90b5151ee91388b8c62fb956e483466c43723d09af1e1fc4dbbea40ee185fd8b7637d96148d5c2ff3ed65e026a4fded53a57f5be656b3afdec78237c8f717f0391e0615aece670b078176314714b01d6f27e86c22d7c03f72d52f1beccc4ee57a011fdc1e19c3458089e2cf2acd3062f7c3ba837c', NULL),
	('880014', 'pre-key', '0000000009', '\x016707a90b5151ee9138c79304084f4622951b76ce5fa16620d177e30338f670fa1438ded0689458ccfc5daf7cca923f3e4ba1013b66a9b8a34eb0c1c69b6ddb5a28938ab760afa3079c0c5cbc8c21cc1f4600b12dc4b22a3e9bc24e8912159b1ee6b2177df23c1fddeddbf906d7a6f7ccb697fb05b38103', NULL),
	('880014', 'pre-key', '0000000010', '\x016707a90b5151ee91d03d9ad4762c6af551d181aa00ebb6d26307f32921e9b49a0d505612c2d7a28de4335da8ae7e897fba4b4fc72e33f90dabe76395dcc5713d8e606d507584d57afb8f00bb3cae3ff9510b76bbb2dc48f4b5be3ee860a943266a5093d2ed41962e12f46bc7fd4eeb96f7f761f2fa3084', NULL),
	('880014', 'pre-key', '0000000011', '\x016707a90b5151ee91e236de362c527b5f7d63f3f395dfbc673b8832d7c0b5f1464b53e9bc0cc8b41be004f9015cfd573f82d8427a24289631e23b43202137e1e6fe0f83d1109f0339f3f4d2fd0a7ee7149a1b57197ade85aceaacf447eb4ea28998c24b7e5ff4a38a73ffd9b68d1809c6df96debfdb7e3d', NULL),
	('880014', 'pre-key', '0000000012', '\x016707a90b5151ee917e8322184e07c86faa02766f4cf2947ea225392c6eb85b33e604762346c14e8287ddaa8ff875061cdfcea67a68c56f217b2b6d98e0171d1d8642767ca384aa5e82abd0ddc5b6dcc0592f474d28a9cd40c5a05f08b6192fb947e86d5e5dd02664f9ce87ad5722a5445100465bd0966e', NULL),
	('880014', 'pre-key', '0000000013', '\x016707a90b5151ee9119a5e038a23e94a3eeaff1ce5d261184e4833c4901accda1e13a0e2ec6692fdebd5f60d4a1773ebc6ef45355c6609b8eac6cd77519dbe500a10664ad7214a507467269fdf3f712ad58b358f2ee927299a6c146edc8d0a924e0069762bf1185bf92a46fc96715c4ce97275989d92812', NULL),
	('880014', 'pre-key', '0000000014', '\x016707a90b5151ee917f0d3f5edb6daf233fd24f3ea75ec482eb0a35ab7d0bc72fc304b8cf0afe521b487021721b89514d9ffa95c2d120ffa72339dcd2ae0c099daefccd7d4d40a9f99f0dd63ad8552bdec94c8cf001fac6051e91a3eafa42c19ee0575ab8832f74e8145255e986e270d90e049239575325', NULL),
	('880014', 'pre-key', '0000000015', '\x016707a90b5151ee91c00a6e089b56906233c6ac0c9926feab5f7fb2b399a6c0ae365f58bdfa249a55a2dd4bb8896d70321002ed077651219d567ef24f12512b824cfe41b0dd3609c1fffc50a9e28a9cbf6d965ae10c8186feba3ea53dd55675b161372e674293a5138e9374a44cbec44075c8bf3ad08066', NULL),
	('880014', 'pre-key', '0000000016', '\x016707a90b5151ee9131b16b69738a23342e66a2baf7b63b56c555f9117c2efb1a37944add640d7c0fbae182cc296beb5a0a229ee8b2962757ac7245bb9251ceef41b772cf6a1d5f62d8e4fc01d0f6eb6028b89e6dd296aff93fc2e93f3170e61aaa73b207a4b5c453113eaeeb5a830a9e54888258d3c6ba', NULL);
INSERT INTO public.whatsapp_keys VALUES
	('880014', 'pre-key', '0000000017', '\x016707a90b5151ee9167a259b59ca685dd9222aea106b88b1587ad853e9c9d0d7ea452751959c89026dd3df42712e3bc1ed6be6435ed3686b5119e18af838bf7e3c9cacbc3730af5ccc8d8bad3b420f546d982b1f1c548179398562f2eda9e0ed51b9a1bc3a5be7d62c54e7b47bc17e3f400099621c6279d', NULL),
	('880014', 'pre-key', '0000000018', '\x016707a90b5151ee91af82aa82345f8f7a1f498c16ac9b1c27a668b20c5be1eb57bbea91a8a5e33201867f55efcdcf4c6698f1c29abc3c55f389eeeb440872b7932c2f881b0862decb8cecd4ef7b467ce28938897c82df4bc51e269e4fa4fbb0fe5498d558eccdee7053ef27e176b62e3b0a67ee01dce52f', NULL),
	('880014', 'pre-key', '0000000019', '\x016707a90b5151ee91408ea96fa888584a309f9eedda9965ee03fe2c21d8ab373be63fefbbe74d5d3f39d66d3463f476428e411efca314cddce50639f3aa7b71fab867fd30b1a2bd1a2d3ce4d0250c848828ae0e45fb394c667f33cfb28cf1eb5644fa5f32e593254f8c0545a9d7d47aa4a9033be26fd4b4', NULL),
	('880014', 'pre-key', '0000000020', '\x016707a90b5151ee910c4d256255ac192f4e340ff39233f02926a52aae47425f2e3cc942f0d5827b82fb88fed7c8da4a36b92e6d67dbee4ace95aeb5e4405353e81cbde6e442beef9749eb29bf087b9fc2b36115b2d4061ceb46b58cdc7fa6daf1183cead3c14b583ef41b8153c09f094f3d41d80f4de5fc', NULL),
	('880014', 'pre-key', '0000000021', '\x016707a90b5151ee9145aa31670b2851064aeaadcdc3a8d800d2dd1703cac3b83c8ee55b4c82dc8b8500930c8d0c3ba28f531e76eb6f8e9a3b58c98ccad57319c7f975e3142a13d5657c6bfc348ccd526ea86acf2746b080d9def69a0c09a10598844897860674a0d2a069bb5d2b419c397a9a68b6f43904', NULL),
	('880014', 'pre-key', '0000000022', '\x016707a90b5151ee912c263981cbcf24aae13f0b497d0ff9d4e8c52c2fb5493ffba3b6444ab3b416e61d1bd3bf4dbee753dbf67bf2ba1c5414bf422530cf0547ecf91ce7209c4c083d25fefc8e682ce89cbd0d19b732f049307f1797a14fa062b7fb56de7ffa3086589f2718a39014c79f883ad75697ef48', NULL),
	('880014', 'pre-key', '0000000023', '\x016707a90b5151ee91fb77ff4c23b437d97a1eb67ef40623c759edb93885dcb5ee08599433a7528d7a9dd2cda2150c2c157d92499d284c240a0d549d0fb9ee9e0af8fc66fec493b3d16a9c0b9416617ea8dddb3f8d3f6261bf6b0b68d0b0d19db29344bc9061506e1ed7d505b75a38c9899df2703c44cd29', NULL),
	('880014', 'pre-key', '0000000024', '\x016707a90b5151ee9162f2708f7b2eb6e11995915bbd647b95ba1f1751e5fff10a55b72f38606191e5ceb118ccb92a00e573ab12bf049355b77f05cf79088b3372d462fa11ecb2f6d5abb9f60718d0e5d426d35af16cafa4feab9543c652c5ae702480ce2af06d9b7288c2890db8451b8429fa858cc7be47', NULL),
	('880014', 'pre-key', '0000000025', '\x016707a90b5151ee91a45b314290b658e7968574e69395d9112814f815470a757d9113441c0378fa57b94eca8fda3fa95e39a39962e8fc0ec07a76d7fe5e5035e339b3f2c2548390d1281e103f48ea4eac6ba7990459f0f3796c760077ae1074e3a03927509075725714e9fee89fdad39563eb0479bbe5ec', NULL),
	('880014', 'pre-key', '0000000026', '\x016707a90b5151ee917807e147803d0111dd20bd0eb8967f2b206dca5dd125c8a596d4133924114fb52005691c950fea0fadeb0946387c41698f3cc119d92d726141550ee1a53a16e56a2c0cabc5d654497733239be23c08c9469f27520cfba91093b40a09e21e0e08b6d9201f87656f38f1853d07ae430b', NULL),
	('880014', 'pre-key', '0000000027', '\x016707a90b5151ee91b70fb40ba60f770cc9cd2a7d47bea4b88d87fe93e16791fab7b959b36ee25a68fd5e51c47d28b3af520aeca519fd29cf7de9f16062ca3c476242babcc4df2f5d7aeb91af042b157859e758d065439bf540b73f9d5e4f52aaef5984730906bac84dcd51119286bc1008f2f1f8778364', NULL),
	('880014', 'pre-key', '0000000028', '\x016707a90b5151ee91cacbfcd2808ea42a903c96e3417ac3ba54d9665b107d543c951e7f38b1b64fbc58564b8c812c022813cf6a5812a0844750bdf70a28a7638ad1c694bcfecb9925b74790f4571bc80a9a6190d6c1346db6783d41af43a637d6e3eb32925f3f93a3e57ff7a8449c8084a7022e1437d06f', NULL),
	('880014', 'pre-key', '0000000029', '\x016707a90b5151ee911c0daa1b394f1427725972f016cf3c840dd502e823c92cb876fd0ac81014bb7f358bdcf46862c2f940e9240fb8f0c13157c38fec0466698b886499aeece3f324f66dc7fa1694ca0cf84a80763c5713bbc6b6bfbf58bfbb42dc423834fa356511f30c28de31600f73350e43615df33a', NULL),
	('880014', 'pre-key', '0000000030', '\x016707a90b5151ee9137429d474bd203e467fc11a0f7c49355407636ff0435b055f71ec8434651f4c8d17f00c5d92aa7f82eea4df87b627d1c57eb6d38eb7d25ba183c6c32290f5f0ed2a09741be09e1b4f2dd62f19256e7ac5a63939ea754224b1b0edcb9d799fc380a58b06296998db67ae49389241e52', NULL),
	('880014', 'identity', '275502294178461@lid.0', '\x016707a90b5151ee91fae6368b90c7e614ce307d3c0329b21d4e43b231b16539ed6c65f68a2053a466132d6f7e0927f6907494de195f1cf53a23b69eece57e75bf2bf36879042e6ae98b97fd0c99caa527', NULL),
	('880014', 'device-list', '275502294178461', '\x016707a90b5151ee918c3e2b50e8665755b8a9355202de8ea8ecdb71ba5ee993b0ba28bb0d3fd5eed34670239d5ce6d1657b1d3be8d66589884e488659031e59510fa0d429090d88e3962c7356f0834b32b6f4f05e2059290e823827a2c7e9929beaadd7dfe7d8caebbae34f8db764aaebf60868008445ba6f172a8a57396b133f28c7d5e0dccc0d6cb71385a77d9b7faa1ba99b91e63e3c09381347b15e69b64eff7ad6ff2f29cee32ee4b1b45d2ba01362247f313f3acdc9bae129345001cf462307a59460d40964407ed3414327890b54d4a30340cac0dc41132a1d3d9947f9411f5382e0a8c687e0980474100b23f0e18f6174d31e47a946', NULL),
	('880014', 'app-state-version', 'regular', '\x016707a90b5151ee9154b6e1c697ea4a8c242174254a6250c1abb290b8a1d66fc87303c61ee4f01d140b3170e815a42f62ff591b7ebaa01c93024964095c6ac3936eca1c78836d41354d4b3434beb20fa05e83e56275cbcb275eed8d214e58f1e58d47b76508b116c08527cc51cd4cd8ad37e24ef33f10c5d3285d35e54ed262cb8e33459227de98c5ecdbe22a2edd4f408425692e9b704be05a2117f828d91ad41ec2723043ff0116339bd190d477883d1546818023b849553156bd9ddd942d3ef3be6a18f0d54ee90e3137d5b178deebb1c0abe605270e8013c56bf14894a1cda79b4b2871cf780528b44e118de80ebd190bbcbdd98e8599145c488179f120c7195518e1ae2e45f5098697dc5cb677b017266fa47a0067910b8d9957445b230b66ccdc859a68c1dfbdc56bec695815423ed13ea0708bb6a1d8852d6bf8889f28f8a7c12620856f9ef79254de61ea561b32807cdd09e91d159136ded1e9c2ba4e13f84a8d9af2b20d051e8f7cfa24e98470db3153a4543f', NULL),
	('997441', 'session', '459156043616929@lid.0', '\x0168751b6b216fbea423d214089681270b293e4b4c9a71541b18b757a92af78be1d4c5d8e5a9fc659784d19b2694a0e8d79b9c69115e842364851cabc338f14abed5534d6ad7d4569ef74eee971e0fbd94f4309555c3cb927e2da81f0349a05eda39277c87e1b1cebfd177cb679d8753f12268a1cae71a3b56990b6fa01d244d5d6c2678f9afe2de1503cabad4ee57bca071ba83ae4a877d9ff46f4c76f0e912706565d6711487e81baf9d0920dd55314d4ed1f4d6b69c09254720f0851db570853ac83b5369180e2ec1ab386aaf5cccb8152a5fe4eab901fa03d63df6237a6f3e752ebef1bde8f7643829f72bfde8bab87c3934bf4546378e6e1e974fd47165685b214ea3494f9ad4e4c1936dc8885f64322911e1350592b0729a4e532ebfe2a81c530e1dc18bc85b8fd2ac153610b4edd44af829e80096359e58597cfffac1aff07a1b3796492e6ec8791627cbaad1a1abe272d0789d88386a75251afa4102287bb7fb7e019f337d459d9783034e71b5ce36afcbe0507907b59fb90e92f983d09499de7736', NULL),
	('880014', 'session', '275502294178461@lid.0', '\x016707a90b5151ee91008b2fefc4a51accdd869f1ffafc8870d5f6ec87b74b24a66868acc913f4b311d4539462413526caebd4920b539a17bf2eb6354965529dbfa7551735af0cb9422c2c16ae553a17c347b1fd43025509a778d63cb6990a0c33d92053bb3c78c4e80704b6d1d07c7fefa6a534e2c2c6652adb598a9d13d778e5ca03190c158b8e3a96f41ac5491946ed602208f57c8efb2e78e5439d7cc1197a0bcdbf8c0f7f1082049feeae5d3f60af80d26ef04733afcdcbdaab26a873a4524d7829bc5b2136f98f8c64efcd0c8d219ee02698fbf24269a118c4dad5995a67f10718ffca6fbc49485e6fd7d07a9190dd1696a072b84fc57356a4d71ced5c1463587e719fedd657198d36f08645e26016b6784afdcfb1defad1afb4afa08489a441eb4f42c432e00f893bd88e86b175f9abbd178cc67090ba7ab6f96465135facf7ae1c74693b61e2078ac85c1f474382a4b75640895c2b0aae958684d31b73c00358ca505356b202af20068cadf4faa0aa7fa590bbe283fff3d071310f3291b1a8548090', NULL),
	('880014', 'app-state-version', 'regular_low', '\x016707a90b5151ee91f17f013be3cb8e258a30cd19db8756806129e6509e5cf1d039836d34425d4db6293b9a6791db24d652a474fb167d35d0befcb6c14662ca458ed235b36501d633fb3dbed3a195a6f795ee6b5ac6796d334da826b90fe441a1c5c28b7af24e2de088058fa3551e6dbbc4f1f8dbb41054d742ec0c0a073f033b66b2d44a433d123f938f210fec3d97f9f6155e63d1d6aee3d6393c7b1e70ab796272bb77f0ad510a0e35b0f4a866a262af38dbcad04dfeafbccb049c9084d249deb5035526c784d89520329e5d039fdb45b3a7efaece10fb77b4c09aeec6b499da7e23bc2d4ed31058a0dbe2105a039863ce4f7b53b809ca4583856626445dcbb763b2b48b1f478b35a5091f037c40f72395f50084cf48695380ba8d4528b1e913f4d036e3b26d5bdf1f2bf3300cd3811de02c0fa6387ac0629e1a67f6ca70e0f9c32861867c9ad1e67087e8be1677c2f4d3ada55b9232378269d3eb9fc1c6850f0f3fdf60a517b4c76c9e38d1647c28b905b335f0cffe', NULL),
	('880014', 'app-state-version', 'critical_unblock_low', '\x016707a90b5151ee91bdb476cc03c8266cce8e9b1332fa6f01e729cb5bc03086255826e0d848aea2fa5638829d2ec9c9f206406dadbc963cee856185cee6397119af4bd02ba9566681e8cb3a79799b15189e5fcd02bf256d368347cc3b380d57d9f9278c1dbbcdb004893b6710eaf6e28c95662777cd7da797f8665894584b56cdc138fd688da480c59bb533c0ab42650e35690164eb46fb16c689f55839968a3150507d0c68d1bc527cb86b0e97ffe2671c4bcbeb522e114eeaf7f25a7068fdb9393ee63e3f15245ce5110f0a70fd53a1f187b20bd1855c555a2dfee958c865669fb76166eac85c77a35f8681378e7108f96c558a4765d254e4ee4f40788d2ac556ff070c695c014f54571cfd825c6140d3ceb167353db16a38847a3cbe743abab729d090de4e421402a3975e460f62a60c0e44dc2e5167214bb32c939734e09ef8e3cde151862192e0c2ed53573e7fad1b20c992165ddeac96dbf7009b339c9c217ac9c3867fec1c00b8c4f8af74a2e7174990f97bcf61', NULL),
	('880014', 'app-state-version', 'regular_high', '\x016707a90b5151ee91cf2a3cff32b34cf532939e88d96d55c9806a7789f2bd7105b320b936f9854354e3c55728d9fef0f45d5a2b021de927af8490fe35b7580ba5cb60daf1167710a0732c18bddcce5127dc815f116dc227a2b367b1481183b543aa381553eae9b20d00c3a068d68f6f6d09d4e22c49c81356a24d0601cb7430ffaec738e58ecd8f7ed71841e4a844c31827e546b8f30a8301738f9e6cc81843f6a145cf4077f7ae077c84c8e21afe37fd724eb4824304b5ee0755227204fdaff35e4ed3d51405f5037869e17d8c0f2f747c6611110e6e0c44187cd8e154db3fdb02b1acde50846cc55cb15507f5bf038d6cbc4b5c84ece154e615f84d79d3300e4085cdb28fcfe6fd5cb002f4745daff65d5a4a16bb9761746eb891251345f0ada27bae78bdcbbfd76dfc57c4c34e637b1e55c95cc5f2e3989a41d2ed86a17184c0b1f61ed5cc8407daf5fd8a46ff29a128530f7dd98725e02650f752bd832dd1fe16baf7c9e694dc4889dbccc94189c7d0f81b7b00a453', NULL),
	('997441', 'lid', '459156043616929', '\x0168751b6b216fbea4bb3a7a1fb3956c64c579143dfdbbc1955306bf780c7f250a041aba55483355841f2939747e0d5708d917d12da757896169ab2d8f05cedb99404fa2af86d7ef887b3d9b2bd78972e3d93a4beb76e2c7515d25343e74f1aec53dfe8520c2c28cac4308ed4f84af344895a6bc038a2bdc92b0614aebbccc633333f0a643d248f8860cf1f849b9f37e1ca50600817aaa5f24dcb832b6af658eb800c32bd19986f7744ee7a1586680366887b45b30be93b6249ef931', NULL),
	('997441', 'lid-of-phone', '79990000001', '\x0168751b6b216fbea4dc32dbde11ad93574183eed2c0a1d612fc288da901354feb4f1bd4dc54f88f6918d6c53f91754a73ba82263f333d94784006d76a9592ee', NULL),
	('997441', 'identity', '459156043616929@lid.0', '\x0168751b6b216fbea4963a67c16a833095c1155ea2dee4ce8d2d4735f5240a63a5b575dfc15f1c26ff40ffdddc138920c461d15226f39701ad7e5aca7fa81f29d6d9d5a7dc8281544598b4575d7a1f4b56', NULL);


--
-- Name: session_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.session_events_id_seq', 42, true);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);


--
-- Name: dashboard_visits dashboard_visits_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dashboard_visits
    ADD CONSTRAINT dashboard_visits_hash_key UNIQUE (hash);


--
-- Name: dashboard_visits dashboard_visits_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dashboard_visits
    ADD CONSTRAINT dashboard_visits_pkey PRIMARY KEY (id);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (principal, operation, key);


--
-- Name: master_keys master_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.master_keys
    ADD CONSTRAINT master_keys_pkey PRIMARY KEY (id);


--
-- Name: onboarding_links onboarding_links_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.onboarding_links
    ADD CONSTRAINT onboarding_links_pkey PRIMARY KEY (id);


--
-- Name: pairing_budgets pairing_budgets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pairing_budgets
    ADD CONSTRAINT pairing_budgets_pkey PRIMARY KEY (account);


--
-- Name: refinery_schema_history refinery_schema_history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refinery_schema_history
    ADD CONSTRAINT refinery_schema_history_pkey PRIMARY KEY (version);


--
-- Name: restart_policies restart_policies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.restart_policies
    ADD CONSTRAINT restart_policies_pkey PRIMARY KEY (company_id);


--
-- Name: session_counts session_counts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session_counts
    ADD CONSTRAINT session_counts_pkey PRIMARY KEY (at);


--
-- Name: session_events session_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.session_events
    ADD CONSTRAINT session_events_pkey PRIMARY KEY (id);


--
-- Name: whatsapp_auth whatsapp_auth_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.whatsapp_auth
    ADD CONSTRAINT whatsapp_auth_pkey PRIMARY KEY (company_id);


--
-- Name: whatsapp_keys whatsapp_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.whatsapp_keys
    ADD CONSTRAINT whatsapp_keys_pkey PRIMARY KEY (company_id, key_type, key_id);


--
-- Name: whatsapp_keys whatsapp_keys_value_sealed; Type: CHECK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE public.whatsapp_keys
    ADD CONSTRAINT whatsapp_keys_value_sealed CHECK (((octet_length(value) >= 49) AND (get_byte(value, 0) = 1))) NOT VALID;


--
-- Name: dashboard_visits_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dashboard_visits_by_age ON public.dashboard_visits USING btree (began_at);


--
-- Name: idempotency_keys_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (begun_at);


--
-- Name: onboarding_links_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX onboarding_links_by_age ON public.onboarding_links USING btree (expires_at);


--
-- Name: pairing_budgets_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX pairing_budgets_by_age ON public.pairing_budgets USING btree (updated_at);


--
-- Name: session_events_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_events_by_age ON public.session_events USING btree (at);


--
-- Name: session_events_by_company; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_events_by_company ON public.session_events USING btree (company_id, id DESC);


--
-- Name: session_events_by_supervisor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_events_by_supervisor ON public.session_events USING btree (at) INCLUDE (event) WHERE (actor = 'supervisor'::text);


--
-- Name: session_events_failures; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_events_failures ON public.session_events USING btree (at) INCLUDE (code, reason) WHERE (code IS NOT NULL);


--
-- Name: session_events_pairings; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX session_events_pairings ON public.session_events USING btree (at) INCLUDE (company_id, correlation_id, event, from_state, to_state, reason) WHERE ((correlation_id IS NOT NULL) AND ((event = 'pairing_requested'::text) OR (from_state = ANY (ARRAY['creating'::text, 'waiting_for_pairing_code'::text, 'pairing_code_sent'::text])) OR (to_state = ANY (ARRAY['creating'::text, 'waiting_for_pairing_code'::text, 'pairing_code_sent'::text])) OR (reason = ANY (ARRAY['connected: code'::text, 'connected: qr'::text]))));


--
-- Name: whatsapp_auth_linked_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX whatsapp_auth_linked_order ON public.whatsapp_auth USING btree (COALESCE(last_connected_at, '-infinity'::timestamp with time zone) DESC, company_id) WHERE (paired_at IS NOT NULL);


--
-- Name: whatsapp_auth_linked_phone; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX whatsapp_auth_linked_phone ON public.whatsapp_auth USING btree (public.whatsapp_account(phone)) WHERE (paired_at IS NOT NULL);


--
-- Name: dashboard_visits dashboard_visits_key_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dashboard_visits
    ADD CONSTRAINT dashboard_visits_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.api_keys(id);


--
-- Name: whatsapp_auth whatsapp_auth_master_key_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.whatsapp_auth
    ADD CONSTRAINT whatsapp_auth_master_key_id_fkey FOREIGN KEY (master_key_id) REFERENCES public.master_keys(id);


--
-- Name: whatsapp_keys whatsapp_keys_company_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.whatsapp_keys
    ADD CONSTRAINT whatsapp_keys_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.whatsapp_auth(company_id);


--
-- PostgreSQL database dump complete
--


