//! Parameters for the statements of the outbox.

use super::{Tried, tried};

pub(super) fn of_outbox() -> Vec<(&'static str, Tried)> {
    let one = "ARRAY['msg_' || substr(md5('c7/4'), 1, 16)]";
    let known = format!("'c7',{one}");
    let many = "'big',ARRAY['msg_' || substr(md5('big/15000'), 1, 16),'none']";
    let named = |company: &str| format!("'{company}',ARRAY[decode(md5('7'),'hex')]");
    let whatsapp = |seq: &str| format!("'3EB0' || substr(upper(md5('{seq}')), 1, 18)");
    let added =
        "'c7','{1002}','{msg_aaaaaaaaaaaaaaaa}','{3EB0AAAAAAAAAAAAAAAAAA}','{7}',ARRAY['x'::bytea],ARRAY[now()]";
    let marked = || tried("text[],bigint[],bigint[]", &["'{c7}','{1}','{4}'", "'{c7,big}','{1,1}','{4,20}'"]);
    let found = format!("'{{c7}}','{{1}}',ARRAY[{}]", whatsapp("4"));
    let of_two = format!("'{{c7,big}}','{{1,2}}',ARRAY[{},{}]", whatsapp("4"), whatsapp("15000"));
    let null = "array_fill(NULL::timestamptz, ARRAY[1])";
    let recorded = format!(
        "'{{c7}}','{{1}}','{{4}}','{{sent}}','{{NULL}}','{{NULL}}',ARRAY[now()],ARRAY[now()],{null},{null},{null}"
    );
    let null = "array_fill(NULL::timestamptz, ARRAY[2])";
    let both = format!(
        "'{{c7,big}}','{{1,2}}','{{4,15000}}','{{sent,read}}','{{NULL,NULL}}','{{NULL,NULL}}',ARRAY[now(),now()],{null},{null},{null},{null}"
    );
    vec![
        ("outgoing_known", tried("text,text[]", &[&known, many])),
        ("chats_heard", tried("text,bytea[]", &[&named("c7"), &named("big")])),
        ("add_outgoing", tried("text,bigint[],text[],text[],int[],bytea[],timestamptz[]", &[added])),
        (
            "raise_outgoing_lanes",
            tried(
                "text,int[],timestamptz[],float8",
                &["'c7','{5}','{NULL}',86400", "'big','{5,1}',ARRAY[now(),now()],86400"],
            ),
        ),
        ("move_merged_outgoing", tried("text,int[],int[]", &["'c7','{5}','{3}'"])),
        ("mark_sending", marked()),
        ("mark_sending_free", marked()),
        (
            "next_to_send",
            tried("text,bigint,bytea,bigint[],bigint", &["'c7',1,NULL,'{}',20", "'big',1,NULL,'{4,8}',20"]),
        ),
        ("outgoing", Tried { types: "text,bytea,text", values: vec![format!("'c7',NULL,({one})[1]")] }),
        (
            "outgoing_of_chat",
            tried(
                "text,bytea,bytea[],bigint,bigint",
                &[
                    "'c7',NULL,ARRAY[decode(md5('7'),'hex')],9223372036854775807,50",
                    "'big',NULL,ARRAY[decode(md5('7'),'hex')],15000,50",
                ],
            ),
        ),
        ("count_waiting_outgoing", tried("text,bigint", &["'c7',3", "'big',10000"])),
        ("count_outgoing", tried("text,text[],bigint", &["'big','{queued,delivered,failed}',10000"])),
        ("outgoing_to_record", tried("text[],int[],text[]", &[&found, &of_two])),
        (
            "record_sends",
            Tried {
                types: "text[],int[],bigint[],text[],text[],int[],timestamptz[],timestamptz[],timestamptz[],timestamptz[],timestamptz[]",
                values: vec![recorded, both],
            },
        ),
        ("move_outgoing_lanes", tried("text[],int[],int[]", &["'{c7}','{1}','{5}'", "'{c7,big}','{1,2}','{5,1}'"])),
        ("outgoing_due", tried("bigint,float8,timestamptz", &["100,60,now()"])),
    ]
}
