//! Tests of the program's command line, as a process.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Master key for commands that need one.
const MASTER_KEY: &str = "tests:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn linekeeper(words: &[&str], settings: &[(&str, &str)]) -> Output {
    let settings = [&[("LINEKEEPER_MASTER_KEY", MASTER_KEY)], settings].concat();
    linekeeper_as_it_is(words, &settings)
}

/// Runs the program without a master key, unless the settings contain one.
fn linekeeper_as_it_is(words: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linekeeper"));
    for name in ["DATABASE_URL", "LINEKEEPER_CONFIG", "LINEKEEPER_MASTER_KEY"] {
        command.env_remove(name);
    }
    command.args(words).envs(settings.iter().copied()).output().unwrap()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn valid_configuration_is_reported_as_usable() {
    let output = linekeeper(&["check-config"], &[("LINEKEEPER__HTTP__LISTEN", "127.0.0.1:9000")]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn an_unknown_setting_in_the_environment_is_refused_by_name() {
    let output = linekeeper(&["check-config"], &[("LINEKEEPER__HTTP__PORT", "9000")]);
    assert!(complaint(&output).contains("port"), "{output:?}");
}

#[test]
fn duration_out_of_range_is_refused_by_name() {
    let output = linekeeper(&["check-config"], &[("LINEKEEPER__STORE__EXPIRE_AFTER_DAYS", "96000000")]);
    assert!(complaint(&output).contains("store.expire_after_days is from 1 to 36500"), "{output:?}");
}

#[test]
fn accent_without_contrast_is_refused_with_the_reason() {
    let output = linekeeper(&["check-config"], &[("LINEKEEPER__BRANDING__ACCENT", "#5fd0a6")]);
    let told = complaint(&output);
    assert!(told.contains("branding.accent: its contrast with white is 1.90 : 1"), "{told}");
}

#[test]
fn a_file_that_is_not_there_is_refused_by_name() {
    let output = linekeeper(&["--config", "/no/such/linekeeper.toml", "check-config"], &[]);
    assert!(complaint(&output).contains("/no/such/linekeeper.toml"), "{output:?}");
}

#[test]
fn malformed_database_url_ends_the_start_without_printing_it() {
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

/// Creates a file with this text and these permissions.
fn key_file(text: &str, mode: u32) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    file
}

#[test]
fn start_without_master_key_fails_and_says_how_to_make_one() {
    let nowhere = ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nowhere");
    for words in [&["serve"][..], &["check-config"], &["keys", "rotate-master"]] {
        let told = complaint(&linekeeper_as_it_is(words, &[nowhere]));
        assert!(told.contains("linekeeper keys new-master") && told.contains("LINEKEEPER_MASTER_KEY"), "{told}");
    }
}

#[test]
fn a_malformed_master_key_is_refused_without_printing_it() {
    let secret = MASTER_KEY.split_once(':').unwrap().1;
    for (name, wrong, expected) in [
        ("LINEKEEPER_MASTER_KEY", secret.to_owned(), "entry 1 has no colon"),
        ("LINEKEEPER_MASTER_KEY", format!("{secret}:tests"), "the id of entry 1"),
        ("LINEKEEPER_MASTER_KEY", format!("{MASTER_KEY} {MASTER_KEY}"), "two entries have the id tests"),
        ("LINEKEEPER__STORE__MASTER_KEY", "tests:AAEC".to_owned(), "32 bytes"),
    ] {
        for words in ["serve", "check-config"] {
            let told = complaint(&linekeeper_as_it_is(&[words], &[(name, &wrong)]));
            assert!(told.contains(expected) && !told.contains(secret.trim_end_matches('=')), "{told}");
        }
    }
}

#[test]
fn private_master_key_file_is_used_unless_variable_is_set() {
    let check = |file: &tempfile::NamedTempFile, more: &[(&str, &str)]| {
        let named = [("LINEKEEPER__STORE__MASTER_KEY_FILE", file.path().to_str().unwrap())];
        linekeeper_as_it_is(&["check-config"], &[&named, more].concat())
    };
    let good = key_file(&format!("# of the tests\n{MASTER_KEY}\n"), 0o600);
    assert!(check(&good, &[]).status.success());
    let open = key_file(MASTER_KEY, 0o644);
    let told = complaint(&check(&open, &[]));
    assert!(told.contains(open.path().to_str().unwrap()) && told.contains("chmod 600"), "{told}");
    assert!(check(&open, &[("LINEKEEPER_MASTER_KEY", MASTER_KEY)]).status.success());
    assert!(complaint(&check(&key_file("tests:?", 0o600), &[])).contains("not base64"));
}

#[test]
fn a_new_master_key_is_one_line_that_can_be_used_at_once() {
    let made = |words: &[&str]| {
        let output = linekeeper_as_it_is(&[&["keys", "new-master"], words].concat(), &[]);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let (first, second) = (made(&[]), made(&["--id", "my-key"]));
    assert!(second.starts_with("my-key:") && first.lines().count() == 1 && first != made(&[]), "{second}");
    let ring = format!("{first}{second}");
    assert!(linekeeper_as_it_is(&["check-config"], &[("LINEKEEPER_MASTER_KEY", &ring)]).status.success());
    let wrong = linekeeper_as_it_is(&["keys", "new-master", "--id", "a b"], &[]);
    assert_eq!(wrong.status.code(), Some(2), "{wrong:?}");
}

/// Starts a service that listens and whose database does not answer, from a process that allows core dumps.
fn serving(change: impl FnOnce(&mut Command)) -> std::io::Result<Child> {
    let most = getrlimit(Resource::Core).maximum;
    setrlimit(Resource::Core, Rlimit { current: most, maximum: most }).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_linekeeper"));
    command
        .arg("serve")
        .env_remove("LINEKEEPER_CONFIG")
        .env("LINEKEEPER_MASTER_KEY", MASTER_KEY)
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nowhere")
        .env("LINEKEEPER__HTTP__LISTEN", "127.0.0.1:0")
        .env("LINEKEEPER__WHATSAPP__ENDPOINT", "ws://127.0.0.1:1/ws/chat")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::piped());
    change(&mut command);
    let mut child = command.spawn()?;
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("listening on http")), "it did not start");
    Ok(child)
}

#[test]
fn service_that_is_killed_leaves_no_core_dump() {
    let directory = tempfile::tempdir().unwrap();
    let mut service = serving(|command| {
        command.current_dir(directory.path());
    })
    .unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", service.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().filter(|word| *word == "0").count(), 2, "{core}");
    assert!(Command::new("kill").args(["-ABRT", &service.id().to_string()]).status().unwrap().success());
    let status = service.wait().unwrap();
    assert!(status.signal().is_some() && !status.core_dumped(), "{status:?}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

/// Other processes of the service's user cannot read what belongs to root under `/proc`.
#[test]
fn service_cannot_be_read_by_processes_of_its_own_user() {
    const NOBODY: u32 = 65_534;
    let is_root = rustix::process::getuid().is_root();
    let started = serving(|command| {
        if is_root {
            command.uid(NOBODY).gid(NOBODY).current_dir("/");
        }
    });
    let mut service = match started {
        Ok(service) => service,
        // The program lies where only root may run it.
        Err(error) if is_root && error.kind() == std::io::ErrorKind::PermissionDenied => return,
        Err(error) => panic!("{error}"),
    };
    for file in ["environ", "mem"] {
        let owner = std::fs::metadata(format!("/proc/{}/{file}", service.id())).unwrap().uid();
        assert_eq!(owner, 0, "{file} belongs to the service's user");
    }
    service.kill().unwrap();
    service.wait().unwrap();
}
