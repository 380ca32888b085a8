//! The program as an operator meets it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::process::{Command, Output};

fn linekeeper(words: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linekeeper"));
    command.args(words).env_remove("DATABASE_URL").env_remove("LINEKEEPER_CONFIG").envs(settings.iter().copied());
    command.output().unwrap()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_configuration_that_can_be_used_is_told_so() {
    let output = linekeeper(&["check-config"], &[("LINEKEEPER__HTTP__LISTEN", "127.0.0.1:9000")]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn an_unknown_setting_in_the_environment_is_refused_by_name() {
    let output = linekeeper(&["check-config"], &[("LINEKEEPER__HTTP__PORT", "9000")]);
    assert!(complaint(&output).contains("port"), "{output:?}");
}

#[test]
fn a_file_that_is_not_there_is_refused_by_name() {
    let output = linekeeper(&["--config", "/no/such/linekeeper.toml", "check-config"], &[]);
    assert!(complaint(&output).contains("/no/such/linekeeper.toml"), "{output:?}");
}

#[test]
fn a_database_url_that_cannot_be_read_ends_the_start_without_printing_it() {
    let output = linekeeper(&["serve"], &[("DATABASE_URL", "postgres://user:hunter2@host:port/x")]);
    let told = complaint(&output);
    assert!(told.contains("DATABASE_URL") && !told.contains("hunter2"), "{told}");
}

#[test]
fn a_port_in_use_ends_the_start_with_its_address() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let settings = [
        ("LINEKEEPER__HTTP__LISTEN", address.as_str()),
        ("LINEKEEPER__WHATSAPP__ENDPOINT", "ws://127.0.0.1:1/ws/chat"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nowhere"),
    ];
    assert!(complaint(&linekeeper(&["serve"], &settings)).contains(&address));
}
