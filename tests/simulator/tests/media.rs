//! Files: phones and devices upload them to the media host and download them from it, with its faults.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linekeeper_simulator::{
    Content, Fault, FaultAction, FaultPoint, Media, MessageOrder, Refusal, Simulator, SimulatorConfig, TakenFilter,
    TakenView,
};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use wacore::download::MediaType;
use wacore::media_retry::MediaRetryResult;
use wacore_binary::Jid;
use waproto::whatsapp as wa;
use waproto::whatsapp::message as msg;
use whatsapp_rust::features::MediaReuploadRequest;
use whatsapp_rust::upload::UploadOptions;

use crate::client::{Store, TestClient, TestHttp, eventually, link};

const SALON: &str = "79006464263";
const CUSTOMER: &str = "79936363848";

async fn with_media() -> Simulator {
    let media = Some("127.0.0.1:0".parse().unwrap());
    Simulator::start(SimulatorConfig { media, ..SimulatorConfig::default() }).await.unwrap()
}

/// HTTP that trusts the simulator's authority and nobody else.
fn agent(simulator: &Simulator) -> ureq::Agent {
    let authority = Certificate::from_pem(simulator.media_authority().unwrap().as_bytes()).unwrap();
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[authority])).build();
    ureq::Agent::config_builder().tls_config(tls).proxy(None).http_status_as_error(false).build().new_agent()
}

async fn linked(simulator: &Simulator) -> TestClient {
    let http = TestHttp(Some(agent(simulator)));
    let client = TestClient::start_whole(&simulator.endpoint(), &Store::new(), (None, http)).await;
    link(simulator, SALON, &client).await;
    client
}

fn order(media: Media) -> MessageOrder {
    MessageOrder::new(SALON, Content::Image(media))
}

/// Has the customer's phone send a picture; returns its id and what the device reads.
async fn picture(simulator: &Simulator, client: &TestClient, bytes: &[u8]) -> (String, msg::ImageMessage) {
    let media = Media { file: Some(STANDARD.encode(bytes)), ..Media::default() };
    let id = simulator.send_message(CUSTOMER, &order(media)).await.unwrap().id;
    let inbound = client.message_of(&id).await;
    (id, inbound.message.image_message.as_option().unwrap().clone())
}

async fn taken(simulator: &Simulator, id: &str) -> TakenView {
    eventually(simulator, || async {
        let page = simulator.received(Some(CUSTOMER), &TakenFilter::default()).await.unwrap();
        page.messages.into_iter().find(|message| message.id == id)
    })
    .await
}

async fn fault(simulator: &Simulator, at: FaultPoint, (code, text): (u16, Option<&str>)) {
    let mut fault = Fault::refuse(at, code);
    if let FaultAction::Answer(answer) = &mut fault.answer {
        answer.text = text.map(str::to_owned);
    }
    simulator.add_fault(fault).await.unwrap();
}

/// Uploads a picture and sends it; returns its message id.
async fn sends(client: &TestClient, bytes: &[u8]) -> String {
    let uploaded = client.client.upload(bytes.to_vec(), MediaType::Image, UploadOptions::default()).await.unwrap();
    let image = msg::ImageMessage {
        url: Some(uploaded.url),
        direct_path: Some(uploaded.direct_path),
        media_key: Some(uploaded.media_key.to_vec()),
        file_sha256: Some(uploaded.file_sha256.to_vec()),
        file_enc_sha256: Some(uploaded.file_enc_sha256.to_vec()),
        file_length: Some(uploaded.file_length),
        ..Default::default()
    };
    let message = wa::Message { image_message: image.into(), ..Default::default() };
    client.client.send_message(Jid::pn(CUSTOMER), message).await.unwrap().message_id
}

#[tokio::test]
async fn files_go_both_ways_between_a_device_and_a_phone() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    let (_, image) = picture(&simulator, &client, b"from the phone").await;
    assert!(image.url.as_deref().unwrap().starts_with(simulator.media().unwrap()));
    assert_eq!(client.client.download(&image).await.unwrap(), b"from the phone");
    let log = simulator.messages(Some(CUSTOMER), &Default::default()).await.unwrap();
    assert_eq!(simulator.sent_file(log.messages[0].seq).await.unwrap(), b"from the phone");

    let id = sends(&client, b"from the device").await;
    let seen = taken(&simulator, &id).await;
    assert_eq!(simulator.received_file(seen.seq).await.unwrap(), b"from the device");
    let text = client.says(CUSTOMER, "no file").await;
    let seen = taken(&simulator, &text).await;
    assert!(matches!(simulator.received_file(seen.seq).await, Err(Refusal::BadRequest(_))));
    assert!(matches!(simulator.received_file(99).await, Err(Refusal::BadRequest(_))));
}

#[tokio::test]
async fn large_generated_file_of_every_kind_is_downloaded_whole() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    for (length, content) in [
        (0, Content::Image as fn(Media) -> Content),
        (65_537, Content::Video),
        (16 << 20, Content::Document),
        (1, Content::Voice),
        (15, Content::Sticker),
    ] {
        let media = Media { bytes: Some(length), ..Media::default() };
        let sent = simulator.send_message(CUSTOMER, &MessageOrder::new(SALON, content(media))).await.unwrap();
        let message = client.message_of(&sent.id).await.message;
        let bytes = if let Some(part) = message.image_message.as_option() {
            client.client.download(part).await
        } else if let Some(part) = message.video_message.as_option() {
            client.client.download(part).await
        } else if let Some(part) = message.document_message.as_option() {
            client.client.download(part).await
        } else if let Some(part) = message.audio_message.as_option() {
            client.client.download(part).await
        } else {
            client.client.download(message.sticker_message.as_option().unwrap()).await
        };
        assert_eq!(bytes.unwrap().len() as u64, length);
    }
}

#[tokio::test]
async fn refused_authorisation_is_renewed_once() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    for code in [401, 403] {
        fault(&simulator, FaultPoint::MediaUpload, (code, None)).await;
        let id = sends(&client, format!("despite {code}").as_bytes()).await;
        let seen = taken(&simulator, &id).await;
        assert_eq!(simulator.received_file(seen.seq).await.unwrap(), format!("despite {code}").as_bytes());
        let (_, image) = picture(&simulator, &client, format!("picture {code}").as_bytes()).await;
        fault(&simulator, FaultPoint::MediaDownload, (code, None)).await;
        assert_eq!(client.client.download(&image).await.unwrap(), format!("picture {code}").as_bytes());
    }
}

#[tokio::test]
async fn broken_transfers_are_errors_and_the_next_one_works() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    let (_, image) = picture(&simulator, &client, &[7; 100_000]).await;
    for (code, text) in [(200, Some("short")), (200, Some("corrupt")), (500, None), (429, None)] {
        fault(&simulator, FaultPoint::MediaDownload, (code, text)).await;
        assert!(client.client.download(&image).await.is_err(), "{code} {text:?}");
    }
    simulator.add_fault(Fault::drop(FaultPoint::MediaDownload)).await.unwrap();
    assert!(client.client.download(&image).await.is_err());
    assert_eq!(client.client.download(&image).await.unwrap(), [7; 100_000]);
    for fault in [Fault::drop(FaultPoint::MediaUpload), Fault::refuse(FaultPoint::MediaUpload, 500)] {
        simulator.add_fault(fault).await.unwrap();
        let upload = client.client.upload(vec![1; 10], MediaType::Image, UploadOptions::default()).await;
        assert!(upload.is_err());
    }
    let id = sends(&client, b"at last").await;
    let seen = taken(&simulator, &id).await;
    assert_eq!(simulator.received_file(seen.seq).await.unwrap(), b"at last");
}

#[tokio::test]
async fn hanging_transfer_gets_no_answer_and_blocks_no_other() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    let (_, image) = picture(&simulator, &client, b"slow").await;
    simulator.add_fault(Fault::hang(FaultPoint::MediaDownload)).await.unwrap();
    let download = || {
        let (client, image) = (client.client.clone(), image.clone());
        tokio::spawn(async move { client.download(&image).await })
    };
    // One of them takes the fault.
    let (mut one, mut other) = (download(), download());
    let (whole, hanging) = tokio::select! {
        whole = &mut one => (whole, other),
        whole = &mut other => (whole, one),
    };
    assert_eq!(whole.unwrap().unwrap(), b"slow");
    assert!(!hanging.is_finished());
    simulator.stop().await;
    assert!(hanging.await.unwrap().is_err(), "the connection ends with the simulator");
}

#[tokio::test]
async fn phone_uploads_a_file_again_that_is_gone() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    for status in [404, 410] {
        let (id, mut image) = picture(&simulator, &client, format!("gone {status}").as_bytes()).await;
        let hash = STANDARD.encode(image.file_enc_sha256.as_ref().unwrap());
        simulator.lose_file(&hash, status).await.unwrap();
        assert!(client.client.download(&image).await.is_err());
        let (key, chat) = (image.media_key.clone().unwrap(), Jid::pn(CUSTOMER));
        let asks = |id| {
            let (msg_id, chat_jid, media_key) = (id, &chat, key.as_slice());
            MediaReuploadRequest { msg_id, chat_jid, media_key, is_from_me: false, participant: None }
        };
        fault(&simulator, FaultPoint::MediaRetry, (2, None)).await;
        let refused = client.client.media_reupload().request(&asks(&id)).await.unwrap();
        assert!(matches!(refused, MediaRetryResult::NotFound), "{refused:?}");
        let unknown = client.client.media_reupload().request(&asks("3A")).await.unwrap();
        assert!(matches!(unknown, MediaRetryResult::NotFound), "{unknown:?}");
        assert!(client.client.download(&image).await.is_err(), "it is still gone");
        match client.client.media_reupload().request(&asks(&id)).await.unwrap() {
            MediaRetryResult::Success { direct_path } => image.direct_path = Some(direct_path),
            other => panic!("{other:?}"),
        }
        assert_eq!(client.client.download(&image).await.unwrap(), format!("gone {status}").as_bytes());
    }
    for (hash, status) in [("AAAA", 404), (&*STANDARD.encode([0; 32]), 404), (&*STANDARD.encode([0; 32]), 200)] {
        assert!(matches!(simulator.lose_file(hash, status).await, Err(Refusal::BadRequest(_))));
    }
}

#[tokio::test]
async fn host_answers_for_its_own_paths_only() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    let (_, image) = picture(&simulator, &client, b"secret").await;
    let (host, agent) = (simulator.media().unwrap().to_owned(), agent(&simulator));
    let path = image.direct_path.unwrap();
    let requests = [
        ("GET", path.clone(), 200),
        ("GET", path.replace(".enc", ".enc/../x"), 404),
        ("GET", format!("/v/%2e%2e{path}"), 404),
        ("GET", "/../../etc/passwd".to_owned(), 404),
        ("GET", format!("{path}&auth=nobody"), 401),
        ("POST", path, 405),
        ("GET", "/mms/image/abc".to_owned(), 405),
        ("POST", "/mms/image/abc".to_owned(), 401),
        ("POST", "/mms/image/abc?auth=nobody".to_owned(), 401),
        ("POST", "/mms/lunch/abc".to_owned(), 405),
    ];
    tokio::task::spawn_blocking(move || {
        for (method, path, status) in requests {
            let url = format!("{host}{path}");
            let answer = if method == "GET" { agent.get(&url).call() } else { agent.post(&url).send(&b"x"[..]) };
            assert_eq!(answer.unwrap().status().as_u16(), status, "{method} {path}");
        }
        let stranger = ureq::Agent::config_builder().proxy(None).build().new_agent();
        assert!(stranger.get(&host).call().is_err(), "a client without the authority does not trust the host");
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn upload_whose_token_is_not_its_hash_is_refused() {
    let simulator = with_media().await;
    let client = linked(&simulator).await;
    let auth = client.client.refresh_media_conn(true).await.unwrap().auth;
    let (host, agent) = (simulator.media().unwrap().to_owned(), agent(&simulator));
    let status = tokio::task::spawn_blocking(move || {
        let token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        let answer = agent.post(&format!("{host}/mms/image/{token}?auth={auth}&token={token}")).send(&b"other"[..]);
        answer.unwrap().status().as_u16()
    });
    assert_eq!(status.await.unwrap(), 400);
}

#[tokio::test]
async fn orders_with_a_bad_file_are_refused() {
    let simulator = with_media().await;
    for media in [
        Media { file: Some("not base64".to_owned()), ..Media::default() },
        Media { bytes: Some((64 << 20) + 1), ..Media::default() },
        Media { file: Some(String::new()), bytes: Some(1), ..Media::default() },
        Media { bytes: Some(1), direct_path: Some("/v/one".to_owned()), ..Media::default() },
        Media { bytes: Some(1), file_length: Some(2), ..Media::default() },
    ] {
        let refused = simulator.send_message(CUSTOMER, &order(media.clone())).await;
        assert!(matches!(refused, Err(Refusal::BadRequest(_))), "{media:?}");
    }
    let routable = SimulatorConfig { media: Some("192.0.2.1:0".parse().unwrap()), ..SimulatorConfig::default() };
    assert!(Simulator::start(routable).await.is_err());
}

#[tokio::test]
async fn process_writes_the_authority_and_serves_files_to_browsers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("media.pem");
    let process = crate::control::Process::start(&["--media-ca", path.to_str().unwrap()]);
    assert!(Certificate::from_pem(&std::fs::read(&path).unwrap()).is_ok());
    for (kind, mimetype, expected) in [
        ("image", "image/png", "image/png"),
        ("image", "image/svg+xml", "application/octet-stream"),
        ("document", "text/html", "application/octet-stream"),
    ] {
        let content = serde_json::json!({ "type": kind, "file": STANDARD.encode(kind), "mimetype": mimetype });
        let order = serde_json::json!({ "to": SALON, "content": content }).to_string();
        let path = format!("/phones/{CUSTOMER}/messages");
        let (status, sent) = process.call(reqwest::Method::POST, &path, Some(&order)).await;
        assert_eq!(status, 200, "{sent}");
        let (_, page) = process.call(reqwest::Method::GET, &path, None).await;
        let message = page["messages"].as_array().unwrap().last().unwrap();
        assert_eq!(message["media"]["fileLength"], kind.len());
        let response = process.get(&format!("/messages/{}/file", message["seq"])).await;
        assert_eq!(response.headers()["content-type"], expected);
        assert_eq!(response.bytes().await.unwrap(), kind.as_bytes());
    }
    let large = "A".repeat(11 << 20);
    let order = serde_json::json!({ "to": SALON, "content": { "type": "image", "file": large } }).to_string();
    let (status, _) = process.call(reqwest::Method::POST, &format!("/phones/{CUSTOMER}/messages"), Some(&order)).await;
    assert_eq!(status, 200);
    let (status, _) = process.call(reqwest::Method::POST, &format!("/phones/{CUSTOMER}/send"), Some(&order)).await;
    assert_eq!(status, 413, "other bodies are small");
}
