//! Client of webhook endpoints: [`WebhookSender`](linekeeper_ports::WebhookSender) over HTTP/1.1 and HTTP/2, with rustls.
//!
//! Endpoints are named by callers of the API, so everything is bounded and nothing leads elsewhere: addresses are checked
//! where the connection is made, whatever a name resolved to before; redirects are answers; no proxy is read from the
//! environment; the answer's body is read to 4 KiB and dropped.

mod classify;
mod config;
mod connector;
mod resolver;
mod sender;
mod slots;
mod tls;

pub use config::{WebhookClientConfig, WebhookConfigError, WebhookLimits};
pub use resolver::{Resolver, SystemResolver};
pub use sender::HttpSender;
