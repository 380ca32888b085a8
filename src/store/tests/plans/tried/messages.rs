//! Parameters for the statements of the log of messages.

use super::{Tried, tried};

pub(super) fn of_messages() -> Vec<(&'static str, Tried)> {
    let key = "decode(md5('7'),'hex')";
    let named = format!("'c7',ARRAY[{key}]");
    let placed = format!("'{{c7}}','{{1}}',ARRAY[{key}]");
    let of_two = format!("'{{c7,big}}','{{1,2}}',ARRAY[{key},{key}]");
    let advanced = "'{c7,big}','{90000,90000}','{90000,90000}','{1000,1000}'";
    let one = || tried("text", &["'c7'"]);
    vec![
        ("begin_log", tried("text,bytea,text", &["'c7',decode(repeat('ab', 81),'hex'),'k'"])),
        ("log_key", one()),
        ("hold_log", tried("text[]", &["'{c7}'", "'{c7,big}'"])),
        ("hold_log_free", tried("text[]", &["'{c7}'", "'{c7,big}'"])),
        ("seen_messages", tried("text[],int[],bytea[]", &[&placed, &of_two])),
        ("chats_of_names", tried("text[],int[],bytea[]", &[&placed, &of_two])),
        ("advance_log", tried("text[],bigint[],int[],bigint[]", &["'{c7}','{90000}','{90000}','{1000}'", advanced])),
        ("add_seen_messages", tried("text[],int[],bytea[]", &["'{c7}','{1}',ARRAY[decode(md5('new'),'hex')]"])),
        ("add_chats", tried("text[],int[],int[],bigint[]", &["'{c7}','{1,1}','{1,90000}','{90000,1}'"])),
        ("add_chat_names", tried("text[],int[],bytea[],int[]", &[&format!("{placed},'{{1}}'")])),
        ("merge_chats", tried("text,int[],int[]", &["'c7','{7}','{3}'"])),
        (
            "add_events",
            tried(
                "text[],int[],bigint[],text[],int[],bigint[],text[],bytea[]",
                &[
                    "'{c7}','{1}','{90000}','{evt_abcdefghijkmnpqr}','{1}','{90000}','{message.received}',ARRAY['x'::bytea]",
                ],
            ),
        ),
        ("untold_sessions", tried("text[]", &["ARRAY['c7','big']"])),
        ("hold_log_of_session", one()),
        ("linked_phone", one()),
        ("last_session_event", one()),
        ("say_of_session", tried("text,timestamptz,text,text,bool", &["'c7',now(),'connected',NULL,false"])),
        ("told_linked_and_not", tried("text,bigint", &["'',500"])),
        ("used_bytes", tried("", &[""])),
        ("log_tag", one()),
        ("log", tried("text,bytea", &["'c7',NULL"])),
        ("log_events", tried("text,bigint,bigint", &["'c7',0,200", "'big',15000,200"])),
        ("chat_events", tried("text,bytea[],bigint,bigint,bytea", &[&format!("{named},0,200,decode('00','hex')")])),
        ("chat_bounds", tried("text,bytea[]", &[&named])),
        ("prune_log", tried("timestamptz,bigint", &["now() - interval '5 hours',100"])),
        ("prune_seen", tried("timestamptz,bigint", &["now() - interval '5 hours',100"])),
        ("hold_log_to_delete", tried("text,bytea", &["'c7',NULL"])),
        ("delete_chat", tried("text,bytea[]", &[&named])),
        ("delete_chat_files", tried("text,bytea[]", &[&named])),
        ("delete_events", one()),
        ("delete_files", one()),
        ("delete_chats", one()),
        ("delete_seen", one()),
        ("renew_log_key", tried("text,bytea,text", &["'c7',decode(repeat('ab', 81),'hex'),'k'"])),
    ]
}
