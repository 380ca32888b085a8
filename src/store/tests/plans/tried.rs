//! Parameters with which each statement is tried.

mod media;
mod messages;
mod outbox;
mod webhooks;

use std::collections::BTreeMap;

/// Types of a statement's parameters, and values to try it with.
pub(super) struct Tried {
    pub(super) types: &'static str,
    pub(super) values: Vec<String>,
}

fn tried(types: &'static str, values: &[&str]) -> Tried {
    Tried { types, values: values.iter().map(|values| (*values).to_owned()).collect() }
}

const NO_DELETES: &str = "'{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}'";
const NO_PUTS: &str = "'{}','{}','{}','{}','{}'";

/// Parameters of a write: for the company with many keys a row put, one deleted by id, by a range and by stamp; for 100
/// companies a row put and one deleted.
fn writes() -> Tried {
    let types = "text[],bigint[],bytea[],bytea[],text[],int[],text[],text[],bytea[],bigint[],int[],text[],text[],bool[],\
        int[],text[],text[],text[],int[],text[],bigint[]";
    let value = r"'\x01' || decode(repeat('cd', 60), 'hex')";
    let of_one = "'{big}','{1}',ARRAY[decode(repeat('ab', 8), 'hex')],'{NULL}','{NULL}'";
    let put = format!("'{{1}}','{{session}}','{{new}}',ARRAY[{value}],'{{NULL}}'");
    let listed = |before: &str| (1..=100).map(|n| format!("{before}{n}")).collect::<Vec<_>>().join(",");
    let many = format!(
        "'{{{}}}',array_fill(1::bigint, ARRAY[100]),array_fill(NULL::bytea, ARRAY[100]),\
        array_fill(NULL::bytea, ARRAY[100]),array_fill(NULL::text, ARRAY[100])",
        listed("c")
    );
    let each = format!("'{{{}}}',array_fill('session'::text, ARRAY[100])", listed(""));
    let puts = format!(
        "{each},array_fill('new'::text, ARRAY[100]),array_fill({value}, ARRAY[100]),array_fill(NULL::bigint, ARRAY[100])"
    );
    let deletes = format!("{each},array_fill('id00000007'::text, ARRAY[100]),array_fill(false, ARRAY[100])");
    let values = vec![
        format!("{of_one},{put},{NO_DELETES}"),
        format!(
            "{of_one},{NO_PUTS},'{{1}}','{{session}}','{{id00025000}}','{{f}}','{{}}','{{}}','{{}}','{{}}','{{}}','{{}}','{{}}'"
        ),
        format!(
            "{of_one},{NO_PUTS},'{{}}','{{}}','{{}}','{{}}','{{1}}','{{session}}','{{id0002500}}','{{id0002501}}','{{}}','{{}}','{{}}'"
        ),
        format!(
            "{of_one},{NO_PUTS},'{{}}','{{}}','{{}}','{{}}','{{}}','{{}}','{{}}','{{}}','{{1}}','{{session}}','{{50}}'"
        ),
        format!("{many},{puts},{deletes},'{{}}','{{}}','{{}}','{{}}','{{}}','{{}}','{{}}'"),
    ];
    Tried { types, values }
}

fn of_rows() -> Vec<(&'static str, Tried)> {
    let keys = "text[],bytea[],int[],text[],text[],text[],bool[],bigint";
    let rewrap = || {
        let types = "text,text[],bytea[],bigint[]";
        tried(types, &[r"'k','{c1}',ARRAY['\x01' || decode(repeat('ab', 80), 'hex')],'{1}'"])
    };
    vec![
        (
            "credentials",
            tried(
                "text[],bytea[]",
                &[
                    "'{big}','{NULL}'",
                    "'{c1,c2,c3,c4}',\
            array_fill(NULL::bytea, ARRAY[4])",
                ],
            ),
        ),
        (
            "keys",
            tried(
                keys,
                &[
                    r"'{big}','{NULL}','{1}','{session}','{id00025000}',ARRAY[E'id00025000\x01'],'{f}',NULL",
                    "'{big}','{NULL}','{1}','{session}','{id0002500}','{id0002501}','{f}',NULL",
                    "'{big}','{NULL}','{1}','{session}','{\"\"}','{z}','{t}',NULL",
                    "'{big}','{NULL}','{1}','{session}','{\"\"}','{z}','{f}',5",
                    r"'{c1,c2,big}','{NULL,NULL,NULL}','{1,2,3,3}','{session,session,session,session}',
                '{id00000001,id00000002,id00000003,id00000004}',
                ARRAY[E'id00000001\x01',E'id00000002\x01',E'id00000003\x01',E'id00000004\x01'],'{f,f,f,f}',512",
                ],
            ),
        ),
        ("write", writes()),
        ("write_free", writes()),
        ("data_key", tried("text,bigint", &["'big',1"])),
        ("rewrap_next", tried("text,text,bigint", &["'x','',10"])),
        ("rewrap", rewrap()),
        ("rewrap_next_old_device", tried("text,text,bigint", &["'x','',10"])),
        ("rewrap_old_device", rewrap()),
        ("rewrap_next_log", tried("text,text,bigint", &["'x','',10"])),
        ("rewrap_log", rewrap()),
        ("rewrap_next_webhook", tried("text,text,bigint", &["'x','',10"])),
        ("rewrap_webhook", rewrap()),
        ("rewrap_left", tried("text", &["'x'"])),
    ]
}

fn of_companies() -> Vec<(&'static str, Tried)> {
    let take = || tried("text,bytea,text", &[r"'big','\x01' || decode(repeat('ab', 80), 'hex'),'k'"]);
    let touch = || {
        tried(
            "text[],bigint[],timestamptz[]",
            &[
                "'{big}','{1}',ARRAY[now()]",
                "'{c1,c2,c3,c4}',\
        '{1,1,1,1}',array_fill(now(), ARRAY[4])",
            ],
        )
    };
    vec![
        ("ping", tried("", &[""])),
        ("version", tried("", &[""])),
        ("take", take()),
        ("take_stored", take()),
        ("take_free", tried("text[]", &["'{big}'", "'{c1,c2,c3,c4}'"])),
        ("touch_connected", touch()),
        ("touch_connected_free", touch()),
        ("confirm_owner", tried("text,bigint", &["'big',1"])),
        ("confirm", tried("text,text", &["'big','79000000007'", "'big',NULL"])),
        (
            "make",
            tried("text,text,bytea,text", &[r"'new','79000000007','\x01' || decode(repeat('ab', 80), 'hex'),'k'"]),
        ),
        ("hold", tried("text,bigint,text", &["'big',1,'79000000007'", "'big',1,NULL"])),
        ("delete_keys", tried("text[]", &["'{c1}'"])),
        ("empty", tried("text[],text,bytea,text", &["'{c1}',NULL,NULL,NULL"])),
        ("park", tried("text,bigint,text,timestamptz", &["'big',1,'INTERNAL',NULL"])),
        ("peek", tried("text", &["'big'"])),
        (
            "linked",
            tried(
                "timestamptz,text,bigint",
                &["NULL,NULL,20", "now() - interval '5 hours','c300',20", "NULL,'c301',20"],
            ),
        ),
        ("companies", tried("text,bigint", &["'',20", "'c300',20"])),
        ("prune_empty_companies", tried("timestamptz,bigint", &["now() - interval '90 days',10"])),
        ("release_accounts", tried("", &[""])),
        ("lift_wait", tried("text,bigint", &["'big',1"])),
        ("order_log_out", tried("text,bigint", &["'big',1"])),
        ("disuse", tried("text", &["'big'"])),
        ("warn_of_expiry", tried("float8,bigint", &["7776000,10"])),
        ("due_to_expire", tried("float8,float8,text,bigint", &["7776000,604800,'',10"])),
        ("still_due_to_expire", tried("float8,float8,text[]", &["7776000,604800,'{c1}'"])),
        ("void_expiry_warnings", tried("", &[""])),
        ("look_at_clock", tried("", &[""])),
        ("clock_seen", tried("", &[""])),
        ("found_version", tried("", &[""])),
        ("claim_version_lookup", tried("timestamptz,float8,float8", &["now(),2,20"])),
        ("keep_version", tried("text,timestamptz", &["'2.3000.1040000000',now()"])),
        (
            "append",
            tried(
                "text[],timestamptz[],text[],text[],text[],text[],text[],text[],text[],text[]",
                &["'{big}',ARRAY[now()],'{e}','{NULL}','{NULL}','{NULL}',\
            '{NULL}','{supervisor}','{NULL}','{NULL}'"],
            ),
        ),
        (
            "entries",
            tried(
                "text,bigint,bigint",
                &["'big',9223372036854775807,50", "'big',10000,50", "'c7',9223372036854775807,50"],
            ),
        ),
        ("prune_events", tried("timestamptz,bigint", &["now() - interval '90 days',10"])),
        ("restart_policy", tried("text", &["'big'"])),
        (
            "set_restart_policy",
            tried(
                "text,text,int,int,text,bigint,bigint,smallint,int",
                &["'big','permanent',1,1,'exponential',1,1,1::smallint,1"],
            ),
        ),
        ("forget_restart_policy", tried("text", &["'big'"])),
    ]
}

fn of_others() -> Vec<(&'static str, Tried)> {
    let hash = "decode(repeat('ab', 32), 'hex')";
    let key = |rest: &str| Tried { types: "", values: vec![rest.to_owned()] };
    let tried_hash = |types, rest: &str| Tried { types, ..key(&rest.replace("HASH", hash)) };
    let old = || tried("timestamptz,bigint", &["now() - interval '90 days',10"]);
    let counted = || tried("timestamptz,timestamptz,float8", &["now() - interval '1 hour',now(),60"]);
    let bounds = tried("timestamptz,timestamptz,bigint[]", &["now() - interval '1 hour',now(),'{1000,2000}'"]);
    let restarts = tried("timestamptz,timestamptz,float8,text[]", &["now() - interval '1 hour',now(),60,'{crashed}'"]);
    vec![
        ("read_number", tried("text", &["'79000000007'"])),
        (
            "write_number",
            tried(
                "text,timestamptz[],text,timestamptz,bigint,timestamptz,text",
                &["'79000000007','{}',NULL,NULL,0,NULL,'7'"],
            ),
        ),
        ("prune_numbers", old()),
        ("hold_usage", tried("text", &["'big'"])),
        ("hold_number", tried("text", &["'79000000007'"])),
        ("write_usage", tried("text,timestamptz[],text[],text[],bool[]", &["'big','{}','{}','{}','{}'"])),
        (
            "update_number",
            tried("text,timestamptz[],text,timestamptz,bigint,timestamptz", &["'79000000007','{}',NULL,NULL,0,NULL"]),
        ),
        ("prune_usage", old()),
        (
            "claim_idempotency_key",
            tried_hash(
                "text,text,text,bytea,timestamptz,timestamptz,timestamptz,text",
                "'key:k','POST /','k7',HASH,now(),now() - interval '1 minute',now() - interval '1 day','k'",
            ),
        ),
        ("idempotency_key", tried_hash("text,text,text,bytea[],text[]", "'key:k','POST /','k7',ARRAY[HASH],'{k}'")),
        (
            "keep_idempotent_answer",
            tried(
                "text,text,text,timestamptz,smallint,text,text",
                &["'key:k','POST /','k7',now(),200::smallint,'t','a'"],
            ),
        ),
        ("give_up_idempotency_key", tried("text,text,text,timestamptz", &["'key:k','POST /','k7',now()"])),
        ("prune_idempotency_keys", old()),
        ("api_key", tried("text", &["'k000000000000007'"])),
        ("api_keys", tried("", &[""])),
        ("any_api_key", tried("", &[""])),
        (
            "add_api_key",
            tried_hash(
                "text,text,text[],bytea,timestamptz,timestamptz",
                "'new0000000000000','l','{admin}',HASH,now(),NULL",
            ),
        ),
        ("revoke_api_key", tried("text,timestamptz", &["'k000000000000007',now()"])),
        ("api_key_used", tried("text,timestamptz", &["'k000000000000007',now()"])),
        ("onboarding_link", tried("text", &["'l000000000000007'"])),
        ("onboarding_link_by_code", tried("bytea[]", &["ARRAY[sha256('7'),sha256('nobody')]"])),
        (
            "onboarding_links",
            tried(
                "text,timestamptz,text,bigint",
                &["'c1',NULL,NULL,50", "'c1',now() - interval '20 minutes','l000000000000007',50", "'c7',NULL,NULL,50"],
            ),
        ),
        (
            "add_onboarding_link",
            tried_hash(
                "text,text,text,timestamptz,timestamptz,bytea,text,text,text,text",
                "'new0000000000000','c1','m',now(),now(),HASH,'Anna',NULL,NULL,NULL",
            ),
        ),
        ("revoke_onboarding_link", tried("text,text,timestamptz", &["'l000000000000007','c1',now()"])),
        ("prune_onboarding_links", old()),
        ("visit", tried("bytea", &["sha256('7')"])),
        (
            "add_visit",
            tried_hash(
                "text,bytea,text,timestamptz,timestamptz",
                "'new0000000000000',HASH,'k000000000000001',now(),now()",
            ),
        ),
        ("visit_seen", tried("text,timestamptz", &["'v000000000000007',now()"])),
        ("is_visit_open", tried("text", &["'v000000000000007'"])),
        ("end_visit", tried("text", &["'v000000000000007'"])),
        (
            "still_counting",
            tried(
                "text[],text[],text[],timestamptz",
                &["'{k000000000000007}','{l000000000000007,l000000000000008}',\
            '{v000000000000007}',now()"],
            ),
        ),
        ("probe_write", tried("", &[""])),
        ("probe_write_beside", tried("", &[""])),
        ("prune_visits", old()),
        (
            "keep_counts",
            tried("timestamptz,int,int,int,int,int,int,int,int,int,int,int,int", &["now(),1,1,1,1,1,1,1,1,1,1,1,1"]),
        ),
        ("prune_counts", old()),
        ("tally_states", counted()),
        ("tally_pairings", bounds),
        ("tally_failures", tried("timestamptz,timestamptz", &["now() - interval '1 hour',now()"])),
        ("tally_restarts", restarts),
    ]
}

fn of_records() -> Vec<(&'static str, Tried)> {
    // They have a hundred rows.
    let by_state = || {
        let first = "'{idle,connected,reconnecting,error}','c100',NULL,100";
        tried("text[],text,timestamptz,bigint", &[first, "'{connected}','c100',now() - interval '5000 minutes',100"])
    };
    let by_code = || {
        let types = "text[],text,timestamptz,bigint,text[],text";
        tried(types, &["'{LOGGED_OUT}','c100',now() - interval '5000 minutes',100,NULL,'LOGGED_OUT'"])
    };
    let by_help = || {
        let types = "text[],text,timestamptz,bigint,text[],text,text,timestamptz";
        tried(types, &["'{unreachable}','c100',now() - interval '15000 minutes',100,NULL,NULL,'unreachable',now()"])
    };
    let found = || {
        let types = "text,text,text,bigint,text[],text,text,timestamptz,text,timestamptz";
        tried(types, &["'c19','salon:* & 77:*','79000000007',100,NULL,NULL,NULL,now(),NULL,NULL"])
    };
    let record = "text[],text[],text[],timestamptz[],text[],bool[],timestamptz[],text[],int[],text[],timestamptz[],text[],text[],\
        timestamptz[],timestamptz[]";
    let status = "'{c7,none}','{connected,idle}','{NULL,NULL}',ARRAY[now(),now()],'{r,r}','{t,f}',\
        array_fill(NULL::timestamptz, ARRAY[2]),'{NULL,NULL}','{0,0}','{NULL,NULL}',array_fill(NULL::timestamptz, ARRAY[2]),\
        '{NULL,NULL}','{NULL,NULL}',array_fill(NULL::timestamptz, ARRAY[2]),array_fill(NULL::timestamptz, ARRAY[2])";
    vec![
        ("record_statuses", tried(record, &[status])),
        ("settle_statuses", tried("timestamptz,text[]", &["now(),'{creating,connecting}'"])),
        ("recorded", tried("text", &["'c7'"])),
        ("name_company", tried("text,text,text[]", &["'c7','Salon','{salon}'"])),
        ("acknowledge", tried("text,text,timestamptz,text,timestamptz", &["'c37','key:k',now(),'n',NULL"])),
        ("company", tried("text", &["'c7'"])),
        ("companies_by_state", by_state()),
        ("companies_by_state_oldest", by_state()),
        ("companies_by_state_newest", by_state()),
        ("companies_by_code", by_code()),
        ("companies_by_code_oldest", by_code()),
        ("companies_by_code_newest", by_code()),
        ("companies_by_help", by_help()),
        ("companies_by_help_oldest", by_help()),
        ("companies_by_help_newest", by_help()),
        ("companies_found", found()),
        ("companies_found_oldest", found()),
        ("companies_found_newest", found()),
        ("attention", tried("text[],timestamptz,timestamptz,bigint", &["'{banned,unreachable}',now(),now(),50"])),
        ("company_counts", tried("text,text,text,bool,timestamptz,timestamptz", &["NULL,NULL,NULL,false,now(),now()"])),
        ("filtered_entries", tried("text,bigint,bigint,text,text", &["'big',100000,50,'e',NULL"])),
        ("entries_of_request", tried("text,bigint", &["'r77',100"])),
    ]
}

fn of_changes() -> Vec<(&'static str, Tried)> {
    vec![
        ("hold_current_slot", tried("text,bigint", &["'big',1"])),
        ("hold_next_slot", tried("text,bigint", &["'big',1"])),
        ("become_current", tried("text", &["'c7'"])),
        ("set_aside", tried("text", &["'c7'"])),
        // A company with few keys, since all of them are moved, and to ids that are free.
        ("move_keys", tried("text", &["'c7'"])),
        ("old_devices", tried("text", &["'c7'"])),
        ("old_credentials", tried("text,bigint", &["'c7',1"])),
        ("forget_old_device", tried("text,bigint", &["'c7',1"])),
        ("unfinished_changes", tried("text,bigint", &["'',20", "'c300',20"])),
        ("unused_in_next_slot", tried("timestamptz", &["now() - interval '90 days'"])),
        ("due_in_next_slot", tried("timestamptz,bigint", &["now() - interval '90 days',10"])),
        ("prune_old_devices", tried("timestamptz,bigint", &["now() - interval '90 days',10"])),
    ]
}

/// Parameters to try each statement with, by name.
pub(super) fn all_tried() -> BTreeMap<&'static str, Tried> {
    let of_lines = of_rows().into_iter().chain(of_companies()).chain(of_changes()).chain(of_records());
    of_lines
        .chain(webhooks::of_webhooks())
        .chain(webhooks::of_endpoints())
        .chain(messages::of_messages())
        .chain(media::of_media())
        .chain(outbox::of_outbox())
        .chain(of_others())
        .collect()
}
