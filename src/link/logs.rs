//! Log targets that reveal too much. The WhatsApp library logs pairing codes and phone numbers at `info`, raw failure
//! stanzas at `warn` and whole stanzas at `debug`; the HTTP client logs media addresses with their tokens.

/// Log targets (each stands for every target with this prefix) to switch off in any subscriber to `log` and `tracing`.
/// This crate logs what is worth knowing of them itself, under its own target.
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
