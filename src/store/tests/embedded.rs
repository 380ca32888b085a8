//! The embedded server: made once, private, durable, and recovered after kills and crashes of it or of us.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use linekeeper_domain::StoreFailure;
use linekeeper_ports::{CredentialRows, CredentialStore};
use linekeeper_store::Store;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::server::{embedded, empty_directory, prepared_directory};
use crate::support::{admin, company, creds, ids, linked, put, puts, run, until};

/// Variable that names the directory the helper process holds; see [`hold_a_data_directory`].
const HOLD: &str = "LINEKEEPER_TEST_HOLD";

/// Not a test by itself: the process that other tests start and kill. It opens the directory, writes, prints `holding`,
/// and holds the directory until its standard input ends.
#[test]
fn hold_a_data_directory() {
    let Some(directory) = std::env::var_os(HOLD) else { return };
    run(async move {
        let store = Store::open(embedded(Path::new(&directory))).await.unwrap();
        let fence = linked(&store, "997441", "79006464263").await;
        store.write(&company("997441"), fence, puts([put("session", "a", "v")])).await.unwrap();
        println!("\nholding");
        tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.unwrap().unwrap();
        store.close().await;
    });
}

/// Starts the helper; returns when it holds the directory.
fn holder_of(directory: &Path) -> Child {
    let mut helper = Command::new(std::env::current_exe().unwrap());
    helper.args(["embedded::hold_a_data_directory", "--exact", "--nocapture"]).env(HOLD, directory);
    let mut helper = helper.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(helper.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "holding"), "the helper did not get that far");
    // The rest of its output must be read, or the helper would block.
    std::thread::spawn(move || lines.for_each(drop));
    helper
}

/// Process id of the server, from its `postmaster.pid`.
fn server_of(directory: &Path) -> Pid {
    let text = fs::read_to_string(directory.join("postgres/postmaster.pid")).unwrap();
    Pid::from_raw(text.lines().next().unwrap().parse().unwrap()).unwrap()
}

/// Whether the process runs; a zombie does not.
fn runs(pid: Pid) -> bool {
    fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).is_ok_and(|words| !words.is_empty())
}

async fn cause(directory: &Path) -> (&'static str, String) {
    let error = Store::open(embedded(directory)).await.unwrap_err();
    (error.cause(), error.to_string())
}

async fn committed_is_there(store: &Store) {
    assert_eq!(store.credentials(&company("997441")).await.unwrap(), Some(creds("linked")));
    assert_eq!(ids(store, &company("997441"), "session").await, ["a"]);
}

#[test]
fn new_directory_gets_private_server_despite_leftovers() {
    run(async {
        let top = empty_directory();
        let directory = top.path().join("made/for/us");
        let leftover = directory.join("postgres.new-7/base");
        fs::create_dir_all(&leftover).unwrap();
        fs::write(leftover.join("half"), "a cluster").unwrap();
        let store = Store::open(embedded(&directory)).await.unwrap();
        assert!(!directory.join("postgres.new-7").exists());
        let words = format!("host={} user=linekeeper dbname=linekeeper", directory.join("run").display());
        let client = admin(&words).await;
        for (setting, value) in [
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("synchronous_commit", "on"),
            ("data_checksums", "on"),
            ("listen_addresses", ""),
            ("log_min_error_statement", "panic"),
            ("log_error_verbosity", "terse"),
            ("log_parameter_max_length_on_error", "0"),
        ] {
            let shown = client.query_one("SELECT current_setting($1)", &[&setting]).await.unwrap();
            assert_eq!(shown.get::<_, &str>(0), value, "{setting}");
        }
        for private in ["run", "postgres"] {
            let facts = fs::metadata(directory.join(private)).unwrap();
            assert_eq!(facts.permissions().mode() & 0o777, 0o700, "{private}");
        }
        let server = server_of(&directory);
        assert_ne!(fs::metadata(format!("/proc/{}", server.as_raw_nonzero())).unwrap().uid(), 0);
        // An interrupt typed at our terminal goes to our process group and must not stop the server.
        assert_eq!(rustix::process::getpgid(Some(server)).unwrap(), server);
        store.close().await;
    });
}

#[test]
fn closed_store_stops_server_and_keeps_data() {
    run(async {
        let directory = prepared_directory().await;
        let store = Store::open(embedded(directory.path())).await.unwrap();
        let fence = linked(&store, "997441", "79006464263").await;
        store.write(&company("997441"), fence, puts([put("session", "a", "v")])).await.unwrap();
        let server = server_of(directory.path());
        store.close().await;
        assert!(!runs(server));
        assert!(!directory.path().join("postgres/postmaster.pid").exists(), "it was not stopped in order");
        let store = Store::open(embedded(directory.path())).await.unwrap();
        committed_is_there(&store).await;
        store.close().await;
    });
}

#[test]
fn store_opened_beside_uses_running_server_without_ending_it() {
    run(async {
        let directory = prepared_directory().await;
        let store = Store::open(embedded(directory.path())).await.unwrap();
        let beside = Store::open_beside(embedded(directory.path())).await.unwrap();
        let fence = linked(&beside, "997441", "79006464263").await;
        beside.write(&company("997441"), fence, puts([put("session", "a", "v")])).await.unwrap();
        beside.close().await;
        committed_is_there(&store).await;
        store.close().await;
        // Without the other process it starts a server of its own.
        let alone = Store::open_beside(embedded(directory.path())).await.unwrap();
        committed_is_there(&alone).await;
        alone.close().await;
    });
}

#[test]
fn dropped_store_stops_its_server() {
    run(async {
        let directory = prepared_directory().await;
        let store = Store::open(embedded(directory.path())).await.unwrap();
        let server = server_of(directory.path());
        drop(store);
        until(async || !runs(server)).await;
    });
}

#[test]
fn killed_process_takes_its_server_with_it() {
    run(async {
        let directory = prepared_directory().await;
        let mut helper = holder_of(directory.path());
        let server = server_of(directory.path());
        helper.kill().unwrap();
        helper.wait().unwrap();
        until(async || !runs(server)).await;
    });
}

#[test]
fn start_after_kill_waits_for_old_server_and_keeps_commits() {
    run(async {
        let directory = prepared_directory().await;
        let mut helper = holder_of(directory.path());
        let server = server_of(directory.path());
        helper.kill().unwrap();
        helper.wait().unwrap();
        // At once, while the old server is still stopping.
        let store = Store::open(embedded(directory.path())).await.unwrap();
        assert!(!runs(server));
        committed_is_there(&store).await;
        store.close().await;
    });
}

#[test]
fn start_recovers_after_kill_of_process_and_server() {
    run(async {
        let directory = prepared_directory().await;
        let mut helper = holder_of(directory.path());
        kill_process(server_of(directory.path()), Signal::KILL).unwrap();
        helper.kill().unwrap();
        helper.wait().unwrap();
        let store = Store::open(embedded(directory.path())).await.unwrap();
        committed_is_there(&store).await;
        store.close().await;
    });
}

#[test]
fn start_succeeds_if_noted_process_id_was_reused() {
    run(async {
        let directory = prepared_directory().await;
        let cluster = directory.path().join("postgres");
        let run_directory = directory.path().join("run");
        Store::open(embedded(directory.path())).await.unwrap().close().await;
        let owner = fs::metadata(&cluster).unwrap();
        let mut program = Command::new("sleep");
        std::os::unix::process::CommandExt::uid(&mut program, owner.uid());
        let mut program = program.arg("600").spawn().unwrap();
        let (cluster_name, run_name) = (cluster.display(), run_directory.display());
        let note = format!("{}\n{cluster_name}\n1800000000\n5432\n{run_name}\n\n  0  0\n", program.id());
        for file in [cluster.join("postmaster.pid"), run_directory.join(".s.PGSQL.5432.lock")] {
            fs::write(&file, &note).unwrap();
            std::os::unix::fs::chown(&file, Some(owner.uid()), Some(owner.gid())).unwrap();
        }
        let opened = Store::open(embedded(directory.path())).await;
        let untouched = program.try_wait().unwrap().is_none();
        program.kill().unwrap();
        program.wait().unwrap();
        opened.unwrap().close().await;
        assert!(untouched, "a stranger's process was ended");
    });
}

#[test]
fn second_process_is_refused_with_pid_of_first() {
    run(async {
        let directory = prepared_directory().await;
        let mut helper = holder_of(directory.path());
        let (cause, words) = cause(directory.path()).await;
        assert_eq!(cause, "data_dir_in_use");
        assert!(words.contains(&format!("(pid {})", helper.id())), "{words}");
        drop(helper.stdin.take());
        assert!(helper.wait().unwrap().success());
        Store::open(embedded(directory.path())).await.unwrap().close().await;
    });
}

#[test]
fn crashed_server_is_restarted_and_store_reconnects() {
    run(async {
        let directory = prepared_directory().await;
        let store = Store::open(embedded(directory.path())).await.unwrap();
        let fence = linked(&store, "997441", "79006464263").await;
        let server = server_of(directory.path());
        kill_process(server, Signal::KILL).unwrap();
        until(async || match store.ping().await {
            Ok(()) => !runs(server) && server_of(directory.path()) != server,
            Err(error) => {
                assert_eq!(error.failure, StoreFailure::Unavailable);
                false
            }
        })
        .await;
        store.write(&company("997441"), fence, puts([put("session", "a", "v")])).await.unwrap();
        committed_is_there(&store).await;
        store.close().await;
    });
}

#[test]
fn orphaned_server_is_ended_before_new_one_starts() {
    run(async {
        let directory = prepared_directory().await;
        let store = Store::open(embedded(directory.path())).await.unwrap();
        let program = fs::read_link(format!("/proc/{}/exe", server_of(directory.path()).as_raw_nonzero())).unwrap();
        store.close().await;
        let cluster = directory.path().join("postgres");
        let owner = fs::metadata(&cluster).unwrap();
        let mut orphan = Command::new(program);
        orphan.arg("-D").arg(&cluster).args(["-c", "listen_addresses="]).arg("-c");
        orphan.arg(format!("unix_socket_directories={}", directory.path().join("run").display()));
        std::os::unix::process::CommandExt::uid(&mut orphan, owner.uid());
        let mut orphan = orphan.current_dir("/").stderr(Stdio::null()).spawn().unwrap();
        until(async || directory.path().join("run/.s.PGSQL.5432").exists()).await;
        let ended = std::thread::spawn(move || orphan.wait().unwrap());
        let store = Store::open(embedded(directory.path())).await.unwrap();
        assert!(ended.join().unwrap().success(), "it was not stopped in order");
        store.ping().await.unwrap();
        store.close().await;
    });
}

#[test]
fn server_starts_if_path_is_too_long_for_socket() {
    run(async {
        let prepared = prepared_directory().await;
        let top = empty_directory();
        let directory = top.path().join("a name, with \"odd\" characters and of some length ".repeat(4));
        fs::create_dir(&directory).unwrap();
        let moved = Command::new("mv").arg(prepared.path().join("postgres")).arg(&directory).status().unwrap();
        assert!(moved.success());
        let store = Store::open(embedded(&directory)).await.unwrap();
        store.ping().await.unwrap();
        let text = fs::read_to_string(directory.join("postgres/postmaster.pid")).unwrap();
        let socket = text.lines().nth(4).unwrap().to_owned();
        assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o700);
        store.close().await;
        assert!(!Path::new(&socket).exists());
    });
}

#[test]
fn unreachable_directory_is_refused_with_cause() {
    run(async {
        let top = empty_directory();
        let closed = top.path().join("closed");
        fs::create_dir(&closed).unwrap();
        if rustix::process::geteuid().is_root() {
            fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
            let (cause, words) = cause(&closed.join("data")).await;
            assert_eq!(cause, "data_dir_out_of_reach");
            assert!(words.contains(&format!("chmod o+x {}", closed.canonicalize().unwrap().display())), "{words}");
        } else {
            fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
            assert_eq!(cause(&closed.join("data")).await.0, "data_dir_not_writable");
        }
    });
}

#[test]
fn directory_that_is_no_cluster_is_left_unchanged() {
    run(async {
        let directory = prepared_directory().await;
        let cluster = directory.path().join("postgres");
        fs::remove_file(cluster.join("PG_VERSION")).unwrap();
        assert_eq!(cause(directory.path()).await.0, "data_dir_not_a_cluster");
        assert!(cluster.join("base").exists());
    });
}

#[test]
fn failed_start_tells_cause_and_unlocks_directory() {
    run(async {
        let directory = prepared_directory().await;
        let settings = directory.path().join("postgres/postgresql.auto.conf");
        fs::write(&settings, "no_such_setting = 1\n").unwrap();
        let (cause_of_it, words) = cause(directory.path()).await;
        assert_eq!(cause_of_it, "postgres_start_failed");
        assert!(words.contains("no_such_setting"), "{words}");
        fs::write(&settings, "").unwrap();
        Store::open(embedded(directory.path())).await.unwrap().close().await;
    });
}
