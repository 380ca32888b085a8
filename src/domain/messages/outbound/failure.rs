//! Why a message could not be sent.

use serde::{Deserialize, Serialize};

/// Why a message was not sent. New reasons may be added.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendFailure {
    /// WhatsApp lets the account begin no new chats for a time (error 463, while the account says so).
    NewChatsLocked,
    /// WhatsApp wants a token of the recipient's, which only somebody who wrote before has given (error 463).
    TrustTokenMissing,
    /// WhatsApp refused a message to somebody who did not write before, and does not say which of the two it was (error 463).
    NewChatRefused,
    /// WhatsApp says that the message is malformed (errors 400, 479).
    Malformed,
    /// WhatsApp does not know the recipient (error 404), or the number has no account there.
    NotOnWhatsapp,
    /// WhatsApp could not take it at that moment (errors 500 to 599).
    ServerError,
    /// WhatsApp refused it with another error.
    Refused,
    /// The file is not there any more.
    MediaGone,
    /// What is stored of the order cannot be read.
    Unreadable,
    /// The library could not make the message: it is encrypted for nobody, or its content is not taken.
    NotEncrypted,
}

/// What is known of a refusal with error 463.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NewChatsRefused {
    /// The account may begin no new chats for a time.
    Locked,
    /// The recipient's token is missing, and no lock is known.
    NoToken,
    /// Neither is known.
    #[default]
    Unknown,
}

impl SendFailure {
    /// All reasons.
    pub const ALL: [Self; 10] = [
        Self::NewChatsLocked,
        Self::TrustTokenMissing,
        Self::NewChatRefused,
        Self::Malformed,
        Self::NotOnWhatsapp,
        Self::ServerError,
        Self::Refused,
        Self::MediaGone,
        Self::Unreadable,
        Self::NotEncrypted,
    ];

    /// Name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NewChatsLocked => "new_chats_locked",
            Self::TrustTokenMissing => "trust_token_missing",
            Self::NewChatRefused => "new_chat_refused",
            Self::Malformed => "malformed",
            Self::NotOnWhatsapp => "not_on_whatsapp",
            Self::ServerError => "server_error",
            Self::Refused => "refused",
            Self::MediaGone => "media_gone",
            Self::Unreadable => "unreadable",
            Self::NotEncrypted => "not_encrypted",
        }
    }

    /// The reason of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// The reason for an `error` of WhatsApp's ack (whatsapp-rust 0.7.0, `client/node_io.rs`, `take_ack_waiter`). What is
    /// known of a 463 comes from elsewhere: the account's time lock, and whether the recipient's token is stored.
    #[must_use]
    pub const fn of_ack(error: u16, known: NewChatsRefused) -> Self {
        match error {
            463 => match known {
                NewChatsRefused::Locked => Self::NewChatsLocked,
                NewChatsRefused::NoToken => Self::TrustTokenMissing,
                NewChatsRefused::Unknown => Self::NewChatRefused,
            },
            400 | 479 => Self::Malformed,
            404 => Self::NotOnWhatsapp,
            500..=599 => Self::ServerError,
            _ => Self::Refused,
        }
    }

    /// What it says of new chats, if it is a refusal with error 463: the line has to slow down then.
    #[must_use]
    pub const fn refuses_new_chats(self) -> Option<NewChatsRefused> {
        match self {
            Self::NewChatsLocked => Some(NewChatsRefused::Locked),
            Self::TrustTokenMissing => Some(NewChatsRefused::NoToken),
            Self::NewChatRefused => Some(NewChatsRefused::Unknown),
            Self::Malformed
            | Self::NotOnWhatsapp
            | Self::ServerError
            | Self::Refused
            | Self::MediaGone
            | Self::Unreadable
            | Self::NotEncrypted => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_one_name_everywhere() {
        for reason in SendFailure::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
            assert_eq!(SendFailure::named(reason.as_str()), Some(reason));
        }
        assert_eq!(SendFailure::named("bad_luck"), None);
    }

    #[test]
    fn error_of_an_ack_has_its_reason() {
        for (error, known, expected) in [
            (463, NewChatsRefused::Locked, SendFailure::NewChatsLocked),
            (463, NewChatsRefused::NoToken, SendFailure::TrustTokenMissing),
            (463, NewChatsRefused::Unknown, SendFailure::NewChatRefused),
            (479, NewChatsRefused::Locked, SendFailure::Malformed),
            (400, NewChatsRefused::Unknown, SendFailure::Malformed),
            (404, NewChatsRefused::Unknown, SendFailure::NotOnWhatsapp),
            (503, NewChatsRefused::Unknown, SendFailure::ServerError),
            (421, NewChatsRefused::Unknown, SendFailure::Refused),
        ] {
            assert_eq!(SendFailure::of_ack(error, known), expected, "{error}");
            let slows = (error == 463).then_some(known);
            assert_eq!(expected.refuses_new_chats(), slows, "{error}");
        }
    }
}
