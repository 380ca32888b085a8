//! Sets the service's wall clock while it runs, by an hour and by ninety days in both directions: no state gets stuck,
//! no credentials are wiped, and expired keys, links and dashboard sessions stay expired. The database's clock is not
//! changed.

use std::path::{Path, PathBuf};
use std::process::Command;

use linekeeper_acceptance::{NEW_PHONE, OLD_PHONE, OTHER_SALON, SALON, World};
use linekeeper_harness::{Answer, DEADLINE, Database, Method, Service, ServiceOptions, linekeeper};
use serde_json::{Value, json};

use crate::databases::until;
use crate::each_state::{Doing, EachState};

/// Wall clock of the service, set by libfaketime through a file. The monotonic clock stays that of the machine.
pub(crate) struct SetClock(PathBuf);

impl SetClock {
    pub(crate) fn of(database: &Database) -> Self {
        let clock = Self(database.dir().join("clock"));
        clock.write("+0");
        clock
    }

    fn write(&self, offset: &str) {
        let new = self.0.with_extension("new");
        std::fs::write(&new, offset).expect("a file");
        std::fs::rename(&new, &self.0).expect("a file");
    }

    /// Sets the clock and waits until the header `Date` shows it.
    pub(crate) async fn set(&self, offset: &str, service: &Service) {
        let date = async || {
            let answer = service.get("/healthz").await;
            answer.headers().get("date").expect("a date").to_str().expect("a text").to_owned()
        };
        let before = date().await;
        self.write(offset);
        // The first 19 characters reach to the hour; each offset changes that or the day.
        let shown = async { while date().await[..19] == before[..19] {} };
        tokio::time::timeout(DEADLINE, shown).await.unwrap_or_else(|_| panic!("the clock does not show {offset}"));
    }
}

fn library() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("install-faketime");
    let output = Command::new(script).output().expect("the script");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a path").trim().to_owned()
}

/// Options of a service that runs under this clock.
pub(crate) fn by(clock: &SetClock, options: ServiceOptions) -> ServiceOptions {
    let file = clock.0.to_string_lossy().into_owned();
    options
        .env("LD_PRELOAD", &library())
        .env("FAKETIME_TIMESTAMP_FILE", &file)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("DONT_FAKE_MONOTONIC", "1")
}

async fn world() -> (World, SetClock) {
    let database = Database::fresh().await;
    let clock = SetClock::of(&database);
    let slow = |options: ServiceOptions| options.set_all(&[("GATE__PER_SECOND", "5"), ("GATE__CONCURRENT", "2")]);
    let world = World::on(database, |options| slow(by(&clock, options))).await;
    (world, clock)
}

/// A dashboard session's cookie, an API key and an onboarding token.
struct Brought {
    cookie: String,
    key: String,
    token: String,
}

impl Brought {
    async fn fresh(world: &World) -> Self {
        let service = &world.service;
        let signed_in = service.request_of_nobody(Method::POST, "/api/dashboard/visit");
        let signed_in = service.fetch(signed_in.json(&json!({ "key": service.key() }))).await;
        let cookie = signed_in.headers().get("set-cookie").expect("a cookie").to_str().expect("a text");
        let cookie = cookie.split(';').next().expect("a value").to_owned();
        let words = ["keys", "create", "--label", "reader", "--scope", "sessions:read", "--expires-in-days", "1"];
        let key = linekeeper(&world.database, &words).await.expect("a key").trim().to_owned();
        let path = format!("/api/whatsapp/sessions/{SALON}/onboarding-links");
        let (status, link) = service.post_json(&path, &json!({ "ttlSeconds": 3600 })).await;
        assert_eq!(status, 201, "{link}");
        Self { cookie, key, token: link["token"].as_str().expect("a token").to_owned() }
    }

    /// The same, expired.
    async fn over(world: &World) -> Self {
        let brought = Self::fresh(world).await;
        let path = format!("/api/whatsapp/sessions/{SALON}/onboarding-links");
        let (_, link) = world.service.post_json(&path, &json!({ "ttlSeconds": 1 })).await;
        let token = link["token"].as_str().expect("a token").to_owned();
        let database = world.database.connect().await;
        let id = brought.key.split('_').nth(1).expect("its name");
        let expire = "UPDATE api_keys SET expires_at = now() - interval '1 second', created_at = now() - interval '1 day' WHERE id = $1";
        assert_eq!(database.execute(expire, &[&id]).await.expect("a key"), 1);
        let end =
            "UPDATE dashboard_visits SET began_at = now() - interval '20 hours', seen_at = now() - interval '20 hours'";
        assert!(database.execute(end, &[]).await.expect("visits") > 0);
        let brought = Self { token, ..brought };
        let over = async { while brought.opens(world).await != [false; 3] {} };
        tokio::time::timeout(DEADLINE, over).await.expect("its time is over");
        brought
    }

    /// Whether the dashboard session, the key and the link are accepted.
    async fn opens(&self, world: &World) -> [bool; 3] {
        let service = &world.service;
        let visit = service.request_of_nobody(Method::GET, "/api/dashboard/visit").header("cookie", &self.cookie);
        let key = service.request_of_nobody(Method::GET, "/api/whatsapp/sessions").bearer_auth(&self.key);
        let offered = format!("linekeeper, {}", self.token);
        let link = service.stranger(SALON, &[("sec-websocket-protocol", &offered)]).await;
        [service.fetch(visit).await.status() == 200, service.fetch(key).await.status() == 200, link.is_ok()]
    }
}

async fn is_ready(world: &World) {
    let (status, ready) = Service::json_of(world.service.get("/readyz").await).await;
    assert_eq!(status, 200, "{ready}");
}

/// Checks that a broken connection comes back and that a new phone can be linked: both wait at the gate.
async fn lines_work(world: &World, salon: &str, phone: &str) {
    let mut page = world.service.browser(SALON).await;
    page.state("connected").await;
    world.simulator.fault("stream", Answer::Drop).await;
    page.state("reconnecting").await;
    page.state("connected").await;
    world.link(salon, phone).await;
    is_ready(world).await;
}

#[tokio::test]
async fn set_clock_stops_no_session_and_revives_no_expired_access() {
    let (world, clock) = world().await;
    world.link(SALON, NEW_PHONE).await;
    let over = Brought::over(&world).await;
    let fresh = Brought::fresh(&world).await;
    for (round, offset) in ["-1h", "+1h", "-90d", "+90d"].into_iter().enumerate() {
        for (step, offset) in [offset, "+0"].into_iter().enumerate() {
            clock.set(offset, &world.service).await;
            lines_work(&world, &format!("salon-{round}-{step}"), &format!("7916{round}{step}34567")).await;
            assert_eq!(over.opens(&world).await, [false; 3], "{offset}");
            assert_eq!(fresh.opens(&world).await, [true; 3], "{offset}");
        }
    }
}

#[tokio::test]
async fn set_clock_neither_ends_nor_prolongs_a_state() {
    let database = Database::fresh().await;
    let clock = SetClock::of(&database);
    let mut each = EachState::on(database, |options| by(&clock, options)).await;
    for offset in ["-1h", "+1h", "-90d", "+90d"] {
        clock.set(offset, &each.world.service).await;
        each.let_go();
        for (doing, state) in [
            (Doing::Idle, "idle"),
            (Doing::Code, "pairing_code_sent"),
            (Doing::Typing, "pairing_code_sent"),
            (Doing::Connected, "connected"),
            (Doing::Disconnected, "error"),
            (Doing::Locked, "error"),
            (Doing::Replaced, "error"),
            (Doing::Passkey, "passkey_required"),
        ] {
            each.stays(doing, state).await;
        }
        each.passkeys_stay().await;
        for (doing, state) in [
            (Doing::Asking, "waiting_for_pairing_code"),
            (Doing::Opening, "creating"),
            (Doing::Connecting, "connecting"),
        ] {
            each.stays_for_its_time(doing, state).await;
        }
    }
    each.code_comes(Doing::MakingKeys).await;
    each.go_their_way().await;
    each.world.simulator.mend().await;
    each.have_lost_nothing().await;
    each.passkeys_link().await;
    let on_the_screen = [Doing::Code, Doing::Typing, Doing::Retrying, Doing::MakingKeys];
    each.can_be_linked(&on_the_screen, &[Doing::Idle, Doing::Asking, Doing::Opening]).await;

    // The next process starts with another wall clock than the one at which all of this was written.
    each.parks_are_kept().await;
    clock.write("-90d");
    let (database, simulator, options) = each.killed().await;
    let service = Service::start(&database, &options).await;
    EachState::again(World { database, simulator, options, service }).have_lost_nothing().await;
}

/// Waits until maintenance of this process has looked for unused credentials once.
async fn housekeeping_has_looked(world: &World, before: &Value) {
    let database = world.database.connect().await;
    let seen = async {
        let sql = "SELECT count(*) FROM housekeeping WHERE seen_at > $1::text::timestamptz";
        while database.query_one(sql, &[&before.as_str()]).await.expect("a count").get::<_, i64>(0) == 0 {}
    };
    tokio::time::timeout(DEADLINE, seen).await.expect("housekeeping");
}

#[tokio::test]
async fn set_clock_wipes_no_credentials() {
    let (mut world, clock) = world().await;
    world.link(SALON, NEW_PHONE).await;
    world.link(OTHER_SALON, OLD_PHONE).await;
    let disconnect = format!("/api/whatsapp/sessions/{OTHER_SALON}/disconnect");
    assert_eq!(world.service.post(&disconnect).await.status(), 200);
    for offset in ["-90d", "+90d", "+400d"] {
        let database = world.database.connect().await;
        let now = database.query_one("SELECT now()::text", &[]).await.expect("a time").get::<_, String>(0);
        clock.write(offset);
        world = world.killed_and_restarted().await;
        housekeeping_has_looked(&world, &json!(now)).await;
        for (salon, expected) in [(SALON, "connected"), (OTHER_SALON, "error")] {
            let mut page = world.service.browser(salon).await;
            page.state(expected).await;
            let path = format!("/api/whatsapp/sessions/{salon}/credentials/status");
            let status = world.service.json(&path).await;
            assert_eq!(status["hasCredentials"], true, "{offset}: {salon}");
            let days = "SELECT round(extract(epoch FROM $1::text::timestamptz - now()) / 86400)::int4";
            let expires = status["expiresAt"].as_str().expect("a time");
            let days: i32 = database.query_one(days, &[&expires]).await.expect("days").get(0);
            assert_eq!(days, 90, "{offset}: {salon}");
        }
        let told: i64 = database
            .query_one("SELECT count(*) FROM session_events WHERE event LIKE 'credentials_expire%'", &[])
            .await
            .expect("a count")
            .get(0);
        assert_eq!(told, 0, "{offset}: nobody was warned either");
    }
}

#[tokio::test]
async fn unused_credentials_expire_after_a_warning() {
    let mut world = World::fresh().await;
    world.link(SALON, NEW_PHONE).await;
    world.link(OTHER_SALON, OLD_PHONE).await;
    let disconnect = format!("/api/whatsapp/sessions/{OTHER_SALON}/disconnect");
    assert_eq!(world.service.post(&disconnect).await.status(), 200);
    let database = world.database.connect().await;
    for (warned, kept, told) in
        [("NULL", true, "credentials_expire_soon"), ("now() - interval '8 days'", false, "credentials_expired")]
    {
        world.service.kill().await;
        world.database.until_left().await;
        let age = format!(
            "UPDATE whatsapp_auth SET created_at = now() - interval '300 days', updated_at = now() - interval '200 days',
             paired_at = now() - interval '300 days', last_connected_at = now() - interval '200 days', expiry_warned_at = {warned}"
        );
        database.batch_execute(&age).await.expect("old rows");
        world.service = Service::start(&world.database, &world.options).await;
        until(told, async || {
            let sql = "SELECT count(*) FROM session_events WHERE company_id = $1 AND event = $2";
            database.query_one(sql, &[&OTHER_SALON, &told]).await.expect("a count").get::<_, i64>(0) > 0
        })
        .await;
        for (salon, has) in [(OTHER_SALON, kept), (SALON, true)] {
            let path = format!("/api/whatsapp/sessions/{salon}/credentials/status");
            assert_eq!(world.service.json(&path).await["hasCredentials"], has, "{told}: {salon}");
        }
        let mut page = world.service.browser(SALON).await;
        page.state("connected").await;
    }
}
