//! WebSocket client of the service, as a page or dashboard has it.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::DEADLINE;

/// JSON frame from the service.
pub type Frame = Value;

/// An open WebSocket.
pub struct Browser {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Every received text frame, cut to 400 characters, for the message of a failed test.
    seen: Vec<String>,
    /// Code and reason of the service's close frame.
    closed: Option<(u16, String)>,
}

impl Browser {
    /// Opens a company's WebSocket with these headers, for example `("origin", "https://example.com")`.
    ///
    /// # Errors
    /// Text of the connection error, which holds the HTTP status if there was a response.
    pub async fn open_with_headers(base: &str, company: &str, headers: &[(&str, &str)]) -> Result<Self, String> {
        Self::open_at(base, &format!("/api/whatsapp/sessions/{company}/ws"), headers).await
    }

    /// Opens a WebSocket at this path.
    ///
    /// # Errors
    /// Text of the connection error, which holds the HTTP status if there was a response.
    pub async fn open_at(base: &str, path: &str, headers: &[(&str, &str)]) -> Result<Self, String> {
        let url = format!("{}{path}", base.replacen("http", "ws", 1));
        let mut request = url.into_client_request().map_err(|error| error.to_string())?;
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).expect("the name of a header");
            request.headers_mut().append(name, HeaderValue::from_str(value).expect("the value of a header"));
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await.map_err(|error| error.to_string())?;
        Ok(Self { socket, seen: Vec::new(), closed: None })
    }

    /// Sends a JSON frame.
    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Sends a text frame, which need not be JSON.
    pub async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.expect("sent");
    }

    /// Sends a binary frame.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.expect("sent");
    }

    /// Requests a pairing code.
    pub async fn request_code(&mut self, number: &str) {
        self.send(json!({ "type": "request-pairing-code", "phoneNumber": number })).await;
    }

    /// Requests a pairing code with `changeNumber`, the consent to replace the linked number.
    pub async fn change_number(&mut self, number: &str) {
        self.send(json!({ "type": "request-pairing-code", "phoneNumber": number, "changeNumber": true })).await;
    }

    /// Waits until this phone is the line: after a change of the phone the state alone does not tell.
    pub async fn line_of(&mut self, number: &str) {
        let digits = |shown: &str| shown.chars().filter(char::is_ascii_digit).collect::<String>();
        let is_line = |frame: &Frame| {
            let shown = digits(frame["phoneNumber"].as_str().unwrap_or_default());
            let same = !shown.is_empty() && number.starts_with(&shown[..4]) && number.ends_with(&shown[4..]);
            frame["type"] == "session-state" && frame["state"] == "connected" && same
        };
        self.until("the phone as the line", is_line).await;
    }

    /// Requests a pairing code with `changeNumber` and `overrideWait` (an operator lifts the wait after a removal).
    pub async fn override_wait(&mut self, number: &str) {
        let frame = json!({
            "type": "request-pairing-code", "phoneNumber": number, "changeNumber": true, "overrideWait": true,
        });
        self.send(frame).await;
    }

    /// Returns the next frame, or `None` once the socket is closed. Panics after [`DEADLINE`].
    pub async fn next(&mut self) -> Option<Frame> {
        let next = tokio::time::timeout(DEADLINE, self.next_text()).await;
        next.unwrap_or_else(|_| panic!("nothing came; seen: {:#?}", self.seen))
    }

    /// Returns the next text frame. WebSocket pings are skipped here, inside the timeout of the caller, so they do not
    /// prolong it.
    async fn next_text(&mut self) -> Option<Frame> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    self.seen.push(text.chars().take(400).collect());
                    return Some(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(frame))) => {
                    self.closed = frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
                    return None;
                }
                Some(Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Returns the first frame that fits; earlier ones are skipped.
    pub async fn until(&mut self, what: &str, fits: impl Fn(&Frame) -> bool) -> Frame {
        let waited = tokio::time::timeout(DEADLINE, async {
            while let Some(frame) = self.next().await {
                if fits(&frame) {
                    return Some(frame);
                }
            }
            None
        });
        match waited.await {
            Ok(Some(frame)) => frame,
            Ok(None) => panic!("the socket closed before {what}; seen: {:#?}", self.seen),
            Err(_) => panic!("no {what}; seen: {:#?}", self.seen),
        }
    }

    /// Returns the next frame of this type.
    pub async fn frame(&mut self, kind: &str) -> Frame {
        self.until(kind, |frame| frame["type"] == kind).await
    }

    /// Returns the next `session-state` frame with this state.
    pub async fn state(&mut self, state: &str) -> Frame {
        self.until(state, |frame| frame["type"] == "session-state" && frame["state"] == state).await
    }

    /// Returns the code of the next `pairing-code` frame.
    pub async fn code(&mut self) -> String {
        self.frame("pairing-code").await["code"].as_str().expect("a code").to_owned()
    }

    /// Waits until the socket is closed; returns code and reason of the close frame, `None` if there was none.
    pub async fn closed_with(&mut self) -> Option<(u16, String)> {
        let closed = tokio::time::timeout(DEADLINE, async { while self.next_text().await.is_some() {} }).await;
        closed.unwrap_or_else(|_| panic!("the socket stays open; seen: {:#?}", self.seen));
        self.closed.clone()
    }

    /// Closes the socket.
    pub async fn close(mut self) {
        // The service may have closed it first.
        let _closed = self.socket.close(None).await;
    }
}
