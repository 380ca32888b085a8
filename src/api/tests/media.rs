//! Files: what a caller sends and gets, and how each failure is told.

use std::sync::Mutex;

use actix_web::web::Bytes;
use async_trait::async_trait;
use futures::{StreamExt as _, stream};
use linekeeper_domain::messages::{MediaId, MimeType};
use linekeeper_ports::{
    BlobError, FileBytes, FileFacts, FileKey, IncomingBytes, KeptFile, LinkMediaError, MediaError, MediaFiles,
    ObjectName, PlainFile, StoreError, Upload,
};
use serde_json::json;
use zeroize::Zeroizing;

use super::*;

async fn problem(api: &Api, request: TestRequest) -> Value {
    let (status, answer) = api.answer_to(request).await;
    assert_eq!(answer["status"], status);
    answer
}

const MEDIA: &str = "/api/whatsapp/sessions/997441/media";
const FILE: &str = "/api/whatsapp/sessions/997441/media/med_aaaaaaaaaaaaaaaa";

/// Files that answer as the test wants it.
#[derive(Default)]
struct Files {
    failure: Mutex<Option<MediaError>>,
    mime_type: Mutex<Option<&'static str>>,
    uploads: Mutex<Vec<(Upload, Vec<u8>)>>,
}

impl Files {
    fn kept(&self, id: MediaId, mime_type: MimeType) -> Result<KeptFile, MediaError> {
        match self.failure.lock().unwrap().clone() {
            Some(failure) => Err(failure),
            None => {
                let facts =
                    FileFacts { mime_type, bytes: 6, sha256: [0xab; 32], key: FileKey(Zeroizing::new([9; 32])) };
                let object = ObjectName::from_random([7; 16]);
                Ok(KeptFile { id, object, facts, expires_at: Timestamp::UNIX_EPOCH })
            }
        }
    }
}

#[async_trait]
impl MediaFiles for Files {
    async fn upload(
        &self,
        _: &CompanyId,
        upload: Upload,
        mut bytes: IncomingBytes<'_>,
    ) -> Result<KeptFile, MediaError> {
        let mut whole = Vec::new();
        while let Some(piece) = bytes.next().await {
            whole.extend_from_slice(&piece.map_err(|_| MediaError::BrokenOff)?);
        }
        let kept = self.kept(upload.id.clone(), upload.mime_type.clone());
        self.uploads.lock().unwrap().push((upload, whole));
        kept
    }

    async fn file(&self, _: &CompanyId, id: &MediaId) -> Result<KeptFile, MediaError> {
        let mime_type = self.mime_type.lock().unwrap().unwrap_or("image/png");
        self.kept(id.clone(), mime_type.parse().unwrap())
    }

    fn bytes(&self, _: &KeptFile) -> Result<FileBytes, MediaError> {
        Ok(stream::iter([Ok(Bytes::from_static(b"pic")), Ok(Bytes::from_static(b"tur"))]).boxed())
    }

    fn plain(&self, _: &KeptFile) -> Arc<dyn PlainFile> {
        panic!("nothing is sent here")
    }

    async fn sweep(&self, _: Timestamp) -> Result<u64, MediaError> {
        Ok(0)
    }
}

async fn with_files() -> (Api, Arc<Files>) {
    let mut api = Api::new().await;
    let files = Arc::<Files>::default();
    api.state.media = Some(files.clone());
    (api, files)
}

fn put(of: &str, body: &'static str) -> TestRequest {
    TestRequest::put().uri(MEDIA).insert_header(("content-type", of)).set_payload(body)
}

#[actix_web::test]
async fn file_is_handed_out_as_an_attachment_of_a_harmless_type() {
    let (api, files) = with_files().await;
    for (of, shown) in [("image/png", "image/png"), ("text/html", "application/octet-stream")] {
        *files.mime_type.lock().unwrap() = Some(of);
        let service = api.service().await;
        let response = call_service(&service, api.by_admin(TestRequest::get().uri(FILE)).to_request()).await;
        assert_eq!(response.status(), 200);
        let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), shown);
        assert_eq!(header("content-disposition"), "attachment; filename=\"med_aaaaaaaaaaaaaaaa\"");
        assert_eq!(header("etag"), format!("\"{}\"", "ab".repeat(32)));
        assert_eq!(actix_web::test::read_body(response).await, "pictur");
    }
}

#[actix_web::test]
async fn upload_is_passed_on_whole_and_a_key_names_it() {
    let (api, files) = with_files().await;
    let (status, told) = api.answer_to(put("Image/PNG; q=1", "a picture")).await;
    assert_eq!(status, 201, "{told}");
    let (upload, whole) = files.uploads.lock().unwrap().remove(0);
    assert_eq!((upload.mime_type.as_str(), &*whole), ("image/png", &b"a picture"[..]));
    assert_eq!(told["id"], upload.id.as_str());
    assert_eq!((&told["bytes"], &told["sha256"]), (&json!(6), &json!("ab".repeat(32))));
    for key in ["one", "one", "two"] {
        api.answer_to(put("image/png", "a picture").insert_header(("idempotency-key", key))).await;
    }
    let ids: Vec<_> = files.uploads.lock().unwrap().iter().map(|(upload, _)| upload.id.clone()).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2] && ids[0] != upload.id);
}

#[actix_web::test]
async fn upload_without_a_type_or_with_a_broken_key_is_refused() {
    let (api, files) = with_files().await;
    for (request, status) in [
        (TestRequest::put().uri(MEDIA).set_payload("a"), 415),
        (put("picture", "a"), 415),
        (put("image/png", "a").insert_header(("idempotency-key", "")), 400),
        (TestRequest::get().uri(&format!("{MEDIA}/med_")), 400),
    ] {
        assert_eq!(problem(&api, request).await["status"], status);
    }
    assert!(files.uploads.lock().unwrap().is_empty());
}

#[actix_web::test]
async fn failures_of_files_are_told_by_their_codes() {
    let (api, files) = with_files().await;
    let link = |error: LinkMediaError| MediaError::Link(error);
    let down = || StoreError::new(linekeeper_domain::StoreFailure::Unavailable, "down");
    for (failure, status, code) in [
        (MediaError::NotFound, 404, "NOT_FOUND"),
        (MediaError::TooLarge { most: 1 }, 413, "BAD_REQUEST"),
        (MediaError::Empty, 422, "BAD_REQUEST"),
        (MediaError::Differs, 422, "BAD_REQUEST"),
        (MediaError::Full, 507, "MEDIA_STORE_FULL"),
        (MediaError::Busy, 429, "TOO_MANY_REQUESTS"),
        (MediaError::BrokenOff, 400, "BAD_REQUEST"),
        (MediaError::Slow, 408, "BAD_REQUEST"),
        (link(LinkMediaError::Offline), 409, "NOT_CONNECTED"),
        (link(LinkMediaError::Gone), 410, "MEDIA_GONE"),
        (link(LinkMediaError::PhoneSilent), 502, "MEDIA_UNAVAILABLE"),
        (link(LinkMediaError::Unavailable("x".to_owned())), 502, "MEDIA_UNAVAILABLE"),
        (link(LinkMediaError::Damaged), 502, "MEDIA_DAMAGED"),
        (MediaError::Unreadable, 502, "MEDIA_DAMAGED"),
        (MediaError::Store(down()), 503, "STORE_UNAVAILABLE"),
        (MediaError::Blobs(BlobError::Unavailable("x".to_owned())), 503, "MEDIA_STORE_UNAVAILABLE"),
    ] {
        *files.failure.lock().unwrap() = Some(failure.clone());
        for request in [TestRequest::get().uri(FILE), put("image/png", "a")] {
            let answer = problem(&api, request).await;
            assert_eq!((&answer["status"], &answer["code"]), (&json!(status), &json!(code)), "{failure}");
        }
    }
}

#[actix_web::test]
async fn files_are_absent_where_messages_are_not_kept() {
    let api = Api::new().await;
    for request in [TestRequest::get().uri(FILE), put("image/png", "a")] {
        assert_eq!(problem(&api, request).await["code"], "NOT_FOUND");
    }
}
