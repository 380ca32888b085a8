//! Limits on the number of open WebSockets.

/// The limit on open WebSockets that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocketBound {
    /// Limit on all sockets of the process.
    Total,
    /// Limit per company.
    Company,
    /// Limit per address.
    Address,
}

impl SocketBound {
    /// All limits.
    pub const ALL: [Self; 3] = [Self::Total, Self::Company, Self::Address];

    /// Value of the label in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Company => "company",
            Self::Address => "address",
        }
    }

    /// Sentence for frames and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Total => "too many sockets are open",
            Self::Company => "too many sockets of this company are open",
            Self::Address => "too many sockets are open from this address",
        }
    }
}
