//! Bounded HTTP client for the library, which fetches app-state snapshots and media, and for the look-up of the client
//! version.
//!
//! Only WhatsApp's own hosts are contacted (in a sandbox build: only this machine). Responses have a size limit,
//! requests have a timeout, and few run at once, because each blocks a thread.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::Uri;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use ureq::http::Response;
use ureq::tls::TlsConfig;
use ureq::{Agent, Body, RequestBuilder, SendBody};
use wacore::net::{HttpClient, HttpRequest, HttpResponse, StreamingHttpResponse, UploadBody};
use whatsapp_rust::anyhow;

/// Most bytes that the encryption of a file adds to it: a block of padding and the authenticator.
const ENCRYPTION: u64 = 16 + 10;

/// Limits of the HTTP client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpLimits {
    /// Timeout for name resolution, TCP and TLS together.
    pub connect_timeout: Duration,
    /// Timeout for a request, from its first byte to the last byte of the response.
    pub total_timeout: Duration,
    /// The same for a file, which may be long.
    pub file_timeout: Duration,
    /// Timeout for the head of the response to a file's request, once that is sent.
    pub answer_timeout: Duration,
    /// Size limit of a response body, in bytes; a longer body is an error.
    pub max_body_bytes: u64,
    /// Maximum number of redirects, each to an allowed host only.
    pub max_redirects: u32,
    /// Maximum number of concurrent requests over all links, and of files on their way, each.
    pub max_concurrent: usize,
    /// Certificates that are trusted in place of Mozilla's, in PEM: those of the simulator.
    #[cfg(feature = "sandbox")]
    pub authority: Option<Vec<u8>>,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(60),
            file_timeout: Duration::from_secs(300),
            answer_timeout: Duration::from_secs(20),
            max_body_bytes: 64 * 1024 * 1024 + ENCRYPTION,
            max_redirects: 3,
            max_concurrent: 16,
            #[cfg(feature = "sandbox")]
            authority: None,
        }
    }
}

/// Reason why a request was not made or its response not accepted.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error("the address is not one of WhatsApp's")]
    ForeignHost,
    #[error("the method is neither GET nor POST")]
    Method,
    #[error("too many redirects")]
    Redirects,
    #[error("the client is shut down")]
    Closed,
    #[error("too many files are on their way")]
    Busy,
    #[error("no answer: {0}")]
    Exchange(#[from] ureq::Error),
}

/// Bytes read of an error page; it serves diagnosis only.
const ERROR_PAGE_BYTES: u64 = 64 * 1024;

/// Size in bytes of each connection buffer: payloads are small or streamed.
const BUFFER_BYTES: usize = 16 * 1024;

/// HTTP client shared by all links.
#[derive(Clone)]
pub(crate) struct BoundedHttp {
    agent: Agent,
    limits: HttpLimits,
    handle: Handle,
    slots: Arc<Semaphore>,
    /// Places of files on their way.
    files: Arc<Semaphore>,
}

impl BoundedHttp {
    /// Creates a client that blocks on the blocking threads of `handle`.
    pub(crate) fn new(limits: HttpLimits, handle: Handle) -> Self {
        let config = Agent::config_builder()
            .tls_config(trusted(&limits))
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Return a completed exchange as a response whatever its status: the library decides by the status.
            .http_status_as_error(false)
            .timeout_connect(Some(limits.connect_timeout))
            .timeout_global(Some(limits.total_timeout))
            .input_buffer_size(BUFFER_BYTES)
            .output_buffer_size(BUFFER_BYTES)
            .max_idle_connections(4)
            .max_idle_connections_per_host(2)
            .build();
        let slots = Arc::new(Semaphore::new(limits.max_concurrent));
        let files = Arc::new(Semaphore::new(limits.max_concurrent));
        Self { agent: config.new_agent(), limits, handle, slots, files }
    }

    /// Takes a place for a file. The thread that asks blocks as long as the file is on its way, so it does not wait for one.
    fn place(&self) -> Result<OwnedSemaphorePermit, HttpError> {
        Arc::clone(&self.files).try_acquire_owned().map_err(|_| HttpError::Busy)
    }

    fn exchange(&self, request: &HttpRequest, timeouts: Timeouts) -> Result<Response<Body>, HttpError> {
        let mut url = request.url.clone();
        for _ in 0..=self.limits.max_redirects {
            let answer = self.one_exchange(&url, request, timeouts)?;
            match redirect(&answer) {
                Some(location) if request.method == "GET" => url = location,
                Some(_) | None => return Ok(answer),
            }
        }
        Err(HttpError::Redirects)
    }

    fn one_exchange(&self, url: &str, request: &HttpRequest, timeouts: Timeouts) -> Result<Response<Body>, HttpError> {
        allowed(url)?;
        match request.method.as_str() {
            "GET" => {
                let start = timeouts.set(self.agent.get(url));
                let ready = request.headers.iter().fold(start, |ready, (name, value)| ready.header(name, value));
                Ok(ready.call()?)
            }
            "POST" => {
                let start = self.agent.post(url);
                let ready = request.headers.iter().fold(start, |ready, (name, value)| ready.header(name, value));
                Ok(ready.send(request.body.as_deref().unwrap_or_default())?)
            }
            _ => Err(HttpError::Method),
        }
    }

    fn upload(&self, request: &HttpRequest, body: UploadBody, length: u64) -> Result<Response<Body>, HttpError> {
        allowed(&request.url)?;
        let start = Timeouts::of_file(&self.limits).set(self.agent.post(&request.url));
        let ready = request.headers.iter().fold(start, |ready, (name, value)| ready.header(name, value));
        // With a known length the body is not chunked; WhatsApp's media hosts refuse chunked uploads.
        let ready = ready.header("content-length", length.to_string());
        Ok(ready.send(SendBody::from_owned_reader(body))?)
    }

    fn whole(&self, answer: Response<Body>) -> anyhow::Result<HttpResponse> {
        let status_code = answer.status().as_u16();
        if answer.status().is_success() {
            let body = answer.into_body().into_with_config().limit(self.limits.max_body_bytes).read_to_vec()?;
            return Ok(HttpResponse { status_code, body });
        }
        let mut body = Vec::new();
        // Ignore a broken error page: the status is what counts.
        let _ = answer.into_body().into_reader().take(ERROR_PAGE_BYTES).read_to_end(&mut body);
        Ok(HttpResponse { status_code, body })
    }
}

/// Timeouts of one request; those of the client where none are set.
#[derive(Debug, Clone, Copy, Default)]
struct Timeouts(Option<(Duration, Duration)>);

impl Timeouts {
    const fn of_file(limits: &HttpLimits) -> Self {
        Self(Some((limits.file_timeout, limits.answer_timeout)))
    }

    fn set<B>(self, request: RequestBuilder<B>) -> RequestBuilder<B> {
        let Some((whole, answer)) = self.0 else { return request };
        request.config().timeout_global(Some(whole)).timeout_recv_response(Some(answer)).build()
    }
}

/// A body with the place that it takes as long as it is read.
struct Placed<R> {
    body: R,
    _place: OwnedSemaphorePermit,
}

impl<R: Read> Read for Placed<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.body.read(into)
    }
}

/// Whom the client trusts: Mozilla's roots, and in a sandbox build those of the simulator.
#[cfg_attr(not(feature = "sandbox"), expect(unused_variables, reason = "a normal build has no such setting"))]
fn trusted(limits: &HttpLimits) -> TlsConfig {
    #[cfg(feature = "sandbox")]
    if let Some(pem) = &limits.authority {
        let certificates = ureq::tls::parse_pem(pem).filter_map(|item| match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
            Ok(_) | Err(_) => None,
        });
        return TlsConfig::builder().root_certs(certificates.collect::<Vec<_>>().into()).build();
    }
    TlsConfig::default()
}

fn redirect(answer: &Response<Body>) -> Option<String> {
    let location = answer.headers().get("location").filter(|_| answer.status().is_redirection())?;
    // A relative address is not followed: it fails the host check and ends as an error.
    location.to_str().ok().map(str::to_owned)
}

fn allowed(url: &str) -> Result<(), HttpError> {
    let uri: Uri = url.parse().map_err(|_| HttpError::ForeignHost)?;
    let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
    let host = authority.map(http::uri::Authority::host).ok_or(HttpError::ForeignHost)?;
    let fine = if cfg!(feature = "sandbox") {
        matches!(host, "127.0.0.1" | "[::1]")
    } else {
        uri.scheme_str() == Some("https") && is_whatsapp(host)
    };
    if fine { Ok(()) } else { Err(HttpError::ForeignHost) }
}

/// Whether this build may ask this address.
pub(crate) fn is_allowed(url: &str) -> bool {
    allowed(url).is_ok()
}

/// Whether the host belongs to WhatsApp: `web.whatsapp.com`, `mmg.whatsapp.net`, `media-arn2-1.cdn.whatsapp.net`…
fn is_whatsapp(host: &str) -> bool {
    ["whatsapp.com", "whatsapp.net"].iter().any(|domain| {
        let rest = host.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[async_trait]
impl HttpClient for BoundedHttp {
    async fn execute(&self, request: HttpRequest) -> anyhow::Result<HttpResponse> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|_| HttpError::Closed)?;
        let client = self.clone();
        let work = move || {
            let answer = client
                .exchange(&request, Timeouts::default())
                .map_err(anyhow::Error::new)
                .and_then(|answer| client.whole(answer));
            drop(slot);
            answer
        };
        self.handle.spawn_blocking(work).await?
    }

    fn supports_streaming(&self) -> bool {
        true
    }

    fn execute_streaming(&self, request: HttpRequest) -> anyhow::Result<StreamingHttpResponse> {
        let place = self.place()?;
        let answer = self.exchange(&request, Timeouts::of_file(&self.limits))?;
        let status_code = answer.status().as_u16();
        let body = answer.into_body().into_reader().take(self.limits.max_body_bytes);
        Ok(StreamingHttpResponse { status_code, body: Box::new(Placed { body, _place: place }) })
    }

    fn supports_upload_streaming(&self) -> bool {
        true
    }

    fn execute_upload(&self, request: HttpRequest, body: UploadBody, length: u64) -> anyhow::Result<HttpResponse> {
        let _place = self.place()?;
        self.whole(self.upload(&request, body, length)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_whatsapp_are_recognised() {
        for host in ["web.whatsapp.com", "mmg.whatsapp.net", "media-arn2-1.cdn.whatsapp.net", "whatsapp.net"] {
            assert!(is_whatsapp(host), "{host}");
        }
        for host in
            ["evilwhatsapp.com", "whatsapp.com.evil.example", "127.0.0.1", "whatsapp.co", "", "web.whatsapp.com."]
        {
            assert!(!is_whatsapp(host), "{host}");
        }
    }

    #[test]
    fn other_addresses_are_not_asked() {
        for url in [
            "http://web.whatsapp.com/",
            "https://web.whatsapp.com@evil.example/",
            "https://evil.example/web.whatsapp.com",
            "https://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "/relative",
            "",
        ] {
            assert!(matches!(allowed(url), Err(HttpError::ForeignHost)), "{url}");
        }
        assert_eq!(allowed("https://web.whatsapp.com/sw.js").is_ok(), !cfg!(feature = "sandbox"));
        assert_eq!(allowed("http://127.0.0.1:8080/blob").is_ok(), cfg!(feature = "sandbox"));
    }

    #[cfg(feature = "sandbox")]
    mod exchanges {
        use std::io::{BufRead, BufReader, Write};
        use std::net::{TcpListener, TcpStream};

        use super::*;

        fn answer_one(stream: TcpStream, answer: &str) {
            let mut reader = BufReader::new(stream);
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap() > 2 {
                line.clear();
            }
            // The client may hang up before it has read everything.
            let _ = reader.get_mut().write_all(answer.as_bytes());
        }

        /// Serves these responses, one connection each, and returns the address.
        fn serve(answers: Vec<String>) -> String {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            std::thread::spawn(move || {
                for answer in answers {
                    let (stream, _) = listener.accept().unwrap();
                    answer_one(stream, &answer.replace("ADDRESS", &address.to_string()));
                }
            });
            format!("http://{address}/")
        }

        fn client(limits: HttpLimits) -> BoundedHttp {
            BoundedHttp::new(limits, Handle::current())
        }

        fn page(status: &str, body: &str) -> String {
            format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
        }

        #[tokio::test]
        async fn a_refusal_is_an_answer_with_its_status() {
            let url = serve(vec![page("403 Forbidden", "no")]);
            let answer = client(HttpLimits::default()).execute(HttpRequest::get(url)).await.unwrap();
            assert_eq!((answer.status_code, answer.body), (403, b"no".to_vec()));
        }

        #[tokio::test]
        async fn an_answer_longer_than_allowed_is_an_error() {
            let url = serve(vec![page("200 OK", &"x".repeat(1001))]);
            let limits = HttpLimits { max_body_bytes: 1000, ..HttpLimits::default() };
            assert!(client(limits).execute(HttpRequest::get(url)).await.is_err());
        }

        #[tokio::test]
        async fn silent_server_times_out() {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}/", listener.local_addr().unwrap());
            let limits = HttpLimits { total_timeout: Duration::from_millis(50), ..HttpLimits::default() };
            assert!(client(limits).execute(HttpRequest::get(url)).await.is_err());
        }

        fn moved(to: &str) -> String {
            format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }

        #[tokio::test]
        async fn redirects_are_followed_a_few_times_and_to_allowed_hosts_only() {
            let followed = serve(vec![moved("http://ADDRESS/next"), page("200 OK", "here")]);
            let answer = client(HttpLimits::default()).execute(HttpRequest::get(followed)).await.unwrap();
            assert_eq!(answer.body, b"here");

            let circle = serve(vec![moved("http://ADDRESS/"); 3]);
            let limits = HttpLimits { max_redirects: 2, ..HttpLimits::default() };
            let error = client(limits).execute(HttpRequest::get(circle)).await.unwrap_err();
            assert!(error.to_string().contains("redirects"), "{error}");

            let away = serve(vec![moved("http://10.0.0.1/")]);
            let error = client(HttpLimits::default()).execute(HttpRequest::get(away)).await.unwrap_err();
            assert!(error.to_string().contains("not one of WhatsApp's"), "{error}");
        }
    }
}
