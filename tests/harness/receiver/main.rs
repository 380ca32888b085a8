//! Receiver of webhooks for tests: verifies what it gets with the reference library of Standard Webhooks, writes it to a
//! file, and answers 2xx once that is on disk. By a seed it fails now and then as receivers do.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use clap::Parser;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

/// Longer than any client waits.
const FOREVER: Duration = Duration::from_secs(3_600);

/// Receiver of webhooks.
#[derive(Parser)]
struct Options {
    /// Port on 127.0.0.1.
    #[arg(long)]
    port: u16,
    /// Directory with the `secret`, and of what is taken.
    #[arg(long)]
    dir: PathBuf,
    /// Seed of its failures; none without one.
    #[arg(long)]
    seed: Option<u64>,
    /// Answers 2xx and keeps nothing: a receiver that loses what it was given.
    #[arg(long)]
    silent: bool,
    /// Answers without waiting for its disk, for measurements of the sender.
    #[arg(long)]
    unsynced: bool,
}

/// What it does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behaviour {
    Take,
    Fail,
    Busy,
    /// It does not answer, with the request on disk or without.
    Hang {
        taken: bool,
    },
}

struct State {
    options: Options,
    webhook: Webhook,
    file: Mutex<File>,
    dice: Option<Mutex<StdRng>>,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let options = Options::parse();
    let secret = std::fs::read_to_string(options.dir.join("secret"))?;
    let webhook = Webhook::new(secret.trim()).map_err(std::io::Error::other)?;
    let (file, length) = open(&options.dir.join("received.jsonl"))?;
    // Not the failures of the start before once more.
    let dice = options.seed.map(|seed| Mutex::new(StdRng::seed_from_u64(seed ^ length)));
    let port = options.port;
    let state = Data::new(State { options, webhook, file: Mutex::new(file), dice });
    let server = HttpServer::new(move || {
        let payload = web::PayloadConfig::new(4 << 20);
        App::new().app_data(state.clone()).app_data(payload).route("/hook", web::post().to(take))
    });
    let server = server.workers(1).disable_signals().bind(("127.0.0.1", port))?;
    println!("listening");
    server.run().await
}

/// Opens the file of what was taken; a line that a kill has cut off is ended. Returns its length, too.
fn open(path: &std::path::Path) -> std::io::Result<(File, u64)> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    if length > 0 {
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok((file, length))
}

async fn take(state: Data<State>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let at = UNIX_EPOCH.elapsed().unwrap_or_default().as_micros();
    let id = header(&request, "webhook-id");
    if let Err(error) = state.webhook.verify(&body, &headers(&request)) {
        state.write(&json!({ "refused": error.to_string(), "id": null }));
        return HttpResponse::Unauthorized().finish();
    }
    let behaviour = state.behaviour();
    if matches!(behaviour, Behaviour::Take | Behaviour::Hang { taken: true }) && !state.options.silent {
        state.write(
            &json!({ "id": id, "at": u64::try_from(at).unwrap_or(u64::MAX), "body": String::from_utf8_lossy(&body) }),
        );
        state.hold_if_told().await;
    }
    match behaviour {
        Behaviour::Take => HttpResponse::NoContent().finish(),
        Behaviour::Fail => HttpResponse::InternalServerError().finish(),
        Behaviour::Busy => HttpResponse::ServiceUnavailable().insert_header(("retry-after", "1")).finish(),
        Behaviour::Hang { .. } => {
            tokio::time::sleep(FOREVER).await;
            HttpResponse::GatewayTimeout().finish()
        }
    }
}

impl State {
    fn behaviour(&self) -> Behaviour {
        let Some(dice) = &self.dice else { return Behaviour::Take };
        match dice.lock().expect("no panic meanwhile").random_range(0..1_000) {
            0..10 => Behaviour::Fail,
            10..14 => Behaviour::Busy,
            14..16 => Behaviour::Hang { taken: false },
            16..18 => Behaviour::Hang { taken: true },
            _ => Behaviour::Take,
        }
    }

    /// Writes a line and, unless told otherwise, waits until it is on disk.
    fn write(&self, line: &Value) {
        let mut file = self.file.lock().expect("no panic meanwhile");
        let written = writeln!(file, "{line}");
        let kept = if self.options.unsynced { written } else { written.and_then(|()| file.sync_data()) };
        kept.expect("what was taken is kept");
    }

    /// Answers nothing any more if the test is about to kill it.
    async fn hold_if_told(&self) {
        let dir = &self.options.dir;
        if dir.join("hold").exists() {
            std::fs::write(dir.join("held"), "").expect("a file");
            tokio::time::sleep(FOREVER).await;
        }
    }
}

fn header(request: &HttpRequest, name: &str) -> String {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Headers of the signature in the types of the reference library.
fn headers(request: &HttpRequest) -> HeaderMap {
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let values = names.map(|name| (HeaderName::from_static(name), HeaderValue::from_str(&header(request, name))));
    values.into_iter().filter_map(|(name, value)| Some((name, value.ok()?))).collect()
}
