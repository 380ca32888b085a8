//! Hostile WebSocket clients: anything a client sends is answered, or closes its socket with a code that says why. The
//! service goes on, and neither other sockets nor a pairing under way are affected.

pub(crate) mod raw;

use linekeeper_acceptance::{NEW_PHONE, SALON, World};
use linekeeper_harness::Browser;
use raw::{BINARY, CLOSE, CONTINUATION, End, FIN, Outcome, PING, PONG, Raw, TEXT, Then, frame, head, text};
use serde_json::json;

/// Maximum frame length of a client, in bytes.
const LONGEST: usize = 64 * 1024;
/// More frames than any rate limit admits at once.
const FLOOD: usize = 5_000;
/// One mebibyte.
const MIB: usize = 1 << 20;

/// Expected outcome for a socket.
enum Wanted {
    /// Gets an error and stays open.
    Error,
    /// Stays open without an error.
    Stays,
    /// Closed with one of these codes.
    Closed(&'static [u16]),
}

/// Close codes for a violation of RFC 6455.
const BROKEN: Wanted = Wanted::Closed(&[1002, 1007]);
/// Close code for a frame that is too long.
const TOO_LONG: Wanted = Wanted::Closed(&[1009]);
/// Close code for too many frames.
const TOO_MANY: Wanted = Wanted::Closed(&[1008]);

/// Bytes to send, each piece with a write of its own.
struct Case {
    name: &'static str,
    pieces: Vec<Vec<u8>>,
    wanted: Wanted,
}

fn case(name: &'static str, pieces: impl IntoIterator<Item = Vec<u8>>, wanted: Wanted) -> Case {
    Case { name, pieces: pieces.into_iter().collect(), wanted }
}

/// Text frames that are no frames of our protocol.
fn texts() -> Vec<Case> {
    let string = |length| "x".repeat(length);
    let of_type = |kind: &str| text(&format!(r#"{{"type":{kind}}}"#));
    let of_number = |number: &str| text(&format!(r#"{{"type":"request-pairing-code","phoneNumber":{number}}}"#));
    vec![
        case("no text", [text("")], Wanted::Error),
        case("half an object", [text(r#"{"type":"ping""#)], Wanted::Error),
        case("two objects", [text(r#"{"type":"ping"}{"type":"ping"}"#)], Wanted::Error),
        case("a lone surrogate", [text(r#"{"type":"\ud800"}"#)], Wanted::Error),
        case("a zero", [text("{\"type\":\"\0\"}")], Wanted::Error),
        case("types of every type", ["null", "1e999", "true", "[]", "{}", "\"\""].map(of_type), Wanted::Error),
        case("numbers of every type", ["null", "7", "true", "[7]", "{}", "\"7\""].map(of_number), Wanted::Error),
        case("a requestId of another type", [text(r#"{"type":"ping","requestId":{"a":[]}}"#)], Wanted::Stays),
        case(
            "a hundred brackets",
            [text(&"[".repeat(100)), text(&("[".repeat(100) + &"]".repeat(100)))],
            Wanted::Error,
        ),
        case("as many brackets as fit", [text(&"[".repeat(LONGEST))], Wanted::Error),
        case("as many objects as fit", [text(&r#"{"a":"#.repeat(LONGEST / 5))], Wanted::Error),
        case("as long a number as fits", [of_number(&format!("\"{}\"", "9".repeat(LONGEST - 100)))], Wanted::Error),
        case("a figure as long as fits", [text(&"9".repeat(LONGEST))], Wanted::Error),
        case(
            "a long requestId",
            [text(&json!({ "type": "?", "requestId": string(60_000) }).to_string())],
            Wanted::Error,
        ),
        case("many keys", [text(&format!("{{{}\"a\":1}}", "\"a\":1,".repeat(10_000)))], Wanted::Error),
        case("no UTF-8", [frame(FIN | TEXT, b"{\"type\":\"\xff\"}")], BROKEN),
        case("UTF-8 that is cut off", [frame(FIN | TEXT, b"\xd0")], BROKEN),
        case("UTF-8 longer than it must be", [frame(FIN | TEXT, b"\xc0\xaf")], BROKEN),
        case("binary", [frame(FIN | BINARY, b"{\"type\":\"ping\"}"), frame(FIN | BINARY, b"")], Wanted::Error),
    ]
}

/// Fragmented frames.
fn pieces() -> Vec<Case> {
    let whole = br#"{"type":"ping"}"#;
    let (first, middle, last) = (&whole[..5], &whole[5..9], &whole[9..]);
    let in_two = [frame(TEXT, first), frame(FIN | CONTINUATION, last)];
    let ping_between =
        [frame(TEXT, first), frame(FIN | PING, b"?"), frame(CONTINUATION, middle), frame(FIN | CONTINUATION, last)];
    let bytewise = text(r#"{"type":"ping"}"#).into_iter().map(|byte| vec![byte]);
    let too_much = (0..5).map(|place| frame(if place == 0 { TEXT } else { CONTINUATION }, &[b' '; LONGEST / 4]));
    vec![
        case("byte by byte", bytewise, Wanted::Stays),
        case("a ping between", ping_between, Wanted::Stays),
        case("a piece is missing", in_two.clone(), Wanted::Error),
        case("no UTF-8 in pieces", [frame(TEXT, b"\"\xd0"), frame(FIN | CONTINUATION, b"\"")], Wanted::Error),
        case("binary in pieces", [frame(BINARY, first), frame(FIN | CONTINUATION, last)], Wanted::Error),
        case("an end without a beginning", [frame(FIN | CONTINUATION, last)], BROKEN),
        case("a middle without a beginning", [frame(CONTINUATION, middle)], BROKEN),
        case("two beginnings", [frame(TEXT, first), frame(TEXT, first)], BROKEN),
        case("a whole one between", [frame(TEXT, first), text("{}")], BROKEN),
        case("two ends", [in_two.to_vec(), vec![frame(FIN | CONTINUATION, last)]].concat(), BROKEN),
        case("too long in pieces", too_much, TOO_LONG),
    ]
}

/// Violations of RFC 6455.
fn broken() -> Vec<Case> {
    let opcodes = |first: u8| (3..=7).chain(0xb..=0xf).map(move |opcode| frame(first | opcode, b"?"));
    let mut cases: Vec<Case> = opcodes(FIN).map(|bytes| case("a reserved opcode", [bytes], BROKEN)).collect();
    let reserved = [0x40, 0x20, 0x10].map(|bit| case("a reserved bit", [frame(FIN | bit | TEXT, b"{}")], BROKEN));
    let close = |code: u16| [code.to_be_bytes().as_slice(), b"why"].concat();
    let impossible = [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535];
    let codes = impossible.map(|code| case("a code that is none", [frame(FIN | CLOSE, &close(code))], BROKEN));
    cases.extend(reserved);
    cases.extend(codes);
    cases.extend([
        case("no mask", [b"\x81\x02{}".to_vec()], BROKEN),
        case("a ping in pieces", [frame(PING, b"")], BROKEN),
        case("a close in pieces", [frame(CLOSE, b"")], BROKEN),
        case("a long ping", [frame(FIN | PING, &[0; 126])], BROKEN),
        case("a long close", [frame(FIN | CLOSE, &[b'x'; 126])], BROKEN),
        case("half a code", [frame(FIN | CLOSE, b"\x03")], BROKEN),
        case("a reason that is no UTF-8", [frame(FIN | CLOSE, b"\x03\xe8\xff")], BROKEN),
        case("a close", [frame(FIN | CLOSE, &close(1000)), text("{}")], Wanted::Closed(&[1000])),
        case("a close of one's own", [frame(FIN | CLOSE, &close(4999))], Wanted::Closed(&[4999])),
        case("a close without a code", [frame(FIN | CLOSE, b"")], Wanted::Closed(&[1000, 1005])),
    ]);
    cases
}

/// Frames that are too long or too many.
fn excess() -> Vec<Case> {
    let endless = |length| [vec![head(FIN | TEXT, length)], vec![vec![b' '; MIB]; 8]].concat();
    vec![
        case("the longest frame", [text(&" ".repeat(LONGEST))], Wanted::Error),
        case("a byte too long", [text(&" ".repeat(LONGEST + 1))], TOO_LONG),
        case("a mebibyte", [text(&" ".repeat(MIB))], TOO_LONG),
        // Must be refused by its announced length, not buffered until complete.
        case("a tebibyte is announced", endless(1 << 40), TOO_LONG),
        case("as much is announced as can be", endless(u64::MAX >> 1), TOO_LONG),
        case("more is announced than can be", endless(u64::MAX), Wanted::Closed(&[1002, 1009])),
        case("a ping of a tebibyte is announced", [head(FIN | PING, 1 << 40)], Wanted::Closed(&[1002, 1009])),
        case("thousands of frames", vec![text("{}"); FLOOD], TOO_MANY),
        case("thousands of frames at once", [text("{}").repeat(FLOOD)], TOO_MANY),
        case("thousands of pieces", [vec![frame(TEXT, b"")], vec![frame(CONTINUATION, b""); FLOOD]].concat(), TOO_MANY),
        case("thousands of pings", [frame(FIN | PING, b"?").repeat(FLOOD)], TOO_MANY),
        case("thousands of pongs", [frame(FIN | PONG, b"?").repeat(FLOOD)], TOO_MANY),
    ]
}

/// A service with a salon that shows a code.
struct Stage {
    world: World,
    page: Browser,
    code: String,
}

impl Stage {
    async fn set() -> Self {
        let world = World::fresh().await;
        let mut page = world.service.browser(SALON).await;
        page.request_code(NEW_PHONE).await;
        let code = page.code().await;
        Self { world, page, code }
    }

    async fn raw(&self, key: Option<&str>) -> Raw {
        Raw::open(&self.world.service, SALON, key, b"").await
    }

    /// Asserts that the service and other sockets are unaffected, and that no error was logged.
    async fn is_sound(&self, after: &str) {
        let service = &self.world.service;
        assert_eq!(service.get("/healthz").await.status(), 200, "{after}");
        let mut other = service.browser(SALON).await;
        other.send(json!({ "type": "ping", "requestId": after })).await;
        assert_eq!(other.frame("pong").await["requestId"], after);
        other.close().await;
        let log = service.whole_log();
        // An error log is an alert, and a client's input must never be one.
        let cry = log.lines().find(|line| line.contains("panicked") || line.contains(" ERROR "));
        assert_eq!(cry, None, "{after}");
    }

    /// Asserts that the code of the salon still links, and that its client received no other frame meanwhile.
    async fn still_links(mut self) {
        self.world.type_code(NEW_PHONE, &self.code).await;
        loop {
            let frame = self.page.next().await.expect("an open socket");
            match (frame["type"].as_str(), frame["state"].as_str()) {
                (Some("session-state"), Some("connected")) => break,
                (Some("session-state" | "whatsapp-connected"), _) => {}
                _ => panic!("the page is told {frame}"),
            }
        }
        assert_eq!(self.world.codes_issued().await, 1);
    }

    async fn has(&self, key: Option<&str>, Case { name, pieces, wanted }: Case) -> Outcome {
        let outcome = self.raw(key).await.outcome(&pieces, Then::Ping).await;
        match (&wanted, &outcome.end) {
            (Wanted::Error, End::Stays) => assert_eq!(outcome.errors(), errors_for(&pieces), "{name}: {outcome:?}"),
            (Wanted::Stays, End::Stays) => assert_eq!(outcome.errors(), 0, "{name}: {outcome:?}"),
            (Wanted::Closed(codes), End::Closed(code)) => assert!(codes.contains(code), "{name}: {code}"),
            _ => panic!("{name}: {outcome:?}"),
        }
        self.is_sound(name).await;
        outcome
    }
}

/// One error for each final frame.
fn errors_for(pieces: &[Vec<u8>]) -> usize {
    let ends = pieces.iter().filter(|piece| piece.first().is_some_and(|first| first & FIN != 0));
    ends.count().max(1)
}

fn all() -> impl Iterator<Item = Case> {
    [texts(), pieces(), broken(), excess()].into_iter().flatten()
}

#[tokio::test]
async fn hostile_input_is_answered_or_closes_its_own_socket() {
    let stage = Stage::set().await;
    let key = stage.world.service.key().to_owned();
    for case in all() {
        stage.has(Some(&key), case).await;
    }
    stage.still_links().await;
}

#[tokio::test]
async fn hostile_input_of_an_unauthenticated_client_reveals_nothing() {
    let stage = Stage::set().await;
    for case in all() {
        let name = case.name;
        let outcome = stage.has(None, case).await;
        for frame in outcome.frames.iter().filter(|frame| frame["type"] != "pong") {
            let told = (frame["type"].as_str(), frame["code"].as_str());
            let allowed = [Some("UNAUTHORIZED"), Some("TOO_MANY_REQUESTS")];
            assert!(told.0 == Some("error") && allowed.contains(&told.1), "{name}: {frame}");
        }
    }
    for token in ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", &"x".repeat(60_000)] {
        let authenticate = text(&json!({ "type": "authenticate", "token": token }).to_string());
        let outcome = stage.raw(None).await.outcome(&[authenticate], Then::Silence).await;
        assert_eq!((outcome.errors(), outcome.end), (1, End::Closed(4401)));
    }
    stage.is_sound("tokens").await;
    stage.still_links().await;
}

#[tokio::test]
async fn sockets_that_end_within_a_frame_are_released() {
    let stage = Stage::set().await;
    let key = stage.world.service.key().to_owned();
    let clients = async || stage.world.service.metrics().await.sum("linekeeper_clients");
    let before = clients().await;
    let whole = [text(r#"{"type":"request-pairing-code","phoneNumber":"123"}"#), frame(FIN | PING, b"?")].concat();
    for length in 0..whole.len() {
        for key in [None, Some(key.as_str())] {
            let along = Raw::open(&stage.world.service, SALON, key, &whole[..length]).await;
            if length % 2 == 0 {
                let end = along.outcome(&[], Then::Nothing).await.end;
                assert!(matches!(end, End::Gone | End::Closed(1002)), "{length}: {end:?}");
            } else {
                // Without a close frame.
                drop(along);
            }
        }
    }
    stage.is_sound("half a frame").await;
    while clients().await > before {
        tokio::task::yield_now().await;
    }
    stage.still_links().await;
}

#[tokio::test]
async fn random_bytes_are_answered_or_close_their_own_socket() {
    let stage = Stage::set().await;
    let key = stage.world.service.key().to_owned();
    let mut noise = Noise(20_261_125);
    for round in 0..60 {
        let stranger = round % 3 == 0;
        let bytes = noise.bytes(2_000);
        let socket = stage.raw((!stranger).then_some(key.as_str())).await;
        let outcome = socket.outcome(&[bytes], Then::Nothing).await;
        let proper = [1000, 1002, 1003, 1007, 1008, 1009, 4401];
        let fits = match &outcome.end {
            End::Closed(code) => proper.contains(code) || (3000..5000).contains(code),
            End::Gone => true,
            End::Stays => false,
        };
        assert!(fits, "round {round}: {outcome:?}");
    }
    stage.is_sound("noise").await;
    for round in 0..40 {
        let frames: Vec<_> = (0..20).map(|_| frame(FIN | TEXT, noise.almost().as_bytes())).collect();
        let outcome = stage.raw(Some(&key)).await.outcome(&frames, Then::Ping).await;
        let answers = outcome.frames.iter().filter(|frame| frame["type"] != "session-state");
        assert_eq!((answers.count(), &outcome.end), (frames.len(), &End::Stays), "round {round}: {outcome:?}");
    }
    stage.is_sound("almost frames").await;
    stage.still_links().await;
}

/// Pseudo-random numbers (SplitMix64), the same in every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..=self.below(most)).map(|_| self.next().to_be_bytes()[0]).collect()
    }

    /// A valid frame with a few characters changed, removed, doubled or cut off.
    fn almost(&mut self) -> String {
        const FRAMES: [&str; 3] = [
            r#"{"type":"ping","requestId":"1","correlationId":"a.b"}"#,
            r#"{"type":"request-pairing-code","phoneNumber":"123","requestId":null}"#,
            r#"{"type":"request-pairing-code","phoneNumber":[[{}]]}"#,
        ];
        let mut signs: Vec<char> = FRAMES[self.below(FRAMES.len())].chars().collect();
        for _ in 0..=self.below(3) {
            let place = self.below(signs.len());
            match self.below(4) {
                0 => drop(signs.remove(place)),
                1 => signs.insert(place, signs[place]),
                2 => signs[place] = char::from(self.next().to_be_bytes()[0]),
                _ => signs.truncate(place.max(1)),
            }
        }
        signs.into_iter().collect()
    }
}
