//! Parameters of the statements of webhooks.

use super::{Tried, tried};

pub(super) fn of_webhooks() -> Vec<(&'static str, Tried)> {
    let one = || tried("text", &["'w000000000000001'"]);
    let owed = "'{c7}','{1,1}','{1001,1002}','{1,2}','{message.received,message.edited}'";
    let lanes = "'{w000000000000001,w000000000000002}','{big,c7}','{1,2}','{0,0}'";
    let claim = tried(
        "bigint,int,text[],int[],bigint,float8",
        &["64,8,'{}','{}',32,60", "64,8,'{w000000000000001}','{7}',32,60"],
    );
    let settled = "'w000000000000001','big',1,0,120,'delivered',200::smallint,true,60";
    let settled = tried("text,text,int,bigint,bigint,text,smallint,bool,float8", &[settled]);
    let lane = || tried("text,text,int,bigint,bigint", &["'w000000000000001','big',1,0,120"]);
    let recorded = tried(
        "text,text,int,bigint,bigint,text,text,smallint,timestamptz",
        &[
            "'w000000000000001','big',1,0,120,'waiting','rejected',500::smallint,now()",
            "'w000000000000001','big',1,0,120,'dead','rejected',500::smallint,NULL",
        ],
    );
    let health = tried(
        "text,timestamptz,timestamptz,smallint,timestamptz,text,bool",
        &["'w000000000000001',now(),now(),1::smallint,now(),NULL,false"],
    );
    vec![
        ("owe_deliveries", tried("text[],int[],bigint[],int[],text[]", &[owed])),
        ("claim_lanes", claim),
        ("heads_of_lanes", tried("text[],text[],int[],bigint[]", &[lanes])),
        ("next_due_lane", tried("", &[""])),
        ("recount_lane", tried("text,text,int,bigint", &["'w000000000000001','c7',1,0"])),
        ("give_up_head", lane()),
        ("release_lane", tried("text,text,int,bigint,float8", &["'w000000000000001','big',1,0,60"])),
        ("settle_delivered", settled),
        ("hold_webhook", one()),
        ("hold_lane", lane()),
        ("record_outcome", recorded),
        ("keep_webhook_health", health),
    ]
}

pub(super) fn of_endpoints() -> Vec<(&'static str, Tried)> {
    let one = || tried("text", &["'w000000000000001'"]);
    let old = || tried("timestamptz,bigint", &["now() - interval '90 days',10"]);
    let others = || tried("text,text[]", &["'w000000000000002','{c7}'"]);
    let sealed = r"'\x01' || decode(repeat('ab', 80), 'hex')";
    let new = format!("'n000000000000001',{sealed},'k','\\x01','\\x01','{{c7}}',NULL,'d','key:k',now()");
    let page = "text,text,bigint,bigint,bigint";
    let first = "'w000000000000001',NULL,NULL,NULL,20";
    let of_state = "text,text,timestamptz,bigint,bigint,text";
    let settled = "text,text,timestamptz,timestamptz,timestamptz,text,bigint,bigint";
    let range = "now() - interval '1 hour',now()";
    vec![
        (
            "add_webhook",
            Tried { types: "text,bytea,text,bytea,bytea,text[],text[],text,text,timestamptz", values: vec![new] },
        ),
        ("webhook", one()),
        (
            "webhooks",
            tried("timestamptz,text,bigint", &["NULL,NULL,20", "now() - interval '100 seconds','w000000000000100',20"]),
        ),
        ("hold_webhook_to_change", one()),
        (
            "change_webhook",
            tried("text,bytea,text[],text[],text", &[r"'w000000000000001','\x02','{c7}','{message.received}',NULL"]),
        ),
        ("drop_lanes_of_companies", others()),
        ("drop_deliveries_of_companies", others()),
        ("count_deliveries", tried("text[]", &["'{w000000000000001,w000000000000002}'"])),
        ("disable_webhook", one()),
        ("enable_webhook", one()),
        ("hurry_lanes", one()),
        ("hurry_deliveries", one()),
        ("webhook_troubles", tried("", &[""])),
        ("remove_webhook", one()),
        ("webhook_keys", one()),
        ("rotate_webhook_secret", tried("text,bytea,float8,bytea", &[r"'w000000000000001','\x02',60,'\x01'"])),
        ("waiting_deliveries", tried(page, &[first, "'w000000000000001','big',7,6000,20"])),
        (
            "settled_deliveries",
            tried(
                of_state,
                &[
                    "'w000000000000001',NULL,NULL,NULL,20,'dead'",
                    "'w000000000000001','big',now() - interval '1 hour',7,20,'delivered'",
                ],
            ),
        ),
        ("hold_webhook_to_replay", one()),
        (
            "events_to_replay",
            Tried {
                types: "text,text[]",
                values: vec!["'w000000000000001',ARRAY['evt_' || substr(md5('c7/1001'), 1, 16),'none']".to_owned()],
            },
        ),
        (
            "settled_to_replay",
            Tried { types: settled, values: vec![format!("'w000000000000001','delivered',{range},NULL,NULL,NULL,20")] },
        ),
        (
            "missed_to_replay",
            Tried {
                types: "text,timestamptz,timestamptz,timestamptz,text,bigint,bigint",
                values: vec![format!("'w000000000000001',{range},NULL,NULL,NULL,20")],
            },
        ),
        ("hold_lanes_to_replay", tried("text,text[],int[]", &["'w000000000000001','{c7,big,c7}','{1,2,1}'"])),
        (
            "replay_deliveries",
            tried("text,text[],int[],bigint[]", &["'w000000000000001','{c7,big,big}','{1,2,2}','{1001,121,122}'"]),
        ),
        ("delivery_backlog", tried("", &[""])),
        ("prune_delivered", old()),
        ("prune_lanes", old()),
        ("prune_deleted_webhooks", tried("bigint", &["10"])),
        ("remove_deleted_webhooks", tried("", &[""])),
        ("forget_old_secrets", tried("", &[""])),
        ("recall_lanes", tried("", &[""])),
    ]
}
