//! Recipients of messages that are sent.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::order::{InvalidOrder, OrderProblem};
use crate::messages::{Chat, ChatKind};
use crate::{Phone, Region};

/// Most digits of a LID: those known have 15, and they are 64-bit numbers.
const MOST_OF_LID: usize = 20;
/// Bounds of a group's id: 18 digits, or of older groups the number of who made it, a hyphen and a time.
const LEAST_OF_GROUP: usize = 10;
const MOST_OF_GROUP: usize = 32;

/// Who gets a message, as a caller writes it.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestedRecipient {
    /// A phone number, with its country code or as it is written in the service's region.
    Phone(String),
    /// A LID in digits, as events have it, without `@lid`.
    Lid(String),
    /// The id of a group, as events have it, without `@g.us`.
    Group(String),
}

impl RequestedRecipient {
    /// The chat that it stands for.
    ///
    /// # Errors
    /// [`InvalidOrder`] if it is no number, LID or group.
    pub fn chat(&self, region: Region) -> Result<Chat, InvalidOrder> {
        let none = || Chat { kind: ChatKind::Direct, lid: None, phone: None, group: None };
        match self {
            Self::Phone(typed) => match Phone::parse(typed, region) {
                Ok(phone) => Ok(Chat { phone: Some(phone.digits().to_owned()), ..none() }),
                Err(_) => Err(InvalidOrder::new("to.phone", OrderProblem::NotAPhone)),
            },
            Self::Lid(lid) if are_digits(lid) && lid.len() <= MOST_OF_LID => {
                Ok(Chat { lid: Some(lid.clone()), ..none() })
            }
            Self::Lid(_) => Err(InvalidOrder::new("to.lid", OrderProblem::NotALid)),
            Self::Group(group) if is_group(group) => {
                Ok(Chat { kind: ChatKind::Group, group: Some(group.clone()), ..none() })
            }
            Self::Group(_) => Err(InvalidOrder::new("to.group", OrderProblem::NotAGroup)),
        }
    }
}

/// What a chat shows of the line.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typing {
    /// It writes.
    Composing,
    /// It records a voice message.
    Recording,
    /// Neither any more.
    Paused,
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_group(id: &str) -> bool {
    let (first, second) = id.split_once('-').map_or((id, None), |(first, second)| (first, Some(second)));
    let fits = (LEAST_OF_GROUP..=MOST_OF_GROUP).contains(&id.len());
    fits && are_digits(first) && second.is_none_or(are_digits)
}

/// Numbers and LIDs are personal data: neither appears in logs.
impl fmt::Debug for RequestedRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestedRecipient").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(recipient: RequestedRecipient) -> Result<Vec<String>, &'static str> {
        recipient.chat(Region::RU).map(|chat| chat.names().collect()).map_err(|error| error.field)
    }

    #[test]
    fn recipient_is_one_chat() {
        let phone = |text: &str| chat(RequestedRecipient::Phone(text.to_owned()));
        let lid = |text: &str| chat(RequestedRecipient::Lid(text.to_owned()));
        let group = |text: &str| chat(RequestedRecipient::Group(text.to_owned()));
        let names = |name: &str| Ok(vec![name.to_owned()]);
        for typed in ["8 (916) 000-00-01", "+79160000001", "79160000001"] {
            assert_eq!(phone(typed), names("phone:79160000001"), "{typed}");
        }
        assert_eq!(lid("100200300400500"), names("lid:100200300400500"));
        assert_eq!(group("120363040506070809"), names("group:120363040506070809"));
        assert_eq!(group("79160000001-1500000000"), names("group:79160000001-1500000000"));
        for text in ["", "no", "123", "79160000001@s.whatsapp.net"] {
            assert_eq!(phone(text), Err("to.phone"), "{text}");
        }
        for text in ["", "100200@lid", "-1", "123456789012345678901"] {
            assert_eq!(lid(text), Err("to.lid"), "{text}");
        }
        for text in ["", "120363040506070809@g.us", "79160000001-", "-1500000000", "1-2-3456789", "12"] {
            assert_eq!(group(text), Err("to.group"), "{text}");
        }
    }

    #[test]
    fn recipient_is_exactly_one_and_never_printed() {
        let read = serde_json::from_str::<RequestedRecipient>;
        assert_eq!(read(r#"{"phone":"1"}"#).unwrap(), RequestedRecipient::Phone("1".to_owned()));
        for text in ["{}", r#"{"phone":"1","lid":"2"}"#, r#"{"email":"a@b"}"#, r#""1""#] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(!format!("{:?}", RequestedRecipient::Phone("79160000001".to_owned())).contains("7916"));
    }
}
