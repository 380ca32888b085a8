//! The form of the entries.

/// Makes the codes and their entries of a table.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $variant:ident = $name:literal {
        $status:literal, $action:ident, $recovery:ident, $alerts:ident, kept: $kept:literal, retry: $retry:expr,
        ru: $ru:literal,
        en: $en:literal,
        meaning: $meaning:literal,
        service: $service:literal,
        person: $person:literal,
    })+) => {
        /// Error code, the same in frames, problem documents, the journal and metrics.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl ErrorCode {
            /// Every code, in the catalogue's order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub(super) const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        name: $name,
                        http_status: $status,
                        action: UserAction::$action,
                        recovery: Recovery::$recovery,
                        alerts: AlertPolicy::$alerts,
                        kept: $kept,
                        retry_after: $retry,
                        text: Text { ru: $ru, en: $en },
                        meaning: $meaning,
                        service: $service,
                        person: $person,
                    },)+
                }
            }
        }
    };
}
pub(super) use catalogue;
