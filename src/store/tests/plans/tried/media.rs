//! Parameters for the statements of files.

use super::{Tried, tried};

pub(super) fn of_media() -> Vec<(&'static str, Tried)> {
    let object = "md5('c7/4')";
    let id = |of: &str| format!("substr(md5('{of}'), 1, 16)");
    let (kept, received) = (id("c7/4"), id("big/15000"));
    let found = format!("'c7',NULL,'med_' || {kept},'evt_' || {kept}");
    let of_big = format!("'big',NULL,'med_' || {received},'evt_' || {received}");
    let begun = format!("'big',md5('new'),'med_' || {received},'evt_' || {received},1000,now(),60");
    let uploaded = "'c7',md5('new'),'med_aaaaaaaaaaaaaaaa',NULL,1000,NULL,60";
    let keep = format!("'c7',{object},decode('01','hex'),1000,30,decode(repeat('ab', 8), 'hex')");
    vec![
        ("find_file", tried("text,bytea,text,text", &[&found, &of_big])),
        ("begin_file", tried("text,text,text,text,bigint,timestamptz,float8", &[&begun, uploaded])),
        ("hold_log_to_keep_file", tried("text", &["'c7'"])),
        ("keep_file", tried("text,text,bytea,bigint,int,bytea", &[&keep])),
        ("give_up_file", tried("text", &[object])),
        ("files_to_delete", tried("timestamptz,bigint", &["now(),100"])),
        ("forget_files", tried("text[]", &[&format!("ARRAY[{object}]")])),
        ("file_bytes", tried("", &[""])),
    ]
}
