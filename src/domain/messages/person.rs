//! Accounts of the people in a chat.

use std::fmt;

use serde::{Deserialize, Serialize};

/// WhatsApp account of a person. At least one of the two is known; both belong to the same account.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Person {
    /// The account's LID, without `@lid`; null where only the number is known.
    #[cfg_attr(feature = "schema", schema(required))]
    pub lid: Option<String>,
    /// Phone number in digits with the country code; null where WhatsApp hides it.
    #[cfg_attr(feature = "schema", schema(required))]
    pub phone: Option<String>,
}

/// Numbers and LIDs are personal data: neither appears in logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |name: &Option<String>| if name.is_some() { "known" } else { "unknown" };
        f.debug_struct("Person").field("lid", &known(&self.lid)).field("phone", &known(&self.phone)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn person_is_never_printed_with_number_or_lid() {
        let person = Person { lid: Some("100200300".to_owned()), phone: Some("79160000001".to_owned()) };
        let text = format!("{person:?}");
        assert!(!text.contains("100200300") && !text.contains("7916"), "{text}");
    }
}
