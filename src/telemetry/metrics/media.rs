//! Labels of the metrics of files.

/// Way of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaWay {
    /// From a caller into the store.
    Upload,
    /// From WhatsApp into the store.
    Fetch,
}

impl MediaWay {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::Upload, Self::Fetch];

    /// Value of the label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Fetch => "fetch",
        }
    }
}

/// What became of a file on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaOutcome {
    /// It is kept.
    Kept,
    /// The caller broke off, was too slow, or sent what is not taken.
    Caller,
    /// The line was not connected.
    Offline,
    /// Neither WhatsApp nor the phone has it.
    Gone,
    /// WhatsApp or the phone failed.
    WhatsApp,
    /// There was no room.
    Full,
    /// Too many were on their way.
    Busy,
    /// The store of files or the database failed.
    Store,
}

impl MediaOutcome {
    /// Every value.
    pub const ALL: [Self; 8] =
        [Self::Kept, Self::Caller, Self::Offline, Self::Gone, Self::WhatsApp, Self::Full, Self::Busy, Self::Store];

    /// Value of the label.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Caller => "caller",
            Self::Offline => "offline",
            Self::Gone => "gone",
            Self::WhatsApp => "whatsapp",
            Self::Full => "full",
            Self::Busy => "busy",
            Self::Store => "store",
        }
    }
}
