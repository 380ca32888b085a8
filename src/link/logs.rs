//! Which log targets say too much. The WhatsApp library prints pairing codes and phone numbers at `info`, raw failure
//! stanzas at `warn` and whole stanzas at `debug`; the HTTP client prints media addresses with their tokens.

/// Targets (each with all that begin like it) to be switched off in whatever subscriber listens to `log` and `tracing`.
/// What is worth knowing of them this crate says itself, under its own target.
pub const QUIET_LOG_TARGETS: [&str; 19] = [
    "whatsapp_rust",
    "wacore",
    "waproto",
    "Client",
    "Bot",
    "AppState",
    "Blocking",
    "blocklist",
    "Chatstate",
    "MessageQueue",
    "Mex",
    "PresenceHandler",
    "TcToken",
    "UnifiedSession",
    "usync",
    "tokio_websockets",
    "rustls",
    "ureq",
    "ureq_proto",
];
